"""What stands exactly at an edge: the tolerance of a tie, a share, a number of names."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small import THREE, many, measured_again, small, tables

from framework_report import mcda
from framework_report.files import ProblemError
from framework_report.outcome import Outcome
from framework_report.race import Race, Universe
from framework_report.state import State, checked_name, read_state
from framework_report.tables import load_problem
from framework_report.tables.checks import FIGURES, cross_faults, left_out
from framework_report.tables.reading import Fault, read_rows, read_table
from framework_report.tables.schema import TABLES
from framework_report.words import doubts
from framework_report.words.facts import _about_race, facts
from framework_report.words.text import figure, in_sentence, rounded, score_texts

APART = [mcda.TIE, 0.0]
"""Two scores that differ by the tolerance exactly."""


def test_scores_that_differ_by_the_tolerance_are_tied() -> None:
    assert mcda.ranks(pd.Series(APART)).tolist() == [1, 1]
    assert mcda.first_places(np.array(APART)).tolist() == [True, True]
    assert mcda.first_shares(np.array([APART]).T).tolist() == [[0.5], [0.5]]
    shares = mcda.rank_acceptability(np.array(APART)[:, None], [1.0])
    assert shares.to_numpy().tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert score_texts(dict(zip("ab", APART, strict=True))) == {"a": "0", "b": "0"}


def test_nothing_has_no_sign() -> None:
    assert (rounded(0.0, 1), rounded(-0.04, 1), rounded(-0.06, 1)) == ("0.0", "0.0", "-0.1")


def test_two_capitals_are_an_abbreviation() -> None:
    assert in_sentence("IDs of users") == "IDs of users"


def test_a_measure_that_leaves_the_share_as_it_is_is_not_the_lowest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    race = Outcome(small(tmp_path), State({"power": 3, "peace": 1})).race
    assert race
    figures = race.confidence_within(2).figures

    def lowest(share: float) -> Universe | None:
        monkeypatch.setattr(Race, "_universes", lambda *_: [Universe("peace", "still", share)])
        return race.confidence_within(2).lowest_by

    assert lowest(figures) is None
    assert lowest(figures - 0.01) == ("peace", "still", figures - 0.01)


@pytest.mark.parametrize(
    ("perfect", "power", "said"),
    [
        (0.00004, 0.0, "none"),
        (0.00005, 0.0, "hardly"),
        (0.00099, 0.00005, "hardly"),
        (0.001, 0.00005, "worth"),
        (0.001, 0.00004, "hardly"),
    ],
)
def test_from_when_on_knowing_better_is_worth_a_word(
    tmp_path: Path, perfect: float, power: float, said: str
) -> None:
    outcome = Outcome(small(tmp_path, team=False), State({"power": 3, "peace": 1}))
    each = pd.Series({"power": power, "peace": 0.0})
    numbers = pd.DataFrame(0.0, index=range(3), columns=each.index)
    vars(outcome.race)["information"] = mcda.Information(perfect, each, numbers)
    told = {p.name: p.text for p in doubts(outcome)}["measure"]
    kinds = {"none": "would not change", "hardly": "hardly", "worth": "0.01"}
    assert kinds[said] in told


@pytest.mark.parametrize(("share", "said"), [(0.9, True), (0.8999, False)])
def test_a_lead_that_seldom_fails_is_told_so_from_ninety_on(
    tmp_path: Path, share: float, said: bool
) -> None:
    outcome = Outcome(small(tmp_path), State({"power": 3, "peace": 1}))
    assert outcome.race
    vars(outcome.race)["first_shares"] = {"a": share, "b": 1 - share, "c": 0.0}
    assert _about_race(outcome, outcome.race)["rarely"] is said


@pytest.mark.parametrize(
    ("even", "below", "above", "words"),
    [
        (0.0, True, False, None),
        (0.1, False, False, "1 point"),
        (10.0, False, False, "10 points"),
        (10.1, False, True, None),
    ],
)
def test_where_staying_and_moving_are_level_at_an_end_of_the_slider(
    tmp_path: Path, even: float, below: bool, above: bool, words: str | None
) -> None:
    state = State({"power": 3, "peace": 1}, team={"running": {"b": 1}})
    outcome = Outcome(small(tmp_path), state)
    vars(outcome.race)["break_even"] = even
    found = facts(outcome)
    assert (found["break_even_below"], found["break_even_above"]) == (below, above)
    assert (found["break_even"] or None) == words


def test_keeping_what_runs_may_weigh_as_much_as_a_whole_swing(tmp_path: Path) -> None:
    state = State({"power": 3, "peace": 1}, team={"running": {"b": 2}})
    swings = []
    for even in (3.0, 3.1):
        outcome = Outcome(small(tmp_path), state)
        vars(outcome.race)["break_even"] = even
        swings.append(facts(outcome)["swing_words"])
    assert "from 0 to 10" in str(swings[0])
    assert "from 0 to 10" not in str(swings[1])


def test_what_is_alike_on_all_that_weighs_is_not_beaten(tmp_path: Path) -> None:
    problem = small(tmp_path, {"a": (5, 9), "b": (5, 0), "c": (4, 10)}, team=False)
    race = Outcome(problem, State({"power": 5})).race
    assert race
    # Peace weighs nothing: what Ash has more of it, and Cedar, is no reason.
    assert race.dominated.loc["b"].tolist() == [False, False, False]
    assert race.dominated.loc["c"].tolist() == [True, True, False]


@pytest.mark.parametrize(("count", "more"), [(5, False), (6, True)])
def test_five_names_are_told_and_then_that_there_are_more(
    tmp_path: Path, count: int, more: bool
) -> None:
    names = ", ".join(f'"x{i}"' for i in range(count))
    with pytest.raises(ProblemError) as caught:
        read_state(f"candidates = [{names}]", small(tmp_path))
    assert "'x4'" in str(caught.value)
    assert ("…" in str(caught.value)) is more


def test_a_name_has_at_most_two_hundred_characters() -> None:
    assert checked_name("x" * 200) == "x" * 200
    with pytest.raises(ProblemError, match="at most 200"):
        checked_name("x" * 201)


def test_without_levels_the_team_s_criteria_are_told(tmp_path: Path) -> None:
    folder = tables(tmp_path, THREE)
    (folder / "levels.csv").unlink()
    with pytest.raises(ProblemError, match=r"levels.csv: found no rows"):
        load_problem(folder)


@pytest.mark.parametrize(
    ("figures", "points", "ends", "moved"),
    [
        # Down to the worst level, which is 0.
        ({"p": [1.0, 1.0], "q": [7.4, 3.7]}, {"p": 4, "q": 1}, (0, 10), ("A", 0.0)),
        ({"p": [11.1, 11.4], "q": [8.5, 6.4]}, {"p": 8, "q": 5}, (10, 20), ("A", 10.0)),
        # Up to the worst level, where less is better.
        ({"p": [9.0, 7.6], "q": [3.2, 3.8]}, {"p": 5, "q": 8}, (10, 0), ("B", 10.0)),
    ],
)
def test_a_judged_figure_may_move_onto_a_natural_end(
    figures: dict[str, list[float]],
    points: dict[str, int],
    ends: tuple[int, int],
    moved: tuple[str, float],
) -> None:
    worst, best = ends
    criteria = pd.DataFrame(
        {"worst": [worst, 0], "best": [best, 10], "scale": "linear", "outside": "error"}, ["p", "q"]
    )
    judged = [("A", "p"), ("B", "p")]
    found = mcda.judgement_flips(pd.DataFrame(figures, ["A", "B"]), criteria, points, judged)
    assert moved in list(zip(found["judgement"], found["to"].round(9), strict=True))


def test_who_has_used_it_once_in_earnest_knows_it(tmp_path: Path) -> None:
    # LEVELS: a friend, 2, is the first level that is marked as known.
    outcome = Outcome(small(tmp_path), State({"power": 1}, team={"bond": {"a": 2, "b": 1}}))
    assert [outcome.knows(name) for name in "abc"] == [True, False, False]


def test_of_measures_that_bring_as_much_the_first_is_told(tmp_path: Path) -> None:
    folder = tables(tmp_path, {"a": (10, 0), "b": (0, 10)}, quiet={"a": 10, "b": 0}, team=False)
    measured_again(folder, "peace,quiet", "peace,hushed")
    race = Outcome(load_problem(folder), State({"power": 4, "peace": 6}), spread=0).race
    assert race
    assert race.smallest_measures == ([("peace", "quiet")], ["a"])


def test_of_rivals_that_as_few_measures_bring_ahead_the_first_is_told(tmp_path: Path) -> None:
    figures, quiet = {"a": (10, 5), "b": (0, 5), "c": (0, 5)}, {"a": 0, "b": 10, "c": 0}
    folder = tables(tmp_path, figures, quiet=quiet, team=False)
    measured_again(folder, "peace,quiet", "peace,hushed", {"b": "c", "c": "b"})
    race = Outcome(load_problem(folder), State({"power": 4, "peace": 6}), spread=0).race
    assert race
    assert race.measure_flips == [("peace", "quiet", ("b",)), ("peace", "hushed", ("c",))]
    assert race.smallest_measures == ([("peace", "quiet")], ["b"])


def read(folder: Path, *names: str) -> dict[str, pd.DataFrame]:
    """Return these tables and no other, as they are checked: text, by line of the file."""
    faults: list[Fault] = []
    texts = {name: read_table(folder, name, faults) or "" for name in names}
    found = {name: read_rows(name, text, faults) for name, text in texts.items()}
    assert not faults
    return {name: rows for name, rows in found.items() if rows is not None}


def test_what_can_be_checked_is_checked_though_nothing_else_could_be_read(tmp_path: Path) -> None:
    report = small(tmp_path).report
    of_criteria = read(tmp_path, "criteria.csv", "measures.csv", "levels.csv")
    of_criteria["levels.csv"] = of_criteria["levels.csv"].iloc[:0]
    (fault,) = cross_faults(of_criteria, report)
    assert (fault.file, fault.found) == ("levels.csv", "no rows")
    figures = read(tmp_path, "facts.csv")["facts.csv"]
    (fault,) = cross_faults(dict.fromkeys(FIGURES, figures.iloc[:1]), report)
    assert fault.found.startswith("a second figure")
    measures = read(tmp_path, "measures.csv")
    measures["measures.csv"].loc[2, "best"] = measures["measures.csv"].loc[2, "worst"]
    (fault,) = cross_faults(measures, report)
    assert (fault.file, fault.line) == ("measures.csv", 2)
    gone = read(tmp_path, "criteria.csv", "measures.csv")
    gone["criteria.csv"] = gone["criteria.csv"].iloc[1:]
    faults, warnings = left_out(gone)
    assert not faults
    assert warnings == ["criteria.csv has no 'power': left out measures.csv line 2"]
    assert list(gone["measures.csv"]["criterion"]) == ["peace"]


def test_of_a_figure_smaller_than_any_told_digit_one_digit_is_left() -> None:
    assert (figure(1.26e-9), figure(1.26e-8)) == ("0.000000001", "0.000000013")


@pytest.mark.parametrize(("count", "said"), [(4, "f3."), (5, "f2, f3 and 1 more.")])
def test_four_features_that_moving_loses_are_told_and_then_how_many_more(
    tmp_path: Path, count: int, said: str
) -> None:
    shipped = {("b", f"f{i}"): "built-in" for i in range(count)}
    shipped |= {("a", f"f{i}"): "none" for i in range(count)}
    state = State({"power": 3, "peace": 1}, team={"running": {"b": 1}})
    told = facts(Outcome(small(tmp_path, shipped=shipped), state))["rebuild"]
    assert str(told).startswith("What Birch ships and Ash does not: f0, ")
    assert str(told).split(". ")[0].rstrip(".").endswith(said.rstrip("."))


def test_two_levels_are_enough_and_numbers_are_above_nothing(tmp_path: Path) -> None:
    folder = tables(tmp_path, THREE)
    path = folder / "levels.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    assert load_problem(folder).level_labels["running"] == ["nothing", "a part"]
    windows = TABLES["measured/timed.csv"].columns["windows_1"]
    assert [windows.holds(text) for text in ("0.1;2", "0;2")] == [True, False]


def test_so_many_reasons_are_told_and_no_more(tmp_path: Path) -> None:
    """Four criteria speak for A and three against it; three others, not compared, are ahead."""
    figures = {"a": [9, 8, 7, 6, 0, 0, 0], "b": [0, 0, 0, 0, 3, 2, 1]}
    figures |= {name: [10] * 7 for name in "cde"}
    problem = many(tmp_path, figures, off="cde")
    found = facts(Outcome(problem, State(dict.fromkeys(problem.scored, 5))))
    assert found["arguments_for"] == "9 of c0 (B 0), 8 of c1 (B 0) and 7 of c2 (B 0)"
    assert found["arguments_against"] == "0 of c4 (B 3) and 0 of c5 (B 2)"
    assert str(found["inactive"]).count("C") + str(found["inactive"]).count("D") == 2
    assert "E" not in str(found["inactive"])


def test_at_most_two_are_told_who_would_lead_if_they_were_known(tmp_path: Path) -> None:
    figures = {"a": (5, 5), "b": (4, 5), "c": (4, 4), "d": (4, 3)}
    state = State({"power": 1, "peace": 1, "bond": 10})
    told = str(facts(Outcome(small(tmp_path, figures), state))["team_words"])
    assert [name in told for name in ("Birch", "Cedar", "Dogwood")] == [True, True, False], told


def test_one_alternative_has_a_confidence_factor() -> None:
    assert mcda.confidence_factors([[1.0, 0.5]], [[0.5, 0.5]]).tolist() == [1.0]


def test_an_empty_table_is_told_without_a_line(tmp_path: Path) -> None:
    folder = tables(tmp_path, THREE)
    (folder / "facts.csv").write_text("")
    with pytest.raises(ProblemError) as caught:
        load_problem(folder)
    assert caught.value.faults[0].startswith(f"{folder}/facts.csv: found an empty file")
