"""Reads what is measured: the applications, the minimal setups and their loads.

Everything that differs between frameworks stands in evidence/registry.toml and
evidence/minimal/registry.toml; a fifth framework is a folder, an entry and its lock.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evidence.harness.places import EVIDENCE, REPOSITORY

WORDS = {
    "secret": "0123456789abcdef0123456789abcdef0123456789abcdef01",
    "admin_name": "root_admin",
    "admin_password": "correct-horse-battery",
}


def fill(words: Sequence[str], **values: str) -> list[str]:
    """Return `words` with each {name} replaced; raises KeyError for a name without a value.

    >>> fill(["--bind", "127.0.0.1:{port}"], port="8000")
    ['--bind', '127.0.0.1:8000']
    """
    return [word.format(**values) for word in words]


@dataclass(frozen=True)
class App:
    """One reference application, as evidence/registry.toml describes it."""

    id: str
    title: str
    framework: str
    named_stack: bool
    folder: Path
    requirements: Path
    lock: Path
    test_lock: Path
    environment: dict[str, str]
    migrate: list[str]
    admin: list[str]
    drift: list[str]
    test: list[str]
    serve: dict[str, list[str]]
    admin_site: dict[str, str]
    features: dict[str, list[str]]
    untouched: list[str]
    edited: dict[str, dict[str, str]]

    @property
    def named_server(self) -> str:
        """The server of the named stack: the first one of the entry."""
        return next(iter(self.serve))

    def variables(self, db: Path) -> dict[str, str]:
        """Return the variables of every command of this application, with `db` as database."""
        values = {**WORDS, "db": str(db)}
        return {name: text.format(**values) for name, text in self.environment.items()}


@dataclass(frozen=True)
class Load:
    """One kind of request, and with how many clients it is sent."""

    id: str
    title: str
    clients: int
    seconds: int
    cpu_bound: bool
    method: str = "GET"
    answer: dict[str, Any] | None = None
    warm_up_seconds: int = 0


@dataclass(frozen=True)
class Setup:
    """An application behind one server, and the loads that it is given (load -> path)."""

    id: str
    title: str
    framework: str
    named: bool
    environment: str
    lock: Path
    folder: Path
    command: list[str]
    paths: dict[str, str]
    variables: dict[str, str] = field(default_factory=dict)
    control_of: str = ""
    app: App | None = None


@dataclass(frozen=True)
class Stack:
    """A framework of the report, and where its figures come from."""

    id: str
    compared: bool
    core: str
    app: str
    server: str
    minimal: str
    echo: str
    waiting: str
    crowd: str
    types: str
    async_db: str
    parser_minimal: str
    parser_server: str


def read_stacks(path: Path = EVIDENCE / "registry.toml") -> dict[str, Stack]:
    """Return the stacks of the registry, in its order."""
    return {name: Stack(id=name, **entry) for name, entry in _toml(path)["stacks"].items()}


def read_apps(path: Path = EVIDENCE / "registry.toml") -> dict[str, App]:
    """Return the applications of the registry, in its order."""
    return {name: _app(name, entry) for name, entry in _toml(path)["apps"].items()}


def features(path: Path = EVIDENCE / "registry.toml") -> dict[str, str]:
    """Return the features of the specification, with what each is."""
    return _toml(path)["features"]


def needs(path: Path = EVIDENCE / "registry.toml") -> dict[str, str]:
    """Return part of the specification -> the feature of features.csv that it is needed for."""
    return _toml(path)["needs"]


def _app(name: str, entry: dict[str, Any]) -> App:
    folder = REPOSITORY / entry["folder"]
    generated = entry.get("generated", {})
    plain = ("title", "framework", "named_stack", "environment", "migrate", "admin")
    return App(
        id=name,
        folder=folder,
        **{key: entry[key] for key in (*plain, "drift", "test", "serve", "features")},
        admin_site=entry.get("admin_site", {}),
        untouched=generated.get("untouched", []),
        edited=generated.get("edited", {}),
        **{key: folder / entry[key] for key in ("requirements", "lock", "test_lock")},
    )


def read_minimal(path: Path = EVIDENCE / "minimal" / "registry.toml") -> dict[str, Any]:
    """Return the minimal applications' registry as it is written."""
    return _toml(path)


def read_loads(path: Path = EVIDENCE / "minimal" / "registry.toml") -> dict[str, Load]:
    """Return every load, that of the reference applications as `rows`."""
    registry = _toml(path)
    entries = {**registry["loads"], "rows": registry["rows"]}
    return {name: Load(id=name, **entry) for name, entry in entries.items()}


def read_setups(path: Path = EVIDENCE / "minimal" / "registry.toml") -> dict[str, Setup]:
    """Return the minimal setups, then each application behind each of its servers."""
    registry = _toml(path)
    locks = {name: path.parent / lock for name, lock in registry["environments"].items()}
    minimal = [
        _setup(name, entry, path.parent, locks) for name, entry in registry["setups"].items()
    ]
    return {setup.id: setup for setup in [*minimal, *_app_setups(read_apps())]}


def _setup(name: str, entry: dict[str, Any], folder: Path, locks: dict[str, Path]) -> Setup:
    environment = entry["environment"]
    named = {key: entry[key] for key in ("title", "framework", "named", "command", "paths")}
    return Setup(
        id=name,
        folder=folder / entry["folder"],
        environment=f"minimal-{environment}",
        lock=locks[environment],
        variables=entry.get("variables", {}),
        control_of=entry.get("control_of", ""),
        **named,
    )


def _app_setups(apps: dict[str, App]) -> list[Setup]:
    return [
        Setup(
            id=f"{app.id}/{server}",
            title=f"{app.title}; {server}",
            framework=app.framework,
            named=app.named_stack and server == app.named_server,
            environment=app.id,
            lock=app.test_lock,
            folder=app.folder,
            command=command,
            paths={"rows": "/api/notes?limit=20"},
            app=app,
        )
        for app in apps.values()
        for server, command in app.serve.items()
    ]


def _toml(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)
