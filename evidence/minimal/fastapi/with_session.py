"""The endpoints of `main` behind Starlette's session middleware, which its user adds by hand."""

from fastapi import Request
from fastapi.responses import PlainTextResponse
from main import app
from starlette.middleware.sessions import SessionMiddleware

app.add_middleware(SessionMiddleware, secret_key="a key for probes on this machine only")


@app.get("/session")
async def session(request: Request):
    request.session["seen"] = True
    return PlainTextResponse("seen")
