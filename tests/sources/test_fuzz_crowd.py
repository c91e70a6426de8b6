"""Whatever is handed in: a reading table and its report, or one of our errors; never another exception."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeingstars.columns import SOURCE_COLUMNS
from seeingstars.errors import UploadError
from seeingstars.sources import globe_at_night, upload_template
from seeingstars.sources.globe_at_night import read_globe_at_night
from seeingstars.sources.upload_template import read_upload_template

GAN_A = (
    "ID,ObsType,ObsDateTime,Latitude,Longitude,Elevation,UTCOffset,LimitingMag,CloudCover,SQMReading,SQMSerial,"
    "Constellation,SkyComment,LocationComment,Country\n"
    '1,Globe at Night,2022-09-26 00:15:00+00:00,52.155,4.484,2.5,-120,4,25,18.7,2534,Cygnus,"clear,\nvery",,Netherlands\n'
    '2,Loss of the Night,2013-09-29 18:57:32+00:00,52.13,7.55,0,120,3,-1,,,None,"From ""Loss of the Night"";'
    'NELM=4.73 +/- 0.82 (method 2)",,\n'
)
GAN_B = (
    "ID,ObsType,Latitude,Longitude,Elevation(m),LocalDate,LocalTime,UTDate,UTTime,LimitingMag,SQMReading,SQMSerial,"
    "CloudCover,Constellation,SkyComment,LocationComment,Country\n"
    "1,Globe at Night,52.155,4.484,2.5,2024-09-25,22:15,2024-09-25,20:15,4,18.72,2534,1/4 of sky,None,clear,,NL\n"
)
GAN_JSON = (
    '[{"ObsType": "Globe at Night", "UTDate": "2024-09-25", "UTTime": "20:15", "Latitude": 52.1, "Longitude": 4.4}]'
)
UPLOAD = (
    "# uitleg\ndatum;tijd;lengtegraad;breedtegraad;helderheid;helderheid_noord;helderheid_oost;grensmagnitude;"
    "bewolking;opmerking;tijdzone\n"
    '25-09-2022;22:15;4,48;52,16;18,72;18,7;18,75;4;1/4;"twee\nregels";\n'
    "30-10-2022;02:30;4,48;52,16;18,72;;;4;25%;;+01:00\n"
)
READERS = {"globe_at_night": read_globe_at_night, "upload_template": read_upload_template}
WHOLE = {"globe_at_night": (GAN_A, GAN_B, GAN_JSON), "upload_template": (UPLOAD,)}

CELLS = st.one_of(
    st.sampled_from(
        ["", "0", "-9999", "1e400", "nan", "NaT", "inf", "-0", "9" * 400, "1e308", "0001-01-01", "9999-12-31", "9999-12-31 23:59:59+00:00",
         "0001-01-01 00:00:00+00:00", "2022-09-26 00:15:00-99:99", "2022-03-27", "02:30", "24:00", '"', '""', "\x00", "\ud7ff", "²",
         "+14:00", "-14:00", "Europe/Amsterdam", "localtime", "Factory", "../../etc/passwd", "None", "True", "1/4", "=1+1", "a@b.nl"]
    ),
    st.text(max_size=12),
    st.floats().map(str),
    st.integers().map(str),
)  # fmt: skip
SETTINGS = settings(max_examples=40, deadline=None)


def answer(kind, data):
    """Read bytes; the table if they are accepted, else None. Any exception but ours fails the test."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(data)
        try:
            readings, report = READERS[kind](path)
        except UploadError as error:
            refused = error
        else:
            refused = None
    if refused is not None:
        assert refused.en
        assert refused.nl != refused.en
        return None
    assert list(readings.columns) == [column.name for column in SOURCE_COLUMNS]
    assert [str(t) for t in readings.dtypes] == [column.dtype for column in SOURCE_COLUMNS]
    assert report.rows_read == len(readings)
    assert report.n_row_problems == int(readings.row_problem.astype(bool).sum())
    return readings


@pytest.mark.parametrize("kind", READERS)
@SETTINGS
@given(data=st.binary(max_size=400))
def test_any_bytes_get_an_answer(kind, data):
    answer(kind, data)
    globe_at_night.looks_like(data)
    upload_template.looks_like(data)


@pytest.mark.parametrize("kind", READERS)
@SETTINGS
@given(data=st.data())
def test_a_file_that_was_cut_or_has_bytes_put_in_gets_an_answer(kind, data):
    whole = data.draw(st.sampled_from(WHOLE[kind])).encode()
    at = data.draw(st.integers(0, len(whole)))
    put_in = data.draw(
        st.one_of(st.binary(max_size=8), st.sampled_from([b'"', b"\r", b"\n", b";", b",", b"\x00", b"\xff"]))
    )
    answer(kind, whole[:at] + put_in + whole[data.draw(st.integers(at, len(whole))) :])


@pytest.mark.parametrize("kind", READERS)
@SETTINGS
@given(data=st.data())
def test_lines_in_any_order_and_number_get_an_answer(kind, data):
    lines = data.draw(st.sampled_from(WHOLE[kind])).splitlines(keepends=True)
    some = data.draw(st.lists(st.sampled_from(lines), max_size=12))
    answer(kind, "".join([*lines[:1], *some]).encode())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1", "cp037", "utf-7"])
@pytest.mark.parametrize("kind", READERS)
def test_other_encodings_get_an_answer(kind, encoding):
    for whole in WHOLE[kind]:
        answer(kind, whole.encode(encoding))


@SETTINGS
@given(rows=st.lists(st.lists(CELLS, min_size=15, max_size=15), max_size=6))
def test_any_cells_under_the_headings_of_globe_at_night_stay_rows(rows):
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    readings = answer("globe_at_night", "\n".join([GAN_A.split("\n")[0], *quoted]).encode("utf-8", "replace"))
    assert readings is not None
    assert len(readings) == len(rows)


@SETTINGS
@given(rows=st.lists(st.lists(CELLS, min_size=11, max_size=11), max_size=6))
def test_any_cells_under_the_headings_of_our_template_get_an_answer(rows):
    quoted = [";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    readings = answer("upload_template", "\n".join([UPLOAD.split("\n")[1], *quoted]).encode("utf-8", "replace"))
    assert readings is not None
    assert len(readings) <= len(rows)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    "rubbish", [b'"' * 150_000, b'"\n' * 50_000, b'"a\n' * 50_000, b"," * 150_000, b"[" * 150_000, b"\n" * 150_000, b"x" * 150_000],
    ids=["quotes", "quotes-lines", "open-quotes", "commas", "brackets", "lines", "one-word"],
)  # fmt: skip
def test_a_huge_file_of_rubbish_comes_to_an_end(kind, rubbish):
    for whole in WHOLE[kind]:
        answer(kind, whole.encode() + rubbish)
    answer(kind, rubbish)
