"""All uploads as they were at one moment, while people go on handing in: links to the bytes and to the log."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

SNAPSHOT = ".backup"  # within the folder of uploads: links must stand on the same disk
_PARTS = ("log", "secrets")


@contextmanager
def snapshot(uploads: Path, *, engine: Engine | None) -> Iterator[Path]:
    """A folder that holds the uploads as they were at one moment; gone when the block ends.

    Bytes stand under their digest and are never changed; a log file is only ever replaced whole. So a link to each of
    them is a copy. They are linked twice: once while writers go on, and then, while writers wait for the
    database, what changed since. What is linked agrees with itself, and writers wait for moments only.

    Parameters
    ----------
    uploads : the folder ``raw/uploads``
    engine : of its database, to hold writers up; None where no server can be at work

    Raises
    ------
    StoreError
        If another backup is under way.
    OSError
        If the disk refuses.
    """
    made = uploads / SNAPSHOT
    with (uploads / f"{SNAPSHOT}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(
                "another backup of this folder is under way; wait until it is done",
                "er loopt al een reservekopie van deze map; wacht tot die klaar is",
            ) from error
        shutil.rmtree(made, ignore_errors=True)  # of one that was broken off
        made.mkdir(mode=0o700)
        try:
            _link_all(uploads, made)
            with _writers_waiting(engine):
                _link_all(uploads, made)
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)


def _writers_waiting(engine: Engine | None) -> Any:
    return nullcontext() if engine is None else _holding(engine)


@contextmanager
def _holding(engine: Engine) -> Iterator[None]:
    from seeingstars.store.database import writing_told
    from seeingstars.store.upload_acts import lock_progress

    with writing_told(engine) as connection:
        lock_progress(connection)
        yield


def _link_all(uploads: Path, made: Path) -> None:
    """Make `made` hold what `uploads` holds now, no more and no less; what is linked already costs next to nothing."""
    folders = _folders(uploads)
    for folder in [folder for folder in _folders(made) if folder not in folders]:
        shutil.rmtree(made / folder, ignore_errors=True)
    for folder in folders:
        (made / folder).mkdir(parents=True, exist_ok=True)
        here, there = _inodes(uploads / folder), _inodes(made / folder)
        for name in [name for name, inode in there.items() if here.get(name) != inode]:
            (made / folder / name).unlink()
        for name in [name for name, inode in here.items() if there.get(name) != inode]:
            _link(uploads / folder / name, made / folder / name)


def _folders(uploads: Path) -> list[Path]:
    """The folders that hold bytes, log or secrets, those above first."""
    found = [path for path in uploads.glob("[0-9a-f][0-9a-f]") if path.is_dir()]
    for part in _PARTS:
        found += [Path(where) for where, _, _ in os.walk(uploads / part)]
    return sorted(path.relative_to(uploads) for path in found)


def _inodes(folder: Path) -> dict[str, int]:
    """Whole files by name; what is half written has a name that begins with a dot."""
    with os.scandir(folder) as entries:
        return {one.name: one.inode() for one in entries if not one.name.startswith(".") and one.is_file()}


def _link(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except FileNotFoundError:
        return  # withdrawn this very moment; the second look knows
    except OSError:  # a file system without links
        shutil.copyfile(path, target)
