"""The API: readings and files in, receipts, downloads; every answer of one shape."""

import csv
import io
import json
import zipfile

import pyarrow.parquet as pq
import pytest

READING = {"date": "2022-09-25", "time": "22:15", "longitude": 4.484, "latitude": 52.155, "brightness": 18.72}
TEMPLATE = (
    b"date;time;longitude;latitude;brightness;comment\n"
    b"2022-09-25;22:15;4.4840;52.1550;18,72;=1+1\n"
    b"2022-09-25;22:25;4.4841;52.1551;18,75;<script>alert(1)</script>\n"
    b"2022-09-25;25:99;4.4841;52.1551;18,75;\n"
)


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def test_a_reading_is_kept_and_found_back_and_withdrawn(ask):
    answer = ask.json("POST", "/api/v1/readings", READING | {"serial_number": "2534"})
    assert answer.status == 201
    receipt = answer.json
    assert receipt["state"] == "accepted"
    assert answer.headers["location"] == receipt["status_url"] == f"/api/v1/uploads/{receipt['code']}"
    status = ask("GET", receipt["status_url"]).json
    assert status["event"] == "leiden-2022"
    assert status["files"][0]["rows_read"] == status["files"][0]["good"] == 1
    found = [row for row in ask("GET", "/api/v1/readings").json["readings"] if row["instrument_id"] == "2534"]
    assert [(row["longitude_deg"], row["brightness_mag_arcsec2"], row["flag"]) for row in found] == [(4.484, 18.72, 1)]
    assert ask("DELETE", receipt["status_url"]).status == 204
    assert ask("DELETE", receipt["status_url"]).status == 204
    assert ask("GET", receipt["status_url"]).json["state"] == "withdrawn"
    assert not [row for row in ask("GET", "/api/v1/readings").json["readings"] if row["instrument_id"] == "2534"]


def test_public_places_are_rounded_as_the_sender_chose(ask):
    for precision, decimals in (("100m", 3), ("1km", 2), ("exact", 6)):
        serial = f"S-{precision}"
        reading = READING | {"longitude": 4.487654, "latitude": 52.154321, "serial_number": serial}
        assert ask.json("POST", "/api/v1/readings", reading, query=f"precision={precision}".encode()).status == 201
        row = next(row for row in ask("GET", "/api/v1/readings").json["readings"] if row["instrument_id"] == serial)
        assert (row["longitude_deg"], row["latitude_deg"]) == (round(4.487654, decimals), round(52.154321, decimals))


def test_every_field_that_cannot_be_taken_is_named_in_the_language_asked_for(ask):
    content = {"date": "2022-09-25", "time": "25:00", "longitude": 400, "colour": "red"}
    answer = ask.json("POST", "/api/v1/readings", content, headers={"accept-language": "nl"})
    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "nl"
    assert {fault["field"] for fault in answer.json["errors"]} == {
        "time",
        "longitude",
        "latitude",
        "colour",
        "brightness",
    }
    assert answer.json["title"] == "De meting kan niet worden aangenomen"
    assert (answer.json["field"], answer.json["value"]) == ("time", "25:00")
    english = ask.json("POST", "/api/v1/readings", content).json
    assert english["code"] == answer.json["code"] == "reading_refused"
    assert "time: '25:00' is no time; write 22:15" in english["errors"][0]["message"]


def test_the_same_key_gives_the_same_receipt_and_keeps_nothing_twice(ask):
    reading, key = READING | {"serial_number": "key"}, {"idempotency-key": "7f9c2ba4e88f827d61604550"}
    first, again = (ask.json("POST", "/api/v1/readings", reading, headers=key) for _ in range(2))
    assert (first.status, again.status) == (201, 201)
    assert again.json["code"] == first.json["code"]
    assert (first.json["is_repeat"], again.json["is_repeat"]) == (False, True)
    rows = [row for row in ask("GET", "/api/v1/readings").json["readings"] if row["instrument_id"] == "key"]
    assert len(rows) == 1


def test_the_key_of_another_sender_opens_no_receipt(ask):
    key = {"idempotency-key": "0123456789abcdef-guessed"}
    mine = ask.json("POST", "/api/v1/readings", READING | {"serial_number": "mine"}, headers=key)
    other = ask.json("POST", "/api/v1/readings", READING | {"serial_number": "other"}, headers=key)
    assert mine.json["code"] != other.json["code"]
    assert ask.json("POST", "/api/v1/readings", READING, headers={"idempotency-key": "short"}).status == 422


def test_files_are_previewed_without_being_kept_and_then_kept(ask, make_form):
    before = len(ask("GET", "/api/v1/readings").json["readings"])
    files = [("mijn metingen.csv", TEMPLATE), ("foto.png", b"\x89PNG\r\n\x1a\n....")]
    preview = ask("POST", "/api/v1/uploads", query=b"preview=true", **make_form(files))
    assert preview.status == 200
    csv_file, png = preview.json["files"]
    assert (csv_file["accepted"], csv_file["rows_read"], csv_file["row_problems"]) == (True, 3, 1)
    assert [row["line"] for row in csv_file["rows"]] == [2, 3, 4]
    assert csv_file["rows"][2]["reasons"][0]["nl"]
    assert (png["accepted"], "PNG" in png["reason"]["en"]) == (False, True)
    assert len(ask("GET", "/api/v1/readings").json["readings"]) == before
    kept = ask("POST", "/api/v1/uploads", **make_form(files))
    assert kept.status == 201
    assert [file["accepted"] for file in kept.json["files"]] == [True, False]
    assert len(ask("GET", "/api/v1/readings").json["readings"]) == before + 3
    again = ask("POST", "/api/v1/uploads", **make_form(files[:1]))
    assert again.json["files"][0]["already_have"] is True


def test_an_archive_gives_a_verdict_for_each_of_its_files(ask, make_form):
    archive = zipped(
        mei__csv=TEMPLATE + b"2022-09-25;22:45;4.4;52.1;18,1;zip\n",
        lees__txt=b"hello\n",
        binnen__zip=zipped(a__csv=TEMPLATE),
    )
    preview = ask("POST", "/api/v1/uploads", query=b"preview=true", **make_form([("2022.zip", archive)])).json
    assert {file["name"]: file["accepted"] for file in preview["files"]} == {
        "2022.zip/mei.csv": True, "2022.zip/lees.txt": False, "2022.zip/binnen.zip": False,
    }  # fmt: skip


def test_downloads_are_the_same_readings_in_every_form(ask, make_form):
    assert ask("POST", "/api/v1/uploads", **make_form([("a.csv", TEMPLATE.replace(b"22:15", b"23:05"))])).status == 201
    readings, address = [], "/api/v1/readings"
    query = b"limit=2"
    while address:
        page = ask("GET", "/api/v1/readings", query=query).json
        readings += page["readings"]
        address = page["next"]
        query = address.split("?")[1].encode() if address else b""
    table = list(
        csv.DictReader(io.StringIO(ask("GET", "/api/v1/readings", query=b"format=csv").body.decode(), newline=""))
    )
    geojson = ask("GET", "/api/v1/readings", headers={"accept": "application/geo+json"}).json
    parquet = pq.read_table(io.BytesIO(ask("GET", "/api/v1/readings", query=b"format=parquet").body)).to_pylist()
    numbers = [reading["reading_id"] for reading in readings]
    assert numbers == sorted(set(numbers))
    assert [int(row["reading_id"]) for row in table] == numbers
    assert [feature["id"] for feature in geojson["features"]] == numbers
    assert [row["reading_id"] for row in parquet] == numbers
    assert (
        {column["name"] for column in ask("GET", "/api/v1/columns").json["columns"]} == set(parquet[0]) == set(table[0])
    )


def test_formulas_and_page_words_in_comments_are_harmless_in_downloads(ask, make_form):
    ask("POST", "/api/v1/uploads", **make_form([("b.csv", TEMPLATE.replace(b"22:15", b"23:35"))]))
    table = csv.DictReader(io.StringIO(ask("GET", "/api/v1/readings", query=b"format=csv").body.decode(), newline=""))
    comments = {row["comment"] for row in table}
    assert "'=1+1" in comments
    assert not any(comment.startswith(("=", "+", "-", "@", "\t", "\r")) for comment in comments)
    for query in (b"", b"format=geojson"):
        body = ask("GET", "/api/v1/readings", query=query).body
        assert b"<script" not in body
        assert "<script>alert(1)</script>" in json.dumps(json.loads(body))


@pytest.mark.parametrize(
    ("query", "n"),
    [(b"bbox=4.4,52.1,4.6,52.2", True), (b"bbox=5,53,6,54", False), (b"stream=naked_eye", False), (b"stream=handheld_meter", True),
     (b"quality=good", True), (b"quality=missing", False), (b"start=2022-09-25T00:00:00Z&end=2022-09-26T00:00:00Z", True),
     (b"start=2023-01-01T00:00:00%2B01:00", False), (b"event=leiden-2022", True), (b"event=iberia-2025", False), (b"cursor=r999999999", False)],
)  # fmt: skip
def test_downloads_are_chosen_by_place_time_stream_and_quality(ask, query, n):
    ask.json("POST", "/api/v1/readings", READING)
    assert bool(ask("GET", "/api/v1/readings", query=query).json["readings"]) is n


def test_an_area_of_the_event_is_its_shape_and_not_its_box(ask):
    areas = {
        area["area_id"]: area
        for event in ask("GET", "/api/v1/events").json["events"]
        if event["event_id"] == "leiden-2022"
        for area in event["areas"]
    }
    ask.json("POST", "/api/v1/readings", READING)
    area = next(iter(areas))
    answer = ask("GET", "/api/v1/readings", query=f"event=leiden-2022&area={area}".encode())
    assert answer.status == 200
    assert ask("GET", "/api/v1/readings", query=b"event=leiden-2022&area=nowhere").json["field"] == "area"


@pytest.mark.parametrize(
    ("query", "field"),
    [(b"bbox=1,2,3", "bbox"), (b"bbox=nan,1,2,3", "bbox"), (b"bbox=5,1,4,2", "bbox"), (b"quality=great", "quality"), (b"limit=0", "limit"),
     (b"limit=100000", "limit"), (b"start=yesterday", "start"), (b"start=2022-09-25T22:00:00", "start"), (b"start=0001-01-01T00:00:00Z", "start"),
     (b"end=9999-12-31T23:59:59-14:00", "end"), (b"cursor=7", "cursor"), (b"stream=x", "stream"), (b"format=xml", "format"),
     (b"area=leiden", "area"), (b"unknown=1", "unknown"), (b"event=../../etc", "event")],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused_by_its_field(ask, query, field):
    answer = ask("GET", "/api/v1/readings", query=query)
    assert answer.status == 422
    assert answer.json["field"] == field
    dutch = ask("GET", "/api/v1/readings", query=query, headers={"accept-language": "nl"}).json
    assert dutch["detail"] != answer.json["detail"]


def test_a_form_that_we_do_not_have_is_told(ask):
    assert ask("GET", "/api/v1/readings", headers={"accept": "image/png"}).json["code"] == "not_acceptable"


def test_what_is_not_there_is_told(ask):
    assert ask("GET", "/api/v1/nothing").json["code"] == "not_found"
    assert ask("PUT", "/api/v1/readings").json["code"] == "method_not_allowed"
    assert ask("GET", "/api/v1/uploads/ABCD").json["code"] == "no_such_receipt"
    assert ask("DELETE", "/api/v1/uploads/ABCD").json["code"] == "no_such_receipt"
    assert ask.json("POST", "/api/v1/readings", READING, query=b"event=atlantis").json["code"] == "no_such_event"


def test_the_api_tells_its_events_rules_limits_columns_and_problems(ask):
    health = ask("GET", "/api/v1/health").json
    assert health["status"] == "ok"
    assert {one["name"]: one["ok"] for one in health["checks"]} == dict.fromkeys(
        ("disk", "raw_folder", "database", "tables", "log", "work"), True
    )
    events = ask("GET", "/api/v1/events").json
    assert events["default"] == "leiden-2022"
    rules = ask("GET", "/api/v1/rules").json
    assert {rule["name"] for rule in rules["acceptance"]} >= {"holds_readings", "near_the_event"}
    assert ask("GET", "/api/v1/limits").json["most_files"] == 20
    codes = {problem["code"] for problem in ask("GET", "/api/v1/problems").json["problems"]}
    assert {"too_large", "internal", "invalid"} <= codes
    described = ask("GET", "/api/v1/openapi.json").json
    assert "/api/v1/readings" in described["paths"]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"date": "2022-10-30", "time": "02:30"}, "time", "came twice in Europe/Amsterdam"),
        ({"date": "2022-03-27", "time": "02:30"}, "time", "never came in Europe/Amsterdam"),
        ({"brightness_north": 18.1, "brightness_south": 18.9}, "brightness_north", "differ by 0.80"),
    ],
)
def test_what_no_single_cell_shows_is_refused_too(ask, change, field, words):
    answer = ask.json("POST", "/api/v1/readings", READING | change)
    assert answer.status == 422
    assert answer.json["field"] == field
    assert words in answer.json["detail"]


def test_the_hour_that_came_twice_is_taken_with_its_offset(ask):
    reading = READING | {"date": "2022-10-30", "time": "02:30", "time_zone": "+01:00"}
    assert ask.json("POST", "/api/v1/readings", reading).status == 201
