"""Five mistakes, one a marked line, in path operations as FastAPI's tutorial on SQL databases writes them."""

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from sqlmodel import Field, Session, SQLModel, create_engine, select

app = FastAPI()
engine = create_engine("sqlite://")


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(index=True)


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/notes/")
def index(request: Request, session: SessionDep) -> list[Note]:
    verb = request.metod  # seed: misspelt attribute of the request
    query = select(Note).where(Note.titel == verb)  # seed: misspelt column in a query
    return list(session.exec(query).all())


@app.get("/pages/{number}")
def page(number: int):
    return {"next": number + "1"}  # seed: number plus text


@app.post("/copies/{note_id}")
def copy(note_id: int, session: SessionDep):
    note = session.get(Note, note_id)
    if not note:
        raise HTTPException(status_code=404, detail="Note not found")
    text = note.titel  # seed: misspelt attribute of a model
    return {"text": text}


@app.get("/notes/{note_id}")
def detail(note_id: int, session: SessionDep) -> str:
    note = session.get(Note, note_id)
    if not note:
        raise HTTPException(status_code=404, detail="Note not found")
    return note.titel  # seed: misspelt attribute, as the tutorial writes handlers
