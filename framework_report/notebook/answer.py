"""The answer: the verdict, what stands beside the sliders, and the state where there are none."""

import pandas as pd

from framework_report.charts.ranking import ranking_title, theme_contributions
from framework_report.notebook import markup
from framework_report.notebook.part import Part, part_of_table
from framework_report.outcome import Outcome
from framework_report.words import Paragraph
from framework_report.words import doubts as doubt_paragraphs
from framework_report.words import verdict as paragraphs
from framework_report.words.facts import argument, argument_criteria, must_have_words, needs_words
from framework_report.words.text import joined, points_text, rounded, say, score_texts

REASONS, PRICES = 3, 2
"""How many arguments for and against the panel names."""


def verdict(outcome: Outcome) -> Part:
    """Return the verdict in words."""
    said = paragraphs(outcome)
    words = "\n".join(f"{title}. {text}" if title else text for _, title, text in said)
    return Part(markup.verdict(said), words, said[0].text)


def standing(outcome: Outcome) -> Part:
    """Return what stands beside the sliders: answer, how sure, ranking, reasons, what flips it.

    It is made while a handle moves, so it has only what follows at once.
    """
    said = {paragraph.name: paragraph for paragraph in paragraphs(outcome)}
    for_it, against_it = _arguments(outcome)
    top = [f'<h3 class="fr-headline">{markup.text(said["headline"].text)}</h3>']
    top += [_small(said, name) for name in ("way_out", "advice", "sure")]
    rows = ranking_rows(outcome)
    top.append(markup.ranking(rows, ranking_title(outcome)))
    html = [f'<div class="fr-top">{"".join(top)}</div>']
    html += [markup.items("why", say("panel", "why"), for_it)]
    html += [markup.items("price", say("page", "give_up"), against_it)]
    html += [_small(said, name) for name in ("flip", "unknown", "inactive", "must_haves")]
    lines = [said["headline"].text]
    lines += [said[name].text for name in ("way_out", "advice", "sure") if name in said]
    lines += [f"{name}: {score}" for name, score, _ in rows]
    lines += [f"+ {line}" for line in for_it] + [f"− {line}" for line in against_it]
    lines += [said["flip"].text] if "flip" in said else []
    return Part(f'<div class="fr-standing">{"".join(html)}</div>', "\n".join(lines))


def _small(said: dict[str, Paragraph], name: str) -> str:
    if name not in said:
        return ""
    title = "" if name in ("sure", "way_out", "advice") else said[name].title
    return markup.paragraph(name, title, said[name].text)


def _arguments(outcome: Outcome) -> tuple[list[str], list[str]]:
    """Return the strongest arguments for the leader and against it, in raw figures."""
    if outcome.leader is None:
        return [], []
    for_it, against_it = argument_criteria(outcome)
    against_it = against_it if outcome.race else []
    return (
        [argument(outcome, name) for name in for_it[:REASONS]],
        [argument(outcome, name) for name in against_it[:PRICES]],
    )


def ranking_rows(outcome: Outcome) -> list[markup.Row]:
    """Return the ranking row by row; those that a must-have removed come last, with the reason."""
    problem, parts = outcome.problem, theme_contributions(outcome)
    texts = score_texts({name: outcome.scores[name] for name in outcome.order})
    rows: list[markup.Row] = []
    for name, values in zip(outcome.order, parts.to_numpy(), strict=True):
        ends = [0.0, *values.cumsum().tolist()]
        bars = [(i, ends[i], ends[i + 1]) for i in range(len(ends) - 1)]
        rows.append((problem.labels[name], texts[name], bars))
    for name in outcome.removed:
        rows.append(
            (problem.labels[name], say("page", "out", needs=needs_words(outcome, name)), ())
        )
    return rows


def points(outcome: Outcome) -> pd.DataFrame:
    """Return the state as a frame: points, weight in percent and swing per criterion."""
    problem, names = outcome.problem, outcome.problem.scored
    return pd.DataFrame(
        {
            say("panel", "theme"): problem.criteria.loc[names, "theme"],
            say("charts", "criterion"): problem.criteria.loc[names, "label"],
            say("page", "points"): [points_text(outcome.state.points.get(n, 0)) for n in names],
            say("panel", "weight_percent"): [rounded(100 * outcome.weights[n]) for n in names],
            say("panel", "measured"): [measure_label(outcome, n) for n in names],
            say("panel", "swing"): [outcome.codebook(n)["swing"] for n in names],
        }
    ).set_index(say("charts", "criterion"))


def measure_label(outcome: Outcome, criterion: str) -> str:
    """Return the name of the measure that a criterion is counted by."""
    measure = outcome.measure(criterion)
    return str(outcome.problem.measures.at[(criterion, measure), "label"]) if measure else ""


def team_lines(outcome: Outcome) -> list[str]:
    """Say what the team said of itself, one line a criterion."""
    problem, lines = outcome.problem, []
    for name in problem.team:
        said, labels = outcome.state.team.get(name, {}), problem.level_labels[name]
        each = joined(f"{problem.labels[n]}: {labels[level]}" for n, level in said.items())
        label = problem.criteria.at[name, "label"]
        lines.append(say("panel", "said", label=label, said=each or say("page", "not_said")))
    return lines


def must_have_line(outcome: Outcome) -> str:
    """Say the must-haves."""
    none = say("page", "none")
    return say("page", "set_must_haves", must_haves=must_have_words(outcome) or none)


def panel(outcome: Outcome) -> Part:
    """Return the panel as it stands, for where no sliders are."""
    beside, frame = standing(outcome), points(outcome)
    weighed = frame[(outcome.points > 0).to_numpy()]
    table = part_of_table(weighed, "points", say("panel", "priorities"))
    lines = [*team_lines(outcome), must_have_line(outcome)]
    rest = "".join(f"<p>{markup.text(line)}</p>" for line in lines)
    html = f'<div class="fr-fallback">{beside.html}{table.html}{rest}</div>'
    return Part(html, "\n".join([beside.words, table.words, *lines]))


def doubts(outcome: Outcome) -> Part:
    """Return what would change the answer besides one slider, in words."""
    found = doubt_paragraphs(outcome)
    words = "\n".join(f"{title}. {text}" for _, title, text in found)
    html = "".join(markup.paragraph(*paragraph) for paragraph in found)
    none = say("panel", "no_doubts")
    html = html or f"<p>{markup.text(none)}</p>"
    return Part(f'<div class="fr-doubts">{html}</div>', words or none)
