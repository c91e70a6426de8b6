"""The map of what changed: outlines where it is sure, hatching where it is unseen, and the words of the result on it."""

from typing import Any

import numpy as np
import pytest
import xarray as xr
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from seeingstars.event import Event
from seeingstars.products.change_map import draw_change_map, outline_of
from seeingstars.products.style import house_style

SENTENCE = {"nl": "Twee beeldpunten veranderden.", "en": "Two pixels changed."}
PASS = {"nl": "De satelliet kwam over om 03:52.", "en": "The satellite passed at 03:52."}


@pytest.fixture
def changed(cube: xr.Dataset) -> xr.Dataset:
    shape = cube.sizes["y"], cube.sizes["x"]
    values = np.random.default_rng(1).normal(0, 0.1, shape)
    found, state = np.zeros(shape, dtype=np.int8), np.zeros(shape, dtype=np.int8)
    values[2, 2:4], found[2, 2:4] = 0.6, 1
    values[5, 5], found[5, 5] = -0.6, 1
    values[0, :3], state[0, :3] = np.nan, 4
    values[1, :2], state[1, :2] = np.nan, 3
    return xr.Dataset(
        {"change_ln_radiance": (("y", "x"), values)},
        coords={
            "is_discovery": (("y", "x"), found),
            "pixel_state": (("y", "x"), state),
            "latitude_deg": cube["latitude_deg"],
            "longitude_deg": cube["longitude_deg"],
        },
    )


def words_on(figure: Figure) -> str:
    texts = [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
    texts += [axes._left_title for axes in figure.axes]  # type: ignore[attr-defined]
    return " ".join(" ".join(text.get_text().split()) for text in texts)


def drawn(changed: Any, cube: Any, event: Event, language: Any = "nl", *, simulated: bool = True) -> tuple[Figure, str]:
    satellite = {
        "stream": "satellite",
        "pass_words": PASS,
        "pixels": {"sentence": SENTENCE},
        "negative_control": True,
        "verdict": "no_coverage",
    }
    result = {"comparisons": [satellite], "simulated": simulated, "made_with": "seeingstars 0.1.0"}
    with house_style():
        return draw_change_map(changed, cube, event=event, result=result, language=language)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_words_of_the_result_and_of_the_pass_stand_on_it(
    changed: xr.Dataset, cube: xr.Dataset, event: Event, language: Any
) -> None:
    figure, alternative = drawn(changed, cube, event, language)
    for words in (SENTENCE[language], PASS[language]):
        assert words in words_on(figure)
    assert SENTENCE[language] in alternative
    assert {"nl": "GESIMULEERD", "en": "SIMULATED"}[language] in words_on(figure)


def test_what_may_be_called_changed_is_outlined_by_its_sign(
    changed: xr.Dataset, cube: xr.Dataset, event: Event
) -> None:
    figure, _ = drawn(changed, cube, event)
    lines = [one for one in figure.axes[0].collections if isinstance(one, LineCollection)]
    # Two pixels beside one another have six sides, one pixel four; each line lies on a white one.
    assert [len(one.get_segments()) for one in lines] == [6, 6, 4, 4]
    assert lines[1].get_linestyle() != lines[3].get_linestyle()
    assert "veranderd: donkerder" in words_on(figure)


def test_unseen_is_hatched_and_too_dark_is_another_grey(changed: xr.Dataset, cube: xr.Dataset, event: Event) -> None:
    figure, _ = drawn(changed, cube, event)
    assert figure.axes[0].patches[0].get_hatch()
    dark, values = (image.get_array() for image in figure.axes[0].images)
    assert (~np.ma.getmaskarray(dark)).sum() == 2
    assert np.ma.getmaskarray(values).sum() == 5
    assert "te donker om te meten" in words_on(figure)


def test_pixels_are_drawn_as_they_are(changed: xr.Dataset, cube: xr.Dataset, event: Event) -> None:
    image = drawn(changed, cube, event)[0].axes[0].images[1]
    assert image.get_interpolation() == "nearest"
    assert image.get_cmap().name == "PuOr"
    assert (image.norm.vmin, image.norm.vmax) == (-np.log(2), np.log(2))


def test_without_changes_no_outline_is_explained(changed: xr.Dataset, cube: xr.Dataset, event: Event) -> None:
    calm = changed.assign_coords(is_discovery=changed["is_discovery"] * 0, pixel_state=changed["pixel_state"] * 0)
    assert "veranderd" not in words_on(drawn(calm, cube, event)[0]).replace("Wat er veranderde", "").replace(
        "veranderden", ""
    )


def test_without_images_it_says_so(event: Event) -> None:
    figure, alternative = drawn(None, None, event, "en", simulated=False)
    assert "No satellite images were used." in words_on(figure)
    assert "No satellite images were used." in alternative


def test_a_block_has_only_its_outer_sides() -> None:
    chosen = np.zeros((5, 5), dtype=bool)
    chosen[1:4, 1:4] = True
    assert len(outline_of(chosen, (0.0, 5.0, 0.0, 5.0))) == 12
    assert outline_of(np.zeros((5, 5), dtype=bool), (0.0, 5.0, 0.0, 5.0)) == []
