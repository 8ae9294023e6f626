"""Advanced Alchemy's models and the session that its configuration hands out."""

from advanced_alchemy.base import BigIntBase
from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig
from asked import ask
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.pool import StaticPool
from sqlalchemy_probes import preparing, probes


class User(BigIntBase):
    __tablename__ = "person"
    username: Mapped[str]


class Note(BigIntBase):
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str]
    owner: Mapped[User] = relationship()


def interface():
    engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
    session = SQLAlchemyAsyncConfig(engine_instance=engine).get_session
    return preparing(engine, BigIntBase.metadata, session, Note, User), probes(session, Note, User)


ask(orm=interface(), integration=interface())
