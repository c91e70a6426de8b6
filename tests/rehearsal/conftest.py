"""One made-up campaign for all tests of this folder, and a plain reading of its stations."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seeingstars.rehearsal.campaign import Campaign, CampaignSettings, write_campaign


@pytest.fixture(scope="session")
def settings() -> CampaignSettings:
    return CampaignSettings()


@pytest.fixture(scope="session")
def campaign(tmp_path_factory: pytest.TempPathFactory, settings: CampaignSettings) -> Campaign:
    return write_campaign(tmp_path_factory.mktemp("campaign") / "made-up", settings)


@pytest.fixture(scope="session")
def truth(campaign: Campaign) -> dict[str, Any]:
    stated: dict[str, Any] = json.loads(campaign.truth.read_text(encoding="utf-8"))
    return stated


def station_rows(path: Path) -> tuple[str, list[str], list[list[str]]]:
    lines = path.read_text(encoding="ascii").splitlines()
    head = [line for line in lines if line.startswith("#")]
    name = next(line.split(": ", 1)[1] for line in head if line.startswith("# Instrument ID"))
    return name, head, [line.split(";") for line in lines if not line.startswith("#")]


def dark_hours_means(readings: Path) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], list[float]] = {}
    for path in sorted(readings.glob("*.dat")):
        if "instellingen" in path.name:
            continue
        name, head, rows = station_rows(path)
        at = next(line for line in head if line.startswith("# UTC Date")).split(", ").index("MSAS")
        for row in rows:
            if "20:10:00" <= row[0][11:19] <= "21:25:00":
                found.setdefault((name, row[0][:10]), []).append(float(row[at]))
    return {key: float(np.mean(values)) for key, values in found.items()}


@pytest.fixture(scope="session")
def read_station() -> Callable[[Path], tuple[str, list[str], list[list[str]]]]:
    """Instrument ID, header lines and rows of one .dat file, by nothing but splitting its text."""
    return station_rows


@pytest.fixture(scope="session")
def read_dark_hours() -> Callable[[Path], dict[tuple[str, str], float]]:
    """Mean of 20:10 to 21:25 UTC by station and evening, from the texts of the files alone."""
    return dark_hours_means
