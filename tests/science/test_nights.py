"""Nights run from noon to noon; the calendar alone says which nights may be compared."""

import dataclasses
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from seeingstars.columns import EVENT_COLUMNS, Role
from seeingstars.errors import TableError
from seeingstars.event import Area, Exclusion, Interval, Text
from seeingstars.science.nights import (
    candidate_nights,
    minutes_into_window,
    night_of,
    place_in_event,
    usable_minutes,
)


def moments(*texts: str) -> pd.Series:
    return pd.Series(pd.to_datetime(list(texts), utc=True, format="ISO8601"))


def readings(*rows: tuple[str, float, float]) -> pd.DataFrame:
    times, longitude_deg, latitude_deg = zip(*rows, strict=True)
    return pd.DataFrame(
        {"observed_at_utc": moments(*times), "longitude_deg": longitude_deg, "latitude_deg": latitude_deg}
    )


def test_a_night_runs_from_noon_to_noon_by_the_wall_clock():
    # Amsterdam is UTC+2 in summer: noon is 10:00 UTC.
    times = moments("2022-09-25T09:59:59Z", "2022-09-25T10:00Z", "2022-09-26T09:59:59Z")
    assert night_of(times, "Europe/Amsterdam").tolist() == ["2022-09-24", "2022-09-25", "2022-09-25"]


def test_a_time_that_is_not_known_has_no_night():
    times = pd.Series([pd.NaT, pd.Timestamp("2022-09-25T20:00Z")], dtype="datetime64[us, UTC]")
    assert night_of(times, "Europe/Amsterdam").tolist() == ["", "2022-09-25"]


def test_an_empty_table_has_no_nights():
    assert night_of(pd.Series([], dtype="datetime64[us, UTC]"), "Europe/Madrid").tolist() == []


def test_moments_without_a_time_zone_are_refused():
    with pytest.raises(ValueError, match="must carry its time zone, UTC"):
        night_of(pd.Series(pd.to_datetime(["2022-09-25"])), "Europe/Amsterdam")


@given(st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))
def test_the_night_of_a_moment_begins_at_most_a_day_before_it(moment):
    night = night_of(pd.Series([pd.Timestamp(moment)]), "Europe/Amsterdam")[0]
    hours = (moment - datetime.fromisoformat(night + "T12:00").replace(tzinfo=UTC)).total_seconds() / 3600
    assert -2.1 <= hours <= 24  # noon in Amsterdam is 10:00 or 11:00 UTC


def test_readings_get_the_event_columns_and_stay_as_they_were(leiden):
    given_table = readings(("2022-09-25T20:30Z", 4.4841, 52.1547), ("2022-09-25T20:30Z", 4.30, 52.05))
    before = given_table.copy()
    placed = place_in_event(given_table, leiden)
    pd.testing.assert_frame_equal(given_table, before)
    assert [column.name for column in EVENT_COLUMNS] == list(placed.columns[-4:])
    assert placed["role"].tolist() == [Role.LIGHTS_OFF, Role.CONTROL]


def test_a_reading_without_a_position_or_far_away_is_outside(leiden):
    placed = place_in_event(readings(("2022-09-25T20:30Z", np.nan, np.nan), ("2022-09-25T20:30Z", 6.6, 53.2)), leiden)
    assert placed["role"].tolist() == [Role.OUTSIDE, Role.OUTSIDE]
    assert placed["area_id"].tolist() == ["", ""]


def test_where_areas_overlap_the_lights_off_area_has_the_last_word(leiden):
    areas = (
        Area("dark", Role.LIGHTS_OFF, Text("a", "a"), box(4, 52, 5, 53)),
        Area("ring", Role.CONTROL, Text("b", "b"), box(3, 51, 6, 54)),
    )
    placed = place_in_event(
        readings(("2022-09-25T20:30Z", 4.5, 52.5), ("2022-09-25T20:30Z", 5.5, 52.5)),
        dataclasses.replace(leiden, areas=areas),
    )
    assert placed["area_id"].tolist() == ["dark", "ring"]


@pytest.mark.parametrize(
    ("time", "inside"),
    [
        ("2022-09-25T20:09:59Z", False),  # the lamps may still be going off
        ("2022-09-25T20:10:00Z", True),
        ("2022-09-25T21:25:00Z", True),
        ("2022-09-25T21:25:01Z", False),
        ("2022-10-20T20:30:00Z", True),  # any night
        ("2022-11-02T20:30:00Z", False),  # the wall clock went back: 21:30
        ("2022-11-02T21:30:00Z", True),
    ],
)
def test_the_window_is_wall_clock_time_on_any_night_without_its_transitions(leiden, time, inside):
    assert place_in_event(readings((time, 4.4841, 52.1547)), leiden)["in_window"].tolist() == [inside]


def test_an_unknown_time_lies_in_no_window(leiden):
    table = readings(("2022-09-25T20:30Z", 4.4841, 52.1547))
    table.loc[0, "observed_at_utc"] = pd.NaT
    placed = place_in_event(table, leiden)
    assert placed["in_window"].tolist() == [False]
    assert placed["night"].tolist() == [""]


def test_no_readings_give_no_readings(leiden):
    placed = place_in_event(readings(("2022-09-25T20:30Z", 4.4841, 52.1547)).iloc[:0], leiden)
    assert len(placed) == 0
    assert "in_window" in placed


def test_a_table_without_places_is_refused(leiden):
    with pytest.raises(TableError, match="longitude_deg"):
        place_in_event(pd.DataFrame({"observed_at_utc": moments("2022-09-25T20:30Z")}), leiden)


def test_minutes_run_on_over_a_transition_in_the_middle_of_the_window(leiden):
    def at(text):
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    pause = Interval(at("2022-09-25T20:40:00"), at("2022-09-25T20:50:00"))
    event = dataclasses.replace(leiden, transitions=(pause,))
    times = moments("2022-09-25T20:00Z", "2022-09-25T20:45Z", "2022-09-25T20:50Z", "2022-09-25T21:30Z")
    np.testing.assert_array_equal(minutes_into_window(times, event), [0, np.nan, 40, 80])
    assert usable_minutes(event) == 80


def test_leiden_has_exactly_the_nineteen_candidates_of_the_calendar(leiden):
    # Computed with astropy for 52.1547 N, 4.4841 E, 20:00-21:30 UTC, sun < -18, moon < 0, 28 days about.
    september = [f"2022-09-{day}" for day in (*range(18, 25), *range(26, 31))]
    october = ["2022-10-01", *(f"2022-10-{day}" for day in range(18, 24))]
    table = candidate_nights(leiden)
    assert table.loc[table["is_candidate"], "night"].tolist() == [*september, *october]
    assert len(table) == 57
    assert table.loc[~table["is_candidate"], ["reason_en", "reason_nl"]].ne("").all(axis=None)


def test_the_event_night_is_checked_and_is_no_candidate(leiden):
    event_night = candidate_nights(leiden).query("is_event").iloc[0]
    assert (event_night["night"], event_night["is_candidate"], event_night["is_dark"]) == ("2022-09-25", False, True)
    assert event_night["reason_en"] == "the lights-off night"


def test_an_event_night_in_twilight_says_so(iberia):
    bright = dataclasses.replace(
        iberia, window=Interval(datetime(2025, 4, 28, 19, 30, tzinfo=UTC), datetime(2025, 4, 28, 20, 30, tzinfo=UTC))
    )
    event_night = candidate_nights(bright).query("is_event").iloc[0]
    assert not event_night["is_dark"]
    assert "still twilight" in event_night["reason_en"]
    assert "nog schemering" in event_night["reason_nl"]


def test_the_moon_is_a_reason_in_words(leiden):
    seventeenth = candidate_nights(leiden).set_index("night").loc["2022-10-17"]
    assert seventeenth["reason_en"].startswith("moon: it reaches")
    assert seventeenth["reason_nl"].startswith("maan: die staat")


def test_a_night_excluded_by_name_keeps_its_reason(leiden):
    rule = dataclasses.replace(leiden.baseline, exclude=(Exclusion(date(2022, 9, 30), Text("kermis", "a fair")),))
    table = candidate_nights(dataclasses.replace(leiden, baseline=rule)).set_index("night")
    assert not table.loc["2022-09-30", "is_candidate"]
    assert table.loc["2022-09-30", "reason_en"] == "a fair"
    assert table["is_candidate"].sum() == 18
