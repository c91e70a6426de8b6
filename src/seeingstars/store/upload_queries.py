"""What the database knows of uploads and readings, asked by those who show it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from seeingstars.store.tables import DECISIONS, FILES, PROGRESS, READINGS, UPLOAD_FILES, UPLOADS, WORK


@dataclass(frozen=True)
class UploadRecord:
    """One upload as the database has it; ``reasons`` are mappings with ``rule``, ``en`` and ``nl``."""

    upload_id: int
    event_id: str
    received_at: datetime
    language: str
    precision: str
    origin: str
    state: str
    state_before: str
    reasons: tuple[dict[str, str], ...]
    replaces: int | None


@dataclass(frozen=True)
class FileRecord:
    """One file of an upload as the database has it; ``notes`` are pairs (en, nl)."""

    position: int
    name: str
    already_had: bool
    file_id: int
    sha256: str
    size_bytes: int
    kind: str
    rows_read: int
    n_readings: int
    n_good: int
    n_suspect: int
    n_fail: int
    n_missing: int
    n_row_problems: int
    n_duplicates: int
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Decision:
    """What a reviewer decided of an upload, and why."""

    decision_id: int
    upload_id: int
    decided_at: datetime
    decision: str
    reviewer: str
    reason: str
    state_before: str
    state_after: str


_UPLOAD = tuple(UPLOADS.c[name] for name in UploadRecord.__dataclass_fields__)


def uploads_of_receipt(connection: Connection, receipt_hash: str) -> list[UploadRecord]:
    """All uploads of one receipt, the first one first; the last one is the one that counts."""
    query = sa.select(*_UPLOAD).where(UPLOADS.c.receipt_hash == receipt_hash).order_by(UPLOADS.c.upload_id)
    return [_upload(row) for row in connection.execute(query)]


def upload(connection: Connection, upload_id: int) -> UploadRecord | None:
    """One upload; None if there is none with this number."""
    row = connection.execute(sa.select(*_UPLOAD).where(UPLOADS.c.upload_id == upload_id)).first()
    return None if row is None else _upload(row)


def uploads_in_state(connection: Connection, state: str, *, limit: int = 1000) -> list[UploadRecord]:
    """Uploads in a state, the oldest first."""
    query = sa.select(*_UPLOAD).where(UPLOADS.c.state == state).order_by(UPLOADS.c.upload_id).limit(limit)
    return [_upload(row) for row in connection.execute(query)]


def _upload(row: Any) -> UploadRecord:
    values = dict(row._mapping)
    return UploadRecord(**values | {"reasons": tuple(values["reasons"])})


def files_of_upload(connection: Connection, upload_id: int) -> list[FileRecord]:
    """The files of an upload, in the order in which they were handed in."""
    repeats = (
        sa.select(sa.func.count())
        .where(READINGS.c.file_id == FILES.c.file_id, READINGS.c.duplicate_of.is_not(None))
        .scalar_subquery()
        .label("n_duplicates")
    )
    own = {"position", "name", "already_had"}
    columns = [UPLOAD_FILES.c[name] for name in own]
    columns += [FILES.c[name] for name in FileRecord.__dataclass_fields__ if name not in own | {"n_duplicates"}]
    query = (
        sa.select(*columns, repeats)
        .join(UPLOAD_FILES, UPLOAD_FILES.c.file_id == FILES.c.file_id)
        .where(UPLOAD_FILES.c.upload_id == upload_id)
        .order_by(UPLOAD_FILES.c.position)
    )
    return [_file(dict(row._mapping)) for row in connection.execute(query)]


def _file(values: dict[str, Any]) -> FileRecord:
    notes = tuple((en, nl) for en, nl in values["notes"])
    return FileRecord(**values | {"notes": notes, "sha256": values["sha256"] or ""})


def decisions_of(connection: Connection, upload_id: int) -> list[Decision]:
    """Every decision on an upload, the first one first."""
    columns = [DECISIONS.c[name] for name in Decision.__dataclass_fields__]
    query = sa.select(*columns).where(DECISIONS.c.upload_id == upload_id).order_by(DECISIONS.c.decision_id)
    return [Decision(**row._mapping) for row in connection.execute(query)]


def accepted_file_ids(event_id: str | None) -> sa.Select[int]:
    """Numbers of the complete files of accepted uploads."""
    query = (
        sa.select(UPLOAD_FILES.c.file_id)
        .join(UPLOADS, UPLOADS.c.upload_id == UPLOAD_FILES.c.upload_id)
        .join(FILES, FILES.c.file_id == UPLOAD_FILES.c.file_id)
        .where(UPLOADS.c.state == "accepted", FILES.c.is_complete)
    )
    return query if event_id is None else query.where(UPLOADS.c.event_id == event_id)


def accepted_digests(connection: Connection, event_id: str | None) -> list[tuple[str, str]]:
    """SHA-256 and kind of every file of accepted uploads, in the order in which they came first."""
    query = (
        sa.select(FILES.c.sha256, FILES.c.kind)
        .where(FILES.c.file_id.in_(accepted_file_ids(event_id)), FILES.c.sha256.is_not(None))
        .order_by(FILES.c.file_id)
    )
    return [(str(sha256), str(kind)) for sha256, kind in connection.execute(query)]


def accepted_precisions(connection: Connection, event_id: str | None) -> dict[str, str]:
    """How exactly the places of every file of accepted uploads may be told, by SHA-256."""
    query = sa.select(FILES.c.sha256, FILES.c.precision).where(
        FILES.c.file_id.in_(accepted_file_ids(event_id)), FILES.c.sha256.is_not(None)
    )
    return {str(sha256): str(precision) for sha256, precision in connection.execute(query)}


def work_wanted(connection: Connection) -> list[dict[str, Any]]:
    """Events whose flow has something new to do, the longest waiting first."""
    return [dict(row._mapping) for row in connection.execute(sa.select(WORK).order_by(WORK.c.wanted_at))]


def known_digests(connection: Connection) -> set[str]:
    """SHA-256 of every file that the database knows."""
    return set(connection.scalars(sa.select(FILES.c.sha256).where(FILES.c.sha256.is_not(None))))


def has_file(connection: Connection, sha256: str) -> bool:
    """Whether we have these very bytes already."""
    query = sa.select(FILES.c.file_id).where(FILES.c.sha256 == sha256, FILES.c.is_complete)
    return connection.execute(query).first() is not None


def complete_files(connection: Connection, digests: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Numbers of the files that we have, by their SHA-256."""
    found: dict[str, dict[str, Any]] = {}
    columns = (FILES.c.file_id, FILES.c.sha256, FILES.c.first_reading_id, FILES.c.n_readings)
    for start in range(0, len(digests), 500):
        query = sa.select(*columns).where(FILES.c.sha256.in_(digests[start : start + 500]), FILES.c.is_complete)
        found |= {row.sha256: dict(row._mapping) for row in connection.execute(query)}
    return found


def repeated_rows(connection: Connection, hashes: Sequence[bytes | None]) -> frozenset[int]:
    """Numbers, from 0, of the rows that repeat a reading of another file that counts, or one before them."""
    wanted = list({row_hash for row_hash in hashes if row_hash is not None})
    found: list[tuple[bytes, int]] = []
    for start in range(0, len(wanted), 500):
        # By the hash alone: beside a condition on the file SQLite goes by the file, through all its rows.
        query = sa.select(READINGS.c.row_hash, READINGS.c.file_id).where(
            READINGS.c.row_hash.in_(wanted[start : start + 500])
        )
        found += [(bytes(row.row_hash), row.file_id) for row in connection.execute(query)]
    living = living_among(connection, {file_id for _, file_id in found})
    known = {row_hash for row_hash, file_id in found if file_id in living}
    repeated = set()
    for number, row_hash in enumerate(hashes):
        if row_hash is not None:
            if row_hash in known:
                repeated.add(number)
            known.add(row_hash)
    return frozenset(repeated)


def living_file_ids() -> sa.Select[int]:
    """Numbers of the files that count: complete, and in an upload that is accepted or held."""
    return (
        sa.select(UPLOAD_FILES.c.file_id)
        .join(UPLOADS, UPLOADS.c.upload_id == UPLOAD_FILES.c.upload_id)
        .join(FILES, FILES.c.file_id == UPLOAD_FILES.c.file_id)
        .where(UPLOADS.c.state.in_(("accepted", "held")), FILES.c.is_complete)
    )


def living_among(connection: Connection, file_ids: Collection[int]) -> set[int]:
    """Which of these files count."""
    some, living = sorted(file_ids), set[int]()
    for start in range(0, len(some), 500):
        query = living_file_ids().where(UPLOAD_FILES.c.file_id.in_(some[start : start + 500]))
        living.update(int(number) for number in connection.scalars(query))
    return living


def counts(connection: Connection) -> dict[str, Any]:
    """How much there is: uploads by state, files, readings, and how far the log is in."""
    by_state = sa.select(UPLOADS.c.state, sa.func.count()).group_by(UPLOADS.c.state).order_by(UPLOADS.c.state)
    return {
        "uploads": {str(state): int(n) for state, n in connection.execute(by_state)},
        "files": int(connection.scalar(sa.select(sa.func.count()).where(FILES.c.sha256.is_not(None))) or 0),
        "readings": int(connection.scalar(sa.select(sa.func.count()).select_from(READINGS)) or 0),
        "log_number": int(connection.scalar(sa.select(PROGRESS.c.log_number)) or 0),
    }
