"""Leader against runner-up: what each criterion adds to the lead or takes from it."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from framework_report.charts.style import (
    INK,
    SMALL,
    SOFT,
    Chart,
    draw,
    nothing,
    row_labels,
    shifted,
    theme_colours,
    title,
)
from framework_report.mcda import TIE
from framework_report.outcome import Outcome
from framework_report.words.facts import attribute, label_of
from framework_report.words.text import capital, rounded, say

LEFT, ROW = 1.9, 1.75


def differences(outcome: Outcome) -> pd.Series:
    """Return leader less runner-up per criterion with weight, in points of 100, largest first."""
    if outcome.race is None:
        return pd.Series(dtype=float)
    weighed = outcome.points.index[outcome.points > 0]
    both = outcome.contributions.loc[[outcome.race.leader, outcome.race.runner_up], weighed]
    ahead = 100 * (both.iloc[0] - both.iloc[1])
    # Differences that only rounding parts stand in the order of the tables, as on the page.
    return ahead.sort_values(ascending=False, kind="stable", key=lambda x: (1e7 * x + 0.5) // 1)


def draw_against(axes: Axes, outcome: Outcome) -> Axes:
    """Draw by how much the leader is ahead of the runner-up on each criterion, or behind it."""
    race, problem = outcome.race, outcome.problem
    if race is None:
        return nothing(axes, against_title(outcome))
    ahead, colours = differences(outcome), theme_colours(problem)
    looks = [colours[problem.criteria.at[name, "theme"]] for name in ahead.index]
    axes.barh(range(len(ahead)), ahead, color=looks, height=0.62)
    axes.axvline(0, color=INK, linewidth=0.8)
    # Room for the two raw figures beside each bar.
    reach = max(float(ahead.abs().max()), 0.5) * 2.1
    axes.set_xlim(-reach, reach)
    axes.set_xticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    for row, (name, x) in enumerate(ahead.items()):
        side = 1 if x >= 0 else -1
        beside = shifted(axes.transData, axes, x=5 * side)
        place: dict[str, Any] = {
            "ha": "left" if x >= 0 else "right",
            "va": "center_baseline",
            "size": SMALL,
        }
        axes.text(x, row, raw_figures(outcome, name), transform=beside, **place)
    for side, name in ((1, race.leader), (-1, race.runner_up)):
        words = say(
            "charts", "ahead_right" if side > 0 else "ahead_left", name=problem.labels[name]
        )
        place = {"ha": "left" if side > 0 else "right", "size": SMALL, "color": SOFT}
        above = shifted(axes.get_xaxis_transform(), axes, x=7 * side, y=5)
        axes.text(0, 1, words, transform=above, **place)
    row_labels(axes, [problem.criteria.at[name, "label"] for name in ahead.index], LEFT, ROW)
    title(axes, against_title(outcome))
    return axes


def raw_figures(outcome: Outcome, criterion: str) -> str:
    """Say a criterion's two raw figures, the leader's first: "12.5 v 5 parts"."""
    if outcome.race is None:
        return ""
    values = [
        attribute(outcome, n, criterion) for n in (outcome.race.leader, outcome.race.runner_up)
    ]
    unit = outcome.codebook(criterion)["unit"]
    slots = {"value": values[0], "rival": values[1], "unit": f" {unit}" if unit else ""}
    return say("charts", "versus", **slots)


def against_title(outcome: Outcome) -> str:
    """Say on how many criteria the leader is ahead, and on which most; else why there is none."""
    problem, race, ahead = outcome.problem, outcome.race, differences(outcome)
    nouns = {"alternative": problem.report.alternative}
    if outcome.leader is None:
        return say("charts", outcome.case, **nouns)
    if race is None:
        return say("charts", "against_alone", leader=problem.labels[outcome.leader], **nouns)
    slots = {
        "leader": problem.labels[race.leader],
        "runner_up": problem.labels[race.runner_up],
        "ahead": str((ahead > 100 * TIE).sum()),
        "all": str(len(ahead)),
    }
    if ahead.iloc[0] <= 100 * TIE:
        return say("charts", "against_nowhere", **slots)
    return say("charts", "against", most=label_of(outcome, str(ahead.index[0])), **slots)


def against_words(outcome: Outcome) -> str:
    """Say leader against runner-up in two sentences."""
    ahead, first = differences(outcome), against_title(outcome)
    if outcome.race is None:
        return first
    runner_up = outcome.problem.labels[outcome.race.runner_up]
    if ahead.iloc[-1] >= -100 * TIE:
        return f"{first}. {say('charts', 'behind_nowhere', runner_up=runner_up)}"
    most = label_of(outcome, str(ahead.index[-1]))
    return f"{first}. {say('charts', 'behind_most', runner_up=runner_up, most=most)}"


def against_table(outcome: Outcome) -> pd.DataFrame:
    """Return each criterion's difference in points of 100, with the two raw figures."""
    problem, race, ahead = outcome.problem, outcome.race, differences(outcome)
    index = pd.Index(
        [problem.criteria.at[name, "label"] for name in ahead.index],
        name=say("charts", "criterion"),
    )
    if race is None:
        return pd.DataFrame(index=index)
    columns = {
        problem.labels[name]: [attribute(outcome, name, criterion) for criterion in ahead.index]
        for name in (race.leader, race.runner_up)
    }
    columns[say("charts", "unit")] = [outcome.codebook(name)["unit"] for name in ahead.index]
    columns[say("charts", "difference")] = [_signed(x) for x in ahead]
    return pd.DataFrame(columns, index=index)


def _signed(x: float) -> str:
    words = rounded(abs(x), 1)
    return words if float(words) == 0 else f"{'+' if x > 0 else '−'}{words}"


def against_chart(outcome: Outcome) -> Chart:
    """Return leader against runner-up as a picture, in words and in figures."""
    svg = draw(
        lambda axes: draw_against(axes, outcome),
        ROW * len(differences(outcome)),
        against_title(outcome),
        left=LEFT,
        above=1.2,
    )
    return Chart(svg, capital(against_words(outcome)), against_table(outcome))
