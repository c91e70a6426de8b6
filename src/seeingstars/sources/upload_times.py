"""The moment of an uploaded row: the date and time of the clock on the wall, and the clocks of its place."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from seeingstars.sources.personal_data import strike_out
from seeingstars.sources.place_zones import is_zone, zones_of_places
from seeingstars.sources.reading_notes import CountedNotes, quoted
from seeingstars.sources.upload_cells import (
    CellError,
    date_from_cell,
    is_month_first,
    offset_from_cell,
    time_from_cell,
)
from seeingstars.sources.upload_rows import UploadRows

FloatArray = npt.NDArray[np.float64]
TextArray = npt.NDArray[np.object_]

ZONE_OF_PLACE = "local_time_with_zone_of_place"
STATED = "local_time_with_stated_offset"
UNKNOWN = "unknown"


class _Clocks(NamedTuple):
    zone: TextArray
    offset_min: FloatArray
    is_stated: npt.NDArray[np.bool_]


def times_of_rows(
    rows: UploadRows, *, longitude_deg: FloatArray, latitude_deg: FloatArray, notes: CountedNotes
) -> dict[str, Any]:
    """The columns of time of uploaded rows.

    A wall time that came twice (when summer time ended) or never (when it began) is a problem of the row
    and no moment: it is not guessed. A date such as 9/5/2022 has the day first, unless the file holds
    another date that can only have the month first; then it is a problem of the row.

    Parameters
    ----------
    rows : uploaded rows
    longitude_deg, latitude_deg : shape (n,)
        Position [degree], which gives the time zone where the row states none.
    notes : takes a note of how many dates were read with the day first

    Returns
    -------
    dict
        Values by name of the column.

    Examples
    --------
    >>> from seeingstars.sources.upload_headings import find_layout
    >>> from seeingstars.sources.upload_rows import rows_under_headings
    >>> text = "date;time;longitude;latitude\\n25-09-2022;22:15;4,48;52,16\\n"
    >>> rows = rows_under_headings(text, find_layout(text))
    >>> times = times_of_rows(
    ...     rows, longitude_deg=np.array([4.48]), latitude_deg=np.array([52.16]), notes=CountedNotes())
    >>> str(times["observed_at_utc"][0]), times["time_basis"][0]
    ('2022-09-25 20:15:00+00:00', 'local_time_with_zone_of_place')
    """
    wall = _wall_times(rows, notes)
    clocks = _clocks(rows, zones_of_places(longitude_deg, latitude_deg=latitude_deg))
    moments = _by_offset(wall, clocks.offset_min)
    for zone in set(clocks.zone) - {""}:
        here = np.flatnonzero((clocks.zone == zone) & wall.notna().to_numpy())
        moments.iloc[here] = _by_zone(rows, wall.iloc[here], zone)
    has_clocks = (clocks.zone != "") | np.isfinite(clocks.offset_min)
    for i in np.flatnonzero(wall.notna().to_numpy() & ~has_clocks & ~clocks.is_stated):
        rows.problems.add(int(i), "there is no place, so no time zone", "er is geen plaats, dus geen tijdzone")
    known = moments.notna().to_numpy()
    as_given = rows.texts["date"] + " " + rows.texts["time"] + " " + rows.texts["time_zone"]
    return {
        "observed_at_utc": moments,
        "observed_at_utc_as_given": moments,
        "time_as_given": [text.strip() for text in strike_out(as_given)[0]],
        "utc_offset_min": np.where(known, clocks.offset_min, np.nan),
        "time_basis": np.select([~known, clocks.is_stated], [UNKNOWN, STATED], default=ZONE_OF_PLACE).astype(object),
    }


def _wall_times(rows: UploadRows, notes: CountedNotes) -> pd.Series[pd.Timestamp]:
    some_month_first = any(is_month_first(text) for text in rows.texts["date"])
    walls: list[datetime | None] = []
    n_day_first = 0
    for i, (day_text, time_text) in enumerate(zip(rows.texts["date"], rows.texts["time"], strict=True)):
        wall, is_ambiguous = _wall_time(rows, i, day_text, time_text)
        if is_ambiguous and some_month_first:
            rows.problems.add(
                i,
                f"date: {quoted(day_text)} may have the month first, as other dates in the file do; write 2022-09-25",
                f"datum: {quoted(day_text)} kan de maand voorop hebben, zoals andere in het bestand; schrijf 2022-09-25",
            )
            wall = None
        n_day_first += is_ambiguous and wall is not None
        walls.append(wall)
    notes.add(
        n_day_first,
        "dates were read with the day first, as is usual in the Netherlands (9/5/2022 is 9 May)",
        "datums zijn gelezen met de dag voorop, zoals in Nederland gebruikelijk is (9/5/2022 is 9 mei)",
    )
    return pd.Series(walls, dtype="datetime64[us]")


def _wall_time(rows: UploadRows, i: int, day_text: str, time_text: str) -> tuple[datetime | None, bool]:
    day = at = None
    for name, text in (("date", day_text), ("time", time_text)):
        try:
            if name == "date":
                day = date_from_cell(text)
            else:
                at = time_from_cell(text)
        except CellError as error:
            if text or i not in rows.problems:
                rows.cell_problem(i, name, error)
    if day is None or at is None:
        return None, False
    return datetime.combine(day.day, at), day.is_ambiguous


def _clocks(rows: UploadRows, zone_of_place: TextArray) -> _Clocks:
    zone, offset = zone_of_place.copy(), np.full(len(rows), np.nan)
    is_stated = rows.texts["time_zone"] != ""
    for i in np.flatnonzero(is_stated):
        text = rows.texts["time_zone"][i]
        stated = offset_from_cell(text)
        zone[i] = text if stated is None and is_zone(text) else ""
        offset[i] = np.nan if stated is None else stated
        if stated is None and not zone[i]:
            rows.cell_problem(
                int(i),
                "time_zone",
                CellError(
                    f"{quoted(text)} is no time zone; write Europe/Amsterdam or +02:00, or leave it empty",
                    f"{quoted(text)} is geen tijdzone; schrijf Europe/Amsterdam of +02:00, of laat leeg",
                ),
            )
    return _Clocks(zone, offset, is_stated)


def _by_offset(wall: pd.Series[pd.Timestamp], offset_min: FloatArray) -> pd.Series[pd.Timestamp]:
    moments = wall.dt.tz_localize("UTC") - pd.to_timedelta(pd.Series(offset_min, dtype="float64"), unit="min")
    return moments.astype("datetime64[us, UTC]")


def _by_zone(rows: UploadRows, wall: pd.Series[pd.Timestamp], zone: str) -> pd.Series[pd.Timestamp]:
    moments = wall.dt.tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
    came_at_all = wall.dt.tz_localize(zone, ambiguous=np.ones(len(wall), dtype=bool), nonexistent="NaT")
    for i in wall.index[moments.isna()]:
        shown = f"{wall[i]:%Y-%m-%d %H:%M}"
        if pd.isna(came_at_all[i]):
            en, nl = "never came", "heeft nooit bestaan"
        else:
            en, nl = "came twice", "kwam twee keer voor"
        rows.problems.add(
            int(i),
            f"{shown} {en} in {zone}, because the clocks changed; state the offset in the column time_zone",
            f"{shown} {nl} in {zone}, omdat de klok werd verzet; noem het verschil met UTC in de kolom tijdzone",
        )
    return moments.dt.tz_convert("UTC")
