"""The four probes on a factory of SQLAlchemy's AsyncSession, the same for every stack that has one."""

from asked import TITLES
from sqlalchemy import func, insert, select
from sqlalchemy.orm import joinedload


def probes(session, Note, User):
    async def query():
        async with session() as db:
            return list(await db.scalars(select(Note.title).where(~Note.title.like("bulk%")).order_by(Note.title)))

    async def in_a_transaction():
        try:
            async with session() as db, db.begin():
                db.add(Note(owner_id=1, title="half way"))
                await db.flush()
                raise KeyError
        except KeyError:
            pass
        return await query()

    async def related():
        async with session() as db:
            notes = await db.scalars(select(Note).options(joinedload(Note.owner)).where(Note.title.in_(TITLES)))
            return [note.owner.username for note in notes]

    async def bulk():
        async with session() as db, db.begin():
            await db.execute(insert(Note), [{"owner_id": 1, "title": f"bulk {n}"} for n in range(100)])
        async with session() as db:
            return await db.scalar(select(func.count()).where(Note.title.like("bulk%")))

    return {"query": query, "transaction": in_a_transaction, "related rows": related, "rows in bulk": bulk}


def preparing(engine, metadata, session, Note, User):
    async def prepare():
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        async with session() as db, db.begin():
            db.add(User(id=1, username="ana"))
            await db.flush()
            db.add_all([Note(owner_id=1, title=title) for title in TITLES])

    return prepare
