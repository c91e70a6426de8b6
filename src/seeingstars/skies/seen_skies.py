"""How faint the stars were that people could see: on an ordinary night, on the evening itself and under a natural sky.

Eyes come first, where many looked: what people saw is what the charts of the sky show. Else the meters speak
through two models of the eye, as a range; where there are none, a few eyes. Where neither speaks, nobody knows, and the answer says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from seeingstars.columns import Flag, Role, Stream, require_columns
from seeingstars.event import Event
from seeingstars.products.sky_scene import SeenSky, SkyScene
from seeingstars.products.verdict_words import comparison_of
from seeingstars.science.photometry import NATURAL_SKY_MAG_ARCSEC2
from seeingstars.science.star_counts import Range, limiting_magnitude_range, star_count_range

MANY_EYES = 30  # from here on they know it better than a meter and two models of the eye do: our choice
FEWEST_EYES = 10  # below it the range would span more than 1.5 magnitudes: our choice
LEAST_WIDTH_MAG = 0.4  # of a range from two models: people differ by more (Crumey 2014: factor 1.4 to 2.4)
EYE_SD_MAG = 1.2  # of one observation (Kyba et al. 2013, Scientific Reports 3, 1835)
METERS = (Stream.PHOTOMETER, Stream.HANDHELD_METER)
_COLUMNS = ("stream", "flag", "in_window", "role", "night", "site_id", "brightness_mag_arcsec2", "limiting_magnitude")


class SeenSkies(NamedTuple):
    """The three skies, and how much darker the control area was that evening than usual, by the same meters."""

    ordinary: SeenSky
    event: SeenSky
    natural: SeenSky
    control_darker_by_mag: float | None
    stream: str | None  # that the two measured skies come from


class _Level(NamedTuple):
    limits: Range
    brightness_mag_arcsec2: float | None
    n_readings: int
    n_sites: int
    n_nights: int


def seen_skies(
    readings: pd.DataFrame,
    *,
    result: Mapping[str, Any],
    event: Event,
    scene: SkyScene,
    site_nights: Mapping[str, pd.DataFrame] | None = None,
) -> SeenSkies:
    """What was seen in the lights-off area, beside what a natural sky would show.

    Parameters
    ----------
    readings : DataFrame
        With the columns of flags and of the event.
    result : mapping
        What result.json holds: it names the ordinary nights.
    event : Event
    scene : SkyScene
        Stars are counted where they stood at its moment.
    site_nights : mapping from stream to the table of site-nights with ``used``
        A meter then speaks only for the nights that the comparison took from it: those with the evening's clouds, and
        measured well enough. None takes every good reading.

    Returns
    -------
    SeenSkies
        Both measured skies come from one kind of instrument; where none has both, each stands alone or is unknown.

    Raises
    ------
    TableError
        If a column is missing.

    Notes
    -----
    These are levels as measured: weather and season differ between nights, and the comparison with the control area
    is the answer, not the difference of these two.
    """
    require_columns(readings, _COLUMNS, where="seen_skies")
    good = _as_compared(readings[(readings["flag"] == Flag.GOOD) & readings["in_window"]], site_nights or {})
    natural_limits = limiting_magnitude_range(NATURAL_SKY_MAG_ARCSEC2, least_width_mag=LEAST_WIDTH_MAG)
    natural = _sky("natural", "model", _Level(natural_limits, NATURAL_SKY_MAG_ARCSEC2, 0, 0, 0), scene)
    alone: SeenSkies | None = None
    for stream, fewest in ((Stream.NAKED_EYE, MANY_EYES), *((meter, 0) for meter in METERS), (Stream.NAKED_EYE, 0)):
        basis = "eyes" if stream == Stream.NAKED_EYE else "meters"
        levels = _levels(good[good["stream"] == stream], stream, Role.LIGHTS_OFF, result=result, event=event)
        skies = [_sky(kind, basis, level, scene) for kind, level in zip(("ordinary", "event"), levels, strict=True)]
        known = [sky.basis != "unknown" for sky in skies]
        if min(sky.n_readings for sky in skies) < fewest:
            continue
        if any(known):
            control = _control_darker_by(good, stream, result=result, event=event)
            found = SeenSkies(skies[0], skies[1], natural, control, stream)
            if all(known):
                return found
            alone = alone or found
    nothing = _Level(Range(math.nan, math.nan), None, 0, 0, 0)
    unknown = [_sky(kind, "unknown", nothing, scene) for kind in ("ordinary", "event")]
    return alone or SeenSkies(unknown[0], unknown[1], natural, None, None)


def _as_compared(good: pd.DataFrame, site_nights: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The readings of meters whose night the comparison used, and all that people saw."""
    for stream in METERS:
        if stream in site_nights:
            table = site_nights[stream]
            used = pd.MultiIndex.from_frame(table.loc[table["used"], ["site_id", "night"]].astype(str))
            is_used = pd.MultiIndex.from_frame(good[["site_id", "night"]].astype(str)).isin(used)
            good = good[(good["stream"] != stream) | is_used]
    return good


def _sky(kind: str, basis: str, level: _Level, scene: SkyScene) -> SeenSky:
    is_known = level.limits.is_known
    return SeenSky(
        kind=kind,
        basis=basis if is_known else ("too_bright" if level.brightness_mag_arcsec2 is not None else "unknown"),
        limits=(level.limits.low, level.limits.high) if is_known else None,
        counts=star_count_range(scene.stars.v_mag, scene.altitude_deg, level.limits) if is_known else None,
        brightness_mag_arcsec2=level.brightness_mag_arcsec2,
        n_readings=level.n_readings,
        n_sites=level.n_sites,
        n_nights=level.n_nights,
    )


def _levels(
    rows: pd.DataFrame, stream: str, role: str, *, result: Mapping[str, Any], event: Event
) -> tuple[_Level, _Level]:
    """Of the ordinary nights and of the evening itself; by meters from the places that have both, if any has."""
    nights = [
        str(night["night"])
        for night in comparison_of(result, stream).get("nights", [])
        if night.get("role") == "baseline" and night.get("used", True)
    ]
    here = rows[rows["role"] == role]
    of_event = here[here["night"] == event.night.isoformat()]
    ordinary = here[here["night"].isin(nights)]
    if stream == Stream.NAKED_EYE:
        return _by_eyes(ordinary), _by_eyes(of_event)
    if len(of_event):
        ordinary = ordinary[ordinary["site_id"].isin(of_event["site_id"])]
    if len(ordinary):  # one place more on the evening alone would look like a change
        of_event = of_event[of_event["site_id"].isin(ordinary["site_id"])]
    return _by_meters(ordinary), _by_meters(of_event)


def _by_eyes(rows: pd.DataFrame) -> _Level:
    seen = rows["limiting_magnitude"].dropna()
    n_nights = int(rows.loc[seen.index, "night"].nunique())
    limits = Range(math.nan, math.nan)
    if len(seen) >= FEWEST_EYES:
        half = 2.0 * max(float(seen.std()), EYE_SD_MAG) / math.sqrt(len(seen))
        limits = Range(float(seen.mean()) - half, float(seen.mean()) + half)
    return _Level(limits, None, len(seen), 0, n_nights)


def _by_meters(rows: pd.DataFrame) -> _Level:
    rows = rows[rows["brightness_mag_arcsec2"].notna()]
    if rows.empty:
        return _Level(Range(math.nan, math.nan), None, 0, 0, 0)
    nightly = rows.groupby(["site_id", "night"], observed=True)["brightness_mag_arcsec2"].mean()
    brightness = float(nightly.groupby(level="site_id", observed=True).mean().mean())
    return _Level(
        limiting_magnitude_range(brightness, least_width_mag=LEAST_WIDTH_MAG),
        brightness,
        len(rows),
        int(rows["site_id"].nunique()),
        int(rows["night"].nunique()),
    )


def _control_darker_by(good: pd.DataFrame, stream: str, *, result: Mapping[str, Any], event: Event) -> float | None:
    """How much darker the control area was that evening than on the same ordinary nights [mag/arcsec²]; meters only."""
    if stream == Stream.NAKED_EYE:
        return None
    ordinary, evening = _levels(good[good["stream"] == stream], stream, Role.CONTROL, result=result, event=event)
    if ordinary.brightness_mag_arcsec2 is None or evening.brightness_mag_arcsec2 is None:
        return None
    return evening.brightness_mag_arcsec2 - ordinary.brightness_mag_arcsec2
