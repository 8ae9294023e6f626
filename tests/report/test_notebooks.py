"""The notebooks as committed: executed, repeatable, and red as soon as something is wrong."""

import ast
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from rows import change, rows_of

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
REPORT = "decision_report.ipynb"
SECONDS = 600


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_is_a_report_among_the_notebooks():
    assert REPORT in [path.name for path in NOTEBOOKS]


# As committed


@each_notebook
def test_no_function_and_no_class_is_defined_in_a_notebook(path):
    for cell in code_cells(path):
        kinds = {type(node).__name__ for node in ast.walk(ast.parse(cell.source))}
        assert not kinds & {"FunctionDef", "AsyncFunctionDef", "ClassDef", "Lambda"}, cell.source


@each_notebook
def test_every_code_cell_is_executed_in_order_and_its_outputs_are_saved(path):
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert [cell.id for cell in cells if not cell.outputs and cell.id != "setup"] == []


@each_notebook
def test_nothing_of_a_machine_or_of_a_day_is_saved(path):
    text = path.read_text(encoding="utf-8")
    today = datetime.date.today()
    # Evidence has dates of its own; only one that is not in the data would be that of a run.
    data = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "data").iterdir())
    if today.isoformat() not in data:
        assert today.isoformat() not in text
    assert not re.search(r"(?<![\w:/.])/(?:home|root|tmp|work|usr|Users)/", text)
    assert str(ROOT) not in text
    notebook = nbformat.read(path, as_version=4)
    assert notebook.metadata.get("language_info") == {"name": "python"}
    assert "widgets" not in notebook.metadata
    assert [cell.metadata for cell in notebook.cells if "execution" in cell.metadata] == []
    assert "model_id" not in text


@each_notebook
def test_no_output_is_an_error_or_a_warning(path):
    kinds = {(o.output_type, o.get("name")) for cell in code_cells(path) for o in cell.outputs}
    assert kinds <= {("display_data", None), ("execute_result", None), ("stream", "stdout")}


# As rerun


def nbval(folder: Path, *notebooks: str, package: Path = ROOT) -> subprocess.CompletedProcess:
    """Run nbval strictly on notebooks in a folder, with the package of a project folder."""
    environment = os.environ | {"PYTHONPATH": str(package)}
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, *notebooks], cwd=folder, env=environment, capture_output=True, text=True,
        timeout=SECONDS, check=False,
    )  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copy what a notebook run reads: notebooks, data, package, settings."""
    skip = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in ("notebooks", "data", "framework_report"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def red_cells(result: subprocess.CompletedProcess) -> set[int]:
    """Return the numbers of the code cells that nbval found to differ, from 0."""
    assert result.returncode == 1, result.stdout[-3000:] + result.stderr[-1000:]
    return {int(n) for n in re.findall(r"FAILED .*::Cell (\d+)", result.stdout)}


def cell_numbers(project: Path) -> dict[str, int]:
    return {cell.id: i for i, cell in enumerate(code_cells(project / "notebooks" / REPORT))}


@pytest.mark.slow
def test_nbval_finds_every_notebook_as_committed():
    result = nbval(ROOT, "notebooks")
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-1000:]
    tested = sum(len(code_cells(path)) for path in NOTEBOOKS)
    assert f"{tested} passed" in result.stdout
    assert "skipped" not in result.stdout


@pytest.mark.slow
def test_a_wrong_number_in_the_verdict_is_red(project):
    path = project / "notebooks" / REPORT
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.id == "verdict"]
    (output,) = cell.outputs
    number = re.search(r"\d+(\.\d+)?", output.data["text/plain"])
    output.data["text/plain"] = output.data["text/plain"].replace(number[0], f"{number[0]}1", 1)
    nbformat.write(notebook, path)
    assert red_cells(nbval(project, f"notebooks/{REPORT}", package=project)) == {
        cell_numbers(project)["verdict"]
    }


@pytest.mark.slow
def test_a_dead_callback_is_red(project):
    panel = project / "framework_report" / "panel.py"
    text = panel.read_text(encoding="utf-8")
    alive = 'control.observe(moved, "value")'
    assert text.count(alive) == 1
    panel.write_text(text.replace(alive, "pass"), encoding="utf-8")
    red = red_cells(nbval(project, f"notebooks/{REPORT}", package=project))
    assert cell_numbers(project)["self-test"] in red


@pytest.mark.slow
def test_a_callback_that_raises_is_red(project):
    panel = project / "framework_report" / "panel.py"
    text = panel.read_text(encoding="utf-8")
    line = '        self._update("verdict", outcome)\n'
    assert text.count(line) == 1
    broken = line + '        if self._history:\n            raise ValueError("broken")\n'
    panel.write_text(text.replace(line, broken), encoding="utf-8")
    red = red_cells(nbval(project, f"notebooks/{REPORT}", package=project))
    assert cell_numbers(project)["self-test"] in red


@pytest.mark.slow
def test_a_changed_evidence_row_is_red(project):
    evidence = project / "data" / "evidence.csv"
    (row,) = [
        row
        for row in rows_of(evidence)
        if (row["framework"], row["criterion"]) == ("django", "addons")
    ]
    more = str(int(row["value"]) + 1)
    for column in ("value", "high"):
        change(evidence, column, more, framework="django", criterion="addons")
    red = red_cells(nbval(project, f"notebooks/{REPORT}", package=project))
    numbers = cell_numbers(project)
    assert {numbers["evidence"], numbers["values"], numbers["panel"]} <= red


@pytest.mark.slow
def test_two_runs_write_the_same_bytes_as_those_committed(project):
    environment = os.environ | {"PYTHONPATH": str(project)}
    runs = []
    for _ in range(2):
        subprocess.run(
            [sys.executable, "-m", "framework_report", "notebook"],
            cwd=project, env=environment, check=True, timeout=SECONDS, capture_output=True,
        )  # fmt: skip
        runs.append(
            {path.name: path.read_bytes() for path in (project / "notebooks").glob("*.ipynb")}
        )
    assert runs[0] == runs[1]
    assert runs[0] == {path.name: path.read_bytes() for path in NOTEBOOKS}


@pytest.mark.slow
def test_a_notebook_that_fails_is_left_as_it_was(project):
    path = project / "notebooks" / REPORT
    broken = json.loads(path.read_text(encoding="utf-8"))
    broken["cells"].append(
        {"cell_type": "code", "id": "bad", "metadata": {}, "outputs": [], "source": ["1 / 0"],
         "execution_count": None}
    )  # fmt: skip
    path.write_text(json.dumps(broken), encoding="utf-8")
    before = path.read_bytes()
    result = subprocess.run(
        [sys.executable, "-m", "framework_report", "notebook"],
        cwd=project, env=os.environ | {"PYTHONPATH": str(project)}, timeout=SECONDS,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode != 0
    assert "ZeroDivisionError" in result.stderr
    assert path.read_bytes() == before
    assert list(path.parent.glob(".*")) == []
