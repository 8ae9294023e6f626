"""Several people: every score of everybody in one row each, with who leads for whom."""

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
    row_labels,
    shifted,
    title,
)
from framework_report.group import Group, agreement, sure_words
from framework_report.words.text import joined, phrases, rounded, say

LEFT, ROW, WIDEST = 1.45, 1.7, 135
"""Inches for names; lines of words that a row has; the axis' end, words at the right included."""


def shown(group: Group) -> list[str]:
    """Return the candidates that anybody compares, in the order of the tables."""
    return [n for n in group.problem.names if any(n in o.active for o in group.outcomes)]


def draw_people(axes: Axes, group: Group) -> Axes:
    """Draw each person's scores as marks on a line from 0 to 100; the leader's is filled.

    There is one person at least.
    """
    problem, names = group.problem, shown(group)
    for row, (outcome, tied) in enumerate(zip(group.outcomes, group.leaders, strict=True)):
        axes.hlines(row, 0, 100, color=RULE, linewidth=0.8, zorder=0)
        for name in outcome.order:
            look = mark(names.index(name))
            look |= {} if name in tied else {"markerfacecolor": PAPER}
            zorder = 4 if name in tied else 3
            axes.plot(100 * outcome.scores[name], row, clip_on=False, zorder=zorder, **look)
        words = joined(problem.labels[name] for name in tied)
        beside = shifted(axes.transData, axes, x=10)
        axes.text(100, row, words, size=SMALL, va="center_baseline", transform=beside)
    axes.set_xlim(0, WIDEST)
    axes.spines[["bottom"]].set_bounds(0, 100)
    axes.set_xticks([0, 25, 50, 75, 100])
    axes.set_xlabel(say("group", "chart_axis"), loc="left", color=SOFT, size=SMALL)
    axes.spines[["left"]].set_visible(False)
    row_labels(axes, [person.name for person in group.people], LEFT, ROW)
    key(axes, {problem.labels[name]: mark(i) for i, name in enumerate(names)}, LEFT)
    title(axes, _title(group))
    return axes


def _title(group: Group) -> str:
    return agreement(group).rstrip(".")


def people_table(group: Group) -> pd.DataFrame:
    """Return who leads for whom, how sure, and every score; then means and lowest scores."""
    labels, names, said = group.problem.labels, shown(group), phrases()["people"]
    rows = []
    for person, outcome, tied, sure in zip(
        group.people, group.outcomes, group.leaders, sure_words(group), strict=True
    ):
        row = {said["chart_person"]: person.name}
        row[said["chart_leader"]] = joined(labels[name] for name in tied)
        row[said["chart_sure"]] = sure
        scores = {n: rounded(100 * outcome.scores[n]) for n in outcome.order}
        rows.append(row | {labels[name]: scores.get(name, "–") for name in names})
    for word, found in (("mean", group.means), ("lowest", group.lowest)):
        scores = {n: rounded(100 * x) for n, x in found.items()}
        row = {said["chart_person"]: said[word], said["chart_leader"]: "", said["chart_sure"]: ""}
        rows.append(row | {labels[name]: scores.get(name, "–") for name in names})
    return pd.DataFrame(rows).set_index(said["chart_person"])


def people_chart(group: Group) -> Chart:
    """Return who leads for whom as a picture, in words and in figures."""
    heading, names = _title(group), [group.problem.labels[n] for n in shown(group)]
    svg = draw(
        lambda axes: draw_people(axes, group),
        ROW * len(group.people),
        heading,
        left=LEFT,
        above=len(key_lines(names)),
        below=3,
    )
    words = say("people", "chart_words", alternative=group.problem.report.alternative)
    return Chart(svg, f"{heading}. {words}.", people_table(group))
