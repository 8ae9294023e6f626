import os
import tempfile
from pathlib import Path

import pytest

# Read by the application when it is imported.
folder = tempfile.TemporaryDirectory()
database_file = Path(folder.name) / "test.db"
os.environ["NOTES_DB"] = str(database_file)
os.environ["NOTES_SECRET"] = "a key for tests only, 50 characters or so in length"

from litestar.testing import TestClient
from sqlalchemy import create_engine

from app.main import app
from app.models import Note


@pytest.fixture
def engine():
    database_file.unlink(missing_ok=True)
    engine = create_engine(f"sqlite:///{database_file}")
    Note.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def client(engine):
    with TestClient(app) as client:
        yield client


@pytest.fixture
def headers(client):
    """Return a function that registers a user and gives the headers of their requests."""

    def register(username):
        credentials = {"username": username, "password": "correct horse"}
        client.post("/api/register", json=credentials)
        token = client.post("/api/login", json=credentials).json()["token"]
        return {"Authorization": f"Bearer {token}"}

    return register
