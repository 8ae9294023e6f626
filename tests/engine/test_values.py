"""The value model, against numbers worked by hand, published totals, and what always holds."""

import doctest
import importlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from published import APPRAISAL, HOTELS, SCORES, SLIDERS, TOTALS, WEIGHTS

from framework_report import mcda

MODULES = ["model", "draws", "smaa", "tipping", "sensitivity"]


@st.composite
def problems(draw):
    """Draw values, alternatives x criteria, and points per criterion, not all 0."""
    m, k = draw(st.integers(2, 5)), draw(st.integers(1, 6))
    values = draw(hnp.arrays(float, (m, k), elements=st.floats(0, 1, allow_subnormal=False)))
    points = draw(hnp.arrays(int, k, elements=st.integers(0, 10)).filter(np.any))
    names = [f"k{j}" for j in range(k)]
    return pd.DataFrame(values, list("ABCDE"[:m]), names), pd.Series(points, names)


def criteria(**columns):
    defaults = {"scale": "linear", "outside": "error"}
    return pd.DataFrame({name: {**defaults, **levels} for name, levels in columns.items()}).T


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name):
    ran = doctest.testmod(importlib.import_module(f"framework_report.mcda.{name}"))
    assert ran.failed == 0
    assert ran.attempted > 0


# --- worked by hand


def test_totals_of_a_published_appraisal():
    """M1: totals 28, 32 and 30 of 5 for sliders 3, 5 and 2."""
    scores = mcda.scores(APPRAISAL, mcda.weights(SLIDERS))
    assert (scores * SLIDERS.sum()).round(9).tolist() == [28, 32, 30]
    assert mcda.ranks(scores).to_dict() == {"Baseline": 3, "A": 1, "B": 2}


def test_piecewise_linear_value_function():
    """M3: between cut points it is straight, beyond the ends it stays; so too read backwards."""
    cuts, at = [50, 75, 90, 100], [1, 0.8, 0.5, 0]
    assert mcda.piecewise_linear([60, 10, 120], cuts, at) == pytest.approx([0.92, 1, 0])
    x = [60, 10, 120, 55, 80, 95, 50, 100]
    assert mcda.piecewise_linear(x, cuts[::-1], at[::-1]) == pytest.approx(
        mcda.piecewise_linear(x, cuts, at)
    )


def test_fixed_levels_tell_apart_what_min_max_calls_a_tie():
    """M5: levels 0-20 and 0-10 give .6975 and .5, where min-max over two gives .5 and .5."""
    attributes = pd.DataFrame({"k": [10.1, 10], "m": [1, 5]}, index=["A", "B"])
    levels = criteria(k={"worst": 20, "best": 0}, m={"worst": 10, "best": 0})
    scores = mcda.scores(mcda.values(attributes, levels), mcda.weights({"k": 1, "m": 1}))
    assert scores.tolist() == pytest.approx([0.6975, 0.5])
    min_max = (attributes.max() - attributes) / (attributes.max() - attributes.min())
    assert min_max.mean(axis=1).tolist() == pytest.approx([0.5, 0.5])


def test_the_measure_chosen_turns_the_answer():
    """M6: weights .4 and .6; by measure x B leads .6 to .4, by y A leads 1 to 0."""
    weights = mcda.weights({"one": 4, "two": 6})
    for two, expected in (([0, 1], [0.4, 0.6]), ([1, 0], [1, 0])):
        values = pd.DataFrame({"one": [1, 0], "two": two}, index=["A", "B"])
        assert mcda.scores(values, weights).tolist() == pytest.approx(expected)


def test_log_scale_makes_equal_ratios_equal_steps():
    levels = criteria(k={"worst": 100, "best": 10_000, "scale": "log", "outside": "clip"})
    attributes = pd.DataFrame({"k": [100, 1000, 10_000, 1, 0]})
    assert mcda.values(attributes, levels)["k"].tolist() == pytest.approx([0, 0.5, 1, 0, 0])
    assert mcda.on_own_scale(100.0, levels.loc["k"]) == pytest.approx(np.log(100))


@pytest.mark.parametrize("outside", ["error", "clip"])
@pytest.mark.parametrize(("worst", "best", "scale"), [(20, 5, "linear"), (5, 20, "log")])
def test_what_nobody_knows_is_worth_what_the_worst_is(worst, best, scale, outside):
    """Even where the worst level is the higher one: not knowing never earns points."""
    levels = criteria(k={"worst": worst, "best": best, "scale": scale, "outside": outside})
    found = mcda.values(pd.DataFrame({"k": [np.nan, worst, best, None]}), levels)
    assert found["k"].tolist() == [0, 0, 1, 0]


def test_outside_its_levels_is_an_error_that_names_the_level():
    levels = criteria(k={"worst": 0, "best": 5})
    with pytest.raises(ValueError, match=r"^C/k: 6 lies beyond its level best = 5$"):
        mcda.values(pd.DataFrame({"k": [5, np.nan, 6, -1]}, index=list("ABCD")), levels)
    with pytest.raises(ValueError, match=r"^A/k: -1 lies beyond its level worst = 0$"):
        mcda.values(pd.DataFrame({"k": [-1]}, index=["A"]), levels)


def test_shown_criteria_have_no_values():
    levels = criteria(k={"worst": 0, "best": 5}, told={"scale": "shown"})
    found = mcda.values(pd.DataFrame({"told": [99], "k": [5]}), levels)
    assert found.columns.tolist() == ["k"]


@pytest.mark.parametrize("points", [{"k": 0, "m": 0}, {"k": -1, "m": 2}, {"k": np.nan}, {}])
def test_points_that_cannot_be_weighed_are_refused(points):
    with pytest.raises(ValueError, match=r"nothing to weigh|finite and not negative"):
        mcda.weights(points)


def test_weights_are_matched_by_criterion_and_one_without_values_is_refused():
    values = pd.DataFrame({"k": [1.0], "m": [0.5]}, index=["A"])
    weights = pd.Series({"m": 1.0})
    assert mcda.contributions(values, weights).to_dict("index") == {"A": {"k": 0, "m": 0.5}}
    with pytest.raises(KeyError, match="weights without values: ghost"):
        mcda.scores(values, pd.Series({"ghost": 1.0}))


def test_ties_share_a_rank():
    scores = pd.Series({"A": 0.5, "B": 0.5 + 1e-12, "C": 0.4})
    assert mcda.ranks(scores).to_dict() == {"A": 1, "B": 1, "C": 3}


# --- published decisions


def published(levels, points, **rows):
    """Score a published matrix: every criterion between the same levels, or a pair for each."""
    attributes = pd.DataFrame(rows).T
    pairs = levels if isinstance(levels, list) else [levels] * len(points)
    codebook = criteria(
        **{str(k): dict(zip(("worst", "best"), pair, strict=True)) for k, pair in enumerate(pairs)}
    ).set_axis(range(len(points)))
    values = mcda.values(attributes, codebook)
    return mcda.scores(values, mcda.weights(pd.Series(points, range(len(points))))), values


def test_seven_web_frameworks():
    """A: the totals of 5 as published."""
    rows = {
        "Django": [5, 5, 5, 4],
        "Laravel": [3, 4, 5, 4],
        "Rails": [2, 4, 4, 4],
        "ASP": [3, 3, 5, 5],
        "Spring": [5, 2, 5, 5],
        "Express": [4, 4, 4, 3],
        "SvelteKit": [4, 4, 4, 4],
    }
    scores, _ = published((0, 5), [5, 4, 3, 2], **rows)
    assert (5 * scores).round(2).tolist() == TOTALS["web"][1]
    assert mcda.ranks(scores).tolist() == [1, 4, 7, 6, 2, 4, 3]


def test_a_library_whose_published_totals_are_not_those_of_its_scores():
    """B: the file prints 92, 78, 68 and 55; its scores and weights give another second place."""
    rows = {
        "Automerge": [5, 5, 5, 3, 2, 4],
        "Loro": [4, 3, 5, 5, 4, 3],
        "Yrs": [3, 1, 4, 4, 5, 5],
        "cr-sqlite": [4, 5, 5, 4, 1, 3],
    }
    scores, _ = published((0, 5), [6, 5, 2, 3, 2, 2], **rows)
    assert (100 * scores).round(9).tolist() == TOTALS["library"][1]
    assert mcda.ranks(scores).to_dict() == {"Automerge": 1, "Loro": 3, "Yrs": 4, "cr-sqlite": 2}


def test_a_car():
    """C: totals of 105."""
    rows = {
        "wagon": [3, 4, 3, 4, 1, 2],
        "sedan": [4, 2, 5, 3, 1, 4],
        "SUV": [1, 5, 1, 4, 3, 2],
        "sports": [1, 1, 1, 1, 5, 4],
    }
    scores, _ = published((0, 5), [4, 5, 3, 2, 4, 3], **rows)
    assert (105 * scores).round(9).tolist() == TOTALS["car"][1]


def test_stocks_that_are_behind_others_on_everything():
    """D: FX is behind PE, AA and GN (and JN, level on years), MM behind GN; GN leads."""
    rows = {
        "PE": [7, 5, 35],
        "JN": [5, 4, 26],
        "AA": [5, 6, 28],
        "FX": [3, 4, 36],
        "MM": [1, 7, 30],
        "GN": [5, 8, 30],
    }
    scores, values = published([(1, 7), (4, 8), (36, 26)], [2, 4, 1], **rows)
    behind = mcda.dominated(values)
    assert {row: behind.columns[behind.loc[row]].tolist() for row in ("FX", "MM")} == {
        "FX": ["PE", "JN", "AA", "GN"],
        "MM": ["GN"],
    }
    assert scores.idxmax() == "GN"


def test_a_hotel_for_seven_people():
    """E and M7: each one's scores; six want the Hilton; the least unhappy choose the Shangri-la."""
    scores = pd.DataFrame({p: published((0, 1), w, **HOTELS)[0] for p, w in WEIGHTS.items()})
    for person, expected in SCORES.items():
        assert scores[person].tolist() == pytest.approx(expected, abs=6e-4)
    assert scores.idxmax().to_dict() == {p: "sheraton" if p == "B" else "hilton" for p in WEIGHTS}
    assert scores.mean(axis=1).idxmax() == "hilton"
    assert scores.mean(axis=1).max() == pytest.approx(0.713, abs=0.001)
    assert scores.min(axis=1).idxmax() == "shangri-la"
    assert scores.min(axis=1)[["shangri-la", "hilton"]].tolist() == pytest.approx(
        [0.503, 0.493], abs=0.001
    )


# --- what always holds


@settings(max_examples=25)
@given(problems())
def test_removing_an_alternative_never_reorders_the_others(drawn):
    values, points = drawn
    weights = mcda.weights(points)
    assert weights.sum() == pytest.approx(1)
    whole = mcda.scores(values, weights)
    for name in values.index:
        assert mcda.scores(values.drop(name), weights).equals(whole.drop(name))


@settings(max_examples=25)
@given(
    st.lists(st.floats(-5, 25) | st.none(), min_size=2, max_size=6),
    st.sampled_from([("linear", 0.0, 20.0), ("linear", 20.0, 0.0), ("log", 1.0, 20.0)]),
)
def test_values_of_an_alternative_depend_on_no_other(attributes, level):
    scale, worst, best = level
    levels = criteria(k={"worst": worst, "best": best, "scale": scale, "outside": "clip"})
    whole = mcda.values(pd.DataFrame({"k": attributes}, dtype=float), levels)["k"]
    alone = [
        mcda.values(pd.DataFrame({"k": [x]}, dtype=float), levels)["k"].iloc[0] for x in attributes
    ]
    assert whole.tolist() == alone
    assert whole.between(0, 1).all()


@settings(max_examples=25)
@given(problems(), st.integers(1, 10), st.data())
def test_raising_a_slider_never_favours_who_is_worse_on_it(drawn, more, data):
    values, points = drawn
    name = data.draw(st.sampled_from(list(points.index)))
    before = mcda.scores(values, mcda.weights(points))
    after = mcda.scores(values, mcda.weights({**points, name: points[name] + more}))
    for better in values.index:
        for worse in values.index:
            if values.at[better, name] >= values.at[worse, name] and before[better] > before[worse]:
                assert after[better] >= after[worse] - mcda.TIE


@settings(max_examples=25)
@given(problems())
def test_relabelling_changes_nothing(drawn):
    values, points = drawn
    plain = mcda.scores(values, mcda.weights(points))
    renamed = values.rename(index=str.lower, columns=str.upper)
    again = mcda.scores(renamed, mcda.weights(points.rename(str.upper)))
    assert again.tolist() == plain.tolist()


@settings(max_examples=25)
@given(problems())
def test_scores_lie_between_values_and_who_dominates_never_scores_less(drawn):
    values, points = drawn
    behind, scores = mcda.dominated(values), mcda.scores(values, mcda.weights(points))
    assert (scores >= values.min(axis=1) - mcda.TIE).all()
    assert (scores <= values.max(axis=1) + mcda.TIE).all()
    assert not np.diag(behind).any()
    for row in values.index:
        for column in values.index[behind.loc[row]]:
            assert scores[row] <= scores[column] + mcda.TIE
