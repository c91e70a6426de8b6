"""The time zone that belongs to a place, and its offset from UTC at a moment."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import numpy.typing as npt
import pandas as pd
import tzfpy

FloatArray = npt.NDArray[np.float64]
TextArray = npt.NDArray[np.object_]


def zones_of_places(longitude_deg: FloatArray, *, latitude_deg: FloatArray) -> TextArray:
    """Names of the time zones of places, as the IANA list has them; at sea those of the nautical zones.

    Parameters
    ----------
    longitude_deg, latitude_deg : shape (n,)
        Position (WGS 84) [degree].

    Returns
    -------
    shape (n,)
        Names; an empty text where the position is NaN, off the Earth, or exactly 0,0 (which stands for
        "no position" in what people hand in).

    References
    ----------
    Boundaries: timezone-boundary-builder, from OpenStreetMap, through the library tzfpy.

    Examples
    --------
    >>> zones_of_places(np.array([4.484, 0.0]), latitude_deg=np.array([52.155, 0.0])).tolist()
    ['Europe/Amsterdam', '']
    """
    known: dict[tuple[float, float], str] = {}
    names = []
    for place in zip(longitude_deg.tolist(), latitude_deg.tolist(), strict=True):
        if place not in known:
            known[place] = _zone_of_place(*place)
        names.append(known[place])
    return np.array(names, dtype=object)


def _zone_of_place(longitude_deg: float, latitude_deg: float) -> str:
    on_earth = abs(longitude_deg) <= 180 and abs(latitude_deg) <= 90
    if not on_earth or (longitude_deg == 0 and latitude_deg == 0):
        return ""
    name = str(tzfpy.get_tz(longitude_deg, latitude_deg))
    return name if is_zone(name) else ""


def is_zone(name: str) -> bool:
    """Whether a name is one of the IANA list of time zones.

    Examples
    --------
    >>> is_zone("Europe/Amsterdam"), is_zone("../etc/passwd")
    (True, False)
    """
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # walks through folders, so once


def offset_of_zone_min(moment_utc: pd.Series[pd.Timestamp], *, zone: TextArray) -> FloatArray:
    """How far the clocks of a zone are ahead of UTC at a moment.

    Parameters
    ----------
    moment_utc : shape (n,), aware UTC
    zone : shape (n,)
        Names of the IANA list; empty where unknown.

    Returns
    -------
    shape (n,)
        Offset [min], east of Greenwich positive; NaN where the moment or the zone is missing, and in the first
        and last years of the calendar, whose clocks would stand outside of it.

    Examples
    --------
    >>> september = pd.Series(pd.to_datetime(["2022-09-25 20:15"], utc=True))
    >>> offset_of_zone_min(september, zone=np.array(["Europe/Amsterdam"], dtype=object)).tolist()
    [120.0]
    """
    offset = np.full(len(moment_utc), np.nan)
    on_calendar = moment_utc.dt.year.between(2, 9998).to_numpy(dtype=bool)
    for name in set(zone) - {""}:
        here = np.flatnonzero((zone == name) & on_calendar)
        moments = pd.DatetimeIndex(moment_utc.iloc[here])
        wall = moments.tz_convert(ZoneInfo(name)).tz_localize(None)
        offset[here] = (wall - moments.tz_localize(None)) / pd.Timedelta(minutes=1)
    return offset
