"""Make an administrator: `python -m app.create_admin NAME`, the password in NOTES_ADMIN_PASSWORD."""

import asyncio
import os
import sys

from .auth import password_hash
from .database import config
from .models import User


async def create_admin(username: str) -> None:
    hashed = password_hash.hash(os.environ["NOTES_ADMIN_PASSWORD"])
    async with config.get_session() as session:
        session.add(User(username=username, password_hash=hashed, is_admin=True))
        await session.commit()


if __name__ == "__main__":
    asyncio.run(create_admin(sys.argv[1]))
