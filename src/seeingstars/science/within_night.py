"""Science: before, during and after the lights-off hours of each evening, for meters that read by themselves."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from seeingstars.columns import Role, Stream
from seeingstars.event import Event
from seeingstars.science.comparison import Estimate, FloatArray, difference_in_differences, t_quantile
from seeingstars.science.site_nights import stream_readings
from seeingstars.science.two_step import night_effects

STEP_MINUTES = 5
# The hours beside the window: as much before as after, so that a steady evening cancels. Our choice: an hour,
# in which a clear sky moves by about 0.1 mag.
FLANK_MINUTES = 60
# A part counts on a night if the site has this share of the steps that it has on the event night.
SMALLEST_SHARE = 0.5
# Fewer steps than this say nothing of a part of an evening.
_FEWEST_STEPS = 3
OUT, BEFORE, DURING, AFTER = 0, 1, 2, 3
_MINUTE = np.timedelta64(1, "m")


@dataclass(frozen=True)
class Evenings:
    """Means of short steps by the same wall clock: ``values`` has the axes sites, nights, steps.

    ``minute`` is the start of each step after the start of the window [min]; ``part`` is OUT, BEFORE, DURING or
    AFTER. The event night is ``nights[event_index]``.
    """

    site_ids: tuple[str, ...]
    roles: tuple[str, ...]
    nights: tuple[str, ...]
    event_index: int
    minute: FloatArray
    part: NDArray[np.int8]
    values: FloatArray

    @property
    def during(self) -> FloatArray:
        """The steps of the window alone (sites, nights, steps)."""
        return self.values[..., self.part == DURING]


@dataclass(frozen=True)
class WithinNight:
    """What the lights-off hours differ from the hours beside them, more than on other evenings.

    ``flanked`` rests on window − ½ (before + after), ``against_before`` on window − before, ``against_after`` on
    window − after, each taken off the same of the baseline nights; unit of the values, positive is darker.
    ``trend_per_hour`` and its 95 % interval are the evening's own darkening over the baseline nights.
    ``baseline_step`` and its interval: window − ½ (before + after) on ordinary nights; far from zero where lamps
    go off by the clock.
    """

    nights: tuple[str, ...]
    triple: FloatArray
    flanked: Estimate
    against_before: Estimate
    against_after: Estimate
    trend_per_hour: float
    trend_ci95: tuple[float, float]
    baseline_step: float
    baseline_step_ci95: tuple[float, float]


def evenings(
    readings: pd.DataFrame,
    *,
    event: Event,
    nights: Collection[str],
    site_ids: Collection[str],
    stream: str = Stream.PHOTOMETER,
    flank_minutes: int = FLANK_MINUTES,
) -> Evenings:
    """The good readings of the window and of the hours beside it, in steps of five minutes by the wall clock.

    Parameters
    ----------
    readings : readings table with flags and event columns
    event : Event
    nights : ISO dates
        The event night and its baseline nights.
    site_ids : sites that the estimate uses
    stream : one of `columns.READING_STREAMS`
    flank_minutes : int
        How far before and after the window [min].

    Returns
    -------
    Evenings
        Steps that touch a transition are OUT. Readings that are not good are not in it.

    Raises
    ------
    TableError
        If a column is missing.
    """
    rows = stream_readings(readings, stream=stream)
    names = sorted({*nights, event.night.isoformat()})
    sites = pd.Index(sorted(site_ids), dtype="object")
    in_areas = rows["role"].isin([Role.LIGHTS_OFF, Role.CONTROL])
    rows = rows[rows["is_good"] & in_areas & rows["site_id"].isin(sites) & rows["night"].isin(names)]
    minute, part = _steps(event, flank_minutes)
    night = pd.Index(names).get_indexer(pd.Index(rows["night"]))
    step = _step_of(rows["observed_at_utc"], night, names, event, first=float(minute[0]))
    site = sites.get_indexer(pd.Index(rows["site_id"]))
    kept = (step >= 0) & (step < len(minute))
    shape = (len(sites), len(names), len(minute))
    flat = np.ravel_multi_index((site[kept], night[kept], step[kept]), shape)
    size = int(np.prod(shape))
    count = np.bincount(flat, minlength=size)
    total = np.bincount(flat, weights=rows["value"].to_numpy(dtype=np.float64)[kept], minlength=size)
    with np.errstate(invalid="ignore"):
        values = (total / np.where(count > 0, count, np.nan)).reshape(shape)
    roles = rows.drop_duplicates("site_id").set_index("site_id")["role"].reindex(sites).fillna(Role.OUTSIDE)
    return Evenings(
        tuple(str(name) for name in sites),
        tuple(str(role) for role in roles),
        tuple(names),
        names.index(event.night.isoformat()),
        minute,
        part,
        values,
    )


def _steps(event: Event, flank_minutes: int) -> tuple[FloatArray, NDArray[np.int8]]:
    """Start of each step after the start of the window [min], and the part of the evening that it lies in."""
    usable = [(_minutes(p.start, event), _minutes(p.end, event)) for p in event.usable_parts(event.night)]
    touched = [event.window, *event.transitions]
    first = min(_minutes(interval.start, event) for interval in touched)
    last = max(_minutes(interval.end, event) for interval in touched)
    low = math.floor((first - flank_minutes) / STEP_MINUTES) * STEP_MINUTES
    high = math.ceil((last + flank_minutes) / STEP_MINUTES) * STEP_MINUTES
    start = np.arange(low, high, STEP_MINUTES, dtype=np.float64)
    end = start + STEP_MINUTES
    part = np.full(len(start), OUT, dtype=np.int8)
    part[(end <= first) & (start >= first - flank_minutes)] = BEFORE
    part[(start >= last) & (end <= last + flank_minutes)] = AFTER
    for begins, ends in usable:
        part[(start >= begins) & (end <= ends)] = DURING
    return start, part


def _minutes(moment: datetime, event: Event) -> float:
    return (moment - event.window.start).total_seconds() / 60


def _step_of(
    observed_at_utc: pd.Series[pd.Timestamp], night: NDArray[np.intp], names: list[str], event: Event, *, first: float
) -> NDArray[np.int64]:
    starts = [event.on_night(event.window, date.fromisoformat(name)).start for name in names]
    begin = np.array([np.datetime64(s.replace(tzinfo=None), "us") for s in starts])
    moments = observed_at_utc.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("datetime64[us]")
    since = (moments - begin[night]) / _MINUTE
    return np.asarray(np.floor((since - first) / STEP_MINUTES), dtype=np.int64)


def interrupted_evening(series: Evenings, *, with_control: bool) -> WithinNight:
    """The interrupted evening: the window against the hours beside it, more than on ordinary nights.

    Use it for meters that read all evening. It needs no equal level from night to night, only an equal course of
    the evening: where cloud makes levels useless it is the design with power.

    Parameters
    ----------
    series : Evenings
    with_control : whether the control's own course is taken off

    Returns
    -------
    WithinNight
        A night counts for a site where it has at least half of the steps of the event night in each part. NaN
        where the event night or its hours beside the window are not covered.

    Notes
    -----
    The natural darkening of the evening, about 0.1 mag an hour over a Dutch town, is in the baseline nights as much as
    in the event night, so it falls out of all three; what is left is only what this evening did otherwise. Each
    is then one number a night and is judged by the nights, t with B − 1 degrees of freedom. Lamps, shops and
    sports fields that go off at a fixed hour on every night fall out as well; those that go off at that hour on
    this night only, or that were off already, do not: see ``baseline_step``.

    Raises
    ------
    ValueError
        If the series is empty of sites.
    """
    if not series.site_ids:
        raise ValueError("series must hold a site; got none")
    before, during, after = (_part_means(series, part) for part in (BEFORE, DURING, AFTER))
    triple = _by_night(during - (before + after) / 2, series, with_control)
    ordinary = np.delete(triple, series.event_index)
    trend = _trends(series)
    return WithinNight(
        nights=series.nights,
        triple=triple,
        flanked=_estimate(triple, series.event_index),
        against_before=_estimate(_by_night(during - before, series, with_control), series.event_index),
        against_after=_estimate(_by_night(during - after, series, with_control), series.event_index),
        trend_per_hour=_mean(trend),
        trend_ci95=_interval_of_mean(trend),
        baseline_step=_mean(ordinary),
        baseline_step_ci95=_interval_of_mean(ordinary),
    )


def _part_means(series: Evenings, part: int) -> FloatArray:
    """Mean of a part of each evening (sites, nights), over the steps that the event night has there too."""
    steps = series.values[..., series.part == part]
    on_event = np.isfinite(steps[:, series.event_index])
    used = np.isfinite(steps) & on_event[:, None, :]
    n, needed = used.sum(axis=-1), on_event.sum(axis=-1)[:, None]
    enough = (n >= SMALLEST_SHARE * needed) & (needed >= _FEWEST_STEPS) & (n > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.where(used, steps, 0.0).sum(axis=-1) / n
    return np.asarray(np.where(enough, means, np.nan))


def _by_night(by_site: FloatArray, series: Evenings, with_control: bool) -> FloatArray:
    levels = _arm(by_site, series, Role.LIGHTS_OFF)
    return levels - _arm(by_site, series, Role.CONTROL) if with_control else levels


def _arm(by_site: FloatArray, series: Evenings, role: str) -> FloatArray:
    rows = by_site[np.array([own == role for own in series.roles], dtype=bool)]
    if not len(rows):
        return np.full(by_site.shape[-1], np.nan)
    return night_effects(rows, event_index=series.event_index)


def _estimate(by_night: FloatArray, event_index: int) -> Estimate:
    return difference_in_differences(np.delete(by_night, event_index), by_night[event_index])


def _trends(series: Evenings) -> FloatArray:
    """Slope of each baseline evening [unit/h], mean over sites, the window and the hours beside it."""
    ordinary = np.delete(series.values, series.event_index, axis=1)[..., series.part != OUT]
    hours = series.minute[series.part != OUT] / 60
    there = np.isfinite(ordinary)
    n = there.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = np.where(there, hours, 0.0)
        x = np.where(there, x - (x.sum(axis=-1) / n)[..., None], 0.0)
        y = np.where(there, ordinary, 0.0)
        slope = (x * y).sum(axis=-1) / (x * x).sum(axis=-1)
        enough = n >= SMALLEST_SHARE * len(hours)
        sites = (enough & np.isfinite(slope)).sum(axis=0)
        return np.asarray(np.where(enough, slope, 0.0).sum(axis=0) / np.where(sites > 0, sites, np.nan))


def _mean(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else math.nan


def _interval_of_mean(values: ArrayLike) -> tuple[float, float]:
    """95 % interval of the mean over nights, t with n − 1 degrees of freedom."""
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    if len(known) < 2:
        return (math.nan, math.nan)
    half = float(t_quantile(len(known) - 1)) * float(known.std(ddof=1)) / math.sqrt(len(known))
    return (float(known.mean()) - half, float(known.mean()) + half)
