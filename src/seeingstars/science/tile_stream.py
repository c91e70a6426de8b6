"""Science: from tiles of many kinds the one stream of nights that may be compared, and why the rest is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import xarray as xr

from seeingstars.event import Text

RADIANCE = "radiance_nw_cm2_sr"


@dataclass(frozen=True)
class Rest:
    """A tile that is not in the cube, and why."""

    file: str
    reason: Text


@dataclass(frozen=True)
class TileStream:
    """Tiles of one product, collection and platform by pass, and for each pass the at-sensor tiles beside them.

    A pass goes by its UTC day; that of an image with an acquisition time by this.
    """

    product: str
    collection: str
    platform: str
    passes: dict[str, list[xr.Dataset]]
    beside: dict[str, list[xr.Dataset]]
    rest: tuple[Rest, ...]


def one_stream(tiles: Sequence[xr.Dataset], *, likely_days: Sequence[date]) -> TileStream | None:
    """The one stream that serves best, for satellites, products and collections are never mixed.

    Parameters
    ----------
    tiles : sequence of Dataset
        As the readers give them.
    likely_days : sequence of date
        UTC days that may hold the pass after the event evening.

    Returns
    -------
    TileStream or None
        The stream that has such a day, rather than the at-sensor product (the moon is still in it), with the most
        days; None if no tile holds a night.

    Notes
    -----
    Of several productions of one tile and day the newest is kept.
    """
    usable, rest = _nights_only(tiles)
    newest, older = _newest(usable)
    rest += older
    streams: dict[tuple[str, str, str], list[xr.Dataset]] = defaultdict(list)
    for tile in newest:
        streams[tile.attrs["product"], tile.attrs["collection"], tile.attrs["platform"]].append(tile)
    if not streams:
        return None

    def worth(key: tuple[str, str, str]) -> tuple[bool, bool, int, tuple[str, str, str]]:
        days = {date.fromisoformat(tile.attrs["date"]) for tile in streams[key]}
        return (not days.intersection(likely_days), _is_at_sensor(key[0]), -len(days), key)

    best = min(streams, key=worth)
    beside = _beside(best, streams)
    used = {id(tile) for tile in (*streams[best], *(one for some in beside.values() for one in some))}
    rest += [Rest(tile.attrs["source_file"], _other_stream(tile, best)) for tile in newest if id(tile) not in used]
    return TileStream(*best, passes=_by_pass(streams[best]), beside=beside, rest=tuple(rest))


def _nights_only(tiles: Sequence[xr.Dataset]) -> tuple[list[xr.Dataset], list[Rest]]:
    usable, rest = [], []
    for tile in tiles:
        reason = _no_night(tile)
        if reason is None:
            usable.append(tile)
        else:
            rest.append(Rest(tile.attrs["source_file"], reason))
    return usable, rest


def _no_night(tile: xr.Dataset) -> Text | None:
    if tile.attrs["is_gap_filled"]:
        return Text(
            "opgevulde waarden zijn oudere nachten, geplakt over wolken",
            "gap-filled values are older nights pasted over clouds",
        )
    if tile.attrs["is_composite"]:
        return Text(
            "een samenvatting van een maand of jaar is geen nacht", "a composite of a month or a year is no night"
        )
    if not tile.attrs["date"]:
        return Text("zonder opnametijd is het geen nacht", "without an acquisition time it is no night")
    if RADIANCE not in tile:
        return Text("de eenheid is niet nW cm-2 sr-1", "the unit is not nW cm-2 sr-1")
    return None


def _newest(tiles: Sequence[xr.Dataset]) -> tuple[list[xr.Dataset], list[Rest]]:
    groups: dict[tuple[str, ...], list[xr.Dataset]] = defaultdict(list)
    for tile in tiles:
        # Images of other makers have no production time: none of them replaces another.
        own = "" if tile.attrs["tile"] else tile.attrs["source_file"]
        groups[(own, *(tile.attrs[key] for key in ("product", "collection", "platform", "tile", "date")))].append(tile)
    newest, rest = [], []
    for group in groups.values():
        ordered = sorted(group, key=lambda tile: (tile.attrs["production_time"], tile.attrs["source_file"]))
        newest.append(ordered[-1])
        words = Text(
            f"een nieuwere productie is gebruikt: {ordered[-1].attrs['source_file']}",
            f"a newer production is used: {ordered[-1].attrs['source_file']}",
        )
        rest += [Rest(tile.attrs["source_file"], words) for tile in ordered[:-1]]
    return newest, rest


def _beside(
    best: tuple[str, str, str], streams: dict[tuple[str, str, str], list[xr.Dataset]]
) -> dict[str, list[xr.Dataset]]:
    """The at-sensor tiles of the same platform, day and tile: they alone know when each pixel was seen."""
    product, collection, platform = best
    if _is_at_sensor(product):
        return _by_pass(streams[best])
    wanted = {(tile.attrs["date"], tile.attrs["tile"]) for tile in streams[best]}
    found: dict[tuple[str, str], xr.Dataset] = {}
    for key in sorted(streams, key=lambda key: key[1] != collection):  # the same collection comes first
        if _is_at_sensor(key[0]) and key[2] == platform:
            for tile in streams[key]:
                if (place := (tile.attrs["date"], tile.attrs["tile"])) in wanted:
                    found.setdefault(place, tile)
    return _by_pass(list(found.values()))


def _is_at_sensor(product: str) -> bool:
    return product.endswith("46A1")


def _other_stream(tile: xr.Dataset, best: tuple[str, str, str]) -> Text:
    product, collection, platform = best
    used = f"{product} {collection} ({platform})".replace("  ", " ")
    return Text(
        f"een andere satelliet, een ander product of een andere collectie dan {used}, of een dag daarbuiten; die worden niet gemengd",
        f"another satellite, product or collection than {used}, or a day beyond it; these are never mixed",
    )


def _by_pass(tiles: Sequence[xr.Dataset]) -> dict[str, list[xr.Dataset]]:
    by_pass: dict[str, list[xr.Dataset]] = defaultdict(list)
    for tile in sorted(tiles, key=lambda tile: (tile.attrs["date"], tile.attrs["tile"], tile.attrs["source_file"])):
        by_pass[tile.attrs.get("acquired_at_utc") or tile.attrs["date"]].append(tile)
    return dict(by_pass)
