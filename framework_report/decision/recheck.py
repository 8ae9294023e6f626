"""Recheck the committed decision on today's evidence: what moved since, and does it still hold."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from framework_report.decision.read import Decision, Ends
from framework_report.mcda import TIE
from framework_report.outcome import Outcome
from framework_report.tables import Problem
from framework_report.tables.problem import ENDS
from framework_report.tables.toml import line_of, places
from framework_report.words import headline
from framework_report.words.facts import leads_words, names_of, needs_words
from framework_report.words.text import apart, capital, figure, phrases, say, score_texts

TOLD = 6
"""How many moves a paragraph names."""
TENFOLD = 10
"""The factor from which on a moved figure looks like a slip of the decimal point."""


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


@dataclass(frozen=True)
class Recheck:
    """Whether a decision still holds, a paragraph that says so and what moved, and warnings."""

    holds: bool
    level: Literal["fine", "warning", "error"]
    text: str
    moved: tuple[Move, ...] = ()
    warnings: tuple[str, ...] = ()


def recheck(problem: Problem, decision: Decision, today: datetime.date | None = None) -> Recheck:
    """Recompute a decision on today's evidence and say what moved since.

    It holds while its leader is first, alone or level with others. The outcome *before* is
    recomputed from the figures and supports that the decision recorded, at today's reference
    levels and by today's method. Without a day its dates are not looked at.
    """
    now = Outcome(problem, decision.state)
    before = Outcome(recorded(problem, decision), decision.state)
    moved = sorted(_moves(before, now, decision), key=lambda move: -move.effect)
    holds = decision.leader in (now.tied or [""])
    close = [one.race is not None and one.race.verdict == "close" for one in (before, now)]
    fallen = holds and close == [False, True]
    warnings = [*decision.gone, *_tenfold(problem, moved), *_odd_dates(decision, today)]
    sentences = [_answer(now, decision, holds), _moved_words(before, now, decision, moved)]
    if fallen:
        sentences.append(say("records", "fallen"))
    if new := [name for name in now.tied if name not in before.active]:
        sentences.append(say("records", "new_one", new=names_of(now, new)))
    if not holds and (before.leader or "") != decision.leader:
        sentences.append(say("records", "method" if moved else "method_alone"))
    if not holds:
        sentences.append(say("records", "now", headline=headline(now)))
    level: Literal["fine", "warning", "error"] = "warning" if fallen or warnings else "fine"
    text = " ".join(" ".join(sentences).split())
    unique = tuple(dict.fromkeys(warnings))
    return Recheck(holds, level if holds else "error", text, tuple(moved), unique)


def recorded(problem: Problem, decision: Decision) -> Problem:
    """Put the figures and supports that a decision recorded in place of today's.

    Of a criterion with recorded figures, what was not recorded was not known. Frameworks that the
    decision did not know are no candidates. Figures beyond today's levels count as at the level.
    """
    known = [n for n in problem.names if n in decision.rested_on] or problem.names
    evidence = problem.evidence.copy()
    for criterion in _criteria(problem, decision):
        measure = problem.measure(criterion, decision.state.measures)
        levels = problem.measures.loc[(criterion, measure), ["worst", "best"]] if measure else ()
        ours = (evidence["criterion"] == criterion) & (evidence["measure"] == measure)
        for line, framework in evidence.loc[ours, "framework"].items():
            if framework in known:
                ends = decision.rested_on.get(framework, {}).get(criterion, [np.nan] * 3)
                within = np.clip(ends, min(levels), max(levels)) if measure else ends
                evidence.loc[line, ENDS] = list(within)
    features = problem.features.copy()
    for line, framework, feature in features[["framework", "feature"]].itertuples():
        support = decision.supports.get(framework, {}).get(feature)
        if support in problem.report.supports:
            features.loc[line, "support"] = support
    extra = problem.frameworks["extra"] | ~problem.frameworks.index.isin(known)
    frameworks = problem.frameworks.assign(extra=extra)
    return replace(problem, evidence=evidence, features=features, frameworks=frameworks)


def _criteria(problem: Problem, decision: Decision) -> list[str]:
    """Return the criteria whose figures a decision rested on."""
    found = {c for row in decision.rested_on.values() for c in row} - set(problem.team)
    return [c for c in problem.criteria.index if c in found]


def _moves(before: Outcome, now: Outcome, decision: Decision) -> Iterator[Move]:
    """Yield the figures of compared frameworks that moved."""
    change = now.contributions - before.contributions
    for criterion in _criteria(now.problem, decision):
        rows = now.problem.figures(criterion, now.measure(criterion))
        for name in [n for n in now.active if n in decision.rested_on]:
            then = decision.rested_on[name].get(criterion)
            row = rows.loc[name]
            value, low, high = (float(row[end]) for end in ENDS)
            today = None if np.isnan(value) else (value, low, high)
            if then and today and np.allclose(then, today, rtol=1e-9, atol=1e-12):
                continue
            if then or today:
                effect = abs(float(change.at[name, criterion])) if criterion in change else 0.0
                place = f"{row['file']} line {row['line']}" if row["line"] else row["file"]
                yield Move(name, criterion, then, today, effect, place)


def _answer(now: Outcome, decision: Decision, holds: bool) -> str:
    problem, old = now.problem, decision.leader
    if holds:
        return say("records", "holds", date=decision.date, headline=headline(now))
    slots = {"date": decision.date, "old": _label(problem, old)}
    if old and old not in problem.names:
        return say("records", "leader_gone", **slots)
    if old and old in now.removed:
        return say("records", "leader_out", needs=needs_words(now, old), **slots)
    return say("records", "no_longer", leads=leads_words(now, now.tied), **slots)


def _moved_words(before: Outcome, now: Outcome, decision: Decision, moved: Sequence[Move]) -> str:
    """Say what moved, from what to what, and what that did to the lead."""
    counted = [move for move in moved if move.effect > TIE]
    all_told = [*_supports(before, now), *(_move(now, move) for move in counted)]
    more = len(all_told) - TOLD
    told = all_told[:TOLD] + ([say("records", "more_moves", count=more)] if more > 0 else [])
    silent = ""
    if quiet := len(moved) - len(counted):
        kind = "quiet_one" if quiet == 1 else "quiet"
        besides = say("records", "quiet_more") if told else ""
        silent = say("records", kind, count=capital(_number(quiet)), more=besides)
    kind = ("nothing_moved", "moved_one", "moved")[min(len(told), 2)]
    slots = {"lead": _lead(before, now, decision.leader), "moves": apart(told)}
    count = _number(len(all_told))
    return say("records", kind, date=decision.date, count=count, silent=silent, **slots)


def _number(n: int) -> str:
    words = phrases()["records"]["numbers"]
    return str(words[n]) if n < len(words) else f"{n:,}"


def _lead(before: Outcome, now: Outcome, leader: str) -> str:
    """Say how far the decision's leader was, and is, ahead of the best of the others."""
    leads = []
    for outcome in (before, now):
        others = [outcome.scores[name] for name in outcome.order if name != leader]
        if leader not in outcome.order or not others:
            return ""
        leads.append(float(outcome.scores[leader] - max(others)))
    then, today = leads
    if then < -TIE:
        return ""
    # As scores are written; a lead that is there must not look like none.
    texts = score_texts({"then": abs(then), "now": abs(today), "none": 0.0})
    kind = "lead_same" if texts["then"] == texts["now"] else "lead"
    return say("records", "lead_lost" if today < -TIE else kind, **texts)


def _supports(before: Outcome, now: Outcome) -> Iterator[str]:
    """Say which must-haves are supported in another way by a framework that is compared."""
    for name in now.active:
        for feature in now.state.must_haves:
            then, today = before.support(name, feature), now.support(name, feature)
            if then != today:
                slots = {"feature": feature, "alternative": _label(now.problem, name)}
                yield say("records", "support", then=then, now=today, **slots)


def _move(now: Outcome, move: Move) -> str:
    then, today = (
        figure(ends[0]) if ends else say("lists", "unknown_value")
        for ends in (move.then, move.today)
    )
    if then == today and move.then and move.today:
        if move.then[0] == move.today[0]:
            then, today = (
                say("records", "range", **dict(zip(ENDS, map(figure, ends), strict=True)))
                for ends in (move.then, move.today)
            )
        else:
            then, today = f"{move.then[0]:g}", f"{move.today[0]:g}"
    unit = now.codebook(move.criterion)["unit"]
    slots = {"then": then, "now": today, "unit": f" {unit}" if unit else ""}
    return say("records", "move", **_names(now.problem, move), **slots)


def _names(problem: Problem, move: Move) -> dict[str, str]:
    label = str(problem.criteria.at[move.criterion, "label"])
    return {"label": label, "alternative": problem.labels[move.framework]}


def _label(problem: Problem, framework: str) -> str:
    """Return a name on screen; what is gone from the tables keeps the name that it had there."""
    return problem.labels.get(framework, framework) or say("records", "nobody")


def _odd_dates(decision: Decision, today: datetime.date | None) -> Iterator[str]:
    """Warn of a decision of the future, a review before the decision, and a review that is due."""

    def place(name: str) -> str:
        line = line_of(places(decision.text or ""), (name,))
        at = f"{decision.path} line {line}: " if line else f"{decision.path}: "
        return at if decision.path else ""

    date, review_by = decision.date, decision.review_by
    if today and date > today:
        yield place("date") + say("records", "future", date=date, today=today)
    if review_by < date:
        yield place("review_by") + say("records", "review_before", review_by=review_by, date=date)
    if today and review_by < today:
        yield say("records", "due", review_by=review_by)


def _tenfold(problem: Problem, moved: Sequence[Move]) -> Iterator[str]:
    """Warn of figures that are ten times, or a tenth of, what the decision rested on."""
    for move in moved:
        then, today = move.then[0] if move.then else 0, move.today[0] if move.today else 0
        small, large = sorted((abs(then), abs(today)))
        if then * today > 0 and large / small >= TENFOLD * (1 - 1e-9):
            slots = {"then": figure(then), "now": figure(today), **_names(problem, move)}
            yield f"{problem.folder}/{move.place}: {say('records', 'tenfold', **slots)}"
