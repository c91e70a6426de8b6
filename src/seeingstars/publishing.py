"""What a publication consists of: which products are made from which tables, and what its manifest tells."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from shutil import copyfile
from typing import Any

import pandas as pd
import xarray as xr

from seeingstars import __version__
from seeingstars.columns import STREAMS, Stream
from seeingstars.event import Event
from seeingstars.neighbourhood_products import neighbourhood_pages, write_neighbourhood_products
from seeingstars.products import (
    class_set,
    datasets,
    maps,
    night_table,
    prints,
    rasters,
    reading_points,
    reproduce_notebook,
    site_pages,
)
from seeingstars.products.described import DESCRIPTIONS
from seeingstars.products.maps import Picture
from seeingstars.products.site_map import BaseMap, Tiles
from seeingstars.products.words import LANGUAGES
from seeingstars.skies.sky_products import write_sky
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


@dataclass(frozen=True)
class Backdrop:
    """What lies under the map of the site, if the user asks for it: a file of theirs, or images from the internet.

    ``credit`` names the source of the file; where it is empty OpenStreetMap's is taken for an ``.osm.pbf``, and else the
    name of the file. ``tiles`` is an address with {z}, {x} and {y}, asked only when a reader ticks a box.
    """

    file: Path | None = None
    credit: str = ""
    tiles: str = ""
    tiles_credit: str = ""


def write_products(
    readings: Path,
    nightlights: Path,
    comparison: Path,
    *,
    event: Event,
    folder: Path,
    backdrop: Backdrop | None = None,
    address: str | None = None,
) -> None:
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
    backdrop : what lies under the map of the site; None for nothing
    address : where this publication will stand on the web, for the code on the posters; None if nowhere
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
    reading_points.write_points(table, folder)
    reproduce_notebook.write_notebook(folder)
    class_set.write_class_set(
        folder, readings=table, site_nights=site_nights, event=event, simulated=result["simulated"]
    )
    night_table.write_nights(
        folder / "nights.nc", site_nights=site_nights, differences=differences, result=result, event=event
    )
    if cube is not None and change is not None:
        cube, change = with_pass_words(cube, change, result=result, event=event)
        rasters.write_nightlights(cube, folder / "nightlights.nc", simulated=result["simulated"])
        rasters.write_change(change, folder / "nightlights_change.tif", simulated=result["simulated"])
    by_neighbourhood = write_neighbourhood_products(table, folder, cube=cube, result=result, event=event)
    pictures = maps.write_maps(
        folder / "maps",
        readings=table,
        differences=differences,
        cube=cube,
        result=result,
        event=event,
        change=change,
        site_nights=site_nights,
    )
    write_sky(folder / "sky", readings=table, result=result, event=event, site_nights=site_nights)
    pictures += _sky_pictures(folder / "sky")
    prints.write_prints(
        folder / "prints",
        result=result,
        event=event,
        pictures=pictures,
        readings=table,
        site_nights=site_nights[Stream.PHOTOMETER],
        address=address,
    )
    # The site comes last, for it lists every file with its size.
    site_pages.write_site(
        folder,
        result=result,
        event=event,
        pictures=pictures,
        readings=table,
        site_nights=site_nights[Stream.PHOTOMETER],
        cube=cube,
        change=change,
        base=_base_map(backdrop, event),
        tiles=_tiles(backdrop),
        neighbourhoods=neighbourhood_pages(by_neighbourhood, event=event),
        coming=("manifest.json", *DESCRIPTIONS),
    )


def _sky_pictures(folder: Path) -> list[Picture]:
    """The pictures of the sky as the site shows them, with the words that stand in their notes."""
    words = read_json(folder / "sky.json")["alternative_text"]
    return [
        Picture(
            "sky",
            language,
            folder / f"sky-{language}.png",
            folder / f"sky-{language}.svg",
            words[language],
            "caption_sky",
        )
        for language in LANGUAGES
    ]


def _base_map(backdrop: Backdrop | None, event: Event) -> BaseMap | None:
    if backdrop is None or backdrop.file is None:
        return None
    from seeingstars.sources.background import read_background

    boxes = [area.shape.bounds for area in event.areas]
    west, south = (min(box[place] for box in boxes) for place in (0, 1))
    east, north = (max(box[place] for box in boxes) for place in (2, 3))
    margin = 0.25 * max(east - west, north - south)
    box = (west - margin, south - margin, east + margin, north + margin)
    return BaseMap(read_background(backdrop.file, box=box), base_map_credit(backdrop))


def base_map_credit(backdrop: Backdrop | None) -> str:
    """The name of the source of the base map; empty where there is none.

    Examples
    --------
    >>> base_map_credit(None), base_map_credit(Backdrop(file=Path("leiden.osm.pbf")))
    ('', '© OpenStreetMap contributors (ODbL 1.0)')
    """
    from seeingstars.sources.background import OSM_CREDIT

    if backdrop is None or backdrop.file is None:
        return ""
    is_osm = backdrop.file.name.endswith((".osm.pbf", ".osm"))
    return backdrop.credit or (OSM_CREDIT if is_osm else backdrop.file.name)


def _tiles(backdrop: Backdrop | None) -> Tiles | None:
    return Tiles(backdrop.tiles, backdrop.tiles_credit) if backdrop is not None and backdrop.tiles else None


def with_pass_words(
    cube: xr.Dataset, change: xr.Dataset, *, result: Mapping[str, Any], event: Event
) -> tuple[xr.Dataset, xr.Dataset]:
    """The night lights with what the hour of the pass means written into them, for each pixel and in words.

    Parameters
    ----------
    cube, change : night lights and their change
    result : what result.json holds
    event : Event

    Returns
    -------
    cube with ``pixel_in_window`` (night, y, x) and the attributes ``pass_nl``, ``pass_en``; change with these and
    with the source of the cube
    """
    from seeingstars.science.nightlights import pixels_in_window

    satellite = next(one for one in result["comparisons"] if one["stream"] == Stream.SATELLITE)
    words = {f"pass_{language}": str(text) for language, text in (satellite.get("pass_words") or {}).items()}
    said = {
        key: cube.attrs[key]
        for key in ("source", "licence", "product", "collection", "platform")
        if cube.attrs.get(key)
    }
    name = next(iter(change.data_vars))
    of_change = {**change[name].attrs, **said, **words}
    return cube.assign(pixel_in_window=pixels_in_window(cube, event=event)).assign_attrs(words), change.assign_attrs(
        of_change
    )


def _loaded(path: Path) -> xr.Dataset | None:
    if not path.is_file():
        return None
    with xr.open_dataset(path, engine="h5netcdf") as stored:
        return stored.load()
