"""The panel in the notebook: sliders and menus that hold the state, displays that follow it.

Widgets hold state and nothing else. Whatever the notebook shows is a display with an identity,
changed from plain `observe` callbacks, so that the saved notebook carries the state on screen:
an ipywidgets view would carry nothing, and `interactive` would swallow errors.
"""

import asyncio
import datetime
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import ipywidgets as w
from IPython import get_ipython
from IPython.display import DisplayHandle, display

from framework_report import decision as decisions
from framework_report import markup, parts
from framework_report.narrative import label, rounded
from framework_report.outcome import (
    LEVELS,
    MAXIMUM_FAMILIARITY,
    MAXIMUM_POINTS,
    SPREAD,
    Outcome,
    State,
    scaled_points,
    scenario_state,
    theme_criteria,
    theme_points,
    theme_stays,
)
from framework_report.payload import payload
from framework_report.problem import Problem, ProblemError

MIME = "application/vnd.framework-report+json"
"""Where a display keeps its state, for the exporter."""
CONTROLS = "controls"
"""The part that is the sliders themselves, which no export can show."""
SETTLE_SECONDS = 0.06
"""How long the handle has to rest before the charts below the panel follow."""
PAUSE_SECONDS = 0.005
"""How long each of them waits for a new move before it is drawn; a move is heard within that."""
UNDO_STEPS = 100
RECENT = 3
"""Outcomes kept, with what was drawn of them: an undo draws nothing anew."""
REVIEW_AFTER = datetime.timedelta(days=182)
"""When a decision without a date of its own is to be looked at again."""
FAMILIARITY = (
    "not said",
    "0: nobody",
    "1: tried it",
    "2: one has shipped",
    "3: most have",
    "4: all have",
)
NOT_SAID = -1
"""A menu's value; None would be no choice at all, and show nothing."""
NOT_NEEDED = "not needed"
OWN = "our own"
RELOADED = (
    "This page was opened anew while the kernel kept running. The panel follows your sliders; the "
    "verdict and the charts outside it do not, and an export shows them as they are. Save the "
    "decision if you want to keep these priorities, then choose Run, Run All Cells."
)
FAULT = (
    "This could not be done ({error}). What you see may belong to earlier priorities. Undo or "
    "reset; if it happens again, choose Kernel, Restart Kernel and Run All Cells."
)
STYLE = """<style>
.fr-fallback { display: none; }
.fr-panel .fr-chart { margin: 0; } .fr-panel .fr-chart img { width: 100%; max-width: 40em; }
.fr-panel p, .fr-panel li { line-height: 1.35; } .fr-panel p { margin: 0.2em 0; }
.fr-panel .fr-headline { font-size: 1.15em; }
.fr-panel ul { margin: 0 0 0.3em 0; padding-left: 1.2em; }
.fr-panel .fr-note { opacity: 0.75; font-size: 0.9em; line-height: 1.2; }
.fr-panel .fr-notice { border-left: 3px solid #E69F00; padding: 0.2em 0.6em; }
.fr-panel .widget-readout { min-width: 1.6em; }
</style>"""


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
        sliders: per scored criterion, its slider.
        theme_sliders: per theme, the slider that scales its criteria in proportion.
    """

    def __init__(
        self,
        problem: Problem,
        decision: decisions.Decision | None = None,
        spread: float = SPREAD,
    ):
        self.problem = problem
        self.spread = spread
        self.decision = decision or decisions.read_decision(problem)
        self.scenario = self.decision.scenario if self.decision else problem.scenarios.index[0]
        self.state = (
            self.decision.state if self.decision else scenario_state(problem, self.scenario)
        )
        self._start = self.state, self.scenario
        self._history: deque[tuple[State, str]] = deque(maxlen=UNDO_STEPS)
        self._profile: dict[str, int] = dict(self.state.points)
        """What the theme sliders scale: points before one of them was touched."""
        self._handles: dict[str, DisplayHandle] = {}
        self._recent: deque[Outcome] = deque(maxlen=RECENT)
        self._payload: dict[str, Any] | None = None
        self._stale: set[str] = set()
        """Displays that a page opened anew no longer follows."""
        self._views = 0
        """How often a browser has shown the panel since `show`."""
        self._pending: asyncio.TimerHandle | None = None
        self._dragging = False
        self._syncing = False
        self._fault = ""
        self._build()
        self._show_state()
        self._refresh()

    @property
    def outcome(self) -> Outcome:
        """What follows from the state on screen; that of the last few states is kept."""
        for known in self._recent:
            if known.state == self.state:
                return known
        found = Outcome(self.problem, self.state, self.spread)
        self._recent.append(found)
        return found

    # Displays

    def show(self, name: str) -> None:
        """Display a part of the report; one that follows the state keeps following it.

        Raises:
            KeyError: there is no such part; names those there are.
        """
        if name in parts.STILL:
            part = parts.STILL[name](self.outcome)
            display({"text/html": part.html, "text/plain": part.words}, raw=True)
            return
        if name not in parts.FOLLOWING:
            known = ", ".join([*parts.FOLLOWING, *parts.STILL])
            raise KeyError(f"no part {name!r}, expected one of {known}")
        self._stale.discard(name)
        if name == "panel":
            self._views = 0
            display(
                {
                    "text/plain": "The panel with its sliders: run all cells to use it.",
                    MIME: {"part": CONTROLS},
                    "application/vnd.jupyter.widget-view+json": {
                        "version_major": 2,
                        "version_minor": 0,
                        "model_id": self.root.model_id,
                    },
                },
                raw=True,
            )
        handle = DisplayHandle(f"fr-{name}")
        self._handles[name] = handle
        handle.display(self._bundle(name, self.outcome), raw=True)

    def _bundle(self, name: str, outcome: Outcome) -> dict[str, Any]:
        part = parts.FOLLOWING[name](outcome)
        carried: dict[str, Any] = {"part": name, "state": outcome.state.to_dict()}
        if name == "panel":
            # No slider changes it.
            self._payload = self._payload or payload(self.problem, self.decision, self.spread)
            carried["payload"] = self._payload
        return {"text/html": part.html, "text/plain": part.words, MIME: carried}

    # From the state to the screen

    def set_state(self, state: State, scenario: str = "") -> None:
        """Put a state on the screen, as if somebody had set it; Undo takes it back."""
        self._move(state, scenario, state.points)

    def _move(self, state: State, scenario: str, profile: Mapping[str, int]) -> None:
        if (state, scenario) != (self.state, self.scenario):
            # One drag is one step back.
            if not self._dragging:
                self._history.append((self.state, self.scenario))
            self._put(state, scenario, profile)

    def _put(self, state: State, scenario: str, profile: Mapping[str, int]) -> None:
        self.state, self.scenario, self._profile = state, scenario, dict(profile)
        self._show_state()
        self._refresh()

    def _show_state(self) -> None:
        """Set every control to the state, without taking that for somebody's move."""
        self._syncing = True
        try:
            for name, slider in self.sliders.items():
                slider.value = self.state.points.get(name, 0)
            for theme, slider in self.theme_sliders.items():
                slider.value = theme_points(self.problem, self.state.points, theme)
            for name, menu in self.familiarity_menus.items():
                menu.value = self.state.familiarity.get(name, NOT_SAID)
            for name, menu in self.must_have_menus.items():
                menu.value = self.state.must_haves.get(name, "")
            self.scenario_menu.value = self.scenario
            self.undo_button.disabled = not self._history
        finally:
            self._syncing = False

    def _refresh(self) -> None:
        """Bring the screen up to date: first what stands beside the sliders, then the rest.

        Called from a slider in the browser, the rest waits until the handle rests, comes piece by
        piece, and is dropped when a later move has made it stale; called from code, all of it is
        done at once.
        """
        outcome = self.outcome
        self.standing.value = STYLE + parts.standing(outcome).html
        self._update("verdict", outcome)
        if self._pending:
            self._pending.cancel()
            self._pending = None
        pieces = self._pieces(outcome)
        self._dragging = _from_browser()
        if self._dragging:
            loop = asyncio.get_running_loop()
            self._pending = loop.call_later(SETTLE_SECONDS, self._settle, pieces, loop)
        else:
            for _ in pieces:
                pass

    def _settle(self, pieces: Iterator[None], loop: asyncio.AbstractEventLoop) -> None:
        """Do the next piece, and leave a moment for a new move before the one after it."""
        self._pending, self._dragging = None, False
        with self._noticed():
            for _ in pieces:
                self._pending = loop.call_later(PAUSE_SECONDS, self._settle, pieces, loop)
                return

    def _pieces(self, outcome: Outcome) -> Iterator[None]:
        """Bring notes and displays up to date one by one; last what no browser shows."""
        self._show_notes(outcome)
        for name in [name for name in self._handles if name not in ("verdict", "panel")]:
            yield
            self._update(name, outcome)
        yield
        self._update("panel", outcome)

    def _update(self, name: str, outcome: Outcome) -> None:
        if name in self._handles:
            self._handles[name].update(self._bundle(name, outcome), raw=True)

    def _show_notes(self, outcome: Outcome) -> None:
        """Show on each slider its weight, and the interval in which today's leader stays."""
        steps, weights = outcome.tipping_steps, outcome.weights
        for name, note in self._notes.items():
            below, above = steps.at[name, "below"], steps.at[name, "above"]
            low = 0 if below != below else int(below) + 1
            high = MAXIMUM_POINTS if above != above else int(above) - 1
            note.value = self._note(outcome, 100 * weights[name], low, high)
        for theme, note in self._theme_notes.items():
            names = theme_criteria(self.problem, theme)
            low, high = theme_stays(outcome, self._profile, theme)
            note.value = self._note(outcome, 100 * sum(weights[n] for n in names), low, high)
        self._show_notice()

    def _note(self, outcome: Outcome, percent: float, low: int, high: int) -> str:
        stays = ""
        if outcome.leader:
            leader = markup.text(label(self.problem, outcome.leader))
            anywhere = (low, high) == (0, MAXIMUM_POINTS)
            stays = f"{leader} stays first {'anywhere' if anywhere else f'from {low} to {high}'}"
        return f'<span class="fr-note"><b>{rounded(percent)} %</b> {stays}</span>'

    def _show_notice(self) -> None:
        notices = [self._fault] if self._fault else []
        if self._stale:
            notices.append(RELOADED)
        if self.decision and self.state != self.decision.state:
            notices.append(f"A what-if: it differs from the decision of {self.decision.date}.")
        self.notice.value = "".join(
            f'<p class="fr-notice">{markup.text(text)}</p>' for text in notices
        )

    def _count_views(self, change: dict) -> None:
        """Notice a page that was opened anew: it shows the panel again, and no display follows."""
        if (change["new"] or 0) > (change["old"] or 0):
            self._views += 1
            if self._views > 1:
                self._stale = set(self._handles)
                self._show_notice()

    @contextmanager
    def _noticed(self) -> Iterator[None]:
        """Say an error in the panel, since a browser shows no other, and pass it on."""
        try:
            yield
        except Exception as error:
            self._fault = FAULT.format(error=f"{type(error).__name__}: {error}")
            self._show_notice()
            raise

    # From the screen to the state

    def _when(self, control: w.Widget, move: Callable[[Any], None]) -> None:
        """Call `move` with what somebody sets the control to, not with what the panel sets."""

        def moved(change: dict) -> None:
            if not self._syncing:
                self._fault = ""
                with self._noticed():
                    move(change["new"])

        control.observe(moved, "value")

    def _move_criterion(self, name: str, points: int) -> None:
        state = self._with_points({**self.state.points, name: points})
        # Other themes come back as they were; this one is scaled from how it stands now.
        own = theme_criteria(self.problem, self.problem.criteria.at[name, "theme"])
        self._move(state, "", {**self._profile, **{n: state.points.get(n, 0) for n in own}})

    def _move_theme(self, theme: str, points: int) -> None:
        # The profile stays: pulled down and up again, a theme comes back as it was.
        scaled = scaled_points(self.problem, self._profile, theme, points)
        own = {name: scaled[name] for name in theme_criteria(self.problem, theme)}
        state = self._with_points({**self.state.points, **own})
        self._move(state, "", self._profile)

    def _with_points(self, points: Mapping[str, int]) -> State:
        kept = {name: points[name] for name in self.sliders if points.get(name)}
        return replace(self.state, points=kept)

    def _move_familiarity(self, name: str, level: int) -> None:
        said = {**self.state.familiarity, name: level}
        kept = {n: said[n] for n in self.familiarity_menus if said.get(n, NOT_SAID) != NOT_SAID}
        self.set_state(replace(self.state, familiarity=kept), self.scenario)

    def _move_must_have(self, name: str, level: str) -> None:
        asked = {**self.state.must_haves, name: level}
        kept = {n: asked[n] for n in self.must_have_menus if asked.get(n)}
        self.set_state(replace(self.state, must_haves=kept))

    def _move_scenario(self, name: str) -> None:
        state = self.state
        if name:
            state = scenario_state(self.problem, name, self.state.familiarity)
        self.set_state(state, name)

    def undo(self) -> None:
        """Take the last move back."""
        if self._history:
            state, scenario = self._history.pop()
            self._put(state, scenario, state.points)

    def reset(self) -> None:
        """Go back to the decision, or to the scenario that the panel started from."""
        self.set_state(*self._start)

    def save(self) -> None:
        """Write the state on screen as the team's decision; say in the panel how that went."""
        today = datetime.date.today()
        review_by = self.review_by.value or today + REVIEW_AFTER
        path = self.problem.folder / decisions.FILE
        try:
            if review_by < today:
                raise ProblemError([f"review by: found {review_by}, expected {today} or later"])
            made = decisions.new_decision(
                self.problem,
                self.outcome,
                why=self.why.value,
                switch_if=self.switch_if.value,
                scenario=self.scenario,
                date=today,
                review_by=review_by,
            )
            decisions.write_decision(made, path)
        except (OSError, ProblemError) as error:
            self.saved.value = f'<p class="fr-notice">Not saved: {markup.text(error)}</p>'
            return
        self.decision, self._start, self._payload = made, (self.state, self.scenario), None
        self.saved.value = f"<p>Saved to {markup.text(path)}. Commit it, and CI rechecks it.</p>"
        self._refresh()

    # Controls

    def _build(self) -> None:
        self.standing, self.notice, self.saved = w.HTML(), w.HTML(), w.HTML()
        self.sliders: dict[str, w.IntSlider] = {}
        self.theme_sliders: dict[str, w.IntSlider] = {}
        self._notes: dict[str, w.HTML] = {}
        self._theme_notes: dict[str, w.HTML] = {}
        themes = self.problem.criteria.loc[self.problem.points.columns, "theme"].unique()
        controls = w.VBox(
            [
                self._familiarity_controls(),
                self._scenario_control(),
                *[self._theme_controls(theme) for theme in themes],
                self._folded("Must-haves", self._must_have_controls()),
                self._buttons(),
                self._folded("Save the decision", self._save_controls()),
            ],
            layout=w.Layout(width="54%", min_width="30em"),
        )
        beside = w.VBox([self.notice, self.standing], layout=w.Layout(width="46%"))
        self.root = w.HBox([controls, beside])
        self.root.add_class("fr-panel")
        # The browser counts its views here; a page that is closed or loaded anew adds one.
        self.root._view_count = 0
        self.root.observe(self._count_views, "_view_count")

    def _slider(self, name: str, hint: str) -> w.IntSlider:
        return w.IntSlider(
            **_described(name, hint),
            max=MAXIMUM_POINTS,
            style={"description_width": "11.5em"},
            layout=w.Layout(width="23em"),
        )

    def _theme_controls(self, theme: str) -> w.VBox:
        slider = self._slider(theme, "scales its criteria in proportion")
        names, note = theme_criteria(self.problem, theme), w.HTML()
        fold = w.ToggleButton(
            description="criteria", icon="caret-down", layout=w.Layout(width="6.5em")
        )
        self.theme_sliders[theme], self._theme_notes[theme] = slider, note
        self._when(slider, partial(self._move_theme, theme))
        criteria = w.VBox([self._criterion_controls(name) for name in names])
        criteria.layout.display = "none"
        fold.observe(
            lambda change: setattr(criteria.layout, "display", "" if change["new"] else "none"),
            "value",
        )
        labels = [self.problem.criteria.at[name, "label"] for name in names]
        prices = w.HTML(f'<span class="fr-note">{markup.text(", ".join(labels))}</span>')
        prices.layout.margin = "-0.5em 0 0 12em"
        return w.VBox([w.HBox([slider, fold, note]), prices, criteria])

    def _criterion_controls(self, name: str) -> w.VBox:
        criterion = self.problem.criteria.loc[name]
        slider = self._slider(criterion["label"], criterion["question"])
        note = w.HTML()
        self.sliders[name], self._notes[name] = slider, note
        self._when(slider, partial(self._move_criterion, name))
        swing = w.HTML(f'<span class="fr-note">{markup.text(criterion["swing"])}</span>')
        swing.layout.margin = "-0.4em 0 0 12em"
        return w.VBox([w.HBox([slider, note]), swing])

    def _familiarity_controls(self) -> w.VBox:
        self.familiarity_menus = {
            name: w.Dropdown(
                options=list(
                    zip(FAMILIARITY, range(NOT_SAID, MAXIMUM_FAMILIARITY + 1), strict=True)
                ),
                **_described(framework["label"]),
                style={"description_width": "4.5em"},
                layout=w.Layout(width="13.5em"),
            )
            for name, framework in self.problem.frameworks.iterrows()
        }
        for name, menu in self.familiarity_menus.items():
            self._when(menu, partial(self._move_familiarity, name))
        menus = w.HBox(list(self.familiarity_menus.values()), layout=w.Layout(flex_flow="row wrap"))
        return w.VBox([w.HTML("<b>Who has shipped with what?</b>"), menus])

    def _scenario_control(self) -> w.Dropdown:
        self.scenario_menu = w.Dropdown(
            options=[
                *[(row["label"], name) for name, row in self.problem.scenarios.iterrows()],
                (OWN, ""),
            ],
            description="Scenario",
            style={"description_width": "11.5em"},
            layout=w.Layout(width="32em"),
        )
        self._when(self.scenario_menu, self._move_scenario)
        return self.scenario_menu

    def _must_have_controls(self) -> w.Widget:
        options = [(NOT_NEEDED, ""), *[(words, level) for level, words in LEVELS.items()]]
        self.must_have_menus = {
            name: w.Dropdown(
                options=options,
                **_described(name),
                style={"description_width": "11.5em"},
                layout=w.Layout(width="22em"),
            )
            for name in self.problem.features["feature"].unique()
        }
        for name, menu in self.must_have_menus.items():
            self._when(menu, partial(self._move_must_have, name))
        return w.HBox(list(self.must_have_menus.values()), layout=w.Layout(flex_flow="row wrap"))

    def _buttons(self) -> w.HBox:
        self.undo_button = w.Button(description="Undo", icon="undo")
        self.reset_button = w.Button(description="Reset", icon="refresh")
        self._on_click(self.undo_button, self.undo)
        self._on_click(self.reset_button, self.reset)
        return w.HBox([self.undo_button, self.reset_button])

    def _on_click(self, button: w.Button, act: Callable[[], None]) -> None:
        def clicked(_: w.Button) -> None:
            self._fault = ""
            with self._noticed():
                act()

        button.on_click(clicked)

    def _save_controls(self) -> w.Widget:
        wide = w.Layout(width="44em")
        style = {"description_width": "11.5em"}
        was = self.decision
        self.why = w.Text(was.why if was else "", description="Why", layout=wide, style=style)
        self.switch_if = w.Text(
            was.switch_if if was else "", description="We would switch if", layout=wide, style=style
        )
        self.review_by = w.DatePicker(description="Review by", style=style)
        self.save_button = w.Button(description="Save decision", icon="save")
        self._on_click(self.save_button, self.save)
        return w.VBox([self.why, self.switch_if, self.review_by, self.save_button, self.saved])

    def _folded(self, title: str, content: w.Widget) -> w.Accordion:
        return w.Accordion([content], titles=[title], selected_index=None)


def _described(name: str, hint: str = "") -> dict[str, Any]:
    """Return a control's label, with nothing in it read as markup or as mathematics."""
    # For a label, ipywidgets looks for mathematics in the source too.
    return {
        "description": markup.text(name).replace("$", "&#36;").replace("\\", "&#92;"),
        "description_allow_html": True,
        "tooltip": hint or name,
    }


def _from_browser() -> bool:
    """Say whether a message of the browser's, not a cell, has called us."""
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return False
    return kernel.get_parent("shell").get("header", {}).get("msg_type") == "comm_msg"
