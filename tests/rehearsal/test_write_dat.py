from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from seeingstars.rehearsal.campaign import Campaign

ReadStation = Callable[[Path], tuple[str, list[str], list[list[str]]]]
EVENT_FILE = "20220925_120000_SQM-Sterrenveen-Binnen-1.dat"


def test_a_pysqm_file_has_35_header_lines_six_fields_and_runs_from_noon_to_noon(
    campaign: Campaign, read_station: ReadStation
) -> None:
    name, head, rows = read_station(campaign.readings / EVENT_FILE)
    assert name == "SQM-Sterrenveen-Binnen-1"
    assert (len(head), len(rows)) == (35, 288)
    assert head[2] == "# Number of header lines: 35"
    assert head[-1] == "# END OF HEADER"
    assert {len(row) for row in rows} == {6}
    assert rows[0][1] == "2022-09-25T12:00:00.000"
    assert rows[-1][1] == "2022-09-26T11:55:00.000"


def test_the_local_column_is_utc_plus_one_all_year_as_its_head_says(
    campaign: Campaign, read_station: ReadStation
) -> None:
    _, head, rows = read_station(campaign.readings / EVENT_FILE)
    assert "# Local timezone: UTC+1" in head
    for row in rows[::40]:
        assert datetime.fromisoformat(row[1]) - datetime.fromisoformat(row[0]) == timedelta(hours=1)


def test_daylight_is_zero_and_night_is_not(campaign: Campaign, read_station: ReadStation) -> None:
    _, _, rows = read_station(campaign.readings / EVENT_FILE)
    by_hour = {row[0][11:16]: float(row[5]) for row in rows}
    assert by_hour["11:00"] == by_hour["16:00"] == by_hour["10:00"] == 0.0
    assert 17 < by_hour["22:00"] < 21
    assert all(value == 0 or value >= 6.5 for value in by_hour.values())


def test_counts_and_frequency_agree_with_the_magnitude(campaign: Campaign, read_station: ReadStation) -> None:
    _, _, rows = read_station(campaign.readings / EVENT_FILE)
    for _, _, _, counts, hertz, magnitude in rows:
        if float(magnitude) > 14:
            assert float(hertz) == pytest.approx(10 ** (0.4 * (19.91 - float(magnitude))), rel=5e-3)
            assert float(counts) * float(hertz) == pytest.approx(460_800, rel=5e-3)


def test_a_logger_file_has_43_header_lines_crlf_and_no_daylight(campaign: Campaign, read_station: ReadStation) -> None:
    path = next(campaign.readings.glob("*_Sterrenveen-Binnen-3.dat"))
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n")
    _, head, rows = read_station(path)
    assert len(head) == 43
    assert "# Number of fields per line: 5" in head
    assert {len(row) for row in rows} == {6}
    assert min(float(row[4]) for row in rows) >= 10
    assert [row[5] for row in rows[:3]] == ["0", "1", "1"]
    assert any(line.startswith("# DL time difference (seconds):") for line in head)


def test_every_station_file_says_that_it_is_simulated(campaign: Campaign) -> None:
    files = sorted(campaign.readings.glob("*.dat"))
    assert len(files) > 100
    assert all("SIMULATED" in path.read_text(encoding="ascii") for path in files)


def test_both_line_endings_occur(campaign: Campaign) -> None:
    endings = {b"\r\n" in path.read_bytes() for path in campaign.readings.glob("*_SQM-*.dat")}
    assert endings == {True, False}


def test_the_station_without_its_second_comma_has_it_in_no_file(campaign: Campaign) -> None:
    for path in campaign.readings.glob("*Buiten-4.dat"):
        assert re.search(r"# Position: 52\.\d+, 4\.\d+ -1\r?$", path.read_text(encoding="ascii"), re.MULTILINE)


def test_the_faults_stand_where_the_truth_says(campaign: Campaign, read_station: ReadStation) -> None:
    def rows_of(night: str, station: str) -> list[list[str]]:
        return read_station(campaign.readings / f"{night}_120000_SQM-Sterrenveen-{station}.dat")[2]

    covered = [float(row[5]) for row in rows_of("20220921", "Binnen-1") if "19" < row[0][11:13] < "23"]
    assert min(covered) > 22.5
    stuck = {row[5] for row in rows_of("20220927", "Buiten-1") if "19:00" <= row[0][11:16] <= "23:59"}
    assert len(stuck) == 1
    doubled = [tuple(row) for row in rows_of("20220923", "Binnen-1")]
    assert len(doubled) - len(set(doubled)) == 6
    times = [row[0] for row in rows_of("20220924", "Buiten-1")]
    assert times != sorted(times)
    assert sorted(times) == sorted(set(times))
    assert rows_of("20220930", "Binnen-4") == []
    _, head, _ = read_station(campaign.readings / "20220922_120000_SQM-Sterrenveen-Binnen-4.dat")
    assert "# Number of header lines: 36" in head
    assert len(head) == 35
