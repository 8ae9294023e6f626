"""What must hold within a table and across the tables of ``data/``; each check yields faults.

``TABLE_CHECKS`` look at one table; ``CROSS_CHECKS`` name the tables they need, so that one broken
table does not hide the faults of the others.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import pandas as pd

from framework_report.tables import TABLES, Fault, Rule, number, parse_must_haves, split_names

Tables = dict[str, pd.DataFrame]
"""File name -> rows as text, indexed by line number."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_NOT_EMPTY = ("frameworks.csv", "criteria.csv", "scenarios.csv")


def table_faults(name: str, rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield what is wrong within one table: cells, rows that are there twice, no rows."""
    yield from _schema_faults(name, rows)
    for column in rows:
        for line in rows.index[[bool(_CONTROL.search(cell)) for cell in rows[column]]]:
            yield _cell(name, rows, line, column, "no control characters")
    table = TABLES[name]
    yield from _repeated(name, rows, table.key)
    if table.unique:
        yield from _repeated(name, rows, (table.unique,))
    if rows.empty and name in _NOT_EMPTY:
        yield Fault(name, 0, "", "no rows", "at least one")


def cross_faults(tables: Tables) -> Iterator[Fault]:
    """Yield what is wrong across those tables that could be read."""
    for needed, check in CROSS_CHECKS:
        if needed <= tables.keys():
            yield from check(tables)


def _cell(name: str, rows: pd.DataFrame, line: Any, column: str, expected: str) -> Fault:
    """Describe one cell's fault, naming its row by the table's key."""
    row = "/".join(rows.loc[line, list(TABLES[name].key)])
    return Fault(name, int(line), f"{column} of {row}", repr(rows.loc[line, column]), expected)


@lru_cache
def _schema(name: str) -> Any:
    """Build one table's pandera schema (imported here: it takes as long as pandas itself)."""
    import pandera.pandas as pa

    def column(rule: Rule) -> Any:
        check = pa.Check(lambda cells: cells.map(rule.holds).astype(bool), error=rule.expected)
        return pa.Column(str, check)

    columns = TABLES[name].columns.items()
    return pa.DataFrameSchema({title: column(rule) for title, rule in columns}, strict=True)


def _schema_faults(name: str, rows: pd.DataFrame) -> Iterator[Fault]:
    from pandera.errors import SchemaErrors

    try:
        _schema(name).validate(rows, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases[["index", "column", "check"]]
        for line, column, expected in cases.itertuples(index=False):
            yield _cell(name, rows, line, column, expected)


def _repeated(name: str, rows: pd.DataFrame, columns: tuple[str, ...]) -> Iterator[Fault]:
    first: dict[tuple[str, ...], int] = {}
    for line, *cells in rows[list(columns)].itertuples():
        known = first.setdefault(tuple(cells), line)
        if known != line:
            found = f"a second row for {'/'.join(cells)!r}"
            yield Fault(name, line, " and ".join(columns), found, f"one (there is line {known})")


def _unknown(name: str, column: str, target: str) -> tuple[set[str], Callable]:
    """Make the check that a column names only rows of another table."""

    def check(tables: Tables) -> Iterator[Fault]:
        rows, key = tables[name], TABLES[target].key[0]
        known = list(tables[target][key])
        for line in rows.index[(rows[column] != "") & ~rows[column].isin(known)]:
            yield _cell(name, rows, line, column, f"a {key} of {target}: {', '.join(known)}")

    return {name, target}, check


def _features(tables: Tables) -> list[str]:
    return list(dict.fromkeys(tables["features.csv"]["feature"]))


def _codebook(tables: Tables) -> Iterator[Fault]:
    """Yield what is wrong within the rows of criteria.csv."""
    rows = tables["criteria.csv"]
    for line, row in rows.iterrows():
        wrong = list(_criterion(row))
        yield from (_cell("criteria.csv", rows, line, column, text) for column, text in wrong)
    if not rows.empty and (rows["subject"] == "team").all():
        yield Fault("criteria.csv", 0, "subject", "only team", "a criterion with evidence too")
    for line in rows.index[rows["subject"] == "team"][1:]:
        yield _cell("criteria.csv", rows, line, "subject", "one criterion of the team at most")


def _criterion(row: pd.Series) -> Iterator[tuple[str, str]]:
    """Yield (column, what was expected) for one criterion."""
    worst, best, shown = number(row["worst"]), number(row["best"]), row["scale"] == "shown"
    for column in ("theme", "worst", "best", "outside", "swing"):
        if bool(row[column]) == shown:
            yield column, "nothing (it is only shown)" if shown else "something (it is scored)"
    if worst == best:
        yield "best", "another number than worst"
    if row["scale"] == "log":
        yield from ((end, "above 0 (log)") for end in ("worst", "best") if number(row[end]) <= 0)
    if row["subject"] == "team":
        ends = {"scale": row["scale"] == "linear", "worst": worst == 0, "best": best == 4}
        expected = "a linear scale from 0 to 4 (what the team says)"
        yield from ((column, expected) for column, holds in ends.items() if not holds)
    if row["counts"] and (row["scale"] == "log" or row["subject"] == "team"):
        yield "counts", "nothing (the scale is log, or it is the team's)"


def _counted(tables: Tables) -> Iterator[Fault]:
    """Yield counted criteria whose features are unknown, twice, or more than their levels."""
    rows, known = tables["criteria.csv"], _features(tables)
    for line, row in rows[rows["counts"] != ""].iterrows():
        parts = split_names(row["counts"])
        odd = sorted({part for part in parts if part not in known or parts.count(part) > 1})
        if odd:
            expected = f"features of features.csv, each once (not {', '.join(map(repr, odd))})"
            yield _cell("criteria.csv", rows, line, "counts", expected)
        low, high = sorted((number(row["worst"]), number(row["best"])))
        if row["outside"] == "error" and (low > 0 or high < len(parts)):
            expected = f"levels that hold 0 to {len(parts)}, as many as are counted"
            yield _cell("criteria.csv", rows, line, "best", expected)


def _evidence(tables: Tables) -> Iterator[Fault]:
    """Yield what is wrong with rows of evidence, given their criterion."""
    rows = tables["evidence.csv"]
    criteria = tables["criteria.csv"].drop_duplicates("criterion").set_index("criterion")
    for line, row in rows[rows["criterion"].isin(criteria.index)].iterrows():
        criterion = criteria.loc[row["criterion"]]
        if criterion["counts"] or criterion["subject"] == "team":
            origin = "features.csv" if criterion["counts"] else "the team"
            wrong = [("criterion", f"no row (its values come from {origin})")]
        else:
            wrong = [*_figures(row, criterion), *_provenance(row, criterion)]
        yield from (_cell("evidence.csv", rows, line, column, text) for column, text in wrong)


def _figures(row: pd.Series, criterion: pd.Series) -> Iterator[tuple[str, str]]:
    """Yield (column, what was expected) for the figures of one row of evidence."""
    figures = {column: number(row[column]) for column in ("value", "low", "high")}
    if figures["low"] > figures["value"]:
        yield "low", f"at most value, {row['value']}"
    if figures["high"] < figures["value"]:
        yield "high", f"at least value, {row['value']}"
    if criterion["scale"] == "log":
        yield from ((column, "above 0 (log)") for column, x in figures.items() if x <= 0)
    if criterion["outside"] == "error":
        low, high = sorted((number(criterion["worst"]), number(criterion["best"])))
        expected = f"{low:g} to {high:g}, the levels in criteria.csv"
        yield from ((column, expected) for column, x in figures.items() if x < low or x > high)


def _provenance(row: pd.Series, criterion: pd.Series) -> Iterator[tuple[str, str]]:
    """Yield (column, what was expected) for unit and source of one row of evidence."""
    if row["unit"] != criterion["unit"]:
        yield "unit", f"{criterion['unit']!r}, the unit in criteria.csv"
    if row["kind"] in ("documented", "survey") and not row["source_url"]:
        yield "source_url", f"an address (the figure is {row['kind']})"
    if row["kind"] == "judged" and not row["note"]:
        yield "note", "the rule by which it was judged"


def _complete_evidence(tables: Tables) -> Iterator[Fault]:
    """Yield a fault for each figure that a criterion lacks."""
    criteria, rows = tables["criteria.csv"], tables["evidence.csv"]
    typed = (criteria["counts"] == "") & (criteria["subject"] != "team")
    present = set(zip(rows["criterion"], rows["framework"], strict=True))
    for criterion in criteria.loc[typed, "criterion"]:
        for name in tables["frameworks.csv"]["framework"]:
            if (criterion, name) not in present:
                yield Fault("evidence.csv", 0, f"value of {name}/{criterion}", "no row", "one")


def _breakdown(tables: Tables) -> Iterator[Fault]:
    """Yield parts of nothing that is shown or a feature, that are missing, or do not add up."""
    rows, evidence = tables["breakdown.csv"], tables["evidence.csv"]
    criteria = tables["criteria.csv"]
    shown = list(criteria.loc[criteria["scale"] == "shown", "criterion"])
    features = _features(tables)
    for line in rows.index[~rows["criterion"].isin(shown)]:
        expected = f"a criterion that is only shown: {', '.join(shown) or 'there is none'}"
        yield _cell("breakdown.csv", rows, line, "criterion", expected)
    for line in rows.index[(rows["feature"] != "") & ~rows["feature"].isin(features)]:
        expected = f"nothing, or a feature of features.csv: {', '.join(features)}"
        yield _cell("breakdown.csv", rows, line, "feature", expected)
    whole = evidence.drop_duplicates(["framework", "criterion"])
    whole = whole.set_index(["framework", "criterion"])["value"].map(number)
    sums = rows.assign(value=rows["value"].map(number)).groupby(["framework", "criterion"])
    for key, total in sums["value"].sum().items():
        if key in whole.index and abs(total - whole[key]) > 1e-9:
            where, expected = f"parts of {'/'.join(key)}", f"{whole[key]:g}, as in evidence.csv"
            yield Fault("breakdown.csv", 0, where, f"a sum of {total:g}", expected)
    for criterion in rows["criterion"].unique():
        for name in tables["frameworks.csv"]["framework"]:
            if (name, criterion) not in sums.groups:
                yield Fault("breakdown.csv", 0, f"parts of {name}/{criterion}", "none", "some")


def _timed(tables: Tables) -> Iterator[Fault]:
    """Yield set-ups without a single window."""
    rows = tables["timed.csv"]
    for line in rows.index[(rows["windows_1"] == "") & (rows["windows_2"] == "")]:
        yield _cell("timed.csv", rows, line, "windows_1", "a window, here or in windows_2")


def _complete_features(tables: Tables) -> Iterator[Fault]:
    """Yield a fault for each feature that a framework has no row for."""
    rows = tables["features.csv"]
    present = set(zip(rows["feature"], rows["framework"], strict=True))
    for feature in _features(tables):
        for name in tables["frameworks.csv"]["framework"]:
            if (feature, name) not in present:
                yield Fault("features.csv", 0, f"support of {name}/{feature}", "no row", "one")


def _sourced_features(tables: Tables) -> Iterator[Fault]:
    rows = tables["features.csv"]
    index_itself = rows["source_title"].str.endswith(" on PyPI")
    for line in rows.index[(rows["source_url"] == "") & ~index_itself]:
        expected = "an address, unless source_title is 'PACKAGE on PyPI'"
        yield _cell("features.csv", rows, line, "source_url", expected)


def _must_haves(tables: Tables) -> Iterator[Fault]:
    rows, known = tables["scenarios.csv"], _features(tables)
    for line, text in rows["must_haves"].items():
        try:
            bad = not set(parse_must_haves(text)) <= set(known)
        except ValueError:
            bad = True
        if bad:
            expected = f"feature=core or feature=add-on, once each; features: {', '.join(known)}"
            yield _cell("scenarios.csv", rows, line, "must_haves", expected)


def _scored_points(tables: Tables) -> Iterator[Fault]:
    rows, criteria = tables["scenario_points.csv"], tables["criteria.csv"]
    shown = criteria.loc[criteria["scale"] == "shown", "criterion"]
    for line in rows.index[rows["criterion"].isin(shown)]:
        yield _cell("scenario_points.csv", rows, line, "criterion", "a criterion that is scored")


CROSS_CHECKS: tuple[tuple[set[str], Callable[[Tables], Iterator[Fault]]], ...] = (
    _unknown("features.csv", "framework", "frameworks.csv"),
    _unknown("evidence.csv", "framework", "frameworks.csv"),
    _unknown("evidence.csv", "criterion", "criteria.csv"),
    _unknown("scenarios.csv", "article_says", "frameworks.csv"),
    _unknown("scenario_points.csv", "scenario", "scenarios.csv"),
    _unknown("scenario_points.csv", "criterion", "criteria.csv"),
    _unknown("frameworks.csv", "variant_of", "frameworks.csv"),
    _unknown("breakdown.csv", "framework", "frameworks.csv"),
    _unknown("probes.csv", "framework", "frameworks.csv"),
    _unknown("timed.csv", "framework", "frameworks.csv"),
    (
        {"breakdown.csv", "criteria.csv", "evidence.csv", "features.csv", "frameworks.csv"},
        _breakdown,
    ),
    ({"timed.csv"}, _timed),
    ({"criteria.csv"}, _codebook),
    ({"criteria.csv", "features.csv"}, _counted),
    ({"criteria.csv", "evidence.csv"}, _evidence),
    ({"criteria.csv", "evidence.csv", "frameworks.csv"}, _complete_evidence),
    ({"features.csv", "frameworks.csv"}, _complete_features),
    ({"features.csv"}, _sourced_features),
    ({"features.csv", "scenarios.csv"}, _must_haves),
    ({"criteria.csv", "scenario_points.csv"}, _scored_points),
)
