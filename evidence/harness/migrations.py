"""Migrations on a table with rows: does what the command generates apply without an edit?

In a copy of the application a column with a default is added to the model of a note; in another one
a length is changed. The check for drift must notice, and the generated migration must apply.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evidence import conform
from evidence.harness.places import WORK
from evidence.harness.processes import free_port, serving
from evidence.harness.registry import App, fill
from evidence.harness.setups import add_user_with_notes


def change(text: str, entry: dict[str, Any]) -> str:
    """Return the models with the column added; raises ValueError where the line is not found."""
    lines = text.splitlines()
    places = [n for n, line in enumerate(lines) if line.strip().startswith(entry["below"])]
    if len(places) != 1:
        raise ValueError(f"expected one line that begins with {entry['below']!r}, found {places}")
    return "\n".join([*lines[: places[0] + 1], entry["column"], *lines[places[0] + 1 :]]) + "\n"


def shorten(text: str, entry: dict[str, Any]) -> str:
    """Return the models with the title's length changed; raises ValueError without one."""
    before, after = entry["length"]
    if before not in text:
        raise ValueError(f"expected {before!r} in the models")
    return text.replace(before, after, 1)


def probe(app: App, entry: dict[str, Any]) -> dict[str, Any]:
    """Return for each of the two changes: is drift noticed, and does the migration apply."""
    edits = {"column with a default": change, "shorter length": shorten}
    return {name: _probe(app, entry, edit) for name, edit in edits.items()}


def _probe(app: App, entry: dict[str, Any], edit: Callable[..., str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix=f"{app.id}-migrations-", dir=WORK) as work:
        folder = Path(work) / "copy"
        shutil.copytree(app.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
        variables = conform.variables_of(app, Path(work) / "notes.sqlite3")
        conform.run(app, app.migrate, variables, folder)
        _fill_table(app, variables, folder, Path(work))
        models = folder / entry["file"]
        models.write_text(edit(models.read_text(), entry))
        drift = _failure(app, app.drift, variables, folder)
        generated = _failure(app, entry["make"], variables, folder)
        reason = generated or _failure(app, app.migrate, variables, folder)
    return {"noticed": bool(drift), "applied": not reason, "reason": reason}


def _fill_table(app: App, variables: dict[str, str], folder: Path, work: Path) -> None:
    port = free_port()
    command = fill(app.serve[app.named_server], port=str(port))
    with serving(command, folder, variables, port, "/openapi.json", work / "server.log"):
        add_user_with_notes(port)


def _failure(app: App, command: list[str], variables: dict[str, str], folder: Path) -> str:
    """Run a command; return the line that says why it failed, empty where it did not."""
    try:
        conform.run(app, command, variables, folder)
    except conform.CommandFailed as failure:
        lines = [line.strip() for line in str(failure).splitlines() if line.strip()]
        told = [line for line in lines[1:] if "Error" in line or "FAILED" in line]
        return (told or lines)[-1][:200]
    return ""
