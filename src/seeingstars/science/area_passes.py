"""Science: for every area and night when the satellite looked, which evening that was, and whether the lights were off."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seeingstars.event import Event
from seeingstars.science.area_coverage import Coverage
from seeingstars.science.area_sums import area_extremes, area_mean
from seeingstars.science.satellite_pass import INSIDE, NOT_KNOWN, OUTSIDE, USUAL_LOCAL_SOLAR_HOUR, night_is_sure

Floats = NDArray[np.float64]


def evenings_of(
    days: NDArray[np.datetime64], longitude_deg: Floats, hours_utc: Floats
) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
    """Local date of the evening to which each pass belongs; nights run from noon to noon by the sun.

    Parameters
    ----------
    days : (n_nights,)
        UTC days of the tiles.
    longitude_deg : (n_areas,)
        [degree], east positive.
    hours_utc : (n_areas, n_nights)
        When an area was seen, hours of that UTC day; NaN where not known, and then 01:30 local solar time is taken.

    Returns
    -------
    evenings : (n_areas, n_nights), days
    is_sure : same shape
        False where the time is not known and 01:30 solar time lies so near 00:00 UTC that it may be another night.

    Examples
    --------
    >>> day, nan = np.array(["2022-09-26"], "datetime64[D]"), np.full((3, 1), np.nan)
    >>> evenings, sure = evenings_of(day, np.array([4.5, 135.0, 22.0]), nan)
    >>> evenings.ravel().astype(str).tolist(), sure.ravel().tolist()
    (['2022-09-25', '2022-09-26', '2022-09-25'], [True, True, False])
    """
    usual = (USUAL_LOCAL_SOLAR_HOUR - longitude_deg / 15) % 24
    hours = np.where(np.isnan(hours_utc), usual[:, None], hours_utc)
    shift = np.floor((hours + longitude_deg[:, None] / 15 - 12) / 24).astype("timedelta64[D]")
    sure = np.array([night_is_sure(float(longitude)) for longitude in longitude_deg], dtype=bool)
    return days.astype("datetime64[D]") + shift, sure[:, None] | np.isfinite(hours_utc)


# Passes over one place within one night lie less than three hours apart; those of two nights about a day.
_HOURS_OF_ONE_NIGHT = 6.0


def of_two_nights(first_hours_utc: Floats, last_hours_utc: Floats) -> NDArray[np.bool_]:
    """Whether one UTC day holds passes of two nights over an area: soon after 00:00 UTC and again late in the evening.

    Use it before an area is given one evening: near 22 degrees east, where 01:30 by the sun is 00:00 UTC, a tile of one
    UTC day may hold both.

    Parameters
    ----------
    first_hours_utc, last_hours_utc : any shape
        Earliest and latest time at which the pixels of an area were seen [h of the UTC day]; NaN where not known.

    Returns
    -------
    same shape
        False where not known.

    Examples
    --------
    >>> of_two_nights(np.array([0.1, 0.1, np.nan]), np.array([0.2, 23.9, np.nan])).tolist()
    [False, True, False]
    """
    with np.errstate(invalid="ignore"):
        return np.asarray(last_hours_utc - first_hours_utc > _HOURS_OF_ONE_NIGHT)


def moments_of(days: NDArray[np.datetime64], hours_utc: Floats) -> NDArray[np.datetime64]:
    """Moments (UTC) of hours of UTC days; NaT where not known.

    Examples
    --------
    >>> moments_of(np.array(["2022-09-26"], "datetime64[D]"), np.array([[1.5]])).astype(str).tolist()
    [['2022-09-26T01:30:00.000']]
    """
    known = np.isfinite(hours_utc)
    milliseconds = np.round(np.where(known, hours_utc, 0.0) * 3_600_000).astype("timedelta64[ms]")
    moments = days.astype("datetime64[ms]") + milliseconds
    return np.where(known, moments, np.datetime64("NaT", "ms"))


def inside_window(
    first: NDArray[np.datetime64], last: NDArray[np.datetime64], evenings: NDArray[np.datetime64], *, event: Event
) -> NDArray[np.int8]:
    """Whether each area was seen in the lights-off hours of the clock of that night: 1 yes, 0 no, -1 not known.

    Parameters
    ----------
    first, last : (n_areas, n_nights)
        First and last moment at which the pixels of an area were seen (UTC); NaT where not known.
    evenings : same shape
        Local date of the evening.
    event : Event

    Returns
    -------
    same shape

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> at = np.array([["2022-09-26T01:52"], ["2022-09-25T20:30"]], "datetime64[ms]")
    >>> evenings = np.array([["2022-09-25"], ["2022-09-25"]], "datetime64[D]")
    >>> inside_window(at, at, evenings, event=load_event(Path("data/events/leiden-2022"))).ravel().tolist()
    [0, 1]
    """
    different, place = np.unique(evenings, return_inverse=True)
    windows = [event.on_night(event.window, one.item()) for one in different.astype("datetime64[D]")]
    starts, ends = (_utc([getattr(one, side) for one in windows])[place].reshape(evenings.shape) for side in ("start", "end"))  # fmt: skip
    known = ~(np.isnat(first) | np.isnat(last))
    inside = known & (first <= ends) & (last >= starts)
    return np.where(inside, INSIDE, np.where(known, OUTSIDE, NOT_KNOWN)).astype(np.int8)


def _utc(moments: list[datetime]) -> NDArray[Any]:
    return np.array([moment.astimezone(UTC).replace(tzinfo=None) for moment in moments], dtype="datetime64[ms]")


class PassSums:
    """When areas were seen, and from which angle, put together from parts of a grid.

    Parameters
    ----------
    n_areas, n_nights : sizes

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> one = Coverage(np.array([0]), csr_array([[0.5]]), np.array([0.5]))
    >>> passes = PassSums(1, 1)
    >>> passes.add(np.array([[1.9]]), np.array([[30.0]]), areas=np.array([0]), coverage=one)
    >>> {name: float(values[0, 0]) for name, values in passes.arrays().items() if name in ("first_hours", "zenith")}
    {'first_hours': 1.9, 'zenith': 15.0}
    """

    def __init__(self, n_areas: int, n_nights: int) -> None:
        self.first, self.last = (np.full((n_areas, n_nights), np.nan) for _ in range(2))
        self.sums = {name: np.zeros((n_areas, n_nights)) for name in ("hours", "hours_weight", "zenith", "zenith_weight")}  # fmt: skip

    def add(
        self,
        hours_utc: NDArray[np.floating[Any]],
        zenith_deg: NDArray[np.floating[Any]],
        *,
        areas: NDArray[np.intp],
        coverage: Coverage,
    ) -> None:
        """Add pixels (n_pixels, n_nights) of `coverage`, whose areas stand at the places `areas`; NaN where not known."""
        first, last = area_extremes(hours_utc, coverage=coverage)
        self.first[areas], self.last[areas] = np.fmin(self.first[areas], first), np.fmax(self.last[areas], last)
        for name, values in (("hours", hours_utc), ("zenith", zenith_deg)):
            added, weight = area_mean(values, coverage=coverage)
            self.sums[name][areas] += added
            self.sums[f"{name}_weight"][areas] += weight

    def arrays(self) -> dict[str, Floats]:
        """``first_hours``, ``last_hours``, and the sums of share times hours and angle with their weights."""
        return {"first_hours": self.first, "last_hours": self.last, **self.sums}
