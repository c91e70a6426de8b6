"""Where sun and moon stood at a place and moment, for those who tell a contributor what was understood."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class SkyThen:
    """Altitudes above the airless horizon [degree] and the lit share of the moon's disc [1]."""

    sun_altitude_deg: float
    moon_altitude_deg: float
    moon_illuminated_fraction: float


def sky_then(moment: datetime, *, longitude_deg: float, latitude_deg: float) -> SkyThen:
    """Sun and moon at a moment and place.

    Parameters
    ----------
    moment : aware datetime, in the years 1900 to 2099
    longitude_deg, latitude_deg : scalar
        Place [degree].

    Returns
    -------
    SkyThen

    Examples
    --------
    >>> then = sky_then(datetime(2022, 9, 25, 20, 14, tzinfo=UTC), longitude_deg=4.4841, latitude_deg=52.1547)
    >>> round(then.sun_altitude_deg, 1), then.moon_altitude_deg < 0
    (-24.2, True)
    """
    import numpy as np

    from seeingstars.science.ephemeris import sun_and_moon

    at = np.array([moment.astimezone(UTC).replace(tzinfo=None)], dtype="datetime64[us]")
    sky = sun_and_moon(at, longitude_deg=longitude_deg, latitude_deg=latitude_deg)
    return SkyThen(*(float(np.ravel(angle)[0]) for angle in sky))


def zone_at(longitude_deg: float, *, latitude_deg: float) -> ZoneInfo:
    """The time zone of a place; UTC where none is known.

    Examples
    --------
    >>> zone_at(4.48, latitude_deg=52.15).key
    'Europe/Amsterdam'
    """
    from tzfpy import get_tz

    return ZoneInfo(get_tz(longitude_deg, latitude_deg) or "UTC")


def distance_km(longitude_deg: float, *, latitude_deg: float, to_longitude_deg: float, to_latitude_deg: float) -> float:
    """The distance between two places on a sphere [km]; within 0.6 % of that on the ellipsoid.

    References
    ----------
    R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984), 159.

    Examples
    --------
    >>> round(distance_km(4.4841, latitude_deg=52.1547, to_longitude_deg=4.3571, to_latitude_deg=52.0116), 1)
    18.1
    """
    from_rad, to_rad = math.radians(latitude_deg), math.radians(to_latitude_deg)
    half_east = math.radians(to_longitude_deg - longitude_deg) / 2
    part = math.sin((to_rad - from_rad) / 2) ** 2 + math.cos(from_rad) * math.cos(to_rad) * math.sin(half_east) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(part)))


_EARTH_RADIUS_KM = 6371.0088  # IUGG mean radius
