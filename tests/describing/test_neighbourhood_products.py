"""Results by neighbourhood from the user's own file of polygons, with the readings and night lights of a publication."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from shapely.geometry import box

from seeingstars import pipeline
from seeingstars.event import Event, Neighbourhoods
from seeingstars.event_file import load_event
from seeingstars.neighbourhood_products import write_neighbourhood_products


@pytest.fixture(scope="module")
def cube(campaign: Path, tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset | None:
    work = tmp_path_factory.mktemp("cube")
    nights = pipeline.ingest_nightlights([campaign / "nightlights"], event_folder=campaign / "event", work=work)
    return pipeline.read_cube(nights)


@pytest.fixture(scope="module")
def readings(publication: Path) -> pd.DataFrame:
    return pd.read_parquet(publication / "readings.parquet")


@pytest.fixture(scope="module")
def event(campaign: Path, tmp_path_factory: pytest.TempPathFactory) -> Event:
    """With three neighbourhoods in the Dutch grid: around the town, beside it, and far from everything."""
    event = load_event(campaign / "event")
    east, north = event.longitude_deg, event.latitude_deg
    shapes = [
        box(east - 0.15, north - 0.1, east + 0.15, north + 0.1),
        box(east + 0.15, north - 0.05, east + 0.18, north + 0.05),
        box(east + 1, north, east + 1.1, north + 0.1),
    ]
    columns = {"wijkcode": ["WK1", "WK2", "WK3"], "wijknaam": ["Stad", "Rand", "Ver weg"]}
    path = tmp_path_factory.mktemp("polygons") / "wijken.gpkg"
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326").to_crs("EPSG:28992").to_file(path)
    return replace(event, neighbourhoods=Neighbourhoods(path))


@pytest.fixture(scope="module")
def table(
    readings: pd.DataFrame,
    cube: xr.Dataset | None,
    result: dict[str, Any],
    event: Event,
    tmp_path_factory: pytest.TempPathFactory,
) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("written")
    made = write_neighbourhood_products(readings, folder, cube=cube, result=result, event=event)
    assert made is not None
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "neighbourhoods.csv",
        "neighbourhoods.geojson",
        "neighbourhoods-dictionary.csv",
        "participation.json",
    }
    return made


def test_each_area_of_the_file_is_there_with_its_name_for_each_stream(table: pd.DataFrame) -> None:
    by_people = table[table["stream"] != "satellite"]
    assert by_people["area_id"].value_counts().to_dict() == {"WK1": 4, "WK2": 4, "WK3": 4}
    assert set(table["name"]) == {"Stad", "Rand", "Ver weg"}


def test_no_number_that_is_shown_rests_on_fewer_than_five(table: pd.DataFrame) -> None:
    for name in ("readings", "event", "baseline"):
        people = table[f"n_contributors_{name}"].dropna()
        assert ((people == 0) | (people >= 5)).all()


def test_the_night_lights_are_those_of_areas_that_the_images_hold_whole(table: pd.DataFrame) -> None:
    light = table[table["stream"] == "satellite"].set_index("area_id")
    assert "WK3" not in light.index
    assert light.loc["WK1", "event_radiance_nw_cm2_sr"] > 0
    assert light.loc["WK1", "baseline_radiance_nw_cm2_sr"] > 0
    assert 0 < light.loc["WK1", "event_clear_share"] <= 1


def test_without_polygons_only_who_took_part_is_written(
    readings: pd.DataFrame, result: dict[str, Any], campaign: Path, tmp_path: Path
) -> None:
    event = load_event(campaign / "event")
    assert write_neighbourhood_products(readings, tmp_path, cube=None, result=result, event=event) is None
    assert [path.name for path in tmp_path.iterdir()] == ["participation.json"]
    content = json.loads((tmp_path / "participation.json").read_text(encoding="utf-8"))
    counts = [row["n_contributors"] for rows in ("by_stream", "by_night", "by_hour") for row in content[rows]]
    assert all(count is None or count >= 5 for count in counts)


def test_without_night_lights_there_is_no_row_of_the_satellite(
    readings: pd.DataFrame, result: dict[str, Any], event: Event, tmp_path: Path
) -> None:
    made = write_neighbourhood_products(readings, tmp_path, cube=None, result=result, event=event)
    assert made is not None
    assert "satellite" not in set(made["stream"])
    assert np.isnan(made["event_radiance_nw_cm2_sr"]).all()
