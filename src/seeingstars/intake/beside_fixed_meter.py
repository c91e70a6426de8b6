"""What the nearest fixed meter read at the minute of somebody's reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from seeingstars.columns import Flag, Stream
from seeingstars.skies.sky_then import distance_km

NEAR_KM = 10.0  # our choice: beyond it the sky and its clouds are another's
NEAR_MINUTES = 10.0  # a town's sky changes by about 0.02 mag/arcsec² in ten minutes

_COLUMNS = ("stream", "site_id", "observed_at_utc", "longitude_deg", "latitude_deg", "brightness_mag_arcsec2", "flag")


@dataclass(frozen=True)
class FixedMeter:
    """One good reading of a fixed meter: name, moment, distance [km], brightness [mag/arcsec²]."""

    name: str
    observed_at_utc: datetime
    km: float
    brightness_mag_arcsec2: float


def fixed_meter_at(
    moment: datetime,
    *,
    longitude_deg: float,
    latitude_deg: float,
    publication: Path | None,
    kept: Iterable[Mapping[str, Any]] = (),
) -> FixedMeter | None:
    """The good reading of a fixed meter nearest to a place, and among those of that meter the nearest in time.

    Parameters
    ----------
    moment : aware datetime
    longitude_deg, latitude_deg : scalar
        Place of the reading [degree].
    publication : folder with ``readings.parquet``, None if nothing is published yet
    kept : readings that were handed in, as `receiving.Desk.readings` gives them

    Returns
    -------
    FixedMeter or None
        None if no fixed meter within 10 km has a good reading within ten minutes.

    Examples
    --------
    >>> fixed_meter_at(
    ...     datetime(2022, 9, 25, 20, tzinfo=UTC), longitude_deg=4.48, latitude_deg=52.15, publication=None) is None
    True
    """
    found = [
        meter
        for row in (*_published(publication, moment), *kept)
        if (meter := _near(row, moment, longitude_deg, latitude_deg)) is not None
    ]
    return min(
        found, key=lambda meter: (round(meter.km, 1), abs(meter.observed_at_utc - moment), meter.name), default=None
    )


def _published(publication: Path | None, moment: datetime) -> list[Mapping[str, Any]]:
    """The good readings of fixed meters around that moment; only those rows are read from the disk."""
    import pyarrow.parquet as pq

    path = None if publication is None else publication / "readings.parquet"
    if path is None or not path.is_file():
        return []
    at, margin = moment.astimezone(UTC), timedelta(minutes=NEAR_MINUTES)
    wanted = [
        ("stream", "==", Stream.PHOTOMETER),
        ("flag", "==", int(Flag.GOOD)),
        ("observed_at_utc", ">=", at - margin),
        ("observed_at_utc", "<=", at + margin),
    ]
    table = pq.read_table(path, columns=list(_COLUMNS), filters=wanted)
    return list(table.to_pylist())


def _near(row: Mapping[str, Any], moment: datetime, longitude_deg: float, latitude_deg: float) -> FixedMeter | None:
    value, at = row["brightness_mag_arcsec2"], row["observed_at_utc"]
    if row["stream"] != Stream.PHOTOMETER or row["flag"] != Flag.GOOD or value is None or value != value:
        return None
    km = distance_km(
        longitude_deg,
        latitude_deg=latitude_deg,
        to_longitude_deg=row["longitude_deg"],
        to_latitude_deg=row["latitude_deg"],
    )
    if km > NEAR_KM or abs(at - moment) > timedelta(minutes=NEAR_MINUTES):
        return None
    name = row.get("site_id") or f"{row.get('instrument_type') or ''} {row.get('instrument_id') or ''}".strip()
    return FixedMeter(str(name), at, km, float(value))
