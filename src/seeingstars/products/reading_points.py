"""Products: the readings as points for mapping software (GeoJSON): each reading of a person, each fixed meter once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from seeingstars.columns import Stream, require_columns
from seeingstars.event import Text

POINTS = "readings.geojson"
# Our choice: about 20 MB; programs for maps become slow above it, and GeoParquet holds the same.
MOST_POINTS = 50_000
_TEXTS = ("stream", "supplier", "licence", "instrument_type", "site_id", "night", "role", "area_id", "reason_en", "reason_nl")  # fmt: skip
_NUMBERS = ("brightness_mag_arcsec2", "limiting_magnitude")
_NEEDED = (*_TEXTS, *_NUMBERS, "observed_at_utc", "flag", "in_window", "is_simulated", "longitude_deg", "latitude_deg")

RULE = Text(
    f"{POINTS} bevat elke meting van mensen en elke vaste meter als één punt met het aantal metingen; de metingen van vaste meters zelf staan in readings.parquet en readings.csv",
    f"{POINTS} holds each reading of people, and each fixed meter as one point with its number of readings; the readings of fixed meters themselves stand in readings.parquet and readings.csv",
)
TOO_MANY = Text(
    f"{POINTS} is er niet: er zijn meer dan {MOST_POINTS} metingen van mensen, te veel voor GeoJSON; readings.parquet bevat ze alle",
    f"there is no {POINTS}: there are more than {MOST_POINTS} readings of people, too many for GeoJSON; readings.parquet holds all",
)


def write_points(readings: pd.DataFrame, folder: Path) -> Path | None:
    """Write ``readings.geojson``: every reading of people, good or not, and every fixed meter once.

    Parameters
    ----------
    readings : table with `columns.READING_COLUMNS`
    folder : existing folder

    Returns
    -------
    path or None
        None where people gave more than `MOST_POINTS` readings: then no file is written, never a part of one.

    Raises
    ------
    TableError
        If a column is missing.

    Notes
    -----
    A reading without a place on Earth has the geometry null. RFC 7946: longitude, latitude in WGS 84 [degree].

    Examples
    --------
    >>> MOST_POINTS
    50000
    """
    require_columns(readings, _NEEDED, where="readings")
    by_meter = readings["stream"] == Stream.PHOTOMETER
    people = readings[~by_meter]
    if len(people) > MOST_POINTS:
        return None
    features = [*_meters(readings[by_meter]), *_readings(people)]
    content = {"type": "FeatureCollection", "note_en": RULE.en, "note_nl": RULE.nl, "simulated": bool(readings["is_simulated"].any())}  # fmt: skip
    head = json.dumps(content, ensure_ascii=False)[:-1]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in features)
    path = folder / POINTS
    path.write_text(f'{head}, "features": [\n{lines}\n]}}\n', encoding="utf-8", newline="\n")
    return path


def _readings(people: pd.DataFrame) -> list[dict[str, Any]]:
    moments = people["observed_at_utc"]
    columns: dict[str, list[Any]] = {
        "observed_at_utc": [None if pd.isna(at) else at.isoformat().replace("+00:00", "Z") for at in moments],
        **{name: _texts(people[name]) for name in _TEXTS},
        **{name: _numbers(people[name]) for name in _NUMBERS},
        "flag": [int(flag) for flag in people["flag"]],
        "in_window": [bool(one) for one in people["in_window"]],
        "is_simulated": [bool(one) for one in people["is_simulated"]],
    }
    rows = zip(*columns.values(), strict=True)
    places = zip(people["longitude_deg"].to_numpy(), people["latitude_deg"].to_numpy(), strict=True)
    return [_feature(dict(zip(columns, row, strict=True)), *place) for row, place in zip(rows, places, strict=True)]


def _meters(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """One point a fixed meter and place, with how many readings it has and from when to when."""
    key = ["site_id", "instrument_type", "supplier", "licence", "longitude_deg", "latitude_deg", "is_simulated"]
    grouped = rows.groupby(key, observed=True, dropna=False, sort=True)["observed_at_utc"]
    found = grouped.agg(n_readings="size", first="min", last="max").reset_index()
    return [
        _feature(
            {
                "stream": Stream.PHOTOMETER,
                **{name: "" if pd.isna(row[name]) else str(row[name]) for name in key[:4]},
                "n_readings": int(row["n_readings"]),
                "first_utc": None if pd.isna(row["first"]) else row["first"].isoformat().replace("+00:00", "Z"),
                "last_utc": None if pd.isna(row["last"]) else row["last"].isoformat().replace("+00:00", "Z"),
                "is_simulated": bool(row["is_simulated"]),
            },
            row["longitude_deg"],
            row["latitude_deg"],
        )
        for row in found.to_dict("records")
    ]


def _feature(properties: dict[str, Any], longitude_deg: float, latitude_deg: float) -> dict[str, Any]:
    placed = abs(longitude_deg) <= 180 and abs(latitude_deg) <= 90  # NaN is neither
    geometry = {"type": "Point", "coordinates": [float(longitude_deg), float(latitude_deg)]} if placed else None
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _texts(column: pd.Series[Any]) -> list[str]:
    return ["" if pd.isna(value) else str(value) for value in column]


def _numbers(column: pd.Series[Any]) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in column.to_numpy(dtype=float)]
