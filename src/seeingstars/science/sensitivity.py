"""Science: how far the answer bends: a noisier event night, and an effect that spills into the control area."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from seeingstars.science.comparison import FloatArray, kappa_star, standard_error_with_kappa, t_quantile
from seeingstars.science.verdict import Finding, decide

KAPPAS = (1.0, 1.5, 2.0, 3.0)
SPILL_OVERS = (0.0, 0.10, 0.20, 0.40)
# A straight line takes two of them; what is left over must still be a spread.
_FEWEST_MEANS = 4


@dataclass(frozen=True)
class Bent:
    """The answer under one assumption: ``assumed`` is κ, or the share that spilled over."""

    assumed: float
    effect: float
    se: float
    ci95: tuple[float, float]
    verdict: str


@dataclass(frozen=True)
class NoiseRatio:
    """How unsteady the event night was within its window, against the baseline nights.

    ``kappa``: spread of the event night over that of the baseline nights [1]; ``spread`` and ``baseline_spread``
    [unit of the values]; ``rank`` 1 is the most unsteady of ``n_nights``; NaN and 0 where it cannot be made.
    """

    kappa: float
    spread: float
    baseline_spread: FloatArray
    rank: int
    n_nights: int


def kappa_table(finding: Finding, *, s: float, kappas: Sequence[float] = KAPPAS) -> tuple[Bent, ...]:
    """The interval and the verdict if the event night is κ times as noisy as its sister nights.

    Use it always: one night cannot show its own noise, and broken cloud makes κ = 2 ordinary.

    Parameters
    ----------
    finding : Finding
        As the verdict was made of.
    s : scalar
        Spread of the baseline differences [unit of the effect].
    kappas : numbers above 0

    Returns
    -------
    one Bent for each κ
        SE_κ = s √(κ² + 1/B), interval = effect ± t(.975, B − 1) SE_κ: exact if κ is what it is said to be.

    Examples
    --------
    >>> finding = Finding("photometer", "difference_in_differences", 0.1, 8, effect=0.3075)
    >>> [(row.assumed, round(row.ci95[0], 3), row.verdict) for row in kappa_table(finding, s=0.037702)]
    [(1.0, 0.213, 'darker'), (1.5, 0.17, 'darker'), (2.0, 0.126, 'darker'), (3.0, 0.038, 'darker')]
    """
    n = finding.n_baseline_nights
    errors = [float(standard_error_with_kappa(s, n, kappa=kappa)) for kappa in kappas]
    t = float(t_quantile(n - 1))
    return tuple(_bent(finding, k, finding.effect, se, t * se) for k, se in zip(kappas, errors, strict=True))


def spill_over_table(finding: Finding, *, se: float, shares: Sequence[float] = SPILL_OVERS) -> tuple[Bent, ...]:
    """The effect if a share of it also reached the control area: τ / (1 − σ).

    Use it where a control site stands near: less light in the area is less light above the control too.

    Parameters
    ----------
    finding : Finding
    se : scalar
        Standard error of the effect [its unit].
    shares : numbers from 0, below 1
        σ: the effect in the control over the effect in the area.

    Returns
    -------
    one Bent for each σ
        Effect and interval both grow by 1 / (1 − σ): spill-over hides an effect and never makes one.

    Raises
    ------
    ValueError
        If a share lies outside 0 to 1.

    Examples
    --------
    >>> finding = Finding("photometer", "difference_in_differences", 0.1, 8, 0.24, (0.12, 0.36))
    >>> [round(row.effect, 2) for row in spill_over_table(finding, se=0.05)]
    [0.24, 0.27, 0.3, 0.4]
    """
    if not all(0 <= share < 1 for share in shares):
        raise ValueError(f"shares must lie from 0 to below 1; got {list(shares)}")
    t = float(t_quantile(finding.n_baseline_nights - 1))
    grown = [(share, 1 / (1 - share)) for share in shares]
    return tuple(_bent(finding, share, finding.effect * by, se * by, t * se * by) for share, by in grown)


def _bent(finding: Finding, assumed: float, effect: float, se: float, half: float) -> Bent:
    interval = (effect - half, effect + half)
    return Bent(assumed, effect, se, interval, decide(replace(finding, effect=effect, ci95=interval)).verdict)


def breakdown_kappa(finding: Finding, *, s: float) -> float:
    """κ*: how many times noisier the event night may be before the interval reaches zero; NaN if none does.

    Examples
    --------
    >>> print(f"{breakdown_kappa(Finding('photometer', '', 0.1, 8, effect=0.3075), s=0.037702):.3f}")
    3.431
    """
    return float(kappa_star(finding.effect, s, finding.n_baseline_nights))


def night_spreads(values: ArrayLike) -> FloatArray:
    """How unsteady each night was within the window: spread round a straight line, sites together.

    Parameters
    ----------
    values : shape (sites, nights, bins)
        Means of short equal steps of the window; NaN where there is none.

    Returns
    -------
    shape (nights,)
        √ of the mean over sites of the squared spread round each site's own line [unit of the values]; the slow
        darkening of an evening is in the line. NaN where no site has 4 steps.

    Examples
    --------
    >>> night_spreads([[[18.0, 18.1, 18.2, 18.3], [18.0, 18.2, 18.0, 18.2]]]).round(3).tolist()
    [0.0, 0.126]
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 3:
        raise ValueError(f"values must have the axes sites, nights, bins; got shape {table.shape}")
    there = np.isfinite(table)
    n = there.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = np.where(there, np.arange(table.shape[-1], dtype=np.float64), 0.0)
        x = np.where(there, x - (x.sum(axis=-1) / n)[..., None], 0.0)
        y = np.where(there, table, 0.0)
        y = np.where(there, y - (y.sum(axis=-1) / n)[..., None], 0.0)
        slope = (x * y).sum(axis=-1) / (x * x).sum(axis=-1)
        left = ((y - slope[..., None] * x) ** 2).sum(axis=-1)
        variance = np.where(n >= _FEWEST_MEANS, left / (n - 2), np.nan)
        sites = np.isfinite(variance).sum(axis=0)
        return np.asarray(np.sqrt(np.nansum(variance, axis=0) / np.where(sites > 0, sites, np.nan)))


def noise_ratio(values: ArrayLike, *, event_index: int) -> NoiseRatio:
    """An estimate of κ from within the window: the event night's unsteadiness over that of its sister nights.

    Use it beside κ*: it says what no series of nights can, whether this one evening was an unruly one.

    Parameters
    ----------
    values : shape (sites, nights, bins)
        Sites that the estimate uses, the event night and its baseline nights only.
    event_index : which night is the event

    Returns
    -------
    NoiseRatio
        κ = spread of the event night / √(mean of the squared spreads of the baseline nights).

    Notes
    -----
    Our own measure. It sees noise of minutes, not of whole nights, and a lamp that is switched in the window counts
    as noise: it is a warning and does not replace the error bar.

    Examples
    --------
    >>> calm, wild = [18.0, 18.1, 18.0, 18.1], [18.0, 18.3, 18.0, 18.3]
    >>> ratio = noise_ratio([[calm, calm, wild]], event_index=2)
    >>> round(ratio.kappa, 2), ratio.rank, ratio.n_nights
    (3.0, 1, 3)
    """
    spreads = night_spreads(values)
    event = float(spreads[event_index])
    baseline = np.delete(spreads, event_index)
    baseline = baseline[np.isfinite(baseline)]
    level = math.sqrt(float(np.mean(baseline**2))) if len(baseline) else math.nan
    if not (math.isfinite(event) and level > 0):
        return NoiseRatio(math.nan, event, baseline, 0, len(baseline))
    rank = 1 + int((baseline > event).sum())
    return NoiseRatio(event / level, event, baseline, rank, len(baseline) + 1)
