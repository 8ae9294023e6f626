"""What people send is read alike by page and commands, or refused in words; never by a fault."""

from collections.abc import Callable
from typing import Any

import pytest
from made import engine
from playwright.sync_api import Browser
from small import SHIPPED, tables

from framework_report.export.payload import payload
from framework_report.files import ProblemError
from framework_report.group.people import Person, once, settled
from framework_report.outcome import Outcome
from framework_report.state import State, figure_digests, read_state
from framework_report.tables import Problem, load_problem

pytestmark = pytest.mark.slow

MAIN = """
import {once} from "./engine/group.js";
import {Problem} from "./engine/problem.js";
import {readSent} from "./engine/sent.js";
import {readLink, Refused, stateFrom} from "./engine/state.js";
const reading = read => {
  try { return read(); }
  catch (error) { if (error instanceof Refused) return {refused: error.faults}; throw error; }
};
window.sent = (data, text, base) => {
  const problem = new Problem(data);
  return reading(() => readSent(problem, text, stateFrom(problem, base)));
};
window.linked = (data, text) => reading(() => readLink(new Problem(data), text));
window.given = (data, given) => reading(() => ({state: stateFrom(new Problem(data), given)}));
window.names = people => once(people).map(({name}) => name);
"""
BASE = {
    "points": {"power": 9},
    "must_haves": {"desk": "core"},
    "team": {"bond": {"a": 1}, "running": {"c": 2}},
    "candidates": ["a", "c"],
    "measures": {"peace": "quiet"},
}
QUIET = {"a": 8, "b": 2, "c": 5}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    return load_problem(tables(tmp_path_factory.mktemp("small"), shipped=SHIPPED, quiet=QUIET))


@pytest.fixture(scope="module")
def ask(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return what asks the engine: a function's name, and what it is given."""
    with engine(browser, tmp_path_factory.mktemp("script"), MAIN) as found:
        yield lambda name, *given: found.evaluate(f"x => {name}(...x)", list(given))


Ask = Callable[..., Any]

READ = [
    "# nothing set",
    'points = {power = 3, "peace" = 4.5}',
    "points.power = 3\npoints . 'peace' = 1e0",
    "[points]\npower = 1_0 # ten\n\n[must_haves]\ndoor = 'add-on'",
    "candidates = ['a', \"b\", # two\n  'c',\n]",
    'candidates = ["\\u0061", "\\U00000062"]',
    'why = "\\u0000"\npoints.power = 3',
    'name = "\\U0001F600 \\"Ana\\"\\tB"',
    "name = 'C:\\new'",
    'name = """\nAna \\\n   Bo"""',
    "name = '''\nAna's'''",
    'name = "  Ana \\n  Bo "',
    'name = "   "',
    f'name = "{"n" * 200}"',
    'name = "👩\u200d💻 Bo"',
    "version = 1\n[points]\npower = 0x5\n",
    "version = 1.0\n",
    "[team.bond]\na = 2\n",
    "[team]\nrunning = {b = 1}\n",
    "[measures]\npeace = 'still'\n",
    "[must_haves]\n",
    "candidates = []",
    "scenario = 'x'\nwhy = ''\ndate = 2026-01-02\nreview_by = 2026-01-02T10:00:00Z\nfrom = 'x'\n"
    "leader = 'a'\n[rested_on.a]\npower = {value = 1.5, low = -1, high = +inf}\n"
    "[points]\npeace = 2",
    "link = '#version=2&name=Ana&points.power=3'",
    "link = '#version=2&name=Ana&points.power=3'\nname = ''",
    "link = 'https://a.example/b#points.power=3&candidates=a'\nname = 'Bo'\nfrom = 'x'",
    "\ufeffpoints.power = 3\r\npoints.peace = 2\r\n",
    "#version=2&points.power=3",
    "<file:///a.html#points.power=3&candidates=b&name=+Ana++Bo+&figures=AAA>",
    "#version=2&candidates=",
]
REFUSED = [
    "points.power = 1.2.3",
    "points.power = 05",
    "points.power = 1__0",
    "points.power = 11",
    "points.power = true",
    "points.power = nan",
    "points.power = '3'",
    "points.power = 2026-01-02",
    "points.power =",
    "points.power = 3 points.peace = 4",
    "points = {power = 3",
    "points = 3",
    "points = ['power']",
    "points.power = {a = 1}",
    'must_haves = "desk"',
    "must_haves.desk = 1",
    'team = "x"',
    "[team]\nbond = 3",
    "[team.bond]\na = 'b'",
    "measures = []",
    "measures.peace = {}",
    "candidates = 'a'",
    "candidates = ['a', 3]",
    "candidates = {a = 1}",
    "candidates = ['a' 'b']",
    "candidates = ['a'",
    "points.power = 1\npoints.power = 2",
    "[points]\npower = 1\n[points]\npeace = 2",
    "points.power = 1\n[points]\npeace = 2",
    "points = {power = 1}\npoints.peace = 2",
    "points.power.x = 1",
    "points = 3\npoints.power = 1",
    "link = 3",
    "link = '#version=2&points.power=3'\n[points]\npeace = 2",
    "candidates = ['a']\nlink = '#version=2&points.power=3'",
    "frobnicate = 1",
    "version = 3",
    "version = '2'",
    "version = {}",
    "name = 3",
    "name = ['Ana']",
    "name = {}",
    f'name = "{"n" * 201}"',
    'name = "\\U00110000"',
    'name = "\\x"',
    'name = "Bo\\u007f"',
    'name = "\u202eoB"',
    "#name=Bo%7F&points.power=3",
    "#",
    "https://a.example/b.html#",
    "https://a.example/b.html#controls",
    "link = 'https://a.example/b.html'",
    'name = "\\uD800"',
    'name = "\\u0000"',
    'name = "a\nb"',
    "name = 'it's'",
    "name = Ana",
    "hello there",
    "see https://a.example/#points.power=3 there",
    "a = " + "[" * 20000,
    "#points=3",
    "#points.power=3&points=3",
    "#points.power=3&points.power=3",
    "#team=x",
    "#team.bond=3",
    "#team.bond.a=x",
    "#name.x=1",
    "#version.x=1",
    "#team.bond.a.b=1",
    "#points.power.x=1",
    "#name=" + "n" * 201,
    "#candidates=a,,b",
    "#candidates.x=1",
    "#familiarity.a=1",
]


def by_python(problem: Problem, text: str, base: State) -> State:
    sent = read_state(text, problem)
    return Outcome(problem, settled(Person(sent.name, sent.state, ""), base)).state


@pytest.mark.parametrize("text", READ)
def test_what_the_commands_read_the_page_reads_alike(ask: Ask, small: Problem, text: str) -> None:
    base = State.from_dict(BASE, small)
    found = ask("sent", payload(small, None), text, BASE)
    assert found.get("refused") is None
    assert found["state"] == by_python(small, text, base).to_dict()
    assert found["name"] == read_state(text, small).name


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:40])
def test_what_the_commands_refuse_the_page_refuses(ask: Ask, small: Problem, text: str) -> None:
    with pytest.raises(ProblemError):
        read_state(text, small)
    assert ask("sent", payload(small, None), text, BASE)["refused"]


@pytest.mark.parametrize("text", ["points = 3", "#points=3"])
def test_a_part_of_the_wrong_shape_is_named(ask: Ask, small: Problem, text: str) -> None:
    (said,) = ask("sent", payload(small, None), text, BASE)["refused"]
    assert said == "points: found 3, expected a table of names"


@pytest.mark.parametrize(
    ("part", "found", "expected"),
    [
        ("points", "x", "points: found 'x', expected a table of names"),
        ("points", "x" * 99, f"points: found '{'x' * 59}…, expected a table of names"),
        ("measures", [1], "measures: found [1], expected a table of names"),
        ("team", "x", "team: found 'x', expected a table for each criterion of the team"),
        ("candidates", "a", "candidates: found 'a', expected a list of names"),
    ],
)
def test_page_and_commands_name_a_wrong_shape_alike(ask, small, part, found, expected):
    with pytest.raises(ProblemError) as error:
        State.from_dict({part: found}, small)
    assert error.value.faults == [expected]
    assert ask("given", payload(small, None), {part: found})["refused"] == [expected]


@pytest.mark.parametrize("part", ["points", "team", "must_haves"])
@pytest.mark.parametrize("found", [-1, 1.5, 3, 4, 10, 10.5, 11, "x"])
def test_page_and_commands_refuse_a_value_out_of_bounds_alike(ask, small, part, found):
    names = {"points": "power", "team": "bond", "must_haves": "desk"}
    given = {part: {names[part]: {"a": found} if part == "team" else found}}
    try:
        State.from_dict(given, small)
        faults = None
    except ProblemError as error:
        faults = error.faults
    assert ask("given", payload(small, None), given).get("refused") == faults


@pytest.mark.parametrize("line", ["power = 1.2.3", "power = 05", 'x = "\\U00110000"', "= 3"])
def test_the_line_that_cannot_be_read_is_named(ask: Ask, small: Problem, line: str) -> None:
    (said,) = ask("sent", payload(small, None), f"\n[points]\n{line}\npeace = 2\n", BASE)["refused"]
    assert said.startswith(f"line 3: found '{line}'")


def test_a_sign_of_number_nought_is_no_broken_file(ask: Ask, small: Problem) -> None:
    (said,) = ask("sent", payload(small, None), 'name = "Bo\\u0000"', BASE)["refused"]
    assert said.startswith("name: found 'Bo\\u0000', expected text")


@pytest.mark.parametrize(
    "text", ['name = "\u202eoB"', 'name = "Bo\\u2028"', "name = 3", "https://a.example/b.html#x"]
)
def test_page_and_commands_refuse_a_name_or_link_in_the_same_words(ask, small, text):
    with pytest.raises(ProblemError) as error:
        read_state(text, small)
    assert ask("sent", payload(small, None), text, BASE)["refused"] == error.value.faults


@pytest.mark.parametrize(
    "text",
    [
        "x" * 200_000,
        "a = 1\n" + "".join(f"b{i} = 1\n" for i in range(9_000)),
        f"points.power = '{'x' * 200_000}'",
        f"#{'x' * 200_000}=1&{'x' * 200_000}.y=2",
    ],
    ids=["a line", "many names", "a value", "a link"],
)
def test_of_a_long_text_only_the_beginning_is_said(ask: Ask, small: Problem, text: str) -> None:
    said = "; ".join(ask("sent", payload(small, None), text, BASE)["refused"])
    assert "…" in said
    assert len(said) < 1_000


def test_the_old_part_of_the_team_is_read(ask: Ask, problem: Problem) -> None:
    text = "version = 1\n[familiarity]\ndjango = 4\n"
    base = Outcome(problem, State(team={"running": {"flask": 1}})).state
    found = ask("sent", payload(problem, None), text, base.to_dict())
    assert found["state"] == by_python(problem, text, base).to_dict()
    assert found["state"]["team"] == {"familiarity": {"django": 4}, "running": {"flask": 1}}


@pytest.mark.parametrize(
    "names", [["Straße", "STRASSE", "Bo"], ["Ana", "ana", "ＡＮＡ"], ["ﬁn", "FIN", "İ"]]
)
def test_names_that_look_alike_are_one_person(ask: Ask, names: list[str]) -> None:
    people = [Person(name, State(), "") for name in names]
    assert ask("names", [{"name": name} for name in names]) == [p.name for p in once(people)]


def test_a_figure_that_is_only_told_and_has_changed_is_named(ask: Ask, problem: Problem) -> None:
    digests = figure_digests(problem)
    kept = [digest for (_, criterion, _), digest in digests.items() if criterion in problem.scored]
    link = f"#version=2&evidence=another&figures={''.join(kept)}"
    (said,) = read_state(link, problem).warnings
    (there,) = ask("linked", payload(problem, None), link)["warnings"]
    assert there == f"They were {said}."
