"""Outcomes by hand: who is compared, who is left, who leads; empty answers are whole answers."""

from pathlib import Path

import pytest
from small import SHIPPED, THREE, small

from framework_report.outcome import Outcome
from framework_report.state import State
from framework_report.words import headline, verdict


def test_scores_are_weight_times_value(tmp_path: Path) -> None:
    outcome = Outcome(small(tmp_path), State({"power": 3, "peace": 1}))
    assert outcome.scores.to_dict() == pytest.approx({"a": 0.75, "b": 0.25, "c": 0.4})
    assert outcome.order == ["a", "c", "b"]


def test_the_second_is_the_best_of_those_that_are_not_first(tmp_path: Path) -> None:
    problem = small(tmp_path)
    alone = Outcome(problem, State({"power": 3, "peace": 1}))
    tied = Outcome(problem, State({"power": 1, "peace": 1}))
    assert (alone.second, alone.runner_up) == ("c", "c")
    assert (tied.tied, tied.second, tied.runner_up) == (["a", "b"], "c", "b")
    assert Outcome(problem, State({"power": 1}, candidates=("b",))).second is None


def test_a_team_criterion_counts_once_something_is_said(tmp_path: Path) -> None:
    problem = small(tmp_path)
    silent = Outcome(problem, State({"power": 1, "bond": 10}))
    said = Outcome(problem, State({"power": 1, "bond": 10}, team={"bond": {"b": 3}}))
    assert silent.weights.to_dict() == {"power": 1, "peace": 0, "bond": 0, "running": 0}
    assert silent.leader == "a"
    assert said.leader == "b"


def test_a_variant_is_as_well_known_as_its_base_until_said_otherwise(tmp_path: Path) -> None:
    problem = small(tmp_path, THREE | {"d": (2, 2)}, off={"d": "a"})
    said = Outcome(problem, State(team={"bond": {"a": 3}}))
    assert (said.level("bond", "d"), said.level("bond", "b")) == (3, 0)
    own = Outcome(problem, State(team={"bond": {"a": 3, "d": 1}}))
    assert own.level("bond", "d") == 1


def test_must_haves_remove_and_what_is_not_known_meets_none(tmp_path: Path) -> None:
    shipped = SHIPPED | {("c", "desk"): "unknown"}
    outcome = Outcome(small(tmp_path, shipped=shipped), State({"power": 1}, {"desk": "add-on"}))
    assert outcome.eligible == ["a", "b"]
    assert outcome.removed == {"c": ["desk"]}


def test_candidates_are_chosen_by_the_state(tmp_path: Path) -> None:
    problem = small(tmp_path, THREE | {"d": (10, 10)}, off={"d": ""})
    tables = Outcome(problem, State({"power": 1, "peace": 1}))
    ticked = Outcome(problem, State({"power": 1, "peace": 1}, candidates=("b", "d")))
    assert (tables.active, tables.race.inactive_ahead) == (["a", "b", "c"], ["d"])
    assert (ticked.active, ticked.leader) == (["b", "d"], "d")


@pytest.mark.parametrize(
    ("state", "case", "said"),
    [
        (State({"power": 1}, candidates=()), "none_compared", "Nothing is compared"),
        (
            State({"power": 1}, {"desk": "core", "door": "core"}),
            "none_left",
            "No alternative meets",
        ),
        (State(), "nothing", "Nothing is weighted yet"),
        (State({"power": 1}, {"desk": "core"}), "alone", "Choose Ash: it alone meets"),
        (State({"power": 1}, candidates=("b",)), "alone", "Birch is the only alternative"),
        (
            State({"power": 1, "peace": 1}, candidates=("a", "b")),
            "ranked",
            "Ash and Birch: exactly",
        ),
    ],
)
def test_an_empty_answer_is_a_whole_answer(
    tmp_path: Path, state: State, case: str, said: str
) -> None:
    outcome = Outcome(small(tmp_path, shipped=SHIPPED), state)
    assert outcome.case == case
    assert headline(outcome).startswith(said)
    names = [name for name, _, _ in verdict(outcome)]
    assert (outcome.race is None) == (case != "ranked")
    assert ("flip" in names) == (case == "ranked")


def test_concessions_are_the_smallest_that_bring_one_back(tmp_path: Path) -> None:
    state = State({"power": 1}, {"desk": "core", "door": "core"})
    outcome = Outcome(small(tmp_path, shipped=SHIPPED), state)
    assert outcome.concessions == [("a", ["door"], []), ("b", ["desk"], [])]
    assert "Accept an add-on for door: Ash." in headline(outcome)


def test_two_that_run_are_no_incumbent(tmp_path: Path) -> None:
    problem = small(tmp_path)
    one = Outcome(problem, State(team={"running": {"a": 1, "b": 0}}))
    two = Outcome(problem, State(team={"running": {"a": 1, "b": 2}}))
    assert (one.incumbent, two.incumbent) == ("a", None)
