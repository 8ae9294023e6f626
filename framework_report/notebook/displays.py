"""Displays with an identity: what the notebook shows of a state, changed in place as it moves.

They carry the state along, so that the saved notebook and any export know whose picture it is.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

from IPython import display as screen

from framework_report.notebook import parts
from framework_report.notebook.part import Part
from framework_report.outcome import Outcome
from framework_report.words.text import say

display: Callable[..., Any] = screen.display
DisplayHandle: Callable[..., Any] = screen.DisplayHandle
MIME = "application/vnd.framework-report+json"
"""Where a display keeps its state, for the exporter."""
CONTROLS = "controls"
"""The part that is the sliders themselves, which no export can show."""
PANEL, VERDICT = "panel", "verdict"
KEPT = 4 * len(parts.FOLLOWING)
"""Displays kept: an undo draws nothing anew."""


class Displays:
    """What of the report is on the screen.

    Attributes:
        stale: the names of displays that a page opened anew no longer follows.
    """

    def __init__(self, carry: Callable[[str, Outcome], dict[str, Any]]) -> None:
        self._carry = carry
        self._handles: dict[str, tuple[Any, dict[str, Any]]] = {}
        """Per part its handle, and what stands there: nothing is sent twice."""
        self._made: deque[tuple[str, Outcome, dict[str, Any]]] = deque(maxlen=KEPT)
        self.stale: set[str] = set()

    def show(self, name: str, outcome: Outcome) -> None:
        """Display a part of the report; one that follows the state keeps following it.

        Raises:
            KeyError: there is no such part; names those there are.
        """
        if name in parts.STILL:
            _show_still(name, parts.STILL[name](outcome))
            return
        if name not in parts.FOLLOWING:
            known = ", ".join([*parts.FOLLOWING, *parts.STILL])
            raise KeyError(f"no part {name!r}, expected one of {known}")
        self.stale.discard(name)
        handle, bundle = DisplayHandle(f"fr-{name}"), self._bundle(name, outcome)
        self._handles[name] = handle, bundle
        handle.display(bundle, raw=True)

    def _bundle(self, name: str, outcome: Outcome) -> dict[str, Any]:
        """Return what is displayed; that of the last few outcomes is kept."""
        for known, of, bundle in self._made:
            if known == name and of is outcome:
                return bundle
        bundle = self._new_bundle(name, outcome)
        self._made.append((name, outcome, bundle))
        return bundle

    def forget(self) -> None:
        """Make anew what is displayed: the decision beside it has changed."""
        self._made.clear()

    def _new_bundle(self, name: str, outcome: Outcome) -> dict[str, Any]:
        part = parts.FOLLOWING[name](outcome)
        carried: dict[str, Any] = {"part": name, "state": outcome.state.to_dict()}
        if part.finding:
            carried["finding"] = part.finding
        carried |= self._carry(name, outcome)
        return {"text/html": part.html, "text/plain": part.words, MIME: carried}

    def update(self, name: str, outcome: Outcome) -> None:
        """Change a part in place, where it is on the screen."""
        if name not in self._handles:
            return
        handle, shown = self._handles[name]
        bundle = self._bundle(name, outcome)
        if bundle is not shown:
            self._handles[name] = handle, bundle
            handle.update(bundle, raw=True)

    def following(self) -> list[str]:
        """Return what is on the screen and follows the state: the verdict first, the panel last."""
        ends = [name for name in (VERDICT, PANEL) if name in self._handles]
        rest = [name for name in parts.FOLLOWING if name in self._handles and name not in ends]
        return [*[n for n in ends if n == VERDICT], *rest, *[n for n in ends if n == PANEL]]

    def lost(self) -> None:
        """Take note that a page was opened anew, which follows none of what is shown so far."""
        self.stale = set(self._handles)

    def end(self) -> None:
        """Leave what is on the screen to somebody else."""
        self._handles.clear()


def _show_still(name: str, part: Part) -> None:
    """Display what no slider changes; nothing where there is nothing to tell."""
    if part.html:
        carried = {"part": name} | ({"finding": part.finding} if part.finding else {})
        display({"text/html": part.html, "text/plain": part.words, MIME: carried}, raw=True)
    elif part.words:
        display({"text/markdown": part.words, "text/plain": part.words}, raw=True)


def show_controls(model_id: str) -> None:
    """Display the widgets of the panel; no export shows them."""
    display(
        {
            "text/plain": say("panel", "run_all"),
            MIME: {"part": CONTROLS},
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": model_id,
            },
        },
        raw=True,
    )
