"""What the API takes and gives; Pydantic checks it and FastAPI documents it.

Rules stand in `StringConstraints`: SQLModel's `Field(regex=...)` is not enforced on a model that
is no table.
"""

from datetime import datetime
from typing import Annotated

from fastapi import Path
from pydantic import StringConstraints
from sqlmodel import Field, SQLModel

# The largest integer that SQLite stores.
MAX_INTEGER = 2**63 - 1

Username = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{3,30}$")]
Password = Annotated[str, StringConstraints(min_length=8, max_length=128)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Body = Annotated[str, StringConstraints(max_length=10_000)]
NoteId = Annotated[int, Path(ge=1, le=MAX_INTEGER)]


class Registration(SQLModel):
    username: Username
    password: Password


class Credentials(SQLModel):
    username: str
    password: str


class UserPublic(SQLModel):
    id: int
    username: str


class Token(SQLModel):
    token: str


class NoteCreate(SQLModel):
    title: Title
    body: Body = ""
    pinned: bool = False


class NoteUpdate(SQLModel):
    """Only what was sent is used, so that the defaults are never read, and null is refused."""

    title: Title = Field(default_factory=str)
    body: Body = Field(default_factory=str)
    pinned: bool = Field(default_factory=bool)


class NotePublic(SQLModel):
    id: int
    title: str
    body: str
    pinned: bool
    created_at: datetime
    updated_at: datetime


class Page(SQLModel):
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=MAX_INTEGER)


class NotePage(SQLModel):
    items: list[NotePublic]
    total: int
