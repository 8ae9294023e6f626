"""What a page holds: sections in the notebook's order, and what makes them follow the sliders."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from framework_report.export.arrange import Context
from framework_report.export.outputs import (
    VERDICT,
    Block,
    blocks,
    errors,
    parts,
    shown_cells,
    title,
)
from framework_report.words.text import phrases, say

PANEL = "panel"
"""The part that carries what the page computes from."""
FIRST = frozenset([VERDICT, PANEL, "title", "ranking"])
"""The parts that are the first screen."""
BOUND = frozenset(["against", "doubts", "scenarios", "evidence"])
"""The parts that the template has places for; dots of values stand beside the evidence."""
SAID = ("prose", "output")
"""The blocks that may hold headings: what a person wrote, and what a cell computed as Markdown."""
HEADING = re.compile(r"<h2(?: id=\"([^\"]*)\")?[^>]*>(.*?)</h2>", re.DOTALL)
_ODD = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True)
class Section:
    """A heading of the notebook and what follows it."""

    heading: str = ""
    finding: str = ""
    blocks: Sequence[Block] = ()
    anchor: str = ""
    """What a link names it by."""

    @property
    def part(self) -> str:
        """The first part of the report in it."""
        return next((block.part for block in self.blocks if block.part), "")


@dataclass(frozen=True)
class Page:
    """What the template needs; without `data` nothing on the page follows a slider."""

    title: str
    description: str
    sections: list[Section]
    errors: list[str] = field(default_factory=list)
    data: Mapping[str, Any] | None = None
    view: Mapping[str, Any] = field(default_factory=dict)


def read_page(nb: NotebookNode, folder: Path | None = None) -> Page:
    """Turn a notebook into a page, whoever made it.

    Args:
        nb: the notebook.
        folder: where it lies; pictures beside it are embedded.
    """
    cells = shown_cells(nb)
    meta = list(parts(cells))
    data, view = _carried(meta)
    context = Context(folder)
    shown = [block for cell in cells for block in blocks(cell, context)]
    shown = [replace(block, stale=_stale(block, data)) for block in shown]
    findings = {one["part"]: str(one["finding"]) for one in meta if one.get("finding")}
    return Page(
        title=title(cells, "Decision report"),
        description=str(view.get("headline") or say("page", "no_verdict")),
        sections=list(sections(shown, findings, live=data is not None)),
        errors=[say("page", "error", cell=cell, error=error) for cell, error in errors(nb)],
        data=data,
        view=view,
    )


def _carried(meta: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any] | None, dict[str, Any]]:
    """Return what the page computes from, with the state on screen, and what it shows at first."""
    panel = next((one for one in meta if one["part"] == PANEL and "payload" in one), None)
    view: dict[str, Any] = {}
    try:
        for one in meta:
            view |= one.get("view") or {}
        if panel is None or not view.get("badge"):
            return None, {}
        data = {**panel["payload"], "state": panel["state"]}
        json.dumps(data, allow_nan=False)
        data["criteria"][0]["id"], data["frameworks"][0]["label"], data["decision"]["state"]
    except _ODD:
        return None, {}  # a page that does not move, of data that is not ours
    return data, view


def _stale(block: Block, data: Mapping[str, Any] | None) -> str:
    """Say so where a part was made for another state than the one on screen."""
    if not data or block.state is None or block.state == data["state"]:
        return ""
    return say("page", "stale")


def sections(shown: Sequence[Block], findings: Mapping[str, str], live: bool) -> Iterator[Section]:
    """Yield the sections, each from one heading to the next; on a live page also from one finding.

    Args:
        shown: what the cells show, in order.
        findings: by part, what it says in a line.
        live: whether a template stands for the parts that follow the state.
    """
    if not live:
        yield Section(blocks=shown)
        return
    heading, anchor, held, dropped = "", "", list[Block](), False
    for block in _split(shown):
        found = HEADING.match(block.html.lstrip()) if block.kind in SAID else None
        starts = any(b.part for b in held) and block.part in (BOUND | set(findings))
        if found or starts:
            if held and not dropped:
                yield _section(heading, anchor, held, findings)
            held, dropped, anchor = [], False, ""
        if found:
            anchor, heading = found[1] or "", re.sub(r"<[^>]+>", "", found[2]).strip()
            block = replace(block, html=block.html.lstrip()[found.end() :])
        if block.part in FIRST | {"values"}:
            # What introduces the first screen of a notebook speaks of a notebook.
            dropped = dropped or block.part == PANEL or block.part == VERDICT
            continue
        if block.part in BOUND:
            block = replace(block, html="")
        if block.html.strip() or block.stale or block.part:
            held.append(block)
    if held and not dropped:
        yield _section(heading, anchor, held, findings)


def _split(shown: Sequence[Block]) -> Iterator[Block]:
    """Yield prose heading by heading."""
    for block in shown:
        if block.kind not in SAID:
            yield block
            continue
        for part in re.split(r"(?=<h2[ >])", block.html):
            if part.strip():
                yield replace(block, html=part)


def _section(heading: str, anchor: str, held: list[Block], findings: Mapping[str, str]) -> Section:
    made = Section(heading, blocks=held, anchor=anchor)
    own = phrases()["page"].get(f"part_{made.part}", heading)
    return replace(made, heading=str(own), finding=findings.get(made.part, ""))
