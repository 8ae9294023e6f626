"""The problem: frameworks, criteria, evidence, features and scenarios, read from ``data/``.

Every fault of every table is found in one go and named with file, line, column, what was found
and what was expected; nothing is ever written. The tables are documented in ``data/README.md``.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from framework_report.checks import Tables, cross_faults, table_faults
from framework_report.tables import (
    TABLES,
    Fault,
    number,
    parse_must_haves,
    read_rows,
    read_text,
    split_names,
)


class ProblemError(ValueError):
    """Faulty input. ``problems`` lists every fault found; ``str()`` gives one a line."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, eq=False)
class Problem:
    """What the report knows, validated. Columns and units are those of ``data/README.md``.

    Indexed by their id: ``frameworks`` (``extra`` is bool), ``criteria`` (``worst`` and ``best``
    are float, NaN where a criterion is only shown) and ``scenarios``. One row each, numbered:
    ``evidence`` (in the order of criteria, then frameworks; with the computed rows of counted
    criteria), ``features``, ``scenario_points`` and ``claims``. ``attributes`` is frameworks x
    criteria in raw units, without the team's criterion. ``points`` is scenarios x scored criteria,
    0 where the file has no row. ``breakdown``, ``timed`` and ``probes`` are what figures were taken
    from; they, and ``claims``, are empty where there is no such file.
    ``extras`` names the frameworks of the files that are switched off here; ``everyone`` is the
    same problem with all of them switched on. ``digest`` names the content of the tables, whatever
    their line endings.
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
    breakdown: pd.DataFrame
    timed: pd.DataFrame
    probes: pd.DataFrame
    extras: tuple[str, ...]
    digest: str
    others: "Problem | None" = None

    @property
    def everyone(self) -> "Problem":
        """The problem with every framework of the files switched on."""
        return self.others or self


def load_problem(folder: str | Path, extras: Sequence[str] = ()) -> Problem:
    """Read and validate the tables in ``folder``; ``extras`` are frameworks to switch on.

    Files are UTF-8; a byte order mark and any line ending will do. Spaces and line breaks inside
    a cell count as one space. Raises ProblemError with every fault at once.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ProblemError([f"{folder}: found no such folder, expected the one with the tables"])
    faults: list[Fault] = []
    texts = {name: read_text(folder / name, faults) for name in TABLES}
    present = {name: text for name, text in texts.items() if text is not None}
    tables: Tables = {}
    for name, text in present.items():
        rows = read_rows(name, text, faults)
        if rows is not None:
            tables[name] = rows
            faults += table_faults(name, rows)
    faults += cross_faults(tables)
    faults += _extras_faults(tables, extras)
    if faults:
        order = list(TABLES)
        faults.sort(key=lambda fault: (order.index(fault.file), fault.line or float("inf")))
        raise ProblemError(dict.fromkeys(fault.text(folder) for fault in faults))
    digest = _digest(present)
    problem = _problem(folder, tables, extras, digest)
    if not problem.extras:
        return problem
    everyone = [*extras, *problem.extras]
    return replace(problem, others=_problem(folder, tables, everyone, digest))


def _digest(texts: dict[str, str]) -> str:
    content = "".join(texts[name] for name in sorted(texts))
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _extras_faults(tables: Tables, extras: Sequence[str]) -> list[Fault]:
    if "frameworks.csv" not in tables:
        return []
    rows = tables["frameworks.csv"]
    known = list(rows.loc[rows["extra"] == "yes", "framework"])
    expected = f"frameworks that are extra: {', '.join(known) or 'there are none'}"
    return [
        Fault("frameworks.csv", 0, "extras", repr(name), expected)
        for name in extras
        if name not in known
    ]


def _problem(folder: Path, tables: Tables, extras: Sequence[str], digest: str) -> Problem:
    """Turn faultless tables into the frames that the report works with."""
    frameworks = tables["frameworks.csv"].set_index("framework")
    frameworks["extra"] = frameworks["extra"] == "yes"
    off = frameworks.index[frameworks["extra"] & ~frameworks.index.isin(list(extras))]
    frameworks = frameworks.drop(index=off)
    criteria = _criteria(tables["criteria.csv"])
    features = tables["features.csv"]
    features = features[features["framework"].isin(frameworks.index)].reset_index(drop=True)
    evidence = _evidence(tables["evidence.csv"], criteria, frameworks.index, features)
    scenarios = tables["scenarios.csv"].set_index("scenario")
    scenarios["must_haves"] = scenarios["must_haves"].map(_canonical_must_haves)
    scenario_points = tables["scenario_points.csv"].reset_index(drop=True)
    scenario_points["points"] = scenario_points["points"].astype(int)
    scored = criteria.index[criteria["scale"] != "shown"]
    own = criteria.index[criteria["subject"] != "team"]
    optional = {
        name: tables.get(name, pd.DataFrame(columns=list(table.columns), dtype=str))
        for name, table in TABLES.items()
        if table.optional
    }
    breakdown = optional["breakdown.csv"]
    breakdown = breakdown[breakdown["framework"].isin(frameworks.index)]
    return Problem(
        folder=folder,
        frameworks=frameworks,
        criteria=criteria,
        attributes=_wide(evidence, "framework", "value", frameworks.index, own).astype(float),
        evidence=evidence,
        features=features,
        scenarios=scenarios,
        points=_wide(scenario_points, "scenario", "points", scenarios.index, scored)
        .fillna(0)
        .astype(int),
        scenario_points=scenario_points,
        claims=optional["claims.csv"].reset_index(drop=True),
        breakdown=breakdown.assign(value=breakdown["value"].map(number)).reset_index(drop=True),
        timed=_timed(optional["timed.csv"]),
        probes=optional["probes.csv"].reset_index(drop=True),
        extras=tuple(off),
        digest=digest,
    )


def _wide(
    rows: pd.DataFrame, index: str, values: str, names: pd.Index, criteria: pd.Index
) -> pd.DataFrame:
    """Spread long rows over names x criteria, in that order; NaN where there is no row."""
    wide = rows.pivot(index=index, columns="criterion", values=values)
    return wide.reindex(index=names, columns=criteria)


def _criteria(rows: pd.DataFrame) -> pd.DataFrame:
    criteria = rows.set_index("criterion")
    criteria[["worst", "best"]] = criteria[["worst", "best"]].map(number)
    criteria["counts"] = criteria["counts"].map(lambda text: ";".join(split_names(text)))
    return criteria


def _timed(rows: pd.DataFrame) -> pd.DataFrame:
    """Turn windows into lists of numbers, one column for each sitting."""
    windows = {
        column: rows[column].map(lambda text: [number(part) for part in split_names(text)])
        for column in ("windows_1", "windows_2")
    }
    return rows.assign(**windows, named=rows["named"] == "yes").reset_index(drop=True)


def _canonical_must_haves(text: str) -> str:
    return ";".join(f"{feature}={level}" for feature, level in parse_must_haves(text).items())


def _evidence(
    rows: pd.DataFrame, criteria: pd.DataFrame, frameworks: pd.Index, features: pd.DataFrame
) -> pd.DataFrame:
    """Join typed and counted evidence, in the order of the criteria, then the frameworks."""
    typed = rows[rows["framework"].isin(frameworks)].copy()
    typed[["value", "low", "high"]] = typed[["value", "low", "high"]].map(number)
    counted = [
        _counted(framework, name, criteria.loc[name], features)
        for name in criteria.index[criteria["counts"] != ""]
        for framework in frameworks
    ]
    joined = pd.concat([typed, pd.DataFrame(counted, columns=rows.columns)]) if counted else typed
    orders = {"criterion": criteria.index, "framework": frameworks}
    return joined.sort_values(
        list(orders), key=lambda names: orders[names.name].get_indexer(names), ignore_index=True
    )


def _counted(
    framework: str, name: str, criterion: pd.Series, features: pd.DataFrame
) -> dict[str, Any]:
    """Count what a framework's core ships: built-in 1, partial 1/2 (low 0, high 1)."""
    parts = split_names(criterion["counts"])
    own = features[features["framework"] == framework].set_index("feature").loc[parts]
    whole = list(own.index[own["support"] == "built-in"])
    half = list(own.index[own["support"] == "partial"])
    note = [f"{word}: {', '.join(ns)}" for word, ns in (("whole", whole), ("half", half)) if ns]
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
        "note": "; ".join(note) or "none of them is in the core",
    }
