"""Opening a Black Marble file and learning from the whole of it which product, tile and day it is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from seeingstars.errors import UploadError
from seeingstars.sources.black_marble_fields import Fields, data_fields, item_in, layer_of, numbers_of
from seeingstars.sources.black_marble_layers import (
    RADIANCE_LAYERS,
    attribute_of,
    collection_from_dtype,
    level_from_layers,
    text_of,
)
from seeingstars.sources.black_marble_name import (
    PIXELS_PER_DEGREE,
    PLATFORMS,
    TILE_PIXELS,
    Claim,
    agreed,
    claims_of_name,
    claims_of_structure,
    name_from_text,
    tile_of_box,
)

_HALF_PIXEL = 0.5 / PIXELS_PER_DEGREE
_BROKEN = (
    OSError, RuntimeError, KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, MemoryError, EOFError,
)  # fmt: skip  # what h5py raises on a damaged file


_SIGNATURE = b"\x89HDF\r\n\x1a\n"


@dataclass(frozen=True)
class Identity:
    """What a file is. `day` is the UTC day of a daily file, the last day of a composite; `absent` what it does not say."""

    product: str
    level: int
    collection: str
    tile: str
    day: date
    platform: str
    produced_at: str
    grid: str
    absent: tuple[str, ...]
    is_simulated: bool


@contextmanager
def opened(path: Path) -> Iterator[h5py.h5g.GroupID]:
    """The root of an HDF5 file, with everything that can be wrong with it said in plain words.

    Raises
    ------
    UploadError
        If the file is missing, empty, a web page, no HDF5, cut off or damaged; also from within the block.
    """
    _check_is_hdf5(path)
    try:
        file = h5py.h5f.open(os.fsencode(path), h5py.h5f.ACC_RDONLY, fapl=_access())
        try:
            yield h5py.h5g.open(file, b"/")
        finally:
            file.close()
    except _BROKEN as error:
        words = str(error)
        if "truncated" in words:
            raise UploadError(
                f"{path.name} is cut off: it holds fewer bytes than it says; download it again",
                f"{path.name} is afgekapt: het bevat minder bytes dan het zelf zegt; download het opnieuw",
            ) from error
        raise UploadError(
            f"{path.name} is damaged: its parts cannot all be read ({words[:120]}); download it again",
            f"{path.name} is beschadigd: niet alle delen zijn leesbaar ({words[:120]}); download het opnieuw",
        ) from error


@lru_cache(maxsize=1)
def _access() -> h5py.h5p.PropFAID:
    access = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
    access.set_fclose_degree(h5py.h5f.CLOSE_STRONG)  # with the file all that was opened in it closes
    access.set_file_locking(True, ignore_when_disabled=True)  # some file servers cannot lock
    return access


def _check_is_hdf5(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            head = stream.read(512)
    except OSError as error:
        raise UploadError(
            f"{path.name} must be a file that can be read; {error.strerror}",
            f"{path.name} moet een leesbaar bestand zijn; {error.strerror}",
        ) from error
    if not head:
        raise UploadError(f"{path.name} is empty; download it again", f"{path.name} is leeg; download het opnieuw")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        raise UploadError(
            f"{path.name} is a web page, not a tile: probably the login page of Earthdata; log in and download it again",
            f"{path.name} is een webpagina en geen tegel: waarschijnlijk de inlogpagina van Earthdata; log in en download het opnieuw",
        )
    if not head.startswith(_SIGNATURE) and not h5py.is_hdf5(path):
        raise UploadError(
            f"{path.name} is not an HDF5 file, as Black Marble tiles are; download it again",
            f"{path.name} is geen HDF5-bestand, zoals de tegels van Black Marble; download het opnieuw",
        )


def identity_of(file: h5py.h5g.GroupID, *, name: str, fields: Fields | None = None) -> Identity:
    """Which product, collection, tile and day a file is, if all that it says agrees.

    Parameters
    ----------
    file : root of an open HDF5 file, as `opened` gives it
    name : str
        Its file name, which counts as a claim if it is a standard one.
    fields : Fields or None
        What `data_fields` found, where that was asked before.

    Returns
    -------
    Identity

    Raises
    ------
    UploadError
        If two places disagree, or the tile, the day or the kind of layers is said nowhere.
    """
    fields = data_fields(file, name=name) if fields is None else fields
    level_by_layers = level_from_layers(fields.names)
    if level_by_layers is None:
        there = ", ".join(sorted(fields.names)[:30])
        raise UploadError(
            f"{name} has no radiance layer of Black Marble; it has {there}",
            f"{name} heeft geen stralingslaag van Black Marble; het heeft {there}",
        )
    said = _root_attributes(file)
    claims = [*_claims_of_name(name), *_claims_of_attributes(said, level_by_layers)]
    claims += _claims_of_structure(file)
    claims += _claims_of_coordinates(fields) if {"lat", "lon"} <= fields.names else []
    stated = any(claim.fact == "collection" for claim in claims)
    # Composites of either collection use one grid, and how the second stores them is not known to us:
    # there the storage speaks only where nothing else does.
    storage = _claims_of_storage(fields, level_by_layers, name)
    claims += [claim for claim in storage if not (stated and level_by_layers == 3 and claim.fact == "collection")]
    facts = agreed(claims, file=name)
    places = {claim.place for claim in claims}
    absent = tuple(
        place for place in ("file name", "ShortName", "TileID", "VersionID", "StructMetadata") if place not in places
    )
    return _identity(facts, absent, level_by_layers, _last_day(said), name, is_simulated=_says_simulated(said))


def _root_attributes(file: h5py.h5g.GroupID) -> dict[str, Any]:
    """The attributes of the whole file that say what it is; each is asked for once, for that takes its time."""
    said = {key: attribute_of(file, key) for key in _SAYS_WHAT}
    return {key: value for key, value in said.items() if value is not None}


def _identity(
    facts: dict[str, str],
    absent: tuple[str, ...],
    level_by_layers: int,
    last_day: date | None,
    name: str,
    *,
    is_simulated: bool,
) -> Identity:
    day = _day(facts.get("date", ""))
    if day is None or (level_by_layers == 3 and last_day):
        day = last_day
    tile, product = facts.get("tile", "none"), facts.get("product")
    _check_stated("tile", "tegel", tile, name)
    if day is None:
        raise _not_stated("day", "dag", facts.get("date", "none"), name)
    _check_stated("product", "product", product or "", name)
    if product is None:
        level = 4 if level_by_layers == 3 and (day.month, day.day) == (12, 31) else level_by_layers
        product, absent = (
            f"VNP46A{level}",
            (*absent, "product (named after its layers; the twins VJ146 and VJ246 look the same)"),
        )
    elif (int(product[-1]) if product[-1] != "4" else 3) != level_by_layers:
        raise UploadError(
            f"{name} contradicts itself: {product} does not have the layers of level {level_by_layers}",
            f"{name} spreekt zichzelf tegen: {product} heeft niet de lagen van niveau {level_by_layers}",
        )
    is_named = "product" in facts
    return Identity(
        product=product,
        level=int(product[-1]),
        collection=facts["collection"],
        tile=tile,
        day=day,
        platform=facts.get("platform", PLATFORMS[product[:5]] if is_named else "not stated"),
        produced_at=facts.get("production time", ""),
        grid=facts["grid"],
        absent=absent,
        is_simulated=is_simulated,
    )


def _check_stated(fact: str, feit: str, value: str, name: str) -> None:
    if value.startswith("none"):
        raise _not_stated(fact, feit, value, name)


def _not_stated(fact: str, feit: str, value: str, name: str) -> UploadError:
    return UploadError(
        f"{name} must say which {fact} it is; got {value}; keep the standard name VNP46A2.AYYYYDDD.hHHvVV.CCC.….h5",
        f"{name} moet zeggen welke {feit} het is; er staat {value}; behoud de standaardnaam VNP46A2.AJJJJDDD.hHHvVV.CCC.….h5",
    )


def _claims_of_name(name: str) -> list[Claim]:
    parts = name_from_text(name)
    if parts is None:
        return []
    return [*claims_of_name(parts, "file name"), Claim("platform", PLATFORMS[parts.product[:5]], "file name")]


def _claims_of_attributes(said: dict[str, Any], level: int) -> list[Claim]:
    texts = {key: text_of(said[key]) for key in _ATTRIBUTES if key in said}
    claims = []
    if re.fullmatch(r"(VNP46|VJ146|VJ246)A[1-4]", texts.get("ShortName", "")):
        claims.append(Claim("product", texts["ShortName"], "ShortName"))
    elif "ShortName" in texts:
        claims.append(Claim("product", f"none ({texts['ShortName']})", "ShortName"))
    if granule := name_from_text(texts.get("LocalGranuleID", "")):
        claims += claims_of_name(granule, "LocalGranuleID")
    if platform := _PLATFORM_WORDS.get(texts.get("PlatformShortName", "").upper()):
        claims.append(Claim("platform", platform, "PlatformShortName"))
    if "TileID" in texts:
        claims.append(Claim("tile", _tile_from_id(texts["TileID"]), "TileID"))
    if {"HorizontalTileNumber", "VerticalTileNumber"} <= set(texts):
        tile = f"h{texts['HorizontalTileNumber']:0>2}v{texts['VerticalTileNumber']:0>2}"
        claims.append(Claim("tile", tile, "HorizontalTileNumber and VerticalTileNumber"))
    if all(side in said for side in _SIDES):
        bounds = [float(np.ravel(said[side])[0]) for side in _SIDES]
        claims.append(Claim("tile", tile_of_box(*bounds), "BoundingCoord"))
    if version := re.fullmatch(r"0*(\d{1,3})", texts.get("VersionID", "")):
        claims.append(Claim("collection", f"{version[1]:0>3}", "VersionID"))
    dates = ("RangeBeginningDate", "RangeEndingDate") if level < 3 else ("RangeBeginningDate",)
    return claims + [Claim("date", texts[key][:10], key) for key in dates if key in texts]


_SIDES = ("WestBoundingCoord", "SouthBoundingCoord", "EastBoundingCoord", "NorthBoundingCoord")
_ATTRIBUTES = (
    "ShortName", "LocalGranuleID", "PlatformShortName", "TileID", "HorizontalTileNumber", "VerticalTileNumber", "VersionID",
    "RangeBeginningDate", "RangeEndingDate",
)  # fmt: skip
_SAYS_WHAT = (*_SIDES, *_ATTRIBUTES, "LongName", "ProcessingCenter", "SIMULATED")
_PLATFORM_WORDS = {
    "NPP": "Suomi-NPP", "SUOMI-NPP": "Suomi-NPP", "SNPP": "Suomi-NPP",
    "NOAA-20": "NOAA-20", "JPSS-1": "NOAA-20", "J1": "NOAA-20", "JPSS1": "NOAA-20",
    "NOAA-21": "NOAA-21", "JPSS-2": "NOAA-21", "J2": "NOAA-21", "JPSS2": "NOAA-21",
}  # fmt: skip


def _tile_from_id(text: str) -> str:
    match = re.fullmatch(r"\d{2}0(\d{2})0(\d{2})", text)
    return f"h{match[1]}v{match[2]}" if match else f"none ({text[:20]})"


def _claims_of_structure(file: h5py.h5g.GroupID) -> tuple[Claim, ...]:
    structure = item_in(file, b"HDFEOS INFORMATION/StructMetadata.0")
    if not isinstance(structure, h5py.h5d.DatasetID) or structure.get_space().get_simple_extent_npoints() != 1:
        return ()
    return _claims_of_structure_text(text_of(numbers_of(structure))[:100_000])


# The nights of a tile share one text and one pair of axes: what these say is worked out once.
@lru_cache(maxsize=64)
def _claims_of_structure_text(text: str) -> tuple[Claim, ...]:
    return tuple(claims_of_structure(text))


def _claims_of_coordinates(fields: Fields) -> list[Claim]:
    axes = [item_in(fields.group, axis) for axis in (b"lon", b"lat")]
    if not all(isinstance(axis, h5py.h5d.DatasetID) and axis.shape == (TILE_PIXELS,) for axis in axes):
        return []
    longitude, latitude = (np.asarray(numbers_of(axis), dtype=np.float64).tobytes() for axis in axes)
    return [Claim("tile", _tile_from_coordinates(longitude, latitude), "lat and lon")]


@lru_cache(maxsize=64)
def _tile_from_coordinates(longitudes: bytes, latitudes: bytes) -> str:
    longitude, latitude = np.frombuffer(longitudes), np.frombuffer(latitudes)
    # The monthly files hold the north-west corner of each pixel; other files may hold its centre. Which of the
    # two follows from the tile: only one of them puts the edges of a tile on multiples of ten degrees.
    steps = np.arange(TILE_PIXELS) / PIXELS_PER_DEGREE
    straight = np.allclose(latitude, latitude[0] - steps, atol=2e-4) and np.allclose(
        longitude, longitude[0] + steps, atol=2e-4
    )
    for shift in (0.0, _HALF_PIXEL) if straight else ():
        west, north = longitude[0] - shift, latitude[0] + shift
        if abs(west / 10 - round(west / 10)) < 2e-5 and abs(north / 10 - round(north / 10)) < 2e-5:
            west, north = round(west / 10) * 10.0, round(north / 10) * 10.0
            return tile_of_box(west, north - 10, west + 10, north)
    return f"none (from {longitude[0]:g}, {latitude[0]:g})"


def _claims_of_storage(fields: Fields, level: int, name: str) -> list[Claim]:
    known = RADIANCE_LAYERS[level]
    layer = next((layer for layer in known if layer in fields.names), known[0])
    dtype, grid = layer_of(fields, layer, file=name).dtype, fields.grid
    claims = [
        Claim("grid", grid, "the group of the layers"),
        Claim("pixels along a side", str(TILE_PIXELS), "the layers"),
    ]
    collection = collection_from_dtype(dtype)
    if collection is None:
        raise UploadError(
            f"{layer} must hold unsigned integers (collection 1) or floats (collection 2); it holds {dtype}, in {name}",
            f"{layer} moet positieve hele getallen (collectie 1) of kommagetallen (collectie 2) bevatten; het bevat {dtype}, in {name}",
        )
    claims.append(Claim("collection", collection, f"{layer} of {dtype}"))
    if level < 3:
        by_grid = "002" if grid == "VIIRS_Grid_DNB_2d" else "001"
        claims.append(Claim("collection", by_grid, f"grid {grid}"))
    return claims


def _says_simulated(said: dict[str, Any]) -> bool:
    words = " ".join(text_of(said[key]) for key in ("LongName", "ProcessingCenter") if key in said).upper()
    return "SIMULATED" in said or "SIMULATED" in words or "GESIMULEERD" in words


def _last_day(said: dict[str, Any]) -> date | None:
    return _day(text_of(said["RangeEndingDate"])[:10]) if "RangeEndingDate" in said else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
