"""A part of the report: HTML, the same in words, and its finding in a line."""

from typing import NamedTuple

import pandas as pd

from framework_report.charts import Chart
from framework_report.notebook import markup
from framework_report.words.text import say


class Part(NamedTuple):
    """One part of the report; its finding in a line, where it has one."""

    html: str
    words: str
    finding: str = ""


def part_of_chart(found: Chart, name: str) -> Part:
    """Return a chart as a part, its figures folded behind it."""
    html = markup.chart(found, name, say("panel", "numbers"))
    words = f"{found.words}.\n{_rows(found.table)}".strip()
    return Part(html, words, found.words.split(". ")[0])


def _rows(frame: pd.DataFrame) -> str:
    return frame.to_csv(sep="\t") if len(frame) else ""


def part_of_table(frame: pd.DataFrame, name: str, caption: str = "") -> Part:
    """Return a table as a part, what it shows as its heading."""
    words = f"{caption}.\n{_rows(frame)}" if caption else _rows(frame)
    return Part(markup.heading(caption) + markup.table(frame, name), words, caption)
