"""Handing in readings: is an acknowledged one ever lost, how many a second, and how much memory a large file takes.

    python benchmarks/bench_intake.py [durability] [load] [large] [postgres] [--quick]

Without names all four parts run, in about 12 minutes on two quiet cores; ``--quick`` does a tenth of it in about one.

``durability``: a desk in a process of its own is killed (SIGKILL) 20 times in the midst of a burst from 50 senders, with
every acknowledged code written down by the senders; then the same with a database that another process holds, with a
disk that is full (a tmpfs of some megabytes; needs root), and five times with the real server and senders over HTTP.
After each restart every acknowledged reading must be there once, every row must have its bytes whole, and no bytes must
be there without a row.
``load``: 20,000 single readings from 200 senders through the desk and over HTTP, beside the floor: one bare SQLite insert
and commit each with synchronous=FULL. Rates and latencies are printed; they are not judged, for they are the machine's.
``large``: a file of a million rows (105 MB) comes in, and all its readings go out again as one CSV.
``postgres``: durability and load on a PostgreSQL of its own, over HTTP with 5,000 readings, and a file of 200,000 rows.

Exit 1 if anything acknowledged is lost, doubled or half-written, if a reading of the load is refused, if taking the
large file in, reading it or giving it out again takes more than 300 MB in any process, or if the last page of the
download costs more than four times the processor time of the first.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from seeingstars.errors import StoreError
from seeingstars.intake.receiving import Desk, GivenBytes, template_bytes

HERE = Path(__file__).resolve()
EVENT = "leiden-2022"
EVENTS = HERE.parents[1] / "data" / "events"
SENDERS_OF_BURST, SENDERS_OF_LOAD = 50, 200
MEMORY_LIMIT_MB = 300
missed: list[str] = []


def row(sender: int, number: int) -> bytes:
    """A reading that no other sender makes."""
    return template_bytes(
        {
            "date": "2022-09-25",
            "time": f"{22 + number // 60 % 2}:{number % 60:02}",
            "longitude": f"4.4{sender:03d}",
            "latitude": "52.155",
            "brightness": f"18.{number:05d}",
            "serial_number": str(sender),
        }
    )


def fresh_data(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(EVENTS / EVENT, folder / "events" / EVENT, dirs_exist_ok=True)
    return folder


def burst(data: str, url: str, acknowledged: str, run: str) -> None:
    """The process that is killed: 50 senders, each of which writes down every code that it was given."""
    desk = Desk(data=Path(data), database_url=url or None, busy_seconds=1.0)
    with Path(acknowledged).open("ab", buffering=0) as notes:
        lock = threading.Lock()

        def sender(which: int) -> None:
            number = 1000 * int(run)
            while True:
                number += 1
                try:
                    code = desk.receive_reading(row(which, number), event_id=EVENT, language="en").code
                    line = f"{code} {which} {number}\n"
                except StoreError:
                    line = "refused 0 0\n"
                    time.sleep(0.02)
                with lock:
                    notes.write(line.encode())

        for which in range(SENDERS_OF_BURST):
            threading.Thread(target=sender, args=(which,), daemon=True).start()
        threading.Event().wait()


def noted(path: Path) -> tuple[dict[str, tuple[int, int]], int]:
    """The readings acknowledged, by code, and how many were refused in words; a line cut by the kill is none."""
    lines = path.read_text().split("\n")[:-1] if path.is_file() else []
    codes = {line.split()[0]: (int(line.split()[1]), int(line.split()[2])) for line in lines}
    refused = sum(line.startswith("refused") for line in lines)
    codes.pop("refused", None)
    return codes, refused


def check_store(
    data: Path,
    url: str | None,
    codes: dict[str, tuple[int, int]],
    *,
    as_sent: Callable[[int, int], bytes] = row,
) -> dict[str, int]:
    """After a restart: acknowledged readings that are not there, are there twice, and what is half-written."""
    with Desk(data=data, database_url=url) as desk:
        lost = doubled = 0
        for code, (sender, number) in codes.items():
            try:
                view = desk.receipt(code)
                lost += hashlib.sha256(as_sent(sender, number)).hexdigest() != view.files[0].sha256
            except Exception:  # noqa: BLE001 — whatever it is, the reading is not there
                lost += 1
        paths = desk.accepted_files()
        rows: list[tuple[Any, ...]] = []
        after: int | None = 0
        while after is not None:
            page = desk.readings(after_id=after, limit=10_000)
            rows += [(one["instrument_id"], one["brightness_mag_arcsec2"]) for one in page.rows]
            after = page.next_after_id
        doubled = len(rows) - len(set(rows))
        half = sum(not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != path.name for path in paths)
        raw = list((data / "raw/uploads").glob("[0-9a-f][0-9a-f]/*"))
        half += len({path.name for path in raw} ^ {path.name for path in paths}) + abs(len(rows) - len(paths))
    return {"lost": lost, "doubled": doubled, "half": half, "kept": len(rows)}


def durability(url_of: Callable[[Path], str | None], *, runs: int, kind: str, trouble: str = "") -> None:
    totals = {"lost": 0, "doubled": 0, "half": 0}
    acknowledged_in_all = refused_in_all = kept = 0
    with tempfile.TemporaryDirectory() as scratch, small_disk(Path(scratch) / "disk", trouble) as folder:
        data, notes = fresh_data(folder), Path(scratch) / "acknowledged"
        url = url_of(data)
        for run in range(runs):
            command = [sys.executable, str(HERE), "--burst", str(data), url or "", str(notes), str(run)]
            with subprocess.Popen(command) as process:
                until = time.monotonic() + 60
                before = notes.stat().st_size if notes.is_file() else 0
                while time.monotonic() < until and (notes.stat().st_size if notes.is_file() else 0) <= before:
                    time.sleep(0.01)
                with lock_of(data) if trouble == "locked" else nullcontext():
                    time.sleep((2.0 if trouble == "locked" else 0.4) + 0.09 * (run % 7))
                process.send_signal(signal.SIGKILL)
            codes, refused = noted(notes)
            if trouble == "full":
                (data / "filler").unlink(missing_ok=True)
            found = check_store(data, url, codes)
            if trouble == "full":
                fill(data)
            for name in totals:
                totals[name] += found[name]
            acknowledged_in_all, refused_in_all, kept = len(codes), refused, found["kept"]
    shown = f"{kind}{', ' + trouble if trouble else ''}"
    print(
        f"{shown:34}{runs:>6}{acknowledged_in_all:>14,}{refused_in_all:>9,}{kept:>9,}"
        f"{totals['lost']:>7}{totals['doubled']:>9}{totals['half']:>14}"
    )
    if any(totals.values()):
        missed.append(f"durability, {shown}: {totals}")


def durability_over_http(url_of: Callable[[Path], str | None], *, runs: int, kind: str) -> None:
    """The real server killed in the midst of a burst; its senders live on and know what was acknowledged."""
    totals = {"lost": 0, "doubled": 0, "half": 0}
    codes: dict[str, tuple[int, int]] = {}
    kept = 0
    with tempfile.TemporaryDirectory() as scratch:
        data = fresh_data(Path(scratch) / "data")
        url = url_of(data)
        for run in range(runs):
            with server(data, url) as (port, process):
                senders = [
                    threading.Thread(target=send_until_cut, args=(port, which, 1000 * run, codes))
                    for which in range(SENDERS_OF_BURST)
                ]
                before = len(codes)
                for sender in senders:
                    sender.start()
                until = time.monotonic() + 60
                while time.monotonic() < until and len(codes) == before:
                    time.sleep(0.01)
                time.sleep(0.8 + 0.13 * (run % 7))
                process.send_signal(signal.SIGKILL)
                for sender in senders:
                    sender.join()
            found = check_store(data, url, {code: (which, n) for code, (which, n) in codes.items()}, as_sent=sent_row)
            for name in totals:
                totals[name] += found[name]
            kept = found["kept"]
    shown = f"{kind}, server over HTTP"
    print(
        f"{shown:34}{runs:>6}{len(codes):>14,}{0:>9,}{kept:>9,}"
        f"{totals['lost']:>7}{totals['doubled']:>9}{totals['half']:>14}"
    )
    if any(totals.values()) or not codes:
        missed.append(f"durability, {shown}: {totals}, {len(codes)} acknowledged")


def send_until_cut(port: int, which: int, number: int, codes: dict[str, tuple[int, int]]) -> None:
    """One sender: readings one after another, until the server is gone."""
    here = (f"127.0.1.{1 + which}", 0)
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=here)
    with suppress(OSError, http.client.HTTPException, ValueError):
        while True:
            number += 1
            body = json.dumps(cells(which, number))
            line.request("POST", f"/api/v1/readings?event={EVENT}", body, {"content-type": "application/json"})
            answer = line.getresponse()
            told = json.loads(answer.read())
            if answer.status == 201:
                codes[told["code"]] = (which, number)


def fill(data: Path) -> None:
    """Leave a little room on the disk, so that it runs full in the midst of the next burst."""
    free = shutil.disk_usage(data).free
    (data / "filler").write_bytes(b"\0" * max(0, free - 400_000))


@contextmanager
def small_disk(folder: Path, trouble: str) -> Iterator[Path]:
    folder.mkdir()
    if trouble != "full":
        yield folder
        return
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], check=True)
    try:
        fresh_data(folder)
        fill(folder)
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=False)


@contextmanager
def lock_of(data: Path) -> Iterator[None]:
    other = sqlite3.connect(data / "processed/uploads/seeingstars.db", isolation_level=None, timeout=30)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        with suppress(sqlite3.Error):
            other.execute("ROLLBACK")
        other.close()


def floor(folder: Path, n: int) -> list[float]:
    """Bare SQLite: one insert and one commit each, synchronous=FULL, in one thread."""
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, content BLOB)")
    seconds = []
    for number in range(n):
        content, start = row(0, number), time.perf_counter()
        connection.execute("INSERT INTO bare (content) VALUES (?)", (content,))
        seconds.append(time.perf_counter() - start)
    connection.close()
    return seconds


def told_rate(what: str, seconds: list[float], wall: float) -> None:
    seconds = sorted(seconds)
    p50, p99 = (1000 * seconds[int(share * (len(seconds) - 1))] for share in (0.5, 0.99))
    print(f"{what:34}{len(seconds):>9,}{wall:>9.1f}{len(seconds) / wall:>11,.0f}{p50:>10.2f}{p99:>10.2f}")


def load(url_of: Callable[[Path], str | None], *, n: int, kind: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        data = fresh_data(Path(scratch) / "data")
        url = url_of(data)
        start = time.perf_counter()
        told_rate("floor: bare SQLite, one commit each", floor(Path(scratch), n), time.perf_counter() - start)
        seconds: list[float] = []
        codes: dict[str, tuple[int, int]] = {}
        errors: list[str] = []
        with Desk(data=data, database_url=url) as desk:

            def sender(which: int) -> None:
                for number in range(n // SENDERS_OF_LOAD):
                    begun = time.perf_counter()
                    try:
                        code = desk.receive_reading(row(which, number), event_id=EVENT, language="en").code
                    except StoreError as error:
                        errors.append(error.en)
                        continue
                    seconds.append(time.perf_counter() - begun)
                    codes[code] = (which, number)

            threads = [threading.Thread(target=sender, args=(which,)) for which in range(SENDERS_OF_LOAD)]
            start = time.perf_counter()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            wall = time.perf_counter() - start
        told_rate(f"desk, {SENDERS_OF_LOAD} senders, {kind}", seconds, wall)
        found = check_store(data, url, codes)
    print(f"  {len(codes):,} acknowledged, {len(errors)} refused; {found}")
    if errors or found["lost"] or found["doubled"] or found["half"] or found["kept"] != n:
        missed.append(f"load, {kind}: {found}, {errors[:1]}")


def sent_row(sender: int, number: int) -> bytes:
    """What the API makes of `cells`."""
    from seeingstars.web.reading_fields import cells_from_reading

    return template_bytes(cells_from_reading(cells(sender, number)))


def cells(sender: int, number: int) -> dict[str, str]:
    """The cells of `row`, as the API takes them."""
    names, values = (line.split(";") for line in row(sender, number).decode().splitlines())
    return dict(zip(names, values, strict=True))


@contextmanager
def server(data: Path, url: str | None) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The real server on a free port of loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-c", "from seeingstars.commands.serve import serve; serve()", "--port", str(port)]
    command += ["--data", str(data), "--event", EVENT, "--no-work", *(["--database", url] if url else [])]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    if time.monotonic() > until or process.poll() is not None:
                        raise
                    time.sleep(0.1)
            yield port, process
        finally:
            process.terminate()


def load_over_http(url_of: Callable[[Path], str | None], *, n: int, kind: str) -> None:
    """Each sender has an address of its own on loopback, so that the limits of the server hold for each."""
    with tempfile.TemporaryDirectory() as scratch:
        data = fresh_data(Path(scratch) / "data")
        url = url_of(data)
        seconds: list[float] = []
        codes: dict[str, tuple[int, int]] = {}
        refused: dict[int, int] = {}
        with server(data, url) as (port, _):

            def sender(which: int) -> None:
                here = (f"127.0.{1 + which // 100}.{1 + which % 100}", 0)
                line = http.client.HTTPConnection("127.0.0.1", port, timeout=120, source_address=here)
                number = 0
                while number < n // SENDERS_OF_LOAD:
                    body, begun = json.dumps(cells(which, number)), time.perf_counter()
                    line.request("POST", f"/api/v1/readings?event={EVENT}", body, {"content-type": "application/json"})
                    answer = line.getresponse()
                    told = json.loads(answer.read())
                    if answer.status == 201:
                        seconds.append(time.perf_counter() - begun)
                        codes[told["code"]] = (which, number)
                        number += 1
                    else:
                        refused[answer.status] = refused.get(answer.status, 0) + 1
                        if answer.status not in (429, 503):
                            return
                        time.sleep(float(answer.headers.get("retry-after", "1")))

            threads = [threading.Thread(target=sender, args=(which,)) for which in range(SENDERS_OF_LOAD)]
            start = time.perf_counter()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            wall = time.perf_counter() - start
        told_rate(f"over HTTP, {SENDERS_OF_LOAD} senders, {kind}", seconds or [0.0], wall)
        found = check_store(data, url, {})
    print(f"  {len(codes):,} acknowledged, asked to wait or refused: {refused or 'none'}; {found}")
    if len(codes) != n or found["doubled"] or found["half"] or found["kept"] != n:
        missed.append(f"load over HTTP, {kind}: {len(codes)} of {n} acknowledged, {refused}, {found}")


HEAD = """# %ECSV 1.0
# ---
# datatype:
# - {name: time, datatype: string}
# - {name: Enclosure Temperature, unit: deg_C, datatype: float64}
# - {name: Sky Temperature, unit: deg_C, datatype: float64}
# - {name: Frequency, unit: Hz, datatype: float64}
# - {name: MSAS, unit: mag / arcsec2, datatype: float64}
# - {name: ZP, datatype: float64}
# - {name: Sequence Number, datatype: int64}
# - {name: Sun Alt, unit: deg, datatype: float64}
# - {name: Moon Alt, unit: deg, datatype: float64}
# - {name: Moon Illumination, datatype: float64}
# delimiter: ','
# meta: !!omap
# - ida:
#     Device type: TESS-W
#     Instrument ID: made1
#     Local timezone: Europe/Amsterdam
#     Position: {height: 0.0, latitude: 52.16, longitude: 4.49}
# schema: astropy-2.0
time,Enclosure Temperature,Sky Temperature,Frequency,MSAS,ZP,Sequence Number,Sun Alt,Moon Alt,Moon Illumination
"""


def make_large(path: Path, n_rows: int) -> None:
    """A meter that reads every minute, by day and night; 100 bytes a row."""
    import numpy as np

    rng = np.random.default_rng(0)
    with path.open("w", encoding="ascii") as stream:
        stream.write(HEAD)
        for start in range(0, n_rows, 100_000):
            number = np.arange(start, min(start + 100_000, n_rows))
            moments = np.datetime64("2021-01-01T00:00:00.000000") + number * np.timedelta64(60, "s")
            is_dark = (number % 1440 < 300) | (number % 1440 > 1200)
            value = np.where(is_dark, 19 + 0.3 * rng.standard_normal(len(number)), 8 + 4 * rng.random(len(number)))
            stream.writelines(
                f"{moment},10.130000,-13.840000,0.371200,{one:.6f},20.270000,{i:010d},-45.2112345,-20.0123456,0.096123\n"
                for moment, one, i in zip(moments.astype(str), value, number, strict=True)
            )


def large_child(data: str, url: str, path: str) -> None:
    """The process that takes the large file in; prints progress now and then, and its peak memory."""
    from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

    shown: list[float] = [0.0]
    begun = time.monotonic()

    def told(what: str, done: int, of: int) -> None:
        if time.monotonic() - shown[0] > 20 or done == of:
            shown[0] = time.monotonic()
            print(f"  {shown[0] - begun:5.0f} s  {what} {done / of:4.0%}", file=sys.stderr, flush=True)

    with Desk(data=Path(data), database_url=url or None) as desk:
        receipt = desk.receive([GivenBytes("large.ecsv", Path(path))], event_id=EVENT, language="en", told=told)
        kept = desk.health()["readings"]
    own, children = (getrusage(who).ru_maxrss / 1024 for who in (RUSAGE_SELF, RUSAGE_CHILDREN))
    print(f"{receipt.state} {kept} {own:.0f} {children:.0f} {time.monotonic() - begun:.1f}")


def download_child(data: str, url: str) -> None:
    """The process that gives all readings out as one CSV; prints rows, peak memory, seconds, and the cost of two pages."""
    from resource import RUSAGE_SELF, getrusage

    from seeingstars.web.exports import as_csv
    from seeingstars.web.readings_query import PAGE_OF_EXPORT, ReadingsQuery, Selection

    with Desk(data=Path(data), database_url=url or None) as desk:
        begun, rows = time.monotonic(), -1
        for part in as_csv(Selection(desk, ReadingsQuery(), event=None).pages()):
            rows += part.count(b"\r\n")
        seconds = time.monotonic() - begun
        costs = []
        for after in (0, rows - PAGE_OF_EXPORT):
            start = time.process_time()
            for _ in range(5):
                desk.readings(after_id=after, limit=PAGE_OF_EXPORT)
            costs.append((time.process_time() - start) / 5)
    print(f"{rows} {getrusage(RUSAGE_SELF).ru_maxrss / 1024:.0f} {seconds:.1f} {costs[0]:.4f} {costs[1]:.4f}")


def large(url_of: Callable[[Path], str | None], *, n_rows: int, kind: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        data, path = fresh_data(Path(scratch) / "data"), Path(scratch) / "large.ecsv"
        make_large(path, n_rows)
        url = url_of(data) or ""
        command = [sys.executable, str(HERE), "--large", str(data), url, str(path)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        state, kept, own, children, seconds = done.stdout.split()
        size = path.stat().st_size / 1e6
        command = [sys.executable, str(HERE), "--download", str(data), url]
        out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        rows, peak, took, first, last = out.stdout.split()
    print(
        f"large file, {kind}: {size:.1f} MB, {int(kept):,} rows {state} in {seconds} s; peak {own} MB in the process, "
        f"{children} MB in the one that reads (limit {MEMORY_LIMIT_MB} MB each, imports included)"
    )
    if int(kept) != n_rows or max(int(own), int(children)) > MEMORY_LIMIT_MB:
        missed.append(f"large file, {kind}: {kept} rows, {own} and {children} MB")
    print(
        f"  out again as CSV: {int(rows):,} rows in {took} s, peak {peak} MB; first page {1000 * float(first):.0f} ms of "
        f"processor, last {1000 * float(last):.0f} ms"
    )
    if int(rows) != n_rows or int(peak) > MEMORY_LIMIT_MB or float(last) > 4 * float(first):
        missed.append(f"download, {kind}: {rows} rows, {peak} MB, first page {first} s, last {last} s")


def heads(which: str) -> None:
    if which == "durability":
        names = f"{'':34}{'kills':>6}{'acknowledged':>14}{'refused':>9}{'kept':>9}{'lost':>7}{'doubled':>9}"
        print(f"\n{names}{'half-written':>14}")
    else:
        print(f"\n{'':34}{'readings':>9}{'s':>9}{'per s':>11}{'p50 ms':>10}{'p99 ms':>10}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=[], help="durability, load, large, postgres")
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    parser.add_argument("--burst", nargs=4, help=argparse.SUPPRESS)
    parser.add_argument("--large", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--download", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.burst:
        burst(*given.burst)
        return 0
    if given.large:
        large_child(*given.large)
        return 0
    if given.download:
        download_child(*given.download)
        return 0
    begun = time.monotonic()
    parts, tenth = given.parts or ["durability", "load", "large", "postgres"], 10 if given.quick else 1
    if "durability" in parts:
        heads("durability")
        durability(lambda _: None, runs=20 // (5 if given.quick else 1), kind="SQLite")
        durability(lambda _: None, runs=20 // tenth, kind="SQLite", trouble="locked")
        if os.geteuid() == 0:
            durability(lambda _: None, runs=20 // tenth, kind="SQLite", trouble="full")
        else:
            print("a full disk needs root (it mounts a small tmpfs): not run")
        durability_over_http(lambda _: None, runs=5 if tenth == 1 else 2, kind="SQLite")
    if "load" in parts:
        heads("load")
        load(lambda _: None, n=20_000 // tenth, kind="SQLite")
        load_over_http(lambda _: None, n=20_000 // tenth, kind="SQLite")
    if "large" in parts:
        print()
        large(lambda _: None, n_rows=1_000_000 // tenth, kind="SQLite")
    if "postgres" in parts:
        on_postgres(tenth)
    print(f"\n{time.monotonic() - begun:.0f} s in all")
    for miss in missed:
        print(f"MISSED: {miss}")
    return 1 if missed else 0


def on_postgres(tenth: int) -> None:
    sys.path.insert(0, str(HERE.parents[1] / "tests"))
    from postgres import new_database, postgres_programs, postgres_server

    if postgres_programs() is None:
        print("there is no PostgreSQL (initdb) on this machine: not run")
        return
    with postgres_server(durable=True) as url:
        heads("durability")
        durability(lambda _: new_database(url), runs=20 // tenth, kind="PostgreSQL")
        heads("load")
        load(lambda _: new_database(url), n=20_000 // tenth, kind="PostgreSQL")
        load_over_http(lambda _: new_database(url), n=5_000 // tenth, kind="PostgreSQL")
        print()
        large(lambda _: new_database(url), n_rows=200_000 // tenth, kind="PostgreSQL")


if __name__ == "__main__":
    sys.exit(main())
