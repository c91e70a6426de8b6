"""The dome's image: every star in its place, the sky dark enough, and the same bytes each time."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter

from seeingstars.event import Text
from seeingstars.products.dome import (
    LEAST_SIGMA_PX,
    ORIENTATIONS,
    DomeSky,
    Pixels,
    draw_dome,
    pixel_of,
    star_peak,
    star_sigma_px,
    write_dome,
)
from seeingstars.products.sky_scene import SkyScene
from seeingstars.skies.night_sky import sky_scene

NATURAL = DomeSky("natural", 6.3, 21.6, Text("een hemel zonder lampen", "a sky without lamps"))
CITY = DomeSky("city", 4.6, 18.5, Text("gemeten", "measured"))
# Ten bright stars that stand well apart over Leiden on 25 September 2022 at 20:45 UTC.
TEN = ("Vega", "Capella", "Altair", "Deneb", "Alioth", "Polaris", "Mirfak", "Alpheratz", "Hamal", "Fomalhaut")


@pytest.fixture(scope="module")
def scene() -> SkyScene:
    return sky_scene(datetime(2022, 9, 25, 20, 45, tzinfo=UTC), longitude_deg=4.4841, latitude_deg=52.1547)


@pytest.fixture(scope="module")
def image(scene: SkyScene) -> Pixels:
    return draw_dome(scene, NATURAL)


def peak_near(pixels: Pixels, column: float, row: float, *, reach: int = 12) -> tuple[float, float]:
    """Place of the brightest light near a pixel, found in the image alone."""
    top, left = round(row) - reach, round(column) - reach
    part = pixels[top : top + 2 * reach + 1, left : left + 2 * reach + 1].sum(axis=2).astype(float)
    part = gaussian_filter(part, 1.0)
    highest = np.unravel_index(int(part.argmax()), part.shape)
    weight = np.where(part > 0.6 * part.max(), part, 0.0)
    near = np.hypot(*(np.indices(part.shape) - np.array(highest)[:, None, None])) < 6
    weight *= near
    rows, columns = np.indices(part.shape)
    return left + float((columns * weight).sum() / weight.sum()), top + float((rows * weight).sum() / weight.sum())


@pytest.mark.parametrize("name", TEN)
def test_each_of_ten_bright_stars_is_within_two_pixels_of_its_place(name: str, scene: SkyScene, image: Pixels) -> None:
    row_in_table = scene.stars.name.index(name)
    column, row = pixel_of(scene.altitude_deg[row_in_table], scene.azimuth_deg[row_in_table])
    found = peak_near(image, float(column), float(row))
    assert np.hypot(found[0] - column, found[1] - row) < 2.0


@pytest.mark.parametrize("name", ["jupiter", "saturn"])
def test_the_planets_too(name: str, scene: SkyScene, image: Pixels) -> None:
    body = next(body for body in scene.planets if body.name == name)
    column, row = pixel_of(np.array(body.altitude_deg), np.array(body.azimuth_deg))
    found = peak_near(image, float(column), float(row))
    assert np.hypot(found[0] - column, found[1] - row) < 2.0


def test_the_zenith_is_in_the_middle_and_the_rim_is_the_horizon(image: Pixels) -> None:
    column, row = pixel_of(np.array([90.0, 0.0, 0.0]), np.array([123.0, 90.0, 180.0]))
    assert column[0] == row[0] == 2047.5
    assert column[1] == pytest.approx(-0.5)  # east is the left rim
    assert row[2] == pytest.approx(4095.5)  # south is the lower one
    assert image.shape == (4096, 4096, 3)
    assert not image[:500, :500].any()  # the corner outside the circle
    assert image[2047, 4:2000].any()


def test_the_sky_is_darkest_at_the_zenith_of_a_town_and_never_above_fifteen_percent(scene: SkyScene) -> None:
    for sky in (CITY, DomeSky("bright", 3.0, 16.0, CITY.how_known)):
        light = draw_dome(scene, DomeSky("empty", -9.0, sky.zenith_mag_arcsec2, sky.how_known), size_px=512)
        assert np.percentile(light.max(axis=2), 99) <= np.ceil(0.15 * 255) + 1
    rings = draw_dome(scene, DomeSky("empty", -9.0, 18.5, CITY.how_known), size_px=512).astype(float)
    assert rings[236:276, 236:276].mean() < rings[20:60, 236:276].mean()


def test_a_town_hides_the_milky_way_and_the_natural_sky_shows_it(scene: SkyScene) -> None:
    from seeingstars.products.sky_scene import milky_way_on_disc

    band = milky_way_on_disc(scene, 512)
    bright, dark = band > np.percentile(band[band > 0], 97), (band > 0) & (band < np.percentile(band[band > 0], 40))
    yy, xx = np.indices(band.shape)
    high = np.hypot(xx - 255.5, yy - 255.5) < 150
    contrast = {}
    for name, brightness in (("city", 18.0), ("natural", 21.6)):
        light = draw_dome(scene, DomeSky("x", -9.0, brightness, NATURAL.how_known), size_px=512).sum(axis=2)
        contrast[name] = light[bright & high].mean() / light[dark & high].mean()
    assert contrast["natural"] > 1.8
    assert contrast["city"] < 1.15


def test_the_darker_sky_shows_more_stars(scene: SkyScene) -> None:
    lit = [int((draw_dome(scene, sky, size_px=1024).max(axis=2) > 55).sum()) for sky in (CITY, NATURAL)]
    assert lit[1] > 2 * lit[0]


def test_the_smooth_sky_has_no_bands(scene: SkyScene) -> None:
    light = draw_dome(scene, DomeSky("empty", -9.0, 19.0, CITY.how_known), size_px=1024)[:, :, 0]
    # Along a row near the middle steps would make long runs of one value.
    row = light[512, 300:724]
    runs = np.diff(np.flatnonzero(np.diff(row.astype(int)) != 0))
    assert runs.max() < 80


def test_stars_are_as_wide_as_promised() -> None:
    assert float(star_sigma_px(np.array(6.5))) >= LEAST_SIGMA_PX == 1.9
    assert (np.diff(star_sigma_px(np.arange(-1.0, 7.0))) <= 0).all()
    assert (np.diff(star_peak(np.arange(-1.0, 7.0))) <= 0).all()


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_every_orientation_puts_a_star_where_its_words_say(orientation: str, scene: SkyScene) -> None:
    pixels = draw_dome(scene, CITY, orientation=orientation, size_px=1024)
    jupiter = next(body for body in scene.planets if body.name == "jupiter")  # in the south-east
    column, row = pixel_of(
        np.array(jupiter.altitude_deg), np.array(jupiter.azimuth_deg), orientation=orientation, size_px=1024
    )
    words = ORIENTATIONS[orientation].en
    assert (row > 512) == ("north up" in words)
    assert (column < 512) == ("east to the left" in words)
    found = peak_near(pixels, float(column), float(row), reach=6)
    assert np.hypot(found[0] - column, found[1] - row) < 2.0


def test_the_sky_turns_with_the_orientation(scene: SkyScene) -> None:
    up = draw_dome(scene, DomeSky("x", -9.0, 21.6, CITY.how_known), size_px=512).astype(int)
    turned = draw_dome(scene, DomeSky("x", -9.0, 21.6, CITY.how_known), orientation="south_up", size_px=512).astype(int)
    away = np.abs(up[40:-40, 40:-40] - turned[::-1, ::-1][40:-40, 40:-40])
    assert np.percentile(away, 99) <= 1  # but for the dither


def test_the_sidecar_says_how_to_hang_it(scene: SkyScene, tmp_path: Path) -> None:
    png, sidecar = write_dome(tmp_path / "dome.png", scene=scene, sky=CITY, size_px=256)
    notes = json.loads(sidecar.read_text("utf-8"))
    assert notes["file"] == png.name
    assert notes["field_deg"] == 180
    assert notes["orientation"] == "north_up"
    assert set(notes["orientations_offered"]) == set(ORIENTATIONS)
    assert notes["observed_at_utc"] == "2022-09-25T20:45:00+00:00"
    assert (notes["longitude_deg"], notes["latitude_deg"]) == (4.4841, 52.1547)
    assert notes["limiting_magnitude"] == 4.6
    assert notes["simulated"] is False
    assert notes["brightness_model"]["town_glow"]
    assert notes["orientation_means"]["nl"].startswith("noord boven, oost links")
    assert {body["name"] for body in notes["bodies"]} == {"mars", "jupiter", "saturn"}


def test_the_same_sky_gives_the_same_bytes(scene: SkyScene, tmp_path: Path) -> None:
    digests = [
        [
            hashlib.sha256(path.read_bytes()).hexdigest()
            for path in write_dome(tmp_path / str(turn) / "dome.png", scene=scene, sky=NATURAL, size_px=1024)
        ]
        for turn in (1, 2)
    ]
    assert digests[0] == digests[1]


def test_a_simulated_sky_says_so_in_the_picture(scene: SkyScene, tmp_path: Path) -> None:
    plain, marked = (
        draw_dome(scene, DomeSky("city", 4.6, 18.5, CITY.how_known, is_simulated=simulated), size_px=512).astype(int)
        for simulated in (False, True)
    )
    changed = np.abs(marked - plain).sum(axis=2) > 60
    assert changed[460:512].sum() > 100  # low over the horizon before the audience
    assert changed[:60].sum() > 100  # behind it, and in the corner
    assert not changed[80:440].any()  # the sky itself is left alone
    _, sidecar = write_dome(
        tmp_path / "dome.png", scene=scene, sky=DomeSky("c", 4.6, 18.5, CITY.how_known, is_simulated=True), size_px=256
    )
    assert json.loads(sidecar.read_text("utf-8"))["simulated"] is True


def test_the_png_holds_the_pixels(scene: SkyScene, tmp_path: Path) -> None:
    png, _ = write_dome(tmp_path / "dome.png", scene=scene, sky=CITY, size_px=256)
    with Image.open(png) as stored:
        assert stored.mode == "RGB"
        assert np.array_equal(np.asarray(stored), draw_dome(scene, CITY, size_px=256))
        assert not stored.info


def test_an_unknown_orientation_or_size_is_refused(scene: SkyScene) -> None:
    with pytest.raises(ValueError, match=r"orientation must be one of north_up, .*; got 'sideways'"):
        draw_dome(scene, CITY, orientation="sideways")
    with pytest.raises(ValueError, match="size_px must be a multiple of 256, in pixel; got 1000"):
        draw_dome(scene, CITY, size_px=1000)
