"""What must hold in ``decision.toml``, and on which line it does not.

A fault reads "part, key: found ..., expected ...", so that its line can be looked up.
"""

import datetime
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from framework_report.outcome import State
from framework_report.problem import Problem, ProblemError
from framework_report.tables import SUPPORT_LEVELS

ENDS = ("value", "low", "high")
STATE = ("points", "must_haves", "familiarity")
TEXTS = ("scenario", "why", "switch_if", "leader")
DATES = ("date", "review_by")
_REQUIRED = ("leader", *DATES)
_PARTS = (*TEXTS, *DATES, *STATE, "rested_on", "supports")


def decision_faults(problem: Problem, given: Mapping[str, Any]) -> list[str]:
    """Return all that is wrong with what a decision file says."""
    faults = [*_top_faults(problem, given), *_figure_faults(problem, given)]
    faults += _support_faults(problem, given)
    try:
        State.from_dict(state_of(given), problem)
    except ProblemError as error:
        faults += error.problems
    return faults


def state_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a decision file that are the state."""
    return {name: given[name] for name in STATE if name in given}


def line_of(text: str, fault: str) -> str:
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
    for name in TEXTS:
        if not isinstance(given.get(name, ""), str):
            yield f"{name}: found {given[name]!r}, expected text in quotes"
    for name in DATES:
        if type(given.get(name, datetime.date.min)) is not datetime.date:
            yield f"{name}: found {given[name]!r}, expected a bare date such as 2026-11-22"
    names = {"scenario": problem.scenarios.index, "leader": problem.frameworks.index}
    for name, known in names.items():
        found = given.get(name, "")
        if isinstance(found, str) and found and found not in known:
            yield f"{name}: found {found!r}, expected nothing or {_expected(known)}"
    date, review_by = (given.get(name) for name in DATES)
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
