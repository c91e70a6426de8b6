"""When the disk or the database fails: the sender is told, nothing is half-written, and sending again does not double."""

import errno
import os
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from handing_in import LEIDEN, row, send

from seeingstars.errors import StoreError
from seeingstars.intake.receiving import Desk
from seeingstars.store import upload_acts
from seeingstars.store.raw_files import RawFiles
from seeingstars.store.upload_log import UploadLog


def full(*_args, **_more):
    raise OSError(errno.ENOSPC, "No space left on device")


def left_behind(data: Path) -> list[str]:
    raw = data / "raw" / "uploads"
    return sorted(path.name for path in [*raw.glob("[0-9a-f][0-9a-f]/*"), *raw.glob("log/*/*")])


@pytest.mark.parametrize("step", ["keep", "log", "write", "fsync"])
def test_a_full_disk_is_told_and_leaves_nothing_behind(desk, data, monkeypatch, step):
    send(desk, row(time="21:50"))
    before = left_behind(data)
    with monkeypatch.context() as broken:
        target = {
            "keep": (RawFiles, "keep"),
            "log": (UploadLog, "write"),
            "write": ("seeingstars.store.raw_files.shutil.copyfileobj",),
            "fsync": (os, "fsync"),
        }[step]
        if step == "write":
            broken.setattr("seeingstars.store.raw_files._write_whole", full)
        else:
            broken.setattr(*target, full)
        with pytest.raises(StoreError, match="the disk of the server is full, so nothing was kept") as told:
            send(desk)
    assert "schijf van de server is vol" in told.value.nl
    assert left_behind(data) == before
    assert len(desk.readings().rows) == 1
    send(desk)
    assert len(desk.readings().rows) == 2


@pytest.mark.parametrize("error", ["database or disk is full", "disk I/O error"])
def test_a_database_that_fails_half_way_keeps_nothing(desk, data, monkeypatch, error):
    def broken(*_args, **_more):
        raise sa.exc.OperationalError("INSERT", {}, sqlite3.OperationalError(error))

    with monkeypatch.context() as patch:
        patch.setattr(upload_acts, "set_progress", broken)
        with pytest.raises(StoreError):
            send(desk)
    assert left_behind(data) == []
    assert desk.readings().rows == []
    send(desk)
    assert len(desk.readings().rows) == 1


def test_a_locked_database_is_told_and_what_is_sent_again_is_kept_once(data):
    with Desk(data=data, busy_seconds=0.1) as desk:
        other = sqlite3.connect(data / "processed/uploads/seeingstars.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="in use by another program, so nothing was kept"):
            send(desk, idempotency_key="k")
        assert left_behind(data) == []
        other.execute("ROLLBACK")
        other.close()
        send(desk, idempotency_key="k")
        assert len(desk.readings().rows) == 1


def test_what_is_in_the_log_and_not_in_the_database_comes_in_later(desk, data, monkeypatch):
    with monkeypatch.context() as patch:
        # As when the connection breaks during the commit: nobody can say whether it took place.
        patch.setattr("seeingstars.intake.keeping_uploads.Keeper._take_back", lambda *_: None)
        patch.setattr(upload_acts, "set_progress", full)
        with pytest.raises(StoreError):
            send(desk, idempotency_key="k")
    assert desk.readings().rows == []
    again = send(desk, idempotency_key="k")
    assert len(desk.readings().rows) == 1
    assert again.is_repeat
    assert desk.receipt(again.code).state == "accepted"


def test_bytes_that_were_never_acknowledged_go_at_the_next_start(data, ready_url):
    with Desk(data=data, database_url=ready_url) as desk:
        send(desk)
    RawFiles(data / "raw/uploads").keep([("ab" * 32, b"never acknowledged")])
    (data / "raw/uploads/ab/.broken.partial").write_bytes(b"half")
    with Desk(data=data, database_url=ready_url) as desk:
        assert len(desk.readings().rows) == 1
    assert not any((data / "raw/uploads/ab").iterdir())


def test_bytes_stay_where_the_log_is_lost(data, ready_url):
    with Desk(data=data, database_url=ready_url) as desk:
        send(desk)
        (path,) = desk.accepted_files(event_id=LEIDEN)
    RawFiles(data / "raw/uploads").keep([("ab" * 32, b"nobody knows")])
    for log in (data / "raw/uploads/log").rglob("*.jsonl"):
        log.unlink()
    Desk(data=data, database_url=ready_url).close()
    assert path.is_file()
    assert (data / "raw/uploads/ab" / ("ab" * 32)).is_file()


def test_one_that_the_database_refuses_does_not_spoil_the_others(desk, monkeypatch):
    from seeingstars.store import reading_rows

    plain = reading_rows._texts_or_none
    monkeypatch.setattr(
        reading_rows, "_texts_or_none", lambda texts: [object() if text == "poison" else text for text in plain(texts)]
    )
    waiting = [
        desk.submit_reading(row(comment=comment), event_id=LEIDEN, language="nl")
        for comment in ("a", "b", "poison", "c")
    ]
    kept = [one.exception() for one in waiting]
    assert [error is None for error in kept] == [True, True, False, True]
    assert isinstance(kept[2], StoreError)
    assert sorted(one["comment"] for one in desk.readings().rows) == ["a", "b", "c"]


def test_a_desk_that_is_closed_says_so(data):
    desk = Desk(data=data)
    desk.close()
    with pytest.raises(StoreError, match="the store is closed"):
        send(desk)


def test_a_data_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError):
        Desk(data=tmp_path / "file")
