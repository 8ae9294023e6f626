"""An audit says what is wrong with a matrix in one plain sentence each, with the cell."""

import pytest
from matrix_tables import write

from framework_report.matrix import audit, read_matrix


@pytest.fixture
def found(csv_of):
    """Audit rows; give the sentences of one kind."""
    return lambda rows, kind: [f.text for f in audit(read_matrix(csv_of(rows))) if f.kind == kind]


HEAD = "Car | Price | Look | Total\nWeight | 3 | 1 |\n"


@pytest.mark.parametrize(
    "totals",
    [
        (16, 10),
        (4, 2.5),
        (80, 50),
        (0.8, 0.5),
        (3.2, 2),
        ("80%", "50%"),
        ("4.00", "2.50"),
        (9, 4),
        (4.5, 2),
    ],
    ids=str,
)
def test_any_usual_way_to_total_is_accepted(found, totals):
    rows = f"{HEAD}A | 4 | 4 | {totals[0]}\nB | 3 | 1 | {totals[1]}"
    if totals in ((9, 4), (4.5, 2)):  # sums and means without weights
        rows = f"{HEAD}A | 4 | 5 | {totals[0]}\nB | 3 | 1 | {totals[1]}"
    assert found(rows, "total") == []


def test_a_total_that_does_not_follow_is_named_with_its_cell(found):
    rows = HEAD + "A | 4 | 4 | 16\nB | 3 | 1 | 11\nC | 1 | 1 | 4"
    assert found(rows, "total") == [
        "matrix.csv D4: the total of B is 11; its cells and weights give 10."
    ]


def test_a_rank_that_does_not_follow_is_named_and_ties_may_share(found):
    rows = """Car | Price | Look | Rank
Weight | 1 | 1 |
A | 4 | 4 | 2
B | 1 | 1 | 1
C | 2 | 2 | {}
D | 3 | 1 | {}"""
    assert found(rows.format(2, 3), "rank") == [
        "matrix.csv D3: A is ranked 2; its cells and weights give 1.",
        "matrix.csv D4: B is ranked 1; its cells and weights give 4.",
    ]


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ("30% | 60%", "matrix.csv B2: the weights sum to 90, not to 100."),
        ("0.3 | 0.6", "matrix.csv B2: the weights sum to 0.9, not to 1."),
        ("30% | 70%", None),
        ("3 | 6", None),
    ],
)
def test_weights_that_do_not_sum_to_what_is_said_are_named(found, weights, said):
    rows = f"Car | Price | Look\nWeight | {weights}\nA | 4 | 2\nB | 3 | 1"
    assert found(rows, "weights_sum") == ([said] if said else [])


def test_a_printed_sum_of_weights_is_checked(found):
    rows = "Criterion | Weight | A | B\nPrice | 3 | 1 | 2\nLook | 4 | 2 | 1\nTotal | 10 | 11 | 10"
    assert found(rows, "weights_sum") == ["matrix.csv B4: the weights sum to 7, not to 10."]


def test_sums_of_columns_are_checked_and_never_read_as_an_option(found, csv_of):
    rows = "Car | Price | Look\nWeight | 3 | 1\nA | 4 | 2\nB | 3 | 1\nTotal | 7 | 4"
    assert found(rows, "sum") == ["matrix.csv C5: the sum for Look is 4; its cells give 3."]
    assert read_matrix(csv_of(rows)).options == ["A", "B"]


def test_a_criterion_on_which_nothing_differs_is_named(found):
    rows = "Car | Price | Look\nWeight | 3 | 1\nA | 4 | 2\nB | 3 | 2"
    assert found(rows, "same") == [
        "matrix.csv C1: Look is the same for every option, so it cannot affect the choice."
    ]


def test_an_option_that_may_be_level_within_its_range_is_not_called_beaten(found):
    rows = "Car | Price | Look\nWeight | 3 | 1\nA | 4 | 2-3\nB | 3 | {}"
    assert found(rows.format("1"), "beaten") == [
        "matrix.csv B4: B is worse than A on every criterion."
    ]
    assert found(rows.format("1-3"), "beaten") == []
    assert found(rows.format("1-3"), "nowhere_ahead") == []


def test_criteria_that_count_the_same_thing_twice_are_named(found):
    rows = """Car | Price | Cost | Look
Weight | 1 | 1 | 1
A | 5 | 5 | 1
B | 3 | 3 | 5
C | 1 | 1.5 | 2"""
    assert len(found(rows, "double")) == 1
    assert "Price and Cost put the options in the same order" in found(rows, "double")[0]
    assert found(rows.replace("1.5", "3"), "double") == []


def test_a_scale_that_comes_from_the_options_is_named_and_whether_it_matters(found):
    rows = """Car | Price | Look
Weight | 3 | 2
Lower is better | yes | no
A | 900 | {}
B | 1500 | {}
C | 1400 | 0"""
    (said,) = found(rows.format(1, 5), "moving")
    assert said.startswith("matrix.csv B1: without a stated scale the worst and the best of these")
    assert "options count: Price from 1500 to 900; an option added" in said
    assert said.endswith("an option added beyond them could reorder others: B could overtake A.")
    (said,) = found(rows.format(5, 1), "moving")
    assert said.endswith("could reorder others: B could overtake C.")


def test_adding_an_option_does_what_the_audit_says(csv_of):
    rows = """Car | Price | Look
Weight | 3 | 2
Lower is better | yes | no
A | 900 | 1
B | 1500 | 5
C | 1400 | 0"""
    before = read_matrix(csv_of(rows)).overall()
    after = read_matrix(csv_of(rows + "\nD | 90000 | 0")).overall()
    assert before["A"] > before["B"]
    assert after["A"] < after["B"]


def test_a_small_margin_and_each_cell_that_would_turn_it_are_named(found):
    rows = "Car | Price | Look\nWeight | 3 | 1\nA | 4 | 2\nB | 3 | 4"
    assert found(rows, "margin") == [
        "matrix.csv B1: A leads B by 5.0 of 100, "
        "which is less than one step of 1 on Price (15.0 of 100)."
    ]
    (said,) = found(rows, "flip")
    assert said == (
        "B wins instead if one cell is one step off: matrix.csv B3 (A, Price: 4 to 3) or "
        "matrix.csv B4 (B, Price: 3 to 4)."
    )


def test_scorers_who_disagree_on_the_winner_are_named(tmp_path):
    for name, a in (("ana", "5"), ("ben", "1")):
        write(tmp_path / f"{name}.csv", [["Car", "Price"], ["Weight", "1"], ["A", a], ["B", "3"]])
    texts = [f.text for f in audit(read_matrix(tmp_path / "ana.csv", tmp_path / "ben.csv"))]
    assert texts[-1] == "ana.csv: A wins for ana; B wins for ben."


def test_a_scorer_without_weights_has_everybody_s_and_is_named_once(tmp_path):
    sheets = {
        "ana": "Car,Price,Look\nWeight,3,1\nA,5,1\nB,1,5",
        "ben": "Car,Price,Look\nWeight,1,3\nA,5,1\nB,1,5",
        "cem": "Car,Price,Look\nA,1,1\nB,5,5",
    }
    for name, text in sheets.items():
        write(tmp_path / f"{name}.csv", [line.split(",") for line in text.splitlines()])
    found = audit(read_matrix(*(tmp_path / f"{name}.csv" for name in sheets)))
    assert found[-1].text == "ana.csv: A wins for ana; B wins for ben and cem."


def test_totals_without_the_weights_that_are_stated_are_named(found):
    rows = "Car | Price | Look | Weighted score\nWeight | 3 | 1 |\nA | 4 | 1 | {}\nB | 2 | 5 | {}"
    assert found(rows.format(5, 7), "unweighted") == [
        "matrix.csv D3: the totals are sums or means without the weights; with them A has 13."
    ]
    assert found(rows.format(5, 7), "place") == [
        "matrix.csv D4: by the printed totals the first place goes to B; by the cells, to A."
    ]
    assert found(rows.format(13, 11), "unweighted") == []
    assert found(rows.format(5, 7).replace("3 | 1", "2 | 2"), "unweighted") == []


def test_a_sum_that_fits_exactly_counts_before_a_reading_that_fits_when_rounded(found):
    rows = (
        "Car | Price | Look | Total\nWeight | 3 | 1 |\nScale | 0-2 | 0-2 |\nA | 2 | 1 | 3\nB|1|1|2"
    )
    assert len(found(rows, "unweighted")) == 1


def test_a_mean_below_the_columns_is_as_good_as_a_sum(found):
    rows = "Car | Price | Look\nWeight | 3 | 1\nA | 4 | 2\nB | 3 | 1\nAverage | {}"
    assert found(rows.format("3.5 | 1.5"), "sum") == []
    assert len(found(rows.format("3.5 | 2.5"), "sum")) == 1


def test_each_cell_that_is_not_known_and_could_change_the_winner_is_named(found):
    rows = "Car | Price | Look\nWeight | 3 | 1\nA | 4 | 4\nB | ? | 5\nC | 3 | ?"
    assert found(rows, "unknown_wins") == [
        "B can win instead once it is known: matrix.csv B4 (B, Price)."
    ]
    assert found(rows.replace("?", "1"), "unknown_wins") == []


def test_cells_that_are_not_known_and_could_change_the_winner_only_together_are_named(found):
    rows = "Car | Price | Look\nWeight | 1 | 1\nA | 4 | 4\nB | ? | ?\nC | 3 | ?"
    assert found(rows, "unknown_wins") == []
    assert found(rows, "unknown_together") == [
        "B can win instead once all of these are known: matrix.csv B4 and matrix.csv C4."
    ]
    assert found(rows.replace("A | 4", "A | 5").replace("4\nB", "5\nB"), "unknown_together") == []


def test_what_is_not_known_may_lie_beyond_a_scale_that_comes_from_the_options(found):
    rows = """Car | Price | Look
Weight | 9 | 10
Unit | € | m
A | ? | 10
B | 900 | 0
C | 800 | 2"""
    assert found(rows, "unknown_wins") == [
        "C can win instead once it is known: matrix.csv B4 (A, Price)."
    ]


def test_two_who_win_together_win_and_one_wins(tmp_path):
    for name, a in (("ana", "3"), ("ben", "1")):
        write(tmp_path / f"{name}.csv", [["Car", "Price"], ["Weight", "1"], ["A", a], ["B", "3"]])
    texts = [f.text for f in audit(read_matrix(tmp_path / "ana.csv", tmp_path / "ben.csv"))]
    assert texts[-1] == "ana.csv: A and B win for ana; B wins for ben."
