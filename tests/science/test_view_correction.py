"""The curve by view angle: what it removes, what it leaves, and that its errors are honest."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student_t

from seeingstars.science.view_correction import expected_at, fit_curves, flat_curve, shift_to_angle


def every(logs):
    return np.ones(logs.shape, dtype=bool)


@settings(max_examples=30, deadline=None)
@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(0, 60))
def test_a_quadratic_without_noise_is_found_back_and_taken_off(first, second, event_zenith):
    zenith = np.linspace(0, 60, 12)[:, None]
    scaled = zenith / 60
    logs = 1.0 + first * scaled + second * scaled**2
    curve = fit_curves(logs, zenith, every(logs))
    np.testing.assert_allclose(curve.slopes[:, 0], [first, second], atol=1e-8)
    at = event_zenith / 60
    expected = expected_at(curve, logs, zenith, compared=every(logs), event_zenith_deg=np.array([event_zenith]))
    assert expected.level[0] == pytest.approx(1.0 + first * at + second * at**2, abs=1e-8)


def test_the_error_is_that_of_a_prediction_by_ordinary_regression():
    import statsmodels.api as sm

    rng = np.random.default_rng(1)
    zenith = rng.uniform(0, 60, (14, 1))
    logs = rng.normal(2, 0.2, (14, 1))
    curve = fit_curves(logs, zenith, every(logs))
    found = expected_at(curve, logs, zenith, compared=every(logs), event_zenith_deg=np.array([20.0]))
    design = np.column_stack([np.ones(14), zenith / 60, (zenith / 60) ** 2])
    there = sm.OLS(logs[:, 0], design).fit().get_prediction([[1, 1 / 3, 1 / 9]])
    assert found.level[0] == pytest.approx(there.predicted_mean[0])
    assert found.spread[0] * np.sqrt(1 + found.factor[0]) == pytest.approx(there.se_obs[0])
    assert found.degrees[0] == 11


def test_a_pixel_with_few_nights_takes_the_curve_of_the_window():
    zenith = np.repeat(np.linspace(0, 60, 13)[:, None], 5, axis=1)
    use = every(zenith)
    use[5:, 4] = False
    logs = 2.0 + 0.8 * (zenith / 60) ** 2
    curve = fit_curves(logs, zenith, use)
    np.testing.assert_allclose(curve.slopes, np.repeat([[0.0], [0.8]], 5, axis=1), atol=1e-9)
    assert np.isnan(curve.night_variance).tolist() == [True] * 4 + [False]


def test_a_window_of_few_nights_or_of_one_angle_has_no_curve():
    logs = np.random.default_rng(1).normal(size=(7, 3))
    assert not fit_curves(logs, np.linspace(0, 60, 21).reshape(7, 3), every(logs)).slopes.any()
    logs = np.random.default_rng(1).normal(size=(20, 3))
    assert not fit_curves(logs, np.full((20, 3), 30.0), every(logs)).slopes.any()


def test_no_curve_moves_nothing_and_leaves_the_plain_mean():
    logs = np.array([[1.0], [3.0], [5.0]])
    zenith = np.array([[0.0], [30.0], [60.0]])
    assert not shift_to_angle(flat_curve(1), zenith, event_zenith_deg=np.array([10.0])).any()
    found = expected_at(flat_curve(1), logs, zenith, compared=every(logs), event_zenith_deg=np.array([10.0]))
    assert (found.level[0], found.spread[0], found.factor[0], found.degrees[0]) == (3.0, 2.0, pytest.approx(1 / 3), 2.0)


@pytest.mark.parametrize("n_clear", [16, 6])
def test_one_time_in_twenty_is_below_a_twentieth_when_nothing_happens(n_clear):
    """Of pixels with a curve of their own, and of pixels that take that of the window, with nights that move together."""
    rng = np.random.default_rng(7)
    below = []
    for _ in range(60):
        zenith = np.repeat(rng.uniform(0, 60, (17, 1)), 60, axis=1)
        zenith[0] = 25.0
        logs = 0.5 * (zenith / 60) ** 2 + rng.normal(0, 0.1, (17, 60)) + rng.normal(0, 0.1, (17, 1))
        use = every(logs[1:])
        use[n_clear:, 30:] = False
        curve = fit_curves(logs[1:], zenith[1:], use)
        found = expected_at(curve, logs[1:], zenith[1:], compared=use, event_zenith_deg=zenith[0])
        error = np.sqrt(found.spread**2 * (1 + found.factor) + found.extra_variance)
        p_value = 2 * student_t.sf(np.abs((found.level - logs[0]) / error), found.degrees)
        below.append((p_value[30:] < 0.05).mean())
    assert np.mean(below) == pytest.approx(0.05, abs=0.03)
