"""Figures that follow from timed windows: medians over both sittings, ties, and what was measured.

Valid windows come first. Where any stack has too few of them (the machine was never quiet), all
stacks of a measure are compared by the second way, and the notes say so: one measure, one way.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evidence.harness.figures import (
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
    own = {name: value for name, (value, _) in found.items()}
    values = tied({name: own[name] for name in compared()})
    for name, stack in read_stacks().items():
        value, others = values[name] if name in values else beside(own[name], own, values)
        note = found[name][1] + _tie_note(others)
        yield row(run, name, measure, value, read_setups()[stack.minimal].title, note)


def compared() -> list[str]:
    """Return the stacks that form ties; another one takes the value of the one it ties with."""
    return [stack.id for stack in read_stacks().values() if stack.compared]


def _figure(run: Run, setup: str, load: str, windows: Windows) -> Figure:
    try:
        return figure(windows(run, setup, load).values())
    except ValueError as reason:
        raise ValueError(f"{setup}, {load}: {reason}") from None


def _waiting(run: Run, stack: Stack, way: Way) -> Taken:
    found = _figure(run, stack.minimal, stack.waiting, way.sleeping)
    clients = read_loads()[stack.waiting].clients
    told = f"{clients:,} clients, each answer waits 50 ms{way.told and UNQUIET}"
    return found, f"measured {_spread(found)}; {told}"


def _everyday(run: Run, stack: Stack, way: Way) -> Taken:
    post = _figure(run, stack.minimal, stack.echo, way.computing)
    listed = _figure(run, f"{stack.app}/{stack.server}", "rows", way.computing)
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
    (Measure("everyday_rps", "mean", "requests/s"), _everyday),
    (Measure("blocking_loss", "", "times slower"), _blocking),
)


def _spread(found: Figure) -> str:
    low, high = (f"{float(number(end)):,.6g}" for end in (found.low, found.high))
    return f"{float(number(found.value)):,.6g} ({low} to {high}, {found.windows} windows)"


def _tie_note(others: list[str]) -> str:
    if not others:
        return ""
    return f"; a tie with {' and '.join(others)} (ratio under 1.3): all carry the geometric mean"
