"""Products: the places of measurement, and a flat map in kilometres round the event."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from seeingstars.columns import Flag, Role, Stream, require_columns
from seeingstars.event import Event

FloatArray = NDArray[np.float64]


def measuring_places(
    readings: pd.DataFrame, *, event: Event, too_little: Mapping[str, Collection[str]] | None = None
) -> pd.DataFrame:
    """One row a place and stream: where, in which role, and whether it measured in the window of that evening.

    Parameters
    ----------
    readings : table with `READING_COLUMNS`; rows without a place on Earth are left out here (not in the files)
    event : the event
    too_little : mapping from stream to the sites that measured too little in the window to count there

    Returns
    -------
    pandas.DataFrame
        stream, longitude_deg, latitude_deg, site_id, role, n_readings, n_good, n_event (good readings in the window of
        the event's night; 0 for a site that measured too little there), in the order of streams, longitude and latitude.

    Examples
    --------
    >>> measuring_places(pd.DataFrame({"stream": []}), event=None)
    Traceback (most recent call last):
    seeingstars.errors.TableError: readings needs the columns ...
    """
    names = ["stream", "longitude_deg", "latitude_deg", "site_id", "role", "flag", "night", "in_window"]
    require_columns(readings, names, where="readings")
    placed = readings.loc[on_earth(readings), names]
    good = (placed["flag"] == Flag.GOOD).to_numpy()
    event_night = (placed["night"] == event.night.isoformat()).to_numpy() & placed["in_window"].to_numpy(dtype=bool)
    for stream, sites in (too_little or {}).items():
        event_night &= ~((placed["stream"] == stream) & placed["site_id"].isin(list(sites))).to_numpy()
    keys = ["stream", "longitude_deg", "latitude_deg"]
    counted = placed.assign(n_good=good, n_event=good & event_night, n_readings=1)
    groups = counted.groupby(keys, observed=True, sort=True)
    return groups.agg(
        site_id=("site_id", "first"),
        role=("role", "first"),
        n_readings=("n_readings", "sum"),
        n_good=("n_good", "sum"),
        n_event=("n_event", "sum"),
    ).reset_index()


def on_earth(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows have a place on Earth that is not 0, 0.

    Examples
    --------
    >>> on_earth(pd.DataFrame({"longitude_deg": [4.5, 0.0, 500.0], "latitude_deg": [52.0, 0.0, 1.0]})).tolist()
    [True, False, False]
    """
    longitude = table["longitude_deg"].to_numpy(dtype="float64", na_value=np.nan)
    latitude = table["latitude_deg"].to_numpy(dtype="float64", na_value=np.nan)
    there = (np.abs(longitude) <= 180) & (np.abs(latitude) <= 90) & ~((longitude == 0) & (latitude == 0))
    return np.asarray(there, dtype=np.bool_)


class FlatMap:
    """Kilometres east and north of the event's place (azimuthal equidistant: true from the middle outward).

    One projection for a town and for a peninsula; a national grid would serve only its own country.

    Examples
    --------
    >>> east_km, north_km = FlatMap(4.4841, 52.1547).km([4.4841], [52.2547])
    >>> round(float(east_km[0]), 3), round(float(north_km[0]), 2)
    (0.0, 11.13)
    """

    def __init__(self, longitude_deg: float, latitude_deg: float) -> None:
        middle = f"+proj=aeqd +lon_0={longitude_deg} +lat_0={latitude_deg} +datum=WGS84 +units=m"
        self._to_flat = Transformer.from_crs("OGC:CRS84", middle, always_xy=True)

    def km(self, longitude_deg: Any, latitude_deg: Any) -> tuple[FloatArray, FloatArray]:
        """East and north of the middle [km] for longitudes and latitudes [degree]."""
        east, north = self._to_flat.transform(np.asarray(longitude_deg, float), np.asarray(latitude_deg, float))
        return np.asarray(east) / 1000, np.asarray(north) / 1000

    def outlines_km(self, shape: BaseGeometry) -> Iterator[tuple[FloatArray, FloatArray]]:
        """Every ring of a polygon, holes too, as east and north [km]."""
        for longitude_deg, latitude_deg in rings(shape):
            yield self.km(longitude_deg, latitude_deg)


def rings(shape: BaseGeometry) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Every ring of a polygon or multipolygon as longitudes and latitudes [degree].

    Examples
    --------
    >>> from shapely.geometry import box
    >>> [ring[0].tolist() for ring in rings(box(0, 0, 1, 1))]
    [[1.0, 1.0, 0.0, 0.0, 1.0]]
    """
    for polygon in getattr(shape, "geoms", [shape]):
        for ring in (polygon.exterior, *polygon.interiors):
            corners = np.asarray(ring.coords)
            yield corners[:, 0], corners[:, 1]


def frame_km(points: list[tuple[FloatArray, FloatArray]], *, margin: float = 0.08) -> tuple[float, float, float, float]:
    """A square frame round all points with a margin: west, east, south, north [km].

    Examples
    --------
    >>> frame_km([(np.array([-1.0, 1.0]), np.array([0.0, 0.0]))], margin=0.0)
    (-1.0, 1.0, -1.0, 1.0)
    """
    east = np.concatenate([point[0] for point in points])
    north = np.concatenate([point[1] for point in points])
    middle_east, middle_north = (east.min() + east.max()) / 2, (north.min() + north.max()) / 2
    half = max(float(np.ptp(east)), float(np.ptp(north)), 0.2) * (0.5 + margin)
    return (
        float(middle_east - half),
        float(middle_east + half),
        float(middle_north - half),
        float(middle_north + half),
    )


def scale_length_km(width_km: float) -> float:
    """A round length of about a quarter of the width, for a scale bar [km].

    Examples
    --------
    >>> scale_length_km(45.0), scale_length_km(2.1), scale_length_km(1300.0)
    (10.0, 0.5, 200.0)
    """
    length = width_km / 4
    power = 10 ** np.floor(np.log10(length))
    return float(max(step for step in (1, 2, 5) if step * power <= length * 1.0001) * power)


def count_by_role(places: pd.DataFrame) -> dict[str, int]:
    """How many places of measurement lie in each role, and how many measured in the window of that evening.

    Examples
    --------
    >>> table = pd.DataFrame({"role": ["control"], "n_event": [2], "longitude_deg": [4.5], "latitude_deg": [52.1]})
    >>> count_by_role(table)
    {'area': 0, 'control': 1, 'outside': 0, 'window': 1}
    """
    counts = places["role"].astype(str).value_counts()
    return {
        "area": int(counts.get(Role.LIGHTS_OFF, 0)),
        "control": int(counts.get(Role.CONTROL, 0)),
        "outside": int(counts.get(Role.OUTSIDE, 0)),
        "window": int((places["n_event"] > 0).sum()),
    }


def is_fixed(places: pd.DataFrame) -> NDArray[np.bool_]:
    """Which places are fixed meters.

    Examples
    --------
    >>> is_fixed(pd.DataFrame({"stream": ["photometer", "naked_eye"]})).tolist()
    [True, False]
    """
    return (places["stream"].astype(str) == Stream.PHOTOMETER).to_numpy(dtype=np.bool_)
