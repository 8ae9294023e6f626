from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core import signing
from django.db import IntegrityError, transaction
from ninja import Router, Status
from ninja.errors import HttpError
from ninja.security import HttpBearer

from .schemas import Credentials, Message, Registration, Token, UserOut

TOKEN_SECONDS = 24 * 60 * 60

router = Router(tags=["auth"])


class TokenAuth(HttpBearer):
    def authenticate(self, request, token):
        try:
            user_id = signing.loads(token, salt="token", max_age=TOKEN_SECONDS)
        except signing.BadSignature:
            return None
        return User.objects.filter(id=user_id, is_active=True).first()


@router.post("/register", response={201: UserOut, 409: Message})
def register(request, data: Registration):
    try:
        with transaction.atomic():
            return Status(201, User.objects.create_user(**data.dict()))
    except IntegrityError:
        raise HttpError(409, "This username is taken") from None


@router.post("/login", response={200: Token, 401: Message})
def login(request, data: Credentials):
    user = authenticate(request, **data.dict())
    if user is None:
        raise HttpError(401, "Wrong username or password")
    return {"token": signing.dumps(user.id, salt="token")}
