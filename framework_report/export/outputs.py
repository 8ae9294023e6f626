"""Turn cells and their outputs into the page's blocks, whoever made them, however odd."""

import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nbconvert.filters import strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from framework_report.export.arrange import LONGEST, Context
from framework_report.export.clean import clean
from framework_report.export.pictures import of_base64, of_svg
from framework_report.export.tokens import spoken

PART = "application/vnd.framework-report+json"
"""The type of output that says which part of the report an output is, and of which state."""
WIDGET = "application/vnd.jupyter.widget-view+json"
CONTROLS = "controls"
"""The part that is the notebook's own sliders; the page has others."""
VERDICT = "verdict"
HIDE = "report-hide"
"""The tag of cells that the page leaves out."""
PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")
PART_NAME = re.compile(r"[a-z][a-z0-9_-]*")
"""A name that may become an id of the page's own."""
LARGEST_MARKDOWN, SMALL_MARKDOWN, MANY = 50_000, 4_000, 40
"""Markdown of more bytes is shown as it was typed; likewise if it is not small and can be packed
to one of so many parts: prose can be packed to a third, a table to a tenth."""
plain_text: Callable[[str], str] = strip_ansi
"""Text without the colours of a terminal."""
WORDS = {
    "rest": "\n… {count} more characters are left out.",
    "script": "An output that needs a script, which this page does not run ({kinds}).",
    "kinds": "An output of a kind that a page cannot show ({kinds}).",
    "picture": "A picture that cannot be shown: its data is damaged.",
}


@dataclass(frozen=True)
class Block:
    """One thing on the page: its kind ('prose', 'code', 'part', 'output', 'error') and its HTML."""

    kind: str
    html: str
    part: str = ""
    stale: str = ""
    state: Any = None
    """The state that a part was made for."""


def shown_cells(nb: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the cells that the page shows."""
    found = [cell for cell in _list(nb.get("cells")) if isinstance(cell, Mapping)]
    return [cell for cell in found if HIDE not in _list(_mapping(cell.get("metadata")).get("tags"))]


def part_of(output: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what an output says of itself as a part of the report; nothing where it is none."""
    meta = _mapping(_mapping(output.get("data")).get(PART))
    name = meta.get("part")
    return meta if isinstance(name, str) and PART_NAME.fullmatch(name) else {}


def parts(cells: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield what the cells' outputs say of themselves as parts of the report."""
    return (meta for cell in cells for output in outputs(cell) if (meta := part_of(output)))


def outputs(cell: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return a cell's outputs."""
    return [output for output in _list(cell.get("outputs")) if isinstance(output, Mapping)]


def blocks(cell: Mapping[str, Any], context: Context) -> Iterator[Block]:
    """Yield what a cell shows."""
    kind, source = cell.get("cell_type"), joined(cell.get("source"))
    if kind == "markdown":
        yield Block("prose", markdown(source, context, _mapping(cell.get("attachments"))))
    elif kind == "code":
        if source.strip():
            yield Block("code", spoken(_cut(source)))
        for output in outputs(cell):
            yield from _output(output, context)


def _output(output: Mapping[str, Any], context: Context) -> Iterator[Block]:
    kind, data, meta = output.get("output_type"), _mapping(output.get("data")), part_of(output)
    if kind == "error":
        lines = [joined(line) for line in _list(output.get("traceback"))]
        yield Block("error", spoken(_cut(plain_text("\n".join(lines)))))
    elif kind == "stream":
        yield Block("output", _plain(joined(output.get("text"))))
    elif meta.get("part") == CONTROLS:
        return
    elif meta:
        html = clean(joined(data.get("text/html")), 2, context)
        if meta["part"] == VERDICT:
            html = html.replace("<h3", "<h2").replace("</h3>", "</h2>")
        yield Block("part", html, meta["part"], state=meta.get("state"))
    elif html := _shown(data, context):
        yield Block("output", html)


def _shown(data: Mapping[str, Any], context: Context) -> str:
    """Return the best of an output's forms that a page without scripts can show."""
    if WIDGET in data:
        return ""
    html = clean(joined(data.get("text/html")), 2, context) if "text/html" in data else ""
    if _says_something(html):
        return html
    if "text/markdown" in data:
        return markdown(joined(data["text/markdown"]), context)
    for kind in PICTURES:
        if kind in data and (found := _picture(kind, data)):
            return found
    return _otherwise(data)


def _otherwise(data: Mapping[str, Any]) -> str:
    """Return an output's text, and where that says nothing either, what it is."""
    kinds = ", ".join(sorted(str(kind) for kind in data if kind != "text/plain")[:5])
    for key, there in (
        ("picture", any(kind in data for kind in PICTURES)),
        ("script", any(kind in data for kind in ("text/html", "application/javascript"))),
    ):
        if there:
            return f'<p class="fr-note">{spoken(WORDS[key].format(kinds=kinds))}</p>'
    if "application/json" in data:
        return _plain(json.dumps(data["application/json"], indent=1, ensure_ascii=False))
    if "text/plain" in data or "text/latex" in data:
        return _plain(joined(data.get("text/plain", data.get("text/latex"))))
    return f'<p class="fr-note">{spoken(WORDS["kinds"].format(kinds=kinds))}</p>' if kinds else ""


def _says_something(html: str) -> bool:
    return "<img" in html or bool(re.sub(r"<[^>]*>", "", html).strip())


def _picture(kind: str, data: Mapping[str, Any]) -> str:
    """Return a picture with its words; nothing where its data is no picture."""
    content = joined(data[kind])
    address = of_base64(kind, content) or (of_svg(content) if kind == "image/svg+xml" else "")
    words = spoken(joined(data.get("text/plain"))[:1000]).replace('"', "&quot;")
    made = f'<figure class="fr-chart"><img alt="{words}" src="{address}"></figure>'
    return clean(made) if address else ""


def markdown(
    source: str, context: Context, attachments: Mapping[str, Mapping[str, str]] | None = None
) -> str:
    """Return Markdown as HTML; as it was typed where it cannot be read in a bounded time."""
    if _tangled(source):
        return _plain(source)
    renderer = _Renderer(escape=False, exclude_anchor_links=True)
    try:
        html = MarkdownWithMath(renderer=renderer).render(source)
    except (RecursionError, ValueError, KeyError, IndexError, AttributeError):
        return _plain(source)
    return clean(html, 1, context, attachments, anchors=True)


def _tangled(source: str) -> bool:
    """Say whether Markdown is too long to read, or says one thing so often that nobody typed it.

    Readers of Markdown take a time that grows with the square of, say, 10,000 brackets in a row.
    """
    text = re.sub(r"data:[^)\s\"'>]++", "", source).encode("utf-8", "replace")
    repeats = len(text) > MANY * len(zlib.compress(text))
    return len(text) > LARGEST_MARKDOWN or (len(text) > SMALL_MARKDOWN and repeats)


class _Renderer(IPythonRenderer):
    """Writes HTML and leaves addresses as they are: what is attached is looked up when cleaning."""

    def _embed_image_or_attachment(self, src: str) -> str:
        return src

    def safe_url(self, url: str) -> str:
        return url


def joined(text: object) -> str:
    """Return text that a notebook holds whole or as a list of lines; of anything else, its words.

    >>> joined(["a", "b"]), joined(None), joined({"a": 1})
    ('ab', '', "{'a': 1}")
    """
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(joined(line) for line in text)
    return "" if text is None else str(text)


def _plain(text: str) -> str:
    return f"<pre>{spoken(_cut(plain_text(text)))}</pre>"


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST] + WORDS["rest"].format(count=f"{len(text) - LONGEST:,}")


def _list(found: object) -> list[Any]:
    return found if isinstance(found, list) else []


def _mapping(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


def title(cells: Iterable[Mapping[str, Any]], default: str) -> str:
    """Return the first heading of the highest level."""
    for cell in cells:
        found = re.search(r"^#\s+(.+)$", joined(cell.get("source")), re.MULTILINE)
        if cell.get("cell_type") == "markdown" and found:
            return re.sub(r"[*_`]", "", found[1]).strip()
    return default


def errors(nb: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield the number of each cell that failed, hidden ones too, and its error in a line."""
    for number, cell in enumerate(_list(nb.get("cells")), 1):
        if not isinstance(cell, Mapping):
            continue
        for output in outputs(cell):
            if output.get("output_type") == "error":
                said = f"{joined(output.get('ename'))}: {joined(output.get('evalue'))}"
                yield number, plain_text(said)[:500]
