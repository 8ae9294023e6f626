"""Probes of what a framework does with no configuration: yes or no, over HTTP, and exact.

Three sets, each counted by the report: the API contract (5), safe defaults (12), real time (2).
Whatever is answered is kept beside the verdict, so that a reader can disagree with it.
"""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from evidence.harness import environments
from evidence.harness.places import EVIDENCE, WORK
from evidence.harness.processes import clean_environment, free_port, serving
from evidence.harness.registry import fill

MINIMAL = EVIDENCE / "minimal"
LARGE_BODY = 30_000_000  # bytes
WRONG_TYPES = {"title": ["x"], "pinned": "perhaps"}
REGISTRATION = "/api/register"
WRONG_REGISTRATION = {"username": ["x"], "password": {"is": "none"}}
DETAIL = "a detail that no client may read"
DOCUMENTS = ("/openapi.json", "/schema/openapi.json", "/api/openapi.json")
DOCUMENTATION = ("/docs", "/swagger", "/schema/swagger", "/api/docs")
HEADERS = (
    "cross-origin-opener-policy",
    "referrer-policy",
    "strict-transport-security",
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
)
GAP_S = 0.15  # events are sent 0.3 s apart; together they would arrive at once


@contextmanager
def running(name: str, entry: dict[str, Any], variant: str) -> Iterator[str]:
    """Run a minimal application as `generated` or `deployed`; yield its address."""
    folder, variables = prepared(name, entry, variant)
    port = free_port()
    log = WORK / "logs" / f"probe-{name}-{variant}.log"
    command = fill(entry[variant]["command"], port=str(port))
    with serving(command, folder, variables, port, "/hello", log):
        yield f"http://127.0.0.1:{port}"


def prepared(name: str, entry: dict[str, Any], variant: str) -> tuple[Path, dict[str, str]]:
    """Copy a minimal application, prepare the copy; return its folder and its variables."""
    lock = MINIMAL / entry["folder"] / "requirements.lock"
    bin_folder = environments.ready(f"minimal-{entry['environment']}", lock)
    folder = WORK / "probes" / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(MINIMAL / entry["folder"], folder)
    variables = clean_environment(bin_folder, entry[variant].get("variables", {}))
    if entry["prepare"]:
        subprocess.run(
            entry["prepare"], cwd=folder, env=variables, check=True, capture_output=True, timeout=60
        )
    return folder, variables


def api_contract(
    url: str,
    path: str = "/plain",
    wrong: Mapping[str, Any] = WRONG_TYPES,
    reader: Mapping[str, str] | None = None,
) -> dict[str, dict[str, Any]]:
    """Probe documentation and validation of the endpoint at `path`.

    On a core it is the endpoint of the minimal application, without an API layer; on a stack it is
    the registration of the reference application, which was asked for a document and for
    validation, and not for pages: those that are there come by themselves.
    """
    with httpx.Client(base_url=url, timeout=60) as client:
        bodies = {
            "malformed JSON": b'{"title": ',
            "wrong type": json.dumps(wrong).encode(),
            "missing field": b"{}",
        }
        json_type = {"Content-Type": "application/json"}
        statuses = {
            name: client.post(path, content=body, headers=json_type).status_code
            for name, body in bodies.items()
        }
        document = next(
            (p for p in DOCUMENTS if _documents(client.get(p, headers=reader), path)), ""
        )
        pages = next((p for p in DOCUMENTATION if _is_page(client.get(p, headers=reader))), "")
    return {
        "OpenAPI document": _probe(bool(document), document or "none"),
        "documentation pages": _probe(bool(pages), pages or "none"),
        **{name: _probe(_refused(status), status) for name, status in statuses.items()},
    }


def safe_defaults(generated: str, deployed: str) -> dict[str, dict[str, Any]]:
    """Probe the protections of an application as generated.

    Only the sizes of bodies are probed on the deployed one, where no earlier refusal hides them.
    """
    with httpx.Client(base_url=generated, timeout=60) as client:
        form = client.post("/form", data={"name": "x"}, headers={"Origin": "http://evil.example"})
        page = client.get("/page", params={"name": "<script>alert(1)</script>"})
        host = client.get("/hello", headers={"Host": "evil.example"}).status_code
        session = client.get("/session")
        boom = client.get("/boom")  # last: a server may close the connection after it
    large = httpx.post(
        f"{deployed}/plain", json={"title": "x" * LARGE_BODY, "pinned": True}, timeout=60
    )
    field = httpx.post(f"{deployed}/form", data={"name": "x" * LARGE_BODY}, timeout=60)
    part = httpx.post(f"{deployed}/form", files={"name": (None, "x" * LARGE_BODY)}, timeout=60)
    cookie = session.headers.get("set-cookie", "").lower()
    headers = [name for name in HEADERS if name in page.headers]
    leaks = DETAIL in boom.text
    return {
        "CSRF token": _probe(_refused(form.status_code), form.status_code),
        "security headers": _probe(
            {"x-content-type-options", "x-frame-options"} <= set(headers), headers
        ),
        "host check": _probe(_refused(host), host),
        "JSON body limit": _probe(_refused(large.status_code), large.status_code),
        "form limit": _probe(_refused(field.status_code), field.status_code),
        "multipart limit": _probe(_refused(part.status_code), part.status_code),
        "template escaping": _probe("&lt;script&gt;" in page.text, page.status_code),
        "HttpOnly cookie": _probe("httponly" in cookie, _flags(cookie)),
        "SameSite cookie": _probe("samesite" in cookie, _flags(cookie)),
        "Secure cookie": _probe("secure" in cookie, _flags(cookie)),
        "no traceback": _probe(
            not leaks, f"{boom.status_code}, detail {'sent' if leaks else 'kept'}"
        ),
    }


def deployment_check(
    entry: dict[str, Any], folder: Path, variables: dict[str, str]
) -> dict[str, Any]:
    """Probe the command that checks settings before deployment: does it warn of the generated?"""
    if not entry["deployment_check"]:
        return _probe(False, "no such command")
    done = subprocess.run(
        entry["deployment_check"],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
    )
    words = (word.strip("():") for word in (done.stdout + done.stderr).split())
    warnings = sorted({word for word in words if word.startswith("security.W")})
    return _probe(bool(warnings), warnings)


def real_time(url: str, entry: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Probe WebSockets and server-sent events.

    A framework that streams, but leaves the event format to its user, passes half (see `support`).
    """
    socket_answer = talk(url)
    content_type, gap = stream(f"{url}/events")
    streams = content_type.startswith("text/event-stream") and gap >= GAP_S
    shipped = bool(entry["event_stream"])
    support = "built-in" if streams and shipped else "partial" if streams else "none"
    events = f"{content_type}, second event after {'a pause' if gap >= GAP_S else 'no pause'}"
    return {
        "WebSockets": _probe(socket_answer == "hi", socket_answer),
        "server-sent events": _probe(
            support == "built-in", events, support=support, ships=entry["event_stream"] or "none"
        ),
    }


def stream(url: str) -> tuple[str, float]:
    """Return the content type, and the seconds between the first two pieces of a stream."""
    with httpx.stream("GET", url, timeout=60) as answer:
        arrived = []
        for piece in answer.iter_bytes():
            if piece.strip():
                arrived.append(time.monotonic())
        gap = arrived[1] - arrived[0] if len(arrived) > 1 else 0.0
        return answer.headers.get("content-type", ""), gap


def talk(url: str) -> str:
    """Shake hands at /ws and send "hi"; return what comes back, or the refusal's status line."""
    host, port = url.removeprefix("http://").split(":")
    lines = [
        "GET /ws HTTP/1.1",
        f"Host: {host}:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    ]
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        file = connection.makefile("rb")
        status = file.readline().decode().strip()
        if " 101 " not in status:
            return status
        while file.readline().strip():
            pass
        mask = b"\0\0\0\0"  # a client must mask; this mask changes nothing
        connection.sendall(bytes([0x81, 0x80 | 2]) + mask + b"hi")
        head = file.read(2)
        return file.read(head[1]).decode()


def probe(name: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Return all probes of one framework: set -> probe -> passed, found."""
    with running(name, entry, "deployed") as deployed:
        contract = api_contract(deployed)
        live = real_time(deployed, entry)
        with running(f"{name}-generated", entry, "generated") as generated:
            safe = safe_defaults(generated, deployed)
    folder, variables = prepared(f"{name}-generated", entry, "generated")
    safe["deployment check"] = deployment_check(entry, folder, variables)
    return {"api_contract": contract, "safe_defaults": safe, "realtime": live}


def stack_contract(url: str) -> dict[str, dict[str, Any]]:
    """Probe the API contract of a reference application, as a user who is logged in.

    Where an application asks for a token on every path, pages are there for those who have one.
    """
    account = {"username": "contract_reader", "password": "a-long-password-1"}
    with httpx.Client(base_url=url, timeout=60) as client:
        client.post(REGISTRATION, json=account).raise_for_status()
        token = client.post("/api/login", json=account).raise_for_status().json()["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    return api_contract(url, REGISTRATION, WRONG_REGISTRATION, bearer)


def _probe(passed: bool, found: Any, **more: Any) -> dict[str, Any]:
    return {"passed": passed, "found": found, **more}


def _refused(status: int) -> bool:
    return 400 <= status < 500


def _documents(answer: httpx.Response, path: str) -> bool:
    if answer.status_code != 200:
        return False
    try:
        document = json.loads(answer.text)
    except ValueError:
        return False
    return "openapi" in document and path in document["paths"]


def _is_page(answer: httpx.Response) -> bool:
    return answer.status_code == 200 and "text/html" in answer.headers["content-type"]


def _flags(cookie: str) -> str:
    """Return the cookie's attributes without its value and its dates."""
    parts = [part.strip() for part in cookie.split(";")[1:]]
    return "; ".join(p for p in parts if p and not p.startswith("expires")) or "no cookie"
