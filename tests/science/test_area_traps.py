"""Areas where grids go wrong: edges of tiles, the date line, the pole, smaller than a pixel, outside, under cloud."""

import numpy as np
import pytest
from shapely.geometry import MultiPolygon, box

from seeingstars.event import Area, Text
from seeingstars.science.area_coverage import coverage_of
from seeingstars.science.area_series import area_series
from seeingstars.science.tile_mosaic import Grid

PIXEL = 1 / 240


def a_grid(west, north, n_x, n_y):
    return Grid(west + PIXEL / 2, north - PIXEL / 2, PIXEL, PIXEL, n_x, n_y)


def series_of(shape, grid, radiance):
    """The series of one area over pictures (nights, rows, columns) on a grid."""
    coverage = coverage_of([Area("a", "lights_off", Text("", ""), shape)], grid=grid)
    pictures = np.asarray(radiance, dtype=np.float64)
    return area_series(pictures.reshape(len(pictures), -1).T[coverage.pixels], coverage=coverage)


def test_an_area_over_the_edge_of_a_tile_is_the_sum_of_its_parts_in_both():
    # One pixel in the tile west of 10 degrees east, holding 10, two in the tile east of it, holding 40.
    area = box(10 - PIXEL, 52 - PIXEL, 10 + 2 * PIXEL, 52)
    west = series_of(area, a_grid(10 - 5 * PIXEL, 52, 5, 3), np.full((1, 3, 5), 10.0))
    east = series_of(area, a_grid(10, 52, 5, 3), np.full((1, 3, 5), 40.0))
    both = west + east
    assert west.covered_share[0, 0] == pytest.approx(1 / 3)
    assert both.mean_radiance_nw_cm2_sr[0, 0] == pytest.approx((10 + 2 * 40) / 3)
    assert both.covered_share[0, 0] == pytest.approx(1)


def test_half_a_tile_that_is_missing_shows_in_the_share_and_not_in_the_mean():
    area = box(10 - PIXEL, 52 - PIXEL, 10 + PIXEL, 52)
    west = series_of(area, a_grid(10 - 5 * PIXEL, 52, 5, 3), np.full((1, 3, 5), 10.0))
    assert west.mean_radiance_nw_cm2_sr[0, 0] == pytest.approx(10)
    assert west.covered_share[0, 0] == pytest.approx(0.5)


def test_an_area_across_the_date_line_is_given_in_two_parts_and_loses_nothing():
    area = MultiPolygon([box(180 - PIXEL, 0, 180, PIXEL), box(-180, 0, -180 + 3 * PIXEL, PIXEL)])
    east = series_of(area, a_grid(180 - 10 * PIXEL, 2 * PIXEL, 10, 4), np.full((1, 4, 10), 8.0))
    west = series_of(area, a_grid(-180, 2 * PIXEL, 10, 4), np.full((1, 4, 10), 4.0))
    both = east + west
    assert both.mean_radiance_nw_cm2_sr[0, 0] == pytest.approx((8 + 3 * 4) / 4)
    assert both.covered_share[0, 0] == pytest.approx(1)


def test_an_area_up_to_the_pole_has_the_first_row_and_one_down_to_it_the_last():
    pictures = np.arange(4.0)[None, :, None] * np.ones((1, 4, 6))
    north = series_of(box(100, 90 - PIXEL, 100 + 2 * PIXEL, 90), a_grid(100, 90, 6, 4), pictures)
    assert north.mean_radiance_nw_cm2_sr[0, 0] == 0.0
    south = series_of(box(100, -90, 100 + 2 * PIXEL, -90 + PIXEL), a_grid(100, -90 + 4 * PIXEL, 6, 4), pictures)
    assert south.mean_radiance_nw_cm2_sr[0, 0] == 3.0
    assert north.covered_share[0, 0] == pytest.approx(1) == south.covered_share[0, 0]


def test_an_area_smaller_than_a_pixel_has_the_value_of_that_pixel():
    quarter = box(4 + 0.25 * PIXEL, 53 - 0.75 * PIXEL, 4 + 0.75 * PIXEL, 53 - 0.25 * PIXEL)
    series = series_of(quarter, a_grid(4, 53, 3, 3), np.arange(9.0).reshape(1, 3, 3) + 5)
    assert series.mean_radiance_nw_cm2_sr[0, 0] == pytest.approx(5)
    assert series.covered[0, 0] == pytest.approx(0.25)
    assert series.covered_share[0, 0] == pytest.approx(1)


def test_a_pixel_counts_by_its_true_share_and_not_by_its_centre():
    # The area ends a tenth of a pixel short of the centre of the second pixel, which rasterising by centres drops.
    area = box(4, 53 - PIXEL, 4 + 1.4 * PIXEL, 53)
    series = series_of(area, a_grid(4, 53, 3, 1), np.array([[[10.0, 80.0, 0.0]]]))
    assert series.mean_radiance_nw_cm2_sr[0, 0] == pytest.approx((10 + 0.4 * 80) / 1.4, rel=1e-5)


def test_an_area_outside_the_tile_has_no_value_and_no_share():
    series = series_of(box(7, 50, 7.1, 50.1), a_grid(4, 53, 3, 3), np.ones((2, 3, 3)))
    assert np.isnan(series.mean_radiance_nw_cm2_sr).all()
    assert (series.covered_share == 0).all()


def test_all_clouds_is_no_value_on_that_night_and_leaves_the_others_alone():
    pictures = np.stack([np.full((3, 3), 6.0), np.full((3, 3), np.nan), np.full((3, 3), 7.0)])
    series = series_of(box(4, 53 - 2 * PIXEL, 4 + 2 * PIXEL, 53), a_grid(4, 53, 3, 3), pictures)
    np.testing.assert_allclose(series.mean_radiance_nw_cm2_sr[0], [6, np.nan, 7])
    np.testing.assert_allclose(series.covered_share[0], [1, 0, 1])
