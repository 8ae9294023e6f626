"""A JupyterLab on a copy of the report, with the notebook open and run."""

import csv
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lab import Lab, copy_report, jupyterlab
from playwright.sync_api import Browser, Page

from framework_report import load_problem
from framework_report.tables import Problem

NOTEBOOK = "notebooks/decision_report.ipynb"


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
    yield from _run(page, address)


@pytest.fixture(scope="module")
def shared(browser: Browser, address: str, report: Path) -> Iterator[Lab]:
    """Open the report as it is committed, and run all cells, for all tests of a module."""
    copy_report_again(report)
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    yield from _run(opened, address)
    opened.close()


@pytest.fixture
def lab(shared: Lab) -> Lab:
    """Begin with every fold closed and the sliders where they started, all of it done."""
    for fold in shared.page.locator(".fr-tabs button.mod-active").all():
        fold.click()
    shared.button("Reset").click()
    shared.page.wait_for_timeout(300)  # until the click has reached the kernel
    shared.settle()
    return shared


def _run(page: Page, address: str) -> Iterator[Lab]:
    opened = Lab(page, address, NOTEBOOK)
    opened.open()
    opened.run_all()
    yield opened
    said = page.locator(".fr-notice:has-text('could not be done')").all_text_contents()
    opened.end_kernels()
    assert (opened.errors, said) == ([], [])


def copy_report_again(report: Path) -> None:
    """Undo what an earlier test saved."""
    for name in ("notebooks", "data"):
        shutil.rmtree(report / name)
    copy_report(report)


@pytest.fixture(scope="module")
def problem(report: Path) -> Problem:
    return load_problem(report / "data")


def soon(look: Callable[[], object], expected: object, seconds: float = 30) -> None:
    """Wait until what the user sees is as expected; fail with what it is otherwise."""
    until = time.monotonic() + seconds
    while (found := look()) != expected and time.monotonic() < until:
        time.sleep(0.1)
    assert found == expected


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
