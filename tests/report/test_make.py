"""The words people and CI use: each is explained, and what is missing is said in words."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORDS = ["lab", "report", "notebook", "test", "test-quick", "test-all", "mutants"]
WORDS += ["check", "evidence", "bench", "screenshots", "clean"]


def make(*arguments: str, folder: Path = ROOT, **variables: str) -> subprocess.CompletedProcess:
    """Run make in a folder, and return how it went."""
    outer = ("CHROMIUM", "PYTHON", "MAKEFLAGS", "MFLAGS", "MAKELEVEL")
    environment = {name: x for name, x in os.environ.items() if name not in outer}
    return subprocess.run(
        [shutil.which("make"), *arguments],
        cwd=folder,
        env=environment | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Copy what setting up needs to a folder that has no environment yet."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def program(path: Path, script: str) -> Path:
    """Write a program of one line of shell."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_bare_make_explains_every_word():
    lines = make().stdout.splitlines()
    assert [line.split()[1] for line in lines] == ["help", *WORDS]
    assert all(re.match(r"make [a-z-]+ +\S+ \S+", line) for line in lines)


def test_an_old_python_is_refused_with_its_version(elsewhere):
    old = program(elsewhere / "bin" / "old", '[ "$1" = --version ] && echo Python 3.9.2 || exit 1')
    ran = make("report", f"PYTHON={old}", folder=elsewhere)
    assert ran.returncode == 2
    assert f"Python: {old} is Python 3.9.2, expected 3.11 or newer." in ran.stderr
    assert not (elsewhere / ".venv").exists()


def test_no_python_at_all_is_said_with_what_was_tried(elsewhere):
    ran = make("report", "CANDIDATES=python2 python3.5", folder=elsewhere)
    assert ran.returncode == 2
    assert "Python: found none that is 3.11 or newer (tried python2 python3.5)." in ran.stderr


def test_a_browser_that_cannot_be_run_is_named():
    ran = make("browser", CHROMIUM="/nowhere/chromium")
    assert ran.returncode == 2
    assert "Browser: CHROMIUM is /nowhere/chromium, which cannot be run." in ran.stderr


def test_without_a_browser_a_user_is_told_how_to_get_one(tmp_path):
    program(tmp_path / "bin" / "id", "echo 1000")
    ran = make("browser", PATH=str(tmp_path / "bin"))
    assert ran.returncode == 2
    assert (
        "Browser: found none (chromium chromium-browser google-chrome on the PATH)." in ran.stderr
    )
    assert "sudo apt install chromium" in ran.stderr


def test_without_a_browser_root_gets_debians(tmp_path):
    program(tmp_path / "bin" / "id", "echo 0")
    program(tmp_path / "bin" / "apt-get", 'echo "apt-get $*"')
    ran = make("browser", PATH=str(tmp_path / "bin"))
    assert ran.returncode == 0
    installed = ran.stdout.splitlines()[-1]
    assert installed == "apt-get install -y -qq --no-install-recommends chromium"


def test_ci_calls_the_same_words_here_and_in_the_workflow():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.findall(r"^make (\S+)$", script.read_text(), re.MULTILINE) == ["check", "test"]
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "report.yml").read_text())
    steps = workflow["jobs"]["report"]["steps"]
    said = {step["run"]: step.get("if") for step in steps if "run" in step}
    assert list(said) == ["make check", "make test", "make test-all", "make report"]
    # Of the two test runs the one for the occasion.
    assert said["make test"] == "github.event_name != 'schedule'"
    assert said["make test-all"] == "github.event_name == 'schedule'"
    assert steps[-1]["with"]["path"] == "build/*.html"
    triggers = workflow[True]  # YAML reads the key "on" as true
    assert {"push", "schedule"} <= set(triggers)
