"""Science: what naked eyes say: star charts 0 to 7 as intervals, and stars counted in pairs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from seeingstars.columns import Role, require_columns
from seeingstars.science.comparison import Estimate, FloatArray, difference_in_differences, t_quantile
from seeingstars.science.interval_likelihood import cell_means

LOWEST_CHART, HIGHEST_CHART = 0, 7


@dataclass(frozen=True)
class ChartEffect:
    """The effect from charts, one level a night and area; unit mag, positive is darker (fainter stars seen).

    ``difference`` has one number a night of ``nights`` (area minus control, or the area itself); ``sd`` is the spread
    of one observer's choice [mag]; ``n_charts`` the readings used, ``n_other`` those that name no chart or
    stand at a site without one on the event night.
    """

    nights: tuple[str, ...]
    difference: FloatArray
    estimate: Estimate
    sd: float
    n_charts: int
    n_other: int


@dataclass(frozen=True)
class PairedCounts:
    """Stars counted in pairs, by the same observer in the same patch of sky.

    ``log_ratio`` is the mean of ln((dark + ½) / (lit + ½)) with its standard error and 95 % interval; ``ratio`` and
    ``ratio_ci95`` the same as times as many stars. NaN without pairs; no interval with one pair.
    """

    n_pairs: int
    log_ratio: float
    se: float
    ci95: tuple[float, float]
    ratio: float
    ratio_ci95: tuple[float, float]


def chart_interval(chart: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """The limiting magnitudes that a chart number stands for; the first and last chart are open.

    Parameters
    ----------
    chart : any shape
        Chart number 0 to 7; anything else gives NaN.

    Returns
    -------
    two arrays of the same shape
        k − ½ and k + ½ [mag]; −inf below chart 0, inf above chart 7.

    Examples
    --------
    >>> [end.tolist() for end in chart_interval([0, 4, 7, 4.3])]
    [[-inf, 3.5, 6.5, nan], [0.5, 4.5, inf, nan]]
    """
    k = np.asarray(chart, dtype=np.float64)
    is_chart = (k == np.round(k)) & (k >= LOWEST_CHART) & (k <= HIGHEST_CHART)
    low = np.where(k == LOWEST_CHART, -np.inf, k - 0.5)
    high = np.where(k == HIGHEST_CHART, np.inf, k + 0.5)
    return np.where(is_chart, low, np.nan), np.where(is_chart, high, np.nan)


def chart_effect(charts: pd.DataFrame, *, event_night: str, with_control: bool) -> ChartEffect:
    """The effect from star charts by the likelihood of their intervals, judged by the nights.

    Use it for naked eyes beside the plain mean of chart numbers: charts are steps of a whole magnitude, and a town's
    sky that falls off the end of the scale is not the number at that end.

    Parameters
    ----------
    charts : table with ``site_id``, ``role``, ``night``, ``value``
        One row a good reading in the window, of the event night and its baseline nights; a value that is no whole
        number from 0 to 7 names no chart and is counted, not used. Sites without a chart on the event night are
        left out: nothing ties them to it.
    event_night : ISO date
    with_control : whether the control's level is taken off

    Returns
    -------
    ChartEffect
        Each area and night has a level and each site an offset, together μ; P(k) = Φ((k + ½ − μ)/σ) −
        Φ((k − ½ − μ)/σ), open at both ends of the scale, one σ for all. The levels of a night give its difference, and the differences the effect with t(B − 1): observers of one night share
        its sky and are one cluster. A night on which all of an area chose the same end of the scale gives none.

    Raises
    ------
    TableError
        If a column is missing.
    """
    require_columns(charts, ("site_id", "role", "night", "value"), where="chart_effect")
    roles = [Role.LIGHTS_OFF, Role.CONTROL] if with_control else [Role.LIGHTS_OFF]
    rows = charts[charts["role"].isin(roles) & charts["value"].notna()]
    low, high = chart_interval(rows["value"].to_numpy(dtype=np.float64))
    named = np.isfinite(low) | np.isfinite(high)
    place = pd.MultiIndex.from_frame(rows[["role", "site_id"]].astype(str))
    at_event = (rows["night"].astype(str) == event_night).to_numpy(dtype=bool)
    tied = named & np.asarray(place.isin(place[named & at_event]), dtype=bool)
    nights = sorted({*rows["night"].astype(str), event_night})
    cell = _cells(rows[tied], roles, nights)
    group = pd.factorize(place[tied])[0]
    fit = cell_means(low[tied], high[tied], cell, n_cells=len(roles) * len(nights), group=group)
    levels = fit.mean.reshape(len(roles), len(nights))
    difference = levels[0] - levels[1] if with_control else levels[0]
    event = nights.index(event_night)
    estimate = difference_in_differences(np.delete(difference, event), difference[event])
    return ChartEffect(tuple(nights), difference, estimate, fit.sd, int(tied.sum()), int((~tied).sum()))


def _cells(rows: pd.DataFrame, roles: list[str], nights: list[str]) -> NDArray[np.intp]:
    role = pd.Index(roles).get_indexer(pd.Index(rows["role"].astype(str)))
    night = pd.Index(nights).get_indexer(pd.Index(rows["night"].astype(str)))
    return np.asarray(role * len(nights) + night, dtype=np.intp)


def paired_counts(dark: ArrayLike, lit: ArrayLike) -> PairedCounts:
    """How many times as many stars were counted with the lights off, by observers who counted twice.

    Use it where the same person counted the same patch of sky with the lights on and off: a ratio of counts needs no
    model of eye or sky.

    Parameters
    ----------
    dark, lit : shape (n,)
        Stars counted with the lights off, and on; NaN where one is missing, which leaves the pair out.

    Returns
    -------
    PairedCounts

    Raises
    ------
    ValueError
        If a count is below 0 or the shapes differ.

    Notes
    -----
    The half star keeps a count of zero in the sum. The interval is that of the observers, t with n − 1 degrees of
    freedom: what cloud did to all of them at once is not in it, so that it is too narrow as an effect of the lights
    unless other nights are set beside it.

    References
    ----------
    Haldane 1956, Annals of Human Genetics 20, 309; Anscombe 1956, Biometrika 43, 461 (the half).

    Examples
    --------
    >>> pairs = paired_counts([19.5, 39.5, 9.5], [9.5, 19.5, 4.5])
    >>> print(f"{pairs.ratio:.3f} times as many, {pairs.n_pairs} pairs")
    2.000 times as many, 3 pairs
    """
    off, on = np.asarray(dark, dtype=np.float64), np.asarray(lit, dtype=np.float64)
    if off.shape != on.shape or off.ndim != 1:
        raise ValueError(f"dark and lit must be rows of one length; got {off.shape} and {on.shape}")
    if (off < 0).any() or (on < 0).any():
        raise ValueError(f"counts must be 0 or more; {int((off < 0).sum() + (on < 0).sum())} are below")
    ratios = np.log((off + 0.5) / (on + 0.5))
    ratios = ratios[np.isfinite(ratios)]
    n = len(ratios)
    mean = float(ratios.mean()) if n else math.nan
    se = float(ratios.std(ddof=1)) / math.sqrt(n) if n > 1 else math.nan
    half = float(t_quantile(n - 1)) * se if n > 1 else math.nan
    ci95 = (mean - half, mean + half)
    return PairedCounts(n, mean, se, ci95, math.exp(mean), (math.exp(ci95[0]), math.exp(ci95[1])))
