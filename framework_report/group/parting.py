"""What parts two people with different leaders: the fewest sliders that would make them agree.

Two lists of points, values, and nothing else: sums in the order of the tables and comparisons, so
that the exported page gets the same from the same numbers. One and two sliders are tried in full;
from three on, the slider that brings most is taken next, and the answer says that it is no minimum.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from math import ceil, floor
from typing import NamedTuple

from framework_report.mcda import TIE

EXACT = 2
"""Sliders up to which every set is tried."""


class Move(NamedTuple):
    """One slider's way towards agreement."""

    criterion: str
    points: float
    to: float


class Parting(NamedTuple):
    """Whose sliders, moved towards whom, bring agreement, and how far at least.

    ``moves`` are the smallest whole steps that do; nothing where not even all sliders do, because
    the two differ in must-haves, candidates, measures or levels. ``exact``: no fewer would do.
    """

    mover: str
    towards: str
    leader: str
    moves: tuple[Move, ...]
    exact: bool

    @property
    def steps(self) -> float:
        """Slider steps in all."""
        return _length(self.moves)


class Side(NamedTuple):
    """One person, as numbers: points by criterion, values by framework and criterion."""

    name: str
    points: tuple[float, ...]
    values: dict[str, tuple[float, ...]]
    """Of the frameworks that are compared and meet this person's must-haves."""


def first(side: Side, points: Sequence[float]) -> str:
    """Return who leads alone at these points; nobody where several do, or nothing weighs."""
    total = 0.0
    for p in points:
        total += p
    if not total:
        return ""
    scores = {}
    for name, values in side.values.items():
        score = 0.0
        for p, value in zip(points, values, strict=True):
            score += p / total * value
        scores[name] = score
    best = max(scores.values(), default=0.0)
    found = [name for name, score in scores.items() if score >= best - TIE]
    return found[0] if len(found) == 1 else ""


def parting(criteria: Sequence[str], mover: Side, towards: Side) -> Parting:
    """Find the fewest sliders of `mover` that, set as `towards` has them, bring its leader first.

    Of several sets with as few, the one that needs the fewest whole steps, then the first by the
    order of the tables.
    """
    leader = first(towards, towards.points)
    pairs = zip(mover.points, towards.points, strict=True)
    apart = [k for k, (own, other) in enumerate(pairs) if own != other]
    if leader in mover.values:
        for size in range(1, EXACT + 1):
            best: tuple[Move, ...] = ()
            for chosen in combinations(apart, size):
                if first(mover, _set(mover, towards, chosen)) == leader:
                    best = _least(criteria, mover, towards, chosen, best)
            if best:
                return Parting(mover.name, towards.name, leader, best, exact=True)
    return Parting(mover.name, towards.name, leader, _many(criteria, mover, towards, apart), False)


def _set(mover: Side, towards: Side, chosen: Sequence[int]) -> list[float]:
    """Return the mover's points with some sliders where the other has them."""
    return [towards.points[k] if k in chosen else p for k, p in enumerate(mover.points)]


def _steps(own: float, other: float) -> Iterator[float]:
    """Yield the whole points from the next one on towards the other's, and the other's itself."""
    if other > own:
        yield from (float(x) for x in range(floor(own) + 1, ceil(other)))
    else:
        yield from (float(x) for x in range(ceil(own) - 1, floor(other), -1))
    yield other


def _least(
    criteria: Sequence[str],
    mover: Side,
    towards: Side,
    chosen: Sequence[int],
    best: tuple[Move, ...],
) -> tuple[Move, ...]:
    """Return the fewest whole steps of these sliders in all that bring agreement, or the best yet.

    A way that takes no fewer than the moves that are known already is none.
    """
    leader, found = first(towards, towards.points), best
    for at in product(*(_steps(mover.points[k], towards.points[k]) for k in chosen)):
        to = dict(zip(chosen, at, strict=True))
        moves = tuple(Move(criteria[k], mover.points[k], x) for k, x in to.items())
        if found and _length(moves) >= _length(found) - TIE:
            continue
        if first(mover, [to.get(k, p) for k, p in enumerate(mover.points)]) == leader:
            found = moves
    return found


def _length(moves: Sequence[Move]) -> float:
    return sum(abs(move.to - move.points) for move in moves)


def _many(
    criteria: Sequence[str], mover: Side, towards: Side, apart: list[int]
) -> tuple[Move, ...]:
    """Set one slider after the other, the one that brings most next, until the leader is first."""
    leader = first(towards, towards.points)
    chosen: list[int] = []
    while leader in mover.values and len(chosen) < len(apart):
        rest = [k for k in apart if k not in chosen]
        chosen.append(max(rest, key=lambda k: _lead(mover, towards, leader, [*chosen, k])))
        if first(mover, _set(mover, towards, chosen)) == leader:
            order = sorted(chosen)
            return tuple(Move(criteria[k], mover.points[k], towards.points[k]) for k in order)
    return ()


def _lead(mover: Side, towards: Side, leader: str, chosen: Sequence[int]) -> float:
    """Return by how much a framework is ahead of the best other one, in points times values."""
    points, leads = _set(mover, towards, chosen), []
    for name, values in mover.values.items():
        if name != leader:
            lead = 0.0
            for p, own, other in zip(points, mover.values[leader], values, strict=True):
                lead += p * (own - other)
            leads.append(lead)
    return min(leads, default=0.0)
