"""Exact measures: the same on every machine, save memory and start-up, which agree within 10 %.

Each unit is one measure of one subject (an application, a framework's minimal application, or the
type checker's seeds). Finished units are kept, so that an interrupted run resumes with those that
were not. Units run two at once; memory and start-up are measured last, one at a time, with nothing
beside them.
"""

import hashlib
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx
import psutil

from evidence import conform
from evidence.harness import (
    environments,
    light,
    migrations,
    packages,
    probes,
    results,
    scripted,
    source_size,
    type_errors,
)
from evidence.harness.places import EVIDENCE, RESULTS, WORK
from evidence.harness.probes import MINIMAL
from evidence.harness.registry import App, read_apps, read_minimal, read_stacks

LATEST = RESULTS / "exact.json"
FORMER = RESULTS / "exact.previous.json"
TOLERANCE = 0.1  # of memory and processor seconds, between two runs on one machine
AT_ONCE = 2  # units of the same figures whatever runs beside them
ALONE = "light"
SECONDS = "seconds"  # how long a suite took is recorded, not compared


class NotMeasured(RuntimeError):
    """Some measures failed; the message says which and why. What was measured is kept."""


Unit = tuple[str, str, Callable[[], dict[str, Any]]]
FAILURES = (RuntimeError, ValueError, OSError, httpx.HTTPError, subprocess.SubprocessError)
"""What an application, a server or a program can do to a measure; anything else is our fault."""


def conformance(app: App) -> dict[str, Any]:
    """Run the black-box suite on the named stack, then the probes of the API contract.

    Counts of cases, the failures' names, and what each probe found.
    """
    with conform.running(app) as url:
        report = asdict(conform.run_suite(app, url))
        contract = probes.stack_contract(url)
    return {**report, "cases": report["passed"] + report["failed"], "contract": contract}


def own_tests(app: App) -> dict[str, Any]:
    """Run the application's own tests; does the command end well?"""
    return _ends_well(lambda: conform.run_own_tests(app))


def drift(app: App) -> dict[str, Any]:
    """Ask the framework whether models and migrations agree, on a migrated database."""
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as work:
        variables = conform.variables_of(app, Path(work) / "notes.sqlite3")
        conform.run(app, app.migrate, variables, app.folder)
        return _ends_well(lambda: conform.run(app, app.drift, variables, app.folder))


def installed(app: App) -> dict[str, Any]:
    """Count packages, their size, and when each direct one was last released.

    `least` is the number without the extras that its tutorial installs, where there is such a lock:
    what this application imports, and a server.
    """
    python = environments.find_python()
    direct = packages.direct(app.requirements)
    bin_folder = environments.ready(app.id, app.test_lock, python)
    least = app.folder / "requirements-least.lock"
    return {
        "direct": len(direct),
        "total": len(packages.locked(app.lock)),
        "least": len(packages.locked(least if least.is_file() else app.lock)),
        "size_mb": packages.installed_mb(bin_folder, app.lock),
        "newest_releases": packages.newest_releases(direct, python),
    }


def units(only: str = "") -> list[Unit]:
    """Return every unit (subject, measure, function); `only` keeps the subjects with that name."""
    minimal = read_minimal()
    planned: list[Unit] = []
    for app in read_apps().values():
        of_app: dict[str, Callable[[], dict[str, Any]]] = {
            "conformance": lambda app=app: conformance(app),
            "own_tests": lambda app=app: own_tests(app),
            "drift": lambda app=app: drift(app),
            "source_size": lambda app=app: source_size.sizes(app),
            "packages": lambda app=app: installed(app),
            "light": lambda app=app: light.at_rest(app),
        }
        if app.id in minimal["migrations"]:
            entry = minimal["migrations"][app.id]
            of_app["migrations"] = lambda app=app, entry=entry: migrations.probe(app, entry)
        planned += [(app.id, name, run) for name, run in of_app.items()]
    for name, entry in minimal["probes"].items():
        planned.append((name, "probes", lambda name=name, entry=entry: probes.probe(name, entry)))
    for name, entry in minimal["types"].items():
        planned.append((name, "type_errors", lambda name=name, entry=entry: _types(name, entry)))
    for name, entry in minimal["hello"].items():
        planned.append((name, "source_lines", lambda entry=entry: scripted.source_lines(entry)))
    for name in minimal["async_db"]:
        planned.append((name, "async_db", lambda name=name: scripted.async_db(name)))
    for name in dict.fromkeys(stack.minimal for stack in read_stacks().values()):
        planned.append((name, "light", lambda name=name: light.waiting(name)))
    return [unit for unit in planned if only in ("", unit[0])]


def measure(only: str = "") -> Path:
    """Take every exact measure, or those of one subject; return the result file.

    A run of everything keeps the former result beside the new one. Raises NoPython.
    """
    environments.find_python()
    planned = units(only)
    if not planned:
        known = sorted({subject for subject, _, _ in units()})
        raise ValueError(f"nothing to measure is named {only!r}; there are {', '.join(known)}")
    progress = results.Progress(WORK / f"exact{only and '-'}{only}.progress.json", "by unit")
    started = time.monotonic()
    source = {subject: made_from(subject) for subject, _, _ in planned}
    kept = {key: unit["made_from"] for key, unit in progress.units.items()}
    left = [
        (f"[{count}/{len(planned)}]", unit)
        for count, unit in enumerate(planned, 1)
        if kept.get(_key(unit)) != source[unit[0]]
    ]
    failed = []
    for alone in (False, True):
        pool = ThreadPoolExecutor(1 if alone else AT_ONCE)
        taken: dict[Future[dict[str, Any]], Unit] = {
            pool.submit(_take, place, unit): unit
            for place, unit in left
            if (unit[1] == ALONE) == alone
        }
        try:
            for found in as_completed(taken):
                unit, failure = taken[found], found.exception()
                if failure is None:
                    data = {"made_from": source[unit[0]], "figures": found.result()}
                    progress.add(_key(unit), {"at": results.now(), **data})
                elif isinstance(failure, FAILURES):
                    failed.append(f"{_key(unit)}: {failure}")
                    print(f"  failed: {failed[-1]}", flush=True)
                else:
                    raise failure
        except BaseException:  # an interruption, most likely: what runs is ended, and not kept
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    process.terminate()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
    if failed:
        raise NotMeasured("\n".join(failed))
    _write(progress.units, whole=not only, seconds=time.monotonic() - started)
    progress.finish()
    return LATEST


def _key(unit: Unit) -> str:
    return f"{unit[0]}/{unit[1]}"


def _take(place: str, unit: Unit) -> dict[str, Any]:
    print(f"{place} {unit[0]}: {unit[1]}", flush=True)
    return unit[2]()


def made_from(subject: str) -> str:
    """Return a digest of what the measures of a subject depend on: sources, locks, registry."""
    apps = read_apps()
    folders = [apps[subject].folder, EVIDENCE / "suite"] if subject in apps else []
    files = [path for folder in folders or [MINIMAL] for path in sorted(folder.rglob("*"))]
    texts = [path.read_bytes() for path in files if _is_source(path)]
    described = repr(apps.get(subject)).encode()
    return hashlib.sha256(b"".join([*texts, described])).hexdigest()[:16]


def _is_source(path: Path) -> bool:
    return path.is_file() and path.suffix in {".py", ".toml", ".lock", ".html", ".in", ".ini"}


def _write(taken: dict[str, Any], whole: bool, seconds: float) -> None:
    former = results.read_json(LATEST) if LATEST.is_file() else {"units": {}}
    if former["units"]:
        results.write_json(FORMER, former if whole else _beside(former, taken))
    kept = {} if whole else former["units"]
    python = environments.find_python()
    results.write_json(
        LATEST,
        {
            "kind": "exact",
            "written_at": results.now(),
            "command": "python -m evidence measure exact",
            "seconds": round(seconds),
            "machine": results.machine(),
            "python": ".".join(map(str, environments.version_of(python) or ())),
            "versions": {app.id: packages.locked(app.lock) for app in read_apps().values()},
            "units": dict(sorted({**kept, **taken}.items())),
        },
    )


def _beside(former: dict[str, Any], taken: dict[str, Any]) -> dict[str, Any]:
    """Return the run before the last, with the last figures of the units that are taken again.

    Each unit says when it was taken: of each there are the last two.
    """
    before = results.read_json(FORMER) if FORMER.is_file() else former
    again = {key: unit for key, unit in former["units"].items() if key in taken}
    return {**before, "units": {**before["units"], **again}}


def compare(former: dict[str, Any], latest: dict[str, Any]) -> list[str]:
    """Return in words where two runs disagree: anything at all, `light` by more than 10 %.

    When a suite ran, how long it took and when packages were released are not compared.
    """
    complaints = []
    for key in sorted({*former["units"], *latest["units"]}):
        if key not in former["units"] or key not in latest["units"]:
            complaints.append(f"{key}: measured in one run only")
            continue
        one, other = (run["units"][key]["figures"] for run in (former, latest))
        if key.endswith("/light"):
            complaints += [f"{key}: {words}" for words in light.moved(one, other, TOLERANCE)]
        elif _compared(one) != _compared(other):
            complaints.append(f"{key}: {_compared(one)}, then {_compared(other)}")
    return complaints


def _compared(figures: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in figures.items() if k not in {SECONDS, "newest_releases"}}


def _types(name: str, entry: dict[str, Any]) -> dict[str, Any]:
    folder, lock = (EVIDENCE / "minimal" / entry[key] for key in ("folder", "lock"))
    return type_errors.count(name, folder, lock, entry["options"])


def _ends_well(run: Callable[[], str]) -> dict[str, Any]:
    try:
        run()
    except conform.CommandFailed as failure:
        return {"ok": False, "reason": str(failure).strip().splitlines()[-1][:200]}
    return {"ok": True, "reason": ""}
