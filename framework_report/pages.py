"""Run notebooks and write their pages: several at once, saying how far it is."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from framework_report.files import ProblemError, read_text, write_text
from framework_report.progress import Progress, progress
from framework_report.words.text import say

OWN = (Path(__file__).parent / "notebooks", Path(__file__).parents[1] / "notebooks")
"""Where the package's own copy of the notebooks lies: in a wheel, and in the project's folder."""
PLACE = "notebooks"


def notebooks_of(given: Path | None, data: Path, own: bool = True) -> list[Path]:
    """Return the notebooks to run: those of a folder that was named, or the nearest ones.

    Without one they are those beside the data, else those here, else the package's own copy.

    Args:
        given: the folder that somebody named.
        data: the folder of the tables.
        own: whether the package's copy will do.

    Raises:
        ProblemError: there is none.
    """
    places = [given] if given else [data.resolve().parent / PLACE, Path(PLACE)]
    places += OWN if own and not given else []
    for place in places:
        if found := sorted(place.glob("*.ipynb")):
            return found
    raise ProblemError([say("commands", "no_notebooks", folder=given or Path(PLACE))])


def write_pages(paths: list[Path], data: Path, to: Path) -> Iterator[Path]:
    """Run each notebook on the tables of a folder and write its page; yield what was written."""
    from framework_report.notebook.execution import execute

    with progress() as told, ThreadPoolExecutor() as pool:  # each waits for a kernel of its own

        def page(path: Path) -> str:
            notebook = execute(path, data, on_cell=_cells(told))
            # Only now: by then the first notebook is done, and the others' kernels are at work.
            from framework_report.export import DecisionReportExporter

            exporter: Any = DecisionReportExporter  # its maker ships no types
            resources = {"metadata": {"name": path.stem}}
            return str(exporter().from_notebook_node(notebook, resources)[0])

        htmls = list(pool.map(page, paths))  # all of them, before one file is written
    for path, html in zip(paths, htmls, strict=True):
        target = to / f"{path.stem}.html"
        write_text(target, html)
        yield target


def run_notebooks(paths: list[Path], data: Path) -> Iterator[Path]:
    """Run each notebook on the tables of a folder and save it executed; yield what was saved."""
    from framework_report.notebook.execution import execute, write

    with progress() as told:
        for path in paths:
            before = read_text(path)
            write(execute(path, data, on_cell=_cells(told)), path, expected=before)
            yield path


def _cells(told: Progress) -> Callable[[Path, int, int], None]:
    def on_cell(path: Path, cell: int, cells: int) -> None:
        told(str(path), cell, cells)

    return on_cell
