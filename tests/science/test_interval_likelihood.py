"""Normal means from values known only to lie in an interval."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import check_grad
from scipy.stats import norm

from seeingstars.science import interval_likelihood
from seeingstars.science.interval_likelihood import cell_means, log_interval


def test_known_values_give_plain_means_and_their_spread():
    values = np.array([1.0, 2.0, 4.0, 10.0, 12.0])
    fit = cell_means(values, values, [0, 0, 0, 1, 1], n_cells=2)
    assert fit.mean == pytest.approx([7 / 3, 11.0], abs=1e-6)
    # Squares about the two means: 14/3 and 2, over five values.
    assert fit.sd == pytest.approx(math.sqrt((14 / 3 + 2) / 5), abs=1e-6)
    assert fit.log_likelihood == pytest.approx(norm.logpdf(values, np.repeat([7 / 3, 11.0], [3, 2]), fit.sd).sum())


def test_the_slopes_are_those_of_the_likelihood():
    rng = np.random.default_rng(0)
    low = rng.normal(0, 1, 20)
    high = low + rng.choice([0.0, 0.5, np.inf], 20)
    cell, group = rng.integers(0, 3, 20), rng.integers(0, 2, 20)
    value, slope = (
        lambda p, i=i: interval_likelihood._minus_log_likelihood(p, low, high, cell, group, 3, 2)[i] for i in (0, 1)
    )
    assert check_grad(value, slope, np.array([0.1, -0.2, 0.3, 0.05, 1.3])) < 1e-5


def test_narrow_intervals_are_as_good_as_values():
    values = np.random.default_rng(1).normal(4, 1, 200)
    exact = cell_means(values, values, np.zeros(200, int), n_cells=1)
    binned = cell_means(values - 0.05, values + 0.05, np.zeros(200, int), n_cells=1)
    assert binned.mean == pytest.approx(exact.mean, abs=1e-3)
    assert binned.sd == pytest.approx(exact.sd, abs=2e-3)


def test_a_cell_open_on_one_side_only_has_no_mean():
    fit = cell_means([1.0, 2.0, 6.5, 6.5], [1.0, 2.0, np.inf, np.inf], [0, 0, 1, 1], n_cells=3)
    assert fit.mean[0] == pytest.approx(1.5, abs=1e-6)
    assert np.isnan(fit.mean[1:]).all()
    assert fit.n.tolist() == [2, 2, 0]


def test_offsets_of_groups_are_taken_off():
    # Group 1 lies 10 above group 0; the second cell has only group 1 and lies 0.5 above the first.
    values = np.array([1.0, 1.2, 11.0, 11.2, 11.5, 11.7])
    cell, group = [0, 0, 0, 0, 1, 1], [0, 0, 1, 1, 1, 1]
    fit = cell_means(values, values, cell, n_cells=2, group=group)
    assert fit.mean[1] - fit.mean[0] == pytest.approx(0.5, abs=1e-5)


def test_no_values_are_no_error():
    fit = cell_means([], [], [], n_cells=2)
    assert np.isnan(fit.mean).all()
    assert math.isnan(fit.sd)


def test_equal_values_leave_the_spread_free():
    fit = cell_means([2.0, 2.0], [2.0, 2.0], [0, 0], n_cells=1)
    assert fit.mean == pytest.approx([2.0])
    assert math.isnan(fit.sd)


def test_intervals_upside_down_or_missing_are_refused():
    with pytest.raises(ValueError, match="low must not lie above high and neither may be NaN; 2 of 3 are so"):
        cell_means([1.0, 3.0, np.nan], [2.0, 2.0, 1.0], [0, 0, 0], n_cells=1)
    with pytest.raises(ValueError, match="must be rows of one length"):
        cell_means([1.0], [1.0, 2.0], [0], n_cells=1)


@given(st.floats(-30, 30), st.floats(0.001, 5))
def test_the_logarithm_of_an_interval_is_finite_far_out(z, width):
    found = float(log_interval(z, z + width))
    assert math.isfinite(found)
    if abs(z) < 5:
        assert found == pytest.approx(math.log(norm.cdf(z + width) - norm.cdf(z)), abs=1e-6)


@given(st.floats(-3, 3))
def test_both_tails_are_alike(z):
    assert log_interval(z, z + 1) == pytest.approx(log_interval(-z - 1, -z))
