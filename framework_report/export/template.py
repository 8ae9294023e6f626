"""From a page to HTML: one template, whose places the page's script fills again as sliders move."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from minify_html import minify

from framework_report.export.bundle import script
from framework_report.export.evidence import criteria
from framework_report.export.page import Page
from framework_report.words.text import fill, phrases, say

HERE = Path(__file__).parent
BESIDE = ("sources",)
IN_HTML = ("evidence", "reason", "prefer", "owner", "contact", "repository")
"""What of the data the page says in its HTML, and the script never asks for."""


def bound(view: Mapping[str, Any], places: str) -> Markup:
    """Return the attributes of an element with places: filled, and marked for the script.

    Places are a list such as ``text=headline class=look show=headline``: by name, the element's
    text, its attributes, and whether it is there at all.
    """
    # Where nothing in it is an equals sign, HTML needs no quotes around it.
    made, hidden = [f'data-b="{escape(places.replace("=", ":"))}"'], False
    for kind, name in (pair.split("=") for pair in places.split()):
        found = view.get(name)
        if kind == "show":
            hidden = found is None
        elif kind != "text" and found is not None:
            made.append(f'{kind}="{escape(str(found))}"')
    return Markup(" ".join(made + ["hidden"] * hidden))


def element(view: Mapping[str, Any], name: str, places: str, attributes: str = "") -> Markup:
    """Return an element with its text; `attributes` stand in the template as they are."""
    key = next((pair[5:] for pair in places.split() if pair.startswith("text=")), "")
    words = escape(str(view.get(key) or ""), quote=False)
    start = " ".join(filter(None, (name, attributes, bound(view, places))))
    return Markup(f"<{start}>{words}</{name}>")


def render(page: Page) -> str:
    """Return the page as HTML, with the policy that its style and script alone meet."""
    style, live = _style(), script() if page.data else ""
    about = _about(page.data) if page.data else {}
    html = (
        _environment()
        .get_template("index.html.j2")
        .render(
            page=page,
            d=page.data,
            **about,
            v=page.view,
            of=bound,
            el=element,
            w=phrases()["page"],
            style=Markup(style),
            script=Markup(live),
            payload=Markup(as_json(slim(page.data))) if page.data else "",
            policy=_policy(style, live),
        )
    )
    return str(minify(html, keep_html_and_head_opening_tags=True))


def _about(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the template asks of the data."""
    scored = [row for row in data["criteria"] if row["kind"] != "shown"]
    themes = list(dict.fromkeys(row["theme"] for row in scored))
    contact = data["report"]["contact"]
    dates = data["dates"]
    dated = say("page", "made_on", first=dates[0], last=dates[-1]) if dates else ""
    versions = ", ".join(f"{row['label']} {row['version']}".strip() for row in data["frameworks"])
    made_of = {"digest": data["digest"], "version": data["version"], "versions": versions}
    return {
        "themes": themes,
        "counted": criteria(data),
        "paragraphs": phrases()["paragraph"],
        "doubts": data["phrases"]["doubts"],
        "contact": f"mailto:{contact}" if "@" in contact else contact,
        "made_of": say("page", "made_of", dated=dated, **made_of),
    }


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates" / "decision"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["fill"] = lambda text, **slots: fill(text, slots)
    return made


@lru_cache(maxsize=1)
def _style() -> str:
    css = (HERE / "style.css").read_text(encoding="utf-8")
    return str(minify(f"<style>{css}</style>", minify_css=True)).removeprefix("<style>")[:-8]


def _policy(style: str, live: str) -> str:
    """Return the Content-Security-Policy: nothing but this page's own style and script."""
    return "; ".join(
        [
            "default-src 'none'",
            "img-src data:",
            f"style-src {_hash(style)}",
            f"script-src {_hash(live) if live else chr(39) + 'none' + chr(39)}",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def slim(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data as it travels: without what the HTML says or the script never asks for.

    Measures become rows; `columns` names what stands in them.
    """
    asked = script()
    families = set(re.findall(r"`(\w+_)\$\{", asked))
    words = set(re.findall(r"\w+", asked)) | {"name"}
    first = next(m for row in data["criteria"] for m in row.get("measures", ()))
    columns = [key for key in first if key not in IN_HTML]

    def said(sentences: Any) -> Any:
        if not isinstance(sentences, Mapping):
            return sentences
        return {
            key: text
            for key, text in sentences.items()
            if key in words or any(key.startswith(family) for family in families)
        }

    criteria = [_without(row) for row in data["criteria"]]
    for row in criteria:
        if "measures" in row:
            row["measures"] = [[m[key] for key in columns] for m in row["measures"]]
    return {key: found for key, found in data.items() if key not in BESIDE} | {
        "columns": columns,
        "criteria": criteria,
        "phrases": {table: said(found) for table, found in data["phrases"].items()},
        "report": _without(data["report"]),
    }


def _without(found: Mapping[str, Any]) -> dict[str, Any]:
    return {key: one for key, one in found.items() if key not in IN_HTML}


def as_json(data: Mapping[str, Any]) -> str:
    """Write JSON that can stand inside a script element: no character in it can end one.

    Keys are sorted, as a saved notebook's are, so that nothing can come to depend on their order.

    >>> as_json({"text": "</script>"})
    '{"text":"\\\\u003c/script\\\\u003e"}'
    """
    text = json.dumps(
        data, ensure_ascii=False, separators=(",", ":"), allow_nan=False, sort_keys=True
    )
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
