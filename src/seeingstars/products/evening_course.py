"""Products: the course of the evening in steps of ten minutes, of the area and its control, beside the ordinary nights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seeingstars.columns import Flag, Role, Stream, require_columns
from seeingstars.event import Event
from seeingstars.products.verdict_words import has_control

FloatArray = NDArray[np.float64]
STEP_MIN = 10.0
# Our choice: two hours before and after, the stretch in which a pupil can follow the evening.
FLANK_MIN = 120.0
# A band of fewer nights than this says nothing, and one of fewer than half of them jumps where nights drop out.
FEWEST_NIGHTS = 3
_COLUMNS = ("stream", "flag", "role", "site_id", "night", "observed_at_utc", "in_window", "brightness_mag_arcsec2")


@dataclass(frozen=True)
class EveningCourse:
    """Means of ten minutes by the same wall clock, each site less what it usually is.

    ``clock_min`` (steps) is the middle of each step after local midnight of the night's date [min]; ``event`` holds
    (steps) a role, ``ordinary`` (nights, steps) a role, both [mag/arcsec²], NaN without a reading. The roles are
    ``lights_off`` and, where the comparison has one, ``control``.
    """

    clock_min: FloatArray
    event: Mapping[str, FloatArray]
    ordinary: Mapping[str, FloatArray]

    @property
    def has_control(self) -> bool:
        """Whether there is a control to draw beside the area."""
        return Role.CONTROL in self.event

    def difference(self) -> tuple[FloatArray, FloatArray]:
        """Area less control: the event night (steps) and the ordinary nights (nights, steps)."""
        area, control = Role.LIGHTS_OFF, Role.CONTROL
        return self.event[area] - self.event[control], self.ordinary[area] - self.ordinary[control]


def evening_course(
    readings: pd.DataFrame, *, comparison: Mapping[str, Any], event: Event, site_nights: pd.DataFrame | None = None
) -> EveningCourse | None:
    """The evening of the event and the ordinary nights beside it, from the good readings of the fixed meters.

    Parameters
    ----------
    readings : table with `READING_COLUMNS`; readings that are not good are not in it
    comparison : what result.json says of the fixed meters: its nights with role baseline, and its sites
    event : the event
    site_nights : table role, site_id, night, used of the fixed meters: only the nights that the comparison set beside
        a site's evening (dark, no moon, the same cloud there) are that site's ordinary nights; None takes every
        baseline night at every site

    Returns
    -------
    EveningCourse or None
        None without a good reading of the area on the event night, or without an ordinary night to set it against.

    Notes
    -----
    What a site usually is, is its mean in the window over the ordinary nights: so 0 is an ordinary evening in the
    lights-off hours, and meters of different make can be averaged.

    Examples
    --------
    >>> evening_course.__name__
    'evening_course'
    """
    require_columns(readings, _COLUMNS, where="evening_course")
    nights = [str(n["night"]) for n in comparison.get("nights") or [] if n.get("role") == "baseline"]
    event_night = event.night.isoformat()
    rows = _good_rows(readings, {*nights, event_night}, comparison)
    if site_nights is not None:
        rows = rows[_is_used(rows, site_nights)]
    usual = _usual(rows[rows["night"] != event_night])
    level = _levels(rows, usual, event)
    roles = [Role.LIGHTS_OFF, *([Role.CONTROL] if has_control(comparison) else [])]
    steps = level.columns.to_numpy(dtype=float)
    there = {role: level.loc[role] for role in roles if role in level.index.get_level_values("role")}
    if Role.LIGHTS_OFF not in there or event_night not in there[Role.LIGHTS_OFF].index:
        return None
    return EveningCourse(
        clock_min=_clock_min(event.window.start, event) + (steps + 0.5) * STEP_MIN,
        event={role: table.reindex([event_night]).to_numpy(dtype=float)[0] for role, table in there.items()},
        ordinary={role: table.reindex(nights).to_numpy(dtype=float) for role, table in there.items()},
    )


def _good_rows(readings: pd.DataFrame, nights: set[str], comparison: Mapping[str, Any]) -> pd.DataFrame:
    left_out = {str(s.get("site_id")) for s in comparison.get("sites") or [] if not s.get("used", True)}
    kept = (readings["stream"] == Stream.PHOTOMETER) & (readings["flag"] == Flag.GOOD)
    kept &= readings["role"].isin([Role.LIGHTS_OFF, Role.CONTROL]) & readings["night"].isin(nights)
    kept &= readings["brightness_mag_arcsec2"].notna() & ~readings["site_id"].isin(left_out)
    rows = readings.loc[kept, list(_COLUMNS)].rename(columns={"brightness_mag_arcsec2": "value"})
    return rows.astype({"role": str, "site_id": str, "night": str})


def _is_used(rows: pd.DataFrame, site_nights: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows belong to a night that stood in the comparison at their own site."""
    keys = ["role", "site_id", "night"]
    used = site_nights.loc[site_nights["used"].astype(bool), keys].astype(str)
    return np.asarray(pd.MultiIndex.from_frame(rows[keys]).isin(pd.MultiIndex.from_frame(used)), dtype=np.bool_)


def _usual(rows: pd.DataFrame) -> pd.Series[float]:
    by_night = rows[rows["in_window"]].groupby(["role", "site_id", "night"])["value"].mean()
    return by_night.groupby(["role", "site_id"]).mean()


def _levels(rows: pd.DataFrame, usual: pd.Series[float], event: Event) -> pd.DataFrame:
    """Mean over sites of each step less the site's own usual level: (role, night) by step after the window's start."""
    clock = wall_clock_min(rows["observed_at_utc"], night=rows["night"], event=event)
    since = clock - _clock_min(event.window.start, event)
    rows = rows.assign(step=np.floor(since / STEP_MIN).astype("int64"))
    edges = [
        _clock_min(moment, event) for part in (event.window, *event.transitions) for moment in (part.start, part.end)
    ]
    start = _clock_min(event.window.start, event)
    low, high = (round((edge - start) / STEP_MIN) for edge in (min(edges) - FLANK_MIN, max(edges) + FLANK_MIN))
    rows = rows[(rows["step"] >= low) & (rows["step"] < high)]
    level = rows.groupby(["role", "site_id", "night", "step"])["value"].mean().reset_index()
    own = usual.reindex(pd.MultiIndex.from_frame(level[["role", "site_id"]])).to_numpy(dtype=float)
    level = level.assign(value=level["value"] - own).dropna(subset="value")
    return level.pivot_table(index=["role", "night"], columns="step", values="value", aggfunc="mean").reindex(
        columns=range(low, high)
    )


def wall_clock_min(moment: pd.Series[Any], *, night: pd.Series[str], event: Event) -> FloatArray:
    """The wall clock at moments (UTC) in minutes after the midnight with which the date of their own night begins.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> moments = pd.Series(pd.to_datetime(["2022-09-25T22:30Z", "2022-11-05T21:05Z"]))
    >>> leiden = load_event(Path("data/events/leiden-2022"))
    >>> wall_clock_min(moments, night=pd.Series(["2022-09-25", "2022-11-05"]), event=leiden).tolist()
    [1470.0, 1325.0]
    """
    clock = moment.dt.tz_convert(event.zone).dt.tz_localize(None) - pd.to_datetime(night)
    return np.asarray(clock.dt.total_seconds() / 60, dtype=np.float64)


def _clock_min(moment: datetime, event: Event) -> float:
    """Wall clock in minutes after the midnight with which the date of the event's night begins."""
    midnight = datetime(event.night.year, event.night.month, event.night.day)
    return (moment.astimezone(event.zone).replace(tzinfo=None) - midnight).total_seconds() / 60


def clock_text(clock_min: float) -> str:
    """Minutes after midnight as the clock shows them.

    Examples
    --------
    >>> clock_text(1320), clock_text(1450)
    ('22:00', '00:10')
    """
    hours, minutes = divmod(round(clock_min) % 1440, 60)
    return f"{hours:02d}:{minutes:02d}"


def window_clock(event: Event) -> tuple[tuple[float, float], list[tuple[float, float]]]:
    """The lights-off window and its transitions on the wall clock [min after midnight].

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> window_clock(load_event(Path("data/events/leiden-2022")))
    ((1320.0, 1410.0), [(1315.0, 1330.0), (1405.0, 1420.0)])
    """
    window, *transitions = (
        (_clock_min(part.start, event), _clock_min(part.end, event)) for part in (event.window, *event.transitions)
    )
    return window, transitions


def band(ordinary: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Lowest, middle and highest of the ordinary nights at each step.

    Parameters
    ----------
    ordinary : nights, steps; NaN is no reading

    Returns
    -------
    three arrays (steps)
        NaN where fewer than 3 nights, or fewer than half of them, have a reading.

    Examples
    --------
    >>> low, middle, high = band(np.array([[0.0, 1.0], [0.2, np.nan], [0.1, 3.0]]))
    >>> low.tolist(), middle.tolist(), high.tolist()
    ([0.0, nan], [0.1, nan], [0.2, nan])
    """
    enough = np.isfinite(ordinary).sum(axis=0) >= max(FEWEST_NIGHTS, len(ordinary) / 2)
    found = tuple(np.full(ordinary.shape[1], np.nan) for _ in range(3))
    if enough.any():
        for values, share in zip(found, (0, 50, 100), strict=True):
            values[enough] = np.nanpercentile(ordinary[:, enough], share, axis=0)
    return found[0], found[1], found[2]
