"""The checks of a fixed meter through the nights: stuck on one value, covered, or with a wrong clock.

They look at the readings of one station together, in the order of time, whatever the order of the rows.
`station` is any whole number that differs between stations; −1 is a reading of no fixed meter, which
these checks leave NOT_CHECKED. Limits are our choice unless a source is named; what they flag on the
months of 16 TESS-W (Iberia, April 2025) and on Arizona's, Cork's and Dublin's meters stands beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seeingstars.science.clock_flags import (
    CIVIL_TWILIGHT_DEG,
    DARK_READING_MAG_ARCSEC2,
    Evidence,
    FloatArray,
    TimeArray,
)
from seeingstars.science.findings import BoolArray, Findings, Int8Array, painted
from seeingstars.science.flags import NAUTICAL_TWILIGHT_DEG, POSSIBLE_MAG_ARCSEC2

IntArray = NDArray[np.int64]

# Meters print steps of 0.01, a TESS-W on a dark site steps of 0.03, so calm nights repeat: the longest honest
# repetition in 370,000 real readings lasted 1 h 35 min. Twenty readings keep out meters that read twice an hour.
SHORTEST_STUCK_US = 2 * 3600 * 1_000_000
FEWEST_STUCK_READINGS = 20
LONGEST_GAP_US = 3600 * 1_000_000  # what happens in an hour without readings is not known

# 10,370 of 5.4 million readings of one network lie above 22.5, all of covered or faulty meters; one alone may
# be a spike, three in a row are not.
COVERED_ABOVE_MAG_ARCSEC2 = 22.5
FEWEST_IN_A_ROW = 3

# Evening against morning. While twilight rules the zenith (11 to 14 mag/arcsec²) it darkens by 1.3 mag for each
# degree that the sun sinks, and reads 13.3 at −6° (medians of 15 TESS-W): evening and morning alike, or else
# the clock or the place is wrong. 4.5° (our choice) tells a clock that is an hour off, by 6 to 9° at these
# latitudes; a meter that leans to one side shows up to 4° (one of 16 TESS-W) and is let be. Altitudes are looked at as
# far as a clock that is an hour wrong can carry twilight, no further: deep in the night lamps read 14 too.
TWILIGHT_MAG_ARCSEC2 = (11.0, 14.0)
TWILIGHT_SUN_DEG = (-20.0, 8.0)
TWILIGHT_AT_6_DEG = 13.3
TWILIGHT_MAG_PER_DEG = 1.3
LARGEST_TWILIGHT_DIFFERENCE_DEG = 4.5
FEWEST_TWILIGHT_READINGS = 10
NIGHTS_TOGETHER = 7  # a clock that changes shows within a week; clouds of one evening even out over it

_DAY_US = 86_400 * 1_000_000
_PERIODS = 10_000_000  # more days than datetime64 of a broken clock can bring in 27,000 years


@dataclass(frozen=True)
class MeterReadings:
    """The arrays that the checks of fixed meters look at; all of one length.

    Parameters
    ----------
    station : (n,) whole numbers
        Which station; −1 where the reading is not of a fixed meter.
    observed_at_utc : (n,) datetime64
        Moment [UTC]; NaT is left out.
    brightness_mag_arcsec2 : (n,)
        Sky brightness [mag/arcsec²]; NaN is left out.
    sun_altitude_deg : (n,)
        Altitude of the sun [degree]; NaN is not known.
    longitude_deg : (n,)
        Place [degree]; tells local noon. NaN is not known.
    """

    station: IntArray
    observed_at_utc: TimeArray
    brightness_mag_arcsec2: FloatArray
    sun_altitude_deg: FloatArray
    longitude_deg: FloatArray

    @cached_property
    def checkable(self) -> BoolArray:
        """Readings of a fixed meter with a moment and a value."""
        known: BoolArray = (
            (self.station >= 0) & ~np.isnat(self.observed_at_utc) & ~np.isnan(self.brightness_mag_arcsec2)
        )
        return known

    def in_order_of_time(self, rows: IntArray) -> IntArray:
        """These rows, station by station, each in the order of time."""
        station, moment = self.station[rows], self.observed_at_utc[rows].view(np.int64)
        same = station[1:] == station[:-1]
        if np.all((station[1:] > station[:-1]) | (same & (moment[1:] > moment[:-1]))):
            return rows  # as files are written: no sorting of millions of rows
        return rows[np.lexsort((self.brightness_mag_arcsec2[rows], moment, station))]


def flag_stuck(meter: MeterReadings) -> Findings:
    """Whether the meter repeats one value for 2 hours in the dark, over at least 20 readings.

    Parameters
    ----------
    meter : MeterReadings

    Returns
    -------
    Findings

    Examples
    --------
    >>> moments = np.datetime64("2022-09-25T20:00", "us") + np.arange(25) * np.timedelta64(5, "m")
    >>> still = MeterReadings(np.zeros(25, int), moments, np.full(25, 18.4), np.full(25, -30.0), np.full(25, 4.5))
    >>> set(flag_stuck(still).names)
    {'stuck'}
    """
    checkable = meter.checkable
    bright = meter.brightness_mag_arcsec2 > 0  # 0.00 is saturation, and told there
    by_night = ~(meter.sun_altitude_deg >= CIVIL_TWILIGHT_DEG)
    rows = meter.in_order_of_time(np.flatnonzero(checkable & bright & by_night))
    station, moment = meter.station[rows], meter.observed_at_utc[rows].view(np.int64)
    value = meter.brightness_mag_arcsec2[rows]
    goes_on = (station[1:] == station[:-1]) & (value[1:] == value[:-1]) & (moment[1:] - moment[:-1] <= LONGEST_GAP_US)
    first, last = _runs(goes_on, len(rows))
    long = (last - first + 1 >= FEWEST_STUCK_READINGS) & (moment[last] - moment[first] >= SHORTEST_STUCK_US)
    stuck = np.zeros(len(checkable), dtype=bool)
    stuck[rows[_inside(first[long], last[long])]] = True
    return painted("stuck", len(checkable), ("stuck", stuck), ("not_checked", ~checkable))


def flag_covered(meter: MeterReadings, *, evidence: Int8Array) -> Findings:
    """Whether the meter is covered, indoors or under snow.

    Parameters
    ----------
    meter : MeterReadings
    evidence : (n,) int8
        From `daylight_evidence`.

    Returns
    -------
    Findings

    Examples
    --------
    >>> moments = np.datetime64("2022-09-25T20:00", "us") + np.arange(4) * np.timedelta64(5, "m")
    >>> snow = MeterReadings(np.zeros(4, int), moments, np.array([21.0, 22.6, 22.7, 22.9]), np.full(4, -30.0), np.full(4, 4.5))
    >>> flag_covered(snow, evidence=daylight_evidence(snow)).names
    ['good', 'too_dark', 'too_dark', 'too_dark']
    """
    checkable = meter.checkable
    return painted(
        "covered",
        len(checkable),
        ("too_dark", _in_a_dark_row(meter)),
        ("dark_by_day_or_clock", evidence == Evidence.EITHER),
        ("dark_by_day", evidence == Evidence.COVERED),
        ("not_checked", ~checkable),
    )


def _in_a_dark_row(meter: MeterReadings) -> BoolArray:
    covered = np.zeros(len(meter.station), dtype=bool)
    if not np.any(meter.brightness_mag_arcsec2 > COVERED_ABOVE_MAG_ARCSEC2):
        return covered
    rows = meter.in_order_of_time(np.flatnonzero(meter.checkable))
    station = meter.station[rows]
    dark = meter.brightness_mag_arcsec2[rows] > COVERED_ABOVE_MAG_ARCSEC2
    first, last = _runs((station[1:] == station[:-1]) & dark[1:] & dark[:-1], len(rows))
    long = last - first + 1 >= FEWEST_IN_A_ROW
    covered[rows[_inside(first[long], last[long])]] = True
    return covered


def daylight_evidence(meter: MeterReadings) -> Int8Array:
    """What the daylight and the twilight round a night say of the meter: covered, a wrong clock, or either.

    Use it before `flag_covered` and `clock_flags.flag_time`, which share it.

    Parameters
    ----------
    meter : MeterReadings

    Returns
    -------
    (n,) int8
        Values of `Evidence`, the same for all readings of a station from local noon to local noon.

    Notes
    -----
    A night with at least three dark readings under the sun is in trouble. A wrong clock moves the whole
    night, so what was moved out of the night is bright there: three bright readings deep in the night mean
    CLOCK. The dark of a night is shorter than the time between sunset and sunrise, so a wrong clock
    cannot put it on the day before *and* the day after: dark on both sides and between them means
    COVERED. Else EITHER. Apart from that, weeks whose evening and morning twilight differ are CLOCK: a
    tilted meter reads them differently too, but by far less than 2° of the sun.

    Examples
    --------
    >>> moments = np.datetime64("2022-06-21T12:00", "us") + np.arange(24) * np.timedelta64(1, "h")
    >>> sun = 15 - 45 * np.sin(np.pi * (np.arange(24) - 6) / 12)
    >>> box = MeterReadings(np.zeros(24, int), moments, np.full(24, 21.0), sun, np.zeros(24))
    >>> set(daylight_evidence(box).tolist()) == {Evidence.COVERED}
    True
    """
    evidence = np.zeros(len(meter.station), dtype=np.int8)
    placed = meter.checkable & ~np.isnan(meter.sun_altitude_deg + meter.longitude_deg)
    weeks = _weeks_with_a_wrong_clock(meter, np.flatnonzero(placed & _in_twilight(meter)))
    if len(weeks):
        rows = np.flatnonzero(placed)
        noons, _ = _since_local_noon(meter, rows)
        evidence[rows[np.isin(_key(meter.station[rows], noons // NIGHTS_TOGETHER), weeks)]] = Evidence.CLOCK
    dark_by_day = (meter.sun_altitude_deg > 0) & (meter.brightness_mag_arcsec2 > DARK_READING_MAG_ARCSEC2)
    if np.any(placed & dark_by_day):
        rows = np.flatnonzero(placed)
        found = _evidence_of_nights(meter, rows, dark_by_day[rows])
        # What twilight says of the clock settles what the days leave open.
        settled = (found == Evidence.NONE) | ((found == Evidence.EITHER) & (evidence[rows] == Evidence.CLOCK))
        evidence[rows] = np.where(settled, evidence[rows], found)
    return evidence


def _since_local_noon(meter: MeterReadings, rows: IntArray) -> tuple[IntArray, BoolArray]:
    """Number of the local (mean solar) noon before each reading, and whether it is before midnight."""
    solar_us = (meter.longitude_deg[rows] * (_DAY_US / 360)).astype(np.int64)
    solar_us += meter.observed_at_utc[rows].view(np.int64) - _DAY_US // 2
    noons = solar_us // _DAY_US
    return noons, solar_us - noons * _DAY_US < _DAY_US // 2


def _evidence_of_nights(meter: MeterReadings, rows: IntArray, dark_by_day: BoolArray) -> Int8Array:
    brightness, sun = meter.brightness_mag_arcsec2[rows], meter.sun_altitude_deg[rows]
    noons, is_evening = _since_local_noon(meter, rows)
    night, nights = pd.factorize(_key(meter.station[rows], noons))
    deep = sun < NAUTICAL_TWILIGHT_DEG

    def has(mask: BoolArray) -> BoolArray:
        enough: BoolArray = np.bincount(night[mask], minlength=len(nights)) >= FEWEST_IN_A_ROW
        return enough

    bright_by_night = has(deep & (brightness < POSSIBLE_MAG_ARCSEC2[0]))
    dark_by_night = has(deep & (brightness > DARK_READING_MAG_ARCSEC2))
    dark_throughout = dark_by_night & has(dark_by_day & is_evening) & has(dark_by_day & ~is_evening)
    of_night = np.select(
        [~has(dark_by_day), bright_by_night, dark_throughout],
        [Evidence.NONE, Evidence.CLOCK, Evidence.COVERED],
        default=Evidence.EITHER,
    ).astype(np.int8)
    return of_night[night]


def _in_twilight(meter: MeterReadings) -> BoolArray:
    return _between(meter.brightness_mag_arcsec2, TWILIGHT_MAG_ARCSEC2) & _between(
        meter.sun_altitude_deg, TWILIGHT_SUN_DEG
    )


def _weeks_with_a_wrong_clock(meter: MeterReadings, twilight: IntArray) -> IntArray:
    """Keys of the station and week where twilight comes at other altitudes of the sun in evenings than in mornings."""
    noons, is_evening = _since_local_noon(meter, twilight)
    brightness = meter.brightness_mag_arcsec2[twilight]
    expected_deg = CIVIL_TWILIGHT_DEG - (brightness - TWILIGHT_AT_6_DEG) / TWILIGHT_MAG_PER_DEG
    too_high = pd.Series(meter.sun_altitude_deg[twilight] - expected_deg)
    week = _key(meter.station[twilight], noons // NIGHTS_TOGETHER)
    evenings, mornings = (too_high[side].groupby(week[side]) for side in (is_evening, ~is_evening))
    apart = (evenings.median() - mornings.median()).abs() / 2 > LARGEST_TWILIGHT_DIFFERENCE_DEG
    readings = pd.concat([evenings.size(), mornings.size()], axis=1, join="inner").min(axis=1)
    enough = readings >= FEWEST_TWILIGHT_READINGS
    return enough.index[enough & apart[enough.index]].to_numpy(dtype=np.int64)


def _between(values: FloatArray, limits: tuple[float, float]) -> BoolArray:
    inside: BoolArray = (values > limits[0]) & (values < limits[1])
    return inside


def _key(station: IntArray, period: IntArray) -> IntArray:
    """One number for a station and a period of days, counted from 1970; the same whichever readings there are."""
    return station * _PERIODS + period


def _runs(goes_on: BoolArray, n_places: int) -> tuple[IntArray, IntArray]:
    """First and last place of each run; `goes_on[i]` says whether place i + 1 belongs with place i."""
    if not n_places:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    breaks = np.flatnonzero(~goes_on)
    return np.concatenate([[0], breaks + 1]), np.concatenate([breaks, [n_places - 1]])


def _inside(first: IntArray, last: IntArray) -> IntArray:
    """All places of these runs."""
    if not len(first):
        return np.zeros(0, dtype=np.int64)
    return np.concatenate([np.arange(start, end + 1) for start, end in zip(first, last, strict=True)])
