"""Science: every reasonable choice made at once, each a full estimate, with the one fixed beforehand marked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely.affinity import scale
from shapely.geometry import Point
from shapely.ops import unary_union

from seeingstars.columns import CHECKS, Flag, Role, Stream, require_columns
from seeingstars.event import Event
from seeingstars.science.comparison import Estimate, FloatArray, difference_in_differences
from seeingstars.science.nights import candidate_nights, minutes_into_window
from seeingstars.science.site_nights import (
    BIN_MINUTES,
    NAKED_EYE_CHECKS,
    SMALLEST_EVENT_SHARE,
    SMALLEST_SHARE_OF_EVENT_BINS,
    bins_in_window,
    instrument_family,
    stream_readings,
    window_bin,
)
from seeingstars.science.two_step import night_effects
from seeingstars.science.verdict import FEWEST_BASELINE_NIGHTS
from seeingstars.science.witnesses import CHANGING, CLEAR, PARTLY, UNKNOWN, WITNESSES, class_column, witnesses_alike

BoolArray = NDArray[np.bool_]

# The choices are fixed here, before any reading is seen; the words are those of `Specification`.
SUN_LIMITS_DEG = (-18.0, -15.0)
MATCHED, ANY = "matched", "any"
CLOUDS = (MATCHED, CLEAR, PARTLY, ANY)
ALL, SAME_WEEKDAY = "all", "same_weekday"
RINGS_KM = {"near": (2.0, 5.0), "far": (5.0, 20.0)}
MEAN, MEDIAN = "mean", "median"
WHOLE, INNER = "whole", "inner"
INNER_MINUTES = 40
_KM_PER_DEG = 111.2
# Values of sites and nights worked on at once: some tens of megabytes.
_AT_ONCE = 2_000_000


class Specification(NamedTuple):
    """One way to do the comparison.

    ``cloud``: matched (as the answer does), clear, partly, any. ``nights``: all, same_weekday. ``ring``: controls that
    count: all, near (2 to 5 km), far (5 to 20 km). ``family``: all, or one family of instruments. ``window``: whole, or
    inner, its middle 40 minutes.
    """

    sun_below_deg: float
    cloud: str
    nights: str
    ring: str
    family: str
    statistic: str
    window: str


@dataclass(frozen=True)
class SpecificationCurve:
    """The estimates of all choices; ``effect``, ``low``, ``high`` and ``n_baseline_nights`` follow ``specifications``.

    An effect is NaN where a choice leaves no event night or fewer than 3 baseline nights. ``primary`` is the place of
    the one that was fixed beforehand. The rest is over the choices that could be made: ``median``, and ``share_same_sign``
    as the primary one (NaN without it), ``share_excluding_zero`` whose 95 % interval does.
    """

    specifications: tuple[Specification, ...]
    primary: int
    effect: FloatArray
    low: FloatArray
    high: FloatArray
    n_baseline_nights: NDArray[np.intp]
    n_made: int
    median: float
    share_same_sign: float
    share_excluding_zero: float


class _Sites(NamedTuple):
    """What a site is, in the order of the first axis of all arrays."""

    is_area: BoolArray
    family: NDArray[np.object_]
    distance_km: FloatArray


def specification_curve(
    readings: pd.DataFrame, *, stream: str, event: Event, cloud: pd.DataFrame | None, with_control: bool
) -> SpecificationCurve:
    """All reasonable ways to do the comparison, from the readings to the estimate.

    Use it to see what the answer owes to choices: if one choice turns it round, the reader must know.

    Parameters
    ----------
    readings : readings table with flags and event columns
    stream : one of `columns.READING_STREAMS`
    event : Event
    cloud : table of `cloud.cloud_classes`, or None
    with_control : whether the answer's design takes the control off

    Returns
    -------
    SpecificationCurve
        Choices that the data cannot make (a ring without sites, one family of instruments, a window of less than 50
        minutes) are not varied.

    Raises
    ------
    TableError
        If a column is missing.

    Notes
    -----
    The choices share their data, so that the curve is no sample and has no p-value of its own.

    References
    ----------
    Simonsohn, Simmons & Nelson 2020, Nature Human Behaviour 4, 1208.
    """
    require_columns(readings, ("sun_altitude_deg",), where="specification_curve")
    limits = (event.baseline.sun_below_deg, *(x for x in SUN_LIMITS_DEG if x != event.baseline.sun_below_deg))
    rows = _rows(readings.reset_index(drop=True), stream, event, max(limits))
    calendar = {limit: _calendar(event, limit) for limit in limits}
    nights = sorted({event.night.isoformat()}.union(*calendar.values()))
    rows = rows[rows["night"].isin(nights)]
    sites, keys = _site_facts(rows, event)
    event_index = nights.index(event.night.isoformat())
    choices = _choices(event, limits, sites, with_control)
    tables = {
        (limit, statistic, window): _table(rows, keys, nights, event_index, stream, event, limit, statistic, window)
        for limit, statistic, window in product(limits, (MEAN, MEDIAN), {choice.window for choice in choices})
    }
    clouds = _cloud_masks(cloud, stream, keys, nights, event_index)
    allowed = _allowed_nights(calendar, nights, event)
    estimate = _estimates(choices, tables, clouds, allowed, sites, event_index, with_control)
    return _curve(choices, estimate)


def _rows(readings: pd.DataFrame, stream: str, event: Event, highest_sun_deg: float) -> pd.DataFrame:
    """Readings in the window, in an area, that would be good under the loosest limit of the sun."""
    rows = stream_readings(readings, stream=stream)
    rows = rows[rows["in_window"] & rows["role"].isin((Role.LIGHTS_OFF, Role.CONTROL)) & rows["value"].notna()]
    own = readings.loc[rows.index]
    eye = stream == Stream.NAKED_EYE
    names = NAKED_EYE_CHECKS if eye else [check.name for check in CHECKS if check.counts]
    others = own[[f"flag_{name}" for name in names if name != "sun"]]
    fine = others.isin([Flag.GOOD] if eye else [Flag.GOOD, Flag.NOT_CHECKED]).all(axis=1)
    sun_deg = own["sun_altitude_deg"]
    in_rule = rows["is_good"]
    looser = fine & own["flag_sun"].isin([Flag.SUSPECT, Flag.FAIL]) & (sun_deg < highest_sun_deg)
    kept = in_rule | looser
    # A reading that the rule itself calls good keeps that word, wherever its sun stands.
    number = window_bin(minutes_into_window(rows["observed_at_utc"], event), event=event)
    return rows.assign(sun_deg=sun_deg, in_rule=in_rule, bin=number)[kept]


def _calendar(event: Event, sun_below_deg: float) -> set[str]:
    if sun_below_deg != event.baseline.sun_below_deg:
        event = replace(event, baseline=replace(event.baseline, sun_below_deg=sun_below_deg))
    table = candidate_nights(event)
    return set(table.loc[table["is_candidate"], "night"])


def _site_facts(rows: pd.DataFrame, event: Event) -> tuple[_Sites, pd.MultiIndex]:
    """One entry a site that stays in one area role; a site that moved is in no arm."""
    grouped = rows.groupby(["role", "site_id"], observed=True, sort=True)
    table = grouped.agg(
        kind=("instrument_type", "first"),
        longitude_deg=("longitude_deg", "median"),
        latitude_deg=("latitude_deg", "median"),
    ).reset_index()
    table = table[~table["site_id"].duplicated(keep=False)]
    families = {kind: instrument_family(str(kind)) for kind in table["kind"].unique()}
    sites = _Sites(
        (table["role"] == Role.LIGHTS_OFF).to_numpy(dtype=bool),
        table["kind"].map(families).to_numpy(dtype=object),
        _distance_km(table["longitude_deg"].to_numpy(), table["latitude_deg"].to_numpy(), event),
    )
    return sites, pd.MultiIndex.from_frame(table[["role", "site_id"]])


def _distance_km(longitude_deg: FloatArray, latitude_deg: FloatArray, event: Event) -> FloatArray:
    """Distance to the nearest edge of a lights-off area; flat round the event, good to a percent within 100 km."""
    shrink = math.cos(math.radians(event.latitude_deg))
    areas = unary_union([scale(a.shape, shrink, 1.0, origin=(0, 0)) for a in event.areas_of(Role.LIGHTS_OFF)])
    points = [Point(x * shrink, y) for x, y in zip(longitude_deg, latitude_deg, strict=True)]
    return np.array([areas.distance(point) * _KM_PER_DEG for point in points], dtype=np.float64)


def _choices(event: Event, limits: Sequence[float], sites: _Sites, with_control: bool) -> tuple[Specification, ...]:
    """All combinations; the first of each list is the primary choice."""
    controls = sites.distance_km[~sites.is_area]
    rings = [ALL, *(name for name in RINGS_KM if with_control and _in_ring(controls, name).any())]
    arms = [set(sites.family[sites.is_area]), set(sites.family[~sites.is_area])]
    families = sorted(str(name) for name in (arms[0] & arms[1] if with_control else arms[0]))
    kinds = [ALL, *(families if len(families) > 1 else [])]
    windows = [WHOLE] if bins_in_window(event) * BIN_MINUTES <= INNER_MINUTES else [WHOLE, INNER]
    every = product(limits, CLOUDS, (ALL, SAME_WEEKDAY), rings, kinds, (MEAN, MEDIAN), windows)
    return tuple(Specification(*choice) for choice in every)


def _in_ring(distance_km: FloatArray, ring: str) -> BoolArray:
    if ring == ALL:
        return np.ones(len(distance_km), dtype=bool)
    low, high = RINGS_KM[ring]
    return (distance_km >= low) & (distance_km < high)


def _table(
    rows: pd.DataFrame,
    keys: pd.MultiIndex,
    nights: list[str],
    event_index: int,
    stream: str,
    event: Event,
    sun_below_deg: float,
    statistic: str,
    window: str,
) -> FloatArray:
    """One number a site and night (sites, nights), comparable with the event night's; NaN where it may not be used."""
    used = rows["in_rule"] if sun_below_deg == event.baseline.sun_below_deg else rows["sun_deg"] < sun_below_deg
    bins = np.arange(bins_in_window(event))
    if window == INNER:
        n_inner = INNER_MINUTES // BIN_MINUTES
        bins = bins[(len(bins) - n_inner) // 2 :][:n_inner]
    rows = rows[used & rows["bin"].isin(bins)]
    site = keys.get_indexer(pd.MultiIndex.from_frame(rows[["role", "site_id"]]))
    rows = rows.assign(site=site, place=pd.Index(nights).get_indexer(pd.Index(rows["night"])))[site >= 0]
    if stream != Stream.PHOTOMETER:
        table = np.full((len(keys), len(nights)), np.nan)
        found = rows.groupby(["site", "place"])["value"].agg(statistic).reset_index()
        table[found["site"], found["place"]] = found["value"]
        return table
    cube = np.full((len(keys), len(nights), len(bins)), np.nan)
    found = rows.groupby(["site", "place", "bin"])["value"].mean().reset_index()
    cube[found["site"], found["place"], found["bin"].astype("int64") - bins[0]] = found["value"]
    return _over_the_event_bins(cube, event_index, statistic)


def _over_the_event_bins(cube: FloatArray, event_index: int, statistic: str) -> FloatArray:
    """Each night over the bins that it shares with the event night, on the level of the whole event night."""
    on_event = cube[:, event_index : event_index + 1]
    there = np.isfinite(on_event)
    shared = np.isfinite(cube) & there
    n_event = there.sum(axis=-1)
    enough = (shared.sum(axis=-1) >= SMALLEST_SHARE_OF_EVENT_BINS * n_event) & (
        n_event >= SMALLEST_EVENT_SHARE * cube.shape[-1]
    )
    over = _nan_mean if statistic == MEAN else _nan_median
    night, event_then = over(np.where(shared, cube, np.nan)), over(np.where(shared, on_event, np.nan))
    return np.where(enough & (n_event > 0), night + (over(on_event) - event_then), np.nan)


def _nan_mean(values: FloatArray) -> FloatArray:
    n = np.isfinite(values).sum(axis=-1)
    return np.asarray(np.nansum(values, axis=-1) / np.where(n > 0, n, np.nan))


def _nan_median(values: FloatArray) -> FloatArray:
    none = np.asarray(~np.isfinite(values).any(axis=-1), dtype=bool)
    return np.asarray(np.where(none, np.nan, np.nanmedian(np.where(none[..., None], 0.0, values), axis=-1)))


def _cloud_masks(
    cloud: pd.DataFrame | None, stream: str, keys: pd.MultiIndex, nights: list[str], event_index: int
) -> dict[str, BoolArray]:
    """For each choice of cloud the site-nights that it lets in (sites, nights)."""
    shape = (len(keys), len(nights))
    masks = {ANY: np.ones(shape, dtype=bool)} | {name: np.zeros(shape, dtype=bool) for name in (MATCHED, CLEAR, PARTLY)}
    if cloud is None or not len(keys):
        return masks
    said = [class_column(name) for name in WITNESSES if class_column(name) in cloud]
    own = cloud[(cloud["stream"] == stream) & cloud["night"].isin(nights)].set_index(["site_id", "night"])
    grid = pd.MultiIndex.from_product([keys.get_level_values("site_id"), nights], names=["site_id", "night"])
    table = own[["cloud_class", *said]].reindex(grid).fillna(UNKNOWN)
    at_event = np.repeat(np.arange(len(keys)) * len(nights) + event_index, len(nights))
    word = table["cloud_class"].to_numpy(dtype=object)
    usable = np.asarray(~np.isin(word[at_event].astype(str), [UNKNOWN, CHANGING]), dtype=bool)
    matched = np.asarray(witnesses_alike(table[said], table[said].iloc[at_event]) & usable).reshape(shape)
    matched[:, event_index] = usable.reshape(shape)[:, event_index]
    masks[MATCHED] = matched
    for name in (CLEAR, PARTLY):
        masks[name] = np.asarray(word == name, dtype=bool).reshape(shape)
    return masks


def _allowed_nights(
    calendar: dict[float, set[str]], nights: list[str], event: Event
) -> dict[tuple[float, str], BoolArray]:
    same_day = np.array([date.fromisoformat(night).weekday() == event.night.weekday() for night in nights])
    is_event = np.array(nights) == event.night.isoformat()
    allowed = {}
    for limit, candidates in calendar.items():
        candidate = np.array([night in candidates for night in nights])
        allowed[limit, ALL] = candidate | is_event
        allowed[limit, SAME_WEEKDAY] = (candidate & same_day) | is_event
    return allowed


def _estimates(
    choices: Sequence[Specification],
    tables: dict[tuple[float, str, str], FloatArray],
    clouds: dict[str, BoolArray],
    allowed: dict[tuple[float, str], BoolArray],
    sites: _Sites,
    event_index: int,
    with_control: bool,
) -> Estimate:
    """Every choice as one layer of an array (choices, sites, nights), some at a time."""
    shape = next(iter(tables.values())).shape
    step = max(1, _AT_ONCE // max(1, shape[0] * shape[1]))
    parts = []
    for start in range(0, len(choices), step):
        layers = np.stack(
            [
                _layer(one, tables, clouds, allowed, sites, event_index, with_control)
                for one in choices[start : start + step]
            ]
        )
        levels = night_effects(layers[:, sites.is_area], event_index=event_index)
        if with_control:
            levels = levels - night_effects(layers[:, ~sites.is_area], event_index=event_index)
        parts.append(levels)
    differences = np.concatenate(parts)
    return difference_in_differences(np.delete(differences, event_index, axis=1), differences[:, event_index])


def _layer(
    choice: Specification,
    tables: dict[tuple[float, str, str], FloatArray],
    clouds: dict[str, BoolArray],
    allowed: dict[tuple[float, str], BoolArray],
    sites: _Sites,
    event_index: int,
    with_control: bool,
) -> FloatArray:
    """The site-nights that a choice uses; NaN for the others."""
    table = tables[choice.sun_below_deg, choice.statistic, choice.window]
    used = np.isfinite(table) & clouds[choice.cloud] & allowed[choice.sun_below_deg, choice.nights]
    free = used[:, event_index] & (sites.is_area | _in_ring(sites.distance_km, choice.ring))
    if choice.family != ALL:
        free &= sites.family == choice.family
    if with_control:
        both = set(sites.family[free & sites.is_area]) & set(sites.family[free & ~sites.is_area])
        free &= np.array([family in both for family in sites.family], dtype=bool)
    return np.where(used & free[:, None], table, np.nan)


def _curve(choices: tuple[Specification, ...], estimate: Estimate) -> SpecificationCurve:
    made = np.isfinite(estimate.effect) & (estimate.n_baseline_nights >= FEWEST_BASELINE_NIGHTS)
    effect = np.where(made, estimate.effect, np.nan)
    low, high = (np.where(made, estimate.ci95[:, i], np.nan) for i in (0, 1))
    known, primary = effect[made], float(effect[0])
    sign = float(np.mean(np.sign(known) == np.sign(primary))) if math.isfinite(primary) else math.nan
    bounded = np.isfinite(low)
    outside = float(np.mean(((low > 0) | (high < 0))[bounded])) if bounded.any() else math.nan
    return SpecificationCurve(
        specifications=choices,
        primary=0,
        effect=effect,
        low=low,
        high=high,
        n_baseline_nights=np.asarray(estimate.n_baseline_nights),
        n_made=int(made.sum()),
        median=float(np.median(known)) if len(known) else math.nan,
        share_same_sign=sign,
        share_excluding_zero=outside,
    )
