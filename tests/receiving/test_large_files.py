"""A large file read in pieces gets the verdicts of reading it whole, and comes in whole or not at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from handing_in import LEIDEN, row, send

from seeingstars.errors import UploadError
from seeingstars.intake import reading_in_pieces, reading_large
from seeingstars.intake.reading_in_pieces import FileInPieces
from seeingstars.intake.reading_uploads import read_upload
from seeingstars.intake.receiving import GivenBytes, rebuild
from seeingstars.store import file_acts

RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
ECSV = """# %ECSV 1.0
# ---
# datatype:
# - {name: time, datatype: string}
# - {name: Enclosure Temperature, unit: deg_C, datatype: float64}
# - {name: Sky Temperature, unit: deg_C, datatype: float64}
# - {name: MSAS, unit: mag / arcsec2, datatype: float64}
# delimiter: ','
# meta: !!omap
# - ida:
#     Device type: TESS-W
#     Instrument ID: made1
#     Position: {height: 0.0, latitude: 52.16, longitude: 4.49}
# schema: astropy-2.0
time,Enclosure Temperature,Sky Temperature,MSAS
"""
DAT = """# Light Pollution Monitoring Data Format 1.0
# Device type: SQM-LU
# Instrument ID: made2
# Local timezone: Europe/Amsterdam
# Position (lat, lon, elev(m)): 52.16, 4.49, 3
# UTC Date & Time, Local Date & Time, Temperature, Counts, Frequency, MSAS
# YYYY-MM-DDTHH:mm:ss.fff;YYYY-MM-DDTHH:mm:ss.fff;Celsius;number;Hz;mag/arcsec^2
# END OF HEADER
"""


def meter(n_rows: int, *, seed: int, form: str, in_order: bool = True) -> bytes:
    """A meter that reads every five minutes, with every fault that the checks look for."""
    rng = np.random.default_rng(seed)
    moments = np.datetime64("2021-01-01T00:00:00.000") + np.arange(n_rows) * np.timedelta64(300, "s")
    hour = np.arange(n_rows) % 288 / 12
    dark = (hour < 5) | (hour > 20)
    value = np.round(np.where(dark, 19 + 0.3 * rng.standard_normal(n_rows), 8 + 4 * rng.random(n_rows)), 2)
    for start in rng.integers(0, n_rows - 700, 12):
        value[start : start + rng.integers(20, 700)] = 19.21  # stuck
    for start in rng.integers(0, n_rows - 700, 12):
        value[start : start + rng.integers(2, 600)] = 22.9  # covered
    for start in rng.integers(0, n_rows - 1500, 3):
        value[start : start + 1500] = 20.3 + 0.1 * rng.random(1500).round(2)  # dark by day
    if form == "ecsv":
        rows = [f"{moment},10.1,-13.8,{one:.2f}" for moment, one in zip(moments.astype(str), value, strict=True)]
    else:
        rows = [
            f"{moment};{moment};10.1;4;0.1;{one:.2f}" for moment, one in zip(moments.astype(str), value, strict=True)
        ]
    for number in rng.integers(0, n_rows - 1, 15):
        rows[number] = "broken"
    for number in rng.integers(0, n_rows - 1, 15):
        rows[number] = rows[number + 1]  # twice
    if not in_order:
        rows = rows[n_rows // 2 :] + rows[: n_rows // 2]
    return ((ECSV if form == "ecsv" else DAT) + "\n".join(rows) + "\n").encode()


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(reading_in_pieces, "_FEWEST_LINES", 3000)
    monkeypatch.setattr(reading_in_pieces, "_BLOCK_BYTES", 60_000)


@pytest.mark.parametrize("form", ["ecsv", "dat"])
@pytest.mark.parametrize(("seed", "in_order"), [(1, True), (2, False)])
def test_the_verdicts_are_those_of_the_file_read_whole(tmp_path, small_pieces, form, seed, in_order):
    path = tmp_path / "large"
    path.write_bytes(meter(20_000, seed=seed, form=form, in_order=in_order))
    whole = read_upload(path, name="large", received_at=RECEIVED)
    assert whole.summary.is_usable, whole.summary.reason_en
    file = FileInPieces(path, name="large", received_at=RECEIVED)
    pieces = list(file.pieces(told=lambda *_: None))
    assert len(pieces) >= 5
    joined = pd.concat(pieces).sort_values("source_line").reset_index(drop=True)
    expected = whole.readings.sort_values("source_line").reset_index(drop=True)
    same = [name for name in expected if name != "source_sha256"]
    # Columns of categories have other categories piece by piece; their values must be the same.
    for name in same:
        pd.testing.assert_series_equal(
            joined[name].astype(object) if str(expected[name].dtype) == "category" else joined[name],
            expected[name].astype(object) if str(expected[name].dtype) == "category" else expected[name],
            check_exact=True,
        )
    assert {"flag_stuck", "flag_covered", "flag_duplicate", "flag_time"} <= {
        name for name in expected if name.startswith("flag_") and (expected[name] >= 3).any()
    }
    assert file.summary() == whole.summary


def test_weeks_are_never_cut(monkeypatch):
    monkeypatch.setattr(reading_in_pieces, "_FEWEST_LINES", 10)
    week = np.repeat(np.arange(20), np.random.default_rng(0).integers(1, 9, 20))
    cuts = reading_in_pieces._cuts(week)
    assert (cuts[0], cuts[-1]) == (0, len(week))
    assert all(week[cut - 1] != week[cut] for cut in cuts[1:-1])
    assert all(high - low >= 10 for low, high in pairwise(cuts[:-1]))


@pytest.fixture
def large_from_here(monkeypatch):
    monkeypatch.setattr(reading_large, "LARGE_BYTES", 100_000)


def test_a_large_file_comes_in_piece_by_piece_with_progress_and_is_found_back(
    desk, data, ready_url, tmp_path, large_from_here
):
    content = meter(6000, seed=4, form="ecsv")
    path = tmp_path / "large"
    path.write_bytes(content)
    told = []
    given = GivenBytes("year.ecsv", path)
    preview = desk.preview([given], event=desk._event(LEIDEN)).files[0]
    receipt = desk.receive([given], event_id=LEIDEN, language="nl", told=lambda *what: told.append(what))
    assert [what for what, done, of in told if done == of] == ["read", "keep"]
    assert (receipt.state, receipt.files[0].n_readings) == ("accepted", 6000)
    assert (preview.n_readings, preview.n_good) == (6000, receipt.files[0].n_good)
    assert [verdict.line for verdict in preview.rows(offset=5990, limit=50)] == list(range(6006, 6016))
    assert len(preview.write_verdict_csv(tmp_path / "v.csv", language="nl").read_text("utf-8-sig").splitlines()) == 6001
    assert desk.health()["readings"] == 6000
    again = desk.receive([given], event_id=LEIDEN, language="nl")
    assert again.already_had == ("year.ecsv",)
    assert desk.health()["readings"] == 6000
    desk.close()
    assert rebuild(data=data, database_url=ready_url)["uploads"] == {"accepted": 2}


def test_readings_of_a_large_file_that_failed_are_taken_away_again(desk, tmp_path, large_from_here, monkeypatch):
    path = tmp_path / "large"
    path.write_bytes(meter(6000, seed=4, form="ecsv"))
    calls = []

    def fails_late(*arguments, **more):
        calls.append(1)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return add_piece(*arguments, **more)

    add_piece = file_acts.add_piece
    with monkeypatch.context() as broken:
        broken.setattr(file_acts, "add_piece", fails_late)
        with pytest.raises(Exception, match=r"full|space"):
            desk.receive([GivenBytes("a", path)], event_id=LEIDEN, language="nl")
    assert desk.health()["readings"] == 0
    send(desk, row())
    assert desk.health()["readings"] == 1


def test_the_same_large_file_twice_at_once_comes_in_once_and_both_are_answered(desk, tmp_path, large_from_here):
    path = tmp_path / "large"
    path.write_bytes(meter(6000, seed=4, form="ecsv"))

    def hand_in(name):
        return desk.receive([GivenBytes(name, path)], event_id=LEIDEN, language="nl")

    with ThreadPoolExecutor(2) as pool:
        receipts = list(pool.map(hand_in, ["a", "b"]))
    assert sorted(len(receipt.already_had) for receipt in receipts) == [0, 1]
    assert desk.health()["readings"] == 6000


def test_a_large_file_that_a_killed_process_left_half_made_can_be_handed_in_again(desk, tmp_path, large_from_here):
    path = tmp_path / "large"
    path.write_bytes(meter(6000, seed=4, form="ecsv"))
    read = desk._read(GivenBytes("a", path), RECEIVED)
    desk._bring_large(read, "100m", None)  # and then the process is gone, while others go on
    assert desk.readings().rows == []
    receipt = desk.receive([GivenBytes("a", path)], event_id=LEIDEN, language="nl")
    assert (receipt.state, desk.health()["readings"]) == ("accepted", 6000)


def test_two_large_files_in_one_go(desk, tmp_path, large_from_here):
    files = []
    for seed in (4, 5):
        (tmp_path / f"{seed}").write_bytes(meter(6000, seed=seed, form="ecsv"))
        files.append(GivenBytes(f"{seed}.ecsv", tmp_path / f"{seed}"))
    receipt = desk.receive(files, event_id=LEIDEN, language="nl")
    assert [file.name for file in receipt.files] == ["4.ecsv", "5.ecsv"]
    assert desk.health()["readings"] == 12_000


def test_a_large_file_that_is_refused_says_why(sqlite_desk, tmp_path, large_from_here):
    path = tmp_path / "large"
    path.write_bytes(ECSV.encode() + b"2021-01-01T00:00:00,1,1,18\n" * 5000 + b"# END OF HEADER\n" * 3)
    with pytest.raises(UploadError, match="its rows do not stand below one header"):
        sqlite_desk.receive([GivenBytes("glued.ecsv", path)], event_id=LEIDEN, language="nl")
