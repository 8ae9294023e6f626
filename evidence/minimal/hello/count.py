"""Counts the source that a hello application loads, run by the environment that has the framework.

    python count.py hello_flask wsgi Flask

Prints package -> version, lines installed, lines loaded once /hello was answered, for the framework and
every package that it cannot do without. A line counts unless it is blank or a comment alone; compiled
parts have no lines.
"""

import asyncio
import importlib
import importlib.metadata as metadata
import io
import json
import re
import sys
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def required(name):
    """Return the packages that `name` cannot do without, itself included: no extras."""
    found, waiting = {}, [name]
    while waiting:
        distribution = metadata.distribution(waiting.pop())
        key = normal(distribution.name)
        if key not in found:
            found[key] = distribution
            needs = map(Requirement, distribution.requires or [])
            waiting += [n.name for n in needs if not n.marker or n.marker.evaluate({"extra": ""})]
    return found


def lines(path):
    text = (line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines())
    return sum(1 for line in text if line and not line.startswith("#"))


def sources(distribution):
    paths = (Path(file.locate()) for file in distribution.files or [] if str(file).endswith(".py"))
    return {path.resolve() for path in paths if path.is_file()}


def answer_wsgi(app):
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/hello", "SCRIPT_NAME": "", "QUERY_STRING": "",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    return b"".join(app(environ, lambda *_: None))


def answer_asgi(app):
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": "/hello",
        "raw_path": b"/hello", "root_path": "", "scheme": "http", "query_string": b"",
        "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    parts = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        parts.append(message.get("body", b""))

    asyncio.run(app(scope, receive, send))
    return b"".join(parts)


def main(module, kind, core):
    answered = {"wsgi": answer_wsgi, "asgi": answer_asgi}[kind](importlib.import_module(module).app)
    if json.loads(answered) != {"message": "hello"}:
        raise SystemExit(f"{module} answered {answered!r}")
    files = {getattr(m, "__file__", None) for m in list(sys.modules.values())}
    loaded = {Path(file).resolve() for file in files if file}
    counted = {}
    for name, distribution in required(core).items():
        own = sources(distribution)
        counted[name] = {
            "version": distribution.version,
            "installed": sum(map(lines, own)),
            "loaded": sum(map(lines, own & loaded)),
        }
    print(json.dumps(counted))


if __name__ == "__main__":
    main(*sys.argv[1:])
