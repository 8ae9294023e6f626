"""The cell that runs: what is due at its end, where a kernel runs one.

A loop in a cell may move a slider a hundred times; what it draws is seen only once it is done.
"""

from collections.abc import Callable
from typing import Any

from IPython import get_ipython


def kernel() -> Any:
    """Return the kernel that runs us; None in a program or a test."""
    return getattr(get_ipython(), "kernel", None)


def called_by(kind: str) -> bool:
    """Say whether a message of a kind has called us: of the browser's, or to run a cell."""
    running = kernel()
    if running is None:
        return False
    return bool(running.get_parent("shell").get("header", {}).get("msg_type") == kind)


class CellEnd:
    """One thing to do when the cell that runs has ended, however it ends.

    Made while a cell runs, as a panel is: later it is told when one begins and ends.
    """

    def __init__(self) -> None:
        self._act: Callable[[], None] | None = None
        self._running = called_by("execute_request")
        self._events: Any = get_ipython().events if kernel() is not None else None
        if self._events:
            self._events.register("pre_execute", self._begun)
            self._events.register("post_execute", self._ended)

    def put_off(self, act: Callable[[], None]) -> bool:
        """Do this at the end of the cell, in place of what was due; False where none runs."""
        if self._running:
            self._act = act
        return self._running

    def _begun(self) -> None:
        self._running = True

    def _ended(self) -> None:
        self._running, act, self._act = False, self._act, None
        if act:
            act()

    def forget(self) -> None:
        """Do nothing, now or later."""
        events, self._events, self._act, self._running = self._events, None, None, False
        if events:
            events.unregister("pre_execute", self._begun)
            events.unregister("post_execute", self._ended)
