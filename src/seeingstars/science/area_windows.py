"""Science: which part of a tile areas touch, so that nothing else of it is read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

Box = tuple[float, float, float, float]

# A window in whole blocks of so many pixels, those of the chunks of the store, so that a few more areas still fit.
_BLOCK_PX = 48
_TILE_PX_A_DEGREE = 240


class AreaWindows:
    """The part of any tile that areas touch.

    Parameters
    ----------
    shapes : sequence of polygons in longitude, latitude [degree]
        As `on_the_map` puts them, within -180 to 180.

    Examples
    --------
    >>> towns = AreaWindows([shapely.box(4.4, 52.1, 4.5, 52.2), shapely.box(-70, 10, -69, 11)])
    >>> [round(side, 3) for side in towns.window((0.0, 50.0, 10.0, 60.0), in_blocks=False)]
    [4.4, 52.1, 4.5, 52.2]
    >>> [round(side, 3) for side in towns.window((0.0, 50.0, 10.0, 60.0), in_blocks=True)]
    [4.4, 52.0, 4.6, 52.2]
    >>> towns.window((10.0, 50.0, 20.0, 60.0), in_blocks=True) is None
    True
    """

    def __init__(self, shapes: Sequence[BaseGeometry]) -> None:
        # Piece by piece: an area on both sides of the date line would otherwise seem to span the world.
        self._pieces = shapely.get_parts(np.asarray(shapes, dtype=object))
        self._tree = shapely.STRtree(self._pieces)

    def window(self, box: Box, *, in_blocks: bool, margin_deg: tuple[float, float] = (0.0, 0.0)) -> Box | None:
        """The window of a tile (west, south, east, north) [degree] that the areas touch; None if they do not.

        Parameters
        ----------
        box : (west, south, east, north)
            Outer edges of the tile [degree].
        in_blocks : bool
            Whether the window is to be of whole blocks of 48 pixels of 15 arc seconds, counted from the north-west
            corner of the tile.
        margin_deg : (east-west, north-south)
            How much wider the window is on each side, within the tile [degree].
        """
        frame = shapely.box(*box)
        found = self._tree.query(frame, predicate="intersects")
        inside = shapely.intersection(shapely.box(*shapely.bounds(self._pieces[found]).T), frame)
        inside = inside[shapely.area(inside) > 0]
        if not len(inside):
            return None
        west, south, east, north = shapely.total_bounds(inside)
        west, east = west - margin_deg[0], east + margin_deg[0]
        south, north = south - margin_deg[1], north + margin_deg[1]
        if in_blocks:
            step = _BLOCK_PX / _TILE_PX_A_DEGREE
            left, right = np.floor((west - box[0]) / step + 1e-9), np.ceil((east - box[0]) / step - 1e-9)
            top, bottom = np.floor((box[3] - north) / step + 1e-9), np.ceil((box[3] - south) / step - 1e-9)
            west, east = box[0] + left * step, box[0] + right * step
            north, south = box[3] - top * step, box[3] - bottom * step
        return (max(float(west), box[0]), max(float(south), box[1]), min(float(east), box[2]), min(float(north), box[3]))  # fmt: skip
