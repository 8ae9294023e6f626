"""Tipping points: the worked example, and what holds at and beyond them for any state."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from published import APPRAISAL, SLIDERS

from framework_report import mcda


def as_weights(found, points):
    """Turn the ends of a slider's interval into its weight, the others rescaled in proportion."""
    others = pd.Series(points).sum() - pd.Series(points)
    return found[["low", "high"]].apply(lambda end: 1 - others / (end + others))


def test_one_slider_alone_flips_where_the_worked_example_says():
    found = mcda.tipping_points(APPRAISAL, SLIDERS)
    assert found["low"].tolist() == pytest.approx([2, 3, 4 / 3])
    assert found["high"].tolist() == pytest.approx([5, 6, 10])
    assert found["below"].tolist() == ["B", "Baseline", "B"]
    assert found["above"].tolist() == ["Baseline", "B", None]
    assert found.index.tolist() == ["time", "security", "operability"]
    assert found.index.name == "criterion"


def test_one_weight_alone_flips_where_the_worked_example_says():
    found = as_weights(mcda.tipping_points(APPRAISAL, SLIDERS, maximum=np.inf), SLIDERS)
    assert found["low"].tolist() == pytest.approx([0.2222, 0.375, 0.1429], abs=5e-5)
    assert found["high"].tolist() == pytest.approx([0.4167, 0.5455, 1], abs=5e-5)


def test_beyond_the_worked_tipping_points_the_leader_is_the_one_named():
    for name, slider, leader in [
        ("time", 5.01, "Baseline"),
        ("time", 4.99, "A"),
        ("time", 1.99, "B"),
        ("time", 2.01, "A"),
        ("operability", 1.3, "B"),
    ]:
        moved = mcda.weights({**SLIDERS, name: slider})
        assert mcda.scores(APPRAISAL, moved).idxmax() == leader


@pytest.mark.parametrize("alternatives", [[], ["A"], ["A", "B", "Baseline"]])
def test_with_nothing_to_weigh_no_slider_has_an_interval(alternatives):
    found = mcda.tipping_points(APPRAISAL.loc[alternatives], SLIDERS * 0)
    assert found[["low", "high"]].isna().all(axis=None)
    assert found[["below", "above"]].map(lambda name: name is None).all(axis=None)
    assert mcda.tipping_points(APPRAISAL.iloc[:0], SLIDERS).equals(found)


def test_a_single_alternative_stays_first_over_the_whole_slider():
    found = mcda.tipping_points(APPRAISAL.loc[["A"]], SLIDERS)
    assert (found["low"] == 0).all()
    assert (found["high"] == 10).all()
    assert found["below"].tolist() == [None] * 3


def test_of_two_exactly_tied_the_first_leads_and_any_move_against_it_flips():
    values = pd.DataFrame({"p": [1, 0], "q": [0, 1], "r": [1, 1]}, index=["A", "B"])
    found = mcda.tipping_points(values, {"p": 4, "q": 4, "r": 2})
    assert found["low"].tolist() == [4, 0, 0]
    assert found["below"].tolist() == ["B", None, None]
    assert found["high"].tolist() == [10, 4, 10]
    assert found["above"].tolist() == [None, "B", None]


def test_a_slider_that_is_alone_never_flips():
    found = mcda.tipping_points(APPRAISAL, {"time": 3})
    assert found.loc["time"].tolist() == [0, 10, None, None]


def test_where_two_rivals_tie_at_once_the_faster_one_leads_beyond():
    values = pd.DataFrame({"p": [1, 0.5, 0], "q": [0, 0.5, 1]}, index=["A", "B", "C"])
    found = mcda.tipping_points(values, {"p": 6, "q": 4})
    assert found.loc["p", ["low", "below"]].tolist() == [4, "C"]


def test_points_for_an_unknown_criterion_are_refused_by_name():
    with pytest.raises(KeyError, match="taste"):
        mcda.tipping_points(APPRAISAL, {**SLIDERS, "taste": 3})
    found = mcda.tipping_points(APPRAISAL, {**SLIDERS, "taste": 0})
    assert found.index.tolist() == SLIDERS.index.tolist()


@st.composite
def states(draw):
    """Values in steps of 1/8 (so that ties happen) and whole slider points, not all of them 0."""
    m, k = draw(st.integers(2, 5)), draw(st.integers(2, 6))
    eighths = draw(hnp.arrays(int, (m, k), elements=st.integers(0, 8)))
    points = draw(hnp.arrays(int, k, elements=st.integers(0, 10)))
    assume(points.any())
    names = [f"c{j}" for j in range(k)]
    values = pd.DataFrame(eighths / 8, index=list("ABCDE"[:m]), columns=names)
    return values, pd.Series(points, index=names)


def best(values, points):
    """Return those with the best score, in order."""
    scores = values.to_numpy() @ (points / points.sum()).to_numpy()
    return values.index[scores >= scores.max() - mcda.TIE]


def leader(values, points):
    return best(values, points)[0]


@settings(max_examples=25)
@given(states())
def test_the_leader_stays_inside_its_interval_and_loses_to_the_named_rival_beyond(state):
    values, points = state
    first = leader(values, points)
    for name, row in mcda.tipping_points(values, points).iterrows():
        assert row["low"] <= points[name] <= row["high"]
        for slider in np.linspace(row["low"], row["high"], 5):
            moved = points.astype(float).where(points.index != name, slider)
            assert not moved.any() or first in best(values, moved)
        for end, rival, step in (("low", "below", -1e-4), ("high", "above", 1e-4)):
            if row[rival] is not None:
                beyond = points.astype(float).where(points.index != name, row[end] + step)
                assert leader(values, beyond) == row[rival]
            else:
                assert row[end] in (0, 10)


@settings(max_examples=25)
@given(states())
def test_both_formulas_for_tipping_points_describe_the_same_flip(state):
    """The lead without a criterion is R = (D - w d) / (1 - w), so the weight ties at -R / (d - R).

    D is the lead in scores; a lead that rises with the weight is lost below the tie.
    """
    values, points = state
    weights = mcda.weights(points)
    sliders = mcda.tipping_points(values, points, maximum=np.inf)
    found = as_weights(sliders, points)
    first = leader(values, points)
    for name, w in weights[weights < 1].items():
        low, high = 0.0, 1.0
        for rival in values.index.drop(first):
            d = values.loc[first] - values.loc[rival]
            rest = ((weights * d).sum() - w * d[name]) / (1 - w)
            rise = d[name] - rest
            if rise > 1e-6:
                low = max(low, -rest / rise)
            elif rise < -1e-6:
                high = min(high, -rest / rise)
        assert found.loc[name].tolist() == pytest.approx([low, high], abs=1e-6)
