"""GeoTIFF images: place, time and unit are stated or refused; what cannot be a night is context."""

import contextlib
import warnings
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
import rasterio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasterio import Affine
from rasterio.errors import NotGeoreferencedWarning

from seeingstars.errors import UploadError
from seeingstars.sources.geotiff import describe_raster, read_geotiff

NORTH_UP = Affine(0.01, 0, 4.0, 0, -0.02, 53.0)
TAKEN = datetime(2022, 9, 25, 20, 40, tzinfo=UTC)


@pytest.fixture
def make_image(tmp_path):
    def make(values=((1, 2, 3), (4, -9999, 6)), *, crs="EPSG:4326", transform=NORTH_UP, tags=None, name="night.tif", sidecar=None, **options):  # fmt: skip
        bands = np.atleast_3d(np.array(values, dtype=options.pop("dtype", "f4")))
        bands = bands.transpose(2, 0, 1) if options.pop("is_band_last", True) else bands
        path = tmp_path / name
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(
                path, "w", driver="GTiff", width=bands.shape[2], height=bands.shape[1], count=bands.shape[0], dtype=bands.dtype,
                crs=crs, transform=transform, nodata=options.pop("nodata", -9999),
            ) as image:  # fmt: skip
                image.write(bands)
                image.update_tags(**(tags or {}))
                if options:
                    image.scales, image.offsets = (options["scale"],), (options["offset"],)
        if sidecar is not None:
            (tmp_path / f"{name}.toml").write_text(sidecar, encoding="utf-8")
        return path

    return make


def test_centres_values_and_missing_numbers_are_read(make_image):
    image = read_geotiff(make_image())
    np.testing.assert_allclose(image["longitude_deg"], [4.005, 4.015, 4.025])
    np.testing.assert_allclose(image["latitude_deg"], [52.99, 52.97])
    np.testing.assert_array_equal(image["value"], [[1, 2, 3], [4, np.nan, 6]])
    assert image["valid"].values.tolist() == [[True, True, True], [True, False, True]]


def test_scale_and_offset_of_the_image_are_applied(make_image):
    image = read_geotiff(make_image(scale=0.5, offset=1.0))
    np.testing.assert_array_equal(image["value"].values[0], [1.5, 2.0, 2.5])


def test_radiance_is_called_so_only_if_its_unit_is_stated(make_image):
    assert "value" in read_geotiff(make_image())
    stated = read_geotiff(make_image(tags={"units": "nW/cm2/sr"}))
    assert stated["radiance_nw_cm2_sr"].attrs["units"] == "nW cm-2 sr-1"
    assert "value" in read_geotiff(make_image(sidecar='units = "W m-2 sr-1"'))


def test_a_box_reads_the_pixels_that_it_touches(make_image):
    image = read_geotiff(make_image(), box=(4.011, 52.961, 4.019, 52.979))
    assert image["value"].shape == (1, 1)
    assert np.isnan(image["value"].values[0, 0])
    with pytest.raises(UploadError, match=r"night.tif must touch the box \(5, 52, 6, 53\)"):
        read_geotiff(make_image(), box=(5, 52, 6, 53))
    with pytest.raises(ValueError, match="box must be west < east"):
        read_geotiff(make_image(), box=(6, 52, 5, 53))


# --- when it was taken ----------------------------------------------------------------------------------------------


def test_the_sidecar_gives_time_unit_and_source(make_image):
    sidecar = 'acquired_at_utc = 2022-09-25T22:40:00+02:00\nunits = "nW cm-2 sr-1"\nsource = "SDGSAT-1"\n'
    image = read_geotiff(make_image(sidecar=sidecar))
    assert image.attrs["acquired_at_utc"] == "2022-09-25T20:40:00+00:00"
    assert (image.attrs["date"], image.attrs["platform"]) == ("2022-09-25", "SDGSAT-1")
    assert image.attrs["acquisition_basis"] == "sidecar"
    assert "radiance_nw_cm2_sr" in image


def test_the_caller_may_say_when_it_was_taken(make_image):
    image = read_geotiff(make_image(), acquired_at_utc=TAKEN.astimezone(timezone(timedelta(hours=2))))
    assert (image.attrs["acquired_at_utc"], image.attrs["acquisition_basis"]) == (
        "2022-09-25T20:40:00+00:00",
        "given by hand",
    )
    with pytest.raises(ValueError, match="acquired_at_utc must be aware"):
        read_geotiff(make_image(), acquired_at_utc=datetime(2022, 9, 25))


def test_two_times_that_differ_are_refused(make_image):
    path = make_image(sidecar="acquired_at_utc = 2022-09-26T01:52:00Z")
    with pytest.raises(
        UploadError, match=r"must be one moment; got 2022-09-25T20:40:00\+00:00 and 2022-09-26T01:52:00"
    ):
        read_geotiff(path, acquired_at_utc=TAKEN)


@pytest.mark.parametrize(
    ("tags", "moment", "basis"),
    [
        ({"TIFFTAG_DATETIME": "2022:09:26 01:52:00"}, "2022-09-26T01:52:00+00:00", "TIFFTAG_DATETIME, taken as UTC"),
        ({"ACQUISITION_DATETIME": "2022-09-26T03:52:00+02:00"}, "2022-09-26T01:52:00+00:00", "ACQUISITION_DATETIME"),
        ({}, "", "not stated"),
    ],
)
def test_tags_give_the_time_and_how_it_is_known(make_image, tags, moment, basis):
    attributes = read_geotiff(make_image(tags=tags)).attrs
    assert (attributes["acquired_at_utc"], attributes["acquisition_basis"]) == (moment, basis)


def test_an_image_without_a_time_is_accepted_as_context_and_said_to_be_no_night(make_image):
    report = describe_raster(make_image())
    assert report.accepted
    assert "accepted as context, no acquisition time: cannot be an event or baseline night" in report.reason_en
    assert (report.raster["valid_pixels"], report.raster["clear_pixels"], report.raster["date"]) == (5, None, None)
    dated = describe_raster(make_image(tags={"TIFFTAG_DATETIME": "2022:09:26 01:52:00"}))
    assert dated.raster["date"] == "2022-09-26"
    assert "taken 2022-09-26 01:52 UTC" in dated.reason_en


@pytest.mark.parametrize(
    ("sidecar", "message"),
    [
        ("acquired = 2022-09-26", "may hold acquired_at_utc, period_first_day, period_last_day, units, source"),
        (
            "units = 3",
            "may hold acquired_at_utc, period_first_day, period_last_day, units, source, the last two as text; got units = 3",
        ),
        ("units = ", "must be TOML in UTF-8"),
        ('acquired_at_utc = "gisteren"', r"acquisition time of .* must be a date and time such as .*; got 'gisteren'"),
    ],
)
def test_a_wrong_sidecar_is_refused_with_the_key_and_the_value(make_image, sidecar, message):
    with pytest.raises(UploadError, match=message):
        read_geotiff(make_image(sidecar=sidecar))


# --- where it lies --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("crs", "transform", "message"),
    [
        (None, Affine.identity(), "has no CRS and no geotransform"),
        (None, NORTH_UP, "has no CRS: nobody can tell"),
        ("EPSG:4326", Affine.identity(), "has no geotransform: nobody can tell"),
    ],
)
def test_an_image_without_a_place_on_earth_is_refused(make_image, crs, transform, message):
    path = make_image(crs=crs, transform=transform)
    with pytest.raises(UploadError, match=message):
        read_geotiff(path)
    report = describe_raster(path)
    assert not report.accepted
    assert "niemand kan zeggen waar op aarde" in report.reason_nl


def test_an_image_in_metres_is_described_but_must_be_converted_to_stand_beside_other_nights(make_image):
    path = make_image(crs="EPSG:28992", transform=Affine(100, 0, 93000, 0, -100, 464000))
    report = describe_raster(path)
    assert report.accepted
    assert any("gdalwarp -t_srs EPSG:4326" in note.en for note in report.notes)
    with pytest.raises(UploadError, match=r"must be in longitude and latitude \(EPSG:4326\).*it is in EPSG:28992"):
        read_geotiff(path)


@pytest.mark.parametrize("transform", [Affine(0.01, 0, 4, 0, 0.02, 52), Affine(0.01, 0.002, 4, 0.001, -0.02, 53)])
def test_an_image_that_is_not_north_up_is_refused(make_image, transform):
    with pytest.raises(UploadError, match="must lie north up"):
        read_geotiff(make_image(transform=transform))


def test_longitudes_beyond_180_are_refused(make_image):
    with pytest.raises(UploadError, match="must lie within longitude -180 to 180"):
        read_geotiff(make_image(transform=Affine(0.01, 0, 200, 0, -0.02, 53)))


def test_several_bands_are_refused(make_image):
    with pytest.raises(UploadError, match="must have one band; it has 2"):
        read_geotiff(make_image(np.ones((2, 3, 2))))


# --- damaged files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"II*\x00", b"<html>", b"II*\x00\xff\xff\xff\xff" + b"\x00" * 50])
def test_what_is_no_geotiff_is_refused_in_words(tmp_path, content):
    path = tmp_path / "night.tif"
    path.write_bytes(content)
    with pytest.raises(UploadError, match=r"night.tif cannot be read as a GeoTIFF"):
        read_geotiff(path)
    assert not describe_raster(path).accepted


@given(st.data())
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_happens_to_the_bytes_the_answer_is_an_image_or_a_plain_refusal(make_image, tmp_path, data):
    good = tmp_path / "good.tif"
    if not good.exists():
        make_image(np.arange(400).reshape(20, 20), name="good.tif", tags={"TIFFTAG_DATETIME": "2022:09:26 01:52:00"})
    content = bytearray(good.read_bytes())
    for _ in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "bad.tif"
    path.write_bytes(bytes(content[: data.draw(st.integers(0, len(content)))]))
    with contextlib.suppress(UploadError):
        assert read_geotiff(path).sizes["y"] > 0
    assert describe_raster(path).kind == "geotiff"


# --- the real files -------------------------------------------------------------------------------------------------


@pytest.mark.real_files
def test_the_real_image_without_crs_is_refused_and_the_one_without_time_is_context(real_data):
    refused = describe_raster(real_data / "geotiff" / "april2012.tif")
    assert not refused.accepted
    assert "has no CRS and no geotransform" in refused.reason_en
    context = describe_raster(real_data / "geotiff" / "ntl.tif")
    assert context.accepted
    assert "no acquisition time" in context.reason_en
    with rasterio.open(real_data / "geotiff" / "ntl.tif") as image:
        plain = image.read(1)
    assert context.raster["valid_pixels"] == int((plain != 0).sum())
    read = read_geotiff(real_data / "geotiff" / "ntl.tif")
    np.testing.assert_array_equal(read["value"].values[plain != 0], plain[plain != 0])
