"""Notes: each user's own."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, status
from sqlmodel import col, func, select

from ..database import SessionDep
from ..models import Note
from ..schemas import NoteCreate, NoteId, NotePage, NotePublic, NoteUpdate, Page
from ..security import CurrentUser

router = APIRouter(prefix="/api/notes", tags=["notes"])


def get_own_note(note_id: NoteId, session: SessionDep, user: CurrentUser) -> Note:
    note = session.get(Note, note_id)
    if note is None or note.owner_id != user.id:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "No such note")
    return note


OwnNote = Annotated[Note, Depends(get_own_note)]


@router.get("")
def list_notes(
    page: Annotated[Page, Query()], session: SessionDep, user: CurrentUser
) -> NotePage:
    own = select(Note).where(Note.owner_id == user.id)
    newest = own.order_by(col(Note.created_at).desc(), col(Note.id).desc())
    return NotePage(
        items=session.exec(newest.offset(page.offset).limit(page.limit)).all(),
        total=session.exec(select(func.count()).select_from(own.subquery())).one(),
    )


@router.post("", status_code=status.HTTP_201_CREATED)
def create_note(data: NoteCreate, session: SessionDep, user: CurrentUser) -> NotePublic:
    note = Note.model_validate(data, update={"owner_id": user.id})
    session.add(note)
    session.commit()
    return note


@router.get("/{note_id}")
def read_note(note: OwnNote) -> NotePublic:
    return note


@router.patch("/{note_id}")
def update_note(note: OwnNote, data: NoteUpdate, session: SessionDep) -> NotePublic:
    note.sqlmodel_update(data.model_dump(exclude_unset=True))
    session.commit()
    return note


@router.delete("/{note_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_note(note: OwnNote, session: SessionDep) -> None:
    session.delete(note)
    session.commit()
