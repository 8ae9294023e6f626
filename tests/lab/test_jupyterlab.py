"""What a user sees in a real JupyterLab: sliders, verdict, charts and export say the same."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from lab import Lab, soon
from playwright.sync_api import Download
from seen import agrees, at, follows, start

from framework_report.ask import MOST_QUESTIONS, Answer, points_from, questions
from framework_report.notebook import moves
from framework_report.outcome import Outcome
from framework_report.tables import Problem

pytestmark = pytest.mark.slow


def test_all_cells_run_and_say_what_follows_from_the_decision(lab: Lab, problem: Problem) -> None:
    agrees(lab, problem, start(problem))
    assert lab.page.locator('.jp-OutputArea-output[data-mime-type*="stderr"]').count() == 0


def test_a_slider_moves_with_the_keyboard_and_undo_takes_it_back(
    lab: Lab, problem: Problem
) -> None:
    before, theme = start(problem), list(problem.themes)[-1]
    # The theme's slider is what it scales to: the largest of its criteria.
    handle = lab.slider(theme)
    handle.focus()
    handle.press("Home")
    gone = problem.themes[theme]
    agrees(
        lab,
        problem,
        replace(before, points={n: p for n, p in before.points.items() if n not in gone}),
    )
    lab.button("Undo").click()
    agrees(lab, problem, before)


def test_a_scenario_a_must_have_a_candidate_and_reset_are_followed(
    lab: Lab, problem: Problem
) -> None:
    before, scenario = start(problem), problem.scenarios.index[-1]
    lab.picker("Scenario").select_option(label=problem.scenarios.at[scenario, "label"])
    there = at(problem, scenario)
    agrees(lab, problem, there)
    feature = problem.feature_names[0]
    lab.fold("Must-haves").click()
    lab.picker(feature).select_option(label="in the core")
    must = replace(there, must_haves={**there.must_haves, feature: "core"})
    agrees(lab, problem, must)
    lab.button("Undo").click()
    agrees(lab, problem, there)
    lab.fold("Compared").click()
    extra = next(name for name in problem.names if name not in problem.ticked)
    lab.page.get_by_role("checkbox", name=problem.labels[extra], exact=True).check()
    names = tuple(n for n in problem.names if n in {*problem.ticked, extra})
    agrees(lab, problem, replace(there, candidates=names))
    lab.button("Reset").click()
    agrees(lab, problem, before)


def test_what_the_team_says_and_how_a_criterion_is_measured_are_followed(
    lab: Lab, problem: Problem
) -> None:
    state = start(problem)
    criterion = next(name for name in problem.team if name not in problem.mark("incumbent"))
    name, labels = problem.ticked[1], problem.level_labels[criterion]
    lab.picker(problem.labels[name]).select_option(label=labels[-1])
    state = moves.said(state, problem, criterion, name, len(labels) - 1)
    agrees(lab, problem, state)
    if running := next(iter(problem.mark("incumbent")), None):
        top = len(problem.level_labels[running]) - 1
        words = f"{problem.labels[name]}: {problem.level_labels[running][top]}"
        lab.picker(problem.criteria.at[running, "label"]).select_option(label=words)
        state = moves.runs(state, problem, running, (top, name))
        agrees(lab, problem, state)
    measured, of = next(iter(problem.menus.items()))
    lab.fold("Criteria").click()
    row = lab.page.locator(f".fr-criterion:has(.fr-s{problem.scored.index(measured)})")
    row.locator("select").select_option(label=problem.measures.at[(measured, of[-1]), "label"])
    agrees(lab, problem, moves.measured(state, problem, measured, of[-1]))


def test_where_nothing_is_left_the_panel_says_what_to_do(lab: Lab, problem: Problem) -> None:
    lab.fold("Must-haves").click()
    state, picked = start(problem), list[str]()
    for feature in problem.feature_names:
        if not Outcome(problem, state).eligible:
            break
        lab.picker(feature).select_option(label="in the core")
        picked.append(feature)
        state = moves.must_have(state, problem, feature, "core")
    # Each menu first: what is lost between it and the answer is another fault than what it loses.
    chosen = "e => e.selectedOptions[0].text.replaceAll('\\u00a0', ' ')"
    soon(lambda: {lab.picker(name).evaluate(chosen) for name in picked}, {"in the core"})
    agrees(lab, problem, state)
    assert Outcome(problem, state).case == "none_left"
    assert lab.page.text_content(".fr-panel .fr-way_out")


def export(lab: Lab, to: Path) -> BeautifulSoup:
    """Export from JupyterLab's menu."""
    got: list[Download] = []

    def keep(download: Download) -> None:
        got.append(download)

    lab.page.context.on("page", lambda opened: opened.on("download", keep))
    lab.page.on("download", keep)
    lab.menu("File", "Save and Export Notebook As", "Decision")
    until = time.monotonic() + 60
    while not got and time.monotonic() < until:
        lab.page.wait_for_timeout(200)
    assert got, "no download came from File, Save and Export Notebook As, Decision"
    got[0].save_as(to)
    return BeautifulSoup(to.read_text(encoding="utf-8"), "html.parser")


def test_the_export_from_the_menu_is_the_state_on_screen(
    lab: Lab, problem: Problem, tmp_path: Path
) -> None:
    scenario = problem.scenarios.index[-1]
    lab.picker("Scenario").select_option(label=problem.scenarios.at[scenario, "label"])
    agrees(lab, problem, at(problem, scenario))
    says = follows(problem, at(problem, scenario))["verdict"]

    def exported() -> str:
        tree = export(lab, tmp_path / "report.html")
        return tree.select_one("#verdict h2").get_text(" ", strip=True)  # type: ignore[union-attr]

    # What the page computes from is the last that follows, about a second after the slider rests.
    soon(exported, says)


def test_run_all_ends_with_a_way_back_to_the_sliders(lab: Lab) -> None:
    lab.page.get_by_role("link", name="Back to the sliders").click()
    soon(lambda: lab.page.locator(".fr-panel .fr-headline").is_visible(), True)
    box = lab.page.locator('h2:has-text("Your priorities")').bounding_box()
    assert box
    assert 0 < box["y"] < 900


def test_every_handle_menu_and_fold_has_a_name_for_a_screen_reader(
    lab: Lab, problem: Problem
) -> None:
    lab.fold("Criteria").click()
    panel = lab.page.locator(".fr-panel")
    labels = [problem.criteria.at[name, "label"] for name in problem.scored]
    for name in [*problem.themes, *labels]:
        handle = panel.get_by_role("slider", name=name, exact=True)
        soon(handle.count, 1)  # the fold opens when the kernel has answered
        # With its name it says where it stands.
        assert handle.get_attribute("aria-valuenow")
    assert panel.get_by_role("group", name=problem.criteria.at[problem.team[0], "question"]).count()
    for menu in panel.get_by_role("combobox").all():
        assert menu.evaluate("e => e.labels[0]?.textContent.trim()")
    fold = panel.get_by_role("button", name="Criteria", exact=False)
    soon(lambda: fold.get_attribute("aria-expanded"), "true")
    fold.click()
    soon(lambda: fold.get_attribute("aria-expanded"), "false")


def test_asked_before_told_by_keyboard_alone(lab: Lab, problem: Problem) -> None:
    page = lab.page
    headlines = page.locator(".fr-headline")
    lab.button("Ask me").focus()
    page.keyboard.press("Enter")
    heading = page.locator(".fr-ask h3")
    answers: dict[str, Answer] = {}
    while (asked := questions(problem, answers)) and len(asked) > len(answers):
        number, title = len(answers) + 1, asked[len(answers)].title
        soon(heading.text_content, f"Question {number} of at most {MOST_QUESTIONS}: {title}")
        # Nothing on the page says who leads, and the keyboard is at the question.
        assert not any(one.is_visible() for one in headlines.all())
        soon(lambda: heading.evaluate("e => e === document.activeElement"), True)
        question = asked[len(answers)]
        page.keyboard.press("Tab")
        if question.level < 0:
            page.keyboard.press("End")  # the first: 100; the others stay at 50
            lab.button("Next").focus()
            given = dict.fromkeys((option.name for option in question.options), 50.0)
            answers[question.name] = given | {question.options[0].name: 100.0}
        else:
            answers[question.name] = "first"
        page.keyboard.press("Enter")
    soon(heading.text_content, "Your answers set the sliders. Now see who leads.")
    assert not any(one.is_visible() for one in headlines.all())
    lab.button("Show who leads").focus()
    page.keyboard.press("Enter")
    agrees(lab, problem, moves.with_points(start(problem), problem, points_from(problem, answers)))
    soon(lambda: page.locator(".fr-panel .fr-headline").is_visible(), True)
