"""States: checked, brought into order, and the same again after a journey as a link."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import SHIPPED, THREE, small, tables

from framework_report.files import ProblemError
from framework_report.state import (
    State,
    figure_digests,
    read_state,
    scaled_points,
    scenario_state,
    theme_points,
    to_link,
)
from framework_report.tables import Problem, load_problem


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
        ("points = {power = true}", "points, power: found True, expected a number from 0 to 10"),
        ("points = {power = 10.01}", "points, power: found 10.01, expected a number from 0"),
        ("points = {power = -0.01}", "points, power: found -0.01, expected a number from 0"),
        ("#version=2&points.power=", "points, power: found '', expected a number from 0 to 10"),
        ("must_haves = {desk = 'on'}", "must_haves, desk: found 'on', expected 'core' or 'add-on'"),
        ("[team.bond]\na = true", "team.bond, a: found True, expected a whole number from 0 to 3"),
        ("[team.bond]\na = -1", "team.bond, a: found -1, expected a whole number from 0 to 3"),
        ("[team.running]\na = 3", "team.running, a: found 3, expected a whole number from 0 to 2"),
        ("[team.peace]\na = 1", "team: found unknown name 'peace', expected one of bond, running"),
        ("team = {bond = 3}", "team: found {'bond': 3}, expected a table for each criterion"),
        ("candidates = 'a'", "candidates: found 'a', expected a list of names"),
        ("candidates = [1]", "candidates: found [1], expected a list of names"),
        ("version = 0", "version: found 0, expected 2"),
        ("version = 3", "version: found 3, expected 2"),
        (f"name = '{'x' * 201}'", "expected text of at most 200 characters"),
        ("name = 3", "name: found 3, expected text of at most 200 characters"),
        (
            "#version=2&points=3&points.power=2",
            "link: found 'points.power' and 'points', expected one of them",
        ),
        (
            "#version=2" + "".join(f"&points.p{i}=1" for i in range(5000)),
            "link: found what is no address or too long",
        ),
        ("#team.bond.a.b=1", "team.bond: found unknown name 'a.b', expected one of a, b"),
        ("#points.power.x=1", "points: found unknown name 'power.x', expected one of power"),
        ("#version=2&points.x=1&points.y=1", "points: found unknown name 'x', 'y', expected one"),
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


def test_a_link_is_written_as_it_is_described(problem: Problem) -> None:
    state = State({"power": 2.5}, {"desk": "core"}, {"bond": {"a": 2}}, ("a", "c"), {"peace": "x"})
    figures = "".join(sorted(set(figure_digests(problem).values())))
    assert to_link(state, problem, "Ann & Bo") == (
        f"#version=2&name=Ann%20%26%20Bo&evidence={problem.digest}&points.power=2.5"
        "&must_haves.desk=core&team.bond.a=2&candidates=a,c&measures.peace=x"
        f"&figures={figures}"
    )
    assert "&candidates=a,b,c&" in to_link(State(), problem)  # those that are ticked
    assert "name=" not in to_link(State(), problem)


def test_what_stands_as_it_would_anyway_is_no_part_of_a_state(problem: Problem) -> None:
    given = {"points": {"peace": 0, "power": 4.0}, "measures": {"peace": "still"}}
    assert State.from_dict(given, problem) == State({"power": 4})
    assert State.from_dict({"team": {"bond": {}}}, problem) == State()
    assert State.from_dict({"candidates": ["c", "a"]}, problem).candidates == ("a", "c")
    assert State.from_dict({"candidates": []}, problem).candidates == ()
    edges = {"points": {"power": 10}, "team": {"bond": {"a": 3, "b": 0}}}
    assert State.from_dict(edges, problem).to_dict() == {
        **{"points": {"power": 10}, "must_haves": {}, "measures": {}},
        "team": {"bond": {"a": 3, "b": 0}},
    }


@pytest.mark.parametrize(
    "text",
    [
        "#version=2&points.power=7&name=12",
        "\ufeff#points.power=7.0&name=12\r\n",
        "version = 1\nname = '12'\n[points]\npower = 7\n",
        "link = 'http://a/b#points.power=7'\nname = '12'\nwhy = 'so'\n",
        "name = ' 12  '\nscenario = 'force'\nrested_on = {}\n[points]\npower = 7\n",
        "link = 'http://a/b#points.power=7&name=12'\n",
    ],
)
def test_links_and_toml_say_the_same(problem: Problem, text: str) -> None:
    sent = read_state(text, problem)
    assert (sent.state, sent.name, sent.warnings) == (State({"power": 7}), "12", [])


def test_a_name_may_have_two_hundred_characters(problem: Problem) -> None:
    assert read_state(f"name = '{'x' * 200}'", problem).name == "x" * 200


def test_no_candidate_in_a_link_is_no_candidate(problem: Problem) -> None:
    assert read_state("#version=2&candidates=", problem).state.candidates == ()


def test_five_unknown_names_are_told_and_more_are_left_out(problem: Problem) -> None:
    for count, end in ((5, "'p4', expected"), (6, "'p4', …, expected")):
        with pytest.raises(ProblemError) as caught:
            State.from_dict({"points": {f"p{i}": 1 for i in range(count)}}, problem)
        assert end in caught.value.faults[0]


def test_a_link_of_other_evidence_says_what_it_can(problem: Problem, tmp_path: Path) -> None:
    """Without digests that it is other evidence; with them which figures, five of them by name."""
    other = "0" * 12
    bare = read_state(f"#evidence={other}&points.power=1", problem)
    assert bare.warnings == [f"set on other evidence ({other}; here it is {problem.digest})"]
    whole = to_link(State(), problem).replace(problem.digest, other)
    assert read_state(whole, problem).warnings == []  # a label or a note changed
    (said,) = read_state(f"#evidence={other}&figures=", problem).warnings
    assert said == (
        "set on other evidence; changed since: Power of Ash (by push); Power of Birch (by push);"
        " Power of Cedar (by push); Power of Dogwood (by push); Peace of Ash (by still)"
        " and 7 more"
    )
    found = figure_digests(problem)
    for count in (5, 6):
        kept = "".join(list(found.values())[count:])
        (said,) = read_state(f"#evidence={other}&figures={kept}", problem).warnings
        assert said.endswith(" and 1 more") is (count == 6)
        assert (" more" in said) is (count == 6)


def test_a_digest_changes_with_the_figure_and_with_its_interval(tmp_path: Path) -> None:
    found = [
        figure_digests(small(tmp_path / str(i), THREE | {"a": (value, 0)}, half_width=half))
        for i, (value, half) in enumerate([(10, 0), (9, 0), (10, 1)])
    ]
    key = ("a", "power", "push")
    assert len({digests[key] for digests in found}) == 3
    assert all(len(digest) == 3 for digests in found for digest in digests.values())
    assert found[0]["b", "power", "push"] == found[1]["b", "power", "push"]


def test_a_figure_that_is_not_known_has_no_digest(tmp_path: Path) -> None:
    problem = small(tmp_path, THREE | {"d": ("unknown", 2)})
    assert ("d", "power", "push") not in figure_digests(problem)
    assert ("d", "peace", "still") in figure_digests(problem)


def test_without_a_scenario_every_criterion_of_the_tables_stands_at_five(tmp_path: Path) -> None:
    folder = tables(tmp_path)
    team = {"bond": {"a": 1}}
    assert scenario_state(load_problem(folder), team=team) == State(
        {"power": 9, "peace": 1}, team=team
    )
    assert scenario_state(load_problem(folder), "calm").points == {"power": 1, "peace": 9}
    for name in ("scenarios", "scenario_points"):
        (folder / f"{name}.csv").unlink()
    assert scenario_state(load_problem(folder), team=team) == State(
        {"power": 5, "peace": 5}, team=team
    )


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
    assert scaled_points(problem, profile, "Ties", 5) == {"bond": 5, "running": 3}  # halves up
    assert scaled_points(problem, profile, "Ties", 0) == {"bond": 0, "running": 0}
    assert scaled_points(problem, {"bond": 4, "power": 2.5}, "Ties", 8) == {
        **{"bond": 8, "running": 0, "power": 2.5}
    }
    assert theme_points(problem, {"bond": 2, "running": 7, "power": 9}, "Ties") == 7
