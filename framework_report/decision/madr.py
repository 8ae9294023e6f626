"""What a record says: MADR 4, filled from a decision and the figures that it rested on."""

import hashlib
import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

from framework_report.decision.read import FILE, Decision
from framework_report.decision.recheck import recorded
from framework_report.decision.write import decision_text
from framework_report.outcome import Outcome
from framework_report.state import MAXIMUM_POINTS, scenario_state
from framework_report.tables import Problem
from framework_report.words import headline, verdict
from framework_report.words.facts import must_have_list, needs_words
from framework_report.words.text import points_text, rounded, say, score_texts


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

    ``folder`` is the tables' folder as the record's command names it.
    """
    if decision:
        outcome = Outcome(recorded(problem, decision), decision.state)
        leader, seal = decision.leader, decision_text(decision)
    else:
        outcome = Outcome(problem, scenario_state(problem))
        leader = outcome.leader or ""
        seal = repr((outcome.state.to_dict(), leader))
    label = problem.labels.get(leader, leader)
    said = {paragraph.name: paragraph.text for paragraph in verdict(outcome)}
    title = _say(
        "adr_title" if leader else "adr_title_none", title=problem.report.title, leader=label
    )
    sections = [
        f"# {title}",
        *_context(outcome, decision),
        *_drivers(outcome),
        *_options(outcome),
        *_outcome(outcome, decision, leader),
        *_consequences(outcome, leader, said),
        *_confirmation(decision, folder, said.get("flip", "")),
    ]
    return Content(
        leader=leader,
        leader_label=label,
        status="accepted" if decision else "proposed",
        date=str(decision.date) if decision else "",
        makers=problem.report.owner,
        body="\n\n".join(filter(None, sections)) + "\n",
        digest=hashlib.sha256(seal.encode()).hexdigest()[:12],
    )


def plain(text: object) -> str:
    """Write text so that Markdown shows it as it is.

    >>> plain("a_b <b> *c* [d](e)")
    'a\\\\_b &lt;b> \\\\*c\\\\* \\\\[d\\\\](e)'
    """
    words = re.sub(r"([\\`*_\[\]#|~$])", r"\\\1", " ".join(str(text).split()))
    return words.replace("&", "&amp;").replace("<", "&lt;")


def _say(name: str, **slots: object) -> str:
    return say("records", name, **{key: plain(x) for key, x in slots.items()})


def _heading(name: str, level: int = 2) -> str:
    return f"{'#' * level} {_say(name)}"


def _listed(lines: list[str]) -> str:
    return "\n".join(f"* {line}" for line in lines)


def _context(outcome: Outcome, decision: Decision | None) -> Iterator[str]:
    report, scenarios = outcome.problem.report, outcome.problem.scenarios
    yield _heading("adr_context")
    yield _say("adr_question", title=report.title, alternative=report.alternative)
    if name := decision.scenario if decision else next(iter(scenarios.index), ""):
        yield _say("adr_situation", **scenarios.loc[name, ["label", "story"]]).rstrip()
    if decision and decision.origin:
        yield _say("adr_origin", origin=decision.origin)


def _drivers(outcome: Outcome) -> Iterator[str]:
    problem, lines = outcome.problem, []
    weights = outcome.weights.sort_values(ascending=False, kind="stable")
    for name, weight in weights[weights != 0].items():
        swing = str(outcome.codebook(name)["swing"])
        if name in problem.team and not swing:
            labels = problem.level_labels[name]
            swing = say("records", "adr_levels", worst=labels[0], best=labels[-1])
        slots = {"label": problem.criteria.at[name, "label"], "maximum": MAXIMUM_POINTS}
        slots |= {"points": points_text(outcome.points[name]), "weight": rounded(100 * weight)}
        lines.append(_say("adr_driver", swing=swing, **slots))
    lines += [_say("adr_must_have", must_have=text) for text in must_have_list(outcome)]
    yield _heading("adr_drivers")
    yield _listed(lines) or _say("adr_no_driver")


def _options(outcome: Outcome) -> Iterator[str]:
    labels = outcome.problem.labels
    scores = score_texts({name: float(outcome.scores[name]) for name in outcome.order})
    lines = [_say("adr_option", label=labels[n], score=scores[n]) for n in outcome.order]
    for name in [name for name in outcome.active if name in outcome.removed or name not in scores]:
        out = name in outcome.removed
        needs = needs_words(outcome, name) if out else ""
        kind = "adr_option_out" if out else "adr_option_none"
        lines.append(_say(kind, label=labels[name], needs=needs))
    yield _heading("adr_options")
    yield _listed(lines)


def _outcome(outcome: Outcome, decision: Decision | None, leader: str) -> Iterator[str]:
    label, said = outcome.problem.labels.get(leader, leader), headline(outcome)
    yield _heading("adr_outcome")
    if decision is None:
        labels = [*outcome.problem.scenarios["label"], outcome.problem.report.title]
        yield _say("adr_proposed", scenario=labels[0], headline=said)
    elif not leader:
        yield plain(said)
    elif leader not in outcome.tied:
        yield _say("adr_chosen_other", leader=label)
    else:
        firm = outcome.race is None or outcome.race.verdict == "firm"
        yield _say("adr_chosen" if firm else "adr_chosen_level", leader=label, headline=said)
    if decision and decision.why:
        yield _say("adr_because", why=decision.why)


def _consequences(outcome: Outcome, leader: str, said: dict[str, str]) -> Iterator[str]:
    frameworks = outcome.problem.frameworks
    weak = frameworks.at[leader, "weak_spots"] if leader in frameworks.index else ""
    told = said if leader == outcome.leader else {}
    lines = [
        ("adr_good", told.get("why")),
        ("adr_bad", told.get("price")),
        ("adr_weak", weak),
        ("adr_sure", told.get("sure")),
    ]
    yield _heading("adr_consequences", 3)
    yield _listed([_say(kind, text=text) for kind, text in lines if text])


def _confirmation(decision: Decision | None, folder: str, flip: str) -> Iterator[str]:
    yield _heading("adr_confirmation", 3)
    yield _say("adr_flip", text=flip) if flip else ""
    if decision:
        yield _say("adr_switch", switch_if=decision.switch_if) if decision.switch_if else ""
        yield _say("adr_command")
        yield f"    {say('commands', 'program')} check --data {shlex.quote(folder)}"
        yield _say("adr_review", review_by=decision.review_by)
    yield _heading("adr_more")
    file = f"{folder}/{FILE}" if decision else folder
    yield say("records", "adr_rested" if decision else "adr_figures", file=file)
