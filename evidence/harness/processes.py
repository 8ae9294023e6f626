"""Starts servers on 127.0.0.1, pinned to one core; measures and ends them by their id."""

import os
import signal
import socket
import subprocess
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

import httpx
import psutil

START_LIMIT_S = 90
STOP_LIMIT_S = 15
SERVER_CORE = 0
CLIENT_CORE = 1
GIVEN: deque[int] = deque(maxlen=100)
GIVING = Lock()
"""Two measures that run at once must not be given one port before either listens there."""


class ServerFailed(RuntimeError):
    """A server ended or did not answer in time; the message has the end of what it printed."""


def free_port() -> int:
    """Return a port of 127.0.0.1 that was free a moment ago, and that nobody here was given."""
    with GIVING:
        while True:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            if port not in GIVEN:
                GIVEN.append(port)
                return port


def clean_environment(bin_folder: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a command: PATH with its environment first, a home, and its own."""
    path = f"{bin_folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    keep = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**keep, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1", **variables}


def tree(pid: int) -> list[psutil.Process]:
    """Return the process and all its descendants that still live."""
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    return []


def cpu_seconds(pid: int) -> float:
    """Return the processor time that the process and its descendants have used, in seconds."""
    total = 0.0
    for process in tree(pid):
        with suppress(psutil.NoSuchProcess):
            used = process.cpu_times()
            total += used.user + used.system
    return total


def pss_mb(pid: int) -> float:
    """Return the memory of the process tree in MB, as if it were alone on the machine.

    Anonymous pages as Linux shares them out (PSS). Pages of files count once for the tree, by the
    member that maps most: plain PSS would shrink whenever anybody else runs the same Python.
    """
    members = [(_kilobytes(p.pid, "smaps_rollup"), _kilobytes(p.pid, "status")) for p in tree(pid)]
    anonymous = sum(rollup["Pss_Anon"] + rollup["Pss_Shmem"] for rollup, _ in members)
    return (anonymous + max(status["RssFile"] for _, status in members)) * 1024 / 1e6


def _kilobytes(pid: int, file: str) -> dict[str, int]:
    lines = (line.split() for line in Path(f"/proc/{pid}/{file}").read_text().splitlines())
    return {words[0].rstrip(":"): int(words[1]) for words in lines if words[-1:] == ["kB"]}


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=10).status_code < 500
    except httpx.HTTPError:
        return False


def _end(process: subprocess.Popen) -> None:
    """End the server and its workers: politely, then not."""
    family = tree(process.pid)
    process.send_signal(signal.SIGTERM)
    _, alive = psutil.wait_procs(family, timeout=STOP_LIMIT_S)
    for member in alive:
        with suppress(psutil.NoSuchProcess):
            member.kill()
    process.wait(timeout=STOP_LIMIT_S)


@contextmanager
def serving(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    port: int,
    ready_path: str,
    log: Path,
) -> Iterator[int]:
    """Run a server pinned to its core until the block ends; yield its process id.

    Raises ServerFailed where it does not answer `ready_path` below status 500 in time.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    pinned = ["taskset", "--cpu-list", str(SERVER_CORE), *command]
    with log.open("wb") as output:
        process = subprocess.Popen(
            pinned, cwd=folder, env=dict(environment), stdout=output, stderr=output
        )
        try:
            _await(process, f"http://127.0.0.1:{port}{ready_path}", log)
            yield process.pid
        finally:
            if process.poll() is None:
                _end(process)


def _await(process: subprocess.Popen, url: str, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            tail = log.read_text(errors="replace")[-2000:]
            raise ServerFailed(f"no answer from {url} within {START_LIMIT_S} s:\n{tail}")
        time.sleep(0.05)
