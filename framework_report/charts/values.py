"""Values by criterion: dots between fixed levels, with intervals, and ranges where nobody knows."""

from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from framework_report.charts.style import (
    PAPER,
    RULE,
    SMALL,
    SOFT,
    Chart,
    draw,
    key,
    key_lines,
    mark,
    nothing,
    row_labels,
    theme_colours,
    title,
)
from framework_report.mcda import TIE
from framework_report.outcome import Outcome
from framework_report.words.text import capital, figure, joined, say

LEFT = 1.9
LANE = 0.62
"""Lines of words that each candidate has within a row."""


class Dots(NamedTuple):
    """Active candidates x criteria with figures, on the value scale."""

    value: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    unknown: pd.DataFrame


def dots(outcome: Outcome) -> Dots:
    """Return the values by the measures that count, with their intervals."""
    problem, place = outcome.problem, outcome.problem.frameworks.index.get_indexer(outcome.active)
    names = [name for name in problem.scored if name not in problem.team]
    cells = {name: problem.cells[name, outcome.measure(name)] for name in names}
    return Dots(
        *(
            pd.DataFrame({n: getattr(cells[n], end)[place] for n in names}, index=outcome.active)
            for end in Dots._fields
        )
    )


def _high(outcome: Outcome) -> float:
    """Return how many lines of words a row takes."""
    return max(1.75, 0.9 + LANE * len(outcome.active))


def draw_values(axes: Axes, outcome: Outcome) -> Axes:
    """Draw each candidate's value on each criterion, in a lane of its own, with its interval.

    A dashed line runs where a figure is not known: from the worst level, where it ranks, to the
    best.
    """
    found, problem = dots(outcome), outcome.problem
    if found.value.empty:
        return nothing(axes, values_title(outcome))
    colours, high = theme_colours(problem), _high(outcome)
    for place, name in enumerate(found.value.index):
        lane = LANE / high * (place - (len(found.value) - 1) / 2)
        for row, criterion in enumerate(found.value):
            colour = colours[problem.criteria.at[criterion, "theme"]]
            low, at, top, unknown = (
                frame.at[name, criterion]
                for frame in (found.low, found.value, found.high, found.unknown)
            )
            line: dict[str, Any] = {
                "color": colour,
                "linewidth": 2.0,
                "alpha": 0.55,
                "clip_on": False,
            }
            line |= {"linestyle": (0, (2, 2.5)), "linewidth": 1.3} if unknown else {}
            axes.hlines(row + lane, low, top, **line)
            look = mark(place, colour) | ({"markerfacecolor": PAPER} if unknown else {})
            axes.plot(at, row + lane, clip_on=False, zorder=3, **look)
    _levels(axes, outcome, list(found.value))
    row_labels(axes, [problem.criteria.at[n, "label"] for n in found.value], LEFT, high)
    labels = [problem.labels[name] for name in found.value.index]
    key(axes, {label: mark(i) for i, label in enumerate(labels)}, LEFT)
    title(axes, values_title(outcome))
    return axes


def _levels(axes: Axes, outcome: Outcome, names: list[str]) -> None:
    """Write the fixed levels at both ends of each row, and rules between rows."""
    axes.set_xlim(-0.22, 1.42)
    axes.set_xticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    for x in (0, 1):
        axes.axvline(x, color=RULE, linewidth=0.8, zorder=0)
    for row, name in enumerate(names):
        codebook = outcome.codebook(name)
        unit = f" {codebook['unit']}" if codebook["unit"] else ""
        style: dict[str, Any] = {"va": "center_baseline", "size": SMALL, "color": SOFT}
        axes.text(-0.035, row, figure(codebook["worst"]), ha="right", **style)
        axes.text(1.035, row, f"{figure(codebook['best'])}{unit}", ha="left", **style)
        if row:
            axes.axhline(row - 0.5, color=RULE, linewidth=0.6, zorder=0)
    foot = axes.get_xaxis_transform()
    for x, words, ha in ((0, "worst_level", "center"), (1, "best_level", "center")):
        axes.text(x, -0.012, say("charts", words), ha=ha, va="top", size=SMALL, transform=foot)


def best_on(outcome: Outcome) -> dict[str, int]:
    """Count for each candidate on how many criteria nobody is known to be better."""
    found = dots(outcome)
    if found.value.empty:
        return {}
    value = found.value.mask(found.unknown)
    best = value.ge(value.max() - TIE) & ~found.unknown
    return {name: int(row.sum()) for name, row in best.iterrows()}


def values_title(outcome: Outcome) -> str:
    """Say on how many criteria each candidate is best."""
    found, problem = best_on(outcome), outcome.problem
    if not found:
        return say("charts", "none_compared", alternative=problem.report.alternative)
    criteria = [name for name in problem.scored if name not in problem.team]
    each = joined(
        say("charts", "best_on", name=problem.labels[name], count=found[name])
        for name in sorted(found, key=lambda name: -found[name])
    )
    return say("charts", "values", each=each, all=len(criteria))


def values_words(outcome: Outcome) -> str:
    """Say the values in two sentences."""
    first, found = values_title(outcome), dots(outcome)
    missing = [outcome.problem.labels[name] for name, row in found.unknown.iterrows() if row.any()]
    kind = "values_unknown" if missing else "values_known"
    return f"{first}. {say('charts', kind, names=joined(missing))}"


def values_table(outcome: Outcome) -> pd.DataFrame:
    """Return the raw figures with their intervals: criteria x candidates."""
    problem, rows = outcome.problem, {}
    for name in dots(outcome).value:
        figures = problem.figures(name, outcome.measure(name))
        row = {problem.labels[n]: figure_words(figures.loc[n]) for n in outcome.active}
        rows[problem.criteria.at[name, "label"]] = row | {
            say("charts", "unit"): outcome.codebook(name)["unit"]
        }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return frame.rename_axis(say("charts", "criterion"))


def figure_words(row: pd.Series) -> str:
    """Write a figure with its interval: "5 (3 to 7)"."""
    if row["value"] != row["value"]:
        return say("lists", "unknown_value")
    if row["low"] == row["high"]:
        return figure(row["value"])
    within = say("doubts", "sure_range", low=figure(row["low"]), high=figure(row["high"]))
    return f"{figure(row['value'])} ({within})"


def values_chart(outcome: Outcome) -> Chart:
    """Return the values as a picture, in words and in figures."""
    found, names = dots(outcome).value, [outcome.problem.labels[n] for n in outcome.active]
    svg = draw(
        lambda axes: draw_values(axes, outcome),
        _high(outcome) * len(found.columns) if names else 0,
        values_title(outcome),
        left=LEFT,
        above=len(key_lines(names)),
        below=1.2,
    )
    return Chart(svg, capital(values_words(outcome)), values_table(outcome))
