"""What the table gives reason to look into: must-haves, reasons that point elsewhere, extras.

These are questions to the figures. None of them is answered by changing a figure or a level.
"""

from framework_report.backtest.agreement import Backtest, Rate, rate
from framework_report.backtest.decisions import state_of
from framework_report.mcda import TIE
from framework_report.outcome import Outcome


def must_haves(test: Backtest) -> tuple[int, int, int]:
    """Count decisions that ask for features; and where an add-on is enough, where only the core is.

    The second and the third say in how many of them a candidate is removed that was named.
    """
    problem = test.problem
    asked = [d for d in test.testable if state_of(problem, d).must_haves]
    add_on, core = (
        sum(bool(Outcome(problem, state_of(problem, d, must_have=level)).removed) for d in asked)
        for level in ("add-on", "core")
    )
    return len(asked), add_on, core


def in_the_core(test: Backtest) -> Rate:
    """Return the agreement if every must-have had been asked for in the core."""
    return rate(test.try_all(lambda d: state_of(test.problem, d, must_have="core")))


def against(test: Backtest) -> dict[str, tuple[int, int]]:
    """Return per criterion how often it was named, and how often another candidate is better on it.

    The figures of a reason point against the choice where somebody else that was named is ahead on
    it; most often first.
    """
    found: dict[str, tuple[int, int]] = {}
    for row in test.rows:
        values = row.outcome.values.loc[row.outcome.active]
        for name in row.decision.covered(test.problem):
            if name in test.problem.team and not row.outcome.said(name):
                continue
            named, beaten = found.get(name, (0, 0))
            other = float(values[name].max()) > float(values.at[row.decision.chosen, name])
            found[name] = (named + 1, beaten + other)
    return dict(sorted(found.items(), key=lambda item: (-item[1][1], -item[1][0])))


def always_with(test: Backtest, framework: str) -> tuple[float, int, str]:
    """Compare a framework in every decision.

    Returns:
        How often it leads, how often it was chosen, and the criterion that brings it most against
        those that were chosen (nothing where it never leads).
    """
    problem, leads = test.problem, 0.0
    gains = dict.fromkeys(problem.scored, 0.0)
    for row in test.try_all(lambda d: state_of(problem, d, also=[framework])):
        if framework in row.outcome.tied:
            leads += 1 / len(row.outcome.tied)
            parts = row.outcome.contributions
            for name in problem.scored:
                own, chosen = parts.at[framework, name], parts.at[row.decision.chosen, name]
                gains[name] += float(own - chosen)
    best = max(gains, key=gains.__getitem__)
    return leads, test.chosen_counts[framework], best if gains[best] > TIE else ""
