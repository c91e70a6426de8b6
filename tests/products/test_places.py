"""Places of measurement and the flat map round the event."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.event import Event
from seeingstars.products.places import FlatMap, count_by_role, frame_km, measuring_places, scale_length_km


def test_every_reading_with_a_place_is_counted_once(readings: pd.DataFrame, event: Event) -> None:
    places = measuring_places(readings, event=event)
    assert places.n_readings.sum() == readings.longitude_deg.notna().sum()
    assert (places.n_good <= places.n_readings).all()
    assert (places.n_event <= places.n_good).all()
    assert set(places.site_id[places.stream == "photometer"]) == {
        "Leiden-Sterrewacht",
        "Leiden-Academie",
        "cosine-Warmond",
        "DeZilk",
        "Rijswijk",
    }


def test_only_good_readings_in_the_window_of_the_night_itself_count_as_measured(
    readings: pd.DataFrame, event: Event
) -> None:
    none = measuring_places(readings.assign(in_window=False), event=event)
    other = measuring_places(readings.assign(night="2022-09-24"), event=event)
    bad = measuring_places(readings.assign(flag=4), event=event)
    assert [count_by_role(places)["window"] for places in (none, other, bad)] == [0, 0, 0]


def test_no_readings_give_no_places(readings: pd.DataFrame, event: Event) -> None:
    assert measuring_places(readings.iloc[:0], event=event).empty


def test_a_degree_of_longitude_at_leiden_is_68_km() -> None:
    # The length of a degree of longitude on WGS 84 at latitude 52.15: 111.32 km × cos(latitude), nearly.
    east_km, north_km = FlatMap(4.5, 52.15).km([4.6], [52.15])
    assert east_km[0] == pytest.approx(6.84, abs=0.02)
    assert north_km[0] == pytest.approx(0, abs=0.01)


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=1, max_size=5))
def test_a_frame_is_square_and_holds_every_point(points: list[tuple[float, float]]) -> None:
    east, north = np.array(points).T
    west, right, south, top = frame_km([(east, north)])
    assert west < east.min() <= east.max() < right
    assert south < north.min() <= north.max() < top
    assert right - west == pytest.approx(top - south)


@given(st.floats(0.01, 20_000))
def test_a_scale_bar_is_a_round_length_that_fits(width_km: float) -> None:
    length = scale_length_km(width_km)
    assert 0.08 * width_km <= length <= 0.2501 * width_km
    assert float(f"{length:.0e}") == pytest.approx(length)


def test_a_site_that_measured_too_little_in_the_window_is_a_place_that_did_not_measure_there(
    readings: pd.DataFrame, event: Event
) -> None:
    places = measuring_places(readings, event=event, too_little={"photometer": {"DeZilk"}, "naked_eye": {"Rijswijk"}})
    meters = places[places.stream == "photometer"].set_index("site_id")
    assert meters.n_event["DeZilk"] == 0
    assert meters.n_good["DeZilk"] > 0
    assert (meters.n_event.drop("DeZilk") > 0).all()
