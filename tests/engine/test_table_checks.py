"""Each check of the tables: the cell it finds, at its edge, and what beside it is fine."""

import csv
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from small import SHIPPED, THREE, single, small, tables, write

from framework_report.files import ProblemError
from framework_report.state import scenario_state
from framework_report.tables import load_problem
from framework_report.tables.schema import number
from framework_report.tables.toml import line_of, places

Edit = tuple[str, int, Mapping[str, Any]]
"""Table, line of the file, and cells to set there; a column that is not there yet is added."""


def edit(folder: Path, *edits: Edit) -> Path:
    for name, line, cells in edits:
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        columns = [*rows[0], *(column for column in cells if column not in rows[0])]
        rows = [dict.fromkeys(columns, "") | row for row in rows]
        rows[line - 2] |= cells
        write(folder, name, rows)
    return folder


def faults(folder: Path) -> list[str]:
    """Return what is wrong, without the folder's name; nothing where nothing is."""
    try:
        load_problem(folder)
    except ProblemError as error:
        return [fault.removeprefix(f"{folder}/") for fault in error.faults]
    return []


LOG = {"scale": "log", "worst": "1", "best": "100"}
CLIP = {"outside": "clip"}
DECISION = {"id": "d1", "source": "s", "built": "b", "candidates": "a;b", "chosen": "a"}
CLAIM = {"claim": "it", "article": "says so", "verdict": "computed"}

FIGURES: list[tuple[list[Edit], str]] = [
    (
        [("facts", 2, {"low": "", "high": "9"})],
        "facts.csv line 2: high of a/power/push: found '9', expected at least value, 10",
    ),
    (
        [("facts", 2, {"value": "-1", "low": "", "high": ""})],
        "facts.csv line 2: value of a/power/push: found '-1',"
        " expected 0 to 10, the levels in measures.csv",
    ),
    (
        [("facts", 4, {"high": "10.5"})],
        "facts.csv line 4: high of b/power/push: found '10.5',"
        " expected 0 to 10, the levels in measures.csv",
    ),
    (
        [("measures", 2, {"worst": "10", "best": "1"})],
        "facts.csv line 4: value of b/power/push: found '0',"
        " expected 1 to 10, the levels in measures.csv",
    ),
    (
        [("measures", 2, LOG | {"worst": "0"})],
        "measures.csv line 2: worst of power/push: found '0', expected above 0 (log)",
    ),
    (
        [("measures", 2, LOG | {"best": "-1"})],
        "measures.csv line 2: best of power/push: found '-1', expected above 0 (log)",
    ),
    (
        [("measures", 2, LOG)],
        "facts.csv line 4: value of b/power/push: found '0', expected above 0 (log)",
    ),
    (
        [("facts", 2, {"unit": "kg"})],
        "facts.csv line 2: unit of a/power/push: found 'kg',"
        " expected 'units', the unit in measures.csv",
    ),
    (
        [("facts", 2, {"kind": "survey"})],
        "facts.csv line 2: source_url of a/power/push: found '',"
        " expected an address (the figure is survey)",
    ),
    (
        [("facts", 2, {"kind": "documented"})],
        "facts.csv line 2: source_url of a/power/push: found '',"
        " expected an address (the figure is documented)",
    ),
    (
        [("facts", 2, {"kind": "judged", "note": ""})],
        "facts.csv line 2: note of a/power/push: found '',"
        " expected the rule by which it was judged",
    ),
    (
        [("facts", 2, {"criterion": "bond", "measure": ""})],
        "facts.csv line 2: criterion of a/bond: found 'bond',"
        " expected no row (its levels come from the team)",
    ),
    (
        [("facts", 2, {"note": "a\x07bell"})],
        "facts.csv line 2: note of a/power/push: found 'a\\x07bell',"
        " expected no control characters",
    ),
]
OTHERS: list[tuple[list[Edit], str]] = [
    (
        [("measures", 2, {"counts": "desk; door; desk", **CLIP})],
        "measures.csv line 2: counts of power/push: found 'desk; door; desk',"
        " expected features of features.csv, each once (not 'desk')",
    ),
    (
        [("measures", 2, {"counts": "window", **CLIP})],
        "measures.csv line 2: counts of power/push: found 'window',"
        " expected features of features.csv, each once (not 'window')",
    ),
    (
        [("measures", 2, {"counts": "desk;door", "best": "1"})],
        "measures.csv line 2: best of power/push: found '1',"
        " expected levels that hold 0 to 2, as many as are counted",
    ),
    (
        [("measures", 2, {"counts": "desk;door", "worst": "0.5"})],
        "measures.csv line 2: best of power/push: found '10',"
        " expected levels that hold 0 to 2, as many as are counted",
    ),
    (
        [("measures", 2, LOG | CLIP | {"counts": "desk"})],
        "measures.csv line 2: counts of power/push: found 'desk',"
        " expected nothing (the scale is log)",
    ),
    (
        [("measures", 2, {"counts": "desk;door"})],
        "facts.csv line 2: measure of a/power/push: found 'push',"
        " expected no row (it is counted from features.csv)",
    ),
    (
        [("features", 2, {"support": "built in"})],
        "features.csv line 2: support of a/desk: found 'built in',"
        " expected a level of report.toml or unknown: built-in, partial, official add-on,"
        " third party, none, unknown",
    ),
    (
        [("scenarios", 3, {"must_haves": "desk"})],
        "scenarios.csv line 3: must_haves of calm: found 'desk',"
        " expected feature=core or feature=add-on, separated by ;, once each",
    ),
    (
        [
            ("scenarios", 3, {"article_says": "birchwod"}),
            ("frameworks", 3, {"framework": "birchwood"}),
        ],
        "scenarios.csv line 3: article_says of calm: found 'birchwod',"
        " expected nothing, or one of a, birchwood, c",
    ),
    (
        [("frameworks", 2, {"variant_of": "a"})],
        "frameworks.csv line 2: variant_of of a: found 'a', expected no variant of its own",
    ),
    (
        [("frameworks", 2, {"variant_of": "b"}), ("frameworks", 3, {"variant_of": "c"})],
        "frameworks.csv line 2: variant_of of a: found 'b', expected no variant of its own",
    ),
    (
        [("criteria", 3, {"label": "ＰＯＷＥＲ"})],
        "criteria.csv line 3: label: found a second row for 'ＰＯＷＥＲ',"
        " expected one (there is line 2)",
    ),
    (
        [("criteria", 2, {"kind": "team"})],
        "criteria.csv line 2: kind of power: found 'team',"
        " expected scored (measures.csv has rows of it)",
    ),
    (
        [("criteria", 4, {"kind": "shown"})],
        "criteria.csv line 4: kind of bond: found 'shown',"
        " expected team (levels.csv has rows of it)",
    ),
    (
        [("measures", 2, {"criterion": "peace"})],
        "measures.csv: measure of power: found no row,"
        " expected at least one for a scored criterion",
    ),
    (
        [("levels", line, {"criterion": "bond", "level": 2 + line}) for line in (7, 8)],
        "levels.csv: levels of running: found 1 rows, expected two or more levels",
    ),
]


@pytest.mark.parametrize(("edits", "said"), [*FIGURES, *OTHERS])
def test_what_is_wrong_is_told(tmp_path: Path, edits: list[Edit], said: str) -> None:
    folder = edit(tables(tmp_path, shipped=SHIPPED), *edits)
    found = faults(folder)
    assert said in found, found


@pytest.mark.parametrize(
    "edits",
    [
        [("facts", 2, {"value": "unknown", "low": "", "high": "", "kind": "judged", "note": ""})],
        [("facts", 2, {"value": "11", "low": "", "high": ""}), ("measures", 2, CLIP)],
        [("facts", 2, {"kind": "survey", "source_url": "https://example.org"})],
        [("facts", 2, {"unit": "units"})],
        [("facts", 2, {"unit": "kg"}), ("measures", 2, {"unit": ""})],
        [("measures", 2, LOG | CLIP)],
        [("measures", 2, {"worst": "10", "best": "0"})],
        [("frameworks", 2, {"variant_of": "b"})],
        [("features", 2, {"support": "unknown"})],
        [("scenarios", 3, {"must_haves": "desk=core; door=add-on", "article_says": "b"})],
        [("levels", 4, {"mark": "incumbent"}), ("levels", 7, {"mark": ""})],
    ],
)
def test_what_is_fine_is_not_told(tmp_path: Path, edits: list[Edit]) -> None:
    assert faults(edit(tables(tmp_path, shipped=SHIPPED), *edits)) == []


def test_a_scenario_keeps_the_must_haves_that_there_are(tmp_path: Path) -> None:
    folder = tables(tmp_path, shipped=SHIPPED)
    edit(folder, ("scenarios", 3, {"must_haves": "desk=add-on; gate=core; door=core"}))
    problem = load_problem(folder)
    assert dict(scenario_state(problem, "calm").must_haves) == {"desk": "add-on", "door": "core"}
    assert problem.warnings == ("features.csv has no 'gate': left out scenarios.csv line 3",)
    edit(folder, ("scenarios", 3, {"must_haves": "desk=add-on; dor=core"}))
    assert faults(folder) == [
        "scenarios.csv line 3: must_haves of calm: found 'desk=add-on; dor=core', "
        "expected names of features.csv: door for dor?"
    ]


def test_a_counted_measure_has_no_figures_of_its_own(tmp_path: Path) -> None:
    """Levels that hold as many as are counted, to the last one, and nothing in facts.csv."""
    folder = tables(tmp_path, shipped=SHIPPED)
    edit(folder, ("measures", 2, {"counts": "desk;door", "best": "2"}))
    rows = (folder / "facts.csv").read_text().splitlines(keepends=True)
    (folder / "facts.csv").write_text("".join(row for row in rows if ",power," not in row))
    assert faults(folder) == []
    edit(folder, ("measures", 2, {"best": "1"} | CLIP))
    assert faults(folder) == []


def keep(folder: Path, name: str, *kept: str) -> None:
    """Leave of a table its first line, and those that begin with one of these words."""
    path = folder / f"{name}.csv"
    first, *lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([first, *[line for line in lines if line.startswith(kept)]]))


def test_tables_of_the_team_s_own_criteria_alone_lack_a_scored_one(tmp_path: Path) -> None:
    said = "criteria.csv: kind: found no scored criterion, expected at least one"
    folder = tables(tmp_path)
    for name in ("measures", "facts"):
        keep(folder, name, "none")
    keep(folder, "criteria", "bond,", "running,")
    assert said in faults(folder)
    keep(folder, "criteria", "none")
    assert [fault for fault in faults(folder) if fault.startswith("criteria.csv")] == [
        "criteria.csv: found no rows, expected at least one"
    ]


def test_a_criterion_with_several_measures_asks_which_one(tmp_path: Path) -> None:
    folder = tables(tmp_path, quiet={"a": 1, "b": 2, "c": 3})
    edit(folder, ("facts", 3, {"measure": ""}))
    assert faults(folder) == [
        "facts.csv line 3: measure of a/peace: found '',"
        " expected one of still, quiet (the criterion has several measures)"
    ]


def test_points_of_a_criterion_that_is_only_told_are_refused(tmp_path: Path) -> None:
    folder = tables(tmp_path)
    with (folder / "criteria.csv").open("a") as file:
        file.write("price,Calm,Price,shown\n")
    assert faults(folder) == []
    edit(folder, ("scenario_points", 2, {"criterion": "price"}))
    assert faults(folder) == [
        "scenario_points.csv line 2: criterion of force/price: found 'price',"
        " expected a criterion with a slider"
    ]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"chosen": "c"}, "chosen of d1: found 'c', expected one of the candidates: a, b"),
        (
            {"needs": "power=3;peace=1", "reasons": "power=2"},
            "needs of d1: found 'power=3;peace=1', expected some of the reasons (peace is none)",
        ),
        (
            {"uncovered": "price=2"},
            "uncovered of d1: found 'price=2', expected labels of decision_labels.csv"
            " (price is none)",
        ),
        (
            {"reasons": "powr=2"},
            "reasons of d1: found 'powr=2',"
            " expected names of criteria.csv: power for powr?",
        ),
        (
            {"reasons": "power=4"},
            "reasons of d1: found 'power=4',"
            " expected name=1 to name=3, separated by ;, each once, or nothing",
        ),
        ({"situation": "forcee"}, "situation of d1: found 'forcee', expected names of"
         " scenarios.csv: force for forcee?"),
        ({"must_haves": "dosk"}, ""),
        ({"must_haves": "a strange need", "reasons": "price=1", "situation": "else"}, ""),
    ],
)  # fmt: skip
def test_a_real_decision_is_held_to_its_own_words(
    tmp_path: Path, cells: Mapping[str, str], said: str
) -> None:
    folder = tables(tmp_path, shipped=SHIPPED)
    write(folder, "decisions", [{**DECISION, "needs": "", "reasons": "", "uncovered": "", **cells}])
    write(folder, "decision_labels", [{"label": "learning", "meaning": "m"}])
    assert faults(folder) == ([f"decisions.csv line 2: {said}"] if said else [])


@pytest.mark.parametrize(
    ("evidence", "fine"),
    [
        ("highest a power", True),
        ("highest a peace/still; ships a desk", True),
        ("leads a force", True),
        ("tallest a power", False),
        ("highest a", False),
        ("highest a price", True),
        ("lowest a price/scales", False),
        ("ships a desk/top", True),  # a feature may have any name
        ("", False),
        (";", False),
    ],
)
def test_a_claim_to_compute_has_the_form_of_a_check(
    tmp_path: Path, evidence: str, fine: bool
) -> None:
    folder = tables(tmp_path, shipped=SHIPPED)
    with (folder / "criteria.csv").open("a") as file:
        file.write("price,Calm,Price,shown\n")
    write(folder, "claims", [CLAIM | {"evidence": evidence}])
    assert (faults(folder) == []) is fine
    write(folder, "claims", [CLAIM | {"evidence": evidence, "verdict": "not tested"}])
    assert faults(folder) == []


@pytest.mark.parametrize(
    ("cells", "value", "far"),
    [
        ({}, "100", False),
        ({}, "100.1", True),
        ({}, "-90", False),
        ({}, "-90.1", True),
        ({"worst": "10", "best": "0"}, "100.1", True),
        ({"worst": "10", "best": "0"}, "100", False),
        (LOG, "1000", False),
        (LOG, "1001", True),
        (LOG, "0.1", False),
        (LOG, "0.09", True),
        (LOG, "unknown", False),
    ],
)
def test_a_figure_ten_times_beyond_its_levels_looks_like_a_slip(
    tmp_path: Path, cells: Mapping[str, str], value: str, far: bool
) -> None:
    folder = edit(
        tables(tmp_path),
        ("measures", 2, {**CLIP, **cells}),
        ("facts", 2, {"value": value, "low": "", "high": ""}),
        ("facts", 4, {"value": "5", "low": "", "high": ""}),
    )
    levels = "1 to 100" if cells is LOG else "0 to 10"
    said = (
        f"{folder}/facts.csv line 2: a/power/push: found {value}, far beyond its levels {levels}"
        ": a slip?"
    )
    assert load_problem(folder).warnings == ((said,) if far else ())


def test_faults_of_two_columns_are_no_faults_of_one_kind(tmp_path: Path) -> None:
    """Six figures and six of their ends are no numbers: each is told, as neither are many."""
    folder = tables(tmp_path)
    for line in range(2, 8):
        edit(folder, ("facts", line, {"value": "5", "low": "x", "high": "y"}))
    told = faults(folder)
    assert len(told) == 12
    assert [sum(f" {end} of " in fault for fault in told) for end in ("low", "high")] == [6, 6]


@pytest.mark.parametrize("end", ["low", "high"])
def test_an_end_of_an_interval_far_beyond_the_levels_looks_like_a_slip(
    tmp_path: Path, end: str
) -> None:
    far = {"low": "-91", "high": "101"}[end]
    ends = {"value": "5", "low": "4", "high": "6"} | {end: far}
    folder = edit(tables(tmp_path), ("measures", 2, CLIP), ("facts", 2, ends))
    (said,) = load_problem(folder).warnings
    assert f"a/power/push: found {far}, far beyond its levels 0 to 10" in said


@pytest.mark.parametrize("name", ["Aspen", "apsen"])
def test_another_capital_or_two_letters_changed_are_slips_and_another_number_is_none(
    tmp_path: Path, name: str
) -> None:
    folder = tables(tmp_path, {"aspen": (1, 2), "birch": (3, 4), "tree1": (5, 6)}, team=False)
    edit(folder, ("facts", 2, {"framework": name}))
    assert faults(folder) == [
        f"facts.csv line 2: framework of {name}/power/push: found '{name}', "
        "expected a framework of frameworks.csv: aspen?"
    ]
    edit(folder, ("facts", 2, {"framework": "tree2"}))
    (said,) = load_problem(folder).warnings
    assert said == "frameworks.csv has no 'tree2': left out facts.csv line 2"


@pytest.mark.parametrize("count", [1, 2, 8, 9])
def test_lines_that_are_left_out_are_named_up_to_eight(tmp_path: Path, count: int) -> None:
    folder = tables(tmp_path, dict.fromkeys("abcdefghi"[: count + 1], (1, 2)), team=False)
    rows = (folder / "facts.csv").read_text().splitlines(keepends=True)
    kept = [row for row in rows if ",peace," not in row or row.startswith("i,")]
    gone = [row.replace(",power,push,", ",wit,sharp,") for row in rows if ",power," in row][:count]
    (folder / "facts.csv").write_text("".join([*kept, *gone]))
    (said,) = load_problem(folder).warnings
    first = len(kept) + 1
    lines = ", ".join(str(first + i) for i in range(min(count, 8)))
    told = f"line {lines}" if count == 1 else f"lines {lines}{', …' if count > 8 else ''}"
    assert said == f"criteria.csv has no 'wit': left out facts.csv {told}"


def test_what_belongs_to_what_is_gone_is_left_out_everywhere(tmp_path: Path) -> None:
    """A criterion of the team, a scenario and an alternative, each told of once."""
    folder = tables(tmp_path, THREE, shipped=SHIPPED)
    for name, start in (("criteria", "bond,"), ("scenarios", "calm,"), ("frameworks", "c,")):
        rows = (folder / f"{name}.csv").read_text().splitlines(keepends=True)
        (folder / f"{name}.csv").write_text("".join(r for r in rows if not r.startswith(start)))
    problem = load_problem(folder)
    assert problem.warnings == (
        "criteria.csv has no 'bond': left out levels.csv lines 2, 3, 4, 5",
        "frameworks.csv has no 'c': left out facts.csv lines 6, 7; features.csv lines 6, 7",
        "scenarios.csv has no 'calm': left out scenario_points.csv lines 4, 5",
    )
    assert problem.team == ["running"]
    assert list(problem.scenarios.index) == ["force"]
    assert problem.names == ["a", "b"]


def test_what_programs_wrote_goes_without_a_word(tmp_path: Path) -> None:
    folder = tables(tmp_path)
    row = {"framework": "z", "criterion": "power", "measure": "push", "value": 1}
    source = {"kind": "measured", "source_title": "a harness", "as_of": "2026"}
    other = row | source | {"framework": "a", "criterion": "wit", "measure": ""}
    unmeasured = row | source | {"framework": "a", "measure": "gone"}
    write(folder, "measured/figures", [row | source, other, unmeasured])
    problem = load_problem(folder)
    assert problem.warnings == ()
    assert set(problem.evidence["framework"]) == {"a", "b", "c"}


# What is left empty, and what is joined


def test_what_is_left_empty_is_filled_with_what_is_usual(tmp_path: Path) -> None:
    problem = single(tmp_path)
    usual: dict[str, Any] = {
        "scale": "linear",
        "outside": "error",
        "subject": "stack",
        "label": "m",
    }
    usual |= {"swing": "from 0 to 9", "says": "has {value} on C", "worst": 0.0, "best": 9.0}
    row = problem.measures.loc[("c", "m")]
    assert {name: row[name] for name in usual} == usual
    assert problem.criteria.loc["c", ["theme", "scale", "subject"]].tolist() == [
        *("Criteria", "linear", "stack")
    ]
    assert problem.frameworks["in_sentence"].tolist() == ["A", "B"]
    assert problem.report.title == tmp_path.name


def test_a_swing_and_what_a_figure_says_have_the_unit(tmp_path: Path) -> None:
    folder = edit(
        tables(tmp_path), ("measures", 2, {"says": "", "worst": "0.5", "outside": "clip"})
    )
    row = load_problem(folder).measures.loc[("power", "push")]
    assert row["swing"] == "from 0.5 to 10 units"
    assert row["says"] == "has {value} units on Power"


def test_measures_stand_in_the_order_of_the_criteria_and_the_first_is_joined(
    tmp_path: Path,
) -> None:
    folder = tables(tmp_path, quiet={"a": 1, "b": 2, "c": 3})
    rows = (folder / "measures.csv").read_text().splitlines(keepends=True)
    (folder / "measures.csv").write_text("".join([rows[0], rows[3], rows[2], rows[1]]))
    problem = load_problem(folder)
    assert list(problem.measures.index) == [
        *(("power", "push"), ("peace", "quiet"), ("peace", "still"))
    ]
    assert problem.measure("peace", {}) == "quiet"
    assert problem.measure("peace", {"peace": "still"}) == "still"
    assert problem.measure("bond", {}) == ""
    assert problem.attributes["peace"].tolist() == [1, 2, 3]
    assert problem.menus == {"peace": ["quiet", "still"]}
    assert problem.has_measures


def test_a_measure_without_a_menu_is_told_and_not_offered(tmp_path: Path) -> None:
    folder = tables(tmp_path, quiet={"a": 1, "b": 2, "c": 3})
    problem = load_problem(edit(folder, ("measures", 4, {"menu": "no"})))
    assert problem.menus == {}
    assert problem.has_measures
    assert problem.has_figures("peace", "quiet")
    assert not problem.has_figures("peace", "loud")


def test_marks_say_from_which_level_on_they_hold(tmp_path: Path) -> None:
    problem = small(tmp_path)
    assert problem.mark("known") == {"bond": 2}
    assert problem.mark("incumbent") == {"running": 1}
    assert problem.mark("other") == {}
    assert problem.level_labels["running"] == ["nothing", "a part", "all of it"]


def test_levels_may_stand_in_any_order(tmp_path: Path) -> None:
    folder = tables(tmp_path)
    rows = (folder / "levels.csv").read_text().splitlines(keepends=True)
    (folder / "levels.csv").write_text("".join([rows[0], *reversed(rows[1:])]))
    assert load_problem(folder).level_labels["bond"] == ["stranger", "guest", "friend", "family"]


@pytest.mark.parametrize(
    ("cells", "ends"),
    [
        ({"value": "10"}, [9, 10]),
        ({"value": "0"}, [0, 1]),
        ({"value": "9.5"}, [8.5, 10]),
        ({"value": "12"}, [11, 12]),  # beyond its level, where figures are cut off
        ({"value": "-2"}, [-2, -1]),
        ({"value": "5", "low": "4.5", "high": "5"}, [4.5, 5]),  # somebody's own interval
        ({"value": "5", "low": "5", "high": "5.5"}, [5, 5.5]),
        ({"value": "5", "high": "6"}, [5, 6]),
    ],
)
def test_a_judged_figure_is_good_for_a_step_between_its_levels(
    tmp_path: Path, cells: Mapping[str, str], ends: list[float]
) -> None:
    folder = tables(tmp_path, kind="judged")
    edit(folder, ("measures", 2, CLIP), ("facts", 2, {"low": "", "high": "", **cells}))
    found = load_problem(folder).figures("power", "push").loc["a"]
    assert found[["low", "high"]].tolist() == ends
    assert found["value"] == float(cells["value"])


def test_a_judged_figure_that_is_only_told_stands_as_it_is(tmp_path: Path) -> None:
    folder = tables(tmp_path)
    with (folder / "criteria.csv").open("a") as file:
        file.write("price,Calm,Price,shown\n")
    with (folder / "facts.csv").open("a") as file:
        file.write("a,price,,7,,,judged,by hand,2026,by a rule\n")
    found = load_problem(folder).figures("price", "").loc["a"]
    assert found[["value", "low", "high"]].tolist() == [7, 7, 7]


def test_a_variant_s_own_row_comes_before_its_base_s(tmp_path: Path) -> None:
    shipped = SHIPPED | {("d", "desk"): "none"}
    folder = tables(tmp_path, THREE | {"d": (3, "unknown")}, off={"d": "a"}, shipped=shipped)
    edit(folder, *[("measures", line, {"subject": "core"}) for line in (2, 3)])
    problem = load_problem(folder)
    assert problem.supports["d", "desk"] == "none"
    assert problem.supports["d", "door"] == "third party"
    assert problem.attributes.at["d", "power"] == 3
    assert problem.cells["peace", "still"].unknown.tolist() == [False, False, False, True]
    assert problem.base == {"a": "a", "b": "b", "c": "c", "d": "a"}
    edit(folder, ("frameworks", 5, {"variant_of": "gone entirely"}))
    assert load_problem(folder).base["d"] == "d"


def test_the_digest_is_of_what_the_figures_rest_on(tmp_path: Path) -> None:
    folder = tables(tmp_path)
    before = load_problem(folder).digest
    assert len(before) == 12
    write(folder, "decisions", [DECISION])
    assert load_problem(folder).digest == before
    edit(folder, ("facts", 2, {"note": "another hand"}))
    assert load_problem(folder).digest != before


def test_what_is_kept_is_made_once_and_what_was_last_until_it_moves(tmp_path: Path) -> None:
    problem, made = small(tmp_path), list[int]()

    def make() -> int:
        made.append(len(made))
        return made[-1]

    assert [problem.keep("it", make) for _ in range(2)] == [0, 0]
    assert [problem.keep_last("that", key, make) for key in (1, 1, 2, 1)] == [1, 1, 2, 3]


# report.toml, and the form of a table


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("titel = 'x'", "line 1: titel: found 'x', expected a known entry: title?"),
        ("zzz = 1", "line 1: zzz: found 1, expected a known entry"),
        ("judged_step = true", "line 1: judged_step: found True, expected a number from 0 on"),
        ("judged_step = 1e9", "judged_step: found 1000000000.0, expected a number from 0 on"),
        ("title = 3", "title: found 3, expected text in quotes, and no control characters"),
        ("support = {}", "line 1: support: found {}, expected a table of levels"),
        *(
            (f"[support]\n'so so' = {{{cells}}}", "line 2: so so: found {")
            for cells in (
                *("counts = 0.5", "counts = 1.5, meets = 'core'", "counts = 1, meets = 'all'"),
                "counts = 0.5, low = 0.6, meets = 'core'",
                "counts = 0.5, high = 0.4, meets = 'core'",
                "counts = 0.5, low = -0.1, meets = 'core'",
                "counts = 0.5, high = 1.1, meets = 'core'",
            )
        ),
        ("[support.unknown]\ncounts = 1\nmeets = 'core'", "line 1: unknown: found {"),
    ],
)
def test_what_is_wrong_in_report_toml_is_told_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    folder = tables(tmp_path)
    (folder / "report.toml").write_text(f"{text}\n")
    (found,) = faults(folder)
    assert found.startswith("report.toml line ")
    assert said in found


def test_support_levels_of_one_s_own_count_and_meet_as_stated(tmp_path: Path) -> None:
    shipped = {("a", "desk"): "all", ("b", "desk"): "half", ("c", "desk"): "no"}
    folder = tables(tmp_path, shipped=shipped)
    (folder / "report.toml").write_text(
        "judged_step = 0\n[support]\nall = {counts = 1, meets = 'core'}\n"
        "half = {counts = 0.5, low = 0, high = 1, meets = 'add-on'}\n"
        "no = {counts = 0, meets = 'nothing'}\n"
    )
    problem = load_problem(folder)
    met = {
        (n, level): problem.meets(n, "desk", level) for n in "abc" for level in ("core", "add-on")
    }
    assert [key for key, meets in met.items() if meets] == [
        *(("a", "core"), ("a", "add-on"), ("b", "add-on"))
    ]
    half, whole = (problem.report.supports[name] for name in ("half", "all"))
    assert (half.counts, half.low, half.high) == (0.5, 0, 1)
    assert (whole.low, whole.high) == (1, 1)  # as it counts, unless it says otherwise
    assert problem.report.judged_step == 0
    assert not problem.meets("a", "no such feature", "add-on")


def test_the_tables_that_count_are_those_of_report_toml_and_those_with_sliders(
    tmp_path: Path,
) -> None:
    folder = tables(tmp_path, shipped=SHIPPED)
    write(folder, "claims", [CLAIM | {"evidence": "leads a force"}])
    (folder / "report.toml").write_text("tables = ['claims']\n")
    problem = load_problem(folder)
    assert (len(problem.claims), len(problem.features), len(problem.scenarios)) == (1, 0, 2)
    assert problem.team == ["bond", "running"]
    (folder / "report.toml").write_text("tables = ['measures']\n")
    (found,) = faults(folder)
    assert "found ['measures'], expected a list of some of levels, features, scenarios" in found


def test_the_line_of_an_entry_is_its_own_or_that_of_what_holds_it() -> None:
    found = places("a = {b = 1}\n\n[c]\nd = 2\n[[e]]\nf.g = 3\n")
    for place, line in (
        (("a",), 1), (("a", "b"), 1), (("c",), 3), (("c", "d"), 4), (("c", "x"), 3),
        (("e", "f"), 6), (("e", "f", "g"), 6), (("z",), 0),
    ):  # fmt: skip
        assert line_of(found, place) == line


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("label,unit", "labl,unit", "line 1: found unknown columns 'labl', expected some of"),
        (
            "label,unit",
            "unit,unit",
            "line 1: found more than one column unit, expected one of each",
        ),
        (
            "worst,best",
            "wurst,best",
            "line 1: found no column worst, expected it in the first line",
        ),
        ("criterion,measure", "criterion,a;b|c,measure", "line 1: found unknown columns 'a;b|c'"),
        ("by push", 'by "push', ""),
        ("by push", '"by push', "line 2: found broken quoting"),
        ("by push", "by, push", "line 2: found 8 cells, expected 7, as in the first line"),
        ("by push", '"by\npush"', ""),
        ("power,push,by push", 'power,push,"by\n\npush",more', "line 2: found 8 cells"),
        ("peace,still,by still", "\n ,, ,\npeace,still", "line 5: found 6 cells, expected 7"),
    ],
)
def test_the_form_of_a_table_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = tables(tmp_path) / "measures.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    found = [line for line in faults(tmp_path) if line.startswith("measures.csv")]
    assert said in found[0] if said else not found


def test_a_first_line_of_one_column_lacks_the_others(tmp_path: Path) -> None:
    path = tables(tmp_path) / "measures.csv"
    path.write_text("criterion\npower\n")
    assert next(line for line in faults(tmp_path) if line.startswith("measures.csv")).startswith(
        "measures.csv line 1: found no column measure"
    )


@pytest.mark.parametrize(("text", "read"), [("1e15", 1e15), ("-1e15", -1e15), ("1.1e15", None)])
def test_figures_go_up_to_what_every_language_writes_alike(text: str, read: float | None) -> None:
    assert number(text) == read if read else math.isnan(number(text))


def test_a_break_within_a_cell_is_a_space(tmp_path: Path) -> None:
    folder = tables(tmp_path)
    text = (folder / "measures.csv").read_text()
    (folder / "measures.csv").write_text(text.replace("by push", '" by\n \u00a0 push "'))
    assert load_problem(folder).measures.at[("power", "push"), "label"] == "by push"


def test_a_folder_that_is_none_is_one_line(tmp_path: Path) -> None:
    assert faults(tmp_path / "nowhere") == [
        f"{tmp_path}/nowhere: found no such folder, expected the one with the tables"
    ]


@pytest.mark.parametrize(
    ("kept", "edits", "said"),
    [
        (
            {"criteria", "measures", "levels"},
            [("levels", 3, {"level": "7"})],
            "levels.csv: levels of bond: found 0, 7, 2, 3, expected whole numbers from 0 on",
        ),
        (
            {"facts", "measured/figures"},
            [],
            "facts.csv line 2: a/power/push: found a second figure",
        ),
        (
            {"criteria", "levels"},
            [("levels", 6, {"criterion": "runnin"})],
            "levels.csv line 6: criterion of runnin/0: found 'runnin',"
            " expected a criterion of criteria.csv: running?",
        ),
        ({"measures"}, [("measures", 2, {"best": "0"})], "measures.csv line 2: best of power/push"),
    ],
)
def test_what_is_wrong_is_told_though_other_tables_are_missing(
    tmp_path: Path, kept: set[str], edits: list[Edit], said: str
) -> None:
    folder = edit(tables(tmp_path), *edits)
    row = {"framework": "a", "criterion": "power", "measure": "push", "value": 9}
    source = {"kind": "measured", "source_title": "a harness", "as_of": "2026"}
    write(folder, "measured/figures", [row | source])
    for path in folder.rglob("*.csv"):
        if str(path.relative_to(folder).with_suffix("")) not in kept:
            path.unlink()
    found = faults(folder)
    assert any(line.startswith(said) for line in found), found
    assert any("found no such file" in line for line in found)
