"""One night from a file of any supplier; what is no night is refused with the reason."""

from datetime import date

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from seeingstars.errors import UploadError
from seeingstars.sources.night_lights import read_night

BOX = (4.45, 52.1, 4.55, 52.2)


@pytest.fixture
def image(tmp_path):
    path = tmp_path / "night.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=30, height=30, count=1, dtype="float32", crs="EPSG:4326", transform=Affine(0.01, 0, 4.4, 0, -0.01, 52.25)
    ) as made:  # fmt: skip
        made.write(np.ones((1, 30, 30), dtype="f4"))
    return path


def beside(path, text):
    path.with_name(path.name + ".toml").write_text(text, encoding="utf-8")


def test_a_tile_and_an_image_with_time_and_unit_are_nights(make_tile, image):
    tile = read_night(make_tile({"DNB_BRDF-Corrected_NTL": [[5]]}), box=BOX)
    beside(image, 'acquired_at_utc = 2022-09-25T20:40:00Z\nunits = "nW cm-2 sr-1"')
    other = read_night(image, box=BOX)
    assert "radiance_nw_cm2_sr" in tile
    assert "radiance_nw_cm2_sr" in other
    assert (tile.attrs["date"], other.attrs["date"]) == ("2022-09-26", "2022-09-25")


def test_an_image_without_time_or_unit_is_no_night_and_says_where_to_write_it(image):
    with pytest.raises(UploadError, match=r"has no acquisition time.*write acquired_at_utc in night.tif.toml"):
        read_night(image, box=BOX)
    beside(image, "acquired_at_utc = 2022-09-25T20:40:00Z")
    with pytest.raises(UploadError, match=r"must be in nW cm-2 sr-1; its unit is not stated"):
        read_night(image, box=BOX)


def test_a_composite_is_no_night(make_tile):
    month = make_tile({"AllAngle_Composite_Snow_Free": [[5]]}, product="VNP46A3", day=date(2022, 9, 1), attributes={"RangeEndingDate": "2022-09-30"})  # fmt: skip
    with pytest.raises(UploadError, match="a composite of a month or a year: context"):
        read_night(month, box=BOX)


def test_a_login_page_saved_as_h5_and_any_other_file_are_refused(tmp_path):
    page = tmp_path / "VNP46A2.A2022269.h18v03.001.2022277114623.h5"
    page.write_text("<!DOCTYPE html><html></html>")
    with pytest.raises(UploadError, match="is a web page"):
        read_night(page)
    text = tmp_path / "notes.txt"
    text.write_text("hello")
    with pytest.raises(UploadError, match="is no image of night lights that we know"):
        read_night(text)
