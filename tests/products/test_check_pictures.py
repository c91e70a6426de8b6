"""The pictures of how sure we are: the evening, the placebos and the choices, also where there is nothing to draw."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from seeingstars.event import Event
from seeingstars.products.choices_picture import draw_choices, option_rows, ways_in_order
from seeingstars.products.evening_picture import draw_evening
from seeingstars.products.placebo_picture import draw_placebo, placebo_rows, rank_words, stacked
from seeingstars.products.style import house_style
from seeingstars.products.verdict_words import verdict_line

NAMES = ("evening", "placebo", "choices")
DRAW: dict[str, Any] = {"evening": draw_evening, "placebo": draw_placebo, "choices": draw_choices}


def words_on(figure: Figure) -> str:
    texts = [*figure.texts]
    for axes in figure.axes:
        texts += [
            *axes.texts,
            axes.title,
            axes._left_title,
            axes.xaxis.label,
            axes.yaxis.label,
            *axes.get_yticklabels(),
        ]
    texts += [text for legend in figure.legends for text in legend.get_texts()]
    return " ".join(" ".join(text.get_text().split()) for text in texts)


def sticking_out(figure: Figure) -> list[str]:
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    texts = [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
    texts += [
        text for axes in figure.axes for text in (*axes.texts, *axes.get_yticklabels()) if text.get_alpha() is None
    ]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts if text.get_text()]
    width, height = figure.bbox.width, figure.bbox.height
    return [words for words, box in boxes if min(box.x0, box.y0) < -1 or box.x1 > width + 1 or box.y1 > height + 1]


def make_checks(*, n_ways: int = 12, n_places: int = 6) -> dict[str, Any]:
    rng = np.random.default_rng(11)
    nights = [
        {
            "night": f"2022-09-{day}",
            "effect": effect,
            "ci95": [effect - 0.1, effect + 0.1],
            "false_alarm": abs(effect) > 0.1,
        }
        for day, effect in zip(range(10, 18), [-0.12, -0.05, -0.01, 0.0, 0.01, 0.02, 0.05, 0.09], strict=True)
    ]
    hours = [
        {"start": "18:30", "end": "20:00", "effect": None, "ci95": None, "excludes_zero": False},
        {"start": "23:45", "end": "01:15", "effect": 0.04, "ci95": [-0.1, 0.18], "excludes_zero": False},
    ]
    places = [{"sites": ["a"], "effect": float(effect)} for effect in rng.normal(0, 0.02, n_places)]
    ways = [
        {
            "sun_below_deg": [-18.0, -15.0][i % 2],
            "cloud": ["matched", "any"][i // 2 % 2],
            "nights": "all",
            "ring": "all",
            "family": ["all", "sqm_l", "a very long name of an instrument $x"][i % 3],
            "statistic": "mean",
            "window": "whole",
            "effect": 0.3 + 0.01 * (i % 7),
            "ci95": [0.2 - 0.2 * (i % 5 == 4), 0.45 + 3 * (i % 5 == 4)] if i % 6 else None,
            "n_baseline_nights": 8,
            "primary": i == 1,
        }
        for i in range(n_ways)
    ]
    reading = {"nl": "Dat zegt deze proef.", "en": "So says this test."}
    return {
        "placebo_in_time": {"numbers": {"nights": nights, "n_false_alarms": 1, "hours": hours}, "reading": reading},
        "placebo_in_space": {"numbers": {"pseudo_areas": places, "rank": 1, "p": 1 / 7}, "reading": reading},
        "specification_curve": {"numbers": {"specifications": ways, "n_made": n_ways}, "reading": reading},
    }


@pytest.fixture
def checked(result: dict[str, Any]) -> dict[str, Any]:
    result["comparisons"][0]["checks"] = make_checks()
    return result


def drawn(name: str, readings: pd.DataFrame, event: Event, result: dict[str, Any], language: Any) -> tuple[Figure, str]:
    with house_style():
        return DRAW[name](readings, event=event, result=result, language=language)  # type: ignore[no-any-return]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_each_picture_carries_event_date_verdict_source_and_version(
    name: str, language: Any, readings: pd.DataFrame, event: Event, checked: dict[str, Any]
) -> None:
    figure, alternative = drawn(name, readings, event, checked, language)
    words, line = words_on(figure), verdict_line(checked["comparisons"][0], language)
    assert line in words
    assert line in alternative
    assert {"nl": "25 september 2022", "en": "25 September 2022"}[language] in words
    assert "Seeing Stars 0.1.0" in words
    assert "CC BY 4.0" in words
    assert "SIMUL" not in words
    assert sticking_out(figure) == []


@pytest.mark.parametrize(("language", "stamp"), [("nl", "GESIMULEERD"), ("en", "SIMULATED")])
@pytest.mark.parametrize("name", NAMES)
def test_a_simulated_picture_says_so_large(
    name: str, language: Any, stamp: str, readings: pd.DataFrame, event: Event, checked: dict[str, Any]
) -> None:
    figure, _ = drawn(name, readings, event, {**checked, "simulated": True}, language)
    assert stamp in [text.get_text() for text in figure.texts]
    assert stamp in [text.get_text() for axes in figure.axes for text in axes.texts]


@pytest.mark.parametrize("checks", ["missing", None, {}, {"placebo_in_time": None, "specification_curve": {}}])
@pytest.mark.parametrize("name", ["placebo", "choices"])
def test_without_its_check_a_picture_says_so_with_the_verdict(
    name: str, checks: Any, readings: pd.DataFrame, event: Event, result: dict[str, Any]
) -> None:
    if checks != "missing":
        result["comparisons"][0]["checks"] = checks
    figure, alternative = drawn(name, readings, event, result, "en")
    assert "This check was not made." in words_on(figure)
    assert "Fixed meters: yes, darker." in words_on(figure)
    assert "This check was not made." in alternative
    assert sticking_out(figure) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_without_a_meter_that_evening_the_picture_of_it_says_so(
    language: Any, readings: pd.DataFrame, event: Event, empty_result: dict[str, Any]
) -> None:
    figure, alternative = drawn("evening", readings.iloc[:0], event, empty_result, language)
    expected = {"nl": "Geen vaste meter mat die avond", "en": "No fixed meter measured"}[language]
    assert expected in words_on(figure)
    assert expected in alternative
    assert sticking_out(figure) == []


def test_area_and_control_differ_in_line_and_marker_and_not_in_colour_alone(
    readings: pd.DataFrame, event: Event, checked: dict[str, Any]
) -> None:
    figure, _ = drawn("evening", readings, event, checked, "en")
    lines = {line.get_label(): line for line in figure.axes[0].get_lines()}
    area, control = lines["lights-off area, the evening itself"], lines["control area, the evening itself"]
    assert area.get_linestyle() != control.get_linestyle()
    assert area.get_marker() != control.get_marker()
    assert len(figure.axes) == 2


def test_without_a_control_the_evening_is_the_area_alone(
    readings: pd.DataFrame, event: Event, checked: dict[str, Any]
) -> None:
    checked["comparisons"][0]["design"] = "night_against_nights"
    figure, alternative = drawn("evening", readings, event, checked, "en")
    assert len(figure.axes) == 1
    assert "There is no control area" in words_on(figure)
    assert "control area" not in alternative


def test_the_rank_says_how_small_p_can_be() -> None:
    few = rank_words({"rank": 1, "n_baseline_nights": 8}, "en")
    assert "the most unusual of 9 nights" in few
    assert "1 time in 9 (p = 0.11)" in few
    assert "does not settle it" in few
    enough = rank_words({"rank": 1, "n_baseline_nights": 19}, "nl")
    assert "(p = 0,05)" in enough
    assert "beslist" not in enough
    assert "place 4 of 10 nights" in rank_words({"rank": 4, "n_baseline_nights": 9}, "en")


@pytest.mark.parametrize("comparison", [{}, {"rank": 1}, {"rank": None, "n_baseline_nights": 8}])
def test_without_a_rank_nothing_is_said_of_it(comparison: dict[str, Any]) -> None:
    assert rank_words(comparison, "nl") == ""


def test_a_placebo_without_a_number_is_no_dot_and_a_false_alarm_is_marked(checked: dict[str, Any]) -> None:
    nights, places, hours = placebo_rows(checked["comparisons"][0])
    assert (len(nights.effect), len(places.effect), len(hours.effect)) == (8, 6, 1)
    assert nights.is_alarm.tolist() == [True] + [False] * 7
    assert hours.notes == ("23:45–01:15",)


def test_a_row_that_was_not_made_says_why(readings: pd.DataFrame, event: Event, checked: dict[str, Any]) -> None:
    checks = checked["comparisons"][0]["checks"]
    checks["placebo_in_space"] = {"numbers": None, "reading": {"nl": "Geen plekken.", "en": "No places at all."}}
    checks["placebo_in_time"]["numbers"]["hours"] = []
    figure, _ = drawn("placebo", readings, event, checked, "en")
    assert "No places at all." in words_on(figure)
    assert "Other hours were not measured enough." in words_on(figure)


def test_an_evening_without_an_effect_has_placebos_and_says_so(
    readings: pd.DataFrame, event: Event, checked: dict[str, Any]
) -> None:
    checked["comparisons"][0] |= {"verdict": "cannot_tell", "effect": None, "ci95": None, "rank": None}
    figure, _ = drawn("placebo", readings, event, checked, "en")
    assert "no number for the evening itself" in words_on(figure)
    assert "most unusual" not in words_on(figure)


def test_many_placebos_stay_in_their_row() -> None:
    off = stacked(np.zeros(500), reach=(-1.0, 1.0))
    assert np.abs(off).max() <= 0.36
    assert off.sum() == pytest.approx(0)


def test_the_choices_are_in_order_and_only_those_that_differ_have_rows(checked: dict[str, Any]) -> None:
    ways = ways_in_order(checked["comparisons"][0])
    effects = [way["effect"] for way in ways]
    assert effects == sorted(effects)
    rows = option_rows(ways, "en")
    assert {choice for choice, _, _, _ in rows} == {"sun_below_deg", "cloud", "family"}
    for choice in ("sun_below_deg", "cloud", "family"):
        assert sum(took.astype(int) for own, _, took, _ in rows if own == choice).tolist() == [1] * len(ways)
    assert sum(primary for _, _, _, primary in rows) == 3


def test_the_primary_choice_is_marked_and_cut_intervals_are_said(
    readings: pd.DataFrame, event: Event, checked: dict[str, Any]
) -> None:
    figure, _ = drawn("choices", readings, event, checked, "en")
    words = words_on(figure)
    assert "the way fixed beforehand" in words
    assert "long ones run on out of view" in words
    assert words.count("◆") == 4  # in the words above and at three options


@pytest.mark.parametrize("n_ways", [1, 2, 600])
def test_one_way_or_hundreds_fit(n_ways: int, readings: pd.DataFrame, event: Event, result: dict[str, Any]) -> None:
    result["comparisons"][0]["checks"] = make_checks(n_ways=n_ways, n_places=300)
    for name in ("choices", "placebo"):
        figure, _ = drawn(name, readings, event, result, "nl")
        assert sticking_out(figure) == []


def test_another_stream_is_shown_where_the_fixed_meters_have_no_check(
    readings: pd.DataFrame, event: Event, result: dict[str, Any]
) -> None:
    result["comparisons"][3]["checks"] = make_checks()
    figure, _ = drawn("choices", readings, event, result, "en")
    assert "The naked eye: we cannot tell." in words_on(figure)
