"""Computes data/measured: the figures that follow from results, and what they were taken from.

Only measured tables are written, and nothing that a person types is read: which stacks have figures
stands in evidence/registry.toml. Figures of a core are given once, under the core's own name; other
stacks of that core have rows of their own where a figure is of the stack.
"""

from pathlib import Path

from evidence.harness import clocked, counted, details, exact, results, timed, upgrade
from evidence.harness.places import REPOSITORY
from evidence.harness.rows import COLUMNS, text

MEASURED = REPOSITORY / "data" / "measured"
TIMED = timed.RESULT


def write(folder: Path = MEASURED) -> list[Path]:
    """Compute the tables and write them to `folder`; return their paths."""
    written = []
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tables().items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            results.write_text(path, content)
        written.append(path)
    return written


def tables() -> dict[str, str]:
    """Return the text of each table, as they follow from results.

    Raises ValueError where a timed figure of a stack has too few valid windows.
    """
    exactly, by_clock, upgrades = (
        results.read_json(path) for path in (exact.LATEST, TIMED, upgrade.RESULT)
    )
    rows = {
        "figures.csv": [
            *counted.rows(exactly),
            *counted.upgrades(upgrades),
            *clocked.rows(by_clock),
        ],
        "breakdown.csv": details.breakdown(exactly),
        "timed.csv": details.timed(by_clock),
        "probes.csv": details.probes(exactly, upgrades),
    }
    columns = {**details.COLUMNS, "figures.csv": COLUMNS}
    return {name: text(columns[name], found) for name, found in rows.items()}
