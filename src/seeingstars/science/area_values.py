"""Science: the value of each area on each night with its standard uncertainty, from the sums over its pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seeingstars.science.area_sums import AreaSums

Floats = NDArray[np.float64]

# Pixels that one footprint of the sensor (about 750 m) covers: 3 by 3 of them are one sample.
PIXELS_A_FOOTPRINT = 9.0

# Our choice: below the detection limit the scatter is that at the limit, for a value of 0 is no better known.
_LEAST_RADIANCE_NW_CM2_SR = 0.5

# How far a steady source scatters from one image to the next, relative to its radiance [1].
RELATIVE_SCATTER = {"day": 0.20, "month": 0.15, "year": 0.10}


@dataclass(frozen=True)
class AreaValues:
    """Values of areas on nights, each (n_areas, n_nights); NaN where there is none, and never filled.

    Parameters
    ----------
    mean_radiance_nw_cm2_sr : mean over the pixels used, by their share in the area
    sum_of_lights_nw_cm2_sr_px : sum over these of radiance times share; what was not seen is not in it
    covered_share : share of the area with a radiance, clear or not [1]
    clear_share : share of the area that the pixels used cover [1]
    n_clear_pixels : how many these are
    sampling_uncertainty_nw_cm2_sr : of the mean, since part of the area was not seen
    image_uncertainty_nw_cm2_sr : of the mean, since a steady source scatters from image to image
    standard_uncertainty_nw_cm2_sr : both together
    """

    mean_radiance_nw_cm2_sr: Floats
    sum_of_lights_nw_cm2_sr_px: Floats
    covered_share: Floats
    clear_share: Floats
    n_clear_pixels: NDArray[np.int32]
    sampling_uncertainty_nw_cm2_sr: Floats
    image_uncertainty_nw_cm2_sr: Floats
    standard_uncertainty_nw_cm2_sr: Floats


def area_values(sums: AreaSums, *, whole_px: Floats, relative_scatter: float) -> AreaValues:
    """Values and uncertainties from sums over all tiles that an area touches.

    Parameters
    ----------
    sums : AreaSums
    whole_px : (n_areas,)
        Size of each area in pixels, what no tile covers included.
    relative_scatter : scalar
        Standard deviation of a steady source from image to image, relative to its radiance [1]: one of
        `RELATIVE_SCATTER`, or NaN where nothing is known of the images; the uncertainty is then NaN too.

    Returns
    -------
    AreaValues

    Raises
    ------
    ValueError
        If `relative_scatter` is negative.

    Notes
    -----
    Two parts, independent of each other, added as squares. *Sampling*: the pixels seen stand for those not seen, as
    in a sample without replacement: the variance between the pixels times (1 − share seen) / n, where n counts
    footprints of the sensor, nine pixels each, since neighbouring pixels share one. It is 0 where all was seen and
    not known (NaN) where less was seen in a single pixel. It takes what was not seen for a random part of the area,
    which clouds are not always. *Image*: what all pixels of an image share (air, view angle, calibration), taken as
    20 % of a daily, 15 % of a monthly and 10 % of an annual value, and never less than that of 0.5 nW cm-2 sr-1: our
    choice; lights steady enough to be used as references scatter by less than 20 % a night [2]_. Lights of one image share this part, so it does not become
    smaller in the mean over areas, and a ratio of two areas on one night is better known than either.

    References
    ----------
    .. [1] Cochran, Sampling Techniques, 3rd ed. (1977), section 2.5 (finite populations).
    .. [2] Solbrig et al., Atmospheric Measurement Techniques 13 (2020) 165.

    Examples
    --------
    >>> one = np.ones((1, 1))
    >>> sums = AreaSums(18 * 5.0 * one, 18 * 26.0 * one, 18 * one, 18 * one, 18 * one, 36 * one)
    >>> values = area_values(sums, whole_px=np.array([36.0]), relative_scatter=0.2)
    >>> float(values.mean_radiance_nw_cm2_sr[0, 0]), float(values.clear_share[0, 0])
    (5.0, 0.5)
    >>> round(float(values.sampling_uncertainty_nw_cm2_sr[0, 0]), 3), float(values.image_uncertainty_nw_cm2_sr[0, 0])
    (0.514, 1.0)
    """
    if relative_scatter < 0:
        raise ValueError(f"relative_scatter must be at least 0; got {relative_scatter}")
    seen = sums.clear > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(seen, sums.light / sums.clear, np.nan)
    whole = np.where(whole_px > 0, whole_px, np.inf)[:, None]
    clear_share = np.minimum(sums.clear / whole, 1.0)
    sampling = np.where(seen, _sampling(sums, mean, clear_share), np.nan)
    image = image_uncertainty(mean, relative_scatter=relative_scatter)
    return AreaValues(
        mean,
        np.where(seen, sums.light, np.nan),
        np.minimum(sums.valid / whole, 1.0),
        clear_share,
        sums.pixels.astype(np.int32),
        sampling,
        image,
        np.hypot(sampling, image),
    )


def image_uncertainty(mean_radiance_nw_cm2_sr: Floats, *, relative_scatter: float) -> Floats:
    """What all pixels of an image share, as a standard uncertainty of the mean of an area.

    Parameters
    ----------
    mean_radiance_nw_cm2_sr : any shape
        [nW cm-2 sr-1]; NaN stays NaN.
    relative_scatter : scalar
        One of `RELATIVE_SCATTER` [1].

    Returns
    -------
    same shape
        [nW cm-2 sr-1]; below the detection limit of 0.5 that of the limit, so that no light is not known exactly.

    Examples
    --------
    >>> image_uncertainty(np.array([10.0, 0.0, np.nan]), relative_scatter=0.2).tolist()
    [2.0, 0.1, nan]
    """
    return np.asarray(relative_scatter * np.maximum(mean_radiance_nw_cm2_sr, _LEAST_RADIANCE_NW_CM2_SR))


# Shares that sum up to the whole but for rounding are the whole: exactextract works in single precision.
_WHOLE = 1 - 1e-4


def _sampling(sums: AreaSums, mean: Floats, clear_share: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        effective = sums.clear**2 / sums.clear_squares  # of pixels with unequal shares (Kish 1965)
        spread = np.maximum(sums.squares / sums.clear - mean**2, 0.0)
        variance = np.where(sums.pixels > 1, spread * effective / np.maximum(effective - 1, 1e-9), np.nan)
        samples = np.maximum(effective / PIXELS_A_FOOTPRINT, 1.0)
        unseen = np.sqrt((1 - clear_share) * variance / samples)
    return np.where(clear_share >= _WHOLE, 0.0, unseen)
