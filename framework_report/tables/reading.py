"""From files to rows of text: each table's cells, with the line that each row stands on.

A *fault* is one thing wrong with one place of one file. Nothing here raises or writes.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from framework_report.faults import short
from framework_report.files import conflict_line, expect_file
from framework_report.tables.schema import TABLES

_FOUND, _EXPECTED = 120, 240
"""Characters that a line has for what was found, and for what was expected."""


class Fault(NamedTuple):
    """One thing wrong; ``line`` is 0 where no line can be named."""

    file: str
    line: int
    where: str
    found: str
    expected: str

    def text(self, folder: Path, more: str = "") -> str:
        """Say it in one line: file, line, where, what was found and what was expected."""
        place = f"{folder / self.file} line {self.line}" if self.line else f"{folder / self.file}"
        where = f"{short(self.where, _FOUND)}: " if self.where else ""
        found, expected = short(self.found, _FOUND), short(self.expected, _EXPECTED)
        return f"{place}: {where}found {found}{more}, expected {expected}"

    @property
    def kind(self) -> tuple[str, str, str]:
        """What faults of one cause have in common: file, column, and the rule without its case."""
        column, of, _ = self.where.partition(" of ")
        return self.file, column if of else "", re.sub(r"\(.*\)|[\d.]+|:.*", "", self.expected)


def read_text(
    folder: Path, name: str, faults: list[Fault], expected: str, optional: bool
) -> str | None:
    """Read a file as UTF-8 text with plain newlines and no byte order mark.

    Returns None, and adds a fault, where that cannot be; an optional file may be absent.
    """
    path, line = folder / name, 0
    try:
        expect_file(path)
        raw = path.read_bytes()
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        if optional and not path.is_symlink():
            return None
        found = "a link to nothing" if path.is_symlink() else "no such file"
    except OSError as error:
        found = f"a file that cannot be read ({error.strerror})"
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{raw[error.start]:02x}, which is not UTF-8"
    faults.append(Fault(name, line, "", found, expected))
    return None


def read_table(folder: Path, name: str, faults: list[Fault]) -> str | None:
    """Read a table's text; see `read_text`. An empty file is a fault as well."""
    table = TABLES[name]
    columns = ", ".join(column for column in table.columns if column not in table.may_lack)
    expected = f"UTF-8 text with the columns {columns}"
    text = read_text(folder, name, faults, expected, table.optional)
    if text is None or text.strip():
        return text
    faults.append(Fault(name, 0, "", "an empty file", expected))
    return None


def read_rows(name: str, text: str, faults: list[Fault]) -> pd.DataFrame | None:
    """Split a table's text into rows: text in every column, indexed by line number.

    Returns None where the columns are not the table's; adds a fault for each wrong column and
    for each row with too few or too many cells or the columns' names again, which is left out. A
    column that may be absent is empty then. Text is folded: composed (NFC), with plain spaces.
    """
    if line := conflict_line(text):
        faults.append(Fault(name, line, "", "a merge conflict's mark", "a resolved conflict"))
        return None
    records = _records(name, text, faults)
    _, header = next(records, (1, []))
    wrong = list(_header_faults(name, header))
    if wrong:
        faults += wrong
        return None
    rows: dict[int, list[str]] = {}
    for line, cells in records:
        if len(cells) != len(header):
            found, expected = f"{len(cells)} cells", f"{len(header)}, as in the first line"
            faults.append(Fault(name, line, "", found, expected))
        elif cells == header:
            found, expected = "the columns' names again", "them in the first line alone"
            faults.append(Fault(name, line, "", found, expected))
        else:
            rows[line] = cells
    frame = pd.DataFrame(list(rows.values()), index=list(rows), columns=header, dtype=str)
    return frame.reindex(columns=list(TABLES[name].columns), fill_value="")


def _records(name: str, text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Yield (first line, cells) of each record that is not blank; spaces and breaks are one."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            cells = [folded(cell) for cell in cells]
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(name, line, "", f"broken quoting ({error})", 'quotes " in pairs'))


def folded(text: str) -> str:
    """Give text one form: composed characters, runs of any space as one space, none at the ends.

    >>> folded("caf\\u0065\\u0301\\u00a0 au lait ")
    'café au lait'
    """
    return re.sub(r"[ \t\n\u00a0\u2007\u202f]+", " ", unicodedata.normalize("NFC", text)).strip(" ")


def _header_faults(name: str, header: list[str]) -> Iterator[Fault]:
    """Yield what is wrong with the first line: its separator, or columns lacking or unknown."""
    table = TABLES[name]
    other = next((mark for mark in ";\t|" if len(header) == 1 and mark in header[0]), "")
    if other:
        yield Fault(name, 1, "", f"cells separated by {other!r}", "cells separated by ','")
        return
    lacking = [c for c in table.columns if c not in header and c not in table.may_lack]
    if lacking:
        yield Fault(name, 1, "", f"no column {', '.join(lacking)}", "it in the first line")
    twice = [c for c in dict.fromkeys(header) if header.count(c) > 1]
    if twice:
        yield Fault(name, 1, "", f"more than one column {', '.join(twice)}", "one of each")
    unknown = [repr(c) for c in dict.fromkeys(header) if c not in table.columns]
    if unknown:
        known = ", ".join(table.columns)
        yield Fault(name, 1, "", f"unknown columns {', '.join(unknown)}", f"some of {known}")
