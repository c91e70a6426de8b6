"""Black Marble, the night lights of NASA (VNP46, VJ146, VJ246): one tile of one day or month from its HDF5 file.

Strict: what the file says of itself must agree, what is absent is said to be absent. Flags are kept as stored.

References: Román et al. 2018, Remote Sensing of Environment 210, 113; Black Marble User Guide, NASA.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from seeingstars.errors import UploadError
from seeingstars.sources.black_marble_fields import Fields, data_fields, layer_of
from seeingstars.sources.black_marble_flags import CLEAR_DEFINITION, EPHEMERAL, HIGH_QUALITY, clear_pixels
from seeingstars.sources.black_marble_identity import Identity, identity_of, opened
from seeingstars.sources.black_marble_layers import (
    COMPANIONS,
    GAP_FILLED,
    LAYERS,
    NEEDED_FOR_CLEAR,
    RADIANCE,
    RADIANCE_LAYERS,
    attribute_of,
    is_radiance,
    read_layer,
    text_of,
)
from seeingstars.sources.black_marble_name import PIXELS_PER_DEGREE, TILE_PIXELS, corner_of_tile, moment_of_production
from seeingstars.sources.file_content import sha256_of
from seeingstars.sources.report import FileReport, Note

Box = tuple[float, float, float, float]


def read_tile(
    path: Path, *, box: Box | None = None, layers: Sequence[str] | None = None, context_only: bool = False
) -> xr.Dataset:
    """One Black Marble tile, or the part of it that touches a box.

    Use it for VNP46A1, A2, A3, A4 and their twins VJ146 and VJ246, collections 1 and 2. The composites (A3, A4) are
    no nights: they serve as context only.

    Parameters
    ----------
    path : path of an HDF5 file
    box : (west, south, east, north) or None
        [degree]; every pixel that it touches is read and no other. None reads the tile whole.
    layers : names as in the file, or None
        At most one radiance layer; None reads the usual ones of the product.
    context_only : bool
        Whether the values serve as context only, never as an event or baseline night; only then is the
        gap-filled layer read.

    Returns
    -------
    xarray.Dataset
        Dims (y, x); row 0 is the northernmost; ``latitude_deg`` (y) and ``longitude_deg`` (x) are pixel centres [degree].
        ``radiance_nw_cm2_sr`` [nW cm-2 sr-1], NaN where there is none; ``valid`` and ``clear``; flags as they are
        stored; of A1 also ``utc_time_hours`` and ``sensor_zenith_deg``. Attributes: product, collection, tile,
        date (UTC day; the last day of a composite), platform, production_time, layer, units, absent.

    Raises
    ------
    UploadError
        If the file is no such tile, is damaged, contradicts itself, does not touch the box, or a gap-filled layer
        is asked for a night.
    ValueError
        If the box is no box.

    Notes
    -----
    VNP46 days are UTC days: A2022269 holds the pass over Europe after the evening of 25 September 2022.
    In the files of the composites ``lat`` and ``lon`` are corners of pixels; here they are centres all the same.
    """
    if box is not None:
        _check_box(box)
    _check_layers(layers or ())
    with opened(path) as file:
        fields = data_fields(file, name=path.name)
        identity = identity_of(file, name=path.name, fields=fields)
        wanted = _wanted_layers(fields, identity, layers, context_only, path.name)
        rows, columns = window_of(identity.tile, box, file=path.name)
        arrays, units = {}, None
        for layer in wanted:
            dataset = layer_of(fields, layer, file=path.name)
            ours = RADIANCE if is_radiance(layer) else LAYERS[layer].name
            arrays[ours] = read_layer(dataset, name=layer, rows=rows, columns=columns, file=path.name)
            units = attribute_of(dataset, "units") if ours == RADIANCE else units
        return _dataset(identity, arrays, wanted, rows, columns, "" if units is None else text_of(units), path.name)


def window_of(tile: str, box: Box | None, *, file: str) -> tuple[slice, slice]:
    """Rows and columns of the pixels that a box touches.

    Parameters
    ----------
    tile : str
        ``hHHvVV``.
    box : (west, south, east, north) or None
        [degree].
    file : str
        Name of the file, for the message.

    Returns
    -------
    rows, columns : slice

    Raises
    ------
    UploadError
        If the box lies outside the tile.

    Examples
    --------
    >>> window_of("h18v03", (4.48, 52.15, 4.49, 52.16), file="a.h5")
    (slice(1881, 1884, None), slice(1075, 1078, None))
    """
    if box is None:
        return slice(0, TILE_PIXELS), slice(0, TILE_PIXELS)
    west, north = corner_of_tile(tile)
    # A thousandth of a pixel is less than any coordinate means; it keeps an edge on a pixel's edge where it is.
    first_column = math.floor((box[0] - west) * PIXELS_PER_DEGREE + 1e-3)
    last_column = math.ceil((box[2] - west) * PIXELS_PER_DEGREE - 1e-3)
    first_row = math.floor((north - box[3]) * PIXELS_PER_DEGREE + 1e-3)
    last_row = math.ceil((north - box[1]) * PIXELS_PER_DEGREE - 1e-3)
    rows = slice(max(first_row, 0), min(last_row, TILE_PIXELS))
    columns = slice(max(first_column, 0), min(last_column, TILE_PIXELS))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        box_text = ", ".join(f"{side:g}" for side in box)
        raise UploadError(
            f"tile {tile} of {file} must touch the box {box_text} (west, south, east, north); it begins at {west:g}, {north:g} and is 10 degrees wide",
            f"tegel {tile} van {file} moet het vak {box_text} (west, zuid, oost, noord) raken; hij begint bij {west:g}, {north:g} en is 10 graden breed",
        )
    return rows, columns


def describe_raster(path: Path) -> FileReport:
    """What a Black Marble file is, with its valid and clear pixels counted over the whole tile.

    Parameters
    ----------
    path : path of an HDF5 file

    Returns
    -------
    FileReport
        Of kind ``black_marble``; refused with the reason if it cannot be used. In ``raster``: valid_pixels,
        clear_pixels (None where the file has no flags to tell), ephemeral_pixels, pixels, collection, tile, date,
        product, platform, layer.
    """
    sha256 = sha256_of(path) if path.is_file() else ""
    try:
        tile = read_tile(path, context_only=True)
    except UploadError as refused:
        return FileReport(path.name, "black_marble", False, refused.en, refused.nl, sha256=sha256)
    facts = _facts(tile)
    shown = f"{facts['product']}, collection {facts['collection']}, tile {facts['tile']}, UTC day {facts['date']}"
    getoond = f"{facts['product']}, collectie {facts['collection']}, tegel {facts['tile']}, UTC-dag {facts['date']}"
    return FileReport(
        path.name,
        "black_marble",
        True,
        f"Black Marble {shown}: {facts['valid_pixels']} of {facts['pixels']} pixels valid, {_or_unknown(facts['clear_pixels'], 'unknown')} clear",
        f"Black Marble {getoond}: {facts['valid_pixels']} van {facts['pixels']} pixels geldig, {_or_unknown(facts['clear_pixels'], 'onbekend')} helder",
        sha256=sha256,
        notes=_notes(tile),
        raster=facts,
    )


def _check_box(box: Box) -> None:
    west, south, east, north = box
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError(
            f"box must be west < east within -180 to 180 and south < north within -90 to 90, in degrees; got {box}"
        )


def _check_layers(layers: Sequence[str]) -> None:
    for layer in layers:
        if layer not in LAYERS and not is_radiance(layer):
            raise ValueError(f"layers must be known ones: {', '.join(LAYERS)} or a radiance layer; got {layer!r}")
    if sum(map(is_radiance, layers)) > 1:
        raise ValueError(f"layers must name at most one radiance layer; got {list(layers)}")


def _wanted_layers(
    fields: Fields, identity: Identity, layers: Sequence[str] | None, context_only: bool, name: str
) -> list[str]:
    if layers is None:
        usual = [layer for layer in RADIANCE_LAYERS[identity.level] if layer in fields.names and layer != GAP_FILLED]
        if not usual:
            raise _gap_filled(name)
        return [usual[0], *(layer for layer in COMPANIONS[identity.level] if layer in fields.names)]
    if GAP_FILLED in layers and not context_only:
        raise _gap_filled(name)
    return list(layers)


def _gap_filled(name: str) -> UploadError:
    return UploadError(
        f"gap-filled values are older nights pasted over clouds: {GAP_FILLED} of {name} can be context, never an event or baseline night",
        f"opgevulde waarden zijn oudere nachten, geplakt over wolken: {GAP_FILLED} van {name} kan achtergrond zijn, nooit een nacht van het evenement of een vergelijkingsnacht",
    )


def _dataset(
    identity: Identity,
    arrays: dict[str, NDArray[Any]],
    wanted: list[str],
    rows: slice,
    columns: slice,
    units: str,
    name: str,
) -> xr.Dataset:
    west, north = corner_of_tile(identity.tile)
    latitude = north - (np.arange(rows.start, rows.stop) + 0.5) / PIXELS_PER_DEGREE
    longitude = west + (np.arange(columns.start, columns.stop) + 0.5) / PIXELS_PER_DEGREE
    definition = "the layers read do not tell"
    if RADIANCE in arrays:
        arrays["valid"] = np.isfinite(arrays[RADIANCE])
        has_flags = GAP_FILLED not in wanted and set(NEEDED_FOR_CLEAR[identity.level]) <= set(wanted)
        knows = has_flags and identity.level < 3
        arrays["clear"] = clear_pixels(arrays) if knows else np.zeros_like(arrays["valid"])
        definition = CLEAR_DEFINITION if knows else definition
    variables = {ours: xr.Variable(("y", "x"), array, _describe_variable(ours)) for ours, array in arrays.items()}
    made = moment_of_production(identity.produced_at)
    return xr.Dataset(
        variables,
        coords={
            "latitude_deg": ("y", latitude, {"units": "degrees_north", "standard_name": "latitude"}),
            "longitude_deg": ("x", longitude, {"units": "degrees_east", "standard_name": "longitude"}),
        },
        attrs={
            "product": identity.product,
            "collection": identity.collection,
            "tile": identity.tile,
            "date": identity.day.isoformat(),
            "platform": identity.platform,
            "production_time": made.isoformat() if made else identity.produced_at,
            "layer": next((layer for layer in wanted if is_radiance(layer)), ""),
            "units": units,
            "grid": identity.grid,
            "absent": "; ".join(identity.absent),
            "clear_definition": definition,
            "is_composite": int(identity.level > 2),
            "is_gap_filled": int(GAP_FILLED in wanted),
            "is_simulated": int(identity.is_simulated),
            "source_file": name,
        },
    )


def _describe_variable(name: str) -> dict[str, str]:
    if name == RADIANCE:
        return {"units": "nW cm-2 sr-1", "long_name": "radiance of the night lights"}
    unit = next((layer.unit for layer in LAYERS.values() if layer.name == name), "1")
    return {"units": unit, "long_name": name.replace("_", " ")}


def _facts(tile: xr.Dataset) -> dict[str, Any]:
    knows = tile.attrs["clear_definition"] == CLEAR_DEFINITION
    facts: dict[str, Any] = {
        "product": tile.attrs["product"],
        "collection": tile.attrs["collection"],
        "tile": tile.attrs["tile"],
        "date": tile.attrs["date"],
        "platform": tile.attrs["platform"],
        "layer": tile.attrs["layer"],
        "pixels": int(tile["valid"].size),
        "valid_pixels": int(tile["valid"].sum()),
        "clear_pixels": int(tile["clear"].sum()) if knows else None,
    }
    if "mandatory_quality_flag" in tile:
        flag = tile["mandatory_quality_flag"].to_numpy()
        facts["high_quality_pixels"] = int((flag == HIGH_QUALITY).sum())
        if tile.attrs["collection"] == "001":
            facts["ephemeral_pixels"] = int((flag == EPHEMERAL).sum())
    return facts


def _notes(tile: xr.Dataset) -> tuple[Note, ...]:
    notes = []
    if tile.attrs["is_simulated"]:
        notes.append(Note("the file says that it is SIMULATED", "het bestand zegt dat het GESIMULEERD is"))
    if tile.attrs["is_composite"]:
        notes.append(
            Note(
                "a composite of a month or a year: context, never an event or baseline night",
                "een samenvatting van een maand of jaar: achtergrond, nooit een nacht van het evenement of een vergelijkingsnacht",
            )
        )
    if tile.attrs["absent"]:
        absent = tile.attrs["absent"]
        notes.append(Note(f"the file does not state: {absent}", f"het bestand noemt niet: {absent}"))
    return tuple(notes)


def _or_unknown(number: int | None, word: str) -> str:
    return word if number is None else str(number)
