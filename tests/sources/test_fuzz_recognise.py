"""Every format, damaged in every way: the dispatcher gives readings that can be flagged, or one of our errors; nothing else."""

import gzip
import io
import zipfile

import h5py
import numpy as np
import openpyxl
import pytest
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st

from seeingstars.columns import FLAG_COLUMNS, SOURCE_COLUMNS
from seeingstars.errors import UploadError
from seeingstars.science.quality import flag_readings
from seeingstars.sources.recognise import describe, read_readings, recognise

SKYGLOW = b"""# Light Pollution Monitoring Data Format 1.0
# Number of header lines: 8
# Device type: SQM-LE
# Instrument ID: garden
# Position: 52.155, 4.484, 2
# Local timezone: Europe/Amsterdam
# UTC Date & Time, Local Date & Time, Temperature, Counts, Frequency, MSAS
# END OF HEADER
2022-09-25T20:10:00.000;2022-09-25T22:10:00.000;27.30;90223.000;5.102;18.140
2022-09-25T20:15:00.000;2022-09-25T22:15:00.000;27.20;90224.000;5.104;18.150
"""
ECSV = b"""# %ECSV 1.0
# ---
# datatype:
# - {name: time, datatype: string}
# - {name: MSAS, unit: mag / arcsec2, datatype: float64}
# meta: !!omap
# - keywords: {Instrument ID: stars9, Position: "52.155, 4.484, 2"}
# schema: astropy-2.0
time,MSAS
2025-04-01T00:00:53.000,18.9
"""
GAN = (
    b"ID,ObsType,ObsDateTime,Latitude,Longitude,Elevation,UTCOffset,LimitingMag,CloudCover,SQMReading,SQMSerial,Constellation,"
    b"SkyComment,LocationComment,Country\n"
    b'1,Globe at Night,2022-09-26 00:15:00+00:00,52.155,4.484,2.5,-120,4,25,18.7,2534,Cygnus,"clear,\nvery",,Netherlands\n'
)
GAN_JSON = (
    b'[{"ObsType": "Globe at Night", "UTDate": "2024-09-25", "UTTime": "20:15", "Latitude": 52.1, "Longitude": 4.4}]'
)
UPLOAD = b'datum;tijd;lengtegraad;breedtegraad;helderheid;opmerking\n25-09-2022;22:15;4,48;52,16;18,72;"twee\nregels"\n'
BARE = b"#UT, Tloc, SQM, Temp, RH\n2025-06-05T18:46:32.000,2025-06-05T20:46:32.000,19.86,27.94,40\n"
KNMI = b"# STN,YYYYMMDD,   HH,    N\n  240,20220925,   20,    3\n"


def _workbook():
    book = openpyxl.Workbook()
    book.active.append(["date", "time", "longitude", "latitude", "brightness"])
    book.active.append(["2022-09-25", "22:15", 4.484, 52.155, 18.72])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", UPLOAD)
    return out.getvalue()


def _tile():
    out = io.BytesIO()
    with h5py.File(out, "w") as file:
        file.attrs["ShortName"] = np.bytes_("VNP46A2")
        file.create_dataset("HDFEOS/GRIDS/VNP_Grid_DNB/Data Fields/DNB_BRDF-Corrected_NTL", data=np.zeros((4, 4), "u2"))
    return out.getvalue()


def _image():
    with rasterio.MemoryFile() as memory:
        options = {"driver": "GTiff", "width": 4, "height": 4, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
        with memory.open(transform=rasterio.Affine(0.25, 0, 4, 0, -0.25, 53), **options) as image:
            image.write(np.ones((1, 4, 4), "float32"))
        return memory.read()


SAMPLES = {
    "skyglow_dat": SKYGLOW,
    "skyglow_dat in gzip": gzip.compress(SKYGLOW, mtime=0),
    "tess_ecsv": ECSV,
    "globe_at_night": GAN,
    "globe_at_night in JSON": GAN_JSON,
    "upload_template": UPLOAD,
    "derived_sqm_csv": BARE,
    "knmi": KNMI,
    "workbook": _workbook(),
    "archive": _archive(),
    "black_marble": _tile(),
    "geotiff": _image(),
}
PIECES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        [b'"', b"\n", b"\r", b";", b",", b"\x00", b"\xff\xfe", b"nan", b"inf", b"1e999", b"-0", b"9999-12-31T23:59:59", b"0001-01-01T00:00:00",
         b"9" * 40, b"# END OF HEADER\n", b"\xf0\x9f\x8c\x8c", b"\xe2\x80\xae", b"=1+1", b"PK\x03\x04", b"\x89HDF\r\n\x1a\n", b"II*\x00", b"+14:00", b"Etc/GMT-14"]
    ),
)  # fmt: skip


@pytest.mark.parametrize("kind", SAMPLES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_damaged_file_of_any_kind_gives_readings_or_one_of_our_errors(tmp_path_factory, kind, data):
    content = bytearray(SAMPLES[kind])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 30))] = data.draw(PIECES)
    path = tmp_path_factory.mktemp("damaged") / "file.dat"
    path.write_bytes(bytes(content))
    report = describe(path)
    assert report.accepted or (report.reason_en and report.reason_nl)
    try:
        recognise(path)
        readings, report = read_readings(path)
    except UploadError as error:
        refused = error
    else:
        refused = None
        assert [str(dtype) for dtype in readings.dtypes] == [column.dtype for column in SOURCE_COLUMNS]
        flagged = flag_readings(readings)
        assert len(flagged) == report.rows_read
        assert {column.name for column in FLAG_COLUMNS} <= set(flagged.columns)
    assert refused is None or (refused.en and refused.nl)
