"""Every supplier played on this machine: its real layout of addresses and files, made up by us; and its real failures."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Play = Callable[["Handler", bytes], None]
OFFSETS = {"Leiden-Sterrewacht": (4.484, 52.155), "cosine-Warmond": (4.50, 52.20), "stars999": (4.49, 52.16)}


# --- the files, in the true formats ---------------------------------------------------------------------------------


def sqm_night(station: str, night: date, *, place: tuple[float, float] | None = None) -> bytes:
    """A night of PySQM: 35 lines of head, CRLF, noon to noon at UTC+1, daylight as 0."""
    longitude, latitude = place or OFFSETS[station]
    head = _head("SQM-LE", f"SQM-{station}", f"{latitude}, {longitude}, 6", "UTC+1", 6)
    head += [
        "# SQM serial number: 9999",
        "# SQM firmware version: 80",
        "# SQM cover offset value: 0",
        "# SQM readout test ix: SIMULATED",
        "# SQM readout test rx: SIMULATED",
        "# SQM readout test cx: SIMULATED",
        *["# Comment: SIMULATED"] * 5,
        *["# blank line"] * 3,
        "# UTC Date & Time, Local Date & Time, Temperature, Counts, Frequency, MSAS",
        "# YYYY-MM-DDTHH:mm:ss.fff;YYYY-MM-DDTHH:mm:ss.fff;Celsius;number;Hz;mag/arcsec^2",
        "# END OF HEADER",
    ]
    noon = datetime(night.year, night.month, night.day, 11, tzinfo=UTC)
    rows = []
    for step in range(48):
        utc = noon + timedelta(minutes=30 * step)
        mag = 18.5 + 0.01 * step if 18 <= step <= 34 else 0.0
        rows.append(f"{_stamp(utc)};{_stamp(utc + timedelta(hours=1))};14.20;0.000;2.000;{mag:.3f}")
    return ("\r\n".join([*head, *rows]) + "\r\n").encode("ascii")


def tess_month(name: str, month: str) -> bytes:
    """A month of a TESS-W: LF, eight fields a row."""
    longitude, latitude = OFFSETS[name]
    head = _head("TESS-W", name, f"{latitude}, {longitude}, 6.0", "Europe/Amsterdam", 8)
    head += [
        "# TESS MAC address: 00:00:00:00:00:00",
        "# TESS firmware version: 1.0",
        "# TESS cover offset value: 0.0",
        "# TESS zero point: 20.32",
        *["# Comment: SIMULATED"] * 4,
        *["# blank line"] * 6,
        "# UTC Date & Time, Local Date & Time, Enclosure Temperature, Sky Temperature, Frequency, MSAS, ZP, Sequence Number",
        "# YYYY-MM-DDTHH:mm:ss.fff;YYYY-MM-DDTHH:mm:ss.fff;Celsius;Celsius;Hz;mag/arcsec^2;mag/arcsec^2; Multiple of Tx period",
        "# END OF HEADER",
    ]
    first = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    rows = []
    for step in range(60):
        utc = first + timedelta(hours=12 * step + 1)
        if utc.month == first.month:
            rows.append(f"{_stamp(utc)};{_stamp(utc + timedelta(hours=2))};15.10;-12.30;5.25;18.52;20.32;{step + 1}")
    return ("\n".join([*head, *rows]) + "\n").encode("ascii")


def _head(device: str, instrument: str, position: str, zone: str, n_fields: int) -> list[str]:
    return [
        "# Definition of the community standard for skyglow observations 1.0",
        "# URL: http://www.darksky.org/NSBM/sdf1.0.pdf",
        "# Number of header lines: 35",
        "# This data is released under the following license: ODbL 1.0 http://opendatacommons.org/licenses/odbl/summary/",
        f"# Device type: {device}",
        f"# Instrument ID: {instrument}",
        "# Data supplier: SIMULATED / Seeing Stars",
        "# Location name: SIMULATED",
        f"# Position: {position}",
        f"# Local timezone: {zone}",
        "# Time Synchronization: NTP",
        "# Moving / Stationary position: STATIONARY",
        "# Moving / Fixed look direction: FIXED",
        "# Number of channels: 1",
        "# Filters per channel: HOYA CM-500",
        "# Measurement direction per channel: 0., 0.",
        "# Field of view: 20",
        f"# Number of fields per line: {n_fields}",
    ]


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000"


def globe_year(year: int, *, layout: str = "A", n_rows: int = 3) -> bytes:
    """Reports of a year in one of the two layouts; every third lies in Leiden."""
    rows = []
    places = [((2.35, 48.85), (-0.12, 51.5), (4.484, 52.155))[number % 3] for number in range(n_rows)]
    for number, (longitude, latitude) in enumerate(places, start=1):
        comment = '"SIMULATED, with a comma\nand a second line"'
        if layout == "A":
            rows.append(
                f"{number},Globe at Night,{year}-03-{number % 28 + 1:02d} 20:30:00+00:00,{latitude},{longitude},6.0,0,4,25,,,Orion,{comment},,X"
            )
        else:
            rows.append(
                f"{number},Globe at Night,{latitude},{longitude},6.0,{year}-03-{number % 28 + 1:02d},21:30,{year}-03-{number % 28 + 1:02d},20:30,4,,,clear,Orion,{comment},,X"
            )
    head = {
        "A": "ID,ObsType,ObsDateTime,Latitude,Longitude,Elevation,UTCOffset,LimitingMag,CloudCover,SQMReading,SQMSerial,Constellation,SkyComment,LocationComment,Country",
        "B": "ID,ObsType,Latitude,Longitude,Elevation(m),LocalDate,LocalTime,UTDate,UTTime,LimitingMag,SQMReading,SQMSerial,CloudCover,Constellation,SkyComment,LocationComment,Country",
    }[layout]
    return ("\n".join([head, *rows]) + "\n").encode()


def knmi_hours(stations: list[int], start: str, end: str, *, okta: int | None = 3) -> bytes:
    """All hours of the stations, HH from 1 to 24, as the JSON form gives them."""
    first, last = (datetime.strptime(text[:8], "%Y%m%d").replace(tzinfo=UTC) for text in (start, end))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    items = [
        {"station_code": station, "date": f"{day:%Y-%m-%d}T00:00:00.000Z", "hour": hour, "N": okta}
        for station in stations
        for day in days
        for hour in range(1, 25)
    ]
    return json.dumps(items).encode()


def meteo_hours(longitude: float, latitude: float, start: str, end: str, *, asked: int = 0) -> bytes:
    """Every hour in GMT with its cloud in percent; the time that it took differs with each question."""
    first, last = (datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC) for text in (start, end))
    hours = [first + timedelta(hours=n) for n in range(24 * ((last - first).days + 1))]
    return json.dumps(
        {
            "latitude": round(latitude, 1), "longitude": round(longitude, 1), "generationtime_ms": 0.1 + asked,
            "utc_offset_seconds": 0, "timezone": "GMT", "timezone_abbreviation": "GMT", "elevation": 2.0,
            "hourly_units": {"time": "iso8601", "cloud_cover": "%"},
            "hourly": {"time": [f"{hour:%Y-%m-%dT%H:%M}" for hour in hours], "cloud_cover": [37] * len(hours)},
        }
    ).encode()  # fmt: skip


def cbs_page(layer: str, *, count: int, first: int, n_all: int = 3, at_m: tuple[float, float] = (93_500, 463_500)) -> bytes:  # fmt: skip
    """Squares of 400 m in the Dutch grid (Leiden lies at 93500, 463500), and one far away that a filter should have left out."""
    code, name, letters = {"buurten": ("buurtcode", "buurtnaam", "BU"), "wijken": ("wijkcode", "wijknaam", "WK")}[layer]
    features = []
    for number in range(n_all + 1):
        x, y = (at_m[0] + 400 * number, at_m[1]) if number < n_all else (230_000, 580_000)
        ring = [[x, y], [x + 400, y], [x + 400, y + 400], [x, y + 400], [x, y]]
        features.append(
            {
                "type": "Feature",
                "id": f"{layer}.{number}",
                "properties": {code: f"{letters}05460{number:03d}", name: f"SIMULATED {number}"},
                "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]},
            }
        )
    shown = features[first : first + count]
    return json.dumps(
        {
            "type": "FeatureCollection", "name": layer, "numberMatched": len(features), "numberReturned": len(shown),
            "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}, "features": shown,
        }
    ).encode()  # fmt: skip


# --- the server -----------------------------------------------------------------------------------------------------


class PlayedSuppliers(ThreadingHTTPServer):
    """All suppliers on one port; `plays[SUPPLIER]` are the tricks of its next questions, `always[SUPPLIER]` of all."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.plays: dict[str, list[Play | None]] = {}
        self.always: dict[str, Play] = {}
        self.instead: dict[str, Callable[[str, dict[str, str]], bytes]] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.answered: list[tuple[str, int, int]] = []
        self.headers_of: Callable[[bytes], dict[str, str]] = lambda content: {}
        self.with_etag = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def asked_of(self, supplier: str) -> list[tuple[str, dict[str, str]]]:
        """Addresses and headers of the questions to one supplier, in order."""
        return [(path, headers) for who, path, headers in self.asked if who == supplier]

    def content(self, supplier: str, path: str) -> bytes:
        """What the supplier has at an address; a KeyError is a 404."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        if supplier in self.instead:
            return self.instead[supplier](path, query)
        if supplier == "washetdonker":
            found = re.fullmatch(r"/data/([\w-]+)/(\d{4})/(\d\d)/(\d{8})_120000_SQM-\1\.dat", path)
            if found is None:
                raise KeyError(path)
            return sqm_night(found[1], datetime.strptime(found[4], "%Y%m%d").replace(tzinfo=UTC).date())
        if supplier == "tess":
            _, _, name, file = path.split("/")
            return tess_month(name, file.removeprefix(f"{name}_").removesuffix(".dat"))
        if supplier == "globe_at_night":
            return globe_year(int(path[-8:-4]))
        if supplier == "knmi":
            return knmi_hours([int(one) for one in query["stns"].split(":")], query["start"], query["end"])
        if supplier == "open_meteo":
            where = (float(query["longitude"]), float(query["latitude"]), query["start_date"], query["end_date"])
            return meteo_hours(*where, asked=len(self.asked_of("open_meteo")))
        layer = query["typeNames"].split(":")[1]
        return cbs_page(layer, count=int(query["count"]), first=int(query["startIndex"]))


_SUPPLIER_OF = {"data": "washetdonker", "tess": "tess", "documents": "globe_at_night", "uurgegevens": "knmi", "v1": "open_meteo", "cbs": "cbs"}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """Answers as a plain web server does, with ETag, ranges and conditions; unless a trick is played."""

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    server: PlayedSuppliers

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal of the tests."""

    def do_GET(self) -> None:
        played = self.server
        supplier = _SUPPLIER_OF[urlsplit(self.path).path.split("/")[1]]
        played.asked.append((supplier, self.path, dict(self.headers)))
        try:
            content = played.content(supplier, self.path)
        except KeyError:
            return self.answer(404, b"no such file", kind="text/plain")
        tricks = played.plays.get(supplier)
        play = tricks.pop(0) if tricks else played.always.get(supplier)
        return self.serve(content) if play is None else play(self, content)

    def serve(self, content: bytes) -> None:
        etag = f'"{hashlib.md5(content).hexdigest()}"' if self.server.with_etag else ""
        more = {"ETag": etag} if etag else {}
        more |= self.server.headers_of(content)
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if etag and self.headers.get("If-None-Match") == etag:
            self.answer(304, b"", **more)
        elif wanted is None or self.headers.get("If-Range") != etag:
            self.answer(200, content, **more)
        else:
            first = int(wanted[1])
            place = f"bytes {first}-{len(content) - 1}/{len(content)}"
            self.answer(206, content[first:], **more, **{"Content-Range": place})

    def answer(self, status: int, body: bytes, *, kind: str = "application/octet-stream", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.server.answered.append((self.path, status, len(body)))


@contextmanager
def playing() -> Iterator[PlayedSuppliers]:
    """The suppliers, for as long as the block lasts."""
    played = PlayedSuppliers()
    thread = threading.Thread(target=played.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield played
    finally:
        played.shutdown()
        played.server_close()
        thread.join(timeout=5)


def sources_file(folder: Path, address: str) -> Path:
    """A file of a user's own that points every supplier to the played ones."""
    text = f"""
[washetdonker]
address = "{address}/data/{{station}}/{{year}}/{{month}}/{{day}}_120000_SQM-{{station}}.dat"
pause_s = 0.0
stations = [
    {{ id = "Leiden-Sterrewacht", longitude_deg = 4.484, latitude_deg = 52.155 }},
    {{ id = "cosine-Warmond", longitude_deg = 4.50, latitude_deg = 52.20 }},
]
[tess]
address = "{address}/tess/{{station}}/{{station}}_{{month}}.dat"
pause_s = 0.0
stations = [{{ id = "stars999", longitude_deg = 4.49, latitude_deg = 52.16 }}]
[globe_at_night]
address = "{address}/documents/{{document}}/GaN{{year}}.csv"
pause_s = 0.0
[knmi]
address = "{address}/uurgegevens?stns={{stations}}&start={{start}}&end={{end}}&vars=N&fmt=json"
pause_s = 0.0
[open_meteo]
address = "{address}/v1/archive?latitude={{latitude}}&longitude={{longitude}}&start_date={{start}}&end_date={{end}}&hourly=cloud_cover&timezone=GMT"
pause_s = 0.0
[cbs]
address = "{address}/cbs/{{year}}/wfs?typeNames=wijkenbuurten:{{layer}}&bbox={{bbox}},urn:ogc:def:crs:EPSG::28992&count={{count}}&startIndex={{first}}"
pause_s = 0.0
"""
    path = folder / "own-sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


# --- the tricks -----------------------------------------------------------------------------------------------------


def status(code: int, **headers: str) -> Play:
    return lambda handler, content: handler.answer(code, b"not now", kind="text/plain", **headers)


def web_page(handler: Handler, content: bytes) -> None:
    handler.answer(200, b"<!DOCTYPE html><html>We have moved</html>", kind="text/html; charset=utf-8")


def web_page_in_disguise(handler: Handler, content: bytes) -> None:
    handler.answer(200, b"\n<html>We have moved</html>")


def empty(handler: Handler, content: bytes) -> None:
    handler.answer(200, b"")


def halved(handler: Handler, content: bytes) -> None:
    """Cut off, and said to be whole."""
    handler.answer(200, content[: len(content) // 2 + 7])


def breaks_off(handler: Handler, content: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.send_header("ETag", f'"{hashlib.md5(content).hexdigest()}"')
    handler.end_headers()
    handler.wfile.write(content[: len(content) // 2])
    handler.close_connection = True


def slow(seconds: float) -> Play:
    def play(handler: Handler, content: bytes) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return play


def other_names(handler: Handler, content: bytes) -> None:
    """The columns are called otherwise from today."""
    for old, new in (
        (b"MSAS", b"Value"), (b"mag/arcsec", b"lux"), (b"ObsDateTime", b"When"), (b"LimitingMag", b"Limit"), (b'"N"', b'"cloud"'),
        (b"cloud_cover", b"clouds"), (b"buurtcode", b"code"), (b"wijkcode", b"code"),
    ):  # fmt: skip
        content = content.replace(old, new)
    handler.answer(200, content)


def wrong_for_its_checksum(handler: Handler, content: bytes) -> None:
    """One bit fell over on the way; the checksum is of what it should be."""
    said = base64.b64encode(hashlib.sha256(content).digest()).decode()
    at = len(content) - 20
    spoilt = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    handler.answer(200, spoilt, **{"Repr-Digest": f"sha-256=:{said}:"})


def goes_round(handler: Handler, content: bytes) -> None:
    handler.answer(302, b"", Location=handler.path)
