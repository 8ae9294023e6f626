import os

import pytest

# Read by the application when it is imported.
os.environ["NOTES_DB"] = ":memory:"
os.environ["NOTES_SECRET"] = "a key for tests only, 50 characters or so in length"

from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel, create_engine
from sqlmodel.pool import StaticPool

from app.database import get_session
from app.main import app


@pytest.fixture
def engine():
    engine = create_engine(
        "sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool
    )
    SQLModel.metadata.create_all(engine)
    return engine


@pytest.fixture
def client(engine):
    def get_test_session():
        with Session(engine) as session:
            yield session

    app.dependency_overrides[get_session] = get_test_session
    yield TestClient(app)
    app.dependency_overrides.clear()


@pytest.fixture
def headers(client):
    """Return a function that registers a user and gives the headers of their requests."""

    def register(username):
        credentials = {"username": username, "password": "correct horse"}
        client.post("/api/register", json=credentials)
        token = client.post("/api/login", json=credentials).json()["token"]
        return {"Authorization": f"Bearer {token}"}

    return register
