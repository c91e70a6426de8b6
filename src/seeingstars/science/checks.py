"""Science: what a referee asks of one stream's answer, each check with its numbers and one sentence about them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from seeingstars.columns import READING_STREAMS, Role, Stream
from seeingstars.event import Event, Text
from seeingstars.science import check_sentences as words
from seeingstars.science.answer import Comparison
from seeingstars.science.chart_likelihood import chart_effect
from seeingstars.science.comparison import Estimate, FloatArray, difference_in_differences
from seeingstars.science.matching import BASELINE, EVENT
from seeingstars.science.mixed_model import mixed_model
from seeingstars.science.nights import minutes_into_window
from seeingstars.science.placebo import placebo_hour, placebo_nights, placebo_places, pre_trend, shifted_event
from seeingstars.science.sensitivity import Bent, breakdown_kappa, kappa_table, noise_ratio, spill_over_table
from seeingstars.science.site_nights import site_nights, stream_readings
from seeingstars.science.specification_curve import SpecificationCurve, specification_curve
from seeingstars.science.verdict import DIFFERENCE_IN_DIFFERENCES, FEWEST_BASELINE_NIGHTS, Finding
from seeingstars.science.within_night import Evenings, evenings, interrupted_evening

CHECKS_OF_AN_ANSWER = (
    "placebo_in_time",
    "placebo_in_space",
    "pre_trend",
    "kappa",
    "spill_over",
    "specification_curve",
    "within_night",
    "mixed_model",
    "charts",
)
# The window moved by its own length, transitions and all: twice earlier, twice later.
_SHIFTS = (-2, -1, 1, 2)


class _Answer:
    """What the checks need of a comparison, read off once."""

    def __init__(self, comparison: Comparison, event: Event) -> None:
        result, table = comparison.result, comparison.differences
        self.stream = str(result["stream"])
        self.design = str(result["design"])
        self.with_control = self.design == DIFFERENCE_IN_DIFFERENCES
        self.event_night = event.night.isoformat()
        baseline = table[table["role"] == BASELINE]
        self.nights = [str(night) for night in baseline["night"]]
        self.baseline = baseline["difference"].to_numpy(dtype=np.float64)
        at_event = table.loc[table["role"] == EVENT, "difference"].to_numpy(dtype=np.float64)
        self.at_event = float(at_event[0]) if len(at_event) else math.nan
        self.estimate = difference_in_differences(self.baseline, self.at_event)
        self.smallest_effect = float(result["smallest_effect_of_interest"])
        self.negative_control = bool(result.get("negative_control", False))
        used = comparison.site_nights[comparison.site_nights["used"]]
        self.site_nights = used.assign(value=_same_hours(used, self.event_night))
        self.site_ids = {str(site) for site in used["site_id"]}

    @property
    def is_made(self) -> bool:
        return bool(np.isfinite(self.estimate.effect))

    @property
    def has_spread(self) -> bool:
        return len(self.nights) >= FEWEST_BASELINE_NIGHTS and bool(np.isfinite(self.estimate.se))

    def finding(self) -> Finding:
        return Finding(
            stream=self.stream,
            design=self.design,
            smallest_effect=self.smallest_effect,
            n_baseline_nights=len(self.nights),
            effect=float(self.estimate.effect),
            ci95=(float(self.estimate.ci95[0]), float(self.estimate.ci95[1])),
            negative_control=self.negative_control,
        )


def checks_of(
    comparison: Comparison,
    *,
    readings: pd.DataFrame,
    event: Event,
    candidates: pd.DataFrame,
    cloud: pd.DataFrame | None,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """All checks of the answer of one stream, as plain values that JSON can hold.

    Use it after the comparison, for the page, the pictures and a referee.

    Parameters
    ----------
    comparison : Comparison
    readings : readings table with flags and event columns, of all streams
    event : Event
    candidates : table of `nights.candidate_nights`
        As the comparison was made with; the specification curve makes its own for other limits of the sun.
    cloud : table of `cloud.cloud_classes`, or None
    rng : Generator
        Draws pseudo-areas where there are too many to try all.

    Returns
    -------
    dict
        One entry for each of `CHECKS_OF_AN_ANSWER`: ``numbers`` (a dict, or None where the check cannot be made) and
        ``reading`` (``nl``, ``en``: what it says, or why it cannot be made). Numbers are in the unit of the
        stream, positive is darker; one that does not exist is None.

    Raises
    ------
    TableError
        If a column is missing.
    """
    answer = _Answer(comparison, event)
    if not answer.is_made:
        return {name: _check(None, words.NO_COMPARISON) for name in CHECKS_OF_AN_ANSWER}
    rows = readings[readings["night"].isin({*answer.nights, answer.event_night})]
    series = _series(answer, rows, event)
    return {
        "placebo_in_time": _placebo_in_time(answer, rows, event),
        "placebo_in_space": _placebo_in_space(answer, rng),
        "pre_trend": _pre_trend(answer, event),
        "kappa": _kappa(answer, series),
        "spill_over": _spill_over(answer),
        "specification_curve": _specification_curve(answer, readings, event, cloud),
        "within_night": _within_night(answer, series),
        "mixed_model": _mixed_model(answer),
        "charts": _charts(answer, rows),
    }


def _check(numbers: Mapping[str, Any] | None, reading: Text) -> dict[str, Any]:
    return {"numbers": _plain(numbers), "reading": {"nl": reading.nl, "en": reading.en}}


def _plain(value: Any) -> Any:
    """Plain Python values; a number that does not exist is None."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _same_hours(used: pd.DataFrame, event_night: str) -> pd.Series[float]:
    """Values on the level of the whole event night: a night that lacks some of its bins is set against the others."""
    if "event_value" not in used:
        return used["value"]
    at_event = used.loc[used["night"] == event_night].set_index(["role", "site_id"])["value"]
    whole = at_event.reindex(pd.MultiIndex.from_frame(used[["role", "site_id"]])).to_numpy(dtype=np.float64)
    return used["value"] + pd.Series(whole - used["event_value"], index=used.index).fillna(0.0)


def _numbers_of(estimate: Estimate) -> dict[str, Any]:
    return {
        "effect": float(estimate.effect),
        "ci95": _interval(estimate.ci95),
        "se": float(estimate.se) if np.isfinite(estimate.effect) else None,
        "n_baseline_nights": int(estimate.n_baseline_nights),
    }


def _by_night(nights: Sequence[str], differences: FloatArray) -> list[dict[str, Any]]:
    return [{"night": night, "difference": value} for night, value in zip(nights, differences, strict=True)]


def _interval(bounds: Any) -> list[float] | None:
    low, high = (float(bound) for bound in bounds)
    return [low, high] if math.isfinite(low) and math.isfinite(high) else None


def _excludes_zero(estimate: Estimate) -> bool:
    return bool(estimate.ci95[0] > 0 or estimate.ci95[1] < 0)


def _placebo_in_time(answer: _Answer, rows: pd.DataFrame, event: Event) -> dict[str, Any]:
    if not answer.has_spread:
        return _check(None, words.FEW_NIGHTS)
    nights = placebo_nights(answer.baseline)
    hours = _placebo_hours(answer, rows, event)
    listed = [
        {"night": night, "effect": effect, "ci95": _interval((low, high)), "false_alarm": bool(alarm)}
        for night, effect, low, high, alarm in zip(
            answer.nights, nights.effect, nights.low, nights.high, nights.is_false_alarm, strict=True
        )
    ]
    made = [hour["excludes_zero"] for hour in hours if hour["ci95"] is not None]
    numbers = {"nights": listed, "n_false_alarms": nights.n_false_alarms, "hours": hours}
    return _check(numbers, words.placebo_nights_words(nights, hours=made))


def _placebo_hours(answer: _Answer, rows: pd.DataFrame, event: Event) -> list[dict[str, Any]]:
    """The estimate at other clock hours; none for the satellite."""
    if answer.stream not in READING_STREAMS:
        return []
    ends = [event.window, *event.transitions]
    length = (max(part.end for part in ends) - min(part.start for part in ends)).total_seconds() / 60
    streams = [answer.stream, *([Stream.HANDHELD_METER] if answer.stream == Stream.NAKED_EYE else [])]
    of_stream = rows[rows["stream"].isin(streams) & (rows["role"] != Role.OUTSIDE)]
    found = []
    for shift in _SHIFTS:
        try:
            moved = shifted_event(event, minutes=shift * length)
        except ValueError:
            continue  # that hour is another night
        there = np.isfinite(minutes_into_window(of_stream["observed_at_utc"], moved))
        table = site_nights(of_stream[there].assign(in_window=True), stream=answer.stream, event=moved)
        table = table[table["is_covered"] & table["site_id"].isin(answer.site_ids) & table["value"].notna()]
        table = table.assign(value=_same_hours(table, answer.event_night))
        estimate = placebo_hour(
            table, event_night=answer.event_night, baseline_nights=answer.nights, with_control=answer.with_control
        )
        start, end = (moment.astimezone(event.zone) for moment in (moved.window.start, moved.window.end))
        hour = {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}", **_numbers_of(estimate)}
        found.append(hour | {"excludes_zero": _excludes_zero(estimate)})
    return found


def _placebo_in_space(answer: _Answer, rng: np.random.Generator) -> dict[str, Any]:
    if not answer.with_control:
        return _check(None, words.NO_CONTROL)
    if not answer.has_spread:
        return _check(None, words.FEW_NIGHTS)
    places = placebo_places(answer.site_nights, event_night=answer.event_night, rng=rng)
    if not math.isfinite(places.p_of_ratio):
        return _check(None, words.FEW_PLACES)
    listed = [
        {"sites": list(members), "effect": effect, "ratio": ratio}
        for members, effect, ratio in zip(places.members, places.effect, places.ratio, strict=True)
    ]
    numbers = {
        "pseudo_areas": listed,
        "effect": float(answer.estimate.effect),
        "rank": places.rank,
        "p": places.p,
        "rank_of_ratio": places.rank_of_ratio,
        "p_of_ratio": places.p_of_ratio,
    }
    return _check(numbers, words.placebo_places_words(places))


def _pre_trend(answer: _Answer, event: Event) -> dict[str, Any]:
    days = np.array([(date.fromisoformat(night) - event.night).days for night in answer.nights], dtype=np.float64)
    before = days < 0
    trend = pre_trend(days[before], answer.baseline[before], margin=answer.smallest_effect)
    if not math.isfinite(trend.se):
        return _check(None, words.FEW_BEFORE)
    numbers = {
        "n_nights": trend.n_nights,
        "slope_per_day": trend.slope,
        "se_per_day": trend.se,
        "ci95_per_day": list(trend.ci95),
        "drift_28_days": trend.drift,
        "drift_ci90_28_days": list(trend.drift_ci90),
        "margin": trend.margin,
        "p_equivalence": trend.p_equivalence,
        "is_flat": trend.is_flat,
        "is_trend": trend.is_trend,
    }
    return _check(numbers, words.pre_trend_words(trend, stream=answer.stream))


def _kappa(answer: _Answer, series: Evenings | None) -> dict[str, Any]:
    if not answer.has_spread:
        return _check(None, words.FEW_NIGHTS)
    finding, s = answer.finding(), float(answer.estimate.s)
    rows, limit = kappa_table(finding, s=s), breakdown_kappa(finding, s=s)
    noise = None
    if series is not None and series.during.shape[-1]:
        noise = noise_ratio(series.during, event_index=series.event_index)
    numbers: dict[str, Any] = {"rows": [_bent(row, "kappa") for row in rows], "kappa_star": limit, "noise_ratio": None}
    if noise is not None and math.isfinite(noise.kappa):
        at = kappa_table(finding, s=s, kappas=[noise.kappa])[0]
        facts = {"spread": noise.spread, "rank": noise.rank, "n_nights": noise.n_nights}
        numbers["noise_ratio"] = _bent(at, "kappa") | facts
    return _check(numbers, words.kappa_words(rows, limit, noise))


def _bent(row: Bent, name: str) -> dict[str, Any]:
    return {name: row.assumed, "effect": row.effect, "se": row.se, "ci95": _interval(row.ci95), "verdict": row.verdict}


def _spill_over(answer: _Answer) -> dict[str, Any]:
    if not answer.with_control:
        return _check(None, words.NO_CONTROL)
    if not answer.has_spread:
        return _check(None, words.FEW_NIGHTS)
    rows = spill_over_table(answer.finding(), se=float(answer.estimate.se))
    numbers = {"rows": [_bent(row, "share") for row in rows]}
    return _check(numbers, words.spill_over_words(rows, stream=answer.stream))


def _specification_curve(
    answer: _Answer, readings: pd.DataFrame, event: Event, cloud: pd.DataFrame | None
) -> dict[str, Any]:
    if answer.stream not in READING_STREAMS:
        return _check(None, words.NO_CHOICES)
    curve = specification_curve(
        readings, stream=answer.stream, event=event, cloud=cloud, with_control=answer.with_control
    )
    if curve.n_made == 0:
        return _check(None, words.FEW_NIGHTS)
    columns = (curve.specifications, curve.effect, curve.low, curve.high, curve.n_baseline_nights)
    rows = [
        {**choice._asdict(), "effect": effect, "ci95": _interval((low, high)), "n_baseline_nights": n, "primary": first}
        for choice, effect, low, high, n, first in zip(*columns, _is_primary(curve), strict=True)
        if first or math.isfinite(effect)
    ]
    numbers = {
        "specifications": rows,
        "n_specifications": len(curve.specifications),
        "n_made": curve.n_made,
        "median": curve.median,
        "share_same_sign": curve.share_same_sign,
        "share_excluding_zero": curve.share_excluding_zero,
    }
    return _check(numbers, words.specification_words(curve, stream=answer.stream))


def _is_primary(curve: SpecificationCurve) -> list[bool]:
    return [place == curve.primary for place in range(len(curve.specifications))]


def _series(answer: _Answer, rows: pd.DataFrame, event: Event) -> Evenings | None:
    if answer.stream != Stream.PHOTOMETER or not answer.site_ids:
        return None
    return evenings(rows, event=event, nights=answer.nights, site_ids=answer.site_ids, stream=answer.stream)


def _within_night(answer: _Answer, series: Evenings | None) -> dict[str, Any]:
    if series is None:
        return _check(None, words.NO_SERIES if answer.stream in READING_STREAMS else words.ONE_PASS)
    within = interrupted_evening(series, with_control=answer.with_control)
    if not np.isfinite(within.flanked.ci95).all():
        return _check(None, words.NO_FLANKS)
    numbers = {
        "flanked": _numbers_of(within.flanked),
        "against_before": _numbers_of(within.against_before),
        "against_after": _numbers_of(within.against_after),
        "trend_per_hour": within.trend_per_hour,
        "trend_ci95_per_hour": _interval(within.trend_ci95),
        "baseline_step": within.baseline_step,
        "baseline_step_ci95": _interval(within.baseline_step_ci95),
        "nights": _by_night(within.nights, within.triple),
    }
    return _check(numbers, words.within_night_words(within, stream=answer.stream))


def _mixed_model(answer: _Answer) -> dict[str, Any]:
    model = mixed_model(answer.site_nights, event_night=answer.event_night, with_control=answer.with_control)
    if not model.is_made:
        return _check(None, model.why_not or words.FEW_NIGHTS)
    numbers = {
        "effect": model.effect,
        "ci95": _interval(model.ci95),
        "se": model.se,
        "n_baseline_nights": model.n_baseline_nights,
        "n_sites": model.n_sites,
        "n_values": model.n_values,
        "sd_night": model.sd_night,
        "sd_night_area": model.sd_night_area,
        "sd_reading": model.sd_reading,
        "at_the_edge": model.at_the_edge,
    }
    made_by = Text("Het gemengde model van nachten en gebieden", "The mixed model of nights and areas")
    return _check(numbers, words.estimate_words(model.effect, model.ci95, stream=answer.stream, made_by=made_by))


def _charts(answer: _Answer, rows: pd.DataFrame) -> dict[str, Any]:
    if answer.stream != Stream.NAKED_EYE:
        return _check(None, words.NO_CHARTS)
    charts = stream_readings(rows, stream=Stream.NAKED_EYE)
    charts = charts[charts["is_good"] & charts["in_window"] & charts["site_id"].isin(answer.site_ids)]
    found = chart_effect(charts, event_night=answer.event_night, with_control=answer.with_control)
    if not np.isfinite(found.estimate.ci95).all():
        return _check(None, words.FEW_CHARTS)
    numbers = {
        **_numbers_of(found.estimate),
        "sd_observer": found.sd,
        "n_charts": found.n_charts,
        "n_other": found.n_other,
        "nights": _by_night(found.nights, found.difference),
    }
    made_by = Text("Rekenen met kaartnummers als stappen", "Taking chart numbers as steps")
    ci95 = (float(found.estimate.ci95[0]), float(found.estimate.ci95[1]))
    reading = words.estimate_words(float(found.estimate.effect), ci95, stream=answer.stream, made_by=made_by)
    return _check(numbers, reading)
