"""Tipping points: how far one slider, or one weight, may move until somebody else leads.

Source: sensitivity of an additive value model, Keeney & Raiffa (1976).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framework_report.mcda.values import TIE

Floats = npt.NDArray[np.float64]


def tipping_points(
    values: pd.DataFrame, points: Mapping[str, float] | pd.Series, maximum: float = 10
) -> pd.DataFrame:
    """Find the slider interval in which the leader stays, one slider moving and the others not.

    With d = the leader's value less a rival's and D = the sum of points times d over all criteria,
    the two tie where the slider stands at `points - D / d`. The interval is the intersection over
    all rivals. The leader is the first framework in order among those with the best score.

    Args:
        values: frameworks x criteria, 0 to 1.
        points: per criterion, 0 to `maximum`; a criterion without points counts 0.
        maximum: end of the slider.

    Returns:
        Per criterion `low` and `high`, in slider points, and `below` and `above`: the framework
        that leads beyond that end, None where the slider itself ends there. Without a framework,
        or with all points 0, there is no leader: NaN and None throughout.

    Raises:
        KeyError: points for a criterion that has no values.

    >>> values = pd.DataFrame({"time": [5, 3, 1], "security": [1, 3, 5], "operability": [4, 4, 1]},
    ...                       index=["Baseline", "A", "B"]) / 5
    >>> tipping_points(values, {"time": 3, "security": 5, "operability": 2}
    ...     ).round(2)  # doctest: +NORMALIZE_WHITESPACE
                  low  high     below     above
    criterion
    time         2.00   5.0         B  Baseline
    security     3.00   6.0  Baseline         B
    operability  1.33  10.0         B      None
    """
    s = _aligned(points, values)
    if not len(values) or not s.any():
        return _no_interval(values)
    total = s.sum()  # the leader, and ties, are judged on scores, so on weights
    d, rivals = _differences(values, s / total)
    with np.errstate(divide="ignore", invalid="ignore"):
        ties_at = s - total * _ahead(d, s / total)[:, None] / d
    return _intervals(values, rivals, ties_at, slope=d, end=maximum)


def tipping_weights(values: pd.DataFrame, weights: Mapping[str, float] | pd.Series) -> pd.DataFrame:
    """Find the interval of one weight in which the leader stays, the others rescaled in proportion.

    With D the leader's score less the rival's and `R = (D - w d) / (1 - w)`, what it would be
    without the criterion, the two tie at the weight `-R / (d - R)`. It describes the same flip as
    `tipping_points`, on the scale of weights.

    Args:
        values: frameworks x criteria, 0 to 1.
        weights: per criterion, summing to 1; a criterion without a weight weighs 0.

    Returns:
        As `tipping_points`, in weights. A criterion that has all the weight leaves nothing to
        rescale: its interval is 0 to 1.

    Raises:
        KeyError: a weight for a criterion that has no values.

    >>> values = pd.DataFrame({"time": [5, 3, 1], "security": [1, 3, 5], "operability": [4, 4, 1]},
    ...                       index=["Baseline", "A", "B"]) / 5
    >>> tipping_weights(values, {"time": .3, "security": .5, "operability": .2}
    ...     ).round(4)  # doctest: +NORMALIZE_WHITESPACE
                    low    high     below     above
    criterion
    time         0.2222  0.4167         B  Baseline
    security     0.3750  0.5455  Baseline         B
    operability  0.1429  1.0000         B      None
    """
    w = _aligned(weights, values)
    if not len(values) or not w.any():
        return _no_interval(values)
    d, rivals = _differences(values, w)
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = (_ahead(d, w)[:, None] - w * d) / (1 - w)
        ties_at = -rest / (d - rest)
    slope = np.where(w < 1, d - rest, 0.0)
    return _intervals(values, rivals, ties_at, slope, end=1.0)


def _aligned(points: Mapping[str, float] | pd.Series, values: pd.DataFrame) -> Floats:
    """Put points in the order of the criteria, 0 where there are none."""
    given = dict(points)
    unknown = [name for name, p in given.items() if p and name not in values.columns]
    if unknown:
        raise KeyError(f"points without values: {', '.join(map(str, unknown))}")
    return np.array([given.get(name, 0) for name in values.columns], dtype=float)


def _differences(values: pd.DataFrame, weights: Floats) -> tuple[Floats, Any]:
    """Subtract each rival's values from the leader's (rivals x criteria), and name the rivals."""
    v = values.to_numpy(float)
    scores = _in_order(v, weights)
    leader = int((scores >= scores.max() - TIE).argmax())
    rivals = np.arange(len(v)) != leader
    return v[leader] - v[rivals], values.index.to_numpy()[rivals]


def _ahead(d: Floats, weights: Floats) -> Floats:
    """Say by how much the leader is ahead of each rival; what is within the tolerance is a tie."""
    ahead = _in_order(d, weights)
    return np.where(np.abs(ahead) <= TIE, 0.0, ahead)


def _in_order(v: Floats, weights: Floats) -> Floats:
    """Sum weight times value, criterion by criterion."""
    total = np.zeros(len(v))
    for k, weight in enumerate(weights.tolist()):
        total = total + weight * v[:, k]
    return total


def _intervals(
    values: pd.DataFrame, rivals: Any, ties_at: Floats, slope: Floats, end: float
) -> pd.DataFrame:
    """Intersect over the rivals; a lead that rises with the slider is lost below its tie."""
    columns = list(zip(ties_at.T, slope.T, strict=True))
    lows, below = zip(*(_lost_at(at, rise, rivals, 0.0) for at, rise in columns), strict=True)
    highs, above = zip(*(_lost_at(-at, -rise, rivals, -end) for at, rise in columns), strict=True)
    return _interval_frame(values, np.array(lows), -np.array(highs), below, above)


def _lost_at(at: Floats, rise: Floats, rivals: Any, limit: float) -> tuple[float, Any]:
    """Find the first tie on the way down to `limit`, and who leads beyond it."""
    candidates = (rise > TIE) & (at > limit + TIE)
    if not candidates.any():
        return limit, None
    first = at[candidates].max()
    # Of several that tie here at once the one that gains fastest leads beyond.
    here = np.where(candidates & (at >= first - TIE), rise, 0.0)
    return float(first), rivals[here.argmax()]


def _no_interval(values: pd.DataFrame) -> pd.DataFrame:
    nobody = [None] * values.shape[1]
    return _interval_frame(values, np.nan, np.nan, nobody, nobody)


def _interval_frame(
    values: pd.DataFrame, low: Any, high: Any, below: Any, above: Any
) -> pd.DataFrame:
    index = values.columns.rename("criterion")
    # Plain objects: pandas' text columns would turn None into NaN.
    names = [pd.Series(list(column), index=index, dtype=object) for column in (below, above)]
    columns = {"low": low, "high": high, "below": names[0], "above": names[1]}
    return pd.DataFrame(columns, index=index)
