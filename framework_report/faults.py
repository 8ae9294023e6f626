"""How faults are told: what was found quoted in few signs, many of one kind in one line."""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

LONGEST = 60
"""Characters of what was found that a line quotes, so that one sees what was expected."""
MANY = 8
"""Faults of one kind beyond which the first one is told and the others are counted."""
CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2028-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""What no reader sees, and what turns the direction of what is read; the page has it too."""
_One = TypeVar("_One")


def short(text: str, most: int = LONGEST) -> str:
    """Cut a text that is longer than a line has room for.

    >>> short("abc"), short("abc", 2)
    ('abc', 'ab…')
    """
    return text if len(text) <= most else f"{text[:most]}…"


def shown(x: object) -> str:
    """Write what was found, never longer than a line holds.

    >>> shown("fast"), shown(10**300)
    ("'fast'", 'a number of 301 digits')
    """
    if isinstance(x, datetime.date | datetime.time):
        return str(x)
    try:
        text = repr(x)
    except RecursionError:
        return "something nested too deep to show"
    except ValueError:
        return "a number of thousands of digits"
    long = isinstance(x, int) and len(text) > LONGEST
    return f"a number of {len(text):,} digits" if long else short(text)


def visible(text: object) -> str:
    r"""Write signs that steer a terminal as what they are; lines and tabs stay.

    >>> print(visible("a\x1b[2Jb"))
    a\x1b[2Jb
    """
    signs = CONTROL.sub(lambda sign: sign[0].encode("unicode_escape").decode(), str(text))
    return signs.replace("\r", "\\r")


def and_more(count: int) -> str:
    """Say that there are more faults of a kind, where there are."""
    return f" (and so with {count:,} more)" if count else ""


def by_kind(faults: Iterable[_One], kind: Callable[[_One], object]) -> Iterator[tuple[_One, str]]:
    """Yield each fault, and of many of one kind the first, with words for how many more there are.

    >>> list(by_kind([2, *[0] * 9], bool))
    [(2, ''), (0, ' (and so with 8 more)')]
    """
    kinds: dict[object, list[_One]] = {}
    for fault in faults:
        kinds.setdefault(kind(fault), []).append(fault)
    for alike in kinds.values():
        if len(alike) > MANY:
            yield alike[0], and_more(len(alike) - 1)
        else:
            yield from ((fault, "") for fault in alike)
