"""Counts what an application installs: packages, their sizes, and how old their releases are."""

import datetime
import json
import re
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from evidence.harness import environments

REQUIREMENT = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)")
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)

SIZES = """
import importlib.metadata as metadata, json, pathlib, sys
sizes = {}
for distribution in metadata.distributions():
    paths = [pathlib.Path(file.locate()) for file in distribution.files or []]
    code = [path for path in paths if path.is_file() and path.suffix != ".pyc"]
    sizes[distribution.name] = sum(path.stat().st_size for path in code)
print(json.dumps(sizes))
"""


def normal(name: str) -> str:
    """Return a package's name as the index compares it (PEP 503).

    >>> normal("Flask_Login")
    'flask-login'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def direct(requirements: Path) -> list[str]:
    """Return the packages that an author asks for; raises ValueError for what is no requirement."""
    lines = [line.strip() for line in requirements.read_text().splitlines()]
    names = []
    for line in lines:
        if not line or line.startswith("#"):
            continue
        match = REQUIREMENT.match(line)
        if not match:
            raise ValueError(f"{requirements}: {line!r} is no requirement")
        names.append(normal(match[1]))
    return names


def locked(lock: Path) -> dict[str, str]:
    """Return package -> version of a lock."""
    return {normal(name): version for name, version in PIN.findall(lock.read_text())}


def installed_mb(bin_folder: Path, lock: Path) -> float:
    """Return the size of the lock's packages in an environment, in MB, compiled caches left out."""
    answer = subprocess.run(
        [str(bin_folder / "python"), "-c", SIZES],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    wanted = locked(lock)
    sizes = json.loads(answer.stdout)
    return round(sum(size for name, size in sizes.items() if normal(name) in wanted) / 1e6, 1)


def uv() -> str:
    """Return the program that knows when packages were released; installs it if missing."""
    found = shutil.which("uv")
    return found or str(environments.ready("uv", Path(__file__).with_name("uv.lock")) / "uv")


def newest_releases(names: Iterable[str], python: str) -> dict[str, dict[str, str]]:
    """Return package -> newest version for this Python, and the day on which it was uploaded."""
    with tempfile.TemporaryDirectory() as folder:
        wanted, found = Path(folder) / "wanted.in", Path(folder) / "pylock.toml"
        wanted.write_text("\n".join(sorted(names)) + "\n")
        command = [uv(), "pip", "compile", "--quiet", "--no-deps", "--python", python]
        subprocess.run(
            [*command, "--format", "pylock.toml", "--output-file", str(found), str(wanted)],
            check=True,
            timeout=120,
            capture_output=True,
        )
        packages = tomllib.loads(found.read_text())["packages"]
    return {normal(p["name"]): {"version": p["version"], "date": _uploaded(p)} for p in packages}


def _uploaded(package: dict[str, Any]) -> str:
    files = [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
    times = [file["upload-time"] for file in files if "upload-time" in file]
    if not times:
        return "unknown"
    earliest = min(times)
    if isinstance(earliest, datetime.datetime):
        return earliest.date().isoformat()
    return str(earliest)[:10]
