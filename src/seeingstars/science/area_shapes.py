"""Science: shapes of areas put on a map from -180 to 180 degrees: across the date line, round a pole, mended."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

# What was done to a shape, as it stands in the published table of areas.
MENDED, CUT_AT_DATE_LINE, CLOSED_AT_POLE = "shape mended", "cut at the date line", "closed at the pole"


class OffTheMapError(ValueError):
    """A shape that cannot lie on Earth; ``en`` and ``nl`` say why."""

    def __init__(self, en: str, nl: str) -> None:
        super().__init__(en)
        self.en, self.nl = en, nl


def on_the_map(shape: BaseGeometry) -> tuple[BaseGeometry, tuple[str, ...]]:
    """A shape in longitude and latitude as polygons that lie within -180 to 180 degrees.

    Parameters
    ----------
    shape : Polygon or MultiPolygon
        In longitude, latitude [degree]; longitudes may run on past 180.

    Returns
    -------
    shape : Polygon or MultiPolygon
        Valid, within -180 to 180; the same where nothing had to be done.
    done : texts
        What was done to it; empty for most.

    Raises
    ------
    OffTheMapError
        If it is no polygon or empty, a coordinate is no number, or a latitude lies outside -90 to 90.

    Notes
    -----
    Two points of a ring more than 180 degrees apart are taken to be joined the short way, across the date line
    (RFC 7946 asks for shapes that are cut there, and many files do not do it); not so where both lie on the date line
    itself, as in a shape that spans the world. A ring that goes once round the Earth
    holds the nearer pole.

    Examples
    --------
    >>> shape, done = on_the_map(box(179, 0, 181, 1))
    >>> shape.bounds, done
    ((-180.0, 0.0, 180.0, 1.0), ('cut at the date line',))
    """
    polygons = _polygons(shape)
    points = shapely.get_coordinates(shape)
    if not np.isfinite(points).all():
        raise OffTheMapError(
            f"longitude_deg and latitude_deg must be finite numbers; {int((~np.isfinite(points)).any(axis=1).sum())} of {len(points)} points are not",
            f"longitude_deg en latitude_deg moeten eindige getallen zijn; {int((~np.isfinite(points)).any(axis=1).sum())} van de {len(points)} punten zijn dat niet",
        )
    low, high = float(points[:, 1].min()), float(points[:, 1].max())
    if low < -90 or high > 90:
        raise OffTheMapError(
            f"latitude_deg must lie in -90 to 90; got {low:g} to {high:g}; longitude stands before latitude, both in degrees",
            f"latitude_deg moet tussen -90 en 90 liggen; gegeven is {low:g} tot {high:g}; lengte staat voor breedte, beide in graden",
        )
    done: list[str] = []
    if any(_leaves_the_map(polygon) for polygon in polygons):
        shape = unary_union([_wrapped(polygon, done) for polygon in polygons])
    if not shape.is_valid:
        shape = MultiPolygon(_polygons(shapely.make_valid(shape)))
        done.append(MENDED)
    return shape, tuple(dict.fromkeys(done))


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    found = [part for part in shapely.get_parts(shape, return_index=False) if isinstance(part, Polygon | MultiPolygon)]
    flat = [one for part in found for one in (part.geoms if isinstance(part, MultiPolygon) else [part])]
    flat = [one for one in flat if not one.is_empty]
    if not flat:
        empty, leeg = (" without a point", " zonder punt") if shape.is_empty else ("", "")
        raise OffTheMapError(
            f"shape must be a polygon with an inside; got {shape.geom_type}{empty}",
            f"de vorm moet een vlak met een binnenkant zijn; gegeven is {shape.geom_type}{leeg}",
        )
    return flat


def _leaves_the_map(polygon: Polygon) -> bool:
    return any(_crosses(np.asarray(ring.coords)[:, 0]) for ring in (polygon.exterior, *polygon.interiors))


def _crosses(longitude: np.ndarray) -> bool:
    return bool(np.abs(longitude).max() > 180 or np.any(_short_way(longitude) != np.diff(longitude)))


def _short_way(longitude: np.ndarray) -> np.ndarray:
    """Steps from point to point, the long ones turned into the short ones across the date line."""
    steps = np.diff(longitude)
    on_line = np.abs(np.abs(longitude) - 180) < 1e-9
    is_long = (np.abs(steps) > 180) & ~(on_line[:-1] & on_line[1:])
    return np.asarray(np.where(is_long, steps - 360 * np.sign(steps), steps))


def _wrapped(polygon: Polygon, done: list[str]) -> BaseGeometry:
    whole = _wrapped_ring(np.asarray(polygon.exterior.coords)[:, :2], done)
    holes = [_wrapped_ring(np.asarray(ring.coords)[:, :2], done) for ring in polygon.interiors]
    return whole.difference(unary_union(holes)) if holes else whole


def _wrapped_ring(points: np.ndarray, done: list[str]) -> BaseGeometry:
    longitude = points[0, 0] + np.concatenate([[0.0], np.cumsum(_short_way(points[:, 0]))])
    ring = np.column_stack([longitude, points[:, 1]])
    if abs(longitude[-1] - longitude[0]) > 180:  # once round the Earth
        pole = 90.0 if points[:, 1].mean() > 0 else -90.0
        ring = np.vstack([ring, [[longitude[-1], pole], [longitude[0], pole]]])
        done.append(CLOSED_AT_POLE)
    shape = shapely.make_valid(Polygon(ring))
    if abs(ring[:, 0]).max() <= 180:
        return shape
    done.append(CUT_AT_DATE_LINE)
    return unary_union(_turns(shape, ring[:, 0]))


def _turns(shape: BaseGeometry, longitude: np.ndarray) -> Sequence[BaseGeometry]:
    first, last = (int(np.floor((side + 180) / 360)) for side in (longitude.min(), longitude.max()))
    return [
        translate(shape.intersection(box(-180 + 360 * turn, -90, 180 + 360 * turn, 90)), xoff=-360 * turn)
        for turn in range(first, last + 1)
    ]
