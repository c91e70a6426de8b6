"""Monthly and annual Black Marble (A3, A4): the composite with the layers that say how good each of its pixels is.

Beside each composite stand its number of observations and its quality: 0 good, 1 poor (three observations or fewer),
2 filled with older values, 255 none (NASA, Black Marble User Guide, as the packages blackmarbler and blackmarblepy of the
World Bank also document them).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from seeingstars.errors import UploadError
from seeingstars.sources.black_marble import Box, read_tile, window_of
from seeingstars.sources.black_marble_chunks import stored_window
from seeingstars.sources.black_marble_fields import data_fields, layer_of
from seeingstars.sources.black_marble_identity import opened

GOOD = 0
MASK_BY_QUALITY = "good pixels of the composite: its quality layer is 0 (more than three observations, none filled)"
MASK_BY_VALUE = "every pixel with a value: the file has no layer of quality"


def read_composite(path: Path, *, box: Box | None = None) -> xr.Dataset:
    """One composite tile, with its good pixels as ``clear``.

    Parameters
    ----------
    path : path of an HDF5 file of VNP46A3, VNP46A4 or a twin
    box : (west, south, east, north) or None
        [degree]; every pixel that it touches.

    Returns
    -------
    xarray.Dataset
        As `read_tile` gives it, with ``composite_quality`` and ``n_observations`` as stored where the file has them;
        ``clear`` is what attribute ``clear_definition`` says.

    Raises
    ------
    UploadError
        As `read_tile`, or if the file is no composite.
    """
    tile = read_tile(path, box=box)
    if not tile.attrs["is_composite"]:
        raise UploadError(
            f"{path.name} must be a composite of a month or a year; it is {tile.attrs['product']}",
            f"{path.name} moet een samenvatting van een maand of jaar zijn; het is {tile.attrs['product']}",
        )
    beside = _beside(path, tile.attrs["layer"], tile.attrs["tile"], box)
    valid = tile["valid"].to_numpy()
    quality = beside.get("composite_quality")
    clear = valid if quality is None else valid & (quality == GOOD)
    layers = {name: (("y", "x"), values) for name, values in beside.items()}
    definition = MASK_BY_VALUE if quality is None else MASK_BY_QUALITY
    return tile.assign(layers | {"clear": (("y", "x"), clear)}).assign_attrs(clear_definition=definition)


def _beside(path: Path, layer: str, tile: str, box: Box | None) -> dict[str, NDArray[Any]]:
    rows, columns = window_of(tile, box, file=path.name)
    found = {}
    with opened(path) as file:
        fields = data_fields(file, name=path.name)
        for ours, theirs, dtype in (
            ("composite_quality", f"{layer}_Quality", np.uint8),
            ("n_observations", f"{layer}_Num", np.uint16),
        ):
            if theirs not in fields.names:
                continue
            stored = stored_window(layer_of(fields, theirs, file=path.name), rows=rows, columns=columns)
            if stored.dtype.kind == "u":  # the largest number is "none" in whatever type it is stored
                stored = np.where(stored == np.iinfo(stored.dtype).max, np.iinfo(dtype).max, stored)
            if stored.dtype.kind not in "ui" or (stored.size and stored.max() > np.iinfo(dtype).max):
                raise UploadError(
                    f"{theirs} must hold whole numbers up to {np.iinfo(dtype).max}; it holds {stored.dtype}, in {path.name}",
                    f"{theirs} moet hele getallen tot {np.iinfo(dtype).max} bevatten; het bevat {stored.dtype}, in {path.name}",
                )
            found[ours] = stored.astype(dtype)
    return found
