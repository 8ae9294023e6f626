"""Tables: users and their notes."""

from datetime import UTC, datetime

from sqlmodel import Field, Relationship, SQLModel


def now() -> datetime:
    return datetime.now(UTC)


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(max_length=30, unique=True)
    password_hash: str = Field(max_length=200)
    is_admin: bool = False

    def __str__(self) -> str:
        return self.username


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    owner_id: int = Field(foreign_key="user.id", ondelete="CASCADE", index=True)
    title: str = Field(max_length=200)
    body: str = ""
    pinned: bool = False
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now, sa_column_kwargs={"onupdate": now})
    owner: User = Relationship()
