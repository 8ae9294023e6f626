"""evidence/RULES.md: every objection has an answer, and the figures that it names exist."""

import csv
import re

import pytest

from evidence.harness import compute
from evidence.harness.places import EVIDENCE, REPOSITORY

TEXT = (EVIDENCE / "RULES.md").read_text(encoding="utf-8")
OBJECTIONS = range(1, 19)
FIGURE = re.compile(r"`(\w+)(?:/(\w+))?`(?: \(([^)]*)\))?")


def table(path):
    """Return the rows of a table."""
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


ROWS = {
    int(cells[0]): cells
    for line in TEXT.splitlines()
    if re.match(r"\| \d+ \|", line) and (cells := [cell.strip() for cell in line.split("|")[1:-1]])
}


def test_every_objection_has_a_row():
    assert sorted(ROWS) == list(OBJECTIONS)


@pytest.mark.parametrize("number", OBJECTIONS)
def test_an_answer_says_how_it_was_answered(number):
    """Measured, a changed figure, granted, or with whom it lies."""
    _, objection, answer, figure = ROWS[number]
    assert objection
    assert figure
    assert answer.startswith(("**Measured", "**Changed", "**Granted", "**Half"))


@pytest.mark.parametrize("number", OBJECTIONS)
def test_the_figures_that_an_answer_names_exist_and_are_as_it_says(number):
    """`criterion/measure` stands in the tables; measured values that follow are those.

    The tables are the team's: a criterion that it took out of them has no figures to compare.
    """
    measures = {
        (row["criterion"], row["measure"]) for row in table(REPOSITORY / "data/measures.csv")
    }
    criteria = {row["criterion"] for row in table(REPOSITORY / "data/criteria.csv")}
    measured = {
        (row["criterion"], row["measure"], row["framework"]): row["value"]
        for row in table(compute.MEASURED / "figures.csv")
    }
    for criterion, measure, values in FIGURE.findall(ROWS[number][3]):
        if criterion not in criteria:
            continue
        assert not measure or (criterion, measure) in measures
        for words in filter(None, values.split(", ")):
            framework, value = words.rsplit(" ", 1)
            assert measured.get((criterion, measure, framework), value) == value, (
                f"RULES.md, objection {number}: {criterion}/{measure} of {framework} reads {value}"
            )
