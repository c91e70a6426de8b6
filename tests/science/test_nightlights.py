"""The cube of nights, the value of each area and night, and the change of each pixel."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box, mapping

from seeingstars.errors import UploadError
from seeingstars.event import Area, BaselineRule, Event, Exclusion, Interval, Text
from seeingstars.science import nightlights
from seeingstars.science.area_coverage import coverage_of
from seeingstars.science.tile_mosaic import Grid, common_grid, grid_of, mosaic

PIXEL = 1 / 240
EVENT_NIGHT = date(2022, 9, 25)
A2, A1 = "VNP46A2", "VNP46A1"


def an_event(*areas, exclude=()):
    """An event in Leiden with the areas given, or one of 2 by 2 pixels of the tile below and one beside it."""
    west, north = 4.0, 53.0
    areas = areas or (
        Area("dark", "lights_off", Text("donker", "dark"), box(west, north - 2 * PIXEL, west + 2 * PIXEL, north)),
        Area(
            "ring", "control", Text("rand", "ring"), box(west + 2 * PIXEL, north - 2 * PIXEL, west + 4 * PIXEL, north)
        ),
    )
    return Event(
        event_id="proef",
        name=Text("proef", "test"),
        place=Text("Leiden", "Leiden"),
        longitude_deg=4.5,
        latitude_deg=52.1,
        timezone="Europe/Amsterdam",
        window=Interval(datetime(2022, 9, 25, 20, tzinfo=UTC), datetime(2022, 9, 25, 21, 30, tzinfo=UTC)),
        transitions=(),
        areas=areas,
        areas_are_approximate=False,
        baseline=BaselineRule(exclude=tuple(Exclusion(night, Text("kermis", "a fair")) for night in exclude)),
        smallest_effect_of_interest_mag=0.1,
        knmi_stations=(),
        provenance=(),
        is_simulated=True,
        files=(),
    )


def a_tile(radiance, night, *, clear=None, product=A2, collection="001", platform="Suomi-NPP", tile="h18v03", made="2022-10-04T00:00:00",
           west=4.0, north=53.0, hours=None, zenith=10.0, **attributes):  # fmt: skip
    """A tile of the pass after the evening of `night`: 2 rows by 4 columns unless the radiance says otherwise."""
    radiance = np.array(radiance, dtype=np.float64)
    radiance = np.broadcast_to(radiance, (2, 4)).copy() if radiance.ndim < 2 else radiance
    valid = np.isfinite(radiance)
    clear = valid if clear is None else np.broadcast_to(clear, radiance.shape) & valid
    rows, columns = radiance.shape
    day = night + timedelta(days=1)
    layers = {"radiance_nw_cm2_sr": radiance, "valid": valid, "clear": clear}
    layers["mandatory_quality_flag"] = np.where(valid, 0, 255).astype(np.uint8)
    layers["qf_cloud_mask"] = np.where(clear, 50, 178).astype(np.uint16)
    if product == A1:
        layers |= {
            "utc_time_hours": np.full((rows, columns), hours or 1.875),
            "sensor_zenith_deg": np.full((rows, columns), zenith),
        }
    said = {"product": product, "collection": collection, "platform": platform, "tile": tile, "date": day.isoformat(),
            "production_time": made, "layer": "x", "is_composite": 0, "is_gap_filled": 0, "is_simulated": 0, "clear_definition": "c",
            "source_file": f"{product}.{day:%Y%j}.{tile}.{collection}.{platform}.{made[:10]}", **attributes}  # fmt: skip
    return xr.Dataset(
        {name: (("y", "x"), values) for name, values in layers.items()},
        coords={
            "latitude_deg": ("y", north - (np.arange(rows) + 0.5) * PIXEL),
            "longitude_deg": ("x", west + (np.arange(columns) + 0.5) * PIXEL),
        },
        attrs=said,
    )


def nights_around(n=6):
    return [EVENT_NIGHT + timedelta(days=shift) for shift in range(-n, n + 1)]


def steady(level=10.0, *, event=None, **options):
    """Thirteen nights of one level, the event night at another."""
    return [
        a_tile(event if night == EVENT_NIGHT and event is not None else level, night, **options)
        for night in nights_around()
    ]


def values_of(table, site):
    return table[table["site_id"] == site].set_index("night")["value"]


# --- the cube -------------------------------------------------------------------------------------------------------


def test_the_tile_of_the_next_utc_day_is_the_night_of_the_evening():
    cube = nightlights.cube([a_tile(5.0, EVENT_NIGHT)], event=an_event())
    assert cube["tile_date"].values.tolist() == ["2022-09-26"]
    assert str(cube["night"].values[0])[:10] == "2022-09-25"
    assert cube["night_role"].values.tolist() == ["event"]


def test_nights_stand_in_order_whatever_the_order_of_the_files():
    tiles = steady()
    there = nightlights.cube(tiles, event=an_event())
    back = nightlights.cube(tiles[::-1], event=an_event())
    xr.testing.assert_identical(there, back)
    assert (np.diff(there["night"].values) > np.timedelta64(0)).all()


def test_roles_follow_the_rule_of_the_event():
    far = EVENT_NIGHT + timedelta(days=40)
    fair = EVENT_NIGHT + timedelta(days=3)
    tiles = [a_tile(5.0, night) for night in (EVENT_NIGHT, EVENT_NIGHT - timedelta(days=28), fair, far)]
    cube = nightlights.cube(tiles, event=an_event(exclude=(fair,)))
    assert cube["night_role"].values.tolist() == ["baseline", "event", "excluded", "out_of_range"]


def test_the_newest_production_wins_and_the_older_one_is_named():
    old, new = (
        a_tile(1.0, EVENT_NIGHT, made="2022-10-04T00:00:00"),
        a_tile(2.0, EVENT_NIGHT, made="2023-01-01T00:00:00"),
    )
    for tiles in ([old, new], [new, old]):
        cube = nightlights.cube(tiles, event=an_event())
        assert float(cube["radiance_nw_cm2_sr"].max()) == 2.0
        (left,) = json.loads(cube.attrs["left_out"])
        assert left["file"] == old.attrs["source_file"]
        assert "a newer production is used" in left["en"]


def test_platforms_products_and_collections_are_never_mixed():
    tiles = [
        *steady(10.0),
        a_tile(99.0, EVENT_NIGHT, product="VJ146A2", platform="NOAA-20"),
        a_tile(88.0, EVENT_NIGHT, collection="002"),
    ]
    cube = nightlights.cube(tiles, event=an_event())
    assert (cube.attrs["product"], cube.attrs["collection"], cube.attrs["platform"]) == (A2, "001", "Suomi-NPP")
    assert float(cube["radiance_nw_cm2_sr"].max()) == 10.0
    assert len(json.loads(cube.attrs["left_out"])) == 2


def test_the_stream_with_the_event_night_is_preferred_over_one_with_more_nights():
    without = [tile for tile in steady(10.0) if tile.attrs["date"] not in ("2022-09-25", "2022-09-26")]
    small = [a_tile(7.0, EVENT_NIGHT, product="VJ146A2", platform="NOAA-20")]
    assert nightlights.cube([*without, *small], event=an_event()).attrs["platform"] == "NOAA-20"


def test_the_at_sensor_tile_gives_the_time_of_the_pass_and_is_not_itself_the_radiance():
    tiles = [a_tile(5.0, EVENT_NIGHT), a_tile(60.0, EVENT_NIGHT, product=A1, hours=1.875, zenith=4.0)]
    cube = nightlights.cube(tiles, event=an_event())
    assert cube.attrs["product"] == A2
    assert float(cube["radiance_nw_cm2_sr"].max()) == 5.0
    (night,) = nightlights.passes(cube).to_dict("records")
    assert night["pass_time_utc"] == pd.Timestamp("2022-09-26T01:52:30Z")
    assert (night["night"], night["in_window"]) == ("2022-09-25", 0)
    assert "UTC_Time" in night["basis"]
    assert float(cube["sensor_zenith_deg"].max()) == 4.0


def test_without_the_at_sensor_tile_the_time_is_said_to_be_unknown():
    (night,) = nightlights.passes(nightlights.cube([a_tile(5.0, EVENT_NIGHT)], event=an_event())).to_dict("records")
    assert pd.isna(night["pass_time_utc"])
    assert night["in_window"] == -1
    assert night["basis"] == "unknown: the files given do not say; usually near 01:30 local solar time"


def test_the_at_sensor_tile_of_another_platform_or_day_gives_no_time():
    tiles = [
        a_tile(5.0, EVENT_NIGHT),
        a_tile(6.0, EVENT_NIGHT, product="VJ146A1", platform="NOAA-20"),
        a_tile(6.0, EVENT_NIGHT + timedelta(days=1), product=A1),
    ]
    assert nightlights.passes(nightlights.cube(tiles, event=an_event()))["pass_time_utc"].isna().all()


def test_a_pass_in_the_window_is_said_to_lie_in_it():
    image = a_tile(5.0, EVENT_NIGHT - timedelta(days=1), product="GeoTIFF", tile="", collection="", platform="aeroplane",
                   acquired_at_utc="2022-09-25T20:40:00+00:00", acquisition_basis="sidecar")  # fmt: skip
    cube = nightlights.cube([image], event=an_event())
    (night,) = nightlights.passes(cube).to_dict("records")
    assert (night["night"], night["in_window"]) == ("2022-09-25", 1)
    assert cube.attrs["cloud_is_known"] == 0


def test_every_pixel_says_whether_it_was_seen_in_the_window():
    hours = np.full((2, 4), 20.5)  # of the tile of 25 September: 20:30 UTC, half an hour after the lights went off
    hours[0, 0], hours[0, 1], hours[1, 3] = 21.6, 19.9, np.nan
    beside = a_tile(5.0, EVENT_NIGHT - timedelta(days=1), product=A1)
    beside["utc_time_hours"] = (("y", "x"), hours)
    cube = nightlights.cube([a_tile(5.0, EVENT_NIGHT - timedelta(days=1)), beside], event=an_event())
    inside = nightlights.pixels_in_window(cube, event=an_event())
    assert inside.values.tolist() == [[[0, 0, 1, 1], [1, 1, 1, -1]]]
    assert inside.attrs["flag_meanings"] == "not_known no yes"


def test_a_pass_after_the_window_or_of_unknown_time_is_so_for_every_pixel():
    after = nightlights.cube([a_tile(5.0, EVENT_NIGHT), a_tile(5.0, EVENT_NIGHT, product=A1)], event=an_event())
    assert (nightlights.pixels_in_window(after, event=an_event()) == 0).all()
    unknown = nightlights.cube([a_tile(5.0, EVENT_NIGHT)], event=an_event())
    assert (nightlights.pixels_in_window(unknown, event=an_event()) == -1).all()


def test_of_two_images_of_one_night_the_one_in_the_window_stays():
    at = {"product": "GeoTIFF", "tile": "", "collection": "", "platform": "aeroplane", "acquisition_basis": "sidecar"}
    early = a_tile(
        9.0, EVENT_NIGHT - timedelta(days=1), acquired_at_utc="2022-09-25T18:40:00+00:00", source_file="a", **at
    )
    inside = a_tile(4.0, EVENT_NIGHT - timedelta(days=1), acquired_at_utc="2022-09-25T20:40:00+00:00", source_file="b", clear=[True, False, False, False], **at)  # fmt: skip
    cube = nightlights.cube([early, inside], event=an_event())
    assert float(cube["radiance_nw_cm2_sr"].max()) == 4.0
    assert json.loads(cube.attrs["left_out"])[0]["file"] == "a"


def test_tiles_on_both_sides_of_an_edge_are_put_together():
    left = a_tile(np.full((2, 2), 3.0), EVENT_NIGHT, west=4.0, tile="h18v03")
    right = a_tile(np.full((2, 3), 8.0), EVENT_NIGHT, west=4.0 + 2 * PIXEL, tile="h19v03")
    cube = nightlights.cube([right, left], event=an_event())
    np.testing.assert_array_equal(cube["radiance_nw_cm2_sr"].values[0, 0], [3, 3, 8, 8, 8])
    assert cube.attrs["tiles"] == "h18v03 h19v03"


def test_a_tile_that_is_missing_on_a_night_leaves_its_pixels_empty():
    left = [
        a_tile(np.full((2, 2), 3.0), night, tile="h18v03") for night in (EVENT_NIGHT, EVENT_NIGHT - timedelta(days=1))
    ]
    right = a_tile(np.full((2, 2), 8.0), EVENT_NIGHT, west=4.0 + 2 * PIXEL, tile="h19v03")
    cube = nightlights.cube([*left, right], event=an_event())
    before = cube.isel(night=0)
    assert before["radiance_nw_cm2_sr"].isnull().values[0].tolist() == [False, False, True, True]
    assert before["mandatory_quality_flag"].values[0].tolist() == [0, 0, 255, 255]
    assert before["qf_cloud_mask"].values[0, 2] == 65535
    assert not before["clear"].values[0, 2]


def test_images_on_other_pixels_are_refused():
    tiles = [
        a_tile(np.ones((2, 4)), EVENT_NIGHT),
        a_tile(np.ones((2, 4)), EVENT_NIGHT, west=4.0 + PIXEL / 2, tile="h19v03"),
    ]
    with pytest.raises(UploadError, match="images of one stream must lie on one grid"):
        nightlights.cube(tiles, event=an_event())


@pytest.mark.parametrize(
    ("attributes", "word"),
    [({"is_gap_filled": 1}, "gap-filled"), ({"is_composite": 1}, "composite"), ({"date": ""}, "acquisition time")],
)
def test_what_is_no_night_is_left_out_with_its_reason(attributes, word):
    odd = a_tile(77.0, EVENT_NIGHT, source_file="odd.h5", **attributes)
    cube = nightlights.cube([a_tile(5.0, EVENT_NIGHT), odd], event=an_event())
    assert float(cube["radiance_nw_cm2_sr"].max()) == 5.0
    (left,) = json.loads(cube.attrs["left_out"])
    assert left["file"] == "odd.h5"
    assert word in left["en"]
    with pytest.raises(UploadError, match="none of the 1 images holds a night"):
        nightlights.cube([odd], event=an_event())


def test_no_tiles_at_all_is_a_plain_refusal():
    with pytest.raises(UploadError, match="none of the 0 images holds a night"):
        nightlights.cube([], event=an_event())


def test_the_cube_is_written_and_read_back_without_a_change(tmp_path):
    tiles = [*steady(10.0), *(a_tile(60.0, night, product=A1) for night in nights_around(3))]
    cube = nightlights.cube(tiles, event=an_event())
    for name in ("a.nc", "b.nc"):
        cube.to_netcdf(tmp_path / name, engine="h5netcdf")
    with xr.open_dataset(tmp_path / "a.nc", engine="h5netcdf") as stored:
        stored = stored.load()
    for name in cube.variables:
        kept = stored[name].values
        assert kept.dtype.kind == cube[name].dtype.kind or kept.dtype.kind in "OTU", name
        np.testing.assert_array_equal(kept.astype(cube[name].dtype), cube[name].values)
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()
    event = an_event()
    pd.testing.assert_frame_equal(
        nightlights.area_nights(stored, event=event), nightlights.area_nights(cube, event=event)
    )
    pd.testing.assert_frame_equal(nightlights.passes(stored), nightlights.passes(cube))
    xr.testing.assert_equal(nightlights.change(stored, event=event), nightlights.change(cube, event=event))


def test_a_cube_of_simulated_tiles_says_so_and_does_not_cite_the_archive():
    cube = nightlights.cube([a_tile(5.0, EVENT_NIGHT, is_simulated=1)], event=an_event())
    assert cube.attrs["is_simulated"] == 1
    assert cube.attrs["title"].startswith("SIMULATED / GESIMULEERD")
    assert "NASA" not in cube.attrs["source"]
    true = nightlights.cube([a_tile(5.0, EVENT_NIGHT)], event=an_event())
    assert true.attrs["source"] == "NASA Black Marble VNP46A2.001 (Suomi-NPP)"


def test_nothing_that_is_given_is_changed():
    tiles = steady()
    before = [tile.copy(deep=True) for tile in tiles]
    cube = nightlights.cube(tiles, event=an_event())
    untouched = cube.copy(deep=True)
    nightlights.area_nights(cube, event=an_event())
    nightlights.change(cube, event=an_event())
    xr.testing.assert_identical(cube, untouched)
    for tile, copy in zip(tiles, before, strict=True):
        xr.testing.assert_identical(tile, copy)


# --- coverage -------------------------------------------------------------------------------------------------------

GRID = Grid(4.0 + PIXEL / 2, 53.0 - PIXEL / 2, PIXEL, PIXEL, 4, 2)


def test_a_pixel_counts_by_the_share_of_it_that_lies_in_the_area():
    half = Area("half", "control", Text("", ""), box(4.0, 53.0 - PIXEL, 4.0 + 1.5 * PIXEL, 53.0))
    coverage = coverage_of([half], grid=GRID)
    np.testing.assert_allclose(coverage.weights.toarray()[0], [1, 0.5], atol=1e-6)
    assert coverage.pixels.tolist() == [0, 1]
    assert coverage.whole[0] == pytest.approx(1.5)


def test_an_area_smaller_than_a_pixel_has_a_share_of_it_and_one_outside_has_none():
    small = Area("small", "control", Text("", ""), Point(4.0 + PIXEL / 2, 53.0 - PIXEL / 2).buffer(PIXEL / 10))
    away = Area("away", "control", Text("", ""), box(7, 50, 7.1, 50.1))
    coverage = coverage_of([small, away], grid=GRID)
    assert coverage.weights.toarray()[0, 0] == pytest.approx(small.shape.area / PIXEL**2, rel=1e-5)
    assert coverage.weights.toarray()[1].sum() == 0
    assert coverage.whole[1] == pytest.approx(24 * 24)


@given(st.floats(4.0, 4.016), st.floats(52.992, 53.0), st.floats(0.0005, 0.006))
@settings(max_examples=25, deadline=None)
def test_the_shares_of_an_area_sum_to_its_size_within_the_grid(east, north, radius):
    area = Area("a", "control", Text("", ""), Point(east, north).buffer(radius))
    inside = area.shape.intersection(box(*GRID.edges_deg))
    assert coverage_of([area], grid=GRID).weights.sum() == pytest.approx(inside.area / PIXEL**2, abs=1e-4)


def test_a_grid_is_found_back_from_its_centres():
    found = grid_of(GRID.longitude_deg, GRID.latitude_deg)
    np.testing.assert_allclose([found.step_x_deg, found.step_y_deg], PIXEL)
    assert (found.n_x, found.n_y) == (4, 2)


@given(st.integers(1, 7), st.integers(1, 7), st.integers(0, 5), st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_a_picture_cut_into_tiles_is_put_together_again(rows, columns, cut_row, cut_column):
    whole = a_tile(np.random.default_rng(rows * 8 + columns).random((rows, columns)), EVENT_NIGHT)
    row, column = min(cut_row, rows), min(cut_column, columns)
    parts = [
        whole.isel(y=ys, x=xs)
        for ys in (slice(0, row), slice(row, None))
        for xs in (slice(0, column), slice(column, None))
    ]
    parts = [part for part in parts if part.sizes["y"] and part.sizes["x"]]
    grid = common_grid(parts)
    np.testing.assert_array_equal(mosaic(parts, "radiance_nw_cm2_sr", grid=grid), whole["radiance_nw_cm2_sr"].values)


# --- areas ----------------------------------------------------------------------------------------------------------


def test_the_value_is_minus_the_logarithm_of_the_mean_radiance():
    image = np.array([[10.0, 20.0, 40.0, 40.0], [30.0, 40.0, 40.0, 40.0]])
    table = nightlights.area_nights(
        nightlights.cube([a_tile(image, night) for night in nights_around()], event=an_event()), event=an_event()
    )
    np.testing.assert_allclose(values_of(table, "dark"), -np.log(25.0), atol=1e-6)
    np.testing.assert_allclose(values_of(table, "ring"), -np.log(40.0), atol=1e-6)
    assert (table["clear_share"].round(6) == 1).all()
    assert set(table["n_readings"]) == {4}


def test_a_darker_night_has_a_larger_value_by_the_logarithm_of_the_ratio():
    event = an_event()
    table = nightlights.area_nights(nightlights.cube(steady(10.0, event=7.4), event=event), event=event)
    dark = values_of(table, "dark")
    others = dark.drop("2022-09-25")
    np.testing.assert_allclose(dark["2022-09-25"] - others, np.log(10 / 7.4), rtol=1e-9)


def test_the_mean_equals_exactextract_on_the_same_pixels():
    rng = np.random.default_rng(5)
    image = rng.uniform(1, 60, (30, 40))
    shapes = [Point(4.08, 52.94).buffer(0.031), box(4.013, 52.9, 4.05, 52.983)]
    areas = tuple(
        Area(f"a{i}", role, Text("", ""), shape)
        for i, (shape, role) in enumerate(zip(shapes, ("lights_off", "control"), strict=True))
    )
    event = an_event(*areas)
    cube = nightlights.cube([a_tile(image, night) for night in nights_around()], event=event)
    table = nightlights.area_nights(cube, event=event)
    raster = NumPyRasterSource(image, 4.0, 53 - 30 * PIXEL, 4.0 + 40 * PIXEL, 53.0)
    for area in areas:
        feature = {"type": "Feature", "properties": {}, "geometry": mapping(area.shape)}
        expected = exact_extract(raster, [feature], ["mean"])[0]["properties"]["mean"]
        measured = table.loc[table["site_id"] == area.area_id, "mean_radiance_nw_cm2_sr"]
        np.testing.assert_allclose(measured, expected, rtol=1e-5)


def test_a_bright_pixel_under_cloud_does_not_darken_the_area():
    image = np.array([[10.0, 90.0, 40.0, 40.0], [10.0, 10.0, 40.0, 40.0]])
    clear = np.ones((2, 4), dtype=bool)
    clear[0, 1] = False
    tiles = [a_tile(image, night, clear=clear if night == EVENT_NIGHT else None) for night in nights_around()]
    table = nightlights.area_nights(nightlights.cube(tiles, event=an_event()), event=an_event())
    dark = values_of(table, "dark")
    assert dark["2022-09-25"] == pytest.approx(-np.log(30.0))
    row = table[(table["site_id"] == "dark") & (table["night"] == "2022-09-25")].iloc[0]
    assert (row["n_readings"], round(row["clear_share"], 6)) == (3, 0.75)


@given(st.integers(0, 2**32 - 1), st.floats(0.05, 20))
@settings(max_examples=25, deadline=None)
def test_a_night_that_changes_all_pixels_alike_is_found_whatever_is_clear(seed, factor):
    rng = np.random.default_rng(seed)
    usual = rng.uniform(1, 80, (2, 4))
    tiles = []
    for night in nights_around():
        clear = rng.random((2, 4)) < 0.8
        tiles.append(a_tile(usual * (factor if night == EVENT_NIGHT else 1.0), night, clear=clear))
    table = nightlights.area_nights(nightlights.cube(tiles, event=an_event()), event=an_event())
    for site in ("dark", "ring"):
        seen = values_of(table, site).dropna()
        if "2022-09-25" in seen.index and len(seen) > 1:
            np.testing.assert_allclose(
                seen["2022-09-25"] - seen.drop("2022-09-25"), -np.log(factor), rtol=1e-9, atol=1e-9
            )


def test_a_night_with_too_little_seen_has_no_value_and_says_why():
    clear = np.zeros((2, 4), dtype=bool)
    clear[0, 0] = True
    tiles = [a_tile(10.0, night, clear=clear if night == EVENT_NIGHT else None) for night in nights_around()]
    table = nightlights.area_nights(nightlights.cube(tiles, event=an_event()), event=an_event())
    rows = table[table["night"] == "2022-09-25"].set_index("site_id")
    assert rows["value"].isna().all()
    assert rows.loc["dark", "reason_en"] == "only 25 % of the area was seen clear; at least 50 % is needed"
    assert rows.loc["ring", "reason_nl"] == "maar 0 % van het gebied was helder te zien; minstens 50 % is nodig"
    assert (table.loc[table["night"] != "2022-09-25", "reason_en"] == "").all()


def test_all_clouds_all_nights_is_a_table_without_values():
    tiles = [a_tile(10.0, night, clear=np.zeros((2, 4), dtype=bool)) for night in nights_around()]
    table = nightlights.area_nights(nightlights.cube(tiles, event=an_event()), event=an_event())
    assert len(table) == 26
    assert table["value"].isna().all()
    assert (table["n_readings"] == 0).all()


def test_an_area_outside_the_images_has_no_value_and_no_share():
    away = Area("away", "control", Text("", ""), box(7, 50, 7.1, 50.1))
    event = an_event(*an_event().areas, away)
    table = nightlights.area_nights(nightlights.cube(steady(), event=event), event=event)
    rows = table[table["site_id"] == "away"]
    assert rows["value"].isna().all()
    assert (rows["clear_share"] == 0).all()


def test_no_light_has_no_logarithm_and_little_light_is_kept_and_marked():
    table = nightlights.area_nights(nightlights.cube(steady(0.3, event=0.0), event=an_event()), event=an_event())
    dark = table[table["site_id"] == "dark"].set_index("night")
    assert np.isnan(dark.loc["2022-09-25", "value"])
    assert dark.loc["2022-09-25", "reason_en"] == "no light was measured, and 0 has no logarithm"
    assert dark.drop("2022-09-25")["below_detection_limit"].all()
    np.testing.assert_allclose(dark.drop("2022-09-25")["value"], -np.log(0.3))


def test_the_event_night_alone_still_has_a_value():
    table = nightlights.area_nights(nightlights.cube([a_tile(10.0, EVENT_NIGHT)], event=an_event()), event=an_event())
    np.testing.assert_allclose(table["value"], -np.log(10.0))


def test_the_view_angle_stands_beside_the_value_where_it_is_known():
    tiles = [*steady(), a_tile(50.0, EVENT_NIGHT, product=A1, zenith=37.0)]
    table = nightlights.area_nights(nightlights.cube(tiles, event=an_event()), event=an_event())
    known = table.set_index("night")["view_zenith_deg"]
    np.testing.assert_allclose(known["2022-09-25"], 37.0)
    assert known.drop("2022-09-25").isna().all()


# --- real files -----------------------------------------------------------------------------------------------------


@pytest.mark.real_files
def test_the_mean_of_an_area_of_the_genuine_tile_equals_a_plain_reading(real_data):
    import h5py

    from seeingstars.sources.black_marble import read_tile

    path = real_data / "black_marble" / "VNP46A2.A2022290.h31v04.001.2022298114623.h5"
    with h5py.File(path) as file:
        fields = file["HDFEOS/GRIDS/VNP_Grid_DNB/Data Fields"]
        ntl, quality, snow = (
            fields[name][:] for name in ("DNB_BRDF-Corrected_NTL", "Mandatory_Quality_Flag", "Snow_Flag")
        )
    clear = (ntl != 65535) & (quality == 0) & (snow == 0)
    # The 40 by 40 pixels with most clear ones: found here by plain counting.
    blocks = clear.reshape(60, 40, 60, 40).sum(axis=(1, 3))
    row, column = (int(index) * 40 for index in np.unravel_index(blocks.argmax(), blocks.shape))
    west, north = 130 + column * PIXEL, 50 - row * PIXEL
    area = Area("block", "lights_off", Text("", ""), box(west, north - 40 * PIXEL, west + 40 * PIXEL, north))
    event = an_event(area)
    cube = nightlights.cube([read_tile(path, box=area.shape.bounds)], event=event)
    block = (slice(row, row + 40), slice(column, column + 40))
    expected = (ntl[block] * 0.1)[clear[block]].mean()
    table = nightlights.area_nights(cube, event=event)
    assert table["mean_radiance_nw_cm2_sr"].iloc[0] == pytest.approx(expected, rel=1e-9)
    assert table["n_readings"].iloc[0] == clear[block].sum()
    assert Path(path).name in cube["source_files"].values[0]
