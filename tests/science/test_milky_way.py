"""The Milky Way lies along the galactic equator and is bright where it is known to be."""

import numpy as np
import pytest

from seeingstars.science.milky_way import brightness_nl, milky_way_map


def at(sky: np.ndarray, longitude: float, latitude: float, *, within: float = 3.0) -> float:
    step = 180 / len(sky)
    rows = np.abs(-90 + (np.arange(len(sky)) + 0.5) * step - latitude) <= within
    columns = np.abs((np.arange(sky.shape[1]) + 0.5) * step - longitude) <= within
    return float(sky[np.ix_(rows, columns)].mean())


@pytest.fixture(scope="module")
def sky() -> np.ndarray:
    return milky_way_map(np.random.default_rng(1), step_deg=1.0)


def test_the_band_is_brighter_than_the_poles_and_the_centre_brightest(sky: np.ndarray) -> None:
    assert at(sky, 75, 3) > 4 * at(sky, 75, 60)
    assert at(sky, 5, -4) > 2 * at(sky, 170, -2)
    assert sky.min() >= 0
    assert sky.max() == 1


def test_the_coalsack_is_dark_and_the_large_cloud_of_magellan_bright(sky: np.ndarray) -> None:
    assert at(sky, 303, -1, within=1.5) < 0.5 * at(sky, 288, -1, within=1.5)
    assert at(sky, 280.5, -32.9, within=1.5) > 4 * at(sky, 250, -32.9, within=1.5)


def test_the_same_generator_gives_the_same_sky() -> None:
    one, two, other = (milky_way_map(np.random.default_rng(seed), step_deg=3.0) for seed in (1, 1, 2))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_a_step_that_does_not_fit_is_refused() -> None:
    for step in (0.7, 0.0, -1.0):
        with pytest.raises(ValueError, match="step_deg must go into 180 degree"):
            milky_way_map(np.random.default_rng(1), step_deg=step)


def test_the_brightest_cloud_is_as_bright_as_stated() -> None:
    # 20.8 mag/arcsec² is 34.08 exp(20.7233 - 0.92104 * 20.8) nanolambert.
    assert brightness_nl(1.0) == pytest.approx(163.2, rel=0.01)
