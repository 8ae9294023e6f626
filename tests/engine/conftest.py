"""What tests of the engine share; they never read data/."""

from pathlib import Path

import pytest
from decided import folder_of
from matrix_tables import rows_of, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "data")


@pytest.fixture
def csv_of(tmp_path):
    """Write rows, or a text of lines with |, as matrix.csv."""
    return lambda rows: write(
        tmp_path / "matrix.csv", rows_of(rows) if isinstance(rows, str) else rows
    )
