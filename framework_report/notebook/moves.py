"""What a control does to the state: a state and a move in, the new state out."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from framework_report.state import State, scaled_points, scenario_state
from framework_report.tables import Problem


def with_points(state: State, problem: Problem, points: Mapping[str, float]) -> State:
    """Set the sliders; those at 0 are left out."""
    return replace(state, points={n: points[n] for n in problem.scored if points.get(n)})


def theme_moved(
    state: State, problem: Problem, profile: Mapping[str, float], theme: str, points: int
) -> State:
    """Scale a theme's criteria in proportion to a profile."""
    scaled = scaled_points(problem, profile, theme, points)
    own = {name: scaled[name] for name in problem.themes[theme]}
    return with_points(state, problem, {**state.points, **own})


def said(state: State, problem: Problem, criterion: str, name: str, level: int) -> State:
    """Say a candidate's level on a criterion of the team; below 0 takes it back."""
    levels = {**state.team.get(criterion, {}), name: level}
    return _with_team(state, problem, criterion, levels)


def runs(state: State, problem: Problem, criterion: str, value: tuple[Any, ...]) -> State:
    """Say which one candidate runs already, and how much of it.

    Args:
        state: before.
        problem: the tables.
        criterion: the criterion of the team.
        value: (level, name); (0,) for nothing, a level below 0 for nothing said.
    """
    level, *names = value
    if not names and level:
        levels = {} if level == -1 else dict(state.team.get(criterion, {}))
    else:
        levels = dict.fromkeys(problem.names, 0) | dict.fromkeys(names, level)
    return _with_team(state, problem, criterion, levels)


def _with_team(state: State, problem: Problem, criterion: str, levels: Mapping[str, int]) -> State:
    kept = {n: levels[n] for n in problem.names if levels.get(n, -1) >= 0}
    team = {name: kept if name == criterion else state.team.get(name) for name in problem.team}
    return replace(state, team={name: levels for name, levels in team.items() if levels})


def must_have(state: State, problem: Problem, name: str, level: str) -> State:
    """Ask for a feature at a level; an empty one takes it back."""
    asked = {**state.must_haves, name: level}
    return replace(state, must_haves={n: asked[n] for n in problem.feature_names if asked.get(n)})


def compared(state: State, problem: Problem, name: str, ticked: bool) -> State:
    """Compare a candidate, or do not."""
    now = set(state.candidates or ()) - {name} | ({name} if ticked else set())
    return replace(state, candidates=tuple(n for n in problem.names if n in now))


def measured(state: State, problem: Problem, name: str, measure: str) -> State:
    """Count a criterion by a measure."""
    by = {**state.measures, name: measure}
    first = {n: of[0] for n, of in problem.measures_of.items()}
    return replace(
        state, measures={n: by[n] for n in problem.measures_of if by.get(n, first[n]) != first[n]}
    )


def scenario(state: State, problem: Problem, name: str) -> State:
    """Set everything that a scenario sets; what the team said, its candidates, measures stay."""
    set_ = scenario_state(problem, name, state.team)
    return replace(set_, candidates=state.candidates, measures=state.measures)
