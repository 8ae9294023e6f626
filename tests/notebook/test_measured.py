"""What was measured: medians and spread by hand, marks where they should be, probes as a table."""

import pytest
from matplotlib.figure import Figure
from rows import write_rows
from tiny import outcome, tiny

from framework_report import measurements, parts
from framework_report.problem import load_problem


def timed(setup, framework, one, two="", named="yes", control_of="", load="hello"):
    return {
        "setup": setup,
        "framework": framework,
        "server": setup.split("-")[-1],
        "named": named,
        "control_of": control_of,
        "load": load,
        "load_title": {"hello": "Hello", "echo": "Echo"}[load],
        "windows_1": one,
        "windows_2": two,
        "as_of": "2026-01-01",
    }


@pytest.fixture
def measured(tmp_path):
    """Ash on two servers, 100 and 10; Birch 200, and 220 measured once more; no framework 500."""
    tiny(tmp_path)
    write_rows(
        tmp_path / "timed.csv",
        [
            timed("a-threads", "a", "90;100;110", "95;105"),
            timed("a-sync", "a", "9;10;11", named="no"),
            timed("b-threads", "b", "190;200;210"),
            timed("b-again", "b", "218;220;222", named="no", control_of="b-threads"),
            timed("floor-threads", "", "500"),
            timed("a-threads", "a", "40", "60", load="echo"),
        ],
    )
    write_rows(
        tmp_path / "probes.csv",
        [
            {"probe_set": "safety", "probe": "lock", "framework": "a", "passed": "yes"}
            | {"found": "403", "as_of": "2026-01-01"},
            {"probe_set": "safety", "probe": "lock", "framework": "b", "passed": "no"}
            | {"found": "", "as_of": "2026-01-01"},
        ],
    )
    return load_problem(tmp_path)


def test_medians_and_extremes_are_those_of_both_sittings(measured):
    found = measurements.setups(measured)
    first = found.iloc[0]
    assert (first["value"], first["low"], first["high"], first["windows"]) == (100, 90, 110, 5)
    assert list(found["framework"]) == ["Ash", "Ash", "Birch", "Birch", "no framework", "Ash"]


def test_how_far_set_ups_frameworks_and_the_control_lie_apart(measured):
    assert measurements.reach(measured) == (10, 2)
    control, sittings = measurements.repeatability(measured)
    assert control == pytest.approx(1.1)
    # Of the echo, the only load here that a criterion rests on.
    assert sittings == pytest.approx(1.5)


def test_the_chart_of_set_ups_has_a_mark_at_each_median_and_fills_the_named_ones(measured):
    axes = Figure().add_subplot()
    measurements.draw_setups(axes, measured)
    marks = {
        (x, line.get_markerfacecolor() != "white")
        for line in axes.lines
        if line.get_marker() not in ("None", "")
        for x in line.get_xdata()
    }
    assert marks == {(100, True), (10, False), (200, True), (500, True), (50, True)}
    title = "Server: up to 10 times. The stacks compared here: up to 2.0 times"
    assert axes.get_title(loc="left") == title
    assert "requests/s" in axes.get_xlabel()


def test_the_words_of_the_set_ups_name_server_and_median(measured):
    _, words = measurements.setups_chart(measured)
    assert "Hello: Ash on threads 100, Ash on sync 10, Birch on threads 200" in words


def test_the_chart_of_windows_has_a_dot_for_each_of_them(measured):
    axes = Figure().add_subplot()
    measurements.draw_windows(axes, measured)
    dots = [x for line in axes.lines if line.get_marker() == "o" for x in line.get_xdata()]
    assert sorted(dots) == [40, 60]  # the criteria rest on the echo here, not on hello
    _, words = measurements.windows_chart(measured)
    assert words.startswith("Repeated in a run: up to 10 % apart; from sitting to sitting, 50 %")
    assert "Ash, Echo: 40 to 60 in 2 windows, sittings 40 and 60" in words


def test_probes_say_what_was_found_and_who_was_not_asked(measured):
    frame = measurements.probes(measured)
    assert list(frame.columns) == ["probe", "Ash", "Birch"]
    assert frame.loc["safety"].tolist() == ["lock", "yes (403)", "no"]


def test_the_shipped_pictures_name_every_framework_and_server(problem):
    _, words = measurements.setups_chart(problem)
    for row in measurements.compared_setups(problem).itertuples():
        assert f"{row.framework} on {row.server} " in words
    assert {"Django", "Django with ninja", "Flask", "FastAPI", "Litestar", "no framework"} == set(
        measurements.compared_setups(problem)["framework"]
    )


@pytest.mark.parametrize("keep", ["nothing", "the floor", "other loads", "what is not named"])
def test_a_table_of_windows_with_little_in_it_is_said_to_have_nothing_to_show(measured, keep):
    path = measured.folder / "timed.csv"
    rows = {
        "nothing": [],
        "the floor": [timed("floor-threads", "", "500", load="echo")],
        "other loads": [timed("a-threads", "a", "5", load="echo") | {"load": "unheard of"}],
        "what is not named": [timed("a-sync", "a", "9", named="no", load="echo")],
    }[keep]
    write_rows(path, rows)
    few = load_problem(measured.folder)
    for name in ("setups", "windows"):
        assert parts.STILL[name](outcome(few, power=1, peace=1)).words
