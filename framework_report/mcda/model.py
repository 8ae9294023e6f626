"""The additive value model: attributes -> values -> contributions -> scores -> ranks.

Source: Keeney & Raiffa, Decisions with Multiple Objectives (1976). Weights are swing weights:
Edwards & Barron, Organizational Behavior and Human Decision Processes 60 (1994) 306-325.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
TIE = 1e-9
"""Scores that differ by no more than this are tied: far above rounding, far below any evidence."""


def piecewise_linear(x: npt.ArrayLike, cuts: Sequence[float], at: Sequence[float]) -> Floats:
    """Read a piecewise-linear value function at `x`; beyond its ends it stays at its end values.

    `cuts` rise or fall, in the unit of `x`; `at` are the values there.

    >>> piecewise_linear([60, 10, 120], cuts=[50, 75, 90, 100], at=[1, 0.8, 0.5, 0]).round(2)
    array([0.92, 1.  , 0.  ])
    """
    order = slice(None) if cuts[0] < cuts[-1] else slice(None, None, -1)
    found: Floats = np.interp(np.asarray(x, float), cuts[order], at[order])
    return found


def on_own_scale(raw: Any, criterion: Mapping[Hashable, Any]) -> Any:
    """Put figures on a criterion's own scale: their logarithms where its `scale` is 'log'."""
    # Zero and less lie infinitely far beyond any positive level, so they are clipped to it.
    return np.log(np.maximum(raw, np.finfo(float).tiny)) if criterion["scale"] == "log" else raw


def values(attributes: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """Place attributes between their criterion's fixed reference levels.

    Args:
        attributes: NaN where nobody knows the figure.
        criteria: indexed by criterion, with columns `worst`, `best` (in the attribute's unit),
            `scale` ('linear', 'log', or 'shown': it has no values) and `outside` ('error' or
            'clip').

    Returns:
        alternatives x criteria with values, from 0 (worst) to 1 (best). What is unknown is 0, as if
        it were at its worst: not knowing never earns points.

    Raises ValueError where an attribute lies beyond a level and the criterion does not say `clip`.

    The levels never depend on the alternatives present, so none of them can reorder the others:

    >>> criteria = pd.DataFrame({"worst": [20], "best": [0], "scale": "linear",
    ...                          "outside": "error"}, index=["cost"])
    >>> values(pd.DataFrame({"cost": [10.1, 10, None]}), criteria)["cost"].tolist()
    [0.495, 0.5, 0.0]
    """
    rows = criteria.to_dict("index")
    columns = {
        name: _column(attribute, rows[name])
        for name, attribute in attributes.items()
        if rows[name]["scale"] != "shown"
    }
    return pd.DataFrame(columns, index=attributes.index)


def _column(attribute: pd.Series, criterion: Mapping[Hashable, Any]) -> Floats:
    x: Floats = attribute.to_numpy(float)
    ends = [float(criterion["worst"]), float(criterion["best"])]
    beyond = (x < min(ends)) | (x > max(ends))
    if criterion["outside"] == "error" and beyond.any():
        first = int(beyond.argmax())
        level = "worst" if abs(x[first] - ends[0]) < abs(x[first] - ends[1]) else "best"
        raise ValueError(
            f"{attribute.index[first]}/{attribute.name}: {x[first]:g} lies beyond its level "
            f"{level} = {criterion[level]:g}"
        )
    found = piecewise_linear(
        on_own_scale(x, criterion), on_own_scale(np.array(ends), criterion), [0.0, 1.0]
    )
    return np.where(np.isnan(x), 0.0, found)


def weights(points: Mapping[str, float] | pd.Series) -> pd.Series:
    """Turn slider points into weights that sum to 1.

    Raises ValueError where all points are 0, or one is negative: there is nothing to weigh.

    >>> weights({"time": 3, "security": 5, "operability": 2}).tolist()
    [0.3, 0.5, 0.2]
    """
    points = pd.Series(points, dtype=float)
    given: Floats = points.to_numpy()
    if (given < 0).any() or not np.isfinite(given).all():
        raise ValueError(f"points must be finite and not negative, found {points.to_dict()}")
    if not given.any():
        raise ValueError("all points are 0: there is nothing to weigh")
    return pd.Series(given / given.sum(), index=points.index, name=points.name)


def contributions(values: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """Multiply weight and value: alternatives x criteria; without a weight, nothing.

    Raises KeyError where a weighted criterion has no values.
    """
    return pd.DataFrame(_parts(values, weights), index=values.index, columns=values.columns)


def _parts(values: pd.DataFrame, weights: pd.Series) -> Floats:
    by_criterion = matched(weights, values.columns).to_numpy(float)
    found: Floats = values.to_numpy(float) * by_criterion
    return found


def matched(weights: pd.Series | pd.DataFrame, criteria: pd.Index) -> pd.Series | pd.DataFrame:
    """Put weights (a frame of samples has criteria as columns) in the order of the criteria."""
    labels = weights.axes[-1]
    if labels.equals(criteria):
        return weights
    if len(unknown := labels.difference(criteria)):
        raise KeyError(f"weights without values: {', '.join(map(str, unknown))}")
    return weights.reindex(criteria, axis=weights.ndim - 1, fill_value=0.0)


def scores(values: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Sum each alternative's contributions.

    >>> values = pd.DataFrame({"p": [1, 0.5], "q": [0, 1]}, index=["A", "B"])
    >>> scores(values, weights({"p": 3, "q": 1})).tolist()
    [0.75, 0.625]
    """
    return pd.Series(in_order(_parts(values, weights)), index=values.index, name="score")


def in_order(parts: Floats) -> Floats:
    """Add columns one after the other, as the exported page does, and not pairwise as NumPy."""
    return sum(parts.T, np.zeros(len(parts)))


def first_places(scores: Floats) -> npt.NDArray[np.bool_]:
    """Say along the last axis who is first: all within `TIE` of the best."""
    best: npt.NDArray[np.bool_] = scores >= scores.max(axis=-1, keepdims=True) - TIE
    return best


def leaders(scores: Floats) -> npt.NDArray[np.intp]:
    """Find the leader along the last axis: the first of those within `TIE` of the best."""
    first: npt.NDArray[np.intp] = first_places(scores).argmax(axis=-1)
    return first


def ranks(scores: pd.Series) -> pd.Series:
    """Rank scores, 1 for the best; scores within `TIE` of each other share a rank.

    >>> ranks(pd.Series({"A": 0.4, "B": 0.7, "C": 0.4})).to_dict()
    {'A': 2, 'B': 1, 'C': 2}
    """
    s = scores.to_numpy(float)
    ahead = (s[None, :] > s[:, None] + TIE).sum(axis=1)
    return pd.Series(ahead + 1, index=scores.index, name="rank")


def dominated(values: pd.DataFrame) -> pd.DataFrame:
    """Say which alternative is behind which: nowhere better, and worse on at least one criterion.

    Returns alternatives x alternatives, True where the row is dominated by the column.

    >>> dominated(pd.DataFrame({"p": [1, 0.5], "q": [1, 1]}, index=["A", "B"])).to_numpy().tolist()
    [[False, False], [True, False]]
    """
    v = values.to_numpy(float)
    row, column = v[:, None, :], v[None, :, :]
    found = (row <= column).all(axis=2) & (row < column).any(axis=2)
    return pd.DataFrame(found, index=values.index, columns=values.index)
