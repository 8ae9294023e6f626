"""The tables are documented, each column and each word that a column may hold."""

import re
from pathlib import Path

import pytest

from framework_report import tables

DATA = Path(__file__).parents[1] / "data"


def section(title: str) -> str:
    """Return the part of the data dictionary under one heading."""
    parts = re.split(r"^## ", (DATA / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return next(part for part in parts if part.startswith(f"{title}\n"))


@pytest.mark.parametrize("name", tables.TABLES)
def test_every_column_is_in_the_data_dictionary_and_no_other(name):
    rows = re.findall(r"^\| (`[^|]+) \|", section(name), flags=re.MULTILINE)
    listed = {column for row in rows for column in re.findall(r"`([^`]+)`", row)}
    words = {*tables.KINDS, *tables.SUPPORT_LEVELS}
    assert listed - words == set(tables.TABLES[name].columns)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("evidence.csv", tables.KINDS),
        ("features.csv", tables.SUPPORT_LEVELS),
        ("criteria.csv", (*tables.SCALES, "error", "clip", "core", "stack", "team")),
        ("scenarios.csv", tuple(f"feature={level}" for level in tables.MUST_HAVE_LEVELS)),
        ("claims.csv", tables.CLAIM_VERDICTS),
        ("frameworks.csv", ("yes", "no")),
    ],
)
def test_every_word_that_a_column_may_hold_is_in_the_data_dictionary(name, words):
    text = section(name)
    assert [word for word in words if f"`{word}`" not in text] == []


def test_every_table_in_the_folder_is_read():
    assert {path.name for path in DATA.glob("*.csv")} <= set(tables.TABLES)


def test_every_criterion_and_point_gives_its_reason(problem):
    assert (problem.criteria["reason"].str.len() > 20).all()
    assert (problem.scenario_points["because"].str.len() > 5).all()


def test_every_situation_of_the_article_has_points(problem):
    assert (problem.points.sum(axis=1) > 0).all()
    assert (problem.points["familiarity"] == 10).all()
