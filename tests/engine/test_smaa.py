"""Tipping points and samples: worked numbers, and what must hold for any state."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from framework_report import mcda
from framework_report.mcda import near_values, simplex_weights

# M1: a published options appraisal, scores out of 5
APPRAISAL = pd.DataFrame(
    {"time": [5, 3, 1], "security": [1, 3, 5], "operability": [4, 4, 1]},
    index=["Baseline", "A", "B"],
)
SLIDERS = pd.Series({"time": 3, "security": 5, "operability": 2})
SIMPLEX_SAMPLES = 100_000

unhurried = settings(deadline=None)  # a busy machine is no reason to fail


def monte_carlo(share: float, n: int = SIMPLEX_SAMPLES) -> float:
    """Five standard errors of a share: a sound sampler leaves it once in two million tests."""
    return 5 * np.sqrt(share * (1 - share) / n)


def uniform_weights(criteria: int, n: int = SIMPLEX_SAMPLES) -> np.ndarray:
    return simplex_weights({str(k): "all" for k in range(criteria)}, n)


# --- tipping points


def test_one_slider_alone_flips_where_the_worked_example_says():
    found = mcda.tipping_points(APPRAISAL, SLIDERS)
    assert found["low"].tolist() == pytest.approx([2, 3, 4 / 3])
    assert found["high"].tolist() == pytest.approx([5, 6, 10])
    assert found["below"].tolist() == ["B", "Baseline", "B"]
    assert found["above"].tolist() == ["Baseline", "B", None]
    assert found.index.tolist() == ["time", "security", "operability"]
    assert found.index.name == "criterion"


def test_one_weight_alone_flips_where_the_worked_example_says():
    found = mcda.tipping_weights(APPRAISAL, SLIDERS / 10)
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


@pytest.mark.parametrize("frameworks", [[], ["A"], ["A", "B", "Baseline"]])
def test_with_nothing_to_weigh_no_slider_has_an_interval(frameworks):
    found = mcda.tipping_points(APPRAISAL.loc[frameworks], SLIDERS * 0)
    assert found[["low", "high"]].isna().all(axis=None)
    assert found[["below", "above"]].map(lambda name: name is None).all(axis=None)


def test_a_single_framework_stays_first_over_the_whole_slider():
    found = mcda.tipping_points(APPRAISAL.loc[["A"]], SLIDERS)
    assert (found["low"] == 0).all()
    assert (found["high"] == 10).all()
    assert found["below"].tolist() == [None] * 3


def test_without_a_framework_there_is_no_interval():
    assert mcda.tipping_points(APPRAISAL.iloc[:0], SLIDERS)["low"].isna().all()


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
    weights = mcda.tipping_weights(APPRAISAL, {"time": 1})
    assert weights.loc["time"].tolist() == [0, 1, None, None]


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


def leader(values, points):
    scores = mcda.scores(values, mcda.weights(points))
    return scores.index[(scores >= scores.max() - mcda.TIE).to_numpy().argmax()]


def is_best(values, points, name):
    scores = mcda.scores(values, mcda.weights(points))
    return scores[name] >= scores.max() - mcda.TIE


@unhurried
@given(states())
def test_the_leader_stays_inside_its_interval_and_loses_to_the_named_rival_beyond(state):
    values, points = state
    first = leader(values, points)
    for name, row in mcda.tipping_points(values, points).iterrows():
        assert row["low"] <= points[name] <= row["high"]
        for slider in np.linspace(row["low"], row["high"], 5):
            moved = points.astype(float).where(points.index != name, slider)
            assert not moved.any() or is_best(values, moved, first)
        for end, rival, step in (("low", "below", -1e-4), ("high", "above", 1e-4)):
            if row[rival] is not None:
                beyond = points.astype(float).where(points.index != name, row[end] + step)
                assert leader(values, beyond) == row[rival]
            else:
                assert row[end] in (0, 10)


@unhurried
@given(states())
def test_both_formulas_for_tipping_points_describe_the_same_flip(state):
    values, points = state
    sliders = mcda.tipping_points(values, points, maximum=1e6)
    weights = mcda.tipping_weights(values, mcda.weights(points))
    others = points.sum() - points
    for end, rival in (("low", "below"), ("high", "above")):
        flips = sliders[rival].notna() & (sliders[end] < 1e5)
        as_weight = sliders[end] / (sliders[end] + others)
        assert weights.loc[flips, end].tolist() == pytest.approx(as_weight[flips].tolist())
        assert weights.loc[flips, rival].tolist() == sliders.loc[flips, rival].tolist()


# --- samples: exact answers


def test_two_specialists_share_the_simplex():
    weights = uniform_weights(2)
    values = [[1, 0], [0, 1]]
    found = mcda.rank_acceptability(values, weights)
    assert found.loc[0, 1] == pytest.approx(1 / 2, abs=monte_carlo(1 / 2))
    central = mcda.central_weights(values, weights)
    assert central.loc[0].tolist() == pytest.approx([3 / 4, 1 / 4], abs=0.005)


def test_a_weaker_specialist_is_first_for_a_third():
    weights = uniform_weights(2)
    values = [[1, 0], [0, 0.5]]
    found = mcda.rank_acceptability(values, weights)
    assert found.loc[0, 1] == pytest.approx(2 / 3, abs=monte_carlo(2 / 3))
    central = mcda.central_weights(values, weights)
    assert central.loc[0].tolist() == pytest.approx([2 / 3, 1 / 3], abs=0.005)


def test_three_specialists_have_the_central_weights_of_the_worked_example():
    weights = uniform_weights(3)
    found = mcda.rank_acceptability(np.eye(3), weights)
    assert found[1].tolist() == pytest.approx([1 / 3] * 3, abs=monte_carlo(1 / 3))
    central = mcda.central_weights(np.eye(3), weights)
    assert central.loc[0].tolist() == pytest.approx([11 / 18, 7 / 36, 7 / 36], abs=0.005)


def test_a_compromise_is_first_for_few():
    values = np.vstack([np.eye(3), [0.4] * 3])
    found = mcda.rank_acceptability(values, uniform_weights(3))
    assert found.loc[3, 1] == pytest.approx(0.04, abs=monte_carlo(0.04))


def test_never_first_means_central_weights_are_missing():
    values = pd.DataFrame([[1, 0], [0, 1], [0.4, 0.4]], list("ABC"), ["p", "q"])
    central = mcda.central_weights(values, uniform_weights(2))
    assert central.loc["C"].isna().all()
    assert central.loc[["A", "B"]].notna().all(axis=None)
    factors = mcda.confidence_factors(values, central)
    assert factors.tolist()[:2] == [1, 1]
    assert np.isnan(factors["C"])


def test_confidence_is_the_share_of_evidence_in_which_it_wins_at_its_own_weights():
    values = np.array([[[1.0, 0.0], [0.0, 1.0]]] * 3 + [[[0.2, 0.0], [0.3, 1.0]]])
    own = [[0.9, 0.1], [0.1, 0.9]]
    found = mcda.confidence_factors(values, own)
    assert found.tolist() == [3 / 4, 1]


def test_frames_keep_their_labels_and_are_matched_by_name():
    values = pd.DataFrame([[1, 0], [0, 1]], ["A", "B"], ["p", "q"])
    weights = pd.DataFrame([[0.1, 0.9], [0.2, 0.8]], columns=["q", "p"])
    found = mcda.rank_acceptability(values, weights)
    assert found.loc["A"].tolist() == [1, 0]
    assert (found.index.name, found.columns.name) == ("framework", "rank")
    assert found.columns.tolist() == [1, 2]
    central = mcda.central_weights(values, weights)
    assert central.loc["A", ["p", "q"]].tolist() == pytest.approx([0.85, 0.15])


def test_one_weight_vector_is_the_same_in_every_sample_of_values():
    values = np.array([[[1, 0], [0, 1]], [[0, 0], [0, 1]], [[1, 0], [0, 0]]], float)
    found = mcda.rank_acceptability(values, [0.6, 0.4])
    assert found.to_numpy().tolist() == [[2 / 3, 1 / 3], [1 / 3, 2 / 3]]


def test_a_single_reading_ranks_as_the_model_does():
    found = mcda.rank_acceptability(APPRAISAL, SLIDERS)
    ranks = mcda.ranks(mcda.scores(APPRAISAL, SLIDERS))
    assert [found.loc[name, rank] for name, rank in ranks.items()] == [1, 1, 1]


@pytest.mark.parametrize("m", [3, 9])
def test_tied_frameworks_share_the_ranks_they_span(m):
    """One is ahead, the next two are tied, the others follow; nine are sorted, not compared."""
    values = np.array([[1], [0.5], [0.5 + 0.4e-9], *([x / 20] for x in range(m - 3))])
    found = mcda.rank_acceptability(values, [[1.0]] * 2).to_numpy()
    assert found[0, 0] == 1
    assert found[1:3, 1:3].tolist() == [[1 / 2, 1 / 2], [1 / 2, 1 / 2]]
    assert found[3:, 3:].tolist() == np.eye(m - 3)[::-1].tolist()


@pytest.mark.parametrize("m", [3, 9])
def test_a_chain_of_ties_is_one_group(m):
    values = np.array(
        [[0.5], [0.5 + 0.8e-9], [0.5 + 1.6e-9], *([0.1 - x / 100] for x in range(m - 3))]
    )
    found = mcda.rank_acceptability(values, [1.0]).to_numpy()
    assert found[:3, :3] == pytest.approx(np.full((3, 3), 1 / 3))


def test_comparing_pairs_and_sorting_count_the_same():
    scores = np.random.default_rng(7).integers(0, 5, (500, 5)) / 4
    by_pairs = mcda._counts_by_pairs(scores)
    assert by_pairs == pytest.approx(mcda._counts_by_sorting(scores))


def test_chunks_do_not_show(monkeypatch):
    rng = np.random.default_rng(3)
    values, weights = rng.random((50, 7, 4)), rng.random((50, 4))
    whole = mcda.rank_acceptability(values, weights)
    central = mcda.central_weights(values, weights)
    monkeypatch.setattr(robustness, "CHUNK", 7 * 8)
    monkeypatch.setattr(robustness, "BLOCK", 7 * 3)
    pd.testing.assert_frame_equal(mcda.rank_acceptability(values, weights), whole)
    pd.testing.assert_frame_equal(mcda.central_weights(values, weights), central)


@pytest.mark.parametrize("m", [3, 100])
def test_memory_does_not_grow_with_the_samples(m):
    """500 MB are allowed beyond the input for a million samples; chunks keep it far below."""
    rng = np.random.default_rng(9)
    values, weights = rng.random((m, 5)), rng.random((200_000, 5))
    tracemalloc.start()
    mcda.rank_acceptability(values, weights)
    mcda.central_weights(values, weights)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100e6


def test_the_layout_in_memory_changes_no_rank():
    rng = np.random.default_rng(5)
    values, weights = rng.random((2000, 3, 14)), rng.random((2000, 14))
    streams = np.ascontiguousarray(values.transpose(2, 1, 0)).transpose(2, 1, 0)
    pd.testing.assert_frame_equal(
        mcda.rank_acceptability(values, weights),
        mcda.rank_acceptability(streams, weights),
    )


# --- samples: what always holds


@st.composite
def samples(draw, most=9):
    """Few distinct values, so that ties are common."""
    n, m, k = draw(st.integers(1, 20)), draw(st.integers(1, most)), draw(st.integers(1, 4))
    quarters = st.integers(0, 4)
    values = draw(hnp.arrays(int, (n, m, k), elements=quarters)) / 4
    weights = draw(hnp.arrays(int, (n, k), elements=quarters)) / 4
    return values, weights


@unhurried
@given(samples())
def test_acceptabilities_of_a_framework_and_of_a_rank_sum_to_one(sample):
    found = mcda.rank_acceptability(*sample)
    assert found.sum(axis=0).to_numpy() == pytest.approx(1)
    assert found.sum(axis=1).to_numpy() == pytest.approx(1)
    assert (found >= -1e-12).all(axis=None)


@unhurried
@given(samples(), st.randoms(use_true_random=False))
def test_permuting_frameworks_permutes_the_result(sample, random):
    values, weights = sample
    order = list(range(values.shape[1]))
    random.shuffle(order)
    plain = mcda.rank_acceptability(values, weights).to_numpy()
    permuted = mcda.rank_acceptability(values[:, order], weights).to_numpy()
    assert permuted == pytest.approx(plain[order])
    central = mcda.central_weights(values, weights).to_numpy()
    permuted = mcda.central_weights(values[:, order], weights).to_numpy()
    assert permuted == pytest.approx(central[order], nan_ok=True)


@unhurried
@given(samples(most=8))
def test_a_dominated_framework_is_never_alone_in_first_place(sample):
    values, weights = sample
    worse = values[:, :1] * 0.75
    found = mcda.rank_acceptability(np.concatenate([values, worse], axis=1), weights)
    # The one that dominates it shares every first place it has.
    assert found.iloc[-1, 0] <= found.iloc[0, 0] + 1e-12
    assert found.iloc[-1, 0] <= 1 / 2 + 1e-12


@unhurried
@given(
    hnp.arrays(float, (3, 2, 3), elements=st.floats(0, 1)),
    st.lists(st.integers(0, 10), min_size=3, max_size=3).filter(any),
    st.floats(0, 1),
)
def test_shrinking_all_intervals_never_lowers_the_share_of_the_leader(ends, points, factor):
    """Two frameworks, fixed weights: a lead is that at the values plus factor times a deviation."""
    low, value, high = np.sort(ends, axis=0)
    scores = value @ np.array(points)
    first = int(scores.argmax())
    assume(scores[first] > scores[1 - first] + 1e-6)
    shares = [
        mcda.rank_acceptability(
            near(value + f * (low - value), value, value + f * (high - value)), points
        ).loc[first, 1]
        for f in (1.0, factor)
    ]
    assert shares[1] >= shares[0]


def near(low, value, high, n=500):
    frames = (pd.DataFrame(x, index=["A", "B"], columns=list("pqr")) for x in (low, value, high))
    return near_values(*frames, n)


# --- samples: what is refused


@pytest.mark.parametrize(
    ("values", "weights"),
    [
        (np.ones((2, 3)), np.ones(2)),
        (np.ones((5, 2, 3)), np.ones((4, 3))),
        (np.ones(3), np.ones(3)),
        (np.ones((0, 3)), np.ones(3)),
        (np.ones((2, 3)), np.ones((0, 3))),
        (np.ones((2, 3)), np.ones((2, 2, 3))),
    ],
)
def test_shapes_that_do_not_fit_are_named(values, weights):
    with pytest.raises(ValueError, match=r"found shapes \(.*\) and \(.*\), expected"):
        mcda.rank_acceptability(values, weights)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_missing_and_infinite_figures_are_refused(bad):
    with pytest.raises(ValueError, match="NaN or infinity"):
        mcda.rank_acceptability([[bad, 0], [0, 1]], [0.5, 0.5])
    with pytest.raises(ValueError, match="NaN or infinity"):
        mcda.central_weights([[1, 0], [0, 1]], [[0.5, 0.5], [bad, 0.5]])


def test_weights_of_an_unknown_criterion_are_refused_by_name():
    with pytest.raises(KeyError, match="taste"):
        mcda.rank_acceptability(APPRAISAL, pd.Series({"time": 1, "taste": 1}))


def test_confidence_needs_one_row_of_weights_per_framework():
    with pytest.raises(ValueError, match=r"expected .* \(frameworks, criteria\)"):
        mcda.confidence_factors(np.ones((2, 3)), np.ones((3, 3)))
