"""The desk where measurements are handed in: looked at, kept, corrected, withdrawn, decided on, and given to the pipeline.

Everything that a page, the API or a command does with uploads goes through `Desk`. What is acknowledged is on the disk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from seeingstars.asking import QUIET, Questions
from seeingstars.errors import EventError, SeeingStarsError, StoreError, UploadError
from seeingstars.event import Event
from seeingstars.handed_in import (
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
    Work,
    template_bytes,
)
from seeingstars.verdicts import RowVerdict

if TYPE_CHECKING:
    from seeingstars.keeping_uploads import Act, KeptFile
    from seeingstars.reading_uploads import FileSummary, ReadFile
    from seeingstars.store.raw_files import RawFiles

__all__ = [
    "DEFAULT_PRECISION", "LARGEST_ROW_BYTES", "MOST_FILES", "PRECISION_CHOICES", "Desk", "FilePreview", "GivenBytes",
    "HeldUpload", "NoSuchReceipt", "Preview", "ReadingsPage", "Receipt", "ReceiptView", "RowVerdict", "Work",
    "default_database", "rebuild", "template_bytes",
]  # fmt: skip


class Desk(Questions):
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
        from seeingstars.bursts import Bursts
        from seeingstars.keeping_uploads import Keeper
        from seeingstars.reading_together import RowReader
        from seeingstars.store.database import open_database, store_error
        from seeingstars.store.raw_files import RawFiles
        from seeingstars.store.site_secrets import site_secret
        from seeingstars.store.upload_log import UploadLog

        self.data = data
        self._events_folder = events or data / "events"
        self._events: dict[str, Event] = {}
        uploads = data / "raw" / "uploads"
        try:
            self._raw, self._log = RawFiles(uploads), UploadLog(uploads / "log")
            self._salt = site_secret(uploads / "secrets" / "receipts")
        except OSError as error:
            raise store_error(error) from error
        self._engine = open_database(database_url or default_database(data), busy_seconds=busy_seconds)
        self._keeper = Keeper(self._engine, raw=self._raw, log=self._log, read_again=partial(_read_again, self._raw))
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

    # ---- looking, keeping nothing

    def preview(self, files: Sequence[GivenBytes], *, event: Event) -> Preview:
        """What these files are, row by row, with the very readers and checks that `receive` and the pipeline use.

        Parameters
        ----------
        files : one to twenty files
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
        _require_number(files)
        received_at = datetime.now(UTC)
        read = [self._read(file, received_at) for file in files]
        usable = [one for one in read if one.summary.is_usable]
        state, reasons = _verdict(usable, event, received_at) if usable else ("", [])
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
        """Keep one to twenty files; when this returns they are on the disk and in the database.

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
        _require_number(files)
        entry = self._entry(event_id, language, precision, origin, idempotency_key)
        received_at = datetime.fromisoformat(entry["received_at"])
        read = [self._read(file, received_at, told) for file in files]
        usable = [(one, file) for one, file in zip(read, files, strict=True) if one.summary.is_usable]
        refused = tuple(one.summary for one in read if not one.summary.is_usable)
        if not usable:
            raise UploadError("; ".join(one.reason_en for one in refused), "; ".join(one.reason_nl for one in refused))
        entry |= self._state_of([one for one, _ in usable], event_id, received_at)
        return self._keep_files(entry, usable, refused, told).result()

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
    ) -> Future[Receipt]:
        """As `receive_reading`, for those who wait without a thread: ``await asyncio.wrap_future(…)``.

        Raises
        ------
        UploadError
            At once if a choice is none of those that there are, or the row is too long. That the row cannot be used, or
            cannot be kept, comes by the future.
        """
        entry = self._entry(event_id, language, precision, origin, idempotency_key)
        _require_small(row)
        answer: Future[Receipt] = Future()

        def go_on(read: Future[tuple[ReadFile, datetime]]) -> None:
            try:
                one, received_at = read.result()
                entry["received_at"] = _text_of(received_at)
                entry.update(self._state_of([one], event_id, received_at))
                self._acknowledge(entry, [_kept(one, row)], (), answer=answer)
            except Exception as error:  # noqa: BLE001 — whatever it is, the sender must hear of it
                answer.set_exception(error)

        self._rows.submit(row).add_done_callback(go_on)
        return answer

    # ---- correcting, withdrawing, deciding

    def correct(self, code: str, row: bytes | Sequence[GivenBytes]) -> Receipt:
        """Put a corrected reading, or corrected files, in the place of what a code stands for; the code stays.

        The earlier version is kept as superseded until the upload is withdrawn.

        Raises
        ------
        NoSuchReceipt
            If there is no such code.
        UploadError
            If the correction cannot be used, or the upload was withdrawn.
        """
        view = self.receipt(code)
        upload = view.upload
        entry = self._entry(upload.event_id, upload.language, upload.precision, "correction", None)
        received_at = datetime.fromisoformat(entry["received_at"])
        if isinstance(row, bytes):
            read = [self._read_row(row, received_at)]
        else:
            _require_number(row)
            read = [self._read(file, received_at) for file in row]
            for one in read:
                if not one.summary.is_usable:
                    raise UploadError(one.summary.reason_en, one.summary.reason_nl)
        entry |= self._state_of(read, upload.event_id, received_at)
        entry |= {"replaces": upload.upload_id, "receipt_hash": self._digest(code)}
        if isinstance(row, bytes):
            return self._acknowledge(entry, [_kept(read[0], row)], (), code=code).result()
        return self._keep_files(entry, list(zip(read, row, strict=True)), (), None, code=code).result()

    def withdraw(self, code: str) -> None:
        """Take back what a code stands for: readings and bytes go, unless another handed in the same file.

        Withdrawing twice is no error.

        Raises
        ------
        NoSuchReceipt
            If there is no such code.
        StoreError
            If it could not be done.
        """
        from seeingstars.keeping_uploads import Act
        from seeingstars.store.database import reading_from

        with reading_from(self._engine) as connection:
            uploads = self._uploads(connection, code)
        if uploads[-1].state == "withdrawn":
            return
        ids = [upload.upload_id for upload in uploads]
        entry = {"act": "withdrawn", "upload_id": ids[-1], "upload_ids": ids, "at": _now_text()}
        self._keeper.submit(Act(entry)).result()
        self._bursts.told(uploads[-1].event_id)

    def decide(
        self, upload_id: int, *, decision: Literal["accept", "reject", "undo"], reviewer: str, reason: str
    ) -> None:
        """Accept or reject an upload, or undo the last decision; logged, and seen by the one who handed it in.

        Parameters
        ----------
        upload_id : int
        decision : accept, reject or undo
        reviewer : name that the decision is logged under
        reason : in words, for the one who handed it in

        Raises
        ------
        UploadError
            If there is no such upload, it is withdrawn, or there is nothing to undo.
        """
        from seeingstars.keeping_uploads import Act

        event_id = self.upload(upload_id).upload.event_id
        if not reason.strip() or not reviewer.strip():
            raise UploadError(
                "a decision needs a reviewer and a reason; give both",
                "een beslissing heeft een beoordelaar en een reden nodig; geef ze allebei",
            )
        entry = {
            "act": "decided", "upload_id": upload_id, "decision": decision, "reviewer": reviewer[:200],
            "reason": reason[:2000], "decided_at": _now_text(),
        }  # fmt: skip
        self._keeper.submit(Act(entry)).result()
        self._bursts.told(event_id)

    # ---- within

    def _read(
        self, file: GivenBytes, received_at: datetime, told: Callable[[str, int, int], None] | None = None
    ) -> ReadFile:
        from seeingstars.reading_uploads import read_upload

        return read_upload(file.path, name=file.name, received_at=received_at, told=told)

    def _bring_large(
        self, read: ReadFile, precision: str, told: Callable[[str, int, int], None] | None
    ) -> dict[str, int] | None:
        """Bring the rows of a large file in beforehand, unseen and in small transactions, so that others need not wait."""
        from seeingstars.store import upload_acts, upload_queries
        from seeingstars.store.database import reading_from
        from seeingstars.store.reading_rows import FileRows

        with reading_from(self._engine) as connection:
            if upload_queries.has_file(connection, read.summary.sha256):
                return None
        with self._writing() as connection:
            upload_acts.lock_progress(connection)
            _, file_id, first_reading_id, _ = upload_acts.next_numbers(connection)
            record = {"file_id": file_id, "first_reading_id": first_reading_id}
            file = record | {"sha256": read.summary.sha256, "precision": precision}
            upload_acts.begin_file(connection, file, read.summary.facts())
        maker = FileRows(file_id, first_reading_id=first_reading_id, precision=precision)
        done = 0
        try:
            for piece in read.pieces():
                with self._writing() as connection:
                    upload_acts.add_piece(connection, maker, piece)
                done += len(piece)
                if told is not None:
                    told("keep", done, read.summary.n_readings)
        except BaseException:
            with suppress(StoreError), self._writing() as connection:
                upload_acts.drop_file(connection, file_id)
            raise
        return record

    def _read_row(self, row: bytes, received_at: datetime) -> ReadFile:
        from seeingstars.reading_together import read_alone

        _require_small(row)
        read = read_alone(row, received_at=received_at)
        if isinstance(read, SeeingStarsError):
            raise read
        return read

    def _entry(
        self, event_id: str, language: str, precision: str, origin: str, idempotency_key: str | None
    ) -> dict[str, Any]:
        from seeingstars.store.receipt_codes import key_digest, new_code

        if language not in ("nl", "en"):
            raise UploadError(
                f"language must be nl or en; got {language!r}", f"taal moet nl of en zijn; er staat {language!r}"
            )
        if precision not in PRECISION_CHOICES:
            choices = ", ".join(PRECISION_CHOICES)
            raise UploadError(
                f"precision must be one of {choices}; got {precision!r}",
                f"precisie moet een van {choices} zijn; er staat {precision!r}",
            )
        self._event(event_id)
        code = new_code(self._salt, key=idempotency_key)
        return {
            "act": "received", "event_id": event_id, "received_at": _now_text(), "language": language,
            "precision": precision, "origin": origin[:40], "replaces": None, "code": code,
            "receipt_hash": self._digest(code),
            "key_hash": None if idempotency_key is None else key_digest(self._salt, idempotency_key),
        }  # fmt: skip

    def _event(self, event_id: str) -> Event:
        from seeingstars.event_file import load_event

        if event_id not in self._events:
            folder = self._events_folder / event_id
            if (
                not re.fullmatch(r"[\w.-]{1,100}", event_id)
                or event_id.startswith(".")
                or not (folder / "event.toml").is_file()
            ):
                raise EventError(f"there is no event {event_id[:60]!r}", f"er is geen evenement {event_id[:60]!r}")
            self._events[event_id] = load_event(folder)
        return self._events[event_id]

    def _state_of(self, read: Sequence[ReadFile], event_id: str, received_at: datetime) -> dict[str, Any]:
        state, reasons = _verdict(read, self._event(event_id), received_at)
        return {"state": state, "reasons": reasons}

    def _keep_files(
        self,
        entry: dict[str, Any],
        files: Sequence[tuple[ReadFile, GivenBytes]],
        refused: tuple[FileSummary, ...],
        told: Callable[[str, int, int], None] | None,
        *,
        code: str | None = None,
    ) -> Future[Receipt]:
        once = {
            read.summary.sha256: (read, file) for read, file in files
        }  # the same bytes twice in one go are one file
        kept = []
        for read, file in once.values():
            large = read.large is not None
            prepared = self._bring_large(read, entry["precision"], told) if large else None
            kept.append(_kept(read, file.path, prepared=prepared))
        return self._acknowledge(entry, kept, refused, code=code)

    def _acknowledge(
        self,
        entry: dict[str, Any],
        kept: list[KeptFile],
        refused: tuple[FileSummary, ...],
        *,
        code: str | None = None,
        answer: Future[Receipt] | None = None,
    ) -> Future[Receipt]:
        from seeingstars.keeping_uploads import Act

        own_code = entry.pop("code")
        code = own_code if code is None else code
        told = Future() if answer is None else answer
        act = Act(entry, kept)
        act.done.add_done_callback(lambda done: self._answer(told, done, code, act, refused))
        self._keeper.submit(act)
        return told

    def _answer(
        self,
        answer: Future[Receipt],
        done: Future[dict[str, Any]],
        code: str,
        act: Act,
        refused: tuple[FileSummary, ...],
    ) -> None:
        error = done.exception()
        if error is not None:
            answer.set_exception(error)
            return
        entry = done.result()
        if entry["state"] == "accepted" and not entry.get("is_repeat"):
            self._bursts.told(entry["event_id"])
        answer.set_result(
            Receipt(
                code, entry["upload_id"], entry["event_id"],
                datetime.fromisoformat(act.entry["received_at"]), entry["state"],
                tuple(reason["en"] for reason in act.entry["reasons"]),
                tuple(reason["nl"] for reason in act.entry["reasons"]),
                tuple(file.summary for file in act.files), refused,
                tuple(file["name"] for file in entry.get("files", ()) if file["already_had"]),
                entry.get("n_repeats", 0), bool(entry.get("is_repeat")),
            )
        )  # fmt: skip

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


def _read_again(raw: RawFiles, file: Mapping[str, Any], received_at: datetime) -> tuple[Mapping[str, Any], Any]:
    from seeingstars.reading_uploads import read_kept

    return read_kept(raw.path(file["sha256"]), file, received_at=received_at)


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
        If bytes are missing or damaged, or the database cannot be made; what stood there stays.
    """
    from seeingstars.rebuilding import rebuild_database
    from seeingstars.store.raw_files import RawFiles
    from seeingstars.store.upload_log import UploadLog

    uploads = data / "raw" / "uploads"
    raw = RawFiles(uploads)
    url = database_url or default_database(data)
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


def _text_of(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _now_text() -> str:
    return _text_of(datetime.now(UTC))


def _require_small(row: bytes) -> None:
    if len(row) > LARGEST_ROW_BYTES:
        raise UploadError(
            f"one reading must hold at most {LARGEST_ROW_BYTES} bytes; this one holds {len(row)}; shorten the comment",
            f"één meting mag hoogstens {LARGEST_ROW_BYTES} bytes zijn; deze is {len(row)}; maak de opmerking korter",
        )


def _require_number(files: Sequence[GivenBytes]) -> None:
    if not 1 <= len(files) <= MOST_FILES:
        raise UploadError(
            f"hand in one to {MOST_FILES} files at a time; got {len(files)}",
            f"lever één tot {MOST_FILES} bestanden tegelijk in; het zijn er {len(files)}",
        )


def _kept(read: ReadFile, content: bytes | Path, *, prepared: Mapping[str, int] | None = None) -> KeptFile:
    from seeingstars.keeping_uploads import KeptFile

    return KeptFile(read.summary, content, list(read.pieces()) if read.large is None else (), prepared)


def _verdict(read: Sequence[ReadFile], event: Event, received_at: datetime) -> tuple[str, list[dict[str, str]]]:
    from seeingstars.science.acceptance import UploadFacts, decide

    facts = UploadFacts()
    for one in read:
        facts = facts.together(one.facts(event, received_at=received_at))
    state, unmet = decide(facts, event_is_simulated=event.is_simulated)
    return state, [{"rule": rule.name, "en": rule.held_en, "nl": rule.held_nl} for rule in unmet]
