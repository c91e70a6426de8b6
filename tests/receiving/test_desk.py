"""The desk: what is handed in is kept, found back, corrected, withdrawn, decided on; never lost and never counted twice."""

import hashlib
import stat
from datetime import UTC, datetime, timedelta

import pytest
from handing_in import LEIDEN, row, send

from seeingstars.errors import EventError, UploadError
from seeingstars.intake.receiving import Desk, GivenBytes, NoSuchReceipt


def given(folder, name, content):
    path = folder / f"given-{hashlib.sha256(content).hexdigest()[:12]}"
    path.write_bytes(content)
    return GivenBytes(name, path)


def readings(desk, **which):
    return desk.readings(**which).rows


def test_a_reading_is_on_the_disk_as_it_came_and_in_the_database(desk, data):
    receipt = send(desk)
    assert receipt.state == "accepted"
    digest = hashlib.sha256(row()).hexdigest()
    assert (data / "raw/uploads" / digest[:2] / digest).read_bytes() == row()
    (one,) = readings(desk, event_id=LEIDEN)
    assert one["observed_at_utc"] == datetime(2022, 9, 25, 20, 15, tzinfo=UTC)
    assert (one["brightness_mag_arcsec2"], one["stream"], one["instrument_id"]) == (18.72, "handheld_meter", "2534")
    assert [path.read_bytes() for path in desk.accepted_files(event_id=LEIDEN)] == [row()]


def test_the_public_place_is_as_vague_as_was_chosen_and_the_own_one_exact(desk):
    for precision, place in (("100m", (4.484, 52.155)), ("1km", (4.48, 52.16)), ("exact", (4.48412, 52.15512))):
        receipt = send(desk, row(comment=precision), precision=precision)
        (own,) = desk.own_readings(receipt.code)
        assert (own["longitude_deg"], own["latitude_deg"]) == (4.48412, 52.15512)
        public = readings(desk)[-1]
        assert (public["longitude_deg"], public["latitude_deg"]) == place


def test_altitudes_of_sun_and_moon_do_not_give_a_place_away(desk):
    send(desk, precision="1km")
    (one,) = readings(desk)
    assert one["sun_altitude_deg"] == round(one["sun_altitude_deg"], 1) == pytest.approx(-24.3)


def test_what_is_wrong_with_a_row_as_text_is_not_quoted_in_public(desk):
    receipt = send(desk, row(brightness="4,48412 oost"))
    desk.decide(receipt.upload_id, decision="accept", reviewer="anna", reason="the comment says what was meant")
    (public,), (own,) = readings(desk), desk.own_readings(receipt.code)
    assert "4,48412 oost" in own["reason_en"]
    assert "4,48412" not in public["reason_en"] + public["reason_nl"]
    assert public["reason_nl"].startswith("rij niet leesbaar")


def test_the_same_bytes_are_kept_once_and_both_receipts_find_them(desk):
    first, second = send(desk), send(desk)
    assert (first.already_had, second.already_had) == ((), ("reading.csv",))
    assert len(readings(desk)) == 1
    assert len(desk.accepted_files(event_id=LEIDEN)) == 1
    assert [len(desk.own_readings(receipt.code)) for receipt in (first, second)] == [1, 1]


def test_the_same_reading_in_another_file_is_told_and_not_counted_twice(desk, tmp_path):
    send(desk)
    again = row(observer_code="") + b"2022-09-26;22:15;4.48412;52.15512;18.72;SQM-L;2534\n"
    preview = desk.preview([given(tmp_path, "a.csv", again)], event=desk._event(LEIDEN))
    assert [verdict.is_duplicate for verdict in preview.files[0].rows()] == [True, False]
    receipt = desk.receive([given(tmp_path, "a.csv", again)], event_id=LEIDEN, language="en")
    assert receipt.n_duplicates == 1
    assert [one["duplicate_of"] for one in readings(desk)] == [None, 1, None]


@pytest.mark.parametrize(("precision", "step"), [("100m", 1e-4), ("1km", 1e-3)])
def test_a_guess_of_somebody_elses_reading_finds_no_closer_place_than_the_public_one(
    sqlite_desk, tmp_path, precision, step
):
    send(sqlite_desk, row(longitude="4.48412", serial_number=""), precision=precision)
    (public,) = readings(sqlite_desk)
    place, event = public["longitude_deg"], sqlite_desk._event(LEIDEN)
    guesses = [row(longitude=f"{place + steps * step:.4f}", serial_number="") for steps in range(-4, 5)]
    found = [
        sqlite_desk.preview([given(tmp_path, "guess.csv", guess)], event=event).files[0].rows()[0].is_duplicate
        for guess in guesses
    ]
    assert found == [True] * len(guesses)


def test_a_repetition_counts_when_what_it_repeats_is_withdrawn(desk):
    first = send(desk)
    send(desk, row() + b"\n")
    send(desk, row() + b"\n\n")
    assert [one["duplicate_of"] for one in readings(desk)] == [None, 1, 1]
    desk.withdraw(first.code)
    assert [(one["reading_id"], one["duplicate_of"]) for one in readings(desk)] == [(2, None), (3, 2)]


def test_the_same_idempotency_key_gives_the_same_receipt_and_keeps_nothing_twice(desk):
    first = send(desk, idempotency_key="form 1")
    again = send(desk, idempotency_key="form 1")
    assert (again.code, again.upload_id, again.is_repeat) == (first.code, first.upload_id, True)
    assert desk.health()["uploads"] == {"accepted": 1}


def test_a_key_that_comes_twice_in_one_burst_is_kept_once(desk):
    waiting = [desk.submit_reading(row(), event_id=LEIDEN, language="nl", idempotency_key="form 1") for _ in range(10)]
    assert len({one.result().code for one in waiting}) == 1
    assert desk.health()["uploads"] == {"accepted": 1}


def test_a_correction_takes_the_place_of_what_was_sent_under_the_same_code(desk):
    receipt = send(desk)
    corrected = desk.correct(receipt.code, row(brightness="18.92"))
    assert corrected.code == receipt.code
    assert [one["brightness_mag_arcsec2"] for one in readings(desk)] == [18.92]
    view = desk.receipt(receipt.code)
    assert (view.state, [one.state for one in view.earlier]) == ("accepted", ["superseded"])
    assert [path.read_bytes() for path in desk.accepted_files(event_id=LEIDEN)] == [row(brightness="18.92")]


def test_a_correction_that_cannot_be_used_changes_nothing(desk):
    receipt = send(desk)
    with pytest.raises(UploadError, match="holds no readings that we know"):
        desk.correct(receipt.code, b"hello")
    assert desk.receipt(receipt.code).earlier == ()


def test_a_withdrawn_reading_leaves_nothing_behind_but_the_fact(desk, data):
    receipt = send(desk, row(comment="unmistakable words"))
    desk.correct(receipt.code, row(comment="unmistakable words", brightness="18.9"))
    desk.withdraw(receipt.code)
    desk.withdraw(receipt.code)
    assert desk.receipt(receipt.code).state == "withdrawn"
    assert (readings(desk), desk.own_readings(receipt.code), desk.accepted_files(event_id=LEIDEN)) == ([], [], [])
    raw = data / "raw/uploads"
    assert list(raw.glob("[0-9a-f][0-9a-f]/*")) == []
    logged = b"".join(path.read_bytes() for path in (raw / "log").rglob("*.jsonl"))
    for content in (row(comment="unmistakable words"), row(comment="unmistakable words", brightness="18.9")):
        assert hashlib.sha256(content).hexdigest().encode() not in logged
    assert b"reading.csv" not in logged
    with pytest.raises(UploadError, match="corrected or withdrawn in the meantime"):
        desk.correct(receipt.code, row())


def test_bytes_that_another_handed_in_too_outlive_a_withdrawal(desk):
    first, second = send(desk), send(desk)
    desk.withdraw(first.code)
    assert len(readings(desk)) == len(desk.accepted_files(event_id=LEIDEN)) == 1
    desk.withdraw(second.code)
    assert readings(desk) == desk.accepted_files(event_id=LEIDEN) == []


def test_the_most_careful_of_two_senders_of_one_file_decides_how_vague_its_place_is(desk):
    send(desk, precision="exact")
    careful = send(desk, precision="1km")
    assert readings(desk)[0]["longitude_deg"] == 4.48
    desk.withdraw(careful.code)
    assert readings(desk)[0]["longitude_deg"] == 4.48412


def test_a_reading_in_the_future_waits_for_a_reviewer_who_decides_in_view_of_the_sender(desk):
    future = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    receipt = send(desk, row(date=future))
    assert receipt.state == "held"
    assert "a reading lies in the future; correct its date or time" in receipt.reasons_en
    assert "een meting ligt in de toekomst; verbeter de datum of de tijd" in receipt.reasons_nl
    assert readings(desk) == desk.accepted_files(event_id=LEIDEN) == []
    (held,) = desk.held()
    assert [reason["rule"] for reason in held.upload.reasons] == ["not_in_the_future", "rows_usable"]
    desk.decide(held.upload.upload_id, decision="accept", reviewer="anna", reason="the clock was set wrong")
    assert len(readings(desk)) == 1
    desk.decide(held.upload.upload_id, decision="undo", reviewer="anna", reason="not so sure")
    assert (readings(desk), desk.receipt(receipt.code).state) == ([], "held")
    desk.decide(held.upload.upload_id, decision="reject", reviewer="ben", reason="no such night")
    view = desk.receipt(receipt.code)
    assert [(one.decision, one.reviewer, one.state_after) for one in view.decisions] == [
        ("accept", "anna", "accepted"),
        ("undo", "anna", "held"),
        ("reject", "ben", "rejected"),
    ]
    assert desk.decisions(held.upload.upload_id) == list(view.decisions)


@pytest.mark.parametrize(
    ("cells", "rule"),
    [({"longitude": "6.9"}, "near_the_event"), ({"comment": "SIMULATED night"}, "not_simulated")],
)
def test_what_a_rule_holds_back_is_told(desk, cells, rule):
    send(desk, row(**cells))
    (held,) = desk.held()
    assert [reason["rule"] for reason in held.upload.reasons] == [rule]


def test_a_rejected_reading_is_no_longer_what_another_repeats(desk):
    first = send(desk)
    send(desk, row() + b"\n")
    desk.decide(first.upload_id, decision="reject", reviewer="anna", reason="a test")
    assert [one["duplicate_of"] for one in readings(desk)] == [None]
    desk.decide(first.upload_id, decision="undo", reviewer="anna", reason="no test")
    assert [one["duplicate_of"] for one in readings(desk)] == [None, 1]


def test_a_decision_needs_a_reviewer_a_reason_and_something_to_decide_on(desk):
    receipt = send(desk)
    with pytest.raises(UploadError, match="needs a reviewer and a reason"):
        desk.decide(receipt.upload_id, decision="reject", reviewer="anna", reason=" ")
    with pytest.raises(UploadError, match="has no decision that can be undone"):
        desk.decide(receipt.upload_id, decision="undo", reviewer="anna", reason="why not")
    with pytest.raises(UploadError, match="there is no upload 99"):
        desk.decide(99, decision="accept", reviewer="anna", reason="why not")
    desk.withdraw(receipt.code)
    with pytest.raises(UploadError, match="is withdrawn; only an accepted, held or rejected one"):
        desk.decide(receipt.upload_id, decision="accept", reviewer="anna", reason="why not")


def test_several_files_are_one_upload_and_refused_ones_are_told(desk, tmp_path):
    receipt = desk.receive(
        [
            given(tmp_path, "one.csv", row()),
            given(tmp_path, "two.csv", row(time="22:20")),
            given(tmp_path, "notes.txt", b"hello"),
        ],
        event_id=LEIDEN,
        language="en",
    )
    assert [file.name for file in receipt.files] == ["one.csv", "two.csv"]
    assert [(file.name, "holds no readings that we know" in file.reason_en) for file in receipt.refused] == [
        ("notes.txt", True)
    ]
    assert [file.name for file in desk.receipt(receipt.code).files] == ["one.csv", "two.csv"]


def test_an_upload_of_which_nothing_can_be_used_keeps_nothing(desk, data, tmp_path):
    with pytest.raises(UploadError, match=r"notes\.txt holds no readings that we know"):
        desk.receive([given(tmp_path, "notes.txt", b"hello")], event_id=LEIDEN, language="en")
    assert list((data / "raw/uploads").glob("[0-9a-f][0-9a-f]/*")) == []


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"language": "fr"}, "language must be nl or en; got 'fr'"),
        ({"precision": "10m"}, "precision must be one of 100m, 1km, exact; got '10m'"),
    ],
)
def test_a_choice_that_there_is_not_is_refused(sqlite_desk, choice, words):
    with pytest.raises(UploadError, match=words):
        sqlite_desk.receive_reading(row(), **{"event_id": LEIDEN, "language": "nl"} | choice)


@pytest.mark.parametrize("event_id", ["nowhere-1900", "../events/leiden-2022", "", "a" * 300])
def test_an_event_that_there_is_not_is_refused(sqlite_desk, event_id):
    with pytest.raises(EventError, match="there is no event"):
        sqlite_desk.receive_reading(row(), event_id=event_id, language="nl")


@pytest.mark.parametrize(
    "code", ["", "hello", "0" * 28, "' OR 1=1 --", "A" * 10_000, "0000-0000-0000-0000-0000-0000-0000"]
)
def test_a_code_that_there_is_not_finds_nothing(sqlite_desk, code):
    for ask in (sqlite_desk.receipt, sqlite_desk.withdraw, sqlite_desk.own_readings):
        with pytest.raises(NoSuchReceipt, match="there is no upload with this code"):
            ask(code)


def test_a_code_is_found_however_it_is_typed_and_stands_nowhere(sqlite_desk, data):
    receipt = send(sqlite_desk)
    typed = receipt.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert sqlite_desk.receipt(typed).upload.upload_id == receipt.upload_id
    plain = receipt.code.replace("-", "").encode()
    for path in data.rglob("*"):
        if path.is_file():
            assert plain not in path.read_bytes()
            assert receipt.code.encode() not in path.read_bytes()


def test_the_salt_is_for_the_owner_alone(sqlite_desk, data):
    assert stat.S_IMODE((data / "raw/uploads/secrets/receipts").stat().st_mode) == 0o600


def test_pages_of_readings_follow_each_other_and_are_chosen_by_place_time_stream_and_quality(desk):
    for minute in range(5):
        send(desk, row(time=f"22:1{minute}"))
    send(desk, row(brightness="", limiting_magnitude="4"))
    send(desk, row(longitude="4.9", time="14:00", brightness="9.1"))
    first = desk.readings(limit=3)
    rest = desk.readings(limit=30, after_id=first.next_after_id)
    assert [one["reading_id"] for one in first.rows + rest.rows] == list(range(1, 8))
    assert rest.next_after_id is None
    assert [one["reading_id"] for one in readings(desk, stream="naked_eye")] == [6]
    assert [one["reading_id"] for one in readings(desk, box=(4.8, 52, 5, 53))] == [7]
    start, end = (datetime(2022, 9, 25, 20, minute, tzinfo=UTC) for minute in (11, 12))
    assert [one["reading_id"] for one in readings(desk, start=start, end=end)] == [2, 3]
    assert [one["reading_id"] for one in readings(desk, quality=[4])] == [7]
    assert readings(desk, event_id="another") == []


def test_work_is_wanted_once_for_a_burst_and_again_for_what_came_meanwhile(desk):
    assert desk.take_work(quiet=timedelta(0)) is None
    for minute in range(5):
        send(desk, row(time=f"22:1{minute}"))
    assert desk.work_wanted() == [LEIDEN]
    assert desk.take_work(quiet=timedelta(hours=1), longest=timedelta(hours=1)) is None
    work = desk.take_work(quiet=timedelta(0))
    assert (work.event_id, work.n_uploads) == (LEIDEN, 5)
    assert desk.take_work(quiet=timedelta(0)) is None
    send(desk, row(time="22:30"))
    desk.finish_work(work)
    again = desk.take_work(quiet=timedelta(0))
    assert again.n_uploads == 1
    desk.finish_work(again)
    assert desk.work_wanted() == []


def test_work_that_was_taken_and_not_finished_waits_again_after_a_restart(data, ready_url):
    with Desk(data=data, database_url=ready_url) as desk:
        send(desk)
        assert desk.take_work(quiet=timedelta(0)) is not None
    with Desk(data=data, database_url=ready_url) as desk:
        assert desk.take_work(quiet=timedelta(0)).event_id == LEIDEN


def test_whoever_listens_is_told_once_for_a_burst(data):
    heard = []
    with Desk(data=data, on_accepted=heard.append) as desk:
        for minute in range(5):
            send(desk, row(time=f"22:1{minute}"))
        assert heard == []
    assert heard == [LEIDEN]


def test_two_desks_on_one_folder_number_everything_once(data, ready_url):
    with Desk(data=data, database_url=ready_url) as one, Desk(data=data, database_url=ready_url) as other:
        waiting = [
            desk.submit_reading(row(time=f"22:{minute:02}", comment=name), event_id=LEIDEN, language="nl")
            for minute in range(20)
            for name, desk in (("one", one), ("other", other))
        ]
        ids = sorted(receipt.result().upload_id for receipt in waiting)
        assert ids == list(range(1, 41))
        assert len(readings(one)) == 40


@pytest.mark.parametrize(
    "nasty", ["a\x00b", "'; DROP TABLE readings; --", "<script>alert(1)</script>", "=1+1", "x" * 5000, "\ud800"]
)
def test_any_comment_is_kept_as_text(desk, nasty):
    receipt = send(desk, row(comment=nasty))
    (own,) = desk.own_readings(receipt.code)
    assert "\x00" not in (own["comment"] or "")
    assert len(readings(desk)) == 1


def test_verdicts_of_a_preview_go_into_a_file_that_a_spreadsheet_may_open(sqlite_desk, tmp_path):
    content = row(comment="=HYPERLINK(1)", meter_model="=1+1") + b"2022-09-25;14:00;4.48;52.15;18;=2;;x\n"
    preview = sqlite_desk.preview([given(tmp_path, "a.csv", content)], event=sqlite_desk._event(LEIDEN))
    assert preview.state == "accepted"
    for language, words in (("nl", "zon te hoog"), ("en", "sun")):
        text = preview.files[0].write_verdict_csv(tmp_path / "v.csv", language=language).read_text(encoding="utf-8-sig")
        assert len(text.splitlines()) == 3
        assert "\n=" not in text
        assert words.split()[-1] in text
    verdict = preview.files[0].rows()[1]
    assert (verdict.line, int(verdict.quality), verdict.value_text_nl) == (3, 4, "18,00 mag/arcsec²")
    assert any("zon" in reason for reason in verdict.reasons_nl)
    assert sqlite_desk.health()["files"] == 0


def test_as_many_files_as_the_archives_of_a_form_may_hold_and_no_more(sqlite_desk, tmp_path):
    from seeingstars.web.incoming_files import MOST_UNPACKED_FILES

    files = [given(tmp_path, f"{i}.csv", row(time=f"22:{i % 60:02}")) for i in range(MOST_UNPACKED_FILES + 1)]
    with pytest.raises(UploadError, match="hand in one to 200 files at a time; got 201"):
        sqlite_desk.preview(files, event=sqlite_desk._event(LEIDEN))
