"""Endpoints written with FastAPI alone."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import PlainTextResponse
from fastapi.sse import EventSourceResponse
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel, Field

WAIT_S = 0.05

app = FastAPI()
templates = Jinja2Templates(directory="templates")


class Plain(BaseModel):
    title: str
    pinned: bool


class Note(BaseModel):
    title: Annotated[str, Field(min_length=1, max_length=200)]
    body: Annotated[str, Field(max_length=10_000)]
    pinned: bool
    priority: Annotated[int, Field(ge=0, le=9)]
    tags: Annotated[list[Annotated[str, Field(max_length=30)]], Field(max_length=5)]


@app.get("/hello")
async def hello():
    return {"message": "hello"}


@app.get("/wait-in-async")
async def wait_in_async():
    await asyncio.sleep(WAIT_S)
    return {"message": "waited"}


@app.get("/block-in-async")
async def block_in_async():
    time.sleep(WAIT_S)
    return {"message": "blocked"}


@app.get("/block-in-def")
def block_in_def():
    time.sleep(WAIT_S)
    return {"message": "blocked"}


@app.post("/echo")
async def echo(note: Note) -> Note:
    return note


@app.post("/plain")
async def plain(note: Plain) -> Plain:
    return note


@app.post("/form")
async def form(request: Request):
    fields = await request.form()
    return PlainTextResponse(fields["name"])


@app.get("/page")
async def page(request: Request, name: str):
    return templates.TemplateResponse(request, "page.html", {"name": name})


@app.get("/boom")
async def boom():
    raise RuntimeError("a detail that no client may read")


@app.get("/events", response_class=EventSourceResponse)
async def events() -> AsyncIterator[int]:
    for number in range(3):
        yield number
        await asyncio.sleep(0.3)


@app.websocket("/ws")
async def talk(websocket: WebSocket):
    await websocket.accept()
    await websocket.send_text(await websocket.receive_text())
    await websocket.close()
