"""Five mistakes, one a marked line, in handlers as Litestar's SQLAlchemy tutorial writes them."""

from advanced_alchemy.base import BigIntBase
from litestar import Request, get, post
from litestar.exceptions import NotFoundException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped


class Note(BigIntBase):
    title: Mapped[str]


@get("/notes")
async def index(request: Request, transaction: AsyncSession) -> list[str]:
    verb = request.metod  # seed: misspelt attribute of the request
    query = select(Note).where(Note.titel == verb)  # seed: misspelt column in a query
    return [note.title for note in await transaction.scalars(query)]


@get("/pages/{number:int}")
async def page(number: int) -> dict[str, int]:
    return {"next": number + "1"}  # seed: number plus text


@post("/copies/{note_id:int}")
async def copy(note_id: int, transaction: AsyncSession) -> dict[str, str]:
    note = await transaction.get(Note, note_id)
    if not note:
        raise NotFoundException
    text = note.titel  # seed: misspelt attribute of a model
    return {"text": text}


@get("/notes/{note_id:int}")
async def detail(note_id: int, transaction: AsyncSession) -> str:
    note = await transaction.get(Note, note_id)
    if not note:
        raise NotFoundException
    return note.titel  # seed: misspelt attribute, as the tutorial writes handlers
