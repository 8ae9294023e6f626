"""From grids to a matrix: names, figures on scales, weights, and all that was assumed on the way.

Whichever way round a grid is, it is read with options down and criteria across. Several sheets or
files are several scorers of one matrix: their figure is the median.
"""

import math
import re
import statistics
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from framework_report import mcda
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
_NO_SCORER = r"(?i)(summary|overview|overall|average|mean|median|total|result|consensus)s?\b"
"""Names of sheets that join the others."""
_IN_NAME = re.compile(r"\b(lower|higher) (?:is|=) better\b")
"""Which way is better, where a criterion's own name says so."""
_WAYS = {"lower": r"lower|less|min|cost|↓|yes|✓", "higher": r"higher|more|max|benefit|↑|no|✗"}
_SHOWN, _NAME = 60, 200
"""How many characters of a cell are shown, and how many a name may have."""
Notes = dict[str, list[str]]
"""What is told, by kind of sentence: the cells or names in it."""
Rows = list[list[Cell]]


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
    notes: Notes = defaultdict(list)
    sheets: list[Matrix] = []
    for sheet in (sheet for path in paths for sheet in _scorers(Path(path), notes)):
        sheets.append(sheet.read())
        for kind, found in sheet.notes.items():
            notes[kind] += found
    joint = _together(sheets, notes)
    told = [say(kind, cells=joined(dict.fromkeys(found))) for kind, found in notes.items() if found]
    return replace(joint, assumptions=told)


def _scorers(path: Path, notes: Notes) -> list["_Sheet"]:
    """Choose the grids of a file that hold the matrix, one a scorer; note what is left out."""
    found = [_Sheet(grid) for grid in open_grids(path)]
    used = [sheet for sheet in found if not sheet.unlike]
    if not used:
        best = max(found, key=lambda sheet: sheet.read_cells, default=None)
        raise ProblemError([best.unlike if best else _fault(Cell("", str(path)), "no_matrix")])
    used = [sheet for sheet in used if not re.match(_NO_SCORER, sheet.grid.name)] or used
    labels = [sheet.labels for sheet in used]
    usual = max(labels, key=labels.count)
    used = [sheet for sheet in used if sheet.labels == usual]
    used = used[:1] if path.suffix.lower() == ".md" else used
    for sheet in found:
        why = "" if sheet.unlike else _difference(sheet.labels, usual)
        notes["left_out"] += [sheet.grid.rows[0][0].at + why] * (sheet not in used)
    return used


def _difference(own: set[str], expected: set[str]) -> str:
    """Say which names of options and criteria lack, and which are there beside."""
    kinds = {"lacking": expected - own, "beside": own - expected}
    return "".join(say(k, names=joined(sorted(names))) for k, names in kinds.items() if names)


def _fault(cell: Cell, kind: str, **slots: object) -> str:
    """Say what is wrong with a cell; what a spreadsheet made of it comes before any other."""
    kind = "date" if re.match(r"\d{4}-\d\d-\d\d\b", cell.text) else kind
    kind = "formula" if cell.text[:1] == "=" else kind
    text = f"'{_shown(cell)}'" if cell.text else say("nothing")
    return say(kind, at=cell.at, text=text, **slots)


def _shown(cell: Cell) -> str:
    return cell.text[:_SHOWN] + "…" * (len(cell.text) > _SHOWN)


def _at(*found: Cell) -> list[str]:
    return [f"'{_shown(cell)}' ({cell.at})" for cell in found]


def _turned(rows: Rows) -> Rows:
    return [list(column) for column in zip(*rows, strict=True)]


def _themed(rows: Rows) -> Rows:
    """Put themes that stand above the names, merged over several of them, below the names."""
    found = [cell.at for cell in rows[0] if cell.text]
    if len(rows) < 2 or (len(found) == len({*found}) and _role(rows[0][0]) != "theme"):
        return rows
    pairs = zip(rows[0][1:], rows[1][1:], strict=True)
    themes = [one._replace(text="") if one.at == other.at else one for one, other in pairs]
    return [rows[1], [Cell("theme", rows[0][0].at), *themes], *rows[2:]]


def _role(name: Cell) -> str:
    """Say what a row or column of this name is: nothing for an option or a criterion."""
    text = plain(name.text).rstrip(": ")
    return next((role for role, form in _ROLES.items() if re.fullmatch(form, text)), "")


class _Sheet:
    """One grid, laid out with options down; collects faults, and what is worth telling.

    ``down`` are its rows by role, ``across`` its columns; without a role they are the options and
    the criteria. ``unlike`` is the line that says why it is no matrix; empty where it is one.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid, self.faults, self.unlike = grid, list[str](), ""
        self.notes: Notes = defaultdict(list)
        every = [cell for row in grid.rows for cell in row if cell.text]
        self.notes["footnotes"] += _at(*(c for c in every if cells.FOOTNOTE.search(c.text)))
        self.notes["merged"] += [at for at, n in Counter(c.at for c in every).items() if n > 1]
        rows = [[c._replace(text=cells.FOOTNOTE.sub("", c.text)) for c in row] for row in grid.rows]
        doubtful = (plain(cell.text) for row in rows for cell in row if not cell.decimal)
        self.decimal = cells.decimal_mark(doubtful, grid.decimal)
        alone = [row for row in rows if len({cell.at for cell in row if cell.text}) == 1]
        texts = [next(cell for cell in row if cell.text) for row in alone]
        self.title = grid.title or (texts.pop(0).text if rows[:1] == alone[:1] else "")
        scales = [t for t in (self.title, *(c.text for c in texts)) if re.match("(?i)scale", t)]
        self.scale = cells.scale_of(scales[0]) if scales else {}
        self.notes["left_out"] += _at(*texts)
        rows = _themed([row for row in rows if row not in alone] or rows[:1])
        rows = _turned(_themed(_turned(rows)))
        self.rows = _turned(rows) if self.criteria_down(rows) else rows
        self.names = self.rows[0]
        self.down, self.across = defaultdict[str, Rows](list), defaultdict[str, list[int]](list)
        for i, name in enumerate(self.names[1:], 1):
            self.across[_role(name)].append(i)
        for row in self.rows[1:]:
            self.down[_role(row[0])].append(row)
        for row in self.down.pop("total", []):
            is_sum = self.is_sum(row)
            self.down["total" if is_sum else ""].append(row)
            self.notes["sums" if is_sum else "no_sums"] += _at(row[0])
        self.heads = [[self.names[i] for i in self.across[""]], [row[0] for row in self.down[""]]]
        self.labels = {cell.text for cell in [*self.heads[0], *self.heads[1]]}
        self.judge()

    def criteria_down(self, rows: Rows) -> bool:
        """Decide which way round a grid is, by the surest sign there is."""
        of = {*_ROLES} - {"total", "rank"}
        top = {role: cell for cell in rows[0][1:] if (role := _role(cell)) in of}
        side = {role: row[0] for row in rows[1:] if (role := _role(row[0])) in of}
        if top and side:
            slots = {"row": min(side), "column": min(top)}
            self.unlike = say("both_ways", at=side[min(side)].at, **slots)
        if top or side:
            return bool(top)
        self.notes["across"] += [] if rows[0][0].text else [rows[0][0].at]
        return bool(re.match(_CRITERIA, rows[0][0].text))

    def is_sum(self, row: list[Cell]) -> bool:
        """Say whether most of a row's figures are the sum or the mean of the options' ones."""
        fits = []
        for i in self.across[""]:
            own = [f.value for other in self.down[""] if (f := self.number(other[i]))]
            if (printed := self.number(row[i])) and own:
                near = abs(np.array([sum(own), np.mean(own)]) - printed.value)
                fits.append((near <= printed.slack + mcda.TIE).any())
        return bool(sum(fits) * 2 >= len(fits))

    def judge(self) -> None:
        """Say why it is no matrix: one has options, criteria, and figures in most of its cells."""
        words = {*cells.UNKNOWN, *self.scale, *cells.TICKS, *",".join(cells.LADDERS).split(",")}
        found = [row[i] for row in self.down[""] for i in self.across[""]]
        odd = [c for c in found if not (plain(c.text) in words or self.number(c))]
        self.read_cells = len(found) - len(odd)
        if not found or (self.read_cells < len(odd) and not self.down["scale"]):
            self.unlike = self.unlike or _fault([*odd, self.names[0]][0], "no_matrix")
        elif len(self.down[""]) < 2:
            self.unlike = self.unlike or _fault(self.down[""][0][0], "one_option")

    def fault(self, cell: Cell | Figure, kind: str, **slots: object) -> None:
        """Note one fault."""
        self.faults.append(_fault(Cell(cell.text, cell.at), kind, **slots))

    def number(self, cell: Cell) -> Figure | None:
        """Read a cell's number by the decimal mark of the file."""
        return cells.number(plain(cell.text), cell.decimal or self.decimal)

    def figure(self, cell: Cell, kind: str, scale: Mapping[str, float] | None = None) -> Figure:
        """Read one figure; not known, and perhaps a fault of a kind, where there is none."""
        text, scale, found = plain(cell.text), scale or {}, self.number(cell)
        if text in scale:
            found = Figure(scale[text], scale[text], scale[text])
        elif not found and text not in cells.UNKNOWN:
            self.fault(cell, kind, words=", ".join(scale))
        elif found and not cell.decimal and re.search("[.,]", text):
            if cells.number(text, "," if self.decimal == "." else "."):
                self.notes["doubtful"].append(f"'{cell.text}' ({cell.at}) is {found.value:.12g}")
            elif self.decimal == ",":
                self.notes["comma"].append(cell.at)
        found = found or Figure(math.nan, math.nan, math.nan)
        return found._replace(at=cell.at, text=cell.text)

    def mark(self, figures: Iterable[Figure]) -> str:
        """Give the mark that stands beside all these figures; another one is a fault."""
        known = [f for f in figures if f.known]
        for f in known:
            if f.mark != known[0].mark:
                self.fault(f, "mark", first=known[0].at, other=known[0].text)
        return known[0].mark if known else ""

    def weight(self, row: list[Cell]) -> dict[str, Figure]:
        """Read one set of weights by criterion."""
        found = {self.names[i].text: self.figure(row[i], "weight", {}) for i in self.across[""]}
        for name, f in found.items():
            if not 0 <= f.low == f.high or f.mark not in ("", "%"):
                self.fault(f, "weight")
            found[name] = f._replace(mark="%") if "%" in row[0].text else f
        self.mark(found.values())
        if not self.faults and not any(f.value for f in found.values()):
            self.fault(row[0], "no_weight")
        return found

    def criterion(self, i: int, figures: dict[tuple[str, str], Figure]) -> Criterion:
        """Read one criterion: what is said about it, and its cells into ``figures``."""
        name, own = self.names[i], {row[0].text: row[i] for row in self.down[""]}
        none = Cell("", name.at)
        said = {role: next((row[i] for row in self.down[role]), none) for role in _ROLES}
        way = plain(said["direction"].text) or "".join(_IN_NAME.findall(plain(name.text))[:1])
        ways = [w for w, form in _WAYS.items() if re.match(form, way)]
        if way and not ways:
            self.fault(said["direction"], "direction")
        texts = {plain(c.text) for c in own.values() if not self.number(c)} - {*cells.UNKNOWN}
        stated = cells.scale_of(said["scale"].text) if said["scale"].text else self.scale
        if said["scale"].text and not stated:
            self.fault(said["scale"], "scale")
        usual = {} if stated else cells.usual_scale(texts)
        scale = stated or usual
        words = {w: x for w, x in scale.items() if not w.isdigit()}
        words = {w: x for w, x in words.items() if w in texts} if scale is cells.TICKS else words
        if usual:
            counts = ", ".join(f"{word} = {x:g}" for word, x in words.items())
            self.notes["counted"].append(f"{counts} ({name.text})")
        kind = "word" if words else "figure"
        found = {option: self.figure(cell, kind, scale) for option, cell in own.items()}
        mark = self.mark(f for f in found.values() if plain(f.text) not in scale)
        self.notes["marks"] += [f"{mark} ({name.text})"] if mark else []
        ends = [float(mark[1:]), 0.0] if mark[:1] == "/" else [*scale.values()] or [math.nan]
        ends = sorted([min(ends), max(ends)], reverse=ways == ["lower"])
        if said["worst"].text or said["best"].text:
            ends = [self.figure(said[role], "figure", {}).value for role in ("worst", "best")]
            if not abs(ends[0] - ends[1]) > 0 or (ways == ["lower"] and ends[0] < ends[1]):
                self.fault(said["worst"], "ends")
        for option, f in found.items():
            figures[option, name.text] = f
            if usual and f.known and plain(f.text) not in usual:
                self.fault(f, "word", words=", ".join(usual))
            elif f.low < min(ends) or f.high > max(ends):
                self.fault(f, "outside", worst=f"{ends[0]:g}", best=f"{ends[1]:g}")
            if not f.known or f.low < f.high:
                self.notes["range_read" if f.known else "unknown"].append(f.at)
        unit = said["unit"].text or (mark if mark in "%$€£¥" else "")
        origin = "assumed" if usual or math.isnan(ends[0]) else "stated"
        theme, lower = said["theme"].text, ways == ["lower"]
        return Criterion(name.at, unit, theme, lower, ends[0], ends[1], words, origin)

    def read(self) -> Matrix:
        """Read the cells. Raises ProblemError with every fault at once."""
        for names in self.heads:
            _check_names(names)
        figures: dict[tuple[str, str], Figure] = {}
        of = {i: self.names[i].text for i in self.across[""]}
        criteria = {name: self.criterion(i, figures) for i, name in of.items()}
        printed = {}
        for row in self.down["weight"]:
            label = " ".join(re.sub(_NO_LABEL, " ", row[0].text).split())
            printed[f"weight {label}"] = self.weight(row)
        weights = {n[7:]: {c: f.value for c, f in own.items()} for n, own in printed.items()}
        for role, also in ("total", "weight"), ("rank", "rank"):
            places, rows = self.across[role], [*self.down[""], *self.down[also]]
            self.notes["left_out"] += _at(*(self.names[i] for i in places[:-1]))
            printed[role] = {
                row[0].text: self.figure(row[i], "printed", {}) for row in rows for i in places[-1:]
            }
        for row in self.down["total"]:
            sums = {name: self.figure(row[i], "printed", {}) for i, name in of.items()}
            printed[f"sum {row[0].text}"] = sums
        if self.faults:
            raise ProblemError(dict.fromkeys(self.faults))
        place = (self.grid.name, self.grid.file, self.title, self.nouns())
        options = [row[0].text for row in self.down[""]]
        return Matrix(*place, options, criteria, figures, weights, [], printed)

    def nouns(self) -> tuple[str, str]:
        """Take the nouns from the corner cell, where it names what is chosen from."""
        one = self.rows[0][0].text.casefold()
        if not re.fullmatch(r"[a-z]{3,20}", one) or re.fullmatch(_NO_NOUN, one):
            return ("option", "options")
        many = f"{one[:-1]}ies" if re.search(r"[^aeiou]y$", one) else f"{one}s"
        self.notes["noun"] += [f"“{one}”, “{many}”"]
        return (one, many)


def _check_names(names: list[Cell]) -> None:
    seen: set[str] = set()
    for name in names:
        alike = unicodedata.normalize("NFKC", name.text).casefold()
        kinds = {"weighted": re.search(r"\bweighted\b", alike), "long": len(alike) > _NAME}
        kinds |= {"twice": alike in seen, "no_name": not alike, "formula": alike[:1] == "="}
        for kind in (kind for kind, wrong in kinds.items() if wrong):
            raise ProblemError([_fault(name, kind)])
        seen.add(alike)


def _together(sheets: list[Matrix], notes: Notes) -> Matrix:
    """Join scorers; give every criterion its ends and its step."""
    names = [sheet.name for sheet in sheets]
    # Files of one name in two folders are two scorers.
    again = [names[:i].count(name) + 1 for i, name in enumerate(names)]
    names = [f"{name} ({n})" if n > 1 else name for name, n in zip(names, again, strict=True)]
    first, criteria = sheets[0], sheets[0].criteria
    for name, other in zip(names[1:], sheets[1:], strict=True):
        labels = ({*sheet.options, *sheet.criteria} for sheet in (other, first))
        if found := _difference(*labels):
            raise refuse("same_names", at=name, first=names[0], found=found)
        for of, c in criteria.items():
            own = other.criteria[of]
            known = other.frame()[of].notna().any()
            if known and repr((c.worst, c.best)) != repr((own.worst, own.best)):
                raise refuse("same_scale", name=of, at=own.at, first=c.at)
    figures = {key: _median([sheet.figures[key] for sheet in sheets]) for key in first.figures}
    for of, c in criteria.items():
        if not any(figures[option, of].text for option in first.options):
            raise refuse("empty", at=c.at, name=of)
    notes["scorers"] += names if len(sheets) > 1 else []
    weights = _weights(dict(zip(names, sheets, strict=True)), notes)
    known = pd.concat([sheet.frame(end) for sheet in sheets for end in ("low", "high")])
    title = first.title or Path(first.file).stem.replace("_", " ").replace("-", " ")
    scaled = _scales(criteria, known, notes)
    sheets = [
        replace(sheet, name=name, criteria=scaled, weights=sheet.weights or weights)
        for name, sheet in zip(names, sheets, strict=True)
    ]
    return replace(sheets[0], title=title, figures=figures, weights=weights, sheets=sheets)


def _median(found: list[Figure]) -> Figure:
    known = [figure for figure in found if figure.known]
    if len(known) < 2:
        return (known or found)[0]
    low, high = min(figure.low for figure in known), max(figure.high for figure in known)
    middle, texts = statistics.median(f.value for f in known), ", ".join(f.text for f in known)
    return Figure(middle, low, high, known[0].at, texts)


def _weights(sheets: dict[str, Matrix], notes: Notes) -> dict[str, dict[str, float]]:
    """Join the sets of weights: one where scorers agree, else their median and each one's own."""
    sets = {label or name: w for name, s in sheets.items() for label, w in s.weights.items()}
    if not sets:
        names = [*next(iter(sheets.values())).criteria]
        notes["no_weights"] += names
        return {"": dict.fromkeys(names, 1.0)}
    frame = pd.DataFrame({name: mcda.weights(of) for name, of in sets.items()})
    if len(sheets) == 1 or np.allclose(frame.sub(frame.iloc[:, 0], axis=0), 0):
        return next(sheet.weights for sheet in sheets.values() if sheet.weights)
    notes["weights_differ"] += sets
    return {"": frame.median(axis=1).to_dict(), **sets}


def _scales(
    criteria: dict[str, Criterion], known: pd.DataFrame, notes: Notes
) -> dict[str, Criterion]:
    """Give every criterion its ends and its step, and note where they come from."""
    low, high, halves = known.min(), known.max(), (known.fillna(0) * 2 % 1 == 0).all()
    bare = [n for n, c in criteria.items() if math.isnan(c.worst) and not c.unit and high[n] >= 0]
    judged = [n for n in bare if halves[n] and 0 <= low[n] <= high[n] <= 10]
    judged = judged or (bare if low[bare].min() >= 0 and high[bare].max() <= 100 else [])
    top = next(t for t in (5.0, 10.0, 100.0) if not high[judged].max() > t)
    found = {}
    for name, c in criteria.items():
        if math.isnan(c.worst):
            least, most = (0.0, top) if name in judged else np.nan_to_num([low[name], high[name]])
            ends = sorted([float(least), float(most if most > least else least + 1)])
            origin = "assumed" if name in judged else "present"
            c = replace(c, worst=ends[c.lower], best=ends[not c.lower], origin=origin)
        if c.origin == "present":
            notes["present"].append(f"{name} ({say('lower' if c.lower else 'higher')})")
        found[name] = c
    steps = []
    for name, c in found.items():  # one scale has one step, whoever used halves on it
        alike = [n for n, o in found.items() if {o.worst, o.best} == {c.worst, c.best}]
        used = np.append(known[alike].to_numpy().ravel(), [c.worst, c.best])
        step = np.gcd.reduce(np.rint(used[~np.isnan(used)] * 1000).astype(np.int64)) / 1000
        exact = c.unit or c.origin == "present" or (c.words and abs(c.best - c.worst) == 1)
        found[name] = replace(c, step=0.0 if exact else float(step))
        steps += [] if exact else [f"{step:g}"]
    notes["one_scale"] += [f"{name} (0-{top:g})" for name in judged]
    notes["exact"] += [name for name, c in found.items() if not c.step]
    notes["step"] += [joined(sorted({*steps}), "or")] * bool(steps)
    return found
