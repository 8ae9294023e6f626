"""From a file to grids of text: separated text, a workbook's sheets, a Markdown page's tables.

Files are hostile: sizes are looked at before anything is unpacked, formulas are not run, and what
cannot be read is refused in one line. Every cell knows its address, as a person would look it up.
"""

import contextlib
import csv
import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import openpyxl
from markdown_it import MarkdownIt
from openpyxl.utils import get_column_letter, range_boundaries

from framework_report.matrix.words import say
from framework_report.files import ProblemError

T = TypeVar("T")
MOST_BYTES = 5_000_000
"""Of a file, and of a workbook's XML once unpacked: some thousand times a usual matrix."""
MOST_ROWS, MOST_COLUMNS = 1_000, 200


class Cell(NamedTuple):
    """A cell's text and address; ``fault`` (found, expected) says why it can hold no figure."""

    text: str
    at: str
    fault: tuple[str, str] | None = None


class Grid(NamedTuple):
    """A rectangle of cells; ``name`` is the sheet's or the file's, ``title`` a page's heading."""

    file: str
    name: str
    title: str
    rows: list[list[Cell]]


def refuse(at: str, found: str, expected: str) -> ProblemError:
    """Make the one line that says what is wrong where."""
    return ProblemError([say("refusal", at=at, found=found, expected=expected)])


def open_grids(path: Path) -> list[Grid]:
    """Read every grid of a file; raises ProblemError, in one line, for what cannot be read."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise refuse(str(path), say("suffix", suffix=path.suffix or "nameless"), say("a_file"))
    try:
        _limit(path.name, path.stat().st_size, MOST_BYTES, "bytes")
        return reader(path, path.read_bytes())
    except OSError as error:
        raise refuse(str(path), say("no_file", why=error.strerror), say("a_file")) from error
    except UnicodeDecodeError as error:
        found = say("not_utf8", byte=error.object[error.start])
        raise refuse(path.name, found, say("save_utf8")) from error


def _limit(at: str, size: int, most: int, things: str) -> None:
    if size > most:
        found, expected = (say(name, most=most, things=things) for name in ("too_large", "at_most"))
        raise refuse(at, found, expected)


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
    """Leave empty rows out, and make the others a rectangle."""
    rows = [row for row in rows if any(cell.text for cell in row)]
    width = max((i for row in rows for i, cell in enumerate(row, 1) if cell.text), default=0)
    blank = [Cell("", path.name)] * width
    return Grid(path.name, name, title, [[*row, *blank][:width] for row in rows])


def _cell(text: str, at: str) -> Cell:
    text = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())
    formula = (say("formula", text=text), say("formula_result")) if text[:1] == "=" else None
    return Cell(text, at, formula)


def _text(path: Path, raw: bytes) -> list[Grid]:
    text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    start = text.splitlines()[:99]
    mark = max("\t;|,", key=lambda mark: _regular(csv.reader(start, delimiter=mark)))
    try:
        records = _within(
            path.name, csv.reader(io.StringIO(text, newline=""), delimiter=mark), bool
        )
    except csv.Error as error:
        raise refuse(path.name, say("broken_quotes", why=error), say("quotes")) from error
    rows = [
        [_cell(text, f"{path.name} {get_column_letter(i)}{line}") for i, text in enumerate(row, 1)]
        for line, row in enumerate(records, 1)
    ]
    return [_grid(path, path.stem, rows)]


def _regular(records: Iterator[list[str]]) -> int:
    """Count the rows that have the most usual number of cells, where that is at least two."""
    with contextlib.suppress(csv.Error):  # quotes that this separator breaks
        widths = [len(record) for record in records if len(record) > 1]
        return max((widths.count(width) for width in set(widths)), default=0)
    return 0


def _workbook(path: Path, raw: bytes) -> list[Grid]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:  # never read beyond the sizes stated here
            parts = [
                part for part in archive.infolist() if part.filename.endswith((".xml", "rels"))
            ]
        _limit(path.name, sum(part.file_size for part in parts), MOST_BYTES, "bytes of XML")
        with warnings.catch_warnings(action="ignore"):
            written = openpyxl.load_workbook(io.BytesIO(raw), read_only=True)
            results = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
            sheets = [sheet for sheet in written.worksheets if sheet.sheet_state == "visible"]
            return [_sheet(path, s, results[s.title], len(sheets) > 1) for s in sheets]
    except ProblemError:
        raise
    except Exception as error:  # a hostile workbook can break its reader in any way
        found = say("no_workbook", why=type(error).__name__)
        raise refuse(path.name, found, say("a_workbook")) from error


def _sheet(path: Path, written: Any, results: Any, several: bool) -> Grid:
    place = f"{path.name} sheet {written.title}" if several else path.name
    merged = _merged(place, written)

    def read(name: str, cell: Any, value: Any) -> Cell:
        at = f"{place} {name}"
        if name in merged:
            return Cell("", at, (say("merged", at=merged[name]), say("own_cell")))
        if cell.data_type == "f" and value is None:
            found = say("formula", text=getattr(cell.value, "text", cell.value))
            return Cell("?", at, (found, say("formula_result")))
        if isinstance(value, datetime.date | datetime.time):
            return Cell(str(value), at, (say("date", text=str(value)[:10]), say("no_date")))
        return Cell(_cell(_written(value, cell.number_format), at).text, at)

    for sheet in (written, results):
        sheet.reset_dimensions()  # what a sheet says of its own size may be wrong
    both = (list(zip(*pair, strict=True)) for pair in zip(written.rows, results.rows, strict=True))
    rows = [
        [read(f"{get_column_letter(i)}{line}", c, r.value) for i, (c, r) in enumerate(cells, 1)]
        for line, cells in enumerate(
            _within(place, both, lambda pair: pair[0].value is not None), 1
        )
    ]
    return _grid(path, written.title if several else path.stem, rows)


def _merged(place: str, sheet: Any) -> dict[str, str]:
    """Find each cell that is merged with an earlier one; reading in a stream leaves them out."""
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        areas = re.findall(rb'<mergeCell [^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"', part.read())
    _limit(place, len(areas), MOST_COLUMNS, "merged areas")
    return {
        f"{get_column_letter(column)}{row}": area.decode().split(":")[0]
        for area in areas
        for left, top, right, bottom in [range_boundaries(area.decode())]
        for row in range(top, min(bottom, MOST_ROWS) + 1)
        for column in range(left, min(right, MOST_COLUMNS) + 1)
        if (row, column) != (top, left)
    }


def _written(value: Any, form: str) -> str:
    """Write a workbook's value as a person reads it: 4.0 as 4, 0.3 shown in percent as 30%."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if "%" in form:
        return f"{value * 100:.12g}%"
    return str(int(value)) if value == int(value) else repr(float(value))


def _markdown(path: Path, raw: bytes) -> list[Grid]:
    tokens = MarkdownIt("commonmark").enable("table").parse(raw.decode("utf-8-sig"))
    grids: list[Grid] = []
    rows: list[list[Cell]] = []
    title = ""
    for i, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            kept = _within(path.name, rows, lambda cell: cell.text)
            grids.append(_grid(path, path.stem, kept, title))
            rows = []
        elif token.type == "inline":  # its children are the words without their markup
            words = "".join(
                part.content if part.content[:1] != "<" else " " for part in token.children or []
            )
            if tokens[i - 1].type in ("td_open", "th_open"):
                line = (token.map or [0])[0] + 1
                rows[-1].append(_cell(words, f"{path.name} line {line} column {len(rows[-1]) + 1}"))
            elif tokens[i - 1].type == "heading_open":
                title = title or _cell(words, "").text
    return grids


_READERS: dict[str, Callable[[Path, bytes], list[Grid]]] = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), _text),
    **dict.fromkeys((".md", ".markdown"), _markdown),
    ".xlsx": _workbook,
}
