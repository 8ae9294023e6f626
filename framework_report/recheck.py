"""Recheck the committed decision on today's evidence, and find evidence that has become old."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from framework_report.decision import Decision
from framework_report.decision_checks import ENDS
from framework_report.model import TIE
from framework_report.narrative import figure, headline
from framework_report.outcome import Outcome
from framework_report.problem import Problem
from framework_report.tables import first_day


@dataclass(frozen=True)
class Recheck:
    """Whether a decision still holds, and one paragraph that says so or says what moved."""

    holds: bool
    text: str


def recheck(problem: Problem, decision: Decision) -> Recheck:
    """Recompute a decision on today's evidence.

    It holds while its leader is first, alone or level with others. The outcome *before* is
    recomputed from the figures and supports that the decision recorded, at today's reference
    levels and by today's method.
    """
    now = Outcome(problem, decision.state)
    if decision.leader in (now.tied or [""]):
        text = f"The decision of {decision.date} still follows from the evidence. {headline(now)}"
        return Recheck(True, text)
    before = Outcome(recorded(problem, decision), decision.state)
    old, new = (_label(problem, name) for name in (decision.leader, now.leader or ""))
    moved = [*_moved_supports(before, now), *_moved_figures(before, now, decision.leader)]
    sentences = [
        f"The decision of {decision.date} no longer follows from the evidence: "
        f"{old} led then, {new} leads today."
    ]
    if now.leader and now.leader not in before.problem.frameworks.index:
        sentences.append(f"{new} is new in the comparison.")
    if moved:
        sentences.append(f"What moved, the largest effect first: {'; '.join(moved)}.")
    if (before.leader or "") != decision.leader:
        sentences.append(
            ("Not all of it is evidence" if moved else "No figure that it rested on has moved")
            + ": reference levels, the support of must-haves or the method changed since."
        )
    else:
        sentences.append(f"Before: {headline(before)}")
    return Recheck(False, " ".join([*sentences, f"Now: {headline(now)}"]))


def recorded(problem: Problem, decision: Decision) -> Problem:
    """Put the figures and supports that a decision recorded in place of today's.

    Frameworks it did not know are left out. Figures beyond today's levels count as at the level.
    """
    known = [name for name in problem.frameworks.index if name in decision.rested_on]
    names = problem.frameworks.index if not known else pd.Index(known, name="framework")
    evidence = problem.evidence[problem.evidence["framework"].isin(names)].copy()
    for line, framework, criterion in evidence[["framework", "criterion"]].itertuples():
        ends = decision.rested_on.get(framework, {}).get(criterion)
        if ends:
            evidence.loc[line, list(ENDS)] = ends
    features = problem.features[problem.features["framework"].isin(names)].copy()
    for line, framework, feature in features[["framework", "feature"]].itertuples():
        support = decision.supports.get(framework, {}).get(feature)
        if support:
            features.loc[line, "support"] = support
    wide = evidence.pivot(index="framework", columns="criterion", values="value")
    return replace(
        problem,
        frameworks=problem.frameworks.loc[names],
        criteria=problem.criteria.assign(
            outside=problem.criteria["outside"].where(problem.criteria["scale"] == "shown", "clip")
        ),
        evidence=evidence,
        attributes=wide.reindex(index=names, columns=problem.attributes.columns),
        features=features,
    )


def _label(problem: Problem, framework: str) -> str:
    return problem.frameworks.at[framework, "label"] if framework else "none of them"


def _moved_supports(before: Outcome, now: Outcome) -> Iterator[str]:
    """Say which must-haves are supported in another way, where that lets in or shuts out."""
    for name in before.problem.frameworks.index:
        if (name in before.removed) != (name in now.removed):
            for feature in now.state.must_haves:
                then, today = before.support(name, feature), now.support(name, feature)
                if then != today:
                    yield f"{feature} in {_label(now.problem, name)} from {then} to {today}"


def _moved_figures(before: Outcome, now: Outcome, old: str) -> list[str]:
    """Say which figures changed the difference between old and new leader, the largest first."""
    problem, found = now.problem, []
    for name in (now.leader, old):
        if name and name in before.values.index:
            change = now.contributions.loc[name] - before.contributions.loc[name]
            for criterion in change.index[change.abs() > TIE]:
                text = _move(before.problem, problem, name, criterion)
                found.append((-abs(change[criterion]), text))
    return [text for _, text in sorted(found, key=lambda pair: pair[0])]


def _move(before: Problem, now: Problem, framework: str, criterion: str) -> str:
    then, today = (problem.attributes.at[framework, criterion] for problem in (before, now))
    texts = figure(then), figure(today)
    if texts[0] == texts[1]:
        texts = f"{then:g}", f"{today:g}"
    label, unit = now.criteria.loc[criterion, ["label", "unit"]]
    return f"{label} of {_label(now, framework)} from {texts[0]} to {texts[1]} {unit}"


def stale(problem: Problem, days: int, today: datetime.date) -> pd.DataFrame:
    """List what is older than a number of days: file, framework, name, as_of, days; oldest first.

    A date without a day or a month counts from the first day it can mean.
    """
    typed = problem.evidence[problem.evidence["source_title"] != "data/features.csv"]
    parts = [
        rows[["framework", name, "as_of"]]
        .set_axis(["framework", "name", "as_of"], axis=1)
        .assign(file=file)
        for file, rows, name in (
            ("evidence.csv", typed, "criterion"),
            ("features.csv", problem.features, "feature"),
        )
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows["days"] = [(today - first_day(text)).days for text in rows["as_of"]]
    old = rows[rows["days"] > days].sort_values("days", ascending=False, kind="stable")
    return old[["file", "framework", "name", "as_of", "days"]].reset_index(drop=True)
