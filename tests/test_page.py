"""The exported page with its script, in a real browser: same figures, same words, nothing fetched."""

import csv
import json
import math
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsers import chromium
from notebooks import notebook
from playwright.sync_api import Browser, Page
from test_export import Committed, export

from framework_report.export import HERE
from framework_report.narrative import headline, verdict
from framework_report.outcome import Outcome, State, scenario_state
from framework_report.problem import Problem, load_problem

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
    page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else page.faults.append(r.url))
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


def text(page: Page, selector: str) -> str:
    return page.locator(selector).first.inner_text()


def fold_out(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")


# Parity


def random_state(problem: Problem, dice: random.Random) -> State:
    """Return any state: sliders at 0 are common, must-haves and familiarity come and go."""
    points = {name: dice.choice((0, dice.randint(0, 10))) for name in problem.points.columns}
    features = list(problem.features["feature"].unique())
    asked = dice.sample(features, dice.choice((0, 0, 0, 1, 1, 2, 4)))
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
    lacking = [f for f in features if Outcome(problem, scenarios[0]).support(leader, f) != "built-in"]
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
        *[State({name: 10, "familiarity": 10}, {}, {"flask": 4}) for name in problem.points.columns
          if "flask" in problem.frameworks.index],
        *[State(everything, {}, {name: level}) for name in problem.frameworks.index for level in (0, 2, 4)],
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


def test_page_and_python_agree_on_one_framework(copy_of_data, browser, tmp_path):
    for name in ("frameworks", "evidence", "features"):
        file = copy_of_data / f"{name}.csv"
        rows = list(csv.reader(file.open(encoding="utf-8", newline="")))
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
    source = {"source_title": "made up", "source_url": "", "as_of": "2026-11-22", "note": ""}
    write("frameworks", [
        {"framework": f, "label": f.upper(), "version": "1", "stack": f, "best_for": "a",
         "strengths": "b", "weak_spots": "c", "watch_known": "d", "watch_new": "e",
         "licence": "MIT", "homepage": "", "extra": "no"} for f in frameworks
    ])
    write("criteria", [
        {"criterion": c, "theme": f"T{k % 5}", "label": f"Criterion {k}", "question": "How much?",
         "unit": "of 4" if c == "familiarity" else "points", "worst": 0,
         "best": 4 if c == "familiarity" else 10, "scale": "linear", "outside": "error",
         "subject": subjects[c], "swing": "from 0 to 10", "says": f"has {{value}} of c{k}",
         "counts": "", "reason": "made up"} for k, c in enumerate(criteria)
    ])
    rows = []
    for c in criteria[:-1]:
        for f in frameworks:
            value = dice.randint(2, 8)
            spread = dice.choice((0, 0, 1, 2))
            rows.append({"framework": f, "criterion": c, "value": value, "low": value - spread,
                         "high": value + spread, "unit": "points", "kind": "judged",
                         "setup": "made up"} | source)
    write("evidence", rows)
    supports = ("built-in", "partial", "official add-on", "third party", "none")
    write("features", [
        {"framework": f, "feature": x, "support": dice.choice(supports)} | source
        for f in frameworks for x in ("ORM", "admin site", "forms")
    ])
    write("scenarios", [{"scenario": "all", "label": "All", "story": "All count.", "must_haves": "",
                         "article_says": "f0", "article_because": "made up"}])
    write("scenario_points", [
        {"scenario": "all", "criterion": c, "points": 5, "because": "made up"} for c in criteria
    ])
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


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("value - rows[i][k]", "value + rows[i][k]"),
        ("total = total + weights[k] * row[k]", "total = total - weights[k] * row[k]"),
        ("low + u[start + s] * span", "low - u[start + s] * span"),
        ("p - total * ahead / d[k]", "p + total * ahead / d[k]"),
        ("(t - 1) * (top - middle)", "(t + 1) * (top - middle)"),
    ],
)
def test_a_wrong_sign_in_the_script_is_found(right, wrong, problem, browser, tmp_path, monkeypatch):
    script = (HERE / "page.js").read_text(encoding="utf-8")
    assert script.count(right) == 1
    monkeypatch.setattr(
        "framework_report.export._asset",
        lambda name: (
            script.replace(right, wrong)
            if name == "page.js"
            else (HERE / name).read_text(encoding="utf-8")
        ),
    )
    path = tmp_path / "wrong.html"
    path.write_text(export(notebook(problem)), encoding="utf-8")
    found = opened(browser, path)
    dice = random.Random(5)
    assert compare(found, problem, [random_state(problem, dice) for _ in range(20)])
