"""The database; Advanced Alchemy gives each request a session, and commits what succeeds."""

import os

from litestar.di import NamedDependency
from litestar.plugins.sqlalchemy import AlembicAsyncConfig, SQLAlchemyAsyncConfig, SQLAlchemyPlugin
from sqlalchemy.ext.asyncio import AsyncSession

config = SQLAlchemyAsyncConfig(
    connection_string=f"sqlite+aiosqlite:///{os.environ['NOTES_DB']}",
    before_send_handler="autocommit",
    alembic_config=AlembicAsyncConfig(script_location="migrations"),
)
plugin = SQLAlchemyPlugin(config=config)

Session = NamedDependency[AsyncSession]
