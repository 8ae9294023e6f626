"""Figures from windows: medians with their spread, ratios, and what counts as a tie."""

import itertools
import math
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

RESOLUTION = {"rps": 1.63, "p99_ms": 11.97}
"""The tie band: no smaller ratio between figures is a difference, by the quantity that was timed.

It is the most that the A/A control differs by, or that the ratio of two stacks under one load moved
from one session to another, whichever is more, rounded up (`clocked.band`; a test holds it
to the results). A machine that others use moves that much; no smaller difference is one.
"""
MIN_WINDOWS = 5  # fewer valid windows make no figure
LEAST_SHARE = (
    0.5  # of its core: with less, caches shared with others slow a server by more than a tie
)


@dataclass(frozen=True)
class Figure:
    """A median with the least and the greatest of what it is the median of."""

    value: float
    low: float
    high: float
    windows: int


def figure(values: Iterable[float]) -> Figure:
    """Return median, least and greatest; raises ValueError for fewer than five values.

    >>> figure([3, 1, 2, 5, 4])
    Figure(value=3, low=1, high=5, windows=5)
    """
    found = sorted(values)
    if len(found) < MIN_WINDOWS:
        raise ValueError(f"found {len(found)} valid windows, expected {MIN_WINDOWS} or more")
    return Figure(statistics.median(found), found[0], found[-1], len(found))


def valid_windows(
    timed: Mapping[str, Any], setup: str, load: str, quantity: str = "rps"
) -> dict[str, float]:
    """Return session/round -> requests/s, or a latency, of the windows that were not starved.

    A window that was taken before a latency was kept is left out of it.
    """
    windows = {key: tries[-1] for key, tries in _windows(timed, setup, load).items()}
    return {
        key: window[quantity]
        for key, window in windows.items()
        if not window["starved"] and quantity in window
    }


def per_processor_second(timed: Mapping[str, Any], setup: str, load: str) -> dict[str, float]:
    """Return session/round -> requests per second of processor time, starved windows included.

    Where a machine is never quiet, this is what a load bound by the processor can be compared by: a
    server that got half of its core answered half as many. It equals requests/s where the server
    had its core to itself. A round counts with the window in which it got most; windows in which
    it got less than half are left out: caches that others empty would make it look slow.
    """
    found = {}
    for key, tries in _windows(timed, setup, load).items():
        best = max(tries, key=lambda window: window["server_share"])
        if best["server_share"] >= LEAST_SHARE:
            found[key] = best["rps"] / best["server_share"]
    return found


def every_window(timed: Mapping[str, Any], setup: str, load: str) -> dict[str, float]:
    """Return session/round -> requests/s, starved or not: for loads that sleep."""
    return {key: tries[-1]["rps"] for key, tries in _windows(timed, setup, load).items()}


def _windows(timed: Mapping[str, Any], setup: str, load: str) -> dict[str, list[dict[str, Any]]]:
    """Return session/round -> the windows taken of a load, the last one last; none with errors."""
    found = {}
    for key, unit in timed["units"].items():
        session, number, its_setup = key.split("/", 2)
        window = unit.get("loads", {}).get(load)
        if its_setup == setup and window and not window["errors"] and not window["refused"]:
            found[f"{session}/{number}"] = [*window["thrown"], window]
    return found


def geometric_mean(one: Figure, other: Figure) -> Figure:
    """Return the geometric mean of two figures, end by end."""
    return Figure(
        math.sqrt(one.value * other.value),
        math.sqrt(one.low * other.low),
        math.sqrt(one.high * other.high),
        min(one.windows, other.windows),
    )


def ratio(above: Mapping[str, float], below: Mapping[str, float]) -> Figure:
    """Return the ratio of two medians; its spread is that of the ratios within the same round."""
    shared = figure(above[key] / below[key] for key in above.keys() & below.keys())
    value = statistics.median(above.values()) / statistics.median(below.values())
    return Figure(value, min(shared.low, value), max(shared.high, value), shared.windows)


def tied(
    figures: Mapping[str, Figure], band: float = RESOLUTION["rps"]
) -> dict[str, tuple[Figure, list[str]]]:
    """Return each name's figure after ties, and the names that it ties with.

    The two groups whose geometric means are nearest become one, until no two are nearer than
    `band`: so no difference that is left is smaller. The members of a group share its mean and the
    union of their intervals. A chain of ties may join ends that lie further apart; and two that
    are nearer than the band may be parted, where each is nearer to another.

    >>> two = {"a": Figure(100, 90, 110, 5), "b": Figure(121, 100, 130, 5)}
    >>> tied(two)["a"]
    (Figure(value=110.0, low=90, high=130, windows=5), ['b'])
    """
    groups = [[name] for name in sorted(figures, key=lambda name: figures[name].value)]
    while len(groups) > 1:
        means = [_mean(figures[name] for name in group) for group in groups]
        ratios = [above / below for below, above in itertools.pairwise(means)]
        nearest = ratios.index(min(ratios))
        if ratios[nearest] >= band:
            break
        groups[nearest] += groups.pop(nearest + 1)
    found = {}
    for group in groups:
        members = [figures[name] for name in group]
        shared = members[0] if len(members) == 1 else _shared(members)
        for name in group:
            found[name] = (shared, [other for other in group if other != name])
    return found


def beside(
    figure: Figure,
    own: Mapping[str, Figure],
    values: Mapping[str, tuple[Figure, list[str]]],
    band: float = RESOLUTION["rps"],
) -> tuple[Figure, list[str]]:
    """Return the figure of a stack that is switched off, and the names that it ties with.

    It takes part in no group, so that switching it on moves nobody else's figure. Where its ratio
    to a compared stack's own figure is under `band` it takes the value after ties of the nearest:
    measured alike, valued alike.

    Args:
        figure: its own.
        own: each compared stack's own figure, by name.
        values: each compared stack's figure after ties, from `tied`.
        band: the least ratio that is a difference.

    >>> own = {"a": Figure(100, 90, 110, 5)}
    >>> beside(Figure(120, 115, 125, 5), own, tied(own), 1.41)
    (Figure(value=100, low=90, high=125, windows=5), ['a'])
    >>> beside(Figure(150, 135, 165, 5), own, tied(own), 1.41)
    (Figure(value=150, low=135, high=165, windows=5), [])
    """
    apart = {name: abs(math.log(figure.value / own[name].value)) for name in values}
    nearest = min(apart, key=apart.__getitem__)
    if math.exp(apart[nearest]) >= band:
        return figure, []
    value, others = values[nearest]
    low, high = min(value.low, figure.low), max(value.high, figure.high)
    return Figure(value.value, low, high, figure.windows), [nearest, *others]


def _mean(members: Iterable[Figure]) -> float:
    """Return the geometric mean; of one figure itself, to the last digit."""
    first, *others = (member.value for member in members)
    return statistics.geometric_mean([first, *others]) if others else first


def _shared(members: list[Figure]) -> Figure:
    low = min(member.low for member in members)
    high = max(member.high for member in members)
    return Figure(round(_mean(members), 6), low, high, min(member.windows for member in members))
