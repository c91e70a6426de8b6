"""What a file of night lights is, known without reading its numbers: tiles of every level, images, composites by name."""

from datetime import date

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from seeingstars.errors import UploadError
from seeingstars.sources.black_marble_composites import MASK_BY_QUALITY, MASK_BY_VALUE, read_composite
from seeingstars.sources.eog_names import composite_from_name
from seeingstars.sources.night_files import night_file, read_window

COMPOSITE = "AllAngle_Composite_Snow_Free"
BOX = (0.0, 59.99, 0.01, 60.0)


@pytest.mark.parametrize(("product", "day", "kind", "first", "last"), [
    ("VNP46A2", date(2022, 9, 26), "day", date(2022, 9, 26), date(2022, 9, 26)),
    ("VNP46A3", date(2024, 2, 1), "month", date(2024, 2, 1), date(2024, 2, 29)),
    ("VJ146A4", date(2021, 1, 1), "year", date(2021, 1, 1), date(2021, 12, 31)),
])  # fmt: skip
def test_a_tile_covers_a_day_a_month_or_a_year(make_tile, product, day, kind, first, last):
    layer = COMPOSITE if kind != "day" else "DNB_BRDF-Corrected_NTL"
    file = night_file(make_tile({layer: [[5]]}, product=product, day=day))
    assert (file.kind, file.first_day, file.last_day) == (kind, first, last)
    assert file.box == (0.0, 50.0, 10.0, 60.0)


def test_a_pixel_of_a_composite_that_was_filled_or_rests_on_few_nights_is_not_clear(make_tile):
    layers = {COMPOSITE: [[5, 6, 7, 65535]], f"{COMPOSITE}_Quality": [[0, 1, 2, 255]], f"{COMPOSITE}_Num": [[9, 3, 0, 65535]]}  # fmt: skip
    stored = {name: {"_FillValue": None, "scale_factor": None} for name in layers if name != COMPOSITE}
    tile = read_composite(make_tile(layers, product="VNP46A3", day=date(2022, 9, 1), layer_attributes=stored), box=BOX)
    assert tile["clear"].values[0].tolist() == [True, False, False]
    assert tile["composite_quality"].values[0].tolist() == [0, 1, 2]
    assert tile.attrs["clear_definition"] == MASK_BY_QUALITY


def test_without_a_layer_of_quality_every_value_counts_and_it_is_said(make_tile):
    tile = read_composite(make_tile({COMPOSITE: [[5, 65535]]}, product="VNP46A4", day=date(2022, 1, 1)), box=BOX)
    assert tile["clear"].values[0].tolist() == [True, False, False]
    assert tile.attrs["clear_definition"] == MASK_BY_VALUE


def test_a_night_is_no_composite(make_tile):
    with pytest.raises(UploadError, match="must be a composite of a month or a year; it is VNP46A2"):
        read_composite(make_tile({"DNB_BRDF-Corrected_NTL": [[5]]}))


@pytest.mark.parametrize(("name", "first", "last", "is_radiance"), [
    ("SVDNB_npp_20140101-20140131_75N060W_vcmslcfg_v10_c201506171538.avg_rade9.tif", "2014-01-01", "2014-01-31", True),
    ("SVDNB_j01_20230201-20230228_global_vcmcfg_v10_c202303.cf_cvg.tif", "2023-02-01", "2023-02-28", False),
    ("VNL_v2_npp_201204-201303_global_vcmcfg_c202102150000.median_masked.tif", "2012-04-01", "2013-03-31", True),
    ("VNL_npp_2022_global_vcmslcfg_v2_c202303062300.average_masked.dat.tif", "2022-01-01", "2022-12-31", True),
])  # fmt: skip
def test_the_names_of_the_earth_observation_group(name, first, last, is_radiance):
    found = composite_from_name(name)
    assert (found.first.isoformat(), found.last.isoformat(), found.is_radiance) == (first, last, is_radiance)


@pytest.mark.parametrize("name", ["town.tif", "SVDNB_npp_20141301-20140131_75N060W_vcmcfg_v10_c1.avg_rade9.tif"])
def test_other_names_say_nothing(name):
    assert composite_from_name(name) is None


def an_image(path, **sidecar):
    with rasterio.open(path, "w", driver="GTiff", width=4, height=3, count=1, dtype="float32", crs="EPSG:4326", transform=Affine(0.01, 0, 4, 0, -0.01, 53)) as out:  # fmt: skip
        out.write(np.ones((3, 4), "float32"), 1)
    if sidecar:
        lines = [f"{key} = {value}" for key, value in sidecar.items()]
        path.with_name(path.name + ".toml").write_text("\n".join(lines))
    return path


def test_an_image_has_its_period_from_its_sidecar(tmp_path):
    image = an_image(tmp_path / "a.tif", period_first_day="2022-09-01", period_last_day="2022-09-30", units='"nW cm-2 sr-1"', source='"me"')  # fmt: skip
    file = night_file(image)
    assert (file.kind, file.first_day, file.last_day, file.platform) == ("month", date(2022, 9, 1), date(2022, 9, 30), "me")  # fmt: skip
    tile = read_window(file, box=(4.0, 52.985, 4.015, 53.0))
    assert dict(tile.sizes) == {"y": 2, "x": 2}
    assert tile.attrs["is_composite"] == 1


@pytest.mark.parametrize(("sidecar", "words"), [
    ({}, "has no acquisition time; write acquired_at_utc, or period_first_day and period_last_day"),
    ({"acquired_at_utc": "2022-09-25T20:30:00Z"}, "must be in nW cm-2 sr-1; its unit is not stated"),
    ({"period_first_day": "2022-09-01"}, "must give period_first_day and period_last_day"),
    ({"period_first_day": "2022-09-30", "period_last_day": "2022-09-01"}, "in order .* got period_first_day = 2022-09-30"),
])  # fmt: skip
def test_an_image_that_does_not_say_enough_is_refused(tmp_path, sidecar, words):
    with pytest.raises(UploadError, match=words):
        night_file(an_image(tmp_path / "a.tif", **sidecar))


def test_counts_of_the_earth_observation_group_are_no_radiance(tmp_path):
    image = an_image(tmp_path / "SVDNB_npp_20140101-20140131_75N060W_vcmslcfg_v10_c201506171538.cf_cvg.tif")
    with pytest.raises(UploadError, match="its unit is no radiance, by its name"):
        night_file(image)
