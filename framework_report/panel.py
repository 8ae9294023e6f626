"""The panel in the notebook: sliders and menus that hold the state, displays that follow it.

Widgets hold state and nothing else. Whatever the notebook shows is a display with an identity,
changed from plain `observe` callbacks, so that the saved notebook carries the state on screen:
an ipywidgets view would carry nothing, and `interactive` would swallow errors.
"""

import asyncio
import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
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
SETTLE_SECONDS = 0.06
"""How long the handle has to rest before the charts below the panel follow."""
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

    Attributes:
        state: the state on screen.
        sliders: per scored criterion, its slider.
        theme_sliders: per theme, the slider that scales its criteria in proportion.
    """

    def __init__(self, problem: Problem, decision: decisions.Decision | None = None):
        self.problem = problem
        self.decision = decision or decisions.read_decision(problem)
        self.scenario = self.decision.scenario if self.decision else problem.scenarios.index[0]
        self.state = (
            self.decision.state if self.decision else scenario_state(problem, self.scenario)
        )
        self._start = self.state, self.scenario
        self._history: list[tuple[State, str]] = []
        self._profile: dict[str, int] = dict(self.state.points)
        """What the theme sliders scale: points before one of them was touched."""
        self._handles: dict[str, DisplayHandle] = {}
        self._pending: asyncio.TimerHandle | None = None
        self._syncing = False
        self._build()
        self._show_state()
        self._refresh()

    @property
    def outcome(self) -> Outcome:
        """What follows from the state on screen."""
        return Outcome(self.problem, self.state)

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
        if name == "panel":
            display(
                {
                    "text/plain": "The panel with its sliders: run all cells to use it.",
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
        carried = {"part": name, "state": self.state.to_dict()}
        if name == "panel":
            carried["payload"] = payload(self.problem, self.decision)
        return {"text/html": part.html, "text/plain": part.words, MIME: carried}

    # From the state to the screen

    def set_state(self, state: State, scenario: str = "") -> None:
        """Put a state on the screen, as if somebody had set it; Undo takes it back."""
        self._move(state, scenario, state.points)

    def _move(self, state: State, scenario: str, profile: Mapping[str, int]) -> None:
        if (state, scenario) != (self.state, self.scenario):
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

        Called from a slider in the browser, the rest waits until the handle rests, and what a
        later move has made stale is dropped; called from code, all of it is done at once.
        """
        outcome = self.outcome
        self.standing.value = STYLE + parts.standing(outcome).html
        self._update("verdict", outcome)
        if self._pending:
            self._pending.cancel()
            self._pending = None
        if _from_browser():
            loop = asyncio.get_running_loop()
            self._pending = loop.call_later(SETTLE_SECONDS, self._settle, outcome)
        else:
            self._settle(outcome)

    def _settle(self, outcome: Outcome) -> None:
        self._pending = None
        self._show_notes(outcome)
        for name in self._handles:
            if name != "verdict":
                self._update(name, outcome)

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
        notices = []
        if (self.root._view_count or 0) > 1:
            notices.append(RELOADED)
        if self.decision and self.state != self.decision.state:
            notices.append(f"A what-if: it differs from the decision of {self.decision.date}.")
        self.notice.value = "".join(
            f'<p class="fr-notice">{markup.text(text)}</p>' for text in notices
        )

    # From the screen to the state

    def _when(self, control: w.Widget, move: Callable[[Any], None]) -> None:
        """Call `move` with what somebody sets the control to, not with what the panel sets."""

        def moved(change: dict) -> None:
            if not self._syncing:
                move(change["new"])

        control.observe(moved, "value")

    def _move_criterion(self, name: str, points: int) -> None:
        self.set_state(self._with_points({**self.state.points, name: points}))

    def _move_theme(self, theme: str, points: int) -> None:
        # The profile stays: pulled down and up again, a theme comes back as it was.
        state = self._with_points(scaled_points(self.problem, self._profile, theme, points))
        own = {name: self._profile.get(name, 0) for name in theme_criteria(self.problem, theme)}
        self._move(state, "", {**state.points, **own})

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
        if name:
            self.set_state(scenario_state(self.problem, name, self.state.familiarity), name)

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
        try:
            made = decisions.new_decision(
                self.problem,
                self.outcome,
                why=self.why.value,
                switch_if=self.switch_if.value,
                scenario=self.scenario,
                date=today,
                review_by=self.review_by.value or today + REVIEW_AFTER,
            )
            path = self.problem.folder / "decision.toml"
            decisions.write_decision(made, path)
        except (OSError, ProblemError) as error:
            self.saved.value = f'<p class="fr-notice">Not saved: {markup.text(error)}</p>'
            return
        self.decision, self._start = made, (self.state, self.scenario)
        self.saved.value = f"<p>Saved to {markup.text(path)}. Commit it, and CI rechecks it.</p>"
        self._settle(self.outcome)

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
        # Counted by the browser's views of it: a second one means that the page was loaded again.
        self.root._view_count = 0
        self.root.observe(lambda _: self._show_notice(), "_view_count")

    def _slider(self, name: str, hint: str) -> w.IntSlider:
        return w.IntSlider(
            description=name,
            tooltip=hint,
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
        self._when(slider, lambda points, theme=theme: self._move_theme(theme, points))
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
        self._when(slider, lambda points, name=name: self._move_criterion(name, points))
        swing = w.HTML(f'<span class="fr-note">{markup.text(criterion["swing"])}</span>')
        swing.layout.margin = "-0.4em 0 0 12em"
        return w.VBox([w.HBox([slider, note]), swing])

    def _familiarity_controls(self) -> w.VBox:
        self.familiarity_menus = {
            name: w.Dropdown(
                options=list(
                    zip(FAMILIARITY, range(NOT_SAID, MAXIMUM_FAMILIARITY + 1), strict=True)
                ),
                description=framework["label"],
                style={"description_width": "4.5em"},
                layout=w.Layout(width="13.5em"),
            )
            for name, framework in self.problem.frameworks.iterrows()
        }
        for name, menu in self.familiarity_menus.items():
            self._when(menu, lambda level, name=name: self._move_familiarity(name, level))
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
                description=name,
                style={"description_width": "11.5em"},
                layout=w.Layout(width="22em"),
            )
            for name in self.problem.features["feature"].unique()
        }
        for name, menu in self.must_have_menus.items():
            self._when(menu, lambda level, name=name: self._move_must_have(name, level))
        return w.HBox(list(self.must_have_menus.values()), layout=w.Layout(flex_flow="row wrap"))

    def _buttons(self) -> w.HBox:
        self.undo_button = w.Button(description="Undo", icon="undo")
        self.reset_button = w.Button(description="Reset", icon="refresh")
        self.undo_button.on_click(lambda _: self.undo())
        self.reset_button.on_click(lambda _: self.reset())
        return w.HBox([self.undo_button, self.reset_button])

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
        self.save_button.on_click(lambda _: self.save())
        return w.VBox([self.why, self.switch_if, self.review_by, self.save_button, self.saved])

    def _folded(self, title: str, content: w.Widget) -> w.Accordion:
        return w.Accordion([content], titles=[title], selected_index=None)


def _from_browser() -> bool:
    """Say whether a message of the browser's, not a cell, has called us."""
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return False
    return kernel.get_parent("shell").get("header", {}).get("msg_type") == "comm_msg"
