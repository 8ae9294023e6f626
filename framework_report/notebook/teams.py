"""What real teams chose, and what the people of this one want."""

from framework_report import backtest
from framework_report import group as several
from framework_report.charts.calibration import calibration_chart
from framework_report.charts.people import people_chart
from framework_report.decision import committed_state, read_decision
from framework_report.notebook import markup
from framework_report.notebook.part import Part, part_of_chart
from framework_report.outcome import Outcome


def tried(outcome: Outcome) -> Part:
    """Return the back-test, line by line as the command prints it; nothing without decisions."""
    problem = outcome.problem
    if not backtest.backtest(problem).rows:
        return Part("", "")
    return _said("tried", backtest.report_lines(problem))


def tried_in_short(outcome: Outcome) -> Part:
    """Return what the back-test comes to, and how firm, open and close answers fared."""
    problem = outcome.problem
    lines = [*filter(None, [*backtest.in_short(problem), backtest.calibration_line(problem)])]
    return _said("tried-short", lines) if lines else Part("", "")


def calibration(outcome: Outcome) -> Part:
    """Return how often teams had chosen the leader, by what the report says of itself."""
    tested = backtest.backtest(outcome.problem)
    if not tested.rows:
        return Part("", "")
    return part_of_chart(calibration_chart(tested.calibration), "calibration")


def group(outcome: Outcome) -> Part:
    """Return who leads for whom of those who sent priorities; nothing before anybody has."""
    problem = outcome.problem
    people, faults = several.read_people(problem, problem.folder / several.FOLDER)
    if not people and not faults:
        return Part("", "")
    decision = read_decision(problem)
    base = committed_state(problem, decision)
    found = _said("group", several.report_lines(problem, people, faults, base))
    compared = several.Group(problem, people, base)
    if not compared.people:
        return found
    chart = part_of_chart(people_chart(compared), "people")
    return found._replace(html=markup.heading(found.finding) + chart.html + found.html)


def _said(name: str, lines: list[str]) -> Part:
    return Part(markup.lines(name, lines), "\n".join(lines), lines[0])
