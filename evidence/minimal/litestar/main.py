"""Endpoints written with Litestar alone."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

from litestar import Litestar, Request, WebSocket, get, post, websocket
from litestar.contrib.jinja import JinjaTemplateEngine
from litestar.response import ServerSentEvent, Template
from litestar.template.config import TemplateConfig
from msgspec import Meta, Struct

WAIT_S = 0.05


class Plain(Struct):
    title: str
    pinned: bool


class Note(Struct):
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    body: Annotated[str, Meta(max_length=10_000)]
    pinned: bool
    priority: Annotated[int, Meta(ge=0, le=9)]
    tags: Annotated[list[Annotated[str, Meta(max_length=30)]], Meta(max_length=5)]


@get("/hello")
async def hello() -> dict[str, str]:
    return {"message": "hello"}


@get("/wait-in-async")
async def wait_in_async() -> dict[str, str]:
    await asyncio.sleep(WAIT_S)
    return {"message": "waited"}


@get("/block-in-async")
async def block_in_async() -> dict[str, str]:
    time.sleep(WAIT_S)
    return {"message": "blocked"}


@get("/block-in-def", sync_to_thread=True)
def block_in_def() -> dict[str, str]:
    time.sleep(WAIT_S)
    return {"message": "blocked"}


@post("/echo", status_code=200)
async def echo(data: Note) -> Note:
    return data


@post("/plain", status_code=200)
async def plain(data: Plain) -> Plain:
    return data


@post("/form", status_code=200, media_type="text/plain")
async def form(request: Request) -> str:
    return (await request.form())["name"]


@get("/page")
async def page(name: str) -> Template:
    return Template("page.html", context={"name": name})


@get("/boom")
async def boom() -> str:
    raise RuntimeError("a detail that no client may read")


async def _events() -> AsyncIterator[str]:
    for number in range(3):
        yield str(number)
        await asyncio.sleep(0.3)


@get("/events")
async def events() -> ServerSentEvent:
    return ServerSentEvent(_events())


@websocket("/ws")
async def talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(await socket.receive_text())
    await socket.close()


ENDPOINTS = [
    hello, wait_in_async, block_in_async, block_in_def, echo, plain, form, page, boom, events, talk,
]  # fmt: skip

TEMPLATES = TemplateConfig(directory=Path("templates"), engine=JinjaTemplateEngine)
app = Litestar(ENDPOINTS, template_config=TEMPLATES)
