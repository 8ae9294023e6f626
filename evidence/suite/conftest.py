"""What every case of the conformance suite uses: users, notes and a browser, all over HTTP.

The suite knows an application only by its address and by what `evidence/registry.toml` says of
its admin pages: EVIDENCE_URL, EVIDENCE_ADMIN_NAME, EVIDENCE_ADMIN_PASSWORD, EVIDENCE_ADMIN_SITE (a
JSON object with `index`, `notes` and `edit`). `python -m evidence.conform APP` sets them.
"""

import itertools
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from browser import Browser

PASSWORD = "correct horse"
LIMIT_S = 120
numbers = itertools.count(1)


def setting(name: str) -> str:
    """Return an environment variable; without it there is nothing to test."""
    if name not in os.environ:
        pytest.exit(f"{name} is not set; start the suite with: python -m evidence.conform APP", 2)
    return os.environ[name]


@dataclass(frozen=True)
class User:
    """A registered user, who asks with the token of a login."""

    id: int
    username: str
    token: str
    client: httpx.Client

    def ask(self, method: str, path: str, **content: Any) -> httpx.Response:
        """Send a request with this user's token."""
        return self.client.request(
            method, path, headers={"Authorization": f"Bearer {self.token}"}, **content
        )

    def create(self, **note: Any) -> dict[str, Any]:
        """Return a new note of this user."""
        answer = self.ask("POST", "/api/notes", json={"title": "a note", **note})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def read(self, note_id: int) -> dict[str, Any]:
        """Return a note as this user sees it."""
        answer = self.ask("GET", f"/api/notes/{note_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="session")
def url() -> str:
    return setting("EVIDENCE_URL")


@pytest.fixture(scope="session")
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=LIMIT_S) as client:
        yield client


@pytest.fixture(scope="session")
def fresh_name() -> Callable[[], str]:
    """Return a function that gives a name that nobody has."""
    return lambda: f"user_{next(numbers)}"


@pytest.fixture(scope="session")
def sign_up(client: httpx.Client, fresh_name: Callable[[], str]) -> Callable[[], User]:
    """Return a function that registers a new user and logs in."""

    def sign_up() -> User:
        credentials = {"username": fresh_name(), "password": PASSWORD}
        registered = client.post("/api/register", json=credentials)
        assert registered.status_code == 201, registered.text
        logged_in = client.post("/api/login", json=credentials)
        assert logged_in.status_code == 200, logged_in.text
        return User(
            registered.json()["id"], credentials["username"], logged_in.json()["token"], client
        )

    return sign_up


@pytest.fixture(scope="session")
def ann(sign_up: Callable[[], User]) -> User:
    return sign_up()


@pytest.fixture(scope="session")
def ben(sign_up: Callable[[], User]) -> User:
    return sign_up()


@pytest.fixture(scope="session")
def document(client: httpx.Client) -> dict[str, Any]:
    """Return the OpenAPI document."""
    answer = client.get("/openapi.json")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(scope="session")
def site() -> dict[str, str]:
    """Return where the admin's pages are."""
    return json.loads(setting("EVIDENCE_ADMIN_SITE"))


@pytest.fixture(scope="session")
def admin_credentials() -> tuple[str, str]:
    return setting("EVIDENCE_ADMIN_NAME"), setting("EVIDENCE_ADMIN_PASSWORD")


@pytest.fixture
def browser(url: str) -> Iterator[Browser]:
    """Return a browser that nobody has used."""
    with Browser(url, LIMIT_S) as browser:
        yield browser


@pytest.fixture(scope="module")
def admin(url: str, site: dict[str, str], admin_credentials: tuple[str, str]) -> Iterator[Browser]:
    """Return a browser in which the administrator has logged in."""
    with Browser(url, LIMIT_S) as browser:
        browser.log_in(site["index"], *admin_credentials)
        yield browser
