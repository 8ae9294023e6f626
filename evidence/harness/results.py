"""Raw results: what was measured where and when, written atomically, resumed where interrupted."""

import datetime
import json
import os
import platform
import tempfile
from pathlib import Path
from typing import Any

import psutil


def write_json(path: Path, data: Any) -> None:
    """Write data as JSON, atomically."""
    write_text(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write so that `path` is at every moment either the former text or the whole new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_json(path: Path) -> Any:
    """Return the data of a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def now() -> str:
    """Return the time of day in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def processor_model() -> str:
    """Return the processor's name as Linux gives it, else what Python knows."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def machine() -> dict[str, Any]:
    """Return what a reader must know of the machine; nothing that names it or its user."""
    return {
        "processor": processor_model(),
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "harness_python": platform.python_version(),
    }


class Progress:
    """Finished units of a run, kept in a file, so that an interrupted run resumes.

    A unit is a key and its data. Units made under another `fingerprint` are not taken over.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path = path
        self.fingerprint = fingerprint
        former = read_json(path) if path.is_file() else {}
        same = former.get("fingerprint") == fingerprint
        self.units: dict[str, Any] = former["units"] if same else {}

    def add(self, key: str, data: Any) -> None:
        """Keep one finished unit, on disk before this returns."""
        self.units[key] = data
        write_json(self.path, {"fingerprint": self.fingerprint, "units": self.units})

    def finish(self) -> None:
        """Forget the run: its result has been written."""
        self.path.unlink(missing_ok=True)
