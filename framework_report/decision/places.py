"""On which line of a TOML file an entry stands, and TOML that cannot be read told in one line."""

import re
import tomllib
from typing import Any

from framework_report.files import ProblemError

_KEY = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_DOTTED})\s*\]")
_ENTRY = re.compile(rf"\s*({_DOTTED})\s*=")
_MARKS = ("<<<<<<< ", ">>>>>>> ", "<<<<<<<\n", ">>>>>>>\n")

Path = tuple[str, ...]
"""Where an entry stands: the names of its tables and its own."""


def places(text: str) -> dict[Path, int]:
    """Return the line, from 1, of each table's heading and of each entry that begins a line.

    >>> places('a = 1\\n[b."c d"]\\ne.f = 2\\n')
    {('a',): 1, ('b', 'c d'): 2, ('b', 'c d', 'e', 'f'): 3}
    """
    found: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            table = split_key(header[1])
            found.setdefault(table, number)
        elif entry := _ENTRY.match(line):
            found.setdefault(table + split_key(entry[1]), number)
    return found


def split_key(text: str) -> Path:
    """Split a dotted key into its names.

    >>> split_key('a."b.c" . d')
    ('a', 'b.c', 'd')
    """
    return tuple(part.strip("\"'") for part in re.findall(_KEY, text))


def line_of(found: dict[Path, int], path: Path) -> int:
    """Return the line of an entry, else of what begins with it or holds it; 0 where there is none.

    Entries of a dotted or of an inline table stand on the line of the nearest one that has a line.
    """
    for length in range(len(path), 0, -1):
        if path[:length] in found:
            return found[path[:length]]
        for other, line in found.items():
            if other[:length] == path[:length]:
                return line
    return 0


def read_toml(text: str, where: str) -> dict[str, Any]:
    """Read TOML.

    Raises:
        ProblemError: it is none, or a merge left its marks in it; one line that names the place.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(_MARKS) or line in ("<<<<<<<", ">>>>>>>"):
            found = "found a merge conflict's mark, expected a resolved conflict"
            raise ProblemError([f"{where} line {number}: {found}"])
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
