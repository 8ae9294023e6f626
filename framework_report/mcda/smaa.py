"""Stochastic multicriteria acceptability analysis: what comes first when nothing is certain.

A *sample* is one draw of the weights (per criterion) and of the values (alternatives x criteria),
from `draws` or from anybody else's arrays. All functions take

- values: alternatives x criteria, or samples x alternatives x criteria; an array or a frame,
- weights: criteria, or samples x criteria; an array, a series or a frame. They need not sum to 1.

What has no samples dimension is the same in every sample. A frame of values and labelled weights
are matched by criterion; a criterion without a weight weighs nothing. Results carry the labels of
a frame of values; an array's alternatives are numbered from 0: `.set_axis(names)` names them.

All raise a ValueError at shapes that do not fit, no sample, or a figure that is missing or
infinite, and a KeyError at labelled weights for a criterion that has no values.

Source: Lahdelma & Salminen, SMAA-2, Operations Research 49 (2001) 444-454.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framework_report.mcda.model import TIE, Floats, matched

BLOCK = 1 << 16
"""Scores worked on at a time: they stay in a core's own cache, and memory stays small."""


def rank_acceptability(values: npt.ArrayLike, weights: npt.ArrayLike) -> pd.DataFrame:
    """Count in what share of the samples each alternative takes each rank.

    Alternatives whose scores lie within `TIE` of each other, also in a chain, are tied: they share
    the ranks they span equally, so that rows and columns sum to 1.

    The answer has a Monte-Carlo error: a share p of n samples is known to about
    `1.96 * sqrt(p * (1 - p) / n)`; 9,604 samples are within 0.01.

    Returns alternatives x ranks (1 is best), shares of 1.

    >>> rank_acceptability([[1, 0], [0, 1]], [[0.7, 0.3], [0.6, 0.4], [0.1, 0.9], [0.5, 0.5]]
    ...     )  # doctest: +NORMALIZE_WHITESPACE
    rank             1      2
    alternative
    0            0.625  0.375
    1            0.375  0.625
    """
    names, _, v, w = _samples(values, weights)
    counts = sum(_rank_counts(scores) for _, scores in _blocks(v, w))
    return pd.DataFrame(
        counts / len(w), index=names, columns=pd.RangeIndex(1, len(names) + 1, name="rank")
    )


def central_weights(values: npt.ArrayLike, weights: npt.ArrayLike) -> pd.DataFrame:
    """Average the weights of the samples in which an alternative is first.

    They are the priorities of the team for which it comes first. A tie for the first place counts
    for each of the tied in equal parts.

    Returns alternatives x criteria, in the unit of the weights; NaN where never first: no such
    team.

    >>> central_weights([[1, 0], [0, 1], [0.2, 0.2]], [[0.75, 0.25], [0.25, 0.75], [0.5, 0.5]]
    ...     )  # doctest: +NORMALIZE_WHITESPACE
    criterion           0         1
    alternative
    0            0.666667  0.333333
    1            0.333333  0.666667
    2                 NaN       NaN
    """
    names, criteria, v, w = _samples(values, weights)
    total, count = np.zeros((len(names), len(criteria))), np.zeros((len(names), 1))
    for part, scores in _blocks(v, w):
        first = first_shares(scores)
        total += first @ w[part]
        count += first.sum(axis=1, keepdims=True)
    means = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return pd.DataFrame(means, index=names, columns=criteria)


def confidence_factors(values: npt.ArrayLike, central_weights: npt.ArrayLike) -> pd.Series:
    """Count in what share of the value samples an alternative is first at its central weights.

    A low factor says that even for the team that should prefer it the evidence does not decide.

    Returns 0 to 1 per alternative; NaN where it has no central weights. Raises ValueError where
    there is not one row of weights per alternative.

    >>> confidence_factors([[1, 0], [0, 1]], [[0.75, 0.25], [float("nan"), float("nan")]])
    alternative
    0    1.0
    1    NaN
    Name: confidence, dtype: float64
    """
    own = np.asarray(central_weights, float)
    if own.shape != np.shape(values)[-2:]:
        raise ValueError(
            f"central weights: found shape {own.shape}, expected (alternatives, criteria) "
            f"as the values, {np.shape(values)[-2:]}"
        )
    names, criteria, v, _ = _samples(values, own[0])
    if isinstance(central_weights, pd.DataFrame) and isinstance(values, pd.DataFrame):
        own = matched(central_weights, values.columns).to_numpy(float)
    factors = np.full(len(names), np.nan)
    for i, weights in enumerate(own):
        if not np.isnan(weights).any():
            blocks = _blocks(v, np.broadcast_to(weights, (len(v), len(criteria))))
            factors[i] = sum(first_shares(scores)[i].sum() for _, scores in blocks) / len(v)
    return pd.Series(factors, index=names, name="confidence")


def _samples(
    values: npt.ArrayLike, weights: npt.ArrayLike
) -> tuple[pd.Index, pd.Index, Floats, Floats]:
    """Match values and weights by name; give both a samples dimension. Names come first."""
    labels: Any = weights if isinstance(weights, (pd.Series, pd.DataFrame)) else None
    if isinstance(values, pd.DataFrame) and labels is not None:
        weights = matched(labels, values.columns)
    v, w = np.asarray(values, float), np.asarray(weights, float)
    fits = v.ndim in (2, 3) and w.ndim in (1, 2) and v.size > 0 and w.size > 0
    fits = fits and v.shape[-1] == w.shape[-1]
    if not fits or (v.ndim == 3 and w.ndim == 2 and len(v) != len(w)):
        raise ValueError(
            f"values and weights: found shapes {v.shape} and {w.shape}, expected "
            "([samples,] alternatives, criteria) and ([samples,] criteria), none of them 0"
        )
    m, k = v.shape[-2:]
    names, criteria = pd.RangeIndex(m), pd.RangeIndex(k)
    if isinstance(values, pd.DataFrame):
        names, criteria = values.index, values.columns
    elif labels is not None:
        criteria = labels.axes[-1]
    n = len(v) if v.ndim == 3 else len(w) if w.ndim == 2 else 1
    v, w = np.broadcast_to(v, (n, m, k)), np.broadcast_to(w, (n, k))
    return names.rename("alternative"), criteria.rename("criterion"), v, w


def _blocks(values: Floats, weights: Floats) -> Iterator[tuple[slice, Floats]]:
    """Yield scores, alternatives x samples, a block of samples at a time."""
    n, step = len(values), max(1, BLOCK // values.shape[1])
    for part in (slice(start, start + step) for start in range(0, n, step)):
        with np.errstate(invalid="ignore"):
            scores = _scores(values[part], weights[part])
        if not np.isfinite(scores).all():  # any NaN or infinity of the input reaches a score
            raise ValueError("values and weights: found NaN or infinity, expected finite figures")
        yield part, scores


def _scores(values: Floats, weights: Floats) -> Floats:
    """Score every sample: alternatives x samples."""
    if values.strides[0] > values.strides[2]:  # sample by sample in memory: not our own draws
        summed: Floats = np.einsum("nmk,nk->nm", values, weights)
        return summed.T.copy()
    # One criterion after the other, as the exported page adds, so that the digits are the same.
    v, w = values.T, np.ascontiguousarray(weights.T)
    scores = np.zeros(v.shape[1:])
    for k in range(len(v)):
        scores += v[k] * w[k]
    return scores


def first_shares(scores: Floats) -> Floats:
    """Share the first place of each sample among those within `TIE` of the best.

    Takes scores and returns shares, both alternatives x samples.
    """
    first = scores >= scores.max(axis=0) - TIE
    shares: Floats = first / first.sum(axis=0)
    return shares


def _rank_counts(scores: Floats) -> Floats:
    """Count how often each alternative takes each rank: alternatives x ranks."""
    m = len(scores)
    # Bytes are added up faster than truth values.
    gaps = ((scores > own + TIE).view(np.uint8) for own in scores)
    ahead = np.array([gap.sum(axis=0, dtype=np.uint16) for gap in gaps])
    clear = ahead.sum(axis=0) == m * (m - 1) // 2  # one of each pair is ahead
    counts = np.array([np.bincount(ranks[clear], minlength=m) for ranks in ahead], dtype=float)
    return counts if clear.all() else counts + _tied_counts(scores[:, ~clear])


def _tied_counts(scores: Floats) -> Floats:
    """Count ranks where some are tied: a group of g shares its g ranks, 1/g of each to each."""
    m, rank = len(scores), np.arange(len(scores))[:, None]
    order = np.argsort(-scores, axis=0)
    descending = np.take_along_axis(scores, order, axis=0)
    opens = np.ones(scores.shape, dtype=bool)
    opens[1:] = descending[:-1] - descending[1:] > TIE
    closes = np.vstack([opens[1:], opens[:1]])
    first = np.maximum.accumulate(np.where(opens, rank, 0))
    last = np.minimum.accumulate(np.where(closes, rank, m)[::-1])[::-1]
    counts = np.zeros((m, m))
    for r in range(m):
        among = (first <= r) & (r <= last)
        share = 1 / (last - first + 1)[among]
        counts[:, r] = np.bincount(order[among], share, minlength=m)
    return counts
