"""Write ``decision.toml``: all of it or nothing, into what is there, and over nobody's edit."""

import datetime
from pathlib import Path

from framework_report.decision.read import Decision, Ends
from framework_report.decision.toml import edited
from framework_report.files import Changed, Expected, read_text, rewrite_text
from framework_report.outcome import Outcome
from framework_report.state import whole
from framework_report.tables import Problem
from framework_report.tables.problem import ENDS
from framework_report.tables.toml import read_toml
from framework_report.words.text import say


def new_decision(
    problem: Problem,
    outcome: Outcome,
    why: str = "",
    switch_if: str = "",
    scenario: str = "",
    origin: str = "",
    *,
    date: datetime.date,
    review_by: datetime.date,
) -> Decision:
    """Freeze an outcome: its state, its leader, and the evidence on which it compares."""
    figures: dict[str, dict[str, Ends]] = {n: {} for n in outcome.active}
    for criterion in [c for c in problem.criteria.index if c not in problem.team]:
        rows = problem.figures(criterion, outcome.measure(criterion))
        for name in outcome.active:
            value, low, high = (float(rows.at[name, end]) for end in ENDS)
            if value == value:  # what nobody knows is NaN
                figures[name][criterion] = (value, low, high)
    state, leader = outcome.state, outcome.leader or ""
    needed = state.must_haves
    supports = {n: {f: outcome.support(n, f) for f in needed} for n in outcome.active if needed}
    # Of those with one measure, too: another one may stand first one day.
    measures = {criterion: outcome.measure(criterion) for criterion in problem.measures_of}
    return Decision(
        state,
        scenario,
        why,
        switch_if,
        date,
        review_by,
        leader,
        figures,
        supports,
        measures,
        origin,
    )


def write_decision(decision: Decision, path: str | Path, expected: Expected = ...) -> None:
    """Save a decision: the file is the old one or the new one at any moment, never half of it.

    Comments, order and line ends of an existing file are kept.

    ``expected`` is what `Decision.text` was when it was read, None where there was no file. Without
    it, whatever is there by now is written over.

    Raises:
        Changed: the file is no longer as expected; nothing was written.
        ProblemError: the file there is no TOML, or cannot be written.
    """
    path = Path(path)
    existing = read_text(path) if path.exists() else None
    if expected is not ... and existing != expected:
        raise Changed([f"{path}: {say('records', 'changed')}"])
    read_toml(existing or "", str(path))
    # The text is made of what is there: it must not be written over anything else.
    rewrite_text(path, decision_text(decision, existing or ""), existing)


def decision_text(decision: Decision, existing: str = "") -> str:
    """Write a decision as TOML into the text of an existing one, keeping comments and order."""
    state = decision.state.to_dict()
    figures = {
        name: {c: dict(zip(ENDS, map(whole, ends), strict=True)) for c, ends in row.items()}
        for name, row in decision.rested_on.items()
    }
    tables = {
        **{name: state.get(name) for name in ("points", "must_haves", "team")},
        "measures": {**decision.measures, **state["measures"]},
        "rested_on": figures,
        "supports": {name: dict(row) for name, row in decision.supports.items()},
    }
    texts = {name: getattr(decision, name) for name in ("scenario", "why", "switch_if")}
    origin = {"from": decision.origin} if decision.origin else {}
    days = {"date": decision.date, "review_by": decision.review_by, "leader": decision.leader}
    candidates = {"candidates": state["candidates"]} if "candidates" in state else {}
    said = {name: table for name, table in tables.items() if table}
    return edited(existing, {**texts, **origin, **days, **candidates, **said})
