"""Several people on one decision: published hotels, brute force, and files as they arrive."""

from itertools import combinations, permutations, product
from math import ceil, floor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published import CRITERIA, HOTELS, SCORES, WEIGHTS
from small import small, tables, write
from typer.testing import CliRunner

from framework_report.commands import app
from framework_report.decision import read_decision
from framework_report.files import ProblemError
from framework_report.group import (
    FOLDER,
    Group,
    Move,
    Person,
    combined_state,
    parting_line,
    read_people,
    report_lines,
)
from framework_report.outcome import Outcome
from framework_report.state import State, to_link
from framework_report.tables import Problem, load_problem


@pytest.fixture(scope="module")
def hotels(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    folder = tmp_path_factory.mktemp("hotels")
    write(folder, "frameworks", [{"framework": n, "label": n.title()} for n in HOTELS])
    rows = [{"criterion": c, "label": c.title(), "kind": "scored"} for c in CRITERIA]
    write(folder, "criteria", rows)
    rows = [{"criterion": c, "measure": "value", "worst": 0, "best": 1} for c in CRITERIA]
    write(folder, "measures", rows)
    source = {"kind": "measured", "source_title": "ValueChartGroup"}
    facts = [
        {"framework": name, "criterion": c, "value": value} | source
        for name, values in HOTELS.items()
        for c, value in zip(CRITERIA, values, strict=True)
    ]
    write(folder, "facts", facts)
    return load_problem(folder)


def person(name: str, *points: float, **parts: object) -> Person:
    given = dict(zip(CRITERIA, points, strict=False))
    return Person(name, State(given, **parts), f"{name}.toml")  # type: ignore[arg-type]


SEVEN = [person(name, *(10 * w for w in weights)) for name, weights in WEIGHTS.items()]


@pytest.fixture(scope="module")
def seven(hotels: Problem) -> Group:
    return Group(hotels, SEVEN)


def test_seven_people_s_published_scores_from_a_folder(seven: Group) -> None:
    for name, scores in SCORES.items():
        assert seven.scores.loc[name].to_numpy() == pytest.approx(scores, abs=6e-4)


def test_first_choice_mean_and_the_least_happy_do_not_agree(seven: Group) -> None:
    assert seven.agreed is None
    assert seven.first_places["hilton"] == 6
    assert seven.first_places["sheraton"] == 1
    assert (seven.most_first, seven.highest_mean) == (["hilton"], ["hilton"])
    assert seven.means["hilton"] == pytest.approx(0.713, abs=5e-4)
    assert seven.best_lowest == ["shangri-la"]
    assert seven.lowest["shangri-la"] == pytest.approx(0.503, abs=5e-4)
    assert seven.lowest["hilton"] == pytest.approx(0.493, abs=5e-4)
    assert seven.least_happy("hilton") == ["B"]


def test_size_is_what_parts_two_of_them(hotels: Problem) -> None:
    """Sheraton less Hilton at B's weights is .5 size - .126: Hilton leads below 2.52 points."""
    group = Group(hotels, [p for p in SEVEN if p.name in "AB"])
    found = {(p.mover, p.towards): p for p in group.partings}
    own = 10 * WEIGHTS["B"][2]
    assert found["B", "A"].moves == (Move("size", own, 2),)
    assert found["B", "A"].leader == "hilton"
    assert parting_line(group, found["B", "A"]) == (
        "B would agree with A on Hilton by moving size from 4.253 to 2."
    )
    # The other way one slider is not enough: even at B's size Hilton is .05 ahead.
    assert len(found["A", "B"].moves) == 2


points = st.tuples(*[st.integers(0, 10)] * len(CRITERIA))


def least(hotels: Problem, mover: tuple[int, ...], towards: tuple[int, ...]) -> tuple[int, float]:
    """Return how few sliders bring agreement, and in how few whole steps; by brute force."""

    def leader(given: tuple[int, ...]) -> list[str]:
        return Outcome(hotels, person("", *given).state).tied

    apart = [k for k in range(len(CRITERIA)) if mover[k] != towards[k]]
    for size in (1, 2):
        lengths = []
        for chosen in combinations(apart, size):
            full = tuple(towards[k] if k in chosen else p for k, p in enumerate(mover))
            if leader(full) != leader(towards):
                continue
            ways = [range(min(mover[k], towards[k]), max(mover[k], towards[k]) + 1) for k in chosen]
            for at in product(*ways):
                moved = list(mover)
                for k, x in zip(chosen, at, strict=True):
                    moved[k] = x
                if all(moved[k] != mover[k] for k in chosen) and leader(tuple(moved)) == leader(
                    towards
                ):
                    lengths.append(sum(abs(moved[k] - mover[k]) for k in chosen))
        if lengths:
            return size, min(lengths)
    return 3, 0


@settings(max_examples=25)
@given(one=points, other=points)
def test_no_fewer_sliders_or_steps_bring_agreement(
    hotels: Problem, one: tuple[int, ...], other: tuple[int, ...]
) -> None:
    group = Group(hotels, [person("one", *one), person("other", *other)])
    for found in group.partings:
        mover, towards = (one, other) if found.mover == "one" else (other, one)
        size, steps = least(hotels, mover, towards)
        assert (min(len(found.moves), 3), found.exact) == (size, size < 3)
        moved = {**person("", *mover).state.points, **{m.criterion: m.to for m in found.moves}}
        assert Outcome(hotels, State(moved)).tied == [found.leader]
        if found.exact:
            assert found.steps == steps


@settings(max_examples=10)
@given(order=st.permutations(range(5)), given=st.lists(points, min_size=5, max_size=5))
def test_the_order_of_people_changes_nothing(
    hotels: Problem, order: list[int], given: list[tuple[int, ...]]
) -> None:
    people = [person(f"p{i}", *p) for i, p in enumerate(given)]
    again = [people[i] for i in order]
    assert report_lines(hotels, again, []) == report_lines(hotels, people, [])
    for rule in ("median", "mean"):
        assert combined_state(hotels, again, rule) == combined_state(hotels, people, rule)


@settings(max_examples=10)
@given(given=points, count=st.integers(2, 6))
def test_unanimous_people_give_the_same_as_one(
    hotels: Problem, given: tuple[int, ...], count: int
) -> None:
    people = [person(f"p{i}", *given) for i in range(count)]
    group, alone = Group(hotels, people), Group(hotels, people[:1])
    assert group.partings == []
    assert group.agreed == alone.agreed
    assert (group.highest_mean, group.best_lowest) == (alone.highest_mean, alone.best_lowest)
    assert group.means == pytest.approx(alone.means)
    assert combined_state(hotels, people)[0] == combined_state(hotels, people[:1])[0]
    assert combined_state(hotels, people, "mean")[0] == combined_state(hotels, people[:1])[0]


def test_the_same_person_twice_counts_once(hotels: Problem) -> None:
    twice = Group(hotels, [*SEVEN, person("b", *(10 * w for w in WEIGHTS["B"]))])
    assert len(twice.people) == 7
    assert twice.first_places["sheraton"] == 1


def test_agreement_is_said_first(hotels: Problem, seven: Group) -> None:
    agreed = report_lines(hotels, [p for p in SEVEN if p.name != "B"], [])
    assert agreed[0] == "Agreed: Hilton comes first for each of 6 people."
    lines = report_lines(hotels, SEVEN, [])
    assert (
        lines[0]
        == "7 people do not agree: Hilton comes first for 6 and Sheraton comes first for 1."
    )
    assert "- highest mean score: Hilton (71 of 100)" in lines
    assert "- best for whoever likes it least: Shangri-La (50 of 100)" in lines
    assert "- Hilton: first for 6, mean 71, lowest 49 (B)" in lines


def test_twelve_people_stay_readable(hotels: Problem) -> None:
    people = [person(f"p{i:02}", *p) for i, p in zip(range(12), permutations(range(5)))]  # noqa: B905
    assert len(report_lines(hotels, people, [])) < 60


# Different must-haves, candidates and levels


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    shipped = {("a", "desk"): "built-in", ("b", "desk"): "none", ("c", "desk"): "third party"}
    return small(tmp_path_factory.mktemp("trees"), shipped=shipped)


def sent(name: str, power: int, peace: int, **parts: object) -> Person:
    state = State({"power": power, "peace": peace}, **parts)  # type: ignore[arg-type]
    return Person(name, state, name)


def test_what_somebody_leaves_out_is_as_in_the_team_s_decision(trees: Problem) -> None:
    base = State({"power": 1}, {"desk": "add-on"}, {"bond": {"a": 3}}, ("a", "b"))
    bare, whole = Group(
        trees, [sent("bare", 0, 5), sent("whole", 0, 5, candidates=("a", "b", "c"))], base
    ).outcomes
    assert (bare.state.must_haves, bare.active, bare.tied) == (
        {"desk": "add-on"},
        ["a", "b"],
        ["a"],
    )
    assert (whole.state.must_haves, whole.state.team, whole.tied) == ({}, {}, ["b"])


def test_who_is_out_for_somebody_has_no_mean(trees: Problem) -> None:
    everybody = ("a", "b", "c")
    asks = sent("Ana", 0, 5, must_haves={"desk": "add-on"}, candidates=everybody)
    group = Group(trees, [asks, sent("Ben", 0, 5, candidates=everybody)])
    assert (group.common, group.out) == (["a", "c"], {"b": ["Ana"]})
    assert group.leaders == [["c"], ["b"]]
    lines = report_lines(trees, group.people, [])
    assert "- Birch is out by the must-haves of Ana" in lines
    said = [line for line in lines if line.startswith("- No slider of Ana")]
    assert said == [
        "- No slider of Ana brings agreement with Ben on Birch: they also differ in must-haves."
    ]


def test_a_tie_shares_a_first_place_and_parts_nobody(trees: Problem) -> None:
    group = Group(trees, [sent("Ana", 5, 5), sent("Ben", 9, 1)])
    assert group.first_places == {"a": 1.5, "b": 0.5, "c": 0}
    assert group.partings == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (sent("Bo", 0, 0), "nothing is weighted"),
        # What the team has not answered does not count.
        (Person("Bo", State({"bond": 9}, candidates=("a", "b", "c")), ""), "nothing is weighted"),
        (sent("Bo", 1, 9, candidates=()), "nothing is compared"),
        (sent("Bo", 1, 9, candidates=("c",)), "only one is compared"),
        (
            sent("Bo", 1, 9, must_haves={"desk": "core", "door": "core"}),
            "the must-haves leave none",
        ),
    ],
)
def test_for_whom_nobody_can_lead_is_left_out_with_a_word(
    trees: Problem, given: Person, why: str
) -> None:
    others = [sent("Ana", 9, 1), sent("Ben", 8, 2)]
    group, without = Group(trees, [given, *others]), Group(trees, others)
    assert [p.name for p in group.people] == ["Ana", "Ben"]
    assert (group.agreed, group.means, group.common) == ("a", without.means, ["a", "b", "c"])
    lines = report_lines(trees, [given, *others], [])
    assert lines[:2] == [
        "Agreed: Ash comes first for each of 2 people.",
        f"Left out is Bo: {why}.",
    ]
    assert [lines[0], *lines[2:]] == report_lines(trees, others, [])
    assert report_lines(trees, [given], []) == [f"Left out is Bo: {why}."]


def test_how_sure_it_is_says_what_opens_it(tmp_path: Path) -> None:
    """Peace by quiet is 0 for Ash and 10 for Birch: Ash is best on all else, Birch by that."""
    figures = {"a": (10, 10), "b": (0, 10), "c": (4, 4)}
    problem = small(tmp_path, figures, quiet={"a": 0, "b": 10, "c": 4})
    (line,) = [x for x in report_lines(problem, [sent("Ana", 1, 9)], []) if x.startswith("- Ana")]
    assert line == (
        "- Ana: Ash (open, for another way of measuring would change it; "
        "first in 100 of 100 simulations)"
    )


def test_one_state_of_several_by_a_stated_rule(trees: Problem) -> None:
    people = [sent("Ana", 10, 0), sent("Ben", 2, 2), sent("Cy", 3, 3)]
    state, words = combined_state(trees, people)
    assert state.points == {"power": 3, "peace": 2}
    assert words == "the median of the points of Ana, Ben and Cy, criterion by criterion"
    # Weights (1, 0), (.5, .5), (.5, .5): sums 2 and 1.
    assert combined_state(trees, people, "mean")[0].points == {"power": 10, "peace": 5}
    with pytest.raises(ProblemError, match="found nobody"):
        combined_state(trees, [])


def test_parts_that_differ_are_the_team_s(trees: Problem) -> None:
    base = State({}, {"desk": "core"})
    alike = [sent(n, 1, 1, must_haves={"desk": "add-on"}, candidates=("a", "c")) for n in "xy"]
    assert combined_state(trees, alike, base=base)[0].must_haves == {"desk": "add-on"}
    apart = [alike[0], sent("z", 1, 1, candidates=("a", "c"))]
    state = combined_state(trees, apart, base=base)[0]
    assert (state.must_haves, state.candidates) == ({"desk": "core"}, ("a", "c"))


# Files


def test_files_hold_toml_or_one_bare_link(trees: Problem, tmp_path: Path) -> None:
    folder = tmp_path / "priorities"
    folder.mkdir()
    state = State({"power": 3}, candidates=("a", "b"))
    (folder / "Zoë.toml").write_text(f"file:///r.html{to_link(state, trees)}\n", "utf-8")
    (folder / "one.toml").write_text('name = "Ana <b>"\n[points]\npeace = 2\n', "utf-8")
    people, faults = read_people(trees, tmp_path / FOLDER)
    assert ([p.name for p in people], faults) == (["Ana <b>", "Zoë"], [])
    assert people[1].state == state


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"[points]\n\npower = 99\n", "line 3: points, power: found 99, expected a number from 0"),
        (b"[points]\npower = 1\npowr = 1\n", "line 3: points: found unknown name 'powr', expected"),
        (b"[points]\npower =\n", "line 2: found broken TOML"),
        (b"[points]\npower = '\xff'\n", "line 2: found byte 0xff at place 10, expected UTF-8"),
        (b" \n", "line 1: found an empty file, expected TOML or one link"),
        (b"http://[bad#version=2", "line 1: link: found what is no address or too long"),
        (b"#version=9&points.power=3", "line 1: version: found 9, expected 2"),
    ],
)
def test_a_bad_file_is_named_and_silences_nobody(
    trees: Problem, tmp_path: Path, text: bytes, found: str
) -> None:
    folder = tmp_path / "priorities"
    folder.mkdir()
    (folder / "Dan.toml").write_bytes(text)
    (folder / "Eve.toml").write_text("[points]\npower = 2\n", "utf-8")
    people, faults = read_people(trees, tmp_path / FOLDER)
    assert [p.name for p in people] == ["Eve"]
    assert faults[0].startswith(f"{folder / 'Dan.toml'} {found}")
    lines = report_lines(trees, people, faults)
    assert lines[0] == "So far one person: for Eve, Ash leads."
    assert f"Refused: {faults[0]}" in lines


def test_two_files_of_one_person_count_once(trees: Problem, tmp_path: Path) -> None:
    folder = tmp_path / "priorities"
    folder.mkdir()
    for file, points in (("a", 1), ("b", 2), ("c", 2)):
        (folder / f"{file}.toml").write_text(f"name = 'Ana'\n[points]\npower = {points}\n")
    people, faults = read_people(trees, tmp_path / FOLDER)
    assert [p.state.points for p in people] == [{"power": 2}]
    assert len(faults) == 1
    assert "b.toml: found priorities of Ana, who also sent other ones" in faults[0]


def test_a_file_s_name_is_refused_where_a_name_would_be(trees: Problem, tmp_path: Path) -> None:
    (tmp_path / "B\u202eo.toml").write_text("[points]\npower = 1\n", "utf-8")
    people, (fault,) = read_people(trees, tmp_path)
    assert not people
    assert "name: found 'B\\u202eo', expected text" in fault


def test_what_a_mail_program_renamed_is_read_or_told(trees: Problem, tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    for name in ("Dora.TOML", "Cy.toml.txt", "README.md", ".toml.swp"):
        (folder / name).write_text("[points]\npower = 1\n")
    people, faults = read_people(trees, folder)
    assert [p.name for p in people] == ["Dora"]
    assert faults == [
        f"{folder / '.toml.swp'}: not read, expected a name that ends in .toml",
        f"{folder / 'Cy.toml.txt'}: not read, expected a name that ends in .toml",
    ]
    alone = tmp_path / "alone"
    alone.write_text("")
    assert read_people(trees, alone) == (
        [],
        [f"{alone}: found a file, expected a folder of people's files"],
    )


def test_a_link_and_points_beside_it_are_not_both_read(trees: Problem, tmp_path: Path) -> None:
    link = to_link(State({"power": 3}), trees)
    (tmp_path / "Eve.toml").write_text(f"link = '{link}'\n[points]\npeace = 2\n")
    people, (fault,) = read_people(trees, tmp_path)
    assert not people
    assert fault.endswith("found link and points, expected one of them")


def test_without_anybody_the_folder_is_named(trees: Problem, tmp_path: Path) -> None:
    assert read_people(trees, tmp_path / FOLDER) == ([], [])
    assert "/priorities/NAME.toml" in report_lines(trees, [], [])[0]


def test_whole_steps_lie_between_two_people_s_points() -> None:
    from framework_report.group.parting import _steps

    for own, other in ((4.253, 0.724), (0.5, 3), (2, 5), (5, 2), (1.2, 1.7)):
        found = list(_steps(own, other))
        assert found[-1] == other
        assert all(x == int(x) for x in found[:-1])
        low, high = sorted((own, other))
        assert all(low < x < high for x in found[:-1])
        assert len(found) - 1 == len(
            [x for x in range(floor(low), ceil(high) + 1) if low < x < high]
        )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of tables to which Ana, Ben and somebody with a mistake have sent priorities."""
    tables(tmp_path)
    (tmp_path / FOLDER).mkdir()
    for name, power in (("Ana", 9), ("Ben", 1), ("Dan", 99)):
        text = f"[points]\npower = {power}\npeace = {10 - min(power, 10)}\n"
        (tmp_path / FOLDER / f"{name}.toml").write_text(text)
    return tmp_path


def test_the_command_names_who_was_refused_and_is_content(folder: Path) -> None:
    ran = CliRunner().invoke(app, ["group", "--data", str(folder)])
    assert ran.exit_code == 0
    assert "- Ana: Ash (" in ran.stdout
    assert f"Refused: {folder / FOLDER / 'Dan.toml'} line 2: points, power: found 99" in ran.stdout
    assert not (folder / "decision.toml").exists()


def test_a_decision_made_from_the_group_says_from_whom_by_which_rule(folder: Path) -> None:
    (folder / FOLDER / "Bo.toml").write_text("[points]\n")  # weighs nothing: no part in it
    ran = CliRunner().invoke(app, ["group", "--adopt", "median", "--data", str(folder)])
    assert ran.exit_code == 0
    decision = read_decision(load_problem(folder))
    assert decision is not None
    assert decision.origin == "the median of the points of Ana and Ben, criterion by criterion"
    assert decision.state.points == {"power": 5, "peace": 5}
