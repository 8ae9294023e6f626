"""What would change the answer: worked by hand, and against searching everything."""

from itertools import product
from math import ceil

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from published import APPRAISAL, SLIDERS

from framework_report import mcda
from framework_report.mcda import (
    judgement_flips,
    near_values,
    smallest_change,
    value_of_information,
)


def scores_at(values, points):
    return mcda.scores(values, mcda.weights(points))


def leaders_at(values, points):
    scores = scores_at(values, points)
    return list(scores.index[scores >= scores.max() - mcda.TIE])


# --- several sliders at once


def test_two_sliders_together_flip_what_neither_can_alone():
    """A leads B by 4 x .25 + 4 x .25 - 3 x .25 = 1.25: five steps tie, the sixth flips."""
    values = pd.DataFrame({"p": [0.25, 0], "q": [0.25, 0], "r": [0, 0.25]}, index=["A", "B"])
    change = smallest_change(values, {"p": 4, "q": 4, "r": 3}, maximum=5)
    assert (change.steps, change.leaders) == (6, ["B"])
    # r has room for two, so p gives four: no two sliders have more room than p with q or r.
    assert change.moves.to_dict("index") == {
        "p": {"points": 4, "to": 0},
        "q": {"points": 4, "to": 2},
    }


def test_the_worked_example_flips_with_one_step():
    change = smallest_change(APPRAISAL / 5, SLIDERS)
    assert (change.steps, change.leaders) == (1, ["B"])
    assert change.moves.loc["operability"].tolist() == [2, 1]


def test_a_tie_is_not_ahead():
    values = pd.DataFrame({"p": [1, 0], "q": [0, 1]}, index=["A", "B"])
    assert smallest_change(values, {"p": 6, "q": 5}).steps == 2
    assert smallest_change(values, {"p": 5, "q": 5}).steps == 1


def test_of_two_that_are_level_either_may_be_the_one_that_gets_ahead():
    """A and B have .5 each on q alone; a point on p gives A 1.5 to .5, and nothing serves B."""
    for rows in (["A", "B"], ["B", "A"]):
        values = pd.DataFrame({"p": [1, 0], "q": [0.5, 0.5]}, index=["A", "B"]).loc[rows]
        change = smallest_change(values, {"p": 0, "q": 1})
        assert (change.steps, change.leaders) == (1, ["A"])
        assert change.moves.to_dict("index") == {"p": {"points": 0, "to": 1}}


def test_a_judgement_that_parts_two_that_are_level_is_found_for_either():
    """A and B have .5 each; a lower best of p lifts A, of q B: the least move is one hundredth."""
    attributes = pd.DataFrame({"p": [5.0, 0], "q": [0.0, 5]}, index=["A", "B"])
    found = judgement_flips(attributes, LEVELS, EQUAL)
    best = found[found["judgement"] == "best"]
    assert best[["criterion", "moved", "leaders"]].to_numpy().tolist() == [
        ["p", 0.01, ["B"]],
        ["q", 0.01, ["A"]],
    ]


def test_no_change_of_sliders_helps_what_is_dominated():
    values = pd.DataFrame({"p": [1, 0.5], "q": [0.5, 0.5]}, index=["A", "B"])
    assert smallest_change(values, {"p": 5, "q": 5}) is None


def test_without_a_leader_or_a_rival_there_is_no_change():
    assert smallest_change(APPRAISAL / 5, SLIDERS * 0) is None
    assert smallest_change(APPRAISAL.iloc[:0], SLIDERS) is None
    assert smallest_change(APPRAISAL.iloc[:1] / 5, SLIDERS) is None


@pytest.mark.parametrize("bad", [-1, 10.5, np.nan])
def test_points_that_are_not_on_the_slider_are_refused(bad):
    with pytest.raises(ValueError, match=r"points: found \{.*\}, expected them from 0 to 10"):
        smallest_change(APPRAISAL / 5, {**SLIDERS, "time": bad})


def test_a_slider_between_two_positions_moves_to_whole_ones():
    """A leads by 3.5 - 1.25: from 3.5 the steps go to 3, 2 and 1, where A is behind by .25."""
    values = pd.DataFrame({"p": [1, 0], "q": [0, 0.5]}, index=["A", "B"])
    change = smallest_change(values, {"p": 3.5, "q": 2.5})
    assert (change.steps, change.leaders) == (3, ["B"])
    assert change.moves.to_dict("index") == {"p": {"points": 3.5, "to": 1}}
    up = smallest_change(values, {"p": 1.5, "q": 2.5})
    assert (up.steps, up.moves.to_dict("index")) == (1, {"p": {"points": 1.5, "to": 1}})


@st.composite
def small_states(draw):
    """Small enough to try every setting of the sliders; some stand between two positions."""
    m, k, top = draw(st.integers(2, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 4))
    values = draw(hnp.arrays(int, (m, k), elements=st.integers(0, 4))) / 4
    part = draw(st.sampled_from([1, 4]))
    points = draw(hnp.arrays(int, k, elements=st.integers(0, part * top)).filter(np.any)) / part
    names = [f"c{j}" for j in range(k)]
    return pd.DataFrame(values, list("ABC"[:m]), names), pd.Series(points, names), top


def flips(values, points, leaders):
    """Is another alternative ahead of one that leads now, and not by a tie?"""
    scores = values @ np.array(points)
    return scores.max() > scores[leaders].min() + 1e-6


@settings(max_examples=25)
@given(small_states())
def test_no_smaller_change_is_found_by_trying_every_setting(state):
    """A slider stays or goes to a whole position; each one that it reaches on its way is a step."""
    values, points, top = state
    leaders = leaders_at(values, points)
    costs = [
        (sum(ceil(abs(to - p)) for to, p in zip(setting, points, strict=True)), moved)
        for setting in product(*(sorted({p, *range(top + 1)}) for p in points))
        if flips(values, setting, leaders)
        for moved in [tuple(j for j, p in enumerate(points) if setting[j] != p)]
    ]
    expected = min(((steps, len(moved), moved) for steps, moved in costs), default=None)
    change = smallest_change(values, points, maximum=top)
    if expected is None:
        assert change is None
    else:
        moved = tuple(values.columns.get_loc(name) for name in change.moves.index)
        assert (change.steps, len(moved), moved) == expected


@st.composite
def report_states(draw):
    values = draw(hnp.arrays(float, (3, 14), elements=st.floats(0, 1)))
    points = draw(hnp.arrays(float, 14, elements=st.sampled_from([0, 1, 2.5, 5, 7.2, 9, 10])))
    assume(points.any())
    names = [f"c{j}" for j in range(14)]
    return pd.DataFrame(values, list("ABC"), names), pd.Series(points, names)


@settings(max_examples=25)
@given(report_states())
def test_setting_the_sliders_so_brings_the_named_leader_and_a_step_less_does_not(state):
    values, points = state
    change = smallest_change(values, points)
    assume(change is not None)
    first = leaders_at(values, points)
    moves = change.moves
    new = points.copy()
    new.update(moves["to"])
    assert (moves["points"] == points[moves.index]).all()
    assert new.between(0, 10).all()
    assert (moves["to"] - moves["points"]).abs().apply(np.ceil).sum() == change.steps
    assert leaders_at(values, new) == change.leaders
    assert not set(first) <= set(change.leaders)
    for name in moves.index:
        fewer, back = new.copy(), np.sign(points[name] - new[name])
        fewer[name] = min(back * (new[name] + back), back * points[name]) * back
        assert not flips(values, fewer, first)


@settings(max_examples=25)
@given(report_states())
def test_whole_steps_never_undercut_the_straight_line_to_the_flip(state):
    """On weights that sum to 1, leader and rival tie at the L2 distance D / |d - mean d|."""
    values, points = state
    change = smallest_change(values, points)
    first = leaders_at(values, points)
    assume(change is not None and len(first) == 1)
    new = points.copy()
    new.update(change.moves["to"])
    weights = mcda.weights(points)
    d = values.loc[first[0]] - values.loc[change.leaders[0]]
    distance = (weights * d).sum() / np.linalg.norm(d - d.mean())
    assert np.linalg.norm(mcda.weights(new) - weights) >= distance - 1e-9


# --- judgements

ATTRIBUTES = pd.DataFrame({"p": [10.0, 4], "q": [0.0, 5]}, index=["A", "B"])
LEVELS = pd.DataFrame(
    {"worst": [0.0, 0], "best": [10.0, 10], "scale": "linear", "outside": "clip"}, index=["p", "q"]
)
EQUAL = {"p": 5, "q": 5}


def test_a_level_flips_where_it_does_by_hand():
    """A 1 + 0, B .4 + .5. q's best at b: 5/b > .6 from b < 8.33.

    p's best at b: inward A stays at 1 and B has 4/b > .5 from b < 8; outward 10/b < 4/b + .5 from
    b > 12. Both are .21 away in whole hundredths, and then the one in the direction of best counts.
    The worst levels may not go below 0, and inward they only lower B.
    """
    found = judgement_flips(ATTRIBUTES, LEVELS, EQUAL)
    assert found[["criterion", "judgement", "leaders"]].to_numpy().tolist() == [
        ["p", "best", ["B"]],
        ["q", "best", ["B"]],
    ]
    assert found["now"].tolist() == [10, 10]
    assert found["to"].tolist() == pytest.approx([12.1, 8.3])
    assert found["moved"].tolist() == pytest.approx([0.21, -0.17])


def test_a_natural_end_moves_inward_only():
    levels = LEVELS.assign(outside="error")
    found = judgement_flips(ATTRIBUTES, levels, EQUAL)
    inward = found["to"].between(0, 10)
    assert inward.all()
    assert found.loc[found["criterion"] == "p", "to"].tolist() == pytest.approx([7.9])


def test_a_level_on_a_log_scale_moves_by_factors():
    """A leads by 1/8 - log(10/6)/log(100) = .0141, until best is below exp(8 log(10/6)) = 59.5."""
    attributes = pd.DataFrame({"q": [6.0, 10], "r": [1.0, 0]}, index=["A", "B"])
    levels = pd.DataFrame(
        {"worst": [1.0, 0], "best": [100.0, 1], "scale": ["log", "linear"], "outside": "clip"},
        index=["q", "r"],
    )
    found = judgement_flips(attributes, levels, {"q": 8, "r": 1})
    best = found[(found["criterion"] == "q") & (found["judgement"] == "best")].iloc[0]
    assert np.log(59.5) / np.log(100) == pytest.approx(0.8873, abs=1e-4)
    assert best["moved"] == pytest.approx(-0.12)
    assert best["to"] == pytest.approx(100**0.88)
    assert best["leaders"] == ["B"]


def test_only_judged_attributes_are_moved():
    attributes = pd.DataFrame({"p": [10.0, 9.0]}, index=["A", "B"])
    levels = LEVELS.loc[["p"]].assign(outside="error")
    assert judgement_flips(attributes, levels, {"p": 5}).empty
    found = judgement_flips(attributes, levels, {"p": 5}, judged=[("A", "p"), ("B", "q")])
    assert found.to_numpy().tolist() == [["p", "A", 10, pytest.approx(8.9), -0.11, ["B"]]]


def test_what_does_not_count_cannot_carry_the_verdict():
    assert set(judgement_flips(ATTRIBUTES, LEVELS, {"p": 5, "q": 0})["criterion"]) <= {"p"}
    assert judgement_flips(ATTRIBUTES, LEVELS, {"p": 0, "q": 0}).empty
    assert judgement_flips(ATTRIBUTES.iloc[:0], LEVELS, EQUAL).empty


def test_what_nobody_knows_stays_at_the_worst_and_is_no_judgement():
    """As if B's q were 0: A 1 + 0, B .4 + 0, so no level flips it; judged or not, it stays."""
    unknown = ATTRIBUTES.assign(q=[0.0, np.nan])
    assert judgement_flips(unknown, LEVELS, EQUAL, judged=[("B", "q")]).empty
    # A has .8 of q alone, B .4 + .5: with .1 less they are level, with .11 less A leads.
    unknown = pd.DataFrame({"p": [np.nan, 4], "q": [8.0, 5]}, index=["A", "B"])
    found = judgement_flips(unknown, LEVELS, EQUAL, judged=[("A", "p"), ("B", "q")])
    figures = found[~found["judgement"].isin(["worst", "best"])]
    assert figures[["judgement", "moved", "leaders"]].to_numpy().tolist() == [["B", -0.11, ["A"]]]


def wide_table():
    rng = np.random.default_rng(0)
    attributes = pd.DataFrame(rng.uniform(2, 9, (4, 6)), list("ABCD"), list("pqrstu"))
    attributes.loc["C", "r"] = np.nan
    criteria = pd.DataFrame(
        {
            "worst": [0.0, 12, 1, 1, -3, 0],
            "best": [10.0, 1, 10, 20, 9, 9],
            "scale": ["linear", "linear", "log", "log", "linear", "linear"],
            "outside": "clip",
        },
        index=list("pqrstu"),
    )
    return attributes, criteria


def test_a_reported_flip_is_the_nearest_that_the_values_confirm():
    """Each flip is set in the table and scored anew; a hundredth less is no flip."""
    attributes, criteria = wide_table()
    sliders = dict.fromkeys(attributes, 5)
    judged = [(a, k) for a in attributes.index for k in attributes]
    wide = judgement_flips(attributes, criteria, sliders, judged, reach=0.9)
    assert set(wide["judgement"]) == {"worst", "best", *attributes.index}
    assert ("C", "r") not in set(zip(wide["judgement"], wide["criterion"], strict=True))
    first = leaders_at(mcda.values(attributes, criteria), sliders)
    for row in wide.itertuples():
        for share, flipped in ((row.moved, True), (row.moved - np.sign(row.moved) * 0.01, False)):
            figures, levels = attributes.copy(), criteria.copy()
            worst, best = levels.loc[row.criterion, ["worst", "best"]]
            if levels.loc[row.criterion, "scale"] == "log":
                to = row.now * (best / worst) ** share
            else:
                to = row.now + share * (best - worst)
            if row.judgement in levels:
                levels.loc[row.criterion, row.judgement] = to
            else:
                figures.loc[row.judgement, row.criterion] = to
            leaders = leaders_at(mcda.values(figures, levels), sliders)
            assert leaders == (row.leaders if flipped else first)


# --- what is worth measuring

HALF = {"speed": 0.5, "safety": 0.5}


def test_information_is_worth_what_it_is_by_hand():
    """A scores .4; B .2 or .5, so .35 on average. Knowing B's speed wins .1 in half the cases."""
    samples = np.array([[[0.8, 0], [0.4, 0]], [[0.8, 0], [1, 0]]])
    found = value_of_information(samples, HALF)
    assert found.perfect == pytest.approx(0.05)
    assert found.criteria.to_dict() == pytest.approx({"speed": 0.05, "safety": 0})
    assert found.numbers["speed"].tolist() == pytest.approx([0, 0.05])
    assert found.numbers["safety"].tolist() == [0, 0]


def test_two_uniform_unknowns_have_the_exact_value():
    """U and V uniform on 0..1: E max(U, V) = 2/3, knowing U alone E max(U, 1/2) = 5/8; less 1/2."""
    value = pd.DataFrame({"p": [0.5, 0.5]}, index=["A", "B"])
    n = 40_000
    found = value_of_information(near_values(value * 0, value, value + 0.5, n), {"p": 1})
    error = 5 * 0.3 / np.sqrt(n)
    assert found.perfect == pytest.approx(2 / 3 - 1 / 2, abs=error)
    assert found.criteria["p"] == pytest.approx(found.perfect)
    assert found.numbers["p"].tolist() == pytest.approx([1 / 8, 1 / 8], abs=error)


def test_what_cannot_change_the_choice_is_worth_nothing():
    value = pd.DataFrame({"p": [0.9, 0.2], "q": [0.5, 0.5]}, index=["A", "B"])
    samples = near_values(value - 0.1, value, value + 0.1, 1000)
    found = value_of_information(samples, {"p": 0.5, "q": 0.5})
    assert found.perfect == 0
    assert (found.criteria == 0).all()
    assert (found.numbers == 0).all(axis=None)


def test_a_criterion_without_weight_and_a_single_alternative_leave_nothing_to_learn():
    value = pd.DataFrame({"p": [0.5, 0.5], "q": [0.5, 0.5]}, index=["A", "B"])
    samples = near_values(value - 0.5, value, value + 0.5, 1000)
    found = value_of_information(samples, {"p": 1, "q": 0})
    assert found.criteria["q"] == 0
    assert found.criteria["p"] > 0.1
    assert value_of_information(samples[:, :1], {"p": 0.5, "q": 0.5}).perfect == 0


@settings(max_examples=25)
@given(hnp.arrays(float, (20, 3, 4), elements=st.floats(0, 1)), st.integers(0, 3))
def test_information_is_never_worth_less_than_nothing_and_a_number_no_more_than_its_criterion(
    samples, unweighed
):
    weights = pd.Series(np.where(np.arange(4) == unweighed, 0, 1 / 3), index=list("pqrs"))
    found = value_of_information(samples, weights)
    assert found.perfect >= 0
    assert (found.criteria >= 0).all()
    assert (found.numbers >= 0).all(axis=None)
    assert (found.criteria.iloc[unweighed], found.numbers.iloc[:, unweighed].sum()) == (0, 0)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_on_drawn_evidence_all_numbers_together_are_worth_most(seed):
    value = pd.DataFrame(np.random.default_rng(seed).random((3, 3)), list("ABC"), list("pqr"))
    samples = near_values(value * 0.6, value, value * 0.6 + 0.4, 2000)
    found = value_of_information(samples, {"p": 0.2, "q": 0.3, "r": 0.5})
    error = 5 * 0.2 / np.sqrt(2000)
    assert found.criteria.max() <= found.perfect + error
    assert (found.numbers.max() <= found.criteria + error).all()


@pytest.mark.parametrize("shape", [(2, 2), (5, 3, 3), (0, 3, 2)])
def test_samples_of_another_shape_are_named(shape):
    with pytest.raises(ValueError, match=r"values: found shape .*, expected \(samples, altern"):
        value_of_information(np.ones(shape), HALF)
