"""How what is handed in is kept: bytes first, then the log, then the database, and only then the acknowledgement.

One thread writes. It takes all that waits together, so that many senders share one wait for the disk.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from seeingstars.errors import SeeingStarsError, StoreError
from seeingstars.intake.numbered_acts import Act, NumberedActs
from seeingstars.store import event_work, file_acts, upload_acts, upload_queries
from seeingstars.store.database import (
    DatabaseFailure,
    fold_in_log,
    is_about_a_row,
    reading_from,
    store_error,
    writing_to,
)

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

    from seeingstars.store.presence import Presence
    from seeingstars.store.raw_files import RawFiles
    from seeingstars.store.upload_log import UploadLog

MOST_TOGETHER = 256  # our choice: uploads that share one wait for the disk
_FOLDS_AGAIN_S = 2.0


class Keeper:
    """The one who writes; several processes may each have one for the same folder and database.

    Parameters
    ----------
    engine : of a database that is up to date
    raw : folder of bytes
    log : log of uploads
    read_again : callable
        Reads a kept file again, when the log is ahead of the database.
    presence : who else is at work in the folder
    """

    def __init__(
        self, engine: Engine, *, raw: RawFiles, log: UploadLog, read_again: file_acts.ReadAgain, presence: Presence
    ) -> None:
        self._engine, self._raw, self._log, self._read_again = engine, raw, log, read_again
        self._presence = presence
        self._folds = False
        self._waiting: queue.SimpleQueue[Act | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="keeper", daemon=True)
        self._closed = False
        self.start()

    def start(self) -> None:
        """Bring the log in; if nobody else is at work here, clear up what was broken off before."""
        try:
            with self._presence.if_alone() as alone, writing_to(self._engine) as connection:
                number = self._catch_up(connection)
                if alone:
                    self._clear_up(connection, number)
        except (DatabaseFailure, OSError) as error:
            raise store_error(error) from error
        self._thread.start()

    def _clear_up(self, connection: Connection, number: int) -> None:
        self._raw.clear_partial()
        self._log.clear_partial()
        file_acts.drop_unfinished(connection)
        event_work.release_work(connection)
        known = upload_queries.known_digests(connection)
        if number and number == self._log.last_number():
            # Bytes that were never acknowledged: the work broke off between them and the log.
            self._raw.drop([digest for digest in self._raw.digests() if digest not in known])

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
            try:
                acts = [self._waiting.get(timeout=_FOLDS_AGAIN_S if self._folds else None)]
            except queue.Empty:
                self._fold()
                continue
            while len(acts) < MOST_TOGETHER and acts[-1] is not None:
                try:
                    acts.append(self._waiting.get_nowait())
                except queue.Empty:
                    break
            going_on = acts[-1] is not None
            self.keep([act for act in acts if act is not None])

    def keep(self, acts: list[Act]) -> None:
        """Do these in order: what only adds together, what changes something that is there by itself."""
        for together in _runs(acts):
            self._keep(together)

    def _keep(self, acts: list[Act]) -> None:
        """Do these together; where that fails, one by one, so that one cannot spoil the others."""
        try:
            answers = self._together(acts)
        except Exception as error:  # noqa: BLE001 — whatever it is, every sender must hear of it
            self._tell_failure(acts, error)
            return
        self._fold()
        for act, answer in zip(acts, answers, strict=True):
            if isinstance(answer, SeeingStarsError):
                act.done.set_exception(answer)
            else:
                act.done.set_result(answer)

    def _fold(self) -> None:
        """Have nothing of a withdrawn upload in the write-ahead log of SQLite; readers may put it off for a moment."""
        if self._folds:
            with suppress(DatabaseFailure, OSError):
                self._folds = not fold_in_log(self._engine, busy_seconds=0.1)

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
                numbered = NumberedActs(connection, acts, number=number)
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
        self._folds |= any(entry["act"] == "withdrawn" for entry in numbered.entries)
        return numbered.answers

    def _apply(self, connection: Connection, numbered: NumberedActs) -> None:
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
            event_work.want_work(connection, event_id, at=datetime.now(UTC), n_uploads=n_uploads)

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


def _runs(acts: list[Act]) -> list[list[Act]]:
    """Acts that may share a transaction: an act is numbered and judged by what the database held before it."""
    runs: list[list[Act]] = []
    for act in acts:
        only_adds = act.entry["act"] == "received" and act.entry["replaces"] is None
        if runs and only_adds and runs[-1][-1].entry["act"] == "received" and runs[-1][-1].entry["replaces"] is None:
            runs[-1].append(act)
        else:
            runs.append([act])
    return runs


def bring_in(
    connection: Connection,
    *,
    raw: RawFiles,
    log: UploadLog,
    read_again: file_acts.ReadAgain,
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
