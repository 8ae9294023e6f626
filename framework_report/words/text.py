"""Pieces of sentences: filling, rounding, figures, lists. The exported page does the same."""

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

MOST_DECIMALS = 9


@cache
def phrases() -> dict[str, Any]:
    """Return the report's sentences and the pieces they are joined from."""
    return tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))


def fill(text: str, slots: Mapping[str, object]) -> str:
    """Fill each {slot} once; braces inside what is filled in stay as they are.

    A slot that begins in upper case is the one in lower case with a capital.

    >>> fill("{A} or {b}, {N}", {"a": "the {b}", "b": "Flask", "N": "as given"})
    'The {b} or Flask, as given'
    """

    def slot(match: re.Match[str]) -> str:
        name = match[1]
        if name in slots or name.islower():
            return str(slots[name])
        return capital(str(slots[name[0].lower() + name[1:]]))

    return re.sub(r"\{(\w+)\}", slot, text)


def say(table: str, phrase: str, /, **slots: object) -> str:
    """Fill one of the phrases."""
    return fill(phrases()[table][phrase], slots)


def capital(text: str) -> str:
    """Begin with a capital.

    >>> capital("the sedan"), capital("")
    ('The sedan', '')
    """
    return text[:1].upper() + text[1:]


def rounded(x: float, decimals: int = 0) -> str:
    """Round half up, the same in every language: floor(x · 10^decimals + 1/2).

    >>> rounded(72.5), rounded(0.25, 1), rounded(7, 1)
    ('73', '0.3', '7.0')
    """
    n = math.floor(x * 10**decimals + 0.5)
    if not decimals:
        return str(n)
    sign, n = ("-" if n < 0 else ""), abs(n)
    return f"{sign}{n // 10**decimals}.{n % 10**decimals:0{decimals}d}"


def figure(x: float) -> str:
    """Write a raw figure as a person would: three digits that matter, thousands set apart.

    Halves are rounded up, by the same steps in every language.

    >>> [figure(x) for x in (131748, 962, 28.6, 12.5, 11.28, 0.5, 17.0, 10.25, 1.125, 0.00001)]
    ['131,748', '962', '28.6', '12.5', '11.3', '0.5', '17', '10.3', '1.13', '0.00001']
    >>> [figure(x) for x in (10.05, 99.96, 100.4, -10.05, -2.5)]
    ['10.1', '100', '100', '-10.1', '-2.5']
    """
    if x == int(x) or abs(x) >= 100:
        return f"{math.floor(x + 0.5):,}"
    decimals = 0
    while decimals < MOST_DECIMALS and abs(x) * 10**decimals < 100:
        decimals += 1
    n = math.floor(abs(x) * 10**decimals + 0.5)
    text = f"{n // 10**decimals}.{n % 10**decimals:0{decimals}d}".rstrip("0").rstrip(".")
    return f"-{text}" if x < 0 else text


def points_text(x: float) -> str:
    """Write slider points: as they are, at most three decimals.

    >>> points_text(8), points_text(2.5), points_text(10 / 3)
    ('8', '2.5', '3.333')
    """
    return str(int(x)) if x == int(x) else rounded(x, 3).rstrip("0").rstrip(".")


def joined(parts: Iterable[str], last: str = "and") -> str:
    """Join a list as a sentence does.

    >>> joined(["Django", "Flask", "FastAPI"], "or")
    'Django, Flask or FastAPI'
    """
    lists, found = phrases()["lists"], list(parts)
    if len(found) < 2:
        return "".join(found)
    return str(lists["comma"].join(found[:-1]) + lists[last] + found[-1])


def apart(parts: Iterable[str]) -> str:
    """Set parts that may have commas of their own apart by semicolons."""
    return say("lists", "semicolon").join(parts)


def in_sentence(label: str) -> str:
    """Begin a label in lower case, unless it begins with an abbreviation.

    >>> in_sentence("Safe defaults"), in_sentence("API contract")
    ('safe defaults', 'API contract')
    """
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def of_100(share: float) -> str:
    """Write a share as a count of 100, never 0 or 100 unless it is.

    >>> of_100(0.9996), of_100(1), of_100(0.001)
    ('99', '100', '1')
    """
    if 0 < share < 1:
        share = min(max(share, 0.01), 0.99)
    return rounded(100 * share)


def score_texts(scores: Mapping[str, float]) -> dict[str, str]:
    """Write scores (0 to 1) as points of 100: whole, with decimals where two would look alike.

    >>> score_texts({"a": 0.613, "b": 0.417}), score_texts({"a": 0.4934, "b": 0.4902})
    ({'a': '61', 'b': '42'}, {'a': '49.3', 'b': '49.0'})
    """
    for decimals in (0, 1, 2):
        texts = {name: rounded(100 * x, decimals) for name, x in scores.items()}
        alike = any(
            texts[a] == texts[b] and abs(scores[a] - scores[b]) > 1e-9
            for a in scores
            for b in scores
        )
        if not alike:
            break
    return texts
