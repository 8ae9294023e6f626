"""Clean what cells hold: only tags that a report needs, no style, no script, nothing fetched.

The page's Content-Security-Policy would refuse the rest anyway; here it does not even get in.
"""

import re

from bs4 import BeautifulSoup, Comment, Tag

GONE = frozenset(
    [
        "script",
        "style",
        "link",
        "meta",
        "base",
        "iframe",
        "frame",
        "object",
        "embed",
        "template",
        "noscript",
        "svg",
        "math",
        "form",
    ]
)
"""Tags that go with everything inside them."""
KEPT = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "section",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
"""Tags that stay; of any other the content stays."""
ATTRIBUTES = frozenset(
    [
        "alt",
        "class",
        "colspan",
        "height",
        "href",
        "id",
        "lang",
        "open",
        "role",
        "rowspan",
        "scope",
        "src",
        "start",
        "title",
        "width",
    ]
)
ADDRESS = re.compile(r"(https?://|mailto:|#|[\w-]+\.html(#|$))", re.IGNORECASE)
NOTEBOOK = re.compile(r"([\w-]+)\.ipynb((?:#.*)?)$")
"""A notebook beside this one; its page is exported beside this one's page."""
IMAGE = re.compile(r"data:image/(svg\+xml|png|jpeg|gif|webp)[;,]", re.IGNORECASE)


def clean(html: str, headings_from: int = 1) -> str:
    """Return harmless HTML that says the same.

    Args:
        html: what a cell shows.
        headings_from: the smallest level that a heading may have here; h1 becomes that one.

    >>> clean('<b onclick="f()" style="color:red">bold</b><script>f()</script>')
    '<b>bold</b>'

    """
    soup = BeautifulSoup(html, "html.parser")
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for tag in soup.find_all(True):
        if tag.decomposed:
            continue
        if tag.name in GONE:
            tag.decompose()
        elif tag.name not in KEPT:
            tag.unwrap()
        else:
            _clean_tag(tag, headings_from)
    for table in soup.find_all("table"):
        _in_its_own_box(soup, table)
    for chart in soup.select("figure.fr-chart"):
        chart["tabindex"] = "0"  # it scrolls on a narrow screen
    return str(soup)


def _clean_tag(tag: Tag, headings_from: int) -> None:
    for name in list(tag.attrs):
        if name not in ATTRIBUTES and not name.startswith(("aria-", "data-")):
            del tag[name]
    if beside := NOTEBOOK.match(str(tag.get("href", ""))):
        tag["href"] = f"{beside[1]}.html{beside[2]}"
    if not ADDRESS.match(str(tag.get("href", "#"))):
        del tag["href"]
    if not IMAGE.match(str(tag.get("src", "data:image/png,"))):
        del tag["src"]
    if tag.name == "img" and not tag.get("alt"):
        tag["alt"] = ""
    if re.fullmatch("h[1-6]", tag.name):
        tag.name = f"h{max(int(tag.name[1]), headings_from)}"


def _in_its_own_box(soup: BeautifulSoup, table: Tag) -> None:
    """Let a wide table scroll by itself, for mouse, finger and keyboard alike."""
    box = table.parent
    if box is None or "fr-scroll" not in (box.get("class") or []):
        box = table.wrap(soup.new_tag("div", attrs={"class": "fr-scroll"}))
    caption = table.find("caption")
    box["role"], box["tabindex"] = "region", "0"
    box["aria-label"] = caption.get_text(" ", strip=True) if caption else "Table"
