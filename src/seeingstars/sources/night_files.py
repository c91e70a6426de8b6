"""Night lights of any supplier: what a file is without reading its numbers, and the window of it that areas touch."""

from __future__ import annotations

import calendar
import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import h5py
import xarray as xr

from seeingstars.errors import UploadError
from seeingstars.sources.black_marble import Box, read_tile
from seeingstars.sources.black_marble_composites import read_composite
from seeingstars.sources.black_marble_fields import data_fields, item_in
from seeingstars.sources.black_marble_identity import identity_of, opened
from seeingstars.sources.black_marble_name import TILE_DEGREES, TILE_PIXELS, corner_of_tile, moment_of_production
from seeingstars.sources.geotiff import opened as opened_image
from seeingstars.sources.geotiff import read_geotiff
from seeingstars.sources.geotiff_facts import facts_of
from seeingstars.sources.recognise import recognise

RADIANCE = "radiance_nw_cm2_sr"
DAY, MONTH, YEAR, IMAGE = "day", "month", "year", "image"
_KIND = {1: DAY, 2: DAY, 3: MONTH, 4: YEAR}


@dataclass(frozen=True)
class NightFile:
    """One file of night lights.

    Parameters
    ----------
    path : where it stands
    product, collection, platform : its stream; files of another stream are never mixed with it
    tile : ``hHHvVV``, or for an image a name of its grid
    kind : ``day``, ``month``, ``year``, or ``image`` for an image of one moment
    first_day, last_day : UTC days that it covers
    produced_at : ISO moment of production; empty where not stated
    box : (west, south, east, north) of its outer edges [degree]
    is_simulated : whether it says so
    pixel_deg : (width, height) of its pixels [degree]
    """

    path: Path
    product: str
    collection: str
    platform: str
    tile: str
    kind: str
    first_day: date
    last_day: date
    produced_at: str
    box: Box
    is_simulated: bool
    pixel_deg: tuple[float, float]


def night_file(path: Path) -> NightFile:
    """What a file of night lights is, if all that it says of itself agrees.

    Parameters
    ----------
    path : path of a Black Marble tile (A1 to A4 and the twins) or a GeoTIFF

    Returns
    -------
    NightFile

    Raises
    ------
    UploadError
        If it is none of these, contradicts itself, or does not say when it was taken or in which unit it is.

    Examples
    --------
    >>> night_file(Path("pyproject.toml"))
    Traceback (most recent call last):
    seeingstars.errors.UploadError: pyproject.toml is no image of night lights that we know: ...
    """
    kind = recognise(path)
    if kind == "geotiff":
        return _image(path)
    if kind == "black_marble" or path.suffix.lower() in (".h5", ".he5", ".hdf5"):
        return _tile(path)
    raise UploadError(
        f"{path.name} is no image of night lights that we know: it is neither a Black Marble tile (HDF5) nor a GeoTIFF",
        f"{path.name} is geen nachtlichtbeeld dat wij kennen: het is geen tegel van Black Marble (HDF5) en geen GeoTIFF",
    )


def read_window(file: NightFile, *, box: Box) -> xr.Dataset:
    """The part of a file that touches a box.

    Parameters
    ----------
    file : NightFile
    box : (west, south, east, north)
        [degree].

    Returns
    -------
    xarray.Dataset
        Dims (y, x), as `read_tile`, `read_composite` and `read_geotiff` give it: ``radiance_nw_cm2_sr``, ``valid``,
        ``clear`` and the flags as stored.

    Raises
    ------
    UploadError
        If the file cannot be read or does not touch the box.
    """
    if file.product == "GeoTIFF":
        return read_geotiff(file.path, box=box)
    return read_composite(file.path, box=box) if file.kind in (MONTH, YEAR) else read_tile(file.path, box=box)


def stored_layers(path: Path) -> tuple[str, tuple[str, ...]]:
    """The group of the layers of a Black Marble tile, and the names of those of the whole tile, gap-filled ones left out.

    Raises
    ------
    UploadError
        If it is no Black Marble tile.
    """
    with opened(path) as file:
        fields = data_fields(file, name=path.name)
        found = []
        for name in sorted(fields.names):
            item = item_in(fields.group, name.encode("utf-8", errors="surrogateescape"))
            is_whole = isinstance(item, h5py.h5d.DatasetID) and item.shape == (TILE_PIXELS, TILE_PIXELS)
            if is_whole and not name.startswith("Gap_Filled"):
                found.append(name)
        return h5py.h5i.get_name(fields.group).decode().strip("/"), tuple(found)


def period_of(kind: str, day: date) -> tuple[date, date]:
    """First and last day that a Black Marble file covers, of any day in it.

    Examples
    --------
    >>> [side.isoformat() for side in period_of(MONTH, date(2023, 2, 28))]
    ['2023-02-01', '2023-02-28']
    """
    if kind == MONTH:
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return (date(day.year, 1, 1), date(day.year, 12, 31)) if kind == YEAR else (day, day)


def _tile(path: Path) -> NightFile:
    with opened(path) as file:
        identity = identity_of(file, name=path.name)
    kind = _KIND[identity.level]
    west, north = corner_of_tile(identity.tile)
    made = moment_of_production(identity.produced_at)
    return NightFile(
        path,
        identity.product,
        identity.collection,
        identity.platform,
        identity.tile,
        kind,
        *period_of(kind, identity.day),
        made.isoformat() if made else identity.produced_at,
        (west, north - TILE_DEGREES, west + TILE_DEGREES, north),
        identity.is_simulated,
        (TILE_DEGREES / TILE_PIXELS, TILE_DEGREES / TILE_PIXELS),
    )


def _image(path: Path) -> NightFile:
    with opened_image(path) as image:
        facts = facts_of(image, path, acquired_at_utc=None)
        transform = image.transform
        grid = f"{transform.c:.6f} {transform.f:.6f} {transform.a:.9f} {transform.e:.9f} {image.width} {image.height}"
        box = tuple(image.bounds)
    moment = facts.acquired_at
    if moment is None and facts.period is None:
        raise UploadError(
            f"{path.name} has no acquisition time; write acquired_at_utc, or period_first_day and period_last_day, in {path.name}.toml beside it",
            f"{path.name} heeft geen opnametijd; zet acquired_at_utc, of period_first_day en period_last_day, in {path.name}.toml ernaast",
        )
    if not facts.is_radiance:
        units = facts.units or "not stated"
        raise UploadError(
            f"{path.name} must be in nW cm-2 sr-1; its unit is {units}; write units in {path.name}.toml beside it",
            f"{path.name} moet in nW cm-2 sr-1 zijn; de eenheid is {units}; zet units in {path.name}.toml ernaast",
        )
    first, last = facts.period or (moment.date(), moment.date())  # type: ignore[union-attr]
    return NightFile(
        path,
        "GeoTIFF",
        "",
        facts.source or "source not stated",
        f"grid-{hashlib.sha256(grid.encode()).hexdigest()[:8]}",
        IMAGE if facts.period is None else _kind_of_days((last - first).days + 1),
        first,
        last,
        "",
        box,
        facts.is_simulated,
        (abs(transform.a), abs(transform.e)),
    )


def _kind_of_days(n_days: int) -> str:
    """What a composite of so many days is nearest to."""
    return MONTH if n_days <= 92 else YEAR
