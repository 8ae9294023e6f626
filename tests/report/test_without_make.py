"""Who has no make finds three lines in the README, and they work as they stand there."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def lines() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"Without make:\n\n```\n(.+?)\n```", text, re.DOTALL)
    assert block
    return block[1].splitlines()


def test_there_are_three_lines() -> None:
    assert len(lines()) == 3


@pytest.mark.weekly
def test_the_three_lines_set_up_an_environment(tmp_path: Path) -> None:
    for name in ("framework_report", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "requirements.lock", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    for line in lines():
        command = line.replace("python -m venv", f"{sys.executable} -m venv")
        subprocess.run(command.split(), cwd=tmp_path, check=True, timeout=1200)
    shown = subprocess.run(
        [".venv/bin/python", "-m", "framework_report", "--help"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "check" in shown.stdout
