"""Tables: what is wrong is named with its place, what belongs together goes together."""

import math
import os
import re
import time
from pathlib import Path

import pytest
from small import SHIPPED, THREE, small, tables, write

from framework_report.files import ProblemError
from framework_report.tables import load_problem


def change(folder: Path, name: str, old: str, new: str) -> Path:
    """Replace text in one table, which has to hold it."""
    path = folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        load_problem(folder)
    return caught.value.faults


def test_a_sound_folder_gives_attributes_in_raw_units(tmp_path: Path) -> None:
    problem = small(tmp_path)
    assert problem.attributes.loc["a"].to_dict() == {"power": 10, "peace": 0}
    assert problem.scored == ["power", "peace", "bond", "running"]
    assert problem.team == ["bond", "running"]
    assert problem.warnings == ()


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("facts", "a,power,push,10", "a,power,push,fast",
         r"facts.csv line 2: value of a/power/push: found 'fast', expected a number"),
        ("facts", "a,power,push,10,10,10", "a,power,push,10,11,12",
         r"line 2: low of a/power/push: found '11', expected at most value, 10"),
        ("facts", "a,power,push,10,10,10", "a,power,push,11,11,11",
         r"found '11', expected 0 to 10, the levels in measures.csv"),
        ("facts", "by hand,2026-01-01", "by hand,2026-02-30",
         r"found '2026-02-30', expected a date"),
        ("measures", "power,push,by push,units,0,10", "power,push,by push,units,10,10",
         r"best of power/push: found '10', expected another number than worst"),
        ("criteria", "peace,Calm,Peace,scored", "peace,Calm,Power,scored",
         r"found a second row for 'Power', expected one \(there is line 2\)"),
        ("levels", "bond,1,guest", "bond,7,guest",
         r"levels of bond: found 0, 7, 2, 3, expected whole numbers from 0 on"),
        ("levels", "all of it,", "all of it,incumbent",
         r"line 8: mark of running/2: found 'incumbent', expected nothing \(line 7 has it\)"),
        ("levels", "family,", "family,known",
         r"line 5: mark of bond/3: found 'known', expected nothing \(line 4 has it\)"),
        ("levels", "family,", "family,incumbent",
         r"line 7: mark of running/1: found 'incumbent', expected nothing \(line 5 has it\)"),
        ("levels", "stranger,", "stranger,known",
         r"line 2: mark of bond/0: found 'known', expected nothing \(level 0 is no answer\)"),
        ("scenario_points", "force,power,9", "force,power,11",
         r"points of force/power: found '11', expected a number from 0 to 10"),
        ("frameworks", "a,Ash", "A,Ash", r"framework of A: found 'A', expected a short name"),
        ("facts", "a,power,push", "a,powr,push", r"found 'powr', expected .* power\?"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_file_line_found_and_expected(
    tmp_path: Path, table: str, old: str, new: str, said: str
) -> None:
    found = faults(change(tables(tmp_path), table, old, new))
    assert any(re.search(said, line) for line in found), found


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    change(tables(tmp_path), "facts", "a,power,push,10,10,10", "a,power,push,x,10,10")
    change(tmp_path, "criteria", "peace,Calm,Peace,scored", "peace,Calm,Peace,measured")
    found = faults(tmp_path)
    assert any("facts.csv" in line for line in found)
    assert any("criteria.csv" in line for line in found)


def test_a_wrong_separator_is_one_line(tmp_path: Path) -> None:
    path = tables(tmp_path) / "facts.csv"
    path.write_text(path.read_text().replace(",", ";"))
    found = [line for line in faults(tmp_path) if "facts.csv" in line]
    assert found == [
        f"{path} line 1: found cells separated by ';', expected cells separated by ','"
    ]


def test_a_separator_of_the_levels_is_one_line_too(tmp_path: Path) -> None:
    path = tables(tmp_path) / "levels.csv"
    path.write_text(path.read_text().replace(",", ";"))
    assert faults(tmp_path) == [
        f"{path} line 1: found cells separated by ';', expected cells separated by ','"
    ]


def test_a_table_pasted_twice_is_two_lines(tmp_path: Path) -> None:
    path = tables(tmp_path, dict.fromkeys("abcdef", (1, 2))) / "facts.csv"
    path.write_text(path.read_text() * 2)
    assert faults(tmp_path) == [
        f"{path} line 14: found the columns' names again, expected them in the first line alone",
        f"{path} line 15: framework and criterion and measure: found a second row for "
        "'a/power/push' (and so with 11 more), expected one (there is line 2)",
    ]


@pytest.mark.parametrize(("kind", "lines"), [("shown", 3), ("scoerd", 1)])
def test_a_kind_that_is_wrong_everywhere_is_a_line_for_each_rule(
    tmp_path: Path, kind: str, lines: int
) -> None:
    folder = tables(tmp_path)
    names = [f"more{i}" for i in range(9)]
    with (folder / "criteria.csv").open("a") as file:
        file.writelines(f"{name},Calm,{name},scored\n" for name in names)
    with (folder / "measures.csv").open("a") as file:
        file.writelines(f"{name},m,by m,units,0,10,has {{value}}\n" for name in names)
    path = folder / "criteria.csv"
    text = path.read_text().replace(",scored", f",{kind}")
    path.write_text(text.replace(",team", ",shown") if kind == "shown" else text)
    found = faults(folder)
    assert len(found) == lines
    assert "line 2: kind of power: found " in found[0]
    assert "(and so with 10 more), expected " in found[0]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("measures", "at least one"), ("levels", "those of each criterion of the team")],
)
def test_a_table_without_a_row_is_one_line(tmp_path: Path, name: str, expected: str) -> None:
    path = tables(tmp_path) / f"{name}.csv"
    path.write_text(path.read_text().partition("\n")[0])
    assert faults(tmp_path) == [f"{path}: found no rows, expected {expected}"]


def test_a_level_that_is_no_number_is_one_line(tmp_path: Path) -> None:
    change(tables(tmp_path), "levels", "bond,1,guest", "bond,x,guest")
    (found,) = faults(tmp_path)
    assert "line 3: level of bond/x: found 'x', expected a whole number" in found


def test_labels_without_a_row_are_one_line(tmp_path: Path) -> None:
    names = [f"d{i}" for i in range(20)]
    rows = [
        {"id": n, "source": "s", "built": "b", "candidates": "a;b", "chosen": "a"} for n in names
    ]
    rows = [row | {"uncovered": f"why{i % 3}=2"} for i, row in enumerate(rows)]
    write(tables(tmp_path), "decisions", rows)
    (tmp_path / "decision_labels.csv").write_text("label,meaning\n")
    (found,) = faults(tmp_path)
    assert (
        "line 2: uncovered of d0: found 'why0=2' (and so with 19 more), expected labels of" in found
    )


def test_what_is_quoted_never_hides_what_was_expected(tmp_path: Path) -> None:
    change(tables(tmp_path), "facts", "a,power,push,10,10,10", f"a,power,push,{'9' * 400},10,10")
    change(tmp_path, "facts", "b,power,push", f"{'b' * 400},power,push,x")
    found = faults(tmp_path)
    assert all(len(line) < 400 and ", expected " in line for line in found)
    assert any(
        line.endswith("…, expected a number such as 1507 or 28.6, up to 1e15, or unknown")
        for line in found
    )


def test_thousands_of_unknown_entries_of_report_toml_are_one_line_at_once(tmp_path: Path) -> None:
    entries = "".join(f"k{i} = 1\n" for i in range(4000))
    (tables(tmp_path) / "report.toml").write_text(entries)
    started = time.process_time()
    assert faults(tmp_path) == [
        f"{tmp_path}/report.toml line 1: k0: found 1 (and so with 3,999 more), "
        "expected a known entry"
    ]
    assert time.process_time() - started < 5


def test_a_merge_conflict_is_one_line(tmp_path: Path) -> None:
    path = tables(tmp_path) / "facts.csv"
    path.write_text(path.read_text() + "<<<<<<< HEAD\n")
    assert [line for line in faults(tmp_path) if "facts.csv" in line] == [
        f"{path} line 8: found a merge conflict's mark, expected a resolved conflict"
    ]


def test_a_figure_in_both_tables_names_both_places(tmp_path: Path) -> None:
    folder = tables(tmp_path)
    row = {"framework": "a", "criterion": "power", "measure": "push", "value": 9}
    source = {"kind": "measured", "source_title": "a harness", "as_of": "2026"}
    write(folder, "measured/figures", [row | source])
    (found,) = faults(folder)
    assert "facts.csv line 2" in found
    assert "measured/figures.csv line 2" in found


def test_an_unknown_figure_stands_at_the_worst_and_may_be_the_best(tmp_path: Path) -> None:
    problem = small(tmp_path, THREE | {"d": ("unknown", 5)})
    cells = problem.cells["power", "push"]
    assert math.isnan(problem.attributes.at["d", "power"])
    assert (cells.value[3], cells.low[3], cells.high[3], cells.unknown[3]) == (0, 0, 1, True)


def test_a_missing_row_is_the_same_as_unknown(tmp_path: Path) -> None:
    change(
        tables(tmp_path), "facts", "c,peace,still,4,4,4,measured,by hand,2026-01-01,by hand\n", ""
    )
    assert math.isnan(load_problem(tmp_path).attributes.at["c", "peace"])


def test_a_judged_figure_lies_within_one_step_of_its_scale(tmp_path: Path) -> None:
    problem = small(tmp_path, kind="judged")
    rows = problem.figures("power", "push")
    assert rows[["low", "high"]].loc["a"].tolist() == [9, 10]  # cut off at the level
    assert rows[["low", "high"]].loc["c"].tolist() == [3, 5]


def test_the_step_of_judged_figures_stands_in_report_toml(tmp_path: Path) -> None:
    (tables(tmp_path, kind="judged") / "report.toml").write_text("judged_step = 0.5\n")
    rows = load_problem(tmp_path).figures("power", "push")
    assert rows[["low", "high"]].loc["c"].tolist() == [3.5, 4.5]


def test_a_noun_that_is_left_empty_is_the_neutral_one(tmp_path: Path) -> None:
    tables(tmp_path)
    text = 'title = "Cars"\nalternative = ""\nalternatives = ""\nowner = ""\n'
    (tmp_path / "report.toml").write_text(text)
    report = load_problem(tmp_path).report
    assert (report.title, report.alternative, report.owner) == ("Cars", "alternative", "")
    assert report.alternatives == "alternatives"


def test_a_byte_that_is_no_text_is_named_with_its_line(tmp_path: Path) -> None:
    path = tables(tmp_path) / "facts.csv"
    rows = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([*rows[:2], rows[2] + b"\xe4", *rows[3:]]))
    with pytest.raises(ProblemError) as caught:
        load_problem(tmp_path)
    assert caught.value.faults[0].startswith(f"{path} line 3: found byte 0xe4, which is not UTF-8")


def test_a_deleted_criterion_takes_along_what_hangs_on_it(tmp_path: Path) -> None:
    change(tables(tmp_path), "criteria", "peace,Calm,Peace,scored\n", "")
    problem = load_problem(tmp_path)
    assert problem.scored == ["power", "bond", "running"]
    assert len([line for line in problem.warnings if "'peace'" in line]) == 1
    assert "facts.csv lines 3, 5, 7" in problem.warnings[0]


def test_a_deleted_measure_takes_along_its_figures(tmp_path: Path) -> None:
    folder = tables(tmp_path, quiet={"a": 1, "b": 2, "c": 3})
    text = (folder / "measures.csv").read_text()
    (folder / "measures.csv").write_text("".join(text.splitlines(keepends=True)[:-1]))
    problem = load_problem(folder)
    said = "measures.csv has no peace/quiet: left out facts.csv lines 8, 9, 10"
    assert problem.warnings == (said,)
    assert list(problem.evidence["measure"].unique()) == ["push", "still"]


def test_many_deleted_measures_are_told_in_a_line_that_can_be_read(tmp_path: Path) -> None:
    folder = tables(tmp_path)
    facts = (folder / "facts.csv").read_text()
    rows = [f"a,peace,{letter * 50},1,1,1,measured,by hand,2026-01-01,\n" for letter in "xyz"]
    (folder / "facts.csv").write_text(facts + "".join(rows))
    (said,) = load_problem(folder).warnings
    named = ", ".join(f"peace/{letter * 50}" for letter in "xyz")[:120]
    assert said.startswith(f"measures.csv has no {named}…: left out")


def test_a_deleted_alternative_takes_along_its_rows(tmp_path: Path) -> None:
    folder = tables(tmp_path)
    lines = (folder / "frameworks.csv").read_text().splitlines(keepends=True)
    (folder / "frameworks.csv").write_text("".join(x for x in lines if not x.startswith("c,")))
    problem = load_problem(folder)
    assert problem.names == ["a", "b"]
    assert any("'c'" in line for line in problem.warnings)


def test_tables_that_only_some_reports_have_may_be_absent(tmp_path: Path) -> None:
    folder = tables(tmp_path, team=False)
    for name in ("scenarios", "scenario_points"):
        (folder / f"{name}.csv").unlink()
    problem = load_problem(folder)
    assert problem.claims.empty
    assert problem.features.empty
    assert problem.report.alternative == "alternative"


def test_a_variant_has_its_base_s_features_and_core_figures(tmp_path: Path) -> None:
    shipped = {("a", "desk"): "built-in", ("b", "desk"): "none", ("c", "desk"): "partial"}
    folder = tables(tmp_path, THREE | {"d": ()}, off={"d": "a"}, shipped=shipped)
    measures = (folder / "measures.csv").read_text().replace("says\n", "says,subject\n")
    measures = measures.replace("has {value} power\n", "has {value} power,core\n")
    measures = measures.replace("has {value} peace\n", "has {value} peace,stack\n")
    (folder / "measures.csv").write_text(measures)
    problem = load_problem(folder)
    assert problem.attributes.loc["d"].to_dict() == pytest.approx(
        {"power": 10, "peace": math.nan}, nan_ok=True
    )
    assert problem.supports["d", "desk"] == "built-in"
    assert problem.ticked == ["a", "b", "c"]


def test_features_are_counted_with_what_is_not_known(tmp_path: Path) -> None:
    shipped = {("a", "desk"): "partial", ("a", "door"): "built-in"}
    shipped |= {("b", "desk"): "unknown", ("b", "door"): "none"}
    folder = tables(tmp_path, shipped=shipped)
    measures = (folder / "measures.csv").read_text().replace("says\n", "says,counts\n")
    measures = measures.replace("has {value} power\n", "has {value} power,desk;door\n")
    measures = measures.replace("has {value} peace\n", "has {value} peace,\n")
    (folder / "measures.csv").write_text(measures)
    facts = (folder / "facts.csv").read_text().splitlines(keepends=True)
    (folder / "facts.csv").write_text("".join(x for x in facts if ",power," not in x))
    rows = load_problem(folder).figures("power", "push")[["value", "low", "high"]]
    assert rows.loc["a"].tolist() == [1.5, 1, 2]
    assert rows.loc["b"].tolist() == [0, 0, 1]
    assert rows.loc["c"].isna().all()


def test_a_figure_far_beyond_its_level_is_a_warning_with_its_line(tmp_path: Path) -> None:
    folder = tables(tmp_path)
    text = (folder / "measures.csv").read_text().replace("says\n", "says,outside\n")
    text = re.sub(r"(has \{value\} \w+)\n", r"\1,clip\n", text)
    (folder / "measures.csv").write_text(text)
    change(folder, "facts", "a,power,push,10,10,10", "a,power,push,1000,1000,1000")
    (said,) = load_problem(folder).warnings
    assert "facts.csv line 2" in said
    assert "1000" in said


def test_a_merge_conflict_in_report_toml_is_called_one(tmp_path: Path) -> None:
    path = tables(tmp_path) / "report.toml"
    path.write_text("title = 'a'\n<<<<<<< HEAD\nowner = 'b'\n=======\n>>>>>>> other\n")
    assert faults(tmp_path) == [
        f"{path} line 2: found a merge conflict's mark, expected a resolved conflict"
    ]


@pytest.mark.parametrize(
    "text",
    [
        *(f"{'a.' * 3000}a = 1\n", f"tables = [{{{'a.' * 3000}a = 1}}]\n", "title = '\x1b'\n"),
        *('title = "\\u001b[31m"\n', f"support.x.counts = {'9' * 400}\n"),
        *("judged_step = -1\n", "titel = 'x'\n", "support = 3\n", "a = [\n", f"a = {'9' * 5000}\n"),
        *('tables = [["claims"]]\n', "tables = [{a = 1}]\n", "tables = [1]\n"),
    ],
)
def test_a_wrong_entry_of_report_toml_is_named(tmp_path: Path, text: str) -> None:
    (tables(tmp_path) / "report.toml").write_text(text)
    (found,) = faults(tmp_path)
    assert found.startswith(f"{tmp_path}/report.toml")
    assert len(found) < 400


@pytest.mark.parametrize("name", ["report.toml", "facts.csv", "features.csv", "claims.csv"])
def test_what_is_no_file_is_named_and_not_waited_for(tmp_path: Path, name: str) -> None:
    path = tables(tmp_path, shipped=SHIPPED) / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)  # nobody will ever write into it
    (fault,) = faults(tmp_path)
    found = f"{path}: found a file that cannot be read (it is a pipe, expected a file), expected "
    assert fault.startswith(found)
    path.unlink()
    path.symlink_to(tmp_path / "moved")
    (fault,) = faults(tmp_path)
    assert fault.startswith(f"{path}: found a link to nothing, expected ")


def test_labels_that_look_alike_are_one(tmp_path: Path) -> None:
    change(tables(tmp_path), "frameworks", "b,Birch", "b,ash\u00a0")
    assert any("second row" in line for line in faults(tmp_path))


def test_the_digest_does_not_depend_on_line_endings(tmp_path: Path) -> None:
    one = small(tmp_path / "one").digest
    folder = tables(tmp_path / "two")
    for path in folder.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_problem(folder).digest == one
