"""Rules for input, and errors that name the field (feature `validation`)."""

import pytest

BEYOND_64_BITS = 10**20

WRONG = [
    ("title", ""),
    ("title", "   "),
    ("title", "x" * 201),
    ("title", None),
    ("title", ["a list"]),
    ("title", {"an": "object"}),
    ("body", "x" * 10_001),
    ("body", None),
    ("body", ["a list"]),
    ("pinned", "maybe"),
    ("pinned", None),
    ("pinned", [True]),
]
NAMES = [f"{field} {str(value)[:12] or 'empty'!r}" for field, value in WRONG]


def is_refused(answer, field):
    return (
        answer.status_code in {400, 422}
        and "json" in answer.headers["content-type"]
        and f'"{field}"' in answer.text
        and answer.json() is not None
    )


@pytest.mark.parametrize(("field", "value"), WRONG, ids=NAMES)
def test_a_wrong_new_note_is_refused_and_the_field_named(ann, field, value):
    before = ann.ask("GET", "/api/notes").json()["total"]
    answer = ann.ask("POST", "/api/notes", json={"title": "right", field: value})
    assert is_refused(answer, field), (answer.status_code, answer.text)
    assert ann.ask("GET", "/api/notes").json()["total"] == before


@pytest.mark.parametrize(("field", "value"), WRONG, ids=NAMES)
def test_a_wrong_change_is_refused_and_the_note_kept(ann, field, value):
    note = ann.create(title="right", body="as it was", pinned=True)
    answer = ann.ask("PATCH", f"/api/notes/{note['id']}", json={field: value})
    assert is_refused(answer, field), (answer.status_code, answer.text)
    assert ann.read(note["id"]) == note


def test_a_note_without_a_title_is_refused(ann):
    assert is_refused(ann.ask("POST", "/api/notes", json={"body": "x"}), "title")


@pytest.mark.parametrize("title", ["x", "x" * 200, f"  {'x' * 200}  ", "🎉" * 200])
def test_a_title_at_its_bounds_is_accepted(ann, title):
    assert ann.create(title=title)["title"] == title.strip()


def test_a_body_at_its_bound_is_accepted(ann):
    assert ann.create(body="ü" * 10_000)["body"] == "ü" * 10_000


def test_a_number_as_title_is_refused_or_becomes_text(ann):
    answer = ann.ask("POST", "/api/notes", json={"title": 5})
    assert answer.status_code in {400, 422} or answer.json()["title"] == "5"


def test_several_faults_are_all_named(ann):
    answer = ann.ask("POST", "/api/notes", json={"title": "", "pinned": "maybe"})
    assert is_refused(answer, "title")
    assert is_refused(answer, "pinned")


@pytest.mark.parametrize(
    "content",
    [b'{"title": ', b"title=x", b"\xff\xfe", b'{"title": "x"} trailing'],
    ids=["cut off", "a form", "no UTF-8", "trailing"],
)
def test_malformed_json_is_refused(ann, content):
    answer = ann.client.post(
        "/api/notes",
        content=content,
        headers={"Authorization": f"Bearer {ann.token}", "Content-Type": "application/json"},
    )
    assert answer.status_code in {400, 422}
    assert "json" in answer.headers["content-type"]


@pytest.mark.parametrize("content", ["[]", '["title"]', '"title"', "5", "null"])
def test_json_that_is_no_object_is_refused(ann, content):
    before = ann.ask("GET", "/api/notes").json()["total"]
    answer = ann.client.post(
        "/api/notes",
        content=content,
        headers={"Authorization": f"Bearer {ann.token}", "Content-Type": "application/json"},
    )
    assert answer.status_code in {400, 422}
    assert ann.ask("GET", "/api/notes").json()["total"] == before


def test_an_empty_body_is_refused(ann):
    assert ann.ask("POST", "/api/notes").status_code in {400, 415, 422}


def test_another_content_type_is_refused(ann):
    answer = ann.ask("POST", "/api/notes", data={"pinned": "true"})
    assert answer.status_code in {400, 415, 422}


@pytest.mark.parametrize("path", ["/api/register", "/api/login"])
@pytest.mark.parametrize("content", [b"{", b"[]", b""], ids=["malformed", "list", "empty"])
def test_open_routes_refuse_what_is_no_object(client, path, content):
    answer = client.post(path, content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}


@pytest.mark.parametrize("value", ["abc", "1.5", "-1", "0", str(BEYOND_64_BITS)])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_address_that_is_no_note_is_4xx(ann, method, value):
    answer = ann.ask(method, f"/api/notes/{value}")
    assert answer.status_code in {400, 404, 422}, answer.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/api/notes"),
        ("DELETE", "/api/notes"),
        ("POST", "/api/notes/{id}"),
        ("GET", "/api/login"),
        ("GET", "/api/register"),
    ],
)
def test_a_method_that_a_route_lacks_is_405(ann, method, path):
    note = ann.create()
    assert ann.ask(method, path.format(id=note["id"])).status_code == 405
    assert ann.read(note["id"]) == note


def test_an_unknown_route_is_404(ann):
    assert ann.ask("GET", "/api/nothing").status_code == 404
