"""The back-test in words: the command's lines, and the report's one line."""

from collections.abc import Iterator
from functools import partial

from framework_report.backtest.agreement import (
    NEARLY_ALL,
    VERDICTS,
    Backtest,
    Rate,
    Tried,
    backtest,
    rate,
)
from framework_report.backtest.decisions import DECISIVE, STAYING, uncovered
from framework_report.backtest.findings import (
    against,
    always_with,
    in_the_core,
    must_haves,
)
from framework_report.tables import Problem
from framework_report.words.facts import attribute, label_of, name_of, needs_words
from framework_report.words.text import capital, figure, joined, phrases, rounded, score_texts
from framework_report.words.text import say as say_of

say = partial(say_of, "backtest")


def report_lines(problem: Problem) -> list[str]:
    """Return what the command `backtest` prints; its first percentage is the agreement."""
    test = backtest(problem)
    if not test.rows:
        return [say("none")]
    parts = (_agreement, _baselines, _groups, _misses, _calibration, _looked_into, _uncovered)
    return [line for part in (*parts, _limits) for line in part(test)]


def in_short(problem: Problem) -> list[str]:
    """Return the report's one line, and how sure it is; nothing where no decision can be tried."""
    test = backtest(problem)
    if not test.rows:
        return []
    common = {"common": problem.labels[test.most_common], "common_share": _share(test.common)}
    slots = {**_rate(rate(test.rows)), **common, "equal_share": _share(test.equal)}
    return [say("one_line", **slots), say("one_line_more", **slots)]


def calibration_line(problem: Problem) -> str:
    """Return the report's sentence on how its words about itself fared; nothing without any."""
    each = [
        say("calibrated", said=say(f"said_{name}"), **_rate(found))
        for name, found in backtest(problem).calibration.items()
        if found.tries and name in VERDICTS
    ]
    return say("calibration_line", each=joined(each)) if each else ""


def _share(rate: Rate) -> str:
    return rounded(100 * rate.share)


def _rate(rate: Rate) -> dict[str, object]:
    low, high = (rounded(100 * end) for end in rate.interval)
    hits = {"hits": figure(rate.hits), "count": rate.tries}
    return {"share": _share(rate), **hits, "low": low, "high": high}


# The parts of the command's answer


def _agreement(test: Backtest) -> Iterator[str]:
    yield say("agreement", **_rate(rate(test.rows)))
    if test.by_needs:
        yield say("needs", **_rate(rate(test.by_needs)))
    yield say("meaning")
    if rest := len(test.decisions) - len(test.testable):
        yield say("untested", count=rest, alternative=test.problem.report.alternative)


def _baselines(test: Backtest) -> Iterator[str]:
    yield from ("", say("baselines_title"))
    for name, found, beside in test.baselines:
        if found.tries:
            words = say(f"baseline_{name}", leader=test.problem.labels[test.most_common])
            yield say("baseline", name=words, beside=_share(beside), **_rate(found))


def _groups(test: Backtest) -> Iterator[str]:
    labels = {**test.problem.labels, **test.problem.scenarios["label"]}
    for name, groups in (
        ("chosen", test.by(lambda d: d.chosen)),
        ("situation", test.by(lambda d: d.situation)),
        ("quality", dict(sorted(test.by(lambda d: d.quality).items()))),
    ):
        yield from ("", say(f"by_{name}_title"))
        for key, found in groups.items():
            yield say("group", name=labels.get(key, key) or say("not_said"), **_rate(found))


def _misses(test: Backtest) -> Iterator[str]:
    """Tell each decision that the figures do not lead to, with the cause."""
    if test.misses:
        yield from ("", say("misses_title", count=len(test.misses)))
    for row in test.misses:
        yield say("item", text=_miss(row))


def _miss(row: Tried) -> str:
    """Say what was chosen, what the figures say, and why they part."""
    decision, outcome = row.decision, row.outcome
    slots: dict[str, object] = {
        "id": decision.id,
        "built": decision.built,
        "chosen": name_of(outcome, decision.chosen),
        "beyond": _beyond(row),
    }
    if decision.chosen in outcome.removed:
        return say("miss_removed", needs=needs_words(outcome, decision.chosen), **slots)
    if outcome.leader is None:
        return say("miss_nothing", **slots)
    if row.hit:
        others = (name_of(outcome, n) for n in outcome.tied if n != decision.chosen)
        return say("miss_tie", tied=joined(others), **slots)
    return say("miss_figures", **slots, **_against(row, outcome.leader))


def _against(row: Tried, leader: str) -> dict[str, object]:
    """Return who leads instead, and the criterion that parts it most from the chosen one."""
    outcome, chosen, parts = row.outcome, row.decision.chosen, row.outcome.contributions
    criterion = max(outcome.problem.scored, key=lambda n: parts.at[leader, n] - parts.at[chosen, n])
    texts = score_texts({name: float(outcome.scores[name]) for name in (leader, chosen)})
    return {
        "leader": name_of(outcome, leader),
        "leader_score": texts[leader],
        "score": texts[chosen],
        "said": say(f"said_{row.said}"),
        "criterion": label_of(outcome, criterion),
        "leader_value": attribute(outcome, leader, criterion),
        "value": attribute(outcome, chosen, criterion),
    }


def _beyond(row: Tried) -> str:
    """Name the reasons that no criterion covers, the decisive ones marked."""
    problem, decision = row.outcome.problem, row.decision
    staying_counts = any(row.outcome.points[name] for name in problem.mark("incumbent"))
    labels = [
        say("decisive" if emphasis == DECISIVE else "mentioned", label=_meaning(problem, name))
        for name, emphasis in decision.uncovered.items()
        if name != STAYING or not staying_counts
    ]
    words = [say("stayed")] if decision.chosen == decision.incumbent else []
    words += [say("beyond", labels=joined(labels))] if labels else []
    return "".join(f" {text}" for text in words)


def _meaning(problem: Problem, label: str) -> str:
    """Return what a label means, up to its first semicolon or colon; else the criterion's label."""
    meanings = problem.decision_labels.set_index("label")["meaning"]
    if label in meanings.index:
        return str(meanings[label]).split(";")[0].split(":")[0]
    return str(problem.criteria["label"].get(label, label))


def _calibration(test: Backtest) -> Iterator[str]:
    yield from ("", say("calibration_title"))
    for name, found in test.calibration.items():
        words = capital(say(f"said_{name}"))
        yield say("group" if found.tries else "group_none", name=words, **_rate(found))
    yield say("calibration_note")
    if test.nearly_certain.tries:
        slots = {"nearly": rounded(100 * NEARLY_ALL), "all": len(test.rows)}
        yield say("certain", **slots, **_rate(test.nearly_certain))


def _looked_into(test: Backtest) -> Iterator[str]:
    problem, found = test.problem, []
    asked, add_on, core = must_haves(test)
    if asked:
        slots = {"asked": asked, "add_on": add_on, "core": core}
        now, share = _share(rate(test.rows)), _share(in_the_core(test))
        alternative = problem.report.alternative
        found.append(say("must_haves", alternative=alternative, now=now, share=share, **slots))
    each = [
        say("against_one", label=problem.criteria.at[name, "label"], named=n, beaten=beaten)
        for name, (n, beaten) in against(test).items()
        if beaten
    ]
    if each:
        found.append(say("against", each=joined(each)))
    for name in problem.frameworks.index[problem.frameworks["extra"]]:
        leads, chosen, best = always_with(test, name)
        by = say("brought", label=problem.criteria.at[best, "label"]) if best else ""
        counts = {"leads": figure(leads), "chosen": chosen, "count": len(test.rows)}
        found.append(say("always", name=problem.labels[name], by=by, **counts))
    if found:
        yield from ("", say("looked_title"))
    yield from (say("item", text=text) for text in found)


def _uncovered(test: Backtest) -> Iterator[str]:
    problem, found = test.problem, uncovered(test.problem, test.decisions)
    measured_by = dict(problem.decision_labels.set_index("label")["measured_by"])
    if found:
        yield from ("", say("uncovered_title", count=len(test.decisions)))
    for label, (count, decisive) in found.items():
        needed = measured_by.get(label) or say("no_slider")
        slots = {"label": _meaning(problem, label), "count": count, "decisive": decisive}
        yield say("uncovered", needed=needed, **slots)


def _limits(test: Backtest) -> Iterator[str]:
    known = sum(bool(d.familiarity) for d in test.decisions)
    yield from ("", say("limits_title"))
    for text in phrases()["backtest"]["limits"]:
        yield say("item", text=text.format(all=len(test.decisions), known=known))
