"""Night lights beside their peers and their floor, from one run, the parties taking turns.

    python benchmarks/bench_nightlights.py            about six minutes the first time (it makes the peers' environment)
    python benchmarks/bench_nightlights.py --country  also a year over the Netherlands from tiles through the store
    python benchmarks/bench_nightlights.py --full     exactextract on all 365 nights (it is else timed on 3 and scaled),
                                                      blackmarblepy on all 30 tiles (else on 10 a round)
    python benchmarks/bench_nightlights.py --no-peers without peers: their rows say so

Tiles are SIMULATED in the layout of genuine ones (see nightlights_tiles.py), written to a temporary folder. Cold: the
files are put out of the system's cache first (where it can be asked to) and our process is new; the peers' process has
run once before, which is to their advantage. Times are wall-clock; the CPU time of the process stands beside them, and
the ratio that is judged is that of CPU time, since other work on the machine does not change it. The peers live in an
environment of their own, .venv/peers, for blackmarblepy holds pandas below 3.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.geometry import mapping

from nightlights_areas import town_and_ring
from nightlights_country import country_rows, many_areas_rows
from nightlights_dask import dask_rows
from nightlights_parties import ask, largest_difference, party
from nightlights_tiles import packed_pictures, write_tiles
from nightlights_year import build_store

HERE = Path(__file__).resolve().parent
PEERS_HOME = HERE.parent / ".venv" / "peers"
PEERS = ["blackmarblepy==2026.6.1", "pandas<3", "rasterstats", "exactextract", "h5py"]
N_NIGHTS = 30
GENUINE_TILE = {1: "2.15 MB", 2: "34.47 MB"}  # see nightlights_tiles.py


@dataclass(frozen=True)
class Row:
    """One line of the table; `passed` is None for what has no target."""

    what: str
    target: str
    figure: str
    passed: bool | None = None

    def line(self) -> str:
        verdict = {True: "PASS", False: "FAIL", None: ""}[self.passed]
        return f"{self.what:80} {self.target:>16} {self.figure:>40}  {verdict}"


def forget(paths: Sequence[Path]) -> None:
    """Put files out of the system's cache, where it can be asked to."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in paths:
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def peers_python() -> Path | str:
    """The interpreter of the peers' environment, made if it is not there; else why it cannot be made."""
    python = PEERS_HOME / ("Scripts" if os.name == "nt" else "bin") / "python"
    tried = [str(python), "-c", "import blackmarble, rasterstats, exactextract"]
    if python.exists() and subprocess.run(tried, capture_output=True, check=False).returncode == 0:
        return python
    print(f"making the peers' environment in {PEERS_HOME.relative_to(HERE.parent)} (once)...", flush=True)
    venv.create(PEERS_HOME, with_pip=True, clear=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        return "cannot be installed here: " + (done.stderr.strip().splitlines() or ["?"])[-1][:60]
    return python


def features() -> list[dict[str, Any]]:
    return [{"type": "Feature", "properties": {}, "geometry": mapping(area.shape)} for area in town_and_ring()]


def cold(tiles: list[Path], peers: Path | str, rounds: int, n_peer: int) -> dict[str, list[dict[str, Any]]]:
    """What each party took in each round [s a night], with its means."""
    found: dict[str, list[dict[str, Any]]] = {}

    def note(name: str, answer: dict[str, Any], n_nights: int) -> None:
        a_night = {key: answer[key] / n_nights for key in ("wall", "cpu")}
        found.setdefault(name, []).append({**answer, **a_night})

    zones = features()
    with (
        party(peers, "nightlights_peers.py")
        if isinstance(peers, Path)
        else party(sys.executable, "nightlights_ours.py") as them
    ):
        if isinstance(peers, Path):
            ask(them, peer="blackmarblepy", files=[str(tiles[0])], areas=zones, tile=[0, 60])
        for _ in range(rounds):
            for name in ("floor", "floor unpacked", "two layers", "all layers", "h5py"):
                forget(tiles)
                with party(sys.executable, "nightlights_ours.py") as us:
                    note(name, ask(us, peer=name, files=[str(path) for path in tiles]), len(tiles))
            for name in ("exactextract", "rasterstats", "blackmarblepy") if isinstance(peers, Path) else ():
                some = tiles[:n_peer] if name == "blackmarblepy" else tiles
                forget(some)
                note(name, ask(them, peer=name, files=[str(p) for p in some], areas=zones, tile=[0, 60]), len(some))
    return found


def middle(answers: list[dict[str, Any]], key: str) -> float:
    return statistics.median(answer[key] for answer in answers)


def ratio(peer: list[dict[str, Any]], ours: list[dict[str, Any]], key: str) -> float:
    """How many times faster, within each round; the median of these."""
    return statistics.median(them[key] / us[key] for them, us in zip(peer, ours, strict=True))


def cold_rows(found: dict[str, list[dict[str, Any]]], said: str, *, is_judged: bool) -> list[Row]:
    rows = []
    names = {
        "floor": "floor: the bytes of the two layers, not unpacked",
        "floor unpacked": "floor: the same bytes unpacked, and nothing more",
        "two layers": "ours, the two layers that blackmarblepy uses",
        "all layers": "ours, all four layers and the clear mask, as the pipeline reads",
        "h5py": "the same two layers, windows by h5py itself",
        "exactextract": "exactextract, whole tile",
        "rasterstats": "rasterstats, whole tile",
        "blackmarblepy": "blackmarblepy 2026.6.1, its extract mended",
    }
    for name, words in names.items():
        if name in found:
            wall, cpu = middle(found[name], "wall") * 1e3, middle(found[name], "cpu") * 1e3
            memory = "" if name.startswith("floor") else f"{max(one['mb'] for one in found[name]):.0f} MB"
            rows.append(Row(f"{said}: {words}", "", f"{cpu:.2f} CPU, {wall:.2f} wall ms/night {memory:>7}"))
    memory = max(one["mb"] for one in found["two layers"])
    rows.append(Row(f"{said}: memory over the imports", "<= 20 MB", f"{memory:.1f} MB", memory <= 20))
    if "blackmarblepy" in found:
        cpu, wall = (ratio(found["blackmarblepy"], found["two layers"], key) for key in ("cpu", "wall"))
        every = ratio(found["blackmarblepy"], found["all layers"], "cpu")
        shown = f"{cpu:.0f} CPU, {wall:.0f} wall ({every:.0f} with all layers)"
        target, passed = (">= 80", cpu >= 80) if is_judged else ("", None)
        rows.append(Row(f"{said}: cold, area and ring, times faster than blackmarblepy", target, shown, passed))
        off = largest_difference(found["two layers"][0]["means"], found["exactextract"][0]["means"])
        rows.append(Row(f"{said}: equal to exactextract on the same pixels", "<= 1e-5", f"{off:.1e}", off <= 1e-5))
    return rows


def question_rows(store: Path, found: dict[str, list[dict[str, Any]]]) -> list[Row]:
    """A year of one area, asked of the store twenty times."""
    with party(sys.executable, "nightlights_ours.py") as us:
        forget([path for path in store.rglob("*") if path.is_file()])
        first = ask(us, peer="question", files=[str(store)])
        answers = [ask(us, peer="question", files=[str(store)]) for _ in range(20)]
    wall, cpu = middle(answers, "wall"), middle(answers, "cpu")
    rows = [
        Row(
            "365 nights of one 3 km area from the store, path to numbers", "",
            f"{wall * 1e3:.1f} wall, {cpu * 1e3:.1f} CPU ms (first {first['wall'] * 1e3:.0f})",
        )
    ]  # fmt: skip
    if "blackmarblepy" in found:
        a_night = middle(found["blackmarblepy"], "cpu")
        times = a_night / (cpu / 365)
        by_wall = middle(found["blackmarblepy"], "wall") / (wall / 365)
        rows.append(
            Row("  a night of it, times faster than a night of blackmarblepy", ">= 5,000", f"{times:,.0f} CPU, {by_wall:,.0f} wall", times >= 5000)
        )  # fmt: skip
    return rows


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--country", action="store_true", help="a year over the Netherlands from tiles through the store"
    )
    parser.add_argument("--full", action="store_true", help="peers on every night, nothing scaled")
    parser.add_argument("--no-peers", action="store_true", help="without the peers' environment")
    given = parser.parse_args(arguments)
    peers = "left out by --no-peers" if given.no_peers else peers_python()
    print(f"{'':80} {'target':>16} {'figure':>40}")
    with tempfile.TemporaryDirectory(prefix="nightlights") as scratch:
        passed = [row.passed for row in shown(rows_of(Path(scratch), peers, given))]
    print(f"{passed.count(True)} passed, {passed.count(False)} failed")
    sys.exit(False in passed)


def rows_of(folder: Path, peers: Path | str, given: argparse.Namespace) -> Iterator[Row]:
    """The table, line by line as it comes to be known."""
    if not isinstance(peers, Path):
        yield Row(f"peers: {peers}", "", "")
    for collection, step in ((2, 0.1), (2, None), (1, None)):
        said = f"collection {collection}" + (f", were it in steps of {step}" if step else "")
        packed = packed_pictures(collection, step=step)
        tiles = write_tiles(folder / f"c{collection}{step}", collection, N_NIGHTS, packed)
        size = statistics.mean(path.stat().st_size for path in tiles) / 1e6
        yield Row(f"{said}: a made tile (a genuine one: {GENUINE_TILE[collection]})", "", f"{size:.2f} MB")
        found = cold(tiles, peers, 1 if step else given.rounds, N_NIGHTS if given.full else 10)
        yield from cold_rows(found, said, is_judged=step is None)
    year = write_tiles(folder / "year", 1, 365, packed)
    seconds = build_store(folder / "store", year)
    yield Row("store: built from 365 tiles, window of the ring", "", f"{seconds / 365 * 1e3:.0f} wall ms/night")
    yield from question_rows(folder / "store", found)
    yield from (Row(*one) for one in many_areas_rows(folder, peers, full=given.full))
    yield from (Row(*one) for one in dask_rows(year))
    if given.country:
        yield from (Row(*one) for one in country_rows(folder, year))


def shown(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        print(row.line(), flush=True)
        yield row


if __name__ == "__main__":
    main()
