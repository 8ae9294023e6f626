"""SQLModel with the AsyncSession that it ships."""

from asked import ask
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import StaticPool
from sqlalchemy_probes import preparing, probes
from sqlmodel import Field, Relationship, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    username: str


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    owner_id: int = Field(foreign_key="user.id")
    title: str
    owner: User = Relationship()


def interface():
    engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
    session = async_sessionmaker(engine, class_=AsyncSession)
    return preparing(engine, SQLModel.metadata, session, Note, User), probes(session, Note, User)


ask(orm=interface(), integration=interface())
