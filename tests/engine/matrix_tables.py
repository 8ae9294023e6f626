"""Five published matrices, and how a test writes one as CSV, as a workbook and as Markdown."""

import csv
from pathlib import Path

import openpyxl

Rows = list[list[str]]


def rows_of(text: str) -> Rows:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


WEB = rows_of("""
Framework | Language known | Ease | Stability | Power | Total
Weight | 5 | 4 | 3 | 2 |
Django | 5 | 5 | 5 | 4 | 4.86
Laravel | 3 | 4 | 5 | 4 | 3.86
Rails | 2 | 4 | 4 | 4 | 3.29
ASP.NET Core | 3 | 3 | 5 | 5 | 3.71
Spring | 5 | 2 | 5 | 5 | 4.14
Express | 4 | 4 | 4 | 3 | 3.86
SvelteKit | 4 | 4 | 4 | 4 | 4.00
""")
LIBRARY = rows_of("""
Criterion | Weight | Automerge | Loro | Yrs | cr-sqlite
First | 30% | 5 | 4 | 3 | 4
Second | 25% | 5 | 3 | 1 | 5
Third | 10% | 5 | 5 | 4 | 5
Fourth | 15% | 3 | 5 | 4 | 4
Fifth | 10% | 2 | 4 | 5 | 1
Sixth | 10% | 4 | 3 | 5 | 3
Total | 100% | 92 | 78 | 68 | 55
""")
CAR = rows_of("""
Car | Price | Cargo | Fuel | Comfort | Look | Quality | Total
Weight | 4 | 5 | 3 | 2 | 4 | 3 | 21
Station wagon | 3 | 4 | 3 | 4 | 1 | 2 | 59
Sedan | 4 | 2 | 5 | 3 | 1 | 4 | 63
SUV | 1 | 5 | 1 | 4 | 3 | 2 | 58
Sports car | 1 | 1 | 1 | 1 | 5 | 4 | 46
""")
STOCKS = rows_of("""
Stock | Return | Capital | Risk
Weight | 2 | 4 | 1
Unit | % | years |
Worst | 1 | 4 | 36
Best | 7 | 8 | 26
PE | 7 | 5 | 35
JN | 5 | 4 | 26
AA | 5 | 6 | 28
FX | 3 | 4 | 36
MM | 1 | 7 | 30
GN | 5 | 8 | 30
""")
HOTEL = rows_of("""
Hotel | Area | Distance | Size | Internet | Rate
Worst | 0 | 0 | 0 | 0 | 0
Best | 1 | 1 | 1 | 1 | 1
Weight A | .2767 | .1224 | .0724 | .2080 | .3205
Weight B | .2408 | .1614 | .4253 | .1221 | .0504
Weight C | .0600 | .0699 | .1030 | .3106 | .4565
Weight D | .0755 | .1365 | .1996 | .2720 | .3164
Weight E | .1249 | .3292 | .0624 | .2446 | .2389
Weight F | .1135 | .1905 | .0568 | .3825 | .2567
Weight G | .2180 | .1294 | .0895 | .1781 | .3850
Sheraton | 1 | .25 | .5 | .5 | .5
Hilton | 1 | .875 | 0 | .5 | 1
Shangri-la | .5 | .875 | .25 | 1 | .25
Radisson | 0 | .125 | 0 | 1 | .45
Hyatt | 0 | 1 | .125 | 0 | 1
Rosewood | .5 | 1 | .375 | 0 | .8
""")


def write(path: Path, rows: Rows, delimiter: str = ",") -> Path:
    """Write rows as the kind of file that the path's suffix names."""
    if path.suffix == ".md":
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        path.write_text(
            "\n".join(["# Notes", "", lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])
        )
    elif path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        fill(book.active, rows)
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def fill(sheet: object, rows: Rows) -> None:
    """Put rows into a sheet, numbers as numbers."""
    for row in rows:
        sheet.append([_typed(cell) for cell in row])


def _typed(cell: str) -> float | str | None:
    try:
        return float(cell) if cell else None
    except ValueError:
        return cell
