"""What the check says, beside whether a decision holds: what is odd, and what has become old."""

import datetime
from collections.abc import Iterator
from pathlib import Path

from framework_report.decision.online import online_warnings, support_warnings
from framework_report.decision.project import project_warnings
from framework_report.decision.read import Decision
from framework_report.decision.recheck import Recheck, recheck, stale
from framework_report.tables import Problem
from framework_report.words.text import in_sentence, say

MAX_AGE_DAYS = 400
"""Beyond this, evidence is old: a year and a month."""


def check(
    problem: Problem,
    decision: Decision | None,
    today: datetime.date,
    *,
    max_age_days: int = MAX_AGE_DAYS,
    online: bool = False,
    project: Path | None = None,
) -> tuple[list[str], Recheck | None]:
    """Recheck a decision, if there is one, and return every warning beside it.

    Args:
        problem: today's tables.
        decision: what was decided.
        today: the day on which it is asked.
        max_age_days: from which age on evidence is old.
        online: whether to ask pip which releases are the newest.
        project: a folder, or a file, whose packages to look at.

    Raises:
        ProblemError: the project cannot be read.
    """
    found = recheck(problem, decision, today) if decision else None
    warnings = [*problem.warnings, *(found.warnings if found else ())]
    warnings += old_evidence(problem, max_age_days, today)
    warnings += support_warnings(problem, today)
    if project is not None:
        warnings += project_warnings(problem, decision, project)
    if online:
        warnings += online_warnings(problem)
    return list(dict.fromkeys(warnings)), found


def old_evidence(problem: Problem, days: int, today: datetime.date) -> Iterator[str]:
    """Say in one line how much evidence is old, and what is the oldest."""
    rows = stale(problem, days, today)
    if rows.empty:
        return
    first = rows.iloc[0]
    place = f"{problem.folder / first['file']}"
    place += f" line {first['line']}" if first["line"] else ""
    name = first["name"]
    if name in problem.criteria.index:
        name = in_sentence(str(problem.criteria.at[name, "label"]))
    slots = {"place": place, "name": name, "alternative": problem.labels[first["framework"]]}
    slots |= {"days": days, "date": first["as_of"], "age": f"{first['days']:,}"}
    kind = "old_one" if len(rows) == 1 else "old"
    yield say("commands", kind, count=f"{len(rows):,}", **slots)
