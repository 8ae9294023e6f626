"""Figures from windows: medians with their spread, ratios, and what counts as a tie."""

import math
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

RESOLUTION = {"rps": 1.41, "p99_ms": 7.18}
"""The tie band: a smaller ratio between timed figures is a tie, by the quantity that was timed.

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

    From the least figure upwards, a group takes every figure whose ratio to the group's least is
    under `band`. The members share the geometric mean and the union of their intervals.

    >>> two = {"a": Figure(100, 90, 110, 5), "b": Figure(121, 100, 130, 5)}
    >>> tied(two)["a"]
    (Figure(value=110.0, low=90, high=130, windows=5), ['b'])
    """
    groups: list[list[str]] = []
    for name in sorted(figures, key=lambda name: figures[name].value):
        least = figures[groups[-1][0]].value if groups else 0.0
        if groups and figures[name].value / least < band:
            groups[-1].append(name)
        else:
            groups.append([name])
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
    to a compared stack's own figure is under `band` it takes that one's value (the nearest one's).

    Args:
        figure: its own.
        own: each compared stack's own figure, by name.
        values: each compared stack's figure after ties, from `tied`.
        band: the least ratio that is a difference.

    >>> own = {"a": Figure(100, 90, 110, 5)}
    >>> beside(Figure(120, 115, 125, 5), own, tied(own))
    (Figure(value=100, low=90, high=125, windows=5), ['a'])
    >>> beside(Figure(150, 135, 165, 5), own, tied(own))
    (Figure(value=150, low=135, high=165, windows=5), [])
    """
    apart = {name: abs(math.log(figure.value / own[name].value)) for name in values}
    nearest = min(apart, key=apart.__getitem__)
    if math.exp(apart[nearest]) >= band:
        return figure, []
    value, others = values[nearest]
    low, high = min(value.low, figure.low), max(value.high, figure.high)
    return Figure(value.value, low, high, figure.windows), [nearest, *others]


def _shared(members: list[Figure]) -> Figure:
    mean = math.exp(statistics.fmean(math.log(member.value) for member in members))
    low = min(member.low for member in members)
    high = max(member.high for member in members)
    return Figure(round(mean, 6), low, high, min(member.windows for member in members))
