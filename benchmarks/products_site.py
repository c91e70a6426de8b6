"""The site of an event: how long it takes to build, how large it is, how soon a browser shows a map of 20,000 readings.

Run alone it prints its measurements; `measurements` is for a list of many. Without a Chromium the browser's are left out.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from seeingstars.columns import CHECKS, READING_COLUMNS, SOURCE_COLUMNS, readings_from_columns
from seeingstars.event import Event
from seeingstars.event_file import load_event
from seeingstars.products.maps import PICTURES, Picture
from seeingstars.products.site_pages import write_site
from seeingstars.products.words import LANGUAGES

N_READINGS = 20_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
_EVENT = Path(__file__).parents[1] / "data" / "events" / "leiden-2022"


def many_readings(event: Event, *, count: int = N_READINGS) -> pd.DataFrame:
    """Made-up readings by hand, camera and eye, spread 6 km round the event, most of them on the evening itself."""
    rng = np.random.default_rng(6)
    night = event.night.isoformat()
    columns = {
        "stream": rng.choice(["handheld_meter", "camera_app", "naked_eye"], count),
        "observed_at_utc": pd.Series([pd.Timestamp(event.window.start)] * count).astype("datetime64[us, UTC]"),
        "longitude_deg": event.longitude_deg + rng.normal(0, 0.08, count),
        "latitude_deg": event.latitude_deg + rng.normal(0, 0.05, count),
        "brightness_mag_arcsec2": rng.normal(18.5, 0.3, count).round(2),
        "limiting_magnitude": rng.integers(2, 6, count).astype(float),
        "is_simulated": True,
    }
    readings = readings_from_columns(columns, count)
    flag = rng.choice([1, 1, 1, 1, 3, 4], count).astype("int8")
    for column in READING_COLUMNS[len(SOURCE_COLUMNS) :]:
        filler = {"float64": np.nan, "int8": np.int8(1), "bool": True}.get(column.dtype, "")
        readings[column.name] = pd.Series([filler] * count, dtype=column.dtype)
    return readings.assign(flag=flag, **{CHECKS[0].column: flag}, night=night, role="outside")


def write_large_site(folder: Path) -> float:
    """The site with 20,000 readings and blank pictures; the seconds that it took."""
    event = load_event(_EVENT)
    readings = many_readings(event)
    (folder / "maps").mkdir(parents=True)
    pictures = []
    for name in PICTURES:
        for language in LANGUAGES:
            png = folder / "maps" / f"{name}-{language}.png"
            Image.new("L", (90, 60), 255).save(png)
            svg = png.with_suffix(".svg")
            svg.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"></svg>')
            pictures.append(Picture(name, language, png, svg, "A blank picture in its place.", f"caption_{name}"))
    start = time.perf_counter()
    write_site(folder, result={"simulated": True, "comparisons": []}, event=event, pictures=pictures, readings=readings)
    return time.perf_counter() - start


def site_bytes(folder: Path) -> int:
    """The bytes of the pages, their scripts and styles, the map's data and images, without pictures and data files."""
    pages = [*folder.glob("*.html"), *folder.glob("nl/*.html"), *folder.glob("en/*.html"), *folder.glob("site/*")]
    return sum(path.stat().st_size for path in pages)


def browser_seconds(folder: Path) -> dict[str, float]:
    """First paint, map ready and one redraw of all signs, in a fresh Chromium from a file [s]; empty without Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return {}
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto((folder / "nl" / "map.html").as_uri())
        page.wait_for_selector("#map[data-ready]")
        page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        ready = page.evaluate("SEEING_STARS.ready")
        redraw = page.evaluate(
            "(() => { const t = performance.now(); for (let i = 0; i < 10; i++) SEEING_STARS.signs._draw();"
            " return (performance.now() - t) / 10; })()"
        )
        browser.close()
    return {"first paint": paint / 1000, "map ready": ready / 1000, "one redraw": redraw / 1000}


def measurements() -> Iterator[tuple[str, float, str, str]]:
    """What was measured, the number, its unit, and what it is held against."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "site"
        yield (
            "site of 20,000 readings, build",
            write_large_site(folder),
            "s",
            "part of the 20 s of the whole publication",
        )
        yield "site of 20,000 readings, size without data", site_bytes(folder) / 1e6, "MB", "at most 3 MB"
        for what, seconds in browser_seconds(folder).items():
            yield f"map of 20,000 readings in Chromium, {what}", seconds, "s", "first paint at most 1.5 s"


if __name__ == "__main__":
    for what, number, unit, against in measurements():
        print(f"{what:<58} {number:8.3f} {unit:<3} ({against})")
