"""A validated echo with Django Ninja."""

from typing import Annotated

from ninja import Field, NinjaAPI, Schema

api = NinjaAPI()


class Note(Schema):
    title: Annotated[str, Field(min_length=1, max_length=200)]
    body: Annotated[str, Field(max_length=10_000)]
    pinned: bool
    priority: Annotated[int, Field(ge=0, le=9)]
    tags: Annotated[list[Annotated[str, Field(max_length=30)]], Field(max_length=5)]


@api.post("/echo", response=Note)
def echo(request, note: Note):
    return note
