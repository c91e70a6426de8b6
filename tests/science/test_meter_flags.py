"""Fixed meters through the nights: stuck, covered, wrong clock; on made-up meters with the sun of Leiden."""

import numpy as np
import pytest

from seeingstars.science.clock_flags import Evidence
from seeingstars.science.ephemeris import sun_altitude_deg
from seeingstars.science.meter_flags import MeterReadings, daylight_evidence, flag_covered, flag_stuck

LEIDEN = {"longitude_deg": 4.4841, "latitude_deg": 52.1547}
MINUTE = np.timedelta64(60, "s").astype("timedelta64[us]")


def sky_of_a_town(sun_deg):
    """Zenith brightness by the sun alone: 1.3 mag for each degree of twilight, 19 at night, 0 by day."""
    value = np.minimum(19.0, 13.3 + 1.3 * (-6.0 - sun_deg))
    return np.where(value < 6.0, 0.0, np.round(value, 2))


def meter(*, days=7.0, step_min=5, start="2022-09-20T00:00", clock_off_min=0, brightness=None, station=0):
    """A meter that logs day and night; its clock shows `clock_off_min` more than the true time."""
    true = np.datetime64(start, "us") + np.arange(int(days * 1440 / step_min)) * step_min * MINUTE
    value = sky_of_a_town(sun_altitude_deg(true, **LEIDEN)) if brightness is None else np.full(len(true), brightness)
    shown = true + clock_off_min * MINUTE
    return MeterReadings(
        station=np.full(len(true), station, dtype=np.int64),
        observed_at_utc=shown,
        brightness_mag_arcsec2=value,
        sun_altitude_deg=sun_altitude_deg(shown, **LEIDEN),
        longitude_deg=np.full(len(true), LEIDEN["longitude_deg"]),
    )


def only(readings, rows):
    return MeterReadings(
        readings.station[rows],
        readings.observed_at_utc[rows],
        readings.brightness_mag_arcsec2[rows],
        readings.sun_altitude_deg[rows],
        readings.longitude_deg[rows],
    )


def repeating(n_readings, *, step_min=5, sun_deg=-30.0, value=18.4):
    moments = np.datetime64("2022-09-25T20:00", "us") + np.arange(n_readings) * step_min * MINUTE
    return MeterReadings(
        np.zeros(n_readings, dtype=np.int64),
        moments,
        np.full(n_readings, value),
        np.full(n_readings, sun_deg),
        np.full(n_readings, 4.5),
    )


def test_a_meter_that_repeats_one_value_for_two_hours_is_stuck():
    assert set(flag_stuck(repeating(25)).names) == {"stuck"}


def test_a_calm_night_of_an_hour_and_a_half_is_not():
    assert set(flag_stuck(repeating(19)).names) == {"good"}


def test_twenty_readings_within_minutes_are_not_stuck():
    assert set(flag_stuck(repeating(100, step_min=1)).names) == {"good"}


def test_a_few_readings_hours_apart_are_not_stuck():
    assert set(flag_stuck(repeating(10, step_min=50)).names) == {"good"}
    assert set(flag_stuck(repeating(40, step_min=90)).names) == {"good"}


def test_one_other_value_breaks_the_run():
    readings = repeating(30)
    readings.brightness_mag_arcsec2[15] += 0.01
    assert set(flag_stuck(readings).names) == {"good"}


def test_saturation_by_day_is_not_stuck():
    assert set(flag_stuck(repeating(40, value=0.0)).names) == {"good"}
    assert set(flag_stuck(repeating(40, sun_deg=30.0)).names) == {"good"}


def test_stuck_shows_in_any_order_of_the_rows():
    readings = repeating(60)
    readings.brightness_mag_arcsec2[30:] += np.arange(30) * 0.01
    order = np.random.default_rng(3).permutation(60)
    assert flag_stuck(only(readings, order)).names == list(np.array(flag_stuck(readings).names)[order])


def test_two_meters_side_by_side_are_told_apart():
    one, other = repeating(30), repeating(30)
    both = MeterReadings(
        *(
            np.stack(pair, axis=1).ravel()
            for pair in zip(
                (one.station, one.observed_at_utc, one.brightness_mag_arcsec2, one.sun_altitude_deg, one.longitude_deg),
                (
                    other.station + 1,
                    other.observed_at_utc,
                    np.arange(18.0, 21.0, 0.1),
                    other.sun_altitude_deg,
                    other.longitude_deg,
                ),
                strict=True,
            )
        )
    )
    names = flag_stuck(both).names
    assert set(names[::2]) == {"stuck"}
    assert set(names[1::2]) == {"good"}


def test_readings_by_people_are_not_checked():
    readings = repeating(30)
    readings.station[:] = -1
    assert set(flag_stuck(readings).names) == {"not_checked"}
    evidence = daylight_evidence(readings)
    assert set(flag_covered(readings, evidence=evidence).names) == {"not_checked"}


def test_an_honest_meter_is_neither_covered_nor_wrong_in_its_clock():
    readings = meter()
    assert set(daylight_evidence(readings)) == {Evidence.NONE}
    assert set(flag_stuck(readings).names) <= {"good", "stuck"}


def test_a_box_over_the_meter_is_covered():
    readings = meter(brightness=21.3)
    assert set(daylight_evidence(readings)[400:-400]) == {Evidence.COVERED}


def test_only_the_nights_beside_the_covered_day_are_suspect():
    readings = meter(days=7)
    day = np.datetime64("2022-09-23T00:00", "us")
    boxed = (readings.observed_at_utc > day) & (readings.observed_at_utc < day + np.timedelta64(1, "D"))
    readings.brightness_mag_arcsec2[boxed] = 21.5
    evidence = daylight_evidence(readings)
    troubled = np.unique(readings.observed_at_utc[evidence != Evidence.NONE].astype("datetime64[h]"))
    assert troubled.min() >= np.datetime64("2022-09-22T11")
    assert troubled.max() <= np.datetime64("2022-09-24T12")


@pytest.mark.parametrize("hours", [-7, -5, 5, 7])
def test_a_clock_of_another_zone_is_told_from_a_cover(hours):
    evidence = daylight_evidence(meter(clock_off_min=60 * hours))
    assert set(evidence[400:-400]) == {Evidence.CLOCK}


@pytest.mark.parametrize("minutes", [-60, -45, 45, 60])
def test_a_clock_an_hour_wrong_shows_in_the_twilights(minutes):
    evidence = daylight_evidence(meter(days=14, start="2022-09-15T12:00", step_min=2, clock_off_min=minutes))
    assert np.mean(evidence == Evidence.CLOCK) > 0.9


@pytest.mark.parametrize("minutes", [-20, 0, 20])
def test_a_clock_some_minutes_wrong_or_a_meter_that_leans_is_let_be(minutes):
    assert set(daylight_evidence(meter(days=14, step_min=2, clock_off_min=minutes))) == {Evidence.NONE}


def test_a_logger_that_writes_only_dark_readings_may_be_covered_or_wrong_in_its_clock():
    readings = meter(clock_off_min=5 * 60)
    dark = only(readings, np.flatnonzero(readings.brightness_mag_arcsec2 > 17))
    assert set(daylight_evidence(dark)[200:-200]) == {Evidence.EITHER}
    assert "dark_by_day_or_clock" in flag_covered(dark, evidence=daylight_evidence(dark)).names


def test_two_spikes_are_no_cover_and_three_values_in_a_row_are():
    readings = repeating(8)
    readings.brightness_mag_arcsec2[:] = [18, 22.6, 22.6, 18, 22.6, 22.7, 22.8, 18]
    found = flag_covered(readings, evidence=np.zeros(8, dtype=np.int8)).names
    assert found == ["good", "good", "good", "good", "too_dark", "too_dark", "too_dark", "good"]


def test_no_readings_give_no_flags():
    empty = only(repeating(3), np.array([], dtype=int))
    assert len(flag_stuck(empty).flags) == len(daylight_evidence(empty)) == 0
    assert len(flag_covered(empty, evidence=daylight_evidence(empty)).flags) == 0
