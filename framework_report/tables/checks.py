"""What must hold within a table and across the tables of a folder; each check yields faults.

A row that belongs to something that was deleted elsewhere goes along with it, and is told of once;
a name that was most likely mistyped is a fault.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any

import pandas as pd

from framework_report.tables.reading import MANY, Fault
from framework_report.tables.report import Report
from framework_report.tables.schema import (
    TABLES,
    UNKNOWN,
    named_numbers,
    number,
    parse_must_haves,
    split_names,
)

Tables = dict[str, pd.DataFrame]
"""File name -> rows as text, indexed by line number."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_NOT_EMPTY = ("frameworks.csv", "criteria.csv", "measures.csv")
FIGURES = ("facts.csv", "measured/figures.csv")
_TYPO = 0.85
"""How alike a name must be to a known one to count as mistyped (difflib's ratio)."""
_FAR = 10
"""A figure that lies ten times beyond its level is most likely a slip."""


def table_faults(name: str, rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield what is wrong within one table: cells, rows that are there twice, no rows."""
    table = TABLES[name]
    for column, rule in table.columns.items():
        wrong = [line for line, cell in rows[column].items() if not rule.holds(cell)]
        control = [line for line, cell in rows[column].items() if _CONTROL.search(cell)]
        for lines, expected in ((wrong, rule.expected), (control, "no control characters")):
            more = f" (and {len(lines) - 1} more lines like it)" if len(lines) > MANY else ""
            for line in lines[:1] if more else lines:
                yield _cell(name, rows, line, column, expected + more)
    yield from _repeated(name, rows, table.key, lambda text: text)
    if table.unique:
        yield from _repeated(name, rows, (table.unique,), _alike)
    if rows.empty and name in _NOT_EMPTY:
        yield Fault(name, 0, "", "no rows", "at least one")


def _alike(text: str) -> str:
    """Fold a label so that two which look alike are the same."""
    return unicodedata.normalize("NFKC", text).casefold()


def _cell(name: str, rows: pd.DataFrame, line: Any, column: str, expected: str) -> Fault:
    """Describe one cell's fault, naming its row by the table's key."""
    row = "/".join(filter(None, rows.loc[line, list(TABLES[name].key)]))
    return Fault(name, int(line), f"{column} of {row}", repr(rows.loc[line, column]), expected)


def _repeated(
    name: str, rows: pd.DataFrame, columns: tuple[str, ...], folded: Callable[[str], str]
) -> Iterator[Fault]:
    first: dict[tuple[str, ...], int] = {}
    for line, *cells in rows[list(columns)].itertuples():
        known = first.setdefault(tuple(map(folded, cells)), line)
        if known != line:
            found = f"a second row for {'/'.join(filter(None, cells))!r}"
            yield Fault(name, line, " and ".join(columns), found, f"one (there is line {known})")


# What belongs to something that is gone

_BELONGS = (
    ("measures.csv", "criterion", "criteria.csv"),
    ("levels.csv", "criterion", "criteria.csv"),
    *((name, "framework", "frameworks.csv") for name in (*FIGURES, "features.csv")),
    *((name, "criterion", "criteria.csv") for name in FIGURES),
    ("scenario_points.csv", "scenario", "scenarios.csv"),
    ("scenario_points.csv", "criterion", "criteria.csv"),
    ("measured/breakdown.csv", "framework", "frameworks.csv"),
    ("measured/breakdown.csv", "criterion", "criteria.csv"),
    ("measured/probes.csv", "framework", "frameworks.csv"),
)


def left_out(tables: Tables) -> tuple[list[Fault], list[str]]:
    """Take rows out of `tables` that belong to what another table no longer has.

    Returns:
        Faults, for names that were most likely mistyped; and warnings, one for each name that is
        gone from a table that people type. What programs wrote goes without a word.
    """
    faults: list[Fault] = []
    gone: dict[tuple[str, str], list[str]] = {}
    for name, column, target in _BELONGS:
        if name not in tables or target not in tables:
            continue
        rows, known = tables[name], list(tables[target][TABLES[target].key[0]])
        strange = rows[(rows[column] != "") & ~rows[column].isin(known)]
        for found, lines in strange.groupby(column, sort=False).groups.items():
            near = get_close_matches(str(found), known, 1, _TYPO)
            if near and not name.startswith("measured/"):
                fault = _cell(name, rows, lines[0], column, f"a {column} of {target}: {near[0]}?")
                faults.append(fault)
            elif not name.startswith("measured/"):
                gone.setdefault((str(found), target), []).append(_lines(name, list(lines)))
        tables[name] = rows.drop(index=strange.index)
    warnings = [
        f"{target} has no {found!r}: left out {'; '.join(places)}"
        for (found, target), places in gone.items()
    ]
    return faults, [*warnings, *_unmeasured(tables)]


def _lines(name: str, lines: list[int]) -> str:
    if len(lines) == 1:
        return f"{name} line {lines[0]}"
    return f"{name} lines {', '.join(map(str, lines[:MANY]))}{', …' if len(lines) > MANY else ''}"


def _unmeasured(tables: Tables) -> Iterator[str]:
    """Leave out figures of measures that are gone, and name them."""
    if "measures.csv" not in tables or "criteria.csv" not in tables:
        return
    known = set(tables["measures.csv"][["criterion", "measure"]].itertuples(index=False, name=None))
    for name in FIGURES:
        rows = tables.get(name)
        if rows is None:
            continue
        pairs = rows[["criterion", "measure"]].itertuples(index=False, name=None)
        strange = rows[[bool(pair[1]) and pair not in known for pair in pairs]]
        if len(strange) and not name.startswith("measured/"):
            words = sorted(
                {f"{c}/{m}" for c, m in zip(strange.criterion, strange.measure, strict=True)}
            )
            yield f"measures.csv has no {', '.join(words)}: left out " + _lines(
                name, list(strange.index)
            )
        tables[name] = rows.drop(index=strange.index)


# Across tables


def cross_faults(tables: Tables, report: Report) -> Iterator[Fault]:
    """Yield what is wrong across those tables that could be read."""
    for needed, check in _CHECKS:
        if needed <= tables.keys():
            yield from check(tables, report)


def _criteria(tables: Tables, report: Report) -> Iterator[Fault]:
    """Yield what is wrong between criteria, their measures and their levels."""
    rows, measures = tables["criteria.csv"], tables["measures.csv"]
    levels = tables.get("levels.csv", pd.DataFrame(columns=list(TABLES["levels.csv"].columns)))
    if not (rows["kind"] == "scored").any() and not rows.empty:
        yield Fault("criteria.csv", 0, "kind", "no scored criterion", "at least one")
    for line, row in rows.iterrows():
        count = int((measures["criterion"] == row["criterion"]).sum())
        if row["kind"] == "scored" and not count:
            where = f"measure of {row['criterion']}"
            yield Fault("measures.csv", 0, where, "no row", "at least one for a scored criterion")
        if row["kind"] != "scored" and count:
            yield _cell("criteria.csv", rows, line, "kind", "scored (measures.csv has rows of it)")
        named = levels[levels["criterion"] == row["criterion"]]
        if row["kind"] == "team" and sorted(map(int, named["level"])) != list(range(len(named))):
            yield Fault(
                "levels.csv",
                0,
                f"levels of {row['criterion']}",
                _listed(named["level"]),
                "whole numbers from 0 on, each once",
            )
        if row["kind"] == "team" and len(named) < 2:
            where = f"levels of {row['criterion']}"
            yield Fault("levels.csv", 0, where, f"{len(named)} rows", "two or more levels")
        if row["kind"] != "team" and len(named):
            yield _cell("criteria.csv", rows, line, "kind", "team (levels.csv has rows of it)")


def _listed(cells: pd.Series) -> str:
    return ", ".join(cells) or "none"


def _measures(tables: Tables, report: Report) -> Iterator[Fault]:
    rows = tables["measures.csv"]
    for line, row in rows.iterrows():
        worst, best = number(row["worst"]), number(row["best"])
        if worst == best:
            yield _cell("measures.csv", rows, line, "best", "another number than worst")
        if row["scale"] == "log":
            for end in ("worst", "best"):
                if number(row[end]) <= 0:
                    yield _cell("measures.csv", rows, line, end, "above 0 (log)")
        if row["counts"] and row["scale"] == "log":
            yield _cell("measures.csv", rows, line, "counts", "nothing (the scale is log)")


def _counted(tables: Tables, report: Report) -> Iterator[Fault]:
    """Yield counted measures whose features are unknown, twice, or more than their levels."""
    rows, known = tables["measures.csv"], list(dict.fromkeys(tables["features.csv"]["feature"]))
    for line, row in rows[rows["counts"] != ""].iterrows():
        parts = split_names(row["counts"])
        odd = sorted({p for p in parts if (known and p not in known) or parts.count(p) > 1})
        if odd:
            expected = f"features of features.csv, each once (not {', '.join(map(repr, odd))})"
            yield _cell("measures.csv", rows, line, "counts", expected)
        low, high = sorted((number(row["worst"]), number(row["best"])))
        if row["outside"] != "clip" and (low > 0 or high < len(parts)):
            expected = f"levels that hold 0 to {len(parts)}, as many as are counted"
            yield _cell("measures.csv", rows, line, "best", expected)


def _figures(name: str) -> Callable[[Tables, Report], Iterator[Fault]]:
    def check(tables: Tables, report: Report) -> Iterator[Fault]:
        rows, criteria = tables[name], tables["criteria.csv"].set_index("criterion")
        criteria = criteria[~criteria.index.duplicated()]
        measures: dict[str, dict[str, Any]] = {}
        for row in tables["measures.csv"].to_dict("records"):
            measures.setdefault(row["criterion"], {}).setdefault(row["measure"], row)
        for line, row in rows[rows["criterion"].isin(criteria.index)].iterrows():
            of = measures.get(row["criterion"], {})
            if len(of) > 1 and not row["measure"]:
                expected = f"one of {', '.join(of)} (the criterion has several measures)"
                yield _cell(name, rows, line, "measure", expected)
            elif criteria.at[row["criterion"], "kind"] == "team":
                yield _cell(name, rows, line, "criterion", "no row (its levels come from the team)")
            else:
                measure = of.get(row["measure"] or next(iter(of), ""), {})
                for column, expected in _figure(row, measure):
                    yield _cell(name, rows, line, column, expected)

    return check


def _figure(row: pd.Series, measure: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (column, what was expected) for one figure."""
    if measure.get("counts"):
        yield "measure", "no row (it is counted from features.csv)"
        return
    if row["value"] == UNKNOWN:
        return
    value = number(row["value"])
    ends = {c: number(row[c]) if row[c] else value for c in ("low", "high")}
    if ends["low"] > value:
        yield "low", f"at most value, {row['value']}"
    if ends["high"] < value:
        yield "high", f"at least value, {row['value']}"
    figures = {"value": value, **ends}
    if measure.get("scale") == "log" and measure.get("outside") != "clip":
        yield from ((column, "above 0 (log)") for column, x in figures.items() if x <= 0)
    if measure and measure["outside"] != "clip":
        low, high = sorted((number(measure["worst"]), number(measure["best"])))
        if not math.isnan(low + high):
            expected = f"{low:g} to {high:g}, the levels in measures.csv"
            yield from ((c, expected) for c, x in figures.items() if x < low or x > high)
    if row["unit"] and measure and measure["unit"] and row["unit"] != measure["unit"]:
        yield "unit", f"{measure['unit']!r}, the unit in measures.csv"
    if row["kind"] in ("documented", "survey") and not row["source_url"]:
        yield "source_url", f"an address (the figure is {row['kind']})"
    if row["kind"] == "judged" and not row["note"]:
        yield "note", "the rule by which it was judged"


def _once(tables: Tables, report: Report) -> Iterator[Fault]:
    """Yield figures that stand in the typed and in the measured table."""
    typed, measured = (tables[name] for name in FIGURES)
    key = ["framework", "criterion", "measure"]
    places = {tuple(cells): line for line, *cells in measured[key].itertuples()}
    for line, *cells in typed[key].itertuples():
        if tuple(cells) in places:
            yield Fault(
                "facts.csv",
                line,
                "/".join(filter(None, cells)),
                f"a second figure (the other is {FIGURES[1]} line {places[tuple(cells)]})",
                "one: delete this row, or measure without it",
            )


def _supports(tables: Tables, report: Report) -> Iterator[Fault]:
    rows, known = tables["features.csv"], [*report.supports, UNKNOWN]
    for line in rows.index[~rows["support"].isin(known)]:
        expected = f"a level of report.toml or unknown: {', '.join(known)}"
        yield _cell("features.csv", rows, line, "support", expected)


def _must_haves(tables: Tables, report: Report) -> Iterator[Fault]:
    rows = tables["scenarios.csv"]
    for line, text in rows["must_haves"].items():
        try:
            parse_must_haves(text)
        except ValueError:
            yield _cell(
                "scenarios.csv",
                rows,
                line,
                "must_haves",
                "feature=core or feature=add-on, separated by ;, once each",
            )


def _names(name: str, column: str, target: str) -> Callable[[Tables, Report], Iterator[Fault]]:
    """Make the check that a column, where it says something, names a row of another table."""

    def check(tables: Tables, report: Report) -> Iterator[Fault]:
        rows, known = tables[name], list(tables[target][TABLES[target].key[0]])
        for line in rows.index[(rows[column] != "") & ~rows[column].isin(known)]:
            if get_close_matches(rows.loc[line, column], known, 1, _TYPO):
                yield _cell(name, rows, line, column, f"nothing, or one of {', '.join(known)}")

    return check


def _points(tables: Tables, report: Report) -> Iterator[Fault]:
    rows, criteria = tables["scenario_points.csv"], tables["criteria.csv"]
    shown = criteria.loc[criteria["kind"] == "shown", "criterion"]
    for line in rows.index[rows["criterion"].isin(shown)]:
        yield _cell("scenario_points.csv", rows, line, "criterion", "a criterion with a slider")


def _variants(tables: Tables, report: Report) -> Iterator[Fault]:
    rows = tables["frameworks.csv"]
    bases = dict(zip(rows["framework"], rows["variant_of"], strict=True))
    for line, row in rows.iterrows():
        if row["variant_of"] == row["framework"] or bases.get(row["variant_of"]):
            yield _cell("frameworks.csv", rows, line, "variant_of", "no variant of its own")


def _decisions(tables: Tables, report: Report) -> Iterator[Fault]:
    """Yield real decisions whose choice was no candidate, or whose needs are no reasons."""
    rows = tables["decisions.csv"]
    for line, row in rows.iterrows():
        candidates = split_names(row["candidates"])
        if row["chosen"] not in candidates:
            expected = f"one of the candidates: {', '.join(candidates)}"
            yield _cell("decisions.csv", rows, line, "chosen", expected)
        if strange := [n for n in _named(row["needs"]) if n not in _named(row["reasons"])]:
            expected = f"some of the reasons ({', '.join(strange)} is none)"
            yield _cell("decisions.csv", rows, line, "needs", expected)


def _named(text: str) -> list[str]:
    """Return the names of a cell ``name=number;…``; none where it has another form."""
    try:
        return list(named_numbers(text))
    except ValueError:
        return []


def _mistyped(
    column: str, names: Callable[[str], list[str]], target: str, key: str
) -> Callable[[Tables, Report], Iterator[Fault]]:
    """Make the check that no name in a cell of decisions.csv is almost one of another table."""

    def check(tables: Tables, report: Report) -> Iterator[Fault]:
        rows, known = tables["decisions.csv"], list(dict.fromkeys(tables[target][key]))
        for line, text in rows[column].items():
            for name in names(text):
                near = get_close_matches(name, known, 1, _TYPO)
                if near and name not in known:
                    expected = f"names of {target}: {near[0]} for {name}?"
                    yield _cell("decisions.csv", rows, line, column, expected)

    return check


def _labels(tables: Tables, report: Report) -> Iterator[Fault]:
    rows, known = tables["decisions.csv"], set(tables["decision_labels.csv"]["label"])
    for line, text in rows["uncovered"].items():
        if strange := [name for name in _named(text) if name not in known]:
            expected = f"labels of decision_labels.csv ({', '.join(strange)} is none)"
            yield _cell("decisions.csv", rows, line, "uncovered", expected)


_CHECKS: tuple[tuple[set[str], Callable[[Tables, Report], Iterator[Fault]]], ...] = (
    ({"frameworks.csv"}, _variants),
    ({"criteria.csv", "measures.csv"}, _criteria),
    ({"measures.csv"}, _measures),
    ({"measures.csv", "features.csv"}, _counted),
    *(({name, "criteria.csv", "measures.csv"}, _figures(name)) for name in FIGURES),
    (set(FIGURES), _once),
    ({"features.csv"}, _supports),
    ({"scenarios.csv"}, _must_haves),
    (
        {"scenarios.csv", "frameworks.csv"},
        _names("scenarios.csv", "article_says", "frameworks.csv"),
    ),
    ({"frameworks.csv"}, _names("frameworks.csv", "variant_of", "frameworks.csv")),
    ({"scenario_points.csv", "criteria.csv"}, _points),
    ({"decisions.csv"}, _decisions),
    ({"decisions.csv", "decision_labels.csv"}, _labels),
    *(
        ({"decisions.csv", target}, _mistyped(column, names, target, key))
        for column, names, target, key in (
            ("candidates", split_names, "frameworks.csv", "framework"),
            ("reasons", _named, "criteria.csv", "criterion"),
            ("familiarity", _named, "frameworks.csv", "framework"),
            ("must_haves", split_names, "features.csv", "feature"),
            ("situation", split_names, "scenarios.csv", "scenario"),
        )
    ),
)


def far_off(name: str, rows: pd.DataFrame, measures: dict[tuple[str, str], Any]) -> Iterator[str]:
    """Warn of figures so far beyond a level at which they are cut off that they look like slips."""
    for line, row in rows.iterrows():
        measure = measures.get((row["criterion"], row["measure"]))
        x = number(row["value"])
        if measure is None or math.isnan(x):
            continue
        low, high = sorted((measure["worst"], measure["best"]))
        if measure["scale"] == "log":
            far = x > high * _FAR or x < low / _FAR
        else:
            far = x > high + (_FAR - 1) * (high - low) or x < low - (_FAR - 1) * (high - low)
        if far:
            what = "/".join(filter(None, (row["framework"], row["criterion"], row["measure"])))
            yield (
                f"{name} line {line}: {what}: found {row['value']}, far beyond its levels "
                f"{low:g} to {high:g}: a slip?"
            )
