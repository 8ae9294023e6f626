"""Figures that follow from timed windows: medians over all sessions, ties, and what was measured.

Valid windows come first. Where any stack has too few of them (the machine was never quiet), all
stacks of a measure are compared by the second way, and the notes say so: one measure, one way.
"""

import itertools
import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evidence.harness.figures import (
    RESOLUTION,
    Figure,
    beside,
    every_window,
    figure,
    geometric_mean,
    per_processor_second,
    ratio,
    tied,
    valid_windows,
)
from evidence.harness.registry import Stack, read_loads, read_setups, read_stacks
from evidence.harness.rows import Measure, Row, number, row

Run = Mapping[str, Any]
Windows = Callable[..., dict[str, float]]
Taken = tuple[Figure, str]


@dataclass(frozen=True)
class Way:
    """How windows become figures: of loads that compute, and of loads that sleep."""

    name: str
    computing: Windows
    sleeping: Windows
    told: str


UNQUIET = "; the machine was never quiet: starved windows count too"

WAYS = (
    Way("valid windows", valid_windows, valid_windows, ""),
    Way(
        "per second of processor time",
        per_processor_second,
        every_window,
        "; the machine was never quiet: requests per second of processor time that the server got",
    ),
)


SETUPS = {"threads_1000": "crowd", "same_parser": "parser_minimal"}
"""Measures of another set-up than the one that stands for the stack, and where it is named."""


def rows(run: Run) -> Iterator[Row]:
    """Yield the rows that follow from the windows, measure by measure.

    Raises ValueError where no way serves a measure.
    """
    for measure, taken in MEASURES:
        yield from _rows(run, measure, _found(run, measure, taken))


def _found(run: Run, measure: Measure, taken: Callable[..., Taken]) -> dict[str, Taken]:
    """Return each stack's figure by the first way that serves all of them."""
    failures = []
    for way in WAYS:
        try:
            return {stack.id: taken(run, stack, way) for stack in read_stacks().values()}
        except ValueError as reason:
            failures.append(f"{measure.criterion}, {way.name}: {reason}")
    raise ValueError("; ".join([*failures, "run `python -m evidence measure timed`"]))


def _rows(run: Run, measure: Measure, found: Mapping[str, Taken]) -> Iterator[Row]:
    """Yield one measure's rows: the compared stacks tie among themselves only."""
    band = RESOLUTION["p99_ms" if measure.unit == "ms" else "rps"]
    own = {name: value for name, (value, _) in found.items()}
    values = tied({name: own[name] for name in compared()}, band)
    for name, stack in read_stacks().items():
        value, others = values[name] if name in values else beside(own[name], own, values, band)
        note = found[name][1] + _tie_note(others, band, name in values)
        setup = getattr(stack, SETUPS.get(measure.name, "minimal"))
        yield row(run, name, measure, value, read_setups()[setup].title, note)


def compared() -> list[str]:
    """Return the stacks that form ties; another one takes the value of the one it ties with."""
    return [stack.id for stack in read_stacks().values() if stack.compared]


def _figure(run: Run, setup: str, load: str, windows: Windows, *quantity: str) -> Figure:
    try:
        return figure(windows(run, setup, load, *quantity).values())
    except ValueError as reason:
        raise ValueError(f"{setup}, {load}: {reason}") from None


def _waiting(run: Run, stack: Stack, way: Way) -> Taken:
    return _crowd(run, stack.minimal, stack.waiting, way)


def _hundred(run: Run, stack: Stack, way: Way) -> Taken:
    return _crowd(run, stack.minimal, "wait_100", way)


def _threads_for_all(run: Run, stack: Stack, way: Way) -> Taken:
    return _crowd(run, stack.crowd, "wait_1000", way)


def _crowd(run: Run, setup: str, load: str, way: Way) -> Taken:
    found = _figure(run, setup, load, way.sleeping)
    clients = read_loads()[load].clients
    told = f"{clients:,} clients, each answer waits 50 ms{way.told and UNQUIET}"
    return found, f"measured {_spread(found)}; {told}"


def _slowest(run: Run, stack: Stack, way: Way) -> Taken:
    """Return p99; there is only one way to it, for a latency says nothing of a starved server."""
    taken = valid_windows(run, stack.minimal, stack.waiting, "p99_ms")
    found = _figure(run, stack.minimal, stack.waiting, valid_windows, "p99_ms")
    told = ", ".join(f"{median:,.0f}" for median in _by_session(taken).values())
    clients = read_loads()[stack.waiting].clients
    return found, f"measured {_spread(found)}, by session {told}; {clients:,} clients waiting"


def _post(run: Run, stack: Stack, way: Way) -> Taken:
    found = _figure(run, stack.minimal, stack.echo, way.computing)
    return found, f"measured {_spread(found)}{way.told}"


def _listed(run: Run, stack: Stack, way: Way) -> Taken:
    found = _figure(run, f"{stack.app}/{stack.server}", "rows", way.computing)
    return found, f"measured {_spread(found)}, on the reference application{way.told}"


def _everyday(run: Run, stack: Stack, way: Way) -> Taken:
    return _both(run, stack, way, stack.minimal, stack.server)


def _parsed_in_python(run: Run, stack: Stack, way: Way) -> Taken:
    return _both(run, stack, way, stack.parser_minimal, stack.parser_server)


def _both(run: Run, stack: Stack, way: Way, minimal: str, server: str) -> Taken:
    post = _figure(run, minimal, stack.echo, way.computing)
    listed = _figure(run, f"{stack.app}/{server}", "rows", way.computing)
    found = geometric_mean(post, listed)
    told = (
        f"measured {_spread(found)}, the geometric mean of a validated POST ({_spread(post)}) and "
        f"20 rows of the reference application ({_spread(listed)}){way.told}"
    )
    return found, told


def _blocking(run: Run, stack: Stack, way: Way) -> Taken:
    plain, blocked = (
        way.sleeping(run, stack.minimal, f"block_in_{kind}") for kind in ("def", "async")
    )
    found = ratio(plain, blocked)
    value = Figure(*(max(end, 1.0) for end in (found.value, found.low, found.high)), found.windows)
    told = "50 ms of blocking in a plain def over the same in an async def, 32 clients"
    return value, f"measured {_spread(found)}; {told}{way.told and UNQUIET}"


MEASURES: tuple[tuple[Measure, Callable[..., Taken]], ...] = (
    (Measure("waiting_rps", "named", "requests/s"), _waiting),
    (Measure("waiting_rps", "threads_1000", "requests/s"), _threads_for_all),
    (Measure("waiting_rps", "clients_100", "requests/s"), _hundred),
    (Measure("waiting_rps", "p99", "ms"), _slowest),
    (Measure("everyday_rps", "mean", "requests/s"), _everyday),
    (Measure("everyday_rps", "post", "requests/s"), _post),
    (Measure("everyday_rps", "rows", "requests/s"), _listed),
    (Measure("everyday_rps", "same_parser", "requests/s"), _parsed_in_python),
    (Measure("blocking_loss", "", "times"), _blocking),
)


def _spread(found: Figure) -> str:
    low, high = (f"{float(number(end)):,.6g}" for end in (found.low, found.high))
    return f"{float(number(found.value)):,.6g} ({low} to {high}, {found.windows} windows)"


def _tie_note(others: list[str], band: float, compared: bool) -> str:
    if not others:
        return ""
    shared = "all carry the geometric mean" if compared else "it takes their value"
    return f"; a tie with {' and '.join(others)} (the band is {band}): {shared}"


def band(run: Run, quantity: str) -> float:
    """Return the ratio that control and sessions support: what is smaller is no difference.

    Under each load of a measure: how far the ratio of two stacks moved from one session to
    another; and, for each control, how far its median over all of them lies from what it repeats.
    """
    moves: dict[str, list[dict[str, float]]] = {}
    for stack in read_stacks().values():
        for kind, setup, load in _timed_loads(stack, quantity):
            taken = valid_windows(run, setup, load, quantity)
            moves.setdefault(kind, []).append(_by_session(taken))
    apart = [
        (one[before] / one[after]) / (other[before] / other[after])
        for stacks in moves.values()
        for one, other in itertools.permutations(stacks, 2)
        for before, after in itertools.combinations(sorted(one.keys() & other.keys()), 2)
    ]
    return max([*apart, *_controls(run, quantity)])


def _timed_loads(stack: Stack, quantity: str) -> list[tuple[str, str, str]]:
    """Return (kind, set-up, load) of what a stack's figures of a quantity are made from."""
    waiting = [("waiting", stack.minimal, stack.waiting)]
    if quantity != "rps":
        return waiting
    return [
        *waiting,
        ("hundred", stack.minimal, "wait_100"),
        ("a thread for each", stack.crowd, "wait_1000"),
        ("post", stack.minimal, stack.echo),
        ("post in Python", stack.parser_minimal, stack.echo),
        ("rows", f"{stack.app}/{stack.server}", "rows"),
        ("rows in Python", f"{stack.app}/{stack.parser_server}", "rows"),
    ]


def _controls(run: Run, quantity: str) -> Iterator[float]:
    for setup in read_setups().values():
        for load in setup.paths if setup.control_of else ():
            own, other = (
                statistics.median(valid_windows(run, name, load, quantity).values())
                for name in (setup.id, setup.control_of)
            )
            yield max(own / other, other / own)


def _by_session(taken: Mapping[str, float]) -> dict[str, float]:
    """Return session -> median of what was taken in it.

    >>> _by_session({"1/1": 4.0, "1/2": 6.0, "2/1": 3.0})
    {'1': 5.0, '2': 3.0}
    """
    values: dict[str, list[float]] = {}
    for key, value in taken.items():
        values.setdefault(key.split("/")[0], []).append(value)
    return {session: statistics.median(found) for session, found in values.items()}
