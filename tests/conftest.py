"""What several tests need: the report's own problem, a copy of its tables to break, a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import chromium
from hypothesis import settings
from playwright.sync_api import Browser

from framework_report.tables import Problem, load_problem

ROOT = Path(__file__).parents[1]

# A slow machine is no fault of what is tested. The same examples each time, so that a change is
# what turns a test red; `make test-all` draws them anew.
settings.register_profile("report", deadline=None, derandomize=True)
settings.register_profile("anew", deadline=None)
settings.load_profile("report")


@pytest.fixture(scope="session")
def problem() -> Problem:
    """Load the problem that the report is about; tests change nothing in it."""
    return load_problem(ROOT / "data")


@pytest.fixture
def copy_of_data(tmp_path: Path) -> Path:
    """Copy the folder of tables, for a test to change."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium for a module; without one its tests fail, and say how to get one."""
    with chromium() as started:
        yield started
