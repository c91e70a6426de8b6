"""Globe at Night: both schemas, the repair of times, what the apps wrote, and the real yearly files."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from seeingstars.columns import SOURCE_COLUMNS
from seeingstars.errors import UploadError
from seeingstars.science.ephemeris import sun_altitude_deg
from seeingstars.sources.app_comments import cloud_in_comments, limits_in_comments
from seeingstars.sources.globe_at_night import looks_like, read_globe_at_night
from seeingstars.sources.globe_at_night_time import repair_times

HEAD_A = (
    "ID,ObsType,ObsDateTime,Latitude,Longitude,Elevation,UTCOffset,LimitingMag,CloudCover,SQMReading,SQMSerial,"
    "Constellation,SkyComment,LocationComment,Country"
)
HEAD_B = (
    "ID,ObsType,Latitude,Longitude,Elevation(m),LocalDate,LocalTime,UTDate,UTTime,LimitingMag,SQMReading,SQMSerial,"
    "CloudCover,Constellation,SkyComment,LocationComment,Country"
)
LEIDEN = "52.155,4.484"


def row_a(
    kind="Globe at Night",
    when="2022-09-26 00:15:00+00:00",
    place=LEIDEN,
    offset="-120",
    limit="4",
    cloud="25",
    sqm="",
    serial="",
    sky="",
    where="",
):
    return f"1,{kind},{when},{place},2.5,{offset},{limit},{cloud},{sqm},{serial},Cygnus,{sky},{where},Netherlands"


@pytest.fixture
def read(tmp_path):
    def read_text(*lines, name="GaN.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes("\n".join(lines).encode(encoding))
        return read_globe_at_night(path)

    return read_text


def utc(text):
    return pd.Timestamp(text, tz="UTC")


def test_a_reading_of_the_lights_off_evening_comes_back_to_its_own_hour(read):
    readings, report = read(HEAD_A, row_a())
    row = readings.iloc[0]
    assert row.observed_at_utc == utc("2022-09-25 20:15")
    assert row.observed_at_utc_as_given == utc("2022-09-26 00:15")
    assert (row.time_as_given, row.utc_offset_min) == ("2022-09-26 00:15:00+00:00", -120)
    assert row.time_basis == "gan_offset_sign_reversed"
    assert report.accepted
    assert report.kind == "globe_at_night"
    assert "1 times were repaired" in report.notes[0].en


def test_the_table_has_our_columns_and_one_row_for_each_row_of_the_file(read):
    readings, report = read(HEAD_A, row_a(), row_a(), "")
    assert list(readings.columns) == [column.name for column in SOURCE_COLUMNS]
    assert [str(t) for t in readings.dtypes] == [column.dtype for column in SOURCE_COLUMNS]
    assert len(readings) == report.rows_read == 2
    assert set(readings.supplier) == {"Globe at Night"}
    assert set(readings.licence) == {"CC BY 4.0 (Globe at Night, NOIRLab)"}
    assert len(readings.source_sha256[0]) == 64


def test_a_file_with_only_headings_is_a_table_without_rows(read):
    readings, report = read(HEAD_A)
    assert len(readings) == report.rows_read == 0


@pytest.mark.parametrize(
    ("when", "place", "offset", "true", "basis"),
    [
        ("2018-03-10 06:00", "40,-75", "300", "2018-03-10 16:00", "gan_offset_sign_reversed"),
        ("2023-05-01 22:00", "52,4.5", "120", "2023-05-01 20:00", "gan_local_labelled_utc"),
        ("2023-05-01 22:00", "40,-75", "-240", "2023-05-02 02:00", "gan_local_labelled_utc"),
        ("2023-09-01 20:00", "52,4.5", "120", "2023-09-01 20:00", "gan_utc"),
        ("2023-09-01 20:00", "40,-75", "-240", "2023-09-01 20:00", "gan_utc"),
        ("2022-02-01 20:00", "51.5,-0.1", "0", "2022-02-01 20:00", "gan_no_offset"),
        ("2022-02-01 20:00", "51.5,-0.1", "", "2022-02-01 20:00", "gan_no_offset"),
        # West of Greenwich with clocks ahead of it: the sign of the longitude would mislead, the clocks do not.
        ("2018-03-10 23:00", "40.4,-3.7", "-60", "2018-03-10 21:00", "gan_offset_sign_reversed"),
        ("2025-04-28 21:00", "40.4,-3.7", "120", "2025-04-28 21:00", "gan_utc"),
        ("2013-07-01 02:00", "51.5,-0.1", "-60", "2013-07-01 00:00", "gan_offset_sign_reversed"),
        # A place without clocks, or with others: the form of the time decides.
        ("2022-09-26 00:15", "0.0,0.0", "-120", "2022-09-25 20:15", "gan_offset_sign_reversed"),
        ("2023-09-01 20:00", "0.0,0.0", "120", "2023-09-01 20:00", "gan_utc"),
        ("2022-09-26 00:15", "52.155,3737670", "-120", "2022-09-25 20:15", "gan_offset_sign_reversed"),
    ],
)
def test_the_offset_and_the_clocks_of_the_place_tell_what_a_time_is(read, when, place, offset, true, basis):
    readings, _ = read(HEAD_A, row_a(when=f"{when}:00+00:00", place=place, offset=offset))
    assert readings.observed_at_utc[0] == utc(true)
    assert readings.time_basis[0] == basis


def test_an_app_with_its_own_clock_sent_true_utc_when_its_offset_has_the_iso_sign(read):
    row = row_a(kind="Loss of the Night", when="2013-09-29 18:57:32+00:00", place="52.13,7.55", offset="120")
    readings, _ = read(HEAD_A, row)
    assert readings.observed_at_utc[0] == utc("2013-09-29 18:57:32")
    assert readings.time_basis[0] == "gan_utc"


def test_repairing_changes_nothing_that_it_was_given():
    given = pd.Series(pd.to_datetime(["2018-03-10 06:00", None], utc=True))
    offset, lon, lat = np.array([300.0, np.nan]), np.array([-75.0, 4.0]), np.array([40.0, 52.0])
    before = given.copy(), offset.copy()
    times = repair_times(
        given, utc_offset_min=offset, longitude_deg=lon, latitude_deg=lat, has_true_utc=np.array([False, False])
    )
    pd.testing.assert_series_equal(given, before[0])
    np.testing.assert_array_equal(offset, before[1])
    assert times.time_basis.tolist() == ["gan_offset_sign_reversed", "unknown"]


def row_b(local="2024-09-25,22:15", ut="2024-09-25,20:15", cloud="1/4 of sky", sqm="18.72", serial="2534"):
    return f"1,Globe at Night,{LEIDEN},2.5,{local},{ut},4,{sqm},{serial},{cloud},None,clear,,Netherlands"


def test_the_schema_with_utc_in_columns_of_its_own_is_read_by_its_headings(read):
    readings, _ = read(HEAD_B, row_b())
    row = readings.iloc[0]
    assert row.observed_at_utc == utc("2024-09-25 20:15")
    assert (row.time_basis, row.utc_offset_min) == ("gan_utc", 120)
    assert (row.brightness_mag_arcsec2, row.limiting_magnitude, row.cloud_cover_percent) == (18.72, 4.0, 25.0)
    assert (row.elevation_m, row.longitude_deg, row.latitude_deg) == (2.5, 4.484, 52.155)


def test_utc_that_was_reckoned_the_wrong_way_is_repaired_in_that_schema_too(read):
    readings, _ = read(HEAD_B, row_b(ut="2024-09-26,00:15"))
    assert readings.observed_at_utc[0] == utc("2024-09-25 20:15")
    assert readings.time_basis[0] == "gan_offset_sign_reversed"


def test_headings_may_stand_in_any_order_with_unknown_ones_between_them(read):
    readings, _ = read(
        "\ufeffLongitude,ObsID,latitude,ObsType,OBSDATETIME", "4.484,77,52.155,Globe at Night,2022-01-01 20:00:00+00:00"
    )
    assert readings.latitude_deg[0] == 52.155
    assert readings.time_basis[0] == "gan_no_offset"


def test_json_with_the_same_keys_gives_the_same_readings(read):
    csv_readings, _ = read(HEAD_B, row_b())
    values = dict(zip(HEAD_B.split(","), row_b().split(","), strict=True)) | {"SQMReading": 18.72, "Country": None}
    readings, report = read(json.dumps([values, values], indent=1), name="GaN.json")
    assert report.rows_read == 2
    assert readings.source_line.tolist() == [2, 21]
    same = [c for c in readings if c not in ("source_file", "source_line", "source_sha256")]
    pd.testing.assert_series_equal(readings.loc[0, same], csv_readings.loc[0, same])


def test_a_comment_of_several_lines_is_one_row_and_the_next_row_knows_its_line(read):
    readings, _ = read(HEAD_A, row_a(sky='"clear,\nvery\n""dark"""'), row_a(sky="second"))
    assert readings.source_line.tolist() == [2, 5]
    assert readings.comment.tolist() == ['clear,\nvery\n"dark"', "second"]


def test_a_quotation_mark_that_is_never_closed_spoils_its_own_row_only(read):
    readings, report = read(HEAD_A, row_a(sky='"never closed'), *[row_a()] * 3)
    assert readings.source_line.tolist() == [2, 3, 4, 5]
    assert readings.row_problem.astype(bool).tolist() == [False, False, False, False]
    readings, report = read(HEAD_A, row_a(sky='"never, closed'), *[row_a()] * 3)
    assert readings.row_problem.astype(bool).tolist() == [True, False, False, False]
    assert report.n_row_problems == 1


def test_a_row_with_a_field_missing_stays_with_the_reason_and_without_values(read):
    readings, report = read(HEAD_A, row_a(), "1,Globe at Night,2022-09-26 00:15:00+00:00,52.155", row_a())
    assert len(readings) == 3
    assert "the row has 4 fields where the headings are 15" in readings.row_problem[1]
    assert np.isnan(readings.latitude_deg[1])
    assert pd.isna(readings.observed_at_utc[1])
    assert readings.time_basis[1] == "unknown"
    assert report.row_problems[0].line == 3
    assert "heeft 4 velden" in report.row_problems[0].nl


def test_a_value_that_is_no_number_is_empty_and_named(read):
    readings, report = read(HEAD_A, row_a(sqm="ca. 19"), row_a(when="last night"), row_a(limit="inf"))
    assert np.isnan(readings.brightness_mag_arcsec2[0])
    assert readings.row_problem[0] == "sqmreading is no number: 'ca. 19'"
    assert readings.row_problem[1] == "the time is no date and time: 'last night'"
    assert readings.row_problem[2] == "limitingmag is no number: 'inf'"
    assert report.n_row_problems == 3


def test_what_stands_for_none_is_none(read):
    readings, _ = read(HEAD_A, row_a(limit="-9999", cloud="-1"), row_a(limit="-999", cloud="over 1/2 of sky"))
    assert readings.limiting_magnitude.isna().all()
    assert np.isnan(readings.cloud_cover_percent[0])
    assert readings.cloud_cover_percent[1] == 75
    assert not readings.row_problem.astype(bool).any()


def test_brightness_stays_as_it_stands_even_if_it_is_impossible(read):
    readings, _ = read(HEAD_A, row_a(sqm="8e27"), row_a(sqm="-3.2", serial="1"), row_a(sqm="0.0", serial="1"))
    assert readings.brightness_mag_arcsec2.tolist() == [8e27, -3.2, 0.0]


def test_a_zero_without_a_serial_number_is_no_meter(read):
    readings, report = read(HEAD_A, row_a(sqm="0.0"))
    assert readings.stream[0] == "naked_eye"
    assert np.isnan(readings.brightness_mag_arcsec2[0])
    assert any("taken as no reading" in note.en for note in report.notes)


def test_streams_are_told_apart(read):
    readings, _ = read(
        HEAD_A,
        row_a(kind="Dark Sky Meter", sqm="18.9"),
        row_a(sqm="18.9", serial="2534"),
        row_a(sqm="18.9"),
        row_a(),
        row_a(kind="Loss of the Night", sky='"From ""Loss of the Night"";NELM=4.73 +/- 0.82 (method 2);8 stars"'),
        row_a(kind="Loss of the Night", sqm="18.9", sky='"From ""Loss of the Night"" (SQM only)"'),
    )
    assert readings.stream.tolist() == [
        "camera_app", "handheld_meter", "handheld_meter", "naked_eye", "naked_eye", "handheld_meter",
    ]  # fmt: skip
    assert readings.instrument_type.tolist() == [
        "Dark Sky Meter", "SQM (handheld)", "SQM (handheld)", "Globe at Night chart", "Loss of the Night",
        "SQM (handheld)",
    ]  # fmt: skip
    assert readings.instrument_id.tolist() == ["", "2534", "", "", "", ""]
    assert readings.limiting_magnitude[1] == 4
    assert (readings.limiting_magnitude[4], readings.limiting_magnitude_error[4]) == (4.73, 0.82)


def test_a_failed_fit_of_the_app_is_no_limiting_magnitude_and_is_said(read):
    rows = [
        row_a(kind="Loss of the Night", limit="3", sky=f'"From ""Loss of the Night"";NELM={fit} (method 2);8 stars"')
        for fit in ("-3.00 +/- 10.00", "0.00 +/- 0.00", "0.50 +/- 0.10")
    ]
    readings, report = read(HEAD_A, *rows)
    assert readings.limiting_magnitude.isna().tolist() == [True, True, False]
    assert readings.limiting_magnitude_error.isna().tolist() == [True, True, False]
    assert any(note.en.startswith("2 rows of Loss of the Night hold a failed fit") for note in report.notes)


def test_the_app_says_in_words_how_cloudy_it_is(read):
    readings, _ = read(
        HEAD_A, row_a(kind="Dark Sky Meter", cloud="-1", sky='"From ""Dark Sky Meter""  sky: ""clear"""')
    )
    assert readings.cloud_cover_percent[0] == 0
    words = ["", "clear", "1/4 of sky", "1/2 of sky", "over 1/2 of sky", "Milky Way in Zenith", "Foggy",
             "Tap to enter conditions"]  # fmt: skip
    comments = np.array([f'From "Dark Sky Meter"  sky: "{word}"' for word in words], dtype=object)
    np.testing.assert_array_equal(cloud_in_comments(comments), [np.nan, 0, 25, 50, 75, np.nan, np.nan, np.nan])


def test_a_comment_without_a_limit_has_none():
    stated = limits_in_comments(np.array(["NELM is fun", "NELM=4.525 +/- 0.275 (method 1)"], dtype=object))
    np.testing.assert_array_equal(stated.limiting_magnitude, [np.nan, 4.525])


def test_a_site_is_an_instrument_at_a_place_of_a_hundred_metres(read):
    readings, _ = read(
        HEAD_A,
        row_a(sqm="18.9", serial="2534"),
        row_a(sqm="18.8", serial="2534", place="52.15504,4.48396"),
        row_a(),
        row_a(place="0.0,0.0"),
    )
    assert readings.site_id.tolist() == [
        "SQM 2534 at 4.484 52.155", "SQM 2534 at 4.484 52.155", "Globe at Night chart at 4.484 52.155", "",
    ]  # fmt: skip


def test_personal_data_leave_the_comments_and_every_other_text(read):
    readings, report = read(
        HEAD_A,
        row_a(sky="mail jan@example.org", where="+31 6 12345678"),
        row_a(sqm="jan@example.org", when="ask jan@example.org", serial="jan@example.org"),
    )
    assert readings.comment[0] == "mail [e-mail] | [telephone]"
    assert "jan@" not in readings.to_csv() + repr(report)


def test_a_text_that_a_spreadsheet_would_run_stays_for_the_export_to_disarm(read):
    readings, _ = read(HEAD_A, row_a(sky="=1+1"), row_a(sky="None"))
    assert readings.comment.tolist() == ["=1+1", "None"]


def test_a_row_that_says_so_is_simulated(read):
    readings, _ = read(HEAD_A, row_a(sky="SIMULATED: made up"), row_a(where="SIMULATED"), row_a(sky="not SIMULATED"))
    assert readings.is_simulated.tolist() == [True, True, False]


def test_latin_letters_and_windows_line_ends_are_read(read):
    readings, report = read(HEAD_A + "\r", row_a(where="Torrejón") + "\r", encoding="latin-1")
    assert readings.comment[0] == "Torrejón"
    assert "not UTF-8" in report.notes[0].en


def test_a_file_without_the_headings_is_refused_in_both_languages(read):
    with pytest.raises(UploadError, match=r"needs the headings ObsType, .*; found 'id, name'") as refused:
        read("id,name", "1,a")
    assert "heeft de kopjes" in refused.value.nl


@pytest.mark.parametrize("text", ["[1", '[{"ObsType": 1}, {', "{}", "[", "[1 2]", "[" * 100_000])
def test_json_that_is_no_whole_list_of_objects_is_refused(read, text):
    with pytest.raises(UploadError, match=r"must be a whole list of objects"):
        read(text)


def test_its_head_is_known_and_no_other():
    assert looks_like((HEAD_A + "\n").encode("utf-8-sig"))
    assert looks_like(HEAD_B.encode())
    assert looks_like((HEAD_A + "\n").encode("utf-16"))
    assert not looks_like(b"")
    assert not looks_like(b"# ObsType of ObsDateTime\x00"[:9])


# The real files: rows as an independent count has them (formats of the supplier, counted in November 2026).
REAL = {2007: 8491, 2013: 20695, 2018: 8155, 2022: 19685}


def real_year(real_data, year):
    return read_globe_at_night(Path(real_data) / "globe_at_night" / f"GaN{year}.csv")[0]


def share_in_twilight(readings, times):
    """Share of all rows, of whatever position, with the sun above -6 degrees."""
    altitude = sun_altitude_deg(times, longitude_deg=readings.longitude_deg, latitude_deg=readings.latitude_deg)
    return float((np.asarray(altitude) > -6).sum() / len(readings))


@pytest.mark.real_files
@pytest.mark.parametrize(
    ("year", "as_given", "repaired"), [(2007, 0.56, 0.57), (2013, 0.65, 0.04), (2018, 0.63, 0.11), (2022, 0.57, 0.10)]
)
def test_the_repair_brings_the_readings_of_a_real_year_back_into_the_night(real_data, year, as_given, repaired):
    readings = real_year(real_data, year)
    assert len(readings) == REAL[year]
    assert readings.source_line.is_monotonic_increasing
    assert not readings.row_problem.astype(bool).any()
    assert share_in_twilight(readings, readings.observed_at_utc_as_given) == pytest.approx(as_given, abs=0.005)
    assert share_in_twilight(readings, readings.observed_at_utc) <= repaired


@pytest.mark.real_files
@pytest.mark.parametrize("year", [2013, 2018])
def test_no_reading_of_the_star_counting_app_stays_in_daylight(real_data, year):
    # The app cannot be used in twilight: an independent witness of the repair.
    readings = real_year(real_data, year)
    app = readings[(readings.instrument_type == "Loss of the Night") & (readings.time_basis != "gan_no_offset")]
    assert len(app) > 700
    assert share_in_twilight(app, app.observed_at_utc_as_given) > 0.3
    assert share_in_twilight(app, app.observed_at_utc) < 0.005


@pytest.mark.real_files
def test_streams_and_comments_of_a_real_year_are_as_counted(real_data):
    readings = real_year(real_data, 2013)
    assert readings.stream.value_counts().to_dict() == {"naked_eye": 15119, "camera_app": 3302, "handheld_meter": 2274}
    assert not readings.comment.str.contains(r"\w@\w+\.\w", regex=True).any()
    assert readings.brightness_mag_arcsec2.notna().sum() == 7513 - 1938
