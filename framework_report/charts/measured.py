"""What was timed, window by window: servers side by side, how far it spreads, and the probes.

A *window* is one timed run of a load against a set-up (an application behind one server); its
figure is in requests per second. A *session* is one day's run of all of them. Nothing here follows
the state.
"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from framework_report.charts.style import (
    INK,
    RULE,
    SMALL,
    SOFT,
    Chart,
    draw,
    key,
    key_lines,
    mark,
    nothing,
    shifted,
    title,
)
from framework_report.tables import Problem
from framework_report.words.text import capital, figure, rounded, say

COMPARED = ("hello", "echo", "rows", "wait_100")
"""The loads that every set-up was given."""
SPREAD = ("echo", "rows", "wait_1000", "block_in_def", "block_in_async")
"""The loads that the timed criteria rest on."""
COMPUTING = ("hello", "echo", "rows")
"""Those that are bound by the processor: under the others a server mostly sleeps."""
SESSIONS = ("windows_1", "windows_2", "windows_3")
LEFT = 1.6
GAP = 1.5
"""Lines of words between the loads, for their titles."""


def setups(problem: Problem) -> pd.DataFrame:
    """Return median, least and greatest requests/s of each set-up under each load.

    Returns:
        One row each, numbered as in `timed`: `framework` (its label), `setup`, `server`, `named`,
        `control_of`, `load`, `load_title`, `value`, `low`, `high`, `windows` (how many).
    """
    return problem.keep("timed set-ups", lambda: _setups(problem))


def _setups(problem: Problem) -> pd.DataFrame:
    rows = problem.timed
    windows = pd.Series(
        [[x for name in SESSIONS for x in row[name]] for _, row in rows.iterrows()],
        rows.index,
        dtype=object,
    )
    nobody = say("measured", "no_framework", alternative=problem.report.alternative)
    return pd.DataFrame(
        {
            "framework": rows["framework"].map(problem.labels).fillna(nobody),
            **{name: rows[name] for name in ("setup", "server", "named", "control_of")},
            **{name: rows[name] for name in ("load", "load_title")},
            "value": windows.map(lambda x: float(np.median(x)) if x else np.nan),
            "low": windows.map(lambda x: min(x, default=np.nan)),
            "high": windows.map(lambda x: max(x, default=np.nan)),
            "windows": windows.map(len),
        }
    ).dropna(subset="value")


def compared_setups(problem: Problem) -> pd.DataFrame:
    """Return the rows of `setups` under the loads that all were given, controls left out."""
    found = setups(problem)
    return found[(found["control_of"] == "") & found["load"].isin(COMPARED)]


def own_stacks(problem: Problem) -> pd.DataFrame:
    """Return the rows of `setups` that the timed criteria of the ticked candidates rest on."""
    found, labels = setups(problem), [problem.labels[name] for name in problem.ticked]
    return found[found["named"] & found["framework"].isin(labels) & found["load"].isin(SPREAD)]


def reach(problem: Problem) -> tuple[float, float]:
    """Say how far medians lie apart under a load that computes, as the largest ratio.

    Returns:
        Between the set-ups of one candidate; and between the ticked candidates, each as it is set
        up here. 1 where there is nothing to compare.
    """
    found = compared_setups(problem)
    found = found[found["load"].isin(COMPUTING) & found["framework"].isin(problem.labels.values())]
    ticked = [problem.labels[name] for name in problem.ticked]
    own = found[found["named"] & found["framework"].isin(ticked)]
    groups = found.groupby(["load", "framework"]), own.groupby("load")
    ratios = [group["value"].agg(lambda x: x.max() / x.min()) for group in groups]
    one, between = (float(ratio.max()) if len(ratio) else 1.0 for ratio in ratios)
    return one, between


def repeatability(problem: Problem) -> tuple[float, float]:
    """Say how far a median moves where nothing differs, as the largest ratio.

    Returns:
        Between a set-up and its own control in one run; and of the ticked candidates' own stacks
        from one session to another. 1 where nothing was repeated.
    """
    found, rows = setups(problem), problem.timed
    control = [1.0]
    for row in found[found["control_of"] != ""].itertuples():
        same = found[(found["setup"] == row.control_of) & (found["load"] == row.load)]["value"]
        control += [max(row.value / value, value / row.value) for value in same]
    sessions = [1.0]
    for i in own_stacks(problem).index:
        medians = [np.median(rows.at[i, name]) for name in SESSIONS if rows.at[i, name]]
        sessions.append(float(max(medians) / min(medians)))
    return max(control), max(sessions)


class _Lanes:
    """Rows by load and framework, each load's title above its first row."""

    def __init__(self, found: pd.DataFrame, loads: tuple[str, ...]) -> None:
        self.titles = found.drop_duplicates("load").set_index("load")["load_title"]
        self.at: dict[tuple[str, str], float] = {}
        y = 0.0
        for load in (load for load in loads if load in self.titles.index):
            y += GAP
            for name in found["framework"].unique():
                if ((found["load"] == load) & (found["framework"] == name)).any():
                    self.at[load, name] = y
                    y += 1.25
        self.high = y

    def draw(self, axes: Axes) -> None:
        """Draw the lanes, their labels and a logarithmic scale of requests per second."""
        axes.set_ylim(self.high - 0.5, -0.2)
        axes.set_xscale("log")
        axes.set_yticks([])
        axes.minorticks_off()
        axes.tick_params(axis="x", length=3, color=RULE)
        axes.spines["left"].set_visible(False)
        axes.xaxis.set_major_formatter(lambda x, _: f"{x:,.0f}")
        axes.set_xlabel(say("measured", "rps_axis"))
        beside = shifted(axes.get_yaxis_transform(), axes, x=-8)
        last = ""
        for (load, name), y in self.at.items():
            if load != last:
                edge = shifted(axes.get_yaxis_transform(), axes, x=-72 * LEFT + 2)
                axes.text(0, y - 0.95, self.titles[load], weight="bold", size=SMALL, transform=edge)
                last = load
            axes.text(0, y, name, ha="right", va="center_baseline", transform=beside)
            axes.axhline(y, color=RULE, linewidth=0.6, zorder=0)


def draw_setups(axes: Axes, problem: Problem) -> Axes:
    """Draw each set-up's median under each load, one lane a framework; filled where it stands."""
    found = compared_setups(problem)
    if found.empty:
        return nothing(axes, setups_title(problem))
    lanes = _Lanes(found, COMPARED)
    lanes.draw(axes)
    for lane, rows in found.groupby(["load", "framework"], sort=False):
        if len(rows) > 1:
            ends = rows["value"].min(), rows["value"].max()
            axes.hlines(lanes.at[lane], *ends, color=SOFT, linewidth=1.0)
    for i, server in enumerate(found["server"].unique()):
        rows = found[found["server"] == server]
        for named, some in rows.groupby("named"):
            heights = [lanes.at[lane] for lane in zip(some["load"], some["framework"], strict=True)]
            look = mark(i) | ({} if named else {"markerfacecolor": "none"})
            axes.plot(some["value"], heights, zorder=3, **look)
    key(axes, _servers(found), LEFT)
    title(axes, setups_title(problem))
    return axes


def _servers(found: pd.DataFrame) -> dict[str, dict[str, Any]]:
    return {server: mark(i) for i, server in enumerate(found["server"].unique())}


def setups_title(problem: Problem) -> str:
    """Say how far servers and frameworks move a figure."""
    if compared_setups(problem).empty:
        return say("measured", "nothing_timed")
    one, between = reach(problem)
    nouns = {
        "alternative": problem.report.alternative,
        "alternatives": problem.report.alternatives,
    }
    return say("measured", "setups", server=_times(one), between=_times(between), **nouns)


def _times(ratio: float) -> str:
    return rounded(ratio) if ratio >= 10 else rounded(ratio, 1)


def setups_table(problem: Problem) -> pd.DataFrame:
    """Return each set-up's medians, a column for each load."""
    found = compared_setups(problem)
    if found.empty:
        return pd.DataFrame()
    server, stands = say("measured", "server"), say("measured", "stands")
    rows = found.assign(
        text=[figure(round(x)) for x in found["value"]],
        stands=["✓" if named else "" for named in found["named"]],
    ).rename(columns={"stands": stands, "server": server})
    loads = list(dict.fromkeys(rows["load_title"]))
    table = rows.pivot_table(
        index=["framework", server, stands],
        columns="load_title",
        values="text",
        aggfunc="first",
        sort=False,
    )
    table = table[loads].fillna("–").reset_index([server, stands])
    return table.rename_axis(columns=None, index=capital(problem.report.alternative))


def setups_chart(problem: Problem) -> Chart:
    """Return the servers as a picture, in words and in figures."""
    found = compared_setups(problem)
    svg = draw(
        lambda axes: draw_setups(axes, problem),
        _Lanes(found, COMPARED).high,
        setups_title(problem),
        left=LEFT,
        above=len(key_lines(_servers(found))) + 0.6,
        below=3,
    )
    words = setups_title(problem)
    if len(found):
        words += f". {say('measured', 'setups_note')}"
    return Chart(svg, words, setups_table(problem))


def draw_windows(axes: Axes, problem: Problem) -> Axes:
    """Draw every valid window of the ticked candidates' own stacks, one shape a session."""
    rows, found = problem.timed, own_stacks(problem)
    if found.empty:
        return nothing(axes, windows_title(problem))
    lanes = _Lanes(found, SPREAD)
    lanes.draw(axes)
    for n, column in enumerate(SESSIONS):
        for i in found.index:
            y = lanes.at[found.at[i, "load"], found.at[i, "framework"]] + 0.24 * (n - 1)
            values = rows.at[i, column]
            look = mark(n, SOFT) | {"markersize": 4.0, "alpha": 0.7, "markerfacecolor": "none"}
            axes.plot(values, [y] * len(values), **look)
    for i in found.index:
        y = lanes.at[found.at[i, "load"], found.at[i, "framework"]]
        axes.plot(found.at[i, "value"], y, "|", color=INK, markersize=14, markeredgewidth=1.8)
    key(axes, _sessions(problem), LEFT)
    title(axes, windows_title(problem))
    return axes


def _sessions(problem: Problem) -> dict[str, dict[str, Any]]:
    """Return the look of each session that has windows, and of the median."""
    small = {"markersize": 5.0, "markerfacecolor": "none"}
    found = {
        say("measured", "session", number=n + 1): mark(n, SOFT) | small
        for n, column in enumerate(SESSIONS)
        if problem.timed[column].map(len).any()
    }
    bar = {"linestyle": "", "marker": "|", "color": INK, "markersize": 12, "markeredgewidth": 1.8}
    return found | {say("measured", "median"): bar}


def windows_title(problem: Problem) -> str:
    """Say how far repeated figures lie apart."""
    if own_stacks(problem).empty:
        return say("measured", "nothing_timed")
    control, sessions = (rounded(100 * (ratio - 1)) for ratio in repeatability(problem))
    return say("measured", "repeated", control=control, sessions=sessions)


def windows_table(problem: Problem) -> pd.DataFrame:
    """Return the extremes of each figure's windows, each session's median, and the latencies."""
    rows, found = problem.timed, own_stacks(problem)
    medians = {
        say("measured", "session", number=n + 1): [
            figure(round(float(np.median(rows.at[i, column])))) if rows.at[i, column] else ""
            for i in found.index
        ]
        for n, column in enumerate(SESSIONS)
    }
    frame = pd.DataFrame(
        {
            say("measured", "load"): found["load_title"].to_numpy(),
            say("measured", "windows"): found["windows"].to_numpy(),
            say("measured", "extremes"): [
                say("doubts", "sure_range", low=figure(round(low)), high=figure(round(high)))
                for low, high in zip(found["low"], found["high"], strict=True)
            ],
            **{name: column for name, column in medians.items() if any(column)},
            say("measured", "within"): [_latencies(rows.loc[i]) for i in found.index],
        }
    )
    index = pd.Index(found["framework"], name=capital(problem.report.alternative))
    return frame.set_axis(index)


def _latencies(row: pd.Series) -> str:
    """Write what 50, 90 and 99 % of the answers kept to, in ms; ? where no window kept it."""
    found = [row[f"p{part}_ms"] for part in (50, 90, 99)]
    return " / ".join("?" if np.isnan(ms) else figure(round(ms)) for ms in found)


def windows_chart(problem: Problem) -> Chart:
    """Return the spread of the timed figures as a picture, in words and in figures."""
    found = own_stacks(problem)
    svg = draw(
        lambda axes: draw_windows(axes, problem),
        _Lanes(found, SPREAD).high,
        windows_title(problem),
        left=LEFT,
        above=1.6,
        below=3,
    )
    words = windows_title(problem)
    if len(found):
        words += f". {say('measured', 'windows_note')}"
    return Chart(svg, words, windows_table(problem))


def probes(problem: Problem) -> pd.DataFrame:
    """Return every yes-or-no measure as a frame: probes x candidates, with what was found.

    A candidate whose core was not probed again says nothing: its core's answers hold for it.
    """
    rows = problem.probes
    said = [
        row.passed + (f" ({row.found})" if row.found and row.found != row.passed else "")
        for row in rows.itertuples()
    ]
    wide = rows.assign(said=said).pivot(
        index=["probe_set", "probe"], columns="framework", values="said"
    )
    order = rows.drop_duplicates(["probe_set", "probe"])[["probe_set", "probe"]]
    names = [name for name in problem.names if name in wide.columns]
    wide = wide.loc[list(order.itertuples(index=False, name=None)), names].fillna("")
    frame = wide.rename(columns=problem.labels).reset_index("probe")
    return frame.rename_axis(say("measured", "probe_set"), axis=0).rename_axis(columns=None)
