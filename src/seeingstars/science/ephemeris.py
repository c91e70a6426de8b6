"""Where sun, moon and Milky Way stand for an observer: altitudes, azimuths, the lit share of the moon.

For millions of readings `sun_and_moon` is the fast road. No network, no tables of the Earth's
rotation: UT1 is taken as UTC (they differ by less than 0.9 s, 0.004 degree of altitude). All
altitudes are airless: of the centre of the disc, **without refraction**, seen from the Earth's
surface (with parallax). Against astropy over 2006 to 2030 sun and moon agree within 0.006 degree;
before 1972, when there were no leap seconds, the moon may be off by 0.007 degree more.

Times are UTC: a numpy datetime64 array or scalar, or a pandas Series, Index or Timestamp (an aware
one of any zone; a naive one counts as UTC, as datetime64 does), or an aware `datetime`. Times,
longitudes and latitudes may have any shapes that broadcast. A missing time, a place that is missing
or not on Earth (beyond 180 degrees of longitude or 90 of latitude) and a time outside 1900 to 2100
give NaN: what is wrong with such a reading is for its flags to say.

Memory: the results, 24 bytes a reading for its time and place, and about 10 MB besides, as the work
goes by chunks of 16 384 rows (`sun_and_moon` of a million readings in fifteen years: 52 MB, 24 MB of it results; the table of
positions adds up to 20 MB when the readings span two centuries).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from seeingstars.science.geocentric import J2000, PositionTable

FloatArray = NDArray[np.float64]

_CHUNK_ROWS = 16_384
_VALID_DAYS = (-36_524.5, 36_524.5)  # 1900-01-01 to 2100-01-01, counted from J2000
_POLAR_TO_EQUATORIAL_RADIUS = 1 - 1 / 298.257223563  # WGS 84
_SUN, _MOON, _LIT = slice(0, 3), slice(3, 6), 6


class SunPosition(NamedTuple):
    """Altitude above the airless horizon and azimuth from north through east [degree]."""

    altitude_deg: FloatArray
    azimuth_deg: FloatArray


class MoonPosition(NamedTuple):
    """Altitude and azimuth [degree], lit share of the disc [1], angle sun-moon-Earth [degree]."""

    altitude_deg: FloatArray
    azimuth_deg: FloatArray
    illuminated_fraction: FloatArray
    phase_angle_deg: FloatArray


class SunAndMoon(NamedTuple):
    """Both altitudes [degree] and the lit share of the moon's disc [1]."""

    sun_altitude_deg: FloatArray
    moon_altitude_deg: FloatArray
    moon_illuminated_fraction: FloatArray


class GalacticPosition(NamedTuple):
    """Galactic longitude and latitude [degree]."""

    longitude_deg: FloatArray
    latitude_deg: FloatArray


def sun_altitude_deg(observed_at_utc: Any, *, longitude_deg: ArrayLike, latitude_deg: ArrayLike) -> FloatArray:
    """Altitude of the sun's centre, without refraction.

    Parameters
    ----------
    observed_at_utc : any shape
        Times as the module describes; NaT is allowed.
    longitude_deg, latitude_deg : shapes that broadcast with the times
        Place, WGS 84 [degree], east and north positive; NaN is allowed.

    Returns
    -------
    broadcast shape
        Altitude [degree], -90 to 90; NaN as the module describes.

    Raises
    ------
    ValueError
        If the times are not times, or a `datetime` has no time zone.

    Notes
    -----
    Differs from astropy by less than 0.006 degree over 2006 to 2030.

    References
    ----------
    .. [1] Meeus, Astronomical Algorithms, 2nd edition (1998), chapters 12, 22, 25 and 40.

    Examples
    --------
    >>> night = np.datetime64("2022-09-25T20:30")
    >>> round(float(sun_altitude_deg(night, longitude_deg=4.4841, latitude_deg=52.1547)), 1)
    -26.2
    """
    (altitude,) = _each_reading(_sun_altitude, observed_at_utc, longitude_deg, latitude_deg, n_results=1)
    return altitude


def sun_position(observed_at_utc: Any, *, longitude_deg: ArrayLike, latitude_deg: ArrayLike) -> SunPosition:
    """Altitude and azimuth of the sun's centre, without refraction.

    Parameters, errors and source as for `sun_altitude_deg`.

    Returns
    -------
    SunPosition
        Altitude [degree] and azimuth from north through east [degree], 0 to 360, in the broadcast shape.

    Examples
    --------
    >>> noon = np.datetime64("2022-09-25T11:34")
    >>> [int(angle) for angle in sun_position(noon, longitude_deg=4.4841, latitude_deg=52.1547)]
    [36, 180]
    """
    return SunPosition(*_each_reading(_sun_position, observed_at_utc, longitude_deg, latitude_deg, n_results=2))


def moon_position(observed_at_utc: Any, *, longitude_deg: ArrayLike, latitude_deg: ArrayLike) -> MoonPosition:
    """Altitude, azimuth and phase of the moon, topocentric and without refraction.

    Parameters and errors as for `sun_altitude_deg`.

    Returns
    -------
    MoonPosition
        In the broadcast shape. Phase angle 0 is full moon, 180 new moon; both it and the lit share
        are for the Earth's centre, as almanacs give them.

    Notes
    -----
    Differs from astropy by less than 0.006 degree over 2006 to 2030; the lit share by less than 1e-4.

    References
    ----------
    .. [1] Meeus, Astronomical Algorithms, 2nd edition (1998), chapters 40, 47 and 48.

    Examples
    --------
    >>> moon = moon_position(np.datetime64("2022-09-25T20:30"), longitude_deg=4.4841, latitude_deg=52.1547)
    >>> round(float(moon.altitude_deg), 1), round(float(moon.illuminated_fraction), 3)
    (-23.7, 0.001)
    """
    return MoonPosition(*_each_reading(_moon_position, observed_at_utc, longitude_deg, latitude_deg, n_results=4))


def sun_and_moon(observed_at_utc: Any, *, longitude_deg: ArrayLike, latitude_deg: ArrayLike) -> SunAndMoon:
    """Altitudes of sun and moon and the lit share of the moon: the fast road for many readings.

    Parameters, errors and sources as for `sun_altitude_deg` and `moon_position`, with the same answers.

    Returns
    -------
    SunAndMoon
        In the broadcast shape.

    Examples
    --------
    >>> times = pd.to_datetime(pd.Series(["2022-09-25T20:00Z", None, "2022-09-25T21:00Z"]))
    >>> both = sun_and_moon(times, longitude_deg=4.4841, latitude_deg=52.1547)
    >>> both.sun_altitude_deg.round(1).tolist(), both.moon_altitude_deg.round(1).tolist()
    ([-22.4, nan, -29.7], [-20.0, nan, -27.2])
    """
    return SunAndMoon(*_each_reading(_sun_and_moon, observed_at_utc, longitude_deg, latitude_deg, n_results=3))


def zenith_galactic_position(
    observed_at_utc: Any, *, longitude_deg: ArrayLike, latitude_deg: ArrayLike
) -> GalacticPosition:
    """Galactic longitude and latitude of the zenith: which part of the Milky Way stands overhead.

    Parameters and errors as for `sun_altitude_deg`.

    Returns
    -------
    GalacticPosition
        In the broadcast shape: longitude [degree] 0 to 360, latitude [degree] -90 to 90.

    Notes
    -----
    Good to 0.01 degree (nutation and aberration are left out).

    References
    ----------
    .. [1] Meeus, Astronomical Algorithms, 2nd edition (1998), chapters 12 and 21.
    .. [2] ESA, The Hipparcos and Tycho Catalogues (1997), volume 1, section 1.5.3: the galactic pole.

    Examples
    --------
    >>> overhead = zenith_galactic_position(np.datetime64("2022-09-25T21:00"), longitude_deg=4.4841, latitude_deg=52.1547)
    >>> round(float(overhead.longitude_deg)), abs(round(float(overhead.latitude_deg), 1))  # in Cygnus
    (95, 0.0)
    """
    return GalacticPosition(
        *_each_reading(_zenith_galactic, observed_at_utc, longitude_deg, latitude_deg, n_results=2, table=False)
    )


def zenith_galactic_latitude_deg(
    observed_at_utc: Any, *, longitude_deg: ArrayLike, latitude_deg: ArrayLike
) -> FloatArray:
    """Galactic latitude of the zenith [degree]; near 0 the Milky Way stands overhead.

    Parameters, errors, accuracy and sources as for `zenith_galactic_position`.

    Examples
    --------
    >>> night = np.datetime64("2022-09-25T20:00")
    >>> round(float(zenith_galactic_latitude_deg(night, longitude_deg=4.4841, latitude_deg=52.1547)), 1)
    6.8
    """
    return zenith_galactic_position(
        observed_at_utc, longitude_deg=longitude_deg, latitude_deg=latitude_deg
    ).latitude_deg


# What is worked out for a chunk of readings: (days, observer, table of positions) to arrays.
_Rule = Callable[[FloatArray, "_Observer", PositionTable], tuple[FloatArray, ...]]


class _Observer:
    """Directions at the places of a chunk of readings; every array has one value a reading."""

    def __init__(self, days: FloatArray, longitude_deg: FloatArray, latitude_deg: FloatArray) -> None:
        sidereal_time = np.radians(_greenwich_mean_sidereal_time_deg(days) + longitude_deg)
        latitude = np.radians(latitude_deg)
        self.cos_time, self.sin_time = np.cos(sidereal_time), np.sin(sidereal_time)
        self.cos_latitude, self.sin_latitude = np.cos(latitude), np.sin(latitude)

    def altitude_deg(self, body: FloatArray) -> FloatArray:
        """Altitude [degree] of a body at x, y, z from the Earth's centre [Earth radius]."""
        _, _, up, distance = self._axes(body)
        return np.asarray(np.degrees(np.arcsin(np.clip(up / distance, -1.0, 1.0))))

    def altitude_and_azimuth_deg(self, body: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Altitude, and azimuth from north through east [degree]."""
        east, north, up, distance = self._axes(body)
        altitude = np.degrees(np.arcsin(np.clip(up / distance, -1.0, 1.0)))
        return altitude, np.degrees(np.arctan2(east, north)) % 360.0

    def _axes(self, body: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """East, north, up and distance from the observer at sea level on the ellipsoid (Meeus, chapter 11)."""
        to_axis = self.cos_time * body[0] + self.sin_time * body[1]
        east = self.cos_time * body[1] - self.sin_time * body[0]
        curvature = 1 / np.hypot(self.cos_latitude, _POLAR_TO_EQUATORIAL_RADIUS * self.sin_latitude)
        to_axis = to_axis - curvature * self.cos_latitude
        polar = body[2] - curvature * _POLAR_TO_EQUATORIAL_RADIUS**2 * self.sin_latitude
        up = self.cos_latitude * to_axis + self.sin_latitude * polar
        north = self.cos_latitude * polar - self.sin_latitude * to_axis
        return east, north, up, np.sqrt(to_axis**2 + polar**2 + east**2)


def _sun_altitude(days: FloatArray, observer: _Observer, table: PositionTable) -> tuple[FloatArray, ...]:
    return (observer.altitude_deg(table.at(days, _SUN)),)


def _sun_position(days: FloatArray, observer: _Observer, table: PositionTable) -> tuple[FloatArray, ...]:
    return observer.altitude_and_azimuth_deg(table.at(days, _SUN))


def _moon_position(days: FloatArray, observer: _Observer, table: PositionTable) -> tuple[FloatArray, ...]:
    positions = table.at(days)
    lit = np.clip(positions[_LIT], 0.0, 1.0)
    return *observer.altitude_and_azimuth_deg(positions[_MOON]), lit, np.degrees(np.arccos(2 * lit - 1))


def _sun_and_moon(days: FloatArray, observer: _Observer, table: PositionTable) -> tuple[FloatArray, ...]:
    positions = table.at(days)
    lit = np.clip(positions[_LIT], 0.0, 1.0)
    return observer.altitude_deg(positions[_SUN]), observer.altitude_deg(positions[_MOON]), lit


# Unit vectors of the galactic axes (towards the centre, along the rotation, the pole) at J2000 [2].
_GALACTIC_FROM_EQUATORIAL = np.array(
    [
        (-0.0548755604, -0.8734370902, -0.4838350155),
        (0.4941094279, -0.4448296300, 0.7469822445),
        (-0.8676661490, -0.1980763734, 0.4559837762),
    ]
)


def _zenith_galactic(days: FloatArray, observer: _Observer, table: PositionTable) -> tuple[FloatArray, ...]:
    of_date = np.stack(
        [observer.cos_latitude * observer.cos_time, observer.cos_latitude * observer.sin_time, observer.sin_latitude]
    )
    x, y, z = np.einsum("ij,jn->in", _GALACTIC_FROM_EQUATORIAL, _precessed_to_j2000(of_date, days))
    return np.degrees(np.arctan2(y, x)) % 360.0, np.degrees(np.arcsin(np.clip(z, -1.0, 1.0)))


def _precessed_to_j2000(of_date: FloatArray, days: FloatArray) -> FloatArray:
    """Directions (3, n) on the mean equator of date turned to that of J2000 (Meeus, chapter 21)."""
    t = days / 36_525.0
    zeta, z, theta = (
        np.radians(t * (a + t * (b + t * c)) / 3600)
        for a, b, c in (
            (2306.2181, 0.30188, 0.017998),
            (2306.2181, 1.09468, 0.018203),
            (2004.3109, -0.42665, -0.041833),
        )
    )
    x, y = _turned(of_date[0], of_date[1], -z)
    x, polar = _turned(x, of_date[2], -theta)
    x, y = _turned(x, y, -zeta)
    return np.stack([x, y, polar])


def _turned(x: FloatArray, y: FloatArray, angle: FloatArray) -> tuple[FloatArray, FloatArray]:
    return x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)


def _greenwich_mean_sidereal_time_deg(days: FloatArray) -> FloatArray:
    """Meeus, equation 12.4, with UT1 = UTC; whole turns are taken off first to keep the last digits."""
    centuries = days / 36_525.0
    turns = days % 1.0
    return 280.46061837 + 360.0 * turns + 0.98564736629 * days + 0.000387933 * centuries**2


def _each_reading(
    rule: _Rule,
    observed_at_utc: Any,
    longitude_deg: ArrayLike,
    latitude_deg: ArrayLike,
    *,
    n_results: int,
    table: bool = True,
) -> tuple[FloatArray, ...]:
    """Results of the rule for every reading, in the broadcast shape, a chunk of rows at a time."""
    days = _days_since_j2000(observed_at_utc)
    positions = PositionTable.for_days(days if table else np.empty(0))
    given = [days, _within(longitude_deg, 180.0), _within(latitude_deg, 90.0)]
    rows: Any = np.nditer(  # numpy's types know neither results to be made nor flags by operand
        [*given, *[None] * n_results],  # type: ignore[arg-type]
        flags=["external_loop", "buffered", "zerosize_ok"],
        op_flags=[["readonly"]] * 3 + [["writeonly", "allocate"]] * n_results,  # type: ignore[arg-type]
        op_dtypes=[np.float64] * (3 + n_results),
        buffersize=_CHUNK_ROWS,
    )
    with rows:
        for day, longitude, latitude, *results in rows:
            values = rule(day, _Observer(day, longitude, latitude), positions)
            is_on_earth = np.isfinite(longitude + latitude)
            for result, value in zip(results, values, strict=True):
                result[...] = np.where(is_on_earth, value, np.nan)
        return tuple(rows.operands[3:])


def _within(angle_deg: ArrayLike, limit: float) -> FloatArray:
    """The angles, NaN for those that no place on Earth has."""
    angle = np.asarray(angle_deg, dtype=np.float64)
    return np.where(np.abs(angle) <= limit, angle, np.nan)


def _days_since_j2000(observed_at_utc: Any) -> FloatArray:
    """Days of UTC since 2000-01-01 12:00; NaN where there is no time or one outside 1900 to 2100."""
    times = _utc_datetime64(observed_at_utc)
    days = np.asarray((times - J2000) / np.timedelta64(1, "D"), dtype=np.float64)
    return np.where((days >= _VALID_DAYS[0]) & (days < _VALID_DAYS[1]), days, np.nan)


def _utc_datetime64(observed_at_utc: Any) -> NDArray[np.datetime64]:
    """The times as datetime64 in UTC, of any unit and shape."""
    if isinstance(observed_at_utc, datetime):
        return _utc_of_one_moment(observed_at_utc)
    if isinstance(getattr(observed_at_utc, "dtype", None), pd.DatetimeTZDtype):
        observed_at_utc = pd.DatetimeIndex(observed_at_utc).tz_convert("UTC").tz_localize(None)
    times = np.asarray(observed_at_utc)
    if times.dtype.kind != "M":
        raise ValueError(
            f"observed_at_utc must hold times in UTC (datetime64); got {times.dtype}, {times.size} values; "
            "turn them into times with pandas.to_datetime(..., utc=True) first"
        )
    return times


def _utc_of_one_moment(moment: datetime) -> NDArray[np.datetime64]:
    if moment.tzinfo is None and not isinstance(moment, (pd.Timestamp, type(pd.NaT))):
        raise ValueError(
            f"observed_at_utc must carry its time zone when it is a datetime; got {moment!r}; "
            "add tzinfo=datetime.UTC or hand in numpy datetime64"
        )
    moment = pd.Timestamp(moment)
    if moment.tzinfo is not None:
        moment = moment.tz_convert("UTC").tz_localize(None)
    return np.asarray(moment.to_datetime64())
