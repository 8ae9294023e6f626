"""The exported page with its script, in a browser: same figures, same words, nothing fetched."""

import csv
import json
import math
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsers import chromium
from playwright.sync_api import Browser, Page
from rows import change, rows_of, write_rows
from test_export import Committed, export

from framework_report.export import HERE, SCRIPT, _script
from framework_report.narrative import doubts, headline, verdict
from framework_report.outcome import Outcome, State, scenario_state
from framework_report.problem import Problem, load_problem
from notebooks import notebook

pytestmark = pytest.mark.slow

STATES = 2_000
WAIT_MS = 10_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def decision(problem) -> Committed:
    return Committed(scenario_state(problem, "product"), scenario="product")


@pytest.fixture(scope="module")
def report(problem, decision, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(export(notebook(problem, decision=decision)), encoding="utf-8")
    return path


def opened(browser: Browser, path: Path, address: str = "", **context) -> Page:
    """Open a page with the network off; a fault of its script or a refused load fails the test."""
    page = browser.new_context(offline=True, **context).new_page()
    page.faults = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
    page.on(
        "request",
        lambda r: None if r.url.startswith(("file:", "data:")) else page.faults.append(r.url),
    )
    page.set_default_timeout(WAIT_MS)
    page.goto(path.as_uri() + address)
    return page


@pytest.fixture
def page(browser, report) -> Iterator[Page]:
    found = opened(browser, report)
    settled(found)
    yield found
    assert found.faults == []
    found.context.close()


def settled(page: Page) -> None:
    page.wait_for_selector('#verdict[aria-busy="false"]', state="attached")


def wait_until(page: Page, condition: str) -> None:
    """Wait for a JavaScript expression; Playwright's own way needs eval, which the page refuses."""
    deadline = time.monotonic() + WAIT_MS / 1000
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, f"waited in vain for {condition}"
        page.wait_for_timeout(50)


def text(page: Page, selector: str) -> str:
    return page.locator(selector).first.inner_text()


def fold_out(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")


# Parity


def random_state(problem: Problem, dice: random.Random) -> State:
    """Return any state: sliders at 0 are common, must-haves and familiarity come and go."""
    points = {name: dice.choice((0, dice.randint(0, 10))) for name in problem.points.columns}
    features = list(problem.features["feature"].unique())
    asked = dice.sample(features, min(dice.choice((0, 0, 0, 1, 1, 2, 4)), len(features)))
    must_haves = {name: dice.choice(("core", "add-on")) for name in asked}
    known = dice.sample(list(problem.frameworks.index), dice.randint(0, len(problem.frameworks)))
    familiarity = {name: dice.randint(0, 4) for name in known} if dice.random() < 0.6 else {}
    state = {"points": points, "must_haves": must_haves, "familiarity": familiarity}
    return State.from_dict(state, problem)


def edge_states(problem: Problem) -> list[State]:
    everything = dict.fromkeys(problem.points.columns, 10)
    features = list(problem.features["feature"].unique())
    scenarios = [scenario_state(problem, name) for name in problem.scenarios.index]
    leader = Outcome(problem, scenarios[0]).leader
    lacking = [
        f for f in features if Outcome(problem, scenarios[0]).support(leader, f) != "built-in"
    ]
    return [
        State(),
        State(everything),
        *scenarios,
        *[State(must_haves={name: "core"}) for name in features],
        *[State(everything, {name: "core"}) for name in features],
        *[State(everything, {name: "add-on"}) for name in features],
        State(everything, dict.fromkeys(features, "core")),
        State({}, dict.fromkeys(features, "core")),
        State(scenarios[0].points, {lacking[0]: "core"}),
        *[State({name: 5}) for name in problem.points.columns],
        *[
            State({name: 10, "familiarity": 10}, {}, {"flask": 4})
            for name in problem.points.columns
            if "flask" in problem.frameworks.index
        ],
        *[
            State(everything, {}, {name: level})
            for name in problem.frameworks.index
            for level in (0, 2, 4)
        ],
        State({"familiarity": 10}, {}, dict.fromkeys(problem.frameworks.index, 3)),
        State({"familiarity": 10}),
    ]


def canonical(problem: Problem, state: State) -> State:
    return State.from_dict(state.to_dict(), problem)


def close(found: float, expected: float) -> bool:
    return (math.isnan(found) and math.isnan(expected)) or abs(found - expected) <= 1e-9


def disagreements(problem: Problem, state: State, found: dict) -> list[str]:
    """Return where the page's answer is not Python's."""
    outcome = Outcome(problem, state)
    wrong = [
        f"score of {name}: {found['scores'][name]} for {score}"
        for name, score in outcome.scores.items()
        if not close(found["scores"][name], score)
    ]
    if found["ranks"] != outcome.ranks.to_dict():
        wrong.append(f"ranks: {found['ranks']} for {outcome.ranks.to_dict()}")
    if not outcome.nothing_to_weigh:
        for name, row in outcome.tipping_points.iterrows():
            other = found["tipping_points"][name]
            same = close(other["low"], row["low"]) and close(other["high"], row["high"])
            if not same or (other["below"], other["above"]) != (row["below"], row["above"]):
                wrong.append(f"tipping point of {name}: {other} for {row.to_dict()}")
    if outcome.leader:
        for name, row in outcome.rank_acceptability.iterrows():
            shares = found["rank_acceptability"][name]
            if not all(close(a, b) for a, b in zip(shares, row, strict=True)):
                wrong.append(f"acceptability of {name}: {shares} for {list(row)}")
    said = [list(paragraph) for paragraph in verdict(outcome)]
    if found["paragraphs"] != said:
        wrong.append(f"words: {found['paragraphs']} for {said}")
    if found["headline"] != headline(outcome):
        wrong.append(f"headline: {found['headline']} for {headline(outcome)}")
    return wrong


def compare_doubts(page: Page, problem: Problem, states: list[State]) -> list[str]:
    """Return where the page says otherwise than Python what else would change the answer."""
    asked = [state.to_dict() for state in states]
    answers = page.evaluate("states => states.map(s => decisionReport.doubts(s))", asked)
    return [
        f"{state.to_dict()}: {found} for {said}"
        for state, found in zip(states, answers, strict=True)
        if found != (said := [list(line) for line in doubts(Outcome(problem, state))])
    ]


def compare(page: Page, problem: Problem, states: list[State]) -> list[str]:
    wrong = []
    for start in range(0, len(states), 100):
        part = states[start : start + 100]
        asked = [state.to_dict() for state in part]
        answers = page.evaluate("states => states.map(s => decisionReport.evaluate(s))", asked)
        for state, found in zip(part, answers, strict=True):
            wrong += [f"{state.to_dict()}: {line}" for line in disagreements(problem, state, found)]
    return wrong


def test_page_and_python_agree_on_figures_and_words(problem, page):
    dice = random.Random(20261122)
    states = [random_state(problem, dice) for _ in range(STATES)]
    states += [canonical(problem, state) for state in edge_states(problem)]
    assert compare(page, problem, states)[:3] == []


def test_page_and_python_agree_on_what_else_would_change_the_answer(problem, page):
    dice = random.Random(20261124)
    states = [random_state(problem, dice) for _ in range(STATES // 8)]
    states += [canonical(problem, state) for state in edge_states(problem)]
    assert compare_doubts(page, problem, states)[:3] == []


def test_a_judged_figure_and_a_set_up_that_leads_are_told_alike(copy_of_data, browser, tmp_path):
    """The shipped tables judge no figure of a compared framework: here one is judged."""
    change(copy_of_data / "evidence.csv", "kind", "judged", framework="flask", criterion="used_by")
    change(copy_of_data / "evidence.csv", "kind", "judged", framework="django", criterion="addons")
    judged = load_problem(copy_of_data)
    path = tmp_path / "judged.html"
    path.write_text(export(notebook(judged)), encoding="utf-8")
    found = opened(browser, path)
    dice = random.Random(7)
    states = [random_state(judged, dice) for _ in range(60)]
    states += [
        State({"used_by": 3, "addons": 1}),
        State({"waiting_rps": 5}),
        State({"everyday_rps": 5}),
    ]
    assert compare_doubts(found, judged, states)[:3] == []
    assert compare(found, judged, states)[:3] == []
    assert found.faults == []


def test_names_that_every_object_has_and_features_in_another_order_change_nothing(
    copy_of_data, browser, tmp_path
):
    """A framework and a criterion called constructor, and what is switched off listed first."""
    for name in ("evidence", "breakdown", "features", "probes", "timed", "claims"):
        path = copy_of_data / f"{name}.csv"
        rows = rows_of(path)
        if name == "features":
            rows = sorted(rows, key=lambda row: row["framework"] != "litestar", reverse=False)
            off = [row for row in rows if row["framework"] == "litestar"][::-1]
            rows = [*off, *rows[len(off) :]]
        for row in rows:
            if row.get("framework") == "flask":
                row["framework"] = "constructor"
            if row.get("criterion") == "used_by":
                row["criterion"] = "constructor"
        write_rows(path, [] if name == "claims" else rows)
    for name in ("frameworks", "criteria", "scenarios", "scenario_points"):
        text = (copy_of_data / f"{name}.csv").read_text("utf-8")
        text = re.sub(r"(^|,)(flask|used_by)(?=,|$)", r"\1constructor", text, flags=re.M)
        (copy_of_data / f"{name}.csv").write_text(text, "utf-8")
    (copy_of_data / "decision.toml").unlink()
    odd = load_problem(copy_of_data)
    path = tmp_path / "odd.html"
    path.write_text(export(notebook(odd)), encoding="utf-8")
    found = opened(browser, path)
    settled(found)
    dice = random.Random(11)
    states = [random_state(odd, dice) for _ in range(80)]
    assert compare(found, odd, states)[:3] == []
    assert compare_doubts(found, odd, states)[:3] == []
    fold_out(found)
    for name in ("constructor", "api_contract"):
        found.locator(f'input[name="{name}"]').press("End")
        assert found.locator(f'input[name="{name}"]').input_value() == "10"
    found.locator('input[name="api_contract"]').press("Home")
    settled(found)
    assert "NaN" not in found.locator("main").text_content()
    assert found.faults == []


def test_a_variant_that_is_switched_on_is_told_alike(problem, browser, tmp_path):
    on = load_problem(problem.folder, extras=["django_ninja", "litestar"])
    path = tmp_path / "on.html"
    path.write_text(export(notebook(on)), encoding="utf-8")
    found = opened(browser, path)
    dice = random.Random(13)
    states = [random_state(on, dice) for _ in range(80)]
    assert compare(found, on, states)[:3] == []
    assert compare_doubts(found, on, states)[:3] == []
    assert found.faults == []


def test_page_and_python_agree_on_one_framework(copy_of_data, browser, tmp_path):
    for name in ("timed", "probes"):
        (copy_of_data / f"{name}.csv").unlink()
    for name in ("frameworks", "evidence", "features", "breakdown"):
        file = copy_of_data / f"{name}.csv"
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([rows[0], *[row for row in rows[1:] if row[0] == "flask"]])
    scenarios = copy_of_data / "scenarios.csv"
    scenarios.write_text(re.sub("django|fastapi", "flask", scenarios.read_text("utf-8")), "utf-8")
    one = load_problem(copy_of_data)
    path = tmp_path / "one.html"
    path.write_text(export(notebook(one)), encoding="utf-8")
    found = opened(browser, path)
    dice = random.Random(1)
    states = [random_state(one, dice) for _ in range(100)]
    assert compare(found, one, states)[:3] == []
    assert found.faults == []


def large_problem(folder: Path) -> Problem:
    """Write and load 12 frameworks x 30 criteria of made-up figures, many of them tied."""
    dice = random.Random(12)
    frameworks = [f"f{i}" for i in range(12)]
    criteria = [f"c{k}" for k in range(29)] + ["familiarity"]
    subjects = dict.fromkeys(criteria, "core") | {"familiarity": "team"}

    def write(name: str, rows: list[dict]) -> None:
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    folder.mkdir()
    source = {
        "source_title": "made up",
        "source_url": "https://example.org/",
        "as_of": "2026-11-22",
        "note": "",
    }
    write(
        "frameworks",
        [
            {
                "framework": f,
                "label": f.upper(),
                "version": "1",
                "stack": f,
                "best_for": "a",
                "strengths": "b",
                "weak_spots": "c",
                "watch_known": "d",
                "watch_new": "e",
                "licence": "MIT",
                "homepage": "",
                "extra": "no",
                "variant_of": "",
            }
            for f in frameworks
        ],
    )
    write(
        "criteria",
        [
            {
                "criterion": c,
                "theme": f"T{k % 5}",
                "label": f"Criterion {k}",
                "question": "How much?",
                "unit": "of 4" if c == "familiarity" else "points",
                "worst": 0,
                "best": 4 if c == "familiarity" else 10,
                "scale": "linear",
                "outside": "error",
                "subject": subjects[c],
                "swing": "from 0 to 10",
                "says": f"has {{value}} of c{k}",
                "counts": "",
                "reason": "made up",
            }
            for k, c in enumerate(criteria)
        ],
    )
    rows = []
    for c in criteria[:-1]:
        for f in frameworks:
            value = dice.randint(2, 8)
            spread = dice.choice((0, 0, 1, 2))
            rows.append(
                {
                    "framework": f,
                    "criterion": c,
                    "value": value,
                    "low": value - spread,
                    "high": value + spread,
                    "unit": "points",
                    "kind": "measured",
                    "setup": "made up",
                }
                | source
            )
    write("evidence", rows)
    supports = ("built-in", "partial", "official add-on", "third party", "none")
    write(
        "features",
        [
            {"framework": f, "feature": x, "support": dice.choice(supports)} | source
            for f in frameworks
            for x in ("ORM", "admin site", "forms")
        ],
    )
    write(
        "scenarios",
        [
            {
                "scenario": "all",
                "label": "All",
                "story": "All count.",
                "must_haves": "",
                "article_says": "f0",
                "article_because": "made up",
            }
        ],
    )
    write(
        "scenario_points",
        [{"scenario": "all", "criterion": c, "points": 5, "because": "made up"} for c in criteria],
    )
    return load_problem(folder)


def test_page_and_python_agree_on_a_large_problem(browser, tmp_path):
    large = large_problem(tmp_path / "data")
    assert large.attributes.shape == (12, 29)
    path = tmp_path / "large.html"
    path.write_text(export(notebook(large)), encoding="utf-8")
    found = opened(browser, path)
    dice = random.Random(3)
    states = [random_state(large, dice) for _ in range(60)]
    assert compare(found, large, states)[:3] == []
    assert found.faults == []


def test_every_part_of_the_script_is_in_the_page_once():
    assert sorted(path.stem for path in (HERE / "script").glob("*.js")) == sorted(SCRIPT)
    assert len(set(SCRIPT)) == len(SCRIPT)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("value - row[k])", "value + row[k])"),
        ("total = total + weights[k] * row[k]", "total = total - weights[k] * row[k]"),
        ("low + u[start + s] * span", "low - u[start + s] * span"),
        ("p - total * ahead / d[k]", "p + total * ahead / d[k]"),
        ("(t - 1) * (top - middle)", "(t + 1) * (top - middle)"),
        ("p + Math.sign(gain[k]) * taken[k]", "p - Math.sign(gain[k]) * taken[k]"),
        ("- worst) / (best - worst), 0), 1))]", "+ worst) / (best - worst), 0), 1))]"),
        ("mean += deviation[s]", "mean -= deviation[s]"),
    ],
)
def test_a_wrong_sign_in_the_script_is_found(right, wrong, problem, browser, tmp_path, monkeypatch):
    script = _script()
    assert script.count(right) == 1
    monkeypatch.setattr("framework_report.export._script", lambda: script.replace(right, wrong))
    path = tmp_path / "wrong.html"
    path.write_text(export(notebook(problem)), encoding="utf-8")
    found = opened(browser, path)
    dice = random.Random(5)
    states = [random_state(problem, dice) for _ in range(20)]
    assert compare(found, problem, states) or compare_doubts(found, problem, states)


# What a reader can do


def test_each_framework_has_one_score_and_each_criterion_one_slider(problem, page):
    for name, score in Outcome(problem, scenario_state(problem, "product")).scores.items():
        found = page.locator(f'[data-framework="{name}"] [data-role="score"]')
        assert found.count() == 1
        assert re.fullmatch(r"\d{1,3}\.\d", found.inner_text())
        assert abs(float(found.inner_text()) - 100 * score) <= 0.05 + 1e-9
    for name in problem.points.columns:
        assert page.locator(f'input[type="range"][name="{name}"]').count() == 1


def shown_words(page: Page) -> list[str]:
    return page.evaluate(
        "[...document.querySelectorAll('#verdict .fr-verdict > *')]"
        ".filter(e => !e.hidden).map(e => e.textContent.trim())"
    )


def expected_words(problem: Problem, state: State) -> list[str]:
    return [
        f"{title}. {text}" if title else text for _, title, text in verdict(Outcome(problem, state))
    ]


def test_verdict_ranking_and_charts_follow_a_slider(problem, page):
    fold_out(page)
    assert shown_words(page) == expected_words(problem, scenario_state(problem, "product"))
    slider = page.locator('input[name="api_contract"]')
    slider.focus()
    page.keyboard.press("End")
    state = scenario_state(problem, "product")
    moved = canonical(problem, State({**state.points, "api_contract": 10}))
    settled(page)
    assert shown_words(page) == expected_words(problem, moved)
    for name, score in Outcome(problem, moved).scores.items():
        found = page.locator(f'[data-framework="{name}"] [data-role="score"]').inner_text()
        assert abs(float(found) - 100 * score) <= 0.05 + 1e-9
    assert text(page, "#notice").startswith(
        "This is a what-if: it differs from the team's decision of 2026-11-22 in API contract (10 "
    )
    row = page.locator('[data-part="against"] tr', has_text="API contract").first
    assert row.locator(".figure").text_content().startswith("−")
    rows = page.locator('[data-part="tipping"] tbody tr:visible').count()
    assert rows == sum(1 for p in moved.points.values() if p) - 1  # familiarity is not said
    shares = page.locator('[data-part="confidence"] td.figure:visible').all_text_contents()
    assert sum(map(int, shares)) in range(98, 103)


def drawn(page: Page, selector: str) -> list[tuple[float, float]]:
    """Return where the lines of a drawing start and end, in per cent of its width."""
    ends = page.evaluate(
        f"""[...document.querySelectorAll({json.dumps(selector)})].filter(e => e.checkVisibility())
          .map(e => [e.getAttribute("x1"), e.getAttribute("x2")])"""
    )
    return [tuple(float((end or "0").rstrip("%")) for end in pair) for pair in ends]


def test_what_is_drawn_and_spoken_is_what_is_said(problem, page):
    fold_out(page)
    page.locator('input[name="api_contract"]').press("End")
    points = {**scenario_state(problem, "product").points, "api_contract": 10}
    found = Outcome(problem, canonical(problem, State(points)))
    settled(page)
    themes = problem.criteria.loc[list(found.values), "theme"]
    parts = 100 * found.contributions.T.groupby(themes, sort=False).sum().T
    for name, widths in parts.iterrows():
        row, start = f'[data-framework="{name}"]', 0.0
        for (left, right), width in zip(drawn(page, f"{row} .bar line"), widths, strict=True):
            assert left == pytest.approx(start, abs=0.02)
            assert right == pytest.approx(start + max(0, width - 0.2), abs=0.02)
            start += width
        spoken = re.findall(r"\d+\.\d", page.locator(f"{row} .spoken").text_content())
        assert [float(x) for x in spoken] == pytest.approx(list(widths), abs=0.0501)
    weighed = [name for name, weight in found.weights.items() if weight]
    leads = found.contributions.loc[found.leader] - found.contributions.loc[found.runner_up]
    reach = max(0.005, leads.abs().max())
    bars = drawn(page, "[data-part=against] .bar line:first-child")
    for name, (left, right) in zip(weighed, bars, strict=True):
        assert left == 50
        assert right == pytest.approx(50 + 50 * leads[name] / reach, abs=0.02)
    ends = 10 * found.tipping_points.loc[weighed, ["low", "high"]]
    bands = drawn(page, "[data-part=tipping] .band")
    for (_, row), band in zip(ends.iterrows(), bands, strict=True):
        assert band == pytest.approx(tuple(row), abs=0.02)
    shares = 100 * found.rank_acceptability.loc[list(problem.frameworks.index), 1]
    bars = drawn(page, "[data-part=confidence] .bar line")
    assert [right for _, right in bars] == pytest.approx(list(shares), abs=0.02)
    for name, weight in found.weights.items():
        spoken = page.locator(f'input[name="{name}"]').get_attribute("aria-valuetext")
        assert abs(int(re.search(r"(\d+) %", spoken)[1]) - 100 * weight) <= 0.5 + 1e-9


def test_what_is_out_of_sight_follows_once_it_is_in_sight(problem, page):
    points = scenario_state(problem, "product").points
    states = [canonical(problem, State({**points, "api_contract": p})) for p in (10, 0)]
    words = [
        shown.split(".", 1)[1].strip()
        for state in states
        for shown in expected_words(problem, state)
        if shown.startswith("What would change it.")
    ]
    assert words[0] != words[1]
    page.locator("details.fold summary").first.click()
    found = page.evaluate(
        """async () => {
          const input = document.querySelector('input[name="api_contract"]');
          const box = document.querySelector('#verdict'), found = [];
          const frames = async n => { while (n--) await new Promise(requestAnimationFrame); };
          const bottom = box.getBoundingClientRect().bottom + window.scrollY;
          for (const top of [bottom + 20, 0]) {
            window.scrollTo(0, top);
            await frames(4);
            for (const points of [10, 0]) {
              input.value = points;
              input.dispatchEvent(new Event('input'));
              await frames(4);
              found.push([box.querySelector('.fr-flip').textContent,
                document.querySelector('.standing .fr-flip').textContent]);
            }
          }
          return found;
        }"""
    )
    assert [beside for _, beside in found] == words * 2
    assert [shown.split(".", 1)[1].strip() for shown, _ in found[2:]] == words


def test_what_else_would_change_the_answer_follows_a_slider(problem, page):
    fold_out(page)
    page.locator('input[name="api_contract"]').focus()
    page.keyboard.press("End")
    state = scenario_state(problem, "product")
    moved = canonical(problem, State({**state.points, "api_contract": 10}))
    expected = [f"{title}. {words}" for _, title, words in doubts(Outcome(problem, moved))]
    shown = "[...document.querySelectorAll('[data-part=doubts] p')].map(p => p.textContent)"
    wait_until(page, f"{shown}.join() === {json.dumps(expected)}.join()")
    for name in problem.points.columns:
        page.locator(f'input[name="{name}"]').press("Home")
    settled(page)
    assert page.locator("[data-part=doubts] p:visible").count() == 0


@pytest.mark.parametrize(
    ("key", "points"),
    [
        ("ArrowRight", 4),
        ("ArrowUp", 4),
        ("ArrowLeft", 2),
        ("ArrowDown", 2),
        ("Home", 0),
        ("End", 10),
        ("PageUp", 4),
        ("PageDown", 2),
    ],
)
def test_a_slider_moves_by_keyboard_and_speaks(page, key, points):
    fold_out(page)
    slider = page.locator('input[name="api_contract"]')
    assert slider.input_value() == "3"
    slider.focus()
    page.keyboard.press(key)
    assert slider.input_value() == str(points)
    spoken = slider.get_attribute("aria-valuetext")
    assert re.fullmatch(rf"{points} of 10 points, \d+ % of the weight", spoken)
    described = page.locator("#" + slider.get_attribute("aria-describedby")).inner_text()
    assert "from 0 to 5 API contract probes passed" in described
    assert page.get_by_label("API contract", exact=True).get_attribute("name") == "api_contract"


def test_the_whole_panel_can_be_reached_by_tab(page):
    page.locator("#verdict").click()
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.tagName.toLowerCase()"))
        if {"select", "input", "summary", "button"} <= reached:
            break
    assert {"select", "input", "summary", "button"} <= reached


@pytest.mark.parametrize("width", [360, 800, 1400])
def test_a_handle_stays_under_the_finger_while_words_above_it_change(browser, report, width):
    for at in range(4):
        page = opened(browser, report, viewport={"width": width, "height": 900})
        slider = page.locator(".theme input").nth(at)
        slider.scroll_into_view_if_needed()
        slider.focus()
        settled(page)
        page.wait_for_timeout(100)
        tops = []
        for _ in range(7):
            tops.append(slider.evaluate("e => e.getBoundingClientRect().top"))
            page.keyboard.press("ArrowLeft")
            page.wait_for_timeout(100)
        assert max(tops) - min(tops) < 3
        page.context.close()


def test_a_theme_slider_scales_its_criteria_and_remembers_them(page):
    fold_out(page)
    themes = page.locator(".slider.theme input")
    before = points_on(page)
    themes.first.focus()
    page.keyboard.press("Home")
    assert points_on(page)["product_parts"] == 0
    assert points_on(page)["api_contract"] == 0
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    assert points_on(page) == before


def test_a_theme_at_zero_stays_there_while_another_theme_moves(page):
    themes = page.locator(".slider.theme input")
    themes.first.focus()
    page.keyboard.press("Home")
    themes.nth(2).focus()
    page.keyboard.press("ArrowLeft")
    assert themes.first.input_value() == "0"
    assert points_on(page)["product_parts"] == 0


def points_on(page: Page) -> dict[str, int]:
    return page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('input[type=range][name]')]"
        ".map(i => [i.name, Number(i.value)]))"
    )


def test_undo_and_back_to_the_decision(page):
    start = points_on(page)
    assert page.get_by_role("button", name="Undo").is_disabled()
    page.get_by_label("Scenario", exact=True).select_option("api")
    changed = points_on(page)
    assert changed != start
    page.get_by_label("Scenario", exact=True).select_option("explore")
    page.get_by_role("button", name="Undo").click()
    assert points_on(page) == changed
    page.get_by_role("button", name="Back to the team's decision").click()
    assert points_on(page) == start
    decided = "This is the team's decision of 2026-11-22."
    wait_until(page, f'document.querySelector("#notice").textContent === "{decided}"')


def test_familiarity_and_must_haves_change_the_verdict(problem, page):
    fold_out(page)
    page.get_by_label("Flask", exact=True).select_option("4")
    page.get_by_label("admin site", exact=True).select_option("core")
    settled(page)
    state = scenario_state(problem, "product", {"flask": 4})
    state = State(state.points, {"admin site": "core"}, state.familiarity)
    assert shown_words(page) == expected_words(problem, state)
    assert "out: no admin site in its core" in text(page, '[data-framework="flask"]')


def test_the_scenarios_table_follows_familiarity(problem, page):
    page.get_by_label("FastAPI", exact=True).select_option("4")
    wait_until(
        page,
        "![...document.querySelectorAll('[data-part=scenarios] td')]"
        ".some(cell => cell.textContent === 'counting')"
        " && document.querySelector('#verdict').getAttribute('aria-busy') === 'false'",
    )
    rows = page.locator('[data-part="scenarios"] tbody tr').all()
    for row, name in zip(rows, problem.scenarios.index, strict=True):
        outcome = Outcome(problem, scenario_state(problem, name, {"fastapi": 4}))
        cells = row.locator("td").all_text_contents()
        assert cells[0] == problem.frameworks.at[outcome.leader, "label"]
        assert abs(float(cells[1]) - 100 * outcome.scores[outcome.leader]) <= 0.05 + 1e-9


def test_a_figure_says_how_many_readings_it_rests_on_until_all_are_read(page):
    fold_out(page)
    page.locator('input[name="api_contract"]').focus()
    sentences = page.evaluate(
        """async () => {
          const input = document.querySelector('input[name="api_contract"]');
          const sure = () => document.querySelector('#verdict .fr-sure').textContent;
          input.value = 5; input.dispatchEvent(new Event('input'));
          while (!sure().includes('so far')) await new Promise(requestAnimationFrame);
          const first = sure(), busy = document.querySelector('#verdict').getAttribute('aria-busy');
          while (sure().includes('so far')) await new Promise(r => setTimeout(r, 20));
          return [first, busy, sure()];
        }"""
    )
    assert "sample 250 of 10,000 so far" in sentences[0]
    assert sentences[1] == "true"
    assert "sample 10,000)" in sentences[2]


def test_evidence_and_sources_are_read_in_place(problem, page):
    fold_out(page)
    box = page.locator(".slider", has=page.locator('input[name="support_months"]')).last
    assert "17 months" in box.locator("table").inner_text()
    link = box.locator("table a").first
    assert link.get_attribute("href").startswith("https://")


def test_the_page_names_its_evidence(problem, page):
    words = text(page, "#made-of")
    assert problem.digest in words
    assert "Django " + problem.frameworks.at["django", "version"] in words


# Sharing a what-if


def test_what_is_printed_right_after_a_move_is_what_is_on_screen(page):
    fold_out(page)
    page.locator('input[name="api_contract"]').press("End")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert "API contract 10 (" in page.locator(".printed").text_content()
    words = page.locator("main").text_content()
    assert "counting" not in page.locator("[data-part=doubts]").text_content()
    assert "so far" not in words


def test_the_address_carries_the_state(problem, browser, report, page):
    page.get_by_label("Scenario", exact=True).select_option("api")
    page.get_by_label("Flask", exact=True).select_option("2")
    wait_until(page, "location.hash.includes('points.api_contract')")
    other = opened(browser, report, page.evaluate("location.hash"))
    settled(other)
    assert points_on(other) == points_on(page)
    assert other.get_by_label("Flask", exact=True).input_value() == "2"
    assert shown_words(other) == shown_words(page)
    assert text(other, ".message").startswith("This page shows the priorities in its address.")
    assert other.faults == []


VERSION = "version=1"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("#version=2&points.api_contract=3", "Not used: found version 2, expected 1"),
        ("#points.api_contract=3", "Not used: found version none, expected 1"),
        (f"#{VERSION}&points.speed=3", "found unknown name 'speed', this page knows product_parts"),
        (f"#{VERSION}&points.api_contract=11", "found 11, expected a whole number from 0 to 10"),
        (f"#{VERSION}&points.api_contract=-1", "found '-1', expected a whole number"),
        (f"#{VERSION}&points.api_contract=1e1", "found '1e1', expected a whole number"),
        (f"#{VERSION}&points.api_contract=1&points.api_contract=2", "found 'api_contract' twice"),
        (f"#{VERSION}&must_haves.ORM=maybe", "found 'maybe', expected 'core' or 'add-on'"),
        (f"#{VERSION}&familiarity.flask=5", "expected a whole number from 0 to 4"),
        (f"#{VERSION}&wishes.flask=5", "state: found unknown name 'wishes'"),
        (f"#{VERSION}&points.__proto__=5", "found unknown name '__proto__'"),
        (f"#{VERSION}&__proto__.x=5", "found unknown name '__proto__'"),
        (f"#{VERSION}&points.constructor=5", "found unknown name 'constructor'"),
        ("#<img src=x onerror=alert(1)>", "found version none"),
        (f"#{VERSION}&points.<script>alert(1)</script>=1", "found unknown name '<script>"),
        ("#%E0%A4%A", "found version none"),
        (
            f"#{VERSION}&evidence=000000000000&points.api_contract=3",
            "They were set on other evidence",
        ),
    ],
)
def test_a_foreign_address_is_refused_or_marked_in_words(browser, report, address, words):
    found = opened(browser, report, address)
    settled(found)
    assert words in text(found, ".message")
    assert found.faults == []
    if "Not used" in text(found, ".message"):
        assert points_on(found)["product_parts"] == 8
    assert found.locator("img[src=x]").count() == 0
    found.context.close()


def copied_text(page: Page) -> str:
    page.get_by_role("button", name="Copy priorities").click()
    area = page.get_by_label("Your priorities as text")
    area.wait_for()
    return area.input_value()


def test_copied_priorities_are_toml_that_python_reads(problem, page):
    import tomllib

    fold_out(page)
    page.get_by_label("admin site", exact=True).select_option("add-on")
    page.get_by_label("Flask", exact=True).select_option("0")
    found = tomllib.loads(copied_text(page))
    assert found["version"] == 1
    assert found["evidence"] == problem.digest
    state = State.from_dict({k: found[k] for k in ("points", "must_haves", "familiarity")}, problem)
    assert state.must_haves == {"admin site": "add-on"}
    assert state.familiarity == {"flask": 0}
    assert state.points == scenario_state(problem, "product").points


def paste(page: Page, priorities: str) -> None:
    fold_out(page)
    page.get_by_label("Paste the text that Copy priorities gave").fill(priorities)
    page.get_by_role("button", name="Use them").click()


def test_pasted_priorities_come_back_as_they_were_copied(page):
    page.get_by_label("Scenario", exact=True).select_option("api")
    wanted, copied = points_on(page), copied_text(page)
    page.get_by_role("button", name="Back to the team's decision").click()
    paste(page, copied.replace("\n", "\r\n") + "\n# a comment\n")
    assert points_on(page) == wanted
    assert text(page, ".message") == "Using the priorities that you pasted."


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("", "found version none"),
        ("hello", "line 1: found 'hello', expected a table in brackets or name = value"),
        ("version = 2", "found version 2, expected 1"),
        ("version = 1\n[points]\nspeed = 3", "found unknown name 'speed'"),
        ("version = 1\n[points]\napi_contract = 3\napi_contract = 4", "'api_contract' twice"),
        ('version = 1\n[must_haves]\n"<img src=x onerror=alert(1)>" = "core"', "'<img src=x"),
        ("version = 1\n[points]\n__proto__ = 3", "found unknown name '__proto__'"),
        ("version = 1\n[__proto__]\nx = 3", "found unknown name '__proto__'"),
        ("[" * 5000, "line 1: found '[[["),
        ('version = 1\n[points]\n"\\ud800' + "x" * 3000 + '" = 3', "found unknown name"),
    ],
)
def test_pasted_text_that_cannot_be_used_is_refused_in_words(page, pasted, words):
    before = points_on(page)
    paste(page, pasted)
    assert words in text(page, ".message")
    assert points_on(page) == before
    assert page.locator("img[src=x]").count() == 0


# Safe, offline, small


def test_the_policy_refuses_what_the_page_never_does(browser, report):
    found = opened(browser, report)
    answer = found.evaluate(
        """async () => {
          const tries = {};
          try { await fetch('https://example.org/'); tries.fetch = 'allowed'; }
          catch { tries.fetch = 'refused'; }
          await new Promise(done => setTimeout(() => {
            try { (0, eval)('1'); tries.eval = 'allowed'; } catch { tries.eval = 'refused'; }
            done();
          }));
          const p = document.createElement('p'); p.setAttribute('style', 'color: rgb(1, 2, 3)');
          document.body.append(p);
          tries.style = getComputedStyle(p).color === 'rgb(1, 2, 3)' ? 'allowed' : 'refused';
          const s = document.createElement('script'); s.textContent = 'window.ran = 1';
          document.body.append(s);
          tries.script = window.ran ? 'allowed' : 'refused';
          return tries;
        }"""
    )
    assert answer == dict.fromkeys(("fetch", "eval", "style", "script"), "refused")


def test_the_page_stores_nothing_and_carries_no_style(page):
    fold_out(page)
    page.get_by_label("Scenario", exact=True).select_option("api")
    settled(page)
    assert (
        page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    )
    assert page.evaluate("document.querySelectorAll('[style]').length") == 0
    assert (
        page.evaluate(
            "performance.getEntriesByType('resource')"
            ".filter(entry => !entry.name.startsWith('data:')).length"
        )
        == 0
    )


HOSTILE = (
    "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
    " $x^2$ {{7*7}} **b**"
)


def poison(folder: Path) -> None:
    """Put hostile text behind every text of every table."""
    texts = {
        "frameworks": "label version stack best_for strengths weak_spots watch_known watch_new "
        "licence",
        "criteria": "theme label question unit swing says reason",
        "features": "feature source_title note",
        "evidence": "unit setup source_title note",
        "scenarios": "label story article_because",
        "scenario_points": "because",
        "breakdown": "part feature",
        "timed": "server load_title",
        "probes": "probe_set probe found",
    }
    name_suffix = HOSTILE.replace("=", "").replace(";", "")
    for table, columns in texts.items():
        file = folder / f"{table}.csv"
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        for row in rows:
            for column in columns.split():
                if not row[column] or row[column].endswith(" on PyPI"):
                    continue
                no_braces = HOSTILE.replace("{{7*7}}", "")
                suffix = {"feature": name_suffix, "says": no_braces}.get(column, HOSTILE)
                row[column] += suffix
            if row.get("counts"):
                row["counts"] = ";".join(
                    part.strip() + name_suffix for part in row["counts"].split(";")
                )
            if row.get("must_haves"):
                row["must_haves"] = row["must_haves"].replace("=", name_suffix + "=")
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def test_hostile_text_in_every_field_does_nothing(copy_of_data, browser, tmp_path):
    poison(copy_of_data)
    poisoned = load_problem(copy_of_data)
    path = tmp_path / "hostile.html"
    path.write_text(export(notebook(poisoned)), encoding="utf-8")
    found = opened(browser, path)
    settled(found)
    fold_out(found)
    found.locator("select").last.select_option(index=1)
    assert found.evaluate("window.hacked") is None
    assert found.locator("img[src=x]").count() == 0
    assert found.evaluate("document.scripts.length") == 2
    assert "{{7*7}} **b**" in text(found, "#verdict")
    dice = random.Random(9)
    assert compare(found, poisoned, [random_state(poisoned, dice) for _ in range(20)])[:2] == []
    assert found.faults == []


def test_the_whole_page_is_small(report):
    assert report.stat().st_size <= 250 * 1024


# For everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1400])
def test_axe_finds_nothing(browser, report, scheme, width):
    found = opened(browser, report, color_scheme=scheme, viewport={"width": width, "height": 900})
    settled(found)
    fold_out(found)
    found.get_by_label("admin site", exact=True).select_option("core")
    found.get_by_role("button", name="Copy priorities").click()
    rules = {
        "runOnly": {
            "type": "tag",
            "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        }
    }
    results = Axe().run(found, options=rules).response
    assert [
        (v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in results["violations"]
    ] == []
    assert len(results["passes"]) > 10


@pytest.mark.parametrize("width", [360, 1400])
def test_nothing_is_wider_than_the_screen(browser, report, width):
    found = opened(browser, report, viewport={"width": width, "height": 900})
    settled(found)
    fold_out(found)
    assert found.evaluate("document.documentElement.scrollWidth") <= width


def test_the_panel_is_in_sight_as_a_whole(browser, report):
    found = opened(browser, report, viewport={"width": 1440, "height": 900})
    assert found.locator(".panel").bounding_box()["height"] <= 900


def test_no_motion_for_those_who_asked_for_none(browser, report):
    durations = (
        "[...document.querySelectorAll('*')].map(e => getComputedStyle(e).transitionDuration)"
    )
    still = opened(browser, report, reduced_motion="reduce")
    assert set(still.evaluate(durations)) == {"0s"}


def test_without_javascript_it_is_the_whole_report(browser, report, problem):
    found = opened(browser, report, java_script_enabled=False)
    assert found.locator("#verdict h2").inner_text().startswith("Choose ")
    assert found.locator("section[data-part] img").count() >= 5
    assert found.locator("table.fr-points").is_visible()
    assert found.locator("table.fr-evidence").is_visible()
    code = found.locator("pre.code").first
    assert not code.is_visible()
    found.locator("#show-code").check()
    assert code.is_visible()


def test_print_shows_what_is_on_screen_without_controls(page, tmp_path):
    page.get_by_label("Scenario", exact=True).select_option("api")
    settled(page)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    assert not page.locator(".controls").is_visible()
    assert not page.locator(".switch").is_visible()
    assert "API contract 9 (" in text(page, ".printed")
    cut = page.evaluate(
        "[...document.querySelectorAll('.fr-scroll, pre')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1).length"
    )
    assert cut == 0
    assert len(page.pdf(format="A4")) > 20_000


def test_the_payload_of_a_saved_notebook_is_the_same(problem, decision, report):
    import nbformat

    nb = nbformat.reads(nbformat.writes(notebook(problem, decision=decision)), 4)
    assert export(nb) == report.read_text(encoding="utf-8")
    assert json.loads(nbformat.writes(nb))
