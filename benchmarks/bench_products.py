"""Speed and memory of the products, each beside its bound and a floor that is named, from one run.

    python benchmarks/bench_products.py            every measurement
    python benchmarks/bench_products.py dome       only those whose name holds the word

Every measurement runs in a process of its own, so that its peak memory is its own (resource.getrusage, ru_maxrss).
Seconds are wall clock with CPU time beside it; the bound holds for the wall clock on two quiet cores.
"""

from __future__ import annotations

import argparse
import io
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

EVENING = datetime(2022, 9, 25, 20, 45, tzinfo=UTC)
LEIDEN = {"longitude_deg": 4.4841, "latitude_deg": 52.1547}


@dataclass(frozen=True)
class Figure:
    """One figure: what was measured, what it may be at the most, and what cannot be beaten."""

    name: str
    value: float
    unit: str
    bound: float | None = None
    floor: float | None = None
    floor_is: str = ""

    def __str__(self) -> str:
        verdict = (
            ""
            if self.bound is None
            else f"  (at most {self.bound:g}: {'met' if self.value <= self.bound else 'NOT MET'})"
        )
        floor = "" if self.floor is None else f"  floor {self.floor:.2f} {self.unit}: {self.floor_is}"
        return f"  {self.name:44}{self.value:10.2f} {self.unit}{verdict}{floor}"


def timed(work: Callable[[], Any], *, rounds: int = 3) -> tuple[float, float, Any]:
    """Best wall clock and the CPU time of that round, and what the work gave."""
    found = []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        answer = work()
        found.append((time.perf_counter() - wall, time.process_time() - cpu))
    return *min(found), answer


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def dome_image() -> list[Figure]:
    """One image of 4096 by 4096 with its sidecar, from the scene to the file; the floor packs the same pixels."""
    from PIL import Image

    from seeingstars.event import Text
    from seeingstars.products.dome import DomeSky, write_dome
    from seeingstars.skies.night_sky import sky_scene

    before = peak_mb()
    sky = DomeSky("natural", 6.3, 21.6, Text("een hemel zonder lampen", "a sky without lamps"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dome.png"
        wall, cpu, _ = timed(lambda: write_dome(path, scene=sky_scene(EVENING, **LEIDEN), sky=sky))
        peak = peak_mb()
        with Image.open(path) as stored:
            pixels = stored.convert("RGB").copy()
        floor, floor_cpu, _ = timed(lambda: pixels.save(io.BytesIO(), format="PNG", compress_level=1))
        size = path.stat().st_size / 1e6
    return [
        Figure("dome image, wall", wall, "s", 6.0, floor, "PNG of the same pixels alone, same level"),
        Figure("dome image, CPU", cpu, "s", None, floor_cpu, "the same"),
        Figure("dome image, peak memory of the process", peak, "MB", 700.0, 4096 * 4096 * 3 / 1e6, "the pixels"),
        Figure("  of which before drawing (imports)", before, "MB"),
        Figure("dome image, file", size, "MB"),
    ]


def limiting_magnitude_charts() -> list[Figure]:
    """The eight charts for a telephone, the star table already read; the floor puts the stars on the sky."""
    from seeingstars.products.star_table import load_stars
    from seeingstars.science.star_positions import star_positions
    from seeingstars.skies.night_sky import limiting_magnitude_charts as charts

    def make() -> dict[int, str]:
        return charts(EVENING, **LEIDEN, language="nl")

    stars = load_stars()
    make()
    wall, _, made = timed(make, rounds=10)
    floor, _, _ = timed(
        lambda: star_positions(
            EVENING, right_ascension_deg=stars.right_ascension_deg, declination_deg=stars.declination_deg, **LEIDEN
        ),
        rounds=10,
    )
    largest = max(len(text.encode()) for text in made.values()) / 1000
    return [
        Figure("eight charts, wall", 1000 * wall, "ms", 150.0, 1000 * floor, "positions of 9,096 stars alone"),
        Figure("largest chart", largest, "kB", 60.0),
    ]


def sky_picture() -> list[Figure]:
    """The three skies, Dutch and English, PNG and SVG; the floor saves two empty pages of that size."""
    import pandas as pd

    from seeingstars.event_file import load_event
    from seeingstars.products.style import house_style, new_figure
    from seeingstars.skies.sky_products import write_sky

    event = load_event(Path(__file__).resolve().parents[1] / "data" / "events" / "leiden-2022")
    usual = {"stream": "photometer", "flag": 1, "in_window": True, "role": "lights_off", "site_id": "roof"}
    nights = (("2022-09-24", 18.5), ("2022-09-25", 18.8))
    readings = pd.DataFrame([{**usual, "night": night, "brightness_mag_arcsec2": value} for night, value in nights])
    readings["limiting_magnitude"] = float("nan")
    baseline = [{"night": "2022-09-24", "role": "baseline", "used": True}]
    result = {
        "simulated": True,
        "comparisons": [{"stream": "photometer", "verdict": "cannot_tell", "nights": baseline}],
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def ours() -> None:
            write_sky(folder, readings=readings, result=result, event=event)

        def empty() -> None:
            for _ in range(2):
                with house_style():
                    new_figure(width_in=16, height_in=8.7).savefig(folder / "empty.png", dpi=120)

        ours()
        wall, cpu, _ = timed(ours)
        floor, floor_cpu, _ = timed(empty)
        svg = (folder / "sky-nl.svg").stat().st_size / 1000
    return [
        Figure("picture of the sky, five files, wall", wall, "s", 3.0, floor, "two empty PNG of that size"),
        Figure("picture of the sky, five files, CPU", cpu, "s", None, floor_cpu, "the same"),
        Figure("picture of the sky, SVG", svg, "kB", 400.0),
    ]


def site_of_an_event() -> list[Figure]:
    """The site with 20,000 readings on its map: its building, its size, and the map in Chromium from a file."""
    from products_site import browser_seconds, site_bytes, write_large_site

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "site"
        wall = write_large_site(folder)
        library = (folder / "site" / "leaflet.js").stat().st_size / 1e6
        figures = [
            Figure("site of 20,000 readings, wall", wall, "s"),
            Figure(
                "site, pages and map without pictures", site_bytes(folder) / 1e6, "MB", 3.0, library, "Leaflet alone"
            ),
        ]
        bounds = {"first paint": 1.5}
        figures += [
            Figure(f"map in Chromium, {what}", seconds, "s", bounds.get(what))
            for what, seconds in browser_seconds(folder).items()
        ]
    return figures


def whole_publication() -> list[Figure]:
    """Everything that `publish` makes of the demo, the comparison already worked out; the floor writes the same bytes."""
    from seeingstars import pipeline

    with tempfile.TemporaryDirectory() as name:
        raw, work, out, copied = (Path(name) / part for part in ("raw", "work", "out", "copied"))
        event = {"event_folder": raw / "event"}
        pipeline.simulate(raw)
        pipeline.ingest_readings([raw / "readings"], work=work / "readings", **event)
        pipeline.ingest_nightlights([raw / "nightlights"], work=work / "nightlights", **event)
        steps = (work / "readings", work / "nightlights")
        pipeline.compare_nights(*steps, clouds=raw / "clouds", seed=2022, work=work / "comparison", **event)
        made = {"seed": 2022, "out": out, **event}
        wall, cpu, _ = timed(lambda: pipeline.publish(*steps, work / "comparison", **made), rounds=1)
        files = {path.relative_to(out): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}

        def write() -> None:
            for relative, content in files.items():
                (copied / relative).parent.mkdir(parents=True, exist_ok=True)
                (copied / relative).write_bytes(content)

        floor, floor_cpu, _ = timed(write)
    size = sum(map(len, files.values())) / 1e6
    return [
        Figure("whole publication of the demo, wall", wall, "s", 20.0, floor, f"writing its {len(files)} files alone"),
        Figure("whole publication of the demo, CPU", cpu, "s", None, floor_cpu, "the same"),
        Figure("whole publication of the demo, files", size, "MB"),
    ]


MEASUREMENTS: dict[str, Callable[[], list[Figure]]] = {
    "dome image": dome_image,
    "limiting magnitude charts": limiting_magnitude_charts,
    "picture of the sky": sky_picture,
    "site of an event": site_of_an_event,
    "whole publication": whole_publication,
}


def main() -> None:
    options = argparse.ArgumentParser(description="Speed and memory of the products, beside bounds and floors.")
    options.add_argument("only", nargs="?", default="", help="only measurements whose name holds this word")
    only = options.parse_args().only
    is_met = True
    for name, measure in MEASUREMENTS.items():
        if only not in name:
            continue
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            figures = apart.submit(measure).result()
        print(name)
        print(*figures, sep="\n", flush=True)
        is_met &= all(figure.bound is None or figure.value <= figure.bound for figure in figures)
    sys.exit(0 if is_met else 1)


if __name__ == "__main__":
    main()
