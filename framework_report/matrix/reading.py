"""From grids to a matrix: names, figures on scales, weights, and all that was assumed on the way.

Whichever way round a grid is, it is read with options down and criteria across. Several sheets or
files are several scorers of one matrix: their figure is the median.
"""

import math
import re
import statistics
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from framework_report import mcda
from framework_report.faults import short
from framework_report.files import ProblemError
from framework_report.matrix import cells
from framework_report.matrix.cells import Figure, plain
from framework_report.matrix.grids import Cell, Grid, open_grids, refuse, say
from framework_report.words.text import joined

_ROLES = {  # the names that a row or column of a role has
    # Neither what a laptop weighs nor "priority support" is how much something counts.
    "weight": r"(?!.*\((k?g|lbs?|oz|t|grams?)\))(criteria )?"
    r"((weights?|weighting)\b.*|(importance|priority)( ?[(%/:].*)?)",
    "unit": r"units?",
    "direction": r"direction|(lower|higher|which) is better|better",
    **{role: role for role in ("worst", "best", "scale", "theme")},
    "total": r"((weighted|grand|overall|final) )*(total|sum|score|average)s?( scores?)?( ?[(/].*)?",
    "rank": r"rank(ing)?",
}
_CRITERIA = r"(?i)criteri(on|a)|factor|requirement|attribute|aspect|feature"
_NO_NOUN = r"options?|alternatives?|candidates?|names?|items?|choices?|" + _CRITERIA[4:]
_NO_LABEL = r"(?i)criteria|weight(s|ing)?|importance|priority|\b(in|of|for)\b|[^\w\s]"
_IN_NAME = re.compile(r"\b(lower|higher) (?:is|=) better\b")
"""Which way is better, where a criterion's own name says so."""
_WAYS = {"lower": r"lower|less|min|cost|↓|yes|✓", "higher": r"higher|more|max|benefit|↑|no|✗"}


@dataclass(frozen=True)
class Criterion:
    """A criterion: the ends of its scale (NaN where none is known yet) and where they come from.

    ``origin`` is ``stated``, ``assumed`` or ``present`` (the worst and best of these options);
    ``step`` is that of its judgements, 0 for figures taken as they are.
    """

    at: str
    unit: str
    theme: str
    lower: bool
    worst: float
    best: float
    words: dict[str, float]
    origin: str
    step: float = 0.0


@dataclass(frozen=True)
class Matrix:
    """What one scorer's sheet holds, or several together: then ``sheets`` are those of each.

    ``figures`` are by option and criterion, ``weights`` by set and criterion (the first set stands
    at first), ``printed`` is what stands beside: totals, ranks, sums, each set of weights.
    """

    name: str
    file: str
    title: str
    nouns: tuple[str, str]
    options: list[str]
    criteria: dict[str, Criterion]
    figures: dict[tuple[str, str], Figure]
    weights: dict[str, dict[str, float]]
    assumptions: list[str]
    printed: dict[str, dict[str, Figure]]
    sheets: list["Matrix"] = field(default_factory=list)

    def frame(self, end: str = "value") -> pd.DataFrame:
        """Figures, or an end of each, as they stand: options x criteria."""
        rows = {n: [getattr(self.figures[o, n], end) for o in self.options] for n in self.criteria}
        return pd.DataFrame(rows, self.options)

    def values(self, end: str = "value") -> pd.DataFrame:
        """Place figures on their scales: options x criteria, 0 to 1."""
        ends = {name: {"worst": c.worst, "best": c.best} for name, c in self.criteria.items()}
        levels = pd.DataFrame(ends).T.assign(scale="linear", outside="clip")
        return mcda.values(self.frame(end), levels)

    def share(self, name: str | None = None) -> pd.Series:
        """One set of weights (the first), summing to 1."""
        return mcda.weights(self.weights[next(iter(self.weights)) if name is None else name])

    def overall(self, weights: str | None = None) -> pd.Series:
        """Overall value of each option, 0 to 1, by one set of weights (the first)."""
        return mcda.scores(self.values(), self.share(weights))


def read_matrix(*paths: str | Path) -> Matrix:
    """Read a matrix from one file, or from one file for each scorer.

    Raises ProblemError with every fault: the cell, what was found and what was expected.
    """
    sheets: list[Matrix] = []
    told: list[str] = []
    for path in map(Path, paths):
        found = [_Sheet(grid) for grid in open_grids(path) if grid.rows]
        used = [sheet for sheet in found if sheet.is_matrix()]
        used = used[:1] if path.suffix.lower() == ".md" else used
        if not used:
            raise refuse("no_matrix", at=path)
        if skipped := [s.grid.rows[0][0].at for s in found if s not in used]:
            told.append(say("left_out", cells=joined(skipped)))
        sheets += [sheet.read() for sheet in used]
    told = [*dict.fromkeys(line for sheet in sheets for line in sheet.assumptions), *told]
    return _together(sheets, told)


class _Sheet:
    """One grid, laid out with options down; collects faults, and what is worth telling."""

    def __init__(self, grid: Grid) -> None:
        self.grid, self.faults, self.told = grid, list[str](), list[str]()
        self.kinds: dict[str, list[str]] = {}
        marked = [c for row in grid.rows for c in row if cells.FOOTNOTE.search(c.text)]
        self.note("footnotes", *(f"'{c.text}' ({c.at})" for c in marked))
        rows = [[c._replace(text=cells.FOOTNOTE.sub("", c.text)) for c in row] for row in grid.rows]
        texts = [c for row in rows if sum(bool(c.text) for c in row) == 1 for c in row if c.text]
        self.rows = [row for row in rows if sum(bool(cell.text) for cell in row) > 1]
        headed = texts and self.rows and texts[0] not in [c for row in rows[1:] for c in row]
        self.title = grid.title or (texts.pop(0).text if headed else "")
        scales = [t for t in (self.title, *(c.text for c in texts)) if re.match("(?i)scale", t)]
        self.scale = cells.scale_of(scales[0]) if scales else {}
        self.note("left_out", *(f"'{c.text[:40]}' ({c.at})" for c in texts))
        self.top = ["", *map(_role, self.rows[0][1:])] if self.rows else []
        self.side = ["", *(_role(row[0]) for row in self.rows[1:])]
        if self.rows and self.criteria_down():
            self.rows = [list(column) for column in zip(*self.rows, strict=True)]
            self.top, self.side = self.side, self.top
        self.names = self.rows[0] if self.rows else []

    def across(self, role: str = "") -> list[int]:
        """Give the columns of a role; without one those of the criteria."""
        return [i for i, other in enumerate(self.top) if i and other == role]

    def down(self, role: str = "") -> list[list[Cell]]:
        """Give the rows of a role; without one those of the options."""
        return [row for i, row in enumerate(self.rows) if i and self.side[i] == role]

    def criteria_down(self) -> bool:
        """Decide which way round a grid is, by the surest sign there is."""
        of = {*_ROLES} - {"total", "rank"}
        top, side = of.intersection(self.top), of.intersection(self.side)
        if top and side:
            row = self.rows[self.side.index(min(side))][0]
            raise refuse("both_ways", at=row.at, row=min(side), column=min(top))
        if top or side:
            return bool(top)
        if not self.rows[0][0].text:
            self.told.append(say("across"))
        return bool(re.match(_CRITERIA, self.rows[0][0].text))

    def is_matrix(self) -> bool:
        """Say whether there are options, criteria, and figures in at least half of the cells."""
        texts = [plain(row[i].text) for row in self.down() for i in self.across()]
        words = {*cells.UNKNOWN, *self.scale, *cells.TICKS, *",".join(cells.LADDERS).split(",")}
        read = sum(text in words or bool(cells.number(text)) for text in texts)
        enough = read * 2 >= len(texts) or bool(self.down("scale"))
        return len(self.down()) > 1 and bool(texts) and enough

    def note(self, kind: str, *found: str) -> None:
        """Note what is told of several cells together."""
        self.kinds[kind] = [*self.kinds.get(kind, []), *found]

    def fault(self, cell: Cell, kind: str, **slots: object) -> None:
        """Note one fault; what is wrong with the cell itself comes before any other."""
        text = f"'{cell.text}'" if cell.text else say("nothing")
        self.faults.append(cell.fault or say(kind, at=cell.at, text=short(text), **slots))

    def figure(self, cell: Cell, scale: dict[str, float], expected: str = "figure") -> Figure:
        """Read one figure; not known, and perhaps a fault, where there is none."""
        text = plain(cell.text).removesuffix("%" if expected != "figure" else "").strip()
        read = cells.number(text)
        if cell.fault or not (read or text in scale or text in cells.UNKNOWN):
            doubtful = re.search(r"\d,\d", text)
            self.fault(cell, "doubtful" if doubtful else expected, words=", ".join(scale))
        elif re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text):
            self.told.append(say("three_digits", text=cell.text, at=cell.at, number=text))
        elif cells.comma(cell.text):
            self.note("comma", cell.at)
        low, high = (scale[text],) * 2 if text in scale else read or (math.nan, math.nan)
        return Figure((low + high) / 2, low, high, cell.at, cell.text)

    def weight(self, row: list[Cell]) -> dict[str, Figure]:
        """Read one set of weights by criterion."""
        found = {self.names[i].text: self.figure(row[i], {}, "weight") for i in self.across()}
        percent = "%" in row[0].text
        for name, f in found.items():
            if not 0 <= f.low == f.high:
                self.fault(Cell(f.text, f.at), "weight")
            found[name] = f._replace(text=f.text + "%" * (percent and "%" not in f.text))
        if not self.faults and not any(f.value for f in found.values()):
            self.fault(row[0], "no_weight")
        return found

    def criterion(self, i: int, figures: dict[tuple[str, str], Figure]) -> Criterion:
        """Read one criterion: what is said about it, and its cells into ``figures``."""
        name, none = self.names[i], Cell("", self.names[i].at)
        said = {role: next((row[i] for row in self.down(role)), none) for role in _ROLES}
        scale = cells.scale_of(said["scale"].text) if said["scale"].text else self.scale
        if said["scale"].text and not scale:
            self.fault(said["scale"], "scale")
        way = [w for w, form in _WAYS.items() if re.match(form, plain(said["direction"].text))]
        if not said["direction"].text:
            way = _IN_NAME.findall(plain(name.text))
        if said["direction"].text and not way:
            self.fault(said["direction"], "direction")
        own = {row[0].text: row[i] for row in self.down()}
        texts = {plain(cell.text) for cell in own.values()} - {*cells.UNKNOWN}
        ends_said = said["worst"].text or said["best"].text
        origin = "stated" if scale or ends_said else "assumed"
        scale = scale or cells.usual_scale(texts)
        words = {w: x for w, x in scale.items() if not w.isdigit()}
        words = {w: x for w, x in words.items() if w in texts} if scale is cells.TICKS else words
        if scale and not (said["scale"].text or self.scale):
            told = ", ".join(f"{word} = {x:g}" for word, x in words.items())
            self.told.append(say("counted", words=told, name=name.text))
        ends = [min(scale.values(), default=math.nan), max(scale.values(), default=math.nan)]
        ends = ends[::-1] if "lower" in way else ends
        if ends_said:
            ends = [self.figure(said[role], {}).value for role in ("worst", "best")]
            if not abs(ends[0] - ends[1]) > 0 or ("lower" in way and ends[0] < ends[1]):
                self.fault(said["worst"], "ends")
        for option, cell in own.items():
            figure = self.figure(cell, scale, "word" if words and origin == "stated" else "figure")
            figures[option, name.text] = figure
            if figure.low < min(ends) or figure.high > max(ends):
                self.fault(cell, "outside", worst=f"{ends[0]:g}", best=f"{ends[1]:g}")
            if not figure.known or figure.low < figure.high:
                self.note("range_read" if figure.known else "unknown", cell.at)
        unit, theme = said["unit"].text, said["theme"].text
        return Criterion(name.at, unit, theme, "lower" in way, ends[0], ends[1], words, origin)

    def read(self) -> Matrix:
        """Read the cells. Raises ProblemError with every fault at once."""
        figures: dict[tuple[str, str], Figure] = {}
        for names in ([self.names[i] for i in self.across()], [row[0] for row in self.down()]):
            _check_names(names)
        criteria = {self.names[i].text: self.criterion(i, figures) for i in self.across()}
        printed = {}
        for row in self.down("weight"):
            label = " ".join(re.sub(_NO_LABEL, " ", row[0].text).split())
            printed[f"weight {label}"] = self.weight(row)
        weights = {n[7:]: {c: f.value for c, f in own.items()} for n, own in printed.items()}
        for role in ("total", "rank"):
            for i in self.across(role)[-1:]:
                rows = [*self.down(), *self.down("weight" if role == "total" else role)]
                printed[role] = {row[0].text: self.figure(row[i], {}, "printed") for row in rows}
        for row in self.down("total")[-1:]:
            of = self.across()
            printed["sum"] = {self.names[i].text: self.figure(row[i], {}, "printed") for i in of}
        if self.faults:
            raise ProblemError(dict.fromkeys(self.faults))
        told = [*self.told, *(say(kind, cells=joined(of)) for kind, of in self.kinds.items() if of)]
        place = (self.grid.name, self.grid.file, self.title, self.nouns())
        options = [row[0].text for row in self.down()]
        return Matrix(*place, options, criteria, figures, weights, told, printed)

    def nouns(self) -> tuple[str, str]:
        """Take the nouns from the corner cell, where it names what is chosen from."""
        one, at = self.rows[0][0].text.casefold(), self.rows[0][0].at
        if not re.fullmatch(r"[a-z]{3,20}", one) or re.fullmatch(_NO_NOUN, one):
            return ("option", "options")
        many = f"{one[:-1]}ies" if re.search(r"[^aeiou]y$", one) else f"{one}s"
        self.told.append(say("noun", one=one, many=many, at=at))
        return (one, many)


def _role(name: Cell) -> str:
    """Say what a row or column of this name is: nothing for an option or a criterion."""
    text = plain(name.text).rstrip(": ")
    return next((role for role, form in _ROLES.items() if re.fullmatch(form, text)), "")


def _check_names(names: list[Cell]) -> None:
    seen: set[str] = set()
    for name in names:
        alike = unicodedata.normalize("NFKC", name.text).casefold()
        kind = "twice" if alike in seen else "" if alike else "no_name"
        kind = "weighted" if re.search(r"\bweighted\b", alike) else kind
        if name.fault or kind:
            raise ProblemError([name.fault or say(kind, at=name.at, name=name.text)])
        seen.add(alike)


def _together(sheets: list[Matrix], told: list[str]) -> Matrix:
    """Join scorers; give every criterion its ends and its step."""
    names = [sheet.name for sheet in sheets]
    # Files of one name in two folders are two scorers.
    again = [names[:i].count(name) for i, name in enumerate(names)]
    sheets = [
        replace(sheet, name=f"{sheet.name} ({n + 1})") if n else sheet
        for sheet, n in zip(sheets, again, strict=True)
    ]
    first, criteria = sheets[0], sheets[0].criteria
    for other in sheets[1:]:
        if {*other.options, *other.criteria} != {*first.options, *criteria}:
            expected = joined([*first.options, *criteria])
            raise refuse("same_names", at=other.name, first=first.name, expected=expected)
        for name, c in criteria.items():
            own = other.criteria[name]
            known = other.frame()[name].notna().any()
            if known and repr((c.worst, c.best)) != repr((own.worst, own.best)):
                raise refuse("same_scale", name=name, at=own.at, first=c.at)
    if len(sheets) > 1:
        told.append(say("scorers", count=len(sheets)))
    figures = {key: _median([sheet.figures[key] for sheet in sheets]) for key in first.figures}
    weights = _weights(sheets, told)
    known = pd.concat([sheet.frame(end) for sheet in sheets for end in ("low", "high")])
    title = first.title or Path(first.file).stem.replace("_", " ").replace("-", " ")
    scaled = _scales(criteria, known, told)
    sheets = [replace(s, criteria=scaled, weights=s.weights or weights) for s in sheets]
    found = replace(sheets[0], title=title, figures=figures, weights=weights, sheets=sheets)
    return replace(found, assumptions=told)


def _median(found: list[Figure]) -> Figure:
    known = [figure for figure in found if figure.known]
    if len(known) < 2:
        return (known or found)[0]
    low, high = min(figure.low for figure in known), max(figure.high for figure in known)
    middle, texts = statistics.median(f.value for f in known), ", ".join(f.text for f in known)
    return Figure(middle, low, high, known[0].at, texts)


def _weights(sheets: list[Matrix], told: list[str]) -> dict[str, dict[str, float]]:
    """Join the sets of weights: one where scorers agree, else their median and each one's own."""
    sets = {name or s.name: w for s in sheets for name, w in s.weights.items()}
    if not sets:
        told.append(say("no_weights"))
        return {"": dict.fromkeys(sheets[0].criteria, 1.0)}
    frame = pd.DataFrame({name: mcda.weights(of) for name, of in sets.items()})
    if len(sheets) == 1 or np.allclose(frame.sub(frame.iloc[:, 0], axis=0), 0):
        return next(sheet.weights for sheet in sheets if sheet.weights)
    told.append(say("weights_differ"))
    return {"": frame.median(axis=1).to_dict(), **sets}


def _scales(
    criteria: dict[str, Criterion], known: pd.DataFrame, told: list[str]
) -> dict[str, Criterion]:
    """Give every criterion its ends and its step, and say where they come from."""
    low, high, halves = known.min(), known.max(), (known.fillna(0) * 2 % 1 == 0).all()
    bare = [n for n, c in criteria.items() if math.isnan(c.worst) and not c.unit and high[n] >= 0]
    judged = [n for n in bare if halves[n] and 0 <= low[n] <= high[n] <= 10]
    judged = judged or (bare if low[bare].min() >= 0 and high[bare].max() <= 100 else [])
    top = next(t for t in (5.0, 10.0, 100.0) if not high[judged].max() > t)
    found = {}
    for name, c in criteria.items():
        worst, best, origin = c.worst, c.best, c.origin
        if math.isnan(worst):
            origin = "assumed" if name in judged else "present"
            ends = (0.0, top) if name in judged else np.nan_to_num([low[name], high[name]])
            least, most = float(ends[0]), float(ends[1] if ends[1] > ends[0] else ends[0] + 1)
            worst, best = (most, least) if c.lower else (least, most)
        if origin == "present":
            told.append(say("present", names=name, unit=say("lower" if c.lower else "higher")))
        found[name] = replace(c, worst=worst, best=best, origin=origin)
    for name, c in found.items():  # one scale has one step, whoever used halves on it
        alike = [n for n, o in found.items() if {o.worst, o.best} == {c.worst, c.best}]
        used = np.append(known[alike].to_numpy().ravel(), [c.worst, c.best])
        step = np.gcd.reduce(np.rint(used[~np.isnan(used)] * 1000).astype(np.int64)) / 1000
        exact = c.unit or c.origin == "present" or (c.words and abs(c.best - c.worst) == 1)
        found[name] = replace(c, step=0.0 if exact else float(step))
    exact_ones = [name for name, c in found.items() if not c.step]
    steps = sorted({f"{c.step:g}" for c in found.values() if c.step})
    told += [say("one_scale", high=f"{top:g}", names=joined(judged))] * bool(judged)
    told += [say("exact", names=joined(exact_ones))] * bool(exact_ones)
    told += [say("step", step=joined(steps, "or"))] * bool(steps)
    return found
