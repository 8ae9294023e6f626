"""The servers without any framework: the floor under every timed figure."""

import asyncio
import time

WAIT_S = 0.05
HELLO = b'{"message": "hello"}'
WAITED = b'{"message": "waited"}'


def wsgi(environ, start_response):
    waits = environ["PATH_INFO"] != "/hello"
    if waits:
        time.sleep(WAIT_S)
    body = WAITED if waits else HELLO
    start_response(
        "200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    )
    return [body]


async def asgi(scope, receive, send):
    waits = scope["path"] != "/hello"
    if waits:
        await asyncio.sleep(WAIT_S)
    body = WAITED if waits else HELLO
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
