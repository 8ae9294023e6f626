"""The workflow that users copy: one comment, one issue, no rights where code runs; it runs."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from decided import decide, figure, folder_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
COPIED = ROOT / ".github" / "example" / "decision.yml"
OURS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def workflow(path: Path) -> dict[Any, Any]:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def jobs() -> dict[str, Any]:
    found = workflow(COPIED)["jobs"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("path", [COPIED, *OURS], ids=lambda path: path.name)
def test_actions_are_pinned_by_hash_and_nothing_has_rights_by_default(path: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", path.read_text(encoding="utf-8"))
    assert used
    for action, comment in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)
    assert workflow(path)["permissions"] == {}
    assert "pull_request_target" not in path.read_text()
    assert "workflow_run" not in path.read_text()


def test_a_job_that_may_write_runs_no_code_of_the_repository() -> None:
    for name, job in jobs().items():
        may_write = "write" in job["permissions"].values()
        runs_code = any(
            "checkout" in step.get("uses", "") or "framework-report" in step.get("run", "")
            for step in job["steps"]
        )
        assert not (may_write and runs_code), name


def test_a_forks_pull_request_meets_no_job_that_may_write() -> None:
    writing = {n: job for n, job in jobs().items() if "write" in job["permissions"].values()}
    assert set(writing) == {"comment", "issue", "publish"}
    same = "github.event.pull_request.head.repo.full_name == github.repository"
    assert same in writing["comment"]["if"]
    for name in ("issue", "publish"):
        needed = jobs()[writing[name]["needs"]]["if"]
        assert "pull_request" not in needed or "!= 'pull_request'" in needed


def test_no_script_has_somebody_elses_text_pasted_into_it() -> None:
    for path in [COPIED, *OURS]:
        for job in workflow(path)["jobs"].values():
            for step in job["steps"]:
                assert "${{" not in step.get("run", "")


# The steps, run as scripts

GH = '''\
#!{python}
"""Stands in for gh api: keeps comments and issues in a file, and asks jq what to print."""
import json, pathlib, re, subprocess, sys
kept = pathlib.Path({kept!r})
things = json.loads(kept.read_text())
words = sys.argv[2:]
options = {{"--method": [], "--jq": [], "--field": []}}
rest = []
while words:
    word = words.pop(0)
    if word in options:
        options[word].append(words.pop(0))
    elif not word.startswith("--"):
        rest.append(word)
path = rest[0].split("?")[0]
fields = dict(field.split("=", 1) for field in options["--field"])
if "body" in fields:
    fields["body"] = pathlib.Path(fields["body"].removeprefix("@")).read_text()
method = (options["--method"] or ["GET"])[0]
kind = "comments" if "comments" in path else "issues"
if method == "GET":
    found = json.dumps(things[kind])
    print(subprocess.run(["jq", "-r", options["--jq"][0]], input=found, capture_output=True,
                         text=True, check=True).stdout, end="")
elif method == "POST":
    number = max([thing["id"] for thing in things[kind]], default=0) + 1
    bot = {{"login": "github-actions[bot]"}}
    things[kind].append({{"id": number, "number": number, "state": "open", "user": bot, **fields}})
else:
    number = int(path.rsplit("/", 1)[1])
    next(thing for thing in things[kind] if thing["id"] == number).update(fields)
kept.write_text(json.dumps(things))
'''


class Runner:
    """Runs the scripts of a job's steps in a folder, with stand-ins for what GitHub has."""

    def __init__(self, place: Path) -> None:
        self.place, self.kept, self.output = place, place / "kept.json", place / "output.txt"
        commands = place / "bin"
        commands.mkdir()
        self._command(commands / "gh", GH.format(python=sys.executable, kept=str(self.kept)))
        words = f'exec {sys.executable} -m framework_report "$@"'
        self._command(commands / "framework-report", f"#!/bin/sh\n{words}\n")
        self.path = f"{commands}:{os.environ['PATH']}"
        self.keep(comments=[], issues=[])

    @staticmethod
    def _command(path: Path, text: str) -> None:
        path.write_text(text)
        path.chmod(0o755)

    def keep(self, **things: list[dict[str, Any]]) -> None:
        self.kept.write_text(json.dumps({**self.things(), **things}))

    def things(self) -> dict[str, list[dict[str, Any]]]:
        found = json.loads(self.kept.read_text()) if self.kept.exists() else {}
        assert isinstance(found, dict)
        return found

    def run(self, job: str, step: str, **env: str) -> "subprocess.CompletedProcess[str]":
        """Run one step as GitHub does: bash that stops at the first fault."""
        script = next(s["run"] for s in jobs()[job]["steps"] if s.get("name") == step)
        self.output.write_text("")
        there = {
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.place / "sum.md"),
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.place,
            env={**os.environ, **there, "PATH": self.path, "DATA": "data", **env},
            capture_output=True,
            text=True,
            check=False,
        )

    def outputs(self) -> dict[str, str]:
        """Read what a step gave to other jobs."""
        text = self.output.read_text()
        found = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
        for name, end in re.findall(r"^(\w+)<<(\S+)$", text, re.MULTILINE):
            found[name] = text.split(f"{name}<<{end}\n")[1].split(f"\n{end}\n")[0]
        return found


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_a_pull_request_tells_what_it_does_to_scores_and_leader(runner: Runner) -> None:
    for side in ("before", "after"):
        decide(folder_of(runner.place / side / "data"))
    done = runner.run("compare", "Compare")
    assert done.returncode == 0, done.stderr
    assert "Leader: Kit, as before." in runner.outputs()["text"]
    figure(runner.place / "after" / "data", "kit", "cost", "10")
    done = runner.run("compare", "Compare")
    assert done.returncode == 1
    text = runner.outputs()["text"]
    assert "Leader: Kit before, Lab now.\nKit: 64.0 before, 16.0 now, of 100" in text
    assert text in (runner.place / "sum.md").read_text()


def test_a_pull_request_that_breaks_the_tables_says_where(runner: Runner) -> None:
    decide(folder_of(runner.place / "before" / "data"))
    folder_of(runner.place / "after" / "data")
    (runner.place / "after" / "data" / "facts.csv").write_text("framework;criterion\n")
    done = runner.run("compare", "Compare")
    assert done.returncode == 2
    assert "after/data/facts.csv line 1: found cells separated by ';'" in runner.outputs()["text"]


needs_jq = pytest.mark.skipif(not shutil.which("jq"), reason="jq stands in for gh's own")


@needs_jq
def test_there_is_one_comment_and_it_is_kept_up_to_date(runner: Runner) -> None:
    forged = "<!-- decision: comment -->\nmine"
    runner.keep(comments=[{"id": 7, "user": {"login": "mallory"}, "body": forged}])
    env = {"REPOSITORY": "o/r", "NUMBER": "3"}
    for text in ("first ~~~ $(touch hacked) `touch hacked`", "second"):
        assert runner.run("comment", "Comment", TEXT=text, **env).returncode == 0
    comments = runner.things()["comments"]
    assert [comment["body"] for comment in comments] == [
        forged,
        "<!-- decision: comment -->\nWhat this change does to the decision:\n\n"
        "~~~~text\nsecond\n~~~~\n",
    ]
    assert not (runner.place / "hacked").exists()


@needs_jq
def test_there_is_one_issue_and_it_is_closed_when_settled_and_opened_again(
    runner: Runner,
) -> None:
    env = {"REPOSITORY": "o/r"}

    def weekly(text: str, settled: str) -> list[tuple[str, str]]:
        done = runner.run("issue", "Issue", TEXT=text, SETTLED=settled, **env)
        assert done.returncode == 0, done.stderr
        return [(i["state"], i["body"].splitlines()[2]) for i in runner.things()["issues"]]

    assert weekly("fine", "yes") == []
    assert weekly("Warning: old", "no") == [("open", "Warning: old")]
    assert weekly("Warning: older", "no") == [("open", "Warning: older")]
    assert weekly("fine", "yes") == [("closed", "fine")]
    assert weekly("fine again", "yes") == [("closed", "fine")]
    assert weekly("no longer", "no") == [("open", "no longer")]


def test_the_weekly_check_is_settled_only_without_a_warning(runner: Runner) -> None:
    decide(folder_of(runner.place / "data"))
    shim = runner.place / "bin" / "framework-report"

    def answers(text: str, code: int) -> str:
        shim.write_text(f"#!/bin/sh\nprintf '%s\\n' '{text}'\nexit {code}\n")
        assert runner.run("recheck", "Check").returncode == 0
        assert runner.outputs()["text"].strip() == text
        return runner.outputs()["settled"]

    assert answers("still follows", 0) == "yes"
    assert answers("Warning: old", 0) == "no"
    assert answers("no longer follows", 1) == "no"
    assert answers("broken", 2) == "no"


def test_both_pages_are_published_and_one_is_the_first(runner: Runner) -> None:
    shim = runner.place / "bin" / "framework-report"
    made = "mkdir -p build; echo a > build/decision_report.html; echo b > build/evidence.html"
    shim.write_text(f'#!/bin/sh\n[ "$*" = "report --data data --to build" ] && {{ {made}; }}\n')
    assert runner.run("pages", "Report").returncode == 0
    found = {path.name: path.read_text() for path in (runner.place / "site").iterdir()}
    assert found == {"decision_report.html": "a\n", "evidence.html": "b\n", "index.html": "a\n"}


@pytest.mark.parametrize("tool", ["actionlint", "zizmor"])
def test_linters_of_workflows_find_nothing(tool: str, tmp_path: Path) -> None:
    beside = Path(sys.executable).with_name(tool)
    program = str(beside) if beside.exists() else shutil.which(tool)
    if program is None:
        pytest.skip(f"{tool} is not installed (pip install {tool.replace('lint', 'lint-py')})")
    options = ["--offline", "--persona=pedantic", "--quiet"] if tool == "zizmor" else []
    place = tmp_path / ".github" / "workflows"
    place.mkdir(parents=True)
    for path in [COPIED, *OURS]:
        shutil.copy(path, place)
    files = sorted(map(str, place.iterdir()))
    done = subprocess.run(
        [program, *options, *files], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
