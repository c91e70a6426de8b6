"""Science: one lights-off night against its sister nights: effect, interval, chance, and what could have been seen.

Every function works along the last axis (the nights) and keeps the axes before it, so that thousands of
repetitions of a simulation run in one call.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import stdtr, stdtrit
from scipy.stats import nct

FloatArray = NDArray[np.float64]

CONFIDENCE = 0.95
POWER = 0.80
# Below this share of the differences' own size a spread is rounding of the computer, not a measurement.
_NO_SPREAD = 1e-12


@dataclass(frozen=True)
class Estimate:
    """What the event night differs from its sister nights; every field has the shape of the repetitions.

    ``effect``, ``s``, ``se`` and ``ci95`` are in the unit of the differences, positive is darker; ``ci95``
    has one axis more, at the end: low, high. A number that does not exist is NaN.
    """

    effect: FloatArray
    s: FloatArray
    se: FloatArray
    ci95: FloatArray
    t: FloatArray
    p_t: FloatArray
    n_baseline_nights: NDArray[np.intp]


@dataclass(frozen=True)
class PermutationTest:
    """Place of the event night among all nights: ``rank`` 1 is the most extreme of ``n_nights``."""

    p: FloatArray
    rank: NDArray[np.intp]
    n_nights: NDArray[np.intp]


def difference_in_differences(baseline_differences: ArrayLike, event_difference: ArrayLike) -> Estimate:
    """Effect on the event night, with the prediction interval of one new night.

    Use it on the differences area minus control of each night, or, where there is no control, on the
    night's own level: one dark night is one treated cluster, so the spread between baseline nights is
    the only honest error bar.

    Parameters
    ----------
    baseline_differences : shape (..., B)
        D_n of each baseline night; NaN where a night gives none.
    event_difference : shape (...)
        D_E of the event night; NaN if there is none.

    Returns
    -------
    Estimate
        With B the number of nights that are not NaN: effect = D_E − mean(D_n); s, the spread of D_n with
        B − 1 degrees of freedom; SE = s √(1 + 1/B); 95 % interval = effect ± t(.975, B − 1) SE.
        Without a baseline night or event night the effect is NaN. With one baseline night, or where all
        baseline nights are equal (s = 0: a stuck or rounded series, not a certainty), only the effect exists.

    Raises
    ------
    ValueError
        If the shapes do not belong together.

    References
    ----------
    Donald & Lang 2007, Review of Economics and Statistics 89, 221 (few clusters, t with their degrees of
    freedom); the SE is that of the prediction of a new observation.

    Examples
    --------
    >>> nights = [0.02, -0.05, 0.04, -0.01, 0.03, -0.02, 0.05, -0.04]
    >>> answer = difference_in_differences(nights, 0.31)
    >>> print(f"{answer.effect:.4f} {answer.se:.4f} [{answer.ci95[0]:.4f}, {answer.ci95[1]:.4f}]")
    0.3075 0.0400 [0.2129, 0.4021]
    """
    nights, event = _together(baseline_differences, event_difference)
    n = np.isfinite(nights).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.nansum(nights, axis=-1) / n
        spread = np.sqrt(np.nansum((nights - mean[..., None]) ** 2, axis=-1) / (n - 1))
        spread = np.where((n >= 2) & (spread > _NO_SPREAD * _size(nights, event)), spread, np.nan)
        se = spread * np.sqrt(1 + 1 / n)
        effect = event - mean
        t = effect / se
        half_width = t_quantile(n - 1) * se
    ci95 = np.stack([effect - half_width, effect + half_width], axis=-1)
    return Estimate(effect[()], spread[()], se[()], ci95, t[()], _two_sided_p(t, n - 1)[()], n)


def permutation(baseline_differences: ArrayLike, event_difference: ArrayLike) -> PermutationTest:
    """How unusual the event night is if each night in turn is called the event.

    Use it beside the t-interval: it assumes no shape of the noise, only that the nights could be swapped.

    Parameters
    ----------
    baseline_differences : shape (..., B)
        NaN where a night gives none.
    event_difference : shape (...)

    Returns
    -------
    PermutationTest
        T_n = abs(D_n − mean of all other nights), p = (number of nights with T_n ≥ T_E, the event night among
        them) / (B + 1), never below 1/(B + 1); rank is that number: 1 is the most extreme night.
        p is NaN and rank 0 without an event night or a baseline night.

    Examples
    --------
    >>> test = permutation([0.02, -0.05, 0.04, -0.01, 0.03, -0.02, 0.05, -0.04], 0.31)
    >>> print(f"{test.p:.4f}, rank {test.rank} of {test.n_nights}")
    0.1111, rank 1 of 9
    """
    nights, event = _together(baseline_differences, event_difference)
    everything = np.concatenate([nights, event[..., None]], axis=-1)
    n = np.isfinite(everything).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        others = (np.nansum(everything, axis=-1)[..., None] - everything) / (n - 1)[..., None]
        unusual = np.abs(everything - others)
        # Ties must stay ties when the computer rounds.
        reach = unusual[..., -1] - _NO_SPREAD * _size(nights, event)
        rank = (unusual >= reach[..., None]).sum(axis=-1)
        p = np.where((n >= 2) & np.isfinite(event), rank / n, np.nan)
    return PermutationTest(p[()], np.where(np.isfinite(p), rank, 0)[()], n)


def minimum_detectable_effect(s: ArrayLike, n_baseline_nights: ArrayLike) -> FloatArray:
    """Smallest true effect that four nights in five would show as different from zero.

    Parameters
    ----------
    s : any shape
        Spread of the differences between baseline nights, B − 1 degrees of freedom.
    n_baseline_nights : same shape, or one number
        B; whole numbers.

    Returns
    -------
    same shape
        The effect δ [unit of s] with P(abs(T) > t(.975, B − 1)) = 0.80, T non-central t with B − 1 degrees of
        freedom and non-centrality δ/SE, SE = s √(1 + 1/B). NaN for B < 2 or s not above 0.

    Notes
    -----
    Exact, two-sided; s is taken as the true spread, which it is not: with few nights the figure is rough.

    References
    ----------
    Johnson, Kotz & Balakrishnan 1995, Continuous Univariate Distributions 2, chapter 31 (non-central t).

    Examples
    --------
    >>> print(f"{minimum_detectable_effect(0.1, 10):.3f}")
    0.330
    """
    spread, n = np.broadcast_arrays(np.asarray(s, dtype=np.float64), np.asarray(n_baseline_nights))
    factor = np.full(spread.shape, np.nan)
    for count in np.unique(n[n >= 2]):
        factor[n == count] = _detectable_in_se(int(count)) * np.sqrt(1 + 1 / count)
    return np.asarray(np.where(spread > 0, spread * factor, np.nan))[()]


def kappa_star(effect: ArrayLike, s: ArrayLike, n_baseline_nights: ArrayLike) -> FloatArray:
    """How many times noisier than its sister nights the event night may be before the interval reaches zero.

    Parameters
    ----------
    effect, s, n_baseline_nights : same shape

    Returns
    -------
    same shape
        κ* = √((effect / (t(.975, B − 1) s))² − 1/B) [1]. Below 1 the interval holds zero as it stands. NaN
        where no κ does it (the effect is within the error of the baseline's own mean), for B < 2 or s = 0.

    Notes
    -----
    Our own measure: it inverts `standard_error_with_kappa` at the edge of the interval.

    Examples
    --------
    >>> print(f"{kappa_star(0.3075, 0.037702, 8):.3f}")
    3.431
    """
    size, spread, n = (np.asarray(value, dtype=np.float64) for value in (effect, s, n_baseline_nights))
    with np.errstate(divide="ignore", invalid="ignore"):
        square = (size / (t_quantile(n - 1) * np.where(spread > 0, spread, np.nan))) ** 2 - 1 / n
        return np.asarray(np.sqrt(np.where(square >= 0, square, np.nan)))[()]


def standard_error_with_kappa(s: ArrayLike, n_baseline_nights: ArrayLike, *, kappa: ArrayLike) -> FloatArray:
    """Standard error if the event night is `kappa` times as noisy as the baseline nights: s √(κ² + 1/B).

    Examples
    --------
    >>> print(f"{standard_error_with_kappa(0.1, 4, kappa=2.0):.4f}")
    0.2062
    """
    n = np.asarray(n_baseline_nights, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.asarray(s) * np.sqrt(np.asarray(kappa) ** 2 + 1 / np.where(n > 0, n, np.nan)))[()]


def t_quantile(degrees_of_freedom: ArrayLike) -> FloatArray:
    """Student's t that leaves 2.5 % above it; NaN below one degree of freedom.

    Examples
    --------
    >>> print(f"{t_quantile(7):.4f}")
    2.3646
    """
    df = np.asarray(degrees_of_freedom, dtype=np.float64)
    return np.asarray(stdtrit(np.where(df >= 1, df, np.nan), (1 + CONFIDENCE) / 2), dtype=np.float64)[()]


def _two_sided_p(t: FloatArray, degrees_of_freedom: NDArray[Any]) -> FloatArray:
    df = np.where(degrees_of_freedom >= 1, degrees_of_freedom, np.nan)
    return np.asarray(2 * stdtr(df, -np.abs(t)))


@lru_cache(maxsize=512)
def _detectable_in_se(n_baseline_nights: int) -> float:
    df = n_baseline_nights - 1
    critical = float(t_quantile(df))

    def shortfall(shift: float) -> float:
        # scipy gives NaN for a far tail that is smaller than 1e-15.
        far_tail = np.nan_to_num(nct.cdf(-critical, df, shift))
        return float(nct.sf(critical, df, shift) + far_tail) - POWER

    return float(brentq(shortfall, 0.1, 4 * critical + 10, xtol=1e-10))


def _together(baseline_differences: ArrayLike, event_difference: ArrayLike) -> tuple[FloatArray, FloatArray]:
    nights = np.asarray(baseline_differences, dtype=np.float64)
    event = np.asarray(event_difference, dtype=np.float64)
    if nights.ndim < 1 or nights.shape[:-1] != event.shape:
        raise ValueError(
            "baseline_differences must have one axis more than event_difference, the nights, at the end; "
            f"got shapes {nights.shape} and {event.shape}"
        )
    infinite = int(np.isinf(nights).sum() + np.isinf(event).sum())
    if infinite:
        raise ValueError(f"differences must be finite, or NaN where a night gives none; {infinite} are infinite")
    return nights, event


def _size(nights: FloatArray, event: FloatArray) -> FloatArray:
    """Largest number among the differences: what rounding is measured by."""
    return np.fmax(np.fmax.reduce(np.abs(nights), axis=-1, initial=0.0), np.abs(np.nan_to_num(event)))
