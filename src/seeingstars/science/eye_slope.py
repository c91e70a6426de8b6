"""Science: how many magnitudes the eye gains for a magnitude of darker sky, fitted, and streams put side by side with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri
from scipy.stats import chi2, theilslopes

from seeingstars.science.comparison import CONFIDENCE, FloatArray

# Spread of one observer's limiting magnitude: Kyba et al. 2013, Scientific Reports 3, 1835. Of one reading with a
# meter in the hand: repeats of Dark Sky Meter at one place within ten minutes (our computation, robust).
OBSERVER_SD_MAG = 1.2
METER_SD_MAG = 0.22
# What models of the eye say at a city sky of 18.5 mag/arcsec²: Crumey 2014 (MNRAS 442, 2600), Kyba et al. 2023
# (Science 379, 265: "250 stars to 100"), Schaefer 1990 (PASP 102, 212), of which Unihedron's formula is a form.
PUBLISHED_SLOPES = {"Crumey 2014": 0.23, "Kyba 2023": 0.44, "Schaefer 1990": 0.81}
FEWEST_ROWS = 10
# Two observers under one sky choose the same chart in perhaps four cases of ten. Where neighbours in brightness agree
# oftener than this, the chart was worked out from the meter: it is no observation. Our choice.
COMPUTED_FROM = 0.9
_N_DRAWS = 500
_MOST_FOR_MEDIAN_OF_SLOPES = 3000


@dataclass(frozen=True)
class EyeSlope:
    """The slope of limiting magnitude on sky brightness [mag per mag/arcsec²] over rows that carry both.

    ``slope`` allows for error in both readings, with ``se`` and ``ci95`` from whole clusters drawn anew;
    ``least_squares`` takes the meter as exact and is the lower bound; ``median_of_slopes`` does not mind outliers.
    NaN with too few rows or clusters, and where the limiting magnitude was worked out from the meter
    (``is_computed``): then there is no eye in the data. ``agreement`` is that of `agreement_of_neighbours`.
    """

    slope: float
    se: float
    ci95: tuple[float, float]
    least_squares: float
    median_of_slopes: float
    n_rows: int
    n_clusters: int
    sky_range: tuple[float, float]
    agreement: float

    @property
    def is_computed(self) -> bool:
        """Whether the limiting magnitude follows from the brightness, reading by reading."""
        return bool(self.agreement > COMPUTED_FROM)


@dataclass(frozen=True)
class Together:
    """Streams put together: the apart ones come first, ``effect`` and ``ci95`` after them.

    ``names``, ``effects``, ``ses`` are in mag/arcsec², the eye's through the slope; ``weights`` add to 1. ``q`` is the
    heterogeneity and ``p_q`` its p-value: a small one says that the streams do not tell of one effect.
    """

    names: tuple[str, ...]
    effects: FloatArray
    ses: FloatArray
    weights: FloatArray
    effect: float
    se: float
    ci95: tuple[float, float]
    q: float
    p_q: float


def eye_slope(
    brightness_mag_arcsec2: ArrayLike,
    limiting_magnitude: ArrayLike,
    *,
    cluster: ArrayLike,
    rng: np.random.Generator,
    sky_range_mag_arcsec2: tuple[float, float] = (17.0, 20.5),
    observer_sd_mag: float = OBSERVER_SD_MAG,
    meter_sd_mag: float = METER_SD_MAG,
) -> EyeSlope:
    """Fit how much fainter the faintest star is under a sky that is a magnitude darker.

    Use it before an effect in limiting magnitude is set beside one in mag/arcsec²: the models of the eye differ by a
    factor of three in a town.

    Parameters
    ----------
    brightness_mag_arcsec2, limiting_magnitude : shape (n,)
        Of the same observer, place and moment; NaN in either leaves the row out.
    cluster : shape (n,)
        What belongs together, such as the place: readings of one garden are not independent.
    rng : Generator
    sky_range_mag_arcsec2 : two numbers
        Only skies in it: the relation bends [mag/arcsec²].
    observer_sd_mag, meter_sd_mag : scalar
        Error of one reading of each kind, above 0; only their ratio counts.

    Returns
    -------
    EyeSlope
        All NaN with fewer than 10 rows or 3 clusters, or where the magnitudes were worked out from the meter, as in
        the Globe at Night files: there chart numbers of rows with a meter change at 15.6, 16.65, 17.8, 19.0, 20.4
        and 22.0 mag/arcsec² and nowhere else.

    Raises
    ------
    ValueError
        If the shapes differ or an error is not above 0.

    Notes
    -----
    Orthogonal regression with a known ratio of errors (Deming). A range cut on the meter is not a cut on the sky, so
    the slope leans a little to zero. The place itself counts too: who has a dark garden may also have trained eyes.

    References
    ----------
    Fuller 1987, Measurement Error Models, section 1.3.

    Examples
    --------
    >>> sky = np.linspace(17.0, 20.0, 31)
    >>> fit = eye_slope(sky, 0.5 * sky - 4.0, cluster=np.arange(31), rng=np.random.default_rng(1))  # no two alike
    >>> print(f"{fit.slope:.3f}")
    0.500
    """
    if not (observer_sd_mag > 0 and meter_sd_mag > 0):
        raise ValueError(f"errors must be above 0; got {observer_sd_mag} and {meter_sd_mag}")
    x, y = np.asarray(brightness_mag_arcsec2, dtype=np.float64), np.asarray(limiting_magnitude, dtype=np.float64)
    group = np.asarray(cluster)
    if not (x.shape == y.shape == group.shape) or x.ndim != 1:
        raise ValueError(f"the rows must be of one length; got {x.shape}, {y.shape} and {group.shape}")
    low, high = sky_range_mag_arcsec2
    kept = np.isfinite(x) & np.isfinite(y) & (x >= low) & (x <= high)
    x, y = x[kept], y[kept]
    codes = np.unique(group[kept], return_inverse=True)[1]
    n_clusters = int(codes.max()) + 1 if len(codes) else 0
    agreement = agreement_of_neighbours(x, y)
    if len(x) < FEWEST_ROWS or n_clusters < 3 or np.ptp(x) == 0 or agreement > COMPUTED_FROM:
        nan = math.nan
        return EyeSlope(nan, nan, (nan, nan), nan, nan, len(x), n_clusters, sky_range_mag_arcsec2, agreement)
    ratio = (observer_sd_mag / meter_sd_mag) ** 2
    moments = _moments(x, y, codes, n_clusters)
    weights = rng.multinomial(n_clusters, np.full(n_clusters, 1 / n_clusters), size=_N_DRAWS).astype(np.float64)
    drawn = _slope(weights @ moments, ratio)
    drawn = drawn[np.isfinite(drawn)]
    bounds = np.quantile(drawn, [0.025, 0.975])
    few = rng.permutation(len(x))[:_MOST_FOR_MEDIAN_OF_SLOPES]
    return EyeSlope(
        slope=float(_slope(moments.sum(axis=0)[None], ratio)[0]),
        se=float(drawn.std(ddof=1)),
        ci95=(float(bounds[0]), float(bounds[1])),
        least_squares=float(np.cov(x, y)[0, 1] / np.var(x, ddof=1)),
        median_of_slopes=float(theilslopes(y[few], x[few]).slope),
        n_rows=len(x),
        n_clusters=n_clusters,
        sky_range=sky_range_mag_arcsec2,
        agreement=agreement,
    )


def agreement_of_neighbours(brightness_mag_arcsec2: ArrayLike, limiting_magnitude: ArrayLike) -> float:
    """How often two readings next to each other in brightness name the same limiting magnitude.

    Use it to find magnitudes that were worked out from the meter: seven charts then make six steps and all other
    neighbours agree, while two people under one sky often do not.

    Parameters
    ----------
    brightness_mag_arcsec2, limiting_magnitude : shape (n,)
        Without NaN.

    Returns
    -------
    scalar
        Share of neighbours [1]; NaN with fewer than 2 readings.

    Examples
    --------
    >>> agreement_of_neighbours([17.0, 17.2, 18.0, 18.3, 18.6], [3, 3, 4, 4, 4])
    0.75
    """
    x, y = np.asarray(brightness_mag_arcsec2, dtype=np.float64), np.asarray(limiting_magnitude, dtype=np.float64)
    if len(x) < 2:
        return math.nan
    in_order = y[np.argsort(x, kind="stable")]
    return float(np.mean(in_order[1:] == in_order[:-1]))


def _moments(x: FloatArray, y: FloatArray, codes: NDArray[np.intp], n: int) -> FloatArray:
    """Sums of each cluster: 1, x, y, x², xy, y² about the middle, from which any draw of clusters is made."""
    dx, dy = x - x.mean(), y - y.mean()
    columns = (np.ones_like(dx), dx, dy, dx * dx, dx * dy, dy * dy)
    return np.column_stack([np.bincount(codes, weights=column, minlength=n) for column in columns])


def _slope(sums: FloatArray, ratio: float) -> FloatArray:
    """Deming's slope for each row of sums; `ratio` is the error variance of y over that of x."""
    n, sx, sy, sxx, sxy, syy = sums.T
    with np.errstate(divide="ignore", invalid="ignore"):
        vxx, vxy, vyy = sxx / n - (sx / n) ** 2, sxy / n - sx * sy / n**2, syy / n - (sy / n) ** 2
        apart = vyy - ratio * vxx
        return np.asarray((apart + np.sqrt(apart**2 + 4 * ratio * vxy**2)) / (2 * vxy))


def eye_effect_in_sky(effect_mag: float, se_mag: float, *, slope: float, slope_se: float) -> tuple[float, float]:
    """An effect in limiting magnitude as one in mag/arcsec², with the uncertainty of the slope in it.

    Parameters
    ----------
    effect_mag, se_mag : of the eye [mag]
    slope, slope_se : of `eye_slope` [mag per mag/arcsec²]

    Returns
    -------
    effect and standard error [mag/arcsec²]
        τ / slope, √(SE² + (τ/slope)² SE_slope²) / slope. To first order: not for a slope that may be zero.

    Raises
    ------
    ValueError
        If the slope is not at least twice its standard error above 0.

    Examples
    --------
    >>> [round(number, 3) for number in eye_effect_in_sky(0.2, 0.1, slope=0.5, slope_se=0.1)]
    [0.4, 0.215]
    """
    if not slope > 2 * slope_se >= 0:
        raise ValueError(
            f"slope must lie clear of 0, by two standard errors; got {slope} ± {slope_se}; show the streams apart"
        )
    effect = effect_mag / slope
    return effect, math.sqrt(se_mag**2 + effect**2 * slope_se**2) / slope


def put_together(effects: Sequence[tuple[str, float, float]]) -> Together:
    """Streams in one unit, each with its own weight, and whether they tell of one effect.

    Parameters
    ----------
    effects : (name, effect, standard error) of each stream [mag/arcsec²]
        The eye's through `eye_effect_in_sky`. Show them apart first.

    Returns
    -------
    Together
        τ = Σ wτ / Σ w with w = 1/SE²; Q = Σ w (τ_k − τ)², χ² with one degree of freedom fewer than streams.

    Raises
    ------
    ValueError
        If there is no stream, or one without a finite effect and a standard error above 0.

    Notes
    -----
    Streams of one evening share its sky and its baseline nights, so the standard error is a lower bound.

    References
    ----------
    Cochran 1954, Biometrics 10, 101.

    Examples
    --------
    >>> both = put_together([("meters", 0.30, 0.05), ("eyes", 0.50, 0.10)])
    >>> print(f"{both.effect:.2f} {both.se:.4f} Q {both.q:.1f} p {both.p_q:.3f}")
    0.34 0.0447 Q 3.2 p 0.074
    """
    wrong = [name for name, effect, se in effects if not (math.isfinite(effect) and math.isfinite(se) and se > 0)]
    if wrong or not effects:
        raise ValueError(
            f"each stream must have an effect and a standard error above 0; {', '.join(wrong) or 'none given'}"
        )
    names = tuple(name for name, _, _ in effects)
    tau, ses = np.array([e for _, e, _ in effects]), np.array([s for _, _, s in effects])
    precision = 1 / ses**2
    effect, se = float((precision * tau).sum() / precision.sum()), float(precision.sum() ** -0.5)
    q = float((precision * (tau - effect) ** 2).sum())
    p = float(chi2.sf(q, len(tau) - 1)) if len(tau) > 1 else math.nan
    half = float(ndtri((1 + CONFIDENCE) / 2)) * se
    return Together(names, tau, ses, precision / precision.sum(), effect, se, (effect - half, effect + half), q, p)
