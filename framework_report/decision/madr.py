"""What a record says: MADR 4, filled from a decision and the figures that it rested on."""

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from framework_report.decision.read import FILE, Decision
from framework_report.decision.recheck import recorded
from framework_report.decision.write import decision_text
from framework_report.outcome import Outcome
from framework_report.state import MAXIMUM_POINTS, scenario_state
from framework_report.tables import Problem
from framework_report.words import headline, verdict
from framework_report.words.facts import needs_words
from framework_report.words.text import phrases, points_text, rounded, say, score_texts


class Content(NamedTuple):
    """A record's front matter and body, and by what to know it again."""

    leader: str
    leader_label: str
    status: str
    date: str
    makers: str
    body: str
    digest: str


def content(problem: Problem, decision: Decision | None, folder: str) -> Content:
    """Return what the record of a decision says; without one, a proposal for the first scenario.

    Args:
        problem: the tables.
        decision: what was decided, if anything.
        folder: the tables' folder as the record's command names it.
    """
    if decision:
        outcome = Outcome(recorded(problem, decision), decision.state)
        leader = decision.leader
        seal = decision_text(decision)
    else:
        outcome = Outcome(problem, scenario_state(problem))
        leader = outcome.leader or ""
        seal = repr((outcome.state.to_dict(), leader))
    label = problem.labels.get(leader, leader)
    slots = {"title": plain(problem.report.title), "leader": plain(label)}
    title = say("records", "adr_title" if leader else "adr_title_none", **slots)
    sections = [
        f"# {title}",
        *_context(outcome, decision),
        *_drivers(outcome),
        *_options(outcome),
        *_outcome(outcome, decision, leader),
        *_consequences(outcome, leader),
        *_confirmation(outcome, decision, folder),
        *_more(decision, folder),
    ]
    return Content(
        leader=leader,
        leader_label=label,
        status="accepted" if decision else "proposed",
        date=str(decision.date) if decision else "",
        makers=problem.report.owner,
        body="\n\n".join(section for section in sections if section) + "\n",
        digest=hashlib.sha256(seal.encode()).hexdigest()[:12],
    )


def plain(text: object) -> str:
    """Write text so that Markdown shows it as it is.

    >>> plain("a_b <b> *c* [d](e)")
    'a\\\\_b &lt;b> \\\\*c\\\\* \\\\[d\\\\](e)'
    """
    words = " ".join(str(text).split())
    words = re.sub(r"([\\`*_\[\]#|~$])", r"\\\1", words)
    return words.replace("&", "&amp;").replace("<", "&lt;")


def _heading(name: str, level: int = 2) -> str:
    return f"{'#' * level} {phrases()['records'][name]}"


def _say(name: str, **slots: object) -> str:
    return say("records", name, **{key: plain(x) for key, x in slots.items()})


def _context(outcome: Outcome, decision: Decision | None) -> Iterator[str]:
    report, scenarios = outcome.problem.report, outcome.problem.scenarios
    yield _heading("adr_context")
    yield _say("adr_question", title=report.title, alternative=report.alternative)
    name = decision.scenario if decision else next(iter(scenarios.index), "")
    if name:
        row = scenarios.loc[name]
        yield _say("adr_situation", label=row["label"], story=row["story"]).rstrip()
    if decision and decision.origin:
        yield _say("adr_origin", origin=decision.origin)


def _drivers(outcome: Outcome) -> Iterator[str]:
    yield _heading("adr_drivers")
    weights = outcome.weights.sort_values(ascending=False, kind="stable")
    lines = [_driver(outcome, name, weight) for name, weight in weights.items() if weight]
    for feature, level in outcome.state.must_haves.items():
        kind = {"core": "must_have_core", "add-on": "must_have_add_on"}[level]
        lines.append(_say("adr_must_have", must_have=say("lists", kind, feature=feature)))
    yield _listed(lines) or phrases()["records"]["adr_no_driver"]


def _driver(outcome: Outcome, name: str, weight: float) -> str:
    problem = outcome.problem
    swing = str(outcome.codebook(name)["swing"])
    if name in problem.team and not swing:
        labels = problem.level_labels[name]
        swing = say("records", "adr_levels", worst=labels[0], best=labels[-1])
    return _say(
        "adr_driver",
        label=problem.criteria.at[name, "label"],
        points=points_text(outcome.points[name]),
        maximum=MAXIMUM_POINTS,
        weight=rounded(100 * weight),
        swing=swing,
    )


def _listed(lines: list[str]) -> str:
    return "\n".join(f"* {line}" for line in lines)


def _options(outcome: Outcome) -> Iterator[str]:
    yield _heading("adr_options")
    labels = outcome.problem.labels
    scores = score_texts({name: float(outcome.scores[name]) for name in outcome.order})
    lines = [_say("adr_option", label=labels[n], score=scores[n]) for n in outcome.order]
    for name in outcome.active:
        if name in outcome.removed:
            needs = needs_words(outcome, name)
            lines.append(_say("adr_option_out", label=labels[name], needs=needs))
        elif name not in scores:
            lines.append(_say("adr_option_none", label=labels[name]))
    yield _listed(lines)


def _outcome(outcome: Outcome, decision: Decision | None, leader: str) -> Iterator[str]:
    yield _heading("adr_outcome")
    label = outcome.problem.labels.get(leader, leader)
    if decision is None:
        labels = [*outcome.problem.scenarios["label"], outcome.problem.report.title]
        yield _say("adr_proposed", scenario=labels[0], headline=headline(outcome))
    elif leader and leader == outcome.leader:
        firm = outcome.race is None or outcome.race.verdict == "firm"
        kind = "adr_chosen" if firm else "adr_chosen_level"
        yield _say(kind, leader=label, headline=headline(outcome))
    elif leader:
        yield _say("adr_chosen_other", leader=label)
    else:
        yield plain(headline(outcome))
    if decision and decision.why:
        yield _say("adr_because", why=decision.why)


def _consequences(outcome: Outcome, leader: str) -> Iterator[str]:
    said = {p.name: p.text for p in verdict(outcome)} if leader == outcome.leader else {}
    yield _heading("adr_consequences", 3)
    lines = [
        _say(kind, text=said[name])
        for kind, name in (("adr_good", "why"), ("adr_bad", "price"))
        if name in said
    ]
    if leader in outcome.problem.names:
        weak = outcome.problem.frameworks.at[leader, "weak_spots"]
        lines += [_say("adr_weak", text=weak)] if weak else []
    lines += [_say("adr_sure", text=said["sure"])] if "sure" in said else []
    yield _listed(lines)


def _confirmation(outcome: Outcome, decision: Decision | None, folder: str) -> Iterator[str]:
    said = {paragraph.name: paragraph.text for paragraph in verdict(outcome)}
    yield _heading("adr_confirmation", 3)
    yield _say("adr_flip", text=said["flip"]) if "flip" in said else ""
    if decision and decision.switch_if:
        yield _say("adr_switch", switch_if=decision.switch_if)
    if decision:
        command = f"{phrases()['commands']['program']} check --data {_argument(folder)}"
        yield phrases()["records"]["adr_command"]
        yield f"    {command}"
        yield _say("adr_review", review_by=decision.review_by)


def _argument(text: str) -> str:
    """Quote a path as a shell reads it.

    >>> _argument("data"), _argument("my data")
    ('data', "'my data'")
    """
    return text if re.fullmatch(r"[\w./-]+", text) else "'" + text.replace("'", "'\\''") + "'"


def _more(decision: Decision | None, folder: str) -> Iterator[str]:
    yield _heading("adr_more")
    file = f"{folder}/{FILE}" if decision else folder
    yield say("records", "adr_rested" if decision else "adr_figures", file=file)
