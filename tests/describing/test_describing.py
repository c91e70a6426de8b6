"""What the descriptions of a publication say, and that they say the same of the same publication."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from seeingstars.describing import write_metadata
from seeingstars.event_file import load_event
from seeingstars.products.described import DESCRIPTIONS


@pytest.fixture(scope="module")
def licences(publication: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((publication / "licences.json").read_text(encoding="utf-8"))
    return found


def test_each_source_keeps_its_own_licence(licences: dict[str, Any]) -> None:
    by_name = {source["name"]: source for source in licences["sources"]}
    assert by_name["Globe at Night"]["spdx"] == "CC-BY-4.0"
    assert by_name["SIMULATED / GESIMULEERD / Seeing Stars"]["spdx"] == "ODbL-1.0"
    assert by_name["KNMI, hourly weather observations"]["spdx"] == "CC-BY-4.0"
    assert by_name["Seeing Stars upload"]["licence"] == "not stated"
    assert by_name["Seeing Stars upload"]["as_stated"] is None


def test_the_readings_of_all_sources_together_are_all_readings(publication: Path, licences: dict[str, Any]) -> None:
    n_rows = len(pd.read_parquet(publication / "readings.parquet", columns=["night"]))
    assert sum(source["n_readings"] or 0 for source in licences["sources"]) == n_rows


def test_every_description_of_a_rehearsal_says_that_it_is_simulated(publication: Path) -> None:
    for name in (*DESCRIPTIONS[2:-1], "LICENCES.md"):
        assert "SIMULATED" in (publication / name).read_text(encoding="utf-8"), name


def test_the_same_publication_is_described_in_the_same_bytes(publication: Path, campaign: Path, tmp_path: Path) -> None:
    copy = tmp_path / "another place"
    shutil.copytree(publication, copy)
    inputs = json.loads((publication / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    inputs = [note for note in inputs if "given_as" in note]  # those of the event are added by the manifest
    write_metadata(copy, event=load_event(campaign / "event"), inputs=inputs)
    assert {name: (copy / name).read_bytes() for name in DESCRIPTIONS} == {
        name: (publication / name).read_bytes() for name in DESCRIPTIONS
    }


def test_the_points_hold_every_reading_of_people_and_each_fixed_meter_once(publication: Path) -> None:
    table = pd.read_parquet(publication / "readings.parquet")
    points = json.loads((publication / "readings.geojson").read_text(encoding="utf-8"))
    streams = pd.Series([feature["properties"]["stream"] for feature in points["features"]]).value_counts()
    by_people = table[table["stream"] != "photometer"]["stream"].astype(str).value_counts()
    assert {name: int(streams[name]) for name in by_people.index} == by_people.to_dict()
    meters = [feature["properties"] for feature in points["features"] if "n_readings" in feature["properties"]]
    assert sum(meter["n_readings"] for meter in meters) == int((table["stream"] == "photometer").sum())
    assert "each fixed meter as one point" in points["note_en"]
    assert "each fixed meter as one point" in (publication / "README.md").read_text(encoding="utf-8")


def test_the_read_me_names_every_file_that_was_written_before_it(publication: Path) -> None:
    words = (publication / "README.md").read_text(encoding="utf-8")
    for path in publication.iterdir():
        if path.is_file() and path.name not in (*DESCRIPTIONS[-3:], "manifest.json", "index.html"):
            assert f"| {path.name} |" in words, path.name
