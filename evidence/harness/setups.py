"""Starts a setup: an application with a user who has notes, or a minimal one."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from evidence.harness import environments
from evidence.harness.places import WORK
from evidence.harness.processes import clean_environment, free_port, serving
from evidence.harness.registry import WORDS, App, Setup, fill

NOTES = 25


def ready_path(setup: Setup) -> str:
    """Return a path that answers once the server is ready, at no cost to speak of."""
    return "/openapi.json" if setup.app else "/hello"


@contextmanager
def running(setup: Setup, python: str) -> Iterator[tuple[int, int, str]]:
    """Start a setup; yield port, process id, and the Authorization header of a user with notes."""
    bin_folder = environments.ready(setup.environment, setup.lock, python)
    port = free_port()
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{setup.environment}-", dir=WORK) as work:
        db = Path(work) / "notes.sqlite3"
        variables = dict(setup.variables)
        if setup.app:
            variables |= setup.app.variables(db)
            _migrated(setup.app, bin_folder, db)
        command = fill(setup.command, **{**WORDS, "port": str(port), "db": str(db)})
        environment = clean_environment(bin_folder, variables)
        log = Path(work) / "server.log"
        with serving(command, setup.folder, environment, port, ready_path(setup), log) as pid:
            yield port, pid, add_user_with_notes(port) if setup.app else ""


def _migrated(app: App, bin_folder: Path, db: Path) -> None:
    """Make a new database of the application."""
    environment = clean_environment(bin_folder, app.variables(db))
    command = fill(app.migrate, **WORDS, db=str(db))
    subprocess.run(
        command, cwd=app.folder, env=environment, check=True, capture_output=True, timeout=120
    )


def add_user_with_notes(port: int) -> str:
    """Register a user with 25 notes; return the user's Authorization header."""
    account = {"username": "timed_reader", "password": "a-long-password-1"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        client.post("/api/register", json=account).raise_for_status()
        token = client.post("/api/login", json=account).raise_for_status().json()["token"]
        authorization = f"Bearer {token}"
        for number in range(NOTES):
            note = {"title": f"Note {number}", "body": "A line of text to carry along. " * 5}
            headers = {"Authorization": authorization}
            client.post("/api/notes", json=note, headers=headers).raise_for_status()
    return authorization
