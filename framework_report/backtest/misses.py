"""Each decision that the figures do not lead to, in a sentence or two with the cause."""

from collections.abc import Iterator

from framework_report.backtest.agreement import Backtest, Tried
from framework_report.backtest.decisions import STAYING
from framework_report.tables import Problem
from framework_report.words.facts import attribute, label_of, name_of, needs_words
from framework_report.words.text import joined, say, score_texts

TABLE = "backtest"
DECISIVE = 3


def miss_lines(test: Backtest) -> Iterator[str]:
    """Yield the part of the command's answer that tells every miss."""
    if test.misses:
        yield from ("", say(TABLE, "misses_title", count=len(test.misses)))
    for row in test.misses:
        yield say(TABLE, "item", text=miss_words(row))


def miss_words(row: Tried) -> str:
    """Say in a sentence or two what was chosen, what the figures say, and why they part."""
    decision, outcome = row.decision, row.outcome
    slots: dict[str, object] = {
        "id": decision.id,
        "built": decision.built,
        "chosen": name_of(outcome, decision.chosen),
        "beyond": _beyond(row),
        "tied": joined(name_of(outcome, n) for n in outcome.tied if n != decision.chosen),
    }
    if decision.chosen in outcome.removed:
        return say(TABLE, "miss_removed", needs=needs_words(outcome, decision.chosen), **slots)
    if outcome.leader is None:
        return say(TABLE, "miss_nothing", **slots)
    if row.hit:
        return say(TABLE, "miss_tie", **slots)
    return say(TABLE, "miss_figures", **slots, **_against(row))


def _against(row: Tried) -> dict[str, object]:
    """Return who leads instead, and the criterion that parts it most from the chosen one."""
    decision, outcome = row.decision, row.outcome
    leader, chosen = str(outcome.leader), decision.chosen
    parts = outcome.contributions
    criterion = max(outcome.problem.scored, key=lambda n: parts.at[leader, n] - parts.at[chosen, n])
    texts = score_texts({name: float(outcome.scores[name]) for name in (leader, chosen)})
    race = outcome.race
    return {
        "leader": name_of(outcome, leader),
        "leader_score": texts[leader],
        "score": texts[chosen],
        "said": said(race.verdict) if race else said("alone"),
        "criterion": label_of(outcome, criterion),
        "leader_value": attribute(outcome, leader, criterion),
        "value": attribute(outcome, chosen, criterion),
    }


def _beyond(row: Tried) -> str:
    """Name the reasons that no criterion covers, the decisive ones marked."""
    problem, decision = row.outcome.problem, row.decision
    labels = [
        say(TABLE, "decisive" if emphasis == DECISIVE else "mentioned", label=meaning(problem, n))
        for n, emphasis in decision.uncovered.items()
        if n not in _counted(row)
    ]
    stayed = decision.chosen == decision.incumbent
    words = [say(TABLE, "stayed")] if stayed else []
    words += [say(TABLE, "beyond", labels=joined(labels))] if labels else []
    return "".join(f" {text}" for text in words)


def _counted(row: Tried) -> list[str]:
    """Return the labels that a criterion of the team did count."""
    running = row.outcome.problem.mark("incumbent")
    return [STAYING] if any(row.outcome.points[name] for name in running) else []


def meaning(problem: Problem, label: str) -> str:
    """Return what a label means, up to its first semicolon or colon."""
    rows = problem.decision_labels.set_index("label")
    if label in problem.criteria.index:
        return str(problem.criteria.at[label, "label"])
    text = str(rows.at[label, "meaning"]) if label in rows.index else label
    return text.split(";")[0].split(":")[0]


def said(name: str) -> str:
    """Return what the report says of itself, in words."""
    return say(TABLE, f"said_{name}")
