"""Science: radiance too weak to measure: its logarithm as "below the limit", by likelihood, not left out or made up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from seeingstars.columns import Role, require_columns
from seeingstars.science.comparison import Estimate, FloatArray, difference_in_differences
from seeingstars.science.interval_likelihood import CellMeans, cell_means

# Radiance that the sensor needs to see at all; below it noise decides (Suomi-NPP's day/night band, breakthrough).
LIMIT_NW_CM2_SR = 0.5


@dataclass(frozen=True)
class CensoredEffect:
    """The change of log radiance; positive is darker. ``difference`` has one number a night of ``nights``."""

    nights: tuple[str, ...]
    difference: FloatArray
    estimate: Estimate
    sd: float
    n_below: int
    n_values: int


def censored_log_means(
    radiance_nw_cm2_sr: ArrayLike, cell: ArrayLike, *, n_cells: int, limit_nw_cm2_sr: float = LIMIT_NW_CM2_SR
) -> CellMeans:
    """Mean of the log radiance of each cell, when what lies below the limit is only known to lie there.

    Use it in place of leaving weak pixels out (which hides a darkening) or putting half of the limit (which makes up
    a value).

    Parameters
    ----------
    radiance_nw_cm2_sr : shape (n,)
        Radiance [nW cm⁻² sr⁻¹]; below the limit, zero and negative ones count as below; NaN is left out.
    cell : shape (n,), whole numbers from 0
    n_cells : int
    limit_nw_cm2_sr : scalar
        Above 0.

    Returns
    -------
    CellMeans
        Means of ln(radiance), NaN where nothing in a cell lies above the limit.

    Raises
    ------
    ValueError
        If the limit is not above 0 or the shapes differ.

    References
    ----------
    Tobin 1958, Econometrica 26, 24.

    Examples
    --------
    >>> fit = censored_log_means([1.0, 1.0, 4.0, 4.0, 0.2], [0, 0, 1, 1, 0], n_cells=2)
    >>> bool(fit.mean[0] < 0), round(float(fit.mean[1]), 3)
    (True, 1.386)
    """
    if not limit_nw_cm2_sr > 0:
        raise ValueError(f"limit_nw_cm2_sr must be above 0; got {limit_nw_cm2_sr}")
    radiance, number = np.asarray(radiance_nw_cm2_sr, dtype=np.float64), np.asarray(cell, dtype=np.intp)
    if radiance.shape != number.shape:
        raise ValueError(f"radiance and cell must have one shape; got {radiance.shape} and {number.shape}")
    seen = np.isfinite(radiance)
    radiance, number = radiance[seen], number[seen]
    high = np.log(np.maximum(radiance, limit_nw_cm2_sr))
    low = np.where(radiance < limit_nw_cm2_sr, -np.inf, high)
    return cell_means(low, high, number, n_cells=n_cells)


def censored_effect(
    pixels: pd.DataFrame, *, event_night: str, with_control: bool, limit_nw_cm2_sr: float = LIMIT_NW_CM2_SR
) -> CensoredEffect:
    """The change of log radiance on the event night, weak pixels kept as below the limit, judged by the nights.

    Parameters
    ----------
    pixels : table with ``role``, ``night``, ``radiance_nw_cm2_sr``
        One row a clear pixel and night.
    event_night : ISO date
    with_control : whether the control's level is taken off
    limit_nw_cm2_sr : scalar

    Returns
    -------
    CensoredEffect
        In −ln(radiance): positive is darker. t(B − 1) over nights: the pixels of one pass share its air.

    Raises
    ------
    TableError
        If a column is missing.
    """
    require_columns(pixels, ("role", "night", "radiance_nw_cm2_sr"), where="censored_effect")
    roles = [Role.LIGHTS_OFF, Role.CONTROL] if with_control else [Role.LIGHTS_OFF]
    rows = pixels[pixels["role"].isin(roles) & pixels["radiance_nw_cm2_sr"].notna()]
    nights = sorted({*rows["night"].astype(str), event_night})
    role = pd.Index(roles).get_indexer(pd.Index(rows["role"].astype(str)))
    night = pd.Index(nights).get_indexer(pd.Index(rows["night"].astype(str)))
    radiance = rows["radiance_nw_cm2_sr"].to_numpy(dtype=np.float64)
    fit = censored_log_means(
        radiance, role * len(nights) + night, n_cells=len(roles) * len(nights), limit_nw_cm2_sr=limit_nw_cm2_sr
    )
    levels = -fit.mean.reshape(len(roles), len(nights))
    difference = levels[0] - levels[1] if with_control else levels[0]
    event = nights.index(event_night)
    estimate = difference_in_differences(np.delete(difference, event), difference[event])
    below = int((radiance < limit_nw_cm2_sr).sum())
    return CensoredEffect(tuple(nights), difference, estimate, fit.sd, below, len(radiance))
