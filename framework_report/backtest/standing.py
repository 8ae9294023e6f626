"""How a scenario stands: its leader by the article's points, by what teams named, by equal points.

A scenario is *open* where any of these, or one change of how a criterion is measured, has another
leader than the article's points have; a situation with too few decisions opens nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from framework_report.backtest.decisions import EMPHASIS_POINTS, STAYING, decisions
from framework_report.outcome import Outcome
from framework_report.state import scenario_state
from framework_report.tables import Problem

FEWEST = 6
"""Decisions with a covered reason below which no mean emphasis is told."""
EQUAL_POINTS = 5


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
    measures: list[tuple[str, str, str]]
    """Single changes of measure with another leader: criterion, measure, leader."""

    @property
    def open(self) -> bool:
        """Whether any of these has another leader than the article's points."""
        others = [self.equal] + ([] if self.teams is None else [self.teams])
        return bool(self.measures) or any(leaders != self.article for leaders in others)


def emphasis_points(problem: Problem, situation: str) -> dict[str, float] | None:
    """Return what teams in a situation named, as points: the mean emphasis times three.

    The mean is over the situation's decisions with a reason that has a slider; what one of them
    does not name counts as 0 in it. None where they are fewer than six. These points stay out of
    the back-test, which would test them on themselves.
    """
    running = next(iter(problem.mark("incumbent")), "")
    totals, count = dict.fromkeys(problem.scored, 0), 0
    for decision in decisions(problem):
        covered = decision.covered(problem)
        if decision.situation != situation or not covered:
            continue
        if running and STAYING in decision.uncovered:
            covered = {**covered, running: decision.uncovered[STAYING]}
        count += 1
        for name, emphasis in covered.items():
            totals[name] += emphasis
    if count < FEWEST:
        return None
    return {name: EMPHASIS_POINTS * total / count for name, total in totals.items() if total}


def scenario_standing(problem: Problem, scenario: str) -> Standing:
    """Return how a scenario stands; see `Standing`."""
    state = scenario_state(problem, scenario)

    def leaders(points: Mapping[str, float]) -> list[str]:
        return Outcome(problem, replace(state, points=points)).tied

    outcome, teams = Outcome(problem, state), emphasis_points(problem, scenario)
    count = sum(d.situation == scenario and bool(d.covered(problem)) for d in decisions(problem))
    return Standing(
        scenario,
        outcome.tied,
        None if teams is None else leaders(teams),
        count,
        leaders(dict.fromkeys(state.points, EQUAL_POINTS)),
        outcome.race.measure_flips if outcome.race else [],
    )
