"""Five mistakes, one a marked line, in views as Flask's tutorial and Flask-SQLAlchemy's quickstart write them."""

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


@app.route("/notes")
def index():
    verb = request.metod  # seed: misspelt attribute of the request
    query = db.select(Note).where(Note.titel == verb)  # seed: misspelt column in a query
    return [note.title for note in db.session.execute(query).scalars()]


@app.route("/pages/<int:number>")
def page(number):
    return {"next": 1 + "1"}  # seed: number plus text


@app.route("/copies/<int:note_id>", methods=["POST"])
def copy(note_id):
    note = db.get_or_404(Note, note_id)
    text = note.titel  # seed: misspelt attribute of a model
    return text


@app.route("/notes/<int:note_id>")
def detail(note_id):
    note = db.get_or_404(Note, note_id)
    return note.titel  # seed: misspelt attribute, as the tutorial writes handlers
