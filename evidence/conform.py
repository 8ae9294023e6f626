"""Starts one reference application on a fresh database and runs the conformance suite on it.

    python -m evidence.conform flask
    python -m evidence.conform fastapi --server uvicorn-pure -- -k admin

The suite talks HTTP only. Its words come back as a `Report`; each command of the application that
fails before the suite raises `CommandFailed` with what it printed.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from evidence.harness.environments import NoPython, ready
from evidence.harness.places import EVIDENCE, WORK
from evidence.harness.processes import clean_environment, free_port, serving
from evidence.harness.registry import WORDS, App, fill, read_apps

SUITE = EVIDENCE / "suite"
COMMAND_LIMIT_S = 600
SUITE_LIMIT_S = 900


class CommandFailed(RuntimeError):
    """A command of an application ended with an error; the message has the end of its output."""


@dataclass(frozen=True)
class Report:
    """What the suite found: counts of cases, seconds, and each failed case's name and reason."""

    passed: int
    failed: int
    seconds: float
    failures: dict[str, str] = field(default_factory=dict)


def run(app: App, command: Sequence[str], variables: dict[str, str], folder: Path) -> str:
    """Run a command of `app` in `folder` and return what it printed; raises CommandFailed."""
    done = subprocess.run(
        fill(command, **WORDS),
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        timeout=COMMAND_LIMIT_S,
    )
    if done.returncode != 0:
        tail = (done.stdout + done.stderr)[-2000:]
        raise CommandFailed(
            f"{app.id}: `{' '.join(command)}` ended with {done.returncode}:\n{tail}"
        )
    return done.stdout + done.stderr


@cache
def bin_of(name: str, lock: Path) -> Path:
    """Return the programs of an environment, made where missing; asked of the disk only once."""
    return ready(name, lock)


def variables_of(app: App, db: Path) -> dict[str, str]:
    """Return the variables of the application's commands; raises NoPython."""
    variables = clean_environment(bin_of(app.id, app.test_lock), app.variables(db))
    # Bytecode is kept, but outside the environments, whose size is measured: an application's
    # imports are compiled once and not for each of its commands.
    del variables["PYTHONDONTWRITEBYTECODE"]
    return {**variables, "PYTHONPYCACHEPREFIX": str(WORK / "bytecode")}


def prepare(app: App, folder: Path, db: Path) -> None:
    """Make `db` as the application's own commands do: migrated, with an administrator.

    Raises CommandFailed with what the command printed.
    """
    variables = variables_of(app, db)
    run(app, app.migrate, variables, folder)
    run(app, app.admin, variables, folder)


@contextmanager
def running(
    app: App, folder: Path | None = None, server: str | None = None, prepared: Path | None = None
) -> Iterator[str]:
    """Run `app` on a fresh database, migrated and with an administrator; yield its address.

    `folder` is a copy of the application's folder (a mutant), its own where None; `server` is a
    name of the registry, the named stack's where None; `prepared` is a database to begin with a
    copy of, so that many runs need one preparation. Raises CommandFailed and ServerFailed.
    """
    folder = folder or app.folder
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{app.id}-", dir=WORK) as work:
        db = Path(work) / "notes.sqlite3"
        if prepared is None:
            prepare(app, folder, db)
        else:
            shutil.copyfile(prepared, db)
        port = free_port()
        command = fill(app.serve[server or app.named_server], port=str(port))
        variables = variables_of(app, db)
        with serving(command, folder, variables, port, "/openapi.json", Path(work) / "server.log"):
            yield f"http://127.0.0.1:{port}"


def run_own_tests(app: App, folder: Path | None = None) -> str:
    """Run the application's own tests and return what they printed; raises CommandFailed."""
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{app.id}-tests-", dir=WORK) as work:
        variables = variables_of(app, Path(work) / "notes.sqlite3")
        return run(app, app.test, variables, folder or app.folder)


def run_suite(app: App, url: str, options: Sequence[str] = (), files: Sequence[str] = ()) -> Report:
    """Run the suite, or `files` of it, on the application at `url`; `options` are pytest's."""
    with tempfile.TemporaryDirectory(dir=WORK) as work:
        results = Path(work) / "results.xml"
        cases = [str(SUITE / file) for file in files] or [str(SUITE)]
        command = [sys.executable, "-m", "pytest", "-c", str(SUITE / "pytest.ini"), "--tb=short"]
        started = time.monotonic()
        done = subprocess.run(
            [*command, f"--rootdir={SUITE}", f"--junitxml={results}", *options, *cases],
            env={
                **os.environ,
                # Other packages' plug-ins would take ten times as long to import as the suite.
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                "EVIDENCE_URL": url,
                "EVIDENCE_ADMIN_NAME": WORDS["admin_name"],
                "EVIDENCE_ADMIN_PASSWORD": WORDS["admin_password"],
                "EVIDENCE_ADMIN_SITE": json.dumps(app.admin_site),
            },
            capture_output=True,
            text=True,
            timeout=SUITE_LIMIT_S,
        )
        if done.returncode not in {0, 1}:
            raise CommandFailed(f"the suite did not run:\n{(done.stdout + done.stderr)[-2000:]}")
        return _read(results, time.monotonic() - started)


def _read(results: Path, seconds: float) -> Report:
    cases = list(ElementTree.parse(results).getroot().iter("testcase"))
    failures = {
        f"{case.get('classname')}::{case.get('name')}": (fault.get("message") or "")[:300]
        for case in cases
        for fault in [*case.findall("failure"), *case.findall("error")]
    }
    return Report(len(cases) - len(failures), len(failures), round(seconds, 1), failures)


def conform(app: App, server: str | None = None, options: Sequence[str] = ()) -> Report:
    """Start `app`, run the suite on it, end it, and return the report."""
    with running(app, server=server) as url:
        return run_suite(app, url, options)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite for the applications named; 1 where a case failed, 2 where none could run."""
    apps = read_apps()
    parser = argparse.ArgumentParser(prog="python -m evidence.conform", description=__doc__)
    parser.add_argument("app", choices=[*apps, "all"], help="a name of evidence/registry.toml")
    parser.add_argument("--server", help="a server of the registry (default: the first)")
    parser.add_argument("--own-tests", action="store_true", help="run its own tests too")
    parser.add_argument("--json", action="store_true", help="print the reports as JSON")
    parser.add_argument("options", nargs="*", help="for pytest, after --")
    words = parser.parse_args(arguments)
    chosen = list(apps) if words.app == "all" else [words.app]
    reports = {}
    try:
        for name in chosen:
            if words.own_tests:
                run_own_tests(apps[name])
            reports[name] = conform(apps[name], words.server, words.options)
            if not words.json:
                _show(name, reports[name])
    except NoPython as reason:
        print(f"skipped: {reason}", file=sys.stderr)
        return 2
    if words.json:
        print(json.dumps({name: asdict(report) for name, report in reports.items()}, indent=1))
    return int(any(report.failed for report in reports.values()))


def _show(name: str, report: Report) -> None:
    print(f"{name}: {report.passed} passed, {report.failed} failed in {report.seconds} s")
    for case, reason in report.failures.items():
        print(f"  {case}\n      {reason.splitlines()[0] if reason else ''}")


if __name__ == "__main__":
    sys.exit(main())
