"""From files to a matrix: figures on scales, weights, and all that was assumed on the way.

Several sheets or files are several scorers of one matrix: their figure is the median.
"""

import math
import re
import statistics
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from framework_report import mcda
from framework_report.matrix import figures
from framework_report.matrix.figures import Figure
from framework_report.matrix.grids import Cell, open_grids, refuse
from framework_report.matrix.layout import add_weights_beside, lay_out
from framework_report.matrix.sheet import Criterion, Key, Sheet, read_sheet, respelt
from framework_report.matrix.words import listed, say


@dataclass(frozen=True)
class Matrix:
    """What the files hold together. ``weights`` are by set, the first stands at first."""

    title: str
    file: str
    nouns: tuple[str, str]
    options: list[str]
    criteria: dict[str, Criterion]
    figures: dict[Key, Figure]
    weights: dict[str, dict[str, float]]
    sheets: list[Sheet]
    assumptions: list[str]

    def values(self, found: dict[Key, Figure] | None = None) -> pd.DataFrame:
        """Place figures between the ends: options x criteria, 0 to 1; 0 where not known."""
        found = self.figures if found is None else found
        levels = pd.DataFrame(
            {name: {"worst": c.worst, "best": c.best} for name, c in self.criteria.items()}
        ).T.assign(scale="linear", outside="error")
        rows = {
            name: [found[o, name].value if found[o, name].known else c.worst for o in self.options]
            for name, c in self.criteria.items()
        }
        return mcda.values(pd.DataFrame(rows, index=self.options), levels)

    def overall(self, weights: str | None = None) -> pd.Series:
        """Overall value of each option, 0 to 1, by one set of weights (the first)."""
        chosen = self.weights[next(iter(self.weights)) if weights is None else weights]
        return mcda.scores(self.values(), mcda.weights(chosen))


def read_matrix(*paths: str | Path) -> Matrix:
    """Read a matrix from one file, or from one file for each scorer.

    Raises ProblemError with every fault: the cell, what was found and what was expected.
    """
    sheets: list[Sheet] = []
    told: list[str] = []
    for path in map(Path, paths):
        grids = open_grids(path)
        found = [layout for layout in map(lay_out, grids) if layout]
        if not found:
            raise refuse(str(path), say("no_matrix"), say("a_matrix"))
        used = [layout.grid for layout in found]
        used += [grid for layout in found for grid in grids if add_weights_beside(layout, grid)]
        if path.suffix.lower() in (".md", ".markdown"):
            told += [say("also", at=other.rows[0][0].at) for other in found[1:]]
            found = found[:1]
        elif skipped := [grid.name for grid in grids if grid not in used]:
            told.append(say("left_out", cells=listed(skipped)))
        sheets += map(read_sheet, found)
    sheets[1:] = [_alike(other, sheets[0]) for other in sheets[1:]]
    return _joined(sheets, [*dict.fromkeys(n for s in sheets for n in s.told), *told])


def _alike(other: Sheet, first: Sheet) -> Sheet:
    """Give another scorer's sheet the first one's spelling; refuse other options or criteria."""
    for mine, theirs in ((first.options, other.options), (first.criteria, other.criteria)):
        names, others = ({name.casefold() for name in some} for some in (mine, theirs))
        if names != others:
            place = first.corner.at.rpartition(" ")[0]
            lacks = [name for name in mine if name.casefold() not in others] or list(mine)
            odd = listed([name for name in theirs if name.casefold() not in names])
            raise refuse(
                other.corner.at,
                odd or say("nothing"),
                say("same_names", first=place, expected=listed(lacks)),
            )
    spelling = {name.casefold(): name for name in [*first.options, *first.criteria]}
    other = respelt(other, spelling, first.options)
    for name, c in first.criteria.items():
        own = other.criteria[name]
        known = any(f.known for (_, n), f in other.figures.items() if n == name)
        if known and repr((c.worst, c.best)) != repr((own.worst, own.best)):
            raise refuse(own.at, say("other_scale", name=name), say("same_scale", at=c.at))
    return other


def _joined(sheets: list[Sheet], assumptions: list[str]) -> Matrix:
    first = sheets[0]
    keys = [(option, name) for option in first.options for name in first.criteria]
    found = {key: _median([sheet.figures[key] for sheet in sheets]) for key in keys}
    if len(sheets) > 1:
        assumptions.append(say("scorers", count=len(sheets)))
    weights = _weights(sheets, assumptions)
    spread = [figure for sheet in sheets for figure in sheet.figures.items()]
    criteria = _scales(first.criteria, spread, assumptions)
    nouns = _nouns(first.corner, assumptions)
    title = first.title or Path(first.file).stem.replace("_", " ").replace("-", " ")
    return Matrix(
        *(title, first.file, nouns, first.options, criteria, found, weights, sheets, assumptions)
    )


def _median(found: list[Figure]) -> Figure:
    known = [figure for figure in found if figure.known]
    if len(known) < 2:
        return known[0] if known else found[0]
    middle = statistics.median(figure.value for figure in known)
    low, high = min(figure.low for figure in known), max(figure.high for figure in known)
    return Figure(middle, low, high, known[0].at, ", ".join(figure.text for figure in known))


def _weights(sheets: list[Sheet], assumptions: list[str]) -> dict[str, dict[str, float]]:
    """Join the sets of weights: one where scorers agree, else their median and each one's own."""
    sets = {
        name or sheet.name: mcda.weights({c: f.value for c, f in found.items()}).to_dict()
        for sheet in sheets
        for name, found in sheet.weights.items()
    }
    if not sets:
        assumptions.append(say("no_weights"))
        return {"": dict.fromkeys(sheets[0].criteria, 1.0)}
    if len(sheets) == 1:
        return {name: {c: f.value for c, f in w.items()} for name, w in sheets[0].weights.items()}
    middle = {c: statistics.median(w[c] for w in sets.values()) for c in sheets[0].criteria}
    if all(math.isclose(w[c], middle[c], abs_tol=1e-9) for w in sets.values() for c in w):
        own = next(iter(sheet.weights.values() for sheet in sheets if sheet.weights))
        return {"": {c: figure.value for c, figure in next(iter(own)).items()}}
    assumptions.append(say("weights_differ"))
    return {"": middle, **sets}


def _scales(
    criteria: dict[str, Criterion],
    found: list[tuple[Key, Figure]],
    assumptions: list[str],
) -> dict[str, Criterion]:
    """Give every criterion its ends and its step, and say where they come from."""
    known = {
        name: [end for (_, c), f in found if c == name and f.known for end in (f.low, f.high)]
        for name in criteria
    }
    bare = [n for n, c in criteria.items() if math.isnan(c.worst) and not c.unit and known[n]]
    top = max((max(known[name]) for name in bare), default=0)
    judged = [n for n in bare if min(known[n]) >= 0 and max(known[n]) <= 10 and _coarse(known[n])]
    if len(judged) == len(bare) or top > 100 or any(max(known[n]) <= 10 for n in bare):
        top = max((max(known[name]) for name in judged), default=0)
        high = 5.0 if top <= 5 else 10.0
    else:
        judged, high = [n for n in bare if min(known[n]) >= 0], 100.0
    scaled = {}
    by_ends: dict[frozenset[float], list[float]] = {}
    for name, c in criteria.items():
        if name in judged:
            ends, origin = ((high, 0.0) if c.lower else (0.0, high)), "assumed"
        elif math.isnan(c.worst):
            low, top = (min(known[name]), max(known[name])) if known[name] else (0.0, 1.0)
            top = top if top > low else low + 1.0
            ends, origin = ((top, low) if c.lower else (low, top)), "present"
        else:
            ends, origin = (c.worst, c.best), c.origin
        exact = c.unit or origin == "present" or (c.words and abs(ends[0] - ends[1]) == 1)
        by_ends.setdefault(frozenset(ends), []).extend([] if exact else [*known[name], *ends])
        step = 0.0 if exact else 1.0
        scaled[name] = replace(c, worst=ends[0], best=ends[1], origin=origin, step=step)
    for name, c in scaled.items():  # one scale has one step, whoever used halves on it
        if c.step:
            step = figures.step_of(by_ends[frozenset((c.worst, c.best))])
            scaled[name] = replace(c, step=step)
    _tell_scales(scaled, high, assumptions)
    return scaled


def _coarse(numbers: list[float]) -> bool:
    """Say whether numbers look like scores: whole or half."""
    return all(number * 2 == int(number * 2) for number in numbers)


def _tell_scales(criteria: dict[str, Criterion], high: float, told: list[str]) -> None:
    if assumed := [name for name, c in criteria.items() if c.origin == "assumed"]:
        told.append(say("one_scale", low="0", high=f"{high:g}", names=listed(assumed)))
    for name, c in criteria.items():
        if c.origin == "present":
            told.append(say("present", names=name, unit=say("lower" if c.lower else "higher")))
    if exact := [name for name, c in criteria.items() if not c.step]:
        told.append(say("exact", names=listed(exact)))
    if steps := sorted({c.step for c in criteria.values() if c.step}):
        told.append(say("step", step=listed([f"{step:g}" for step in steps], "or")))


def _nouns(corner: Cell, assumptions: list[str]) -> tuple[str, str]:
    """Take the nouns from the corner cell, where it names what is chosen from."""
    one = corner.text.casefold()
    general = r"criteri(on|a)|options?|alternatives?|candidates?|factors?|names?|items?|choices?"
    if not re.fullmatch(r"[a-z]{3,20}", one) or re.fullmatch(general, one):
        return ("option", "options")
    many = f"{one[:-1]}ies" if re.search(r"[^aeiou]y$", one) else f"{one}s"
    assumptions.append(say("noun", one=one, many=many, at=corner.at))
    return (one, many)
