"""A background from a file of the user: its lines where the event is, few enough for a telephone, never silently none."""

from pathlib import Path

import geopandas
import numpy as np
import pytest
from shapely.geometry import LineString, Point, Polygon

from seeingstars.errors import UploadError
from seeingstars.sources.background import read_background

BOX = (4.4, 52.0, 4.8, 52.3)


def town() -> geopandas.GeoDataFrame:
    water = Polygon([(4.5, 52.1), (4.6, 52.1), (4.6, 52.2), (4.5, 52.1)])
    shapes = [LineString([(4.5, 52.0), (4.7, 52.2)]), water, LineString([(10.0, 50.0), (10.1, 50.0)])]
    return geopandas.GeoDataFrame({"highway": ["primary", None, "primary"], "natural": [None, "water", None]}, geometry=shapes, crs="OGC:CRS84")  # fmt: skip


@pytest.mark.parametrize(("name", "crs"), [("town.gpkg", 28992), ("town.geojson", 4326)])
def test_lines_and_outlines_within_the_box_are_read_in_longitude_and_latitude(
    tmp_path: Path, name: str, crs: int
) -> None:
    town().to_crs(crs).to_file(tmp_path / name)
    lines = read_background(tmp_path / name, box=BOX)
    assert set(lines) == {"road", "water"}
    assert lines["road"][0] == pytest.approx(np.array([[4.5, 52.0], [4.7, 52.2]]), abs=1e-6)
    assert len(lines["water"][0]) == 4


def test_what_has_no_words_is_a_line(tmp_path: Path) -> None:
    town()[["geometry"]].to_file(tmp_path / "town.geojson")
    assert set(read_background(tmp_path / "town.geojson", box=BOX)) == {"line"}


def test_a_file_elsewhere_is_refused_in_words(tmp_path: Path) -> None:
    town().to_file(tmp_path / "town.gpkg")
    with pytest.raises(UploadError, match=r"town\.gpkg cannot be read as a background map: it has no lines or areas"):
        read_background(tmp_path / "town.gpkg", box=(20.0, 10.0, 21.0, 11.0))


def test_points_alone_are_no_background(tmp_path: Path) -> None:
    geopandas.GeoDataFrame(geometry=[Point(4.5, 52.1)], crs="OGC:CRS84").to_file(tmp_path / "points.gpkg")
    with pytest.raises(UploadError, match="no lines or areas"):
        read_background(tmp_path / "points.gpkg", box=BOX)


def test_a_text_is_refused_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "town.gpkg").write_text("no map")
    with pytest.raises(UploadError, match="cannot be read as a background map") as refused:
        read_background(tmp_path / "town.gpkg", box=BOX)
    assert "niet te lezen als achtergrondkaart" in refused.value.nl


def test_too_many_corners_are_made_simpler_and_the_whole_line_stays(tmp_path: Path) -> None:
    angle = np.linspace(0, 200 * np.pi, 90_000)
    spiral = LineString(np.column_stack([4.6 + angle * 2e-4 * np.cos(angle), 52.15 + angle * 1e-4 * np.sin(angle)]))
    geopandas.GeoDataFrame(geometry=[spiral], crs="OGC:CRS84").to_file(tmp_path / "spiral.geojson")
    line = read_background(tmp_path / "spiral.geojson", box=BOX)["line"][0]
    assert len(line) <= 40_000
    assert line[0] == pytest.approx(np.array([4.6, 52.15]), abs=1e-6)
