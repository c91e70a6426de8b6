"""Sun and moon as seen from the middle of the Earth: what depends on the time alone.

Positions come from the series of Meeus (sun: chapter 25, moon: chapter 47). Because they depend on the
time alone and change slowly, `PositionTable` works them out at a few moments of every two days that are asked
for and interpolates between them, as the printed and the numerical almanacs do: a million readings
of one autumn then cost six evaluations of the series for every two nights, and no sine more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seeingstars.science.lunar_terms import LATITUDE, LONGITUDE_AND_DISTANCE

FloatArray = NDArray[np.float64]

EARTH_RADIUS_KM = 6378.137  # equatorial radius of WGS 84
ASTRONOMICAL_UNIT_EARTH_RADII = 149_597_870.7 / EARTH_RADIUS_KM
J2000 = np.datetime64("2000-01-01T12:00:00", "s")

# TAI - UTC [s] from each date on (IERS, Bulletin C; none has been announced after 2017).
_LEAPS_OF_JANUARY = "1972 1973 1974 1975 1976 1977 1978 1979 1980 1988 1990 1991 1996 1999 2006 2009 2017"
_LEAPS_OF_JULY = "1972 1981 1982 1983 1985 1992 1993 1994 1997 2012 2015"
_LEAP_SECOND_DATES = np.sort(
    np.array(
        [f"{year}-01-01" for year in _LEAPS_OF_JANUARY.split()] + [f"{year}-07-01" for year in _LEAPS_OF_JULY.split()],
        dtype="datetime64[s]",
    )
)
_LEAP_SECOND_DAYS = (_LEAP_SECOND_DATES - J2000) / np.timedelta64(1, "D")
_FIRST_TAI_MINUS_UTC_S = 10
_TT_MINUS_TAI_S = 32.184

# The table: polynomials of degree 5 on intervals of 2 days differ from the series by less than 1e-4 degree.
_INTERVAL_DAYS = 2.0
_N_NODES = 6
_NODES = np.cos(np.pi * (np.arange(_N_NODES) + 0.5) / _N_NODES)  # Chebyshev's, on -1 to 1
_POWERS_FROM_VALUES = np.linalg.inv(np.vander(_NODES, increasing=True))
_N_QUANTITIES = 7
_SERIES_CHUNK = 4096  # moments at a time through 120 terms: 4 MB for each set of terms


def terrestrial_time_centuries(days_since_j2000_utc: FloatArray) -> FloatArray:
    """Julian centuries of terrestrial time since J2000 from days of UTC since 2000-01-01 12:00.

    Parameters
    ----------
    days_since_j2000_utc : any shape
        [d]; before 1972 the leap seconds of 1972 are used.

    Returns
    -------
    same shape
        [Julian century]; NaN stays NaN.

    References
    ----------
    .. [1] IERS, Bulletin C: announcements of leap seconds, 1972 to 2017.

    Examples
    --------
    >>> float(terrestrial_time_centuries(np.array(36525.0))) == 1 + 69.184 / 86400 / 36525
    True
    """
    leaps = np.searchsorted(_LEAP_SECOND_DAYS, days_since_j2000_utc, side="right") - 1
    seconds = _FIRST_TAI_MINUS_UTC_S + np.maximum(leaps, 0) + _TT_MINUS_TAI_S
    return np.asarray((days_since_j2000_utc + seconds / 86_400.0) / 36_525.0)


def sun_and_moon_vectors(centuries: FloatArray) -> FloatArray:
    """Geocentric apparent positions of sun and moon, and the lit share of the moon's disc.

    Parameters
    ----------
    centuries : shape (n,)
        Terrestrial time since J2000 [Julian century].

    Returns
    -------
    shape (7, n)
        Sun x, y, z and moon x, y, z [equatorial radius of the Earth] on the true equator of date,
        x towards the point whose hour angle is Greenwich *mean* sidereal time; then the
        illuminated fraction of the moon [1].

    Notes
    -----
    Leaving the equation of the equinoxes in the frame lets every reader work with mean sidereal time.
    Error against the full theories, 2006 to 2030: sun below 0.005 degree, moon below 0.003 degree.

    References
    ----------
    .. [1] Meeus, Astronomical Algorithms, 2nd edition (1998), chapters 22, 25, 47 and 48.
    .. [2] Meeus, Astronomical Formulae for Calculators (1979), chapter 18: what the planets add to the sun.

    Examples
    --------
    >>> vectors = sun_and_moon_vectors(np.array([0.0]))
    >>> (vectors[:3, 0] / ASTRONOMICAL_UNIT_EARTH_RADII).round(3).tolist()  # 1 January 2000: the sun in Sagittarius
    [0.177, -0.887, -0.385]
    """
    ascending_node = np.radians(125.04452 - 1934.136261 * centuries)
    sun_longitude, sun_distance = _sun_ecliptic(centuries)
    moon_longitude, moon_latitude, moon_distance = _moon_ecliptic(centuries)
    nutation, obliquity = _nutation_and_obliquity(centuries, ascending_node)
    to_mean_time = nutation * np.cos(obliquity)
    sun = _equatorial(sun_longitude + nutation, np.zeros_like(centuries), sun_distance, obliquity, to_mean_time)
    moon = _equatorial(moon_longitude + nutation, moon_latitude, moon_distance, obliquity, to_mean_time)
    return np.concatenate([sun, moon, _illuminated_fraction(sun, moon)[np.newaxis]])


def _polynomial(centuries: FloatArray, *coefficients: float) -> FloatArray:
    """Value in degrees, lowest power first."""
    return np.asarray(np.polynomial.polynomial.polyval(centuries, coefficients))


def _sun_ecliptic(t: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Longitude with aberration, without nutation [rad] and distance [Earth radius]."""
    mean_longitude = _polynomial(t, 280.46646, 36_000.76983, 0.0003032)
    anomaly = np.radians(_polynomial(t, 357.52911, 35_999.05029, -0.0001537))
    eccentricity = _polynomial(t, 0.016708634, -0.000042037, -0.0000001267)
    centre = (
        _polynomial(t, 1.914602, -0.004817, -0.000014) * np.sin(anomaly)
        + _polynomial(t, 0.019993, -0.000101) * np.sin(2 * anomaly)
        + 0.000289 * np.sin(3 * anomaly)
    )
    distance = 1.000001018 * (1 - eccentricity**2) / (1 + eccentricity * np.cos(anomaly + np.radians(centre)))
    pull = sum(
        size * np.cos(np.radians(at_1900 + by_century * (t + 1))) for size, at_1900, by_century in _PULLS_ON_THE_EARTH
    )
    longitude = np.radians(mean_longitude + centre + pull - 0.00569 / distance)
    return longitude, distance * ASTRONOMICAL_UNIT_EARTH_RADII


# What Venus (twice), Jupiter, the moon and a slow inequality add to the sun's longitude as a cosine:
# size, phase at 1900.0 and motion in a century [degree]. They halve the error of the sun.
_PULLS_ON_THE_EARTH = (
    (0.00134, 153.23, 22_518.7541),
    (0.00154, 216.57, 45_037.5082),
    (0.00200, 312.69, 32_964.3577),
    (0.00179, 350.74 - 90, 445_267.1142),
    (0.00178, 231.19 - 90, 20.20),
)


def _moon_ecliptic(t: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Longitude without nutation, latitude [rad] and distance [Earth radius]; Meeus, chapter 47."""
    mean_longitude = _polynomial(t, 218.3164477, 481_267.88123421, -0.0015786, 1 / 538_841, -1 / 65_194_000)
    elongation = _polynomial(t, 297.8501921, 445_267.1114034, -0.0018819, 1 / 545_868, -1 / 113_065_000)
    sun_anomaly = _polynomial(t, 357.5291092, 35_999.0502909, -0.0001536, 1 / 24_490_000)
    anomaly = _polynomial(t, 134.9633964, 477_198.8675055, 0.0087414, 1 / 69_699, -1 / 14_712_000)
    node_distance = _polynomial(t, 93.2720950, 483_202.0175233, -0.0036539, -1 / 3_526_000, 1 / 863_310_000)
    arguments = np.stack([elongation, sun_anomaly, anomaly, node_distance])
    eccentricity = _polynomial(t, 1.0, -0.002516, -0.0000074)
    longitude, distance = _periodic_terms(LONGITUDE_AND_DISTANCE, arguments, eccentricity)
    (latitude,) = _periodic_terms(LATITUDE, arguments, eccentricity)
    venus, jupiter, third = (np.radians(a + b * t) for a, b in _PLANETARY)
    mean, moon, node = np.radians(mean_longitude), np.radians(anomaly), np.radians(node_distance)
    longitude += 3958 * np.sin(venus) + 1962 * np.sin(mean - node) + 318 * np.sin(jupiter)
    latitude += -2235 * np.sin(mean) + 382 * np.sin(third) + 175 * np.sin(venus - node)
    latitude += 175 * np.sin(venus + node) + 127 * np.sin(mean - moon) - 115 * np.sin(mean + moon)
    distance_km = 385_000.56 + distance / 1000
    return mean + np.radians(longitude / 1e6), np.radians(latitude / 1e6), distance_km / EARTH_RADIUS_KM


# Meeus' A1 (Venus), A2 (Jupiter) and A3: value at J2000 and motion in a century [degree].
_PLANETARY = ((119.75, 131.849), (53.09, 479_264.290), (313.45, 481_266.484))


def _periodic_terms(terms: FloatArray, arguments: FloatArray, eccentricity: FloatArray) -> list[FloatArray]:
    """Sum of the sines of the first coefficient and of the cosines of the second, if there is one."""
    multiples = terms[:, :4]
    # Not a product of matrices: the linear algebra library's last digits depend on how many moments there are.
    angles = np.radians(np.einsum("kj,jn->kn", multiples, arguments))
    # The terms with the sun's anomaly shrink with the eccentricity of the Earth's orbit, once for each multiple.
    shrink = eccentricity ** np.abs(multiples[:, 1:2])
    functions = (np.sin, np.cos)
    return [np.einsum("k,kn,kn->n", terms[:, 4 + i], shrink, functions[i](angles)) for i in range(terms.shape[1] - 4)]


def _nutation_and_obliquity(t: FloatArray, node: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Nutation in longitude and true obliquity [rad]; Meeus, chapter 22, good to 0.5 arcsecond."""
    sun = np.radians(280.4665 + 36_000.7698 * t)
    moon = np.radians(218.3165 + 481_267.8813 * t)
    longitude = -17.20 * np.sin(node) - 1.32 * np.sin(2 * sun) - 0.23 * np.sin(2 * moon) + 0.21 * np.sin(2 * node)
    obliquity = 9.20 * np.cos(node) + 0.57 * np.cos(2 * sun) + 0.10 * np.cos(2 * moon) - 0.09 * np.cos(2 * node)
    mean_obliquity = _polynomial(t, 84_381.448, -46.8150, -0.00059, 0.001813)
    return np.radians(longitude / 3600), np.radians((mean_obliquity + obliquity) / 3600)


def _equatorial(
    longitude: FloatArray, latitude: FloatArray, distance: FloatArray, obliquity: FloatArray, turn: FloatArray
) -> FloatArray:
    """Equatorial x, y, z from ecliptic coordinates, turned westward by ``turn`` [rad] about the pole."""
    x = np.cos(latitude) * np.cos(longitude)
    along = np.cos(latitude) * np.sin(longitude)
    across = np.sin(latitude)
    y = along * np.cos(obliquity) - across * np.sin(obliquity)
    z = along * np.sin(obliquity) + across * np.cos(obliquity)
    turned = (x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn), z)
    return np.asarray(distance * np.stack(turned))


def _illuminated_fraction(sun: FloatArray, moon: FloatArray) -> FloatArray:
    """Lit share of the disc seen from the Earth's centre; Meeus, equation 48.1."""
    to_sun = sun - moon
    distances = np.linalg.norm(to_sun, axis=0) * np.linalg.norm(moon, axis=0)
    return np.asarray((1 - np.sum(to_sun * moon, axis=0) / distances) / 2)


@dataclass(frozen=True)
class PositionTable:
    """Polynomials in time for the seven quantities of `sun_and_moon_vectors`, two days apiece.

    Made by `for_days`; an interval begins at an even number of days from J2000 whatever the
    readings are, so a reading's answer does not depend on the other readings.

    Examples
    --------
    >>> days = np.array([8303.354166, np.nan, 8310.0])
    >>> table = PositionTable.for_days(days)
    >>> exact = sun_and_moon_vectors(terrestrial_time_centuries(days[:1]))
    >>> bool(np.allclose(table.at(days)[:, :1], exact, rtol=1e-6)), bool(np.isnan(table.at(days)[:, 1]).all())
    (True, True)
    """

    first_interval: int
    row_of_interval: NDArray[np.intp]
    coefficients: FloatArray  # (power, quantity, row)

    @classmethod
    def for_days(cls, days_since_j2000_utc: FloatArray) -> PositionTable:
        """Table that covers these moments [d], any shape; NaN needs nothing."""
        days = days_since_j2000_utc[np.isfinite(days_since_j2000_utc)]
        if days.size == 0:
            return cls(0, np.zeros(1, dtype=np.intp), np.full((_N_NODES, _N_QUANTITIES, 1), np.nan))
        intervals = np.floor(days / _INTERVAL_DAYS).astype(np.int64)
        first = int(intervals.min())
        used = np.zeros(int(intervals.max()) - first + 1, dtype=bool)
        used[intervals - first] = True
        middles = (np.flatnonzero(used) + first + 0.5) * _INTERVAL_DAYS
        moments = middles[:, np.newaxis] + _NODES * (_INTERVAL_DAYS / 2)
        return cls(first, np.cumsum(used) - 1, _fitted(moments))

    def at(self, days_since_j2000_utc: FloatArray, quantities: slice = slice(None)) -> FloatArray:
        """The quantities at these moments [d]: shape (n,) gives (7, n) or the slice of it; NaN gives NaN."""
        place = days_since_j2000_utc / _INTERVAL_DAYS
        interval = np.floor(np.where(np.isfinite(place), place, self.first_interval))
        rows = self.row_of_interval[interval.astype(np.intp) - self.first_interval]
        x = 2 * (place - interval) - 1
        value = np.take(self.coefficients[-1, quantities], rows, axis=1)
        for coefficient in self.coefficients[-2::-1]:
            value *= x
            value += np.take(coefficient[quantities], rows, axis=1)
        return value


def _fitted(moments: FloatArray) -> FloatArray:
    """Coefficients (power, quantity, row) of the polynomials through the nodes (row, node) [d of UTC]."""
    flat = terrestrial_time_centuries(moments.ravel())
    parts = [sun_and_moon_vectors(flat[i : i + _SERIES_CHUNK]) for i in range(0, len(flat), _SERIES_CHUNK)]
    values = np.concatenate(parts, axis=1).reshape(_N_QUANTITIES, *moments.shape)
    return np.ascontiguousarray(np.einsum("pk,qrk->pqr", _POWERS_FROM_VALUES, values))
