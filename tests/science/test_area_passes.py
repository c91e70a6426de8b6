"""When the satellite looked at each area, and which evening that was."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.science.area_passes import evenings_of, inside_window, moments_of
from seeingstars.science.satellite_pass import night_of_pass


@given(longitude=st.floats(-180, 180))
def test_without_a_time_the_evening_is_that_of_the_usual_pass_by_the_sun(longitude):
    day = np.array(["2022-09-26"], "datetime64[D]")
    evening, _ = evenings_of(day, np.array([longitude]), np.full((1, 1), np.nan))
    # A zone of whole hours nearest to the sun gives the same evening: 01:30 is far from noon.
    zone = f"Etc/GMT{-round(longitude / 15):+d}"
    assert evening[0, 0].item() == night_of_pass(date(2022, 9, 26), longitude_deg=longitude, timezone=zone)


def test_a_time_that_is_known_decides_and_is_sure():
    day, longitude = np.array(["2022-09-26"], "datetime64[D]"), np.array([22.0, 22.0])
    evenings, sure = evenings_of(day, longitude, np.array([[23.9], [0.2]]))
    assert evenings.ravel().astype(str).tolist() == ["2022-09-26", "2022-09-25"]
    assert sure.all()


def test_a_time_that_is_not_known_is_no_time_and_not_in_the_window():
    from seeingstars.event_file import load_event
    from seeingstars.settings import event_folder

    leiden = load_event(event_folder("leiden-2022"))
    moments = moments_of(np.array(["2022-09-25"], "datetime64[D]"), np.array([[20.5], [np.nan]]))
    evenings = np.full((2, 1), np.datetime64("2022-09-25"))
    assert np.isnat(moments[1, 0])
    assert inside_window(moments, moments, evenings, event=leiden).ravel().tolist() == [1, -1]
