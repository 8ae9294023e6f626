"""The claim check: what the founding article says, held against the evidence.

A claim whose verdict is `computed` names checks, separated by `;`:

- `highest FRAMEWORK CRITERION`, `lowest FRAMEWORK CRITERION`: it alone has that attribute;
- `ships FRAMEWORK FEATURE`: built-in; `only FRAMEWORK FEATURE`: built-in there and nowhere else;
- `leads FRAMEWORK SCENARIO`: it alone is first, with nothing said about familiarity.

All checks hold: supported. Some: mixed. None: not supported.
"""

from functools import lru_cache

import pandas as pd

from framework_report.narrative import attribute, label
from framework_report.outcome import Outcome, base, scenario_state
from framework_report.problem import Problem, ProblemError


@lru_cache(maxsize=4)
def check_claims(problem: Problem) -> pd.DataFrame:
    """Return the claims with what the evidence says of them.

    Returns:
        Indexed by claim: article, evidence (in words), verdict (supported, mixed, not supported,
        not tested), note.

    Raises:
        ProblemError: a check names a framework, criterion, feature or scenario that is unknown.
    """
    rows, faults = [], []
    for claim in problem.claims.itertuples():
        evidence, verdict = claim.evidence, claim.verdict
        if verdict == "computed":
            checks = [check.strip() for check in claim.evidence.split(";")]
            try:
                found = [_check(problem, check) for check in checks]
            except (KeyError, ValueError) as error:
                faults.append(f"data/claims.csv, claim {claim.claim!r}: {error.args[0]}")
                continue
            evidence = " ".join(words for _, words in found)
            verdict = _verdict([holds for holds, _ in found])
        rows.append((claim.claim, claim.article, evidence, verdict, claim.note))
    if faults:
        raise ProblemError(faults)
    columns = ["claim", "article", "evidence", "verdict", "note"]
    return pd.DataFrame(rows, columns=columns).set_index("claim")


def _verdict(holds: list[bool]) -> str:
    if all(holds):
        return "supported"
    return "mixed" if any(holds) else "not supported"


def _check(problem: Problem, check: str) -> tuple[bool, str]:
    """Return whether a check holds, and the figures behind it in words."""
    kind, _, rest = check.partition(" ")
    framework, _, name = rest.partition(" ")
    if kind not in CHECKS or framework not in problem.frameworks.index:
        raise ValueError(
            f"found {check!r}, expected one of {', '.join(CHECKS)}, then a framework and a name"
        )
    return CHECKS[kind](problem, framework, name)


def _family(problem: Problem, framework: str) -> list[str]:
    """Return a framework and its variants, which are no rivals of its own."""
    names = problem.frameworks.index
    return [name for name in names if base(problem, name) == base(problem, framework)]


def _extreme(problem: Problem, framework: str, criterion: str, sign: int) -> tuple[bool, str]:
    if criterion not in problem.attributes:
        raise KeyError(f"found unknown criterion {criterion!r}")
    column, row = problem.attributes[criterion], problem.criteria.loc[criterion]
    others = sign * column.drop(_family(problem, framework))
    outcome = Outcome(problem, scenario_state(problem, problem.scenarios.index[0]))
    each = ", ".join(
        f"{label(problem, n)} {attribute(outcome, n, criterion)}" for n in column.index
    )
    return bool(
        (sign * column[framework] > others).all()
    ), f"{row['label']}: {each} ({row['unit']})."


def _highest(problem: Problem, framework: str, criterion: str) -> tuple[bool, str]:
    return _extreme(problem, framework, criterion, 1)


def _lowest(problem: Problem, framework: str, criterion: str) -> tuple[bool, str]:
    return _extreme(problem, framework, criterion, -1)


def _supports(problem: Problem, feature: str) -> pd.Series:
    rows = problem.features[problem.features["feature"] == feature]
    if rows.empty:
        raise KeyError(f"found unknown feature {feature!r}")
    return rows.set_index("framework")["support"]


def _support_words(problem: Problem, feature: str) -> str:
    each = ", ".join(f"{label(problem, n)} {s}" for n, s in _supports(problem, feature).items())
    return f"{feature[:1].upper()}{feature[1:]}: {each}."


def _ships(problem: Problem, framework: str, feature: str) -> tuple[bool, str]:
    holds = _supports(problem, feature)[framework] == "built-in"
    return bool(holds), _support_words(problem, feature)


def _only(problem: Problem, framework: str, feature: str) -> tuple[bool, str]:
    ships = _supports(problem, feature) == "built-in"
    alone = not ships.drop(_family(problem, framework)).any()
    return bool(ships[framework] and alone), _support_words(problem, feature)


def _leads(problem: Problem, framework: str, scenario: str) -> tuple[bool, str]:
    if scenario not in problem.scenarios.index:
        raise KeyError(f"found unknown scenario {scenario!r}")
    found = Outcome(problem, scenario_state(problem, scenario))
    words = f"{label(problem, found.leader)} leads in “{problem.scenarios.at[scenario, 'label']}”."
    return bool(found.tied) and set(found.tied) <= set(_family(problem, framework)), words


CHECKS = {"highest": _highest, "lowest": _lowest, "ships": _ships, "only": _only, "leads": _leads}
