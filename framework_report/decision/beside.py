"""What a change to the tables or to the decision does to scores and leader, side by side."""

from pathlib import Path

from framework_report.decision.read import read_decision
from framework_report.files import ProblemError
from framework_report.outcome import Outcome
from framework_report.state import scenario_state
from framework_report.tables import load_problem
from framework_report.words.text import rounded, say


def beside(before: str | Path, after: str | Path) -> list[str]:
    """Say who led by the tables and the decision of one folder, and who does by the other's.

    A folder of which nothing can be read, as before the first change, is told in one line.

    Raises:
        ProblemError: the folder after the change cannot be read.
    """
    now = _outcome(after)
    try:
        then = _outcome(before)
    except ProblemError as error:
        return [say("commands", "beside_unread", fault=fault) for fault in error.faults[:5]]
    names = (_leader(then), _leader(now))
    if names[0] == names[1]:
        lines = [say("commands", "beside_leader", leader=names[1])]
    else:
        lines = [say("commands", "beside_leaders", before=names[0], after=names[1])]
    labels = {**then.problem.labels, **now.problem.labels}
    changed = [
        say("commands", "beside_score", label=labels[name], before=texts[0], after=texts[1])
        for name in dict.fromkeys([*now.order, *then.order, *now.active, *then.active])
        if len(set(texts := (_score(then, name), _score(now, name)))) > 1
    ]
    lines += changed or [say("commands", "beside_same")]
    if then.state != now.state:
        lines.append(say("commands", "beside_state"))
    return lines


def _outcome(folder: str | Path) -> Outcome:
    problem = load_problem(folder)
    decision = read_decision(problem)
    return Outcome(problem, decision.state if decision else scenario_state(problem))


def _leader(outcome: Outcome) -> str:
    if outcome.leader is None:
        return say("records", "nobody")
    return outcome.problem.labels[outcome.leader]


def _score(outcome: Outcome, name: str) -> str:
    if name not in outcome.order:
        return say("commands", "beside_out")
    return rounded(100 * float(outcome.scores[name]), 1)
