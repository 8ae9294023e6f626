"""The endpoints of `core`, and a validated echo with flask-smorest and marshmallow."""

from core import app
from flask.views import MethodView
from flask_smorest import Api, Blueprint
from marshmallow import Schema, fields, validate

app.config.update(API_TITLE="Probes", API_VERSION="1", OPENAPI_VERSION="3.1.0")


class NoteSchema(Schema):
    title = fields.String(required=True, validate=validate.Length(1, 200))
    body = fields.String(required=True, validate=validate.Length(max=10_000))
    pinned = fields.Boolean(required=True)
    priority = fields.Integer(required=True, validate=validate.Range(0, 9))
    tags = fields.List(
        fields.String(validate=validate.Length(max=30)), required=True, validate=validate.Length(max=5)
    )


echoes = Blueprint("echoes", __name__)


@echoes.route("/echo")
class Echo(MethodView):
    @echoes.arguments(NoteSchema)
    @echoes.response(200, NoteSchema)
    def post(self, note):
        return note


Api(app).register_blueprint(echoes)
