"""A small problem for panel and charts, and a stand-in for the screen that keeps what is shown."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small import SHIPPED, small

from framework_report.notebook import displays
from framework_report.tables import Problem


class Screen:
    """Stands in for the notebook: keeps what is displayed, and each change of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shown: dict[str, dict[str, Any]] = {}
        self.changes: list[str] = []
        self.still: list[dict[str, Any]] = []
        screen = self

        class Handle:
            def __init__(self, display_id: str) -> None:
                self.display_id = display_id

            def display(self, bundle: dict[str, Any], *, raw: bool) -> None:
                screen.shown[self.display_id] = bundle
                assert raw

            def update(self, bundle: dict[str, Any], *, raw: bool) -> None:
                assert self.display_id in screen.shown
                screen.changes.append(self.display_id)
                self.display(bundle, raw=raw)

        monkeypatch.setattr(displays, "DisplayHandle", Handle)
        monkeypatch.setattr(displays, "display", lambda bundle, raw: self.still.append(bundle))

    def words(self, name: str) -> str:
        return str(self.shown[f"fr-{name}"]["text/plain"])


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
