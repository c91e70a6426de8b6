"""The database of what people hand in: SQLite by default, PostgreSQL by URL, brought up to date when it is opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from seeingstars.errors import StoreError
from seeingstars.store.tables import METADATA

MIGRATIONS = Path(__file__).with_name("migrations")
DatabaseFailure = sa.exc.DBAPIError
BUSY_SECONDS = 10.0  # our choice: how long a writer waits for another before the sender is told


def sqlite_url(path: Path) -> str:
    """The URL of an SQLite database in a file.

    Examples
    --------
    >>> sqlite_url(Path("data/seeingstars.db"))
    'sqlite:///data/seeingstars.db'
    """
    return f"sqlite:///{path}"


def open_database(url: str, *, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Open a database and bring its tables up to date.

    Parameters
    ----------
    url : str
        ``sqlite:///path`` or ``postgresql://…``; a database of PostgreSQL must exist, SQLite's file is made.
    busy_seconds : scalar
        How long to wait for another writer [s].

    Returns
    -------
    sqlalchemy.Engine
        SQLite is in WAL mode with ``synchronous=FULL``: what is committed is on the disk.

    Raises
    ------
    StoreError
        If the database cannot be opened, or was made by a newer version of this program.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     engine = open_database(sqlite_url(Path(folder, "a.db")))
    ...     "readings" in sa.inspect(engine).get_table_names()
    True
    """
    engine = make_engine(url, busy_seconds=busy_seconds)
    try:
        migrate(engine)
    except (sa.exc.DBAPIError, StoreError) as error:
        engine.dispose()
        raise error if isinstance(error, StoreError) else store_error(error) from error
    return engine


def sqlite_file(url: str) -> Path | None:
    """The file that a URL of SQLite names; None for any other database."""
    address = sa.make_url(url)
    is_file = address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:")
    return Path(str(address.database)) if is_file else None


def fold_in_log(engine: Engine, *, busy_seconds: float = BUSY_SECONDS) -> bool:
    """Have all of an SQLite database in its one file and its write-ahead log empty; True if it is now.

    Parameters
    ----------
    engine : of any database; of one that is not SQLite there is nothing to do
    busy_seconds : how long to wait for those who read [s]
    """
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect() as connection:
        raw: Any = connection.connection
        (before,) = raw.execute("PRAGMA busy_timeout").fetchone()
        raw.execute(f"PRAGMA busy_timeout={int(1000 * busy_seconds)}")
        try:
            (is_busy, *_) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            raw.execute(f"PRAGMA busy_timeout={before}")
    return not is_busy


def clear(connection: Connection) -> None:
    """Take every row away."""
    for table in reversed(METADATA.sorted_tables):
        connection.execute(sa.delete(table))


def make_engine(url: str, *, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """An engine for a URL, set up for durability; its tables are left as they are."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        engine = sa.create_engine(address, connect_args={"timeout": busy_seconds, "check_same_thread": False})
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    options = {"connect_timeout": str(int(busy_seconds)), "options": f"-c lock_timeout={int(1000 * busy_seconds)}"}
    return sa.create_engine(address, pool_pre_ping=True, connect_args=options)


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # SQLAlchemy begins transactions itself (below), so that a reader does not hold a writer up.
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-32768"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once, so that it waits its turn rather than fail half-way.
    immediate = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def reading_from(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads, at one moment of the database.

    Raises
    ------
    StoreError
        If the database fails.
    """
    try:
        with engine.connect() as connection:
            yield connection
    except sa.exc.DBAPIError as error:
        raise store_error(error) from error


@contextmanager
def writing_to(engine: Engine) -> Iterator[Connection]:
    """One transaction: committed when the block ends well, else as if it never was.

    Raises
    ------
    sqlalchemy.exc.DBAPIError
        If the database fails; the caller knows what must be undone besides.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def writing_told(engine: Engine) -> Iterator[Connection]:
    """As `writing_to`, for a change that stands by itself.

    Raises
    ------
    StoreError
        If the database fails; nothing was changed.
    """
    try:
        with writing_to(engine) as connection:
            yield connection
    except (sa.exc.DBAPIError, OSError) as error:
        raise store_error(error) from error


def migrate(engine: Engine, *, revision: str = "head") -> None:
    """Bring the tables up to date, by the migrations that came with this program.

    Raises
    ------
    StoreError
        If the database was made by a newer version.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    try:
        with writing_to(engine) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    except CommandError as error:
        raise StoreError(
            f"the database must be of this version of the program or older; {error}; install the newer version again",
            f"de database moet van deze versie van het programma zijn of ouder; {error}; installeer de nieuwere weer",
        ) from error


def is_about_a_row(error: Exception) -> bool:
    """Whether the database refused what was written rather than failed by itself."""
    about = (sa.exc.DataError, sa.exc.IntegrityError, sa.exc.InterfaceError, sa.exc.ProgrammingError)
    return isinstance(error, about) or type(error) is sa.exc.StatementError


def store_error(error: Exception) -> StoreError:
    """What a failure of the disk or the database means to the one who handed something in.

    Parameters
    ----------
    error : an ``OSError``, or an error of the database

    Returns
    -------
    StoreError
        In both languages, without addresses, passwords or paths.

    Examples
    --------
    >>> store_error(OSError(28, "No space left on device")).en
    'the disk of the server is full, so nothing was kept; try again later, and tell those who run it'
    """
    cause = getattr(error, "orig", None) or error
    text = str(cause).lower()
    if _is_full(cause, text):
        return StoreError(
            "the disk of the server is full, so nothing was kept; try again later, and tell those who run it",
            "de schijf van de server is vol, dus er is niets bewaard; probeer het later opnieuw en meld het de beheerder",
        )
    if "locked" in text or "lock timeout" in text or "busy" in text:
        return StoreError(
            "the database is in use by another program, so nothing was kept; try again in a minute",
            "de database is in gebruik door een ander programma, dus er is niets bewaard; probeer het over een minuut opnieuw",
        )
    return StoreError(
        "the database cannot be reached just now, so nothing was acknowledged; try again in a minute: what was kept "
        "after all is recognised and not counted twice",
        "de database is nu niet bereikbaar, dus er is niets bevestigd; probeer het over een minuut opnieuw: wat toch al "
        "bewaard was wordt herkend en telt niet dubbel",
    )


def _is_full(cause: BaseException, text: str) -> bool:
    is_full_disk = isinstance(cause, OSError) and cause.errno in (28, 27, 122)  # ENOSPC, EFBIG, EDQUOT
    sqlite_full = isinstance(cause, sqlite3.Error) and getattr(cause, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
    return is_full_disk or sqlite_full or "disk is full" in text or "no space left" in text
