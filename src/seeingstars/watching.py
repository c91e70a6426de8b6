"""Whether what people hand in can be kept now: what is looked at, and what each failing means in words."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from seeingstars.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from seeingstars.store.upload_log import UploadLog

LEAST_FREE_BYTES = 1_000_000_000  # our choice: several of the largest uploads, and the rows that come of them
LONGEST_WAIT = timedelta(hours=2)  # our choice: a comparison takes minutes


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Parameters
    ----------
    name : disk, raw_folder, database, tables, log or work
    is_ok : bool
    is_needed : whether nothing can be kept while it fails
    en, nl : what must be so
    """

    name: str
    is_ok: bool
    is_needed: bool
    en: str
    nl: str


def look(engine: Engine, *, uploads: Path, log: UploadLog) -> list[Check]:
    """Look at everything that keeping an upload needs; writes nothing that stays.

    Parameters
    ----------
    engine : of the database
    uploads : the folder ``raw/uploads``
    log : of uploads

    Returns
    -------
    list of Check
        In the order in which an operator should mend them.
    """
    from seeingstars.store.database import DatabaseFailure, reading_from
    from seeingstars.store.database_state import is_newest, require_writable
    from seeingstars.store.upload_acts import progress
    from seeingstars.store.upload_queries import work_wanted

    def works(look: Callable[[], bool]) -> bool:
        try:
            return look()
        except (StoreError, OSError, DatabaseFailure):
            return False

    def takes_writers() -> bool:
        require_writable(engine)
        return True

    def log_is_in() -> bool:
        with reading_from(engine) as connection:
            return not log.has(progress(connection) + 1)

    def work_goes_on() -> bool:
        longest_since = datetime.now(UTC) - LONGEST_WAIT
        with reading_from(engine) as connection:
            return all(row["wanted_at"] > longest_since for row in work_wanted(connection))

    free = f"{LEAST_FREE_BYTES / 1e9:.0f} GB"
    hours = f"{LONGEST_WAIT.total_seconds() / 3600:.0f}"
    return [
        Check("disk", works(lambda: shutil.disk_usage(uploads).free >= LEAST_FREE_BYTES), True,
              f"the disk of the raw folder has at least {free} left", f"de schijf van de ruwe map heeft nog minstens {free}"),
        Check("raw_folder", works(lambda: _takes_files(uploads)), True,
              "the raw folder takes files", "de ruwe map neemt bestanden aan"),
        Check("database", works(takes_writers), True, "the database takes writers", "de database laat schrijven toe"),
        Check("tables", works(lambda: is_newest(engine)), True,
              "the tables are those of this version", "de tabellen zijn die van deze versie"),
        Check("log", works(log_is_in), False,
              "the database holds all of the log", "de database bevat het hele logboek"),
        Check("work", works(work_goes_on), False,
              f"no comparison has been waiting for more than {hours} hours",
              f"er wacht geen vergelijking langer dan {hours} uur"),
    ]  # fmt: skip


def _takes_files(folder: Path) -> bool:
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"\0")
        file.flush()
    return True
