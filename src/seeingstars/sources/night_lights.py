"""One night of night lights from a file of any supplier that we know; what is no night is refused with the reason."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from seeingstars.errors import UploadError
from seeingstars.sources.black_marble import Box, read_tile
from seeingstars.sources.geotiff import read_geotiff
from seeingstars.sources.recognise import recognise


def read_night(path: Path, *, box: Box | None = None) -> xr.Dataset:
    """The radiance of one night from a Black Marble tile or a GeoTIFF, recognised by its content.

    Use it for event and baseline nights; `read_tile` and `read_geotiff` also read what can only be context.

    Parameters
    ----------
    path : path of a file
    box : (west, south, east, north) or None
        [degree]; None reads it whole.

    Returns
    -------
    xarray.Dataset
        As `read_tile` and `read_geotiff` give it, with ``radiance_nw_cm2_sr`` and attribute ``date``.

    Raises
    ------
    UploadError
        If the file is none of these, cannot be used, does not touch the box, is a composite of a month or a year, or
        does not say when it was taken or in which unit it is.

    Examples
    --------
    >>> read_night(Path("pyproject.toml"))
    Traceback (most recent call last):
    seeingstars.errors.UploadError: pyproject.toml is no image of night lights that we know: ...
    """
    kind = recognise(path)
    if kind == "geotiff":
        tile = read_geotiff(path, box=box)
    elif kind == "black_marble" or path.suffix.lower() in (".h5", ".he5", ".hdf5"):
        tile = read_tile(path, box=box)
    else:
        raise UploadError(
            f"{path.name} is no image of night lights that we know: it is neither a Black Marble tile (HDF5) nor a GeoTIFF",
            f"{path.name} is geen nachtlichtbeeld dat wij kennen: het is geen tegel van Black Marble (HDF5) en geen GeoTIFF",
        )
    _check_is_a_night(tile, path.name)
    return tile


def _check_is_a_night(tile: xr.Dataset, name: str) -> None:
    if tile.attrs["is_composite"]:
        raise UploadError(
            f"{name} is a composite of a month or a year: context, never an event or baseline night",
            f"{name} is een samenvatting van een maand of jaar: achtergrond, nooit een nacht van het evenement of een vergelijkingsnacht",
        )
    if not tile.attrs["date"]:
        raise UploadError(
            f"{name} has no acquisition time: it cannot be an event or baseline night; write acquired_at_utc in {name}.toml beside it",
            f"{name} heeft geen opnametijd: het kan geen nacht van het evenement of vergelijkingsnacht zijn; zet acquired_at_utc in {name}.toml ernaast",
        )
    if "radiance_nw_cm2_sr" not in tile:
        units = tile.attrs["units"] or "not stated"
        raise UploadError(
            f"{name} must be in nW cm-2 sr-1; its unit is {units}; write units in {name}.toml beside it",
            f"{name} moet in nW cm-2 sr-1 zijn; de eenheid is {units}; zet units in {name}.toml ernaast",
        )
