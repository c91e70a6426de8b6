"""Black Marble tiles of the made-up town: VNP46A2 and VNP46A1, a pair a night, in the layout of true tiles."""

from __future__ import annotations

import zlib
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from seeingstars.rehearsal.black_marble_layout import (
    AXIS_CHUNKS,
    CHUNK_ROWS,
    GRID,
    SIZE,
    TILE,
    Field,
    attributes_of,
    axes_of_tile,
    fields_a1,
    fields_a2,
    root_attributes,
    struct_metadata,
)
from seeingstars.rehearsal.made_up_lights import COLUMNS, ROWS, Pass, lights_map, pass_of
from seeingstars.rehearsal.made_up_town import SAID
from seeingstars.rehearsal.sky_model import MadeUpSky, Night

# Real numbers or flags on the written pixels, or one number for all of them; NaN is fill.
Values = NDArray[np.float64] | float
_SHAPE = (ROWS.stop - ROWS.start, COLUMNS.stop - COLUMNS.start)


def write_black_marble(folder: Path, sky: MadeUpSky) -> list[Path]:
    """Two tiles a night; the pass after the evening of a night stands in the tile of the next UTC day.

    Parameters
    ----------
    folder : path
        An existing folder.
    sky : MadeUpSky
        Its settings give the collection.

    Returns
    -------
    list of paths
        A2 and A1 of each night, in order of the nights.

    Notes
    -----
    Only the chunks around the town exist; all else reads as fill.
    """
    lights = lights_map()
    collection = sky.settings.nightlights_collection
    paths = []
    for night in sky.nights:
        one = pass_of(night, lights)
        paths.append(
            _write_tile(folder, "VNP46A2", collection, night, fields_a2(collection), _values_a2(one, collection))
        )
        paths.append(_write_tile(folder, "VNP46A1", collection, night, fields_a1(collection), _values_a1(one, night)))
    return paths


def _values_a2(one: Pass, collection: int) -> dict[str, Values]:
    retrieved = one.is_retrieved
    # Collection 1 has a class between high and poor, the ephemeral lights; collection 2 has not.
    poor = np.where(one.doubt > 0.99, 2.0, 1.0) if collection == 1 else 1.0
    quality = np.where(one.doubt > 0.97, poor, 0.0)
    up = max(0.0, float(np.cos(np.radians(one.moon_zenith_deg))))
    return {
        "DNB_BRDF-Corrected_NTL": np.where(retrieved, one.seen, np.nan),
        "DNB_Lunar_Irradiance": round(100.0 * up * max(0.0, np.cos(np.radians(one.moon_phase_deg / 2))), 1),
        "Gap_Filled_DNB_BRDF-Corrected_NTL": np.where(retrieved, one.seen, one.earlier),
        "Latest_High_Quality_Retrieval": np.where(retrieved, 0.0, 3.0),
        "Mandatory_Quality_Flag": np.where(retrieved, quality, np.nan),
        "QF_Cloud_Mask": one.cloud_mask.astype(np.float64),
        "Snow_Flag": 0.0,
    }


def _values_a1(one: Pass, night: Night) -> dict[str, Values]:
    cloudy = one.cloud_class / 3.0
    seen = one.seen * (1.0 - 0.6 * cloudy)
    # The scan goes from north to south: later rows are seen a little later.
    along_track = np.arange(ROWS.stop - ROWS.start)[:, None] * 0.068 / 3600.0
    kelvin = np.round(273.15 + night.enclosure_c - 25.0 * cloudy)
    return {
        "DNB_At_Sensor_Radiance_500m": seen,
        "DNB_At_Sensor_Radiance": seen,
        "Glint_Angle": 90.0,
        "Lunar_Azimuth": -120.0,
        "Lunar_Zenith": round(one.moon_zenith_deg, 2),
        "Moon_Illumination_Fraction": round(50.0 * (1 + np.cos(np.radians(one.moon_phase_deg))), 2),
        "Moon_Phase_Angle": round(one.moon_phase_deg, 2),
        "Sensor_Azimuth": 100.0,
        "Sensor_Zenith": round(one.sensor_zenith_deg, 2),
        "Solar_Azimuth": 40.0,
        "Solar_Zenith": round(one.sun_zenith_deg, 2),
        **{f"BrightnessTemperature_{band}": kelvin for band in ("M12", "M13", "M15", "M16")},
        "Granule": 1.0,
        "QF_Cloud_Mask": one.cloud_mask.astype(np.float64),
        "QF_DNB": 0.0,
        "UTC_Time": np.broadcast_to(one.utc_hours + along_track, one.seen.shape),
    }


def _write_tile(
    folder: Path, product: str, collection: int, night: Night, fields: tuple[Field, ...], values: dict[str, Values]
) -> Path:
    day = night.evening + timedelta(days=1)
    path = folder / tile_name(product, collection, day)
    with h5py.File(path, "w") as tile:
        for key, value in root_attributes(product, collection, path.name, day, SAID).items():
            tile.attrs[key] = value
        tile.create_group("HDFEOS/ADDITIONAL/FILE_ATTRIBUTES")
        group = tile.create_group(f"HDFEOS/GRIDS/{GRID[collection]}/Data Fields")
        for field in fields:
            _write_field(group, field, values[field.name])
        if collection == 2:
            for name, axis in axes_of_tile().items():
                group.create_dataset(name, data=axis, chunks=AXIS_CHUNKS, compression="gzip")
        information = tile.create_group("HDFEOS INFORMATION")
        information.attrs["HDFEOSVersion"] = np.array(b"HDFEOS_5.1.15", dtype="S32")
        information.create_dataset("StructMetadata.0", data=struct_metadata(collection, fields))
    return path


def tile_name(product: str, collection: int, day: date) -> str:
    """Name of a tile, with a production time eight days later.

    Examples
    --------
    >>> tile_name("VNP46A2", 1, date(2022, 9, 26))
    'VNP46A2.A2022269.h18v03.001.2022277114623.h5'
    """
    made = day + timedelta(days=8)
    return f"{product}.A{day:%Y%j}.{TILE}.{collection:03d}.{made:%Y%j}114623.h5"


def _write_field(group: h5py.Group, field: Field, values: Values) -> None:
    dataset = group.create_dataset(
        field.name,
        shape=(SIZE, SIZE),
        dtype=field.dtype,
        chunks=(CHUNK_ROWS, SIZE),
        compression="gzip",
        compression_opts=8,
        fillvalue=np.array(field.fill, dtype=field.dtype)[()],
    )
    for key, value in attributes_of(field).items():
        dataset.attrs[key] = value
    for first in range(ROWS.start // CHUNK_ROWS * CHUNK_ROWS, ROWS.stop, CHUNK_ROWS):
        if isinstance(values, np.ndarray):
            packed = _packed_chunk(field, values, first)
        else:
            packed = _packed_constant(field, float(values), first)
        # Packed here at the fastest level: the same values in 0.6 of the time that the library takes.
        dataset.id.write_direct_chunk((first, 0), packed)


@lru_cache(maxsize=256)
def _packed_constant(field: Field, value: float, first: int) -> bytes:
    return _packed_chunk(field, np.full(_SHAPE, value), first)


def _packed_chunk(field: Field, values: NDArray[np.float64], first: int) -> bytes:
    """One chunk of the tile from its row `first` on, as it stands on disk."""
    top, bottom = max(first, ROWS.start), min(first + CHUNK_ROWS, ROWS.stop)
    chunk = np.full((CHUNK_ROWS, SIZE), field.fill, dtype=field.dtype)
    chunk[top - first : bottom - first, COLUMNS] = _stored(field, values)[top - ROWS.start : bottom - ROWS.start]
    return zlib.compress(chunk.tobytes(), 1)


def _stored(field: Field, values: NDArray[np.float64]) -> NDArray[np.generic]:
    """The numbers as they stand in the file: scaled, rounded and with fill for NaN."""
    if field.dtype == "<f4":
        return np.where(np.isnan(values), field.fill, values).astype(field.dtype)
    scaled = np.round((values - field.offset) / (field.scale or 1.0))
    return np.where(np.isnan(values), field.fill, scaled).astype(field.dtype)
