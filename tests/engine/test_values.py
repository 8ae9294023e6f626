"""The value model, against numbers worked by hand and properties that hold for any numbers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework_report import mcda
from framework_report.mcda import Problem

UNIT = st.floats(0, 1, allow_subnormal=False)


def problems(most_frameworks=5, most_criteria=6):
    """Draw values (frameworks x criteria) and points per criterion, not all 0."""
    return st.tuples(st.integers(2, most_frameworks), st.integers(1, most_criteria)).flatmap(
        lambda shape: st.tuples(
            st.lists(
                st.lists(UNIT, min_size=shape[1], max_size=shape[1]),
                min_size=shape[0],
                max_size=shape[0],
            ).map(lambda rows: frame(rows)),
            st.lists(st.integers(0, 10), min_size=shape[1], max_size=shape[1])
            .filter(any)
            .map(lambda points: pd.Series(points, index=[f"k{i}" for i in range(len(points))])),
        )
    )


def frame(rows):
    return pd.DataFrame(
        rows,
        index=[f"f{i}" for i in range(len(rows))],
        columns=[f"k{i}" for i in range(len(rows[0]))],
        dtype=float,
    )


def criteria(**columns):
    defaults = {"scale": "linear", "outside": "error"}
    return pd.DataFrame({name: {**defaults, **levels} for name, levels in columns.items()}).T


def test_totals_of_a_published_appraisal():
    """M1: totals 28, 32 and 30 of 5 for sliders 3, 5 and 2."""
    values = pd.DataFrame(
        {"time": [5, 3, 1], "security": [1, 3, 5], "operability": [4, 4, 1]},
        index=["Baseline", "A", "B"],
    )
    points = pd.Series({"time": 3, "security": 5, "operability": 2})
    scores = mcda.scores(values, mcda.weights(points))
    assert (scores * points.sum()).round(9).tolist() == [28, 32, 30]
    assert mcda.ranks(scores).to_dict() == {"Baseline": 3, "A": 1, "B": 2}


def test_piecewise_linear_value_function():
    """M3: between cut points it is straight, beyond the ends it stays."""
    found = mcda.piecewise_linear([60, 10, 120], [50, 75, 90, 100], [1, 0.8, 0.5, 0])
    assert found == pytest.approx([0.92, 1, 0])


def test_fixed_levels_tell_apart_what_min_max_calls_a_tie():
    """M5: levels 0-20 and 0-10 give .6975 and .5, where min-max over two gives .5 and .5."""
    attributes = pd.DataFrame({"k": [10.1, 10], "m": [1, 5]}, index=["A", "B"])
    levels = criteria(k={"worst": 20, "best": 0}, m={"worst": 10, "best": 0})
    scores = mcda.scores(mcda.values(attributes, levels), mcda.weights({"k": 1, "m": 1}))
    assert scores.tolist() == pytest.approx([0.6975, 0.5])
    spread = attributes.max() - attributes.min()
    min_max = (attributes.max() - attributes) / spread
    assert min_max.mean(axis=1).tolist() == pytest.approx([0.5, 0.5])


def test_log_scale_makes_equal_ratios_equal_steps():
    levels = criteria(k={"worst": 100, "best": 10_000, "scale": "log", "outside": "clip"})
    attributes = pd.DataFrame({"k": [100, 1000, 10_000, 1, 0]})
    assert mcda.values(attributes, levels)["k"].tolist() == pytest.approx([0, 0.5, 1, 0, 0])


def test_outside_its_levels_is_an_error_that_names_the_level():
    levels = criteria(k={"worst": 0, "best": 5})
    with pytest.raises(ValueError, match=r"B/k: 6 lies beyond its level best = 5"):
        mcda.values(pd.DataFrame({"k": [5, 6]}, index=["A", "B"]), levels)


def test_shown_criteria_have_no_values(problem: Problem):
    values = mcda.values(problem.attributes, problem.criteria)
    assert "own_lines" in problem.attributes
    assert "own_lines" not in values


@pytest.mark.parametrize("points", [{"k": 0, "m": 0}, {"k": -1, "m": 2}, {"k": np.nan}])
def test_points_that_cannot_be_weighed_are_refused(points):
    with pytest.raises(ValueError, match=r"nothing to weigh|finite and not negative"):
        mcda.weights(points)


def test_a_weight_without_values_is_refused():
    with pytest.raises(KeyError, match="weights without values: ghost"):
        mcda.scores(pd.DataFrame({"k": [1.0]}), pd.Series({"ghost": 1.0}))


@given(problems())
def test_weights_sum_to_1(drawn):
    assert mcda.weights(drawn[1]).sum() == pytest.approx(1)


@given(problems())
def test_removing_a_framework_never_reorders_the_others(drawn):
    values, points = drawn
    weights = mcda.weights(points)
    whole = mcda.scores(values, weights)
    for name in values.index:
        rest = mcda.scores(values.drop(name), weights)
        assert rest.equals(whole.drop(name))


@given(
    st.lists(st.floats(-5, 25), min_size=2, max_size=6),
    st.sampled_from([("linear", 0.0, 20.0), ("linear", 20.0, 0.0), ("log", 1.0, 20.0)]),
)
def test_values_of_a_framework_depend_on_no_other(attributes, level):
    scale, worst, best = level
    levels = criteria(k={"worst": worst, "best": best, "scale": scale, "outside": "clip"})
    whole = mcda.values(pd.DataFrame({"k": attributes}), levels)["k"]
    alone = [mcda.values(pd.DataFrame({"k": [x]}), levels)["k"].iloc[0] for x in attributes]
    assert whole.tolist() == alone
    assert whole.between(0, 1).all()


@given(problems(), st.integers(1, 10), st.data())
def test_raising_a_slider_never_favours_who_is_worse_on_it(drawn, more, data):
    values, points = drawn
    name = data.draw(st.sampled_from(list(points.index)))
    before = mcda.scores(values, mcda.weights(points))
    raised = points.copy()
    raised[name] += more
    after = mcda.scores(values, mcda.weights(raised))
    for better in values.index:
        for worse in values.index:
            if values.at[better, name] >= values.at[worse, name] and before[better] > before[worse]:
                assert after[better] >= after[worse] - mcda.TIE


@given(problems())
def test_relabelling_changes_nothing(drawn):
    values, points = drawn
    plain = mcda.scores(values, mcda.weights(points))
    renamed = values.rename(index=str.upper, columns=str.upper)
    again = mcda.scores(renamed, mcda.weights(points.rename(str.upper)))
    assert again.tolist() == plain.tolist()


@given(problems())
def test_scores_lie_between_the_worst_and_best_value(drawn):
    values, points = drawn
    scores = mcda.scores(values, mcda.weights(points))
    assert (scores >= values.min(axis=1) - mcda.TIE).all()
    assert (scores <= values.max(axis=1) + mcda.TIE).all()


@given(problems())
def test_who_dominates_never_scores_less(drawn):
    values, points = drawn
    behind, scores = mcda.dominated(values), mcda.scores(values, mcda.weights(points))
    assert not np.diag(behind).any()
    for row in values.index:
        for column in values.index:
            if behind.at[row, column]:
                assert scores[row] <= scores[column] + mcda.TIE


def test_ties_share_a_rank():
    scores = pd.Series({"A": 0.5, "B": 0.5 + 1e-12, "C": 0.4})
    assert mcda.ranks(scores).to_dict() == {"A": 1, "B": 1, "C": 3}
