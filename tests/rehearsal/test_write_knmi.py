from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from seeingstars.rehearsal.campaign import Campaign


def rows_of(campaign: Campaign) -> list[list[str]]:
    lines = campaign.clouds.read_text(encoding="ascii").splitlines()
    return [[field.strip() for field in line.split(",")] for line in lines if not line.startswith("#")]


def test_three_stations_report_hours_from_1_to_24_in_eighths(campaign: Campaign) -> None:
    rows = rows_of(campaign)
    assert {row[0] for row in rows} == {"215", "240", "344"}
    assert {int(row[2]) for row in rows} == set(range(1, 25))
    assert {row[3] for row in rows} <= {"", *map(str, range(10))}
    assert len(rows) == 3 * 25 * 24


def test_the_hour_is_the_end_of_the_hour_in_universal_time(campaign: Campaign) -> None:
    rows = [row for row in rows_of(campaign) if row[0] == "215"]
    ends = [datetime.strptime(row[1], "%Y%m%d") + timedelta(hours=int(row[2])) for row in rows]
    assert ends[0] == datetime(2022, 9, 13, 12)
    assert all(later - earlier == timedelta(hours=1) for earlier, later in pairwise(ends))


def test_the_eighths_in_the_dark_hours_give_the_class_of_the_night(campaign: Campaign, truth: dict[str, Any]) -> None:
    eighths: dict[tuple[str, str], list[int]] = {}
    for station, day, hour, okta in rows_of(campaign):
        if hour in ("21", "22"):
            eighths.setdefault((station, day), []).append(int(okta))
    limits = {"clear": (0, 1), "partly": (2, 6), "overcast": (7, 9)}
    for night in truth["nights"]:
        low, high = limits[night["cloud"]]
        for station in ("215", "240", "344"):
            found = eighths[station, night["night"].replace("-", "")]
            assert low <= min(found) <= max(found) <= high


def test_the_file_says_that_it_is_simulated(campaign: Campaign) -> None:
    assert "SIMULATED / GESIMULEERD" in campaign.clouds.read_text(encoding="ascii")
