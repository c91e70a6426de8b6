"""Science: the same estimate where nothing happened: other nights, other hours, other places, and the trend before."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import linregress
from scipy.stats import t as student_t

from seeingstars.columns import Role, require_columns
from seeingstars.event import Event, Interval
from seeingstars.science.comparison import Estimate, FloatArray, difference_in_differences, t_quantile
from seeingstars.science.two_step import night_effects, two_step

# Below this number of nights a line has no spread round it to judge it by.
FEWEST_NIGHTS_OF_A_LINE = 3
# Two one-sided tests at this level: the usual choice, a 90 % interval within the margin.
EQUIVALENCE_LEVEL = 0.05
TREND_DAYS = 28.0
# A line that fits to this share of the numbers' own size is rounding, not a measurement.
_NO_SPREAD = 1e-12
_MOST_PSEUDO_AREAS = 200


@dataclass(frozen=True)
class PlaceboNights:
    """Each baseline night called the event, judged by the other baseline nights.

    ``effect``, ``low``, ``high`` have one value a night [unit of the differences]; ``is_false_alarm`` where the
    95 % interval excludes zero, of which one night in twenty is expected.
    """

    effect: FloatArray
    low: FloatArray
    high: FloatArray
    is_false_alarm: NDArray[np.bool_]

    @property
    def n_false_alarms(self) -> int:
        """Number of ordinary nights that would have been called an effect."""
        return int(self.is_false_alarm.sum())


@dataclass(frozen=True)
class PlaceboPlaces:
    """Control sites called the lights-off area, judged by the other control sites.

    ``effect`` has one value a pseudo-area, ``members`` its sites. ``rank`` is the place of the true effect among
    all effects by size (1 is the largest), ``p`` = rank / (J + 1); ``rank_of_ratio`` and ``p_of_ratio`` the same
    for the effect in its own standard errors, which is fair to areas of different noise. NaN and 0 without any.
    """

    members: tuple[tuple[str, ...], ...]
    effect: FloatArray
    ratio: FloatArray
    rank: int
    p: float
    rank_of_ratio: int
    p_of_ratio: float


@dataclass(frozen=True)
class PreTrend:
    """The drift of the differences over the nights before the event; slopes in unit a day.

    ``drift`` and ``drift_ci90`` are over `TREND_DAYS` days; ``p_equivalence`` is that of two one-sided tests,
    ``is_flat`` whether the drift is shown to be smaller than the margin, ``is_trend`` whether the 95 % interval of
    the slope excludes zero. Neither is often the case: too few nights to say.
    """

    n_nights: int
    slope: float
    se: float
    ci95: tuple[float, float]
    drift: float
    drift_ci90: tuple[float, float]
    margin: float
    p_equivalence: float

    @property
    def is_flat(self) -> bool:
        """Whether a drift as large as the margin is ruled out."""
        return bool(self.p_equivalence < EQUIVALENCE_LEVEL)

    @property
    def is_trend(self) -> bool:
        """Whether there is a drift for sure."""
        return bool(self.ci95[0] > 0 or self.ci95[1] < 0)


def placebo_nights(baseline_differences: ArrayLike) -> PlaceboNights:
    """Each baseline night in turn as the event, against the others; the event night stays out of it.

    Use it to see how often the method raises a false alarm on the very nights that it rests on.

    Parameters
    ----------
    baseline_differences : shape (B,)
        D_n; NaN is a night that gives none, and stays NaN.

    Returns
    -------
    PlaceboNights
        NaN throughout with fewer than 3 nights: the others then have no spread.

    Raises
    ------
    ValueError
        If there is more than one axis.

    Examples
    --------
    >>> nights = placebo_nights([0.02, -0.05, 0.04, -0.01, 0.03, -0.02, 0.05, 0.60])
    >>> nights.effect.round(2).tolist()[-2:], nights.n_false_alarms
    ([-0.04, 0.59], 1)
    """
    nights = np.asarray(baseline_differences, dtype=np.float64)
    if nights.ndim != 1:
        raise ValueError(f"baseline_differences must be a row of nights; got shape {nights.shape}")
    others = np.where(np.eye(len(nights), dtype=bool), np.nan, nights[None, :])
    estimate = difference_in_differences(others, nights)
    low, high = estimate.ci95[:, 0], estimate.ci95[:, 1]
    return PlaceboNights(np.asarray(estimate.effect), low, high, (low > 0) | (high < 0))


def placebo_hour(
    site_nights: pd.DataFrame, *, event_night: str, baseline_nights: Collection[str], with_control: bool
) -> Estimate:
    """The estimate at another clock hour of the same nights, when the lights burned as always.

    Use it on the hours before and after: an effect there too is weather, or a lamp that went off by the clock.

    Parameters
    ----------
    site_nights : table with ``site_id``, ``role``, ``night``, ``value``
        The values of that other hour.
    event_night : ISO date
    baseline_nights : ISO dates
        Those of the estimate itself.
    with_control : whether the control's level is taken off

    Returns
    -------
    Estimate
        NaN where the event night has no readings in that hour (it was still light, or the meter was off).

    Raises
    ------
    TableError
        If a column is missing.
    """
    rows = site_nights[site_nights["night"].isin({*baseline_nights, event_night})]
    differences = two_step(rows, event_night=event_night, with_control=with_control)
    at_event = differences["night"] == event_night
    values = differences["difference"].to_numpy(dtype=np.float64)
    return difference_in_differences(values[~at_event], values[at_event][0])


def shifted_event(event: Event, *, minutes: float) -> Event:
    """The same event at another clock hour of the same evening: window and transitions moved together.

    Parameters
    ----------
    event : Event
    minutes : scalar
        Positive is later [min].

    Raises
    ------
    ValueError
        If the window would fall into another night.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> later = shifted_event(load_event(Path("data/events/leiden-2022")), minutes=105)
    >>> later.window.start.isoformat()
    '2022-09-25T21:45:00+00:00'
    """
    by = timedelta(minutes=minutes)
    moved = replace(
        event,
        window=Interval(event.window.start + by, event.window.end + by),
        transitions=tuple(Interval(part.start + by, part.end + by) for part in event.transitions),
    )
    if moved.night != event.night:
        raise ValueError(f"minutes must keep the window within the night of {event.night}; got {minutes:g}")
    return moved


def placebo_places(
    site_nights: pd.DataFrame, *, event_night: str, rng: np.random.Generator, most: int = _MOST_PSEUDO_AREAS
) -> PlaceboPlaces:
    """Control sites in turn as if the lights had gone off there, against the other control sites.

    Use it where there are several control sites: an effect that any group of them shows as well is chance.

    Parameters
    ----------
    site_nights : table with ``site_id``, ``role``, ``night``, ``value``
        The rows that the estimate uses.
    event_night : ISO date
    rng : Generator
        Draws pseudo-areas if there are more than `most` of them.
    most : int

    Returns
    -------
    PlaceboPlaces
        A pseudo-area has as many sites as the true one, as far as half of the controls allows. None without
        2 control sites.

    Notes
    -----
    Pseudo-areas that share sites are not independent, so p is a ladder to place the answer on, not an exact test;
    it cannot fall below 1 / (J + 1). Control sites of one region also share what that region has to itself on a night
    (its haze, its cloud), which the true area does not: by plain size the true area comes out on top too easily,
    so the ratio to each area's own spread is the one to read.

    References
    ----------
    Abadie, Diamond & Hainmueller 2010, Journal of the American Statistical Association 105, 493 (placebo places,
    and the ratio of the effect to its own noise).

    Raises
    ------
    TableError
        If a column is missing.
    """
    require_columns(site_nights, ("site_id", "role", "night", "value"), where="placebo_places")
    nights = sorted({*site_nights["night"].astype(str), event_night})
    event_index = nights.index(event_night)
    area, _ = _by_site(site_nights, Role.LIGHTS_OFF, nights)
    control, names = _by_site(site_nights, Role.CONTROL, nights)
    groups = _pseudo_areas(len(control), len(area), rng, most)
    if not groups or not len(area):
        return PlaceboPlaces((), np.empty(0), np.empty(0), 0, math.nan, 0, math.nan)
    inside = np.zeros((len(groups), len(control)), dtype=bool)
    for row, group in zip(inside, groups, strict=True):
        row[list(group)] = True
    pseudo = _differences(
        np.where(inside[..., None], control, np.nan), np.where(inside[..., None], np.nan, control), event_index
    )
    true = _differences(area[None], control[None], event_index)
    everything = _estimate(np.concatenate([pseudo, true]), event_index)
    members = tuple(tuple(names[i] for i in group) for group in groups)
    return _ranked(members, *everything)


def pre_trend(days: ArrayLike, differences: ArrayLike, *, margin: float) -> PreTrend:
    """Whether area and control already drifted apart before the event.

    Use it on the baseline nights before the event: a drift that goes on would be taken for an effect.

    Parameters
    ----------
    days : shape (n,)
        Days before the event, or any count of days [d].
    differences : shape (n,)
        D_n; nights that are NaN are left out.
    margin : scalar
        Drift over 28 days that would matter [unit of the differences], above 0.

    Returns
    -------
    PreTrend
        All NaN with fewer than 3 nights on different days, or where the nights lie on a line exactly.

    Raises
    ------
    ValueError
        If the margin is not above 0 or the shapes differ.

    References
    ----------
    Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15, 657 (two one-sided tests).

    Examples
    --------
    >>> trend = pre_trend([1, 2, 3, 4], [0.0, 0.02, 0.0, 0.02], margin=0.1)
    >>> print(f"{trend.slope:.4f} {trend.se:.4f}", trend.is_trend, trend.is_flat)
    0.0040 0.0057 False False
    """
    if not margin > 0:
        raise ValueError(f"margin must be above 0; got {margin}")
    x, y = np.asarray(days, dtype=np.float64), np.asarray(differences, dtype=np.float64)
    if x.shape != y.shape or x.ndim != 1:
        raise ValueError(f"days and differences must be rows of one length; got shapes {x.shape} and {y.shape}")
    x, y = x[np.isfinite(y)], y[np.isfinite(y)]
    nothing = (math.nan, math.nan)
    if len(x) < FEWEST_NIGHTS_OF_A_LINE or np.ptp(x) == 0:
        return PreTrend(len(x), math.nan, math.nan, nothing, math.nan, nothing, margin, math.nan)
    line = linregress(x, y)
    slope, se, df = float(line.slope), float(line.stderr), len(x) - 2
    left = float(np.abs(y - line.intercept - slope * x).max())
    if left <= _NO_SPREAD * float(np.abs(y).max()) or not se > 0:
        return PreTrend(len(x), slope, math.nan, nothing, slope * TREND_DAYS, nothing, margin, math.nan)
    half95, half90 = float(t_quantile(df)) * se, float(student_t.ppf(1 - EQUIVALENCE_LEVEL, df)) * se
    limit = margin / TREND_DAYS
    return PreTrend(
        n_nights=len(x),
        slope=slope,
        se=se,
        ci95=(slope - half95, slope + half95),
        drift=slope * TREND_DAYS,
        drift_ci90=((slope - half90) * TREND_DAYS, (slope + half90) * TREND_DAYS),
        margin=margin,
        p_equivalence=float(student_t.sf((limit - abs(slope)) / se, df)),
    )


def _by_site(site_nights: pd.DataFrame, role: str, nights: list[str]) -> tuple[FloatArray, list[str]]:
    arm = site_nights.loc[site_nights["role"] == role]
    table = arm.astype({"site_id": "str", "night": "str"}).pivot(index="site_id", columns="night", values="value")
    return table.reindex(columns=nights).to_numpy(dtype=np.float64), [str(name) for name in table.index]


def _pseudo_areas(n_control: int, n_area: int, rng: np.random.Generator, most: int) -> list[tuple[int, ...]]:
    if n_control < 2:
        return []
    size = max(1, min(n_area, n_control // 2))
    # Half against the other half is the same comparison turned round: it counts once, as the half with the first site.
    halves = 2 * size == n_control
    if math.comb(n_control, size) // (2 if halves else 1) <= most:
        groups = list(combinations(range(n_control), size))
        return [group for group in groups if group[0] == 0] if halves else groups
    drawn: set[tuple[int, ...]] = set()
    while len(drawn) < most:
        first = [0] if halves else []
        others = rng.choice(np.arange(len(first), n_control), size - len(first), replace=False)
        drawn.add(tuple(sorted([*first, *(int(i) for i in others)])))
    return sorted(drawn)


def _differences(area: FloatArray, control: FloatArray, event_index: int) -> FloatArray:
    return night_effects(area, event_index=event_index) - night_effects(control, event_index=event_index)


def _estimate(differences: FloatArray, event_index: int) -> tuple[FloatArray, FloatArray]:
    """Effect of each area, and the effect in its own standard errors."""
    baseline = np.delete(differences, event_index, axis=-1)
    estimate = difference_in_differences(baseline, differences[..., event_index])
    return np.asarray(estimate.effect), np.asarray(estimate.t)


def _ranked(members: tuple[tuple[str, ...], ...], effect: FloatArray, ratio: FloatArray) -> PlaceboPlaces:
    """The true area stands last."""
    rank, p = _rank_of_last(np.abs(effect))
    rank_of_ratio, p_of_ratio = _rank_of_last(np.abs(ratio))
    return PlaceboPlaces(members, effect[:-1], ratio[:-1], rank, p, rank_of_ratio, p_of_ratio)


def _rank_of_last(size: FloatArray) -> tuple[int, float]:
    known = np.isfinite(size)
    if not known[-1] or known.sum() < 2:
        return 0, math.nan
    # Ties must stay ties when the computer rounds.
    rank = int((size[known] >= size[-1] * (1 - _NO_SPREAD)).sum())
    return rank, rank / int(known.sum())
