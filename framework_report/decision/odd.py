"""What is odd about a decision and no fault of its file: its dates, and figures that jumped."""

import datetime
from collections.abc import Iterable, Iterator

from framework_report.decision.moves import Move
from framework_report.decision.places import line_of, places
from framework_report.decision.read import Decision
from framework_report.tables import Problem
from framework_report.words.text import figure, say

TENFOLD = 10
"""The factor from which on a moved figure looks like a slip of the decimal point."""


def oddities(decision: Decision, today: datetime.date | None = None) -> Iterator[str]:
    """Warn of a decision that is dated in the future, and of a review before the decision."""
    if today and decision.date > today:
        yield _place(decision, "date") + say("records", "future", date=decision.date, today=today)
    if decision.review_by < decision.date:
        slots = {"review_by": decision.review_by, "date": decision.date}
        yield _place(decision, "review_by") + say("records", "review_before", **slots)


def _place(decision: Decision, name: str) -> str:
    if decision.path is None:
        return ""
    line = line_of(places(decision.text or ""), (name,))
    return f"{decision.path} line {line}: " if line else f"{decision.path}: "


def tenfold(problem: Problem, moved: Iterable[Move]) -> Iterator[str]:
    """Warn of figures that are ten times, or a tenth of, what the decision rested on."""
    for move in moved:
        if not move.then or not move.today:
            continue
        then, today = move.then[0], move.today[0]
        small, large = sorted((abs(then), abs(today)))
        if small and large / small >= TENFOLD * (1 - 1e-9) and then * today > 0:
            label = problem.criteria.at[move.criterion, "label"]
            slots = {"label": label, "alternative": problem.labels[move.framework]}
            words = say("records", "tenfold", then=figure(then), now=figure(today), **slots)
            yield f"{problem.folder}/{move.place}: {words}"
