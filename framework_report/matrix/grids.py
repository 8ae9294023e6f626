"""From a file to grids of text: separated text, a workbook's sheets, a Markdown page's tables.

Files are hostile: sizes are looked at before anything is unpacked, formulas are not run, and what
cannot be read is refused in one line. Every cell knows its address, as a person would look it up.
"""

import csv
import datetime
import io
import itertools
import re
import warnings
import zipfile
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import openpyxl
from markdown_it import MarkdownIt
from openpyxl.cell import MergedCell
from openpyxl.utils import get_column_letter, range_boundaries

from framework_report.faults import short
from framework_report.files import ProblemError, expect_file
from framework_report.words import text as words

say = partial(words.say, "matrix")
MOST = {"bytes": 5_000_000, "rows": 1_000, "columns": 200, "merged cells": 10_000}
"""Of one file, as it is and unpacked: some thousand times a usual matrix."""


class Cell(NamedTuple):
    """A cell's text and address; ``fault`` is the line that says why it can hold no figure."""

    text: str
    at: str
    fault: str = ""


class Grid(NamedTuple):
    """A rectangle of cells; ``name`` is the sheet's or the file's, ``title`` a page's heading."""

    file: str
    name: str
    title: str
    rows: list[list[Cell]]


def refuse(kind: str, /, **slots: object) -> ProblemError:
    """Make the one line that says what is wrong where."""
    return ProblemError([say(kind, **slots)])


def open_grids(path: Path) -> list[Grid]:
    """Read every grid of a file; raises ProblemError, in one line, for what cannot be read."""
    readers = dict.fromkeys((".csv", ".tsv", ".txt"), _text) | {".md": _markdown}
    read = (readers | {".xlsx": _workbook}).get(path.suffix.lower())
    if read is None:
        raise refuse("suffix", at=path, suffix=path.suffix or "nameless")
    try:
        expect_file(path)
        _limit(path.name, "bytes", path.stat().st_size)
        return read(path, path.read_bytes())
    except OSError as error:
        raise refuse("no_file", at=path, why=error.strerror) from error
    except UnicodeDecodeError as error:
        raise refuse("not_utf8", at=path.name) from error


def _limit(at: str, things: str, size: int) -> None:
    if size > MOST[things]:
        raise refuse("too_large", at=at, most=f"{MOST[things]:,}", things=things)


def _grid(path: Path, name: str, rows: list[list[Cell]], title: str = "") -> Grid:
    """Leave empty rows out, and make the others a rectangle."""
    rows = [row for row in rows if any(cell.text for cell in row)]
    width = max((i for row in rows for i, cell in enumerate(row, 1) if cell.text), default=0)
    blank = [Cell("", path.name)] * width
    return Grid(path.name, name, title, [[*row, *blank][:width] for row in rows])


def _cell(text: str, at: str) -> Cell:
    text = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]", " ", text).split())
    return Cell(text, at, say("formula", at=at, text=short(text)) if text[:1] == "=" else "")


def _text(path: Path, raw: bytes) -> list[Grid]:
    text = raw.decode("utf-8-sig")
    lines = [line for line in text.splitlines()[:99] if line.strip()]
    mark = next((m for m in "\t;|" if sum(m in line for line in lines) * 2 > len(lines)), ",")
    try:
        read = enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), 1)
        rows = list(itertools.islice((pair for pair in read if any(pair[1])), MOST["rows"] + 1))
    except csv.Error as error:
        raise refuse("broken_quotes", at=path.name, why=error) from error
    _limit(path.name, "rows", len(rows))
    _limit(path.name, "columns", max((len(row) for _, row in rows), default=0))
    cells = [
        [_cell(text, f"{path.name} {get_column_letter(i)}{line}") for i, text in enumerate(row, 1)]
        for line, row in rows
    ]
    return [_grid(path, path.stem, cells)]


def _workbook(path: Path, raw: bytes) -> list[Grid]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:  # never read beyond the sizes stated here
            _limit(path.name, "bytes", sum(part.file_size for part in archive.infolist()))
            for part in archive.namelist():
                _limit(path.name, "merged cells", _merged(archive, part))
        with warnings.catch_warnings(action="ignore"):
            written = openpyxl.load_workbook(io.BytesIO(raw))
            results = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
        sheets = [sheet for sheet in written.worksheets if sheet.sheet_state == "visible"]
        return [_sheet(path, s, results[s.title], len(sheets) > 1) for s in sheets]
    except ProblemError:
        raise
    except Exception as error:  # a hostile workbook can break its reader in any way
        raise refuse("no_workbook", at=path.name, why=type(error).__name__) from error


def _merged(archive: zipfile.ZipFile, part: str) -> int:
    """Count the cells of a part's merged areas, each of which the library would make."""
    tags = ElementTree.iterparse(archive.open(part)) if part.endswith(".xml") else ()
    areas = [range_boundaries(tag.get("ref")) for _, tag in tags if tag.tag.endswith("mergeCell")]
    return sum((right - left + 1) * (low - top + 1) for left, top, right, low in areas)


def _sheet(path: Path, written: Any, results: Any, several: bool) -> Grid:
    place = f"{path.name} sheet {written.title}" if several else path.name
    _limit(place, "rows", written.max_row)
    _limit(place, "columns", written.max_column)

    def read(cell: Any) -> Cell:
        at, value = f"{place} {cell.coordinate}", results[cell.coordinate].value
        if isinstance(cell, MergedCell):
            return Cell("", at, say("merged", at=at))
        if cell.data_type == "f" and value is None:
            return _cell(str(getattr(cell.value, "text", cell.value)), at)
        if isinstance(value, datetime.date | datetime.time):
            return Cell(str(value), at, say("date", at=at, text=str(value)[:10]))
        if isinstance(value, bool):
            return Cell("yes" if value else "no", at)
        if isinstance(value, int | float):  # as a person reads it: 4.0 as 4, 0.3 in percent as 30%
            percent = "%" in cell.number_format
            return Cell(f"{value * 100:.12g}%" if percent else f"{value:.12g}", at)
        return _cell(value or "", at)

    rows = [[read(cell) for cell in row] for row in written.iter_rows()]
    return _grid(path, written.title if several else path.stem, rows)


def _markdown(path: Path, raw: bytes) -> list[Grid]:
    tokens = MarkdownIt("commonmark").enable("table").parse(raw.decode("utf-8-sig"))
    grids: list[Grid] = []
    rows: list[list[Cell]] = []
    title = ""
    for before, token in itertools.pairwise(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            _limit(path.name, "rows", len(rows))
            grids.append(_grid(path, path.stem, rows, title))
            rows = []
        elif token.type == "inline":  # its children are the words without their markup
            parts = (p.content if p.content[:1] != "<" else " " for p in token.children or [])
            text, line = "".join(parts), (token.map or [0])[0] + 1
            if before.type in ("td_open", "th_open"):
                rows[-1].append(_cell(text, f"{path.name} line {line} column {len(rows[-1]) + 1}"))
            elif before.type == "heading_open":
                title = title or _cell(text, "").text
    return grids
