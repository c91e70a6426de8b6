"""The door of the checks: every reading gets its sky, its flags and the reasons in words; none is dropped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seeingstars.columns import CHECKS, FLAG_COLUMNS, SKY_COLUMNS, SOURCE_COLUMNS, Flag, Stream, require_columns
from seeingstars.science.clock_flags import flag_time, is_dark_reading
from seeingstars.science.findings import Findings, Int8Array
from seeingstars.science.flags import (
    flag_cloud,
    flag_limiting_magnitude,
    flag_moon,
    flag_position,
    flag_range,
    flag_row,
    flag_saturation,
    flag_sun,
)
from seeingstars.science.meter_flags import MeterReadings, daylight_evidence, flag_covered, flag_stuck
from seeingstars.science.reasons import combinations_of, reasons
from seeingstars.science.repetitions import flag_duplicate, is_fixed_meter
from seeingstars.science.sky import sky_columns

# From the mildest to the worst. A check that could not be done does not make a reading worse: what it
# waits for (a time, a place) is missing, and that is told.
_SEVERITY = (Flag.NOT_CHECKED, Flag.GOOD, Flag.SUSPECT, Flag.MISSING, Flag.FAIL)
_COUNTED = (Flag.SUSPECT, Flag.FAIL, Flag.MISSING)


def flag_readings(
    readings: pd.DataFrame,
    *,
    sun_limit_deg: float = -18.0,
    moon_limit_deg: float = 0.0,
    latest_utc: datetime | None = None,
) -> pd.DataFrame:
    """The readings with their sky, a flag of every check, and the reasons in words.

    Use it on all readings of a job together: repetitions and meters that are stuck or covered show
    only beside the other readings.

    Parameters
    ----------
    readings : DataFrame with `columns.SOURCE_COLUMNS`
        Any order of rows, any index; may be empty. Sky and flag columns that it has already are made anew.
    sun_limit_deg : scalar
        At or below this altitude of the sun a reading is good [degree].
    moon_limit_deg : scalar
        Below this altitude of the moon a reading is good [degree].
    latest_utc : aware datetime, optional
        The moment of reading in: a reading after it lies in the future. None: the year 2100.

    Returns
    -------
    pandas.DataFrame
        A new table with the same rows in the same order and `SKY_COLUMNS` and `FLAG_COLUMNS` appended.
        `flag` is the worst of the checks that count: FAIL, then MISSING, SUSPECT, GOOD; NOT_CHECKED makes
        nothing worse. A place that fails gives no sky: those values are NaN.

    Raises
    ------
    TableError
        If a column is missing.
    ValueError
        If a limit is not an altitude, or `latest_utc` has no time zone.

    References
    ----------
    .. [1] U.S. IOOS, Manual for Real-Time Oceanographic Data Quality Control Flags (QARTOD), 2020.

    Examples
    --------
    >>> from seeingstars.columns import readings_from_columns
    >>> one = readings_from_columns({
    ...     "stream": "photometer", "site_id": "roof", "longitude_deg": 4.4841, "latitude_deg": 52.1547,
    ...     "observed_at_utc": pd.to_datetime(["2022-09-25T20:15Z", "2022-09-25T18:30Z"]),
    ...     "brightness_mag_arcsec2": [18.5, 18.0]}, 2)
    >>> flagged = flag_readings(one)
    >>> flagged["flag"].tolist(), list(flagged["reason_en"])
    ([1, 4], ['', 'sun: the sun stands above −12°, too light to measure; measure later in the evening'])
    """
    require_columns(readings, [column.name for column in SOURCE_COLUMNS], where="flag_readings")
    _require_altitude("sun_limit_deg", sun_limit_deg)
    _require_altitude("moon_limit_deg", moon_limit_deg)
    position = _position(readings)
    sky = _sky(readings, position)
    found = [
        flag_row(_has_problem(readings)),
        *_findings(readings, sky, position, latest_utc=_utc(latest_utc)),
        flag_sun(sky["sun_altitude_deg"], limit_deg=sun_limit_deg),
        flag_moon(sky["moon_altitude_deg"], limit_deg=moon_limit_deg),
    ]
    by_check = {one.check: one for one in found}
    flags = _flag_columns(readings, [by_check[check.name] for check in CHECKS])
    made = [column.name for column in (*SKY_COLUMNS, *FLAG_COLUMNS)]
    kept = readings.drop(columns=[name for name in made if name in readings.columns])
    return pd.concat([kept, pd.DataFrame(sky, index=readings.index, copy=False), flags], axis=1)


def rows_good(readings: pd.DataFrame) -> int:
    """How many readings are good in all that counts.

    Parameters
    ----------
    readings : DataFrame from `flag_readings`

    Examples
    --------
    >>> rows_good(pd.DataFrame({"flag": np.array([1, 3, 4, 1], dtype=np.int8)}))
    2
    """
    require_columns(readings, ["flag"], where="rows_good")
    return int((readings["flag"] == Flag.GOOD).sum())


def flag_counts(readings: pd.DataFrame) -> dict[str, int]:
    """For each check the number of readings that it finds suspect, failed or missing.

    Parameters
    ----------
    readings : DataFrame from `flag_readings`

    Returns
    -------
    dict
        Name of the check → number of readings, in the order of `columns.CHECKS`, zeros included.

    Examples
    --------
    >>> table = pd.DataFrame({check.column: [1, 3, 2] for check in CHECKS})
    >>> flag_counts(table)["sun"]
    1
    """
    require_columns(readings, [check.column for check in CHECKS], where="flag_counts")
    return {check.name: int(readings[check.column].isin(_COUNTED).sum()) for check in CHECKS}


def _require_altitude(name: str, value: float) -> None:
    if not -90 <= value <= 90:
        raise ValueError(f"{name} must lie in -90 to 90 degrees; got {value}")


def _utc(moment: datetime | None) -> np.datetime64 | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"latest_utc must carry a time zone; got {moment.isoformat()}; add datetime.UTC")
    return np.datetime64(pd.Timestamp(moment).tz_convert("UTC").tz_localize(None), "us")


def _numbers(readings: pd.DataFrame, name: str) -> NDArray[np.float64]:
    return readings[name].to_numpy(dtype=np.float64)


def _moments(readings: pd.DataFrame, name: str) -> NDArray[np.datetime64]:
    moments: NDArray[np.datetime64] = readings[name].dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    return moments


def _has_problem(readings: pd.DataFrame) -> NDArray[np.bool_]:
    texts = _categories(readings, "row_problem")
    told: NDArray[np.bool_] = np.append(texts.categories != "", False)[texts.codes]  # −1 is none, the last
    return told


def _categories(readings: pd.DataFrame, name: str) -> pd.Categorical[Any]:
    values = readings[name].array
    return values if isinstance(values, pd.Categorical) else pd.Categorical(values)


def _position(readings: pd.DataFrame) -> Findings:
    return flag_position(
        _numbers(readings, "longitude_deg"),
        latitude_deg=_numbers(readings, "latitude_deg"),
        elevation_m=_numbers(readings, "elevation_m"),
        position_accuracy_m=_numbers(readings, "position_accuracy_m"),
    )


def _sky(readings: pd.DataFrame, position: Findings) -> dict[str, NDArray[np.float64]]:
    nowhere = position.flags == Flag.FAIL
    return sky_columns(
        _moments(readings, "observed_at_utc"),
        observed_at_utc_as_given=_moments(readings, "observed_at_utc_as_given"),
        longitude_deg=np.where(nowhere, np.nan, _numbers(readings, "longitude_deg")),
        latitude_deg=np.where(nowhere, np.nan, _numbers(readings, "latitude_deg")),
    )


def _findings(
    readings: pd.DataFrame,
    sky: dict[str, NDArray[np.float64]],
    position: Findings,
    *,
    latest_utc: np.datetime64 | None,
) -> list[Findings]:
    """All checks but those of the row, the sun and the moon."""
    brightness, stars = _numbers(readings, "brightness_mag_arcsec2"), _numbers(readings, "limiting_magnitude")
    moments, sun = _moments(readings, "observed_at_utc"), sky["sun_altitude_deg"]
    meter = MeterReadings(_stations(readings), moments, brightness, sun, _numbers(readings, "longitude_deg"))
    evidence = daylight_evidence(meter)
    by_eye = (readings["stream"] == Stream.NAKED_EYE).to_numpy(dtype=bool)
    return [
        flag_time(
            moments,
            is_dark=is_dark_reading(brightness, limiting_magnitude=stars),
            sun_altitude_deg=sun,
            time_uncertainty_s=_numbers(readings, "time_uncertainty_s"),
            evidence=evidence,
            latest_utc=latest_utc,
        ),
        position,
        flag_range(brightness, limiting_magnitude=stars, must_have_brightness=~by_eye),
        flag_limiting_magnitude(
            stars,
            limiting_magnitude_error=_numbers(readings, "limiting_magnitude_error"),
            must_have_stars=by_eye,
        ),
        flag_saturation(brightness),
        flag_duplicate(readings, station=meter.station),
        flag_stuck(meter),
        flag_covered(meter, evidence=evidence),
        flag_cloud(
            _numbers(readings, "cloud_cover_percent"),
            temperature_c=_numbers(readings, "temperature_c"),
            sky_temperature_c=_numbers(readings, "sky_temperature_c"),
        ),
    ]


def _stations(readings: pd.DataFrame) -> NDArray[np.int64]:
    """A number for each fixed meter, in the order in which they come; −1 for readings by people.

    Site and instrument tell meters apart; where the file names neither, the file does.
    """
    names = [_categories(readings, name) for name in ("site_id", "instrument_id", "source_file")]
    changes = np.zeros(max(len(readings) - 1, 0), dtype=bool)
    for name in names:
        changes |= name.codes[1:] != name.codes[:-1]
    first = np.concatenate([[0], np.flatnonzero(changes) + 1])[: len(readings)]
    # A missing name has the code −1, which takes the last: the empty text.
    site, instrument, file = (
        np.append(name.categories.to_numpy(dtype=object), "")[name.codes[first]] for name in names
    )
    file = np.where((site == "") & (instrument == ""), file, "")
    number = pd.factorize(pd.MultiIndex.from_arrays([site, instrument, file]))[0]
    return np.where(is_fixed_meter(readings), np.repeat(number, np.diff(first, append=len(readings))), -1)


def _flag_columns(readings: pd.DataFrame, findings: list[Findings]) -> pd.DataFrame:
    """The flags and the reasons; made once for each combination of findings, then handed out."""
    combinations = combinations_of(findings, row_problem=readings["row_problem"])
    flags = np.stack([Findings(one.check, one.codes[combinations.first]).flags for one in findings])
    counts = np.array([check.counts for check in CHECKS])
    flags = np.vstack([flags, _worst(flags[counts])]).take(combinations.number, axis=1)
    table = pd.DataFrame(flags.T, columns=[*(check.column for check in CHECKS), "flag"], index=readings.index)
    table["reason_en"], table["reason_nl"] = reasons(
        findings, combinations, row_problem=readings["row_problem"], row_problem_nl=readings["row_problem_nl"]
    )
    return table


def _worst(flags: Int8Array) -> Int8Array:
    """The worst of the flags (check, reading) of each reading."""
    rank = np.zeros(max(Flag) + 1, dtype=np.int8)
    rank[list(_SEVERITY)] = np.arange(len(_SEVERITY))
    worst: Int8Array = np.array(_SEVERITY, dtype=np.int8)[rank[flags].max(axis=0)]
    return worst
