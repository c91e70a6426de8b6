"""The light of many areas on many nights: polygons and tiles in, a table out, whatever the tile, the year or the break."""

import json
import logging
from datetime import date, timedelta

import geopandas as gpd
import h5py
import numpy as np
import pandas as pd
import pytest
import rasterio
import xarray as xr
from affine import Affine
from shapely.geometry import Polygon, box

from seeingstars.area_nights import night_areas, night_parts
from seeingstars.area_nights.night_areas import measure_areas, plan
from seeingstars.errors import SeeingStarsError, UploadError
from seeingstars.store.publication import read_json

PIXEL = 1 / 240
CLEAR_NIGHT = 0b110010  # land, best mask, confidently clear, night
CLOUDY_NIGHT = CLEAR_NIGHT | 0b11 << 6
RADIANCE = {"VNP46A1": "DNB_At_Sensor_Radiance", "VNP46A2": "DNB_BRDF-Corrected_NTL"}
COMPOSITE = "AllAngle_Composite_Snow_Free"


def write_tile(folder, radiance, *, tile="h18v03", at=(0, 0), day=date(2022, 9, 26), product="VNP46A2", made=8, cloudy=(), collection="002", quality=None, hours=1.9):  # fmt: skip
    """A tile of collection 2 with this radiance from row and column `at` on; `cloudy` lists pixels (row, column) of it."""
    folder.mkdir(parents=True, exist_ok=True)
    values = np.atleast_2d(np.asarray(radiance, dtype="f4"))
    stamp = f"{day + timedelta(days=made):%Y%j}114623"
    path = folder / f"{product}.A{day:%Y%j}.{tile}.{collection}.{stamp}.h5"
    mask = np.full(values.shape, CLEAR_NIGHT, "u2")
    for pixel in cloudy:
        mask[pixel] = CLOUDY_NIGHT
    layers = {"QF_Cloud_Mask": (mask, 65535)}
    if product.endswith("A1"):
        layers |= {"QF_DNB": (np.zeros(values.shape, "u2"), 65535), "UTC_Time": (np.full(values.shape, hours, "f4"), -999.9), "Sensor_Zenith": (np.full(values.shape, 1500, "i2"), -32768)}  # fmt: skip
        layers |= {RADIANCE[product]: (values, -999.9)}
    elif product.endswith("A2"):
        layers |= {"Mandatory_Quality_Flag": (np.zeros(values.shape, "u1"), 255), "Snow_Flag": (np.zeros(values.shape, "u1"), 255)}  # fmt: skip
        layers |= {RADIANCE[product]: (values, -999.9)}
    else:
        layers = {COMPOSITE: (values, -999.9)}
        if quality is not None:
            layers |= {f"{COMPOSITE}_Quality": (np.asarray(quality, "u1"), 255), f"{COMPOSITE}_Num": (np.full(values.shape, 9, "u2"), 65535)}  # fmt: skip
    with h5py.File(path, "w") as file:
        file.attrs["ShortName"], file.attrs["VersionID"] = np.bytes_(product), np.bytes_(collection)
        fields = file.create_group("HDFEOS/GRIDS/VIIRS_Grid_DNB_2d/Data Fields")
        for name, (numbers, fill) in layers.items():
            dataset = fields.create_dataset(name, (2400, 2400), dtype=numbers.dtype, chunks=(100, 2400), compression="gzip", fillvalue=fill)  # fmt: skip
            dataset[at[0] : at[0] + numbers.shape[0], at[1] : at[1] + numbers.shape[1]] = numbers
            dataset.attrs["_FillValue"] = np.array([fill], numbers.dtype)
            if name == "Sensor_Zenith":
                dataset.attrs["scale_factor"] = np.array([0.01])
    return path


def write_areas_file(path, **shapes):
    gpd.GeoDataFrame({"buurtcode": list(shapes)}, geometry=list(shapes.values()), crs="EPSG:4326").to_file(path)
    return path


def measured(tmp_path, areas, *paths, **options):
    """The long table of a run."""
    out = measure_areas(areas, paths, store=tmp_path / "store", out=tmp_path / "out", **options)
    return pd.read_parquet(out / "area_nights.parquet")


@pytest.fixture
def town(tmp_path):
    """Two by two pixels in the corner of h18v03, and half a pixel beside them."""
    west, north = 0.0, 60.0
    square = box(west, north - 2 * PIXEL, west + 2 * PIXEL, north)
    half = box(west + 2 * PIXEL, north - PIXEL, west + 2.5 * PIXEL, north)
    return write_areas_file(tmp_path / "areas.gpkg", BU1=square, BU2=half)


def test_every_area_and_night_is_a_row_with_its_value_and_how_much_was_seen(tmp_path, town):
    write_tile(tmp_path / "tiles", [[10, 20, 8], [30, 40, 8]], cloudy=[(1, 1)])
    write_tile(tmp_path / "tiles", [[10, 20, 8], [30, 40, 8]], day=date(2022, 9, 27))
    table = measured(tmp_path, town, tmp_path / "tiles").set_index(["area_id", "last_day"])
    cloudy = table.loc["BU1", date(2022, 9, 26)]
    assert cloudy.mean_radiance_nw_cm2_sr == pytest.approx(20)
    assert cloudy.sum_of_lights_nw_cm2_sr_px == pytest.approx(60)
    assert (cloudy.clear_share, cloudy.covered_share) == (pytest.approx(0.75), pytest.approx(1))
    assert (cloudy.n_clear_pixels, cloudy["mask"]) == (3, "strict")
    # Of 10, 20 and 30 the variance is 100; a quarter was not seen, and three pixels are one footprint.
    assert cloudy.sampling_uncertainty_nw_cm2_sr == pytest.approx(5)
    assert cloudy.image_uncertainty_nw_cm2_sr == pytest.approx(4)
    assert cloudy.standard_uncertainty_nw_cm2_sr == pytest.approx(np.hypot(5, 4))
    clear = table.loc["BU1", date(2022, 9, 27)]
    assert (clear.mean_radiance_nw_cm2_sr, clear.sampling_uncertainty_nw_cm2_sr) == (pytest.approx(25), 0)
    assert table.loc["BU2", date(2022, 9, 27)].mean_radiance_nw_cm2_sr == pytest.approx(8)
    assert clear.night == date(2022, 9, 26)
    assert not clear.acquisition_time_known


def test_all_clouds_is_an_empty_value_and_never_a_zero(tmp_path, town):
    write_tile(tmp_path / "tiles", [[10, 20, 8], [30, 40, 8]], cloudy=[(0, 0), (0, 1), (1, 0), (1, 1)])
    row = measured(tmp_path, town, tmp_path / "tiles").iloc[0]
    assert np.isnan(row.mean_radiance_nw_cm2_sr)
    assert np.isnan(row.sum_of_lights_nw_cm2_sr_px)
    assert (row.clear_share, row.covered_share, row.n_clear_pixels) == (0, pytest.approx(1), 0)


def test_an_area_over_the_edge_of_tiles_is_put_together(tmp_path):
    # One pixel west of 10 degrees east holding 10, two east of it holding 40.
    areas = write_areas_file(tmp_path / "a.gpkg", BU1=box(10 - PIXEL, 60 - PIXEL, 10 + 2 * PIXEL, 60))
    write_tile(tmp_path / "tiles", [[10]], tile="h18v03", at=(0, 2399))
    write_tile(tmp_path / "tiles", [[40, 40]], tile="h19v03")
    (row,) = measured(tmp_path, areas, tmp_path / "tiles").itertuples()
    assert row.mean_radiance_nw_cm2_sr == pytest.approx(30)
    assert (row.clear_share, row.n_clear_pixels) == (pytest.approx(1), 3)


def test_a_tile_that_is_missing_shows_in_the_share(tmp_path):
    areas = write_areas_file(tmp_path / "a.gpkg", BU1=box(10 - PIXEL, 60 - PIXEL, 10 + 2 * PIXEL, 60))
    write_tile(tmp_path / "tiles", [[10]], tile="h18v03", at=(0, 2399))
    (row,) = measured(tmp_path, areas, tmp_path / "tiles").itertuples()
    assert (row.mean_radiance_nw_cm2_sr, row.covered_share) == (pytest.approx(10), pytest.approx(1 / 3))


@pytest.mark.parametrize("shape", [
    box(180 - PIXEL, -PIXEL, 180 + 3 * PIXEL, 0),
    Polygon([(180 - PIXEL, -PIXEL), (-180 + 3 * PIXEL, -PIXEL), (-180 + 3 * PIXEL, 0), (180 - PIXEL, 0)]),
])  # fmt: skip
def test_an_area_across_the_date_line_is_one_area_on_one_night(tmp_path, shape):
    areas = write_areas_file(tmp_path / "a.gpkg", BU1=shape)
    write_tile(tmp_path / "tiles", [[8]], tile="h35v09", at=(0, 2399))
    write_tile(tmp_path / "tiles", [[4, 4, 4]], tile="h00v09")
    (row,) = measured(tmp_path, areas, tmp_path / "tiles").itertuples()
    assert row.mean_radiance_nw_cm2_sr == pytest.approx((8 + 3 * 4) / 4)
    assert row.clear_share == pytest.approx(1)
    assert "cut at the date line" in (tmp_path / "out" / "areas.csv").read_text()


def test_an_area_round_the_pole_holds_the_first_rows_of_every_tile(tmp_path):
    longitudes = np.arange(-180, 180, 30)
    ring = Polygon([(longitude, 90 - PIXEL) for longitude in longitudes])
    areas = write_areas_file(tmp_path / "a.gpkg", BU1=ring)
    write_tile(tmp_path / "tiles", np.full((1, 2400), 6.0), tile="h00v00")
    write_tile(tmp_path / "tiles", np.full((1, 2400), 2.0), tile="h18v00")
    (row,) = measured(tmp_path, areas, tmp_path / "tiles").itertuples()
    assert row.mean_radiance_nw_cm2_sr == pytest.approx(4)
    assert row.covered_share == pytest.approx(2 / 36)
    assert "closed at the pole" in (tmp_path / "out" / "areas.csv").read_text()


def test_what_is_stored_is_not_read_again_and_the_result_is_the_same_to_the_byte(tmp_path, town, monkeypatch):
    write_tile(tmp_path / "tiles", [[10, 20, 8], [30, 40, 8]])
    first = measure_areas(town, [tmp_path / "tiles"], store=tmp_path / "store", out=tmp_path / "one")
    monkeypatch.setattr(night_parts, "_night_of", lambda *_: pytest.fail("a file was read again"))
    for name, paths in (("two", [tmp_path / "tiles"]), ("three", [])):
        again = measure_areas(town, paths, store=tmp_path / "store", out=tmp_path / name)
        for file in first.iterdir():
            assert file.read_bytes() == (again / file.name).read_bytes(), file.name


def test_a_newer_production_replaces_and_an_older_one_is_passed_over_and_both_are_said(tmp_path, town):
    old = write_tile(tmp_path / "old", [[10, 10, 8], [10, 10, 8]], made=8)
    measured(tmp_path, town, old)
    new = write_tile(tmp_path / "new", [[30, 30, 8], [30, 30, 8]], made=9)
    made = plan(town, [new], store=tmp_path / "store")
    (done,) = night_areas.do_parts(made)
    assert done.notes[0]["what"] == "replaced"
    assert old.name in done.notes[0]["en"]
    table = measured(tmp_path, town, old)
    assert table.mean_radiance_nw_cm2_sr[0] == pytest.approx(30)
    manifest = read_json(tmp_path / "out" / "manifest.json")
    (passed,) = [one for one in manifest["inputs"] if not one["accepted"]]
    assert passed["file"] == old.name
    assert new.name in passed["reason"]["en"]


def test_of_two_productions_given_at_once_the_newest_is_taken(tmp_path, town):
    write_tile(tmp_path / "tiles", [[10, 10, 8], [10, 10, 8]], made=8)
    new = write_tile(tmp_path / "tiles", [[30, 30, 8], [30, 30, 8]], made=9)
    assert measured(tmp_path, town, tmp_path / "tiles").mean_radiance_nw_cm2_sr[0] == pytest.approx(30)
    notes = [one for one in read_json(tmp_path / "out" / "manifest.json")["inputs"] if not one["accepted"]]
    assert [one["reason"]["en"] for one in notes] == [f"a newer production is used: {new.name}"]


def test_work_broken_off_midway_keeps_what_was_settled_and_goes_on(tmp_path, town, monkeypatch):
    for day in range(4):
        write_tile(tmp_path / "tiles", np.full((2, 3), 10.0 + day), day=date(2022, 9, 20) + timedelta(days=day))
    read, n_read = night_parts._night_of, []

    def breaks(file, part):
        if len(n_read) == 2:
            raise KeyboardInterrupt
        n_read.append(file.path.name)
        return read(file, part)

    monkeypatch.setattr(night_parts, "_PIXELS_A_CUBE", 1)  # so that every night is written by itself
    monkeypatch.setattr(night_parts, "_night_of", breaks)
    with pytest.raises(KeyboardInterrupt):
        measured(tmp_path, town, tmp_path / "tiles")
    assert not (tmp_path / "out").exists()
    n_read.clear()
    monkeypatch.setattr(night_parts, "_night_of", lambda file, part: n_read.append(file.path.name) or read(file, part))
    table = measured(tmp_path, town, tmp_path / "tiles")
    assert len(n_read) == 2
    assert table[table.area_id == "BU1"].mean_radiance_nw_cm2_sr.tolist() == pytest.approx([10, 11, 12, 13])


def test_the_time_of_the_pass_comes_from_the_at_sensor_tile_of_the_same_night(tmp_path, town):
    write_tile(tmp_path / "tiles", [[10, 20, 8], [30, 40, 8]])
    write_tile(tmp_path / "tiles", [[11, 21, 9], [31, 41, 9]], product="VNP46A1", hours=20.75)
    table = measured(tmp_path, town, tmp_path / "tiles", event_folder=_event(tmp_path))
    for row in table[table.area_id == "BU1"].itertuples():
        assert row.acquisition_time_known
        assert row.pass_first_utc.isoformat() == "2022-09-26T20:45:00+00:00"
        assert row.night == date(2022, 9, 26)
        assert row.view_zenith_deg == pytest.approx(15)
        assert row.in_window == 1
    assert set(table["product"]) == {"VNP46A1", "VNP46A2"}


def test_without_it_the_window_is_not_known(tmp_path, town):
    write_tile(tmp_path / "tiles", [[10, 20, 8], [30, 40, 8]])
    table = measured(tmp_path, town, tmp_path / "tiles", event_folder=_event(tmp_path))
    assert set(table.in_window) == {-1}


def _event(tmp_path):
    from seeingstars.settings import event_folder

    return event_folder("leiden-2022")


def test_months_are_read_with_their_quality_and_have_a_trend_or_say_that_they_have_none(tmp_path, town):
    for month in range(1, 4):
        write_tile(tmp_path / "m", np.full((2, 3), 10.0), product="VNP46A3", day=date(2022, month, 1), quality=[[0, 2, 0], [0, 1, 0]])  # fmt: skip
    table = measured(tmp_path, town, tmp_path / "m")
    row = table[table.area_id == "BU1"].iloc[1]
    assert (row.first_day, row.last_day) == (date(2022, 2, 1), date(2022, 2, 28))
    assert (row["mask"], row.clear_share) == ("good_composite", pytest.approx(0.5))
    assert row.night is None
    assert row.image_uncertainty_nw_cm2_sr == pytest.approx(1.5)
    trends = pd.read_csv(tmp_path / "out" / "area_trends-VNP46A3-002-Suomi-NPP-all.csv").set_index("area_id")
    assert trends.loc["BU1"].verdict == "cannot_tell"
    assert trends.loc["BU1"].reason_en.startswith("3 months can be used")


def test_a_year_of_the_annual_product_has_an_interval_when_there_are_enough(tmp_path, town):
    for year in range(2012, 2022):
        light = 10 * 1.03 ** (year - 2012) * (1.01 if year % 2 else 0.99)
        write_tile(tmp_path / "y", np.full((2, 3), light), product="VNP46A4", day=date(year, 1, 1))
    table = measured(tmp_path, town, tmp_path / "y")
    assert table.first_day.min() == date(2012, 1, 1)
    assert table.last_day.max() == date(2021, 12, 31)
    assert set(table["mask"]) == {"every_value"}
    trend = pd.read_csv(tmp_path / "out" / "area_trends-VNP46A4-002-Suomi-NPP-all.csv").iloc[0]
    assert trend.verdict == "brighter"
    assert trend.trend_low_percent_year < 3.0 < trend.trend_high_percent_year


def test_collections_and_satellites_stay_apart(tmp_path, town):
    write_tile(tmp_path / "t", [[10, 20, 8], [30, 40, 8]])
    write_tile(tmp_path / "t", [[50, 50, 8], [50, 50, 8]], product="VJ146A3", day=date(2022, 9, 1))
    table = measured(tmp_path, town, tmp_path / "t")
    assert sorted(set(zip(table["product"], table["platform"], strict=True))) == [("VJ146A3", "NOAA-20"), ("VNP46A2", "Suomi-NPP")]  # fmt: skip


def test_an_image_with_a_sidecar_comes_in_by_the_same_door(tmp_path, town):
    image = tmp_path / "images" / "town.tif"
    image.parent.mkdir()
    with rasterio.open(image, "w", driver="GTiff", width=6, height=4, count=1, dtype="float32", crs="EPSG:4326", transform=Affine(PIXEL, 0, 0, 0, -PIXEL, 60)) as out:  # fmt: skip
        out.write(np.full((4, 6), 7, "float32"), 1)
    image.with_name("town.tif.toml").write_text(
        'acquired_at_utc = 2022-09-25T20:30:00Z\nunits = "nW cm-2 sr-1"\nsource = "SDGSAT-1"\n'
    )
    table = measured(tmp_path, town, image.parent, event_folder=_event(tmp_path))
    row = table.iloc[0]
    assert (row["product"], row["platform"], row["mask"]) == ("GeoTIFF", "SDGSAT-1", "every_value")
    assert row.mean_radiance_nw_cm2_sr == pytest.approx(7)
    assert (row.in_window, row.acquisition_time_known) == (1, True)
    assert np.isnan(row.standard_uncertainty_nw_cm2_sr)


def test_a_composite_of_the_earth_observation_group_is_known_by_its_name(tmp_path, town):
    image = tmp_path / "SVDNB_npp_20220901-20220930_75N060W_vcmcfg_v10_c202210062300.avg_rade9h.tif"
    with rasterio.open(image, "w", driver="GTiff", width=6, height=4, count=1, dtype="float32", crs="EPSG:4326", transform=Affine(PIXEL, 0, 0, 0, -PIXEL, 60)) as out:  # fmt: skip
        out.write(np.full((4, 6), 7, "float32"), 1)
    row = measured(tmp_path, town, image).iloc[0]
    assert (row.first_day, row.last_day) == (date(2022, 9, 1), date(2022, 9, 30))
    assert row.platform == "EOG v10 vcmcfg avg_rade9h (Suomi-NPP)"
    assert row.image_uncertainty_nw_cm2_sr == pytest.approx(0.15 * 7)


def test_a_damaged_file_in_a_folder_is_told_and_passed_over_and_one_that_was_named_is_refused(tmp_path, town):
    write_tile(tmp_path / "t", [[10, 20, 8], [30, 40, 8]])
    broken = tmp_path / "t" / "VNP46A2.A2022270.h18v03.002.2022278114623.h5"
    broken.write_text("<html>log in</html>")
    measured(tmp_path, town, tmp_path / "t")
    (told,) = [one for one in read_json(tmp_path / "out" / "manifest.json")["inputs"] if not one["accepted"]]
    assert "is a web page" in told["reason"]["en"]
    with pytest.raises(UploadError, match="is a web page, not a tile"):
        measured(tmp_path, town, broken)


def test_other_areas_may_use_the_store_as_far_as_it_reaches(tmp_path, town):
    write_tile(tmp_path / "t", np.full((200, 200), 5.0))
    measured(tmp_path, town, tmp_path / "t")
    near = write_areas_file(tmp_path / "near.gpkg", B=box(20 * PIXEL, 60 - 20 * PIXEL, 30 * PIXEL, 60 - 10 * PIXEL))
    assert measured(tmp_path, near).mean_radiance_nw_cm2_sr.tolist() == pytest.approx([5.0])
    far = write_areas_file(tmp_path / "far.gpkg", B=box(0, 60 - 60 * PIXEL, 30 * PIXEL, 60 - 10 * PIXEL))
    with pytest.raises(SeeingStarsError, match=r"the store holds h18v03 within .*; give another --store"):
        measured(tmp_path, far)


def test_a_night_added_for_few_areas_is_whole_for_all_that_asked_before(tmp_path):
    many = write_areas_file(tmp_path / "many.gpkg", A=box(0, 60 - PIXEL, PIXEL, 60), B=box(60 * PIXEL, 60 - PIXEL, 61 * PIXEL, 60))  # fmt: skip
    few = write_areas_file(tmp_path / "few.gpkg", A=box(0, 60 - PIXEL, PIXEL, 60))
    measured(tmp_path, many, write_tile(tmp_path / "t", np.full((2, 100), 5.0)))
    measured(tmp_path, few, write_tile(tmp_path / "t", np.full((2, 100), 7.0), day=date(2022, 9, 27)))
    table = measured(tmp_path, many)
    assert table[table.area_id == "B"].mean_radiance_nw_cm2_sr.tolist() == pytest.approx([5, 7])


def test_areas_where_no_tile_lies_are_told(tmp_path, town):
    tile = write_tile(tmp_path / "t", [[10]], tile="h10v03")
    with pytest.raises(
        SeeingStarsError, match=r"no night lights touch the areas of areas\.gpkg: no area touches h10v03"
    ):
        measured(tmp_path, town, tile)
    with pytest.raises(SeeingStarsError, match="no file was given and the store is empty"):
        measured(tmp_path, town)


def test_a_scheduler_that_does_not_answer_is_told(tmp_path, town, monkeypatch):
    tile = write_tile(tmp_path / "t", [[10, 20, 8], [30, 40, 8]])
    with pytest.raises(SeeingStarsError, match="--dask must be the address of a scheduler that answers"):
        measured(tmp_path, town, tile, dask="nonsense://here")


def test_the_files_of_the_result_say_the_same(tmp_path, town):
    write_tile(tmp_path / "t", [[10, 20, 8], [30, 40, 8]], cloudy=[(1, 1)])
    parquet = measured(tmp_path, town, tmp_path / "t")
    csv = pd.read_csv(tmp_path / "out" / "area_nights.csv")
    assert list(csv.columns) == list(parquet.columns)
    np.testing.assert_allclose(csv.standard_uncertainty_nw_cm2_sr, parquet.standard_uncertainty_nw_cm2_sr, atol=1e-6)
    with xr.open_dataset(tmp_path / "out" / "area_nights-VNP46A2-002-Suomi-NPP-2022.nc") as netcdf:
        np.testing.assert_allclose(netcdf.mean_radiance_nw_cm2_sr.values.ravel(), parquet.mean_radiance_nw_cm2_sr, rtol=1e-6)  # fmt: skip
        assert netcdf.area_id.values.tolist() == ["BU1", "BU2"]
        assert netcdf.time_bounds.values.astype("datetime64[D]").astype(str).tolist() == [["2022-09-26", "2022-09-27"]]
    meanings = pd.read_csv(tmp_path / "out" / "dictionary.csv")
    assert set(csv.columns) <= set(meanings.name)
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["simulated"] is False


@pytest.fixture(scope="module")
def scheduler():
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None, silence_logs=logging.CRITICAL) as cluster:  # fmt: skip
        yield cluster.scheduler_address


def test_the_workers_of_a_scheduler_give_the_same_bytes(tmp_path, town, scheduler):
    for year in (2021, 2022):
        write_tile(tmp_path / "t", [[10, 20, 8], [30, 40, 8]], day=date(year, 9, 26), cloudy=[(0, 1)])
        write_tile(tmp_path / "t", [[10, 20, 8], [30, 40, 8]], day=date(year, 9, 26), product="VNP46A1")
    here = measure_areas(town, [tmp_path / "t"], store=tmp_path / "one", out=tmp_path / "here")
    there = measure_areas(town, [tmp_path / "t"], store=tmp_path / "two", out=tmp_path / "there", dask=scheduler)
    assert sorted(file.name for file in here.iterdir()) == sorted(file.name for file in there.iterdir())
    for file in here.iterdir():
        assert file.read_bytes() == (there / file.name).read_bytes(), file.name


def test_the_command_tells_what_it_made_and_what_it_did_not_use(tmp_path, town):
    from click.testing import CliRunner

    from seeingstars.commands.nightlights import nightlights

    write_tile(tmp_path / "t", [[10, 20, 8], [30, 40, 8]])
    old = write_tile(tmp_path / "t", [[10, 20, 8], [30, 40, 8]], made=3)
    asked = [str(town), str(tmp_path / "t"), "--store", str(tmp_path / "s"), "--out", str(tmp_path / "o")]
    done = CliRunner().invoke(nightlights, [*asked, "--id-column", "buurtcode"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "2 values of areas and nights from 1 files" in done.output
    assert f"{old.name}: a newer production is used" in done.output


def test_the_main_job_says_which_production_it_passed_over(tmp_path):
    from seeingstars.pipeline import ingest_nightlights

    new = write_tile(tmp_path / "t", np.full((3, 3), 9.0), at=(1880, 1076), made=9)
    old = write_tile(tmp_path / "t", np.full((3, 3), 5.0), at=(1880, 1076), made=8)
    cube = ingest_nightlights([tmp_path / "t"], event_folder=_event(tmp_path), work=tmp_path / "work")
    with xr.open_dataset(cube) as nights:
        assert float(nights.radiance_nw_cm2_sr.max()) == 9
    notes = {note["file"].split("/")[-1]: note for note in read_json(tmp_path / "work" / "files.json")}
    assert "used" not in notes[new.name]
    assert notes[old.name]["used"] is False
    assert notes[old.name]["reason"]["en"] == f"a newer production is used: {new.name}"


def test_many_nights_are_settled_and_come_out_the_same(tmp_path, town, monkeypatch):
    for day in range(3):
        write_tile(tmp_path / "t", np.full((2, 3), 10.0 + day), day=date(2022, 9, 20) + timedelta(days=day))
    plain = measured(tmp_path, town, tmp_path / "t")
    monkeypatch.setattr(night_parts, "_WORTH_SETTLING", 2)
    settled = measured(tmp_path, town, tmp_path / "t")
    pd.testing.assert_frame_equal(plain, settled)
