"""Science: tiles that lie beside one another put on one grid; what no tile covers stays empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from seeingstars.errors import UploadError

# A pixel's place may differ by this share of a pixel between files that state it in single precision.
PLACE_TOLERANCE = 0.02


@dataclass(frozen=True)
class Grid:
    """A north-up grid of longitude and latitude: centre of the first pixel, steps and sizes [degree]."""

    west_centre_deg: float
    north_centre_deg: float
    step_x_deg: float
    step_y_deg: float
    n_x: int
    n_y: int

    @property
    def longitude_deg(self) -> NDArray[np.float64]:
        """Centres of the columns, from west to east."""
        return np.asarray(self.west_centre_deg + np.arange(self.n_x) * self.step_x_deg, dtype=np.float64)

    @property
    def latitude_deg(self) -> NDArray[np.float64]:
        """Centres of the rows, from north to south."""
        return np.asarray(self.north_centre_deg - np.arange(self.n_y) * self.step_y_deg, dtype=np.float64)

    @property
    def edges_deg(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the outer edges."""
        west = self.west_centre_deg - self.step_x_deg / 2
        north = self.north_centre_deg + self.step_y_deg / 2
        return (west, north - self.n_y * self.step_y_deg, west + self.n_x * self.step_x_deg, north)


def grid_of(longitude_deg: NDArray[np.float64], latitude_deg: NDArray[np.float64]) -> Grid:
    """The grid with these centres.

    Parameters
    ----------
    longitude_deg, latitude_deg : 1-D
        Centres [degree], west to east and north to south.

    Returns
    -------
    Grid
        A single row or column takes its step from the other; a single pixel is taken for one of 15 arc seconds.
    """
    steps = [
        abs(float(axis[-1] - axis[0])) / (len(axis) - 1) if len(axis) > 1 else 0.0
        for axis in (longitude_deg, latitude_deg)
    ]
    step_x, step_y = steps[0] or steps[1] or 1 / 240, steps[1] or steps[0] or 1 / 240
    return Grid(float(longitude_deg[0]), float(latitude_deg[0]), step_x, step_y, len(longitude_deg), len(latitude_deg))


def common_grid(tiles: Sequence[xr.Dataset]) -> Grid:
    """The smallest grid that holds all tiles.

    Parameters
    ----------
    tiles : sequence of Dataset
        With ``longitude_deg`` and ``latitude_deg``.

    Returns
    -------
    Grid

    Raises
    ------
    UploadError
        If the tiles do not lie on one grid: other steps, or shifted by part of a pixel.
    """
    grids = [grid_of(tile["longitude_deg"].to_numpy(), tile["latitude_deg"].to_numpy()) for tile in tiles]
    widest = max(grids, key=lambda grid: grid.n_x * grid.n_y)
    for tile, grid in zip(tiles, grids, strict=True):
        _check_fits(grid, widest, tile.attrs.get("source_file", "a tile"))
    step_x, step_y = widest.step_x_deg, widest.step_y_deg
    west = min(grid.west_centre_deg for grid in grids)
    north = max(grid.north_centre_deg for grid in grids)
    east = max(grid.west_centre_deg + (grid.n_x - 1) * step_x for grid in grids)
    south = min(grid.north_centre_deg - (grid.n_y - 1) * step_y for grid in grids)
    return Grid(west, north, step_x, step_y, round((east - west) / step_x) + 1, round((north - south) / step_y) + 1)


def _check_fits(grid: Grid, other: Grid, file: str) -> None:
    columns = (grid.west_centre_deg - other.west_centre_deg) / other.step_x_deg
    rows = (other.north_centre_deg - grid.north_centre_deg) / other.step_y_deg
    drift = max(
        abs(grid.step_x_deg / other.step_x_deg - 1) * grid.n_x, abs(grid.step_y_deg / other.step_y_deg - 1) * grid.n_y
    )
    if max(abs(columns - round(columns)), abs(rows - round(rows)), drift) > PLACE_TOLERANCE:
        raise UploadError(
            f"images of one stream must lie on one grid; {file} has pixels of {grid.step_x_deg:g} by {grid.step_y_deg:g} degree that do not fit the others; resample it first",
            f"beelden van één reeks moeten op één raster liggen; {file} heeft pixels van {grid.step_x_deg:g} bij {grid.step_y_deg:g} graad die niet op de andere passen; zet het eerst om",
        )


def mosaic(tiles: Sequence[xr.Dataset], name: str, *, grid: Grid) -> NDArray[Any] | None:
    """One layer of tiles on a grid.

    Parameters
    ----------
    tiles : sequence of Dataset
        On that grid; where two overlap the first one stands.
    name : str
        Name of the layer.
    grid : Grid

    Returns
    -------
    (n_y, n_x) or None
        Empty pixels hold NaN, False, or for flags the largest number of their type (the fill of the supplier);
        None if no tile has the layer.
    """
    having = [tile for tile in tiles if name in tile]
    if not having:
        return None
    dtype = having[0][name].dtype
    picture = np.full((grid.n_y, grid.n_x), empty_of(dtype), dtype=dtype)
    for tile in reversed(having):
        values = tile[name].to_numpy()
        first_column = round((float(tile["longitude_deg"][0]) - grid.west_centre_deg) / grid.step_x_deg)
        first_row = round((grid.north_centre_deg - float(tile["latitude_deg"][0])) / grid.step_y_deg)
        picture[first_row : first_row + values.shape[0], first_column : first_column + values.shape[1]] = values
    return picture


def empty_of(dtype: np.dtype[Any]) -> Any:
    """What stands for "nothing here" in an array of that type.

    Examples
    --------
    >>> empty_of(np.dtype("u1")), empty_of(np.dtype("u2")), empty_of(np.dtype("?"))
    (255, 65535, False)
    """
    if dtype.kind == "f":
        return np.nan
    return False if dtype.kind == "b" else int(np.iinfo(dtype).max)
