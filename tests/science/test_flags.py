"""The single checks: each limit, both sides of it, and what is not known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.columns import Flag
from seeingstars.science.clock_flags import Evidence, flag_time, is_dark_reading
from seeingstars.science.flags import (
    flag_cloud,
    flag_limiting_magnitude,
    flag_moon,
    flag_position,
    flag_range,
    flag_row,
    flag_saturation,
    flag_sun,
)

NAN = float("nan")
GOOD, NOT_CHECKED, SUSPECT, FAIL, MISSING = (int(flag) for flag in (1, 2, 3, 4, 9))


def position(longitude_deg, latitude_deg, *, elevation_m=NAN, position_accuracy_m=NAN):
    return flag_position(
        [longitude_deg],
        latitude_deg=[latitude_deg],
        elevation_m=[elevation_m],
        position_accuracy_m=[position_accuracy_m],
    )


def time(moment, *, is_dark=True, sun_altitude_deg=-30.0, time_uncertainty_s=NAN, evidence=Evidence.NONE, latest=None):
    return flag_time(
        np.array([moment], dtype="datetime64[us]"),
        is_dark=[is_dark],
        sun_altitude_deg=[sun_altitude_deg],
        time_uncertainty_s=[time_uncertainty_s],
        evidence=evidence,
        latest_utc=latest,
    )


def brightness(value, *, limiting_magnitude=NAN, must_have_brightness=True):
    return flag_range(
        [value], limiting_magnitude=[limiting_magnitude], must_have_brightness=[must_have_brightness]
    ).names


def stars(value, *, error=NAN, must_have_stars=True):
    return flag_limiting_magnitude([value], limiting_magnitude_error=[error], must_have_stars=[must_have_stars])


def test_a_row_with_a_problem_fails():
    assert flag_row([True, False]).flags.tolist() == [FAIL, GOOD]


@pytest.mark.parametrize(
    ("longitude_deg", "latitude_deg", "found"),
    [
        (4.4841, 52.1547, "good"),
        (0.0, 51.4779, "good"),  # Greenwich: a longitude of 0 is a place
        (-78.5, 0.0, "good"),  # Quito: so is a latitude of 0
        (0.0, 0.0, "null_island"),
        (0.004, -0.004, "null_island"),
        (180.0, -90.0, "good"),
        (180.1, 10.0, "not_on_earth"),
        (3_737_670.0, 52.0, "not_on_earth"),  # stands in Globe at Night
        (4.5, -91.0, "not_on_earth"),
        (NAN, 52.0, "missing"),
        (4.5, NAN, "missing"),
        (NAN, NAN, "missing"),
        (float("inf"), 52.0, "not_on_earth"),
    ],
)
def test_a_place_is_on_earth_and_not_where_devices_without_a_fix_are(longitude_deg, latitude_deg, found):
    assert position(longitude_deg, latitude_deg).names == [found]


@pytest.mark.parametrize(("accuracy_m", "found"), [(1000.0, "good"), (1001.0, "coarse"), (6000.0, "coarse")])
def test_a_place_known_no_better_than_a_kilometre_is_suspect(accuracy_m, found):
    assert position(4.5, 52.0, position_accuracy_m=accuracy_m).names == [found]


def test_the_dead_sea_is_a_place_and_what_lies_deeper_is_not():
    assert position(35.5, 31.5, elevation_m=-430.0).names == ["good"]
    assert position(35.5, 31.5, elevation_m=-451.0).names == ["below_ground"]


def test_dark_by_day_fails_and_dark_in_twilight_is_suspect():
    assert time("2022-09-25T12:00", sun_altitude_deg=36.0).flags.tolist() == [FAIL]
    assert time("2022-09-25T18:00", sun_altitude_deg=-5.9).flags.tolist() == [SUSPECT]
    assert time("2022-09-25T18:20", sun_altitude_deg=-6.1).flags.tolist() == [GOOD]


def test_a_bright_reading_by_day_says_nothing_against_the_time():
    assert time("2022-09-25T12:00", is_dark=False, sun_altitude_deg=36.0).flags.tolist() == [GOOD]


def test_a_dark_reading_by_day_of_a_covered_meter_is_not_held_against_its_clock():
    by_day = {"moment": "2022-09-25T12:00", "sun_altitude_deg": 36.0}
    assert time(**by_day, evidence=Evidence.COVERED).names == ["good"]
    assert time(**by_day, evidence=Evidence.EITHER).names == ["dark_by_day_or_covered"]
    assert time(**by_day, evidence=Evidence.CLOCK).names == ["dark_by_day"]


def test_all_readings_of_a_meter_with_a_wrong_clock_are_suspect():
    assert time("2022-09-25T22:00", evidence=Evidence.CLOCK).names == ["clock_against_sun"]


def test_a_time_without_a_sun_is_not_checked_and_no_time_is_missing():
    assert time("2022-09-25T22:00", sun_altitude_deg=NAN).flags.tolist() == [NOT_CHECKED]
    assert time("NaT", sun_altitude_deg=NAN).flags.tolist() == [MISSING]


@pytest.mark.parametrize("moment", ["1970-01-01T00:00:00", "1999-12-31T23:59", "2100-01-02"])
def test_years_in_which_nothing_was_measured_fail(moment):
    assert time(moment).names == ["out_of_years"]


def test_what_comes_after_the_moment_of_reading_in_lies_in_the_future():
    latest = np.datetime64("2022-10-01T00:00", "us")
    assert time("2022-10-01T00:01", latest=latest).flags.tolist() == [FAIL]
    assert time("2022-09-30T23:59", latest=latest).flags.tolist() == [GOOD]


def test_a_clock_that_may_be_off_by_more_than_ten_minutes_is_suspect():
    assert time("2022-09-25T22:00", time_uncertainty_s=601.0).names == ["clock_uncertain"]
    assert time("2022-09-25T22:00", time_uncertainty_s=141.0).names == ["good"]


def test_only_what_needs_a_night_is_a_dark_reading():
    found = is_dark_reading([16.1, 16.0, 0.0, NAN, NAN, NAN], limiting_magnitude=[NAN, NAN, NAN, 1.0, 0.0, NAN])
    assert found.tolist() == [True, False, False, True, False, False]


def test_the_sun_is_good_below_18_suspect_below_12_and_fails_above():
    assert flag_sun([-18.0, -17.99, -12.0, -11.99, 50.0, NAN]).flags.tolist() == [1, 3, 3, 4, 4, 2]


def test_a_higher_limit_of_the_sun_is_obeyed():
    assert flag_sun([-15.0, -14.9, -11.0], limit_deg=-15.0).flags.tolist() == [1, 3, 4]
    assert flag_sun([-10.0, -9.9], limit_deg=-10.0).flags.tolist() == [1, 4]


def test_the_moon_is_good_below_the_horizon_however_full():
    assert flag_moon([-0.01, 0.0, 40.0, NAN]).flags.tolist() == [1, 3, 3, 2]
    assert flag_moon([-4.0], limit_deg=-10.0).flags.tolist() == [SUSPECT]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (9.99, "impossible"),
        (10.0, "bright"),
        (13.99, "bright"),
        (14.0, "good"),
        (22.2, "good"),
        (22.21, "dark"),
        (23.0, "dark"),
        (23.01, "impossible"),
        (8e27, "impossible"),  # stands in Globe at Night
        (float("inf"), "impossible"),
        (0.0, "not_checked"),  # told by the check of saturation
        (-9999.0, "impossible"),
        (NAN, "missing"),
    ],
)
def test_a_brightness_is_one_that_a_night_sky_can_have(value, found):
    assert brightness(value) == [found]


def test_a_naked_eye_reading_needs_no_meter():
    assert brightness(NAN, must_have_brightness=False) == ["not_checked"]


def test_a_limiting_magnitude_typed_as_a_brightness_is_told_so():
    assert brightness(6.0, limiting_magnitude=6.0) == ["limiting_magnitude_typed"]
    assert brightness(6.0, limiting_magnitude=5.0) == ["impossible"]


def test_a_saturated_meter_fails_once():
    assert flag_saturation([0.0, -1.0, 5.0, NAN]).flags.tolist() == [FAIL, NOT_CHECKED, GOOD, NOT_CHECKED]


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        (-1.01, FAIL),
        (-1.0, GOOD),
        (0.0, SUSPECT),
        (1.0, GOOD),
        (7.0, GOOD),
        (8.01, FAIL),
        (-9999.0, FAIL),
        (NAN, MISSING),
    ],
)
def test_a_limiting_magnitude_is_one_that_an_eye_can_have(value, flag):
    assert stars(value).flags.tolist() == [flag]


def test_a_meter_needs_no_limiting_magnitude():
    assert stars(NAN, must_have_stars=False).flags.tolist() == [NOT_CHECKED]


def test_a_limiting_magnitude_with_a_large_error_is_suspect():
    assert stars(4.7, error=0.82).flags.tolist() == [GOOD]
    assert stars(4.7, error=2.01).flags.tolist() == [SUSPECT]


def test_the_word_of_the_observer_goes_before_the_sensor_of_the_sky():
    clear_by_sensor = {"temperature_c": [10.0], "sky_temperature_c": [-15.0]}
    assert flag_cloud([50.0], **clear_by_sensor).flags.tolist() == [SUSPECT]
    assert flag_cloud([25.0], **clear_by_sensor).flags.tolist() == [SUSPECT]
    assert flag_cloud([0.0], temperature_c=[10.0], sky_temperature_c=[9.0]).flags.tolist() == [GOOD]


@pytest.mark.parametrize(
    ("sky_temperature_c", "flag"),
    [(-15.1, GOOD), (-15.0, NOT_CHECKED), (-10.0, NOT_CHECKED), (-9.9, SUSPECT), (5.0, SUSPECT), (NAN, NOT_CHECKED)],
)
def test_the_sky_is_cold_when_clear_and_warm_under_cloud(sky_temperature_c, flag):
    found = flag_cloud([NAN], temperature_c=[0.01], sky_temperature_c=[sky_temperature_c + 0.01])
    assert found.flags.tolist() == [flag]


def test_two_temperatures_of_exactly_0_are_a_sensor_that_is_not_there():
    assert flag_cloud([NAN], temperature_c=[0.0], sky_temperature_c=[0.0]).flags.tolist() == [NOT_CHECKED]


numbers = st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=20)


@given(numbers)
def test_each_check_gives_one_flag_of_qartod_for_each_value(values):
    several = np.array(values, dtype=float)
    no = np.zeros(len(several), dtype=bool)
    nothing = np.full(len(several), np.nan)
    findings = [
        flag_sun(several),
        flag_moon(several),
        flag_saturation(several),
        flag_range(several, limiting_magnitude=nothing, must_have_brightness=no),
        flag_limiting_magnitude(several, limiting_magnitude_error=nothing, must_have_stars=~no),
        flag_cloud(several, temperature_c=nothing, sky_temperature_c=nothing),
        flag_position(several, latitude_deg=several, elevation_m=several, position_accuracy_m=several),
    ]
    for one in findings:
        assert one.flags.dtype == np.int8
        assert len(one.flags) == len(values)
        assert set(one.flags.tolist()) <= {int(flag) for flag in Flag}


@given(st.lists(st.floats(-90, 90), min_size=2, max_size=20), st.floats(-30, 0))
def test_a_lower_sun_is_never_worse(altitudes, limit_deg):
    flags = flag_sun(sorted(altitudes), limit_deg=limit_deg).flags
    assert (np.diff(flags) >= 0).all()
