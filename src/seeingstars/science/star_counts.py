"""How many stars stand above the horizon and are bright enough to be seen, as a range from two models of the eye.

A limiting magnitude holds for the zenith. Lower down a star's light crosses more air, so a star counts where its
magnitude, dimmed by the air beyond that at the zenith, reaches the limit. Nothing here knows of clouds, houses or lamps.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seeingstars.science.naked_eye import nelm_from_magnitude_crumey, nelm_from_magnitude_unihedron

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

EXTINCTION_MAG = 0.3  # per air mass: our choice for the Dutch coast, clear mountains have 0.12 to 0.2
_HORIZON_AIR_MASS_DEG = 6.07995


class Range(NamedTuple):
    """Low and high end; both NaN where nothing can be said."""

    low: float
    high: float

    @property
    def is_known(self) -> bool:
        """Whether there is a range at all."""
        return math.isfinite(self.low) and math.isfinite(self.high)


def star_air_mass(altitude_deg: ArrayLike) -> FloatArray:
    """Path of a star's light through the air, in units of that from the zenith.

    Parameters
    ----------
    altitude_deg : any shape
        Altitude [degree]; below the horizon the answer is NaN.

    Returns
    -------
    same shape
        Air mass [1], 1 at the zenith to 38 at the horizon.

    References
    ----------
    .. [1] Kasten and Young 1989, Applied Optics 28, 4735.

    Examples
    --------
    >>> star_air_mass([90.0, 30.0, 0.0, -1.0]).round(2).tolist()
    [1.0, 1.99, 37.92, nan]
    """
    altitude = np.asarray(altitude_deg, dtype=np.float64)
    above = np.where(altitude >= 0, altitude, np.nan)
    return np.asarray(1.0 / (np.sin(np.radians(above)) + 0.50572 * (above + _HORIZON_AIR_MASS_DEG) ** -1.6364))


def dimmed_magnitude(
    v_mag: ArrayLike, altitude_deg: ArrayLike, *, extinction_mag: float = EXTINCTION_MAG
) -> FloatArray:
    """Magnitude of a star as if at the zenith: V + k (X − 1), to be compared with a limiting magnitude.

    Parameters
    ----------
    v_mag, altitude_deg : shapes that broadcast
        Magnitude V; altitude [degree]: below the horizon the answer is NaN.
    extinction_mag : scalar
        k [mag per air mass], 0 or more.

    Returns
    -------
    broadcast shape
        Magnitude [mag].

    Raises
    ------
    ValueError
        If the extinction is below 0 or not finite.

    Examples
    --------
    >>> dimmed_magnitude([1.0, 1.0, 1.0], [90.0, 30.0, -5.0]).round(2).tolist()
    [1.0, 1.3, nan]
    """
    if not (math.isfinite(extinction_mag) and extinction_mag >= 0):
        raise ValueError(f"extinction_mag must be 0 or more, in mag per air mass; got {extinction_mag}")
    # Kasten and Young's formula gives 0.9997 at the zenith: no star shines brighter for being there.
    return np.asarray(np.asarray(v_mag, dtype=np.float64) + extinction_mag * (star_air_mass(altitude_deg) - 1.0))


def is_seen(
    v_mag: ArrayLike, altitude_deg: ArrayLike, *, limiting_magnitude: float, extinction_mag: float = EXTINCTION_MAG
) -> BoolArray:
    """Whether a star is up and bright enough.

    Parameters as for `dimmed_magnitude`, with the limiting magnitude at the zenith [mag]; NaN sees nothing.

    Returns
    -------
    broadcast shape

    Examples
    --------
    >>> is_seen([1.0, 4.1, 1.0], [60.0, 40.0, -5.0], limiting_magnitude=4.0).tolist()
    [True, False, False]
    """
    return np.asarray(dimmed_magnitude(v_mag, altitude_deg, extinction_mag=extinction_mag) <= limiting_magnitude)


def count_stars(
    v_mag: ArrayLike, altitude_deg: ArrayLike, *, limiting_magnitude: float, extinction_mag: float = EXTINCTION_MAG
) -> int:
    """Number of stars above the horizon to a limiting magnitude.

    Parameters as for `is_seen`; the catalogue must reach at least as faint as the limit.

    Returns
    -------
    int

    Examples
    --------
    >>> count_stars([0.0, 3.9, 5.0], [80.0, 80.0, 80.0], limiting_magnitude=4.0)
    2
    """
    return int(is_seen(v_mag, altitude_deg, limiting_magnitude=limiting_magnitude, extinction_mag=extinction_mag).sum())


def count_over_a_day(
    v_mag: ArrayLike,
    declination_deg: ArrayLike,
    *,
    latitude_deg: float,
    limiting_magnitude: float,
    extinction_mag: float = EXTINCTION_MAG,
) -> float:
    """Number of stars to a limiting magnitude, averaged over the turn of the sky (and so over the year).

    Each star counts for the share of the sidereal day in which it stands high enough to be seen.

    Parameters
    ----------
    v_mag, declination_deg : one shape
        Magnitude V and declination [degree].
    latitude_deg : scalar
        [degree]
    limiting_magnitude, extinction_mag : scalars
        As for `is_seen`.

    Returns
    -------
    float

    Examples
    --------
    >>> count_over_a_day([0.0, 0.0], [89.0, 0.0], latitude_deg=52.0, limiting_magnitude=6.0, extinction_mag=0.0)
    1.5
    """
    lowest = _lowest_altitude_deg(limiting_magnitude - np.asarray(v_mag, dtype=np.float64), extinction_mag)
    declination, latitude = np.radians(np.asarray(declination_deg, dtype=np.float64)), np.radians(latitude_deg)
    with np.errstate(divide="ignore", invalid="ignore"):  # at a pole a star keeps its altitude
        cosine = (np.sin(np.radians(lowest)) - np.sin(latitude) * np.sin(declination)) / (
            np.cos(latitude) * np.cos(declination)
        )
    share = np.arccos(np.clip(cosine, -1.0, 1.0)) / np.pi
    return float(np.where(np.isfinite(lowest), share, 0.0).sum())


def limiting_magnitude_range(brightness_mag_arcsec2: float, *, least_width_mag: float = 0.0) -> Range:
    """Limiting magnitude under a sky of that brightness by the two models of the eye; for explaining, never for results.

    Parameters
    ----------
    brightness_mag_arcsec2 : scalar
        Sky brightness [mag/arcsec²].
    least_width_mag : scalar
        The models cross near 20.2 mag/arcsec², where they agree by chance: a narrower range is widened to this [mag].

    Returns
    -------
    Range
        Of `nelm_from_magnitude_unihedron` and `nelm_from_magnitude_crumey` [mag]; NaN where the sky is too bright
        for the second, as one model alone says nothing of how far it may be wrong.

    Examples
    --------
    >>> [round(end, 2) for end in limiting_magnitude_range(18.5)], limiting_magnitude_range(17.0).is_known
    ([4.38, 5.08], False)
    """
    ends = (
        float(nelm_from_magnitude_unihedron(brightness_mag_arcsec2)),
        float(nelm_from_magnitude_crumey(brightness_mag_arcsec2)),
    )
    if not all(map(math.isfinite, ends)):
        return Range(math.nan, math.nan)
    half, middle = max(abs(ends[1] - ends[0]), least_width_mag) / 2, sum(ends) / 2
    return Range(middle - half, middle + half)


def star_count_range(
    v_mag: ArrayLike, altitude_deg: ArrayLike, limits: Range, *, extinction_mag: float = EXTINCTION_MAG
) -> tuple[int, int] | None:
    """Numbers of stars to both ends of a range of limiting magnitudes; None where the range is not known.

    Examples
    --------
    >>> star_count_range([0.0, 4.5, 5.0], [80.0, 80.0, 80.0], Range(4.0, 4.8))
    (1, 2)
    """
    if not limits.is_known:
        return None
    low, high = (
        count_stars(v_mag, altitude_deg, limiting_magnitude=end, extinction_mag=extinction_mag) for end in limits
    )
    return low, high


def _lowest_altitude_deg(room_mag: FloatArray, extinction_mag: float) -> FloatArray:
    """Altitude down to which a star stays seen that is `room_mag` brighter than the limit; NaN if nowhere."""
    if extinction_mag == 0:
        return np.where(room_mag >= 0, 0.0, np.nan)
    altitude = np.linspace(0.0, 90.0, 9001)
    air_mass = star_air_mass(altitude)[::-1]
    lowest = np.interp(room_mag / extinction_mag + 1.0, air_mass, altitude[::-1])
    return np.where(room_mag >= extinction_mag * (air_mass[0] - 1.0), lowest, np.nan)
