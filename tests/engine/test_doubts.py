"""What would change the answer besides one slider, word by word, on figures that a person can add.

Ash has 10 of power and Birch 10 of peace, unless a test says otherwise.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from small import small

from framework_report.outcome import Outcome
from framework_report.state import State
from framework_report.words import doubts

TWO = {"a": (10, 0), "b": (0, 10)}
BOTH = State({"power": 5, "peace": 5})
MORE_PEACE = State({"power": 4, "peace": 6})
NOTE = " A share of 10,000 simulations is not the chance of being right."


def said(
    folder: Path, figures: Mapping[str, tuple[Any, Any]], state: State, **given: Any
) -> dict[str, str]:
    """Return each paragraph's text, the sliders themselves not in doubt at first."""
    outcome = Outcome(small(folder, figures, team=False, **given), state, spread=0)
    return {p.name: p.text for p in doubts(outcome)}


def test_how_sure_is_told_by_priorities_figures_and_measures(tmp_path: Path) -> None:
    first, _, rest = said(tmp_path, TWO, MORE_PEACE, quiet={"a": 10, "b": 0})["sure"].partition(
        "). "
    )
    assert first == (
        "Each slider up to 0 steps off: Birch comes first in 100 of 100 simulations with the "
        "figures as they stand, in 100 with every figure anywhere in its interval, and in 0 to 100 "
        "when one criterion is measured another way (fewest with peace measured by quiet"
    )
    assert rest.startswith("Each slider up to 5 steps off: Birch comes first in ")
    assert rest.endswith(NOTE)


def test_a_range_whose_ends_are_alike_is_one_number(tmp_path: Path) -> None:
    told = said(tmp_path, TWO, MORE_PEACE, quiet={"a": 0, "b": 10})["sure"]
    assert "and in 100 when one criterion is measured another way. Each" in told
    assert "fewest" not in told


def test_without_other_measures_nothing_is_said_of_them(tmp_path: Path) -> None:
    told = said(tmp_path, TWO, MORE_PEACE)
    assert list(told) == ["sure", "several", "judgements", "measure"]
    assert told["sure"].startswith(
        "Each slider up to 0 steps off: Birch comes first in 100 of 100 simulations with the "
        "figures as they stand, and in 100 with every figure anywhere in its interval. Each slider"
    )
    assert told["sure"].endswith(NOTE)


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [
        ({"a": 10, "b": 0}, "One change of measure is enough: peace measured by quiet would put"
         " Ash first."),
        ({"a": 0, "b": 10}, "No change of measures, alone or together, puts another alternative"
         " ahead of Birch."),
        ({"a": 10, "b": 10 / 3}, "One change of measure is enough: peace measured by quiet would"
         " put Ash first."),
    ],
)  # fmt: skip
def test_the_fewest_changes_of_measure(
    tmp_path: Path, quiet: Mapping[str, float], expected: str
) -> None:
    assert said(tmp_path, TWO, MORE_PEACE, quiet=quiet)["measures"] == expected


@pytest.mark.parametrize(
    ("figures", "state", "expected"),
    [
        # 40 against 60; at 7 of power 70 against 60, at 6 both have 60.
        (TWO, MORE_PEACE, "The smallest change takes 3 steps: power from 4 to 7 would put Ash"
         " first."),
        (TWO, State({"power": 5.5, "peace": 6}), "One step is enough: peace from 6 to 5 would put"
         " Ash first."),
        ({"a": (10, 10), "b": (2, 3)}, MORE_PEACE, "No setting of these sliders puts another"
         " alternative ahead of Ash."),
    ],
)  # fmt: skip
def test_the_fewest_steps_of_several_sliders(
    tmp_path: Path, figures: Mapping[str, tuple[Any, Any]], state: State, expected: str
) -> None:
    assert said(tmp_path, figures, state)["several"] == expected


def test_judged_figures_that_alone_decide_it_are_named_and_weighed(tmp_path: Path) -> None:
    """50 against 47.5 of 100: at half the weight a figure must move by more than 0.5 of 10."""
    figures = {"a": (5, 5), "b": (4, 5.5)}
    assert said(tmp_path / "one", figures, BOTH, kind="judged")["judgements"] == (
        "Reference levels are judgements. Moved alone, by up to a quarter of its span, one of "
        "these would change who leads: power of Ash from 5 to 4.4 units (Birch); power of Birch "
        "from 4 to 4.6 units (Birch); peace of Ash from 5 to 4.4 units (Birch); peace of Birch "
        "from 5.5 to 6.1 units (Birch). Figures of the kind “judged” carry 100 % of the weight."
    )
    assert said(tmp_path / "other", figures, BOTH)["judgements"] == (
        "No single one decides it: no reference level, moved by up to a quarter of its span, puts "
        "another alternative ahead of Ash. Figures of the kind “judged” carry 0 % of the weight."
    )


@pytest.mark.parametrize(
    ("peace", "expected"),
    [
        (4.0, "Better figures would hardly change this choice."),
        (4.19, "Better figures would hardly change this choice."),
        (
            4.2,
            "Better figures could change this choice. Knowing everything for sure would be worth "
            "0.10 points of 100 on average; resolving one criterion alone: peace 0.01 and power "
            "0.01.",
        ),
        (2.0, "Better figures would not change this choice."),
    ],
)
def test_what_better_figures_would_be_worth(tmp_path: Path, peace: float, expected: str) -> None:
    """Intervals of half a unit; Ash is ahead by half of 5 less this."""
    figures = {"a": (5, 5), "b": (5, peace)}
    assert said(tmp_path, figures, BOTH, half_width=0.5)["measure"] == expected
