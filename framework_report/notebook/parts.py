"""The parts of the report by name: what notebook and exported page show."""

from collections.abc import Callable

from framework_report import charts
from framework_report.notebook import answer, tables, teams
from framework_report.notebook.part import Part, part_of_chart
from framework_report.outcome import Outcome


def values(outcome: Outcome) -> Part:
    """Return the values by criterion with their intervals, by the measures that count."""
    key = (tuple(outcome.active), repr(outcome.state.measures))
    return outcome.problem.keep_last(
        "values", key, lambda: part_of_chart(charts.values_chart(outcome), "values")
    )


def setups(outcome: Outcome) -> Part:
    """Return what server and set-up do to speed, where any was timed."""
    if outcome.problem.timed.empty:
        return Part("", "")
    return part_of_chart(charts.setups_chart(outcome.problem), "setups")


def windows(outcome: Outcome) -> Part:
    """Return the spread of the timed figures; nothing where nothing was timed."""
    if outcome.problem.timed.empty:
        return Part("", "")
    return part_of_chart(charts.windows_chart(outcome.problem), "windows")


FOLLOWING: dict[str, Callable[[Outcome], Part]] = {
    "verdict": answer.verdict,
    "panel": answer.panel,
    "ranking": lambda outcome: part_of_chart(charts.ranking_chart(outcome), "ranking"),
    "against": lambda outcome: part_of_chart(charts.against_chart(outcome), "against"),
    "doubts": answer.doubts,
    "scenarios": tables.scenarios,
    "for_whom": tables.for_whom,
    "values": values,
    "evidence": tables.evidence,
}
"""The parts that follow the state, in the order in which they are brought up to date, but for the
panel, which comes last."""
STILL: dict[str, Callable[[Outcome], Part]] = {
    "title": tables.title,
    "candidates": tables.candidates,
    "criteria": tables.criteria,
    "features": tables.features,
    "claims": tables.claims,
    "claims_in_short": tables.claims_in_short,
    "setups": setups,
    "windows": windows,
    "probes": tables.probes,
    "tried": teams.tried,
    "tried_in_short": teams.tried_in_short,
    "calibration": teams.calibration,
    "group": teams.group,
    "about": tables.about,
}
"""The parts that no slider changes. One without words has nothing to tell of these tables."""
