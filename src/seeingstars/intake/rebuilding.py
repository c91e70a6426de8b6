"""The database of uploads made again from what stands in data/raw: the bytes and the log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars.intake.keeping_uploads import bring_in
from seeingstars.store import upload_queries
from seeingstars.store.database import (
    DatabaseFailure,
    clear,
    fold_in_log,
    open_database,
    reading_from,
    sqlite_file,
    sqlite_url,
    store_error,
    writing_to,
)
from seeingstars.watched import Told

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from seeingstars.store.file_acts import ReadAgain
    from seeingstars.store.raw_files import RawFiles
    from seeingstars.store.upload_log import UploadLog


def rebuild_database(
    url: str, *, raw: RawFiles, log: UploadLog, read_again: ReadAgain, told: Told | None = None
) -> dict[str, Any]:
    """Fill a database anew; what stood there stays until the new one is complete.

    Parameters
    ----------
    url : of the database
    raw, log : the folder of bytes and the log
    read_again : reads a kept file
    told : called with (what, done, of), or None

    Returns
    -------
    dict
        How much there is now.

    Raises
    ------
    StoreError
        If bytes are missing or damaged, or the disk or the database fails.
    """
    last = log.last_number()

    def tell(number: int) -> None:
        if told is not None:
            told("rebuild", number, last)

    path = sqlite_file(url)
    try:
        if path is not None:
            return _in_a_new_file(path, raw=raw, log=log, read_again=read_again, tell=tell)
        engine = open_database(url)
        try:
            return _filled(engine, raw=raw, log=log, read_again=read_again, tell=tell)
        finally:
            engine.dispose()
    except (DatabaseFailure, OSError) as error:
        raise store_error(error) from error


def _filled(
    engine: Engine, *, raw: RawFiles, log: UploadLog, read_again: ReadAgain, tell: Callable[[int], None]
) -> dict[str, Any]:
    with writing_to(engine) as connection:
        clear(connection)
        bring_in(connection, raw=raw, log=log, read_again=read_again, told=tell)
    with reading_from(engine) as connection:
        return upload_queries.counts(connection)


def _in_a_new_file(path: Path, **how: Any) -> dict[str, Any]:
    fresh = path.with_name(f"{path.name}.rebuilding")
    _remove(fresh)
    engine = open_database(sqlite_url(fresh))
    try:
        counts = _filled(engine, **how)
        fold_in_log(engine)
        engine.dispose()
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        fresh.rename(path)
    finally:
        engine.dispose()
        _remove(fresh)
    return counts


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
