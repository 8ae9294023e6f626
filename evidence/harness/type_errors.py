"""Seeded type errors: which of the marked lines does mypy complain of?"""

import re
import subprocess
from pathlib import Path
from typing import Any

from evidence.harness import environments
from evidence.harness.packages import locked

MARK = "# seed: "
COMPLAINT = re.compile(r"^(?P<file>[^:\n]+):(?P<line>\d+): error:", re.MULTILINE)


def seeds(folder: Path) -> dict[tuple[str, int], str]:
    """Return (file, line) -> what was seeded there."""
    return {
        (str(path.relative_to(folder)), number): line.split(MARK)[1].strip()
        for path in sorted(folder.rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if MARK in line
    }


def complaints(output: str) -> set[tuple[str, int]]:
    """Return the (file, line) pairs that mypy calls an error."""
    return {(match["file"], int(match["line"])) for match in COMPLAINT.finditer(output)}


def count(name: str, folder: Path, lock: Path, options: list[str]) -> dict[str, Any]:
    """Run mypy on a folder with seeds; return seed -> found."""
    environment = f"types-{lock.parent.name}{'-stubs' if lock.stem == 'stubs' else ''}"
    bin_folder = environments.ready(environment, lock)
    cache = ["--cache-dir", str(bin_folder.parent / f"mypy-cache-{name}")]
    done = subprocess.run(
        [
            str(bin_folder / "python"),
            "-m",
            "mypy",
            *cache,
            "--explicit-package-bases",
            *options,
            ".",
        ],
        cwd=folder,
        env={"PYTHONPATH": ".", "MYPYPATH": ".", "PATH": str(bin_folder)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"mypy did not run on {folder}:\n{(done.stdout + done.stderr)[-2000:]}")
    found = complaints(done.stdout)
    return {
        "mypy": locked(lock)["mypy"],
        "seeds": {what: place in found for place, what in seeds(folder).items()},
    }
