"""The application that a server starts: `app.main:app`."""

from fastapi import FastAPI

from .admin import add_admin
from .routers import auth, notes

app = FastAPI(title="Notes", version="1")
app.include_router(auth.router)
app.include_router(notes.router)
add_admin(app)
