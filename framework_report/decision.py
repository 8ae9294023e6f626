"""The team's decision: a state, why, until when, and the evidence it rested on.

It lives in ``decision.toml`` beside the tables, is committed with them, and may be edited by hand:
comments are kept when it is saved again, and what is wrong in it is named.
"""

import datetime
import math
import os
import re
import shutil
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomlkit

from framework_report.outcome import Outcome, State
from framework_report.problem import Problem, ProblemError
from framework_report.tables import SUPPORT_LEVELS

FILE = "decision.toml"
ENDS = ("value", "low", "high")

_STATE = ("points", "must_haves", "familiarity")
_TEXTS = ("scenario", "why", "switch_if", "leader")
_DATES = ("date", "review_by")
_REQUIRED = ("leader", *_DATES)
_PARTS = (*_TEXTS[:3], *_DATES, "leader", *_STATE, "rested_on", "supports")

Figures = Mapping[str, Mapping[str, tuple[float, float, float]]]
"""Framework -> criterion -> value, low, high in the criterion's unit."""


@dataclass(frozen=True)
class Decision:
    """What a team decided, and what it rested on.

    ``scenario`` is empty for a setting of the team's own, ``leader`` where there was none.
    ``rested_on`` holds the figures (value, low, high, raw units) of that day, ``supports`` each
    framework's support of the must-haves.
    """

    state: State
    scenario: str
    why: str
    switch_if: str
    date: datetime.date
    review_by: datetime.date
    leader: str
    rested_on: Figures = field(default_factory=dict)
    supports: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def new_decision(
    problem: Problem,
    outcome: Outcome,
    why: str = "",
    switch_if: str = "",
    scenario: str = "",
    *,
    date: datetime.date,
    review_by: datetime.date,
) -> Decision:
    """Freeze an outcome: its state, its leader, and all the evidence there is today."""
    figures: dict[str, dict[str, tuple[float, float, float]]] = {}
    for row in problem.evidence.itertuples():
        ends = (float(row.value), float(row.low), float(row.high))
        figures.setdefault(row.framework, {})[row.criterion] = ends
    supports = {
        name: {feature: outcome.support(name, feature) for feature in outcome.state.must_haves}
        for name in problem.frameworks.index
        if outcome.state.must_haves
    }
    leader = outcome.leader or ""
    return Decision(
        outcome.state, scenario, why, switch_if, date, review_by, leader, figures, supports
    )


# --- writing ---------------------------------------------------------------------------------


def decision_text(decision: Decision, existing: str = "") -> str:
    """Write a decision as TOML into the text of an existing one, keeping comments and order."""
    content = _content(decision)
    text = _edited(existing, content)
    if tomllib.loads(text) != content:
        # tomlkit adds new entries behind dotted keys, where they would belong to a table.
        known = tomllib.loads(existing)
        entries = {n: x for n, x in content.items() if n not in known and not isinstance(x, dict)}
        text = _edited(tomlkit.dumps(entries) + existing, content)
    return text


def _edited(existing: str, content: Mapping[str, Any]) -> str:
    document = tomlkit.parse(existing)
    for name in [name for name in document if name not in content]:
        del document[name]
    for name, part in content.items():
        _set(document, name, part)
    return tomlkit.dumps(document)


def write_decision(decision: Decision, path: str | Path) -> None:
    """Save a decision: the file is the old one or the new one at any moment, never half of it.

    Comments and order of an existing file are kept, and its line endings. Raises ProblemError,
    and leaves the file alone, where the existing one is not TOML.
    """
    path = Path(path).resolve()
    existing = _read(path)[0] if path.exists() else ""
    text = decision_text(decision, existing.replace("\r\n", "\n"))
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with new.open(
            "w", encoding="utf-8", newline="\r\n" if "\r\n" in existing else "\n"
        ) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, new)
        os.replace(new, path)  # noqa: PTH105 - the one call that tests make fail
    except BaseException:
        with suppress(FileNotFoundError):
            new.unlink()
        raise


def _content(decision: Decision) -> dict[str, Any]:
    """Return what the file says, in its order; parts that say nothing are left out."""
    texts = {name: getattr(decision, name) for name in ("scenario", "why", "switch_if")}
    dates = {name: getattr(decision, name) for name in _DATES}
    figures = {
        name: {
            criterion: dict(zip(ENDS, map(_plain, ends), strict=True))
            for criterion, ends in row.items()
        }
        for name, row in decision.rested_on.items()
    }
    supports = {name: dict(row) for name, row in decision.supports.items()}
    parts = {**decision.state.to_dict(), "rested_on": figures, "supports": supports}
    said = {name: part for name, part in parts.items() if part}
    return {**texts, **dates, "leader": decision.leader, **said}


def _plain(x: float) -> float | int:
    """Write 12.0 as 12."""
    return int(x) if x == int(x) else float(x)


def _set(table: Any, name: str, part: Any) -> None:
    """Set one entry of a TOML table in place, so that the comments around it stay."""
    if not isinstance(part, dict):
        if table.get(name) != part:
            table[name] = part
    elif set(part) == set(ENDS):
        if table.get(name) != part:
            inline = tomlkit.inline_table()
            inline.update(part)
            table[name] = inline
    else:
        if not isinstance(table.get(name), dict):
            table[name] = tomlkit.table(
                is_super_table=all(isinstance(x, dict) for x in part.values())
            )
        for old in [old for old in table[name] if old not in part]:
            del table[name][old]
        for key, value in part.items():
            _set(table[name], key, value)


# --- reading ---------------------------------------------------------------------------------


def read_decision(problem: Problem, path: str | Path | None = None) -> Decision | None:
    """Read and check the team's decision; None where there is no file.

    Raises ProblemError that names every fault with file and, where it can, line.
    """
    path = Path(path) if path else problem.folder / FILE
    if not path.exists():
        return None
    text, given = _read(path)
    faults = [*_top_faults(problem, given), *_figure_faults(problem, given)]
    faults += _support_faults(problem, given)
    state = State()
    try:
        state = State.from_dict({n: given[n] for n in _STATE if n in given}, problem)
    except ProblemError as error:
        faults += error.problems
    if faults:
        raise ProblemError(f"{path}{_line(text, fault)}: {fault}" for fault in faults)
    return Decision(
        state=state,
        **{name: given.get(name, "") for name in _TEXTS},
        **{name: given[name] for name in _DATES},
        rested_on={
            name: {
                c: (float(x["value"]), float(x["low"]), float(x["high"])) for c, x in row.items()
            }
            for name, row in given.get("rested_on", {}).items()
        },
        supports=given.get("supports", {}),
    )


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    """Read a TOML file: its text and what it says. Raise ProblemError where it is not TOML."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        fault = f" line {line}: found a byte that is not UTF-8, expected UTF-8 text"
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        where = " " + place.split(",")[0] if place.startswith("line") else ""
        fault = f"{where}: found broken TOML ({reason}), expected key = value, each key once"
    except OSError as error:
        fault = f": found a file that cannot be read ({error.strerror}), expected TOML"
    raise ProblemError([f"{path}{fault}"])


def _line(text: str, fault: str) -> str:
    """Find the line of the entry that a fault names first: "part, key: found ..."."""
    named = re.match(r"([\w.-]+)(?:, (.+?))?: found (?:unknown name '(.+?)')?", fault)
    if not named:
        return ""
    part, key = named[1], named[2] or named[3]
    table = ""
    for position, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[(.+?)\]", line)
        if header:
            table = re.sub(r"[\"'\s]", "", header[1])
        entry = re.match(r"\s*(?:\"(.+?)\"|'(.+?)'|([\w-]+))\s*[=.]", line)
        name = next(filter(None, entry.groups()), "") if entry else ""
        at_part = table == part if header else not table and name == part
        if (at_part and not key) or (table == part and key and name == key):
            return f" line {position}"
    return ""


def _expected(names: Iterable[str]) -> str:
    return f"one of {', '.join(map(str, names))}"


def _top_faults(problem: Problem, given: Mapping[str, Any]) -> Iterable[str]:
    """Yield what is wrong with texts, dates and the names of the parts."""
    for name in given:
        if name not in _PARTS:
            yield f"{name}: found an unknown part, expected {_expected(_PARTS)}"
    for name in _REQUIRED:
        if name not in given:
            yield f"{name}: found no such entry, expected it at the top"
    for name in _TEXTS:
        if not isinstance(given.get(name, ""), str):
            yield f"{name}: found {given[name]!r}, expected text in quotes"
    for name in _DATES:
        if type(given.get(name, datetime.date.min)) is not datetime.date:
            yield f"{name}: found {given[name]!r}, expected a bare date such as 2026-11-22"
    names = {"scenario": problem.scenarios.index, "leader": problem.frameworks.index}
    for name, known in names.items():
        found = given.get(name, "")
        if isinstance(found, str) and found and found not in known:
            yield f"{name}: found {found!r}, expected nothing or {_expected(known)}"
    date, review_by = (given.get(name) for name in _DATES)
    if type(date) is type(review_by) is datetime.date and review_by < date:
        yield f"review_by: found {review_by}, expected a date from {date} on"


def _rows(problem: Problem, given: Mapping[str, Any], part: str, faults: list[str]) -> list[tuple]:
    """Return (framework, name, entry) of a part's tables; add a fault where they are none."""
    known = [*problem.frameworks.index, *problem.extras]
    tables = given.get(part, {})
    if not isinstance(tables, dict):
        faults.append(f"{part}: found {tables!r}, expected a table for each framework")
        return []
    found = []
    for framework, row in tables.items():
        if framework not in known:
            faults.append(
                f"{part}.{framework}: found an unknown framework, expected {_expected(known)}"
            )
        elif not isinstance(row, dict):
            faults.append(f"{part}, {framework}: found {row!r}, expected a table")
        else:
            found += [(framework, name, entry) for name, entry in row.items()]
    return found


def _figure_faults(problem: Problem, given: Mapping[str, Any]) -> list[str]:
    faults: list[str] = []
    known = problem.attributes.columns
    for framework, name, entry in _rows(problem, given, "rested_on", faults):
        if name not in known:
            expected = _expected(known)
        elif not isinstance(entry, dict) or set(entry) != set(ENDS):
            expected = "value, low and high"
        elif not all(map(_finite, entry.values())):
            expected = "finite numbers"
        elif not entry["low"] <= entry["value"] <= entry["high"]:
            expected = "low <= value <= high"
        elif problem.criteria.at[name, "scale"] == "log" and entry["low"] <= 0:
            expected = "numbers above 0 (log)"
        else:
            continue
        found = "an unknown criterion" if name not in known else repr(entry)
        faults.append(f"rested_on.{framework}, {name}: found {found}, expected {expected}")
    return faults


def _finite(x: Any) -> bool:
    return type(x) in (int, float) and math.isfinite(x)


def _support_faults(problem: Problem, given: Mapping[str, Any]) -> list[str]:
    faults: list[str] = []
    known = list(problem.features["feature"].unique())
    for framework, name, entry in _rows(problem, given, "supports", faults):
        where = f"supports.{framework}, {name}"
        if name not in known:
            faults.append(f"{where}: found an unknown feature, expected {_expected(known)}")
        elif entry not in SUPPORT_LEVELS:
            faults.append(f"{where}: found {entry!r}, expected {_expected(SUPPORT_LEVELS)}")
    return faults
