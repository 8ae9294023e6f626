"""How little a process takes: processor time to a first answer, memory at rest and while 100 wait.

Each is the median of a few starts with the least and the greatest beside it; two runs on one
machine agree within 10 %, or their spreads overlap.
"""

import asyncio
import shutil
import statistics
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from evidence import conform
from evidence.harness import environments, processes
from evidence.harness.places import WORK
from evidence.harness.registry import App, fill, read_setups
from evidence.harness.setups import add_user_with_notes, running

STARTS = 5
FIRST = "/api/notes"  # refused without a token: the least that passes through the whole application
SETTLE_S = 1.0
WAITING = 100  # requests
WAIT_S = 0.8  # for so long they come again and again before a look; each waits 50 ms
LOOKS = 5
LOOK_EVERY_S = 0.1

Figures = dict[str, Any]


def at_rest(app: App) -> Figures:
    """Start the named stack a few times: processor seconds to the first answer, then PSS at rest.

    The first answer is a refusal. Memory is read in the last two starts, when a user with 25 notes
    was made and a second has passed.
    """
    WORK.mkdir(parents=True, exist_ok=True)
    seconds: list[float] = []
    memory: list[float] = []
    with tempfile.TemporaryDirectory(prefix=f"{app.id}-light-", dir=WORK) as work:
        made, db, log = (Path(work) / name for name in ("made", "notes.sqlite3", "server.log"))
        conform.prepare(app, app.folder, made)
        variables = conform.variables_of(app, db)
        for start in range(STARTS + 1):
            shutil.copyfile(made, db)
            port = processes.free_port()
            command = fill(app.serve[app.named_server], port=str(port))
            with processes.serving(command, app.folder, variables, port, FIRST, log) as pid:
                seconds.append(processes.cpu_seconds(pid))
                if start >= STARTS - 1:
                    add_user_with_notes(port)
                    time.sleep(SETTLE_S)
                    memory.append(processes.pss_mb(pid))
    # The first start fills the caches of the disk and compiles the application.
    return {"startup_s": spread(seconds[1:]), "rest_mb": spread(memory)}


def waiting(name: str) -> Figures:
    """Start a minimal set-up a few times: PSS while 100 requests wait."""
    found = []
    setup = read_setups()[name]
    for _ in range(2):
        with running(setup, environments.find_python()) as (port, pid, _):
            url = f"http://127.0.0.1:{port}{setup.paths['wait_100']}"
            found.append(asyncio.run(_while_waiting(url, pid)))
    return {"waiting_mb": spread(found)}


async def _while_waiting(url: str, pid: int) -> float:
    """Return the median PSS of a server, read while 100 requests wait; raises httpx.HTTPError."""
    limits = httpx.Limits(max_connections=WAITING, max_keepalive_connections=WAITING)
    read: list[float] = []
    async with httpx.AsyncClient(limits=limits, timeout=30) as client:
        enough = asyncio.Event()

        async def ask() -> None:
            while not enough.is_set():
                (await client.get(url)).raise_for_status()

        async def look() -> None:
            await asyncio.sleep(WAIT_S)
            while len(read) < LOOKS:
                read.append(processes.pss_mb(pid))
                await asyncio.sleep(LOOK_EVERY_S)
            enough.set()

        await asyncio.gather(look(), *(ask() for _ in range(WAITING)))
    return statistics.median(read)


def spread(found: list[float]) -> Figures:
    """Return the median with the least and the greatest.

    >>> spread([0.514, 0.5, 0.53])
    {'value': 0.514, 'low': 0.5, 'high': 0.53}
    """
    kept = [round(value, 3) for value in found]
    return {"value": statistics.median(kept), "low": min(kept), "high": max(kept)}


def moved(one: Mapping[str, Figures], other: Mapping[str, Figures], tolerance: float) -> list[str]:
    """Return in words which medians of two runs lie further apart than `tolerance`.

    Where their spreads overlap they agree all the same: somebody else's work makes starts dearer,
    and a wide spread says that there was some.

    >>> moved({"s": spread([1.0, 1.1])}, {"s": spread([1.3, 1.4])}, 0.1)
    ['s: 1.05, then 1.35']
    >>> moved({"s": spread([1.0, 1.4])}, {"s": spread([1.3, 1.6])}, 0.1)
    []
    """
    complaints = []
    for name in one:
        former, latter = sorted((one[name], other[name]), key=lambda found: found["value"])
        near = latter["value"] <= former["value"] * (1 + tolerance)
        if not near and former["high"] < latter["low"]:
            complaints.append(f"{name}: {one[name]['value']}, then {other[name]['value']}")
    return complaints
