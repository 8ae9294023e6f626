"""The problem: alternatives, criteria, measures, evidence and scenarios, read from a folder.

Every fault of every table is found in one go and named with file, line, column, what was found
and what was expected; nothing is ever written. The tables are documented in ``data/README.md``.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pandas as pd

from framework_report import mcda
from framework_report.faults import by_kind
from framework_report.files import ProblemError
from framework_report.tables.checks import (
    FIGURES,
    Tables,
    cross_faults,
    far_off,
    left_out,
    table_faults,
)
from framework_report.tables.reading import Fault, read_rows, read_table
from framework_report.tables.report import FILE, Report, read_report
from framework_report.tables.schema import (
    TABLES,
    UNKNOWN,
    number,
    parse_must_haves,
    split_names,
)

ENDS = ["value", "low", "high"]
Kept = TypeVar("Kept")
COUNTED = "counted from features.csv"
_MEASURE = ["unit", "worst", "best", "scale", "outside", "subject"]
_MEASURE += ["swing", "says", "counts", "reason", "prefer"]


class Cells(NamedTuple):
    """One measure of one criterion on the value scale, one entry for each framework.

    ``low`` is the end of the interval that speaks against it. ``unknown`` marks figures that
    nobody has: their value is 0, their interval everything.
    """

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    unknown: np.ndarray


@dataclass(frozen=True, eq=False)
class Problem:
    """What the report knows, validated. Columns and units are those of ``data/README.md``.

    Indexed by their id: ``frameworks`` (all candidates; ``extra`` is bool), ``criteria`` (with the
    columns of the measure that stands first), ``scenarios``; by both ids ``measures``. One row
    each, numbered (claims by their lines): ``evidence`` (in the order of criteria, measures,
    frameworks; counted figures and those of a variant's base included; NaN and kind ``unknown``
    where nobody has the figure), ``features``, ``levels``, ``claims``, ``decisions``,
    ``decision_labels``. ``attributes`` is frameworks x criteria with figures, raw
    units, by the first measures. ``points`` is scenarios x criteria with a slider, 0 where the file
    has no row. ``breakdown``, ``timed`` and ``probes`` are what figures were taken from.
    ``warnings`` is what is odd and no fault. ``digest`` names the content of the tables, whatever
    their line endings.
    """

    folder: Path
    report: Report
    frameworks: pd.DataFrame
    criteria: pd.DataFrame
    measures: pd.DataFrame
    levels: pd.DataFrame
    evidence: pd.DataFrame
    features: pd.DataFrame
    scenarios: pd.DataFrame
    points: pd.DataFrame
    claims: pd.DataFrame
    decisions: pd.DataFrame
    decision_labels: pd.DataFrame
    breakdown: pd.DataFrame
    timed: pd.DataFrame
    probes: pd.DataFrame
    warnings: tuple[str, ...]
    digest: str

    # Names, in the order of the tables

    @cached_property
    def scored(self) -> list[str]:
        """The criteria with a slider, those of the team included."""
        return list(self.criteria.index[self.criteria["kind"] != "shown"])

    @cached_property
    def columns(self) -> pd.Index:
        """Those of a table of values: the same names, and made only once."""
        return pd.Index(self.scored)

    @cached_property
    def team(self) -> list[str]:
        """The criteria whose figures come from the team."""
        return list(self.criteria.index[self.criteria["kind"] == "team"])

    @cached_property
    def shown(self) -> list[str]:
        """The criteria that are told and not scored."""
        return list(self.criteria.index[self.criteria["kind"] == "shown"])

    @cached_property
    def names(self) -> list[str]:
        """Every candidate."""
        return list(self.frameworks.index)

    @cached_property
    def ticked(self) -> list[str]:
        """The candidates that are compared unless somebody says otherwise."""
        return list(self.frameworks.index[~self.frameworks["extra"]])

    @cached_property
    def themes(self) -> dict[str, list[str]]:
        """The criteria with a slider by theme."""
        return _grouped((self.criteria.at[name, "theme"], name) for name in self.scored)

    @cached_property
    def measures_of(self) -> dict[str, list[str]]:
        """The measures of each scored criterion; the first stands at first."""
        return _grouped(self.measures.index)

    @cached_property
    def has_measures(self) -> bool:
        """Whether any criterion can be measured in more than one way."""
        return any(len(of) > 1 for of in self.measures_of.values())

    @cached_property
    def menus(self) -> dict[str, list[str]]:
        """The measures that a menu offers, of criteria that have more than one such."""
        offered = self.measures["menu"] != "no"
        found = {c: [m for m in of if offered[c, m]] for c, of in self.measures_of.items()}
        return {criterion: of for criterion, of in found.items() if len(of) > 1}

    @cached_property
    def feature_names(self) -> list[str]:
        """The features, each of which may be a must-have."""
        return list(dict.fromkeys(self.features["feature"]))

    @cached_property
    def labels(self) -> dict[str, str]:
        """The name on screen of each candidate."""
        return dict(self.frameworks["label"])

    @cached_property
    def base(self) -> dict[str, str]:
        """The framework that each candidate is a variant of, or itself."""
        return {name: of or name for name, of in self.frameworks["variant_of"].items()}

    @cached_property
    def level_labels(self) -> dict[str, list[str]]:
        """The named levels of each criterion of the team, from 0 on."""
        named = _grouped(zip(self.levels["criterion"], self.levels["label"], strict=True))
        return {name: named[name] for name in self.team}

    @cached_property
    def _marks(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        columns = (self.levels[name] for name in ("criterion", "level", "mark"))
        for criterion, level, mark in zip(*columns, strict=True):
            found.setdefault(mark, {}).setdefault(criterion, level)
        return found

    def mark(self, mark: str) -> dict[str, int]:
        """Return, per criterion of the team that has the mark, the level from which on it holds."""
        return self._marks.get(mark, {})

    # Figures

    @cached_property
    def attributes(self) -> pd.DataFrame:
        """Frameworks x criteria with figures, raw units, by the measures that stand first."""
        return self.attributes_by({})

    def attributes_by(self, measures: Mapping[str, str]) -> pd.DataFrame:
        """Return frameworks x criteria with figures, raw units; NaN where it is not known."""
        columns = {
            name: self.figures(name, self.measure(name, measures))["value"].to_numpy(float)
            for name in self.criteria.index
            if name not in self.team
        }
        return pd.DataFrame(columns, index=self.frameworks.index)

    def measure(self, criterion: str, measures: Mapping[str, str]) -> str:
        """Return the measure that a state counts a criterion by; nothing where it has none."""
        return measures.get(criterion) or next(iter(self.measures_of.get(criterion, [""])))

    def figures(self, criterion: str, measure: str) -> pd.DataFrame:
        """Return the evidence of one measure, indexed by framework."""
        return self._by_measure[criterion, measure]

    def has_figures(self, criterion: str, measure: str) -> bool:
        """Say whether there is such a measure; a criterion that is shown has the nameless one."""
        return (criterion, measure) in self._by_measure

    @cached_property
    def _by_measure(self) -> dict[tuple[str, str], pd.DataFrame]:
        groups = self.evidence.groupby(["criterion", "measure"], sort=False)
        return {key: rows.set_index("framework") for key, rows in groups}

    @cached_property
    def cells(self) -> dict[tuple[str, str], Cells]:
        """Every measure of every scored criterion on the value scale."""
        keys = list(self.measures.index)

        def raw(end: str) -> pd.DataFrame:
            columns = {key: self.figures(*key)[end].to_numpy(float) for key in keys}
            return pd.DataFrame(columns, self.names)

        codebooks = [self.measures, *[self.measures.assign(outside="clip")] * 2]
        placed = (mcda.values(raw(end), of) for end, of in zip(ENDS, codebooks, strict=True))
        value, *ends = (frame.to_numpy().T for frame in placed)
        unknown = raw("value").isna().to_numpy().T
        low = np.where(unknown, 0.0, np.minimum(*ends))
        high = np.where(unknown, 1.0, np.maximum(*ends))
        return {key: Cells(*of) for key, *of in zip(keys, value, low, high, unknown, strict=True)}

    @cached_property
    def kept(self) -> dict[Any, Any]:
        """What is drawn or counted once from these tables, by name; no state changes it."""
        return {}

    def keep(self, key: Any, make: Callable[[], Kept]) -> Kept:
        """Return what is kept by a name, made when first asked for."""
        if key not in self.kept:
            self.kept[key] = make()
        found: Kept = self.kept[key]
        return found

    def keep_last(self, name: str, key: Any, make: Callable[[], Kept]) -> Kept:
        """Return what was made last by a name, where what it depends on has not changed."""
        if name not in self.kept or self.kept[name][0] != key:
            self.kept[name] = key, make()
        found: Kept = self.kept[name][1]
        return found

    @cached_property
    def supports(self) -> dict[tuple[str, str], str]:
        """The support level of each framework and feature."""
        keys = ["framework", "feature"]
        return self.features.set_index(keys)["support"].to_dict() if len(self.features) else {}

    def meets(self, framework: str, feature: str, level: str) -> bool:
        """Say whether a framework meets a must-have; what is not known meets none."""
        support = self.report.supports.get(self.supports.get((framework, feature), UNKNOWN))
        return support is not None and support.meets in ("core", level)

    @cached_property
    def parts(self) -> dict[str, dict[str, list[tuple[str, float]]]]:
        """Criterion -> framework -> (feature or nothing, figure) of each part of a shown figure."""
        found: dict[str, dict[str, list[tuple[str, float]]]] = {}
        for row in self.breakdown.itertuples():
            rows = found.setdefault(row.criterion, {}).setdefault(row.framework, [])
            rows.append((row.feature, row.value))
        return found


def load_problem(folder: str | Path) -> Problem:
    """Read and validate the tables in ``folder``.

    Files are UTF-8; a byte order mark and any line ending will do. Spaces and line breaks inside
    a cell count as one space. Raises ProblemError with every fault at once; a report.toml that is
    no TOML is told alone, for it says what the tables are.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ProblemError([f"{folder}: found no such folder, expected the one with the tables"])
    faults: list[Fault] = []
    report = read_report(folder, faults)
    wanted = [
        name
        for name, table in TABLES.items()
        if not table.optional or report.tables is None or name in _ALWAYS or name in report.tables
    ]
    texts = {name: read_table(folder, name, faults) for name in wanted}
    present = {name: text for name, text in texts.items() if text is not None}
    tables: Tables = {}
    for name, text in present.items():
        rows = read_rows(name, text, faults)
        if rows is not None:
            faults += table_faults(name, rows)
            tables[name] = rows[~rows.duplicated(list(TABLES[name].key))]
    if all(name != "levels.csv" for name in [*present, *(fault.file for fault in faults)]):
        tables["levels.csv"] = pd.DataFrame(columns=list(TABLES["levels.csv"].columns), dtype=str)
    mistyped, warnings = left_out(tables)
    faults += [*mistyped, *cross_faults(tables, report)]
    if faults:
        order = [FILE, *TABLES]
        told = sorted(
            by_kind(faults, lambda fault: fault.kind),
            key=lambda one: (order.index(one[0].file), one[0].line or float("inf")),
        )
        raise ProblemError(dict.fromkeys(fault.text(folder, more) for fault, more in told))
    return _problem(folder, report, tables, warnings, _digest(present))


_ALWAYS = ("levels.csv", "scenarios.csv", "scenario_points.csv", "measured/figures.csv")
"""Optional tables that count whatever the report says: they make the sliders."""


def _digest(texts: dict[str, str]) -> str:
    # Real decisions are tried on the figures and change none of them.
    content = "".join(texts[n] for n in sorted(texts) if not n.startswith("decision"))
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, member in pairs:
        found.setdefault(name, []).append(member)
    return found


def _problem(
    folder: Path, report: Report, tables: Tables, warnings: list[str], digest: str
) -> Problem:
    """Turn faultless tables into the frames that the report works with."""
    full = {
        name: tables[name] if name in tables else pd.DataFrame(columns=list(t.columns), dtype=str)
        for name, t in TABLES.items()
    }
    numbered = {name: rows.reset_index(drop=True) for name, rows in full.items()}
    frameworks = full["frameworks.csv"].set_index("framework")
    frameworks["extra"] = frameworks["extra"] == "yes"
    _fill(frameworks, "in_sentence", frameworks["label"])
    known = frameworks["variant_of"].isin(frameworks.index)
    frameworks["variant_of"] = frameworks["variant_of"].where(known, "")
    measures = _measures(full["measures.csv"], full["criteria.csv"])
    criteria = _criteria(full["criteria.csv"], measures)
    features = _features(full["features.csv"], frameworks)
    levels = numbered["levels.csv"].assign(level=numbered["levels.csv"]["level"].map(int))
    scenarios = full["scenarios.csv"].set_index("scenario")
    there = set(features["feature"])
    scenarios["must_haves"] = [
        ";".join(f"{f}={level}" for f, level in parse_must_haves(text).items() if f in there)
        for text in scenarios["must_haves"]
    ]
    points = numbered["scenario_points.csv"]
    points["points"] = points["points"].map(number)
    slid = criteria.index[criteria["kind"] != "shown"]
    lookup = measures.to_dict("index")
    for name in FIGURES:
        full[name] = full[name].assign(measure=_filled(full[name], measures))
        warnings += [f"{folder}/{line}" for line in far_off(name, full[name], lookup)]
    breakdown = numbered["measured/breakdown.csv"]
    return Problem(
        folder=folder,
        report=report,
        frameworks=frameworks,
        criteria=criteria,
        measures=measures,
        levels=levels.sort_values(["criterion", "level"], kind="stable", ignore_index=True),
        evidence=_evidence(full, criteria, measures, frameworks, features, report),
        features=features,
        scenarios=scenarios,
        points=points.pivot(index="scenario", columns="criterion", values="points")
        .reindex(index=scenarios.index, columns=slid)
        .astype(float)
        .fillna(0.0),
        claims=full["claims.csv"],
        decisions=numbered["decisions.csv"],
        decision_labels=numbered["decision_labels.csv"],
        breakdown=breakdown.assign(value=breakdown["value"].map(number)),
        timed=_timed(numbered["measured/timed.csv"]),
        probes=numbered["measured/probes.csv"],
        warnings=tuple(dict.fromkeys(warnings)),
        digest=digest,
    )


def _fill(frame: pd.DataFrame, column: str, usual: Any) -> None:
    """Give a column's empty cells what is usual."""
    frame[column] = frame[column].where(frame[column] != "", usual)


def _says(rows: pd.DataFrame, label: Callable[[Any], str]) -> list[str]:
    """Make what a figure says of its unit and its criterion's label."""
    units = (f" {unit}" if unit else "" for unit in rows["unit"])
    return [f"has {{value}}{u} on {label(k)}" for k, u in zip(rows.index, units, strict=True)]


def _measures(rows: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """Index the measures by criterion, in the order of the criteria, and fill in what is usual."""
    order = {name: i for i, name in enumerate(criteria["criterion"])}
    labels = dict(zip(criteria["criterion"], criteria["label"], strict=True))
    rows = rows.sort_values("criterion", key=lambda c: c.map(order), kind="stable")
    rows = rows.set_index(["criterion", "measure"])
    rows[["worst", "best"]] = rows[["worst", "best"]].map(number).astype(float)
    swing = [
        f"from {row.worst:g} to {row.best:g}{f' {row.unit}' if row.unit else ''}"
        for row in rows.itertuples()
    ]
    for column, usual in (
        ("scale", "linear"),
        ("outside", "error"),
        ("subject", "stack"),
        ("label", rows.index.get_level_values("measure")),
        ("swing", swing),
        ("says", _says(rows, lambda key: labels[key[0]])),
    ):
        _fill(rows, column, usual)
    return rows


def _criteria(rows: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Join each scored criterion with the measure that stands first."""
    criteria = rows.set_index("criterion")
    first = measures.groupby(level="criterion", sort=False).head(1).droplevel("measure")
    for column in _MEASURE:
        own: Any = np.nan if column in ("worst", "best") else criteria.get(column, "")
        joined = first[column].reindex(criteria.index)
        criteria[column] = joined.where(joined.notna(), own)
    shown, team = criteria["kind"] == "shown", criteria["kind"] == "team"
    criteria.loc[shown, "scale"] = "shown"
    criteria.loc[team, ["scale", "subject"]] = ["linear", "team"]
    criteria.loc[criteria["theme"].eq("") & ~shown, "theme"] = "Criteria"
    criteria[["worst", "best"]] = criteria[["worst", "best"]].astype(float)
    _fill(criteria, "says", _says(criteria, lambda name: criteria.at[name, "label"]))
    return criteria


def _features(rows: pd.DataFrame, frameworks: pd.DataFrame) -> pd.DataFrame:
    """Give each framework a row for each feature, in the order of both tables.

    A variant takes its base's row where it has none of its own; what is then missing is unknown.
    """
    if rows.empty:
        return rows.reset_index(drop=True)
    given = {(row["framework"], row["feature"]): row for row in rows.to_dict("records")}
    nothing = dict.fromkeys(rows.columns, "") | {"support": UNKNOWN}
    found = []
    for feature in dict.fromkeys(rows["feature"]):
        for name, base in frameworks["variant_of"].items():
            row = given.get((name, feature)) or given.get((base, feature)) or nothing
            found.append(row | {"framework": name, "feature": feature})
    return pd.DataFrame(found, columns=list(rows.columns))


def _filled(rows: pd.DataFrame, measures: pd.DataFrame) -> list[str]:
    """Return each figure's measure: its own, or its criterion's only one."""
    only = _grouped(measures.index)
    pairs = zip(rows["criterion"], rows["measure"], strict=True)
    return [measure or only.get(criterion, [""])[0] for criterion, measure in pairs]


def _evidence(
    full: Tables,
    criteria: pd.DataFrame,
    measures: pd.DataFrame,
    frameworks: pd.DataFrame,
    features: pd.DataFrame,
    report: Report,
) -> pd.DataFrame:
    """Join typed, measured, counted and inherited figures; a row for each, known or not."""
    given: dict[tuple[str, str, str], dict[str, Any]] = {}
    for name in FIGURES:
        rows = full[name].assign(file=name, line=full[name].index)
        keys = rows[["criterion", "measure", "framework"]].itertuples(index=False, name=None)
        given |= dict(zip(keys, rows.to_dict("records"), strict=True))
    of, by_framework = _grouped(measures.index), dict(list(features.groupby("framework")))
    codebooks = measures.to_dict("index") | criteria.to_dict("index")
    found = []
    for criterion in criteria.index[criteria["kind"] != "team"]:
        for measure in of.get(criterion, [""]):
            codebook = codebooks[(criterion, measure) if measure else criterion]
            for name, base in frameworks["variant_of"].items():
                own = given.get((criterion, measure, name))
                if own is None and codebook["subject"] == "core":
                    own = given.get((criterion, measure, base))
                if codebook["counts"]:
                    row = _count(codebook["counts"], by_framework.get(name, features), report)
                else:
                    row = _figure(own, codebook, report)
                key = {"framework": name, "criterion": criterion, "measure": measure}
                found.append(row | key | {"unit": codebook["unit"]})
    frame = pd.DataFrame(found, columns=[*TABLES["facts.csv"].columns, "file", "line"])
    return frame.astype(dict.fromkeys(ENDS, float) | {"line": int})


_NOTHING = dict.fromkeys([*TABLES["facts.csv"].columns, "file"], "") | {"line": 0}
_UNKNOWN = dict.fromkeys(ENDS, np.nan) | {"kind": UNKNOWN}


def _figure(row: dict[str, Any] | None, codebook: dict[str, Any], report: Report) -> dict[str, Any]:
    """Turn one row's cells into numbers; without a figure, all three are NaN."""
    if row is None or row["value"] == UNKNOWN:
        return (row or _NOTHING) | _UNKNOWN
    value = number(row["value"])
    low, high = (number(row[end]) if row[end] else value for end in ("low", "high"))
    if row["kind"] == "judged" and low == value == high and codebook["scale"] != "shown":
        # One person's note is good for one step of its scale, not for a hundredth.
        ends = sorted((codebook["worst"], codebook["best"]))
        low = max(value - report.judged_step, min(value, ends[0]))
        high = min(value + report.judged_step, max(value, ends[1]))
    return row | {"value": value, "low": low, "high": high}


def _count(counts: str, features: pd.DataFrame, report: Report) -> dict[str, Any]:
    """Count a framework's features; one that is not known counts nothing, and up to a whole."""
    rows = features.set_index("feature").reindex(split_names(counts))
    supports = [report.supports.get(support) for support in rows["support"]]
    if not any(supports):
        return _NOTHING | _UNKNOWN
    told: dict[str, list[str]] = {}
    for feature, support in zip(rows.index, supports, strict=True):
        if support is None or support.counts:
            what = "not known" if support is None else f"{support.counts:g}"
            told.setdefault("whole" if what == "1" else what, []).append(feature)
    return _NOTHING | {
        "value": sum(s.counts if s else 0.0 for s in supports),
        "low": sum(s.low if s else 0.0 for s in supports),
        "high": sum(s.high if s else 1.0 for s in supports),
        "kind": "documented",
        "source_title": COUNTED,
        "as_of": max((d for d in rows["as_of"] if isinstance(d, str)), default=""),
        "note": "; ".join(f"{what}: {', '.join(names)}" for what, names in told.items()),
        "file": "features.csv",
    }


def _timed(rows: pd.DataFrame) -> pd.DataFrame:
    """Turn windows into lists of numbers, and `named` into a boolean."""
    read: dict[str, Any] = {f"p{i}_ms": rows[f"p{i}_ms"].map(number) for i in (50, 90, 99)}
    for column in ("windows_1", "windows_2", "windows_3"):
        read[column] = rows[column].map(lambda text: [number(x) for x in split_names(text)])
    return rows.assign(named=rows["named"] == "yes", **read)
