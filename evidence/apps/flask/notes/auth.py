"""Accounts and tokens: register, log in, and who is asking."""

from flask import current_app
from flask_smorest import Blueprint, abort
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.exc import IntegrityError

from .extensions import db, login_manager
from .models import User
from .schemas import CredentialsSchema, RegistrationSchema, TokenSchema, UserSchema

TOKEN_SECONDS = 24 * 60 * 60

blueprint = Blueprint("auth", __name__, url_prefix="/api")


def token_serializer():
    return URLSafeTimedSerializer(current_app.secret_key, salt="token")


def find_user(username, password):
    """Return the user with this name and password, or None."""
    user = db.session.scalar(db.select(User).filter_by(username=username))
    return user if user and user.check_password(password) else None


@login_manager.user_loader
def load_user_from_session(user_id):
    return db.session.get(User, int(user_id))


@login_manager.request_loader
def load_user_from_token(request):
    authorization = request.authorization
    if authorization is None or authorization.type != "bearer":
        return None
    try:
        user_id = token_serializer().loads(authorization.token, max_age=TOKEN_SECONDS)
    except BadSignature:
        return None
    return db.session.get(User, user_id)


@login_manager.unauthorized_handler
def unauthorized():
    abort(401)


@blueprint.post("/register")
@blueprint.arguments(RegistrationSchema)
@blueprint.response(201, UserSchema)
@blueprint.alt_response(409, description="The name is taken")
def register(data):
    user = User(username=data["username"])
    user.set_password(data["password"])
    db.session.add(user)
    try:
        db.session.commit()
    except IntegrityError:
        abort(409, errors={"username": ["This name is taken."]})
    return user


@blueprint.post("/login")
@blueprint.arguments(CredentialsSchema)
@blueprint.response(200, TokenSchema)
@blueprint.alt_response(401, description="Wrong name or password")
def login(data):
    user = find_user(**data)
    if user is None:
        abort(401)
    return {"token": token_serializer().dumps(user.id)}
