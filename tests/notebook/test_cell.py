"""What is due at the end of a cell: once, and not where none runs."""

from types import SimpleNamespace
from typing import Any

import pytest
from IPython.core.events import EventManager, available_events

from framework_report.notebook import cell
from framework_report.notebook.cell import CellEnd


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stand in for the shell of a kernel that runs a cell."""
    header = {"header": {"msg_type": "execute_request"}}
    found = SimpleNamespace(kernel=SimpleNamespace(get_parent=lambda _: header))
    found.events = EventManager(found, available_events)
    monkeypatch.setattr(cell, "get_ipython", lambda: found)
    return found


def test_the_last_of_what_is_put_off_is_done_once_when_the_cell_ends(shell: Any) -> None:
    end, done = CellEnd(), []
    assert end.put_off(lambda: done.append(1))
    assert end.put_off(lambda: done.append(2))
    assert done == []
    for _ in range(2):
        shell.events.trigger("post_execute")
        assert done == [2]


def test_between_cells_nothing_is_put_off(shell: Any) -> None:
    end = CellEnd()
    shell.events.trigger("post_execute")
    assert not end.put_off(lambda: None)
    shell.events.trigger("pre_execute")
    assert end.put_off(lambda: None)


def test_what_is_forgotten_is_never_done_and_may_be_forgotten_twice(shell: Any) -> None:
    end, done = CellEnd(), []
    end.put_off(lambda: done.append(1))
    for _ in range(2):
        end.forget()
    for event in ("post_execute", "pre_execute"):
        shell.events.trigger(event)
    assert done == []
    assert not end.put_off(lambda: done.append(2))


def test_without_a_kernel_nothing_is_put_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell, "get_ipython", lambda: None)
    end = CellEnd()
    assert not end.put_off(lambda: None)
    end.forget()
