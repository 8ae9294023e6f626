"""The page's script and Python agree, digit by digit and word for word, over random states."""

import random
from pathlib import Path
from typing import Any

import pytest
from made import opened, random_state, written
from playwright.sync_api import Page

from framework_report.export.view import view
from framework_report.mcda import TIE
from framework_report.outcome import Outcome
from framework_report.state import State, scenario_state
from framework_report.tables import Problem, load_problem
from framework_report.words import doubts, headline, verdict

FOLDERS = sorted((Path(__file__).parents[1] / "engine" / "decisions").iterdir())
PARTS = ("panel", "against", "doubts", "scenarios", "evidence")


def disagreements(problem: Problem, state: State, found: dict[str, Any]) -> list[str]:
    """Return where the page's answer is not Python's."""
    outcome, wrong = Outcome(problem, state), []
    race = outcome.race

    def compare(what: str, page: Any, python: Any) -> None:
        numbers = isinstance(page, int | float) and isinstance(python, int | float)
        close = numbers and abs(page - python) <= TIE
        if page != python and not close:
            wrong.append(f"{what}: {page!r} for {python!r}")

    for name, score in outcome.scores.items():
        compare(f"score of {name}", found["scores"][name], score)
    compare("ranks", found["ranks"], outcome.ranks.to_dict())
    said = [{"name": n, "title": t, "text": x} for n, t, x in verdict(outcome)]
    compare("words", found["paragraphs"], said)
    compare("headline", found["headline"], headline(outcome))
    compare("doubts", [d["text"] for d in found["doubts"]], [d.text for d in doubts(outcome)])
    if race:
        for name, row in race.tipping_points.iterrows():
            for key, x in row.items():
                missing = not isinstance(x, str) and (x is None or x != x)
                compare(f"{key} of {name}", found["tipping_points"][name][key], None if missing else x)
        for name, row in race.rank_acceptability.iterrows():
            for rank, (page, share) in enumerate(
                zip(found["rank_acceptability"][name], row, strict=True), 1
            ):
                compare(f"rank {rank} of {name}", page, share)
    return [f"{state.to_dict()}: {line}" for line in wrong]


def compare_all(page: Page, problem: Problem, states: list[State]) -> list[str]:
    """Return where figures, words, or what the page would show are not Python's."""
    wrong = []
    for state in states:
        asked = state.to_dict()
        found, shown = page.evaluate(
            "s => [decisionReport.evaluate(s), decisionReport.shown(s)]", asked
        )
        wrong += disagreements(problem, state, found)
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


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_page_and_python_agree_on_any_folder_of_tables(folder, browser, tmp_path):
    problem = load_problem(folder)
    with opened(browser, written(problem, tmp_path / "page.html")) as page:
        assert compare_all(page, problem, states_of(problem, 12, 5))[:3] == []


def test_page_and_python_agree_on_this_report(problem, browser, tmp_path):
    with opened(browser, written(problem, tmp_path / "page.html")) as page:
        assert compare_all(page, problem, states_of(problem, 40, 7))[:3] == []


@pytest.mark.weekly
def test_page_and_python_agree_over_two_thousand_states(problem, browser, tmp_path):
    with opened(browser, written(problem, tmp_path / "page.html")) as page:
        assert compare_all(page, problem, states_of(problem, 2000, 11))[:3] == []
