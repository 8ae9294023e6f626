"""One scorer's sheet: what its layout says of each criterion, and its figures, cell by cell."""

import math
import re
from dataclasses import dataclass, field, replace

from framework_report.matrix import figures
from framework_report.matrix.figures import Figure
from framework_report.matrix.grids import Cell
from framework_report.matrix.layout import Layout
from framework_report.matrix.words import listed, say
from framework_report.files import ProblemError

_LOWER = ("lower", "less", "min", "cost", "↓", "yes", "✓")
_HIGHER = ("higher", "more", "max", "benefit", "↑", "no", "✗")
_WEIGHT = re.compile(r"(criteria )?(weights?|weighting|importance|priority)\b", re.IGNORECASE)
Key = tuple[str, str]
"""An option and a criterion."""


@dataclass(frozen=True)
class Criterion:
    """A criterion: the ends of its scale (NaN where none is known yet) and where they come from.

    ``origin`` is ``stated``, ``usual`` (of words or ticks), ``assumed`` or ``present`` (the worst
    and best of these options); ``step`` is that of its judgements, 0 for figures taken as they are.
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
    """One scorer's figures, weights by set, and what is printed beside them."""

    name: str
    file: str
    title: str
    corner: Cell
    options: list[str]
    criteria: dict[str, Criterion]
    figures: dict[Key, Figure]
    weights: dict[str, dict[str, Figure]]
    said: Figure | None = None
    totals: dict[str, Figure] = field(default_factory=dict)
    ranks: dict[str, Figure] = field(default_factory=dict)
    sums: dict[str, Figure] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


def read_sheet(found: Layout) -> Sheet:
    """Read the cells of a layout. Raises ProblemError with every fault at once."""
    reader = _Reader(found)
    criteria = {found.rows[0][i].text: reader.criterion(i) for i in found.across()}
    options = [row[0].text for row in found.down()]
    grid, corner = found.grid, found.rows[0][0]
    title = next(iter(found.texts), "")
    sheet = Sheet(grid.name, grid.file, title, corner, options, criteria, reader.figures, {})
    for row in found.down("weight"):
        label = re.sub(r"\b(in|of|for)\b|[(\[%)\]:]", "", _WEIGHT.sub("", row[0].text)).strip()
        sheet.weights[label] = dict(zip(criteria, reader.weights(row), strict=True))
        for i in found.across("total"):
            sheet.said = reader.printed(row[i])
    for i in found.across("total")[-1:]:
        sheet.totals = {row[0].text: reader.printed(row[i]) for row in found.down()}
    for i in found.across("rank"):
        sheet.ranks = {row[0].text: reader.printed(row[i]) for row in found.down()}
    for row in found.down("total"):
        sheet.sums = {found.rows[0][i].text: reader.printed(row[i]) for i in found.across()}
    if reader.faults:
        raise ProblemError(dict.fromkeys(reader.faults))
    together = [say(kind, cells=listed(cells)) for kind, cells in reader.cells.items()]
    sheet.told = [*found.told, *reader.told, *together]
    return sheet


class _Reader:
    """Reads cells; collects faults, and what is worth telling (``cells`` by kind)."""

    def __init__(self, found: Layout) -> None:
        self.found = found
        self.faults: list[str] = []
        self.told: list[str] = []
        self.cells: dict[str, list[str]] = {}
        self.figures: dict[Key, Figure] = {}
        scales = " ".join(text for text in found.texts if "scale" in text.casefold())
        self.scale = figures.stated_scale(scales)
        rows = [*found.down(), *found.down("weight")]
        self.comma, dot = figures.decimal_marks(row[i] for row in rows for i in found.across())
        if self.comma and dot:
            clash = say("two_marks", text=self.comma.text, other=dot.text, other_at=dot.at)
            self.fault(self.comma, clash, say("one_mark"))
        elif self.comma:
            self.told.append(say("comma", text=self.comma.text, at=self.comma.at))

    def fault(self, cell: Cell, found: str, expected: str) -> None:
        """Note one fault; what is wrong with the cell itself comes before any other."""
        found, expected = cell.fault or (found, expected)
        self.faults.append(say("refusal", at=cell.at, found=found, expected=expected))

    def unmarked(self, cell: Cell) -> str:
        """Give a cell's text with decimal points and without footnote marks."""
        text = figures.plain(cell.text)
        if self.comma:
            return re.sub(r"(?<=\d)\.(?=\d{3})", "", text).replace(",", ".")
        if doubtful := re.search(r"\d{1,3}(,\d{3})+", text):
            small, large = (doubtful[0].replace(",", mark) for mark in (".", ""))
            found = say("doubtful", text=cell.text, small=small, large=large)
            self.fault(cell, found, say("no_doubt"))
        if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text):
            self.told.append(say("three_digits", text=text, at=cell.at, number=f"{float(text):g}"))
        return text.replace(",", "")

    def number(self, cell: Cell) -> tuple[float, float, str] | None:
        """Read a number or range and what stands around it; None, and a fault, where it is none."""
        read = figures.number_or_range(self.unmarked(cell))
        if read is None or cell.fault or read[0] > read[1]:
            expected = say("range" if read and not cell.fault else "figure")
            self.fault(cell, say("text", text=cell.text), expected)
            return None
        return read

    def printed(self, cell: Cell) -> Figure:
        """Read a total, rank or sum; not known where none is printed."""
        read = None if figures.is_unknown(cell.text) and not cell.fault else self.number(cell)
        low, high, _ = read or (math.nan, math.nan, "")
        return Figure(low, low, high, cell.at, figures.plain(cell.text).replace(",", "."))

    def weights(self, row: list[Cell]) -> list[Figure]:
        """Read one set of weights."""
        read = []
        for cell in (row[i] for i in self.found.across()):
            text = self.unmarked(cell)
            value = figures.weight(text)
            if value is None or cell.fault:
                found = say("text", text=cell.text) if text else say("nothing")
                self.fault(cell, found, say("weight"))
            percent = "%" if "%" in row[0].text and "%" not in text else ""
            read.append(Figure(value or 0, value or 0, value or 0, cell.at, text + percent))
        if not self.faults and not any(figure.value for figure in read):
            self.fault(row[0], say("no_weight"), say("some_weight"))
        return read

    def about(self, role: str, column: int) -> Cell:
        """Give what the row of a role says about a criterion; a theme holds up to the next one."""
        row = next(iter(self.found.down(role)), None)
        earlier = (self.found.across() if role == "theme" and row else [])[::-1]
        filled = [row[i] for i in earlier if row and i <= column and row[i].text]
        return filled[0] if filled else row[column] if row else Cell("", "")

    def criterion(self, column: int) -> Criterion:
        """Read one criterion: what is said about it, then its cells."""
        name, stated = self.found.rows[0][column], self.about("scale", column)
        worst, best, words = figures.stated_scale(stated.text) if stated.text else self.scale
        if stated.text and math.isnan(worst):
            self.fault(stated, say("text", text=stated.text), say("scale"))
        direction = self.about("direction", column)
        lower = direction.text.casefold().startswith(_LOWER)
        if direction.text and not lower and not direction.text.casefold().startswith(_HIGHER):
            self.fault(direction, say("text", text=direction.text), say("direction"))
        unit, theme = self.about("unit", column).text, self.about("theme", column).text
        usual = not words
        words, ends, unit = self.column(name.text, column, words, unit)
        origin = "usual" if usual and words else "stated"
        worst, best = ends if math.isnan(worst) else (worst, best)
        worst, best = (best, worst) if lower else (worst, best)
        cells = [self.about(role, column) for role in ("worst", "best")]
        if any(cell.text for cell in cells):
            read = [self.number(cell) if cell.text else None for cell in cells]
            worst, best = (pair[0] if pair else math.nan for pair in read)
            if not all(read):
                self.fault(cells[0], say("nothing"), say("level"))
            elif worst == best or (lower and worst < best):
                self.fault(cells[0], say("text", text=cells[0].text), say("other_level"))
        for row in self.found.down():
            figure = self.figures[row[0].text, name.text]
            if figure.low < min(worst, best) or figure.high > max(worst, best):
                scale = {"worst": f"{worst:g}", "best": f"{best:g}"}
                self.fault(row[column], say("outside", text=figure.text, **scale), say("inside"))
        return Criterion(name.text, name.at, unit, worst, best, lower, theme, words, origin)

    def column(
        self, name: str, column: int, words: dict[str, float], unit: str
    ) -> tuple[dict[str, float], tuple[float, float], str]:
        """Read a criterion's cells; give its words, the ends that its cells say, and its unit."""
        cells = [(row[0].text, row[column]) for row in self.found.down()]
        texts = {figures.plain(cell.text).casefold() for _, cell in cells}
        said = {text for text in texts if not figures.is_unknown(text)}
        scale = figures.scale_of(said, words)
        if scale == figures.TICKS:
            self.cells.setdefault("ticks", []).append(name)
        elif scale and not words:
            order, top = ", ".join(scale), len(scale)
            self.told.append(say("ladder", top=top, words=order, names=name))
        around: dict[str, Cell] = {}
        for option, cell in cells:
            text = figures.plain(cell.text).casefold()
            low = high = scale.get(text, math.nan)
            if text not in scale and (cell.fault or not figures.is_unknown(text)):
                if words and not any(mark.isdigit() for mark in text):
                    self.fault(cell, say("text", text=text), say("word", words=", ".join(words)))
                elif read := self.number(cell):
                    low, high, affix = read
                    around[affix.strip()] = cell
            kind = "unknown" if math.isnan(low) else "range_read" if low < high else ""
            if kind:
                self.cells.setdefault(kind, []).append(cell.at)
            self.figures[option, name] = Figure((low + high) / 2, low, high, cell.at, cell.text)
        if scale:
            kept = {w: v for w, v in scale.items() if w in said or scale != figures.TICKS}
            return kept, (min(scale.values()), max(scale.values())), unit
        usual = next(iter(around)) if len(around) == 1 else unit
        for affix, cell in around.items():
            if affix not in ("", usual):
                self.fault(cell, say("text", text=cell.text), say("figure"))
        if end := re.search(r"\d+", usual if around.keys() == {usual} else ""):
            return {}, (0.0, float(end[0])), unit
        if usual not in ("", unit):
            self.told.append(say("affix", affix=usual, name=name))
        return {}, (math.nan, math.nan), unit or usual


def respelt(other: Sheet, spelling: dict[str, str], options: list[str]) -> Sheet:
    """Give another scorer's sheet the names of the first one."""

    def named(name: str) -> str:
        return spelling[name.casefold()]

    return replace(
        other,
        options=options,
        criteria={named(name): c for name, c in other.criteria.items()},
        figures={(named(o), named(c)): f for (o, c), f in other.figures.items()},
        weights={s: {named(c): f for c, f in w.items()} for s, w in other.weights.items()},
        totals={named(name): f for name, f in other.totals.items()},
        ranks={named(name): f for name, f in other.ranks.items()},
        sums={named(name): f for name, f in other.sums.items()},
    )
