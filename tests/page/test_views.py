"""What the page shows of a state: its script and Python agree, word for word."""

import random
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from made import opened, settled, written
from playwright.sync_api import Page
from small import many, small, tables
from test_parity import level, level_states, random_state

from framework_report.export.view import view
from framework_report.notebook import parts
from framework_report.outcome import Outcome
from framework_report.state import State, scenario_state, to_link
from framework_report.tables import Problem, load_problem

FOLDERS = sorted((Path(__file__).parents[1] / "engine" / "decisions").iterdir())

PARTS = ("panel", "against", "doubts", "scenarios", "evidence")


def compare_all(page: Page, problem: Problem, states: list[State]) -> list[str]:
    """Return where what the page would show is not what Python writes."""
    wrong = []
    for state in states:
        asked = state.to_dict()
        shown = page.evaluate("s => decisionReport.shown(s)", asked)
        for part in PARTS:
            for name, expected in view(part, Outcome(problem, state)).items():
                if name not in ("why_decided", "switch_if") and shown[name] != expected:
                    wrong.append(f"{asked}: {name} is {shown[name]!r} for {expected!r}")
    return wrong


def states_of(problem: Problem, count: int, seed: int) -> list[State]:
    """Return random states, every scenario, and those where there is little to rank."""
    dice = random.Random(seed)
    scenarios = [scenario_state(problem, name) for name in problem.scenarios.index]
    full = dict.fromkeys(problem.scored, 10)
    edges = [{}, {"points": full}, {"points": full, "candidates": []}]
    edges += [{"points": full, "candidates": problem.names[:1]}]
    edges += [{"points": full, "must_haves": dict.fromkeys(problem.feature_names, "core")}]
    found = [random_state(problem, dice) for _ in range(count)]
    given = [*found, *scenarios, *[State.from_dict(edge, problem) for edge in edges]]
    return [Outcome(problem, state).state for state in given]


def test_of_figures_without_a_date_the_page_names_none(tmp_path):
    problem = load_problem(FOLDERS[0])
    html = written(problem, tmp_path / "page.html").read_text(encoding="utf-8")
    assert f"Evidence {problem.digest}. " in html
    assert "dated" not in html.split("<script")[0].split(problem.digest)[1][:20]


def test_a_source_stands_apart_from_what_kind_of_figure_it_gives(tmp_path):
    written(small(tmp_path), tmp_path / "page.html")
    tree = BeautifulSoup((tmp_path / "page.html").read_text(encoding="utf-8"), "html.parser")
    said = {text for sources in tree.select(".sources") for text in sources.stripped_strings}
    assert said == {"by hand, measured, 2026-01-01"}


def test_where_nothing_is_compared_that_is_said_of_the_situations(tmp_path):
    outcome = Outcome(small(tmp_path), State({"power": 5}, candidates=()))
    said = "Nothing is compared: tick one alternative or more"
    assert view("scenarios", outcome)["situations"] == said
    assert parts.FOLLOWING["scenarios"](outcome).finding == said


def test_marks_are_explained_of_those_compared_alone(tmp_path):
    outcome = Outcome(small(tmp_path), State({"power": 5}, candidates=("a", "c")))
    assert view("evidence", outcome)["marks"] == "● Ash, ◆ Cedar"


@pytest.mark.slow
def test_a_headline_of_more_than_forty_signs_is_set_smaller(browser, tmp_path):
    """At 40 it stands as large as any, in Python and on the page."""
    folder = tables(tmp_path, {"a": (10, 0), "b": (0, 10)})
    rows = (folder / "frameworks.csv").read_text().replace("Ash", "A" * 32)
    (folder / "frameworks.csv").write_text(rows.replace("Birch", "B" * 33))
    problem = load_problem(folder)
    states = [State({name: 9}) for name in ("power", "peace")]
    shown = [view("panel", Outcome(problem, state)) for state in states]
    assert [len(found["headline"]) for found in shown] == [40, 41]
    assert [found["look"] for found in shown] == ["fr-headline", "fr-headline fr-long"]
    with opened(browser, written(problem, tmp_path / "page.html")) as page:
        assert compare_all(page, problem, states) == []


@pytest.mark.slow
def test_criteria_that_part_them_alike_stand_in_the_order_of_the_tables(browser, tmp_path):
    problem = many(tmp_path, {"a": (10, 4, 10, 0, 10), "b": (0, 0, 0, 9, 0)})
    state = State(dict.fromkeys(problem.scored, 5))
    ahead = view("against", Outcome(problem, state))["ahead"]
    assert [row["label"] for row in ahead] == ["C0", "C2", "C4", "C1", "C3"]
    with opened(browser, written(problem, tmp_path / "page.html")) as page:
        assert compare_all(page, problem, [state]) == []


@pytest.mark.slow
def test_every_change_of_measure_that_is_counted_is_named(browser, tmp_path):
    problem = level(tmp_path)
    state = State({"power": 4, "peace": 6}, candidates=("a", "b"))
    address = to_link(state, problem)
    with opened(browser, written(problem, tmp_path / "page.html"), address) as page:
        settled(page)
        told = page.locator("[data-part=doubts]")
        told.locator("summary").first.click()
        assert Outcome(problem, state).race.measure_flips == [("peace", "quiet", ("a",))]
        assert "Measured another way. With peace measured by quiet, Ash leads." in told.inner_text()


@pytest.mark.slow
def test_page_and_python_show_the_same_at_exact_ties(browser, tmp_path):
    problem = level(tmp_path)
    with opened(browser, written(problem, tmp_path / "page.html")) as page:
        assert compare_all(page, problem, level_states(problem, 25, 8))[:3] == []


@pytest.mark.parametrize(
    "folder",
    [FOLDERS[0], *[pytest.param(other, marks=pytest.mark.weekly) for other in FOLDERS[1:]]],
    ids=lambda folder: folder.name,
)
@pytest.mark.slow
def test_page_and_python_show_the_same_of_any_folder_of_tables(folder, browser, tmp_path):
    problem = load_problem(folder)
    with opened(browser, written(problem, tmp_path / "page.html")) as page:
        assert compare_all(page, problem, states_of(problem, 12, 5))[:3] == []


@pytest.mark.slow
def test_page_and_python_show_the_same_of_this_report(problem, browser, tmp_path):
    with opened(browser, written(problem, tmp_path / "page.html")) as page:
        assert compare_all(page, problem, states_of(problem, 40, 7))[:3] == []
