"""This project's side of the night lights benchmark: one request a line, one answer a line, in a process of its own.

Started by bench_nightlights.py, anew for each cold run, so that nothing is ready but the imports.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import xarray as xr
from shapely import total_bounds

from nightlights_areas import LEIDEN, disc, town_and_ring
from seeingstars.event import Area, Text
from seeingstars.science.area_coverage import Coverage, coverage_of
from seeingstars.science.area_series import AreaSeries, area_series
from seeingstars.science.tile_mosaic import Grid, grid_of
from seeingstars.sources import black_marble_chunks, black_marble_layers
from seeingstars.sources.black_marble import read_tile, window_of
from seeingstars.store.night_store import read_nights

LIGHTS, QUALITY = "DNB_BRDF-Corrected_NTL", "Mandatory_Quality_Flag"


def bounds(areas: list[Area]) -> tuple[float, float, float, float]:
    west, south, east, north = total_bounds([area.shape for area in areas])
    return float(west), float(south), float(east), float(north)


def from_tiles(files: list[Path], areas: list[Area], layers: list[str] | None) -> AreaSeries:
    """Tiles to areas, tile by tile; the shares of the pixels are worked out at the first."""
    box, parts = bounds(areas), []
    coverage: Coverage | None = None
    for path in files:
        tile = read_tile(path, box=box, layers=layers)
        if coverage is None:
            coverage = coverage_of(areas, grid=grid_of(tile["longitude_deg"].values, tile["latitude_deg"].values))
        lights = tile["radiance_nw_cm2_sr"].values.ravel()[coverage.pixels]
        used = tile["clear"].values if layers is None else tile["mandatory_quality_flag"].values != 255
        lights[~used.ravel()[coverage.pixels]] = np.nan
        parts.append(area_series(lights[:, None], coverage=coverage))
    whole = parts[0].whole
    return AreaSeries(np.hstack([p.light for p in parts]), np.hstack([p.covered for p in parts]), whole)


def cold_two_layers(files: list[Path]) -> list[list[float]]:
    return _rows(from_tiles(files, list(town_and_ring()), [LIGHTS, QUALITY]))


def cold_all_layers(files: list[Path]) -> list[list[float]]:
    return _rows(from_tiles(files, list(town_and_ring()), None))


def cold_by_h5py(files: list[Path]) -> list[list[float]]:
    """The same, each window read by h5py itself."""
    black_marble_layers.stored_window = lambda dataset, *, rows, columns: h5py.Dataset(dataset)[rows, columns]
    try:
        return cold_two_layers(files)
    finally:
        black_marble_layers.stored_window = black_marble_chunks.stored_window


def floor(files: list[Path]) -> list[list[float]]:
    """The bytes of the touched chunks of the same two layers, and nothing done with them."""
    return [[float(sum(len(chunk) for path in files for chunk in _touched_chunks(path)))]]


def floor_unpacked(files: list[Path]) -> list[list[float]]:
    """The same bytes unpacked, and nothing more: what any reader takes that unpacks with this library."""
    unpack = black_marble_chunks._ZLIB.decompress
    return [[float(sum(len(unpack(chunk)) for path in files for chunk in _touched_chunks(path)))]]


@lru_cache(maxsize=1)
def _ring_box() -> tuple[float, float, float, float]:
    return bounds(list(town_and_ring()))


def _touched_chunks(path: Path) -> Iterator[bytes]:
    rows, _ = window_of("h18v03", _ring_box(), file=path.name)
    with h5py.File(path, "r") as file:
        (grid,) = file["HDFEOS/GRIDS"].values()
        for name in (LIGHTS, QUALITY):
            layer = grid["Data Fields"][name].id
            for row in range(rows.start // 100 * 100, rows.stop, 100):
                yield layer.read_direct_chunk((row, 0))[1]


def question(store: list[Path]) -> list[list[float]]:
    """A year of one area of 3 km from the store, from its path to numbers: shares, reading and sums."""
    area = [Area("town", "lights_off", Text("", ""), disc(*LEIDEN, 3))]
    nights = read_nights(store[0], box=bounds(area), layers=["radiance_nw_cm2_sr", "mandatory_quality_flag"])
    coverage = coverage_of(area, grid=grid_of(nights["longitude_deg"].values, nights["latitude_deg"].values))
    lights, flag = (nights[name].values for name in ("radiance_nw_cm2_sr", "mandatory_quality_flag"))
    there = np.where(flag != 255, lights, np.nan).reshape(len(lights), -1).T[coverage.pixels]
    return _rows(area_series(there, coverage=coverage))


def _rows(series: AreaSeries) -> list[list[float]]:
    return [[float(mean) for mean in night] for night in series.mean_radiance_nw_cm2_sr.T]


def country_grid(areas: list[Area]) -> Grid:
    west, south, east, north = bounds(areas)
    column, row = int(np.floor(west * 240)), int(np.floor((60 - north) * 240))
    n_x, n_y = int(np.ceil(east * 240)) - column, int(np.ceil((60 - south) * 240)) - row
    return Grid((column + 0.5) / 240, 60 - (row + 0.5) / 240, 1 / 240, 1 / 240, n_x, n_y)


WORK: dict[str, Callable[[list[Path]], list[list[float]]]] = {
    "two layers": cold_two_layers,
    "all layers": cold_all_layers,
    "h5py": cold_by_h5py,
    "floor": floor,
    "floor unpacked": floor_unpacked,
    "question": question,
}


def resident_mb(which: str = "VmHWM") -> float:
    """Most memory (VmHWM) or memory now (VmRSS) of this process [MB]; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0.0
    return next(float(line.split()[1]) / 1e3 for line in status.read_text().splitlines() if line.startswith(which))


def forget_peak() -> None:
    """Start counting the most memory anew, where the system lets us."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def main() -> None:
    xr.Dataset({"a": ("x", [0.0])})  # xarray imports dask and more at its first table: an import like the others
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        request: dict[str, Any] = json.loads(line)
        files = [Path(name) for name in request["files"]]
        forget_peak()
        before, wall, cpu = resident_mb("VmRSS"), time.perf_counter(), time.process_time()
        means = WORK[request["peer"]](files)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(json.dumps({"wall": wall, "cpu": cpu, "means": means, "mb": resident_mb() - before}), flush=True)


if __name__ == "__main__":
    main()
