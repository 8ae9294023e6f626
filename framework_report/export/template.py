"""From a page to HTML: one template, whose places the page's script fills again as sliders move."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from framework_report.export.bundle import script
from framework_report.export.evidence import criteria
from framework_report.export.page import Page
from framework_report.words.text import fill, phrases

HERE = Path(__file__).parent
MARKS = "●■◆▼▲✚✖★"
"""How frameworks are told apart in charts of values, in the order of the tables."""
BESIDE = ("sources",)
IN_HTML = ("evidence", "reason", "prefer")
"""What of the data the page says in its HTML, and the script never asks for."""


@dataclass(frozen=True)
class Places:
    """Fills the template's places from a view, and marks each for the script.

    A place is bound by a list such as ``text=headline class=headline_class show=headline``: its
    text, its attributes, and whether it is there at all.
    """

    view: Mapping[str, Any]

    def of(self, bound: str) -> Markup:
        """Return the attributes of an element that is bound so."""
        made, hidden = [f'data-b="{escape(bound)}"'], False
        for kind, key in (pair.split("=") for pair in bound.split()):
            value = self.view.get(key)
            if kind == "show":
                hidden = value is None
            elif kind != "text" and value is not None:
                made.append(f'{kind}="{escape(str(value))}"')
        return Markup(" ".join(made + ["hidden"] * hidden))

    def el(self, name: str, bound: str, attributes: str = "") -> Markup:
        """Return an element with its text; `attributes` stand in the template as they are."""
        key = next((p[5:] for p in bound.split() if p.startswith("text=")), "")
        words = self.view.get(key)
        text = escape("" if words is None else str(words), quote=False)
        return Markup(f"<{name} {self.of(bound)} {attributes}>{text}</{name}>".replace(" >", ">"))


def render(page: Page) -> str:
    """Return the page as HTML, with the policy that its style and script alone meet."""
    style, live = _style(), script() if page.data else ""
    places = Places(page.view)
    about = _about(page.data) if page.data else {}
    return _environment().get_template("index.html.j2").render(
        page=page,
        d=page.data,
        **about,
        v=page.view,
        of=places.of,
        el=places.el,
        w=phrases()["page"],
        marks=MARKS,
        style=Markup(style),
        script=Markup(live),
        payload=Markup(as_json(slim(page.data))) if page.data else "",
        policy=_policy(style, live),
    )


def _about(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the template asks of the data."""
    scored = [row for row in data["criteria"] if row["kind"] != "shown"]
    themes = list(dict.fromkeys(row["theme"] for row in scored))
    counted = criteria(data)
    contact = data["report"]["contact"]
    dates = data["dates"] or ["", ""]
    versions = ", ".join(f"{row['label']} {row['version']}" for row in data["frameworks"])
    slots = {"digest": data["digest"], "first": dates[0], "last": dates[1]}
    return {
        "scored": scored,
        "team": [row for row in scored if row["kind"] == "team"],
        "themes": themes,
        "sliders": scored + themes,
        "counted": counted,
        "figures": sum(len(m["figures"]) for row in counted for m in row["measures"]),
        "paragraphs": data["phrases"]["paragraph"],
        "doubts": data["phrases"]["doubts"],
        "contact": f"mailto:{contact}" if "@" in contact else contact,
        "made_of": fill(
            phrases()["page"]["made_of"], slots | {"versions": versions, "version": data["version"]}
        ),
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
    lines = (line.strip() for line in (HERE / "style.css").read_text("utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("/*")) + "\n"


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
    """Return the data without what the page's HTML says already."""
    criteria = [
        {
            key: [_without(one) for one in found] if key == "measures" else found
            for key, found in _without(criterion).items()
        }
        for criterion in data["criteria"]
    ]
    return {key: found for key, found in data.items() if key not in BESIDE} | {
        "criteria": criteria
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
