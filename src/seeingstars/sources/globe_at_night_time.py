"""The moment of a Globe at Night row: the supplier's times, repaired by the offset that stands beside them.

Until early 2023 the offset was applied the wrong way; for some months after that local times were
labelled UTC. Which of the two it is shows in the sign of the offset, held against the clocks of the place.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from seeingstars.sources.place_zones import offset_of_zone_min, zones_of_places

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

OFFSET_SIGN_REVERSED = "gan_offset_sign_reversed"
LOCAL_LABELLED_UTC = "gan_local_labelled_utc"
UTC_AS_GIVEN = "gan_utc"
NO_OFFSET = "gan_no_offset"
UNKNOWN = "unknown"

# Where neither the place nor the clock decides, the form that was in use does (measured on the yearly files).
SIGN_CHANGED = pd.Timestamp("2023-03-01", tz="UTC")
TRUE_UTC_SINCE = pd.Timestamp("2023-08-01", tz="UTC")
# Our choice: summer time, or the zone next door, may part an offset from the clocks of the place by an hour.
OFFSET_TOLERANCE_MIN = 90.0
LARGEST_OFFSET_MIN = 24 * 60.0


class KnownTimes(NamedTuple):
    """The moment of each row and how it was known (`time_basis` in `columns`)."""

    observed_at_utc: pd.Series[pd.Timestamp]
    time_basis: npt.NDArray[np.object_]


def repair_times(
    given_utc: pd.Series[pd.Timestamp],
    *,
    utc_offset_min: FloatArray,
    longitude_deg: FloatArray,
    latitude_deg: FloatArray,
    has_true_utc: BoolArray,
) -> KnownTimes:
    """The true moment of each row from the time that the file calls UTC and the offset beside it.

    The offset is read both ways: as ISO 8601 has it (east of Greenwich positive) and as JavaScript has it
    (west positive). The reading that agrees with the clocks of the place within 90 minutes is taken; where
    both or none agree, the form decides: JavaScript before March 2023, ISO from then on.

    Parameters
    ----------
    given_utc : shape (n,), aware UTC
        The moment if the file is taken at its word; NaT where it cannot be read.
    utc_offset_min : shape (n,)
        Offset as the file states it [min]; NaN if none.
    longitude_deg, latitude_deg : shape (n,)
        Position [degree]; what is NaN, off the Earth or 0,0 has no clocks, and the form decides.
    has_true_utc : shape (n,)
        Rows that were sent by an app with its own clock, or that state local time and UTC side by side:
        with an ISO offset their UTC is true at any date.

    Returns
    -------
    KnownTimes
        `observed_at_utc` and `time_basis`: ``gan_offset_sign_reversed`` (given + 2 x offset),
        ``gan_local_labelled_utc`` (given - offset), ``gan_utc`` and ``gan_no_offset`` (as given),
        ``unknown`` where there is no time.

    Notes
    -----
    The rule was measured with the altitude of the sun on the yearly files 2007 to 2023. The sign of the
    longitude alone is no guide between 20 W and 0, where clocks run ahead of Greenwich: rows of Spain,
    Morocco and Britain would come out 3 to 6 hours late. The times of 2007 were scrambled by 12 hours at
    the supplier and cannot be repaired: only the sun tells which of them are wrong.

    Examples
    --------
    A reading at 22:15 in Leiden on 25 September 2022 (20:15 UTC) stood in the file four hours later.

    >>> times = repair_times(
    ...     pd.Series(pd.to_datetime(["2022-09-26 00:15"], utc=True)),
    ...     utc_offset_min=np.array([-120.0]), longitude_deg=np.array([4.49]), latitude_deg=np.array([52.16]),
    ...     has_true_utc=np.array([False]))
    >>> str(times.observed_at_utc[0]), times.time_basis[0]
    ('2022-09-25 20:15:00+00:00', 'gan_offset_sign_reversed')
    """
    given_utc = given_utc.reset_index(drop=True)
    has_time = given_utc.notna().to_numpy()
    usable = np.abs(utc_offset_min) <= LARGEST_OFFSET_MIN
    offset = np.where(usable, utc_offset_min, 0.0)
    reversed_sign = _is_reversed(given_utc, offset, longitude_deg, latitude_deg, has_true_utc)
    before_true_utc = (given_utc < TRUE_UTC_SINCE).to_numpy()
    local = (offset != 0) & ~reversed_sign & before_true_utc & ~has_true_utc

    shift = np.select([reversed_sign, local], [2 * offset, -offset], default=0.0)
    basis = np.select(
        [~has_time, offset == 0, reversed_sign, local],
        [UNKNOWN, NO_OFFSET, OFFSET_SIGN_REVERSED, LOCAL_LABELLED_UTC],
        default=UTC_AS_GIVEN,
    ).astype(object)
    return KnownTimes(given_utc + pd.to_timedelta(shift, unit="min"), basis)


def _is_reversed(
    given_utc: pd.Series[pd.Timestamp],
    offset: FloatArray,
    longitude_deg: FloatArray,
    latitude_deg: FloatArray,
    has_true_utc: BoolArray,
) -> BoolArray:
    zone = zones_of_places(longitude_deg, latitude_deg=latitude_deg)
    clocks = offset_of_zone_min(given_utc, zone=zone)
    as_iso = np.abs(offset - clocks) <= OFFSET_TOLERANCE_MIN  # NaN compares as false
    as_javascript = np.abs(-offset - clocks) <= OFFSET_TOLERANCE_MIN
    form_decides = (as_iso == as_javascript) & ~has_true_utc & (given_utc < SIGN_CHANGED).to_numpy()
    reversed_sign: BoolArray = (offset != 0) & ((as_javascript & ~as_iso) | form_decides)
    return reversed_sign
