"""The satellite night lights that an event needs, fetched into the store of raw files, with what is missing said.

Raw files keep their names and bytes; beside them, in ``.fetched``, stands a note of each: when, from where, SHA-256.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars.errors import SeeingStarsError, SourceError
from seeingstars.event import Event
from seeingstars.event_file import load_event
from seeingstars.fetching.report import FAILED, FETCHED, NOT_CHECKED, NOT_LISTED, WAS_THERE, Ended, FetchReport
from seeingstars.store.publication import read_json, write_json
from seeingstars.watched import Told, untold

if TYPE_CHECKING:
    from seeingstars.sources.black_marble_archive import Archive, ListedFile
    from seeingstars.sources.fetch_black_marble import Brought, Patience, TileDay


BLACK_MARBLE = "black_marble"
PRODUCTS = ("VNP46A2", "VNP46A1")
NIGHTS = ("all", "event", "baseline")
NEEDED = ("earthaccess>=0.14", "requests>=2.32")


def black_marble_archive(address: str | None = None, *, token: str | None = None) -> Archive:
    """The archive to ask: NASA's with the user's own Earthdata login, or one laid out like it at an address.

    Raises
    ------
    SeeingStarsError
        If the libraries for it are not installed; says the line that installs them.
    SourceError
        If there is no login, or it is not accepted.
    """
    check_installed()
    from seeingstars.sources.black_marble_archive import EarthdataArchive, HttpArchive, is_of_nasa

    if address is None:
        return EarthdataArchive()
    return HttpArchive(address, token=token if is_of_nasa(address) else None)


def check_installed() -> None:
    """That the libraries for fetching are there.

    Raises
    ------
    SeeingStarsError
        If one is not; says the line that installs them.
    """
    if any(find_spec(name.split(">")[0]) is None for name in NEEDED):
        line = f"python -m pip install {' '.join(repr(name).replace(chr(39), chr(34)) for name in NEEDED)}"
        raise SeeingStarsError(
            f"fetching needs two libraries that are not installed; run: {line}",
            f"ophalen vraagt twee bibliotheken die niet zijn geïnstalleerd; voer uit: {line}",
        )


def nights_of_event(event: Event, *, nights: str = "all") -> list[date]:
    """The evenings (local dates) of which a satellite comparison of an event may use the pass.

    Parameters
    ----------
    event : Event
    nights : ``all``, ``event`` or ``baseline``

    Returns
    -------
    list of date
        In order. Moonlit nights are among them: Black Marble is corrected for the moon.

    Raises
    ------
    ValueError
        If `nights` is none of the three.

    Examples
    --------
    >>> leiden = load_event(Path("data/events/leiden-2022"))
    >>> [night.isoformat() for night in nights_of_event(leiden, nights="event")]
    ['2022-09-25']
    """
    if nights not in NIGHTS:
        raise ValueError(f"nights must be one of {', '.join(NIGHTS)}; got {nights!r}")
    rule = event.baseline
    excluded = {exclusion.night for exclusion in rule.exclude}
    around = (event.night + timedelta(days=day) for day in range(-rule.days_before, rule.days_after + 1))
    baseline = [night for night in around if night != event.night and night not in excluded]
    chosen = {"all": [*baseline, event.night], "event": [event.night], "baseline": baseline}
    return sorted(chosen[nights])


def days_of_night(night: date, *, longitude_deg: float, timezone: str) -> list[date]:
    """The UTC days whose tiles hold the pass of a night; two where the usual pass lies near 00:00 UTC.

    Parameters
    ----------
    night : date
        Local date of the evening.
    longitude_deg : scalar
        [degree], east positive.
    timezone : str
        IANA name of the wall clock.

    Returns
    -------
    list of date
        In order.

    Examples
    --------
    >>> [day.isoformat() for day in days_of_night(date(2022, 9, 25), longitude_deg=4.5, timezone="Europe/Amsterdam")]
    ['2022-09-26']
    >>> len(days_of_night(date(2022, 9, 25), longitude_deg=24.9, timezone="Europe/Helsinki"))
    2
    """
    from seeingstars.science.satellite_pass import night_is_sure, night_of_pass, usual_pass_utc

    near = [night + timedelta(days=step) for step in (-1, 0, 1, 2)]
    days = {day for day in near if night_of_pass(day, longitude_deg=longitude_deg, timezone=timezone) == night}
    if not night_is_sure(longitude_deg):
        # Early in its UTC day the same pass may fall at the end of the day before, and the other way round.
        days |= {
            day + timedelta(days=-1 if usual_pass_utc(day, longitude_deg=longitude_deg).hour < 12 else 1)
            for day in list(days)
        }
    return sorted(days)


def black_marble_needs(event: Event, *, products: Sequence[str] = PRODUCTS, nights: str = "all") -> list[TileDay]:
    """The tiles of each product and UTC day that an event needs.

    Examples
    --------
    >>> needs = black_marble_needs(load_event(Path("data/events/leiden-2022")), nights="event")
    >>> [(one.product, one.day.isoformat(), one.tile) for one in needs]
    [('VNP46A2', '2022-09-26', 'h18v03'), ('VNP46A1', '2022-09-26', 'h18v03')]
    """
    from seeingstars.sources.fetch_black_marble import tile_days, tiles_of_areas

    place = {"longitude_deg": event.longitude_deg, "timezone": event.timezone}
    days = {day for night in nights_of_event(event, nights=nights) for day in days_of_night(night, **place)}  # type: ignore[arg-type]
    return tile_days(products=list(dict.fromkeys(products)), tiles=tiles_of_areas(event.areas), days=sorted(days))


def fetch_black_marble(
    event_folder: Path,
    *,
    archive: Archive,
    raw: Path,
    products: Sequence[str] = PRODUCTS,
    nights: str = "all",
    collection: str = "002",
    told: Told = untold,
) -> FetchReport:
    """Bring the night lights that an event needs into ``raw/black_marble``; what is there is not asked for again.

    Parameters
    ----------
    event_folder : path
        Folder of the event, or its ``event.toml``.
    archive : Archive
        As `black_marble_archive` gives it.
    raw : path
        Folder of raw files.
    products : names of daily products
    nights : ``all``, ``event`` or ``baseline``
    collection : ``001`` or ``002``
        Collections are never mixed.
    told : called with (what, done, of)

    Returns
    -------
    FetchReport
        A supplier that fails does not end the work: its error stands with the tile and day that it cost.

    Raises
    ------
    EventError
        If the event cannot be read.
    ValueError
        If a product, the nights or the collection is not known.
    """
    check_installed()
    from seeingstars.sources.fetch_black_marble import Patience, find_files

    event = load_event(event_folder)
    folder = raw / BLACK_MARBLE
    wanted = black_marble_needs(event, products=products, nights=nights)
    found = find_files(archive, wanted, collection=collection, told=told)
    ended, patience = [], Patience(archive.name)
    for done, one in enumerate(found):
        told("files", done, len(found))
        if one.error is not None:
            ended.append(_as_it_stands(folder, one.wanted, one.error, collection))
        elif one.file is None:
            ended.append(Ended(one.wanted.product, one.wanted.day, one.wanted.tile, NOT_LISTED))
        else:
            ended.append(_fetched(archive, one.wanted, one.file, folder, patience, told))
    told("files", len(found), max(len(found), 1))
    return FetchReport(event.event_id, archive.name, folder, tuple(ended))


def _fetched(
    archive: Archive, wanted: TileDay, file: ListedFile, folder: Path, patience: Patience, told: Told
) -> Ended:
    from seeingstars.sources.fetch_black_marble import fetch_tile, standing_tile

    ended = Ended(wanted.product, wanted.day, wanted.tile, FAILED)
    brought = standing_tile(file, folder=folder, known_sha256=_note(folder, file.name).get("sha256"))
    if brought is None and patience.lost is not None:
        return replace(ended, reason_en=patience.lost.en, reason_nl=patience.lost.nl)
    if brought is None:
        try:
            brought = fetch_tile(archive, file, folder=folder, told=_Come(file.size_bytes, told).told)
        except SourceError as error:
            patience.saw(error)
            return replace(ended, reason_en=error.en, reason_nl=error.nl)
        patience.saw(None)
    _write_note(folder, brought, file, supplier=archive.name)
    status = WAS_THERE if brought.was_there else FETCHED
    return replace(ended, status=status, path=brought.path, sha256=brought.sha256, n_bytes=brought.path.stat().st_size)


def _as_it_stands(folder: Path, wanted: TileDay, error: SourceError, collection: str) -> Ended:
    """Where the archive could not be asked: a file that is still as it was fetched may be used, and that is said."""
    from seeingstars.sources.fetch_black_marble import files_on_disk
    from seeingstars.store.digests import sha256_of_file

    ended = Ended(wanted.product, wanted.day, wanted.tile, FAILED, reason_en=error.en, reason_nl=error.nl)
    for path in files_on_disk(folder, wanted, collection=collection):
        sha256 = sha256_of_file(path)
        if _note(folder, path.name).get("sha256") == sha256:
            return replace(ended, status=NOT_CHECKED, path=path, sha256=sha256, n_bytes=path.stat().st_size)
    return ended


class _Come:
    """Shows how much of one file has come [MB]."""

    def __init__(self, size_bytes: int | None, told: Told) -> None:
        self._size_bytes, self._told, self._n_bytes = size_bytes, told, 0

    def told(self, n_bytes: int) -> None:
        """Some bytes came in."""
        self._n_bytes += n_bytes
        self._told("MB of this file", self._n_bytes >> 20, (self._size_bytes or self._n_bytes) >> 20)


# --- the notes of raw files -----------------------------------------------------------------------------------------


def _note_path(folder: Path, name: str) -> Path:
    # Hidden, so that whoever walks the folder for rasters passes it over.
    return folder / ".fetched" / f"{name}.json"


def _note(folder: Path, name: str) -> dict[str, Any]:
    try:
        note = read_json(_note_path(folder, name))
    except SeeingStarsError:
        return {}
    return note if isinstance(note, dict) else {}


def _write_note(folder: Path, brought: Brought, file: ListedFile, *, supplier: str) -> None:
    """A note for a new file, or for one that stood here without one."""
    if brought.was_there and _note(folder, file.name).get("sha256") == brought.sha256:
        return
    note = {
        "file": file.name,
        "bytes": brought.path.stat().st_size,
        "sha256": brought.sha256,
        "supplier": supplier,
        "address": file.address.split("?")[0],
        # A file that stood here already was checked at this moment; when it came is not known.
        "checked_at_utc" if brought.was_there else "fetched_at_utc": datetime.now(UTC).isoformat(timespec="seconds"),
        "listed": {
            "bytes": file.size_bytes,
            "checksum": None if file.digest is None else {file.digest.algorithm: file.digest.value},
        },
    }
    path = _note_path(folder, file.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(note, path.with_suffix(".part")).replace(path)
