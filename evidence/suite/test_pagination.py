"""A page of the list, with its total (feature `pagination`)."""

import pytest

NOTES = 25


@pytest.fixture(scope="module")
def writer(sign_up):
    """Return a user with 25 notes, `note 0` the oldest, and no other."""
    user = sign_up()
    for number in range(NOTES):
        user.create(title=f"note {number}")
    return user


@pytest.fixture(scope="module")
def titles():
    """Return the titles, newest first."""
    return [f"note {number}" for number in reversed(range(NOTES))]


def page(user, **query):
    answer = user.ask("GET", "/api/notes", params=query)
    assert answer.status_code == 200, answer.text
    return [note["title"] for note in answer.json()["items"]], answer.json()["total"]


def test_a_new_user_has_an_empty_list(sign_up):
    assert page(sign_up()) == ([], 0)


def test_a_page_has_20_notes_where_nothing_is_said(writer, titles):
    assert page(writer) == (titles[:20], NOTES)


@pytest.mark.parametrize(
    ("limit", "offset"),
    [(5, 0), (5, 5), (1, 0), (1, 24), (10, 20), (100, 0), (25, 0), (24, 1)],
    ids=lambda number: str(number),
)
def test_a_page_is_a_cut_of_the_list_newest_first(writer, titles, limit, offset):
    expected = titles[offset : offset + limit]
    assert page(writer, limit=limit, offset=offset) == (expected, NOTES)


def test_pages_together_are_the_list(writer, titles):
    pages = [page(writer, limit=10, offset=offset)[0] for offset in (0, 10, 20)]
    assert [title for titles_of_page in pages for title in titles_of_page] == titles


@pytest.mark.parametrize("offset", [NOTES, 1000, 10**20])
def test_a_page_beyond_the_end_is_empty_or_refused(writer, offset):
    answer = writer.ask("GET", "/api/notes", params={"offset": offset})
    if answer.status_code == 200:
        assert answer.json() == {"items": [], "total": NOTES}
    else:
        assert offset == 10**20
        assert answer.status_code in {400, 404, 422}


def test_the_total_counts_only_own_notes(writer, ann):
    ann.create()
    assert page(writer)[1] == NOTES


@pytest.mark.parametrize("query", [{"limit": 101}, {"limit": 10**20}], ids=str)
def test_a_limit_above_100_is_held_to_it_or_refused(ann, query):
    for _ in range(101 - ann.ask("GET", "/api/notes").json()["total"]):
        ann.create()
    answer = ann.ask("GET", "/api/notes", params=query)
    assert answer.status_code in {400, 422} or (
        answer.status_code == 200 and len(answer.json()["items"]) in {20, 100}
    )


@pytest.mark.parametrize(
    "query",
    [{name: value} for name in ("limit", "offset") for value in (-1, "many", "")] + [{"limit": 0}],
    ids=str,
)
def test_a_page_that_makes_no_sense_is_refused_or_the_nearest_that_does(writer, titles, query):
    answer = writer.ask("GET", "/api/notes", params=query)
    assert answer.status_code in {200, 400, 422}
    if answer.status_code == 200:
        found = [note["title"] for note in answer.json()["items"]]
        assert found in (titles[:1], titles[:20])


def test_a_page_shows_notes_as_they_are_read_alone(writer):
    answer = writer.ask("GET", "/api/notes", params={"limit": 1}).json()
    assert answer["items"] == [writer.read(answer["items"][0]["id"])]


def test_a_deleted_note_leaves_list_and_total(ann):
    kept, gone = ann.create(title="kept"), ann.create(title="gone")
    titles, total = page(ann, limit=2)
    assert titles == ["gone", "kept"]
    ann.ask("DELETE", f"/api/notes/{gone['id']}")
    titles, total_after = page(ann, limit=1)
    assert (titles, total_after) == ([kept["title"]], total - 1)


def test_a_change_does_not_move_a_note(ann):
    first = ann.create(title="first")
    ann.create(title="second")
    ann.ask("PATCH", f"/api/notes/{first['id']}", json={"title": "changed"})
    assert page(ann, limit=2)[0] == ["second", "changed"]
