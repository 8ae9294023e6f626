"""A matrix becomes a folder of tables that says the same as the matrix, and where it comes from."""

import csv
import tomllib
from pathlib import Path

import pytest
from matrix_tables import CAR, HOTEL, LIBRARY, STOCKS, WEB, write

from framework_report.files import ProblemError
from framework_report.matrix import audit_files, new, read_matrix, write_folder, write_starter

DECISIONS = Path(__file__).parent / "decisions"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def overall(folder):
    """Work out scenarios x options from the tables alone, by plain arithmetic."""
    labels = {row["framework"]: row["label"] for row in rows(folder / "frameworks.csv")}
    ends = {
        r["criterion"]: (float(r["worst"]), float(r["best"])) for r in rows(folder / "measures.csv")
    }
    points = {}
    for row in rows(folder / "scenario_points.csv"):
        points.setdefault(row["scenario"], {})[row["criterion"]] = float(row["points"])
    found = {scenario: dict.fromkeys(labels.values(), 0.0) for scenario in points}
    for row in rows(folder / "facts.csv"):
        worst, best = ends[row["criterion"]]
        value = 0 if row["value"] == "unknown" else (float(row["value"]) - worst) / (best - worst)
        for scenario, weights in points.items():
            share = weights[row["criterion"]] / sum(weights.values())
            found[scenario][labels[row["framework"]]] += share * value
    return found


@pytest.mark.parametrize("matrix", [WEB, LIBRARY, CAR, STOCKS, HOTEL])
def test_the_tables_give_the_overall_values_of_the_matrix(tmp_path, csv_of, matrix):
    read = read_matrix(csv_of(matrix))
    write_folder(read, tmp_path / "report")
    found = list(overall(tmp_path / "report").values())
    assert found == [pytest.approx(read.overall(name).to_dict()) for name in read.weights]


@pytest.mark.parametrize("folder", sorted(DECISIONS.iterdir()), ids=lambda folder: folder.name)
def test_no_decision_speaks_of_what_it_does_not_have(folder):
    if folder.name != "web":
        text = "".join(path.read_text("utf-8") for path in folder.iterdir())
        assert "framework" not in text.replace("framework,", "").casefold()
    assert tomllib.loads((folder / "report.toml").read_text("utf-8"))["alternative"]


def test_what_was_assumed_stands_in_the_folder_and_facts_name_their_cells(tmp_path, csv_of):
    read = read_matrix(csv_of("Car | Price | Look\nWeight | 3 | 1\nA | 3-4 | 2\nB | ? | 1"))
    write_folder(read, tmp_path / "report")
    report = (tmp_path / "report" / "report.toml").read_text("utf-8")
    assert all(f"# {line}" in report for line in read.assumptions)
    facts = rows(tmp_path / "report" / "facts.csv")
    assert (facts[0]["value"], facts[0]["low"], facts[0]["high"]) == ("3.5", "3", "4")
    assert facts[0]["note"] == "matrix.csv B3; 3-4, on an assumed scale"
    assert facts[1]["value"] == "unknown"


def test_weights_stand_exactly_as_points_of_which_the_largest_is_ten(tmp_path, csv_of):
    write_folder(read_matrix(csv_of(LIBRARY)), tmp_path / "report")
    points = [float(row["points"]) for row in rows(tmp_path / "report" / "scenario_points.csv")]
    assert points == [10, 10 * 25 / 30, 10 / 3, 5, 10 / 3, 10 / 3]


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path, csv_of):
    read = read_matrix(csv_of(CAR))
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("mine")
    for make in (lambda: write_folder(read, full), lambda: write_starter(full), lambda: new(full)):
        with pytest.raises(ProblemError, match="found a folder that is not empty, expected a new"):
            make()
    assert [path.name for path in full.iterdir()] == ["mine.txt"]
    (tmp_path / "empty").mkdir()
    write_folder(read, tmp_path / "empty")
    assert (tmp_path / "empty" / "report.toml").exists()


def test_the_example_is_a_folder_of_tables_with_a_leader_in_each_scenario(tmp_path):
    assert new(tmp_path / "flat")[0].startswith("Wrote ")
    found = overall(tmp_path / "flat")
    assert {name: max(scores, key=scores.get) for name, scores in found.items()} == {
        "family": "Garden flat",
        "weekend": "Harbour loft",
    }
    assert (
        tomllib.loads((tmp_path / "flat" / "report.toml").read_text("utf-8"))["alternative"]
        == "flat"
    )


def test_names_of_any_script_become_short_names_of_their_own(tmp_path, csv_of):
    matrix = [
        ["車", "値段", "Größe"],
        ["Weight", "1", "2"],
        ["Öl", "1", "2"],
        ["ol", "2", "3"],
        ["😀", "3", "1"],
    ]
    write_folder(read_matrix(csv_of(matrix)), tmp_path / "report")
    assert [r["framework"] for r in rows(tmp_path / "report" / "frameworks.csv")] == [
        "ol",
        "ol-2",
        "n-3",
    ]
    assert [r["label"] for r in rows(tmp_path / "report" / "criteria.csv")] == ["値段", "Größe"]


def test_new_says_what_it_found_and_assumed_before_what_it_wrote(tmp_path, csv_of):
    lines = new(tmp_path / "report", [csv_of(LIBRARY)])
    assert lines[0].endswith("the total of Automerge is 92; its cells and weights give 86.")
    assert any(line.startswith("Assumed: ") for line in lines)
    assert lines[-2].startswith(f"Wrote {tmp_path / 'report'}.")


def test_audit_exits_with_1_where_something_was_found_and_0_where_not(tmp_path):
    found, code = audit_files([write(tmp_path / "b.csv", LIBRARY)])
    assert (code, "second place" in "".join(found)) == (1, True)
    calm = [["Car", "Price", "Look"], ["Weight", "1", "1"], ["A", "9", "3"], ["B", "2", "8"]]
    lines, code = audit_files([write(tmp_path / "calm.csv", calm)])
    assert (code, lines[0]) == (0, "Nothing to report: 2 options, 2 criteria.")
    assert all(line.startswith("Assumed: ") for line in lines[1:])
