"""Admin pages for notes."""

from fastapi import FastAPI, Request
from sqladmin import Admin, ModelView
from sqladmin.authentication import AuthenticationBackend
from sqlmodel import Session

from .config import settings
from .database import engine
from .models import Note, User
from .security import find_user


class AdminLogin(AuthenticationBackend):
    async def login(self, request: Request) -> bool:
        form = await request.form()
        with Session(engine) as session:
            user = find_user(session, str(form["username"]), str(form["password"]))
            if user is None or not user.is_admin:
                return False
            request.session["user_id"] = user.id
        return True

    async def logout(self, request: Request) -> bool:
        request.session.clear()
        return True

    async def authenticate(self, request: Request) -> bool:
        with Session(engine) as session:
            user = session.get(User, request.session.get("user_id", 0))
            return user is not None and user.is_admin


class NoteAdmin(ModelView, model=Note):
    can_create = False
    column_list = [Note.id, Note.title, Note.owner, Note.pinned, Note.created_at]
    column_searchable_list = [Note.title]
    column_default_sort = [(Note.created_at, True), (Note.id, True)]
    form_columns = [Note.title, Note.body, Note.pinned]


def add_admin(app: FastAPI) -> None:
    admin = Admin(app, engine, authentication_backend=AdminLogin(settings.secret))
    admin.add_view(NoteAdmin)
