"""Units of the brightness of the night sky: magnitudes, luminance, natural sky units. Larger magnitudes are darker.

All functions take any shape, give float64 of that shape, leave their arguments alone and let NaN
stay NaN; a value without an answer (no light) gives NaN, never an error.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

ZERO_POINT_CD_M2 = 108_000.0
NATURAL_SKY_MAG_ARCSEC2 = 21.6  # clear, moonless, as a sky quality meter reads it


def luminance_from_magnitude(
    brightness_mag_arcsec2: ArrayLike, *, zero_point_cd_m2: float = ZERO_POINT_CD_M2
) -> FloatArray:
    """Luminance of the night sky from its brightness in magnitudes.

    Use it to publish a meter's readings in cd/m²; label them "cd/m² (108000 convention)".

    Parameters
    ----------
    brightness_mag_arcsec2 : any shape
        Sky brightness [mag/arcsec²]; NaN where there is no reading.
    zero_point_cd_m2 : scalar
        Luminance of a sky of 0 mag/arcsec² [cd/m²]; the default is the makers' convention [1]_.

    Returns
    -------
    same shape
        Luminance [cd/m²]; NaN stays NaN.

    Raises
    ------
    ValueError
        If the zero point is not finite and above 0.

    Notes
    -----
    The true zero point follows the spectrum of the sky, 1.11e5 to 1.43e5 cd/m² over measured skies [2]_,
    so luminances may be 3 to 32 % too low; ratios and differences of magnitudes do not feel it.

    References
    ----------
    .. [1] 2.54e-6 lx for a star of magnitude 0, spread over one square arcsecond (2.3504e-11 sr).
    .. [2] Bará, Aubé, Barentine and Zamorano 2020, MNRAS 493, 2429.

    Examples
    --------
    >>> luminance_from_magnitude([20.0, float("nan")]).round(8).tolist()
    [0.00108, nan]
    """
    _require_above_zero("zero_point_cd_m2", zero_point_cd_m2, "cd/m²")
    return np.asarray(zero_point_cd_m2 * 10.0 ** (-0.4 * _floats(brightness_mag_arcsec2)))


def magnitude_from_luminance(luminance_cd_m2: ArrayLike, *, zero_point_cd_m2: float = ZERO_POINT_CD_M2) -> FloatArray:
    """Brightness in magnitudes from luminance: the inverse of `luminance_from_magnitude`.

    Parameters
    ----------
    luminance_cd_m2 : any shape
        Luminance [cd/m²]; 0 and below have no magnitude and give NaN.
    zero_point_cd_m2 : scalar
        As for `luminance_from_magnitude`; it must be the same one.

    Returns
    -------
    same shape
        Sky brightness [mag/arcsec²].

    Raises
    ------
    ValueError
        If the zero point is not finite and above 0.

    Examples
    --------
    >>> magnitude_from_luminance([0.00108, 0.0]).round(6).tolist()
    [20.0, nan]
    """
    _require_above_zero("zero_point_cd_m2", zero_point_cd_m2, "cd/m²")
    luminance = _floats(luminance_cd_m2)
    return np.asarray(-2.5 * np.log10(np.where(luminance > 0, luminance, np.nan) / zero_point_cd_m2))


def nanolambert_from_magnitude(brightness_mag_arcsec2: ArrayLike) -> FloatArray:
    """Brightness in nanolambert, the unit of the older literature on the eye and the moon.

    Parameters
    ----------
    brightness_mag_arcsec2 : any shape
        Sky brightness in V [mag/arcsec²].

    Returns
    -------
    same shape
        Brightness [nL]; 1 nL is 1e-5/π cd/m².

    References
    ----------
    .. [1] Krisciunas and Schaefer 1991, PASP 103, 1033, equation 1 (after Garstang 1989).

    Examples
    --------
    >>> float(nanolambert_from_magnitude(21.587).round(1))  # a dark sky
    79.0
    """
    return np.asarray(34.08 * np.exp(20.7233 - 0.92104 * _floats(brightness_mag_arcsec2)))


def magnitude_from_nanolambert(brightness_nl: ArrayLike) -> FloatArray:
    """The inverse of `nanolambert_from_magnitude`; 0 and below give NaN.

    Parameters
    ----------
    brightness_nl : any shape
        Brightness [nL].

    Returns
    -------
    same shape
        Sky brightness in V [mag/arcsec²].

    Examples
    --------
    >>> float(magnitude_from_nanolambert(79.0057).round(3))
    21.587
    """
    brightness = _floats(brightness_nl)
    return (20.7233 - np.log(np.where(brightness > 0, brightness, np.nan) / 34.08)) / 0.92104


def nsu_from_magnitude(
    brightness_mag_arcsec2: ArrayLike, *, natural_mag_arcsec2: float = NATURAL_SKY_MAG_ARCSEC2
) -> FloatArray:
    """How many times brighter than a natural sky: natural sky units.

    Parameters
    ----------
    brightness_mag_arcsec2 : any shape
        Sky brightness [mag/arcsec²].
    natural_mag_arcsec2 : scalar
        Brightness of a clear, moonless natural sky in the same band [mag/arcsec²]. The default is for
        a sky quality meter [1]_; for V it is 22.0, and the two must not be mixed.

    Returns
    -------
    same shape
        Brightness [1]; 1 is natural, 10 is ten times brighter.

    Raises
    ------
    ValueError
        If the natural brightness is not finite.

    References
    ----------
    .. [1] Kyba et al. 2015, Scientific Reports 5, 8409: 21.6 as the meter's reference.

    Examples
    --------
    >>> nsu_from_magnitude([21.6, 19.1]).round(1).tolist()
    [1.0, 10.0]
    """
    if not np.isfinite(natural_mag_arcsec2):
        raise ValueError(f"natural_mag_arcsec2 must be finite, in mag/arcsec²; got {natural_mag_arcsec2}")
    return np.asarray(10.0 ** (-0.4 * (_floats(brightness_mag_arcsec2) - natural_mag_arcsec2)))


def percent_change_from_magnitude_difference(darker_by_mag: ArrayLike) -> FloatArray:
    """Change of the light in percent when the sky became darker by so many magnitudes.

    Parameters
    ----------
    darker_by_mag : any shape
        Difference of magnitudes [mag]; positive is darker, as everywhere in this project.

    Returns
    -------
    same shape
        Change of luminance [%]; -100 (no light left) to infinity; negative is less light.

    Examples
    --------
    >>> percent_change_from_magnitude_difference([0.3, -0.1035]).round(1).tolist()
    [-24.1, 10.0]
    """
    return np.asarray(100.0 * np.expm1(-0.4 * np.log(10.0) * _floats(darker_by_mag)))


def magnitude_difference_from_percent_change(change_percent: ArrayLike) -> FloatArray:
    """The inverse of `percent_change_from_magnitude_difference`; -100 % and less gives NaN.

    Parameters
    ----------
    change_percent : any shape
        Change of luminance [%]; negative is less light.

    Returns
    -------
    same shape
        Darker by [mag].

    Examples
    --------
    >>> magnitude_difference_from_percent_change([10.0, -10.0]).round(4).tolist()
    [-0.1035, 0.1144]
    """
    change = _floats(change_percent)
    return np.asarray(-2.5 / np.log(10.0) * np.log1p(np.where(change > -100.0, change, np.nan) / 100.0))


def _floats(values: ArrayLike) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def _require_above_zero(name: str, value: float, unit: str) -> None:
    if not (np.isfinite(value) and value > 0):
        raise ValueError(f"{name} must be finite and above 0, in {unit}; got {value}; leave it out for the usual one")
