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
from nbformat import NotebookNode
from traitlets import default

from framework_report.export.arrange import Context
from framework_report.export.outputs import (
    CONTROLS,
    HIDE,
    PART,
    VERDICT,
    WIDGET,
    Block,
    errors,
    parts,
    shown_cells,
    title,
)
from framework_report.export.outputs import blocks as cell_blocks
from framework_report.narrative import fill, joined, phrases
from framework_report.payload import differences

__all__ = ["CONTROLS", "HERE", "HIDE", "PART", "WIDGET", "Block", "DecisionReportExporter", "Page"]

HERE = Path(__file__).parent
SCRIPT = (
    *("payload", "model", "draws", "robustness", "outcome", "sensitivity", "narrative"),
    *("state", "elements", "themes", "moves", "panel", "standing", "charts", "page"),
)
"""The parts of the page's script, in order. It reads the payload, fetches and stores nothing, and
repeats what the package computes in Python, in the same order, so that both give the same figures
and the same words; then come the state as text, the controls and the charts."""


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
    _folder: Path | None = None

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
        yield "page", self._page

    def _preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Leave the notebook as it is: what prepares or judges it for other pages has no say."""
        return nb, resources

    def _page(self, nb: NotebookNode) -> Page:
        return page(nb, self._folder)

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **keywords: Any) -> Any:
        """Export a notebook; `resources` says in which folder it lies."""
        folder = ((resources or {}).get("metadata") or {}).get("path")
        self._folder = Path(folder) if folder else None
        return super().from_notebook_node(nb, resources, **keywords)


def page(nb: NotebookNode, folder: Path | None = None) -> Page:
    """Turn a notebook into the page's blocks, in its order.

    Args:
        nb: the notebook, whoever made it.
        folder: where it lies; pictures beside it are embedded.
    """
    cells = shown_cells(nb)
    meta = list(parts(cells))
    payload = next((one["payload"] for one in meta if "payload" in one), None)
    shown = next((one.get("state") for one in meta if one["part"] == VERDICT), None)
    try:
        said = {
            "notice": _notice(payload, shown),
            "made_of": _made_of(payload) if payload else "",
            "payload": as_json({**payload, "state": shown}) if payload else "",
        }
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        payload, said = None, {}  # a page that does not move, of data that is not ours
    blocks, seen = [], set()
    context = Context(folder)
    for cell in cells:
        for block in cell_blocks(cell, context):
            # An id names one element: only the first of a part's outputs gets it.
            name = "" if block.part in seen else block.part
            blocks.append(replace(block, id=name, stale=_stale(payload, block.state, shown)))
            seen.add(block.part)
    return Page(
        title=title(cells, "Decision report"),
        description=_description(blocks),
        blocks=blocks,
        errors=[
            fill(phrases()["page"]["error"], {"cell": number, "error": error})
            for number, error in errors(cells)
        ],
        style=_asset("page.css"),
        script=_script() if payload else "",
        **said,
    )


def _asset(name: str) -> str:
    """Return a script or a style without comments of whole lines and without indentation."""
    lines = (line.strip() for line in (HERE / name).read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def _script() -> str:
    """Return the page's script: its parts one after the other, in a scope of their own."""
    parts = "".join(_asset(f"script/{name}.js") for name in SCRIPT)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _description(blocks: list[Block]) -> str:
    """Return the verdict's headline as text."""
    for block in blocks:
        found = re.search(r"<h2[^>]*>(.*?)</h2>", block.html, re.DOTALL)
        if block.part == "verdict" and found:
            return re.sub(r"<[^>]+>", "", found[1])
    return phrases()["page"]["no_verdict"]


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
    try:
        found = differences(payload, state, shown)
    except (AttributeError, LookupError, TypeError, ValueError):
        return ""  # no state that this report could have
    return (
        fill(payload["phrases"]["page"]["stale"], {"differences": joined(found)}) if found else ""
    )
