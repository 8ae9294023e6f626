"""How often the leader is the one that was chosen, beside baselines, and where it is not.

A *rate* is hits of so many; a tie counts as its share, nothing to weigh is a miss. Its interval is
Wilson's for 95 % (Wilson 1927, JASA 22:209-212), which stays within 0 and 1.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from math import sqrt
from typing import NamedTuple

from framework_report.backtest.decisions import Decision, decisions, state_of
from framework_report.outcome import Outcome
from framework_report.state import State, scenario_state
from framework_report.tables import Problem

Z_95 = 1.959964
"""Standard deviations on either side of the mean that hold 95 % of a normal distribution."""
NEARLY_ALL = 0.99
"""The share of simulations from which on a report sounds certain."""
VERDICTS = ("firm", "open", "close")


class Rate(NamedTuple):
    """Hits of so many tries; a tie is a part of a hit."""

    hits: float
    tries: int

    @property
    def share(self) -> float:
        """Hits as a share; 0 of 0 is 0."""
        return self.hits / self.tries if self.tries else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval for 95 %."""
        return wilson(self.hits, self.tries)


def wilson(hits: float, count: int, z: float = Z_95) -> tuple[float, float]:
    """Return Wilson's interval of a share; everything where nothing was tried.

    >>> [round(x, 3) for x in wilson(50, 61)], wilson(0, 0)
    ([0.705, 0.896], (0.0, 1.0))
    """
    if not count:
        return 0.0, 1.0
    share, square = hits / count, z * z
    middle = (share + square / (2 * count)) / (1 + square / count)
    inside = share * (1 - share) / count + square / (4 * count * count)
    half = z * sqrt(inside) / (1 + square / count)
    return max(middle - half, 0.0), min(middle + half, 1.0)


class Tried(NamedTuple):
    """One decision, what follows from its words, and the part of a hit that it is."""

    decision: Decision
    outcome: Outcome
    hit: float

    @property
    def said(self) -> str:
        """What the report says of itself: its verdict, or why it has none."""
        race = self.outcome.race
        return race.verdict if race else self.outcome.case


class Baseline(NamedTuple):
    """An easier answer: how often it agrees, and the report on the same decisions."""

    name: str
    rate: Rate
    beside: Rate


def _share(chosen: str, first: list[str]) -> float:
    return 1 / len(first) if chosen in first else 0.0


def _rate(hits: Iterable[float]) -> Rate:
    hits = list(hits)
    return Rate(sum(hits), len(hits))


def rate(rows: Iterable[Tried]) -> Rate:
    """Count the hits."""
    return _rate(row.hit for row in rows)


class Backtest:
    """The real decisions tried on the figures as they are, by the measures that stand first."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.decisions = decisions(problem)
        self.testable = [d for d in self.decisions if d.testable(problem)]

    def try_all(
        self, state: Callable[[Decision], State], of: Iterable[Decision] | None = None
    ) -> list[Tried]:
        """Try every testable decision, or these, at the state that a rule makes of it."""
        found = []
        for decision in self.testable if of is None else of:
            outcome = Outcome(self.problem, state(decision))
            found.append(Tried(decision, outcome, _share(decision.chosen, outcome.tied)))
        return found

    @cached_property
    def rows(self) -> list[Tried]:
        """Every testable decision by all the reasons that it states."""
        return self.try_all(lambda d: state_of(self.problem, d))

    @cached_property
    def by_needs(self) -> list[Tried]:
        """Those that state needs, by these alone: the less circular reading."""
        with_needs = [d for d in self.testable if d.needs]
        return self.try_all(lambda d: state_of(self.problem, d, needs_alone=True), with_needs)

    @property
    def misses(self) -> list[Tried]:
        """Those whose choice does not lead alone."""
        return [row for row in self.rows if row.hit < 1]

    def by(self, key: Callable[[Decision], str]) -> dict[str, Rate]:
        """Return the rate for each value of a key, the largest group first."""
        groups: dict[str, list[Tried]] = {}
        for row in self.rows:
            groups.setdefault(key(row.decision), []).append(row)
        found = {name: rate(rows) for name, rows in groups.items()}
        return dict(sorted(found.items(), key=lambda item: -item[1].tries))

    # Beside it

    @cached_property
    def chosen_counts(self) -> dict[str, int]:
        """How often each candidate was chosen, over the testable decisions."""
        chosen = [d.chosen for d in self.testable]
        return {name: chosen.count(name) for name in self.problem.names}

    @property
    def most_common(self) -> str:
        """The one that was chosen most often."""
        return max(self.problem.names, key=self.chosen_counts.__getitem__)

    @property
    def common(self) -> Rate:
        """How often the one that was chosen most often was chosen."""
        return _rate(float(d.chosen == self.most_common) for d in self.testable)

    @cached_property
    def equal(self) -> Rate:
        """How often the same points for every stated reason lead to the choice."""
        return rate(self.try_all(lambda d: state_of(self.problem, d, equal=True)))

    @cached_property
    def baselines(self) -> list[Baseline]:
        """The easier answers, in the order in which they are told."""
        problem, rows, tested = self.problem, self.rows, self.testable
        stated = [r for r in rows if r.decision.incumbent in r.decision.compared(problem)]
        set_before = [r for r in rows if r.decision.situation in problem.scenarios.index]
        scenario = self.try_all(self._scenario, [row.decision for row in set_before])
        stays = _rate(float(r.decision.chosen == r.decision.incumbent) for r in stated)
        return [
            Baseline("common", self.common, rate(rows)),
            Baseline("named", _rate(map(self._most_chosen, tested)), rate(rows)),
            Baseline("stays", stays, rate(stated)),
            Baseline("equal", self.equal, rate(rows)),
            Baseline("scenario", rate(scenario), rate(set_before)),
        ]

    def _most_chosen(self, decision: Decision) -> float:
        """Return the part of a hit if of those compared the most often chosen one is taken."""
        counts = {name: self.chosen_counts[name] for name in decision.compared(self.problem)}
        most = max(counts.values())
        return _share(decision.chosen, [name for name, count in counts.items() if count == most])

    def _scenario(self, decision: Decision) -> State:
        state = scenario_state(self.problem, decision.situation)
        compared = tuple(decision.compared(self.problem))
        return State(state.points, state.must_haves, {}, compared)

    # Calibration

    @cached_property
    def calibration(self) -> dict[str, Rate]:
        """What the report said of itself, and how often the choice was its leader."""
        found: dict[str, list[Tried]] = {said: [] for said in (*VERDICTS, "alone")}
        for row in self.rows:
            found.setdefault(row.said, []).append(row)
        return {said: rate(rows) for said, rows in found.items() if rows or said in VERDICTS}

    @cached_property
    def nearly_certain(self) -> Rate:
        """Those whose leader is first in nearly all simulations."""
        races = [(row, row.outcome.race) for row in self.rows]
        return rate(row for row, r in races if r and r.first_shares[r.leader] >= NEARLY_ALL)


def backtest(problem: Problem) -> Backtest:
    """Return the back-test of a problem, made once."""
    return problem.keep("backtest", lambda: Backtest(problem))
