"""``report.toml``: the title, the nouns and the support levels that fit a folder of tables."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from framework_report.faults import CONTROL, LONGEST, shown
from framework_report.tables.reading import Fault, read_text
from framework_report.tables.schema import MUST_HAVE_LEVELS, TABLES, UNKNOWN
from framework_report.tables.toml import Place, line_of, places, read_toml

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
    """Read ``report.toml``; without the file the words are neutral, and the title the folder's.

    Raises ProblemError where it is no TOML.
    """
    neutral = Report(title=folder.resolve().name)
    text = read_text(folder, FILE, faults, "TOML", optional=True) or ""
    return _checked(read_toml(text, str(folder / FILE)), text, neutral, faults)


def _checked(given: dict[str, Any], text: str, neutral: Report, faults: list[Fault]) -> Report:
    lines = places(text)

    def fault(place: Place, found: object, expected: str) -> None:
        faults.append(Fault(FILE, line_of(lines, place), place[-1], shown(found), expected))

    optional = {Path(table).stem: table for table, t in TABLES.items() if t.optional}
    known = [f.name for f in fields(Report) if f.name != "supports"] + ["support"]
    kept: dict[str, Any] = {"title": ""}
    for name, value in given.items():
        if name not in known:
            near = difflib.get_close_matches(name[:LONGEST], known, 1)
            fault((name,), value, f"a known entry{f': {near[0]}?' if near else ''}")
        elif name == "support":
            kept["supports"] = _supports(value, fault) or neutral.supports
        elif name == "judged_step" and _is_step(value):
            kept[name] = float(value)
        elif name == "tables" and _are_some(optional, value):
            kept[name] = tuple(optional[x] for x in value)
        elif name not in ("judged_step", "tables") and _is_text(value):
            kept[name] = " ".join(value.split())
        else:
            expected = {"judged_step": "a number from 0 on"}
            expected["tables"] = f"a list of some of {', '.join(optional)}"
            fault((name,), value, expected.get(name, "text in quotes, and no control characters"))
    kept["title"] = kept["title"] or neutral.title
    return Report(**{name: x for name, x in kept.items() if x != ""})


def _are_some(names: Mapping[str, str], value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(x, str) and x in names for x in value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not CONTROL.search(value)


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
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            good = False
        found[name] = support if good else SUPPORTS["none"]  # known, and no fault of features.csv
        if not good:
            fault(("support", name), row, expected)
    if not isinstance(given, dict) or not given:
        fault(("support",), given, "a table of levels")
    return found
