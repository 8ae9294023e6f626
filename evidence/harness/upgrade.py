"""The upgrade test: last year's application on today's versions, today's on last year's.

evidence/upgrade/registry.toml holds, for each application, what was idiomatic a year ago and is
written otherwise today, and evidence/upgrade/locks the versions of that day. Last year's code on
last year's versions is the control: it must pass the whole suite, as today's does on today's
versions (which is the exact measure `conformance`, not repeated here). A change is marked as
`needed` where last year's code does not pass on today's versions without it, with the package that
caused it; with these alone it must pass, and their lines are what the upgrade cost.
"""

import dataclasses
import hashlib
import re
import shutil
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from evidence import conform
from evidence.harness import environments, packages, results
from evidence.harness.exact import made_from
from evidence.harness.places import EVIDENCE, RESULTS, WORK
from evidence.harness.processes import ServerFailed
from evidence.harness.registry import App, read_apps

FOLDER = EVIDENCE / "upgrade"
RESULT = RESULTS / "upgrade.json"
EDITED = "last year, edited"
CELLS = (
    ("last year", "today"),
    ("today", "last year"),
    ("last year", "last year"),
    (EDITED, "today"),
)


def registry() -> dict[str, Any]:
    """Return the day of last year's versions, and each application's differences."""
    return tomllib.loads((FOLDER / "registry.toml").read_text(encoding="utf-8"))


def aged(folder: Path, changes: list[dict[str, Any]]) -> None:
    """Turn a copy of an application into last year's; raises ValueError for a text not found."""
    for change in changes:
        path = folder / change["file"]
        text = path.read_text(encoding="utf-8")
        if change["today"] not in text:
            raise ValueError(f"{path.name}: expected {change['today']!r}, which is not there")
        path.write_text(text.replace(change["today"], change["last_year"]), encoding="utf-8")


def edited_lines(changes: list[dict[str, Any]]) -> dict[str, int]:
    """Return package -> lines edited for its sake, of the changes that the upgrade needs.

    >>> edited_lines([{"today": "a\\nb", "last_year": "a\\nc", "needed": True, "package": "p"}])
    {'p': 1}
    """
    found: dict[str, int] = {}
    for change in changes:
        if change.get("needed"):
            today, former = (change[key].splitlines() for key in ("today", "last_year"))
            written = len([line for line in today if line not in former])
            removed = len([line for line in former if line not in today])
            package = change["package"]
            found[package] = found.get(package, 0) + max(written, removed)
    return found


def locked_last_year(app: App, day: str) -> Path:
    """Return the lock of the versions that were newest on `day`."""
    return FOLDER / "locks" / f"{app.id}-{day}.lock"


def cell(
    app: App, changes: list[dict[str, Any]], code: str, lock: Path, name: str
) -> dict[str, Any]:
    """Run the suite on one year's code with one lock; say how far it came."""
    variant = dataclasses.replace(app, id=name, test_lock=lock)
    with tempfile.TemporaryDirectory(prefix=f"{app.id}-upgrade-", dir=WORK) as work:
        folder = Path(work) / "copy"
        shutil.copytree(app.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
        if code != "today":
            aged(folder, [c for c in changes if code != EDITED or not c.get("needed")])
        try:
            with conform.running(variant, folder) as url:
                report = conform.run_suite(variant, url)
        except (conform.CommandFailed, ServerFailed) as failure:
            lines = [line.strip() for line in str(failure).splitlines() if line.strip()]
            # Python ends some of its messages with the place of a file on this machine.
            reason = re.sub(r" \(/[^)]*\)$", "", lines[-1])[:200]
            return {"starts": False, "passed": 0, "failed": 0, "reason": reason}
        drift = _drift(variant, folder, Path(work))
    failures = sorted(report.failures)
    return {
        "starts": True,
        "passed": report.passed,
        "failed": report.failed,
        "drift": drift,
        "reason": "; ".join(failures[:3]),
    }


def _drift(app: App, folder: Path, work: Path) -> str:
    """Return why the check for drift fails, empty where it does not."""
    variables = conform.variables_of(app, work / "drift.sqlite3")
    try:
        conform.run(app, app.migrate, variables, folder)
        conform.run(app, app.drift, variables, folder)
    except conform.CommandFailed as failure:
        return str(failure).strip().splitlines()[-1][:200]
    return ""


def measure(only: str = "") -> Path:
    """Fill the cells of each application (or of one); return the result file."""
    environments.find_python()
    entries = registry()
    chosen = [name for name in entries["apps"] if only in ("", name)]
    if not chosen:
        raise ValueError(f"no application {only!r}; there are {', '.join(entries['apps'])}")
    WORK.mkdir(parents=True, exist_ok=True)
    progress = results.Progress(WORK / "upgrade.progress.json", entries["last_year"])
    for name in chosen:
        app, changes = read_apps()[name], entries["apps"][name]["changes"]
        old = locked_last_year(app, entries["last_year"])
        texts = repr(changes).encode() + old.read_bytes()
        source = made_from(name) + hashlib.sha256(texts).hexdigest()[:16]
        for code, versions in CELLS:
            if code == EDITED and not edited_lines(changes):
                continue  # it is last year's code as it was
            key = f"{name}/{code}'s code/{versions}'s versions"
            if progress.units.get(key, {}).get("made_from") == source:
                continue
            print(key, flush=True)
            lock, environment = (
                (app.test_lock, app.id) if versions == "today" else (old, f"{app.id}-last-year")
            )
            figures = cell(app, changes, code, lock, environment)
            progress.add(key, {"at": results.now(), "made_from": source, "figures": figures})
    _write(progress, entries, chosen)
    return RESULT


def _write(progress: results.Progress, entries: dict[str, Any], chosen: list[str]) -> None:
    former = results.read_json(RESULT)["units"] if RESULT.is_file() else {}
    taken = {
        key: {name: unit[name] for name in ("at", "figures")}
        for key, unit in progress.units.items()
        if key.split("/")[0] in chosen
    }
    apps = {name: read_apps()[name] for name in entries["apps"]}
    results.write_json(
        RESULT,
        {
            "kind": "upgrade",
            "written_at": results.now(),
            "command": "python -m evidence measure upgrade",
            "machine": results.machine(),
            "python": ".".join(map(str, environments.version_of(environments.find_python()) or ())),
            "last_year": entries["last_year"],
            "edited_lines": {
                name: edited_lines(entry["changes"]) for name, entry in entries["apps"].items()
            },
            "versions": {
                name: {
                    "today": packages.locked(app.lock),
                    "last year": packages.locked(locked_last_year(app, entries["last_year"])),
                }
                for name, app in apps.items()
            },
            "units": {**former, **taken},
        },
    )
