"""The check of the time: there is one, it is possible, and the sun agrees with it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seeingstars.science.findings import BoolArray, Findings, painted

FloatArray = NDArray[np.float64]
TimeArray = NDArray[np.datetime64]

# Nothing of this kind was measured before: the SQM and Globe at Night began in 2005 and 2006.
EARLIEST_UTC = np.datetime64("2000-01-01", "us")
# Where the caller knows no present moment: a clock that says more is broken in any case (our choice).
LATEST_UTC = np.datetime64("2100-01-01", "us")
# The guards round a lights-off hour are 15 minutes; a clock worse than 10 can carry a reading across (our choice).
LARGEST_CLOCK_ERROR_S = 600.0
# Civil twilight. At −6° fifteen of sixteen TESS-W have a median of 13.1 to 13.7 mag/arcsec² and 95 % below 14.8;
# they reach 16 at −8° (our count, Iberia, April 2025): who reads darker above −6° has the wrong clock or place.
CIVIL_TWILIGHT_DEG = -6.0
DARK_READING_MAG_ARCSEC2 = 16.0


class Evidence:
    """What the readings of a fixed meter by day say about the night between them."""

    NONE = 0
    COVERED = 1  # dark by night and on the daylight before and after it
    CLOCK = 2  # dark by day and bright by night, or evening and morning twilight at different altitudes
    EITHER = 3  # dark by day, and no telling why


def is_dark_reading(brightness_mag_arcsec2: ArrayLike, *, limiting_magnitude: ArrayLike) -> BoolArray:
    """Whether the reading can only be made at night: a meter above 16, or any star seen.

    Chart 0 and a saturated meter (0.00) are no dark readings; they may well come from the day.

    Parameters
    ----------
    brightness_mag_arcsec2 : (n,)
        Sky brightness [mag/arcsec²]; NaN is none.
    limiting_magnitude : (n,)
        Faintest star seen [mag]; NaN is none.

    Returns
    -------
    (n,) booleans

    Examples
    --------
    >>> is_dark_reading([18.0, 9.0, np.nan], limiting_magnitude=[np.nan, np.nan, 3.0]).tolist()
    [True, False, True]
    """
    brightness = np.asarray(brightness_mag_arcsec2, dtype=float)
    dark: BoolArray = (brightness > DARK_READING_MAG_ARCSEC2) | (np.asarray(limiting_magnitude, dtype=float) > 0)
    return dark


def flag_time(
    observed_at_utc: TimeArray,
    *,
    is_dark: ArrayLike,
    sun_altitude_deg: ArrayLike,
    time_uncertainty_s: ArrayLike,
    evidence: ArrayLike = Evidence.NONE,
    latest_utc: np.datetime64 | None = None,
) -> Findings:
    """Whether there is a time and the sun agrees with it.

    A dark reading under a bright sky is wrong in its time or its place, whatever the reason. Where a
    fixed meter was covered, or may have been, the dark reading by day is not, or not only, held
    against the clock.

    Parameters
    ----------
    observed_at_utc : (n,) datetime64
        Moment [UTC]; NaT is MISSING.
    is_dark : (n,) booleans
        From `is_dark_reading`.
    sun_altitude_deg : (n,)
        Altitude of the sun [degree]; where it is NaN the time cannot be held against the sun: NOT_CHECKED.
    time_uncertainty_s : (n,)
        How far the clock may be off [s]; NaN is not stated.
    evidence : (n,) or scalar int8
        What the days of the meter say, from `meter_flags.daylight_evidence`.
    latest_utc : datetime64, optional
        A reading after it lies in the future: hand over the moment of reading in, for science reads no
        clock. None: the year 2100.

    Returns
    -------
    Findings

    Examples
    --------
    >>> moments = np.array(["2022-09-25T20:15", "2022-09-25T11:00", "1970-01-01", "NaT"], dtype="datetime64[us]")
    >>> flag_time(moments, is_dark=[True] * 4, sun_altitude_deg=[-24.3, 36.0, -60.0, np.nan],
    ...           time_uncertainty_s=[np.nan] * 4).names
    ['good', 'dark_by_day', 'out_of_years', 'missing']
    """
    sun, dark, days = np.asarray(sun_altitude_deg, dtype=float), np.asarray(is_dark, dtype=bool), np.asarray(evidence)
    by_day = dark & (sun > 0)
    latest = LATEST_UTC if latest_utc is None else latest_utc
    return painted(
        "time",
        len(observed_at_utc),
        ("not_checked", np.isnan(sun)),
        ("clock_uncertain", np.asarray(time_uncertainty_s, dtype=float) > LARGEST_CLOCK_ERROR_S),
        ("clock_against_sun", days == Evidence.CLOCK),
        ("dark_in_twilight", dark & (sun > CIVIL_TWILIGHT_DEG)),
        ("dark_by_day", by_day),
        ("dark_by_day_or_covered", by_day & (days == Evidence.EITHER)),
        ("good", by_day & (days == Evidence.COVERED)),
        ("out_of_years", (observed_at_utc < EARLIEST_UTC) | (observed_at_utc > latest)),
        ("missing", np.isnat(observed_at_utc)),
    )
