"""The database is made again from data/raw alone, the same in every table, whatever was done before."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from handing_in import LEIDEN, row, send

from seeingstars.errors import StoreError
from seeingstars.intake.receiving import Desk, GivenBytes, rebuild
from seeingstars.store.database import make_engine
from seeingstars.store.tables import METADATA, WORK


def content(url):
    """Every row of every table; what waits to be done is no part of what was handed in."""
    engine = make_engine(url)
    with engine.connect() as connection:
        rows = {
            table.name: [tuple(one) for one in connection.execute(sa.select(table).order_by(*table.primary_key))]
            for table in METADATA.sorted_tables
            if table is not WORK
        }
    engine.dispose()
    return rows


def busy_day(desk, tmp_path):
    """Everything that can happen to an upload."""
    first, same, other = send(desk), send(desk, precision="1km"), send(desk, row() + b"\n", precision="exact")
    keyed = send(desk, row(comment="keyed"), idempotency_key="k")
    send(desk, row(comment="keyed"), idempotency_key="k")
    held = send(desk, row(date=(datetime.now(UTC) + timedelta(days=9)).date().isoformat(), comment="held"))
    desk.decide(held.upload_id, decision="accept", reviewer="anna", reason="fine")
    desk.decide(held.upload_id, decision="undo", reviewer="anna", reason="not fine")
    desk.correct(keyed.code, row(comment="corrected", brightness="19.1"))
    desk.withdraw(first.code)
    path = tmp_path / "many.csv"
    path.write_bytes(row(comment="a") + b"2022-09-25;22:40;4.485;52.156;18.9;SQM-L;2534;b\n" + b"x;y;;;;;;\n")
    files = desk.receive([GivenBytes("many.csv", path)], event_id=LEIDEN, language="en", origin="api")
    gone = send(desk, row(comment="gone"))
    desk.correct(gone.code, row(comment="gone too", brightness="18.1"))
    desk.withdraw(gone.code)
    send(desk, row(comment="gone"))  # the bytes of a withdrawn reading, handed in anew
    return same, other, files


def test_the_rebuilt_database_is_the_same_in_every_table(data, ready_url, tmp_path):
    with Desk(data=data, database_url=ready_url) as desk:
        same, _, _ = busy_day(desk, tmp_path)
    before = content(ready_url)
    counts = rebuild(data=data, database_url=ready_url)
    assert content(ready_url) == before
    assert counts["uploads"]["withdrawn"] == 3
    with Desk(data=data, database_url=ready_url) as desk:
        assert desk.receipt(same.code).state == "accepted"
        assert desk.work_wanted() == [LEIDEN]


def test_a_lost_database_is_filled_from_the_log_when_the_desk_opens(data, tmp_path):
    with Desk(data=data) as desk:
        busy_day(desk, tmp_path)
    url = f"sqlite:///{data}/processed/uploads/seeingstars.db"
    before = content(url)
    shutil.rmtree(data / "processed")
    Desk(data=data).close()
    assert content(url) == before


def test_progress_is_told(data):
    with Desk(data=data) as desk:
        for minute in range(3):
            send(desk, row(time=f"22:1{minute}"))
    told = []
    rebuild(data=data, told=lambda *what: told.append(what))
    assert told == [("rebuild", 1, 3), ("rebuild", 2, 3), ("rebuild", 3, 3)]


@pytest.mark.parametrize(
    ("damage", "words"),
    [(lambda path: path.unlink(), "are not there"), (lambda path: path.write_bytes(b"x"), "have changed")],
)
def test_damaged_bytes_are_named_and_the_old_database_stays(data, damage, words):
    with Desk(data=data) as desk:
        send(desk)
        (path,) = desk.accepted_files(event_id=LEIDEN)
    url = f"sqlite:///{data}/processed/uploads/seeingstars.db"
    before = content(url)
    damage(path)
    with pytest.raises(StoreError, match=f"those of {path.name} {words}"):
        rebuild(data=data)
    assert content(url) == before
    assert not list((data / "processed/uploads").glob("*.rebuilding*"))
