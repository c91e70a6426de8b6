"""The store: where a cube or a box lies on the grid of a store of nights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from seeingstars.errors import SeeingStarsError

Box = tuple[float, float, float, float]

# Of a pixel: coordinates that differ by less mean the same place.
_PLACE_TOLERANCE = 0.02


def place_of(cube: xr.Dataset, *, grid: Mapping[str, Any], path: Path) -> tuple[slice, slice]:
    """Rows and columns of a store that a cube covers.

    Parameters
    ----------
    cube : Dataset
        With ``latitude_deg`` and ``longitude_deg``, centres of its pixels [degree].
    grid : mapping
        Of `night_store.store_facts`.
    path : path of the store, for the message

    Raises
    ------
    SeeingStarsError
        If the cube is not on the grid, to 0.02 of a pixel, or reaches beyond it.
    """
    latitude, longitude = cube["latitude_deg"].to_numpy(), cube["longitude_deg"].to_numpy()
    found = []
    for axis, first, step, size in (
        (latitude, grid["north_centre_deg"], -grid["step_y_deg"], grid["n_y"]),
        (longitude, grid["west_centre_deg"], grid["step_x_deg"], grid["n_x"]),
    ):
        places = (axis - first) / step
        start = round(float(places[0]))
        drift = float(np.abs(places - start - np.arange(len(axis))).max())
        if drift > _PLACE_TOLERANCE or start < 0 or start + len(axis) > size:
            raise SeeingStarsError(
                f"a cube must lie on the grid of the store, within it; it begins at {float(longitude[0]):g}, {float(latitude[0]):g} and does not, at {path}",
                f"een kubus moet op het raster van de opslag liggen, daarbinnen; hij begint bij {float(longitude[0]):g}, {float(latitude[0]):g} en doet dat niet, in {path}",
            )
        found.append(slice(start, start + len(axis)))
    return found[0], found[1]


def window_in(grid: Mapping[str, Any], *, box: Box | None, path: Path) -> tuple[slice, slice]:
    """Rows and columns of the pixels that a box touches; all without a box.

    Parameters
    ----------
    grid : mapping
        Of `night_store.store_facts`.
    box : (west, south, east, north) or None
        [degree].
    path : path of the store, for the message

    Raises
    ------
    SeeingStarsError
        If the box lies outside the grid.

    Examples
    --------
    >>> grid = {"west_centre_deg": 0.5, "north_centre_deg": 9.5, "step_x_deg": 1.0, "step_y_deg": 1.0, "n_x": 4, "n_y": 4}
    >>> window_in(grid, box=(1.0, 7.5, 2.0, 8.0), path=Path("store"))
    (slice(2, 3, None), slice(1, 2, None))
    """
    if box is None:
        return slice(0, grid["n_y"]), slice(0, grid["n_x"])
    west_edge = grid["west_centre_deg"] - grid["step_x_deg"] / 2
    north_edge = grid["north_centre_deg"] + grid["step_y_deg"] / 2
    # A thousandth of a pixel keeps an edge on a pixel's edge where it is.
    left, right = (np.array([box[0], box[2]]) - west_edge) / grid["step_x_deg"] + (1e-3, -1e-3)
    top, bottom = (north_edge - np.array([box[3], box[1]])) / grid["step_y_deg"] + (1e-3, -1e-3)
    rows = slice(max(int(np.floor(top)), 0), min(int(np.ceil(bottom)), grid["n_y"]))
    columns = slice(max(int(np.floor(left)), 0), min(int(np.ceil(right)), grid["n_x"]))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        text = ", ".join(f"{side:g}" for side in box)
        raise SeeingStarsError(
            f"the box {text} (west, south, east, north) must touch the grid of the store, at {path}",
            f"het vak {text} (west, zuid, oost, noord) moet het raster van de opslag raken, in {path}",
        )
    return rows, columns


def centres(first_deg: float, *, step_deg: float, part: slice) -> NDArray[np.float64]:
    """Centres of a run of pixels [degree].

    Examples
    --------
    >>> centres(0.5, step_deg=1.0, part=slice(2, 4)).tolist()
    [2.5, 3.5]
    """
    return np.asarray(first_deg + np.arange(part.start, part.stop) * step_deg, dtype=np.float64)
