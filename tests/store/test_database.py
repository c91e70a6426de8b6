"""The database: migrations that agree with the models, moments that stay UTC, durable by default, failures in words."""

import sqlite3
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.errors import StoreError
from seeingstars.store.database import (
    make_engine,
    migrate,
    open_database,
    reading_from,
    store_error,
    writing_to,
    writing_told,
)
from seeingstars.store.tables import METADATA, WORK, UTCDateTime


def test_the_migrated_tables_are_those_of_the_models(database_url):
    engine = open_database(database_url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA)
    engine.dispose()
    assert differences == []


def test_an_older_database_is_brought_up_to_date_and_keeps_what_it_has(database_url):
    engine = make_engine(database_url)
    migrate(engine, revision="0001")
    moment = datetime(2022, 9, 25, 20, 0, tzinfo=UTC)
    with writing_to(engine) as connection:
        connection.exec_driver_sql(
            "INSERT INTO work (event_id, wanted_at, last_at, n_uploads) VALUES "
            "('leiden-2022', '2022-09-25 20:00:00+00', '2022-09-25 20:00:00+00', 3)"
            if engine.dialect.name == "postgresql"
            else "INSERT INTO work (event_id, wanted_at, last_at, n_uploads) VALUES "
            "('leiden-2022', '2022-09-25 20:00:00.000000', '2022-09-25 20:00:00.000000', 3)"
        )
    engine.dispose()
    engine = open_database(database_url)
    with reading_from(engine) as connection:
        row = connection.execute(sa.select(WORK.c.event_id, WORK.c.wanted_at, WORK.c.n_uploads)).one()
    engine.dispose()
    assert tuple(row) == ("leiden-2022", moment, 3)


def test_opening_a_database_twice_changes_nothing(database_url):
    for _ in range(2):
        engine = open_database(database_url)
        names = sorted(sa.inspect(engine).get_table_names())
        engine.dispose()
    assert names == sorted([*METADATA.tables, "alembic_version"])


def test_a_database_of_a_newer_version_is_refused_in_words(database_url):
    engine = open_database(database_url)
    with writing_to(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(StoreError, match="must be of this version of the program or older") as refused:
        open_database(database_url)
    assert "van deze versie van het programma" in refused.value.nl


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2022, 9, 25, 22, 30, tzinfo=timezone(timedelta(hours=2))),
        datetime(2022, 10, 30, 0, 30, 0, 123456, tzinfo=UTC),
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(9999, 12, 30, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_a_moment_comes_back_as_the_same_moment_in_utc(database_url, moment):
    engine = open_database(database_url)
    with writing_told(engine) as connection:
        connection.execute(sa.insert(WORK).values(event_id="a", wanted_at=moment, last_at=moment, n_uploads=1))
    with reading_from(engine) as connection:
        back = connection.scalar(sa.select(WORK.c.wanted_at).where(WORK.c.wanted_at == moment))
    engine.dispose()
    assert back == moment
    assert back.utcoffset() == timedelta(0)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_any_offset_is_turned_into_utc(naive, minutes):
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    dialect = sa.create_engine("sqlite://").dialect
    stored = UTCDateTime().process_bind_param(moment, dialect)
    assert UTCDateTime().process_result_value(stored, dialect) == moment


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="a moment must carry its time zone; got 2022-09-25T22:30:00"):
        UTCDateTime().process_bind_param(datetime(2022, 9, 25, 22, 30), sa.create_engine("sqlite://").dialect)


def test_sqlite_waits_for_the_disk_and_keeps_readers_out_of_the_way(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    engine.dispose()
    assert settings == ["wal", 2, 1]


def test_a_locked_database_is_told_in_both_languages(tmp_path):
    path = tmp_path / "a.db"
    engine = open_database(f"sqlite:///{path}", busy_seconds=0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        pytest.raises(StoreError, match="in use by another program, so nothing was kept; try again") as told,
        writing_told(engine),
    ):
        pass
    other.close()
    engine.dispose()
    assert "in gebruik door een ander programma" in told.value.nl


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device"), "disk of the server is full"),
        (OSError(27, "File too large"), "disk of the server is full"),
        (sqlite3.OperationalError("database or disk is full"), "disk of the server is full"),
        (sqlite3.OperationalError("database is locked"), "in use by another program"),
        (sqlite3.OperationalError("disk I/O error"), "cannot be reached just now"),
        (
            ConnectionError("server closed the connection unexpectedly at host=10.0.0.1 password=hunter2"),
            "cannot be reached",
        ),
    ],
)
def test_every_failure_is_told_in_plain_words_without_addresses_or_passwords(error, words):
    told = store_error(error)
    assert words in told.en
    assert "hunter2" not in told.en + told.nl
    assert told.en != told.nl


def test_a_server_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StoreError, match="the database cannot be reached just now"):
        open_database(f"postgresql://nobody@/none?host={tmp_path}", busy_seconds=1)
