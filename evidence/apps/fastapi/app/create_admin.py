"""Make an administrator: `python -m app.create_admin NAME`, the password in NOTES_ADMIN_PASSWORD."""

import os

import typer
from sqlmodel import Session

from .database import engine
from .models import User
from .security import password_hash


def create_admin(username: str) -> None:
    hashed = password_hash.hash(os.environ["NOTES_ADMIN_PASSWORD"])
    with Session(engine) as session:
        session.add(User(username=username, password_hash=hashed, is_admin=True))
        session.commit()


if __name__ == "__main__":
    typer.run(create_admin)
