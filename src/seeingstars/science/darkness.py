"""When the sky is dark enough to compare: sun, moon and Milky Way.

Altitudes are of the centre of the disc without refraction, as `ephemeris` gives them.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seeingstars.science.photometry import magnitude_from_nanolambert, nanolambert_from_magnitude

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

DARK_SUN_DEG = -18.0
USABLE_CITY_SUN_DEG = -15.0
REJECTED_ABOVE_SUN_DEG = -12.0
SUN_ON_HORIZON_DEG = -0.833  # upper edge of the disc at the horizon, with the usual refraction
MOON_BELOW_DEG = 0.0
EPHEMERIS_ERROR_DEG = 0.02

EXTINCTION_V_MAG = 0.172  # per air mass, of the site for which the moonlight formula was fitted
NATURAL_ZENITH_NL = 79.0  # of that site without a moon
MILKY_WAY_HALF_WIDTH_DEG = 15.0


class SunClass(IntEnum):
    """How dark the sun leaves the sky, darkest first."""

    DARK = 0  # at or below -18: no light of the sun is left
    USABLE_CITY = 1  # at or below -15: what is left drowns in a town's own light
    ASTRONOMICAL_TWILIGHT = 2  # at or below -12
    NAUTICAL_TWILIGHT = 3  # at or below -6
    CIVIL_TWILIGHT = 4  # at or below -0.833
    DAY = 5
    UNKNOWN = 9

    @property
    def en(self) -> str:
        """In plain English."""
        return _SUN_WORDS[self][0]

    @property
    def nl(self) -> str:
        """In plain Dutch."""
        return _SUN_WORDS[self][1]


_SUN_WORDS = {
    SunClass.DARK: ("fully dark", "helemaal donker"),
    SunClass.USABLE_CITY: ("dark enough in a town", "donker genoeg in een stad"),
    SunClass.ASTRONOMICAL_TWILIGHT: ("the last of the twilight", "het laatste van de schemering"),
    SunClass.NAUTICAL_TWILIGHT: ("twilight, only bright stars", "schemering, alleen heldere sterren"),
    SunClass.CIVIL_TWILIGHT: ("light twilight", "lichte schemering"),
    SunClass.DAY: ("daylight", "daglicht"),
    SunClass.UNKNOWN: ("not known", "onbekend"),
}
_SUN_LIMITS_DEG = np.array([DARK_SUN_DEG, USABLE_CITY_SUN_DEG, REJECTED_ABOVE_SUN_DEG, -6.0, SUN_ON_HORIZON_DEG])


def sun_class(sun_altitude_deg: ArrayLike) -> NDArray[np.int8]:
    """Class of darkness by the sun, for every reading.

    Parameters
    ----------
    sun_altitude_deg : any shape
        Altitude of the sun [degree].

    Returns
    -------
    same shape
        Values of `SunClass`; a limit belongs to its darker side; NaN gives UNKNOWN.

    References
    ----------
    .. [1] Civil, nautical and astronomical twilight: Explanatory Supplement to the Astronomical Almanac (1992).
    .. [2] den Outer et al. 2011, Sensors 11, 9603: sun below -15 degree in a Dutch network of meters.

    Examples
    --------
    >>> [SunClass(value).name for value in sun_class([-18.0, -17.9, -13.0, float("nan")])]
    ['DARK', 'USABLE_CITY', 'ASTRONOMICAL_TWILIGHT', 'UNKNOWN']
    """
    altitude = np.asarray(sun_altitude_deg, dtype=np.float64)
    classes = np.searchsorted(_SUN_LIMITS_DEG, altitude, side="left")
    return np.asarray(np.where(np.isnan(altitude), SunClass.UNKNOWN, classes), dtype=np.int8)


def is_moonless(moon_altitude_deg: ArrayLike, *, moon_below_deg: float = MOON_BELOW_DEG) -> BoolArray:
    """Whether the moon is below the limit: the only rule for "no moon", whatever its phase.

    Parameters
    ----------
    moon_altitude_deg : any shape
        Altitude of the moon [degree].
    moon_below_deg : scalar
        The moon must stand below this [degree].

    Returns
    -------
    same shape
        True below the limit; False for NaN, as what is not known is not moonless.

    Examples
    --------
    >>> is_moonless([-0.1, 0.0, float("nan")]).tolist()
    [True, False, False]
    """
    _require_finite("moon_below_deg", moon_below_deg)
    return np.asarray(np.asarray(moon_altitude_deg, dtype=np.float64) < moon_below_deg)


def is_dark(
    sun_altitude_deg: ArrayLike,
    moon_altitude_deg: ArrayLike,
    *,
    sun_below_deg: float = DARK_SUN_DEG,
    moon_below_deg: float = MOON_BELOW_DEG,
) -> BoolArray:
    """Whether neither sun nor moon lights the sky.

    Parameters
    ----------
    sun_altitude_deg, moon_altitude_deg : shapes that broadcast
        Altitudes [degree].
    sun_below_deg : scalar
        The sun must stand at or below this [degree].
    moon_below_deg : scalar
        The moon must stand below this [degree].

    Returns
    -------
    broadcast shape
        False where either altitude is NaN.

    Examples
    --------
    >>> is_dark([-26.2, -26.2, -17.0], [-23.7, 5.0, -23.7]).tolist()
    [True, False, False]
    """
    _require_finite("sun_below_deg", sun_below_deg)
    sun_is_down = np.asarray(sun_altitude_deg, dtype=np.float64) <= sun_below_deg
    return np.asarray(sun_is_down & is_moonless(moon_altitude_deg, moon_below_deg=moon_below_deg))


def is_borderline(altitude_deg: ArrayLike, *, limit_deg: float, within_deg: float = EPHEMERIS_ERROR_DEG) -> BoolArray:
    """Whether an altitude is so near its limit that the error of the ephemeris may decide.

    Parameters
    ----------
    altitude_deg : any shape
        Altitude of sun or moon [degree].
    limit_deg : scalar
        The limit that it is compared with [degree].
    within_deg : scalar
        Error to reckon with [degree], 0 or more.

    Returns
    -------
    same shape
        True where the altitude lies within the error of the limit; False for NaN.

    Examples
    --------
    >>> is_borderline([-18.01, -18.5], limit_deg=-18.0).tolist()
    [True, False]
    """
    _require_finite("limit_deg", limit_deg)
    if not within_deg >= 0:
        raise ValueError(f"within_deg must be 0 or more, in degree; got {within_deg}")
    return np.asarray(np.abs(np.asarray(altitude_deg, dtype=np.float64) - limit_deg) <= within_deg)


def is_milky_way_overhead(
    zenith_galactic_latitude_deg: ArrayLike, *, within_deg: float = MILKY_WAY_HALF_WIDTH_DEG
) -> BoolArray:
    """Whether the band of the Milky Way stands at the zenith, where meters look.

    Parameters
    ----------
    zenith_galactic_latitude_deg : any shape
        Galactic latitude of the zenith [degree].
    within_deg : scalar
        Half the width of the band [degree]; 15 is our choice: it brightens the zenith by up to
        0.1 mag/arcsec² at a dark place and by less than 0.01 in a town [1]_.

    Returns
    -------
    same shape
        False for NaN.

    References
    ----------
    .. [1] Unihedron, SQM-LU manual: the Milky Way adds 0.10 mag at 21.5 mag/arcsec² in the north.

    Examples
    --------
    >>> is_milky_way_overhead([0.0, -14.0, 60.0]).tolist()
    [True, True, False]
    """
    if not within_deg >= 0:
        raise ValueError(f"within_deg must be 0 or more, in degree; got {within_deg}")
    return np.asarray(np.abs(np.asarray(zenith_galactic_latitude_deg, dtype=np.float64)) <= within_deg)


def air_mass(zenith_angle_deg: ArrayLike) -> FloatArray:
    """Path of skylight through the air, of a sky that glows in a layer high above.

    Parameters
    ----------
    zenith_angle_deg : any shape
        Angle from the zenith [degree], 0 to 90; beyond 90 the answer is NaN.

    Returns
    -------
    same shape
        Path [1], 1 at the zenith to 5 at the horizon.

    References
    ----------
    .. [1] Krisciunas and Schaefer 1991, PASP 103, 1033, equation 3.

    Examples
    --------
    >>> air_mass([0.0, 60.0, 90.0]).round(3).tolist()
    [1.0, 1.89, 5.0]
    """
    angle = np.asarray(zenith_angle_deg, dtype=np.float64)
    angle = np.where((angle >= 0) & (angle <= 90), angle, np.nan)
    return np.asarray((1.0 - 0.96 * np.sin(np.radians(angle)) ** 2) ** -0.5)


def moonlight_nl(
    *,
    phase_angle_deg: ArrayLike,
    separation_deg: ArrayLike,
    moon_zenith_angle_deg: ArrayLike,
    zenith_angle_deg: ArrayLike = 0.0,
    extinction_mag: float = EXTINCTION_V_MAG,
) -> FloatArray:
    """Moonlight scattered by clear air, at one point of the sky.

    Parameters
    ----------
    phase_angle_deg : broadcasts
        Angle sun-moon-Earth [degree], 0 is full moon.
    separation_deg : broadcasts
        From the moon to that point of the sky [degree], above 0.
    moon_zenith_angle_deg : broadcasts
        From the zenith to the moon [degree]; beyond 90 the moon is down and gives 0.
    zenith_angle_deg : broadcasts
        From the zenith to that point of the sky [degree]; 0 is where meters look.
    extinction_mag : scalar
        Extinction in V [mag per air mass], 0 or more.

    Returns
    -------
    broadcast shape
        Brightness that the moon adds [nL]; NaN stays NaN.

    Raises
    ------
    ValueError
        If the extinction is below 0 or not finite.

    Notes
    -----
    Within 8 to 23 % for a clear sky without cloud or snow [1]_; a cloud makes it many times brighter.

    References
    ----------
    .. [1] Krisciunas and Schaefer 1991, PASP 103, 1033, equations 3, 15, 18, 20 and 21.

    Examples
    --------
    >>> light = moonlight_nl(phase_angle_deg=[0, 90], separation_deg=60, moon_zenith_angle_deg=60)
    >>> light.round(2).tolist()
    [1089.86, 99.17]
    """
    _require_extinction(extinction_mag)
    phase = np.abs(np.asarray(phase_angle_deg, dtype=np.float64))
    moon_zenith_angle = np.asarray(moon_zenith_angle_deg, dtype=np.float64)
    moon = 10.0 ** (-0.4 * (3.84 + 0.026 * phase + 4e-9 * phase**4))
    reaching_the_air = 10.0 ** (-0.4 * extinction_mag * air_mass(moon_zenith_angle))
    scattered = 1.0 - 10.0 ** (-0.4 * extinction_mag * air_mass(zenith_angle_deg))
    light = _scattering(separation_deg) * moon * reaching_the_air * scattered
    is_down = (moon_zenith_angle > 90) & np.isfinite(phase + np.asarray(separation_deg) + np.asarray(zenith_angle_deg))
    return np.where(is_down, 0.0, light)


def natural_sky_nl(
    zenith_angle_deg: ArrayLike = 0.0,
    *,
    zenith_sky_nl: float = NATURAL_ZENITH_NL,
    extinction_mag: float = EXTINCTION_V_MAG,
) -> FloatArray:
    """Brightness of a moonless natural sky away from the zenith.

    Parameters
    ----------
    zenith_angle_deg : any shape
        From the zenith [degree], 0 to 90; beyond 90 the answer is NaN.
    zenith_sky_nl : scalar
        Brightness at the zenith [nL].
    extinction_mag : scalar
        Extinction in V [mag per air mass].

    Returns
    -------
    same shape
        Brightness [nL].

    References
    ----------
    .. [1] Krisciunas and Schaefer 1991, PASP 103, 1033, equation 2.

    Examples
    --------
    >>> natural_sky_nl([0.0, 60.0]).round(1).tolist()
    [79.0, 129.7]
    """
    _require_extinction(extinction_mag)
    path = air_mass(zenith_angle_deg)
    return np.asarray(zenith_sky_nl * 10.0 ** (-0.4 * extinction_mag * (path - 1.0)) * path)


def moon_effect_mag(moonlight_nl: ArrayLike, *, moonless_mag_arcsec2: ArrayLike) -> FloatArray:
    """How much darker a sky becomes by this moonlight: negative, as moonlight brightens.

    Parameters
    ----------
    moonlight_nl : broadcasts
        Brightness that the moon adds [nL], from the function of that name.
    moonless_mag_arcsec2 : broadcasts
        Brightness of the same sky without the moon [mag/arcsec²]; the brighter the town, the less
        the moon matters.

    Returns
    -------
    broadcast shape
        Difference of magnitudes [mag], 0 or below (positive would be darker).

    Examples
    --------
    >>> full_moon = moonlight_nl(phase_angle_deg=0, separation_deg=60, moon_zenith_angle_deg=60)
    >>> moon_effect_mag(full_moon, moonless_mag_arcsec2=[18.5, 21.587]).round(2).tolist()
    [-0.64, -2.93]
    """
    without = nanolambert_from_magnitude(moonless_mag_arcsec2)
    with_moon = without + np.asarray(moonlight_nl, dtype=np.float64)
    return magnitude_from_nanolambert(with_moon) - magnitude_from_nanolambert(without)


def _scattering(separation_deg: ArrayLike) -> FloatArray:
    """Light scattered towards the observer: by molecules and haze, near the moon by haze alone."""
    separation = np.asarray(separation_deg, dtype=np.float64)
    separation = np.where(separation > 0, separation, np.nan)
    far = 10.0**5.36 * (1.06 + np.cos(np.radians(separation)) ** 2) + 10.0 ** (6.15 - separation / 40.0)
    return np.where(separation < 10.0, 6.2e7 / separation**2, far)


def _require_finite(name: str, value: float) -> None:
    if not np.isfinite(value):
        raise ValueError(f"{name} must be finite, in degree; got {value}")


def _require_extinction(extinction_mag: float) -> None:
    if not (np.isfinite(extinction_mag) and extinction_mag >= 0):
        raise ValueError(f"extinction_mag must be 0 or more, in mag per air mass; got {extinction_mag}")
