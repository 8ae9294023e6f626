"""Rechecking a decision says what moved; old evidence is found."""

import datetime
from dataclasses import replace

import pytest
from rows import add_framework, change

from framework_report.decision import new_decision
from framework_report.narrative import headline
from framework_report.outcome import Outcome, State, scenario_state
from framework_report.problem import load_problem
from framework_report.recheck import recheck, recorded, stale

DAYS = {"date": datetime.date(2026, 11, 22), "review_by": datetime.date(2027, 5, 22)}


def decide(problem, state: State):
    return new_decision(problem, Outcome(problem, state), **DAYS)


def test_every_scenario_decided_today_holds_today(problem):
    for scenario in problem.scenarios.index:
        state = scenario_state(problem, scenario)
        found = recheck(problem, decide(problem, state))
        assert found.holds
        assert found.text == (
            "The decision of 2026-11-22 still follows from the evidence. "
            + headline(Outcome(problem, state))
        )


@pytest.mark.parametrize(
    "state", [State(), State(must_haves={"ORM": "core", "OpenAPI document": "core"})]
)
def test_a_decision_without_a_leader_holds_while_there_is_none(problem, state):
    assert recheck(problem, decide(problem, state)).holds


def test_moved_figures_are_named_with_label_unit_before_and_after_the_largest_effect_first(
    problem, copy_of_data
):
    decision = decide(problem, State({"type_errors": 9, "safe_defaults": 1}))
    assert decision.leader == "fastapi"
    evidence = copy_of_data / "evidence.csv"
    for name, figure in (("type_errors", "0"), ("safe_defaults", "3")):
        change(evidence, "low", figure, framework="fastapi", criterion=name)
        change(evidence, "value", figure, framework="fastapi", criterion=name)
    change(evidence, "high", "3.5", framework="flask", criterion="safe_defaults")
    change(evidence, "value", "3.5", framework="flask", criterion="safe_defaults")
    change(evidence, "high", "120", framework="django", criterion="packages")
    change(evidence, "value", "120", framework="django", criterion="packages")
    found = recheck(load_problem(copy_of_data), decision)
    assert not found.holds
    assert found.text == (
        "The decision of 2026-11-22 no longer follows from the evidence: FastAPI led then, Flask "
        "leads today. What moved, the largest effect first: Type safety of FastAPI from 5 to 0 "
        "errors of 5; Safe defaults of FastAPI from 4 to 3 probes of 10; Safe defaults of Flask "
        "from 3 to 3.5 probes of 10. Before: Choose FastAPI. Now: Choose Flask."
    )


def test_a_support_that_moved_and_shut_the_leader_out_is_named(problem, copy_of_data):
    decision = decide(problem, scenario_state(problem, "mvp"))
    row = {"framework": "django", "feature": "user accounts"}
    change(copy_of_data / "features.csv", "support", "none", **row)
    found = recheck(load_problem(copy_of_data), decision)
    assert not found.holds
    assert (
        "first: user accounts in Django from built-in to none; Product parts of Django"
        in found.text
    )
    assert "Before: Choose Django. Now: " in found.text


def test_a_leader_that_is_level_with_another_still_holds(problem, copy_of_data):
    decision = decide(problem, State({"type_errors": 5}))
    assert decision.leader == "fastapi"
    change(copy_of_data / "evidence.csv", "value", "5", framework="flask", criterion="type_errors")
    change(copy_of_data / "evidence.csv", "high", "5", framework="flask", criterion="type_errors")
    assert recheck(load_problem(copy_of_data), decision).holds


def test_where_no_figure_moved_it_says_that_levels_or_method_changed(problem, copy_of_data):
    decision = decide(problem, State({"core_lines": 5, "type_errors": 6}))
    assert decision.leader == "fastapi"
    change(copy_of_data / "criteria.csv", "best", "6900", criterion="core_lines")
    change(copy_of_data / "criteria.csv", "worst", "19000", criterion="core_lines")
    found = recheck(load_problem(copy_of_data), decision)
    assert found.text == (
        "The decision of 2026-11-22 no longer follows from the evidence: FastAPI led then, Flask "
        "leads today. No figure that it rested on has moved: reference levels, the support of "
        "must-haves or the method changed since. Now: Choose Flask."
    )


def test_a_new_framework_that_leads_is_called_new(problem, copy_of_data):
    decision = decide(problem, State({"type_errors": 5, "addons": 1}))
    add_framework(copy_of_data, "quart", like="fastapi")
    for column in ("high", "value", "low"):
        change(copy_of_data / "evidence.csv", column, "300", framework="quart", criterion="addons")
    text = recheck(load_problem(copy_of_data), decision).text
    assert "Quart leads today. Quart is new in the comparison. Before: Choose FastAPI." in text


def test_a_lead_that_is_gone_is_answered_in_words(problem, copy_of_data):
    decision = decide(problem, State({"addons": 1}, {"ORM": "core"}))
    change(copy_of_data / "features.csv", "support", "none", framework="django", feature="ORM")
    text = recheck(load_problem(copy_of_data), decision).text
    assert (
        "Django led then, none of them leads today. What moved, the largest effect first: ORM"
        in text
    )
    assert "Now: No framework meets your must-haves" in text


def test_a_paragraph_is_one_line(problem, copy_of_data):
    decision = replace(decide(problem, State({"addons": 1})), leader="flask", why="a\n\nb")
    assert "\n" not in recheck(problem, decision).text


def test_figures_recorded_beyond_todays_levels_count_as_at_the_level(problem):
    decision = decide(problem, State({"api_contract": 1}))
    figures = {
        "fastapi": {"api_contract": (9.0, 9.0, 9.0)},
        "flask": {"api_contract": (1.0, 1.0, 1.0)},
    }
    before = recorded(problem, replace(decision, rested_on=figures))
    assert list(before.frameworks.index) == ["flask", "fastapi"]
    assert before.attributes.loc["fastapi", "api_contract"] == 9
    assert Outcome(before, decision.state).scores["fastapi"] == 1


def test_evidence_older_than_some_days_is_listed_the_oldest_first(copy_of_data):
    row = {"framework": "flask", "criterion": "packages"}
    change(copy_of_data / "evidence.csv", "as_of", "2024", **row)
    change(copy_of_data / "features.csv", "as_of", "2025-01", framework="flask", feature="ORM")
    found = stale(load_problem(copy_of_data), 600, datetime.date(2026, 11, 22))
    assert found.to_numpy().tolist() == [
        ["evidence.csv", "flask", "packages", "2024", 1056],
        ["features.csv", "flask", "ORM", "2025-01", 690],
    ]
    assert stale(load_problem(copy_of_data), 1056, datetime.date(2026, 11, 22)).empty
