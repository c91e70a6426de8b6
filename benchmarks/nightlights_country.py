"""Thousands of areas and a year of nights, for the night lights benchmark: sums, growth, memory, equality."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.sparse import csr_array
from shapely.geometry import mapping

from nightlights_areas import neighbourhoods
from nightlights_ours import country_grid, resident_mb
from nightlights_parties import ask, largest_difference, party
from nightlights_tiles import field_of_blobs
from seeingstars.area_nights.area_products import write_areas
from seeingstars.area_nights.night_areas import do_parts, measure_areas, plan
from seeingstars.event import Area
from seeingstars.science import area_series as module
from seeingstars.science.area_coverage import SMALLEST_SHARE, Coverage, coverage_of
from seeingstars.science.area_series import area_series
from seeingstars.science.tile_mosaic import Grid

N_AREAS, N_NIGHTS = 14_500, 365
Line = tuple[str, str, str, bool | None]


def made_nights(grid: Grid, coverage: Coverage) -> NDArray[np.float32]:
    """(pixels, nights) with clouds as large as weather: what is not clear is NaN."""
    rng = np.random.default_rng(7)
    shape = (grid.n_y, grid.n_x)
    steady = np.exp(field_of_blobs(rng, 30, shape)).ravel()[coverage.pixels].astype(np.float32)
    weather = [field_of_blobs(rng, 160, shape).ravel()[coverage.pixels] for _ in range(24)]
    nights = np.empty((len(coverage.pixels), N_NIGHTS), dtype=np.float32)
    for night in range(N_NIGHTS):
        cloud = weather[night % 24] + 0.4 * weather[(night * 7 + 5) % 24] + rng.normal(0, 0.8)
        nights[:, night] = np.where(cloud < -0.2, steady * np.float32(np.exp(rng.normal(0, 0.2))), np.nan)
    return nights


def part_of(coverage: Coverage, n_areas: int) -> Coverage:
    """The first areas, and the pixels that they touch, put first to last."""
    weights = coverage.weights[:n_areas]
    kept, places = np.unique(weights.indices, return_inverse=True)
    part = csr_array((weights.data, places, weights.indptr), shape=(n_areas, len(kept)))
    return Coverage(coverage.pixels[kept], part, coverage.whole[:n_areas])


def least_cpu(work: Callable[[], Any], others: NDArray[Any], times: int = 5) -> float:
    """CPU seconds of the quickest of some runs, the numbers out of the processor's cache before each."""
    spent = []
    for _ in range(times):
        np.isnan(others).any()  # larger than the cache: what was there is no longer
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def measure_in_memory(folder: Path) -> dict[str, float]:
    """Run in a process of its own: sums over a year in memory, their growth, and what it took."""
    areas = neighbourhoods(N_AREAS)
    grid = country_grid(areas)
    module._WORTH_COMPILING = 0  # the tenth by the same loop as the whole
    start = time.perf_counter()
    coverage = coverage_of(areas, grid=grid)
    ready = time.perf_counter() - start
    nights = made_nights(grid, coverage)
    few = np.ascontiguousarray(nights[:, ::10])
    tenth = part_of(coverage, N_AREAS // 10)
    of_tenth = nights[np.searchsorted(coverage.pixels, tenth.pixels)]
    area_series(nights, coverage=coverage)  # the fused loop compiles here, once a process
    found = {
        "weights_s": ready,
        "seen": float(np.isfinite(nights[::50]).mean()),
        "pixels": float(len(coverage.pixels)),
        "all": least_cpu(lambda: area_series(nights, coverage=coverage), nights),
        "tenth_of_nights": least_cpu(lambda: area_series(few, coverage=coverage), nights),
        "tenth_of_areas": least_cpu(lambda: area_series(of_tenth, coverage=tenth), nights),
        "work_of_areas": coverage.weights.nnz / tenth.weights.nnz,
        "work_of_nights": N_NIGHTS / few.shape[1],
        "mb": resident_mb(),
    }
    series = area_series(nights, coverage=coverage)
    np.save(folder / "means.npy", series.mean_radiance_nw_cm2_sr)
    np.save(folder / "nights.npy", nights)
    np.save(folder / "pixels.npy", coverage.pixels)
    folder.joinpath("areas.json").write_text(json.dumps({"features": [_feature(area) for area in areas]}))
    folder.joinpath("grid.json").write_text(json.dumps([grid.n_y, grid.n_x, *grid.edges_deg]))
    return found


def _feature(area: Area) -> dict[str, Any]:
    return {"type": "Feature", "properties": {}, "geometry": mapping(area.shape)}


def many_areas_rows(folder: Path, peers: Path | str, *, full: bool) -> list[Line]:
    command = [sys.executable, __file__, str(folder)]
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    work = f"{N_AREAS:,} areas x {N_NIGHTS} nights"
    lines: list[Line] = [
        (f"{work}: sums, weights ready ({found['seen']:.0%} of pixels seen)", "", f"{found['all']:.3f} CPU s", None),
        (f"{work}: the weights, once", "", f"{found['weights_s']:.1f} wall s", None),
        (f"{work} in memory: most memory of the process", "< 2,000 MB", f"{found['mb']:,.0f} MB", found["mb"] < 2000),
    ]
    for what, words in (("nights", "10 times the nights"), ("areas", "10 times the areas")):
        cost, times = found["all"] / found[f"tenth_of_{what}"], found[f"work_of_{what}"]
        lines.append(
            (f"{words}: cost x, for work x {times:.1f}", f"<= {1.15 * times:.1f} (+15 %)", f"{cost:.1f}", cost <= 1.15 * times)
        )  # fmt: skip
    if isinstance(peers, Path):
        lines += _beside_exactextract(folder, peers, found["all"], N_NIGHTS if full else 3)
    return lines


def _beside_exactextract(folder: Path, peers: Path, ours_s: float, n_nights: int) -> list[Line]:
    n_y, n_x, *box = json.loads(folder.joinpath("grid.json").read_text())
    nights, pixels = np.load(folder / "nights.npy", mmap_mode="r"), np.load(folder / "pixels.npy")
    chosen = [int(night) for night in np.linspace(0, N_NIGHTS - 1, n_nights)]
    cpu = 0.0
    means: list[list[float]] = []
    with party(peers, "nightlights_peers.py") as them:
        for night in chosen:
            picture = np.full(n_y * n_x, np.nan)
            picture[pixels] = nights[:, night]
            np.savez(folder / "picture.npz", picture=picture.reshape(n_y, n_x), box=box)
            request = {"files": [str(folder / "picture.npz")], "areas": str(folder / "areas.json"), "tile": [0, 60]}
            answer = ask(them, peer="exactextract, in memory", **request)
            cpu += answer["cpu"]
            rests_on = np.array(ask(them, peer="pixels, in memory", **request)["means"][0])
            # What rests on less than that is no coverage to us, but rounding at an area's edge.
            means.append(np.where(rests_on >= SMALLEST_SHARE, answer["means"][0], np.nan).tolist())
    a_year = cpu / n_nights * N_NIGHTS
    off = largest_difference(np.load(folder / "means.npy")[:, chosen].T.tolist(), means)
    scaled = "" if n_nights == N_NIGHTS else f", {n_nights} nights scaled"
    return [
        (f"  exactextract night by night{scaled}", "", f"{a_year:.0f} CPU s", None),
        ("  our share of that", "<= 1/1,000", f"1/{a_year / ours_s:,.0f}", ours_s <= a_year / 1000),
        ("  equal to exactextract on the same pixels", "<= 1e-5", f"{off:.1e}", off <= 1e-5),
    ]


def country_rows(folder: Path, tiles: list[Path]) -> list[Line]:
    """What `seeingstars nightlights` does: from a year of tiles to the published tables of all areas, and again."""
    command = [sys.executable, __file__, str(folder), "--country", str(tiles[0].parent)]
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    what = f"a year over the Netherlands, {found['areas']:,} areas"
    return [
        (f"{what}: the areas prepared, {len(tiles)} tiles looked at", "", f"{found['plan_s']:.0f} wall s", None),
        (f"{what}: the tiles into the store, and summed", "", f"{found['sums_s']:.0f} wall s", None),
        (f"{what}: {found['rows']:,} values as Parquet, CSV, netCDF", "", f"{found['tables_s']:.0f} wall s", None),
        (f"{what}: all of it again, from what was kept", "", f"{found['again_s']:.0f} wall s", None),
        (f"{what}: most memory of the process", "< 2,000 MB", f"{found['mb']:,.0f} MB", found["mb"] < 2000),
    ]


def measure_country(folder: Path, tiles: Path, *, n_areas: int = N_AREAS) -> dict[str, float]:
    """Run in a process of its own: the steps of `night_areas.measure_areas`, each timed."""
    areas = neighbourhoods(n_areas)
    given = folder / "neighbourhoods.gpkg"
    names = [area.area_id for area in areas]
    gpd.GeoDataFrame({"area_id": names}, geometry=[area.shape for area in areas], crs="EPSG:4326").to_file(given)
    store, out = folder / "country", folder / "country-tables"
    times = [time.perf_counter()]
    made = plan(given, [tiles], store=store)
    times.append(time.perf_counter())
    done = do_parts(made)
    times.append(time.perf_counter())
    write_areas(made, done, store=store, out=out)
    times.append(time.perf_counter())
    measure_areas(given, [tiles], store=store, out=folder / "country-again")
    times.append(time.perf_counter())
    steps = dict(zip(("plan_s", "sums_s", "tables_s", "again_s"), np.diff(times).tolist(), strict=True))
    rows = pq.ParquetFile(out / "area_nights.parquet").metadata.num_rows
    return {"areas": len(areas), "rows": rows, **steps, "mb": resident_mb()}


if __name__ == "__main__":
    if "--country" in sys.argv:
        print(json.dumps(measure_country(Path(sys.argv[1]), Path(sys.argv[3]))))
    else:
        print(json.dumps(measure_in_memory(Path(sys.argv[1]))))
