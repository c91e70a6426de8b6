"""Products: the readings by people for the map, in few bytes; and all readings counted for the table beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seeingstars.columns import CHECKS, READING_STREAMS, Flag, Role, Stream, require_columns
from seeingstars.event import Event
from seeingstars.products.places import on_earth

# Our choice: what a telephone draws without a stutter; the rest is told and stands in the files.
MOST_POINTS = 50_000
DEGREE_STEPS = 1000  # positions of people to 0.001 degree
QUALITIES = ("good", "doubtful", "rejected")
WHEN = ("all", "evening", "window")
ROLES = (Role.LIGHTS_OFF, Role.CONTROL, Role.OUTSIDE)
PEOPLE_STREAMS = tuple(stream for stream in READING_STREAMS if stream != Stream.PHOTOMETER)
_NEEDED = (
    "stream",
    "flag",
    "night",
    "role",
    "in_window",
    "longitude_deg",
    "latitude_deg",
    "brightness_mag_arcsec2",
    "limiting_magnitude",
    *(check.column for check in CHECKS),
)


@dataclass(frozen=True)
class Points:
    """Readings by people: ``columns`` of whole numbers for the map, and how many are not in them and why."""

    columns: dict[str, Any]
    nights: list[str]
    n_shown: int
    n_left_out: int  # of other nights, because there are too many
    n_without_place: int


def quality_of(flag: pd.Series[Any]) -> NDArray[np.int64]:
    """0 good, 1 doubtful or not checked, 2 rejected or missing.

    Examples
    --------
    >>> quality_of(pd.Series([1, 2, 3, 4, 9])).tolist()
    [0, 1, 1, 2, 2]
    """
    values = flag.to_numpy()
    chosen = np.select([values == Flag.GOOD, np.isin(values, [Flag.NOT_CHECKED, Flag.SUSPECT])], [0, 1], 2)
    return np.asarray(chosen, dtype=np.int64)


def people_points(readings: pd.DataFrame, *, event: Event, most: int = MOST_POINTS) -> Points:
    """The readings by people as columns of whole numbers, nearest nights first where there are too many.

    Parameters
    ----------
    readings : table with `READING_COLUMNS`
    event : the event
    most : how many points the map may hold

    Returns
    -------
    Points
        ``x`` and ``y`` [0.001 degree], ``s`` (place in `PEOPLE_STREAMS`), ``q`` (place in `QUALITIES`), ``w`` (place in
        `WHEN`), ``n`` (place in ``nights``), ``v`` (value in 0.01 mag; null without one), ``c`` (the first check that is
        not good, its place in `CHECKS` plus 1; 0 for none).

    Examples
    --------
    >>> people_points(pd.DataFrame({"stream": []}), event=None)
    Traceback (most recent call last):
    seeingstars.errors.TableError: people_points needs the columns ...
    """
    require_columns(readings, _NEEDED, where="people_points")
    people = readings.loc[readings["stream"] != Stream.PHOTOMETER, list(_NEEDED)]
    placed = people[on_earth(people)]
    far = (pd.to_datetime(placed["night"].astype(str), errors="coerce") - pd.Timestamp(event.night)).abs()
    order = np.argsort(far.dt.total_seconds().fillna(np.inf).to_numpy(), kind="stable")[:most]
    shown = placed.iloc[np.sort(order)]
    nights, codes = np.unique(shown["night"].astype(str).to_numpy(dtype=object), return_inverse=True)
    columns = {
        "x": np.rint(shown["longitude_deg"].to_numpy(dtype=float) * DEGREE_STEPS).astype(int).tolist(),
        "y": np.rint(shown["latitude_deg"].to_numpy(dtype=float) * DEGREE_STEPS).astype(int).tolist(),
        "s": pd.Index(PEOPLE_STREAMS).get_indexer(pd.Index(shown["stream"].astype(str))).tolist(),
        "q": quality_of(shown["flag"]).tolist(),
        "w": when_of(shown, event=event).tolist(),
        "n": codes.tolist(),
        "v": _hundredths(shown),
        "c": _first_fault(shown).tolist(),
    }
    return Points(columns, nights.tolist(), len(shown), len(placed) - len(shown), len(people) - len(placed))


def when_of(readings: pd.DataFrame, *, event: Event) -> NDArray[np.int64]:
    """0 another night, 1 the night itself, 2 the lights-off hours of that night.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> table = pd.DataFrame({"night": ["2022-09-25", "2022-09-25", "2022-09-24"], "in_window": [True, False, True]})
    >>> when_of(table, event=load_event(Path("data/events/leiden-2022"))).tolist()
    [2, 1, 0]
    """
    is_night = (readings["night"].astype(str) == event.night.isoformat()).to_numpy(dtype=bool)
    in_window = is_night & readings["in_window"].to_numpy(dtype=bool)
    return np.asarray(is_night.astype(np.int64) + in_window, dtype=np.int64)


def _hundredths(rows: pd.DataFrame) -> list[int | None]:
    is_eye = (rows["stream"] == Stream.NAKED_EYE).to_numpy(dtype=bool)
    eye, meter = (rows[name].to_numpy(dtype=float) for name in ("limiting_magnitude", "brightness_mag_arcsec2"))
    values = np.where(is_eye, eye, meter)
    return [None if not known else round(100 * value) for known, value in zip(np.isfinite(values), values, strict=True)]


def _first_fault(rows: pd.DataFrame) -> NDArray[np.int64]:
    """The first of the checks that count with the worst flag; 0 where all are good."""
    faults = np.zeros(len(rows), dtype=np.int64)
    worst = rows["flag"].to_numpy()
    for place in reversed(range(len(CHECKS))):
        if CHECKS[place].counts:
            is_fault = (rows[CHECKS[place].column].to_numpy() == worst) & (worst != Flag.GOOD)
            faults[is_fault] = place + 1
    return faults


def counted(readings: pd.DataFrame, *, event: Event) -> pd.DataFrame:
    """How many readings and places there are of each stream in each role: all, by quality, and of the evening.

    Parameters
    ----------
    readings : table with `READING_COLUMNS`
    event : the event

    Returns
    -------
    pandas.DataFrame
        stream, role, n_all, n_good, n_doubtful, n_rejected, n_evening, n_window (good ones in the lights-off hours of
        the evening), n_places (places to 0.001 degree); in the order of streams and `ROLES`, without empty rows.

    Examples
    --------
    >>> counted(pd.DataFrame({"stream": []}), event=None)
    Traceback (most recent call last):
    seeingstars.errors.TableError: counted needs the columns ...
    """
    require_columns(readings, _NEEDED[:7], where="counted")
    quality, when = quality_of(readings["flag"]), when_of(readings, event=event)
    there = on_earth(readings)
    east, north = (np.rint(readings[name].to_numpy(dtype=float) * DEGREE_STEPS) for name in _NEEDED[5:7])
    place = pd.Series(east * 1e6 + north, index=readings.index).where(there)
    flags = {f"n_{name}": quality == code for code, name in enumerate(QUALITIES)}
    table = pd.DataFrame(
        {
            "stream": pd.Categorical(readings["stream"].astype(str), READING_STREAMS, ordered=True),
            "role": pd.Categorical(readings["role"].astype(str).replace("", Role.OUTSIDE), ROLES, ordered=True),
            "n_all": 1,
            **flags,
            "n_evening": when > 0,
            "n_window": (when == 2) & (quality == 0),
            "place": place.to_numpy(),
        }
    )
    groups = table.groupby(["stream", "role"], observed=True)
    sums = groups[[name for name in table.columns if name.startswith("n_")]].sum().astype(int)
    return sums.assign(n_places=groups["place"].nunique()).reset_index()
