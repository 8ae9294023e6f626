"""The panel without a browser: controls hold the state, and every display follows it."""

import asyncio
import datetime
import os
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from rows import rows_of, write_rows
from tiny import tiny

from framework_report import panel as module
from framework_report import parts
from framework_report.decision import new_decision, read_decision, write_decision
from framework_report.outcome import Outcome, State, scenario_state
from framework_report.panel import MIME, NOT_SAID, Panel
from framework_report.problem import Problem, load_problem

HOSTILE = "</script><script>hostile()</script> $x^2$ {{ 7*7 }} **bold** <img src=x onerror=a()>"


class Screen:
    """Stands in for the notebook: keeps what is displayed, and each change of it."""

    def __init__(self, monkeypatch):
        self.shown: dict[str, dict] = {}
        self.changes: list[str] = []
        self.still: list[dict] = []
        screen = self

        class Handle:
            def __init__(self, display_id: str):
                self.display_id = display_id

            def display(self, bundle: dict, *, raw: bool):
                screen.shown[self.display_id] = bundle
                assert raw

            def update(self, bundle: dict, *, raw: bool):
                assert self.display_id in screen.shown
                screen.changes.append(self.display_id)
                self.display(bundle, raw=raw)

        monkeypatch.setattr(module, "DisplayHandle", Handle)
        monkeypatch.setattr(module, "display", lambda bundle, raw: self.still.append(bundle))

    def words(self, name: str) -> str:
        return self.shown[f"fr-{name}"]["text/plain"]


@pytest.fixture
def screen(monkeypatch) -> Screen:
    return Screen(monkeypatch)


@pytest.fixture(scope="module")
def nowhere(problem: Problem, tmp_path_factory) -> Problem:
    """Return the report's problem in a folder without a decision; no test writes there."""
    return replace(problem, folder=tmp_path_factory.mktemp("data"))


@pytest.fixture
def undecided(problem: Problem, tmp_path: Path) -> Problem:
    """Return the report's problem in a folder of the test's own, without a decision."""
    return replace(problem, folder=tmp_path)


@pytest.fixture
def panel(nowhere: Problem, screen: Screen) -> Panel:
    """Return a panel whose verdict is on the screen."""
    made = Panel(nowhere)
    made.show("verdict")
    return made


def positions(panel: Panel) -> dict[str, int]:
    return {name: slider.value for name, slider in panel.sliders.items() if slider.value}


# Where it starts


def test_without_a_decision_it_starts_from_the_first_scenario(panel, nowhere):
    assert panel.state == scenario_state(nowhere, nowhere.scenarios.index[0])
    assert positions(panel) == panel.state.points
    assert panel.scenario_menu.value == nowhere.scenarios.index[0]


def test_with_a_decision_it_starts_from_that(undecided, screen):
    state = State({"addons": 4}, {"ORM": "core"}, {"flask": 3})
    decide(undecided, state)
    panel = Panel(undecided)
    assert panel.state == state
    assert positions(panel) == {"addons": 4}
    assert panel.must_have_menus["ORM"].value == "core"
    assert panel.familiarity_menus["flask"].value == 3
    assert panel.familiarity_menus["django"].value == NOT_SAID
    assert panel.notice.value == ""


def decide(problem: Problem, state: State) -> None:
    day = datetime.date(2026, 11, 22)
    made = new_decision(problem, Outcome(problem, state), "so", "no", date=day, review_by=day)
    write_decision(made, problem.folder / "decision.toml")


# What follows a move


def test_every_display_follows_a_slider(nowhere, screen):
    panel = Panel(nowhere)
    for name in [*parts.FOLLOWING, *parts.STILL]:
        panel.show(name)
    before = dict(screen.shown)
    panel.sliders["core_lines"].value = 10
    panel.theme_sliders["Keep"].value = 0
    assert panel.state.points["core_lines"] == 10
    outcome = Outcome(nowhere, panel.state)
    assert panel.outcome.leader == outcome.leader != Outcome(nowhere, panel._start[0]).leader
    for name, draw in parts.FOLLOWING.items():
        bundle = screen.shown[f"fr-{name}"]
        assert bundle["text/html"] == draw(outcome).html
        assert bundle["text/plain"] == draw(outcome).words
        assert bundle[MIME]["state"] == panel.state.to_dict()
        assert bundle != before[f"fr-{name}"]
    assert parts.standing(outcome).html in panel.standing.value
    assert len(screen.still) == len(parts.STILL) + 1  # the sliders themselves


def test_the_verdict_is_brought_up_to_date_first(nowhere, screen):
    panel = Panel(nowhere)
    for name in reversed(parts.FOLLOWING):
        panel.show(name)
    panel.sliders["core_lines"].value = 10
    assert screen.changes[0] == "fr-verdict"
    assert screen.changes[-1] == "fr-panel"
    assert sorted(screen.changes) == sorted(f"fr-{name}" for name in parts.FOLLOWING)


def test_a_part_that_does_not_exist_is_named_with_those_that_do(panel):
    with pytest.raises(KeyError, match="no part 'verdicts', expected one of verdict, panel"):
        panel.show("verdicts")


def test_notes_say_weight_and_where_the_leader_stays(tmp_path, screen):
    panel = Panel(tiny(tmp_path), None)
    panel.set_state(State({"power": 6, "peace": 4}))
    assert "60 %" in panel._notes["power"].value
    assert "Ash stays first from 4 to 10" in panel._notes["power"].value
    assert "Ash stays first from 0 to 6" in panel._notes["peace"].value
    assert "40 %" in panel._theme_notes["Rest"].value
    assert "from 0 to 6" in panel._theme_notes["Rest"].value


# Theme sliders


def test_a_theme_slider_shows_the_largest_of_its_criteria(panel):
    assert panel.theme_sliders["Build"].value == 8
    panel.sliders["core_lines"].value = 9
    assert panel.theme_sliders["Build"].value == 9


def test_a_theme_slider_scales_in_proportion_and_comes_back(panel):
    before = panel.state.points
    keep = {"safe_defaults": 6, "support_months": 6, "breaking_releases": 4}
    assert {name: before[name] for name in keep} == keep
    panel.theme_sliders["Keep"].value = 3
    assert {name: panel.state.points[name] for name in keep} == {
        "safe_defaults": 3,
        "support_months": 3,
        "breaking_releases": 2,
    }
    panel.theme_sliders["Keep"].value = 0
    assert not set(keep) & set(panel.state.points)
    panel.theme_sliders["Keep"].value = 6
    assert panel.state.points == before


def test_another_themes_criterion_does_not_make_a_theme_forget_its_proportions(panel):
    panel.theme_sliders["Keep"].value = 0
    panel.sliders["core_lines"].value = 5
    panel.theme_sliders["Keep"].value = 6
    assert panel.state.points["breaking_releases"] == 4


def test_a_theme_at_zero_from_the_start_moves_as_one(panel):
    panel.set_state(State({"addons": 4}))
    panel.theme_sliders["Run"].value = 7
    run = ("waiting_rps", "everyday_rps", "realtime", "blocking_loss")
    assert panel.state.points == {**dict.fromkeys(run, 7), "addons": 4}


# Scenarios, must-haves, familiarity


def test_a_scenario_sets_everything_but_what_the_team_knows(panel, nowhere):
    panel.familiarity_menus["flask"].value = 3
    panel.scenario_menu.value = "mvp"
    assert panel.state == scenario_state(nowhere, "mvp", {"flask": 3})
    assert panel.must_have_menus["user accounts"].value == "add-on"
    assert positions(panel) == panel.state.points


def test_a_moved_slider_makes_a_scenario_our_own(panel):
    panel.sliders["addons"].value = 9
    assert panel.scenario == panel.scenario_menu.value == ""


def test_choosing_our_own_keeps_the_sliders(panel):
    before = panel.state
    panel.scenario_menu.value = ""
    assert (panel.state, panel.scenario) == (before, "")


def test_a_must_have_removes_who_does_not_meet_it(panel, screen):
    panel.must_have_menus["admin site"].value = "core"
    assert panel.state.must_haves == {"admin site": "core"}
    assert panel.outcome.eligible == ["django"]
    panel.must_have_menus["admin site"].value = ""
    assert panel.state.must_haves == {}


def test_familiarity_is_said_and_taken_back(panel):
    panel.familiarity_menus["flask"].value = 0
    assert panel.state.familiarity == {"flask": 0}
    panel.familiarity_menus["flask"].value = NOT_SAID
    assert panel.state.familiarity == {}


def test_all_zero_is_answered_in_words(panel, screen):
    for slider in panel.theme_sliders.values():
        slider.value = 0
    assert panel.state.points == {}
    assert panel.outcome.leader is None
    assert "weigh" in screen.words("verdict")
    assert "stays first" not in panel._notes["addons"].value


def test_nothing_left_is_answered_with_the_smallest_concession(panel, screen):
    panel.must_have_menus["admin site"].value = "core"
    panel.must_have_menus["OpenAPI document"].value = "core"
    assert panel.outcome.eligible == []
    says = screen.words("verdict")
    assert "Accept an add-on for OpenAPI document" in says
    assert "Django" in says
    assert says.splitlines()[0] in BeautifulSoup(panel.standing.value, "html.parser").text


# Undo and reset


def test_undo_takes_back_one_move_after_the_other(panel):
    assert panel.undo_button.disabled
    states = [(panel.state, panel.scenario)]
    for act in (
        lambda: setattr(panel.sliders["addons"], "value", 9),
        lambda: setattr(panel.theme_sliders["Keep"], "value", 1),
        lambda: setattr(panel.scenario_menu, "value", "api"),
        lambda: setattr(panel.must_have_menus["ORM"], "value", "core"),
        lambda: setattr(panel.familiarity_menus["django"], "value", 4),
    ):
        act()
        states.append((panel.state, panel.scenario))
    assert len({str(state) for state in states}) == 6
    for state in reversed(states[:-1]):
        assert not panel.undo_button.disabled
        panel.undo_button.click()
        assert (panel.state, panel.scenario) == state
        assert positions(panel) == panel.state.points
    assert panel.undo_button.disabled


def test_undo_with_nothing_to_take_back_changes_nothing(panel):
    before = panel.state
    panel.undo()
    assert panel.state == before


def test_reset_goes_back_to_the_start_and_can_be_undone(panel):
    start = panel.state
    panel.sliders["addons"].value = 9
    moved = panel.state
    panel.reset_button.click()
    assert panel.state == start
    panel.undo()
    assert panel.state == moved


# Saving


def test_saving_writes_the_decision_and_keeps_comments(undecided, screen):
    decide(undecided, State({"addons": 4}))
    file = undecided.folder / "decision.toml"
    file.write_text("# agreed on Monday\n" + file.read_text())
    panel = Panel(undecided)
    panel.show("panel")
    panel.sliders["addons"].value = 7
    panel.must_have_menus["ORM"].value = "add-on"
    assert "A what-if" in panel.notice.value
    panel.why.value, panel.switch_if.value = 'the "admin"', "it stops"
    panel.review_by.value = datetime.date.today() + datetime.timedelta(days=30)
    panel.save_button.click()
    saved = read_decision(undecided)
    assert saved.state == State({"addons": 7}, {"ORM": "add-on"})
    assert (saved.why, saved.switch_if, saved.scenario) == ('the "admin"', "it stops", "")
    assert saved.date == datetime.date.today()
    assert saved.review_by == panel.review_by.value
    assert saved.leader == panel.outcome.leader
    assert saved.rested_on["django"]["addons"][0] == undecided.attributes.at["django", "addons"]
    assert file.read_text().startswith("# agreed on Monday\n")
    assert "Saved to" in panel.saved.value
    assert panel.notice.value == ""
    assert screen.shown["fr-panel"][MIME]["payload"]["decision"]["why"] == 'the "admin"'
    panel.sliders["addons"].value = 1
    panel.reset()
    assert panel.state == saved.state


def test_what_cannot_be_saved_is_said_and_nothing_is_lost(undecided, screen, monkeypatch):
    decide(undecided, State({"addons": 4}))
    before = (undecided.folder / "decision.toml").read_bytes()
    panel = Panel(undecided)
    panel.sliders["addons"].value = 7
    panel.why.value = "because"

    def refuse(*_):
        raise PermissionError(13, "Permission denied", "decision.toml")

    monkeypatch.setattr(os, "replace", refuse)
    panel.save_button.click()
    assert "Not saved: " in panel.saved.value
    assert "Permission denied" in panel.saved.value
    assert panel.state.points == {"addons": 7}
    assert panel.why.value == "because"
    assert "A what-if" in panel.notice.value
    assert (undecided.folder / "decision.toml").read_bytes() == before
    assert [path.name for path in undecided.folder.iterdir() if "decision" in path.name] == [
        "decision.toml"
    ]


def test_a_broken_decision_file_is_not_overwritten(undecided, screen):
    panel = Panel(undecided)
    (undecided.folder / "decision.toml").write_text("why = \n")
    panel.save()
    assert "Not saved: " in panel.saved.value
    assert "decision.toml line 1" in panel.saved.value
    assert (undecided.folder / "decision.toml").read_text() == "why = \n"


def test_a_review_date_that_has_passed_is_refused(undecided, screen):
    panel = Panel(undecided)
    panel.review_by.value = datetime.date(2020, 1, 1)
    panel.save()
    assert "Not saved: review by: found 2020-01-01" in panel.saved.value
    assert not (undecided.folder / "decision.toml").exists()


# Errors are seen


def test_an_error_in_a_callback_is_raised_and_said(panel, monkeypatch):
    def fail(_):
        raise ZeroDivisionError("by <nothing>")

    with monkeypatch.context() as patched:
        patched.setattr(parts, "standing", fail)
        with pytest.raises(ZeroDivisionError):
            panel.sliders["addons"].value = 9
        assert "ZeroDivisionError: by &lt;nothing&gt;" in panel.notice.value
    panel.sliders["addons"].value = 8
    assert "ZeroDivisionError" not in panel.notice.value


def test_an_error_behind_a_button_is_said(panel, monkeypatch):
    panel.sliders["addons"].value = 9
    monkeypatch.setattr(panel, "_refresh", lambda: 1 / 0)
    panel.undo_button.click()  # ipywidgets logs what a button raises
    assert "ZeroDivisionError" in panel.notice.value


# Called from a browser


def from_browser(panel: Panel, monkeypatch, act) -> None:
    """Do something as messages of a browser would, and wait until everything has followed."""

    async def run():
        await act()
        async with asyncio.timeout(60):
            while panel._pending:
                await asyncio.sleep(0.01)

    monkeypatch.setattr(module, "_from_browser", lambda: True)
    asyncio.run(run())


@pytest.fixture
def wide(tmp_path, screen) -> Panel:
    """Return a panel of a small problem with every part on the screen."""
    made = Panel(tiny(tmp_path))
    for name in parts.FOLLOWING:
        made.show(name)
    return made


def test_a_drag_draws_the_verdict_at_each_step_and_the_rest_once(wide, screen, monkeypatch):
    async def drag():
        for value in (9, 8, 7, 6, 5, 4):
            wide.sliders["power"].value = value

    wide.sliders["power"].value = 10
    screen.changes.clear()
    from_browser(wide, monkeypatch, drag)
    assert screen.changes.count("fr-verdict") == 6
    assert screen.changes.count("fr-tipping") == 1
    for name, draw in parts.FOLLOWING.items():
        assert screen.words(name) == draw(Outcome(wide.problem, wide.state)).words


def test_a_drag_is_one_step_for_undo(wide, monkeypatch):
    async def drag():
        for value in (9, 8, 7):
            wide.sliders["power"].value = value

    wide.sliders["power"].value = 10
    from_browser(wide, monkeypatch, drag)
    monkeypatch.setattr(module, "_from_browser", lambda: False)
    wide.undo()
    assert wide.sliders["power"].value == 10


def test_what_a_later_move_made_stale_is_not_drawn(wide, screen, monkeypatch):
    async def two_moves():
        wide.sliders["power"].value = 3
        await asyncio.sleep(module.SETTLE_SECONDS + module.PAUSE_SECONDS)
        wide.sliders["power"].value = 8

    wide.sliders["power"].value = 10
    from_browser(wide, monkeypatch, two_moves)
    for name, draw in parts.FOLLOWING.items():
        assert screen.words(name) == draw(Outcome(wide.problem, wide.state)).words
        assert screen.shown[f"fr-{name}"][MIME]["state"]["points"]["power"] == 8


def test_an_error_in_what_follows_later_is_said(wide, monkeypatch):
    async def move():
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        wide.sliders["power"].value = 3

    wide.sliders["power"].value = 10
    monkeypatch.setitem(parts.FOLLOWING, "tipping", lambda _: 1 / 0)
    from_browser(wide, monkeypatch, move)
    assert "ZeroDivisionError" in wide.notice.value


def test_a_page_opened_anew_is_told_what_no_longer_follows(wide):
    wide.root._view_count = 1
    assert wide.notice.value == ""
    wide.root._view_count = 2
    assert "opened anew" in wide.notice.value
    for name in parts.FOLLOWING:
        wide.show(name)
    wide.sliders["power"].value = 3
    assert "opened anew" not in wide.notice.value


def test_a_tab_closed_and_opened_again_is_told_too(wide):
    for count in (1, 0, 1):
        wide.root._view_count = count
    assert "opened anew" in wide.notice.value


def test_a_cell_run_again_is_no_page_opened_anew(wide):
    wide.root._view_count = 1
    wide.show("panel")
    for count in (0, 1):
        wide.root._view_count = count
    assert wide.notice.value == ""


# Hostile text

FREE_TEXT = {
    "frameworks": "label version stack best_for strengths weak_spots watch_known watch_new licence",
    "criteria": "theme label question unit swing says reason",
    "features": "note",
    "evidence": "unit source_title setup note",
    "scenarios": "label story article_because",
    "scenario_points": "because",
}


def make_hostile(folder: Path) -> int:
    """Add hostile text to every cell that is free text; return how many cells took it."""
    done = 0
    for table, columns in FREE_TEXT.items():
        path = folder / f"{table}.csv"
        rows = rows_of(path)
        for row in rows:
            for column in set(columns.split()) & set(row):
                # What is only shown has no theme and no swing, and `says` has braces of its own.
                if row[column]:
                    bad = HOSTILE.replace("{{ 7*7 }}", "") if column == "says" else HOSTILE
                    row[column] += " " + bad
                    done += 1
        write_rows(path, rows)
    return done


def widget_texts(panel: Panel) -> list[str]:
    """Return all HTML that the panel's widgets show."""
    found, left = [], [panel.root]
    while left:
        widget = left.pop()
        left += getattr(widget, "children", ())
        if type(widget).__name__ == "HTML":
            found.append(widget.value)
        elif getattr(widget, "description_allow_html", False):
            found.append(widget.description)
    return found


def test_hostile_text_in_any_field_does_nothing(copy_of_data, screen):
    assert make_hostile(copy_of_data) > 200
    (copy_of_data / "decision.toml").unlink(missing_ok=True)
    panel = Panel(load_problem(copy_of_data))
    for name in [*parts.FOLLOWING, *parts.STILL]:
        panel.show(name)
    bundles = [*screen.shown.values(), *screen.still]
    html = [bundle["text/html"] for bundle in bundles if "text/html" in bundle]
    for text in [*html, *widget_texts(panel)]:
        tree = BeautifulSoup(text, "html.parser")
        assert not tree.select("script, [onerror], strong, em, iframe, object")
        assert all(image["src"].startswith("data:image/svg+xml") for image in tree.select("img"))
        assert not [piece for piece in tree.find_all(string=True) if piece.count("$") > 1]
    shown = BeautifulSoup(" ".join([*html, *widget_texts(panel)]), "html.parser").text
    assert HOSTILE in shown


def test_a_hostile_why_is_saved_and_shown_as_text(undecided, screen):
    panel = Panel(undecided)
    panel.why.value = HOSTILE + '\n"""'
    panel.save()
    assert read_decision(undecided).why == HOSTILE + '\n"""'
    again = Panel(undecided)
    assert again.why.value == panel.why.value
