"""What travels with the exported page: everything it takes to recompute the report for any state.

The payload is plain JSON. Values are on the value scale already, figures are text already, and
the keys of the random streams are numbers already, so that the page repeats only arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from framework_report import draws
from framework_report.model import TIE, values
from framework_report.narrative import (
    ARGUMENTS_AGAINST,
    ARGUMENTS_FOR,
    FLIPS,
    MOST_DECIMALS,
    OTHERS,
    SHIPPED,
    WORTH_SAYING,
    figure,
    figures,
    parts_of,
    phrases,
)
from framework_report.outcome import (
    CLEAR,
    CLOSE,
    LEVELS,
    MAXIMUM_FAMILIARITY,
    MAXIMUM_POINTS,
    SAMPLES,
    SPREAD,
    SUPPORTS,
    State,
    base,
    scenario_state,
    value_frames,
)
from framework_report.problem import Problem
from framework_report.sensitivity import LEVELS as ENDS
from framework_report.sensitivity import REACH, on_own_scale
from framework_report.tables import SUPPORT_LEVELS

if TYPE_CHECKING:
    from framework_report.decision import Decision

VERSION = 1
"""Of the payload and of the state in the page's address; a page refuses another one in words."""


def payload(problem: Problem, decision: Decision | None, spread: float = SPREAD) -> dict[str, Any]:
    """Return what the page computes from, ready for JSON.

    Args:
        problem: the evidence.
        decision: what the team committed; None where it has not, and the first scenario serves.

    Returns:
        A dictionary of plain lists, dictionaries, texts and numbers; None for a missing number.

    """
    scored = list(problem.points.columns)
    return {
        "version": VERSION,
        "digest": problem.digest,
        "dates": [min(dates), max(dates)] if (dates := sorted(problem.evidence["as_of"])) else [],
        "constants": _constants(spread),
        "phrases": phrases(),
        "frameworks": _frameworks(problem),
        "criteria": [_criterion(problem, name) for name in problem.criteria.index],
        "scored": scored,
        "values": [_matrix(problem, frame) for frame in value_frames(problem)],
        "team": _team(problem),
        "figures": figures(problem).where(problem.attributes.notna(), None).to_dict("index"),
        "features": _features(problem),
        "judged": _judged(problem),
        "support_levels": list(SUPPORT_LEVELS),
        "others": _others(problem),
        "streams": {
            "weight": [draws.key("weight", name) for name in scored],
            "value": [
                [draws.key("value", framework, name) for name in scored]
                for framework in problem.frameworks.index
            ],
        },
        "scenarios": [_scenario(problem, name) for name in problem.scenarios.index],
        "decision": _decision(problem, decision),
        "evidence": _evidence(problem),
    }


_FRAMEWORK = ("label", "version", "stack", "weak_spots", "watch_known", "watch_new")
_CRITERION = ("theme", "label", "question", "unit", "scale", "subject", "swing", "says", "reason")


def _constants(spread: float) -> dict[str, Any]:
    return {
        "tie": TIE,
        "maximum_points": MAXIMUM_POINTS,
        "maximum_familiarity": MAXIMUM_FAMILIARITY,
        "samples": SAMPLES,
        "spread": spread,
        "clear": CLEAR,
        "close": CLOSE,
        "shipped": SHIPPED,
        "arguments_for": ARGUMENTS_FOR,
        "arguments_against": ARGUMENTS_AGAINST,
        "flips": FLIPS,
        "others": OTHERS,
        "worth_saying": WORTH_SAYING,
        "most_decimals": MOST_DECIMALS,
        "reach": REACH,
        "levels": [list(pair) for pair in LEVELS.items()],
        "supports": {level: list(names) for level, names in SUPPORTS.items()},
    }


def _frameworks(problem: Problem) -> list[dict[str, Any]]:
    rows = _rows(problem.frameworks, _FRAMEWORK)
    return [row | {"base": base(problem, row["id"])} for row in rows]


def _rows(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"id": name} | row for name, row in frame[list(columns)].to_dict("index").items()]


def _criterion(problem: Problem, name: str) -> dict[str, Any]:
    row = problem.criteria.loc[name]
    found = {"id": name} | {column: row[column] for column in _CRITERION}
    if row["scale"] != "shown":
        found |= {"worst": float(row["worst"]), "best": float(row["best"])}
        found |= {"outside": row["outside"], **_own_scale(problem, name)}
    elif name in (parts := parts_of(problem)):
        found |= {
            "parts": {framework: [list(p) for p in x] for framework, x in parts[name].items()}
        }
    return found


def _own_scale(problem: Problem, name: str) -> dict[str, Any]:
    """Return levels and attributes on the criterion's own scale: a page takes no logarithm."""
    row = problem.criteria.loc[name]
    if row["subject"] == "team":
        return {}
    return {
        "ends": on_own_scale(row[list(ENDS)].astype(float), row).to_dict(),
        "own": on_own_scale(problem.attributes[name], row).to_dict(),
    }


def _judged(problem: Problem) -> list[list[str]]:
    rows = problem.evidence[problem.evidence["kind"] == "judged"]
    return [list(pair) for pair in zip(rows["framework"], rows["criterion"], strict=True)]


def _others(problem: Problem) -> list[dict[str, Any]]:
    """Return the set-ups that are switched off: values, supports, and whose familiarity counts."""
    everyone = problem.everyone
    matrix = _matrix(everyone, value_frames(everyone)[0])
    rows = dict(zip(everyone.frameworks.index, matrix, strict=True))
    support = {
        (row.framework, row.feature): SUPPORT_LEVELS.index(row.support)
        for row in everyone.features.itertuples()
    }
    features = problem.features["feature"].unique()  # in the page's order, not everyone's
    found = []
    for name, row in everyone.frameworks.iterrows():
        if name in problem.extras:
            found.append(
                {
                    "label": row["label"],
                    "base": base(problem, name),
                    "values": rows[name],
                    "support": [support[name, feature] for feature in features],
                }
            )
    return found


def _matrix(problem: Problem, frame: pd.DataFrame) -> list[list[float | None]]:
    """Return frameworks x scored criteria; None for the criteria whose attributes the team says."""
    wide = frame.reindex(columns=problem.points.columns)
    return [[None if x != x else x for x in row] for row in wide.to_numpy(float).tolist()]


def _team(problem: Problem) -> dict[str, list[float]]:
    """Return, per criterion that the team says itself, the value of each level from 0 on."""
    subjects = problem.criteria["subject"]
    names = [name for name in problem.points.columns if subjects[name] == "team"]
    levels = pd.DataFrame({name: range(MAXIMUM_FAMILIARITY + 1) for name in names})
    return {name: found.tolist() for name, found in values(levels, problem.criteria).items()}


def _features(problem: Problem) -> list[dict[str, Any]]:
    """Return features in the order of the table, each with every framework's support level."""
    table = problem.features
    wide = table.pivot(index="feature", columns="framework", values="support")
    wide = wide.reindex(index=table["feature"].unique(), columns=problem.frameworks.index)
    return [
        {"name": name, "support": list(row)}
        for name, row in zip(wide.index, wide.to_numpy(), strict=True)
    ]


def _scenario(problem: Problem, name: str) -> dict[str, Any]:
    row = problem.scenarios.loc[name]
    state = scenario_state(problem, name).to_dict()
    return {
        "id": name,
        "label": row["label"],
        "story": row["story"],
        "article_says": row["article_says"],
        "article_because": row["article_because"],
        "points": state["points"],
        "must_haves": state["must_haves"],
    }


def committed_state(problem: Problem, decision: Decision | None) -> State:
    """Return the state that the team committed, or the first scenario's where it has not."""
    return decision.state if decision else scenario_state(problem, problem.scenarios.index[0])


def _decision(problem: Problem, decision: Decision | None) -> dict[str, Any]:
    state = State.from_dict(committed_state(problem, decision).to_dict(), problem).to_dict()
    if decision is None:
        return {"state": state, "scenario": problem.scenarios.index[0], "date": None}
    return {
        "state": state,
        "scenario": decision.scenario,
        "date": decision.date.isoformat(),
        "review_by": decision.review_by.isoformat(),
        "why": decision.why,
        "switch_if": decision.switch_if,
    }


def _evidence(problem: Problem) -> dict[str, Any]:
    """Return sources once, and the rows per criterion that point to them.

    A row is framework, value, interval, kind, set-up, number of the source, date and note.
    """
    table = problem.evidence
    pairs = list(zip(table["source_title"], table["source_url"], strict=True))
    sources = list(dict.fromkeys(pairs))
    rows: dict[str, list] = {}
    for row, pair in zip(table.to_dict("records"), pairs, strict=True):
        ends = figure(row["low"]), figure(row["high"])
        interval = "" if row["low"] == row["high"] else f"{ends[0]} to {ends[1]}"
        entry = [row["framework"], figure(row["value"]), interval, row["kind"], row["setup"]]
        entry += [sources.index(pair), row["as_of"], row["note"]]
        rows.setdefault(row["criterion"], []).append(entry)
    return {"sources": [list(pair) for pair in sources], "rows": rows}


def differences(payload: Mapping[str, Any], state: Mapping, other: Mapping) -> list[str]:
    """Say in words what a state sets otherwise than another one, in the order of the tables.

    Args:
        payload: as `payload` makes it.
        state: as `State.to_dict` makes it.
        other: the state to compare it with, likewise.

    Returns:
        One phrase per difference; none where the two are the same.

    """
    lists, levels = payload["phrases"]["page"], dict(payload["constants"]["levels"])
    labels = {row["id"]: row["label"] for row in payload["criteria"] + payload["frameworks"]}
    found = []
    for part, words in (
        ("points", lambda level: str(level or 0)),
        ("must_haves", lambda level: levels.get(level, lists["not_needed"])),
        ("familiarity", lambda level: lists["not_said"] if level is None else str(level)),
    ):
        new, old = state.get(part, {}), other.get(part, {})
        names = {
            "points": payload["scored"],
            "must_haves": [row["name"] for row in payload["features"]],
            "familiarity": [row["id"] for row in payload["frameworks"]],
        }[part]
        for name in names:
            now, before = words(new.get(name)), words(old.get(name))
            if now != before:
                text = lists[f"difference_{part}"]
                slots = {"{name}": labels.get(name, name), "{now}": now, "{before}": before}
                for slot, value in slots.items():
                    text = text.replace(slot, value)
                found.append(text)
    return found
