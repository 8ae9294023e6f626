"""Parts of the report in a notebook that has no sliders."""

import datetime

import pytest
from screens import Screen

from framework_report.decision import new_decision, write_decision
from framework_report.notebook import show_part
from framework_report.notebook.displays import MIME
from framework_report.outcome import Outcome
from framework_report.state import State
from framework_report.tables import Problem, load_problem

pytestmark = pytest.mark.slow


def test_without_a_decision_a_part_is_that_of_the_first_scenario(
    wood: Problem, screen: Screen
) -> None:
    show_part(wood, "verdict")
    assert screen.shown["fr-verdict"][MIME]["state"]["points"] == {"power": 9, "peace": 1}


def test_with_a_decision_a_part_is_that_of_the_decision(wood: Problem, screen: Screen) -> None:
    state, day = State({"peace": 4}, candidates=("a", "d")), datetime.date(2026, 11, 22)
    made = new_decision(wood, Outcome(wood, state), "so", "no", date=day, review_by=day)
    write_decision(made, wood.folder / "decision.toml")
    show_part(load_problem(wood.folder), "verdict")
    assert screen.shown["fr-verdict"][MIME]["state"] == state.to_dict()


def test_a_part_that_follows_nothing_is_shown_as_it_is(wood: Problem, screen: Screen) -> None:
    show_part(wood, "title")
    assert "<h1" in screen.still[0]["text/html"]


def test_what_is_no_part_is_refused_with_those_there_are(wood: Problem, screen: Screen) -> None:
    with pytest.raises(KeyError, match="no part 'verdikt', expected one of verdict, panel"):
        show_part(wood, "verdikt")
