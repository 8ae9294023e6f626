"""Validate what a decision file says; what today's tables know of it is looked up elsewhere."""

import datetime
import difflib
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from framework_report.decision.places import Path as Place
from framework_report.decision.places import line_of

ENDS = ("value", "low", "high")
STATE = ("points", "must_haves", "team", "candidates", "measures")
TEXTS = ("scenario", "why", "switch_if", "leader", "from")
DATES = ("date", "review_by")
TABLES = ("points", "must_haves", "team", "measures", "rested_on", "supports")
NESTED = ("team", "rested_on", "supports")
_REQUIRED = ("leader", *DATES)
PARTS = (*TEXTS, *DATES, *STATE, "rested_on", "supports")
MANY = 5
"""Faults of one kind beyond which the first one is told and the others are counted."""
LONGEST = 60
_PRINTABLE = 14_000
"""Bits below which Python writes a whole number out."""
_WORD = 64
"""Bits beyond which a whole number is none that anybody counts."""


class Fault(NamedTuple):
    """One thing that is wrong: where it stands, what was found, and what was expected."""

    place: Place
    found: str
    expected: str
    more: int = 0

    def text(self, path: Path, lines: dict[Place, int]) -> str:
        """Say it in one line."""
        line = line_of(lines, self.place)
        at = f"{path} line {line}" if line else str(path)
        *tables, name = self.place
        where = f"{'.'.join(tables)}, {name}" if tables else name
        more = f" (and so with {self.more:,} more)" if self.more else ""
        return f"{at}: {where}: found {self.found}{more}, expected {self.expected}"


def shown(x: object) -> str:
    """Write what was found, never longer than a line holds.

    >>> shown("fast"), shown(10**300)
    ("'fast'", 'a number of 301 digits')
    """
    if isinstance(x, int) and x.bit_length() > 200:
        digits = len(str(x)) if x.bit_length() < _PRINTABLE else int(x.bit_length() * math.log10(2))
        return f"a number of {digits:,} digits"
    if isinstance(x, datetime.date | datetime.time):
        return str(x)
    try:
        text = repr(x)
    except (RecursionError, ValueError):
        return "something too large to show"
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def either(names: Iterable[str]) -> str:
    """List what would have been right."""
    return f"one of {', '.join(map(str, names))}"


def gathered(faults: Iterable[Fault]) -> list[Fault]:
    """Tell many faults of one kind in one table by the first of them."""
    kinds: dict[tuple[Place, str], list[Fault]] = {}
    for fault in faults:
        kinds.setdefault((fault.place[:1], fault.expected), []).append(fault)
    found = []
    for alike in kinds.values():
        many = len(alike) > MANY
        found += [alike[0]._replace(more=len(alike) - 1)] if many else alike
    return found


def decision_faults(given: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong with a decision file, whatever the tables are."""
    unknown = [
        Fault((name,), "an unknown entry", either(PARTS) + _hint(name))
        for name in given
        if name not in PARTS
    ]
    many = len(unknown) > MANY
    unknown = [unknown[0]._replace(more=len(unknown) - 1)] if many else unknown
    return [*unknown, *gathered([*_top(given), *_shapes(given), *_figures(given)])]


def _hint(name: str) -> str:
    near = difflib.get_close_matches(name[:LONGEST], PARTS, 1)
    return f" ({near[0]}?)" if near else ""


def _top(given: Mapping[str, Any]) -> Iterator[Fault]:
    for name in _REQUIRED:
        if name not in given:
            yield Fault((name,), "no such entry", "it at the top")
    for name in TEXTS:
        if not isinstance(given.get(name, ""), str):
            yield Fault((name,), shown(given[name]), "text in quotes")
    for name in DATES:
        # A date with a time of day is a date to Python, too.
        if type(given.get(name, datetime.date.min)) is not datetime.date:
            yield Fault((name,), shown(given[name]), "a bare date such as 2026-11-22")


def _shapes(given: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield tables that are none."""
    for name in TABLES:
        part = given.get(name, {})
        if not isinstance(part, dict):
            yield Fault((name,), shown(part), "a table of names")
            continue
        for key, row in part.items():
            if name in NESTED and not isinstance(row, dict):
                yield Fault((name, key), shown(row), "a table")
            for inner, x in row.items() if isinstance(row, dict) else [(None, row)]:
                if isinstance(x, int) and x.bit_length() > _WORD:
                    place = (name, key, inner) if inner else (name, key)
                    yield Fault(place, shown(x), "a number that a slider has")


def _rows(given: Mapping[str, Any], part: str) -> Iterator[tuple[str, str, Any]]:
    tables = given.get(part, {})
    for name, row in tables.items() if isinstance(tables, dict) else ():
        for key, entry in row.items() if isinstance(row, dict) else ():
            yield name, key, entry


def _figures(given: Mapping[str, Any]) -> Iterator[Fault]:
    for name, criterion, entry in _rows(given, "rested_on"):
        if not isinstance(entry, dict) or set(entry) != set(ENDS):
            expected = "value, low and high"
        elif not all(map(_finite, entry.values())):
            expected = "finite numbers"
        elif not entry["low"] <= entry["value"] <= entry["high"]:
            expected = "low <= value <= high"
        else:
            continue
        yield Fault(("rested_on", name, criterion), shown(entry), expected)
    for name, feature, entry in _rows(given, "supports"):
        if not isinstance(entry, str):
            yield Fault(("supports", name, feature), shown(entry), "text in quotes")


def _finite(x: Any) -> bool:
    if type(x) is int:
        return abs(x) < 10**300
    return type(x) is float and math.isfinite(x)
