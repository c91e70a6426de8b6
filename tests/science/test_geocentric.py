"""Sun and moon from the Earth's centre: the series against other copies of them, the table against the series."""

import erfa
import numpy as np
import pytest

from seeingstars.science import geocentric


def test_the_table_differs_from_the_series_by_less_than_it_says():
    rng = np.random.default_rng(1)
    days = rng.uniform(6_300, 9_400, 3_000)  # no leap second between 2017-04 and 2025
    exact = geocentric.sun_and_moon_vectors(geocentric.terrestrial_time_centuries(days))
    table = geocentric.PositionTable.for_days(days).at(days)
    for body in (slice(0, 3), slice(3, 6)):
        off = np.linalg.norm(table[body] - exact[body], axis=0) / np.linalg.norm(exact[body], axis=0)
        assert np.degrees(off.max()) < 1e-4
    assert np.abs(table[6] - exact[6]).max() < 1e-6


def test_every_term_of_the_moon_agrees_with_an_independent_copy_of_the_tables():
    # ERFA's moon98 sums the same tables with other mean arguments: 0.4 to 1.5 km of 385,000.
    julian_days = 2_451_545.0 + np.random.default_rng(2).uniform(-10, 30, 2_000) * 365.25
    independent = erfa.moon98(julian_days, 0.0)["p"] * 149_597_870.7
    longitude, latitude, distance = geocentric._moon_ecliptic((julian_days - 2_451_545.0) / 36_525)
    mean_of_date = np.stack(
        [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)], axis=1
    )
    celestial = erfa.trxp(erfa.ecm06(julian_days, 0.0), mean_of_date) * distance[:, None] * geocentric.EARTH_RADIUS_KM
    assert np.abs(celestial - independent).max() < 1.6


def test_leap_seconds_are_those_of_the_international_earth_rotation_service():
    announced = erfa.leap_seconds.get()
    announced = announced[announced["year"] >= 1972]
    for year, month, tai_minus_utc in announced.tolist():
        day = (np.datetime64(f"{year}-{month:02d}-01T00:00:00") - geocentric.J2000) / np.timedelta64(1, "D")
        seconds = (geocentric.terrestrial_time_centuries(np.array(day)) * 36_525 - day) * 86_400
        assert seconds == pytest.approx(tai_minus_utc + 32.184, abs=1e-4)


def test_the_moon_of_the_textbook_example():
    # Meeus, example 47.a: 1992 April 12, 0h TD: longitude 133.162655, latitude -3.229126 degree, 368409.7 km.
    longitude, latitude, distance = geocentric._moon_ecliptic(np.array([-0.077221081451]))
    assert np.degrees(longitude[0]) % 360 == pytest.approx(133.162655, abs=2e-6)
    assert np.degrees(latitude[0]) == pytest.approx(-3.229126, abs=2e-6)
    assert distance[0] * geocentric.EARTH_RADIUS_KM == pytest.approx(368_409.7, abs=0.1)


def test_the_sun_of_the_textbook_example():
    # Meeus, example 25.a: 1992 October 13, 0h TD: longitude 199.90895 degree with nutation, 0.99766 au.
    # By the full theory (example 25.b) 199.90601 degree and 0.99760775 au: the planets' pull brings it there.
    t = np.array([-0.072183436])
    longitude, distance = geocentric._sun_ecliptic(t)
    nutation, obliquity = geocentric._nutation_and_obliquity(t, np.radians(125.04452 - 1934.136261 * t))
    assert np.degrees(longitude + nutation)[0] % 360 == pytest.approx(199.90601, abs=0.002)
    assert distance[0] / geocentric.ASTRONOMICAL_UNIT_EARTH_RADII == pytest.approx(0.99766, abs=5e-6)
    assert np.degrees(obliquity[0]) == pytest.approx(23.44023, abs=1e-4)


def test_nutation_of_the_textbook_example():
    # Meeus, example 22.a: 1987 April 10, 0h TD: -3.788 and 23 degrees 26' 36.850".
    t = np.array([-0.127296372348])
    nutation, obliquity = geocentric._nutation_and_obliquity(t, np.radians(125.04452 - 1934.136261 * t))
    assert np.degrees(nutation[0]) * 3600 == pytest.approx(-3.788, abs=0.5)
    assert np.degrees(obliquity[0]) * 3600 == pytest.approx(23 * 3600 + 26 * 60 + 36.850, abs=0.1)


def test_a_table_for_no_moments_answers_nan():
    table = geocentric.PositionTable.for_days(np.full(3, np.nan))
    assert table.at(np.full(3, np.nan)).shape == (7, 3)
    assert np.isnan(table.at(np.full(3, np.nan))).all()


def test_a_table_holds_only_the_intervals_that_are_asked_for():
    days = np.array([-36_000.0, 0.5, 0.6, 36_000.0])
    table = geocentric.PositionTable.for_days(days)
    assert table.coefficients.shape[2] == 3
    alone = geocentric.PositionTable.for_days(days[1:2]).at(days[1:2])
    np.testing.assert_allclose(table.at(days)[:, 1], alone[:, 0], rtol=1e-12)
