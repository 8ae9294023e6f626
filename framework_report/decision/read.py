"""Read ``decision.toml``: what was decided, and what of it today's tables no longer know.

A criterion, a framework or a measure may be dropped from the tables after a decision was made. That
is no fault of the file: it is told, and the rest is read. Files of the first version, which knew
familiarity as a part of its own, are read as well.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from framework_report.decision.checks import Fault, Known, decision_faults, fault_lines
from framework_report.files import ProblemError, read_text
from framework_report.state import OLD_TEAM, PARTS, State, renew, scenario_state
from framework_report.tables import Problem
from framework_report.tables.toml import places, read_toml

FILE = "decision.toml"
Ends = tuple[float, float, float]
"""A figure and its interval: value, low, high in the measure's unit."""


@dataclass(frozen=True)
class Decision:
    """What a team decided, and what it rested on.

    ``scenario`` is empty for a setting of the team's own, ``leader`` where there was none.
    ``origin`` (``from`` in the file) says whose priorities these are, by which rule; empty for the
    team's own.
    ``measures`` names the measure of each criterion that had several, the first ones too.
    ``rested_on`` holds the figures of that day by those measures, without what nobody knew, by
    framework and criterion; ``supports`` each framework's support of the must-haves. ``gone`` says
    what of the file is no longer in the tables. ``text`` is what the file said, None for a decision
    that was not read.
    """

    state: State
    scenario: str
    why: str
    switch_if: str
    date: datetime.date
    review_by: datetime.date
    leader: str
    rested_on: Mapping[str, Mapping[str, Ends]] = field(default_factory=dict)
    supports: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    gone: tuple[str, ...] = field(default=(), compare=False)
    path: Path | None = field(default=None, compare=False)
    text: str | None = field(default=None, compare=False, repr=False)


def committed_state(problem: Problem, decision: Decision | None) -> State:
    """Return the state that the team committed, or the first scenario's where it has not."""
    return decision.state if decision else scenario_state(problem)


def read_decision(problem: Problem) -> Decision | None:
    """Read and check the team's decision; None where there is no file.

    Raises:
        ProblemError: names every fault with file and, where it can, line.
    """
    path = problem.folder / FILE
    if not path.exists() and not path.is_symlink():
        return None
    text = read_text(path)
    given = read_toml(text, str(path))
    lines = places(text)
    if renew(given):
        lines |= {("team", *place): n for place, n in lines.items() if place[0] == OLD_TEAM}

    def refuse(faults: Iterator[Fault] | list[Fault]) -> None:
        if told := list(fault_lines(faults, path, lines)):
            raise ProblemError(dict.fromkeys(told))

    refuse(decision_faults(given))
    known = Known(problem, given)
    refuse(known.faults)
    given = known.given
    try:
        state = State.from_dict({name: given[name] for name in PARTS if name in given}, problem)
    except ProblemError as error:
        refuse([Fault.of_state(fault) for fault in error.faults])
        raise
    return Decision(
        state=state,
        **{name: given.get(name, "") for name in ("scenario", "why", "switch_if", "leader")},
        date=given["date"],
        review_by=given["review_by"],
        rested_on={
            name: {c: _ends(x) for c, x in row.items()} for name, row in given["rested_on"].items()
        },
        supports=given["supports"],
        measures=given["measures"],
        origin=given.get("from", ""),
        gone=tuple(known.gone),
        path=path,
        text=text,
    )


def _ends(x: Mapping[str, float]) -> Ends:
    return float(x["value"]), float(x["low"]), float(x["high"])
