"""Ground: what happened: the lights-off window, the areas, the baseline rule, and where each fact comes from.

An event is a folder with ``event.toml`` and the GeoJSON file that it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from shapely.geometry.base import BaseGeometry

from seeingstars.columns import Role


@dataclass(frozen=True)
class Text:
    """One text in Dutch and English."""

    nl: str
    en: str


@dataclass(frozen=True)
class Interval:
    """From `start` up to and including `end`, aware UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Area:
    """One area of the event; `shape` is in longitude, latitude (WGS 84) [degree]."""

    area_id: str
    role: str
    name: Text
    shape: BaseGeometry


@dataclass(frozen=True)
class Exclusion:
    """A night that may not serve as a baseline, and why; decided before any brightness is read."""

    night: date
    reason: Text


@dataclass(frozen=True)
class BaselineRule:
    """Which nights may stand beside the event night; chosen by calendar and weather alone."""

    days_before: int = 28
    days_after: int = 28
    sun_below_deg: float = -18.0
    moon_below_deg: float = 0.0
    exclude: tuple[Exclusion, ...] = ()


@dataclass(frozen=True)
class Provenance:
    """Where a fact of the event comes from."""

    fact: str
    value: str
    source: str


@dataclass(frozen=True)
class Neighbourhoods:
    """A file of polygons by which results are told too, and how few people may be shown in one of them."""

    file: Path
    layer: str | None = None
    id_column: str | None = None
    smallest_group: int = 5


@dataclass(frozen=True)
class Event:
    """A lights-off event. Times are aware UTC; the wall clock stands only in `timezone`."""

    event_id: str
    name: Text
    place: Text
    longitude_deg: float
    latitude_deg: float
    timezone: str
    window: Interval
    transitions: tuple[Interval, ...]
    areas: tuple[Area, ...]
    areas_are_approximate: bool
    baseline: BaselineRule
    smallest_effect_of_interest_mag: float
    knmi_stations: tuple[int, ...]
    provenance: tuple[Provenance, ...]
    is_simulated: bool
    files: tuple[Path, ...]
    lamps_file: Path | None = None
    neighbourhoods: Neighbourhoods | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the wall clock."""
        return ZoneInfo(self.timezone)

    @property
    def night(self) -> date:
        """Local date of the event's evening; a night runs from noon to noon."""
        return (self.window.start.astimezone(self.zone) - timedelta(hours=12)).date()

    @property
    def has_control(self) -> bool:
        """Whether any area has the role ``control``."""
        return any(area.role == Role.CONTROL for area in self.areas)

    def areas_of(self, role: str) -> tuple[Area, ...]:
        """The areas with that role."""
        return tuple(area for area in self.areas if area.role == role)

    def on_night(self, interval: Interval, night: date) -> Interval:
        """The same wall-clock interval on another night (it follows a change of the clocks).

        Examples
        --------
        >>> from datetime import date
        >>> from seeingstars.event_file import load_event
        >>> event = load_event(Path("data/events/leiden-2022"))
        >>> event.on_night(event.window, date(2022, 10, 1)).start.isoformat()
        '2022-10-01T20:00:00+00:00'
        """
        days = night - self.night
        return Interval(*(self._shifted(moment, days) for moment in (interval.start, interval.end)))

    def _shifted(self, moment: datetime, days: timedelta) -> datetime:
        wall = moment.astimezone(self.zone).replace(tzinfo=None) + days
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def usable_parts(self, night: date) -> tuple[Interval, ...]:
        """The window of that night without its transitions, in order.

        Examples
        --------
        >>> from seeingstars.event_file import load_event
        >>> event = load_event(Path("data/events/leiden-2022"))
        >>> [(part.start.strftime("%H:%M"), part.end.strftime("%H:%M")) for part in event.usable_parts(event.night)]
        [('20:10', '21:25')]
        """
        parts = [self.on_night(self.window, night)]
        for transition in self.transitions:
            cut = self.on_night(transition, night)
            parts = [piece for part in parts for piece in _without(part, cut)]
        return tuple(parts)


def _without(part: Interval, cut: Interval) -> list[Interval]:
    if cut.end <= part.start or cut.start >= part.end:
        return [part]
    pieces = []
    if cut.start > part.start:
        pieces.append(Interval(part.start, cut.start))
    if cut.end < part.end:
        pieces.append(Interval(cut.end, part.end))
    return pieces
