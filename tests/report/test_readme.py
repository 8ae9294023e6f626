"""The README tells the truth: today's answer, the words of make, the criteria, the example."""

import re
import subprocess
import sys
from pathlib import Path

from framework_report.model import TIE
from framework_report.narrative import headline, label, of_100

from framework_report.decision import read_decision
from framework_report.outcome import Outcome, scenario_state

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_todays_answer_is_that_of_the_committed_decision(problem):
    answer = re.search(r"^> (.+)$", README, re.MULTILINE)[1]
    assert answer == headline(Outcome(problem, read_decision(problem).state))


def test_the_table_of_situations_is_the_evidence_as_it_stands(problem):
    for name, scenario in problem.scenarios.iterrows():
        found = Outcome(problem, scenario_state(problem, name))
        everyone, least = problem.everyone.frameworks, found.scores[found.leader] + TIE
        ahead = [name for name, score in found.others.items() if score > least]
        others = everyone.loc[[n for n in ahead if everyone.at[n, "variant_of"] != found.leader]]
        row = " | ".join(
            [
                scenario["label"],
                label(problem, found.leader),
                of_100(found.confidence),
                label(problem, scenario["article_says"]),
                ", ".join(others["label"]),
            ]
        )
        assert f"| {row.strip()} |" in README


def test_every_make_word_is_explained_and_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    words = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)) - {"help"}
    explained = set(re.findall(r"^\| `make ([a-z-]+)` \|", README, re.MULTILINE))
    assert explained == words


def test_every_criterion_stands_under_its_theme(problem):
    scored = problem.criteria.loc[problem.points.columns]
    for theme, rows in scored.groupby("theme", sort=False):
        assert f"| {theme} | {', '.join(rows['label'])} |" in README


def test_every_command_is_mentioned():
    shown = subprocess.run(
        [sys.executable, "-m", "framework_report", "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout
    for command in re.findall(r"-m framework_report ([a-z]+)", README):
        assert command in shown


def test_the_example_runs_as_it_stands():
    example = re.search(r"```python\n(.+?)```", README, re.DOTALL)[1]
    done = subprocess.run(
        [sys.executable, "-c", example], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip()


def test_links_and_pictures_in_the_readme_are_there():
    for target in re.findall(r"\]\(([^)#]+)", README):
        assert (ROOT / target).exists(), target
