"""What is wrong with a matrix, or worth knowing before one rests on it: a sentence a finding."""

import itertools
import math
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from framework_report import mcda
from framework_report.matrix.figures import Figure
from framework_report.matrix.reading import Matrix
from framework_report.matrix.sheet import Sheet
from framework_report.matrix.words import listed, say

NEARLY = 0.1
"""Values no further apart than this on every option are nearly the same: half a step of 0-5."""
_PLACES = ("first", "second", "third", "fourth", "fifth")


class Finding(NamedTuple):
    """One thing found: its kind (a sentence's name), and the sentence with the cell in it."""

    kind: str
    text: str


def _finding(kind: str, /, **facts: object) -> Finding:
    return Finding(kind, say(kind, **facts))


def audit(matrix: Matrix) -> list[Finding]:
    """Look at a matrix from every side; the findings of what is printed come first."""
    checks = (_printed, _nothing_differs, _beaten, _double, _moving, _margin, _flips, _disagree)
    return [finding for check in checks for finding in check(matrix)]


def _printed(matrix: Matrix) -> Iterator[Finding]:
    """Check totals, places, ranks, sums and weights against the cells, sheet by sheet."""
    for sheet in matrix.sheets:
        weights = next(iter(sheet.weights.values()), {})
        for own in sheet.weights.values():
            yield from _weights_sum(own, sheet.said)
        points = {c: f.value for c, f in weights.items()} or dict.fromkeys(sheet.criteria, 1.0)
        known = {o for o in sheet.options if all(sheet.figures[o, c].known for c in points)}
        yield from _totals(
            matrix, sheet, points, {o: f for o, f in sheet.totals.items() if o in known}
        )
        for name, printed in sheet.sums.items():
            column = [sheet.figures[option, name] for option in sheet.options]
            total = sum(figure.value for figure in column)
            if printed.known and not math.isnan(total) and not _agrees(printed, total):
                facts = {"printed": printed.text, "computed": f"{total:g}"}
                yield _finding("sum", at=printed.at, name=name, **facts)


def _weights_sum(weights: dict[str, Figure], said: Figure | None) -> Iterator[Finding]:
    """Compare the weights' sum with the printed one, with 100 for percent, with 1 for fractions."""
    total, cells = sum(f.value for f in weights.values()), list(weights.values())
    if said and said.known:
        expected, slack, at = said.value, _slack(said.text), said.at
    elif cells and all(f.text.endswith("%") for f in cells):
        expected, slack, at = 100.0, 0.05, cells[0].at
    elif cells and max(f.value for f in cells) <= 1 and any(0 < f.value < 1 for f in cells):
        expected, slack, at = 1.0, min(_slack(f.text) for f in cells), cells[0].at
    else:
        return
    if abs(total - expected) > slack + 1e-9:
        yield _finding("weights_sum", at=at, computed=f"{total:g}", said=f"{expected:g}")


def _slack(text: str) -> float:
    """Give half a unit of a printed number's last place.

    >>> _slack("4.86"), _slack("92")
    (0.005, 0.5)
    """
    digits = text.strip("% ").partition(".")[2]
    return float(0.5 / 10 ** sum(mark.isdigit() for mark in digits))


def _agrees(printed: Figure, computed: float) -> bool:
    slack = _slack(printed.text) if "." in printed.text or computed != int(computed) else 0.0
    return abs(printed.value - computed) <= slack + 1e-9


def _totals(
    matrix: Matrix, sheet: Sheet, points: dict[str, float], printed: dict[str, Figure]
) -> Iterator[Finding]:
    """Check totals by the reading of "total" that most of them, or at least the nearest, follow."""
    totals = {o: f for o, f in printed.items() if f.known}
    readings = _readings(matrix, sheet, points)

    def misfit(reading: pd.Series) -> tuple[int, float]:
        wrong = [not _agrees(f, reading[o]) for o, f in totals.items()]
        return sum(wrong), sum(abs(f.value - reading[o]) for o, f in totals.items())

    computed = min(readings, key=misfit)
    for option, figure in totals.items():
        if not _agrees(figure, computed[option]):
            facts = {"printed": figure.text, "computed": f"{round(computed[option], 2):g}"}
            yield _finding("total", at=figure.at, option=option, **facts)
    in_print = sorted(totals, key=lambda option: -totals[option].value)
    by_cells = sorted(totals, key=lambda option: -computed[option])
    for place, (said, found) in enumerate(zip(in_print, by_cells, strict=True)):
        if computed[found] - computed[said] > 1e-9 and place < len(_PLACES):
            facts = {"place": _PLACES[place], "printed": said, "computed": found}
            yield _finding("place", at=totals[said].at, **facts)
            break
    for option, figure in sheet.ranks.items():
        others = computed.drop(option)
        best = 1 + int((others > computed[option] + 1e-9).sum())
        worst = best + int(((others - computed[option]).abs() <= 1e-9).sum())
        complete = all(f.known for (o, _), f in sheet.figures.items())
        if figure.known and complete and not best <= figure.value <= worst:
            yield _finding("rank", at=figure.at, option=option, printed=figure.text, computed=best)


def _readings(matrix: Matrix, sheet: Sheet, points: dict[str, float]) -> list[pd.Series]:
    """Compute what people call a total: sums and means of cells or values, weighted or not."""
    cells = pd.DataFrame(
        {c: {o: sheet.figures[o, c].value for o in sheet.options} for c in sheet.criteria}
    ).fillna(0.0)
    values, weights = matrix.values(sheet.figures), pd.Series(points)
    best = max(max(c.worst, c.best) for c in matrix.criteria.values())
    weighted = (cells * weights).sum(axis=1)
    overall = (values * weights).sum(axis=1) / weights.sum()
    return [
        *(weighted, weighted / weights.sum(), weighted / best, weighted / 100, overall * 100),
        *(overall, weighted / weights.sum() / best * 100, weighted / weights.sum() / best),
        *(cells.sum(axis=1), cells.mean(axis=1), values.sum(axis=1)),
    ]


def _nothing_differs(matrix: Matrix) -> Iterator[Finding]:
    for name, criterion in matrix.criteria.items():
        found = [matrix.figures[option, name] for option in matrix.options]
        if all(f.known for f in found) and len({(f.low, f.high) for f in found}) == 1:
            yield _finding("same", at=criterion.at, name=name)


def _beaten(matrix: Matrix) -> Iterator[Finding]:
    """Say which options are nowhere ahead of another, whatever ranges and scorers allow."""
    worst, best = ({}, {})
    for name, criterion in matrix.criteria.items():
        found = [matrix.figures[option, name] for option in matrix.options]
        ends = [
            (f.high, f.low) if criterion.worst > criterion.best else (f.low, f.high) for f in found
        ]
        sign = -1 if criterion.worst > criterion.best else 1
        worst[name], best[name] = [sign * end[0] for end in ends], [sign * end[1] for end in ends]
    low, high = pd.DataFrame(worst, matrix.options), pd.DataFrame(best, matrix.options)
    for option in matrix.options:
        at = matrix.figures[option, next(iter(matrix.criteria))].at
        others = [other for other in matrix.options if other != option]
        strictly = [other for other in others if (low.loc[other] > high.loc[option]).all()]
        weakly = [
            other
            for other in others
            if (low.loc[other] >= high.loc[option]).all()
            and (low.loc[other] > high.loc[option]).any()
            and other not in strictly
        ]
        for kind, names in (("beaten", strictly), ("nowhere_ahead", weakly)):
            if names:
                yield _finding(kind, at=at, option=option, others=listed(names))


def _double(matrix: Matrix) -> Iterator[Finding]:
    values = matrix.values()
    for one, other in itertools.combinations(matrix.criteria, 2):
        known = [o for o in matrix.options if all(matrix.figures[o, c].known for c in (one, other))]
        pair = values.loc[known, [one, other]]
        near = ((pair[one] - pair[other]).abs() <= NEARLY + 1e-9).all()
        if len(known) > 2 and near and (pair[one].nunique() > 1):
            ranks = [mcda.ranks(pair[name]).to_list() for name in (one, other)]
            if ranks[0] == ranks[1]:
                yield _finding("double", at=matrix.criteria[other].at, one=one, other=other)


def _moving(matrix: Matrix) -> Iterator[Finding]:
    """Say whether an option far outside of a moving scale could reorder the others.

    It would shrink every difference on that criterion to nothing; so an order that the other
    criteria alone would turn round can be turned round.
    """
    weights = mcda.weights(next(iter(matrix.weights.values())))
    parts = mcda.contributions(matrix.values(), weights)
    whole = parts.sum(axis=1)
    for name, criterion in matrix.criteria.items():
        if criterion.origin != "present":
            continue
        rest = whole - parts[name]
        pairs = (
            (ahead, behind)
            for ahead, behind in itertools.permutations(whole.sort_values(ascending=False).index, 2)
            if whole[ahead] > whole[behind] + mcda.TIE and rest[behind] > rest[ahead] + mcda.TIE
        )
        pair = next(pairs, None)
        effect = say("would", ahead=pair[0], behind=pair[1]) if pair else say("would_not")
        ends = {"worst": f"{criterion.worst:g}", "best": f"{criterion.best:g}"}
        yield _finding("moving", at=criterion.at, name=name, effect=effect, **ends)


def _margin(matrix: Matrix) -> Iterator[Finding]:
    """Compare the leader's margin with what one step is worth where it is worth most."""
    overall = matrix.overall().sort_values(ascending=False, kind="stable")
    leader, rival = overall.index[:2]
    margin = overall[leader] - overall[rival]
    weights = mcda.weights(next(iter(matrix.weights.values())))
    worth = {n: weights[n] * c.step / abs(c.best - c.worst) for n, c in matrix.criteria.items()}
    name = max(worth, key=lambda name: worth[name])
    criterion = matrix.criteria[name]
    if margin <= mcda.TIE:
        yield _finding("level_pair", at=matrix.sheets[0].file, leader=leader, rival=rival)
    elif margin < worth[name] - mcda.TIE:
        facts = {"margin": f"{margin * 100:.1f}", "worth": f"{worth[name] * 100:.1f}"}
        facts |= {"leader": leader, "rival": rival, "name": name, "step": f"{criterion.step:g}"}
        yield _finding("margin", at=criterion.at, **facts)


def _flips(matrix: Matrix) -> Iterator[Finding]:
    """Find each cell that makes another option the winner when it is one step off."""
    weights = mcda.weights(next(iter(matrix.weights.values())))
    overall = matrix.overall()
    leaders = overall.index[mcda.ranks(overall) == 1]
    cells: dict[str, list[str]] = {}
    for option, (name, c) in itertools.product(matrix.options, matrix.criteria.items()):
        figure, low, high = matrix.figures[option, name], min(c.worst, c.best), max(c.worst, c.best)
        for new in (figure.value - c.step, figure.value + c.step):
            if not (figure.known and c.step and low <= new <= high and len(leaders) == 1):
                continue
            moved = overall.copy()
            moved[option] += weights[name] * (new - figure.value) / (c.best - c.worst)
            if moved.max() > moved[leaders[0]] + mcda.TIE:
                facts = {"at": figure.at, "old": f"{figure.value:g}", "new": f"{new:g}"}
                cell = say("cell", option=option, name=name, **facts)
                cells.setdefault(str(moved.idxmax()), []).append(cell)
    for leader, found in cells.items():
        yield _finding("flip", leader=leader, cells=listed(found, "or"))


def _disagree(matrix: Matrix) -> Iterator[Finding]:
    """Say whom each scorer, or each set of weights, puts first, where that differs."""
    leaders: dict[str, list[str]] = {}
    several = len(matrix.sheets) > 1
    for sheet in matrix.sheets:
        for name, weights in (sheet.weights or matrix.weights).items():
            points = {c: f.value if isinstance(f, Figure) else f for c, f in weights.items()}
            overall = mcda.scores(matrix.values(sheet.figures), mcda.weights(points))
            first = listed(list(overall.index[mcda.ranks(overall) == 1]))
            who = sheet.name if several else name
            leaders.setdefault(first, []).append(who)
    if len(leaders) > 1:
        said = [say("leads_for", leader=leader, who=listed(who)) for leader, who in leaders.items()]
        yield _finding("disagree", at=matrix.sheets[0].file, leaders="; ".join(said))
