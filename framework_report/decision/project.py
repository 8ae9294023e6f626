"""What a project has installed, and what is newest, beside what was decided and measured."""

import calendar
import datetime
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from framework_report.decision.read import Decision
from framework_report.faults import short, shown
from framework_report.files import ProblemError, expect_merged, read_text
from framework_report.tables import Problem
from framework_report.tables.schema import first_day
from framework_report.tables.toml import read_toml
from framework_report.words.text import joined, say

LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml")
FILES = ("pyproject.toml", "requirements*.in", *LOCKS, "requirements*.txt", "requirements*.lock")
SECONDS = 60
_INCLUDED = re.compile(
    r"^[ \t]*(?:-([rc])|--([rc])(?:equirement|onstraint)(?=[= \t]))[= \t]*([^\s#\0]+)", re.MULTILINE
)
"""A line by which requirements take in another file."""


class Found(NamedTuple):
    """One package that a project's file names: the versions it allows, empty for any.

    ``pins`` marks a lock or constraints, which say no more than which version.
    """

    name: str
    allows: str
    file: Path
    pins: bool


def packages(problem: Problem) -> dict[str, str]:
    """Return the package of each framework: what the table says, or else its label.

    A variant is installed as its base. A label that no package can have names none.
    """
    own = problem.frameworks.get("package", {})
    found = {}
    for name, base in problem.base.items():
        text = own.get(name) or own.get(base) or problem.labels[base].lower()
        package = str(canonicalize_name(str(text)))
        if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", package):
            found[name] = package
    return found


def project_warnings(problem: Problem, decision: Decision | None, path: str | Path) -> list[str]:
    """Warn where a project has another framework than decided, or another version than measured.

    Raises:
        ProblemError: there is nothing to read at the path, or it cannot be read.
    """
    used = packages(problem)
    frameworks = {package: n for n, package in used.items() if problem.base[n] == n}
    here = [f for f in _direct(_files(Path(path))) if f.name in frameworks]
    files = {f.name: f.file for f in here}
    labels = {package: problem.labels[n] for package, n in frameworks.items()}
    if not files:
        return [say("commands", "project_none", path=path, labels=joined(labels.values(), "or"))]
    warnings = []
    decided = used.get(decision.leader) if decision else None
    if decision and decided:
        kind = "project_too" if decided in files else "project_other"
        slots = {"decided": problem.labels[decision.leader], "date": decision.date}
        for name in [name for name in files if name != decided]:
            warnings.append(say("commands", kind, file=files[name], found=labels[name], **slots))
    for package in [decided] if decided in files else files:
        measured = str(problem.frameworks.at[frameworks[package], "version"])
        differing = [f for f in here if f.name == package and not _allows(f.allows, measured)]
        for one in differing[:1]:
            allows = short(one.allows)
            slots = {"label": labels[package], "found": allows, "measured": short(measured)}
            warnings.append(say("commands", "project_version", file=one.file, **slots))
    return warnings


def _allows(specifier: str, measured: str) -> bool:
    version = _version(measured)
    try:
        return version is None or SpecifierSet(specifier).contains(version, prereleases=True)
    except ValueError:  # a number of more than 4,300 digits
        return False


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        told = "found no such project, expected a folder or one of its files"
        raise ProblemError([f"{path}: {told}"])
    found = [file for pattern in FILES for file in sorted(path.glob(pattern))]
    if not found:
        expected = "pyproject.toml, requirements.txt or a lock file"
        raise ProblemError([f"{path}: found no list of packages, expected {expected}"])
    return found


def _direct(files: list[Path]) -> list[Found]:
    """Return what a project asks for itself, with the versions that a lock pins, if there is one.

    A lock names what is installed along with it as well: it speaks only of what the project asks
    for, unless nothing but the lock is there.
    """
    rows = [
        Found(str(canonicalize_name(name)), allows, file, pins)
        for file, text, pins in _texts(files)
        for name, allows in _read(file, text)
    ]
    declared = [f for f in rows if not f.pins]
    direct = {f.name for f in declared}
    pins = {f.name: f for f in rows if f.pins and (not direct or f.name in direct)}
    return [*pins.values(), *(f for f in declared if f.name not in pins)]


def _texts(files: list[Path]) -> Iterator[tuple[Path, str, bool]]:
    """Yield each file, its text, and whether it only pins.

    Files in or below the first one's folder that requirements take in are read as well.
    """
    seen: set[str] = set()
    root = Path(os.path.realpath(files[0].parent))
    waiting = [(file, file.name in LOCKS or file.suffix == ".lock") for file in files]
    while waiting:
        file, pins = waiting.pop(0)
        if (real := os.path.realpath(file)) in seen:
            continue
        seen.add(real)
        text = read_text(file)
        expect_merged(text, str(file))
        yield file, text, pins
        for short_kind, kind, name in _INCLUDED.findall(text) if _is_requirements(file) else ():
            other = file.parent / name
            if Path(os.path.realpath(other)).is_relative_to(root) and not re.search(
                r"://|\$", name
            ):
                waiting.append((other, pins or (short_kind or kind) == "c"))


def _is_requirements(file: Path) -> bool:
    return file.name not in LOCKS and file.suffix != ".toml"


def _read(file: Path, text: str) -> Iterator[tuple[str, str]]:
    """Yield the packages that a file names, with the versions that it allows."""
    if file.name == "Pipfile.lock":
        yield from _pipfile(file, text)
    elif _is_requirements(file):
        lines = text.replace("\\\n", " ").split("\n")
        yield from _requirements([re.split(r"\s#|^#|\s--", line)[0] for line in lines])
    elif file.name not in LOCKS:
        yield from _pyproject(read_toml(text, str(file)))
    else:  # a lock in TOML: uv, Poetry, PDM, or the standard one
        given = read_toml(text, str(file))
        listed = given.get("package", given.get("packages"))
        for entry in listed if isinstance(listed, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get("name"), str):
                yield entry["name"], _specifier(entry.get("version", ""))


def _pipfile(file: Path, text: str) -> Iterator[tuple[str, str]]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        at = f" line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        reason = getattr(error, "msg", "nested too deep, or a number too long")
        told = f"found broken JSON ({reason}), expected a lock of pipenv"
        raise ProblemError([f"{file}{at}: {told}"]) from None
    for part in ("default", "develop"):
        rows = given.get(part, {}) if isinstance(given, dict) else given
        if not isinstance(rows, dict):
            told = f"{part}: found {shown(rows)}, expected a table of packages"
            raise ProblemError([f"{file}: {told}"])
        for name, row in rows.items():
            yield name, _specifier(row.get("version", "") if isinstance(row, dict) else row)


def _pyproject(given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    project, poetry = _table(given, "project"), _table(_table(given, "tool"), "poetry")
    lists = [project.get("dependencies"), *_table(project, "optional-dependencies").values()]
    for lines in [*lists, *_table(given, "dependency-groups").values()]:
        yield from _requirements(lines if isinstance(lines, list) else [])
    groups = _table(poetry, "group")
    for table in [poetry, *(_table(groups, name) for name in groups)]:
        for name, row in _table(table, "dependencies").items():
            yield name, _specifier(row.get("version", "") if isinstance(row, dict) else row)


def _table(content: dict[str, Any], name: str) -> dict[str, Any]:
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def _specifier(version: Any) -> str:
    """Turn a version, or Poetry's ``^6.1``, into what it allows; what is strange allows anything.

    >>> _specifier("^6.1"), _specifier("^0.9.1"), _specifier("~6.1.3"), _specifier("6.1.3")
    ('>=6.1,==6.*', '>=0.9.1,==0.9.*', '>=6.1.3,==6.1.*', '==6.1.3')
    """
    text = re.sub(r"^\^(((?:0\.)*\d+)\S*)$", r">=\1,==\2.*", str(version).strip())
    text = re.sub(r"^~((\d+(?:\.\d+)?)\S*)$", r">=\1,==\2.*", text)
    text = re.sub(r"^(?=\d)", "==", text)
    try:
        SpecifierSet(text)
    except ValueError:
        return ""
    return text


def _requirements(lines: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield the requirements among lines; addresses, paths and options name no package here."""
    for line in lines:
        try:
            found = Requirement(line.strip() if isinstance(line, str) else "")
        except ValueError:
            continue
        yield found.name, str(found.specifier)


# How old what was measured is


class OfflineError(Exception):
    """No answer came; ``str()`` says in a few words why."""


def newest(package: str) -> Version | None:
    """Ask pip for a package's newest release, whatever Python it needs; None where there is none.

    Raises:
        OfflineError: pip is not there, or got no answer.
    """
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    command = [*pip, "--retries", "1", "index", "versions", package, "--ignore-requires-python"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OfflineError(type(error).__name__) from None
    first = re.search(r"^\S+ \(([^)\s]+)\)\s*$", done.stdout, re.MULTILINE)
    if done.returncode == 0 and first:
        return _version(first[1])
    if "No matching distribution" in done.stderr and "connection" not in done.stderr.lower():
        return None
    raise OfflineError((done.stderr.strip().splitlines() or ["pip said nothing"])[-1])


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except ValueError:  # no version, or one of more than 4,300 digits
        return None


def online_warnings(
    problem: Problem, ask: Callable[[str], Version | None] = newest
) -> Iterator[str]:
    """Warn of each measured version that is a feature release behind the newest one.

    The first question that gets no answer ends the asking, and is told in one line.
    """
    for name, package in packages(problem).items():
        measured = _version(problem.frameworks.at[name, "version"])
        if problem.base[name] != name or measured is None:
            continue
        try:
            now = ask(package)
        except OfflineError as error:
            yield say("commands", "offline", package=package, reason=error)
            return
        if now and (now.major, now.minor) > (measured.major, measured.minor):
            slots = {"label": problem.labels[name], "measured": measured, "newest": now}
            yield say("commands", "behind", folder=problem.folder, **slots)


def support_warnings(problem: Problem, today: datetime.date) -> Iterator[str]:
    """Warn of each framework whose measured release is supported no longer.

    The day stands in the optional column ``supported_until`` of frameworks.csv: its last day, where
    only a month or a year is given.
    """
    for name, text in dict(problem.frameworks.get("supported_until", {})).items():
        end = last_day(text)
        if end and end < today:
            slots = {"label": problem.labels[name], "end": text}
            version = problem.frameworks.at[name, "version"]
            yield say("commands", "unsupported", folder=problem.folder, version=version, **slots)


def last_day(text: str) -> datetime.date | None:
    """Give the last day that a date of the tables can mean; None where it is no date.

    >>> last_day("2028-02"), last_day("9999"), last_day("soon")
    (datetime.date(2028, 2, 29), datetime.date(9999, 12, 31), None)
    """
    first = first_day(text) if text else None
    if first is None or len(text) == 10:
        return first
    month = first.month if len(text) == 7 else 12
    return datetime.date(first.year, month, calendar.monthrange(first.year, month)[1])
