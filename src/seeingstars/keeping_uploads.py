"""How what is handed in is kept: bytes first, then the log, then the database, and only then the acknowledgement.

One thread writes. It takes all that waits together, so that many senders share one wait for the disk.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars.errors import SeeingStarsError, StoreError
from seeingstars.store import upload_acts, upload_queries
from seeingstars.store.database import DatabaseFailure, is_about_a_row, reading_from, store_error, writing_to

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

    from seeingstars.reading_uploads import FileSummary
    from seeingstars.store.raw_files import RawFiles
    from seeingstars.store.upload_log import UploadLog

MOST_TOGETHER = 256  # our choice: uploads that share one wait for the disk


@dataclass
class KeptFile:
    """A file to be kept: its bytes, what was read of it, and its number if its rows came in beforehand."""

    summary: FileSummary
    content: bytes | Path
    pieces: Sequence[Sequence[Mapping[str, Any]]] = ()  # of `reading_rows.plain_rows`
    prepared: Mapping[str, Any] | None = None  # the record of `begin_file`


@dataclass
class Act:
    """Something to be done: an entry of the log without its numbers, and whose answer is waited for."""

    entry: dict[str, Any]
    files: list[KeptFile] = field(default_factory=list)
    done: Future[dict[str, Any]] = field(default_factory=Future)


class Keeper:
    """The one who writes; several processes may each have one for the same folder and database.

    Parameters
    ----------
    engine : of a database that is up to date
    raw : folder of bytes
    log : log of uploads
    read_again : callable
        Reads a kept file again, when the log is ahead of the database.
    """

    def __init__(self, engine: Engine, *, raw: RawFiles, log: UploadLog, read_again: upload_acts.ReadAgain) -> None:
        self._engine, self._raw, self._log, self._read_again = engine, raw, log, read_again
        self._waiting: queue.SimpleQueue[Act | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="keeper", daemon=True)
        self._closed = False
        self.start()

    def start(self) -> None:
        """Finish what was broken off before: bring the log in, take half-made files away."""
        self._raw.clear_partial()
        self._log.clear_partial()
        try:
            with writing_to(self._engine) as connection:
                number = self._catch_up(connection)
                for file_id in upload_acts.unfinished_files(connection):
                    upload_acts.drop_file(connection, file_id)
                upload_acts.release_work(connection)
                known = upload_queries.known_digests(connection)
                if number and number == self._log.last_number():
                    # Bytes that were never acknowledged: the work broke off between them and the log.
                    self._raw.drop([digest for digest in self._raw.digests() if digest not in known])
        except (DatabaseFailure, OSError) as error:
            raise store_error(error) from error
        self._thread.start()

    def submit(self, act: Act) -> Future[dict[str, Any]]:
        """Have something done; the answer comes when it is on the disk."""
        if self._closed:
            raise StoreError("the store is closed; start it again", "de opslag is gesloten; start hem opnieuw")
        self._waiting.put(act)
        return act.done

    def close(self) -> None:
        """Do what waits, then stop."""
        if not self._closed:
            self._closed = True
            self._waiting.put(None)
            self._thread.join()

    def waiting(self) -> int:
        """How many acts wait."""
        return self._waiting.qsize()

    def _work(self) -> None:
        going_on = True
        while going_on:
            acts = [self._waiting.get()]
            while len(acts) < MOST_TOGETHER and acts[-1] is not None:
                try:
                    acts.append(self._waiting.get_nowait())
                except queue.Empty:
                    break
            going_on = acts[-1] is not None
            self.keep([act for act in acts if act is not None])

    def keep(self, acts: list[Act]) -> None:
        """Do these together; where that fails, one by one, so that one cannot spoil the others."""
        if not acts:
            return
        try:
            answers = self._together(acts)
        except Exception as error:  # noqa: BLE001 — whatever it is, every sender must hear of it
            self._tell_failure(acts, error)
            return
        for act, answer in zip(acts, answers, strict=True):
            if isinstance(answer, SeeingStarsError):
                act.done.set_exception(answer)
            else:
                act.done.set_result(answer)

    def _tell_failure(self, acts: list[Act], error: Exception) -> None:
        is_about_one = is_about_a_row(error)
        if len(acts) > 1 and is_about_one:
            for act in acts:
                self.keep([act])
            return
        told = error if isinstance(error, SeeingStarsError) else store_error(error)
        for act in acts:
            fresh = type(told)(told.en, told.nl)
            fresh.__cause__ = error
            act.done.set_exception(fresh)

    def _together(self, acts: list[Act]) -> list[dict[str, Any] | SeeingStarsError]:
        kept: list[str] = []
        number = 0
        try:
            with writing_to(self._engine) as connection:
                number = self._catch_up(connection) + 1
                numbered = _Numbered(connection, acts, number=number)
                if not numbered.entries:
                    number = 0
                    return numbered.answers
                kept = self._raw.keep(numbered.contents)
                self._log.write(number, numbered.entries)
                self._apply(connection, numbered)
                upload_acts.set_progress(connection, number)
                _carry_out_withdrawals(numbered.entries, number, raw=self._raw, log=self._log)
        except BaseException:
            self._take_back(number, kept)
            raise
        return numbered.answers

    def _apply(self, connection: Connection, numbered: _Numbered) -> None:
        simple: list[dict[str, Any]] = []
        for entry in [*numbered.entries, None]:
            if entry is not None and numbered.is_simple(entry):
                simple.append(entry)
                continue
            if simple:
                repeats = upload_acts.apply_received(connection, simple, numbered.read)
                for one in simple:
                    one["n_repeats"] = sum(repeats.get(file["file_id"], 0) for file in one["files"])
                simple = []
            if entry is not None:
                upload_acts.apply(connection, entry, numbered.read, wants_work=False)
        for event_id, n_uploads in numbered.wants_work().items():
            upload_acts.want_work(connection, event_id, at=datetime.now(UTC), n_uploads=n_uploads)

    def _take_back(self, number: int, kept: list[str]) -> None:
        """Undo what stands outside the database, if the database says that it knows nothing of it."""
        if not number:
            return
        with suppress(OSError, StoreError):
            with reading_from(self._engine) as connection:
                if upload_acts.progress(connection) >= number:
                    return
            if self._log.has(number):
                if any(entry["act"] == "withdrawn" for entry in self._log.read(number)):
                    return  # bytes are gone already: the log brings the database along at the next act
                self._log.take_back(number)
            self._raw.drop(kept)

    def _catch_up(self, connection: Connection) -> int:
        return bring_in(connection, raw=self._raw, log=self._log, read_again=self._read_again)


def bring_in(
    connection: Connection,
    *,
    raw: RawFiles,
    log: UploadLog,
    read_again: upload_acts.ReadAgain,
    told: Callable[[int], None] = lambda _: None,
) -> int:
    """Bring in what the log has and the database has not.

    Parameters
    ----------
    connection : in a transaction; other writers wait until it ends
    raw, log : the folder of bytes and the log
    read_again : reads a kept file
    told : called with the number of each log file that is in

    Returns
    -------
    int
        Number of the last log file that is in.
    """
    number = upload_acts.lock_progress(connection)
    while log.has(number + 1):
        number += 1
        for entry in log.read(number):
            upload_acts.apply(connection, entry, read_again)
            _carry_out_withdrawals([entry], number, raw=raw, log=log)
        upload_acts.set_progress(connection, number)
        told(number)
    return number


def _carry_out_withdrawals(entries: Iterable[Mapping[str, Any]], number: int, *, raw: RawFiles, log: UploadLog) -> None:
    """Bytes go, and the log forgets what it knew, before the database says that they did."""
    for entry in entries:
        if entry["act"] == "withdrawn":
            raw.drop(entry["digests"])
            for other in (*entry["log_numbers"], number):
                if log.has(other):
                    log.rewrite(other, partial(_struck, ids=set(entry["upload_ids"]), gone=set(entry["digests"])))


def _struck(line: dict[str, Any], *, ids: set[int], gone: set[str]) -> dict[str, Any]:
    """A line of the log without what it knew of withdrawn uploads."""
    if line["act"] == "withdrawn":
        return line | {"digests": [digest for digest in line["digests"] if digest not in gone]}
    if line["act"] != "received":
        return line
    mine = line["upload_id"] in ids
    files = [_struck_file(file, mine=mine, gone=gone) for file in line["files"]]
    more: dict[str, Any] = {"withdrawn": True, "key_hash": None, "reasons": []} if mine else {}
    return line | more | {"files": files}


def _struck_file(file: dict[str, Any], *, mine: bool, gone: set[str]) -> dict[str, Any]:
    changed = dict(file)
    if mine:
        changed["name"] = ""
    if file["sha256"] in gone:
        changed["sha256"] = None
    return changed


class _Numbered:
    """Acts with the numbers that they get in this transaction, and the answers to those who wait."""

    def __init__(self, connection: Connection, acts: list[Act], *, number: int) -> None:
        self._connection, self._number = connection, number
        self._upload, self._file, self._reading, self._decision = upload_acts.next_numbers(connection)
        self._held: dict[str, KeptFile] = {}
        self._files: dict[str, dict[str, Any]] = {}
        self._known_files(acts)
        self._keys: dict[str, dict[str, Any]] = {}
        self.entries: list[dict[str, Any]] = []
        self.contents: list[tuple[str, bytes | Path]] = []
        self.answers: list[dict[str, Any] | SeeingStarsError] = []
        for act in acts:
            try:
                self.answers.append(self._answer(act))
            except SeeingStarsError as refused:
                self.answers.append(refused)

    def read(self, file: Mapping[str, Any], received_at: datetime) -> tuple[Mapping[str, Any], upload_acts.Pieces]:
        """What was read of a file of these acts."""
        kept = self._held[file["sha256"]]
        return kept.summary.facts(), kept.pieces

    def is_simple(self, entry: Mapping[str, Any]) -> bool:
        """Whether an upload brings only files that are new and small, so that many of them go in at once."""
        return (
            entry["act"] == "received"
            and entry["replaces"] is None
            and not any(file["already_had"] or file["sha256"] not in self._held for file in entry["files"])
            and not any(self._held[file["sha256"]].prepared for file in entry["files"])
        )

    def wants_work(self) -> dict[str, int]:
        """How many of these acts change what the flow of each event works with."""
        wanted: dict[str, int] = {}
        for entry in self.entries:
            if entry["act"] != "received" or entry["state"] == "accepted" or entry["replaces"] is not None:
                wanted[entry["event_id"]] = wanted.get(entry["event_id"], 0) + 1
        return wanted

    def _known_files(self, acts: list[Act]) -> None:
        digests = [file.summary.sha256 for act in acts for file in act.files]
        self._files |= upload_queries.complete_files(self._connection, digests)

    def _answer(self, act: Act) -> dict[str, Any]:
        entry = act.entry | {"log_number": self._number}
        if entry["act"] == "received":
            return self._received(entry, act)
        current = upload_queries.upload(self._connection, entry["upload_id"])
        if current is None:
            raise SeeingStarsError(
                f"there is no upload {entry['upload_id']}", f"er is geen inzending {entry['upload_id']}"
            )
        entry["event_id"] = current.event_id
        if entry["act"] == "withdrawn":
            return self._withdrawn(entry)
        return self._decided(entry, current)

    def _received(self, entry: dict[str, Any], act: Act) -> dict[str, Any]:
        key = entry["key_hash"]
        if key is not None:
            again = self._keys.get(key) or upload_acts.same_key(self._connection, key)
            if again is not None:
                return again | {"is_repeat": True}
        if entry["replaces"] is not None:
            upload_acts.require_current(self._connection, entry["replaces"])
        entry["upload_id"], self._upload = self._upload, self._upload + 1
        entry["files"] = [self._file_entry(entry, position, kept) for position, kept in enumerate(act.files)]
        self.entries.append(entry)
        if key is not None:
            self._keys[key] = entry
        return entry

    def _file_entry(self, entry: dict[str, Any], position: int, kept: KeptFile) -> dict[str, Any]:
        sha256 = kept.summary.sha256
        known = self._files.get(sha256)
        record = {
            "position": position,
            "name": kept.summary.name,
            "sha256": sha256,
            "already_had": known is not None,
            "precision": entry["precision"],
            "read_as_of": entry["received_at"],
            "n_readings": kept.summary.n_readings,
        }
        if known is None:
            numbers = kept.prepared or {"file_id": self._file, "first_reading_id": self._reading}
            record |= {name: numbers[name] for name in ("file_id", "first_reading_id")}
            self._files[sha256], self._held[sha256] = record, kept
            self.contents.append((sha256, kept.content))
            if kept.prepared is None:
                self._file, self._reading = self._file + 1, self._reading + kept.summary.n_readings
        else:
            record |= {name: known[name] for name in ("file_id", "first_reading_id", "n_readings")}
            record["read_as_of"] = known.get("read_as_of", entry["received_at"])
        return record

    def _withdrawn(self, entry: dict[str, Any]) -> dict[str, Any]:
        gone = upload_acts.only_had_by(self._connection, entry["upload_ids"])
        entry["digests"] = list(gone.values())
        entry["log_numbers"] = upload_acts.log_numbers_of(self._connection, entry["upload_ids"], list(gone))
        self.entries.append(entry)
        return entry

    def _decided(self, entry: dict[str, Any], current: upload_queries.UploadRecord) -> dict[str, Any]:
        entry["state_before"], entry["state_after"] = current.state, upload_acts.state_after(current, entry["decision"])
        entry["decision_id"], self._decision = self._decision, self._decision + 1
        self.entries.append(entry)
        return entry
