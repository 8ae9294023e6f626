"""What follows from a problem and a state: who is compared, who is left, who leads.

Each part is computed when first asked for, so that a slider's callback pays for what it shows.
What needs two rivals is `Race`'s; where there are none, `case` says why.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from framework_report import mcda
from framework_report.state import State, scenario_state
from framework_report.tables import Problem

if TYPE_CHECKING:
    from framework_report.race import Race

Case = Literal["ranked", "alone", "nothing", "none_left", "none_compared"]
"""Two or more are ranked; one is left; nothing weighs; must-haves leave none; none is ticked."""


class Outcome:
    """What follows from a problem and a state.

    Attributes:
        problem: the evidence.
        state: what the team has set, with the candidates and measures that it leaves to the tables.
        spread: how many steps up or down each slider might as well stand.
        profile: points that theme sliders scale; those of the state, unless a theme was just moved.
    """

    def __init__(
        self,
        problem: Problem,
        state: State,
        spread: float = mcda.SPREAD,
        profile: Mapping[str, float] | None = None,
    ) -> None:
        if state.candidates is None:
            state = replace(state, candidates=tuple(problem.ticked))
        self.problem, self.state, self.spread = problem, state, spread
        self.profile = state.points if profile is None else profile

    # Who is in

    @cached_property
    def active(self) -> list[str]:
        """The frameworks that are compared, in the order of the table."""
        return [name for name in self.problem.names if name in (self.state.candidates or ())]

    @cached_property
    def inactive(self) -> list[str]:
        """The candidates that are not compared."""
        return [name for name in self.problem.names if name not in self.active]

    def unmet(self, framework: str) -> list[str]:
        """Return the must-haves that a framework does not meet."""
        return [
            feature
            for feature, level in self.state.must_haves.items()
            if not self.problem.meets(framework, feature, level)
        ]

    @cached_property
    def removed(self) -> dict[str, list[str]]:
        """The frameworks that a must-have removed, with the must-haves each does not meet."""
        return {name: unmet for name in self.active if (unmet := self.unmet(name))}

    @cached_property
    def eligible(self) -> list[str]:
        """The frameworks that meet every must-have, in the order of the table."""
        return [name for name in self.active if name not in self.removed]

    def support(self, framework: str, feature: str) -> str:
        """Return a framework's support level of a feature."""
        return self.problem.supports[framework, feature]

    # What is weighed

    def said(self, criterion: str) -> bool:
        """Say whether the team has said anything about one of its own criteria."""
        return bool(self.state.team.get(criterion))

    def counts(self, criterion: str) -> bool:
        """Say whether a slider counts: the team's own only once it has said something."""
        return criterion not in self.problem.team or self.said(criterion)

    def level(self, criterion: str, framework: str) -> int:
        """Return the level that the team said of a framework; a variant as its base; else 0."""
        said = self.state.team.get(criterion, {})
        return said.get(framework, said.get(self.problem.base[framework], 0))

    def measure(self, criterion: str) -> str:
        """Return the measure that a criterion is counted by."""
        return self.problem.measure(criterion, self.state.measures)

    def codebook(self, criterion: str) -> pd.Series:
        """Return unit, levels and words of a criterion as it is counted here."""
        measure = self.measure(criterion)
        if measure:
            return self.problem.measures.loc[(criterion, measure)]
        return self.problem.criteria.loc[criterion]

    @cached_property
    def points(self) -> pd.Series:
        """Points per criterion; those of the team count once it has said something."""
        given = [
            float(self.state.points.get(name, 0)) if self.counts(name) else 0.0
            for name in self.problem.scored
        ]
        return pd.Series(given, index=self.problem.columns, dtype=float)

    @cached_property
    def weights(self) -> pd.Series:
        """Weights per criterion, summing to 1; zeros where there is nothing to weigh."""
        return mcda.weights(self.points) if self.points.any() else self.points

    @cached_property
    def values(self) -> pd.DataFrame:
        """All candidates x criteria, 0 to 1; what is not known stands at 0."""
        problem = self.problem
        columns = [
            self.team_values(name)
            if name in problem.team
            else problem.cells[name, self.measure(name)].value
            for name in problem.scored
        ]
        found = np.array(columns).reshape(len(columns), len(problem.names)).T
        return pd.DataFrame(found, index=problem.frameworks.index, columns=problem.columns)

    def team_values(self, criterion: str) -> np.ndarray:
        """Return the value of each candidate's level on one of the team's criteria."""
        top = len(self.problem.level_labels[criterion]) - 1
        return np.array([self.level(criterion, name) / top for name in self.problem.names])

    # Who leads

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """All candidates x criteria: weight times value."""
        return mcda.contributions(self.values, self.weights)

    @cached_property
    def scores(self) -> pd.Series:
        """Scores of all candidates, 0 to 1, inactive and removed ones included."""
        return mcda.scores(self.values, self.weights)

    @cached_property
    def ranks(self) -> pd.Series:
        """Ranks of the eligible frameworks; empty where there is nothing to weigh."""
        if self.points.any():
            return mcda.ranks(self.scores.take([*map(self.problem.names.index, self.eligible)]))
        return mcda.ranks(self.scores.iloc[:0])

    @cached_property
    def order(self) -> list[str]:
        """The ranked frameworks, best first; ties in the order of the table."""
        return sorted(self.ranks.index, key=self.ranks.to_dict().__getitem__)

    @cached_property
    def tied(self) -> list[str]:
        """The frameworks that share the first rank."""
        return [name for name, rank in self.ranks.items() if rank == 1]

    @property
    def leader(self) -> str | None:
        """The first framework; None where none is left or there is nothing to weigh."""
        return self.order[0] if self.order else None

    @property
    def runner_up(self) -> str | None:
        """The second framework, or None."""
        return self.order[1] if len(self.order) > 1 else None

    @property
    def second(self) -> str | None:
        """The best of those that are not first, or None."""
        return next((name for name in self.order if name not in self.tied), None)

    @cached_property
    def case(self) -> Case:
        """Whether there is a race, and if not, why."""
        if not self.active:
            return "none_compared"
        if not self.eligible:
            return "none_left"
        if not self.points.any():
            return "nothing"
        return "ranked" if len(self.order) > 1 else "alone"

    @cached_property
    def race(self) -> "Race | None":
        """How surely the leader leads and what would change it; None without a rival."""
        from framework_report.race import Race  # a race is about an outcome, and knows it

        return Race(self) if self.case == "ranked" else None

    def with_team(self, criterion: str, said: Mapping[str, int]) -> "Outcome":
        """Return the outcome if the team had said this about one of its criteria."""
        team = {**self.state.team, criterion: said}
        return Outcome(self.problem, replace(self.state, team=team), self.spread, self.profile)

    # What runs already

    @cached_property
    def incumbent(self) -> str | None:
        """The one framework that the team said runs here already; None where two do, or none."""
        for criterion, level in self.problem.mark("incumbent").items():
            said = self.state.team.get(criterion, {})
            found = [name for name in self.problem.names if said.get(name, 0) >= level]
            if len(found) == 1:
                return found[0]
        return None

    def knows(self, framework: str) -> bool:
        """Say whether the team said that somebody in it has used a framework in earnest."""
        return any(
            self.said(criterion) and self.level(criterion, framework) >= level
            for criterion, level in self.problem.mark("known").items()
        )

    # What must-haves cost

    @cached_property
    def concessions(self) -> list[tuple[str, list[str], list[str]]]:
        """The smallest concessions that bring a framework back, when must-haves left none.

        Returns:
            (framework, features for which to accept an add-on, features to give up), for each
            framework that needs least; giving up a feature counts as two steps.
        """
        options = []
        for name, unmet in self.removed.items():
            soften = [
                feature
                for feature in unmet
                if self.state.must_haves[feature] == "core"
                and self.problem.meets(name, feature, "add-on")
            ]
            give_up = [feature for feature in unmet if feature not in soften]
            options.append((len(soften) + 2 * len(give_up), name, soften, give_up))
        least = min((cost for cost, *_ in options), default=0)
        return [(name, soften, drop) for cost, name, soften, drop in options if cost == least]


def elsewhere(outcome: Outcome) -> dict[str, Outcome]:
    """Return what follows in each scenario, with the team, candidates and measures of this state.

    Notebook and page tell of it after each move, and most moves change none of these.
    """
    problem, state, spread = outcome.problem, outcome.state, outcome.spread

    def there(name: str) -> Outcome:
        other = scenario_state(problem, name, state.team)
        other = replace(other, candidates=state.candidates, measures=state.measures)
        return Outcome(problem, other, spread)

    key = (repr(state.team), state.candidates, repr(state.measures), spread)
    names = map(str, problem.scenarios.index)
    return problem.keep_last("elsewhere", key, lambda: {name: there(name) for name in names})
