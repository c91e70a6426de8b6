"""Neighbouring pixels share one look of the satellite: blocks are counted, not pixels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays

from seeingstars.science.footprints import footprints_of

VIIRS = 1 / 240


def test_three_by_three_pixels_are_one_look_and_a_pixel_of_the_next_block_is_another():
    chosen = np.zeros((6, 6), dtype=bool)
    chosen[:3, :3] = True
    assert footprints_of(chosen, step_deg=VIIRS) == 1
    chosen[3, 3] = True
    assert footprints_of(chosen, step_deg=VIIRS) == 2


def test_an_image_of_other_pixels_counts_each():
    assert footprints_of(np.ones((6, 6)), step_deg=0.0003) == 36


def test_a_row_is_no_map():
    with pytest.raises(ValueError, match="two dimensions"):
        footprints_of([True, False], step_deg=VIIRS)


@given(arrays(bool, (7, 8)))
def test_there_are_never_more_looks_than_pixels_nor_fewer_than_a_ninth(chosen):
    n = footprints_of(chosen, step_deg=VIIRS)
    assert chosen.sum() / 9 <= n <= chosen.sum()
