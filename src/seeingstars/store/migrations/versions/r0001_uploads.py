"""The tables of uploads, files, readings, decisions and waiting work."""

import sqlalchemy as sa
from alembic import op

from seeingstars.store.tables import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LARGE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "files",
        sa.Column("file_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("size_bytes", LARGE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_usable", sa.Boolean(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("reason_nl", sa.Text(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("n_good", sa.Integer(), nullable=False),
        sa.Column("n_suspect", sa.Integer(), nullable=False),
        sa.Column("n_fail", sa.Integer(), nullable=False),
        sa.Column("n_missing", sa.Integer(), nullable=False),
        sa.Column("n_row_problems", sa.Integer(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("first_reading_id", LARGE, nullable=False),
        sa.Column("n_readings", sa.Integer(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_files")),
        sa.UniqueConstraint("sha256", name=op.f("uq_files_sha256")),
    )
    op.create_index("ix_files_first_reading_id", "files", ["first_reading_id"], unique=False)
    op.create_table(
        "progress",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log_number", LARGE, nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_progress")),
    )
    op.create_table(
        "uploads",
        sa.Column("upload_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_before", sa.Text(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("receipt_hash", sa.Text(), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("key_hash", sa.Text(), nullable=True),
        sa.Column("log_number", LARGE, nullable=False),
        sa.PrimaryKeyConstraint("upload_id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_uploads_key_hash")),
    )
    op.create_index("ix_uploads_event_id_state", "uploads", ["event_id", "state"], unique=False)
    op.create_index("ix_uploads_receipt_hash", "uploads", ["receipt_hash"], unique=False)
    op.create_table(
        "work",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("wanted_at", UTCDateTime(), nullable=False),
        sa.Column("last_at", UTCDateTime(), nullable=False),
        sa.Column("n_uploads", sa.Integer(), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_work")),
    )
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state_before", sa.Text(), nullable=False),
        sa.Column("state_after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.upload_id"], name=op.f("fk_decisions_upload_id")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_upload_id", "decisions", ["upload_id"], unique=False)
    op.create_table(
        "readings",
        sa.Column("reading_id", LARGE, autoincrement=False, nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("source_line", sa.Integer(), nullable=False),
        sa.Column("series_no", sa.Integer(), nullable=False),
        sa.Column("observed_at_utc", UTCDateTime(), nullable=True),
        sa.Column("longitude_deg", sa.Double(), nullable=True),
        sa.Column("latitude_deg", sa.Double(), nullable=True),
        sa.Column("public_longitude_deg", sa.Double(), nullable=True),
        sa.Column("public_latitude_deg", sa.Double(), nullable=True),
        sa.Column("brightness_mag_arcsec2", sa.Double(), nullable=True),
        sa.Column("limiting_magnitude", sa.Double(), nullable=True),
        sa.Column("cloud_cover_percent", sa.Double(), nullable=True),
        sa.Column("lamps_nearby", sa.Text(), nullable=True),
        sa.Column("stars_counted", sa.Double(), nullable=True),
        sa.Column("sun_altitude_deg", sa.Double(), nullable=True),
        sa.Column("moon_altitude_deg", sa.Double(), nullable=True),
        sa.Column("flag", sa.SmallInteger(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("reason_no", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("is_simulated", sa.Boolean(), nullable=False),
        sa.Column("row_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column("duplicate_of", LARGE, nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["files.file_id"], name=op.f("fk_readings_file_id")),
        sa.PrimaryKeyConstraint("reading_id", name=op.f("pk_readings")),
    )
    op.create_index("ix_readings_duplicate_of", "readings", ["duplicate_of"], unique=False)
    op.create_index("ix_readings_file_id", "readings", ["file_id"], unique=False)
    op.create_index("ix_readings_observed_at_utc", "readings", ["observed_at_utc"], unique=False)
    op.create_index("ix_readings_row_hash", "readings", ["row_hash"], unique=False)
    op.create_table(
        "reasons",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("reason_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("reason_nl", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.file_id"], name=op.f("fk_reasons_file_id")),
        sa.PrimaryKeyConstraint("file_id", "reason_no", name=op.f("pk_reasons")),
    )
    op.create_table(
        "series",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("series_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("instrument_type", sa.Text(), nullable=False),
        sa.Column("instrument_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.file_id"], name=op.f("fk_series_file_id")),
        sa.PrimaryKeyConstraint("file_id", "series_no", name=op.f("pk_series")),
    )
    op.create_table(
        "upload_files",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("already_had", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.file_id"], name=op.f("fk_upload_files_file_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.upload_id"], name=op.f("fk_upload_files_upload_id")),
        sa.PrimaryKeyConstraint("upload_id", "position", name=op.f("pk_upload_files")),
    )
    op.create_index("ix_upload_files_file_id", "upload_files", ["file_id"], unique=False)


def downgrade() -> None:
    """Take the tables away."""
    for table in ("readings", "decisions", "reasons", "series", "upload_files", "work", "uploads", "progress", "files"):
        op.drop_table(table)
