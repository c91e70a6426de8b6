"""The desk where measurements are handed in: looked at, kept, corrected, withdrawn, decided on, and given to the pipeline.

Everything that a page, the API or a command does with uploads goes through `Desk`. What is acknowledged is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars.errors import UploadError
from seeingstars.event import Event
from seeingstars.intake.acknowledging import kept_file, require_number, require_small, text_of, verdict_of
from seeingstars.intake.amending import Amendments
from seeingstars.intake.asking import QUIET
from seeingstars.intake.handed_in import (
    DEFAULT_PRECISION,
    LARGEST_ROW_BYTES,
    MOST_FILES,
    PRECISION_CHOICES,
    FilePreview,
    GivenBytes,
    HeldUpload,
    NoSuchReceipt,
    Preview,
    ReadingsPage,
    Receipt,
    ReceiptView,
    RowRefused,
    Work,
    template_bytes,
)
from seeingstars.intake.verdicts import RowVerdict

if TYPE_CHECKING:
    from seeingstars.intake.reading_uploads import ReadFile
    from seeingstars.store.raw_files import RawFiles

__all__ = [
    "DEFAULT_PRECISION", "LARGEST_ROW_BYTES", "MOST_FILES", "PRECISION_CHOICES", "Desk", "FilePreview", "GivenBytes",
    "HeldUpload", "NoSuchReceipt", "Preview", "ReadingsPage", "Receipt", "ReceiptView", "RowRefused", "RowVerdict", "Work",
    "default_database", "rebuild", "template_bytes",
]  # fmt: skip


class Desk(Amendments):
    """The store of uploads of one process: database, raw folder and the thread that writes.

    Parameters
    ----------
    data : path
        The data folder: bytes and log stand in ``raw/uploads``, the events in ``events``.
    database_url : str or None
        ``sqlite:///…`` or ``postgresql://…``; None: SQLite in ``data/processed/uploads/seeingstars.db``.
    events : path or None
        Folder of the events; None: ``data/events``.
    on_accepted : called with an event_id, or None
        Told in a thread of its own after new readings were accepted, once for a burst. With or without it the
        database holds what `work_wanted` tells, also after a restart.
    busy_seconds : scalar
        How long to wait for a database that is locked [s].

    Raises
    ------
    StoreError
        If the folder or the database cannot be used.
    """

    def __init__(
        self,
        *,
        data: Path,
        database_url: str | None = None,
        events: Path | None = None,
        on_accepted: Callable[[str], None] | None = None,
        busy_seconds: float = 10.0,
    ) -> None:
        from seeingstars.intake.bursts import Bursts
        from seeingstars.intake.keeping_uploads import Keeper
        from seeingstars.intake.reading_together import RowReader
        from seeingstars.store.database import open_database, store_error
        from seeingstars.store.presence import Presence
        from seeingstars.store.raw_files import RawFiles
        from seeingstars.store.site_secrets import site_secret
        from seeingstars.store.upload_log import UploadLog

        self.data = data
        self._events_folder = events or data / "events"
        self._events: dict[str, Event] = {}
        uploads = data / "raw" / "uploads"
        try:
            self._presence = Presence(uploads / "locks")
            self._raw, self._log = RawFiles(uploads), UploadLog(uploads / "log")
            self._salt = site_secret(uploads / "secrets" / "receipts")
        except OSError as error:
            raise store_error(error) from error
        try:
            self._engine = open_database(database_url or default_database(data), busy_seconds=busy_seconds)
            self._keeper = Keeper(
                self._engine, raw=self._raw, log=self._log, read_again=partial(_read_again, self._raw),
                presence=self._presence,
            )  # fmt: skip
        except BaseException:
            self._presence.close()
            raise
        self._rows = RowReader()
        self._bursts = Bursts(on_accepted, quiet_seconds=QUIET.total_seconds())

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish what waits and let go of the database."""
        self._rows.close()
        self._keeper.close()
        self._bursts.close()
        self._engine.dispose()
        self._presence.close()

    # ---- looking, keeping nothing

    def preview(self, files: Sequence[GivenBytes], *, event: Event) -> Preview:
        """What these files are, row by row, with the very readers and checks that `receive` and the pipeline use.

        Parameters
        ----------
        files : one to two hundred files
        event : Event that they would be handed in for

        Returns
        -------
        Preview
            A refused file is a preview with ``accepted`` false, not an error.

        Raises
        ------
        UploadError
            If there are no files or too many.
        """
        require_number(files)
        received_at = datetime.now(UTC)
        read = [self._read(file, received_at) for file in files]
        usable = [one for one in read if one.summary.is_usable]
        state, reasons = verdict_of(usable, event, received_at) if usable else ("", [])
        return Preview(
            tuple(self._previewed(one) for one in read),
            state,
            tuple(reason["en"] for reason in reasons),
            tuple(reason["nl"] for reason in reasons),
        )

    # ---- handing in

    def receive(
        self,
        files: Sequence[GivenBytes],
        *,
        event_id: str,
        language: str,
        precision: str = DEFAULT_PRECISION,
        origin: str = "files",
        idempotency_key: str | None = None,
        told: Callable[[str, int, int], None] | None = None,
    ) -> Receipt:
        """Keep one to two hundred files; when this returns they are on the disk and in the database.

        Parameters
        ----------
        files : what one sender hands in in one go
        event_id : name of the event's folder
        language : ``nl`` or ``en``, of the sender
        precision : ``100m``, ``1km`` or ``exact``: how precisely places are public
        origin : where it came from, such as ``files`` or ``api``
        idempotency_key : str or None
            What the sender calls this sending: the same key gives the same receipt again and keeps nothing twice.
        told : called with (what, done, of), or None

        Returns
        -------
        Receipt
            Refused files stand in ``refused``; the others were kept.

        Raises
        ------
        UploadError
            If no file can be used, or a choice is none of those above.
        StoreError
            If it could not be kept; nothing was.
        """
        require_number(files)
        entry = self._entry(event_id, language, precision, origin, idempotency_key)
        received_at = datetime.fromisoformat(entry["received_at"])
        read = [self._read(file, received_at, told) for file in files]
        usable = [(one, file) for one, file in zip(read, files, strict=True) if one.summary.is_usable]
        refused = tuple(one.summary for one in read if not one.summary.is_usable)
        if not usable:
            raise UploadError("; ".join(one.reason_en for one in refused), "; ".join(one.reason_nl for one in refused))
        entry |= self._state_of([one for one, _ in usable], event_id, received_at)
        return self._keep_files(entry, usable, refused, told)

    def receive_reading(
        self,
        row: bytes,
        *,
        event_id: str,
        language: str,
        precision: str = DEFAULT_PRECISION,
        origin: str = "form",
        idempotency_key: str | None = None,
    ) -> Receipt:
        """Keep one reading: a row of our upload template under its headings, as `template_bytes` makes it.

        Returns, and raises, as `receive` does.
        """
        return self.submit_reading(
            row,
            event_id=event_id,
            language=language,
            precision=precision,
            origin=origin,
            idempotency_key=idempotency_key,
        ).result()

    def submit_reading(
        self,
        row: bytes,
        *,
        event_id: str,
        language: str,
        precision: str = DEFAULT_PRECISION,
        origin: str = "form",
        idempotency_key: str | None = None,
        refuses_problems: bool = False,
    ) -> Future[Receipt]:
        """As `receive_reading`, for those who wait without a thread: ``await asyncio.wrap_future(…)``.

        Parameters
        ----------
        row, event_id, language, precision, origin, idempotency_key : as `receive_reading`
        refuses_problems : bool
            Whether a row that cannot be read as it should is refused, rather than kept and flagged.

        Raises
        ------
        UploadError
            At once if a choice is none of those that there are, or the row is too long. That the row cannot be used, or
            cannot be kept, comes by the future; a problem that is refused as a `RowRefused`.
        """
        entry = self._entry(event_id, language, precision, origin, idempotency_key)
        require_small(row)
        answer: Future[Receipt] = Future()

        def go_on(read: Future[tuple[ReadFile, datetime]]) -> None:
            try:
                one, received_at = read.result()
                problem = one.first_problem() if refuses_problems else None
                if problem is not None:
                    raise RowRefused(*problem)
                entry["received_at"] = text_of(received_at)
                entry.update(self._state_of([one], event_id, received_at))
                self._acknowledge(entry, [kept_file(one, row)], (), answer=answer)
            except Exception as error:  # noqa: BLE001 — whatever it is, the sender must hear of it
                answer.set_exception(error)

        self._rows.submit(row).add_done_callback(go_on)
        return answer

    # ---- correcting, withdrawing, deciding

    # ---- within

    def _previewed(self, read: ReadFile) -> FilePreview:
        from seeingstars.store import upload_queries
        from seeingstars.store.database import reading_from
        from seeingstars.store.reading_rows import row_hashes

        summary = read.summary
        repeated: frozenset[int] = frozenset()
        with reading_from(self._engine) as connection:
            have = upload_queries.has_file(connection, summary.sha256)
            if not have:
                hashes = [one for table in read.tables() for one in row_hashes(table)]
                repeated = upload_queries.repeated_rows(connection, hashes)
        return FilePreview(
            summary.name, summary.sha256, summary.is_usable, summary.kind, summary.reason_nl, summary.reason_en,
            summary.rows_read, summary.n_good, summary.n_suspect, summary.n_fail, summary.n_missing,
            summary.n_row_problems, tuple(nl for _, nl in summary.notes), tuple(en for en, _ in summary.notes), have,
            summary.n_readings, len(repeated), read, repeated,
        )  # fmt: skip


def rebuild(
    *, data: Path, database_url: str | None = None, told: Callable[[str, int, int], None] | None = None
) -> dict[str, Any]:
    """Make the database again from the bytes and the log in ``data/raw/uploads`` alone.

    Use it when the database is lost or damaged, or after a reader has changed. Stop the server first. The work of every
    event with accepted uploads is wanted afterwards.

    Parameters
    ----------
    data : path of the data folder
    database_url : str or None
        As for `Desk`. A file of SQLite is replaced when the new one is complete; in PostgreSQL all is done in one
        transaction.
    told : called with (what, done, of), or None

    Returns
    -------
    dict
        How much there is now: ``uploads`` by state, ``files``, ``readings``, ``log_number``.

    Raises
    ------
    StoreError
        If a server or another command is at work with the folder, bytes are missing or damaged, or the database cannot
        be made; what stood there stays.
    """
    from seeingstars.intake.rebuilding import rebuild_database
    from seeingstars.store.presence import alone_in
    from seeingstars.store.raw_files import RawFiles
    from seeingstars.store.upload_log import UploadLog

    uploads = data / "raw" / "uploads"
    raw = RawFiles(uploads)
    url = database_url or default_database(data)
    with alone_in(uploads / "locks"):
        return rebuild_database(
            url, raw=raw, log=UploadLog(uploads / "log"), read_again=partial(_read_again, raw), told=told
        )


def default_database(data: Path) -> str:
    """URL of the database where none is set: a file of SQLite in ``data/processed/uploads``, of which the folder is made."""
    from seeingstars.store.database import sqlite_url, store_error

    path = data / "processed" / "uploads" / "seeingstars.db"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise store_error(error) from error
    return sqlite_url(path)


def _read_again(raw: RawFiles, file: Mapping[str, Any], received_at: datetime) -> tuple[Mapping[str, Any], Any]:
    from seeingstars.intake.reading_uploads import read_kept

    return read_kept(raw.path(file["sha256"]), file, received_at=received_at)
