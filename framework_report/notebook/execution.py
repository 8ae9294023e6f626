"""Run notebooks the same way whoever runs them, and write them so that two runs give equal bytes.

What a person has set for other work stays out: Matplotlib starts from its own defaults, IPython
without a profile and start-up files, Jupyter without configuration. What libraries have to say goes
to the terminal. The notebook reads from the environment in which folder its data is.
"""

import json
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from logging import CRITICAL, getLogger
from pathlib import Path
from typing import Any

from framework_report.faults import short
from framework_report.files import ProblemError, read_text, write_text


@contextmanager
def _without_a_grammar() -> Iterator[None]:
    """Import without the grammar of international addresses, which takes longest of all (1.4 s).

    The library that checks a notebook's form loads it where it is there; no notebook needs it.
    """
    name = "rfc3987_syntax"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # Python's own way to say that there is none
    try:
        yield
    finally:
        del sys.modules[name]


with _without_a_grammar():
    import nbformat
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError
    from nbformat import NotebookNode

reads: Callable[..., NotebookNode] = nbformat.reads
writes: Callable[..., str] = nbformat.writes
DATA = "FRAMEWORK_REPORT_DATA"
"""The variable of the environment that says in which folder the notebook's data is."""
NOT_OURS = frozenset(
    ["IPYTHON_STARTUP", "JUPYTER_CONFIG_PATH", "JUPYTER_PLATFORM_DIRS", "MPLBACKEND"]
) | {"PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONINSPECT", "PYTHONDEVMODE"}
"""Variables by which a person sets up other work."""
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
TIMEOUT_SECONDS = 300
CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)|^={7}$", re.MULTILINE)
COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
LONGEST = 300
"""How many characters of an error's message are repeated."""
OURS = ("Changed", "ProblemError")
"""Errors whose lines already name file and fault."""

OnCell = Callable[[Path, int, int], object]


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook of any version as one of version 4.

    Raises:
        ProblemError: it cannot be read, or it is no notebook; one line that says why.
    """
    text = read_text(path)
    if not text.strip():
        raise ProblemError([f"{path}: the file is empty, expected a notebook"])
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProblemError([_not_json(path, text, error)]) from None
    if not isinstance(found, dict) or not isinstance(found.get("nbformat"), int):
        raise ProblemError([f"{path}: no notebook (it has no 'nbformat')"])
    try:
        with _quiet():
            notebook = reads(text, as_version=4)
            nbformat.validate(notebook)
    except Exception as error:  # whatever somebody else's file makes a library raise
        raise ProblemError([f"{path}: no notebook ({_first_line(error)})"]) from None
    return notebook


def _not_json(path: Path, text: str, error: Exception) -> str:
    if mark := CONFLICT.search(text):
        line = text.count("\n", 0, mark.start()) + 1
        return f"{path} line {line}: found a conflict of two versions ({mark[0].strip()})"
    if isinstance(error, json.JSONDecodeError):
        at_end = error.pos >= len(text.rstrip())
        what = "the file ends in the middle" if at_end or "Unterminated" in error.msg else error.msg
        return f"{path} line {error.lineno}: no notebook ({what})"
    return f"{path}: no notebook ({_first_line(error)})"


def _first_line(error: object) -> str:
    lines = COLOURS.sub("", str(error)).strip().splitlines()
    found = lines[0] if lines else type(error).__name__
    return short(found, LONGEST)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep to ourselves what a library would like another one's notebook to have."""
    log = getLogger("traitlets")
    before = log.level
    log.setLevel(CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(before)


def environment(folder: Path, empty: Path) -> dict[str, str]:
    """Return what a kernel is started with.

    Args:
        folder: that of the data.
        empty: a folder where nobody's settings are.
    """
    ours = {name: text for name, text in os.environ.items() if name not in NOT_OURS}
    ours |= {
        DATA: str(folder.resolve()),
        "IPYTHONDIR": str(empty / "ipython"),
        "JUPYTER_CONFIG_DIR": str(empty / "jupyter"),
    }
    # Not MPLCONFIGDIR, beside which Matplotlib keeps what it knows of the fonts.
    matplotlib = find_spec("matplotlib")
    if matplotlib and matplotlib.origin:
        ours["MATPLOTLIBRC"] = str(Path(matplotlib.origin).parent / "mpl-data" / "matplotlibrc")
    return ours


def execute(path: Path, folder: Path, on_cell: OnCell | None = None) -> NotebookNode:
    """Run a notebook from top to bottom in its own folder and return it.

    What differs from run to run is left out: cell timing, widget state, and the address of the
    widget view, which no other kernel would know. So is what went to the standard error of a cell:
    it goes to that of this process.

    Args:
        path: the notebook; the file stays as it is.
        folder: that of the data; the notebook finds it in the variable `DATA`.
        on_cell: called before each cell of code, and before the last one of any kind, with the
            path, the cell's number and how many there are, all kinds counted, from 1.

    Raises:
        ProblemError: it is no notebook, or a cell failed; one line that names notebook, cell and
            error. The lines of a ProblemError within a cell stand for themselves.
    """
    notebook = read_notebook(path)
    at = 0

    def start(cell: Mapping[str, Any], cell_index: int) -> None:
        nonlocal at
        at = cell_index + 1
        if on_cell and (cell["cell_type"] == "code" or at == len(notebook.cells)):
            on_cell(path, at, len(notebook.cells))

    with tempfile.TemporaryDirectory(prefix="framework-report-") as empty:
        client = NotebookClient(
            notebook,
            timeout=TIMEOUT_SECONDS,
            kernel_name="python3",
            resources={"metadata": {"path": str(path.parent)}},
            record_timing=False,
            store_widget_state=False,
            on_cell_start=start,
            # Else each kernel warns that it talks to its own machine without encryption.
            extra_arguments=["--log-level=ERROR"],
        )
        try:
            client.execute(env=environment(folder, Path(empty)))
        except CellExecutionError as error:
            raise ProblemError(_failed(path, at, error.ename, error.evalue)) from None
        except CellTimeoutError:
            what = f"it took longer than {TIMEOUT_SECONDS} seconds"
            raise ProblemError([f"{path} cell {at}: {what}"]) from None
        except (NoSuchKernel, RuntimeError, OSError) as error:
            where = f"{path} cell {at}" if at else str(path)
            raise ProblemError([f"{where}: cannot be run ({_first_line(error)})"]) from None
    _tell(path, notebook)
    if later := [_failed(path, number, *error) for number, *error in _later_errors(notebook)]:
        raise ProblemError(line for lines in later for line in lines)
    return _lasting(notebook)


def _failed(path: Path, cell: int, name: str, words: str) -> list[str]:
    said = COLOURS.sub("", words or "")
    if name in OURS and said.strip():
        return [line for line in said.splitlines() if line.strip()]
    return [f"{path} cell {cell}: {name}: {_first_line(said)}".rstrip(": ")]


def _later_errors(notebook: NotebookNode) -> Iterator[tuple[int, str, str]]:
    """Yield what failed once a cell had ended, as a display that follows: its code was fine.

    Each is the cell's number, the error's name and its words.
    """
    for number, cell in enumerate(notebook.cells, 1):
        if "raises-exception" not in cell.metadata.get("tags", ()):
            for output in cell.get("outputs", ()):
                if output["output_type"] == "error":
                    yield number, output["ename"], output["evalue"]


def _tell(path: Path, notebook: NotebookNode) -> None:
    """Take what went to standard error out of a notebook, and say it in the terminal."""
    for number, cell in enumerate(notebook.cells, 1):
        kept = []
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr" and output["output_type"] == "stream":
                for line in output["text"].splitlines():
                    print(f"{path} cell {number}: {line}", file=sys.stderr)
            else:
                kept.append(output)
        if cell["cell_type"] == "code":
            cell["outputs"] = kept


def _lasting(notebook: NotebookNode) -> NotebookNode:
    """Take out what only this run's kernel knows."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(WIDGET_VIEW, None)
    # What the kernel says of its language stays, as JupyterLab would write it: else a notebook
    # counts as changed as soon as it is opened.
    notebook.metadata.pop("widgets", None)
    return notebook


def write(notebook: NotebookNode, path: Path, expected: str | None = None) -> None:
    """Write a notebook whole or not at all.

    Args:
        notebook: what to write.
        path: where to.
        expected: what `read_text` gave of it before; if it is something else now, nothing is lost.
    """
    text = writes(notebook, version=4) + "\n"
    if expected is None:
        write_text(path, text)
    else:
        write_text(path, text, expected)
