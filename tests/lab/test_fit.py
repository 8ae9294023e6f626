"""The panel fits cell and screen with the file browser open; nothing in it is clipped or jumps."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lab import Lab, copy_report_again, holds, run, soon
from playwright.sync_api import Browser

from framework_report.tables import Problem

pytestmark = pytest.mark.slow

SIZES = [(1440, 900), (1280, 720)]
BOXES = """
() => {
  const box = e => {
    const b = e.getBoundingClientRect();
    return {left: b.left, right: b.right, width: b.width, height: b.height};
  };
  const panel = document.querySelector('.fr-panel');
  const all = [...panel.querySelectorAll('*')].filter(e => e.offsetParent);
  const edge = panel.getBoundingClientRect();
  return {
    room: box(document.querySelector('.jp-WindowedPanel-outer')),
    panel: box(panel),
    tracks: all.filter(e => e.matches('.noUi-target')).map(e => e.getBoundingClientRect().width),
    handles: all.filter(e => e.matches('.noUi-touch-area')).map(box),
    outside: all.filter(e => e.getBoundingClientRect().right > edge.right + 1)
      .map(e => e.className),
    clipped: all.filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
      && getComputedStyle(e).overflowX !== 'visible').map(e => e.className + ': ' + e.textContent),
    thin: all.filter(e => e.matches('label, button, th, li, p, option') && e.textContent.trim())
      .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
      .filter(([words, b]) => b.width < 40 && words.length > 8).map(([words]) => words),
    small: all.filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
      .map(e => [parseFloat(getComputedStyle(e).fontSize), e.textContent.trim()])
      .filter(([size]) => size < 11),
  };
}
"""


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}", scope="module")
def opened(
    request: pytest.FixtureRequest, browser: Browser, address: str, report: Path
) -> Iterator[Lab]:
    """Open the notebook at a size, with the file browser beside it, and run it."""
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height})
    copy_report_again(report)
    yield from run(page, address)
    page.close()


@pytest.fixture(autouse=True)
def start(opened: Lab) -> None:
    """Begin each test with every fold closed and the panel at the top of the screen."""
    for fold in opened.page.locator(".fr-tabs button.mod-active").all():
        fold.click()
    soon(opened.page.locator(".fr-tabs button.mod-active").count, 0)
    opened.button("Reset").click()
    opened.settle()
    top(opened)


def top(lab: Lab) -> None:
    """Scroll until the panel stands at the top: cells above take their height only when seen."""
    for _ in range(5):
        lab.page.evaluate("document.querySelector('.fr-panel').scrollIntoView({block: 'start'})")
        lab.page.wait_for_timeout(250)


def boxes(lab: Lab) -> dict[str, Any]:
    return dict(lab.page.evaluate(BOXES))


def in_room(found: dict[str, Any]) -> bool:
    panel, room = found["panel"], found["room"]
    return bool(
        panel["left"] >= room["left"]
        and panel["right"] <= room["right"]
        and panel["height"] <= room["height"]
    )


def sound(lab: Lab) -> None:
    """See that nothing is clipped, thin, small or hard to hit."""
    found = boxes(lab)
    assert found["tracks"]
    assert [found[name] for name in ("outside", "clipped", "thin", "small")] == [[], [], [], []]
    assert min(found["tracks"]) >= 150
    assert min(min(b["width"], b["height"]) for b in found["handles"]) >= 24


def test_the_panel_fits_cell_and_screen_in_every_scenario(opened: Lab, problem: Problem) -> None:
    for label in problem.scenarios["label"]:
        opened.picker("Scenario").select_option(label=label)
        opened.page.wait_for_timeout(700)

        def fits() -> None:
            assert in_room(boxes(opened))
            sound(opened)

        holds(fits)


@pytest.mark.parametrize("fold", ["Criteria", "Must-haves", "Compared", "Save"])
def test_in_every_fold_nothing_is_clipped_and_the_ranking_stays_in_sight(
    opened: Lab, fold: str
) -> None:
    opened.fold(fold).click()
    soon(opened.page.locator(".fr-tabs button.mod-active").count, 1)
    opened.page.wait_for_timeout(500)
    holds(lambda: sound(opened))
    controls = opened.page.locator(
        ".fr-controls :is(.noUi-handle, select, input, textarea, .fr-tabs button):visible"
    )
    assert controls.count()
    for control in controls.all()[::3]:
        control.evaluate("e => e.scrollIntoView({block: 'center'})")
        shown = opened.page.evaluate(
            """() => {
              const outer = document.querySelector('.jp-WindowedPanel-outer');
              const room = outer.getBoundingClientRect();
              const scores = [...document.querySelectorAll('.fr-panel .fr-ranking .fr-score')];
              return scores.length > 0 && scores.every(e => {
                const b = e.getBoundingClientRect();
                const there = document.elementFromPoint(b.left + b.width / 2, b.top + b.height / 2);
                return b.top >= room.top && b.bottom <= room.bottom && e.contains(there);
              });
            }"""
        )
        assert shown


def test_tracks_and_handles_stay_where_they_are_while_notes_change(opened: Lab) -> None:
    handle = opened.page.locator(".fr-theme .noUi-handle").first
    top(opened)
    handle.focus()
    places = []
    for key in ("Home", *["ArrowRight"] * 10):
        handle.press(key)
        opened.page.wait_for_timeout(350)
        found = boxes(opened)
        rows = opened.page.evaluate(
            "[...document.querySelectorAll('.fr-theme .noUi-target')]"
            ".map(e => Math.round(e.getBoundingClientRect().top))"
        )
        places.append((found["tracks"][:4], rows))
    tracks, rows = places[0]
    for other, there in places:
        assert other == tracks
        # A pixel is a matter of rounding.
        assert all(abs(a - b) <= 1 for a, b in zip(there, rows, strict=True)), places


def test_the_band_on_the_track_is_where_the_note_says(opened: Lab) -> None:
    drawn = opened.page.evaluate(
        """() => [...document.querySelectorAll('.fr-theme')].map(row => {
          const style = getComputedStyle(row.querySelector('.widget-slider'));
          const ends = ['--fr-low', '--fr-high']
            .map(name => parseFloat(style.getPropertyValue(name)) / 10);
          return [row.querySelector('.fr-below > :nth-child(2)').textContent, ...ends];
        })"""
    )
    assert drawn
    for words, low, high in drawn:
        if "at every step" in words:
            assert (low, high) == (0, 10)
        elif "only here" not in words:
            assert words.endswith(f"from {low:g} to {high:g}")


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_words_and_charts_are_legible_in_both_themes(opened: Lab, theme: str) -> None:
    opened.menu("Settings", "Theme", f"JupyterLab {theme}")
    soon(
        lambda: opened.page.evaluate("document.body.dataset.jpThemeLight"),
        "true" if theme == "Light" else "false",
    )
    opened.page.wait_for_timeout(1000)
    top(opened)
    low = opened.page.evaluate(
        """() => {
          const light = colour => {
            const [r, g, b] = colour.match(/[\\d.]+/g).map(Number)
              .map(x => (x /= 255) <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
            return .2126 * r + .7152 * g + .0722 * b;
          };
          const over = (colour, ground) => {
            const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
            const under = ground.match(/[\\d.]+/g).map(Number);
            return `rgb(${[r, g, b].map((x, i) => a * x + (1 - a) * under[i])})`;
          };
          const ground = getComputedStyle(document.querySelector('.jp-Notebook')).backgroundColor;
          return [...document.querySelectorAll('.fr-panel *')]
            .filter(e => e.offsetParent)
            .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
            .filter(e => !e.closest('select, button, .fr-badge'))
            .map(e => {
              const ink = light(over(getComputedStyle(e).color, ground)), paper = light(ground);
              return [(Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05), e.textContent];
            })
            .filter(([contrast]) => contrast < 4.5);
        }"""
    )
    assert low == []
    pictures = opened.page.locator(".fr-chart img")
    assert pictures.count() >= 2
    for picture in pictures.all()[:2]:
        picture.scroll_into_view_if_needed()
        opened.page.wait_for_timeout(300)
        shot = picture.screenshot()
        assert dark_share(shot) > 0.6 if theme == "Dark" else dark_share(shot) < 0.4


def dark_share(shot: bytes) -> float:
    """Return the share of a picture's pixels that are darker than the middle."""
    import io

    import numpy as np
    from matplotlib.image import imread

    return float((np.asarray(imread(io.BytesIO(shot)))[..., :3].mean(axis=2) < 0.5).mean())
