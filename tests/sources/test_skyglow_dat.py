"""Skyglow files of SQM and TESS meters: one reader by header text, nothing dropped, nothing repaired silently."""

import gzip
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeingstars.columns import SOURCE_COLUMNS
from seeingstars.errors import UploadError
from seeingstars.sources.skyglow_dat import read_skyglow_dat

# Made-up headers in the true form of each program; the place is in the North Sea.
UDM_LOGGER = """\
# Light Pollution Monitoring Data Format 1.0
# URL: http://www.darksky.org/measurements
# Number of header lines: 38
# This data is released under the following license: ODbL 1.0 http://opendatacommons.org/licenses/odbl/summary/
# Device type: SQM-LU-DL-R1
# Instrument ID: NOORDZEE-1
# Data supplier: A club, post@example.org
# Location name: a buoy
# Position (lat, lon, elev(m)): 53.50123, 3.50456, 2
# Local timezone: Europe/Amsterdam
# Number of channels: 1
# Measurement direction per channel: 0,0
# Number of fields per line: 5
# SQM serial number: 9001
# SQM cover offset value: -0.11
# SQM readout test rx: r, 08.75m,0000030009Hz,0000000000c,0000000.000s, 021.9C
# DL time difference (seconds): -141
# Comment:
# UDM version: 1.0.0.255
# blank line
# UTC Date & Time, Local Date & Time, Temperature, Voltage, MSAS, Record type
# YYYY-MM-DDTHH:mm:ss.fff;YYYY-MM-DDTHH:mm:ss.fff;Celsius;Volts;mag/arcsec^2;Init/Subs
# END OF HEADER
"""
LOGGER_ROWS = """\
2022-09-25T20:10:05.000;2022-09-25T22:10:05.000;11.6;5.00;18.38;0
2022-09-25T20:15:05.000;2022-09-25T22:15:05.000;11.2;4.98;0.00;1
2022-09-25T20:20:05.000;2022-09-25T22:20:05.000;11.0;4.97;18.71;1
"""
PYSQM = """\
# Definition of the community standard for skyglow observations 1.0
# Number of header lines: 12
# This data is released under the following license: ODbL 1.0
# Device type: SQM-LE
# Instrument ID: SQM-BUOY
# Data supplier: A. Person / A club
# Position: 53.50123, 3.50456, 2
# Number of fields per line: 6
# SQM serial number: 9002
# UTC Date & Time, Local Date & Time, Temperature, Counts, Frequency, MSAS
# YYYY-MM-DDTHH:mm:ss.fff;YYYY-MM-DDTHH:mm:ss.fff;Celsius;number;Hz;mag/arcsec^2
# END OF HEADER
2022-09-25T20:10:00.000;2022-09-25T22:10:00.000;27.30;90223.000;5.102;18.140
2022-09-25T20:15:00.000;2022-09-25T22:15:00.000;46.4;;;17.37
"""
TESS_W = """\
# Definition of the community standard for skyglow observations 1.0
# Device type: TESS-W
# Instrument ID: stars9001
# Data supplier: None / None
# Position: 53.50123, 3.50456, None
# Number of fields per line: 8
# UTC Date & Time, Local Date & Time, Enclosure Temperature, Sky Temperature, Frequency, MSAS, ZP, Sequence Number
# YYYY-MM-DDTHH:mm:ss.fff;YYYY-MM-DDTHH:mm:ss.fff;Celsius;Celsius;Hz;mag/arcsec^2;mag/arcsec^2; Multiple of Tx period
# END OF HEADER
2022-09-25T20:10:00.000;2022-09-25T22:10:00.000;12.5;-10.25;8.23;18.03;20.32;2
2022-09-25T20:11:00.000;2022-09-25T22:11:00.000;0.0;0.0;8.00;18.06;20.32;3
2022-09-25T20:12:00.000;2022-09-25T22:12:00.000;0.0;-3.5;8.10;18.05;20.32;4
"""
TESS_4C = """\
# Definition of the community standard for skyglow observations 1.0
# Device type: TESS4C
# Instrument ID: stars9004
# Position: 53.50123, 3.50456, None
# Number of channels: 4
# Number of fields per line: 17
# UTC Date & Time, Local Date & Time, Enclosure Temperature, Sky Temperature, Freq1, MSAS1, ZP1, Freq2, MSAS2, ZP2, \
Freq3, MSAS3, ZP3, Freq4, MSAS4, ZP4, Sequence Number
# END OF HEADER
2022-09-25T20:10:00.000;2022-09-25T22:10:00.000;12.5;-10.25;1;18.1;20.4;1;18.2;20.4;1;18.3;20.4;1;18.4;20.4;2
2022-09-25T20:11:00.000;2022-09-25T22:11:00.000;12.5;-10.25;1;18.5;20.4;1;;20.4;1;18.7;20.4;1;18.8;20.4;3
"""


def written(folder: Path, text: str | bytes, name: str = "meter.dat") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def notes_of(report) -> str:
    return "\n".join(note.en for note in report.notes)


def test_a_logger_file_is_read_into_our_columns(tmp_path):
    readings, report = read_skyglow_dat(written(tmp_path, UDM_LOGGER + LOGGER_ROWS))
    assert list(readings.columns) == [column.name for column in SOURCE_COLUMNS]
    first = readings.iloc[0]
    assert first.observed_at_utc == pd.Timestamp("2022-09-25T20:10:05Z")
    assert (first.stream, first.instrument_type, first.instrument_id) == ("photometer", "SQM-LU-DL-R1", "9001")
    assert (first.longitude_deg, first.latitude_deg, first.elevation_m) == (3.50456, 53.50123, 2.0)
    assert first.site_id == "9001 at 3.505 53.501"
    assert first.time_basis == "utc_column"
    assert first.time_as_given == "2022-09-25T20:10:05.000"
    assert first.temperature_c == 11.6
    assert np.isnan(first.sky_temperature_c)
    assert first.licence.startswith("ODbL 1.0")
    assert not readings.is_simulated.any()
    assert (report.kind, report.accepted, report.rows_read, report.n_row_problems) == ("skyglow_dat", True, 3, 0)


def test_a_line_keeps_its_number_in_the_file(tmp_path):
    readings, _ = read_skyglow_dat(written(tmp_path, UDM_LOGGER + LOGGER_ROWS.replace("\n", "\n\n", 1)))
    n_header = UDM_LOGGER.count("\n")
    assert readings.source_line.tolist() == [n_header + 1, n_header + 3, n_header + 4]


def test_an_e_mail_address_of_the_supplier_is_struck_out(tmp_path):
    readings, _ = read_skyglow_dat(written(tmp_path, UDM_LOGGER + LOGGER_ROWS))
    assert readings.supplier[0] == "A club, [e-mail]"


def test_a_saturated_reading_stays_zero(tmp_path):
    readings, _ = read_skyglow_dat(written(tmp_path, UDM_LOGGER + LOGGER_ROWS))
    assert readings.brightness_mag_arcsec2.tolist() == [18.38, 0.0, 18.71]


def test_the_cover_offset_is_noted_and_never_applied(tmp_path):
    with_offset, report = read_skyglow_dat(written(tmp_path, UDM_LOGGER + LOGGER_ROWS))
    without, _ = read_skyglow_dat(written(tmp_path, UDM_LOGGER.replace("-0.11", "") + LOGGER_ROWS))
    assert with_offset.brightness_mag_arcsec2.equals(without.brightness_mag_arcsec2)
    assert "cover offset of -0.11" in notes_of(report)
    assert "niet toegepast" in report.notes[-1].nl


def test_the_clock_difference_becomes_an_uncertainty_without_sign_and_shifts_nothing(tmp_path):
    readings, report = read_skyglow_dat(written(tmp_path, UDM_LOGGER + LOGGER_ROWS))
    assert (readings.time_uncertainty_s == 141.0).all()
    assert (readings.observed_at_utc == readings.observed_at_utc_as_given).all()
    assert "differed by -141 s" in notes_of(report)


def test_the_names_of_the_columns_win_from_the_declared_count(tmp_path):
    _, report = read_skyglow_dat(written(tmp_path, UDM_LOGGER + LOGGER_ROWS))
    assert "declares 5 fields a line and names 6 columns" in notes_of(report)
    assert "declares 38 lines and has 23" in notes_of(report)


def test_the_local_column_is_worth_nothing(tmp_path):
    nonsense = re.sub(r";2022[^;]*;", ";yesterday;", LOGGER_ROWS)
    readings, report = read_skyglow_dat(written(tmp_path, UDM_LOGGER + nonsense))
    assert report.n_row_problems == 0
    assert readings.observed_at_utc[0] == pd.Timestamp("2022-09-25T20:10:05Z")


def test_empty_counts_and_frequency_are_no_problem(tmp_path):
    readings, report = read_skyglow_dat(written(tmp_path, PYSQM))
    assert readings.brightness_mag_arcsec2.tolist() == [18.14, 17.37]
    assert report.n_row_problems == 0


def test_a_tess_gives_sky_temperature_and_its_magnitude_not_its_zero_point(tmp_path):
    readings, _ = read_skyglow_dat(written(tmp_path, TESS_W))
    assert readings.brightness_mag_arcsec2.tolist() == [18.03, 18.06, 18.05]
    assert (readings.temperature_c[0], readings.sky_temperature_c[0]) == (12.5, -10.25)
    assert readings.instrument_id[0] == "stars9001"
    assert np.isnan(readings.elevation_m[0])


def test_two_temperatures_of_zero_are_an_absent_sensor_and_said_so(tmp_path):
    readings, report = read_skyglow_dat(written(tmp_path, TESS_W))
    assert readings.sky_temperature_c.isna().tolist() == [False, True, False]
    assert readings.temperature_c.isna().tolist() == [False, True, False]
    assert "0.0 in 1 rows: the sensor was absent" in notes_of(report)


def test_each_channel_is_a_row_of_its_own(tmp_path):
    readings, report = read_skyglow_dat(written(tmp_path, TESS_4C))
    assert report.rows_read == 2
    assert len(readings) == 8
    assert readings.instrument_id.tolist()[:4] == [f"stars9004 channel {number}" for number in (1, 2, 3, 4)]
    assert readings.site_id.nunique() == 4
    assert readings.brightness_mag_arcsec2.tolist()[:4] == [18.1, 18.2, 18.3, 18.4]
    assert readings.source_line.tolist() == [9, 9, 9, 9, 10, 10, 10, 10]
    assert readings.row_problem.tolist() == [""] * 5 + ["the sky brightness is empty"] + [""] * 2
    assert "4 channels" in notes_of(report)


@pytest.mark.parametrize(
    ("stated", "longitude_deg", "latitude_deg", "elevation_m"),
    [
        ("32.25446, -111.19748 778", -111.19748, 32.25446, 778.0),
        ("53.5, 3.5, None", 3.5, 53.5, np.nan),
        ("53.5, 3.5", 3.5, 53.5, np.nan),
        ("None, None, None", np.nan, np.nan, np.nan),
        ("", np.nan, np.nan, np.nan),
    ],
)
def test_a_position_is_read_with_and_without_its_commas(tmp_path, stated, longitude_deg, latitude_deg, elevation_m):
    header = UDM_LOGGER.replace("53.50123, 3.50456, 2", stated)
    readings, _ = read_skyglow_dat(written(tmp_path, header + LOGGER_ROWS))
    first = readings.iloc[0]
    got = [first.longitude_deg, first.latitude_deg, first.elevation_m]
    np.testing.assert_array_equal(got, [longitude_deg, latitude_deg, elevation_m])


def test_a_position_in_words_gives_no_place_and_a_note(tmp_path):
    header = UDM_LOGGER.replace("53.50123, 3.50456, 2", "behind the church")
    readings, report = read_skyglow_dat(written(tmp_path, header + LOGGER_ROWS))
    assert readings.longitude_deg.isna().all()
    assert readings.site_id[0] == "9001"
    assert 'the position "behind the church" cannot be read' in notes_of(report)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_give_the_same_readings(tmp_path, end):
    unix, _ = read_skyglow_dat(written(tmp_path, UDM_LOGGER + LOGGER_ROWS))
    other, _ = read_skyglow_dat(written(tmp_path, (UDM_LOGGER + LOGGER_ROWS).replace("\n", end)))
    pd.testing.assert_frame_equal(unix.drop(columns="source_sha256"), other.drop(columns="source_sha256"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_other_encodings_are_read(tmp_path, encoding):
    text = UDM_LOGGER.replace("a buoy", "een boei bij Curaçao") + LOGGER_ROWS
    readings, _ = read_skyglow_dat(written(tmp_path, text.encode(encoding)))
    assert readings.brightness_mag_arcsec2.tolist() == [18.38, 0.0, 18.71]
    assert readings.instrument_type[0] == "SQM-LU-DL-R1"


def test_a_packed_file_is_read_through(tmp_path):
    path = written(tmp_path, gzip.compress((UDM_LOGGER + LOGGER_ROWS).encode()), "meter.dat.gz")
    readings, report = read_skyglow_dat(path)
    assert len(readings) == 3
    assert report.file == "meter.dat.gz"


def test_a_wrong_row_is_a_row_with_its_problem_and_stops_nothing(tmp_path):
    bad = """\
2022-09-25T20:25:05.000;2022-09-25T22:25:05.000;11.0;4.97
2022-09-25T20:30:05.000;2022-09-25T22:30:05.000;11.0;4.97;18.7;1;1;1
25 September;2022-09-25T22:35:05.000;11.0;4.97;18.7;1
2022-02-30T20:40:05.000;2022-09-25T22:40:05.000;11.0;4.97;18.7;1
2022-09-25T20:45:05.000;2022-09-25T22:45:05.000;11.0;4.97;dark;1
2022-09-25T20:50:05.000;2022-09-25T22:50:05.000;11.0;4.97;;1
2022-09-25T20:55:05.000;2022-09-25T22:55:05.000;warm;4.97;18.9;1
2022-09-25T21:00:05.000;2022-09-25T23:00:05.000;11.0;4.97;nan;1
"""
    readings, report = read_skyglow_dat(written(tmp_path, UDM_LOGGER + LOGGER_ROWS + bad + LOGGER_ROWS))
    assert len(readings) == report.rows_read == 14
    assert readings.row_problem.tolist()[3:11] == [
        "fields are missing; no value was taken",
        "too many fields; no value was taken",
        "the time cannot be read",
        "the time cannot be read",
        "the sky brightness is no number",
        "the sky brightness is empty",
        "a field beside the brightness is no number",
        "the sky brightness is no number",
    ]
    assert (report.n_row_problems, report.row_problems[0].line) == (8, 27)
    assert report.row_problems[0].nl == "er ontbreken velden; er is geen waarde overgenomen"
    assert readings.time_as_given[5] == "25 September"
    assert readings.brightness_mag_arcsec2[9] == 18.9


def test_repeated_lines_stay_and_time_that_runs_backwards_is_noted(tmp_path):
    readings, report = read_skyglow_dat(written(tmp_path, UDM_LOGGER + LOGGER_ROWS + LOGGER_ROWS))
    assert len(readings) == 6
    assert "runs backwards 1 times" in notes_of(report)


def test_rows_longer_than_the_column_line_are_read_from_the_left(tmp_path):
    header = UDM_LOGGER.replace(", Record type", "").replace(";Init/Subs", "")
    readings, report = read_skyglow_dat(written(tmp_path, header + LOGGER_ROWS))
    assert readings.brightness_mag_arcsec2.tolist() == [18.38, 0.0, 18.71]
    assert "names 5 columns and most rows have 6 fields" in notes_of(report)


def test_the_line_of_units_decides_where_names_and_rows_disagree(tmp_path):
    header = UDM_LOGGER.replace("Temperature, Voltage, MSAS, Record type", "Temperature, MSAS, Record type")
    readings, _ = read_skyglow_dat(written(tmp_path, header + LOGGER_ROWS))
    assert readings.brightness_mag_arcsec2.tolist() == [18.38, 0.0, 18.71]


def test_rows_shorter_than_the_column_line_are_not_guessed_at(tmp_path):
    rows = LOGGER_ROWS.replace(";5.00", "").replace(";4.98", "").replace(";4.97", "")
    readings, report = read_skyglow_dat(written(tmp_path, UDM_LOGGER + rows))
    assert readings.brightness_mag_arcsec2.isna().all()
    assert report.n_row_problems == report.rows_read == 3


def test_a_row_glued_to_the_end_of_the_header_is_told(tmp_path):
    text = (UDM_LOGGER + LOGGER_ROWS).replace("END OF HEADER\n", "END OF HEADER")
    readings, report = read_skyglow_dat(written(tmp_path, text))
    assert len(readings) == 2
    assert 'line 23 holds "2022-09-25T20:10:05.000' in notes_of(report)


def test_files_glued_together_keep_their_own_headers(tmp_path):
    moved = UDM_LOGGER.replace("53.50123, 3.50456", "54.0, 4.0").replace("9001", "9007")
    readings, report = read_skyglow_dat(written(tmp_path, UDM_LOGGER + LOGGER_ROWS + moved + LOGGER_ROWS))
    assert report.rows_read == len(readings) == 6
    assert readings.instrument_id.tolist() == ["9001"] * 3 + ["9007"] * 3
    assert readings.latitude_deg.tolist() == [53.50123] * 3 + [54.0] * 3
    assert readings.source_line.tolist() == [24, 25, 26, 50, 51, 52]


def test_a_header_without_its_last_line_is_read(tmp_path):
    readings, report = read_skyglow_dat(written(tmp_path, UDM_LOGGER.replace("# END OF HEADER\n", "") + LOGGER_ROWS))
    assert len(readings) == 3
    assert "lacks its line END OF HEADER" in notes_of(report)


def test_a_header_without_rows_is_accepted_and_told(tmp_path):
    readings, report = read_skyglow_dat(written(tmp_path, UDM_LOGGER))
    assert (len(readings), report.accepted, report.rows_read) == (0, True, 0)
    assert "not one reading" in notes_of(report)


def test_a_header_without_names_is_read_by_its_units(tmp_path):
    header = re.sub("# UTC Date.*\n", "", UDM_LOGGER)
    readings, report = read_skyglow_dat(written(tmp_path, header + LOGGER_ROWS))
    assert readings.brightness_mag_arcsec2.tolist() == [18.38, 0.0, 18.71]
    assert "the line with their units was followed" in notes_of(report)


def test_a_path_glued_before_a_line_of_the_header_hides_nothing(tmp_path):
    header = UDM_LOGGER.replace("# Device type", "C:\\data\\meter.dat# Device type")
    readings, _ = read_skyglow_dat(written(tmp_path, header + LOGGER_ROWS))
    assert readings.instrument_type[0] == "SQM-LU-DL-R1"


def test_a_file_that_says_it_is_simulated_is_marked(tmp_path):
    header = UDM_LOGGER.replace("# Comment:", "# Comment: SIMULATED / GESIMULEERD")
    readings, _ = read_skyglow_dat(written(tmp_path, header + LOGGER_ROWS))
    assert readings.is_simulated.all()


def test_a_file_that_may_be_cut_off_is_told(tmp_path):
    _, report = read_skyglow_dat(written(tmp_path, (UDM_LOGGER + LOGGER_ROWS)[:-4]))
    assert "may have been cut off" in notes_of(report)


@pytest.mark.parametrize(
    ("text", "brightness"),
    [
        ("#UT, Tloc, SQM, Temp, RH\n2025-06-12T00:59:06.000, 2025-06-11T17:59:06.000, 19.48, 31.83 , 14\n", 19.48),
        ("UT;Tloc;Etempc;volt;SQM;irec\n2025-06-12T00:59:06;2025-06-11T17:59:06;20.1;5.0;19.48;1\n", 19.48),
        ("UT,Tloc,SQM,Etempc\n2025-06-12T00:59:06,2025-06-11T17:59:06,19.48,20.5\n", 19.48),
        ("UT\tTloc\tSQM\tEtempc\n2025-06-12T00:59:06\t2025-06-11T17:59:06\t19.48\t20.5\n", 19.48),
        (
            "# UTC time,local time,SB,T,counts,frequency,temperature,humidity,sky temperature,wind speed\n"
            "2025-06-12T00:59:06.066,2025-06-11T17:59:06.066,19.48,24.1,0.0,3.5,,,,\n",
            19.48,
        ),
        ("Date Time (UTC),MSAS\n2025-06-12 00:59:06,19.48\n", 19.48),
        ("datetime_obs,mpsas\n2025-06-12T00:59:06Z,19.48\n2025-06-12T00:59:06Z,19.48\n", 19.48),
    ],
)
def test_bare_tables_with_utc_are_read(tmp_path, text, brightness):
    readings, report = read_skyglow_dat(written(tmp_path, text, "bare.csv"))
    assert readings.brightness_mag_arcsec2[0] == brightness
    assert readings.observed_at_utc[0].floor("s") == pd.Timestamp("2025-06-12T00:59:06Z")
    assert readings.longitude_deg.isna().all()
    assert (report.kind, report.n_row_problems) == ("derived_sqm_csv", 0)


def test_the_instruments_own_temperature_is_taken_and_not_the_weather_stations(tmp_path):
    text = "# UTC time,local time,SB,T,temperature,sky temperature\n2025-06-12T00:59:06,,19.48,24.1,18.0,-9.0\n"
    readings, _ = read_skyglow_dat(written(tmp_path, text, "derived.csv"))
    assert (readings.temperature_c[0], readings.sky_temperature_c[0]) == (24.1, -9.0)


def test_a_table_with_a_place_in_each_row_gives_a_site_for_each_place(tmp_path):
    text = "utc,msas,lat,long,elevation\n2025-06-12T00:59:06,19.48,53.5,3.5,2\n2025-06-12T01:59:06,19.5,54.5,3.5,2\n"
    readings, _ = read_skyglow_dat(written(tmp_path, text, "walk.csv"))
    assert readings.latitude_deg.tolist() == [53.5, 54.5]
    assert readings.site_id.nunique() == 2


@pytest.mark.parametrize(
    "text",
    [
        "#Local Time,SQM,Temp\n2025-06-05T18:46:32.000,19.86,27.94\n",
        "datetime_obs,mpsas\n2017-10-02T20:47:08.943,19.2\n",
    ],
)
def test_a_table_without_utc_is_refused_with_the_reason(tmp_path, text):
    with pytest.raises(UploadError, match=r"readings of a meter without UTC.* name no time zone") as caught:
        read_skyglow_dat(written(tmp_path, text, "bare.csv"))
    assert "noemen geen tijdzone" in caught.value.nl


def test_both_roads_agree_on_a_clean_file(tmp_path):
    path = written(tmp_path, UDM_LOGGER + LOGGER_ROWS)
    pd.testing.assert_frame_equal(read_skyglow_dat(path)[0], read_skyglow_dat(path, careful=True)[0])


FIELD = st.one_of(
    st.sampled_from(
        ["", "0.00", "18.5", "1e1", "+5", ".5", "5.", "nan", "inf", "-", " 18.5", "1_0", "0x1", "1e999", '"', "#"]
    ),
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(str),
    st.text(alphabet='0123456789.eE+-" ;\t', max_size=6),
)
TIME = st.one_of(
    st.datetimes().map(lambda moment: moment.isoformat(timespec="milliseconds")),
    st.datetimes().map(lambda moment: moment.isoformat(sep=" ", timespec="seconds")),
    st.sampled_from(["2025-02-30T00:00:00", "2025-01-01T24:00:00", "2025-01-01T00:00:00Z", "", "0000-01-01T00:00:00"]),
)
ROW = st.one_of(
    st.tuples(TIME, st.just(""), FIELD, FIELD, FIELD, FIELD).map(";".join),
    st.lists(FIELD, max_size=7).map(";".join),
)
CLEAN_ROW = st.tuples(
    st.datetimes().map(lambda moment: moment.isoformat(timespec="milliseconds")),
    st.floats(0, 25).map(lambda value: f"{value:.2f}"),
).map(lambda parts: f"{parts[0]};;11.0;5.0;{parts[1]};1")


@settings(max_examples=60, deadline=None)
@given(
    rows=st.one_of(st.lists(CLEAN_ROW, max_size=8), st.lists(st.one_of(CLEAN_ROW, ROW), max_size=8)),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_the_fast_and_the_careful_road_give_the_same_table(tmp_path_factory, rows, end):
    path = written(tmp_path_factory.mktemp("roads"), UDM_LOGGER + end.join(rows))
    fast, report = read_skyglow_dat(path)
    careful, careful_report = read_skyglow_dat(path, careful=True)
    pd.testing.assert_frame_equal(fast, careful)
    assert report == careful_report
    n_rows = sum(bool(row.strip()) and not row.strip().startswith("#") for row in rows)
    assert len(fast) == report.rows_read == n_rows


@pytest.mark.real_files
def test_row_counts_of_real_files_equal_an_independent_count(real_data):
    for path in sorted((real_data / "skyglow_dat").rglob("*.dat")):
        lines = path.read_bytes().split(b"\n")
        expected = sum(bool(line.strip()) and not line.startswith(b"#") for line in lines)
        try:
            readings, report = read_skyglow_dat(path)
        except UploadError:
            continue
        assert len(readings) == report.rows_read == expected, path.name
        assert report.n_row_problems == 0, path.name
