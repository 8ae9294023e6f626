"""Flask-SQLAlchemy's models with SQLAlchemy's own asyncio extension; then with `db.session`, which is what it hands out."""

from asked import ask
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.pool import StaticPool
from sqlalchemy_probes import preparing, probes


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db.init_app(app)


class User(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str]


class Note(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    title: Mapped[str]
    owner: Mapped[User] = relationship()


engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
session = async_sessionmaker(engine)


async def nothing():
    """Flask-SQLAlchemy makes its tables without anything to await."""


def through_the_session(name):
    async def probe():
        with app.app_context():
            db.create_all()
            return await getattr(db.session, name)(db.select(Note))

    return probe


SESSION = {
    "query": through_the_session("scalars"),
    "transaction": through_the_session("execute"),
    "related rows": through_the_session("scalars"),
    "rows in bulk": through_the_session("execute"),
}
ask(
    orm=(preparing(engine, db.metadata, session, Note, User), probes(session, Note, User)),
    integration=(nothing, SESSION),
)
