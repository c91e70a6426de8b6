"""Science: the nights that the tiles of one stream hold, each with the time at which the satellite looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from seeingstars.event import Event, Text
from seeingstars.science.satellite_pass import (
    BASIS_A1,
    BASIS_UNKNOWN,
    BASIS_UNKNOWN_NIGHT,
    INSIDE,
    in_window,
    moment_of_hours,
    night_is_sure,
    night_of_pass,
)
from seeingstars.science.tile_stream import Rest, TileStream


@dataclass(frozen=True)
class TileNight:
    """One night: its tiles, the at-sensor tiles beside them, and when the pixels were seen (UTC; None if not known)."""

    night: date
    day: date
    tiles: list[xr.Dataset]
    beside: list[xr.Dataset]
    first: datetime | None
    middle: datetime | None
    last: datetime | None
    basis: str


def nights_of_stream(stream: TileStream, *, event: Event) -> tuple[list[TileNight], list[Rest]]:
    """The nights of a stream, each once.

    Parameters
    ----------
    stream : TileStream
    event : Event

    Returns
    -------
    nights : list of TileNight
        In order of date; of two passes in one night one in the lights-off hours, else the one with more clear pixels.
    rest : list of Rest
        The other passes.
    """
    best: dict[date, TileNight] = {}
    dropped: list[TileNight] = []
    for key in sorted(stream.passes):
        one = _night_of(key, stream, event)
        rival = best.get(one.night)
        best[one.night] = one if rival is None or _worth(one, event) > _worth(rival, event) else rival
        if rival is not None:
            dropped.append(rival if best[one.night] is one else one)
    rest = [Rest(tile.attrs["source_file"], _CLEARER) for one in dropped for tile in one.tiles]
    return [best[night] for night in sorted(best)], rest


_CLEARER = Text("een andere overkomst in dezelfde nacht zag meer", "another pass of the same night saw more")


def _night_of(key: str, stream: TileStream, event: Event) -> TileNight:
    tiles, beside = stream.passes[key], stream.beside.get(key, [])
    day = date.fromisoformat(tiles[0].attrs["date"])
    longitude = event.longitude_deg
    hours = _hours(beside)
    first = middle = last = None
    basis = BASIS_UNKNOWN if night_is_sure(longitude) else BASIS_UNKNOWN_NIGHT
    if hours.size:
        first, middle, last = (moment_of_hours(day, float(at)) for at in (hours.min(), np.median(hours), hours.max()))
        basis = BASIS_A1
    elif acquired := tiles[0].attrs.get("acquired_at_utc"):
        first = middle = last = datetime.fromisoformat(acquired)
        basis = f"acquisition time of the image: {tiles[0].attrs['acquisition_basis']}"
    night = night_of_pass(day, longitude_deg=longitude, timezone=event.timezone, pass_time_utc=middle)
    return TileNight(night, day, tiles, beside, first, middle, last, basis)


def _hours(tiles: Sequence[xr.Dataset]) -> NDArray[np.float64]:
    every = [tile["utc_time_hours"].to_numpy().ravel() for tile in tiles if "utc_time_hours" in tile]
    hours = np.concatenate(every) if every else np.zeros(0)
    return hours[np.isfinite(hours) & (hours >= 0) & (hours < 24)]


def _worth(one: TileNight, event: Event) -> tuple[bool, int]:
    inside = in_window(one.first, one.last, night=one.night, event=event) == INSIDE
    return inside, sum(int(tile["clear"].sum()) for tile in one.tiles)
