"""The panel without a browser: controls hold the state, and every display follows it."""

import asyncio
import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from screens import Screen
from small import tables

from framework_report.decision import new_decision, read_decision, write_decision
from framework_report.group import read_people, report_lines
from framework_report.notebook import answer, markup, parts
from framework_report.notebook import panel as module
from framework_report.notebook.controls import NOT_SAID, SEVERAL
from framework_report.notebook.displays import MIME
from framework_report.notebook.panel import Panel
from framework_report.outcome import Outcome
from framework_report.state import State, scenario_state
from framework_report.tables import Problem, load_problem

pytestmark = pytest.mark.slow

HOSTILE = "</script><script>hostile()</script> $x^2$ {{ 7*7 }} **bold** <img src=x onerror=a()>"
TICKED = ("a", "b", "c")


@pytest.fixture
def panel(wood: Problem, screen: Screen) -> Panel:
    """Return a panel whose verdict is on the screen."""
    made = Panel(wood)
    made.show("verdict")
    return made


@pytest.fixture
def wide(wood: Problem, screen: Screen) -> Panel:
    """Return a panel with every part on the screen."""
    made = Panel(wood)
    for name in parts.FOLLOWING:
        made.show(name)
    return made


def positions(panel: Panel) -> dict[str, int]:
    return {name: slider.value for name, slider in panel.sliders.items() if slider.value}


def decide(problem: Problem, state: State) -> None:
    day = datetime.date(2026, 11, 22)
    made = new_decision(problem, Outcome(problem, state), "so", "no", date=day, review_by=day)
    write_decision(made, problem.folder / "decision.toml")


def text(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


# Where it starts


def test_without_a_decision_it_starts_from_the_first_scenario(panel: Panel, wood: Problem) -> None:
    assert panel.state == State({"power": 9, "peace": 1}, candidates=TICKED)
    assert positions(panel) == {"power": 9, "peace": 1}
    assert panel.controls.scenario.value == "force"
    assert "Nothing is decided yet" in text(panel.badge.value)


def test_with_a_decision_it_starts_from_that_and_says_so(wood: Problem, screen: Screen) -> None:
    state = State(
        {"peace": 4}, {"desk": "core"}, {"bond": {"b": 3}}, ("a", "d"), {"peace": "quiet"}
    )
    decide(wood, state)
    panel = Panel(wood)
    assert panel.state == state
    assert positions(panel) == {"peace": 4}
    controls = panel.controls
    assert controls.must_haves["desk"].value == "core"
    assert controls.team_menus["bond", "b"].value == 3
    assert controls.team_menus["bond", "a"].value == NOT_SAID
    assert [name for name, tick in controls.candidates.items() if tick.value] == ["a", "d"]
    assert controls.measures["peace"].value == "quiet"
    assert "The team's decision of 2026-11-22" in text(panel.badge.value)


def test_folds_say_what_is_set_in_them(panel: Panel) -> None:
    tabs = panel.controls.tabs
    assert [tab.description for tab in tabs.values()] == [
        "Criteria: 4",
        "Must-haves: 0",
        "Compared: 3 of 4",
        "Save",
    ]
    panel.controls.must_haves["desk"].value = "core"
    panel.controls.candidates["d"].value = True
    assert tabs["must_haves"].description == "Must-haves: 1"
    assert tabs["candidates"].description == "Compared: 4 of 4"


def test_one_fold_is_open_at_a_time(panel: Panel) -> None:
    tabs = panel.controls.tabs
    tabs["criteria"].value = True
    tabs["save"].value = True
    assert [tab.value for tab in tabs.values()] == [False, False, False, True]
    assert panel.controls.save_pane.layout.display == ""


def test_where_there_is_one_theme_its_criteria_stand_in_sight(
    trees: Callable[..., Problem], screen: Screen
) -> None:
    problem = trees(team=False)
    problem.criteria["theme"] = "Force"
    problem.__dict__.pop("themes", None)
    panel = Panel(problem)
    assert panel.theme_sliders == {}
    assert list(panel.sliders) == ["power", "peace"]
    assert "criteria" not in panel.controls.tabs


# What follows a move


def test_every_display_follows_a_slider(wood: Problem, screen: Screen) -> None:
    panel = Panel(wood)
    for name in [*parts.FOLLOWING, *parts.STILL]:
        panel.show(name)
    panel.sliders["peace"].value = 10
    panel.theme_sliders["Force"].value = 0
    assert panel.state.points == {"peace": 10}
    outcome = Outcome(wood, panel.state, profile=panel._profile)
    assert panel.outcome.leader == outcome.leader == "b"
    for name, make in parts.FOLLOWING.items():
        bundle = screen.shown[f"fr-{name}"]
        assert bundle["text/html"] == make(outcome).html
        assert bundle["text/plain"] == make(outcome).words
        assert bundle[MIME]["state"] == panel.state.to_dict()
    assert panel.standing.value == answer.standing(outcome).html


def test_the_verdict_is_brought_up_to_date_first_and_the_panel_last(
    wood: Problem, screen: Screen
) -> None:
    panel = Panel(wood)
    for name in reversed(parts.FOLLOWING):
        panel.show(name)
    panel.sliders["peace"].value = 10
    assert screen.changes[0] == "fr-verdict"
    assert screen.changes[-1] == "fr-panel"
    assert sorted(screen.changes) == sorted(f"fr-{name}" for name in parts.FOLLOWING)


def test_an_eighth_theme_has_the_first_one_s_colour_in_ranking_and_slider_alike() -> None:
    bars = [(place, float(place), place + 1.0) for place in range(8)]
    html = markup.ranking([("Ash", "8", bars)], "who leads")
    assert html.count('class="fr-theme-1"') == 2
    assert "fr-theme-8" not in html


def test_a_part_that_does_not_exist_is_named_with_those_that_do(panel: Panel) -> None:
    with pytest.raises(KeyError, match="no part 'verdicts', expected one of verdict, panel"):
        panel.show("verdicts")


def test_what_these_tables_have_not_is_not_shown(wood: Problem, screen: Screen) -> None:
    panel = Panel(wood)
    none = {"title", "candidates", "criteria", "features"}
    for name in sorted(parts.STILL.keys() - none):
        panel.show(name)
    assert screen.still == []


def test_who_leads_for_whom_of_those_who_sent_priorities(wood: Problem, screen: Screen) -> None:
    folder = wood.folder / "priorities"
    folder.mkdir()
    (folder / "Ana.toml").write_text("[points]\npower = 9\n", encoding="utf-8")
    (folder / "ben.toml").write_text('name = "Ben <b>"\n[points]\npeace = 9\n', encoding="utf-8")
    (folder / "cy.toml").write_text("[points]\npower = 99\n", encoding="utf-8")
    Panel(wood).show("group")
    (shown,) = screen.still
    assert "Ana: Ash" in text(shown["text/html"])
    assert "Ben <b>: Birch" in text(shown["text/html"])
    assert "cy.toml line 2" in text(shown["text/html"])
    assert "Ben <b>" not in shown["text/html"]
    assert "Ana" in unquote(shown["text/html"].split('src="')[1].split('"')[0])
    people, faults = read_people(wood, folder)
    assert shown["text/plain"].splitlines() == report_lines(
        wood, people, faults, scenario_state(wood)
    )


def test_what_people_say_of_their_tables_is_shown_as_markdown(
    wood: Problem, screen: Screen
) -> None:
    (wood.folder / "about.md").write_text("**Left out.** Roots.\n", encoding="utf-8")
    Panel(wood).show("about")
    assert screen.still[0]["text/markdown"] == "**Left out.** Roots."


def test_a_slider_says_its_weight_and_where_the_leader_stays(panel: Panel) -> None:
    panel.set_state(State({"power": 6, "peace": 4}))
    notes = {name: text(note.value) for name, note in panel.controls.notes.items()}
    assert notes["fr-s0"].startswith("60 % Ash first from 4 to 10")
    assert notes["fr-s1"].startswith("40 % Ash first from 0 to 6")
    assert notes["fr-t0"].startswith("60 % Ash first from 4 to 10 Power.")
    assert ".fr-s0{--fr-low:40%;--fr-high:100%}" in panel.bands.value
    assert ".fr-t1{--fr-low:0%;--fr-high:60%}" in panel.bands.value


def test_without_a_lead_no_track_has_a_band(panel: Panel) -> None:
    panel.set_state(State())
    assert "--fr-low" not in panel.bands.value
    assert "leads" not in text(panel.controls.notes["fr-s0"].value)


def test_a_weight_that_does_not_count_is_explained_under_its_slider(panel: Panel) -> None:
    panel.set_state(State({"power": 5, "bond": 5}))
    note = panel.controls.notes["fr-t2"]
    assert "Not counted, for want of an answer: bond" in text(note.value)
    panel.controls.team_menus["bond", "a"].value = 2
    assert "Not counted" not in text(note.value)


def test_points_with_decimals_show_the_nearest_step_until_moved(panel: Panel) -> None:
    panel.set_state(State({"power": 2.5, "peace": 1}))
    assert panel.sliders["power"].value == 3
    assert panel.state.points["power"] == 2.5
    assert "Set to 2.5." in text(panel.controls.notes["fr-s0"].value)
    panel.sliders["power"].value = 4
    assert panel.state.points["power"] == 4


def test_the_what_if_says_so_beside_what_the_team_chose(wood: Problem, screen: Screen) -> None:
    decide(wood, State({"power": 5}))
    panel = Panel(wood)
    panel.sliders["peace"].value = 3
    assert text(panel.badge.value) == "What-if The team chose Ash."
    panel.reset_button.click()
    assert "The team's decision of 2026-11-22" in text(panel.badge.value)


# Theme sliders


def test_a_theme_slider_shows_the_largest_of_its_criteria(panel: Panel) -> None:
    assert panel.theme_sliders["Force"].value == 9
    panel.sliders["power"].value = 4
    assert panel.theme_sliders["Force"].value == 4


def test_a_theme_slider_scales_in_proportion_and_comes_back(panel: Panel) -> None:
    before = {"bond": 8, "running": 4}
    panel.set_state(State(before))
    panel.theme_sliders["Ties"].value = 4
    assert panel.state.points == {"bond": 4, "running": 2}
    panel.theme_sliders["Ties"].value = 0
    assert panel.state.points == {}
    panel.sliders["power"].value = 5
    panel.theme_sliders["Ties"].value = 8
    assert panel.state.points == {"power": 5, **before}


def test_a_theme_at_zero_from_the_start_moves_as_one(panel: Panel) -> None:
    panel.theme_sliders["Ties"].value = 7
    assert {panel.state.points[name] for name in ("bond", "running")} == {7}


# Scenarios, must-haves, team, candidates, measures


def test_a_scenario_sets_everything_but_what_the_team_says_of_itself(
    panel: Panel, wood: Problem
) -> None:
    controls = panel.controls
    controls.team_menus["bond", "b"].value = 3
    controls.candidates["d"].value = True
    controls.measures["peace"].value = "quiet"
    controls.scenario.value = "calm"
    expected = scenario_state(wood, "calm", {"bond": {"b": 3}})
    assert panel.state.points == expected.points == {"power": 1, "peace": 9}
    assert panel.state.team == {"bond": {"b": 3}}
    assert panel.state.candidates == ("a", "b", "c", "d")
    assert panel.state.measures == {"peace": "quiet"}


def test_what_the_answer_hangs_on_can_be_chosen_though_no_menu_offers_it(
    tmp_path: Path, screen: Screen
) -> None:
    """By peace as it is heard Ash leads whatever power counts; as it stands, Birch from 4 on."""
    folder = tables(tmp_path, quiet={"a": 10, "b": 0, "c": 0}, team=False)
    first, *rows = (folder / "measures.csv").read_text().splitlines()
    rows = [f"{row},{'no' if 'quiet' in row else ''}" for row in rows]
    (folder / "measures.csv").write_text("\n".join([f"{first},menu", *rows, ""]))
    panel = Panel(load_problem(folder))
    assert "peace" not in panel.controls.measures
    panel.sliders["peace"].value = 10
    menu = panel.controls.measures["peace"]
    assert (menu.options, menu.value) == ((("by still", "still"), ("by quiet", "quiet")), "still")
    assert panel.state.measures == {}
    menu.value = "quiet"
    assert panel.state.measures == {"peace": "quiet"}
    assert panel.outcome.leader == "a"


def test_a_moved_slider_makes_a_scenario_our_own(panel: Panel) -> None:
    panel.sliders["peace"].value = 9
    assert panel.scenario == panel.controls.scenario.value == ""


def test_an_altered_scenario_says_what_it_was_altered_from_in_the_file_too(
    panel: Panel, wood: Problem
) -> None:
    panel.controls.scenario.value = "calm"
    panel.sliders["power"].value = 4
    assert panel.controls.scenario.options[-1][0] == "“Calm”, altered"
    panel.save()
    saved = read_decision(wood)
    assert saved is not None
    assert (saved.scenario, saved.origin) == ("", "“Calm”, altered")
    panel.undo()
    assert panel.controls.scenario.value == "calm"
    assert panel.controls.scenario.options[-1][0] == "our own"


def test_the_team_s_own_words_stand_under_the_answer_while_it_is_theirs(
    wood: Problem, screen: Screen
) -> None:
    decide(wood, State({"power": 5}))
    panel = Panel(wood)
    assert text(panel.beside.value) == "Why the team decided so. so When the team would switch. No"
    panel.sliders["peace"].value = 3
    assert panel.beside.value == ""


def test_choosing_our_own_keeps_the_sliders(panel: Panel) -> None:
    before = panel.state
    panel.controls.scenario.value = ""
    assert (panel.state, panel.scenario) == (before, "")


def test_a_must_have_removes_who_does_not_meet_it_and_lists_who_does(panel: Panel) -> None:
    panel.controls.must_haves["desk"].value = "core"
    assert panel.state.must_haves == {"desk": "core"}
    assert panel.outcome.eligible == ["a"]
    assert "out: no desk in its core" in text(panel.standing.value)
    panel.controls.must_haves["desk"].value = ""
    assert panel.state.must_haves == {}
    words = [text(widget.value) for widget in widgets(panel) if type(widget).__name__ == "HTML"]
    assert "In the core: Ash; by an add-on: Birch" in words


def test_a_candidate_is_compared_once_it_is_ticked(panel: Panel) -> None:
    panel.controls.candidates["d"].value = True
    assert panel.outcome.active == ["a", "b", "c", "d"]
    assert "Dogwood" in text(panel.standing.value)
    for tick in panel.controls.candidates.values():
        tick.value = False
    assert panel.outcome.case == "none_compared"
    assert "Nothing is compared" in text(panel.standing.value)


def test_the_team_s_menus_are_those_of_who_is_compared(panel: Panel) -> None:
    menus = panel.controls.team_menus
    assert menus["bond", "d"].layout.display == "none"
    panel.controls.candidates["d"].value = True
    assert menus["bond", "d"].layout.display == ""


def test_what_a_criterion_is_measured_by_is_chosen_beside_its_slider(panel: Panel) -> None:
    panel.set_state(State({"power": 4, "peace": 5}))
    assert panel.outcome.leader == "b"
    panel.controls.measures["peace"].value = "quiet"
    assert panel.state.measures == {"peace": "quiet"}
    assert panel.outcome.leader == "a"
    panel.controls.measures["peace"].value = "still"
    assert panel.state.measures == {}


def test_what_the_team_knows_is_said_and_taken_back(panel: Panel) -> None:
    panel.controls.team_menus["bond", "b"].value = 0
    assert panel.state.team == {"bond": {"b": 0}}
    panel.controls.team_menus["bond", "b"].value = NOT_SAID
    assert panel.state.team == {}


def test_one_menu_says_what_runs_already(panel: Panel) -> None:
    menu = panel.controls.running["running"]
    menu.value = (2, "b")
    assert panel.state.team == {"running": {"a": 0, "b": 2, "c": 0, "d": 0}}
    assert panel.outcome.incumbent == "b"
    menu.value = (0,)
    assert panel.state.team == {"running": {"a": 0, "b": 0, "c": 0, "d": 0}}
    menu.value = (NOT_SAID,)
    assert panel.state.team == {}


def test_several_that_run_have_an_entry_of_their_own(panel: Panel) -> None:
    menu = panel.controls.running["running"]
    panel.set_state(State({"power": 1}, team={"running": {"a": 1, "b": 2}}))
    assert menu.value == (SEVERAL,)
    assert menu.options[-1][0] == "2 of them"
    menu.value = (1, "c")
    assert panel.state.team["running"]["c"] == 1
    assert SEVERAL not in [value[0] for _, value in menu.options]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State(), "Nothing is weighted yet"),
        (State({"power": 1}, {"desk": "core", "door": "core"}), "Accept an add-on for"),
        (State({"power": 1}, {"desk": "core"}), "Choose Ash: it alone meets your must-haves"),
        (State({"power": 1}, candidates=()), "Nothing is compared"),
        (State({"power": 1}, candidates=("b",)), "Birch is the only alternative compared"),
        (State({"power": 1, "peace": 1}), "exactly level"),
    ],
)
def test_an_empty_answer_is_a_whole_answer(
    wide: Panel, screen: Screen, state: State, words: str
) -> None:
    wide.set_state(state)
    assert words in screen.words("verdict")
    assert words in text(wide.standing.value)
    assert all(bundle["text/plain"] for bundle in screen.shown.values())


# Undo and reset


def test_undo_takes_back_one_move_after_the_other(panel: Panel) -> None:
    assert panel.undo_button.disabled
    controls, states = panel.controls, [(panel.state, panel.scenario)]
    moves: list[tuple[Any, Any]] = [
        (panel.sliders["peace"], 9),
        (panel.theme_sliders["Force"], 1),
        (controls.scenario, "calm"),
        (controls.must_haves["desk"], "core"),
        (controls.team_menus["bond", "a"], 3),
        (controls.running["running"], (1, "a")),
        (controls.candidates["d"], True),
        (controls.measures["peace"], "quiet"),
    ]
    for control, value in moves:
        control.value = value
        states.append((panel.state, panel.scenario))
    assert len({str(state) for state in states}) == 9
    for state in reversed(states[:-1]):
        assert not panel.undo_button.disabled
        panel.undo_button.click()
        assert (panel.state, panel.scenario) == state
        assert positions(panel) == panel.state.points
    assert panel.undo_button.disabled


def test_an_undo_draws_nothing_anew(wide: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    wide.sliders["peace"].value = 9
    monkeypatch.setitem(parts.FOLLOWING, "against", lambda _: 1 / 0)
    wide.undo()
    assert wide.state.points == {"power": 9, "peace": 1}


def test_undo_with_nothing_to_take_back_changes_nothing(panel: Panel) -> None:
    before = panel.state
    panel.undo()
    assert panel.state == before


def test_reset_goes_back_to_the_start_and_can_be_undone(panel: Panel) -> None:
    start = panel.state
    panel.sliders["peace"].value = 9
    moved = panel.state
    panel.reset_button.click()
    assert panel.state == start
    panel.undo()
    assert panel.state == moved


# Saving


def test_saving_writes_the_decision_and_keeps_comments(wood: Problem, screen: Screen) -> None:
    decide(wood, State({"peace": 4}))
    file = wood.folder / "decision.toml"
    file.write_text("# agreed on Monday\n" + file.read_text())
    panel = Panel(wood)
    panel.show("panel")
    panel.sliders["peace"].value = 7
    panel.controls.must_haves["desk"].value = "add-on"
    assert "What-if" in text(panel.badge.value)
    form = panel._saving
    form.why.value, form.switch_if.value = 'the "admin"', "it stops"
    form.review_by.value = datetime.date.today() + datetime.timedelta(days=30)
    form.button.click()
    saved = read_decision(wood)
    assert saved is not None
    assert saved.state == State({"peace": 7}, {"desk": "add-on"}, candidates=TICKED)
    assert (saved.why, saved.switch_if, saved.scenario) == ('the "admin"', "it stops", "")
    assert (saved.date, saved.review_by) == (datetime.date.today(), form.review_by.value)
    assert saved.leader == panel.outcome.leader
    assert file.read_text().startswith("# agreed on Monday\n")
    assert "Saved to" in form.said.value
    assert "The team's decision" in text(panel.badge.value)
    panel.sliders["peace"].value = 1
    panel.reset()
    assert panel.state == saved.state


def test_saving_twice_is_no_change_by_somebody_else(wood: Problem, screen: Screen) -> None:
    panel = Panel(wood)
    for points in (3, 4):
        panel.sliders["peace"].value = points
        panel._saving.button.click()
        assert "Saved to" in panel._saving.said.value


def test_what_somebody_else_saved_meanwhile_is_not_written_over_without_asking(
    wood: Problem, screen: Screen
) -> None:
    decide(wood, State({"peace": 4}))
    panel = Panel(wood)
    panel.sliders["peace"].value = 7
    decide(wood, State({"power": 2}))
    before = (wood.folder / "decision.toml").read_bytes()
    form = panel._saving
    assert form.over.layout.display == "none"
    form.button.click()
    assert "changed meanwhile" in form.said.value
    assert (wood.folder / "decision.toml").read_bytes() == before
    assert form.over.layout.display == ""
    form.over.click()
    saved = read_decision(wood)
    assert saved is not None
    assert saved.state.points["peace"] == 7
    assert form.over.layout.display == "none"


def test_what_cannot_be_saved_is_said_and_nothing_is_lost(wood: Problem, screen: Screen) -> None:
    panel = Panel(wood)
    panel.sliders["peace"].value = 7
    panel._saving.why.value = "because"
    (wood.folder / "decision.toml").mkdir()
    panel._saving.button.click()
    assert "Not saved" in panel._saving.said.value
    assert panel.state.points["peace"] == 7
    assert panel._saving.why.value == "because"


def test_a_review_date_that_has_passed_is_refused(wood: Problem, screen: Screen) -> None:
    panel = Panel(wood)
    panel._saving.review_by.value = datetime.date(2020, 1, 1)
    panel._saving.button.click()
    assert "review by: found 2020-01-01" in panel._saving.said.value
    assert not (wood.folder / "decision.toml").exists()


# Errors are seen


def test_an_error_in_a_callback_is_raised_and_said(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Outcome) -> None:
        raise ZeroDivisionError("by <nothing>")

    with monkeypatch.context() as patched:
        patched.setattr(answer, "standing", fail)
        with pytest.raises(ZeroDivisionError):
            panel.sliders["peace"].value = 9
        assert "ZeroDivisionError: by <nothing>" in text(panel.notice.value)
    panel.sliders["peace"].value = 8
    assert "ZeroDivisionError" not in text(panel.notice.value)


def test_an_error_behind_a_button_is_said(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    panel.sliders["peace"].value = 9
    monkeypatch.setattr(panel, "_refresh", lambda: 1 / 0)
    panel.undo_button.click()  # ipywidgets logs what a button raises
    assert "ZeroDivisionError" in text(panel.notice.value)


# Called from a browser


def from_browser(panel: Panel, monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> None:
    """Do something as messages of a browser would, and wait until everything has followed."""

    async def run() -> None:
        await act()
        async with asyncio.timeout(60):
            while panel._pending:
                await asyncio.sleep(0.01)

    monkeypatch.setattr(module, "_from_browser", lambda: True)
    asyncio.run(run())


def test_a_drag_shows_the_verdict_at_each_step_and_the_rest_once(
    wide: Panel, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def drag() -> None:
        for value in (9, 8, 7, 6, 5, 4):
            wide.sliders["power"].value = value

    wide.sliders["power"].value = 10
    screen.changes.clear()
    from_browser(wide, monkeypatch, drag)
    assert screen.changes.count("fr-verdict") == 6
    assert screen.changes.count("fr-against") == 1
    for name, make in parts.FOLLOWING.items():
        assert screen.words(name) == make(Outcome(wide.problem, wide.state)).words


def test_a_drag_is_one_step_for_undo(wide: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    async def drag() -> None:
        for value in (9, 8, 7):
            wide.sliders["power"].value = value

    wide.sliders["power"].value = 10
    from_browser(wide, monkeypatch, drag)
    monkeypatch.setattr(module, "_from_browser", lambda: False)
    wide.undo()
    assert wide.sliders["power"].value == 10


def test_what_is_set_one_after_the_other_quickly_is_taken_back_one_by_one(
    wide: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def several() -> None:
        for value in (9, 8):
            wide.sliders["power"].value = value
        wide.sliders["peace"].value = 7
        wide.controls.must_haves["desk"].value = "core"
        wide.controls.must_haves["desk"].value = "add-on"

    wide.sliders["power"].value = 10
    before = wide.state
    from_browser(wide, monkeypatch, several)
    monkeypatch.setattr(module, "_from_browser", lambda: False)
    seen = []
    while wide.state != before:
        seen.append((wide.state.must_haves, wide.state.points["peace"], wide.state.points["power"]))
        wide.undo()
    assert seen == [
        ({"desk": "add-on"}, 7, 8),
        ({"desk": "core"}, 7, 8),
        ({}, 7, 8),
        ({}, before.points.get("peace", 0), 8),
    ]


def test_what_a_later_move_made_stale_is_not_drawn(
    wide: Panel, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def two_moves() -> None:
        wide.sliders["power"].value = 3
        await asyncio.sleep(module.SETTLE_SECONDS + module.PAUSE_SECONDS)
        wide.sliders["power"].value = 8

    wide.sliders["power"].value = 10
    from_browser(wide, monkeypatch, two_moves)
    for name, make in parts.FOLLOWING.items():
        assert screen.words(name) == make(Outcome(wide.problem, wide.state)).words
        assert screen.shown[f"fr-{name}"][MIME]["state"]["points"]["power"] == 8


def test_an_error_in_what_follows_later_is_said(
    wide: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def move() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        wide.sliders["power"].value = 3

    wide.sliders["power"].value = 10
    monkeypatch.setitem(parts.FOLLOWING, "against", lambda _: 1 / 0)
    from_browser(wide, monkeypatch, move)
    assert "ZeroDivisionError" in text(wide.notice.value)


# Bad days


class Kernel:
    """Stands in for a kernel that runs a cell."""

    def get_parent(self, channel: str) -> dict[str, Any]:
        return {"header": {"msg_type": "execute_request"}}


def test_a_page_opened_anew_is_told_what_no_longer_follows(wide: Panel) -> None:
    wide.root._view_count = 1
    assert "opened anew" not in text(wide.notice.value)
    wide.root._view_count = 2
    assert "opened anew" in text(wide.notice.value)
    for name in parts.FOLLOWING:
        wide.show(name)
    assert "opened anew" not in text(wide.notice.value)


def test_a_tab_closed_and_opened_again_is_told_too(wide: Panel) -> None:
    for count in (1, 0, 1):
        wide.root._view_count = count
    assert "opened anew" in text(wide.notice.value)


def test_a_cell_run_again_is_no_page_opened_anew(wide: Panel) -> None:
    wide.root._view_count = 1
    wide.show("panel")
    for count in (0, 1):
        wide.root._view_count = count
    assert "opened anew" not in text(wide.notice.value)


def test_the_panel_of_a_cell_run_again_goes_on_and_ends_the_one_before(
    wide: Panel, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide.sliders["peace"].value = 7
    monkeypatch.setattr(module, "kernel", Kernel)
    again = Panel(wide.problem)
    again.show("verdict")
    assert again.state == wide.state
    assert again.sliders["peace"].value == 7
    assert "another panel has taken the place" in text(wide.notice.value)
    screen.changes.clear()
    wide.sliders["peace"].value = 2
    assert screen.changes == []
    again.undo()
    assert again.state.points == {"power": 9, "peace": 1}


def test_a_panel_of_other_tables_or_another_decision_starts_anew(
    wide: Panel, wood: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "kernel", Kernel)
    wide.sliders["peace"].value = 7
    decide(wood, State({"power": 2}))
    assert Panel(wood).state.points == {"power": 2}


def test_a_restarted_kernel_is_told_by_the_page_itself(panel: Panel) -> None:
    assert re.search(r'class="[^"]*fr-dead"[^>]*>The kernel was restarted', panel.notice.value)


# Hostile text

FREE_TEXT = {
    "frameworks": "label weak_spots watch_known watch_new",
    "criteria": "theme label",
    "measures": "label unit says",
    "facts": "note source_title",
    "scenarios": "label",
    "scenario_points": "because",
    "levels": "label",
}


def make_hostile(folder: Path) -> int:
    """Add hostile text to every cell that is free text; return how many cells took it."""
    import csv

    done = 0
    for table, columns in FREE_TEXT.items():
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            for column in columns.split():
                # `says` has braces of its own.
                bad = HOSTILE.replace("{{ 7*7 }}", "") if column == "says" else HOSTILE
                row[column] += " " + bad
                done += 1
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return done


def widgets(panel: Panel) -> list[Any]:
    """Return every widget of the panel."""
    found, left = [], [panel.root]
    while left:
        widget = left.pop()
        left += getattr(widget, "children", ())
        found.append(widget)
    return found


def widget_texts(panel: Panel) -> list[str]:
    """Return all HTML that the panel's widgets show, its own look aside."""
    found = []
    for widget in widgets(panel):
        if type(widget).__name__ == "HTML" and "fr-unseen" not in widget._dom_classes:
            found.append(widget.value)
        elif getattr(widget, "description_allow_html", False):
            found.append(widget.description)
    return found


def test_hostile_text_in_any_field_does_nothing(wood: Problem, screen: Screen) -> None:
    from framework_report import load_problem

    assert make_hostile(wood.folder) > 50
    panel = Panel(load_problem(wood.folder))
    for name in [*parts.FOLLOWING, *parts.STILL]:
        panel.show(name)
    bundles = [*screen.shown.values(), *screen.still]
    html = [bundle["text/html"] for bundle in bundles if "text/html" in bundle]
    for words in [*html, *widget_texts(panel)]:
        tree = BeautifulSoup(words, "html.parser")
        assert not tree.select("script, [onerror], strong, em, iframe, object")
        assert all(image["src"].startswith("data:image/svg+xml") for image in tree.select("img"))
        assert not [piece for piece in tree.find_all(string=True) if piece.count("$") > 1]
    shown = BeautifulSoup(" ".join([*html, *widget_texts(panel)]), "html.parser").text
    assert HOSTILE in shown
    assert "hostile" not in panel.bands.value


def test_a_hostile_why_is_saved_and_shown_as_text(wood: Problem, screen: Screen) -> None:
    panel = Panel(wood)
    panel._saving.why.value = HOSTILE + '\n"""'
    panel.save()
    saved = read_decision(wood)
    assert saved is not None
    assert saved.why == HOSTILE + '\n"""'
    assert Panel(wood)._saving.why.value == panel._saving.why.value


@pytest.mark.parametrize("name", [*parts.FOLLOWING, *parts.STILL])
def test_no_part_carries_a_style_or_a_script(wood: Problem, name: str) -> None:
    part = {**parts.FOLLOWING, **parts.STILL}[name](Outcome(wood, scenario_state(wood)))
    tags = BeautifulSoup(part.html, "html.parser").find_all(True)
    assert "script" not in {tag.name for tag in tags}
    assert not [a for tag in tags for a in tag.attrs if a == "style" or a.startswith("on")]
