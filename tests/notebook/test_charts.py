"""The charts, by their bars, marks, labels and words, on tables small enough to check by hand."""

import re
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from small import write

from framework_report import charts, load_problem
from framework_report.charts import measured
from framework_report.charts.against import differences
from framework_report.charts.ranking import theme_contributions
from framework_report.charts.style import DARK, SMALL, key_lines, lines_of, mark
from framework_report.charts.values import dots
from framework_report.outcome import Outcome
from framework_report.state import State
from framework_report.tables import Problem

pytestmark = pytest.mark.slow

FOLLOWING = (charts.ranking_chart, charts.against_chart, charts.values_chart)
EMPTY = (
    State(),
    State({"power": 1}, {"desk": "core", "door": "core"}),
    State({"power": 1}, {"desk": "core"}),
    State({"power": 1}, candidates=()),
    State({"power": 1}, candidates=("b",)),
    State({"power": 1, "peace": 1}),
)


def of(problem: Problem, **points: float) -> Outcome:
    return Outcome(problem, State(points))


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def axes() -> Any:
    return Figure().add_subplot()


# Ranking


def test_contributions_by_theme_add_up_to_the_score(wood: Problem) -> None:
    found = of(wood, power=3, peace=1)
    by_theme = theme_contributions(found)
    assert list(by_theme.columns) == ["Force", "Calm", "Ties"]
    scores = (100 * found.scores[found.order]).to_dict()
    assert by_theme.sum(axis=1).to_dict() == pytest.approx(scores)


def test_the_ranking_names_the_best_first_with_scores(wood: Problem) -> None:
    chart = charts.ranking_chart(of(wood, power=3, peace=1))
    shown = texts(chart.svg)
    assert [t for t in shown if t in ("Ash", "Birch", "Cedar")] == ["Ash", "Cedar", "Birch"]
    assert {"75", "40", "25", "Force", "Calm", "Ties"} <= set(shown)
    assert "Ash leads by 35 points of 100" in shown
    assert chart.words == (
        "Ash leads by 35 points of 100. Scores of 100: Ash 75, Cedar 40 and Birch 25"
    )
    assert chart.table.loc["Cedar"].tolist() == ["40", "30.0", "10.0", "0.0"]


def test_a_lead_is_the_difference_of_the_scores_as_printed(wood: Problem) -> None:
    for points in (
        {"power": 7, "peace": 5.999},
        {"power": 3, "peace": 2},
        {"power": 9, "peace": 8},
    ):
        chart = charts.ranking_chart(of(wood, **points))
        first, second = (float(score) for score in chart.table["Score"].iloc[:2])
        lead = re.search(r"by ([\d.]+) point", chart.words)
        assert lead is not None
        assert float(lead[1]) == pytest.approx(first - second)


def test_bars_of_the_ranking_are_stacked_from_nought_to_the_score(wood: Problem) -> None:
    ax = axes()
    charts.draw_ranking(ax, of(wood, power=3, peace=1))
    ends = {}
    for bar in ax.patches:
        row = round(bar.get_y() + bar.get_height() / 2)
        assert bar.get_x() == pytest.approx(ends.get(row, 0))
        ends[row] = bar.get_x() + bar.get_width()
    assert [ends[row] for row in (0, 1, 2)] == pytest.approx([75, 40, 25])


def test_who_is_out_stands_in_the_table_with_the_reason(wood: Problem) -> None:
    found = Outcome(wood, State({"power": 1}, {"desk": "core"}))
    assert charts.ranking_chart(found).table.loc["Cedar"].tolist()[-1] == "no desk in its core"


# Leader against runner-up


def test_against_is_sorted_by_size_and_has_raw_figures(wood: Problem) -> None:
    found = of(wood, peace=1, power=3)
    assert list(differences(found)) == pytest.approx([45, -10])
    assert list(differences(found).index) == ["power", "peace"]
    chart = charts.against_chart(found)
    assert {"10 v 4 units", "0 v 4 units", "← Cedar ahead"} <= set(texts(chart.svg))
    assert chart.words == (
        "Ash is ahead of Cedar on 1 of 2 criteria, most on power. Cedar is furthest ahead on peace"
    )
    assert chart.table.loc["Peace"].tolist() == ["0", "4", "units", "−10.0"]


def test_bars_against_reach_as_far_as_they_should(wood: Problem) -> None:
    ax = axes()
    charts.draw_against(ax, of(wood, power=3, peace=1))
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([45, -10])


# Values


def marks(ax: Any) -> list[tuple[float, float]]:
    return [(line.get_xdata()[0], line.get_ydata()[0]) for line in _marked(ax)]


def _marked(ax: Any) -> list[Any]:
    return [line for line in ax.lines if line.get_marker() not in ("None", "")]


def test_values_stand_between_the_fixed_levels_by_the_measure_that_counts(wood: Problem) -> None:
    found = Outcome(wood, State({"peace": 1}, measures={"peace": "quiet"}))
    ax = axes()
    charts.draw_values(ax, found)
    at = {(round(y), round(x, 6)) for x, y in marks(ax)[:-3]}
    assert at == {(0, 1.0), (0, 0.0), (0, 0.4), (1, 1.0), (1, 0.0), (1, 0.4)}
    assert dots(found).value["peace"].to_dict() == {"a": 1.0, "b": 0.0, "c": 0.4}


def test_an_unknown_figure_is_a_dashed_line_from_the_worst_level_to_the_best(
    trees: Callable[..., Problem],
) -> None:
    found = of(trees({"a": (10, 0), "b": ("unknown", 10), "c": (4, 4)}), power=1)
    ax = axes()
    charts.draw_values(ax, found)
    dashed = [
        c for c in ax.collections if isinstance(c, LineCollection) and c.get_linestyle()[0][1]
    ]
    assert [c.get_segments()[0][:, 0].tolist() for c in dashed] == [[0.0, 1.0]]
    chart = charts.values_chart(found)
    assert chart.table.at["Power", "Birch"] == "not known"
    assert "not known, of Birch" in chart.words
    # What is not known is best on nothing.
    assert "Birch on 1" in chart.words


def test_marks_of_eight_candidates_stay_in_their_row_and_differ(
    trees: Callable[..., Problem],
) -> None:
    eight = {name: (i + 1, 8 - i) for i, name in enumerate("abcdefgh")}
    ax = axes()
    charts.draw_values(ax, of(trees(eight), power=1))
    rows = [y for _, y in marks(ax)[:-8]]
    assert all(abs(y - round(y)) < 0.5 for y in rows)
    looks = {(line.get_marker(), line.get_markerfacecolor()) for line in _marked(ax)[-8:]}
    assert len(looks) == 8


def test_the_key_breaks_into_lines_that_fit() -> None:
    names = [f"A framework of a long name, number {i}" for i in range(8)]
    lines = key_lines(names)
    assert [name for line in lines for name in line] == names
    assert len(lines) > 1
    assert len({mark(i)["marker"] + mark(i)["markerfacecolor"] for i in range(16)}) == 16


# What all have in common


@pytest.mark.parametrize("state", EMPTY)
@pytest.mark.parametrize("make", FOLLOWING)
def test_each_chart_has_words_where_there_is_nothing_to_draw(
    wood: Problem, make: Callable[[Outcome], charts.Chart], state: State
) -> None:
    chart = make(Outcome(wood, state))
    assert chart.words
    assert chart.words.split(". ")[0] in " ".join(texts(chart.svg))


@pytest.mark.parametrize("make", FOLLOWING)
def test_words_for_who_cannot_see_are_two_sentences_at_most(
    wood: Problem, make: Callable[[Outcome], charts.Chart]
) -> None:
    words = make(of(wood, power=3, peace=1)).words
    assert len(re.split(r"\. (?=[A-Z])", words)) <= 2
    assert len(words) < 300


@pytest.mark.parametrize("make", FOLLOWING)
def test_the_same_chart_is_the_same_bytes(
    wood: Problem, make: Callable[[Outcome], charts.Chart]
) -> None:
    one, other = (make(of(wood, power=3, peace=1)).svg for _ in range(2))
    assert one == other


@pytest.mark.parametrize("make", FOLLOWING)
def test_a_chart_has_no_ground_no_small_print_and_variables_for_colours(
    wood: Problem, make: Callable[[Outcome], charts.Chart]
) -> None:
    svg = make(of(wood, power=3, peace=1)).svg
    root = ElementTree.fromstring(svg)
    assert "prefers-color-scheme:dark" in svg
    # Colours stand where they are named, and nowhere else.
    assert not re.search(r"#[0-9a-f]{6}", svg.split("text{font-family")[1])
    sizes = [float(size) for size in re.findall(r"font-size: ?([\d.]+)px", svg)]
    # A point is 4/3 pixels.
    assert sizes
    assert min(sizes) * 4 / 3 >= 11.99
    assert SMALL * 4 / 3 >= 11
    width, height = (float(root.get(side, "").removesuffix("pt")) for side in ("width", "height"))
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        if text.get("x"):
            assert 0 <= float(text.get("x", "")) <= width
            assert 0 <= float(text.get("y", "")) <= height
    assert set(DARK) & set(re.findall(r"#[0-9a-f]{6}", svg))


NAMES = ("姜戈框架", "جانغو", "🦄 Pony", "Дж<b>анго", "$x^2$", "Donaudampfschifffahrtsgesellschaft")


@pytest.mark.parametrize("make", FOLLOWING)
def test_names_of_any_script_are_shown_without_a_warning(
    trees: Callable[..., Problem], make: Callable[[Outcome], charts.Chart]
) -> None:
    problem = trees({name: (i + 1, 6 - i) for i, name in enumerate("abcdef")})
    labels = dict(zip("abcdef", NAMES, strict=True))
    frameworks = problem.frameworks.assign(label=list(labels.values()))
    problem = replace(problem, frameworks=frameworks)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        chart = make(of(problem, power=3, peace=1))
    root = ElementTree.fromstring(chart.svg)
    shown = "".join(text for text in root.itertext())
    found = [name for name in NAMES if name in shown or name[:8] in shown]
    assert len(found) >= 2


def test_long_labels_break_into_lines() -> None:
    assert lines_of("Donaudampfschifffahrtsgesellschaft", 9) == [
        "Donaudampfschif",
        "ffahrtsgesellsc",
        "haft",
    ]


@pytest.mark.parametrize("setting", [{"figure.facecolor": "red"}, {"text.usetex": True}])
def test_a_person_s_own_settings_have_no_say_and_are_left_as_they_were(
    wood: Problem, setting: dict[str, Any]
) -> None:
    plain = [make(of(wood, power=3, peace=1)).svg for make in FOLLOWING]
    with mpl.rc_context({**setting, "axes.edgecolor": "lime", "font.size": 30}):
        dark = [make(of(wood, power=3, peace=1)).svg for make in FOLLOWING]
        assert {name: mpl.rcParams[name] for name in setting} == setting
    assert plain == dark


# What was timed


def timed(
    setup: str,
    framework: str,
    *windows: str,
    named: str = "yes",
    control_of: str = "",
    load: str = "hello",
    latencies: tuple[str, str, str] = ("", "", ""),
) -> dict[str, str]:
    return {
        "setup": setup,
        "framework": framework,
        "server": setup.split("-")[-1],
        "named": named,
        "control_of": control_of,
        "load": load,
        "load_title": {"hello": "Hello", "echo": "Echo"}.get(load, load),
        **{f"windows_{i}": text for i, text in enumerate((*windows, "", "")[:3], 1)},
        **dict(zip(("p50_ms", "p90_ms", "p99_ms"), latencies, strict=True)),
        "as_of": "2026-01-01",
    }


@pytest.fixture
def forest(wood: Problem) -> Problem:
    """Ash on two servers, 100 and 10; Birch 200, and 220 measured once more; nobody at 500."""
    rows = [
        timed("a-threads", "a", "90;100;110", "95;105"),
        timed("a-sync", "a", "9;10;11", named="no"),
        timed("b-threads", "b", "190;200;210"),
        timed("b-again", "b", "218;220;222", named="no", control_of="b-threads"),
        timed("floor-threads", "", "500"),
        timed("a-threads", "a", "40", "60", load="echo", latencies=("9.6", "", "1234")),
    ]
    probes = [
        {"probe_set": "safety", "probe": "lock", "framework": name, "passed": passed}
        | {"found": found, "as_of": "2026-01-01"}
        for name, passed, found in (("a", "yes", "403"), ("b", "no", ""))
    ]
    return with_measured(wood.folder, rows, probes)


def with_measured(folder: Path, rows: list[Any], probes: list[Any]) -> Problem:
    for name, table in (("timed", rows), ("probes", probes)):
        write(folder / "measured", name, table)
    return load_problem(folder)


def test_medians_and_extremes_are_those_of_all_sessions(forest: Problem) -> None:
    found = measured.setups(forest)
    first = found.iloc[0]
    assert (first["value"], first["low"], first["high"], first["windows"]) == (100, 90, 110, 5)
    expected = ["Ash", "Ash", "Birch", "Birch", "no alternative", "Ash"]
    assert list(found["framework"]) == expected


def test_how_far_set_ups_candidates_and_the_control_lie_apart(forest: Problem) -> None:
    assert measured.reach(forest) == (10, 2)
    control, sessions = measured.repeatability(forest)
    assert control == pytest.approx(1.1)
    # Of the echo, the only load here that a criterion rests on.
    assert sessions == pytest.approx(1.5)


def test_servers_have_a_mark_at_each_median_filled_where_it_stands(forest: Problem) -> None:
    ax = axes()
    charts.draw_setups(ax, forest)
    drawn = {
        (x, line.get_markerfacecolor() != "none")
        for line in _marked(ax)[:-2]
        for x in line.get_xdata()
        if x > 1
    }
    assert drawn == {(100, True), (10, False), (200, True), (500, True), (50, True)}


def test_servers_are_told_in_words_and_figures(forest: Problem) -> None:
    chart = charts.setups_chart(forest)
    assert "up to 10 times" in chart.words
    assert "differ up to 2.0 times" in chart.words
    assert chart.table.loc["Birch"].to_dict() == {
        "Server": "threads",
        "Stands here": "✓",
        "Hello": "200",
        "Echo": "–",
    }
    assert "threads" in texts(chart.svg)


def test_every_window_of_the_stacks_that_stand_has_a_mark(forest: Problem) -> None:
    ax = axes()
    charts.draw_windows(ax, forest)
    windows = [x for line in _marked(ax)[:-3] for x in line.get_xdata() if line.get_marker() != "|"]
    assert sorted(windows) == [40, 60]  # the criteria rest on the echo here, not on hello
    chart = charts.windows_chart(forest)
    assert chart.words.startswith("Repeated in one session, a figure moves by up to 10 %")
    assert "from session to session, by up to 50 %" in chart.words
    assert chart.table.loc["Ash"].tolist() == [
        *("Echo", 2, "40 to 60", "40", "60"),
        "10 / ? / 1,234",  # of the answers 50, 90 and 99 %, where a window kept it
    ]


def test_probes_say_what_was_found_and_who_was_not_asked(forest: Problem) -> None:
    frame = measured.probes(forest)
    assert list(frame.columns) == ["probe", "Ash", "Birch"]
    assert frame.loc["safety"].tolist() == ["lock", "yes (403)", "no"]


@pytest.mark.parametrize("keep", ["the floor", "other loads", "what is not named"])
def test_few_windows_are_charts_all_the_same(wood: Problem, keep: str) -> None:
    rows = {
        "the floor": [timed("floor-threads", "", "500", load="echo")],
        "other loads": [timed("a-threads", "a", "5", load="unheard of")],
        "what is not named": [timed("a-sync", "a", "9", named="no", load="echo")],
    }[keep]
    few = with_measured(
        wood.folder,
        rows,
        [
            {"probe_set": "x", "probe": "y", "framework": "a", "passed": "yes", "found": ""}
            | {"as_of": "2026-01-01"}
        ],
    )
    for make in (charts.setups_chart, charts.windows_chart):
        assert make(few).words
