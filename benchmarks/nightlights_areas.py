"""Made-up areas for the night lights benchmark: a town with its ring, and a country of thousands of neighbourhoods."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.affinity import scale
from shapely.geometry import MultiPoint, Point, Polygon

from seeingstars.event import Area, Text

LEIDEN = (4.49, 52.16)
KM_PER_DEGREE = 111.32
# An ellipse as large as the land of the Netherlands, 41,500 km2.
COUNTRY, COUNTRY_KM = (5.3, 52.15), (95.0, 139.0)


def disc(longitude_deg: float, latitude_deg: float, radius_km: float) -> Polygon:
    """A circle on the ground as a polygon in degrees."""
    wide = radius_km / (KM_PER_DEGREE * np.cos(np.radians(latitude_deg)))
    return scale(Point(longitude_deg, latitude_deg).buffer(1, quad_segs=64), wide, radius_km / KM_PER_DEGREE)


def town_and_ring() -> tuple[Area, Area]:
    """The area of 3 km and the ring of 8 to 50 km."""
    ring = disc(*LEIDEN, 50).difference(disc(*LEIDEN, 8))
    return _area("town", disc(*LEIDEN, 3)), _area("ring", ring)


def neighbourhoods(n_areas: int, *, seed: int = 0) -> list[Area]:
    """Polygons that fill a country without overlap: small in towns, large between them."""
    rng = np.random.default_rng(seed)
    wide = COUNTRY_KM[0] / (KM_PER_DEGREE * np.cos(np.radians(COUNTRY[1])))
    high = COUNTRY_KM[1] / KM_PER_DEGREE
    country = scale(Point(COUNTRY).buffer(1, quad_segs=64), wide, high)
    angle, reach = rng.uniform(0, 2 * np.pi, 60), np.sqrt(rng.uniform(0, 0.9, 60))
    towns = np.column_stack([COUNTRY[0] + wide * reach * np.cos(angle), COUNTRY[1] + high * reach * np.sin(angle)])
    in_town = int(0.7 * n_areas)
    near = towns[rng.integers(0, 60, in_town)] + rng.normal(0, 0.05, (in_town, 2)) * [1.6, 1.0]
    anywhere = rng.uniform(-1, 1, (3 * n_areas, 2)) * [wide, high] + COUNTRY
    points = np.vstack([near, anywhere])
    points = points[shapely.contains_xy(country, points[:, 0], points[:, 1])][:n_areas]
    cells = shapely.voronoi_polygons(MultiPoint(points), extend_to=country)
    shapes = shapely.intersection(shapely.get_parts(cells), country)
    return [_area(f"n{index:05d}", shape) for index, shape in enumerate(shapes)]


def _area(area_id: str, shape: Polygon) -> Area:
    return Area(area_id, "lights_off", Text(area_id, area_id), shape)
