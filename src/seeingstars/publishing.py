"""What a publication consists of: which products are made from which tables, and what its manifest tells."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from shutil import copyfile
from typing import Any

import pandas as pd
import xarray as xr

from seeingstars import __version__
from seeingstars.columns import STREAMS
from seeingstars.event import Event
from seeingstars.products import datasets, maps, night_table, page, rasters
from seeingstars.store.digests import sha256_of_file
from seeingstars.store.publication import read_json, write_json

# What can change a number; the rest of the environment stands in requirements.lock.
_LIBRARIES = (
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "xarray",
    "rasterio",
    "h5py",
    "shapely",
    "matplotlib",
    "exactextract",
)


def facts_of(
    event: Event, *, inputs: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], simulated: bool
) -> dict[str, Any]:
    """What a manifest says besides the outputs: nothing of the machine, the clock or the user.

    Parameters
    ----------
    event : Event
    inputs : notes of `collecting.input_note`
    settings : what the user chose
    simulated : whether any of it is simulated

    Returns
    -------
    dict
    """
    event_files = [
        {
            "file": f"event/{path.name}",
            "bytes": path.stat().st_size,
            "sha256": sha256_of_file(path),
            "kind": "event",
            "accepted": True,
        }
        for path in event.files
    ]
    return {
        "event": event.event_id,
        "simulated": simulated,
        "made_with": f"seeingstars {__version__}",
        "settings": dict(settings),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}},
        "inputs": [*event_files, *inputs],
    }


def write_products(readings: Path, nightlights: Path, comparison: Path, *, event: Event, folder: Path) -> None:
    """Make every product of an event in `folder`.

    Parameters
    ----------
    readings : path
        Table of readings with all columns.
    nightlights : path
        Cube of night lights; it need not be there.
    comparison : path
        Working folder of the comparison: ``result.json`` and the tables behind it.
    event : Event
    folder : path
        A folder that exists.
    """
    table = pd.read_parquet(readings)
    result = read_json(comparison / "result.json")
    site_nights = {stream: pd.read_parquet(comparison / f"{stream}-site_nights.parquet") for stream in STREAMS}
    differences = {stream: pd.read_parquet(comparison / f"{stream}-differences.parquet") for stream in STREAMS}
    cube = _loaded(nightlights)
    change = _loaded(comparison / "nightlights_change.nc")
    write_json(result, folder / "result.json")
    copyfile(comparison / "baseline.json", folder / "baseline.json")
    datasets.write_readings(table, folder, timezone=event.timezone)
    night_table.write_nights(
        folder / "nights.nc", site_nights=site_nights, differences=differences, result=result, event=event
    )
    if cube is not None and change is not None:
        rasters.write_nightlights(cube, folder / "nightlights.nc", simulated=result["simulated"])
        rasters.write_change(change, folder / "nightlights_change.tif", simulated=result["simulated"])
    pictures = maps.write_maps(
        folder / "maps", readings=table, differences=differences, cube=cube, result=result, event=event
    )
    page.write_page(folder / "index.html", result=result, event=event, pictures=pictures, readings=table, cube=cube)


def _loaded(path: Path) -> xr.Dataset | None:
    if not path.is_file():
        return None
    with xr.open_dataset(path, engine="h5netcdf") as stored:
        return stored.load()
