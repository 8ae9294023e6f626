"""What must hold within a table and across the tables of a folder; each check yields faults.

A row that belongs to something that was deleted elsewhere goes along with it, and is told of once;
a name that was most likely mistyped is a fault.
"""

import math
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pandas as pd

from framework_report.faults import CONTROL, LONGEST, MANY, by_kind, near, short, shown
from framework_report.tables.reading import Fault
from framework_report.tables.report import Report
from framework_report.tables.schema import (
    CLAIM_CHECKS,
    CRITERION_KINDS,
    TABLES,
    UNKNOWN,
    named_numbers,
    number,
    parse_must_haves,
    split_names,
)

Tables = dict[str, pd.DataFrame]
"""File name -> rows as text, indexed by line number."""
Cell = tuple[int, str, str]
"""Line, column and what was expected there."""
_Check = tuple[str, tuple[str, ...], Callable[[Tables], Iterator[Cell]]]
"""File, the other files that are needed, and what yields the faulty cells of the file."""

_NOT_EMPTY = ("frameworks.csv", "criteria.csv", "measures.csv")
FIGURES = ("facts.csv", "measured/figures.csv")
_FAR = 10
"""A figure that lies ten times beyond its level is most likely a slip."""


def _near(name: Any, known: list[str]) -> str:
    """Return the known name that a name is most likely meant to be; nothing where there is none."""
    return "" if name in known else near(str(name), known)


def _each(rows: pd.DataFrame) -> Iterator[tuple[int, dict[str, str]]]:
    return zip(rows.index, rows.to_dict("records"), strict=True)


def _slashed(cells: Any) -> str:
    return "/".join(filter(None, cells))


def _cell(name: str, rows: pd.DataFrame, line: int, column: str, expected: str) -> Fault:
    """Describe one cell's fault, naming its row by the table's key."""
    row = short(_slashed(rows.at[line, key] for key in TABLES[name].key))
    return Fault(name, int(line), f"{column} of {row}", shown(rows.at[line, column]), expected)


# Within one table


def table_faults(name: str, rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield what is wrong within one table: cells, rows that are there twice, no rows."""
    table = TABLES[name]
    for column, rule in table.columns.items():
        for line, cell in rows[column].items():
            if not rule.holds(cell):
                yield _cell(name, rows, line, column, rule.expected)
            if CONTROL.search(cell):
                yield _cell(name, rows, line, column, "no control characters")
    yield from _repeated(name, rows, table.key, str)
    if table.unique:
        yield from _repeated(name, rows, (table.unique,), _alike)
    if rows.empty and name in _NOT_EMPTY:
        yield Fault(name, 0, "", "no rows", "at least one")


def _alike(text: str) -> str:
    """Fold a label so that two which look alike are the same."""
    return unicodedata.normalize("NFKC", text).casefold()


def _repeated(
    name: str, rows: pd.DataFrame, columns: tuple[str, ...], folded: Callable[[str], str]
) -> Iterator[Fault]:
    first: dict[tuple[str, ...], int] = {}
    for line, *cells in rows[list(columns)].itertuples(name=None):
        known = first.setdefault(tuple(map(folded, cells)), line)
        if known != line:
            found = f"a second row for {shown(_slashed(cells))}"
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
        if not {name, target} <= tables.keys():
            continue
        rows, known = tables[name], list(tables[target][TABLES[target].key[0]])
        gone_here = (rows[column] != "") & ~rows[column].isin(known)
        tables[name], strange = rows[~gone_here], rows[gone_here]
        if strange.empty or name.startswith("measured/"):
            continue
        for found, lines in strange.groupby(column, sort=False).groups.items():
            if meant := _near(found, known):
                expected = f"a {column} of {target}: {meant}?"
                faults.append(_cell(name, rows, lines[0], column, expected))
            else:
                gone.setdefault((str(found), target), []).append(_lines(name, list(lines)))
    if {"scenarios.csv", "features.csv"} <= tables.keys():
        known = list(tables["features.csv"]["feature"])
        for line, text in tables["scenarios.csv"]["must_haves"].items():
            for found in (name for name in _needed(text) if name not in known):
                # What is near a feature is told as mistyped.
                if not _near(found, known):
                    gone.setdefault((found, "features.csv"), []).append(
                        f"scenarios.csv line {line}"
                    )
    warnings = [
        f"{target} has no {shown(found)}{more}: left out {short('; '.join(places), 4 * LONGEST)}"
        for ((found, target), places), more in by_kind(gone.items(), lambda one: one[0][1])
    ]
    return faults, [*warnings, *_unmeasured(tables)]


def _lines(name: str, lines: list[int]) -> str:
    if len(lines) == 1:
        return f"{name} line {lines[0]}"
    return f"{name} lines {', '.join(map(str, lines[:MANY]))}{', …' if len(lines) > MANY else ''}"


def _unmeasured(tables: Tables) -> Iterator[str]:
    """Leave out figures of measures that are gone, and name them."""
    if not {"measures.csv", "criteria.csv"} <= tables.keys():
        return
    key = ["criterion", "measure"]
    known = pd.MultiIndex.from_frame(tables["measures.csv"][key])
    for name in FIGURES:
        if name in tables:
            rows = tables[name]
            gone = (rows["measure"] != "") & ~pd.MultiIndex.from_frame(rows[key]).isin(known)
            tables[name], strange = rows[~gone], rows[gone]
            if len(strange) and not name.startswith("measured/"):
                words = ", ".join(sorted(set(strange["criterion"] + "/" + strange["measure"])))
                words = short(words, 2 * LONGEST)
                yield f"measures.csv has no {words}: left out {_lines(name, list(strange.index))}"


# Across tables


def cross_faults(tables: Tables, report: Report) -> Iterator[Fault]:
    """Yield what is wrong across those tables that could be read."""
    if {"criteria.csv", "measures.csv", "levels.csv"} <= tables.keys():
        yield from _criteria(tables)
    if set(FIGURES) <= tables.keys():
        yield from _twice(tables)
    supports: _Check = ("features.csv", (), partial(_supports, report))
    for name, needed, check in (*_CHECKS, supports):
        if {name, *needed} <= tables.keys():
            yield from (_cell(name, tables[name], *cell) for cell in check(tables))


def _criteria(tables: Tables) -> Iterator[Fault]:
    """Yield what is wrong between criteria, their measures and their levels."""
    rows, measures, levels = (tables[f"{name}.csv"] for name in ("criteria", "measures", "levels"))
    if not (rows["kind"] == "scored").any() and measures.empty and not rows.empty:
        yield Fault("criteria.csv", 0, "kind", "no scored criterion", "at least one")
    if levels.empty and (rows["kind"] == "team").any():
        yield Fault("levels.csv", 0, "", "no rows", "those of each criterion of the team")
    for line, row in _each(rows[rows["kind"].isin(CRITERION_KINDS)]):
        name, kind = row["criterion"], row["kind"]
        measured = (measures["criterion"] == name).any()
        named = levels.loc[levels["criterion"] == name, "level"]
        if kind == "scored" and not measured and not measures.empty:
            expected = "at least one for a scored criterion"
            yield Fault("measures.csv", 0, f"measure of {name}", "no row", expected)
        if kind != "scored" and measured:
            yield _cell("criteria.csv", rows, line, "kind", "scored (measures.csv has rows of it)")
        numbers = sorted(map(number, named))
        # One that is no number is told of already.
        if kind == "team" and numbers != list(range(len(named))) and not math.isnan(sum(numbers)):
            found, expected = ", ".join(named), "whole numbers from 0 on, each once"
            yield Fault("levels.csv", 0, f"levels of {name}", short(found), expected)
        elif kind == "team" and len(named) < 2 and not levels.empty:
            found = f"{len(named)} rows"
            yield Fault("levels.csv", 0, f"levels of {name}", found, "two or more levels")
        if kind != "team" and len(named):
            yield _cell("criteria.csv", rows, line, "kind", "team (levels.csv has rows of it)")


def _twice(tables: Tables) -> Iterator[Fault]:
    """Yield figures that stand in the typed and in the measured table."""
    typed, measured = (tables[name][["framework", "criterion", "measure"]] for name in FIGURES)
    places = {tuple(cells): line for line, *cells in measured.itertuples(name=None)}
    for line, *cells in typed.itertuples(name=None):
        if other := places.get(tuple(cells)):
            found = f"a second figure (the other is {FIGURES[1]} line {other})"
            expected = "one: delete this row, or measure without it"
            yield Fault("facts.csv", line, _slashed(cells), found, expected)


def _marks(tables: Tables) -> Iterator[Cell]:
    """Yield marks that nobody would read: at level 0, or after the first of a criterion.

    What runs here is asked by one criterion; several may ask what the team knows.
    """
    first: dict[tuple[str, str], int] = {}
    for line, row in _each(tables["levels.csv"]):
        mark = row["mark"]
        known = first.setdefault((mark, "" if mark == "incumbent" else row["criterion"]), line)
        if mark and number(row["level"]) == 0:
            yield line, "mark", "nothing (level 0 is no answer)"
        elif mark and known != line:
            yield line, "mark", f"nothing (line {known} has it)"


def _variants(tables: Tables) -> Iterator[Cell]:
    rows = tables["frameworks.csv"]
    bases = dict(zip(rows["framework"], rows["variant_of"], strict=True))
    for line, row in _each(rows):
        if row["variant_of"] == row["framework"] or bases.get(row["variant_of"]):
            yield line, "variant_of", "no variant of its own"


def _measures(tables: Tables) -> Iterator[Cell]:
    for line, row in _each(tables["measures.csv"]):
        if number(row["worst"]) == number(row["best"]):
            yield line, "best", "another number than worst"
        if row["scale"] == "log":
            yield from (
                (line, c, "above 0 (log)") for c in ("worst", "best") if number(row[c]) <= 0
            )
            if row["counts"]:
                yield line, "counts", "nothing (the scale is log)"


def _counted(tables: Tables) -> Iterator[Cell]:
    """Yield counted measures whose features are unknown, twice, or more than their levels."""
    known = set(tables["features.csv"]["feature"])
    for line, row in _each(tables["measures.csv"]):
        parts = split_names(row["counts"])
        if odd := sorted({p for p in parts if (known and p not in known) or parts.count(p) > 1}):
            listed = ", ".join(map(repr, odd))
            yield line, "counts", f"features of features.csv, each once (not {listed})"
        low, high = sorted((number(row["worst"]), number(row["best"])))
        if parts and row["outside"] != "clip" and (low > 0 or high < len(parts)):
            yield line, "best", f"levels that hold 0 to {len(parts)}, as many as are counted"


def _figures(name: str, tables: Tables) -> Iterator[Cell]:
    kinds: dict[str, str] = {}
    for row in tables["criteria.csv"].to_dict("records"):
        kinds.setdefault(row["criterion"], row["kind"])
    measures: dict[str, dict[str, dict[str, str]]] = {}
    for row in tables["measures.csv"].to_dict("records"):
        measures.setdefault(row["criterion"], {}).setdefault(row["measure"], row)
    for line, row in _each(tables[name]):
        of = measures.get(row["criterion"], {})
        measure = of.get(row["measure"] or next(iter(of), ""), {})
        if row["criterion"] not in kinds:
            continue
        if len(of) > 1 and not row["measure"]:
            yield line, "measure", f"one of {', '.join(of)} (the criterion has several measures)"
        elif kinds[row["criterion"]] == "team":
            yield line, "criterion", "no row (its levels come from the team)"
        elif measure.get("counts"):
            yield line, "measure", "no row (it is counted from features.csv)"
        elif row["value"] != UNKNOWN:
            yield from ((line, *fault) for fault in _figure(row, measure))


def _figure(row: dict[str, str], measure: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (column, what was expected) for one known figure."""
    value = number(row["value"])
    ends = {c: number(row[c]) if row[c] else value for c in ("low", "high")}
    if ends["low"] > value:
        yield "low", f"at most value, {row['value']}"
    if ends["high"] < value:
        yield "high", f"at least value, {row['value']}"
    if measure and measure["outside"] != "clip":
        figures = {"value": value, **ends}
        if measure["scale"] == "log":
            yield from ((column, "above 0 (log)") for column, x in figures.items() if x <= 0)
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


def _supports(report: Report, tables: Tables) -> Iterator[Cell]:
    known = [*report.supports, UNKNOWN]
    for line, support in tables["features.csv"]["support"].items():
        if support not in known:
            yield line, "support", f"a level of report.toml or unknown: {', '.join(known)}"


def _must_haves(tables: Tables) -> Iterator[Cell]:
    for line, text in tables["scenarios.csv"]["must_haves"].items():
        try:
            parse_must_haves(text)
        except ValueError:
            expected = "feature=core or feature=add-on, separated by ;, once each"
            yield line, "must_haves", expected


def _with_rows(tables: Tables) -> set[str]:
    """Return the criteria that have measures or levels, whatever their kind says."""
    return {*tables["measures.csv"]["criterion"], *tables["levels.csv"]["criterion"]}


def _points(tables: Tables) -> Iterator[Cell]:
    rows, criteria = tables["scenario_points.csv"], tables["criteria.csv"]
    told = (criteria["kind"] == "shown") & ~criteria["criterion"].isin(_with_rows(tables))
    for line in rows.index[rows["criterion"].isin(criteria.loc[told, "criterion"])]:
        yield line, "criterion", "a criterion with a slider"


def _decisions(tables: Tables) -> Iterator[Cell]:
    """Yield real decisions whose choice was no candidate, or whose needs are no reasons."""
    for line, row in _each(tables["decisions.csv"]):
        candidates = split_names(row["candidates"])
        if row["chosen"] not in candidates:
            yield line, "chosen", f"one of the candidates: {', '.join(candidates)}"
        if strange := [n for n in _named(row["needs"]) if n not in _named(row["reasons"])]:
            yield line, "needs", f"some of the reasons ({', '.join(strange)} is none)"


def _labels(tables: Tables) -> Iterator[Cell]:
    known = set(tables["decision_labels.csv"]["label"])
    for line, text in tables["decisions.csv"]["uncovered"].items():
        if strange := [name for name in _named(text) if name not in known]:
            expected = f"labels of decision_labels.csv ({', '.join(strange)} is none)"
            yield line, "uncovered", expected


def _claims(tables: Tables) -> Iterator[Cell]:
    """Yield claims to compute with a check that has another form than `claims` says."""
    criteria = tables["criteria.csv"]
    shown_only = set(criteria.loc[criteria["kind"] == "shown", "criterion"])
    for line, row in _each(tables["claims.csv"]):
        checks = [check for check in split_names(row["evidence"]) if check] or [""]
        for check in checks if row["verdict"] == "computed" else ():
            kind, _, rest = check.partition(" ")
            name, slash, _ = rest.partition(" ")[2].partition("/")
            if kind not in CLAIM_CHECKS or not name:
                form = f"one of {', '.join(CLAIM_CHECKS)}, then a framework and a name"
                yield line, "evidence", f"{form} (not {shown(check)})"
            elif kind in CLAIM_CHECKS[:2] and slash and name in shown_only:
                yield line, "evidence", f"{name} alone (it is shown and has no measures)"


def _named(text: str) -> list[str]:
    """Return the names of a cell ``name=number;…``; none where it has another form."""
    try:
        return list(named_numbers(text))
    except ValueError:
        return []


def _needed(text: str) -> list[str]:
    """Return the features of a cell ``feature=level;…``; none where it has another form."""
    try:
        return list(parse_must_haves(text))
    except ValueError:
        return []


def _mistyped(
    name: str, column: str, target: str, names: Callable[[str], list[str]], tables: Tables
) -> Iterator[Cell]:
    """Yield the cells with a name that is almost one of another table."""
    key = "feature" if target == "features.csv" else TABLES[target].key[0]
    known = list(dict.fromkeys(tables[target][key]))
    for line, text in tables[name][column].items():
        for found in names(text):
            if meant := _near(found, known):
                several = f"names of {target}: {meant} for {found}?"
                one = f"nothing, or one of {', '.join(known)}"
                yield line, column, one if column in ("article_says", "variant_of") else several


_Names = tuple[str, str, str, Callable[[str], list[str]]]
_NAMES: tuple[_Names, ...] = (
    ("scenarios.csv", "article_says", "frameworks.csv", lambda text: [text]),
    ("scenarios.csv", "must_haves", "features.csv", _needed),
    ("frameworks.csv", "variant_of", "frameworks.csv", lambda text: [text]),
    ("decisions.csv", "candidates", "frameworks.csv", split_names),
    ("decisions.csv", "reasons", "criteria.csv", _named),
    ("decisions.csv", "familiarity", "frameworks.csv", _named),
    ("decisions.csv", "must_haves", "features.csv", split_names),
    ("decisions.csv", "situation", "scenarios.csv", split_names),
)
_CHECKS: tuple[_Check, ...] = (
    ("levels.csv", (), _marks),
    ("frameworks.csv", (), _variants),
    ("measures.csv", (), _measures),
    ("measures.csv", ("features.csv",), _counted),
    *((name, ("criteria.csv", "measures.csv"), partial(_figures, name)) for name in FIGURES),
    ("scenarios.csv", (), _must_haves),
    ("scenario_points.csv", ("criteria.csv", "measures.csv", "levels.csv"), _points),
    ("claims.csv", ("criteria.csv",), _claims),
    ("decisions.csv", (), _decisions),
    ("decisions.csv", ("decision_labels.csv",), _labels),
    *((names[0], (names[2],), partial(_mistyped, *names)) for names in _NAMES),
)


def far_off(name: str, rows: pd.DataFrame, measures: dict[tuple[str, str], Any]) -> Iterator[str]:
    """Warn of figures so far beyond a level at which they are cut off that they look like slips."""
    for line, row in _each(rows):
        measure = measures.get((row["criterion"], row["measure"]))
        ends = {end: number(row[end]) for end in ("value", "low", "high")}
        if measure is None or math.isnan(ends["value"]):
            continue
        low, high = sorted((measure["worst"], measure["best"]))
        below, above = low - (_FAR - 1) * (high - low), high + (_FAR - 1) * (high - low)
        if measure["scale"] == "log":
            below, above = low / _FAR, high * _FAR
        if far := [end for end, x in ends.items() if x < below or x > above]:
            what = _slashed((row["framework"], row["criterion"], row["measure"]))
            levels = f"{low:g} to {high:g}"
            yield (
                f"{name} line {line}: {what}: found {row[far[0]]}, far beyond its levels {levels}"
                ": a slip?"
            )
