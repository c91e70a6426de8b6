"""Fetching from an archive played on this machine: listings, logins, failures and all; never a wrong file on disk."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from seeingstars.collecting import given_files
from seeingstars.errors import SeeingStarsError, SourceError
from seeingstars.event_file import load_event
from seeingstars.fetching import black_marble as fetching
from seeingstars.fetching.report import (
    FAILED,
    FETCHED,
    NOT_CHECKED,
    NOT_LISTED,
    WAS_THERE,
    FetchReport,
    as_json,
    in_words,
)
from seeingstars.sources.black_marble_archive import EarthdataArchive, HttpArchive
from seeingstars.sources.downloading import Manners

ROOT = Path(__file__).resolve().parents[1]
LEIDEN = ROOT / "data" / "events" / "leiden-2022"
NAME = "VNP46A2.A2022269.h18v03.002.2025001114623.h5"
TOKEN = "a-token-of-the-test"
# As in use, but with short waits.
QUICK = Manners(pause_s=0.0, attempts=3, backoff_s=0.01, longest_wait_s=5.0, connect_timeout_s=5.0, read_timeout_s=5.0)

Play = Callable[["_Handler", bytes], None]


class PlayedArchive(ThreadingHTTPServer):
    """Listings and files of an archive laid out like LAADS; `plays` are the tricks of the next requests of a path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.plays: dict[str, list[Play]] = defaultdict(list)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.listed: dict[str, dict[str, Any]] = {}
        self.token: str | None = None
        self.wraps_listing = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/archive/allData"

    def put(self, name: str, content: bytes) -> str:
        """Add a file to the archive; its path."""
        product, day = name[:7], name[9:16]
        path = f"/archive/allData/5200/{product}/{day[:4]}/{day[4:]}/{name}"
        self.files[path] = content
        return path

    def listing_path(self, name: str) -> str:
        return self.put_path(name).rsplit("/", 1)[0] + ".json"

    def put_path(self, name: str) -> str:
        return f"/archive/allData/5200/{name[:7]}/{name[9:13]}/{name[13:16]}/{name}"

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [path for path, _ in self.asked]

    def listing(self, folder: str) -> list[dict[str, Any]]:
        return [
            {
                "name": path.rsplit("/", 1)[1],
                "size": len(content),
                "md5sum": hashlib.md5(content).hexdigest(),
                "kind": "FILE",
                **self.listed.get(path.rsplit("/", 1)[1], {}),
            }
            for path, content in self.files.items()
            if path.rsplit("/", 1)[0] == folder
        ]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body in one go
    server: PlayedArchive

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal of the tests."""

    def do_GET(self) -> None:
        archive = self.server
        archive.asked.append((self.path, dict(self.headers)))
        content = archive.files.get(self.path, b"")
        if archive.plays[self.path]:
            archive.plays[self.path].pop(0)(self, content)
        elif self.path == "/login":
            self.answer(200, b"<!DOCTYPE html><html><title>Earthdata Login</title></html>", kind="text/html")
        elif self.path.endswith(".json"):
            found = archive.listing(self.path.removesuffix(".json"))
            body: Any = {"content": found} if archive.wraps_listing else found
            self.answer(200 if found else 404, json.dumps(body).encode(), kind="application/json")
        elif self.path not in archive.files:
            self.answer(404, b"no such file")
        elif archive.token and self.headers.get("Authorization") != f"Bearer {archive.token}":
            self.answer(302, b"", Location="/login")
        else:
            self.serve(content)

    def serve(self, content: bytes) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if wanted is None:
            self.answer(200, content)
        elif int(wanted[1]) >= len(content):
            self.answer(416, b"")
        else:
            first = int(wanted[1])
            self.answer(206, content[first:], **{"Content-Range": f"bytes {first}-{len(content) - 1}/{len(content)}"})

    def answer(self, status: int, body: bytes, *, kind: str = "application/x-hdf5", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


# --- the tricks ---


def status(code: int, **headers: str) -> Play:
    return lambda handler, content: handler.answer(code, b"not now", kind="text/plain", **headers)


def web_page(handler: _Handler, content: bytes) -> None:
    handler.answer(200, b"<html>please log in</html>", kind="text/html; charset=utf-8")


def web_page_in_disguise(handler: _Handler, content: bytes) -> None:
    handler.answer(200, b"\n <!doctype HTML><html>please log in</html>")


def breaks_off(after: int) -> Play:
    def play(handler: _Handler, content: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content[:after])
        handler.close_connection = True

    return play


def shorter(handler: _Handler, content: bytes) -> None:
    handler.answer(200, content[: len(content) // 2])


def one_bit_wrong(handler: _Handler, content: bytes) -> None:
    handler.serve(content[:-1] + bytes([content[-1] ^ 1]))


def endless(handler: _Handler, content: bytes) -> None:
    handler.answer(200, content * 3)


def ignores_range(handler: _Handler, content: bytes) -> None:
    handler.answer(200, content)


def slow_start(seconds: float) -> Play:
    def play(handler: _Handler, content: bytes) -> None:
        time.sleep(seconds)
        handler.serve(content)

    return play


def tile_bytes(folder: Path, name: str, *, layer: str = "DNB_BRDF-Corrected_NTL", n_rows: int = 0) -> bytes:
    """A small tile in the true layout; `n_rows` of noise make it larger."""
    path = folder / "made" / name
    path.parent.mkdir(exist_ok=True)
    with h5py.File(path, "w") as file:
        fields = file.create_group("HDFEOS/GRIDS/VIIRS_Grid_DNB_2d/Data Fields")
        data = fields.create_dataset(
            layer, (2400, 2400), "f4", chunks=(100, 2400), compression="gzip", fillvalue=-999.9
        )
        if n_rows:
            data[:n_rows] = np.random.default_rng(1).random((n_rows, 2400), dtype="f4")
    return path.read_bytes()


@pytest.fixture
def archive() -> Iterator[PlayedArchive]:
    played = PlayedArchive()
    thread = threading.Thread(target=played.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield played
    played.shutdown()
    played.server_close()
    thread.join(timeout=5)


@pytest.fixture
def tile(tmp_path: Path, archive: PlayedArchive) -> bytes:
    """The tile of the event night, in the archive."""
    content = tile_bytes(tmp_path, NAME)
    archive.put(NAME, content)
    return content


@pytest.fixture
def large_tile(tmp_path: Path, archive: PlayedArchive) -> bytes:
    content = tile_bytes(tmp_path, NAME, n_rows=700)
    assert len(content) > 3 << 20
    archive.put(NAME, content)
    return content


@pytest.fixture
def fetch(tmp_path: Path, archive: PlayedArchive) -> Callable[..., FetchReport]:
    def fetched(**changed: Any) -> FetchReport:
        manners, token = changed.pop("manners", QUICK), changed.pop("token", None)
        options = {"products": ["VNP46A2"], "nights": "event", **changed}
        folder = options.pop("event_folder", LEIDEN)
        asked = options.pop("archive", None) or HttpArchive(archive.address, token=token, manners=manners)
        return fetching.fetch_black_marble(folder, archive=asked, raw=tmp_path / "raw", **options)

    return fetched


@pytest.fixture
def few_nights(tmp_path: Path) -> Path:
    """Leiden with two nights before and after."""
    folder = tmp_path / "event"
    shutil.copytree(LEIDEN, folder)
    text = (folder / "event.toml").read_text(encoding="utf-8")
    text = re.sub(r"days_(before|after) = \d+", r"days_\1 = 2", text)
    (folder / "event.toml").write_text(text, encoding="utf-8")
    return folder


def on_disk(tmp_path: Path) -> list[str]:
    folder = tmp_path / "raw" / "black_marble"
    return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.exists() else []


def only(report: FetchReport) -> Any:
    assert len(report.ended) == 1
    return report.ended[0]


# --- what an event needs ---


def test_leiden_needs_both_products_of_one_tile_on_the_days_after_its_55_baseline_nights_and_the_night():
    needs = fetching.black_marble_needs(load_event(LEIDEN))
    assert {one.tile for one in needs} == {"h18v03"}
    assert [one.product for one in needs] == ["VNP46A2"] * 55 + ["VNP46A1"] * 55
    days = [one.day for one in needs[:55]]
    # 28 August is the first evening; its pass is of the 29th. The two nights of Leidens Ontzet are left out.
    assert (days[0], days[-1]) == (date(2022, 8, 29), date(2022, 10, 24))
    assert date(2022, 9, 26) in days
    assert not {date(2022, 10, 3), date(2022, 10, 4)} & set(days)


def test_baseline_and_event_nights_together_are_all():
    event = load_event(LEIDEN)
    parts = [fetching.nights_of_event(event, nights=nights) for nights in ("event", "baseline", "all")]
    assert sorted(parts[0] + parts[1]) == parts[2]
    with pytest.raises(ValueError, match="nights must be one of all, event, baseline; got 'some'"):
        fetching.nights_of_event(event, nights="some")


@pytest.mark.parametrize(
    ("longitude_deg", "timezone", "days"),
    [
        (4.5, "Europe/Amsterdam", ["2022-09-26"]),
        (135.0, "Asia/Tokyo", ["2022-09-25"]),  # 01:30 in Japan is 16:30 UTC of the day before
        (-100.0, "America/Chicago", ["2022-09-26"]),
        (21.0, "Europe/Warsaw", ["2022-09-25", "2022-09-26"]),  # 01:30 there is 00:06 UTC
        (24.9, "Europe/Helsinki", ["2022-09-25", "2022-09-26"]),  # and 23:50 UTC here
    ],
)
def test_the_pass_of_a_night_is_of_these_utc_days(longitude_deg, timezone, days):
    found = fetching.days_of_night(date(2022, 9, 25), longitude_deg=longitude_deg, timezone=timezone)
    assert [day.isoformat() for day in found] == days


# --- all is well ---


def test_a_file_comes_with_its_bytes_and_a_note_of_when_where_from_and_sha256(fetch, tile, archive, tmp_path):
    ended = only(fetch())
    assert (ended.status, ended.path.read_bytes()) == (FETCHED, tile)
    assert on_disk(tmp_path) == [NAME]
    note = json.loads((ended.path.parent / ".fetched" / f"{NAME}.json").read_text(encoding="utf-8"))
    assert note["sha256"] == ended.sha256 == hashlib.sha256(tile).hexdigest()
    assert note["address"] == f"http://127.0.0.1:{archive.server_port}{archive.put_path(NAME)}"
    assert note["bytes"] == note["listed"]["bytes"] == len(tile)
    assert note["listed"]["checksum"] == {"md5": hashlib.md5(tile).hexdigest()}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", note["fetched_at_utc"])
    assert [file.path.name for file in given_files([ended.path.parent])] == [NAME]  # the note is no input


@pytest.mark.usefixtures("tile")
def test_the_archive_is_told_who_asks_and_gives_bytes_as_they_stand(fetch, archive):
    fetch()
    for _, headers in archive.asked:
        assert headers["User-Agent"].startswith("seeingstars/")
        assert headers["Accept-Encoding"] == "identity"
        assert "Authorization" not in headers


@pytest.mark.parametrize("digest", ["md5sum", "sha256", "none"])
def test_what_is_there_and_right_is_not_asked_for_again(fetch, tile, archive, digest):
    others = {"md5sum": None, "sha256": hashlib.sha256(tile).hexdigest() if digest == "sha256" else None}
    archive.listed[NAME] = {} if digest == "md5sum" else others
    fetch()
    archive.asked.clear()
    assert only(fetch()).status == WAS_THERE
    assert archive.paths() == [archive.listing_path(NAME)]


def test_a_file_that_was_put_there_by_hand_is_checked_and_noted(fetch, tile, archive, tmp_path):
    folder = tmp_path / "raw" / "black_marble"
    folder.mkdir(parents=True)
    (folder / NAME).write_bytes(tile)
    assert only(fetch()).status == WAS_THERE
    assert archive.put_path(NAME) not in archive.paths()
    assert "checked_at_utc" in json.loads((folder / ".fetched" / f"{NAME}.json").read_text(encoding="utf-8"))


def test_a_file_on_disk_that_is_damaged_is_fetched_again(fetch, tile):
    path = only(fetch()).path
    path.write_bytes(tile[:-1] + bytes([tile[-1] ^ 1]))
    again = only(fetch())
    assert (again.status, path.read_bytes()) == (FETCHED, tile)


def test_of_several_productions_the_newest_is_fetched(fetch, tile, archive, tmp_path):
    older = NAME.replace("2025001114623", "2024365235959")
    archive.put(older, tile)
    archive.put(NAME.replace(".002.", ".001.").replace("2025001", "2026001"), tile)  # another collection
    archive.put(NAME.replace("h18v03", "h18v04"), tile)  # another tile
    assert only(fetch()).path.name == NAME
    assert on_disk(tmp_path) == [NAME]


def test_a_newer_production_is_fetched_beside_the_one_that_is_there(fetch, tile, archive, tmp_path):
    fetch()
    newer = NAME.replace("2025001", "2025200")
    archive.put(newer, tile)
    assert only(fetch()).path.name == newer
    assert on_disk(tmp_path) == [NAME, newer]


@pytest.mark.usefixtures("tile")
def test_a_listing_without_a_wrapper_serves_as_well(fetch, archive):
    archive.wraps_listing = False
    assert only(fetch()).status == FETCHED


@pytest.mark.usefixtures("tile")
def test_a_name_that_points_elsewhere_on_disk_is_passed_over(fetch, archive):
    archive.listed[NAME] = {"name": f"../../{NAME}"}
    assert only(fetch()).status == NOT_LISTED


def test_both_products_and_all_nights_come_and_the_missing_ones_are_told(fetch, few_nights, archive, tmp_path):
    for product, layer in (("VNP46A2", "DNB_BRDF-Corrected_NTL"), ("VNP46A1", "DNB_At_Sensor_Radiance")):
        for day in (267, 268, 269):
            name = f"{product}.A2022{day}.h18v03.002.2025001114623.h5"
            archive.put(name, tile_bytes(tmp_path, name, layer=layer))
    report = fetch(event_folder=few_nights, products=["VNP46A2", "VNP46A1"], nights="all")
    assert [one.status for one in report.ended] == [
        *[NOT_LISTED] * 0,
        FETCHED,
        FETCHED,
        FETCHED,
        NOT_LISTED,
        NOT_LISTED,
    ] * 2
    assert report.complete
    words = in_words(report, language="en")
    assert "6 fetched" in words
    assert "4 not in the archive" in words
    assert "VNP46A2 h18v03 2022-09-27, VNP46A2 h18v03 2022-09-28" in words
    assert f"--nightlights {tmp_path / 'raw' / 'black_marble'}" in words


@pytest.mark.usefixtures("tile")
def test_progress_tells_archive_files_and_megabytes(fetch):
    told: list[tuple[str, int, int]] = []
    fetch(told=lambda what, done, of: told.append((what, done, of)))
    assert {what for what, _, _ in told} == {"archive", "files", "MB of this file"}
    assert told[-1] == ("files", 1, 1)


# --- the archive fails ---


@pytest.mark.parametrize(
    ("play", "at_least_s"),
    [(status(503), 0.0), (status(429, **{"Retry-After": "1"}), 1.0), (status(500), 0.0), (slow_start(0.3), 0.3)],
)
def test_an_archive_that_fails_once_and_then_is_fine_costs_only_time(fetch, tile, archive, play, at_least_s):
    archive.plays[archive.put_path(NAME)] = [play]
    start = time.monotonic()
    assert only(fetch()).path.read_bytes() == tile
    assert time.monotonic() - start >= at_least_s


FAILURES = {
    "503": ([status(503)] * 9, "must answer with status 200; it gave 503", "moet met status 200 antwoorden"),
    "429": ([status(429)] * 9, "asks to be left alone for now", "vraagt om even met rust gelaten te worden"),
    "404": ([status(404)], "has nothing at this address", "heeft niets op dit adres"),
    "418": ([status(418)], "must answer with status 200; it gave 418", "het gaf 418"),
    "401": ([status(401)], "wants a login that it accepts", "wil een login die het aanvaardt"),
    "403": ([status(403)], "wants a login that it accepts", "wil een login die het aanvaardt"),
    "web page": ([web_page], "it gave a web page", "het gaf een webpagina"),
    "web page that says it is a tile": ([web_page_in_disguise], "it gave a web page", "het gaf een webpagina"),
    "shorter than listed": ([shorter], "must have 9999 bytes", "moet 9999 bytes hebben"),
    "longer than listed": ([endless], "must have 9999 bytes", "moet 9999 bytes hebben"),
    "one bit wrong": ([one_bit_wrong], "must have the md5 .* what came has", "moet de md5 .* wat kwam heeft"),
    "breaks off": ([breaks_off(99)], "broke off halfway", "brak halverwege af"),
    "too slow": ([slow_start(0.6)] * 9, "was too slow", "was te traag"),
}  # fmt: skip


@pytest.mark.usefixtures("tile")
@pytest.mark.parametrize("failure", FAILURES)
def test_a_failure_is_told_in_both_languages_and_leaves_no_file(fetch, tile, archive, tmp_path, failure):
    plays, en, nl = FAILURES[failure]
    archive.plays[archive.put_path(NAME)] = list(plays)
    manners = Manners(pause_s=0, attempts=2, backoff_s=0.01, read_timeout_s=0.25) if failure == "too slow" else QUICK
    report = fetch(manners=manners)
    ended = only(report)
    assert ended.status == FAILED
    assert re.search(en.replace("9999", str(len(tile))), ended.reason_en)
    assert re.search(nl.replace("9999", str(len(tile))), ended.reason_nl)
    assert [name for name in on_disk(tmp_path) if not name.startswith(".")] == []
    assert not report.complete
    assert ended.reason_en in in_words(report, language="en")
    assert ended.reason_nl in in_words(report, language="nl")
    # And the next time it is fetched all the same.
    archive.plays.clear()
    assert only(fetch()).path.read_bytes() == tile


def test_html_saved_as_h5_is_refused_even_where_the_checksum_is_that_of_the_page(fetch, archive, tmp_path):
    archive.put(NAME, b"  <html>maintenance</html>")
    ended = only(fetch())
    assert ended.status == FAILED
    assert "a web page" in ended.reason_en
    assert [name for name in on_disk(tmp_path) if not name.startswith(".")] == []


def test_a_tile_under_the_name_of_another_is_refused(fetch, archive, tmp_path):
    archive.put(NAME, tile_bytes(tmp_path, NAME, layer="DNB_At_Sensor_Radiance"))
    ended = only(fetch())
    assert "gave a file that cannot be used as VNP46A2" in ended.reason_en
    assert "does not have the layers of level 1" in ended.reason_en
    assert "gaf een bestand dat niet bruikbaar is" in ended.reason_nl
    assert on_disk(tmp_path) == []


def test_an_archive_that_asks_for_an_hour_is_left_alone_at_once(fetch, tile, archive):
    archive.plays[archive.put_path(NAME)] = [status(429, **{"Retry-After": "3600"})] * 5
    assert "Retry-After 3600 s" in only(fetch()).reason_en
    assert archive.paths().count(archive.put_path(NAME)) == 1


@pytest.mark.usefixtures("tile")
@pytest.mark.parametrize("retry_after", ["soon", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_strange_retry_after_is_no_crash(fetch, archive, retry_after):
    archive.plays[archive.put_path(NAME)] = [status(429, **{"Retry-After": retry_after})]
    assert only(fetch()).status in (FETCHED, FAILED)


def test_nobody_at_the_address_is_told(fetch, archive):
    ended = only(fetch(archive=HttpArchive("http://127.0.0.1:1/archive/allData", manners=QUICK)))
    assert re.search(r"127\.0\.0\.1:1 did not answer \(ConnectionError\)", ended.reason_en)
    assert "antwoordde niet" in ended.reason_nl


@pytest.mark.parametrize(
    ("play", "words"),
    [
        (web_page, "wants a login"),
        (lambda handler, _: handler.answer(200, b'{"content": ', kind="application/json"), "must answer with JSON"),
        (lambda handler, _: handler.answer(200, b'{"files": []}', kind="application/json"), "has another form"),
        (lambda handler, _: handler.answer(200, b'["a"]', kind="application/json"), "has another form"),
        (breaks_off(1), "."),
    ],
)
@pytest.mark.usefixtures("tile")
def test_a_listing_that_is_none_is_told(fetch, archive, play, words):
    archive.plays[archive.listing_path(NAME)] = [play]
    ended = only(fetch())
    assert ended.status == FAILED
    assert re.search(words, ended.reason_en)
    assert archive.put_path(NAME) not in archive.paths()


def test_a_day_without_listing_is_not_in_the_archive_and_no_failure(fetch):
    report = fetch()
    assert only(report).status == NOT_LISTED
    assert not report.complete  # for nothing came at all
    assert "Not in the archive" in in_words(report, language="en")
    assert "Niet in het archief" in in_words(report, language="nl")


# --- going on where it broke off ---


def test_a_transfer_that_broke_off_goes_on_where_it_was(fetch, large_tile, archive):
    archive.plays[archive.put_path(NAME)] = [breaks_off(2 << 20)]
    assert "what came stays" in only(fetch()).reason_en
    archive.asked.clear()
    assert only(fetch()).path.read_bytes() == large_tile
    ranges = [headers.get("Range") for path, headers in archive.asked if path == archive.put_path(NAME)]
    assert len(ranges) == 1
    n_first = int(re.fullmatch(r"bytes=(\d+)-", ranges[0])[1])
    assert 0 < n_first <= 2 << 20


def test_an_archive_that_cannot_go_on_gives_the_whole(fetch, large_tile, archive):
    archive.plays[archive.put_path(NAME)] = [breaks_off(2 << 20), ignores_range]
    fetch()
    assert only(fetch()).path.read_bytes() == large_tile


def test_halves_that_do_not_belong_together_are_thrown_away(fetch, large_tile, archive, tmp_path):
    archive.plays[archive.put_path(NAME)] = [breaks_off(2 << 20)]
    fetch()
    part = tmp_path / "raw" / "black_marble" / f".{NAME}.part"
    part.write_bytes(bytes(part.stat().st_size))
    assert "must have the md5" in only(fetch()).reason_en
    assert not part.exists()
    assert only(fetch()).path.read_bytes() == large_tile


def test_a_part_that_is_whole_already_is_not_asked_for(fetch, tile, archive, tmp_path):
    part = tmp_path / "raw" / "black_marble" / f".{NAME}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(tile)
    assert only(fetch()).status == FETCHED
    assert archive.put_path(NAME) not in archive.paths()
    assert on_disk(tmp_path) == [NAME]


def test_without_a_checksum_nothing_is_gone_on_with(fetch, large_tile, archive):
    archive.listed[NAME] = {"md5sum": None}
    archive.plays[archive.put_path(NAME)] = [breaks_off(2 << 20)]
    fetch()
    archive.asked.clear()
    assert only(fetch()).path.read_bytes() == large_tile
    assert all("Range" not in headers for _, headers in archive.asked)


# --- a login, and an archive that is to be left alone ---


@pytest.mark.usefixtures("tile")
def test_without_a_login_the_archive_leads_to_a_web_page_and_that_is_said(fetch, archive):
    archive.token = TOKEN
    assert "check the token" in only(fetch()).reason_en
    assert only(fetch(token=TOKEN)).status == FETCHED


@pytest.mark.usefixtures("tile")
def test_a_login_that_goes_round_in_circles_is_told_as_such(fetch, archive):
    path = archive.put_path(NAME)
    archive.plays[path] = [status(302, Location=path)] * 40
    assert "wants a login that it accepts" in only(fetch()).reason_en


def test_the_login_of_a_mirror_is_taken_from_netrc(fetch, tile, archive, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n", encoding="utf-8")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    report = fetch()
    assert only(report).path.read_bytes() == tile
    assert {headers["Authorization"] for _, headers in archive.asked} == {"Basic bWU6c2VjcmV0"}  # me:secret, RFC 7617
    note = (only(report).path.parent / ".fetched" / f"{NAME}.json").read_text(encoding="utf-8")
    assert "secret" not in note


@pytest.mark.usefixtures("tile")
def test_the_token_goes_to_no_other_host(fetch, archive):
    # localhost is another host than 127.0.0.1, as the address stands.
    link = f"http://localhost:{archive.server_port}{archive.put_path(NAME)}"
    archive.listed[NAME] = {"downloadsLink": link}
    assert only(fetch(token=TOKEN)).status == FETCHED
    sent = {headers["Host"].split(":")[0]: headers.get("Authorization") for _, headers in archive.asked}
    assert sent == {"127.0.0.1": f"Bearer {TOKEN}", "localhost": None}


@pytest.mark.usefixtures("tile")
def test_the_token_does_not_follow_a_redirect_to_another_host(fetch, archive):
    link = f"http://localhost:{archive.server_port}{archive.put_path(NAME)}"
    archive.plays[archive.put_path(NAME)] = [status(302, Location=link)]
    assert only(fetch(token=TOKEN)).status == FETCHED
    last = archive.asked[-1][1]
    assert (last["Host"].split(":")[0], last.get("Authorization")) == ("localhost", None)


def test_a_refused_login_ends_the_asking_but_not_the_use_of_what_is_there(fetch, few_nights, archive, tmp_path):
    names = [f"VNP46A2.A2022{day}.h18v03.002.2025001114623.h5" for day in (267, 268, 269, 270)]
    for name in names:
        archive.put(name, tile_bytes(tmp_path, name))
    fetch(event_folder=few_nights)  # the event night, 269
    archive.token = TOKEN
    archive.asked.clear()
    report = fetch(event_folder=few_nights, nights="all")
    assert [one.status for one in report.ended] == [FAILED, FAILED, WAS_THERE, FAILED, NOT_LISTED]
    assert sum(path.endswith(".h5") for path in archive.paths()) == 1
    assert in_words(report, language="en").count("wants a login") == 1


def test_an_archive_that_is_down_is_left_alone_after_three_failures(fetch, few_nights, archive):
    for day in range(267, 272):
        archive.plays[f"/archive/allData/5200/VNP46A2/2022/{day}.json"] = [status(500)] * 20
    report = fetch(event_folder=few_nights, nights="all", manners=Manners(pause_s=0, attempts=0))
    assert len(archive.asked) == 3
    assert [one.status for one in report.ended] == [FAILED] * 5
    assert "failed 3 times in a row and was not asked any more" in report.ended[-1].reason_en
    assert "3 keer op rij" in report.ended[-1].reason_nl


def test_when_the_archive_is_down_what_was_fetched_before_may_be_used_and_that_is_said(fetch, tile, archive):
    path = only(fetch()).path
    archive.plays[archive.listing_path(NAME)] = [status(503)] * 9
    report = fetch()
    assert (only(report).status, only(report).path) == (NOT_CHECKED, path)
    assert "the archive could not be asked" in in_words(report, language="en")
    assert not report.complete
    path.write_bytes(tile[:-1])  # but not if it is no longer what came
    archive.plays[archive.listing_path(NAME)] = [status(503)] * 9
    assert only(fetch()).status == FAILED


def test_requests_keep_their_distance(fetch, few_nights, archive):
    start = time.monotonic()
    fetch(event_folder=few_nights, nights="all", manners=Manners(pause_s=0.1))
    assert len(archive.asked) == 5
    assert time.monotonic() - start >= 0.4


# --- NASA's own archive, with its catalogue played ---


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch, archive: PlayedArchive) -> dict[str, Any]:
    """earthaccess itself, with a token in the environment and records of the catalogue that point to the archive."""
    import earthaccess

    asked: dict[str, Any] = {"searches": []}

    def search(**wanted: Any) -> list[Any]:
        asked["searches"].append(wanted)
        if error := asked.get("error"):
            raise error
        return [
            earthaccess.results.DataGranule(_record(archive, path, content), cloud_hosted=True)
            for path, content in archive.files.items()
            if f"/{wanted['short_name']}/" in path
        ]

    monkeypatch.setattr(earthaccess, "search_data", search)
    monkeypatch.setenv("EARTHDATA_TOKEN", TOKEN)
    archive.token = TOKEN
    return asked


def _record(archive: PlayedArchive, path: str, content: bytes) -> dict[str, Any]:
    name = path.rsplit("/", 1)[1]
    checksum = {"Value": hashlib.md5(content).hexdigest(), "Algorithm": "MD5"}
    return {
        "meta": {"concept-id": "G1-LAADS", "collection-concept-id": "C1-LAADS", "provider-id": "LAADS"},
        "umm": {
            "RelatedUrls": [
                {"URL": f"https://example.test/{name}.jpg", "Type": "GET RELATED VISUALIZATION"},
                {"URL": f"http://127.0.0.1:{archive.server_port}{path}", "Type": "GET DATA"},
                {"URL": f"s3://prod-lads/{name}", "Type": "GET DATA VIA DIRECT ACCESS"},
            ],
            "DataGranule": {
                "ArchiveAndDistributionInformation": [{"Name": name, "SizeInBytes": len(content), "Checksum": checksum}]
            },
        },
    }


def test_earthdata_is_searched_once_a_product_and_tile_and_gives_the_file(fetch, tile, archive, catalogue):
    archive.put(NAME.replace("2025001", "2024001"), tile)
    ended = only(fetch(archive=EarthdataArchive(manners=QUICK)))
    assert (ended.status, ended.path.name, ended.path.read_bytes()) == (FETCHED, NAME, tile)
    (search,) = catalogue["searches"]
    assert search["short_name"] == "VNP46A2"
    assert search["temporal"] == ("2022-09-26T00:00:00", "2022-09-26T23:59:59")
    assert search["point"] == (5.0, 55.0)  # the middle of h18v03, longitude first
    assert all(headers["User-Agent"].startswith("seeingstars/") for _, headers in archive.asked)


@pytest.mark.parametrize("error", [RuntimeError("CMR said 500"), KeyError("feed")])
@pytest.mark.usefixtures("tile")
def test_a_catalogue_that_fails_is_a_failure_of_the_supplier(fetch, catalogue, error):
    catalogue["error"] = error
    ended = only(fetch(archive=EarthdataArchive(manners=QUICK)))
    assert ended.status == FAILED
    assert "NASA Earthdata must answer a search for VNP46A2" in ended.reason_en
    assert "moet een zoekvraag naar VNP46A2 beantwoorden" in ended.reason_nl


def test_without_a_login_of_ones_own_it_is_said_where_to_put_one(monkeypatch, tmp_path):
    for name in ("EARTHDATA_TOKEN", "EARTHDATA_USERNAME", "EARTHDATA_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))
    with pytest.raises(SourceError, match=r"needs your own \(free\) login; there is none; set EARTHDATA_TOKEN") as told:
        EarthdataArchive()
    assert "eigen (gratis) login" in told.value.nl


# --- the door ---


def _seeingstars(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EARTHDATA_")}
    return subprocess.run(
        [sys.executable, "-c", "from seeingstars.cli import main; main(prog_name='seeingstars')", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={**kept, "LANG": "C.UTF-8", **environment},
    )


def test_the_command_fetches_says_what_came_and_ends_well(tile, archive, tmp_path):
    words = ["fetch", LEIDEN, "--nights", "event", "--raw", tmp_path / "raw", "--archive", archive.address]
    done = _seeingstars(*words, "--product", "VNP46A2")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 fetched" in done.stdout
    again = _seeingstars(*words, "--json")
    content = json.loads(again.stdout)
    assert [one["status"] for one in content["files"]] == [WAS_THERE, NOT_LISTED]
    assert content["files"][0]["sha256"] == hashlib.sha256(tile).hexdigest()
    assert again.returncode == 0


def test_the_command_ends_with_1_and_plain_words_where_there_is_no_login(tmp_path):
    words = ["fetch", LEIDEN, "--nights", "event", "--raw", tmp_path / "raw"]
    for language, said in (
        ("nl_NL.UTF-8", "vraagt uw eigen (gratis) login"),
        ("C.UTF-8", "needs your own (free) login"),
    ):
        done = _seeingstars(*words, LANG=language, NETRC=str(tmp_path / "none"))
        assert done.returncode == 1
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_without_the_libraries_the_line_that_installs_them_is_told(monkeypatch):
    monkeypatch.setattr(fetching, "find_spec", lambda name: None if name == "earthaccess" else object())
    line = 'python -m pip install "earthaccess>=0.14" "requests>=2.32"'
    with pytest.raises(SeeingStarsError, match=re.escape(f"run: {line}")) as told:
        fetching.black_marble_archive()
    assert f"voer uit: {line}" in told.value.nl


def test_the_line_that_installs_them_is_the_extra_of_the_package():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f"fetch = {json.dumps(list(fetching.NEEDED))}" in text


@pytest.mark.usefixtures("tile")
def test_the_report_as_json_names_every_tile_and_day(fetch):
    content = json.loads(as_json(fetch(products=["VNP46A2", "VNP46A1"])))
    assert [(one["product"], one["day"], one["status"]) for one in content["files"]] == [
        ("VNP46A2", "2022-09-26", FETCHED),
        ("VNP46A1", "2022-09-26", NOT_LISTED),
    ]
    assert content["complete"]
