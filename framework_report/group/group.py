"""Several people on one decision: first places, means, the least happy one, and where they differ.

Each person's outcome is what that person saw: own points, must-haves, candidates, measures and
levels. Who weighs or compares nothing has no leader, and is left out with a word. *Common* are the
candidates that everybody compares and whose must-haves all of them meet; only they have a mean and
a lowest score. The order in which people come changes nothing.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import combinations

import pandas as pd

from framework_report.group.parting import Parting, Side, parting
from framework_report.group.people import Person, once, settled
from framework_report.mcda import TIE
from framework_report.outcome import Outcome
from framework_report.state import State, scenario_state
from framework_report.tables import Problem


class Group:
    """Several people's outcomes on the same tables.

    Attributes:
        problem: the evidence.
        people: by name, each once; all of them have a leader.
        left_out: everybody else, by name: why nobody leads for them.
        base: the team's decision, or the first scenario; it holds where a person left parts out.
        outcomes: one for each of them.
    """

    def __init__(
        self, problem: Problem, people: Sequence[Person], base: State | None = None
    ) -> None:
        self.problem = problem
        self.base = scenario_state(problem) if base is None else base
        sent = [(person, Outcome(problem, settled(person, self.base))) for person in once(people)]
        self.left_out = {p.name: why for p, outcome in sent if (why := _left_out(outcome))}
        self.people = [p for p, _ in sent if p.name not in self.left_out]
        self.outcomes = [outcome for p, outcome in sent if p.name not in self.left_out]

    @cached_property
    def scores(self) -> pd.DataFrame:
        """People x all candidates, 0 to 1, by each person's own state."""
        names = pd.Index([person.name for person in self.people], name="person")
        return pd.DataFrame([o.scores for o in self.outcomes]).set_axis(names, axis=0)

    @cached_property
    def leaders(self) -> list[list[str]]:
        """Who leads for each person; several where they tie."""
        return [outcome.tied for outcome in self.outcomes]

    @cached_property
    def common(self) -> list[str]:
        """The candidates that everybody compares and that meet everybody's must-haves."""
        return [
            name
            for name in self.problem.names
            if self.outcomes and all(name in outcome.eligible for outcome in self.outcomes)
        ]

    @cached_property
    def out(self) -> dict[str, list[str]]:
        """The candidates that somebody compares and somebody's must-haves remove: by whom."""
        return {
            name: found
            for name in self.problem.names
            if (found := [p.name for p, o in self._pairs if name in o.removed])
        }

    @property
    def _pairs(self) -> list[tuple[Person, Outcome]]:
        return list(zip(self.people, self.outcomes, strict=True))

    # Side by side

    @cached_property
    def agreed(self) -> str | None:
        """The one that leads alone for everybody; None where there is none."""
        first = self.leaders[0] if self.leaders else []
        return first[0] if len(first) == 1 and all(x == first for x in self.leaders) else None

    @cached_property
    def first_places(self) -> dict[str, float]:
        """For how many each candidate leads; a tie is shared. In the order of the tables."""
        places = dict.fromkeys(self.problem.names, 0.0)
        for tied in self.leaders:
            for name in tied:
                places[name] += 1 / len(tied)
        return places

    @cached_property
    def means(self) -> dict[str, float]:
        """The mean of everybody's scores, of the common ones."""
        return {name: sum(sorted(self.scores[name])) / len(self.people) for name in self.common}

    @cached_property
    def lowest(self) -> dict[str, float]:
        """The score of whoever is least happy with each of the common ones."""
        return {name: min(self.scores[name]) for name in self.common}

    @property
    def most_first(self) -> list[str]:
        """The ones with the most first places."""
        return _best({name: n for name, n in self.first_places.items() if n})

    @property
    def highest_mean(self) -> list[str]:
        """The ones with the highest mean score."""
        return _best(self.means)

    @property
    def best_lowest(self) -> list[str]:
        """The ones whose least happy person is best off."""
        return _best(self.lowest)

    def least_happy(self, framework: str) -> list[str]:
        """Return who is least happy with a framework."""
        scores = self.scores[framework]
        return [str(name) for name, x in scores.items() if x <= scores.min() + TIE]

    # Where they differ

    @cached_property
    def partings(self) -> list[Parting]:
        """What parts any two people with different leaders, one each way; see `parting`."""
        sides = {i: side for i in range(len(self.people)) if (side := self._side(i))}
        found = []
        for i, j in combinations(sides, 2):
            if self.leaders[i] != self.leaders[j]:
                found.append(parting(self.problem.scored, sides[i], sides[j]))
                found.append(parting(self.problem.scored, sides[j], sides[i]))
        return found

    @cached_property
    def nearest_partings(self) -> list[Parting]:
        """For any two leaders the parting with the fewest sliders, then steps, each way."""
        best: dict[tuple[str, str], Parting] = {}
        own = {p.name: tied[0] for p, tied in zip(self.people, self.leaders, strict=True)}
        for found in self.partings:
            key = (own[found.mover], found.leader)
            if key not in best or _near(found) < _near(best[key]):
                best[key] = found
        return [
            best[a, b] for a in self.problem.names for b in self.problem.names if (a, b) in best
        ]

    def _side(self, i: int) -> Side | None:
        """Return a person as numbers; None where nobody leads alone."""
        person, outcome = self._pairs[i]
        if len(outcome.tied) != 1:
            return None
        values = {name: tuple(map(float, outcome.values.loc[name])) for name in outcome.eligible}
        return Side(person.name, tuple(map(float, outcome.points)), values)

    def differing(self, mover: str, towards: str) -> list[str]:
        """Return which parts beside points two people have set otherwise."""
        states = {person.name: outcome.state for person, outcome in self._pairs}
        own, other = states[mover], states[towards]
        parts = ("must_haves", "candidates", "measures", "team")
        return [part for part in parts if getattr(own, part) != getattr(other, part)]


def _left_out(outcome: Outcome) -> str:
    """Say why priorities put none before others: a word of `sure`, "" where they do."""
    if len(outcome.active) == 1:
        return "one_compared"
    return "" if outcome.tied else outcome.case


def _near(found: Parting) -> tuple[bool, int, float]:
    return (not found.moves, len(found.moves), found.steps)


def _best(found: dict[str, float]) -> list[str]:
    most = max(found.values(), default=0.0)
    return [name for name, x in found.items() if x >= most - TIE]
