"""Science: radiance too weak to measure: its logarithm as "below the limit", by likelihood, not left out or made up."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_ndtr

from seeingstars.columns import Role, require_columns
from seeingstars.science.comparison import Estimate, FloatArray, difference_in_differences
from seeingstars.science.interval_likelihood import CellMeans, cell_means

# Radiance that the sensor needs to see at all; below it noise decides (Suomi-NPP's day/night band, breakthrough).
LIMIT_NW_CM2_SR = 0.5
_LOG_ROOT_2PI = 0.5 * math.log(2 * math.pi)
# When a pixel of a map stands still, and when to stop in any case.
_STILL, _MOST_STEPS = 1e-10, 2000


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


@dataclass(frozen=True)
class CensoredLevel:
    """Mean and spread of the log radiance of each pixel, by likelihood; ``n_above`` nights hold them."""

    mean: FloatArray
    sd: FloatArray
    n_above: FloatArray


def censored_levels(logs: ArrayLike, log_limit: ArrayLike, use: ArrayLike) -> CensoredLevel:
    """Mean and spread of many pixels at once over nights, when a night below the limit is only known to lie there.

    Use it for the baseline of a map, where `censored_effect` would take one pixel at a time.

    Parameters
    ----------
    logs : shape (nights, pixels)
        ln(radiance); a number below `log_limit`, or −inf, counts as below it.
    log_limit : shape (nights, pixels)
        ln of the limit; it differs between nights where a view angle has been taken off.
    use : shape (nights, pixels)
        Nights that count.

    Returns
    -------
    CensoredLevel
        ``sd`` with one degree of freedom taken off, as for plain values; NaN where fewer than two nights lie above
        the limit or these are all the same.

    Notes
    -----
    Maximum likelihood of a normal distribution by the EM algorithm: a night below the limit counts by the mean and
    the variance that a normal value has below it; each pixel stops when it moves by less than 1e-10, after 2000 steps
    at most.

    References
    ----------
    Tobin 1958, Econometrica 26, 24; Dempster, Laird & Rubin 1977, Journal of the Royal Statistical Society B 39, 1.

    Examples
    --------
    >>> level = censored_levels([[1.0], [3.0]], [[0.0], [0.0]], [[True], [True]])
    >>> float(level.mean[0]), round(float(level.sd[0]), 4)
    (2.0, 1.4142)
    """
    y, limit, there = np.asarray(logs, dtype=np.float64), np.asarray(log_limit, dtype=np.float64), np.asarray(use, bool)
    below = there & (y < limit)
    above = there & ~below
    n, n_above = there.sum(axis=0).astype(np.float64), above.sum(axis=0).astype(np.float64)
    known = np.where(above, y, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        start = known.sum(axis=0) / n_above
        variance = np.where(above, (y - start) ** 2, 0.0).sum(axis=0) / n_above
    can = (n_above >= 2) & (variance > 0)
    mean, sd = np.full(y.shape[1], np.nan), np.full(y.shape[1], np.nan)
    moving = np.flatnonzero(can)
    mean[moving], sd[moving] = start[moving], np.sqrt(variance[moving])
    for _ in range(_MOST_STEPS):
        if not len(moving):
            break
        pixels = (known[:, moving], above[:, moving], below[:, moving], limit[:, moving], n[moving])
        fresh_mean, fresh_sd = _em_step(mean[moving], sd[moving], *pixels)
        moved = np.maximum(np.abs(fresh_mean - mean[moving]), np.abs(fresh_sd - sd[moving]))
        mean[moving], sd[moving] = fresh_mean, fresh_sd
        moving = moving[moved > _STILL]
    with np.errstate(divide="ignore", invalid="ignore"):
        return CensoredLevel(mean, sd * np.sqrt(n_above / (n_above - 1)), n_above)


def _em_step(
    mean: FloatArray,
    sd: FloatArray,
    known: FloatArray,
    above: NDArray[np.bool_],
    below: NDArray[np.bool_],
    limit: FloatArray,
    n: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Each night below the limit replaced by what a normal value below it is on average, and by its square."""
    score = np.where(below, (limit - mean) / sd, 0.0)
    # Inverse Mills ratio φ/Φ, by logarithms: far below the limit both are 0.
    ratio = np.exp(-0.5 * score**2 - _LOG_ROOT_2PI - log_ndtr(score))
    guess = mean - sd * ratio
    fresh = (known.sum(axis=0) + np.where(below, guess, 0.0).sum(axis=0)) / n
    variance = sd**2 * (1 - score * ratio - ratio**2)
    squares = np.where(above, (known - fresh) ** 2, 0.0) + np.where(below, variance + (guess - fresh) ** 2, 0.0)
    return fresh, np.sqrt(squares.sum(axis=0) / n)
