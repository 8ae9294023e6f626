"""A cell is read as meant, or refused with its address, what was found and what was expected."""

import datetime
import math

import openpyxl
import pytest
from matrix_tables import CAR, fill, rows_of, write

from framework_report.files import ProblemError
from framework_report.matrix import read_matrix

HEAD = "Car | Price | Look\nWeight | 3 | 1\n"


def refused(*paths):
    with pytest.raises(ProblemError) as caught:
        read_matrix(*paths)
    return str(caught.value)


def figures(matrix, criterion):
    return {o: matrix.figures[o, criterion][:3] for o in matrix.options}


def test_ranges_unknowns_and_footnote_marks_are_read_and_told(csv_of):
    matrix = read_matrix(csv_of(HEAD + "A | 3-4 | 2*\nB | ? | 1¹\nC | | 5 [^2]"))
    assert matrix.figures["A", "Price"][:3] == (3.5, 3, 4)
    assert not matrix.figures["B", "Price"].known
    assert not matrix.figures["C", "Price"].known
    assert [matrix.figures[o, "Look"].value for o in "ABC"] == [2, 1, 5]
    told = " ".join(matrix.assumptions)
    assert "Not known, since nothing or ? stands there: matrix.csv B4 and matrix.csv B5." in told
    assert "'2*' (matrix.csv C3)" in told


def test_what_is_not_known_ranks_as_the_worst(csv_of):
    matrix = read_matrix(csv_of(HEAD + "A | ? | 5\nB | 1 | 5"))
    assert matrix.overall().to_dict() == {"A": 0.25, "B": 0.25 + 0.75 / 5}


def test_words_of_a_stated_scale_count_as_stated(csv_of):
    rows = HEAD + "Scale | bad, fair, good | low=1; high=9\nA | fair | high\nB | good | low"
    matrix = read_matrix(csv_of(rows))
    assert [matrix.figures[o, "Price"].value for o in "AB"] == [2, 3]
    assert (matrix.criteria["Look"].worst, matrix.criteria["Look"].best) == (1, 9)


def test_words_of_a_usual_scale_are_counted_and_told(csv_of):
    matrix = read_matrix(csv_of(HEAD + "A | low | ✓\nB | high | ✗\nC | medium | yes"))
    assert matrix.overall().to_dict() == {"A": 0.25, "B": 0.75, "C": 0.625}
    assert (
        "No scale is stated, so words and ticks count as usual: "
        "low = 1, medium = 2, high = 3 (Price)." in matrix.assumptions
    )


def test_a_word_of_no_scale_is_refused_with_its_cell(csv_of):
    said = refused(csv_of(HEAD + "A | 3 | 2\nB | fast | 1"))
    expected = "a number, a range such as 3-4, a tick, or ? where it is not known"
    assert said == f"matrix.csv B4: found 'fast', expected {expected}"


def test_every_fault_is_named_at_once(csv_of):
    said = refused(csv_of(HEAD + "A | 3 | 2\nB | fast | 1\nC | 1 | 4-3\nD | 2 | 1"))
    assert [line.partition(":")[0] for line in said.splitlines()] == [
        "matrix.csv B4",
        "matrix.csv C5",
    ]


def test_lower_is_better_turns_a_scale_round(csv_of):
    for row in ("Direction | lower is better | higher is better", "Lower is better | yes | no"):
        matrix = read_matrix(csv_of(HEAD + row + "\nA | 1 | 2\nB | 5 | 2"))
        assert (matrix.criteria["Price"].worst, matrix.criteria["Price"].best) == (5, 0)


def test_a_name_that_says_which_way_is_better_is_believed(csv_of):
    for way, ends in (("lower", (5, 0)), ("higher", (0, 5))):
        text = f"Car | Price ({way} is better) | Look\nWeight | 3 | 1\nA | 1 | 2\nB | 5 | 2"
        found = read_matrix(csv_of(text)).criteria[f"Price ({way} is better)"]
        assert (found.worst, found.best) == ends


@pytest.mark.parametrize("name", ["Weight (kg)", "Priority support", "Importance to users"])
def test_a_criterion_is_not_taken_for_the_weights(csv_of, name):
    matrix = read_matrix(csv_of(f"Car | {name} | Look\nWeight | 3 | 1\nA | 1 | 2\nB | 5 | 2"))
    assert list(matrix.criteria) == [name, "Look"]
    assert matrix.options == ["A", "B"]


def test_scorers_whose_files_have_one_name_are_two(tmp_path):
    paths = []
    for who, weights in (("ana", "5 | 1"), ("bob", "1 | 5")):
        (tmp_path / who).mkdir()
        rows = rows_of(f"Car | Price | Look\nWeight | {weights}\nA | 3 | 5\nB | 4 | 2")
        paths.append(write(tmp_path / who / "m.csv", rows))
    assert {tuple(w.values()) for name, w in read_matrix(*paths).weights.items() if name} == {
        (5.0, 1.0),
        (1.0, 5.0),
    }


def test_worst_best_unit_and_theme_are_read(csv_of):
    rows = (
        HEAD
        + """Unit | € |
Worst | 900 | 0
Best | 100 | 10
Theme | Money | Taste
A | 500 | 5
B | 100 | 1"""
    )
    price = read_matrix(csv_of(rows)).criteria["Price"]
    assert (price.unit, price.worst, price.best, price.theme) == ("€", 900, 100, "Money")


def test_a_figure_outside_of_its_stated_scale_is_refused(csv_of):
    said = refused(csv_of(HEAD + "Worst | 0 | 0\nBest | 5 | 5\nA | 7 | 1\nB | 1 | 1"))
    assert said.startswith("matrix.csv B5: found '7', outside of the stated 0 to 5, expected")


@pytest.mark.parametrize(
    ("weights", "expected"),
    [("30% | 70%", 0.3), ("0.3 | 0.7", 0.3), ("3 | 7", 0.3)],
)
def test_weights_may_be_points_percent_or_fractions(csv_of, weights, expected):
    matrix = read_matrix(csv_of(f"Car | Price | Look\nWeight | {weights}\nA | 5 | 0\nB | 0 | 5"))
    assert matrix.overall()["A"] == pytest.approx(expected)


@pytest.mark.parametrize("weight", ["-1", "heavy", "", "1-2"])
def test_a_weight_that_is_none_is_refused(csv_of, weight):
    said = refused(csv_of(f"Car | Price | Look\nWeight | {weight} | 1\nA | 5 | 0\nB | 0 | 5"))
    assert said.startswith("matrix.csv B2: found")
    assert "expected a weight" in said


def test_without_weights_every_criterion_counts_the_same_and_that_is_told(csv_of):
    matrix = read_matrix(csv_of("Car | Price | Look\nA | 5 | 0\nB | 0 | 4"))
    assert matrix.overall().to_dict() == {"A": 0.5, "B": 0.4}
    assert "No weights are stated, so every criterion counts the same." in matrix.assumptions


def test_a_spreadsheet_s_semicolons_commas_mark_and_title_are_no_obstacle(tmp_path):
    path = tmp_path / "cars.csv"
    text = "My cars;;\r\n\r\nCar;Price;Look\r\nWeight;0,75;0,25\r\nÄ;4,5;1\r\n日本;2;5\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    matrix = read_matrix(path)
    assert (matrix.title, matrix.options) == ("My cars", ["Ä", "日本"])
    assert matrix.overall()["Ä"] == pytest.approx(0.75 * 0.9 + 0.25 * 0.2)
    assert (
        "A comma is read as the decimal mark: cars.csv B5, cars.csv B4 and cars.csv C4."
        in matrix.assumptions
    )


def test_a_number_that_can_be_read_in_two_ways_is_refused(csv_of):
    said = refused(csv_of(HEAD + "A | 1,507 | 2\nB | 1,200 | 1"))
    assert said.splitlines()[0] == (
        "matrix.csv B3: found '1,507', which can be a decimal or thousands, "
        "expected a number without a thousands separator"
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            HEAD + "A | 1 | 2\na | 2 | 1",
            "matrix.csv A4: found 'a' a second time, expected each name once",
        ),
        (HEAD + "A | 1 | 2\n | 2 | 1", "matrix.csv A4: found no name, expected a name"),
        (
            HEAD + "A | 1 | 2\n=1+1 | 2 | 1",
            "matrix.csv A4: found the formula '=1+1' without its result",
        ),
        (
            "Car | Weight | A\nWeight | 1 | 2\nB | 2 | 1",
            "matrix.csv A2: found weight at the side",
        ),
        (
            "Car | A | A weighted\nWeight | 1 | 2\nB | 2 | 1\nC | 1 | 1",
            "leave columns of weighted scores out",
        ),
        ("only words | and | more\nof | them | here", "expected options down and criteria across"),
    ],
)
def test_what_cannot_be_a_matrix_is_refused_with_the_place(csv_of, rows, said):
    assert said in refused(csv_of(rows))


def test_a_date_that_a_spreadsheet_made_of_a_range_is_refused(tmp_path):
    book = openpyxl.Workbook()
    fill(book.active, CAR)
    book.active["B4"] = datetime.date(2026, 4, 3)
    book.save(tmp_path / "cars.xlsx")
    said = refused(tmp_path / "cars.xlsx")
    assert said.startswith(
        "cars.xlsx B4: found the date 2026-04-03, expected a number; a spreadsheet may"
    )


def test_merged_figures_and_formulas_without_a_result_are_refused(tmp_path):
    book = openpyxl.Workbook()
    fill(book.active, [row[:-1] for row in CAR])
    book.active.merge_cells("B4:C4")
    book.active["D5"] = "=2+3"
    book.save(tmp_path / "cars.xlsx")
    said = refused(tmp_path / "cars.xlsx")
    assert "cars.xlsx C4: found a cell merged with another one, expected a cell of its own" in said
    assert "cars.xlsx D5: found the formula '=2+3' without its result" in said


def test_merged_cells_above_the_names_are_refused(tmp_path):
    book = openpyxl.Workbook()
    fill(book.active, [["", "Money", "", "Taste", "", "", "", ""], *CAR])
    book.active.merge_cells("B1:C1")
    book.active.merge_cells("D1:G1")
    book.save(tmp_path / "cars.xlsx")
    assert "cars.xlsx C1: found a cell merged" in refused(tmp_path / "cars.xlsx")


def test_several_scorers_have_the_median_from_the_lowest_to_the_highest(tmp_path):
    for name, price in (("ana", 1), ("ben", 2), ("cleo", 5)):
        write(
            tmp_path / f"{name}.csv",
            [["Car", "Price"], ["Weight", "1"], ["A", str(price)], ["B", "3"]],
        )
    matrix = read_matrix(*(tmp_path / f"{name}.csv" for name in ("ana", "ben", "cleo")))
    assert matrix.figures["A", "Price"][:3] == (2, 1, 5)
    assert matrix.figures["B", "Price"][:3] == (3, 3, 3)


def test_one_sheet_each_is_the_same_as_one_file_each(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Ana"
    other = [
        row[:1] + [cell if row[0] in ("Car", "Weight") else "1" for cell in row[1:-1]]
        for row in CAR
    ]
    fill(book.active, [row[:-1] for row in CAR])
    fill(book.create_sheet("Ben"), other)
    book.create_sheet("Notes").append(["Nothing to read here"])
    book.save(tmp_path / "cars.xlsx")
    files = [write(tmp_path / "a.csv", [row[:-1] for row in CAR]), write(tmp_path / "b.csv", other)]
    matrix = read_matrix(tmp_path / "cars.xlsx")
    assert [sheet.name for sheet in matrix.sheets] == ["Ana", "Ben"]
    assert matrix.overall().equals(read_matrix(*files).overall())
    assert "Left out: cars.xlsx sheet Notes A1." in matrix.assumptions


def test_scorers_of_other_options_are_refused(tmp_path):
    one = write(tmp_path / "a.csv", [["Car", "Price"], ["Weight", "1"], ["A", "1"], ["B", "3"]])
    two = write(tmp_path / "b.csv", [["Car", "Price"], ["Weight", "1"], ["A", "1"], ["C", "3"]])
    said = "b: found other options or criteria, expected those of a: A, B and Price"
    assert said in refused(one, two)


def test_the_first_table_of_a_page_that_is_a_matrix_is_read(tmp_path):
    path = write(tmp_path / "adr.md", CAR)
    text = path.read_text()
    path.write_text("| Date | Who |\n|---|---|\n| today | Ana |\n\n" + text + "\n\n" + text)
    matrix = read_matrix(path)
    assert matrix.options[0] == "Station wagon"
    assert any("Left out: adr.md line 1 column 1 and" in line for line in matrix.assumptions)
    assert not math.isnan(matrix.sheets[0].printed["total"]["SUV"].value)


def test_scorers_who_use_another_scale_are_refused(tmp_path):
    rows = [["Car", "Price"], ["Weight", "1"], ["A", "low"], ["B", "high"]]
    one = write(tmp_path / "a.csv", rows)
    two = write(tmp_path / "b.csv", [*rows[:2], ["A", "1"], ["B", "3"]])
    assert "b.csv B1: found another scale for Price, expected the scale" in refused(one, two)
