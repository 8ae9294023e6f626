"""Random draws that are the same digits in Python and in JavaScript, on every machine.

A *stream* is a sequence of uniform numbers that belongs to a name: the weight of a criterion, or
the value of one alternative on one criterion. Adding, removing or reordering alternatives therefore
leaves the draws of the others as they were.

**Specification**, for another language. All integers are unsigned, 32 bits, wrapping; `^` is
exclusive or, `>>` shifts in zeros (JavaScript: `Math.imul`, `^`, `>>>`).

- `mix(x)`: `x ^= x >> 17; x *= 0xed5ad4bb; x ^= x >> 11; x *= 0xac4c1b51; x ^= x >> 15;
  x *= 0x31848bab; x ^= x >> 14` (Wellons's triple32, a bijection of all 32-bit integers).
- `key(names)`: the names joined by `/`, as UTF-8; FNV-1a over its bytes (start 2166136261; for
  each byte `h ^= byte; h *= 16777619`); then `mix(h)`.
- Number i (from 0) of a stream: `(mix(mix(i + 1) ^ key) + 0.5) / 4294967296`, exact in a double.
- Everything after that is + - * / and comparison of doubles, in the order that the functions
  below write it. No logarithm, no exponential, no fused or reordered sum.

Sources: Wellons, *Prospecting for Hash Functions* (2018) for `mix`; Fowler, Noll & Vo for FNV-1a.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

SPREAD = 2.0
"""How many slider points a weight is taken to be uncertain by, to either side."""


def mix(x: npt.ArrayLike) -> npt.NDArray[np.uint32]:
    """Scramble 32-bit integers so that neighbours have nothing in common (triple32).

    >>> mix(np.array([0, 1, 2], dtype=np.uint32)).tolist()
    [0, 69681622, 4057983209]
    """
    x = np.array(x, dtype=np.uint32)
    for shift, factor in ((17, 0xED5AD4BB), (11, 0xAC4C1B51), (15, 0x31848BAB)):
        x ^= x >> np.uint32(shift)
        x *= np.uint32(factor)
    x ^= x >> np.uint32(14)
    return x


@lru_cache(maxsize=4096)
def key(*names: str) -> int:
    """Turn the name of a stream into its 32-bit key.

    >>> key("weight", "product_parts"), key("value", "django", "product_parts")
    (1707375225, 982782979)
    """
    h = 2166136261
    for byte in "/".join(names).encode():
        h = (h ^ byte) * 16777619 & 0xFFFFFFFF
    return int(mix(np.array([h], dtype=np.uint32))[0])


def uniforms(keys: Sequence[int], n: int) -> Floats:
    """Draw n uniform numbers from each stream; the same keys and n give the same array again.

    Args:
        keys: one 32-bit integer per stream, from `key`.
        n: numbers per stream, at most 2**32 - 1.

    Returns:
        n x streams, each strictly between 0 and 1; read-only, because it is kept for the next call.

    >>> uniforms([key("weight", "product_parts")], 3).ravel().tolist()
    [0.6829063593177125, 0.2534212834434584, 0.09344921179581434]
    """
    return _uniforms(tuple(keys), n)


# Two questions ask for weights and values each; a state never changes the draws, only their use.
@lru_cache(maxsize=8)
def _uniforms(keys: tuple[int, ...], n: int) -> Floats:
    counters = mix(np.arange(1, n + 1, dtype=np.uint32))
    drawn = np.empty((len(keys), n))  # a stream lies in one piece: it is worked on as a whole
    for row, k in zip(drawn, keys, strict=True):
        row[:] = mix(counters ^ np.uint32(k))
    drawn += 0.5
    drawn /= 4294967296.0
    drawn.flags.writeable = False
    return drawn.T


def near_weights(points: Mapping[str, float] | pd.Series, n: int, spread: float = SPREAD) -> Floats:
    """Draw weights around the sliders: what the team might also have set.

    Each criterion is uniform around its points, with half-width h = min(spread, points), as
    `low + u * (high - low)` from `points - h` to `points + h`, from its stream
    `key("weight", criterion)`. So a mean draw equals the slider: nothing is cut off at the
    slider's end, which would halve what stands there. A criterion at 0 stays at 0. The weights
    are in slider points and not divided by their sum, because no rank depends on it.

    Args:
        points: per criterion, 0 or more.
        n: samples.
        spread: slider points to either side.

    Returns:
        samples x criteria, in the order of `points`.

    >>> near_weights({"product_parts": 9, "safe_defaults": 0}, 2).tolist()
    [[9.73162543727085, 0.0], [8.013685133773834, 0.0]]
    """
    points = pd.Series(points, dtype=float)
    u = uniforms([key("weight", name) for name in points.index], n).T
    drawn = np.empty(u.shape)
    for row, stream, p in zip(drawn, u, points.tolist(), strict=True):
        h = min(spread, p)
        low, high = p - h, p + h
        row[:] = low + stream * (high - low)
    return drawn.T


def near_values(
    low: pd.DataFrame,
    value: pd.DataFrame,
    high: pd.DataFrame,
    n: int,
    unknown: pd.DataFrame | None = None,
) -> Floats:
    """Draw values inside their intervals, half of them to either side of the value.

    With `t = 2 * u` a draw is `low + t * (value - low)` where t < 1, else
    `value + (t - 1) * (high - value)`, so that `value` is the median and an interval without
    width gives `value` exactly. What is unknown has no median: it is uniform, as
    `low + u * (high - low)`. The stream is `key("value", alternative, criterion)`.

    Args:
        low: alternatives x criteria on the value scale (0 to 1). Where less is better, it is the
            value of the attribute's upper end: the caller sorts.
        value: likewise, not below `low`.
        high: likewise, not below `value`.
        n: samples.
        unknown: likewise, True where nobody has the figure; by default nowhere.

    Returns:
        samples x alternatives x criteria, in the order of `value`.

    Raises:
        ValueError: a low end above its value, or a value above its high end.

    >>> value = pd.DataFrame({"product_parts": [0.5]}, index=["django"])
    >>> near_values(value - 0.1, value, value + 0.3, 3).ravel().tolist()
    [0.6529487411724404, 0.5789428035961464, 0.6909964036894962]
    >>> near_values(value * 0, value * 0, value * 2, 2, value > 0).ravel().tolist()
    [0.7549145686207339, 0.6315713393269107]
    """
    bottoms, middles, tops = (f.reindex_like(value).to_numpy(float) for f in (low, value, high))
    if not ((bottoms <= middles) & (middles <= tops)).all():
        raise ValueError("values: expected low, value and high in rising order")
    free = np.zeros(value.shape, bool) if unknown is None else unknown.to_numpy(bool)
    drawn = np.empty((value.shape[1], value.shape[0], n))
    for k, criterion in enumerate(value):
        u = uniforms([key("value", name, criterion) for name in value.index], n).T
        for i, stream in enumerate(u):
            bottom, middle, top = bottoms[i, k], middles[i, k], tops[i, k]
            if bottom == top:
                drawn[k, i] = middle
            elif free[i, k]:
                drawn[k, i] = bottom + stream * (top - bottom)
            else:
                t = 2.0 * stream
                below, above = bottom + t * (middle - bottom), middle + (t - 1.0) * (top - middle)
                drawn[k, i] = np.where(t < 1.0, below, above)
    return drawn.transpose(2, 1, 0)


def simplex_weights(themes: Mapping[str, str], n: int) -> Floats:
    """Draw from all possible priorities: uniform over the themes, then uniform within each.

    Uniform over m shares that sum to 1 are the m spacings that m - 1 sorted uniforms leave between
    0 and 1 (equal in law to normalised exponentials, and no logarithm is needed). The cuts are the
    streams `key("simplex", "themes", i)` and `key("simplex", "theme", theme, i)`, i from "1". A
    weight is the theme's share times the criterion's share of its theme.

    Give every criterion the same theme for the plain uniform simplex over the criteria. The two
    differ: there a theme of five criteria weighs five times what a theme of one does, here the
    same, whichever way the criteria were divided.

    Args:
        themes: the theme of each criterion.
        n: samples.

    Returns:
        samples x criteria, in the order of `themes`; each sample sums to 1.

    Source: Devroye, Non-Uniform Random Variate Generation (1986), section V.2.

    >>> simplex_weights({"product_parts": "Build", "safe_defaults": "Keep"}, 2).tolist()
    [[0.26353549340274185, 0.7364645065972582], [0.24871520686428994, 0.7512847931357101]]
    """
    members: dict[str, list[int]] = {}
    for i, theme in enumerate(themes.values()):
        members.setdefault(theme, []).append(i)
    drawn = np.empty((len(themes), n))
    shares = _spacings(len(members), n, "simplex", "themes")
    for share, (theme, criteria) in zip(shares, members.items(), strict=True):
        drawn[criteria] = share * _spacings(len(criteria), n, "simplex", "theme", theme)
    return drawn.T


def _spacings(m: int, n: int, *name: str) -> Floats:
    """Divide 1 into m uniform shares: m x samples."""
    cuts = np.sort(uniforms([key(*name, str(i)) for i in range(1, m)], n).T, axis=0)
    return np.diff(cuts, axis=0, prepend=0.0, append=1.0)
