"""The back-test in words: the command's lines, the report's one line, a scenario's standing."""

from collections.abc import Iterator

from framework_report.backtest.agreement import Backtest, Rate, backtest
from framework_report.backtest.decisions import uncovered
from framework_report.backtest.findings import against, always_with, in_the_core, must_haves
from framework_report.backtest.misses import meaning, miss_lines, said
from framework_report.backtest.standing import Standing
from framework_report.tables import Problem
from framework_report.words.text import capital, figure, joined, phrases, rounded, say

TABLE = "backtest"


def report_lines(problem: Problem) -> list[str]:
    """Return what the command `backtest` prints; its first percentage is the agreement."""
    test = backtest(problem)
    if not test.rows:
        return [say(TABLE, "none")]
    return [
        *_agreement(test),
        *_baselines(test),
        *_groups(test),
        *miss_lines(test),
        *_calibration(test),
        *_looked_into(test),
        *_uncovered(test),
        *_limits(test),
    ]


def one_line(problem: Problem) -> str:
    """Return the report's one line; nothing where no decision can be tried."""
    test = backtest(problem)
    if not test.rows:
        return ""
    common = test.baselines[0].rate
    name = problem.labels[test.most_common]
    baseline = {"common": name, "common_share": _share(common)}
    return say(TABLE, "one_line", **_rate(_all(test)), **baseline)


def calibration_line(problem: Problem) -> str:
    """Return the report's sentence on how its words about itself fared; nothing without any."""
    test = backtest(problem)
    each = [
        say(TABLE, "calibrated", said=said(name), **_rate(found))
        for name, found in test.calibration.items()
        if found.tries and name in ("firm", "open", "close")
    ]
    return say(TABLE, "calibration_line", each=joined(each)) if each else ""


def standing_line(problem: Problem, standing: Standing) -> str:
    """Say in a sentence how a scenario stands."""
    parts = [say(TABLE, "by_article", leaders=_leaders(problem, standing.article))]
    if standing.teams is None:
        parts.append(say(TABLE, "by_too_few", count=standing.decisions))
    else:
        leaders = _leaders(problem, standing.teams)
        parts.append(say(TABLE, "by_teams", leaders=leaders, count=standing.decisions))
    parts.append(say(TABLE, "by_equal", leaders=_leaders(problem, standing.equal)))
    parts += [
        say(
            TABLE,
            "by_measure",
            label=problem.criteria.at[criterion, "label"],
            measure=problem.measures.at[(criterion, measure), "label"],
            leaders=problem.labels[leader],
        )
        for criterion, measure, leader in standing.measures
    ]
    found = say(TABLE, "open" if standing.open else "not_open")
    label = problem.scenarios.at[standing.scenario, "label"]
    return say(TABLE, "standing", label=label, found=found, each=joined(parts))


def _leaders(problem: Problem, names: list[str]) -> str:
    return joined(problem.labels[name] for name in names) or say(TABLE, "nobody")


# The parts of the command's answer


def _all(test: Backtest) -> Rate:
    return Rate(sum(row.hit for row in test.rows), len(test.rows))


def _share(rate: Rate) -> str:
    return rounded(100 * rate.share)


def _rate(rate: Rate) -> dict[str, object]:
    low, high = rate.interval
    return {
        "share": _share(rate),
        "hits": figure(rate.hits),
        "count": rate.tries,
        "low": rounded(100 * low),
        "high": rounded(100 * high),
    }


def _agreement(test: Backtest) -> Iterator[str]:
    alternative = test.problem.report.alternative
    yield say(TABLE, "agreement", **_rate(_all(test)))
    needs = Rate(sum(row.hit for row in test.by_needs), len(test.by_needs))
    if needs.tries:
        yield say(TABLE, "needs", **_rate(needs))
    yield say(TABLE, "meaning")
    if rest := len(test.decisions) - len(test.testable):
        yield say(TABLE, "untested", count=rest, alternative=alternative)


def _baselines(test: Backtest) -> Iterator[str]:
    yield from ("", say(TABLE, "baselines_title"))
    for name, rate, beside in test.baselines:
        if rate.tries:
            words = say(TABLE, f"baseline_{name}", leader=test.problem.labels[test.most_common])
            yield say(TABLE, "baseline", name=words, beside=_share(beside), **_rate(rate))


def _groups(test: Backtest) -> Iterator[str]:
    labels = {**test.problem.labels, **test.problem.scenarios["label"]}
    for name, groups in (
        ("chosen", test.by(lambda d: d.chosen)),
        ("situation", test.by(lambda d: d.situation)),
        ("quality", dict(sorted(test.by(lambda d: d.quality).items()))),
    ):
        yield from ("", say(TABLE, f"by_{name}_title"))
        for key, rate in groups.items():
            words = labels.get(key, key) or say(TABLE, "not_said")
            yield say(TABLE, "group", name=words, **_rate(rate))


def _calibration(test: Backtest) -> Iterator[str]:
    yield from ("", say(TABLE, "calibration_title"))
    for name, rate in test.calibration.items():
        words = capital(said(name))
        yield say(TABLE, "group" if rate.tries else "group_none", name=words, **_rate(rate))
    yield say(TABLE, "calibration_note")
    certain = test.nearly_certain
    if certain.tries:
        yield say(TABLE, "certain", all=len(test.rows), **_rate(certain))


def _looked_into(test: Backtest) -> Iterator[str]:
    problem, found = test.problem, []
    asked, add_on, core = must_haves(test)
    if asked:
        numbers = {"asked": asked, "add_on": add_on, "core": core}
        share = {"now": _share(_all(test)), "share": _share(in_the_core(test))}
        alternative = problem.report.alternative
        found.append(say(TABLE, "must_haves", alternative=alternative, **numbers, **share))
    each = [
        say(TABLE, "against_one", label=problem.criteria.at[name, "label"], named=n, beaten=beaten)
        for name, (n, beaten) in against(test).items()
        if beaten
    ]
    if each:
        found.append(say(TABLE, "against", each=joined(each)))
    for name in problem.names:
        if name not in problem.ticked:
            leads, chosen, best = always_with(test, name)
            by = say(TABLE, "brought", label=problem.criteria.at[best, "label"]) if best else ""
            slots = {"name": problem.labels[name], "chosen": chosen, "count": len(test.rows)}
            found.append(say(TABLE, "always", leads=figure(leads), by=by, **slots))
    if found:
        yield from ("", say(TABLE, "looked_title"))
    yield from (say(TABLE, "item", text=text) for text in found)


def _uncovered(test: Backtest) -> Iterator[str]:
    problem, found = test.problem, uncovered(test.problem)
    rows = problem.decision_labels.set_index("label")
    if found:
        yield from ("", say(TABLE, "uncovered_title", count=len(test.decisions)))
    for label, (count, decisive) in found.items():
        needed = str(rows.at[label, "measured_by"]) if label in rows.index else ""
        slots = {"label": meaning(problem, label), "count": count, "decisive": decisive}
        needed = needed or say(TABLE, "no_slider")
        yield say(TABLE, "uncovered", needed=needed, **slots)


def _limits(test: Backtest) -> Iterator[str]:
    known = sum(bool(d.familiarity) for d in test.decisions)
    yield from ("", say(TABLE, "limits_title"))
    for text in phrases()[TABLE]["limits"]:
        slots = {"all": len(test.decisions), "known": known}
        yield say(TABLE, "item", text=text.format(**slots))
