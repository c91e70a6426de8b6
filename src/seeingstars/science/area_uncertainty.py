"""Science: how well the light of an event's areas is known on a night when part of them was not seen."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seeingstars.science.area_coverage import Coverage
from seeingstars.science.area_values import PIXELS_A_FOOTPRINT, RELATIVE_SCATTER, image_uncertainty

Floats = NDArray[np.float64]
_WHOLE = 1 - 1e-4  # shares sum up to the whole but for rounding


def ratio_uncertainty(
    radiance_nw_cm2_sr: Floats, usual_nw_cm2_sr: Floats, used: NDArray[np.bool_], *, coverage: Coverage
) -> Floats:
    """Standard uncertainty of the mean radiance of areas, estimated as a ratio to what their pixels usually give.

    Use it beside `nightlights.area_nights`, which works out that mean.

    Parameters
    ----------
    radiance_nw_cm2_sr : (n_nights, n_pixels)
        Of the pixels of `coverage` [nW cm-2 sr-1].
    usual_nw_cm2_sr : (n_pixels,)
        What each gives on ordinary nights; 0 where not known.
    used : (n_nights, n_pixels)
        Pixels that the mean rests on.
    coverage : Coverage

    Returns
    -------
    (n_areas, n_nights)
        [nW cm-2 sr-1]; 0 where all of an area was used, NaN where nothing was or a single pixel stands for the rest.

    Notes
    -----
    The variance of what is left of each pixel after the ratio, times (1 − share seen) / n, times the square of the
    usual mean of the area over that of the pixels used (Cochran, chapter 6); n counts footprints of nine pixels,
    our choice.

    References
    ----------
    Cochran, Sampling Techniques, 3rd ed. (1977), section 6.4.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> four = Coverage(np.arange(4), csr_array(np.ones((1, 4))), np.array([4.0]))
    >>> light, usual = np.array([[11.0, 9.0, 10.0, 0.0]]), np.full(4, 10.0)
    >>> float(ratio_uncertainty(light, usual, np.array([[True, True, True, False]]), coverage=four)[0, 0])
    0.5
    """
    weights = coverage.weights
    light, usual = np.where(used, radiance_nw_cm2_sr, 0.0), np.where(used, usual_nw_cm2_sr, 0.0)

    def total(values: NDArray[Any]) -> Floats:
        return np.asarray(weights @ values.astype(np.float64).T)

    seen = total(used)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = total(light) / total(usual)
        left = np.maximum(total(light**2) - 2 * ratio * total(light * usual) + ratio**2 * total(usual**2), 0.0) / seen
        effective = seen**2 / np.asarray(weights.multiply(weights).tocsr() @ used.astype(np.float64).T)
        variance = np.where(effective > 1 + 1e-9, left * effective / (effective - 1), np.nan)
        known = np.asarray(weights @ (usual_nw_cm2_sr > 0).astype(np.float64))
        ordinary = np.asarray(weights @ usual_nw_cm2_sr) / known
        scale = ordinary[:, None] / (total(usual) / seen)
        share = np.minimum(seen / coverage.whole[:, None], 1.0)
        error = scale * np.sqrt((1 - share) * variance / np.maximum(effective / PIXELS_A_FOOTPRINT, 1.0))
    return np.where(share >= _WHOLE, 0.0, np.where(seen > 0, error, np.nan))


def with_uncertainty(table: pd.DataFrame, sampling_nw_cm2_sr: pd.Series[float]) -> pd.DataFrame:
    """The table of areas and nights with the uncertainty of each mean, what all areas of a night share included.

    Parameters
    ----------
    table : table with ``mean_radiance_nw_cm2_sr``
    sampling_nw_cm2_sr : of `ratio_uncertainty`, row by row

    Returns
    -------
    pandas.DataFrame
        With ``sampling_uncertainty_nw_cm2_sr``, ``image_uncertainty_nw_cm2_sr`` (20 % of the mean, see `area_values`;
        shared by all areas of a night, so a comparison of areas does not suffer from it) and
        ``standard_uncertainty_nw_cm2_sr``.
    """
    mean = table["mean_radiance_nw_cm2_sr"].to_numpy(dtype=np.float64)
    image = image_uncertainty(mean, relative_scatter=RELATIVE_SCATTER["day"])
    return table.assign(
        sampling_uncertainty_nw_cm2_sr=sampling_nw_cm2_sr,
        image_uncertainty_nw_cm2_sr=image,
        standard_uncertainty_nw_cm2_sr=np.hypot(sampling_nw_cm2_sr, image),
    )


_SAID = (
    "mean_radiance_nw_cm2_sr", "standard_uncertainty_nw_cm2_sr", "sampling_uncertainty_nw_cm2_sr", "image_uncertainty_nw_cm2_sr",
    "clear_share",
)  # fmt: skip


def area_values_of(table: pd.DataFrame | None) -> list[dict[str, Any]]:
    """The value of each area and night with its uncertainty, for the result.

    Parameters
    ----------
    table : of `nightlights.area_nights`, or None

    Returns
    -------
    list of dict
        ``site_id``, ``night``, the mean radiance, its uncertainties [nW cm-2 sr-1] and the share of the area seen [1];
        None where there is none. Empty where the table has no uncertainties.

    Examples
    --------
    >>> area_values_of(None)
    []
    """
    if table is None or not set(_SAID) <= set(table.columns):
        return []
    rows = table.sort_values(["site_id", "night"])[["site_id", "night", *_SAID]].to_dict("records")
    return [
        {
            str(name): None if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in row.items()
        }
        for row in rows
    ]
