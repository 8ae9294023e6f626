"""Samples: worked numbers, and what must hold for any of them."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from published import APPRAISAL, SLIDERS

from framework_report import mcda
from framework_report.mcda import smaa

SIMPLEX_SAMPLES = 100_000


def monte_carlo(share: float, n: int = SIMPLEX_SAMPLES) -> float:
    """Five standard errors of a share: a sound sampler leaves it once in two million tests."""
    return 5 * np.sqrt(share * (1 - share) / n)


def uniform_weights(criteria: int, n: int = SIMPLEX_SAMPLES) -> np.ndarray:
    return mcda.simplex_weights({str(k): "all" for k in range(criteria)}, n)


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
    assert (found.index.name, found.columns.name) == ("alternative", "rank")
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
def test_tied_alternatives_share_the_ranks_they_span(m):
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


def by_counting(values, weights):
    """Count ranks one sample after the other, as one would on paper."""
    n, m, _ = values.shape
    counts = np.zeros((m, m))
    for v, w in zip(values, weights, strict=True):
        scores = [sum(w[k] * row[k] for k in range(len(w))) for row in v]
        order = sorted(range(m), key=lambda i: -scores[i])
        start = 0
        for end in range(1, m + 1):
            if end == m or scores[order[end - 1]] - scores[order[end]] > mcda.TIE:
                for i in order[start:end]:
                    counts[i, start:end] += 1 / (end - start)
                start = end
    return counts / n


def test_blocks_of_samples_do_not_show(monkeypatch):
    rng = np.random.default_rng(3)
    values, weights = rng.random((50, 7, 4)), rng.random((50, 4))
    whole = mcda.rank_acceptability(values, weights)
    central = mcda.central_weights(values, weights)
    monkeypatch.setattr(smaa, "BLOCK", 7 * 8)
    pd.testing.assert_frame_equal(mcda.rank_acceptability(values, weights), whole)
    pd.testing.assert_frame_equal(mcda.central_weights(values, weights), central)


def test_memory_does_not_grow_with_the_samples():
    """All scores at once would be 16 MB, and their ranks as much again."""
    rng = np.random.default_rng(9)
    values, weights = rng.random((100, 5)), rng.random((20_000, 5))
    tracemalloc.start()
    mcda.rank_acceptability(values, weights)
    mcda.central_weights(values, weights)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10e6


@pytest.mark.parametrize("sampled", [True, False])
def test_scores_of_a_sample_are_added_criterion_by_criterion_to_the_last_digit(sampled):
    """As the page adds them: sum of value times weight from the first criterion to the last."""
    rng = np.random.default_rng(11)
    value = pd.DataFrame(rng.random((3, 14)), list("ABC"), [f"c{k}" for k in range(14)])
    weights = mcda.near_weights(dict.fromkeys(value, 5), 200)
    values = np.broadcast_to(value.to_numpy(), (200, 3, 14))
    if sampled:
        values = mcda.near_values(value * 0.9, value, value * 0.9 + 0.1, 200)
    scores = np.hstack([block for _, block in smaa._blocks(values, weights)])
    for s in range(200):
        for i in range(3):
            total = 0.0
            for k in range(14):
                total += float(values[s, i, k]) * float(weights[s, k])
            assert scores[i, s] == total


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


@settings(max_examples=25)
@given(samples())
def test_ranks_are_counted_as_on_paper(sample):
    assert mcda.rank_acceptability(*sample).to_numpy() == pytest.approx(by_counting(*sample))


@settings(max_examples=25)
@given(samples())
def test_acceptabilities_of_an_alternative_and_of_a_rank_sum_to_one(sample):
    found = mcda.rank_acceptability(*sample)
    assert found.sum(axis=0).to_numpy() == pytest.approx(1)
    assert found.sum(axis=1).to_numpy() == pytest.approx(1)
    assert (found >= 0).all(axis=None)


@settings(max_examples=25)
@given(samples(), st.randoms(use_true_random=False))
def test_permuting_alternatives_permutes_the_result(sample, random):
    values, weights = sample
    order = list(range(values.shape[1]))
    random.shuffle(order)
    plain = mcda.rank_acceptability(values, weights).to_numpy()
    permuted = mcda.rank_acceptability(values[:, order], weights).to_numpy()
    assert permuted == pytest.approx(plain[order])
    central = mcda.central_weights(values, weights).to_numpy()
    permuted = mcda.central_weights(values[:, order], weights).to_numpy()
    assert permuted == pytest.approx(central[order], nan_ok=True)


@settings(max_examples=25)
@given(samples(most=8))
def test_a_dominated_alternative_is_never_alone_in_first_place(sample):
    values, weights = sample
    worse = values[:, :1] * 0.75
    found = mcda.rank_acceptability(np.concatenate([values, worse], axis=1), weights)
    # The one that dominates it shares every first place it has.
    assert found.iloc[-1, 0] <= found.iloc[0, 0] + 1e-12
    assert found.iloc[-1, 0] <= 1 / 2 + 1e-12


@settings(max_examples=25)
@given(
    hnp.arrays(float, (3, 2, 3), elements=st.floats(0, 1)),
    st.lists(st.integers(0, 10), min_size=3, max_size=3).filter(any),
    st.floats(0, 1),
)
def test_shrinking_all_intervals_never_lowers_the_share_of_the_leader(ends, points, factor):
    """Two alternatives, fixed weights: a lead is that at the values plus factor times deviation."""
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
    return mcda.near_values(*frames, n)


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


@pytest.mark.parametrize(
    "weights", [pd.Series({"p": 0.6, "q": 0.4}), pd.DataFrame({"p": [0.6], "q": [0.4]})]
)
def test_criteria_are_named_by_the_weights_where_values_have_no_names(weights):
    assert list(mcda.central_weights(np.eye(2), weights).columns) == ["p", "q"]


def test_confidence_needs_one_row_of_weights_per_alternative():
    with pytest.raises(
        ValueError, match=r"found shape \(3, 3\), expected \(alternatives, criteria\)"
    ):
        mcda.confidence_factors(np.ones((2, 3)), np.ones((3, 3)))
