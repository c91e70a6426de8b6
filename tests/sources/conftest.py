"""Small tiles in the layout of true Black Marble files, written by hand for the tests of the reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

SIZE = 2400
GRIDS = {"001": "VNP_Grid_DNB", "002": "VIIRS_Grid_DNB_2d"}
# dtype, fill, scale of the layers as they stand in true files.
STORED = {
    "Mandatory_Quality_Flag": ("u1", 255, None),
    "QF_Cloud_Mask": ("u2", 65535, None),
    "Snow_Flag": ("u1", 255, None),
    "QF_DNB": ("u2", 65535, None),
    "UTC_Time": ("f4", -999.9, 1.0),
    "Sensor_Zenith": ("i2", -32768, 0.01),
}


def write_tile(
    folder: Path,
    layers: dict[str, Any],
    *,
    product: str = "VNP46A2",
    tile: str = "h18v03",
    day: date = date(2022, 9, 26),
    collection: str = "001",
    at: tuple[int, int] = (0, 0),
    name: str | None = None,
    attributes: dict[str, Any] | None = None,
    structure: str | None = None,
    grid: str | None = None,
    axes: str | None = None,
    layer_attributes: dict[str, dict[str, Any]] | None = None,
) -> Path:
    """A tile whose layers hold the given stored numbers from row and column `at` on, and fill elsewhere.

    `attributes` replaces root attributes (None takes one away); `axes` adds lat and lon as corners or centres.
    """
    name = name or f"{product}.A{day:%Y%j}.{tile}.{collection}.{day + timedelta(days=8):%Y%j}114623.h5"
    column, row = int(tile[1:3]), int(tile[4:6])
    west, north = column * 10 - 180, 90 - row * 10
    grid = grid or (GRIDS[collection] if product[-1] in "12" else "VIIRS_Grid_DNB_2d")
    path = folder / name
    with h5py.File(path, "w") as file:
        _write_root(file, product, tile, day, collection, attributes or {})
        fields = file.create_group(f"HDFEOS/GRIDS/{grid}/Data Fields")
        for layer, values in layers.items():
            _write_layer(fields, layer, np.atleast_2d(values), at, collection, (layer_attributes or {}).get(layer, {}))
        if axes:
            half = 0.5 / 240 if axes == "centres" else 0.0
            steps = np.arange(SIZE) / 240
            fields["lat"], fields["lon"] = north - half - steps, west + half + steps
        if structure is None:
            structure = struct_metadata(grid, west, north)
        if structure:
            file.create_group("HDFEOS INFORMATION").create_dataset("StructMetadata.0", data=np.bytes_(structure))
    return path


def struct_metadata(grid: str, west: float, north: float) -> str:
    """The part of StructMetadata that places the grid, with its corners as packed degrees."""
    corners = [f"({x * 1e6:.6f},{y * 1e6:.6f})" for x, y in ((west, north), (west + 10, north - 10))]
    return (
        f'GROUP=GRID_1\n\tGridName="{grid}"\n\tXDim=2400\n\tYDim=2400\n'
        f"\tUpperLeftPointMtrs={corners[0]}\n\tLowerRightMtrs={corners[1]}\nEND_GROUP=GRID_1\n"
    )


def _write_root(file: h5py.File, product: str, tile: str, day: date, collection: str, changed: dict[str, Any]) -> None:
    first = day.isoformat()
    said = {
        "ShortName": product,
        "TileID": f"610{tile[1:3]}0{tile[4:6]}",
        "HorizontalTileNumber": tile[1:3],
        "VerticalTileNumber": tile[4:6],
        "VersionID": collection,
        "RangeBeginningDate": first,
        "RangeEndingDate": first,
        "DayNightFlag": "Day",
        **changed,
    }
    for key, value in said.items():
        if value is not None:
            file.attrs[key] = np.bytes_(value) if isinstance(value, str) else value


def _write_layer(
    fields: h5py.Group, layer: str, values: np.ndarray, at: tuple[int, int], collection: str, changed: dict[str, Any]
) -> None:
    radiance = ("u2", 65535, 0.1) if collection == "001" else ("f4", -999.9, 1.0)
    dtype, fill, scale = STORED.get(layer, radiance)
    dataset = fields.create_dataset(
        layer, (SIZE, SIZE), dtype=dtype, chunks=(100, SIZE), compression="gzip", fillvalue=np.array(fill, dtype)[()]
    )
    dataset[at[0] : at[0] + values.shape[0], at[1] : at[1] + values.shape[1]] = values.astype(dtype)
    said = {"_FillValue": np.array([fill], dtype), "units": np.bytes_("nWatts/(cm^2 sr) \n")}
    if scale is not None:
        said |= {"scale_factor": np.array([scale]), "offset": np.array([0.0])}
    for key, value in {**said, **changed}.items():
        if value is not None:
            dataset.attrs[key] = value


@pytest.fixture
def make_tile(tmp_path: Path) -> Callable[..., Path]:
    """Write a tile into the folder of the test; see `write_tile`."""

    def make(layers: dict[str, Any], **options: Any) -> Path:
        return write_tile(options.pop("folder", tmp_path), layers, **options)

    return make
