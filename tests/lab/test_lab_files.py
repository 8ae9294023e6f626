"""What a JupyterLab reads and writes: the notebook as committed, the decision, hostile tables."""

import csv
from pathlib import Path
from typing import Any

import pytest
from lab import NOTEBOOK, SECONDS, Lab, copy_report, soon
from playwright.sync_api import Page
from seen import agrees, at

from framework_report.decision import read_decision
from framework_report.outcome import Outcome
from framework_report.tables import Problem

pytestmark = pytest.mark.slow

HOSTILE = "<img src=x onerror=window.hostile=1> $x^2$ {{ 7*7 }} **bold**"


@pytest.fixture
def lab(fresh: Lab) -> Lab:
    """Open the report anew for each test: what one saves is nobody else's."""
    return fresh


def test_opening_the_notebook_does_not_mark_it_as_changed(
    page: Page, address: str, report: Path
) -> None:
    opened = Lab(page, address, NOTEBOOK)
    opened.open()
    page.wait_for_timeout(2000)
    tab = page.locator('.lm-DockPanel-tabBar .lm-TabBar-tab:has-text("decision_report")')
    assert "jp-mod-dirty" not in (tab.get_attribute("class") or "")
    opened.end_kernels()


def test_a_saved_decision_is_on_disk_and_no_longer_a_what_if(lab: Lab, problem: Problem) -> None:
    scenario = problem.scenarios.index[-1]
    lab.picker("Scenario").select_option(label=problem.scenarios.at[scenario, "label"])
    state = at(problem, scenario)
    agrees(lab, problem, state)
    soon(lambda: lab.page.locator('.fr-badge:has-text("What-if")').count(), 1)
    lab.fold("Save").click()
    lab.page.get_by_label("Why", exact=True).fill("we are playing")
    lab.page.get_by_label("Why", exact=True).press("Tab")
    lab.button("Save decision").click()
    lab.page.locator('.fr-panel :text("Saved to")').wait_for(timeout=30 * SECONDS)
    saved = read_decision(problem)
    assert saved is not None
    whole = Outcome(problem, state).state
    assert (saved.state, saved.scenario, saved.why) == (whole, scenario, "we are playing")
    soon(lambda: lab.page.locator('.fr-badge:has-text("What-if")').count(), 0)
    lab.run_all()
    agrees(lab, problem, state)


def test_hostile_text_in_the_tables_does_nothing(page: Page, address: str, report: Path) -> None:
    copy_report(report / "hostile")
    for table, columns in {
        "frameworks": ("label", "stack", "best_for", "strengths", "weak_spots", "watch_new"),
        "criteria": ("label", "theme", "question"),
        "measures": ("label", "swing", "reason", "prefer"),
        "levels": ("label",),
        "scenarios": ("label", "story"),
        "facts": ("note", "source_title"),
        "features": ("note",),
    }.items():
        spoil(report / "hostile" / "data" / f"{table}.csv", columns, HOSTILE)
    lab = Lab(page, address, f"hostile/{NOTEBOOK}")
    lab.open()
    lab.run_all()
    lab.page.locator(".fr-panel .fr-headline").wait_for(timeout=30 * SECONDS)
    lab.page.wait_for_timeout(2000)
    assert lab.page.evaluate("() => window.hostile") is None
    # Where in the notebook something came of it, and what.
    found = lab.page.evaluate(
        """() => ['mjx-container', 'strong', 'img[src="x"]', 'script']
            .flatMap(query => [...document.querySelectorAll(`.jp-OutputArea ${query}`)])
            .filter(x => !x.closest('.jp-RenderedMarkdown'))
            .map(x => [x.closest('.jp-CodeCell').querySelector('.cm-content').textContent,
                       x.tagName, x.parentElement.outerHTML.slice(0, 200)])"""
    )
    assert found == []
    assert "$x^2$ {{ 7*7 }} **bold**" in (lab.page.text_content(".fr-panel") or "")
    lab.end_kernels()


def spoil(path: Path, columns: tuple[str, ...], words: str) -> None:
    """Add words to every cell of some columns of a table that says something."""
    with path.open(encoding="utf-8", newline="") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    for row in rows:
        row.update({c: f"{row[c]} {words}" for c in columns if row.get(c)})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
