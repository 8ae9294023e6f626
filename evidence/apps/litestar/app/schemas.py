"""What the API takes and gives; Pydantic checks it and Litestar documents it."""

from datetime import datetime
from typing import Annotated

from litestar.params import Parameter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

# The largest integer that SQLite stores.
MAX_INTEGER = 2**63 - 1

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Body = Annotated[str, StringConstraints(max_length=10_000)]
NoteId = Annotated[int, Parameter(ge=1, le=MAX_INTEGER)]
Limit = Annotated[int, Parameter(ge=1, le=100)]
Offset = Annotated[int, Parameter(ge=0, le=MAX_INTEGER)]


class Registration(BaseModel):
    username: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{3,30}$")]
    password: Annotated[str, StringConstraints(min_length=8, max_length=128)]


class Credentials(BaseModel):
    username: str
    password: str


class UserPublic(BaseModel):
    id: int
    username: str


class Token(BaseModel):
    token: str


class NoteCreate(BaseModel):
    title: Title
    body: Body = ""
    pinned: bool = False


class NoteUpdate(BaseModel):
    """Only what was sent is used, so that the defaults are never read, and null is refused."""

    title: Title = Field(default_factory=str)
    body: Body = Field(default_factory=str)
    pinned: bool = Field(default_factory=bool)


class NotePublic(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    body: str
    pinned: bool
    created_at: datetime
    updated_at: datetime


class NotePage(BaseModel):
    items: list[NotePublic]
    total: int
