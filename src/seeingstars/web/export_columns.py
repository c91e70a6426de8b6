"""The columns of what anyone may download: names, units and meanings, the same in every format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from seeingstars.columns import CHECKS, SKY_COLUMNS, SOURCE_COLUMNS

_TIME = pa.timestamp("us", tz="UTC")
_WORDS = {column.name: column for column in (*SOURCE_COLUMNS, *SKY_COLUMNS)}

# Name and type; what stands in `columns` has its unit and meaning from there.
_TYPES: Mapping[str, pa.DataType] = {
    "reading_id": pa.int64(),
    "stream": pa.string(),
    "instrument_type": pa.string(),
    "instrument_id": pa.string(),
    "supplier": pa.string(),
    "licence": pa.string(),
    "source_line": pa.int64(),
    "observed_at_utc": _TIME,
    "longitude_deg": pa.float64(),
    "latitude_deg": pa.float64(),
    "precision": pa.string(),
    "brightness_mag_arcsec2": pa.float64(),
    "limiting_magnitude": pa.float64(),
    "stars_counted": pa.float64(),
    "cloud_cover_percent": pa.float64(),
    "lamps_nearby": pa.string(),
    "sun_altitude_deg": pa.float64(),
    "moon_altitude_deg": pa.float64(),
    "flag": pa.int8(),
    "reason_en": pa.string(),
    "reason_nl": pa.string(),
    "comment": pa.string(),
    "is_simulated": pa.bool_(),
    "duplicate_of": pa.int64(),
}
_OWN_WORDS = {
    "reading_id": ("number of the reading, which never changes", "nummer van de meting, dat nooit verandert", ""),
    "precision": (
        "how exactly the sender lets the place be known: 100m, 1km or exact",
        "hoe precies de inzender de plaats bekend laat zijn: 100m, 1km of exact",
        "",
    ),
    "longitude_deg": ("public longitude (WGS 84)", "openbare lengtegraad (WGS 84)", "degree_east"),
    "latitude_deg": ("public latitude (WGS 84)", "openbare breedtegraad (WGS 84)", "degree_north"),
    "stars_counted": ("number of stars counted", "aantal getelde sterren", "1"),
    "lamps_nearby": ("lamps near the place, as the observer says", "lampen in de buurt, volgens de waarnemer", ""),
    "flag": ("the worst flag that counts: 1 good, 2 not checked, 3 suspect, 4 fail, 9 missing",
             "het strengste oordeel dat telt: 1 goed, 2 niet nagegaan, 3 verdacht, 4 fout, 9 ontbreekt", "QARTOD flag"),
    "reason_en": ("why the flags are not all good, in English", "waarom niet alle oordelen goed zijn, in het Engels", ""),
    "reason_nl": ("the same in Dutch", "hetzelfde in het Nederlands", ""),
    "duplicate_of": ("number of the reading that this one repeats; empty if it repeats none",
                     "nummer van de meting die deze herhaalt; leeg als zij geen herhaling is", ""),
}  # fmt: skip
FLAGS = tuple(f"flag_{check.name}" for check in CHECKS)
SCHEMA = pa.schema([*_TYPES.items(), *((name, pa.int8()) for name in FLAGS)])
NAMES = tuple(SCHEMA.names)


def dictionary() -> list[dict[str, str]]:
    """Every column with its type, unit and meaning in both languages.

    Examples
    --------
    >>> [column["unit"] for column in dictionary() if column["name"] == "brightness_mag_arcsec2"]
    ['mag arcsec-2']
    """
    flags = {f"flag_{check.name}": (f"flag: {check.en}", f"oordeel: {check.nl}", "QARTOD flag") for check in CHECKS}
    rows = []
    for name in NAMES:
        if name in _OWN_WORDS or name in flags:
            en, nl, unit = (_OWN_WORDS | flags)[name]
        else:
            column = _WORDS[name]
            en, nl, unit = column.en, column.nl, column.unit
        rows.append({"name": name, "type": str(SCHEMA.field(name).type), "unit": unit, "en": en, "nl": nl})
    return rows


def flat_row(reading: Mapping[str, Any]) -> dict[str, Any]:
    """A public reading of the desk with one value a column; what is not there is None.

    Examples
    --------
    >>> flat_row({"reading_id": 7, "flags": {"time": 4}})["flag_time"]
    4
    """
    flags = reading.get("flags") or {}
    row = {name: reading.get(name) for name in _TYPES}
    return row | {f"flag_{check.name}": flags.get(check.name) for check in CHECKS}


def table_of(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Flat rows as an Arrow table with the columns of `SCHEMA`."""
    return pa.Table.from_pylist([dict(row) for row in rows], schema=SCHEMA)
