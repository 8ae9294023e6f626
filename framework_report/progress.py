"""How far long work is, and how long it still takes: bars on a terminal, plain lines elsewhere.

All of it goes to standard error, so that what a command answers can be piped on.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Protocol

EVERY_SECONDS = 10
"""How often plain lines say how far one piece of work is, its begin and its end apart."""


class Progress(Protocol):
    """Takes how far each piece of work is."""

    def __call__(self, name: str, done: int, total: int) -> None:
        """Say that `done` of `total` steps of a piece of work, known by its name, are done."""


@contextmanager
def progress() -> Iterator[Progress]:
    """Show how far each piece of work is while the block runs."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Bars(*columns, TimeRemainingColumn(), console=console, transient=True) as bars:
        tasks: dict[str, object] = {}

        def show(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done, total=total)  # type: ignore[arg-type]

        yield show


class _Lines:
    """Plain lines: the first and the last step, and one every few seconds between."""

    def __init__(self) -> None:
        self._began: dict[str, float] = {}
        self._told: dict[str, float] = {}
        self._lock = Lock()

    def __call__(self, name: str, done: int, total: int) -> None:
        with self._lock:
            now = time.monotonic()
            began = self._began.setdefault(name, now)
            if name in self._told and done < total and now - self._told[name] < EVERY_SECONDS:
                return
            self._told[name] = now
            left = (now - began) / done * (total - done) if done else 0.0
            rest = f", about {round(left)} s left" if left >= 1 else ""
            print(f"{name}: {done} of {total}{rest}", file=sys.stderr, flush=True)
