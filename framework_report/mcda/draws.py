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

from framework_report.mcda.model import Floats

SPREAD = 2.0
"""How many slider points a weight is taken to be uncertain by, to either side."""


def mix(x: npt.ArrayLike) -> npt.NDArray[np.uint32]:
    """Scramble 32-bit integers so that neighbours have nothing in common (triple32).

    >>> mix([0, 1, 2]).tolist()
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
    return int(mix([fnv1a("/".join(names))])[0])


def fnv1a(text: str) -> int:
    """Fold a text, as UTF-8, into 32 bits.

    >>> fnv1a(""), fnv1a("a")
    (2166136261, 3826002220)
    """
    h = 2166136261
    for byte in text.encode():
        h = (h ^ byte) * 16777619 & 0xFFFFFFFF
    return h


def uniforms(keys: Sequence[int], n: int) -> Floats:
    """Draw n uniform numbers from each stream, strictly between 0 and 1: n x streams.

    They are read-only, because they are kept for the next call.

    >>> uniforms([key("weight", "product_parts")], 3).ravel().tolist()
    [0.6829063593177125, 0.2534212834434584, 0.09344921179581434]
    """
    return _kept(tuple(keys), n).T


# A slider changes the use of the weights' streams, and never their numbers.
@lru_cache(maxsize=4)
def _kept(keys: tuple[int, ...], n: int) -> Floats:
    drawn = _streams(keys, n)
    drawn.flags.writeable = False
    return drawn


def _streams(keys: Sequence[int], n: int) -> Floats:
    """Draw streams x n: a stream lies in one piece, because it is worked on as a whole."""
    counters = mix(np.arange(1, n + 1))
    drawn = np.empty((len(keys), n))
    for row, k in zip(drawn, keys, strict=True):
        row[:] = (mix(counters ^ np.uint32(k)) + 0.5) / 4294967296.0
    return drawn


def near_weights(points: Mapping[str, float] | pd.Series, n: int, spread: float = SPREAD) -> Floats:
    """Draw weights around the sliders: what the team might also have set.

    A criterion's draws are `low + u * (high - low)` from its stream `key("weight", criterion)`,
    with `low = points - half`, `high = points + half` and `half` the smaller of `spread` and its
    points. So they are centred on the slider, which stays at 0 where it stands there. A cut at the
    slider's end would draw what stands at the end as less than it is.

    Returns n samples x criteria, in slider points, in their order; no rank depends on the sum.

    >>> near_weights({"product_parts": 9, "safe_defaults": 0}, 2).tolist()
    [[9.73162543727085, 0.0], [8.013685133773834, 0.0]]
    """
    points = pd.Series(points, dtype=float)
    p = points.to_numpy()
    half = np.minimum(spread, p)
    low, high = p - half, p + half
    u = uniforms([key("weight", name) for name in points.index], n)
    drawn: Floats = u * (high - low)
    drawn += low
    return drawn


def near_values(
    low: pd.DataFrame,
    value: pd.DataFrame,
    high: pd.DataFrame,
    n: int,
    unknown: pd.DataFrame | None = None,
) -> Floats:
    """Draw values inside their evidence intervals, half of them to either side of the value.

    With `t = 2 * u` a draw is `low + t * (value - low)` where t < 1, else
    `value + (t - 1) * (high - value)`, so that `value` is the median and an interval without
    width gives `value` exactly. A figure that nobody has is `low + u * (high - low)`: anywhere
    between the ends. The stream is `key("value", alternative, criterion)`.

    All frames are alternatives x criteria; `unknown` is True where nobody has the figure. Returns
    samples x alternatives x criteria, in the order of `value`. Raises ValueError where low, value
    and high do not rise; names the first such.

    >>> value = pd.DataFrame({"product_parts": [0.5]}, index=["django"])
    >>> near_values(value - 0.1, value, value + 0.3, 3).ravel().tolist()
    [0.6529487411724404, 0.5789428035961464, 0.6909964036894962]
    >>> near_values(value - 0.5, value, value + 0.5, 3, unknown=value > 0).ravel().tolist()
    [0.7549145686207339, 0.6315713393269107, 0.8183273394824937]
    """
    names = [(alternative, criterion) for criterion in value for alternative in value.index]
    frames = [frame.reindex_like(value).to_numpy(float) for frame in (low, value, high)]
    nobody = np.zeros(value.shape, dtype=bool)
    if unknown is not None:
        axes = {"index": value.index, "columns": value.columns}
        nobody = unknown.reindex(**axes, fill_value=False).to_numpy(bool)
    drawn = _streams([key("value", *name) for name in names], n)
    columns = (frame.T.ravel() for frame in (*frames, nobody))
    for name, u, bottom, middle, top, free in zip(names, drawn, *columns, strict=True):
        if not bottom <= middle <= top:
            raise ValueError(
                f"{'/'.join(name)}: found low, value, high = {bottom:g}, {middle:g}, {top:g}; "
                "expected them in rising order on the value scale"
            )
        t = 2.0 * u
        below, above = bottom + t * (middle - bottom), middle + (t - 1.0) * (top - middle)
        u[:] = bottom + u * (top - bottom) if free else np.where(t < 1.0, below, above)
    return drawn.reshape(value.shape[1], value.shape[0], n).transpose(2, 1, 0)


def simplex_weights(themes: Mapping[str, str], n: int) -> Floats:
    """Draw from all possible priorities: uniform over the themes, then uniform within each.

    Uniform over m shares that sum to 1 are the m spacings that m - 1 sorted uniforms leave between
    0 and 1 (equal in law to normalised exponentials, and no logarithm is needed). The cuts are the
    streams `key("simplex", "themes", i)` and `key("simplex", "theme", theme, i)`, i from "1". A
    weight is the theme's share times the criterion's share of its theme.

    Give every criterion the same theme for the plain uniform simplex over the criteria: there a
    theme of five criteria weighs five times what a theme of one does, here the same.

    Returns n samples x criteria, in the order of `themes`, the theme of each criterion; each sample
    sums to 1.

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
    cuts = np.sort(_streams([key(*name, str(i)) for i in range(1, m)], n), axis=0)
    return np.diff(cuts, axis=0, prepend=0.0, append=1.0)
