"""The claim check: what a piece of opinion says, held against the evidence.

A claim whose verdict is `computed` names checks, separated by `;`:

- `highest FRAMEWORK CRITERION`, `lowest FRAMEWORK CRITERION`: it alone has that attribute. After a
  slash the criterion's measure, where it is not the first: `lowest fastapi waiting_rps/p99`;
- `ships FRAMEWORK FEATURE`: in the core; `only FRAMEWORK FEATURE`: there and nowhere else;
- `leads FRAMEWORK SCENARIO`: it alone is first, with nothing said by the team. A scenario's points
  come from the same piece, so this could hardly fail: it is told, and counts for nothing.

All checks that count hold: supported. Some: mixed. None: not supported. A claim with no check that
counts is consistent by construction, or inconsistent, and stands outside the tally.
"""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from framework_report.outcome import Outcome
from framework_report.state import State, scenario_state
from framework_report.tables import Problem
from framework_report.tables.schema import CLAIM_VERDICTS, split_names
from framework_report.words.facts import attribute, leads_words
from framework_report.words.text import capital, figure, say

TALLIED = CLAIM_VERDICTS[1:]
CONSISTENT, INCONSISTENT = "consistent by construction", "inconsistent"
COLUMNS = ("claim", "article", "evidence", "verdict", "note")


class Found(NamedTuple):
    """What one check found; ``holds`` is None where it could not be made."""

    holds: bool | None
    words: str
    counts: bool = True


def check_claims(problem: Problem) -> pd.DataFrame:
    """Return article, evidence (in words), verdict (see the module) and note of each claim."""
    rows = []
    for claim in problem.claims.itertuples():
        evidence, verdict = claim.evidence, claim.verdict
        if verdict == "computed":
            found = [_check(problem, check) for check in split_names(claim.evidence) if check]
            evidence = " ".join(one.words for one in found)
            verdict = _verdict(found)
        rows.append((claim.claim, claim.article, evidence, verdict, claim.note))
    return pd.DataFrame(rows, columns=list(COLUMNS)).set_index("claim")


def _verdict(found: list[Found]) -> str:
    if any(one.holds is None for one in found):
        return "not tested"
    counting = [one.holds for one in found if one.counts]
    if not counting:
        return CONSISTENT if all(one.holds for one in found) else INCONSISTENT
    if all(counting):
        return "supported"
    return "mixed" if any(counting) else "not supported"


def _check(problem: Problem, check: str) -> Found:
    """Make one check; what it names may be gone from the tables, or not be compared."""
    kind, _, rest = check.partition(" ")
    framework, _, name = rest.partition(" ")
    if framework not in problem.ticked:
        label = problem.labels.get(framework, framework)
        return Found(None, say("claims", "not_compared", name=label))
    return _CHECKS[kind](problem, framework, name)


def _rivals(problem: Problem, framework: str) -> list[str]:
    """Return the compared frameworks that are no variant of this one."""
    base = problem.base
    return [name for name in problem.ticked if base[name] != base[framework]]


def _extreme(sign: int) -> Callable[[Problem, str, str], Found]:
    def check(problem: Problem, framework: str, name: str) -> Found:
        criterion, _, measure = name.partition("/")
        if not problem.has_figures(criterion, measure or problem.measure(criterion, {})):
            return Found(None, say("claims", "gone", name=name))
        outcome = Outcome(problem, State(measures={criterion: measure} if measure else {}))
        column = problem.figures(criterion, outcome.measure(criterion))["value"]
        each = ", ".join(
            f"{problem.labels[n]} {_figure(outcome, n, criterion)}" for n in problem.ticked
        )
        label, unit = problem.criteria.at[criterion, "label"], outcome.codebook(criterion)["unit"]
        if measure:
            label = f"{label} {problem.measures.at[(criterion, measure), 'label']}"
        words = say("claims", "figures", label=label, each=each, unit=f" ({unit})" if unit else "")
        rivals = sign * column[_rivals(problem, framework)]
        if pd.isna(column[framework]) or rivals.isna().any():
            return Found(None, words)
        return Found(bool((sign * column[framework] > rivals).all()), words)

    return check


def _figure(outcome: Outcome, framework: str, criterion: str) -> str:
    """Say the figure that is compared; of one that is only shown, not its interval."""
    x = outcome.problem.figures(criterion, outcome.measure(criterion)).at[framework, "value"]
    is_shown = criterion in outcome.problem.shown and x == x
    return figure(x) if is_shown else attribute(outcome, framework, criterion)


def _feature(alone: bool) -> Callable[[Problem, str, str], Found]:
    def check(problem: Problem, framework: str, name: str) -> Found:
        if name not in problem.feature_names:
            return Found(None, say("claims", "gone", name=name))
        supports = {n: problem.supports[n, name] for n in problem.ticked}
        each = ", ".join(f"{problem.labels[n]} {s}" for n, s in supports.items())
        words = say("claims", "figures", label=capital(name), each=each, unit="")
        holds = problem.meets(framework, name, "core")
        if alone:
            rivals = _rivals(problem, framework)
            holds = holds and not any(problem.meets(n, name, "core") for n in rivals)
        return Found(holds, words)

    return check


def _leads(problem: Problem, framework: str, scenario: str) -> Found:
    if scenario not in problem.scenarios.index:
        return Found(None, say("claims", "gone", name=scenario), counts=False)
    found = Outcome(problem, scenario_state(problem, scenario))
    label = problem.scenarios.at[scenario, "label"]
    words = say("claims", "leads", leads=leads_words(found, found.tied), scenario=label)
    bases = {problem.base[name] for name in found.tied}
    return Found(bases == {problem.base[framework]}, words, counts=False)


_CHECKS: dict[str, Callable[[Problem, str, str], Found]] = {
    "highest": _extreme(1),
    "lowest": _extreme(-1),
    "ships": _feature(alone=False),
    "only": _feature(alone=True),
    "leads": _leads,
}
