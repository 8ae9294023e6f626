"""Recheck the committed decision on today's evidence: what moved since, and does it still hold."""

import datetime
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from framework_report.decision.moves import Ends, Move, label_of, moved_words, moves
from framework_report.decision.odd import oddities, tenfold
from framework_report.decision.read import Decision
from framework_report.outcome import Outcome
from framework_report.tables import Problem
from framework_report.tables.problem import COUNTED, ENDS
from framework_report.tables.schema import first_day
from framework_report.words import headline
from framework_report.words.text import joined, phrases, say

Level = Literal["fine", "warning", "error"]


@dataclass(frozen=True)
class Recheck:
    """Whether a decision still holds, a paragraph that says so and what moved, and warnings."""

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
    sentences = [_answer(now, decision, holds), moved_words(before, now, decision, moved)]
    sentences += [phrases()["records"]["fallen"]] if fallen else []
    if now.leader and now.leader not in before.active:
        sentences.append(say("records", "new_one", new=label_of(problem, now.leader)))
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
        for line, framework in evidence.loc[ours, "framework"].items():
            if framework in known:
                ends = decision.rested_on.get(framework, {}).get(criterion)
                found = _within(problem, criterion, measure, ends) if ends else [np.nan] * 3
                evidence.loc[line, ENDS] = found
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


def _is_close(outcome: Outcome) -> bool:
    return outcome.race is not None and outcome.race.verdict == "close"


def _answer(now: Outcome, decision: Decision, holds: bool) -> str:
    problem, old = now.problem, decision.leader
    if holds:
        return say("records", "holds", date=decision.date, headline=headline(now))
    slots = {"date": decision.date, "old": label_of(problem, old)}
    if old and old not in problem.names:
        return say("records", "leader_gone", **slots)
    if old and old in now.removed:
        return say("records", "leader_out", needs=joined(now.removed[old]), **slots)
    return say("records", "no_longer", new=label_of(problem, now.leader or ""), **slots)


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
    again = rows.duplicated(["file", "line"]) & (rows["line"] > 0)  # a variant's are its base's
    rows = rows[~again]
    dated = map(first_day, rows["as_of"])
    rows = rows.assign(days=[(today - day).days if day else -1 for day in dated])
    old = rows[rows["days"] > days].sort_values("days", ascending=False, kind="stable")
    return old.reset_index(drop=True)
