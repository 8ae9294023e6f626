"""What each table of ``data/`` looks like, and how it is read.

``TABLES`` declares every column with its rule; a table, a column or a level is added there. A
*fault* is one thing wrong with one place of one file. Nothing here raises or writes.
"""

import csv
import datetime
import io
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

SUPPORT_LEVELS = ("built-in", "partial", "official add-on", "third party", "none")
KINDS = ("measured", "documented", "survey", "registry", "judged")
SCALES = ("linear", "log", "shown")
MUST_HAVE_LEVELS = ("core", "add-on")
CLAIM_VERDICTS = ("computed", "supported", "mixed", "not supported", "not tested")

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


class Rule(NamedTuple):
    """What one cell must look like: a test, and the words for it."""

    holds: Callable[[str], bool]
    expected: str


class Table(NamedTuple):
    """One table: the columns that name a row, each column's rule, what else must differ."""

    key: tuple[str, ...]
    columns: dict[str, Rule]
    unique: str = ""
    optional: bool = False


class Fault(NamedTuple):
    """One thing wrong; ``line`` is 0 where no line can be named."""

    file: str
    line: int
    where: str
    found: str
    expected: str

    def text(self, folder: Path) -> str:
        """Say it in one line: file, line, where, what was found and what was expected."""
        place = f"{folder / self.file} line {self.line}" if self.line else f"{folder / self.file}"
        where = f"{self.where}: " if self.where else ""
        return f"{place}: {where}found {self.found}, expected {self.expected}"


def number(text: str) -> float:
    """Turn a cell into a finite number; NaN where it is none.

    >>> number("28.6"), number("1,507"), number("inf"), number("1e999")
    (28.6, nan, nan, nan)
    """
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    return value if math.isfinite(value) else math.nan


def first_day(text: str) -> datetime.date | None:
    """Give the first day that a date of the tables can mean; None where it is no date.

    >>> first_day("2026-11"), first_day("2026-02-30")
    (datetime.date(2026, 11, 1), None)
    """
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII):
        return None
    try:
        return datetime.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return None


def split_names(text: str) -> list[str]:
    """Split names at their semicolons.

    >>> split_names("ORM; admin site"), split_names("")
    (['ORM', 'admin site'], [])
    """
    return [name.strip() for name in text.split(";")] if text else []


def parse_must_haves(text: str) -> dict[str, str]:
    """Read ``feature=level;feature=level``; levels are 'core' and 'add-on'.

    Raises ValueError where a part has another form or a feature comes twice.

    >>> parse_must_haves("user accounts=add-on; ORM=core")
    {'user accounts': 'add-on', 'ORM': 'core'}
    """
    must_haves: dict[str, str] = {}
    for part in split_names(text):
        feature, _, level = (piece.strip() for piece in part.rpartition("="))
        if not feature or level not in MUST_HAVE_LEVELS or feature in must_haves:
            raise ValueError(f"found {part!r}, expected feature=core or feature=add-on, once each")
        must_haves[feature] = level
    return must_haves


def _one_of(*names: str) -> Rule:
    return Rule(
        lambda text: text in names, "one of " + ", ".join(name or "nothing" for name in names)
    )


def _pattern(pattern: str, expected: str) -> Rule:
    compiled = re.compile(pattern, re.ASCII)
    return Rule(lambda text: compiled.fullmatch(text) is not None, expected)


_ANY = Rule(lambda text: True, "text or nothing")
_TEXT = Rule(bool, "text")
_ID = _pattern(r"[a-z][a-z0-9_-]*", "a short name of a-z, 0-9, _ and -, starting with a letter")
_FRAMEWORK = Rule(
    lambda text: _ID.holds(text) and text not in ("worst", "best"),
    f"{_ID.expected}, and neither worst nor best, which name levels",
)
_NAME = _pattern(r"[^;=]+", "a name without ; and =")
_FIGURE = Rule(lambda text: not math.isnan(number(text)), "a number such as 1507 or 28.6")
_FIGURE_OR_NOTHING = Rule(lambda text: not text or _FIGURE.holds(text), "a number or nothing")
_FIGURES = Rule(
    lambda text: all(number(part) > 0 for part in split_names(text)),
    "numbers above 0, separated by ;",
)
_POINTS = _pattern(r"\d|10", "a whole number from 0 to 10")
_DATE = Rule(lambda text: first_day(text) is not None, "a date: YYYY, YYYY-MM or YYYY-MM-DD")
_URL = _pattern(r"(https?://[^\s\"<>]+)?", "an address beginning https:// or http://, or nothing")
_SAYS = _pattern(r"[^{}]*\{value\}[^{}]*", "words with {value} once and no other braces")
_SOURCE = {"source_title": _TEXT, "source_url": _URL, "as_of": _DATE, "note": _ANY}

TABLES: dict[str, Table] = {
    "frameworks.csv": Table(
        key=("framework",),
        columns={"framework": _FRAMEWORK, "label": _TEXT, "version": _TEXT, "stack": _TEXT}
        | {"best_for": _TEXT, "strengths": _TEXT, "weak_spots": _TEXT}
        | {"watch_known": _TEXT, "watch_new": _TEXT}
        | {"licence": _TEXT, "homepage": _URL}
        | {"extra": _one_of("no", "yes"), "variant_of": _ANY},
        unique="label",
    ),
    "criteria.csv": Table(
        key=("criterion",),
        columns={"criterion": _ID, "theme": _ANY, "label": _TEXT, "question": _TEXT, "unit": _TEXT}
        | {"worst": _FIGURE_OR_NOTHING, "best": _FIGURE_OR_NOTHING, "scale": _one_of(*SCALES)}
        | {"outside": _one_of("error", "clip", ""), "subject": _one_of("core", "stack", "team")}
        | {"swing": _ANY, "says": _SAYS, "counts": _ANY, "reason": _TEXT},
        unique="label",
    ),
    "features.csv": Table(
        key=("framework", "feature"),
        columns={"framework": _TEXT, "feature": _NAME, "support": _one_of(*SUPPORT_LEVELS)}
        | _SOURCE,
    ),
    "evidence.csv": Table(
        key=("framework", "criterion"),
        columns={"framework": _TEXT, "criterion": _TEXT}
        | {"value": _FIGURE, "low": _FIGURE, "high": _FIGURE, "unit": _TEXT}
        | {"kind": _one_of(*KINDS), "setup": _TEXT}
        | _SOURCE,
    ),
    "scenarios.csv": Table(
        key=("scenario",),
        columns={"scenario": _ID, "label": _TEXT, "story": _TEXT, "must_haves": _ANY}
        | {"article_says": _ANY, "article_because": _ANY},
        unique="label",
    ),
    "scenario_points.csv": Table(
        key=("scenario", "criterion"),
        columns={"scenario": _TEXT, "criterion": _TEXT, "points": _POINTS, "because": _TEXT},
    ),
    "breakdown.csv": Table(
        key=("framework", "criterion", "part"),
        columns={"framework": _TEXT, "criterion": _TEXT, "part": _TEXT, "feature": _ANY}
        | {"value": _FIGURE},
        optional=True,
    ),
    "timed.csv": Table(
        key=("setup", "framework", "load"),
        columns={"setup": _TEXT, "framework": _ANY, "server": _TEXT, "named": _one_of("no", "yes")}
        | {"control_of": _ANY, "load": _TEXT, "load_title": _TEXT}
        | {"windows_1": _FIGURES, "windows_2": _FIGURES, "as_of": _DATE},
        optional=True,
    ),
    "probes.csv": Table(
        key=("probe_set", "probe", "framework"),
        columns={"probe_set": _TEXT, "probe": _TEXT, "framework": _TEXT}
        | {"passed": _one_of("no", "yes"), "found": _ANY, "as_of": _DATE},
        optional=True,
    ),
    "claims.csv": Table(
        key=("claim",),
        columns={"claim": _TEXT, "article": _TEXT, "evidence": _ANY}
        | {"verdict": _one_of(*CLAIM_VERDICTS), "note": _ANY},
        optional=True,
    ),
}


def read_text(path: Path, faults: list[Fault]) -> str | None:
    """Read a table's file as UTF-8 text with plain newlines and no byte order mark.

    Returns None, and adds a fault, where that cannot be; an optional file may be absent.
    """
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except FileNotFoundError:
        if TABLES[path.name].optional:
            return None
        found, line = "no such file", 0
    except OSError as error:
        found, line = f"a file that cannot be read ({error.strerror})", 0
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{raw[error.start]:02x}, which is not UTF-8"
    else:
        if text.strip():
            return text.replace("\r\n", "\n").replace("\r", "\n")
        found, line = "an empty file", 0
    columns = ", ".join(TABLES[path.name].columns)
    faults.append(Fault(path.name, line, "", found, f"UTF-8 text with the columns {columns}"))
    return None


def read_rows(name: str, text: str, faults: list[Fault]) -> pd.DataFrame | None:
    """Split a table's text into rows: text in every column, indexed by line number.

    Returns None where the columns are not the table's; adds a fault for each wrong column and
    for each row with too few or too many cells, which is left out.
    """
    records = _records(name, text, faults)
    _, header = next(records, (1, []))
    wrong = list(_header_faults(name, header))
    rows: dict[int, list[str]] = {}
    for line, cells in records:
        if len(cells) == len(header):
            rows[line] = cells
        else:
            expected = f"{len(header)}, as in the first line"
            faults.append(Fault(name, line, "", f"{len(cells)} cells", expected))
    faults += wrong
    if wrong:
        return None
    frame = pd.DataFrame(list(rows.values()), index=list(rows), columns=header, dtype=str)
    return frame[list(TABLES[name].columns)]


def _records(name: str, text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Yield (first line, cells) of each record that is not blank; spaces and breaks are one."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            cells = [re.sub(r"[ \t\n]+", " ", cell).strip(" ") for cell in cells]
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(name, line, "", f"broken quoting ({error})", 'quotes " in pairs'))


def _header_faults(name: str, header: list[str]) -> Iterator[Fault]:
    """Yield columns that are missing, unknown or there twice."""
    columns = list(TABLES[name].columns)
    for column in columns:
        if header.count(column) != 1:
            found = "the column more than once" if column in header else "no such column"
            yield Fault(name, 1, f"column {column}", found, "it once in the first line")
    for column in dict.fromkeys(header):
        if column not in columns:
            yield Fault(name, 1, f"column {column!r}", "an unknown column", ", ".join(columns))
