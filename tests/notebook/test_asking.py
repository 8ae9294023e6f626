"""Ask me in the panel: asked before told, by hand-made answers."""

from pathlib import Path

import ipywidgets as w
import pytest
from bs4 import BeautifulSoup
from screens import Screen
from small import single

from framework_report.ask import questions
from framework_report.notebook.panel import COVERED, Panel
from framework_report.tables import Problem

pytestmark = pytest.mark.slow


@pytest.fixture
def panel(wood: Problem, screen: Screen) -> Panel:
    """Themes Force (power), Calm (peace) and Ties (bond, running, which the team answers)."""
    made = Panel(wood)
    made.show("verdict")
    return made


def parts(box: w.Box) -> list[w.Widget]:
    return [x for c in box.children for x in (parts(c) if isinstance(c, w.Box) else [c])]


def said(panel: Panel) -> str:
    html = " ".join(x.value for x in parts(panel.asking.box) if isinstance(x, w.HTML))
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def click(panel: Panel, words: str) -> None:
    next(
        x
        for x in parts(panel.asking.box)
        if isinstance(x, w.Button) and x.description.startswith(words)
    ).click()


def rate(panel: Panel, **given: int) -> None:
    sliders = [x for x in parts(panel.asking.box) if isinstance(x, w.IntSlider)]
    for slider in sliders:
        slider.value = given[slider.description]
    click(panel, "Next")


def covered(panel: Panel) -> bool:
    return COVERED in panel.root._dom_classes


def test_answers_set_the_sliders_as_swing_weights_do(panel: Panel) -> None:
    before = panel.state
    panel.asking.button.click()
    assert covered(panel)
    assert "At most six questions" in said(panel)
    assert "What would you improve first?" in said(panel)
    rate(panel, Force=100, Calm=60, Ties=0)
    assert panel.state == before  # nothing moves before the last answer
    assert "Question 2 of at most 6" in said(panel)
    click(panel, "Both are about as good")
    click(panel, "Both are about as good")
    assert (panel.state, covered(panel)) == (before, True)
    click(panel, "Show who leads")
    assert not covered(panel)
    # 100 and 60 of 100 are 10 and 6 points.
    assert panel.state.points == {"power": 10, "peace": 6}
    assert panel.sliders["peace"].value == 6
    assert not panel.asking.box.children
    panel.undo_button.click()
    assert panel.state == before


def test_answers_are_kept_as_they_were_given(panel: Panel) -> None:
    panel.asking.button.click()
    rate(panel, Force=25, Calm=50, Ties=0)
    assert panel.asking.answers["themes"] == {"Force": 25, "Calm": 50, "Ties": 0}


def test_a_choice_that_goes_against_the_ratings_is_said_and_can_be_changed(panel: Panel) -> None:
    panel.asking.button.click()
    rate(panel, Force=100, Calm=60, Ties=0)
    # The first: worth at most 70 beside 100, which 60 is. The second of two: at most 50.
    one, two = (q.options[0].label for q in questions(panel.problem, panel.asking.answers)[1:])
    click(panel, one)
    click(panel, two)
    assert "You rated Force at 100 and Calm at 60." in said(panel)
    assert "peace counts 60 beside power at 100; this choice says at most 50." in said(panel)
    names = [x.description for x in parts(panel.asking.box) if isinstance(x, w.Button)]
    assert len(set(names)) == len(names) == 5  # show, three questions, cancel
    click(panel, "Change from question 1 on: What would you improve first?")
    assert panel.asking.answers == {}
    rate(panel, Force=100, Calm=40, Ties=0)
    click(panel, "Both are about as good")
    click(panel, "Both are about as good")
    click(panel, "Show who leads")
    assert panel.state.points == {"power": 10, "peace": 4}


def test_who_cancels_has_what_stood_there_before(panel: Panel) -> None:
    before = panel.state
    panel.asking.button.click()
    rate(panel, Force=100, Calm=60, Ties=0)
    click(panel, "Cancel")
    assert (covered(panel), panel.state) == (False, before)
    panel.asking.button.click()
    assert panel.asking.answers == {}


@pytest.mark.parametrize("again", [False, True])
def test_who_cancels_after_the_last_answer_has_what_stood_there_before(
    panel: Panel, again: bool
) -> None:
    before = panel.state
    panel.asking.button.click()
    rate(panel, Force=0, Calm=60, Ties=0)
    if again:
        click(panel, "Change from question 1 on")
    click(panel, "Cancel")
    assert (covered(panel), panel.state) == (False, before)


def test_where_all_stand_at_0_nothing_goes_on(panel: Panel) -> None:
    panel.asking.button.click()
    rate(panel, Force=0, Calm=0, Ties=0)
    assert "All stand at 0: give 100 to the one that you would take first." in said(panel)
    assert panel.asking.answers == {}
    rate(panel, Force=100, Calm=0, Ties=0)
    assert "Your answers set the sliders" in said(panel)


def test_where_nothing_that_is_rated_counts_yet_nobody_is_shown_to_lead(panel: Panel) -> None:
    panel.asking.button.click()
    rate(panel, Force=0, Calm=0, Ties=100)
    click(panel, "Next")
    assert "Nothing is weighted yet" in said(panel)
    names = [x.description for x in parts(panel.asking.box) if isinstance(x, w.Button)]
    assert not any(name.startswith("Show") for name in names)
    click(panel, "Change from question 2 on")
    assert "Within Ties" in said(panel)


def test_what_was_asked_before_is_closed(panel: Panel) -> None:
    panel.asking.button.click()
    first = parts(panel.asking.box)
    rate(panel, Force=100, Calm=60, Ties=0)
    assert all(widget.comm is None for widget in first)


def test_where_one_criterion_is_all_there_is_nothing_to_ask(tmp_path: Path, screen: Screen) -> None:
    problem = single(tmp_path)
    assert questions(problem) == []
    assert Panel(problem).asking.button.layout.display == "none"
