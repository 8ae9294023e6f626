"""What the table gives reason to look into, and how each scenario stands.

These are questions to the figures. None of them is answered by changing a figure or a level.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from framework_report.backtest.agreement import Backtest, Rate, backtest, rate
from framework_report.backtest.decisions import (
    EMPHASIS_POINTS,
    EQUAL_POINTS,
    STAYING,
    Decision,
    state_of,
)
from framework_report.mcda import TIE
from framework_report.outcome import Outcome
from framework_report.state import scenario_state
from framework_report.tables import Problem

FEWEST = 6
"""Decisions with a covered reason below which no mean emphasis is told."""


def must_haves(test: Backtest) -> tuple[int, int, int]:
    """Count decisions that ask for features; and where an add-on is enough, where only the core is.

    The second and the third say in how many of them a candidate is removed that was named.
    """
    problem = test.problem
    asked = [d for d in test.testable if state_of(problem, d).must_haves]
    add_on, core = (
        sum(bool(Outcome(problem, state_of(problem, d, must_have=level)).removed) for d in asked)
        for level in ("add-on", "core")
    )
    return len(asked), add_on, core


def in_the_core(test: Backtest) -> Rate:
    """Return the agreement if every must-have had been asked for in the core."""
    return rate(test.try_all(lambda d: state_of(test.problem, d, must_have="core")))


def against(test: Backtest) -> dict[str, tuple[int, int]]:
    """Return per criterion how often it was named, and how often another candidate is better on it.

    The figures of a reason point against the choice where somebody else that was named is ahead on
    it; most often first.
    """
    found: dict[str, tuple[int, int]] = {}
    for row in test.rows:
        values = row.outcome.values.loc[row.outcome.active]
        for name in row.decision.covered(test.problem):
            if row.outcome.counts(name):
                named, beaten = found.get(name, (0, 0))
                ahead = float(values[name].max()) > float(values.at[row.decision.chosen, name])
                found[name] = (named + 1, beaten + ahead)
    return dict(sorted(found.items(), key=lambda item: (-item[1][1], -item[1][0])))


def always_with(test: Backtest, framework: str) -> tuple[float, int, str]:
    """Compare a framework in every decision.

    Returns:
        How often it leads, how often it was chosen, and the criterion that brings it most against
        those that were chosen (nothing where it never leads).
    """
    leads, gains = 0.0, dict.fromkeys(test.problem.scored, 0.0)
    for row in test.try_all(lambda d: state_of(test.problem, d, also=[framework])):
        if framework in row.outcome.tied:
            leads += 1 / len(row.outcome.tied)
            parts = row.outcome.contributions
            for name in gains:
                gains[name] += float(
                    parts.at[framework, name] - parts.at[row.decision.chosen, name]
                )
    best = max(gains, key=gains.__getitem__)
    return leads, test.chosen_counts[framework], best if gains[best] > TIE else ""


class Standing(NamedTuple):
    """Who leads a scenario by which points; several where they tie, nobody where none weighs."""

    scenario: str
    article: list[str]
    teams: list[str] | None
    """By the mean emphasis of teams; None where too few decisions say what mattered."""
    decisions: int
    """Decisions of this situation with a covered reason."""
    equal: list[str]
    """By equal points on the scenario's own criteria."""
    measures: list[tuple[str, str, tuple[str, ...]]]
    """Single changes of measure that change who leads: criterion, measure, leaders."""

    @property
    def open(self) -> bool:
        """Whether any of these has another leader than the article's points.

        A situation with too few decisions opens nothing.
        """
        others = [self.equal] if self.teams is None else [self.equal, self.teams]
        return bool(self.measures) or any(leaders != self.article for leaders in others)


def emphasis_points(problem: Problem, situation: str) -> dict[str, float] | None:
    """Return what teams in a situation named, as points: the mean emphasis times three.

    The mean is over the situation's decisions with a reason that has a slider; what one of them
    does not name counts as 0 in it. None where they are fewer than `FEWEST`. These points stay out
    of the back-test, which would test them on themselves.
    """
    running = next(iter(problem.mark("incumbent")), "")
    totals, found = dict.fromkeys(problem.scored, 0), _telling(problem, situation)
    for decision in found:
        covered = decision.covered(problem)
        if running and STAYING in decision.uncovered:
            covered[running] = decision.uncovered[STAYING]
        for name, emphasis in covered.items():
            totals[name] += emphasis
    if len(found) < FEWEST:
        return None
    return {name: EMPHASIS_POINTS * total / len(found) for name, total in totals.items() if total}


def _telling(problem: Problem, situation: str) -> list[Decision]:
    """Return the decisions of a situation that name a reason with a slider."""
    all_of_them = backtest(problem).decisions
    return [d for d in all_of_them if d.situation == situation and d.covered(problem)]


def scenario_standing(problem: Problem, scenario: str) -> Standing:
    """Return how a scenario stands; see `Standing`."""
    state = scenario_state(problem, scenario)

    def leaders(points: Mapping[str, float]) -> list[str]:
        return Outcome(problem, replace(state, points=points)).tied

    outcome, teams = Outcome(problem, state), emphasis_points(problem, scenario)
    return Standing(
        scenario,
        outcome.tied,
        None if teams is None else leaders(teams),
        len(_telling(problem, scenario)),
        leaders(dict.fromkeys(state.points, EQUAL_POINTS)),
        outcome.race.measure_flips if outcome.race else [],
    )
