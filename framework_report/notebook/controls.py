"""The controls: native widgets that hold the state on screen, and say what somebody did to them.

They know no model: `Controls.show` sets them to a state, `on_move` is told what was moved.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ipywidgets as w

from framework_report.notebook import markup
from framework_report.state import MAXIMUM_POINTS, State, theme_points
from framework_report.tables import Problem
from framework_report.words.text import capital, joined, say

NOT_SAID, SEVERAL = -1, -2
"""Values of menus: nothing was said; what was said has no entry of its own."""
OWN = ""
"""The scenario that is none: the team's own setting."""
Move = Callable[..., None]
"""Takes the kind of the control, its names, and what it was set to."""


class Controls:
    """Every control of the panel, and how it is laid out.

    Attributes:
        sliders: per criterion, its slider.
        theme_sliders: per theme, the slider that scales its criteria in proportion.
        team_menus: per criterion of the team and candidate, its level.
        running: per criterion of the team that says what runs already, its one menu.
        must_haves: per feature, its menu.
        candidates: per candidate, its tick.
        measures: per criterion with several measures, its menu.
        notes: what is said under each slider, by its class.
        matters: what stands over the first sliders.
        root: all of it, in one column.
    """

    def __init__(self, problem: Problem, on_move: Move) -> None:
        self.problem, self._on_move = problem, on_move
        self._syncing = False
        self._plain = w.Layout()
        """One for all: the look is the style sheet's."""
        self._styles: dict[type[w.Widget], w.Widget] = {}
        """One for all of a kind: each would cost a message to the browser."""
        self.sliders: dict[str, w.IntSlider] = {}
        self.theme_sliders: dict[str, w.IntSlider] = {}
        self.team_menus: dict[tuple[str, str], w.Dropdown] = {}
        self.running: dict[str, w.Dropdown] = {}
        self.must_haves: dict[str, w.Dropdown] = {}
        self.candidates: dict[str, w.Checkbox] = {}
        self.measures: dict[str, w.Dropdown] = {}
        self._rows: dict[str, w.Box] = {}
        self.notes: dict[str, w.HTML] = {}
        self.tabs: dict[str, w.ToggleButton] = {}
        self._build()

    # From the state to the controls

    def show(self, state: State, scenario: str, origin: str) -> None:
        """Set every control to a state, without taking that for somebody's move.

        Args:
            state: what to show.
            scenario: which one it is, empty for the team's own.
            origin: the scenario that the team's own was altered from.
        """
        self._syncing = True
        try:
            for name, slider in self.sliders.items():
                slider.value = _step(state.points.get(name, 0))
            for theme, slider in self.theme_sliders.items():
                slider.value = _step(theme_points(self.problem, state.points, theme))
            for (criterion, name), menu in self.team_menus.items():
                menu.value = state.team.get(criterion, {}).get(name, NOT_SAID)
            for criterion, menu in self.running.items():
                _show_running(menu, state.team.get(criterion))
            for name, menu in self.must_haves.items():
                menu.value = state.must_haves.get(name, "")
            for name, tick in self.candidates.items():
                tick.value = name in (state.candidates or ())
            for name in dict.fromkeys([*self.measures, *state.measures]):
                measure = state.measures.get(name) or self.problem.measures_of[name][0]
                self._offered(name, measure).value = measure
            if self.scenario is not None:
                options = self._scenarios("" if scenario else origin)
                if options[-1] != self.scenario.options[-1]:
                    self.scenario.options = options
                self.scenario.value = scenario
            self._show_summaries(state)
        finally:
            self._syncing = False

    def offer(self, measures: Iterable[tuple[str, str]]) -> None:
        """Offer measures of criteria in their menus, too, which may not be there yet."""
        self._syncing = True
        try:
            for name, measure in measures:
                self._offered(name, measure)
        finally:
            self._syncing = False

    def _offered(self, name: str, measure: str) -> w.Dropdown:
        """Return the menu of a criterion's measures; one that it does not offer gets an entry."""
        menu = self._measure_menu(name)
        if measure not in [value for _, value in menu.options]:
            label, now = self.problem.measures.at[(name, measure), "label"], menu.value
            menu.options = [*menu.options, (label, measure)]
            menu.value = now
        return menu

    def _show_summaries(self, state: State) -> None:
        """Say on each fold what is set in it; show the menus of those who are compared."""
        counts = {
            "criteria": {"count": len(self.sliders)},
            "must_haves": {"count": len(state.must_haves)},
            "candidates": {"count": len(state.candidates or ()), "all": len(self.candidates)},
            "save": {},
        }
        for name, tab in self.tabs.items():
            tab.description = say("panel", f"tab_{name}", **counts[name])
        compared = set(state.candidates or ())
        for (criterion, name), menu in self.team_menus.items():
            shown = name in compared or name in state.team.get(criterion, {})
            menu.layout.display = "" if shown else "none"

    # From the controls to the state

    def _when(self, control: w.Widget, kind: str, *names: str) -> None:
        """Pass on what somebody sets the control to, not what `show` sets."""

        def moved(change: dict[str, Any]) -> None:
            if not self._syncing:
                self._on_move(kind, *names, change["new"])

        control.observe(moved, "value")

    # What there is

    def _build(self) -> None:
        self.scenario = self._scenario_menu() if len(self.problem.scenarios) else None
        self.save_pane = self._box([], "fr-pane")
        panes = {"criteria": self._criteria()} if len(self.problem.themes) > 1 else {}
        panes |= {"must_haves": self._must_haves()} if self.problem.feature_names else {}
        panes |= {"candidates": self._candidates()} if len(self.problem.names) > 1 else {}
        panes |= {"save": self.save_pane}
        self.root = self._box(
            [
                *([self.scenario] if self.scenario else []),
                *[self._team(name) for name in self.problem.team],
                *self._first_sliders(),
                self._box([self._tab(name, panes[name]) for name in panes], "fr-tabs", w.HBox),
                *panes.values(),
            ],
            "fr-controls",
        )

    def _box(self, children: Iterable[w.Widget], name: str, kind: type = w.VBox) -> w.Box:
        # A pane is shown and hidden: its layout is its own.
        layout = w.Layout() if name == "fr-pane" else self._plain
        box = kind(list(children), layout=layout)
        box.add_class(name)
        return box

    def _one(self, kind: type[w.Widget], *given: Any, **options: Any) -> Any:
        """Make a control that looks as others of its kind."""
        style = {"style": self._styles[kind]} if kind in self._styles else {}
        made = kind(*given, **{"layout": self._plain, **style, **options})
        self._styles[kind] = made.style
        return made

    def _html(self, words: str = "") -> w.HTML:
        return self._one(w.HTML, words)

    def _menu(
        self, label: str, options: list[tuple[str, Any]], hint: str = "", own: bool = False
    ) -> w.Dropdown:
        layout = {"layout": w.Layout()} if own else {}
        return self._one(w.Dropdown, options=options, **described(label, hint), **layout)

    def _scenario_menu(self) -> w.Dropdown:
        menu = self._menu(say("page", "scenario"), self._scenarios(""))
        self._when(menu, "scenario")
        return menu

    def _scenarios(self, origin: str) -> list[tuple[str, Any]]:
        """Return the menu's entries; the last is the team's own setting."""
        labels = dict(self.problem.scenarios["label"])
        return [*((label, name) for name, label in labels.items()), (own(labels, origin), OWN)]

    # What the team says of itself

    def _team(self, criterion: str) -> w.Widget:
        if criterion in self.problem.mark("incumbent"):
            return self._running(criterion)
        row = self.problem.criteria.loc[criterion]
        levels = list(enumerate(self.problem.level_labels[criterion]))
        options = [(say("page", "not_said"), NOT_SAID), *[(words, n) for n, words in levels]]
        menus = []
        for name in self.problem.names:
            menu = self._menu(self.problem.labels[name], options, row["question"], own=True)
            self.team_menus[criterion, name] = menu
            self._when(menu, "team", criterion, name)
            menus.append(menu)
        title = self._html(f'<span class="fr-title">{markup.text(row["question"])}</span>')
        return self._box([title, self._box(menus, "fr-menus")], "fr-team")

    def _running(self, criterion: str) -> w.Dropdown:
        """Return one menu that says which candidate runs already, and how much of it."""
        labels, row = self.problem.level_labels[criterion], self.problem.criteria.loc[criterion]
        options: list[tuple[str, Any]] = [
            (say("page", "not_said"), (NOT_SAID,)),
            (labels[0], (0,)),
        ]
        options += [
            (say("page", "runs_level", name=self.problem.labels[name], level=words), (level, name))
            for name in self.problem.names
            for level, words in enumerate(labels)
            if level
        ]
        menu = self._menu(row["label"], options, row["question"])
        menu.add_class("fr-running")
        self.running[criterion] = menu
        self._when(menu, "running", criterion)
        return menu

    # Sliders

    def _first_sliders(self) -> list[w.Widget]:
        """Return a slider for each theme; where there is one theme, those of its criteria."""
        themes = self.problem.themes
        title = self._html(f'<span class="fr-title">{markup.text(say("panel", "matters"))}</span>')
        self.matters = self._box([title], "fr-actions", w.HBox)
        if len(themes) == 1:
            return [self.matters, *[self._criterion(name) for name in self.problem.scored]]
        return [self.matters, *[self._theme(i, theme) for i, theme in enumerate(themes)]]

    def _slider(self, label: str, hint: str, name: str, look: str) -> w.Box:
        slider = self._one(w.IntSlider, max=MAXIMUM_POINTS, **described(label, hint))
        slider.add_class(name)
        note = self._html()
        self.notes[name] = note
        box = self._box([slider, note], "fr-row")
        for one in look.split():
            box.add_class(one)
        return box

    def _theme(self, place: int, theme: str) -> w.Box:
        names = [self.problem.criteria.at[name, "label"] for name in self.problem.themes[theme]]
        hint = say("panel", "theme_hint", criteria=joined(names))
        box = self._slider(theme, hint, theme_class(place), f"fr-theme fr-theme-{place % 7 + 1}")
        self.theme_sliders[theme] = box.children[0]
        self._when(box.children[0], "theme", theme)
        return box

    def _criterion(self, name: str) -> w.Box:
        row = self.problem.criteria.loc[name]
        place = self.problem.scored.index(name)
        box = self._slider(row["label"], row["question"], criterion_class(place), "fr-criterion")
        self.sliders[name] = box.children[0]
        self._when(box.children[0], "criterion", name)
        self._rows[name] = box
        if name in self.problem.menus:
            self._measure_menu(name)
        return box

    def _measure_menu(self, name: str) -> w.Dropdown:
        """Return the menu of a criterion's measures, made when it is first asked for."""
        if name not in self.measures:
            of = self.problem.menus.get(name) or self.problem.measures_of[name][:1]
            options = [(self.problem.measures.at[(name, m), "label"], m) for m in of]
            menu = self._menu(say("panel", "measured"), options, _prefer(self.problem, name))
            self.measures[name] = menu
            self._when(menu, "measure", name)
            self._rows[name].children = (*self._rows[name].children, menu)
        return self.measures[name]

    def _criteria(self) -> w.Box:
        found: list[w.Widget] = []
        for theme, names in self.problem.themes.items():
            found.append(self._html(f'<span class="fr-title">{markup.text(theme)}</span>'))
            found += [self._criterion(name) for name in names]
        return self._box(found, "fr-pane")

    # Folds

    def _tab(self, name: str, pane: w.Box) -> w.ToggleButton:
        """Return a button that opens a pane and closes the others."""
        tab = self._one(w.ToggleButton, description=say("panel", "save"))
        pane.layout.display = "none"
        self.tabs[name] = tab

        def toggled(change: dict[str, Any]) -> None:
            pane.layout.display = "" if change["new"] else "none"
            for other in self.tabs.values():
                if change["new"] and other is not tab:
                    other.value = False

        tab.observe(toggled, "value")
        return tab

    def _must_haves(self) -> w.Box:
        levels = ("core", "add-on")
        options = [(say("page", "not_needed"), "")]
        options += [(say("page", f"need_{level}".replace("-", "_")), level) for level in levels]
        rows: list[w.Widget] = []
        for feature in self.problem.feature_names:
            menu = self._menu(feature, options)
            self.must_haves[feature] = menu
            self._when(menu, "must_have", feature)
            ships = self._html(_who_ships(self.problem, feature))
            rows.append(self._box([menu, ships], "fr-pair"))
        return self._box(rows, "fr-pane")

    def _candidates(self) -> w.Box:
        rows: list[w.Widget] = []
        for name in self.problem.names:
            tick = self._one(w.Checkbox, indent=False, **described(self.problem.labels[name]))
            self.candidates[name] = tick
            self._when(tick, "candidate", name)
            stack = self.problem.frameworks.at[name, "stack"]
            about = self._html(f'<span class="fr-quiet">{markup.text(stack)}</span>')
            rows.append(self._box([tick, about], "fr-pair"))
        return self._box(rows, "fr-pane")


def own(labels: Mapping[str, str], origin: str) -> str:
    """Say that a setting is the team's own, and which scenario it was altered from."""
    if origin not in labels:
        return say("page", "scenario_own")
    return say("page", "scenario_altered", scenario=labels[origin])


def theme_class(place: int) -> str:
    """Return the class of a theme's slider."""
    return f"fr-t{place}"


def criterion_class(place: int) -> str:
    """Return the class of a criterion's slider."""
    return f"fr-s{place}"


def _step(points: float) -> int:
    """Return the nearest step of a slider, halves up."""
    return int(points + 0.5)


def _show_running(menu: w.Dropdown, said: Mapping[str, int] | None) -> None:
    """Set the menu of what runs to what was said; several at once get an entry of their own."""
    running = [(level, name) for name, level in (said or {}).items() if level]
    known = [value for _, value in menu.options if value[0] != SEVERAL]
    value: tuple[Any, ...] = (NOT_SAID,) if said is None else (0,)
    value = running[0] if len(running) == 1 else (SEVERAL,) if running else value
    entries = [(words, v) for words, v in menu.options if v in known]
    if value[0] == SEVERAL:
        entries.append((say("panel", "several", count=len(running)), value))
    if len(entries) != len(menu.options):
        menu.options = entries
    menu.value = value


def _prefer(problem: Problem, criterion: str) -> str:
    """Say who would prefer which measure."""
    rows = [problem.measures.loc[(criterion, m)] for m in problem.measures_of[criterion]]
    return "; ".join(f"{row['label']}: {row['prefer']}" for row in rows if row["prefer"])


def _who_ships(problem: Problem, feature: str) -> str:
    """Say who ships a feature in the core, and for whom an add-on is enough."""
    core = [n for n in problem.names if problem.meets(n, feature, "core")]
    added = [n for n in problem.names if n not in core and problem.meets(n, feature, "add-on")]
    kinds = (("ships_core", core), ("ships_add_on", added))
    told = [
        say("page", kind, names=joined(problem.labels[n] for n in names))
        for kind, names in kinds
        if names
    ]
    words = capital("; ".join(told) or say("page", "ships_nobody"))
    return f'<span class="fr-quiet">{markup.text(words)}</span>'


def described(name: str, hint: str = "") -> dict[str, Any]:
    """Return a control's label, with nothing in it read as markup or as mathematics."""
    # For a label, ipywidgets looks for mathematics in the source too.
    return {
        "description": markup.text(name).replace("$", "&#36;").replace("\\", "&#92;"),
        "description_allow_html": True,
        "tooltip": hint or name,
    }
