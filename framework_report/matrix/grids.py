"""From a file to grids of text: comma-separated text, a workbook's sheets, tables of a Markdown page.

Files are hostile: sizes are looked at before anything is unpacked, formulas are not run, and what
cannot be read is refused in one line. Every cell knows its address, as a person would look it up.
"""

import contextlib
import csv
import datetime
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import openpyxl
from markdown_it import MarkdownIt
from markdown_it.token import Token
from openpyxl.utils import get_column_letter, range_boundaries

from framework_report.matrix.words import say
from framework_report.problem import ProblemError

T = TypeVar("T")
MOST_BYTES = 5_000_000
"""Of text, or of a workbook's XML once unpacked: some thousand times a usual matrix."""
MOST_ROWS = 1_000
MOST_COLUMNS = 200


class Cell(NamedTuple):
    """A cell's text and address; ``fault`` says why it holds no figure or name, as found|expected."""

    text: str
    at: str
    fault: tuple[str, str] | None = None


class Grid(NamedTuple):
    """A rectangle of cells; ``name`` is the sheet's or the file's, ``title`` what stands above."""

    file: str
    name: str
    title: str
    rows: list[list[Cell]]


def refuse(at: str, found: str, expected: str) -> ProblemError:
    """Make the one line that says what is wrong where."""
    return ProblemError([say("refusal", at=at, found=found, expected=expected)])


def open_grids(path: Path) -> list[Grid]:
    """Read every grid of a file. Raises ProblemError, in one line, for what cannot be read."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise refuse(str(path), say("suffix", suffix=path.suffix or "nameless"), say("a_file"))
    try:
        _limit(path.name, path.stat().st_size, MOST_BYTES, "bytes")
        return reader(path)
    except OSError as error:
        raise refuse(str(path), say("no_file", why=error.strerror), say("a_file")) from error


def _limit(at: str, size: int, most: int, things: str) -> None:
    if size > most:
        found, expected = (say(name, most=most, things=things) for name in ("too_large", "at_most"))
        raise refuse(at, found, expected)


def _clean(text: str) -> str:
    """Turn control characters, breaks and runs of spaces into one space."""
    kept = "".join(" " if unicodedata.category(mark) == "Cc" else mark for mark in text)
    return " ".join(kept.split())


def _within(at: str, rows: Iterable[Sequence[T]], text: Callable[[T], object]) -> list[list[T]]:
    """Keep as many rows and columns as a matrix may have; refuse text beyond them."""
    kept = []
    for number, row in enumerate(rows):
        _limit(at, MOST_COLUMNS + any(map(text, row[MOST_COLUMNS:])), MOST_COLUMNS, "columns")
        if number < MOST_ROWS:
            kept.append(list(row[:MOST_COLUMNS]))
        else:
            _limit(at, MOST_ROWS + any(map(text, row)), MOST_ROWS, "rows")
    return kept


def _grid(path: Path, name: str, rows: list[list[Cell]], title: str = "") -> Grid:
    """Cut a grid to where its last text stands, and make it a rectangle."""
    full = [i for i, row in enumerate(rows, 1) if any(cell.text for cell in row)]
    rows = rows[: max(full, default=0)]
    width = max((i for row in rows for i, cell in enumerate(row, 1) if cell.text), default=0)
    blank = [Cell("", path.name)] * width
    return Grid(path.name, name, title, [[*row, *blank][:width] for row in rows])


def _text(path: Path) -> list[Grid]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = say("not_utf8", byte=raw[error.start])
        raise refuse(f"{path.name} line {line}", found, say("save_utf8")) from error
    marks = "\t;|,"
    if stated := re.match(r"sep=(.)\r?\n", text):  # the line by which a spreadsheet is told
        marks, text = stated[1], text[stated.end() :]
    mark = max(marks, key=lambda mark: _regular(csv.reader(text.splitlines()[:99], delimiter=mark)))
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        records = _within(path.name, reader, bool)
    except csv.Error as error:
        raise refuse(path.name, say("broken_quotes", why=error), say("quotes")) from error
    rows = [
        [
            _cell(_clean(text), f"{path.name} {get_column_letter(column)}{row}")
            for column, text in enumerate(record, 1)
        ]
        for row, record in enumerate(records, 1)
    ]
    return [_grid(path, path.stem, rows)]


def _cell(text: str, at: str) -> Cell:
    if text.startswith("="):
        return Cell(text, at, (say("formula", text=text), say("formula_result")))
    return Cell(text, at)


def _regular(records: Iterator[list[str]]) -> int:
    """Count the rows that have the most usual number of cells, where that is at least two."""
    with contextlib.suppress(csv.Error):  # quotes that this separator breaks
        widths = [len(record) for record in records if len(record) > 1]
        return max((widths.count(width) for width in set(widths)), default=0)
    return 0


def _workbook(path: Path) -> list[Grid]:
    try:
        content = path.read_bytes()
        with zipfile.ZipFile(
            io.BytesIO(content)
        ) as archive:  # a part is never read beyond the size stated here
            parts = [
                part for part in archive.infolist() if part.filename.endswith((".xml", "rels"))
            ]
        _limit(path.name, sum(part.file_size for part in parts), MOST_BYTES, "bytes of XML")
        with warnings.catch_warnings(action="ignore"):
            written = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            results = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            with contextlib.closing(written), contextlib.closing(results):
                sheets = [sheet for sheet in written.worksheets if sheet.sheet_state == "visible"]
                several = len(sheets) > 1
                return [_sheet(path, sheet, results[sheet.title], several) for sheet in sheets]
    except (OSError, ProblemError):
        raise
    except Exception as error:  # a hostile workbook can break its reader in any way
        found = say("no_workbook", why=type(error).__name__)
        raise refuse(path.name, found, say("a_workbook")) from error


def _sheet(path: Path, written: Any, results: Any, several: bool) -> Grid:
    place = f"{path.name} sheet {written.title}" if several else path.name
    merged = _merged(written)

    def read(row: int, column: int, cell: Any, value: Any) -> Cell:
        coordinate = f"{get_column_letter(column)}{row}"
        at = f"{place} {coordinate}"
        if coordinate in merged:
            return Cell("", at, (say("merged", at=merged[coordinate]), say("own_cell")))
        if cell.data_type == "f" and value is None:
            found = say("formula", text=getattr(cell.value, "text", cell.value))
            return Cell("?", at, (found, say("formula_result")))
        if isinstance(value, datetime.date | datetime.time):
            return Cell(str(value), at, (say("date", text=str(value)[:10]), say("no_date")))
        return Cell(_clean(_written(value, cell.number_format)), at)

    for sheet in (written, results):
        sheet.reset_dimensions()  # what a sheet says of its own size may be wrong
    pairs = zip(written.iter_rows(), results.iter_rows(), strict=True)
    both = (list(zip(cells, values, strict=True)) for cells, values in pairs)
    rows = [
        [read(row, column, cell, result.value) for column, (cell, result) in enumerate(cells, 1)]
        for row, cells in enumerate(_within(place, both, lambda pair: pair[0].value is not None), 1)
    ]
    return _grid(path, written.title if several else path.stem, rows)


def _merged(sheet: Any) -> dict[str, str]:
    """Find each cell that is merged with an earlier one; reading in a stream leaves them out."""
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        areas = re.findall(rb'<mergeCell [^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"', part.read())
    _limit(sheet.title, len(areas), MOST_COLUMNS, "merged areas")
    return {
        f"{get_column_letter(column)}{row}": area.decode().split(":")[0]
        for area in areas
        for left, top, right, bottom in [range_boundaries(area.decode())]
        for row in range(top, min(bottom, MOST_ROWS) + 1)
        for column in range(left, min(right, MOST_COLUMNS) + 1)
        if (row, column) != (top, left)
    }


def _written(value: Any, form: str) -> str:
    """Write a workbook's value as a person would read it.

    >>> _written(4.0, "General"), _written(0.3, "0%"), _written(True, ""), _written(None, "")
    ('4', '30%', 'yes', '')
    """
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if "%" in form:
        return f"{value * 100:.12g}%"
    return str(int(value)) if value == int(value) else repr(float(value))


def _markdown(path: Path) -> list[Grid]:
    text = _text_of(path)
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return list(_tables(path, tokens))


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        found = say("not_utf8", byte=error.object[error.start])
        raise refuse(path.name, found, say("save_utf8")) from error


def _tables(path: Path, tokens: list[Token]) -> Iterator[Grid]:
    rows: list[list[Cell]] = []
    title = ""
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and before and before.type in ("td_open", "th_open"):
            line = (token.map or [0])[0] + 1
            at = f"{path.name} line {line} column {len(rows[-1]) + 1}"
            rows[-1].append(_cell(_clean(_plain(token)), at))
        elif token.type == "inline" and before and before.type == "heading_open":
            title = title or _clean(_plain(token))
        elif token.type == "table_close":
            kept = _within(path.name, rows, lambda cell: cell.text)
            yield _grid(path, path.stem, kept, title)
            rows = []


def _plain(token: Token) -> str:
    """Give the words of a cell without its markup."""
    breaks = ("softbreak", "hardbreak", "html_inline")
    parts = (" " if part.type in breaks else part.content for part in token.children or [])
    return "".join(parts)


_READERS: dict[str, Callable[[Path], list[Grid]]] = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), _text),
    **dict.fromkeys((".md", ".markdown"), _markdown),
    ".xlsx": _workbook,
}
