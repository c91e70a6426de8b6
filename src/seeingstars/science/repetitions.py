"""The check of repetitions: a reading that stands in the table twice counts once."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seeingstars.columns import Stream
from seeingstars.science.findings import BoolArray, Findings, painted

# About 11 m in latitude: two telephones in one garden are one place (our choice).
SAME_PLACE_DEG = 1e-4
_MINUTE_US = 60 * 1_000_000

_OF_A_METER = ("stream", "site_id", "instrument_id", "observed_at_utc", "brightness_mag_arcsec2", "limiting_magnitude")
# All that an observer enters: two pupils in one garden who say different things are two readings.
_OF_A_PERSON = (
    "stream",
    "instrument_id",
    "brightness_mag_arcsec2",
    "limiting_magnitude",
    "cloud_cover_percent",
    "comment",
)


def flag_duplicate(readings: pd.DataFrame, *, station: NDArray[np.int64]) -> Findings:
    """Whether the same reading stands in the table before: the first is GOOD, each repetition FAIL.

    A fixed meter repeats itself when station, moment and values are the same; readings by people when place
    (0.0001°), minute and all that was entered are the same, since suppliers give repeats a number of their own.
    The first is the one with the first file name and line, whatever the order of the rows.

    Parameters
    ----------
    readings : DataFrame with `columns.SOURCE_COLUMNS`
        All files together: a repetition in another file is found only if it is in the table.
    station : (n,) whole numbers
        Which fixed meter; −1 where the reading is not of one.

    Returns
    -------
    Findings
        NOT_CHECKED without a time, and for people's readings without a place.

    Examples
    --------
    >>> from seeingstars.columns import readings_from_columns
    >>> twice = readings_from_columns({
    ...     "stream": "naked_eye", "source_line": [2, 3], "longitude_deg": 4.48, "latitude_deg": 52.15,
    ...     "observed_at_utc": pd.to_datetime(["2022-09-25T20:15:00Z", "2022-09-25T20:15:20Z"]),
    ...     "limiting_magnitude": 4.0}, 2)
    >>> flag_duplicate(twice, station=np.array([-1, -1])).flags.tolist()
    [1, 4]
    """
    moment = readings["observed_at_utc"]
    of_meter, timed = station >= 0, moment.notna().to_numpy()
    placed = (readings["longitude_deg"].notna() & readings["latitude_deg"].notna()).to_numpy()
    checkable = timed & (of_meter | placed)
    repeated = np.zeros(len(readings), dtype=bool)
    meter_rows = np.flatnonzero(timed & of_meter)
    if not _strictly_in_order(station[meter_rows], moment.array[meter_rows].asi8):
        _mark(
            repeated,
            meter_rows,
            readings[list(_OF_A_METER)].iloc[meter_rows].assign(station=station[meter_rows]),
            readings,
        )
    person_rows = np.flatnonzero(checkable & ~of_meter)
    if len(person_rows):
        _mark(repeated, person_rows, _as_entered(readings.iloc[person_rows]), readings)
    return painted("duplicate", len(readings), ("repeated", repeated), ("not_checked", ~checkable))


def is_fixed_meter(readings: pd.DataFrame) -> BoolArray:
    """Rows of the stream of fixed meters."""
    return (readings["stream"] == Stream.PHOTOMETER).to_numpy(dtype=bool)


def _strictly_in_order(station: NDArray[np.int64], moment_us: NDArray[np.int64]) -> bool:
    """As one month of a meter is written: nothing can be there twice, and no table of keys is needed."""
    later = (station[1:] == station[:-1]) & (moment_us[1:] > moment_us[:-1])
    return bool(np.all(later | (station[1:] > station[:-1])))


def _as_entered(rows: pd.DataFrame) -> pd.DataFrame:
    entered = rows[list(_OF_A_PERSON)].copy()
    for name in ("longitude_deg", "latitude_deg"):
        entered[name] = np.round(rows[name].to_numpy() / SAME_PLACE_DEG)
    entered["minute"] = rows["observed_at_utc"].array.asi8 // _MINUTE_US
    return entered


def _mark(repeated: BoolArray, rows: NDArray[np.intp], keys: pd.DataFrame, readings: pd.DataFrame) -> None:
    """Set `repeated` for all but the first of equal keys, the first by file name and line."""
    files = readings["source_file"].astype("str").iloc[rows].to_numpy()
    order = np.lexsort((readings["source_line"].to_numpy()[rows], pd.factorize(files, sort=True)[0]))
    repeated[rows[order]] = keys.iloc[order].duplicated().to_numpy()
