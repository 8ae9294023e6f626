"""The parts of a README that follow from the tables, between marked lines; nothing else of it.

``make notebook`` brings them up to date. Only what stands between a pair of marks is written.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from framework_report.backtest import Standing, scenario_standing
from framework_report.files import read_text, rewrite_text
from framework_report.outcome import Outcome
from framework_report.state import State, scenario_state
from framework_report.tables import Problem
from framework_report.words import headline
from framework_report.words.facts import first_of_100
from framework_report.words.text import joined, say

MARK = "<!-- written by make notebook: {name} -->\n{text}\n<!-- end of {name} -->"


def refresh(problem: Problem, state: State) -> Path | None:
    """Bring the README beside the folder of tables up to date; return its path where it changed."""
    path = problem.folder.resolve().parent / "README.md"
    if not path.is_file():
        return None
    before = read_text(path)
    after = refreshed(before, problem, state)
    if after == before:
        return None
    rewrite_text(path, after, before)
    return path


def refreshed(text: str, problem: Problem, state: State) -> str:
    """Return a README with its marked parts written anew; a part without marks is not added."""
    for name, part in PARTS.items():
        start, end = (re.escape(mark) for mark in MARK.format(name=name, text="\n").split("\n\n\n"))
        found = re.compile(f"{start}\n.*?\n{end}", re.DOTALL)
        if found.search(text):
            written = MARK.format(name=name, text=part(problem, state))
            text = found.sub(lambda _, written=written: written, text)  # type: ignore[misc]
    return text


def _answer(problem: Problem, state: State) -> str:
    return f"> {headline(Outcome(problem, state))}"


def _situations(problem: Problem, _: State) -> str:
    """Return the table of scenarios: who leads, how surely, what the piece says, what opens it."""
    piece = problem.report.piece
    head = [say("readme", name) for name in ("situation", "leads", "standing", "shares")]
    head += [say("readme", "says", piece=piece)] if piece else []
    head += [say("readme", "opens")]
    rows = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for name, scenario in problem.scenarios.iterrows():
        outcome = Outcome(problem, scenario_state(problem, name))
        standing = scenario_standing(problem, name)
        race = outcome.race
        cells = [scenario["label"], _labels(problem, outcome.tied)]
        close = race is not None and race.verdict == "close"
        kind = "close_open" if close and standing.open else "close" if close else ""
        kind = kind or ("open" if standing.open else "firm")
        cells += [say("readme", kind), first_of_100(race) if race else "—"]
        cells += [problem.labels.get(scenario["article_says"], "—")] if piece else []
        cells += [_opens(problem, standing)]
        rows.append("| " + " | ".join(_plain(cell) for cell in cells) + " |")
    return "\n".join(rows)


def _plain(text: str) -> str:
    return text.replace("|", "\\|")


def _labels(problem: Problem, names: Sequence[str]) -> str:
    return joined(problem.labels[name] for name in names) or "—"


def _opens(problem: Problem, standing: Standing) -> str:
    """Say what gives a scenario another leader than its own points do."""
    said = []
    if standing.teams is not None and standing.teams != standing.article:
        leaders = _labels(problem, standing.teams)
        said.append(say("readme", "by_teams", count=standing.decisions, leaders=leaders))
    if standing.equal != standing.article:
        said.append(say("readme", "by_equal", leaders=_labels(problem, standing.equal)))
    by: dict[str, list[str]] = {}
    for criterion, measure, others in standing.measures:
        slots = {"label": problem.criteria.at[criterion, "label"]}
        slots["measure"] = problem.measures.at[(criterion, measure), "label"]
        way = say("readme", "by_measure", **slots)
        by.setdefault(_labels(problem, others), []).append(way)
    said += [f"{'; '.join(ways)}: {leader}" for leader, ways in by.items()]
    return "; ".join(said) or "—"


def _criteria(problem: Problem, _: State) -> str:
    """Return the table of themes with their criteria, and how many measures each has."""
    rows = [f"| {say('readme', 'theme')} | {say('readme', 'criteria')} |", "|---|---|"]
    for theme, names in problem.themes.items():
        labels = [
            problem.criteria.at[name, "label"]
            + (f" ({n})" if (n := len(problem.measures_of.get(name, []))) > 1 else "")
            for name in names
        ]
        rows.append(f"| {theme} | {', '.join(labels)} |")
    return "\n".join(rows)


PARTS: dict[str, Callable[[Problem, State], str]] = {
    "answer": _answer,
    "situations": _situations,
    "criteria": _criteria,
}
