"""Weak radiance as "below the limit": what dropping it or making it up does to a known change."""

import math

import numpy as np
import pandas as pd
import pytest

from seeingstars.science.censored import censored_effect, censored_levels, censored_log_means
from seeingstars.science.interval_likelihood import cell_means

TRUTH = -0.300
LIMIT = 0.5
N = 20_000


@pytest.fixture(scope="module")
def suburb():
    """Log-normal radiance of two areas on two nights, about the limit; the lit area loses 0.300 in the logarithm."""
    rng = np.random.default_rng(2022)
    mean = math.log(LIMIT) + np.array([0.0, 0.0, 0.2, 0.2 + TRUTH])  # control, control, area, area on the night
    cell = np.repeat(np.arange(4), N)
    return np.exp(mean[cell] + rng.normal(0, 0.7, 4 * N)), cell


def twice_differenced(means):
    return float(means[3] - means[2] - (means[1] - means[0]))


def test_the_likelihood_finds_the_change(suburb):
    fit = censored_log_means(*suburb, n_cells=4)
    # Standard error of such a double difference here: 0.7 × √(4/20 000) × about 1.3, or 0.013.
    assert twice_differenced(fit.mean) == pytest.approx(TRUTH, abs=0.035)
    assert fit.sd == pytest.approx(0.7, abs=0.015)


def test_dropping_weak_pixels_hides_most_of_it(suburb):
    radiance, cell = suburb
    seen = radiance >= LIMIT
    means = [np.log(radiance[seen & (cell == k)]).mean() for k in range(4)]
    assert twice_differenced(means) == pytest.approx(-0.11, abs=0.035)


def test_the_limit_over_root_two_hides_some_of_it(suburb):
    radiance, cell = suburb
    made_up = np.where(radiance < LIMIT, LIMIT / math.sqrt(2), radiance)
    means = [np.log(made_up[cell == k]).mean() for k in range(4)]
    assert twice_differenced(means) == pytest.approx(-0.21, abs=0.035)


def test_without_weak_pixels_it_is_the_plain_mean():
    radiance = np.array([1.0, 2.0, 4.0, 8.0])
    fit = censored_log_means(radiance, [0, 0, 1, 1], n_cells=2)
    assert fit.mean == pytest.approx([math.log(2) / 2, 2.5 * math.log(2)], abs=1e-6)


def test_an_area_of_weak_pixels_alone_has_no_mean():
    fit = censored_log_means([0.1, 0.0, -0.2, 3.0, 4.0, math.nan], [0, 0, 0, 1, 1, 1], n_cells=2)
    assert math.isnan(fit.mean[0])
    assert fit.mean[1] == pytest.approx(math.log(12) / 2, abs=1e-6)


def test_bad_calls_are_told():
    with pytest.raises(ValueError, match="limit_nw_cm2_sr must be above 0; got 0"):
        censored_log_means([1.0], [0], n_cells=1, limit_nw_cm2_sr=0)
    with pytest.raises(ValueError, match="must have one shape"):
        censored_log_means([1.0, 2.0], [0], n_cells=1)


def test_nights_judge_the_change():
    rng = np.random.default_rng(3)
    nights = [f"2022-09-{day}" for day in range(16, 26)]
    rows = []
    for night in nights:
        air = rng.normal(0, 0.2)
        for role, level in (("lights_off", 0.3), ("control", 0.0)):
            own = rng.normal(0, 0.03) - 0.5 * (role == "lights_off" and night == nights[-1])
            logs = math.log(LIMIT) + level + air + own + rng.normal(0, 0.7, 400)
            rows += [(role, night, value) for value in np.exp(logs)]
    pixels = pd.DataFrame(rows, columns=["role", "night", "radiance_nw_cm2_sr"])
    found = censored_effect(pixels, event_night=nights[-1], with_control=True)
    # Positive is darker.
    assert found.estimate.ci95[0] < 0.5 < found.estimate.ci95[1]
    assert found.estimate.ci95[0] > 0
    assert found.n_below == int((pixels["radiance_nw_cm2_sr"] < LIMIT).sum())
    assert found.estimate.n_baseline_nights == 9


def test_the_levels_of_many_pixels_are_those_of_the_likelihood_one_by_one():
    logs = np.random.default_rng(1).normal(0.0, 0.5, (12, 6))
    limit = np.full(logs.shape, -0.2) + np.linspace(-0.1, 0.1, 12)[:, None]
    level = censored_levels(logs, limit, np.ones(logs.shape, dtype=bool))
    for pixel in range(6):
        y, c = logs[:, pixel], limit[:, pixel]
        fit = cell_means(np.where(y < c, -np.inf, y), np.maximum(y, c), np.zeros(12, dtype=int), n_cells=1)
        n = level.n_above[pixel]
        assert level.mean[pixel] == pytest.approx(fit.mean[0], abs=1e-8)
        assert level.sd[pixel] == pytest.approx(fit.sd * np.sqrt(n / (n - 1)), abs=1e-8)


def test_a_pixel_with_one_night_above_the_limit_or_none_has_no_level():
    level = censored_levels(
        [[-1.0, -1.0, 1.0], [-1.0, 2.0, 1.0], [-1.0, -1.0, 1.0]], np.zeros((3, 3)), np.ones((3, 3), bool)
    )
    assert np.isnan(level.mean).all()  # the last has no spread
    assert level.n_above.tolist() == [0, 1, 3]


def test_nights_that_do_not_count_do_not():
    logs, use = np.array([[1.0], [3.0], [99.0]]), np.array([[True], [True], [False]])
    assert censored_levels(logs, np.zeros((3, 1)), use).mean[0] == 2.0
