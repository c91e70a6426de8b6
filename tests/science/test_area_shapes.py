"""Shapes on the map: the date line, the poles, shapes that cross themselves."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import translate
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from seeingstars.science.area_shapes import CLOSED_AT_POLE, CUT_AT_DATE_LINE, MENDED, OffTheMapError, on_the_map


def test_a_plain_shape_stays_as_it_is():
    shape = box(4, 52, 5, 53)
    assert on_the_map(shape) == (shape, ())


@pytest.mark.parametrize("shape", [
    box(178, 0, 183, 2),
    box(-182, 0, -177, 2),
    Polygon([(178, 0), (-177, 0), (-177, 2), (178, 2)]),
])  # fmt: skip
def test_three_ways_to_write_a_shape_across_the_date_line_are_one_shape(shape):
    placed, done = on_the_map(shape)
    assert done == (CUT_AT_DATE_LINE,)
    assert placed.equals(MultiPolygon([box(178, 0, 180, 2), box(-180, 0, -177, 2)]))


def test_a_hole_across_the_date_line_stays_a_hole():
    shape = Polygon([(170, 0), (-170, 0), (-170, 20), (170, 20)], [[(178, 5), (-178, 5), (-178, 9), (178, 9)]])
    placed, _ = on_the_map(shape)
    assert placed.area == pytest.approx(20 * 20 - 4 * 4)
    assert not placed.contains(Point(179, 7))


def test_a_shape_that_was_cut_and_one_that_spans_the_world_stay():
    for shape in (MultiPolygon([box(178, 0, 180, 2), box(-180, 0, -177, 2)]), box(-180, -90, 180, 90)):
        assert on_the_map(shape) == (shape, ())


@pytest.mark.parametrize(("latitude", "pole"), [(80, 90), (-75, -90)])
def test_a_ring_once_round_the_earth_holds_the_nearer_pole(latitude, pole):
    for first in (-180, -170):
        ring = Polygon([(longitude, latitude) for longitude in range(first, 180, 20)])
        placed, done = on_the_map(ring)
        assert CLOSED_AT_POLE in done
        assert placed.area == pytest.approx(360 * abs(pole - latitude))
        assert placed.bounds == pytest.approx((-180, min(pole, latitude), 180, max(pole, latitude)))


def test_a_shape_that_crosses_itself_is_mended_and_it_is_said():
    placed, done = on_the_map(Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]))
    assert done == (MENDED,)
    assert placed.is_valid
    assert placed.area == pytest.approx(2)


def test_what_is_no_area_on_earth_is_refused():
    with pytest.raises(ValueError, match="shape must be a polygon with an inside; got LineString"):
        on_the_map(LineString([(0, 0), (1, 1)]))
    with pytest.raises(ValueError, match="latitude_deg must lie in -90 to 90; got 0 to 91"):
        on_the_map(box(0, 0, 1, 91))


@given(west=st.floats(-179, 179), width=st.floats(0.1, 100), south=st.floats(-80, 60), height=st.floats(0.1, 20))
def test_wherever_a_box_lies_no_part_of_it_is_lost(west, width, south, height):
    shape = translate(box(0, 0, width, height), west, south)
    placed, _ = on_the_map(shape)
    assert placed.area == pytest.approx(shape.area, rel=1e-9)
    assert np.abs(placed.bounds[::2]).max() <= 180


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_point_that_is_no_number_is_told_in_both_languages(value):
    shape = shapely.set_coordinates(Polygon([(4, 52), (5, 52), (5, 53), (4, 53)]), [(4, 52), (value, 52), (5, 53), (4, 53), (4, 52)])  # fmt: skip
    with pytest.raises(OffTheMapError, match="must be finite numbers; 1 of 5 points are not") as told:
        on_the_map(shape)
    assert "1 van de 5 punten zijn dat niet" in told.value.nl
