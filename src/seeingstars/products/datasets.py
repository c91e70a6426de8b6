"""Products: the readings as files: GeoParquet, CSV, a CSV for a Dutch Excel, and the dictionary of their columns."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from seeingstars.columns import FLAG_COLUMNS, READING_COLUMNS, SKY_COLUMNS, Column, require_columns
from seeingstars.products.csv_text import csv_bytes, csv_columns, guarded, kept_as_text
from seeingstars.products.excel_headings import EXCEL_HEADINGS, EXCEL_ORDER

EXCEL_ROWS = 1_048_575  # a sheet holds 2^20 rows, the first one for the headings

# Computed angles have fifteen digits that nobody reads: rounded in the Excel file only, and the dictionary says so.
EXCEL_DECIMALS = {column.name: 2 for column in SKY_COLUMNS} | {"moon_illuminated_fraction": 3}


def write_readings(readings: pd.DataFrame, folder: Path, *, timezone: str) -> list[Path]:
    """Write the readings in every form that people take home, one row a reading, nothing dropped.

    Parameters
    ----------
    readings : table with `READING_COLUMNS`
    folder : existing folder to write into
    timezone : IANA name of the event's wall clock, for the local date and time in the Excel file

    Returns
    -------
    the files written
        ``readings.parquet`` (GeoParquet 1.1), ``readings.csv``, ``readings-excel-nl.csv`` (and ``-2``, ``-3`` …
        where a sheet would overflow) and ``readings-dictionary.csv``.

    Raises
    ------
    TableError
        If a column of `READING_COLUMNS` is missing.

    Notes
    -----
    In both CSV files a text that a spreadsheet might run as a formula has a ``'`` before it; the Parquet file
    holds every text as it is. Equal readings give equal bytes.

    Examples
    --------
    >>> write_readings(pd.DataFrame({"night": []}), Path("."), timezone="Europe/Amsterdam")
    Traceback (most recent call last):
    seeingstars.errors.TableError: readings needs the columns ...
    """
    require_columns(readings, [column.name for column in READING_COLUMNS], where="readings")
    table = _table(readings)
    parquet, csv = folder / "readings.parquet", folder / "readings.csv"
    dictionary = folder / "readings-dictionary.csv"
    pq.write_table(_geo_table(table, readings), parquet, compression="zstd", row_group_size=100_000)
    _write_blocks(csv, csv_bytes(csv_columns(table), delimiter=",", end="\n"))
    excel = write_excel(readings, folder, timezone=timezone)
    write_dictionary(dictionary, simulated=bool(readings["is_simulated"].any()))
    return [parquet, csv, *excel, dictionary]


def _table(readings: pd.DataFrame) -> pa.Table:
    ordered = readings[[column.name for column in READING_COLUMNS]]
    table = pa.Table.from_pandas(ordered, preserve_index=False)
    fields = [
        field.with_metadata({"unit": column.unit, "description_en": column.en, "description_nl": column.nl})
        for field, column in zip(table.schema, READING_COLUMNS, strict=True)
    ]
    return table.cast(pa.schema(fields, metadata=table.schema.metadata))


def _geo_table(table: pa.Table, readings: pd.DataFrame) -> pa.Table:
    longitude = readings["longitude_deg"].to_numpy(dtype="float64", na_value=np.nan)
    latitude = readings["latitude_deg"].to_numpy(dtype="float64", na_value=np.nan)
    placed = (np.abs(longitude) <= 180) & (np.abs(latitude) <= 90)  # a place that is none is a null, not a point
    points = np.full(len(readings), None, dtype=object)
    points[placed] = shapely.to_wkb(shapely.points(longitude[placed], latitude[placed]), flavor="iso")
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}  # no crs: longitude, latitude in WGS 84
    if placed.any():
        east, north = longitude[placed], latitude[placed]
        column["bbox"] = [float(east.min()), float(north.min()), float(east.max()), float(north.max())]
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    table = table.append_column("geometry", pa.array(points, type=pa.binary()))
    return table.replace_schema_metadata({**(table.schema.metadata or {}), b"geo": json.dumps(geo).encode()})


def write_excel(readings: pd.DataFrame, folder: Path, *, timezone: str, rows_a_file: int = EXCEL_ROWS) -> list[Path]:
    """Write the readings for a Dutch Excel: opens right by double click, and runs nothing.

    ``;`` between the columns, a decimal comma, a byte-order mark, CRLF, Dutch headings, date and time apart, both on
    the wall clock of the event and in UTC. More rows than a sheet holds go on in ``readings-excel-nl-2.csv``.

    Parameters
    ----------
    readings : table with `READING_COLUMNS`
    folder : existing folder
    timezone : IANA name of the wall clock
    rows_a_file : rows below the headings that one file may hold

    Returns
    -------
    the files written, at least one

    Examples
    --------
    >>> EXCEL_ROWS
    1048575
    """
    table = _table(readings)
    columns = csv_columns(table, decimal=",", decimals=EXCEL_DECIMALS, one_line=True, yes_no=("ja", "nee"))
    columns |= {name: kept_as_text(columns[name]) for name in _FREE_TEXTS}
    moment = readings["observed_at_utc"]
    columns["date_local"], columns["time_local"] = _date_and_time(moment.dt.tz_convert(ZoneInfo(timezone)))
    columns["date_utc"], columns["time_utc"] = _date_and_time(moment)
    ordered = {EXCEL_HEADINGS[name]: columns[name] for name in EXCEL_ORDER}
    paths = []
    for part, start in enumerate(range(0, max(len(readings), 1), rows_a_file), start=1):
        path = folder / ("readings-excel-nl.csv" if part == 1 else f"readings-excel-nl-{part}.csv")
        rows = {heading: column.slice(start, rows_a_file) for heading, column in ordered.items()}
        _write_blocks(path, csv_bytes(rows, delimiter=";", end="\r\n"), mark=b"\xef\xbb\xbf")
        paths.append(path)
    return paths


# Texts of others that may look like a date without being one (a place called 3-4); the night itself is a date.
_FREE_TEXTS = ("source_file", "supplier", "licence", "instrument_type", "instrument_id", "site_id", "time_as_given", "comment", "area_id")  # fmt: skip


def _write_blocks(path: Path, blocks: Iterable[bytes], *, mark: bytes = b"") -> None:
    with path.open("wb") as file:
        file.write(mark)
        file.writelines(blocks)


def _date_and_time(moment: pd.Series[Any]) -> tuple[pa.Array, pa.Array]:
    wall = moment.dt.tz_localize(None).to_numpy(dtype="datetime64[s]")  # a clock in a spreadsheet has whole seconds
    text = np.datetime_as_string(wall, unit="s")
    missing = np.isnat(wall)
    day, clock = text.astype("U10"), np.array([""] * len(text), dtype="U8")
    if len(text):
        clock = text.view("U1").reshape(len(text), -1)[:, 11:19].copy().view("U8").ravel()
    return pa.array(day, mask=missing), pa.array(clock, mask=missing)


def write_dictionary(path: Path, *, simulated: bool = False) -> None:
    """Write what every column of the readings means: name, unit, limits, and its meaning in Dutch and English.

    Where the readings are `simulated`, the first row says so in both languages.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_dictionary(Path(folder) / "dictionary.csv")
    ...     (Path(folder) / "dictionary.csv").read_text(encoding="utf-8").splitlines()[0]
    'name,heading_excel_nl,type,unit,lowest,highest,meaning_en,meaning_nl,source'
    """
    rows = [*([_SIMULATED] if simulated else []), *(_dictionary_row(column) for column in READING_COLUMNS), *_NOTES]
    table = pd.DataFrame(rows, columns=_DICTIONARY_COLUMNS)
    path.write_bytes(table.to_csv(index=False, lineterminator="\n").encode("utf-8"))


_DICTIONARY_COLUMNS = [
    "name",
    "heading_excel_nl",
    "type",
    "unit",
    "lowest",
    "highest",
    "meaning_en",
    "meaning_nl",
    "source",
]
_TYPES = {"category": "text", "str": "text", "int64": "whole number", "int8": "whole number", "bool": "true or false"}


def _dictionary_row(column: Column) -> list[Any]:
    low, high = column.limits or (None, None)
    heading = EXCEL_HEADINGS.get(column.name, "")
    kind = "number" if column.dtype == "float64" else _TYPES.get(column.dtype, "time, UTC, ISO 8601")
    decimals = EXCEL_DECIMALS.get(column.name)
    en, nl = column.en, column.nl
    if decimals is not None:
        en += f" (rounded to {decimals} decimals in the Excel file)"
        nl += f" (in het Excel-bestand afgerond op {decimals} decimalen)"
    ends = [None if end is None or not np.isfinite(end) else end for end in (low, high)]
    return [guarded(column.name), heading, kind, column.unit, *ends, en, nl, column.source]


_SIMULATED: list[Any] = [
    "(SIMULATED)", "(GESIMULEERD)", "", "", None, None,
    "SIMULATED: these files hold made-up readings of a rehearsal, the rows with is_simulated; they were never measured",
    "GESIMULEERD: in deze bestanden staan verzonnen metingen van een oefening, de rijen met is_simulated; ze zijn nooit gemeten",
    "",
]  # fmt: skip
_FLAG_NAMES = ", ".join(column.name for column in FLAG_COLUMNS[:2])
_NOTES: list[list[Any]] = [
    ["geometry", "", "point (WKB)", "degree", None, None,
     "readings.parquet only: the place as a point; null without a place on Earth",
     "alleen in readings.parquet: de plaats als punt; leeg zonder plaats op aarde", "GeoParquet 1.1"],
    ["(date and time)", "datum (plaatselijk); tijd (plaatselijk); datum (UTC); tijd (UTC)", "text", "", None, None,
     "readings-excel-nl.csv only: observed_at_utc on the wall clock of the event and in UTC, whole seconds",
     "alleen in readings-excel-nl.csv: observed_at_utc op de klok van het evenement en in UTC, hele seconden", ""],
    ["(texts)", "", "", "", None, None,
     "in both CSV files a text that begins with = + - @ a tab or a return has a ' before it, so that no spreadsheet runs it; "
     "readings.parquet holds the text as it was. In the Excel file line ends within a text are spaces, and a text that looks like a date has a ' too",
     "in beide CSV-bestanden staat een ' voor een tekst die begint met = + - @ een tab of een regeleinde, zodat geen rekenblad hem uitvoert; "
     "readings.parquet heeft de tekst zoals die was. In het Excel-bestand zijn regeleinden binnen een tekst spaties, en een tekst die op een datum lijkt heeft ook een '", "OWASP, CSV injection"],
    ["(flags)", "", "", "", None, None,
     f"{_FLAG_NAMES} and so on: 1 good, 2 not checked, 3 suspect, 4 fail, 9 missing",
     f"{_FLAG_NAMES} enzovoort: 1 goed, 2 niet gecontroleerd, 3 verdacht, 4 fout, 9 ontbreekt",
     "IOOS QARTOD, 2020"],
]  # fmt: skip
