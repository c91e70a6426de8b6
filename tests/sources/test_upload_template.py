"""Our upload template: headings in two languages, what people type, clocks that change, readings in four directions."""

from datetime import date, time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.columns import SOURCE_COLUMNS
from seeingstars.errors import UploadError
from seeingstars.sources.upload_cells import (
    CellError,
    cloud_from_cell,
    date_from_cell,
    lamps_from_cell,
    number_from_cell,
    offset_from_cell,
    stars_from_cell,
    time_from_cell,
)
from seeingstars.sources.upload_headings import HEADINGS
from seeingstars.sources.upload_template import looks_like, read_upload_template, template_text

DUTCH = "datum;tijd;lengtegraad;breedtegraad;helderheid;grensmagnitude;metermodel;serienummer;bewolking;waarnemerscode;opmerking"
ENGLISH = (
    "date,time,longitude,latitude,brightness,limiting_magnitude,meter_model,serial_number,cloud,observer_code,comment"
)
FOUR = "date;time;longitude;latitude;brightness;brightness_north;brightness_east;brightness_south;brightness_west"


@pytest.fixture
def read(tmp_path):
    def read_text(*lines, encoding="utf-8", end="\n"):
        path = tmp_path / "upload.csv"
        path.write_bytes(end.join(lines).encode(encoding))
        return read_upload_template(path)

    return read_text


def utc(text):
    return pd.Timestamp(text, tz="UTC")


def test_a_dutch_file_is_read_at_the_clock_of_its_place(read):
    readings, report = read(DUTCH, "25-09-2022;22:15;4,4840;52,1550;18,72;4;SQM-L;2534;1/4;BK7;helder")
    row = readings.iloc[0]
    assert row.observed_at_utc == row.observed_at_utc_as_given == utc("2022-09-25 20:15")
    assert row.time_basis == "local_time_with_zone_of_place"
    assert row.time_as_given == "25-09-2022 22:15"
    assert (row.longitude_deg, row.latitude_deg) == (4.484, 52.155)
    assert (row.brightness_mag_arcsec2, row.limiting_magnitude, row.cloud_cover_percent) == (18.72, 4, 25)
    assert (row.stream, row.instrument_type, row.instrument_id) == ("handheld_meter", "SQM-L", "2534")
    assert (row.site_id, row.comment, row.row_problem) == ("SQM-L 2534 at 4.484 52.155", "helder", "")
    assert (report.kind, report.accepted, report.rows_read, report.n_row_problems) == ("upload_template", True, 1, 0)


def test_an_english_file_gives_the_same_reading(read):
    dutch, _ = read(DUTCH, "25-09-2022;22:15;4,4840;52,1550;18,72;4;SQM-L;2534;1/4;BK7;helder")
    english, _ = read(ENGLISH, "2022-09-25,22:15,4.4840,52.1550,18.72,4,SQM-L,2534,25%,BK7,helder")
    same = [c for c in dutch if c not in ("source_sha256", "time_as_given")]
    pd.testing.assert_frame_equal(dutch[same], english[same])


def test_the_table_has_our_columns(read):
    readings, _ = read(ENGLISH)
    assert [str(t) for t in readings.dtypes] == [column.dtype for column in SOURCE_COLUMNS]
    assert list(readings.columns) == [column.name for column in SOURCE_COLUMNS]
    assert len(readings) == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t", ","])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_way_in_which_a_spreadsheet_saves_a_table_is_read(read, encoding, delimiter, end):
    head = delimiter.join(["Datum", "Tijd", "Lengtegraad (°)", "Breedtegraad", "Helderheid (mag/arcsec²)", "Opmerking"])
    row = delimiter.join(["25/9/2022", "22.15", '"4,484"', '"52,155"', '"18,72"', '"één ‘foto’s’\nen meer"'])
    readings, _ = read(head, row, "", encoding=encoding, end=end)
    assert len(readings) == 1
    assert readings.longitude_deg[0] == 4.484
    assert readings.comment[0] == "één ‘foto’s’\nen meer"
    assert readings.observed_at_utc[0] == utc("2022-09-25 20:15")


def test_lines_above_the_headings_and_empty_rows_are_no_readings(read):
    readings, _ = read(
        "sep=;", "Sterren kijken;;", "# uitleg; met meer;", DUTCH + ";;", "", ";;;;", "# een opmerking",
        "25-09-2022;22:15;4,48;52,16;18,72;;;;;;;;", "26-09-2022;22:15;4,48;52,16;18,72",
    )  # fmt: skip
    assert readings.source_line.tolist() == [8, 9]
    assert not readings.row_problem.astype(bool).any()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_empty_template_is_read_as_a_file_without_readings(read, language):
    text = template_text(language)
    assert looks_like(text.encode("utf-8-sig"))
    readings, report = read(text, encoding="utf-8-sig")
    assert (len(readings), report.accepted) == (0, True)


def test_the_template_is_there_in_two_languages_only():
    with pytest.raises(ValueError, match="language must be nl or en; got 'fr'"):
        template_text("fr")


@pytest.mark.parametrize(
    ("head", "en", "nl"),
    [
        ("date,time,latitude,brightness", "needs the heading longitude", "kopje lengtegraad nodig"),
        ("datum;lengtegraad;breedtegraad;helderheid", "needs the heading time", "kopje tijd nodig"),
        ("date,time,longitude,latitude,comment", "needs the heading brightness", "kopje helderheid nodig"),
        ("uur;plaats", "needs the heading date / time / longitude", "kopje datum / tijd / lengtegraad"),
    ],
)
def test_a_missing_heading_is_named_in_both_languages_with_what_was_found(read, head, en, nl):
    with pytest.raises(UploadError, match=en) as refused:
        read(head, "1")
    assert nl in refused.value.nl
    assert head.replace(";", ",").split(",")[0] in refused.value.en


def test_a_heading_that_stands_twice_is_refused(read):
    with pytest.raises(UploadError, match=r"each heading once; upload\.csv has date more than once"):
        read("date,time,longitude,latitude,brightness,datum")


def test_a_workbook_is_refused_with_the_way_out(tmp_path):
    path = tmp_path / "metingen.xlsx"
    path.write_bytes(b"PK\x03\x04\x14\x00")
    with pytest.raises(UploadError, match="save it as CSV") as refused:
        read_upload_template(path)
    assert "bewaar hem als CSV" in refused.value.nl
    assert not looks_like(path.read_bytes())


def test_a_wrong_cell_is_a_problem_of_its_row_and_the_others_go_on(read):
    readings, report = read(
        DUTCH,
        "25-09-2022;22:15;4,48;52,16;dertien;4;;;veel;;",
        "vandaag;22:15;4,48;52,16;18,7;;;;;;",
        "25-09-2022;laat;4,48;52,16;18,7;;;;;;",
        "25-09-2022;22:15;4,48;52,16;18,7;;;;;;",
    )
    assert readings.row_problem[0] == (
        "brightness: 'dertien' is no number; write 18.72; cloud: 'veel' is no share of cloud; "
        "write 0, 25, 50, 75 or 100 (a spreadsheet makes a date of 1/4)"
    )
    assert readings.limiting_magnitude[0] == 4
    assert readings.row_problem[1] == "date: 'vandaag' is no date; write 2022-09-25"
    assert readings.row_problem[2] == "time: 'laat' is no time; write 22:15"
    assert readings.observed_at_utc.isna().tolist() == [False, True, True, False]
    assert readings.time_basis.tolist()[1] == "unknown"
    assert report.n_row_problems == 3
    assert "helderheid: 'dertien' is geen getal" in report.row_problems[0].nl


def test_a_decimal_comma_between_commas_is_a_problem_that_says_why(read):
    readings, _ = read(ENGLISH, "2022-09-25,22:15,4,484,52,155,18,72,4,0,SQM-L,2534,1/4,BK7,helder")
    assert "a decimal comma needs another separator" in readings.row_problem[0]
    assert np.isnan(readings.longitude_deg[0])


@pytest.mark.parametrize(
    ("day", "clock", "rule"),
    [
        ("2022-10-30", "02:30", "came twice in Europe/Amsterdam"),
        ("2022-03-27", "02:30", "never came in Europe/Amsterdam"),
    ],
)
def test_a_time_at_which_the_clocks_changed_is_not_guessed(read, day, clock, rule):
    readings, _ = read(ENGLISH, f"{day},{clock},4.48,52.16,18.7", f"{day},03:30,4.48,52.16,18.7")
    assert pd.isna(readings.observed_at_utc[0])
    assert rule in readings.row_problem[0]
    assert readings.observed_at_utc.notna()[1]


def test_the_same_clock_elsewhere_is_another_moment(read):
    readings, _ = read(ENGLISH, "2025-04-28,23:00,-3.70,40.42,18.7", "2025-04-28,23:00,-9.14,38.72,18.7")
    assert readings.observed_at_utc.tolist() == [utc("2025-04-28 21:00"), utc("2025-04-28 22:00")]


@pytest.mark.parametrize(
    ("zone", "moment", "offset"),
    [("+02:00", "2022-10-30 00:30", 120), ("UTC", "2022-10-30 02:30", 0), ("-3", "2022-10-30 05:30", -180),
     ("Atlantic/Azores", "2022-10-30 03:30", np.nan)],
)  # fmt: skip
def test_a_stated_zone_comes_before_that_of_the_place(read, zone, moment, offset):
    readings, _ = read(ENGLISH + ",time_zone", f"2022-10-30,02:30,4.48,52.16,18.7,,,,,,,{zone}")
    assert readings.observed_at_utc[0] == utc(moment)
    assert readings.time_basis[0] == "local_time_with_stated_offset"
    np.testing.assert_equal(readings.utc_offset_min[0], offset)


def test_a_zone_that_does_not_exist_is_a_problem_and_not_replaced_by_that_of_the_place(read):
    readings, _ = read(ENGLISH + ",time_zone", "2022-09-25,22:15,4.48,52.16,18.7,,,,,,,Leiden")
    assert pd.isna(readings.observed_at_utc[0])
    assert "time_zone: 'Leiden' is no time zone" in readings.row_problem[0]


@pytest.mark.parametrize("place", [",", "0,0", "200,52", "4.48,"])
def test_without_a_place_there_is_no_zone_and_no_moment(read, place):
    readings, _ = read(ENGLISH, f"2022-09-25,22:15,{place},18.7")
    assert pd.isna(readings.observed_at_utc[0])
    assert readings.row_problem[0] == "there is no place, so no time zone"
    assert readings.site_id[0] == ""


def test_dates_have_the_day_first_and_that_is_said(read):
    readings, report = read(ENGLISH, "9/5/2022,22:15,4.48,52.16,18.7")
    assert readings.observed_at_utc[0] == utc("2022-05-09 20:15")
    assert report.notes[0].en.startswith("1 dates were read with the day first")


def test_dates_that_may_be_american_are_not_taken_if_others_are(read):
    readings, _ = read(
        ENGLISH, "9/25/2022,22:15,4.48,52.16,18.7", "9/5/2022,22:15,4.48,52.16,18.7", "2022-09-05,22:15,4.48,52.16,18.7"
    )
    assert "has the month first" in readings.row_problem[0]
    assert "may have the month first" in readings.row_problem[1]
    assert readings.observed_at_utc.isna().tolist() == [True, True, False]


def test_four_readings_that_agree_become_their_mean_and_that_is_said(read):
    readings, report = read(FOUR, "2022-09-25;22:15;4.48;52.16;;18.60;18.70;18.80;18.70")
    assert readings.brightness_mag_arcsec2[0] == pytest.approx(18.70)
    assert report.notes[0].en == "1 rows have the mean of their readings in several directions"
    assert len(report.notes) == 1


def test_fewer_than_four_directions_are_counted(read):
    _, report = read(FOUR, "2022-09-25;22:15;4.48;52.16;;18.60;18.70;;")
    assert report.notes[1].en == "1 of these rows have fewer than the four directions"


def test_four_readings_that_disagree_are_a_problem_and_no_mean(read):
    readings, _ = read(FOUR, "2022-09-25;22:15;4.48;52.16;;18.60;18.70;18.81;18.70")
    assert np.isnan(readings.brightness_mag_arcsec2[0])
    assert "differ by 0.21 mag/arcsec2, more than 0.2" in readings.row_problem[0]
    assert readings.stream[0] == "handheld_meter"


def test_one_of_four_that_cannot_be_read_leaves_no_mean(read):
    readings, _ = read(FOUR, "2022-09-25;22:15;4.48;52.16;18.7;18.60;18.70;x;18.70")
    assert np.isnan(readings.brightness_mag_arcsec2[0])
    assert readings.row_problem[0] == "brightness_south: 'x' is no number; write 18.72"


def test_a_brightness_beside_four_readings_must_agree_with_them(read):
    readings, _ = read(
        FOUR,
        "2022-09-25;22:15;4.48;52.16;19.9;18.6;18.7;18.7;18.7",
        "2022-09-25;22:15;4.48;52.16;18.7;18.6;18.7;18.7;18.7",
    )
    assert "lies outside the readings towards N, E, S and W" in readings.row_problem[0]
    assert readings.brightness_mag_arcsec2[1] == pytest.approx(18.675)


def test_a_row_in_which_nothing_was_measured_says_so(read):
    readings, _ = read(ENGLISH, "2022-09-25,22:15,4.48,52.16,,,SQM-L")
    assert readings.row_problem[0] == "there is no brightness, no limiting magnitude and no number of stars"


def test_streams_are_told_apart(read):
    models = ["SQM-L", "Dark Sky Meter app", "iPhone 12", "Telefoon", ""]
    readings, _ = read(
        ENGLISH,
        *[f"2022-09-25,22:15,4.48,52.16,18.7,,{model}" for model in models],
        "2022-09-25,22:15,4.48,52.16,,4.5,,,,BK7",
        "2022-09-25,22:15,4.48,52.16,,4.5,Loss of the Night app",
    )
    assert readings.stream.tolist() == [
        "handheld_meter",
        *["camera_app"] * 3,
        "handheld_meter",
        "naked_eye",
        "naked_eye",
    ]
    assert readings.instrument_type.tolist()[4:6] == ["meter not stated", "naked eye"]
    assert readings.site_id[5] == "naked eye of BK7 at 4.480 52.160"


def test_personal_data_leave_every_text(read):
    who = "jan@example.org"
    readings, report = read(ENGLISH, f"{who},{who},{who},52,{who},{who},{who},{who},{who},{who},{who} 06-12345678")
    assert "example.org" not in readings.to_csv() + repr(report)
    assert readings.comment[0] == "[e-mail] [telephone]"


def test_what_says_that_it_is_simulated_is(read):
    row = "2022-09-25,22:15,4.48,52.16,18.7,,,,,,"
    readings, _ = read(ENGLISH, row + "SIMULATED", row + "GESIMULEERD: verzonnen", row)
    assert readings.is_simulated.tolist() == [True, True, False]
    readings, _ = read("# SIMULATED: made up", ENGLISH, row)
    assert readings.is_simulated.tolist() == [True]


@pytest.mark.parametrize(
    "head",
    [b"", b"\x89HDF\r\n\x1a\n", b"PK\x03\x04", b"# UTC time,local time,SB,T\n", b"UT,Tloc,SQM,Etempc\n", b"date,time,MSAS\n",
     b"ID,ObsType,ObsDateTime\n", b"\xff\xfe\x00", b"# STN,YYYYMMDD,   HH,    N\n"],
)  # fmt: skip
def test_heads_of_other_files_are_not_taken_for_ours(head):
    assert not looks_like(head)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31)))
def test_every_way_of_writing_a_date_gives_that_date(day):
    for text in (day.isoformat(), f"{day:%d-%m-%Y}", f"{day.day}/{day.month}/{day.year}", f"{day:%d.%m.%Y}"):
        assert date_from_cell(text).day == day


@given(st.times())
def test_every_way_of_writing_a_time_gives_that_time(at):
    whole = at.replace(microsecond=0)
    assert time_from_cell(f"{whole:%H:%M:%S}") == whole
    assert time_from_cell(f"{whole.hour}.{whole.minute:02}") == time(whole.hour, whole.minute)


@given(st.floats(min_value=-1000, max_value=1000).map(lambda x: round(x, 6)))
def test_a_number_is_the_same_with_a_comma_and_a_point(number):
    assert number_from_cell(f"{number:.6f}".replace(".", ",")) == number_from_cell(f"{number:.6f}") == number


@pytest.mark.parametrize("text", ["1.234,5", "1e5", "nan", "inf", "18,7 mag", "1_0", "٣", "", "--1"])
def test_what_is_no_plain_number_is_refused(text):
    with pytest.raises(CellError, match="is no number"):
        number_from_cell(text)


@pytest.mark.parametrize(
    "text", ["25-9-22", "2022-02-30", "0001-01-01", "31/4/2022", "2022", "25 sept 2022", "9-5/2022", ""]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(CellError, match="is no date"):
        date_from_cell(text)


@pytest.mark.parametrize("text", ["24:00", "22:60", "10:15 PM", "2215", "22", ""])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(CellError, match="is no time"):
        time_from_cell(text)


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("0", 0),
        ("1/4", 25),
        ("1/2", 50),
        ("¾", 75),
        ("1", 100),
        ("0,25", 25),
        ("25", 25),
        ("25%", 25),
        ("1 %", 1),
        ("100", 100),
    ],
)
def test_a_share_of_cloud_is_a_fraction_or_a_percentage(text, percent):
    assert cloud_from_cell(text) == percent


@pytest.mark.parametrize("text", ["101", "-1", "1-apr", "1/8", "helder", "%"])
def test_what_is_no_share_of_cloud_is_refused(text):
    with pytest.raises(CellError, match="is no share of cloud"):
        cloud_from_cell(text)


@pytest.mark.parametrize(
    ("text", "minutes"), [("+5:30", 330), ("GMT-3", -180), ("Z", 0), ("+15", None), ("zomertijd", None)]
)
def test_an_offset_is_read_where_it_is_one(text, minutes):
    assert offset_from_cell(text) == minutes


def test_the_document_names_every_heading():
    document = (Path(__file__).parents[2] / "docs" / "upload-template.md").read_text(encoding="utf-8")
    for english, dutch in HEADINGS.values():
        assert english in document
        assert dutch in document


def test_the_examples_of_the_document_are_read(read):
    readings, report = read(
        "datum;tijd;lengtegraad;breedtegraad;helderheid;tijdzone",
        "25/9/2022;22u15;4,4840;52,1550;18,72;+02:00",
        "2022-09-25;22:15:30;4.4840;52.1550;18.72;Europe/Amsterdam",
    )
    assert report.n_row_problems == 0
    assert readings.observed_at_utc.tolist() == [utc("2022-09-25 20:15"), utc("2022-09-25 20:15:30")]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("ja", "yes"), ("YES", "yes"), ("nee", "no"), ("No ", "no"), ("onbekend", ""), ("unknown", ""), ("?", "")],
)
def test_lamps_nearby_is_answered_in_either_language(typed, expected):
    assert lamps_from_cell(typed) == expected


def test_another_answer_about_lamps_is_a_problem_of_the_row_that_says_what_to_write(read):
    readings, report = read(
        "date;time;longitude;latitude;limiting_magnitude;lamps_nearby", "2022-09-25;22:15;4,48;52,16;4;a few"
    )
    assert readings.lamps_nearby[0] == ""
    assert "write yes, no or unknown" in readings.row_problem[0]
    assert "schrijf ja, nee of onbekend" in readings.row_problem_nl[0]
    assert report.n_row_problems == 1


def test_stars_that_were_counted_stay_a_number_and_make_a_reading_by_eye(read):
    readings, report = read(
        "datum;tijd;lengtegraad;breedtegraad;sterren_geteld;lampen_dichtbij;opmerking",
        "25-09-2022;22:15;4,4840;52,1550;12;nee;in Orion",
    )
    row = readings.iloc[0]
    assert (row.stars_counted, row.lamps_nearby, row.stream) == (12, "no", "naked_eye")
    assert np.isnan(row.limiting_magnitude)
    assert (report.n_row_problems, row.row_problem) == (0, "")


@pytest.mark.parametrize("typed", ["many", "1.000", "12,5", "-3", "1e9"])
def test_what_is_no_number_of_stars_is_refused_in_words(typed):
    with pytest.raises(CellError, match="is no number of stars; write 12") as refused:
        stars_from_cell(typed)
    assert "is geen aantal sterren" in refused.value.nl


def test_a_template_of_before_these_columns_leaves_them_unknown(read):
    readings, _ = read(DUTCH, "25-09-2022;22:15;4,4840;52,1550;18,72;4;SQM-L;2534;1/4;BK7;helder")
    assert np.isnan(readings.stars_counted[0])
    assert readings.lamps_nearby[0] == ""
