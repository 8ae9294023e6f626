"""Running notebooks: nobody's settings have a say, faults are one line, two runs are equal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from small import small

from framework_report.files import ProblemError
from framework_report.notebook.execution import DATA, execute, read_notebook, write

ROOT = Path(__file__).parents[2]


def saved(folder: Path, *sources: str, name: str = "a.ipynb") -> Path:
    """Write a notebook of a heading and cells of code."""
    cells = [new_markdown_cell("# A"), *map(new_code_cell, sources)]
    nbformat.write(new_notebook(cells=cells), folder / name)
    return folder / name


def faults(call, *arguments) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        call(*arguments)
    assert all("\n" not in line for line in caught.value.faults)
    return caught.value.faults


def said(notebook) -> str:
    """Return what all cells printed."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return "".join(output.get("text", "") for output in outputs)


GOOD = nbformat.writes(new_notebook(cells=[new_code_cell("1")]))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", ": the file is empty, expected a notebook"),
        ("\n \n", ": the file is empty, expected a notebook"),
        (GOOD[: len(GOOD) // 2], "no notebook (the file ends in the middle)"),
        (GOOD[:-2], "no notebook (the file ends in the middle)"),
        (
            GOOD.replace(' "cells": [', '<<<<<<< HEAD\n"cells": [\n=======\n>>>>>>> theirs'),
            " line 2: found a conflict of two versions (<<<<<<<)",
        ),
        ("[]", ": no notebook (it has no 'nbformat')"),
        ("{}", ": no notebook (it has no 'nbformat')"),
        ('{"nbformat": "4"}', ": no notebook (it has no 'nbformat')"),
        ('{"nbformat": 4}', ": no notebook ("),
        ('{"nbformat": 99, "nbformat_minor": 0, "cells": [], "metadata": {}}', ": no notebook ("),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}', ": no notebook ("),
        ("[" * 100_000, ": no notebook ("),
        ('{"nbformat": ' + "9" * 5000 + "}", ": no notebook ("),
        ("import this", " line 1: no notebook (Expecting value)"),
    ],
)
def test_what_is_no_notebook_is_one_line_that_names_the_file(tmp_path, capfd, text, says):
    path = tmp_path / "a.ipynb"
    path.write_text(text, encoding="utf-8")
    (line,) = faults(read_notebook, path)
    assert line.startswith(str(path))
    assert says in line
    assert capfd.readouterr() == ("", "")


def test_an_old_notebook_is_read_as_a_new_one(tmp_path):
    cell = {"cell_type": "code", "input": ["1 + 1"], "outputs": [], "language": "python"}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}}
    old["worksheets"] = [{"cells": [cell | {"collapsed": False, "metadata": {}}], "metadata": {}}]
    (tmp_path / "a.ipynb").write_text(json.dumps(old))
    found = read_notebook(tmp_path / "a.ipynb")
    assert found.nbformat == 4
    assert found.cells[0].source == "1 + 1"


@pytest.mark.slow
def test_a_cell_that_fails_is_one_line_with_notebook_cell_and_error(tmp_path):
    path = saved(tmp_path, "1", "raise KeyError('x' * 5000 + '\\n' + 'more')")
    (line,) = faults(execute, path, tmp_path)
    assert line.startswith(f"{path} cell 3: KeyError: 'xxx")
    assert len(line) < len(str(path)) + 350


@pytest.mark.slow
def test_faults_of_the_data_stand_for_themselves(tmp_path):
    code = (
        "from framework_report.files import ProblemError\nraise ProblemError(['a line 1: x', 'b'])"
    )
    assert faults(execute, saved(tmp_path, code), tmp_path) == ["a line 1: x", "b"]


PANEL = """\
from framework_report.notebook import Panel, parts, problem_here
problem, drawn = problem_here(), []
draw = parts.FOLLOWING["against"]
def counted(outcome):
    drawn.append(outcome.state.points)
    return draw(outcome)
parts.FOLLOWING["against"] = counted
panel = Panel(problem)
panel.show("against")
"""


@pytest.mark.slow
def test_a_cell_that_moves_sliders_in_a_loop_draws_what_follows_once(tmp_path):
    data = small(tmp_path, {"a": (10, 0), "b": (0, 10)}).folder
    loop = "for points in range(1, 10):\n    panel.sliders['power'].value = points"
    back = "panel.sliders['power'].value = 2\npanel.undo()"
    path = saved(tmp_path, PANEL, loop, back, "print(len(drawn), drawn[-1]['power'])")
    notebook = execute(path, data)
    assert said(notebook) == "2 9\n"
    (shown,) = notebook.cells[1].outputs
    assert shown.data["application/vnd.framework-report+json"]["state"]["points"]["power"] == 9


@pytest.mark.slow
def test_what_fails_once_a_cell_has_ended_is_told_as_well(tmp_path):
    data = small(tmp_path, {"a": (10, 0), "b": (0, 10)}).folder
    broken = "parts.FOLLOWING['against'] = lambda _: 1 / 0\npanel.sliders['power'].value = 7"
    (line,) = faults(execute, saved(tmp_path, PANEL, broken, "1"), data)
    assert line.startswith(f"{tmp_path / 'a.ipynb'} cell 3: ZeroDivisionError")


@pytest.mark.slow
def test_a_kernel_that_dies_is_one_line(tmp_path):
    path = saved(tmp_path, "import os\nos._exit(3)")
    (line,) = faults(execute, path, tmp_path)
    assert line.startswith(f"{path} cell 2: cannot be run (")


@pytest.mark.slow
def test_progress_names_each_cell_of_code_and_the_data_folder_is_in_the_environment(tmp_path):
    seen = []
    path = saved(tmp_path, f"import os\nprint(os.environ[{DATA!r}])", "2")
    (tmp_path / "data").mkdir()
    notebook = execute(path, tmp_path / "data", lambda *one: seen.append(one))
    assert seen == [(path, 2, 3), (path, 3, 3)]
    assert said(notebook) == f"{(tmp_path / 'data').resolve()}\n"


PROFILE = "home/.ipython/profile_default"
SETTINGS = {
    "home/.config/matplotlib/matplotlibrc": "text.usetex: True\nfigure.facecolor: black\n",
    "mpl/matplotlibrc": "text.usetex: True\naxes.facecolor: black\n",
    f"{PROFILE}/startup/00.py": "mine = 'start-up file'\n",
    f"{PROFILE}/ipython_config.py": "c.InteractiveShellApp.exec_lines=['mine=1']",
    f"{PROFILE}/ipython_kernel_config.py": (
        "c.InteractiveShellApp.exec_lines = ['mine = 1']\n"
        "c.InlineBackend.rc = {'figure.facecolor': 'black'}\n"
    ),
    "home/.jupyter/jupyter_config.json": '{"NotebookClient": {"timeout": 1}}',
    "home/python.py": "mine = 'PYTHONSTARTUP'\n",
}
RUN = """
import pathlib, sys
from framework_report.notebook.execution import execute, write
path = pathlib.Path(sys.argv[1])
write(execute(path, path.parent), path.with_suffix(".out"))
"""
LOOK = """
import warnings, matplotlib.pyplot as plt, sys
print(plt.rcParams["text.usetex"], plt.rcParams["figure.facecolor"], plt.rcParams["axes.facecolor"])
print(plt.get_backend())
print("mine" in globals())
warnings.warn(f"a notice with the path {sys.prefix}")
print("to the terminal", file=sys.stderr)
"""


def runs(path: Path, **environment: str) -> tuple[str, str]:
    """Run a notebook in a process of its own; return the notebook and what the terminal got."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(path)],
        env=os.environ | environment, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout == ""
    return path.with_suffix(".out").read_text(encoding="utf-8"), done.stderr


@pytest.mark.slow
def test_a_persons_settings_have_no_say_and_notices_go_to_the_terminal(tmp_path):
    for name, text in SETTINGS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    home = tmp_path / "home"
    path = saved(tmp_path, LOOK)
    theirs, notices = runs(
        path,
        HOME=str(home), MPLCONFIGDIR=str(tmp_path / "mpl"), IPYTHONDIR=str(home / ".ipython"),
        PYTHONSTARTUP=str(home / "python.py"), MPLBACKEND="pdf", PYTHONWARNINGS="ignore",
    )  # fmt: skip
    assert "False white white" in theirs
    assert "inline" in theirs
    assert "False\\n" in theirs
    assert '"name": "stderr"' not in theirs
    assert f"{path} cell 2: to the terminal" in notices.splitlines()
    assert "a notice with the path" in notices
    assert theirs == runs(path)[0]


@pytest.mark.slow
def test_a_written_notebook_is_the_same_bytes_each_time_and_a_save_meanwhile_is_not_lost(tmp_path):
    path = saved(tmp_path, "print(1)")
    for name in ("b", "c"):
        write(execute(path, tmp_path), tmp_path / name)
    assert (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()
    with pytest.raises(ProblemError, match="somebody else saved it"):
        write(execute(path, tmp_path), tmp_path / "b", expected="what was there")


def test_what_no_notebook_needs_is_not_loaded():
    code = (
        "import sys, framework_report.notebook.execution\n"
        "print([name for name in ('rfc3987_syntax', 'lark', 'nbconvert') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
