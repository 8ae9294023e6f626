"""Notes: each user's own."""

from typing import Any

from litestar import Controller, Request, delete, get, patch, post
from litestar.exceptions import NotFoundException
from litestar.params import JSONBody
from litestar.security.jwt import Token
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from .database import Session
from .models import Note, User
from .schemas import Limit, NoteCreate, NoteId, NotePage, NotePublic, NoteUpdate, Offset


async def get_own_note(session: AsyncSession, note_id: int, user: User) -> Note:
    own = select(Note).where(Note.id == note_id, Note.owner_id == user.id)
    note = await session.scalar(own)
    if note is None:
        raise NotFoundException("No such note")
    return note


class NoteController(Controller):
    path = "/api/notes"
    tags = ["notes"]

    @get()
    async def list_notes(
        self,
        request: Request[User, Token, Any],
        db_session: Session,
        limit: Limit = 20,
        offset: Offset = 0,
    ) -> NotePage:
        own = select(Note).where(Note.owner_id == request.user.id)
        newest = own.order_by(Note.created_at.desc(), Note.id.desc())
        items = await db_session.scalars(newest.limit(limit).offset(offset))
        total = await db_session.scalar(select(func.count()).select_from(own.subquery()))
        return NotePage(items=[NotePublic.model_validate(note) for note in items], total=total)

    @post()
    async def create_note(
        self, data: JSONBody[NoteCreate], request: Request[User, Token, Any], db_session: Session
    ) -> NotePublic:
        note = Note(owner_id=request.user.id, **data.model_dump())
        db_session.add(note)
        await db_session.flush()
        return NotePublic.model_validate(note)

    @get("/{note_id:int}")
    async def read_note(
        self, note_id: NoteId, request: Request[User, Token, Any], db_session: Session
    ) -> NotePublic:
        return NotePublic.model_validate(await get_own_note(db_session, note_id, request.user))

    @patch("/{note_id:int}")
    async def update_note(
        self,
        note_id: NoteId,
        data: JSONBody[NoteUpdate],
        request: Request[User, Token, Any],
        db_session: Session,
    ) -> NotePublic:
        note = await get_own_note(db_session, note_id, request.user)
        for name, value in data.model_dump(exclude_unset=True).items():
            setattr(note, name, value)
        await db_session.flush()
        return NotePublic.model_validate(note)

    @delete("/{note_id:int}")
    async def delete_note(
        self, note_id: NoteId, request: Request[User, Token, Any], db_session: Session
    ) -> None:
        await db_session.delete(await get_own_note(db_session, note_id, request.user))
