"""From a file to grids of text: separated text, a workbook's sheets, a Markdown page's tables.

Files are hostile: sizes are looked at before anything is unpacked, formulas are not run, and what
cannot be read is refused in one line. Every cell knows its address, as a person would look it up.
"""

import csv
import io
import re
import warnings
import zipfile
from functools import partial
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter, range_boundaries

from framework_report.faults import CONTROL, short
from framework_report.files import ProblemError, expect_file
from framework_report.words import text as words

say = partial(words.say, "matrix")
MOST = {"bytes": 5_000_000, "rows": 1_000, "columns": 200, "merged cells": 10_000}
"""Of one file, as it is and unpacked: some thousand times a usual matrix."""


class Cell(NamedTuple):
    """A cell's text and address; ``decimal`` is the decimal mark, where it is beyond doubt."""

    text: str
    at: str
    decimal: str = ""

    def __str__(self) -> str:
        return f"{quoted(self.text)} ({self.at})"


class Grid(NamedTuple):
    """A rectangle of cells; ``name`` is the sheet's or the file's, ``title`` a page's heading.

    ``decimal`` is the decimal mark that is usual in a file of its kind.
    """

    file: str
    name: str
    title: str
    rows: list[list[Cell]]
    decimal: str = "."


def quoted(text: str) -> str:
    """Give the beginning of a text, in quotes."""
    return f"'{short(text)}'"


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
        grids = read(path, path.read_bytes())
    except OSError as error:
        raise refuse("no_file", at=path, why=error.strerror) from error
    except UnicodeDecodeError as error:
        raise refuse("not_utf8", at=path.name) from error
    for grid in grids:  # empty rows and columns separate, and say nothing
        for _ in "rows", "columns":
            full = [row for row in grid.rows if any(cell.text for cell in row)]
            grid.rows[:] = map(list, zip(*full, strict=True))
    return [grid for grid in grids if grid.rows]


def _limit(at: str, things: str, size: int) -> None:
    if size > MOST[things]:
        raise refuse("too_large", at=at, most=f"{MOST[things]:,}", things=things)


def _cell(text: object, at: str) -> Cell:
    # Lines and other controls separate; soft hyphens and the like are invisible, and go.
    spaced = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", str(text))
    return Cell(" ".join(CONTROL.sub("", spaced).split()), at)


def _text(path: Path, raw: bytes) -> list[Grid]:
    text = raw.decode("utf-8-sig")
    lines = [line for line in text.splitlines()[:99] if line.strip()]
    mark = next((m for m in "\t;|" if sum(m in line for line in lines) * 2 > len(lines)), ",")
    try:
        read = enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), 1)
        rows = list(islice((pair for pair in read if any(pair[1])), MOST["rows"] + 1))
    except csv.Error as error:
        raise refuse("broken_quotes", at=path.name, why=error) from error
    width = max((len(row) for _, row in rows), default=0)
    _limit(path.name, "rows", len(rows))
    _limit(path.name, "columns", width)
    places = [get_column_letter(i) for i in range(1, width + 1)]
    cells = [
        [_cell(t, f"{path.name} {p}{line}") for p, t in zip_longest(places, row, fillvalue="")]
        for line, row in rows
    ]
    return [Grid(path.name, path.stem, "", cells, "," if mark == ";" else ".")]


def _workbook(path: Path, raw: bytes) -> list[Grid]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:  # never read beyond the sizes stated here
            _limit(path.name, "bytes", sum(part.file_size for part in archive.infolist()))
            for part in archive.namelist():
                _limit(path.name, "merged cells", _merged(archive, part))
        written, results = (_book(raw, data_only=only) for only in (False, True))
        sheets = [sheet for sheet in written.worksheets if sheet.sheet_state == "visible"]
        return [_sheet(path, s, results[s.title], len(sheets) > 1) for s in sheets]
    except ProblemError:
        raise
    except Exception as error:  # a hostile workbook can break its reader in any way
        raise refuse("no_workbook", at=path.name, why=type(error).__name__) from error


def _book(raw: bytes, data_only: bool) -> Any:
    reader = ExcelReader(io.BytesIO(raw), data_only=data_only)
    reader.read_chartsheet = lambda sheet, _: reader.wb.create_chartsheet(sheet.name)
    with warnings.catch_warnings(action="ignore"):
        reader.read()
    return reader.wb


def _merged(archive: zipfile.ZipFile, part: str) -> int:
    """Count the cells of a part's merged areas, each of which the library would make."""
    tags = ElementTree.iterparse(archive.open(part)) if part.endswith(".xml") else ()
    areas = [range_boundaries(tag.get("ref")) for _, tag in tags if tag.tag.endswith("mergeCell")]
    return sum((right - left + 1) * (low - top + 1) for left, top, right, low in areas)


def _sheet(path: Path, written: Any, results: Any, several: bool) -> Grid:
    """Read a sheet; every cell of a merged area is the area's first one."""
    place = f"{path.name} sheet {written.title}" if several else path.name
    _limit(place, "rows", written.max_row)
    _limit(place, "columns", written.max_column)
    firsts = {
        at: area.start_cell for area in written.merged_cells for row in area.rows for at in row
    }

    def read(cell: Any) -> Cell:
        cell = firsts.get((cell.row, cell.column), cell)
        at, value = f"{place} {cell.coordinate}", results[cell.coordinate].value
        if cell.data_type == "f" and value is None:
            return _cell(getattr(cell.value, "text", cell.value), at)
        if isinstance(value, bool):
            return Cell("yes" if value else "no", at)
        if isinstance(value, int | float):  # as a person reads it: 4.0 as 4, 0.3 in percent as 30%
            percent = "%" in cell.number_format
            return Cell(f"{value * 100:.12g}%" if percent else f"{value:.12g}", at, ".")
        return _cell("" if value is None else str(value).removesuffix(" 00:00:00"), at)

    rows = [[read(cell) for cell in row] for row in written.iter_rows()]
    return Grid(path.name, written.title if several else path.stem, "", rows)


def _markdown(path: Path, raw: bytes) -> list[Grid]:
    text = raw.decode("utf-8-sig")
    lines, grids, title = io.StringIO(text, newline=None).readlines(), list[Grid](), ""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for before, token in zip(tokens[:1] + tokens, tokens, strict=False):
        line = (token.map or [0])[0]
        at = f"{path.name} line {line + 1}"
        if token.type == "table_open":
            grids.append(Grid(path.name, path.stem, title, []))
        elif token.type == "tr_open":
            rows = grids[-1].rows
            # The parser would drop a cell beyond the first row's without a word.
            cells = re.split(r"(?<!\\)\|", lines[line].strip(" \t\n>"))
            count = len(cells) - (not cells[0]) - (not cells[-1])
            if rows and count > len(rows[0]):
                raise refuse("ragged", at=at, found=count, expected=len(rows[0]))
            rows.append([])
            _limit(path.name, "rows", len(rows))
        elif token.type == "inline":  # its children are the words without their markup
            parts = (p.content if p.content[:1] != "<" else " " for p in token.children or [])
            cell = _cell("".join(parts), at)
            if before.type in ("td_open", "th_open"):
                row = grids[-1].rows[-1]
                row.append(cell._replace(at=f"{at} column {len(row) + 1}"))
            elif before.type == "heading_open":
                title = title or cell.text
    return grids
