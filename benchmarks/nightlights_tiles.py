"""Tiles for the night lights benchmark: the layout of genuine ones, filled from edge to edge, and as hard to unpack.

Four pictures of lights and clouds are drawn and packed once; each night holds one of them under its own name and
attributes. The size of a tile is printed beside that of a genuine one.

Collection 1: a genuine VNP46A2 of 17 October 2022 (tile h31v04, 82 % of the radiance is fill) is 2,153,735 bytes, in
chunks of (100, 2400) gzipped at level 8 without shuffling; a made one is larger, so harder to unpack.

Collection 2: no genuine file was at hand. What is known of one: VNP46A2.A2025087.h27v06.002.2025095151403.h5 is
34,468,952 bytes (a public audit of that file, with its SHA-256), its layers are float32 with scale 1 and fill
-999.90002 (gdalinfo of other public tiles), it has lat and lon of one dimension, and is produced over land and water
alike (LAADS DAAC, page of VNP46A2 v2.0). How its numbers are chunked and packed is not known; they are made as in
collection 1. Nor is it said how many digits the radiances have, but three float layers in steps of 0.1 would pack
into a few MB (the benchmark prints such a tile too), so 34 MB speaks for full precision, and that is what is judged.
"""

from __future__ import annotations

import zlib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, zoom

from seeingstars.rehearsal.black_marble_layout import (
    AXIS_CHUNKS,
    CHUNK_ROWS,
    GRID,
    SIZE,
    Field,
    attributes_of,
    axes_of_tile,
    fields_a2,
    root_attributes,
    struct_metadata,
)
from seeingstars.rehearsal.write_black_marble import tile_name

N_PICTURES = 4
FIRST_DAY = date(2022, 1, 1)


def field_of_blobs(rng: np.random.Generator, size_px: float, shape: tuple[int, int] = (SIZE, SIZE)) -> NDArray[Any]:
    """A smooth random field with blobs of about that size, mean 0 and standard deviation 1."""
    step = max(1, int(size_px / 4))
    coarse = gaussian_filter(rng.standard_normal((shape[0] // step + 9, shape[1] // step + 9)), 4)
    fine = zoom(coarse, step, order=1)[: shape[0], : shape[1]].astype(np.float32)
    return (fine - fine.mean()) / fine.std()


def lights(rng: np.random.Generator) -> NDArray[Any]:
    """Steady lights over the tile: dim land, and towns that shine [nW cm-2 sr-1]."""
    towns = np.exp(1.6 * field_of_blobs(rng, 40) + 0.5 * field_of_blobs(rng, 8))
    return (0.25 + 0.2 * towns).astype(np.float32)


def picture(
    steady: NDArray[Any], land: NDArray[Any], rng: np.random.Generator, *, collection: int
) -> dict[str, NDArray[Any]]:
    """What the layers of one night hold, in their units; NaN is fill."""
    weather = field_of_blobs(rng, 160) + 0.35 * field_of_blobs(rng, 12)
    sky = np.digitize(weather, [-0.85, -0.65, -0.4]).astype(np.uint16)  # 0 confidently clear .. 3 confidently cloudy
    seen = sky == 0
    grain = rng.standard_normal((SIZE, SIZE)).astype(np.float32)
    cirrus = field_of_blobs(rng, 40) + 0.5 * grain > 0.8
    tonight = np.maximum(0, steady * np.exp(0.1 * grain))
    poor = 2.0 if collection == 1 else 1.0
    quality = np.where(rng.random((SIZE, SIZE), dtype=np.float32) > 0.98, poor, 0.0)
    filled = np.where(land | (collection == 2), np.maximum(0, steady * np.exp(0.02 * grain)), np.nan)
    earlier = np.clip(np.round(np.abs(field_of_blobs(rng, 40)) * 12), 1, 60)
    return {
        "DNB_BRDF-Corrected_NTL": np.where(seen, tonight, np.nan),
        "DNB_Lunar_Irradiance": np.where(seen, 12.3, np.nan),
        "Gap_Filled_DNB_BRDF-Corrected_NTL": np.where(seen, tonight, filled),
        "Latest_High_Quality_Retrieval": np.where(seen, 0.0, np.where(land | (collection == 2), earlier, np.nan)),
        "Mandatory_Quality_Flag": np.where(seen, quality, np.nan),
        "QF_Cloud_Mask": (np.where(land, 0b010, 0b110) | 0b110000 | sky << 6 | cirrus.astype(np.uint16) << 9),
        "Snow_Flag": np.where(field_of_blobs(rng, 200) > 2.2, 1.0, 0.0),
    }


def stored(field: Field, values: NDArray[Any], *, step: float | None = None) -> NDArray[Any]:
    """The numbers as they stand in the file; floats in steps where one is given."""
    if field.dtype == "<f4":
        values = values if step is None else np.round(values / step) * step
        return np.where(np.isnan(values), field.fill, values).astype(field.dtype)
    scaled = np.round((values - field.offset) / (field.scale or 1.0))
    return np.where(np.isnan(scaled), field.fill, scaled).astype(field.dtype)


def packed_pictures(
    collection: int, *, step: float | None = None, n_pictures: int = N_PICTURES, seed: int = 1
) -> list[dict[str, list[bytes]]]:
    """The chunks of each layer of each picture, as they stand on disk."""
    rng = np.random.default_rng(seed)
    steady, land = lights(rng), field_of_blobs(rng, 300) > -0.2
    packed = []
    for _ in range(n_pictures):
        layers = picture(steady, land, rng, collection=collection)
        one = {}
        for field in fields_a2(collection):
            numbers = stored(field, np.asarray(layers[field.name], dtype=np.float64), step=step)
            rows = range(0, SIZE, CHUNK_ROWS)
            one[field.name] = [zlib.compress(numbers[row : row + CHUNK_ROWS].tobytes(), 6) for row in rows]
        packed.append(one)
    return packed


def write_tiles(folder: Path, collection: int, n_nights: int, packed: list[dict[str, list[bytes]]]) -> list[Path]:
    """One tile a night, from the first day on."""
    folder.mkdir(parents=True, exist_ok=True)
    fields = fields_a2(collection)
    structure = struct_metadata(collection, fields)
    paths = []
    for night in range(n_nights):
        day = FIRST_DAY + timedelta(days=night)
        path = folder / tile_name("VNP46A2", collection, day)
        with h5py.File(path, "w") as tile:
            for key, value in root_attributes("VNP46A2", collection, path.name, day, "SIMULATED").items():
                tile.attrs[key] = value
            group = tile.create_group(f"HDFEOS/GRIDS/{GRID[collection]}/Data Fields")
            for field in fields:
                _write_layer(group, field, packed[night % len(packed)][field.name])
            if collection == 2:
                for name, axis in axes_of_tile().items():
                    group.create_dataset(name, data=axis, chunks=AXIS_CHUNKS, compression="gzip")
            tile.create_group("HDFEOS INFORMATION").create_dataset("StructMetadata.0", data=structure)
        paths.append(path)
    return paths


def _write_layer(group: h5py.Group, field: Field, chunks: list[bytes]) -> None:
    dataset = group.create_dataset(
        field.name, shape=(SIZE, SIZE), dtype=field.dtype, chunks=(CHUNK_ROWS, SIZE),
        compression="gzip", compression_opts=8, fillvalue=np.array(field.fill, dtype=field.dtype)[()],
    )  # fmt: skip
    for key, value in attributes_of(field).items():
        dataset.attrs[key] = value
    for index, chunk in enumerate(chunks):
        dataset.id.write_direct_chunk((index * CHUNK_ROWS, 0), chunk)
