"""Accounts and tokens: register, log in, and who is asking."""

import asyncio
import os
from typing import Any

from litestar import Controller, post
from litestar.connection import ASGIConnection
from litestar.exceptions import ClientException, NotAuthorizedException
from litestar.params import JSONBody
from litestar.security.jwt import JWTAuth
from litestar.security.jwt import Token as JWTToken
from litestar.status_codes import HTTP_200_OK, HTTP_409_CONFLICT
from pwdlib import PasswordHash
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from .database import Session, config
from .models import User
from .schemas import Credentials, Registration, Token, UserPublic

password_hash = PasswordHash.recommended()


async def find_user(session: AsyncSession, username: str, password: str) -> User | None:
    """Return the user with this name and password, or None."""
    user = await session.scalar(select(User).where(User.username == username))
    # In a thread: hashing would hold up every other request.
    if user and await asyncio.to_thread(password_hash.verify, password, user.password_hash):
        return user
    return None


async def retrieve_user(token: JWTToken, connection: ASGIConnection[Any, Any, Any, Any]) -> User | None:
    session = config.provide_session(connection.app.state, connection.scope)
    return await session.get(User, int(token.sub))


jwt_auth = JWTAuth[User](
    retrieve_user_handler=retrieve_user,
    token_secret=os.environ["NOTES_SECRET"],
    exclude=["^/openapi.json", "^/admin"],
)


class AuthController(Controller):
    path = "/api"
    tags = ["auth"]
    opt = {"exclude_from_auth": True}
    security = []

    @post("/register")
    async def register(self, data: JSONBody[Registration], db_session: Session) -> UserPublic:
        hashed = await asyncio.to_thread(password_hash.hash, data.password)
        user = User(username=data.username, password_hash=hashed)
        db_session.add(user)
        try:
            await db_session.flush()
        except IntegrityError:
            raise ClientException("This username is taken", status_code=HTTP_409_CONFLICT) from None
        return UserPublic(id=user.id, username=user.username)

    @post("/login", status_code=HTTP_200_OK)
    async def login(self, data: JSONBody[Credentials], db_session: Session) -> Token:
        user = await find_user(db_session, data.username, data.password)
        if user is None:
            raise NotAuthorizedException("Wrong username or password")
        return Token(token=jwt_auth.create_token(str(user.id)))
