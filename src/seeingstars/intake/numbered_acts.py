"""Acts that are about to be kept, with the numbers that they get in the log and the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars.errors import SeeingStarsError
from seeingstars.store import upload_acts, upload_queries
from seeingstars.store.file_acts import Pieces

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from seeingstars.intake.file_summary import FileSummary


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


class NumberedActs:
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

    def read(self, file: Mapping[str, Any], received_at: datetime) -> tuple[Mapping[str, Any], Pieces]:
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
        if entry["act"] == "withdrawn":
            return self._withdrawn(entry)
        current = upload_queries.upload(self._connection, entry["upload_id"])
        if current is None:
            raise SeeingStarsError(
                f"there is no upload {entry['upload_id']}", f"er is geen inzending {entry['upload_id']}"
            )
        entry["event_id"] = current.event_id
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
        """Of all versions that the receipt has now, also one that came in after it was asked for."""
        uploads = upload_queries.uploads_of_receipt(self._connection, entry.pop("receipt_hash"))
        entry |= {"event_id": uploads[-1].event_id, "upload_id": uploads[-1].upload_id}
        if uploads[-1].state == "withdrawn":
            return entry
        entry["upload_ids"] = [upload.upload_id for upload in uploads]
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
