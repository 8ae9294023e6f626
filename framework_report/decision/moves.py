"""Which figures a decision rested on are others today, and the words for it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from framework_report.decision.read import Decision
from framework_report.mcda import TIE
from framework_report.outcome import Outcome
from framework_report.tables import Problem
from framework_report.tables.problem import ENDS
from framework_report.words.text import capital, figure, phrases, say, score_texts

Ends = tuple[float, float, float]
TOLD = 6
"""How many moves a paragraph names."""


class Move(NamedTuple):
    """One figure that a decision rested on and that is another today; None where nobody knows it.

    ``effect`` is how far it moved its framework's score (0 to 1), ``place`` where it stands now.
    """

    framework: str
    criterion: str
    then: Ends | None
    today: Ends | None
    effect: float
    place: str


def moves(before: Outcome, now: Outcome, decision: Decision) -> list[Move]:
    """Return the figures of compared frameworks that moved, those that weigh most first."""
    problem, found = now.problem, []
    criteria = {c for row in decision.rested_on.values() for c in row}
    for criterion in problem.criteria.index:
        if criterion not in criteria or criterion in problem.team:
            continue
        rows = problem.figures(criterion, now.measure(criterion))
        for name in now.active:
            if name not in decision.rested_on:
                continue
            then = decision.rested_on[name].get(criterion)
            row = rows.loc[name]
            value, low, high = (float(row[end]) for end in ENDS)
            today = None if np.isnan(value) else (value, low, high)
            if not _same(then, today):
                effect = 0.0
                if criterion in now.contributions:
                    change = now.contributions - before.contributions
                    effect = abs(float(change.at[name, criterion]))
                place = f"{row['file']} line {row['line']}" if row["line"] else row["file"]
                found.append(Move(name, criterion, then, today, effect, place))
    return sorted(found, key=lambda move: -move.effect)


def _same(then: Ends | None, today: Ends | None) -> bool:
    if then is None or today is None:
        return then is today
    return bool(np.allclose(then, today, rtol=1e-9, atol=1e-12))


def moved_words(before: Outcome, now: Outcome, decision: Decision, moved: Sequence[Move]) -> str:
    """Say what moved, from what to what, and what that did to the lead."""
    counted = [move for move in moved if move.effect > TIE]
    quiet = len(moved) - len(counted)
    told = [*_supports(before, now), *(_move(now, move) for move in counted)]
    more = len(told) - TOLD
    told = [*told[:TOLD], *([say("records", "more_moves", count=more)] if more > 0 else [])]
    lead = _lead(before, now, decision.leader)
    slots = {"date": decision.date, "lead": lead, "moves": "; ".join(told)}
    silent = ""
    if quiet:
        kind = "quiet_one" if quiet == 1 else "quiet"
        silent = say("records", kind, count=capital(_number(quiet)))
    if not told:
        return say("records", "nothing_moved", silent=silent, **slots)
    kind = "moved_one" if len(told) == 1 else "moved"
    count = _number(len(counted) + len(_supports(before, now)))
    return say("records", kind, count=count, silent=silent, **slots)


def _number(n: int) -> str:
    words = phrases()["records"]["numbers"]
    return str(words[n]) if n < len(words) else f"{n:,}"


def _lead(before: Outcome, now: Outcome, leader: str) -> str:
    """Say how far the decision's leader was, and is, ahead of the best of the others."""
    then, today = (_ahead(outcome, leader) for outcome in (before, now))
    if then is None or today is None:
        return ""
    # As scores are written; a lead that is there must not look like none.
    texts = score_texts({"then": abs(then), "now": abs(today), "none": 0.0})
    if then < -TIE:
        return ""
    slots = {"then": texts["then"], "now": texts["now"]}
    if today < -TIE:
        return say("records", "lead_lost", **slots)
    return say("records", "lead_same" if texts["then"] == texts["now"] else "lead", **slots)


def _ahead(outcome: Outcome, leader: str) -> float | None:
    others = [outcome.scores[name] for name in outcome.order if name != leader]
    if leader not in outcome.order or not others:
        return None
    return float(outcome.scores[leader] - max(others))


def _supports(before: Outcome, now: Outcome) -> list[str]:
    """Say which must-haves are supported in another way by a framework that is compared."""
    found = []
    for name in now.active:
        for feature in now.state.must_haves:
            then, today = before.support(name, feature), now.support(name, feature)
            if then != today:
                slots = {"feature": feature, "alternative": label_of(now.problem, name)}
                found.append(say("records", "support", then=then, now=today, **slots))
    return found


def _move(now: Outcome, move: Move) -> str:
    problem = now.problem
    row = now.codebook(move.criterion)
    texts = [_figure(move.then), _figure(move.today)]
    if texts[0] == texts[1] and move.then and move.today:
        if move.then[0] == move.today[0]:
            texts = [_range(move.then), _range(move.today)]
        else:
            texts = [f"{move.then[0]:g}", f"{move.today[0]:g}"]
    return say(
        "records",
        "move",
        label=problem.criteria.at[move.criterion, "label"],
        alternative=label_of(problem, move.framework),
        then=texts[0],
        now=texts[1],
        unit=f" {row['unit']}" if row["unit"] else "",
    )


def _figure(ends: Ends | None) -> str:
    return figure(ends[0]) if ends else str(phrases()["lists"]["unknown_value"])


def _range(ends: Ends) -> str:
    value, low, high = map(figure, ends)
    return say("records", "range", value=value, low=low, high=high)


def label_of(problem: Problem, framework: str) -> str:
    """Return a name on screen; what is gone from the tables keeps the name that it had there."""
    if not framework:
        return str(phrases()["records"]["nobody"])
    return problem.labels.get(framework, framework)
