"""TOML by hand: what it says, and where an entry stands."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from framework_report.files import ProblemError, expect_merged

STRING = r""""(?:[^"\\]|\\.)*"|'[^']*'"""
_KEY = rf"(?:{STRING}|[\w-]+)"
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_LINE = re.compile(rf"\s*(?:\[\[?\s*(?P<table>{_DOTTED})\s*\]|(?P<entry>{_DOTTED})\s*=)")

Place = tuple[str, ...]
"""Where an entry stands: the names of its tables and its own."""


def places(text: str) -> dict[Place, int]:
    """Return the line, from 1, of each table's heading and of each entry that begins a line.

    >>> places('a = 1\\n[b."c d"]\\ne.f = 2\\n')
    {('a',): 1, ('b', 'c d'): 2, ('b', 'c d', 'e', 'f'): 3}
    """
    found: dict[Place, int] = {}
    table: Place = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if match := _LINE.match(line):
            names = re.findall(_KEY, match["table"] or match["entry"])
            place = tuple(name.strip("\"'") for name in names)
            table = place if match["table"] else table
            found.setdefault(place if match["table"] else table + place, number)
    return found


def line_of(found: Mapping[Place, int], place: Place) -> int:
    """Return the line of an entry, else of what begins with it or holds it; 0 where there is none.

    Entries of a dotted or of an inline table stand on the line of the nearest one that has a line.
    """
    for length in range(len(place), 0, -1):
        for other in (place[:length], *found):
            if other[:length] == place[:length] and other in found:
                return found[other]
    return 0


def read_toml(text: str, where: str) -> dict[str, Any]:
    """Read TOML.

    Raises:
        ProblemError: it is none, or a merge left its marks in it; one line that names the place.
    """
    expect_merged(text, where)
    try:
        return tomllib.loads(text)
    except RecursionError:
        fault = ": found brackets too deep to read, expected key = value"
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        at = " " + place.split(",")[0] if place.startswith("line") else ""
        fault = f"{at}: found broken TOML ({reason}), expected key = value, each key once"
    except ValueError:  # a whole number of more than 4,300 digits
        fault = ": found a number with too many digits, expected key = value"
    raise ProblemError([f"{where}{fault}"])
