from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime, timedelta

import pytest

from seeingstars.rehearsal.campaign import Campaign

SCHEMA = (
    "ID,ObsType,ObsDateTime,Latitude,Longitude,Elevation,UTCOffset,LimitingMag,CloudCover,SQMReading,SQMSerial,"
    "Constellation,SkyComment,LocationComment,Country"
)


@pytest.fixture
def rows(campaign: Campaign) -> list[dict[str, str]]:
    with (campaign.readings / "GaN2022.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_columns_are_those_of_the_yearly_files(campaign: Campaign) -> None:
    assert (campaign.readings / "GaN2022.csv").read_text(encoding="utf-8").splitlines()[0] == SCHEMA


def test_the_times_are_wrong_as_given_and_right_after_twice_the_offset(rows: list[dict[str, str]]) -> None:
    dutch = [row for row in rows if row["Country"] == "Netherlands"]
    assert {row["UTCOffset"] for row in dutch} == {"-120"}
    for row in dutch:
        given = datetime.fromisoformat(row["ObsDateTime"])
        true = given + timedelta(minutes=2 * int(row["UTCOffset"]))
        assert "19:30" <= true.strftime("%H:%M") <= "21:25"
        assert not "19:30" <= given.strftime("%H:%M") <= "21:25" or given.hour >= 23


def test_identifiers_are_unique_and_every_row_says_simulated(rows: list[dict[str, str]]) -> None:
    assert len({row["ID"] for row in rows}) == len(rows)
    assert all("SIMULATED" in row["SkyComment"] + row["LocationComment"] for row in rows)


def test_the_dirt_of_true_files_is_there(rows: list[dict[str, str]]) -> None:
    repeats = Counter(tuple(value for key, value in row.items() if key != "ID") for row in rows)
    assert sum(count - 1 for count in repeats.values()) >= 3
    assert any(row["Latitude"] == row["Longitude"] == "0.0" for row in rows)
    assert any(row["LocationComment"] == "=1+1" for row in rows)
    assert any("@" in row["SkyComment"] for row in rows)
    assert any("\n" in row["SkyComment"] for row in rows)
    assert any("<script>" in row["LocationComment"] for row in rows)
    assert any(row["Constellation"] == "None" for row in rows)
    assert any(row["LimitingMag"] == "-9999" and not row["SQMReading"] for row in rows)
    assert any(row["SQMReading"] and float(row["SQMReading"]) < 10 for row in rows)


def test_limiting_magnitudes_are_charts_from_0_to_7_or_none(rows: list[dict[str, str]]) -> None:
    assert {row["LimitingMag"] for row in rows} <= {"-9999", *map(str, range(8))}
    assert {row["CloudCover"] for row in rows} <= {"-1", "0", "25", "50", "75"}
