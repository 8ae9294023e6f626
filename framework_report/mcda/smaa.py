"""How far the ranking can be trusted: tipping points, rank acceptability, central weights.

A *sample* is one reading of the priorities and of the evidence: weights (per criterion) and values
(frameworks x criteria). Samples come from `draws`, or from anybody else's arrays.

Sources: tipping points, sensitivity of an additive value model, see Keeney & Raiffa (1976); rank
acceptability, central weights and confidence factors, Lahdelma & Salminen, SMAA-2, Operations
Research 49 (2001) 444-454.
"""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import numpy as np
import pandas as pd

from framework_report.model import TIE

# --- tipping points ------------------------------------------------------------------------------


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


def _aligned(points: Mapping[str, float] | pd.Series, values: pd.DataFrame) -> np.ndarray:
    """Put points in the order of the criteria, 0 where there are none."""
    given = dict(points)
    unknown = [name for name, p in given.items() if p and name not in values.columns]
    if unknown:
        raise KeyError(f"points without values: {', '.join(map(str, unknown))}")
    return np.array([given.get(name, 0) for name in values.columns], dtype=float)


def _differences(values: pd.DataFrame, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Subtract each rival's values from the leader's (rivals x criteria), and name the rivals."""
    v = values.to_numpy(float)
    scores = _in_order(v, weights)
    leader = int((scores >= scores.max() - TIE).argmax())
    rivals = np.arange(len(v)) != leader
    return v[leader] - v[rivals], values.index.to_numpy()[rivals]


def _ahead(d: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Say by how much the leader is ahead of each rival; what is within the tolerance is a tie."""
    ahead = _in_order(d, weights)
    return np.where(np.abs(ahead) <= TIE, 0.0, ahead)


def _in_order(v: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sum weight times value, criterion by criterion."""
    total = np.zeros(len(v))
    for k, weight in enumerate(weights.tolist()):
        total = total + weight * v[:, k]
    return total


def _intervals(
    values: pd.DataFrame, rivals: np.ndarray, ties_at: np.ndarray, slope: np.ndarray, end: float
) -> pd.DataFrame:
    """Intersect over the rivals; a lead that rises with the slider is lost below its tie."""
    columns = list(zip(ties_at.T, slope.T, strict=True))
    lows, below = zip(*(_lost_at(at, rise, rivals, 0.0) for at, rise in columns), strict=True)
    highs, above = zip(*(_lost_at(-at, -rise, rivals, -end) for at, rise in columns), strict=True)
    return _interval_frame(values, np.array(lows), -np.array(highs), below, above)


def _lost_at(
    at: np.ndarray, rise: np.ndarray, rivals: np.ndarray, limit: float
) -> tuple[float, object]:
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


def _interval_frame(values: pd.DataFrame, low, high, below, above) -> pd.DataFrame:
    index = values.columns.rename("criterion")
    # Plain objects: pandas' text columns would turn None into NaN.
    names = [pd.Series(list(column), index=index, dtype=object) for column in (below, above)]
    columns = {"low": low, "high": high, "below": names[0], "above": names[1]}
    return pd.DataFrame(columns, index=index)


# --- samples -------------------------------------------------------------------------------------


def rank_acceptability(values, weights) -> pd.DataFrame:
    """Count in what share of the samples each framework takes each rank (SMAA-2).

    Frameworks whose scores lie within 1e-9 of each other, also in a chain, are tied: they share
    the ranks they span equally, so that rows and columns sum to 1. Weights need not sum to 1.

    The answer has a Monte-Carlo error: a share p of n samples is known to about
    `1.96 * sqrt(p * (1 - p) / n)`; 9,604 samples are within 0.01.

    Args:
        values: frameworks x criteria (array or frame), or samples x frameworks x criteria.
        weights: criteria (array or series), or samples x criteria (array or frame). What has no
            samples dimension is the same in every sample. A frame of values and labelled weights
            are matched by criterion; a criterion without a weight weighs nothing.

    Returns:
        frameworks x ranks (1 is best), shares of 1. The frameworks carry the names that a frame of
        values gives them, and are numbered from 0 for an array: `.set_axis(names)` names them.

    Raises:
        ValueError: shapes that do not fit, no sample, or a figure that is missing or infinite.
        KeyError: labelled weights for a criterion that has no values.

    Samples that do not fit into memory are given in parts of equal size, and the answers averaged.

    >>> rank_acceptability([[1, 0], [0, 1]], [[0.7, 0.3], [0.6, 0.4], [0.1, 0.9], [0.5, 0.5]]
    ...     )  # doctest: +NORMALIZE_WHITESPACE
    rank           1      2
    framework
    0          0.625  0.375
    1          0.375  0.625
    """
    names, _, values, weights = _samples(values, weights)
    m = len(names)
    shares = sum(_rank_counts(s) for s in _score_chunks(values, weights)) / _size(values, weights)
    ranks = pd.RangeIndex(1, m + 1, name="rank")
    return pd.DataFrame(shares, index=names, columns=ranks)


def central_weights(values, weights) -> pd.DataFrame:
    """Average the weights of the samples in which a framework is first (SMAA-2).

    They are the priorities of the team for which it comes first. A tie for the first place counts
    for each of the tied in equal parts.

    Args:
        values: as `rank_acceptability` takes them.
        weights: likewise.

    Returns:
        frameworks x criteria, in the unit of the weights; NaN throughout where a framework is
        never first, because then no such team was found.

    Raises:
        ValueError, KeyError: as `rank_acceptability`.

    >>> central_weights([[1, 0], [0, 1], [0.2, 0.2]], [[0.75, 0.25], [0.25, 0.75], [0.5, 0.5]]
    ...     )  # doctest: +NORMALIZE_WHITESPACE
    criterion         0         1
    framework
    0          0.666667  0.333333
    1          0.333333  0.666667
    2               NaN       NaN
    """
    names, criteria, values, weights = _samples(values, weights)
    every = np.broadcast_to(weights, (_size(values, weights), weights.shape[-1]))
    total, count, start = np.zeros((len(names), len(criteria))), np.zeros(len(names)), 0
    for scores in _score_chunks(values, weights):
        first = _first_shares(scores)
        total += first.T @ every[start : start + len(first)]
        count += first.sum(axis=0)
        start += len(first)
    means = np.full(total.shape, np.nan)
    np.divide(total, count[:, None], out=means, where=count[:, None] > 0)
    return pd.DataFrame(means, index=names, columns=criteria)


def confidence_factors(values, central_weights) -> pd.Series:
    """Count in what share of the value samples a framework is first at its own central weights.

    A low factor says that even for the team that should prefer it the evidence does not decide.

    Args:
        values: as `rank_acceptability` takes them.
        central_weights: frameworks x criteria, from `central_weights`.

    Returns:
        Per framework, 0 to 1; NaN where it has no central weights.

    Raises:
        ValueError, KeyError: as `rank_acceptability`; or not one row of weights per framework.

    >>> confidence_factors([[1, 0], [0, 1]], [[0.75, 0.25], [float("nan"), float("nan")]])
    framework
    0    1.0
    1    NaN
    Name: confidence, dtype: float64
    """
    names, _, values, own = _samples(values, central_weights, sampled_weights=False)
    factors = np.full(len(names), np.nan)
    for i, weights in enumerate(own):
        if not np.isnan(weights).any():
            chunks = _score_chunks(values, weights)
            factors[i] = sum(_first_shares(s)[:, i].sum() for s in chunks) / _size(values, weights)
    return pd.Series(factors, index=names, name="confidence")


def _samples(
    values, weights, sampled_weights: bool = True
) -> tuple[pd.Index, pd.Index, np.ndarray, np.ndarray]:
    """Match values and weights; return the names of frameworks and criteria, and plain arrays."""
    if isinstance(values, pd.DataFrame):
        names, criteria = values.index, values.columns
        weights = _matched(weights, criteria)
    else:
        m, k = np.shape(values)[-2:] if np.ndim(values) in (2, 3) else (0, 0)
        names, criteria = pd.RangeIndex(m), pd.RangeIndex(k)
        if isinstance(weights, pd.DataFrame):
            criteria = weights.columns
        elif isinstance(weights, pd.Series):
            criteria = weights.index
    values, weights = np.asarray(values, float), np.asarray(weights, float)
    _check_shapes(values, weights, sampled_weights)
    return names.rename("framework"), criteria.rename("criterion"), values, weights


def _matched(weights, criteria: pd.Index):
    """Put labelled weights in the order of the criteria; leave an array as it is."""
    if not isinstance(weights, (pd.Series, pd.DataFrame)):
        return weights
    labels = weights.index if isinstance(weights, pd.Series) else weights.columns
    unknown = labels.difference(criteria)
    if len(unknown):
        raise KeyError(f"weights without values: {', '.join(map(str, unknown))}")
    return weights.reindex(criteria, axis=weights.ndim - 1, fill_value=0.0)


def _check_shapes(values: np.ndarray, weights: np.ndarray, sampled_weights: bool) -> None:
    fits = values.ndim in (2, 3) and weights.ndim in (1, 2) and values.size and weights.size
    fits = fits and values.shape[-1] == weights.shape[-1]
    if fits and not sampled_weights:
        fits = weights.shape == values.shape[-2:]
    elif fits and values.ndim == 3 and weights.ndim == 2:
        fits = len(values) == len(weights)
    if not fits:
        expected = "([samples,] frameworks, criteria) and " + (
            "([samples,] criteria)" if sampled_weights else "(frameworks, criteria)"
        )
        raise ValueError(
            f"values and weights: found shapes {values.shape} and {weights.shape}, "
            f"expected {expected}, none of them 0"
        )


def _size(values: np.ndarray, weights: np.ndarray) -> int:
    """Count the samples."""
    if values.ndim == 3:
        return len(values)
    return len(weights) if weights.ndim == 2 else 1


CHUNK = 1 << 20
"""Scores worked on at a time, 8 MB of them, so that memory does not grow with the samples. Less
makes many small matrix products, each of which waits for its threads on a busy machine."""
BLOCK = 1 << 15
"""Scores sorted at a time: what fits into a core's own cache."""


def _score_chunks(values: np.ndarray, weights: np.ndarray) -> Iterator[np.ndarray]:
    """Yield scores, samples x frameworks, a chunk of samples at a time."""
    n, step = _size(values, weights), max(1, CHUNK // values.shape[-2])
    for start in range(0, n, step):
        part = slice(start, start + step)
        v = values[part] if values.ndim == 3 else values
        w = weights[part] if weights.ndim == 2 else weights[None, :]
        with np.errstate(invalid="ignore"):
            scores = _sampled_scores(v, w) if v.ndim == 3 else (v @ w.T).T
        if not np.isfinite(scores).all():  # any NaN or infinity of the input reaches a score
            raise ValueError("values and weights: found NaN or infinity, expected finite figures")
        yield scores


def _sampled_scores(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Score samples of values.

    The report's own draws lie in memory stream by stream and are added criterion by criterion, in
    the order that the exported page follows, so that the scores are the same digits on every
    machine. Other layouts go to NumPy's own sum of products, which is faster there, as a matrix
    product is for fixed values. Those may add in another order: that shifts a score by some 1e-15
    and no rank, unless a gap is that close to the tolerance.
    """
    if values.strides[0] > values.strides[2]:
        return np.einsum("nmk,nk->nm", values, weights)
    total = np.zeros((values.shape[1], len(values)))
    for k in range(values.shape[2]):
        total += values[:, :, k].T * weights[:, k]
    return total.T


def _first_shares(scores: np.ndarray) -> np.ndarray:
    """Share the first place of each sample among those within the tolerance of the best."""
    scores = np.asfortranarray(scores)  # a framework in one piece: frameworks may be few
    first = scores >= scores.max(axis=1, keepdims=True) - TIE
    return first / first.sum(axis=1, keepdims=True)


def _rank_counts(scores: np.ndarray) -> np.ndarray:
    """Count how often each framework takes each rank: frameworks x ranks."""
    # Comparing all pairs is fastest for the few frameworks of a report, sorting for many.
    return _counts_by_pairs(scores) if scores.shape[1] <= 6 else _counts_by_sorting(scores)


def _counts_by_pairs(scores: np.ndarray) -> np.ndarray:
    n, m = scores.shape
    scores = np.asfortranarray(scores)  # a framework in one piece: there are few
    ahead = np.zeros((m, n), dtype=np.uint8)
    tied = np.zeros(n, dtype=bool)
    for i, j in combinations(range(m), 2):
        lead = scores[:, i] - scores[:, j]
        won, lost = lead > TIE, lead < -TIE
        ahead[j] += won
        ahead[i] += lost
        tied |= won == lost
    if tied.any():
        return _tied_counts(scores[tied]) + _counts_by_pairs(scores[~tied])
    return np.array([[np.count_nonzero(a == rank) for rank in range(m)] for a in ahead], float)


def _counts_by_sorting(scores: np.ndarray) -> np.ndarray:
    step = max(1, BLOCK // scores.shape[1])
    blocks = [scores[start : start + step] for start in range(0, len(scores), step)]
    if len(blocks) == 1:
        return _sorted_counts(scores)
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # sorting leaves Python's lock free
        return np.sum(list(pool.map(_sorted_counts, blocks)), axis=0)


def _sorted_counts(scores: np.ndarray) -> np.ndarray:
    m = scores.shape[1]
    # Sorting numbers is much faster than sorting their positions. So the position goes into the
    # lowest bits of the number: for 100 frameworks 7 bits, a relative change of 2**-45, which is
    # far below the tolerance.
    mask = (1 << (m - 1).bit_length()) - 1
    packed = np.array(scores, order="C")
    bits = packed.view(np.int64)
    bits &= ~mask
    bits |= np.arange(m)
    packed.sort(axis=1)
    tied = (packed[:, 1:] - packed[:, :-1] <= TIE).any(axis=1)
    bits &= mask
    counts = _tied_counts(scores[tied]) if tied.any() else 0.0
    cell = bits[~tied] * m + np.arange(m - 1, -1, -1)  # ascending, so the last has rank 1
    return counts + np.bincount(cell.ravel(), minlength=m * m).reshape(m, m)


def _tied_counts(scores: np.ndarray) -> np.ndarray:
    """Count ranks where some are tied: a group of g shares its g ranks, 1/g of each to each."""
    n, m = scores.shape
    framework = np.argsort(-scores, axis=1)
    descending = np.take_along_axis(scores, framework, axis=1)
    opens = np.ones((n, m), dtype=bool)
    opens[:, 1:] = descending[:, :-1] - descending[:, 1:] > TIE
    group = opens.cumsum().reshape(n, m) - 1
    start = np.nonzero(opens)[1]
    size = np.bincount(group.ravel())
    # 1/g from the group's first rank on, and no more from the rank after its last.
    share = 1 / size[group].ravel()
    first = (framework * (m + 1) + start[group]).ravel()
    steps = np.bincount(first, share, minlength=m * (m + 1))
    steps -= np.bincount(first + size[group].ravel(), share, minlength=m * (m + 1))
    return steps.reshape(m, m + 1).cumsum(axis=1)[:, :m]
