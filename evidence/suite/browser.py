"""A browser as far as forms need one: follows redirects, keeps cookies, fills in, sends."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Self

import httpx

DEFAULT_TYPE = {"input": "text", "button": "submit"}
SUBMITS = {("input", "submit"), ("button", "submit")}
BUTTON_TYPES = {"submit", "button", "reset", "image"}


@dataclass
class Form:
    """A form of a page: where it goes, and the values that its fields have."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    button: tuple[str, str] | None = None

    def named(self, kind: str) -> str:
        """Return the name of the first field of type `kind`; raises LookupError without one."""
        for name, its_kind in self.types.items():
            if its_kind == kind:
                return name
        raise LookupError(f"no field of type {kind} in {sorted(self.fields)}")


class _Forms(HTMLParser):
    """Collects the forms of a page and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] = []
        self._open: Form | None = None
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        assert self._open is not None
        name = given.get("name", "")
        if tag == "option" and self._select and "selected" in given:
            self._open.fields[self._select] = given.get("value", "")
        elif not name:
            return
        elif tag == "textarea":
            self._area = name
            self._open.fields[name], self._open.types[name] = "", "textarea"
        elif tag == "select":
            self._select = name
        elif (tag, given.get("type", DEFAULT_TYPE.get(tag))) in SUBMITS:
            self._open.button = self._open.button or (name, given.get("value", ""))
        elif tag == "input" and given.get("type", "text") not in {*BUTTON_TYPES, "file"}:
            self._input(name, given)

    def _input(self, name: str, given: dict[str, str]) -> None:
        assert self._open is not None
        kind = given.get("type", "text")
        self._open.types[name] = kind
        if kind not in {"checkbox", "radio"}:
            self._open.fields[name] = given.get("value", "")
        elif "checked" in given:
            self._open.fields[name] = given.get("value", "on")

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._area and self._open is not None:
            # As a browser does: the line break right after the tag is not part of the text.
            self._open.fields[self._area] += data.removeprefix("\r\n").removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""


def forms(page: str) -> list[Form]:
    """Return the forms of an HTML page, in order."""
    parser = _Forms()
    parser.feed(page)
    return parser.forms


def text(page: str) -> str:
    """Return what an HTML page says, without its markup."""
    parser = _Forms()
    parser.feed(page)
    return " ".join(" ".join(parser.text).split())


def login_form(page: str) -> Form | None:
    """Return the form of a page that asks for a password, if there is one."""
    return next((form for form in forms(page) if "password" in form.types.values()), None)


class Browser:
    """One visitor's browser."""

    def __init__(self, url: str, limit_s: float) -> None:
        self.client = httpx.Client(base_url=url, timeout=limit_s, follow_redirects=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: Any) -> None:
        self.client.close()

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return self.client.get(path)

    def submit(self, page: httpx.Response, form: Form, **changes: str | None) -> httpx.Response:
        """Send a form of `page` by its first button; `changes` are typed in, None unticks a box."""
        fields = {**form.fields, **dict([form.button] if form.button else []), **changes}
        filled = {name: value for name, value in fields.items() if value is not None}
        origin = str(page.url.join("/")).rstrip("/")
        return self.client.post(
            page.url.join(form.action) if form.action else page.url,
            data=filled,
            headers={"Referer": str(page.url), "Origin": origin},
        )

    def log_in(self, path: str, name: str, password: str) -> httpx.Response:
        """Open `path`, fill in the login form that it shows, and return what comes then."""
        page = self.get(path)
        form = login_form(page.text)
        assert form is not None, f"no login form at {page.url}"
        user_field = form.named("text")
        return self.submit(page, form, **{user_field: name, form.named("password"): password})

    def edit_form(self, path: str) -> tuple[httpx.Response, Form]:
        """Open a note's page and return it with the form that has its title."""
        page = self.get(path)
        for form in forms(page.text):
            if "title" in form.fields:
                return page, form
        raise LookupError(f"no form with a title at {page.url} (status {page.status_code})")
