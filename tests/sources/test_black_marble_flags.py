"""What the flags of Black Marble mean, and which pixels are clear."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.sources.black_marble_flags import clear_pixels, cloud_confidence, has_snow, is_night, land_or_water


def test_178_means_probably_cloudy_over_land_at_night_without_snow():
    mask = np.array([178], dtype="u2")
    assert (cloud_confidence(mask)[0], land_or_water(mask)[0]) == (2, 1)
    assert is_night(mask)[0]
    assert not has_snow(mask)[0]


@given(st.lists(st.tuples(st.integers(0, 65535), st.integers(0, 255), st.integers(0, 255), st.booleans()), max_size=60))
def test_clear_pixels_are_valid_confidently_clear_and_of_the_highest_quality(rows):
    cloud, quality, snow, valid = (np.array(column) for column in (zip(*rows, strict=True) if rows else [[]] * 4))
    layers = {
        "valid": valid.astype(bool),
        "qf_cloud_mask": cloud.astype("u2"),
        "mandatory_quality_flag": quality.astype("u1"),
        "snow_flag": snow.astype("u1"),
    }
    clear = clear_pixels(layers)
    assert clear.shape == (len(rows),)
    for is_clear, (mask, flag, snowy, is_valid) in zip(clear, rows, strict=True):
        bits = f"{mask:016b}"[::-1]
        assert is_clear == (
            is_valid
            and mask != 65535
            and bits[0] == "0"
            and bits[6:8] == "00"
            and bits[10] == "0"
            and flag == snowy == 0
        )
