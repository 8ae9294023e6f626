"""What the check says, beside whether a decision holds: what is old, and what a change does."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from framework_report.decision.project import online_warnings, project_warnings, support_warnings
from framework_report.decision.read import Decision, committed_state, read_decision
from framework_report.decision.recheck import Recheck, recheck
from framework_report.faults import and_more
from framework_report.files import ProblemError
from framework_report.outcome import Outcome
from framework_report.tables import Problem, load_problem
from framework_report.tables.problem import COUNTED
from framework_report.tables.schema import first_day
from framework_report.words.text import in_sentence, joined, rounded, say

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

    Raises:
        ProblemError: the project (a folder, or a file, that names packages) cannot be read.
    """
    found = recheck(problem, decision, today) if decision else None
    warnings = [*problem.warnings, *(found.warnings if found else ())]
    warnings += _old_evidence(problem, max_age_days, today)
    warnings += _future(problem, today)
    warnings += support_warnings(problem, today)
    warnings += project_warnings(problem, decision, project) if project else []
    warnings += online_warnings(problem) if online else []
    return list(dict.fromkeys(warnings)), found


def _old_evidence(problem: Problem, days: int, today: datetime.date) -> Iterator[str]:
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


def _future(problem: Problem, today: datetime.date) -> Iterator[str]:
    """Warn, in one line for each file, of what is dated later than today."""
    columns = ["file", "line", "as_of"]
    typed = problem.evidence.loc[problem.evidence["source_title"] != COUNTED, columns]
    others = {
        "features.csv": problem.features["as_of"],
        "measured/timed.csv": problem.timed["as_of"],
        "measured/probes.csv": problem.probes["as_of"],
        "decisions.csv": problem.decisions["date"],
    }
    dated = [pd.DataFrame({"as_of": x}).assign(file=name, line=0) for name, x in others.items()]
    rows = pd.concat([typed, *dated], ignore_index=True).drop_duplicates()
    late = rows[[(first_day(text) or today) > today for text in rows["as_of"]]]
    for file, ahead in late.groupby("file", sort=False):
        first = ahead.sort_values("line", kind="stable").iloc[0]
        line = f" line {first['line']}" if first["line"] else ""
        slots = {"date": first["as_of"], "more": and_more(len(ahead) - 1)}
        place = f"{problem.folder / str(file)}{line}"
        yield say("commands", "future", place=place, today=today, **slots)


def stale(problem: Problem, days: int, today: datetime.date) -> pd.DataFrame:
    """List what is older than a number of days: file, line, framework, name, as_of, days.

    The oldest first. A date without a day or a month counts from the first day it can mean.
    """
    typed = problem.evidence[problem.evidence["source_title"] != COUNTED]
    typed = typed.rename(columns={"criterion": "name"})
    supports = problem.features.assign(
        file="features.csv", line=0, name=problem.features["feature"]
    )
    columns = ["file", "line", "framework", "name", "as_of"]
    rows = pd.concat([typed[columns], supports[columns]], ignore_index=True)
    again = rows.duplicated(["file", "line"]) & (rows["line"] > 0)  # a variant's are its base's
    dated = [(today - day).days if (day := first_day(text)) else -1 for text in rows["as_of"]]
    old = rows.assign(days=dated)[~again & (pd.Series(dated, dtype=int) > days)]
    return old.sort_values("days", ascending=False, kind="stable").reset_index(drop=True)


def beside(before: str | Path, after: str | Path) -> list[str]:
    """Say who led by the tables and the decision of one folder, and who does by the other's.

    A folder of which nothing can be read, as before the first change, is told in one line.

    Raises:
        ProblemError: the folder after the change cannot be read.
    """
    now = _outcome(after)
    try:
        then = _outcome(before)
    except ProblemError as error:
        return [say("commands", "beside_unread", fault=fault) for fault in error.faults[:5]]
    labels = {**then.problem.labels, **now.problem.labels}
    nobody = say("records", "nobody")
    leaders = [joined(labels[n] for n in x.tied) or nobody for x in (then, now)]
    kind = "beside_leader" if leaders[0] == leaders[1] else "beside_leaders"
    lines = [say("commands", kind, leader=leaders[1], before=leaders[0], after=leaders[1])]
    for name in dict.fromkeys([*now.order, *then.order]):
        texts = [
            rounded(100 * float(x.scores[name]), 1)
            if name in x.order
            else say("commands", "beside_out")
            for x in (then, now)
        ]
        if texts[0] != texts[1]:
            slots = {"label": labels[name], "before": texts[0], "after": texts[1]}
            lines.append(say("commands", "beside_score", **slots))
    lines += [say("commands", "beside_same")] if len(lines) == 1 else []
    return lines + ([say("commands", "beside_state")] if then.state != now.state else [])


def _outcome(folder: str | Path) -> Outcome:
    problem = load_problem(folder)
    decision = read_decision(problem)
    return Outcome(problem, committed_state(problem, decision))
