"""Science: normal means where some values are only known to lie in an interval: chart numbers, radiance below a limit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import log_ndtr

from seeingstars.science.comparison import FloatArray

_LOG_ROOT_2PI = 0.5 * math.log(2 * math.pi)
# Where the search stops looking, in spreads from the middle.
_FAR = 1e4
# A cell whose values are all this certain has run away: nothing holds its mean.
_CERTAIN = 1e-6


@dataclass(frozen=True)
class CellMeans:
    """Means by maximum likelihood, one a cell, with one spread for all.

    ``mean`` is NaN for a cell without values and for one of which all values are open at the same end (its mean
    would run away); ``sd`` is NaN where the values leave it free.
    """

    mean: FloatArray
    sd: float
    n: NDArray[np.intp]
    log_likelihood: float


def cell_means(
    low: ArrayLike, high: ArrayLike, cell: ArrayLike, *, n_cells: int, group: ArrayLike | None = None
) -> CellMeans:
    """Maximum-likelihood mean of each cell of normal values with one spread, from values or intervals.

    Parameters
    ----------
    low, high : shape (n,)
        Ends of the interval of each value; −inf and inf where it is open; equal where the value itself is known.
    cell : shape (n,), whole numbers from 0
        The cell of each value, such as an area on a night.
    n_cells : int
    group : shape (n,), whole numbers from 0, or None
        What has an offset of its own through all cells, such as a site; the mean of a cell is then that of group 0
        or, where group 0 is not tied to it by shared cells, of any group: only differences between cells that
        share groups mean something.

    Returns
    -------
    CellMeans

    Raises
    ------
    ValueError
        If shapes differ, an end is NaN, or an interval is upside down.

    Notes
    -----
    In μ/σ and 1/σ the likelihood of normal values in intervals is log-concave, so that there is one summit, whatever
    the start. Standard errors are not given: what counts here is the spread from night to night.

    References
    ----------
    Burridge 1981, Journal of the Royal Statistical Society B 43, 41 (log-concavity);
    Pratt 1981, Journal of the American Statistical Association 76, 103.

    Examples
    --------
    Known values give plain means and the spread with n below it.

    >>> fit = cell_means([1.0, 3.0, 5.0, 7.0], [1.0, 3.0, 5.0, 7.0], [0, 0, 1, 1], n_cells=2)
    >>> fit.mean.round(4).tolist(), round(fit.sd, 4)
    ([2.0, 6.0], 1.0)
    """
    lower, upper = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    number = np.asarray(cell, dtype=np.intp)
    if not (lower.shape == upper.shape == number.shape) or lower.ndim != 1:
        raise ValueError(
            f"low, high and cell must be rows of one length; got {lower.shape}, {upper.shape}, {number.shape}"
        )
    wrong = int((~(lower <= upper)).sum())
    if wrong:
        raise ValueError(f"low must not lie above high and neither may be NaN; {wrong} of {len(lower)} are so")
    counts = np.bincount(number, minlength=n_cells)
    offset = np.zeros(len(number), dtype=np.intp) if group is None else np.asarray(group, dtype=np.intp)
    kept = _held(lower, upper, number, offset)
    mean = np.full(n_cells, np.nan)
    if not kept.any():
        return CellMeans(mean, math.nan, counts, math.nan)
    cells, codes = np.unique(number[kept], return_inverse=True)
    groups = np.unique(offset[kept], return_inverse=True)[1]
    found, sd, log_likelihood = _summit(lower[kept], upper[kept], codes, groups)
    mean[cells] = found
    return CellMeans(mean, sd, counts, log_likelihood)


def _held(low: FloatArray, high: FloatArray, cell: NDArray[np.intp], group: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Values of cells and groups that are held from both sides; the mean of the others would run away."""
    kept = np.ones(len(low), dtype=bool)
    while True:
        held = kept.copy()
        for number in (cell, group):
            size = int(number.max()) + 1 if len(number) else 0
            below = np.bincount(number[held], weights=np.isfinite(low[held]), minlength=size) > 0
            above = np.bincount(number[held], weights=np.isfinite(high[held]), minlength=size) > 0
            held &= (below & above)[number]
        if np.array_equal(held, kept):
            return kept
        kept = held


def _summit(
    low: FloatArray, high: FloatArray, cell: NDArray[np.intp], group: NDArray[np.intp]
) -> tuple[FloatArray, float, float]:
    n_cells, n_groups = int(cell.max()) + 1, int(group.max()) + 1
    near = np.where(np.isfinite(low), np.where(np.isfinite(high), (low + high) / 2, low), high)
    start_mean = np.bincount(cell, weights=near) / np.bincount(cell)
    spread = float(np.sqrt(np.mean((near - start_mean[cell]) ** 2)))
    scale = spread if spread > 0 else 1.0
    centre = float(start_mean.mean())
    lower, upper = (low - centre) / scale, (high - centre) / scale
    # The first group is the level that the others are offsets from.
    start = np.concatenate([(start_mean - centre) / scale, np.zeros(n_groups - 1), [1.0]])
    found = minimize(
        _minus_log_likelihood,
        start,
        args=(lower, upper, cell, group, n_cells, n_groups),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-_FAR, _FAR)] * (n_cells + n_groups - 1) + [(1e-3, 1e3)],
        options={"maxiter": 2000, "ftol": 1e-14, "gtol": 1e-9},
    )
    omega, theta = float(found.x[-1]), found.x[:n_cells]
    sd = scale / omega if 1e-3 < omega < 1e3 and spread > 0 else math.nan
    exact = int((low == high).sum())
    held = _still_held(found.x, lower, upper, cell, group, n_cells)
    mean = np.where(held, centre + scale * theta / omega, np.nan)
    return mean, sd, -float(found.fun) - exact * math.log(scale)


def _still_held(
    parameters: FloatArray,
    low: FloatArray,
    high: FloatArray,
    cell: NDArray[np.intp],
    group: NDArray[np.intp],
    n_cells: int,
) -> NDArray[np.bool_]:
    """Cells that did not run away together with offsets that run the other way."""
    offsets = np.concatenate([[0.0], parameters[n_cells:-1]])
    theta = parameters[:n_cells][cell] + offsets[group]
    uncertain = low == high
    open_ones = ~uncertain
    log_p = log_interval(
        parameters[-1] * low[open_ones] - theta[open_ones], parameters[-1] * high[open_ones] - theta[open_ones]
    )
    uncertain[open_ones] = log_p < -_CERTAIN
    return np.asarray(np.bincount(cell, weights=uncertain, minlength=n_cells) > 0)


def _minus_log_likelihood(
    parameters: FloatArray,
    low: FloatArray,
    high: FloatArray,
    cell: NDArray[np.intp],
    group: NDArray[np.intp],
    n_cells: int,
    n_groups: int,
) -> tuple[float, FloatArray]:
    """In θ = μ/σ of each cell, the offsets in σ, and ω = 1/σ, with its gradient."""
    offsets = np.concatenate([[0.0], parameters[n_cells:-1]])
    theta, omega = parameters[:n_cells][cell] + offsets[group], parameters[-1]
    exact = low == high
    z_low, z_high = omega * low - theta, omega * high - theta
    z = z_low[exact]
    log_p = log_interval(z_low[~exact], z_high[~exact])
    total = np.sum(np.log(omega) - _LOG_ROOT_2PI - z**2 / 2) + np.sum(log_p)
    # Slopes of log p by the two ends.
    by_high, by_low = _density(z_high[~exact], log_p), _density(z_low[~exact], log_p)
    by_theta, by_omega = np.empty_like(theta), np.empty_like(theta)
    by_theta[exact], by_omega[exact] = z, 1 / omega - z * low[exact]
    by_theta[~exact] = by_low - by_high
    by_omega[~exact] = _times(by_high, high[~exact]) - _times(by_low, low[~exact])
    by_cell = np.bincount(cell, weights=by_theta, minlength=n_cells)
    by_group = np.bincount(group, weights=by_theta, minlength=n_groups)
    return -float(total), -np.concatenate([by_cell, by_group[1:], [by_omega.sum()]])


def log_interval(z_low: ArrayLike, z_high: ArrayLike) -> FloatArray:
    """Logarithm of the normal probability between two standard scores, exact far in the tails.

    Examples
    --------
    >>> print(f"{log_interval(-1.0, 1.0):.6f} {log_interval(30.0, 31.0):.3f}")
    -0.381715 -454.321
    """
    low, high = np.asarray(z_low, dtype=np.float64), np.asarray(z_high, dtype=np.float64)
    # In the upper tail both numbers are near 1 and their difference is lost: turn it round.
    upper = low > 0
    a, b = np.where(upper, -high, low), np.where(upper, -low, high)
    log_a, log_b = log_ndtr(a), log_ndtr(b)
    with np.errstate(divide="ignore"):
        return np.asarray(log_b + np.log1p(-np.exp(np.minimum(log_a - log_b, 0.0))))


def _density(z: FloatArray, log_p: FloatArray) -> FloatArray:
    """φ(z) / p; zero at an open end."""
    finite = np.isfinite(z)
    exponent = -_LOG_ROOT_2PI - np.where(finite, z, 0.0) ** 2 / 2 - log_p
    return np.where(finite, np.exp(np.minimum(exponent, 700.0)), 0.0)


def _times(density: FloatArray, end: FloatArray) -> FloatArray:
    return density * np.where(np.isfinite(end), end, 0.0)
