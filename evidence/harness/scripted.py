"""Measures that a script takes inside the environment of what it measures, and prints as JSON."""

import json
import subprocess
from pathlib import Path
from typing import Any

from evidence.harness import environments
from evidence.harness.places import EVIDENCE
from evidence.harness.processes import clean_environment
from evidence.harness.registry import read_minimal

MINIMAL = EVIDENCE / "minimal"
LIMIT_S = 120


def source_lines(entry: dict[str, Any]) -> dict[str, Any]:
    """Return package -> version, lines installed, lines loaded, of a hello application.

    The packages are the framework and those that it cannot do without; lines are neither blank nor
    a comment alone (docstrings count: they are read too), and compiled parts have none.
    """
    lock = MINIMAL / read_minimal()["environments"][entry["environment"]]
    bin_folder = environments.ready(f"minimal-{entry['environment']}", lock)
    command = ["count.py", entry["module"], entry["kind"], entry["package"]]
    return {"core": entry["package"], "packages": _run(bin_folder, "hello", command)}


def async_db(name: str) -> dict[str, Any]:
    """Return interface -> probe -> passed, found, of a stack's ORM under `async def`."""
    lock = MINIMAL / read_minimal()["async_db"][name]["lock"]
    return _run(environments.ready(f"async_db-{name}", lock), "async_db", [f"probe_{name}.py"])


def _run(bin_folder: Path, folder: str, command: list[str]) -> dict[str, Any]:
    done = subprocess.run(
        [str(bin_folder / "python"), *command],
        cwd=MINIMAL / folder,
        env=clean_environment(bin_folder, {}),
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )
    if done.returncode:
        raise RuntimeError(
            f"{' '.join(command)} did not run:\n{(done.stdout + done.stderr)[-2000:]}"
        )
    return json.loads(done.stdout)
