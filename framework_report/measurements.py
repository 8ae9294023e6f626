"""What was measured, window by window: charts of set-ups and of spread, and the probes as a table.

A *window* is one timed run of a load against a set-up (an application behind one server); its
figure is in requests per second. Nothing here follows the state.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from framework_report.charts import FAINT, INK, THEME_COLOURS, svg
from framework_report.narrative import figure, joined, rounded
from framework_report.problem import Problem

COMPARED = ("hello", "echo", "rows", "wait_100")
"""The loads that every set-up was given."""
SPREAD = ("echo", "rows", "wait_1000", "block_in_def", "block_in_async")
"""The loads that the timed criteria rest on."""
COMPUTING = ("hello", "echo", "rows")
"""Those that are bound by the processor: under the others a server mostly sleeps."""
MARKS = "os^vDP"
NOBODY = "no framework"
KEY = 1.9
"""Lanes left free above the first, for what the marks mean."""


@lru_cache(maxsize=4)
def setups(problem: Problem) -> pd.DataFrame:
    """Return median, least and greatest requests/s of each set-up under each load.

    Returns:
        One row each, numbered as in `timed`: `framework` (its label), `setup`, `server`, `named`,
        `control_of`, `load`, `load_title`, `value`, `low`, `high`, `windows` (how many).
    """
    rows = problem.timed
    windows = rows["windows_1"] + rows["windows_2"]
    return pd.DataFrame(
        {
            "framework": rows["framework"].map(problem.everyone.frameworks["label"]).fillna(NOBODY),
            **{name: rows[name] for name in ("setup", "server", "named", "control_of")},
            **{name: rows[name] for name in ("load", "load_title")},
            "value": windows.map(np.median),
            "low": windows.map(min),
            "high": windows.map(max),
            "windows": windows.map(len),
        }
    )


def compared_setups(problem: Problem) -> pd.DataFrame:
    """Return the rows of `setups` under the loads that all were given, controls left out."""
    found = setups(problem)
    return found[(found["control_of"] == "") & found["load"].isin(COMPARED)]


def own_stacks(problem: Problem) -> pd.DataFrame:
    """Return the rows of `setups` that the timed criteria of the compared frameworks rest on."""
    found, labels = setups(problem), list(problem.frameworks["label"])
    return found[found["named"] & found["framework"].isin(labels) & found["load"].isin(SPREAD)]


def reach(problem: Problem) -> tuple[float, float]:
    """Say how far medians lie apart under a load that computes, as the largest ratio.

    Returns:
        Between the set-ups of one framework; and between the compared frameworks, each as it is
        set up here. 1 where there is nothing to compare.
    """
    found = compared_setups(problem)
    found = found[found["load"].isin(COMPUTING) & (found["framework"] != NOBODY)]
    own = found[found["named"] & found["framework"].isin(list(problem.frameworks["label"]))]
    groups = found.groupby(["load", "framework"]), own.groupby("load")
    ratios = [group["value"].agg(lambda x: x.max() / x.min()) for group in groups]
    one, between = (float(ratio.max()) if len(ratio) else 1.0 for ratio in ratios)
    return one, between


def repeatability(problem: Problem) -> tuple[float, float]:
    """Say how far a median moves where nothing differs, as the largest ratio.

    Returns:
        Between a set-up and its own control in one run; and of the compared frameworks' own stacks
        from one sitting to the other. 1 where nothing was repeated.
    """
    found, rows = setups(problem), problem.timed
    control = [1.0]
    for row in found[found["control_of"] != ""].itertuples():
        same = found[(found["setup"] == row.control_of) & (found["load"] == row.load)]["value"]
        control += [max(row.value / value, value / row.value) for value in same]
    sittings = [1.0]
    for i in own_stacks(problem).index:
        if rows.at[i, "windows_1"] and rows.at[i, "windows_2"]:
            one, two = (np.median(rows.at[i, column]) for column in ("windows_1", "windows_2"))
            sittings.append(max(one / two, two / one))
    return max(control), float(max(sittings))


def _lanes(found: pd.DataFrame, loads: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return (load, framework) from top to bottom."""
    frameworks = [name for name in found["framework"].unique() if name != NOBODY]
    return [
        (load, name)
        for load in loads
        for name in [*frameworks, NOBODY]
        if ((found["load"] == load) & (found["framework"] == name)).any()
    ]


def _ground(axes: Axes, found: pd.DataFrame, lanes: list[tuple[str, str]]) -> dict:
    """Draw lanes with their labels, each load's title above its first; return lane -> height."""
    titles = found.drop_duplicates("load").set_index("load")["load_title"]
    at, y, last = {}, 0.0, ""
    for load, framework in lanes:
        if load != last:
            y += 1.25 if last else 0.4
            beside = axes.get_yaxis_transform()
            axes.text(-0.31, y - 0.95, titles[load], weight="bold", size=9, transform=beside)
            last = load
        at[load, framework] = y
        y += 1.0
    axes.grid(axis="y", color="#EEEEEE", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_yticks(list(at.values()), [framework for _, framework in at])
    axes.set_ylim(y - 0.3, -1.1 - KEY)
    axes.set_xscale("log")
    axes.tick_params(axis="y", length=0)
    axes.minorticks_off()
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:,.0f}")
    axes.set_xlabel("requests/s, each step of the scale ten times the one before")
    return at


def _explained(axes: Axes, keys: list[Line2D]) -> None:
    """Say what the marks mean, above the first lane."""
    place = {"loc": "upper left", "bbox_to_anchor": (-0.33, 1.01), "borderaxespad": 0.0}
    axes.legend(handles=keys, ncols=3, frameon=False, handletextpad=0.4, **place)


def draw_setups(axes: Axes, problem: Problem) -> Axes:
    """Draw each set-up's median under each load, one lane a framework, filled where it stands."""
    found = compared_setups(problem)
    at = _ground(axes, found, _lanes(found, COMPARED))
    for lane, rows in found.groupby(["load", "framework"], sort=False):
        if len(rows) > 1:
            axes.hlines(at[lane], rows["value"].min(), rows["value"].max(), color=FAINT, lw=1.2)
    heights = pd.Series(
        [at[lane] for lane in zip(found["load"], found["framework"], strict=True)], found.index
    )
    marks = {server: _mark(i) for i, server in enumerate(found["server"].unique())}
    # All marks of one kind at once: each call costs a definition in the picture.
    for (server, named), rows in found.groupby(["server", "named"], sort=False):
        face = {} if named else {"mfc": "white"}
        axes.plot(rows["value"], heights[rows.index], ms=6.5, mew=1.4, **(marks[server] | face))
    keys = [Line2D([], [], label=server, **mark) for server, mark in marks.items()]
    _explained(axes, keys)
    axes.set_title(_setups_title(problem), loc="left")
    return axes


def _mark(i: int) -> dict[str, Any]:
    colour = THEME_COLOURS[i % len(THEME_COLOURS)]
    return {"ls": "", "marker": MARKS[i % len(MARKS)], "color": colour}


def _setups_title(problem: Problem) -> str:
    one, between = reach(problem)
    return f"Server: up to {_times(one)}. The stacks compared here: up to {_times(between)}"


def _times(ratio: float) -> str:
    return f"{rounded(ratio)} times" if ratio >= 10 else f"{rounded(ratio, 1)} times"


def describe_setups(problem: Problem) -> str:
    """Say each set-up's median under each load."""
    found, said = compared_setups(problem), []
    for load in COMPARED:
        rows = found[found["load"] == load]
        if len(rows):
            each = [
                f"{r.framework} on {r.server} {figure(round(r.value))}" for r in rows.itertuples()
            ]
            said.append(f"{rows['load_title'].iloc[0]}: {', '.join(each)}")
    return f"{_setups_title(problem)}. Requests/s, medians. {'; '.join(said)}."


def draw_windows(axes: Axes, problem: Problem) -> Axes:
    """Draw every valid window of the compared frameworks' own set-ups, one colour a sitting."""
    rows, found = problem.timed, own_stacks(problem)
    at = _ground(axes, found, _lanes(found, SPREAD))
    for i in found.index:
        y = at[found.at[i, "load"], found.at[i, "framework"]]
        for n, column in enumerate(("windows_1", "windows_2")):
            values = rows.at[i, column]
            heights = [y + (0.16 if n else -0.16)] * len(values)
            axes.plot(values, heights, "o", color=THEME_COLOURS[n], ms=3.5, alpha=0.6, mew=0)
        axes.plot(found.at[i, "value"], y, "|", color=INK, ms=13, mew=1.6)
    keys = [
        Line2D([], [], ls="", marker="o", color=THEME_COLOURS[n], label=f"sitting {n + 1}")
        for n in range(2)
    ]
    keys.append(Line2D([], [], ls="", marker="|", color=INK, ms=11, label="median"))
    _explained(axes, keys)
    axes.set_title(_windows_title(problem), loc="left")
    return axes


def _windows_title(problem: Problem) -> str:
    control, sittings = (rounded(100 * (ratio - 1)) for ratio in repeatability(problem))
    return f"Repeated in a run: up to {control} % apart; from sitting to sitting, {sittings} %"


def describe_windows(problem: Problem) -> str:
    """Say how far the windows of each figure lie apart, and the medians of the two sittings."""
    rows, said = problem.timed, []
    for i, row in own_stacks(problem).iterrows():
        medians = [
            figure(round(float(np.median(rows.at[i, column]))))
            for column in ("windows_1", "windows_2")
            if rows.at[i, column]
        ]
        said.append(
            f"{row['framework']}, {row['load_title']}: {figure(round(row['low']))} to "
            f"{figure(round(row['high']))} in {row['windows']} windows, sittings {joined(medians)}"
        )
    return f"{_windows_title(problem)}. Requests/s. {'; '.join(said)}."


def setups_chart(problem: Problem) -> tuple[str, str]:
    """Return the chart of set-ups as SVG, with its words."""
    lanes = len(_lanes(setups(problem), COMPARED))
    high = 1.0 + 0.24 * (lanes + 1.25 * len(COMPARED) + KEY)
    return svg(lambda axes: draw_setups(axes, problem), high), describe_setups(problem)


def windows_chart(problem: Problem) -> tuple[str, str]:
    """Return the chart of windows as SVG, with its words."""
    lanes = len(SPREAD) * (len(problem.frameworks) + 1.25) + KEY
    high = 1.0 + 0.24 * lanes
    return svg(lambda axes: draw_windows(axes, problem), high), describe_windows(problem)


def probes(problem: Problem) -> pd.DataFrame:
    """Return every yes-or-no measure as a frame: probes x frameworks, with what was found.

    A framework whose core was not probed again says nothing: its core's answers hold for it.
    """
    rows = problem.probes
    labels = problem.everyone.frameworks["label"]
    said = [
        row.passed + (f" ({row.found})" if row.found and row.found != row.passed else "")
        for row in rows.itertuples()
    ]
    wide = rows.assign(said=said).pivot(
        index=["probe_set", "probe"], columns="framework", values="said"
    )
    order = rows.drop_duplicates(["probe_set", "probe"])[["probe_set", "probe"]]
    names = [name for name in labels.index if name in wide.columns]
    wide = wide.loc[list(order.itertuples(index=False, name=None)), names].fillna("")
    frame = (
        wide.rename(columns=labels).reset_index("probe").rename_axis("what was looked at", axis=0)
    )
    return frame.rename_axis(columns=None)
