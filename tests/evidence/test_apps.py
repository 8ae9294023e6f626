"""The reference applications: described whole, alike where they must be, and right."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from evidence.conform import SUITE
from evidence.harness import exact, results
from evidence.harness.environments import NoPython, find_python
from evidence.harness.places import EVIDENCE
from evidence.harness.registry import features, read_apps, read_setups, read_stacks
from evidence.harness.source_size import sizes
from evidence.mutants.__main__ import RESULTS, StaleMutant, apply, read_mutants, replaced

APPS = read_apps()
OWN_TESTS = {
    "register_hashes_password",
    "login_wrong_password",
    "requires_auth",
    "create_and_get",
    "list_paginates",
    "patch",
    "other_user_404",
    "invalid_title",
}
each_app = pytest.mark.parametrize("app", APPS.values(), ids=list(APPS))


def pins(lock):
    """Return package -> version of a lock."""
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", lock.read_text(), re.MULTILINE))


def direct(requirements):
    """Return the packages that a requirements.in asks for, without extras."""
    lines = requirements.read_text().splitlines()
    return {re.split(r"[\[<>=~ ]", line)[0] for line in lines if line and line[0] not in "#-"}


def test_each_framework_has_exactly_one_named_stack():
    named = [app.framework for app in APPS.values() if app.named_stack]
    assert sorted(named) == ["django", "fastapi", "flask", "litestar"]


def test_every_stack_takes_all_its_figures_behind_one_server():
    setups, stacks = read_setups(), read_stacks()
    for stack in stacks.values():
        minimal, rows = setups[stack.minimal], setups[f"{stack.app}/{stack.server}"]
        assert minimal.framework == rows.framework == stack.core
        words = [server_words(setup.command) for setup in (minimal, rows)]
        assert words[0] == words[1], stack.id
        assert {stack.echo, stack.waiting, "block_in_def", "block_in_async"} <= set(minimal.paths)


def server_words(command):
    """Return the words of a command that are about the server, not about the application."""
    return [command[0], *(w for w in command[2:] if w not in ("--workers", "1"))]


@each_app
def test_features_are_those_of_the_specification(app):
    headings = re.findall(r"^### `(\w+)`$", (EVIDENCE / "SPEC.md").read_text(), re.MULTILINE)
    assert list(features()) == headings
    assert list(app.features) == headings


@each_app
def test_every_written_file_belongs_to_one_feature(app):
    counted = sizes(app)
    for feature in ("setup", "auth", "notes", "validation", "pagination", "admin", "tests"):
        assert counted[feature]["lines"] > 0, feature


@each_app
def test_every_server_has_one_worker_and_listens_at_home(app):
    assert len(app.serve) == 2
    for command in app.serve.values():
        words = " ".join(command)
        assert "127.0.0.1" in words
        assert "{port}" in words
        assert "--workers 1 " in words
        assert "0.0.0.0" not in words


@each_app
def test_commands_are_told_the_database_and_the_secret_by_the_same_variables(app):
    assert app.environment["NOTES_DB"] == "{db}"
    assert app.environment["NOTES_SECRET"] == "{secret}"
    assert set(app.admin_site) == {"index", "notes", "edit"}


@each_app
def test_the_lock_pins_what_is_asked_for_with_hashes(app):
    text, pinned = app.lock.read_text(), pins(app.lock)
    assert direct(app.requirements) <= set(pinned)
    assert "://" not in text
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert all("--hash=sha256:" in block for block in blocks if "==" in block.split("\n")[0])


@each_app
def test_the_lock_of_the_tests_adds_and_changes_nothing(app):
    assert pins(app.lock).items() <= pins(app.test_lock).items()


def test_django_is_never_an_old_one():
    for name in ("django_drf", "django_ninja"):
        assert int(pins(APPS[name].lock)["django"].split(".")[0]) >= 6


@each_app
def test_each_application_has_the_eight_tests_of_the_specification(app):
    sources = [path for pattern in app.features["tests"] for path in app.folder.glob(pattern)]
    names = re.findall(r"def test_(\w+)\(", "\n".join(path.read_text() for path in sources))
    assert sorted(names) == sorted(OWN_TESTS)


@each_app
def test_each_application_was_reviewed(app):
    review = (EVIDENCE / "reviews" / f"{app.id}.md").read_text()
    assert "Departures" in review
    assert re.search(r"Reviewed 20\d\d-\d\d-\d\d", review)


def run_pytest(*words):
    """Run the suite's pytest without an application; other packages' plug-ins are left out."""
    command = [sys.executable, "-m", "pytest", "-c", str(SUITE / "pytest.ini")]
    return subprocess.run(
        [*command, f"--rootdir={SUITE}", *words],
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_suite_has_cases_for_everything_that_it_promises():
    """At least 80 cases; collected, which needs no application."""
    listed = run_pytest("--collect-only", str(SUITE)).stdout
    cases = re.findall(r"^(?:.*/)?test_(\w+)\.py::", listed, re.MULTILINE)
    assert len(cases) >= 80
    assert set(cases) == {"auth", "notes", "validation", "pagination", "openapi", "admin"}


def test_the_suite_without_an_application_says_how_to_start_it():
    done = run_pytest(str(SUITE / "test_openapi.py"))
    assert done.returncode == 2
    assert "python -m evidence.conform APP" in done.stdout + done.stderr


@each_app
def test_every_mutant_still_fits_and_changes_its_application(app, tmp_path):
    mutants = read_mutants(app)
    assert len(mutants) >= 8
    for name, mutant in mutants.items():
        folder = tmp_path / name
        shutil.copytree(app.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
        before = (folder / mutant["file"]).read_text()
        apply(mutant, folder, name)
        assert (folder / mutant["file"]).read_text() != before


def test_every_mutant_was_killed():
    """As recorded by `python -m evidence.mutants all`."""
    results = json.loads(RESULTS.read_text())
    for app in APPS.values():
        mutants = results[app.id]["mutants"]
        assert set(mutants) == set(read_mutants(app))
        assert [name for name, outcome in mutants.items() if not outcome["killed"]] == []


@pytest.mark.parametrize("text", ["none here", "twice twice"])
def test_a_mutant_that_does_not_fit_is_an_error(text):
    with pytest.raises(StaleMutant, match=r"a/x\.py: 'twice' found [02] times, expected once"):
        replaced(text, "twice", "once", "a/x.py")


def test_a_form_is_read_as_a_browser_does(monkeypatch):
    monkeypatch.syspath_prepend(str(SUITE))
    from browser import forms

    (form,) = forms(
        '<form action="/save" method="POST"><input name="title" value="a &amp; b">'
        '<input type="checkbox" name="pinned"><input type="checkbox" name="seen" checked>'
        '<textarea name="body">\ntwo\nlines</textarea>'
        '<select name="kind"><option value="1"><option value="2" selected></select>'
        '<input type="submit" name="save" value="Save"><button name="again">Again</button></form>'
    )
    assert (form.action, form.method, form.button) == ("/save", "post", ("save", "Save"))
    assert form.fields == {"title": "a & b", "seen": "on", "body": "two\nlines", "kind": "2"}


@pytest.fixture
def python():
    """Skip where no Python runs the applications, and say so."""
    try:
        return find_python()
    except NoPython as reason:
        pytest.skip(str(reason))


HERE_ONLY = {"seconds", "newest_releases", "size_mb", "reason"}
"""What another machine, day or version of SQLite may say otherwise."""


def comparable(figures):
    """Return figures without what may differ elsewhere, however deep it lies."""
    if not isinstance(figures, dict):
        return figures
    return {name: comparable(x) for name, x in figures.items() if name not in HERE_ONLY}


# Memory and start-up are compared between two runs on one machine only.
REPEATED = {f"{unit[0]}/{unit[1]}": unit[2] for unit in exact.units() if unit[1] != "light"}


@pytest.mark.weekly
@pytest.mark.parametrize("name", REPEATED)
def test_an_exact_measure_gives_again_what_is_in_the_repository(name, python):
    """Suite, own tests, drift, migrations, sizes, packages, probes and type errors, all anew."""
    kept = results.read_json(exact.LATEST)["units"][name]["figures"]
    assert comparable(REPEATED[name]()) == comparable(kept)


def test_every_application_passes_the_whole_suite_as_recorded():
    units = results.read_json(exact.LATEST)["units"]
    for app in APPS.values():
        suite = units[f"{app.id}/conformance"]["figures"]
        assert (suite["failures"], units[f"{app.id}/own_tests"]["figures"]["ok"]) == ({}, True)
        assert suite["passed"] == suite["cases"] >= 80
