"""Recheck the committed decision on today's evidence: what moved since, and does it still hold."""

import datetime
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from framework_report.decision.odd import oddities, tenfold
from framework_report.decision.read import Decision
from framework_report.mcda import TIE
from framework_report.outcome import Outcome
from framework_report.tables import Problem
from framework_report.tables.problem import COUNTED, ENDS
from framework_report.tables.schema import first_day
from framework_report.words import headline
from framework_report.words.text import capital, figure, joined, phrases, say, score_texts

Level = Literal["fine", "warning", "error"]
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


@dataclass(frozen=True)
class Recheck:
    """Whether a decision still holds; one paragraph that says so and what moved; warnings beside."""

    holds: bool
    level: Level
    text: str
    moved: tuple[Move, ...] = ()
    warnings: tuple[str, ...] = ()


def recheck(problem: Problem, decision: Decision, today: datetime.date | None = None) -> Recheck:
    """Recompute a decision on today's evidence and say what moved since.

    It holds while its leader is first, alone or level with others. The outcome *before* is
    recomputed from the figures and supports that the decision recorded, at today's reference
    levels and by today's method.

    Args:
        problem: today's evidence.
        decision: what was decided.
        today: the day, to see whether its dates make sense and its review is due; None: not looked.
    """
    now = Outcome(problem, decision.state)
    before = Outcome(recorded(problem, decision), decision.state)
    moved = moves(before, now, decision)
    holds = decision.leader in (now.tied or [""])
    fallen = holds and _is_close(now) and not _is_close(before)
    warnings = [*decision.gone, *tenfold(problem, moved), *oddities(decision, today)]
    due = say("records", "due", review_by=decision.review_by)
    warnings += [due] if today and decision.review_by < today else []
    sentences = [_answer(now, decision, holds), _moved(before, now, decision, moved)]
    sentences += [phrases()["records"]["fallen"]] if fallen else []
    if not holds and (before.leader or "") != decision.leader:
        sentences.append(phrases()["records"]["method" if moved else "method_alone"])
    sentences += [] if holds else [say("records", "now", headline=headline(now))]
    level: Level = "error" if not holds else "warning" if fallen or warnings else "fine"
    text = " ".join(" ".join(filter(None, sentences)).split())
    return Recheck(holds, level, text, tuple(moved), tuple(dict.fromkeys(warnings)))


def recorded(problem: Problem, decision: Decision) -> Problem:
    """Put the figures and supports that a decision recorded in place of today's.

    Of a criterion with recorded figures, what was not recorded was not known. Frameworks that the
    decision did not know are no candidates. Figures beyond today's levels count as at the level.
    """
    known = [n for n in problem.names if n in decision.rested_on] or problem.names
    criteria = {c for row in decision.rested_on.values() for c in row}
    evidence = problem.evidence.copy()
    for criterion in criteria - set(problem.team):
        measure = problem.measure(criterion, decision.state.measures)
        ours = (evidence["criterion"] == criterion) & (evidence["measure"] == measure)
        for line, framework in evidence.loc[ours & evidence["framework"].isin(known)][
            "framework"
        ].items():
            ends = decision.rested_on[framework].get(criterion) if decision.rested_on else None
            evidence.loc[line, ENDS] = (
                _within(problem, criterion, measure, ends) if ends else [np.nan] * 3
            )
    features = problem.features.copy()
    for line, framework, feature in features[["framework", "feature"]].itertuples():
        support = decision.supports.get(framework, {}).get(feature)
        if support in problem.report.supports:
            features.loc[line, "support"] = support
    extra = problem.frameworks["extra"] | ~problem.frameworks.index.isin(known)
    frameworks = problem.frameworks.assign(extra=extra)
    return replace(problem, evidence=evidence, features=features, frameworks=frameworks)


def _within(problem: Problem, criterion: str, measure: str, ends: Ends) -> list[float]:
    if not measure:
        return list(ends)
    row = problem.measures.loc[(criterion, measure)]
    low, high = sorted((row["worst"], row["best"]))
    return [min(max(x, low), high) for x in ends]


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
            today = None if np.isnan(row["value"]) else tuple(float(row[end]) for end in ENDS)
            if not _same(then, today):
                effect = 0.0
                if criterion in now.contributions:
                    change = now.contributions - before.contributions
                    effect = abs(float(change.at[name, criterion]))
                place = f"{row['file']} line {row['line']}" if row["line"] else row["file"]
                found.append(Move(name, criterion, then, today, effect, place))
    return sorted(found, key=lambda move: -move.effect)


def _same(then: Ends | None, today: Any) -> bool:
    if then is None or today is None:
        return then is today
    return bool(np.allclose(then, today, rtol=1e-9, atol=1e-12))


def _is_close(outcome: Outcome) -> bool:
    return outcome.race is not None and outcome.race.verdict == "close"


def _label(problem: Problem, framework: str) -> str:
    if not framework:
        return str(phrases()["records"]["nobody"])
    return problem.labels.get(framework, framework)


def _answer(now: Outcome, decision: Decision, holds: bool) -> str:
    problem, old = now.problem, decision.leader
    if holds:
        return say("records", "holds", date=decision.date, headline=headline(now))
    slots = {"date": decision.date, "old": _label(problem, old)}
    if old and old not in problem.names:
        return say("records", "leader_gone", **slots)
    if old and old in now.removed:
        return say("records", "leader_out", needs=joined(now.removed[old]), **slots)
    return say("records", "no_longer", new=_label(problem, now.leader or ""), **slots)


def _moved(before: Outcome, now: Outcome, decision: Decision, moved: list[Move]) -> str:
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
    # The same rule as for scores: whole, and with decimals only where two would look alike.
    texts = score_texts({"then": abs(then), "now": abs(today)})
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
                slots = {"feature": feature, "alternative": _label(now.problem, name)}
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
        alternative=_label(problem, move.framework),
        then=texts[0],
        now=texts[1],
        unit=f" {row['unit']}" if row["unit"] else "",
    )


def _figure(ends: Ends | None) -> str:
    return figure(ends[0]) if ends else str(phrases()["lists"]["unknown_value"])


def _range(ends: Ends) -> str:
    value, low, high = map(figure, ends)
    return say("records", "range", value=value, low=low, high=high)


def stale(problem: Problem, days: int, today: datetime.date) -> pd.DataFrame:
    """List what is older than a number of days: file, line, framework, name, as_of, days.

    The oldest first. A date without a day or a month counts from the first day it can mean.
    """
    typed = problem.evidence[problem.evidence["source_title"] != COUNTED]
    supports = problem.features.assign(
        file="features.csv", line=0, criterion=problem.features["feature"]
    )
    columns = ["file", "line", "framework", "criterion", "as_of"]
    rows = pd.concat([typed[columns], supports[columns]], ignore_index=True)
    rows = rows.rename(columns={"criterion": "name"})
    rows = rows.drop_duplicates(["file", "line", "name", "as_of"])  # a variant's are its base's
    known = [(first_day(text), text) for text in rows["as_of"]]
    rows["days"] = [(today - day).days if day else -1 for day, _ in known]
    old = rows[rows["days"] > days].sort_values("days", ascending=False, kind="stable")
    return old.reset_index(drop=True)
