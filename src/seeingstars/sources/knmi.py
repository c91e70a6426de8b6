"""KNMI, the Dutch weather service: hourly cloud cover of its stations, from the text or the JSON form.

Source: https://www.daggegevens.knmi.nl/klimatologie/uurgegevens (Royal Netherlands Meteorological Institute, CC BY 4.0).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from seeingstars.errors import UploadError
from seeingstars.sources.file_content import read_content, sha256_of, text_from_bytes
from seeingstars.sources.report import FileReport, Note

KIND = "knmi_hourly_cloud"
SKY_OBSCURED = 9
COLUMNS = ("station", "hour_start_utc", "okta")

_TEXT_HEADER = re.compile(r"^#?\s*STN\s*,\s*YYYYMMDD\s*,\s*HH?\s*(,|$)", re.MULTILINE)
_JSON_KEYS = re.compile(r'"(station_code|STN)"\s*:')


def looks_like(head: bytes) -> bool:
    """Whether these first bytes are of a KNMI file of hourly values, in either form.

    Parameters
    ----------
    head : bytes
        The first bytes of the file, unpacked.

    Examples
    --------
    >>> looks_like(b"# STN,YYYYMMDD,   HH,    N\\n"), looks_like(b'[{"station_code":240,"hour":1}]'), looks_like(b"a,b")
    (True, True, False)
    """
    text, _ = text_from_bytes(head)
    if _TEXT_HEADER.search(text):
        return True
    return text.lstrip().startswith("[") and bool(_JSON_KEYS.search(text)) and '"hour"' in text


def read_hourly_cloud(path: Path) -> pd.DataFrame:
    """Hourly cloud cover of KNMI stations.

    Parameters
    ----------
    path : path of a file: the text form with ``# STN,YYYYMMDD,   HH,    N`` above the values, or the JSON form

    Returns
    -------
    pandas.DataFrame
        ``station`` (int64), ``hour_start_utc`` (aware UTC), ``okta`` (float64): share of the sky under cloud in
        eighths, 0 to 8, and 9 where the sky cannot be seen; NaN where the station reports none. One row an hour
        and station, ordered by these.

    Raises
    ------
    UploadError
        If the file is no such file, has no column N, or holds a value that cannot be.

    Notes
    -----
    The hour HH = 21 runs from 20 to 21 UT: it begins at 20:00. HH = 24 begins at 23:00 of the same day.
    A repeated hour of a station stays once if it says the same, and is refused if it does not.
    """
    text, _ = text_from_bytes(read_content(path).data)
    rows = _rows_of_json(text, path.name) if text.lstrip().startswith("[") else _rows_of_text(text, path.name)
    table = pd.DataFrame(list(rows), columns=["station", "day", "hour", "okta", "line"], dtype="str")
    return _table(table, path.name)


def describe(path: Path) -> FileReport:
    """What a KNMI file holds, or why it is refused.

    Parameters
    ----------
    path : path of a file

    Returns
    -------
    FileReport
        Of kind ``knmi_hourly_cloud``; ``rows_read`` counts the hours.
    """
    sha256 = sha256_of(path) if path.is_file() else ""
    try:
        cloud = read_hourly_cloud(path)
    except UploadError as refused:
        return FileReport(path.name, KIND, False, refused.en, refused.nl, sha256=sha256)
    stations = ", ".join(str(station) for station in cloud["station"].unique())
    blank = int(cloud["okta"].isna().sum())
    notes = [Note(f"{blank} hours without a cloud cover", f"{blank} uren zonder bewolkingsgraad")] if blank else []
    return FileReport(
        path.name,
        KIND,
        True,
        f"KNMI hourly cloud cover: {len(cloud)} hours of station {stations}",
        f"Bewolking per uur van het KNMI: {len(cloud)} uren van station {stations}",
        rows_read=len(cloud),
        sha256=sha256,
        notes=tuple(notes),
    )


Row = tuple[str, str, str, str, str]


def _rows_of_text(text: str, name: str) -> Iterable[Row]:
    columns: list[str] = []
    at: list[int] = []
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if _TEXT_HEADER.match(line):  # files of several stations may have been put one after another
            columns = [column.strip() for column in line.lstrip("# ").split(",")]
            at = _places(columns, ("STN", "YYYYMMDD", "HH" if "HH" in columns else "H", "N"), name)
        elif line.strip() and not line.lstrip().startswith("#"):
            if not columns:
                raise _not_knmi(name)
            fields = [field.strip() for field in line.split(",")]
            if len(fields) != len(columns):
                raise UploadError(
                    f"a row must have {len(columns)} fields, as its header; it has {len(fields)}, in {name} line {number}",
                    f"een rij moet {len(columns)} velden hebben, zoals de kop; het zijn er {len(fields)}, in {name} regel {number}",
                )
            rows.append((fields[at[0]], fields[at[1]], fields[at[2]], fields[at[3]], str(number)))
    if not columns:
        raise _not_knmi(name)
    return rows


def _places(columns: list[str], wanted: tuple[str, ...], name: str) -> list[int]:
    for column in wanted:
        if column not in columns:
            raise _lacks(column, ", ".join(columns), name)
    return [columns.index(column) for column in wanted]


def _rows_of_json(text: str, name: str) -> Iterable[Row]:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UploadError(
            f"{name} must be whole JSON; {error}; download it again",
            f"{name} moet volledige JSON zijn; {error}; download het opnieuw",
        ) from error
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise _not_knmi(name)
    return [_row_of_item(item, number, name) for number, item in enumerate(items, start=1)]


def _row_of_item(item: Mapping[str, object], number: int, name: str) -> Row:
    values = []
    for keys in (("station_code", "STN"), ("date", "YYYYMMDD"), ("hour", "HH"), ("N",)):
        key = next((key for key in keys if key in item), None)
        if key is None:
            raise _lacks(keys[0], ", ".join(list(item)[:30]), name)
        value = item[key]
        values.append("" if value is None else str(value).strip())
    day = values[1][:10].replace("-", "")
    return values[0], day, values[2], values[3], str(number)


def _table(table: pd.DataFrame, name: str) -> pd.DataFrame:
    station = _whole(table, "station", low=1, high=99_999, name=name)
    hour = _whole(table, "hour", low=1, high=24, name=name)
    okta = _whole(table, "okta", low=0, high=SKY_OBSCURED, name=name, may_be_blank=True)
    day = pd.to_datetime(table["day"], format="%Y%m%d", utc=True, errors="coerce")
    if day.isna().any():
        raise _wrong(table, "day", day.isna(), "a date YYYYMMDD", "een datum JJJJMMDD", name)
    start = (day + pd.to_timedelta(hour - 1, unit="h")).dt.as_unit("us")
    cloud = pd.DataFrame({"station": station.astype("int64"), "hour_start_utc": start, "okta": okta.astype("float64")})
    cloud = cloud.drop_duplicates().sort_values(["station", "hour_start_utc"], ignore_index=True)
    twice = cloud.duplicated(["station", "hour_start_utc"])
    if twice.any():
        first = cloud[twice].iloc[0]
        raise UploadError(
            f"an hour of a station must have one cloud cover; station {first['station']} has two at {first['hour_start_utc']:%Y-%m-%d %H:%M}, in {name}",
            f"een uur van een station moet één bewolkingsgraad hebben; station {first['station']} heeft er twee om {first['hour_start_utc']:%Y-%m-%d %H:%M}, in {name}",
        )
    return cloud


def _whole(
    table: pd.DataFrame, column: str, *, low: int, high: int, name: str, may_be_blank: bool = False
) -> pd.Series[float]:
    text = table[column]
    number = pd.to_numeric(text.mask(text == ""), errors="coerce").astype("float64")
    bad = ~(number.between(low, high) & (number == np.floor(number)))
    if may_be_blank:
        bad &= text != ""
    if bad.any():
        raise _wrong(
            table, column, bad, f"a whole number from {low} to {high}", f"een heel getal van {low} tot {high}", name
        )
    return number


def _wrong(table: pd.DataFrame, column: str, bad: pd.Series[bool], rule: str, regel: str, name: str) -> UploadError:
    first = table[bad.to_numpy()].iloc[0]
    return UploadError(
        f"{_NAMES[column]} must be {rule}; {int(bad.sum())} of {len(table)} are not, first at line {first['line']}: {first[column]!r}, in {name}",
        f"{_NAMES[column]} moet {regel} zijn; {int(bad.sum())} van {len(table)} zijn dat niet, het eerst op regel {first['line']}: {first[column]!r}, in {name}",
    )


_NAMES = {"station": "STN", "day": "YYYYMMDD", "hour": "HH", "okta": "N"}


def _not_knmi(name: str) -> UploadError:
    return UploadError(
        f"{name} is not a file of hourly values of KNMI: it needs the header STN,YYYYMMDD,HH,…,N or the JSON form",
        f"{name} is geen bestand met uurwaarden van het KNMI: het heeft de kop STN,YYYYMMDD,HH,…,N nodig, of de JSON-vorm",
    )


def _lacks(column: str, there: str, name: str) -> UploadError:
    return UploadError(
        f"{name} must have {column}; it has {there}; ask KNMI for hourly values with vars=N",
        f"{name} moet {column} hebben; het heeft {there}; vraag het KNMI om uurwaarden met vars=N",
    )
