"""Night lights as netCDF and as a Cloud-Optimised GeoTIFF."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
import xarray as xr
from pyproj import CRS
from rio_cogeo import cog_validate

from seeingstars.products.rasters import write_change, write_nightlights


@pytest.fixture(scope="module")
def geotiff(change: xr.DataArray, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_change(change, tmp_path_factory.mktemp("change") / "nightlights_change.tif", simulated=True)


def test_the_geotiff_is_a_valid_cloud_optimised_one(geotiff: Path) -> None:
    is_valid, errors, warnings = cog_validate(str(geotiff), strict=True)
    assert (is_valid, errors, warnings) == (True, [], [])


def test_a_larger_geotiff_with_overviews_is_valid_too(tmp_path: Path) -> None:
    n = 1200
    centres = {"latitude_deg": ("y", 52 - np.arange(n) / 240), "longitude_deg": ("x", 4 + np.arange(n) / 240)}
    large = xr.Dataset({"change": (("y", "x"), np.zeros((n, n)))}, coords=centres)
    assert cog_validate(str(write_change(large, tmp_path / "large.tif")), strict=True) == (True, [], [])


def test_each_pixel_stands_at_its_place_and_missing_stays_missing(geotiff: Path, change: xr.DataArray) -> None:
    with rasterio.open(geotiff) as file:
        assert file.crs.to_epsg() == 4326
        assert np.isnan(file.nodata)
        assert np.array_equal(file.read(1), change.to_numpy().astype(np.float32), equal_nan=True)
        assert np.isnan(file.read(1)).any()
        east, north = file.xy(3, 5)
    assert east == pytest.approx(float(change.longitude_deg[5]))
    assert north == pytest.approx(float(change.latitude_deg[3]))


def test_the_bands_say_what_they_are_and_the_file_which_sign_is_darker(geotiff: Path) -> None:
    with rasterio.open(geotiff) as file:
        assert file.descriptions == ("change_ln_radiance", "n_baseline_nights")
        assert file.tags()["simulated"] == "true"
        assert file.tags()["sign"] == "positive is darker on the event night"
        assert file.tags(1)["units"] == "1"


def test_a_change_given_from_south_to_north_is_turned_round(
    change: xr.DataArray, geotiff: Path, tmp_path: Path
) -> None:
    turned = write_change(change.isel(y=slice(None, None, -1)), tmp_path / "turned.tif", simulated=True)
    with rasterio.open(geotiff) as one, rasterio.open(turned) as two:
        assert np.array_equal(one.read(), two.read(), equal_nan=True)
        assert one.transform.almost_equals(two.transform)


def test_pixels_that_are_not_evenly_spaced_are_refused(change: xr.DataArray, tmp_path: Path) -> None:
    uneven = change.assign_coords(longitude_deg=("x", np.geomspace(4, 5, change.sizes["x"])))
    with pytest.raises(ValueError, match="longitude_deg must be evenly spaced, in degree; steps differ by"):
        write_change(uneven, tmp_path / "uneven.tif")


def test_the_same_change_gives_the_same_bytes(change: xr.DataArray, geotiff: Path, tmp_path: Path) -> None:
    assert write_change(change, tmp_path / "again.tif", simulated=True).read_bytes() == geotiff.read_bytes()


def test_the_cube_reads_back_by_night_and_place_with_its_units(cube: xr.Dataset, tmp_path: Path) -> None:
    path = write_nightlights(cube, tmp_path / "nightlights.nc")
    with xr.open_dataset(path, engine="h5netcdf") as read:
        assert read.radiance_nw_cm2_sr.attrs["units"] == "nW cm-2 sr-1"
        assert np.array_equal(read.radiance_nw_cm2_sr, cube.radiance_nw_cm2_sr, equal_nan=True)
        assert read.radiance_nw_cm2_sr.dims == ("night", "latitude_deg", "longitude_deg")
        assert np.array_equal(read.clear.to_numpy().astype(bool), cube.clear)
        assert np.array_equal(read.pass_time_utc.to_numpy(), cube.pass_time_utc.to_numpy())
        assert str(read.night.to_numpy()[12])[:10] == "2022-09-25"
        assert read.attrs["Conventions"] == "CF-1.11"
        assert read.attrs["source"] == "VNP46A2"


def test_the_cube_names_the_figure_of_the_earth_for_every_variable_on_the_map(cube: xr.Dataset, tmp_path: Path) -> None:
    with xr.open_dataset(write_nightlights(cube, tmp_path / "nightlights.nc"), engine="h5netcdf") as read:
        assert read.radiance_nw_cm2_sr.attrs["grid_mapping"] == read.clear.attrs["grid_mapping"] == "crs"
        assert "grid_mapping" not in read.pass_time_utc.attrs
        assert read.crs.attrs["grid_mapping_name"] == "latitude_longitude"
        assert CRS.from_cf(read.crs.attrs).to_epsg() == 4326


def test_the_same_cube_gives_the_same_bytes_also_after_a_way_through_a_file(cube: xr.Dataset, tmp_path: Path) -> None:
    one, two = (write_nightlights(cube, tmp_path / name, simulated=True).read_bytes() for name in ("a.nc", "b.nc"))
    assert one == two
    cube.to_netcdf(tmp_path / "work.nc", engine="h5netcdf", encoding={"radiance_nw_cm2_sr": {"_FillValue": np.nan}})
    with xr.open_dataset(tmp_path / "work.nc", engine="h5netcdf") as stored:
        write_nightlights(stored.load(), tmp_path / "c.nc", simulated=True)


def test_writing_changes_nothing_in_the_cube(cube: xr.Dataset, tmp_path: Path) -> None:
    before = cube.copy(deep=True)
    write_nightlights(cube, tmp_path / "nightlights.nc")
    xr.testing.assert_identical(cube, before)


def test_a_cube_without_coordinates_is_refused(cube: xr.Dataset, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="latitude_deg is missing"):
        write_nightlights(cube.drop_vars("latitude_deg"), tmp_path / "nightlights.nc")


def test_flag_values_stay_numbers_of_the_type_of_their_flags(cube: xr.Dataset, tmp_path: Path) -> None:
    flags = {"flag_values": np.array([-1, 0, 1], dtype=np.int8), "flag_meanings": "not_known no yes"}
    flagged = cube.assign(in_window=("night", np.zeros(25, dtype=np.int8), flags))
    with xr.open_dataset(write_nightlights(flagged, tmp_path / "nightlights.nc"), engine="h5netcdf") as read:
        assert read.in_window.attrs["flag_values"].dtype == np.int8
        assert read.in_window.attrs["flag_values"].tolist() == [-1, 0, 1]
