"""Source room: fetch Black Marble: which tiles an event needs, which file of a tile and day, and bringing it whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from shapely.geometry import box

from seeingstars.errors import SourceError, UploadError
from seeingstars.event import Area
from seeingstars.sources.black_marble_archive import ARCHIVE_SETS, Archive, ListedFile, Listing
from seeingstars.sources.black_marble_identity import identity_of, opened
from seeingstars.sources.black_marble_name import PLATFORMS, TILE_DEGREES, TileName, corner_of_tile, name_from_text
from seeingstars.sources.downloading import LoginError, digest_of_file, fetch_file

DAILY_PRODUCTS = tuple(f"{family}A{level}" for family in PLATFORMS for level in (1, 2))
# An archive that fails so often in a row is left alone: our choice.
_FAILURES_IN_A_ROW = 3


@dataclass(frozen=True, order=True)
class TileDay:
    """One tile of one product on one UTC day."""

    product: str
    day: date
    tile: str


@dataclass(frozen=True)
class Found:
    """What an archive has for a tile and day: its newest file, or None; `error` if that could not be learned."""

    wanted: TileDay
    file: ListedFile | None
    error: SourceError | None = None


@dataclass(frozen=True)
class Brought:
    """A file on disk; `was_there` if nothing was asked for it."""

    path: Path
    sha256: str
    was_there: bool


class TooManyFailuresError(SourceError):
    """The archive failed several times in a row and is not asked any more."""


def tiles_of_areas(areas: Iterable[Area]) -> list[str]:
    """The tiles that areas touch.

    Parameters
    ----------
    areas : iterable of Area
        Shapes in longitude, latitude [degree]. Areas that cross the date line are two polygons, one on each side.

    Returns
    -------
    list of str
        ``hHHvVV``, by name; a tile that only shares its edge with an area is not among them.

    Examples
    --------
    >>> from seeingstars.event_file import load_event
    >>> tiles_of_areas(load_event(Path("data/events/leiden-2022")).areas)
    ['h18v03']
    """
    touched = set()
    for area in areas:
        west, south, east, north = area.shape.bounds
        columns = range(int((west + 180) // TILE_DEGREES), int((east + 180) // TILE_DEGREES) + 1)
        rows = range(int((90 - north) // TILE_DEGREES), int((90 - south) // TILE_DEGREES) + 1)
        for tile in (f"h{column:02d}v{row:02d}" for column in columns for row in rows if column < 36 and row < 18):
            left, top = corner_of_tile(tile)
            if area.shape.intersection(box(left, top - TILE_DEGREES, left + TILE_DEGREES, top)).area > 0:
                touched.add(tile)
    return sorted(touched)


def tile_days(*, products: Sequence[str], tiles: Sequence[str], days: Sequence[date]) -> list[TileDay]:
    """Every tile of every product on every UTC day, in that order.

    Raises
    ------
    ValueError
        If a product is not one of the daily ones.

    Examples
    --------
    >>> len(tile_days(products=["VNP46A1", "VNP46A2"], tiles=["h18v03"], days=[date(2022, 9, 26)]))
    2
    """
    if unknown := sorted(set(products) - set(DAILY_PRODUCTS)):
        raise ValueError(f"products must be among {', '.join(DAILY_PRODUCTS)}; got {', '.join(unknown)}")
    return [TileDay(product, day, tile) for product in products for day in sorted(set(days)) for tile in tiles]


def newest(files: Iterable[ListedFile], *, wanted: TileDay, collection: str) -> ListedFile | None:
    """The file of a tile and day that was produced last; None if there is none of that collection."""
    fitting = [file for file in files if file.said.collection == collection and tile_day_of(file.said) == wanted]
    return max(fitting, key=lambda file: file.said.produced_at, default=None)


def tile_day_of(said: TileName) -> TileDay:
    """The tile, product and day of a file name."""
    return TileDay(said.product, said.day, said.tile)


def find_files(
    archive: Archive,
    wanted: Sequence[TileDay],
    *,
    collection: str,
    told: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> list[Found]:
    """The newest file of each tile and day that an archive lists.

    Parameters
    ----------
    archive : Archive
    wanted : sequence of TileDay
    collection : str
        ``001`` or ``002``; never mixed.
    told : called with (what, done, of)

    Returns
    -------
    list of Found
        One for each that is wanted; one that could not be looked up carries its error. After three failures in a row,
        or one of the login, the archive is not asked any more.

    Raises
    ------
    ValueError
        If the collection is not known.
    """
    if collection not in ARCHIVE_SETS:
        raise ValueError(f"collection must be one of {', '.join(ARCHIVE_SETS)}; got {collection!r}")
    found: list[Found] = []
    patience = Patience(archive.name)
    for product, several in groupby(wanted, key=lambda one: one.product):
        group = list(several)
        days, tiles = sorted({one.day for one in group}), sorted({one.tile for one in group})
        listings = iter(archive.listings(product, collection=collection, tiles=tiles, days=days))
        for day in days:
            told("archive", len(found), len(wanted))
            # A generator: a day that is not taken is not asked for.
            listing = Listing(day, error=patience.lost) if patience.lost else next(listings)
            patience.saw(listing.error)
            found += [
                Found(one, newest(listing.files, wanted=one, collection=collection), listing.error)
                for one in group
                if one.day == day
            ]
    told("archive", len(wanted), max(len(wanted), 1))
    return found


class Patience:
    """Counts failures; `lost` says why an archive is to be left alone, None while it is not."""

    def __init__(self, supplier: str) -> None:
        self._supplier = supplier
        self._n_failures = 0
        self.lost: SourceError | None = None

    def saw(self, error: SourceError | None) -> None:
        """Note how one request ended."""
        self._n_failures = 0 if error is None else self._n_failures + 1
        if self.lost is not None or error is None:
            return
        if isinstance(error, LoginError):
            self.lost = error
        elif self._n_failures >= _FAILURES_IN_A_ROW:
            self.lost = TooManyFailuresError(
                f"{self._supplier} failed {self._n_failures} times in a row and was not asked any more; the last time: {error.en}",
                f"{self._supplier} faalde {self._n_failures} keer op rij en is niet meer gevraagd; de laatste keer: {error.nl}",
            )


def standing_tile(file: ListedFile, *, folder: Path, known_sha256: str | None = None) -> Brought | None:
    """The file, if it stands in a folder as it is listed: then nothing need be asked.

    Parameters
    ----------
    file : as `find_files` found it
    folder : path
    known_sha256 : str or None
        What it had when it was fetched, for archives that list no checksum.

    Returns
    -------
    Brought or None
        None too where it has another size or checksum.
    """
    path = folder / file.name
    if not path.is_file() or (file.size_bytes is not None and path.stat().st_size != file.size_bytes):
        return None
    if file.digest is not None and digest_of_file(path, algorithm=file.digest.algorithm) != file.digest.value:
        return None
    sha256 = digest_of_file(path)
    is_known = file.digest is not None or sha256 == known_sha256
    return Brought(path, sha256, was_there=True) if is_known else None


def fetch_tile(
    archive: Archive, file: ListedFile, *, folder: Path, told: Callable[[int], None] = lambda n_bytes: None
) -> Brought:
    """Bring one file into a folder, in the place of what may stand there under its name.

    Parameters
    ----------
    archive, file
        As `find_files` found it.
    folder : path
        Where it goes, under its own name.
    told : called with the number of bytes that came in

    Returns
    -------
    Brought

    Raises
    ------
    SourceError
        If it could not be had whole, or is not the tile that its name says; nothing wrong stays in the folder.
    """
    sha256 = fetch_file(
        archive.session,
        file.address,
        to=folder / file.name,
        supplier=archive.name,
        size_bytes=file.size_bytes,
        digest=file.digest,
        check=lambda part: _check_is_tile(part, name=file.name, supplier=archive.name),
        told=told,
    )
    return Brought(folder / file.name, sha256, was_there=False)


def files_on_disk(folder: Path, wanted: TileDay, *, collection: str) -> list[Path]:
    """The files of a tile and day in a folder, the newest production first."""
    fitting = []
    for path in folder.glob(f"{wanted.product}.A{wanted.day:%Y%j}.{wanted.tile}.{collection}.*.h5"):
        said = name_from_text(path.name)
        if said is not None and tile_day_of(said) == wanted:
            fitting.append((said.produced_at, path))
    return [path for _, path in sorted(fitting, reverse=True)]


def _check_is_tile(part: Path, *, name: str, supplier: str) -> None:
    try:
        with opened(part) as tile:
            identity_of(tile, name=name)
    except UploadError as refused:
        raise SourceError(
            f"{supplier} gave a file that cannot be used as {name}: {refused.en}",
            f"{supplier} gaf een bestand dat niet bruikbaar is als {name}: {refused.nl}",
        ) from refused
