"""The page's script: modules in the order of their imports, in one scope."""

import random
import re

import pytest
from made import opened
from test_parity import random_state

from framework_report import ask
from framework_report.export.bundle import SCRIPT, SHORT, BundleError, bundle, ordered
from framework_report.export.payload import payload
from framework_report.group import Group, Person
from framework_report.group.words import report_lines
from framework_report.outcome import Outcome
from framework_report.state import scenario_state
from framework_report.words.text import phrases

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
    folder = tmp_path_factory.mktemp("script")
    for path in (SCRIPT / "engine").glob("*.js"):
        (folder / "engine").mkdir(exist_ok=True)
        (folder / "engine" / path.name).write_text(path.read_text(encoding="utf-8"), "utf-8")
    (folder / "main.js").write_text(MAIN, encoding="utf-8")
    page = folder / "page.html"
    page.write_text(f"<!DOCTYPE html><script>{bundle(folder, 'main.js')}</script>", "utf-8")
    with opened(browser, page) as found:
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_page_and_command_say_the_same_of_several_people(problem, script, seed):
    dice = random.Random(seed)
    base = Outcome(problem, scenario_state(problem)).state
    people = [
        Person(f"P{i}", Outcome(problem, random_state(problem, dice)).state, "") for i in range(4)
    ]
    sent = [{"name": p.name, "state": p.state.to_dict()} for p in people]
    given = [payload(problem, None), sent, base.to_dict()]
    assert script.evaluate("x => lines(...x)", given) == report_lines(problem, people, [], base)
    group = Group(problem, people, base)
    assert len(group.people) + len(group.left_out) == 4


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_page_and_python_ask_the_same(problem, script, seed):
    dice, answers = random.Random(seed), {}
    while question := next(
        (q for q in ask.questions(problem, answers) if q.name not in answers), None
    ):
        if question.level < 0:
            names = [option.name for option in question.options]
            first = dice.choice(names)
            given = {n: dice.randint(n == first, 100) for n in names}
        else:
            given = dice.choice(ask.CHOICES)
        answers[question.name] = ask.answer(question, given)
    given = [payload(problem, None), answers]
    asked, points, odd = script.evaluate("x => asked(...x)", given)
    assert [q["name"] for q in asked] == [q.name for q in ask.questions(problem, answers)]
    assert [[o["label"], o["swing"]] for q in asked for o in q["options"]] == [
        [o.label, o.swing] for q in ask.questions(problem, answers) for o in q.options
    ]
    assert points == ask.points_from(problem, answers)
    expected = [(c.question, c.text) for c in ask.contradictions(problem, answers)]
    assert [(one["question"], one["text"]) for one in odd] == expected
