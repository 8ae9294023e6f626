import pytest
from flask_migrate import upgrade

from notes import create_app


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setenv("NOTES_DB", str(tmp_path / "test.db"))
    monkeypatch.setenv("NOTES_SECRET", "a key for tests only, 50 characters or so in length")
    app = create_app()
    app.testing = True
    # Left before a request is made: an application context that stays open would
    # keep Flask-Login's user from one request to the next.
    with app.app_context():
        upgrade()
    return app


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def headers(client):
    """Return a function that registers a user and gives the headers of their requests."""

    def register(username):
        credentials = {"username": username, "password": "correct horse"}
        client.post("/api/register", json=credentials)
        token = client.post("/api/login", json=credentials).json["token"]
        return {"Authorization": f"Bearer {token}"}

    return register
