"""Sources: lines of a background map from a file that the user has: GeoPackage, GeoJSON, or a cut of OpenStreetMap."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seeingstars.errors import UploadError

FloatArray = NDArray[np.float64]
Box = tuple[float, float, float, float]  # west, south, east, north [degree]

OSM_CREDIT = "© OpenStreetMap contributors (ODbL 1.0)"
KINDS = ("water", "green", "road", "line")
# Of the layers that GDAL makes of a cut of OpenStreetMap, those with lines and areas.
_OSM_LAYERS = ("lines", "multipolygons")
_GREEN = {"forest", "wood", "grass", "meadow", "park", "scrub", "heath", "grassland", "recreation_ground", "farmland"}
_MAIN_ROADS = {"motorway", "trunk", "primary", "secondary", "tertiary", "residential", "unclassified", "living_street"}
_MOST_CORNERS = 40_000


def read_background(path: Path, *, box: Box) -> dict[str, list[FloatArray]]:
    """The lines of a background within a box, by kind, with no more corners than a map on a telephone can bear.

    Parameters
    ----------
    path : GeoPackage, GeoJSON, shapefile or ``.osm.pbf``
    box : west, south, east, north [degree, WGS 84]

    Returns
    -------
    mapping from water, green, road or line to rows of longitude, latitude [degree]
        The outlines of areas and the course of lines; points are not drawn.

    Raises
    ------
    UploadError
        If the file cannot be read as a map, states no coordinate system, or has nothing within the box.

    Notes
    -----
    Of OpenStreetMap roads that cars drive on, railways, water and green are kept. Where there are too many corners the
    lines are made simpler (Douglas-Peucker), never cut off.

    Examples
    --------
    >>> read_background(Path("no-such-file.gpkg"), box=(4.0, 52.0, 5.0, 53.0))
    Traceback (most recent call last):
    seeingstars.errors.UploadError: no-such-file.gpkg cannot be read as a background map: ...
    """
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        layers = [
            str(name) for name, kind in pyogrio.list_layers(path) if kind is not None and "Point" not in str(kind)
        ]
        is_osm = {"lines", "multipolygons", "multilinestrings"} <= set(layers)
        tables = [_read_layer(path, name, box) for name in layers if not is_osm or name in _OSM_LAYERS]
    except (DataSourceError, DataLayerError, OSError, ValueError) as error:
        raise _refused(path, f"{' '.join(str(error).split())[:200]}") from error
    shapes: dict[str, list[Any]] = {}
    for table in tables:
        for kind, shape in zip(_kinds(table, is_osm=is_osm), table.geometry, strict=True):
            if kind and shape is not None and not shape.is_empty:
                shapes.setdefault(kind, []).append(shape)
    if not shapes:
        raise _refused(path, "it has no lines or areas where the event is")
    return _few_corners(shapes, box)


def _refused(path: Path, why: str) -> UploadError:
    return UploadError(
        f"{path.name} cannot be read as a background map: {why}; give a GeoPackage, GeoJSON or .osm.pbf of the place",
        f"{path.name} is niet te lezen als achtergrondkaart: {why}; geef een GeoPackage, GeoJSON of .osm.pbf van de plaats",
    )


def _read_layer(path: Path, layer: str, box: Box) -> Any:
    import geopandas
    from shapely.geometry import box as rectangle

    place = geopandas.GeoSeries([rectangle(*box)], crs="OGC:CRS84")
    table = geopandas.read_file(path, layer=layer, bbox=place)
    if table.crs is None:
        raise ValueError(f"layer {layer} states no coordinate system")
    table = table.to_crs("OGC:CRS84")
    return table[table.intersects(place.iloc[0])] if len(table) else table


def _kinds(table: Any, *, is_osm: bool) -> list[str]:
    """Which kind each row is; empty for what is not drawn."""
    columns = [
        name
        for name in ("highway", "railway", "waterway", "natural", "landuse", "leisure", "other_tags")
        if name in table
    ]
    rows = table[columns].fillna("").astype(str).to_dict("records") if columns else [{}] * len(table)
    return [_kind(row, is_osm=is_osm) for row in rows]


def _kind(row: dict[Any, str], *, is_osm: bool) -> str:
    if row.get("waterway") or row.get("natural") in ("water", "coastline", "bay") or row.get("landuse") == "reservoir":
        return "water"
    if {row.get("natural"), row.get("landuse"), row.get("leisure")} & _GREEN:
        return "green"
    if row.get("highway"):
        return "road" if row["highway"].removesuffix("_link") in _MAIN_ROADS else ""
    if row.get("railway") or '"railway"=>"rail"' in row.get("other_tags", ""):
        return "line"
    return "" if is_osm else "line"


def _few_corners(shapes: dict[str, list[Any]], box: Box) -> dict[str, list[FloatArray]]:
    from shapely.geometry import box as rectangle

    west, south, east, north = box
    frame = rectangle(west, south, east, north)
    tolerance = max(east - west, north - south) / 4000
    while True:
        lines = {
            kind: [line for shape in found for line in _lines(shape.intersection(frame).simplify(tolerance))]
            for kind, found in shapes.items()
        }
        if sum(len(line) for rows in lines.values() for line in rows) <= _MOST_CORNERS or tolerance > 0.05:
            return {kind: rows for kind, rows in lines.items() if rows}
        tolerance *= 2


def _lines(shape: Any) -> list[FloatArray]:
    if shape.is_empty or shape.geom_type in ("Point", "MultiPoint"):
        return []
    if shape.geom_type == "Polygon":
        return [np.asarray(ring.coords)[:, :2] for ring in (shape.exterior, *shape.interiors)]
    if shape.geom_type in ("LineString", "LinearRing"):
        return [np.asarray(shape.coords)[:, :2]]
    return [line for part in shape.geoms for line in _lines(part)]
