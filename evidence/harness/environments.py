"""Finds a Python that runs the applications, and keeps one environment for each lock.

An environment is a `venv` in evidence/.envs, filled by pip from a lock with hashes. It is made
again when its lock or its Python changes, and never used half-made.
"""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path
from threading import Lock

from evidence.harness.places import ENVIRONMENTS

MINIMUM = (3, 12)
NAMES = ("python3.14", "python3.13", "python3.12", "python3", "python")
INSTALL_LIMIT_S = 600
MAKING = Lock()
"""Two measures that run at once may need one environment: it is made once."""


class NoPython(RuntimeError):
    """No Python on this machine runs the applications."""


def version_of(program: str) -> tuple[int, int, int] | None:
    """Return the version that `program` itself reports, None where it does not run."""
    question = "import sys, venv, ssl; print('%d.%d.%d' % sys.version_info[:3])"
    try:
        answer = subprocess.run(
            [program, "-c", question], capture_output=True, text=True, timeout=30, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)\s*", answer)
    return tuple(map(int, match.groups())) if match else None  # type: ignore[return-value]


def candidates() -> list[str]:
    """Return programs that may be a Python: those on PATH, then pyenv's versions.

    A pyenv shim is on PATH for a version that is not active; it then fails when run, which is why
    candidates are run and not believed.
    """
    on_path = [path for name in NAMES if (path := shutil.which(name))]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    return on_path + sorted(map(str, pyenv.glob("*/bin/python")))


def find_python(programs: list[str] | None = None) -> str:
    """Return a Python of at least 3.12: the oldest that will do, so that machines agree.

    Raises NoPython with what was tried.
    """
    tried = candidates() if programs is None else programs
    versions = {program: version for program in tried if (version := version_of(program))}
    fit = {program: version for program, version in versions.items() if version[:2] >= MINIMUM}
    if not fit:
        found = ", ".join(sorted({".".join(map(str, v)) for v in versions.values()})) or "none"
        raise NoPython(
            f"the applications need Python {MINIMUM[0]}.{MINIMUM[1]} or newer (Django 6 does); "
            f"found {found}. Install one, for example with `pyenv install 3.12`."
        )
    return min(fit, key=lambda program: (fit[program][:2], tried.index(program)))


def fingerprint(lock: Path, python: str) -> str:
    """Return what an environment depends on: the lock's text and the Python's version."""
    text = lock.read_bytes() + repr(version_of(python)).encode()
    return hashlib.sha256(text).hexdigest()


def ready(name: str, lock: Path, python: str | None = None) -> Path:
    """Return the `bin` folder of environment `name`, made from `lock` where it is missing or stale.

    Raises NoPython, FileNotFoundError (no lock) or subprocess.CalledProcessError (pip failed).
    """
    python = python or find_python()
    folder = ENVIRONMENTS / name
    stamp = folder / "made-from"
    expected = fingerprint(lock, python)
    with MAKING:
        if not (stamp.is_file() and stamp.read_text() == expected):
            _make(folder, lock, python)
            stamp.write_text(expected)
    return folder / "bin"


def _make(folder: Path, lock: Path, python: str) -> None:
    print(f"  making environment {folder.name} from {lock.name}", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([python, "-m", "venv", str(folder)], check=True, timeout=INSTALL_LIMIT_S)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    # A lock names everything: pip need not resolve again, and cannot disagree.
    install = [*pip, "install", "--require-hashes", "--no-deps", "--requirement", str(lock)]
    subprocess.run(install, check=True, timeout=INSTALL_LIMIT_S)
