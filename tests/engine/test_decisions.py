"""Published decisions of others are reports: their totals come out, and the words are their own."""

import re
from pathlib import Path

import pytest
from matrix_tables import CAR, STOCKS
from published import TOTALS

from framework_report.matrix import read_matrix, write_folder, write_starter
from framework_report.outcome import Outcome
from framework_report.state import scenario_state
from framework_report.tables import load_problem
from framework_report.words import doubts, verdict

FOLDERS = Path(__file__).parent / "decisions"


def outcome(folder, scenario=""):
    problem = load_problem(folder)
    return Outcome(problem, scenario_state(problem, scenario))


def words(found):
    return " ".join(paragraph.text for paragraph in [*verdict(found), *doubts(found)])


@pytest.mark.parametrize("name", TOTALS)
def test_a_published_decision_has_its_published_totals(name):
    scale, totals = TOTALS[name]
    scores = outcome(FOLDERS / name).scores
    assert [x * scale for x in scores] == pytest.approx(totals, abs=0.006 if scale > 1 else 0.0006)


def test_six_of_seven_people_want_the_hilton_and_one_the_sheraton():
    problem = load_problem(FOLDERS / "hotel")
    first = [outcome(FOLDERS / "hotel", name).leader for name in problem.scenarios.index]
    assert first == ["hilton", "sheraton", *["hilton"] * 5]


@pytest.mark.parametrize("name", TOTALS)
def test_its_words_are_about_what_is_chosen_there_and_nothing_else(name):
    said = words(outcome(FOLDERS / name))
    assert len(said) > 500
    others = "" if name == "web" else "framework|Django|"
    assert re.findall(rf"(?i)\b({others}the article|nan|None)\b|[{{}}<>]", said) == []


def test_the_example_and_a_matrix_become_folders_that_say_what_they_weigh(tmp_path, csv_of):
    write_starter(tmp_path / "flat")
    assert words(outcome(tmp_path / "flat")).startswith("Choose the garden flat.")
    write_folder(read_matrix(csv_of(CAR)), tmp_path / "car")
    said = words(outcome(tmp_path / "car"))
    assert said.startswith("Sedan or Station wagon: your priorities do not separate them.")
    assert "Sedan scores 4 of 5 on quality (Station wagon 2)" in said
    write_folder(read_matrix(csv_of(STOCKS)), tmp_path / "stocks")
    said = words(outcome(tmp_path / "stocks"))
    assert said.startswith("Choose GN.")
    assert "GN stands at 8 years on capital (AA 6)." in said


def test_names_and_units_of_any_kind_become_words_that_load(tmp_path, csv_of):
    rows = "Car | {value} | Look <b>\nWeight | 3 | 1\nUnit | {x} | \nA {value} | 30 | 1\nB | 20 | 3"
    write_folder(read_matrix(csv_of(rows)), tmp_path / "odd")
    assert "A {value}" in words(outcome(tmp_path / "odd"))
