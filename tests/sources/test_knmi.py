"""KNMI hourly cloud: both forms, the hour that ends at HH, blanks, and files that are something else."""

import contextlib
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seeingstars.errors import UploadError
from seeingstars.sources.knmi import describe, looks_like, read_hourly_cloud

HEADER = """# BRON: KONINKLIJK NEDERLANDS METEOROLOGISCH INSTITUUT (KNMI)
# STN         LON(east)   LAT(north)  ALT(m)      NAME
# 215         4.437       52.141      -1.10       Voorschoten
# N         : Bedekkingsgraad van de bovenlucht (in achtsten), 9=bovenlucht onzichtbaar
#
# STN,YYYYMMDD,   HH,    T,    N
#
"""
ROWS = (
    "  215,20220925,   21,  131,    7\n"
    "  215,20220925,   22,  128,    0\n"
    "  215,20220925,   24,  126,     \n"
    "  240,20220925,   21,  133,    9\n"
)


def hour(text):
    return pd.Timestamp(text, tz="UTC")


@pytest.fixture
def write(tmp_path):
    def write_text(text, name="uurgeg.txt", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write_text


def as_json(rows):
    keys = ("station_code", "date", "hour", "N")
    return json.dumps([dict(zip(keys, row, strict=True)) for row in rows])


def test_the_hour_21_runs_from_20_to_21_ut_and_24_begins_at_23_of_the_same_day(write):
    cloud = read_hourly_cloud(write(HEADER + ROWS))
    assert cloud["hour_start_utc"].tolist() == [
        hour("2022-09-25 20:00"),
        hour("2022-09-25 21:00"),
        hour("2022-09-25 23:00"),
        hour("2022-09-25 20:00"),
    ]
    assert cloud["station"].tolist() == [215, 215, 215, 240]
    np.testing.assert_array_equal(cloud["okta"], [7, 0, np.nan, 9])


def test_the_columns_have_their_types(write):
    cloud = read_hourly_cloud(write(HEADER + ROWS))
    assert [str(kind) for kind in cloud.dtypes] == ["int64", "datetime64[us, UTC]", "float64"]


def test_the_json_form_gives_the_same_as_the_text_form(write):
    day = "2022-09-25T00:00:00.000Z"
    rows = [(215, day, 21, 7), (215, day, 22, 0), (215, day, 24, None), (240, day, 21, 9)]
    pd.testing.assert_frame_equal(
        read_hourly_cloud(write(as_json(rows), "uur.json")), read_hourly_cloud(write(HEADER + ROWS))
    )


def test_stations_one_after_another_with_their_own_headers_are_all_read(write):
    second = "# STN,YYYYMMDD,   HH,    N\n  344,20220925,   21,    3\n"
    cloud = read_hourly_cloud(write(HEADER + ROWS + second))
    assert cloud.set_index("station")["okta"][344] == 3
    assert len(cloud) == 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_any_usual_encoding_and_line_ending_is_read(write, encoding):
    text = (HEADER + ROWS).replace("\n", "\r\n")
    assert len(read_hourly_cloud(write(text, encoding=encoding))) == 4


def test_a_header_without_a_hash_and_the_old_name_h_are_read(write):
    assert len(read_hourly_cloud(write("STN,YYYYMMDD,H,N\n215,20220925,1,8\n"))) == 1


def test_the_same_hour_twice_stays_once_and_two_values_are_refused(write):
    assert len(read_hourly_cloud(write(HEADER + ROWS + ROWS))) == 4
    with pytest.raises(UploadError, match="station 215 has two at 2022-09-25 20:00"):
        read_hourly_cloud(write(HEADER + ROWS + "215,20220925,21,131,3\n"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# STN,YYYYMMDD,   HH,    T\n215,20220925,21,131\n", r"must have N; it has STN, YYYYMMDD, HH, T; ask KNMI .* vars=N"),
        ("# STN,YYYYMMDD,  FG,  NG\n215,20220925,21,5\n", "is not a file of hourly values of KNMI"),
        ("date,cloud\n2022-09-25,7\n", "is not a file of hourly values of KNMI"),
        ("", "is not a file of hourly values"),
        ("# STN,YYYYMMDD,HH,N\n215,20220925,21\n", "a row must have 4 fields, as its header; it has 3, in uurgeg.txt line 2"),
        ("# STN,YYYYMMDD,HH,N\n215,20220925,25,3\n", "HH must be a whole number from 1 to 24; 1 of 1 are not, first at line 2: '25'"),
        ("# STN,YYYYMMDD,HH,N\n215,20220925,0,3\n", "HH must be a whole number from 1 to 24"),
        ("# STN,YYYYMMDD,HH,N\n215,20220925,1,10\n", "N must be a whole number from 0 to 9"),
        ("# STN,YYYYMMDD,HH,N\n215,20220925,1,3.5\n", "N must be a whole number"),
        ("# STN,YYYYMMDD,HH,N\n215,20220931,1,3\n", "YYYYMMDD must be a date YYYYMMDD"),
        ("# STN,YYYYMMDD,HH,N\nLeiden,20220930,1,3\n", "STN must be a whole number"),
        ('[{"station_code": 215, "hour": 1', "must be whole JSON"),
        ('[{"station_code": 215, "hour": 1, "date": "2022-09-25"}]', "must have N"),
        ('[1, 2]', "is not a file of hourly values"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_the_rule_the_value_and_the_place(write, text, message):
    path = write(text)
    with pytest.raises(UploadError, match=message) as refusal:
        read_hourly_cloud(path)
    assert refusal.value.nl != refusal.value.en
    report = describe(path)
    assert (report.accepted, report.reason_en) == (False, refusal.value.en)


def test_a_header_without_rows_is_an_empty_table(write):
    cloud = read_hourly_cloud(write(HEADER))
    assert cloud.empty
    assert str(cloud["hour_start_utc"].dtype) == "datetime64[us, UTC]"


def test_describing_counts_the_hours_and_the_blanks(write):
    report = describe(write(HEADER + ROWS))
    assert (report.kind, report.accepted, report.rows_read) == ("knmi_hourly_cloud", True, 4)
    assert report.reason_en == "KNMI hourly cloud cover: 4 hours of station 215, 240"
    assert report.notes[0].en == "1 hours without a cloud cover"


def test_only_the_hourly_files_of_knmi_look_like_it():
    assert looks_like(HEADER.encode())
    assert looks_like(as_json([(215, "2022-09-25", 1, 8)]).encode())
    assert not looks_like(b"# STN,YYYYMMDD,DDVEC,FHVEC\n")
    assert not looks_like(b'{"station_code": 1}')
    assert not looks_like(b"\x89HDF\r\n\x1a\n")
    assert not looks_like(b"")


@given(st.lists(st.tuples(st.integers(1, 999), st.dates(), st.integers(1, 24), st.one_of(st.none(), st.integers(0, 9))), max_size=20,
                unique_by=lambda row: row[:3]))  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_written_is_read_whatever_the_order_of_the_rows(write, rows):
    rows = [(station, day.isoformat(), hours, okta) for station, day, hours, okta in rows if day.year > 1900]
    forwards = read_hourly_cloud(write(as_json(rows)))
    backwards = read_hourly_cloud(write(as_json(rows[::-1])))
    pd.testing.assert_frame_equal(forwards, backwards)
    assert len(forwards) == len(rows)
    assert forwards["okta"].sum() == sum(okta or 0 for *_, okta in rows)


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_happens_to_the_bytes_the_answer_is_a_table_or_a_plain_refusal(write, data):
    source = data.draw(st.sampled_from([HEADER + ROWS, as_json([(215, "2022-09-25", 21, 7)])])).encode()
    content = bytearray(source)
    for _ in range(data.draw(st.integers(0, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))]
    content = data.draw(st.sampled_from([bytes(content), bytes(content) + data.draw(st.binary(max_size=40))]))
    with contextlib.suppress(UploadError):
        read_hourly_cloud(write(content))
    looks_like(content)
