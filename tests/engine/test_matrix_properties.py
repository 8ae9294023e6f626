"""The same matrix written in another way is the same matrix."""

import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matrix_tables import write

from framework_report.matrix import audit, read_matrix


@st.composite
def matrices(draw):
    """Rows of a matrix: options down, criteria across, cells 0 to 5, weights 1 to 9."""
    options, criteria = draw(st.integers(2, 6)), draw(st.integers(1, 6))
    cells = st.lists(
        st.sampled_from(["0", "1", "2", "3", "4", "5", "2-4", "?"]),
        min_size=criteria,
        max_size=criteria,
    )
    weights = draw(st.lists(st.integers(1, 9), min_size=criteria, max_size=criteria))
    rows = [[f"Car {i}", *draw(cells)] for i in range(options)]
    rows[0][1:] = ["5"] * criteria
    return [
        ["Car", *(f"Point {i}" for i in range(criteria))],
        ["Weight", *map(str, weights)],
        *rows,
    ]


def read(rows, delimiter=",", suffix=".csv"):
    with tempfile.TemporaryDirectory() as folder:
        return read_matrix(write(Path(folder) / f"matrix{suffix}", rows, delimiter))


def same(one, other):
    assert other.overall().to_dict() == pytest.approx(one.overall().to_dict())


@settings(max_examples=8, deadline=None)
@given(matrices(), st.sampled_from(";\t|,"), st.sampled_from([".csv", ".tsv", ".txt"]))
def test_another_separator_is_the_same_matrix(rows, delimiter, suffix):
    same(read(rows), read(rows, delimiter, suffix))


@settings(max_examples=8, deadline=None)
@given(matrices())
def test_the_other_way_round_is_the_same_matrix(rows):
    same(read(rows), read([list(column) for column in zip(*rows, strict=True)]))


@settings(max_examples=8, deadline=None)
@given(matrices(), st.randoms(use_true_random=False))
def test_another_order_of_rows_and_columns_is_the_same_matrix(rows, random):
    order = [0, *random.sample(range(1, len(rows[0])), len(rows[0]) - 1)]
    head, *body = [[row[i] for i in order] for row in rows]
    random.shuffle(body)
    same(read(rows), read([head, *body]))


@settings(max_examples=8, deadline=None)
@given(matrices(), st.sampled_from([0.01, 0.5, 3, 100]))
def test_weights_in_another_scale_are_the_same_matrix(rows, factor):
    weights = [f"{float(weight) * factor:g}" for weight in rows[1][1:]]
    same(read(rows), read([rows[0], ["Weight", *weights], *rows[2:]]))


@settings(max_examples=8, deadline=None)
@given(matrices())
def test_a_range_as_wide_as_nothing_is_the_number(rows):
    wide = [
        [cell if cell in ("?", "2-4") else f"{cell}-{cell}" for cell in row[1:]] for row in rows[2:]
    ]
    same(
        read(rows),
        read([*rows[:2], *([row[0], *w] for row, w in zip(rows[2:], wide, strict=True))]),
    )


@settings(max_examples=8, deadline=None)
@given(matrices())
def test_decimal_commas_are_the_same_matrix(rows):
    dotted = [
        *rows[:2],
        *([row[0], *(f"{c}.0" if c.isdigit() else c for c in row[1:])] for row in rows[2:]),
    ]
    comma = [[cell.replace(".", ",") for cell in row] for row in dotted]
    same(read(dotted), read(comma, ";"))


@st.composite
def measured(draw, *more):
    """Rows of a matrix without stated scales: each counts from the worst to the best there."""
    criteria, cell = draw(st.integers(2, 3)), st.sampled_from(["0", "1", "4", "9", "30", *more])
    weights = draw(st.lists(st.integers(1, 5), min_size=criteria, max_size=criteria))
    ways = draw(st.lists(st.sampled_from(["yes", "no"]), min_size=criteria, max_size=criteria))
    cells = st.lists(cell, min_size=criteria, max_size=criteria)
    return [
        ["Car", *(f"Point {i}" for i in range(criteria))],
        ["Weight", *map(str, weights)],
        ["Unit", *["x"] * criteria],
        ["Lower is better", *ways],
        *([f"Car {i}", *draw(cells)] for i in range(draw(st.integers(2, 4)))),
    ]


# Moving one end alone reorders nothing here, moving two at once does.
TWO_ENDS = """Car,Point 0,Point 1,Point 2
Weight,2,2,1
Unit,x,x,x
Lower is better,no,no,no
Car 0,30,30,0
Car 1,0,0,30"""
UNKNOWN_AHEAD = """Car,Point 0,Point 1,Point 2
Weight,1,2,2
Unit,x,x,x
Lower is better,yes,no,yes
Car 0,0,0,1
Car 1,1,?,0"""


@settings(max_examples=15, deadline=None)
@given(measured("?"))
@example([line.split(",") for line in UNKNOWN_AHEAD.splitlines()])
@example([line.split(",") for line in TWO_ENDS.splitlines()])
def test_an_option_added_reorders_the_others_just_where_the_audit_says_so(rows):
    """Tried with options inside of the scales or beyond either end, on every mix of criteria."""
    matrix = read(rows)
    before, (said,) = matrix.overall(), [f.text for f in audit(matrix) if f.kind == "moving"]
    reordered = False
    for added in itertools.product(["?", "-1000000000", "1000000000"], repeat=len(rows[0]) - 1):
        after = read([*rows, ["Added", *added]]).overall()
        reordered |= any(
            before[one] > before[two] + 1e-9 and after[two] > after[one] + 1e-9
            for one in before.index
            for two in before.index
        )
    assert reordered == ("cannot reorder these" not in said), said


NOTHING_KNOWN = """Car,Point 0,Point 1
Weight,2,1
Unit,x,x
Lower is better,{},yes
Car 0,?,0
Car 1,?,1"""


@settings(max_examples=15, deadline=None)
@given(measured("?", "?"), st.booleans())
@example([line.split(",") for line in NOTHING_KNOWN.format("no").splitlines()], False)
@example([line.split(",") for line in NOTHING_KNOWN.format("yes").splitlines()], False)
def test_a_cell_that_is_not_known_changes_the_winner_just_where_the_audit_says_so(rows, scored):
    """Tried with figures at and beyond either end; on a stated scale none lies beyond."""
    if scored:
        rows = [*rows[:2], ["Worst", *["0"] * 9], ["Best", *["30"] * 9], *rows[4:]]
        rows = [row[: len(rows[0])] for row in rows]
    matrix = read(rows)
    before = matrix.overall()
    (leader, *level) = before.index[before >= before.max() - 1e-9]
    said = " ".join(f.text for f in audit(matrix) if f.kind == "unknown_wins")
    for i, j in itertools.product(range(4, len(rows)), range(1, len(rows[0]))):
        if rows[i][j] == "?" and not level:
            changed = False
            for figure in ("0", "30") if scored else ("-1000000000", "0", "30", "1000000000"):
                known = [[*row] for row in rows]
                known[i][j] = figure
                after = read(known).overall()
                changed |= after.max() > after[leader] + 1e-9
            assert changed == (f"({rows[i][0]}, {rows[0][j]})" in said), (rows, said)


@settings(max_examples=8, deadline=None)
@given(matrices())
def test_an_audit_never_fails_and_an_option_beaten_everywhere_never_wins(rows):
    matrix = read(rows)
    beaten = [f.text for f in audit(matrix) if f.kind == "beaten"]
    overall = matrix.overall()
    leaders = overall.index[overall >= overall.max() - 1e-9]
    assert not [text for text in beaten for name in leaders if f": {name} is worse than" in text]
