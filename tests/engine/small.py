"""A problem small enough to check by hand: three alternatives, two criteria, round numbers."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from framework_report.tables import Problem, load_problem

NAMES = {"a": "Ash", "b": "Birch", "c": "Cedar", "d": "Dogwood", "e": "Elm"}
THREE = {"a": (10, 0), "b": (0, 10), "c": (4, 4)}
"""Two specialists and a compromise: figures on `power` and `peace`, 0 to 10."""
SHIPPED = {
    ("a", "desk"): "built-in",
    ("a", "door"): "third party",
    ("b", "desk"): "third party",
    ("b", "door"): "built-in",
    ("c", "desk"): "none",
    ("c", "door"): "partial",
}
LEVELS = {
    "bond": (("stranger", ""), ("guest", ""), ("friend", "known"), ("family", "")),
    "running": (("nothing", ""), ("a part", "incumbent"), ("all of it", "")),
}
SOURCE = {"kind": "measured", "source_title": "by hand", "as_of": "2026-01-01"}


def write(folder: Path, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write one table; the columns are those of the first row."""
    path = folder / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def tables(
    folder: Path,
    figures: Mapping[str, Sequence[Any]] = THREE,
    *,
    half_width: float = 0,
    shipped: Mapping[tuple[str, str], str] | None = None,
    off: Mapping[str, str] | None = None,
    quiet: Mapping[str, float] | None = None,
    kind: str = "measured",
    team: bool = True,
) -> Path:
    """Write the tables of a small problem into a folder.

    Args:
        folder: where to.
        figures: per alternative, its figures on power and peace; a number or "unknown".
        half_width: of each figure's interval, cut off at the levels.
        shipped: per alternative and feature, its support.
        off: alternatives that are not ticked, with what each is a variant of.
        quiet: per alternative, its figure by a second measure of `peace`, also 0 to 10.
        kind: of every figure.
        team: whether there are `bond` and `running`, criteria of the team.
    """
    off = off or {}
    names = list(figures)
    write(
        folder,
        "frameworks",
        [
            {
                "framework": name,
                "label": NAMES.get(name, name),
                "weak_spots": f"weak {name}",
                "watch_known": "watch the known",
                "watch_new": "watch the new",
                "extra": "yes" if name in off else "no",
                "variant_of": off.get(name, ""),
            }
            for name in names
        ],
    )
    criteria = [("power", "Force", "scored"), ("peace", "Calm", "scored")]
    criteria += [("bond", "Ties", "team"), ("running", "Ties", "team")] if team else []
    labels = {"power": "Power", "peace": "Peace", "bond": "Bond", "running": "Already running"}
    write(
        folder,
        "criteria",
        [
            {"criterion": c, "theme": theme, "label": labels[c], "kind": k}
            for c, theme, k in criteria
        ],
    )
    if team:
        rows = [(c, i, *row) for c, levels in LEVELS.items() for i, row in enumerate(levels)]
        columns = ("criterion", "level", "label", "mark")
        write(folder, "levels", [dict(zip(columns, row, strict=True)) for row in rows])
    measures = [("power", "push"), ("peace", "still")] + ([("peace", "quiet")] if quiet else [])
    write(
        folder,
        "measures",
        [
            {"criterion": c, "measure": m, "label": f"by {m}", "unit": "units"}
            | {"worst": 0, "best": 10, "says": f"has {{value}} {labels[c].lower()}"}
            for c, m in measures
        ],
    )
    facts = [
        _fact(name, criterion, measure, value, half_width, kind)
        for name, row in figures.items()
        for (criterion, measure), value in zip(measures, row, strict=False)
    ]
    facts += [
        _fact(name, "peace", "quiet", value, half_width, kind)
        for name, value in (quiet or {}).items()
    ]
    write(folder, "facts", facts)
    features = [
        {"framework": name, "feature": feature, "support": support}
        for (name, feature), support in (shipped or {}).items()
        if name in names
    ]
    if features:
        write(folder, "features", features)
    points = {"force": (9, 1), "calm": (1, 9)}
    write(folder, "scenarios", [{"scenario": s, "label": s.title()} for s in points])
    write(
        folder,
        "scenario_points",
        [
            {"scenario": s, "criterion": c, "points": p, "because": "to be round"}
            for s, row in points.items()
            for c, p in zip(("power", "peace"), row, strict=True)
        ],
    )
    return folder


def _fact(
    name: str, criterion: str, measure: str, value: Any, half_width: float, kind: str
) -> dict[str, Any]:
    known = value != "unknown"
    ends = {
        "low": max(value - half_width, 0) if known else "",
        "high": min(value + half_width, 10) if known else "",
    }
    row = {"framework": name, "criterion": criterion, "measure": measure, "value": value}
    return row | ends | SOURCE | {"kind": kind, "note": "by hand"}


def small(folder: Path, *given: Any, **options: Any) -> Problem:
    """Write the tables of a small problem into a folder and load them; see `tables`."""
    return load_problem(tables(folder, *given, **options))


def single(folder: Path) -> Problem:
    """Write two alternatives and one criterion, and load them."""
    write(folder, "frameworks", [{"framework": n, "label": n.upper()} for n in "ab"])
    write(folder, "criteria", [{"criterion": "c", "label": "C", "kind": "scored"}])
    write(folder, "measures", [{"criterion": "c", "measure": "m", "worst": 0, "best": 9}])
    fact = {"criterion": "c", "value": 4, "kind": "measured", "source_title": "by hand"}
    write(folder, "facts", [{"framework": n} | fact for n in "ab"])
    return load_problem(folder)


def many(
    folder: Path, figures: Mapping[str, Sequence[int]], *, themes: int = 1, off: str = ""
) -> Problem:
    """Write alternatives with as many criteria as they have figures, 0 to 10 each, and load them.

    Args:
        folder: where to.
        figures: per alternative, its figure on each criterion: `c0`, `c1` and so on.
        themes: how many criteria a theme has.
        off: the alternatives that are not ticked, a letter each.
    """
    criteria = [f"c{i}" for i in range(max(map(len, figures.values())))]
    rows = [
        {"framework": n, "label": n.upper(), "extra": "yes" if n in off else ""} for n in figures
    ]
    write(folder, "frameworks", rows)
    of_theme = [{"criterion": c, "theme": f"Theme {i // themes}"} for i, c in enumerate(criteria)]
    rows = [row | {"label": row["criterion"].upper(), "kind": "scored"} for row in of_theme]
    write(folder, "criteria", rows)
    rows = [{"criterion": c, "measure": "m", "worst": "0", "best": "10"} for c in criteria]
    write(folder, "measures", [row | {"says": f"{{value}} of {row['criterion']}"} for row in rows])
    facts = [
        {"framework": n, "criterion": c, "measure": "m", "value": value} | SOURCE
        for n, row in figures.items()
        for c, value in zip(criteria, row, strict=True)
    ]
    write(folder, "facts", facts)
    return load_problem(folder)


def measured_again(
    folder: Path, old: str, new: str, names: Mapping[str, str] | None = None
) -> None:
    """Write rows of measures and figures once more, under another criterion or measure.

    Args:
        folder: where they are.
        old: what stands in the rows to copy, as "peace,quiet".
        new: what stands in their copies there.
        names: whose figure goes to whom; by default each keeps its own.
    """
    for name in ("measures", "facts"):
        path = folder / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        again = [line.replace(old, new) for line in text.splitlines() if f"{old}," in line]
        if names and name == "facts":
            again = [names.get(line[0], line[0]) + line[1:] for line in again]
        path.write_text(text + "\n".join([*again, ""]), encoding="utf-8")
