"""Draws: the same digits as their specification, uniform, and independent by name."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework_report import mcda

N = 50_000
STREAMS = [mcda.key("weight", f"criterion {k}") for k in range(24)]


def chi_square_limit(cells: int) -> float:
    """Five standard deviations above the mean of chi-square with that many cells less one."""
    return cells - 1 + 5 * sqrt(2 * (cells - 1))


# The specification, in plain integers as another language would write it.


def specified_mix(x: int) -> int:
    for shift, factor in ((17, 0xED5AD4BB), (11, 0xAC4C1B51), (15, 0x31848BAB)):
        x = (x ^ (x >> shift)) * factor % 2**32
    return x ^ (x >> 14)


def specified_number(name: str, i: int) -> float:
    h = 2166136261
    for byte in name.encode("utf-8"):
        h = (h ^ byte) * 16777619 % 2**32
    return (specified_mix(specified_mix(i + 1) ^ specified_mix(h)) + 0.5) / 4294967296


@pytest.mark.parametrize("names", [("weight", "waiting_rps"), ("value", "django", "größe"), ("",)])
def test_numbers_follow_the_specification_digit_for_digit(names):
    drawn = mcda.uniforms([mcda.key(*names)], 500)[:, 0]
    assert drawn.tolist() == [specified_number("/".join(names), i) for i in range(500)]


def test_a_number_is_exact_in_a_double():
    """No rounding, so no other rounding elsewhere."""
    for x in mcda.uniforms(STREAMS[:1], 1000)[:, 0].tolist():
        assert (Fraction(x) * 2**33).denominator == 1


def test_numbers_lie_strictly_between_0_and_1():
    drawn = mcda.uniforms(STREAMS, N)
    assert drawn.shape == (N, len(STREAMS))
    assert drawn.min() > 0
    assert drawn.max() < 1


def test_each_stream_is_uniform():
    cells = 256
    for stream in mcda.uniforms(STREAMS, N).T:
        counts = np.bincount((stream * cells).astype(int), minlength=cells)
        expected = N / cells
        assert ((counts - expected) ** 2 / expected).sum() < chi_square_limit(cells)


def test_neighbours_in_a_stream_are_independent():
    cells = 16
    for lag in (1, 7):
        for stream in mcda.uniforms(STREAMS, N).T:
            first, second = (stream[:-lag] * cells).astype(int), (stream[lag:] * cells).astype(int)
            counts = np.bincount(first * cells + second, minlength=cells**2)
            expected = (N - lag) / cells**2
            assert ((counts - expected) ** 2 / expected).sum() < chi_square_limit(cells**2)
            assert abs(np.corrcoef(stream[:-lag], stream[lag:])[0, 1]) < 5.5 / sqrt(N)


def test_streams_are_independent_of_each_other():
    cells, drawn = 16, mcda.uniforms(STREAMS, N)
    correlation = np.corrcoef(drawn.T)
    np.fill_diagonal(correlation, 0)
    assert np.abs(correlation).max() < 5.5 / sqrt(N)
    binned = (drawn * cells).astype(int).T
    for one, other in pairwise(binned):
        counts = np.bincount(one * cells + other, minlength=cells**2)
        expected = N / cells**2
        assert ((counts - expected) ** 2 / expected).sum() < chi_square_limit(cells**2)


def test_every_bit_is_set_half_of_the_time_whatever_the_bit_of_the_key_that_differs():
    """Keys that differ in one bit give streams with nothing in common (avalanche)."""
    base = mcda.uniforms([STREAMS[0]], 4000)[:, 0]
    for bit in range(32):
        other = mcda.uniforms([STREAMS[0] ^ 1 << bit], 4000)[:, 0]
        differing = ((base * 2**32).astype(np.uint64) ^ (other * 2**32).astype(np.uint64))[:, None]
        share = ((differing >> np.arange(32, dtype=np.uint64)) & np.uint64(1)).mean(axis=0)
        assert np.abs(share - 0.5).max() < 6 * 0.5 / sqrt(4000)


def test_the_same_question_gets_the_same_array_and_nobody_can_change_it():
    drawn = mcda.uniforms(STREAMS, 100)
    assert np.shares_memory(mcda.uniforms(STREAMS, 100), drawn)
    with pytest.raises(ValueError, match="read-only"):
        drawn[0, 0] = 0.5


def test_more_samples_go_on_where_fewer_ended():
    assert (mcda.uniforms(STREAMS, 100)[:40] == mcda.uniforms(STREAMS, 40)).all()


def test_names_of_a_report_have_different_keys():
    names = [("value", f"alternative{f}", f"criterion{c}") for f in range(50) for c in range(40)]
    assert Counter(mcda.key(*name) for name in names).most_common(1)[0][1] == 1


# --- weights near the sliders


def test_weights_are_centred_on_the_slider_wherever_it_stands():
    """Half-width 2, or the points where they are fewer; not cut at 10; 0 stays 0."""
    points = {"low": 1, "middle": 5, "familiarity": 10, "part": 0.5, "none": 0}
    drawn = mcda.near_weights(points, N, spread=2)
    for stream, least, most in zip(drawn.T, (0, 3, 8, 0, 0), (2, 7, 12, 1, 0), strict=True):
        assert least <= stream.min() <= least + 0.01
        assert most - 0.01 <= stream.max() <= most
    error = 5 * 2 / sqrt(3 * N)  # of a mean of uniforms with half-width 2
    assert drawn.mean(axis=0).tolist() == pytest.approx(list(points.values()), abs=error)
    assert (drawn[:, 4] == 0).all()


@given(st.floats(0, 10), st.floats(0, 10))
def test_a_weight_is_drawn_as_another_language_would_write_it(points, spread):
    half = min(spread, points)
    low, high = points - half, points + half
    expected = [low + specified_number("weight/k", i) * (high - low) for i in range(20)]
    assert mcda.near_weights({"k": points}, 20, spread)[:, 0].tolist() == expected


def test_what_stands_at_ten_is_not_drawn_as_less():
    """A has 10 points of one slider, B 5 and 5 of two: each is first in half of the samples."""
    values = pd.DataFrame({"known": [1, 0], "p": [0, 1], "q": [0, 1]}, index=["A", "B"])
    weights = mcda.near_weights({"known": 10, "p": 5, "q": 5}, 10_000)
    assert mcda.rank_acceptability(values, weights).loc["A", 1] == pytest.approx(0.5, abs=0.025)


def test_another_criterion_or_another_order_leaves_a_weight_as_it_was():
    one = mcda.near_weights({"a": 3, "b": 5}, 100)
    two = mcda.near_weights({"c": 9, "b": 5, "a": 3}, 100)
    assert (one[:, 0] == two[:, 2]).all()
    assert (one[:, 1] == two[:, 1]).all()


def test_without_spread_the_weights_are_the_sliders():
    assert (mcda.near_weights({"a": 3, "b": 5}, 10, spread=0) == [3, 5]).all()


# --- values near the evidence

VALUE = pd.DataFrame({"p": [0.3, 0.6], "q": [1.0, 0.0]}, index=["A", "B"])
LOW = pd.DataFrame({"p": [0.1, 0.6], "q": [0.5, 0.0]}, index=["A", "B"])
HIGH = pd.DataFrame({"p": [0.9, 0.6], "q": [1.0, 0.2]}, index=["A", "B"])


def test_values_stay_inside_their_interval_with_half_of_them_to_either_side():
    drawn = mcda.near_values(LOW, VALUE, HIGH, N)
    assert drawn.shape == (N, 2, 2)
    assert (drawn >= LOW.to_numpy()).all()
    assert (drawn <= HIGH.to_numpy()).all()
    assert (drawn[:, 0, 0] < 0.3).mean() == pytest.approx(0.5, abs=5 * 0.5 / sqrt(N))
    below = drawn[:, 0, 0][drawn[:, 0, 0] < 0.3]
    assert below.mean() == pytest.approx(0.2, abs=0.002)


def test_evidence_without_an_interval_is_its_value_exactly():
    drawn = mcda.near_values(VALUE, VALUE, VALUE, 100)
    assert (drawn == VALUE.to_numpy()).all()


def test_an_unknown_figure_is_anywhere_between_its_ends():
    """Uniform from low to high whatever the value is, so with their middle as mean and median."""
    unknown = pd.DataFrame({"p": [True, False]}, index=["A", "B"])
    drawn = mcda.near_values(LOW, VALUE, HIGH, N, unknown)
    expected = [0.1 + specified_number("value/A/p", i) * (0.9 - 0.1) for i in range(50)]
    assert drawn[:50, 0, 0].tolist() == expected
    assert drawn[:, 0, 0].mean() == pytest.approx(0.5, abs=5 * 0.8 / sqrt(12 * N))
    known = mcda.near_values(LOW, VALUE, HIGH, N)
    assert (drawn[:, 1] == known[:, 1]).all()
    assert (drawn[:, 0, 1] == known[:, 0, 1]).all()  # a criterion that the frame lacks is known


def test_of_one_who_is_known_and_one_who_is_not_the_shares_are_by_hand():
    """A is .7 for sure; of B nothing is known: it is above .7 in 3 of 10."""
    value = pd.DataFrame({"p": [0.7, 0.0]}, index=["A", "B"])
    low, high = value, pd.DataFrame({"p": [0.7, 1.0]}, index=["A", "B"])
    values = mcda.near_values(low, value, high, N, unknown=value == 0)
    found = mcda.rank_acceptability(values, [1.0])
    assert found[1].tolist() == pytest.approx([0.7, 0.3], abs=5 * 0.5 / sqrt(N))


def test_another_alternative_or_another_order_leaves_a_value_as_it_was():
    plain = mcda.near_values(LOW, VALUE, HIGH, 100)
    turned = [frame.loc[["B", "A"], ["q", "p"]] for frame in (LOW, VALUE, HIGH)]
    assert (mcda.near_values(*turned, 100) == plain[:, ::-1, ::-1]).all()
    alone = [frame.loc[["A"]] for frame in (LOW, VALUE, HIGH)]
    assert (mcda.near_values(*alone, 100) == plain[:, :1]).all()


def test_frames_are_matched_by_name():
    shuffled = mcda.near_values(LOW.loc[["B", "A"]], VALUE, HIGH[["q", "p"]], 100)
    assert (shuffled == mcda.near_values(LOW, VALUE, HIGH, 100)).all()


@pytest.mark.parametrize(
    ("low", "high"), [(VALUE + 0.1, HIGH), (LOW, VALUE - 0.1), (LOW[["p"]], HIGH)]
)
def test_ends_in_the_wrong_order_are_named(low, high):
    with pytest.raises(ValueError, match=r"A/[pq]: found low, value, high = .*; expected them in"):
        mcda.near_values(low, VALUE, high, 10)


# --- all priorities


def test_shares_are_uniform_over_themes_and_then_within_a_theme():
    """Means by hand: a theme 1/2, its criteria 1/2 and 1/6 each; second moments of the spacings."""
    drawn = mcda.simplex_weights({"a": "X", "b": "Y", "c": "Y", "d": "Y"}, N)
    assert drawn.sum(axis=1) == pytest.approx(1)
    assert (drawn >= 0).all()
    assert drawn.mean(axis=0).tolist() == pytest.approx([1 / 2, 1 / 6, 1 / 6, 1 / 6], abs=0.005)
    # U uniform: E U^2 = 1/3; a spacing of three: E S^2 = 2/12; the two are independent.
    assert (drawn**2).mean(axis=0).tolist() == pytest.approx([1 / 3, *[1 / 18] * 3], abs=0.005)
    theme = drawn[:, 0]
    within = drawn[:, 1] / (1 - theme)
    assert abs(np.corrcoef(theme, within)[0, 1]) < 5.5 / sqrt(N)


def test_one_theme_for_all_is_the_plain_uniform_simplex():
    drawn = mcda.simplex_weights(dict.fromkeys("abcd", "all"), N)
    # A share of four has the distribution function 1 - (1 - x)^3.
    for stream in drawn.T:
        for x in (0.1, 0.25, 0.5):
            expected = 1 - (1 - x) ** 3
            assert (stream <= x).mean() == pytest.approx(expected, abs=5 * 0.5 / sqrt(N))


@pytest.mark.parametrize(
    ("n", "expected"),
    [(3, [0.6111, 0.2778, 0.1111]), (5, [0.4567, 0.2567, 0.1567, 0.0900, 0.0400])],
)
def test_sorted_uniform_weights_average_to_the_rank_order_centroid(n, expected):
    """M4: the centroid of all weights in a given order is what sorted draws average to."""
    formula = [sum(1 / i for i in range(k, n + 1)) / n for k in range(1, n + 1)]
    assert formula == pytest.approx(expected, abs=5e-5)
    drawn = mcda.simplex_weights({str(k): "all" for k in range(n)}, N)
    averages = -np.sort(-drawn, axis=1).mean(axis=0)
    error = 5 * drawn.std() / sqrt(N)
    assert averages.tolist() == pytest.approx(formula, abs=error)


def test_a_single_criterion_has_all_the_weight():
    assert (mcda.simplex_weights({"a": "X"}, 5) == 1).all()
