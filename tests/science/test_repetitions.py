"""Repetitions: the first counts, the others do not, and two people in one garden are two."""

import numpy as np
import pandas as pd

from seeingstars.columns import readings_from_columns
from seeingstars.science.repetitions import flag_duplicate

GOOD, NOT_CHECKED, FAIL = 1, 2, 4


def by_people(n_rows, **changed):
    columns = {
        "source_file": "garden.csv",
        "source_line": np.arange(2, 2 + n_rows),
        "stream": "naked_eye",
        "site_id": [f"reading {row}" for row in range(n_rows)],
        "longitude_deg": 4.48,
        "latitude_deg": 52.15,
        "observed_at_utc": pd.to_datetime(["2022-09-25T20:15:00Z"] * n_rows),
        "limiting_magnitude": 4.0,
        "cloud_cover_percent": 0.0,
        "comment": "in the garden",
    }
    return readings_from_columns(columns | changed, n_rows)


def of_a_meter(moments, values, **changed):
    columns = {
        "source_file": "meter.dat",
        "source_line": np.arange(36, 36 + len(values)),
        "stream": "photometer",
        "site_id": "roof",
        "observed_at_utc": pd.to_datetime(moments),
        "brightness_mag_arcsec2": values,
    }
    return readings_from_columns(columns | changed, len(values))


def flags(readings, *, station=-1):
    return flag_duplicate(readings, station=np.full(len(readings), station)).flags.tolist()


def test_the_first_is_good_and_every_repetition_fails():
    assert flags(by_people(3)) == [GOOD, FAIL, FAIL]


def test_the_same_minute_and_place_are_enough():
    moments = pd.to_datetime(["2022-09-25T20:15:05Z", "2022-09-25T20:15:55Z", "2022-09-25T20:16:00Z"])
    assert flags(by_people(3, observed_at_utc=moments)) == [GOOD, FAIL, GOOD]
    assert flags(by_people(3, longitude_deg=[4.48, 4.48001, 4.4802])) == [GOOD, FAIL, GOOD]


def test_two_people_in_one_garden_who_say_different_things_are_two():
    assert flags(by_people(2, comment=["from Anna", "from Bram"])) == [GOOD, GOOD]
    assert flags(by_people(2, limiting_magnitude=[4.0, 5.0])) == [GOOD, GOOD]
    assert flags(by_people(2, cloud_cover_percent=[0.0, 25.0])) == [GOOD, GOOD]


def test_streams_do_not_repeat_each_other():
    assert flags(by_people(2, stream=["naked_eye", "handheld_meter"])) == [GOOD, GOOD]


def test_the_first_is_the_first_in_its_file_whatever_the_order_of_the_rows():
    assert flags(by_people(3).iloc[::-1]) == [FAIL, FAIL, GOOD]


def test_a_repetition_in_another_file_is_found():
    twice = pd.concat([by_people(1), by_people(1, source_file="again.csv")], ignore_index=True)
    assert flags(twice) == [FAIL, GOOD]  # "again.csv" comes before "garden.csv"


def test_without_a_time_or_a_place_there_is_nothing_to_compare():
    assert flags(by_people(2, longitude_deg=float("nan"))) == [NOT_CHECKED, NOT_CHECKED]
    assert flags(by_people(2, observed_at_utc=pd.to_datetime([None, None], utc=True))) == [NOT_CHECKED, NOT_CHECKED]


def test_a_meter_repeats_itself_only_at_the_same_moment_with_the_same_value():
    moments = ["2022-09-25T20:15:00Z", "2022-09-25T20:15:00Z", "2022-09-25T20:15:00Z", "2022-09-25T20:15:30Z"]
    assert flags(of_a_meter(moments, [18.4, 18.4, 18.5, 18.4]), station=0) == [GOOD, FAIL, GOOD, GOOD]


def test_a_meter_needs_no_place():
    assert flags(of_a_meter(["2022-09-25T20:15:00Z"] * 2, [18.4, 18.4]), station=0) == [GOOD, FAIL]


def test_two_meters_do_not_repeat_each_other():
    readings = of_a_meter(["2022-09-25T20:15:00Z"] * 2, [18.4, 18.4], site_id=["roof", "yard"])
    assert flag_duplicate(readings, station=np.array([0, 1])).flags.tolist() == [GOOD, GOOD]


def test_no_readings_give_no_flags():
    assert flags(by_people(0, site_id="", observed_at_utc=pd.to_datetime([], utc=True))) == []
