"""What would change the answer, and what is worth measuring next.

The smallest change of several sliders that costs the leader its place; the judgements (reference
levels, judged attributes) that could; and the value of information of each criterion.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from framework_report.mcda import model
from framework_report.mcda.model import TIE, Floats, first_places
from framework_report.mcda.tipping import aligned

LEVELS = ["worst", "best"]
REACH = 0.25
"""How far a judgement is moved, as a share of the span between the reference levels."""


# --- several sliders at once


@dataclass(frozen=True, eq=False)
class Change:
    """Slider settings that change who leads."""

    moves: pd.DataFrame
    """Per moved criterion, in order: `points` as they are, `to` as they would have to be."""
    leaders: list[str]
    """Who leads then, several where they are level."""
    steps: int
    """Slider steps in all."""


def smallest_change(
    values: pd.DataFrame, points: Mapping[str, float] | pd.Series, maximum: int = 10
) -> Change | None:
    """Find the fewest slider steps after which one is ahead of the leader, or of one level with it.

    A slider moves from one whole position to the next; from between two, the first step takes it
    to the next whole one. Moving criterion k by x points brings a rival `x * |v_k(rival) -
    v_k(leader)|` nearer, up where the rival is better and down where it is worse, whatever the
    other sliders do; so the most that t steps can bring is found by dynamic programming. Of as few
    steps it takes those on the fewest sliders, then on the first criteria, then the first leader
    and rival. A tie does not count as ahead.

    Returns None where no setting puts one ahead, or there is no leader. Raises
    ValueError at points that are not on the slider, KeyError at those without values.

    >>> values = pd.DataFrame({"time": [5, 3, 1], "security": [1, 3, 5], "operability": [4, 4, 1]},
    ...                       index=["Baseline", "A", "B"]) / 5
    >>> change = smallest_change(values, {"time": 3, "security": 5, "operability": 2})
    >>> change.steps, change.leaders, change.moves.to_dict("index")
    (1, ['B'], {'operability': {'points': 2.0, 'to': 1}})
    """
    p, v = aligned(points, values), values.to_numpy(float)
    if not ((p >= 0) & (p <= maximum)).all():
        raise ValueError(f"points: found {dict(points)}, expected them from 0 to {maximum}")
    if not len(v) or not p.any():
        return None
    plans = [_fewest_steps(row - own, p, maximum) for own in v[_first(v, p)] for row in v]
    found = [plan for plan in plans if plan is not None]
    if not found:
        return None
    steps, _, moved, new = min(found, key=lambda plan: plan[:3])
    moves = {"points": p[moved], "to": new[moved].astype(int)}
    index = values.columns[moved].rename("criterion")
    return Change(pd.DataFrame(moves, index=index), list(values.index[_first(v, new)]), steps)


def _first(values: Floats, points: Floats) -> npt.NDArray[np.bool_]:
    return first_places(model.in_order(values * (points / points.sum())))


def _fewest_steps(
    gain: Floats, points: Floats, maximum: int
) -> tuple[int, int, list[int], Floats] | None:
    """Plan the fewest steps after which a rival is ahead, given its value less the leader's.

    Returns steps, number of sliders moved, which, and the new points; None where nothing is enough.
    """
    # t steps end where t steps from the whole position behind the slider would.
    behind = np.where(gain > 0, np.floor(points), np.ceil(points))
    room = np.where(gain > 0, maximum - behind, behind).astype(int) * (gain != 0)
    # A lead counts from above the tolerance on, whatever the sum of the sliders will be.
    needed = 2 * TIE * maximum * len(points) - float(points @ gain)
    # The first step of a slider that stands between two positions gains less than the others.
    gains = [
        abs(g) * np.maximum(np.arange(r + 1) - abs(p - b), 0.0)
        for g, r, p, b in zip(gain, room, points, behind, strict=True)
    ]
    best = _most_gain(gains)
    if best[0].max() <= needed:
        return None
    steps = int((best[0] > needed).any(axis=0).argmax())
    sliders = int((best[0][:, steps] > needed).argmax())
    taken = _spent(gains, best, steps, sliders, needed)
    moved = taken.nonzero()[0].tolist()
    return steps, sliders, moved, np.where(taken > 0, behind + np.sign(gain) * taken, points)


def _most_gain(gains: list[Floats]) -> list[Floats]:
    """Tabulate what can be gained on criteria k, k + 1 and so on, given each one's gains by steps.

    Returns a table for each k, sliders moved (at most) x steps spent (exactly); -inf: impossible.
    """
    table = np.full((len(gains) + 1, sum(len(own) - 1 for own in gains) + 1), -np.inf)
    table[:, 0] = 0.0
    tables = [table]
    for own in reversed(gains):
        rest = tables[0]
        table = rest.copy()
        for step in range(1, len(own)):
            moved = rest[:-1, :-step] + own[step]
            np.maximum(table[1:, step:], moved, out=table[1:, step:])
        tables.insert(0, table)
    return tables


def _spent(
    gains: list[Floats], best: list[Floats], steps: int, sliders: int, needed: float
) -> npt.NDArray[np.int_]:
    """Spend exactly so many steps on so many sliders to gain more than needed, first ones first."""
    taken = np.zeros(len(gains), dtype=int)
    for k, own in enumerate(gains):
        for step in range(min(len(own) - 1, steps), 0, -1) if sliders else ():
            if best[k + 1][sliders - 1, steps - step] > needed - own[step]:
                taken[k], needed = step, needed - float(own[step])
                sliders, steps = sliders - 1, steps - step
                break
    return taken


# --- judgements


def judgement_flips(
    attributes: pd.DataFrame,
    criteria: pd.DataFrame,
    points: Mapping[str, float] | pd.Series,
    judged: Iterable[tuple[str, str]] = (),
    reach: float = REACH,
) -> pd.DataFrame:
    """Move each reference level and each judged attribute alone: which of them changes who leads?

    A judgement moves to either side by up to `reach` of the span between the criterion's levels, in
    whole hundredths of the span, on the criterion's own scale (logarithms where that is 'log'). The
    nearest position at which somebody first now is no longer so is reported (of two as near, the
    one in the direction of `best`). What lies beyond a moved level is clipped to it. Levels that
    are natural ends (`outside` is 'error') move inward only, and none below 0 unless one of the
    pair is below 0 already. What is unknown stays at the worst, wherever that is, and is no
    judgement.

    `attributes` and `criteria` are as for `values`; `judged` are the (alternative, criterion) of
    attributes that are judgements; a criterion without points plays no part.

    Returns:
        One row per judgement that could change who leads, in the order of the criteria: columns
        `criterion`, `judgement` ('worst', 'best' or the alternative whose attribute it is), `now`
        and `to` (raw unit), `moved` (signed share of the span, toward `best` is positive),
        `leaders` (a list). Empty where no judgement alone could, or where nothing is weighed.

    >>> attributes = pd.DataFrame({"p": [10, 4], "q": [0, 5]}, index=["A", "B"])
    >>> criteria = pd.DataFrame({"worst": 0, "best": [10, 10], "scale": "linear",
    ...                          "outside": "error"}, index=["p", "q"])
    >>> judgement_flips(attributes, criteria, {"p": 5, "q": 5}).round(2)
      criterion judgement   now   to  moved leaders
    0         p      best  10.0  7.9  -0.21     [B]
    1         q      best  10.0  8.3  -0.17     [B]
    """
    given = {name: p for name, p in dict(points).items() if p}
    columns = ["criterion", "judgement", "now", "to", "moved", "leaders"]
    if not len(attributes) or not given:
        return pd.DataFrame(columns=columns)
    values = model.values(attributes[[name for name in attributes if name in given]], criteria)
    weights = model.weights(given)
    scores = model.scores(values, weights).to_numpy()
    now, shares, pairs, rows = first_places(scores), _shares(reach), set(judged), []
    for name in values:
        criterion, weight = criteria.loc[name], weights[name]
        rest = scores - weight * values[name].to_numpy()
        raw = np.array([*criterion[LEVELS], *attributes[name]], dtype=float)
        for place, judgement in enumerate([*LEVELS, *attributes.index]):
            if place >= len(LEVELS) and (judgement, name) not in pairs:
                continue
            kept, to, moved = _moved(raw, place, criterion, shares)
            there = first_places(rest + weight * moved)
            for i in np.flatnonzero((now & ~there).any(axis=1))[:1]:
                leaders = list(attributes.index[there[i]])
                rows.append((name, judgement, raw[place], to[i], kept[i], leaders))
    return pd.DataFrame(rows, columns=columns)


def _shares(reach: float) -> Floats:
    """List signed shares of the span, the nearest first."""
    steps = np.arange(1, round(100 * reach) + 1) / 100
    return np.column_stack([steps, -steps]).ravel()


def _moved(
    raw: Floats, place: int, criterion: pd.Series, shares: Floats
) -> tuple[Floats, Floats, Floats]:
    """Move one of the worst level, the best level and each attribute (`raw`) by shares of the span.

    Returns the shares that make sense, and there the judgement (raw unit) and the values (shares x
    alternatives).
    """
    own = model.on_own_scale(raw, criterion)
    to = own[place] + shares * (own[1] - own[0])
    low, high = sorted(own[:2])
    sensible = ~np.isnan(to)
    if criterion["outside"] == "error":
        sensible &= (to >= low) & (to <= high)
    if criterion["scale"] != "log" and low >= 0:
        sensible &= to >= 0
    shares, to = shares[sensible], to[sensible]
    there = np.tile(own, (len(to), 1))
    there[:, place] = to
    worst, best, x = there[:, :1], there[:, 1:2], there[:, 2:]
    values = np.nan_to_num(np.clip((x - worst) / (best - worst), 0.0, 1.0), nan=0.0)
    return shares, np.exp(to) if criterion["scale"] == "log" else to, values


# --- what is worth measuring next


@dataclass(frozen=True, eq=False)
class Information:
    """By how much better evidence would raise the score of the choice, on average (0 to 1)."""

    perfect: float
    """EVPI: if every attribute were known exactly."""
    criteria: pd.Series
    """EVPPI per criterion: if all alternatives were known exactly on it."""
    numbers: pd.DataFrame
    """EVPPI per alternative x criterion: if that one attribute were known exactly."""


def value_of_information(
    values: npt.ArrayLike, weights: Mapping[str, float] | pd.Series
) -> Information:
    """Say which number is worth measuring next, and whether any is.

    Choosing on today's evidence gains `max_a E[V(a)]`; knowing x first gains
    `E_x[max_a E[V(a) | x]]`; the difference is what x is worth. Here values vary independently and
    V is a sum, so `E[V(a) | x]` is E[V(a)] with the contribution of x in place of its mean: no
    nested sampling. All means are those of the samples themselves, so a number that could not
    change the choice is worth 0 exactly and none is worth less.

    `values` are samples x alternatives x criteria, `weights` per criterion in the same order. The
    alternatives are numbered from 0: `.set_axis` names them. Raises ValueError at shapes that do
    not fit.

    Source: Raiffa & Schlaifer, Applied Statistical Decision Theory (1961); Felli & Hazen, Medical
    Decision Making 18 (1998) 95-109.

    >>> slow, fast = [[0.8, 0], [0.4, 0]], [[0.8, 0], [1, 0]]
    >>> found = value_of_information([slow, fast], {"speed": 0.5, "safety": 0.5})
    >>> round(found.perfect, 3), found.criteria.round(3).to_dict()
    (0.05, {'speed': 0.05, 'safety': 0.0})
    """
    v, w = np.asarray(values, float), pd.Series(weights, dtype=float)
    if v.ndim != 3 or v.shape[2] != len(w) or not v.size:
        raise ValueError(
            f"values: found shape {v.shape}, expected (samples, alternatives, {len(w)})"
        )
    m, criteria = v.shape[1], w.index.rename("criterion")
    each, numbers = np.zeros(len(w)), np.zeros((m, len(w)))
    # The draws lie stream by stream in memory, so each step works on whole streams.
    parts = {k: w.iat[k] * v[:, :, k].T for k in w.to_numpy().nonzero()[0]}
    means = {k: part.mean(axis=1, keepdims=True) for k, part in parts.items()}
    expected = sum(means.values(), np.zeros((m, 1)))
    best = expected.max()
    rivals = np.array([[np.delete(expected, a).max(initial=-np.inf)] for a in range(m)])
    for k, part in parts.items():
        known = expected - means[k] + part
        each[k] = known.max(axis=0).mean() - best
        numbers[:, k] = np.maximum(rivals, known).mean(axis=1) - best
    perfect = sum(parts.values(), np.zeros((m, len(v)))).max(axis=0).mean() - best
    return Information(
        float(_clean(perfect)),
        pd.Series(_clean(each), index=criteria, name="information"),
        pd.DataFrame(_clean(numbers), index=pd.RangeIndex(m, name="alternative"), columns=criteria),
    )


def _clean(gain: npt.ArrayLike) -> Floats:
    """Take away what only rounding has put there."""
    return np.where(np.asarray(gain) <= TIE, 0.0, gain)
