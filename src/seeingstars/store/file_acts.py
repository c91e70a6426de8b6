"""Files and their rows in the database: brought in, piece by piece where they are large, and taken away again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from seeingstars.store.reading_insert import insert_readings
from seeingstars.store.reading_rows import COARSEST_FIRST, FileRows, public_place
from seeingstars.store.repetitions import mark_repeats, point_again
from seeingstars.store.tables import FILES, READINGS, REASONS, SERIES, UPLOAD_FILES, UPLOADS

Entry = Mapping[str, Any]
Pieces = Iterable[Sequence[Mapping[str, Any]]]  # of `reading_rows.plain_rows`
# From the record of a file in an entry to what was read of it: its facts for the table of files, and its readings.
ReadAgain = Callable[[Mapping[str, Any], datetime], tuple[Mapping[str, Any], Pieces]]

_FACTS = (
    "size_bytes", "kind", "is_usable", "reason_en", "reason_nl", "rows_read", "n_good", "n_suspect", "n_fail",
    "n_missing", "n_row_problems", "notes", "n_readings",
)  # fmt: skip
NOTHING: dict[str, Any] = {
    "sha256": None, "size_bytes": 0, "kind": "", "is_usable": False, "reason_en": "", "reason_nl": "", "rows_read": 0,
    "n_good": 0, "n_suspect": 0, "n_fail": 0, "n_missing": 0, "n_row_problems": 0, "notes": [],
    "is_complete": True, "precision": "1km",
}  # fmt: skip


def begin_file(connection: Connection, file: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """Note that the rows of a large file are coming in; nobody sees them before `finish_file`."""
    connection.execute(sa.insert(FILES), [file_row(file, facts, is_complete=False)])


def add_piece(connection: Connection, maker: FileRows, piece: Sequence[Mapping[str, Any]]) -> None:
    """Bring in a piece of the rows of a file."""
    readings, series, reasons = maker.of(piece)
    mark_repeats(connection, readings, own_file=maker.file_id)
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
    point_again(connection, [bytes(row_hash) for row_hash in connection.scalars(later)])


def drop_file(connection: Connection, file_id: int) -> None:
    """Take a file that never became complete away again."""
    for table in (READINGS, SERIES, REASONS, FILES):
        connection.execute(sa.delete(table).where(table.c.file_id == file_id))


def drop_unfinished(connection: Connection) -> None:
    """Take away every file of which the rows were coming in when the work broke off."""
    for file_id in list(connection.scalars(sa.select(FILES.c.file_id).where(~FILES.c.is_complete))):
        drop_file(connection, file_id)


def bring_file(connection: Connection, entry: Entry, file: Mapping[str, Any], read_again: ReadAgain) -> None:
    """Bring the rows of a file of an entry in, if they are not there yet."""
    there = connection.execute(
        sa.select(FILES.c.sha256, FILES.c.is_complete).where(FILES.c.file_id == file["file_id"])
    ).first()
    if there is not None and (file["sha256"] is None or (there[0] is not None and there[1])):
        return
    if there is None and file["sha256"] is None:
        empty = NOTHING | {
            "file_id": file["file_id"],
            "first_reading_id": file["first_reading_id"],
            "n_readings": file["n_readings"],
        }
        connection.execute(sa.insert(FILES), [empty])
        return
    if there is not None and there[0] is not None:
        finish_file(connection, file)
        return
    facts, pieces = read_again(file, datetime.fromisoformat(file["read_as_of"]))
    row = file_row(file, facts, is_complete=False)
    if there is None:
        connection.execute(sa.insert(FILES), [row])
    else:
        connection.execute(sa.update(FILES).where(FILES.c.file_id == file["file_id"]).values(**row))
    maker = FileRows(file["file_id"], first_reading_id=file["first_reading_id"], precision=file["precision"])
    for piece in pieces:
        add_piece(connection, maker, piece)
    finish_file(connection, file)


def file_row(file: Mapping[str, Any], facts: Mapping[str, Any], *, is_complete: bool) -> dict[str, Any]:
    """The row of the table of files for a file of an entry."""
    return {
        "file_id": file["file_id"],
        "sha256": file["sha256"],
        "first_reading_id": file["first_reading_id"],
        "is_complete": is_complete,
        "precision": file["precision"],
        **{name: facts[name] for name in _FACTS},
    }


def refresh_precision(connection: Connection, file_id: int) -> None:
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
