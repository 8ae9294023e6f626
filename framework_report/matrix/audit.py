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
    """Check totals, places, ranks, sums and weights against the cells of a sheet."""
    frame, printed = sheet.frame(), sheet.printed.get("total", {})
    said = [f for n, f in printed.items() if f.known and n not in sheet.options]
    for label, weights in sheet.printed.items():
        yield from _weights_sum([*weights.values()], said) if label.startswith("weight ") else ()
    for name, f in sheet.printed.get("sum", {}).items():
        if f.known and frame[name].notna().all() and not _agrees(f, frame[name].sum()):
            yield "sum", {"at": f.at, "name": name, **_both(f, frame[name].sum())}
    complete = frame.dropna().index
    totals = {o: f for o, f in printed.items() if f.known and o in complete}
    readings = _readings(sheet)
    computed = min(readings, key=lambda r: sum(not _agrees(f, r[o]) for o, f in totals.items()))
    for option, f in totals.items():
        if not _agrees(f, computed[option]):
            yield "total", {"at": f.at, "option": option, **_both(f, computed[option])}
    in_print = sorted(totals, key=lambda o: -totals[o].value)
    by_cells = sorted(totals, key=lambda o: -computed[o])
    for place, one, other in zip(PLACES, in_print, by_cells, strict=False):
        if computed[other] > computed[one] + mcda.TIE:
            yield "place", {"at": totals[one].at, "place": place, "printed": one, "computed": other}
            break
    ranks = mcda.ranks(computed)
    for option, f in sheet.printed.get("rank", {}).items():
        shared = (ranks == ranks[option]).sum()
        if len(complete) == len(frame) and f.known and not 0 <= f.value - ranks[option] < shared:
            yield "rank", {"at": f.at, "option": option, **_both(f, ranks[option])}


def _both(printed: Figure, computed: float) -> dict[str, str]:
    return {"printed": printed.text, "computed": f"{round(computed, 2):g}"}


def _weights_sum(weights: list[Figure], said: list[Figure]) -> Found:
    """Compare the weights' sum with the printed one, with 100 for percent, with 1 for fractions."""
    total, at = sum(f.value for f in weights), weights[0].at
    expected = said[0].value if said else 100.0 if all("%" in f.text for f in weights) else 1.0
    fractions = max(f.value for f in weights) <= 1 and any(0 < f.value < 1 for f in weights)
    slack = max(_slack(f.text) for f in [*weights, *said])
    if (said or expected > 1 or fractions) and abs(total - expected) > slack + mcda.TIE:
        facts = {"computed": f"{total:g}", "said": f"{expected:g}"}
        yield "weights_sum", {"at": said[0].at if said else at, **facts}


def _slack(text: str) -> float:
    """Give half a unit of a printed number's last place; nothing for a whole one.

    >>> _slack("4.86"), _slack("92")
    (0.005, 0.0)
    """
    digits = text.replace(",", ".").strip("% ").partition(".")[2]
    return 0.5 / 10 ** len(digits) if digits else 0.0


def _agrees(printed: Figure, computed: float) -> bool:
    slack = _slack(printed.text) or 0.5 * (abs(computed - round(computed)) > mcda.TIE)
    return abs(printed.value - computed) <= slack + mcda.TIE


def _readings(sheet: Matrix) -> list[pd.Series]:
    """Compute what people call a total: sums and means of cells or values, weighted or not."""
    weights, cells = pd.Series(next(iter(sheet.weights.values()))), sheet.frame().fillna(0.0)
    weighted, best = cells @ weights, max(max(c.worst, c.best) for c in sheet.criteria.values())
    overall, mean = sheet.overall(), weighted / weights.sum()
    shares = [mean, mean / best, mean / best * 100, weighted / 100, weighted / best]
    plain = [cells.sum(axis=1), cells.mean(axis=1), sheet.values().sum(axis=1)]
    return [weighted, *shares, overall, overall * 100, *plain]


def _criteria(matrix: Matrix) -> Found:
    """Say on which criteria nothing differs, and which two count the same thing twice."""
    frame, values = matrix.frame(), matrix.values()
    for name, c in matrix.criteria.items():
        found = {matrix.figures[option, name][1:3] for option in matrix.options}
        if len(found) == 1 and frame[name].notna().all():
            yield "same", {"at": c.at, "name": name}
    for one, other in itertools.combinations(matrix.criteria, 2):
        pair = values.loc[frame[[one, other]].notna().all(axis=1), [one, other]]
        near = ((pair[one] - pair[other]).abs() <= NEARLY + mcda.TIE).all()
        alike = near and mcda.ranks(pair[one]).equals(mcda.ranks(pair[other]))
        if alike and len(pair) > 2 and pair[one].nunique() > 1:
            yield "double", {"at": matrix.criteria[other].at, "one": one, "other": other}


def _beaten(matrix: Matrix) -> Found:
    """Say which options are nowhere ahead of another, whatever ranges and scorers allow."""
    ends = np.stack([matrix.values("low"), matrix.values("high")])
    low, high = ends.min(axis=0), np.where(matrix.frame().isna(), 1.0, ends.max(axis=0))
    for i, option in enumerate(matrix.options):
        worse = (low > high[i]).all(axis=1)
        never = (low >= high[i]).all(axis=1) & (low > high[i]).any(axis=1) & ~worse
        at = matrix.figures[option, next(iter(matrix.criteria))].at
        for kind, others in (("beaten", worse), ("nowhere_ahead", never)):
            if others.any():
                names = joined(itertools.compress(matrix.options, others))
                yield kind, {"at": at, "option": option, "others": names}


def _moving(matrix: Matrix) -> Found:
    """Say whether an option far outside of a moving scale could reorder the others.

    It would shrink every difference on that criterion to nothing, but for the one to what is not
    known, which counts as the worst however bad the option is; so an order that the other criteria
    alone, or they and whether the figure is known, would turn round can be turned round.
    """
    share, known = matrix.share(), matrix.frame().notna()
    parts = mcda.contributions(matrix.values(), share)
    whole = parts.sum(axis=1).sort_values(ascending=False)
    for name, c in matrix.criteria.items():
        if c.origin != "present":
            continue
        rest, effect = whole - parts[name], say("would_not")
        ends = (rest, rest + share[name] * known[name])
        for one, two in itertools.permutations(whole.index[::-1], 2):
            gain = max(end[two] - end[one] for end in ends)
            if min(whole[one] - whole[two], gain) > mcda.TIE:
                effect = say("would", ahead=one, behind=two)
        levels = {"worst": f"{c.worst:g}", "best": f"{c.best:g}"}
        yield "moving", {"at": c.at, "name": name, "effect": effect, **levels}


def _margin(matrix: Matrix) -> Found:
    """Compare the leader's margin with what one step is worth where it is worth most."""
    overall, share = matrix.overall().sort_values(ascending=False, kind="stable"), matrix.share()
    (leader, rival), margin = overall.index[:2], overall.iloc[0] - overall.iloc[1]
    worth = {n: share[n] * c.step / abs(c.best - c.worst) for n, c in matrix.criteria.items()}
    name = max(worth, key=lambda name: worth[name])
    c, facts = matrix.criteria[name], {"leader": leader, "rival": rival, "name": name}
    if margin <= mcda.TIE:
        yield "level_pair", {"at": matrix.file, **facts}
    elif margin < worth[name] - mcda.TIE:
        points = {"margin": f"{margin * 100:.1f}", "worth": f"{worth[name] * 100:.1f}"}
        yield "margin", {"at": c.at, "step": f"{c.step:g}", **facts, **points}


def _flips(matrix: Matrix) -> Found:
    """Find each cell that makes another option the winner when it is one step off."""
    overall, share = matrix.overall(), matrix.share()
    leaders = overall.index[mcda.ranks(overall) == 1]
    cells: dict[str, list[str]] = {}
    for (option, name), f in matrix.figures.items():
        c = matrix.criteria[name]
        for new in (f.value - c.step, f.value + c.step) if c.step and len(leaders) == 1 else ():
            if min(c.worst, c.best) <= new <= max(c.worst, c.best):
                moved = overall.copy()
                moved[option] += share[name] * (new - f.value) / (c.best - c.worst)
                if moved.max() > moved[leaders[0]] + mcda.TIE:
                    facts = {"at": f.at, "old": f"{f.value:g}", "new": f"{new:g}"}
                    told = say("cell", option=option, name=name, **facts)
                    cells.setdefault(str(moved.idxmax()), []).append(told)
    for leader, found in cells.items():
        yield "flip", {"leader": leader, "cells": joined(found, "or")}


def _disagree(matrix: Matrix) -> Found:
    """Say whom each scorer, or each set of weights, puts first, where that differs."""
    leaders: dict[str, list[str]] = {}
    several = len(matrix.sheets) > 1
    for sheet in matrix.sheets:
        # A scorer's sheet without weights of its own has everybody's: the first stands for it.
        for name in list(sheet.weights)[: 1 if several else None]:
            overall = sheet.overall(name)
            first = joined(overall.index[mcda.ranks(overall) == 1])
            leaders.setdefault(first, []).append(sheet.name if several else name)
    if len(leaders) > 1:
        told = [say("leads_for", leader=one, who=joined(who)) for one, who in leaders.items()]
        yield "disagree", {"at": matrix.sheets[0].file, "leaders": apart(told)}
