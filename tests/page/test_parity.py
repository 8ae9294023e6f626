"""Page and Python agree: scores, ranks, every word and every share, over random states."""

import random
from pathlib import Path
from typing import Any

import pytest
from made import carried
from playwright.sync_api import Browser, Page
from small import SHIPPED, small, tables

from framework_report.export.bundle import SCRIPT, bundle
from framework_report.outcome import Outcome
from framework_report.state import State, to_link
from framework_report.tables import Problem, load_problem
from framework_report.words import doubts, headline, verdict

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow

MAIN = """
import {Problem} from "./engine/problem.js";
import {Words} from "./engine/facts.js";
import {evaluate} from "./page/evaluate.js";
import {readLink, toLink} from "./engine/state.js";
window.ask = (data, states) => {
  const problem = new Problem(data), words = new Words(problem);
  const again = link => toLink(problem, readLink(problem, link).state);
  return states.map(({state, link}) => ({...evaluate(words, {}, state), link: again(again(link))}));
};
"""


def everything(folder: Path) -> Problem:
    """Return small tables with measures, unknown and judged figures, a variant, a team."""
    figures = {"a": (10, 0), "b": (1, 9), "c": (5, 6), "d": (7, "unknown"), "e": ("unknown", 3)}
    quiet = {"a": 8, "b": 2, "c": 5, "d": 4, "e": "unknown"}
    tables(
        folder, figures, half_width=1, quiet=quiet, shipped=SHIPPED, off={"e": "a"}, kind="judged"
    )
    return load_problem(folder)


def random_state(problem: Problem, rng: random.Random) -> State:
    """Draw points (some with decimals, many 0), must-haves, levels, candidates, measures."""

    def points() -> float:
        return rng.choice(
            [0, 0, rng.randint(0, 10), rng.randint(0, 10), round(rng.random() * 10, 2)]
        )

    team = {
        name: {f: rng.randrange(len(levels)) for f in problem.names if rng.random() < 0.5}
        for name, levels in problem.level_labels.items()
        if rng.random() < 0.5
    }
    given: dict[str, Any] = {
        "points": {name: points() for name in problem.scored},
        "must_haves": {
            name: rng.choice(["core", "add-on"])
            for name in problem.feature_names
            if rng.random() < 0.06
        },
        "team": {name: said for name, said in team.items() if said},
        "candidates": [name for name in problem.names if rng.random() < 0.8],
        "measures": {
            c: rng.choice(of) for c, of in problem.measures_of.items() if rng.random() < 0.5
        },
    }
    return State.from_dict(given, problem)


@pytest.fixture(scope="module")
def asked(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """Open a page that holds the engine and nothing else."""
    folder = tmp_path_factory.mktemp("script")
    for path in SCRIPT.rglob("*.js"):
        target = folder / path.relative_to(SCRIPT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "main.js").write_text(MAIN, encoding="utf-8")
    page = browser.new_page()
    page.set_content("<!DOCTYPE html><title>engine</title>")
    page.add_script_tag(content=bundle(folder, "main.js"))
    return page


def level(folder: Path) -> Problem:
    """Return small tables in which many states have exact ties."""
    figures = {"a": (10, 0), "b": (0, 10), "c": (5, 5), "d": (5, 5), "e": (5, "unknown")}
    return small(folder, figures, quiet={"a": 10, "b": 0, "c": 5, "d": 0, "e": 5})


def level_states(problem: Problem, count: int, seed: int) -> list[State]:
    """Draw states of which many are exact ties: few points, and levels for all or none."""
    rng, found = random.Random(seed), []
    for _ in range(count):
        state = random_state(problem, rng)
        points = {name: rng.choice([0, 1, 1, 2]) for name in problem.scored}
        names = [name for name in problem.names if rng.random() < 0.7]
        team = rng.choice([{}, {"bond": dict.fromkeys(problem.names, 1)}, state.team])
        given = State(points, {}, team, tuple(names), state.measures)
        found.append(State.from_dict(given.to_dict(), problem))
    return found


def agree(page: Page, problem: Problem, count: int, seed: int) -> None:
    rng = random.Random(seed)
    agree_on(page, problem, [random_state(problem, rng) for _ in range(count)])


def agree_on(page: Page, problem: Problem, states: list[State]) -> None:
    data = carried(problem)
    links = [to_link(state, problem) for state in states]
    given = [{"state": s.to_dict(), "link": x} for s, x in zip(states, links, strict=True)]
    found = page.evaluate("([data, states]) => ask(data, states)", [data, given])
    for state, link, there in zip(states, links, found, strict=True):
        here = Outcome(problem, state)
        assert there["scores"] == pytest.approx(here.scores.to_dict(), abs=1e-12)
        assert there["ranks"] == here.ranks.to_dict()
        assert there["headline"] == headline(here)
        said = [[p["name"], p["title"], p["text"]] for p in there["paragraphs"]]
        assert said == [list(p) for p in verdict(here)]
        assert [p["text"] for p in there["doubts"]] == [p.text for p in doubts(here)]
        assert there["link"] == link
        if here.race is not None:
            shares = here.race.rank_acceptability
            for name in here.eligible:
                assert there["rank_acceptability"][name] == pytest.approx(list(shares.loc[name]))


def test_page_and_python_agree_on_the_report_s_own_tables(asked: Page, problem: Problem) -> None:
    agree(asked, problem, 40, seed=1)


def test_they_agree_on_measures_unknown_figures_and_the_team_s_criteria(
    asked: Page, tmp_path: Path
) -> None:
    agree(asked, everything(tmp_path), 80, seed=2)


def test_they_agree_at_exact_ties(asked: Page, tmp_path: Path) -> None:
    problem = level(tmp_path)
    states = level_states(problem, 80, seed=6)
    ties = [state for state in states if len(Outcome(problem, state).tied) > 1]
    assert len(ties) > 20
    agree_on(asked, problem, states)


@pytest.mark.parametrize("name", ["car", "hotel", "stocks"])
def test_they_agree_on_other_decisions(asked: Page, name: str) -> None:
    agree(asked, load_problem(ROOT / "tests" / "engine" / "decisions" / name), 15, seed=3)


@pytest.mark.weekly
def test_they_agree_over_two_thousand_states(asked: Page, problem: Problem, tmp_path: Path) -> None:
    agree(asked, problem, 1000, seed=4)
    agree(asked, everything(tmp_path), 1000, seed=5)
