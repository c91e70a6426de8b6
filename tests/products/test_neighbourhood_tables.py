"""The tables by neighbourhood as files and as rows of a page: what is hidden is told to be hidden."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely

from seeingstars.errors import TableError
from seeingstars.products.neighbourhood_tables import (
    COLUMNS,
    HOMES,
    neighbourhood_rows,
    neighbourhood_views,
    write_neighbourhoods,
    write_participation,
)


def a_table(**columns):
    ordinary = {column.name: np.nan for column in COLUMNS}
    states = {f"{name}_state": "shown" for name in ("readings", "event", "baseline")}
    given = {
        "area_id": ["BU1", "BU2"],
        "name": ["Pieterswijk", ""],
        "stream": "handheld_meter",
        "n_readings": [7, np.nan],
    }
    return pd.DataFrame({**ordinary, **states, **given, **columns})


def test_the_files_hold_a_row_an_area_and_stream_and_a_feature_an_area(tmp_path):
    table = a_table(readings_state=["shown", "too_few"], event_median=[18.25, np.nan])
    shapes = [shapely.box(4, 52, 5, 53), None]
    write_neighbourhoods(table, tmp_path, shapes=shapes, smallest_group=5, simulated=True)
    csv = pd.read_csv(tmp_path / "neighbourhoods.csv")
    assert list(csv.columns) == [column.name for column in COLUMNS]
    assert csv["n_readings"].tolist()[0] == 7
    assert np.isnan(csv["n_readings"][1])
    assert csv["smallest_group"].tolist() == [5, 5]
    content = json.loads((tmp_path / "neighbourhoods.geojson").read_text(encoding="utf-8"))
    assert content["simulated"] is True
    assert "fewer than 5 contributors" in content["note_en"]
    first, second = content["features"]
    assert first["properties"]["handheld_meter"]["event_median"] == 18.25
    assert second["geometry"] is None
    assert "n_readings" not in second["properties"]["handheld_meter"]
    dictionary = pd.read_csv(tmp_path / "neighbourhoods-dictionary.csv")
    assert dictionary["name"].tolist() == [column.name for column in COLUMNS]


def test_a_name_that_a_spreadsheet_would_run_is_guarded(tmp_path):
    write_neighbourhoods(a_table(name=["=1+1", "a"]), tmp_path, shapes=[None, None], smallest_group=5, simulated=False)
    assert ",'=1+1," in (tmp_path / "neighbourhoods.csv").read_text(encoding="utf-8")


def test_the_same_table_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_neighbourhoods(a_table(), tmp_path / name, shapes=[None, None], smallest_group=5, simulated=False)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_a_page_says_in_both_languages_that_a_number_is_hidden_and_leaves_out_areas_with_nothing():
    table = a_table(
        area_id=["BU1", "BU2"],
        n_readings=[7, 0],
        event_median=[18.25, np.nan],
        event_low=[18.0, np.nan],
        event_high=[18.5, np.nan],
        baseline_state=["too_few", "shown"],
    )
    assert neighbourhood_rows(table, language="en", stream="handheld_meter") == [
        {
            "name": "Pieterswijk",
            "readings": "7",
            "event": "18.25 (18.00 to 18.50)",
            "baseline": "hidden: too few took part",
        }
    ]
    assert neighbourhood_rows(table, language="nl", stream="handheld_meter")[0] == {
        "name": "Pieterswijk", "readings": "7", "event": "18,25 (18,00 tot 18,50)", "baseline": "verborgen: te weinig deelnemers",
    }  # fmt: skip


def test_who_took_part_says_that_homes_are_not_known(tmp_path):
    rows = {"by_night": [{"group": "2022-09-25", "n_readings": None, "n_contributors": None, "state": "too_few"}]}
    content = json.loads(write_participation(rows, tmp_path, smallest_group=5, simulated=False).read_text("utf-8"))
    assert content["homes"] == {"en": HOMES.en, "nl": HOMES.nl}
    assert content["by_night"] == rows["by_night"]


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(TableError, match="neighbourhoods needs the column"):
        write_neighbourhoods(
            a_table().drop(columns="event_low"), tmp_path, shapes=[None, None], smallest_group=5, simulated=False
        )


def test_a_page_has_a_table_for_each_stream_with_anything_in_it_and_the_light_without_hiding():
    lights = a_table(
        stream="satellite", event_clear_share=[0.5, np.nan], event_radiance_nw_cm2_sr=[12.345, np.nan],
        baseline_radiance_nw_cm2_sr=[13.0, 9.0],
    )  # fmt: skip
    table = pd.concat([a_table(), lights, a_table(stream="naked_eye", n_readings=0)], ignore_index=True)
    views = neighbourhood_views(table, language="nl", smallest_group=7)
    assert "minder dan 7 bijdragers" in views["note"]
    assert [view["stream"] for view in views["streams"]] == ["Handmeters", "Satelliet"]
    assert views["streams"][1]["rows"] == [["Pieterswijk", "50", "12,35", "13,00"], ["BU2", "–", "–", "9,00"]]
