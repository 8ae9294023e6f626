"""A small problem for panel and charts, and a screen that keeps what is shown."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from screens import Screen
from small import SHIPPED, small

from framework_report.tables import Problem


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    return Screen(monkeypatch)


@pytest.fixture
def trees(tmp_path: Path) -> Callable[..., Problem]:
    """Return what writes a small problem into a folder of the test's own."""

    def write(*given: Any, **options: Any) -> Problem:
        return small(tmp_path, *given, **options)

    return write


@pytest.fixture
def wood(trees: Callable[..., Problem]) -> Problem:
    """Return the small problem: with features, a second measure of peace, and Dogwood unticked."""
    figures = {"a": (10, 0), "b": (0, 10), "c": (4, 4), "d": (8, 8)}
    quiet = {"a": 10, "b": 0, "c": 4, "d": 8}
    return trees(figures, shipped=SHIPPED, quiet=quiet, off={"d": ""})
