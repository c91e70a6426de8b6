"""Results by neighbourhood: right by hand, and nobody recognisable whatever the readings are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from seeingstars.errors import TableError
from seeingstars.science.neighbourhoods import (
    COUNTS,
    SHOWN,
    area_of,
    contributors,
    hidden_states,
    median_interval,
    neighbourhood_table,
    participation,
)

NIGHT, OTHERS = "2022-09-25", ["2022-09-23", "2022-09-24"]
SQUARES = [shapely.box(place, 0, place + 1, 1) for place in range(3)]


def a_table(**columns):
    n = max(len(column) for column in columns.values() if isinstance(column, list))
    ordinary = {
        "stream": "handheld_meter", "supplier": "Globe at Night", "source_sha256": "one file", "instrument_id": "", "site_id": "",
        "longitude_deg": [0.1 + 0.01 * i for i in range(n)], "latitude_deg": 0.5, "night": NIGHT, "in_window": True, "flag": 1,
        "brightness_mag_arcsec2": 18.0, "limiting_magnitude": np.nan,
        "observed_at_utc": pd.Timestamp("2022-09-25T20:30Z"),
    }  # fmt: skip
    return pd.DataFrame({**ordinary, **columns})


def of_area(table, **more):
    area = area_of(table["longitude_deg"], table["latitude_deg"], shapes=SQUARES)
    arguments = {
        "area_ids": ["a", "b", "c"],
        "area": area,
        "event_night": NIGHT,
        "baseline_nights": {"handheld_meter": OTHERS},
    }
    found = neighbourhood_table(table, **(arguments | more))
    return found[found["stream"] == "handheld_meter"].set_index("area_id")


def test_one_instrument_one_site_one_place_or_one_upload_is_one_contributor():
    table = a_table(
        supplier=["Globe at Night"] * 4 + ["Seeing Stars upload"] * 2,
        instrument_id=["7", "7", "", "", "", ""],
        longitude_deg=[0.1, 0.2, 0.2, 0.3, 0.4, 0.5],
        source_sha256=["g", "g", "g", "g", "u", "u"],
    )
    assert contributors(table).tolist() == [0, 0, 0, 1, 2, 2]


def test_a_file_of_many_people_does_not_make_them_one():
    assert contributors(a_table(night=[NIGHT] * 3)).tolist() == [0, 1, 2]


def test_the_event_night_is_the_median_of_the_contributors_own_medians():
    # Five contributors; the first reads three times, of which 18.0 is the middle one.
    table = a_table(
        brightness_mag_arcsec2=[17.0, 18.0, 21.0, 18.1, 18.2, 18.3, 18.4],
        longitude_deg=[0.1, 0.1, 0.1, 0.2, 0.3, 0.4, 0.5],
    )
    row = of_area(table).loc["a"]
    assert row["event_median"] == pytest.approx(18.2)
    assert np.isnan(row["event_low"])
    assert (row["n_event"], row["n_contributors_event"]) == (7, 5)


def test_the_baseline_is_the_median_over_nights():
    nights = [OTHERS[0]] * 5 + [OTHERS[1]] * 5
    table = a_table(
        night=nights,
        longitude_deg=[0.1, 0.2, 0.3, 0.4, 0.5] * 2,
        brightness_mag_arcsec2=[18.0, 18.1, 18.2, 18.3, 18.4, 19.0, 19.1, 19.2, 19.3, 19.4],
    )
    row = of_area(table).loc["a"]
    assert row["baseline_median"] == pytest.approx(18.7)
    assert row["n_baseline_nights"] == 2


def test_readings_that_are_not_good_or_out_of_the_hours_count_as_readings_only():
    table = a_table(flag=[1, 1, 1, 1, 1, 4], in_window=[True] * 5 + [False])
    row = of_area(table).loc["a"]
    assert (row["n_readings"], row["n_event"]) == (6, 5)


def test_four_contributors_are_hidden_with_their_numbers_and_an_area_beside_them():
    table = a_table(longitude_deg=[0.1, 0.2, 0.3, 0.4, *[1.1 + 0.1 * i for i in range(6)]])
    found = of_area(table)
    assert found["event_state"].tolist() == ["too_few", "beside_another", "shown"]
    assert found.loc[["a", "b"], ["n_event", "n_contributors_event", "event_median"]].isna().all(axis=None)
    assert found.loc["c", "n_event"] == 0


def test_the_interval_of_a_median_is_that_of_the_sign_test():
    # Conover, table of the binomial: of 10 values the 2nd and 9th hold the median with 97.9 %.
    assert median_interval(np.arange(10.0)) == (4.5, 1.0, 8.0)
    assert all(np.isnan(median_interval([])))


def test_a_point_outside_or_without_a_place_lies_in_no_area_and_one_on_an_edge_in_the_first():
    assert area_of([1.0, 9.0, np.nan, 2.5], [0.5, 0.5, 0.5, np.nan], shapes=SQUARES).tolist() == [0, -1, -1, -1]
    assert area_of([], [], shapes=SQUARES).tolist() == []
    assert area_of([0.5], [0.5], shapes=[None]).tolist() == [-1]


def test_no_readings_give_zeros_that_are_shown():
    empty = a_table(night=[NIGHT]).iloc[:0]
    found = of_area(empty)
    assert (found["n_readings"] == 0).all()
    assert participation(empty, timezone="Europe/Amsterdam")["by_stream"] == []


def test_a_smallest_group_of_none_and_a_missing_column_are_refused():
    table = a_table(night=[NIGHT])
    with pytest.raises(
        ValueError, match="smallest_group must be 1 or more and area as long as the readings; got 0, 1 areas"
    ):
        of_area(table, smallest_group=0)
    with pytest.raises(TableError, match="neighbourhood_table needs the column"):
        of_area(table.drop(columns="flag"))


@given(st.lists(st.integers(0, 12), max_size=12), st.integers(1, 8))
def test_what_is_hidden_never_follows_from_the_total(counts, smallest):
    state = hidden_states(counts, smallest_group=smallest)
    hidden = np.array(counts, dtype=int)[state != SHOWN]
    shown = np.array(counts, dtype=int)[state == SHOWN]
    assert all(count == 0 or count >= smallest for count in shown)
    assert (hidden > 0).all()
    everything_is_hidden = (shown == 0).all()
    assert len(hidden) == 0 or everything_is_hidden or (len(hidden) >= 2 and hidden.sum() >= smallest)


PEOPLE = st.lists(
    st.tuples(
        st.integers(0, 29),  # place
        st.sampled_from(["", "", "", "1", "2"]),  # instrument
        st.sampled_from(["Globe at Night", "Seeing Stars upload"]),
        st.integers(0, 6),  # file
        st.sampled_from([NIGHT, *OTHERS, "2022-09-29"]),
        st.floats(15, 22),
    ),
    max_size=60,
)


@settings(max_examples=40, deadline=None)
@given(PEOPLE, st.integers(2, 6))
def test_every_number_that_is_shown_rests_on_enough_contributors(rows, smallest):
    table = _people(rows)
    found = of_area(table, smallest_group=smallest) if len(table) else None
    if found is None:
        return
    who, area = contributors(table), area_of(table["longitude_deg"], table["latitude_deg"], shapes=SQUARES)
    used = {
        "readings": np.ones(len(table), dtype=bool),
        "event": (table["night"] == NIGHT).to_numpy(),
        "baseline": table["night"].isin(OTHERS).to_numpy(),
    }
    for place, row in enumerate(found.itertuples()):
        for name in COUNTS:
            people = len(set(who[used[name] & (area == place)]))
            number = getattr(row, f"n_{name}")
            assert np.isnan(number) if getattr(row, f"{name}_state") != SHOWN else people == 0 or people >= smallest
            if name != "readings" and np.isfinite(getattr(row, f"{name}_median")):
                assert people >= smallest


@settings(max_examples=40, deadline=None)
@given(PEOPLE, st.integers(2, 6))
def test_every_group_of_those_who_took_part_is_large_enough_or_hidden(rows, smallest):
    table = _people(rows)
    for groups in participation(table, timezone="Europe/Amsterdam", smallest_group=smallest).values():
        for group in groups:
            assert group["n_contributors"] is None or group["n_contributors"] >= smallest
            assert (group["n_contributors"] is None) == (group["n_readings"] is None) == (group["state"] != SHOWN)


@settings(max_examples=20, deadline=None)
@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_the_readings_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    if rows:
        pd.testing.assert_frame_equal(of_area(_people(rows)), of_area(_people(shuffled)))


def _people(rows):
    places, instruments, suppliers, files, nights, values = zip(*rows, strict=True) if rows else ((),) * 6
    table = a_table(
        longitude_deg=[0.05 + 0.1 * place for place in places] or [0.0],
        instrument_id=list(instruments) or [""],
        supplier=list(suppliers) or [""],
        source_sha256=[str(file) for file in files] or [""],
        night=list(nights) or [NIGHT],
        brightness_mag_arcsec2=list(values) or [18.0],
    )
    return table if rows else table.iloc[:0]


def test_distance_is_told_of_contributors_and_never_of_homes():
    places = [0.1 * i for i in range(6)]
    # Six people with one reading each, five whose two lie 0.1 km apart, five whose two lie 11 km apart.
    table = a_table(
        instrument_id=[""] * 6 + [f"near {i // 2}" for i in range(10)] + [f"far {i // 2}" for i in range(10)],
        longitude_deg=places + [1 + 0.1 * (i // 2) + 0.001 * (i % 2) for i in range(10)] + [2 + 0.2 * (i // 2) + 0.1 * (i % 2) for i in range(10)],
        latitude_deg=[0.0] * 26,
    )  # fmt: skip
    found = {
        row["group"]: row["n_contributors"] for row in participation(table, timezone="Europe/Amsterdam")["by_distance"]
    }
    assert found == {"farther": 5, "one_reading": 6, "within_walking_distance": 5}


def test_fixed_meters_are_nobody_who_took_part():
    table = a_table(stream=["photometer"] * 9)
    assert participation(table, timezone="Europe/Amsterdam")["by_stream"] == []
