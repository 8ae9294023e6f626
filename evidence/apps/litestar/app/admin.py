"""Admin pages for notes: sqladmin, which Litestar mounts."""

import os

from sqladmin import ModelView
from sqladmin.authentication import AuthenticationBackend
from sqladmin_litestar_plugin import SQLAdminPlugin
from starlette.requests import Request

from .auth import find_user
from .database import config
from .models import Note, User


class AdminLogin(AuthenticationBackend):
    async def login(self, request: Request) -> bool:
        form = await request.form()
        async with config.get_session() as session:
            user = await find_user(session, str(form["username"]), str(form["password"]))
            if user is None or not user.is_admin:
                return False
            request.session["user_id"] = user.id
        return True

    async def logout(self, request: Request) -> bool:
        request.session.clear()
        return True

    async def authenticate(self, request: Request) -> bool:
        async with config.get_session() as session:
            user = await session.get(User, request.session.get("user_id", 0))
            return user is not None and user.is_admin


class NoteAdmin(ModelView, model=Note):
    can_create = False
    column_list = [Note.id, Note.title, Note.owner, Note.pinned, Note.created_at]
    column_searchable_list = [Note.title]
    column_default_sort = [(Note.created_at, True), (Note.id, True)]
    form_columns = [Note.title, Note.body, Note.pinned]


plugin = SQLAdminPlugin(
    views=[NoteAdmin],
    engine=config.get_engine(),
    authentication_backend=AdminLogin(os.environ["NOTES_SECRET"]),
)
