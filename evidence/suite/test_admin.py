"""Admin pages (feature `admin`), as a browser sees them."""

import re

import pytest

from browser import login_form, text
from conftest import PASSWORD


def is_closed(page):
    """Say whether a page is a login form or a refusal."""
    return page.status_code in {401, 403, 404} or login_form(page.text) is not None


@pytest.fixture(scope="module")
def note(ann):
    return ann.create(title="seen by the admin", body="some text", pinned=False)


def test_a_stranger_gets_a_login_form(browser, site):
    page = browser.get(site["index"])
    assert page.status_code == 200
    assert login_form(page.text) is not None


@pytest.mark.parametrize("place", ["notes", "edit"])
def test_a_stranger_sees_no_notes(browser, site, note, place):
    page = browser.get(site[place].format(id=note["id"]))
    assert is_closed(page)
    assert note["title"] not in page.text


@pytest.mark.parametrize("password", ["wrong horse", ""], ids=["wrong", "empty"])
def test_a_wrong_password_stays_outside(browser, site, admin_credentials, password):
    browser.log_in(site["index"], admin_credentials[0], password)
    assert is_closed(browser.get(site["notes"]))


def test_a_user_who_is_no_administrator_stays_outside(browser, site, ann):
    browser.log_in(site["index"], ann.username, PASSWORD)
    assert is_closed(browser.get(site["notes"]))


def test_a_users_token_opens_no_admin(client, site, ann):
    answer = client.get(
        site["notes"],
        headers={"Authorization": f"Bearer {ann.token}"},
        follow_redirects=True,
    )
    assert is_closed(answer)


def test_the_administrator_gets_in(admin, site):
    page = admin.get(site["index"])
    assert page.status_code == 200
    assert login_form(page.text) is None


def test_notes_are_listed_with_title_and_owner(admin, site, ann):
    ann.create(title="with its owner")
    page = text(admin.get(site["notes"]).text)
    assert "with its owner" in page
    assert ann.username in page


def test_notes_are_listed_newest_first(admin, site, ann):
    titles = [ann.create(title=f"in order {number}")["title"] for number in range(3)]
    page = text(admin.get(site["notes"]).text)
    assert re.findall(r"in order \d", page) == titles[::-1]


def test_text_from_users_is_escaped(admin, site, ann):
    hostile = "<script>alert('notes')</script>"
    note = ann.create(title=hostile, body=f"</textarea>{hostile}")
    for place in ("notes", "edit"):
        page = admin.get(site[place].format(id=note["id"]))
        assert page.status_code == 200
        assert hostile not in page.text


def test_a_note_shows_its_title_and_body(admin, site, note):
    _, form = admin.edit_form(site["edit"].format(id=note["id"]))
    assert form.fields["title"] == note["title"]
    assert form.fields["body"] == note["body"]
    assert form.types["pinned"] == "checkbox"


def test_a_note_can_be_changed(admin, site, ann):
    note = ann.create(title="before", body="kept", pinned=False)
    page, form = admin.edit_form(site["edit"].format(id=note["id"]))
    answer = admin.submit(page, form, title="after", pinned="on")
    assert answer.status_code == 200
    changed = ann.read(note["id"])
    assert (changed["title"], changed["body"], changed["pinned"]) == ("after", "kept", True)


def test_a_change_keeps_the_owner(admin, site, ann, ben):
    note = ann.create(title="Ann's still")
    page, form = admin.edit_form(site["edit"].format(id=note["id"]))
    admin.submit(page, form, title="Ann's for ever")
    assert ann.read(note["id"])["title"] == "Ann's for ever"
    assert ben.ask("GET", f"/api/notes/{note['id']}").status_code == 404


@pytest.mark.parametrize("title", ["", "x" * 201], ids=["empty", "201"])
def test_a_wrong_title_is_not_saved(admin, site, ann, title):
    note = ann.create(title="right")
    page, form = admin.edit_form(site["edit"].format(id=note["id"]))
    assert admin.submit(page, form, title=title).status_code < 500
    assert ann.read(note["id"])["title"] == "right"


def test_an_unknown_note_is_no_error_of_the_server(admin, site):
    assert admin.get(site["edit"].format(id=987_654_321)).status_code < 500


def test_another_sites_form_changes_nothing(admin, site, ann):
    """Refused for want of a token, or never sent the cookie: it says SameSite."""
    note = ann.create(title="not forged")
    page, form = admin.edit_form(site["edit"].format(id=note["id"]))
    fields = {name: value for name, value in form.fields.items() if "csrf" not in name}
    guarded = all(
        cookie.has_nonstandard_attr("SameSite") or cookie.has_nonstandard_attr("samesite")
        for cookie in admin.client.cookies.jar
    )
    answer = admin.client.post(
        page.url,
        data={**fields, "title": "forged"},
        headers={"Origin": "https://elsewhere.example", "Referer": "https://elsewhere.example/"},
    )
    assert answer.status_code < 500
    assert ann.read(note["id"])["title"] == "not forged" or guarded


def test_logging_out_is_possible_and_ends_the_session(url, site, admin_credentials, browser):
    browser.log_in(site["index"], *admin_credentials)
    inside = browser.get(site["index"])
    assert "logout" in inside.text.lower()
    browser.client.cookies.clear()
    assert is_closed(browser.get(site["notes"]))
