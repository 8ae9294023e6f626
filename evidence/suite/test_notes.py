"""Notes and their owner (feature `notes`)."""

from datetime import UTC, datetime, timedelta

import pytest

UNKNOWN = 987_654_321


def test_a_new_note_has_all_its_parts(ann):
    note = ann.create(title="Milk", body="2 l", pinned=True)
    assert set(note) >= {"id", "title", "body", "pinned", "created_at", "updated_at"}
    assert (note["title"], note["body"], note["pinned"]) == ("Milk", "2 l", True)


def test_a_note_gives_neither_password_nor_owner_account(ann):
    assert "password" not in str(ann.create()).lower()


def test_body_and_pinned_have_defaults(ann):
    answer = ann.ask("POST", "/api/notes", json={"title": "bare"})
    assert answer.status_code == 201
    assert (answer.json()["body"], answer.json()["pinned"]) == ("", False)


def test_a_note_reads_as_it_was_created(ann):
    note = ann.create(title="Milk", body="2 l", pinned=True)
    assert ann.read(note["id"]) == note


@pytest.mark.parametrize("key", ["created_at", "updated_at"])
def test_times_have_a_zone_and_are_now(ann, key):
    moment = datetime.fromisoformat(ann.create()[key])
    assert moment.tzinfo is not None
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "text",
    ["Ünïcödé 漢字 🎉", '<b>bold</b> & "quoted"', "'; DROP TABLE note; --", "{{ 7 * 7 }} $x %s"],
    ids=["letters", "markup", "SQL", "templates"],
)
def test_text_comes_back_as_it_was_sent(ann, text):
    note = ann.create(title=text, body=text)
    assert (ann.read(note["id"])["title"], ann.read(note["id"])["body"]) == (text, text)


def test_a_body_keeps_its_line_breaks_and_outer_spaces(ann):
    note = ann.create(body="  two\n\nlines \n")
    assert ann.read(note["id"])["body"] == "  two\n\nlines \n"


def test_a_title_is_trimmed(ann):
    assert ann.create(title=" \t Milk \n")["title"] == "Milk"


@pytest.mark.parametrize(
    ("change", "rest"),
    [
        ({"title": "Oats"}, {"body": "2 l", "pinned": False}),
        ({"body": "1 l"}, {"title": "Milk", "pinned": False}),
        ({"pinned": True}, {"title": "Milk", "body": "2 l"}),
        ({"title": "Oats", "body": "", "pinned": True}, {}),
    ],
    ids=["title", "body", "pinned", "all"],
)
def test_patch_changes_what_it_names_and_nothing_else(ann, change, rest):
    note = ann.create(title="Milk", body="2 l", pinned=False)
    answer = ann.ask("PATCH", f"/api/notes/{note['id']}", json=change)
    assert answer.status_code == 200
    assert answer.json().items() >= {**change, **rest, "id": note["id"]}.items()
    assert ann.read(note["id"]) == answer.json()


def test_patch_can_untick_pinned(ann):
    note = ann.create(pinned=True)
    ann.ask("PATCH", f"/api/notes/{note['id']}", json={"pinned": False})
    assert ann.read(note["id"])["pinned"] is False


def test_patch_trims_a_title(ann):
    note = ann.create()
    answer = ann.ask("PATCH", f"/api/notes/{note['id']}", json={"title": "  Oats  "})
    assert answer.json()["title"] == "Oats"


def test_an_empty_patch_changes_nothing(ann):
    note = ann.create(title="Milk", body="2 l", pinned=True)
    answer = ann.ask("PATCH", f"/api/notes/{note['id']}", json={})
    assert answer.status_code == 200
    for key in ("title", "body", "pinned", "created_at"):
        assert answer.json()[key] == note[key]


def test_patch_moves_updated_at_and_keeps_created_at(ann):
    note = ann.create()
    changed = ann.ask("PATCH", f"/api/notes/{note['id']}", json={"title": "later"}).json()
    assert datetime.fromisoformat(changed["updated_at"]) > datetime.fromisoformat(
        note["updated_at"]
    )
    assert changed["created_at"] == note["created_at"]


def test_a_deleted_note_is_gone(ann):
    note = ann.create()
    answer = ann.ask("DELETE", f"/api/notes/{note['id']}")
    assert answer.status_code == 204
    assert answer.content == b""
    assert ann.ask("GET", f"/api/notes/{note['id']}").status_code == 404


def test_deleting_twice_is_404(ann):
    note = ann.create()
    ann.ask("DELETE", f"/api/notes/{note['id']}")
    assert ann.ask("DELETE", f"/api/notes/{note['id']}").status_code == 404


def test_deleting_leaves_other_notes(ann):
    kept, gone = ann.create(title="kept"), ann.create(title="gone")
    ann.ask("DELETE", f"/api/notes/{gone['id']}")
    assert ann.read(kept["id"])["title"] == "kept"


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_note_that_does_not_exist_is_404(ann, method):
    content = {"json": {"title": "x"}} if method == "PATCH" else {}
    assert ann.ask(method, f"/api/notes/{UNKNOWN}", **content).status_code == 404


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_anothers_note_is_404_and_untouched(ann, ben, method):
    note = ann.create(title="Ann's", body="secret")
    content = {"json": {"title": "stolen"}} if method == "PATCH" else {}
    answer = ben.ask(method, f"/api/notes/{note['id']}", **content)
    assert answer.status_code == 404
    assert "secret" not in answer.text
    assert ann.read(note["id"]) == note


def test_anothers_note_is_answered_like_one_that_does_not_exist(ann, ben):
    note = ann.create()
    theirs, unknown = (ben.ask("GET", f"/api/notes/{id}") for id in (note["id"], UNKNOWN))
    assert theirs.json() == unknown.json()


@pytest.mark.parametrize("key", ["owner", "owner_id", "user", "user_id"])
def test_a_note_cannot_be_made_for_another(ann, ben, key):
    before = ben.ask("GET", "/api/notes").json()["total"]
    answer = ann.ask("POST", "/api/notes", json={"title": "planted", key: ben.id})
    assert answer.status_code in {201, 400, 422}
    assert ben.ask("GET", "/api/notes").json()["total"] == before


def test_a_note_cannot_be_given_away(ann, ben):
    note = ann.create()
    for key in ("owner", "owner_id"):
        ann.ask("PATCH", f"/api/notes/{note['id']}", json={key: ben.id})
    assert ann.read(note["id"])["id"] == note["id"]
    assert ben.ask("GET", f"/api/notes/{note['id']}").status_code == 404


@pytest.mark.parametrize(("key", "value"), [("id", 1), ("created_at", "2001-01-01T00:00:00Z")])
def test_what_the_server_sets_cannot_be_set(ann, key, value):
    note = ann.create()
    answer = ann.ask("PATCH", f"/api/notes/{note['id']}", json={key: value})
    assert answer.status_code in {200, 400, 422}
    assert ann.read(note["id"])[key] == note[key]
