"""Acts that come at the same moment, and processes at work beside each other: nothing is lost, nothing comes back."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from handing_in import LEIDEN, row, send

from seeingstars.errors import StoreError, UploadError
from seeingstars.intake.receiving import Desk, GivenBytes, rebuild
from seeingstars.store import reading_queries
from seeingstars.store.presence import alone_in

_NO_TIME = timedelta(0)


def together(desk, *acts):
    """What becomes of acts that wait for the keeper in this order, and are taken up in one go."""
    keeper, gate = desk._keeper, threading.Event()
    keep, submit, come = keeper.keep, keeper.submit, threading.Semaphore(0)

    def waiting(one):
        gate.wait(20)
        keep(one)

    def counted(act):
        done = submit(act)
        come.release()
        return done

    keeper.keep, keeper.submit = waiting, counted
    with ThreadPoolExecutor(len(acts) + 1) as pool:
        outcomes = [pool.submit(send, desk, row(time="21:31"))]
        for act in acts:
            assert come.acquire(timeout=20)
            time.sleep(0.02)  # the keeper takes the first up before the others come
            outcomes.append(pool.submit(act))
        assert come.acquire(timeout=20)
        gate.set()
        return [outcome.exception() or outcome.result() for outcome in outcomes[1:]]


def brightnesses(desk):
    return [one["brightness_mag_arcsec2"] for one in desk.readings().rows]


def test_the_same_bytes_handed_in_while_another_withdraws_them_stay(desk, data, ready_url):
    code = send(desk).code
    receipt, none = together(desk, lambda: send(desk), lambda: desk.withdraw(code))
    assert none is None
    assert receipt.state == "accepted"
    assert all(path.is_file() for path in desk.accepted_files())
    desk.close()
    assert rebuild(data=data, database_url=ready_url)["readings"] == 2


def test_the_same_bytes_handed_in_just_after_they_were_withdrawn_come_in_anew(desk):
    code = send(desk).code
    none, receipt = together(desk, lambda: desk.withdraw(code), lambda: send(desk))
    assert none is None
    assert receipt.already_had == ()
    assert brightnesses(desk) == [18.72, 18.72]


def test_what_was_withdrawn_cannot_be_corrected_at_the_same_moment(desk):
    code = send(desk).code
    _, refused = together(desk, lambda: desk.withdraw(code), lambda: desk.correct(code, row(brightness="18.80")))
    assert isinstance(refused, UploadError)
    assert "corrected or withdrawn in the meantime" in refused.en
    assert desk.receipt(code).state == "withdrawn"


def test_a_withdrawal_takes_the_correction_of_the_same_moment_along(desk):
    code = send(desk).code
    together(desk, lambda: desk.correct(code, row(brightness="18.80")), lambda: desk.withdraw(code))
    assert desk.receipt(code).state == "withdrawn"
    assert brightnesses(desk) == [18.72]  # the one that made the others wait


def test_two_decisions_of_one_moment_follow_each_other(desk):
    number = send(desk).upload_id
    together(
        desk,
        lambda: desk.decide(number, decision="reject", reviewer="a", reason="x"),
        lambda: desk.decide(number, decision="accept", reviewer="b", reason="y"),
    )
    assert [(one.state_before, one.state_after) for one in desk.decisions(number)] == [
        ("accepted", "rejected"),
        ("rejected", "accepted"),
    ]


def test_a_key_sent_again_after_a_correction_tells_of_what_took_its_place(desk):
    first = send(desk, idempotency_key="k" * 20)
    corrected = desk.correct(first.code, row(brightness="18.80"))
    again = send(desk, idempotency_key="k" * 20)
    assert (again.is_repeat, again.code, again.state) == (True, first.code, "accepted")
    assert again.upload_id == corrected.upload_id


def test_nothing_of_what_was_withdrawn_is_in_any_file(sqlite_desk, data):
    code = send(sqlite_desk, row(comment="zebra in the street", serial_number="okapi7")).code
    sqlite_desk.withdraw(code)
    found = [path for path in data.rglob("*") if path.is_file() and b"zebra" in path.read_bytes()]
    found += [path for path in data.rglob("*") if path.is_file() and b"okapi7" in path.read_bytes()]
    assert found == []


def test_what_was_withdrawn_leaves_the_write_ahead_log_when_a_reader_is_done(sqlite_desk, data):
    code = send(sqlite_desk, row(comment="zebra in the street")).code
    with sqlite_desk._engine.connect() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM readings").fetchone()
        sqlite_desk.withdraw(code)
    until = time.monotonic() + 20
    while any(b"zebra" in path.read_bytes() for path in (data / "processed").rglob("*.db*")):
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_second_desk_leaves_alone_what_the_first_is_busy_with(desk, data, ready_url):
    send(desk)
    partial = data / "raw/uploads/ab/.abcdef.partial"
    partial.parent.mkdir(exist_ok=True)
    partial.write_bytes(b"half")
    taken = desk.take_work(quiet=_NO_TIME)
    with Desk(data=data, database_url=ready_url) as second:
        assert second.take_work(quiet=_NO_TIME) is None
        assert second.receipt(send(second, row(time="22:40")).code).state == "accepted"
    assert (taken.event_id, partial.exists()) == (LEIDEN, True)


def test_a_desk_that_is_alone_clears_up(desk, data, ready_url):
    send(desk)
    desk.take_work(quiet=_NO_TIME)
    partial = data / "raw/uploads/ab/.abcdef.partial"
    partial.parent.mkdir(exist_ok=True)
    partial.write_bytes(b"half")
    desk.close()
    with Desk(data=data, database_url=ready_url) as again:
        assert again.take_work(quiet=_NO_TIME) is not None
    assert not partial.exists()


def test_the_database_is_not_made_again_under_a_server_at_work(desk, data, ready_url):
    with pytest.raises(StoreError, match="at work with this data folder; stop it first"):
        rebuild(data=data, database_url=ready_url)


def test_locks_go_with_a_process_that_is_killed(data):
    program = (
        "import sys, time; from pathlib import Path; from seeingstars.store.presence import Presence\n"
        "presence = Presence(Path(sys.argv[1])); print('in', flush=True); time.sleep(60)"
    )
    folder = data / "locks"
    with subprocess.Popen([sys.executable, "-c", program, folder], stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"in\n"
        with pytest.raises(StoreError, match="stop it first"), alone_in(folder):
            pass
        other.kill()
    with alone_in(folder):
        pass


def test_a_name_longer_than_file_systems_take_is_no_fault(sqlite_desk, tmp_path):
    path = tmp_path / "in"
    path.write_bytes(row())
    for name in ("\U0001f303" * 120 + ".csv", "..", "a/.."):
        shown = sqlite_desk.preview([GivenBytes(name, path)], event=sqlite_desk._event(LEIDEN)).files[0]
        assert (shown.accepted, shown.name) == (True, name)


def test_pages_find_all_readings_whatever_the_stretches(desk, monkeypatch):
    monkeypatch.setattr(reading_queries, "_FIRST_STRETCH", 2)
    monkeypatch.setattr(reading_queries, "_LONGEST_STRETCH", 3)
    codes = [send(desk, row(time=f"22:{i:02}", brightness=f"18.{i:02}")).code for i in range(11)]
    desk.withdraw(codes[4])
    for few in (0, 20_000):
        monkeypatch.setattr(reading_queries, "_FEW", few)
        for which, wanted in (
            ({}, 10),
            ({"stream": "photometer"}, None),
            ({"quality": [1]}, None),
            ({"quality": [4]}, 0),
        ):
            whole = [one["reading_id"] for one in desk.readings(**which).rows]
            assert wanted in (None, len(whole))
            paged, after = [], 0
            while after is not None:
                page = desk.readings(**which, after_id=after, limit=3)
                paged += [one["reading_id"] for one in page.rows]
                after = page.next_after_id
            assert paged == whole == sorted(whole)
        middle = desk.readings().rows[3:7]
        times = {"start": middle[0]["observed_at_utc"], "end": middle[-1]["observed_at_utc"]}
        assert [one["reading_id"] for one in desk.readings(**times).rows] == [one["reading_id"] for one in middle]
