"""The measures of this report: levels with a reason, figures in the unit of their measure."""

import csv
import re

import pytest

from evidence.harness import compute
from evidence.harness.places import EVIDENCE, REPOSITORY

DATA = REPOSITORY / "data"


def table(path):
    """Return the rows of a table."""
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


MEASURED = table(compute.MEASURED / "figures.csv")
BY_KEY = {(row["criterion"], row["measure"]): row for row in table(DATA / "measures.csv")}
# Those that evidence/ stands for; a team's own may say less.
NAMED = {(row["criterion"], row["measure"]) for row in MEASURED}
NAMED |= set(re.findall(r"`(\w+)/(\w+)`", (EVIDENCE / "RULES.md").read_text(encoding="utf-8")))
MEASURES = [row for key, row in BY_KEY.items() if key in NAMED]


@pytest.mark.parametrize("row", MEASURES, ids=lambda row: f"{row['criterion']}/{row['measure']}")
def test_a_measure_has_levels_their_reason_and_somebody_who_would_prefer_it(row):
    """Two different numbers, above 0 on a scale of ratios; words for each."""
    worst, best = float(row["worst"]), float(row["best"])
    assert worst != best
    assert row["scale"] == "linear" or min(worst, best) > 0
    assert row["says"].count("{value}") == 1
    assert all(row[name] for name in ("label", "unit", "swing", "reason", "prefer"))


@pytest.mark.parametrize("row", MEASURES, ids=lambda row: f"{row['criterion']}/{row['measure']}")
def test_the_reason_for_levels_names_no_framework(row):
    """Levels hold without a look at who is compared."""
    names = ("django", "flask", "fastapi", "litestar", "starlette", "pydantic", "werkzeug")
    assert not [name for name in names if name in row["reason"].lower()]


def test_a_measured_figure_is_in_the_unit_of_its_measure_and_inside_its_interval():
    for row in MEASURED:
        measure = BY_KEY.get((row["criterion"], row["measure"]))
        assert measure is None or row["unit"] == measure["unit"], row
        low, value, high = (float(row[name]) for name in ("low", "value", "high"))
        assert low <= value <= high, row


def test_every_measured_figure_has_a_measure_or_a_criterion_that_is_only_shown():
    kinds = {row["criterion"]: row["kind"] for row in table(DATA / "criteria.csv")}
    stray = {
        (row["criterion"], row["measure"])
        for row in MEASURED
        # A team may have taken a criterion out; what was measured of it stays.
        if row["criterion"] in kinds
        and (row["criterion"], row["measure"]) not in BY_KEY
        and not (kinds[row["criterion"]] == "shown" and not row["measure"])
    }
    assert stray == set()


def test_no_figure_is_both_typed_and_measured():
    def keys(rows):
        return {(row["framework"], row["criterion"], row["measure"]) for row in rows}

    assert keys(MEASURED) & keys(table(DATA / "facts.csv")) == set()
