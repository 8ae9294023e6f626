"""What is said under a slider: its weight, where today's leader stays, and what it stands for."""

from typing import NamedTuple

from framework_report.notebook import markup
from framework_report.outcome import Outcome
from framework_report.state import MAXIMUM_POINTS, theme_points
from framework_report.words.facts import label_of, names_of
from framework_report.words.text import capital, joined, points_text, rounded, say


class Note(NamedTuple):
    """Words under a slider, and the steps from and to which the leader stays; none without one."""

    html: str
    stays: tuple[int, int] | None


def slider_notes(outcome: Outcome) -> dict[tuple[str, bool], Note]:
    """Return the note of every slider, by its name and whether it is a theme's."""
    problem = outcome.problem
    themes = {(name, True): _theme(outcome, name) for name in problem.themes}
    return themes | {(name, False): _criterion(outcome, name) for name in problem.scored}


def _theme(outcome: Outcome, theme: str) -> Note:
    names = outcome.problem.themes[theme]
    labels = joined(label_of(outcome, name) for name in names)
    silent = [n for n in names if n in outcome.problem.team and not outcome.said(n)]
    silent = [n for n in silent if outcome.state.points.get(n)]
    more = ""
    if silent:
        unsaid = joined(label_of(outcome, name) for name in silent)
        more = f" {say('lists', 'not_counted', labels=unsaid)}"
    weight = sum(outcome.weights[name] for name in names)
    points = theme_points(outcome.problem, outcome.state.points, theme)
    return _note(outcome, (theme, True), weight, points, f"{capital(labels)}.{more}")


def _criterion(outcome: Outcome, name: str) -> Note:
    swing = str(outcome.codebook(name)["swing"])
    if name in outcome.problem.team and not outcome.said(name):
        swing = say("panel", "unsaid", swing=swing)
    points = outcome.state.points.get(name, 0)
    return _note(outcome, (name, False), outcome.weights[name], points, swing)


def _note(
    outcome: Outcome, slider: tuple[str, bool], weight: float, points: float, about: str
) -> Note:
    stays, words = None, ""
    if outcome.race:
        low, high = stays = outcome.race.stays(*slider)
        tied = capital(names_of(outcome, outcome.tied))
        anywhere = (low, high) == (0, MAXIMUM_POINTS)
        kind = "stays_anywhere" if anywhere else "stays_at" if low == high else "stays"
        words = say("panel", kind, tied=tied, low=low, high=high)
    percent = say("page", "weight", weight=rounded(100 * weight))
    if points != int(points):
        about = f"{say('panel', 'between', points=points_text(points))} {about}"
    html = (
        f'<div class="fr-below"><span>{percent}</span><span>{markup.text(words)}</span>'
        f'<span class="fr-whole">{markup.text(about)}</span></div>'
    )
    return Note(html, stays)
