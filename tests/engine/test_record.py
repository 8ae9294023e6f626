"""A record says what was decided, stays as it was, and touches no line that is not its own."""

import importlib
import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from decided import change, decide, figure, folder_of, load

from framework_report.decision import FILE, read_decision
from framework_report.decision.record import write_record
from framework_report.files import ProblemError
from framework_report.state import State


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return tmp_path / "docs" / "decisions"


def record(folder: Path, records: Path) -> list[str]:
    problem = load(folder)
    return write_record(problem, read_decision(problem), records)


KIT, LAB = State({"cost": 6, "speed": 4}, {"lights": "add-on"}), State({"speed": 5})


def front(path: Path) -> dict[str, object]:
    """Return the front matter."""
    found = yaml.safe_load(path.read_text().split("---\n")[1])
    assert isinstance(found, dict)
    return found


def test_a_record_has_the_sections_of_madr_and_what_was_decided(
    folder: Path, records: Path
) -> None:
    decide(folder, KIT)
    assert record(folder, records) == [f"Wrote {records}/0001-choose-kit.md"]
    path = records / "0001-choose-kit.md"
    text = path.read_text()
    assert re.findall(r"^#+ .*", text, re.MULTILINE) == [
        "# Choose Kit: data",
        "## Context and Problem Statement",
        "## Decision Drivers",
        "## Considered Options",
        "## Decision Outcome",
        "### Consequences",
        "### Confirmation",
        "## More Information",
    ]
    assert str(front(path)["date"]) == "2026-11-24"
    assert front(path)["status"] == "accepted"
    for line in (
        "The situation: Every day. We use it every day.",
        "* Cost: 6 of 10 points, 60 % of the weight (from 10 to 0 EUR)",
        "* Must have: lights (an add-on is enough)",
        "* Kit: 64 of 100",
        "* Mob: out (no lights)",
        "Chosen option: “Kit”, because it scores highest by these drivers.",
        "Because: We pay.",
        "* What is given up: Kit does 40 runs (Lab 60).",
        "* Said against it: heavy",
        "We switch if: Cost falls.",
        "    python -m framework_report check --data data",
        "To be reviewed by 2027-05-24.",
        "The figures that it rested on stand in `data/decision.toml`.",
    ):
        assert line in text


def test_the_command_that_confirms_it_can_be_run_as_it_stands(
    folder: Path,
    records: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    decide(folder, KIT)
    record(folder, records)
    text = (records / "0001-choose-kit.md").read_text()
    command = re.search(r"^    python -m (.*)$", text, re.MULTILINE)
    assert command is not None
    module, *words = shlex.split(command[1])
    monkeypatch.chdir(folder.parent)
    monkeypatch.setattr("sys.argv", [module, *words])
    with pytest.raises(SystemExit) as left:
        importlib.import_module(f"{module}.__main__").main()
    assert left.value.code == 0
    assert "still follows" in capsys.readouterr().out


def test_twice_changes_nothing_even_when_the_evidence_moved_meanwhile(
    folder: Path, records: Path
) -> None:
    decide(folder, KIT)
    record(folder, records)
    first = (records / "0001-choose-kit.md").read_bytes()
    figure(folder, "kit", "cost", "9")
    change(folder / "frameworks.csv", {"weak_spots": "heavier"}, framework="kit")
    told = f"{records}/0001-choose-kit.md says so already: nothing was changed"
    assert record(folder, records) == [told]
    assert [p.read_bytes() for p in records.iterdir()] == [first]


def test_another_leader_supersedes_and_both_link_to_each_other(folder: Path, records: Path) -> None:
    decide(folder, KIT)
    record(folder, records)
    old = records / "0001-choose-kit.md"
    notes = "\n## Our notes\n\nstatus: accepted by all\n"
    old.write_text(old.read_text().replace("We pay.", "We pay, says Ada.") + notes)
    decide(folder, LAB, "Speed sells.")
    assert record(folder, records) == [
        f"Wrote {records}/0002-choose-lab.md",
        f"Linked {old} to the record that supersedes it",
    ]
    new = records / "0002-choose-lab.md"
    assert "Supersedes [0001-choose-kit.md](0001-choose-kit.md)." in new.read_text()
    text = old.read_text()
    assert front(old)["status"] == "superseded by 0002-choose-lab.md"
    assert "Superseded by [0002-choose-lab.md](0002-choose-lab.md)." in text
    assert text.endswith(notes)
    assert "We pay, says Ada." in text
    both = {path.name: path.read_bytes() for path in records.iterdir()}
    assert record(folder, records) == [f"{new} says so already: nothing was changed"]
    assert {path.name: path.read_bytes() for path in records.iterdir()} == both


def test_what_broke_off_between_the_two_files_is_finished_by_the_next_run(
    folder: Path, records: Path
) -> None:
    decide(folder, KIT)
    record(folder, records)
    old = records / "0001-choose-kit.md"
    before = old.read_text()
    decide(folder, LAB)
    record(folder, records)
    after = old.read_text()
    old.write_text(before)
    record(folder, records)
    assert old.read_text() == after


def test_the_same_leader_decided_anew_brings_the_record_up_to_date_and_keeps_notes(
    folder: Path, records: Path
) -> None:
    decide(folder, KIT)
    record(folder, records)
    path = records / "0001-choose-kit.md"
    path.write_text(path.read_text() + "\nOur notes.\n")
    decide(folder, replace(KIT, points={"cost": 9}), "Now we pay more.")
    assert record(folder, records) == [f"Brought {path} up to date"]
    text = path.read_text()
    assert "Because: Now we pay more." in text
    assert "Cost: 9 of 10 points" in text
    assert text.endswith("\nOur notes.\n")
    assert list(records.iterdir()) == [path]


def test_dates_and_names_that_a_person_typed_stay(folder: Path, records: Path) -> None:
    decide(folder, KIT)
    record(folder, records)
    path = records / "0001-choose-kit.md"
    text = path.read_text()
    text = text.replace("---\n\n", "decision-makers: Anna and Bob\n---\n\ndate: on a Monday\n\n", 1)
    path.write_text(text)
    decide(folder, KIT, "Now we pay more.")
    assert record(folder, records) == [f"Brought {path} up to date"]
    assert "Because: Now we pay more." in path.read_text()
    assert "\ndate: on a Monday\n" in path.read_text()
    assert front(path)["decision-makers"] == "Anna and Bob"


def test_a_text_that_a_person_changed_is_left_as_it_is(folder: Path, records: Path) -> None:
    decide(folder, KIT)
    record(folder, records)
    path = records / "0001-choose-kit.md"
    path.write_text(path.read_text().replace("We pay.", "We pay, says Ada."))
    before = path.read_text()
    decide(folder, replace(KIT, points={"cost": 9}))
    told = f"{path} was edited by hand between its marks: left as it is"
    assert record(folder, records) == [told]
    assert path.read_text() == before


def test_where_nothing_is_decided_the_first_scenario_is_a_proposal_and_then_accepted(
    folder: Path, records: Path
) -> None:
    record(folder, records)
    path = records / "0001-choose-kit.md"
    assert front(path) == {"status": "proposed"}
    assert "Nothing is decided. By the priorities of “Every day”: Choose Kit." in path.read_text()
    decide(folder, KIT)
    assert record(folder, records) == [f"Brought {path} up to date"]
    assert front(path)["status"] == "accepted"
    assert str(front(path)["date"]) == "2026-11-24"


def test_where_nobody_leads_there_is_a_record_too(folder: Path, records: Path) -> None:
    decide(folder, State())
    record(folder, records)
    assert [path.name for path in records.iterdir()] == ["0001-nothing-chosen.md"]


def test_numbers_go_on_behind_other_peoples_records_which_stay(folder: Path, records: Path) -> None:
    records.mkdir(parents=True)
    other = records / "0007-use-postgres.md"
    other.write_text("# Use PostgreSQL\n")
    (records / "README.md").write_bytes(b"\xff\xfe")
    decide(folder, KIT)
    record(folder, records)
    assert (records / "0008-choose-kit.md").exists()
    assert other.read_text() == "# Use PostgreSQL\n"


def test_names_are_text_whatever_they_hold(folder: Path, records: Path) -> None:
    label = "<b>K*i*t</b> [x](y) --> `z` | _1_"
    change(folder / "frameworks.csv", {"label": label}, framework="kit")
    (folder / "report.toml").write_text('title = "A: \\"b\\" --> c"\nowner = "Ada \\"x\\": y"\n')
    decide(folder, KIT, "<script>alert(1)</script>\n\n# Not a heading")
    record(folder, records)
    path = next(records.iterdir())
    text = path.read_text()
    assert front(path)["decision-makers"] == 'Ada "x": y'
    assert "<b>" not in text
    assert "<script" not in text
    assert "\n# Not" not in text
    assert "\\[x\\](y)" in text
    assert re.findall(r"^<!-- record: [^<]*-->$", text, re.MULTILINE)
    assert record(folder, records) == [f"{path} says so already: nothing was changed"]


def test_a_file_in_the_place_of_the_folder_is_one_line(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("")
    with pytest.raises(ProblemError, match="found a file, expected a folder for records"):
        record(folder, place)


@pytest.mark.parametrize("name", ["loop", "loop/records"])
def test_a_link_in_a_circle_is_one_line(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(ProblemError) as caught:
        write_record(load(folder), None, tmp_path / name)
    (told,) = caught.value.faults
    assert told.startswith(f"{tmp_path / name}: ")
    assert "link" in told


def test_two_reports_share_a_folder_without_superseding_each_other(
    folder: Path, records: Path, tmp_path: Path
) -> None:
    other = folder_of(tmp_path / "other")
    decide(folder, KIT)
    decide(other, LAB)
    record(folder, records)
    record(other, records)
    assert front(records / "0001-choose-kit.md")["status"] == "accepted"
    assert "Supersedes" not in (records / "0002-choose-lab.md").read_text()


def test_a_long_label_is_cut_in_the_record_s_name(folder: Path, records: Path) -> None:
    decide(folder)
    change(folder / "frameworks.csv", {"label": "Kit and so on " * 30}, framework="kit")
    record(folder, records)
    (path,) = records.iterdir()
    assert path.name == f"0001-choose-{('kit-and-so-on-' * 30)[:80].rstrip('-')}.md"


def test_a_leader_of_several_words_has_one_record(folder: Path, records: Path) -> None:
    decide(folder)
    text = (folder / FILE).read_text().partition("[rested_on")[0]
    (folder / FILE).write_text(text.replace('leader = "kit"', 'leader = "Ruby on Rails"'))
    for _ in range(2):
        record(folder, records)
    assert len(list(records.iterdir())) == 1
