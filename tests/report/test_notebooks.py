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

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
REPORT = "decision_report.ipynb"
SECONDS = 600


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_is_a_report_among_the_notebooks() -> None:
    assert REPORT in [path.name for path in NOTEBOOKS]


@each_notebook
def test_no_function_and_no_class_is_defined_in_a_notebook(path: Path) -> None:
    for cell in code_cells(path):
        kinds = {type(node).__name__ for node in ast.walk(ast.parse(cell.source))}
        assert not kinds & {"FunctionDef", "AsyncFunctionDef", "ClassDef", "Lambda"}, cell.source


@each_notebook
def test_every_code_cell_is_executed_in_order_and_its_outputs_are_saved(path: Path) -> None:
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert [cell.id for cell in cells if not cell.outputs] == []


@each_notebook
def test_nothing_of_a_machine_or_of_a_day_is_saved(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    today = datetime.date.today()
    # Evidence has dates of its own; only one that is not in the data would be that of a run.
    files = [file for file in (ROOT / "data").rglob("*") if file.is_file()]
    if today.isoformat() not in "".join(file.read_text(encoding="utf-8") for file in files):
        assert today.isoformat() not in text
    assert not re.search(r"(?<![\w:/.])/(?:home|root|tmp|work|usr|Users)/", text)
    notebook = nbformat.read(path, as_version=4)
    assert notebook.metadata["language_info"]["name"] == "python"
    assert "widgets" not in notebook.metadata
    assert [cell.metadata for cell in notebook.cells if "execution" in cell.metadata] == []
    assert "model_id" not in text


@each_notebook
def test_no_output_is_an_error_or_a_warning(path: Path) -> None:
    kinds = {(o.output_type, o.get("name")) for cell in code_cells(path) for o in cell.outputs}
    assert kinds <= {("display_data", None), ("execute_result", None), ("stream", "stdout")}


# As rerun. nbval itself compares every cell of the notebooks in `make test`.


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copy what a notebook run reads: notebooks, data, package, settings."""
    skip = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in ("notebooks", "data", "framework_report"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=skip)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(project)}
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=project, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip


def red_cells(project: Path) -> set[str]:
    """Return the ids of the cells that nbval finds to differ."""
    command = ["pytest", "--nbval", "-q", "-p", "no:cacheprovider", f"notebooks/{REPORT}"]
    result = run(project, *command)
    assert result.returncode == 1, result.stdout[-3000:] + result.stderr[-1000:]
    ids = [cell.id for cell in code_cells(project / "notebooks" / REPORT)]
    return {ids[int(n)] for n in re.findall(r"FAILED .*::Cell (\d+)", result.stdout)}


def lasting(path: Path) -> str:
    """Return a notebook's text without the version of the Python that ran it."""
    version = json.loads(path.read_text(encoding="utf-8"))["metadata"]["language_info"]["version"]
    return path.read_text(encoding="utf-8").replace(f'"version": "{version}"', "")


def broken(project: Path, module: str, old: str, new: str) -> None:
    """Break the package on purpose, in one place."""
    path = project / "framework_report" / module
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{module} has no {old!r} to break"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.slow
def test_a_run_writes_the_bytes_that_are_committed(project: Path) -> None:
    ran = run(project, "framework_report", "notebook")
    assert ran.returncode == 0, ran.stderr[-2000:]
    for path in NOTEBOOKS:
        there = project / "notebooks" / path.name
        assert lasting(there) == lasting(path), f"{path.name} is behind: run make notebook"


@pytest.mark.weekly
def test_a_wrong_number_in_the_verdict_is_red(project: Path) -> None:
    path = project / "notebooks" / REPORT
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.id == "verdict"]
    output = cell.outputs[-1]
    output.data["text/plain"] = re.sub(r"(\d+)", r"\g<1>1", output.data["text/plain"], count=1)
    nbformat.write(notebook, path)
    assert "verdict" in red_cells(project)


@pytest.mark.weekly
def test_a_dead_callback_is_red(project: Path) -> None:
    source = (project / "framework_report" / "notebook").glob("*.py")
    (module,) = [p.name for p in source if '.observe(moved, "value")' in p.read_text("utf-8")]
    broken(project, f"notebook/{module}", 'control.observe(moved, "value")', "pass")
    assert "self-test" in red_cells(project)


@pytest.mark.weekly
def test_a_wrong_sign_in_the_arithmetic_is_red(project: Path) -> None:
    broken(project, "mcda/model.py", "return sum(parts.T", "return -sum(parts.T")
    assert {"verdict", "why"} <= red_cells(project)


@pytest.mark.weekly
def test_a_notebook_that_fails_is_left_as_it_was(project: Path) -> None:
    path = project / "notebooks" / REPORT
    bad = json.loads(path.read_text(encoding="utf-8"))
    bad["cells"].append(
        {"cell_type": "code", "id": "bad", "metadata": {}, "outputs": [], "source": ["1 / 0"],
         "execution_count": None}
    )  # fmt: skip
    path.write_text(json.dumps(bad), encoding="utf-8")
    before = path.read_bytes()
    result = run(project, "framework_report", "notebook")
    assert result.returncode == 2
    assert "ZeroDivisionError" in result.stderr
    assert "Traceback" not in result.stderr
    assert path.read_bytes() == before
    assert list(path.parent.glob(".*")) == []
