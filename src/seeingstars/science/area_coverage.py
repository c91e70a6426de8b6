"""Science: how much of each pixel lies in each area, worked out once and used for every night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray
from scipy.sparse import csr_array
from shapely.geometry import mapping

from seeingstars.event import Area
from seeingstars.science.tile_mosaic import Grid

Box = tuple[float, float, float, float]

# A smaller share of a pixel is rounding at the edge of an area.
SMALLEST_SHARE = 1e-6


@dataclass(frozen=True)
class Coverage:
    """Areas against pixels.

    Parameters
    ----------
    pixels : (n_pixels,)
        Places in the flattened grid of the pixels that any area covers.
    weights : sparse (n_areas, n_pixels)
        Share of each of these that lies in each area [1].
    whole : (n_areas,)
        Size of each area in pixels, what lies outside the grid included.
    """

    pixels: NDArray[np.int64]
    weights: csr_array
    whole: NDArray[np.float64]

    @property
    def touches(self) -> csr_array:
        """Sparse (n_areas, n_pixels): 1 where an area covers any of a pixel."""
        return csr_array(
            (np.ones_like(self.weights.data), self.weights.indices, self.weights.indptr), shape=self.weights.shape
        )


def coverage_of(areas: Sequence[Area], *, grid: Grid) -> Coverage:
    """The share of each pixel of a grid that each area covers.

    Parameters
    ----------
    areas : sequence of Area
    grid : Grid

    Returns
    -------
    Coverage

    Notes
    -----
    Shares of a pixel in degrees. An area smaller than a pixel has a share of that pixel; an area outside the grid
    has none, yet a size.

    References
    ----------
    exactextract, the exact share of a cell that a polygon covers (ISciences).
    """
    west, south, east, north = grid.edges_deg
    raster = NumPyRasterSource(np.zeros((grid.n_y, grid.n_x), dtype=np.uint8), west, south, east, north)
    rows, cells, shares = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for index, area in enumerate(areas):
        feature = {"type": "Feature", "properties": {}, "geometry": mapping(area.shape)}
        found = exact_extract(raster, [feature], ["cell_id", "coverage"])[0]["properties"]
        share = np.asarray(found["coverage"], dtype=np.float64).ravel()
        kept = share >= SMALLEST_SHARE
        cells.append(np.asarray(found["cell_id"], dtype=np.int64).ravel()[kept])
        shares.append(share[kept])
        rows.append(np.full(int(kept.sum()), index))
    pixels, columns = np.unique(np.concatenate(cells), return_inverse=True)
    weights = csr_array((np.concatenate(shares), (np.concatenate(rows), columns)), shape=(len(areas), len(pixels)))
    whole = np.array([area.shape.area for area in areas]) / (grid.step_x_deg * grid.step_y_deg)
    return Coverage(pixels, weights, whole)


def bands_of(coverage: Coverage, *, grid: Grid, rows: int) -> list[tuple[Box, NDArray[np.intp], Coverage]]:
    """Bands of whole rows of pixels, so that a large grid need not be in memory at once.

    Parameters
    ----------
    coverage : Coverage
        Of areas against the whole grid.
    grid : Grid
    rows : int
        Rows of pixels of a band.

    Returns
    -------
    list of (box, areas, coverage)
        The band (west, south, east, north) [degree]; the places of the areas that touch it; their shares of its
        pixels, counted from its first. Bands that no area touches are left out.

    Examples
    --------
    >>> grid = Grid(0.5, 9.5, 1.0, 1.0, n_x=1, n_y=4)
    >>> last = Coverage(np.array([3]), csr_array([[1.0]]), np.array([1.0]))
    >>> [(box, areas.tolist(), part.pixels.tolist()) for box, areas, part in bands_of(last, grid=grid, rows=2)]
    [((0.0, 6.0, 1.0, 8.0), [0], [1])]
    """
    west, _, east, north = grid.edges_deg
    by_pixel = coverage.weights.tocsc()
    bands = []
    for row in range(0, grid.n_y, rows):
        high = min(rows, grid.n_y - row)
        first, last = np.searchsorted(coverage.pixels, [row * grid.n_x, (row + high) * grid.n_x])
        if first == last:
            continue
        part = csr_array(by_pixel[:, first:last])
        some = np.flatnonzero(np.diff(part.indptr))
        box = (west, north - (row + high) * grid.step_y_deg, east, north - row * grid.step_y_deg)
        bands.append((box, some, Coverage(coverage.pixels[first:last] - row * grid.n_x, csr_array(part[some]), coverage.whole[some])))  # fmt: skip
    return bands
