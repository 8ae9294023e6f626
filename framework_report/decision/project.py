"""What a project has installed, read from its own files, beside what was decided and measured."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from framework_report.decision.places import read_toml
from framework_report.decision.read import Decision
from framework_report.files import ProblemError, read_text
from framework_report.tables import Problem
from framework_report.words.text import joined, say

LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml")
DECLARED = ("pyproject.toml", "requirements*.in")
PINNED = ("requirements*.txt", "requirements*.lock")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Found(NamedTuple):
    """One package that a project's file names: the versions it allows, empty for any."""

    name: str
    allows: str
    file: Path


def packages(problem: Problem) -> dict[str, str]:
    """Return the package of each framework: what the table says, or else its label.

    A variant is installed as its base. A label that no package can have names none.
    """
    own = problem.frameworks.get("package", {})
    found = {}
    for name in problem.names:
        base = problem.base[name]
        text = own.get(name) or own.get(base) or problem.labels[base].lower()
        package = canonicalize_name(str(text))
        if _NAME.fullmatch(package):
            found[name] = str(package)
    return found


def project_warnings(problem: Problem, decision: Decision | None, path: str | Path) -> list[str]:
    """Warn where a project has another framework than decided, or another version than measured.

    Raises:
        ProblemError: there is nothing to read at the path, or it cannot be read.
    """
    files = _files(Path(path))
    found = list(_direct(files))
    used = packages(problem)
    bases = {n: p for n, p in used.items() if problem.base[n] == n}
    here = [f for f in found if f.name in bases.values()]
    places = {f.name: f.file for f in here}
    labels = {package: problem.labels[name] for name, package in bases.items()}
    if not places:
        return [say("commands", "project_none", path=path, labels=joined(labels.values(), "or"))]
    warnings = []
    decided = used.get(decision.leader) if decision else None
    if decision and decided:
        for name in [name for name in places if name != decided]:
            kind = "project_too" if decided in places else "project_other"
            slots = {"found": labels[name], "decided": problem.labels[decision.leader]}
            warnings.append(say("commands", kind, file=places[name], date=decision.date, **slots))
    versions = {bases[n]: str(problem.frameworks.at[n, "version"]) for n in bases}
    for package in places if decided not in places else [decided]:
        for one in [f for f in here if f.name == package and _differs(f, versions[package])]:
            slots = {"label": labels[package], "found": one.allows, "measured": versions[package]}
            warnings.append(say("commands", "project_version", file=one.file, **slots))
            break
    return warnings


def _differs(found: Found, measured: str) -> bool:
    try:
        version = Version(measured)
    except InvalidVersion:
        return False
    if not found.allows:
        return False
    return not SpecifierSet(found.allows).contains(version, prereleases=True)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise ProblemError(
            [f"{path}: found no such project, expected a folder or one of its files"]
        )
    names = [n for pattern in (*DECLARED, *LOCKS, *PINNED) for n in sorted(path.glob(pattern))]
    if not names:
        expected = "pyproject.toml, requirements.txt or a lock file"
        raise ProblemError([f"{path}: found no list of packages, expected {expected}"])
    return names


def _direct(files: list[Path]) -> Iterator[Found]:
    """Yield what a project asks for itself, with the versions that a lock pins, if there is one.

    A lock names what is installed along with it as well: it speaks only of what the project asks
    for, unless nothing but the lock is there.
    """
    declared = [f for file in files if not _is_lock(file) for f in _read(file)]
    locked = [f for file in files if _is_lock(file) for f in _read(file)]
    direct = {f.name for f in declared}
    pins = {f.name: f for f in locked if not direct or f.name in direct}
    yield from pins.values()
    yield from (f for f in declared if f.name not in pins)


def _is_lock(file: Path) -> bool:
    return file.name in LOCKS or file.suffix == ".lock"


def _read(file: Path) -> Iterator[Found]:
    if file.name == "Pipfile.lock":
        return _pipfile(file)
    if file.suffix == ".toml" and file.name != "pylock.toml":
        return _pyproject(file)
    if file.suffix == ".txt" or file.suffix == ".in" or file.name.startswith("requirements"):
        return _requirements(file)
    return _lock(file)


def _lock(file: Path) -> Iterator[Found]:
    """Yield the packages of a lock in TOML: uv, Poetry, PDM, or the standard one."""
    given = read_toml(read_text(file), str(file))
    listed = given.get("package", given.get("packages", []))
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            yield _pinned(file, entry["name"], entry.get("version"))


def _pipfile(file: Path) -> Iterator[Found]:
    try:
        given = json.loads(read_text(file))
        rows = [*given.get("default", {}).items(), *given.get("develop", {}).items()]
        for name, row in rows:
            yield _pinned(file, name, str(row.get("version", "")).removeprefix("=="))
    except (ValueError, AttributeError, RecursionError) as error:
        if isinstance(error, ProblemError):
            raise
        raise ProblemError([f"{file}: found broken JSON, expected a lock of pipenv"]) from None


def _pinned(file: Path, name: str, version: Any) -> Found:
    try:
        allows = f"=={Version(version)}"
    except (InvalidVersion, TypeError):
        allows = ""
    return Found(str(canonicalize_name(name)), allows, file)


def _pyproject(file: Path) -> Iterator[Found]:
    given = read_toml(read_text(file), str(file))
    project = _table(given, "project")
    listed = [project.get("dependencies")]
    listed += _table(project, "optional-dependencies").values()
    listed += _table(given, "dependency-groups").values()
    for lines in listed:
        yield from _parsed(file, (x for x in lines or () if isinstance(x, str)))
    poetry = _table(_table(given, "tool"), "poetry")
    groups = [g for g in _table(poetry, "group").values() if isinstance(g, dict)]
    for table in [poetry, *groups]:
        for name, row in _table(table, "dependencies").items():
            version = row.get("version", "") if isinstance(row, dict) else row
            yield Found(str(canonicalize_name(name)), _caret(str(version)), file)


def _table(content: dict[str, Any], name: str) -> dict[str, Any]:
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def _caret(text: str) -> str:
    """Turn Poetry's ``^6.1`` into what it allows; what is not understood allows anything.

    >>> _caret("^6.1"), _caret("6.1.3"), _caret("*")
    ('>=6.1,==6.*', '==6.1.3', '')
    """
    text = text.strip()
    try:
        if text.startswith("^"):
            release = Version(text[1:]).release
            kept = next((i for i, n in enumerate(release) if n), len(release) - 1) + 1
            return f">={text[1:]},=={'.'.join(map(str, release[:kept]))}.*"
        if text.startswith("~") and not text.startswith("~="):
            release = Version(text[1:]).release
            return f">={text[1:]},=={'.'.join(map(str, release[:2]))}.*"
        return f"=={Version(text)}"
    except InvalidVersion:
        return text if _is_specifier(text) else ""


def _is_specifier(text: str) -> bool:
    try:
        SpecifierSet(text)
    except ValueError:
        return False
    return text != "*"


def _requirements(file: Path) -> Iterator[Found]:
    lines = read_text(file).replace("\\\n", " ").split("\n")
    yield from _parsed(file, (re.split(r"\s#|^#|\s--", line)[0] for line in lines))


def _parsed(file: Path, lines: Iterable[str]) -> Iterator[Found]:
    """Yield the requirements among lines; addresses, paths and options name no package here."""
    for line in lines:
        try:
            found = Requirement(line.strip())
        except InvalidRequirement:
            continue
        yield Found(str(canonicalize_name(found.name)), str(found.specifier), file)
