"""How faults are told: what was found quoted in few signs, many of one kind in one line."""

import datetime
import difflib
import re
import unicodedata
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
_TYPO = 0.85
"""How alike two names must be to be called a slip (difflib's ratio)."""
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


def near(name: str, known: Iterable[str]) -> str:
    """Return the known name that a name is most likely a slip of; nothing where there is none.

    Short names that differ by one sign are often two things (`team1`, `team2`); other capitals, and
    two letters that have changed places, are slips in names of any length.

    >>> near("Flask", ["flask"]), near("flaks", ["flask"]), near("team2", ["team1"])
    ('flask', 'flask', '')
    >>> near("product_part", ["product_parts"]), near("m21", ["m12"])
    ('product_parts', '')
    """
    names, own = list(known), _folded(name)
    alike = [other for other in names if _folded(other) == own or _swapped(_folded(other), own)]
    return (alike or [*difflib.get_close_matches(name[:LONGEST], names, 1, _TYPO), ""])[0]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _swapped(one: str, other: str) -> bool:
    """Say whether two neighbouring letters have changed places, and nothing else."""
    if len(one) != len(other):
        return False
    apart = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(apart) != 2 or apart[1] - apart[0] != 1:
        return False
    i, j = apart
    return one[i] == other[j] and one[j] == other[i] and (one[i] + one[j]).isalpha()


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
