"""How what was read is acknowledged: named in an entry of the log, kept, and answered with a receipt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars.errors import EventError, SeeingStarsError, StoreError, UploadError
from seeingstars.event import Event
from seeingstars.intake.asking import Questions
from seeingstars.intake.handed_in import LARGEST_ROW_BYTES, MOST_FILES, PRECISION_CHOICES, GivenBytes, Receipt

if TYPE_CHECKING:
    from seeingstars.intake.bursts import Bursts
    from seeingstars.intake.file_summary import FileSummary
    from seeingstars.intake.numbered_acts import Act, KeptFile
    from seeingstars.intake.reading_uploads import ReadFile
    from seeingstars.store.presence import Presence


class Acknowledgements(Questions):
    """The part of the desk that keeps what was read; `receiving.Desk` is the whole."""

    _bursts: Bursts
    _events: dict[str, Event]
    _events_folder: Path
    _presence: Presence

    def _read(
        self, file: GivenBytes, received_at: datetime, told: Callable[[str, int, int], None] | None = None
    ) -> ReadFile:
        from seeingstars.intake.reading_uploads import read_upload

        return read_upload(file.path, name=file.name, received_at=received_at, told=told)

    def _read_row(self, row: bytes, received_at: datetime) -> ReadFile:
        from seeingstars.intake.reading_together import read_alone

        require_small(row)
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
            "act": "received", "event_id": event_id, "received_at": now_text(), "language": language,
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
        state, reasons = verdict_of(read, self._event(event_id), received_at)
        return {"state": state, "reasons": reasons}

    def _keep_files(
        self,
        entry: dict[str, Any],
        files: Sequence[tuple[ReadFile, GivenBytes]],
        refused: tuple[FileSummary, ...],
        told: Callable[[str, int, int], None] | None,
        *,
        code: str | None = None,
    ) -> Receipt:
        once = {
            read.summary.sha256: (read, file) for read, file in files
        }  # the same bytes twice in one go are one file
        if not any(read.large for read, _ in once.values()):
            kept = [kept_file(read, file.path) for read, file in once.values()]
            return self._acknowledge(entry, kept, refused, code=code).result()
        with self._presence.one_large_file(), self._nothing_unfinished():
            kept = [
                kept_file(read, file.path, prepared=self._bring_large(read, entry["precision"], told))
                for read, file in once.values()
            ]
            return self._acknowledge(entry, kept, refused, code=code).result()

    @contextmanager
    def _nothing_unfinished(self) -> Iterator[None]:
        """Only one large file comes in at a time: what is unfinished before is of a process that was killed."""
        self._drop_unfinished()
        try:
            yield
        except BaseException:
            with suppress(StoreError):
                self._drop_unfinished()
            raise

    def _drop_unfinished(self) -> None:
        from seeingstars.store import file_acts, upload_acts

        with self._writing() as connection:
            upload_acts.lock_progress(connection)
            file_acts.drop_unfinished(connection)

    def _bring_large(
        self, read: ReadFile, precision: str, told: Callable[[str, int, int], None] | None
    ) -> dict[str, int] | None:
        """Bring the rows of a large file in beforehand, unseen and in small transactions, so that others need not wait."""
        from seeingstars.store import file_acts, upload_acts, upload_queries
        from seeingstars.store.database import reading_from
        from seeingstars.store.reading_rows import FileRows

        if read.large is None:
            return None
        with reading_from(self._engine) as connection:
            if upload_queries.has_file(connection, read.summary.sha256):
                return None
        with self._writing() as connection:
            upload_acts.lock_progress(connection)
            _, file_id, first_reading_id, _ = upload_acts.next_numbers(connection)
            record = {"file_id": file_id, "first_reading_id": first_reading_id}
            file = record | {"sha256": read.summary.sha256, "precision": precision}
            file_acts.begin_file(connection, file, read.summary.facts())
        maker = FileRows(file_id, first_reading_id=first_reading_id, precision=precision)
        done = 0
        for piece in read.pieces():
            with self._writing() as connection:
                file_acts.add_piece(connection, maker, piece)
            done += len(piece)
            if told is not None:
                told("keep", done, read.summary.n_readings)
        return record

    def _acknowledge(
        self,
        entry: dict[str, Any],
        kept: list[KeptFile],
        refused: tuple[FileSummary, ...],
        *,
        code: str | None = None,
        answer: Future[Receipt] | None = None,
    ) -> Future[Receipt]:
        from seeingstars.intake.numbered_acts import Act

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


def text_of(moment: datetime) -> str:
    """A moment as the log writes it."""
    return moment.isoformat(timespec="microseconds")


def now_text() -> str:
    """This moment as the log writes it."""
    return text_of(datetime.now(UTC))


def require_number(files: Sequence[GivenBytes]) -> None:
    """Refuse no files at all, and too many."""
    if not 1 <= len(files) <= MOST_FILES:
        raise UploadError(
            f"hand in one to {MOST_FILES} files at a time; got {len(files)}",
            f"lever één tot {MOST_FILES} bestanden tegelijk in; het zijn er {len(files)}",
        )


def kept_file(read: ReadFile, content: bytes | Path, *, prepared: Mapping[str, int] | None = None) -> KeptFile:
    """A file that was read, as the keeper takes it."""
    from seeingstars.intake.numbered_acts import KeptFile

    return KeptFile(read.summary, content, list(read.pieces()) if read.large is None else (), prepared)


def verdict_of(read: Sequence[ReadFile], event: Event, received_at: datetime) -> tuple[str, list[dict[str, str]]]:
    """What becomes of an upload by the public rules, and the rules that it does not meet."""
    from seeingstars.science.acceptance import UploadFacts, decide

    facts = UploadFacts()
    for one in read:
        facts = facts.together(one.facts(event, received_at=received_at))
    state, unmet = decide(facts, event_is_simulated=event.is_simulated)
    return state, [{"rule": rule.name, "en": rule.held_en, "nl": rule.held_nl} for rule in unmet]


def require_small(row: bytes) -> None:
    """Refuse a single reading that is too long."""
    if len(row) > LARGEST_ROW_BYTES:
        raise UploadError(
            f"one reading must hold at most {LARGEST_ROW_BYTES} bytes; this one holds {len(row)}; shorten the comment",
            f"één meting mag hoogstens {LARGEST_ROW_BYTES} bytes zijn; deze is {len(row)}; maak de opmerking korter",
        )
