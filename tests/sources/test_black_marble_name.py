"""Names, tiles and packed numbers of Black Marble."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.errors import UploadError
from seeingstars.sources.black_marble_name import (
    Claim,
    agreed,
    corner_of_tile,
    degrees_from_packed,
    moment_of_production,
    name_from_text,
    tile_from_corner,
)


def test_the_parts_of_a_standard_name_are_read():
    name = name_from_text("VNP46A2.A2022290.h31v04.001.2022298114623.h5")
    assert (name.product, name.day, name.tile, name.collection) == ("VNP46A2", date(2022, 10, 17), "h31v04", "001")
    assert moment_of_production(name.produced_at).isoformat() == "2022-10-25T11:46:23"
    assert name_from_text("VNP46A2.A2022366.h31v04.001.2022298114623.h5") is None
    assert name_from_text("2023-02-2829950.h5") is None


@given(st.integers(0, 35), st.integers(0, 17))
def test_a_tile_and_its_corner_go_there_and_back(h, v):
    tile = f"h{h:02d}v{v:02d}"
    assert tile_from_corner(*corner_of_tile(tile)) == tile


@given(st.integers(0, 180), st.integers(0, 59), st.integers(0, 59), st.booleans())
def test_packed_degrees_are_degrees_minutes_and_seconds(degrees, minutes, seconds, negative):
    sign = -1 if negative else 1
    packed = sign * (degrees * 1e6 + minutes * 1e3 + seconds)
    assert degrees_from_packed(packed) == pytest.approx(sign * (degrees + minutes / 60 + seconds / 3600))


@pytest.mark.parametrize("tile", ["h36v00", "h00v18", "18v03"])
def test_a_tile_that_does_not_exist_is_a_bad_call(tile):
    with pytest.raises(ValueError, match="tile must be h00v00 to h35v17"):
        corner_of_tile(tile)


def test_what_contradicts_itself_is_told_in_dutch_words():
    claims = [Claim("tile", "h18v03", "file name"), Claim("tile", "h18v04", "lat and lon")]
    with pytest.raises(UploadError) as told:
        agreed(claims, file="a.h5")
    assert "de tegel is h18v03 volgens de bestandsnaam maar h18v04 volgens lat en lon" in told.value.nl
