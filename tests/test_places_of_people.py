"""What people hand in leaves the first step no more exact than they chose."""

import hashlib
import json
from pathlib import Path

import pandas as pd

from seeingstars import pipeline

LEIDEN = Path(__file__).parents[1] / "data" / "events" / "leiden-2022"
ROW = "datum;tijd;lengtegraad;breedtegraad;helderheid;serienummer\n25-09-2022;22:40;4,48412;52,15514;18,72;1234\n"


def _read(folder: Path, work: Path) -> pd.DataFrame:
    return pd.read_parquet(pipeline.ingest_readings([folder], event_folder=LEIDEN, work=work))


def test_a_reading_is_rounded_to_a_hundred_metres_before_anything_is_kept(tmp_path):
    given = tmp_path / "given"
    given.mkdir()
    (given / "meting.csv").write_text(ROW, encoding="utf-8")
    row = _read(given, tmp_path / "work").iloc[0]
    assert (row["longitude_deg"], row["latitude_deg"]) == (4.484, 52.155)
    assert row["sun_altitude_deg"] == round(row["sun_altitude_deg"], 1)
    assert row["area_id"] == "oude-sterrewacht"


def test_a_contributor_who_chose_a_kilometre_is_told_to_a_kilometre(tmp_path):
    given = tmp_path / "given"
    given.mkdir()
    (given / "meting.csv").write_text(ROW, encoding="utf-8")
    sha256 = hashlib.sha256(ROW.encode()).hexdigest()
    (given / pipeline.PLACES).write_text(json.dumps({sha256: 2}))
    table = _read(given, tmp_path / "work")
    row = table.iloc[0]
    assert (row["longitude_deg"], row["latitude_deg"]) == (4.48, 52.16)
    texts = " ".join(str(value) for value in row)
    assert "4.484" not in texts
    assert "52.155" not in texts
    assert row["area_id"] == "oude-sterrewacht"
