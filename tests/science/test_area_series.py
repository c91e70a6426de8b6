"""The light of many areas on many nights as one sparse product."""

import numpy as np
import pytest
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array, random_array
from shapely.geometry import Point, box, mapping

from seeingstars.event import Area, Text
from seeingstars.science import area_series as module
from seeingstars.science.area_coverage import Coverage, coverage_of
from seeingstars.science.area_series import AreaSeries, area_series
from seeingstars.science.fused_sums import add_sums, fused_sums
from seeingstars.science.tile_mosaic import Grid

PIXEL = 1 / 240
GRID = Grid(4.0 + PIXEL / 2, 53.0 - PIXEL / 2, PIXEL, PIXEL, 30, 20)


def an_area(shape, area_id="a"):
    return Area(area_id, "lights_off", Text("", ""), shape)


def by_hand():
    """Two areas over three pixels: the first has all of pixel 0 and half of pixel 1, the second a quarter of 2."""
    return Coverage(np.array([0, 1, 5]), csr_array([[1.0, 0.5, 0.0], [0.0, 0.0, 0.25]]), np.array([1.5, 0.25]))


def some(seed, n_areas=40, n_pixels=200, n_nights=7, clear=0.6):
    rng = np.random.default_rng(seed)
    weights = csr_array(random_array((n_areas, n_pixels), density=0.05, rng=rng))
    radiance = np.where(rng.random((n_pixels, n_nights)) < clear, rng.lognormal(1, 1, (n_pixels, n_nights)), np.nan)
    return Coverage(np.arange(n_pixels), weights, weights.sum(axis=1) + 0.1), radiance


def test_value_and_covered_share_are_worked_out_by_hand():
    radiance = np.array([[10.0, 10.0, np.nan], [40.0, np.nan, np.nan], [8.0, np.nan, 2.0]])
    series = area_series(radiance, coverage=by_hand())
    # Area 0: (10 + 0.5 * 40) / 1.5 = 20; only pixel 0: 10 over 1 / 1.5 of it; nothing. Area 1: 8; nothing; 2.
    np.testing.assert_array_equal(series.mean_radiance_nw_cm2_sr, [[20, 10, np.nan], [8, np.nan, 2]])
    np.testing.assert_allclose(series.covered_share, [[1, 1 / 1.5, 0], [1, 0, 1]])
    np.testing.assert_array_equal(series.light, [[30, 10, 0], [2, 0, 0.5]])


def test_a_night_that_is_missing_for_every_pixel_has_no_value_and_is_not_filled():
    series = area_series(np.full((3, 2), np.nan), coverage=by_hand())
    assert np.isnan(series.mean_radiance_nw_cm2_sr).all()
    assert (series.covered_share == 0).all()


def test_the_means_equal_exactextract_on_the_same_pixels():
    rng = np.random.default_rng(5)
    picture = np.where(rng.random((20, 30)) < 0.7, rng.lognormal(1, 1, (20, 30)), np.nan)
    shapes = [Point(4.05, 52.96).buffer(0.02), box(4.01, 52.93, 4.013, 52.999), Point(4.1, 52.95).buffer(0.0007)]
    coverage = coverage_of([an_area(shape) for shape in shapes], grid=GRID)
    ours = area_series(picture.reshape(-1, 1)[coverage.pixels], coverage=coverage).mean_radiance_nw_cm2_sr[:, 0]
    raster = NumPyRasterSource(picture, *GRID.edges_deg, nodata=np.nan)
    features = [{"type": "Feature", "properties": {}, "geometry": mapping(shape)} for shape in shapes]
    theirs = [found["properties"]["mean"] for found in exact_extract(raster, features, ["mean"])]
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_fused_loop_and_the_blocks_give_the_same_sums(monkeypatch, dtype):
    coverage, radiance = some(3)
    radiance = radiance.astype(dtype)
    weights = coverage.weights
    plain = np.zeros((2, 40, 7))
    add_sums(weights.indptr, weights.indices, weights.data, radiance, *plain)
    if fused_sums() is not None:
        monkeypatch.setattr(module, "_WORTH_COMPILING", 0)
        fused = area_series(radiance, coverage=coverage)
        np.testing.assert_array_equal(fused.light, plain[0])
        np.testing.assert_array_equal(fused.covered, plain[1])
    monkeypatch.setattr(module, "fused_sums", lambda: None)
    for numbers in (1, 20, 500, 10**9):
        monkeypatch.setattr(module, "_NUMBERS_A_BLOCK", numbers)
        blocks = area_series(radiance, coverage=coverage)
        np.testing.assert_allclose(blocks.light, plain[0], rtol=1e-14)
        np.testing.assert_allclose(blocks.covered, plain[1], rtol=1e-14)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.permutations(range(7)))
def test_the_order_of_the_nights_does_not_matter(seed, order):
    coverage, radiance = some(seed)
    there, back = area_series(radiance, coverage=coverage), area_series(radiance[:, order], coverage=coverage)
    np.testing.assert_array_equal(there.light[:, order], back.light)
    assert ((there.covered_share >= 0) & (there.covered_share <= 1)).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.integers(0, 200))
def test_pixels_cut_in_two_and_added_give_the_whole(seed, cut):
    coverage, radiance = some(seed)
    whole = area_series(radiance, coverage=coverage)
    parts = [
        area_series(radiance[some_pixels], coverage=Coverage(coverage.pixels[some_pixels], csr_array(coverage.weights[:, some_pixels]), coverage.whole))
        for some_pixels in (slice(0, cut), slice(cut, None))
    ]  # fmt: skip
    both = parts[0] + parts[1]
    np.testing.assert_allclose(both.light, whole.light, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(both.covered, whole.covered, rtol=1e-12, atol=1e-12)


def test_nothing_that_is_given_is_changed():
    coverage, radiance = some(1)
    before = radiance.copy()
    area_series(radiance, coverage=coverage)
    np.testing.assert_array_equal(radiance, before)


def test_no_areas_no_pixels_and_no_nights_are_empty_series():
    nobody = Coverage(np.zeros(0, np.int64), csr_array((0, 0)), np.zeros(0))
    assert area_series(np.zeros((0, 3)), coverage=nobody).light.shape == (0, 3)
    coverage, radiance = some(1)
    assert area_series(radiance[:, :0], coverage=coverage).mean_radiance_nw_cm2_sr.shape == (40, 0)


def test_a_bad_call_names_the_rule_and_what_it_got():
    coverage, radiance = some(1)
    with pytest.raises(
        ValueError, match=r"must be \(pixels, nights\) with the 200 pixels of the coverage; got \(199, 7\)"
    ):
        area_series(radiance[:-1], coverage=coverage)
    with pytest.raises(ValueError, match="must be floats with NaN where there is none; got int64"):
        area_series(np.zeros((200, 2), dtype=np.int64), coverage=coverage)
    with pytest.raises(ValueError, match="must be of the same areas and nights"):
        _ = area_series(radiance, coverage=coverage) + AreaSeries(np.zeros((1, 1)), np.zeros((1, 1)), np.ones(1))
