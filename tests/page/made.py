"""Pages for tests: of the parts that displays carry, opened with the network off."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Browser, Page

from framework_report.decision import committed_state
from framework_report.export import PART, DecisionReportExporter
from framework_report.export.bundle import SCRIPT, bundle
from framework_report.export.payload import payload
from framework_report.export.view import view
from framework_report.notebook import parts
from framework_report.outcome import Outcome
from framework_report.state import State
from framework_report.tables import Problem

SECTIONS = {
    "": ("title", "verdict", "panel"),
    "Why the leader leads": ("against",),
    "How safe this is": ("doubts",),
    "Other situations": ("scenarios", "for_whom"),
    "Evidence": ("evidence", "features"),
}
WAIT_MS = 10_000


def notebook(
    problem: Problem,
    decision: Any = None,
    state: State | None = None,
    more: Mapping[str, tuple[str, ...]] | None = None,
) -> Any:
    """Return the report as a notebook, as its cells display it; without a state, the decision's."""
    outcome = Outcome(problem, state or committed_state(problem, decision))
    cells = []
    for heading, names in (SECTIONS | dict(more or {})).items():
        cells += [new_markdown_cell(f"## {heading}")] if heading else []
        shown = [_display(outcome, name, decision) for name in names]
        cells.append(new_code_cell("report", outputs=[output for output in shown if output]))
    return nbformat.reads(nbformat.writes(new_notebook(cells=cells)), 4)


def _display(outcome: Outcome, name: str, decision: Any) -> Any:
    part = (parts.FOLLOWING | parts.STILL)[name](outcome)
    if not part.html:
        return None
    carried = {"part": name, "finding": part.finding}
    if name in parts.FOLLOWING:
        carried |= {"state": outcome.state.to_dict(), "view": view(name, outcome, decision)}
    if name == "panel":
        carried["payload"] = payload(outcome.problem, decision)
    return new_output("display_data", data={"text/html": part.html, PART: carried})


def written(problem: Problem, path: Path, **given: Any) -> Path:
    """Write the page of a problem."""
    html, _ = DecisionReportExporter().from_notebook_node(notebook(problem, **given))
    path.write_text(html, encoding="utf-8")
    return path


@contextmanager
def opened(browser: Browser, path: Path, address: str = "", **context: Any) -> Iterator[Page]:
    """Open a page; a fault of its script, or a request for anything, fails the test."""
    faults: list[str] = []
    found = browser.new_context(offline=True, **context)
    page = found.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on(
        "request", lambda r: None if r.url.startswith(("file:", "data:")) else faults.append(r.url)
    )
    page.set_default_timeout(WAIT_MS)
    page.goto(path.as_uri() + address)
    yield page
    assert faults == []
    found.close()


@contextmanager
def engine(browser: Browser, folder: Path, main: str) -> Iterator[Page]:
    """Open a page that holds the engine of the page's script, and what a test adds to it."""
    (folder / "engine").mkdir()
    for path in (SCRIPT / "engine").glob("*.js"):
        (folder / "engine" / path.name).write_text(path.read_text(encoding="utf-8"), "utf-8")
    (folder / "main.js").write_text(main, encoding="utf-8")
    page = folder / "page.html"
    page.write_text(f"<!DOCTYPE html><script>{bundle(folder, 'main.js')}</script>", "utf-8")
    with opened(browser, page) as found:
        yield found


def carried(problem: Problem) -> Any:
    """Return what a page computes from, as it arrives there."""
    return json.loads(json.dumps(payload(problem, None), default=float))


def settled(page: Page) -> None:
    """Wait until all of the page shows the state on screen."""
    page.wait_for_selector('#verdict[aria-busy="false"]', state="attached")
