"""The charts, by their bars, labels and words; and the parts that they stand in."""

import re

import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure
from tiny import outcome, tiny

from framework_report import charts, markup, parts
from framework_report.outcome import Outcome, State, scenario_state


@pytest.fixture
def small(tmp_path):
    return tiny(tmp_path)


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_contributions_by_theme_add_up_to_the_score(problem):
    for scenario in problem.scenarios.index:
        found = Outcome(problem, scenario_state(problem, scenario))
        by_theme = charts.theme_contributions(found)
        assert list(by_theme.columns) == ["Build", "Run", "Keep", "People"]
        assert by_theme.sum(axis=1).to_dict() == pytest.approx(
            (100 * found.scores[found.order]).to_dict()
        )


def test_ranking_labels_frameworks_best_first_with_their_scores(small):
    svg, words = charts.chart("ranking", outcome(small, power=3, peace=1))
    shown = texts(svg)
    assert [t for t in shown if t in ("Ash", "Birch", "Cedar")] == ["Ash", "Cedar", "Birch"]
    assert {"75.0", "40.0", "25.0"} <= set(shown)
    assert words.startswith("Ash leads by 35.0 points of 100.")
    assert "Ash leads by 35.0 points of 100" in shown


def test_against_shows_differences_and_raw_figures(small):
    found = outcome(small, power=3, peace=1)
    assert charts.differences(found).to_dict() == pytest.approx({"power": 45.0, "peace": -10.0})
    svg, words = charts.chart("against", found)
    assert "10 against 4 kN" in texts(svg)
    assert words.endswith("Points of 100: Power +45.0, Peace −10.0.")


def test_against_bars_reach_as_far_as_they_should(small):
    axes = Figure().add_subplot()
    charts.draw_against(axes, outcome(small, power=3, peace=1))
    widths = sorted(bar.get_width() for bar in axes.patches if bar.get_width())
    assert widths == pytest.approx([-10, 45])


def test_tipping_says_who_leads_beyond(small):
    svg, words = charts.chart("tipping", outcome(small, power=3, peace=1))
    assert words.startswith("2 of 2 sliders could take the lead from Ash.")
    # Cedar is level with Ash where 6 p = 4 · 1, Birch where p = 1.
    assert "Power 1.0 to 10.0 (Birch below)" in words
    assert "Birch" in texts(svg)


def test_confidence_counts_first_places(small):
    _, words = charts.chart("confidence", outcome(small, power=10, peace=1))
    assert (
        words
        == "Ash is first in 100 of 100 readings. First places of 100: Ash 100, Cedar 0, Birch 0."
    )


@pytest.mark.parametrize("name", charts.DRAWN)
def test_each_chart_has_words_where_there_is_nothing_to_draw(small, name):
    svg, words = charts.chart(name, outcome(small, power=0, peace=0))
    assert words == "There is nothing to weigh: every slider is at 0."
    assert words in texts(svg)
    svg, words = charts.chart(
        name, outcome(small, power=1, peace=1, must_haves={"desk": "core", "door": "core"})
    )
    assert words == "No framework meets the must-haves."
    svg, words = charts.chart(name, outcome(small, power=1, peace=1, must_haves={"desk": "core"}))
    assert "Ash" in words


@pytest.mark.parametrize("name", charts.DRAWN)
def test_the_same_chart_is_the_same_bytes(problem, name):
    state = scenario_state(problem, "api")
    assert charts.chart(name, Outcome(problem, state)) == charts.chart(
        name, Outcome(problem, State.from_dict(state.to_dict(), problem))
    )


@pytest.mark.parametrize("name", charts.DRAWN)
def test_nothing_of_another_chart_stays_on_axes_that_are_kept(problem, name):
    """Axes are kept from chart to chart: others of every form are drawn in between."""
    state = scenario_state(problem, "product")
    first = charts.chart(name, Outcome(problem, state))
    everything = dict.fromkeys(problem.points.columns, 10)
    must_haves = dict.fromkeys(problem.features["feature"].unique(), "core")
    for other in (
        State(everything),
        State(),
        State(everything, must_haves),
        State(state.points, {"admin site": "core"}),
        scenario_state(problem, "api"),
    ):
        for drawn in charts.DRAWN:
            charts.chart(drawn, Outcome(problem, other))
    assert charts.chart(name, Outcome(problem, state)) == first


def test_values_chart_says_each_interval(problem):
    svg, words = charts.values_chart(problem)
    assert "Django 17 (16 to 36)" in words
    for label in problem.criteria.loc[problem.points.columns, "label"]:
        if label != "Familiarity":
            assert label in texts(svg)


def test_dollars_are_no_mathematics_in_a_chart(copy_of_data):
    from framework_report.problem import load_problem

    path = copy_of_data / "frameworks.csv"
    path.write_text(path.read_text().replace(",Django,", ",$x^2$ <b>,", 1))
    found = Outcome(
        load_problem(copy_of_data), scenario_state(load_problem(copy_of_data), "product")
    )
    svg, _ = charts.chart("ranking", found)
    assert "$x^2$ &lt;b&gt;" in texts(svg)
    assert "<b>" not in markup.chart(svg, "$x^2$ <b>", "ranking")


@pytest.mark.parametrize("name", [*parts.FOLLOWING, *parts.STILL])
def test_no_part_carries_a_style_or_a_script(problem, name):
    part = {**parts.FOLLOWING, **parts.STILL}[name](
        Outcome(problem, scenario_state(problem, "product"))
    )
    assert part.words
    tags = BeautifulSoup(part.html, "html.parser").find_all(True)
    assert "script" not in {tag.name for tag in tags}
    assert not [a for tag in tags for a in tag.attrs if a == "style" or a.startswith("on")]


def test_the_scenarios_stand_beside_what_the_article_says(problem):
    words = parts.scenarios(Outcome(problem, scenario_state(problem, "product"))).words
    assert len(words.strip().splitlines()) == 1 + len(problem.scenarios)


def test_for_whom_says_who_is_never_first(tmp_path):
    beaten = tiny(tmp_path, {"a": (10, 9), "b": (0, 10), "c": (8, 8)})
    words = parts.for_whom(Outcome(beaten, State({"power": 5}))).words
    cedar = next(line for line in words.splitlines() if line.startswith("Cedar"))
    # Cedar is never first: closest where only peace counts, one or two of ten behind.
    assert cedar.split("\t")[1] == "0"
    assert "never first; closest" in cedar


def test_doubts_name_the_smallest_change_and_it_does_flip(problem):
    found = Outcome(problem, scenario_state(problem, "microservice"))
    change = found.smallest_change
    points = {**found.state.points, **change.moves["to"].to_dict()}
    assert Outcome(problem, State(points)).leader == change.leader != found.leader
    assert f"takes {change.steps} steps" in parts.doubts(found).words
