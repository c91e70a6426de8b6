"""The dispatcher: content decides and never the name; what is refused is told what it looks like."""

import gzip

import pytest

from seeingstars.columns import SOURCE_COLUMNS
from seeingstars.errors import UploadError
from seeingstars.sources import file_content
from seeingstars.sources.recognise import describe, read_readings, recognise

SKYGLOW = b"""# Light Pollution Monitoring Data Format 1.0
# Device type: SQM-LE
# UTC Date & Time, Local Date & Time, Temperature, Counts, Frequency, MSAS
# END OF HEADER
2022-09-25T20:10:00.000;2022-09-25T22:10:00.000;27.30;90223.000;5.102;18.140
"""
SETTINGS = b"[Serial:9001]\r\nHardwareID=B0\r\nInstrument ID=BUOY\r\nPosition=53.5, 3.5, 2\r\n"
SERIAL_LOG = b"2025-03-27 17:09:43.153 : SN 9001 : Sent: m0x   To: /dev/ttyUSB0   Received: m0,255\n" * 3


def written(folder, content, name="upload.dat"):
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (SKYGLOW, "skyglow_dat"),
        (gzip.compress(SKYGLOW, mtime=0), "skyglow_dat"),
        (SKYGLOW.decode().encode("utf-16"), "skyglow_dat"),
        (b"#UT, Tloc, SQM, Temp, RH\n", "derived_sqm_csv"),
        (b"# %ECSV 1.0\n# ---\n", "tess_ecsv"),
        (
            b"ID,ObsType,ObsDateTime,Latitude,Longitude,Elevation,UTCOffset,LimitingMag,CloudCover,SQMReading,SQMSerial,"
            b"Constellation,SkyComment,LocationComment,Country\n",
            "globe_at_night",
        ),
        (b"\x89HDF\r\n\x1a\n....", "black_marble"),
        (b"II*\x00....", "geotiff"),
        (b"MM\x00*....", "geotiff"),
        (b"", "unknown"),
        (b"SQM data\n", "unknown"),
        (SETTINGS, "unknown"),
    ],
)
def test_the_content_decides_and_not_the_name(tmp_path, content, kind):
    for name in ("upload.dat", "image.tif", "noname"):
        assert recognise(written(tmp_path, content, name)) == kind


@pytest.mark.parametrize(
    ("content", "looks_like", "lijkt_op"),
    [
        (b"", "an empty file", "een leeg bestand"),
        (b"\n\n", "a text of blank lines", "een tekst van lege regels"),
        (b"SQM data\n", 'one line of text without readings \\("SQM data"\\)', "één regel tekst"),
        (SETTINGS, "a dump of settings, not of readings", "een overzicht van instellingen"),
        (SERIAL_LOG, "a log of what a program said to a meter", "een logboek"),
        (b"# Network\nstars1 BUOY-1\nstars2 BUOY-2\n", "a list of names or words", "een lijst van namen"),
        (b"PK\x03\x04rest", "a ZIP archive or an Excel workbook", "een Excel-werkmap"),
        (b"%PDF-1.7", "a PDF", "een pdf"),
        (b"\xff\xd8\xff\xe0", "a JPEG photograph", "een JPEG-foto"),
        (b"<!DOCTYPE html><html>", "a web page", "een webpagina"),
        (b'[\n {"a": 1}\n]', "a JSON file", "een JSON-bestand"),
        (b"abc\x00\x01\x02", "a binary file, not a text", "een binair bestand"),
        (b"name,age\nJan,12\n", 'columns that we do not know \\("name,age"\\)', "kolommen die wij niet kennen"),
        (
            gzip.compress(gzip.compress(b"x", mtime=0), mtime=0),
            "a gzip file inside a gzip file",
            "een gzip-bestand in een gzip-bestand",
        ),
    ],
)
def test_a_refusal_says_what_the_file_looks_like(tmp_path, content, looks_like, lijkt_op):
    path = written(tmp_path, content)
    with pytest.raises(
        UploadError, match=f"upload.dat holds no readings that we know: it looks like .*{looks_like}"
    ) as caught:
        read_readings(path)
    assert lijkt_op in caught.value.nl
    report = describe(path)
    assert (report.kind, report.accepted, report.rows_read) == ("unknown", False, 0)
    assert (report.reason_en, report.reason_nl) == (caught.value.en, caught.value.nl)
    assert len(report.sha256) == 64


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89HDF\r\n\x1a\n..", "an HDF5 file.*give it as night lights"),
        (b"II*\x00..", "a TIFF image; give it as night lights"),
    ],
)
def test_a_raster_among_the_readings_is_sent_to_the_night_lights(tmp_path, content, message):
    with pytest.raises(UploadError, match=message):
        read_readings(written(tmp_path, content))


def test_a_packed_raster_is_to_be_unpacked_first(tmp_path):
    report = describe(written(tmp_path, gzip.compress(b"II*\x00....")))
    assert (report.kind, report.accepted) == ("geotiff", False)
    assert report.reason_en == "upload.dat looks like a TIFF image, packed with gzip; unpack it and give it again"


def test_readings_come_with_all_columns_and_a_report(tmp_path):
    readings, report = read_readings(written(tmp_path, SKYGLOW))
    assert list(readings.columns) == [column.name for column in SOURCE_COLUMNS]
    assert describe(tmp_path / "upload.dat") == report


def test_a_table_without_utc_keeps_its_kind_when_refused(tmp_path):
    report = describe(written(tmp_path, b"#Local Time,SQM,Temp\n2025-06-05T18:46:32.000,19.86,27.94\n"))
    assert (report.kind, report.accepted) == ("derived_sqm_csv", False)
    assert "without UTC" in report.reason_en


def test_what_cannot_be_opened_is_described_and_not_raised(tmp_path):
    assert describe(tmp_path / "nothing.dat").reason_nl == "er is geen bestand nothing.dat; controleer de naam"
    assert "is a folder, not a file" in describe(tmp_path).reason_en


def test_a_damaged_gzip_is_refused(tmp_path):
    packed = gzip.compress(SKYGLOW * 100)
    for content in (packed[: len(packed) // 2], packed[:10] + b"\xff" * 40, b"\x1f\x8b"):
        assert "gzip file that is cut off or damaged" in describe(written(tmp_path, content, "meter.dat.gz")).reason_en


def test_a_gzip_that_grows_past_the_limit_is_refused(tmp_path):
    path = written(tmp_path, gzip.compress(SKYGLOW + b"\n" * 3_000_000), "bomb.dat.gz")
    assert path.stat().st_size < 10_000
    with pytest.raises(UploadError, match="must hold at most 2 MiB of text after unpacking"):
        file_content.read_content(path, largest_bytes=2**21)
    assert len(file_content.read_head(path)) == file_content.HEAD_BYTES


@pytest.mark.real_files
def test_every_true_data_file_is_read_and_every_other_one_refused(real_data):
    refused = {
        path.name.split("__")[0]: describe(path).reason_en
        for path in sorted((real_data / "skyglow_dat").rglob("*"))
        if path.is_file() and not describe(path).accepted
    }
    assert {name: reason.split("looks like ", 1)[1].split(";")[0][:40] for name, reason in refused.items()} == {
        "DSN002": 'one line of text without readings ("SQM ',
        "DSN008-S_00_001": "a dump of settings, not of readings",
        "DSN008-S_25_003": "a log of what a program said to a meter",
        "DSN024-S_25_001": "readings of a meter without UTC: its onl",
        "TESSnames": "a list of names or words without reading",
        "sqm.csv.gz": "readings of a meter without UTC: its onl",
    }
