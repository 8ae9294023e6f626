"""Reading data/: what is faulty is named, what is harmless loads, nothing is ever changed."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from rows import add, add_framework, change, rows_of, write_rows

from framework_report.problem import ProblemError, load_problem
from framework_report.tables import TABLES


def faults(folder: Path, **options) -> list[str]:
    """Load, expect it to be refused, and check that the files were left as they were."""
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with pytest.raises(ProblemError) as refused:
        load_problem(folder, **options)
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} == before
    assert str(refused.value) == "\n".join(refused.value.problems)
    return refused.value.problems


# --- files and columns -----------------------------------------------------------------------


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(ProblemError, match=r"nowhere: found no such folder, expected the one"):
        load_problem(tmp_path / "nowhere")


def test_a_missing_file_is_named_with_the_columns_it_should_have(copy_of_data):
    (copy_of_data / "scenarios.csv").unlink()
    (fault,) = faults(copy_of_data)
    assert fault.endswith(
        "data/scenarios.csv: found no such file, expected UTF-8 text with the columns "
        "scenario, label, story, must_haves, article_says, article_because"
    )


def test_the_claims_may_be_absent(copy_of_data):
    (copy_of_data / "claims.csv").unlink(missing_ok=True)
    assert list(load_problem(copy_of_data).claims.columns) == list(TABLES["claims.csv"].columns)


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
def test_an_empty_file_is_named(copy_of_data, content):
    (copy_of_data / "evidence.csv").write_text(content, encoding="utf-8")
    (fault,) = faults(copy_of_data)
    assert "data/evidence.csv: found an empty file, expected UTF-8 text with the columns" in fault


def test_a_folder_in_place_of_a_file_is_named(copy_of_data):
    (copy_of_data / "features.csv").unlink()
    (copy_of_data / "features.csv").mkdir()
    assert "data/features.csv: found a file that cannot be read" in faults(copy_of_data)[0]


def test_another_encoding_is_named_with_its_line_and_byte(copy_of_data):
    path = copy_of_data / "frameworks.csv"
    path.write_bytes(path.read_bytes().replace(b"minimalist", b"minimali\xe9", 1))
    (fault,) = faults(copy_of_data)
    assert "data/frameworks.csv line 3: found byte 0xe9, which is not UTF-8" in fault


def test_utf_16_is_named(copy_of_data):
    path = copy_of_data / "frameworks.csv"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-16")
    assert re.search(r"frameworks\.csv line 1: found byte 0xf[ef]", faults(copy_of_data)[0])


def test_a_table_of_no_rows_is_named(copy_of_data):
    (copy_of_data / "scenarios.csv").write_text(",".join(TABLES["scenarios.csv"].columns) + "\n")
    assert any(
        fault.endswith("data/scenarios.csv: found no rows, expected at least one")
        for fault in faults(copy_of_data)
    )


def test_every_wrong_column_is_named_in_one_go(copy_of_data):
    path = copy_of_data / "evidence.csv"
    text = path.read_text(encoding="utf-8")
    header, body = text.split("\n", 1)
    header = header.replace("low", "lower").replace("note", "unit")
    path.write_text(f"{header}\n{body}", encoding="utf-8")
    assert [fault.split("data/")[1].split(", expected")[0] for fault in faults(copy_of_data)] == [
        "evidence.csv line 1: column low: found no such column",
        "evidence.csv line 1: column unit: found the column more than once",
        "evidence.csv line 1: column note: found no such column",
        "evidence.csv line 1: column 'lower': found an unknown column",
    ]


def test_columns_may_stand_in_any_order(copy_of_data, problem):
    path = copy_of_data / "scenarios.csv"
    rows = rows_of(path)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(reversed(TABLES[path.name].columns)))
        writer.writeheader()
        writer.writerows(rows)
    assert load_problem(copy_of_data).scenarios.equals(problem.scenarios)


def test_a_ragged_row_is_named_with_the_line_it_starts_on(copy_of_data):
    path = copy_of_data / "scenario_points.csv"
    lines = len(path.read_text(encoding="utf-8").splitlines())
    with path.open("a", encoding="utf-8") as file:
        file.write('mvp,addons,"3\n3"\nmvp,addons,1,because,of,this\n')
    assert [fault.split("points.csv ")[1] for fault in faults(copy_of_data)] == [
        f"line {lines + 1}: found 3 cells, expected 4, as in the first line",
        f"line {lines + 3}: found 6 cells, expected 4, as in the first line",
    ]


def test_a_quote_that_never_closes_is_named(copy_of_data):
    path = copy_of_data / "scenario_points.csv"
    line = len(path.read_text(encoding="utf-8").splitlines()) + 1
    with path.open("a", encoding="utf-8") as file:
        file.write('mvp,realtime,1,"because\n')
    fault = faults(copy_of_data)[0]
    assert f"line {line}: found broken quoting (" in fault
    assert fault.endswith('expected quotes " in pairs')


# --- cells -----------------------------------------------------------------------------------

CELLS = [
    # table, column, new cell, which row, what must be said
    ("evidence", "value", "fast", "flask/core_lines", "found 'fast', expected a number such as"),
    ("evidence", "value", "nan", "flask/core_lines", "found 'nan', expected a number such as"),
    ("evidence", "high", "inf", "flask/core_lines", "found 'inf', expected a number such as"),
    ("evidence", "high", "1e999", "flask/core_lines", "found '1e999', expected a number such as"),
    ("evidence", "low", "", "flask/core_lines", "found '', expected a number such as"),
    ("evidence", "value", "6,960", "flask/core_lines", "found '6,960', expected a number such as"),
    ("evidence", "low", "7000", "flask/core_lines", "found '7000', expected at most value, 6960"),
    ("evidence", "high", "9", "flask/core_lines", "found '9', expected at least value, 6960"),
    ("evidence", "low", "0", "flask/core_lines", "found '0', expected above 0 (log)"),
    (
        "evidence",
        "high",
        "6",
        "fastapi/api_contract",
        "expected 0 to 5, the levels in criteria.csv",
    ),
    (
        "evidence",
        "unit",
        "seconds",
        "flask/core_lines",
        "found 'seconds', expected 'lines', the unit",
    ),
    ("evidence", "kind", "guessed", "flask/core_lines", "expected one of measured, documented,"),
    ("evidence", "as_of", "last year", "flask/core_lines", "expected a date: YYYY, YYYY-MM or"),
    ("evidence", "as_of", "2026-02-30", "flask/core_lines", "expected a date: YYYY, YYYY-MM or"),
    ("evidence", "source_title", "", "flask/core_lines", "found '', expected text"),
    ("evidence", "source_url", "javascript:alert(1)", "flask/core_lines", "expected an address"),
    ("evidence", "source_url", "", "flask/support_months", "an address (the figure is documented)"),
    (
        "evidence",
        "framework",
        "rails",
        "flask/core_lines",
        "a framework of frameworks.csv: django,",
    ),
    ("evidence", "criterion", "charm", "flask/core_lines", "a criterion of criteria.csv: product_"),
    ("evidence", "criterion", "familiarity", "flask/packages", "(its values come from the team)"),
    ("evidence", "criterion", "realtime", "flask/packages", "(its values come from features.csv)"),
    ("features", "support", "sort of", "flask/ORM", "expected one of built-in, partial, official"),
    ("features", "framework", "rails", "flask/ORM", "a framework of frameworks.csv: django, flask"),
    ("features", "feature", "a=b", "flask/ORM", "found 'a=b', expected a name without ; and ="),
    ("features", "source_url", "", "flask/ORM", "an address, unless source_title is 'PACKAGE on"),
    ("criteria", "best", "0", "api_contract", "found '0', expected another number than worst"),
    ("criteria", "worst", "0", "core_lines", "found '0', expected above 0 (log)"),
    ("criteria", "best", "many", "api_contract", "found 'many', expected a number or nothing"),
    ("criteria", "best", "12", "product_parts", "expected levels that hold 0 to 13, as many as"),
    ("criteria", "best", "", "core_lines", "found '', expected something (it is scored)"),
    (
        "criteria",
        "theme",
        "Build",
        "packages",
        "found 'Build', expected nothing (it is only shown)",
    ),
    ("criteria", "scale", "cubic", "core_lines", "expected one of linear, log, shown"),
    ("criteria", "outside", "ignore", "core_lines", "expected one of error, clip, nothing"),
    ("criteria", "subject", "me", "core_lines", "expected one of core, stack, team"),
    ("criteria", "best", "5", "familiarity", "expected a linear scale from 0 to 4 (what the team"),
    ("criteria", "says", "is big", "core_lines", "expected words with {value} once"),
    ("criteria", "counts", "ORM;charm", "realtime", "each once (not 'charm')"),
    ("criteria", "counts", "ORM;ORM", "realtime", "each once (not 'ORM')"),
    ("criteria", "counts", "ORM", "core_lines", "expected nothing (the scale is log"),
    (
        "criteria",
        "criterion",
        "<script>",
        "core_lines",
        "found '<script>', expected a short name of",
    ),
    ("criteria", "label", "API contract", "core_lines", "found a second row for 'API contract'"),
    ("frameworks", "framework", "a b", "flask", "found 'a b', expected a short name of a-z, 0-9"),
    ("frameworks", "extra", "maybe", "flask", "found 'maybe', expected one of no, yes"),
    ("frameworks", "label", "", "flask", "found '', expected text"),
    ("frameworks", "stack", "a\x00b", "flask", "expected no control characters"),
    ("scenarios", "must_haves", "ORM", "mvp", "expected feature=core or feature=add-on, once each"),
    ("scenarios", "must_haves", "ORM=maybe", "mvp", "expected feature=core or feature=add-on"),
    ("scenarios", "must_haves", "charm=core", "mvp", "once each; features: ORM, migrations,"),
    ("scenarios", "must_haves", "ORM=core;ORM=core", "mvp", "feature=add-on, once each"),
    ("scenarios", "article_says", "rails", "mvp", "a framework of frameworks.csv: django, flask"),
    ("scenario_points", "points", "11", "mvp/addons", "expected a whole number from 0 to 10"),
    ("scenario_points", "points", "-1", "mvp/addons", "expected a whole number from 0 to 10"),
    ("scenario_points", "points", "2.5", "mvp/addons", "expected a whole number from 0 to 10"),
    ("scenario_points", "scenario", "war", "mvp/addons", "a scenario of scenarios.csv: product,"),
    (
        "scenario_points",
        "criterion",
        "charm",
        "mvp/addons",
        "a criterion of criteria.csv: product_",
    ),
    ("scenario_points", "criterion", "packages", "mvp/addons", "a criterion that is scored"),
    ("scenario_points", "because", "", "mvp/addons", "found '', expected text"),
]


@pytest.mark.parametrize(
    ("table", "column", "cell", "row", "words"),
    CELLS,
    ids=lambda part: str(part)[:24],
)
def test_a_wrong_cell_is_named_with_file_line_column_found_and_expected(
    copy_of_data, table, column, cell, row, words
):
    path = copy_of_data / f"{table}.csv"
    line = change(
        path, column, cell, **dict(zip(TABLES[path.name].key, row.split("/"), strict=True))
    )
    told = [fault for fault in faults(copy_of_data) if f"{path} line {line}: " in fault]
    assert any(words in fault and column in fault for fault in told), told


def test_all_faults_of_all_tables_come_in_one_go_and_in_order(copy_of_data):
    change(
        copy_of_data / "scenario_points.csv", "points", "eleven", scenario="mvp", criterion="addons"
    )
    change(copy_of_data / "evidence.csv", "low", "x", framework="flask", criterion="packages")
    change(copy_of_data / "evidence.csv", "high", "y", framework="django", criterion="api_contract")
    (copy_of_data / "scenarios.csv").write_bytes(b"")
    files = [re.search(r"data/(\w+)\.csv", fault)[1] for fault in faults(copy_of_data)]
    assert files == ["evidence", "evidence", "scenarios", "scenario_points"]


def test_a_cell_that_is_no_number_is_told_once(copy_of_data):
    change(
        copy_of_data / "evidence.csv", "value", "x", framework="django", criterion="api_contract"
    )
    assert len(faults(copy_of_data)) == 1


def test_a_judged_figure_needs_its_rule(copy_of_data):
    row = {"framework": "django", "criterion": "packages"}
    change(copy_of_data / "evidence.csv", "kind", "judged", **row)
    change(copy_of_data / "evidence.csv", "note", "", **row)
    (fault,) = faults(copy_of_data)
    assert fault.endswith(
        "note of django/packages: found '', expected the rule by which it was judged"
    )


@pytest.mark.parametrize("name", [name for name in TABLES if name != "claims.csv"])
def test_a_row_that_is_there_twice_is_named_with_the_first(copy_of_data, name):
    path = copy_of_data / name
    rows = rows_of(path)
    add(path, rows[0])
    key = "/".join(rows[0][column] for column in TABLES[name].key)
    words = (
        f"{path} line {len(rows) + 2}: {' and '.join(TABLES[name].key)}: found a second row for "
    )
    assert f"{words}{key!r}, expected one (there is line 2)" in faults(copy_of_data)


def test_a_figure_that_is_only_shown_is_needed_too(copy_of_data):
    path = copy_of_data / "evidence.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("flask,packages")))
    (fault,) = faults(copy_of_data)
    assert fault.endswith("evidence.csv: value of flask/packages: found no row, expected one")


@pytest.mark.parametrize("name", ["evidence.csv", "features.csv"])
def test_a_figure_or_a_feature_that_is_missing_is_named(copy_of_data, name):
    path = copy_of_data / name
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1] if name == "features.csv" else lines[:1] + lines[2:]))
    (fault,) = faults(copy_of_data)
    missing = (
        "support of litestar/rate limiting" if name == "features.csv" else "value of django/api"
    )
    assert missing in fault
    assert fault.endswith("found no row, expected one")


def test_a_second_criterion_of_the_team_is_named(copy_of_data):
    row = next(r for r in rows_of(copy_of_data / "criteria.csv") if r["subject"] == "team")
    add(copy_of_data / "criteria.csv", row | {"criterion": "mood", "label": "Mood"})
    (fault,) = faults(copy_of_data)
    assert "subject of mood: found 'team', expected one criterion of the team at most" in fault


def test_a_problem_needs_more_than_what_the_team_says(copy_of_data):
    path = copy_of_data / "criteria.csv"
    write_rows(path, [row for row in rows_of(path) if row["subject"] == "team"])
    words = "criteria.csv: subject: found only team, expected a criterion with evidence too"
    assert any(fault.endswith(words) for fault in faults(copy_of_data))


def test_an_unknown_extra_is_named(copy_of_data):
    (fault,) = faults(copy_of_data, extras=["django"])
    assert "frameworks.csv: extras: found 'django', expected frameworks that are extra:" in fault


@pytest.mark.parametrize(
    ("table", "column", "to", "where", "words"),
    [
        ("frameworks", "variant_of", "rails", {"framework": "litestar"}, "a framework of framewor"),
        (
            "breakdown",
            "feature",
            "wings",
            {"framework": "flask", "part": "auth"},
            "nothing, or a f",
        ),
        (
            "breakdown",
            "criterion",
            "addons",
            {"framework": "flask", "part": "auth"},
            "only shown: o",
        ),
        ("breakdown", "value", "x", {"framework": "flask", "part": "auth"}, "a number such as"),
        ("timed", "windows_1", "9;-1", {"setup": "flask-sync", "load": "hello"}, "numbers above 0"),
        ("probes", "passed", "maybe", {"framework": "flask", "probe": "drift"}, "one of no, yes"),
    ],
)
def test_a_faulty_cell_of_what_figures_were_taken_from_is_named(
    copy_of_data, table, column, to, where, words
):
    line = change(copy_of_data / f"{table}.csv", column, to, **where)
    found = faults(copy_of_data)
    assert any(f"{table}.csv line {line}: {column} of" in f and words in f for f in found), found


def test_parts_that_do_not_add_up_to_the_figure_are_named(copy_of_data):
    change(copy_of_data / "breakdown.csv", "value", "1000", framework="flask", part="auth")
    (fault,) = faults(copy_of_data)
    assert re.search(
        r"breakdown.csv: parts of flask/own_lines: found a sum of \d+, expected", fault
    )


def test_a_framework_without_parts_is_named(copy_of_data):
    path = copy_of_data / "breakdown.csv"
    write_rows(path, [row for row in rows_of(path) if row["framework"] != "flask"])
    (fault,) = faults(copy_of_data)
    assert "breakdown.csv: parts of flask/own_lines: found none, expected some" in fault


def test_what_figures_were_taken_from_may_be_absent(copy_of_data, problem):
    for name in ("breakdown", "timed", "probes"):
        (copy_of_data / f"{name}.csv").unlink()
    loaded = load_problem(copy_of_data)
    assert (len(loaded.breakdown), len(loaded.timed), len(loaded.probes)) == (0, 0, 0)
    assert loaded.attributes.equals(problem.attributes)


# --- what loads ------------------------------------------------------------------------------


def test_a_byte_order_mark_windows_lines_and_blank_rows_change_nothing(copy_of_data, problem):
    for name in TABLES:
        path = copy_of_data / name
        if path.exists():
            content = path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n,,,\r\n"
            path.write_bytes(b"\xef\xbb\xbf" + content)
    loaded = load_problem(copy_of_data)
    assert loaded.attributes.equals(problem.attributes)
    assert loaded.evidence.equals(problem.evidence)


def test_the_digest_names_the_content_and_not_the_line_endings(copy_of_data, problem):
    path = copy_of_data / "evidence.csv"
    plain = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n"))
    assert load_problem(copy_of_data).digest == problem.digest
    path.write_bytes(plain)
    change(path, "note", "another word", framework="flask", criterion="packages")
    assert load_problem(copy_of_data).digest != problem.digest


HOSTILE = (
    "<script>alert(1)</script> </script> $x$ {{ y }} {% z %} **bold** [a](b) `c` | & \" ' \\ é"
)


def test_hostile_text_loads_as_the_text_it_is(copy_of_data):
    change(copy_of_data / "frameworks.csv", "label", HOSTILE, framework="flask")
    change(copy_of_data / "criteria.csv", "label", HOSTILE, criterion="addons")
    change(copy_of_data / "evidence.csv", "note", HOSTILE, framework="flask", criterion="packages")
    change(copy_of_data / "features.csv", "note", HOSTILE, framework="flask", feature="ORM")
    change(copy_of_data / "scenarios.csv", "story", HOSTILE, scenario="mvp")
    change(
        copy_of_data / "scenario_points.csv", "because", HOSTILE, scenario="mvp", criterion="addons"
    )
    loaded = load_problem(copy_of_data)
    assert loaded.frameworks.loc["flask", "label"] == HOSTILE
    assert loaded.criteria.loc["addons", "label"] == HOSTILE
    assert HOSTILE in set(loaded.evidence["note"])
    assert HOSTILE in set(loaded.features["note"])
    assert loaded.scenarios.loc["mvp", "story"] == HOSTILE
    assert HOSTILE in set(loaded.scenario_points["because"])


def test_line_breaks_inside_a_cell_count_as_a_space(copy_of_data):
    change(copy_of_data / "scenarios.csv", "story", " one\r\n  two\tthree ", scenario="mvp")
    assert load_problem(copy_of_data).scenarios.loc["mvp", "story"] == "one two three"


def test_must_haves_and_counts_come_in_one_form(copy_of_data):
    change(
        copy_of_data / "scenarios.csv", "must_haves", " ORM = core ;forms=add-on", scenario="mvp"
    )
    parts = "WebSockets ; server-sent events"
    change(copy_of_data / "criteria.csv", "counts", parts, criterion="realtime")
    loaded = load_problem(copy_of_data)
    assert loaded.scenarios.loc["mvp", "must_haves"] == "ORM=core;forms=add-on"
    assert loaded.criteria.loc["realtime", "counts"] == "WebSockets;server-sent events"


def test_counted_criteria_follow_from_the_features(problem, copy_of_data):
    row = {"framework": "django", "feature": "server-sent events"}
    before = problem.evidence.set_index(["criterion", "framework"]).loc[("realtime", "django")]
    assert list(before[["value", "low", "high", "kind"]]) == [0.5, 0, 1, "documented"]
    assert before["note"] == "half: server-sent events"
    change(copy_of_data / "features.csv", "support", "built-in", **row)
    loaded = load_problem(copy_of_data)
    after = loaded.evidence.set_index(["criterion", "framework"]).loc[("realtime", "django")]
    assert list(after[["value", "low", "high"]]) == [1, 1, 1]
    assert after["note"] == "whole: server-sent events"
    assert after["source_title"] == "data/features.csv"


def test_frames_have_the_order_and_the_types_that_are_promised(problem):
    order = [c for c in problem.criteria.index if c != "familiarity"]
    assert list(problem.attributes.columns) == order
    assert list(problem.attributes.index) == list(problem.frameworks.index)
    assert list(problem.evidence["criterion"].drop_duplicates()) == order
    assert set(problem.attributes.dtypes) == {np.dtype(float)}
    assert set(problem.points.dtypes) == {np.dtype(int)}
    assert list(problem.points.columns) == list(problem.criteria.query("scale != 'shown'").index)
    assert problem.frameworks["extra"].dtype == bool
    assert problem.criteria.loc["packages", ["worst", "best"]].isna().all()


# --- adding by rows --------------------------------------------------------------------------


def test_a_fourth_framework_is_rows(copy_of_data, problem):
    add_framework(copy_of_data, "quart", like="flask")
    loaded = load_problem(copy_of_data)
    assert list(loaded.frameworks.index) == ["django", "flask", "fastapi", "quart"]
    assert loaded.attributes.drop(index="quart").equals(problem.attributes)
    assert loaded.attributes.loc["quart"].equals(problem.attributes.loc["flask"])


def test_an_extra_framework_is_there_once_it_is_switched_on(copy_of_data, problem):
    add_framework(copy_of_data, "quart", like="flask", extra="yes")
    off, on = load_problem(copy_of_data), load_problem(copy_of_data, extras=["quart"])
    assert off.extras == (*problem.extras, "quart")
    assert on.extras == problem.extras
    assert off.attributes.equals(problem.attributes)
    assert "quart" not in set(off.features["framework"]) | set(off.evidence["framework"])
    assert "quart" in on.attributes.index


def test_everyone_is_the_problem_with_every_extra_switched_on(problem):
    everyone = problem.everyone
    assert set(everyone.frameworks.index) == {*problem.frameworks.index, *problem.extras}
    assert everyone.extras == ()
    assert everyone.attributes.loc[problem.frameworks.index].equals(problem.attributes)
    assert everyone.everyone is everyone


def test_switching_an_extra_on_moves_nobody_elses_figure(problem):
    for name in problem.extras:
        on = load_problem(problem.folder, extras=[name])
        assert on.attributes.drop(index=name).equals(problem.attributes)


def test_a_criterion_is_rows(copy_of_data):
    criterion = {
        "criterion": "cold_start", "theme": "Run", "label": "Cold start", "unit": "ms",
        "question": "How soon does it answer?", "worst": "5000", "best": "50", "scale": "log",
        "outside": "clip", "subject": "stack", "swing": "from 5 s to 50 ms",
        "says": "answers after {value} ms", "reason": "A person waits 5 s at most.",
    }  # fmt: skip
    add(copy_of_data / "criteria.csv", criterion)
    row = {"criterion": "cold_start", "unit": "ms", "kind": "judged", "setup": "stack"}
    row |= {"source_title": "our own stopwatch", "as_of": "2026", "note": "best of three"}
    figure = {"value": "400", "low": "300", "high": "900"}
    names = [row["framework"] for row in rows_of(copy_of_data / "frameworks.csv")]
    add(copy_of_data / "evidence.csv", *(row | figure | {"framework": name} for name in names))
    loaded = load_problem(copy_of_data)
    names = ("django", "flask", "fastapi")
    assert loaded.attributes["cold_start"].to_dict() == dict.fromkeys(names, 400.0)
    assert loaded.criteria.loc["cold_start", "worst"] == 5000
    assert (loaded.points["cold_start"] == 0).all()


def test_a_scenario_is_rows(copy_of_data):
    row = {"scenario": "jam", "label": "A game jam", "story": "48 hours.", "must_haves": "ORM=core"}
    add(copy_of_data / "scenarios.csv", row)
    points = {"scenario": "jam", "criterion": "product_parts", "points": "7", "because": "no time"}
    add(copy_of_data / "scenario_points.csv", points)
    loaded = load_problem(copy_of_data)
    assert loaded.points.loc["jam", "product_parts"] == 7
    assert loaded.points.loc["jam"].sum() == 7
    assert loaded.scenarios.loc["jam", "label"] == "A game jam"
