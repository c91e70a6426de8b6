"""How a database stands: whether it takes writers now, and which revision its tables have."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from seeingstars.store.database import MIGRATIONS
from seeingstars.store.tables import PROGRESS


def require_writable(engine: Engine) -> None:
    """Take a writer's turn, change nothing, and take it back.

    Raises
    ------
    sqlalchemy.exc.DBAPIError
        If the database is gone, locked for too long, or may only be read.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin() as turn:
        connection.execute(sa.update(PROGRESS).values(log_number=PROGRESS.c.log_number))
        turn.rollback()


def is_newest(engine: Engine) -> bool:
    """Whether the tables are those of this program: neither older nor of a newer one."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    newest = set(ScriptDirectory(str(MIGRATIONS)).get_heads())
    with engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == newest
