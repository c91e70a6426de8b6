"""Files that wait: in a private folder, for an hour at most, and gone without a trace."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from seeingstars.errors import UploadError
from seeingstars.event import Event
from seeingstars.event_file import load_event
from seeingstars.intake.receiving import Desk, GivenBytes
from seeingstars.web import waiting_room
from seeingstars.web.waiting_room import WaitingRoom, readable

CHECKOUT = Path(__file__).resolve().parents[2]
ROWS = "date;time;longitude;latitude;brightness\n2022-09-25;22:15;4.48;52.15;18.7\n"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def leiden() -> Event:
    return load_event(CHECKOUT / "data" / "events" / "leiden-2022")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(data=tmp_path / "data", events=CHECKOUT / "data" / "events") as opened:
        yield opened


def _given(folder: Path, name: str = "a.csv", text: str = ROWS) -> GivenBytes:
    path = folder / f"spooled-{name}"
    path.write_text(text, encoding="utf-8")
    return GivenBytes(name, path)


def test_a_file_waits_under_a_name_that_nobody_can_guess_in_a_private_folder(
    desk: Desk, leiden: Event, tmp_path: Path
) -> None:
    room = WaitingRoom(tmp_path / "waiting", desk, keeps_s=60)
    ticket = room.take([_given(tmp_path, "../../etc/passwd".replace("/", "_"))], event=leiden, precision="100m")
    waiting = room.get(ticket, patience_s=20)
    assert waiting is not None
    assert len(ticket) == 32
    assert stat.S_IMODE((tmp_path / "waiting").stat().st_mode) == 0o700
    assert [path.name for path in waiting.folder.iterdir()] == ["000"]
    assert (waiting.state, readable(waiting)) == ("ready", [True])
    room.close()


def test_what_was_not_confirmed_within_the_time_is_thrown_away(desk: Desk, leiden: Event, tmp_path: Path) -> None:
    clock = Clock()
    room = WaitingRoom(tmp_path / "waiting", desk, keeps_s=60, clock=clock)
    ticket = room.take([_given(tmp_path)], event=leiden, precision="100m")
    assert room.get(ticket, patience_s=20) is not None
    clock.now = 61.0
    assert room.get(ticket) is None
    assert list((tmp_path / "waiting").iterdir()) == []
    room.close()


def test_confirming_twice_keeps_once(desk: Desk, leiden: Event, tmp_path: Path) -> None:
    room = WaitingRoom(tmp_path / "waiting", desk, keeps_s=60)
    waiting = room.get(room.take([_given(tmp_path)], event=leiden, precision="100m"), patience_s=20)
    assert waiting is not None
    for _ in range(2):
        room.confirm(waiting, language="nl", origin="files")
    assert room.get(waiting.ticket, patience_s=20) is waiting
    assert waiting.state == "kept"
    assert sum(desk.health()["uploads"].values()) == 1
    assert desk.receipt(waiting.code).state == "accepted"
    assert not waiting.folder.exists()
    room.close()


def test_only_what_can_be_read_is_kept(desk: Desk, leiden: Event, tmp_path: Path) -> None:
    room = WaitingRoom(tmp_path / "waiting", desk, keeps_s=60)
    files = [_given(tmp_path, "shopping.csv", "bread;milk\n1;2\n"), _given(tmp_path)]
    waiting = room.get(room.take(files, event=leiden, precision="1km"), patience_s=20)
    assert waiting is not None
    assert readable(waiting) == [False, True]
    room.confirm(waiting, language="en", origin="files")
    room.get(waiting.ticket, patience_s=20)
    view = desk.receipt(waiting.code)
    assert [file.name for file in view.files] == ["a.csv"]
    assert view.upload.precision == "1km"
    room.close()


def test_a_new_server_throws_away_what_an_earlier_one_left(desk: Desk, tmp_path: Path) -> None:
    left = tmp_path / "waiting" / "old"
    left.mkdir(parents=True)
    WaitingRoom(tmp_path / "waiting", desk, keeps_s=60).close()
    assert not left.exists()


@pytest.mark.parametrize("ticket", ["", "..", "x" * 32, "../" * 11, "A" * 31 + "/"])
def test_a_made_up_ticket_finds_nothing(desk: Desk, tmp_path: Path, ticket: str) -> None:
    room = WaitingRoom(tmp_path / "waiting", desk, keeps_s=60)
    assert room.get(ticket) is None
    room.close()


def test_previews_of_too_many_rows_are_forgotten_and_read_again_when_asked_for(
    desk: Desk, leiden: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_room, "MOST_ROWS_IN_MEMORY", 1)
    room = WaitingRoom(tmp_path / "waiting", desk, keeps_s=60)
    tickets = [room.take([_given(tmp_path, f"{i}.csv")], event=leiden, precision="100m") for i in range(2)]
    second = room.get(tickets[1], patience_s=20)
    assert second is not None
    assert room._waiting[tickets[0]].preview is None
    first = room.get(tickets[0], patience_s=20)
    assert first is not None
    assert readable(first) == [True]
    room.close()


def test_where_too_much_waits_a_sender_is_told_to_come_back(
    desk: Desk, leiden: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_room, "MOST_WAITING_BYTES", 10)
    room = WaitingRoom(tmp_path / "waiting", desk, keeps_s=60)
    with pytest.raises(UploadError, match="too many files of others wait at the moment"):
        room.take([_given(tmp_path)], event=leiden, precision="100m")
    room.close()
