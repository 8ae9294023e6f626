"""SMAA-2: rank acceptability indices, central weight vectors, confidence factors.

A *sample* is a vector of weights (per criterion) and values (alternatives x criteria). Samples come
from `draws`, or from anybody else's arrays.

Source: Lahdelma & Salminen, SMAA-2, Operations Research 49 (2001) 444-454.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framework_report.mcda.values import TIE

Floats = npt.NDArray[np.float64]


def rank_acceptability(values: Any, weights: Any) -> pd.DataFrame:
    """Count in what share of the samples each alternative takes each rank (SMAA-2).

    Frameworks whose scores lie within 1e-9 of each other, also in a chain, are tied: they share
    the ranks they span equally, so that rows and columns sum to 1. Weights need not sum to 1.

    The answer has a Monte-Carlo error: a share p of n samples is known to about
    `1.96 * sqrt(p * (1 - p) / n)`; 9,604 samples are within 0.01.

    Args:
        values: alternatives x criteria (array or frame), or samples x alternatives x criteria.
        weights: criteria (array or series), or samples x criteria (array or frame). What has no
            samples dimension is the same in every sample. A frame of values and labelled weights
            are matched by criterion; a criterion without a weight weighs nothing.

    Returns:
        alternatives x ranks (1 is best), shares of 1. The alternatives carry the names that a frame
        of values gives them, and are numbered from 0 for an array: `.set_axis(names)` names them.

    Raises:
        ValueError: shapes that do not fit, no sample, or a figure that is missing or infinite.
        KeyError: labelled weights for a criterion that has no values.

    Samples that do not fit into memory are given in parts of equal size, and the answers averaged.

    >>> rank_acceptability([[1, 0], [0, 1]], [[0.7, 0.3], [0.6, 0.4], [0.1, 0.9], [0.5, 0.5]]
    ...     )  # doctest: +NORMALIZE_WHITESPACE
    rank           1      2
    alternative
    0          0.625  0.375
    1          0.375  0.625
    """
    names, _, values, weights = _samples(values, weights)
    m = len(names)
    shares = sum(_rank_counts(s) for s in _score_blocks(values, weights)) / _size(values, weights)
    ranks = pd.RangeIndex(1, m + 1, name="rank")
    return pd.DataFrame(shares, index=names, columns=ranks)


def central_weights(values: Any, weights: Any) -> pd.DataFrame:
    """Average the weights of the samples in which a alternative is first (SMAA-2).

    They are the priorities of the team for which it comes first. A tie for the first place counts
    for each of the tied in equal parts.

    Args:
        values: as `rank_acceptability` takes them.
        weights: likewise.

    Returns:
        alternatives x criteria, in the unit of the weights; NaN throughout where a alternative is
        never first, because then no such team was found.

    Raises:
        ValueError, KeyError: as `rank_acceptability`.

    >>> central_weights([[1, 0], [0, 1], [0.2, 0.2]], [[0.75, 0.25], [0.25, 0.75], [0.5, 0.5]]
    ...     )  # doctest: +NORMALIZE_WHITESPACE
    criterion         0         1
    alternative
    0          0.666667  0.333333
    1          0.333333  0.666667
    2               NaN       NaN
    """
    names, criteria, values, weights = _samples(values, weights)
    every = np.broadcast_to(weights, (_size(values, weights), weights.shape[-1]))
    total, count, start = np.zeros((len(names), len(criteria))), np.zeros(len(names)), 0
    for scores in _score_blocks(values, weights):
        first = _first_shares(scores)
        total += first.T @ every[start : start + len(first)]
        count += first.sum(axis=0)
        start += len(first)
    means = np.full(total.shape, np.nan)
    np.divide(total, count[:, None], out=means, where=count[:, None] > 0)
    return pd.DataFrame(means, index=names, columns=criteria)


def confidence_factors(values: Any, central_weights: Any) -> pd.Series:
    """Count in what share of the value samples a alternative is first at its own central weights.

    A low factor says that even for the team that should prefer it the evidence does not decide.

    Args:
        values: as `rank_acceptability` takes them.
        central_weights: alternatives x criteria, from `central_weights`.

    Returns:
        Per alternative, 0 to 1; NaN where it has no central weights.

    Raises:
        ValueError, KeyError: as `rank_acceptability`; or not one row of weights per alternative.

    >>> confidence_factors([[1, 0], [0, 1]], [[0.75, 0.25], [float("nan"), float("nan")]])
    alternative
    0    1.0
    1    NaN
    Name: confidence, dtype: float64
    """
    names, _, values, own = _samples(values, central_weights, sampled_weights=False)
    factors = np.full(len(names), np.nan)
    for i, weights in enumerate(own):
        if not np.isnan(weights).any():
            blocks = _score_blocks(values, weights)
            factors[i] = sum(_first_shares(s)[:, i].sum() for s in blocks) / _size(values, weights)
    return pd.Series(factors, index=names, name="confidence")


def _samples(
    values: Any, weights: Any, sampled_weights: bool = True
) -> tuple[Any, Any, Floats, Floats]:
    """Match values and weights; return the names of alternatives and criteria, and plain arrays."""
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
    return names.rename("alternative"), criteria.rename("criterion"), values, weights


def _matched(weights: Any, criteria: Any) -> Any:
    """Put labelled weights in the order of the criteria; leave an array as it is."""
    if not isinstance(weights, (pd.Series, pd.DataFrame)):
        return weights
    labels = weights.index if isinstance(weights, pd.Series) else weights.columns
    unknown = labels.difference(criteria)
    if len(unknown):
        raise KeyError(f"weights without values: {', '.join(map(str, unknown))}")
    return weights.reindex(criteria, axis=weights.ndim - 1, fill_value=0.0)


def _check_shapes(values: Floats, weights: Floats, sampled_weights: bool) -> None:
    fits = values.ndim in (2, 3) and weights.ndim in (1, 2) and values.size and weights.size
    fits = fits and values.shape[-1] == weights.shape[-1]
    if fits and not sampled_weights:
        fits = weights.shape == values.shape[-2:]
    elif fits and values.ndim == 3 and weights.ndim == 2:
        fits = len(values) == len(weights)
    if not fits:
        expected = "([samples,] alternatives, criteria) and " + (
            "([samples,] criteria)" if sampled_weights else "(alternatives, criteria)"
        )
        raise ValueError(
            f"values and weights: found shapes {values.shape} and {weights.shape}, "
            f"expected {expected}, none of them 0"
        )


def _size(values: Floats, weights: Floats) -> int:
    """Count the samples."""
    if values.ndim == 3:
        return len(values)
    return len(weights) if weights.ndim == 2 else 1


BLOCK = 1 << 20
"""Scores worked on at a time, 8 MB of them, so that memory does not grow with the samples."""


def _score_blocks(values: Floats, weights: Floats) -> Iterator[Floats]:
    """Yield overall values, samples x alternatives, a block of samples at a time.

    They are added criterion by criterion, in the order that the exported page follows.
    """
    n, step = _size(values, weights), max(1, BLOCK // values.shape[-2])
    for start in range(0, n, step):
        part = slice(start, start + step)
        v = values[part] if values.ndim == 3 else values[None]
        w = weights[part] if weights.ndim == 2 else weights[None]
        scores = np.zeros((max(len(v), len(w)), values.shape[-2]))
        with np.errstate(invalid="ignore"):
            for k in range(values.shape[-1]):
                scores += v[:, :, k] * w[:, k, None]
        if not np.isfinite(scores).all():  # any NaN or infinity of the input reaches a score
            raise ValueError("values and weights: found NaN or infinity, expected finite figures")
        yield scores


def _first_shares(scores: Floats) -> Floats:
    """Share the first place of each sample among those within the tolerance of the best."""
    first = scores >= scores.max(axis=1, keepdims=True) - TIE
    return np.asarray(first / first.sum(axis=1, keepdims=True))


def _rank_counts(scores: Floats) -> Floats:
    """Count how often each alternative takes each rank: alternatives x ranks.

    A group of g that are tied, also in a chain, shares its g ranks, 1/g of each to each.
    """
    m = scores.shape[1]
    order = np.argsort(-scores, axis=1, kind="stable")
    descending = np.take_along_axis(scores, order, axis=1)
    ties = descending[:, :-1] - descending[:, 1:] <= TIE
    counts = np.zeros((m, m))
    plain = ~ties.any(axis=1)
    np.add.at(counts, (order[plain], np.arange(m)), 1.0)
    for row, tied in zip(order[~plain], ties[~plain], strict=True):
        start = 0
        for end in [*(np.flatnonzero(~tied) + 1), m]:
            counts[np.ix_(row[start:end], range(start, end))] += 1.0 / (end - start)
            start = end
    return counts
