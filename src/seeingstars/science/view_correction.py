"""Science: what the angle of view does to night lights, fitted on ordinary nights and taken off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

# Our choice: a curve of three numbers a pixel needs five nights more than that.
FEWEST_NIGHTS_FOR_A_CURVE = 8
# Beyond it a pixel is more than twice as large and the path through the air twice as long: no night of the fit.
LARGEST_VIEW_ZENITH_DEG = 60.0
# A curve needs angles that differ: the part of the square term that the linear one does not explain.
_LEAST_OWN_PART = 1e-6


@dataclass(frozen=True)
class Expected:
    """What a pixel would have given on the event night, in log radiance, and how sure that is.

    All of shape (pixels,): ``level``; ``spread``, the standard deviation of one night; ``factor``, so that the error
    of a prediction is spread · √(1 + factor); ``extra_variance``, to be added to its square; ``degrees`` of freedom.
    """

    level: FloatArray
    spread: FloatArray
    factor: FloatArray
    extra_variance: FloatArray
    degrees: FloatArray


@dataclass(frozen=True)
class Curve:
    """Slopes of the log radiance by (z/60°) and (z/60°)², shape (2, pixels), and what they owe to chance.

    ``inverse``, shape (2, 2, pixels), is that of the matrix of squares of the nights of the fit about their mean;
    ``night_variance``, shape (pixels,), is NaN where the slopes are the pixel's own; where they are those of the whole
    window it is the variance between its nights.
    """

    slopes: FloatArray
    inverse: FloatArray
    night_variance: FloatArray


def angle_terms(view_zenith_deg: FloatArray) -> FloatArray:
    """The two terms of the curve, (z/60°) and (z/60°)², stacked in front; NaN stays NaN.

    Examples
    --------
    >>> angle_terms(np.array([0.0, 30.0, 60.0])).tolist()
    [[0.0, 0.5, 1.0], [0.0, 0.25, 1.0]]
    """
    scaled = view_zenith_deg / 60.0
    return np.stack([scaled, scaled**2])


def fit_curves(logs: FloatArray, view_zenith_deg: FloatArray, use: NDArray[np.bool_]) -> Curve:
    """A quadratic of the log radiance by the view angle: of each pixel, or of the window where it has few nights.

    Use it on the baseline nights only, so that what happened on the event night cannot be taken for an angle.

    Parameters
    ----------
    logs, view_zenith_deg : shape (nights, pixels)
        ln(radiance) and angle from the zenith [degree]; anything where `use` is False.
    use : shape (nights, pixels)
        Clear pixels with a known angle of at most 60 degrees and light above the detection limit.

    Returns
    -------
    Curve
        Slopes are 0, with no uncertainty, where neither pixel nor window has 8 nights of differing angles.

    Notes
    -----
    That radiance follows the angle as a quadratic whose shape differs from place to place is what Li et al. found;
    that it is fitted in the logarithm, and the number of nights asked for, are our choice. The curve of the window is
    the least-squares fit within pixels; because one night moves all its pixels together, its uncertainty is worked
    out from nights, never from pixels.

    References
    ----------
    Li, Ma, Zhang, Li, Liu, He and Zhao 2019, Anisotropic characteristic of artificial light at night, Remote Sensing of
    Environment 233, 111357.

    Examples
    --------
    >>> zenith = np.linspace(0.0, 60.0, 9)[:, None]
    >>> curve = fit_curves(1.0 + 0.4 * (zenith / 60.0) ** 2, zenith, np.ones((9, 1), dtype=bool))
    >>> np.round(curve.slopes[:, 0], 6).tolist()
    [0.0, 0.4]
    """
    terms = np.where(use, angle_terms(np.where(use, view_zenith_deg, 0.0)), 0.0)
    n_nights = use.sum(axis=0).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = terms.sum(axis=1) / n_nights
        level = np.where(use, logs, 0.0).sum(axis=0) / n_nights
    about = np.where(use, terms - np.where(np.isfinite(centre), centre, 0.0)[:, None], 0.0)
    own = np.where(use, logs - np.where(np.isfinite(level), level, 0.0), 0.0)
    inverse, slopes, fits = _solved(about, own, n_nights)
    pooled, cov_inverse, variance = _of_the_window(about, own, use)
    return Curve(
        slopes=np.where(fits, slopes, pooled[:, None]),
        inverse=np.where(fits, inverse, cov_inverse[:, :, None]),
        night_variance=np.where(fits, np.nan, variance),
    )


def _solved(about: FloatArray, own: FloatArray, n_nights: FloatArray) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:  # fmt: skip
    """Inverse of the two-by-two matrix of each pixel, its slopes, and where there is enough to fit them."""
    a, b, c = (about[i] * about[j] for i, j in ((0, 0), (0, 1), (1, 1)))
    a, b, c = (term.sum(axis=0) for term in (a, b, c))
    determinant = a * c - b * b
    fits = (n_nights >= FEWEST_NIGHTS_FOR_A_CURVE) & (determinant > _LEAST_OWN_PART * a * c)
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse = np.array([[c, -b], [-b, a]]) / determinant
    inverse = np.where(fits, inverse, 0.0)
    slopes = np.einsum("ijp,jp->ip", inverse, (about * own).sum(axis=1))
    return inverse, slopes, fits


def _of_the_window(about: FloatArray, own: FloatArray, use: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray, float]:
    """Slopes within pixels of all of them, the inverse matrix of its nights, and the variance between nights."""
    nothing = np.zeros(2), np.zeros((2, 2)), 0.0
    there = use.any(axis=1)
    n_nights = int(there.sum())
    if n_nights < FEWEST_NIGHTS_FOR_A_CURVE:
        return nothing
    weight = use[there].sum(axis=1).astype(np.float64)
    by_night = about[:, there].sum(axis=2) / weight  # each night once, however many of its pixels are clear
    light = own[there].sum(axis=1) / weight
    by_night = by_night - by_night.mean(axis=1, keepdims=True)
    light = light - light.mean()
    squares = by_night @ by_night.T
    if np.linalg.det(squares) <= _LEAST_OWN_PART * squares[0, 0] * squares[1, 1]:
        return nothing
    inverse = np.linalg.inv(squares)
    slopes = inverse @ (by_night @ light)
    rest = light - slopes @ by_night
    return slopes, inverse, float(rest @ rest / (n_nights - 3))


def flat_curve(n_pixels: int) -> Curve:
    """No correction, and no uncertainty from one: for nights whose angles are not known.

    Examples
    --------
    >>> flat_curve(2).slopes.tolist()
    [[0.0, 0.0], [0.0, 0.0]]
    """
    return Curve(np.zeros((2, n_pixels)), np.zeros((2, 2, n_pixels)), np.zeros(n_pixels))


def shift_to_angle(curve: Curve, view_zenith_deg: FloatArray, *, event_zenith_deg: FloatArray) -> FloatArray:
    """What to add to the log radiance of each night to bring it to the angle of the event night.

    Parameters
    ----------
    curve : Curve
    view_zenith_deg : shape (nights, pixels)
        [degree]; NaN stays NaN.
    event_zenith_deg : shape (pixels,)
        [degree].

    Returns
    -------
    shape (nights, pixels)

    Examples
    --------
    >>> shift_to_angle(flat_curve(1), np.array([[10.0], [50.0]]), event_zenith_deg=np.array([0.0])).tolist()
    [[0.0], [0.0]]
    """
    step = angle_terms(event_zenith_deg)[:, None] - angle_terms(view_zenith_deg)
    return np.asarray(np.einsum("ip,inp->np", curve.slopes, step))


def expected_at(
    curve: Curve,
    logs: FloatArray,
    view_zenith_deg: FloatArray,
    *,
    compared: NDArray[np.bool_],
    event_zenith_deg: FloatArray,
) -> Expected:
    """The level of the nights compared with, brought to the angle of the event night, and its error.

    Parameters
    ----------
    curve : Curve of `fit_curves`
    logs, view_zenith_deg : shape (nights, pixels)
    compared : shape (nights, pixels)
        Nights that the event night is compared with; where a pixel has a curve of its own, those of the fit.
    event_zenith_deg : shape (pixels,)
        Angle on the event night [degree].

    Returns
    -------
    Expected
        NaN where no night is compared with.

    Notes
    -----
    With a curve of its own it is the prediction of an ordinary regression, with three degrees of freedom less than
    there are nights; with none, the mean, with one less.

    Examples
    --------
    >>> zenith = np.linspace(0.0, 60.0, 9)[:, None]
    >>> logs, every = 1.0 + 0.4 * (zenith / 60.0) ** 2, np.ones((9, 1), dtype=bool)
    >>> curve = fit_curves(logs, zenith, every)
    >>> here = expected_at(curve, logs, zenith, compared=every, event_zenith_deg=np.array([30.0]))
    >>> round(float(here.level[0]), 6), float(here.degrees[0])
    (1.1, 6.0)
    """
    n_compared = compared.sum(axis=0).astype(np.float64)
    angles = np.where(compared, view_zenith_deg, 0.0)
    moved = np.where(compared, logs + shift_to_angle(curve, angles, event_zenith_deg=event_zenith_deg), 0.0)
    own = np.isnan(curve.night_variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.where(compared, angle_terms(angles), 0.0).sum(axis=1) / n_compared
        step = angle_terms(event_zenith_deg) - middle
        level = moved.sum(axis=0) / n_compared
        across = np.einsum("ip,ijp,jp->p", step, curve.inverse, step)
        degrees = n_compared - np.where(own, 3.0, 1.0)
        squares = np.where(compared, (moved - level) ** 2, 0.0).sum(axis=0)
        spread = np.sqrt(np.where(degrees > 0, squares / degrees, np.nan))
    factor = 1 / np.maximum(n_compared, 1.0) + np.where(own, across, 0.0)
    return Expected(level, spread, factor, np.where(own, 0.0, curve.night_variance * across), degrees)
