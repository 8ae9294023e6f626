"""The first page of Litestar's documentation, with JSON."""

from litestar import Litestar, get


@get("/hello")
async def hello() -> dict[str, str]:
    return {"message": "hello"}


app = Litestar([hello])
