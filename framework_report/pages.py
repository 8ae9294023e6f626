"""Run notebooks and write their pages: several at once, saying how far it is.

How far goes to standard error, as bars on a terminal and as plain lines elsewhere, so that what a
command answers can be piped on.
"""

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from framework_report.faults import visible
from framework_report.files import ProblemError, read_text, write_text
from framework_report.words.text import say

OWN = (Path(__file__).parent / "notebooks", Path(__file__).parents[1] / "notebooks")
"""Where the package's own copy of the notebooks lies: in a wheel, and in the project's folder."""
PLACE = Path("notebooks")
EVERY_SECONDS = 10
"""How often plain lines say how far one piece of work is, its begin and its end apart."""
Progress = Callable[[object, int, int], None]
"""Takes the name of a piece of work, how many of its steps are done, and how many it has."""


def notebooks_of(given: Path | None, data: Path, own: bool = True) -> list[Path]:
    """Return the notebooks to run: those of a folder that was named, or the nearest ones.

    Without one they are those beside the data, else those here, else the package's own copy (where
    ``own`` is true).

    Raises:
        ProblemError: there is none.
    """
    places = [given] if given else [data.resolve().parent / PLACE, PLACE, *(OWN if own else ())]
    for place in places:
        if found := sorted(place.glob("*.ipynb")):
            return found
    raise ProblemError([say("commands", "no_notebooks", folder=given or PLACE)])


def write_pages(paths: list[Path], data: Path, to: Path) -> Iterator[Path]:
    """Run each notebook on the tables of a folder and write its page; yield what was written."""
    from framework_report.notebook.execution import execute

    with progress() as told, ThreadPoolExecutor() as pool:  # each waits for a kernel of its own

        def told_of(path: object, done: int, of: int) -> None:
            told(path, done, of)
            if done == of:  # while its kernel ends, and not while all of them are at work
                pool.submit(_exporter)

        def page(path: Path) -> str:
            notebook = execute(path, data, on_cell=told_of)
            resources = {"metadata": {"name": path.stem}}
            return str(_exporter().from_notebook_node(notebook, resources)[0])

        htmls = list(pool.map(page, paths))  # all of them, before one file is written
    for path, html in zip(paths, htmls, strict=True):
        target = to / f"{path.stem}.html"
        write_text(target, html)
        yield target


def _exporter() -> Any:
    """Return an exporter; what it needs takes long to import."""
    from framework_report.export import DecisionReportExporter

    made: Any = DecisionReportExporter  # its maker ships no types
    return made()


def run_notebooks(paths: list[Path], data: Path) -> Iterator[Path]:
    """Run each notebook on the tables of a folder and save it executed; yield what was saved."""
    from framework_report.notebook.execution import execute, write

    with progress() as told:
        for path in paths:
            before = read_text(path)
            write(execute(path, data, on_cell=told), path, expected=before)
            yield path


@contextmanager
def progress() -> Iterator[Progress]:
    """Show how far each piece of work is, and how long it still takes, while the block runs."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Bars(*columns, TimeRemainingColumn(), console=console, transient=True) as bars:
        tasks: dict[object, Any] = {}

        def show(name: object, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(visible(name), total=total)
            bars.update(tasks[name], completed=done, total=total)

        yield show


def _lines() -> Progress:
    """Tell in plain lines the first and the last step, and one every few seconds between."""
    began: dict[object, float] = {}
    last: dict[object, float] = {}
    lock = Lock()

    def tell(name: object, done: int, total: int) -> None:
        with lock:
            now = time.monotonic()
            took = now - began.setdefault(name, now)
            if name in last and done < total and now - last[name] < EVERY_SECONDS:
                return
            last[name] = now
            left = took / done * (total - done) if done else 0.0
            rest = f", about {round(left)} s left" if left >= 1 else ""
            print(f"{visible(name)}: {done} of {total}{rest}", file=sys.stderr, flush=True)

    return tell
