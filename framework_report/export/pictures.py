"""Pictures as addresses that hold them: only real ones, and only from the notebook's folder.

An address is harmless in an `img` whatever it holds: no browser runs or fetches anything from a
picture. What is looked at here is that nothing breaks out of its attribute and that a reader gets
a picture or words, never the sign of a broken one.
"""

import base64
import binascii
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit
from xml.parsers import expat

SVG = "http://www.w3.org/2000/svg"
LARGEST = 4_000_000
"""How many bytes a picture may have that is embedded from a file."""
MAGIC = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "image/svg+xml": re.compile(
        rb"(?>\xef\xbb\xbf)?(?>\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+>)*+<svg[\s/>]",
        re.DOTALL | re.IGNORECASE,
    ),
}
"""How each kind of picture that a page may show begins; an SVG must declare no entities."""
END = {"image/png": b"IEND\xaeB`\x82", "image/jpeg": b"\xff\xd9", "image/gif": b";"}
"""How a whole one ends; there may be a little behind it."""
SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
ADDRESS = re.compile(
    r"data:(image/(?:png|jpeg|gif|webp|svg\+xml))"
    r"(?:;(?!base64,)[\w.+-]+(?:=[\w.+-]+)?)*+(;base64)?,(.*)",
    re.DOTALL | re.IGNORECASE,
)
PERCENT = re.compile(r"(?:[\w =':;,()!*@$+?\[\]{}|~^`./&-]|%[0-9a-fA-F]{2})*+", re.ASCII)
"""What may stand in an address that is not base64: nothing that ends an attribute or a tag."""


def kind_of(content: bytes) -> str:
    """Return the MIME type of a picture by how it begins, nothing for anything else.

    >>> kind_of(b"GIF89a...")
    'image/gif'
    >>> kind_of(b"<html>")
    ''
    """
    return next((kind for kind, magic in MAGIC.items() if magic.match(content)), "")


def sound(address: str) -> str:
    """Return an address that holds a picture as it may stand in a page, nothing for any other.

    >>> sound("data:image/gif;base64,R0lG ODlhOw")
    'data:image/gif;base64,R0lGODlhOw=='
    >>> sound('data:image/png;base64,AA"><script>f()</script>')
    ''
    """
    if not (found := ADDRESS.fullmatch(address.strip())):
        return ""
    kind, held = found[1].lower(), found[3]
    if found[2]:
        return of_base64(kind, held)
    content = unquote_to_bytes(held)
    if not _is(kind, content):
        return ""
    return f"data:{kind},{held}" if PERCENT.fullmatch(held) else _packed(kind, content)


def of_base64(kind: str, text: str) -> str:
    """Return the address of a picture that is given as base64 text, nothing if it is none."""
    packed = re.sub(r"\s", "", unquote(text) if "%" in text else text).rstrip("=")
    packed += "=" * (-len(packed) % 4)
    try:
        content = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return f"data:{kind};base64,{packed}" if _is(kind, content) else ""


def attached(forms: Mapping[str, str] | None) -> str:
    """Return the address of a Markdown cell's attachment, nothing if none of its forms is one."""
    if not isinstance(forms, Mapping):
        return ""
    found = (of_base64(kind, text) for kind, text in forms.items() if isinstance(text, str))
    return next(filter(None, found), "")


def of_svg(text: str) -> str:
    """Return the address of an SVG that is given as text, nothing if it is none."""
    # Within a notebook an SVG needs no namespace, as a file it does.
    whole = re.sub(r"<svg\b(?![^>]*\sxmlns=)", f'<svg xmlns="{SVG}"', text, count=1)
    content = whole.encode("utf-8", "replace")
    return _packed("image/svg+xml", content) if _is("image/svg+xml", content) else ""


def beside(address: str, folder: Path) -> str:
    """Return the address of a picture that lies in a folder or below it, nothing if none does.

    Args:
        address: as it stands in the notebook; it must not lead out of the folder, by a link either.
        folder: that of the notebook.
    """
    try:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
            return ""
        path, home = (folder / unquote(parts.path)).resolve(), folder.resolve()
        if not path.is_relative_to(home) or path.suffix.lower() not in SUFFIXES:
            return ""
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
            return ""
        content = path.read_bytes()
    except (OSError, ValueError, RuntimeError):
        return ""
    kind = kind_of(content)
    return _packed(kind, content) if kind and _is(kind, content) else ""


def _packed(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _is(kind: str, content: bytes) -> bool:
    whole = END.get(kind, b"") in content[-64:]
    return kind_of(content) == kind and whole and (kind != "image/svg+xml" or _is_drawn(content))


def _is_drawn(content: bytes) -> bool:
    """Say whether a browser draws an SVG: it is whole XML, of the right namespace, no entities."""
    names: list[str] = []

    def take(name: str, _attributes: object) -> None:
        if not names:
            names.append(name)

    def refuse(*_declared: object) -> None:
        raise ValueError

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = take
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        return False
    return names == [f"{SVG} svg"]


def said(address: str) -> str:
    """Return where a picture is as it can stand in a sentence; nothing where it is in the address.

    >>> said("data:image/png;base64,AAAA")
    ''
    """
    kind, colon, rest = address.strip().partition(":")
    known = {"http": address.strip(), "https": address.strip(), "attachment": rest, "file": rest}
    return (known.get(kind.lower(), "") if colon else kind)[:300]
