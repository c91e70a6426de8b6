"""Products: each fixed meter with its own evening beside its ordinary nights, for the map and its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from seeingstars.columns import Flag, Stream, require_columns
from seeingstars.event import Event
from seeingstars.products.evening_course import FLANK_MIN, STEP_MIN, FloatArray, band, wall_clock_min, window_clock
from seeingstars.products.places import on_earth

_COLUMNS = (
    "stream",
    "flag",
    "role",
    "site_id",
    "night",
    "observed_at_utc",
    "in_window",
    "brightness_mag_arcsec2",
    "longitude_deg",
    "latitude_deg",
    "instrument_type",
)


@dataclass(frozen=True)
class Meter:
    """One fixed meter; brightness in mag/arcsec², larger is darker, NaN without a good reading.

    ``event``, ``low``, ``middle`` and ``high`` are means of ten minutes at the steps of ``clock_min`` [min after the
    midnight with which the night's date begins]; ``evening`` and ``ordinary`` are means over the lights-off hours, of
    the evening and of each ordinary night.
    """

    site_id: str
    role: str
    instrument_type: str
    longitude_deg: float
    latitude_deg: float
    n_good_in_window: int
    event: FloatArray
    low: FloatArray
    middle: FloatArray
    high: FloatArray
    evening: float
    ordinary: FloatArray


def clock_steps(event: Event) -> FloatArray:
    """Middles of the steps of ten minutes from two hours before the window to two hours after it [min].

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> steps = clock_steps(load_event(Path("data/events/leiden-2022")))
    >>> float(steps[0]), float(steps[-1])
    (1205.0, 1525.0)
    """
    (start, end), _ = window_clock(event)
    n_steps = round((end - start + 2 * FLANK_MIN) / STEP_MIN)
    return np.asarray(start - FLANK_MIN + (np.arange(n_steps) + 0.5) * STEP_MIN, dtype=float)


def meters_of(readings: pd.DataFrame, *, event: Event, site_nights: pd.DataFrame | None = None) -> list[Meter]:
    """Every fixed meter with a place on Earth, in order of its name.

    Parameters
    ----------
    readings : table with `READING_COLUMNS`; only good readings make the curves
    event : the event
    site_nights : table role, site_id, night, used of the fixed meters: which ordinary nights stand beside which meter;
        None for none

    Returns
    -------
    list of Meter

    Examples
    --------
    >>> meters_of(pd.DataFrame({"stream": []}), event=None)
    Traceback (most recent call last):
    seeingstars.errors.TableError: meters_of needs the columns ...
    """
    require_columns(readings, _COLUMNS, where="meters_of")
    rows = readings.loc[(readings["stream"] == Stream.PHOTOMETER) & on_earth(readings), list(_COLUMNS)]
    rows = rows.astype({"site_id": str, "role": str, "night": str, "instrument_type": str})
    places = rows.groupby("site_id", sort=True)[["role", "instrument_type", "longitude_deg", "latitude_deg"]].first()
    good = rows[(rows["flag"] == Flag.GOOD) & rows["brightness_mag_arcsec2"].notna()]
    clock = wall_clock_min(good["observed_at_utc"], night=good["night"], event=event)
    steps = clock_steps(event)
    step = np.floor((clock - (steps[0] - STEP_MIN / 2)) / STEP_MIN).astype("int64")
    good = good.assign(step=step)
    ordinary = ordinary_nights(site_nights, event=event)
    by_site = {str(site): table for site, table in good.groupby("site_id")}
    return [
        _meter(str(place.Index), place, by_site.get(str(place.Index), good.iloc[:0]), ordinary, event, len(steps))
        for place in places.itertuples()
    ]


def ordinary_nights(site_nights: pd.DataFrame | None, *, event: Event) -> dict[str, list[str]]:
    """The ordinary nights of each site: those that the comparison set beside its evening.

    Examples
    --------
    >>> ordinary_nights(None, event=None)
    {}
    """
    if site_nights is None or "used" not in site_nights:
        return {}
    used = site_nights[site_nights["used"].astype(bool) & (site_nights["night"].astype(str) != event.night.isoformat())]
    return {str(site): sorted(map(str, nights)) for site, nights in used.groupby("site_id", observed=True)["night"]}


def _meter(
    site_id: str, place: object, good: pd.DataFrame, ordinary: Mapping[str, list[str]], event: Event, n_steps: int
) -> Meter:
    night = event.night.isoformat()
    nights = ordinary.get(site_id, [])
    around = good[(good["step"] >= 0) & (good["step"] < n_steps) & good["night"].isin([night, *nights])]
    level = around.pivot_table(index="night", columns="step", values="brightness_mag_arcsec2", aggfunc="mean")
    level = level.reindex(index=[night, *nights], columns=range(n_steps))
    values = level.to_numpy(dtype=float)
    low, middle, high = band(values[1:])
    window = good[good["in_window"].astype(bool)]
    means = window.groupby("night")["brightness_mag_arcsec2"].mean()
    return Meter(
        site_id=site_id,
        role=str(place.role),  # type: ignore[attr-defined]
        instrument_type=str(place.instrument_type),  # type: ignore[attr-defined]
        longitude_deg=float(place.longitude_deg),  # type: ignore[attr-defined]
        latitude_deg=float(place.latitude_deg),  # type: ignore[attr-defined]
        n_good_in_window=int((window["night"] == night).sum()),
        event=values[0],
        low=low,
        middle=middle,
        high=high,
        evening=float(means.get(night, np.nan)),
        ordinary=means.reindex(nights).dropna().to_numpy(dtype=float),
    )
