"""Readings as they are shown: to anyone, page by page, and to the one who handed them in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from seeingstars.columns import CHECKS, Flag
from seeingstars.store.tables import FILES, READINGS, REASONS, SERIES, UPLOAD_FILES, UPLOADS

Box = tuple[float, float, float, float]
_FIRST_STRETCH, _LONGEST_STRETCH = 20_000, 320_000  # our choice: numbers looked through by one question
_FEW = 20_000  # our choice: as many of one time are sorted in some hundredths of a second
_NUMBERS_AT_ONCE = 5_000


def public_readings(
    connection: Connection,
    *,
    event_id: str | None = None,
    box: Box | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    stream: str | None = None,
    quality: Sequence[int] | None = None,
    after_id: int = 0,
    limit: int = 1000,
) -> list[dict[str, Any]]:
    """Readings of accepted uploads as anyone may see them, in the order of their numbers.

    Parameters
    ----------
    connection : Connection
    event_id : str or None
        Only readings handed in for this event.
    box : (west, south, east, north) or None
        In degrees, of the public place.
    start, end : aware moments or None
        From `start` up to and including `end`.
    stream : str or None
    quality : flags or None
        Only readings whose overall flag is one of these.
    after_id : int
        Only readings with a higher number: the last one of the page before.
    limit : int

    Returns
    -------
    list of dict

    Notes
    -----
    A page costs as much as it is long, however many readings there are: the numbers are looked for in stretches of the
    primary key, and only those found are joined with what they share with others. Left to itself either database
    gathers and sorts all readings for every page.
    """
    few = _is_few(connection, start=start, end=end)
    moment = READINGS.c.observed_at_utc if few else _without_index(READINGS.c.observed_at_utc)
    wanted = [_is_public(event_id)]
    wanted += [] if start is None else [moment >= start]
    wanted += [] if end is None else [moment <= end]
    wanted += [] if stream is None else [_is_of_stream(stream)]
    wanted += [] if quality is None else [READINGS.c.flag.in_([int(flag) for flag in quality])]
    if box is not None:
        west, south, east, north = box
        wanted.append(READINGS.c.public_longitude_deg.between(west, east))
        wanted.append(READINGS.c.public_latitude_deg.between(south, north))
    found = _numbers(connection, wanted, after_id=after_id, limit=limit, at_once=few)
    rows: list[dict[str, Any]] = []
    for first in range(0, len(found), _NUMBERS_AT_ONCE):
        some = READINGS.c.reading_id.in_(found[first : first + _NUMBERS_AT_ONCE])
        query = _with_words(sa.select(*_PUBLIC)).where(some).order_by(READINGS.c.reading_id)
        rows += [_public(dict(row._mapping)) for row in connection.execute(query)]
    return rows


def _numbers(
    connection: Connection, wanted: Sequence[sa.ColumnElement[bool]], *, after_id: int, limit: int, at_once: bool
) -> list[int]:
    """The numbers of the next readings that meet all that is wanted, from stretches of the key that grow longer."""
    last = int(connection.scalar(sa.select(sa.func.max(READINGS.c.reading_id))) or 0)
    found: list[int] = []
    low, stretch = after_id, last if at_once else _FIRST_STRETCH
    while low < last and len(found) < limit:
        high = min(low + stretch, last)
        query = sa.select(READINGS.c.reading_id).where(
            READINGS.c.reading_id > low, READINGS.c.reading_id <= high, *wanted
        )
        query = query.order_by(READINGS.c.reading_id).limit(limit - len(found))
        found += [int(number) for number in connection.scalars(query)]
        low, stretch = high, min(2 * stretch, _LONGEST_STRETCH)
    return found


def _is_few(connection: Connection, *, start: datetime | None, end: datetime | None) -> bool:
    """Whether so few readings are of this time that looking them up by it is the quickest."""
    if start is None and end is None:
        return False
    query = sa.select(READINGS.c.reading_id)
    query = query if start is None else query.where(READINGS.c.observed_at_utc >= start)
    query = query if end is None else query.where(READINGS.c.observed_at_utc <= end)
    number = connection.scalar(sa.select(sa.func.count()).select_from(query.limit(_FEW + 1).subquery()))
    return int(number or 0) <= _FEW


def _without_index(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The same value in a form for which no database takes an index."""
    return sa.func.coalesce(column, column, type_=column.type)


def _is_public(event_id: str | None) -> sa.ColumnElement[bool]:
    """Whether the file of a reading is whole and of an accepted upload."""
    query = (
        sa.select(UPLOADS.c.upload_id)
        .join(UPLOAD_FILES, UPLOAD_FILES.c.upload_id == UPLOADS.c.upload_id)
        .join(FILES, FILES.c.file_id == UPLOAD_FILES.c.file_id)
        .where(UPLOAD_FILES.c.file_id == READINGS.c.file_id, UPLOADS.c.state == "accepted", FILES.c.is_complete)
    )
    query = query if event_id is None else query.where(UPLOADS.c.event_id == event_id)
    return query.correlate(READINGS).exists()


def _is_of_stream(stream: str) -> sa.ColumnElement[bool]:
    query = sa.select(SERIES.c.series_no).where(
        SERIES.c.file_id == READINGS.c.file_id, SERIES.c.series_no == READINGS.c.series_no, SERIES.c.stream == stream
    )
    return query.correlate(READINGS).exists()


def own_readings(connection: Connection, upload_id: int, *, offset: int = 0, limit: int = 200) -> list[dict[str, Any]]:
    """The readings of one upload for the one who handed it in: with their exact place and every reason."""
    files = sa.select(UPLOAD_FILES.c.file_id).where(UPLOAD_FILES.c.upload_id == upload_id)
    query = (
        _with_words(sa.select(*_PUBLIC, READINGS.c.longitude_deg, READINGS.c.latitude_deg))
        .where(READINGS.c.file_id.in_(files))
        .order_by(READINGS.c.reading_id)
        .offset(offset)
        .limit(limit)
    )
    made = []
    for row in connection.execute(query):
        values = dict(row._mapping)
        own = {name: values[name] for name in ("longitude_deg", "latitude_deg", "reason_en", "reason_nl")}
        made.append(_public(values) | own)
    return made


_PUBLIC = (
    READINGS.c.reading_id,
    SERIES.c.stream,
    SERIES.c.instrument_type,
    SERIES.c.instrument_id,
    SERIES.c.supplier,
    SERIES.c.licence,
    READINGS.c.source_line,
    READINGS.c.observed_at_utc,
    READINGS.c.public_longitude_deg,
    READINGS.c.public_latitude_deg,
    FILES.c.precision,
    READINGS.c.brightness_mag_arcsec2,
    READINGS.c.limiting_magnitude,
    READINGS.c.stars_counted,
    READINGS.c.cloud_cover_percent,
    READINGS.c.lamps_nearby,
    READINGS.c.sun_altitude_deg,
    READINGS.c.moon_altitude_deg,
    READINGS.c.flag,
    READINGS.c.flags,
    REASONS.c.reason_en,
    REASONS.c.reason_nl,
    READINGS.c.comment,
    READINGS.c.is_simulated,
    READINGS.c.duplicate_of,
)


def _with_words(query: sa.Select[Any]) -> sa.Select[Any]:
    of_series = (SERIES.c.file_id == READINGS.c.file_id) & (SERIES.c.series_no == READINGS.c.series_no)
    of_reason = (REASONS.c.file_id == READINGS.c.file_id) & (REASONS.c.reason_no == READINGS.c.reason_no)
    return query.select_from(
        READINGS.join(FILES, FILES.c.file_id == READINGS.c.file_id).join(SERIES, of_series).join(REASONS, of_reason)
    )


def _public(values: dict[str, Any]) -> dict[str, Any]:
    """A reading as anyone may see it: what is wrong with a row as text may quote a place, so it is told in general."""
    flags = {check.name: int(digit) for check, digit in zip(CHECKS, values.pop("flags"), strict=True)}
    if flags["row"] not in (Flag.GOOD, Flag.NOT_CHECKED):
        values["reason_en"], values["reason_nl"] = (
            "; ".join(getattr(check, f"fault_{language}") for check in CHECKS if flags[check.name] in _COUNTED)
            for language in ("en", "nl")
        )
    values["flags"] = flags
    for name in ("sun_altitude_deg", "moon_altitude_deg"):
        # Two altitudes at a known moment are a place: to a tenth of a degree they say no more than ten kilometres.
        values[name] = None if values[name] is None else round(values[name], 1)
    for name, public in (("longitude_deg", "public_longitude_deg"), ("latitude_deg", "public_latitude_deg")):
        values[name] = values.pop(public)
    return values


_COUNTED = (Flag.SUSPECT, Flag.FAIL, Flag.MISSING)
