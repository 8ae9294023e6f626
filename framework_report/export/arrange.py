"""Arrange what cells show for the page: well nested, bounded, named, and prefixed.

Whatever is no tag goes, tag by tag; so do tags that no report needs. Tables get a box, ids a
prefix, headings a level, and a picture that cannot be embedded becomes words. What may stand in the
page is decided afterwards, in `clean`.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from framework_report.export.pictures import attached, beside, said, sound
from framework_report.export.tokens import Token, as_text, start_tag, tokens

PREFIX = "out-"
"""What every id from a notebook begins with, so that the page's own are nobody else's."""
GONE: frozenset[str] = frozenset().union(
    ["applet", "audio", "button", "canvas", "datalist", "form", "frameset", "math"],
    ["object", "select", "svg", "template", "video"],
)
"""Tags that go with everything inside them, beside those whose content is no HTML."""
TEXT: frozenset[str] = frozenset().union(
    ["a", "abbr", "b", "br", "cite", "code", "del", "em", "i", "ins", "kbd", "mark"],
    ["q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var"],
    ["wbr"],
)
BLOCKS: frozenset[str] = frozenset().union(
    ["blockquote", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "hr"],
    ["img", "li", "ol", "p", "pre", "section", "summary", "ul"],
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
NAMING = HEADINGS | {"caption", "summary"}
"""Tags whose text names a table in them or after them."""
CELLS = frozenset(["caption", "td", "th"])
TABLE = CELLS | {"col", "colgroup", "table", "tbody", "tfoot", "thead", "tr"}
KEPT = TEXT | BLOCKS | HEADINGS | TABLE
"""Tags that stay; of any other the content stays."""
VOID = frozenset(["br", "col", "hr", "img", "wbr"])
ENDED_BY = {
    "li": {"li", "p"},
    "dt": {"dt", "dd", "p"},
    "dd": {"dt", "dd", "p"},
    "td": {"td", "th", "p"},
    "th": {"td", "th", "p"},
    "tr": {"td", "th", "p", "tr"},
    "tbody": {"td", "th", "p", "tr", "thead", "tbody"},
    "tfoot": {"td", "th", "p", "tr", "thead", "tbody"},
    **{name: {"p"} for name in (BLOCKS | HEADINGS | {"table"}) - {"img", "dd", "dt", "li"}},
}
"""Which open tags a start tag ends where nobody wrote their end tags."""
DEEPEST, LARGEST = 100, 100_000
"""How deep tags may be nested, and how many there may be in one output."""
LONGEST = 1_000_000
"""How many characters of an output are shown."""
ATTRIBUTES = {
    "*": {"aria-describedby", "aria-hidden", "aria-label", "aria-labelledby"}
    | {"class", "dir", "id", "lang", "role", "title"},
    "a": {"href"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "div": {"tabindex"},
    "figure": {"tabindex"},
    "img": {"alt", "height", "src", "width"},
    "li": {"value"},
    "ol": {"start"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"colspan", "headers", "rowspan", "scope"},
}
NOTEBOOK = re.compile(r"([\w%.-]+)\.ipynb((?:#.*)?)", re.DOTALL)
"""A notebook beside this one; its page is exported beside this one's page."""
SIBLING = re.compile(r"[\w%.-]+\.html")
OWN = re.compile(r"verdict|part-[\w-]+|version=.*|", re.DOTALL)
"""What an address of the page itself may name without the prefix: its sections, and a state."""
RIGHT = re.compile(r"text-align:\s*right|^right$")
WORDS = {
    "deep": f"Nested more than {DEEPEST} deep; what lies deeper is shown without its layout.",
    "large": "The rest of this output is left out: it is too long for a page.",
    "absent": "Picture, not in this file: {words}",
    "lost": "Picture that cannot be shown.",
    "table": "Table",
}


@dataclass
class Context:
    """What the parts of one page share while they are cleaned."""

    folder: Path | None = None
    """That of the notebook; without one no picture beside it is embedded."""
    heading: str = WORDS["table"]
    """The nearest heading above; it names a table that has no caption."""
    ids: set[str] = field(default_factory=set)
    labels: Counter[str] = field(default_factory=Counter)


@dataclass
class _Box:
    """What lets a wide table scroll by itself, for mouse, finger and keyboard alike."""

    at: int
    attributes: dict[str, str]
    label: str


@dataclass
class _Open:
    """A tag that is open: its name, what ends it, its table's box, and its place in the output."""

    name: str
    end: str
    at: int
    attributes: dict[str, str]
    box: _Box | None = None


class Arranged:
    """HTML arranged tag by tag: well nested, of bounded depth and size."""

    def __init__(
        self,
        context: Context,
        headings_from: int,
        attachments: Mapping[str, Mapping[str, str]],
        anchors: bool,
    ) -> None:
        self.context, self.headings_from = context, headings_from
        self.attachments, self.anchors = attachments, anchors
        self.out: list[str] = []
        self.open: list[_Open] = []
        self.boxes: list[_Box] = []
        self.gone, self.gone_depth, self.flat = "", 0, 0
        self.notes: list[str] = []
        self.words: list[str] = []
        """The text so far of a heading, a summary or a caption."""
        self.naming = False

    def html(self, html: str) -> str:
        """Return all of it, and in words what was left out."""
        tags = length = 0
        for token in tokens(html):
            tags += token.kind == "start"
            length += len(token.text)
            if tags > LARGEST or length > LONGEST:
                self.notes.append("large")
                break
            self._take(token)
        while self.open:
            self._close()
        for box in self.boxes:
            self._name(box)
        return "".join([*self.out, *(f'<p class="fr-note">{WORDS[n]}</p>' for n in self.notes)])

    def _take(self, token: Token) -> None:
        if self.gone:
            if token.name == self.gone:
                self.gone_depth += 1 if token.kind == "start" else -1
                self.gone = self.gone if self.gone_depth else ""
        elif token.kind == "text":
            self.out.append(as_text(token.text))
            if self.naming:
                self.words.append(token.text)
        elif token.kind == "end":
            self._end(token.name)
        elif token.name in GONE:
            self.gone, self.gone_depth = token.name, 1
        elif token.name in KEPT:
            self._start(token.name, dict(reversed(token.attributes)))

    def _level(self, name: str) -> str:
        return f"h{max(int(name[1]), self.headings_from)}" if name in HEADINGS else name

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = self._level(name)
        if name == "a":
            self._end("a")  # no link stands in a link
        while self.open and self.open[-1].name in ENDED_BY.get(name, ()):
            self._close()
        if name == "img":
            self.out.append(self._picture(attributes))
        elif name in VOID:
            self.out.append(start_tag(name, self._attributes(name, attributes)))
        elif len(self.open) >= DEEPEST:
            self.flat += 1
            self.notes = self.notes or ["deep"]
        else:
            self._push(name, self._attributes(name, attributes))

    def _push(self, name: str, attributes: dict[str, str]) -> None:
        classes = attributes.get("class", "").split()
        box, end = None, f"</{name}>"
        if name == "table":
            box = self.open[-1].box if self.open and self.open[-1].name == "div" else None
            if not box:
                box, end = self._box({"class": "fr-scroll"}), "</table></div>"
            box.label = attributes.get("aria-label") or box.label
        elif name == "div" and "fr-scroll" in classes:
            box = self._box(attributes)
        elif name == "figure" and "fr-chart" in classes:
            attributes["tabindex"] = "0"  # it scrolls on a narrow screen
        if name in NAMING:
            self.words, self.naming = [], True
        self.open.append(_Open(name, end, len(self.out), attributes, box))
        if name != "div" or not box:
            self.out.append(start_tag(name, attributes))

    def _box(self, attributes: dict[str, str]) -> _Box:
        box = _Box(len(self.out), attributes, attributes.get("aria-label", self.context.heading))
        self.out.append("")
        self.boxes.append(box)
        return box

    def _name(self, box: _Box) -> None:
        """Give a box a name that no other region of the page has."""
        self.context.labels[box.label] += 1
        number = self.context.labels[box.label]
        label = f"{box.label} ({number})" if number > 1 else box.label
        named = box.attributes | {"role": "region", "tabindex": "0", "aria-label": label}
        self.out[box.at] = start_tag("div", named)

    def _end(self, name: str) -> None:
        if self.flat and name in KEPT - VOID:
            self.flat -= 1
            return
        name = self._level(name)
        for tag in reversed(self.open):
            if tag.name == name:
                while self._close() != name:
                    pass
                return
            if tag.name in CELLS and name not in TABLE:
                return  # what a cell stands in is not ended within the cell

    def _close(self) -> str:
        """End the tag that was opened last; what it said may name what follows."""
        tag = self.open.pop()
        self.out.append(tag.end)
        if tag.name not in NAMING:
            return tag.name
        self.naming = False
        words = " ".join(unescape("".join(self.words)).split())
        if tag.name == "caption" and words:
            if table := next((above.box for above in reversed(self.open) if above.box), None):
                table.label = words
        elif words:
            self.context.heading = words
            if self.anchors and tag.name in HEADINGS and "id" not in tag.attributes:
                named = self._attributes(tag.name, {"id": words})
                self.out[tag.at] = start_tag(tag.name, tag.attributes | named)
        return tag.name

    def _attributes(self, name: str, attributes: dict[str, str]) -> dict[str, str]:
        """Return a tag's attributes with prefixes and with addresses as they are on the page."""
        made = {}
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(name, set())
        for key in reversed(attributes):
            text = attributes[key]
            if key == "id":
                text = PREFIX + "-".join(text.split())
                if text in self.context.ids:
                    continue  # an id names one element
                self.context.ids.add(text)
            elif key in ("aria-describedby", "aria-labelledby", "headers"):
                text = " ".join(PREFIX + one for one in text.split())
            elif key == "href":
                text = _address(text)
            elif key == "open":
                text = ""
            if key in allowed:
                made[key] = text
        aligned = attributes.get("style", "") + attributes.get("align", "")
        if name in ("td", "th") and RIGHT.search(aligned):
            made["class"] = f"{made.get('class', '')} fr-number".strip()
        return made

    def _picture(self, attributes: dict[str, str]) -> str:
        """Return a picture that is in the page, else words: what it shows and where it is."""
        address, words = attributes.get("src", "").strip(), attributes.get("alt", "").strip()
        kind, _, name = address.partition(":")
        held = sound(address)
        if kind.lower() == "attachment":
            held = attached(self.attachments.get(unquote(name)) or self.attachments.get(name))
        elif not held and self.context.folder:
            held = beside(address, self.context.folder)
        if held:
            kept = self._attributes("img", attributes)
            return start_tag("img", kept | {"alt": words, "src": held})
        return self._absent(words or attributes.get("title", ""), said(address))

    def _absent(self, words: str, where: str) -> str:
        linked = where.lower().startswith("http") and "a" not in [tag.name for tag in self.open]
        place = f"{start_tag('a', {'href': where})}{escape(where)}</a>" if linked else escape(where)
        shown = f"{escape(words)} ({place})" if words and place else escape(words) or place
        words = WORDS["absent"].format(words=shown) if shown else WORDS["lost"]
        return f'<span class="fr-absent">{words}</span>'


def _address(text: str) -> str:
    """Return a link's address as it is on the page: a notebook's page, a prefixed heading."""
    text = text.strip()
    if beside := NOTEBOOK.fullmatch(text):
        text = f"{beside[1]}.html{beside[2]}"
    page, mark, part = text.partition("#")
    if mark and not OWN.fullmatch(part) and (not page or SIBLING.fullmatch(page)):
        return f"{page}#{PREFIX}{part}"
    return text
