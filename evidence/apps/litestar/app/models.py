"""Tables: users and their notes. The base has `id`, `created_at` and `updated_at`."""

from litestar.plugins.sqlalchemy import base
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship


class User(base.BigIntAuditBase):
    __tablename__ = "user"

    username: Mapped[str] = mapped_column(String(30), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    is_admin: Mapped[bool] = mapped_column(default=False)

    def __str__(self) -> str:
        return self.username


class Note(base.BigIntAuditBase):
    __tablename__ = "note"

    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    pinned: Mapped[bool] = mapped_column(default=False)
    owner: Mapped[User] = relationship()
