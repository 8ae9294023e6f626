"""Five mistakes, one a marked line: four in annotated code, one in a view as the tutorial writes it."""

from fastapi import FastAPI, HTTPException, Request
from sqlmodel import Field, Session, SQLModel, create_engine, select

app = FastAPI()
engine = create_engine("sqlite://")


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str


def show(request: Request, note: Note, limit: int) -> str:
    text = note.titel  # seed: misspelt attribute of a model
    size = limit + "1"  # seed: number plus text
    verb = request.metod  # seed: misspelt attribute of the request
    select(Note).where(Note.titel == text)  # seed: misspelt column in a query
    return f"{size} {verb}"


@app.get("/notes/{note_id}")
def detail(note_id: int):
    with Session(engine) as session:
        note = session.get(Note, note_id)
        if not note:
            raise HTTPException(status_code=404)
        return note.titel  # seed: misspelt attribute, as the tutorial writes handlers
