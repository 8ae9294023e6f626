"""The page's script: modules in the order of their imports, in one scope."""

import random
import re
from functools import partial
from pathlib import Path

import pytest
from made import carried, engine
from small import many, small, tables
from test_parity import everything, level, random_state

from framework_report import ask
from framework_report.export.bundle import SCRIPT, SHORT, BundleError, bundle, ordered
from framework_report.export.payload import payload
from framework_report.group import Group, Person
from framework_report.group.words import report_lines
from framework_report.outcome import Outcome
from framework_report.state import State, scenario_state
from framework_report.tables import load_problem
from framework_report.words.text import phrases

ROOT = Path(__file__).parents[2]
MAIN = """
import {contradictions, pointsFrom, questions} from "./engine/ask.js";
import {Words} from "./engine/facts.js";
import {Group} from "./engine/group.js";
import {Problem} from "./engine/problem.js";
import {stateFrom} from "./engine/state.js";
window.lines = (data, people, base) => {
  const problem = new Problem(data), read = state => stateFrom(problem, state);
  const sent = people.map(({name, state}) => ({name, state: read(state)}));
  return new Group(new Words(problem), sent, read(base)).lines;
};
window.asked = (data, answers) => {
  const problem = new Problem(data), words = new Words(problem);
  return [questions(words, answers), pointsFrom(problem, answers), contradictions(words, answers)];
};
"""


def write(folder, **modules):
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")


def test_modules_come_after_those_that_they_import(tmp_path):
    write(
        tmp_path,
        main='import {a} from "./a.js";\na();\n',
        a='import {b} from "./b.js";\nexport function a() { return b; }\n',
        b="export const b = 1;\n",
    )
    assert [path.stem for path in ordered(tmp_path)] == ["b", "a", "main"]
    assert "import" not in bundle(tmp_path, "main.js")


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        ({"main": 'import {a} from "./a.js";\n'}, "no such module"),
        (
            {"main": 'import {a} from "./a.js";\n', "a": 'import {x} from "./main.js";\n'},
            "imports itself",
        ),
        (
            {"main": 'import {a} from "./a.js";\nconst b = 1;\n', "a": "const b = 2;\n"},
            "is a name of",
        ),
        ({"main": "export default 1;\n"}, "expected a named import or export"),
    ],
)
def test_what_cannot_become_one_script_is_named(tmp_path, modules, words):
    write(tmp_path, **modules)
    with pytest.raises(BundleError, match=words):
        bundle(tmp_path, "main.js")


def test_short_names_are_no_words_of_the_tables_or_the_template(problem):
    template = " ".join(
        path.read_text(encoding="utf-8") for path in (SCRIPT.parent / "templates").rglob("*.j2")
    )
    known: set[str] = set()

    def keys(found):
        if isinstance(found, dict):
            known.update(found)
        for one in found.values() if isinstance(found, dict) else found:
            if isinstance(one, dict | list):
                keys(one)
            elif isinstance(one, str):
                # Slots, and the conditions that a sentence waits for, are looked up by name.
                known.update(re.findall(r"\{(\w+)\}", one))
                known.update([one] if isinstance(found, list) else [])

    keys(payload(problem, None))
    keys({name: phrases()[name] for name in ("page", "charts", "lists", "doubts", "group", "ask")})
    bound = {word for part in template.split('"') for word in part.split("=")}
    assert set(SHORT) & (known | bound) == set()


@pytest.fixture(scope="module")
def script(browser, tmp_path_factory):
    with engine(browser, tmp_path_factory.mktemp("script"), MAIN) as found:
        yield found


OTHERS = ("car", "hotel", "library", "stocks", "web")


def seven_themes(folder):
    """Return tables with more themes than are asked of within, of two criteria each and one."""
    return many(
        folder, {x: [(3 * i + at) % 4 for i in range(13)] for at, x in enumerate("ab")}, themes=2
    )


def counted(folder, most):
    """Return tables of which a criterion is of so many parts, none or one of them in between."""
    tables(folder, {"a": (most, 0), "b": (0, 10)}, team=False)
    path = folder / "measures.csv"
    path.write_text(path.read_text().replace("0,10", f"0,{most}", 1))
    return load_problem(folder)


@pytest.fixture(params=["report", "small", "level", "themes", "one part", "two parts", *OTHERS])
def any_problem(request, problem, tmp_path):
    """Return the report's own tables, or smaller ones, of which some have no themes."""
    if request.param == "report":
        return problem
    own = {"small": everything, "level": level, "themes": seven_themes}
    own |= {"one part": partial(counted, most=1), "two parts": partial(counted, most=2)}
    made = own.get(request.param)
    return (
        made(tmp_path)
        if made
        else load_problem(ROOT / "tests" / "engine" / "decisions" / request.param)
    )


@pytest.mark.slow
def test_page_and_command_say_the_same_of_several_people(any_problem, script):
    problem, dice = any_problem, random.Random(0)
    base = Outcome(problem, scenario_state(problem)).state
    groups = [
        [
            Person(f"P{i}", Outcome(problem, random_state(problem, dice)).state, "")
            for i in range(count)
        ]
        for count in (1, 2, 3, 4, 4, 5)
    ]
    sent = [[{"name": p.name, "state": p.state.to_dict()} for p in people] for people in groups]
    given = [carried(problem), sent, base.to_dict()]
    said = script.evaluate("([data, all, base]) => all.map(x => lines(data, x, base))", given)
    for people, there in zip(groups, said, strict=True):
        assert there == report_lines(problem, people, [], base)
        group = Group(problem, people, base)
        assert len(group.people) + len(group.left_out) == len(people)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("figures", "given"),
    [
        # Means of 10 and 9.953 are both 10 to a tenth: level, and not so a tenth finer.
        (
            {"a": (10, 0), "b": (0, 10)},
            [{"power": 1, "peace": 0}, {"power": 3, "peace": 8}, {"power": 3, "peace": 10}],
        ),
        # What all say alike stays as it is: at 9 and 3 they are level, at 10 and 3.3 they are not.
        ({"a": (2.5, 0), "b": (0, 7.5)}, [{"power": 9, "peace": 3}] * 2),
    ],
)
def test_the_mean_of_several_people_is_a_point_s_tenth(script, tmp_path, figures, given):
    problem = small(tmp_path, figures)
    people = [Person(f"P{i}", Outcome(problem, State(p)).state, "") for i, p in enumerate(given)]
    base = Outcome(problem, State()).state
    sent = [{"name": p.name, "state": p.state.to_dict()} for p in people]
    there = script.evaluate(
        "([data, people, base]) => lines(data, people, base)",
        [carried(problem), sent, base.to_dict()],
    )
    assert there == report_lines(problem, people, [], base)
    (mean,) = [line for line in there if "the mean of the weights" in line]
    assert mean.endswith(": Ash and Birch")


@pytest.mark.slow
def test_page_and_python_ask_the_same(any_problem, script):
    problem, data = any_problem, carried(any_problem)
    given = [answered(problem, random.Random(seed)) for seed in range(6)]
    found = script.evaluate("([data, all]) => all.map(x => asked(data, x))", [data, given])
    for answers, (asked, points, odd) in zip(given, found, strict=True):
        here = ask.questions(problem, answers)
        assert [q["name"] for q in asked] == [q.name for q in here]
        assert [[o["label"], o["swing"]] for q in asked for o in q["options"]] == [
            [o.label, o.swing] for q in here for o in q.options
        ]
        assert points == ask.points_from(problem, answers)
        expected = [(c.question, c.text) for c in ask.contradictions(problem, answers)]
        assert [(one["question"], one["text"]) for one in odd] == expected


def answered(problem, dice):
    """Answer every question that is asked, by chance; now and then two are rated alike."""
    answers = {}
    while question := next(
        (q for q in ask.questions(problem, answers) if q.name not in answers), None
    ):
        if question.level < 0:
            names = [option.name for option in question.options]
            first = dice.choice(names)
            given = {n: dice.choice([0, 50, 100, dice.randint(0, 100)]) for n in names}
            given[first] = given[first] or 100
        else:
            given = dice.choice(ask.CHOICES)
        answers[question.name] = ask.answer(question, given)
    return answers
