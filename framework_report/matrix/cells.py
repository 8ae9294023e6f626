"""From the text of a cell to a figure: a number, a range, a word of a scale, or not known."""

import math
import re
from typing import NamedTuple

UNKNOWN = ("", "?", "-", "–", "—", "n/a", "na", "unknown", "tbd")
TICKS = dict.fromkeys(("✓", "✔", "✅", "☑", "yes", "true"), 1.0)
TICKS |= dict.fromkeys(("✗", "✘", "❌", "☒", "no", "false"), 0.0)
LADDERS = ("low,medium,high", "very low,low,medium,high,very high", "poor,fair,good,excellent")
"""Words from the worst to the best, where a table states no scale of its own."""
FOOTNOTE = re.compile(r"(?<=[^\s*†‡§])\s*([*†‡§]+|[⁰¹²³⁴-⁹]+|\[\^?\w{1,3}\])+$")
_NUMBER = r"[+-]?(?:\d{1,12}(?:\.\d{1,12})?|\.\d{1,12})"
_RANGE = re.compile(rf"({_NUMBER})(?:\s*(?:-|–|—|to|\.\.)\s*({_NUMBER}))?", re.ASCII)


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


def plain(text: str) -> str:
    """Take variants of a tick, other minus signs, decimal commas and capitals out of a text.

    >>> plain("−3"), plain("High"), plain("0,25"), plain("1,507")
    ('-3', 'high', '0.25', '1,507')
    """
    text = text.replace("\ufe0f", "").replace("−", "-").casefold()
    return re.sub(r"(?<=\d),(?=\d)", "." if comma(text) else ",", text)


def comma(text: str) -> bool:
    """Say whether a text holds a decimal comma, and no comma that can be another one."""
    return bool(re.search(r"\d,\d", text)) and not re.search(r"[1-9]\d{0,2},\d{3}(?!\d)", text)


def number(text: str) -> tuple[float, float] | None:
    """Read the ends of a number or range; None where it is neither.

    >>> number("3-4"), number("30"), number("fast"), number("4-3")
    ((3.0, 4.0), (30.0, 30.0), None, None)
    """
    found = _RANGE.fullmatch(text)
    low, high = (float(found[1]), float(found[2] or found[1])) if found else (1, 0)
    return (low, high) if low <= high else None


def scale_of(text: str) -> dict[str, float]:
    """Read a scale: what its words, or its two ends, stand for; empty where it states none.

    >>> scale_of("Scale: 0 to 5"), scale_of("bad, fair, good"), scale_of("low=1, high=9")
    ({'0': 0.0, '5': 5.0}, {'bad': 1.0, 'fair': 2.0, 'good': 3.0}, {'low': 1.0, 'high': 9.0})
    """
    pairs = re.findall(r"([^\W\d][\w ]*?)\s*=\s*(\d{1,9})", text := text.casefold(), re.ASCII)
    ends = re.search(r"\b(\d{1,9})\s*(?:-|–|—|to|\.\.)\s*(\d{1,9})\b", text, re.ASCII)
    words = [word.strip() for word in re.split(r"[,;<]", text.rpartition(":")[2])]
    pairs = pairs or ([(end, end) for end in ends.groups()] if ends else [])
    scale = {word.strip(): float(x) for word, x in pairs or zip(words, range(1, 99), strict=False)}
    return scale if len({*scale.values()}) > 1 and "" not in scale else {}


def usual_scale(words: set[str]) -> dict[str, float]:
    """Find the usual scale that holds all of these words; empty where there is none.

    >>> usual_scale({"high", "low"})
    {'low': 1.0, 'medium': 2.0, 'high': 3.0}
    """
    scales = [TICKS, *map(scale_of, LADDERS)]
    return next((scale for scale in scales if words and words <= scale.keys()), {})
