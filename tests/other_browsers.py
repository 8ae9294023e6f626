"""Firefox and WebKit as Debian ships them, asked in the way that tests ask Playwright's Chromium.

Playwright drives only builds of its own of these two; this drives those that readers have, by the
protocols which they come with: WebDriver BiDi and WebDriver.
"""

import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
import websocket

WIDTH, HEIGHT = 1400, 900
START, ANSWER, END = 60, 180, 10
"""How long a start, an answer and an end may take, in seconds; a slow machine is no fault."""
SECONDS = 1000
"""The page and the driver count in milliseconds."""
REPORTED = 100
"""How long a fault may take to be reported, in milliseconds."""
KEYS = {"End": "\ue010", "ArrowRight": "\ue014"}
# WebKit's driver tells no errors, and a browser that is driven keeps its console to itself.
LISTEN = """
() => {
  window.faults = [];
  for (const kind of ["error", "unhandledrejection", "securitypolicyviolation"]) {
    addEventListener(kind, event =>
      faults.push(`${kind}: ${event.message ?? event.reason ?? event.blockedURI}`));
  }
}
"""
# As Playwright evaluates: a function is called, and numbers that JSON lacks come back as such.
ASK = """
(asked => JSON.stringify((typeof asked === "function" ? asked(%s) : asked) ?? null,
  (key, value) => typeof value === "number" && !Number.isFinite(value)
    ? {number: String(value)} : value))(%s)
"""


class Page:
    """What both browsers' pages have in common; `_run` and `_act` are each browser's own."""

    version = ""

    def evaluate(self, expression: str, given: object = None):
        """Return what an expression is worth, or what a function returns for what is given."""
        return json.loads(self._run(ASK % (json.dumps(given), expression)), object_hook=_number)

    def wait_for_timeout(self, ms: float) -> None:
        """Let the page work for a while."""
        time.sleep(ms / SECONDS)

    def press(self, key: str) -> None:
        """Press and release a key, where the focus is."""
        strokes = [{"type": kind, "value": KEYS[key]} for kind in ("keyDown", "keyUp")]
        self._act([{"type": "key", "id": "keyboard", "actions": strokes}])

    def _run(self, script: str) -> str:
        raise NotImplementedError

    def _act(self, actions: list[dict]) -> None:
        raise NotImplementedError


def _number(found: dict) -> dict | float:
    return float(found["number"]) if found.keys() == {"number"} else found


class FirefoxPage(Page):
    """A tab of Firefox, by WebDriver BiDi."""

    def __init__(self, connection: websocket.WebSocket):
        self._connection, self._calls, self._faults = connection, 0, []
        session = self._call("session.new", capabilities={})
        self.version = "Firefox " + session["capabilities"]["browserVersion"]
        self._call("session.subscribe", events=["log.entryAdded"])
        self._tab = self._call("browsingContext.create", type="tab")["context"]
        size = {"width": WIDTH, "height": HEIGHT}
        self._call("browsingContext.setViewport", context=self._tab, viewport=size)

    def open(self, address: str) -> None:
        """Load an address; faults of the page before count no more."""
        self._faults.clear()
        self._call("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def faults(self) -> list[str]:
        """Return the errors that the page reported."""
        self.wait_for_timeout(REPORTED)  # it comes from another process
        self._call("session.status")
        return list(self._faults)

    def screenshot(self) -> bytes:
        """Return what is seen, as PNG."""
        found = self._call("browsingContext.captureScreenshot", context=self._tab)
        return base64.b64decode(found["data"])

    def _run(self, script: str) -> str:
        target = {"context": self._tab}
        found = self._call("script.evaluate", expression=script, target=target, awaitPromise=False)
        assert found["type"] == "success", found["exceptionDetails"]["text"]
        return found["result"]["value"]

    def _act(self, actions: list[dict]) -> None:
        self._call("input.performActions", context=self._tab, actions=actions)

    def _call(self, method: str, **params) -> dict:
        self._calls += 1
        self._connection.send(json.dumps({"id": self._calls, "method": method, "params": params}))
        while (told := json.loads(self._connection.recv())).get("id") != self._calls:
            if told.get("method") == "log.entryAdded" and told["params"]["level"] == "error":
                self._faults.append(told["params"]["text"])
        assert told["type"] == "success", f"{method}: {told}"
        return told["result"]


class WebKitPage(Page):
    """A window of WebKit's MiniBrowser, by WebDriver."""

    def __init__(self, driver: httpx.Client):
        self._driver = driver
        wanted = {"timeouts": {"script": ANSWER * SECONDS}}
        session = self._call("POST", "/session", capabilities={"alwaysMatch": wanted})
        self._session = f"/session/{session['sessionId']}"
        self.version = "WebKitGTK " + session["capabilities"]["browserVersion"]
        self._call("POST", self._session + "/window/rect", width=WIDTH, height=HEIGHT)

    def open(self, address: str) -> None:
        """Load an address, and listen to what goes wrong from then on."""
        self._call("POST", self._session + "/url", url=address)
        self.evaluate(LISTEN)

    def faults(self) -> list[str]:
        """Return what the page did wrong after it was loaded."""
        return self.evaluate("faults")

    def screenshot(self) -> bytes:
        """Return what is seen, as PNG."""
        return base64.b64decode(self._call("GET", self._session + "/screenshot"))

    def close(self) -> None:
        """End the session, and with it the window."""
        self._call("DELETE", self._session)

    def _run(self, script: str) -> str:
        call = {"script": f"return {script.strip()}", "args": []}
        return self._call("POST", self._session + "/execute/sync", **call)

    def _act(self, actions: list[dict]) -> None:
        self._call("POST", self._session + "/actions", actions=actions)

    def _call(self, method: str, path: str, **body):
        answer = self._driver.request(method, path, json=body if method == "POST" else None)
        assert answer.is_success, f"{path}: {answer.text}"
        return answer.json()["value"]


@contextmanager
def firefox(folder: Path) -> Iterator[FirefoxPage]:
    """Start Firefox with a profile of its own in `folder`, and end it."""
    path = _installed("Firefox", "firefox-esr", "firefox", "firefox-esr")
    said = folder / "WebDriverBiDiServer.json"
    command = [path, "--headless", "--no-remote", "--remote-debugging-port=0", "--profile", folder]
    with _running(command, folder / "log") as process:
        port = _wait(process, lambda: _found(r'"ws_port":\s*(\d+)[,\s}]', said))
        # Firefox takes a connection that names an origin for one from a page, and refuses it.
        connection = websocket.create_connection(
            f"ws://127.0.0.1:{port}/session", timeout=ANSWER, suppress_origin=True
        )
        try:
            yield FirefoxPage(connection)
        finally:
            connection.close()


@contextmanager
def webkit(folder: Path) -> Iterator[WebKitPage]:
    """Start WebKit's driver, which starts the browser, and end both."""
    path = _installed("WebKit", "webkit2gtk-driver", "WebKitWebDriver")
    port = _free_port()
    address, command = f"http://127.0.0.1:{port}", [path, f"--port={port}"]
    with (
        _display(folder) as display,
        _running(command, folder / "log", DISPLAY=display, GDK_BACKEND="x11") as process,
        httpx.Client(base_url=address, timeout=ANSWER, trust_env=False) as driver,
    ):
        _wait(process, lambda: _answers(driver))
        page = WebKitPage(driver)
        try:
            yield page
        finally:
            page.close()


@contextmanager
def _display(folder: Path) -> Iterator[str]:
    """Give a display of its own, large enough and seen by nobody; without Xvfb the user's."""
    if "DISPLAY" in os.environ and not shutil.which("Xvfb"):
        yield os.environ["DISPLAY"]
        return
    path, log = _installed("a display for WebKit", "xvfb", "Xvfb"), folder / "display"
    command = [path, "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with _running(command, log) as process:
        yield ":" + _wait(process, lambda: _found(r"^(\d+)\n", log))


@contextmanager
def _running(command: list, log: Path, **environment: str) -> Iterator[subprocess.Popen]:
    """Start a program, and end it with all that it started."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            env=os.environ | environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        for how in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, how)
            with suppress(subprocess.TimeoutExpired):
                process.wait(END)


def _wait(process: subprocess.Popen, answer: Callable):
    """Return the first answer that is one."""
    until = time.monotonic() + START
    while not (found := answer()):
        ended = process.poll() is not None
        assert not ended, f"{process.args[0]}: ended with {process.returncode} at its start"
        assert time.monotonic() < until, f"{process.args[0]}: not ready after {START} s"
        time.sleep(0.05)
    return found


def _found(pattern: str, file: Path) -> str:
    """Return what a file that is being written says, or nothing yet."""
    said = file.exists() and re.search(pattern, file.read_text(errors="replace"), re.M)
    return said[1] if said else ""


def _answers(driver: httpx.Client) -> bool:
    try:
        return driver.get("/status").is_success
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _installed(what: str, package: str, *names: str) -> str:
    """Return the path of the first program that there is; without one the test is skipped."""
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        looked = ", ".join(names)
        pytest.skip(f"{what}: found no {looked} on the PATH; Debian's package {package} has it")
    return found
