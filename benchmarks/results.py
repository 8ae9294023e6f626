"""The file of results: one section per benchmark, each rewritten by its own run."""

import os
import platform
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from evidence.harness.results import processor_model
from framework_report.files import write_text

RESULTS = Path(__file__).with_name("RESULTS.md")
TITLE = """# Benchmarks

Written by `make bench`. Ratios compare within one run on one machine; seconds do not travel.
"""


def machine(packages: Iterable[str]) -> str:
    """Describe machine, date and versions in one line.

    Args:
        packages: names of the installed packages that matter to the benchmark.
    """
    versions = [f"Python {platform.python_version()}", *(f"{p} {version(p)}" for p in packages)]
    processor = processor_model() or platform.machine()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {processor}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f} before the run; {', '.join(versions)}."
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a Markdown table, figures to the right.

    >>> print(table(["case", "ms"], [["small", "1.5"]]))
    | case | ms |
    |---|---:|
    | small | 1.5 |
    """
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    joined = ["| " + " | ".join(line) + " |" for line in lines]
    joined[1] = joined[1].replace(" ", "")
    return "\n".join(joined)


def write_section(name: str, body: str, path: Path = RESULTS) -> None:
    """Replace one section of the results, or add it at the end; the others stay as they are.

    Args:
        name: the section's heading.
        body: Markdown without headings of the second level.
        path: the file of results, written atomically.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else TITLE
    head, *sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    new = f"## {name}\n\n{body.strip()}\n"
    kept = [section.rstrip() + "\n" for section in sections]
    names = [section.splitlines()[0] for section in kept]
    if f"## {name}" in names:
        kept[names.index(f"## {name}")] = new
    else:
        kept.append(new)
    write_text(path, "\n".join([head.rstrip() + "\n", *kept]))
