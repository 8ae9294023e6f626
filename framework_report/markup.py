"""The report's parts as HTML: text from data is escaped, nothing carries a style or a script."""

import re
from collections.abc import Iterable
from html import escape
from urllib.parse import quote

import pandas as pd


def text(words: object) -> str:
    """Escape text for HTML, so that neither markup nor mathematics can come out of it.

    A dollar sign goes into an element of its own: notebooks look for a pair of them in one text.

    >>> text("<b> costs $5")
    '&lt;b&gt; costs <span>$</span>5'
    """
    return escape(str(words)).replace("$", "<span>$</span>").replace("\\", "<span>\\</span>")


def verdict(paragraphs: Iterable[tuple[str, str, str]]) -> str:
    """Return the verdict's paragraphs (name, title, text), the headline as a heading."""
    parts = []
    for name, title, words in paragraphs:
        if name == "headline":
            parts.append(f'<h3 class="fr-headline">{text(words)}</h3>')
        else:
            lead = f"<b>{text(title)}.</b> " if title else ""
            parts.append(f'<p class="fr-{name}">{lead}{text(words)}</p>')
    return f'<div class="fr-verdict">{"".join(parts)}</div>'


def chart(svg: str, words: str, name: str) -> str:
    """Return a chart as an image with its words as alternative text."""
    return (
        f'<figure class="fr-chart fr-{name}"><img alt="{escape(words)}" '
        f'src="{data_address(svg)}"></figure>'
    )


def data_address(svg: str) -> str:
    """Return an SVG as an address that can stand in an attribute; a quarter shorter than base64.

    >>> data_address('<svg width="1"/>')
    "data:image/svg+xml,%3Csvg width='1'/%3E"
    """
    # Within tags, double quotes become single ones, which an address need not escape.
    parts = re.split(r"(<[^>]*>)", svg)
    parts[1::2] = [re.sub(r'="([^"\']*)"', r"='\1'", tag) for tag in parts[1::2]]
    single = "".join(parts)
    return "data:image/svg+xml," + quote(single, safe=" ='/:;,()!*@$+?[]{}|~^`-._")


def table(frame: pd.DataFrame, name: str, caption: str = "", links: str = "") -> str:
    """Return a frame as a table; its index becomes row headings.

    Args:
        frame: texts and numbers; numbers are right-aligned by the class `fr-number`.
        name: the table's class, with `fr-` before it.
        caption: what the table shows.
        links: a column of addresses, shown as links on the column before it and not by itself.
    """
    columns = [column for column in frame if column != links]
    head = "".join(f'<th scope="col">{text(column)}</th>' for column in columns)
    corner = f'<th scope="col">{text(frame.index.name or "")}</th>'
    rows = []
    for index, row in frame.iterrows():
        cells = []
        for column in columns:
            words = text(row[column])
            if links and row[links] and list(frame).index(links) == list(frame).index(column) + 1:
                words = f'<a href="{escape(row[links])}">{words}</a>'
            numeric = ' class="fr-number"' if isinstance(row[column], int | float) else ""
            cells.append(f"<td{numeric}>{words}</td>")
        rows.append(f'<tr><th scope="row">{text(index)}</th>{"".join(cells)}</tr>')
    top = f"<caption>{text(caption)}</caption>" if caption else ""
    return (
        f'<div class="fr-scroll"><table class="fr-table fr-{name}">{top}'
        f"<thead><tr>{corner}{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
