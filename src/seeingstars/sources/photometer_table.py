"""From rows of numbers to the readings table of a fixed photometer, with its channels and its temperatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from seeingstars.columns import Stream, readings_from_columns
from seeingstars.sources.delimited_rows import (
    BRIGHTNESS_NO_NUMBER,
    NO_BRIGHTNESS,
    ROW_PROBLEMS,
    RowLayout,
    Rows,
    problem_columns,
)
from seeingstars.sources.report import Note
from seeingstars.sources.sites import sites_from_places


def readings_of_photometer(
    rows: Rows, layout: RowLayout, facts: Mapping[str, Any]
) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """The readings table of a fixed photometer from its rows and from what its header states.

    Parameters
    ----------
    rows : Rows
    layout : RowLayout
        Its ``brightness`` names one column a channel.
    facts : mapping from a name in ``SOURCE_COLUMNS`` to a value for the whole file

    Returns
    -------
    readings : pandas.DataFrame
        One row a line; with several channels one row a line and channel, in the order of the file, the channel's
        number behind the names of the instrument and the site, so that channels are never pooled.
    notes : what a user should know of the rows

    Examples
    --------
    >>> from seeingstars.sources.delimited_rows import read_rows
    >>> layout = RowLayout(";", 3, (0,), {"brightness1": 1, "brightness2": 2}, ("brightness1", "brightness2"))
    >>> rows = read_rows(b"2025-04-28T21:00:00;19.5;20.5\\n", first_line=36, layout=layout)
    >>> table, _ = readings_of_photometer(rows, layout, {"instrument_id": "stars700", "site_id": "stars700"})
    >>> table[["source_line", "instrument_id", "brightness_mag_arcsec2"]].values.tolist()
    [[36, 'stars700 channel 1', 19.5], [36, 'stars700 channel 2', 20.5]]
    """
    numbers, notes = temperatures_present(rows.numbers)
    shared = {name: values for name, values in numbers.items() if name not in layout.brightness}
    observed_at_utc = pd.DatetimeIndex(rows.observed_at_utc, tz="UTC")
    columns: dict[str, Any] = {
        **facts,
        **shared,
        "source_line": rows.source_line,
        "stream": Stream.PHOTOMETER,
        "observed_at_utc": observed_at_utc,
        "observed_at_utc_as_given": observed_at_utc,
        "time_as_given": rows.time_as_given,
        "time_basis": "utc_column",
        **problem_columns(rows.problem),
    }
    if {"longitude_deg", "latitude_deg"} <= numbers.keys():
        columns["site_id"] = _sites_of_rows(columns, rows.problem.size)
    notes += backwards_notes(rows)
    if len(layout.brightness) == 1:
        columns["brightness_mag_arcsec2"] = rows.numbers[layout.brightness[0]]
        return readings_from_columns(columns, rows.problem.size), notes
    table = joined_readings([_channel(rows, columns, name) for name in layout.brightness])
    n = len(layout.brightness)
    note = Note(
        f"the meter has {n} channels; each became a row of its own, never averaged",
        f"de meter heeft {n} kanalen; elk kanaal is een eigen rij geworden, nooit gemiddeld",
    )
    return table.sort_values("source_line", kind="stable", ignore_index=True), (*notes, note)


def _channel(rows: Rows, columns: Mapping[str, Any], name: str) -> pd.DataFrame:
    """The readings of one channel; its number stands behind the names of the instrument and the site."""
    number = name.removeprefix("brightness")
    brightness = rows.numbers[name]
    problem = rows.problem.copy()
    of_other_channel = np.isfinite(brightness) & np.isin(
        problem, [ROW_PROBLEMS.index(NO_BRIGHTNESS), ROW_PROBLEMS.index(BRIGHTNESS_NO_NUMBER)]
    )
    problem[of_other_channel] = 0
    own = {
        "brightness_mag_arcsec2": brightness,
        "instrument_id": f"{columns['instrument_id']} channel {number}".strip(),
        "site_id": _with_channel(columns["site_id"], number),
        **problem_columns(problem),
    }
    return readings_from_columns({**columns, **own}, brightness.size)


def _sites_of_rows(columns: Mapping[str, Any], n_rows: int) -> npt.NDArray[np.object_]:
    """The site of each row where the file states the place row by row."""
    name = columns.get("instrument_id") or columns.get("instrument_type") or "meter"
    instrument = np.full(n_rows, name, dtype=object)
    places = {key: columns[key] for key in ("longitude_deg", "latitude_deg")}
    return sites_from_places(instrument, **places)


def _with_channel(site: Any, number: str) -> Any:
    """The name of a site, or the names of the sites of all rows, with the channel behind it."""
    if isinstance(site, str):
        return f"{site} channel {number}".strip()
    return np.array([f"{name} channel {number}".strip() for name in site], dtype=object)


def joined_readings(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Readings tables under each other; their categories are joined, not lost.

    Examples
    --------
    >>> tables = [readings_from_columns({"instrument_id": name}, 1) for name in ("a", "b")]
    >>> joined_readings(tables).instrument_id.tolist()
    ['a', 'b']
    """
    columns = {}
    for name in tables[0].columns:
        parts = [table[name] for table in tables]
        if isinstance(parts[0].dtype, pd.CategoricalDtype):
            parts = [part.astype("str") for part in parts]
        columns[name] = pd.concat(parts, ignore_index=True)
    return readings_from_columns(columns, sum(map(len, tables)))


def temperatures_present(
    numbers: Mapping[str, npt.NDArray[np.float64]],
) -> tuple[dict[str, npt.NDArray[np.float64]], tuple[Note, ...]]:
    """Temperatures of a TESS meter, NaN where both are exactly 0.0, and a note that says how many.

    A TESS without its infrared sensor writes 0.0 for both temperatures.

    Examples
    --------
    >>> both = {"temperature_c": np.array([0.0, 9.5]), "sky_temperature_c": np.array([0.0, 0.0])}
    >>> temperatures_present(both)[0]["temperature_c"].tolist()
    [nan, 9.5]
    """
    made = dict(numbers)
    if not {"temperature_c", "sky_temperature_c"} <= numbers.keys():
        return made, ()
    absent = (numbers["temperature_c"] == 0) & (numbers["sky_temperature_c"] == 0)
    n_absent = int(absent.sum())
    if not n_absent:
        return made, ()
    for name in ("temperature_c", "sky_temperature_c"):
        made[name] = np.where(absent, np.nan, numbers[name])
    note = Note(
        f"both temperatures are 0.0 in {n_absent} rows: the sensor was absent, and they are left empty",
        f"beide temperaturen zijn 0,0 in {n_absent} rijen: de sensor ontbrak, en ze zijn leeg gelaten",
    )
    return made, (note,)


def backwards_notes(rows: Rows) -> tuple[Note, ...]:
    """A note where the time of a row lies before that of the row above it."""
    steps = np.diff(rows.observed_at_utc)
    n_back = int((steps < np.timedelta64(0)).sum())
    if not n_back:
        return ()
    return (
        Note(
            f"the time runs backwards {n_back} times; the order of the file was kept",
            f"de tijd loopt {n_back} keer terug; de volgorde van het bestand is gehouden",
        ),
    )
