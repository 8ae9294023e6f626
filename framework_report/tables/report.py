"""``report.toml``: the title, the nouns and the support levels that fit a folder of tables."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from framework_report.tables.reading import Fault, read_text
from framework_report.tables.schema import MUST_HAVE_LEVELS, TABLES, UNKNOWN

FILE = "report.toml"
MEETS = (*MUST_HAVE_LEVELS, "nothing")


@dataclass(frozen=True)
class Support:
    """What a support level is worth: its share of a part, and the must-have that it meets."""

    counts: float
    low: float
    high: float
    meets: str


SUPPORTS = {
    "built-in": Support(1, 1, 1, "core"),
    "partial": Support(0.5, 0, 1, "add-on"),
    "official add-on": Support(0, 0, 0, "add-on"),
    "third party": Support(0, 0, 0, "add-on"),
    "none": Support(0, 0, 0, "nothing"),
}


@dataclass(frozen=True)
class Report:
    """What a report is about, in the words of its tables."""

    title: str
    alternative: str = "alternative"
    alternatives: str = "alternatives"
    piece: str = ""
    owner: str = ""
    contact: str = ""
    repository: str = ""
    next_step: str = ""
    half_way: str = ""
    judged_step: float = 1.0
    supports: Mapping[str, Support] = field(default_factory=lambda: SUPPORTS)
    tables: tuple[str, ...] | None = None
    """The optional tables that count; None for all that are there."""


def read_report(folder: Path, faults: list[Fault]) -> Report:
    """Read ``report.toml``; without the file the words are neutral, and the title the folder's."""
    neutral = Report(title=folder.resolve().name)
    text = read_text(folder, FILE, faults, "TOML", optional=True) or ""
    try:
        given = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: a number of 5,000 digits, too
        faults.append(Fault(FILE, 0, "", f"broken TOML ({error})", "name = value, each name once"))
        return neutral
    return _checked(given, text, neutral, faults)


def _checked(given: dict[str, Any], text: str, neutral: Report, faults: list[Fault]) -> Report:
    def fault(name: str, found: object, expected: str) -> None:
        lines = text.splitlines()
        at = [
            i for i, line in enumerate(lines, 1) if line.replace('"', "").strip().startswith(name)
        ]
        faults.append(Fault(FILE, at[0] if at else 0, name, repr(found), expected))

    optional = {Path(table).stem: table for table, t in TABLES.items() if t.optional}
    known = [f.name for f in fields(Report) if f.name != "supports"] + ["support"]
    kept: dict[str, Any] = {"title": ""}
    for name, value in given.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            fault(name, value, f"a known entry{f': {near[0]}?' if near else ''}")
        elif name == "support":
            kept["supports"] = _supports(value, fault) or neutral.supports
        elif name == "judged_step" and _is_step(value):
            kept[name] = float(value)
        elif name == "tables" and isinstance(value, list) and {*map(str, value)} <= {*optional}:
            kept[name] = tuple(optional[x] for x in value)
        elif name not in ("judged_step", "tables") and isinstance(value, str):
            kept[name] = " ".join(value.split())
        else:
            expected = {"judged_step": "a number from 0 on"}
            expected["tables"] = f"a list of some of {', '.join(optional)}"
            fault(name, value, expected.get(name, "text in quotes"))
    kept["title"] = kept["title"] or neutral.title
    return Report(**{name: x for name, x in kept.items() if x != "" or name != "alternative"})


def _is_step(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9


def _supports(given: Any, fault: Any) -> dict[str, Support]:
    found: dict[str, Support] = {}
    expected = "counts, low and high from 0 to 1, and meets = " + " or ".join(map(repr, MEETS))
    for name, row in given.items() if isinstance(given, dict) else ():
        try:
            counts = float(row["counts"])
            support = Support(
                counts, float(row.get("low", counts)), float(row.get("high", counts)), row["meets"]
            )
            good = 0 <= support.low <= support.counts <= support.high <= 1
            good = good and support.meets in MEETS and name != UNKNOWN
        except (KeyError, TypeError, ValueError, AttributeError):
            good = False
        if good:
            found[name] = support
        else:
            fault(name, row, expected)
    if not isinstance(given, dict) or not given:
        fault("support", given, "a table of levels")
    return found
