"""Areas from files of polygons as they come: with layers, projections, columns of any name."""

import json

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from seeingstars.errors import UploadError
from seeingstars.sources.area_files import read_areas

# Two squares of 500 m near Leiden, in the Dutch grid.
SQUARES = [box(93_000, 463_000, 93_500, 463_500), box(93_500, 463_000, 94_000, 463_500)]


def a_table(shapes=SQUARES, crs="EPSG:28992", **columns):
    columns = columns or {"buurtcode": ["BU05460001", "BU05460002"], "buurtnaam": ["Pieterswijk", "Academiewijk"]}
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


@pytest.mark.parametrize("name", ["a.gpkg", "a.shp", "a.fgb", "a.parquet"])
def test_neighbourhoods_in_the_dutch_grid_come_in_degrees_with_their_code_and_name(tmp_path, name):
    path = tmp_path / name
    table = a_table()
    table.to_parquet(path) if name.endswith("parquet") else table.to_file(path)
    given = read_areas(path)
    assert sorted(given.ids) == ["BU05460001", "BU05460002"]
    assert given.id_column == "buurtcode"
    assert set(given.names) == {"Pieterswijk", "Academiewijk"}
    west, south, _, _ = given.shapes[0].bounds
    assert (round(west, 1), round(south, 1)) == (4.5, 52.2)


def test_geojson_is_in_degrees_by_itself(tmp_path):
    a_table(crs="EPSG:4326", shapes=[box(4, 52, 5, 53), box(5, 52, 6, 53)]).to_file(tmp_path / "a.geojson")
    assert read_areas(tmp_path / "a.geojson").shapes[0].bounds == (4, 52, 5, 53)


def test_of_a_file_with_several_layers_one_must_be_named(tmp_path):
    a_table().to_file(tmp_path / "a.gpkg", layer="buurten")
    a_table(wijkcode=["WK1", "WK2"]).to_file(tmp_path / "a.gpkg", layer="wijken")
    with pytest.raises(UploadError, match="holds the layers buurten, wijken; name one of these with --layer; got none"):
        read_areas(tmp_path / "a.gpkg")
    assert read_areas(tmp_path / "a.gpkg", layer="wijken").ids == ("WK1", "WK2")


def test_the_column_is_found_or_those_that_could_serve_are_named(tmp_path):
    a_table(plek=["a", "b"], soort=["x", "x"]).to_file(tmp_path / "a.gpkg")
    with pytest.raises(UploadError, match=r"give with --id-column the column .* got none; these could: plek"):
        read_areas(tmp_path / "a.gpkg")
    assert read_areas(tmp_path / "a.gpkg", id_column="plek").ids == ("a", "b")
    with pytest.raises(UploadError, match="2 areas apart; 1 stand more than once, first 'x'"):
        read_areas(tmp_path / "a.gpkg", id_column="soort")
    with pytest.raises(UploadError, match="got nergens; these could: plek"):
        read_areas(tmp_path / "a.gpkg", id_column="nergens")


def test_an_area_without_a_shape_stays_in_its_place(tmp_path):
    a_table(shapes=[SQUARES[0], None]).to_file(tmp_path / "a.gpkg")
    given = read_areas(tmp_path / "a.gpkg")
    assert given.ids[1] == "BU05460002"
    assert given.shapes[1] is None


def test_what_is_no_file_of_areas_is_told(tmp_path):
    a_table(shapes=[Point(0, 0), SQUARES[0]]).to_file(tmp_path / "points.gpkg")
    with pytest.raises(UploadError, match="must be polygons; it also holds Point"):
        read_areas(tmp_path / "points.gpkg")
    a_table().to_file(tmp_path / "nowhere.shp")
    (tmp_path / "nowhere.prj").unlink()
    with pytest.raises(UploadError, match="must say in which coordinates it is"):
        read_areas(tmp_path / "nowhere.shp")
    (tmp_path / "a.geojson").write_text("{}")
    with pytest.raises(UploadError, match=r"a\.geojson cannot be read as a file of areas"):
        read_areas(tmp_path / "a.geojson")
    with pytest.raises(UploadError, match=r"none\.gpkg cannot be read as a file of areas"):
        read_areas(tmp_path / "none.gpkg")


def _geojson(path, *rings, **properties):
    features = [{"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": ring}} for ring in rings]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.mark.parametrize(("ring", "words"), [
    ([[[4, 52], [5, 52], [5, 53]]], "cannot be read as a file of areas.*closed linestring"),
    ([], "must be polygons; none of its 1 has a shape"),
])  # fmt: skip
def test_a_ring_that_is_not_closed_or_not_there_is_a_sentence(tmp_path, ring, words):
    with pytest.raises(UploadError, match=words):
        read_areas(_geojson(tmp_path / "a.geojson", ring, code="a"))


def test_areas_without_any_column_are_told_to_get_one(tmp_path):
    ring = [[[4, 52], [5, 52], [5, 53], [4, 52]]]
    with pytest.raises(UploadError, match=r"each area of a\.geojson needs a name of its own; no column of it") as told:
        read_areas(_geojson(tmp_path / "a.geojson", ring, ring))
    assert "voeg er een toe, zoals area_id" in told.value.nl
