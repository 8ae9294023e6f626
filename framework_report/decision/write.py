"""Write ``decision.toml``: all of it or nothing, into what is there, and over nobody's edit."""

import datetime
from pathlib import Path
from typing import Any

from framework_report.decision.checks import ENDS
from framework_report.decision.edit import edited
from framework_report.decision.places import read_toml
from framework_report.decision.read import Decision
from framework_report.files import Changed, Expected, read_text, write_text
from framework_report.outcome import Outcome
from framework_report.tables import Problem
from framework_report.tables.problem import ENDS as COLUMNS
from framework_report.words.text import phrases


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
    figures: dict[str, dict[str, tuple[float, float, float]]] = {n: {} for n in outcome.active}
    for criterion in problem.criteria.index:
        if criterion in problem.team:
            continue
        rows = problem.figures(criterion, outcome.measure(criterion))
        for name in outcome.active:
            value, low, high = (float(rows.at[name, end]) for end in COLUMNS)
            if value == value:  # what nobody knows is NaN
                figures[name][criterion] = (value, low, high)
    needed = outcome.state.must_haves
    supports = {n: {f: outcome.support(n, f) for f in needed} for n in outcome.active if needed}
    return Decision(
        state=outcome.state,
        scenario=scenario,
        why=why,
        switch_if=switch_if,
        date=date,
        review_by=review_by,
        leader=outcome.leader or "",
        rested_on=figures,
        supports=supports,
        measures={c: outcome.measure(c) for c, of in problem.measures_of.items() if len(of) > 1},
        origin=origin,
    )


def write_decision(decision: Decision, path: str | Path, expected: Expected = ...) -> None:
    """Save a decision: the file is the old one or the new one at any moment, never half of it.

    Comments, order and line ends of an existing file are kept.

    Args:
        decision: what to save.
        path: the file.
        expected: what `Decision.text` was when it was read, None where there was no file. Without
            it, whatever is there by now is written over.

    Raises:
        Changed: the file is no longer as expected; nothing was written.
        ProblemError: the file there is no TOML, or cannot be written.
    """
    path = Path(path)
    existing = read_text(path) if path.exists() else None
    if expected is not ... and existing != expected:
        raise Changed([f"{path}: {phrases()['records']['changed']}"])
    read_toml(existing or "", str(path))
    text = decision_text(decision, existing or "")
    if existing is not None and b"\r\n" in path.read_bytes():
        text = text.replace("\n", "\r\n")
    # The text is made of what is there: it must not be written over anything else.
    write_text(path, text, expected=existing)


def decision_text(decision: Decision, existing: str = "") -> str:
    """Write a decision as TOML into the text of an existing one, keeping comments and order."""
    return edited(existing, _content(decision))


def _content(decision: Decision) -> dict[str, Any]:
    """Return what the file says, in its order; parts that say nothing are left out."""
    texts = {name: getattr(decision, name) for name in ("scenario", "why", "switch_if")}
    origin = {"from": decision.origin} if decision.origin else {}
    days = {"date": decision.date, "review_by": decision.review_by, "leader": decision.leader}
    state = decision.state.to_dict()
    candidates = {n: state.pop(n) for n in ("candidates",) if n in state}
    state["measures"] = {**decision.measures, **state["measures"]}
    figures = {
        name: {c: dict(zip(ENDS, map(_plain, ends), strict=True)) for c, ends in row.items()}
        for name, row in decision.rested_on.items()
    }
    supports = {name: dict(row) for name, row in decision.supports.items()}
    parts = {**state, "rested_on": figures, "supports": supports}
    said = {name: part for name, part in parts.items() if part}
    return {**texts, **origin, **days, **candidates, **said}


def _plain(x: float) -> float | int:
    """Write 12.0 as 12."""
    return int(x) if x == int(x) else float(x)
