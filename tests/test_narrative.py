"""The verdict, sentence by sentence, for each way a decision can lie."""

import pytest
from tiny import SHIPPED, outcome, tiny

from framework_report import narrative
from framework_report.outcome import Outcome, State, scenario_state
from framework_report.problem import load_problem


def said(found):
    return {name: text for name, _, text in narrative.verdict(found)}


@pytest.fixture
def small(tmp_path):
    return tiny(tmp_path)


def test_clear_lead(small):
    words = said(outcome(small, power=8, peace=1, team=1))
    assert words["headline"] == "Choose Ash."
    assert words["why"] == "Ash pulls 10 kN (Cedar 4)."
    assert words["price"] == "It is quiet for 0 h (Cedar 4)."
    assert words["sure"] == (
        "A clear lead: Ash scores 88.9 of 100, Cedar 40.0, and it stays first in 100 of 100 "
        "readings of your priorities and of the evidence (each slider up to 2 steps off, each "
        "figure anywhere in its interval; sample 10,000)."
    )
    assert words["flip"] == (
        "Power at 0 makes it Birch; Peace at 9 or more makes it Birch. No other single slider does."
    )
    assert (
        words["familiarity"] == "Not said, and it need not be: no answer could change the leader."
    )
    assert words["watch"] == "Ash: Ash is wood. If it is new to you: mind the splinters."
    assert words["next"] == (
        "Pick Ash, build one thing that somebody uses, ship it. Do not mix frameworks before that; "
        "evolve after it."
    )
    assert "advice" not in words
    assert "dominated" not in words


def test_close_call(tmp_path):
    near = tiny(tmp_path, {"a": (9, 0), "b": (0, 10)})
    words = said(outcome(near, power=6, peace=5))
    assert words["headline"] == ("Ash or Birch: your priorities do not clearly separate them.")
    assert words["advice"] == (
        "Take the one you have shipped with; if neither, Ash for power, Birch for peace."
    )
    assert words["sure"].startswith("A close call: Ash scores 49.1 of 100, Birch 45.5, and it is ")
    assert words["sure"].endswith("The choice hardly matters.")
    assert words["next"].startswith("Stop comparing. Pick one today")


def test_exact_tie(small):
    words = said(outcome(small, power=5, peace=5))
    assert words["headline"] == (
        "Ash and Birch: exactly level. Your priorities do not separate them."
    )
    assert words["advice"].startswith("Take the one you have shipped with")
    assert words["sure"].startswith("Both score 50.0 of 100.")
    assert "flip" not in words


def test_close_call_where_the_team_knows_one_better(small):
    words = said(outcome(small, power=6, peace=5, team=1, familiarity={"a": 1, "b": 4}))
    assert words["headline"] == "Ash or Birch: your priorities do not clearly separate them."
    assert words["advice"].startswith("Take Birch: your team knows it better")


def test_one_left_after_must_haves(small):
    words = said(outcome(small, power=1, peace=9, must_haves={"desk": "core"}))
    assert words["headline"] == "Choose Ash: it alone is left after your must-haves."
    assert words["must_haves"] == (
        "Birch (no desk in its core; it would rank 1 of 3) and "
        "Cedar (no desk in its core; it would rank 2 of 3)."
    )
    assert "sure" not in words
    assert "flip" not in words


def test_only_one_framework_in_the_tables(tmp_path):
    words = said(outcome(tiny(tmp_path, {"a": (10, 0)}), power=1, peace=9))
    assert words["headline"] == (
        "Ash is the only framework here: there is nothing to choose between."
    )
    assert "must_haves" not in words


def test_none_left(small):
    words = said(outcome(small, power=1, peace=1, must_haves={"desk": "core", "door": "core"}))
    assert words == {
        "headline": "No framework meets your must-haves: desk in the core and door in the core.",
        "way_out": "Accept an add-on for door: Ash. Accept an add-on for desk: Birch.",
    }


def test_nothing_to_weigh(small):
    assert said(outcome(small, power=0, peace=0)) == {
        "headline": "There is nothing to weigh: every slider that counts is at 0.",
        "way_out": "Pick a scenario, or move one slider.",
    }


def test_nothing_to_weigh_but_a_familiarity_nobody_has_said(small):
    assert said(outcome(small, power=0, peace=0, team=10))["way_out"] == (
        "Say who has shipped with what, or move a slider."
    )


def test_a_dominated_framework(tmp_path):
    worse = tiny(tmp_path, {"a": (10, 5), "b": (2, 9), "c": (8, 5)})
    words = said(outcome(worse, power=5, peace=2))
    assert words["dominated"].startswith("Cedar is nowhere better than Ash on what you weigh")
    words = said(outcome(worse, power=0, peace=2))
    assert words["dominated"].startswith("Ash is nowhere better than Birch")


def test_familiarity_that_decides(small):
    words = said(outcome(small, power=3, peace=1, team=10, familiarity={"b": 4}))
    assert words["headline"] == "Choose Birch."
    assert words["why"].startswith("Birch is known at 4 of 4 (Ash 0)")
    assert words["familiarity"] == "This decides it: without it, Ash would lead."
    assert words["watch"] == "Birch: Birch is wood. You have shipped with it, so: keep it dry."


def test_familiarity_that_cannot(small):
    words = said(outcome(small, power=9, peace=1, team=1, familiarity={"b": 4}))
    assert words["familiarity"] == (
        "Not what decides it: Ash leads with and without it, and no other answer could change that."
    )


def test_familiarity_that_could(small):
    words = said(outcome(small, power=3, peace=1, team=10))
    assert words["familiarity"] == (
        "Not said yet, and it could change the answer: for a team that has shipped with Birch or "
        "Cedar and with nothing else, that one leads."
    )


def test_familiarity_at_no_points(small):
    words = said(outcome(small, power=3, peace=1, familiarity={"b": 4}))
    assert words["familiarity"].startswith("Familiarity is at 0 points")


def test_no_single_slider_flips_it(tmp_path):
    best = tiny(tmp_path, {"a": (9, 9), "b": (1, 1)})
    words = said(outcome(best, power=5, peace=5))
    assert words["flip"] == "No single slider changes this, wherever you put it."
    assert words["price"] == "Nothing that you weigh: Birch is not ahead on any of it."


@pytest.mark.parametrize("share", [0.0, 0.001, 0.995, 0.9999, 1.0])
def test_a_share_is_never_rounded_to_certainty(share):
    text = narrative.of_100(share)
    assert (text == "100") == (share == 1)
    assert (text == "0") == (share == 0)


def test_consequences_stand_in_raw_figures(problem):
    words = said(Outcome(problem, scenario_state(problem, "product")))
    lines = problem.attributes["own_lines"]
    assert f"Own code: Django {lines['django']:.0f} lines" in words["price"]


def test_every_slot_of_every_sentence_is_known(small):
    """Whatever rule a state picks, its slots are there: try each rule on a decided state."""
    known = narrative.facts(outcome(small, power=3, peace=1, team=5, familiarity={"a": 2}))
    for paragraph in narrative.phrases()["paragraph"]:
        for rule in paragraph["rules"]:
            narrative.fill(rule["say"], known)
            assert all(c.removeprefix("not ") in known for c in rule["when"])


def test_text_from_data_is_not_a_template(copy_of_data):
    path = copy_of_data / "frameworks.csv"
    path.write_text(path.read_text().replace("heavy and opinionated", "{leader} {{watch}}"))
    from framework_report.problem import load_problem

    problem = load_problem(copy_of_data)
    words = said(Outcome(problem, scenario_state(problem, "product")))
    assert words["watch"].startswith("Django: {leader} {{watch}}; fights you")


# What counts of a figure whose parts are known; set-ups that are switched off


def own_code(problem, **must_haves):
    state = State(scenario_state(problem, "product").points, must_haves)
    return said(Outcome(problem, state))["price"]


def test_own_code_counts_only_what_the_team_asks_for(problem):
    parts = problem.breakdown.query("framework == 'django'").set_index("part")["value"]
    whole = own_code(problem)
    assert f"Own code: Django {parts.sum():.0f} lines" in whole
    some = own_code(problem, **{"admin site": "add-on"})
    needed = parts[["setup", "notes", "pagination", "admin"]].sum()
    assert f"Own code for your must-haves: Django {needed:.0f} lines" in some
    assert needed < parts.sum()


def test_a_must_have_that_is_no_part_of_it_leaves_own_code_as_it_is(problem):
    assert "Own code: Django" in own_code(problem, caching="add-on")


FOUR = {"a": (10, 0), "b": (0, 10), "c": (4, 4), "d": (8, 6)}


def other(found):
    return {name: text for name, _, text in narrative.doubts(found)}["setups"]


def test_a_set_up_that_would_lead_is_named_in_the_verdict_and_among_the_doubts(tmp_path):
    found = outcome(tiny(tmp_path, FOUR, off={"d": ""}), power=6, peace=3)
    assert said(found)["others"] == (
        "Measured too, and switched off here: Dogwood would lead, with 73.3 of 100 against 66.7."
    )
    assert other(found) == (
        "Measured, and switched off here (1): Dogwood would lead, with 73.3 of 100 against 66.7."
    )


def test_a_better_set_up_of_the_leader_is_called_the_same_framework(tmp_path):
    found = outcome(tiny(tmp_path, FOUR, off={"d": "a"}), power=6, peace=3)
    assert other(found).endswith(
        "Dogwood would do better than Ash as it is compared here, with 73.3 of 100 against 66.7; "
        "it is the same framework."
    )
    assert "others" not in said(found)


def test_set_ups_that_would_not_lead_are_no_part_of_the_verdict(tmp_path):
    found = outcome(tiny(tmp_path, FOUR, off={"d": ""}), power=9, peace=1)
    assert "others" not in said(found)
    assert other(found) == (
        "Nothing that was measured and is switched off here (1) would lead. Dogwood comes closest, "
        "with "
        "78.0 of 100 against 90.0 for Ash."
    )


def test_set_ups_that_miss_a_must_have_are_said_to(tmp_path):
    shipped = {**SHIPPED, ("a", "door"): "built-in"}
    small = tiny(tmp_path, FOUR, shipped=shipped, off={"d": ""})
    found = outcome(small, power=9, peace=1, must_haves={"door": "core"})
    assert other(found) == (
        "Nothing that was measured and is switched off here (1) meets your must-haves."
    )


def test_what_is_switched_off_and_meets_every_must_have_is_named_when_none_is_left(tmp_path):
    shipped = {**SHIPPED, ("d", "door"): "built-in"}
    small = tiny(tmp_path, FOUR, shipped=shipped, off={"d": ""})
    found = outcome(small, power=3, peace=1, must_haves={"desk": "core", "door": "core"})
    assert found.leader is None
    assert said(found)["way_out"].endswith(
        "Measured too, and switched off here: Dogwood would meet them all."
    )


EVERYBODY = {(name, part): "built-in" for name in "abcde" for part in ("desk", "door")}


def test_a_variant_that_is_switched_on_and_leads_has_no_rival_in_its_own_framework(tmp_path):
    four = {**FOUR, "c": (9, 9)}
    small = tiny(tmp_path, {**four, "e": (10, 10)}, off={"d": "a", "e": "a"}, shipped=EVERYBODY)
    on = load_problem(tmp_path, extras=["d"])
    found = outcome(on, power=9, peace=1, must_haves={})
    assert "others" not in said(outcome(small, power=9, peace=1))
    assert found.leader == "a"
    assert "others" not in said(found)
