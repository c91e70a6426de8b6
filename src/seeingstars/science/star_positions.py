"""Where stars and planets stand for an observer: altitudes and azimuths for one moment.

Precession, nutation, annual and diurnal aberration and the bending of light by the sun are in; UT1 is taken as
UTC (0.004 degree at most) and the proper motion of stars is left out (0.03 degree for the fastest bright star by
2030, below 0.001 for most). Without refraction unless asked. No network and no tables of the Earth's rotation.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

import erfa  # type: ignore[import-untyped, unused-ignore]
import numpy as np
from numpy.typing import ArrayLike, NDArray

from seeingstars.science.geocentric import terrestrial_time_centuries

FloatArray = NDArray[np.float64]

PLANETS = ("mercury", "venus", "mars", "jupiter", "saturn")  # those that the eye sees
_PLANET_NUMBERS = (1, 2, 4, 5, 6)  # of erfa.plan94
_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
_J2000_JD = 2_451_545.0
_LIGHT_DAYS_PER_AU = 499.004_784 / 86_400.0
_SATURN_POLE = (40.589, 83.537)  # right ascension, declination [degree] of its axis, that of the rings

# Coefficients of the phase angle [degree], and the magnitude at 1 AU from sun and Earth.
_BRIGHTNESS = {
    "mercury": (-0.42, (0.0380, -0.000273, 0.000002)),
    "venus": (-4.40, (0.0009, 0.000239, -0.00000065)),
    "mars": (-1.52, (0.016,)),
    "jupiter": (-9.40, (0.005,)),
    "saturn": (-8.88, (0.044,)),
}


class HorizonPosition(NamedTuple):
    """Altitude above the horizon and azimuth from north through east [degree]."""

    altitude_deg: FloatArray
    azimuth_deg: FloatArray


class PlanetPositions(NamedTuple):
    """The five bright planets: names, altitude and azimuth [degree], magnitude V; each in the order of `PLANETS`."""

    names: tuple[str, ...]
    altitude_deg: FloatArray
    azimuth_deg: FloatArray
    v_mag: FloatArray


def star_positions(
    moment: datetime,
    *,
    right_ascension_deg: ArrayLike,
    declination_deg: ArrayLike,
    longitude_deg: float,
    latitude_deg: float,
    with_refraction: bool = False,
) -> HorizonPosition:
    """Altitude and azimuth of stars at one moment.

    Parameters
    ----------
    moment : aware datetime
    right_ascension_deg, declination_deg : one shape
        J2000 (ICRS) [degree]; NaN gives NaN.
    longitude_deg, latitude_deg : scalars
        Place, WGS 84 [degree], east and north positive.
    with_refraction : bool
        Lift by the air of 1010 hPa and 10 °C: half a degree at the horizon, 0.03 at 30 degree.

    Returns
    -------
    HorizonPosition
        In the given shape.

    Raises
    ------
    ValueError
        If the moment has no time zone, or the place is not on Earth.

    Notes
    -----
    Within 0.01 degree of astropy over 2000 to 2030 for stars without proper motion.

    References
    ----------
    .. [1] IAU SOFA Board, SOFA Tools for Earth Attitude and SOFA Astrometry Tools (the routines of pyerfa).

    Examples
    --------
    >>> night = datetime(2022, 9, 25, 20, 45, tzinfo=UTC)
    >>> vega = star_positions(night, right_ascension_deg=279.2346, declination_deg=38.7836,
    ...                       longitude_deg=4.4841, latitude_deg=52.1547)
    >>> round(float(vega.altitude_deg), 1), round(float(vega.azimuth_deg), 1)
    (58.9, 261.1)
    """
    star = erfa.s2c(np.radians(_floats(right_ascension_deg)), np.radians(_floats(declination_deg)))
    return _horizon(star, _days(moment), longitude_deg, latitude_deg, with_refraction=with_refraction)


def planet_positions(
    moment: datetime, *, longitude_deg: float, latitude_deg: float, with_refraction: bool = False
) -> PlanetPositions:
    """Altitude, azimuth and brightness of the five planets that the eye sees.

    Parameters and errors as for `star_positions`.

    Returns
    -------
    PlanetPositions

    Notes
    -----
    Within 0.02 degree of astropy's built-in ephemeris; magnitudes within some 0.2.

    References
    ----------
    .. [1] Simon et al. 1994, Astronomy and Astrophysics 282, 663 (erfa.plan94).
    .. [2] Meeus, Astronomical Algorithms, 2nd edition (1998), chapter 41: magnitudes since 1984.

    Examples
    --------
    >>> night = datetime(2022, 9, 25, 20, 45, tzinfo=UTC)
    >>> planets = planet_positions(night, longitude_deg=4.4841, latitude_deg=52.1547)
    >>> {name: (round(float(height)), round(float(bright), 1)) for name, height, _, bright in zip(*planets) if height > 0}
    {'mars': (2, -0.5), 'jupiter': (26, -2.9), 'saturn': (22, 0.5)}
    """
    days = _days(moment)
    sun_to_planet, earth_to_planet = _planet_vectors(days)
    place = _horizon(earth_to_planet, days, longitude_deg, latitude_deg, with_refraction=with_refraction)
    return PlanetPositions(PLANETS, *place, _planet_magnitudes(sun_to_planet, earth_to_planet))


def _horizon(
    direction: FloatArray, days: float, longitude_deg: float, latitude_deg: float, *, with_refraction: bool
) -> HorizonPosition:
    """From directions in the ICRS as seen without aberration to the horizon."""
    _require_place(longitude_deg, latitude_deg)
    centuries = _tt_centuries(days)
    astrometry, _ = erfa.apci13(_J2000_JD, centuries * 36_525.0)
    right_ascension, declination = erfa.atciqz(*erfa.c2s(direction), astrometry)
    bend = erfa.refco(1010.0, 10.0, 0.5, 0.55) if with_refraction else (0.0, 0.0)
    observer = erfa.apio(
        erfa.sp00(_J2000_JD, centuries * 36_525.0),
        erfa.era00(_J2000_JD, days),
        np.radians(longitude_deg),
        np.radians(latitude_deg),
        0.0,
        0.0,
        0.0,
        *bend,
    )
    azimuth, zenith_angle, *_ = erfa.atioq(right_ascension, declination, observer)
    return HorizonPosition(np.asarray(90.0 - np.degrees(zenith_angle)), np.asarray(np.degrees(azimuth) % 360.0))


def _planet_vectors(days: float) -> tuple[FloatArray, FloatArray]:
    """From the sun and from the Earth to the planets as their light left them, (5, 3) [AU]."""
    tt_days = _tt_centuries(days) * 36_525.0
    earth = _positions(erfa.epv00(_J2000_JD, tt_days)[0])
    late = np.zeros(len(PLANETS))
    for _ in range(3):  # the light's way is known to 1e-8 day after three rounds
        planets = np.stack(
            [
                _positions(erfa.plan94(_J2000_JD, tt_days - delay, number))
                for number, delay in zip(_PLANET_NUMBERS, late, strict=True)
            ]
        )
        seen = planets - earth
        late = np.linalg.norm(seen, axis=-1) * _LIGHT_DAYS_PER_AU
    return planets, seen


def _positions(place_and_motion: Any) -> FloatArray:
    return np.asarray(place_and_motion["p"], dtype=np.float64)


def _planet_magnitudes(sun_to_planet: FloatArray, earth_to_planet: FloatArray) -> FloatArray:
    """Magnitude V of each planet, Saturn with its rings."""
    from_sun, from_earth = np.linalg.norm(sun_to_planet, axis=-1), np.linalg.norm(earth_to_planet, axis=-1)
    cosine = np.sum(sun_to_planet * earth_to_planet, axis=-1) / (from_sun * from_earth)
    phase_deg = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    magnitude = 5.0 * np.log10(from_sun * from_earth)
    for row, name in enumerate(PLANETS):
        at_one_au, coefficients = _BRIGHTNESS[name]
        magnitude[row] += at_one_au + sum(c * phase_deg[row] ** (n + 1) for n, c in enumerate(coefficients))
    pole = erfa.s2c(*np.radians(_SATURN_POLE))
    open_ring = abs(float(pole @ earth_to_planet[-1]) / from_earth[-1])
    magnitude[-1] += -2.60 * open_ring + 1.25 * open_ring**2
    return np.asarray(magnitude)


def _tt_centuries(days: float) -> float:
    return float(terrestrial_time_centuries(np.asarray(days)))


def _days(moment: datetime) -> float:
    """Days of UTC since J2000."""
    if moment.tzinfo is None:
        raise ValueError(f"moment must carry its time zone; got {moment!r}; add tzinfo=datetime.UTC")
    return (moment - _J2000).total_seconds() / 86_400.0


def _floats(values: ArrayLike) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def _require_place(longitude_deg: float, latitude_deg: float) -> None:
    for name, value, limit in (("longitude_deg", longitude_deg, 180.0), ("latitude_deg", latitude_deg, 90.0)):
        if not abs(value) <= limit:
            raise ValueError(f"{name} must lie in -{limit:g} to {limit:g}; got {value}")
