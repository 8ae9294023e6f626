"""The report's charts, one function each: an outcome and an Axes in, the Axes out."""

from framework_report.charts.against import against_chart, draw_against
from framework_report.charts.measured import (
    draw_setups,
    draw_windows,
    setups_chart,
    windows_chart,
)
from framework_report.charts.ranking import draw_ranking, ranking_chart
from framework_report.charts.style import Chart, as_svg, plain_style
from framework_report.charts.values import draw_values, values_chart

__all__ = [
    "Chart",
    "against_chart",
    "as_svg",
    "draw_against",
    "draw_ranking",
    "draw_setups",
    "draw_values",
    "draw_windows",
    "plain_style",
    "ranking_chart",
    "setups_chart",
    "values_chart",
    "windows_chart",
]
