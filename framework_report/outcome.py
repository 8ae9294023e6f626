"""Everything that follows from a problem and a state: who is in, who leads, how surely.

A *state* is what the team has set: points, must-haves, familiarity. An *outcome* is computed from
it part by part and only when asked, so that a slider's callback pays for what it shows.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from framework_report import draws, model, robustness, sensitivity
from framework_report.problem import Problem, ProblemError

MAXIMUM_POINTS = 10
MAXIMUM_FAMILIARITY = 4
SAMPLES = 10_000
"""Readings of priorities and evidence; 1.96² / 4d² = 9,604 give a 95 % half-width d of 0.01."""
SPREAD = 2.0
"""How many slider steps up or down the same priorities might as well have been set."""
CLEAR, CLOSE = 0.9, 0.7
"""Shares of first places from which a lead is called clear, and below which it is called close."""

LEVELS = {"core": "in the core", "add-on": "an add-on is enough"}
SUPPORTS = {
    "core": ("built-in",),
    "add-on": ("built-in", "partial", "official add-on", "third party"),
}
"""The support levels of a feature that satisfy a must-have at each of its levels."""


@dataclass(frozen=True)
class State:
    """What the team has set; what is missing is 0, not asked for, or not said."""

    points: Mapping[str, int] = field(default_factory=dict)
    """Per criterion, 0 to 10."""
    must_haves: Mapping[str, str] = field(default_factory=dict)
    """Per feature, 'core' or 'add-on'."""
    familiarity: Mapping[str, int] = field(default_factory=dict)
    """Per framework, 0 to 4."""

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Return plain dictionaries, ready for JSON or TOML."""
        return {
            "points": dict(self.points),
            "must_haves": dict(self.must_haves),
            "familiarity": dict(self.familiarity),
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any], problem: Problem) -> "State":
        """Check what was given against the problem and bring it into the order of its tables.

        Raises:
            ProblemError: an unknown part, name or level, or a number out of range; all at once.
        """
        faults = [
            f"state: found unknown part {name!r}, expected {_either(_PARTS)}"
            for name in given
            if name not in _PARTS
        ]
        criteria = problem.points.columns
        features = problem.features["feature"].unique()
        parts = {
            "points": _checked(given, "points", criteria, range(MAXIMUM_POINTS + 1), faults),
            "must_haves": _checked(given, "must_haves", features, tuple(LEVELS), faults),
            "familiarity": _checked(
                given,
                "familiarity",
                problem.frameworks.index,
                range(MAXIMUM_FAMILIARITY + 1),
                faults,
            ),
        }
        if faults:
            raise ProblemError(faults)
        parts["points"] = {name: p for name, p in parts["points"].items() if p}
        return cls(**parts)


_PARTS = ("points", "must_haves", "familiarity")


def _either(names: Any) -> str:
    return " or ".join(map(repr, names))


def _checked(given: Mapping, part: str, known: Any, allowed: Any, faults: list[str]) -> dict:
    """Return the part's entries in the order of `known`, and add a fault for each bad one."""
    found = given.get(part, {})
    if not isinstance(found, Mapping):
        faults.append(f"{part}: found {found!r}, expected a table of names")
        return {}
    kind = int if isinstance(allowed, range) else str
    for name, level in found.items():
        if name not in known:
            faults.append(
                f"{part}: found unknown name {name!r}, expected one of {', '.join(known)}"
            )
        elif type(level) is not kind or level not in allowed:
            expected = (
                f"a whole number from 0 to {allowed[-1]}" if kind is int else _either(allowed)
            )
            faults.append(f"{part}, {name}: found {level!r}, expected {expected}")
    return {name: found[name] for name in known if name in found}


def scenario_state(problem: Problem, scenario: str, familiarity: Mapping[str, int] = {}) -> State:
    """Return a scenario's state, with the familiarity that the team has said, if any."""
    row = problem.points.loc[scenario]
    must_haves = dict(
        part.split("=") for part in problem.scenarios.loc[scenario, "must_haves"].split(";") if part
    )
    return State({name: int(p) for name, p in row.items() if p}, must_haves, dict(familiarity))


@lru_cache(maxsize=8)
def value_frames(problem: Problem) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return value, low and high, frameworks x criteria with evidence, on the value scale.

    Low and high are the ends of the evidence interval, low the one that speaks against the
    framework. An interval that reaches beyond a reference level ends there.
    """
    clipped = problem.criteria.assign(outside="clip")
    table = problem.evidence.pivot(index="framework", columns="criterion", values=["low", "high"])
    table = table.reindex(problem.frameworks.index)
    value = model.values(problem.attributes, problem.criteria)
    ends = [
        model.values(table[end].reindex(columns=problem.attributes.columns).astype(float), clipped)
        for end in ("low", "high")
    ]
    return (
        value,
        pd.DataFrame(np.minimum(*ends), index=value.index, columns=value.columns),
        pd.DataFrame(np.maximum(*ends), index=value.index, columns=value.columns),
    )


class Outcome:
    """What follows from a problem and a state; each part is computed when first asked for.

    Attributes:
        problem: the evidence.
        state: what the team has set.
        spread: how many steps up or down each slider might as well stand.
    """

    def __init__(self, problem: Problem, state: State, spread: float = SPREAD):
        self.problem = problem
        self.state = state
        self.spread = spread

    # Who is in

    @cached_property
    def removed(self) -> dict[str, list[str]]:
        """The frameworks that a must-have removed, with the must-haves each does not meet."""
        unmet = {name: self._unmet(name) for name in self.problem.frameworks.index}
        return {name: features for name, features in unmet.items() if features}

    def _unmet(self, framework: str) -> list[str]:
        return [
            feature
            for feature, level in self.state.must_haves.items()
            if self.support(framework, feature) not in SUPPORTS[level]
        ]

    def support(self, framework: str, feature: str) -> str:
        """Return a framework's support level of a feature."""
        return _supports(self.problem)[framework, feature]

    @cached_property
    def eligible(self) -> list[str]:
        """The frameworks that meet every must-have, in the order of the table."""
        return [name for name in self.problem.frameworks.index if name not in self.removed]

    # What is weighed

    @cached_property
    def familiarity_said(self) -> bool:
        """Whether the team has said how well it knows at least one framework."""
        return bool(self.state.familiarity)

    def known(self, framework: str) -> int:
        """Return how well the team knows a framework, 0 to 4."""
        return known(self.problem, self.state.familiarity, framework)

    @cached_property
    def points(self) -> pd.Series:
        """Points per scored criterion; those of the team count once it has said something."""
        names = self.problem.points.columns
        given = {**dict.fromkeys(names, 0.0), **self.state.points}
        if len(given) > len(names):
            raise KeyError(f"points of unknown criteria: {', '.join([*given][len(names) :])}")
        if not self.familiarity_said:
            given.update(dict.fromkeys(_team(self.problem), 0.0))
        return pd.Series(list(given.values()), index=names, dtype=float)

    @cached_property
    def nothing_to_weigh(self) -> bool:
        """Whether every slider that counts is at 0."""
        return not self.points.any()

    @cached_property
    def weights(self) -> pd.Series:
        """Weights per scored criterion; zeros where there is nothing to weigh."""
        return self.points if self.nothing_to_weigh else model.weights(self.points)

    @cached_property
    def values(self) -> pd.DataFrame:
        """All frameworks x scored criteria, 0 to 1."""
        return _values(self.problem, tuple(self.state.familiarity.items()))

    # Who leads

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """All frameworks x scored criteria: weight times value."""
        return model.contributions(self.values, self.weights)

    @cached_property
    def scores(self) -> pd.Series:
        """Scores of all frameworks, 0 to 1, those that a must-have removed included."""
        return model.scores(self.values, self.weights)

    @cached_property
    def ranks(self) -> pd.Series:
        """Ranks of the eligible frameworks; empty where there is nothing to weigh."""
        return model.ranks(self.scores[[] if self.nothing_to_weigh else self.eligible])

    @cached_property
    def order(self) -> list[str]:
        """The ranked frameworks, best first; ties in the order of the table."""
        return sorted(self.ranks.index, key=self.ranks.to_dict().__getitem__)

    @cached_property
    def tied(self) -> list[str]:
        """The frameworks that share the first rank."""
        return [name for name, rank in self.ranks.items() if rank == 1]

    @cached_property
    def leader(self) -> str | None:
        """The first framework; None where none is left or there is nothing to weigh."""
        return self.order[0] if self.order else None

    @cached_property
    def runner_up(self) -> str | None:
        """The second framework, or None."""
        return self.order[1] if len(self.order) > 1 else None

    @cached_property
    def margin(self) -> float:
        """The leader's score less the runner-up's, 0 to 1; NaN without both."""
        if self.runner_up is None:
            return math.nan
        return float(self.scores[self.leader] - self.scores[self.runner_up])

    def leader_if_known(self, familiarity: Mapping[str, int]) -> str | None:
        """Return the leader if the team had said this about familiarity, all else as it is.

        It is asked for each framework while a handle moves, so it does without frames.
        """
        points = np.array([self.state.points.get(n, 0) for n in self.points.index], dtype=float)
        if not familiarity:
            points[[self.points.index.get_loc(name) for name in _team(self.problem)]] = 0.0
        if not self.eligible or not points.any():
            return None
        values = _values(self.problem, tuple(familiarity.items())).to_numpy()
        scores = np.zeros(len(values))
        for column, weight in zip(values.T, points / points.sum(), strict=True):
            scores += weight * column
        place = self.problem.frameworks.index.get_indexer(self.eligible)
        found = scores[place]
        return self.eligible[int((found >= found.max() - model.TIE).argmax())]

    # How surely

    @cached_property
    def tipping_points(self) -> pd.DataFrame:
        """Per scored criterion, the slider interval in which the leader stays; see robustness."""
        return robustness.tipping_points(
            self.values.loc[self.eligible], self.points, maximum=MAXIMUM_POINTS
        )

    @cached_property
    def tipping_steps(self) -> pd.DataFrame:
        """Per scored criterion, the nearest whole steps at which somebody else leads.

        Columns `below`, `above` (points, NaN where no step does it) and `below_leader`,
        `above_leader`.
        """
        found = self.tipping_points
        below = np.ceil(found["low"].to_numpy(float) - model.TIE) - 1
        above = np.floor(found["high"].to_numpy(float) + model.TIE) + 1
        return pd.DataFrame(
            {
                "below": np.where(found["below"].notna() & (below >= 0), below, np.nan),
                "below_leader": found["below"],
                "above": np.where(
                    found["above"].notna() & (above <= MAXIMUM_POINTS), above, np.nan
                ),
                "above_leader": found["above"],
            },
            index=found.index,
        )

    @cached_property
    def rank_acceptability(self) -> pd.DataFrame:
        """Eligible frameworks x ranks: shares of readings near the priorities and the evidence."""
        weights = draws.near_weights(self.points, SAMPLES, self.spread, MAXIMUM_POINTS)
        found = robustness.rank_acceptability(self._values_drawn, weights)
        return found.set_axis(pd.Index(self.eligible, name="framework"))

    @cached_property
    def _values_drawn(self) -> np.ndarray:
        """Samples x eligible frameworks x scored criteria."""
        drawn = _near_values(self.problem, tuple(self.state.familiarity.items()))
        if not self.removed:
            return drawn
        return drawn[:, [name in self.eligible for name in self.problem.frameworks.index]]

    @cached_property
    def confidence(self) -> float:
        """The share of readings in which the leader is first."""
        return float(self.rank_acceptability.loc[self.leader].iloc[0])

    @cached_property
    def dominated(self) -> pd.DataFrame:
        """Eligible frameworks x frameworks: True where the row is dominated on what is weighed."""
        weighed = self.points.to_numpy() > 0
        place = self.values.index.get_indexer(self.eligible)
        values = self.values.to_numpy()[place][:, weighed]
        return model.dominated(pd.DataFrame(values, index=self.eligible))

    # What would change it

    @cached_property
    def smallest_change(self) -> sensitivity.Change | None:
        """The fewest slider steps, over several sliders, that flip it; None where none does."""
        values = self.values.loc[self.eligible, self._movable]
        points = self.points[self._movable].astype(int)
        return sensitivity.smallest_change(values, points, MAXIMUM_POINTS)

    @property
    def _movable(self) -> list[str]:
        """The criteria whose sliders count; the team's own only once it has said something."""
        silent = [] if self.familiarity_said else _team(self.problem)
        return [name for name in self.points.index if name not in silent]

    @cached_property
    def judgement_flips(self) -> pd.DataFrame:
        """The reference levels and judged figures of which one alone could change the leader.

        Without the team's own criteria, whose levels are no judgement about frameworks; one row
        per judgement, see sensitivity.judgement_flips.
        """
        attributes = self.problem.attributes.loc[self.eligible]
        rows = self.problem.evidence
        chosen = (rows["kind"] == "judged") & rows["framework"].isin(self.eligible)
        judged = rows.loc[chosen, ["framework", "criterion"]]
        judged = list(judged.itertuples(index=False, name=None))
        points = self.points.drop(_team(self.problem))
        if self.familiarity_said:
            team = pd.DataFrame(
                {
                    name: [float(self.known(f)) for f in self.eligible]
                    for name in _team(self.problem)
                },
                index=attributes.index,
            )
            attributes, points = attributes.join(team), self.points
        found = sensitivity.judgement_flips(attributes, self.problem.criteria, points, judged)
        return found[~found["criterion"].isin(_team(self.problem))]

    @cached_property
    def information(self) -> sensitivity.Information:
        """What knowing a figure for sure would be worth at these priorities, in units of score."""
        return sensitivity.value_of_information(self._values_drawn, self.weights)

    @cached_property
    def others_meeting(self) -> list[str]:
        """The frameworks that are switched off and meet every must-have, in the table's order."""
        supports, names = _supports(self.problem.everyone), list(self.problem.extras)
        for feature, level in self.state.must_haves.items():
            names = [name for name in names if supports[name, feature] in SUPPORTS[level]]
        return names

    @cached_property
    def others(self) -> pd.Series:
        """Scores of what is switched off and meets every must-have, the best first.

        None of them changes the score of a framework that is switched on, so each can be held
        against the leader as it stands.
        """
        names = [] if self.nothing_to_weigh else self.others_meeting
        values = _other_values(self.problem, tuple(self.state.familiarity.items()))
        scores = dict.fromkeys(names, 0.0)
        for name in names:
            for weight, value in zip(self.weights.tolist(), values[name], strict=True):
                scores[name] += weight * value
        best = sorted(scores.items(), key=lambda pair: -pair[1])
        return pd.Series(dict(best), name="score", dtype=float)

    @cached_property
    def judged_weight(self) -> float:
        """The share of the weight on criteria where a ranked framework's figure is judged."""
        rows = self.problem.evidence
        judged = rows[(rows["kind"] == "judged") & rows["framework"].isin(self.order)]["criterion"]
        return float(self.weights[self.weights.index.isin(judged)].sum())

    # What the team's familiarity does

    @cached_property
    def leader_without_familiarity(self) -> str | None:
        """The leader if nobody had said how well the team knows what."""
        return self.leader_if_known({}) if self.familiarity_said else self.leader

    @cached_property
    def familiarity_rivals(self) -> list[str]:
        """The frameworks that would lead if the team knew them, and nothing else, at full level."""
        return [
            name
            for name in self.eligible
            if name != self.leader_without_familiarity
            and self.leader_if_known({name: MAXIMUM_FAMILIARITY}) == name
        ]

    # What must-haves cost

    @cached_property
    def concessions(self) -> list[tuple[str, list[str], list[str]]]:
        """The smallest concessions that bring a framework back, when must-haves left none.

        Returns:
            (framework, features for which to accept an add-on, features to give up), for each
            framework that needs least; giving up a feature counts as two steps.
        """
        options = []
        for name, unmet in self.removed.items():
            soften = [
                feature
                for feature in unmet
                if self.state.must_haves[feature] == "core"
                and self.support(name, feature) in SUPPORTS["add-on"]
            ]
            give_up = [feature for feature in unmet if feature not in soften]
            options.append((len(soften) + 2 * len(give_up), name, soften, give_up))
        least = min((cost for cost, *_ in options), default=0)
        return [(name, soften, drop) for cost, name, soften, drop in options if cost == least]


@lru_cache(maxsize=8)
def _supports(problem: Problem) -> dict[tuple[str, str], str]:
    rows = problem.features
    return dict(
        zip(zip(rows["framework"], rows["feature"], strict=True), rows["support"], strict=True)
    )


@lru_cache(maxsize=8)
def _team(problem: Problem) -> list[str]:
    """Return the criteria whose attributes come from the team."""
    return [
        name for name in problem.points.columns if problem.criteria.loc[name, "subject"] == "team"
    ]


def known(problem: Problem, familiarity: Mapping[str, int], framework: str) -> int:
    """Return how well the team knows a framework, 0 to 4; a variant as well as what it is of."""
    return familiarity.get(framework, familiarity.get(base(problem, framework), 0))


def base(problem: Problem, framework: str) -> str:
    """Return the framework that a variant is of, or the framework itself."""
    return _bases(problem)[framework]


@lru_cache(maxsize=8)
def _bases(problem: Problem) -> dict[str, str]:
    variants = problem.everyone.frameworks["variant_of"]
    return {name: variant_of or name for name, variant_of in variants.items()}


def _with_team(
    problem: Problem, frame: pd.DataFrame, familiarity: Mapping[str, int]
) -> pd.DataFrame:
    """Add the values of the team's own criteria; what it says nothing of counts as 0."""
    said = [known(problem, familiarity, name) for name in frame.index]
    levels = pd.DataFrame(dict.fromkeys(_team(problem), said), index=frame.index)
    team = model.values(levels, problem.criteria)
    return pd.concat([frame, team], axis=1)[list(problem.points.columns)]


@lru_cache(maxsize=16)
def _values(problem: Problem, familiarity: tuple[tuple[str, int], ...]) -> pd.DataFrame:
    return _with_team(problem, value_frames(problem)[0], dict(familiarity))


@lru_cache(maxsize=16)
def _other_values(
    problem: Problem, familiarity: tuple[tuple[str, int], ...]
) -> dict[str, list[float]]:
    """Return the values of each set-up that is switched off, by scored criterion."""
    values = _values(problem.everyone, familiarity)
    return {name: values.loc[name].tolist() for name in problem.extras}


@lru_cache(maxsize=4)
def _near_values(problem: Problem, familiarity: tuple[tuple[str, int], ...]) -> np.ndarray:
    """Return samples x all frameworks x scored criteria; no slider changes them."""
    value, low, high = (
        _with_team(problem, frame, dict(familiarity)) for frame in value_frames(problem)
    )
    return draws.near_values(low, value, high, SAMPLES)


# Themes: one slider for several criteria


def theme_criteria(problem: Problem, theme: str) -> list[str]:
    """Return the scored criteria of a theme, in the order of the table."""
    return list(_themes(problem)[theme])


@lru_cache(maxsize=8)
def _themes(problem: Problem) -> dict[str, list[str]]:
    themes = problem.criteria.loc[problem.points.columns, "theme"]
    return {
        theme: list(names) for theme, names in themes.groupby(themes, sort=False).groups.items()
    }


def theme_points(problem: Problem, points: Mapping[str, int], theme: str) -> int:
    """Return what a theme's slider shows: the largest points among its criteria."""
    return max(points.get(name, 0) for name in theme_criteria(problem, theme))


def scaled_points(
    problem: Problem, profile: Mapping[str, int], theme: str, points: int
) -> dict[str, int]:
    """Set a theme to `points` and its criteria in proportion to `profile`, in whole points.

    Args:
        profile: points per criterion before the theme's slider was touched. Where all of the
            theme are 0 there, all of them move together.
        points: 0 to 10, what the largest of them becomes.

    Returns:
        Points of all criteria, those of the other themes as in `profile`. Halves round up.
    """
    names, largest = theme_criteria(problem, theme), theme_points(problem, profile, theme)
    scaled = {
        name: (2 * profile.get(name, 0) * points + largest) // (2 * largest) if largest else points
        for name in names
    }
    return {**profile, **scaled}


def theme_stays(outcome: Outcome, profile: Mapping[str, int], theme: str) -> tuple[int, int]:
    """Return the lowest and highest whole points of a theme's slider at which the leader stays.

    The steps are tried one by one away from where the slider is, since rounding to whole points
    bends what would otherwise be a straight line.
    """
    problem, now = outcome.problem, theme_points(outcome.problem, outcome.state.points, theme)
    values = outcome.values.loc[outcome.eligible]
    points = np.tile(outcome.points.to_numpy(float), (MAXIMUM_POINTS + 1, 1))
    counted = theme_criteria(problem, theme)
    if not outcome.familiarity_said:
        counted = [name for name in counted if name not in _team(problem)]
    columns = [values.columns.get_loc(name) for name in counted]
    for step, row in enumerate(points):
        scaled = scaled_points(problem, profile, theme, step)
        row[columns] = [scaled[name] for name in counted]
    found = values.to_numpy() @ points.T

    def leads(step: int) -> bool:
        own = found[outcome.eligible.index(outcome.leader), step]
        return own >= found[:, step].max() - model.TIE

    low = high = now
    if outcome.leader:
        while low > 0 and leads(low - 1):
            low -= 1
        while high < MAXIMUM_POINTS and leads(high + 1):
            high += 1
    return low, high


# For whom each framework is right, over all priorities a team could have


class Audience(NamedTuple):
    """For whom each framework is right; must-haves and familiarity are left aside.

    Attributes:
        first: per framework, its share of first places over all priorities, uniform over the
            themes and then within each theme.
        first_alike: the same with all criteria alike, whatever theme they stand in.
        average: per criterion, its mean weight over all priorities.
        central: frameworks x criteria, the mean weights where it is first; NaN where it never is.
        confidence: per framework, its share of first places at its own central weights.
        nearest: per framework that is never first, the weights at which it comes closest.
        behind: per framework, the least it is behind the best at any of the priorities, 0 to 1.
    """

    first: pd.Series
    first_alike: pd.Series
    average: pd.Series
    central: pd.DataFrame
    confidence: pd.Series
    nearest: pd.DataFrame
    behind: pd.Series


@lru_cache(maxsize=4)
def audience(problem: Problem) -> Audience:
    """Return for whom each framework is right, with values anywhere in their evidence intervals."""
    value, low, high = value_frames(problem)
    themes = problem.criteria.loc[value.columns, "theme"]
    drawn = draws.near_values(low, value, high, SAMPLES)
    weights = draws.simplex_weights(themes.to_dict(), SAMPLES)
    alike = draws.simplex_weights(dict.fromkeys(themes.index, "all"), SAMPLES)
    central = robustness.central_weights(drawn, weights).set_axis(value.index)
    central.columns = value.columns
    scores = weights @ value.to_numpy().T
    deficit = scores.max(axis=1)[:, None] - scores
    closest = deficit.argmin(axis=0)
    return Audience(
        first=robustness.rank_acceptability(drawn, weights).set_axis(value.index)[1],
        first_alike=robustness.rank_acceptability(drawn, alike).set_axis(value.index)[1],
        average=pd.Series(weights.mean(axis=0), index=value.columns),
        central=central,
        confidence=robustness.confidence_factors(drawn, central.to_numpy()).set_axis(value.index),
        nearest=pd.DataFrame(weights[closest], index=value.index, columns=value.columns),
        behind=pd.Series(deficit.min(axis=0), index=value.index),
    )
