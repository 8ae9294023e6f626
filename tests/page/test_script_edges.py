"""The page's script at its edges: where a number or a share is just enough, as in Python."""

import random
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made import carried, engine
from playwright.sync_api import Browser
from small import SHIPPED, tables
from small import small as made_small

from framework_report import mcda
from framework_report.export.bundle import SHORT
from framework_report.files import ProblemError
from framework_report.outcome import Outcome
from framework_report.race import Race
from framework_report.state import State, figure_digests, read_state
from framework_report.tables import Problem, load_problem
from framework_report.words import doubts, text, verdict

pytestmark = pytest.mark.slow

MAIN = """
import {doubts} from "./engine/doubts.js";
import {Words} from "./engine/facts.js";
import {Outcome} from "./engine/outcome.js";
import {Problem} from "./engine/problem.js";
import {readLink, Refused, stateFrom} from "./engine/state.js";
import {capital, figure, inSentence, joined} from "./engine/text.js";
import {of100, pointsText, rounded, scoreTexts} from "./engine/text.js";
import {verdict} from "./engine/verdict.js";
const WRITE = {capital, figure, inSentence, joined, of100, pointsText, rounded, scoreTexts};
window.written = (name, all) => all.map(given => WRITE[name](...given));
window.faults = (data, given) => {
  try { stateFrom(new Problem(data), given); return []; }
  catch (error) { if (error instanceof Refused) return error.faults; throw error; }
};
window.warned = (data, link) => readLink(new Problem(data), link).warnings;
window.forced = (data, all) => all.map(([given, forced]) => {
  const problem = new Problem(data), words = new Words(problem);
  const outcome = new Outcome(problem, stateFrom(problem, given));
  if (outcome.race) outcome.race.simulation().upTo(problem.C.samples);
  for (const [name, value] of Object.entries(forced)) {
    Object.defineProperty(outcome.race, name, {value: value.each ? {...value, upTo() {}} : value});
  }
  return [...verdict(words, outcome), ...doubts(words, outcome)].map(({text}) => text);
});
window.solved = (data, all) => {
  const problem = new Problem(data), idOf = k => problem.scored[k].id;
  return all.map(given => {
    const {race} = new Outcome(problem, stateFrom(problem, given));
    if (!race) return null;
    const {change, judgements, worthFindingOut: find, smallestMeasures: measures} = race;
    return [
      change && [change.steps, change.leaders, change.moves.map(({k, to}) => [idOf(k), to])],
      judgements.map(({k, judgement, id, to, leaders}) => [idOf(k), id || judgement, to, leaders]),
      race.breakEven, race.couldLead, find && [find.id, idOf(find.k)],
      measures && [measures.changes, measures.leaders], race.judgedWeight,
      race.flips.map(f => [f.slider, f.isTheme, f.step, f.further, f.leaders]),
      [...problem.scored.map(({id}) => [id, false]), ...problem.themes.map(theme => [theme, true])]
        .map(slider => race.stays(...slider)),
    ];
  });
};
"""


@pytest.fixture(scope="module")
def ask(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return what asks the engine: a function's name, and what it is given."""
    with engine(browser, tmp_path_factory.mktemp("script"), MAIN) as found:
        yield lambda name, *given: found.evaluate(f"x => {name}(...x)", list(given))


Ask = Callable[..., Any]
Case = tuple[State, dict[str, Any], dict[str, Any]]
"""A state; what its race has in Python, and what it has in the page."""


def short(name: str) -> str:
    """Return a name as the bundle has it."""
    return f"${SHORT.index(name)}" if name in SHORT else name


MORE = {("a", "stairs"): "third party", ("b", "stairs"): "none", ("c", "stairs"): "built-in"}


# Pieces of sentences

DICE = random.Random(7)
NUMBERS = [0, 0.1, 0.5, -0.5, 1, 12.5, 99.94, 99.95, 99.96, 100, 100.4, 999.5, 1000, 131748, 1e15]
NUMBERS += [-1, -2.5, -10.05, -100, -1000, 1e-8, 1.26e-8, 1.26e-9, 1e-10, 0.00001, 10.25, 1.125]
NUMBERS += [DICE.uniform(-1, 1) * 10 ** DICE.randint(-6, 6) for _ in range(200)]
SHARES = [
    0,
    1,
    0.001,
    0.004,
    0.005,
    0.01,
    0.5,
    0.995,
    0.99,
    0.9996,
    *(DICE.random() for _ in "x" * 50),
]
LABELS = [
    "",
    "a",
    "A",
    "API",
    "IDs of users",
    "I/O",
    "Safe defaults",
    "Über uns",
    "ÄB",
    "東京",
    "3D",
]
SCORES = [
    [1e-9, 0],
    [1.1e-9, 0],
    [0.613, 0.417],
    [0.4934, 0.4902],
    [0.5, 0.5],
    [0.49341, 0.49342],
    [],
]


@pytest.mark.parametrize(
    ("name", "python", "given"),
    [
        ("figure", text.figure, [(x,) for x in NUMBERS]),
        ("rounded", text.rounded, [(x, n) for x in [*NUMBERS, -0.04, -0.06] for n in (0, 1, 2)]),
        ("pointsText", text.points_text, [(x,) for x in (0, 8, 2.5, 10 / 3, 9.9996, 0.25)]),
        ("of100", text.of_100, [(x,) for x in SHARES]),
        ("inSentence", text.in_sentence, [(x,) for x in LABELS]),
        ("capital", text.capital, [(x,) for x in LABELS]),
    ],
)
def test_pieces_of_sentences_are_written_alike(
    ask: Ask, name: str, python: Callable[..., str], given: list[tuple[Any, ...]]
) -> None:
    assert ask("written", short(name), given) == [python(*one) for one in given]


def test_lists_and_scores_are_written_alike(ask: Ask) -> None:
    parts = [[], ["a"], ["a", "b"], ["a", "b", "c"]]
    lists = text.phrases()["lists"]
    for last in ("and", "or"):
        found = ask("written", short("joined"), [(lists, one, last) for one in parts])
        assert found == [text.joined(one, last) for one in parts]
    expected = [
        list(text.score_texts({str(i): x for i, x in enumerate(one)}).values()) for one in SCORES
    ]
    assert ask("written", short("scoreTexts"), [(one,) for one in SCORES]) == expected


# What is refused, and what has changed


@pytest.mark.parametrize("count", [5, 6])
def test_at_most_five_faults_and_figures_are_told(ask: Ask, tmp_path: Path, count: int) -> None:
    problem = made_small(tmp_path)
    data = carried(problem)
    faults = ask("faults", data, {"points": {f"p{i}": 1 for i in range(count)}})
    assert len(faults) == count
    assert (faults[-1] == "…") is (count == 6)
    kept = "".join(list(figure_digests(problem).values())[count:])
    link = f"#evidence={'0' * 12}&figures={kept}"
    (there,) = ask("warned", data, link)
    (said,) = read_state(link, problem).warnings
    assert there == f"They were {said}."
    assert (" and 1 more" in there) is (count == 6)


@pytest.mark.parametrize("length", [57, 58, 59])
def test_what_is_quoted_has_at_most_sixty_signs(ask: Ask, tmp_path: Path, length: int) -> None:
    problem = made_small(tmp_path)
    with pytest.raises(ProblemError) as caught:
        State.from_dict({"points": "x" * length}, problem)
    assert ask("faults", carried(problem), {"points": "x" * length}) == caught.value.faults
    assert ("…" in caught.value.faults[0]) is (length > 58)


# Shares, levels and what is worth a word


def same(ask: Ask, problem: Problem, cases: list[Case]) -> list[str]:
    """Say that Python and page say the same of races that are as they are made here."""
    found = []
    for state, here, _ in cases:
        outcome = Outcome(problem, state)
        if here:
            vars(outcome.race).update(here)
        found.append([p.text for p in (*verdict(outcome), *doubts(outcome))])
    given = [
        [state.to_dict(), {short(name): value for name, value in there.items()}]
        for state, _, there in cases
    ]
    for case, said, there in zip(cases, found, ask("forced", carried(problem), given), strict=True):
        assert there == said, case
    return [" ".join(said) for said in found]


def test_shares_at_their_edges_are_said_alike(ask: Ask, tmp_path: Path) -> None:
    problem, cases = made_small(tmp_path, quiet={"a": 0, "b": 10, "c": 4}), list[Case]()
    for share in (0.5, 0.6999, 0.7, 0.7001, 0.8999, 0.9, 0.9001):
        shares = {"a": share, "b": 1 - share, "c": 0.0}
        for points in ({"power": 3, "peace": 1}, {"power": 1, "peace": 1}):
            state = State(points, candidates=("a", "b", "c"))
            cases.append((state, {"first_shares": shares}, {"shares": shares}))
    assert len(set(same(ask, problem, cases))) > 7


def test_of_two_that_are_close_one_reason_each_is_said_alike(ask: Ask, tmp_path: Path) -> None:
    problem = made_small(tmp_path, {"a": (10, 0), "b": (0, 9.8)}, team=False)
    (said,) = same(ask, problem, [(State({"power": 5, "peace": 5}), {}, {})])
    assert "Ash for power, Birch for peace." in said


@pytest.mark.parametrize("lost", [4, 5])
def test_the_break_even_at_its_edges_is_said_alike(ask: Ask, tmp_path: Path, lost: int) -> None:
    shipped = {("b", f"f{i}"): "built-in" for i in range(lost)}
    shipped |= {("a", f"f{i}"): "none" for i in range(lost)}
    problem = made_small(tmp_path, shipped=shipped)
    team = {"running": {"b": 2}}
    state = State({"power": 3, "peace": 1}, team=team, candidates=("a", "b", "c"))
    evens = (-1.0, 0.0, 1e-9, 0.1, 1.0, 3.0, 3.1, 9.5, 10.0, 10.1)
    same(ask, problem, [(state, {"break_even": x}, {"breakEven": x}) for x in evens])


def test_what_better_figures_are_worth_is_said_alike(ask: Ask, tmp_path: Path) -> None:
    problem, cases = made_small(tmp_path, team=False), list[Case]()
    state = State({"power": 3, "peace": 1}, candidates=("a", "b", "c"))
    for perfect, power in (
        *((0.00004, 0.0), (0.00005, 0.0), (0.00099, 0.00005)),
        *((0.001, 0.00005), (0.001, 0.00004)),
    ):
        each = pd.Series({"power": power, "peace": 0.0})
        known = mcda.Information(perfect, each, pd.DataFrame(0.0, range(3), each.index))
        worth = {"perfect": perfect, "each": [power, 0.0]}
        cases.append((state, {"information": known}, {"worth": worth}))
    assert len(set(same(ask, problem, cases))) == 3


# What is solved


def test_what_is_solved_exactly_is_solved_alike(ask: Ask, tmp_path: Path) -> None:
    """Many small tables and states, with whole points and with others; unknown, judged figures."""
    dice = random.Random(11)
    for at in range(4):
        figures: dict[str, tuple[Any, Any]] = {
            name: tuple(dice.choice([0, 10, dice.randint(0, 10), "unknown"]) for _ in "xy")
            for name in "abcde"
        }
        kind, half = dice.choice(["judged", "measured"]), dice.choice([0, 1])
        quiet = {name: dice.randint(0, 10) for name in figures}
        folder = tables(tmp_path / str(at), figures, kind=kind, half_width=half, quiet=quiet)
        problem, states = load_problem(folder), []
        for _ in range(30):
            points = {n: dice.choice([0, 5, 10, dice.randint(0, 10), 2.5]) for n in problem.scored}
            running = {name: dice.randint(0, 2) for name in dice.sample("abcde", 1)}
            team = dice.choice([{}, {"bond": {"a": 3}}, {"running": running}])
            names = tuple(name for name in problem.names if dice.random() < 0.8)
            given = {"points": points, "team": team, "candidates": names}
            states.append(State.from_dict(given, problem))
        found = ask("solved", carried(problem), [state.to_dict() for state in states])
        for state, there in zip(states, found, strict=True):
            race = Outcome(problem, state).race
            assert alike(there, solved(race) if race else None), (state, there)


def test_a_level_may_be_moved_to_nothing_and_no_further(ask: Ask, tmp_path: Path) -> None:
    """Birch needs its 2 of power to count .197: at a worst level of .08 they are .194, at 0 .2."""
    folder = tables(tmp_path, {"a": (10, 0), "b": (2, 8.03)}, team=False)
    path = folder / "measures.csv"
    path.write_text(path.read_text().replace("0,10,has {value} power", "2,10,has {value} power"))
    rows = path.read_text().splitlines()
    path.write_text("\n".join([f"{rows[0]},outside", *(f"{row},clip" for row in rows[1:]), ""]))
    problem, state = load_problem(folder), State({"power": 5, "peace": 5}, candidates=("a", "b"))
    race = Outcome(problem, state).race
    flips = [(row.judgement, row.to) for row in race.judgement_flips.itertuples()]
    assert ("worst", pytest.approx(0)) in flips
    (there,) = ask("solved", carried(problem), [state.to_dict()])
    assert alike(there, solved(race))


def solved(race: Race) -> list[Any]:
    """Return what the page returns of a race, by Python."""
    change, measures, problem = race.smallest_change, race.smallest_measures, race.problem
    sliders = [*((name, False) for name in problem.scored), *((t, True) for t in problem.themes)]
    return [
        change and [change.steps, change.leaders, list(change.moves["to"].items())],
        [
            [row.criterion, row.judgement, row.to, row.leaders]
            for row in race.judgement_flips.itertuples()
        ],
        race.break_even,
        race.could_lead,
        race.worth_finding_out,
        measures,
        race.judged_weight,
        [[f.slider, f.is_theme, f.step, f.further, f.leaders] for f in race.flips],
        [race.stays(name, is_theme) for name, is_theme in sliders],
    ]


def alike(one: Any, other: Any) -> bool:
    """Say whether two nested lists are the same but for the last digits of their numbers."""
    if isinstance(one, list) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, float) or isinstance(other, float):
        return one is not None and other is not None and one == pytest.approx(other, abs=1e-9)
    return bool(one == other)


def test_where_must_haves_leave_few_or_none_the_same_is_said(ask: Ask, tmp_path: Path) -> None:
    problem = made_small(tmp_path, shipped=SHIPPED | MORE, quiet={"a": 8, "b": 2, "c": 5})
    levels = {name: [{}, {name: "core"}, {name: "add-on"}] for name in ("desk", "door", "stairs")}
    cases: list[Case] = [
        (
            State({"power": 3, "peace": 2}, {**a, **b, **c}, candidates=("a", "b", "c")),
            {},
            {},
        )
        for a, b, c in product(*levels.values())
    ]
    found = {Outcome(problem, state).case for state, _, _ in cases}
    assert found == {"ranked", "alone", "none_left"}
    same(ask, problem, cases)
