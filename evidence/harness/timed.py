"""Timed measures: every setup once a round, in random order, until its windows are valid.

On demand, never a gate. One round is one unit of work for each setup: the server is started, each
of its loads is answered and checked, then timed; a starved window is thrown out and taken again up
to a bound. Finished units are kept, so that an interrupted run resumes.
"""

import hashlib
import json
import random
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from evidence.harness import environments, load, results
from evidence.harness.places import EVIDENCE, RESULTS, WORK
from evidence.harness.processes import ServerFailed
from evidence.harness.registry import Load, Setup, read_loads, read_setups
from evidence.harness.setups import NOTES, ready_path, running

ROUNDS = 5
SESSIONS = (1, 2, 3)  # at least half an hour apart: a machine is not equally fast every hour
TRIES = 2  # of one window in its turn, while it is starved
PASSES = 3  # over all units, to take starved windows again when the machine is quieter
RESULT = RESULTS / "timed.json"
QUIET_LIMIT_S = 15  # before each window, for others' work to pause
ECHO = {
    "title": "Buy oat milk and rye bread before the shop closes",
    "body": ("Two litres of the milk, one loaf of the bread, sliced. " * 6).strip(),
    "pinned": True,
    "priority": 3,
    "tags": ["shopping", "kitchen", "week 47"],
}


class WrongAnswer(RuntimeError):
    """A setup does not answer what the load demands; its speed would mean nothing."""


@dataclass(frozen=True)
class Unit:
    """One setup in one round of one session."""

    session: int
    number: int
    setup: str

    @property
    def key(self) -> str:
        """The unit's name in the progress file."""
        return f"{self.session}/{self.number}/{self.setup}"


def plan(
    setups: list[str], sessions: tuple[int, ...] = SESSIONS, rounds: int = ROUNDS
) -> list[Unit]:
    """Return all units; the order of the setups is drawn anew for each round, the same each run."""
    units = []
    for session in sessions:
        for number in range(1, rounds + 1):
            order = sorted(setups)
            random.Random(f"{session}/{number}").shuffle(order)
            units += [Unit(session, number, setup) for setup in order]
    return units


def measure(only: str = "", sessions: tuple[int, ...] = SESSIONS) -> Path:
    """Take the windows of the stated sessions, resume what was interrupted; return the result file.

    `only` leaves out every setup whose id does not begin with it; the others' windows stay as they
    were. Windows of another code, lock, command or load than a setup's of today are gone.

    Raises NoLoadGenerator, NoPython, and ValueError where the former ones are of another machine.
    """
    generator = load.generator_version()
    former = former_units(only)
    python = environments.find_python()
    setups = read_setups()
    progress = results.Progress(WORK / "timed.progress.json", "units name what they were made from")
    made_from = {name: fingerprint(setup) for name, setup in setups.items()}
    wanted = [name for name in setups if name.startswith(only)]
    units = plan(wanted, sessions)
    for turn in range(1, PASSES + 1):
        for count, unit in enumerate(units, 1):
            setup, begun = setups[unit.setup], progress.units.get(unit.key, {})
            same = begun.get("made_from") == made_from[unit.setup]
            missing = unfinished(begun, setup, turn) if same else list(setup.paths)
            if not missing:
                continue
            title = f"session {unit.session} round {unit.number}: {unit.setup}"
            print(f"[pass {turn}, {count}/{len(units)}] {title}", flush=True)
            taken = _take(setup, missing, python)
            loads = {**(begun.get("loads", {}) if same else {}), **taken.pop("loads", {})}
            unit_data = {"made_from": made_from[unit.setup], "turn": turn, **taken, "loads": loads}
            progress.add(unit.key, unit_data)
    found = {**former, **progress.units}
    standing = {
        key: unit
        for key, unit in found.items()
        if unit["made_from"] == made_from[key.split("/", 2)[2]]
    }
    return _write(standing, setups, generator, python)


def former_units(only: str, path: Path | None = None) -> dict[str, Any]:
    """Return the units of the last result that stay: none where it is of another machine.

    Raises ValueError where only some set-ups are to be timed beside another machine's windows.
    """
    path = path or RESULT
    former = results.read_json(path) if path.is_file() else {"machine": None, "units": {}}
    if former["machine"] == results.machine():
        return {
            k: unit for k, unit in former["units"].items() if k.split("/", 2)[2] in read_setups()
        }
    if only and former["units"]:
        raise ValueError(
            f"{path.name} has windows of another machine, with which {only!r} alone could not be "
            "compared: time all set-ups"
        )
    return {}


def unfinished(unit: dict[str, Any], setup: Setup, turn: int) -> list[str]:
    """Return the loads of a unit that this pass takes again: missing ones, and starved windows."""
    if unit.get("turn", 0) >= turn:
        return []
    loads = unit.get("loads", {})
    return [name for name in setup.paths if name not in loads or loads[name]["starved"]]


def fingerprint(setup: Setup) -> str:
    """Return what the windows of a setup depend on: its code, lock, command and loads."""
    loads = [repr(read_loads()[name]) for name in setup.paths]
    parts = [setup.lock.read_bytes(), repr(setup.command).encode(), repr(loads).encode()]
    tests = setup.folder / "tests"
    code = (p for p in sorted(setup.folder.rglob("*.py")) if not p.is_relative_to(tests))
    return hashlib.sha256(b"".join([*parts, *(path.read_bytes() for path in code)])).hexdigest()


def _take(setup: Setup, names: list[str], python: str) -> dict[str, Any]:
    """Time the named loads of one setup once; return load -> window, or why it failed."""
    loads = read_loads()
    load.await_quiet(QUIET_LIMIT_S)
    try:
        with running(setup, python) as (port, pid, authorization):
            taken = {name: _window(setup, loads[name], port, pid, authorization) for name in names}
    except (
        ServerFailed,
        WrongAnswer,
        httpx.HTTPError,
        subprocess.SubprocessError,
        OSError,
    ) as failure:
        print(f"  failed: {failure}")
        return {"at": results.now(), "failed": str(failure)[:500]}
    return {"at": results.now(), "loads": taken}


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
        drain(port, setup)
        load.await_quiet(QUIET_LIMIT_S)
        window = load.window(request, item.seconds, pid, item.cpu_bound)
        if not window.starved:
            return {**window.as_row(), "thrown": thrown}
        thrown.append(window.as_row())
    return {**thrown[-1], "thrown": thrown[:-1]}


def drain(port: int, setup: Setup) -> None:
    """Wait until the server has worked off what earlier clients left behind."""
    for _ in range(2):
        httpx.get(f"http://127.0.0.1:{port}{ready_path(setup)}", timeout=30)


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


def _write(units: dict[str, Any], setups: dict[str, Setup], generator: str, python: str) -> Path:
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
    version = ".".join(map(str, environments.version_of(python) or ()))
    results.write_json(
        RESULT,
        {
            "kind": "timed",
            "written_at": results.now(),
            "machine": results.machine(),
            "python": version,
            "load_generator": generator,
            "window_rule": {
                "full_share": load.FULL_SHARE,
                "tries": TRIES,
                "passes": PASSES,
            },
            "setups": described,
            "units": dict(sorted(units.items())),
        },
    )
    return RESULT
