"""Puts each mutant into a copy of its application and records who notices it.

    python -m evidence.mutants all
    python -m evidence.mutants flask --only owner_not_checked --only oldest_first

Ends with 1 where a mutant survived. The form of a mutant: evidence/mutants/README.md.
"""

import argparse
import datetime
import json
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evidence.conform import SUITE, CommandFailed, prepare, run_own_tests, run_suite, running
from evidence.harness.environments import NoPython
from evidence.harness.places import EVIDENCE, WORK
from evidence.harness.registry import App, read_apps

FOLDER = EVIDENCE / "mutants"
RESULTS = FOLDER / "results.json"


class StaleMutant(ValueError):
    """A mutant that no longer fits its application."""


class TooSlow(RuntimeError):
    """A case failed for want of time: it says nothing of the mutant."""


@dataclass(frozen=True)
class Outcome:
    """Who noticed a mutant: None where nobody asked."""

    breaks: str
    own_tests: bool
    suite: bool | None
    noticed_by: str

    @property
    def killed(self) -> bool:
        """Whether anyone noticed."""
        return self.own_tests or bool(self.suite)


def read_mutants(app: App) -> dict[str, dict[str, Any]]:
    """Return the mutants of an application, name -> table; raises FileNotFoundError."""
    with (FOLDER / f"{app.id}.toml").open("rb") as file:
        return tomllib.load(file)


def replaced(text: str, search: str, replace: str, where: str) -> str:
    """Return `text` with its one `search` replaced; raises StaleMutant unless there is one.

    >>> replaced("a b", "b", "c", "x.py")
    'a c'
    """
    if text.count(search) != 1:
        raise StaleMutant(f"{where}: {search!r} found {text.count(search)} times, expected once")
    return text.replace(search, replace)


def apply(mutant: Mapping[str, Any], folder: Path, name: str) -> None:
    """Put a mutant into the application in `folder`; raises StaleMutant."""
    path = folder / mutant["file"]
    text = path.read_text()
    for change in (mutant, mutant.get("also")):
        if change:
            where = f"mutant {name}, {mutant['file']}"
            text = replaced(text, change["search"], change["replace"], where)
    path.write_text(text)


def copy(app: App, work: str) -> Path:
    """Return a copy of the application's folder in `work`."""
    return Path(
        shutil.copytree(
            app.folder, Path(work) / app.id, ignore=shutil.ignore_patterns("__pycache__")
        )
    )


def judge(app: App, name: str, mutant: Mapping[str, Any], prepared: Path) -> Outcome:
    """Return who notices the mutant, which starts with a copy of the database `prepared`.

    Raises StaleMutant, ServerFailed where the mutant does not start, and TooSlow.
    """
    with tempfile.TemporaryDirectory(prefix="mutant-", dir=WORK) as work:
        folder = copy(app, work)
        apply(mutant, folder, f"{app.id}/{name}")
        own_tests = _own_tests_notice(app, folder)
        case = _first_case_to_notice(app, folder, mutant["cases"], prepared)
    by = [*(["its own tests"] if own_tests else []), *([case] if case else [])]
    return Outcome(
        mutant["breaks"], own_tests, bool(case) if mutant["cases"] else None, ", ".join(by)
    )


def _own_tests_notice(app: App, folder: Path) -> bool:
    try:
        run_own_tests(app, folder)
    except CommandFailed:
        return True
    return False


def _first_case_to_notice(app: App, folder: Path, files: Sequence[str], prepared: Path) -> str:
    if not files:
        return ""
    missing = [file for file in files if not (SUITE / file).is_file()]
    if missing:
        raise StaleMutant(f"{app.id}: the suite has no {', '.join(missing)}")
    with running(app, folder, prepared=prepared) as url:
        report = run_suite(app, url, ["--exitfirst"], files)
    case, reason = next(iter(report.failures.items()), ("", ""))
    if "Timeout" in reason:
        raise TooSlow(f"{app.id}: {case} waited too long, which shows no fault: {reason}")
    return case


def run(app: App, only: Sequence[str] = (), resume: bool = False) -> dict[str, Outcome]:
    """Judge and record every mutant of `app`, or those named in `only`; say each.

    With `resume` those that have an outcome are left out. Returns what was judged.
    """
    done = read_results().get(app.id, {}).get("mutants", {}) if resume else {}
    chosen = {
        name: mutant
        for name, mutant in read_mutants(app).items()
        if (not only or name in only) and name not in done
    }
    outcomes = {}
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="prepared-", dir=WORK) as work:
        prepared = Path(work) / "notes.sqlite3"
        prepare(app, app.folder, prepared)
        for name, mutant in chosen.items():
            outcome = outcomes[name] = judge(app, name, mutant, prepared)
            state = f"killed by {outcome.noticed_by}" if outcome.killed else "SURVIVED"
            print(f"{app.id} {name}: {state}", flush=True)
            record(app, name, outcome)
    return outcomes


def read_results() -> dict[str, Any]:
    """Return what was recorded, application -> outcomes."""
    return json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}


def record(app: App, name: str, outcome: Outcome) -> None:
    """Write one outcome beside the others, whole or not at all; forget mutants that are no more."""
    results = read_results()
    former = results.get(app.id, {}).get("mutants", {})
    new = {**asdict(outcome), "killed": outcome.killed, "as_of": datetime.date.today().isoformat()}
    mutants = {n: o for n, o in {**former, name: new}.items() if n in read_mutants(app)}
    killed = sum(outcome["killed"] for outcome in mutants.values())
    results[app.id] = {"killed": killed, "of": len(read_mutants(app)), "mutants": mutants}
    part = RESULTS.with_suffix(".part")
    part.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
    part.replace(RESULTS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge mutants; 1 where one survived, 2 where no Python can run the applications."""
    apps = read_apps()
    parser = argparse.ArgumentParser(prog="python -m evidence.mutants", description=__doc__)
    parser.add_argument("app", choices=[*apps, "all"])
    parser.add_argument("--only", action="append", default=[], help="a mutant's name")
    parser.add_argument("--resume", action="store_true", help="leave out what has an outcome")
    words = parser.parse_args(arguments)
    chosen = list(apps.values()) if words.app == "all" else [apps[words.app]]
    survived = 0
    try:
        for app in chosen:
            outcomes = run(app, words.only, words.resume)
            survived += sum(not outcome.killed for outcome in outcomes.values())
    except NoPython as reason:
        print(f"skipped: {reason}", file=sys.stderr)
        return 2
    return int(survived > 0)


if __name__ == "__main__":
    sys.exit(main())
