"""The tables of what people hand in, and the type of a moment that is UTC in every database.

A *file* is a run of bytes, kept once; an *upload* is what one sender handed in in one go and may share files with
another; *readings* belong to a file. What many rows of a file share (the instrument, the reason of a flag) stands once
for that file.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

# The same names of constraints in every database, so that a migration can name them.
METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by themselves only where the key is an INTEGER.
LARGE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware going in, aware UTC coming out, in databases with and without time zones.

    Examples
    --------
    >>> from datetime import timedelta, timezone
    >>> engine = sa.create_engine("sqlite://")
    >>> summer = datetime(2022, 9, 25, 22, 30, tzinfo=timezone(timedelta(hours=2)))
    >>> with engine.connect() as connection:
    ...     connection.scalar(sa.select(sa.literal(summer, UTCDateTime())))
    datetime.datetime(2022, 9, 25, 20, 30, tzinfo=datetime.timezone.utc)
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite keeps it without its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment must carry its time zone; got {value.isoformat()}; add datetime.UTC")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _column(name: str, kind: Any, *more: Any, null: bool = False, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, nullable=null, **options)


UPLOADS = sa.Table(
    "uploads",
    METADATA,
    _column("upload_id", sa.Integer, primary_key=True, autoincrement=False),
    _column("event_id", sa.Text),
    _column("received_at", UTCDateTime),
    _column("language", sa.Text),
    _column("precision", sa.Text),
    _column("origin", sa.Text),
    _column("state", sa.Text),
    _column("state_before", sa.Text),  # what an undone decision goes back to
    _column("reasons", sa.JSON),  # [{rule, en, nl}] of the state
    _column("receipt_hash", sa.Text),
    _column("replaces", sa.Integer, null=True),
    _column("key_hash", sa.Text, null=True, unique=True),
    _column("log_number", LARGE),  # the log file that tells of it
    sa.Index("ix_uploads_receipt_hash", "receipt_hash"),
    sa.Index("ix_uploads_event_id_state", "event_id", "state"),
)

FILES = sa.Table(
    "files",
    METADATA,
    _column("file_id", sa.Integer, primary_key=True, autoincrement=False),
    _column("sha256", sa.Text, null=True, unique=True),  # none once it was withdrawn
    _column("size_bytes", LARGE),
    _column("kind", sa.Text),
    _column("is_usable", sa.Boolean),
    _column("reason_en", sa.Text),
    _column("reason_nl", sa.Text),
    _column("rows_read", sa.Integer),
    _column("n_good", sa.Integer),
    _column("n_suspect", sa.Integer),
    _column("n_fail", sa.Integer),
    _column("n_missing", sa.Integer),
    _column("n_row_problems", sa.Integer),
    _column("notes", sa.JSON),  # [[en, nl]]
    _column("first_reading_id", LARGE),
    _column("n_readings", sa.Integer),
    _column("is_complete", sa.Boolean),  # false while the rows of a large file are coming in
    _column("precision", sa.Text),
    sa.Index("ix_files_first_reading_id", "first_reading_id"),
)

UPLOAD_FILES = sa.Table(
    "upload_files",
    METADATA,
    _column("upload_id", sa.Integer, sa.ForeignKey("uploads.upload_id"), primary_key=True),
    _column("position", sa.Integer, primary_key=True, autoincrement=False),
    _column("file_id", sa.Integer, sa.ForeignKey("files.file_id")),
    _column("name", sa.Text),
    _column("already_had", sa.Boolean),
    sa.Index("ix_upload_files_file_id", "file_id"),
)

SERIES = sa.Table(
    "series",
    METADATA,
    _column("file_id", sa.Integer, sa.ForeignKey("files.file_id"), primary_key=True),
    _column("series_no", sa.Integer, primary_key=True, autoincrement=False),
    _column("stream", sa.Text),
    _column("instrument_type", sa.Text),
    _column("instrument_id", sa.Text),
    _column("site_id", sa.Text),
    _column("supplier", sa.Text),
    _column("licence", sa.Text),
)

REASONS = sa.Table(
    "reasons",
    METADATA,
    _column("file_id", sa.Integer, sa.ForeignKey("files.file_id"), primary_key=True),
    _column("reason_no", sa.Integer, primary_key=True, autoincrement=False),
    _column("reason_en", sa.Text),
    _column("reason_nl", sa.Text),
)

READINGS = sa.Table(
    "readings",
    METADATA,
    _column("reading_id", LARGE, primary_key=True, autoincrement=False),
    _column("file_id", sa.Integer, sa.ForeignKey("files.file_id")),
    _column("source_line", sa.Integer),
    _column("series_no", sa.Integer),
    _column("observed_at_utc", UTCDateTime, null=True),
    _column("longitude_deg", sa.Double, null=True),
    _column("latitude_deg", sa.Double, null=True),
    _column("public_longitude_deg", sa.Double, null=True),
    _column("public_latitude_deg", sa.Double, null=True),
    _column("brightness_mag_arcsec2", sa.Double, null=True),
    _column("limiting_magnitude", sa.Double, null=True),
    _column("cloud_cover_percent", sa.Double, null=True),
    _column("lamps_nearby", sa.Text, null=True),
    _column("stars_counted", sa.Double, null=True),
    _column("sun_altitude_deg", sa.Double, null=True),
    _column("moon_altitude_deg", sa.Double, null=True),
    _column("flag", sa.SmallInteger),
    _column("flags", sa.Text),  # one digit a check, in the order of columns.CHECKS
    _column("reason_no", sa.Integer),
    _column("comment", sa.Text, null=True),
    _column("is_simulated", sa.Boolean),
    _column("row_hash", sa.LargeBinary(16), null=True),
    _column("duplicate_of", LARGE, null=True),
    sa.Index("ix_readings_file_id", "file_id"),
    sa.Index("ix_readings_row_hash", "row_hash"),
    sa.Index("ix_readings_observed_at_utc", "observed_at_utc"),
    sa.Index("ix_readings_duplicate_of", "duplicate_of"),
)

DECISIONS = sa.Table(
    "decisions",
    METADATA,
    _column("decision_id", sa.Integer, primary_key=True, autoincrement=False),
    _column("upload_id", sa.Integer, sa.ForeignKey("uploads.upload_id")),
    _column("decided_at", UTCDateTime),
    _column("decision", sa.Text),  # accept, reject or undo
    _column("reviewer", sa.Text),
    _column("reason", sa.Text),
    _column("state_before", sa.Text),
    _column("state_after", sa.Text),
    sa.Index("ix_decisions_upload_id", "upload_id"),
)

# Work that waits: one row an event, however many readings came in.
WORK = sa.Table(
    "work",
    METADATA,
    _column("event_id", sa.Text, primary_key=True),
    _column("wanted_at", UTCDateTime),  # the first acceptance of the burst
    _column("last_at", UTCDateTime),  # the last one so far
    _column("n_uploads", sa.Integer),
    _column("taken_at", UTCDateTime, null=True),  # someone is doing it
)

# How far the log of uploads has been brought into this database.
PROGRESS = sa.Table(
    "progress",
    METADATA,
    _column("one", sa.Integer, primary_key=True, autoincrement=False),
    _column("log_number", LARGE),
)
