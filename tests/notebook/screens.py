"""A stand-in for the screen that keeps what is shown."""

from typing import Any

import pytest

from framework_report.notebook import displays


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
