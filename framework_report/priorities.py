"""Priorities that somebody sends back: the text of the exported page's Copy priorities.

It is TOML with the tables `points`, `must_haves` and `familiarity` of decision.toml, the version
of its form, and the digest of the evidence that its sender saw.
"""

import tomllib

from framework_report.outcome import State
from framework_report.payload import VERSION
from framework_report.problem import Problem, ProblemError


def read_priorities(text: str, problem: Problem) -> tuple[State, str]:
    """Return the state that a text of priorities describes, and a warning, empty if there is none.

    Raises:
        ProblemError: it is not TOML, of another version, or names what the problem does not know.

    >>> from framework_report.problem import load_problem
    >>> problem = load_problem("data")
    >>> state, _ = read_priorities("version = 1\\n[points]\\napi_contract = 3", problem)
    >>> state.points
    {'api_contract': 3}
    """
    try:
        given = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise ProblemError([f"priorities: found broken TOML ({error})"]) from None
    if (found := given.pop("version", "none")) != VERSION:
        raise ProblemError([f"priorities: found version {found}, expected {VERSION}"])
    seen = given.pop("evidence", problem.digest)
    state = State.from_dict(given, problem)
    if seen == problem.digest:
        return state, ""
    return state, f"They were set on other evidence ({seen}; here it is {problem.digest})."
