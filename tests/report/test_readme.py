"""The README tells the truth: its marked parts follow from the tables, its commands exist."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from framework_report.decision import read_decision
from framework_report.mcda import SPREAD
from framework_report.race import CLOSE, SAMPLES
from framework_report.readme import refresh, refreshed
from framework_report.state import scenario_state
from framework_report.tables import Problem, load_problem

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_what_follows_from_the_tables_is_up_to_date(problem: Problem) -> None:
    decision = read_decision(problem)
    state = decision.state if decision else scenario_state(problem)
    assert refreshed(README, problem, state) == README, "README.md is behind: run make notebook"


def test_only_marked_parts_are_ever_written(problem: Problem) -> None:
    state = scenario_state(problem)
    text = (
        "Mine.\n<!-- written by make notebook: answer -->\nold\n<!-- end of answer -->\nMine too."
    )
    written = refreshed(text, problem, state)
    assert written.startswith("Mine.\n<!-- written by make notebook: answer -->\n> ")
    assert written.endswith("\n<!-- end of answer -->\nMine too.")
    assert refreshed(written, problem, state) == written
    assert refreshed("No marks.", problem, state) == "No marks."


def test_line_ends_and_mark_of_a_readme_are_kept(problem: Problem, tmp_path: Path) -> None:
    shutil.copytree(problem.folder, tmp_path / "data")
    path = tmp_path / "README.md"
    text = "Mine.\r\n<!-- written by make notebook: answer -->\r\nold\r\n<!-- end of answer -->\r\n"
    path.write_bytes(f"\ufeff{text}".encode())
    there = load_problem(tmp_path / "data")
    assert refresh(there, scenario_state(there)) == path
    written = path.read_bytes().decode()
    assert written.startswith("\ufeffMine.\r\n")
    assert written.count("\r\n") == written.count("\n") > 3
    assert "old" not in written


def test_every_make_word_is_explained_and_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    words = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)) - {"help"}
    explained = set(re.findall(r"^\| `make ([a-z-]+)` \|", README, re.MULTILINE))
    assert explained == words


def test_every_command_is_mentioned_and_exists() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "framework_report", "--help"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    commands = set(re.findall(r"^│ ([a-z]+) ", ran.stdout, re.MULTILINE))
    mentioned = set(re.findall(r"framework-report ([a-z]+)", README))
    assert mentioned <= commands
    assert commands - mentioned <= {"notebook"}  # that one is make's


def test_the_example_runs_as_it_stands() -> None:
    example = re.search(r"```python\n(.+?)```", README, re.DOTALL)
    assert example
    done = subprocess.run(
        [sys.executable, "-c", example[1]], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip()


def test_links_and_pictures_in_the_readme_are_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_numbers_of_the_method_are_those_that_count() -> None:
    for said in (
        f"each slider up to {SPREAD:g} points off, in {SAMPLES:,} simulations",
        f"first in fewer than {100 * CLOSE:g} of 100",
    ):
        assert said in " ".join(README.split())
