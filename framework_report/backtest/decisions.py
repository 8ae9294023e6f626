"""One real decision: what was written down of it, and the state that its words make.

*Named* are the candidates that the text names, *compared* those of them that have rows. A reason's
*emphasis* is 3 where it was decisive or first, 2 where it was named, 1 in passing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from framework_report.state import State
from framework_report.tables import Problem
from framework_report.tables.schema import named_numbers, split_names

EMPHASIS_POINTS = 3
"""Points for each step of emphasis: 9, 6 and 3."""
KNOWN_POINTS = 5
"""Points of what the team knows, where it is stated who knows what."""
EQUAL_POINTS = 5
"""Points of everything that is named, where its emphasis does not count."""
DECISIVE = 3
"""The emphasis of a reason that was decisive or named first."""
STAYING = "existing_code"
"""The reason without a criterion of its own whose points go to what runs already."""


@dataclass(frozen=True)
class Decision:
    """A row of decisions.csv; numbers are emphases, or levels of knowing."""

    id: str
    source: str
    built: str
    situation: str
    quality: str
    candidates: tuple[str, ...]
    chosen: str
    incumbent: str
    reasons: Mapping[str, int]
    needs: Mapping[str, int]
    must_haves: tuple[str, ...]
    familiarity: Mapping[str, int]
    uncovered: Mapping[str, int]

    def compared(self, problem: Problem) -> list[str]:
        """Return the candidates that it names and that have rows, in the order of the tables."""
        return [name for name in problem.names if name in self.candidates]

    def testable(self, problem: Problem) -> bool:
        """Say whether the chosen one and at least one other named candidate have rows."""
        compared = self.compared(problem)
        return self.chosen in compared and len(compared) > 1

    def covered(self, problem: Problem) -> dict[str, int]:
        """Return the reasons that have a slider, in the order of the tables."""
        return {name: self.reasons[name] for name in problem.scored if name in self.reasons}


def decisions(problem: Problem) -> list[Decision]:
    """Return the real decisions, in the order of the table."""
    parts = dict.fromkeys(("reasons", "needs", "familiarity", "uncovered"), named_numbers)
    lists = ("candidates", "must_haves")

    def read(name: str, text: str) -> Any:
        return tuple(split_names(text)) if name in lists else parts.get(name, str)(text)

    names = [field.name for field in fields(Decision)]
    rows = problem.decisions.to_dict("records")
    return [Decision(**{name: read(name, row[name]) for name in names}) for row in rows]


def state_of(
    problem: Problem,
    decision: Decision,
    *,
    needs_alone: bool = False,
    equal: bool = False,
    must_have: str = "add-on",
    also: Iterable[str] = (),
) -> State:
    """Return the state that a decision's own words make.

    What is named gets `EMPHASIS_POINTS` for each step of emphasis, what is not named none. What the
    team knows gets `KNOWN_POINTS` where it is stated who knows what, else 0. What ran before is
    *this system*, and keeping it gets the points of the reason `existing_code`. Names that the
    tables lack are left out.

    Args:
        problem: the tables.
        decision: one row.
        needs_alone: take only what the text states as a need, a problem or a requirement.
        equal: give every criterion that is named the same points, whatever its emphasis.
        must_have: the level at which features are asked for, `core` or `add-on`.
        also: candidates to compare beside those that were named.
    """
    named = dict(decision.needs if needs_alone else decision.reasons)
    team: dict[str, dict[str, int]] = {}
    known, running = (next(iter(problem.mark(mark)), "") for mark in ("known", "incumbent"))
    named.pop(running, None)
    if running and decision.incumbent in problem.names:
        team[running] = {decision.incumbent: len(problem.level_labels[running]) - 1}
        if STAYING in decision.uncovered and not needs_alone:
            named[running] = decision.uncovered[STAYING]
    points = {
        name: EQUAL_POINTS if equal else EMPHASIS_POINTS * named[name]
        for name in problem.scored
        if name in named
    }
    points.pop(known, None)
    said = {n: level for n in problem.names if (level := decision.familiarity.get(n)) is not None}
    if known and said:
        top = len(problem.level_labels[known]) - 1
        team[known] = {name: min(level, top) for name, level in said.items()}
        points[known] = KNOWN_POINTS
    features = [name for name in decision.must_haves if name in problem.feature_names]
    candidates = {*decision.compared(problem), *also}
    return State(
        {name: points[name] for name in problem.scored if name in points},
        dict.fromkeys(features, must_have),
        team,
        tuple(name for name in problem.names if name in candidates),
    )


def uncovered(problem: Problem, among: Iterable[Decision]) -> dict[str, tuple[int, int]]:
    """Return how often each reason without a slider was named, and how often it was decisive.

    The most frequent first; equally frequent ones in the order in which they come.
    """
    found: dict[str, tuple[int, int]] = {}
    for decision in among:
        gone = [item for item in decision.reasons.items() if item[0] not in problem.scored]
        for label, emphasis in [*decision.uncovered.items(), *gone]:
            count, decisive = found.get(label, (0, 0))
            found[label] = (count + 1, decisive + (emphasis == DECISIVE))
    return dict(sorted(found.items(), key=lambda item: (-item[1][0], -item[1][1])))
