"""JupyterLab's bad days: reloads, restarts, cells run again, two tabs. Nothing is lost or stale."""

import pytest
from lab import NOTEBOOK, SECONDS, Lab, soon
from playwright.sync_api import Browser
from seen import agrees, follows, seen, start

from framework_report.notebook import moves
from framework_report.state import State, theme_points
from framework_report.tables import Problem

pytestmark = pytest.mark.weekly


@pytest.fixture
def lab(fresh: Lab) -> Lab:
    """Open the report anew for each test: a bad day is nobody else's."""
    return fresh


def notice(lab: Lab, words: str) -> None:
    lab.page.locator(f'.fr-notice:has-text("{words}"):visible').wait_for(timeout=30 * SECONDS)


def moved(lab: Lab, problem: Problem) -> State:
    """Move the first theme to the other end of its slider, and return the state."""
    theme, state = next(iter(problem.themes)), start(problem)
    to = 0 if theme_points(problem, state.points, theme) else 10
    handle = lab.slider(theme)
    handle.focus()
    handle.press("Home" if to == 0 else "End")
    after = moves.theme_moved(state, problem, state.points, theme, to)
    agrees(lab, problem, after)
    return after


def test_a_page_reloaded_before_autosave_gets_its_sliders_back_as_they_were(
    lab: Lab, problem: Problem
) -> None:
    state = moved(lab, problem)
    # Nothing was saved: the browser would ask whether to leave.
    lab.page.on("dialog", lambda dialog: dialog.accept())
    lab.reload()
    assert "it comes back as you left it" in (lab.page.text_content(".jp-Notebook") or "")
    lab.run_all()
    agrees(lab, problem, state)
    lab.button("Undo").click()
    agrees(lab, problem, start(problem))


def test_after_a_reload_the_panel_follows_and_says_what_does_not(
    lab: Lab, problem: Problem
) -> None:
    before = start(problem)
    agrees(lab, problem, before)
    lab.menu("File", "Save Notebook")
    soon(lambda: lab.page.locator(".jp-mod-dirty").count(), 0)
    lab.reload()
    notice(lab, "opened anew")
    theme = next(iter(problem.themes))
    lab.slider(theme).focus()
    lab.slider(theme).press("Home")
    soon(lambda: seen(lab)["sliders"][theme], 0)
    # What is not followed stays whole: verdict and charts are those of the earlier state.
    stale, old = seen(lab), follows(problem, before)
    assert [stale[name] for name in ("verdict", "charts")] == [old["verdict"], old["charts"]]
    state = moves.theme_moved(before, problem, before.points, theme, 0)
    soon(lambda: seen(lab)["ranking"], follows(problem, state)["ranking"])
    lab.run_all()
    agrees(lab, problem, state)
    assert lab.page.locator('.fr-notice:has-text("opened anew"):visible').count() == 0


def test_a_second_tab_is_told_what_it_does_not_follow(
    lab: Lab, browser: Browser, address: str
) -> None:
    lab.menu("File", "Save Notebook")
    soon(lambda: lab.page.locator(".jp-mod-dirty").count(), 0)
    other = browser.new_page()
    second = Lab(other, address, NOTEBOOK)
    second.reload()
    notice(second, "or a second time")
    notice(lab, "or a second time")
    other.close()


def test_a_restarted_kernel_is_told_in_the_panel_and_run_all_brings_it_back(
    lab: Lab, problem: Problem
) -> None:
    lab.menu("Kernel", "Restart Kernel…")
    lab.page.locator(".jp-Dialog .jp-mod-warn, .jp-Dialog button:has-text('Restart')").last.click()
    notice(lab, "The kernel was restarted")
    lab.settle()
    lab.run_all()
    agrees(lab, problem, start(problem))
    assert lab.page.locator('.fr-notice:has-text("was restarted"):visible').count() == 0


def test_the_first_cell_run_again_ends_the_panel_that_was_there(lab: Lab, problem: Problem) -> None:
    moved(lab, problem)
    cell = lab.page.locator(".jp-CodeCell:has-text('problem_here')").first
    cell.locator(".cm-content").click()
    lab.page.keyboard.press("Control+Enter")
    notice(lab, "The first cell was run again")
    handle = lab.slider(next(iter(problem.themes)))
    assert handle.evaluate("e => getComputedStyle(e).pointerEvents") == "none"
