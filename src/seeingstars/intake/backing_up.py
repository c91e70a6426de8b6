"""A backup of all that people made and handed in, taken while the server runs, and put back in another place.

The database is no part of it: it is made again from the bytes and the log.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars.errors import SeeingStarsError, StoreError
from seeingstars.watched import Told

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

TOPS = ("events", "raw")
_UNFINISHED = (".part", ".partial")


@dataclass(frozen=True)
class Backup:
    """What was written: the archive, how many files and bytes, and the SHA-256 of the archive as a whole."""

    path: Path
    n_files: int
    n_bytes: int
    sha256: str


def back_up(
    to: Path, *, data: Path, database_url: str | None = None, uploads_only: bool = False, told: Told | None = None
) -> Backup:
    """Write one archive with the events, what was handed in and, unless told otherwise, all other raw files.

    It holds exact places, comments and the secrets by which receipts and reviewers are recognised: keep it private.

    Parameters
    ----------
    to : path of the archive; it must not be there yet
    data : the data folder
    database_url : str or None
        As for `receiving.Desk`; it is asked only to hold writers up for a moment.
    uploads_only : bool
        Leave out ``raw/`` but for ``raw/uploads``: what suppliers gave can be fetched again.
    told : called with (what, done, of) in megabytes, or None

    Returns
    -------
    Backup

    Raises
    ------
    SeeingStarsError
        If there is something at `to`, or it lies within what is backed up.
    StoreError
        If the disk or the database refuses; nothing is left at `to`.
    """
    from seeingstars.store.database import store_error

    _require_elsewhere(to, data)
    fresh = to.with_name(f".{to.name}.{os.getpid()}.partial")
    try:
        with ExitStack() as stack:
            files = _files(stack, data, database_url, uploads_only)
            made = _write(fresh, to, files, data=data, uploads_only=uploads_only, told=told)
        os.link(fresh, to)  # unlike a rename it never takes the place of another file
        return made
    except FileExistsError as error:
        raise _is_there(to) from error
    except OSError as error:
        raise store_error(error) if error.errno in (27, 28, 122) else _unreadable(error) from error
    finally:
        fresh.unlink(missing_ok=True)


def restore(archive: Path, *, data: Path, database_url: str | None = None, told: Told | None = None) -> dict[str, Any]:
    """Put a backup in a folder that is not there yet, check every file, and make the database again.

    Parameters
    ----------
    archive : made by `back_up`
    data : the data folder to make; it must not exist, or be empty
    database_url : str or None
        A database without uploads; None: SQLite in the new folder.
    told : called with (what, done, of), or None

    Returns
    -------
    dict
        As `receiving.rebuild`, with ``n_files``, ``made_at`` and ``version`` of the backup.

    Raises
    ------
    SeeingStarsError
        If there is something at `data`, or uploads in the database.
    StoreError
        If the archive is not whole, or cannot be put back; then nothing is.
    """
    from seeingstars.store.database import store_error

    _require_nothing_at(data)
    if not archive.is_file():
        raise SeeingStarsError(f"there is no file {archive}", f"er is geen bestand {archive}")
    if database_url is not None:
        _require_empty(database_url)
    try:
        data.absolute().parent.mkdir(parents=True, exist_ok=True)
        # Beside its place, so that it is there at once and whole, or not at all.
        place = Path(tempfile.mkdtemp(prefix=f".{data.name}.", suffix=".partial", dir=data.absolute().parent))
        try:
            counts = _put_back(archive, place, database_url, told)
            with suppress(FileNotFoundError):
                data.rmdir()
            place.rename(data)
        finally:
            shutil.rmtree(place, ignore_errors=True)
        return counts
    except OSError as error:
        raise store_error(error) if error.errno in (27, 28, 122) else _unreadable(error) from error


def _put_back(archive: Path, place: Path, database_url: str | None, told: Told | None) -> dict[str, Any]:
    from seeingstars.intake.receiving import rebuild
    from seeingstars.store.backup_archive import read_archive

    facts = read_archive(archive, into=place, tops=TOPS, told=_megabytes("restore", archive.stat().st_size, told))
    for private in (place / "raw" / "uploads" / "secrets",):
        if private.is_dir():
            private.chmod(0o700)
    os.sync()
    counts = rebuild(data=place, database_url=database_url, told=told)
    return counts | {name: facts[name] for name in ("n_files", "made_at", "version")}


def _write(
    fresh: Path, to: Path, files: list[tuple[str, Path]], *, data: Path, uploads_only: bool, told: Told | None
) -> Backup:
    from seeingstars import __version__
    from seeingstars.store.backup_archive import write_archive

    n_bytes = sum(path.stat().st_size for _, path in files)
    facts = {
        "format": 1,
        "what": "Backup of Seeing Stars: keep it private. It holds exact places, comments and secrets.",
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": __version__,
        "uploads_only": uploads_only,
    }
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as stream:
        n_files, digest = write_archive(stream, files, facts=facts, told=_megabytes("back up", n_bytes, told))
        stream.flush()
        os.fsync(stream.fileno())
    return Backup(to, n_files, n_bytes, digest)


def _files(stack: ExitStack, data: Path, database_url: str | None, uploads_only: bool) -> list[tuple[str, Path]]:
    """Names within the archive and where their bytes stand now; the uploads as they were at one moment."""
    from seeingstars.store.upload_snapshot import snapshot

    files = _walked(data / "events", "events")
    uploads = data / "raw" / "uploads"
    if uploads.is_dir():
        engine = _engine(stack, data, database_url)
        files += _walked(stack.enter_context(snapshot(uploads, engine=engine)), "raw/uploads")
    if not uploads_only and (data / "raw").is_dir():
        files += _walked(data / "raw", "raw", leave_out=uploads)
    return files


def _engine(stack: ExitStack, data: Path, database_url: str | None) -> Engine | None:
    """The database that writers wait for; None if it is a file that is not there, so that nobody can be writing."""
    from seeingstars.intake.receiving import default_database
    from seeingstars.store.database import make_engine, sqlite_file

    url = database_url or default_database(data)
    path = sqlite_file(url)
    if path is not None and not path.exists():
        return None
    engine = make_engine(url)
    stack.callback(engine.dispose)
    return engine


def _walked(folder: Path, name: str, *, leave_out: Path | None = None) -> list[tuple[str, Path]]:
    found: list[tuple[str, Path]] = []
    seen: set[Path] = set()
    for where, folders, names in os.walk(folder, followlinks=True):
        here = Path(where)
        if here.resolve() in seen:
            raise SeeingStarsError(
                f"{here} is reached twice, by a link; take the link away",
                f"{here} komt twee keer voor, door een link; haal de link weg",
            )
        seen.add(here.resolve())
        folders[:] = sorted(one for one in folders if here / one != leave_out)
        inside = f"{name}/{here.relative_to(folder).as_posix()}/".replace("/./", "/")
        found += [(inside + one, here / one) for one in sorted(names) if not one.endswith(_UNFINISHED)]
    return found


def _require_elsewhere(to: Path, data: Path) -> None:
    if to.exists():
        raise _is_there(to)
    if not any((data / top).is_dir() for top in TOPS):
        raise SeeingStarsError(
            f"{data} holds neither events nor raw; say with --data which data folder",
            f"{data} bevat geen events en geen raw; zeg met --data welke datamap",
        )
    if any(to.resolve().is_relative_to((data / top).resolve()) for top in TOPS):
        raise SeeingStarsError(
            f"{to} lies within what is backed up; write it elsewhere, best on another disk",
            f"{to} ligt binnen wat bewaard wordt; schrijf hem ergens anders, liefst op een andere schijf",
        )


def _is_there(to: Path) -> SeeingStarsError:
    return SeeingStarsError(
        f"{to} is there already and is not overwritten; give another name",
        f"{to} bestaat al en wordt niet overschreven; geef een andere naam",
    )


def _require_nothing_at(data: Path) -> None:
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise SeeingStarsError(
            f"{data} is not empty and is not overwritten; restore into a folder that is not there yet",
            f"{data} is niet leeg en wordt niet overschreven; zet terug in een map die er nog niet is",
        )


def _require_empty(url: str) -> None:
    from seeingstars.store import upload_queries
    from seeingstars.store.database import open_database, reading_from, sqlite_file

    path = sqlite_file(url)
    if path is not None and not path.exists():
        return
    engine = open_database(url)
    try:
        with reading_from(engine) as connection:
            counts = upload_queries.counts(connection)
    finally:
        engine.dispose()
    if counts["uploads"] or counts["log_number"]:
        raise SeeingStarsError(
            "the database holds uploads and is not overwritten; give an empty one with --database",
            "de database bevat inzendingen en wordt niet overschreven; geef een lege met --database",
        )


def _unreadable(error: OSError) -> StoreError:
    return StoreError(
        f"it broke off: {error.strerror or error} ({error.filename or 'while copying'}); nothing was left behind",
        f"het brak af: {error.strerror or error} ({error.filename or 'tijdens het kopiëren'}); er is niets achtergelaten",
    )


def _megabytes(what: str, n_bytes: int, told: Told | None) -> Callable[[int], None]:
    """Tell progress in whole megabytes."""
    done, of = 0, max(1, n_bytes // 1_000_000)

    def add(n: int) -> None:
        nonlocal done
        before, done = done // 1_000_000, done + n
        if told is not None and done // 1_000_000 != before:
            told(what, min(done // 1_000_000, of), of)

    return add
