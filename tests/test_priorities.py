"""Priorities that come back from an exported page: compared, adopted, or refused in words."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from framework_report.__main__ import app
from framework_report.decision import read_decision
from framework_report.priorities import read_priorities
from framework_report.problem import ProblemError, load_problem

SENT = """version = 1
evidence = "{digest}"

[points]
api_contract = 9
type_errors = 5

[must_haves]
"admin site" = "add-on"

[familiarity]
fastapi = 0
"""


@pytest.fixture
def sent(copy_of_data: Path, tmp_path: Path) -> Path:
    path = tmp_path / "priorities.toml"
    path.write_text(SENT.format(digest=load_problem(copy_of_data).digest), encoding="utf-8")
    return path


def run(*words: object, **more) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False, **more)
    assert result.exit_code == 0, result.output
    return result.output


def test_adopted_priorities_become_the_decision(copy_of_data, sent):
    words = run("adopt", sent, "--why", "because", "--folder", copy_of_data)
    decision = read_decision(load_problem(copy_of_data))
    assert decision.state.points == {"api_contract": 9, "type_errors": 5}
    assert decision.state.must_haves == {"admin site": "add-on"}
    assert decision.state.familiarity == {"fastapi": 0}
    assert (decision.why, decision.leader) == ("because", "fastapi")
    assert "Choose FastAPI." in words


def test_priorities_are_read_from_standard_input(copy_of_data, sent):
    words = run("compare", "-", "--folder", copy_of_data, input=sent.read_text(encoding="utf-8"))
    assert "Theirs: Choose FastAPI." in words


def test_comparing_says_what_differs_and_changes_nothing(copy_of_data, sent):
    before = {path.name: path.read_bytes() for path in copy_of_data.iterdir()}
    words = run("compare", sent, "--folder", copy_of_data)
    assert "Ours: Choose " in words
    assert "API contract (9 instead of 3)" in words
    assert "the must-have admin site (an add-on is enough instead of not needed)" in words
    assert {path.name: path.read_bytes() for path in copy_of_data.iterdir()} == before


def test_priorities_set_on_other_evidence_are_marked(problem):
    state, warning = read_priorities(SENT.format(digest="000000000000"), problem)
    assert state.points["api_contract"] == 9
    assert warning.startswith("They were set on other evidence (000000000000; here it is ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "found version none, expected 1"),
        ("version = 2", "found version 2, expected 1"),
        ("version = [", "found broken TOML"),
        ("version = 1\n[points]\nspeed = 3", "found unknown name 'speed'"),
        ("version = 1\n[points]\napi_contract = 11", "found 11, expected a whole number"),
        ("version = 1\n[must_haves]\nORM = 'maybe'", "found 'maybe', expected 'core' or 'add-on'"),
        ("version = 1\n[wishes]\nx = 1", "found unknown part 'wishes'"),
    ],
)
def test_priorities_that_cannot_be_used_are_refused_in_words(text, words, problem):
    with pytest.raises(ProblemError, match=words):
        read_priorities(text, problem)


def test_a_file_that_is_not_there_is_named(copy_of_data):
    with pytest.raises(ProblemError, match=r"none\.toml: cannot be read"):
        CliRunner().invoke(
            app, ["adopt", "none.toml", "--folder", str(copy_of_data)], catch_exceptions=False
        )
