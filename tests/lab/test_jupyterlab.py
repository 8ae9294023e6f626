"""What a user sees in a real JupyterLab: sliders, verdict, charts and export say the same."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from lab import SECONDS, Lab, copy_report, jupyterlab
from playwright.sync_api import Browser, Download, Page
from rows import rows_of, write_rows

from framework_report import charts, parts
from framework_report.decision import read_decision
from framework_report.narrative import headline
from framework_report.outcome import Outcome, State, scenario_state, theme_points
from framework_report.problem import Problem, load_problem

pytestmark = pytest.mark.slow

NOTEBOOK = "notebooks/decision_report.ipynb"
HOSTILE = "<img src=x onerror=window.hostile=1> $x^2$ {{ 7*7 }} **bold**"


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    """Copy what a user opens."""
    return copy_report(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def address(report: Path, tmp_path_factory) -> Iterator[str]:
    with jupyterlab(report, tmp_path_factory.mktemp("lab")) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def lab(page: Page, address: str, report: Path) -> Iterator[Lab]:
    """Open the report as it is committed, and run all cells."""
    copy_report_again(report)
    opened = Lab(page, address, NOTEBOOK)
    opened.open()
    opened.run_all()
    yield opened
    said = page.locator(".fr-notice:has-text('could not be done')").all_text_contents()
    opened.end_kernels()
    assert (opened.errors, said) == ([], [])


def copy_report_again(report: Path) -> None:
    """Undo what an earlier test saved."""
    fresh = copy_report(report / "fresh")
    for file in [*fresh.rglob("*.ipynb"), *fresh.rglob("*.toml")]:
        file.replace(report / file.relative_to(fresh))
    for file in sorted(fresh.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    fresh.rmdir()


@pytest.fixture(scope="module")
def problem(report: Path) -> Problem:
    return load_problem(report / "data")


def start(problem: Problem) -> State:
    """Return the state that the panel starts from."""
    decision = read_decision(problem)
    return decision.state if decision else scenario_state(problem, problem.scenarios.index[0])


def soon(look: Callable[[], object], expected: object, seconds: float = 30) -> None:
    """Wait until what the user sees is as expected; fail with what it is otherwise."""
    until = time.monotonic() + seconds
    while (found := look()) != expected and time.monotonic() < until:
        time.sleep(0.1)
    assert found == expected


def seen(lab: Lab) -> dict[str, object]:
    """Return what stands on the screen: positions, words, and the charts' alternative texts."""
    return lab.page.evaluate(
        """() => {
            const words = query => document.querySelector(query)?.textContent.trim();
            const alts = query => [...document.querySelectorAll(query)].map(x => x.alt);
            const sliders = [...document.querySelectorAll('.fr-panel .widget-slider')];
            return {
                sliders: Object.fromEntries(sliders.map(x => [
                    x.querySelector('label').textContent.trim(),
                    +x.querySelector('.noUi-handle').getAttribute('aria-valuenow')])),
                verdict: words('.fr-verdict .fr-headline'),
                panel: words('.fr-panel .fr-headline'),
                ranking: [...new Set(alts('.fr-ranking img'))],
                against: alts('.fr-against img'),
                tipping: alts('.fr-tipping img'),
                confidence: alts('.fr-confidence img'),
            }
        }"""
    )


def follows(problem: Problem, state: State) -> dict[str, object]:
    """Return what should stand on the screen."""
    outcome = Outcome(problem, state)
    scored = problem.criteria.loc[problem.points.columns]
    themes = {theme: theme_points(problem, state.points, theme) for theme in scored["theme"]}
    own = {row["label"]: state.points.get(name, 0) for name, row in scored.iterrows()}
    drawn = {name: [charts.DRAWN[name][1](outcome)] for name in charts.DRAWN}
    says = parts.verdict(outcome).words.splitlines()[0]
    return {"sliders": themes | own, "verdict": says, "panel": headline(outcome), **drawn}


def agrees(lab: Lab, problem: Problem, state: State) -> None:
    soon(lambda: seen(lab), follows(problem, state))


def test_all_cells_run_and_say_what_follows_from_the_decision(lab, problem):
    agrees(lab, problem, start(problem))
    assert lab.page.locator('.jp-OutputArea-output[data-mime-type*="stderr"]').count() == 0


def test_the_panel_fits_the_screen_as_a_whole(lab):
    panel = lab.page.locator(".fr-panel")
    room = lab.page.locator(".jp-WindowedPanel-outer").bounding_box()

    def in_sight() -> bool:
        # Cells above take their height only once they come near the screen: scroll until it holds.
        lab.page.evaluate("document.querySelector('.fr-panel').scrollIntoView({block: 'center'})")
        lab.page.wait_for_timeout(300)
        box = panel.bounding_box()
        return room["y"] <= box["y"] and box["y"] + box["height"] <= room["y"] + room["height"]

    soon(in_sight, True)
    assert room["y"] + room["height"] <= 900
    box = panel.bounding_box()
    assert box["x"] >= room["x"]
    assert box["x"] + box["width"] <= room["x"] + room["width"] <= 1440
    inside = lab.page.evaluate(
        """() => {
            const panel = document.querySelector('.fr-panel');
            const edge = panel.getBoundingClientRect();
            return [...panel.querySelectorAll('*')].filter(x => x.offsetParent)
                .map(x => x.getBoundingClientRect()).every(x => x.right <= edge.right + 1) }"""
    )
    assert inside


def test_a_slider_moves_with_the_keyboard_and_undo_takes_it_back(lab, problem):
    before, theme = start(problem), "Keep"
    # The theme's slider is what it scales to: the largest of its criteria.
    handle = lab.slider(theme)
    handle.focus()
    handle.press("Home")
    names = problem.criteria.index[problem.criteria["theme"] == theme]
    moved = replace(before, points={n: p for n, p in before.points.items() if n not in names})
    agrees(lab, problem, moved)
    lab.button("Undo").click()
    agrees(lab, problem, before)


def test_a_scenario_a_must_have_and_reset_are_followed(lab, problem):
    before = start(problem)
    lab.picker("Scenario").select_option(label=problem.scenarios.at["api", "label"])
    api = scenario_state(problem, "api", before.familiarity)
    agrees(lab, problem, api)
    lab.page.locator('.fr-panel :text-is("Must-haves")').click()
    lab.picker("admin site").select_option(label="in the core")
    agrees(lab, problem, replace(api, must_haves={**api.must_haves, "admin site": "core"}))
    lab.button("Undo").click()
    agrees(lab, problem, api)
    lab.button("Reset").click()
    agrees(lab, problem, before)


def test_where_nothing_is_left_the_panel_says_what_to_do(lab, problem):
    lab.page.locator('.fr-panel :text-is("Must-haves")').click()
    lab.picker("admin site").select_option(label="in the core")
    lab.picker("OpenAPI document").select_option(label="in the core")
    musts = {"admin site": "core", "OpenAPI document": "core"}
    agrees(lab, problem, replace(start(problem), must_haves=musts))
    assert "Accept" in lab.page.text_content(".fr-panel .fr-headline")


def test_a_saved_decision_is_on_disk_and_no_longer_a_what_if(lab, problem, report):
    lab.picker("Scenario").select_option(label=problem.scenarios.at["explore", "label"])
    state = scenario_state(problem, "explore", start(problem).familiarity)
    agrees(lab, problem, state)
    lab.page.locator('.fr-panel :text-is("Save the decision")').click()
    lab.page.get_by_label("Why").fill("we are playing")
    lab.page.get_by_label("Why").press("Tab")
    lab.button("Save decision").click()
    lab.page.locator('.fr-panel :text("Saved to")').wait_for(timeout=30 * SECONDS)
    saved = read_decision(problem)
    assert (saved.state, saved.scenario, saved.why) == (state, "explore", "we are playing")
    soon(lambda: lab.page.locator('.fr-notice:has-text("what-if")').count(), 0)
    lab.run_all()
    agrees(lab, problem, state)


def export(lab: Lab, to: Path) -> BeautifulSoup:
    """Export from JupyterLab's menu."""
    got: list[Download] = []

    def keep(download: Download) -> None:
        got.append(download)

    lab.page.context.on("page", lambda opened: opened.on("download", keep))
    lab.page.on("download", keep)
    lab.menu("File", "Save and Export Notebook As", "Decision report")
    until = time.monotonic() + 60
    while not got and time.monotonic() < until:
        lab.page.wait_for_timeout(200)
    assert got, "no download came from File, Save and Export Notebook As, Decision report"
    got[0].save_as(to)
    return BeautifulSoup(to.read_text(encoding="utf-8"), "html.parser")


def test_the_export_from_the_menu_is_the_state_on_screen(lab, problem, tmp_path):
    lab.picker("Scenario").select_option(label=problem.scenarios.at["ml", "label"])
    state = scenario_state(problem, "ml", start(problem).familiarity)
    agrees(lab, problem, state)
    tree = export(lab, tmp_path / "report.html")
    says = follows(problem, state)
    assert says["verdict"] in tree.select_one("#verdict").get_text(" ", strip=True)
    for name in ("ranking", "against", "tipping", "confidence"):
        assert [tree.select_one(f".fr-{name} img")["alt"]] == says[name]


def test_after_a_reload_the_panel_follows_and_says_what_does_not(lab, problem, report, tmp_path):
    before = start(problem)
    agrees(lab, problem, before)
    lab.menu("File", "Save Notebook")
    saved = report / NOTEBOOK
    soon(lambda: "widget-view+json" in saved.read_text(encoding="utf-8"), True)
    lab.reload()
    lab.page.locator('.fr-notice:has-text("opened anew")').wait_for(timeout=30 * SECONDS)
    handle = lab.slider("Run")
    handle.focus()
    handle.press("End")
    soon(lambda: seen(lab)["sliders"]["Run"], 10)
    notice = lab.page.text_content(".fr-notice >> nth=0")
    assert "verdict and the charts outside it do not" in notice
    assert "Run All Cells" in notice
    # What is not followed stays whole: verdict, charts and export are all of the earlier state.
    stale, old = seen(lab), follows(problem, before)
    assert [stale[name] for name in ("verdict", "against")] == [old["verdict"], old["against"]]
    tree = export(lab, tmp_path / "report.html")
    assert old["verdict"] in tree.select_one("#verdict").get_text(" ", strip=True)
    assert [tree.select_one(".fr-ranking img")["alt"]] == old["ranking"]
    lab.run_all()
    agrees(lab, problem, before)
    assert lab.page.locator('.fr-notice:has-text("opened anew")').count() == 0


def test_hostile_text_in_the_tables_does_nothing(page, address, report):
    copy_report(report / "hostile")
    for table, columns in {
        "frameworks": ("label", "stack", "best_for", "strengths", "weak_spots", "watch_new"),
        "criteria": ("label", "theme", "question", "swing", "reason"),
        "scenarios": ("label", "story"),
        "evidence": ("note", "source_title"),
        "features": ("note",),
    }.items():
        path = report / "hostile" / "data" / f"{table}.csv"
        rows = rows_of(path)
        for row in rows:
            row.update({c: f"{row[c]} {HOSTILE}" for c in columns if row[c]})
        write_rows(path, rows)
    lab = Lab(page, address, f"hostile/{NOTEBOOK}")
    lab.open()
    lab.run_all()
    lab.page.locator(".fr-panel .fr-headline").wait_for(timeout=30 * SECONDS)
    lab.page.wait_for_timeout(2000)
    assert lab.page.evaluate("() => window.hostile") is None
    # Where in the notebook something came of it, and what.
    found = lab.page.evaluate(
        """() => ['mjx-container', 'strong', 'img[src="x"]', 'script']
            .flatMap(query => [...document.querySelectorAll(`.jp-OutputArea ${query}`)])
            .map(x => [x.closest('.jp-CodeCell').querySelector('.cm-content').textContent,
                       x.tagName, x.parentElement.outerHTML.slice(0, 200)])"""
    )
    assert found == []
    assert "$x^2$ {{ 7*7 }} **bold**" in lab.page.text_content(".fr-panel")
