"""Archives and workbooks made to do harm: each is refused with its reason, or harmless; through the API as anyone sends them."""

import gzip
import io
import re
import stat
import struct
import unicodedata
import warnings
import zipfile
import zlib

import openpyxl
import pytest

HEADINGS = "date;time;longitude;latitude;brightness;comment\n"
ROW = "2022-09-25;22:15;4.4840;52.1550;18,72;\n"
TEMPLATE = (HEADINGS + ROW).encode()
DAT_HEAD = b"# Light Pollution Monitoring Data Format 1.0\n# UTC Date & Time, Local Date & Time, Temperature, MSAS\n# END OF HEADER\n"


def packed(*entries, method=zipfile.ZIP_DEFLATED, comment=b""):
    """A ZIP of (name or ZipInfo, bytes)."""
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python too finds two entries of one name odd
        with zipfile.ZipFile(out, "w", method) as archive:
            for name, content in entries:
                archive.writestr(name, content)
            archive.comment = comment
    return out.getvalue()


def entry(name, *, mode=0, flags=0, create_system=3):
    info = zipfile.ZipInfo(name)
    info.external_attr, info.create_system = mode << 16, create_system
    info.flag_bits |= flags
    return info


def patched(archive, at, value, *, central=True, offset=None):
    """The archive with bytes of the first entry's header changed."""
    start = archive.index(b"PK\x01\x02" if central else b"PK\x03\x04") + at
    return archive[:start] + value + archive[start + len(value) :]


def ended(archive, at, value):
    """The archive with bytes of its end changed."""
    start = archive.rindex(b"PK\x05\x06") + at
    return archive[:start] + value + archive[start + len(value) :]


def overlapping():
    """Two names for one packed stream, as in Fifield's bomb."""
    archive = packed(("a.csv", TEMPLATE))
    start, end = archive.index(b"PK\x01\x02"), archive.rindex(b"PK\x05\x06")
    directory = archive[start:end]
    both = directory + directory.replace(b"a.csv", b"b.csv")
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, len(both), start, 0)
    return archive[:start] + both + tail


def nested_headers():
    """An entry whose data begin within those of the entry before."""
    archive = packed(("a.csv", TEMPLATE * 3), ("b.csv", TEMPLATE), method=zipfile.ZIP_STORED)
    second = archive.index(b"PK\x01\x02", archive.index(b"PK\x01\x02") + 4)
    return archive[: second + 42] + struct.pack("<L", 10) + archive[second + 46 :]


def many(n):
    return packed(*((f"{i}.csv", b"x") for i in range(n)), method=zipfile.ZIP_STORED)


def huge(n_bytes, name="zeros.csv"):
    return packed((name, b"0" * n_bytes))


def renamed(old, new):
    assert len(old) == len(new)
    return packed((old, TEMPLATE)).replace(old.encode(), new.encode("latin-1"))


def workbook(change=None, *, rows=(("2022-09-25", "22:15", 4.484, 52.155, 18.72, "x"),)):
    """A filled-in workbook, with the text of some part changed: {part: (old, new)} or {part: whole}."""
    book = openpyxl.Workbook()
    book.active.append(["date", "time", "longitude", "latitude", "brightness", "comment"])
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, new in (change or {}).items():
        if new is None:
            del parts[name]
        elif isinstance(new, tuple):
            assert new[0] in parts[name], (name, parts[name][:2000])
            parts[name] = parts[name].replace(*new)
        else:
            parts[name] = new
    return packed(*parts.items())


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">'.encode() for i in range(9)
) + b"]>"  # fmt: skip
XML_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
FORMULA = (b"<v>18.72</v>", b"<f>A1+1</f>")


def sheet(rows):
    return XML_HEAD + b"<worksheet " + MAIN + b"><sheetData>" + rows + b"</sheetData></worksheet>"


HEAD_CELLS = b"".join(
    f'<c r="{"ABCDE"[i]}1" t="inlineStr"><is><t>{name}</t></is></c>'.encode()
    for i, name in enumerate(["date", "time", "longitude", "latitude", "brightness"])
)
HEAD_ROW = b'<row r="1">' + HEAD_CELLS + b"</row>"


REFUSED_ARCHIVES = {
    "zip bomb of one file": (lambda: huge(3_000_000), "as a ZIP bomb does"),
    "zip bomb under a harmless template": (lambda: packed(("a.csv", TEMPLATE), ("b.csv", b"\n" * 3_000_000)), "as a ZIP bomb does"),
    "zip bomb that hides its size": (lambda: patched(patched(huge(3_000_000), 24, struct.pack("<L", 10)), 22, struct.pack("<L", 10), central=False), "damaged"),
    "zip of overlapping entries": (overlapping, "entries that overlap, as a ZIP bomb has"),
    "zip with an entry within another": (nested_headers, "entries that overlap|cut off or damaged"),
    "zip of 201 entries": (lambda: many(201), "at most 200 entries"),
    "zip of 5,000 entries": (lambda: many(5000), "at most 200 entries"),
    "zip that claims 65,535 entries": (lambda: ended(many(3), 8, struct.pack("<HH", 65535, 65535)), "ZIP64"),
    "zip that claims fewer entries than it has": (lambda: ended(many(3), 8, struct.pack("<HH", 1, 1)), None),
    "zip64 sizes": (lambda: ended(many(1), 12, b"\xff\xff\xff\xff"), "ZIP64"),
    "zip in several parts": (lambda: ended(many(1), 4, struct.pack("<H", 2)), "cut off or damaged"),
    "zip whose list lies outside the file": (lambda: ended(many(1), 16, struct.pack("<L", 2**31)), "cut off or damaged"),
    "zip with a negative list": (lambda: ended(many(1), 12, struct.pack("<L", 0)), "cut off or damaged"),
    "zip path upwards": (lambda: packed(("../../etc/passwd", TEMPLATE)), "path leads elsewhere"),
    "zip path upwards in the middle": (lambda: packed(("a/../../b.csv", TEMPLATE)), "path leads elsewhere"),
    "zip path upwards with backslashes": (lambda: packed(("..\\..\\windows\\system32\\x.csv", TEMPLATE)), "path leads elsewhere"),
    "zip path from the root": (lambda: packed(("/etc/cron.d/x", TEMPLATE)), "path leads elsewhere"),
    "zip path from a drive": (lambda: packed(("C:\\x.csv", TEMPLATE)), "path leads elsewhere"),
    "zip path from a drive with a slash": (lambda: packed(("C:/x.csv", TEMPLATE)), "path leads elsewhere"),
    "zip path of a server": (lambda: packed(("\\\\server\\share\\x.csv", TEMPLATE)), "path leads elsewhere"),
    "zip name with NUL": (lambda: renamed("aXb.csv", "a\x00b.csv"), "path leads elsewhere"),
    "zip name of 2,000 characters": (lambda: packed(("a" * 2000, TEMPLATE)), "path leads elsewhere"),
    "zip name of slashes": (lambda: packed(("////", b"")), "path leads elsewhere"),
    "zip name of dots": (lambda: packed(("..", TEMPLATE)), "path leads elsewhere"),
    "zip with one name twice": (lambda: packed(("a.csv", TEMPLATE), ("a.csv", TEMPLATE)), "twice"),
    "zip with one name twice by another slash": (lambda: packed(("m/a.csv", TEMPLATE), ("m\\a.csv", TEMPLATE)), "twice"),
    "zip with one name twice by an extra dot": (lambda: packed(("m/a.csv", TEMPLATE), ("m/./a.csv", TEMPLATE)), "twice"),
    "zip with one name twice by its accents": (lambda: packed(("é.csv", TEMPLATE), (unicodedata.normalize("NFD", "é.csv"), TEMPLATE)), "twice"),
    "zip with a symbolic link": (lambda: packed((entry("link.csv", mode=stat.S_IFLNK | 0o777), b"/etc/passwd")), "link or device"),
    "zip with a device": (lambda: packed((entry("null", mode=stat.S_IFCHR | 0o666), b"")), "link or device"),
    "zip with a pipe": (lambda: packed((entry("pipe", mode=stat.S_IFIFO | 0o666), b"")), "link or device"),
    "zip with a socket": (lambda: packed((entry("socket", mode=stat.S_IFSOCK | 0o666), b"")), "link or device"),
    "zip with a password": (lambda: patched(packed(("a.csv", TEMPLATE)), 8, b"\x01\x00"), "locked with a password"),
    "zip with strong encryption": (lambda: patched(packed(("a.csv", TEMPLATE)), 8, b"\x41\x00"), "locked with a password"),
    "zip with a masked list": (lambda: patched(packed(("a.csv", TEMPLATE)), 8, b"\x00\x20"), "locked with a password"),
    "zip packed by bzip2": (lambda: packed(("a.csv", TEMPLATE), method=zipfile.ZIP_BZIP2), "in a way that we do not read"),
    "zip packed by LZMA": (lambda: packed(("a.csv", TEMPLATE), method=zipfile.ZIP_LZMA), "in a way that we do not read"),
    "zip packed by nobody's method": (lambda: patched(packed(("a.csv", TEMPLATE)), 10, b"\x63\x00"), "in a way that we do not read"),
    "zip cut off": (lambda: packed(("a.csv", TEMPLATE * 100))[:-30], "cut off or damaged"),
    "zip of its first bytes": (lambda: b"PK\x03\x04", "cut off or damaged"),
    "zip with a wrong checksum": (lambda: patched(packed(("a.csv", TEMPLATE)), 16, b"\x00\x00\x00\x00"), "part that is damaged"),
    "zip with rubbish for data": (lambda: packed(("a.csv", bytes(range(256)) * 40)).replace(b"\x01\x02\x03", b"\xff\xff\xff", 1), None),
    "zip whose names differ in its two lists": (lambda: patched(packed(("a.csv", TEMPLATE)), 30, b"b", central=False), "part that is damaged"),
    "zip that says it is smaller": (lambda: patched(packed(("a.csv", TEMPLATE * 50)), 24, struct.pack("<L", 7)), "part that is damaged"),
    "zip that says it is packed smaller": (lambda: patched(packed(("a.csv", TEMPLATE * 50)), 20, struct.pack("<L", 7)), "damaged"),
    "zip that says it is larger": (lambda: patched(packed(("a.csv", TEMPLATE)), 24, struct.pack("<L", 2**31)), "part that is damaged"),
    "zip with another zip in its comment": (lambda: packed(("a.csv", TEMPLATE), comment=many(1)), "cut off or damaged"),
    "zip with bytes behind it": (lambda: packed(("a.csv", TEMPLATE)) + b"more", "cut off or damaged"),
    "zip with bytes between its entries and their list": (lambda: packed(("a.csv", TEMPLATE)).replace(b"PK\x01\x02", b"x" * 9 + b"PK\x01\x02", 1), "cut off or damaged"),
    "zip without entries": (lambda: packed(), "archive without files"),
    "zip of folders": (lambda: packed((entry("a/", mode=stat.S_IFDIR), b"")), "archive without files"),
    "zip of hidden files": (lambda: packed(("__MACOSX/._a.csv", b"x"), (".DS_Store", b"x"), ("Thumbs.db", b"x")), "archive without files"),
    "workbook of a billion laughs": (lambda: workbook({SHEET: XML_HEAD + LAUGHS + sheet(b"<row r='1'><c r='A1' t='str'><v>&i;</v></c></row>")[len(XML_HEAD) :]}), "as an XML bomb has"),
    "workbook with an entity for a file": (lambda: workbook({SHEET: XML_HEAD + b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + sheet(b"<row><c t='str'><v>&f;</v></c></row>")[len(XML_HEAD) :]}), "as an XML bomb has"),
    "workbook with an entity of another server": (lambda: workbook({SHEET: b'<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd"><x/>'}), "as an XML bomb has"),
    "workbook with a document type among its texts": (lambda: workbook({"xl/sharedStrings.xml": LAUGHS + b"<sst " + MAIN + b"><si><t>&i;</t></si></sst>"}), "as an XML bomb has"),
    "workbook with a document type in UTF-16": (lambda: workbook({SHEET: ('<?xml version="1.0" encoding="UTF-16"?>' + LAUGHS.decode() + "<x/>").encode("utf-16")}), "as an XML bomb has"),
    "workbook with a document type in its list of contents": (lambda: workbook({"[Content_Types].xml": LAUGHS + b"<x>&i;</x>"}), "as an XML bomb has"),
    "workbook whose sheet is a zip bomb": (lambda: workbook({SHEET: sheet(HEAD_ROW + b" " * 3_000_000)}), "as a ZIP bomb does"),
    "workbook of 16,384 columns": (lambda: workbook({SHEET: sheet(HEAD_ROW + b'<row r="2"><c r="XFD2"><v>1</v></c></row>')}), "200 columns and has more"),
    "workbook of a column beyond the last": (lambda: workbook({SHEET: sheet(HEAD_ROW + b'<row r="2"><c r="ZZZZZZ2"><v>1</v></c></row>')}), "stands nowhere"),
    "workbook of 1,048,576 rows": (lambda: workbook({SHEET: sheet(HEAD_ROW + b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>')}), "100000 rows"),
    "workbook of a row beyond all": (lambda: workbook({SHEET: sheet(HEAD_ROW + b'<row r="99999999999999"><c r="A99999999999999"><v>1</v></c></row>')}), "stands nowhere"),
    "workbook of row minus one": (lambda: workbook({SHEET: sheet(HEAD_ROW + b'<row r="-1"><c><v>1</v></c></row>')}), "stands nowhere"),
    "workbook nested deep": (lambda: workbook({SHEET: sheet(b"<row>" * 5000 + b"</row>" * 5000)}), "has more"),
    "workbook with a formula that has no value": (lambda: workbook({SHEET: FORMULA}), "formula without its value in row 2, column 5"),
    "workbook with a formula that calls a program": (lambda: workbook({SHEET: (b"<v>18.72</v>", b"<f>cmd|' /C calc'!A0</f>")}), "formula without its value"),
    "workbook without its sheet": (lambda: workbook({SHEET: None}), "do not fit together"),
    "workbook without its book": (lambda: workbook({"xl/workbook.xml": None}), "do not fit together"),
    "workbook whose texts point outside": (lambda: workbook({SHEET: sheet(HEAD_ROW + b'<row r="2"><c r="A2" t="s"><v>999999</v></c></row>')}), "do not fit together"),
    "workbook of XML that is none": (lambda: workbook({SHEET: b"<worksheet"}), "damaged"),
    "workbook with binary rubbish for a sheet": (lambda: workbook({SHEET: bytes(range(256)) * 10}), "damaged"),
    "workbook with our headings twice": (lambda: workbook({SHEET: sheet(HEAD_ROW.replace(b"longitude", b"latitude"))}), "heading|more than once"),
    "workbook without our headings": (lambda: workbook({SHEET: sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>')}), "needs the heading"),
    "workbook locked with a password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old Excel or Word file"),
    "workbook of LibreOffice": (lambda: packed(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<x/>")), "ZIP archive or an Excel workbook"),
    "text document of Word": (lambda: packed(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<x/>")), "ZIP archive or an Excel workbook"),
    "workbook with one part twice": (lambda: packed(("[Content_Types].xml", b"<a/>"), ("xl/workbook.xml", b"<a/>"), ("xl/workbook.xml", b"<b/>")), "twice"),
    "gzip bomb": (lambda: gzip.compress(DAT_HEAD + b"\n" * 20_000_000), "as a gzip bomb does"),
    "gzip bomb of zeros": (lambda: gzip.compress(b"\x00" * 20_000_000), "binary file"),
    "gzip in gzip": (lambda: gzip.compress(gzip.compress(TEMPLATE)), "gzip file inside a gzip file"),
    "gzip in gzip in gzip": (lambda: gzip.compress(gzip.compress(gzip.compress(TEMPLATE))), "gzip file inside a gzip file"),
    "gzip cut off": (lambda: gzip.compress(TEMPLATE * 1000)[:60], "cut off or damaged"),
    "gzip of a wrong checksum": (lambda: gzip.compress(TEMPLATE)[:-8] + b"\x00" * 8, "cut off or damaged"),
    "gzip of rubbish": (lambda: b"\x1f\x8b\x08\x00" + b"\xff" * 100, "cut off or damaged"),
    "gzip of a zip": (lambda: gzip.compress(packed(("a.csv", TEMPLATE))), "ZIP archive or an Excel workbook"),
    "zlib stream": (lambda: zlib.compress(TEMPLATE), "looks like"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED_ARCHIVES)
def test_a_hostile_archive_is_refused_with_its_reason(ask, make_form, name):
    make, reason = REFUSED_ARCHIVES[name]
    content = make()
    if reason is None:  # whatever is said of it, it must not be a fault of ours
        assert ask("POST", "/api/v1/uploads", query=b"preview=true", **make_form([("a.zip", content)])).status == 200
        return
    preview = ask("POST", "/api/v1/uploads", query=b"preview=true", **make_form([("evil.bin", content)]))
    assert preview.status == 200
    assert [file["accepted"] for file in preview.json["files"]] == [False]
    words = preview.json["files"][0]["reason"]
    assert re.search(reason, words["en"]), words["en"]
    assert words["nl"] != words["en"]
    kept = ask("POST", "/api/v1/uploads", **make_form([("evil.bin", content)]))
    assert (kept.status, kept.json["code"]) == (422, "file_refused")


HARMLESS_ARCHIVES = {
    "zip within a zip is not opened": (lambda: packed(("in.zip", packed(("a.csv", TEMPLATE)))), {"a.zip/in.zip": False}),
    "zip that holds itself, four deep, is opened once": (lambda: packed(("1.zip", packed(("2.zip", packed(("3.zip", many(3))))))), {"a.zip/1.zip": False}),
    "zip name that turns the direction of writing": (lambda: packed(("\u202evsc.a.csv", TEMPLATE)), {"a.zip/_vsc.a.csv": True}),
    "zip name with a line end": (lambda: packed(("a\r\nSet-Cookie: x.csv", TEMPLATE)), {"a.zip/a__Set-Cookie_ x.csv": True}),
    "zip name with words of a page": (lambda: packed(("<script>alert(1)</script>.csv", TEMPLATE)), {"a.zip/_script_alert(1)_/script_.csv": True}),
    "zip name like a formula": (lambda: packed(("=cmd|' /C calc'!A0.csv", TEMPLATE)), {"a.zip/cmd__/C calc_!A0.csv": True}),
    "zip name of a shell": (lambda: packed(("$(reboot);`id`.csv", TEMPLATE)), {"a.zip/_(reboot)__id_.csv": True}),
    "zip name with an emoji": (lambda: packed(("⭐.csv", TEMPLATE)), {"a.zip/⭐.csv": True}),
    "zip name of a hidden folder": (lambda: packed((".git/config", b"x"), ("a.csv", TEMPLATE)), {"a.zip/git/config": False, "a.zip/a.csv": True}),
    "zip with hidden files beside": (lambda: packed(("__MACOSX/._a.csv", b"x"), ("a.csv", TEMPLATE)), {"a.zip/a.csv": True}),
    "zip with a workbook": (lambda: packed(("m.xlsx", workbook())), {"a.zip/m.xlsx": True}),
    "zip with a comment": (lambda: packed(("a.csv", TEMPLATE), comment=b"from the garden"), {"a.zip/a.csv": True}),
    "zip with a gzip bomb beside a template": (lambda: packed(("b.gz", gzip.compress(DAT_HEAD + b"\n" * 20_000_000)), ("a.csv", TEMPLATE)), {"a.zip/b.gz": False, "a.zip/a.csv": True}),
    "workbook with macros": (lambda: workbook({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\x00" * 100}), {"a.zip": True}),
    "workbook with the words of a page": (lambda: workbook(rows=[("2022-09-25", "22:15", 4.484, 52.155, 18.72, "<img src=x onerror=alert(1)>")]), {"a.zip": True}),
    "workbook that says it is one cell large": (lambda: workbook({SHEET: (b'<dimension ref="A1:F2"', b'<dimension ref="A1:A1"')}), {"a.zip": True}),
    "workbook that says it is a million rows large": (lambda: workbook({SHEET: (b'<dimension ref="A1:F2"', b'<dimension ref="A1:XFD1048576"')}), {"a.zip": True}),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS_ARCHIVES)
def test_an_odd_archive_does_no_harm(ask, make_form, name):
    make, expected = HARMLESS_ARCHIVES[name]
    answer = ask("POST", "/api/v1/uploads", query=b"preview=true", **make_form([("a.zip", make())]))
    assert answer.status == 200
    files = {file["name"]: file for file in answer.json["files"]}
    assert {name: file["accepted"] for name, file in files.items()} == expected
    assert all(file["rows_read"] == 1 for file in files.values() if file["accepted"])
    assert b"<script" not in answer.body.replace(b"\\u003c", b"<") or "page" in name
