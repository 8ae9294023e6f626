"""From files to a matrix: options, criteria with their scales, figures, weights, and what was assumed.

Several sheets or files are several scorers of one matrix: their figure is the median.
"""

import math
import re
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import pandas as pd

from framework_report import model as mcda
from framework_report.matrix import figures
from framework_report.matrix.figures import Figure
from framework_report.matrix.grids import Cell, Grid, open_grids, refuse
from framework_report.matrix.layout import Layout, layout
from framework_report.matrix.words import listed, say
from framework_report.problem import ProblemError

_SCALE = re.compile(r"\b(\d+)\s*(?:-|–|—|to|\.\.)\s*(\d+)\b", re.I)
_T = TypeVar("_T")
_LOWER = ("lower", "less", "min", "cost", "↓", "yes", "✓", "x")
_HIGHER = ("higher", "more", "max", "benefit", "↑", "no", "✗", "")


@dataclass(frozen=True)
class Criterion:
    """A criterion: the ends of its scale (NaN where none is known yet) and where they come from.

    ``origin`` is ``stated``, ``assumed`` or ``present`` (the options' own worst and best); ``step``
    is that of its judgements, 0 where figures are taken as they stand.
    """

    label: str
    at: str
    unit: str = ""
    worst: float = math.nan
    best: float = math.nan
    lower: bool = False
    theme: str = ""
    words: dict[str, float] = field(default_factory=dict)
    origin: str = "stated"
    step: float = 0.0


@dataclass
class Sheet:
    """One scorer's: figures by option and criterion, weights by set, and what is printed beside."""

    name: str
    file: str
    title: str
    corner: Cell
    options: list[str]
    criteria: dict[str, Criterion]
    figures: dict[tuple[str, str], Figure]
    weights: dict[str, dict[str, Figure]]
    said: Figure | None
    totals: dict[str, Figure]
    ranks: dict[str, Figure]
    sums: dict[str, Figure]
    assumptions: list[str]


@dataclass(frozen=True)
class Matrix:
    """What the files hold together. ``weights`` are by set, the first stands at first."""

    title: str
    file: str
    nouns: tuple[str, str]
    options: list[str]
    criteria: dict[str, Criterion]
    figures: dict[tuple[str, str], Figure]
    weights: dict[str, dict[str, float]]
    sheets: list[Sheet]
    assumptions: list[str]

    def values(self, found: dict[tuple[str, str], Figure] | None = None) -> pd.DataFrame:
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
    notes: list[str] = []
    for path in map(Path, paths):
        grids = open_grids(path)
        found = [table for table in map(layout, grids) if table]
        if not found:
            raise refuse(str(path), say("no_matrix"), say("a_matrix"))
        if path.suffix.lower() in (".md", ".markdown"):
            notes += [say("also", at=other.corner.at) for other in found[1:]]
            found = found[:1]
        used = [table.grid for table in found]
        used += [grid for table in found for grid in grids if _weights_beside(table, grid)]
        skipped = [grid.name for grid in grids if grid not in used]
        if skipped and path.suffix.lower() == ".xlsx":
            notes.append(say("left_out", cells=listed(skipped)))
        sheets += map(_sheet, found)
    first, *others = sheets
    sheets = [first, *(_alike(other, first) for other in others)]
    return _joined(sheets, [*dict.fromkeys(n for s in sheets for n in s.assumptions), *notes])


def _sheet(table: Layout) -> Sheet:
    """Read the figures of one grid, with all of its faults at once."""
    reader = _Reader(table)
    criteria = {c.label: c for c in map(reader.criterion, range(len(table.criteria)))}
    options = [option.text for option in table.options]
    weights = {
        _set_name(name.text): dict(zip(criteria, reader.weights(name, cells), strict=True))
        for name, cells in table.about.get("weight", [])
    }
    printed = [
        dict(zip(names, map(reader.printed, cells), strict=False))
        for names, cells in [(options, table.totals), (options, table.ranks)]
        + [(list(criteria), cells) for cells in table.sums[:1]]
    ]
    said = [reader.printed(cell) for cell in table.said if cell.text]
    if reader.faults:
        raise ProblemError(dict.fromkeys(reader.faults))
    return Sheet(
        *(table.grid.name, table.grid.file, next(iter(table.texts), ""), table.corner),
        *(options, criteria, reader.figures, weights, next(iter(said), None)),
        *(printed[0], printed[1], printed[2] if table.sums else {}),
        [*table.assumptions, *reader.assumptions()],
    )


def _weights_beside(table: Layout, grid: Grid) -> bool:
    """Take the weights from a table of their own: criteria down, one weight beside each."""
    names = {row[0].text.casefold(): row[1] for row in grid.rows if len(row) > 1}
    mine = [names.get(name.text.casefold()) for name in table.criteria]
    weights = [cell for cell in mine if cell]
    alone = len(weights) == len(mine) and re.match("weight", grid.rows[0][1].text, re.IGNORECASE)
    if not alone or "weight" in table.about or grid == table.grid:
        return False
    table.about["weight"] = [(grid.rows[0][1], weights)]
    table.assumptions.append(say("weights_beside", at=grid.rows[0][1].at))
    return True


def _set_name(label: str) -> str:
    """Give the name of a set of weights, empty where there is only one: “Weight Ana” is Ana's."""
    rest = re.sub(r"(criteria )?(weights?|weighting|importance|priority)\b", "", label, flags=re.I)
    return re.sub(r"\b(in|of|for)\b|[(\[%)\]:]", "", rest).strip()


class _Reader:
    """Reads the cells of one layout; collects faults, and what is worth telling."""

    def __init__(self, table: Layout) -> None:
        self.table, self.marks = table, table.marks
        self.faults: list[str] = []
        self.figures: dict[tuple[str, str], Figure] = {}
        self.told: dict[str, list[str]] = {}
        self.scale = _scale(" ".join(t for t in table.texts if "scale" in t.casefold()))
        comma, dot = self.marks
        if comma and dot:
            found = say("two_marks", text=comma.text, other=dot.text, other_at=dot.at)
            self.fault(comma, found, say("one_mark"))
        elif comma:
            self.told["comma"] = [say("comma", text=comma.text, at=comma.at)]

    def fault(self, cell: Cell, found: str, expected: str) -> None:
        """Note one fault; the cell's own comes before any other."""
        found, expected = cell.fault or (found, expected)
        self.faults.append(say("refusal", at=cell.at, found=found, expected=expected))

    def assumptions(self) -> list[str]:
        """Say what was assumed on the way, one sentence a kind."""
        plain = ("comma", "three_digits", "affix", "ladder", "themes")
        return [
            line
            for kind, cells in self.told.items()
            for line in (cells if kind in plain else [say(kind, cells=listed(cells))])
        ]

    def tell(self, kind: str, text: str) -> None:
        """Add to what was assumed."""
        self.told.setdefault(kind, []).append(text)

    def about(self, role: str, column: int) -> Cell | None:
        """Give a criterion's cell in the row of a role."""
        rows = self.table.about.get(role)
        return rows[0][1][column] if rows else None

    def number(self, cell: Cell) -> tuple[float, float, str] | None:
        """Read a number or range with what stands around it; None, and a fault, where it is none."""
        text = figures.unmark(figures.plain(cell.text), self.marks)
        if text is None:
            token = re.search(r"\d[\d,]*", cell.text)
            small, large = (
                (token[0].replace(",", mark) for mark in (".", "")) if token else ("", "")
            )
            self.fault(
                cell, say("doubtful", text=cell.text, small=small, large=large), say("no_doubt")
            )
            return None
        if text.count(",") != cell.text.count(",") and not self.marks.comma:
            self.tell("thousands", f"{cell.text!r} ({cell.at})")
        if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text) and not any(self.marks):
            self.tell(
                "three_digits", say("three_digits", text=text, at=cell.at, number=float(text))
            )
        read = figures.number_or_range(text)
        if read is None or cell.fault:
            self.fault(cell, say("text", text=cell.text), say("figure"))
            return None
        if read[0] > read[1]:
            self.fault(cell, say("text", text=cell.text), say("range"))
        return read

    def printed(self, cell: Cell) -> Figure:
        """Read a total or rank; not known where none is printed."""
        if figures.is_unknown(cell.text):
            return Figure(math.nan, math.nan, math.nan, cell.at, "")
        low, high, _ = self.number(cell) or (math.nan,) * 2 + ("",)
        return Figure(low, low, high, cell.at, figures.unmark(cell.text, self.marks) or cell.text)

    def weights(self, name: Cell, cells: list[Cell]) -> list[Figure]:
        """Read one set of weights."""
        read = []
        for cell in cells:
            text = figures.plain(cell.text)
            value = figures.weight(figures.unmark(text, self.marks) or "")
            if value is None or cell.fault:
                self.fault(
                    cell, say("text", text=cell.text) if text else say("nothing"), say("weight")
                )
            mark = "%" if "%" in name.text and "%" not in text else ""
            read.append(Figure(value or 0, value or 0, value or 0, cell.at, text + mark))
        if not self.faults and not any(figure.value for figure in read):
            self.fault(name, say("no_weight"), say("some_weight"))
        return read

    def criterion(self, column: int) -> Criterion:
        """Read one criterion: what is said about it, then its cells."""
        name = self.table.criteria[column]
        unit, theme = (self.about(role, column) for role in ("unit", "theme"))
        stated = self.about("scale", column)
        worst, best, words = _scale(stated.text) if stated and stated.text else self.scale
        if stated and stated.text and math.isnan(worst) and not words:
            self.fault(stated, say("text", text=stated.text), say("scale"))
        lower = self.lower(column)
        found = Criterion(name.text, name.at, unit.text if unit else "", lower=lower, words=words)
        if theme and not theme.text and column:  # a theme's name stands over its first criterion
            before = [self.about("theme", i) for i in range(column)]
            theme = next((c for c in reversed(before) if c and c.text), theme)
            self.told["themes"] = [
                say(
                    "themes",
                    names=listed(
                        [*dict.fromkeys(c.text for c in self.table.about["theme"][0][1] if c.text)]
                    ),
                )
            ]
        found = replace(found, theme=theme.text if theme else "")
        cells = [row[column] for row in self.table.cells]
        read_ends, words, unit_read = self.cells(found, cells)
        if math.isnan(worst):
            worst, best = read_ends
        if lower:
            worst, best = best, worst
        ends = [self.about(role, column) for role in ("worst", "best")]
        if any(cell and cell.text for cell in ends):
            read = [self.number(cell) if cell and cell.text else None for cell in ends]
            levels = [pair[0] for pair in read if pair]
            at = ends[0] or ends[1] or name
            if len(levels) < 2:
                self.fault(at, say("nothing"), say("level"))
            elif levels[0] == levels[1] or (lower and levels[0] < levels[1]):
                self.fault(at, say("text", text=at.text), say("other_level"))
            else:
                worst, best = levels
        self.inside(column, worst, best)
        return replace(found, worst=worst, best=best, words=words, unit=found.unit or unit_read)

    def lower(self, column: int) -> bool:
        """Say whether less is better, as the table does."""
        cell = self.about("direction", column)
        word = cell.text.casefold() if cell else ""
        if cell and not word.startswith(_LOWER) and not word.startswith(_HIGHER[:-1]) and word:
            self.fault(cell, say("text", text=cell.text), say("direction"))
        return bool(word) and word.startswith(_LOWER)

    def cells(
        self, c: Criterion, cells: list[Cell]
    ) -> tuple[tuple[float, float], dict[str, float], str]:
        """Read a criterion's figures; give the scale's ends and words, and the unit, if they say."""
        texts = [figures.plain(cell.text).casefold() for cell in cells]
        said = {t for t, cell in zip(texts, cells, strict=True) if not figures.is_unknown(t)}
        words = figures.ladder(
            said | {"-"} & set(texts) if said & {"+", "++", "--"} else said, c.words
        )
        if said and said <= set(figures.TICKS):
            words = {word: float(tick) for word, tick in figures.TICKS.items()}
            self.tell("ticks", c.label)
        elif words and not c.words:
            order = ", ".join(words)
            self.tell(
                "ladder", say("ladder", top=int(max(words.values())), words=order, names=c.label)
            )
        affixes = []
        for option, cell, text in zip(self.table.options, cells, texts, strict=True):
            value: tuple[float, float] = (math.nan, math.nan)
            if text in words:
                value = (words[text], words[text])
            elif not figures.is_unknown(text) or cell.fault:
                if words and not any(mark.isdigit() for mark in text):
                    self.fault(
                        cell, say("text", text=cell.text), say("word", words=", ".join(words))
                    )
                elif read := self.number(cell):
                    value = read[:2]
                    affixes.append((read[2], cell))
            if math.isnan(value[0]):
                self.tell("unknown", cell.at)
            elif value[0] < value[1]:
                self.tell("range_read", cell.at)
            middle = sum(value) / 2
            self.figures[option.text, c.label] = Figure(middle, *value, cell.at, cell.text)
        ends, unit = self.affix(c, affixes)
        if words:
            ends = (min(words.values()), max(words.values()))
        is_tick = words.keys() == figures.TICKS.keys()
        return ends, {w: v for w, v in words.items() if w in said or not is_tick}, unit

    def affix(
        self, c: Criterion, affixes: list[tuple[str, Cell]]
    ) -> tuple[tuple[float, float], str]:
        """Take what stands around each number, all alike, as the end of a scale or as the unit."""
        kinds = {affix for affix, _ in affixes} or {""}
        usual = next(iter(kinds)) if len(kinds) == 1 else c.unit
        for affix, cell in affixes:
            if affix not in ("", usual):
                self.fault(cell, say("text", text=cell.text), say("figure"))
        if end := re.search(r"\d+", usual if len(kinds) == 1 else ""):
            return (0.0, float(end[0])), ""
        if usual and usual != c.unit:
            self.tell("affix", say("affix", affix=usual, name=c.label))
        return (math.nan, math.nan), usual

    def inside(self, column: int, worst: float, best: float) -> None:
        """Refuse figures outside of a stated scale."""
        for row, option in zip(self.table.cells, self.table.options, strict=True):
            figure = self.figures[option.text, self.table.criteria[column].text]
            low, high = min(worst, best), max(worst, best)
            if figure.low < low or figure.high > high:
                found = say("outside", text=figure.text, worst=f"{worst:g}", best=f"{best:g}")
                self.fault(row[column], found, say("inside"))


def _scale(text: str) -> tuple[float, float, dict[str, float]]:
    """Read a stated scale.

    >>> _scale("Scale: 0 to 5")
    (0.0, 5.0, {})
    >>> _scale("scale: low=1, high=9")[2], _scale("bad, fair, good")[2]
    ({'low': 1.0, 'high': 9.0}, {'bad': 1.0, 'fair': 2.0, 'good': 3.0})
    """
    if pairs := re.findall(r"([^\W\d][\w ]*?)\s*=\s*(\d+)", text):
        words = {word.strip().casefold(): float(value) for word, value in pairs}
        return min(words.values()), max(words.values()), words
    if ends := _SCALE.search(text):
        return float(ends[1]), float(ends[2]), {}
    parts = [part.strip().casefold() for part in re.split(r"[,;<]", text.rpartition(":")[2])]
    words = {part: float(number) for number, part in enumerate(parts, 1)}
    if len(words) < 2 or len(words) != len(parts) or not all(parts):
        return math.nan, math.nan, {}
    return 1.0, float(len(words)), words


def _alike(other: Sheet, first: Sheet) -> Sheet:
    """Give another scorer's sheet the first one's spelling; refuse other options or criteria."""
    for mine, theirs in ((first.options, other.options), (first.criteria, other.criteria)):
        names = {name.casefold() for name in mine}
        if names != {name.casefold() for name in theirs}:
            odd = [name for name in theirs if name.casefold() not in names]
            lacks = sorted(names - {name.casefold() for name in theirs})
            place = first.corner.at.rpartition(" ")[0]
            expected = say("same_names", first=place, expected=listed(lacks or list(mine)))
            raise refuse(
                other.corner.at, say("other_names", found=listed(odd) or say("nothing")), expected
            )
    spelt = {name.casefold(): name for name in [*first.options, *first.criteria]}

    def by_name(found: dict[str, _T]) -> dict[str, _T]:
        return {spelt[name.casefold()]: item for name, item in found.items()}

    return replace(
        other,
        options=first.options,
        criteria=by_name(other.criteria),
        figures={
            (spelt[o.casefold()], spelt[c.casefold()]): f for (o, c), f in other.figures.items()
        },
        weights={name: by_name(found) for name, found in other.weights.items()},
        totals=by_name(other.totals),
        ranks=by_name(other.ranks),
        sums=by_name(other.sums),
    )


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
    found: list[tuple[tuple[str, str], Figure]],
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
            ends, origin = (c.worst, c.best), "stated"
        exact = c.unit or origin == "present" or abs(ends[0] - ends[1]) == 1 and c.words
        alike = [] if exact else [*known[name], *ends]
        by_ends.setdefault(frozenset(ends), []).extend(alike)
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


def _tell_scales(criteria: dict[str, Criterion], high: float, assumptions: list[str]) -> None:
    def names(holds: Callable[[Criterion], bool]) -> list[str]:
        return [name for name, c in criteria.items() if holds(c)]

    if assumed := names(lambda c: c.origin == "assumed"):
        assumptions.append(say("one_scale", low="0", high=f"{high:g}", names=listed(assumed)))
    for name in names(lambda c: c.origin == "present"):
        better = "lower" if criteria[name].lower else "higher"
        assumptions.append(say("present", names=name, unit=f"{better} is better"))
    if exact := names(lambda c: not c.step):
        assumptions.append(say("exact", names=listed(exact)))
    steps = sorted({c.step for c in criteria.values() if c.step})
    if steps:
        assumptions.append(say("step", step=listed([f"{step:g}" for step in steps], "or")))


def _nouns(corner: Cell, assumptions: list[str]) -> tuple[str, str]:
    """Take the nouns from the corner cell, where it names what is chosen from."""
    one = corner.text.casefold()
    general = r"criteri(on|a)|options?|alternatives?|candidates?|factors?|names?|items?|choices?"
    if not re.fullmatch(r"[a-z]{3,20}", one) or re.fullmatch(general, one):
        return ("option", "options")
    many = f"{one[:-1]}ies" if re.search(r"[^aeiou]y$", one) else f"{one}s"
    assumptions.append(say("noun", one=one, many=many, at=corner.at))
    return (one, many)
