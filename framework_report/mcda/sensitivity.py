"""What would change the answer, and what is worth measuring next.

The smallest change of several sliders that costs the leader its place; the judgements (reference
levels, judged attributes) that could; and the value of information of each criterion.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from framework_report.mcda.values import TIE, values
from framework_report.mcda.values import scores as overall
from framework_report.mcda.values import weights as weights_of

Floats = npt.NDArray[np.float64]
LEVELS = ("worst", "best")
REACH = 0.25
"""How far a judgement is moved, as a share of the span between the reference levels."""


# --- several sliders at once


@dataclass(frozen=True, eq=False)
class Change:
    """Slider settings that cost the leader its place."""

    moves: pd.DataFrame
    """Per moved criterion, in order: `points` as they are, `to` as they would have to be."""
    leader: str
    """Who leads then."""
    steps: int
    """Slider steps in all."""


def smallest_change(
    values: pd.DataFrame, points: Mapping[str, float] | pd.Series, maximum: int = 10
) -> Change | None:
    """Find the fewest slider steps after which another alternative is ahead of the leader.

    Moving criterion k by s points brings a rival `s * |v_k(rival) - v_k(leader)|` points nearer, up
    where the rival is better and down where it is worse, whatever the other sliders do. So what t
    steps can bring at most is a knapsack, and the first t that is enough is the least. Of as few
    steps it takes those on the fewest sliders, then on the first criteria, then the first rival. A
    tie does not count as ahead. Sliders stop at whole points: from 3.3 one step up leads to 4.

    Args:
        values: alternatives x criteria, 0 to 1.
        points: per criterion, 0 to `maximum`; a criterion without points stands at 0.
        maximum: end of the slider.

    Returns:
        The change, or None where no setting puts another alternative ahead, or there is no leader.

    Raises:
        ValueError: points that are not on the slider.

    >>> values = pd.DataFrame({"time": [5, 3, 1], "security": [1, 3, 5], "operability": [4, 4, 1]},
    ...                       index=["Baseline", "A", "B"]) / 5
    >>> change = smallest_change(values, {"time": 3, "security": 5, "operability": 2})
    >>> change.steps, change.leader, change.moves.to_dict("index")
    (1, 'B', {'operability': {'points': 2.0, 'to': 1.0}})
    """
    given = dict(points)
    p = np.array([given.get(name, 0) for name in values.columns], dtype=float)
    if ((p < 0) | (p > maximum)).any():
        raise ValueError(f"points: found {given}, expected numbers from 0 to {maximum}")
    if not len(values) or not p.any():
        return None
    v = values.to_numpy(float)
    leader = _leader(v, p)
    plans = []
    for rival in range(len(v)):
        plan = _fewest_steps(v[rival] - v[leader], p, maximum) if rival != leader else None
        if plan is not None:
            plans.append((*plan, rival))
    if not plans:
        return None
    steps, _, moved, to, _ = min(plans, key=lambda plan: (*plan[:3], plan[4]))
    moves = pd.DataFrame(
        {"points": p[list(moved)], "to": to[list(moved)]},
        index=values.columns[list(moved)].rename("criterion"),
    )
    return Change(moves, str(values.index[_leader(v, to)]), steps)


def _leader(values: Floats, points: Floats) -> int:
    return int(_leaders((values @ (points / points.sum()))[None, :])[0])


def _fewest_steps(
    gain: Floats, points: Floats, maximum: int
) -> tuple[int, int, tuple[int, ...], Floats] | None:
    """Plan the fewest steps after which a rival is ahead.

    Args:
        gain: per criterion, the rival's value less the leader's.
        points: per criterion.
        maximum: end of the slider.

    Returns:
        Steps, number of sliders moved, which, and the new points; None where no plan is enough.
    """
    # A lead counts from above the tolerance on, whatever the sum of the sliders will be.
    needed = 2 * TIE * maximum * len(points) - float(points @ gain)
    stops = [_stops(g, p, maximum) for g, p in zip(gain.tolist(), points.tolist(), strict=True)]
    won = [np.abs(at - p) * abs(g) for at, p, g in zip(stops, points, gain, strict=True)]
    best = _most_gain(won)
    enough = best[0][-1] > needed
    if not enough.any():
        return None
    steps = int(enough.argmax())
    taken = _fewest_sliders(best, won, steps, needed)
    moved = tuple(k for k, step in enumerate(taken) if step)
    to = np.array([stops[k][step] for k, step in enumerate(taken)])
    return steps, len(moved), moved, to


def _stops(gain: float, points: float, maximum: int) -> Floats:
    """List where a slider stands after 0, 1, 2, … steps toward what serves the rival."""
    if not gain:
        return np.array([points])
    if gain > 0:
        return np.concatenate([[points], np.arange(np.floor(points) + 1, maximum + 1)])
    return np.concatenate([[points], np.arange(np.ceil(points) - 1, -1, -1)])


def _most_gain(won: list[Floats]) -> list[Floats]:
    """Tabulate what can be won on criteria k, k + 1, and so on.

    Returns:
        For each k a table, sliders moved (at most) x steps spent (exactly); -inf: impossible.
    """
    room = sum(len(w) - 1 for w in won)
    table = np.full((len(won) + 1, room + 1), -np.inf)
    table[:, 0] = 0.0
    tables = [table]
    for w in reversed(won):
        table = tables[0].copy()
        for step in range(1, len(w)):
            moved = tables[0][:-1, : room + 1 - step] + w[step]
            np.maximum(table[1:, step:], moved, out=table[1:, step:])
        tables.insert(0, table)
    return tables


def _fewest_sliders(best: list[Floats], won: list[Floats], steps: int, needed: float) -> list[int]:
    """Spend exactly so many steps on as few sliders as win more than needed, first ones first."""
    sliders = int((best[0][:, steps] > needed).argmax())
    taken = [0] * len(won)
    for k, w in enumerate(won):
        for step in range(min(len(w) - 1, steps), 0, -1) if sliders else ():
            if best[k + 1][sliders - 1, steps - step] > needed - w[step]:
                taken[k], needed = step, needed - float(w[step])
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
    """Move each reference level and each judged attribute alone: which of them changes the leader?

    A judgement moves to either side by up to `reach` of the span between the criterion's levels, in
    whole hundredths of the span, on the criterion's own scale (logarithms where that is 'log'). The
    nearest position at which the leader changes is reported (of two as near, the one in the
    direction of `best`). What lies beyond a moved level is
    clipped to it. Levels that are natural ends (`outside` is 'error') move inward only, and none
    below 0 unless one of the pair is below 0 already.

    Args:
        attributes: alternatives x criteria, raw units.
        criteria: indexed by criterion, with `worst`, `best`, `scale`, `outside`, as `values`.
        points: per criterion, 0 or more; without points it plays no part.
        judged: (alternative, criterion) of the attributes that are judgements.
        reach: share of the span, 0.01 or more.

    Returns:
        One row per judgement that could change the leader, in the order of the criteria: columns
        `criterion`, `judgement` ('worst', 'best' or the alternative whose attribute it is), `now`
        and `to` (raw unit), `moved` (signed share of the span, toward `best` is positive) and
        `leader`. Empty where no judgement alone could, or where there is nothing to weigh.

    Raises:
        ValueError: as `values`.

    >>> attributes = pd.DataFrame({"p": [10, 4], "q": [0, 5]}, index=["A", "B"])
    >>> criteria = pd.DataFrame({"worst": 0, "best": [10, 10], "scale": "linear",
    ...                          "outside": "error"}, index=["p", "q"])
    >>> judgement_flips(attributes, criteria, {"p": 5, "q": 5}).round(2)
      criterion judgement  now   to  moved leader
    0         p      best   10  7.9  -0.21      B
    1         q      best   10  8.3  -0.17      B
    """
    given = {name: p for name, p in dict(points).items() if p}
    columns = ["criterion", "judgement", "now", "to", "moved", "leader"]
    if not len(attributes) or not given:
        return pd.DataFrame(columns=columns)
    found = values(attributes[[name for name in attributes if name in given]], criteria)
    weights = weights_of(given)
    scores = overall(found, weights).to_numpy()
    now, shares, judged = _leaders(scores[None, :])[0], _shares(reach), list(judged)
    rows = []
    for name in found:
        rest = scores - weights[name] * found[name].to_numpy()
        criterion, attribute = criteria.loc[name], attributes[name]
        for judgement in [*LEVELS, *(f for f, k in judged if k == name)]:
            kept, to, moved = _moved(attribute, criterion, judgement, shares)
            leaders = _leaders(rest + weights[name] * moved)
            for i in (leaders != now).nonzero()[0][:1]:
                level = (criterion if judgement in LEVELS else attribute)[judgement]
                row = (name, judgement, level, to[i], kept[i], attributes.index[leaders[i]])
                rows.append(row)
    return pd.DataFrame(rows, columns=columns)


def _shares(reach: float) -> Floats:
    """List signed shares of the span, the nearest first."""
    steps = np.arange(1, round(100 * reach) + 1) / 100
    return np.column_stack([steps, -steps]).ravel()


def _leaders(scores: Floats) -> Floats:
    """Find the leader of each row: the first among the best."""
    return np.asarray((scores >= scores.max(axis=1, keepdims=True) - TIE).argmax(axis=1))


def _moved(
    attribute: pd.Series, criterion: pd.Series, judgement: str, shares: Floats
) -> tuple[Floats, Floats, Floats]:
    """Move one judgement by shares of the span.

    Returns:
        The shares that make sense, the judgement there (raw unit), and the values there
        (shares x alternatives).
    """
    log = criterion["scale"] == "log"
    ends = on_own_scale(criterion[list(LEVELS)].astype(float), criterion)
    own = on_own_scale(attribute, criterion)
    worst, best = ends
    to = (ends if judgement in LEVELS else own)[judgement] + shares * (best - worst)
    sensible = np.ones(len(to), dtype=bool)
    if criterion["outside"] == "error":
        sensible &= (to >= min(worst, best)) & (to <= max(worst, best))
    if not log and min(worst, best) >= 0:
        sensible &= to >= 0
    shares, to = shares[sensible], to[sensible]
    column = to[:, None]
    x = np.where(attribute.index == judgement, column, own.to_numpy())
    worst, best = (column if end == judgement else ends[end] for end in ("worst", "best"))
    # What is not known stands at the worst level, wherever that is.
    moved = np.where(np.isnan(x), 0.0, np.clip((x - worst) / (best - worst), 0.0, 1.0))
    return shares, np.exp(to) if log else to, moved


def on_own_scale(raw: pd.Series, criterion: pd.Series) -> pd.Series:
    """Put figures on a criterion's own scale: their logarithms where that is 'log'."""
    # As `model.values`: what cannot be below any positive level is clipped to it.
    return np.log(np.maximum(raw, np.finfo(float).tiny)) if criterion["scale"] == "log" else raw


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


def value_of_information(values: Floats, weights: Mapping[str, float] | pd.Series) -> Information:
    """Say which number is worth measuring next, and whether any is.

    Choosing on today's evidence gains `max_a E[V(a)]`; knowing x first gains
    `E_x[max_a E[V(a) | x]]`; the difference is what x is worth. Here values vary independently and
    V is a sum, so `E[V(a) | x]` is E[V(a)] with the contribution of x in place of its mean: no
    nested sampling. All means are those of the samples themselves, so a number that could not
    change the choice is worth 0 exactly and none is worth less.

    Args:
        values: samples x alternatives x criteria, 0 to 1, from `draws.near_values`.
        weights: per criterion in the order of `values`, summing to 1; fixed.

    Returns:
        In units of score (0 to 1). The alternatives are numbered from 0: `.set_axis` names them.

    Raises:
        ValueError: shapes that do not fit.

    Source: Raiffa & Schlaifer, Applied Statistical Decision Theory (1961); Felli & Hazen, Medical
    Decision Making 18 (1998) 95-109.

    >>> slow, fast = [[0.8, 0], [0.4, 0]], [[0.8, 0], [1, 0]]
    >>> found = value_of_information(np.array([slow, fast]), {"speed": 0.5, "safety": 0.5})
    >>> round(found.perfect, 3), found.criteria.round(3).to_dict()
    (0.05, {'speed': 0.05, 'safety': 0.0})
    """
    w = pd.Series(weights, dtype=float)
    if np.ndim(values) != 3 or np.shape(values)[2] != len(w) or not np.size(values):
        raise ValueError(
            f"values: found shape {np.shape(values)}, expected (samples, alternatives, {len(w)})"
        )
    m, criteria = values.shape[1], w.index.rename("criterion")
    expected, each, numbers, deviation = np.zeros(m), np.zeros(len(w)), np.zeros((m, len(w))), 0.0
    # The draws lie stream by stream in memory, so each step works on whole streams.
    weighed = w.to_numpy().nonzero()[0]
    streams = {k: w.iat[k] * values[:, :, k].T for k in weighed}
    for stream in streams.values():
        expected += (mean := stream.mean(axis=1))
        stream -= mean[:, None]
        deviation = deviation + stream
    best = expected.max()
    others = np.array([np.delete(expected, a).max(initial=-np.inf) for a in range(m)])
    for k, stream in streams.items():
        known = expected[:, None] + stream
        each[k] = known.max(axis=0).mean() - best
        numbers[:, k] = np.maximum(others[:, None], known).mean(axis=1) - best
    perfect = (expected[:, None] + deviation).max(axis=0).mean() - best
    return Information(
        float(_clean(perfect)),
        pd.Series(_clean(each), index=criteria, name="information"),
        pd.DataFrame(_clean(numbers), index=pd.RangeIndex(m, name="alternative"), columns=criteria),
    )


def _clean(gain: npt.ArrayLike) -> Floats:
    """Take away what only rounding has put there."""
    found = np.asarray(gain, float)
    return np.where(found <= TIE, 0.0, found)
