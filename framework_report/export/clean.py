"""Clean what cells hold: only tags that a report needs, no style, no script, nothing fetched.

Two steps. The first arranges: it drops whatever is no tag, tag by tag, bounds the work, gives
tables a box and ids a prefix, and says in words what a picture showed that cannot be embedded. The
second, a parser as a browser's, decides alone what gets in: tags and attributes by name, and each
attribute by what it may hold. The page's Content-Security-Policy would refuse the rest anyway.
"""

import re
from collections.abc import Mapping

import nh3

from framework_report.export.arrange import ATTRIBUTES, GONE, KEPT, PREFIX, Arranged, Context
from framework_report.export.pictures import sound

ROLES = frozenset(["group", "img", "list", "listitem", "none", "note", "presentation", "region"])
ANY = re.compile(r".*", re.DOTALL)
NUMBER = re.compile(r"-?\d{1,4}")
IDS = re.compile(rf"{PREFIX}\S+(?: {PREFIX}\S+)*")
HOLDS = {
    "aria-describedby": IDS,
    "aria-hidden": re.compile("true|false"),
    "aria-label": ANY,
    "aria-labelledby": IDS,
    "alt": ANY,
    "class": re.compile(r"(?:(?:fr-[\w-]+|dataframe)(?: |$))+"),
    "colspan": NUMBER,
    "dir": re.compile("ltr|rtl|auto"),
    "headers": IDS,
    "height": re.compile(r"\d{1,4}%?"),
    "href": re.compile(
        rf"https?://\S+|mailto:\S+|#(?:{PREFIX}\S+|verdict|part-[\w-]+|version=\S*)?"
        rf"|[\w%.-]+\.html(?:#\S*)?"
    ),
    "id": re.compile(rf"{PREFIX}\S+"),
    "lang": re.compile(r"[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*"),
    "open": re.compile(""),
    "role": re.compile("|".join(sorted(ROLES))),
    "rowspan": NUMBER,
    "scope": re.compile("col|row|colgroup|rowgroup"),
    "span": NUMBER,
    "start": NUMBER,
    "tabindex": re.compile("0"),
    "title": ANY,
    "value": NUMBER,
    "width": re.compile(r"\d{1,4}%?"),
}
"""What each attribute may hold, whole; classes are the report's own and pandas' one."""


def _may(tag: str, name: str, text: str) -> str | None:
    """Return what an attribute may hold, None where it may not."""
    if name == "src":
        return sound(text) or None
    if name == "class":
        text = " ".join(re.findall(r"(?<!\S)(?:fr-[\w-]+|dataframe)(?!\S)", text))
    allowed = HOLDS.get(name)
    return text if allowed and allowed.fullmatch(text) else None


CLEANER = nh3.Cleaner(
    tags=KEPT,
    clean_content_tags=GONE | {"script", "style"},
    attributes=ATTRIBUTES,
    attribute_filter=_may,
    link_rel=None,
    url_schemes={"http", "https", "mailto", "data"},
)


def clean(
    html: str,
    headings_from: int = 1,
    context: Context | None = None,
    attachments: Mapping[str, Mapping[str, str]] | None = None,
    *,
    anchors: bool = False,
) -> str:
    """Return harmless HTML that says the same.

    Args:
        html: what a cell shows.
        headings_from: the smallest level that a heading may have here; h1 becomes that one.
        context: what the page has shown before; by default, nothing.
        attachments: a Markdown cell's pictures by name, each by MIME type.
        anchors: whether a heading gets an id of its words, as JupyterLab gives it.

    >>> clean('<b onclick="f()" style="color:red">bold</b><script>f()</script>')
    '<b>bold</b>'

    """
    context = Context() if context is None else context
    return CLEANER.clean(Arranged(context, headings_from, attachments or {}, anchors).html(html))
