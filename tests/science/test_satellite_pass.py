"""When the satellite looked, which evening that follows, and whether it fell in the window."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.event_file import load_event
from seeingstars.science.satellite_pass import in_window, moment_of_hours, night_is_sure, night_of_pass, usual_pass_utc

LEIDEN = load_event(Path(__file__).parents[2] / "data" / "events" / "leiden-2022")


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_tile_of_day_269_follows_the_evening_of_day_268_in_leiden():
    day = date(2022, 1, 1) + timedelta(days=268)
    assert day == date(2022, 9, 26)
    assert night_of_pass(day, longitude_deg=4.48, timezone="Europe/Amsterdam") == date(2022, 9, 25)
    known = night_of_pass(day, longitude_deg=4.48, timezone="Europe/Amsterdam", pass_time_utc=utc("2022-09-26T01:52"))
    assert known == date(2022, 9, 25)


@pytest.mark.parametrize(
    ("longitude", "zone", "night"),
    [
        (135.0, "Asia/Tokyo", date(2022, 10, 17)),  # 16:30 UTC is 01:30 of the 18th there
        (-105.0, "America/Denver", date(2022, 10, 16)),  # 08:30 UTC is 02:30 of the 17th there
        (4.5, "Europe/Amsterdam", date(2022, 10, 16)),
    ],
)
def test_a_utc_day_holds_another_evening_east_and_west(longitude, zone, night):
    assert night_of_pass(date(2022, 10, 17), longitude_deg=longitude, timezone=zone) == night


def test_where_the_pass_is_near_midnight_utc_the_night_is_said_to_be_unsure():
    assert not night_is_sure(22.5)
    assert all(night_is_sure(longitude) for longitude in (4.5, -3.7, 135.0, -75.0))


@given(st.dates(date(2012, 1, 20), date(2035, 1, 1)), st.floats(-180, 180))
def test_the_usual_pass_lies_within_its_utc_day_at_half_past_one_solar_time(day, longitude):
    moment = usual_pass_utc(day, longitude_deg=longitude)
    assert moment.date() in (day, day + timedelta(days=1) if moment.hour == 0 else day)
    solar = (moment - datetime(day.year, day.month, day.day, tzinfo=UTC)).total_seconds() / 3600 + longitude / 15
    assert min((solar - 1.5) % 24, 24 - (solar - 1.5) % 24) == pytest.approx(0, abs=1e-6)


def test_decimal_hours_are_a_moment_of_the_utc_day():
    assert moment_of_hours(date(2022, 9, 26), 1.5) == utc("2022-09-26T01:30")


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2022-09-26T01:49", "2022-09-26T02:00", 0),
        ("2022-09-25T20:30", "2022-09-25T20:31", 1),
        ("2022-09-25T19:55", "2022-09-25T20:05", 1),
        ("2022-09-25T21:31", "2022-09-25T21:40", 0),
    ],
)
def test_a_pass_lies_in_the_window_if_any_of_it_does(first, last, code):
    assert in_window(utc(first), utc(last), night=LEIDEN.night, event=LEIDEN) == code


def test_the_window_of_another_night_is_that_of_the_same_wall_clock():
    # After the change of the clocks 22:30 in Leiden is 21:30 UTC.
    moment = utc("2022-10-31T22:00")
    assert in_window(moment, moment, night=date(2022, 10, 31), event=LEIDEN) == 1
    assert in_window(moment, moment, night=date(2022, 10, 1), event=LEIDEN) == 0


def test_an_unknown_pass_is_neither_in_nor_out():
    assert in_window(None, None, night=LEIDEN.night, event=LEIDEN) == -1
