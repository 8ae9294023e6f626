"""The endpoints of `main` behind Litestar's session middleware, which its user adds by hand."""

from litestar import Litestar, Request, get
from litestar.middleware.session.server_side import ServerSideSessionConfig
from main import ENDPOINTS, TEMPLATES


@get("/session", media_type="text/plain")
async def session(request: Request) -> str:
    request.session["seen"] = True
    return "seen"


app = Litestar(
    [*ENDPOINTS, session],
    template_config=TEMPLATES,
    middleware=[ServerSideSessionConfig().middleware],
)
