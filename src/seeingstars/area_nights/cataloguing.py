"""Hall: a catalogue of an archive of tiles that stays where it is: files in, an Icechunk repository out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from seeingstars.collecting import given_files
from seeingstars.errors import SeeingStarsError, UploadError
from seeingstars.watched import Told, untold

if TYPE_CHECKING:
    from seeingstars.sources.night_files import NightFile


def catalogue_archive(
    catalogue: Path,
    paths: Sequence[Path],
    *,
    layers: Sequence[str] = (),
    told: Told = untold,
) -> list[tuple[str, str]]:
    """Add the Black Marble tiles among files to a catalogue: of each tile and day the newest production, days once.

    Parameters
    ----------
    catalogue : path
        Made if nothing stands there.
    paths : paths
        Tiles, or folders of them.
    layers : names of layers
        None takes every layer that all tiles of a place have, gap-filled ones left out.
    told : called with (what, done, of)

    Returns
    -------
    list of (en, nl)
        What was left out, and why.

    Raises
    ------
    SeeingStarsError
        If there is no tile among the files, a file that was named is none, or as `store.catalogue.catalogue_tiles`.
    """
    from seeingstars.store.catalogue import catalogue_tiles, catalogued_days
    from seeingstars.store.night_store import only_writer

    tiles, left = _tiles(paths, told)
    if not tiles:
        raise SeeingStarsError(
            f"a catalogue needs at least one Black Marble tile; there is none among the files given; {_first(left, 0)}",
            f"een catalogus heeft minstens één tegel van Black Marble nodig; die is er niet bij de gegeven bestanden; {_first(left, 1)}",
        )
    # Beside it: a new repository wants an empty folder.
    with only_writer(catalogue.with_name(f".{catalogue.name}.writing")):
        known = catalogued_days(catalogue)
        for number, (name, files) in enumerate(sorted(tiles.items())):
            told("places", number, len(tiles))
            fresh = {day: file for day, file in files.items() if day not in known.get(name, ())}
            if fresh:
                group, there = _layout(list(fresh.values()))
                catalogue_tiles(catalogue, fresh, group=group, layers=list(layers) or there, name=name)
    told("places", len(tiles), len(tiles))
    return left


def _tiles(paths: Sequence[Path], told: Told) -> tuple[dict[str, dict[date, Path]], list[tuple[str, str]]]:
    from seeingstars.sources.night_files import night_file

    newest: dict[tuple[str, date], NightFile] = {}
    left = []
    given = given_files([path.resolve() for path in paths])
    for number, one in enumerate(given):
        told("files", number, len(given))
        try:
            file = night_file(one.path)
        except UploadError as refused:
            if one.named:
                raise
            left.append((refused.en, refused.nl))
            continue
        if file.product == "GeoTIFF":
            left.append((f"{one.path.name} is no Black Marble tile", f"{one.path.name} is geen tegel van Black Marble"))
            continue
        key = ("-".join([file.product, file.collection, file.platform]) + f"/{file.tile}", file.last_day)
        other = newest.get(key)
        older, newer = sorted((file, other or file), key=lambda one: (one.produced_at, one.path.name))
        newest[key] = newer
        if other is not None:
            left.append((f"{older.path.name}: a newer production is used", f"{older.path.name}: een nieuwere productie is gebruikt"))  # fmt: skip
    told("files", len(given), len(given))
    tiles: dict[str, dict[date, Path]] = defaultdict(dict)
    for (name, day), file in newest.items():
        tiles[name][day] = file.path
    return dict(tiles), left


def _first(left: Sequence[tuple[str, str]], language: int) -> str:
    return left[0][language] if left else ("give tiles or their folder", "geef tegels of hun map")[language]


def _layout(files: Sequence[Path]) -> tuple[str, list[str]]:
    """The group, and the layers that all files have."""
    from seeingstars.sources.night_files import stored_layers

    found = [stored_layers(file) for file in files]
    shared = set.intersection(*(set(layers) for _, layers in found))
    return found[0][0], sorted(shared)


def catalogue_in_words(catalogue: Path, *, language: str) -> str:
    """What is in a catalogue: a line a place.

    Parameters
    ----------
    catalogue : path
    language : ``nl`` or ``en``

    Returns
    -------
    str
    """
    from seeingstars.store.catalogue import catalogued_days

    known = catalogued_days(catalogue)
    if not known:
        return f"er staat nog niets in {catalogue}" if language == "nl" else f"there is nothing in {catalogue} yet"
    is_dutch = language == "nl"
    lines = []
    for name, some in known.items():
        days = ("dag" if len(some) == 1 else "dagen") if is_dutch else ("day" if len(some) == 1 else "days")
        lines.append(f"{name}  {len(some)} {days}, {some[0]} {'t/m' if is_dutch else 'to'} {some[-1]}")
    return "\n".join(lines)
