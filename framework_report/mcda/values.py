"""The additive value model: attributes -> values -> contributions -> scores -> ranks.

An *attribute* is the raw figure of a alternative on a criterion, in its own unit. Fixed reference
levels `worst` and `best` turn it into a *value* from 0 to 1; slider *points* become *weights*
that sum to 1; weight times value is a *contribution*; a *score* is the sum of contributions.

Source: Keeney & Raiffa, Decisions with Multiple Objectives (1976). Weights are swing weights:
Edwards & Barron, Organizational Behavior and Human Decision Processes 60 (1994) 306-325.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

TIE = 1e-9
"""Scores that differ by no more than this are tied: far above rounding, far below any evidence."""


def piecewise_linear(x: Sequence[float], cuts: Sequence[float], at: Sequence[float]) -> Floats:
    """Read a piecewise-linear value function at `x`; beyond its ends it stays at its end values.

    Args:
        x: n attributes, in the unit of `cuts`.
        cuts: m cut points, rising or falling.
        at: m values at the cut points.

    Returns:
        n values.

    >>> piecewise_linear([60, 10, 120], cuts=[50, 75, 90, 100], at=[1, 0.8, 0.5, 0]).round(2)
    array([0.92, 1.  , 0.  ])
    """
    order = slice(None) if cuts[0] < cuts[-1] else slice(None, None, -1)
    return np.asarray(np.interp(np.asarray(x, float), cuts[order], at[order]))


def values(attributes: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """Place attributes between their criterion's fixed reference levels.

    Args:
        attributes: alternatives x criteria, raw units. Criteria whose scale is `shown` are skipped.
        criteria: indexed by criterion, with columns `worst`, `best` (in the attribute's unit),
            `scale` ('linear', 'log' or 'shown') and `outside` ('error' or 'clip').

    Returns:
        alternatives x scored criteria, from 0 (worst) to 1 (best). What is not known (NaN) is
        worth 0: not knowing never earns points.

    Raises:
        ValueError: an attribute lies beyond a level and the criterion does not say `clip`.

    The levels never depend on the alternatives present, so none of them can reorder the others:

    >>> criteria = pd.DataFrame({"worst": [20], "best": [0], "scale": "linear",
    ...                          "outside": "error"}, index=["cost"])
    >>> values(pd.DataFrame({"cost": [10.1, 10]}, index=["A", "B"]), criteria)["cost"].tolist()
    [0.495, 0.5]
    """
    scored = [name for name in attributes if criteria.loc[name, "scale"] != "shown"]
    return pd.DataFrame(
        {name: _column(attributes[name], criteria.loc[name]) for name in scored},
        index=attributes.index,
    )


def _column(attribute: pd.Series, criterion: pd.Series) -> Floats:
    worst, best = float(criterion["worst"]), float(criterion["best"])
    if criterion["outside"] == "error":
        for alternative, x in attribute.items():
            if not min(worst, best) <= x <= max(worst, best) and not np.isnan(x):
                level = "worst" if abs(x - worst) < abs(x - best) else "best"
                raise ValueError(
                    f"{alternative}/{criterion.name}: {x:g} lies beyond its level "
                    f"{level} = {criterion[level]:g}"
                )
    x = attribute.to_numpy(float)
    if criterion["scale"] == "log":
        # Zero and less lie infinitely far beyond any positive level, so they are clipped to it.
        x = np.log(np.maximum(x, np.finfo(float).tiny))
        worst, best = np.log(worst), np.log(best)
    return np.where(np.isnan(x), 0.0, piecewise_linear(x, [worst, best], [0.0, 1.0]))


def weights(points: Mapping[str, float] | pd.Series) -> pd.Series:
    """Turn slider points into weights that sum to 1.

    Args:
        points: per criterion, 0 or more.

    Raises:
        ValueError: all points are 0, or one is negative: there is nothing to weigh.

    >>> weights({"time": 3, "security": 5, "operability": 2}).tolist()
    [0.3, 0.5, 0.2]
    """
    points = pd.Series(points, dtype=float)
    if (points < 0).any() or not np.isfinite(points).all():
        raise ValueError(f"points must be finite and not negative, found {points.to_dict()}")
    if not (total := points.sum()):
        raise ValueError("all points are 0: there is nothing to weigh")
    return points / total


def contributions(values: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """Multiply weight and value.

    Args:
        values: alternatives x criteria.
        weights: per criterion; a criterion without a weight weighs nothing.

    Returns:
        alternatives x criteria.

    Raises:
        KeyError: a weighted criterion has no values.
    """
    if not weights.index.equals(values.columns):
        missing = weights.index.difference(values.columns)
        if len(missing):
            raise KeyError(f"weights without values: {', '.join(missing)}")
        weights = weights.reindex(values.columns, fill_value=0.0)
    by_column = weights.to_numpy(float)
    return pd.DataFrame(
        values.to_numpy(float) * by_column, index=values.index, columns=values.columns
    )


def scores(values: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Sum each alternative's contributions, criterion by criterion in the order of the columns.

    Args:
        values: alternatives x criteria.
        weights: per criterion, summing to 1.

    Returns:
        Per alternative, from 0 to 1.

    >>> values = pd.DataFrame({"p": [1, 0.5], "q": [0, 1]}, index=["A", "B"])
    >>> scores(values, weights({"p": 3, "q": 1})).tolist()
    [0.75, 0.625]
    """
    parts = contributions(values, weights)
    total = np.zeros(len(parts))
    # One after the other, not NumPy's pairwise sum: the exported page adds in the same order.
    for column in parts.to_numpy().T:
        total += column
    return pd.Series(total, index=parts.index, name="score")


def ranks(scores: pd.Series) -> pd.Series:
    """Rank scores, 1 for the best; scores within `TIE` of each other share a rank.

    >>> ranks(pd.Series({"A": 0.4, "B": 0.7, "C": 0.4})).to_dict()
    {'A': 2, 'B': 1, 'C': 2}
    """
    s = scores.to_numpy(float)
    ahead = (s[None, :] > s[:, None] + TIE).sum(axis=1)
    return pd.Series(ahead + 1, index=scores.index, name="rank")


def dominated(values: pd.DataFrame) -> pd.DataFrame:
    """Say which alternative is behind which: never better on any criterion, worse on at least one.

    Args:
        values: alternatives x criteria.

    Returns:
        alternatives x alternatives, True where the row is dominated by the column.

    >>> dominated(pd.DataFrame({"p": [1, 0.5], "q": [1, 1]}, index=["A", "B"])).to_numpy().tolist()
    [[False, False], [True, False]]
    """
    v = values.to_numpy(float)
    row, column = v[:, None, :], v[None, :, :]
    found = (row <= column).all(axis=2) & (row < column).any(axis=2)
    return pd.DataFrame(found, index=values.index, columns=values.index)
