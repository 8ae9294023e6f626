"""Asked before told: at most six questions, before any ranking is seen. The page asks the same.

Ratings set the priorities: swing weights (Edwards & Barron 1994, Organizational Behavior and Human
Decision Processes 60:306-325) over themes, then within up to four of them, those that count most.
What would you improve first, from worst to best, and how much is each of the others worth beside
it? At most two of the questions that are left are trade-offs (Keeney & Raiffa 1976) between made-up
alternatives that differ in two criteria only; they check the ratings and change none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import floor, sqrt
from typing import Any

from framework_report.files import ProblemError
from framework_report.state import MAXIMUM_POINTS
from framework_report.tables import Problem
from framework_report.words.text import capital, figure, fill, in_sentence, joined, say

MOST_QUESTIONS, MOST_WITHIN, MOST_TRADES = 6, 4, 2
WHOLE = 100
"""What the one that is improved first counts."""
TOLERANCE = 0.05
"""How far a rating, beside one of 1, may lie beyond what a choice says: half a slider step."""
ALIKE = 0.125
"""How far apart two alternatives may be that somebody calls about as good: half of a quarter.

They are asked in quarters of the way: up to here they are nearer to alike than to the next pair
that could have been asked.
"""
CHOICES = ("first", "second", "same")
Answer = Mapping[str, float] | str
"""Of a swing question: option -> 0 to 100; of a trade-off: first, second or same."""
Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Option:
    """One thing to improve, from worst to best, or one made-up alternative."""

    name: str
    label: str
    swing: str = ""


@dataclass(frozen=True)
class Question:
    """A swing question, or a trade-off where ``level`` is above -1.

    A trade-off's first option has criterion ``better`` at its best and ``worse`` at its worst, its
    second one ``better`` at ``level`` (0 to 1) and ``worse`` at its best.
    """

    name: str
    title: str
    text: str
    options: tuple[Option, ...]
    better: str = ""
    worse: str = ""
    level: float = -1


@dataclass(frozen=True)
class Contradiction:
    """A choice that does not go with the ratings.

    ``said`` is what the ratings make of ``worse`` beside 100 for ``better``, ``implied`` what the
    choice does.
    """

    question: str
    said: float
    implied: float
    text: str


def questions(problem: Problem, answers: Answers | None = None) -> list[Question]:
    """Return the questions that can be asked by now; the first without an answer is the next.

    Within which themes is asked once themes are rated; trade-offs are made once all ratings are
    there, and named by what they hold, so that an answer to another one is never taken for it.
    """
    answers, themes = answers or {}, problem.themes
    found = [_themes(problem)] if len(themes) > 1 else []
    if all(question.name in answers for question in found):
        found += [_within(problem, theme) for theme in _asked(problem, answers)]
        if all(question.name in answers for question in found):
            found += _trades(problem, answers, MOST_QUESTIONS - len(found))
    return found


def answer(question: Question, given: Any) -> Answer:
    """Check an answer and return it whole; options that it leaves out are worth nothing.

    Raises ProblemError where it is no answer to this question.
    """
    names = [option.name for option in question.options]
    if question.level >= 0:
        good, expected = given in CHOICES, joined(CHOICES, "or")
    else:
        good = isinstance(given, Mapping) and all(
            name in names and isinstance(x, int | float) and 0 <= x <= WHOLE
            for name, x in given.items()
        )
        good = good and any(given.values())
        expected = f"0 to {WHOLE} for {joined(names, 'or')}, and not 0 for all"
    if not good:
        raise ProblemError([f"{question.name}: found {given!r}, expected {expected}"])
    if question.level >= 0:
        return str(given)
    return {name: float(given.get(name, 0)) for name in names}


def points_from(problem: Problem, answers: Answers) -> dict[str, int]:
    """Return the points that the ratings make, the heaviest criterion at 10, halves rounded up.

    What is not answered yet counts alike. A trade-off moves no slider.
    """
    weights = _weights(problem, answers)
    most = max(weights.values())
    return {
        name: floor(MAXIMUM_POINTS * weight / most + 0.5) if most else 0
        for name, weight in weights.items()
    }


def contradictions(problem: Problem, answers: Answers) -> list[Contradiction]:
    """Return the choices that the ratings contradict; either of the two can be changed.

    Taking the first says that `worse` is worth at most 1 - level beside 1 for `better`, the second
    that it is worth at least that, the same that it is worth about that.
    """
    weights, found = _weights(problem, answers), []
    for question in questions(problem, answers):
        choice = answers.get(question.name)
        if question.level < 0 or choice is None:
            continue
        said, implied = weights[question.worse] / weights[question.better], 1 - question.level
        off = {"first": said - implied, "second": implied - said, "same": abs(said - implied)}
        if off[str(choice)] > (ALIKE if choice == "same" else TOLERANCE):
            pair = question.better, question.worse
            slots = {"said": figure(floor(WHOLE * said + 0.5))}
            slots |= {"implied": figure(floor(WHOLE * implied + 0.5))}
            slots |= dict(zip(("better", "worse"), (_label(problem, n) for n in pair), strict=True))
            slots |= {"ratings": joined(_rated(problem, answers, pair))}
            text = say("ask", "contradiction", says=say("ask", f"says_{choice}"), **slots)
            found.append(Contradiction(question.name, WHOLE * said, WHOLE * implied, text))
    return found


# Ratings


def _themes(problem: Problem) -> Question:
    options = [
        Option(theme, theme, joined(_label(problem, n) for n in names))
        for theme, names in problem.themes.items()
    ]
    text = say("ask", "themes_text", alternative=problem.report.alternative)
    return Question("themes", say("ask", "themes_title"), text, tuple(options))


def _within(problem: Problem, theme: str) -> Question:
    rows = problem.criteria.loc[problem.themes[theme]]
    options = [Option(str(n), row["label"], row["swing"]) for n, row in rows.iterrows()]
    title = say("ask", "within_title", theme=theme)
    text = say("ask", "within_text", alternative=problem.report.alternative)
    return Question(f"within:{theme}", title, text, tuple(options))


def _rating(answers: Answers, question: str, name: str) -> float:
    given = answers.get(question)
    return float(given.get(name, 0)) if isinstance(given, Mapping) else float(WHOLE)


def _rated(problem: Problem, answers: Answers, names: Iterable[str]) -> list[str]:
    """Say which ratings decide what some criteria weigh, as they were given; each once."""
    found = []
    for name in names:
        theme = str(problem.criteria.at[name, "theme"])
        for question, option, label in (
            ("themes", theme, theme),
            (f"within:{theme}", name, _label(problem, name)),
        ):
            if question in answers:
                points = figure(_rating(answers, question, option))
                found.append(say("ask", "rated", name=label, points=points))
    return list(dict.fromkeys(found))


def _asked(problem: Problem, answers: Answers) -> list[str]:
    """Return the themes of several criteria that are rated highest, in the order of the tables."""
    rated = {t: _rating(answers, "themes", t) for t, n in problem.themes.items() if len(n) > 1}
    highest = sorted((t for t in rated if rated[t]), key=lambda t: -rated[t])[:MOST_WITHIN]
    return [theme for theme in rated if theme in highest]


def _weights(problem: Problem, answers: Answers) -> dict[str, float]:
    """Return a theme's rating, divided over its criteria as they are rated beside each other."""
    weights: dict[str, float] = {}
    for theme, names in problem.themes.items():
        ratings = {name: _rating(answers, f"within:{theme}", name) for name in names}
        total = sum(ratings.values()) or 1.0
        weights |= {n: _rating(answers, "themes", theme) * (x / total) for n, x in ratings.items()}
    return {name: weights[name] for name in problem.scored}


# Trade-offs


def _trades(problem: Problem, answers: Answers, left: int) -> list[Question]:
    """Make the trade-offs: the heaviest criterion with the heaviest of another theme, then another.

    The first tests whether the lighter one is rated too low, the second whether too high.
    """
    weights = {n: w for n, w in _weights(problem, answers).items() if w and n not in problem.team}
    order = sorted(weights, key=lambda name: -weights[name])
    if len(order) < 2:
        return []
    better, theme = order[0], dict(problem.criteria["theme"])
    others = sorted(order[1:], key=lambda name: theme[name] == theme[better])
    pairs = [others[0], (others + others)[1]][: min(left, MOST_TRADES)]
    made = []
    for i, worse in enumerate(pairs):
        even = 4 * (1 - weights[worse] / weights[better])  # in quarters of the way to the best
        quarter = max(-floor(-even) - 1, 0) if i == 0 else min(floor(even) + 1, 3)
        made.append(_trade(problem, better, worse, quarter))
    return made


def _trade(problem: Problem, better: str, worse: str, quarter: int) -> Question:
    middle, level = _at(problem, better, quarter)
    options = tuple(
        Option(
            name, capital(say("ask", "trade_option", one=one, other=_at(problem, worse, end)[0]))
        )
        for name, one, end in (("first", _at(problem, better, 4)[0], 0), ("second", middle, 4))
    )
    text = say("ask", "trade_text", alternatives=problem.report.alternatives)
    name, title = f"trade:{better}:{worse}:{quarter}", say("ask", "trade_title")
    return Question(name, title, text, options, better, worse, level)


def _at(problem: Problem, criterion: str, quarter: int) -> tuple[str, float]:
    """Say what a criterion is some quarters of the way from worst to best, and how far that is.

    Quarters of a logarithmic scale are square roots, which are the same in every language. Between
    whole levels two or more apart the figure is whole, and below the best.
    """
    row = problem.criteria.loc[criterion]
    worst, best, level = float(row["worst"]), float(row["best"]), quarter / 4
    if row["scale"] == "log":
        half = sqrt(worst * best)
        x = (worst, sqrt(worst * half), half, sqrt(half * best), best)[quarter]
    else:
        x, span = worst + (best - worst) * level, abs(best - worst)
        if worst == floor(worst) and best == floor(best) and span > 1 and 0 < quarter < 4:
            steps = min(floor(span * level + 0.5), span - 1)
            x, level = worst + steps * (best - worst) / span, steps / span
    return fill(str(row["says"]), {"value": figure(x)}), level


def _label(problem: Problem, criterion: str) -> str:
    return in_sentence(str(problem.criteria.at[criterion, "label"]))
