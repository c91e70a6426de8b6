"""What is done with uploads, in the database: each act from its entry in the log, live and when rebuilding alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from seeingstars.errors import UploadError
from seeingstars.store.reading_insert import insert_readings
from seeingstars.store.reading_rows import COARSEST_FIRST, FileRows, public_place
from seeingstars.store.tables import (
    DECISIONS,
    FILES,
    PROGRESS,
    READINGS,
    REASONS,
    SERIES,
    UPLOAD_FILES,
    UPLOADS,
    WORK,
)
from seeingstars.store.upload_queries import UploadRecord, living_among, living_file_ids, upload_of_key

Entry = Mapping[str, Any]
Pieces = Iterable[Sequence[Mapping[str, Any]]]  # of `reading_rows.plain_rows`
# From the record of a file in an entry to what was read of it: its facts for the table of files, and its readings.
ReadAgain = Callable[[Mapping[str, Any], datetime], tuple[Mapping[str, Any], Pieces]]

LIVING = ("accepted", "held", "rejected", "superseded")
_FACTS = (
    "size_bytes", "kind", "is_usable", "reason_en", "reason_nl", "rows_read", "n_good", "n_suspect", "n_fail",
    "n_missing", "n_row_problems", "notes", "n_readings",
)  # fmt: skip
_NOTHING: dict[str, Any] = {
    "sha256": None, "size_bytes": 0, "kind": "", "is_usable": False, "reason_en": "", "reason_nl": "", "rows_read": 0,
    "n_good": 0, "n_suspect": 0, "n_fail": 0, "n_missing": 0, "n_row_problems": 0, "notes": [],
    "is_complete": True, "precision": "1km",
}  # fmt: skip


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
            gathered["files"].append(_file_row(file, facts, is_complete=True))
            maker = FileRows(file["file_id"], first_reading_id=file["first_reading_id"], precision=file["precision"])
            for piece in pieces:
                for name, rows in zip(("readings", "series", "reasons"), maker.of(piece), strict=True):
                    gathered[name] += rows
    tables = (("uploads", UPLOADS), ("files", FILES), ("links", UPLOAD_FILES), ("series", SERIES), ("reasons", REASONS))
    _mark_repeats(connection, gathered["readings"])
    for name, table in tables:
        if gathered[name]:
            connection.execute(sa.insert(table), gathered[name])
    insert_readings(connection, gathered["readings"])
    return dict(Counter(row["file_id"] for row in gathered["readings"] if row["duplicate_of"] is not None))


def _mark_repeats(connection: Connection, rows: list[dict[str, Any]], *, own_file: int | None = None) -> None:
    """Say of which reading each row that is about to come in is a repetition."""
    hashes = list({row["row_hash"] for row in rows if row["row_hash"] is not None})
    found: list[tuple[bytes, int, int]] = []
    for start in range(0, len(hashes), 500):
        query = sa.select(READINGS.c.row_hash, READINGS.c.file_id, READINGS.c.reading_id)
        query = query.where(READINGS.c.row_hash.in_(hashes[start : start + 500]))
        found += [(bytes(row_hash), int(file), int(number)) for row_hash, file, number in connection.execute(query)]
    counting = living_among(connection, {file for _, file, _ in found}) | {own_file}
    first: dict[bytes, int] = {}
    for row_hash, file, number in found:
        if file in counting:
            first[row_hash] = min(number, first.get(row_hash, number))
    for row in rows:
        if row["row_hash"] is not None:
            row["duplicate_of"] = first.get(row["row_hash"])
            first.setdefault(row["row_hash"], row["reading_id"])


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


def _file_row(file: Mapping[str, Any], facts: Mapping[str, Any], *, is_complete: bool) -> dict[str, Any]:
    return {
        "file_id": file["file_id"],
        "sha256": file["sha256"],
        "first_reading_id": file["first_reading_id"],
        "is_complete": is_complete,
        "precision": file["precision"],
        **{name: facts[name] for name in _FACTS},
    }


def _received(connection: Connection, entry: Entry, read_again: ReadAgain) -> None:
    if entry.get("withdrawn"):
        # What the log still knows of it: that there was one. Its files may live on in another upload.
        connection.execute(sa.insert(UPLOADS), [_upload_row(entry) | {"key_hash": None}])
    else:
        connection.execute(sa.insert(UPLOADS), [_upload_row(entry)])
    for file in entry["files"]:
        _bring_file(connection, entry, file, read_again)
        connection.execute(sa.insert(UPLOAD_FILES), [_link_row(entry, file)])
        if file["sha256"] is not None:
            _refresh_precision(connection, file["file_id"])
    if entry["replaces"] is not None:
        _supersede(connection, entry["replaces"])


def _bring_file(connection: Connection, entry: Entry, file: Mapping[str, Any], read_again: ReadAgain) -> None:
    there = connection.execute(
        sa.select(FILES.c.sha256, FILES.c.is_complete).where(FILES.c.file_id == file["file_id"])
    ).first()
    if there is not None and (file["sha256"] is None or (there[0] is not None and there[1])):
        return
    if there is None and file["sha256"] is None:
        empty = _NOTHING | {
            "file_id": file["file_id"],
            "first_reading_id": file["first_reading_id"],
            "n_readings": file["n_readings"],
        }
        connection.execute(sa.insert(FILES), [empty])
        return
    if there is not None and there[0] is not None:
        finish_file(connection, file)
        return
    facts, pieces = read_again(file, moment_of(file["read_as_of"]))
    row = _file_row(file, facts, is_complete=False)
    if there is None:
        connection.execute(sa.insert(FILES), [row])
    else:
        connection.execute(sa.update(FILES).where(FILES.c.file_id == file["file_id"]).values(**row))
    maker = FileRows(file["file_id"], first_reading_id=file["first_reading_id"], precision=file["precision"])
    for piece in pieces:
        add_piece(connection, maker, piece)
    finish_file(connection, file)


def begin_file(connection: Connection, file: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """Note that the rows of a large file are coming in; nobody sees them before `finish_file`."""
    connection.execute(sa.insert(FILES), [_file_row(file, facts, is_complete=False)])


def add_piece(connection: Connection, maker: FileRows, piece: Sequence[Mapping[str, Any]]) -> None:
    """Bring in a piece of the rows of a file."""
    readings, series, reasons = maker.of(piece)
    _mark_repeats(connection, readings, own_file=maker.file_id)
    for table, rows in ((SERIES, series), (REASONS, reasons)):
        if rows:
            connection.execute(sa.insert(table), rows)
    insert_readings(connection, readings)


def finish_file(connection: Connection, file: Mapping[str, Any]) -> None:
    """All rows of a file are there: they count from now on."""
    file_id, end = file["file_id"], file["first_reading_id"] + file["n_readings"]
    connection.execute(sa.update(FILES).where(FILES.c.file_id == file_id).values(is_complete=True))
    # Readings with higher numbers came in meanwhile; what they repeat of this file did not count then.
    mine = READINGS.alias()
    of_mine = sa.select(mine.c.reading_id).where(mine.c.file_id == file_id, mine.c.row_hash == READINGS.c.row_hash)
    later = sa.select(READINGS.c.row_hash).distinct().where(READINGS.c.reading_id >= end, of_mine.exists())
    _point_again(connection, [bytes(row_hash) for row_hash in connection.scalars(later)])


def drop_file(connection: Connection, file_id: int) -> None:
    """Take a file that never became complete away again."""
    for table in (READINGS, SERIES, REASONS, FILES):
        connection.execute(sa.delete(table).where(table.c.file_id == file_id))


def unfinished_files(connection: Connection) -> list[int]:
    """Files of which the rows were coming in when the work broke off."""
    return list(connection.scalars(sa.select(FILES.c.file_id).where(~FILES.c.is_complete)))


def _point_again(connection: Connection, hashes: list[bytes]) -> None:
    """Say anew, for readings with these digests, which repeats which: the first that counts is repeated."""
    other = READINGS.alias()
    living = sa.select(sa.func.min(other.c.reading_id)).where(
        other.c.row_hash == READINGS.c.row_hash, other.c.file_id.in_(living_file_ids())
    )
    first = living.scalar_subquery()
    for start in range(0, len(hashes), 500):
        connection.execute(
            sa.update(READINGS)
            .where(READINGS.c.row_hash.in_(hashes[start : start + 500]))
            .values(duplicate_of=sa.case((first < READINGS.c.reading_id, first), else_=None))
        )


def _repeated_elsewhere(connection: Connection, file_ids: list[int]) -> list[bytes]:
    """Digests of these files' readings that other readings repeat."""
    mine = sa.select(READINGS.c.reading_id).where(READINGS.c.file_id.in_(file_ids))
    query = (
        sa.select(READINGS.c.row_hash)
        .distinct()
        .where(READINGS.c.duplicate_of.in_(mine), READINGS.c.file_id.not_in(file_ids))
    )
    return [bytes(row_hash) for row_hash in connection.scalars(query)]


def _supersede(connection: Connection, upload_id: int) -> None:
    files = _files_of(connection, [upload_id])
    hashes = _repeated_elsewhere(connection, files)
    state = connection.scalar(sa.select(UPLOADS.c.state).where(UPLOADS.c.upload_id == upload_id))
    connection.execute(
        sa.update(UPLOADS).where(UPLOADS.c.upload_id == upload_id).values(state="superseded", state_before=state)
    )
    _point_again(connection, hashes)


def _files_of(connection: Connection, upload_ids: Iterable[int]) -> list[int]:
    query = sa.select(UPLOAD_FILES.c.file_id).distinct().where(UPLOAD_FILES.c.upload_id.in_(list(upload_ids)))
    return list(connection.scalars(query))


def _withdrawn(connection: Connection, entry: Entry) -> None:
    ids = entry["upload_ids"]
    files = _files_of(connection, ids)
    hashes = _repeated_elsewhere(connection, files)
    connection.execute(
        sa.update(UPLOADS)
        .where(UPLOADS.c.upload_id.in_(ids))
        .values(state="withdrawn", state_before="", reasons=[], key_hash=None)
    )
    connection.execute(sa.update(UPLOAD_FILES).where(UPLOAD_FILES.c.upload_id.in_(ids)).values(name=""))
    for file_id in files:
        if _is_still_had(connection, file_id):
            _refresh_precision(connection, file_id)
        else:
            for table in (READINGS, SERIES, REASONS):
                connection.execute(sa.delete(table).where(table.c.file_id == file_id))
            connection.execute(sa.update(FILES).where(FILES.c.file_id == file_id).values(**_NOTHING))
    _point_again(connection, hashes)


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
    """What an upload with this idempotency key was answered; None if there is none."""
    found = upload_of_key(connection, key_hash)
    if found is None:
        return None
    return {"upload_id": found.upload_id, "event_id": found.event_id, "state": found.state}


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


def _refresh_precision(connection: Connection, file_id: int) -> None:
    """The place of a file's readings is as vague as the most careful of those who handed it in wants."""
    query = (
        sa.select(UPLOADS.c.precision)
        .join(UPLOAD_FILES, UPLOAD_FILES.c.upload_id == UPLOADS.c.upload_id)
        .where(UPLOAD_FILES.c.file_id == file_id, UPLOADS.c.state != "withdrawn")
    )
    wanted = set(connection.scalars(query))
    precision = next((one for one in COARSEST_FIRST if one in wanted), "1km")
    if precision == connection.scalar(sa.select(FILES.c.precision).where(FILES.c.file_id == file_id)):
        return
    connection.execute(sa.update(FILES).where(FILES.c.file_id == file_id).values(precision=precision))
    exact = (READINGS.c.longitude_deg, READINGS.c.latitude_deg)
    for place in _places(connection, file_id):
        longitude, latitude = (public_place(value, precision=precision) for value in place)
        same = [_equal(column, value) for column, value in zip(exact, place, strict=True)]
        connection.execute(
            sa.update(READINGS)
            .where(READINGS.c.file_id == file_id, *same)
            .values(public_longitude_deg=longitude, public_latitude_deg=latitude)
        )


def _places(connection: Connection, file_id: int) -> Iterator[tuple[float | None, float | None]]:
    query = sa.select(READINGS.c.longitude_deg, READINGS.c.latitude_deg).distinct().where(READINGS.c.file_id == file_id)
    yield from [(row[0], row[1]) for row in connection.execute(query)]


def _equal(column: sa.ColumnElement[Any], value: float | None) -> sa.ColumnElement[bool]:
    return column.is_(None) if value is None else column == value


def _decided(connection: Connection, entry: Entry) -> None:
    row = {
        name: entry[name]
        for name in ("decision_id", "upload_id", "decision", "reviewer", "reason", "state_before", "state_after")
    }
    connection.execute(sa.insert(DECISIONS), [row | {"decided_at": moment_of(entry["decided_at"])}])
    hashes = _repeated_elsewhere(connection, _files_of(connection, [entry["upload_id"]]))
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
    _point_again(connection, [*hashes, *(bytes(one) for one in connection.scalars(own))])


def want_work(connection: Connection, event_id: str, *, at: datetime, n_uploads: int = 1) -> None:
    """Note that the flow of an event has something new to do; one row however often it is said."""
    changed = connection.execute(
        sa.update(WORK).where(WORK.c.event_id == event_id).values(last_at=at, n_uploads=WORK.c.n_uploads + n_uploads)
    )
    if not changed.rowcount:
        connection.execute(sa.insert(WORK).values(event_id=event_id, wanted_at=at, last_at=at, n_uploads=n_uploads))


def take_work(
    connection: Connection, *, at: datetime, quiet_since: datetime, longest_since: datetime
) -> dict[str, Any] | None:
    """Take up the work of the event that has waited longest, if its burst is over; None if there is none.

    Parameters
    ----------
    connection : in a transaction
    at : now
    quiet_since : only where nothing came in after this moment
    longest_since : or where the first came in before this one
    """
    ready = (WORK.c.last_at <= quiet_since) | (WORK.c.wanted_at <= longest_since)
    query = sa.select(WORK).where(WORK.c.taken_at.is_(None), ready).order_by(WORK.c.wanted_at).limit(1)
    row = connection.execute(query.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    connection.execute(sa.update(WORK).where(WORK.c.event_id == row.event_id).values(taken_at=at))
    return dict(row._mapping)


def finish_work(connection: Connection, event_id: str, *, n_uploads: int) -> None:
    """The work is done as far as it went: what came in meanwhile is wanted again."""
    connection.execute(sa.delete(WORK).where(WORK.c.event_id == event_id, WORK.c.n_uploads <= n_uploads))
    connection.execute(
        sa.update(WORK)
        .where(WORK.c.event_id == event_id)
        .values(taken_at=None, wanted_at=WORK.c.last_at, n_uploads=WORK.c.n_uploads - n_uploads)
    )


def release_work(connection: Connection) -> None:
    """Work that was taken and never finished waits again."""
    connection.execute(sa.update(WORK).values(taken_at=None))
