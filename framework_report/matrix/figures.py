"""From the text of a cell to a figure: numbers, ranges, ticks, words of a scale, or not known."""

import math
import re
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from framework_report.matrix.grids import Cell

UNKNOWN = ("", "?", "-", "–", "—", "n/a", "na", "unknown", "tbd")
TICKS = dict.fromkeys("✓ ✔ ✅ ☑ yes true".split(), 1) | dict.fromkeys(
    "✗ ✘ ❌ ☒ no false".split(), 0
)
LADDERS = (
    ("low", "medium", "high"),
    ("very low", "low", "medium", "high", "very high"),
    ("poor", "fair", "good", "excellent"),
    ("bad", "ok", "good"),
    ("weak", "average", "strong"),
    ("no", "partly", "yes"),
    ("no", "partial", "yes"),
    ("--", "-", "0", "+", "++"),
)
"""Words from the worst to the best, where a table states no scale of its own."""
FOOTNOTE = re.compile(r"(?<=[^\s*†‡§])\s*([*†‡§]+|[⁰¹²³⁴-⁹]+|\[\^?\w{1,3}\])+$")

_NUMBER = r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?"
_FIGURE = re.compile(
    rf"(?P<before>[^\d.+-]{{0,6}}?)\s*(?P<low>{_NUMBER})(?:\s*(?:-|–|—|to|\.\.)\s*(?P<high>{_NUMBER}))?"
    r"\s*(?P<after>(?:/|of|out of)\s*\d+|[^\d]{0,16})",
    re.ASCII | re.IGNORECASE,
)
_COMMA = r"\d+,\d{1,2}|\d+,\d{4,}|0,\d+|\d{1,3}(\.\d{3})+,\d+"
_DOT = r"\d+\.\d{1,2}|\d+\.\d{4,}|0\.\d+|\d{1,3}(,\d{3})+\.\d+"


class Figure(NamedTuple):
    """A figure, NaN where it is not known, with its ends; ``at`` and ``text`` as they were found."""

    value: float
    low: float
    high: float
    at: str
    text: str

    @property
    def known(self) -> bool:
        """Whether somebody knows it."""
        return not math.isnan(self.value)


class Marks(NamedTuple):
    """How numbers are written in a table: the cells that show a decimal comma, and a dot."""

    comma: Cell | None
    dot: Cell | None


def is_unknown(text: str) -> bool:
    """Say whether a cell's text means that nobody knows.

    >>> is_unknown("?"), is_unknown("0")
    (True, False)
    """
    return text.casefold() in UNKNOWN


def plain(text: str) -> str:
    """Take footnote marks, variants of a tick and other minus signs out of a cell's text.

    >>> plain("4 [^1]"), plain("−3*"), plain("5²")
    ('4', '-3', '5')
    """
    return FOOTNOTE.sub("", text.replace("\ufe0f", "").replace("−", "-"))


def marks(cells: Iterable[Cell]) -> Marks:
    """Find out how decimals are written, from numbers that can be read in one way alone."""
    shown = [(cell, token) for cell in cells for token in re.findall(r"\d[\d.,]*\d", cell.text)]
    found = (
        next((cell for cell, token in shown if re.fullmatch(form, token)), None)
        for form in (_COMMA, _DOT)
    )
    return Marks(*found)


def unmark(text: str, how: Marks) -> str | None:
    """Write numbers with a dot and without separators of thousands; None where that is a guess.

    >>> unmark("1.507,5", Marks(Cell("3,5", "B2"), None)), unmark("1,507", Marks(None, None))
    ('1507.5', None)
    """
    if how.comma:
        return re.sub(r"(?<=\d)\.(?=\d{3})", "", text).replace(",", ".")
    grouped = r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)"
    if re.search(grouped, text) and not how.dot:
        return None
    return re.sub(grouped, lambda found: found[0].replace(",", ""), text)


def number_or_range(text: str) -> tuple[float, float, str] | None:
    """Read the ends of a number or range and what stands around it; None where it is neither.

    >>> number_or_range("3-4"), number_or_range("€ 12"), number_or_range("4/5")
    ((3.0, 4.0, ''), (12.0, 12.0, '€'), (4.0, 4.0, '/5'))
    """
    found = _FIGURE.fullmatch(text)
    if not found or (found["before"] and found["after"]):
        return None
    low = float(found["low"])
    high = float(found["high"]) if found["high"] else low
    if not (math.isfinite(low) and math.isfinite(high)):
        return None
    return low, high, (found["before"] or found["after"]).strip()


def weight(text: str) -> float | None:
    """Read a weight: points, percent or a fraction; None where it is none.

    >>> weight("30 %"), weight("1/4"), weight("-1")
    (30.0, 0.25, None)
    """
    if fraction := re.fullmatch(r"(\d{1,6})\s*/\s*(\d{1,6})", text, re.ASCII):
        return float(Fraction(*map(int, fraction.groups()))) if int(fraction[2]) else None
    read = number_or_range(text)
    return read[0] if read and read[0] == read[1] >= 0 and read[2] in ("", "%") else None


def ladder(words: set[str], stated: dict[str, float]) -> dict[str, float]:
    """Find the scale of words, worst first, that holds all of these; empty where there is none.

    >>> ladder({"high", "low"}, {})
    {'low': 1.0, 'medium': 2.0, 'high': 3.0}
    """
    usual = [{word: float(i) for i, word in enumerate(scale, 1)} for scale in LADDERS]
    fits = (scale for scale in ([stated] if stated else usual) if words <= set(scale))
    return next(fits, {}) if any(not word.isdigit() for word in words) else {}


def step_of(numbers: Iterable[float]) -> float:
    """Give the step in which all numbers are written: their greatest common divisor.

    >>> step_of([3, 4.5, 0, 5]), step_of([10, 25]), step_of([0])
    (0.5, 5.0, 0.0)
    """
    parts = [Fraction(number).limit_denominator(1000) for number in numbers]
    scale = math.lcm(1, *(part.denominator for part in parts))
    return math.gcd(0, *(int(part * scale) for part in parts)) / scale
