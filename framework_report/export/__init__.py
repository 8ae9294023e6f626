"""The exporter behind `jupyter nbconvert --to decision_report`: one HTML file, nothing fetched.

The page shows what the notebook's outputs hold: the state on screen, marked where it differs from
the team's decision. Words, charts and tables are in it as they are; the page's script (`script/`)
takes over the parts that follow the sliders.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbconvert.exporters import TemplateExporter
from nbconvert.filters import strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from traitlets import default

from framework_report.export.clean import clean
from framework_report.narrative import fill, joined, phrases
from framework_report.payload import differences

HERE = Path(__file__).parent
PART = "application/vnd.framework-report+json"
"""The type of output that says which part of the report an output is, and of which state."""
WIDGET = "application/vnd.jupyter.widget-view+json"
CONTROLS = "controls"
"""The part that is the notebook's own sliders; the page has others."""
HIDE = "report-hide"
"""The tag of cells that the page leaves out."""
IMAGES = ("image/svg+xml", "image/png", "image/jpeg")
SCRIPT = (
    *("payload", "model", "draws", "robustness", "outcome", "sensitivity", "narrative"),
    *("state", "elements", "themes", "moves", "panel", "standing", "charts", "page"),
)
"""The parts of the page's script, in order. It reads the payload, fetches and stores nothing, and
repeats what the package computes in Python, in the same order, so that both give the same figures
and the same words; then come the state as text, the controls and the charts."""


@dataclass(frozen=True)
class Block:
    """One thing on the page: its kind ('prose', 'code', 'part', 'output', 'error') and its HTML."""

    kind: str
    html: str
    part: str = ""
    id: str = ""
    stale: str = ""


@dataclass(frozen=True)
class Page:
    """What the template needs."""

    title: str
    description: str
    blocks: list[Block]
    errors: list[str] = field(default_factory=list)
    notice: str = ""
    made_of: str = ""
    payload: str = ""
    style: str = ""
    script: str = ""

    @property
    def policy(self) -> str:
        """The Content-Security-Policy: nothing but this page's own style and script."""
        return "; ".join(
            [
                "default-src 'none'",
                "img-src data:",
                f"style-src {_hash(self.style)}",
                f"script-src {_hash(self.script) if self.script else chr(39) + 'none' + chr(39)}",
                "base-uri 'none'",
                "form-action 'none'",
            ]
        )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def as_json(payload: Mapping[str, Any]) -> str:
    """Write JSON that can stand inside a script element: no character in it can end one.

    Keys are sorted, as a saved notebook's are, so that nothing can come to depend on their order.

    >>> as_json({"text": "</script>"})
    '{"text":"\\\\u003c/script\\\\u003e"}'
    """
    text = json.dumps(
        payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False, sort_keys=True
    )
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


class DecisionReportExporter(TemplateExporter):
    """Exports the decision report as one HTML file that needs no network."""

    export_from_notebook = "Decision report"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "decision_report"

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        return [str(HERE / "templates")]

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """Add the one filter that the template needs."""
        yield from super().default_filters()
        yield "page", page


def page(nb: NotebookNode) -> Page:
    """Turn a notebook into the page's blocks, in its order."""
    cells = [cell for cell in nb.cells if HIDE not in cell.get("metadata", {}).get("tags", [])]
    parts = [
        meta for cell in cells for output in cell.get("outputs", []) if (meta := _meta(output))
    ]
    payload = next((meta["payload"] for meta in parts if "payload" in meta), None)
    shown = next((meta["state"] for meta in parts if meta.get("part") == "verdict"), None)
    blocks, seen = [], set()
    for cell in cells:
        for block in _blocks(cell, payload, shown):
            # An id names one element: only the first of a part's outputs gets it.
            blocks.append(replace(block, id="" if block.part in seen else block.part))
            seen.add(block.part)
    return Page(
        title=_title(nb),
        description=_description(blocks),
        blocks=blocks,
        errors=list(_errors(cells)),
        notice=_notice(payload, shown),
        made_of=_made_of(payload) if payload else "",
        payload=as_json({**payload, "state": shown}) if payload else "",
        style=_asset("page.css"),
        script=_script() if payload else "",
    )


def _asset(name: str) -> str:
    """Return a script or a style without comments of whole lines and without indentation."""
    lines = (line.strip() for line in (HERE / name).read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def _script() -> str:
    """Return the page's script: its parts one after the other, in a scope of their own."""
    parts = "".join(_asset(f"script/{name}.js") for name in SCRIPT)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _meta(output: Mapping) -> Mapping[str, Any] | None:
    return output.get("data", {}).get(PART)


def _blocks(cell: NotebookNode, payload: Mapping | None, shown: Mapping | None) -> Iterator[Block]:
    if cell.cell_type == "markdown":
        yield Block("prose", _markdown(cell.source))
    elif cell.cell_type == "code":
        if cell.source.strip():
            yield Block("code", _text(cell.source))
        for output in cell.outputs:
            yield from _output(output, payload, shown)


def _output(output: Mapping, payload: Mapping | None, shown: Mapping | None) -> Iterator[Block]:
    kind = output["output_type"]
    if kind == "error":
        yield Block("error", _text(strip_ansi("\n".join(output["traceback"]))))
    elif kind == "stream":
        yield Block("output", f"<pre>{_text(strip_ansi(output['text']))}</pre>")
    elif (meta := _meta(output)) and meta["part"] == CONTROLS:
        return
    elif meta:
        html = clean(output["data"].get("text/html", ""), headings_from=2)
        if meta["part"] == "verdict":
            html = html.replace("<h3", "<h2").replace("</h3>", "</h2>")
        yield Block("part", html, meta["part"], stale=_stale(payload, meta.get("state"), shown))
    elif html := _shown(output.get("data", {})):
        yield Block("output", html)


def _shown(data: Mapping[str, str]) -> str:
    """Return the best of an output's forms that a page without scripts can show."""
    if WIDGET in data:
        return ""
    if "text/html" in data:
        return clean(data["text/html"], headings_from=2)
    if "text/markdown" in data:
        return _markdown(data["text/markdown"])
    for kind in IMAGES:
        if kind in data:
            return _image(kind, data)
    return f"<pre>{_text(data['text/plain'])}</pre>" if "text/plain" in data else ""


def _image(kind: str, data: Mapping[str, str]) -> str:
    content = data[kind]
    if kind == "image/svg+xml":
        content = base64.b64encode(content.encode()).decode()
    words = _text(data.get("text/plain", "")).replace('"', "&quot;")
    content = re.sub(r"\s", "", content)
    return (
        f'<figure class="fr-chart"><img alt="{words}" src="data:{kind};base64,{content}"></figure>'
    )


def _markdown(source: str) -> str:
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return clean(MarkdownWithMath(renderer=renderer).render(source))


def _text(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _title(nb: NotebookNode) -> str:
    for cell in nb.cells:
        found = re.search(r"^#\s+(.+)$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and found:
            return re.sub(r"[*_`]", "", found[1]).strip()
    return "Decision report"


def _description(blocks: list[Block]) -> str:
    """Return the verdict's headline as text."""
    for block in blocks:
        found = re.search(r"<h2[^>]*>(.*?)</h2>", block.html, re.DOTALL)
        if block.part == "verdict" and found:
            return re.sub(r"<[^>]+>", "", found[1])
    return phrases()["page"]["no_verdict"]


def _errors(cells: list[NotebookNode]) -> Iterator[str]:
    for number, cell in enumerate(cells, 1):
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                slots = {"cell": number, "error": f"{output['ename']}: {output['evalue']}"}
                yield fill(phrases()["page"]["error"], slots)


def _notice(payload: Mapping | None, shown: Mapping | None) -> str:
    """Say how the state on the page stands to the team's decision."""
    if not payload or shown is None:
        return ""
    words, decision = payload["phrases"]["page"], payload["decision"]
    found = differences(payload, shown, decision["state"])
    name = ("whatif" if found else "same") + ("" if decision["date"] else "_undecided")
    return fill(words[name], {"date": decision["date"], "differences": joined(found)})


def _made_of(payload: Mapping) -> str:
    """Say on what evidence the page rests, of which versions and dates."""
    dates = payload["dates"] or ["", ""]
    versions = ", ".join(f"{row['label']} {row['version']}" for row in payload["frameworks"])
    slots = {"digest": payload["digest"], "first": dates[0], "last": dates[1]}
    slots |= {"versions": versions, "version": payload["version"]}
    return fill(payload["phrases"]["page"]["made_of"], slots)


def _stale(payload: Mapping | None, state: Mapping | None, shown: Mapping | None) -> str:
    """Say so where a part was made for another state than the verdict."""
    if not payload or shown is None or state is None:
        return ""
    found = differences(payload, state, shown)
    return (
        fill(payload["phrases"]["page"]["stale"], {"differences": joined(found)}) if found else ""
    )
