"""What is wrong with a matrix, or worth knowing before one rests on it: a sentence a finding."""

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from framework_report import mcda
from framework_report.matrix.cells import Figure
from framework_report.matrix.grids import say
from framework_report.matrix.reading import Matrix
from framework_report.words.text import apart, joined

NEARLY = 0.1
"""Values no further apart than this on every option are nearly the same: half a step of 0-5."""
ENDS = ["worst", "best"]
PLACES = ("first", "second", "third", "fourth", "fifth")
Found = Iterator[tuple[str, dict[str, object]]]


class Finding(NamedTuple):
    """One thing found: its kind (a sentence's name), and the sentence with the cell in it."""

    kind: str
    text: str


def audit(matrix: Matrix) -> list[Finding]:
    """Look at a matrix from every side; the findings of what is printed come first."""
    found = [pair for sheet in matrix.sheets for pair in _printed(sheet)]
    for check in (_criteria, _beaten, _moving, _margin, _flips, _disagree):
        found += check(matrix)
    return [Finding(kind, say(kind, **slots)) for kind, slots in found]


def _printed(sheet: Matrix) -> Found:
    """Check totals, places, ranks, sums and weights against the cells of a sheet.

    Weights sum to what is printed, or to 100 where they are percent, to 1 where fractions.
    """
    frame, printed = sheet.frame(), sheet.printed["total"]
    said = [f for n, f in printed.items() if f.known and n not in sheet.options]
    pairs: list[tuple[str, str, Figure, float]] = []
    for label, row in sheet.printed.items():
        if label.startswith("weight "):
            first, values = next(iter(row.values())), [f.value for f in row.values()]
            total, fractions = sum(values), max(values) <= 1 and any(0 < x < 1 for x in values)
            due = said[0].value if said else 100.0 if first.mark == "%" else 1.0
            slack = max(f.slack for f in [*row.values(), *said]) + mcda.TIE
            if (said or due > 1 or fractions) and abs(total - due) > slack:
                facts = {"computed": f"{total:g}", "said": f"{due:g}"}
                yield "weights_sum", {"at": [*said, first][0].at, **facts}
        for name in frame.dropna(axis=1) if label.startswith("sum ") else ():
            sums = frame[name].sum(), frame[name].mean()
            pairs.append(
                ("sum", name, row[name], min(sums, key=lambda x: abs(x - row[name].value)))
            )
    complete = frame.dropna().index
    totals = {o: f for o, f in printed.items() if f.known and o in complete}
    computed, ignored = _reading(sheet, totals)
    if not ignored:
        pairs += [("total", o, f, computed[o]) for o, f in totals.items()]
    pairs += [("unweighted", o, f, computed[o]) for o, f in totals.items() if ignored][:1]
    ranks = mcda.ranks(computed)
    for option, f in sheet.printed["rank"].items() if len(complete) == len(frame) else ():
        last = ranks[option] + (ranks == ranks[option]).sum() - 1
        pairs.append(("rank", option, f, np.clip(f.value, ranks[option], last)))
    for kind, name, f, x in pairs:
        if f.known and not _agrees(f, x):
            slots = {"name": name, "printed": f.text, "computed": f"{round(x, 2):g}"}
            yield kind, {"at": f.at, **slots}
    in_print = sorted(totals, key=lambda o: -totals[o].value)
    by_cells = sorted(totals, key=lambda o: -computed[o])
    for place, one, other in zip(PLACES, in_print, by_cells, strict=False):
        if computed[other] > computed[one] + mcda.TIE:
            yield "place", {"at": totals[one].at, "place": place, "printed": one, "computed": other}
            break


def _agrees(printed: Figure, computed: float) -> bool:
    slack = printed.slack or 0.5 * (abs(computed - round(computed)) > mcda.TIE)
    return abs(printed.value - computed) <= slack + mcda.TIE


def _reading(sheet: Matrix, totals: dict[str, Figure]) -> tuple[pd.Series, bool]:
    """Compute what people call a total: the sum or mean of cells or values that fits best.

    Of two that fit as often the nearer one counts. Also says whether the totals ignore the weights:
    then the weighted reading that would be alike is given.
    """
    weights, cells = pd.Series(next(iter(sheet.weights.values()))), sheet.frame().fillna(0.0)
    best, overall = sheet.criteria[["worst", "best"]].max(axis=None), sheet.overall()
    weighted, mean = cells @ weights, cells @ weights / weights.sum()
    readings = [overall, weighted, mean, mean / best, mean / best * 100, weighted / 100]
    readings += [weighted / best, overall * 100]
    plain = [cells.sum(axis=1), cells.mean(axis=1), sheet.values().sum(axis=1)]

    def misfit(reading: pd.Series) -> tuple[int, float]:
        misses = [not _agrees(f, reading[o]) for o, f in totals.items()]
        return sum(misses), round(sum(abs(f.value - reading[o]) for o, f in totals.items()), 9)

    nearest = min([*readings, *plain], key=misfit)
    ignored = weights.nunique() > 1 and misfit(nearest)[0] * 2 < len(totals)
    ignored &= any(nearest is reading for reading in plain)
    return (weighted if ignored else nearest), ignored


def _criteria(matrix: Matrix) -> Found:
    """Say on which criteria nothing differs, and which two count the same thing twice."""
    frame, values, at = matrix.frame(), matrix.values(), matrix.criteria.cell
    for name in matrix.criteria.index:
        found = {matrix.figures[option, name][1:3] for option in matrix.options}
        if len(found) == 1 and frame[name].notna().all():
            yield "same", {"at": at[name], "name": name}
    for one, other in itertools.combinations(matrix.criteria.index, 2):
        pair = values.loc[frame[[one, other]].notna().all(axis=1), [one, other]]
        near = ((pair[one] - pair[other]).abs() <= NEARLY + mcda.TIE).all()
        alike = near and mcda.ranks(pair[one]).equals(mcda.ranks(pair[other]))
        if alike and len(pair) > 2 and pair[one].nunique() > 1:
            yield "double", {"at": at[other], "one": one, "other": other}


def _beaten(matrix: Matrix) -> Found:
    """Say which options are nowhere ahead of another, whatever ranges and scorers allow."""
    ends = np.stack([matrix.values("low"), matrix.values("high")])
    low, high = ends.min(axis=0), np.where(matrix.frame().isna(), 1.0, ends.max(axis=0))
    for i, option in enumerate(matrix.options):
        worse = (low > high[i]).all(axis=1)
        never = (low >= high[i]).all(axis=1) & (low > high[i]).any(axis=1) & ~worse
        at = matrix.figures[option, matrix.criteria.index[0]].at
        for kind, others in (("beaten", worse), ("nowhere_ahead", never)):
            if others.any():
                names = joined(itertools.compress(matrix.options, others))
                yield kind, {"at": at, "option": option, "others": names}


def _moving(matrix: Matrix) -> Found:
    """Say whether one option far outside of the moving scales could reorder the others.

    It can leave each scale as it is or move either end, whatever helps the one behind most. Far
    beyond an end differences shrink to nothing, but for those to what is not known, which counts as
    the worst however bad that option is.
    """
    moving = matrix.criteria[matrix.criteria.origin == "present"]
    whole = matrix.overall().sort_values(ascending=False, kind="stable")
    parts = mcda.contributions(matrix.values(), matrix.share()).loc[whole.index]
    far = matrix.frame().loc[whole.index].notna() * matrix.share()
    behind = np.subtract.outer(whole.to_numpy(), whole.to_numpy()).T
    most = behind.copy()
    for name in moving.index:
        columns = [x[name].to_numpy() for x in (parts, parts * 0, far)]
        gains = [np.subtract.outer(x, x).T for x in columns]
        most += np.max(gains, axis=0) - gains[0]
    effect = say("would_not")
    for one, two in np.argwhere((behind < -mcda.TIE) & (most > mcda.TIE))[:1]:
        effect = say("would", ahead=whole.index[one], behind=whole.index[two])
    ends = [(n, f"{worst:g}", f"{best:g}") for n, worst, best in moving[ENDS].itertuples()]
    cells = joined(say("from_to", name=n, worst=worst, best=best) for n, worst, best in ends)
    for at in moving.cell[:1]:
        yield "moving", {"at": at, "cells": cells, "effect": effect}


def _margin(matrix: Matrix) -> Found:
    """Compare the leader's margin with what one step is worth where it is worth most."""
    overall = matrix.overall().sort_values(ascending=False, kind="stable")
    (leader, rival), margin = overall.index[:2], overall.iloc[0] - overall.iloc[1]
    spans = (matrix.criteria.best - matrix.criteria.worst).abs()
    worth = matrix.share() * matrix.criteria.step / spans
    c, facts = matrix.criteria.loc[worth.idxmax()], {"leader": leader, "rival": rival}
    if margin <= mcda.TIE:
        yield "level_pair", {"at": matrix.file, **facts}
    elif margin < worth.max() - mcda.TIE:
        points = {"margin": f"{margin * 100:.1f}", "worth": f"{worth.max() * 100:.1f}"}
        yield "margin", {"at": c.cell, "step": f"{c.step:g}", "name": c.name, **facts, **points}


def _flips(matrix: Matrix) -> Found:
    """Find each cell that makes another option the winner: one step off, or once it is known."""
    overall, share, frame = matrix.overall(), matrix.share(), matrix.frame()
    parts, far = mcda.contributions(matrix.values(), share), frame.notna() * share
    moving = matrix.criteria.origin == "present"
    # The only figure of a scale from those present is its least.
    ahead = share.where(~moving | frame.notna().any() | matrix.criteria.lower, 0.0)
    leader, *level = overall.index[mcda.ranks(overall) == 1]
    tried: list[tuple[str, pd.Series, str]] = []
    for (option, name), f in () if level else matrix.figures.items():
        c, here = matrix.criteria.loc[name], (overall.index == option) * share[name]
        facts = {"at": f.at, "option": option, "name": name, "old": f"{f.value:g}"}
        for new in (f.value - c.step, f.value + c.step) if c.step else ():
            if min(c.worst, c.best) <= new <= max(c.worst, c.best):
                gain = here * (new - f.value) / (c.best - c.worst)
                tried.append(("flip", gain, say("cell", new=f"{new:g}", **facts)))
        if not f.known:  # a figure beyond the others would shrink them
            here = (overall.index == option) * ahead[name]
            gains = [here - parts[name], far[name] - parts[name]] if moving[name] else [here]
            tried += [("unknown_wins", gain, say("cell_unknown", **facts)) for gain in gains]
    found: dict[tuple[str, str], list[str]] = {}
    for kind, gain, told in tried:
        moved = overall + gain
        if moved.max() > moved[leader] + mcda.TIE:
            found.setdefault((kind, str(moved.idxmax())), []).append(told)
    for (kind, winner), cells in found.items():
        yield kind, {"leader": winner, "cells": joined(dict.fromkeys(cells), "or")}
    for option, blank in frame.isna().iterrows() if not level else ():
        shrunk = parts.loc[:, blank & moving].sum(axis=1)
        moved = overall - shrunk + (overall.index == option) * ahead[blank].sum()
        wins = moved.idxmax() == option and moved[option] > moved[leader] + mcda.TIE
        if wins and ("unknown_wins", option) not in found:
            cells = [matrix.figures[option, name].at for name in blank.index[blank]]
            yield "unknown_together", {"leader": option, "cells": joined(cells)}


def _disagree(matrix: Matrix) -> Found:
    """Say whom each scorer, or each set of weights, puts first, where that differs."""
    leaders: dict[tuple[str, ...], list[str]] = {}
    several = len(matrix.sheets) > 1
    for sheet in matrix.sheets:
        # A scorer's sheet without weights of its own has everybody's: the first stands for it.
        for name in list(sheet.weights)[: 1 if several else None]:
            overall = sheet.overall(name)
            first = tuple(overall.index[mcda.ranks(overall) == 1])
            leaders.setdefault(first, []).append(sheet.name if several else name)
    if len(leaders) > 1:
        told = [
            say("lead_for" if len(one) > 1 else "leads_for", leader=joined(one), who=joined(who))
            for one, who in leaders.items()
        ]
        yield "disagree", {"at": matrix.sheets[0].file, "leaders": apart(told)}
