"""Fetching all that an event needs: what comes, what is there, what changed, and that what is missing is said."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from played_suppliers import (
    breaks_off,
    cbs_page,
    globe_year,
    knmi_hours,
    sqm_night,
    status,
)

from seeingstars import answers, pipeline
from seeingstars.cli import main
from seeingstars.commands.fetch import SUPPLIERS
from seeingstars.errors import SeeingStarsError
from seeingstars.fetching import event as fetching
from seeingstars.fetching import event_report as event_fetch_report
from seeingstars.fetching.event_report import CHANGED, NOT_ASKED, in_words, run_command
from seeingstars.fetching.report import FAILED, FETCHED, NOT_CHECKED, NOT_LISTED, WAS_THERE
from seeingstars.sources import fetch_cbs
from seeingstars.sources.area_files import read_areas
from seeingstars.sources.knmi import read_hourly_cloud
from seeingstars.sources.recognise import read_readings
from seeingstars.store.publication import read_json

ALL_FILES = [
    "areas/cbs/buurten_2022_01.json",
    "areas/cbs/wijken_2022_01.json",
    "areas/cbs_buurten_2022.geojson",
    "areas/cbs_wijken_2022.geojson",
    "clouds/knmi_215-344-240_20220924-20220926.json",
    "readings/globe_at_night/GaN2022.csv",
    "readings/tess/stars999_2022-09.dat",
    "readings/washetdonker/20220924_120000_SQM-Leiden-Sterrewacht.dat",
    "readings/washetdonker/20220924_120000_SQM-cosine-Warmond.dat",
    "readings/washetdonker/20220925_120000_SQM-Leiden-Sterrewacht.dat",
    "readings/washetdonker/20220925_120000_SQM-cosine-Warmond.dat",
]
KNMI_FILE = ALL_FILES[4]


def of(report, supplier_id):
    return next(one for one in report.suppliers if one.supplier_id == supplier_id)


def statuses(supplier):
    return [one.status for one in supplier.outcomes]


# --- all is well ---


def test_all_that_an_event_needs_comes_and_can_be_read(fetch, data_files, tmp_path):
    report = fetch()
    assert data_files() == ALL_FILES
    assert report.complete
    folder = tmp_path / "raw" / "leiden-2022"
    for name in ALL_FILES[5:]:
        readings, _ = read_readings(folder / name)
        assert len(readings) > 0
    assert set(read_hourly_cloud(folder / KNMI_FILE)["okta"]) == {3.0}


def test_beside_each_file_stands_when_it_came_from_where_and_its_sha256(fetch, suppliers, tmp_path):
    fetch("washetdonker")
    path = tmp_path / "raw" / "leiden-2022" / ALL_FILES[9]
    note = read_json(path.parent / ".fetched" / f"{path.name}.json")
    assert note["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert note["address"].startswith(f"{suppliers.address}/data/Leiden-Sterrewacht/2022/09/20220925_120000_SQM-")
    assert re.fullmatch(r"2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", note["fetched_at_utc"])
    assert (note["supplier"], note["bytes"]) == ("Was het donker", path.stat().st_size)
    assert note["citation"].startswith("Was het donker, Kapteyn Institute")


def test_every_question_says_who_asks(fetch, suppliers):
    fetch()
    assert all(re.match(r"seeingstars/\d", headers["User-Agent"]) for _, _, headers in suppliers.asked)


def test_what_did_not_change_is_not_sent_again(fetch, suppliers):
    fetch()
    suppliers.answered.clear()
    report = fetch()
    assert {one for supplier in report.suppliers for one in statuses(supplier)} == {WAS_THERE, NOT_ASKED}
    assert {(code, n_bytes) for _, code, n_bytes in suppliers.answered} == {(304, 0)}


def test_a_supplier_without_etags_that_says_the_same_again_changed_nothing(fetch_one, suppliers, tmp_path):
    suppliers.with_etag = False
    suppliers.instead["knmi"] = lambda path, query: knmi_hours([215], query["start"], query["end"], okta=None)
    first = fetch_one("open_meteo")
    path = tmp_path / "raw" / "leiden-2022" / first.outcomes[0].file
    before = path.read_bytes()
    again = fetch_one("open_meteo")
    assert (statuses(first), statuses(again)) == ([FETCHED], [WAS_THERE])
    assert path.read_bytes() == before  # though the answer tells how long it took, which differs each time


def test_a_file_that_the_supplier_changed_is_fetched_anew_and_the_earlier_bytes_are_kept(
    fetch_one, suppliers, tmp_path
):
    fetch_one("knmi")
    path = tmp_path / "raw" / "leiden-2022" / KNMI_FILE
    before = path.read_bytes()
    suppliers.instead["knmi"] = lambda path, query: knmi_hours([215, 344, 240], query["start"], query["end"], okta=6)
    assert statuses(fetch_one("knmi")) == [CHANGED]
    assert set(read_hourly_cloud(path)["okta"]) == {6.0}
    (kept,) = (path.parent / ".fetched" / "earlier").iterdir()
    assert kept.read_bytes() == before


def test_what_broke_off_is_gone_on_with(fetch_one, suppliers, tmp_path):
    whole = globe_year(2022, n_rows=2000)
    suppliers.instead["globe_at_night"] = lambda path, query: whole
    suppliers.plays["globe_at_night"] = [breaks_off]
    assert statuses(fetch_one("globe_at_night")) == [FAILED]
    assert statuses(fetch_one("globe_at_night")) == [FETCHED]
    path = tmp_path / "raw" / "leiden-2022" / "readings/globe_at_night/GaN2022.csv"
    assert path.read_bytes() == whole
    n_had = int(suppliers.asked_of("globe_at_night")[-1][1]["Range"].removeprefix("bytes=").removesuffix("-"))
    assert n_had > len(whole) // 4
    assert suppliers.answered[-1][1:] == (206, len(whole) - n_had)


def test_halves_of_two_different_files_are_never_put_together(fetch_one, suppliers, tmp_path):
    first, other = globe_year(2022, n_rows=2000), globe_year(2022, layout="B", n_rows=2000)
    suppliers.instead["globe_at_night"] = lambda path, query: first
    suppliers.plays["globe_at_night"] = [breaks_off]
    fetch_one("globe_at_night")
    suppliers.instead["globe_at_night"] = lambda path, query: other
    assert statuses(fetch_one("globe_at_night")) == [FETCHED]
    assert "Range" in suppliers.asked_of("globe_at_night")[-1][1]
    path = tmp_path / "raw" / "leiden-2022" / "readings/globe_at_night/GaN2022.csv"
    assert path.read_bytes() == other


# --- what is wrong ---


def test_one_supplier_that_fails_does_not_stop_the_others_and_is_said(fetch, suppliers, data_files):
    suppliers.always["washetdonker"] = status(503)
    suppliers.always["cbs"] = status(404)
    report = fetch()
    assert data_files() == [KNMI_FILE, *ALL_FILES[5:7]]
    assert set(statuses(of(report, "washetdonker"))) == {FAILED}
    assert set(statuses(of(report, "cbs"))) == {NOT_LISTED}
    assert not report.complete
    told = {one["supplier"]: one for one in report.missing}
    assert told["Was het donker"]["which"] == ["2022-09-24", "2022-09-25"]
    assert "gave 503" in told["Was het donker"]["reason"]["en"]
    words = in_words(report, language="nl")
    assert "Was het donker: 4 mislukt" in words
    assert "moet met status 200 antwoorden" in words


def test_one_bad_night_costs_that_night_only(fetch_one, suppliers, data_files):
    suppliers.plays["washetdonker"] = [None, status(404)]
    ended = fetch_one("washetdonker")
    assert statuses(ended) == [FETCHED, NOT_LISTED, FETCHED, FETCHED]
    assert len(data_files()) == 3


def test_when_a_supplier_is_down_what_was_fetched_before_may_be_used_and_that_is_said(fetch, suppliers, data_files):
    fetch("knmi")
    suppliers.always["knmi"] = status(503)
    report = fetch("knmi")
    assert statuses(of(report, "knmi")) == [NOT_CHECKED]
    assert data_files() == [KNMI_FILE]
    assert not report.complete
    assert "on disk, not checked" in in_words(report, language="en")


def test_a_file_that_was_damaged_on_disk_is_set_aside_and_fetched_anew(fetch, suppliers, tmp_path):
    fetch("knmi")
    path = tmp_path / "raw" / "leiden-2022" / KNMI_FILE
    right = path.read_bytes()
    path.write_bytes(right.replace(b'"N": 3', b'"N": 8'))
    assert statuses(of(fetch("knmi"), "knmi")) == [FETCHED]
    assert path.read_bytes() == right
    path.write_bytes(right.replace(b'"N": 3', b'"N": 8'))
    suppliers.always["knmi"] = status(503)
    assert statuses(of(fetch("knmi"), "knmi")) == [FAILED]
    assert not path.exists()
    assert len(list((path.parent / ".fetched" / "damaged").iterdir())) == 1


def test_a_file_that_a_user_put_there_is_kept_if_it_is_what_is_wanted(fetch_one, suppliers, tmp_path):
    suppliers.always["globe_at_night"] = status(404)
    path = tmp_path / "raw" / "leiden-2022" / "readings/globe_at_night/GaN2022.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(globe_year(2022, layout="B"))
    assert statuses(fetch_one("globe_at_night")) == [NOT_CHECKED]
    path.write_bytes(globe_year(2013))
    assert statuses(fetch_one("globe_at_night")) == [NOT_LISTED]
    assert not path.exists()


# --- what is wanted ---


def test_open_meteo_is_asked_only_where_knmi_does_not_serve(fetch, suppliers, data_files):
    assert "KNMI has the cloud cover" in of(fetch("knmi", "open_meteo"), "open_meteo").none_because.en
    suppliers.instead["knmi"] = lambda path, query: knmi_hours([215, 344, 240], query["start"], query["end"], okta=None)
    report = fetch("knmi", "open_meteo")
    # Station 215 and the others say nothing now, but what KNMI said before stands there still.
    assert statuses(of(report, "knmi")) == [NOT_CHECKED]
    assert suppliers.asked_of("open_meteo") == []


def test_open_meteo_comes_where_the_stations_report_no_cloud(fetch, suppliers, data_files):
    suppliers.instead["knmi"] = lambda path, query: knmi_hours([215, 344, 240], query["start"], query["end"], okta=None)
    report = fetch("knmi", "open_meteo")
    assert "no hour with a cloud cover of station 215, 344, 240" in of(report, "knmi").outcomes[0].reason.en
    assert data_files() == ["clouds/open_meteo_20220924-20220926.json"]
    assert "misses local cloud" in of(report, "open_meteo").outcomes[0].note.en


def test_a_station_without_hours_is_told_beside_the_others(fetch_one, suppliers):
    suppliers.instead["knmi"] = lambda path, query: knmi_hours([344, 240], query["start"], query["end"])
    (only,) = fetch_one("knmi").outcomes
    assert (only.status, only.note.en) == (FETCHED, "hours with a cloud cover a station: 215 0/72")


def test_a_year_of_globe_at_night_without_a_number_is_told_with_the_way_out(fetch_one, sources, event_folder):
    path = event_folder / "event.toml"
    path.write_text(path.read_text("utf-8").replace("2022-09-25", "2018-09-25"), encoding="utf-8")
    (only,) = fetch_one("globe_at_night").outcomes
    assert only.status == NOT_ASKED
    assert "put documents = { 2018 = NUMBER } under [globe_at_night]" in only.reason.en


def test_without_a_login_the_night_lights_are_passed_over_and_it_is_said_how_to_have_them(fetch):
    report = fetch("black_marble")
    (only,) = of(report, "black_marble").outcomes
    assert (only.status, "set EARTHDATA_TOKEN" in only.reason.en) == (NOT_ASKED, True)
    assert report.missing[0]["supplier"] == "NASA Black Marble"


def test_the_pages_of_cbs_are_all_asked_and_joined_to_what_lies_in_the_box(fetch_one, suppliers, tmp_path, monkeypatch):
    monkeypatch.setattr(fetch_cbs, "PAGE", 2)
    ended = fetch_one("cbs")
    assert [one.label for one in ended.outcomes] == ["2022/1", "2022/2", "2022/1", "2022/2"]
    areas = read_areas(tmp_path / "raw" / "leiden-2022" / "areas" / "cbs_buurten_2022.geojson")
    assert areas.ids == ("BU05460000", "BU05460001", "BU05460002")  # and not the one that the filter let through
    assert areas.shapes[0].centroid.x == pytest.approx(4.487, abs=0.01)


def test_a_service_that_gives_fewer_areas_at_once_than_asked_is_asked_on(fetch_one, suppliers):
    suppliers.instead["cbs"] = lambda path, query: cbs_page(
        query["typeNames"].split(":")[1], count=3, first=int(query["startIndex"])
    )
    assert [one.n_rows for one in fetch_one("cbs").outcomes][:1] == [3]
    assert {path.rsplit("=", 1)[1] for path, _ in suppliers.asked_of("cbs")} == {"0", "3"}


def test_a_supplier_that_is_not_known_is_a_bad_call(fetch):
    with pytest.raises(ValueError, match=r"suppliers must be among washetdonker, .*; got gazette"):
        fetch("gazette")


def test_a_raw_folder_that_cannot_be_written_is_told_in_plain_words(fetch, tmp_path):
    (tmp_path / "raw").write_text("a file", encoding="utf-8")
    with pytest.raises(SeeingStarsError, match="the folder of raw files must be writable"):
        fetch("knmi")


# --- the report ---


def test_the_report_stands_in_the_raw_folder_and_keeps_what_was_said_of_suppliers_not_asked_now(
    fetch, suppliers, tmp_path
):
    suppliers.always["washetdonker"] = status(404)
    fetch("washetdonker", "knmi")
    fetch("globe_at_night")
    content = read_json(tmp_path / "raw" / "leiden-2022" / "fetched.json")
    assert [one["supplier"] for one in content["suppliers"]] == ["washetdonker", "knmi", "globe_at_night"]
    assert [one["supplier"] for one in content["missing"]] == ["Was het donker", "Was het donker"]
    assert content["suppliers"][1]["files"][0]["rows"] == 3 * 72


def test_the_same_missing_things_give_the_same_bytes_beside_the_readings(fetch, suppliers, tmp_path):
    suppliers.always["washetdonker"] = status(404)
    fetch("washetdonker")
    path = tmp_path / "raw" / "leiden-2022" / "readings" / "fetched.json"
    before = path.read_bytes()
    fetch("washetdonker")
    assert path.read_bytes() == before


def test_the_command_that_uses_the_files_is_told(fetch, event_folder, tmp_path):
    report = fetch("knmi", "washetdonker")
    folder = tmp_path / "raw" / "leiden-2022"
    expected = ["seeingstars", "run", str(event_folder), "--readings", str(folder / "readings"), "--clouds", str(folder / "clouds")]  # fmt: skip
    assert run_command(report) == expected


def test_what_is_missing_is_carried_into_the_result_and_told_in_one_line(fetch, suppliers, event_folder, tmp_path):
    suppliers.plays["washetdonker"] = [status(404)]
    suppliers.always["tess"] = status(503)
    fetch("washetdonker", "tess", "knmi")
    folder = tmp_path / "raw" / "leiden-2022"
    pipeline.ingest_readings([folder / "readings"], event_folder=event_folder, work=tmp_path / "r")
    pipeline.ingest_nightlights([], event_folder=event_folder, work=tmp_path / "n")
    pipeline.compare_nights(
        tmp_path / "r", tmp_path / "n", event_folder=event_folder, clouds=folder / "clouds", seed=1, work=tmp_path / "c", with_checks=False
    )  # fmt: skip
    result = read_json(tmp_path / "c" / "result.json")
    assert [(one["supplier"], one["which"]) for one in result["missing"]] == [
        ("Was het donker", ["2022-09-24"]),
        ("TESS photometer network (STARS4ALL)", ["2022-09"]),
    ]
    notes = read_json(tmp_path / "r" / "files.json")
    assert [note["kind"] for note in notes if note["file"] == "readings/fetched.json"] == ["fetch_report"]
    # The line of it, on a publication with this result.
    (tmp_path / "c" / "manifest.json").write_text(json.dumps({"inputs": []}), encoding="utf-8")
    line = "Not had from suppliers: Was het donker Leiden-Sterrewacht (1), TESS photometer network (STARS4ALL) stars999 (1)"
    assert line in answers.in_words(tmp_path / "c", language="en").splitlines()


def test_a_report_of_another_event_says_nothing_of_this_one(fetch, event_folder, tmp_path):
    folder = tmp_path / "other"
    folder.mkdir()
    content = {"event": "elsewhere-2020", "missing": [{"supplier": "x"}]}
    (folder / "fetched.json").write_text(json.dumps(content), encoding="utf-8")
    pipeline.ingest_readings([folder], event_folder=event_folder, work=tmp_path / "r")
    (note,) = read_json(tmp_path / "r" / "files.json")
    assert note["missing"] == {"elsewhere-2020": [{"supplier": "x"}]}


# --- the door ---


def test_the_command_fetches_from_the_suppliers_of_a_file_and_says_what_came(
    sources, event_folder, tmp_path, monkeypatch
):
    monkeypatch.setenv("SEEINGSTARS_LANGUAGE", "en")
    words = ["fetch", str(event_folder), "--raw", str(tmp_path / "raw"), "--sources", str(sources[1])]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert "Was het donker: 4 fetched" in done.output
    assert "NASA Black Marble: 1 not asked" in done.output
    assert "Use them with: seeingstars run" in done.output
    again = CliRunner().invoke(main, [*words, "--from", "knmi", "--json"])
    assert [one["status"] for one in json.loads(again.output)["suppliers"][0]["files"]] == [WAS_THERE]


def test_the_command_ends_with_1_where_a_supplier_failed(sources, suppliers, event_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("SEEINGSTARS_SOURCES", str(sources[1]))
    suppliers.always["knmi"] = status(404)
    words = ["fetch", str(event_folder), "--raw", str(tmp_path / "raw"), "--from", "knmi"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1


def test_options_of_the_night_lights_do_not_go_with_other_suppliers(event_folder):
    done = CliRunner().invoke(main, ["fetch", str(event_folder), "--from", "knmi", "--nights", "event"])
    assert done.exit_code != 0
    assert "--from black_marble alone" in done.output


def test_the_door_offers_the_suppliers_that_there_are():
    assert SUPPLIERS == fetching.SUPPLIERS
    assert event_fetch_report.REPORT == "fetched.json"


def test_the_played_night_is_read_as_one_of_was_het_donker(tmp_path):
    path = Path(tmp_path, "n.dat")
    path.write_bytes(sqm_night("Leiden-Sterrewacht", date(2022, 9, 25)))
    readings, report = read_readings(path)
    assert (len(readings), report.kind, report.n_row_problems) == (48, "skyglow_dat", 0)
