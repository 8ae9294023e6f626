"""The report's parts as HTML: text from data is escaped, nothing carries a style or a script."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from urllib.parse import quote

import pandas as pd

from framework_report.charts import Chart

Row = tuple[str, str, Sequence[tuple[int, float, float]]]
"""Of a ranking: a name, a score (or why there is none), parts (place of the colour, from, to)."""


def text(words: object) -> str:
    """Escape text for HTML, so that neither markup nor mathematics can come out of it.

    A dollar sign goes into an element of its own: notebooks look for a pair of them in one text.

    >>> text("<b> costs $5")
    '&lt;b&gt; costs <span>$</span>5'
    """
    return escape(str(words)).replace("$", "<span>$</span>").replace("\\", "<span>\\</span>")


def attribute(words: object) -> str:
    """Escape text for an attribute."""
    return escape(str(words))


def verdict(paragraphs: Iterable[tuple[str, str, str]]) -> str:
    """Return the verdict's paragraphs (name, title, text), the headline as a heading."""
    parts = []
    for name, title, words in paragraphs:
        if name == "headline":
            parts.append(f'<h3 class="fr-headline">{text(words)}</h3>')
        else:
            parts.append(paragraph(name, title, words))
    return f'<div class="fr-verdict">{"".join(parts)}</div>'


def paragraph(name: str, title: str, words: str) -> str:
    """Return a paragraph with its title in front, the class `fr-NAME` on it."""
    lead = f"<b>{text(title)}.</b> " if title else ""
    return f'<p class="fr-{name}">{lead}{text(words)}</p>'


def items(name: str, title: str, lines: Iterable[str]) -> str:
    """Return a titled list; nothing where there is nothing in it."""
    found = "".join(f"<li>{text(line)}</li>" for line in lines)
    return f'<div class="fr-{name}"><b>{text(title)}</b><ul>{found}</ul></div>' if found else ""


def lines(name: str, said: Iterable[str]) -> str:
    """Return lines of words as paragraphs, those that begin with a dash as lists.

    >>> lines("x", ["One.", "- two", "- three", "", "Four."])
    '<div class="fr-x"><p>One.</p><ul><li>two</li><li>three</li></ul><p>Four.</p></div>'
    """
    found = []
    for dashed, group in groupby(filter(None, said), lambda line: line.startswith("- ")):
        if dashed:
            found.append(f"<ul>{''.join(f'<li>{text(line[2:])}</li>' for line in group)}</ul>")
        else:
            found += [f"<p>{text(line)}</p>" for line in group]
    return f'<div class="fr-{name}">{"".join(found)}</div>'


def ranking(rows: Iterable[Row], caption: str) -> str:
    """Return the ranking as a table with a bar in each row, its parts coloured by theme."""
    found = []
    for name, score, parts in rows:
        rects = "".join(
            f'<rect class="fr-theme-{place % 7 + 1}" x="{start:.2f}%" width="{end - start:.2f}%"'
            ' height="100%"></rect>'
            for place, start, end in parts
        )
        bar = f'<svg aria-hidden="true">{rects}</svg>' if rects else ""
        wide = "" if rects else ' colspan="2"'
        cells = f"<td>{bar}</td>" if rects else ""
        kind = ' class="fr-score"' if rects else ' class="fr-note"'
        found.append(
            f'<tr><th scope="row">{text(name)}</th>{cells}<td{kind}{wide}>{text(score)}</td></tr>'
        )
    return (
        f'<table class="fr-ranking" aria-label="{attribute(caption)}">'
        f"<tbody>{''.join(found)}</tbody></table>"
    )


def chart(found: Chart, name: str, numbers: str) -> str:
    """Return a chart as an image, its figures folded behind it.

    Args:
        found: the chart.
        name: the figure's class, with `fr-` before it.
        numbers: what the fold is called.
    """
    image = f'<img alt="{attribute(found.words)}" src="{data_address(found.svg)}">'
    behind = "" if found.table.empty else fold(numbers, table(found.table, name))
    return f'<figure class="fr-chart fr-{name}">{image}{behind}</figure>'


def heading(words: str) -> str:
    """Return a heading within the report; nothing for no words."""
    return f"<h3>{text(words)}</h3>" if words else ""


def fold(summary: str, html: str) -> str:
    """Return HTML that opens when its summary is chosen."""
    return f"<details><summary>{text(summary)}</summary>{html}</details>"


def data_address(svg: str) -> str:
    """Return an SVG as an address that can stand in an attribute; shorter than base64.

    >>> data_address('<svg width="1"/>')
    "data:image/svg+xml,%3Csvg%20width='1'/%3E"
    """
    # Within tags, double quotes become single ones, which an address need not escape.
    parts = re.split(r"(<[^>]*>)", svg)
    parts[1::2] = [re.sub(r'="([^"\']*)"', r"='\1'", tag) for tag in parts[1::2]]
    single = "".join(parts)
    return "data:image/svg+xml," + quote(single, safe="='/:;,()!*@$+?~-._")


def table(frame: pd.DataFrame, name: str, links: str = "") -> str:
    """Return a frame as a table; its index becomes row headings.

    Args:
        frame: texts and numbers; numbers, and texts that begin with one, are aligned right.
        name: the table's class, with `fr-` before it.
        links: a column of addresses, shown as links on the column before it and not by itself.
    """
    columns = [column for column in frame if column != links]
    numeric = {column: _is_numeric(frame[column]) for column in columns}
    head = "".join(f'<th scope="col"{numeric[c]}>{text(c)}</th>' for c in columns)
    corner = f'<th scope="col">{text(frame.index.name or "")}</th>'
    rows = []
    for index, row in frame.iterrows():
        cells = []
        for column in columns:
            words = text(row[column])
            if links and row[links] and list(frame).index(links) == list(frame).index(column) + 1:
                words = f'<a href="{escape(row[links])}">{words}</a>'
            cells.append(f"<td{numeric[column]}>{words}</td>")
        rows.append(f'<tr><th scope="row">{text(index)}</th>{"".join(cells)}</tr>')
    return (
        f'<div class="fr-scroll"><table class="fr-table fr-{name}">'
        f"<thead><tr>{corner}{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


_NUMBER = re.compile(r"[+−-]?[\d,.]+( \([\d,.]+ \w+ [\d,.]+\))?|–|", re.ASCII)


def _is_numeric(column: "pd.Series") -> str:
    figures = [str(x) for x in column]
    good = any(figures) and all(_NUMBER.fullmatch(x) for x in figures)
    return ' class="fr-number"' if good else ""
