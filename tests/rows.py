"""Change tables row by row, as a user would in a spreadsheet."""

import csv
from pathlib import Path

from framework_report.tables import TABLES


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add(path: Path, *rows: dict[str, str]) -> None:
    """Append rows to a table, empty where a row does not say."""
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(TABLES[path.name].columns), lineterminator="\n")
        writer.writerows(rows)


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    """Write a table anew."""
    path.write_text(",".join(TABLES[path.name].columns) + "\n", encoding="utf-8")
    add(path, *rows)


def change(path: Path, column: str, to: str, **where: str) -> int:
    """Set one cell of the one row that matches; return its line."""
    rows = rows_of(path)
    (position,) = [
        i for i, row in enumerate(rows) if all(row[name] == cell for name, cell in where.items())
    ]
    rows[position][column] = to
    write_rows(path, rows)
    return position + 2


def add_framework(folder: Path, name: str, like: str, extra: str = "no") -> None:
    """Add a framework whose rows are those of another."""
    for table in ("frameworks.csv", "evidence.csv", "features.csv", "breakdown.csv"):
        rows = [row for row in rows_of(folder / table) if row["framework"] == like]
        renamed = {"framework": name}
        if table == "frameworks.csv":
            renamed |= {"label": name.title(), "extra": extra}
        add(folder / table, *(row | renamed for row in rows))
