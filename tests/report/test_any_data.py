"""What holds for any valid data/: every scenario has whole answers, in words without holes."""

import re

import numpy as np
import pytest

from framework_report.claims import check_claims
from framework_report.outcome import Outcome
from framework_report.state import State, read_state, scenario_state, to_link
from framework_report.tables import Problem
from framework_report.words import doubts, verdict

HOLES = re.compile(r"[{}]|\bnan\b|\bNone\b(?! of)|\b1 (points|sliders|steps|changes)\b|  ")


def every_state(problem: Problem) -> list[State]:
    """Return each scenario as it is, with everything ticked, and with every other measure."""
    states = [scenario_state(problem, name) for name in problem.scenarios.index]
    states += [State(s.points, s.must_haves, {}, tuple(problem.names)) for s in states]
    last = {name: of[-1] for name, of in problem.measures_of.items() if len(of) > 1}
    return states + [State(s.points, s.must_haves, s.team, s.candidates, last) for s in states]


def test_every_scenario_is_said_in_words_without_holes(problem: Problem) -> None:
    for state in every_state(problem):
        outcome = Outcome(problem, state)
        for name, title, text in [*verdict(outcome), *doubts(outcome)]:
            assert text, name
            assert not HOLES.search(text), f"{name}, {title}: {text}"


def test_a_link_carries_every_scenario(problem: Problem) -> None:
    for state in every_state(problem):
        sent = read_state(to_link(state, problem), problem)
        there = Outcome(problem, sent.state)
        assert there.scores.equals(Outcome(problem, state).scores)
        assert sent.warnings == []


def test_figures_lie_within_their_intervals_on_the_value_scale(problem: Problem) -> None:
    for key, cells in problem.cells.items():
        assert (cells.low <= cells.value + 1e-12).all(), key
        assert (cells.value <= cells.high + 1e-12).all(), key
        assert ((cells.low >= 0) & (cells.high <= 1)).all(), key


def test_levels_do_not_depend_on_who_is_compared(problem: Problem) -> None:
    state = scenario_state(problem)
    everyone = Outcome(problem, State(state.points, candidates=tuple(problem.names)))
    for names in (problem.ticked, problem.names[:2]):
        some = Outcome(problem, State(state.points, candidates=tuple(names)))
        assert np.array_equal(some.scores.to_numpy(), everyone.scores.to_numpy())


def test_claims_are_checked_or_said_to_be_untested(problem: Problem) -> None:
    if problem.claims.empty:
        pytest.skip("this folder has no claims")
    checked = check_claims(problem)
    assert ((checked["evidence"] != "") | (checked["note"] != "")).all()
    assert set(checked["verdict"]) <= {
        "supported", "mixed", "not supported", "not tested",
        "consistent by construction", "inconsistent",
    }  # fmt: skip
