"""Sun, moon and Milky Way, held against astropy and a worked table for Leiden."""

import warnings
from datetime import UTC, datetime, timedelta, timezone

import erfa
import numpy as np
import pandas as pd
import pytest
from astropy import units
from astropy.coordinates import AltAz, EarthLocation, SkyCoord, get_body, get_sun
from astropy.time import Time
from astropy.utils import iers
from astropy.utils.exceptions import AstropyWarning
from hypothesis import given, settings
from hypothesis import strategies as st

from seeingstars.science import ephemeris

LEIDEN = {"longitude_deg": 4.4841, "latitude_deg": 52.1547}
ALL = (
    ephemeris.sun_altitude_deg,
    ephemeris.sun_position,
    ephemeris.moon_position,
    ephemeris.sun_and_moon,
    ephemeris.zenith_galactic_position,
    ephemeris.zenith_galactic_latitude_deg,
)

# 25 September 2022, UTC: sun, moon, azimuth of the moon, galactic latitude of the zenith (astropy, airless)
LEIDEN_SKY = {
    "20:00": (-22.376, -19.973, 301.32, 6.85),
    "20:15": (-24.342, -21.888, 304.61, 5.02),
    "20:30": (-26.229, -23.730, 307.98, 3.27),
    "20:45": (-28.029, -25.491, 311.45, 1.59),
    "21:00": (-29.731, -27.161, 315.02, -0.01),
}
LEIDEN_EVENING = {-0.833: "17:33:40", -6: "18:07:20", -12: "18:47:00", -15: "19:07:20", -18: "19:28:10"}


def at_leiden(clock_utc: str) -> np.datetime64:
    return np.datetime64(f"2022-09-25T{clock_utc}", "s")


@pytest.fixture(scope="module")
def against_astropy():
    """2,000 random places and times, and what astropy says of them without downloads."""
    rng = np.random.default_rng(20220925)
    n = 2_000
    times = np.datetime64("2006-01-01", "s") + rng.integers(0, 9_131 * 86_400, n).astype("timedelta64[s]")
    longitude = rng.uniform(-180, 180, n)
    latitude = np.degrees(np.arcsin(rng.uniform(-1, 1, n)))
    with (
        iers.conf.set_temp("auto_download", False),
        iers.conf.set_temp("auto_max_age", None),
        warnings.catch_warnings(),
    ):
        # Leap seconds and polar motion of the years to come are not known; neither moves a star by 0.001 degree.
        warnings.filterwarnings("ignore", message=".*dubious year", category=erfa.ErfaWarning)
        warnings.filterwarnings("ignore", message="Tried to get polar motions", category=AstropyWarning)
        moments = Time(times, scale="utc")
        place = EarthLocation.from_geodetic(longitude * units.deg, latitude * units.deg)
        horizon = AltAz(obstime=moments, location=place)
        sun, moon = get_sun(moments), get_body("moon", moments)
        answers = {
            "sun": sun.transform_to(horizon),
            "moon": get_body("moon", moments, place).transform_to(horizon),
            "zenith": SkyCoord(AltAz(alt=90 * units.deg, az=0 * units.deg, obstime=moments, location=place)).galactic,
        }
    elongation = sun.separation(moon)
    phase = np.arctan2(sun.distance * np.sin(elongation), moon.distance - sun.distance * np.cos(elongation))
    return (times, {"longitude_deg": longitude, "latitude_deg": latitude}, answers, phase.to_value(units.deg))


def angle_between(azimuth: np.ndarray, other: np.ndarray) -> np.ndarray:
    return (azimuth - other + 180) % 360 - 180


def test_the_sun_stands_where_astropy_has_it(against_astropy):
    times, places, answers, _ = against_astropy
    sun = ephemeris.sun_position(times, **places)
    assert np.abs(sun.altitude_deg - answers["sun"].alt.deg).max() < 0.006
    across = angle_between(sun.azimuth_deg, answers["sun"].az.deg) * np.cos(answers["sun"].alt.rad)
    assert np.abs(across).max() < 0.006


def test_the_moon_stands_where_astropy_has_it(against_astropy):
    times, places, answers, phase = against_astropy
    moon = ephemeris.moon_position(times, **places)
    assert np.abs(moon.altitude_deg - answers["moon"].alt.deg).max() < 0.006
    across = angle_between(moon.azimuth_deg, answers["moon"].az.deg) * np.cos(answers["moon"].alt.rad)
    assert np.abs(across).max() < 0.006
    assert np.abs(moon.phase_angle_deg - phase).max() < 0.01
    assert np.abs(moon.illuminated_fraction - (1 + np.cos(np.radians(phase))) / 2).max() < 1e-4


def test_the_milky_way_stands_where_astropy_has_it(against_astropy):
    times, places, answers, _ = against_astropy
    zenith = ephemeris.zenith_galactic_position(times, **places)
    # Nutation and aberration (21 arcsec) are left out.
    assert np.abs(zenith.latitude_deg - answers["zenith"].b.deg).max() < 0.015
    across = angle_between(zenith.longitude_deg, answers["zenith"].l.deg) * np.cos(answers["zenith"].b.rad)
    assert np.abs(across).max() < 0.015


def test_the_fast_road_gives_the_same_answers(against_astropy):
    times, places, _, _ = against_astropy
    both = ephemeris.sun_and_moon(times, **places)
    moon = ephemeris.moon_position(times, **places)
    np.testing.assert_array_equal(both.sun_altitude_deg, ephemeris.sun_altitude_deg(times, **places))
    np.testing.assert_array_equal(both.sun_altitude_deg, ephemeris.sun_position(times, **places).altitude_deg)
    np.testing.assert_array_equal(both.moon_altitude_deg, moon.altitude_deg)
    np.testing.assert_array_equal(both.moon_illuminated_fraction, moon.illuminated_fraction)


@pytest.mark.parametrize("clock_utc", LEIDEN_SKY)
def test_the_sky_over_leiden_on_the_night_of_the_event(clock_utc):
    sun, moon, moon_azimuth, zenith_latitude = LEIDEN_SKY[clock_utc]
    time = at_leiden(clock_utc)
    assert ephemeris.sun_altitude_deg(time, **LEIDEN) == pytest.approx(sun, abs=0.02)
    got = ephemeris.moon_position(time, **LEIDEN)
    assert got.altitude_deg == pytest.approx(moon, abs=0.02)
    assert got.azimuth_deg == pytest.approx(moon_azimuth, abs=0.02)
    assert got.illuminated_fraction == pytest.approx(0.00095, abs=0.0002)
    assert ephemeris.zenith_galactic_latitude_deg(time, **LEIDEN) == pytest.approx(zenith_latitude, abs=0.02)


def crossings(altitude_deg: np.ndarray, limit_deg: float, times: np.ndarray) -> np.ndarray:
    return times[1:][np.diff(altitude_deg > limit_deg)]


@pytest.mark.parametrize(("limit_deg", "clock_utc"), LEIDEN_EVENING.items())
def test_the_evening_falls_over_leiden_at_the_known_times(limit_deg, clock_utc):
    times = at_leiden("16:00:00") + np.arange(5 * 3600).astype("timedelta64[s]")
    (found,) = crossings(ephemeris.sun_altitude_deg(times, **LEIDEN), limit_deg, times)
    # The known times are rounded to ten seconds.
    assert abs((found - at_leiden(clock_utc)) / np.timedelta64(1, "s")) <= 10


def test_dawn_and_moonset_over_leiden_at_the_known_times():
    times = at_leiden("12:00:00") + np.arange(18 * 3600).astype("timedelta64[s]")
    dawn = crossings(ephemeris.sun_altitude_deg(times, **LEIDEN), -18, times)[-1]
    assert abs((dawn - np.datetime64("2022-09-26T03:39:40")) / np.timedelta64(1, "s")) <= 10
    moonset = crossings(ephemeris.moon_position(times, **LEIDEN).altitude_deg, -0.3, times)[0]
    assert abs((moonset - at_leiden("17:43:00")) / np.timedelta64(1, "s")) <= 60


@pytest.mark.parametrize(
    "moment",
    [
        np.datetime64("2022-09-25T20:30"),
        np.datetime64("2022-09-25T20:30:00.000000000"),
        pd.Timestamp("2022-09-25 20:30"),
        pd.Timestamp("2022-09-25 22:30", tz="Europe/Amsterdam"),
        datetime(2022, 9, 25, 20, 30, tzinfo=UTC),
        datetime(2022, 9, 25, 22, 30, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_one_moment_in_any_dress_is_the_same_moment(moment):
    assert ephemeris.sun_altitude_deg(moment, **LEIDEN) == pytest.approx(-26.2295, abs=0.001)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_pandas_times_are_answered_in_their_own_order(unit):
    index = pd.DatetimeIndex(["2022-09-25T21:00", None, "2022-09-25T20:00"], tz="UTC").as_unit(unit)
    expected = [-29.7317, np.nan, -22.3764]
    for times in (
        index,
        pd.Series(index, index=[9, 8, 7]),
        index.tz_convert("Europe/Amsterdam"),
        index.tz_localize(None),
        index.array,
    ):
        np.testing.assert_allclose(ephemeris.sun_altitude_deg(times, **LEIDEN), expected, atol=0.001)


@pytest.mark.parametrize("function", ALL)
def test_shapes_broadcast_and_empty_stays_empty(function):
    def shapes(answer):
        return {part.shape for part in (answer if isinstance(answer, tuple) else (answer,))}

    times = at_leiden("20:00") + np.arange(4).astype("timedelta64[h]")
    assert shapes(function(times, **LEIDEN)) == {(4,)}
    assert shapes(function(times[:, None], longitude_deg=[4.0, 5.0, 6.0], latitude_deg=52.0)) == {(4, 3)}
    assert shapes(function(times[0], **LEIDEN)) == {()}
    assert shapes(function(times[:0], longitude_deg=[], latitude_deg=[])) == {(0,)}


@pytest.mark.parametrize("function", ALL)
def test_what_is_missing_or_impossible_is_nan_and_leaves_the_others_alone(function):
    time = at_leiden("20:00")
    times = np.full(9, time)
    longitude, latitude = np.full(9, 4.4841), np.full(9, 52.1547)
    times[1] = np.datetime64("NaT")
    longitude[2], latitude[3] = np.nan, np.nan
    longitude[4], latitude[5] = 180.001, -90.001
    times[6], times[7] = np.datetime64("1899-12-31T23:59:59"), np.datetime64("9999-12-31")
    longitude[8] = np.inf
    before = times.copy(), longitude.copy(), latitude.copy()
    answer = function(times, longitude_deg=longitude, latitude_deg=latitude)
    alone = function(time, **LEIDEN)
    for got, single in zip(*((a if isinstance(a, tuple) else (a,)) for a in (answer, alone)), strict=True):
        assert got[0] == pytest.approx(single, abs=1e-9)
        assert np.isnan(got[1:]).all()
    for kept, given_in in zip(before, (times, longitude, latitude), strict=True):
        np.testing.assert_array_equal(kept, given_in)


@given(st.permutations(range(12)))
@settings(max_examples=20, deadline=None)
def test_an_answer_does_not_depend_on_the_other_readings_or_their_order(order):
    rng = np.random.default_rng(3)
    times = np.datetime64("2010-01-01", "s") + rng.integers(0, 10 * 365 * 86_400, 12).astype("timedelta64[s]")
    places = {"longitude_deg": rng.uniform(-180, 180, 12), "latitude_deg": rng.uniform(-90, 90, 12)}
    together = np.stack(ephemeris.sun_and_moon(times, **places))
    shuffled = {name: values[order] for name, values in places.items()}
    again = np.stack(ephemeris.sun_and_moon(times[order], **shuffled))
    np.testing.assert_allclose(again, together[:, order], rtol=0, atol=1e-9)
    alone = ephemeris.sun_and_moon(
        times[5], longitude_deg=places["longitude_deg"][5], latitude_deg=places["latitude_deg"][5]
    )
    np.testing.assert_allclose(np.stack(alone), together[:, 5], rtol=0, atol=1e-9)


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)),
    st.floats(-180, 180),
    st.floats(-90, 90),
)
@settings(max_examples=50, deadline=None)
def test_every_answer_is_a_possible_one(moment, longitude, latitude):
    place = {"longitude_deg": longitude, "latitude_deg": latitude}
    time = np.datetime64(moment)
    sun, moon = ephemeris.sun_position(time, **place), ephemeris.moon_position(time, **place)
    zenith = ephemeris.zenith_galactic_position(time, **place)
    for altitude in (sun.altitude_deg, moon.altitude_deg, zenith.latitude_deg):
        assert -90 <= altitude <= 90
    for azimuth in (sun.azimuth_deg, moon.azimuth_deg, zenith.longitude_deg):
        assert 0 <= azimuth <= 360
    assert 0 <= moon.illuminated_fraction <= 1
    assert 0 <= moon.phase_angle_deg <= 180


@given(st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)), st.floats(-90, 90))
@settings(max_examples=30, deadline=None)
def test_the_antimeridian_is_one_line(moment, latitude):
    time = np.datetime64(moment)
    west, east = (ephemeris.sun_and_moon(time, longitude_deg=side, latitude_deg=latitude) for side in (-180.0, 180.0))
    np.testing.assert_allclose(np.stack(west), np.stack(east), atol=1e-6)


def test_many_readings_go_through_in_chunks_with_the_same_answers():
    n = 40_000
    times = at_leiden("20:00") + np.arange(n).astype("timedelta64[s]")
    together = ephemeris.sun_altitude_deg(times, **LEIDEN)
    some = ephemeris.sun_altitude_deg(times[-100:], **LEIDEN)
    np.testing.assert_allclose(together[-100:], some, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    ("times", "got"), [(["2022-09-25"], "<U10, 1 values"), ([1.0, 2.0], "float64, 2 values"), ([None], "object, 1")]
)
def test_what_is_no_time_is_refused_with_a_way_out(times, got):
    with pytest.raises(
        ValueError, match=rf"observed_at_utc must hold times in UTC \(datetime64\); got {got}.*to_datetime"
    ):
        ephemeris.sun_altitude_deg(times, **LEIDEN)


def test_a_datetime_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="observed_at_utc must carry its time zone when it is a datetime; got"):
        ephemeris.sun_altitude_deg(datetime(2022, 9, 25, 22, 0), **LEIDEN)


def test_a_missing_moment_is_nan():
    assert np.isnan(ephemeris.sun_altitude_deg(pd.NaT, **LEIDEN))
