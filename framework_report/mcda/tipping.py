"""Tipping points: how far one slider may move before another alternative leads.

Source: sensitivity of an additive value model, see Keeney & Raiffa (1976).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from framework_report.mcda.model import TIE, Floats, in_order, leaders


def tipping_points(
    values: pd.DataFrame, points: Mapping[str, float] | pd.Series, maximum: float = 10
) -> pd.DataFrame:
    """Find the slider interval in which the leader stays, one slider moving and the others not.

    With d = the leader's value less a rival's and D = the sum of points times d over all criteria,
    the two tie where the slider stands at `points - D / d`. The interval is the intersection over
    all rivals. The leader is the first alternative in order among those with the best score.

    Returns:
        Per criterion `low` and `high`, in slider points, and `below` and `above`: the alternative
        that leads beyond that end, None where the slider itself ends there. Without an alternative,
        or with all points 0, there is no leader: NaN and None throughout.

    Raises KeyError at points for a criterion that has no values.

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
    s, v = aligned(points, values), values.to_numpy(float)
    if not len(v) or not s.any():
        return _frame(values, [(np.nan, np.nan, None, None)] * len(s))
    total = s.sum()  # the leader, and ties, are judged on scores, so on weights
    leader = leaders(in_order(v * (s / total)))
    rivals, d = values.index.delete(leader), v[leader] - np.delete(v, leader, axis=0)
    lead = in_order(d * (s / total))[:, None]
    lead[np.abs(lead) <= TIE] = 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        ties = s - total * lead / d
    rows = []
    for at, rise in zip(ties.T, d.T, strict=True):  # a lead that rises is lost on the way down
        low, below = _first_tie(at, rise, 0.0)
        high, above = _first_tie(-at, -rise, -maximum)
        ends = (None if i is None else rivals[i] for i in (below, above))
        rows.append((low, -high, *ends))
    return _frame(values, rows)


def aligned(points: Mapping[str, float] | pd.Series, values: pd.DataFrame) -> Floats:
    """Put points in the order of the criteria, 0 where there are none."""
    given = dict(points)
    unknown = [name for name, p in given.items() if p and name not in values.columns]
    if unknown:
        raise KeyError(f"points without values: {', '.join(map(str, unknown))}")
    return np.array([given.get(name, 0) for name in values.columns], dtype=float)


def _first_tie(at: Floats, rise: Floats, limit: float) -> tuple[float, int | None]:
    """Find the first tie on the way down to `limit`, and which rival leads beyond it."""
    on_the_way = (rise > TIE) & (at > limit + TIE)
    if not on_the_way.any():
        return limit, None
    first = float(at[on_the_way].max())
    # Of several that tie here at once the one that gains fastest leads beyond.
    here = on_the_way & (at >= first - TIE)
    return first, int(np.where(here, rise, 0.0).argmax())


def _frame(values: pd.DataFrame, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    index = values.columns.rename("criterion")
    low, high, *names = np.array(rows, dtype=object).reshape(-1, 4).T
    # Plain objects: pandas' text columns would turn None into NaN.
    below, above = (pd.Series(name, index, dtype=object) for name in names)
    columns = {"low": low.astype(float), "high": high.astype(float), "below": below, "above": above}
    return pd.DataFrame(columns, index)
