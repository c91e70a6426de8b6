"""Estimators: one dark night against its sister nights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seeingstars.science.comparison import (
    difference_in_differences,
    kappa_star,
    minimum_detectable_effect,
    permutation,
    standard_error_with_kappa,
    t_quantile,
)

# Worked out once by hand and by computer for this project.
ANCHOR = [0.02, -0.05, 0.04, -0.01, 0.03, -0.02, 0.05, -0.04]
ANCHOR_EVENT = 0.31

sizes = st.floats(-5, 5).map(lambda x: round(x, 3))


def test_the_anchor_comes_out_to_every_printed_digit():
    answer = difference_in_differences(ANCHOR, ANCHOR_EVENT)
    assert answer.effect == pytest.approx(0.307500, abs=5e-7)
    assert answer.s == pytest.approx(0.037702, abs=5e-7)
    assert answer.se == pytest.approx(0.039989, abs=5e-7)
    assert answer.t == pytest.approx(7.689646, abs=5e-7)
    assert answer.p_t == pytest.approx(1.172435e-4, abs=5e-11)
    assert answer.ci95 == pytest.approx([0.212941, 0.402059], abs=5e-7)
    assert answer.n_baseline_nights == 8


def test_the_anchor_is_the_most_extreme_of_nine_nights():
    test = permutation(ANCHOR, ANCHOR_EVENT)
    assert test.p == pytest.approx(1 / 9)
    assert (test.rank, test.n_nights) == (1, 9)


def test_the_anchor_bears_an_event_night_three_times_as_noisy():
    answer = difference_in_differences(ANCHOR, ANCHOR_EVENT)
    kappa = kappa_star(answer.effect, answer.s, 8)
    assert kappa == pytest.approx(3.4311, abs=6e-5)
    edge = t_quantile(7) * standard_error_with_kappa(answer.s, 8, kappa=kappa)
    assert edge == pytest.approx(answer.effect)


MULTIPLIERS = {
    3: 4.9683,
    4: 3.5581,
    5: 3.0414,
    6: 2.7765,
    7: 2.6159,
    8: 2.5081,
    10: 2.3726,
    12: 2.2909,
    15: 2.2151,
    19: 2.1555,
    20: 2.1447,
    22: 2.1264,
    39: 2.0502,
}


@pytest.mark.parametrize(("nights", "multiplier"), MULTIPLIERS.items())
def test_the_interval_is_so_many_spreads_wide(nights, multiplier):
    assert t_quantile(nights - 1) * np.sqrt(1 + 1 / nights) == pytest.approx(multiplier, abs=6e-5)


NIGHTS = [3, 5, 8, 10, 15, 20, 40]
DETECTABLE = [
    (0.00, 3, [0.533, 0.336, 0.283, 0.270, 0.254, 0.247, 0.237]),
    (0.00, 10, [0.292, 0.184, 0.155, 0.148, 0.139, 0.135, 0.130]),
    (0.00, 30, [0.169, 0.106, 0.090, 0.085, 0.080, 0.078, 0.075]),
    (0.05, 3, [0.705, 0.445, 0.375, 0.357, 0.336, 0.327, 0.314]),
    (0.05, 10, [0.546, 0.345, 0.290, 0.276, 0.260, 0.253, 0.243]),
    (0.05, 30, [0.491, 0.310, 0.261, 0.249, 0.234, 0.228, 0.219]),
    (0.10, 10, [0.968, 0.611, 0.514, 0.490, 0.462, 0.449, 0.431]),
    (0.15, 3, [1.484, 0.936, 0.788, 0.751, 0.707, 0.688, 0.661]),
    (0.15, 10, [1.415, 0.893, 0.752, 0.716, 0.675, 0.656, 0.631]),
    (0.15, 30, [1.395, 0.880, 0.741, 0.706, 0.665, 0.647, 0.622]),
]


@pytest.mark.parametrize(("shock_mag", "sites", "expected"), DETECTABLE)
def test_the_minimum_detectable_effect_is_that_of_the_exact_non_central_t(shock_mag, sites, expected):
    spread = np.sqrt(2 * shock_mag**2 + 2 * 0.1**2 / sites)
    assert minimum_detectable_effect(spread, NIGHTS) == pytest.approx(expected, abs=0.001)


def test_an_effect_of_the_detectable_size_is_seen_four_times_in_five():
    rng = np.random.default_rng(20220925)
    nights = rng.normal(0, 0.08, size=(20_000, 7))
    size = minimum_detectable_effect(0.08, 6)
    answer = difference_in_differences(nights[:, :6], nights[:, 6] + size)
    assert (answer.p_t < 0.05).mean() == pytest.approx(0.80, abs=0.012)


@pytest.mark.parametrize("nights", [3, 5, 10, 20])
@pytest.mark.parametrize("truth", [0.0, 0.3])
def test_the_interval_holds_the_truth_nineteen_times_in_twenty(nights, truth):
    rng = np.random.default_rng(nights)
    noise = rng.normal(0, 0.08, size=(4_000, nights + 1))
    answer = difference_in_differences(noise[:, :-1], noise[:, -1] + truth)
    held = ((answer.ci95[:, 0] <= truth) & (truth <= answer.ci95[:, 1])).mean()
    assert 0.938 <= held <= 0.962


def test_the_permutation_over_twenty_nights_errs_once_in_twenty():
    noise = np.random.default_rng(7).normal(size=(4_000, 21))
    size = (permutation(noise[:, :-1], noise[:, -1]).p <= 0.05).mean()
    assert 0.035 <= size <= 0.060


@given(arrays(np.float64, (4, 6), elements=sizes), arrays(np.float64, 4, elements=sizes))
def test_repetitions_together_give_what_each_gives_alone(nights, event):
    together = difference_in_differences(nights, event)
    ranks = permutation(nights, event)
    for i in range(4):
        alone = difference_in_differences(nights[i], event[i])
        np.testing.assert_allclose(together.ci95[i], alone.ci95, atol=1e-9)
        np.testing.assert_allclose(together.effect[i], alone.effect, atol=1e-12)
        assert ranks.rank[i] == permutation(nights[i], event[i]).rank


@given(arrays(np.float64, 6, elements=sizes), sizes, st.permutations(range(6)))
def test_the_order_of_the_nights_does_not_matter(nights, event, order):
    one, other = difference_in_differences(nights, event), difference_in_differences(nights[order], event)
    np.testing.assert_allclose(one.ci95, other.ci95, atol=1e-9)


@given(arrays(np.float64, 6, elements=sizes), sizes, sizes)
def test_a_shift_of_all_nights_alike_changes_nothing(nights, event, shift):
    one, other = difference_in_differences(nights, event), difference_in_differences(nights + shift, event + shift)
    np.testing.assert_allclose(one.effect, other.effect, atol=1e-9)


@given(arrays(np.float64, 6, elements=sizes), sizes)
def test_darker_and_brighter_are_mirror_images(nights, event):
    one, other = difference_in_differences(nights, event), difference_in_differences(-nights, -event)
    np.testing.assert_allclose(one.ci95, -other.ci95[::-1], atol=1e-12)
    assert permutation(nights, event).rank == permutation(-nights, -event).rank


@given(arrays(np.float64, 7, elements=sizes), sizes)
def test_the_permutation_never_claims_more_than_its_nights_allow(nights, event):
    test = permutation(nights, event)
    assert 1 / 8 <= test.p <= 1
    assert 1 <= test.rank <= 8


def test_equal_nights_are_ties_however_the_computer_rounds():
    assert permutation([0.1 + 0.2, 0.3, 0.3], 0.3).rank == 4


def test_a_night_without_a_number_is_left_out():
    with_gap, without = [*ANCHOR, np.nan], ANCHOR
    assert difference_in_differences(with_gap, 0.31).se == difference_in_differences(without, 0.31).se
    assert difference_in_differences(with_gap, 0.31).n_baseline_nights == 8
    assert permutation(with_gap, 0.31) == permutation(without, 0.31)


@pytest.mark.parametrize("nights", [[], [np.nan], [np.nan, np.nan]])
def test_without_baseline_nights_nothing_is_claimed(nights):
    answer = difference_in_differences(nights, 0.3)
    assert np.isnan([answer.effect, answer.se, answer.t, answer.p_t, *answer.ci95]).all()
    assert answer.n_baseline_nights == 0
    assert np.isnan(permutation(nights, 0.3).p)
    assert permutation(nights, 0.3).rank == 0


def test_one_baseline_night_gives_a_difference_and_no_interval():
    answer = difference_in_differences([0.1], 0.3)
    assert answer.effect == pytest.approx(0.2)
    assert np.isnan([answer.s, answer.se, *answer.ci95]).all()


@pytest.mark.parametrize("level", [0.1, 18.7, 0.0])
def test_equal_baseline_nights_give_no_false_certainty(level):
    answer = difference_in_differences([level] * 5, level + 0.3)
    assert answer.effect == pytest.approx(0.3)
    assert np.isnan([answer.s, answer.se, answer.t, answer.p_t, *answer.ci95]).all()


def test_an_event_night_without_a_number_gives_no_effect():
    answer = difference_in_differences(ANCHOR, np.nan)
    assert np.isnan([answer.effect, answer.t, *answer.ci95]).all()
    assert answer.s == pytest.approx(0.037702, abs=5e-7)
    assert np.isnan(permutation(ANCHOR, np.nan).p)


@pytest.mark.parametrize(("s", "nights"), [(0.1, 1), (0.1, 0), (0.0, 5), (np.nan, 5)])
def test_what_cannot_be_worked_out_is_not_a_number(s, nights):
    assert np.isnan(minimum_detectable_effect(s, nights))
    assert np.isnan(kappa_star(0.3, s, nights))


def test_an_effect_within_the_error_of_the_baseline_has_no_kappa():
    assert np.isnan(kappa_star(0.0, 0.1, 8))


def test_kappa_star_of_one_is_the_edge_of_the_interval():
    edge = t_quantile(7) * 0.1 * np.sqrt(1 + 1 / 8)
    assert kappa_star(edge, 0.1, 8) == pytest.approx(1.0)


def test_shapes_that_do_not_belong_together_are_refused():
    with pytest.raises(ValueError, match=r"one axis more than event_difference.*\(3, 4\) and \(4,\)"):
        difference_in_differences(np.zeros((3, 4)), np.zeros(4))


def test_infinite_differences_are_refused():
    with pytest.raises(ValueError, match=r"must be finite, or NaN .* 1 are infinite"):
        permutation([0.1, np.inf], 0.3)
