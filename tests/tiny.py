"""A problem small enough to check by hand: three frameworks, two criteria, round numbers."""

from pathlib import Path

import pandas as pd

from framework_report.outcome import Outcome, State
from framework_report.problem import Problem, load_problem

THREE = {"a": (10, 0), "b": (0, 10), "c": (4, 4)}
"""Two specialists and a compromise: attributes on `power` and `peace`, 0 to 10."""
SHIPPED = {
    ("a", "desk"): "built-in",
    ("a", "door"): "third party",
    ("b", "desk"): "third party",
    ("b", "door"): "built-in",
    ("c", "desk"): "none",
    ("c", "door"): "partial",
    ("d", "desk"): "built-in",
    ("d", "door"): "third party",
}


def tiny(
    folder: Path,
    attributes: dict[str, tuple[float, float]] = THREE,
    half_width: float = 0,
    shipped: dict[tuple[str, str], str] = SHIPPED,
    off: dict[str, str] | None = None,
) -> Problem:
    """Write the tables of a small problem into a folder and load them.

    Frameworks `a`, `b`, `c`, `d` are called Ash, Birch, Cedar and Dogwood. `familiarity` is the
    team's. `off` names those that are switched off, and the framework that each is a variant of.
    """
    folder.mkdir(exist_ok=True)
    names = {"a": "Ash", "b": "Birch", "c": "Cedar", "d": "Dogwood", "e": "Elm"}
    off = off or {}
    source = {
        "source_title": "by hand",
        "source_url": "https://example.org/",
        "as_of": "2026-01-01",
        "note": "",
    }
    level = {
        "worst": 0,
        "best": 10,
        "scale": "linear",
        "outside": "error",
        "counts": "",
        "reason": "a round number",
    }
    _write(
        folder,
        "criteria",
        [
            {
                "criterion": "power",
                "theme": "Force",
                "label": "Power",
                "question": "How strong?",
                "unit": "kN",
                "subject": "core",
                "swing": "from 0 to 10 kN",
                "says": "pulls {value} kN",
                **level,
            },
            {
                "criterion": "peace",
                "theme": "Rest",
                "label": "Peace",
                "question": "How quiet?",
                "unit": "h",
                "subject": "core",
                "swing": "from 0 to 10 h",
                "says": "is quiet for {value} h",
                **level,
            },
            {
                "criterion": "familiarity",
                "theme": "Team",
                "label": "Familiarity",
                "question": "Known?",
                "unit": "of 4",
                "subject": "team",
                "swing": "from 0 to 4",
                "says": "is known at {value} of 4",
                **level,
                "best": 4,
            },
        ],
    )
    _write(
        folder,
        "frameworks",
        [
            {
                "framework": name,
                "label": names[name],
                "version": "1",
                "stack": names[name],
                "best_for": "tests",
                "strengths": "few",
                "weak_spots": f"{names[name]} is wood",
                "watch_known": "keep it dry",
                "watch_new": "mind the splinters",
                "licence": "MIT",
                "homepage": "https://example.org/",
                "extra": "yes" if name in off else "no",
                "variant_of": off.get(name, ""),
            }
            for name in attributes
        ],
    )
    _write(
        folder,
        "evidence",
        [
            {
                "framework": name,
                "criterion": criterion,
                "value": x,
                "low": max(x - half_width, 0),
                "high": min(x + half_width, 10),
                "unit": unit,
                "kind": "measured",
                "setup": "bench",
                **source,
            }
            for name, pair in attributes.items()
            for criterion, unit, x in zip(("power", "peace"), ("kN", "h"), pair, strict=True)
        ],
    )
    _write(
        folder,
        "features",
        [
            {"framework": name, "feature": feature, "support": support, **source}
            for (name, feature), support in shipped.items()
            if name in attributes
        ],
    )
    _write(
        folder,
        "scenarios",
        [
            {
                "scenario": "even",
                "label": "Even",
                "story": "Both matter.",
                "must_haves": "",
                "article_says": "a",
                "article_because": "it says so",
            },
        ],
    )
    _write(
        folder,
        "scenario_points",
        [
            {"scenario": "even", "criterion": name, "points": 5, "because": "even"}
            for name in ("power", "peace")
        ],
    )
    return load_problem(folder)


def _write(folder: Path, name: str, rows: list[dict]) -> None:
    pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)


def outcome(problem: Problem, power: int, peace: int, team: int = 0, **rest) -> Outcome:
    """Return what follows from so many points on power, peace and familiarity."""
    points = {"power": power, "peace": peace, "familiarity": team}
    return Outcome(problem, State({name: p for name, p in points.items() if p}, **rest))
