"""What holds of the back-test on this report's data, whatever decisions it holds."""

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from framework_report.backtest import (
    backtest,
    calibration_line,
    decisions,
    emphasis_points,
    in_short,
    report_lines,
    scenario_standing,
    state_of,
)
from framework_report.backtest.decisions import uncovered
from framework_report.notebook import teams
from framework_report.outcome import Outcome
from framework_report.state import State, scenario_state
from framework_report.tables import Problem, load_problem
from framework_report.words.text import figure

pytestmark = pytest.mark.slow


def test_every_decision_makes_a_state_that_the_report_takes(problem: Problem) -> None:
    for decision in decisions(problem):
        state = state_of(problem, decision)
        assert State.from_dict(state.to_dict(), problem) == state


def test_groups_hold_every_decision_once(problem: Problem) -> None:
    test = backtest(problem)
    for key in ("chosen", "situation", "quality"):
        groups = test.by(lambda d, key=key: getattr(d, key)).values()
        assert sum(rate.tries for rate in groups) == len(test.rows)
        assert sum(rate.hits for rate in groups) == pytest.approx(sum(r.hit for r in test.rows))
    assert sum(rate.tries for rate in test.calibration.values()) == len(test.rows)


def test_every_interval_holds_its_share(problem: Problem) -> None:
    for baseline in backtest(problem).baselines:
        low, high = baseline.rate.interval
        assert 0 <= low <= high <= 1
        assert not baseline.rate.tries or low <= baseline.rate.share <= high


def test_the_order_of_rows_changes_no_count(problem: Problem) -> None:
    rows = problem.decisions.sample(frac=1, random_state=3)
    again = backtest(replace(problem, decisions=rows.reset_index(drop=True)))
    found = backtest(problem)
    assert {b.name: b.rate.tries for b in again.baselines} == {
        b.name: b.rate.tries for b in found.baselines
    }
    assert sum(r.hit for r in again.rows) == pytest.approx(sum(r.hit for r in found.rows))
    turned = replace(problem, decisions=rows)
    found = [uncovered(p, decisions(p)).keys() for p in (problem, turned)]
    assert found[0] == found[1]


def test_every_reason_without_a_criterion_says_what_would_measure_it(problem: Problem) -> None:
    known = dict(problem.decision_labels[["label", "measured_by"]].itertuples(index=False))
    assert [n for n in uncovered(problem, decisions(problem)) if n in known and not known[n]] == []


def test_the_first_percentage_is_the_agreement_by_all_stated_reasons(problem: Problem) -> None:
    test = backtest(problem)
    first = re.search(r"(\d+) %", "\n".join(report_lines(problem)))
    if test.rows:
        share = sum(row.hit for row in test.rows) / len(test.rows)
        assert first is not None
        assert abs(int(first[1]) - 100 * share) <= 0.5


def test_every_miss_is_told(problem: Problem) -> None:
    lines = report_lines(problem)
    for row in backtest(problem).misses:
        assert any(line.startswith(f"- {row.decision.id} (") for line in lines)


def test_emphasis_points_are_points(problem: Problem) -> None:
    for scenario in problem.scenarios.index:
        found = emphasis_points(problem, scenario)
        assert found is None or all(0 < p <= 9 for p in found.values())


def test_the_command_s_answer_and_every_scenario_s_standing_are_quick(problem: Problem) -> None:
    fresh, start = replace(problem), time.process_time()
    for scenario in fresh.scenarios.index:
        scenario_standing(fresh, scenario)
    middle = time.process_time()
    report_lines(fresh)
    assert middle - start < 1
    assert time.process_time() - middle < 4


def test_the_notebook_says_what_the_command_says(problem: Problem) -> None:
    outcome = Outcome(problem, scenario_state(problem))
    assert teams.tried(outcome).words.splitlines() == report_lines(problem)
    short = teams.tried_in_short(outcome).words.splitlines()
    assert short == [*in_short(problem), calibration_line(problem)]
    words = teams.calibration(outcome).words
    for rate in backtest(problem).calibration.values():
        assert not rate.tries or f"\t{rate.tries}\t{figure(rate.hits)}\t" in words


def test_no_uncovered_reason_is_called_by_a_criterion_s_name(problem: Problem) -> None:
    meanings = problem.decision_labels.set_index("label")["meaning"]
    lines = "\n".join(report_lines(problem))
    for label in uncovered(problem, decisions(problem)):
        if label in meanings.index:
            assert re.split("[;:]", meanings[label])[0] in lines, label


def test_a_decision_is_added_by_adding_a_row(copy_of_data: Path, problem: Problem) -> None:
    a, b = problem.ticked[:2]
    path = copy_of_data / "decisions.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    given = {"id": "one-more", "source": "here", "built": "a test", "candidates": f"{a};{b}"}
    row = ",".join((given | {"chosen": a}).get(column, "") for column in header)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{row}\n")
    again = load_problem(copy_of_data)
    assert len(backtest(again).rows) == len(backtest(problem).rows) + 1
    assert again.digest == problem.digest
