"""From the text of a cell to a figure: a number, a range, a word of a scale, or not known."""

import math
import re
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from framework_report.matrix.grids import Cell

UNKNOWN = ("", "?", "-", "–", "—", "n/a", "na", "unknown", "tbd")
YES, NO = ("✓", "✔", "✅", "☑", "yes", "true"), ("✗", "✘", "❌", "☒", "no", "false")
TICKS = dict.fromkeys(YES, 1.0) | dict.fromkeys(NO, 0.0)
LADDERS = (  # words from the worst to the best, where a table states no scale of its own
    ("low", "medium", "high"),
    ("very low", "low", "medium", "high", "very high"),
    ("poor", "fair", "good", "excellent"),
    ("bad", "ok", "good"),
    ("weak", "average", "strong"),
    ("no", "partly", "yes"),
    ("no", "partial", "yes"),
)
FOOTNOTE = re.compile(r"(?<=[^\s*†‡§])\s*([*†‡§]+|[⁰¹²³⁴-⁹]+|\[\^?\w{1,3}\])+$")
_NUMBER = r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?"
_FIGURE = re.compile(
    rf"(?P<before>[^\d.+-]{{0,6}}?)\s*(?P<low>{_NUMBER})"
    rf"(?:\s*(?:-|–|—|to|\.\.)\s*(?P<high>{_NUMBER}))?"
    r"\s*(?P<after>(?:/|of|out of)\s*\d+|[^\d]{0,16})",
    re.ASCII | re.IGNORECASE,
)
_COMMA = r"\d+,\d{1,2}|\d+,\d{4,}|0,\d+|\d{1,3}(\.\d{3})+,\d+"
_DOT = r"\d+\.\d{1,2}|\d+\.\d{4,}|0\.\d+|\d{1,3}(,\d{3})+\.\d+"


class Figure(NamedTuple):
    """A figure, NaN where it is not known, with its ends; ``at`` and ``text`` as found."""

    value: float
    low: float
    high: float
    at: str
    text: str

    @property
    def known(self) -> bool:
        """Whether somebody knows it."""
        return not math.isnan(self.value)


def is_unknown(text: str) -> bool:
    """Say whether a cell's text means that nobody knows."""
    return text.casefold() in UNKNOWN


def plain(text: str) -> str:
    """Take footnote marks, variants of a tick and other minus signs out of a cell's text.

    >>> plain("4 [^1]"), plain("−3*"), plain("5²")
    ('4', '-3', '5')
    """
    return FOOTNOTE.sub("", text.replace("\ufe0f", "").replace("−", "-"))


def decimal_marks(cells: Iterable[Cell]) -> tuple[Cell | None, Cell | None]:
    """Find a cell with a decimal comma, and one with a point, that can be read in no other way."""
    shown = [(cell, token) for cell in cells for token in re.findall(r"\d[\d.,]*\d", cell.text)]
    comma, dot = (
        next((cell for cell, token in shown if re.fullmatch(form, token)), None)
        for form in (_COMMA, _DOT)
    )
    return comma, dot


def number_or_range(text: str) -> tuple[float, float, str] | None:
    """Read the ends of a number or range and what stands around it; None where it is neither.

    >>> number_or_range("3-4"), number_or_range("€ 12"), number_or_range("4/5")
    ((3.0, 4.0, ''), (12.0, 12.0, '€'), (4.0, 4.0, '/5'))
    """
    found = _FIGURE.fullmatch(text)
    if not found or (found["before"] and found["after"]):
        return None
    low, high = float(found["low"]), float(found["high"] or found["low"])
    return (low, high, found["before"] or found["after"]) if math.isfinite(low + high) else None


def weight(text: str) -> float | None:
    """Read a weight: points, percent or a fraction; None where it is none.

    >>> weight("30 %"), weight("1/4"), weight("-1")
    (30.0, 0.25, None)
    """
    if fraction := re.fullmatch(r"(\d{1,6})\s*/\s*([1-9]\d{0,5})", text, re.ASCII):
        return int(fraction[1]) / int(fraction[2])
    read = number_or_range(text)
    return read[0] if read and read[0] == read[1] >= 0 and read[2] in ("", "%") else None


def scale_of(words: set[str], stated: dict[str, float]) -> dict[str, float]:
    """Find the scale of words that holds all of these; empty where there is none.

    >>> scale_of({"high", "low"}, {})
    {'low': 1.0, 'medium': 2.0, 'high': 3.0}
    """
    usual = [{word: float(i) for i, word in enumerate(scale, 1)} for scale in LADDERS]
    scales = [stated] if stated else [TICKS, *usual]
    return next((scale for scale in scales if words and words <= set(scale)), {})


def stated_scale(text: str) -> tuple[float, float, dict[str, float]]:
    """Read a stated scale: its ends, and its words; NaN where it states none.

    >>> stated_scale("Scale: 0 to 5")
    (0.0, 5.0, {})
    >>> stated_scale("scale: low=1, high=9")[2], stated_scale("bad, fair, good")[2]
    ({'low': 1.0, 'high': 9.0}, {'bad': 1.0, 'fair': 2.0, 'good': 3.0})
    """
    if pairs := re.findall(r"([^\W\d][\w ]*?)\s*=\s*(\d+)", text):
        words = {word.strip().casefold(): float(value) for word, value in pairs}
        return min(words.values()), max(words.values()), words
    if ends := re.search(r"\b(\d+)\s*(?:-|–|—|to|\.\.)\s*(\d+)\b", text):
        return float(ends[1]), float(ends[2]), {}
    parts = [part.strip().casefold() for part in re.split(r"[,;<]", text.rpartition(":")[2])]
    words = {part: float(number) for number, part in enumerate(parts, 1)}
    if len(words) < 2 or len(words) != len(parts) or not all(parts):
        return math.nan, math.nan, {}
    return 1.0, float(len(words)), words


def step_of(numbers: Iterable[float]) -> float:
    """Give the step in which all numbers are written: their greatest common divisor.

    >>> step_of([3, 4.5, 0, 5]), step_of([10, 25])
    (0.5, 5.0)
    """
    parts = [Fraction(number).limit_denominator(1000) for number in numbers]
    scale = math.lcm(1, *(part.denominator for part in parts))
    return math.gcd(0, *(int(part * scale) for part in parts)) / scale
