"""The command line: what it prints and how it exits."""

import datetime
import shutil

import pytest
from rows import change

from framework_report import __main__ as command
from framework_report.decision import new_decision, write_decision
from framework_report.outcome import Outcome, State, scenario_state


@pytest.fixture
def run(monkeypatch, capsys):
    """Return a function that runs the command and returns exit code, output and errors."""

    def run(*arguments) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["framework_report", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            command.main()
        return left.value.code or 0, *capsys.readouterr()

    return run


def decide(problem, folder, state: State) -> None:
    days = {"date": datetime.date(2026, 11, 22), "review_by": datetime.date(2027, 5, 22)}
    made = new_decision(problem, Outcome(problem, state), **days)
    write_decision(made, folder / "decision.toml")


def test_a_decision_that_holds_exits_0(run, problem, copy_of_data):
    decide(problem, copy_of_data, scenario_state(problem, "product"))
    code, out, _ = run("check", "--folder", copy_of_data, "--today", "2026-11-22")
    assert code == 0
    assert out == ("The decision of 2026-11-22 still follows from the evidence. Choose Django.\n")


def test_a_decision_whose_leader_changed_exits_1_with_what_moved(run, problem, copy_of_data):
    decide(problem, copy_of_data, State({"addons": 5}))
    row = {"framework": "django", "criterion": "addons"}
    for column in ("low", "value", "high"):
        change(copy_of_data / "evidence.csv", column, "12", **row)
    code, out, _ = run("check", "--folder", copy_of_data, "--today", "2026-11-22")
    assert code == 1
    assert "Maintained add-ons of Django from 193 to 12 packages" in out
    assert out.count("\n") == 1


def test_faulty_data_exits_2_and_is_named(run, copy_of_data):
    (copy_of_data / "evidence.csv").write_bytes(b"")
    code, out, errors = run("check", "--folder", copy_of_data)
    assert (code, out) == (2, "")
    assert "evidence.csv: found an empty file" in errors


def test_a_broken_decision_exits_2_and_is_named(run, copy_of_data):
    (copy_of_data / "decision.toml").write_text("leader =")
    code, _, errors = run("show", "--folder", copy_of_data)
    assert code == 2
    assert "decision.toml" in errors
    assert "found broken TOML" in errors


def test_without_a_decision_there_is_nothing_to_recheck(run, copy_of_data):
    (copy_of_data / "decision.toml").unlink(missing_ok=True)
    code, out, _ = run("check", "--folder", copy_of_data, "--today", "2026-11-22")
    assert code == 0
    assert out.startswith("The data is sound. There is no decision in ")


def test_old_evidence_and_a_review_that_is_due_are_warned_of(run, problem, copy_of_data):
    decide(problem, copy_of_data, scenario_state(problem, "product"))
    change(copy_of_data / "evidence.csv", "as_of", "2024", framework="flask", criterion="packages")
    code, out, _ = run(
        "check", "--folder", copy_of_data, "--today", "2027-05-23", "--max-age-days", "900"
    )
    assert code == 0
    warnings = [line for line in out.splitlines() if line.startswith("Warning: ")]
    file = copy_of_data / "evidence.csv"
    assert warnings == [
        f"Warning: {file}: flask has figures of 2024, 1238 days old: packages.",
        "Warning: the decision was to be reviewed by 2027-05-22.",
    ]


def test_show_says_the_verdict_of_the_decision_or_of_the_first_scenario(
    run, problem, copy_of_data, tmp_path
):
    undecided = shutil.copytree(
        copy_of_data, tmp_path / "undecided", ignore=shutil.ignore_patterns("*.toml")
    )
    decide(problem, copy_of_data, scenario_state(problem, "api"))
    _, out, _ = run("show", "--folder", copy_of_data)
    assert out.startswith(
        "Decided on 2026-11-22, to be reviewed by 2027-05-22.\n\nChoose FastAPI.\n"
    )
    _, out, _ = run("show", "--folder", undecided)
    assert out.startswith("Nothing is decided yet. Scenario: A real product, something big.\n")
    assert "\nThe price: " in out
