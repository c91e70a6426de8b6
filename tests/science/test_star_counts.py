"""The numbers of stars are those worked out by hand from the Bright Star Catalogue for Leiden, 25 September 2022."""

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.products.star_table import load_stars
from seeingstars.science.star_counts import (
    Range,
    count_over_a_day,
    count_stars,
    dimmed_magnitude,
    is_seen,
    limiting_magnitude_range,
    star_air_mass,
    star_count_range,
)
from seeingstars.science.star_positions import star_positions

STARS = load_stars()
LATITUDE, SIDEREAL_TIME_H = 52.1547, 21.108  # 20:30 UTC

# Limit at the zenith; stars without extinction, k = 0.2, k = 0.3; mean over the turn of the sky at k = 0.3.
TABLE = [
    (2.0, 15, 7, 5, 10.4),
    (3.0, 73, 43, 41, 44.8),
    (3.5, 126, 83, 72, 78.8),
    (4.0, 224, 154, 134, 141.1),
    (4.5, 396, 286, 256, 245.9),
    (5.0, 757, 514, 461, 450.8),
    (5.5, 1335, 939, 848, 836.6),
    (6.0, 2379, 1689, 1521, 1495.3),
    (6.5, 4017, 2934, 2694, 2601.3),
]
# Sky brightness; stars by the maker's formula and by Crumey, k = 0.3.
BY_BRIGHTNESS = [(18.0, 130, 451), (18.5, 218, 518), (18.8, 297, 563), (19.0, 343, 597), (19.5, 557, 726), (20.0, 843, 853), (21.0, 1742, 1316), (21.5, 2326, 1632)]  # fmt: skip


def altitude_of_j2000() -> np.ndarray:
    """The table was made with positions of J2000, without precession: so is this."""
    hour_angle = np.radians(SIDEREAL_TIME_H * 15 - STARS.right_ascension_deg)
    north, latitude = np.radians(STARS.declination_deg), math.radians(LATITUDE)
    height = math.sin(latitude) * np.sin(north) + math.cos(latitude) * np.cos(north) * np.cos(hour_angle)
    return np.degrees(np.arcsin(height))


@pytest.mark.parametrize(("limit", "without", "some", "usual", "_mean"), TABLE)
def test_stars_above_the_horizon_of_leiden(limit: float, without: int, some: int, usual: int, _mean: float) -> None:
    altitude = altitude_of_j2000()
    for extinction, expected in ((0.0, without), (0.2, some), (0.3, usual)):
        found = count_stars(STARS.v_mag, altitude, limiting_magnitude=limit, extinction_mag=extinction)
        assert found == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(("limit", "_without", "_some", "usual", "_mean"), TABLE)
def test_stars_of_that_evening_with_precession_and_the_rest(
    limit: float, _without: int, _some: int, usual: int, _mean: float
) -> None:
    place = star_positions(
        datetime(2022, 9, 25, 20, 30, tzinfo=UTC),
        right_ascension_deg=STARS.right_ascension_deg,
        declination_deg=STARS.declination_deg,
        longitude_deg=4.4841,
        latitude_deg=LATITUDE,
    )
    assert count_stars(STARS.v_mag, place.altitude_deg, limiting_magnitude=limit) == pytest.approx(usual, rel=0.01)


@pytest.mark.parametrize(("limit", "_without", "_some", "_usual", "mean"), TABLE)
def test_mean_over_the_turn_of_the_sky(limit: float, _without: int, _some: int, _usual: int, mean: float) -> None:
    found = count_over_a_day(STARS.v_mag, STARS.declination_deg, latitude_deg=LATITUDE, limiting_magnitude=limit)
    assert found == pytest.approx(mean, rel=0.01)


@pytest.mark.parametrize(("brightness", "by_maker", "by_crumey"), BY_BRIGHTNESS)
def test_a_brightness_gives_a_range_of_two_models(brightness: float, by_maker: int, by_crumey: int) -> None:
    found = star_count_range(STARS.v_mag, altitude_of_j2000(), limiting_magnitude_range(brightness))
    assert found == pytest.approx((min(by_maker, by_crumey), max(by_maker, by_crumey)), rel=0.01)


def test_a_sky_too_bright_for_one_model_gives_no_range() -> None:
    limits = limiting_magnitude_range(17.0)
    assert not limits.is_known
    assert star_count_range([0.0], [90.0], limits) is None


def test_where_the_models_cross_the_range_is_widened() -> None:
    bare, wide = limiting_magnitude_range(20.2), limiting_magnitude_range(20.2, least_width_mag=0.4)
    assert bare.high - bare.low < 0.1
    assert wide.high - wide.low == pytest.approx(0.4)
    assert sum(wide) == pytest.approx(sum(bare))
    assert limiting_magnitude_range(18.5, least_width_mag=0.4) == pytest.approx(limiting_magnitude_range(18.5))


def test_the_whole_sky_is_counted_without_a_horizon() -> None:
    # Bright Star Catalogue, cumulative: 904 to 4.5, 8404 to 6.5.
    for limit, expected in ((4.5, 904), (6.5, 8404)):
        assert count_stars(STARS.v_mag, np.full(len(STARS.hr), 90.0), limiting_magnitude=limit) == expected


def test_air_mass_of_kasten_and_young() -> None:
    assert star_air_mass([90.0, 30.0, 10.0]) == pytest.approx([1.0, 1.994, 5.586], abs=0.003)
    assert np.isnan(star_air_mass(-0.1))


@given(st.floats(-1.5, 7), st.floats(0, 90), st.floats(0, 8))
def test_a_fainter_limit_never_hides_a_star(v_mag: float, altitude: float, limit: float) -> None:
    seen = is_seen(v_mag, altitude, limiting_magnitude=limit)
    assert bool(is_seen(v_mag, altitude, limiting_magnitude=limit + 0.5)) or not bool(seen)


@given(st.floats(0.5, 90))
def test_lower_is_fainter(altitude: float) -> None:
    higher, lower = dimmed_magnitude([3.0, 3.0], [altitude, altitude - 0.5])
    assert lower >= higher


def test_no_stars_and_no_limit_count_nothing() -> None:
    assert count_stars([], [], limiting_magnitude=6.0) == 0
    assert count_stars([1.0], [50.0], limiting_magnitude=float("nan")) == 0
    assert not Range(math.nan, math.nan).is_known


def test_an_extinction_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="extinction_mag must be 0 or more, in mag per air mass; got -1"):
        dimmed_magnitude(1.0, 50.0, extinction_mag=-1)


def test_nothing_is_changed_that_was_handed_in() -> None:
    altitude = altitude_of_j2000()
    before = altitude.copy()
    count_stars(STARS.v_mag, altitude, limiting_magnitude=5.0)
    assert np.array_equal(altitude, before)
