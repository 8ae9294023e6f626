"""The charts of several people and of calibration say what their figures say."""

from pathlib import Path

import pytest
from matplotlib.figure import Figure
from small import small

from framework_report.backtest import Rate
from framework_report.charts.calibration import calibration_chart, draw_calibration
from framework_report.charts.people import draw_people, people_chart
from framework_report.group import Group, Person
from framework_report.state import State


@pytest.fixture
def group(tmp_path: Path) -> Group:
    problem = small(tmp_path)
    given = {"Ana": (9, 1), "Ben <b>": (1, 9), "Cy $x$": (8, 2)}
    points = {n: dict(zip(("power", "peace"), p, strict=True)) for n, p in given.items()}
    return Group(problem, [Person(n, State(p), n) for n, p in points.items()])


def test_everybody_has_a_row_with_every_score_and_who_leads(group: Group) -> None:
    axes = draw_people(Figure().add_axes((0.2, 0.2, 0.7, 0.6)), group)
    texts = [text.get_text() for text in axes.texts]
    for words in ("Ana", "Ben <b>", "Cy $x$", "Ash", "Birch", "Cedar"):
        assert words in texts
    marks = [line for line in axes.lines if line.get_transform() == axes.transData]
    found = {(float(x), float(y)) for x, y in (line.get_xydata()[0] for line in marks)}
    assert found >= {(90, 0), (10, 0), (40, 0), (10, 1), (90, 1), (80, 2)}


def test_the_title_says_for_how_many_and_names_stay_text(group: Group) -> None:
    chart = people_chart(group)
    assert chart.words.startswith(
        "3 people do not agree: Ash comes first for 2 and Birch comes first for 1. Each mark"
    )
    assert "Ben &lt;b&gt;" in chart.svg
    assert "Ben <b>" not in chart.svg
    assert list(chart.table.loc["Mean", ["Ash", "Birch", "Cedar"]]) == ["60", "40", "40"]
    assert list(chart.table.loc["Lowest", ["Ash", "Birch", "Cedar"]]) == ["10", "10", "40"]


def test_twelve_people_fit_the_page_and_agreement_is_said(group: Group) -> None:
    people = [Person(f"p{i}", State({"power": i + 1}), "") for i in range(12)]
    chart = people_chart(Group(group.problem, people))
    assert chart.words.startswith("Agreed: Ash comes first for each of 12 people.")
    assert len(chart.svg) < 60_000


RATES = {"firm": Rate(9, 10), "open": Rate(0, 0), "close": Rate(0.5, 2)}


def test_calibration_shows_shares_with_intervals_and_counts() -> None:
    axes = draw_calibration(Figure().add_axes((0.2, 0.2, 0.7, 0.6)), RATES)
    texts = [text.get_text() for text in axes.texts]
    assert texts[:2] == ["9 of 10", "0.5 of 2"]
    assert {"Firm", "A close call"} <= set(texts)
    assert "Open" not in texts
    assert [float(line.get_xydata()[0][0]) for line in axes.lines] == [90, 25]
    table = calibration_chart(RATES).table
    # Wilson 9 of 10: .596 to .982.
    assert list(table.loc["Firm"]) == ["10", "9", "90", "60 to 98"]


def test_calibration_of_nothing_says_so() -> None:
    assert calibration_chart({}).words.startswith("There is no real decision to try")
