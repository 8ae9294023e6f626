"""Rechecking a decision always says what moved; what is odd or old is warned of, with its place."""

import datetime
from dataclasses import replace
from pathlib import Path

from decided import DAYS, STATE, change, decide, drop, figure, folder_of, load

from framework_report.decision import read_decision, recheck, recorded, stale, write_decision
from framework_report.decision.check import beside, check
from framework_report.decision.madr import content
from framework_report.outcome import Outcome
from framework_report.state import State
from framework_report.tables import load_problem

TODAY = datetime.date(2026, 12, 1)


def test_where_nothing_moved_it_says_so(folder: Path) -> None:
    found = recheck(load(folder), decide(folder), TODAY)
    assert found.holds
    assert found.level == "fine"
    assert found.moved == ()
    assert found.text == (
        "The decision of 2026-11-24 still follows from the evidence. Choose Kit. Since 2026-11-24 "
        "no figure that counts has moved, the lead is 28 as it was."
    )


def test_two_figures_that_moved_are_told_from_what_to_what_with_the_lead(folder: Path) -> None:
    decision = decide(folder)
    figure(folder, "kit", "cost", "3")
    figure(folder, "lab", "speed", "55", "peak")
    found = recheck(load(folder), decision)
    assert found.holds
    assert found.level == "fine"
    assert found.text.endswith(
        "Since 2026-11-24 two figures moved, the lead went from 28 to 24, the largest effect "
        "first: Cost of Kit from 2 to 3 EUR; Speed of Lab from 60 to 55 runs."
    )
    assert [(m.framework, m.criterion, m.place) for m in found.moved] == [
        ("kit", "cost", "facts.csv line 2"),
        ("lab", "speed", "facts.csv line 6"),
    ]
    assert found.moved[0].then == (2, 2, 2)
    assert found.moved[0].today == (3, 3, 3)


def test_an_interval_and_a_figure_that_weighs_nothing_move_too(folder: Path) -> None:
    decision = decide(folder)
    figure(folder, "kit", "weight", "13")
    change(folder / "facts.csv", {"low": "30"}, framework="kit", criterion="speed", measure="peak")
    found = recheck(load(folder), decision)
    assert found.level == "fine"
    assert "no figure that counts has moved, the lead is 28 as it was. Two moved that" in found.text
    assert [move.criterion for move in found.moved] == ["speed", "weight"]
    figure(folder, "lab", "cost", "9")
    found = recheck(load(folder), decision)
    assert "Cost of Lab from 8 to 9 EUR. Two more moved that change no score." in found.text


def test_one_figure_alone_is_not_called_one_more(folder: Path) -> None:
    decision = decide(folder)
    figure(folder, "kit", "weight", "13")
    said = recheck(load(folder), decision).text
    assert said.endswith("has moved, the lead is 28 as it was. One moved that changes no score.")


def test_another_measures_figure_is_none_that_the_decision_rested_on(folder: Path) -> None:
    decision = decide(folder)
    figure(folder, "kit", "speed", "9", "typical")
    assert recheck(load(folder), decision).moved == ()


def test_figures_of_a_measure_that_is_gone_are_set_aside(folder: Path) -> None:
    """Of speed only what a usual day is worth is left: the 60 runs of Lab are no 60 jobs."""
    decide(folder)
    drop(folder / "measures.csv", measure="peak")
    drop(folder / "facts.csv", measure="peak")
    problem = load(folder)
    found = recheck(problem, read_decision(problem))
    assert found.moved == ()
    assert found.warnings == ("Speed: the measure peak is gone; “on a usual day” counts now.",)
    assert found.text.endswith("no figure that counts has moved, the lead is 28 as it was.")


def test_a_measure_that_comes_first_later_counts_for_no_decision_before(folder: Path) -> None:
    decide(folder)
    path = folder / "measures.csv"
    head, *rows = path.read_text().splitlines(keepends=True)
    second = "cost,rent,the rent,EUR,100,0,costs {value} EUR\n"
    path.write_text("".join([head, second, *rows]))
    with (folder / "facts.csv").open("a") as facts:
        for name, value in (("kit", 90), ("lab", 10), ("mob", 5)):
            facts.write(f"{name},cost,rent,{value},{value},{value},EUR,measured,ours,2026-11-01\n")
    problem = load(folder)
    assert problem.measure("cost", {}) == "rent"
    found = recheck(problem, read_decision(problem))
    assert (found.holds, found.level, found.moved) == (True, "fine", ())


def test_a_changed_leader_is_an_error_with_before_and_now(folder: Path) -> None:
    decision = decide(folder)
    figure(folder, "kit", "cost", "10")
    found = recheck(load(folder), decision)
    assert not found.holds
    assert found.level == "error"
    assert found.text == (
        "The decision of 2026-11-24 no longer follows from the evidence: Kit led then, Lab leads "
        "today. Since 2026-11-24 one figure moved, a lead of 28 became 20 behind: Cost of Kit from "
        "2 to 10 EUR. Now: Choose Lab."
    )


def test_a_lead_that_falls_from_clear_to_close_is_a_warning(folder: Path) -> None:
    decision = decide(folder)
    figure(folder, "kit", "cost", "6.6")
    found = recheck(load(folder), decision)
    assert found.holds
    assert found.level == "warning"
    assert "the lead went from 28.0 to 0.4" in found.text
    assert found.text.endswith("The lead was clear then and is a close call now.")


def test_a_leader_that_is_level_with_another_still_holds(folder: Path) -> None:
    decision = decide(folder, State({"cost": 1}))
    figure(folder, "lab", "cost", "2")
    found = recheck(load(folder), decision)
    assert found.holds
    assert found.level == "warning"


def test_two_that_lead_in_its_place_are_both_named(folder: Path, tmp_path: Path) -> None:
    """Kit .4 x 4 = 16; Lab .2 x 6 + .6 x 4 and Mob .1 x 6 + .75 x 4 have 36 each."""
    decision = decide(folder)
    after = folder_of(tmp_path / "after")
    decide(after)
    for name, criterion, value in (("kit", "cost", "10"), ("mob", "speed", "75")):
        figure(after, name, criterion, value, "peak" if criterion == "speed" else "")
    assert "Kit led then, Lab and Mob are level today." in recheck(load(after), decision).text
    assert "Leader: Kit before, Lab and Mob now." in beside(folder, after)
    level = content(load(after), replace(decide(after), leader="mob"), "data")
    assert "Chosen option: “Mob”. Lab and Mob: exactly level." in level.body


def test_a_leader_that_a_must_have_shuts_out_is_told_with_what_it_lacks(folder: Path) -> None:
    decision = decide(folder, replace(STATE, must_haves={"lights": "core"}))
    change(folder / "features.csv", {"support": "none"}, framework="kit")
    found = recheck(load(folder), decision)
    assert found.level == "error"
    assert "Kit led then and is out by its must-haves today (no lights in its core)" in found.text
    assert "lights in Kit from built-in to none" in found.text


def test_a_leader_that_is_gone_from_the_tables_is_an_error(folder: Path) -> None:
    decide(folder)
    for name in ("frameworks.csv", "facts.csv", "features.csv"):
        drop(folder / name, framework="kit")
    problem = load(folder)
    again = read_decision(problem)
    assert again is not None
    found = recheck(problem, again)
    assert found.level == "error"
    assert "kit led then and is no longer in the tables. " in found.text


def test_where_no_figure_moved_it_says_that_levels_or_method_changed(folder: Path) -> None:
    decision = decide(folder)
    change(folder / "measures.csv", {"best": "-1000000"}, criterion="cost")
    found = recheck(load(folder), decision)
    assert not found.holds
    assert "No figure that it rested on has moved: reference levels, how things" in found.text


def test_a_framework_that_is_new_and_leads_is_called_new(folder: Path) -> None:
    change(folder / "frameworks.csv", {"extra": "yes"}, framework="kit")
    decision = decide(folder)
    assert decision.leader == "lab"
    folder_of(folder)  # ticked again; the first version named no candidates
    older = replace(decision, state=replace(decision.state, candidates=None))
    found = recheck(load(folder), older)
    assert "Lab led then, Kit leads today." in found.text
    assert "New in the comparison: Kit." in found.text


def test_a_figure_that_was_not_known_and_one_that_is_no_longer_are_moves(folder: Path) -> None:
    change(folder / "facts.csv", {"value": "unknown", "low": "", "high": ""}, framework="mob")
    decision = decide(folder)
    folder_of(folder)
    unknown = {"value": "unknown", "low": "", "high": ""}
    change(folder / "facts.csv", unknown, framework="lab", criterion="cost")
    found = recheck(load(folder), decision)
    assert "Cost of Lab from 8 to not known" in found.text
    assert "Cost of Mob from not known to 9 EUR" in found.text


def test_a_decision_without_a_leader_holds_while_there_is_none(folder: Path) -> None:
    assert recheck(load(folder), decide(folder, State())).holds


def test_what_was_recorded_beyond_todays_levels_counts_as_at_the_level(folder: Path) -> None:
    decision = decide(folder, State({"cost": 1}))
    figures = {"lab": {"cost": (99.0, 99.0, 99.0)}, "kit": {"cost": (2.0, 2.0, 2.0)}}
    before = recorded(load(folder), replace(decision, rested_on=figures))
    assert before.ticked == ["kit", "lab"]
    assert Outcome(before, decision.state).scores["lab"] == 0


def test_a_paragraph_is_one_line_whatever_the_decision_says(folder: Path) -> None:
    decision = replace(decide(folder), leader="lab", why="a\n\nb")
    assert "\n" not in recheck(load(folder), decision).text


# What is odd


def test_a_figure_moved_tenfold_is_warned_of_with_file_and_line(folder: Path) -> None:
    decision = decide(folder)
    figure(folder, "lab", "speed", "6", "peak")
    found = recheck(load(folder), decision)
    assert found.warnings == (
        f"{folder}/facts.csv line 6: Speed of Lab went from 60 to 6 since the decision, ten times "
        "or more: a slip?",
    )
    figure(folder, "lab", "speed", "6.1", "peak")
    assert recheck(load(folder), decision).warnings == ()


def test_a_decision_of_tomorrow_and_a_review_before_it_are_warned_of_with_their_lines(
    folder: Path,
) -> None:
    path = folder / "decision.toml"
    day = datetime.date(2027, 1, 2)
    early = datetime.date(2026, 12, 31)
    write_decision(replace(decide(folder), date=day, review_by=early), path)
    problem = load(folder)
    again = read_decision(problem)
    assert again is not None
    found = recheck(problem, again, TODAY)
    assert found.holds
    assert found.level == "warning"
    assert found.warnings == (
        f"{path} line 4: found a decision of 2027-01-02, expected a day up to today, 2026-12-01",
        f"{path} line 5: found a review by 2026-12-31, expected a day from that of the decision "
        "on, 2027-01-02",
    )


def test_a_review_that_is_due_is_a_warning_from_the_day_after(folder: Path) -> None:
    decision, problem = decide(folder), load(folder)
    assert recheck(problem, decision, DAYS["review_by"]).level == "fine"
    late = recheck(problem, decision, DAYS["review_by"] + datetime.timedelta(days=1))
    assert late.level == "warning"
    assert late.warnings == ("The decision was to be reviewed by 2027-05-24.",)


# What is old


def test_evidence_of_the_future_is_one_line_for_each_file(folder: Path) -> None:
    change(folder / "facts.csv", {"as_of": "2027-01"}, criterion="speed")
    change(folder / "features.csv", {"as_of": "2030"}, framework="lab")
    (folder / "decisions.csv").write_text(
        "id,source,date,built,candidates,chosen\nx,s,2031,b,kit;lab,kit\n"
    )
    warnings, _ = check(load_problem(folder), None, datetime.date(2026, 12, 1))
    expected = "expected a day up to today, 2026-12-01."
    assert warnings == [
        f"{folder}/facts.csv line 5: found the date 2027-01 (and so with 5 more), {expected}",
        f"{folder}/features.csv: found the date 2030, {expected}",
        f"{folder}/decisions.csv: found the date 2031, {expected}",
    ]
    assert check(load_problem(folder), None, datetime.date(2031, 1, 1))[0][1:] == []


def test_old_evidence_is_one_line_that_names_the_oldest(folder: Path) -> None:
    change(folder / "facts.csv", {"as_of": "2024"}, framework="lab", criterion="cost")
    change(folder / "features.csv", {"as_of": "2025-01"}, framework="kit")
    problem = load(folder)
    found = stale(problem, 600, datetime.date(2026, 11, 22))
    assert found[["file", "line", "name", "days"]].to_numpy().tolist() == [
        ["facts.csv", 3, "cost", 1056],
        ["features.csv", 0, "lights", 690],
    ]
    warnings, _ = check(problem, None, datetime.date(2026, 11, 22), max_age_days=600)
    assert warnings == [
        "2 figures and features are more than 600 days old; the oldest: "
        f"{folder}/facts.csv line 3: cost of Lab, of 2024 (1,056 days)."
    ]


def test_a_check_years_later_still_follows_with_one_line_on_age(folder: Path) -> None:
    decision = replace(decide(folder), review_by=datetime.date(2040, 1, 1))
    warnings, found = check(load(folder), decision, datetime.date(2036, 1, 1))
    assert found is not None
    assert found.text.startswith("The decision of 2026-11-24 still follows")
    assert len(warnings) == 1
    assert "13 figures and features are more than 400 days old" in warnings[0]


# Side by side


def test_two_folders_side_by_side_tell_scores_and_leader(folder: Path, tmp_path: Path) -> None:
    after = folder_of(tmp_path / "after")
    assert beside(folder, after) == ["Leader: Kit, as before.", "No score changes."]
    figure(after, "kit", "cost", "10")
    assert beside(folder, after) == [
        "Leader: Kit before, Lab now.",
        "Kit: 64.0 before, 16.0 now, of 100",
    ]
    assert beside(tmp_path / "none", after)[0].startswith(f"before: {tmp_path}/none: found no such")
