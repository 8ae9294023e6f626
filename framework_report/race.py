"""How surely the leader leads, and what would change it: one slider, several, a measure, a figure.

A race has a leader and a runner-up at least. *Simulations* are draws of priorities around the
sliders and of figures within their intervals. A *universe* is a choice of one measure for every
criterion; universes are not equally likely, so shares over them are never averaged.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import compress, product
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pandas as pd

from framework_report import mcda
from framework_report.state import MAXIMUM_POINTS, scaled_points, theme_points

if TYPE_CHECKING:
    from framework_report.outcome import Outcome
    from framework_report.tables import Problem

SAMPLES = 10_000
"""Simulations; 1.96² / 4d² = 9,604 give a 95 % half-width d of 0.01."""
CLOSE = 0.7
"""The share of first places below which a lead is a close call."""
WIDE = 5.0
"""Slider steps of the second, wider look at how sure the answer is."""
STEPS = range(MAXIMUM_POINTS + 1)


class Flip(NamedTuple):
    """One slider alone, at the nearest step at which not all are first that are first now.

    ``leaders`` are who is first there, several where they are level; ``further`` says whether they
    are so at every step beyond it.
    """

    slider: str
    is_theme: bool
    step: int
    further: bool
    leaders: tuple[str, ...]
    distance: float

    @property
    def up(self) -> bool:
        """Whether the slider moves up."""
        return self.distance > 0


class Universe(NamedTuple):
    """One measure changed, and the share in which today's leader is still first."""

    criterion: str
    measure: str
    share: float


class Confidence(NamedTuple):
    """The leader's share of first places, by what is doubted."""

    priorities: float
    figures: float
    lowest: float
    highest: float
    lowest_by: Universe | None


class Race:
    """What holds of an outcome with two or more ranked frameworks."""

    def __init__(self, outcome: "Outcome") -> None:
        self.outcome = outcome
        self.problem = outcome.problem
        self.leader, self.runner_up = outcome.order[:2]
        self.margin = float(outcome.scores[self.leader] - outcome.scores[self.runner_up])
        self.tie = len(outcome.tied) > 1
        self._place = _rows(self.problem.frameworks.index.get_indexer(outcome.eligible))
        self._own = outcome.eligible.index(self.leader)

    # One slider

    @cached_property
    def tipping_points(self) -> pd.DataFrame:
        """Per criterion, the slider interval in which the leader stays; see mcda."""
        outcome = self.outcome
        return mcda.tipping_points(
            outcome.values.loc[outcome.eligible], outcome.points, maximum=MAXIMUM_POINTS
        )

    @cached_property
    def sweep(self) -> dict[tuple[str, bool], list[tuple[str, ...]]]:
        """Per slider (name, whether it is a theme's), who is first at each of its steps.

        The sliders of the team's criteria count only once it has said something.
        """
        outcome, problem, found = self.outcome, self.problem, {}
        values = outcome.values.to_numpy()[self._place]
        now = outcome.points.to_numpy()
        counts = [outcome.counts(name) for name in problem.scored]
        for k, name in enumerate(problem.scored):
            points = np.tile(now, (len(STEPS), 1))
            if counts[k]:
                points[:, k] = STEPS
            found[name, False] = self._leaders(values, points)
        for theme, names in problem.themes.items():
            points = np.tile(now, (len(STEPS), 1))
            for step in STEPS:
                scaled = scaled_points(problem, outcome.profile, theme, step)
                for k, name in enumerate(problem.scored):
                    if name in names and counts[k]:
                        points[step, k] = scaled.get(name, 0)
            found[theme, True] = self._leaders(values, points)
        return found

    def _leaders(self, values: np.ndarray, points: np.ndarray) -> list[tuple[str, ...]]:
        """Name who is first for each row of points."""
        total = np.maximum(points.sum(axis=1), 1.0)
        scores = np.zeros((len(points), len(values)))
        for k in range(points.shape[1]):
            scores += (points[:, k] / total)[:, None] * values[:, k]
        return self._first(scores)

    def _first(self, scores: np.ndarray) -> list[tuple[str, ...]]:
        """Name who is first in each row of scores, several where they are level."""
        best = mcda.first_places(scores).tolist()
        return [tuple(compress(self.outcome.eligible, row)) for row in best]

    def _passed(self, leaders: Sequence[str]) -> bool:
        """Say whether somebody of those first now is no longer so."""
        return not set(self.outcome.tied) <= set(leaders)

    @cached_property
    def flips(self) -> list[Flip]:
        """The nearest steps to either side at which a slider alone changes who leads."""
        found: list[Flip] = []
        for (name, is_theme), leaders in self.sweep.items():
            points = self.outcome.profile if is_theme else self.outcome.state.points
            now = theme_points(self.problem, points, name) if is_theme else points.get(name, 0)
            down = [step for step in reversed(STEPS) if step < now]
            up = [step for step in STEPS if step > now]
            for side in (down, up):
                for i, step in enumerate(side):
                    if self._passed(leaders[step]):
                        beyond = {leaders[s] for s in side[i:]}
                        further = len(beyond) == 1 and len(side) > i + 1
                        found.append(Flip(name, is_theme, step, further, leaders[step], step - now))
                        break
        return sorted(found, key=lambda flip: (abs(flip.distance), flip.is_theme))

    def stays(self, name: str, is_theme: bool) -> tuple[int, int]:
        """Return the lowest and highest whole steps between which nobody gets ahead, from here."""
        own = [flip for flip in self.flips if (flip.slider, flip.is_theme) == (name, is_theme)]
        below = [flip.step for flip in own if not flip.up]
        above = [flip.step for flip in own if flip.up]
        return (below[0] + 1 if below else 0), (above[0] - 1 if above else MAXIMUM_POINTS)

    # Simulations

    @cached_property
    def _drawn(self) -> list[np.ndarray]:
        """Per criterion, eligible frameworks x samples: values within their intervals.

        No slider changes them, so they are kept for the next move: each set is some megabytes.
        """
        outcome, state = self.outcome, self.outcome.state
        key = (tuple(outcome.eligible), repr(state.team), repr(state.measures))
        return self.problem.keep_last(
            "drawn",
            key,
            lambda: [self._column(name, outcome.measure(name)) for name in self.problem.scored],
        )

    def _column(self, criterion: str, measure: str) -> np.ndarray:
        if not measure:
            fixed = self.outcome.team_values(criterion)[self._place]
            return np.broadcast_to(fixed[:, None], (len(fixed), SAMPLES))
        return np.asarray(drawn(self.problem, criterion, measure)[self._place])

    def _weights(self, spread: float) -> np.ndarray:
        return np.asarray(mcda.near_weights(self.outcome.points, SAMPLES, spread).T)

    def _scores(self, weights: np.ndarray, intervals: bool = True) -> np.ndarray:
        """Return eligible frameworks x samples, added up criterion by criterion."""
        values = self.outcome.values.to_numpy()[self._place]
        total = np.zeros((len(self.outcome.eligible), SAMPLES))
        for k in self._weighed:
            total += weights[k] * (self._drawn[k] if intervals else values[:, k, None])
        return total

    @cached_property
    def _weighed(self) -> list[int]:
        return [k for k, p in enumerate(self.outcome.points) if p]

    @cached_property
    def rank_acceptability(self) -> pd.DataFrame:
        """Eligible frameworks x ranks: shares of simulations within the spread."""
        weights = self._weights(self.outcome.spread)
        found = mcda.rank_acceptability(stacked(self._drawn), weights.T)
        return found.set_axis(pd.Index(self.outcome.eligible, name="framework"))

    @cached_property
    def first_shares(self) -> dict[str, float]:
        """Each eligible framework's share of first places, priorities and figures in doubt."""
        scores = self._scores(self._weights(self.outcome.spread))
        shares = mcda.first_shares(scores).mean(axis=1)
        return dict(zip(self.outcome.eligible, shares.tolist(), strict=True))

    def _share(self, scores: np.ndarray) -> float:
        return float(mcda.first_shares(scores)[self._own].mean())

    def confidence_within(self, spread: float) -> Confidence:
        """Return the leader's share: priorities alone, figures too, and over single measures."""
        weights = self._weights(spread)
        priorities = self._share(self._scores(weights, intervals=False))
        total = self._scores(weights)
        figures = self._share(total)
        universes = list(self._universes(total, weights))
        shares = [figures, *(u.share for u in universes)]
        lowest = min(universes, key=lambda u: u.share, default=None)
        if lowest and lowest.share >= figures:
            lowest = None
        return Confidence(priorities, figures, min(shares), max(shares), lowest)

    # Measures

    def _changes(self) -> Iterator[tuple[int, str, str]]:
        """Yield (place, criterion, measure) of each single change of measure that weighs."""
        for k in self._weighed:
            name = self.problem.scored[k]
            for measure in self.problem.measures_of.get(name, []):
                if measure != self.outcome.measure(name):
                    yield k, name, measure

    def _universes(self, total: np.ndarray, weights: np.ndarray) -> Iterator[Universe]:
        for k, name, measure in self._changes():
            changed = total + weights[k] * (self._column(name, measure) - self._drawn[k])
            yield Universe(name, measure, self._share(changed))

    @cached_property
    def measure_flips(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """The single changes of measure that change who leads: (criterion, measure, leaders)."""
        scores = self.outcome.scores.to_numpy()[self._place]
        weights, values = self.outcome.weights.to_numpy(), self.outcome.values.to_numpy()
        changes = {(name, measure): k for k, name, measure in self._changes()}
        gains = [
            weights[k] * (self.problem.cells[change].value - values[:, k])[self._place]
            for change, k in changes.items()
        ]
        rows = scores + np.reshape(gains, (-1, len(scores)))
        pairs = zip(changes, self._first(rows), strict=True)
        return [(*change, leaders) for change, leaders in pairs if self._passed(leaders)]

    @cached_property
    def smallest_measures(self) -> tuple[list[tuple[str, str]], list[str]] | None:
        """The fewest changes of measure that change who leads, and who does then; None: none do.

        A score is a sum, so the most that a set of changes brings a rival is the sum of the most
        that each brings: taking the largest first is exact.
        """
        weights, best = self.outcome.weights.to_numpy(), None
        values = self.outcome.values.to_numpy()[self._place]
        scores = self.outcome.scores.to_numpy()[self._place]
        firsts = [self.outcome.eligible.index(name) for name in self.outcome.tied]
        for own, rival in product(firsts, range(len(values))):
            gains: dict[str, tuple[float, str]] = {}
            for k, name, measure in self._changes():
                cells = self.problem.cells[name, measure].value[self._place]
                change = (cells[rival] - values[rival, k]) - (cells[own] - values[own, k])
                if weights[k] * change > max(mcda.TIE, gains.get(name, (0.0, ""))[0]):
                    gains[name] = (float(weights[k] * change), measure)
            needed, taken = scores[own] - scores[rival], []
            for name, (gain, measure) in sorted(gains.items(), key=lambda item: -item[1][0]):
                if needed < -mcda.TIE:
                    break
                needed -= gain
                taken.append((name, measure))
            if needed < -mcda.TIE and (best is None or len(taken) < len(best)):
                best = taken
        if best is None:
            return None
        from framework_report.outcome import Outcome

        measures = {**self.outcome.state.measures, **dict(best)}
        there = Outcome(self.problem, replace(self.outcome.state, measures=measures))
        return best, there.tied

    @cached_property
    def verdict(self) -> Literal["close", "open", "firm"]:
        """Whether small changes turn the answer, another way of counting does, or neither."""
        shares = self.first_shares
        own = shares[self.leader]
        if self.tie or own < CLOSE or any(x > own for x in shares.values()):
            return "close"
        return "open" if self.measure_flips else "firm"

    # More that would change it

    @cached_property
    def dominated(self) -> pd.DataFrame:
        """Eligible x eligible: True where the row is beaten by the column on all that weighs."""
        values = self.outcome.values.loc[self.outcome.eligible]
        return mcda.dominated(values.loc[:, (self.outcome.points > 0).to_numpy()])

    @cached_property
    def smallest_change(self) -> "mcda.Change | None":
        """The fewest steps, over several sliders, that change who leads; None where none does."""
        outcome = self.outcome
        movable = [name for name in self.problem.scored if outcome.counts(name)]
        values = outcome.values.loc[outcome.eligible, movable]
        return mcda.smallest_change(values, outcome.points[movable], MAXIMUM_POINTS)

    @cached_property
    def judgement_flips(self) -> pd.DataFrame:
        """The reference levels and judged figures of which one alone could change who leads."""
        outcome, problem, team = self.outcome, self.problem, self.problem.team
        names = [n for n in problem.scored if n not in team]
        attributes = problem.attributes_by(outcome.state.measures).loc[outcome.eligible, names]
        codebook = pd.DataFrame([outcome.codebook(n) for n in names], index=names)
        judged = [
            (framework, name)
            for name in names
            for framework, kind in problem.figures(name, outcome.measure(name))["kind"].items()
            if kind == "judged" and framework in outcome.eligible
        ]
        said = [n for n in team if outcome.said(n)]
        for name in said:
            top = len(problem.level_labels[name]) - 1
            attributes[name] = [float(outcome.level(name, f)) for f in outcome.eligible]
            levels = {"worst": 0.0, "best": float(top), "scale": "linear", "outside": "error"}
            codebook.loc[name, list(levels)] = list(levels.values())
        found = mcda.judgement_flips(attributes, codebook, outcome.points[[*names, *said]], judged)
        return found[~found["criterion"].isin(team)]

    @cached_property
    def information(self) -> "mcda.Information":
        """What knowing a figure for sure would be worth at these priorities, in units of score."""
        return mcda.value_of_information(stacked(self._drawn), self.outcome.weights)

    @cached_property
    def unknown(self) -> list[tuple[str, str]]:
        """(framework, criterion) of the weighed figures that nobody has, of eligible frameworks."""
        found = []
        for name in self._evidenced:
            cells = self.problem.cells[name, self.outcome.measure(name)]
            unknown = cells.unknown[self._place]
            found += [(f, name) for f in compress(self.outcome.eligible, unknown)]
        return found

    @property
    def _evidenced(self) -> list[str]:
        """The weighed criteria whose figures the team does not give itself."""
        weighed = (self.problem.scored[k] for k in self._weighed)
        return [name for name in weighed if name not in self.problem.team]

    @cached_property
    def could_lead(self) -> list[str]:
        """The frameworks that would lead if all their unknown figures stood at the best level."""
        scores, weights = self.outcome.scores, self.outcome.weights
        found = []
        for name in self.outcome.eligible:
            gain = sum(weights[criterion] for f, criterion in self.unknown if f == name)
            if (
                gain
                and (self.tie or name != self.leader)
                and scores[name] + gain > scores[self.leader] + mcda.TIE
            ):
                found.append(name)
        return found

    @cached_property
    def worth_finding_out(self) -> tuple[str, str] | None:
        """The unknown figure that is most worth finding out; None where none could matter."""
        if not self.unknown:
            return None
        numbers = self.information.numbers.set_axis(self.outcome.eligible)
        worth = {pair: float(numbers.at[pair]) for pair in self.unknown}
        best = max(worth, key=worth.__getitem__)
        if worth[best]:
            return best
        # No single one is enough: the one that weighs most comes first.
        could = [pair for pair in self.unknown if pair[0] in self.could_lead]
        return max(could, key=lambda pair: self.outcome.weights[pair[1]], default=None)

    @cached_property
    def inactive_ahead(self) -> list[str]:
        """The candidates that are not compared, meet every must-have and score more, best first."""
        scores = self.outcome.scores
        found = [
            name
            for name in self.outcome.inactive
            if not self.outcome.unmet(name) and scores[name] > scores[self.leader] + mcda.TIE
        ]
        return sorted(found, key=lambda name: -scores[name])

    @cached_property
    def judged_weight(self) -> float:
        """The share of the weight on criteria where a ranked framework's figure is judged."""
        total = 0.0
        for name in self._evidenced:
            kinds = self.problem.figures(name, self.outcome.measure(name))["kind"]
            if (kinds[self.outcome.order] == "judged").any():
                total += float(self.outcome.weights[name])
        return total

    # What the team says of itself

    def leads_from(self, criterion: str, framework: str) -> int | None:
        """Return the lowest level from which on a framework leads, all others being at level 0.

        None where it does not at its highest, or leads at none of them for sure.
        """
        outcome, top = self.outcome, len(self.problem.level_labels[criterion]) - 1
        levels = range(top + 1)
        points = outcome.points.drop(criterion).to_numpy()
        own = float(outcome.state.points.get(criterion, 0))
        values = outcome.values.drop(columns=criterion).to_numpy()[self._place]
        total, place = points.sum() + own, outcome.eligible.index(framework)
        if not total:
            return None
        scores = values @ (points / total)
        others = np.delete(scores, place).max()
        leads = [scores[place] + own / total * level / top > others + mcda.TIE for level in levels]
        if not leads[-1]:
            return None
        return max((level + 1 for level in levels if not leads[level]), default=0)

    # Stay or move

    @cached_property
    def break_even(self) -> float | None:
        """The points of what runs already at which staying and moving are level; None: no such.

        It is where the incumbent ties with the best of the others, that slider alone moving.
        """
        outcome, stays = self.outcome, self.outcome.incumbent
        criterion = next(iter(self.problem.mark("incumbent")), None)
        if stays is None or criterion is None or stays not in outcome.eligible:
            return None
        points, values = outcome.points.drop(criterion), outcome.values
        others = [name for name in outcome.eligible if name != stays]
        ties = []
        for other in others:
            d = values.loc[stays] - values.loc[other]
            if d[criterion] <= mcda.TIE:
                return None
            ties.append(-float((points * d.drop(criterion)).sum()) / float(d[criterion]))
        return max(ties)


def stacked(columns: Sequence[np.ndarray]) -> np.ndarray:
    """Make samples x frameworks x criteria of what each criterion has, frameworks x samples."""
    return np.stack(columns, axis=2).transpose(1, 0, 2)


def _rows(place: np.ndarray) -> np.ndarray | slice:
    """Return a slice where rows follow each other: of it no copy is made."""
    first, last = int(place[0]), int(place[-1])
    return slice(first, last + 1) if last - first == len(place) - 1 else place


def drawn(problem: "Problem", criterion: str, measure: str) -> np.ndarray:
    """Return all candidates x samples: a measure's values within their intervals, kept."""

    def draw() -> np.ndarray:
        value, low, high, unknown = (
            pd.DataFrame({criterion: column}, index=problem.frameworks.index)
            for column in problem.cells[criterion, measure]
        )
        return mcda.near_values(low, value, high, SAMPLES, unknown)[:, :, 0].T

    return problem.keep((criterion, measure), draw)
