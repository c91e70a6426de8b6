"""The faintest star that an eye sees under a sky of known brightness, by three published models.

For explaining, not for results: in a city the models differ by 0.7 mag and their slopes by a
factor 3.5, so what people saw is never turned into a meter's reading or back; each stream of
readings keeps its own unit.

All functions take any shape, give float64 of that shape, leave their arguments alone and let NaN
stay NaN; a value beyond a model's limits gives NaN, never an error.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seeingstars.science.photometry import luminance_from_magnitude, nanolambert_from_magnitude

FloatArray = NDArray[np.float64]

CRUMEY_BRIGHTEST_MAG_ARCSEC2 = 17.5

_UNIHEDRON_DARKEST_LIMIT = 7.93  # what the maker's formula tends to under a sky without any light


def nelm_from_magnitude_unihedron(brightness_mag_arcsec2: ArrayLike) -> FloatArray:
    """Naked-eye limiting magnitude under such a sky, by the formula of the meter's maker.

    Parameters
    ----------
    brightness_mag_arcsec2 : any shape
        Sky brightness [mag/arcsec²].

    Returns
    -------
    same shape
        Faintest star seen at the zenith [mag], below 7.93.

    Notes
    -----
    Agrees with `nelm_from_magnitude_schaefer` to 0.001 mag between 16 and 22, being fitted to it; people
    in cities see fainter stars than it says (`nelm_from_magnitude_crumey`). Never use it to compare streams.

    References
    ----------
    .. [1] Unihedron, "NELM to MPSAS conversion" (Olof Carlin's formula).

    Examples
    --------
    >>> nelm_from_magnitude_unihedron([18.5, 21.0]).round(2).tolist()
    [4.38, 6.12]
    """
    return _UNIHEDRON_DARKEST_LIMIT - 5.0 * np.log10(1.0 + _unihedron_ratio(brightness_mag_arcsec2))


def nelm_slope_unihedron(brightness_mag_arcsec2: ArrayLike) -> FloatArray:
    """How fast the Unihedron limit follows the sky: derivative of `nelm_from_magnitude_unihedron`.

    Parameters
    ----------
    brightness_mag_arcsec2 : any shape
        Sky brightness [mag/arcsec²].

    Returns
    -------
    same shape
        Slope [mag per mag/arcsec²], 0 (dark) to 1 (bright).

    Examples
    --------
    >>> float(nelm_slope_unihedron(18.5).round(4))
    0.8051
    """
    ratio = _unihedron_ratio(brightness_mag_arcsec2)
    return np.asarray(1.0 - 1.0 / (1.0 + ratio))


def magnitude_from_nelm_unihedron(limiting_magnitude: ArrayLike) -> FloatArray:
    """Sky brightness at which the maker's formula gives this limit; for explaining, never for results.

    Parameters
    ----------
    limiting_magnitude : any shape
        Faintest star seen [mag]; at 7.93 and above there is no such sky: NaN.

    Returns
    -------
    same shape
        Sky brightness [mag/arcsec²].

    References
    ----------
    .. [1] Unihedron, "NELM to MPSAS conversion".

    Examples
    --------
    >>> magnitude_from_nelm_unihedron([5.0, 7.93]).round(3).tolist()
    [19.302, nan]
    """
    limit = np.asarray(limiting_magnitude, dtype=np.float64)
    reached = np.where(limit < _UNIHEDRON_DARKEST_LIMIT, limit, np.nan)
    return np.asarray(21.58 - 5.0 * np.log10(10.0 ** (1.586 - reached / 5.0) - 1.0))


def nelm_from_magnitude_schaefer(brightness_mag_arcsec2: ArrayLike) -> FloatArray:
    """Naked-eye limiting magnitude by Schaefer's fit to the threshold of the dark-adapted eye.

    Parameters
    ----------
    brightness_mag_arcsec2 : any shape
        Sky brightness in V [mag/arcsec²].

    Returns
    -------
    same shape
        Faintest star seen, without extinction [mag].

    References
    ----------
    .. [1] Schaefer 1990, PASP 102, 212 (after Knoll, Tousey and Hulburt 1946).

    Examples
    --------
    >>> nelm_from_magnitude_schaefer([18.5, 21.0]).round(3).tolist()
    [4.378, 6.115]
    """
    background_nl = nanolambert_from_magnitude(brightness_mag_arcsec2)
    threshold_foot_candle = 10.0**-9.80 * (1.0 + np.sqrt(10.0**-1.90 * background_nl)) ** 2
    return np.asarray(-16.57 - 2.5 * np.log10(threshold_foot_candle))


def nelm_from_magnitude_crumey(
    brightness_mag_arcsec2: ArrayLike, *, field_factor: float = 2.0, allow_mesopic: bool = False
) -> FloatArray:
    """Naked-eye limiting magnitude by Crumey's model, the better one in a town.

    Parameters
    ----------
    brightness_mag_arcsec2 : any shape
        Sky brightness [mag/arcsec²]; brighter than 17.5 the model is an extrapolation and gives NaN.
    field_factor : scalar
        How much brighter than in the laboratory a star must be for this person [1]; about 1.4 (keen)
        to 2.4, above 0.
    allow_mesopic : bool
        True answers above the limit too, to show how the models part; not for results.

    Returns
    -------
    same shape
        Faintest star seen at the zenith [mag]; NaN where the sky is brighter than 17.5 mag/arcsec².

    Raises
    ------
    ValueError
        If the field factor is not finite and above 0.

    Notes
    -----
    NaN and not an error, because one reading taken under a lamp must not stop a table of good ones.

    References
    ----------
    .. [1] Crumey 2014, MNRAS 442, 2600, the combined scotopic and photopic form.

    Examples
    --------
    >>> nelm_from_magnitude_crumey([17.0, 18.5, 21.83]).round(2).tolist()
    [nan, 5.08, 6.19]
    """
    if not (np.isfinite(field_factor) and field_factor > 0):
        raise ValueError(f"field_factor must be finite and above 0, a ratio; got {field_factor}; usual are 1.4 to 2.4")
    background = _crumey_background(brightness_mag_arcsec2, allow_mesopic)
    _, root, bracket = _crumey_parts(background**-0.25)
    threshold_lx = field_factor * background * (root + bracket) ** 2
    return -2.5 * np.log10(threshold_lx / _MAGNITUDE_ZERO_LX)


def nelm_slope_crumey(brightness_mag_arcsec2: ArrayLike, *, allow_mesopic: bool = False) -> FloatArray:
    """How fast Crumey's limit follows the sky: derivative of `nelm_from_magnitude_crumey`.

    Parameters
    ----------
    brightness_mag_arcsec2 : any shape
        Sky brightness [mag/arcsec²]; brighter than 17.5 gives NaN.
    allow_mesopic : bool
        As for `nelm_from_magnitude_crumey`.

    Returns
    -------
    same shape
        Slope [mag per mag/arcsec²], the same for every field factor.

    Examples
    --------
    >>> nelm_slope_crumey([18.5, 21.0]).round(3).tolist()
    [0.23, 0.376]
    """
    fourth_root = _crumey_background(brightness_mag_arcsec2, allow_mesopic) ** -0.25
    under_root_slope, root, bracket = _crumey_parts(fourth_root)
    slope = under_root_slope / (2.0 * root) + _CRUMEY[3]
    return np.asarray(1.0 - fourth_root * slope / (2.0 * (root + bracket)))


_MAGNITUDE_ZERO_LX = 2.54e-6

# a1 to a5 of Crumey's equation for R, in cd/m² and lx.
_CRUMEY = (5.949e-8, -2.389e-7, 2.459e-7, 4.120e-4, -4.225e-4)


def _crumey_parts(fourth_root: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Of R = (root + bracket)²: the derivative of what is under the root, the root, the bracket."""
    a1, a2, a3, a4, a5 = _CRUMEY
    root = np.sqrt((a1 * fourth_root + a2) * fourth_root + a3)
    return 2 * a1 * fourth_root + a2, root, a4 * fourth_root + a5


def _crumey_background(brightness_mag_arcsec2: ArrayLike, allow_mesopic: bool) -> FloatArray:
    """Luminance [cd/m²], NaN where the sky is too bright for the model."""
    brightness = np.asarray(brightness_mag_arcsec2, dtype=np.float64)
    if not allow_mesopic:
        brightness = np.where(brightness >= CRUMEY_BRIGHTEST_MAG_ARCSEC2, brightness, np.nan)
    # The star's and the sky's light by the same zero point, as the model compares them.
    return luminance_from_magnitude(brightness, zero_point_cd_m2=_MAGNITUDE_ZERO_LX / np.radians(1 / 3600) ** 2)


def _unihedron_ratio(brightness_mag_arcsec2: ArrayLike) -> FloatArray:
    return np.asarray(10.0 ** (4.316 - np.asarray(brightness_mag_arcsec2, dtype=np.float64) / 5.0))
