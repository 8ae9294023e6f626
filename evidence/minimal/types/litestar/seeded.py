"""Five mistakes, one a marked line: four in annotated code, one in a view as the tutorial writes it."""

from advanced_alchemy.base import BigIntBase
from litestar import Request, get
from litestar.exceptions import NotFoundException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped


class Note(BigIntBase):
    title: Mapped[str]


def show(request: Request, note: Note, limit: int) -> str:
    text = note.titel  # seed: misspelt attribute of a model
    size = limit + "1"  # seed: number plus text
    verb = request.metod  # seed: misspelt attribute of the request
    select(Note).where(Note.titel == text)  # seed: misspelt column in a query
    return f"{size} {verb}"


@get("/notes/{note_id:int}")
async def detail(note_id: int, db_session: AsyncSession) -> str:
    note = await db_session.get(Note, note_id)
    if not note:
        raise NotFoundException
    return note.titel  # seed: misspelt attribute, as the tutorial writes handlers
