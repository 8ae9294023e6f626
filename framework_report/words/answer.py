"""The answer as text to send on; the page's take-along menu gives the same, word for word."""

from typing import TYPE_CHECKING

from framework_report.outcome import Outcome
from framework_report.state import to_link
from framework_report.tables import Problem
from framework_report.words.text import say
from framework_report.words.verdict import headline, verdict

if TYPE_CHECKING:
    from framework_report.decision import Decision

PAGE = "decision_report.html"
"""The page that a link of a command leads to."""
PARTS = ("why", "price", "sure")
"""The paragraphs of the verdict that go along."""


def chosen(problem: Problem, decision: "Decision") -> str:
    """Name what the team decided on, whatever leads today."""
    return problem.labels.get(decision.leader, decision.leader) or say("page", "nobody")


def answer_text(outcome: Outcome, decision: "Decision | None" = None, page: str = PAGE) -> str:
    """Say what, why, what is given up, how sure, as of which data, and where to look.

    Args:
        outcome: what is answered.
        decision: what the team committed; the answer to anything else is a what-if beside it.
        page: the file that the link leads to.
    """
    problem = outcome.problem
    said = {paragraph.name: paragraph for paragraph in verdict(outcome)}
    lines = [problem.report.title]
    if decision is None:
        lines.append(say("answer", "undecided"))
    elif outcome.state != Outcome(problem, decision.state).state:
        leader = chosen(problem, decision)
        lines.append(say("answer", "whatif", date=decision.date, leader=leader))
        decision = None
    lines.append(headline(outcome))
    for part in PARTS:
        if part in said:
            lines.append(say("answer", "line", title=said[part].title, text=said[part].text))
    if decision:
        days = {"date": decision.date, "review_by": decision.review_by}
        lines.append(say("answer", "decided", **days))
        if decision.why:
            lines.append(say("answer", "because", why=" ".join(decision.why.split())))
    dates = sorted({d for d in [*problem.evidence["as_of"], *problem.features["as_of"]] if d})
    kind = "data" if dates else "data_undated"
    slots = {"first": dates[0], "last": dates[-1]} if dates else {}
    lines.append(say("answer", kind, digest=problem.digest, **slots))
    lines.append(say("answer", "link", link=page + to_link(outcome.state, problem)))
    return "\n".join(lines)
