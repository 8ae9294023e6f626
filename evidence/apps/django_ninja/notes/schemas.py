from datetime import datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import BaseModel, StringConstraints

# The largest offset whose page still ends within the integers of SQLite.
MAX_OFFSET = 2**63 - 1 - 100

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Body = Annotated[str, StringConstraints(max_length=10_000)]


# What is taken is a plain Pydantic model: `Schema` reads attributes and calls methods, so that
# the JSON text "milk" would be a note whose title is `"milk".title()`.
class Registration(BaseModel):
    username: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{3,30}$")]
    password: Annotated[str, StringConstraints(min_length=8, max_length=128)]


class Credentials(BaseModel):
    username: str
    password: str


class UserOut(Schema):
    id: int
    username: str


class Token(Schema):
    token: str


class Message(Schema):
    detail: str


class NoteIn(BaseModel):
    title: Title
    body: Body = ""
    pinned: bool = False


class NoteChange(BaseModel):
    """Only what was sent is used, so that the defaults are never read, and null is refused.

    Ninja's own `PatchDict` would make every field nullable.
    """

    title: Title = Field(default_factory=str)
    body: Body = Field(default_factory=str)
    pinned: bool = Field(default_factory=bool)


class NoteOut(Schema):
    id: int
    title: str
    body: str
    pinned: bool
    created_at: datetime
    updated_at: datetime


class Page(Schema):
    limit: int = Field(20, ge=1, le=100)
    offset: int = Field(0, ge=0, le=MAX_OFFSET)


class NotePage(Schema):
    items: list[NoteOut]
    total: int
