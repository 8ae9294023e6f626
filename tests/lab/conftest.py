"""A JupyterLab on a copy of the report, with the notebook open and run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lab import Lab, copy_report, copy_report_again, jupyterlab, run, soon
from playwright.sync_api import Browser, Page
from seen import agrees, start

from framework_report import load_problem
from framework_report.tables import Problem


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what a user opens."""
    return copy_report(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def address(report: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with jupyterlab(report, tmp_path_factory.mktemp("lab")) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def fresh(page: Page, address: str, report: Path) -> Iterator[Lab]:
    """Open the report as it is committed, and run all cells, for one test alone."""
    copy_report_again(report)
    yield from run(page, address)


@pytest.fixture(scope="module")
def shared(browser: Browser, address: str, report: Path) -> Iterator[Lab]:
    """Open the report as it is committed, and run all cells, for all tests of a module."""
    copy_report_again(report)
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    yield from run(opened, address)
    opened.close()


@pytest.fixture
def lab(shared: Lab, problem: Problem) -> Lab:
    """Begin with every fold closed and the sliders where they started, all of it done."""
    for fold in shared.page.locator(".fr-tabs button.mod-active").all():
        fold.click()
    soon(shared.page.locator(".fr-tabs button.mod-active").count, 0)
    shared.button("Reset").click()
    # A menu's entry is sent by its number: chosen before the menu is reset, it would be another.
    agrees(shared, problem, start(problem))
    shared.settle()
    return shared


@pytest.fixture(scope="module")
def problem(report: Path) -> Problem:
    return load_problem(report / "data")
