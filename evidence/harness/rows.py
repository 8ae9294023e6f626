"""Rows of data/measured/figures.csv: one figure of one framework, counted by one measure."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evidence.harness.figures import Figure

Row = dict[str, str]

COLUMNS = [
    *("framework", "criterion", "measure", "value", "low", "high", "unit", "kind", "setup"),
    *("source_title", "source_url", "as_of", "note"),
]


@dataclass(frozen=True)
class Measure:
    """What a figure is of; `name` is empty where a criterion is only shown."""

    criterion: str
    name: str
    unit: str


def row(
    run: Mapping[str, Any], framework: str, measure: Measure, value: Figure, setup: str, note: str
) -> Row:
    """Return the row of one figure that follows from a run.

    Args:
        run: results as they were written; kind, date and machine stand in the row.
        framework: a stack of evidence/registry.toml.
        measure: what it is of.
        value: the figure with its interval, in the measure's unit.
        setup: on what it was taken.
        note: how it was counted, and what to doubt.
    """
    machine = f"{run['machine']['cores']} cores, CPython {run['python']}"
    return {
        "framework": framework,
        "criterion": measure.criterion,
        "measure": measure.name,
        **{name: number(getattr(value, name)) for name in ("value", "low", "high")},
        "unit": measure.unit,
        "kind": "measured",
        "setup": setup,
        "source_title": f"evidence/results/{run['kind']}.json, one machine ({machine})",
        "source_url": "",
        "as_of": run["written_at"][:10],
        "note": note,
    }


def exactly(value: float) -> Figure:
    """Return a figure that has no spread."""
    return Figure(value, value, value, 1)


def number(value: float) -> str:
    """Return a figure as the tables write it: whole from 100 up, else to two digits or a decimal.

    >>> number(1234.6), number(28.57), number(3.0), number(0.437)
    ('1235', '28.6', '3', '0.44')
    """
    if value >= 100:
        return str(round(value))
    return f"{value:.{1 if value >= 1 else 2}f}".rstrip("0").rstrip(".") if value else "0"


def text(columns: list[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return rows as the text of a table; columns that the table does not have are left out."""
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
