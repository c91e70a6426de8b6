"""What is done with uploads, in the database: each act from its entry in the log, live and when rebuilding alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from seeingstars.errors import UploadError
from seeingstars.store.event_work import want_work
from seeingstars.store.file_acts import NOTHING, Entry, ReadAgain, bring_file, file_row, refresh_precision
from seeingstars.store.reading_insert import insert_readings
from seeingstars.store.reading_rows import FileRows
from seeingstars.store.repetitions import hashes_repeated_elsewhere, mark_repeats, point_again
from seeingstars.store.tables import DECISIONS, FILES, PROGRESS, READINGS, REASONS, SERIES, UPLOAD_FILES, UPLOADS
from seeingstars.store.upload_queries import UploadRecord

LIVING = ("accepted", "held", "rejected", "superseded")


def next_numbers(connection: Connection) -> tuple[int, int, int, int]:
    """The next numbers of an upload, a file, a reading and a decision."""
    upload, file, decision = (
        int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(column), 0))) or 0) + 1
        for column in (UPLOADS.c.upload_id, FILES.c.file_id, DECISIONS.c.decision_id)
    )
    last = connection.execute(
        sa.select(FILES.c.first_reading_id, FILES.c.n_readings)
        .order_by(FILES.c.first_reading_id.desc(), FILES.c.file_id.desc())
        .limit(1)
    ).first()
    ends = connection.scalar(
        sa.select(sa.func.max(FILES.c.first_reading_id + FILES.c.n_readings)).where(
            FILES.c.first_reading_id == (last[0] if last else 0)
        )
    )
    return upload, file, int(ends or 1), decision


def lock_progress(connection: Connection) -> int:
    """The number of the last log file in this database, held against other writers until the transaction ends."""
    query = sa.select(PROGRESS.c.log_number).where(PROGRESS.c.one == 1).with_for_update()
    number = connection.scalar(query)
    if number is None:
        connection.execute(sa.insert(PROGRESS).values(one=1, log_number=0))
        return 0
    return int(number)


def progress(connection: Connection) -> int:
    """The number of the last log file in this database."""
    return int(connection.scalar(sa.select(PROGRESS.c.log_number).where(PROGRESS.c.one == 1)) or 0)


def set_progress(connection: Connection, number: int) -> None:
    """Note that the log up to this number is in the database."""
    connection.execute(sa.update(PROGRESS).where(PROGRESS.c.one == 1).values(log_number=number))


def apply(connection: Connection, entry: Entry, read_again: ReadAgain, *, wants_work: bool = True) -> None:
    """Bring one entry of the log into the database.

    Parameters
    ----------
    connection : in a transaction
    entry : from the log
    read_again : gives what a file held
    wants_work : whether an acceptance sets the work of its event going
    """
    act = entry["act"]
    if act == "received":
        _received(connection, entry, read_again)
        if wants_work and entry["state"] == "accepted":
            want_work(connection, entry["event_id"], at=moment_of(entry["received_at"]))
    elif act == "withdrawn":
        _withdrawn(connection, entry)
        if wants_work:
            want_work(connection, entry["event_id"], at=moment_of(entry["at"]))
    elif act == "decided":
        _decided(connection, entry)
        if wants_work:
            want_work(connection, entry["event_id"], at=moment_of(entry["decided_at"]))


def moment_of(text: str) -> datetime:
    """A moment as the log writes it."""
    return datetime.fromisoformat(text)


def apply_received(connection: Connection, entries: Sequence[Entry], read_again: ReadAgain) -> dict[int, int]:
    """Bring many simple uploads in at once: each with fresh files of few rows, as readings from the form are.

    Returns
    -------
    dict
        Number of a file → how many of its readings repeat another; files without repetitions are left out.
    """
    gathered: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("uploads", "files", "links", "series", "reasons", "readings")
    }
    for entry in entries:
        received_at = moment_of(entry["received_at"])
        gathered["uploads"].append(_upload_row(entry))
        for file in entry["files"]:
            gathered["links"].append(_link_row(entry, file))
            facts, pieces = read_again(file, received_at)
            gathered["files"].append(file_row(file, facts, is_complete=True))
            maker = FileRows(file["file_id"], first_reading_id=file["first_reading_id"], precision=file["precision"])
            for piece in pieces:
                for name, rows in zip(("readings", "series", "reasons"), maker.of(piece), strict=True):
                    gathered[name] += rows
    tables = (("uploads", UPLOADS), ("files", FILES), ("links", UPLOAD_FILES), ("series", SERIES), ("reasons", REASONS))
    mark_repeats(connection, gathered["readings"])
    for name, table in tables:
        if gathered[name]:
            connection.execute(sa.insert(table), gathered[name])
    insert_readings(connection, gathered["readings"])
    return dict(Counter(row["file_id"] for row in gathered["readings"] if row["duplicate_of"] is not None))


def _upload_row(entry: Entry) -> dict[str, Any]:
    return {
        "upload_id": entry["upload_id"],
        "event_id": entry["event_id"],
        "received_at": moment_of(entry["received_at"]),
        "language": entry["language"],
        "precision": entry["precision"],
        "origin": entry["origin"],
        "state": entry["state"],
        "state_before": "",
        "reasons": entry["reasons"],
        "receipt_hash": entry["receipt_hash"],
        "replaces": entry["replaces"],
        "key_hash": entry["key_hash"],
        "log_number": entry["log_number"],
    }


def _link_row(entry: Entry, file: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "upload_id": entry["upload_id"],
        "position": file["position"],
        "file_id": file["file_id"],
        "name": file["name"],
        "already_had": file["already_had"],
    }


def _received(connection: Connection, entry: Entry, read_again: ReadAgain) -> None:
    if entry.get("withdrawn"):
        # What the log still knows of it: that there was one. Its files may live on in another upload.
        connection.execute(sa.insert(UPLOADS), [_upload_row(entry) | {"key_hash": None}])
    else:
        connection.execute(sa.insert(UPLOADS), [_upload_row(entry)])
    for file in entry["files"]:
        bring_file(connection, entry, file, read_again)
        connection.execute(sa.insert(UPLOAD_FILES), [_link_row(entry, file)])
        if file["sha256"] is not None:
            refresh_precision(connection, file["file_id"])
    if entry["replaces"] is not None:
        _supersede(connection, entry["replaces"])


def _supersede(connection: Connection, upload_id: int) -> None:
    files = _files_of(connection, [upload_id])
    hashes = hashes_repeated_elsewhere(connection, files)
    state = connection.scalar(sa.select(UPLOADS.c.state).where(UPLOADS.c.upload_id == upload_id))
    connection.execute(
        sa.update(UPLOADS).where(UPLOADS.c.upload_id == upload_id).values(state="superseded", state_before=state)
    )
    point_again(connection, hashes)


def _files_of(connection: Connection, upload_ids: Iterable[int]) -> list[int]:
    query = sa.select(UPLOAD_FILES.c.file_id).distinct().where(UPLOAD_FILES.c.upload_id.in_(list(upload_ids)))
    return list(connection.scalars(query))


def _withdrawn(connection: Connection, entry: Entry) -> None:
    ids = entry["upload_ids"]
    files = _files_of(connection, ids)
    hashes = hashes_repeated_elsewhere(connection, files)
    connection.execute(
        sa.update(UPLOADS)
        .where(UPLOADS.c.upload_id.in_(ids))
        .values(state="withdrawn", state_before="", reasons=[], key_hash=None)
    )
    connection.execute(sa.update(UPLOAD_FILES).where(UPLOAD_FILES.c.upload_id.in_(ids)).values(name=""))
    for file_id in files:
        if _is_still_had(connection, file_id):
            refresh_precision(connection, file_id)
        else:
            for table in (READINGS, SERIES, REASONS):
                connection.execute(sa.delete(table).where(table.c.file_id == file_id))
            connection.execute(sa.update(FILES).where(FILES.c.file_id == file_id).values(**NOTHING))
    point_again(connection, hashes)


def _is_still_had(connection: Connection, file_id: int) -> bool:
    query = (
        sa.select(sa.func.count())
        .select_from(UPLOAD_FILES.join(UPLOADS, UPLOADS.c.upload_id == UPLOAD_FILES.c.upload_id))
        .where(UPLOAD_FILES.c.file_id == file_id, UPLOADS.c.state != "withdrawn")
    )
    return bool(connection.scalar(query))


def only_had_by(connection: Connection, upload_ids: Iterable[int]) -> dict[int, str]:
    """Number and digest of the files that no living upload but these has: they go when these are withdrawn."""
    ids = list(upload_ids)
    others = (
        sa.select(UPLOAD_FILES.c.file_id)
        .join(UPLOADS, UPLOADS.c.upload_id == UPLOAD_FILES.c.upload_id)
        .where(UPLOADS.c.state != "withdrawn", UPLOADS.c.upload_id.not_in(ids))
    )
    mine = sa.select(UPLOAD_FILES.c.file_id).where(UPLOAD_FILES.c.upload_id.in_(ids))
    query = sa.select(FILES.c.file_id, FILES.c.sha256).where(
        FILES.c.file_id.in_(mine), FILES.c.file_id.not_in(others), FILES.c.sha256.is_not(None)
    )
    return {int(number): str(sha256) for number, sha256 in connection.execute(query.order_by(FILES.c.file_id))}


def log_numbers_of(connection: Connection, upload_ids: list[int], file_ids: list[int]) -> list[int]:
    """The log files that tell of these uploads, or of any upload that had these files."""
    having = sa.select(UPLOAD_FILES.c.upload_id).where(UPLOAD_FILES.c.file_id.in_(file_ids))
    query = sa.select(UPLOADS.c.log_number).distinct()
    query = query.where(UPLOADS.c.upload_id.in_(upload_ids) | UPLOADS.c.upload_id.in_(having))
    return [int(number) for number in connection.scalars(query.order_by(UPLOADS.c.log_number))]


def same_key(connection: Connection, key_hash: str) -> dict[str, Any] | None:
    """What became of the upload with this idempotency key, or of what was put in its place; None if there is none."""
    receipt = sa.select(UPLOADS.c.receipt_hash).where(UPLOADS.c.key_hash == key_hash).scalar_subquery()
    query = sa.select(UPLOADS.c.upload_id, UPLOADS.c.event_id, UPLOADS.c.state).where(UPLOADS.c.receipt_hash == receipt)
    found = connection.execute(query.order_by(UPLOADS.c.upload_id.desc()).limit(1)).first()
    return None if found is None else dict(found._mapping)


def require_current(connection: Connection, upload_id: int) -> None:
    """Refuse to correct what was corrected or withdrawn in the meantime.

    Raises
    ------
    UploadError
        If another has taken its place.
    """
    state = connection.scalar(sa.select(UPLOADS.c.state).where(UPLOADS.c.upload_id == upload_id))
    if state not in ("accepted", "held", "rejected"):
        raise UploadError(
            "this upload was corrected or withdrawn in the meantime; look at its receipt again",
            "deze inzending is intussen verbeterd of ingetrokken; bekijk het ontvangstbewijs opnieuw",
        )


def state_after(current: UploadRecord, decision: str) -> str:
    """The state that a decision brings an upload to.

    Raises
    ------
    UploadError
        If the upload is withdrawn or superseded, or there is nothing to undo.
    ValueError
        If the decision is none of accept, reject and undo.
    """
    if decision not in ("accept", "reject", "undo"):
        raise ValueError(f"decision must be accept, reject or undo; got {decision!r}")
    if current.state not in ("accepted", "held", "rejected"):
        raise UploadError(
            f"upload {current.upload_id} is {current.state}; only an accepted, held or rejected one can be decided on",
            f"inzending {current.upload_id} is {current.state}; alleen over een geaccepteerde, aangehouden of afgewezen "
            "inzending kan worden beslist",
        )
    if decision != "undo":
        return "accepted" if decision == "accept" else "rejected"
    if not current.state_before:
        raise UploadError(
            f"upload {current.upload_id} has no decision that can be undone",
            f"inzending {current.upload_id} heeft geen beslissing die ongedaan kan worden gemaakt",
        )
    return current.state_before


def _decided(connection: Connection, entry: Entry) -> None:
    row = {
        name: entry[name]
        for name in ("decision_id", "upload_id", "decision", "reviewer", "reason", "state_before", "state_after")
    }
    connection.execute(sa.insert(DECISIONS), [row | {"decided_at": moment_of(entry["decided_at"])}])
    hashes = hashes_repeated_elsewhere(connection, _files_of(connection, [entry["upload_id"]]))
    connection.execute(
        sa.update(UPLOADS)
        .where(UPLOADS.c.upload_id == entry["upload_id"])
        .values(state=entry["state_after"], state_before=entry["state_before"])
    )
    own = (
        sa.select(READINGS.c.row_hash)
        .distinct()
        .where(READINGS.c.file_id.in_(_files_of(connection, [entry["upload_id"]])), READINGS.c.row_hash.is_not(None))
    )
    point_again(connection, [*hashes, *(bytes(one) for one in connection.scalars(own))])
