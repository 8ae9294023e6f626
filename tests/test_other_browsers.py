"""The exported page in Firefox and in WebKit, Safari's engine: it answers there as in Chromium."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from other_browsers import WIDTH, Page, firefox, webkit
from test_export import Committed, export
from test_page import (
    canonical,
    compare,
    compare_doubts,
    edge_states,
    expected_words,
    fold_out,
    random_state,
    shown_words,
    wait_until,
)

from framework_report.outcome import Outcome, State, scenario_state
from notebooks import notebook

pytestmark = pytest.mark.slow

STATES = 100
SETTLED = "document.querySelector('#verdict').getAttribute('aria-busy') === 'false'"


@pytest.fixture(scope="module")
def report(problem, tmp_path_factory) -> Path:
    decision = Committed(scenario_state(problem, "product"), scenario="product")
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(export(notebook(problem, decision=decision)), encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=[firefox, webkit], ids=lambda start: start.__name__)
def started(request, tmp_path_factory) -> Iterator[Page]:
    with request.param(tmp_path_factory.mktemp("browser")) as page:
        yield page


@pytest.fixture
def page(started, report) -> Iterator[Page]:
    """Open the page anew; a fault of its script fails the test."""
    started.open(report.as_uri())
    wait_until(started, SETTLED)
    yield started
    assert started.faults() == []


def test_a_fault_of_a_script_is_noticed(started, tmp_path):
    path = tmp_path / "faulty.html"
    path.write_text("""<!doctype html><button onclick="throw new Error('on purpose')">""")
    started.open(path.as_uri())
    assert started.faults() == []
    started.evaluate("document.querySelector('button').click()")
    assert started.faults()


def test_page_and_python_agree_on_figures_and_words(problem, page):
    dice = random.Random(20261124)
    states = [random_state(problem, dice) for _ in range(STATES)]
    states += [canonical(problem, state) for state in edge_states(problem)]
    assert compare(page, problem, states)[:3] == []


def test_page_and_python_agree_on_what_else_would_change_the_answer(problem, page):
    dice = random.Random(20261125)
    states = [random_state(problem, dice) for _ in range(STATES)]
    assert compare_doubts(page, problem, states)[:3] == []


@pytest.mark.parametrize(("key", "points"), [("ArrowRight", 4), ("End", 10)])
def test_a_key_on_a_slider_moves_scores_and_words(problem, page, key, points):
    decided = scenario_state(problem, "product")
    assert decided.points["api_contract"] == 3
    assert shown_words(page) == expected_words(problem, decided)
    fold_out(page)
    page.evaluate("document.querySelector('input[name=api_contract]').focus()")
    page.press(key)
    moved = canonical(problem, State({**decided.points, "api_contract": points}))
    wait_until(page, f"document.querySelector('input[name=api_contract]').value === '{points}'")
    wait_until(page, SETTLED)
    assert shown_words(page) == expected_words(problem, moved)
    for name, score in Outcome(problem, moved).scores.items():
        shown = f"document.querySelector('[data-framework={name}] [data-role=score]').textContent"
        assert abs(float(page.evaluate(shown)) - 100 * score) <= 0.05 + 1e-9


def test_the_panel_is_laid_out_and_nothing_is_wider_than_the_screen(page):
    fold_out(page)
    box = "document.querySelector('.panel').getBoundingClientRect()"
    assert page.evaluate("innerWidth") == WIDTH
    assert 900 < page.evaluate(f"{box}.width") <= WIDTH
    whole, seen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert whole == seen
