"""The application that a server starts: `app.main:app`."""

from litestar import Litestar
from litestar.openapi import OpenAPIConfig

from . import admin, database
from .auth import AuthController, jwt_auth
from .notes import NoteController

app = Litestar(
    route_handlers=[AuthController, NoteController],
    plugins=[database.plugin, admin.plugin],
    on_app_init=[jwt_auth.on_app_init],
    openapi_config=OpenAPIConfig(title="Notes", version="1", path="/"),
)
