"""The traps of Black Marble files that no other test of the reader springs.

Standing elsewhere, in test_black_marble: flag 1 of the two collections, -999.9, ``offset``, flags as stored,
DayNightFlag, gap-filled values, boxes over the edge and beside the tile, the date line and the poles. In
test_black_marble_identity: corners and centres, truncated files, web pages. In science/test_satellite_pass: day 268
and 269.
"""

import h5py
import numpy as np
import pytest

from seeingstars.errors import UploadError
from seeingstars.sources.black_marble import read_tile

NTL, QUALITY, CLOUD, SNOW = "DNB_BRDF-Corrected_NTL", "Mandatory_Quality_Flag", "QF_Cloud_Mask", "Snow_Flag"


def one_pixel(quality=0, ntl=10.0):
    return {NTL: [[ntl]], QUALITY: [[quality]], CLOUD: [[50]], SNOW: [[0]]}


def clear_first(path):
    return bool(read_tile(path)["clear"].values[0, 0])


@pytest.mark.parametrize("collection", ["001", "002"])
def test_flag_1_is_clear_in_neither_collection_though_it_means_another_thing_in_each(make_tile, tmp_path, collection):
    assert clear_first(make_tile(one_pixel(0), collection=collection))
    assert not clear_first(make_tile(one_pixel(1), collection=collection))


@pytest.mark.parametrize("flag", [2, 3, 4, 5, 255])
def test_high_sun_eclipse_aurora_and_glint_of_collection_2_are_not_clear(make_tile, flag):
    assert not clear_first(make_tile(one_pixel(flag), collection="002"))


def test_flags_that_went_through_masking_and_became_floats_are_refused(make_tile):
    path = make_tile(one_pixel())
    with h5py.File(path, "r+") as file:
        fields = file["HDFEOS/GRIDS/VNP_Grid_DNB/Data Fields"]
        del fields[QUALITY]
        fields[QUALITY] = np.full((2400, 2400), np.nan, dtype="f4")
    with pytest.raises(UploadError, match=r"Mandatory_Quality_Flag must hold whole numbers; it holds float32"):
        read_tile(path)


def test_an_offset_that_is_not_0_moves_quantities_and_never_the_fill(make_tile):
    tile = read_tile(make_tile({NTL: [[10, 65535]]}, layer_attributes={NTL: {"offset": np.array([3.0])}}))
    np.testing.assert_array_equal(tile["radiance_nw_cm2_sr"].values[0, :2], [4.0, np.nan])


@pytest.mark.parametrize("fill", [-999.9, -999.90002, -999.0])
def test_the_fill_of_collection_2_leaks_under_none_of_its_spellings(make_tile, fill):
    tile = read_tile(make_tile(one_pixel(ntl=np.float32(fill)), collection="002"))
    assert np.isnan(tile["radiance_nw_cm2_sr"].values[0, 0])
    assert not tile["valid"].values[0, 0]
    assert float(np.nan_to_num(tile["radiance_nw_cm2_sr"]).min()) == 0.0


def test_a_tile_cut_off_at_any_place_is_refused_and_never_read_in_part(make_tile):
    path = make_tile({**one_pixel(), NTL: np.random.default_rng(0).integers(0, 900, (400, 2400))})
    whole = path.read_bytes()
    for share in (0.001, 0.05, 0.5, 0.9, 0.999):
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(UploadError, match="download it again"):
            read_tile(path)


@pytest.mark.parametrize(
    "page",
    [b"<!DOCTYPE html><title>Earthdata Login</title>", b"\n\n  <html><body>429</body></html>", b'{"error": "401"}'],
)
def test_what_an_archive_sends_instead_of_a_tile_is_refused(tmp_path, page):
    path = tmp_path / "VNP46A2.A2022269.h18v03.001.2022277114623.h5"
    path.write_bytes(page)
    with pytest.raises(UploadError, match=r"is a web page|is not an HDF5 file"):
        read_tile(path)


def test_the_last_row_and_column_of_a_tile_are_read(make_tile):
    path = make_tile({NTL: [[77]]}, at=(2399, 2399))
    corner = read_tile(path, box=(10 - 1 / 240, 50, 10, 50 + 1 / 240))
    assert dict(corner.sizes) == {"y": 1, "x": 1}
    assert corner["radiance_nw_cm2_sr"].values[0, 0] == pytest.approx(7.7)
