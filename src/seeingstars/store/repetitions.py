"""Which reading repeats which: the first that counts is repeated by those after it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from seeingstars.store.tables import READINGS
from seeingstars.store.upload_queries import living_among, living_file_ids


def mark_repeats(connection: Connection, rows: list[dict[str, Any]], *, own_file: int | None = None) -> None:
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


def point_again(connection: Connection, hashes: list[bytes]) -> None:
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


def hashes_repeated_elsewhere(connection: Connection, file_ids: list[int]) -> list[bytes]:
    """Digests of these files' readings that other readings repeat."""
    mine = sa.select(READINGS.c.reading_id).where(READINGS.c.file_id.in_(file_ids))
    query = (
        sa.select(READINGS.c.row_hash)
        .distinct()
        .where(READINGS.c.duplicate_of.in_(mine), READINGS.c.file_id.not_in(file_ids))
    )
    return [bytes(row_hash) for row_hash in connection.scalars(query)]
