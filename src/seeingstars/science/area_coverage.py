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
