"""Five mistakes, one a marked line: four in annotated code, one in a view as the tutorial writes it."""

from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)
app = Flask(__name__)


class Note(Base):
    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def show(note: Note, limit: int) -> str:
    text = note.titel  # seed: misspelt attribute of a model
    size = limit + "1"  # seed: number plus text
    verb = request.metod  # seed: misspelt attribute of the request
    db.select(Note).where(Note.titel == text)  # seed: misspelt column in a query
    return f"{size} {verb}"


@app.get("/notes/<int:note_id>")
def detail(note_id):
    note = db.get_or_404(Note, note_id)
    return note.titel  # seed: misspelt attribute, as the tutorial writes handlers
