from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seeingstars.rehearsal.campaign import Campaign

ReadStation = Callable[[Path], tuple[str, list[str], list[list[str]]]]


def test_there_is_a_tess_in_the_area_and_one_outside_with_a_file_a_month(campaign: Campaign) -> None:
    names = sorted(path.name for path in campaign.readings.glob("stars*"))
    assert names == [f"stars{n}_2022-{month}.dat" for n in (99002, 99003) for month in ("09", "10")]


def test_a_tess_file_has_35_header_lines_lf_and_eight_fields(campaign: Campaign, read_station: ReadStation) -> None:
    path = campaign.readings / "stars99002_2022-09.dat"
    assert b"\r" not in path.read_bytes()
    _, head, rows = read_station(path)
    assert len(head) == 35
    assert {len(row) for row in rows} == {8}
    assert {row[0][:7] for row in rows} == {"2022-09"}
    assert [row[7] for row in rows[:3]] == ["1", "2", "3"]


def test_the_magnitude_follows_from_frequency_and_zero_point(campaign: Campaign, read_station: ReadStation) -> None:
    _, _, rows = read_station(campaign.readings / "stars99002_2022-09.dat")
    for row in rows[::7]:
        hertz, magnitude, zero_point = (float(field) for field in row[4:7])
        if hertz == 0:
            assert magnitude == 0
        else:
            assert magnitude == pytest.approx(zero_point - 2.5 * math.log10(hertz), abs=0.006)


def test_the_sky_is_cold_on_clear_nights_and_nearly_as_warm_as_the_box_under_cloud(
    campaign: Campaign, read_station: ReadStation, truth: dict[str, Any]
) -> None:
    below: dict[str, list[float]] = {}
    for path in campaign.readings.glob("stars*"):
        for row in read_station(path)[2]:
            if "20:00" <= row[0][11:16] <= "23:30":
                below.setdefault(row[0][:10], []).append(float(row[2]) - float(row[3]))
    for night in truth["nights"]:
        gaps = np.array(below[night["night"]])
        if night["cloud"] == "clear":
            assert gaps.min() > 18
        elif night["cloud"] == "overcast":
            assert gaps.max() < 10
        else:
            # Broken cloud: now a gap, now a cloud, seldom between.
            assert 0.15 < np.mean(gaps < 15) < 0.85
            assert np.mean((gaps > 10) & (gaps < 20)) < 0.5
