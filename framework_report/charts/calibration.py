"""Calibration: how often teams had chosen the leader, by what the report says of itself."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from framework_report.backtest import Rate
from framework_report.charts.style import (
    RULE,
    SMALL,
    SOFT,
    Chart,
    draw,
    mark,
    nothing,
    row_labels,
    shifted,
    title,
)
from framework_report.words.text import capital, figure, phrases, rounded, say

LEFT, ROW, WIDEST = 1.45, 1.7, 120
"""As in the chart of people."""
TABLE = "backtest"


def _tried(rates: Mapping[str, Rate]) -> dict[str, Rate]:
    return {said: rate for said, rate in rates.items() if rate.tries}


def draw_calibration(axes: Axes, rates: Mapping[str, Rate]) -> Axes:
    """Draw each share with its interval, and of how many it is."""
    found = _tried(rates)
    if not found:
        return nothing(axes, say(TABLE, "none"))
    beside = shifted(axes.transData, axes, x=10)
    for row, rate in enumerate(found.values()):
        low, high = rate.interval
        axes.hlines(row, 0, 100, color=RULE, linewidth=0.8, zorder=0)
        axes.hlines(row, 100 * low, 100 * high, linewidth=2, alpha=0.55, clip_on=False)
        axes.plot(100 * rate.share, row, clip_on=False, zorder=3, **mark(0))
        words = say(TABLE, "chart_row", hits=figure(rate.hits), count=rate.tries)
        axes.text(100, row, words, size=SMALL, va="center_baseline", transform=beside)
    axes.set_xlim(0, WIDEST)
    axes.spines[["bottom"]].set_bounds(0, 100)
    axes.set_xticks([0, 25, 50, 75, 100])
    axes.set_xlabel(say(TABLE, "chart_axis"), loc="left", color=SOFT, size=SMALL)
    axes.spines[["left"]].set_visible(False)
    row_labels(axes, [capital(say(TABLE, f"said_{said}")) for said in found], LEFT, ROW)
    title(axes, say(TABLE, "chart_title"))
    return axes


def calibration_table(rates: Mapping[str, Rate]) -> pd.DataFrame:
    """Return what was said, of how many, how many had chosen the leader, share and interval."""
    said = phrases()[TABLE]
    rows = []
    for name, rate in _tried(rates).items():
        low, high = (rounded(100 * x) for x in rate.interval)
        cells = (
            capital(said[f"said_{name}"]),
            str(rate.tries),
            figure(rate.hits),
            rounded(100 * rate.share),
            say(TABLE, "interval", low=low, high=high),
        )
        columns = ("chart_said", "chart_count", "chart_hits", "chart_share", "chart_interval")
        rows.append({said[c]: cell for c, cell in zip(columns, cells, strict=True)})
    return pd.DataFrame(rows).set_index(said["chart_said"]) if rows else pd.DataFrame()


def calibration_chart(rates: Mapping[str, Rate]) -> Chart:
    """Return the calibration as a picture, in words and in figures."""
    found, heading = _tried(rates), say(TABLE, "chart_title")
    svg = draw(
        lambda axes: draw_calibration(axes, rates),
        ROW * len(found),
        heading if found else say(TABLE, "none"),
        left=LEFT,
        below=3,
    )
    words = f"{heading}. {say(TABLE, 'chart_words')}" if found else say(TABLE, "none")
    return Chart(svg, words, calibration_table(rates))
