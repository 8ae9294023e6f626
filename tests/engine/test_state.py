"""States: checked, brought into order, and the same again after a journey as a link."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import SHIPPED, THREE, small

from framework_report.files import ProblemError
from framework_report.state import (
    State,
    read_state,
    scaled_points,
    scenario_state,
    theme_points,
    to_link,
)
from framework_report.tables import Problem


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    folder = tmp_path_factory.mktemp("state")
    return small(folder, THREE | {"d": (2, 2)}, off={"d": "a"}, shipped=SHIPPED,
                 quiet=dict.fromkeys("abcd", 5))  # fmt: skip


def states(problem: Problem) -> st.SearchStrategy[State]:
    points = st.one_of(
        st.integers(0, 10), st.floats(0, 10, allow_subnormal=False).map(lambda x: round(x, 6))
    )
    return st.builds(
        lambda p, m, t, c, q: State.from_dict(
            {"points": p, "must_haves": m, "team": t, "candidates": c, "measures": q}, problem
        ),
        st.dictionaries(st.sampled_from(problem.scored), points),
        st.dictionaries(
            st.sampled_from(problem.feature_names), st.sampled_from(["core", "add-on"])
        ),
        st.dictionaries(
            st.sampled_from(problem.team),
            st.dictionaries(st.sampled_from(problem.names), st.integers(0, 2), min_size=1),
        ),
        st.lists(st.sampled_from(problem.names), unique=True),
        st.dictionaries(st.just("peace"), st.sampled_from(["still", "quiet"])),
    )


@settings(max_examples=25)
@given(data=st.data())
def test_a_link_says_all_of_a_state(problem: Problem, data: st.DataObject) -> None:
    state = data.draw(states(problem))
    name = data.draw(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20))
    sent = read_state("file:///tmp/report.html" + to_link(state, problem, name), problem)
    assert sent.state == state
    assert sent.name == name
    assert sent.warnings == []


def test_a_link_in_angle_brackets_is_the_link(problem: Problem) -> None:
    """Mail programs put them around addresses; the last entry must not keep the bracket."""
    for around in ("<{}>", "{}>", "<{}", "{}"):
        sent = read_state(around.format("http://a/b.html#points.power=3&name=Ann"), problem)
        assert (sent.state.points, sent.name) == ({"power": 3}, "Ann")


def test_an_old_link_s_familiarity_becomes_a_criterion_of_the_team(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("framework_report.state.OLD_TEAM", "bond")
    sent = read_state("#version=1&points.power=3&bond.a=2", problem)
    assert sent.state.team == {"bond": {"a": 2}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("points = {power = 99}", "points, power: found 99, expected a number from 0 to 10"),
        ("points = {powr = 1}", "points: found unknown name 'powr', expected one of power"),
        ("[team.bond]\na = 9", "team.bond, a: found 9, expected a whole number from 0 to 3"),
        ("candidates = ['z']", "candidates: found unknown name 'z', expected one of a, b"),
        (
            "measures = {peace = 'loud'}",
            "measures, peace: found 'loud', expected 'still' or 'quiet'",
        ),
        ("version = 7", "version: found 7, expected 2"),
        ("points = [", "found broken TOML"),
        ("#version=2&points.power=1&points.power=2", "found 'points.power' twice"),
        ("http://a/b.html#", "found 'http://a/b.html#', expected a link or a file of this report"),
        (
            'name = "Bo\\u202e"',
            "name: found 'Bo\\u202e', expected text of at most 200 characters, none",
        ),
        ("blocks = 1", "state: found unknown part 'blocks'"),
        (f"points = '{'x' * 99}'", f"points: found '{'x' * 59}…, expected a table of names"),
        (
            f"points = {{power = {'9' * 99}}}",
            "power: found a number of 99 digits, expected a number",
        ),
        (f"points.power.{'a.' * 3000}a = 1", "power: found something nested too deep to show, exp"),
        (
            "candidates = [" + "'z', " * 99 + "]",
            "candidates: found unknown name 'z', 'z', 'z', 'z', 'z', …",
        ),
        (
            "<<<<<<< HEAD\n",
            "found a merge conflict's mark (at line 1), expected a resolved conflict",
        ),
    ],
)
def test_what_was_sent_and_cannot_be_read_is_named(problem: Problem, text: str, said: str) -> None:
    with pytest.raises(ProblemError) as caught:
        read_state(text, problem)
    assert any(said in line for line in caught.value.faults), caught.value.faults


def test_a_link_made_on_other_figures_names_them(problem: Problem, tmp_path: Path) -> None:
    link = to_link(State({"power": 3}), problem)
    moved = small(tmp_path, THREE | {"a": (9, 0), "d": (2, 2)}, off={"d": "a"}, shipped=SHIPPED,
                  quiet=dict.fromkeys("abcd", 5))  # fmt: skip
    (said,) = read_state(link, moved).warnings
    assert "Power of Ash" in said
    assert "Birch" not in said


def test_a_scenario_s_exact_weights_survive(tmp_path: Path) -> None:
    folder = tmp_path
    problem = small(folder)
    problem.points.loc["force", "power"] = 10 / 3
    assert scenario_state(problem, "force").points["power"] == 10 / 3


def test_a_theme_scales_its_criteria_in_proportion(problem: Problem) -> None:
    profile = {"bond": 10, "running": 5}
    assert theme_points(problem, profile, "Ties") == 10
    assert scaled_points(problem, profile, "Ties", 3) == {"bond": 3, "running": 2}
    assert scaled_points(problem, {}, "Ties", 4) == {"bond": 4, "running": 4}
