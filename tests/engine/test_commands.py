"""The command line: what each command prints, how it exits, and that it never shows a traceback."""

import io
import json
import os
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest
from decided import STATE, change, decide, figure, folder_of, load
from packaging.version import Version

from framework_report import __main__ as line
from framework_report.decision import FILE, read_decision
from framework_report.decision import project as asking
from framework_report.decision.project import packages, project_warnings
from framework_report.outcome import Outcome
from framework_report.pages import progress
from framework_report.state import State, to_link
from framework_report.words import answer_text

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command and returns exit code, output and errors."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["framework_report", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            line.main()
        out, errors = capsys.readouterr()
        assert "Traceback" not in out + errors
        assert isinstance(left.value.code, int)
        return left.value.code, out, errors

    return run


# check


def test_a_decision_that_holds_exits_0(run: Run, folder: Path) -> None:
    decide(folder)
    code, out, _ = run("check", "--data", folder, "--today", "2026-12-01")
    assert code == 0
    assert out == (
        "The decision of 2026-11-24 still follows from the evidence. Choose Kit. Since 2026-11-24 "
        "no figure that counts has moved, the lead is 28 as it was.\n"
    )


def test_a_decision_whose_leader_changed_exits_1_with_what_moved(run: Run, folder: Path) -> None:
    decide(folder)
    figure(folder, "kit", "cost", "10")
    code, out, _ = run("check", "--data", folder, "--today", "2026-12-01")
    assert code == 1
    assert "Cost of Kit from 2 to 10 EUR" in out
    assert out.count("\n") == 1


def test_without_a_decision_there_is_nothing_to_recheck(run: Run, folder: Path) -> None:
    code, out, _ = run("check", "--data", folder, "--today", "2026-12-01")
    assert code == 0
    assert out == f"The data is sound. There is no decision in {folder} to recheck yet.\n"


def test_what_the_tables_warn_of_is_printed_too(run: Run, folder: Path) -> None:
    path = folder / "facts.csv"
    path.write_text(path.read_text() + "zed,cost,price,1,1,1,EUR,measured,ours,2026-11-01\n")
    code, out, _ = run("check", "--data", folder, "--today", "2026-12-01")
    assert code == 0
    assert out.startswith("Warning: ")
    assert "'zed'" in out


def test_the_older_name_of_the_folders_option_is_understood(run: Run, folder: Path) -> None:
    assert run("check", "--folder", folder, "--today", "2026-12-01")[0] == 0
    assert "--folder" not in run("check", "--help")[1]


def test_side_by_side_with_what_was_before(run: Run, folder: Path, tmp_path: Path) -> None:
    after = folder_of(tmp_path / "after")
    decide(folder)
    decide(after)
    figure(after, "kit", "cost", "10")
    code, out, _ = run("check", "--data", after, "--before", folder, "--today", "2026-12-01")
    assert code == 1
    assert out.endswith("Leader: Kit before, Lab now.\nKit: 64.0 before, 16.0 now, of 100\n")


# show, adopt


def test_show_says_the_answer_word_for_word_as_it_is_sent_on(run: Run, folder: Path) -> None:
    decide(folder)
    code, out, _ = run("show", "--data", folder)
    problem = load(folder)
    decision = read_decision(problem)
    text = answer_text(Outcome(problem, STATE), decision)
    assert code == 0
    assert out.startswith(text + "\n")
    lines = text.splitlines()
    assert lines[:3] == [
        "data",
        "Choose Kit.",
        "Why: Kit costs 2 EUR (Lab 8).",
    ]
    assert "Decided on 2026-11-24, to be reviewed by 2027-05-24." in lines
    assert "Because: We pay." in lines
    assert lines[-2] == f"Data: evidence {problem.digest}, dated 2026-11-01 to 2026-11-01."
    assert lines[-1].startswith("Try other priorities: decision_report.html#version=2&evidence=")
    assert "\nWhat would change it: " in out


def test_the_text_of_a_what_if_says_so_and_what_was_decided(folder: Path) -> None:
    decide(folder)
    problem = load(folder)
    text = answer_text(Outcome(problem, State({"speed": 1})), read_decision(problem))
    assert text.splitlines()[:3] == [
        "data",
        "What-if, not the team's decision of 2026-11-24 (Kit).",
        "Choose Lab.",
    ]
    assert "Decided on" not in text
    assert "We pay" not in text


def test_without_a_decision_show_names_the_first_scenario(run: Run, folder: Path) -> None:
    _, out, _ = run("show", "--data", folder)
    assert out.startswith("Scenario: Every day.\n\ndata\nNothing is decided yet.\nChoose Kit.\n")
    assert "Decided on" not in out


def test_adopt_reads_a_link_or_toml_from_file_input_or_argument(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = load(folder)
    link = to_link(State({"speed": 9}), problem, "Ana")
    sent = tmp_path / "sent.txt"
    sent.write_text(f"file:///home/ana/decision_report.html{link}\n")
    code, out, _ = run("adopt", sent, "--why", "Ours.", "--switch-if", "No.", "--data", folder)
    assert code == 0
    assert out == f"Wrote {folder}/decision.toml: Choose Lab.\n"
    found = read_decision(problem)
    assert found is not None
    assert (found.leader, found.origin) == ("lab", "Ana")
    assert (found.why, found.switch_if) == ("Ours.", "No.")
    assert run("adopt", link, "--data", folder, "--from", "the group's mean")[0] == 0
    found = read_decision(problem)
    assert found is not None
    assert found.origin == "the group's mean"
    piped(monkeypatch, b"[points]\ncost = 6\nspeed = 4\n")
    assert run("adopt", "-", "--data", folder)[0] == 0
    found = read_decision(problem)
    assert found is not None
    assert (found.leader, found.scenario) == ("kit", "daily")


def test_adopting_keeps_comments_and_says_where_a_file_is_wrong(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    decide(folder)
    path = folder / FILE
    path.write_text("# Ask Ada.\n" + path.read_text())
    sent = tmp_path / "sent.toml"
    sent.write_text("[points]\ncost = 99\n")
    code, _, errors = run("adopt", sent, "--data", folder)
    assert code == 2
    assert errors.startswith(f"{sent}: points, cost: found 99, expected a number from 0 to 10")
    sent.write_text("[points]\ncost = 1\n")
    assert run("adopt", sent, "--data", folder)[0] == 0
    assert path.read_text().startswith("# Ask Ada.\n")


def piped(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))


def test_the_link_that_show_prints_can_be_adopted_as_it_stands(run: Run, folder: Path) -> None:
    """A part of a file's name has at most 255 bytes, and links have more."""
    decide(folder)
    link = run("show", "--data", folder)[1].partition("Try other priorities: ")[2].split()[0]
    for sent in (link, f"{link}&name={'A' * 200}", link[link.index("#") :]):
        assert run("adopt", sent, "--data", folder)[0] == 0
    assert len(sent) < 255 < len(f"{link}&name={'A' * 200}")


@pytest.mark.parametrize("sent", ["empty", "-", "#version=2", "file:///r.html#version=2"])
def test_no_priorities_replace_no_decision(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: str
) -> None:
    decide(folder)
    before = (folder / FILE).read_text()
    (tmp_path / "empty").write_text("")
    piped(monkeypatch, b"")
    given = tmp_path / "empty" if sent == "empty" else sent
    code, _, errors = run("adopt", given, "--data", folder)
    assert code == 2
    assert errors == (
        f"{given}: found no points for any criterion, expected priorities; no decision was "
        "written\n"
    )
    assert (folder / FILE).read_text() == before


def test_a_group_that_weighs_nothing_together_makes_no_decision(run: Run, folder: Path) -> None:
    (folder / "priorities").mkdir()
    for name in ("cost", "speed", "skill"):
        said = "[team.skill]\nkit = 2\n" if name == "skill" else ""
        (folder / "priorities" / f"{name}.toml").write_text(f"[points]\n{name} = 9\n{said}")
    code, _, errors = run("group", "--adopt", "median", "--data", folder)
    assert code == 2
    assert errors.startswith("--adopt median: found no points for any criterion")
    assert not (folder / FILE).exists()


def test_of_a_long_line_beginning_and_end_are_told(run: Run, folder: Path) -> None:
    code, _, errors = run("adopt", "x" * 1000, "--data", folder)
    assert code == 2
    assert errors == f"{'x' * 300} … {errors[-101:]}"
    assert errors.endswith("xxx: cannot be read (the name is too long)\n")


def test_input_that_is_closed_or_no_text_is_one_line(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped(monkeypatch, b"[points]\ncost = '\xff'\n")
    code, _, errors = run("adopt", "-", "--data", folder)
    assert (code, errors) == (2, "- line 2: found byte 0xff at place 9, expected UTF-8\n")
    monkeypatch.setattr("sys.stdin", None)
    code, _, errors = run("adopt", "-", "--data", folder)
    assert (code, errors) == (2, "-: cannot be read (it is closed)\n")


# Everything that can be wrong is a line

BROKEN = {
    "no folder": lambda folder: folder.rename(folder.with_name("elsewhere")),
    "empty table": lambda folder: (folder / "facts.csv").write_bytes(b""),
    "not UTF-8": lambda folder: (folder / FILE).write_bytes(b"why = '\xff'"),
    "half a decision": lambda folder: (folder / FILE).write_text("leader ="),
    "a conflict": lambda folder: (folder / FILE).write_text("<<<<<<< HEAD\nleader = ''\n"),
    "deep": lambda folder: (folder / FILE).write_text("a = " + "[" * 9000),
    "deep tables": lambda folder: (folder / FILE).write_text(f"[{'.'.join('a' * 3000)}]\n"),
    "digits": lambda folder: (folder / FILE).write_text("[points]\ncost = " + "9" * 400),
    "more digits": lambda folder: (folder / FILE).write_text("[points]\ncost = " + "9" * 5000),
    "a folder": lambda folder: (folder / FILE).mkdir(),
    "a link to itself": lambda folder: (folder / FILE).symlink_to(folder / FILE),
    "a link to nothing": lambda folder: (folder / FILE).symlink_to(folder / "nothing"),
    "a pipe": lambda folder: os.mkfifo(folder / FILE),
    "a report of no TOML": lambda folder: (folder / "report.toml").write_text("title = \n"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("command", ["check", "show"])
def test_what_cannot_be_read_exits_2_with_a_line_that_names_the_file(
    run: Run, folder: Path, name: str, command: str
) -> None:
    BROKEN[name](folder)
    code, _, errors = run(command, "--data", folder)
    assert code == 2
    lines = errors.splitlines()
    assert 1 <= len(lines) <= 5
    assert all(str(folder) in text and len(text) < 450 for text in lines), lines


@pytest.mark.parametrize(
    "words", [["bogus"], ["check", "--bogus"], ["check", "--today", "soon"], ["adopt"], []]
)
def test_a_wrong_word_on_the_command_line_exits_2_and_not_1(run: Run, words: list[str]) -> None:
    code, out, errors = run(*words)
    assert code == 2
    assert "Usage" in out + errors


def test_a_fault_of_the_program_itself_is_a_line_too(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("x" * 9999)

    monkeypatch.setattr("framework_report.tables.load_problem", fail)
    code, _, errors = run("check", "--data", folder)
    assert code == 2
    assert errors.startswith("found a fault of this program (KeyError: 'xxx")
    assert len(errors) < 420


def test_a_terminal_that_cannot_show_a_sign_shows_the_rest(folder: Path) -> None:
    change(folder / "frameworks.csv", {"label": "Kit 決 é"}, framework="kit")
    words = [sys.executable, "-m", "framework_report", "show", "--data", str(folder)]
    env = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(words, capture_output=True, check=False, env=env)
    assert done.returncode == 0
    assert "Choose Kit ? é." in done.stdout.decode("cp1252")
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("to", "code", "told"),
    [
        ("| true", 0, ""),
        ("| head -1", 0, ""),
        (">/dev/full", 2, "the output cannot be written (the disk is full)\n"),
        (">&-", 2, "the output cannot be written (it is closed)\n"),
        (">/dev/full 2>&1", 2, ""),
    ],
)
def test_an_output_that_takes_nothing_is_a_line_and_a_reader_that_goes_is_none(
    folder: Path, to: str, code: int, told: str
) -> None:
    words = f"{sys.executable} -m framework_report show --data {folder} {to}"
    done = subprocess.run(words, shell=True, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, told)


def test_errors_that_nobody_can_be_told_keep_their_code(folder: Path) -> None:
    for to in ("/dev/full", "&-"):
        words = f"{sys.executable} -m framework_report bogus 2>{to}"
        assert subprocess.run(words, shell=True, check=False).returncode == 2


def test_work_goes_on_where_how_far_it_is_can_be_said_to_nobody(folder: Path) -> None:
    code = "from framework_report.__main__ import main; from framework_report import pages; "
    code += "pages.write_pages = lambda *_: pages.progress().__enter__()('x', 1, 1) or []; main()"
    words = f'{sys.executable} -c "{code}" report --data {folder} 2>&-'
    assert subprocess.run(words, shell=True, check=False).returncode == 0


def test_what_steers_a_terminal_is_shown_and_not_obeyed(run: Run, folder: Path) -> None:
    decide(folder, why="We \x1b[2Jpay\u202e.")
    assert "Because: We \\x1b[2Jpay\\u202e." in run("show", "--data", folder)[1]
    (folder / "priorities").mkdir()
    sent = 'name = "A\\u001b[31mna"\n[points]\ncost = 3\n'
    (folder / "priorities" / "a.toml").write_text(sent)
    assert "A\\x1b[31mna" in run("group", "--data", folder)[1]
    assert "b\\x1bgus" in run("check", "--data", "b\x1bgus")[2]


def test_a_merge_conflict_in_what_somebody_sent_is_called_one(run: Run, folder: Path) -> None:
    (folder / "priorities").mkdir()
    sent = folder / "priorities" / "ana.toml"
    sent.write_text("[points]\n<<<<<<< HEAD\ncost = 3\n=======\n>>>>>>> other\n")
    told = "found a merge conflict's mark (at line 2), expected a resolved conflict\n"
    assert run("group", "--data", folder)[1].endswith(f"Refused: {sent} line 2: {told}")
    assert run("adopt", sent, "--data", folder)[::2] == (2, f"{sent}: {told}")


def test_a_folder_of_what_people_sent_that_leads_nowhere_is_told(run: Run, folder: Path) -> None:
    (folder / "priorities").symlink_to("priorities")
    assert f"Refused: {folder}/priorities: found a link" in run("group", "--data", folder)[1]


# --project, --online

UV = """\
[[package]]
name = "kit"
version = "1.2.0"

[[package]]
name = "lab"
version = "2.0.0"
"""


def project(tmp_path: Path, **files: str) -> Path:
    place = tmp_path / "project"
    place.mkdir(exist_ok=True)
    for name, text in files.items():
        (place / name.replace("__", ".")).write_text(text)
    return place


def warned(folder: Path, place: Path) -> list[str]:
    problem = load(folder)
    return project_warnings(problem, read_decision(problem), place)


def test_the_decided_one_in_the_measured_version_is_no_warning(
    folder: Path, tmp_path: Path
) -> None:
    decide(folder)
    asks = '[project]\ndependencies = ["Kit"]\n'
    assert warned(folder, project(tmp_path, pyproject__toml=asks)) == []
    # What a lock installs along with it is not what the project asks for.
    assert warned(folder, project(tmp_path, uv__lock=UV)) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements__txt", "lab==2.0.0 \\\n    --hash=sha256:00\n# kit\n"),
        ("pyproject__toml", "[project]\ndependencies = [\"Lab[all]>=2; python_version>'3'\"]\n"),
        ("pyproject__toml", '[tool.poetry.dependencies]\npython = "^3.11"\nlab = "^2.0"\n'),
        ("pyproject__toml", '[dependency-groups]\ndev = ["lab", {include-group = "x"}]\n'),
        ("poetry__lock", '[[package]]\nname = "lab"\nversion = "2.0.0"\n'),
        ("Pipfile__lock", json.dumps({"default": {"lab": {"version": "==2.0.0"}}})),
    ],
)
def test_another_one_than_was_decided_is_warned_of(
    folder: Path, tmp_path: Path, name: str, text: str
) -> None:
    decide(folder)
    place = project(tmp_path, **{name: text})
    file = place / name.replace("__", ".")
    told = f"{file}: asks for Lab, and Kit was decided on 2026-11-24."
    assert warned(folder, place) == [told]
    assert warned(folder, file) == [told]


def test_another_version_than_was_measured_and_one_too_many_are_warned_of(
    folder: Path, tmp_path: Path
) -> None:
    decide(folder)
    place = project(tmp_path, requirements__txt="kit==1.3.0\nlab\n")
    file = place / "requirements.txt"
    assert warned(folder, place) == [
        f"{file}: asks for Lab too, and Kit was decided on 2026-11-24.",
        f"{file}: has Kit ==1.3.0, and 1.2.0 was measured.",
    ]
    file.write_text("kit>=1,<2\n")
    assert warned(folder, place) == []


def test_a_project_without_any_of_them_is_told_in_one_line(folder: Path, tmp_path: Path) -> None:
    place = project(tmp_path, requirements__txt="flit\n-e .\nhttps://x.example/a.zip\n")
    assert warned(folder, place) == [f"{place}: names none of Kit, Lab or Mob."]


DIGITS = "9" * 5000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements__txt", f"kit=={DIGITS}\n"),
        ("pyproject__toml", f'[project]\ndependencies = ["kit>={DIGITS}"]\n'),
        ("uv__lock", f'[[package]]\nname = "kit"\nversion = "{DIGITS}"\n'),
        ("Pipfile__lock", json.dumps({"default": {"kit": f"=={DIGITS}"}})),
    ],
)
def test_a_version_of_thousands_of_digits_is_another_one_than_was_measured(
    folder: Path, tmp_path: Path, name: str, text: str
) -> None:
    (told,) = warned(folder, project(tmp_path, **{name: text}))
    assert "has Kit " in told
    assert told.endswith("9…, and 1.2.0 was measured.")


def test_a_measured_version_of_thousands_of_digits_is_none(folder: Path, tmp_path: Path) -> None:
    change(folder / "frameworks.csv", {"version": DIGITS}, framework="kit")
    assert warned(folder, project(tmp_path, requirements__txt="kit==1.0\n")) == []


def test_what_requirements_take_in_is_read_once_and_within_the_project(
    folder: Path, tmp_path: Path
) -> None:
    decide(folder)
    (tmp_path / "outside.txt").write_text("mob\n")
    asks = "-r sub/base\n--constraint=pins.txt\n-r ../outside.txt\n-r https://x.example/y.txt\n"
    place = project(tmp_path, requirements__txt=asks + "--require-hashes\n")
    (place / "sub").mkdir()
    (place / "sub" / "base").write_text("-r ../requirements.txt\n-rbase # itself\nlab\nkit\n")
    (place / "pins.txt").write_text("kit==1.3.0\nmob==1.0\n")
    assert warned(folder, place) == [
        f"{place}/sub/base: asks for Lab too, and Kit was decided on 2026-11-24.",
        f"{place}/pins.txt: has Kit ==1.3.0, and 1.2.0 was measured.",
    ]


CONFLICT = "<<<<<<< HEAD\nkit==1\n=======\nkit==2\n>>>>>>> other\n"
MARK = "line 1: found a merge conflict's mark, expected a resolved conflict"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("pyproject__toml", "[project", "found broken TOML"),
        ("pyproject__toml", CONFLICT, MARK),
        ("requirements__txt", CONFLICT, MARK),
        ("requirements__txt", "-r gone.txt\n", "gone.txt: cannot be read (there is no such file)"),
        ("uv__lock", CONFLICT, MARK),
        ("Pipfile__lock", CONFLICT, MARK),
        (
            "Pipfile__lock",
            '{\n"default": [1',
            "line 2: found broken JSON (Expecting ',' delimiter)",
        ),
        (
            "Pipfile__lock",
            f"[{DIGITS}]",
            "found broken JSON (nested too deep, or a number too long)",
        ),
        ("Pipfile__lock", "[" * 5000, "found broken JSON (nested too deep, or a number too long)"),
        ("Pipfile__lock", "[1]", "default: found [1], expected a table of packages"),
        ("Pipfile__lock", '{"develop": 3}', "develop: found 3, expected a table of packages"),
        ("x", "", "found no list of packages"),
    ],
)
def test_a_project_that_cannot_be_read_is_a_line_with_file_and_fault(
    run: Run, folder: Path, tmp_path: Path, name: str, text: str, told: str
) -> None:
    decide(folder)
    place = project(tmp_path, **{name: text})
    code, _, errors = run("check", "--data", folder, "--project", place)
    assert code == 2
    assert errors.count("\n") == 1
    assert errors.startswith(str(place))
    assert told in errors


def test_a_measured_version_a_feature_release_behind_is_warned_of(folder: Path) -> None:
    newest = {"kit": "1.2.9", "lab": "2.1.0", "mob": "0.10.0"}
    found = list(asking.online_warnings(load(folder), lambda package: Version(newest[package])))
    assert found == [
        f"{folder}/frameworks.csv: Lab 2.0.0 was measured, and 2.1.0 is out: measure again.",
        f"{folder}/frameworks.csv: Mob 0.9.1 was measured, and 0.10.0 is out: measure again.",
    ]


def test_without_an_answer_it_is_one_line_and_the_decision_is_checked_all_the_same(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(*_: object, **__: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.CompletedProcess([], 1, "", "NewConnectionError\nERROR: no answer")

    monkeypatch.setattr(asking.subprocess, "run", offline)
    decide(folder)
    code, out, _ = run("check", "--data", folder, "--online", "--today", "2026-12-01")
    assert code == 0
    assert out.startswith(
        "Warning: no newest releases known: no answer for kit (ERROR: no answer).\nThe decision of"
    )
    assert out.count("\n") == 2


def test_nothing_is_asked_unless_it_is_asked_for(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking.subprocess, "run", lambda *_, **__: pytest.fail("it asked"))
    assert run("check", "--data", folder, "--today", "2026-12-01")[0] == 0


def test_what_pip_answers_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(code: int, out: str, errors: str) -> None:
        done = subprocess.CompletedProcess([], code, out, errors)
        monkeypatch.setattr(asking.subprocess, "run", lambda *_, **__: done)

    answer(0, "django (6.1.3)\nAvailable versions: 6.1.3, 6.1.2\n", "WARNING: experimental\n")
    assert asking.newest("django") == Version("6.1.3")
    answer(1, "", "ERROR: No matching distribution found for nothing\n")
    assert asking.newest("nothing") is None
    answer(1, "", "WARNING: Retrying after connection broken\nERROR: No matching distribution\n")
    with pytest.raises(asking.OfflineError):
        asking.newest("django")


def test_packages_are_labels_in_lower_case_unless_they_can_be_none(folder: Path) -> None:
    change(folder / "frameworks.csv", {"label": "Mob on wheels!"}, framework="mob")
    assert packages(load(folder)) == {"kit": "kit", "lab": "lab"}


# Commands whose work is somebody else's module


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that puts a module of these functions in place."""

    def place(name: str, **functions: object) -> None:
        module = types.ModuleType(name)
        vars(module).update(functions)
        monkeypatch.setitem(sys.modules, name, module)

    return place


def test_new_backtest_and_audit_print_and_exit_as_they_are_told(
    run: Run, folder: Path, modules: Callable[..., None], tmp_path: Path
) -> None:
    modules("framework_report.backtest", report_lines=lambda problem: ["71 %"])
    modules(
        "framework_report.matrix",
        new=lambda place, files: [f"{place.name} from {len(files)}"],
        audit_files=lambda files: (["found: weights"], 1),
    )
    assert run("backtest", "--data", folder)[:2] == (0, "71 %\n")
    assert run("new", tmp_path / "mine", "--from", "a.csv", "b.csv")[:2] == (0, "mine from 2\n")
    assert run("audit", "a.csv")[:2] == (1, "found: weights\n")


def test_report_runs_notebooks_on_the_folders_data_and_prints_its_answer(
    run: Run, folder: Path, modules: Callable[..., None], tmp_path: Path
) -> None:
    seen = []

    def execute(path: Path, data: Path, on_cell: Callable[[Path, int, int], object]) -> str:
        for cell in (1, 2):
            on_cell(path, cell, 2)
        seen.append((path.name, data))
        return "run"

    class Exporter:
        def from_notebook_node(self, notebook: str, resources: object) -> tuple[str, object]:
            return f"<p>{notebook}", resources

    modules("framework_report.notebook", __path__=[])
    modules("framework_report.notebook.execution", execute=execute)
    modules("framework_report.export", DecisionReportExporter=Exporter)
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    (notebooks / "one.ipynb").write_text("{}")
    figure(folder, "kit", "cost", "10")
    code, out, errors = run("report", "--data", folder, "--to", tmp_path / "build")
    assert code == 0
    assert out == f"Wrote {tmp_path}/build/one.html\nChoose Lab.\n"
    assert (tmp_path / "build" / "one.html").read_text() == "<p>run"
    assert seen == [("one.ipynb", folder)]
    assert errors == f"{notebooks}/one.ipynb: 1 of 2\n{notebooks}/one.ipynb: 2 of 2\n"


def test_plain_lines_say_how_far_it_is_and_not_each_step(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress() as told:
        for step in range(1, 101):
            told("work", step, 100)
    assert capsys.readouterr().err == "work: 1 of 100\nwork: 100 of 100\n"
