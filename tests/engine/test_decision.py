"""The decision file: what is saved is read again, comments stay, and nobody's edit is lost."""

import datetime
import stat
import time
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from decided import DAYS, change, decide, drop, folder_of, load
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_report.decision import (
    FILE,
    Decision,
    decision_text,
    new_decision,
    read_decision,
    write_decision,
)
from framework_report.files import Changed, ProblemError
from framework_report.outcome import Outcome
from framework_report.state import State
from framework_report.tables import Problem


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    """Load the tables as they are; tests change nothing in it but the decision's file."""
    return load(folder_of(tmp_path_factory.mktemp("decision") / "data"))


@pytest.fixture
def problem(whole: Problem, folder: Path) -> Problem:
    """Put those tables into a folder of the test's own."""
    return replace(whole, folder=folder)


@pytest.fixture(scope="module")
def decision(whole: Problem) -> Decision:
    """Decide for Kit: cost 6, speed 4 as it typically is, lights needed, and Kit known."""
    state = State({"cost": 6, "speed": 4}, {"lights": "add-on"}, {"skill": {"kit": 2}})
    made = Outcome(whole, state)
    return new_decision(whole, made, "We pay.", "Cost falls.", "daily", "Ana", **DAYS)


def faults(problem: Problem, text: str) -> list[str]:
    """Read a decision of this text and expect it to be refused and left alone."""
    path = problem.folder / "decision.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemError) as refused:
        read_decision(problem)
    assert path.read_text(encoding="utf-8") == text
    assert all(fault.startswith(str(path)) and "\n" not in fault for fault in refused.value.faults)
    return [fault.removeprefix(str(path)) for fault in refused.value.faults]


def test_a_decision_freezes_state_leader_figures_by_measure_and_supports(
    decision: Decision,
) -> None:
    assert decision.leader == "kit"
    assert decision.state.candidates == ("kit", "lab", "mob")
    assert decision.measures == {"cost": "price", "speed": "peak"}
    assert decision.rested_on["lab"] == {"cost": (8, 8, 8), "speed": (60, 60, 60)}
    assert decision.supports["lab"] == {"lights": "third party"}
    assert decision.origin == "Ana"


def test_what_is_saved_is_read_again(problem: Problem, decision: Decision) -> None:
    path = problem.folder / "decision.toml"
    write_decision(decision, path)
    assert read_decision(problem) == decision
    found = tomllib.loads(path.read_text())
    assert found["candidates"] == ["kit", "lab", "mob"]
    assert found["from"] == "Ana"


def test_no_file_is_no_decision(problem: Problem) -> None:
    assert read_decision(problem) is None


def test_a_figure_that_nobody_knows_is_left_out(folder: Path) -> None:
    drop(folder / "facts.csv", framework="mob", criterion="cost")
    problem = load(folder)
    made = new_decision(problem, Outcome(problem, State({"cost": 1})), **DAYS)
    assert "cost" not in made.rested_on["mob"]
    write_decision(made, folder / "decision.toml")
    assert read_decision(problem) == made


def test_reordering_the_measures_changes_nothing_that_was_decided(
    folder: Path, decision: Decision
) -> None:
    write_decision(decision, folder / "decision.toml")
    lines = (folder / "measures.csv").read_text().splitlines()
    turned = [*lines[:2], lines[3], lines[2]]
    (folder / "measures.csv").write_text("\n".join(turned) + "\n")
    problem = load(folder)
    assert problem.measures_of["speed"] == ["typical", "peak"]
    found = read_decision(problem)
    assert found is not None
    assert found.state.measures == {"speed": "peak"}
    assert Outcome(problem, found.state).measure("speed") == "peak"


@settings(max_examples=20)
@given(
    why=st.text(st.characters(exclude_categories=["Cs"])),
    points=st.dictionaries(st.sampled_from(["cost", "speed", "skill"]), st.integers(1, 10)),
    known=st.dictionaries(st.sampled_from(["kit", "lab", "mob"]), st.integers(0, 2)),
    candidates=st.lists(st.sampled_from(["kit", "lab", "mob"]), unique=True),
    measure=st.sampled_from(["peak", "typical"]),
)
def test_any_text_and_any_state_survive_an_older_file_with_comments(
    whole: Problem,
    why: str,
    points: dict[str, int],
    known: dict[str, int],
    candidates: list[str],
    measure: str,
) -> None:
    problem, path = whole, whole.folder / "decision.toml"
    path.write_text(COMMENTED, encoding="utf-8")
    given_state = {"points": points, "team": {"skill": known}, "candidates": candidates}
    given_state["measures"] = {"speed": measure}
    state = State.from_dict(given_state, problem)
    made = new_decision(problem, Outcome(problem, state), why, why, origin=why, **DAYS)
    write_decision(made, path)
    assert read_decision(problem) == made
    assert "# Our decision. Ask Ada before you change it." in path.read_text(encoding="utf-8")


COMMENTED = """\
# Our decision. Ask Ada before you change it.
review_by = 2026-12-31 # the board meets
leader = "lab"
date = 2026-01-31
why = '''old''' # why not?

[points] # agreed on 3 January
# the price is what sells it
cost = 1 # was 9
skill = 4 # the team insisted

[must_haves] # of the sponsor
lights = "core" # they work at night

# What we know.
[familiarity] # asked on Friday
lab = 4 # everybody

[rested_on.lab]
cost = { value = 1, low = 1, high = 1 } # counted twice

[rested_on.old] # it was called so
cost = { value = 3, low = 3, high = 3 } # of the old one
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_comments_order_and_line_ends_of_an_existing_file_are_kept(
    problem: Problem, decision: Decision, newline: str
) -> None:
    path = problem.folder / "decision.toml"
    path.write_text(COMMENTED, encoding="utf-8", newline=newline)
    write_decision(decision, path)
    text = path.read_bytes().decode()
    assert read_decision(problem) == decision
    for comment in (
        "# Our decision. Ask Ada before you change it.",
        "review_by = 2027-05-24 # the board meets",
        'why = "We pay." # why not?',
        "[points] # agreed on 3 January",
        "# the price is what sells it",
        "cost = 6 # was 9",
        "[must_haves] # of the sponsor",
        "# they work at night",
        "# counted twice",
    ):
        assert comment in text
    assert text.index("review_by") < text.index("leader") < text.index("date =")
    assert text.count("\r\n") == (text.count("\n") if newline == "\r\n" else 0)


def test_comments_beside_dropped_entries_survive_as_comments(decision: Decision) -> None:
    text = decision_text(decision, COMMENTED)
    for comment in (
        "# skill = 4 # the team insisted",
        "# What we know.",
        "# asked on Friday",
        "# lab = 4 # everybody",
        "# [rested_on.old] # it was called so",
        "# of the old one",
    ):
        assert comment in text
    assert "old" not in tomllib.loads(text)["rested_on"]
    bare = decision_text(replace(decision, state=State({"speed": 1}), supports={}), text)
    for comment in ("# was 9", "# of the sponsor", "# they work at night", "# the team insisted"):
        assert comment in bare
    assert tomllib.loads(bare)["points"] == {"speed": 1}
    assert "must_haves" not in tomllib.loads(bare)


def test_saving_the_same_twice_changes_not_a_byte(problem: Problem, decision: Decision) -> None:
    path = problem.folder / "decision.toml"
    path.write_text(COMMENTED, encoding="utf-8")
    write_decision(decision, path)
    first = path.read_bytes()
    write_decision(decision, path)
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    "existing",
    [
        "points = { cost = 3 }\n",
        "points.cost = 3\nsupports.kit = {}\n",
        "points = 3\n[rested_on]\n",
        "[[points]]\ncost = 3\n",
        "[rested_on.kit.cost]\nvalue = 1\nlow = 1\nhigh = 1\n",
        "familiarity.kit = 1 # known\n",
        'candidates = [ # those that are left\n  "lab", # young\n]\n',
        "team = { skill = { kit = 1 } }\n",
        "[gone]\nx = '''\n[points]\n'''\ny = 1 # why\n",
    ],
)
def test_other_ways_to_write_toml_are_written_into_as_well(
    decision: Decision, existing: str
) -> None:
    written = tomllib.loads(decision_text(decision, existing))
    wanted = tomllib.loads(decision_text(decision))
    assert {name: x for name, x in written.items() if x != {}} == wanted


# Two writers


def test_a_file_that_somebody_else_saved_meanwhile_is_not_written_over(
    problem: Problem, decision: Decision
) -> None:
    path = problem.folder / "decision.toml"
    write_decision(decision, path, expected=None)
    mine, theirs = read_decision(problem), read_decision(problem)
    assert mine is not None
    assert theirs is not None
    write_decision(replace(theirs, why="Theirs."), path, expected=theirs.text)
    with pytest.raises(Changed, match=r"decision\.toml: not written: somebody else has saved it"):
        write_decision(replace(mine, why="Mine."), path, expected=mine.text)
    assert 'why = "Theirs."' in path.read_text()
    write_decision(replace(mine, why="Mine."), path)  # asked, and told to
    assert 'why = "Mine."' in path.read_text()


def test_a_hand_edit_made_meanwhile_is_not_lost(problem: Problem, decision: Decision) -> None:
    path = problem.folder / "decision.toml"
    write_decision(decision, path)
    mine = read_decision(problem)
    assert mine is not None
    path.write_text(path.read_text() + "# a note\n")
    with pytest.raises(Changed):
        write_decision(mine, path, expected=mine.text)
    assert path.read_text().endswith("# a note\n")


def test_a_first_decision_is_not_written_over_another_first_one(
    problem: Problem, decision: Decision
) -> None:
    path = problem.folder / "decision.toml"
    write_decision(replace(decision, why="Theirs."), path, expected=None)
    with pytest.raises(Changed):
        write_decision(decision, path, expected=None)


def test_a_broken_file_is_never_written_over(problem: Problem, decision: Decision) -> None:
    path = problem.folder / "decision.toml"
    path.write_text("leader = \n", encoding="utf-8")
    with pytest.raises(ProblemError, match=r"decision\.toml line 1: found broken TOML"):
        write_decision(decision, path)
    assert path.read_text(encoding="utf-8") == "leader = \n"


def test_text_that_no_file_can_hold_leaves_the_old_file(
    problem: Problem, decision: Decision
) -> None:
    path = problem.folder / "decision.toml"
    path.write_text(COMMENTED, encoding="utf-8")
    with pytest.raises(ProblemError, match="half a character"):
        write_decision(replace(decision, why="\ud800"), path)
    assert path.read_text(encoding="utf-8") == COMMENTED


def test_a_link_stays_a_link_and_permissions_stay(decision: Decision, tmp_path: Path) -> None:
    path, link = tmp_path / "shared.toml", tmp_path / "decision.toml"
    path.write_text("", encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    write_decision(decision, link)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert "leader" in path.read_text(encoding="utf-8")


# What is no longer in the tables

OLD = """\
scenario = "weekly"
leader = "kit"
date = 2026-11-24
review_by = 2027-05-25

[points]
cost = 6
charm = 4
peace = 1
calm = 2

[must_haves]
lamp = "core"

[familiarity]
kit = 3

[rested_on.kit]
cost = {value = 2, low = 2, high = 2}
charm = {value = 30, low = 28, high = 31}

[rested_on.pen]
cost = {value = 3, low = 3, high = 3}

[supports.kit]
lamp = "built-in"
"""


def test_a_file_of_the_first_version_is_read_and_what_is_gone_is_reported_as_gone(
    folder: Path,
) -> None:
    (folder / "decision.toml").write_text(OLD)
    found = read_decision(load(folder))
    assert found is not None
    assert found.state == State({"cost": 6})
    assert found.rested_on == {"kit": {"cost": (2, 2, 2)}}
    assert found.scenario == ""
    assert list(found.gone) == [
        "charm (which had 4 points), peace (which had 1 point) and calm (which had 2 points) are "
        "no longer criteria.",
        "lamp was a must-have and is no longer a feature of the tables.",
        "familiarity is no longer a criterion that the team answers.",
        "pen was compared and is no longer in the tables.",
        "The scenario weekly is gone; its priorities are kept.",
    ]


def test_familiarity_of_the_first_version_is_a_criterion_of_the_team(folder: Path) -> None:
    for name in ("criteria.csv", "levels.csv"):
        path = folder / name
        path.write_text(path.read_text().replace("skill", "familiarity"))
    text = OLD.replace("kit = 3", "kit = 2 # all of us")
    (folder / "decision.toml").write_text(text)
    problem = load(folder)
    found = read_decision(problem)
    assert found is not None
    assert found.state.team == {"familiarity": {"kit": 2}}
    write_decision(found, folder / "decision.toml", expected=text)
    again = (folder / "decision.toml").read_text()
    assert "[team.familiarity]\nkit = 2 # all of us\n" in again
    assert read_decision(problem) == found
    told = faults(problem, OLD.replace("kit = 3", "kit = 9"))
    assert told == [" line 16: team.familiarity, kit: found 9, expected a whole number from 0 to 2"]


def test_a_leader_a_measure_and_a_candidate_that_are_gone_are_told(
    folder: Path, decision: Decision
) -> None:
    made = replace(decision, state=replace(decision.state, measures={"speed": "typical"}))
    write_decision(made, folder / "decision.toml")
    for name in ("frameworks.csv", "facts.csv", "features.csv"):
        drop(folder / name, framework="kit")
    drop(folder / "measures.csv", measure="typical")
    drop(folder / "facts.csv", measure="typical")
    found = read_decision(load(folder))
    assert found is not None
    assert found.leader == "kit"
    assert found.state.candidates == ("lab", "mob")
    assert list(found.gone) == [
        "Speed: the measure typical is gone; “at its peak” counts now.",
        "kit, which was chosen, is no longer in the tables.",
    ]


def test_a_name_that_is_almost_one_of_the_tables_is_a_slip_and_no_loss(problem: Problem) -> None:
    told = faults(problem, START + "[points]\nspeeed = 3\n")
    place = " line 5: points, speeed"
    assert told == [f"{place}: found unknown name 'speeed', expected speed, or nothing"]


@pytest.mark.parametrize(
    ("name", "meant"), [("Cost", "cost"), ("csot", "cost"), ("ＣＯＳＴ", "cost")]
)
def test_other_capitals_and_letters_that_changed_places_are_slips(
    problem: Problem, name: str, meant: str
) -> None:
    (told,) = faults(problem, START + f"[points]\n{name!r} = 3\n")
    assert told.endswith(f"found unknown name '{name}', expected {meant}, or nothing")


def test_comments_in_a_list_over_several_lines_are_kept(
    problem: Problem, decision: Decision
) -> None:
    path = problem.folder / "decision.toml"
    write_decision(decision, path)
    listed = 'candidates = [ # as agreed\n  "kit", # Ana\n  "lab", # Bo\n  "mob",\n]\n'
    text = path.read_text().replace('candidates = ["kit", "lab", "mob"]\n', listed)
    assert listed in text
    path.write_text(text)
    fewer = replace(decision, state=replace(decision.state, candidates=("kit", "mob")))
    write_decision(fewer, path)
    assert read_decision(problem) == fewer
    assert "[ # as agreed" in path.read_text()
    assert '"kit", # Ana' in path.read_text()
    write_decision(decision, path)  # in another order than they stand in by now
    assert read_decision(problem) == decision


@pytest.mark.parametrize(
    ("leader", "expected"), [("kitt", "kit"), ("KIT", "kit"), ("zed", "one of kit, lab, mob")]
)
def test_a_leader_that_was_never_compared_is_a_slip_and_no_loss(
    folder: Path, leader: str, expected: str
) -> None:
    decide(folder)
    path = folder / FILE
    path.write_text(path.read_text().replace('leader = "kit"', f'leader = "{leader}"'))
    with pytest.raises(ProblemError) as caught:
        read_decision(load(folder))
    (told,) = caught.value.faults
    at = next(i for i, line in enumerate(path.read_text().splitlines(), 1) if "leader" in line)
    found = f"found unknown name '{leader}', expected {expected}, or nothing"
    assert told == f"{path} line {at}: leader: {found}"


# What is refused

START = 'leader = "kit"\ndate = 2026-11-22\nreview_by = 2027-05-22\n'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a = 1\nb = = 2\n", " line 2: found broken TOML (Invalid value), expected key = value"),
        ("[points\n", "found broken TOML ("),
        ("a = 1\na = 2\n", "found broken TOML ("),
        (
            START + "<<<<<<< HEAD\nwhy = ''\n=======\n",
            " line 4: found a merge conflict's mark, expected a resolved conflict",
        ),
        ("a = " + "[" * 5000, ": found brackets too deep to read, expected"),
        (
            START + "[points]\ncost = " + "9" * 400 + "\n",
            " line 5: points, cost: found a number of 400 digits, expected a number that",
        ),
        (START + "x = " + "9" * 5000 + "\n", ": found a number with too many digits, expected"),
        (START + "[points]\ncost = 0x" + "f" * 9000 + "\n", " line 5: points, cost: found a num"),
        (START + "[points]\ncost = 11\n", " line 5: points, cost: found 11, expected a number"),
        (START + "[points]\ncost = 1e999\n", " line 5: points, cost: found inf, expected a number"),
        (START + "[points]\ncost = true\n", " line 5: points, cost: found True, expected a number"),
        (START + 'points = "all"\n', " line 4: points: found 'all', expected a table of names"),
        (START + '[must_haves]\nlights = "yes"\n', " line 5: must_haves, lights: found 'yes', exp"),
        (START + "[team.skill]\nkit = 5\n", " line 5: team.skill, kit: found 5, expected a whole"),
        (START + "[team]\nskill = 5\n", " line 5: team, skill: found 5, expected a table"),
        (START + "team = 5\n", " line 4: team: found 5, expected a table of names"),
        (START + "candidates = 5\n", " line 4: candidates: found 5, expected a list of names"),
        (START + "[measures]\nspeed = 5\n", " line 5: measures, speed: found 5, expected one of"),
        (START.replace('"kit"', "3"), " line 1: leader: found 3, expected text in quotes"),
        (START.replace("kit", "kitt"), " line 1: leader: found unknown name 'kitt', expected kit"),
        (START + "why = 3\n", " line 4: why: found 3, expected text in quotes"),
        (START + "from = 3\n", " line 4: from: found 3, expected text in quotes"),
        (START + "poins = 3\n", " line 4: poins: found an unknown entry, expected one of"),
        ("date = 2026-11-22\n", ": leader: found no such entry, expected it at the top"),
        (START.replace("2026-11-22", "'soon'"), " line 2: date: found 'soon', expected a bare"),
        (START.replace("2026-11-22", "2026-11-22T10:00:00"), " line 2: date: found 2026-11-22 10:"),
        (START + "rested_on = 1\n", " line 4: rested_on: found 1, expected a table of names"),
        (START + "[rested_on]\nkit = 1\n", " line 5: rested_on, kit: found 1, expected a table"),
        (
            START + "[rested_on.kit]\ncost = 3\n",
            " line 5: rested_on.kit, cost: found 3, expected value, low and high",
        ),
        (
            START + "[rested_on.kit]\ncost = {value = 1, low = -inf, high = 2}\n",
            " line 5: rested_on.kit, cost: found {'value': 1, 'low': -inf, 'high': 2}, exp",
        ),
        (
            START + "[rested_on.kit]\ncost = {value = 1, low = 2, high = 3}\n",
            "expected low <= value <= high",
        ),
        (
            START + "[supports.kit]\nlights = 3\n",
            " line 5: supports.kit, lights: found 3, expected text in quotes",
        ),
    ],
)
def test_a_wrong_entry_is_named_in_one_line_with_place_found_and_expected(
    problem: Problem, text: str, fault: str
) -> None:
    told = faults(problem, text)
    assert any(fault in line for line in told), told
    assert all(len(line) < 400 for line in told)


def test_all_wrong_entries_come_in_one_go(problem: Problem) -> None:
    text = START + 'why = 1\n[points]\ncost = "x"\n[supports.kit]\nlights = 1\n'
    assert len(faults(problem, text)) == 2  # the shape first
    assert len(faults(problem, START + "[points]\ncost = 11\nspeed = 12\n")) == 2


@pytest.mark.parametrize("table", ["", "[points]\n", "[rested_on.kit]\n", "[team.skill]\n"])
def test_thousands_of_unknown_names_are_one_line_and_quick(problem: Problem, table: str) -> None:
    path = problem.folder / "decision.toml"
    many = "".join(f"key{i} = 1\n" for i in range(4000))
    path.write_text(START + table + many)
    began = time.process_time()
    try:
        found = read_decision(problem)
        told = list(found.gone) if found else []
    except ProblemError as error:
        told = error.faults
    assert time.process_time() - began < 3
    assert len(told) == 1
    assert all(len(line) < 500 for line in told)


def test_another_encoding_is_named_with_its_line(problem: Problem) -> None:
    (problem.folder / "decision.toml").write_bytes(START.encode() + b"why = 'caf\xe9'\n")
    with pytest.raises(ProblemError, match=r"decision\.toml line 4: found byte 0xe9"):
        read_decision(problem)


def test_a_byte_order_mark_and_windows_lines_do_no_harm(
    problem: Problem, decision: Decision
) -> None:
    text = decision_text(decision).replace("\n", "\r\n")
    (problem.folder / "decision.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_decision(problem) == decision


def test_a_criterion_that_is_switched_off_leaves_the_rest_of_the_decision(
    folder: Path, decision: Decision
) -> None:
    write_decision(decision, folder / "decision.toml")
    drop(folder / "criteria.csv", criterion="speed")
    found = read_decision(load(folder))
    assert found is not None
    assert found.gone == ("speed (which had 4 points) is no longer a criterion.",)
    assert found.state.points == {"cost": 6}
    assert found.date == datetime.date(2026, 11, 24)


def test_a_framework_that_is_not_ticked_any_more_stays_compared_as_decided(
    folder: Path, decision: Decision
) -> None:
    write_decision(decision, folder / "decision.toml")
    change(folder / "frameworks.csv", {"extra": "yes"}, framework="lab")
    problem = load(folder)
    found = read_decision(problem)
    assert found is not None
    assert Outcome(problem, found.state).active == ["kit", "lab", "mob"]
