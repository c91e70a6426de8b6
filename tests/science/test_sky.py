"""Sun, moon and Milky Way of a table: the interpolation against the direct way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeingstars.columns import SKY_COLUMNS
from seeingstars.science.ephemeris import sun_and_moon, zenith_galactic_latitude_deg
from seeingstars.science.sky import sky_columns

MINUTE_US = 60_000_000


def minutes(start, n_readings, *, every=1):
    return np.datetime64(start, "us") + np.arange(n_readings) * np.timedelta64(every * MINUTE_US, "us")


def sky(moments, longitude_deg, latitude_deg, *, as_given=None):
    return sky_columns(
        moments,
        observed_at_utc_as_given=moments if as_given is None else as_given,
        longitude_deg=np.broadcast_to(np.asarray(longitude_deg, dtype=float), moments.shape).copy(),
        latitude_deg=np.broadcast_to(np.asarray(latitude_deg, dtype=float), moments.shape).copy(),
    )


def test_the_columns_are_those_of_the_table():
    assert list(sky(minutes("2022-09-25", 3), 4.5, 52.2)) == [column.name for column in SKY_COLUMNS]


@settings(max_examples=20, deadline=None)
@given(st.floats(-180, 180), st.floats(-80, 80), st.integers(0, 9000))
def test_a_station_that_reads_every_minute_has_the_sky_of_the_direct_way(longitude_deg, latitude_deg, day):
    moments = (
        np.datetime64("2006-01-01", "us") + np.timedelta64(day, "D") + np.arange(3000) * np.timedelta64(MINUTE_US, "us")
    )
    found = sky(moments, longitude_deg, latitude_deg)
    place = {"longitude_deg": longitude_deg, "latitude_deg": latitude_deg}
    sun, moon, lit = sun_and_moon(moments, **place)
    # Away from the zenith and the nadir, where an altitude says nothing of direction.
    for name, direct in (("sun_altitude_deg", sun), ("moon_altitude_deg", moon)):
        usual = np.abs(direct) < 88
        np.testing.assert_allclose(found[name][usual], direct[usual], rtol=0, atol=1e-4)
        np.testing.assert_allclose(found[name], direct, rtol=0, atol=5e-3)
    np.testing.assert_allclose(found["moon_illuminated_fraction"], lit, rtol=0, atol=1e-6)
    galactic = zenith_galactic_latitude_deg(moments, **place)
    np.testing.assert_allclose(found["zenith_galactic_latitude_deg"], galactic, rtol=0, atol=5e-3)


def test_the_sky_of_a_reading_does_not_depend_on_the_order_of_the_rows():
    moments = np.concatenate([minutes("2022-09-25", 2000), minutes("2022-09-25", 2000)])
    east = np.repeat([4.5, 5.5], 2000)
    order = np.random.default_rng(1).permutation(4000)
    straight, shuffled = sky(moments, east, 52.0), sky(moments[order], east[order], 52.0)
    for name, values in straight.items():
        np.testing.assert_array_equal(shuffled[name], values[order])


def test_the_time_as_given_has_a_sun_of_its_own():
    moments = minutes("2022-09-25T20:00", 2)
    as_given = moments + np.array([0, 240]) * np.timedelta64(MINUTE_US, "us")
    found = sky(moments, 4.4841, 52.1547, as_given=as_given)
    assert found["sun_altitude_as_given_deg"][0] == found["sun_altitude_deg"][0]
    assert found["sun_altitude_as_given_deg"][1] == pytest.approx(-38.7, abs=0.1)  # midnight: 90° − 52.2° + 0.9° below


def test_without_a_time_or_a_place_on_earth_there_is_no_sky():
    moments = np.array(["2022-09-25T20:00", "NaT", "2022-09-25T20:00", "2022-09-25T20:00"], dtype="datetime64[us]")
    found = sky(moments, [4.5, 4.5, np.nan, 412.0], 52.0)
    for values in found.values():
        assert np.isnan(values).tolist() == [False, True, True, True]


def test_a_time_that_is_not_given_has_no_sun():
    moments = minutes("2022-09-25T20:00", 2)
    found = sky(moments, 4.5, 52.0, as_given=np.array(["NaT", "2022-09-25T20:01"], dtype="datetime64[us]"))
    assert np.isnan(found["sun_altitude_as_given_deg"]).tolist() == [True, False]


def test_no_readings_have_an_empty_sky():
    assert all(len(values) == 0 for values in sky(minutes("2022-09-25", 0), 4.5, 52.0).values())
