"""What a reader can do with the page: by mouse, keyboard, finger; with script and without."""

import csv
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from made import opened, settled, written
from matplotlib.image import imread
from playwright.sync_api import Browser, Page, expect
from small import SHIPPED, measured_again, single, small, tables

from framework_report.decision import committed_state, new_decision
from framework_report.notebook import moves
from framework_report.outcome import Outcome
from framework_report.state import State, read_state, scenario_state, to_link
from framework_report.tables import Problem, load_problem
from framework_report.words import answer_text, headline
from framework_report.words.facts import flip_at, label_of
from framework_report.words.text import capital, joined, phrases, rounded, say

pytestmark = pytest.mark.slow

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BOX = "e => { const r = e.getBoundingClientRect(); return [r.top, r.bottom, r.left, r.right]; }"
SCORES = '[data-framework] [data-role="score"]'


@pytest.fixture(scope="module")
def path(problem: Problem, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(problem, tmp_path_factory.mktemp("page") / "page.html")


@pytest.fixture
def page(browser: Browser, path: Path) -> Iterator[Page]:
    with opened(browser, path) as found:
        settled(found)
        yield found


def text(page: Page, selector: str) -> str:
    return " ".join(page.locator(selector).first.inner_text().split())


def points(page: Page) -> dict[str, str]:
    return page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('input[type=range]')]"
        ".map(e => [e.name || e.labels[0].innerText, e.value]))"
    )


def another(problem: Problem) -> str:
    """Name a scenario that is not what the page opens with."""
    points = committed_state(problem, None).points
    return next(n for n in problem.scenarios.index if scenario_state(problem, n).points != points)


def fold_out(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    page.wait_for_timeout(100)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720)])
def test_answer_ranking_and_sliders_stand_in_one_view(browser, path, width, height):
    with opened(browser, path, viewport={"width": width, "height": height}) as page:
        shown = [page.locator(s).first for s in ("#headline", ".sure", ".key", "select")]
        themes, scores = page.locator(".themes input").all(), page.locator(SCORES).all()
        assert themes
        assert scores
        shown += themes + scores
        for found in shown:
            top, bottom, left, right = found.evaluate(BOX)
            assert 0 <= top < bottom <= height
            assert 0 <= left < right <= width
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("width", [390, 1440])
def test_the_ranking_is_in_sight_of_every_slider_and_no_handle_jumps(browser, path, width):
    with opened(browser, path, viewport={"width": width, "height": 844}) as page:
        fold_out(page)
        sliders = page.locator("#controls input[type=range]").all()
        assert sliders
        for slider in sliders:
            slider.evaluate("e => e.scrollIntoView({block: 'center'})")
            slider.focus()
            before = slider.evaluate(BOX)[0]
            page.keyboard.press("End")
            page.wait_for_timeout(60)
            assert abs(slider.evaluate(BOX)[0] - before) <= 2
            scores = page.locator(f"{SCORES}:visible").all()
            assert scores
            for score in scores:
                top, bottom, *_ = score.evaluate(BOX)
                assert 0 <= top < bottom <= 844


# Of each menu, chosen as wide as it has: what it is about, its text's width, and its lines' room.
CHOSEN = """() => [...document.querySelectorAll('select')].filter(m => m.clientWidth).map(menu => {
  const style = getComputedStyle(menu), pen = document.createElement('canvas').getContext('2d');
  pen.font = style.font;
  const wide = o => pen.measureText(o.text).width, all = [...menu.options].filter(o => !o.disabled);
  menu.value = all.reduce((a, b) => wide(a) < wide(b) ? b : a).value;
  const lines = Math.max(1, Math.floor((menu.clientHeight - 6) / parseFloat(style.fontSize) / 1.2));
  const arrow = 18, beside = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight) + arrow;
  return [menu.name, wide(menu.selectedOptions[0]), lines * (menu.clientWidth - beside)];
})"""


@pytest.mark.parametrize("width", [1440, 1280, 390, 320])
def test_what_is_chosen_in_a_menu_can_be_read(browser, path, width):
    with opened(browser, path, viewport={"width": width, "height": 720}) as page:
        fold_out(page)
        menus = page.evaluate(CHOSEN)
        assert len(menus) > 10
        assert [name for name, wide, room in menus if wide > room] == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_without_script_the_page_says_the_same_and_shows_no_sliders(browser, path, page):
    with opened(browser, path, java_script_enabled=False) as still:
        assert "Save this file" in text(still, "header")
        assert still.locator("input").count() == 0
        for part in ("#headline", ".sure", ".ranking", ".sides"):
            assert text(still, part) == text(page, part)
    assert page.get_by_text("Save this file").count() == 0


def test_a_drag_is_one_step_for_undo_and_ctrl_z_works(page):
    before = points(page)
    page.evaluate(
        "const e = document.querySelector('.themes input'); for (const x of [7, 5, 2])"
        "{ e.value = x; e.dispatchEvent(new Event('input', {bubbles: true})); }"
        "e.dispatchEvent(new Event('change', {bubbles: true}))"
    )
    assert points(page) != before
    page.keyboard.press("Control+z")
    assert points(page) == before
    settled(page)
    assert page.get_by_role("button", name="Undo").is_disabled()


def test_a_theme_s_slider_scales_its_criteria_as_the_notebook_s_does(problem, page):
    """What stands at 0 stays there, unless all of the theme does: then its criteria go up alike."""
    state = committed_state(problem, None)
    profile = dict(state.points)
    for number, theme in enumerate(problem.themes):
        slider = page.locator(".themes input").nth(number)
        for key, to in (("Home", 0), ("End", 10), ("ArrowLeft", 9)):
            slider.press(key)
            state = moves.theme_moved(state, problem, profile, theme, to)
            soon_the_address_is(page, problem, state)


def test_what_waits_waits_for_the_last_move(page):
    began = datetime(2030, 1, 1, tzinfo=UTC)
    page.clock.install(time=began)
    page.clock.pause_at(began + timedelta(seconds=5))
    busy, slider = page.locator("#verdict"), page.locator(".themes input").first
    for milliseconds in (150, 150, 190):
        slider.press("ArrowLeft" if int(slider.input_value()) else "ArrowRight")
        page.clock.run_for(milliseconds)
        expect(busy).to_have_attribute("aria-busy", "true")
    # It is looked every 200 ms whether anything has moved.
    page.clock.run_for(210)
    expect(busy).to_have_attribute("aria-busy", "false")


def soon_the_address_is(page: Page, problem: Problem, state: State) -> None:
    until = time.monotonic() + 10
    while "=" not in page.url or read_state(page.url, problem).state.points != state.points:
        assert time.monotonic() < until, (page.url, state.points)
        page.wait_for_timeout(50)


def drag(page: Page) -> None:
    page.locator(".themes input").first.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")


def bands(page: Page, sliders: str) -> list[dict[str, Any]]:
    """Return what stands on and beside each of these sliders."""
    return page.locator(sliders).evaluate_all(
        """all => all.map(box => {
          const at = (kind, end) => parseFloat(box.querySelector(kind).getAttribute(end)) / 10;
          return {
            points: box.querySelector("output").textContent,
            weight: box.querySelector(".weight").textContent,
            note: box.querySelector(".note").textContent,
            spoken: box.querySelector("input").getAttribute("aria-valuetext"),
            band: [at(".band", "x1"), at(".band", "x2")],
            tick: [at(".tick", "x1"), at(".tick", "x2")],
          };
        })"""
    )


def _notes(
    outcome: Outcome, name: str, of: list[str], theme: bool, now: float, then: float
) -> Iterator[str]:
    """Yield what stands under a slider."""
    problem, said = outcome.problem, []
    flips = outcome.race.flips if outcome.race else []
    said += [flip_at(outcome, f) for f in flips if (f.slider, f.is_theme) == (name, theme)]
    silent = [n for n in of if n in problem.team and outcome.state.points.get(n)]
    silent = [label_of(outcome, n) for n in silent if not outcome.said(n)]
    said += [say("page", "unsaid", labels=joined(silent))] if silent else []
    said += [say("page", "decided_at", points=then)] if now != then else []
    swing = "" if theme else capital(str(outcome.codebook(name)["swing"]))
    labels = capital(joined(label_of(outcome, n) for n in of)) if theme and not said else ""
    yield from filter(None, [swing, *said, labels])


def expected_bands(outcome: Outcome, decided: State, themes: bool) -> list[dict[str, Any]]:
    """Return the same as Python finds it."""
    problem, found = outcome.problem, []
    for name in problem.themes if themes else problem.scored:
        of = problem.themes[name] if themes else [name]
        weight = rounded(100 * sum(outcome.weights[n] for n in of))
        now, then = (max(state.points.get(n, 0) for n in of) for state in (outcome.state, decided))
        found.append(
            {
                "points": str(now),
                "weight": say("page", "weight", weight=weight),
                "note": " · ".join(_notes(outcome, name, of, themes, now, then)),
                "spoken": say("page", "spoken", points=now, maximum=10, weight=weight),
                "band": list(outcome.race.stays(name, themes) if outcome.race else (0, 0)),
                "tick": [then, then],
            }
        )
    return found


def test_a_slider_says_its_weight_and_where_the_leader_stays_and_what_was_decided(
    browser, tmp_path
):
    problem = small(tmp_path)
    decided = committed_state(problem, None)
    with opened(browser, written(problem, tmp_path / "page.html")) as page:
        page.locator(".fold.criteria > summary").click()
        theme = page.locator(".themes input").first
        state = decided
        for key, points in (("End", 10), ("ArrowLeft", 9), ("Home", 0)):
            theme.press(key)
            # The one under the hand says it at once, all others at rest.
            assert theme.get_attribute("aria-valuetext").startswith(f"{points} of 10")
            settled(page)
            state = moves.theme_moved(
                state, problem, dict(decided.points), next(iter(problem.themes)), points
            )
            outcome = Outcome(problem, state, profile=dict(decided.points))
            for sliders, themes in ((".themes .slider", True), (".fold.criteria .slider", False)):
                assert bands(page, sliders) == expected_bands(outcome, decided, themes)
        ties = page.locator(".themes input").last
        ties.press("End")
        settled(page)
        state = moves.theme_moved(state, problem, dict(decided.points), [*problem.themes][-1], 10)
        outcome = Outcome(problem, state, profile=dict(decided.points))
        assert bands(page, ".themes .slider") == expected_bands(outcome, decided, True)
        page.locator(".fold.candidates > summary").click()
        for box in page.get_by_role("checkbox").all():
            box.uncheck()
        settled(page)
        for sliders in (".themes .slider", ".fold.criteria .slider"):
            assert all(found["band"] == [0, 0] for found in bands(page, sliders))


DRAG = """(slider, all) => {
  for (const value of all) {
    slider.value = value;
    slider.dispatchEvent(new Event("input", {bubbles: true}));
  }
  slider.dispatchEvent(new Event("change", {bubbles: true}));
}"""


def test_undo_goes_back_move_by_move_whatever_was_moved(browser, tmp_path):
    quiet = {"a": 8, "b": 2, "c": 5}
    problem = small(tmp_path, shipped=SHIPPED, quiet=quiet)
    with opened(browser, written(problem, tmp_path / "page.html")) as page:
        for fold in ("criteria", "needs", "candidates"):
            page.locator(f".fold.{fold} > summary").click()
        desk = page.locator('select[name="need-desk"]')
        undo = page.get_by_role("button", name=say("page", "undo"))

        def drag(name: str, *values: int) -> None:
            page.locator(name).evaluate(DRAG, values)

        moves_made: list[Callable[[], object]] = [
            lambda: drag("[name=power]", 1, 2, 3),
            lambda: drag("[name=power]", 4, 5),
            lambda: drag("[name=peace]", 7, 8, 9),
            lambda: drag(".themes input >> nth=0", 6, 8),
            lambda: desk.select_option("core"),
            lambda: desk.select_option("add-on"),
            lambda: desk.select_option(""),
            lambda: page.locator("select[name=measure-peace]").select_option("quiet"),
            lambda: page.get_by_role("checkbox", name="Cedar").uncheck(),
            lambda: page.locator("select[name=scenario]").select_option("calm"),
        ]
        settled(page)
        seen = [page.url]
        for move in moves_made:
            move()
            settled(page)
            seen.append(page.url)
        assert len(set(seen)) == len(seen) - 1  # what was asked for and then not
        for before in seen[-2:3:-1]:
            undo.click()
            settled(page)
            assert page.url == before
        drag("[name=peace]", 2, 3)
        undo.click()
        for before in seen[4::-1]:
            settled(page)
            assert page.url == before
            if before != seen[0]:
                undo.click()
        expect(undo).to_have_attribute("aria-disabled", "true")


def test_only_ctrl_z_undoes(page):
    drag(page)
    moved = points(page)
    page.keyboard.press("Control+Shift+z")
    assert points(page) == moved
    page.keyboard.press("Control+z")
    assert points(page) != moved


@pytest.mark.parametrize("kind", ["text", "number"])
def test_ctrl_z_in_a_field_is_the_field_s(page, kind):
    drag(page)
    moved = points(page)
    page.evaluate(
        f"const e = document.createElement('input'); e.type = '{kind}'; e.id = 'field';"
        "document.querySelector('form').prepend(e)"
    )
    page.locator("#field").fill("7")
    page.locator("#field").press("Control+z")
    assert points(page) == moved
    assert page.locator("#field").input_value() == ""


def test_a_phone_whose_height_changes_keeps_what_it_held(browser, path):
    with opened(browser, path, viewport={"width": 390, "height": 844}) as page:
        drag(page)
        settled(page)
        held = page.locator(".strut").get_attribute("height")
        assert int(held) > 0
        page.set_viewport_size({"width": 390, "height": 780})
        page.wait_for_timeout(100)
        assert page.locator(".strut").get_attribute("height") == held


def test_a_what_if_looks_like_one_and_the_decision_is_one_click_away(problem, page):
    page.locator("select[name=scenario]").select_option(another(problem))
    settled(page)
    assert text(page, ".status b").lower() == "what-if"
    page.get_by_role("button", name="Back to the").click()
    expect(page.locator(".status b")).not_to_have_text(re.compile("^what-if$", re.IGNORECASE))


@pytest.mark.parametrize(("level", "key"), [("core", "need_core"), ("add-on", "need_add_on")])
def test_a_what_if_says_how_a_must_have_differs(browser, tmp_path, level, key):
    wood = small(tmp_path, shipped=SHIPPED)
    state = replace(scenario_state(wood), must_haves={"desk": level})
    slots = {"now": say("page", key), "before": say("page", "not_needed"), "name": "desk"}
    told = say("page", "difference_must_haves", **slots)
    scenario = wood.scenarios["label"].iloc[0]
    said = say("page", "whatif_undecided", differences=told, scenario=scenario)
    with opened(browser, written(wood, tmp_path / "page.html"), to_link(state, wood)) as page:
        settled(page)
        assert said in text(page, "#verdict")


def test_a_link_is_a_what_if_and_the_address_follows(problem, browser, path):
    state = State.from_dict({"points": {problem.scored[0]: 10}}, problem)
    with opened(browser, path, to_link(state, problem, "Ana")) as page:
        settled(page)
        assert text(page, "#headline") == headline(Outcome(problem, state))
        assert "set by Ana" in text(page, "#message")
        page.wait_for_timeout(300)
        assert read_state(page.url, problem).state == Outcome(problem, state).state


def test_a_link_without_a_name_says_that_it_is_shown(problem, browser, path):
    state = State.from_dict({"points": {problem.scored[0]: 10}}, problem)
    with opened(browser, path, to_link(state, problem)) as page:
        assert text(page, "#message") == phrases()["page"]["linked_nameless"]


def test_a_bad_link_says_so_at_the_top(browser, path):
    with opened(browser, path, "#version=2&points.nonsense=3") as page:
        assert "nonsense" in text(page, "#message")
        assert page.locator("#message").evaluate(BOX)[0] < 100


def test_who_set_it_is_said_only_as_long_as_it_is_so(problem, browser, path):
    link = to_link(State.from_dict({"points": {problem.scored[0]: 10}}, problem), problem, "Bo")
    with opened(browser, path, link) as page:
        settled(page)
        message = page.locator("#message")
        expect(message).to_contain_text("set by Bo")
        before = message.evaluate(BOX)
        page.locator(".themes input").last.focus()
        page.keyboard.press("ArrowRight")
        expect(message).to_have_text(phrases()["page"]["altered"])
        assert message.evaluate(BOX) == before
        page.keyboard.press("Control+z")
        expect(message).to_contain_text("set by Bo")
        page.get_by_role("button", name="Reset").click()
        expect(message).to_be_hidden()


def test_an_address_of_some_evidence_opens_what_it_lies_in(browser, tmp_path):
    path = written(small(tmp_path), tmp_path / "page.html")
    for address in ("", "#evidence-power"):
        with opened(browser, path, address) as page:
            settled(page)
            if not address:
                page.locator(".fold.criteria > summary").click()
                page.get_by_role("link", name=say("page", "evidence_link")).first.click()
            place = page.locator("#evidence-power")
            expect(place).to_be_in_viewport()
            assert place.evaluate(
                "x => { for (; x; x = x.parentElement.closest('details')) if (x.matches('details')"
                " && !x.open) return false; return true; }"
            )
            expect(page.locator("#message")).to_be_hidden()


def test_folds_say_what_is_needed_who_ships_it_and_who_is_compared(browser, tmp_path):
    problem = small(tmp_path, shipped=SHIPPED | {("c", "lamp"): "none"})
    with opened(browser, written(problem, tmp_path / "page.html")) as page:
        settled(page)
        needs, compared = (page.locator(f".fold.{name}") for name in ("needs", "candidates"))
        for fold in (needs, compared):
            fold.locator("summary").click()

        def said(fold: Any) -> list[str]:
            parts = fold.locator("summary, .note").all_text_contents()
            return [part for part in parts if part]

        ships = ["In the core: Ash; by an add-on: Birch"]
        ships += ["In the core: Birch; by an add-on: Ash and Cedar", "Nobody is known to ship it"]
        menu, none = needs.locator("select").first, ["Must-haves: none", *ships]
        assert said(needs) == none
        assert said(compared) == ["Compared: Ash, Birch and Cedar"]
        menu.select_option("core")
        levels = needs.locator("select").evaluate_all("all => all.map(x => x.value)")
        assert levels == ["core", "", ""]
        out = "Out by your must-haves: Birch and Cedar"
        assert said(needs) == ["Must-haves: desk", out, *ships]
        assert said(compared)[1:] == ["out: no desk in its core"] * 2
        menu.select_option("add-on")
        assert said(needs) == ["Must-haves: desk", "Out by your must-haves: Cedar", *ships]
        menu.select_option("")
        assert said(needs) == none
        for box in compared.get_by_role("checkbox").all():
            box.uncheck()
            expect(box).not_to_be_checked()
        assert said(compared) == ["Compared: none"]
        page.get_by_role("button", name=say("page", "undo")).click()
        expect(compared.get_by_role("checkbox").last).to_be_checked()


def test_back_at_the_plain_address_the_page_is_as_it_was(problem, browser, path):
    link = to_link(State.from_dict({"points": {problem.scored[0]: 10}}, problem), problem, "Bo")
    with opened(browser, path) as page:
        settled(page)
        before = text(page, "#headline"), points(page)
        for address in ("#", link):
            page.evaluate("x => { location.hash = x }", address)
        expect(page.locator("#message")).to_contain_text("set by Bo")
        assert points(page) != before[1]
        page.go_back()
        expect(page.locator("#message")).to_be_hidden()
        assert (text(page, "#headline"), points(page)) == before


@pytest.mark.parametrize("address", ["#", "#nowhere"])
def test_an_address_without_priorities_is_no_link(browser, path, address):
    with opened(browser, path, address) as page:
        settled(page)
        assert not page.locator("#message").is_visible()


def test_what_is_refused_stays_to_be_mended(page):
    page.get_by_text("Share", exact=True).click()
    for box in page.locator("div.inbox").all():
        if not box.is_visible():
            page.locator("details.section", has_text="Several people").locator("summary").click()
        box.locator("textarea").fill("points = [")
        box.get_by_role("button", name="Use them").click()
        assert box.locator("textarea").input_value() == "points = ["
    assert page.get_by_text("Not used: line 1").count() == 2


@pytest.mark.parametrize("name", ["Bo\x7f", "\u202eoB", "Bo\ud83d"])
def test_a_name_that_no_command_reads_leaves_no_page(page, name):
    page.get_by_text("Share", exact=True).click()
    page.get_by_label("Your name").evaluate("(e, x) => { e.value = x }", name)
    for button in ("Save as a file", "Copy the link"):
        page.get_by_role("button", name=button).click()
        expect(page.locator(".outbox").first).to_have_text(re.compile(r"name: found '(Bo)?\\u"))
        assert not page.locator(".outbox textarea").first.is_visible()


def focused(page: Page) -> str:
    return page.evaluate(
        "(e => e.localName === 'body' ? '' : e.innerText || e.id)(document.activeElement)"
    )


@pytest.mark.parametrize("name", ["Undo", "Reset", "Back to the"])
def test_a_button_that_has_done_its_work_keeps_the_focus_or_gives_it_on(problem, page, name):
    page.locator("select[name=scenario]").select_option(another(problem))
    settled(page)
    page.get_by_role("button", name=name).press("Enter")
    settled(page)
    expect(page.get_by_role("button", name="Reset")).to_be_disabled()
    page.wait_for_timeout(100)
    assert focused(page)


def test_a_slider_that_comes_back_to_the_decision_keeps_the_focus(browser, tmp_path):
    with opened(browser, written(small(tmp_path), tmp_path / "page.html")) as page:
        settled(page)
        slider = page.locator(".themes input").first
        for key in ("ArrowLeft", "ArrowRight"):
            slider.press(key)
            settled(page)
            expect(slider).to_be_focused()
        expect(page.get_by_role("button", name="Reset")).to_be_disabled()


def test_the_menu_says_which_situation_is_set_and_what_was_altered(browser, tmp_path):
    problem = small(tmp_path, quiet={"a": 8, "b": 2, "c": 5})
    with opened(browser, written(problem, tmp_path / "page.html")) as page:
        settled(page)
        menu, slider = (
            page.locator("select[name=scenario]"),
            page.locator("input[type=range]").first,
        )

        def chosen() -> str:
            return menu.evaluate("x => x.selectedOptions[0].textContent")

        menu.select_option("calm")
        assert chosen() == "Calm"
        slider.press("ArrowRight")
        assert chosen() == say("page", "scenario_altered", scenario="Calm")
        assert say("page", "story_own") in text(page, "#controls")
        slider.press("ArrowLeft")
        assert chosen() == "Calm"
        assert say("page", "story_own") not in text(page, "#controls")


def saved(page: Page, name: str) -> list[list[str]]:
    """Return a table that the page saves, "Take it along" being open."""
    with page.expect_download() as found:
        page.get_by_role("button", name=say("page", name)).click()
    return list(csv.reader(Path(found.value.path()).read_text("utf-8").splitlines()))


def test_scores_and_figures_as_tables_are_those_of_the_state(browser, tmp_path):
    figures = {"a": (10, 1), "b": (0, 10), "c": (4, "unknown")}
    problem = small(tmp_path, figures, quiet={"a": 3, "b": 8, "c": 4})
    state = State({"power": 6, "peace": 7}, measures={"peace": "quiet"})
    outcome = Outcome(problem, state)
    with opened(browser, written(problem, tmp_path / "page.html"), to_link(state, problem)) as page:
        settled(page)
        page.get_by_text("Take it along").click()
        scores, table = saved(page, "take_scores"), saved(page, "take_figures")
    labels = [problem.criteria.at[name, "label"] for name in problem.scored]
    assert scores == [
        ["alternative", "rank", "score", *labels],
        *(
            [problem.labels[name], str(outcome.ranks[name]), rounded(100 * outcome.scores[name], 4)]
            + [rounded(100 * x, 4) for x in outcome.contributions.loc[name]]
            for name in outcome.order
        ),
    ]
    assert table[0] == ["criterion", "measure", "counts", "unit", "alternative", "figure", "value"]
    assert ["Power", "by push", "yes", "units", "Cedar", "4", "0.4"] in table
    assert ["Peace", "by still", "no", "units", "Cedar", "", "0"] in table
    assert ["Peace", "by quiet", "yes", "units", "Birch", "8", "0.8"] in table
    assert len(table) == 1 + 9


def test_what_runs_here_is_asked_of_those_compared_and_of_those_said(browser, tmp_path):
    problem = small(tmp_path)
    state = State({"power": 6}, team={"running": {"b": 1}}, candidates=("a", "b"))
    with opened(browser, written(problem, tmp_path / "page.html"), to_link(state, problem)) as page:
        settled(page)
        shown = "all => all.filter(x => !x.hidden).map(x => x.label)"
        groups = page.locator("select[name=running] optgroup")
        assert groups.evaluate_all(shown) == ["Ash", "Birch"]
        page.locator(".fold.candidates > summary").click()
        page.get_by_role("checkbox", name="Birch").uncheck()
        assert groups.evaluate_all(shown) == ["Ash", "Birch"]
        page.locator("select[name=running]").select_option("")
        assert groups.evaluate_all(shown) == ["Ash"]


def test_what_the_team_says_is_set_in_its_menus_and_taken_back(browser, tmp_path):
    problem = small(tmp_path)
    with opened(browser, written(problem, tmp_path / "page.html")) as page:

        def said() -> Any:
            settled(page)
            address = page.url.partition("#")[2]
            return read_state(f"#{address}", problem).state.team if address else {}

        names, levels = page.locator("select[name=bond-a]"), problem.level_labels["bond"]
        assert names.locator("option").all_inner_texts() == [say("page", "not_said"), *levels]
        assert said() == {}
        expect(names).to_have_value("")
        names.select_option("2")
        assert said() == {"bond": {"a": 2}}
        expect(names).to_have_value("2")
        names.select_option("")
        assert said() == {}
        running, levels = page.locator("select[name=running]"), problem.level_labels["running"]
        each = [
            say("page", "runs_level", name=name, level=level)
            for name in problem.labels.values()
            for level in levels[1:]
        ]
        nothing = [say("page", "not_said"), levels[0]]
        options = running.locator("option:not([value=several])")
        assert options.all_inner_texts() == [*nothing, *each]
        expect(running.locator("[value=several]")).to_have_attribute("hidden", "")
        for value, team in (
            ("none", {"running": {"a": 0, "b": 0, "c": 0}}),
            ("b 2", {"running": {"a": 0, "b": 2, "c": 0}}),
            ("", {}),
        ):
            running.select_option(value)
            assert said() == team
            expect(running).to_have_value(value)


def test_several_that_run_here_stand_in_the_menu_by_their_names(browser, tmp_path):
    problem = small(tmp_path)
    path = written(problem, tmp_path / "page.html")
    for said, value, words in (
        ({"a": 1, "b": 0}, "a 1", ""),
        ({"a": 1, "b": 2}, "several", "Ash and Birch"),
        ({"a": 1, "b": 2, "c": 1}, "several", "Ash, Birch and Cedar"),
    ):
        state = State({"power": 6}, team={"running": said})
        with opened(browser, path, to_link(state, problem)) as page:
            settled(page)
            menu = page.locator("select[name=running]")
            expect(menu).to_have_value(value)
            several = menu.locator("[value=several]")
            assert several.text_content() == words
            assert several.evaluate("x => x.hidden") == (not words)


def test_several_files_of_people_are_opened_at_once(problem, page, tmp_path):
    page.locator("details.section", has_text="Several people").locator("summary").click()
    files = [tmp_path / f"{name}.toml" for name in ("Ana", "Bo")]
    for points, file in enumerate(files, 3):
        link = to_link(State({problem.scored[0]: points}), problem)
        file.write_text(f"link = '{link}'\n", encoding="utf-8")
    page.locator(".section .inbox input[type=file]").set_input_files(files)
    rows = page.locator("details.section:last-of-type th[scope=row]")
    expect(rows).to_have_text(["Ana", "Bo"])


def test_before_anything_is_taken_along_no_empty_box_stands_there(page):
    for name in ("Share", "Take it along"):
        page.get_by_text(name, exact=True).click()
    for box in page.locator(".outbox").all():
        expect(box.locator("textarea")).to_be_hidden()
        expect(box.locator("img")).to_be_hidden()


def test_taking_people_out_never_loses_the_focus(page):
    page.locator("details.section", has_text="Several people").locator("summary").click()
    for _ in range(3):
        page.locator(".section .inbox textarea").fill("points = {}")
        page.locator(".section .inbox button").click()
    for at, left in ((2, "Take out Person 2"), (0, "Take out Person 2"), (0, "Several people")):
        page.get_by_role("button", name="Take out").nth(at).press("Enter")
        assert left in focused(page)


def test_in_a_frame_that_may_not_save_or_copy_all_stands_on_the_page(
    problem, browser, path, tmp_path
):
    html = path.read_text("utf-8").replace("&", "&amp;").replace('"', "&quot;")
    around = tmp_path / "around.html"
    around.write_text(
        '<!DOCTYPE html><iframe sandbox="allow-scripts" width=1200 height=700 '
        f'srcdoc="{html}"></iframe>',
        "utf-8",
    )
    context = browser.new_context(offline=True)
    tab = context.new_page()
    tab.goto(around.as_uri())
    frame = tab.frame_locator("iframe")
    frame.get_by_text("Share", exact=True).click()
    frame.get_by_role("button", name="Copy the link").click()
    box = frame.locator(".outbox").first
    expect(box).to_contain_text(phrases()["page"]["no_address"])
    expect(box).to_contain_text(phrases()["page"]["copy_by_hand"])
    sent = box.locator("textarea").input_value()
    assert sent.startswith("#")
    assert read_state(sent, problem).state == Outcome(problem, committed_state(problem, None)).state
    frame.get_by_text("Take it along").click()
    frame.get_by_role("button", name="Picture: ranking").click()
    box = frame.locator(".outbox").nth(1)
    expect(box).to_contain_text("if your browser lets pages save files")
    expect(box.get_by_role("img")).to_be_visible()
    assert box.locator("img").evaluate("e => e.decode().then(() => e.naturalWidth)") == 2 * 960
    context.close()


def test_what_is_sent_back_is_read_by_the_commands(problem, page):
    scenario = another(problem)
    page.locator("select[name=scenario]").select_option(scenario)
    page.get_by_text("Share", exact=True).click()
    page.get_by_label("Your name").fill('Chloé "C" <b>')
    with page.expect_download():
        page.get_by_role("button", name="Save as a file").click()
    sent = read_state(page.locator(".outbox textarea").first.input_value(), problem)
    assert sent.name == 'Chloé "C" <b>'
    assert sent.state.points == scenario_state(problem, scenario).points


def test_the_answer_as_text_is_that_of_the_commands(problem, page):
    scenario = another(problem)
    page.locator("select[name=scenario]").select_option(scenario)
    page.get_by_text("Take it along").click()
    page.get_by_role("button", name="Copy the answer").click()
    shown = page.locator(".menu[open] textarea").input_value()
    state = State.from_dict(scenario_state(problem, scenario).to_dict(), problem)
    expected = answer_text(Outcome(problem, state), page=page.url.split("#")[0])
    assert shown == expected


def test_the_text_says_when_it_is_a_what_if_and_what_was_decided(browser, tmp_path):
    problem = small(tmp_path)
    days = {"date": date(2026, 11, 24), "review_by": date(2027, 5, 24)}
    decided = Outcome(problem, State({"power": 5}))
    decision = new_decision(problem, decided, "It pulls.", "peace counts", "", "", **days)
    path = written(problem, tmp_path / "page.html", decision=decision)
    other = Outcome(problem, State({"peace": 5}, candidates=decided.state.candidates))
    for outcome, line in ((decided, "Decided on 2026-11-24"), (other, "What-if")):
        with opened(browser, path, to_link(outcome.state, problem)) as page:
            settled(page)
            page.get_by_text("Take it along").click()
            page.get_by_role("button", name="Copy the answer").click()
            shown = page.locator(".menu[open] textarea").input_value()
            assert shown == answer_text(outcome, decision, page=page.url.split("#")[0])
            assert line in shown
            assert "When the team would switch. Peace counts" in text(page, "#verdict")


def test_a_page_made_of_a_what_if_opens_with_it_and_leads_back_to_the_decision(browser, tmp_path):
    problem = small(tmp_path)
    days = {"date": date(2026, 11, 24), "review_by": date(2027, 5, 24)}
    decided = Outcome(problem, State({"power": 5}))
    decision = new_decision(problem, decided, "", "", "calm", "", **days)
    seen = State({"peace": 7})
    path = written(problem, tmp_path / "page.html", decision=decision, state=seen)
    with opened(browser, path) as page:
        menu, own = page.locator("select[name=scenario]"), "x => x.selectedOptions[0].textContent"
        for state in (seen, decided.state):
            settled(page)
            assert points(page) == {
                theme: str(max(state.points.get(n, 0) for n in names))
                for theme, names in problem.themes.items()
            }
            assert menu.evaluate(own) == say("page", "scenario_altered", scenario="Calm")
            assert text(page, "#headline") == headline(Outcome(problem, state))
            back = page.get_by_role("button", name=say("page", "back"))
            if state is seen:
                back.click()
        expect(back).to_be_hidden()


def test_what_is_spoken_are_the_first_two_and_the_answer(browser, tmp_path):
    problem = small(tmp_path, {"a": (10, 0), "b": (0, 10), "c": (4, 4)})
    path = written(problem, tmp_path / "page.html", state=State({"power": 5}))
    with opened(browser, path) as page:
        settled(page)
        assert text(page, "#said") == f"Ash 100 and Cedar 40: {text(page, '#headline')}"


def test_what_is_spoken_begins_with_words_where_nothing_has_a_score(problem, browser, path):
    with opened(browser, path, to_link(State(), problem)) as page:
        settled(page)
        assert text(page, "#said") == text(page, "#headline")


RECORD = """
window.drawn = {
  words: [], lines: [], bars: [], boxes: [], middles: [], marks: [], grounds: 0, zeros: 0,
};
const {fillText, fillRect} = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.fillText = function (words, ...at) {
  window.drawn.words.push(words);
  window.drawn.lines.push(at[1]);
  const [x, y, room] = at, {width} = this.measureText(words), wide = Math.min(width, room || width);
  const left = x - {left: 0, center: 0.5, right: 1}[this.textAlign] * wide;
  const end = this.textAlign === "left" && room ? x + room : 0;
  // Marks, which are centred, may lie on each other.
  const [size] = /[\\d.]+(?=px)/.exec(this.font);
  const box = [y, left, left + wide, end, Number(size)];
  if (this.textAlign !== "center") window.drawn.boxes.push(box);
  else window.drawn.marks.push([x, y]);
  window.drawn.high = this.canvas.height / 2;
  fillText.call(this, words, ...at);
};
CanvasRenderingContext2D.prototype.fillRect = function (x, y, wide, high) {
  if (wide < 960) window.drawn.middles.push(y + high / 2);
  if (high === 2) window.drawn.grounds++;
  if (wide === 1) window.drawn.zeros++;
  if (high === 20) window.drawn.bars.push([x, y, wide]);
  fillRect.call(this, x, y, wide, high);
};
true;
"""
FULL = 410
"""How wide a picture's bar of 100 is."""


def zero(drawn: dict[str, Any]) -> int:
    """Return where a picture's bars begin: further left where words stand behind its figures."""
    *behind, _ = [end > start for _, start, end, _, size in drawn["boxes"] if size == 14]
    return 244 if any(behind) else 334


def assert_apart(drawn: dict[str, Any]) -> None:
    """No word of a picture lies on another one, or beyond its edges."""
    for (y, left, right, _, size), (below, start, end, _, its) in combinations(drawn["boxes"], 2):
        beside = right <= start + 0.5 or end <= left + 0.5
        assert beside or abs(y - below) >= (size + its) / 2
    assert all(12 <= y <= drawn["high"] - 12 for y, *_ in drawn["boxes"])
    # The names of rows end before their bars, and figures, which end alike, stand behind them.
    figures = [left for _, left, _, end, size in drawn["boxes"] if size == 16 and not end]
    assert [left for left in figures if left < zero(drawn) + FULL] == []
    assert all(
        end <= zero(drawn) for _, left, _, end, size in drawn["boxes"] if (left, size) == (24, 16)
    )
    assert max(max(right, end) for _, _, right, end, _ in drawn["boxes"]) <= 960


@pytest.mark.parametrize(
    ("name", "title"),
    [("ranking", "headline"), ("leader", "against"), ("how sure", "safe"), ("values", "evidence")],
)
def test_a_picture_says_and_draws_what_the_page_shows(problem, page, name, title):
    page.locator("select[name=scenario]").select_option(another(problem))
    settled(page)
    page.evaluate(RECORD)
    page.get_by_text("Take it along").click()
    with page.expect_download() as found:
        page.get_by_role("button", name=re.compile(f"Picture: {name}")).click()
    content = Path(found.value.path()).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20], "big") == 2 * 960
    drawn = page.evaluate("window.drawn")
    start_at = zero(drawn)
    said, places = " ".join(drawn["words"]), f'[data-b~="text:{title}"]'
    assert said.startswith(" ".join(page.locator(places).first.text_content().split()))
    note = say("page", "picture_whatif", title=problem.report.title, date=today())
    assert drawn["words"][-1] == note
    assert_apart(drawn)
    # Bars, their ground and the signs of the key stand on the line of their words.
    assert set(drawn["middles"]) <= set(drawn["lines"])
    rows: dict[float, list[tuple[float, float]]] = {}
    for x, y, wide in drawn["bars"]:
        rows.setdefault(y, []).append((x, x + wide))
    assert drawn["zeros"] == (len(rows) if name == "leader" else 0)
    if name == "ranking":
        scores = page.locator(SCORES).all_text_contents()
        assert len(rows) == len(scores)
        for bars, score in zip(rows.values(), scores, strict=True):
            assert bars[0][0] == start_at
            assert [end for _, end in bars[:-1]] == pytest.approx([start for start, _ in bars[1:]])
            assert (bars[-1][1] - start_at) / FULL == pytest.approx(float(score) / 100, abs=0.006)
            assert score in drawn["words"]
    elif name == "leader":
        middle = pytest.approx(start_at + FULL / 2)
        assert all(middle in bars[0] for bars in rows.values())
        assert max(end - start for ((start, end),) in rows.values()) == pytest.approx(FULL / 2)
    elif name == "how sure":
        shares = page.locator('[data-b~="text:share"]').all_text_contents()
        assert [s for s in shares if s in drawn["words"]] == shares
        for bars, share in zip(rows.values(), shares, strict=True):
            ends = [float(part) for part in re.findall(r"\d+", share)]
            assert (bars[0][1] - start_at) / FULL == pytest.approx(ends[-1] / 100, abs=0.011)
            start = ends[0] / 100 if len(ends) > 1 else 0
            assert len(ends) == 1 or (bars[0][0] - start_at) / FULL == pytest.approx(
                start, abs=0.011
            )
    else:
        counted = problem.measures_of
        marks = [word for word in drawn["words"] if word and word in "●■◆▼▲✚✖★"]
        compared = page.locator("[data-framework]:visible").count()
        assert len(marks) == compared * (1 + len(counted))
        # First the key: each mark on the line of its name.
        first = drawn["words"].index(marks[0])
        for at in range(first, first + 2 * compared, 2):
            assert drawn["lines"][at] == drawn["lines"][at + 1]
        assert drawn["grounds"] == len(counted)
        # No mark hides another one, and each is in its row.
        for (x, y), (other, below) in combinations(drawn["marks"], 2):
            assert abs(x - other) >= 10 or abs(y - below) >= 10
        lines = [box[0] for box in drawn["boxes"] if (box[1], box[4]) == (24, 16)]
        assert all(min(abs(y - line) for line in lines) <= 10 for _, y in drawn["marks"])


@pytest.mark.parametrize("name", ["ranking", "leader"])
def test_a_picture_whose_title_is_long_has_lines_for_it(browser, tmp_path, name):
    folder = tables(tmp_path, {"a": (10, 0), "b": (0, 10)})
    rows = (folder / "frameworks.csv").read_text().replace("Ash", "Ash and " * 20 + "so on")
    (folder / "frameworks.csv").write_text(rows)
    with opened(browser, written(load_problem(folder), tmp_path / "page.html")) as page:
        settled(page)
        page.evaluate(RECORD)
        page.get_by_text("Take it along").click()
        with page.expect_download():
            page.get_by_role("button", name=re.compile(f"Picture: {name}")).click()
        drawn = page.evaluate("window.drawn")
        assert_apart(drawn)
        assert sum(size == 24 for *_, size in drawn["boxes"]) > 1


def test_a_range_of_one_figure_is_a_mark_in_its_picture(browser, tmp_path):
    sure = small(tmp_path, {"a": (10, 10), "b": (0, 0)}, quiet={"a": 10, "b": 0})
    with opened(browser, written(sure, tmp_path / "page.html")) as page:
        settled(page)
        page.evaluate(RECORD)
        page.get_by_text("Take it along").click()
        with page.expect_download():
            page.get_by_role("button", name=re.compile("Picture: how sure")).click()
        drawn = page.evaluate("window.drawn")
        ends = [x + wide for x, _, wide in drawn["bars"]]
        assert ends == [pytest.approx(zero(drawn) + FULL)] * len(ends)
        # Sliders, figures, and measures from lowest to highest: by small steps, and by wide ones.
        wide = [wide for _, _, wide in drawn["bars"]]
        assert wide == [*[pytest.approx(FULL)] * 2, pytest.approx(3.28)] * 2


def test_a_chart_of_the_notebook_is_saved_at_twice_its_size_on_white(browser, tmp_path):
    title = " ".join(["Which wood lasts?"] * 9)
    (tmp_path / "report.toml").write_text(f'title = "{title}"\n', encoding="utf-8")
    problem = small(tmp_path)
    (tmp_path / "priorities").mkdir()
    for name, points in (("Ana", "power = 9"), ("Bo", "peace = 9")):
        person = tmp_path / "priorities" / f"{name}.toml"
        person.write_text(f"[points]\n{points}\n", encoding="utf-8")
    path = written(problem, tmp_path / "page.html", more={"People": ("group",)})
    with opened(browser, path, color_scheme="dark") as page:
        settled(page)
        page.locator("main > details").evaluate_all("all => all.forEach(x => { x.open = true; })")
        with page.expect_download() as found:
            page.get_by_role("button", name=say("page", "take_image")).first.click()
        image = page.locator(".section figure.fr-chart img").first
        wide, high = image.evaluate("x => [x.naturalWidth, x.naturalHeight]")
        drawn = imread(found.value.path())
    assert drawn.shape[:2] == (2 * (high + 40), 2 * wide)
    assert (drawn[0, 0, :3] == 1).all()
    chart, note = drawn[: 2 * high, :, :3], drawn[2 * high :, :, :3]
    dark = note.min(axis=2) < 0.6
    assert chart.min() < 0.4
    assert dark[:, :24].sum() == dark[:, -24:].sum() == 0
    assert min(dark[:, 32:400].sum(), dark[:, -400:-32].sum()) > 0
    assert (drawn[:, :, 3] == 1).all()


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def test_where_there_is_nothing_to_ask_nobody_is_asked(browser, tmp_path):
    path = written(single(tmp_path), tmp_path / "page.html")
    with opened(browser, path, "#ask") as page:
        settled(page)
        assert not page.get_by_role("button", name="Ask me").is_visible()
        assert page.locator("#headline").is_visible()
        assert page.locator(".fold.candidates").count() == 1


@pytest.mark.parametrize("changed", [0, 1, 2])
def test_the_fold_of_the_criteria_says_what_is_measured_another_way(
    problem, browser, path, changed
):
    others = {name: of[1] for name, of in problem.measures_of.items() if len(of) > 1}
    names = list(others)[:changed]
    state = replace(committed_state(problem, None), measures={n: others[n] for n in names})
    kind = ["criteria_count", "criteria_measures_one", "criteria_measures"][len(names)]
    count = int((Outcome(problem, state).weights > 0).sum())
    said = say("page", kind, count=count, changed=len(names))
    with opened(browser, path, to_link(state, problem)) as page:
        settled(page)
        assert text(page, ".fold.criteria > summary") == say("page", "criteria_summary", set=said)


def test_a_criterion_that_can_be_measured_in_two_ways_has_a_menu(browser, tmp_path):
    two = load_problem(tables(tmp_path, quiet={"a": 8, "b": 2, "c": 5}))
    with opened(browser, written(two, tmp_path / "page.html")) as page:
        settled(page)
        page.locator(".fold.criteria > summary").click()
        assert page.locator("select[name=measure-power]").count() == 0
        offered = page.locator("select[name=measure-peace] option").all_text_contents()
        assert offered == ["by still", "by quiet"]


@pytest.mark.parametrize("measure", ["quiet", "loud"])
def test_a_menu_says_how_it_is_measured_also_where_it_does_not_offer_that(
    browser, tmp_path, measure
):
    folder = tables(tmp_path, quiet={"a": 8, "b": 2, "c": 5})
    measured_again(folder, "peace,quiet", "peace,loud")
    first, *rows = (folder / "measures.csv").read_text().splitlines()
    rows = [f"{row},{'no' if 'loud' in row else ''}" for row in rows]
    (folder / "measures.csv").write_text("\n".join([f"{first},menu", *rows, ""]))
    problem = load_problem(folder)
    state = State({"power": 3, "peace": 4}, measures={"peace": measure})
    with opened(browser, written(problem, tmp_path / "page.html"), to_link(state, problem)) as page:
        settled(page)
        page.locator(".fold.criteria > summary").click()
        menu = page.locator("select[name=measure-peace]")
        expect(menu).to_have_value(measure)
        offered = menu.locator("option").evaluate_all("all => all.map(x => x.value)")
        assert offered == ["still", "quiet", *(["loud"] if measure == "loud" else [])]


def test_what_the_answer_hangs_on_can_be_chosen_though_no_menu_offers_it(browser, tmp_path):
    folder = tables(tmp_path, quiet={"a": 10, "b": 0, "c": 0})
    first, *rows = (folder / "measures.csv").read_text().splitlines()
    rows = [f"{row},{'no' if 'quiet' in row else ''}" for row in rows]
    (folder / "measures.csv").write_text("\n".join([f"{first},menu", *rows, ""]))
    problem, state = load_problem(folder), State({"power": 9, "peace": 4})
    with opened(browser, written(problem, tmp_path / "page.html"), to_link(state, problem)) as page:
        settled(page)
        page.locator(".fold.criteria > summary").click()
        menu, power = page.locator("select[name=measure-peace]"), page.locator("[name=power]")
        assert not Outcome(problem, state).race.measure_flips
        expect(menu).to_be_hidden()
        power.fill("3")
        expect(menu).to_be_visible()
        # What is offered stays, or the page below would move to and fro.
        power.fill("9")
        settled(page)
        expect(menu).to_be_visible()
        power.fill("3")
        menu.select_option("quiet")
        settled(page)
        there = Outcome(problem, State({"power": 3, "peace": 4}, measures={"peace": "quiet"}))
        assert text(page, "#headline") == headline(there)


def test_where_there_is_one_alternative_there_is_nobody_to_tick(browser, tmp_path):
    one = load_problem(tables(tmp_path, {"a": (4, 4)}))
    with opened(browser, written(one, tmp_path / "page.html")) as page:
        settled(page)
        assert page.locator(".fold.candidates").count() == 0
        assert page.locator(".fold.criteria").count() == 1
    two = load_problem(tables(tmp_path, {"a": (4, 4), "b": (5, 3)}))
    with opened(browser, written(two, tmp_path / "page.html")) as page:
        assert page.locator(".fold.candidates").count() == 1


def test_asked_before_told_covers_the_answer_until_the_end(browser, path):
    with opened(browser, path, "#ask") as page:
        assert not page.locator("#verdict").is_visible()
        for _ in range(8):
            if page.get_by_role("button", name="Show who leads").count():
                break
            same = page.get_by_role("button", name="Both are about as good")
            (same if same.count() else page.get_by_role("button", name="Next")).click()
            assert not page.locator("#headline").is_visible()
        page.get_by_role("button", name="Show who leads").click()
        assert page.locator("#headline").is_visible()


def test_several_people_are_compared_and_a_bad_text_is_refused(problem, page):
    page.locator("details.section", has_text="Several people").locator("summary").click()
    box, use = page.locator(".section .inbox textarea"), page.locator(".section .inbox button")
    first, last = problem.scenarios.index[[0, -1]]
    for name, scenario in (("Ana", first), ("Ben", last)):
        box.fill(to_link(scenario_state(problem, scenario), problem, name))
        use.click()
    box.fill(f"points = {{{problem.scored[0]} = 99}}")
    use.click()
    assert "= 99}" in box.input_value()  # to be mended
    shown = text(page, "details.section:last-of-type")
    assert "Ana" in shown
    assert "would agree with Ana" in shown
    assert "Not used" in shown


def test_whoever_gives_no_name_takes_nobody_s_place(page):
    page.locator("details.section", has_text="Several people").locator("summary").click()
    box, use = page.locator(".section .inbox textarea"), page.locator(".section .inbox button")

    def send(text: str) -> None:
        box.fill(text)
        use.click()

    send("points = {}")
    send("name = '   '")
    page.get_by_role("button", name="Take out Person 1").click()
    send("[points]")
    assert page.get_by_role("button", name=re.compile("Take out")).all_inner_texts() == [
        "Take out Person 2",
        "Take out Person 3",
    ]
    send("name = 'Straße'")
    send("name = 'STRASSE'")
    page.get_by_role("button", name="Take out STRASSE").click()
    assert page.get_by_role("button", name=re.compile("Take out")).count() == 2


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_bars_anybody(browser, path, look, width):
    size = {"width": width, "height": 844}
    with opened(browser, path, bypass_csp=True, viewport=size, **look) as page:
        fold_out(page)
        run = {"runOnly": {"type": "tag", "values": RULES}}
        found = Axe().run(page, options=run).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


def test_paper_shows_everything(page):
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#priorities").is_visible()
    assert not page.locator("form").is_visible()
    folded = page.locator("main > details:not([open])")
    assert folded.count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert folded.count() > 0


def test_the_page_is_light(path):
    html = path.read_text(encoding="utf-8")
    assert len(html.encode()) <= 250_000
    assert not re.search(r"<[^>]+ style=", html)
