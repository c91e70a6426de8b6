"""What a contributor typed for one reading: the moment, the place, the values, and what is wrong or odd about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from seeingstars.event import Event, Text
from seeingstars.skies.sky_then import SkyThen, sky_then, zone_at
from seeingstars.sources.upload_cells import CellError, date_from_cell, offset_from_cell, time_from_cell
from seeingstars.web.form_fields import (
    CHARTS,
    CLOUDS,
    DIRECTIONS,
    LAMPS,
    PRECISIONS,
    WHERE_AND_WHEN,
    Kind,
    number_in,
    shown,
    too_long,
    typed,
)
from seeingstars.web.named_places import NamedPlace, named_places
from seeingstars.web.texts import both

FIRST_YEAR = 2000  # the first sky quality meters
CLOCK_AHEAD = timedelta(minutes=15)  # our choice: telephones and kitchen clocks differ
LARGEST_VALUE = 25.0  # our choice: no sky meter shows more; what is physically possible is the checks' to say
MOST_STARS = 5000  # some 4,500 are above the horizon under the darkest sky


@dataclass
class FormReading:
    """One reading as typed and as far as it was understood; ``problems`` says by field what is impossible."""

    kind: Kind
    texts: dict[str, str]
    problems: dict[str, Text] = field(default_factory=dict)
    place: NamedPlace | None = None
    longitude_deg: float | None = None
    latitude_deg: float | None = None
    moment: datetime | None = None
    zone: ZoneInfo | None = None
    offsets: tuple[str, ...] = ()
    values: dict[str, float] = field(default_factory=dict)
    sky: SkyThen | None = None

    @property
    def has_where_and_when(self) -> bool:
        """Whether place and moment are known."""
        return not set(self.problems) & set(WHERE_AND_WHEN) and self.moment is not None


def read_form(fields: Mapping[str, str], *, kind: Kind, event: Event | None, now: datetime) -> FormReading:
    """Understand what was typed.

    Parameters
    ----------
    fields : texts by name of the field
    kind : ``meter`` or ``eyes``
    event : gives the places that can be picked
    now : aware; readings of later moments are refused

    Returns
    -------
    FormReading
        With a problem for each field that cannot be right; nothing that was typed is lost.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> fields = {"latitude": "52,15", "longitude": "4,48", "date": "25-9-2022", "time": "22.14", "brightness_north": "18,7"}
    >>> reading = read_form(fields, kind="meter", event=None, now=datetime(2022, 9, 26, tzinfo=UTC))
    >>> reading.moment.isoformat(), reading.values, reading.problems
    ('2022-09-25T20:14:00+00:00', {'brightness_north': 18.7}, {})
    """
    reading = read_where_and_when(fields, kind=kind, event=event, now=now)
    if kind == "meter":
        _read_meter(reading)
    else:
        _read_eyes(reading)
    _read_choices(reading)
    return reading


def read_where_and_when(fields: Mapping[str, str], *, kind: Kind, event: Event | None, now: datetime) -> FormReading:
    """Understand place and moment only, as the first step with the eyes does.

    Examples
    --------
    >>> reading = read_where_and_when({}, kind="eyes", event=None, now=datetime(2022, 9, 26, tzinfo=UTC))
    >>> sorted(reading.problems)
    ['date', 'place', 'time']
    """
    reading = FormReading(kind, typed(fields, kind=kind))
    reading.problems.update(too_long(reading.texts))
    _read_place(reading, event)
    _read_moment(reading, now)
    if reading.has_where_and_when and reading.moment is not None:
        reading.sky = sky_then(
            reading.moment, longitude_deg=reading.longitude_deg or 0.0, latitude_deg=reading.latitude_deg or 0.0
        )
    return reading


def _read_place(reading: FormReading, event: Event | None) -> None:
    problems, texts = reading.problems, reading.texts
    latitude, longitude = (number_in(texts, name, problems) for name in ("latitude", "longitude"))
    if texts["latitude"] or texts["longitude"]:  # what was typed goes before the list
        _check_coordinates(reading, longitude, latitude)
        return
    reading.place = next((place for place in named_places(event) if place.place_id == texts["place"]), None)
    if reading.place is None:
        problems["place"] = both("need_place")
    else:
        reading.longitude_deg, reading.latitude_deg = reading.place.longitude_deg, reading.place.latitude_deg


def _check_coordinates(reading: FormReading, longitude: float | None, latitude: float | None) -> None:
    problems, texts = reading.problems, reading.texts
    for name in ("latitude", "longitude"):
        if not texts[name]:
            problems.setdefault(name, both("need_both"))
    if latitude is not None and not -90 <= latitude <= 90:
        problems["latitude"] = both("no_latitude", value=shown(texts["latitude"]))
    if longitude is not None and not -180 <= longitude <= 180:
        problems["longitude"] = both("no_longitude", value=shown(texts["longitude"]))
    if latitude == 0 and longitude == 0:
        problems["latitude"] = both("no_place_zero")
    if not {"latitude", "longitude"} & set(problems):
        reading.longitude_deg, reading.latitude_deg = longitude, latitude


def _read_moment(reading: FormReading, now: datetime) -> None:
    problems, texts = reading.problems, reading.texts
    wall = _wall_clock(texts, problems)
    if wall is None or reading.longitude_deg is None or reading.latitude_deg is None:
        return
    if wall.year < FIRST_YEAR:
        problems["date"] = both("no_past", year=wall.year)
        return
    if wall.year > now.year + 1:
        problems["date"] = both("no_future", now=f"{now:%Y-%m-%d}")
        return
    reading.zone = zone_at(reading.longitude_deg, latitude_deg=reading.latitude_deg)
    moment = _on_the_wall(reading, wall)
    if moment is not None and moment > now + CLOCK_AHEAD:
        local = now.astimezone(reading.zone)
        problems["date"] = both("no_future", now=f"{local:%d-%m-%Y %H:%M}")
        return
    reading.moment = moment


def _wall_clock(texts: Mapping[str, str], problems: dict[str, Text]) -> datetime | None:
    day = at = None
    for name in ("date", "time"):
        if not texts[name]:
            problems.setdefault(name, both(f"need_{name}"))
            continue
        try:
            if name == "date":
                day = date_from_cell(texts[name]).day
            else:
                at = time_from_cell(texts[name])
        except CellError as error:
            problems.setdefault(name, Text(nl=error.nl, en=error.en))
    return None if day is None or at is None else datetime.combine(day, at)


def _on_the_wall(reading: FormReading, wall: datetime) -> datetime | None:
    """The moment; where the clock went back, the one whose offset was chosen."""
    moments = [wall.replace(tzinfo=reading.zone, fold=fold) for fold in (0, 1)]
    offsets = [moment.utcoffset() or timedelta() for moment in moments]
    if offsets[0] == offsets[1]:
        return moments[0].astimezone(UTC)
    if offsets[0] < offsets[1]:
        reading.problems["time"] = both("no_hour", time=f"{wall:%H:%M}")
        return None
    reading.offsets = tuple(_offset_text(offset) for offset in offsets)
    chosen = offset_from_cell(reading.texts["time_zone"])
    for moment, offset in zip(moments, offsets, strict=True):
        if chosen is not None and timedelta(minutes=chosen) == offset:
            return moment.astimezone(UTC)
    reading.problems["time_zone"] = both("no_hour_twice", time=f"{wall:%H:%M}")
    return None


def _offset_text(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _read_meter(reading: FormReading) -> None:
    for name in DIRECTIONS:
        value = number_in(reading.texts, name, reading.problems)
        if value is None:
            continue
        if not 0 <= value <= LARGEST_VALUE:
            reading.problems[name] = both("no_brightness", value=shown(reading.texts[name]))
        else:
            reading.values[name] = value
    if not any(reading.texts[name] for name in DIRECTIONS):
        reading.problems[DIRECTIONS[0]] = both("need_value")


def _read_eyes(reading: FormReading) -> None:
    chart, count = reading.texts["limiting_magnitude"], reading.texts["stars_counted"]
    if chart and chart not in CHARTS:
        reading.problems["limiting_magnitude"] = both("no_chart")
    elif chart:
        reading.values["limiting_magnitude"] = float(chart)
    if count and not (count.isascii() and count.isdigit() and int(count) <= MOST_STARS):
        reading.problems["stars_counted"] = both("no_stars")
    elif count:
        reading.values["stars_counted"] = float(count)
    if not chart and not count:
        reading.problems["limiting_magnitude"] = both("need_eyes")


def _read_choices(reading: FormReading) -> None:
    texts = reading.texts
    texts["precision"] = texts["precision"] or PRECISIONS[0]
    for name, choices in (("cloud", CLOUDS), ("lamps", LAMPS), ("precision", PRECISIONS)):
        if texts[name] not in choices:
            reading.problems[name] = both("no_choice")


def spread_of(reading: FormReading) -> float:
    """How far the readings towards several sides lie apart [mag/arcsec²]; 0 for one.

    Examples
    --------
    >>> round(spread_of(FormReading("meter", {}, values={"brightness_north": 18.5, "brightness_east": 18.8})), 2)
    0.3
    """
    values = [reading.values[name] for name in DIRECTIONS if name in reading.values]
    return max(values) - min(values) if values else 0.0
