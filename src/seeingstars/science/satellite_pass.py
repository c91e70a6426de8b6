"""Science: when a satellite looked, which night that was, and whether it fell in the lights-off window."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from seeingstars.event import Event

USUAL_LOCAL_SOLAR_HOUR = 1.5
BASIS_UNKNOWN = "unknown: the files given do not say; usually near 01:30 local solar time"
BASIS_UNKNOWN_NIGHT = BASIS_UNKNOWN + ", which here lies so near 00:00 UTC that the night may be another"
BASIS_A1 = "UTC_Time of the at-sensor product (A1) of the same day and tile"

# Codes of `in_window`.
OUTSIDE, INSIDE, NOT_KNOWN = 0, 1, -1


def usual_pass_utc(day: date, *, longitude_deg: float) -> datetime:
    """When the satellites of VIIRS usually pass on a UTC day: near 01:30 local solar time.

    Use it to name the night of a tile that does not say when it was taken, never as its time.

    Parameters
    ----------
    day : date
        UTC day of the tile.
    longitude_deg : scalar
        [degree], east positive.

    Returns
    -------
    aware datetime
        UTC, within that day.

    Notes
    -----
    Good to about two hours: a place is seen from orbits east and west of it, and the hour shifts by up to
    three quarters of an hour with latitude.

    References
    ----------
    NASA, Black Marble User Guide: an equator crossing near 01:30 local time at night.

    Examples
    --------
    >>> usual_pass_utc(date(2022, 9, 26), longitude_deg=4.5).strftime("%Y-%m-%d %H:%M")
    '2022-09-26 01:12'
    """
    hour = (USUAL_LOCAL_SOLAR_HOUR - longitude_deg / 15) % 24
    return datetime.combine(day, time(), tzinfo=UTC) + timedelta(hours=hour)


def night_is_sure(longitude_deg: float) -> bool:
    """Whether a UTC day holds the passes of one night only; not so where 01:30 solar time is near 00:00 UTC.

    Notes
    -----
    Our choice of the margins: passes from 45 minutes before to 2.5 hours after the usual one, as the orbit gives
    for 52 degrees north.

    Examples
    --------
    >>> night_is_sure(4.5), night_is_sure(22.0), night_is_sure(135.0)
    (True, False, True)
    """
    hour = (USUAL_LOCAL_SOLAR_HOUR - longitude_deg / 15) % 24
    return 0.75 <= hour <= 21.5


def night_of_pass(day: date, *, longitude_deg: float, timezone: str, pass_time_utc: datetime | None = None) -> date:
    """Local date of the evening to which a pass belongs; nights run from noon to noon.

    Parameters
    ----------
    day : date
        UTC day of the tile.
    longitude_deg : scalar
        [degree], east positive.
    timezone : str
        IANA name of the wall clock.
    pass_time_utc : aware datetime or None
        When the satellite passed; None where that is not known.

    Returns
    -------
    date

    Examples
    --------
    >>> night_of_pass(date(2022, 9, 26), longitude_deg=4.5, timezone="Europe/Amsterdam").isoformat()
    '2022-09-25'
    >>> night_of_pass(date(2022, 10, 17), longitude_deg=135.0, timezone="Asia/Tokyo").isoformat()
    '2022-10-17'
    """
    moment = pass_time_utc or usual_pass_utc(day, longitude_deg=longitude_deg)
    return (moment.astimezone(ZoneInfo(timezone)) - timedelta(hours=12)).date()


def moment_of_hours(day: date, hours: float) -> datetime:
    """The moment that decimal hours of a UTC day mean.

    Examples
    --------
    >>> moment_of_hours(date(2022, 9, 26), 1.875).isoformat()
    '2022-09-26T01:52:30+00:00'
    """
    return datetime.combine(day, time(), tzinfo=UTC) + timedelta(hours=hours)


def in_window(first_utc: datetime | None, last_utc: datetime | None, *, night: date, event: Event) -> int:
    """Whether a pass fell in the lights-off hours of a night, by the same wall clock.

    Parameters
    ----------
    first_utc, last_utc : aware datetime or None
        First and last moment at which the pixels were seen; None where that is not known.
    night : date
        Local date of the evening.
    event : Event

    Returns
    -------
    int
        1 if any of it did, transitions included; 0 if none of it did; -1 if not known.
    """
    if first_utc is None or last_utc is None:
        return NOT_KNOWN
    window = event.on_night(event.window, night)
    return INSIDE if first_utc <= window.end and last_utc >= window.start else OUTSIDE
