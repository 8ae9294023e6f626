"""The decision file: what is saved is read again, comments stay, nothing is half written."""

import datetime
import os
import stat
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_report.decision import (
    Decision,
    decision_text,
    new_decision,
    read_decision,
    write_decision,
)
from framework_report.outcome import Outcome, State, scenario_state
from framework_report.problem import ProblemError

DAYS = {"date": datetime.date(2026, 11, 22), "review_by": datetime.date(2027, 5, 22)}


@pytest.fixture(scope="session")
def decision(problem) -> Decision:
    """Decide the scenario that has a must-have, by a team that knows Django and Flask."""
    state = scenario_state(problem, "mvp", {"django": 3, "flask": 0})
    why, switch_if = "We ship in March.", "We hire async people."
    return new_decision(problem, Outcome(problem, state), why, switch_if, "mvp", **DAYS)


def faults(problem, path, text: str) -> list[str]:
    """Read a decision file of this text and expect it to be refused and left alone."""
    path.write_text(text, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(ProblemError) as refused:
        read_decision(problem, path)
    assert path.read_bytes() == before
    assert all(fault.startswith(str(path)) for fault in refused.value.problems)
    return [fault.removeprefix(str(path)) for fault in refused.value.problems]


def test_a_decision_freezes_state_leader_all_figures_and_the_support_of_must_haves(
    problem, decision
):
    assert decision.leader == "django"
    assert decision.state.must_haves == {"user accounts": "add-on"}
    assert decision.rested_on["django"]["product_parts"] == (12.5, 12, 13)
    recorded = {(f, c) for f, row in decision.rested_on.items() for c in row}
    assert recorded == set(
        zip(problem.evidence["framework"], problem.evidence["criterion"], strict=True)
    )
    assert decision.supports["fastapi"] == {"user accounts": "partial"}


def test_what_is_saved_is_read_again(problem, decision, tmp_path):
    path = tmp_path / "decision.toml"
    write_decision(decision, path)
    assert read_decision(problem, path) == decision
    assert list(tmp_path.iterdir()) == [path]


def test_no_file_is_no_decision(problem, tmp_path):
    assert read_decision(problem, tmp_path / "decision.toml") is None


def test_the_default_place_is_beside_the_tables(problem, decision, copy_of_data):
    write_decision(decision, copy_of_data / "decision.toml")
    assert read_decision(replace(problem, folder=copy_of_data)) == decision


def test_nothing_decided_by_nobody_can_be_saved_too(problem, tmp_path):
    empty = new_decision(problem, Outcome(problem, State()), **DAYS)
    assert empty.leader == ""
    write_decision(empty, tmp_path / "decision.toml")
    assert read_decision(problem, tmp_path / "decision.toml") == empty


@settings(max_examples=50)
@given(
    why=st.text(st.characters(exclude_categories=["Cs"])),
    points=st.dictionaries(st.sampled_from(["addons", "realtime", "used_by"]), st.integers(1, 10)),
    known=st.dictionaries(st.sampled_from(["django", "flask"]), st.integers(0, 4)),
)
def test_any_text_and_any_state_survive_an_older_file_with_comments(
    problem, decision, tmp_path_factory, why, points, known
):
    path = tmp_path_factory.mktemp("decision") / "decision.toml"
    write_decision(decision, path)
    later = replace(
        decision,
        why=why,
        switch_if=why,
        state=State.from_dict({"points": points, "familiarity": known}, problem),
    )
    write_decision(later, path)
    assert read_decision(problem, path) == later


COMMENTED = """\
# Our decision. Ask Ada before you change it.
review_by = 2026-12-31 # the board meets
leader = "flask"
date = 2026-01-31
why = '''old''' # why not?

[points] # agreed on 3 January
# the admin is what sells it
product_parts = 1 # was 9
realtime = 4

[familiarity]
flask = 4 # everybody

[rested_on.django]
addons = { value = 1, low = 1, high = 1 } # counted twice
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_comments_order_and_line_endings_of_an_existing_file_are_kept(
    problem, decision, tmp_path, newline
):
    path = tmp_path / "decision.toml"
    path.write_text(COMMENTED, encoding="utf-8", newline=newline)
    write_decision(decision, path)
    text = path.read_bytes().decode()
    assert read_decision(problem, path) == decision
    for comment in (
        "# Our decision. Ask Ada before you change it.",
        "review_by = 2027-05-22 # the board meets",
        'why = "We ship in March." # why not?',
        "[points] # agreed on 3 January",
        "# the admin is what sells it",
        "product_parts = 9 # was 9",
        "# counted twice",
    ):
        assert comment in text
    assert "realtime = 4" not in text
    assert text.index("review_by") < text.index("leader") < text.index("date =")
    assert text.count("\r\n") == (text.count("\n") if newline == "\r\n" else 0)


def test_a_comment_above_a_table_stays_when_the_table_before_it_becomes_empty(decision):
    existing = '[must_haves]\nORM = "core"\n\n# Ask Ada.\n[familiarity]\nflask = 1\n'
    later = replace(decision, state=State({"addons": 1}, {}, {"flask": 2}), supports={})
    text = decision_text(later, existing)
    assert "\n# Ask Ada.\n[familiarity]\nflask = 2\n" in text
    assert tomllib.loads(text) == tomllib.loads(decision_text(later)) | {"must_haves": {}}


def test_saving_the_same_twice_changes_not_a_byte(decision, tmp_path):
    path = tmp_path / "decision.toml"
    path.write_text(COMMENTED, encoding="utf-8")
    write_decision(decision, path)
    first = path.read_bytes()
    write_decision(decision, path)
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    "existing",
    [
        "points = { addons = 3 }\n",
        "points.addons = 3\nsupports.django = {}\n",
        "points = 3\n[rested_on]\n",
        "[[points]]\naddons = 3\n",
        "[rested_on.django.addons]\nvalue = 1\nlow = 1\nhigh = 1\n",
    ],
)
def test_other_ways_to_write_toml_are_written_into_as_well(decision, existing):
    written = tomllib.loads(decision_text(decision, existing))
    assert written == tomllib.loads(decision_text(decision))


def test_a_crash_before_the_replacement_leaves_the_old_file(decision, tmp_path, monkeypatch):
    path = tmp_path / "decision.toml"
    path.write_text(COMMENTED, encoding="utf-8")

    def crash(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "replace", crash)
    with pytest.raises(OSError, match="the disk is full"):
        write_decision(decision, path)
    assert path.read_text(encoding="utf-8") == COMMENTED
    assert list(tmp_path.iterdir()) == [path]


def test_text_that_no_file_can_hold_leaves_the_old_file(decision, tmp_path):
    path = tmp_path / "decision.toml"
    path.write_text(COMMENTED, encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_decision(replace(decision, why="\ud800"), path)
    assert path.read_text(encoding="utf-8") == COMMENTED
    assert list(tmp_path.iterdir()) == [path]


def test_a_broken_file_is_never_written_over(decision, tmp_path):
    path = tmp_path / "decision.toml"
    path.write_text("leader = \n", encoding="utf-8")
    with pytest.raises(ProblemError, match=r"decision\.toml line 1: found broken TOML"):
        write_decision(decision, path)
    assert path.read_text(encoding="utf-8") == "leader = \n"


def test_a_link_stays_a_link_and_permissions_stay(decision, tmp_path):
    path, link = tmp_path / "shared.toml", tmp_path / "decision.toml"
    path.write_text("", encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    write_decision(decision, link)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert "leader" in path.read_text(encoding="utf-8")


# --- what is refused -------------------------------------------------------------------------

START = 'leader = "django"\ndate = 2026-11-22\nreview_by = 2027-05-22\n'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a = 1\nb = = 2\n", " line 2: found broken TOML (Invalid value), expected key = value"),
        ("[points\n", "found broken TOML ("),
        ("a = 1\na = 2\n", "found broken TOML ("),
        (START + "[points]\ncharm = 3\n", " line 5: points: found unknown name 'charm', expected"),
        (START + "[points]\naddons = 11\n", " line 5: points, addons: found 11, expected a whole"),
        (
            START + "[points]\naddons = inf\n",
            " line 5: points, addons: found inf, expected a whole",
        ),
        (START + "[points]\naddons = true\n", " line 5: points, addons: found True, expected a"),
        (START + 'points = "all"\n', " line 4: points: found 'all', expected a table of names"),
        (
            START + "[must_haves]\ncharm = 'core'\n",
            " line 5: must_haves: found unknown name 'charm'",
        ),
        (START + '[must_haves]\nORM = "yes"\n', " line 5: must_haves, ORM: found 'yes', expected"),
        (START + "[familiarity]\nrails = 1\n", " line 5: familiarity: found unknown name 'rails'"),
        (START + "[familiarity]\nflask = 5\n", " line 5: familiarity, flask: found 5, expected"),
        (
            START.replace("django", "rails"),
            " line 1: leader: found 'rails', expected nothing or one",
        ),
        (START.replace('"django"', "3"), " line 1: leader: found 3, expected text in quotes"),
        (
            START + 'scenario = "war"\n',
            " line 4: scenario: found 'war', expected nothing or one of",
        ),
        (START + "why = 3\n", " line 4: why: found 3, expected text in quotes"),
        (START + "mood = 3\n", " line 4: mood: found an unknown part, expected one of scenario,"),
        ("date = 2026-11-22\n", ": leader: found no such entry, expected it at the top"),
        (
            START.replace("2026-11-22", "'soon'"),
            " line 2: date: found 'soon', expected a bare date",
        ),
        (START.replace("2026-11-22", "2026-11-22T10:00:00"), " line 2: date: found datetime."),
        (
            START.replace("2027", "2025"),
            " line 3: review_by: found 2025-05-22, expected a date from",
        ),
        (
            START + "[rested_on.rails]\n",
            " line 4: rested_on.rails: found an unknown framework, exp",
        ),
        (
            START + "rested_on = 1\n",
            " line 4: rested_on: found 1, expected a table for each framework",
        ),
        (
            START + "[rested_on]\nflask = 1\n",
            " line 5: rested_on, flask: found 1, expected a table",
        ),
        (
            START + "[rested_on.flask]\ncharm = 1\n",
            " line 5: rested_on.flask, charm: found an unknown criterion, expected one of product_",
        ),
        (
            START + "[rested_on.flask]\naddons = 3\n",
            " line 5: rested_on.flask, addons: found 3, expected value, low and high",
        ),
        (
            START + "[rested_on.flask]\naddons = {value = 1, low = -inf, high = 2}\n",
            " line 5: rested_on.flask, addons: found {'value': 1, 'low': -inf, 'high': 2}, "
            "expected finite numbers",
        ),
        (
            START + "[rested_on.flask]\naddons = {value = 1, low = 2, high = 3}\n",
            " line 5: rested_on.flask, addons: found {'value': 1, 'low': 2, 'high': 3}, expected "
            "low <= value <= high",
        ),
        (
            START + "[rested_on.flask]\naddons = {value = 1, low = 0, high = 3}\n",
            " line 5: rested_on.flask, addons: found {'value': 1, 'low': 0, 'high': 3}, expected "
            "numbers above 0 (log)",
        ),
        (
            START + "[supports.flask]\ncharm = 'none'\n",
            " line 5: supports.flask, charm: found an unknown feature, expected one of ORM,",
        ),
        (
            START + "[supports.flask]\nORM = 'sort of'\n",
            " line 5: supports.flask, ORM: found 'sort of', expected one of built-in, partial,",
        ),
    ],
)
def test_a_wrong_entry_is_named_with_line_found_and_expected(problem, tmp_path, text, fault):
    told = faults(problem, tmp_path / "decision.toml", text)
    assert any(line.startswith(fault) or fault in line.split("expected")[0] for line in told), told


def test_all_wrong_entries_come_in_one_go(problem, tmp_path):
    text = START + 'why = 1\n[points]\ncharm = 3\naddons = "x"\n[supports.flask]\nORM = 1\n'
    assert len(faults(problem, tmp_path / "decision.toml", text)) == 4


def test_another_encoding_is_named_with_its_line(problem, tmp_path):
    path = tmp_path / "decision.toml"
    path.write_bytes(START.encode() + b"why = 'caf\xe9'\n")
    with pytest.raises(
        ProblemError, match=r"decision\.toml line 4: found a byte that is not UTF-8"
    ):
        read_decision(problem, path)


def test_a_byte_order_mark_and_windows_lines_do_no_harm(problem, decision, tmp_path):
    path = tmp_path / "decision.toml"
    text = decision_text(decision).replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_decision(problem, path) == decision


def test_figures_of_a_framework_that_is_switched_off_here_may_stay(problem, tmp_path):
    path = tmp_path / "decision.toml"
    path.write_text(START + "[rested_on.litestar]\naddons = {value = 1, low = 1, high = 1}\n")
    assert "litestar" in read_decision(replace(problem, extras=("litestar",)), path).rested_on
