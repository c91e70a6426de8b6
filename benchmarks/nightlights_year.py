"""A year of tiles into the store of nights, month by month, for the night lights benchmark."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import xarray as xr
from shapely import total_bounds

from nightlights_areas import town_and_ring
from seeingstars.sources.black_marble import read_tile
from seeingstars.store.night_store import append_nights, settle_nights

Box = tuple[float, float, float, float]
LAYERS = ("radiance_nw_cm2_sr", "clear", "mandatory_quality_flag", "qf_cloud_mask", "snow_flag")


def ring_box() -> Box:
    west, south, east, north = total_bounds([area.shape for area in town_and_ring()])
    return float(west), float(south), float(east), float(north)


def cube_of_tiles(paths: list[Path], box: Box) -> xr.Dataset:
    """Windows of tiles laid on one another, as the store takes them; the night is named by the UTC day of the tile."""
    tiles = [read_tile(path, box=box) for path in paths]
    layers = {name: (("night", "y", "x"), np.stack([tile[name].values for tile in tiles])) for name in LAYERS}
    return xr.Dataset(
        {**layers, "source_files": ("night", [path.name for path in paths])},
        coords={
            "night": np.array([tile.attrs["date"] for tile in tiles], dtype="datetime64[D]").astype("datetime64[ns]"),
            "latitude_deg": ("y", tiles[0]["latitude_deg"].values),
            "longitude_deg": ("x", tiles[0]["longitude_deg"].values),
        },
        attrs={key: tiles[0].attrs[key] for key in ("product", "collection", "platform", "is_simulated")},
    )


def build_store(store: Path, tiles: list[Path], *, box: Box | None = None) -> float:
    """Seconds from tiles to a settled store."""
    start = time.perf_counter()
    for first in range(0, len(tiles), 30):
        append_nights(store, cube_of_tiles(tiles[first : first + 30], box or ring_box()))
    settle_nights(store)
    return time.perf_counter() - start
