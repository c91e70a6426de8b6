"""A newer program brings the tables of an older one up to date when it starts, with all that is in them, or not at all."""

import shutil

import pytest
import sqlalchemy as sa
from test_rebuild import busy_day, content

from seeingstars.errors import StoreError
from seeingstars.intake.receiving import Desk
from seeingstars.store import database

# What a migration of a later version may look like: a column, and rows that change.
_NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "next", {head!r}, None, None


def upgrade() -> None:
    with op.batch_alter_table("uploads") as uploads:
        uploads.add_column(sa.Column("season", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE uploads SET season = 2022")
    {then}
"""


@pytest.fixture
def later_version(tmp_path, monkeypatch):
    """Makes this program one with a migration more."""

    def make(then: str = "") -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(database.MIGRATIONS, folder)
        newest = max(path.stem for path in (folder / "versions").glob("r*.py")).removeprefix("r").partition("_")[0]
        (folder / "versions" / "next.py").write_text(_NEXT.format(head=newest, then=then))
        monkeypatch.setattr(database, "MIGRATIONS", folder)

    return make


def _seasons(url):
    engine = database.make_engine(url)
    try:
        with engine.connect() as connection:
            return set(connection.scalars(sa.text("SELECT season FROM uploads")))
    finally:
        engine.dispose()


def test_a_newer_version_keeps_every_upload_and_every_receipt(data, ready_url, tmp_path, later_version):
    with Desk(data=data, database_url=ready_url) as desk:
        receipts = busy_day(desk, tmp_path)
        states = {receipt.code: desk.receipt(receipt.code).state for receipt in receipts}
    before = content(ready_url)
    later_version()
    with Desk(data=data, database_url=ready_url) as desk:
        assert {code: desk.receipt(code).state for code in states} == states
    assert content(ready_url) == before
    assert _seasons(ready_url) == {2022}


def test_an_upgrade_that_fails_halfway_leaves_the_database_as_it_was(
    data, ready_url, tmp_path, later_version, monkeypatch
):
    with Desk(data=data, database_url=ready_url) as desk:
        (receipt, *_) = busy_day(desk, tmp_path)
    before = content(ready_url)
    later_version('op.execute("UPDATE nothing SET x = 1")')
    with pytest.raises(StoreError):
        Desk(data=data, database_url=ready_url)
    monkeypatch.undo()
    assert content(ready_url) == before
    with pytest.raises(sa.exc.DBAPIError, match="season"):
        _seasons(ready_url)
    with Desk(data=data, database_url=ready_url) as desk:
        assert desk.receipt(receipt.code).state == "accepted"


def test_the_older_version_refuses_what_the_newer_one_made(data, ready_url, later_version, monkeypatch):
    later_version()
    Desk(data=data, database_url=ready_url).close()
    monkeypatch.undo()
    with pytest.raises(StoreError, match="must be of this version of the program or older"):
        Desk(data=data, database_url=ready_url)
