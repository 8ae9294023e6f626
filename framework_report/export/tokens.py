"""HTML as a row of tokens: in time that grows with its length and no faster, whatever it holds."""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import NamedTuple

TAG = re.compile(
    r"""
    <!--(?:-?>|.*?(?:--!?>|\Z))            # a comment, closed or not
    | <[!?][^>]*+(?:>|\Z)                      # a declaration, a CDATA section, an instruction
    | </(?P<end>[a-zA-Z][^\s/>]*+)[^>]*+(?:>|\Z)
    | </[^a-zA-Z][^>]*+(?:>|\Z)                # no tag at all
    | <(?P<start>[a-zA-Z][^\s/>]*+)(?P<attributes>(?:
          [\s/]++
        | =
        | [^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?)?+
      )*+)(?P<whole>>|\Z)
    """,
    re.VERBOSE | re.DOTALL,
)
ATTRIBUTE = re.compile(
    r"""([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+))?)?+""",
)
RAW: frozenset[str] = frozenset().union(
    ["iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style"],
    ["textarea", "title", "xmp"],
)
"""Tags whose content is no HTML; it goes with them."""

SELF_CLOSING = frozenset(["math", "svg"])
"""Tags that a slash ends; of any other it means nothing."""


class Token(NamedTuple):
    """A start tag, an end tag or text: kind is 'start', 'end' or 'text'."""

    kind: str
    name: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    text: str = ""


def tokens(html: str) -> Iterator[Token]:
    """Yield the tags and the text of HTML, without comments, declarations and what is no HTML.

    >>> [token.kind for token in tokens("<b title='<i>'>x<!-- y --></b><script></b></script>")]
    ['start', 'text', 'end']
    """
    at = 0
    while found := TAG.search(html, at):
        if found.start() > at:
            yield Token("text", text=html[at : found.start()])
        at = found.end()
        if name := found["end"]:
            yield Token("end", name.lower())
        elif (name := (found["start"] or "").lower()) in RAW:
            at = _behind(html, name, at)
        elif name in SELF_CLOSING and found["attributes"].endswith("/"):
            continue
        elif name and found["whole"]:
            yield Token("start", name, tuple(_attributes(found["attributes"])))
    if at < len(html):
        yield Token("text", text=html[at:])


def _behind(html: str, name: str, at: int) -> int:
    end = re.compile(rf"</{name}(?=[\s/>])[^>]*+(?:>|\Z)", re.IGNORECASE).search(html, at)
    return end.end() if end else len(html)


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    for name, *values in ATTRIBUTE.findall(text):
        yield name.lower(), unescape("".join(values))


def start_tag(name: str, attributes: dict[str, str]) -> str:
    """Return a start tag; nothing in an attribute can end it."""
    return (
        " ".join([f"<{name}", *(f'{key}="{escape(attributes[key])}"' for key in attributes)]) + ">"
    )


def as_text(words: str) -> str:
    """Return text as it stands between tags; references in it stay what they are."""
    return words.replace("<", "&lt;").replace(">", "&gt;")


def spoken(words: str) -> str:
    """Return words as text of a page: nothing in them is a tag or a reference.

    >>> spoken("a & <b>")
    'a &amp; &lt;b&gt;'
    """
    return escape(words, quote=False).replace("\0", "\ufffd")
