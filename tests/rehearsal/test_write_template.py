from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from seeingstars.rehearsal.campaign import Campaign, CampaignSettings, write_campaign


def rows_of(folder: Path) -> list[dict[str, str]]:
    text = (folder / "waarnemingen_gesimuleerd.csv").read_bytes().decode("utf-8-sig")
    title, table = text.split("\r\n", 1)
    assert title.startswith("# SIMULATED / GESIMULEERD")
    return list(csv.DictReader(io.StringIO(table, newline=""), delimiter=";"))


@pytest.fixture
def rows(campaign: Campaign) -> list[dict[str, str]]:
    return rows_of(campaign.readings)


def test_the_file_is_what_a_dutch_spreadsheet_saves(campaign: Campaign, rows: list[dict[str, str]]) -> None:
    data = (campaign.readings / "waarnemingen_gesimuleerd.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n")
    assert all("." not in row["lengtegraad"] + row["helderheid"] for row in rows)
    assert rows[0]["datum"] == "13-09-2022"


def test_meters_cameras_and_eyes_report_from_the_area_and_from_outside(rows: list[dict[str, str]]) -> None:
    # 800 m is 0.0072 degrees of latitude.
    def is_inside(row: dict[str, str]) -> bool:
        return abs(float(row["breedtegraad"].replace(",", ".")) - 52.12) < 0.0072

    for kind in ("SQM-L", "Dark Sky Meter (app)", ""):
        mine = [row for row in rows if row["metermodel"] == kind and row["datum"] == "25-09-2022"]
        assert {is_inside(row) for row in mine} == {True, False}, kind


def test_a_reading_in_four_directions_has_no_reading_of_its_own(rows: list[dict[str, str]]) -> None:
    turned = [row for row in rows if row["helderheid_noord"]]
    assert turned
    assert all(not row["helderheid"] and row["helderheid_west"] for row in turned)


def test_people_get_things_wrong_only_where_dirt_is_asked_for(rows: list[dict[str, str]], tmp_path: Path) -> None:
    assert {"18,4O", "184", "-9999"} <= {row["helderheid"] for row in rows}
    assert "24:61" in {row["tijd"] for row in rows}
    assert "=1+1" in {row["opmerking"] for row in rows}
    clean = write_campaign(tmp_path / "clean", CampaignSettings(n_nights=3, with_dirt=False, with_nightlights=False))
    assert {row["opmerking"] for row in rows_of(clean.readings)} == {"SIMULATED / GESIMULEERD"}
