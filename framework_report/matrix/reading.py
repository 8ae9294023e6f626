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
from framework_report.matrix.grids import Cell, Grid, open_grids, quoted, refuse, say
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
Notes = dict[str, list[str]]
"""What is told, by kind of sentence: the cells or names in it."""
Rows = list[list[Cell]]


@dataclass
class Matrix:
    """What one scorer's sheet holds, or several together: then ``sheets`` are those of each.

    ``figures`` are by option and criterion, ``weights`` by set and criterion (the first set stands
    at first), ``printed`` is what stands beside: totals, ranks, sums, each set of weights.
    ``criteria`` has a row for each: its ``cell``, ``unit``, ``theme``, whether ``lower`` is better,
    the ends of its scale ``worst`` and ``best`` (NaN where none is known yet), their ``origin``
    (``stated``, ``assumed`` or ``present``: the worst and best of these options), its ``words``,
    and the ``step`` of its judgements, 0 for figures taken as they are.
    """

    name: str
    file: str
    title: str
    nouns: tuple[str, str]
    options: list[str]
    criteria: pd.DataFrame
    figures: dict[tuple[str, str], Figure]
    weights: dict[str, dict[str, float]]
    printed: dict[str, dict[str, Figure]]
    assumptions: list[str] = field(default_factory=list)
    sheets: list["Matrix"] = field(default_factory=list)

    def frame(self, end: str = "value") -> pd.DataFrame:
        """Figures, or an end of each, as they stand: options x criteria."""
        found = [
            [getattr(self.figures[o, n], end) for n in self.criteria.index] for o in self.options
        ]
        return pd.DataFrame(found, self.options, self.criteria.index)

    def values(self, end: str = "value") -> pd.DataFrame:
        """Place figures on their scales: options x criteria, 0 to 1."""
        return mcda.values(self.frame(end), self.criteria.assign(scale="linear", outside="clip"))

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
    sheets = [sheet for path in paths for sheet in _scorers(Path(path), notes)]
    read = [sheet.read() for sheet in sheets]
    for kind, found in [note for sheet in sheets for note in sheet.notes.items()]:
        notes[kind] += found
    joint = _together(read, notes)
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
        odd = joined(f"'{name}'" for name in sorted(sheet.labels ^ usual) if not sheet.unlike)
        at = sheet.grid.rows[0][0].at + (f" ({odd})" if odd else "")
        notes["left_out"] += [at] if sheet not in used else []
    return used


def _fault(found: Cell | Figure, kind: str, **slots: object) -> str:
    """Say what is wrong with a cell; what a spreadsheet made of it comes before any other."""
    kind = "date" if re.match(r"\d{4}-\d\d-\d\d\b", found.text) else kind
    kind = "formula" if found.text[:1] == "=" else kind
    text = quoted(found.text) if found.text else say("nothing")
    return say(kind, at=found.at, text=text, **slots)


def _role(name: Cell) -> str:
    """Say what a row or column of this name is: nothing for an option or a criterion."""
    text = plain(name.text).rstrip(": ")
    return next((role for role, form in _ROLES.items() if re.fullmatch(form, text)), "")


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


class _Sheet:
    """One grid, laid out with options down; collects faults, and what is worth telling.

    ``down`` are its rows by role, ``across`` its columns; without a role they are the options and
    the criteria. ``unlike`` is the line that says why it is no matrix; empty where it is one.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid, self.faults, self.unlike = grid, list[str](), ""
        self.notes: Notes = defaultdict(list)
        every = [cell for row in grid.rows for cell in row if cell.text]
        self.notes["footnotes"] += [str(c) for c in every if cells.FOOTNOTE.search(c.text)]
        self.notes["merged"] += [at for at, n in Counter(c.at for c in every).items() if n > 1]
        rows = [[c._replace(text=cells.FOOTNOTE.sub("", c.text)) for c in row] for row in grid.rows]
        doubtful = (plain(cell.text) for row in rows for cell in row if not cell.decimal)
        self.decimal = cells.decimal_mark(doubtful, grid.decimal)
        alone = [row for row in rows if len({cell.at for cell in row if cell.text}) == 1]
        texts = [next(cell for cell in row if cell.text) for row in alone]
        self.title = grid.title or (texts.pop(0).text if rows[:1] == alone[:1] else "")
        scales = [t for t in (self.title, *(c.text for c in texts)) if re.match("(?i)scale", t)]
        self.scale = cells.scale_of(scales[0]) if scales else {}
        self.notes["left_out"] += map(str, texts)
        rows = _themed([row for row in rows if row not in alone] or rows[:1])
        rows = _turned(_themed(_turned(rows)))
        self.names, *rows = _turned(rows) if self.criteria_down(rows) else rows
        self.down: dict[str, Rows] = defaultdict(list)
        self.across: dict[str, dict[int, str]] = defaultdict(dict)
        for i, name in enumerate(self.names[1:], 1):
            self.across[_role(name)][i] = name.text
        for row in rows:
            self.down[_role(row[0])].append(row)
        for row in self.down.pop("total", []):
            is_sum = self.is_sum(row)
            self.down["total" if is_sum else ""].append(row)
            self.notes["sums" if is_sum else "no_sums"] += [str(row[0])]
        self.labels = {*self.across[""].values(), *(row[0].text for row in self.down[""])}
        # A matrix has options, criteria, and figures in most of its cells.
        words = {*cells.UNKNOWN, *self.scale, *cells.TICKS, *",".join(cells.LADDERS).split(",")}
        found = [row[i] for row in self.down[""] for i in self.across[""]]
        odd = [cell for cell in found if not (plain(cell.text) in words or self.number(cell))]
        self.read_cells = len(found) - len(odd)
        if not found or (self.read_cells < len(odd) and not self.down["scale"]):
            self.unlike = self.unlike or _fault([*odd, self.names[0]][0], "no_matrix")
        elif len(self.down[""]) < 2:
            self.unlike = self.unlike or _fault(self.down[""][0][0], "one_option")

    def criteria_down(self, rows: Rows) -> bool:
        """Decide which way round a grid is, by the surest sign there is."""
        corner, names = rows[0][0], (rows[0][1:], [row[0] for row in rows[1:]])
        found = [{role: c for c in side if (role := _role(c))} for side in names]
        top, side = ({r: c for r, c in of.items() if r not in ("total", "rank")} for of in found)
        if top and side:
            row, column = min(side), min(top)
            self.unlike = say("both_ways", at=side[row].at, row=row, column=column)
        self.notes["across"] += [] if top or side or corner.text else [corner.at]
        return bool(top or (not side and re.match(_CRITERIA, corner.text)))

    def is_sum(self, row: list[Cell]) -> bool:
        """Say whether most of a row's figures are the sum or the mean of the options' ones."""
        rows = [[self.number(r[i]) for i in self.across[""]] for r in [row, *self.down[""]]]
        printed, *own = np.array([[f.value if f else math.nan for f in r] for r in rows])
        total, count = np.nansum(own, axis=0), np.maximum(np.isfinite(own).sum(axis=0), 1)
        fits = (np.abs([total, total / count] - printed) < 0.05).any(axis=0)
        return bool(fits.sum() * 2 >= np.isfinite(printed).sum())

    def number(self, cell: Cell) -> Figure | None:
        """Read a cell's number by the decimal mark of the file."""
        return cells.number(plain(cell.text), cell.decimal or self.decimal)

    def expect(self, fine: object, found: Cell | Figure, kind: str, **slots: object) -> None:
        """Note a fault of a kind where a cell is not fine."""
        self.faults += [] if fine else [_fault(found, kind, **slots)]

    def figure(self, cell: Cell, kind: str, scale: Mapping[str, float] | None = None) -> Figure:
        """Read one figure; not known, and perhaps a fault of a kind, where there is none."""
        text, scale, found = plain(cell.text), scale or {}, self.number(cell)
        if text in scale:
            found = Figure(scale[text], scale[text], scale[text])
        elif found and not cell.decimal and re.search(r",|\b[1-9]\d{0,2}\.\d{3}\b", text):
            self.notes["decimal"].append(f"{cell} is {found.value:.12g}")
        self.expect(found or text in cells.UNKNOWN, cell, kind, words=", ".join(scale))
        found = found or Figure(math.nan, math.nan, math.nan)
        return found._replace(at=cell.at, text=cell.text)

    def line(self, row: list[Cell], kind: str) -> dict[str, Figure]:
        """Read a row's figures by criterion."""
        return {name: self.figure(row[i], kind) for i, name in self.across[""].items()}

    def mark(self, figures: Iterable[Figure]) -> str:
        """Give the mark that stands beside all these figures; another one is a fault."""
        known = [f for f in figures if f.known]
        for f in known:
            other = {"first": known[0].at, "other": known[0].text}
            self.expect(f.mark == known[0].mark, f, "mark", **other)
        return known[0].mark if known else ""

    def weights(self, row: list[Cell]) -> dict[str, Figure]:
        """Read one set of weights by criterion."""
        found = self.line(row, "weight")
        self.mark(found.values())
        for f in found.values():
            self.expect(0 <= f.low == f.high and f.mark in ("", "%"), f, "weight")
        self.expect(any(f.value for f in found.values()), row[0], "no_weight")
        return {n: f._replace(mark=f.mark or "%" * ("%" in row[0].text)) for n, f in found.items()}

    def criterion(self, i: int, figures: dict[tuple[str, str], Figure]) -> dict[str, object]:
        """Read one criterion: what is said about it, and its cells into ``figures``."""
        name, own = self.names[i], {row[0].text: row[i] for row in self.down[""]}
        none = Cell("", name.at)
        said = {role: next((row[i] for row in self.down[role]), none) for role in _ROLES}
        way = plain(said["direction"].text) or "".join(_IN_NAME.findall(plain(name.text))[:1])
        ways = [w for w, form in _WAYS.items() if re.match(form, way)]
        self.expect(ways or not way, said["direction"], "direction")
        lower = ways == ["lower"]
        stated = cells.scale_of(said["scale"].text) if said["scale"].text else self.scale
        self.expect(stated or not said["scale"].text, said["scale"], "scale")
        texts = {plain(c.text) for c in own.values() if not self.number(c)} - {*cells.UNKNOWN}
        usual = {} if stated else cells.usual_scale(texts)
        scale = stated or usual
        words = {word: x for word, x in scale.items() if word in texts}
        counts = ", ".join(f"{word} = {x:g}" for word, x in words.items())
        self.notes["counted"] += [f"{counts} ({name.text})"] if usual else []
        kind = "figure" if not scale or min(scale).isdigit() else "word"
        found = {option: self.figure(cell, kind, scale) for option, cell in own.items()}
        mark = self.mark(f for f in found.values() if plain(f.text) not in scale)
        self.notes["marks"] += [f"{mark} ({name.text})"] if mark else []
        ends = [float(mark[1:]), 0.0] if mark[:1] == "/" else [*scale.values()] or [math.nan]
        worst, best = sorted([min(ends), max(ends)], reverse=lower)
        if said["worst"].text or said["best"].text:
            worst, best = (self.figure(said[role], "figure").value for role in ("worst", "best"))
            self.expect(best < worst or (worst < best and not lower), said["worst"], "ends")
        for option, f in found.items():
            figures[option, name.text] = f
            fits = not usual or not f.known or plain(f.text) in usual
            self.expect(fits, f, "word", words=", ".join(usual))
            inside = not (f.low < min(worst, best) or f.high > max(worst, best))
            inside &= mark[:1] != "/" or float(mark[1:]) == max(worst, best)
            self.expect(inside or not fits, f, "outside", worst=f"{worst:g}", best=f"{best:g}")
        self.notes["unknown"] += [f.at for f in found.values() if not f.known]
        self.notes["range_read"] += [f.at for f in found.values() if f.low < f.high]
        origin = "assumed" if usual or math.isnan(worst) else "stated"
        unit = said["unit"].text or (mark if mark in "%$€£¥" else "")
        place = {"cell": name.at, "unit": unit, "theme": said["theme"].text, "lower": lower}
        return {**place, "worst": worst, "best": best, "origin": origin, "words": words}

    def read(self) -> Matrix:
        """Read the cells. Raises ProblemError with every fault at once."""
        figures: dict[tuple[str, str], Figure] = {}
        for names in ([self.names[i] for i in self.across[""]], [row[0] for row in self.down[""]]):
            alike = [unicodedata.normalize("NFKC", name.text).casefold() for name in names]
            for i, name in enumerate(names):
                self.expect(alike[i], name, "no_name")
                self.expect(alike[i] not in filter(None, alike[:i]), name, "twice")
                self.expect(not re.search(r"\bweighted\b", alike[i]), name, "weighted")
                self.expect(len(alike[i]) <= 200 and alike[i][:1] != "=", name, "long")
        criteria = [self.criterion(i, figures) for i in self.across[""]]
        printed = {}
        for row in self.down["weight"]:
            label = " ".join(re.sub(_NO_LABEL, " ", row[0].text).split())
            # Two rows of weights without a name of their own are two sets.
            label = row[0].text if f"weight {label}" in printed else label
            self.expect(f"weight {label}" not in printed, row[0], "twice")
            printed[f"weight {label}"] = self.weights(row)
        weights = {n[7:]: {c: f.value for c, f in own.items()} for n, own in printed.items()}
        printed |= {f"sum {row[0].text}": self.line(row, "printed") for row in self.down["total"]}
        for role, also in ("total", "weight"), ("rank", "rank"):
            *others, last = [0, *self.across[role]]
            self.notes["left_out"] += [str(self.names[i]) for i in others[1:]]
            rows = [*self.down[""], *self.down[also]] if last else []
            printed[role] = {row[0].text: self.figure(row[last], "printed") for row in rows}
        if self.faults:
            raise ProblemError(dict.fromkeys(self.faults))
        place = (self.grid.name, self.grid.file, self.title, self.nouns())
        options = [row[0].text for row in self.down[""]]
        frame = pd.DataFrame(criteria, [*self.across[""].values()]).assign(step=0.0)
        return Matrix(*place, options, frame, figures, weights, printed)

    def nouns(self) -> tuple[str, str]:
        """Take the nouns from the corner cell, where it names what is chosen from."""
        one = self.names[0].text.casefold()
        if not re.fullmatch(r"[a-z]{3,20}", one) or re.fullmatch(_NO_NOUN, one):
            return ("option", "options")
        many = f"{one[:-1]}ies" if re.search(r"[^aeiou]y$", one) else f"{one}s"
        self.notes["noun"] += [f"“{one}”, “{many}”"]
        return (one, many)


def _together(sheets: list[Matrix], notes: Notes) -> Matrix:
    """Join scorers; give every criterion its ends and its step."""
    names = [sheet.name for sheet in sheets]
    for i, sheet in enumerate(sheets):  # files of one name in two folders are two scorers
        again = names[:i].count(sheet.name)
        sheet.name += f" ({again + 1})" if again else ""
    first, ends = sheets[0], ["worst", "best"]
    for other in sheets[1:]:
        own, theirs = ({*s.options, *s.criteria.index} for s in (other, first))
        if found := joined(f"'{name}'" for name in sorted(own ^ theirs)):
            raise refuse("same_names", at=other.name, first=first.name, found=found)
        known = other.frame().notna().any()
        for name in known.index[known]:
            one, two = first.criteria.loc[name], other.criteria.loc[name]
            if not one[ends].equals(two[ends]):
                raise refuse("same_scale", name=name, at=two.cell, first=one.cell)
    figures = {key: _median([sheet.figures[key] for sheet in sheets]) for key in first.figures}
    for name, at in first.criteria.cell.items():
        if not any(figures[option, name].text for option in first.options):
            raise refuse("empty", at=at, name=name)
    notes["scorers"] += [sheet.name for sheet in sheets] if len(sheets) > 1 else []
    weights = _weights(sheets, notes)
    known = pd.concat([sheet.frame(end) for sheet in sheets for end in ("low", "high")])
    title = first.title[:200] or Path(first.file).stem.replace("_", " ").replace("-", " ")
    criteria = _scales(first.criteria, known, notes)
    sheets = [replace(s, criteria=criteria, weights=s.weights or weights) for s in sheets]
    return replace(sheets[0], title=title, figures=figures, weights=weights, sheets=sheets)


def _median(found: list[Figure]) -> Figure:
    known = [figure for figure in found if figure.known]
    if len(known) < 2:
        return (known or found)[0]
    low, high = min(figure.low for figure in known), max(figure.high for figure in known)
    middle, texts = statistics.median(f.value for f in known), ", ".join(f.text for f in known)
    return Figure(middle, low, high, known[0].at, texts)


def _weights(sheets: list[Matrix], notes: Notes) -> dict[str, dict[str, float]]:
    """Join the sets of weights: one where scorers agree, else their median and each one's own."""
    sets = {name or s.name: w for s in sheets for name, w in s.weights.items()}
    if not sets:
        notes["no_weights"] += [*sheets[0].criteria.index]
        return {"": dict.fromkeys(sheets[0].criteria.index, 1.0)}
    frame = pd.DataFrame({name: mcda.weights(of) for name, of in sets.items()})
    if len(sheets) == 1 or np.allclose(frame.sub(frame.iloc[:, 0], axis=0), 0):
        return next(sheet.weights for sheet in sheets if sheet.weights)
    notes["weights_differ"] += sets
    return {"": frame.median(axis=1).to_dict(), **sets}


def _scales(criteria: pd.DataFrame, known: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Give every criterion its ends and its step, and note where they come from."""
    low, high, halves = known.min(), known.max(), (known.fillna(0) * 2 % 1 == 0).all()
    bare = criteria.worst.isna() & (criteria.unit == "") & (high >= 0)
    judged = bare & halves & (low >= 0) & (high <= 10)
    if not judged.any() and (low[bare] >= 0).all() and (high[bare] <= 100).all():
        judged = bare
    present = criteria.worst.isna() & ~judged
    top = next(top for top in (5.0, 10.0, 100.0) if not high[judged].max() > top)
    least, most = low.mask(judged, 0.0).fillna(0.0), high.mask(judged, top).fillna(0.0)
    most = most.where(most > least, least + 1)
    ends = {"worst": most.where(criteria.lower, least), "best": least.where(criteria.lower, most)}
    found = criteria.fillna(ends).assign(origin=criteria.origin.mask(present, "present"))
    for c in found.itertuples():  # one scale has one step, whoever used halves on it
        alike = [n for n, *e in found[[*ends]].itertuples() if {*e} == {c.worst, c.best}]
        used = np.append(known[alike].to_numpy().ravel(), [c.worst, c.best])
        step = np.gcd.reduce(np.rint(used[~np.isnan(used)] * 1000).astype(np.int64)) / 1000
        exact = c.unit or present[c.Index] or (c.words and abs(c.best - c.worst) == 1)
        found.loc[c.Index, "step"] = 0.0 if exact else float(step)
    ways = {name: say("lower" if found.lower[name] else "higher") for name in found.index[present]}
    notes["present"] += [f"{name} ({way})" for name, way in ways.items()]
    notes["one_scale"] += [f"{name} (0-{top:g})" for name in found.index[judged]]
    notes["exact"] += [*found.index[found.step == 0]]
    steps = sorted(f"{step:g}" for step in {*found.step} - {0.0})
    notes["step"] += [joined(steps, "or")] * bool(steps)
    return found
