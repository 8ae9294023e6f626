"""Parts that follow no slider, and charts of one's own in a cell: crisp, in the reader's theme."""

from collections.abc import Iterator
from contextlib import contextmanager

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from framework_report.charts import Chart, as_svg, plain_style
from framework_report.charts.style import LINE, WIDE
from framework_report.decision import committed_state, read_decision
from framework_report.notebook import markup
from framework_report.notebook.displays import Displays, display
from framework_report.notebook.part import part_of_chart
from framework_report.outcome import Outcome
from framework_report.tables import Problem


def show_part(problem: Problem, name: str) -> None:
    """Show a part of the report for what was decided, or else for the first scenario.

    For notebooks without sliders: `Panel` shows parts that follow them.

    Raises:
        KeyError: there is no such part; names those there are.
    """

    def decided() -> Outcome:
        return Outcome(problem, committed_state(problem, read_decision(problem)))

    Displays(lambda *_: {}).show(name, problem.keep("decided", decided))


@contextmanager
def sheet(words: str, lines: int = 14) -> Iterator[Axes]:
    """Give an Axes in the report's style, and show what was drawn on it.

    Args:
        words: what the chart shows, for who cannot see it.
        lines: how high it is, in lines of words.
    """
    with plain_style():
        figure = Figure(figsize=(WIDE, lines * LINE / 72))
        margin = 2.6 / lines
        yield figure.add_axes((0.07, margin, 0.72, 1 - 1.8 * margin))
        svg = as_svg(figure)
    image = f'<img alt="{markup.attribute(words)}" src="{markup.data_address(svg)}">'
    html = f'<figure class="fr-chart">{image}</figure>'
    display({"text/html": html, "text/plain": words}, raw=True)


def show_chart(chart: Chart) -> None:
    """Show one of the report's charts, of any outcome."""
    part = part_of_chart(chart, "own")
    display({"text/html": part.html, "text/plain": part.words}, raw=True)
