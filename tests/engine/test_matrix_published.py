"""Published matrices, however they are written down, give the totals that were published."""

import pytest
from matrix_tables import CAR, HOTEL, LIBRARY, STOCKS, WEB, write
from published import TOTALS

from framework_report.matrix import audit, read_matrix

WRITTEN = pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".md"])


@WRITTEN
def test_seven_web_frameworks_have_their_published_totals_of_five(tmp_path, suffix):
    matrix = read_matrix(write(tmp_path / f"matrix{suffix}", WEB))
    totals = (matrix.overall() * 5).round(2).tolist()
    assert totals == TOTALS["web"][1]
    assert matrix.nouns == ("framework", "frameworks")


@WRITTEN
def test_the_library_has_the_totals_of_its_own_cells_not_those_in_print(tmp_path, suffix):
    matrix = read_matrix(write(tmp_path / f"matrix{suffix}", LIBRARY))
    assert (matrix.overall() * 100).round(6).tolist() == TOTALS["library"][1]


@WRITTEN
def test_the_library_s_audit_names_three_wrong_totals_and_another_second_place(tmp_path, suffix):
    found = audit(read_matrix(write(tmp_path / f"matrix{suffix}", LIBRARY)))
    places = (
        [f"line 11 column {i}" for i in (3, 5, 6, 4)]
        if suffix == ".md"
        else ["C8", "E8", "F8", "D8"]
    )
    cells = [f"matrix{suffix} {place}" for place in places]
    totals = {finding.text for finding in found if finding.kind == "total"}
    assert totals == {
        f"{cells[0]}: the total of Automerge is 92; its cells and weights give 86.",
        f"{cells[1]}: the total of Yrs is 68; its cells and weights give 63.",
        f"{cells[2]}: the total of cr-sqlite is 55; its cells and weights give 79.",
    }
    assert [finding.text for finding in found if finding.kind == "place"] == [
        f"{cells[3]}: by the printed totals the second place goes to Loro; "
        "by the cells, to cr-sqlite."
    ]


@WRITTEN
def test_the_cars_have_their_totals_of_105_and_nothing_printed_is_wrong(tmp_path, suffix):
    matrix = read_matrix(write(tmp_path / f"matrix{suffix}", CAR))
    assert (matrix.overall() * 105).round(6).tolist() == TOTALS["car"][1]
    assert not {f.kind for f in audit(matrix)} & {"total", "place", "rank", "weights_sum", "sum"}


@WRITTEN
def test_the_stocks_keep_their_scales_and_who_is_behind_whom(tmp_path, suffix):
    matrix = read_matrix(write(tmp_path / f"matrix{suffix}", STOCKS))
    assert matrix.overall().idxmax() == "GN"
    assert matrix.overall()["PE"] == pytest.approx((2 * 1 + 4 * 0.25 + 0.1) / 7)
    texts = [finding.text for finding in audit(matrix)]
    assert any("FX is worse than PE, AA and GN on every criterion." in text for text in texts)
    assert any("FX is nowhere better than JN." in text for text in texts)
    assert any("MM is nowhere better than GN." in text for text in texts)


@WRITTEN
def test_seven_people_s_weights_are_seven_scenarios_with_the_published_scores(tmp_path, suffix):
    matrix = read_matrix(write(tmp_path / f"matrix{suffix}", HOTEL))
    assert list(matrix.weights) == list("ABCDEFG")
    first = {person: matrix.overall(person).idxmax() for person in matrix.weights}
    assert first == dict.fromkeys("ACDEFG", "Hilton") | {"B": "Sheraton"}
    assert matrix.overall("A").round(3).tolist() == TOTALS["hotel"][1]
    assert "Hilton wins for A, C, D, E, F and G; Sheraton wins for B" in audit(matrix)[-1].text
