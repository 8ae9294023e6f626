"""Read and validate the tables of ``data/``: what the report knows about its problem.

A problem is a set of frameworks, the criteria they are judged by, the evidence on each, the
features they ship, and the scenarios. Every fault of every table is found in one go and named
with file, line, column, what was found and what was expected; nothing is ever written. The
tables are documented in ``data/README.md``; terms are those of the report.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

SUPPORT_LEVELS = ("built-in", "partial", "official add-on", "third party", "none")
KINDS = ("measured", "documented", "survey", "registry", "judged")
SCALES = ("linear", "log", "shown")
MUST_HAVE_LEVELS = ("core", "add-on")
CLAIM_VERDICTS = ("supported", "mixed", "not supported", "not tested")
FAMILIARITY_LEVELS = (0, 4)

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ufffe\uffff]")


class ProblemError(ValueError):
    """Faulty input. ``problems`` lists every fault found; ``str()`` gives one a line."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, eq=False)
class Problem:
    """What the report knows, validated; columns and units are those of ``data/README.md``.

    ``attributes`` is frameworks x criteria in raw units (the team's own criterion is not in it;
    NaN where a criterion that is only shown has no row). ``evidence`` also holds the computed
    rows of counted criteria. ``points`` is scenarios x scored criteria, whole numbers, 0 where
    the file has no row. ``extras`` are the frameworks of the files that are switched off here.
    ``digest`` names the content of the tables, whatever their line endings.
    """

    folder: Path
    frameworks: pd.DataFrame
    criteria: pd.DataFrame
    attributes: pd.DataFrame
    evidence: pd.DataFrame
    features: pd.DataFrame
    scenarios: pd.DataFrame
    points: pd.DataFrame
    scenario_points: pd.DataFrame
    claims: pd.DataFrame
    extras: tuple[str, ...]
    digest: str


class _Rule(NamedTuple):
    """What one cell must look like."""

    holds: Callable[[str], bool]
    expected: str


class _Table(NamedTuple):
    """One table: the columns that name a row, and the rule of each column."""

    key: tuple[str, ...]
    columns: dict[str, _Rule]
    unique: str = ""  # a further column in which no two rows may agree
    optional: bool = False


class _Fault(NamedTuple):
    """One fault; ``line`` is 0 where no line can be named."""

    file: str
    line: int
    where: str
    found: str
    expected: str

    def text(self, folder: Path) -> str:
        place = f"{folder / self.file}" + (f" line {self.line}" if self.line else "")
        where = f"{self.where}: " if self.where else ""
        return f"{place}: {where}found {self.found}, expected {self.expected}"


def number(text: str) -> float:
    """Turn a cell into a finite number; NaN where it is none.

    >>> number("28.6"), number("1,507"), number("inf"), number("1e999")
    (28.6, nan, nan, nan)
    """
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    return value if math.isfinite(value) else math.nan


def earliest_day(text: str) -> datetime.date | None:
    """Give the first day that a date of the tables can mean, None where it is no date.

    >>> earliest_day("2026-11"), earliest_day("2026-02-30")
    (datetime.date(2026, 11, 1), None)
    """
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII):
        return None
    try:
        return datetime.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return None


def parse_must_haves(text: str) -> dict[str, str]:
    """Read ``feature=level;feature=level``; levels are 'core' and 'add-on'.

    Raises ValueError that says what was found and expected.

    >>> parse_must_haves("user accounts=add-on; ORM=core")
    {'user accounts': 'add-on', 'ORM': 'core'}
    """
    must_haves: dict[str, str] = {}
    for part in _split(text):
        feature, _, level = (piece.strip() for piece in part.rpartition("="))
        if not feature or level not in MUST_HAVE_LEVELS or feature in must_haves:
            raise ValueError(f"found {part!r}, expected feature=core or feature=add-on, each once")
        must_haves[feature] = level
    return must_haves


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";")] if text else []


def _one_of(*names: str) -> _Rule:
    return _Rule(lambda text: text in names, "one of " + ", ".join(n or "nothing" for n in names))


_ANY = _Rule(lambda text: True, "text or nothing")
_TEXT = _Rule(bool, "text")
_ID = _Rule(
    lambda text: re.fullmatch(r"[a-z][a-z0-9_-]*", text) is not None,
    "a short name of a-z, 0-9, _ and -, starting with a letter",
)
_NAME = _Rule(lambda text: bool(text) and not set(text) & set(";="), "a name without ; and =")
_NUMBER_CELL = _Rule(lambda text: not math.isnan(number(text)), "a number such as 1507 or 28.6")
_NUMBER_OR_NOTHING = _Rule(lambda text: not text or _NUMBER_CELL.holds(text), "a number or nothing")
_WHOLE = _Rule(lambda t: t.isascii() and t.isdigit() and int(t) <= 10, "a whole number, 0 to 10")
_DATE = _Rule(lambda text: earliest_day(text) is not None, "a date: YYYY, YYYY-MM or YYYY-MM-DD")
_URL = _Rule(
    lambda text: not text or re.fullmatch(r"https?://[^\s\"<>]+", text) is not None,
    "an address that starts with https:// or http://, or nothing",
)
_SAYS = _Rule(lambda text: text.count("{value}") == 1, "words with {value} once")

TABLES: dict[str, _Table] = {
    "frameworks.csv": _Table(
        ("framework",),
        {"framework": _ID, "label": _TEXT, "version": _TEXT, "stack": _TEXT, "best_for": _TEXT}
        | {"strengths": _TEXT, "weak_spots": _TEXT, "watch_known": _TEXT, "watch_new": _TEXT}
        | {"licence": _TEXT, "homepage": _URL, "extra": _one_of("no", "yes")},
        unique="label",
    ),
    "criteria.csv": _Table(
        ("criterion",),
        {"criterion": _ID, "theme": _ANY, "label": _TEXT, "question": _TEXT, "unit": _TEXT}
        | {"worst": _NUMBER_OR_NOTHING, "best": _NUMBER_OR_NOTHING, "scale": _one_of(*SCALES)}
        | {"outside": _one_of("error", "clip", ""), "subject": _one_of("core", "stack", "team")}
        | {"swing": _ANY, "says": _SAYS, "counts": _ANY, "reason": _TEXT},
        unique="label",
    ),
    "features.csv": _Table(
        ("framework", "feature"),
        {"framework": _TEXT, "feature": _NAME, "support": _one_of(*SUPPORT_LEVELS)}
        | {"source_title": _TEXT, "source_url": _URL, "as_of": _DATE, "note": _ANY},
    ),
    "evidence.csv": _Table(
        ("framework", "criterion"),
        {"framework": _TEXT, "criterion": _TEXT}
        | {"value": _NUMBER_CELL, "low": _NUMBER_CELL, "high": _NUMBER_CELL, "unit": _TEXT}
        | {"kind": _one_of(*KINDS), "setup": _TEXT, "source_title": _TEXT, "source_url": _URL}
        | {"as_of": _DATE, "note": _ANY},
    ),
    "scenarios.csv": _Table(
        ("scenario",),
        {"scenario": _ID, "label": _TEXT, "story": _TEXT, "must_haves": _ANY}
        | {"article_says": _ANY, "article_because": _ANY},
        unique="label",
    ),
    "scenario_points.csv": _Table(
        ("scenario", "criterion"),
        {"scenario": _TEXT, "criterion": _TEXT, "points": _WHOLE, "because": _TEXT},
    ),
    "claims.csv": _Table(
        ("claim",),
        {"claim": _TEXT, "article": _TEXT, "evidence": _ANY, "note": _ANY}
        | {"verdict": _one_of(*CLAIM_VERDICTS)},
        optional=True,
    ),
}

Tables = dict[str, pd.DataFrame]  # file name -> rows as text, indexed by line number


def load_problem(folder: str | Path, extras: Sequence[str] = ()) -> Problem:
    """Read and validate the tables in ``folder``; ``extras`` are frameworks to switch on.

    Files are UTF-8 (a byte order mark and any line ending will do). Runs of spaces and line
    breaks inside a cell count as one space. Raises ProblemError with every fault at once.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ProblemError([f"{folder}: found no such folder, expected the folder of the tables"])
    faults: list[_Fault] = []
    texts = {name: text for name in TABLES if (text := _read_text(folder / name, faults)) is not None}
    tables = {name: rows for name, text in texts.items() if (rows := _rows(name, text, faults)) is not None}
    faults += [fault for name, rows in tables.items() for fault in _schema_faults(name, rows)]
    for needed, check in _CROSS_CHECKS:
        if needed <= tables.keys():
            faults += check(tables)
    if "frameworks.csv" in tables:
        faults += _extras_faults(tables["frameworks.csv"], extras)
    if faults:
        order = {name: position for position, name in enumerate(TABLES)}
        faults.sort(key=lambda fault: (order[fault.file], fault.line or 10**9))
        raise ProblemError(dict.fromkeys(fault.text(folder) for fault in faults))
    return _problem(folder, tables, tuple(extras), _digest(texts))


# --- reading ---------------------------------------------------------------------------------


def _read_text(path: Path, faults: list[_Fault]) -> str | None:
    """Read one file as UTF-8 with plain newlines; None and a fault where that cannot be."""
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
    faults.append(_Fault(path.name, line, "", found, f"UTF-8 text with the columns {columns}"))
    return None


def _rows(name: str, text: str, faults: list[_Fault]) -> pd.DataFrame | None:
    """Split the text of a table into rows; None and faults where the columns are wrong."""
    records = _records(name, text, faults)
    _, header = next(records, (1, []))
    columns = list(TABLES[name].columns)
    wrong = [_Fault(name, 1, c, "no such column", "it in the first line") for c in columns if c not in header]
    wrong += [
        _Fault(name, 1, repr(c), "an unknown column", "only " + ", ".join(columns))
        for c in dict.fromkeys(header)
        if c not in columns
    ]
    wrong += [
        _Fault(name, 1, c, "the column twice", "it once")
        for c in columns
        if header.count(c) > 1
    ]
    rows: dict[int, list[str]] = {}
    for line, cells in records:
        if len(cells) == len(header):
            rows[line] = cells
        else:
            found, expected = f"{len(cells)} cells", f"{len(header)}, as in the first line"
            faults.append(_Fault(name, line, "", found, expected))
    faults += wrong
    if wrong:
        return None
    return pd.DataFrame(rows.values(), index=pd.Index(rows, dtype=int), columns=header, dtype=str)[columns]


def _records(name: str, text: str, faults: list[_Fault]) -> Iterator[tuple[int, list[str]]]:
    """Yield (first line, cells) of each record that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            cells = [re.sub(r"[ \t\n]+", " ", cell).strip(" ") for cell in cells]
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(_Fault(name, line, "", f"broken quoting ({error})", 'each " in pairs'))


def _digest(texts: dict[str, str]) -> str:
    content = "".join(texts[name] for name in sorted(texts))
    return hashlib.sha256(content.encode()).hexdigest()[:12]


# --- one table -------------------------------------------------------------------------------


def _cell(name: str, rows: pd.DataFrame, line: int, column: str, expected: str) -> _Fault:
    """Describe the fault of one cell, naming its row by the table's key."""
    row = "/".join(rows.loc[line, list(TABLES[name].key)])
    return _Fault(name, line, f"{column} of {row}", repr(rows.loc[line, column]), expected)


@lru_cache
def _schema(name: str):  # type: ignore[no-untyped-def]
    """Build the pandera schema of one table (pandera takes a while to import)."""
    import pandera.pandas as pa

    def column(rule: _Rule):  # type: ignore[no-untyped-def]
        return pa.Column(str, pa.Check(lambda cells: cells.map(rule.holds).astype(bool), error=rule.expected))

    columns = TABLES[name].columns.items()
    return pa.DataFrameSchema({title: column(rule) for title, rule in columns}, strict=True)


def _schema_faults(name: str, rows: pd.DataFrame) -> Iterator[_Fault]:
    """Yield what is wrong with single cells, and rows that are there twice."""
    import pandera.errors

    try:
        _schema(name).validate(rows, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
        for line, column, expected in zip(cases["index"], cases["column"], cases["check"], strict=True):
            yield _cell(name, rows, int(line), column, expected)
    for line, column in zip(*(rows.map(_CONTROL.search).notna()).to_numpy().nonzero(), strict=True):
        yield _cell(name, rows, rows.index[line], rows.columns[column], "no control character")
    table = TABLES[name]
    for columns in filter(None, (list(table.key), [table.unique] if table.unique else [])):
        first = {}
        for line, *cells in rows[columns].itertuples():
            if tuple(cells) in first:
                expected = f"it once (first in line {first[tuple(cells)]})"
                where = " and ".join(columns)
                yield _Fault(name, line, where, repr("/".join(cells)) + " again", expected)
            first.setdefault(tuple(cells), line)
    if rows.empty and name in ("frameworks.csv", "criteria.csv", "scenarios.csv"):
        yield _Fault(name, 0, "", "no rows", "at least one")


# --- across tables ---------------------------------------------------------------------------


def _unknown(tables: Tables, name: str, column: str, target: str) -> Iterator[_Fault]:
    """Yield the cells that name something the target table does not have."""
    known = list(tables[target][TABLES[target].key[0]])
    for line, cell in tables[name][column].items():
        if cell and cell not in known:
            expected = f"a {TABLES[target].key[0]} of {target}: {', '.join(known)}"
            yield _cell(name, tables[name], line, column, expected)


def _features(tables: Tables) -> list[str]:
    return list(dict.fromkeys(tables["features.csv"]["feature"]))


def _criteria_faults(tables: Tables) -> Iterator[_Fault]:
    """Yield what is wrong within the rows of the codebook."""
    rows = tables["criteria.csv"]
    for line, row in rows.iterrows():

        def fault(column: str, expected: str, line: int = line) -> _Fault:
            return _cell("criteria.csv", rows, line, column, expected)

        shown = row.scale == "shown"
        for column in ("theme", "worst", "best", "outside", "swing"):
            if bool(row[column]) == shown:
                yield fault(column, "nothing where scale is shown, something elsewhere")
        worst, best = number(row.worst), number(row.best)
        if worst == best:
            yield fault("best", "another number than worst")
        if row.scale == "log":
            yield from (fault(c, "a number above 0 (log)") for c in ("worst", "best") if number(row[c]) <= 0)
        if row.subject == "team" and (row.scale, worst, best) != ("linear", *FAMILIARITY_LEVELS):
            yield fault("subject", "core or stack; team needs a linear scale from 0 to 4")
        if row.counts and (row.subject == "team" or row.scale == "log"):
            yield fault("counts", "nothing where the scale is log or the subject is team")
    team = rows.index[rows["subject"] == "team"]
    for line in team[1:]:
        yield _cell("criteria.csv", rows, line, "subject", "one criterion of the team at most")


def _counts_faults(tables: Tables) -> Iterator[_Fault]:
    """Yield counted criteria whose features are unknown or exceed their levels."""
    rows = tables["criteria.csv"]
    known = _features(tables)
    for line, row in rows[rows["counts"] != ""].iterrows():
        parts = _split(row.counts)
        if len(set(parts)) < len(parts) or not set(parts) <= set(known):
            odd = sorted({p for p in parts if p not in known or parts.count(p) > 1})
            expected = f"features of features.csv, each once (not {', '.join(map(repr, odd))})"
            yield _cell("criteria.csv", rows, line, "counts", expected)
        low, high = sorted((number(row.worst), number(row.best)))
        if row.outside == "error" and (low > 0 or high < len(parts)):
            expected = f"levels that hold 0 to {len(parts)}, the number of parts counted"
            yield _cell("criteria.csv", rows, line, "best", expected)


def _evidence_faults(tables: Tables) -> Iterator[_Fault]:
    """Yield what is wrong with rows of evidence, given their criterion."""
    rows = tables["evidence.csv"]
    criteria = tables["criteria.csv"].drop_duplicates("criterion").set_index("criterion")
    for line, row in rows[rows["criterion"].isin(criteria.index)].iterrows():

        def fault(column: str, expected: str, line: int = line) -> _Fault:
            return _cell("evidence.csv", rows, line, column, expected)

        criterion = criteria.loc[row.criterion]
        numbers = {column: number(row[column]) for column in ("low", "value", "high")}
        if criterion.counts or criterion.subject == "team":
            source = "features.csv" if criterion.counts else "the team"
            yield fault("criterion", f"no row: its values come from {source}")
            continue
        if row.unit != criterion.unit:
            yield fault("unit", f"{criterion.unit!r}, the criterion's unit")
        if numbers["low"] > numbers["value"]:
            yield fault("low", f"at most value, {row.value}")
        if numbers["high"] < numbers["value"]:
            yield fault("high", f"at least value, {row.value}")
        if criterion.scale == "log":
            yield from (fault(c, "a number above 0 (log)") for c, x in numbers.items() if x <= 0)
        if criterion.outside == "error":
            worst, best = sorted((number(criterion.worst), number(criterion.best)))
            expected = f"{worst:g} to {best:g}, the levels of the criterion"
            yield from (fault(c, expected) for c, x in numbers.items() if x < worst or x > best)
        if row.kind in ("documented", "survey") and not row.source_url:
            yield fault("source_url", f"an address, as the row is {row.kind}")
        if row.kind == "judged" and not row.note:
            yield fault("note", "the rule by which it was judged")


def _missing_evidence(tables: Tables) -> Iterator[_Fault]:
    """Yield a fault for each figure that a scored criterion lacks."""
    criteria, rows = tables["criteria.csv"], tables["evidence.csv"]
    own = criteria[(criteria["scale"] != "shown") & (criteria["subject"] != "team")]
    present = set(zip(rows["framework"], rows["criterion"], strict=True))
    for criterion in own.loc[own["counts"] == "", "criterion"]:
        for framework in tables["frameworks.csv"]["framework"]:
            if (framework, criterion) not in present:
                yield _Fault("evidence.csv", 0, f"value of {framework}/{criterion}", "no row", "one")


def _features_faults(tables: Tables) -> Iterator[_Fault]:
    """Yield features without a source, and features that a framework has no row for."""
    rows = tables["features.csv"]
    for line, row in rows.iterrows():
        if not row.source_url and not row.source_title.endswith("on PyPI"):
            expected = "an address, unless source_title is 'PACKAGE on PyPI'"
            yield _cell("features.csv", rows, line, "source_url", expected)
    present = set(zip(rows["framework"], rows["feature"], strict=True))
    for feature in _features(tables):
        for framework in tables["frameworks.csv"]["framework"]:
            if (framework, feature) not in present:
                yield _Fault("features.csv", 0, f"support of {framework}/{feature}", "no row", "one")


def _must_haves_faults(tables: Tables) -> Iterator[_Fault]:
    """Yield scenarios whose must-haves cannot be read or are no feature."""
    rows = tables["scenarios.csv"]
    known = _features(tables)
    for line, text in rows["must_haves"].items():
        try:
            unknown = [name for name in parse_must_haves(text) if name not in known]
        except ValueError:
            yield _cell("scenarios.csv", rows, line, "must_haves", "feature=core;feature=add-on, each once")
        else:
            expected = "features of features.csv: " + ", ".join(known)
            yield from (_cell("scenarios.csv", rows, line, "must_haves", expected) for _ in unknown)


def _points_faults(tables: Tables) -> Iterator[_Fault]:
    """Yield points on a criterion that is shown and not scored."""
    rows, criteria = tables["scenario_points.csv"], tables["criteria.csv"]
    shown = set(criteria.loc[criteria["scale"] == "shown", "criterion"])
    for line in rows.index[rows["criterion"].isin(shown)]:
        yield _cell("scenario_points.csv", rows, line, "criterion", "a criterion that is scored")


def _reference(name: str, column: str, target: str) -> tuple[set[str], Callable[[Tables], Iterator[_Fault]]]:
    return {name, target}, lambda tables: _unknown(tables, name, column, target)


_CROSS_CHECKS: tuple[tuple[set[str], Callable[[Tables], Iterator[_Fault]]], ...] = (
    _reference("features.csv", "framework", "frameworks.csv"),
    _reference("evidence.csv", "framework", "frameworks.csv"),
    _reference("evidence.csv", "criterion", "criteria.csv"),
    _reference("scenarios.csv", "article_says", "frameworks.csv"),
    _reference("scenario_points.csv", "scenario", "scenarios.csv"),
    _reference("scenario_points.csv", "criterion", "criteria.csv"),
    ({"criteria.csv"}, _criteria_faults),
    ({"criteria.csv", "features.csv"}, _counts_faults),
    ({"criteria.csv", "evidence.csv"}, _evidence_faults),
    ({"criteria.csv", "evidence.csv", "frameworks.csv"}, _missing_evidence),
    ({"features.csv", "frameworks.csv"}, _features_faults),
    ({"features.csv", "scenarios.csv"}, _must_haves_faults),
    ({"criteria.csv", "scenario_points.csv"}, _points_faults),
)


def _extras_faults(rows: pd.DataFrame, extras: Sequence[str]) -> Iterator[_Fault]:
    known = list(rows.loc[rows["extra"] == "yes", "framework"])
    for name in extras:
        if name not in known:
            expected = "an extra framework: " + (", ".join(known) or "there is none")
            yield _Fault("frameworks.csv", 0, "extras", repr(name), expected)


# --- the frames of a problem -----------------------------------------------------------------


def _problem(folder: Path, tables: Tables, on: tuple[str, ...], digest: str) -> Problem:
    """Turn faultless tables into the frames that the report works with."""
    frameworks = tables["frameworks.csv"].set_index("framework")
    frameworks["extra"] = frameworks["extra"] == "yes"
    off = tuple(frameworks.index[frameworks["extra"] & ~frameworks.index.isin(on)])
    frameworks = frameworks.drop(index=list(off))
    criteria = tables["criteria.csv"].set_index("criterion")
    criteria[["worst", "best"]] = criteria[["worst", "best"]].map(number)
    scored = criteria.index[criteria["scale"] != "shown"]
    features = tables["features.csv"]
    features = features[features["framework"].isin(frameworks.index)].reset_index(drop=True)
    evidence = _evidence(tables["evidence.csv"], criteria, frameworks.index, features)
    scenarios = tables["scenarios.csv"].set_index("scenario")
    scenario_points = tables["scenario_points.csv"].reset_index(drop=True)
    scenario_points["points"] = scenario_points["points"].astype(int)
    own = criteria.index[criteria["subject"] != "team"]
    claims = tables.get("claims.csv", pd.DataFrame(columns=list(TABLES["claims.csv"].columns), dtype=str))
    return Problem(
        folder=folder,
        frameworks=frameworks,
        criteria=criteria,
        attributes=evidence.pivot(index="framework", columns="criterion", values="value")
        .reindex(index=frameworks.index, columns=own)
        .astype(float),
        evidence=evidence,
        features=features,
        scenarios=scenarios,
        points=scenario_points.pivot(index="scenario", columns="criterion", values="points")
        .reindex(index=scenarios.index, columns=scored)
        .fillna(0)
        .astype(int),
        scenario_points=scenario_points,
        claims=claims.reset_index(drop=True),
        extras=off,
        digest=digest,
    )


def _evidence(
    rows: pd.DataFrame, criteria: pd.DataFrame, frameworks: pd.Index, features: pd.DataFrame
) -> pd.DataFrame:
    """Join typed and counted evidence, in the order of the criteria, then the frameworks."""
    typed = rows[rows["framework"].isin(frameworks)].copy()
    typed[["value", "low", "high"]] = typed[["value", "low", "high"]].map(number)
    counted = [
        _counted(framework, name, criterion, features)
        for name, criterion in criteria[criteria["counts"] != ""].iterrows()
        for framework in frameworks
    ]
    joined = pd.concat([typed, pd.DataFrame(counted, columns=rows.columns)]) if counted else typed
    return joined.sort_values(
        ["criterion", "framework"],
        key=lambda names: (criteria.index if names.name == "criterion" else frameworks).get_indexer(names),
        ignore_index=True,
    )


def _counted(framework: str, name: str, criterion: pd.Series, features: pd.DataFrame) -> dict:
    """Count what ships in a framework's core: built-in 1, partial 1/2 (low 0, high 1)."""
    parts = _split(criterion["counts"])
    own = features[(features["framework"] == framework) & features["feature"].isin(parts)]
    whole = [part for part in parts if part in set(own.loc[own["support"] == "built-in", "feature"])]
    half = [part for part in parts if part in set(own.loc[own["support"] == "partial", "feature"])]
    words = [f"{word}: {', '.join(found)}" for word, found in (("whole", whole), ("half", half)) if found]
    return {
        "framework": framework,
        "criterion": name,
        "value": len(whole) + len(half) / 2,
        "low": float(len(whole)),
        "high": float(len(whole) + len(half)),
        "unit": criterion["unit"],
        "kind": "documented",
        "setup": "core",
        "source_title": "data/features.csv",
        "source_url": "",
        "as_of": own["as_of"].max(),
        "note": "counted " + "; ".join(words) if words else "none of the parts is in the core",
    }
