"""Passwords, tokens, and who is asking."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pwdlib import PasswordHash
from sqlmodel import Session, select

from .config import settings
from .database import SessionDep
from .models import User

ALGORITHM = "HS256"
TOKEN_LIFE = timedelta(days=1)

password_hash = PasswordHash.recommended()
bearer = HTTPBearer()


def find_user(session: Session, username: str, password: str) -> User | None:
    """Return the user with this name and password, or None."""
    user = session.exec(select(User).where(User.username == username)).first()
    if user and password_hash.verify(password, user.password_hash):
        return user
    return None


def create_token(user: User) -> str:
    claims = {"sub": str(user.id), "exp": datetime.now(UTC) + TOKEN_LIFE}
    return jwt.encode(claims, settings.secret, algorithm=ALGORITHM)


def get_current_user(
    session: SessionDep, credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]
) -> User:
    refusal = HTTPException(
        status.HTTP_401_UNAUTHORIZED, "Not a valid token", {"WWW-Authenticate": "Bearer"}
    )
    try:
        claims = jwt.decode(credentials.credentials, settings.secret, algorithms=[ALGORITHM])
    except jwt.InvalidTokenError:
        raise refusal from None
    user = session.get(User, int(claims["sub"]))
    if user is None:
        raise refusal
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]
