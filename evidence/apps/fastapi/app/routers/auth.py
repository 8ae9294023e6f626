"""Accounts and tokens: register and log in."""

from fastapi import APIRouter, HTTPException, status
from sqlalchemy.exc import IntegrityError

from ..database import SessionDep
from ..models import User
from ..schemas import Credentials, Registration, Token, UserPublic
from ..security import create_token, find_user, password_hash

router = APIRouter(prefix="/api", tags=["auth"])


@router.post("/register", status_code=status.HTTP_201_CREATED)
def register(data: Registration, session: SessionDep) -> UserPublic:
    user = User(username=data.username, password_hash=password_hash.hash(data.password))
    session.add(user)
    try:
        session.commit()
    except IntegrityError:
        raise HTTPException(status.HTTP_409_CONFLICT, "This username is taken") from None
    return user


@router.post("/login")
def login(data: Credentials, session: SessionDep) -> Token:
    user = find_user(session, data.username, data.password)
    if user is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Wrong username or password")
    return Token(token=create_token(user))
