"""The ranking: scores as bars, each made of what the themes add to it."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from framework_report.charts.style import (
    PAPER,
    Chart,
    draw,
    key,
    key_lines,
    nothing,
    row_labels,
    shifted,
    theme_colours,
    title,
)
from framework_report.outcome import Outcome
from framework_report.words.facts import leads_words, margin_text, needs_words
from framework_report.words.text import capital, joined, rounded, say, score_texts

LEFT, ROW = 1.45, 1.7
"""Inches for labels; lines of words that a row has."""


def theme_contributions(outcome: Outcome) -> pd.DataFrame:
    """Return ranked frameworks x themes, in points of 100; themes that add nothing included."""
    place = outcome.problem.frameworks.index.get_indexer(outcome.order)
    found = outcome.contributions.to_numpy()[place]
    columns = {name: k for k, name in enumerate(outcome.problem.scored)}
    themes = {
        theme: 100 * found[:, [columns[name] for name in names]].sum(axis=1)
        for theme, names in outcome.problem.themes.items()
    }
    return pd.DataFrame(themes, index=outcome.order)


def draw_ranking(axes: Axes, outcome: Outcome) -> Axes:
    """Draw each framework's score as a bar of what each theme adds, best first."""
    if outcome.leader is None:
        return nothing(axes, ranking_title(outcome))
    parts, problem = theme_contributions(outcome), outcome.problem
    texts = score_texts({name: outcome.scores[name] for name in outcome.order})
    colours = theme_colours(problem)
    rows, start = range(len(parts)), pd.Series(0.0, index=parts.index)
    for theme, points in parts.items():
        # Thin edges keep parts apart whose colours are alike to somebody.
        look: dict[str, Any] = {
            "color": colours[theme],
            "edgecolor": PAPER,
            "linewidth": 0.8,
            "height": 0.62,
        }
        axes.barh(rows, points, left=start, **look)
        start = start + points
    beside = shifted(axes.transData, axes, x=6)
    for row, name in enumerate(outcome.order):
        axes.text(
            start[name], row, texts[name], weight="bold", va="center_baseline", transform=beside
        )
    axes.set_xlim(0, 100)
    axes.set_xticks([])
    axes.spines[["bottom"]].set_visible(False)
    row_labels(axes, [problem.labels[name] for name in outcome.order], LEFT, ROW)
    key(axes, {theme: _swatch(colour) for theme, colour in colours.items()}, LEFT)
    title(axes, ranking_title(outcome))
    return axes


def _swatch(colour: str) -> dict[str, Any]:
    return {"linestyle": "", "marker": "s", "markersize": 7, "markeredgewidth": 0, "color": colour}


def ranking_title(outcome: Outcome) -> str:
    """Say who leads, and by how much; where nobody does, why."""
    problem, race = outcome.problem, outcome.race
    nouns = {"alternative": problem.report.alternative}
    if outcome.leader is None:
        return say("charts", outcome.case, **nouns)
    if race is None:
        return say("charts", "leads_alone", leader=problem.labels[outcome.leader], **nouns)
    if race.tie:
        return capital(leads_words(outcome, outcome.tied))
    margin = margin_text(outcome, race)
    words = say("lists", "point" if margin == "1" else "points", points=margin)
    return say("charts", "leads", leader=problem.labels[race.leader], points=words)


def ranking_words(outcome: Outcome) -> str:
    """Say the ranking in two sentences."""
    first = ranking_title(outcome)
    if outcome.leader is None:
        return first
    texts = score_texts({name: outcome.scores[name] for name in outcome.order})
    each = joined(f"{outcome.problem.labels[name]} {texts[name]}" for name in outcome.order)
    return f"{first}. {say('charts', 'ranking_scores', each=each)}"


def ranking_table(outcome: Outcome) -> pd.DataFrame:
    """Return who is compared: score, what each theme adds, and why somebody is out."""
    problem, parts = outcome.problem, theme_contributions(outcome)
    texts = score_texts({name: outcome.scores[name] for name in outcome.order})
    columns = [say("charts", "score"), *parts, *([say("charts", "out")] if outcome.removed else [])]
    out = [""] if outcome.removed else []
    rows = [
        [texts[str(name)], *(rounded(x, 1) for x in row), *out] for name, row in parts.iterrows()
    ]
    rows += [["–"] * (1 + len(parts.columns)) + [needs_words(outcome, n)] for n in outcome.removed]
    names = [problem.labels[name] for name in [*outcome.order, *outcome.removed]]
    index = pd.Index(names, name=capital(problem.report.alternative))
    return pd.DataFrame(rows, columns=columns, index=index)


def ranking_chart(outcome: Outcome) -> Chart:
    """Return the ranking as a picture, in words and in figures."""
    svg = draw(
        lambda axes: draw_ranking(axes, outcome),
        ROW * len(outcome.order),
        ranking_title(outcome),
        left=LEFT,
        above=len(key_lines(outcome.problem.themes)),
    )
    return Chart(svg, ranking_words(outcome), ranking_table(outcome))
