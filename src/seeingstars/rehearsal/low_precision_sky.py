"""Where the sun and the moon stand, to some tenths of a degree: enough for a made-up sky.

The project's own ephemeris is not used here on purpose: a rehearsal that shared it could not find
a mistake in it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def sun_altitude_deg(days_j2000: FloatArray, *, longitude_deg: float, latitude_deg: float) -> FloatArray:
    """Altitude of the sun's centre without refraction.

    Parameters
    ----------
    days_j2000 : any shape
        Days since 2000-01-01 12:00 UTC [d].
    longitude_deg, latitude_deg : scalar
        Place [degree].

    Returns
    -------
    same shape
        Altitude [degree], within 0.02 of the truth from 1950 to 2050.

    References
    ----------
    The Astronomical Almanac, page C5, low-precision formulas for the sun.

    Examples
    --------
    >>> days = np.array([(np.datetime64("2022-09-25T20:00") - np.datetime64("2000-01-01T12:00")) / np.timedelta64(1, "D")])
    >>> round(float(sun_altitude_deg(days, longitude_deg=4.4841, latitude_deg=52.1547)[0]), 1)
    -22.4
    """
    anomaly = np.radians(357.528 + 0.9856003 * days_j2000)
    longitude = 280.460 + 0.9856474 * days_j2000 + 1.915 * np.sin(anomaly) + 0.020 * np.sin(2 * anomaly)
    return _altitude_deg(days_j2000, np.radians(longitude), np.zeros_like(days_j2000), longitude_deg, latitude_deg)


def moon_altitude_and_phase_deg(
    days_j2000: FloatArray, *, longitude_deg: float, latitude_deg: float
) -> tuple[FloatArray, FloatArray]:
    """Altitude of the moon from the place, and its phase angle (0 is full).

    Parameters
    ----------
    days_j2000 : any shape
        Days since 2000-01-01 12:00 UTC [d].
    longitude_deg, latitude_deg : scalar
        Place [degree].

    Returns
    -------
    altitude : same shape
        Topocentric, without refraction [degree], within 0.5 of the truth.
    phase angle : same shape
        Angle sun–moon–earth [degree].

    References
    ----------
    The Astronomical Almanac, page D22, low-precision formulas for the moon.

    Examples
    --------
    >>> days = np.array([(np.datetime64("2022-09-25T20:00") - np.datetime64("2000-01-01T12:00")) / np.timedelta64(1, "D")])
    >>> altitude, phase = moon_altitude_and_phase_deg(days, longitude_deg=4.4841, latitude_deg=52.1547)
    >>> abs(float(altitude[0]) + 19.97) < 0.5, float(phase[0]) > 175
    (True, True)
    """
    centuries = days_j2000 / 36525.0

    def sine(phase: float, rate: float) -> FloatArray:
        return np.sin(np.radians(phase + rate * centuries))

    longitude = 218.32 + 481267.881 * centuries + 6.29 * sine(135.0, 477198.87) - 1.27 * sine(259.3, -413335.36)
    longitude += 0.66 * sine(235.7, 890534.22) + 0.21 * sine(269.9, 954397.74)
    longitude -= 0.19 * sine(357.5, 35999.05) + 0.11 * sine(186.5, 966404.03)
    latitude = 5.13 * sine(93.3, 483202.02) + 0.28 * sine(228.2, 960400.89)
    latitude -= 0.28 * sine(318.3, 6003.15) + 0.17 * sine(217.6, -407332.21)
    altitude = _altitude_deg(days_j2000, np.radians(longitude), np.radians(latitude), longitude_deg, latitude_deg)
    parallax = 0.95 * np.cos(np.radians(altitude))
    anomaly = np.radians(357.528 + 0.9856003 * days_j2000)
    sun_longitude = 280.460 + 0.9856474 * days_j2000 + 1.915 * np.sin(anomaly)
    elongation = np.degrees(np.arccos(np.cos(np.radians(latitude)) * np.cos(np.radians(longitude - sun_longitude))))
    return altitude - parallax, 180.0 - elongation


def _altitude_deg(
    days: FloatArray, longitude: FloatArray, latitude: FloatArray, place_lon_deg: float, place_lat_deg: float
) -> FloatArray:
    """Altitude [degree] of a body at that ecliptic longitude and latitude [radian]."""
    tilt = np.radians(23.439 - 4e-7 * days)
    x = np.cos(latitude) * np.cos(longitude)
    y = np.cos(tilt) * np.cos(latitude) * np.sin(longitude) - np.sin(tilt) * np.sin(latitude)
    z = np.sin(tilt) * np.cos(latitude) * np.sin(longitude) + np.cos(tilt) * np.sin(latitude)
    sidereal = np.radians(280.46062 + 360.98564737 * days + place_lon_deg)
    hour_angle = sidereal - np.arctan2(y, x)
    place_lat = np.radians(place_lat_deg)
    sine = np.sin(place_lat) * z + np.cos(place_lat) * np.sqrt(1 - z**2) * np.cos(hour_angle)
    return np.asarray(np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0))))
