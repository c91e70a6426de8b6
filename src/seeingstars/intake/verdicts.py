"""The verdict of every check, row by row: for a page and as a file that a spreadsheet may open without harm."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from seeingstars.columns import CHECKS, Flag

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class RowVerdict:
    """One row and what every check says of it; ``flags`` holds a QARTOD flag by the name of each of `columns.CHECKS`."""

    line: int
    observed_at_utc: datetime | None
    stream: str
    value_text_en: str
    value_text_nl: str
    quality: Flag
    flags: Mapping[str, int]
    reasons_en: tuple[str, ...]
    reasons_nl: tuple[str, ...]
    is_duplicate: bool


_WORDS = {
    Flag.GOOD: ("good", "goed"),
    Flag.NOT_CHECKED: ("not checked", "niet nagegaan"),
    Flag.SUSPECT: ("suspect", "twijfelachtig"),
    Flag.FAIL: ("fail", "fout"),
    Flag.MISSING: ("missing", "ontbreekt"),
}
_SHOWN = (
    ("source_line", "line", "regel"),
    ("stream", "stream", "stroom"),
    ("time_as_given", "time as given", "tijd zoals opgegeven"),
    ("observed_at_utc", "time (UTC)", "tijd (UTC)"),
    ("longitude_deg", "longitude", "lengtegraad"),
    ("latitude_deg", "latitude", "breedtegraad"),
    ("brightness_mag_arcsec2", "brightness (mag/arcsec2)", "helderheid (mag/arcsec2)"),
    ("limiting_magnitude", "limiting magnitude", "grensmagnitude"),
    ("sun_altitude_deg", "sun altitude (degrees)", "zonshoogte (graden)"),
    ("moon_altitude_deg", "moon altitude (degrees)", "maanhoogte (graden)"),
)
# As `products.csv_text` has it, for one text at a time: signs also in full width and behind blanks, and after the sign at
# which a spreadsheet of another country splits.
_SIGNS = "=+\\-@|%\uff1d\uff0b\uff0d\uff20"
_FORMULA = re.compile(rf"[\t\r\n]|[\s\x00-\x20\x7f\ufeff]*[{_SIGNS}]")
_FORMULA_INSIDE = re.compile(rf"([;,\t][\s\x00-\x20\x7f\ufeff]*)([{_SIGNS}])")


def row_verdicts(readings: pd.DataFrame, *, start: int = 0, repeated: Collection[int] = ()) -> list[RowVerdict]:
    """The verdicts of some rows.

    Parameters
    ----------
    readings : DataFrame from `quality.flag_readings`, or some rows of one
    start : number of the first of these rows in its file, from 0
    repeated : numbers of the rows that repeat a reading that we have

    Returns
    -------
    list of RowVerdict
    """
    flags = readings[[check.column for check in CHECKS]].to_numpy().tolist()
    made = []
    for i, row in enumerate(readings.itertuples(index=False)):
        moment: Any = row.observed_at_utc
        made.append(
            RowVerdict(
                line=int(row.source_line),  # type: ignore[arg-type]
                observed_at_utc=None if moment != moment else moment.to_pydatetime(),
                stream=str(row.stream),
                value_text_en=_value_text(row, ".", ("stars counted", "limiting magnitude")),
                value_text_nl=_value_text(row, ",", ("sterren geteld", "grensmagnitude")),
                quality=Flag(int(row.flag)),  # type: ignore[arg-type]
                flags={check.name: flag for check, flag in zip(CHECKS, flags[i], strict=True)},
                reasons_en=_parts(row.reason_en),
                reasons_nl=_parts(row.reason_nl),
                is_duplicate=start + i in repeated,
            )
        )
    return made


def _parts(reason: Any) -> tuple[str, ...]:
    return tuple(part for part in str(reason).split("\n") if part)


def _value_text(row: Any, point: str, words: tuple[str, str]) -> str:
    parts = []
    for value, form in (
        (row.brightness_mag_arcsec2, "{:.2f} mag/arcsec²"),
        (row.limiting_magnitude, words[1] + " {:.1f}"),
        (getattr(row, "stars_counted", np.nan), "{:.0f} " + words[0]),
    ):
        if value == value:
            parts.append(form.format(value).replace(".", point))
    return "; ".join(parts)


def safe_cell(text: str) -> str:
    """A text that a spreadsheet shows and never works out.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("-3.5"), safe_cell("clear"), safe_cell(" \uff1d1"), safe_cell("a;=1")
    ("'=1+1", '-3.5', 'clear', "' \uff1d1", "a;'=1")
    """
    try:
        float(text)
    except ValueError:
        inside = _FORMULA_INSIDE.sub(r"\1'\2", text)
        return "'" + inside if _FORMULA.match(text) else inside
    return text


def write_verdicts(
    tables: Iterable[pd.DataFrame], target: Path, *, language: str, repeated: Collection[int] = ()
) -> Path:
    """Write a table with a row for each reading and a column for each check.

    Parameters
    ----------
    tables : tables from `quality.flag_readings`, in order
    target : path to write
    language : ``nl`` (semicolons, decimal commas) or ``en``; UTF-8 with a byte order mark
    repeated : numbers of the rows that repeat a reading that we have

    Returns
    -------
    path
    """
    at = 1 if language == "nl" else 0
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";" if at else ",")
        heads = [head[1 + at] for head in _SHOWN] + [check.nl if at else check.en for check in CHECKS]
        own = ("oordeel", "hebben wij al", "reden") if at else ("verdict", "already have", "reason")
        writer.writerow([*heads, *own])
        start = 0
        for readings in tables:
            writer.writerows(_rows(readings, at, repeated, first=start))
            start += len(readings)
    return target


def _rows(readings: pd.DataFrame, at: int, repeated: Collection[int], *, first: int) -> Iterator[list[str]]:
    words = {int(flag): both[at] for flag, both in _WORDS.items()}
    point = "," if at else "."
    yes_no = ("no", "yes") if not at else ("nee", "ja")
    reason = "reason_nl" if at else "reason_en"
    for start in range(0, len(readings), 10_000):
        piece = readings.iloc[start : start + 10_000]
        columns = [[_cell(value, point) for value in piece[name].tolist()] for name, _, _ in _SHOWN]
        columns += [[words[flag] for flag in piece[name].tolist()] for name in (*(c.column for c in CHECKS), "flag")]
        columns.append([yes_no[first + i in repeated] for i in range(start, start + len(piece))])
        columns.append([safe_cell(str(text).replace("\n", "; ")) for text in piece[reason].tolist()])
        for row in zip(*columns, strict=True):
            yield list(row)


def _cell(value: Any, point: str) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", point)
    if hasattr(value, "isoformat"):
        return str(value.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return safe_cell(str(value))
