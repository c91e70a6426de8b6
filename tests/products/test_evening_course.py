"""The course of the evening: means by the wall clock, each site less what it usually is."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeingstars.columns import Role
from seeingstars.errors import TableError
from seeingstars.event import Event
from seeingstars.products.evening_course import band, clock_text, evening_course, window_clock

AREA, CONTROL = Role.LIGHTS_OFF, Role.CONTROL


def readings_of(rows: list[tuple[str, str, str, str, float]], **more: Any) -> pd.DataFrame:
    """Good photometer readings: role, site, night, moment in UTC, brightness."""
    names = ["role", "site_id", "night", "observed_at_utc", "brightness_mag_arcsec2"]
    table = pd.DataFrame(rows, columns=names).assign(stream="photometer", flag=1, in_window=True, **more)
    return table.assign(
        observed_at_utc=pd.to_datetime(table["observed_at_utc"], utc=True).astype("datetime64[us, UTC]")
    )


def comparison_of_nights(*nights: str, design: str = "difference_in_differences", **more: Any) -> dict[str, Any]:
    listed = [{"night": night, "role": "baseline", "used": True} for night in nights]
    return {"design": design, "nights": listed, **more}


EVENING = [
    # The window is 22:00 to 23:30 on the wall clock, 20:00 to 21:30 UTC in September.
    (AREA, "a", "2022-09-24", "2022-09-24T20:05Z", 18.0),
    (AREA, "a", "2022-09-26", "2022-09-26T20:05Z", 18.2),
    (AREA, "a", "2022-09-25", "2022-09-25T20:01Z", 18.3),
    (AREA, "a", "2022-09-25", "2022-09-25T20:09Z", 18.5),
    (AREA, "b", "2022-09-24", "2022-09-24T20:05Z", 20.0),
    (AREA, "b", "2022-09-26", "2022-09-26T20:05Z", 20.0),
    (AREA, "b", "2022-09-25", "2022-09-25T20:05Z", 20.1),
    (CONTROL, "c", "2022-09-24", "2022-09-24T20:05Z", 21.0),
    (CONTROL, "c", "2022-09-26", "2022-09-26T20:05Z", 21.1),
    (CONTROL, "c", "2022-09-25", "2022-09-25T20:05Z", 21.15),
]


def test_each_site_is_taken_less_what_it_usually_is_and_then_averaged(event: Event) -> None:
    # a: usual 18.1, event 18.4, so +0.3; b: usual 20.0, event 20.1, so +0.1; mean +0.2. c: 21.15 − 21.05 = +0.1.
    course = evening_course(
        readings_of(EVENING), comparison=comparison_of_nights("2022-09-24", "2022-09-26"), event=event
    )
    assert course is not None
    step = int(np.flatnonzero(course.clock_min == 22 * 60 + 5)[0])
    assert course.event[AREA][step] == pytest.approx(0.2)
    assert course.event[CONTROL][step] == pytest.approx(0.1)
    at_event, ordinary = course.difference()
    assert at_event[step] == pytest.approx(0.1)
    # 24 September: a −0.1, b 0, c −0.05: −0.05 − (−0.05) = 0; 26 September the other way round.
    assert ordinary[:, step] == pytest.approx([0.0, 0.0], abs=1e-9)
    assert np.isfinite(course.event[AREA]).sum() == 1


def test_the_middle_of_the_first_step_lies_two_hours_before_the_window(event: Event) -> None:
    course = evening_course(
        readings_of(EVENING), comparison=comparison_of_nights("2022-09-24", "2022-09-26"), event=event
    )
    assert course is not None
    assert course.clock_min[[0, -1]].tolist() == [20 * 60 + 5, 25 * 60 + 25]


def test_only_good_readings_of_fixed_meters_on_nights_of_the_baseline_count(event: Event) -> None:
    comparison = comparison_of_nights("2022-09-24", "2022-09-26")
    clean = evening_course(readings_of(EVENING), comparison=comparison, event=event)
    wild = [(AREA, "a", night, f"{night}T20:05Z", 5.0) for night in ("2022-09-25", "2022-09-24", "2022-09-28")]
    dirt = readings_of(wild).assign(flag=[3, 1, 1], stream=["photometer", "naked_eye", "photometer"])
    dirty = evening_course(pd.concat([readings_of(EVENING), dirt]), comparison=comparison, event=event)
    assert clean is not None
    assert dirty is not None
    assert np.array_equal(clean.event[AREA], dirty.event[AREA], equal_nan=True)
    assert np.array_equal(clean.ordinary[AREA], dirty.ordinary[AREA], equal_nan=True)


def test_a_site_that_the_comparison_left_out_is_left_out(event: Event) -> None:
    sites = [{"site_id": "a", "used": True}, {"site_id": "b", "used": False}]
    comparison = comparison_of_nights("2022-09-24", "2022-09-26", sites=sites)
    course = evening_course(readings_of(EVENING), comparison=comparison, event=event)
    assert course is not None
    assert np.nanmax(course.event[AREA]) == pytest.approx(0.3)


def test_without_a_control_in_the_design_there_is_the_area_alone(event: Event) -> None:
    comparison = comparison_of_nights("2022-09-24", "2022-09-26", design="night_against_nights")
    course = evening_course(readings_of(EVENING), comparison=comparison, event=event)
    assert course is not None
    assert not course.has_control


@pytest.mark.parametrize("nights", [(), ("2022-09-20",)])
def test_without_an_ordinary_night_there_is_no_course(event: Event, nights: tuple[str, ...]) -> None:
    assert evening_course(readings_of(EVENING), comparison=comparison_of_nights(*nights), event=event) is None


def test_without_a_reading_on_the_event_night_there_is_no_course(event: Event) -> None:
    rows = [row for row in EVENING if row[2] != "2022-09-25"]
    comparison = comparison_of_nights("2022-09-24", "2022-09-26")
    assert evening_course(readings_of(rows), comparison=comparison, event=event) is None
    assert evening_course(readings_of(rows).iloc[:0], comparison=comparison, event=event) is None


def test_a_night_after_the_change_of_the_clocks_keeps_its_wall_clock(event: Event) -> None:
    # On 5 November 2022 it is 22:05 in Leiden at 21:05 UTC.
    rows = [row for row in EVENING if row[2] != "2022-09-26"]
    rows += [(AREA, "a", "2022-11-05", "2022-11-05T21:05Z", 18.2)]
    course = evening_course(readings_of(rows), comparison=comparison_of_nights("2022-09-24", "2022-11-05"), event=event)
    assert course is not None
    step = int(np.flatnonzero(course.clock_min == 22 * 60 + 5)[0])
    assert np.isfinite(course.ordinary[AREA][1, step])


def test_a_missing_column_is_named(event: Event) -> None:
    with pytest.raises(TableError, match="in_window"):
        evening_course(readings_of(EVENING).drop(columns="in_window"), comparison=comparison_of_nights(), event=event)


@settings(deadline=None)
@given(order=st.permutations(range(len(EVENING))))
def test_the_order_of_rows_does_not_matter(event: Event, order: list[int]) -> None:
    comparison, table = comparison_of_nights("2022-09-24", "2022-09-26"), readings_of(EVENING)
    one = evening_course(table, comparison=comparison, event=event)
    two = evening_course(table.iloc[order], comparison=comparison, event=event)
    assert one is not None
    assert two is not None
    np.testing.assert_allclose(one.event[AREA], two.event[AREA], atol=1e-12)


def test_the_window_of_the_event_on_the_clock(event: Event) -> None:
    assert window_clock(event) == ((1320.0, 1410.0), [])
    assert clock_text(-30) == "23:30"


def test_a_band_needs_three_nights_and_half_of_them() -> None:
    nights = np.full((8, 2), np.nan)
    nights[:3, 0], nights[:4, 1] = 1.0, [1.0, 2.0, 3.0, 6.0]
    low, middle, high = band(nights)
    assert np.isnan([low[0], middle[0], high[0]]).all()
    assert (low[1], middle[1], high[1]) == (1.0, 2.5, 6.0)


def test_a_band_of_no_nights_is_no_band() -> None:
    assert all(np.isnan(edge).all() for edge in band(np.empty((0, 4))))


def test_a_site_is_set_beside_the_nights_that_it_was_compared_with_and_no_others(event: Event) -> None:
    # At a the night of the 26th had other cloud: its usual is that of the 24th alone, 18.0, so the event is +0.4 there.
    rows = [(row[0], row[1], row[2], row[2] not in ("2022-09-26",) or row[1] != "a") for row in EVENING]
    table = pd.DataFrame(rows, columns=["role", "site_id", "night", "used"]).drop_duplicates()
    comparison = comparison_of_nights("2022-09-24", "2022-09-26")
    course = evening_course(readings_of(EVENING), comparison=comparison, event=event, site_nights=table)
    assert course is not None
    # a: 18.4 − 18.0 = +0.4; b: 20.1 − 20.0 = +0.1; mean +0.25.
    assert np.nanmax(course.event[AREA]) == pytest.approx(0.25)
    # On the 26th only b is left: 0.
    assert np.nanmax(course.ordinary[AREA][1]) == pytest.approx(0.0, abs=1e-9)


def test_where_no_night_was_used_there_is_no_course(event: Event) -> None:
    table = pd.DataFrame({"role": [AREA], "site_id": ["a"], "night": ["2022-09-25"], "used": [False]})
    comparison = comparison_of_nights("2022-09-24")
    assert evening_course(readings_of(EVENING), comparison=comparison, event=event, site_nights=table) is None
