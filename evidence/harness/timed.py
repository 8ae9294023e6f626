"""Timed measures: every setup once a round, in random order, until its windows are valid.

On demand, never a gate. One round is one unit of work for each setup: the server is started, each
of its loads is answered and checked, then timed; a starved window is thrown out and taken again up
to a bound. Finished units are kept, so that an interrupted run resumes.
"""

import hashlib
import json
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from evidence.harness import environments, load, results
from evidence.harness.places import EVIDENCE, RESULTS, WORK
from evidence.harness.processes import ServerFailed, clean_environment, free_port, serving
from evidence.harness.registry import WORDS, App, Load, Setup, fill, read_loads, read_setups

ROUNDS = 5
SITTINGS = 2
TRIES = 4  # of one window, while it is starved
NOTES = 25
READY = {"minimal": "/hello", "application": "/openapi.json"}
ECHO = {
    "title": "Buy oat milk and rye bread before the shop closes",
    "body": ("Two litres of the milk, one loaf of the bread, sliced. " * 6).strip(),
    "pinned": True,
    "priority": 3,
    "tags": ["shopping", "kitchen", "week 47"],
}


class WrongAnswer(RuntimeError):  # noqa: N818  the answer is wrong, not the program
    """A setup does not answer what the load demands; its speed would mean nothing."""


@dataclass(frozen=True)
class Unit:
    """One setup in one round of one sitting."""

    sitting: int
    number: int
    setup: str

    @property
    def key(self) -> str:
        """The unit's name in the progress file."""
        return f"{self.sitting}/{self.number}/{self.setup}"


def plan(setups: list[str], sittings: int = SITTINGS, rounds: int = ROUNDS) -> list[Unit]:
    """Return all units; the order of the setups is drawn anew for each round, the same each run."""
    units = []
    for sitting in range(1, sittings + 1):
        for number in range(1, rounds + 1):
            order = sorted(setups)
            random.Random(f"{sitting}/{number}").shuffle(order)
            units += [Unit(sitting, number, setup) for setup in order]
    return units


def measure(only: str = "", sittings: tuple[int, ...] = (1, 2)) -> Path:
    """Take the windows of the stated sittings, resume what was interrupted; return the result file.

    `only` leaves out every setup whose id does not begin with it. Raises NoLoadGenerator, NoPython.
    """
    generator = load.generator_version()
    python = environments.find_python()
    setups = read_setups()
    progress = results.Progress(WORK / "timed.progress.json", "units name what they were made from")
    made_from = {name: fingerprint(setup) for name, setup in setups.items()}
    wanted = [name for name in setups if name.startswith(only)]
    units = [unit for unit in plan(wanted) if unit.sitting in sittings]
    for count, unit in enumerate(units, 1):
        if progress.units.get(unit.key, {}).get("made_from") == made_from[unit.setup]:
            continue
        title = f"sitting {unit.sitting} round {unit.number}: {unit.setup}"
        print(f"[{count}/{len(units)}] {title}", flush=True)
        taken = _take(setups[unit.setup], python)
        progress.add(unit.key, {"made_from": made_from[unit.setup], **taken})
    return _write(progress, setups, generator, python)


def fingerprint(setup: Setup) -> str:
    """Return what the windows of a setup depend on: its code, lock, command and loads."""
    loads = [repr(read_loads()[name]) for name in setup.paths]
    parts = [setup.lock.read_bytes(), repr(setup.command).encode(), repr(loads).encode()]
    tests = setup.folder / "tests"
    code = (p for p in sorted(setup.folder.rglob("*.py")) if not p.is_relative_to(tests))
    return hashlib.sha256(b"".join([*parts, *(path.read_bytes() for path in code)])).hexdigest()


def _take(setup: Setup, python: str) -> dict[str, Any]:
    """Time every load of one setup once; return load -> window, tries and thrown-out windows."""
    try:
        with running(setup, python) as (port, pid, authorization):
            taken = {
                name: _window(setup, read_loads()[name], port, pid, authorization)
                for name in setup.paths
            }
    except (ServerFailed, WrongAnswer, subprocess.SubprocessError, OSError) as failure:
        print(f"  failed: {failure}")
        return {"at": results.now(), "failed": str(failure)[:500]}
    return {"at": results.now(), "loads": taken}


@contextmanager
def running(setup: Setup, python: str) -> Iterator[tuple[int, int, str]]:
    """Start a setup; yield its port, process id and the Authorization header of a user with notes."""
    bin_folder = environments.ready(setup.environment, setup.lock, python)
    port = free_port()
    variables = dict(setup.variables)
    db = WORK / "timed" / f"{setup.environment}.sqlite3"
    if setup.app:
        variables |= setup.app.variables(db)
        _migrated(setup.app, bin_folder, db)
    values = {**WORDS, "port": str(port), "db": str(db)}
    ready = READY["application" if setup.app else "minimal"]
    log = WORK / "logs" / f"{setup.id.replace('/', '-')}.log"
    environment = clean_environment(bin_folder, variables)
    command = fill(setup.command, **values)
    with serving(command, setup.folder, environment, port, ready, log) as pid:
        yield port, pid, _user_with_notes(port) if setup.app else ""


def _migrated(app: App, bin_folder: Path, db: Path) -> None:
    """Make a new database of the application."""
    db.parent.mkdir(parents=True, exist_ok=True)
    for leftover in db.parent.glob(f"{db.name}*"):
        leftover.unlink()
    environment = clean_environment(bin_folder, app.variables(db))
    command = fill(app.migrate, **WORDS, db=str(db))
    subprocess.run(
        command, cwd=app.folder, env=environment, check=True, capture_output=True, timeout=60
    )


def _user_with_notes(port: int) -> str:
    """Register a user with 25 notes; return the user's Authorization header."""
    account = {"username": "timed_reader", "password": "a-long-password-1"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
        client.post("/api/register", json=account).raise_for_status()
        token = client.post("/api/login", json=account).raise_for_status().json()["token"]
        authorization = f"Bearer {token}"
        for number in range(NOTES):
            note = {"title": f"Note {number}", "body": "A line of text to carry along. " * 5}
            headers = {"Authorization": authorization}
            client.post("/api/notes", json=note, headers=headers).raise_for_status()
    return authorization


def _window(setup: Setup, item: Load, port: int, pid: int, authorization: str) -> dict[str, Any]:
    """Check the answer, warm up, then take windows until one is not starved."""
    body = json.dumps(ECHO) if item.method == "POST" else ""
    url = f"http://127.0.0.1:{port}{setup.paths[item.id]}"
    request = load.Request(url, item.clients, item.method, authorization, body)
    check_answer(item, request)
    if item.warm_up_seconds:
        load.run_wrk(load.command_of(request, item.warm_up_seconds), item.warm_up_seconds)
    thrown = []
    for _ in range(TRIES):
        window = load.window(request, item.seconds, pid, item.cpu_bound)
        if not window.starved:
            return {**window.as_row(), "thrown": thrown}
        thrown.append(window.as_row())
    return {**thrown[-1], "thrown": thrown[:-1]}


def check_answer(item: Load, request: load.Request) -> None:
    """Raise WrongAnswer unless the endpoint answers what its load demands."""
    headers = {"Authorization": request.authorization} if request.authorization else {}
    if request.body:
        headers["Content-Type"] = "application/json"
    answer = httpx.request(
        request.method, request.url, content=request.body, headers=headers, timeout=10
    )
    expected = ECHO if request.body else item.answer
    fits = answer.status_code == 200 and _fits(answer.json(), expected)
    if not fits:
        raise WrongAnswer(
            f"{item.id} at {request.url}: found {answer.status_code} {answer.text[:200]!r}, "
            f"expected 200 and {expected or '20 notes, newest first'}"
        )


def _fits(found: Any, expected: Any) -> bool:
    if expected is not None:
        return found == expected
    titles = [note["title"] for note in found["items"]]
    return titles == [f"Note {number}" for number in range(NOTES - 1, NOTES - 21, -1)]


def _write(
    progress: results.Progress, setups: dict[str, Setup], generator: str, python: str
) -> Path:
    """Write the raw windows with how they were taken; return the file."""
    described = {
        name: {
            "title": setup.title,
            "framework": setup.framework,
            "named": setup.named,
            "control_of": setup.control_of,
            "command": setup.command,
            "lock": str(setup.lock.relative_to(EVIDENCE)),
            "lock_sha256": hashlib.sha256(setup.lock.read_bytes()).hexdigest(),
        }
        for name, setup in setups.items()
    }
    path = RESULTS / "timed.json"
    version = ".".join(map(str, environments.version_of(python) or ()))
    results.write_json(
        path,
        {
            "kind": "timed",
            "written_at": results.now(),
            "machine": results.machine(),
            "python": version,
            "load_generator": generator,
            "window_rule": {
                "full_share": load.FULL_SHARE,
                "foreign_share": load.FOREIGN_SHARE,
                "tries": TRIES,
            },
            "setups": described,
            "units": dict(sorted(progress.units.items())),
        },
    )
    return path
