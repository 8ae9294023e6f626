"""What travels with the exported page: everything it takes to recompute the report for any state.

The payload is plain JSON. Values are on the value scale already, figures are text already, and the
keys of the random streams are numbers already, so that the page repeats only arithmetic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from framework_report import mcda
from framework_report.charts.values import figure_words
from framework_report.decision import committed_state
from framework_report.faults import CONTROL
from framework_report.mcda.sensitivity import LEVELS as ENDS
from framework_report.mcda.sensitivity import REACH
from framework_report.race import CLOSE, SAMPLES, WIDE
from framework_report.state import (
    MAXIMUM_POINTS,
    VERSION,
    State,
    figure_digests,
    scenario_state,
    whole,
)
from framework_report.words import facts
from framework_report.words.answer import chosen
from framework_report.words.doubts import HARDLY, WORTH_SAYING
from framework_report.words.text import MOST_DECIMALS, figure, phrases, say

if TYPE_CHECKING:
    from framework_report.decision import Decision
    from framework_report.tables import Problem

_TABLES = ("lists", "doubts", "page", "charts", "group", "ask", "answer")
"""The tables of sentences that the page says."""
_REPORT = (
    *("title", "alternative", "alternatives", "piece", "owner", "contact", "repository"),
    *("next_step", "half_way"),
)
_FRAMEWORK = ("label", "in_sentence", "version", "stack", "weak_spots", "watch_known", "watch_new")
_CRITERION = ("theme", "label", "question", "kind")
_MEASURE = ("label", "unit", "swing", "says", "reason", "prefer", "scale", "outside")


def payload(
    problem: Problem, decision: Decision | None, spread: float = mcda.SPREAD
) -> dict[str, Any]:
    """Return what the page computes from, ready for JSON.

    Args:
        problem: the evidence.
        decision: what the team committed; None where it has not, and the first scenario serves.
        spread: how many steps up or down each slider might as well stand.

    Returns:
        A dictionary of plain lists, dictionaries, texts and numbers; None for a missing number.
        Lists over candidates are in the order of `frameworks`.
    """
    dates = sorted(filter(None, [*problem.evidence["as_of"], *problem.features["as_of"]]))
    digests = figure_digests(problem)
    report = problem.report
    return {
        "version": VERSION,
        "digest": problem.digest,
        "figures": "".join(sorted(set(digests.values()))),
        "dates": [dates[0], dates[-1]] if dates else [],
        "constants": _constants(spread),
        "phrases": {name: phrases()[name] for name in _TABLES} | {"paragraph": _paragraphs()},
        "report": {name: getattr(report, name) for name in _REPORT},
        "frameworks": [
            {"id": name, "base": problem.base[name]} | row
            for name, row in problem.frameworks[list(_FRAMEWORK)].to_dict("index").items()
        ],
        "ticked": problem.ticked,
        "criteria": [_criterion(problem, name, digests) for name in problem.criteria.index],
        "marks": {mark: problem.mark(mark) for mark in ("known", "incumbent")},
        "features": [
            {"name": name, "support": [problem.supports[f, name] for f in problem.names]}
            for name in problem.feature_names
        ],
        "meets": {name: support.meets for name, support in report.supports.items()},
        "scenarios": [_scenario(problem, name) for name in problem.scenarios.index],
        "decision": _decision(problem, decision),
        "sources": _sources(problem),
    }


def _paragraphs() -> dict[str, list[Any]]:
    """Return the verdict's paragraphs: a title, then each rule's sentence and conditions."""
    return {
        found["name"]: [found["title"], *([rule["say"], *rule["when"]] for rule in found["rules"])]
        for found in phrases()["paragraph"]
    }


def _constants(spread: float) -> dict[str, Any]:
    return {
        "tie": mcda.TIE,
        "maximum": MAXIMUM_POINTS,
        "control": CONTROL.pattern,
        "samples": SAMPLES,
        "spread": spread,
        "wide": WIDE,
        "close": CLOSE,
        "rarely": facts.RARELY,
        "arguments_for": facts.ARGUMENTS_FOR,
        "arguments_against": facts.ARGUMENTS_AGAINST,
        "flips": facts.FLIPS,
        "features": facts.FEATURES,
        "team_sentences": facts.TEAM_SENTENCES,
        "inactive": facts.INACTIVE,
        "worth_saying": WORTH_SAYING,
        "hardly": HARDLY,
        "most_decimals": MOST_DECIMALS,
        "reach": REACH,
    }


def _criterion(
    problem: Problem, name: str, digests: dict[tuple[str, str, str], str]
) -> dict[str, Any]:
    """Return a criterion with its measures; one of the team with its levels."""
    row = problem.criteria.loc[name]
    found: dict[str, Any] = {"id": name} | {column: row[column] for column in _CRITERION}
    if name in problem.team:
        return found | {
            "levels": problem.level_labels[name],
            "stream": mcda.key("weight", name),
            "says": row["says"],
            "swing": row["swing"],
            "reason": row["reason"],
        }
    if name in problem.shown:
        own = {"unit": row["unit"], "says": row["says"]}
        return found | own | _shown(problem, name) | {"digests": _of(digests, problem, name, "")}
    return found | {
        "stream": mcda.key("weight", name),
        "streams": [mcda.key("value", framework, name) for framework in problem.names],
        "measures": [_measure(problem, name, m, digests) for m in problem.measures_of[name]],
    }


def _shown(problem: Problem, name: str) -> dict[str, Any]:
    """Return the texts of a figure that is only told, and its parts where they are known."""
    rows = problem.figures(name, "")
    texts = [_told(row) for _, row in rows.iterrows()]
    found: dict[str, Any] = {"figures": texts, "evidence": _evidence(problem, rows)}
    if name in problem.parts:
        parts = problem.parts[name]
        found["parts"] = [[list(p) for p in parts.get(f, [])] for f in problem.names]
    return found


def _told(row: pd.Series) -> str:
    """Write a figure as the verdict tells it: by its interval, where it has one."""
    if np.isnan(row["value"]) or row["low"] == row["high"]:
        return figure_words(row)
    return say("doubts", "sure_range", low=figure(row["low"]), high=figure(row["high"]))


def _measure(
    problem: Problem, criterion: str, measure: str, digests: dict[tuple[str, str, str], str]
) -> dict[str, Any]:
    """Return a measure: its words, and per candidate value, interval and text of its figure."""
    row = problem.measures.loc[(criterion, measure)]
    cells, rows = problem.cells[criterion, measure], problem.figures(criterion, measure)
    own = mcda.on_own_scale(rows["value"].astype(float), row)
    ends = mcda.on_own_scale(row[list(ENDS)].astype(float), row)
    found: dict[str, Any] = {"id": measure} | {c: row[c] for c in _MEASURE}
    found["menu"] = row["menu"] != "no"
    found |= {"worst": float(row["worst"]), "best": float(row["best"])}
    found["value"] = [float(x) for x in cells.value]
    # Only where there is an interval: most figures have none.
    found["ends"] = {
        str(i): [float(low), float(high)]
        for i, (low, high) in enumerate(zip(cells.low, cells.high, strict=True))
        if low != high
    }
    found["unknown"] = [i for i, unknown in enumerate(cells.unknown) if unknown]
    found["own"] = [None if np.isnan(x) else _short(x) for x in own]
    found["own_ends"] = [_short(x) for x in ends]
    found["figures"] = [
        say("lists", "unknown_value") if np.isnan(x) else figure(x) for x in rows["value"]
    ]
    found["judged"] = [i for i, kind in enumerate(rows["kind"]) if kind == "judged"]
    found["evidence"] = _evidence(problem, rows)
    found["digests"] = _of(digests, problem, criterion, measure)
    return found


def _short(x: float) -> float:
    """Keep twelve digits: of a logarithm no page needs more, and each digit is a byte."""
    return float(f"{x:.12g}")


def _of(
    digests: dict[tuple[str, str, str], str], problem: Problem, criterion: str, measure: str
) -> list[str]:
    return [digests.get((framework, criterion, measure), "") for framework in problem.names]


def _evidence(problem: Problem, rows: pd.DataFrame) -> list[list[Any]]:
    """Return per candidate: interval, kind, set-up, number of the source, date, note."""
    sources = _source_numbers(problem)
    found = []
    for _name, row in rows.iterrows():
        pair = (row["source_title"], row["source_url"])
        interval = "" if row["low"] == row["high"] else figure_words(row)
        found.append(
            [interval, row["kind"], row["setup"], sources[pair], row["as_of"], row["note"]]
        )
    return found


def _source_numbers(problem: Problem) -> dict[tuple[str, str], int]:
    def numbers() -> dict[tuple[str, str], int]:
        titles, urls = (problem.evidence[name] for name in ("source_title", "source_url"))
        pairs = dict.fromkeys(zip(titles, urls, strict=True))
        return {pair: i for i, pair in enumerate(pairs)}

    return problem.keep("sources", numbers)


def _sources(problem: Problem) -> list[list[str]]:
    return [list(pair) for pair in _source_numbers(problem)]


def _scenario(problem: Problem, name: str) -> dict[str, Any]:
    row, state = problem.scenarios.loc[name], scenario_state(problem, name)
    columns = ("label", "story", "article_says", "article_because")
    found: dict[str, Any] = {"id": name} | {column: row[column] for column in columns}
    points = {key: whole(p) for key, p in state.points.items()}
    return found | {"points": points, "must_haves": dict(state.must_haves)}


def _decision(problem: Problem, decision: Decision | None) -> dict[str, Any]:
    given = committed_state(problem, decision).to_dict()
    state = State.from_dict({"candidates": problem.ticked} | given, problem).to_dict()
    if decision is None:
        first = problem.scenarios.index[0] if len(problem.scenarios) else ""
        return {"state": state, "scenario": first, "date": None}
    return {
        "state": state,
        "scenario": decision.scenario,
        "leader": chosen(problem, decision),
        "date": decision.date.isoformat(),
        "review_by": decision.review_by.isoformat(),
        "why": decision.why,
        "switch_if": decision.switch_if,
    }
