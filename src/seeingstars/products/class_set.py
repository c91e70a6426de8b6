"""Products: the class set: few columns, few rows, only good readings, for a class of thirty with a spreadsheet."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from seeingstars.columns import READING_STREAMS, Flag, Stream
from seeingstars.event import Event
from seeingstars.products.captions import suppliers_words
from seeingstars.products.csv_text import csv_bytes, guarded, kept_as_text
from seeingstars.products.evening_course import FLANK_MIN, STEP_MIN, clock_text, wall_clock_min, window_clock
from seeingstars.products.readings_map import short_name
from seeingstars.products.words import LANGUAGES, Language, date_words, role_words, say, stream_words, text_in

# A made-up moment in every file of the workbook, so that the same set is the same bytes.
_MOMENT = (2000, 1, 1, 0, 0, 0)
_A4 = 9  # as the format numbers sizes of paper
_COLUMNS_OF_EVENING = (
    "class_night",
    "class_kind",
    "class_time",
    "class_stream",
    "class_place",
    "class_area",
    "class_off",
    "class_brightness",
    "class_limit",
    "class_count",
    "class_longitude",
    "class_latitude",
)
_COLUMNS_OF_NIGHTS = ("class_night", "class_kind", "class_stream", "class_place", "class_area", "class_brightness", "class_limit", "class_count")  # fmt: skip
_WIDTHS = {"class_brightness": 26, "class_limit": 26, "class_stream": 16, "class_place": 26, "class_area": 20, "class_kind": 16}  # fmt: skip


def write_class_set(
    folder: Path,
    *,
    readings: pd.DataFrame,
    site_nights: Mapping[str, pd.DataFrame],
    event: Event,
    simulated: bool,
) -> list[Path]:
    """Write the class set in Dutch and English: a workbook and two CSV files each.

    Parameters
    ----------
    folder : existing folder to write into
    readings : table with `READING_COLUMNS`
    site_nights : mapping from stream to a table role, site_id, night, value, n_readings, used
    event : the event
    simulated : whether any of it is simulated: every sheet says so

    Returns
    -------
    the files written
        For each language ``class-set-<language>.xlsx`` with the sheets about, nights and evenings, and these two
        sheets as ``class-nights-<language>.csv`` and ``class-set-<language>.csv``: Dutch with ``;`` and a decimal
        comma, English with ``,`` and a point, both with a byte-order mark.

    Notes
    -----
    No name, comment or instrument number of a person is in it; places of people are rounded to 0.001 degree. Fixed
    meters stand as means of ten minutes with their number of readings. Equal inputs give equal bytes.

    Examples
    --------
    >>> write_class_set.__name__
    'write_class_set'
    """
    nights = _used_nights(site_nights)
    tables = {
        "evening": _evenings(readings, nights, event=event),
        "nights": _nights(nights, event=event),
    }
    written = []
    for language in LANGUAGES:
        sheets = {name: _worded(table, name, event, language) for name, table in tables.items()}
        about = about_lines(readings, event=event, simulated=simulated, is_empty=tables["evening"].empty, language=language)  # fmt: skip
        written.append(_write_workbook(folder / f"class-set-{language}.xlsx", about, sheets, simulated, language))
        for name, stem in (("evening", "class-set"), ("nights", "class-nights")):
            written.append(_write_csv(folder / f"{stem}-{language}.csv", sheets[name], simulated, language))
    return written


def _used_nights(site_nights: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    names = ["role", "site_id", "night", "value", "n_readings"]
    parts = [pd.DataFrame(columns=["stream", *names])]
    for stream in READING_STREAMS:
        table = site_nights.get(stream)
        if table is not None and len(table) and "used" in table:
            parts.append(table.loc[table["used"].astype(bool), names].assign(stream=stream))
    kept = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return kept.astype({"stream": str, "role": str, "site_id": str, "night": str})


def _nights(used: pd.DataFrame, *, event: Event) -> pd.DataFrame:
    table = used.assign(is_event=used["night"] == event.night.isoformat())
    is_eye = table["stream"] == Stream.NAKED_EYE
    value = table["value"].astype(float)
    table = table.assign(brightness=value.mask(is_eye), limit=value.where(is_eye), count=table["n_readings"])
    order = pd.Categorical(table["stream"], READING_STREAMS, ordered=True)
    table = table.assign(order=order).sort_values(["order", "role", "site_id", "night"], ascending=[True, False, True, True])  # fmt: skip
    # A person's site may bear the number of an instrument: people are numbered, never named.
    is_person = table["stream"] != Stream.PHOTOMETER
    people = table[is_person].groupby(["order", "role", "site_id"], sort=False, observed=True).ngroup() + 1
    table.loc[is_person, "site_id"] = "#" + people.astype(str)
    return table.drop(columns=["value", "n_readings", "order"]).reset_index(drop=True)


def _evenings(readings: pd.DataFrame, used: pd.DataFrame, *, event: Event) -> pd.DataFrame:
    """Good readings of the nights that were compared, round the window: ten-minute means of meters, people one by one."""
    (start, end), _ = window_clock(event)
    nights = set(used["night"])
    rows = readings[(readings["flag"] == Flag.GOOD) & readings["night"].astype(str).isin(nights)]
    clock = wall_clock_min(rows["observed_at_utc"], night=rows["night"].astype(str), event=event)
    step = np.floor((clock - start) / STEP_MIN) * STEP_MIN + start
    rows = rows.assign(clock=np.floor(clock), step=step)[(clock >= start - FLANK_MIN) & (clock < end + FLANK_MIN)]
    rows = rows.astype({"stream": str, "role": str, "site_id": str, "night": str})
    is_meter = rows["stream"] == Stream.PHOTOMETER
    parts = [_by_ten_minutes(rows[is_meter], used), _one_by_one(rows[~is_meter])]
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    table = table.assign(is_event=table["night"] == event.night.isoformat())
    order = pd.Categorical(table["stream"], READING_STREAMS, ordered=True)
    keys = ["order", "role", "site_id", "night", "clock", "brightness", "limit", "longitude", "latitude"]
    table = table.assign(order=order).sort_values(keys, ascending=[True, False, *[True] * 7], kind="stable")
    return table.drop(columns="order").reset_index(drop=True)


def _by_ten_minutes(rows: pd.DataFrame, used: pd.DataFrame) -> pd.DataFrame:
    """Of each meter only the nights at which it was itself compared."""
    keys = ["role", "site_id", "night"]
    pairs = pd.MultiIndex.from_frame(used.loc[used["stream"] == Stream.PHOTOMETER, keys])
    rows = rows[pd.MultiIndex.from_frame(rows[keys]).isin(pairs)]
    groups = rows.groupby(["stream", *keys, "step"], sort=True)
    table = groups.agg(
        brightness=("brightness_mag_arcsec2", "mean"),
        count=("brightness_mag_arcsec2", "count"),
        off=("in_window", "all"),
        longitude=("longitude_deg", "first"),
        latitude=("latitude_deg", "first"),
    )
    return table.reset_index().rename(columns={"step": "clock"}).assign(limit=np.nan)


def _one_by_one(rows: pd.DataFrame) -> pd.DataFrame:
    is_eye = rows["stream"] == Stream.NAKED_EYE
    return pd.DataFrame(
        {
            "stream": rows["stream"],
            "role": rows["role"],
            "site_id": "",
            "night": rows["night"],
            "clock": rows["clock"],
            "brightness": rows["brightness_mag_arcsec2"].mask(is_eye),
            "limit": rows["limiting_magnitude"].where(is_eye),
            "count": 1,
            "off": rows["in_window"].astype(bool),
            "longitude": rows["longitude_deg"],
            "latitude": rows["latitude_deg"],
        }
    )


def _worded(table: pd.DataFrame, name: str, event: Event, language: Language) -> dict[str, list[Any]]:
    """The columns of a sheet in the words of one language, as dates, times, numbers and texts."""
    kind = {True: say("class_event_night", language), False: say("class_ordinary_night", language)}
    somebody = say("class_person", language)
    columns: dict[str, list[Any]] = {
        "class_night": [date.fromisoformat(night) for night in table["night"]],
        "class_kind": [kind[bool(one)] for one in table["is_event"]],
        "class_stream": [stream_words(stream, language) for stream in table["stream"]],
        "class_place": [_place_words(site, somebody) for site in table["site_id"]],
        "class_area": [role_words(role, language) for role in table["role"]],
        "class_brightness": _known(table["brightness"], 3),
        "class_limit": _known(table["limit"], 2),
        "class_count": [int(count) for count in table["count"]],
    }
    if name == "evening":
        columns |= {
            "class_time": [time.fromisoformat(clock_text(clock)) for clock in table["clock"]],
            "class_off": [say("yes" if off else "no", language) for off in table["off"]],
            "class_longitude": _known(table["longitude"], 3),
            "class_latitude": _known(table["latitude"], 3),
        }
    order = _COLUMNS_OF_EVENING if name == "evening" else _COLUMNS_OF_NIGHTS
    return {key: columns[key] for key in order}


def _place_words(site_id: str, somebody: str) -> str:
    if site_id and not site_id.startswith("#"):
        return short_name(site_id)
    return f"{somebody} {site_id.removeprefix('#')}".strip()


def _known(values: Iterable[float], decimals: int) -> list[float | None]:
    return [round(float(value), decimals) if np.isfinite(value) else None for value in values]


def about_lines(
    readings: pd.DataFrame, *, event: Event, simulated: bool, is_empty: bool, language: Language
) -> list[str]:
    """What the first sheet says, line by line.

    Examples
    --------
    >>> from seeingstars.event_file import load_event
    >>> leiden = load_event(Path("data/events/leiden-2022"))
    >>> about_lines(pd.DataFrame(), event=leiden, simulated=False, is_empty=True, language="en")[0]
    'The class set of: Seeing Stars Leiden, 25 September 2022'
    """
    lines = [say("class_title", language, event=text_in(event.name, language))]
    lines += [say("class_simulated", language)] if simulated else []
    lines += [say("class_empty", language)] if is_empty else []
    lines.append(say("class_what", language, night=date_words(event.night, language)))
    tries = ("class_try_1", "class_try_2" if event.has_control else "class_try_2_alone", "class_try_3")
    lines += [say(key, language) for key in ("class_nights_what", "class_evening_what", "class_larger", *tries, "class_answer")]  # fmt: skip
    if len(readings):
        lines.append(say("class_source", language, sources=suppliers_words(readings, language)))
    return lines


def _headings(keys: Iterable[str], simulated: bool, language: Language) -> list[str]:
    made_up = [say("class_made_up", language)] if simulated else []
    return [*(say(key, language) for key in keys), *made_up]


@lru_cache(maxsize=4096)
def safe_cell(text: str) -> str:
    """A text that no spreadsheet runs as a formula or turns into a date when it opens a CSV file.

    Examples
    --------
    >>> safe_cell("3-4"), safe_cell("mei 12"), safe_cell("=1+1"), safe_cell("SQM-3"), safe_cell("stars62")
    ("'3-4", "'mei 12", "'=1+1", 'SQM-3', 'stars62')
    """
    safe = guarded(text)
    return safe if safe != text else str(kept_as_text(pa.array([text], type=pa.string()))[0].as_py())


_safe_text = lru_cache(maxsize=4096)(guarded)


def _write_csv(path: Path, sheet: Mapping[str, Sequence[Any]], simulated: bool, language: Language) -> Path:
    decimal = "," if language == "nl" else "."
    columns = [pa.array([_cell(value, decimal) for value in values], type=pa.string()) for values in sheet.values()]
    n_rows = len(columns[0])
    if simulated:
        columns.append(pa.array([say("yes", language)] * n_rows, type=pa.string()))
    named = dict(zip(_headings(sheet, simulated, language), columns, strict=True))
    path.write_bytes(
        b"\xef\xbb\xbf" + b"".join(csv_bytes(named, delimiter=";" if language == "nl" else ",", end="\r\n"))
    )
    return path


def _cell(value: Any, decimal: str) -> str | None:
    if value is None or isinstance(value, str):
        return None if value is None else safe_cell(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).replace(".", decimal)


def _write_workbook(
    path: Path, about: Sequence[str], sheets: Mapping[str, Mapping[str, Sequence[Any]]], simulated: bool, language: Language
) -> Path:  # fmt: skip
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "Seeing Stars"
    foot = {"title": about[0], "stamp": say("simulated_stamp", language) if simulated else ""}
    # The paper first: a workbook that is written as it goes cannot be told afterwards.
    _fill_about(_on_paper(book.create_sheet(say("class_sheet_about", language)), **foot), about)
    for name in ("nights", "evening"):
        sheet = _on_paper(book.create_sheet(say(f"class_sheet_{name}", language)), **foot)
        _fill_sheet(sheet, sheets[name], simulated, language)
    packed = BytesIO()
    book.save(packed)
    path.write_bytes(without_clock(packed.getvalue()))
    return path


def _fill_about(sheet: Any, lines: Sequence[str]) -> None:
    sheet.column_dimensions["A"].width = 110
    for row, line in enumerate(lines):
        sheet.append([_styled(sheet, line, bold=row == 0, size=14 if row == 0 else 11)])


def _on_paper(sheet: Any, *, title: str, stamp: str) -> Any:
    """The sheet laid out for A4 on its side: as wide as the page, and below it what it is."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    words = title if len(title) <= 120 else f"{title[:119]}…"  # Excel opens no footer of more than 255 letters
    sheet.oddFooter.left.text = words.replace("&", "&&")
    sheet.oddFooter.right.text = f"{stamp}  &P / &N".strip()
    return sheet


def _fill_sheet(sheet: Any, columns: Mapping[str, Sequence[Any]], simulated: bool, language: Language) -> None:
    from openpyxl.utils import get_column_letter

    headings = _headings(columns, simulated, language)
    for key, letter in zip(columns, map(get_column_letter, range(1, 99)), strict=False):
        sheet.column_dimensions[letter].width = _WIDTHS.get(key, 14)
    n_rows = len(next(iter(columns.values())))
    sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{n_rows + 1}"
    sheet.append([_styled(sheet, heading, bold=True, size=11) for heading in headings])
    made_up = [say("yes", language)] if simulated else []
    for values in zip(*columns.values(), strict=True):
        sheet.append([*(_cell_of(sheet, value) for value in values), *made_up])


def _cell_of(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, time):
        cell = WriteOnlyCell(sheet, value=value)
        cell.number_format = "hh:mm"  # whole minutes: seconds would promise more than was measured
        return cell
    return _safe_text(value) if isinstance(value, str) else value


def _styled(sheet: Any, text: str, *, bold: bool, size: int) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(sheet, value=_safe_text(text))
    cell.font = Font(bold=bold, size=size)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def without_clock(workbook: bytes) -> bytes:
    """The bytes of a workbook without the moment at which it was made.

    Examples
    --------
    >>> from openpyxl import Workbook
    >>> packed = BytesIO()
    >>> Workbook().save(packed)
    >>> with zipfile.ZipFile(BytesIO(without_clock(packed.getvalue()))) as parts:
    ...     {part.date_time[0] for part in parts.infolist()}
    {2000}
    """
    packed = BytesIO()
    stamp = f"{datetime(*_MOMENT):%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(BytesIO(workbook)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new:  # fmt: skip
        for part in old.infolist():
            content = old.read(part.filename)
            if part.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, content)
            fixed = zipfile.ZipInfo(part.filename, date_time=_MOMENT)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            fixed.create_system = 3
            new.writestr(fixed, content)
    return packed.getvalue()
