"""The door of the checks: every reading keeps its row, gets its flags, and is told why."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeingstars.columns import (
    CHECKS,
    FLAG_COLUMNS,
    READING_STREAMS,
    SKY_COLUMNS,
    SOURCE_COLUMNS,
    TIME_DTYPE,
    Flag,
    readings_from_columns,
)
from seeingstars.errors import TableError
from seeingstars.science.quality import flag_counts, flag_readings, rows_good

NAN = float("nan")
# Leiden, 25 September 2022, 22:15 local time: the sun at −24.3°, no moon.
DARK_HOUR = "2022-09-25T20:15:00Z"
NOON = "2022-09-25T12:00:00Z"


def readings(n_rows=1, **changed):
    moments = pd.to_datetime(pd.Series(changed.pop("observed_at_utc", [DARK_HOUR] * n_rows)), utc=True)
    columns = {
        "source_file": "made.csv",
        "source_line": np.arange(2, n_rows + 2),
        "stream": "photometer",
        "site_id": [f"roof {row}" for row in range(n_rows)],
        "observed_at_utc": moments,
        "observed_at_utc_as_given": moments,
        "longitude_deg": 4.4841,
        "latitude_deg": 52.1547,
        "brightness_mag_arcsec2": 18.5,
    }
    return readings_from_columns(columns | changed, n_rows)


def flagged(n_rows=1, **changed):
    return flag_readings(readings(n_rows, **changed))


def test_a_good_reading_is_good_in_all_that_counts_and_nothing_is_said():
    row = flagged().iloc[0]
    assert row["flag"] == Flag.GOOD
    assert (row["reason_en"], row["reason_nl"]) == ("", "")
    assert row["sun_altitude_deg"] == pytest.approx(-24.342, abs=0.02)  # science.md §2.4, worked out with astropy
    assert row["moon_altitude_deg"] == pytest.approx(-21.888, abs=0.02)
    assert row["zenith_galactic_latitude_deg"] == pytest.approx(5.02, abs=0.02)


@pytest.mark.parametrize(
    ("changed", "check", "flag", "words"),
    [
        ({"row_problem": "no number"}, "row", Flag.FAIL, "cannot be read"),
        ({"observed_at_utc": [None]}, "time", Flag.MISSING, "no time"),
        ({"observed_at_utc": [NOON]}, "time", Flag.FAIL, "while the sun was up"),
        ({"observed_at_utc": [NOON], "stream": "handheld_meter"}, "time", Flag.FAIL, "while the sun was up"),
        ({"observed_at_utc": [NOON]}, "sun", Flag.FAIL, "above −12°"),
        ({"longitude_deg": NAN}, "position", Flag.MISSING, "not given"),
        ({"longitude_deg": 0.0, "latitude_deg": 0.0}, "position", Flag.FAIL, "0,0 in the Atlantic"),
        ({"position_accuracy_m": 6000.0}, "position", Flag.SUSPECT, "1 km"),
        ({"observed_at_utc": ["2022-10-09T20:15Z"]}, "moon", Flag.SUSPECT, "the moon is up"),  # full moon
        ({"observed_at_utc": ["2022-09-25T19:15Z"]}, "sun", Flag.SUSPECT, "twilight"),  # between −12° and −18°
        ({"brightness_mag_arcsec2": NAN}, "range", Flag.MISSING, "no reading of the meter"),
        ({"brightness_mag_arcsec2": 12.0}, "range", Flag.SUSPECT, "too bright for a night sky"),
        ({"brightness_mag_arcsec2": 24.0}, "range", Flag.FAIL, "outside 10 to 23"),
        ({"brightness_mag_arcsec2": 0.0}, "saturation", Flag.FAIL, "too light for the meter"),
        ({"stream": "naked_eye", "brightness_mag_arcsec2": NAN}, "limiting_magnitude", Flag.MISSING, "faintest star"),
        ({"limiting_magnitude": 9.0}, "limiting_magnitude", Flag.FAIL, "no eye sees"),
    ],
)
def test_a_trouble_is_flagged_told_and_decides(changed, check, flag, words):
    row = flagged(**changed).iloc[0]
    assert row[f"flag_{check}"] == flag
    assert words in row["reason_en"]
    assert row["reason_nl"]
    assert row["flag"] >= flag or row["flag"] == Flag.FAIL


def test_cloud_is_told_but_does_not_count():
    row = flagged(cloud_cover_percent=50.0).iloc[0]
    assert row["flag_cloud"] == Flag.SUSPECT
    assert row["reason_en"].startswith("cloud: ")
    assert row["flag"] == Flag.GOOD


def test_the_worst_flag_decides_fail_before_missing_before_suspect():
    assert flagged(brightness_mag_arcsec2=NAN, position_accuracy_m=6000.0)["flag"].tolist() == [Flag.MISSING]
    assert flagged(brightness_mag_arcsec2=NAN, limiting_magnitude=9.0)["flag"].tolist() == [Flag.FAIL]


def test_a_place_that_fails_has_no_sky():
    row = flagged(longitude_deg=0.0, latitude_deg=0.0).iloc[0]
    assert np.isnan(row["sun_altitude_deg"])
    assert row["flag_sun"] == row["flag_moon"] == row["flag_time"] == Flag.NOT_CHECKED


def test_the_limits_of_an_event_are_obeyed():
    evening = readings(observed_at_utc=["2022-09-25T19:15Z"])
    assert flag_readings(evening, sun_limit_deg=-15.0)["flag_sun"].tolist() == [Flag.GOOD]
    moonlit = readings(observed_at_utc=["2022-10-09T20:15Z"])
    assert flag_readings(moonlit, moon_limit_deg=90.0)["flag_moon"].tolist() == [Flag.GOOD]


def test_the_future_begins_at_the_moment_of_reading_in():
    latest = datetime(2022, 9, 25, 20, 0, tzinfo=UTC)
    assert flag_readings(readings(), latest_utc=latest)["flag_time"].tolist() == [Flag.FAIL]


def test_meters_without_names_are_told_apart_by_their_files():
    moments = [DARK_HOUR] * 2
    nameless = flagged(2, observed_at_utc=moments, site_id="", source_file=["a.dat", "b.dat"])
    assert nameless["flag_duplicate"].tolist() == [Flag.GOOD, Flag.GOOD]
    same = flagged(2, observed_at_utc=moments, site_id="roof", source_file=["a.dat", "b.dat"])
    assert same["flag_duplicate"].tolist() == [Flag.GOOD, Flag.FAIL]


def test_a_stuck_meter_is_found_through_the_door():
    moments = pd.date_range("2022-09-25T20:00Z", periods=30, freq="5min")
    table = flagged(30, observed_at_utc=moments, site_id="roof")
    assert set(table["flag_stuck"]) == {Flag.SUSPECT}
    assert "repeats one value" in table["reason_en"].iloc[0]


def test_flagging_again_gives_the_same():
    once = flagged(3)
    pd.testing.assert_frame_equal(flag_readings(once), once)


def test_an_index_of_any_kind_is_kept():
    table = readings(2).set_axis(["b", "a"], axis=0)
    assert flag_readings(table).index.tolist() == ["b", "a"]


def test_the_columns_come_in_the_order_of_the_ground_and_in_its_types():
    table = flagged(2)
    wanted = (*SOURCE_COLUMNS, *SKY_COLUMNS, *FLAG_COLUMNS)
    assert table.columns.tolist() == [column.name for column in wanted]
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == {c.name: c.dtype for c in wanted}


def test_no_readings_give_an_empty_table_with_all_columns():
    table = flag_readings(readings_from_columns({}, 0))
    assert len(table) == 0
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == {
        column.name: column.dtype for column in (*SOURCE_COLUMNS, *SKY_COLUMNS, *FLAG_COLUMNS)
    }
    assert rows_good(table) == 0
    assert set(flag_counts(table).values()) == {0}


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match=r"flag_readings needs the columns .*; latitude_deg is missing"):
        flag_readings(readings().drop(columns="latitude_deg"))


@pytest.mark.parametrize("limit", [-91.0, NAN])
def test_a_limit_that_is_no_altitude_is_refused(limit):
    with pytest.raises(ValueError, match="sun_limit_deg must lie in -90 to 90 degrees; got"):
        flag_readings(readings(), sun_limit_deg=limit)


def test_a_moment_of_reading_in_without_a_zone_is_refused():
    with pytest.raises(ValueError, match=r"latest_utc must carry a time zone; got 2022-09-25T20:00:00; add"):
        flag_readings(readings(), latest_utc=datetime(2022, 9, 25, 20, 0))


def test_counts_are_of_what_is_not_good():
    table = flagged(3, brightness_mag_arcsec2=[18.5, 0.0, NAN])
    counts = flag_counts(table)
    assert list(counts) == [check.name for check in CHECKS]
    assert (counts["saturation"], counts["range"], counts["sun"]) == (1, 1, 0)
    assert rows_good(table) == 1


_values = st.sampled_from([NAN, -9999.0, 0.0, 6.0, 9.99, 14.0, 18.4, 18.4, 21.0, 22.6, 8e27, float("inf")])
_moments = st.sampled_from(
    [
        None,
        DARK_HOUR,
        DARK_HOUR,
        NOON,
        "2022-09-25T18:00:00Z",
        "1999-12-31T00:00:00Z",
        "2022-10-09T22:00:00Z",
        "2022-09-26T11:00:00Z",
    ]
)
_rows = st.lists(
    st.fixed_dictionaries(
        {
            "stream": st.sampled_from([*READING_STREAMS, ""]),
            "site_id": st.sampled_from(["", "roof", "yard"]),
            "source_file": st.sampled_from(["a.csv", "b.csv"]),
            "observed_at_utc": _moments,
            "longitude_deg": st.sampled_from([NAN, 0.0, 4.4841, 4.4841, -111.0, 412.0]),
            "latitude_deg": st.sampled_from([NAN, 0.0, 52.1547, 52.1547, 99.0]),
            "brightness_mag_arcsec2": _values,
            "limiting_magnitude": _values,
            "cloud_cover_percent": st.sampled_from([NAN, 0.0, 25.0]),
            "row_problem": st.sampled_from(["", "", "no number"]),
        }
    ),
    max_size=25,
)


def _table(rows):
    columns = {name: [row[name] for row in rows] for name in (rows[0] if rows else {})}
    if rows:
        moments = pd.Series(pd.to_datetime(columns["observed_at_utc"], utc=True)).astype(TIME_DTYPE)
        columns |= {"observed_at_utc": moments, "observed_at_utc_as_given": moments}
        columns["source_line"] = np.arange(len(rows)) + 1
    return readings_from_columns(columns, len(rows))


@settings(max_examples=60, deadline=None)
@given(_rows)
def test_nothing_is_dropped_and_nothing_is_changed(rows):
    table = _table(rows)
    before = table.copy(deep=True)
    result = flag_readings(table)
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(result[list(table.columns)], before)
    flags = result[[check.column for check in CHECKS] + ["flag"]]
    assert set(np.unique(flags)) <= {int(flag) for flag in Flag}
    assert flags.dtypes.eq("int8").all()


@settings(max_examples=60, deadline=None)
@given(_rows, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows, random):
    table = _table(rows)
    order = list(range(len(table)))
    random.shuffle(order)
    straight = flag_readings(table)
    shuffled = flag_readings(table.iloc[order]).sort_index()
    pd.testing.assert_frame_equal(shuffled, straight)


@settings(max_examples=40, deadline=None)
@given(_rows)
def test_a_reason_stands_beside_every_reading_with_a_trouble_and_no_other(rows):
    result = flag_readings(_table(rows))
    troubled = result[[check.column for check in CHECKS]].isin([Flag.SUSPECT, Flag.FAIL, Flag.MISSING]).any(axis=1)
    for language in ("reason_en", "reason_nl"):
        assert (result[language].astype("str") != "").tolist() == troubled.tolist()


def test_a_month_of_minutes_of_two_meters_is_flagged_alike_in_any_order():
    moments = pd.date_range("2022-09-20T00:00Z", periods=5000, freq="1min")
    two = pd.concat(
        [readings(5000, observed_at_utc=moments, site_id=name, source_file=f"{name}.dat") for name in ("roof", "yard")],
        ignore_index=True,
    )
    order = np.random.default_rng(2).permutation(len(two))
    pd.testing.assert_frame_equal(flag_readings(two.iloc[order]).sort_index(), flag_readings(two))
