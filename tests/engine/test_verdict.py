"""Whole verdicts, word for word, on figures that a person can add.

Ash has 10 of power and Birch 10 of peace; Cedar has 4 of both.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from small import SHIPPED, THREE, small, tables, write

from framework_report.outcome import Outcome
from framework_report.state import State
from framework_report.tables import Problem, load_problem
from framework_report.words import verdict

BOTH = State({"power": 5, "peace": 5})
FORCE = {"power": 9, "peace": 1}
KEEP_100 = (
    "Firm: small changes to priorities or figures rarely change this (100 of 100 simulations keep "
    "it; not a chance of being right)."
)
WATCH = "Ash: weak a. If it is new to you: watch the new."


def said(problem: Problem, state: State) -> dict[str, str]:
    return {p.name: p.text for p in verdict(Outcome(problem, state))}


def two(folder: Path, figures: Mapping[str, tuple[Any, Any]], **given: Any) -> dict[str, str]:
    return said(small(folder, figures, team=False, **given), BOTH)


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    return small(tmp_path_factory.mktemp("verdict"), shipped=SHIPPED)


def test_two_that_are_level(tmp_path: Path) -> None:
    assert two(tmp_path, {"a": (10, 0), "b": (0, 10)}) == {
        "headline": "Ash and Birch: exactly level. Your priorities do not separate them.",
        "advice": "Ash for power, Birch for peace.",
        "sure": "They score the same, 50 of 100. Small changes to priorities or figures put Ash "
        "and Birch first in 50 and 50 of 100 simulations (not a chance of being right).",
        "why": "Ash has 10 power (Birch 0).",
        "price": "Ash has 0 peace (Birch 10).",
        "flip": "With Power at 4 or less, Birch leads; with Power at 6 or more, Ash leads; with "
        "Peace at 4 or less, Ash leads. 2 more sliders change it alone.",
        "watch": WATCH,
    }


def test_a_close_call_in_which_one_is_nowhere_ahead_gives_no_reason_for_it(tmp_path: Path) -> None:
    told = two(tmp_path, {"a": (5, 5), "b": (5, 4.9)}, half_width=1)
    assert told["headline"] == "Ash or Birch: your priorities do not separate them."
    assert told["advice"] == "Either will do."
    assert told["sure"].startswith("A close call: Ash scores 50.0 of 100 and Birch 49.5. Small ")
    assert told["price"] == "Nothing you weighted: Birch is ahead on none of it."
    assert told["flip"] == "No slider alone: Birch beats Ash on nothing you weighted."


def test_a_close_call_says_what_speaks_for_each(tmp_path: Path) -> None:
    told = two(tmp_path, {"a": (5.1, 5), "b": (5, 5.05)}, half_width=1)
    assert told["advice"] == "Ash for power, Birch for peace."
    assert told["price"] == "Ash has 5 peace (Birch 5.05)."


def test_what_the_team_has_not_said(problem: Problem) -> None:
    assert said(problem, State(FORCE | {"bond": 4})) == {
        "headline": "Choose Ash.",
        "sure": KEEP_100,
        "why": "Ash has 10 power (Cedar 4).",
        "price": "Ash has 0 peace (Cedar 4).",
        "flip": "With Power at 0, Birch leads; with Peace at 10, Birch leads; with Force as a "
        "whole at 0, Birch leads. One more slider changes it alone.",
        "team": "Not counted, for want of an answer: bond. No answer on bond alone puts "
        "another alternative ahead of Ash.",
        "watch": WATCH,
    }


def test_what_the_team_has_said(problem: Problem) -> None:
    bond = {"bond": {"b": 3, "a": 1}}
    told = said(problem, State({"power": 9, "peace": 5, "bond": 4}, team=bond))
    assert told["price"] == "Ash has 0 peace (Birch 10) and has guest on Bond (Birch family)."
    assert told["team"] == "Ash leads with and without bond."
    told = said(problem, State({"power": 9, "peace": 8, "bond": 4}, team={"bond": {"b": 3}}))
    assert told["headline"] == "Choose Birch."
    assert told["team"] == "Without bond, Ash leads."
    assert told["watch"].startswith("Birch: weak b. Your team knows it, so: watch the known.")
    told = said(problem, State({"power": 9, "peace": 5}, team=bond))
    assert told["team"] == "With bond at 0 points, your answers there do not count."


def test_a_must_have_says_whom_it_removes_and_where_they_would_stand(problem: Problem) -> None:
    assert said(problem, State(FORCE, {"door": "core"})) == {
        "headline": "Choose Birch: it alone meets your must-haves.",
        "why": "What you weighted: Birch has 10 peace.",
        "must_haves": "Ash (no door in its core; it would rank 1 of 3) and Cedar (no door in its "
        "core; it would rank 2 of 3).",
        "watch": "Birch: weak b. If it is new to you: watch the new.",
    }


def test_none_left_one_compared_and_nobody(problem: Problem) -> None:
    every = {"door": "core", "desk": "core"}
    assert said(problem, State(FORCE, every)) == {
        "headline": "No alternative meets your must-haves: door in the core and desk in the core.",
        "way_out": "Accept an add-on for door: Ash. Accept an add-on for desk: Birch.",
    }
    assert said(problem, State(FORCE, candidates=("b",)))["headline"] == (
        "Birch is the only alternative compared: tick another to compare."
    )
    assert said(problem, State(FORCE, candidates=())) == {
        "headline": "Nothing is compared: tick one alternative or more."
    }


def test_nothing_is_weighed_yet(problem: Problem) -> None:
    headline = "Nothing is weighted yet: every slider that counts is at 0."
    assert said(problem, State({}, {"door": "core"})) == {
        "headline": headline,
        "way_out": "Pick a scenario, or move a slider.",
        "must_haves": "Ash (no door in its core) and Cedar (no door in its core).",
    }
    assert said(problem, State({"bond": 4})) == {
        "headline": headline,
        "way_out": "Say what your team knows, or move a slider.",
    }


def test_staying_and_moving(problem: Problem) -> None:
    points = FORCE | {"running": 3}
    told = said(problem, State(points, team={"running": {"a": 2}}))
    assert told["headline"] == "Stay with Ash."
    assert told["move"] == "Ash scores no lower even where keeping what runs counts nothing."
    # Cedar is 5 points behind, and half of what runs makes them up at 10 points.
    told = said(problem, State(points, team={"running": {"c": 1}}))
    assert told["headline"] == "Move to Ash."
    assert told["move"] == (
        "Moving is worth it as long as keeping what runs matters less than 10 points to you, about "
        "as much as going from 0 to 6 units (power). What Ash ships and Cedar does not: desk."
    )


def test_who_is_not_compared_and_scores_more(problem: Problem) -> None:
    told = said(problem, State(FORCE, candidates=("b", "c")))
    assert told["headline"] == "Choose Cedar."
    assert told["inactive"] == (
        "Ash is not compared here and scores higher (90 to 40); tick it to compare."
    )


@pytest.mark.parametrize(
    ("points", "unknown"),
    [
        (
            {"power": 5, "peace": 5},
            "Dogwood: power. Dogwood could lead if this turned out well; most worth finding out: "
            "power of Dogwood.",
        ),
        ({"power": 1, "peace": 9}, "Dogwood: power. This could not change the answer."),
        ({"peace": 9}, ""),
    ],
)
def test_what_is_not_known(tmp_path: Path, points: Mapping[str, float], unknown: str) -> None:
    problem = small(tmp_path, THREE | {"d": ("unknown", 5)})
    assert said(problem, State(points)).get("unknown", "") == unknown


def test_another_measure_and_who_leads_by_it(tmp_path: Path) -> None:
    problem = small(tmp_path, quiet={"a": 9, "b": 0, "c": 4}, half_width=0.5)
    told = said(problem, State({"power": 4, "peace": 6}))
    assert told["headline"] == "Choose Birch, unless you measure peace by quiet: then Ash leads."
    assert told["measures"] == "With peace measured by quiet, Ash leads."
    assert told["sure"].startswith("Open: small changes to priorities or figures sometimes change")
    firm = small(tmp_path / "firm", {"a": (10, 9), "b": (0, 1)}, quiet={"a": 9, "b": 0})
    assert said(firm, State({"power": 4, "peace": 6}))["sure"] == (
        f"{KEEP_100[:-1]}, and no single change of how a criterion is measured does."
    )


def test_of_what_is_only_told_the_parts_that_are_asked_for_count(tmp_path: Path) -> None:
    folder = tables(tmp_path, shipped=SHIPPED, team=False)
    with (folder / "criteria.csv").open("a") as file:
        file.write("lines,Calm,Own lines,shown\n")
    fact = {"criterion": "lines", "kind": "measured", "source_title": "by hand", "as_of": "2026"}
    figures = [("a", 60, 60, 60), ("b", 90, 80, 95), ("c", 30, 30, 30)]
    parts = [("a", "base", "", 10), ("a", "a desk", "desk", 20), ("a", "a door", "door", 30)]
    parts += [("b", "base", "", 15), ("b", "a desk", "desk", 75)]
    write(
        folder,
        "measured/figures",
        [
            {"framework": f, "value": x, "low": low, "high": top} | fact
            for f, x, low, top in figures
        ],
    )
    columns = ("framework", "part", "feature", "value")
    rows = [dict(zip(columns, part, strict=True)) | {"criterion": "lines"} for part in parts]
    write(folder, "measured/breakdown", rows)
    problem = load_problem(folder)
    points = {"power": 9, "peace": 8}
    assert said(problem, State(points))["beside"] == "Own lines: Ash 60, Birch 80 to 95."
    asked = State(points, {"desk": "add-on"})
    assert said(problem, asked)["beside"] == "Own lines for your must-haves: Ash 30, Birch 90."
    alone = State(points, {"door": "core"})
    assert said(problem, alone)["beside"] == "Own lines for your must-haves: 15."


def test_what_nobody_has_found_out_may_be_what_decides(tmp_path: Path) -> None:
    """Cedar is at 49 with its unknown power counted as 0, and mostly ahead where it is not."""
    problem = small(tmp_path, {"a": (5, 5), "b": (5, 4.9), "c": ("unknown", 9.8)}, team=False)
    told = said(problem, State({"power": 5, "peace": 5}))
    assert told["headline"] == "Ash, Birch or Cedar: your priorities do not separate them."
    assert (
        "in simulations of small changes to priorities and figures Cedar comes first more"
        in (told["sure"])
    )
    assert told["advice"] == "Find out power of Cedar first."
    # With as much peace as the others it is first less often than they are.
    less = small(tmp_path / "less", {"a": (5, 5), "b": (5, 4.9), "c": ("unknown", 5)}, team=False)
    told = said(less, State({"power": 5, "peace": 5}))
    assert told["headline"] == "Ash or Birch: your priorities do not separate them."
    assert told["sure"].startswith(
        "A close call: Ash scores 50.0 of 100 and Birch 49.5, with what is not known counted"
    )
