"""The team's data is the team's: after a change of it and `make notebook` the tests are green."""

import csv
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from framework_report.state import State, scenario_state, to_link
from framework_report.tables import load_problem

ROOT = Path(__file__).parents[2]
KEPT = (
    "data",
    "evidence",
    "framework_report",
    "notebooks",
    "tests",
    "benchmarks",
    ".github",
    ".ci",
)
FILES = ("README.md", "CHANGELOG.md", "Makefile", "pyproject.toml", "environment.yml", "LICENSE")
FILES += ("requirements.lock", ".gitignore", "CITATION.cff", ".gitattributes")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copy the project, without environments and what was built."""
    skip = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", ".envs", ".work", ".venv")
    for name in KEPT:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=skip)
    for name in FILES:
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def run(project: Path, *arguments: str) -> str:
    """Run a module in the copy; it must succeed."""
    environment = os.environ | {"PYTHONPATH": str(project)}
    ran = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=project, env=environment, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-2000:]
    return ran.stdout


def append(path: Path, rows: list[dict[str, str]]) -> None:
    """Append rows to a table, columns as it has them."""
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, restval="", lineterminator="\n").writerows(rows)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def another_decision(project: Path) -> None:
    problem = load_problem(project / "data")
    state = scenario_state(problem, problem.scenarios.index[-1])
    (project / "sent.txt").write_text(to_link(state, problem), encoding="utf-8")
    run(project, "framework_report", "adopt", "sent.txt", "--why", "Ours.")


def other_candidates(project: Path) -> None:
    problem = load_problem(project / "data")
    state = scenario_state(problem)
    names = tuple(problem.names[1:])
    state = State(state.points, state.must_haves, state.team, names)
    (project / "sent.txt").write_text(to_link(state, problem), encoding="utf-8")
    run(project, "framework_report", "adopt", "sent.txt")


def a_half_known_candidate(project: Path) -> None:
    data = project / "data"
    append(data / "frameworks.csv", [{"framework": "quart", "label": "Quart", "extra": "no"}])
    known = load_problem(data).ticked[0]
    like = [row for row in rows_of(data / "facts.csv") if row["framework"] == known]
    append(data / "facts.csv", [row | {"framework": "quart"} for row in like[::2]])


def a_judged_criterion(project: Path) -> None:
    data = project / "data"
    append(data / "criteria.csv", [{"criterion": "joy", "theme": "People", "label": "Joy of use",
                                    "kind": "scored"}])  # fmt: skip
    append(
        data / "measures.csv", [{"criterion": "joy", "measure": "us", "worst": "0", "best": "5"}]
    )
    fact = {"criterion": "joy", "kind": "judged", "source_title": "us", "note": "a show of hands"}
    append(data / "facts.csv", [fact | {"framework": load_problem(data).ticked[0], "value": "4"}])


def a_scenario(project: Path) -> None:
    data = project / "data"
    append(data / "scenarios.csv", [{"scenario": "ours", "label": "Our own portal"}])
    criterion = rows_of(data / "measures.csv")[0]["criterion"]
    append(
        data / "scenario_points.csv", [{"scenario": "ours", "criterion": criterion, "points": "5"}]
    )


def a_scenario_less(project: Path) -> None:
    path = project / "data" / "scenarios.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")


def typed(project: Path) -> dict[str, str]:
    files = [*(project / "data").glob("*.csv"), *(project / "data").glob("*.md")]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.weekly
@pytest.mark.parametrize(
    "change",
    [
        another_decision,
        other_candidates,
        a_half_known_candidate,
        a_judged_criterion,
        a_scenario,
        a_scenario_less,
    ],
)
def test_a_change_of_the_team_s_data_leaves_the_tests_green(
    project: Path, change: Callable[[Path], None]
) -> None:
    change(project)
    before = typed(project)
    run(project, "evidence", "compute")
    run(project, "framework_report", "notebook")
    assert typed(project) == before
    run(project, "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow and not weekly", "tests")
    run(project, "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "notebooks")
