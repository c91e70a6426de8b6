"""A backup holds all that was handed in as it was at one moment, and is put back whole or not at all."""

import hashlib
import shutil
import tarfile
import threading
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from handing_in import LEIDEN, row, send
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_rebuild import busy_day, content

from seeingstars.commands.backup import backup as backup_command
from seeingstars.commands.backup import restore as restore_command
from seeingstars.errors import SeeingStarsError, StoreError
from seeingstars.intake.backing_up import back_up, restore
from seeingstars.intake.receiving import Desk, NoSuchReceipt, rebuild
from seeingstars.store.backup_archive import DIGESTS, FACTS

EVENTS = Path(__file__).resolve().parents[2] / "data" / "events"


def sqlite_of(data: Path) -> str:
    return f"sqlite:///{data}/processed/uploads/seeingstars.db"


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for top in ("events", "raw")
        for path in (folder / top).rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A busy day and its backup, made once."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(EVENTS / LEIDEN, folder / "data" / "events" / LEIDEN)
    with Desk(data=folder / "data") as desk:
        busy_day(desk, folder)
    (folder / "data" / "raw" / "knmi").mkdir()
    (folder / "data" / "raw" / "knmi" / "uurgeg.txt").write_text("hours")
    back_up(folder / "all.tar", data=folder / "data")
    return folder


@pytest.fixture
def archive(made, data, tmp_path) -> Path:
    shutil.rmtree(data)
    shutil.copytree(made / "data", data)
    return Path(shutil.copy(made / "all.tar", tmp_path / "all.tar"))


def test_after_a_backup_under_a_running_desk_every_receipt_opens_elsewhere(data, ready_url, tmp_path):
    with Desk(data=data, database_url=ready_url) as desk:
        receipts = busy_day(desk, tmp_path)
        gone = send(desk, row(comment="taken back"))
        desk.withdraw(gone.code)
        back_up(tmp_path / "all.tar", data=data, database_url=ready_url)
        later = send(desk, row(comment="after the backup"))
        desk.withdraw(later.code)
        states = {receipt.code: desk.receipt(receipt.code).state for receipt in receipts}
    rebuild(data=data, database_url=ready_url)
    other = tmp_path / "elsewhere" / "data"
    counts = restore(tmp_path / "all.tar", data=other)
    with Desk(data=other) as desk:
        assert {code: desk.receipt(code).state for code in states} == states
        assert desk.receipt(gone.code).state == "withdrawn"
        with pytest.raises(NoSuchReceipt):
            desk.receipt(later.code)
    assert counts["uploads"]["accepted"] > 0
    assert b"taken back" not in b"".join(files_of(other).values())


def test_the_tables_and_the_bytes_are_the_same_after_restoring(data, archive, tmp_path):
    before, files = content(sqlite_of(data)), files_of(data)
    restore(archive, data=tmp_path / "other")
    assert content(sqlite_of(tmp_path / "other")) == before
    assert files_of(tmp_path / "other") == files


def test_it_is_put_back_in_a_database_of_postgresql_too(data, archive, tmp_path, migrated_postgres, ready_url):
    before = content(sqlite_of(data))
    restore(archive, data=tmp_path / "other", database_url=ready_url)
    assert content(ready_url) == before


def test_while_readings_come_in_and_are_withdrawn_the_backup_agrees_with_itself(data, tmp_path):
    with Desk(data=data) as desk:
        first = send(desk)
        done = threading.Event()

        def go_on() -> None:
            number = 0
            while not done.is_set():
                number += 1
                receipt = send(desk, row(comment=f"number {number}"))
                if number % 2:
                    desk.withdraw(receipt.code)

        sender = threading.Thread(target=go_on)
        sender.start()
        try:
            for number in range(2):
                back_up(tmp_path / f"{number}.tar", data=data, uploads_only=True)
        finally:
            done.set()
            sender.join()
    for number in range(2):
        restore(tmp_path / f"{number}.tar", data=tmp_path / f"data{number}")
        url = sqlite_of(tmp_path / f"data{number}")
        before = content(url)
        with Desk(data=tmp_path / f"data{number}") as desk:
            assert desk.receipt(first.code).state == "accepted"
        rebuild(data=tmp_path / f"data{number}")
        assert content(url) == before


def test_an_archive_that_is_cut_off_anywhere_is_refused_whole(archive, tmp_path):
    whole = archive.read_bytes()
    for part in range(8):
        short = tmp_path / "short.tar"
        short.write_bytes(whole[: len(whole) * part // 8])
        with pytest.raises(StoreError, match=r"the archive cannot be used: .*; nothing was put back"):
            restore(short, data=tmp_path / "other")
        assert not (tmp_path / "other").exists()
    assert list(tmp_path.glob(".other*")) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_bit_that_changed_is_refused_whole(archive, tmp_path, where, bit):
    altered = bytearray(archive.read_bytes())
    altered[int(where * len(altered))] ^= 1 << bit
    (tmp_path / "altered.tar").write_bytes(altered)
    with pytest.raises(StoreError, match="nothing was put back"):
        restore(tmp_path / "altered.tar", data=tmp_path / "other")
    assert not (tmp_path / "other").exists()


def rewritten(archive: Path, to: Path, change) -> Path:
    """The archive anew, its members changed by someone who knows tar but not the digests."""
    with tarfile.open(archive) as old, tarfile.open(to, "w", format=tarfile.PAX_FORMAT) as new:
        members = [(member, old.extractfile(member).read()) for member in old.getmembers()]
        for member, content in change(members):
            member.size = len(content)
            new.addfile(member, BytesIO(content))
    return to


def _renamed(members, to):
    member, content = members[1]
    member.name = to
    return [members[0], (member, content), *members[2:]]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda members: members[1:], "it is no backup of this program"),
        (lambda members: members[:-1], "the digests at its end are not there"),
        (lambda members: [members[0], (members[1][0], b"other"), *members[2:]], "is not as it was written"),
        (lambda members: [*members[:1], *members[2:]], "is not as it was written|files are missing"),
        (lambda members: [*members[:2], *members[1:]], "is in it twice"),
        (lambda members: _renamed(members, "../out"), "does not belong in it"),
        (lambda members: _renamed(members, "/etc/out"), "does not belong in it"),
        (lambda members: _renamed(members, "processed/out"), "does not belong in it"),
    ],
)
def test_an_archive_that_somebody_changed_is_refused_in_words(archive, tmp_path, change, words):
    with pytest.raises(StoreError, match=words):
        restore(rewritten(archive, tmp_path / "changed.tar", change), data=tmp_path / "other")
    assert not (tmp_path / "other").exists()
    assert not (tmp_path / "out").exists()


def test_nothing_that_exists_is_overwritten(data, archive, tmp_path, ready_url):
    with pytest.raises(SeeingStarsError, match="is there already and is not overwritten"):
        back_up(archive, data=data)
    with pytest.raises(SeeingStarsError, match="is not empty and is not overwritten"):
        restore(archive, data=data)
    with Desk(data=data, database_url=ready_url) as desk:
        send(desk)
    with pytest.raises(SeeingStarsError, match="the database holds uploads and is not overwritten"):
        restore(archive, data=tmp_path / "other", database_url=ready_url)
    with pytest.raises(SeeingStarsError, match="lies within what is backed up"):
        back_up(data / "raw" / "b.tar", data=data)
    with pytest.raises(SeeingStarsError, match="holds neither events nor raw"):
        back_up(tmp_path / "none.tar", data=tmp_path / "nowhere")


def test_a_lost_database_does_not_hinder_a_backup(data, archive, tmp_path):
    before = content(sqlite_of(data))
    shutil.rmtree(data / "processed")
    back_up(tmp_path / "again.tar", data=data)
    restore(tmp_path / "again.tar", data=tmp_path / "other")
    assert content(sqlite_of(tmp_path / "other")) == before


def test_the_archive_and_the_secrets_in_it_are_for_the_owner_alone(archive, tmp_path):
    assert archive.stat().st_mode & 0o077 == 0
    restore(archive, data=tmp_path / "other")
    secret = tmp_path / "other" / "raw" / "uploads" / "secrets"
    assert secret.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in secret.iterdir())


def test_the_commands_tell_what_they_did_and_warn(data, archive, tmp_path):
    told = CliRunner().invoke(backup_command, [str(tmp_path / "b.tar"), "--data", str(data)], env={"LANG": "en"})
    assert told.exit_code == 0, told.output
    assert hashlib.sha256((tmp_path / "b.tar").read_bytes()).hexdigest() in told.output
    assert "Keep this file private" in told.output
    told = CliRunner().invoke(
        restore_command, [str(tmp_path / "b.tar"), "--data", str(tmp_path / "n")], env={"LANG": "nl"}
    )
    assert told.exit_code == 0, told.output
    assert "staan weer in de database" in told.output
    with tarfile.open(tmp_path / "b.tar") as tar:
        names = tar.getnames()
    assert (names[0], names[-1]) == (FACTS, DIGESTS)
    assert "raw/knmi/uurgeg.txt" in names
    assert any(name.startswith(f"events/{LEIDEN}/") for name in names)
