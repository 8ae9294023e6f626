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
    assert "so it earns nothing, as the worst does: matrix.csv B4 and matrix.csv B5." in told
    assert "'2*' (matrix.csv C3)" in told


def test_what_is_not_known_ranks_as_the_worst(csv_of):
    matrix = read_matrix(csv_of(HEAD + "A | ? | 5\nB | 1 | 5"))
    assert matrix.overall().to_dict() == {"A": 0.25, "B": 0.25 + 0.75 / 5}


def test_words_of_a_stated_scale_count_as_stated(csv_of):
    rows = HEAD + "Scale | bad, fair, good | low=1; high=9\nA | fair | high\nB | good | low"
    matrix = read_matrix(csv_of(rows))
    assert [matrix.figures[o, "Price"].value for o in "AB"] == [2, 3]
    assert (matrix.criteria.loc["Look"].worst, matrix.criteria.loc["Look"].best) == (1, 9)


def test_words_of_a_usual_scale_are_counted_and_told(csv_of):
    matrix = read_matrix(csv_of(HEAD + "A | low | ✓\nB | high | ✗\nC | medium | yes"))
    assert matrix.overall().to_dict() == {"A": 0.25, "B": 0.75, "C": 0.625}
    assert (
        "No scale is stated, so words and ticks count as usual: "
        "low = 1, medium = 2, high = 3 (Price) and" in " ".join(matrix.assumptions)
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
        assert (matrix.criteria.loc["Price"].worst, matrix.criteria.loc["Price"].best) == (5, 0)


def test_a_name_that_says_which_way_is_better_is_believed(csv_of):
    for way, ends in (("lower", (5, 0)), ("higher", (0, 5))):
        text = f"Car | Price ({way} is better) | Look\nWeight | 3 | 1\nA | 1 | 2\nB | 5 | 2"
        found = read_matrix(csv_of(text)).criteria.loc[f"Price ({way} is better)"]
        assert (found.worst, found.best) == ends


@pytest.mark.parametrize("name", ["Weight (kg)", "Priority support", "Importance to users"])
def test_a_criterion_is_not_taken_for_the_weights(csv_of, name):
    matrix = read_matrix(csv_of(f"Car | {name} | Look\nWeight | 3 | 1\nA | 1 | 2\nB | 5 | 2"))
    assert list(matrix.criteria.index) == [name, "Look"]
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
    price = read_matrix(csv_of(rows)).criteria.loc["Price"]
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
    told = " ".join(matrix.assumptions)
    assert all(f"'{text}' (cars.csv" in told for text in ("0,75", "0,25", "4,5"))


@pytest.mark.parametrize(
    ("text", "separator", "thousand"),
    [
        ("1,507|0.5", ",", 1507),
        ("1,507|2", ",", 1507),
        ("1,507|0,5", ",", 1.507),
        ("1.507|0,5", ";", 1507),
        ("1.507|2", ";", 1507),
        ("1.507|2", ",", 1.507),
        ("1.507,25|2", ",", 1507.25),
        ("1.507|0.5", ";", 1.507),
    ],
)
def test_what_can_be_thousands_is_read_as_the_rest_of_the_file_and_told(
    tmp_path, text, separator, thousand
):
    first, other = text.split("|")
    rows = [*rows_of(HEAD), ["A", first, "2"], ["B", "1", other]]
    matrix = read_matrix(write(tmp_path / "m.csv", rows, separator))
    assert matrix.figures["A", "Price"].value == thousand
    assert f"'{first}' (m.csv B3) is {thousand:g}" in " ".join(matrix.assumptions)


def test_a_decimal_mark_that_the_rest_of_the_file_has_not_is_refused(csv_of):
    said = refused(csv_of(HEAD + "A | 1.5 | 2.5\nB | 2,5 | 1.5"))
    assert said.startswith("matrix.csv B4: found '2,5', expected a number")


def test_a_workbook_s_own_numbers_are_never_thousands(tmp_path):
    rows = [*rows_of(HEAD), ["A", "1.507", "2,5"], ["B", "1", "3,5"]]
    figure = read_matrix(write(tmp_path / "m.xlsx", rows)).figures["A", "Price"]
    assert figure.value == 1.507


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
        (
            "only words | and | more\nof | them | here",
            "expected figures in most cells, with options down and criteria across",
        ),
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
        "cars.xlsx B4: found the date '2026-04-03', expected a number; a spreadsheet may"
    )


def test_a_formula_without_a_result_is_refused(tmp_path):
    book = openpyxl.Workbook()
    fill(book.active, CAR)
    book.active["D5"] = "=2+3"
    book.save(tmp_path / "cars.xlsx")
    said = refused(tmp_path / "cars.xlsx")
    assert said.startswith("cars.xlsx D5: found the formula '=2+3' without its result")


def test_a_merged_cell_holds_for_its_span_and_that_is_told(tmp_path):
    book = openpyxl.Workbook()
    fill(book.active, [["My cars"], ["", "Money", "", "Taste", "", "", "", ""], *CAR])
    for span in ("A1:H1", "B2:C2", "D2:G2", "B5:B6"):
        book.active.merge_cells(span)
    book.save(tmp_path / "cars.xlsx")
    matrix = read_matrix(tmp_path / "cars.xlsx")
    assert matrix.title == "My cars"
    assert [*matrix.criteria.theme] == ["Money"] * 2 + ["Taste"] * 4
    assert matrix.figures["Sedan", "Price"].value == matrix.figures["Station wagon", "Price"].value
    told = "A merged cell's value holds for all of its span: "
    assert any(line.startswith(told) and "cars.xlsx B5" in line for line in matrix.assumptions)


def test_themes_merged_beside_the_names_are_read(tmp_path):
    book = openpyxl.Workbook()
    rows = "Group | Criterion | Weight | A | B\nMoney | Price | 3 | 1 | 2\n | Tax | 1 | 2 | 1"
    fill(book.active, rows_of(rows + "\nTaste | Look | 1 | 5 | 2"))
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "cars.xlsx")
    criteria = read_matrix(tmp_path / "cars.xlsx").criteria
    assert criteria.theme.to_dict() == {
        "Price": "Money",
        "Tax": "Money",
        "Look": "Taste",
    }


def test_a_workbook_with_a_sheet_that_is_a_chart_is_read(tmp_path):
    book = openpyxl.Workbook()
    fill(book.active, CAR)
    book.create_chartsheet("Chart", 0)
    book.save(tmp_path / "cars.xlsx")
    assert read_matrix(tmp_path / "cars.xlsx").options[0] == "Station wagon"


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
    said = "b: found options or criteria that do not match ('B' and 'C'), expected those of a"
    assert said in refused(one, two)


def test_a_sheet_that_joins_the_others_or_holds_others_is_no_scorer_and_that_is_told(tmp_path):
    book = openpyxl.Workbook()
    sheets = {"Summary": [["Car", "Mean"], ["A", 2], ["B", 2]]}
    sheets |= {name: [["Car", "Price"], ["A", 1], ["B", 3]] for name in ("Ana", "Ben", "Average")}
    sheets["More"] = [["Car", "Price"], ["A", 1], ["C", 3]]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "cars.xlsx")
    matrix = read_matrix(tmp_path / "cars.xlsx")
    assert [sheet.name for sheet in matrix.sheets] == ["Ana", "Ben"]
    told = " ".join(matrix.assumptions)
    assert "from the lowest to the highest: Ana and Ben." in told
    assert "cars.xlsx sheet More A1 ('B' and 'C')" in told
    assert "cars.xlsx sheet Summary A1" in told
    assert "cars.xlsx sheet Average A1" in told


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


@pytest.mark.parametrize(
    ("cells", "values", "unit", "best"),
    [
        ("3/5 | 4/5", [3, 4], "", 5),
        ("3 out of 10 | 4 of 10", [3, 4], "", 10),
        ("30% | 70 %", [30, 70], "%", 70),
        ("$1,200 | $900", [1200, 900], "$", 1200),
        ("1200 € | 800-1000 €", [1200, 900], "€", 1200),
        ("★★★ | ★★★★★", [3, 5], "", 5),
        ("★★☆☆☆ | ⭐⭐⭐⭐☆", [2, 4], "", 5),
    ],
)
def test_what_stands_beside_a_figure_is_its_unit_or_its_scale_and_told(
    csv_of, cells, values, unit, best
):
    a, b = cells.split(" | ")
    matrix = read_matrix(csv_of(HEAD + f"A | {a} | 2\nB | {b} | 1"))
    price = matrix.criteria.loc["Price"]
    assert ([matrix.figures[o, "Price"].value for o in "AB"], price.unit, price.best) == (
        values,
        unit,
        best,
    )
    assert any("beside the figures" in line and "(Price)" in line for line in matrix.assumptions)


def test_figures_of_two_kinds_in_one_column_are_refused_with_the_cell(csv_of):
    said = refused(csv_of(HEAD + "A | 30% | 2\nB | 0.3 | 1"))
    assert said == (
        "matrix.csv B4: found '0.3', expected a figure of the same kind as 30% (matrix.csv B3)"
    )


@pytest.mark.parametrize("odd", ["partial", "3"])
def test_a_tick_beside_another_word_or_number_is_refused_with_the_other_s_cell(csv_of, odd):
    said = refused(csv_of(HEAD + f"A | ✓ | 2\nB | ✗ | 1\nC | {odd} | 1"))
    assert said.startswith(f"matrix.csv B5: found '{odd}', expected one of ✓, ")


def test_a_table_with_one_option_is_refused_with_its_cell(csv_of):
    said = refused(csv_of(HEAD + "A | 3 | 2"))
    assert said == (
        "matrix.csv A3: found one option alone, 'A', expected at least two to choose between"
    )


def test_a_criterion_without_any_figure_is_refused_with_its_cell(csv_of):
    said = refused(csv_of("Car | Price | Notes\nWeight | 3 | 1\nA | 3 | \nB | 2 | "))
    assert said.startswith("matrix.csv C1: found nothing below or beside Notes, expected a figure")


def test_an_empty_column_or_row_between_others_is_nothing(csv_of):
    matrix = read_matrix(csv_of("Car | Price | | Look\n | | |\nWeight | 3 | | 1\nA|3||2\nB|2||1"))
    assert list(matrix.criteria.index) == ["Price", "Look"]


def test_a_row_with_a_cell_too_many_is_refused_and_one_too_few_not_known(tmp_path):
    text = "Car,Price,Look\nWeight,3,1\nA,3,2{}\nB,2{}"
    (tmp_path / "m.csv").write_text(text.format("", ""))
    assert not read_matrix(tmp_path / "m.csv").figures["B", "Look"].known
    (tmp_path / "m.csv").write_text(text.format(",7", ",1"))
    assert refused(tmp_path / "m.csv").startswith("m.csv D1: found no name, expected a name")
    page = "| Car | Price | Look |\n|---|---|---|\n| A | 3 | 2 | 7 |\n| B | 2 | 1 |\n"
    (tmp_path / "m.md").write_text(page)
    assert refused(tmp_path / "m.md") == (
        "m.md line 3: found 4 cells, expected 3, as in the first line of the table"
    )


def test_a_very_long_cell_is_shown_shortened(csv_of, tmp_path):
    rows = rows_of(HEAD + "A | 3 | 2\nB | 2 | 1")
    rows[2][1] = "x" * 100_000
    assert len(refused(csv_of(rows))) < 250
    rows[2][:2] = "x" * 100_000, "3"
    assert len(refused(csv_of(rows))) < 250
    rows[2][0] = "x" * 200_000
    assert len(refused(csv_of(rows))) < 250


@pytest.mark.parametrize("name", ["Area (m²)", "km/m²", "Speed in m/s²", "cm³"])
def test_a_power_in_a_unit_is_no_footnote_mark(csv_of, name):
    rows = f"Car | {name} | Look¹\nUnit | m² | \nWeight | 3 | 1\nA | 3 | 2²\nB | 2 | 1"
    matrix = read_matrix(csv_of(rows))
    assert list(matrix.criteria.index) == [name, "Look"]
    assert matrix.criteria.loc[name].unit == "m²"
    assert matrix.figures["A", "Look"].value == 2


def test_an_option_called_total_is_an_option_and_a_sum_is_none_and_both_are_told(csv_of):
    rows = "Station | Price | Look\nWeight | 3 | 1\nShell | 4 | 2\nAral | 3 | 1\nTotal | {}"
    matrix = read_matrix(csv_of(rows.format("5 | 2")))
    assert matrix.options == ["Shell", "Aral", "Total"]
    assert any(
        "since its figures are no sums: 'Total' (matrix.csv A5)" in a for a in matrix.assumptions
    )
    matrix = read_matrix(csv_of(rows.format("7 | 3")))
    assert matrix.options == ["Shell", "Aral"]
    assert any("not an option: 'Total' (matrix.csv A5)" in a for a in matrix.assumptions)


def test_of_several_columns_of_totals_the_others_are_told(csv_of):
    rows = "Car | Price | Look | Score | Total\nWeight | 3 | 1 | |\nA | 4 | 2 | 1 | 14\nB|3|1|2|10"
    told = " ".join(read_matrix(csv_of(rows)).assumptions)
    assert "Left out: 'Score' (matrix.csv D1)." in told


def test_a_figure_out_of_something_else_than_the_stated_scale_is_refused(csv_of):
    rows = HEAD + "Worst | 0 | 0\nBest | 10 | 5\nA | 3/5 | 2\nB | 2/5 | 1"
    assert refused(csv_of(rows)).startswith("matrix.csv B5: found '3/5', outside of the stated 0")


def test_two_rows_of_weights_without_a_name_are_two_sets(csv_of):
    rows = "option | price | speed\nimportance | 3 | 2\nweight | 1 | 5\nA | 4 | 3\nB | 2 | 5"
    found = read_matrix(csv_of(rows))
    assert found.weights == {"": {"price": 3, "speed": 2}, "weight": {"price": 1, "speed": 5}}
    assert found.overall().idxmax() == "A"
    assert found.overall("weight").idxmax() == "B"
    alike = rows.replace("importance", "weight").replace("A |", "weight | 1 | 1\nA |")
    assert "'weight' a second time" in refused(csv_of(alike))


def test_what_nobody_sees_is_no_part_of_a_name(csv_of):
    found = read_matrix(csv_of("option | price\nHar\xadbour | 4\nB\u200b | 2\nC\u202e | 3"))
    assert found.options == ["Harbour", "B", "C"]
