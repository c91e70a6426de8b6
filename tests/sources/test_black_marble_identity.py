"""What a Black Marble file says of itself must agree; damaged files and files of something else are refused in words."""

import contextlib
from datetime import date

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seeingstars.errors import UploadError
from seeingstars.sources.black_marble import describe_raster, read_tile

NTL, QUALITY, CLOUD, SNOW = "DNB_BRDF-Corrected_NTL", "Mandatory_Quality_Flag", "QF_Cloud_Mask", "Snow_Flag"
GAP = "Gap_Filled_DNB_BRDF-Corrected_NTL"
# 50: night, land, mask of high quality, confident clear; 178: the same, probably cloudy.
CLEAR_SKY, CLOUDY = 50, 178


def a2(ntl, quality=0, cloud=CLEAR_SKY, snow=0):
    shape = np.atleast_2d(ntl).shape
    return {
        NTL: ntl,
        **{
            name: np.full(shape, value) if np.isscalar(value) else value
            for name, value in ((QUALITY, quality), (CLOUD, cloud), (SNOW, snow))
        },
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"attributes": {"TileID": "61018004"}}, "tile is h18v03 by file name but h18v04 by TileID"),
        ({"attributes": {"HorizontalTileNumber": "17"}}, "h17v03 by HorizontalTileNumber and VerticalTileNumber"),
        ({"attributes": {"VersionID": "002"}}, "collection is 001 by file name but 002 by VersionID"),
        ({"attributes": {"RangeBeginningDate": "2022-09-25"}}, "date is 2022-09-26 by file name but 2022-09-25"),
        ({"attributes": {"ShortName": "VJ146A2"}}, "product is VNP46A2 by file name but VJ146A2 by ShortName"),
        ({"attributes": {"PlatformShortName": "JPSS-1"}}, "platform is Suomi-NPP by file name but NOAA-20"),
        ({"attributes": {"LocalGranuleID": "VNP46A2.A2022269.h18v03.001.2022278000000.h5"}}, "production time is"),
        ({"attributes": {"WestBoundingCoord": np.float32(10), "EastBoundingCoord": np.float32(20), "NorthBoundingCoord": np.float32(60), "SouthBoundingCoord": np.float32(50)}}, "h19v03 by BoundingCoord"),
        ({"structure": 'GridName="VNP_Grid_DNB" UpperLeftPointMtrs=(0.0,50000000.0) LowerRightMtrs=(10000000.0,40000000.0)'}, "h18v04 by StructMetadata"),
        ({"structure": 'GridName="VNP_Grid_DNB" UpperLeftPointMtrs=(0.0,60000000.0) LowerRightMtrs=(5000000.0,55000000.0)'}, r"none \(0, 55, 5, 60\) by StructMetadata"),
        ({"structure": 'GridName="VIIRS_Grid_DNB_2d"'}, "grid is VIIRS_Grid_DNB_2d by StructMetadata but VNP_Grid_DNB"),
        ({"structure": 'GridName="VNP_Grid_DNB" XDim=1200 YDim=1200'}, "pixels along a side is 1200"),
        ({"grid": "VIIRS_Grid_DNB_2d"}, "collection is 001 by file name but 002 by grid"),
        ({"name": "VNP46A2.A2022269.h18v03.002.2022277114623.h5"}, "collection is 002 by file name but 001 by VersionID"),
        ({"name": "VNP46A1.A2022269.h18v03.001.2022277114623.h5"}, "product is VNP46A1 by file name but VNP46A2"),
        ({"name": "VNP46A2.A2022268.h18v03.001.2022277114623.h5"}, "date is 2022-09-25 by file name but 2022-09-26"),
    ],
)  # fmt: skip
def test_a_file_that_contradicts_itself_is_refused_with_what_disagrees(make_tile, options, message):
    with pytest.raises(UploadError, match=message) as refusal:
        read_tile(make_tile(a2([[1]]), **options))
    assert "spreekt zichzelf tegen" in refusal.value.nl


def test_the_type_of_the_numbers_decides_the_collection_not_the_caller(make_tile, tmp_path):
    path = make_tile(a2(np.array([[1.5]], dtype="f4")), collection="002", grid="VNP_Grid_DNB")
    with pytest.raises(UploadError, match=r"collection is 002 .* but 001 by grid VNP_Grid_DNB"):
        read_tile(path)
    mixed = make_tile(a2([[1]]), collection="002", name="tile.h5", attributes={"VersionID": "001"}, grid="VNP_Grid_DNB")
    with pytest.raises(
        UploadError, match="collection is 001 by VersionID but 002 by DNB_BRDF-Corrected_NTL of float32"
    ):
        read_tile(mixed)


def test_a_renamed_tile_is_known_by_what_it_says_inside(make_tile):
    tile = read_tile(make_tile(a2([[1]]), name="leiden (1).h5"))
    assert (tile.attrs["tile"], tile.attrs["date"], tile.attrs["production_time"]) == ("h18v03", "2022-09-26", "")
    assert tile.attrs["absent"] == "file name"


def test_a_stripped_tile_is_known_by_its_standard_name_and_says_what_is_absent(make_tile):
    bare = dict.fromkeys(
        (
            "ShortName",
            "TileID",
            "HorizontalTileNumber",
            "VerticalTileNumber",
            "VersionID",
            "RangeBeginningDate",
            "RangeEndingDate",
        )
    )
    tile = read_tile(make_tile(a2([[1]]), attributes=bare, structure=""))
    assert (tile.attrs["tile"], tile.attrs["date"], tile.attrs["product"]) == ("h18v03", "2022-09-26", "VNP46A2")
    assert tile.attrs["absent"] == "ShortName; TileID; VersionID; StructMetadata"


def test_a_tile_that_says_nowhere_where_it_lies_is_refused(make_tile):
    bare = dict.fromkeys(("TileID", "HorizontalTileNumber", "VerticalTileNumber"))
    with pytest.raises(UploadError, match="must say which tile it is"):
        read_tile(make_tile(a2([[1]]), name="x.h5", attributes=bare, structure=""))


@pytest.mark.parametrize("text", ["", "2022-13-40", "yesterday"])
def test_a_tile_without_a_day_is_refused(make_tile, text):
    said = {"RangeBeginningDate": text or None, "RangeEndingDate": text or None}
    with pytest.raises(UploadError, match="must say which day it is"):
        read_tile(make_tile(a2([[1]]), name="x.h5", attributes=said))


@pytest.mark.parametrize("axes", ["corners", "centres"])
def test_lat_and_lon_may_be_corners_or_centres_and_give_the_same_centres(make_tile, axes):
    tile = read_tile(make_tile(a2(np.array([[2.5]], "f4")), collection="002", axes=axes))
    assert tile["latitude_deg"].values[0] == pytest.approx(60 - 1 / 480, abs=1e-9)
    assert tile["longitude_deg"].values[0] == pytest.approx(1 / 480, abs=1e-9)


def test_lat_and_lon_of_another_tile_are_refused(make_tile):
    path = make_tile(a2(np.array([[2.5]], "f4")), collection="002", axes="corners")
    with h5py.File(path, "r+") as file:
        file["HDFEOS/GRIDS/VIIRS_Grid_DNB_2d/Data Fields/lat"][:] += 1 / 960
    with pytest.raises(UploadError, match=r"none \(from 0, 60\.001\) by lat and lon"):
        read_tile(path)


def test_a_month_is_dated_by_its_last_day_and_placed_by_corners(make_tile):
    bare = dict.fromkeys(
        ("ShortName", "TileID", "HorizontalTileNumber", "VerticalTileNumber", "VersionID", "RangeBeginningDate")
    )
    path = make_tile(
        {"NearNadir_Composite_Snow_Free": [[30]]},
        product="VNP46A3",
        tile="h20v06",
        name="2023-02.h5",
        attributes={**bare, "RangeEndingDate": "2023-02-28"},
        structure="",
        axes="corners",
    )
    month = read_tile(path)
    assert (month.attrs["product"], month.attrs["tile"], month.attrs["date"]) == ("VNP46A3", "h20v06", "2023-02-28")
    assert month.attrs["platform"] == "not stated"
    assert "product (named after its layers" in month.attrs["absent"]
    assert month["latitude_deg"].values[0] == pytest.approx(30 - 1 / 480)
    assert month["radiance_nw_cm2_sr"].values[0, 0] == pytest.approx(3.0)
    assert "never an event or baseline night" in describe_raster(path).notes[0].en


def test_a_standard_month_keeps_its_product_and_ends_on_its_last_day(make_tile):
    path = make_tile(
        {"AllAngle_Composite_Snow_Free": [[30]]},
        product="VJ146A3",
        day=date(2024, 2, 1),
        attributes={"RangeEndingDate": "2024-02-29"},
    )
    month = read_tile(path)
    assert (month.attrs["product"], month.attrs["date"], month.attrs["layer"]) == (
        "VJ146A3",
        "2024-02-29",
        "AllAngle_Composite_Snow_Free",
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html><body>Earthdata Login</body></html>", "is a web page, not a tile"),
        (b"\r\n<html>", "is a web page"),
        (b"year,month\n", "is not an HDF5 file"),
        (b"\x89HDF\r\n\x1a\n", "is (damaged|cut off)"),
    ],
)
def test_what_is_no_tile_is_refused_in_words(tmp_path, content, message):
    path = tmp_path / "VNP46A2.A2022269.h18v03.001.2022277114623.h5"
    path.write_bytes(content)
    with pytest.raises(UploadError, match=message):
        read_tile(path)
    assert not describe_raster(path).accepted


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(UploadError, match="must be a file that can be read"):
        read_tile(tmp_path / "nothing.h5")


def test_a_truncated_tile_is_said_to_be_cut_off(make_tile):
    path = make_tile(a2(np.arange(5000).reshape(50, 100)))
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(UploadError, match="is cut off"):
        read_tile(path)


def test_hdf5_of_something_else_is_refused(tmp_path):
    path = tmp_path / "other.h5"
    with h5py.File(path, "w") as file:
        file["a"] = [1, 2]
    with pytest.raises(UploadError, match="not of Black Marble"):
        read_tile(path)


def test_a_layer_that_points_to_another_file_is_not_followed(make_tile, tmp_path):
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["x"] = np.zeros((2400, 2400), "u2")
    path = make_tile(a2([[1]]))
    with h5py.File(path, "r+") as file:
        fields = file["HDFEOS/GRIDS/VNP_Grid_DNB/Data Fields"]
        del fields[CLOUD]
        fields[CLOUD] = h5py.ExternalLink("other.h5", "/x")
    with pytest.raises(UploadError, match="must be stored in"):
        read_tile(path)


def test_layers_all_of_which_stand_in_another_file_are_not_followed(make_tile, tmp_path):
    make_tile(a2([[1]])).rename(tmp_path / "other.h5")
    path = make_tile(a2([[1]]))
    with h5py.File(path, "r+") as file:
        del file["HDFEOS/GRIDS/VNP_Grid_DNB"]
        file["HDFEOS/GRIDS/VNP_Grid_DNB"] = h5py.ExternalLink("other.h5", "/HDFEOS/GRIDS/VNP_Grid_DNB")
    with pytest.raises(UploadError, match="not of Black Marble: it needs one group"):
        read_tile(path)


def test_a_layer_of_another_shape_is_refused(make_tile):
    path = make_tile({QUALITY: [[0]]} | a2([[1]]))
    with h5py.File(path, "r+") as file:
        fields = file["HDFEOS/GRIDS/VNP_Grid_DNB/Data Fields"]
        del fields[NTL]
        fields[NTL] = np.zeros((10, 10), "u2")
    with pytest.raises(UploadError, match=r"must be 2400 by 2400 numbers; it is \(10, 10\)"):
        read_tile(path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_whatever_happens_to_the_bytes_the_answer_is_a_tile_or_a_plain_refusal(make_tile, tmp_path, data):
    path = tmp_path / "VNP46A2.A2022269.h18v03.001.2022277114623.h5"
    if not path.exists():
        make_tile(a2(np.arange(400).reshape(20, 20)), at=(1880, 1070))
        path.rename(tmp_path / "good.bin")
    content = bytearray((tmp_path / "good.bin").read_bytes())
    for _ in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    length = data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))
    path.write_bytes(bytes(content[:length]))
    with contextlib.suppress(UploadError):
        assert read_tile(path, box=(4.45, 52.1, 4.55, 52.2))["radiance_nw_cm2_sr"].ndim == 2


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"VersionID": np.int32(2)}, "collection is 001 by file name but 002 by VersionID"),
        ({"HorizontalTileNumber": np.array([17], "i2")}, "h17v03 by HorizontalTileNumber and VerticalTileNumber"),
        ({"TileID": np.array([b"61018004", b"?"])}, "tile is h18v03 by file name but h18v04 by TileID"),
    ],
)
def test_what_a_file_says_counts_however_it_is_stored(make_tile, said, message):
    with pytest.raises(UploadError, match=message):
        read_tile(make_tile(a2([[1]]), attributes=said))


def test_a_text_of_any_length_counts_as_one_of_fixed_length(make_tile):
    path = make_tile(a2([[1]]))
    with h5py.File(path, "r+") as file:
        file.attrs["ShortName"] = "VJ146A2"
        file["HDFEOS/GRIDS/VNP_Grid_DNB/Data Fields"][NTL].attrs["units"] = "nWatts"
    with pytest.raises(UploadError, match="product is VNP46A2 by file name but VJ146A2 by ShortName"):
        read_tile(path)


def test_an_empty_attribute_says_nothing(make_tile):
    path = make_tile(a2([[1]]))
    with h5py.File(path, "r+") as file:
        file.attrs["TileID"] = np.array([], dtype="S8")
        file["HDFEOS/GRIDS/VNP_Grid_DNB/Data Fields"][NTL].attrs["offset"] = np.array([], dtype="f8")
    with pytest.raises(UploadError, match=r"but none \(\) by TileID"):
        read_tile(path)


def test_each_file_is_held_to_its_own_text_and_axes(make_tile):
    numbers = a2(np.array([[2.5]], "f4"))
    good = make_tile(numbers, collection="002", axes="corners")
    other = make_tile(numbers, collection="002", axes="corners", tile="h19v03", name="b.h5")
    for _ in range(2):
        assert read_tile(good).attrs["tile"] == "h18v03"
        assert read_tile(other).attrs["tile"] == "h19v03"
    with h5py.File(other, "r+") as file:
        file["HDFEOS/GRIDS/VIIRS_Grid_DNB_2d/Data Fields/lon"][:] -= 10
    with pytest.raises(UploadError, match="h19v03 by TileID but h18v03 by lat and lon"):
        read_tile(other)
