"""From the text of a cell to a figure: a number, a range, a word of a scale, or not known."""

import math
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

UNKNOWN = ("", "?", "-", "–", "—", "n/a", "na", "unknown", "tbd")
TICKS = dict.fromkeys(("✓", "✔", "✅", "☑", "yes", "true"), 1.0)
TICKS |= dict.fromkeys(("✗", "✘", "❌", "☒", "no", "false"), 0.0)
LADDERS = ("low,medium,high", "very low,low,medium,high,very high", "poor,fair,good,excellent")
"""Words from the worst to the best, where a table states no scale of its own."""
FOOTNOTE = re.compile(  # a small number behind a short word is a power: km/m², s⁻¹
    r"(?<=[^\s*†‡§⁻])\s*([*†‡§]+|(?<!\b[a-zµ])(?<!\b[a-zµ]{2})[⁰¹²³⁴-⁹]+|\[\^?\w{1,3}\])+$"
)
_ONE = r"[$€£¥]?\s?([+-]?(?:\d{1,12}(?:\.\d{1,12})?|\.\d{1,12}))\s?[%★$€£¥]?"
_OF = r"\s*(?:/|(?:out )?of)\s*([1-9]\d{0,2})"
_NUMBER = re.compile(rf"{_ONE}(?:\s*(?:-|–|—|to|\.\.)\s*{_ONE})?(?:{_OF})?", re.ASCII)
_STARS = re.compile(r"(?=.)([★⭐]*)(☆*)")


class Figure(NamedTuple):
    """A figure, NaN where it is not known, with its ends; ``at`` and ``text`` as found.

    ``mark`` stands beside the number: a currency, %, ★, or what it is of, as in 3/5. Half a unit of
    the number's last place is its ``slack``, nothing for a whole one.
    """

    value: float
    low: float
    high: float
    at: str = ""
    text: str = ""
    mark: str = ""
    slack: float = 0.0

    @property
    def known(self) -> bool:
        """Whether somebody knows it."""
        return not math.isnan(self.value)


def plain(text: str) -> str:
    """Take variants of a tick, other minus signs, stars and capitals out of a text.

    >>> plain("−3"), plain("High"), plain("★★★"), plain("★★☆")
    ('-3', 'high', '3★', '2/3')
    """
    text = text.replace("\ufe0f", "").replace("−", "-").casefold()
    if stars := _STARS.fullmatch(text):
        return f"{len(stars[1])}{f'/{len(text)}' if stars[2] else '★'}"
    return text


def number(text: str, decimal: str = ".") -> Figure | None:
    """Read a number or range; None where it is neither.

    >>> number("3-4")[:3], number("$1,200").mark, number("1.200,5", ",").value, number("30%").mark
    ((3.5, 3.0, 4.0), '$', 1200.5, '%')
    >>> number("4/5")[:6], number("fast"), number("4-3"), number("3.25").slack
    ((4.0, 4.0, 4.0, '', '', '/5'), None, None, 0.005)
    """
    thousands = "," if decimal == "." else "."
    apart = rf"(?<=\d)(?<!\b0)(?<!\d{{4}})[{thousands}' ](?=\d{{3}}(?!\d))"
    bare = re.sub(apart, "", text).translate(str.maketrans(decimal + thousands, ".,"))
    found = _NUMBER.fullmatch(bare)
    marks = {*re.findall("[%★$€£¥]", text), *([f"/{found[3]}"] if found and found[3] else [])}
    if not found or len(marks) > 1:
        return None
    low, high = float(found[1]), float(found[2] or found[1])
    places = len(found[1].partition(".")[2])
    slack = 0.5 / 10**places if places else 0.0
    read = Figure((low + high) / 2, low, high, mark="".join(marks), slack=slack)
    return read if low <= high else None


def decimal_mark(texts: Iterable[str], usual: str) -> str:
    """Say which mark is the decimal one: by the numbers that leave no doubt, else the usual one.

    >>> decimal_mark(["1.507", "0,5"], "."), decimal_mark(["1.507", "3"], ".")
    (',', '.')
    """
    votes = sum(bool(number(text, ".")) - bool(number(text, ",")) for text in texts)
    return "." if votes > 0 else "," if votes < 0 else usual


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


def usual_scale(words: set[str]) -> Mapping[str, float]:
    """Find the usual scale that holds most of these words; empty where none holds any.

    >>> usual_scale({"high", "low"})
    {'low': 1.0, 'medium': 2.0, 'high': 3.0}
    """
    scales = [{}, TICKS, *map(scale_of, LADDERS)]
    return max(scales, key=lambda scale: len(words & scale.keys()))
