"""What people report: meters in the hand, cameras of telephones, and the naked eye."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from seeingstars.columns import Role, Stream
from seeingstars.rehearsal.made_up_town import place_at
from seeingstars.rehearsal.random_streams import stream_of
from seeingstars.rehearsal.sky_model import MadeUpSky, Night

# Naked-eye limits follow the sky by this much: published slopes run from 0.23 to 0.81, 0.44 from
# the counts of Kyba et al. 2023 (Science 379, 265). Only the made-up people use it.
EYE_SLOPE = 0.44
_EYE_LIMIT_AT = (18.5, 4.4)
# SD of one report and SD between people, in the unit of each stream; our choice, of the order of
# the 0.22 mag of repeated camera readings and the 1.2 mag of naked-eye reports.
_SPREAD = {
    Stream.HANDHELD_METER: (0.08, 0.10),
    Stream.CAMERA_APP: (0.22, 0.30),
    Stream.NAKED_EYE: (0.60, 0.50),
}
_WINDOW_MIN = (552.0, 623.0)
_SHARE_OF_NIGHTS = 0.6


@dataclass(frozen=True)
class Person:
    """Someone who reports from one place with one instrument."""

    number: int
    stream: str
    role: str
    longitude_deg: float
    latitude_deg: float
    clear_sky_mag: float
    offset: float

    @property
    def key(self) -> int:
        """A number that no other person of the stream has, and no fixed meter."""
        return 10_000 + self.number


@dataclass(frozen=True)
class Report:
    """One report: a value in the unit of the person's stream, and the cloud that the person saw."""

    person: Person
    at_utc: datetime
    value: float
    cloud_percent: int


def people_of(sky: MadeUpSky, stream: str) -> tuple[Person, ...]:
    """The people of one stream; even numbers live in the area, odd ones in the control area.

    Parameters
    ----------
    sky : MadeUpSky
        Its settings give the number.
    stream : str
        A stream of readings by people.

    Returns
    -------
    tuple of Person

    Examples
    --------
    >>> from seeingstars.rehearsal.campaign_settings import CampaignSettings
    >>> sky = MadeUpSky(CampaignSettings(n_observers=4), ())
    >>> [person.role for person in people_of(sky, Stream.NAKED_EYE)]
    ['lights_off', 'control', 'lights_off', 'control']
    """
    n = sky.settings.n_observers
    return tuple(_person(sky, stream, i) for i in range(n // 2 if stream == Stream.CAMERA_APP else n))


def _person(sky: MadeUpSky, stream: str, number: int) -> Person:
    rng = stream_of(sky.settings.seed, f"person {stream}", number)
    in_area = number % 2 == 0
    distance = rng.uniform(0.05, 0.7) if in_area else rng.uniform(3.0, 13.0)
    longitude, latitude = place_at(float(distance), float(rng.uniform(0.0, 2 * np.pi)))
    return Person(
        number=number,
        stream=stream,
        role=Role.LIGHTS_OFF if in_area else Role.CONTROL,
        longitude_deg=longitude,
        latitude_deg=latitude,
        clear_sky_mag=float((18.4 if in_area else 18.8) + rng.uniform(0.0, 0.5)),
        offset=float(_SPREAD[stream][1] * rng.normal()),
    )


def reports_of(sky: MadeUpSky, person: Person) -> list[Report]:
    """What one person reports through the campaign, in order of time.

    Parameters
    ----------
    sky, person
        The made-up sky and the person; everybody goes out on the event night, and on six in ten others.

    Returns
    -------
    list of Report
        One to three a night in the dark hours, and sometimes one before them.
    """
    reports = []
    for night in sky.nights:
        rng = stream_of(sky.settings.seed, f"report {person.stream}", person.number, night.evening.toordinal())
        if rng.uniform() < _SHARE_OF_NIGHTS or night.is_event:
            reports += _night_reports(sky, person, night, rng)
    return reports


def _night_reports(sky: MadeUpSky, person: Person, night: Night, rng: np.random.Generator) -> list[Report]:
    minutes = np.sort(np.round(rng.uniform(*_WINDOW_MIN, size=int(rng.integers(1, 4)))))
    if rng.uniform() < 0.3:
        minutes = np.concatenate([[np.round(rng.uniform(515.0, 532.0))], minutes])
    minutes = np.unique(minutes)
    cover = sky.cloud_overhead(night, person.key)
    truth = sky.brightness_mag_arcsec2(
        night, minutes, role=person.role, clear_sky_mag=person.clear_sky_mag, cover=cover
    )
    values = _perceived(truth, person.stream) + person.offset + _SPREAD[person.stream][0] * rng.normal(size=len(truth))
    percent = {"clear": 0, "partly": int(rng.choice((25, 50))), "overcast": 100}[night.cloud]
    return [
        Report(person, night.noon_utc + timedelta(minutes=float(minute)), float(value), percent)
        for minute, value in zip(minutes, values, strict=True)
    ]


def _perceived(
    sky_mag: np.ndarray[tuple[int], np.dtype[np.float64]], stream: str
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The sky in the unit of the stream: magnitudes a square arcsecond, or the faintest star."""
    if stream != Stream.NAKED_EYE:
        return sky_mag
    at, limit = _EYE_LIMIT_AT
    return limit + EYE_SLOPE * (sky_mag - at)
