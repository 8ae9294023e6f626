"""Ask me and several people on the page, on a problem that can be checked by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from made import opened, settled, written
from playwright.sync_api import Browser, Page, expect
from small import small

from framework_report.decision import committed_state
from framework_report.group import Person
from framework_report.group.words import report_lines
from framework_report.outcome import Outcome
from framework_report.state import read_state
from framework_report.tables import Problem

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    """Themes Force (power), Calm (peace) and Ties (bond, running, which the team answers)."""
    return small(tmp_path_factory.mktemp("trees"))


@pytest.fixture(scope="module")
def path(trees: Problem, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(trees, tmp_path_factory.mktemp("page") / "page.html")


@pytest.fixture
def page(browser: Browser, path: Path) -> Iterator[Page]:
    with opened(browser, path, viewport={"width": 390, "height": 844}) as found:
        settled(found)
        yield found


def rate(page: Page, **given: str) -> None:
    for name, value in given.items():
        page.get_by_role("spinbutton", name=name).fill(value)


def click(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def heading(page: Page) -> str:
    return page.locator(".ask h2").inner_text()


def sliders(page: Page) -> dict[str, str]:
    return page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.themes input')]"
        ".map(e => [e.labels[0].innerText, e.value]))"
    )


def test_sliders_move_only_when_the_answers_are_finished(page: Page) -> None:
    before = sliders(page)
    expect(page.locator(".ask")).to_be_hidden()
    click(page, "Ask me")
    rate(page, Force="100", Calm="40", Ties="0")
    click(page, "Next")
    for _ in range(2):
        click(page, "Both are about as good")
    assert heading(page) == "Your answers set the sliders. Now see who leads."
    names = page.locator(".ask button").all_inner_texts()
    assert len(set(names)) == len(names) == 5  # show, three questions, cancel
    click(page, "Change from question 1 on")
    click(page, "Cancel")
    expect(page.locator(".ask")).to_be_hidden()
    assert sliders(page) == before
    click(page, "Ask me")
    rate(page, Force="50", Calm="30", Ties="0")
    click(page, "Next")
    for _ in range(2):
        click(page, "Both are about as good")
    click(page, "Show who leads")
    assert sliders(page) == {"Force": "10", "Calm": "6", "Ties": "0"}


def test_every_rating_stands_in_the_middle_and_goes_by_steps_of_five(page: Page) -> None:
    click(page, "Ask me")
    fields = page.get_by_role("spinbutton")
    for field in fields.all():
        expect(field).to_have_value("50")
    fields.first.press("ArrowDown")
    expect(fields.first).to_have_value("45")


def test_a_rating_that_is_no_number_from_0_to_100_is_said_beside_it(page: Page) -> None:
    click(page, "Ask me")
    rate(page, Force="120", Calm="", Ties="-1")
    click(page, "Next")
    assert heading(page).startswith("Question 1 of at most 6")
    for name, found in (("Force", "120"), ("Calm", "no number"), ("Ties", "-1")):
        field = page.get_by_role("spinbutton", name=name)
        said = f"{name}: found {found}, expected a number from 0 to 100"
        expect(field).to_have_accessible_description(said)
        expect(field.locator("..")).to_contain_text(said)
        expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("spinbutton", name="Force")).to_be_focused()
    rate(page, Force="33", Calm="0", Ties="0")
    click(page, "Next")
    assert heading(page).startswith("Your answers set")


def test_where_all_stand_at_0_the_page_says_so_and_stays(page: Page) -> None:
    click(page, "Ask me")
    rate(page, Force="0", Calm="0", Ties="0")
    click(page, "Next")
    assert heading(page).startswith("Question 1 of at most 6")
    expect(page.locator(".ask")).to_contain_text("All stand at 0: give 100 to the one")


def test_where_nothing_that_is_rated_counts_yet_nobody_is_shown_to_lead(page: Page) -> None:
    click(page, "Ask me")
    rate(page, Force="0", Calm="0", Ties="100")
    click(page, "Next")
    click(page, "Next")
    assert heading(page).startswith("Nothing is weighted yet")
    assert page.get_by_role("button", name="Show who leads").count() == 0
    click(page, "Change from question 2 on")
    assert "Within Ties" in heading(page)


def test_enter_goes_on_from_a_number(page: Page) -> None:
    click(page, "Ask me")
    rate(page, Force="100", Calm="60")
    page.get_by_role("spinbutton", name="Ties").fill("0")
    page.keyboard.press("Enter")
    assert heading(page).startswith("Question 2 of at most 6")
    expect(page.locator(".ask h2")).to_be_focused()


# Several people

LONG = "Maximiliane Friederike Charlotte von und zu Hohenstein-Wittgenstein-Berleburg (3. Stock)"


def send(page: Page, *texts: str) -> str:
    """Paste what people sent, one after the other; return what the section then says."""
    section = page.locator("details.section", has_text="Several people")
    if not section.evaluate("e => e.open"):
        section.locator("summary").click()
    for text in texts:
        section.locator("textarea").fill(text)
        section.get_by_role("button", name="Use them").click()
    return " ".join(section.inner_text().split())


def points(name: str, power: int, peace: int, rest: str = "") -> str:
    return f"name = '{name}'\n{rest}\n[points]\npower = {power}\npeace = {peace}\n"


def test_what_the_command_says_of_several_people_stands_on_the_page(
    trees: Problem, page: Page
) -> None:
    sent = [points("Ana", 9, 1), points("Bo", 1, 9)]
    send(page, *sent)
    read = [read_state(text, trees) for text in sent]
    people = [Person(one.name, one.state, "") for one in read]
    base = Outcome(trees, committed_state(trees, None)).state
    expected = [line.removeprefix("- ") for line in report_lines(trees, people, [], base) if line]
    section = page.locator("details.section", has_text="Several people")
    said = section.locator("summary .finding, div > p:not(.note, .key), div > ul > li")
    assert said.all_text_contents() == expected
    rows = section.locator("tbody tr")
    leads = [rows.nth(i).locator("td").nth(1).text_content() for i in range(2)]
    assert leads == ["Ash", "Birch"]
    assert rows.first.locator("svg").count() == 1
    assert all(box.locator("li").count() for box in section.locator("div > ul").all())


def test_for_whom_nobody_can_lead_is_named_left_out_and_can_be_taken_out(page: Page) -> None:
    nothing = points("Cy", 1, 9, "candidates = []")
    said = send(page, points("Ana", 9, 1), points("Ben", 8, 2), "name = 'Bo'\n[points]\n", nothing)
    assert "Agreed: Ash comes first for each of 2 people. " in said
    assert "Left out is Bo: nothing is weighted. Left out is Cy: nothing is compared. " in said
    assert "highest mean score: Ash (85 of 100)" in said
    click(page, "Take out Bo")
    assert "Bo" not in send(page)
    click(page, "Take out Ana")
    click(page, "Take out Ben")
    assert send(page).startswith("Several people Left out is Cy: nothing is compared.")


def test_who_sends_twice_counts_once_and_is_told(page: Page) -> None:
    said = send(page, points("Ana", 9, 1), points("ANA", 1, 9))
    assert "So far one person: for ANA, Birch leads." in said
    assert "ANA sent priorities before: these count instead." in said
    assert "before" not in send(page, points("Ben", 1, 9))


def test_marks_have_a_key_and_long_names_room_on_a_phone(page: Page) -> None:
    said = send(page, points("Ana", 9, 1), points(LONG, 1, 9))
    assert "score, of 100 ● Ash ■ Birch ◆ Cedar" in said
    table = page.locator("details.section", has_text="Several people").locator("table")
    for cell in table.locator("th").all():
        assert cell.evaluate("e => e.clientWidth") > 120
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_paper_has_no_buttons_and_nobody_s_section_is_not_there(page: Page) -> None:
    section = page.locator("details.section", has_text="Several people")
    page.emulate_media(media="print")
    expect(section).not_to_be_visible()
    page.emulate_media(media="screen")
    send(page, points("Ana", 9, 1), points("Ben", 1, 9))
    page.emulate_media(media="print")
    expect(section.get_by_text("2 people do not agree")).to_be_visible()
    expect(section.get_by_text("Take out Ana")).not_to_be_visible()
    expect(section.get_by_text("stays in this page")).not_to_be_visible()
