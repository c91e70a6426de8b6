"""One small publication of a rehearsal, made once, for all that describes, checks, packs and repeats it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from seeingstars import pipeline


@pytest.fixture(scope="session")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pipeline.simulate(tmp_path_factory.mktemp("campaign") / "raw", seed=7, n_sites=2)


@pytest.fixture(scope="session")
def publication(campaign: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pipeline.run(
        campaign / "event",
        readings=[campaign / "readings"],
        nightlights=[campaign / "nightlights"],
        clouds=campaign / "clouds",
        out=tmp_path_factory.mktemp("publication") / "out",
        seed=7,
    )


@pytest.fixture(scope="session")
def result(publication: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((publication / "result.json").read_text(encoding="utf-8"))
    return found
