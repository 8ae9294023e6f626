"""For whom each framework is right, over all priorities that a team could have."""

from typing import NamedTuple

import pandas as pd

from framework_report import mcda
from framework_report.outcome import Outcome
from framework_report.race import SAMPLES, drawn, stacked


class Audience(NamedTuple):
    """For whom each compared framework is right; must-haves and the team's criteria left aside.

    Attributes:
        first: per framework, its share of first places over all priorities, uniform over the
            themes and then within each.
        average: per criterion, its mean weight over all priorities.
        central: frameworks x criteria, the mean weights where it is first; NaN where it never is.
        nearest: frameworks x criteria, the weights at which it comes closest to the best.
        behind: per framework, the least it is behind the best at any of the priorities, 0 to 1.
    """

    first: pd.Series
    average: pd.Series
    central: pd.DataFrame
    nearest: pd.DataFrame
    behind: pd.Series


def audience(outcome: Outcome) -> Audience:
    """Return for whom each compared framework is right, by the measures of the outcome.

    Figures lie anywhere within their intervals (SMAA-2, Lahdelma & Salminen 2001).
    """
    key = ("audience", tuple(outcome.active), tuple(outcome.state.measures.items()))
    return outcome.problem.keep(key, lambda: _audience(outcome))


def _audience(outcome: Outcome) -> Audience:
    problem, names = outcome.problem, outcome.active
    criteria = [name for name in problem.scored if name not in problem.team]
    place = problem.frameworks.index.get_indexer(names)
    columns = [drawn(problem, name, outcome.measure(name))[place] for name in criteria]
    values = stacked(columns)
    themes = problem.criteria.loc[criteria, "theme"]
    weights = mcda.simplex_weights(themes.to_dict(), SAMPLES)
    fixed = outcome.values.loc[names, criteria]
    scores = weights @ fixed.to_numpy().T
    deficit = scores.max(axis=1)[:, None] - scores
    central = mcda.central_weights(values, weights).set_axis(pd.Index(names))
    return Audience(
        first=mcda.rank_acceptability(values, weights).set_axis(pd.Index(names))[1],
        average=pd.Series(weights.mean(axis=0), index=criteria),
        central=central.set_axis(criteria, axis=1),
        nearest=pd.DataFrame(weights[deficit.argmin(axis=0)], index=names, columns=criteria),
        behind=pd.Series(deficit.min(axis=0), index=names),
    )
