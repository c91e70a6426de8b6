"""Work that waits for the flow of an event: one row an event, however many readings came in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from seeingstars.store.tables import WORK


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
