"""The report's charts: an outcome and an Axes in, the Axes out; each with its words beside it.

Every `draw_x` has a `describe_x` that says in a sentence or a few what the chart shows, computed
from the same figures; it becomes the alternative text. Text is never read as mathematics.

Charts that follow the state are redrawn while a handle moves. Matplotlib's ticks, legends and bar
containers take most of the time of so small a chart, so these charts are made of plain
rectangles, lines and texts.
"""

import io
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import TICKDOWN
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation, Transform

from framework_report.narrative import attribute, figure, joined, label, of_100, rounded
from framework_report.outcome import MAXIMUM_POINTS, Outcome, theme_criteria, value_frames
from framework_report.problem import Problem

THEME_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
"""Okabe & Ito's palette, which readers with any colour vision can tell apart."""
MARKERS = "osD^vPX*"
INK, FAINT, BAND = "#222222", "#8A8A8A", "#BFD9EA"
INCH_WIDE = 8.0

FAMILY = ("DejaVu Sans", "Verdana", "Arial", "sans-serif")
REPEATED = re.compile(r"font-family: [^;\"]*; | transform=\"rotate\(-0 [^\"]*\"")
"""What Matplotlib writes at each text: the same family, and a rotation by nothing."""

STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "framework-report",
    "font.family": "sans-serif",
    "font.sans-serif": list(FAMILY),
    "font.size": 9.5,
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "xtick.color": INK,
    "ytick.color": INK,
    "path.simplify": True,
}


def svg(draw: Callable[[Axes], Axes], inches_high: float, left: float = 0.24) -> str:
    """Draw on a new figure and return it as SVG, the same bytes for the same chart.

    Args:
        draw: takes the Axes.
        inches_high: height of the figure.
        left: share of the width kept for the labels.
    """
    with mpl.rc_context(STYLE):
        axes = _sheet(inches_high, left)
        return _written(draw, axes, left)


def redrawn(draw: Callable[[Axes], Axes], inches_high: float, left: float = 0.24) -> str:
    """Draw as `svg` does, on Axes that are kept: for charts made of plain artists alone.

    Making Axes takes longer than drawing so small a chart. What was on them is taken away.
    """
    with mpl.rc_context(STYLE):
        axes = _kept_sheet(inches_high, left)
        for artist in [*axes.texts, *axes.lines, *axes.patches, *axes.collections, *axes.artists]:
            artist.remove()
        return _written(draw, axes, left)


def _sheet(inches_high: float, left: float) -> Axes:
    sheet = Figure(figsize=(INCH_WIDE, inches_high))
    below, above = 0.45 / inches_high, 0.42 / inches_high
    return sheet.add_axes((left, below, 0.97 - left, 1 - below - above))


_kept_sheet = lru_cache(maxsize=32)(_sheet)


def _written(draw: Callable[[Axes], Axes], axes: Axes, left: float) -> str:
    draw(axes)
    # The title begins where the labels do, so that a long sentence has the whole width.
    # Where it stands is said, else Matplotlib looks for it anew among all ticks.
    axes.set_title(axes.get_title(loc="left"), loc="left", x=-left / (0.97 - left), y=1)
    text = io.StringIO()
    FigureCanvasSVG(axes.figure).print_svg(text, metadata={"Date": None, "Creator": None})
    return _smaller(text.getvalue())


def _smaller(svg: str) -> str:
    """Leave out what no reader of the picture sees.

    Preamble, metadata, comments, indentation, and what is finer than a hundredth of a point.
    """
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg[svg.index("<svg") :], flags=re.S)
    tags = re.split(r"(<[^>]*>)", re.sub(r"\s*\n\s*", " ", svg))
    tags[1::2] = [re.sub(r"(\d\.\d\d)\d+", r"\1", REPEATED.sub("", tag)) for tag in tags[1::2]]
    family = f"text{{font-family: {', '.join(FAMILY)}}}</style>"
    return "".join(tags).replace("> <", "><").replace("</style>", family, 1).strip()


@lru_cache(maxsize=8)
def theme_colours(problem: Problem) -> dict[str, str]:
    """Return a colour per theme, in the order of the criteria."""
    themes = problem.criteria.loc[problem.points.columns, "theme"].unique()
    return {name: THEME_COLOURS[i % len(THEME_COLOURS)] for i, name in enumerate(themes)}


def _shifted(base: Transform, axes: Axes, x: float = 0, y: float = 0) -> Transform:
    """Move a transform by points of print."""
    return base + ScaledTranslation(x / 72, y / 72, axes.figure.dpi_scale_trans)


def _rows(axes: Axes, labels: list[str]) -> None:
    """Give each row its label, the first on top."""
    axes.set_ylim(len(labels) - 0.4, -0.6)
    beside = _shifted(axes.get_yaxis_transform(), axes, x=-4)
    for row, words in enumerate(labels):
        axes.text(0, row, words, ha="right", va="center", transform=beside)


def _scale(axes: Axes, low: float, high: float, ticks: Iterable[float], words: str) -> None:
    """Draw the scale below the rows, with its unit."""
    axes.set_axis_off()
    axes.set_xlim(low, high)
    ticks = list(ticks)
    foot = axes.get_xaxis_transform()
    style: dict[str, Any] = {"color": FAINT, "transform": foot, "clip_on": False}
    axes.add_artist(Line2D([low, high], [0, 0], linewidth=0.8, **style))
    marks = Line2D(ticks, [0] * len(ticks), ls="", marker=TICKDOWN, ms=3.5, mew=0.8, **style)
    axes.add_artist(marks)
    below = _shifted(foot, axes, y=-6)
    for tick in ticks:
        axes.text(tick, 0, _signed(tick), ha="center", va="top", transform=below)
    axes.text(0.5, 0, words, ha="center", va="top", transform=_shifted(axes.transAxes, axes, y=-18))


def _signed(x: float) -> str:
    return figure(x).replace("-", "−")


def _bar(axes: Axes, row: float, start: float, end: float, colour: str, height: float) -> None:
    """Draw a bar; next to others in its row, thin white edges keep them apart."""
    axes.add_artist(
        Rectangle(
            (start, row - height / 2),
            end - start,
            height,
            facecolor=colour,
            edgecolor="white",
            linewidth=0.8,
        )
    )


def _nothing(axes: Axes, words: str) -> Axes:
    axes.set_axis_off()
    axes.set_title(words, loc="left")
    return axes


def _why_empty(outcome: Outcome) -> str:
    return (
        "There is nothing to weigh: every slider is at 0."
        if outcome.eligible
        else "No framework meets the must-haves."
    )


# Ranking: scores as bars stacked by theme


@lru_cache(maxsize=2)
def theme_contributions(outcome: Outcome) -> pd.DataFrame:
    """Return ranked frameworks x themes, in points of 100."""
    found = outcome.contributions.loc[outcome.order]
    themes = {
        theme: found[theme_criteria(outcome.problem, theme)].to_numpy().sum(axis=1)
        for theme in theme_colours(outcome.problem)
    }
    return 100 * pd.DataFrame(themes, index=found.index)


def draw_ranking(axes: Axes, outcome: Outcome) -> Axes:
    """Draw each framework's score as a bar stacked by theme, best first."""
    if not outcome.leader:
        return _nothing(axes, describe_ranking(outcome))
    parts = theme_contributions(outcome)
    colours = theme_colours(outcome.problem)
    _scale(axes, 0, 100, (0, 50, 100), "score, of 100, by theme")
    ends = parts.to_numpy().cumsum(axis=1)
    for row, (name, reached) in enumerate(zip(outcome.order, ends, strict=True)):
        for theme, start, end in zip(parts, [0, *reached], reached, strict=False):
            _bar(axes, row, start, end, colours[theme], height=0.62)
        score = rounded(100 * outcome.scores[name], 1)
        axes.text(reached[-1] + 1, row, score, va="center", weight="bold")
    _rows(axes, [label(outcome.problem, name) for name in outcome.order])
    axes.set_ylim(len(parts) - 0.55, -0.95)
    _key(axes, colours)
    axes.set_title(_ranking_title(outcome), loc="left")
    return axes


def _key(axes: Axes, colours: Mapping[str, str]) -> None:
    """Name the colours above the bars, in the order of the segments."""
    # Marks are lines, not texts: laying a text out takes most of the time of so small a chart.
    points = 4.0
    for theme, colour in colours.items():
        at = _shifted(axes.transAxes, axes, x=points, y=-6)
        mark = Line2D([0], [1], ls="", marker="s", ms=6, mew=0, color=colour, transform=at)
        axes.add_artist(mark).set_clip_on(False)
        beside = _shifted(axes.transAxes, axes, x=points + 8, y=-6)
        axes.text(0, 1, theme, size=8.5, va="center_baseline", transform=beside)
        # Room for the widest font that a reader may have.
        points += 26 + 5.6 * len(theme)


def _ranking_title(outcome: Outcome) -> str:
    problem = outcome.problem
    if len(outcome.tied) > 1:
        return f"{joined(label(problem, name) for name in outcome.tied)} are level"
    lead = f"{label(problem, outcome.leader)} leads"
    if outcome.runner_up is None:
        return f"{lead}: no other framework is left"
    return f"{lead} by {rounded(100 * outcome.margin, 1)} points of 100"


def describe_ranking(outcome: Outcome) -> str:
    """Say the scores, and what each theme adds to them."""
    if not outcome.leader:
        return _why_empty(outcome)
    parts = theme_contributions(outcome)
    rows = [
        f"{label(outcome.problem, name)} {rounded(100 * outcome.scores[name], 1)} ("
        + ", ".join(f"{theme} {rounded(x, 1)}" for theme, x in parts.loc[name].items())
        + ")"
        for name in outcome.order
    ]
    return f"{_ranking_title(outcome)}. Scores of 100 by theme: {'; '.join(rows)}."


# Leader against runner-up, criterion by criterion


def differences(outcome: Outcome) -> pd.Series:
    """Return leader less runner-up per weighed criterion, in points of 100."""
    weighed = outcome.points.index[outcome.points > 0]
    both = outcome.contributions.loc[[outcome.leader, outcome.runner_up], weighed]
    return 100 * (both.iloc[0] - both.iloc[1])


def draw_against(axes: Axes, outcome: Outcome) -> Axes:
    """Draw by how much the leader is ahead of the runner-up on each criterion, or behind it."""
    if not outcome.runner_up:
        return _nothing(axes, describe_against(outcome))
    problem, ahead = outcome.problem, differences(outcome)
    colours = theme_colours(problem)
    # Room for the two raw figures beside each bar.
    reach = max(float(ahead.abs().max()), 0.5) * 2.2
    ticks = [x for x in MaxNLocator(7).tick_values(-reach, reach) if abs(x) <= reach]
    leader, runner_up = (label(problem, name) for name in (outcome.leader, outcome.runner_up))
    scale = f"← {runner_up} ahead · points of 100 · {leader} ahead →"
    _scale(axes, -reach, reach, ticks, scale)
    sides = {side: _shifted(axes.transData, axes, x=side) for side in (4, -4)}
    for row, (name, x) in enumerate(ahead.items()):
        _bar(axes, row, 0, x, colours[problem.criteria.at[name, "theme"]], height=0.66)
        raw = (
            f"{attribute(outcome, outcome.leader, name)} against "
            f"{attribute(outcome, outcome.runner_up, name)} {problem.criteria.at[name, 'unit']}"
        )
        axes.text(
            x,
            row,
            raw,
            ha="left" if x >= 0 else "right",
            va="center",
            size=8,
            transform=sides[4 if x >= 0 else -4],
        )
    foot = axes.get_xaxis_transform()
    axes.add_artist(Line2D([0, 0], [0, 1], color=INK, linewidth=0.8, transform=foot))
    _rows(axes, [problem.criteria.at[name, "label"] for name in ahead.index])
    axes.set_title(_against_title(outcome), loc="left")
    return axes


def _against_title(outcome: Outcome) -> str:
    ahead = differences(outcome)
    names = [label(outcome.problem, name) for name in (outcome.leader, outcome.runner_up)]
    return f"{names[0]} is ahead of {names[1]} on {(ahead > 1e-7).sum()} of {len(ahead)} criteria"


def describe_against(outcome: Outcome) -> str:
    """Say the difference on each weighed criterion."""
    if not outcome.leader:
        return _why_empty(outcome)
    if not outcome.runner_up:
        return f"{label(outcome.problem, outcome.leader)} has no rival left to be compared with."
    rows = [
        f"{outcome.problem.criteria.at[name, 'label']} {'+' if x >= 0 else '−'}{rounded(abs(x), 1)}"
        for name, x in differences(outcome).items()
    ]
    return f"{_against_title(outcome)}. Points of 100: {', '.join(rows)}."


# Tipping points


def draw_tipping(axes: Axes, outcome: Outcome) -> Axes:
    """Draw, for each slider that counts, the band in which today's leader stays."""
    if not outcome.runner_up:
        return _nothing(axes, describe_tipping(outcome))
    problem = outcome.problem
    found = outcome.tipping_points[outcome.points > 0]
    scale = "points on one slider, the others staying where they are"
    _scale(axes, -0.2, MAXIMUM_POINTS + 0.2, range(MAXIMUM_POINTS + 1), scale)
    rows = range(len(found))
    axes.hlines(rows, 0, MAXIMUM_POINTS, color="#DDDDDD", linewidth=1.5, zorder=0.5)
    for row, (low, high, below, above) in enumerate(found.itertuples(index=False)):
        _bar(axes, row, low, high, BAND, height=0.5)
        if low > 0:
            axes.text(low - 0.12, row, label(problem, below), ha="right", va="center", size=8)
        if high < MAXIMUM_POINTS:
            axes.text(high + 0.12, row, label(problem, above), ha="left", va="center", size=8)
    axes.plot(outcome.points[found.index], rows, "o", color=THEME_COLOURS[0], zorder=3)
    _rows(axes, [problem.criteria.at[name, "label"] for name in found.index])
    axes.set_title(_tipping_title(outcome), loc="left")
    return axes


def _tipping_title(outcome: Outcome) -> str:
    steps = outcome.tipping_steps[outcome.points > 0]
    can = (steps["below"].notna() | steps["above"].notna()).sum()
    leader = label(outcome.problem, outcome.leader)
    if not can:
        return f"{leader} stays first wherever a single slider goes"
    return f"{can} of {len(steps)} sliders could take the lead from {leader}"


def describe_tipping(outcome: Outcome) -> str:
    """Say in which interval of each slider the leader stays, and who leads beyond."""
    if not outcome.leader:
        return _why_empty(outcome)
    if not outcome.runner_up:
        return f"No slider can take the lead from {label(outcome.problem, outcome.leader)}."
    problem, rows = outcome.problem, []
    for name, band in outcome.tipping_points[outcome.points > 0].iterrows():
        beyond = [
            f"{label(problem, band[side])} {side}"
            for side, end in (("below", band["low"] > 0), ("above", band["high"] < MAXIMUM_POINTS))
            if end
        ]
        rows.append(
            f"{problem.criteria.at[name, 'label']} {rounded(band['low'], 1)} to "
            f"{rounded(band['high'], 1)}" + (f" ({joined(beyond)})" if beyond else "")
        )
    return f"{_tipping_title(outcome)}. It stays first for: {'; '.join(rows)}."


# How sure


def draw_confidence(axes: Axes, outcome: Outcome) -> Axes:
    """Draw in how many of 100 readings each framework is first."""
    if not outcome.runner_up:
        return _nothing(axes, describe_confidence(outcome))
    shares = 100 * outcome.rank_acceptability.loc[outcome.order].iloc[:, 0]
    scale = "first in so many of 100 readings of priorities and evidence"
    _scale(axes, 0, 108, range(0, 101, 20), scale)
    for row, (name, x) in enumerate(shares.items()):
        colour = THEME_COLOURS[0] if name == outcome.leader else FAINT
        _bar(axes, row, 0, x, colour, height=0.6)
        axes.text(x + 1, row, of_100(x / 100), va="center", weight="bold")
    _rows(axes, [label(outcome.problem, name) for name in shares.index])
    axes.set_title(_confidence_title(outcome), loc="left")
    return axes


def _confidence_title(outcome: Outcome) -> str:
    share = of_100(outcome.confidence)
    return f"{label(outcome.problem, outcome.leader)} is first in {share} of 100 readings"


def describe_confidence(outcome: Outcome) -> str:
    """Say in how many of 100 readings each framework is first."""
    if not outcome.leader:
        return _why_empty(outcome)
    if not outcome.runner_up:
        return f"{label(outcome.problem, outcome.leader)} is the only one left."
    shares = outcome.rank_acceptability.loc[outcome.order].iloc[:, 0]
    rows = [f"{label(outcome.problem, name)} {of_100(x)}" for name, x in shares.items()]
    return f"{_confidence_title(outcome)}. First places of 100: {', '.join(rows)}."


# Values by criterion, with their evidence intervals; no slider changes them


def draw_values(axes: Axes, problem: Problem) -> Axes:
    """Draw each framework's value on each criterion, with its evidence interval."""
    value, low, high = value_frames(problem)
    for i, name in enumerate(value.index):
        rows = np.arange(value.shape[1]) + 0.24 * (i - (len(value) - 1) / 2)
        at, bottom, top = (frame.loc[name].to_numpy(float) for frame in (value, low, high))
        colour = THEME_COLOURS[i % len(THEME_COLOURS)]
        axes.hlines(rows, bottom, top, color=colour, linewidth=2.2, alpha=0.45)
        axes.plot(
            at,
            rows,
            MARKERS[i % len(MARKERS)],
            color=colour,
            label=label(problem, name),
            markersize=5.5,
        )
    axes.set_yticks(range(value.shape[1]), [problem.criteria.at[name, "label"] for name in value])
    axes.set_ylim(value.shape[1] - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    for row in range(1, value.shape[1]):
        axes.axhline(row - 0.5, color="#EEEEEE", linewidth=0.8, zorder=0)
    for row, name in enumerate(value):
        ends = [figure(problem.criteria.at[name, end]) for end in ("worst", "best")]
        axes.text(-0.03, row, ends[0], ha="right", va="center", size=7.5, color="#666666")
        axes.text(1.03, row, ends[1], ha="left", va="center", size=7.5, color="#666666")
    axes.set_xlim(-0.16, 1.14)
    axes.set_xticks([0, 0.5, 1], ["worst level", "", "best level"])
    axes.legend(
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        ncols=len(value),
        frameon=False,
        borderaxespad=0.1,
    )
    axes.set_title("", loc="left")
    return axes


def describe_values(problem: Problem) -> str:
    """Say each attribute with its interval."""
    rows = []
    for criterion, evidence in problem.evidence.groupby("criterion", sort=False):
        if problem.criteria.at[criterion, "scale"] == "shown":
            continue
        each = [
            f"{label(problem, row.framework)} {figure(row.value)}"
            + ("" if row.low == row.high else f" ({figure(row.low)} to {figure(row.high)})")
            for row in evidence.itertuples()
        ]
        named = problem.criteria.loc[criterion]
        rows.append(f"{named['label']}, {named['unit']}: {', '.join(each)}")
    return f"Attributes by criterion, with evidence intervals. {'; '.join(rows)}."


DRAWN = {
    "ranking": (draw_ranking, describe_ranking),
    "against": (draw_against, describe_against),
    "tipping": (draw_tipping, describe_tipping),
    "confidence": (draw_confidence, describe_confidence),
}
"""The charts that follow the state, by part of the report."""


def chart(name: str, outcome: Outcome) -> tuple[str, str]:
    """Return a chart that follows the state as SVG, with its words.

    >>> sorted(DRAWN)
    ['against', 'confidence', 'ranking', 'tipping']
    """
    draw, describe = DRAWN[name]
    rows = {
        "ranking": len(outcome.order) + 0.3,
        "confidence": len(outcome.order) * 0.8,
    }.get(name, 0.8 * int((outcome.points > 0).sum()) if outcome.runner_up else 0)
    # Without rows there is only a sentence.
    inches = 0.9 + 0.36 * rows if outcome.leader else 0.9
    return redrawn(lambda axes: draw(axes, outcome), inches), describe(outcome)


def values_chart(problem: Problem) -> tuple[str, str]:
    """Return the chart of values by criterion as SVG, with its words."""
    inches = 1.1 + 0.4 * value_frames(problem)[0].shape[1]
    return svg(lambda axes: draw_values(axes, problem), inches), describe_values(problem)
