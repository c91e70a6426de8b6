"""GeoTIFF images of night lights, of any maker: one band, a known place, and an explicit time of acquisition.

What the image does not say can stand beside it in ``<name>.toml``: ``acquired_at_utc``, ``units``, ``source``; a
composite of a month or a year has ``period_first_day`` and ``period_last_day`` instead of a moment.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import xarray as xr
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window

from seeingstars.errors import UploadError
from seeingstars.sources.file_content import sha256_of
from seeingstars.sources.geotiff_facts import Facts, facts_of
from seeingstars.sources.report import FileReport, Note

Box = tuple[float, float, float, float]

# Our choice: 100 million pixels are 0.8 GB as float64; a larger image is read by its box.
MOST_PIXELS = 100_000_000
MOST_PIXELS_DESCRIBED = 5_000_000_000  # the whole Earth at 15 arc seconds is 3.7 billion
CLEAR_DEFINITION = "every valid pixel: the image has no cloud mask, whether it was clear is not known"
_BROKEN = (RasterioError, OSError, ValueError, RuntimeError, MemoryError, OverflowError, TypeError, IndexError)


def read_geotiff(path: Path, *, box: Box | None = None, acquired_at_utc: datetime | None = None) -> xr.Dataset:
    """One image of night lights, or the part of it that touches a box.

    Parameters
    ----------
    path : path of a GeoTIFF with one band, north up, in longitude and latitude (WGS 84 or ETRS89)
    box : (west, south, east, north) or None
        [degree]; every pixel that it touches is read and no other. None reads it whole.
    acquired_at_utc : aware datetime or None
        When the image was taken, if neither the image nor its sidecar says so.

    Returns
    -------
    xarray.Dataset
        Dims (y, x); row 0 is the northernmost; ``latitude_deg`` (y) and ``longitude_deg`` (x) are pixel centres [degree].
        ``radiance_nw_cm2_sr`` [nW cm-2 sr-1] if the unit is stated as such, else ``value`` in the unit of attribute
        ``units`` (empty if not stated); NaN where there is none. ``valid``, and ``clear``, which here says no more
        than ``valid``. Attributes: product, source, date (UTC day) and acquired_at_utc, both empty if not known,
        acquisition_basis, layer, units, crs.

    Raises
    ------
    UploadError
        If the file is no such image, has no place on Earth, is damaged, contradicts its sidecar or misses the box.
    ValueError
        If `acquired_at_utc` has no time zone, or the box is no box.
    """
    if acquired_at_utc is not None and acquired_at_utc.tzinfo is None:
        raise ValueError(f"acquired_at_utc must be aware, with its time zone; got {acquired_at_utc.isoformat()}")
    if box is not None and not (box[0] < box[2] and box[1] < box[3]):
        raise ValueError(f"box must be west < east and south < north, in degrees; got {box}")
    with opened(path) as image:
        facts = facts_of(image, path, acquired_at_utc=acquired_at_utc)
        _check_lies_north_up(image, path.name)
        window = _window_of(image, box, path.name)
        values = _values(image, window)
        return _dataset(image, window, values, facts, path.name)


def describe_raster(path: Path) -> FileReport:
    """What a GeoTIFF is, with its valid pixels counted; one that cannot be a night is accepted as context.

    Parameters
    ----------
    path : path of a file

    Returns
    -------
    FileReport
        Of kind ``geotiff``; refused with the reason if it has no place on Earth or cannot be read.
    """
    sha256 = sha256_of(path) if path.is_file() else ""
    try:
        with opened(path) as image:
            facts = facts_of(image, path, acquired_at_utc=None)
            valid = sum(int(np.isfinite(piece).sum()) for piece in _pieces(image, path.name))
            raster = _raster_facts(image, facts, valid)
            notes = _notes(image, facts)
    except UploadError as refused:
        return FileReport(path.name, "geotiff", False, refused.en, refused.nl, sha256=sha256)
    words = f"{raster['pixels']} pixels, {valid} valid, {facts.crs}"
    woorden = f"{raster['pixels']} pixels, {valid} geldig, {facts.crs}"
    if facts.acquired_at is None:
        return FileReport(
            path.name,
            "geotiff",
            True,
            f"GeoTIFF of {words}: accepted as context, no acquisition time: cannot be an event or baseline night",
            f"GeoTIFF van {woorden}: aanvaard als achtergrond, geen opnametijd: kan geen nacht van het evenement of vergelijkingsnacht zijn",
            sha256=sha256,
            notes=notes,
            raster=raster,
        )
    taken = facts.acquired_at.strftime("%Y-%m-%d %H:%M UTC")
    return FileReport(
        path.name,
        "geotiff",
        True,
        f"GeoTIFF of {words}, taken {taken} ({facts.basis})",
        f"GeoTIFF van {woorden}, opgenomen {taken} ({facts.basis})",
        sha256=sha256,
        notes=notes,
        raster=raster,
    )


@contextmanager
def opened(path: Path) -> Iterator[rasterio.io.DatasetReader]:
    """A GeoTIFF, with everything that can be wrong with it said in plain words.

    Raises
    ------
    UploadError
        If the file is missing, no TIFF, or damaged; also from within the block.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path, driver="GTiff") as image:
                yield image
    except _BROKEN as error:
        words = str(error).replace(str(path), path.name)[:160]
        raise UploadError(
            f"{path.name} cannot be read as a GeoTIFF: {words}; export or download it again",
            f"{path.name} is niet te lezen als GeoTIFF: {words}; exporteer of download het opnieuw",
        ) from error


def _check_lies_north_up(image: rasterio.io.DatasetReader, name: str) -> None:
    transform, crs = image.transform, image.crs
    words = crs.to_string() if len(crs.to_string()) < 40 else crs.to_wkt()[:60]
    is_wgs84 = crs.is_geographic and any(known in crs.to_wkt() for known in ("WGS 84", "WGS_1984", "WGS84", "ETRS89"))
    if not is_wgs84:
        raise UploadError(
            f"{name} must be in longitude and latitude (EPSG:4326) to stand beside other nights; it is in {words}; convert it with gdalwarp -t_srs EPSG:4326 -r near",
            f"{name} moet in lengte en breedte (EPSG:4326) staan om naast andere nachten te kunnen; het staat in {words}; zet het om met gdalwarp -t_srs EPSG:4326 -r near",
        )
    if transform.b or transform.d or transform.a <= 0 or transform.e >= 0:
        raise UploadError(
            f"{name} must lie north up; its geotransform is {tuple(transform)[:6]}; convert it with gdalwarp -t_srs EPSG:4326 -r near",
            f"{name} moet met het noorden boven liggen; zijn geotransform is {tuple(transform)[:6]}; zet het om met gdalwarp -t_srs EPSG:4326 -r near",
        )
    west, south, east, north = image.bounds
    if west < -180.01 or east > 180.01 or south < -90.01 or north > 90.01:
        raise UploadError(
            f"{name} must lie within longitude -180 to 180 and latitude -90 to 90; it runs from {west:g}, {south:g} to {east:g}, {north:g}",
            f"{name} moet binnen lengte -180 tot 180 en breedte -90 tot 90 liggen; het loopt van {west:g}, {south:g} tot {east:g}, {north:g}",
        )


def _window_of(image: rasterio.io.DatasetReader, box: Box | None, name: str) -> Window:
    transform = image.transform
    first_column, last_column, first_row, last_row = 0, image.width, 0, image.height
    if box is not None:
        west, south, east, north = box
        first_column = max(math.floor((west - transform.c) / transform.a + 1e-3), 0)
        last_column = min(math.ceil((east - transform.c) / transform.a - 1e-3), image.width)
        first_row = max(math.floor((north - transform.f) / transform.e + 1e-3), 0)
        last_row = min(math.ceil((south - transform.f) / transform.e - 1e-3), image.height)
    columns, rows = last_column - first_column, last_row - first_row
    if columns <= 0 or rows <= 0:
        edges = ", ".join(f"{edge:g}" for edge in image.bounds)
        raise UploadError(
            f"{name} must touch the box {box} (west, south, east, north, in degrees); it lies at {edges}",
            f"{name} moet het vak {box} (west, zuid, oost, noord, in graden) raken; het ligt op {edges}",
        )
    if columns * rows > MOST_PIXELS:
        raise UploadError(
            f"{name} holds {columns * rows} pixels there, more than {MOST_PIXELS}; cut it to the event first",
            f"{name} bevat daar {columns * rows} pixels, meer dan {MOST_PIXELS}; knip het eerst bij tot het evenement",
        )
    return Window(first_column, first_row, columns, rows)


def _values(image: rasterio.io.DatasetReader, window: Window) -> NDArray[np.float64]:
    band = image.read(1, window=window, masked=True)
    values = band.data.astype(np.float64) * image.scales[0] + image.offsets[0]
    values[np.ma.getmaskarray(band) | ~np.isfinite(values)] = np.nan
    return np.asarray(values)


def _pieces(image: rasterio.io.DatasetReader, name: str) -> Iterator[NDArray[np.float64]]:
    if image.width * image.height > MOST_PIXELS_DESCRIBED:
        raise UploadError(
            f"{name} says that it holds {image.width} by {image.height} pixels, more than {MOST_PIXELS_DESCRIBED}; cut it to the event first",
            f"{name} zegt {image.width} bij {image.height} pixels te bevatten, meer dan {MOST_PIXELS_DESCRIBED}; knip het eerst bij tot het evenement",
        )
    width = min(image.width, 2_000_000)
    height = min(image.height, max(1, 4_000_000 // width))
    for row in range(0, image.height, height):
        for column in range(0, image.width, width):
            size = min(width, image.width - column), min(height, image.height - row)
            yield _values(image, Window(column, row, *size))


def _dataset(
    image: rasterio.io.DatasetReader, window: Window, values: NDArray[np.float64], facts: Facts, name: str
) -> xr.Dataset:
    transform = image.transform
    latitude = transform.f + transform.e * (window.row_off + np.arange(window.height) + 0.5)
    longitude = transform.c + transform.a * (window.col_off + np.arange(window.width) + 0.5)
    variable = "radiance_nw_cm2_sr" if facts.is_radiance else "value"
    units = "nW cm-2 sr-1" if facts.is_radiance else facts.units
    valid = np.isfinite(values)
    acquired = facts.acquired_at.isoformat() if facts.acquired_at else ""
    first, last = (day.isoformat() for day in facts.period) if facts.period else (acquired[:10], acquired[:10])
    return xr.Dataset(
        {
            variable: (("y", "x"), values, {"units": units, "long_name": "night lights"}),
            "valid": (("y", "x"), valid),
            "clear": (("y", "x"), valid.copy()),
        },
        coords={
            "latitude_deg": ("y", latitude, {"units": "degrees_north", "standard_name": "latitude"}),
            "longitude_deg": ("x", longitude, {"units": "degrees_east", "standard_name": "longitude"}),
        },
        attrs={
            "product": "GeoTIFF",
            "collection": "",
            "tile": "",
            "date": last,
            "period_first_day": first,
            "period_last_day": last,
            "platform": facts.source or "not stated",
            "production_time": "",
            "layer": image.descriptions[0] or "band 1",
            "units": facts.units,
            "acquired_at_utc": acquired,
            "acquisition_basis": facts.basis,
            "crs": facts.crs,
            "absent": "; ".join(facts.absent),
            "clear_definition": CLEAR_DEFINITION,
            "is_composite": int(facts.period is not None),
            "is_gap_filled": 0,
            "is_simulated": int(facts.is_simulated),
            "source_file": name,
        },
    )


def _raster_facts(image: rasterio.io.DatasetReader, facts: Facts, valid: int) -> dict[str, Any]:
    return {
        "product": "GeoTIFF",
        "collection": None,
        "tile": None,
        "date": facts.acquired_at.date().isoformat() if facts.acquired_at else None,
        "platform": facts.source or None,
        "layer": image.descriptions[0] or "band 1",
        "units": facts.units or None,
        "crs": facts.crs,
        "acquired_at_utc": facts.acquired_at.isoformat() if facts.acquired_at else None,
        "pixels": image.width * image.height,
        "valid_pixels": valid,
        "clear_pixels": None,
    }


def _notes(image: rasterio.io.DatasetReader, facts: Facts) -> tuple[Note, ...]:
    notes = []
    if facts.is_simulated:
        notes.append(Note("the file says that it is SIMULATED", "het bestand zegt dat het GESIMULEERD is"))
    if facts.absent:
        absent = "; ".join(facts.absent)
        notes.append(Note(f"the image does not state: {absent}", f"het beeld noemt niet: {absent}"))
    try:
        _check_lies_north_up(image, "the image")
    except UploadError as error:
        notes.append(Note(error.en, error.nl))
    return tuple(notes)
