"""The panel in the notebook: sliders and menus that hold the state, displays that follow it.

Widgets hold state and nothing else. Whatever the notebook shows is a display with an identity,
changed from plain `observe` callbacks, so that the saved notebook carries the state on screen:
an ipywidgets view would carry nothing, and `interactive` would swallow errors.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import ipywidgets as w

from framework_report import mcda
from framework_report.decision import Decision, read_decision
from framework_report.notebook import answer, markup, moves
from framework_report.notebook.asking import Asking
from framework_report.notebook.cell import CellEnd, called_by, kernel
from framework_report.notebook.controls import Controls, criterion_class, own, theme_class
from framework_report.notebook.displays import PANEL, VERDICT, Displays, show_controls
from framework_report.notebook.look import bands, dressed
from framework_report.notebook.notes import slider_notes
from framework_report.notebook.saving import Saving
from framework_report.outcome import Outcome
from framework_report.state import State, scenario_state
from framework_report.tables import Problem
from framework_report.words.answer import answer_text, chosen
from framework_report.words.text import capital, say

SETTLE_SECONDS = 0.06
"""How long the handle has to rest before the charts below the panel follow."""
PAUSE_SECONDS = 0.005
"""How long each of them waits for a new move before it is drawn; a move is heard within that."""
COVERED = "fr-covered"
"""The class of a panel that asks: the style sheet hides every answer in the notebook."""
SLIDERS = ("criterion", "theme")
"""The controls that are dragged; others are set at once."""
UNDO_STEPS = 100
RECENT = 4
"""Outcomes kept: an undo computes nothing anew."""


class Panel:
    """The state on screen, and everything that follows it.

    Args:
        problem: the evidence.
        decision: the committed decision to start from; by default the one in the problem's
            folder, or the first scenario where there is none.
        spread: how many steps up or down each slider might as well stand, for how sure the
            answer is.

    Attributes:
        state: the state on screen.
        controls: the widgets that hold it.
        sliders: per criterion, its slider.
        theme_sliders: per theme, the slider that scales its criteria in proportion.
    """

    last: "Panel | None" = None
    """The panel that this kernel made last; the one before it follows no more."""

    def __init__(
        self, problem: Problem, decision: Decision | None = None, spread: float = mcda.SPREAD
    ) -> None:
        self.problem, self.spread = problem, spread
        decision = decision or read_decision(problem)
        first = next(iter(problem.scenarios.index), "")
        self.scenario = decision.scenario if decision else first
        self.state = self._whole(decision.state if decision else scenario_state(problem, first))
        self._start = self.state, self.scenario
        self._origin = self.scenario
        """The scenario that a setting of the team's own was altered from."""
        self._history: deque[tuple[State, str, str]] = deque(maxlen=UNDO_STEPS)
        self._profile: dict[str, float] = dict(self.state.points)
        """What the theme sliders scale: points before one of them was touched."""
        self._recent: deque[Outcome] = deque(maxlen=RECENT)
        self._payload: dict[str, Any] | None = None
        self._views = 0
        """How often a browser has shown the panel since `show`."""
        self._pending: asyncio.TimerHandle | None = None
        self._retired = False
        self._handle: tuple[str, ...] = ()
        """The slider that somebody moves, if it is one."""
        self._dragged: tuple[str, ...] = ()
        """The one whose handle has not come to rest yet."""
        self._fault = ""
        self._displays = Displays(self._carried)
        self._cell_end = CellEnd()
        self._build(decision)
        self._take_over()
        self._show_state()
        self._refresh()

    @property
    def decision(self) -> Decision | None:
        """The team's decision, as it was last read or saved."""
        return self._saving.decision

    @property
    def outcome(self) -> Outcome:
        """What follows from the state on screen; that of the last few states is kept."""
        for known in self._recent:
            if known.state == self.state and known.profile == self._profile:
                return known
        found = Outcome(self.problem, self.state, self.spread, self._profile)
        self._recent.append(found)
        return found

    def _whole(self, state: State) -> State:
        """Return a state that says who is compared."""
        return Outcome(self.problem, state).state

    # Displays

    def show(self, name: str) -> None:
        """Display a part of the report; one that follows the state keeps following it.

        Raises:
            KeyError: there is no such part; names those there are.
        """
        if name == PANEL:
            self._views = 0
            show_controls(self.root.model_id)
        self._displays.show(name, self.outcome)
        self._show_notice()

    def _carried(self, name: str, outcome: Outcome) -> dict[str, Any]:
        """Return what the page shows of a part, and with the panel what it computes from."""
        from framework_report.export.payload import payload
        from framework_report.export.view import view

        found = {"view": shown} if (shown := view(name, outcome, self.decision)) else {}
        if name != PANEL:
            return found
        if self._payload is None:
            self._payload = payload(self.problem, self.decision, self.spread)
        return found | {"payload": self._payload}

    def answer(self) -> str:
        """Return the answer on screen as text to send on."""
        return answer_text(self.outcome, self.decision)

    # From the state to the screen

    def set_state(self, state: State, scenario: str = "") -> None:
        """Put a state on the screen, as if somebody had set it; Undo takes it back."""
        self._move(state, scenario, state.points)

    def _move(self, state: State, scenario: str, profile: Mapping[str, float]) -> None:
        state = self._whole(state)
        if (state, scenario) != (self.state, self.scenario):
            # One drag is one step back.
            if not self._handle or self._handle != self._dragged:
                self._history.append((self.state, self.scenario, self._origin))
            self._put(state, scenario, scenario or self._origin, profile)

    def _put(self, state: State, scenario: str, origin: str, profile: Mapping[str, float]) -> None:
        self.state, self.scenario = state, scenario
        self._profile = {name: points for name, points in profile.items() if points}
        self._origin = origin
        self._show_state()
        self._refresh()

    def _show_state(self) -> None:
        self.controls.show(self.state, self.scenario, self._origin)
        self.undo_button.disabled = not self._history

    def _refresh(self) -> None:
        """Bring the screen up to date: first what stands beside the sliders, then the rest.

        Called from a slider in the browser, the rest waits until the handle rests, comes piece by
        piece, and is dropped when a later move has made it stale; called from a cell, it comes once
        the cell has ended; from other code, at once.
        """
        outcome = self.outcome
        self.standing.value = answer.standing(outcome).html
        self._displays.update(VERDICT, outcome)
        if self._pending:
            self._pending.cancel()
            self._pending = None
        pieces = self._pieces(outcome)
        from_browser = _from_browser()
        self._dragged = self._handle if from_browser else ()
        if from_browser:
            loop = asyncio.get_running_loop()
            self._pending = loop.call_later(SETTLE_SECONDS, self._settle, pieces, loop)
        elif not self._cell_end.put_off(lambda: self._finish(pieces)):
            self._finish(pieces)

    def _finish(self, pieces: Iterator[None]) -> None:
        with self._noticed():
            for _ in pieces:
                pass

    def _settle(self, pieces: Iterator[None], loop: asyncio.AbstractEventLoop) -> None:
        """Do the next piece, and leave a moment for a new move before the one after it."""
        self._pending, self._dragged = None, ()
        with self._noticed():
            for _ in pieces:
                self._pending = loop.call_later(PAUSE_SECONDS, self._settle, pieces, loop)
                return

    def _pieces(self, outcome: Outcome) -> Iterator[None]:
        """Bring notes and displays up to date one by one; last what no browser shows."""
        self._show_notes(outcome)
        for name in self._displays.following():
            if name != VERDICT:
                yield
                self._displays.update(name, outcome)
        if outcome.race and outcome.race.measure_flips:
            yield  # what the answer hangs on can be set; a new menu moves what is below it
            self.controls.offer(flip[:2] for flip in outcome.race.measure_flips)

    def _show_notes(self, outcome: Outcome) -> None:
        """Say under each slider what it weighs, and draw on it where today's leader stays."""
        problem, notes, drawn = self.problem, self.controls.notes, {}
        classes = {(name, True): theme_class(i) for i, name in enumerate(problem.themes)}
        classes |= {(name, False): criterion_class(i) for i, name in enumerate(problem.scored)}
        for slider, note in slider_notes(outcome).items():
            if classes[slider] in notes:
                notes[classes[slider]].value = note.html
                if note.stays:
                    drawn[classes[slider]] = note.stays
        self.bands.value = bands(drawn)
        self._show_notice()

    def _show_notice(self) -> None:
        """Say what is stale or went wrong; and whether this is the team's decision or a what-if."""
        notices = [self._fault] if self._fault else []
        notices += [say("panel", "retired")] if self._retired else []
        notices += [say("panel", "reloaded")] if self._displays.stale and not self._retired else []
        dead = f'<p class="fr-notice fr-dead">{markup.text(say("panel", "dead"))}</p>'
        lines = "".join(f'<p class="fr-notice">{markup.text(text)}</p>' for text in notices)
        self.notice.value = dead + lines
        self.badge.value = self._badge()
        self.beside.value = self._team_words()

    def _badge(self) -> str:
        decision, look, beside = self.decision, "", ""
        if decision is None:
            words = say("panel", "undecided")
        elif self.state == self._whole(decision.state):
            words = say("panel", "decided", date=decision.date)
        else:
            words, look = say("page", "badge_whatif"), " fr-whatif"
            chose = say("panel", "whatif_beside", leader=chosen(self.problem, decision))
            beside = f' <span class="fr-quiet">{markup.text(chose)}</span>'
        return f'<span class="fr-badge{look}">{markup.text(words)}</span>{beside}'

    def _team_words(self) -> str:
        """Say why the team decided so, and what would make it switch, while that is on screen."""
        decision = self.decision
        if decision is None or self.state != self._whole(decision.state):
            return ""
        said = (
            (say("panel", "team_why"), decision.why),
            (say("page", "switch_if"), capital(decision.switch_if)),
        )
        return "".join(markup.paragraph("quiet", title, words) for title, words in said if words)

    # Bad days

    def _take_over(self) -> None:
        """Go on where the panel before this one in the same kernel stands, and end it."""
        before, Panel.last = Panel.last, self
        if before is None:
            return
        same = before.problem.digest == self.problem.digest and before._start == self._start
        if kernel() and same and before.problem.folder == self.problem.folder:
            self._history = deque(before._history, maxlen=UNDO_STEPS)
            self._put(before.state, before.scenario, before._origin, before._profile)
        before.retire()

    def retire(self) -> None:
        """Follow no more, and say so: another panel has taken this one's place."""
        if self._pending:
            self._pending.cancel()
        self._displays.end()
        self._cell_end.forget()
        self._retired = True
        self.root.add_class("fr-retired")
        self._show_notice()

    def _count_views(self, change: dict[str, Any]) -> None:
        """Notice a page that was opened anew: it shows the panel again, and no display follows."""
        if (change["new"] or 0) > (change["old"] or 0):
            self._views += 1
            if self._views > 1:
                self._displays.lost()
                self._show_notice()

    @contextmanager
    def _noticed(self) -> Iterator[None]:
        """Show an error in the panel, since a browser shows no other, then re-raise it."""
        try:
            yield
        except Exception as error:
            self._fault = say("panel", "fault", error=f"{type(error).__name__}: {error}")
            self._show_notice()
            raise

    # From the screen to the state

    def _moved(self, kind: str, *given: Any) -> None:
        """Take what somebody did to a control."""
        self._fault = ""
        self._handle = (kind, given[0]) if kind in SLIDERS else ()
        try:
            with self._noticed():
                getattr(self, f"_move_{kind}")(*given)
        finally:
            self._handle = ()

    def _move_criterion(self, name: str, points: int) -> None:
        state = moves.with_points(self.state, self.problem, {**self.state.points, name: points})
        # Other themes come back as they were; this one is scaled from how it stands now.
        own = self.problem.themes[self.problem.criteria.at[name, "theme"]]
        self._move(state, "", {**self._profile, **{n: state.points.get(n, 0) for n in own}})

    def _move_theme(self, theme: str, points: int) -> None:
        # The profile stays: pulled down and up again, a theme comes back as it was.
        state = moves.theme_moved(self.state, self.problem, self._profile, theme, points)
        self._move(state, "", self._profile)

    def _move_team(self, criterion: str, name: str, level: int) -> None:
        state = moves.said(self.state, self.problem, criterion, name, level)
        self._move(state, self.scenario, self._profile)

    def _move_running(self, criterion: str, value: tuple[Any, ...]) -> None:
        state = moves.runs(self.state, self.problem, criterion, value)
        self._move(state, self.scenario, self._profile)

    def _move_must_have(self, name: str, level: str) -> None:
        self._move(moves.must_have(self.state, self.problem, name, level), "", self._profile)

    def _move_candidate(self, name: str, ticked: bool) -> None:
        state = moves.compared(self.state, self.problem, name, ticked)
        self._move(state, self.scenario, self._profile)

    def _move_measure(self, name: str, measure: str) -> None:
        state = moves.measured(self.state, self.problem, name, measure)
        self._move(state, self.scenario, self._profile)

    def _move_scenario(self, name: str) -> None:
        state = moves.scenario(self.state, self.problem, name) if name else self.state
        self.set_state(state, name)

    def _set_points(self, points: Mapping[str, float]) -> None:
        self.set_state(moves.with_points(self.state, self.problem, points))

    def _cover(self, covered: bool) -> None:
        change = self.root.add_class if covered else self.root.remove_class
        change(COVERED)

    def undo(self) -> None:
        """Take the last move back."""
        if self._history:
            state, scenario, origin = self._history.pop()
            self._put(state, scenario, origin, state.points)

    def reset(self) -> None:
        """Go back to the decision, or to the scenario that the panel started from."""
        self.set_state(*self._start)

    def save(self, over: bool = False) -> None:
        """Write the state on screen as the team's decision; say in the panel how that went."""
        labels = dict(self.problem.scenarios["label"])
        altered = own(labels, self._origin) if self._origin and not self.scenario else ""
        if self._saving.save(self.outcome, self.scenario, altered, over):
            self._start, self._payload = (self.state, self.scenario), None
            self._displays.forget()
            self._refresh()

    # Widgets

    def _build(self, decision: Decision | None) -> None:
        self.controls = Controls(self.problem, self._moved)
        self.sliders, self.theme_sliders = self.controls.sliders, self.controls.theme_sliders
        plain = w.Layout()
        self.notice, self.badge, self.standing, self.beside, self.bands, look = (
            w.HTML(layout=plain) for _ in range(6)
        )
        look.value = dressed()
        look.add_class("fr-unseen")
        self.bands.add_class("fr-unseen")
        self.undo_button = w.Button(description=say("page", "undo"), icon="undo", layout=plain)
        self.reset_button = w.Button(description=say("page", "reset"), icon="refresh", layout=plain)
        self._on_click(self.undo_button, self.undo)
        self._on_click(self.reset_button, self.reset)
        self._saving = Saving(
            decision, lambda button, over: self._on_click(button, lambda: self.save(over))
        )
        self.controls.save_pane.children = self._saving.widgets
        actions = w.HBox([self.badge, self.undo_button, self.reset_button], layout=plain)
        actions.add_class("fr-actions")
        answer = w.VBox([self.notice, actions, self.standing, self.beside], layout=plain)
        answer.add_class("fr-answer")
        self.asking = Asking(
            self.problem,
            self._on_click,
            lambda n: self.outcome.counts(n),
            self._set_points,
            self._cover,
        )
        self.controls.matters.children = (*self.controls.matters.children, self.asking.button)
        self.root = w.Box([look, self.bands, self.asking.box, self.controls.root, answer])
        self.root.add_class("fr-panel")
        # The browser counts its views here; a page that is closed or loaded anew adds one.
        self.root._view_count = 0
        self.root.observe(self._count_views, "_view_count")

    def _on_click(self, button: w.Button, act: Callable[[], None]) -> None:
        def clicked(_: w.Button) -> None:
            self._fault = ""
            with self._noticed():
                act()

        button.on_click(clicked)


def _from_browser() -> bool:
    """Say whether a message of the browser's, not a cell, has called us."""
    return called_by("comm_msg")
