"""The charts of limiting magnitude: small, readable by every browser, and with the stars they claim."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import numpy as np
import pytest

from seeingstars.products.sky_charts import LIMITS, choose_field, direction_words
from seeingstars.products.sky_scene import SkyScene
from seeingstars.skies.night_sky import limiting_magnitude_charts, sky_scene

EVENING = datetime(2022, 9, 25, 20, 45, tzinfo=UTC)
LEIDEN = {"longitude_deg": 4.4841, "latitude_deg": 52.1547}


@pytest.fixture(scope="module")
def scene() -> SkyScene:
    return sky_scene(EVENING, **LEIDEN)


@pytest.fixture(scope="module")
def charts() -> dict[int, str]:
    return limiting_magnitude_charts(EVENING, **LEIDEN, language="nl")


def dots(chart: str) -> int:
    return chart.count("h.01")


def test_there_are_eight_and_each_is_a_small_svg(charts: dict[int, str]) -> None:
    assert tuple(charts) == LIMITS
    for text in charts.values():
        assert len(text.encode()) < 60_000
        assert ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"


def test_nothing_in_them_asks_for_anything_outside(charts: dict[int, str]) -> None:
    for text in charts.values():
        assert re.findall(r"https?://[^\"]+", text) == ["http://www.w3.org/2000/svg"]
        assert "<script" not in text
        assert "style=" not in text


def test_each_chart_has_more_stars_than_the_one_before(charts: dict[int, str]) -> None:
    numbers = [dots(charts[limit]) for limit in LIMITS]
    assert numbers == sorted(numbers)
    assert numbers[1] < numbers[3] < numbers[5] < numbers[7]


def test_they_say_what_to_look_at_in_both_languages() -> None:
    dutch, english = (limiting_magnitude_charts(EVENING, **LEIDEN, language=code)[3] for code in ("nl", "en"))
    assert "Zwaan (Cygnus)" in dutch
    assert "kijk naar het" in dutch
    assert "Swan (Cygnus)" in english
    assert "Star chart 3: Swan (Cygnus) with stars to magnitude 3" in english


def test_the_chart_of_magnitude_three_holds_the_stars_of_the_field_to_three(
    scene: SkyScene, charts: dict[int, str]
) -> None:
    field = choose_field(scene)
    middle, altitude = np.radians(field.altitude_deg), np.radians(scene.altitude_deg)
    turn = np.radians(scene.azimuth_deg - field.azimuth_deg)
    cosine = np.sin(middle) * np.sin(altitude) + np.cos(middle) * np.cos(altitude) * np.cos(turn)
    within = np.degrees(np.arccos(np.clip(cosine, -1, 1))) < field.radius_deg - 1
    expected = int((within & (scene.dimmed_mag <= 3)).sum())
    assert abs(dots(charts[3]) - expected) <= 2  # a star on the rim may fall either way


@pytest.mark.parametrize("latitude", [52.0, 0.0, -35.0, 78.0])
@pytest.mark.parametrize("month", [1, 4, 7, 10])
def test_the_constellation_stands_high_and_whole_everywhere(latitude: float, month: int) -> None:
    scene = sky_scene(datetime(2024, month, 10, 21, tzinfo=UTC), longitude_deg=5.0, latitude_deg=latitude)
    field = choose_field(scene)
    assert field.altitude_deg > 30
    assert field.altitude_deg > field.radius_deg


def test_the_same_moment_gives_the_same_bytes(charts: dict[int, str]) -> None:
    assert limiting_magnitude_charts(EVENING, **LEIDEN, language="nl") == charts


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="moment must carry its time zone"):
        limiting_magnitude_charts(datetime(2022, 9, 25, 20), **LEIDEN, language="nl")


def test_directions_go_round() -> None:
    assert [direction_words(azimuth, "nl") for azimuth in (0, 44, 91, 337, 359.9)] == [
        "noorden",
        "noordoosten",
        "oosten",
        "noordwesten",
        "noorden",
    ]
