"""Science: nights that run from noon to noon, the place of each reading in an event, the nights to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from seeingstars.columns import Role, require_columns
from seeingstars.event import Event, Interval, Text
from seeingstars.science.ephemeris import moon_position, sun_altitude_deg
from seeingstars.science.wording import number_text, sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

HALF_A_DAY = pd.Timedelta(hours=12)
CANDIDATE_COLUMNS = ("night", "is_candidate", "is_event", "is_dark", "reason_en", "reason_nl")
_SAMPLE_MINUTES = 1
_MINUTE = np.timedelta64(1, "m")
_NAT = np.datetime64("NaT", "us")
_NO_NIGHT = -1


def night_of(observed_at_utc: pd.Series[pd.Timestamp], timezone: str) -> pd.Series[str]:
    """Local date of the evening that a moment belongs to; a night runs from noon to noon.

    Use it wherever readings are put together by night: a reading at 01:00 belongs to the evening before.

    Parameters
    ----------
    observed_at_utc : n moments [aware UTC]
        NaT where the time is not known.
    timezone : name of the IANA list
        The wall clock that says when it is noon.

    Returns
    -------
    n texts
        ISO dates such as ``2022-09-25``; an empty text where the time is NaT. Same index as the input.

    Raises
    ------
    ValueError
        If the moments carry no time zone or the name of the time zone is not known.

    Examples
    --------
    >>> moments = pd.Series(pd.to_datetime(["2022-09-25T20:30Z", "2022-09-26T09:59Z", "2022-09-26T10:00Z"]))
    >>> night_of(moments, "Europe/Amsterdam").tolist()
    ['2022-09-25', '2022-09-25', '2022-09-26']
    """
    codes, names = _night_codes(observed_at_utc, timezone)
    texts = np.append(np.asarray(names, dtype=object), "")  # the last one answers to code -1
    return pd.Series(texts[codes], index=observed_at_utc.index, dtype="str", name="night")


def _night_codes(observed_at_utc: pd.Series[pd.Timestamp], timezone: str) -> tuple[NDArray[np.intp], list[str]]:
    """A small number for each reading, and the ISO date that each number stands for."""
    if observed_at_utc.dt.tz is None:
        raise ValueError("observed_at_utc must carry its time zone, UTC; got moments without one; localise them first")
    wall_clock = observed_at_utc.dt.tz_convert(timezone).dt.tz_localize(None)
    days = (wall_clock - HALF_A_DAY).to_numpy().astype("datetime64[D]")
    codes, unique_days = pd.factorize(days)  # NaT gets -1
    return codes, [str(day) for day in np.asarray(unique_days, dtype="datetime64[D]")]


def place_in_event(readings: pd.DataFrame, event: Event) -> pd.DataFrame:
    """The readings with the columns that say what each is to the event.

    Parameters
    ----------
    readings : table with ``observed_at_utc``, ``longitude_deg`` and ``latitude_deg``
    event : Event

    Returns
    -------
    pandas.DataFrame
        A copy with `columns.EVENT_COLUMNS`: ``night``, ``area_id`` and ``role`` (a place on the edge of
        an area or without a position is outside), ``in_window`` (the clock time lies in the lights-off
        hours without their transitions, on any night). An area with the lights off goes before a control
        area that overlaps it.

    Raises
    ------
    TableError
        If a column is missing.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> readings = pd.DataFrame({
    ...     "observed_at_utc": pd.to_datetime(["2022-09-25T20:30Z", "2022-09-25T19:00Z"]),
    ...     "longitude_deg": [4.4841, 6.6], "latitude_deg": [52.1547, 53.2]})
    >>> placed = place_in_event(readings, load_event(Path("data/events/leiden-2022")))
    >>> placed[["night", "role", "in_window"]].values.tolist()
    [['2022-09-25', 'lights_off', True], ['2022-09-25', 'outside', False]]
    """
    require_columns(readings, ("observed_at_utc", "longitude_deg", "latitude_deg"), where="place_in_event")
    moments = readings["observed_at_utc"]
    area_id, role = _areas_of(readings, event)
    return readings.assign(
        night=night_of(moments, event.timezone),
        area_id=pd.Categorical(area_id),
        role=pd.Categorical(role, categories=[Role.LIGHTS_OFF, Role.CONTROL, Role.OUTSIDE]),
        in_window=np.isfinite(minutes_into_window(moments, event)),
    )


def minutes_into_window(observed_at_utc: pd.Series[pd.Timestamp], event: Event) -> NDArray[np.float64]:
    """How far each reading lies into the usable part of the window of its own night.

    Parameters
    ----------
    observed_at_utc : n moments [aware UTC]
    event : Event

    Returns
    -------
    n numbers
        Minutes since the window began, its transitions not counted [min]; NaN outside the usable parts and
        where the time is NaT.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> moments = pd.Series(pd.to_datetime(["2022-09-25T20:30Z", "2022-10-01T20:30Z", "2022-09-25T20:05Z"]))
    >>> minutes_into_window(moments, load_event(Path("data/events/leiden-2022"))).tolist()
    [20.0, 20.0, nan]
    """
    codes, names = _night_codes(observed_at_utc, event.timezone)
    parts_by_night = [event.usable_parts(date.fromisoformat(name)) for name in names]
    moments = observed_at_utc.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("datetime64[us]")
    minutes = np.full(len(moments), np.nan)
    before = np.zeros(len(names) + 1)
    for k in range(max((len(parts) for parts in parts_by_night), default=0)):
        start, end = _edges(parts_by_night, k)
        inside = (moments >= start[codes]) & (moments <= end[codes])
        since_start = (moments - start[codes]) / _MINUTE
        minutes[inside] = (before[codes] + since_start)[inside]
        before += np.nan_to_num((end - start) / _MINUTE)
    return minutes


def usable_minutes(event: Event) -> float:
    """Length of the event's window without its transitions [min].

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> usable_minutes(load_event(Path("data/events/leiden-2022")))
    75.0
    """
    return sum((part.end - part.start).total_seconds() for part in event.usable_parts(event.night)) / 60


def _areas_of(readings: pd.DataFrame, event: Event) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    places = readings[["longitude_deg", "latitude_deg"]].to_numpy(dtype=np.float64)
    place, unique_places = pd.factorize(pd.MultiIndex.from_arrays([places[:, 0], places[:, 1]]))
    longitude_deg = np.array([pair[0] for pair in unique_places], dtype=np.float64)
    latitude_deg = np.array([pair[1] for pair in unique_places], dtype=np.float64)
    area_id = np.full(len(unique_places), "", dtype=object)
    role = np.full(len(unique_places), Role.OUTSIDE, dtype=object)
    # Control first, so that an area with the lights off has the last word where the two overlap.
    for area in (*event.areas_of(Role.CONTROL), *event.areas_of(Role.LIGHTS_OFF)):
        inside = shapely.contains_xy(area.shape, longitude_deg, latitude_deg)
        area_id[inside], role[inside] = area.area_id, area.role
    nowhere = place == _NO_NIGHT
    return np.where(nowhere, "", area_id[place] if len(area_id) else ""), np.where(
        nowhere, Role.OUTSIDE, role[place] if len(role) else Role.OUTSIDE
    )


def _edges(
    parts_by_night: Sequence[Sequence[Interval]], k: int
) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64]]:
    """Start and end of part k of each night; NaT, which no moment reaches, where a night has fewer parts.

    The last pair answers to code -1, a reading without a night.
    """
    starts = [_microsecond(parts[k].start) if k < len(parts) else _NAT for parts in parts_by_night]
    ends = [_microsecond(parts[k].end) if k < len(parts) else _NAT for parts in parts_by_night]
    return np.array([*starts, _NAT]), np.array([*ends, _NAT])


def _microsecond(moment: datetime) -> np.datetime64:
    return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "us")


def candidate_nights(event: Event) -> pd.DataFrame:
    """Which nights may stand beside the event night, by the calendar alone: no brightness is read.

    A candidate is a night within the days before and after of the event's baseline rule on which, in the
    whole lights-off window by the same wall clock, sampled each minute at the event's place, the sun and the
    moon stay below the limits of the rule, and which the event does not exclude by name.

    Parameters
    ----------
    event : Event

    Returns
    -------
    pandas.DataFrame
        One row a night, in order of date: ``night`` (ISO date), ``is_candidate``, ``is_event``, ``is_dark``
        (sun and moon keep to the limits), ``reason_en`` and ``reason_nl`` (why the night is left out; empty
        for a candidate). The event night is never a candidate; it is checked in the same way.

    Notes
    -----
    Altitudes are of the centre, without refraction.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> table = candidate_nights(load_event(Path("data/events/leiden-2022")))
    >>> len(table), int(table.is_candidate.sum()), table.reason_en[table.night == "2022-10-10"].item()
    (57, 19, 'moon: it reaches 35.4° in the window, above 0.0°')
    """
    rule = event.baseline
    days = range(-rule.days_before, rule.days_after + 1)
    nights = [event.night + timedelta(days=day) for day in days]
    highest_sun_deg, highest_moon_deg = _highest(event, nights)
    excluded = {exclusion.night: exclusion.reason for exclusion in rule.exclude}
    rows = []
    for night, sun_deg, moon_deg in zip(nights, highest_sun_deg, highest_moon_deg, strict=True):
        sky = _sky_reason(sun_deg, moon_deg, event)
        reason = excluded.get(night, sky)
        if night == event.night:
            reason = _event_reason(sky)
        rows.append((night.isoformat(), reason is None, night == event.night, sky is None, *_words(reason)))
    return pd.DataFrame(rows, columns=list(CANDIDATE_COLUMNS)).astype({"night": "str"})


def _highest(event: Event, nights: Sequence[date]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Highest sun and moon in the window of each night [degree]."""
    samples = [_minutes(event.on_night(event.window, night)) for night in nights]
    moments = np.concatenate(samples)
    sun_deg = sun_altitude_deg(moments, longitude_deg=event.longitude_deg, latitude_deg=event.latitude_deg)
    moon_deg = moon_position(moments, longitude_deg=event.longitude_deg, latitude_deg=event.latitude_deg).altitude_deg
    starts = np.concatenate([[0], np.cumsum([len(sample) for sample in samples])[:-1]]).astype(np.intp)
    return np.maximum.reduceat(sun_deg, starts), np.maximum.reduceat(moon_deg, starts)


def _minutes(interval: Interval) -> NDArray[np.datetime64]:
    start, end = _microsecond(interval.start), _microsecond(interval.end)
    steps = np.arange(start, end, np.timedelta64(_SAMPLE_MINUTES, "m"))
    return np.append(steps, end)


def _sky_reason(sun_deg: float, moon_deg: float, event: Event) -> Text | None:
    sun_limit_deg, moon_limit_deg = event.baseline.sun_below_deg, event.baseline.moon_below_deg
    if sun_deg >= sun_limit_deg:
        return sentence(
            "nog schemering: de zon staat in het venster tot {highest}°, hoger dan {limit}°",
            "still twilight: the sun reaches {highest}° in the window, above {limit}°",
            highest=number_text(sun_deg, decimals=1),
            limit=number_text(sun_limit_deg, decimals=1),
        )
    if moon_deg >= moon_limit_deg:
        return sentence(
            "maan: die staat in het venster tot {highest}°, hoger dan {limit}°",
            "moon: it reaches {highest}° in the window, above {limit}°",
            highest=number_text(moon_deg, decimals=1),
            limit=number_text(moon_limit_deg, decimals=1),
        )
    return None


def _event_reason(sky: Text | None) -> Text:
    if sky is None:
        return Text("de nacht met het licht uit", "the lights-off night")
    return Text(f"de nacht met het licht uit, maar {sky.nl}", f"the lights-off night, but {sky.en}")


def _words(reason: Text | None) -> tuple[str, str]:
    return ("", "") if reason is None else (reason.en, reason.nl)
