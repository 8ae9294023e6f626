"""The notebook that most people would write: `interact`, and each chart drawn anew by pyplot.

It draws the report's charts with the same titles and figures, and says the same verdict. Numbers
and sentences come from the report's own package, so that only the usual way of showing them is
compared; drawing is written as Matplotlib's own examples write it.
"""

import ast
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
SETUP = """\
import matplotlib.pyplot as plt
from IPython.display import Markdown, display
from ipywidgets import IntSlider, interact

from framework_report import Outcome, State, load_problem, verdict
from framework_report.charts.against import against_title, differences
from framework_report.charts.ranking import ranking_title, theme_contributions
from framework_report.charts.style import theme_colours
from framework_report.state import scenario_state

%matplotlib inline
problem = load_problem("../data")
start = scenario_state(problem, problem.scenarios.index[0])
labels = problem.criteria["label"]
names = problem.frameworks["label"]
themes = theme_colours(problem)
"""

SHOW = """\
def show(**points):
    outcome = Outcome(problem, State({name: p for name, p in points.items() if p}))
    for name, title, text in verdict(outcome):
        display(Markdown(f"### {text}" if name == "headline" else f"**{title}.** {text}"))

    parts = theme_contributions(outcome)
    fig, ax = plt.subplots(figsize=(8, 2.1))
    left = 0
    for theme in parts:
        ax.barh(names[parts.index], parts[theme], left=left, color=themes[theme], label=theme)
        left = left + parts[theme].to_numpy()
    for row, score in enumerate(100 * outcome.scores[parts.index]):
        ax.text(score + 1, row, f"{score:.1f}", va="center")
    ax.invert_yaxis()
    ax.set_xlim(0, 100)
    ax.set_xlabel("score, of 100, by theme")
    ax.set_title(ranking_title(outcome))
    ax.legend(ncols=len(themes))
    plt.show()

    ahead = differences(outcome)
    fig, ax = plt.subplots(figsize=(8, 3.5))
    colours = [themes[problem.criteria.at[name, "theme"]] for name in ahead.index]
    ax.barh(labels[ahead.index], ahead, color=colours)
    for row, (name, x) in enumerate(ahead.items()):
        own, other = problem.attributes.loc[[outcome.leader, outcome.runner_up], name]
        unit = problem.criteria.at[name, "unit"]
        side = "left" if x >= 0 else "right"
        ax.text(x, row, f" {own:g} against {other:g} {unit} ", ha=side, va="center", fontsize=8)
    ax.axvline(0, color="black", linewidth=0.8)
    ax.invert_yaxis()
    ax.set_xlim(-2.2 * ahead.abs().max(), 2.2 * ahead.abs().max())
    ax.set_xlabel("points of 100")
    ax.set_title(against_title(outcome))
    plt.show()

    bands = outcome.race.tipping_points[outcome.points > 0]
    fig, ax = plt.subplots(figsize=(8, 3.5))
    ax.barh(labels[bands.index], bands["high"] - bands["low"], left=bands["low"], color="#BFD9EA")
    ax.plot(outcome.points[bands.index], labels[bands.index], "o")
    for row, band in enumerate(bands.itertuples()):
        if band.below:
            ax.text(band.low, row, names[band.below], ha="right", va="center", fontsize=8)
        if band.above:
            ax.text(band.high, row, names[band.above], ha="left", va="center", fontsize=8)
    ax.invert_yaxis()
    ax.set_xlim(-0.2, 10.2)
    ax.set_xlabel("points on one slider, the others staying where they are")
    ax.set_title(f"Where {names[outcome.leader]} stays first")
    plt.show()
"""

SLIDERS = """\
interact(show, **{
    name: IntSlider(start.points.get(name, 0), 0, 10, description=labels[name])
    for name in problem.scored
});
"""


def plain_notebook() -> nbformat.NotebookNode:
    """Return the plain notebook; it lies beside the report's and reads the same data."""
    cells = [new_code_cell(source) for source in (SETUP, SHOW, SLIDERS)]
    return new_notebook(cells=cells, metadata=KERNEL)


def empty_notebook(like: Path) -> nbformat.NotebookNode:
    """Return a notebook with the imports of another, and nothing else."""
    cells = nbformat.read(like, as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    imports = [x for x in ast.walk(ast.parse(code)) if isinstance(x, ast.Import | ast.ImportFrom)]
    return new_notebook(
        cells=[new_code_cell("\n".join(ast.unparse(line) for line in imports))], metadata=KERNEL
    )
