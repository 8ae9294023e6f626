"""Files that mean harm, or are broken, are refused in one line and at once."""

import os
import tempfile
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from matrix_tables import CAR, fill, write

from framework_report.files import ProblemError
from framework_report.matrix import audit, read_matrix, write_folder
from framework_report.tables import load_problem


def refused(path):
    started = time.process_time()
    with pytest.raises(ProblemError) as caught:
        read_matrix(path)
    assert time.process_time() - started < 5
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 50_000_000)
    assert path.stat().st_size < 1_000_000
    assert refused(path) == (
        "bomb.xlsx: found more than 5,000,000 bytes, expected at most 5,000,000 bytes"
    )


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    assert "(it is a pipe, expected a file)" in refused(tmp_path / "pipe.csv")


def test_a_cell_of_thousands_of_signs_does_not_hide_what_was_expected(tmp_path):
    path = tmp_path / "car.csv"
    path.write_text(f"Criteria,Weight,Car,Bus\nPrice,5,3,{'9' * 5000}\nSpeed,3,1,=1+{'1' * 5000}\n")
    with pytest.raises(ProblemError) as caught:
        read_matrix(path)
    assert len(caught.value.faults) == 2
    assert all(", expected " in line and len(line) < 300 for line in caught.value.faults)


def test_a_million_rows_are_refused(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("Car,Price\n" + "a,1\n" * 1_000_000)
    assert "expected at most 1,000 rows" in refused(path)


def test_a_sheet_with_a_far_cell_or_a_huge_merged_area_does_not_hang(tmp_path):
    book = openpyxl.Workbook()
    fill(book.active, CAR)
    book.active["A1048576"] = 1
    book.save(tmp_path / "far.xlsx")
    assert "expected at most 1,000 rows" in refused(tmp_path / "far.xlsx")
    book = openpyxl.Workbook()
    fill(book.active, CAR)
    book.save(tmp_path / "plain.xlsx")
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    with (
        zipfile.ZipFile(tmp_path / "plain.xlsx") as plain,
        zipfile.ZipFile(tmp_path / "merged.xlsx", "w") as merged,
    ):
        for name in plain.namelist():
            merged.writestr(name, plain.read(name).replace(b"</sheetData>", merge))
    started = time.process_time()
    with pytest.raises(ProblemError, match=r"more than 10,000 merged cells"):
        read_matrix(tmp_path / "merged.xlsx")
    assert time.process_time() - started < 10


def test_entities_that_grow_are_not_expanded(tmp_path):
    book = openpyxl.Workbook()
    fill(book.active, CAR)
    book.save(tmp_path / "plain.xlsx")
    grow = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    head = f'<!DOCTYPE x [<!ENTITY a0 "{"x" * 100}">{grow}]>'.encode()
    with (
        zipfile.ZipFile(tmp_path / "plain.xlsx") as plain,
        zipfile.ZipFile(tmp_path / "grow.xlsx", "w") as grown,
    ):
        for name in plain.namelist():
            text = plain.read(name)
            if name.endswith("sheet1.xml"):
                text = head + text.replace(
                    b"<sheetData>", b"<sheetData><row><c><v>&a9;</v></c></row>"
                )
            grown.writestr(name, text)
    assert "cannot be opened as a workbook" in refused(tmp_path / "grow.xlsx")


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.md", "a.ods", "a"])
@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe\x9f" * 50, b"PK\x03\x04nothing", b'"' * 999]
)
def test_what_is_no_matrix_is_refused_in_one_line(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert "expected" in refused(tmp_path / name)


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path):
    assert "No such file" in refused(tmp_path / "none.csv")
    (tmp_path / "folder.csv").mkdir()
    assert "expected a matrix in a .csv" in refused(tmp_path / "folder.csv")


def test_formulas_are_not_run_and_names_stay_text(tmp_path):
    rows = ["Car,Price", "Weight,1", '"<script>alert(1)</script>",3', '"{value} $x$",=2+3']
    (tmp_path / "a.csv").write_text("\n".join(rows))
    assert "a.csv B4: found the formula '=2+3'" in refused(tmp_path / "a.csv")
    (tmp_path / "a.csv").write_text("\n".join(rows).replace("=2+3", "2"))
    assert read_matrix(tmp_path / "a.csv").options == ["<script>alert(1)</script>", "{value} $x$"]


WORDS = """Weight|Worst|Best|Unit|Theme|Scale|Total|Rank|Direction|Notes|Option|Criterion|a|b|?|low|
|high|✓|no|0|1|5|10|99|1-2|2-1|30%|0.5|1,5|1,507|1.507|€ 3|4/5|1e999|=1+1|-|(|[^1]|low=1; high=2|
|0-5|lower is better|a (30%)|b (lower is better)|x: y|٣|½|nan|inf|5*|weighted"""
CELLS = st.sampled_from(WORDS.replace("\n", "").split("|"))
PLACES = st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 7)), CELLS, max_size=4)


@settings(max_examples=40, deadline=None)
@given(PLACES, st.booleans())
def test_any_table_is_read_or_refused_and_whatever_is_read_can_be_audited_and_written(
    cells, turned
):
    rows = [[cells.get((i, j), cell) for j, cell in enumerate(row)] for i, row in enumerate(CAR)]
    rows = [list(column) for column in zip(*rows, strict=True)] if turned else rows
    with tempfile.TemporaryDirectory() as folder:
        try:
            read = read_matrix(write(Path(folder) / "matrix.csv", rows))
        except ProblemError as error:
            lines = str(error).splitlines()
            event(
                "refused" if all(": found " in line for line in lines) else pytest.fail(str(error))
            )
            return
        assert audit(read) is not None
        assert read.overall().between(-1e-9, 1 + 1e-9).all()
        write_folder(read, Path(folder) / "report")
        assert load_problem(Path(folder) / "report").names
