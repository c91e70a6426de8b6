"""Black Marble tiles: quantities, clear pixels, windows, gap-filled values, and the genuine files."""

from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.errors import UploadError
from seeingstars.sources.black_marble import describe_raster, read_tile, window_of

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


# --- quantities ----------------------------------------------------------------------------------------------------


def test_stored_integers_become_radiance_by_the_scale_in_the_file_and_65535_becomes_nan(make_tile):
    tile = read_tile(make_tile(a2([[0, 12, 65535, 65534]])))
    np.testing.assert_array_equal(tile["radiance_nw_cm2_sr"][0, :4], [0.0, 12 * 0.1, np.nan, 65534 * 0.1])
    assert tile["radiance_nw_cm2_sr"].dtype == np.float64


def test_the_offset_attribute_is_applied_whatever_it_is_called(make_tile):
    for key in ("offset", "add_offset"):
        changed = {"offset": None, key: np.array([3.0])}
        tile = read_tile(make_tile(a2([[10]]), layer_attributes={NTL: changed}))
        assert tile["radiance_nw_cm2_sr"].values[0, 0] == 4.0


def test_no_negative_number_of_collection_2_leaks_as_radiance(make_tile):
    stored = np.array([[1.25, -999.9, -999.90002, -0.5, np.nan, np.inf]], dtype="f4")
    tile = read_tile(make_tile(a2(stored), collection="002", axes="corners"))
    np.testing.assert_array_equal(tile["radiance_nw_cm2_sr"][0, :6], [1.25, *[np.nan] * 5])
    assert tile.attrs["collection"] == "002"


def test_flags_stay_the_integers_that_are_stored(make_tile):
    tile = read_tile(make_tile(a2([[1, 1]], quality=[[1, 255]], cloud=[[CLOUDY, 65535]], snow=[[255, 1]])))
    for name, dtype, expected in (
        ("mandatory_quality_flag", "u1", [1, 255]),
        ("qf_cloud_mask", "u2", [178, 65535]),
        ("snow_flag", "u1", [255, 1]),
    ):
        assert tile[name].dtype == np.dtype(dtype)
        assert tile[name].values[0, :2].tolist() == expected


def test_leiden_lies_in_row_1881_and_column_1077_of_h18v03(make_tile):
    tile = read_tile(make_tile(a2([[321]]), at=(1881, 1077)))
    row = int(np.argmin(abs(tile["latitude_deg"].values - 52.16)))
    column = int(np.argmin(abs(tile["longitude_deg"].values - 4.49)))
    assert (row, column) == (1881, 1077)
    assert tile["radiance_nw_cm2_sr"].values[row, column] == pytest.approx(32.1)
    assert tile["latitude_deg"].values[0] == pytest.approx(60 - 1 / 480)
    assert np.all(np.diff(tile["latitude_deg"]) < 0)


def test_the_at_sensor_product_gives_the_time_and_the_angle_of_each_pixel(make_tile):
    layers = {
        "DNB_At_Sensor_Radiance_500m": [[55, 65535]],
        CLOUD: [[CLEAR_SKY, CLEAR_SKY]],
        "QF_DNB": [[0, 0]],
        "UTC_Time": [[1.875, -999.9]],
        "Sensor_Zenith": [[412, -32768]],
    }
    tile = read_tile(make_tile(layers, product="VNP46A1"))
    np.testing.assert_array_equal(tile["utc_time_hours"][0, :2], [1.875, np.nan])
    np.testing.assert_allclose(tile["sensor_zenith_deg"][0, :2], [4.12, np.nan])
    assert tile["clear"].values[0, :2].tolist() == [True, False]


@pytest.mark.parametrize(("family", "platform"), [("VNP46", "Suomi-NPP"), ("VJ146", "NOAA-20"), ("VJ246", "NOAA-21")])
def test_the_twins_are_read_and_keep_their_platform(make_tile, family, platform):
    tile = read_tile(make_tile(a2([[1]]), product=f"{family}A2", collection="002"))
    assert (tile.attrs["product"], tile.attrs["platform"]) == (f"{family}A2", platform)


def test_the_attributes_say_what_was_read(make_tile):
    tile = read_tile(make_tile(a2([[1]])))
    assert {key: tile.attrs[key] for key in ("product", "collection", "tile", "date", "layer", "units", "absent")} == {
        "product": "VNP46A2",
        "collection": "001",
        "tile": "h18v03",
        "date": "2022-09-26",
        "layer": NTL,
        "units": "nWatts/(cm^2 sr)",
        "absent": "",
    }
    assert tile.attrs["production_time"] == "2022-10-04T11:46:23"


def test_the_day_night_flag_of_the_file_is_never_trusted(make_tile):
    assert read_tile(make_tile(a2([[1]]), attributes={"DayNightFlag": "Day"}))["clear"].values[0, 0]


def test_a_tile_that_says_it_is_simulated_is_known_as_such(make_tile):
    path = make_tile(a2([[1]]), attributes={"LongName": "SIMULATED / GESIMULEERD"})
    assert read_tile(path).attrs["is_simulated"] == 1
    assert describe_raster(path).notes[0].en == "the file says that it is SIMULATED"
    assert read_tile(make_tile(a2([[1]]))).attrs["is_simulated"] == 0


def test_integers_without_a_scale_are_refused_rather_than_guessed(make_tile):
    with pytest.raises(UploadError, match="must state its scale_factor"):
        read_tile(make_tile(a2([[1]]), layer_attributes={NTL: {"scale_factor": None}}))


# --- clear pixels --------------------------------------------------------------------------------------------------


def test_a_pixel_is_clear_only_if_every_flag_says_so(make_tile):
    #       all good, ephemeral, poor, cloudy, no mask, day,          snow bit,         snow flag, snow unknown, fill
    ntl = [[10, 10, 10, 10, 10, 10, 10, 10, 10, 65535]]
    quality = [[0, 1, 2, 0, 0, 0, 0, 0, 0, 0]]
    cloud = [[50, 50, 50, 178, 65535, 50 + 1, 50 + 1024, 50, 50, 50]]
    snow = [[0, 0, 0, 0, 0, 0, 0, 1, 255, 0]]
    tile = read_tile(make_tile(a2(ntl, quality, cloud, snow)))
    assert tile["clear"].values[0, :10].tolist() == [True] + [False] * 9
    assert int(tile["valid"].sum()) == 9


def test_without_the_flags_no_pixel_is_called_clear(make_tile):
    path = make_tile({NTL: [[10]]})
    assert not read_tile(path)["clear"].any()
    assert describe_raster(path).raster["clear_pixels"] is None


# --- windows -------------------------------------------------------------------------------------------------------


@given(west=st.floats(0, 9.9), south=st.floats(50, 59.9), width=st.floats(0.001, 0.1), height=st.floats(0.001, 0.1))
def test_a_window_covers_its_box_and_is_less_than_a_pixel_larger(west, south, width, height):
    rows, columns = window_of("h18v03", (west, south, min(west + width, 10), min(south + height, 60)), file="a.h5")
    pixel, slack = 1 / 240, 1.01e-3 / 240
    assert columns.start * pixel <= west + slack
    assert columns.stop * pixel >= min(west + width, 10) - slack
    assert west - columns.start * pixel < pixel + slack
    assert 60 - rows.stop * pixel <= south + slack
    assert 60 - rows.start * pixel >= min(south + height, 60) - slack


def test_a_box_reads_the_same_numbers_as_the_whole_tile(make_tile):
    stored = np.random.default_rng(3).integers(0, 900, (60, 60))
    path = make_tile(a2(stored), at=(1850, 1050))
    whole = read_tile(path)
    box = (4.41, 52.10, 4.60, 52.25)
    part = read_tile(path, box=box)
    np.testing.assert_allclose(
        part["longitude_deg"], whole["longitude_deg"].values[window_of("h18v03", box, file="")[1]]
    )
    rows, columns = window_of("h18v03", box, file="")
    np.testing.assert_array_equal(part["radiance_nw_cm2_sr"], whole["radiance_nw_cm2_sr"].values[rows, columns])


def test_a_box_over_the_edge_of_the_tile_reads_what_lies_in_it(make_tile):
    tile = read_tile(make_tile(a2([[7]])), box=(-1, 59.9, 0.1, 61))
    assert dict(tile.sizes) == {"y": 24, "x": 24}


def test_a_box_beside_the_tile_is_refused(make_tile):
    with pytest.raises(UploadError, match=r"tile h18v03 of .* must touch the box 10, 52, 11, 53"):
        read_tile(make_tile(a2([[7]])), box=(10, 52, 11, 53))


@pytest.mark.parametrize("box", [(5, 52, 4, 53), (4, 53, 5, 52), (170, 0, 190, 1), (0, 0, 1, np.nan)])
def test_a_box_that_is_no_box_is_a_bad_call(make_tile, box):
    with pytest.raises(ValueError, match="box must be west < east"):
        read_tile(make_tile(a2([[7]])), box=box)


@pytest.mark.parametrize(("tile", "west", "north"), [("h00v00", -180, 90), ("h35v17", 170, -80)])
def test_tiles_at_the_date_line_and_the_poles_have_their_place(make_tile, tile, west, north):
    read = read_tile(make_tile(a2([[7]]), tile=tile))
    assert read["longitude_deg"].values[0] == pytest.approx(west + 1 / 480)
    assert read["latitude_deg"].values[0] == pytest.approx(north - 1 / 480)


# --- gap-filled values ---------------------------------------------------------------------------------------------


def test_gap_filled_values_are_refused_for_a_night_and_read_as_context(make_tile):
    path = make_tile({**a2([[1]]), GAP: [[77]]})
    with pytest.raises(UploadError, match="gap-filled values are older nights pasted over clouds"):
        read_tile(path, layers=[GAP])
    context = read_tile(path, layers=[GAP], context_only=True)
    assert context["radiance_nw_cm2_sr"].values[0, 0] == pytest.approx(7.7)
    assert context.attrs["is_gap_filled"] == 1
    assert not context["clear"].any()
    assert read_tile(path).attrs["layer"] == NTL


def test_a_file_with_gap_filled_values_only_is_no_night(make_tile):
    with pytest.raises(UploadError, match="pasted over clouds"):
        read_tile(make_tile({GAP: [[77]]}))


def test_layers_that_nobody_knows_are_a_bad_call_and_absent_ones_are_named(make_tile):
    path = make_tile(a2([[1]]))
    with pytest.raises(ValueError, match="layers must be known ones"):
        read_tile(path, layers=["Nonsense"])
    with pytest.raises(UploadError, match=r"has no layer UTC_Time; it has DNB_BRDF"):
        read_tile(path, layers=[NTL, "UTC_Time"])


# --- describing ----------------------------------------------------------------------------------------------------


def test_describing_counts_valid_clear_and_ephemeral_pixels_apart(make_tile):
    path = make_tile(a2([[1, 2, 3, 4, 65535]], quality=[[0, 0, 1, 2, 255]], cloud=[[50, 178, 50, 50, 178]]))
    report = describe_raster(path)
    assert report.accepted
    assert report.kind == "black_marble"
    assert {
        key: report.raster[key] for key in ("valid_pixels", "clear_pixels", "high_quality_pixels", "ephemeral_pixels")
    } == {
        "valid_pixels": 4,
        "clear_pixels": 1,
        "high_quality_pixels": 2,
        "ephemeral_pixels": 1,
    }
    assert (report.raster["collection"], report.raster["tile"], report.raster["date"]) == (
        "001",
        "h18v03",
        "2022-09-26",
    )
    assert len(report.sha256) == 64


def test_flag_1_of_collection_2_is_poor_and_not_counted_as_ephemeral(make_tile):
    report = describe_raster(make_tile(a2(np.ones((1, 2), "f4"), quality=[[1, 0]]), collection="002"))
    assert report.raster["clear_pixels"] == 1
    assert "ephemeral_pixels" not in report.raster


# --- the genuine files ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def genuine(real_data) -> Path:
    return real_data / "black_marble" / "VNP46A2.A2022290.h31v04.001.2022298114623.h5"


@pytest.mark.real_files
def test_the_genuine_tile_equals_a_plain_reading_to_the_last_digit(genuine):
    tile = read_tile(genuine)
    with h5py.File(genuine) as file:
        fields = file["HDFEOS/GRIDS/VNP_Grid_DNB/Data Fields"]
        ntl, quality, cloud, snow = (fields[name][:] for name in (NTL, QUALITY, CLOUD, SNOW))
    valid = ntl != 65535
    np.testing.assert_array_equal(tile["valid"], valid)
    np.testing.assert_array_equal(tile["radiance_nw_cm2_sr"].values[valid], ntl[valid] * 0.1)
    assert np.isnan(tile["radiance_nw_cm2_sr"].values[~valid]).all()
    np.testing.assert_array_equal(tile["mandatory_quality_flag"], quality)
    np.testing.assert_array_equal(tile["qf_cloud_mask"], cloud)
    clear = valid & (quality == 0) & (cloud != 65535) & ((cloud // 64) % 4 == 0) & (cloud % 2 == 0)
    clear &= ((cloud // 1024) % 2 == 0) & (snow == 0)
    np.testing.assert_array_equal(tile["clear"], clear)
    assert float(tile["radiance_nw_cm2_sr"].sum()) == float(np.where(valid, ntl * 0.1, 0.0).sum())
    # The grid begins at 130 E, 50 N; a plain reading of the corner says where each centre is.
    np.testing.assert_allclose(tile["longitude_deg"], 130 + (np.arange(2400) + 0.5) / 240)
    np.testing.assert_allclose(tile["latitude_deg"], 50 - (np.arange(2400) + 0.5) / 240)


@pytest.mark.real_files
def test_the_genuine_tile_has_the_known_shares_and_counts(genuine):
    report = describe_raster(genuine)
    facts = report.raster
    assert (facts["collection"], facts["tile"], facts["date"], facts["platform"]) == (
        "001",
        "h31v04",
        "2022-10-17",
        "Suomi-NPP",
    )
    assert round(1 - facts["valid_pixels"] / facts["pixels"], 3) == 0.821
    assert facts["valid_pixels"] == 1_030_760
    assert facts["high_quality_pixels"] == 1_010_338
    assert facts["ephemeral_pixels"] == 16_773
    assert facts["clear_pixels"] == 1_010_007
    tile = read_tile(genuine)
    np.testing.assert_array_equal(tile["mandatory_quality_flag"] == 255, ~tile["valid"])
    filled = read_tile(genuine, layers=[GAP], context_only=True)
    assert round(float(filled["radiance_nw_cm2_sr"].isnull().mean()), 3) == 0.432


@pytest.mark.real_files
def test_a_window_of_the_genuine_tile_is_the_same_part_of_it(genuine):
    box = (135.1, 45.2, 136.3, 46.4)
    part, whole = read_tile(genuine, box=box), read_tile(genuine)
    rows, columns = window_of("h31v04", box, file="")
    for name in part.data_vars:
        np.testing.assert_array_equal(part[name], whole[name].values[rows, columns])


@pytest.mark.real_files
def test_the_monthly_tiles_are_placed_by_corners_and_dated_by_their_last_day(real_data):
    for name, tile, day, north in (
        ("2023-02-2829950.h5", "h20v06", "2023-02-28", 30.0),
        ("2024-02-293597.h5", "h20v07", "2024-02-29", 20.0),
    ):
        path = real_data / "black_marble" / name
        month = read_tile(path)
        with h5py.File(path) as file:
            fields = file["HDFEOS/GRIDS/VIIRS_Grid_DNB_2d/Data Fields"]
            stored, latitude, longitude = fields["NearNadir_Composite_Snow_Free"][:], fields["lat"][:], fields["lon"][:]
        assert (month.attrs["tile"], month.attrs["date"], month.attrs["is_composite"]) == (tile, day, 1)
        assert latitude[0] == north
        np.testing.assert_allclose(month["latitude_deg"], latitude - 1 / 480, atol=1e-9)
        np.testing.assert_allclose(month["longitude_deg"], longitude + 1 / 480, atol=1e-9)
        valid = stored != 65535
        np.testing.assert_array_equal(month["radiance_nw_cm2_sr"].values[valid], stored[valid] * 0.1)
        assert describe_raster(path).raster["valid_pixels"] == int(valid.sum())
