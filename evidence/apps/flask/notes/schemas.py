"""What the API takes and gives; Marshmallow checks it and flask-smorest documents it."""

from datetime import UTC

from marshmallow import Schema, fields, validate

# The largest integer that SQLite stores.
MAX_INTEGER = 2**63 - 1


class TrimmedString(fields.String):
    def _deserialize(self, value, attr, data, **kwargs):
        return super()._deserialize(value, attr, data, **kwargs).strip()


class UtcDateTime(fields.DateTime):
    """A time that the database keeps in UTC without saying so."""

    def _serialize(self, value, attr, obj, **kwargs):
        return super()._serialize(value.replace(tzinfo=UTC), attr, obj, **kwargs)


class CredentialsSchema(Schema):
    username = fields.String(required=True)
    password = fields.String(required=True, load_only=True)


class RegistrationSchema(Schema):
    username = fields.String(required=True, validate=validate.Regexp(r"^[A-Za-z0-9_]{3,30}\Z"))
    password = fields.String(required=True, load_only=True, validate=validate.Length(8, 128))


class UserSchema(Schema):
    id = fields.Integer()
    username = fields.String()


class TokenSchema(Schema):
    token = fields.String()


class NoteSchema(Schema):
    id = fields.Integer(dump_only=True)
    title = TrimmedString(required=True, validate=validate.Length(1, 200))
    body = fields.String(load_default="", validate=validate.Length(max=10_000))
    pinned = fields.Boolean(load_default=False)
    created_at = UtcDateTime(dump_only=True)
    updated_at = UtcDateTime(dump_only=True)


class NoteChangeSchema(NoteSchema):
    """Made with `partial=True`; a class of its own gives it a name in the OpenAPI document."""


class PageQuery(Schema):
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, MAX_INTEGER))


class NotePage(Schema):
    items = fields.List(fields.Nested(NoteSchema))
    total = fields.Integer()
