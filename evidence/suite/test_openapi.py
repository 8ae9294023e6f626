"""The OpenAPI document (feature `openapi`)."""

import re

import pytest

OPERATIONS = {
    ("post", "/api/register"): "201",
    ("post", "/api/login"): "200",
    ("get", "/api/notes"): "200",
    ("post", "/api/notes"): "201",
    ("get", "/api/notes/{}"): "200",
    ("patch", "/api/notes/{}"): "200",
    ("delete", "/api/notes/{}"): "204",
}
IDS = [f"{method} {path}" for method, path in OPERATIONS]
NOTES = [operation for operation in OPERATIONS if operation[1].startswith("/api/notes")]


def resolve(document, part):
    """Return what a part of the document says, references followed and `allOf` put together."""
    while "$ref" in part:
        at = document
        for word in part["$ref"].removeprefix("#/").split("/"):
            at = at[word]
        part = at
    for piece in part.get("allOf", []):
        part = {**resolve(document, piece), **part}
    return part


def operation(document, method, path):
    """Return an operation with the parameters of its path; parameters' names do not count."""
    for template, item in document["paths"].items():
        if re.sub(r"\{[^}]*\}", "{}", template) == path and method in item:
            shared = item.get("parameters", [])
            own = item[method]
            return {**own, "parameters": [*shared, *own.get("parameters", [])]}
    raise LookupError(f"no {method} {path} among {list(document['paths'])}")


def body_schema(document, method, path):
    body = resolve(document, operation(document, method, path)["requestBody"])
    return resolve(document, body["content"]["application/json"]["schema"])


def required(schema):
    """Return what a request must have: what is read only is required of answers alone."""
    properties = schema["properties"]
    return [name for name in schema.get("required", []) if not properties[name].get("readOnly")]


def choices(document, schema):
    """Return a schema and, where it is a choice of several, each of them."""
    schema = resolve(document, schema)
    kinds = [one for key in ("anyOf", "oneOf") for one in schema.get(key, [])]
    return [schema, *(resolve(document, one) for one in kinds)]


def test_the_document_is_openapi_3(document):
    assert document["openapi"].startswith("3.")
    assert document["info"]["title"]
    assert document["info"]["version"]


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=IDS)
def test_every_route_is_named(document, method, path):
    assert operation(document, method, path)["responses"]


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=IDS)
def test_every_route_says_its_success(document, method, path):
    responses = operation(document, method, path)["responses"]
    assert OPERATIONS[method, path] in {str(status) for status in responses}


@pytest.mark.parametrize(("method", "path"), NOTES, ids=[" ".join(one) for one in NOTES])
def test_notes_say_that_they_need_authentication(document, method, path):
    needed = operation(document, method, path).get("security", document.get("security", []))
    schemes = document["components"]["securitySchemes"]
    assert needed
    assert all(name in schemes for scheme in needed for name in scheme)


@pytest.mark.parametrize("method", ["post", "patch"])
def test_a_title_says_its_length(document, method):
    path = "/api/notes" if method == "post" else "/api/notes/{}"
    title = body_schema(document, method, path)["properties"]["title"]
    assert any(one.get("maxLength") == 200 for one in choices(document, title))


def test_a_new_note_requires_its_title_only(document):
    assert required(body_schema(document, "post", "/api/notes")) == ["title"]


def test_a_change_requires_nothing(document):
    assert required(body_schema(document, "patch", "/api/notes/{}")) == []


@pytest.mark.parametrize("name", ["limit", "offset"])
def test_the_list_says_how_to_page(document, name):
    parameters = operation(document, "get", "/api/notes")["parameters"]
    found = [one for one in (resolve(document, each) for each in parameters) if one["name"] == name]
    assert [one["in"] for one in found] == ["query"]


def test_the_list_says_what_a_page_is(document):
    answer = resolve(document, operation(document, "get", "/api/notes")["responses"]["200"])
    schema = resolve(document, answer["content"]["application/json"]["schema"])
    assert set(schema["properties"]) >= {"items", "total"}


def test_a_note_says_its_parts_and_no_password(document):
    answer = resolve(document, operation(document, "get", "/api/notes/{}")["responses"]["200"])
    schema = resolve(document, answer["content"]["application/json"]["schema"])
    parts = {"id", "title", "body", "pinned", "created_at", "updated_at"}
    assert parts <= set(schema["properties"])
    assert "password" not in schema["properties"]
