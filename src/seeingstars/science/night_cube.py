"""Science: the nights of one stream laid on one another: layers, times, and what a reader of the file must know."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from seeingstars.event import Event
from seeingstars.science.satellite_pass import INSIDE, NOT_KNOWN, OUTSIDE, in_window
from seeingstars.science.tile_mosaic import Grid, empty_of, mosaic
from seeingstars.science.tile_nights import TileNight
from seeingstars.science.tile_stream import RADIANCE, TileStream

IMAGE = "GeoTIFF"  # the product of an image that is no Black Marble tile

# What a night is to the event.
EVENT, BASELINE, EXCLUDED, TOO_FAR = "event", "baseline", "excluded", "out_of_range"

# Layers of the cube with their unit and meaning; those of `_BESIDE` come from the at-sensor tiles.
_LAYERS = {
    RADIANCE: ("nW cm-2 sr-1", "radiance of the night lights"),
    "valid": ("1", "whether there is a radiance"),
    "clear": ("1", "whether the pixel counts as clear"),
    "mandatory_quality_flag": ("1", "Mandatory_Quality_Flag as stored; 255 no retrieval"),
    "qf_cloud_mask": ("1", "QF_Cloud_Mask as stored; 65535 no mask"),
    "snow_flag": ("1", "Snow_Flag as stored; 255 not known"),
    "qf_dnb": ("1", "QF_DNB as stored; 65535 none"),
    "utc_time_hours": ("hour", "when the pixel was seen, hours of the UTC day of the tile"),
    "sensor_zenith_deg": ("degree", "angle of view from the zenith"),
}
_BESIDE = ("utc_time_hours", "sensor_zenith_deg")


def cube_of_nights(
    nights: Sequence[TileNight], *, grid: Grid, stream: TileStream, left_out: list[dict[str, str]], event: Event
) -> xr.Dataset:
    """The cube of these nights on that grid, ready for netCDF.

    Parameters
    ----------
    nights : sequence of TileNight
        In order of date, each night once.
    grid : Grid
    stream : TileStream
        From which they come.
    left_out : list of dict
        ``file``, ``en``, ``nl`` of each tile that is not in it.
    event : Event

    Returns
    -------
    xarray.Dataset
        As `nightlights.cube` says.
    """
    variables: dict[str, Any] = {}
    for name, (units, long_name) in _LAYERS.items():
        layers = [mosaic(one.beside if name in _BESIDE else one.tiles, name, grid=grid) for one in nights]
        dtype = next((layer.dtype for layer in layers if layer is not None), None)
        if dtype is not None:
            empty = np.full((grid.n_y, grid.n_x), empty_of(dtype), dtype=dtype)
            stack = np.stack([empty if layer is None else layer for layer in layers])
            variables[name] = (("night", "y", "x"), stack, {"units": units, "long_name": long_name})
    variables |= _by_night(nights, event)
    cube = xr.Dataset(variables, coords=_coordinates(nights, grid), attrs=_attributes(stream, nights, left_out))
    return _ready_for_netcdf(cube)


def _by_night(nights: Sequence[TileNight], event: Event) -> dict[str, Any]:
    inside = [in_window(one.first, one.last, night=one.night, event=event) for one in nights]
    role = [_role(one.night, event) for one in nights]
    return {
        "tile_date": ("night", [one.day.isoformat() for one in nights], {"long_name": "UTC day of the tile"}),
        "night_role": ("night", role, {"long_name": "event, baseline, excluded by name, or out_of_range of days"}),
        "pass_time_utc": (
            "night",
            _moments([one.middle for one in nights]),
            {"long_name": "median time of the pixels"},
        ),
        "pass_first_utc": ("night", _moments([one.first for one in nights]), {"long_name": "time of the first pixel"}),
        "pass_last_utc": ("night", _moments([one.last for one in nights]), {"long_name": "time of the last pixel"}),
        "pass_time_basis": ("night", [one.basis for one in nights], {"long_name": "how the time of the pass is known"}),
        "in_window": (
            "night",
            np.array(inside, dtype=np.int8),
            {
                "long_name": "whether the pass fell in the lights-off hours of the clock",
                "flag_values": np.array([NOT_KNOWN, OUTSIDE, INSIDE], dtype=np.int8),
                "flag_meanings": "not_known no yes",
            },
        ),
        "source_files": ("night", [_files(one) for one in nights], {"long_name": "files of the night"}),
    }


def _files(one: TileNight) -> str:
    return " ".join(dict.fromkeys(tile.attrs["source_file"] for tile in (*one.tiles, *one.beside)))


def _role(night: date, event: Event) -> str:
    if night == event.night:
        return EVENT
    rule, days = event.baseline, (night - event.night).days
    if night in {exclusion.night for exclusion in rule.exclude}:
        return EXCLUDED
    return BASELINE if -rule.days_before <= days <= rule.days_after else TOO_FAR


def _moments(moments: Sequence[datetime | None]) -> NDArray[np.datetime64]:
    # netCDF knows no time zones: the names of these variables say UTC.
    naive = [None if moment is None else moment.astimezone(UTC).replace(tzinfo=None) for moment in moments]
    return np.array(naive, dtype="datetime64[us]").astype("datetime64[ns]")


def _coordinates(nights: Sequence[TileNight], grid: Grid) -> dict[str, Any]:
    evening = np.array([one.night for one in nights], dtype="datetime64[D]").astype("datetime64[ns]")
    east = {"units": "degrees_east", "standard_name": "longitude", "long_name": "centre of the pixel"}
    north = {"units": "degrees_north", "standard_name": "latitude", "long_name": "centre of the pixel"}
    return {
        "night": ("night", evening, {"standard_name": "time", "long_name": "local date of the evening"}),
        "latitude_deg": ("y", grid.latitude_deg, north),
        "longitude_deg": ("x", grid.longitude_deg, east),
    }


def _attributes(stream: TileStream, nights: Sequence[TileNight], left_out: list[dict[str, str]]) -> dict[str, Any]:
    tiles = [tile for one in nights for tile in one.tiles]
    simulated = any(tile.attrs["is_simulated"] for tile in tiles)
    source, licence = _source(stream, simulated=simulated)
    return {
        "Conventions": "CF-1.11",
        "title": "SIMULATED / GESIMULEERD: night lights over the event" if simulated else "Night lights over the event",
        "is_simulated": int(simulated),
        "product": stream.product,
        "collection": stream.collection,
        "platform": stream.platform,
        "layer": tiles[0].attrs["layer"],
        "clear_definition": tiles[0].attrs["clear_definition"],
        "cloud_is_known": int(stream.product != IMAGE),
        "tiles": " ".join(sorted({tile.attrs["tile"] for tile in tiles})),
        "source": source,
        "licence": licence,
        "left_out": json.dumps(left_out, ensure_ascii=False),
    }


def _source(stream: TileStream, *, simulated: bool) -> tuple[str, str]:
    if simulated:
        return f"SIMULATED / GESIMULEERD, in the layout of {stream.product}", ""
    if stream.product == IMAGE:
        return f"{IMAGE} ({stream.platform})", ""
    return f"NASA Black Marble {stream.product}.{stream.collection} ({stream.platform})", "open; cite NASA LAADS DAAC"


def _ready_for_netcdf(cube: xr.Dataset) -> xr.Dataset:
    for name in cube.variables:
        encoding: dict[str, Any] = {}
        kind = cube[name].dtype.kind
        if kind == "M":
            unit = "days" if name == "night" else "microseconds"
            encoding = {"units": f"{unit} since 1970-01-01", "calendar": "standard", "dtype": "int64"}
        elif kind in "biuf":
            # A fill value would make readers turn flags into floats, and coordinates have none.
            encoding = {"_FillValue": np.nan if name in (RADIANCE, *_BESIDE) else None}
        if cube[name].ndim == 3:
            encoding |= {"zlib": True, "complevel": 1, "shuffle": True}
        cube[name].encoding = encoding
    return cube
