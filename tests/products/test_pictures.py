"""The pictures: always made, in both languages, with the verdict on them, and the same bytes each time."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib.figure import Figure

from seeingstars.event import Event
from seeingstars.products.maps import PICTURES, Picture, write_maps
from seeingstars.products.night_strip import draw_night_strip
from seeingstars.products.nightlights_map import draw_nightlights_map, median_of_nights, pass_time, satellite_words
from seeingstars.products.readings_map import draw_readings_map
from seeingstars.products.style import house_style
from seeingstars.products.verdict_words import verdict_line

NONE_AT_ALL: dict[str, pd.DataFrame] = {}


def words_on(figure: Figure) -> str:
    texts = [*figure.texts]
    for axes in figure.axes:
        texts += [*axes.texts, axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label]
    for legend in [*figure.legends, *(axes.get_legend() for axes in figure.axes)]:
        texts += legend.get_texts() if legend else []
    return " ".join(" ".join(text.get_text().split()) for text in texts)


def sticking_out(figure: Figure) -> list[str]:
    """Words that do not lie wholly on the picture."""
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    texts = [*figure.texts]
    for axes in figure.axes:
        texts += [*axes.texts, axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label]
        for axis, ends in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            texts += [tick.label1 for tick in axis.get_major_ticks() if ends[0] <= tick.get_loc() <= ends[1]]
    texts += [text for legend in figure.legends for text in legend.get_texts()]
    out = []
    for text in texts:
        box = text.get_window_extent(renderer)
        is_drawn = text.get_text() and text.get_visible() and text.get_alpha() is None
        is_out = box.x0 < -1 or box.y0 < -1 or box.x1 > figure.bbox.width + 1 or box.y1 > figure.bbox.height + 1
        if is_drawn and is_out:
            out.append(text.get_text())
    return out


@pytest.fixture(scope="module")
def inputs(
    readings: pd.DataFrame, differences: dict[str, pd.DataFrame], cube: xr.Dataset, event: Event
) -> dict[str, Any]:
    return {"readings": readings, "differences": differences, "cube": cube, "event": event}


@pytest.fixture(scope="module")
def pictures(
    inputs: dict[str, Any], tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> list[Picture]:
    make_result = request.getfixturevalue("result_maker")

    return write_maps(tmp_path_factory.mktemp("maps"), result=make_result(simulated=True), **inputs)


def test_all_names_and_languages_are_made(pictures: list[Picture]) -> None:
    names = sorted(path.name for picture in pictures for path in (picture.png, picture.svg))
    kinds = [f"{name}-{language}.{kind}" for name in PICTURES for language in ("en", "nl") for kind in ("png", "svg")]
    assert names == sorted(kinds)
    assert all(picture.alternative_text for picture in pictures)


def test_the_same_inputs_give_the_same_bytes(
    pictures: list[Picture], inputs: dict[str, Any], simulated_result: dict[str, Any], tmp_path: Path
) -> None:
    for one, two in zip(pictures, write_maps(tmp_path, result=simulated_result, **inputs), strict=True):
        assert one.png.read_bytes() == two.png.read_bytes()
        assert one.svg.read_bytes() == two.svg.read_bytes()


def test_the_files_name_no_date_and_no_program(pictures: list[Picture]) -> None:
    for picture in pictures:
        assert b"matplotlib.org" not in picture.png.read_bytes()
        svg = picture.svg.read_text()
        assert "<dc:date>" not in svg
        assert "matplotlib.org" not in svg


def test_a_png_is_large_enough_to_print_and_small_enough_to_send(pictures: list[Picture]) -> None:
    for picture in pictures:
        width, _ = struct.unpack(">II", picture.png.read_bytes()[16:24])
        assert width >= 1200
        assert picture.png.stat().st_size < 600_000


def drawn(name: str, inputs: dict[str, Any], result: dict[str, Any], language: Any) -> tuple[Figure, str]:
    event = inputs["event"]
    with house_style():
        if name == "readings":
            return draw_readings_map(inputs["readings"], event=event, result=result, language=language)
        if name == "nights":
            return draw_night_strip(
                inputs["differences"], event=event, result=result, language=language, readings=inputs["readings"]
            )
        return draw_nightlights_map(inputs["cube"], event=event, result=result, language=language)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ["readings", "nights", "nightlights"])
def test_each_picture_carries_event_date_verdict_source_and_version(
    name: str, language: Any, inputs: dict[str, Any], result: dict[str, Any]
) -> None:
    figure, _ = drawn(name, inputs, result, language)
    words = words_on(figure)
    stream = 4 if name == "nightlights" else 0
    assert verdict_line(result["comparisons"][stream], language) in words
    assert {"nl": "25 september 2022", "en": "25 September 2022"}[language] in words
    assert "Seeing Stars 0.1.0" in words
    assert {"readings": "CC BY 4.0", "nights": "CC BY 4.0", "nightlights": "VNP46A2 (NASA"}[name] in words
    assert "SIMUL" not in words
    assert sticking_out(figure) == []


@pytest.mark.parametrize(("language", "stamp"), [("nl", "GESIMULEERD"), ("en", "SIMULATED")])
@pytest.mark.parametrize("name", ["readings", "nights", "nightlights"])
def test_a_simulated_picture_says_so_large(
    name: str, language: Any, stamp: str, inputs: dict[str, Any], simulated_result: dict[str, Any]
) -> None:
    figure, _ = drawn(name, inputs, simulated_result, language)
    corner = next(text for text in figure.texts if text.get_text() == stamp)
    assert corner.get_fontsize() >= 12
    assert any(text.get_text() == stamp for axes in figure.axes for text in axes.texts)
    assert sticking_out(figure) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_event_without_anything_still_has_pictures_that_say_so(
    language: Any, inputs: dict[str, Any], empty_result: dict[str, Any]
) -> None:
    nothing = {**inputs, "readings": inputs["readings"].iloc[:0], "differences": NONE_AT_ALL, "cube": None}
    expected = {
        "readings": {"nl": "Geen enkele meting met een plaats", "en": "Not one reading with a place"},
        "nights": {"nl": "Er is geen enkele nacht", "en": "There is not one night"},
        "nightlights": {"nl": "geen satellietbeelden", "en": "No satellite images"},
    }
    for name, words in expected.items():
        figure, _ = drawn(name, nothing, empty_result, language)
        assert words[language] in words_on(figure)
        assert sticking_out(figure) == []


def test_the_event_night_is_marked_also_when_it_has_no_number(inputs: dict[str, Any], result: dict[str, Any]) -> None:
    table = inputs["differences"]["photometer"]
    unseen = table.assign(difference=table.difference.where(table.role != "event"))
    figure, _ = drawn("nights", {**inputs, "differences": {"photometer": unseen}}, result, "en")
    assert "25 September 2022: no number for the evening itself" in words_on(figure)


def test_a_night_without_an_image_of_the_event_says_so_and_hatches_it(
    inputs: dict[str, Any], result: dict[str, Any]
) -> None:
    without = inputs["cube"].isel(night=np.arange(25) != 12)
    figure, _ = drawn("nightlights", {**inputs, "cube": without}, result, "nl")
    assert "Van de nacht zelf is er geen beeld" in words_on(figure)


def test_a_site_that_the_result_calls_no_coverage_is_not_drawn_as_measured(
    inputs: dict[str, Any], result: dict[str, Any]
) -> None:
    sites = [{**site, "coverage": "no_coverage"} for site in result["comparisons"][0]["sites"]]
    meters = {**result["comparisons"][0], "sites": sites}
    _, before = drawn("readings", inputs, result, "en")
    _, after = drawn("readings", inputs, {**result, "comparisons": [meters, *result["comparisons"][1:]]}, "en")
    n_before, n_after = (int(text.split("; ")[1].split(" of them")[0]) for text in (before, after))
    assert n_before - n_after == len(sites)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_verdict_of_more_lines_does_not_touch_the_titles_of_the_maps(
    language: Any, inputs: dict[str, Any], result: dict[str, Any]
) -> None:
    n_nights = int("9" * 60)  # makes the words longer than a line
    meters = {**result["comparisons"][0], "n_baseline_nights": n_nights}
    figure, _ = drawn("readings", inputs, {**result, "comparisons": [meters]}, language)
    figure.draw_without_rendering()
    verdict, titles = figure.texts[2], [axes._left_title for axes in figure.axes]
    assert "\n" in verdict.get_text()
    assert all(verdict.get_window_extent().y0 > title.get_window_extent().y1 for title in titles if title.get_text())


def test_a_dollar_sign_in_a_name_of_others_is_no_formula(inputs: dict[str, Any], result: dict[str, Any]) -> None:
    readings = inputs["readings"].copy()
    readings["site_id"] = readings["site_id"].astype(str).replace("DeZilk", r"$\frac{1}$ <b>")
    readings["supplier"] = "$broken_{"
    figure, _ = drawn("readings", {**inputs, "readings": readings}, result, "nl")
    figure.draw_without_rendering()


def test_a_median_is_of_clear_nights_only_and_never_filled() -> None:
    seen = np.array([[[1.0, np.nan]], [[5.0, np.nan]], [[2.0, np.nan]]])
    median, n_nights = median_of_nights(seen)
    assert n_nights == 3
    assert median[0, 0] == 2.0
    assert np.isnan(median[0, 1])


def test_no_baseline_night_is_no_median() -> None:
    median, n_nights = median_of_nights(np.empty((0, 2, 2)))
    assert n_nights == 0
    assert np.isnan(median).all()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2022-09-26T01:52:00Z", "4.4 hours after"),
        ("2022-09-25T18:00:00+00:00", "2.0 hours before"),
        ("2022-09-25T20:30:00Z", "while the lights were off"),
        (None, "do not say when"),
    ],
)
def test_what_the_satellite_can_say_follows_from_its_pass(moment: str | None, words: str, event: Event) -> None:
    assert words in satellite_words({"pass_time": moment}, event, "en")


def test_a_pass_without_a_zone_is_utc() -> None:
    moment = pass_time({"pass_time_utc": "2022-09-26T01:52:00"})
    assert moment is not None
    assert moment.isoformat() == "2022-09-26T01:52:00+00:00"
