"""The figures of the prints: places between 0 and 1, gaps left as gaps, and words that count what is drawn."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.event import Event
from seeingstars.products.evening_course import EveningCourse
from seeingstars.products.print_figures import evening_line, light_of, light_scale, nights_less_usual, share_words
from seeingstars.products.words import LANGUAGES


def course(area: list[float], *, control: list[float] | None = None) -> EveningCourse:
    """Half hours from 21:45 to 23:45, beside three ordinary nights of 0, 0.1 and -0.1."""
    ordinary = np.array([[0.0] * len(area), [0.1] * len(area), [-0.1] * len(area)])
    event = {"lights_off": np.array(area)}
    nights = {"lights_off": ordinary}
    if control is not None:
        event["control"] = np.array(control)
        nights["control"] = np.zeros_like(ordinary)
    return EveningCourse(clock_min=1305.0 + 30 * np.arange(len(area), dtype=np.float64), event=event, ordinary=nights)


def test_the_line_is_split_where_nobody_measured_and_the_gap_is_told(event: Event) -> None:
    line = evening_line(course([0.0, 0.3, np.nan, 0.3, 0.0]), event=event, language="en")
    assert line is not None
    assert [len(run) for run in line["line"]] == [2, 2]
    assert line["gap"]


def test_a_whole_line_has_no_gap_and_is_the_area_less_its_control(event: Event) -> None:
    line = evening_line(course([0.1, 0.4, 0.4, 0.4, 0.1], control=[0.1] * 5), event=event, language="en")
    assert line is not None
    assert not line["gap"]
    assert line["control"]
    assert line["line"][0][0][1] == pytest.approx(line["zero"], abs=1e-4)


def test_the_words_count_the_points_of_the_window_that_lie_in_the_band(event: Event) -> None:
    # The window is 22:00 to 23:30: the points at 22:15, 22:45 and 23:15, of which one lies between -0.1 and 0.1.
    line = evening_line(course([0.0, 0.3, 0.05, 0.3, 0.0]), event=event, language="en")
    assert line is not None
    assert line["inside"] == {"inside": 1, "points": 3}
    assert "The lights were off from 22:00 to 23:30." in line["alt"]
    assert line["alt"].endswith("at 1 of 3 points.")


def test_everything_drawn_lies_on_the_figure(event: Event) -> None:
    line = evening_line(course([-0.4, 0.3, 0.05, 0.3, 2.0]), event=event, language="nl")
    assert line is not None
    points = np.array([point for run in line["line"] for point in run])
    band = np.array([point for run in line["band"] for point in run])
    assert (points >= 0).all()
    assert (points <= 1).all()
    assert (band >= 0).all()
    assert (band <= 1).all()
    assert 0 <= line["window"][0] < line["window"][1] <= 1


def test_without_an_evening_there_is_no_line(event: Event) -> None:
    assert evening_line(None, event=event, language="nl") is None
    assert evening_line(course([np.nan, 0.1, np.nan, np.nan, np.nan]), event=event, language="nl") is None


@given(size=st.floats(-3, 3), width=st.floats(0.01, 3), smallest=st.floats(0.01, 0.5))
def test_the_scale_holds_the_whole_interval_whatever_its_size(size: float, width: float, smallest: float) -> None:
    comparison: dict[str, Any] = {
        "verdict": "cannot_tell",
        "unit": "mag/arcsec²",
        "effect": size,
        "ci95": [size - width, size + width],
        "smallest_effect_of_interest": smallest,
    }
    for language in LANGUAGES:
        scale = light_scale(comparison, language)
        assert scale is not None
        low, high = scale["range"]
        assert 0 < low < scale["best"] < high < 1
        places = [tick["at"] for tick in scale["ticks"]]
        assert places == sorted(places)
        assert all(b - a > 0.08 for a, b in itertools.pairwise(places))


def test_a_tenth_of_a_magnitude_is_nine_percent() -> None:
    # 1 - 10^(-0.04) = 0.088 (Pogson); brighter by the same is 10^(0.04) - 1 = 0.096.
    assert share_words(light_of(0.1, "mag/arcsec²"), "en") == "9 percent less light"
    assert share_words(light_of(-0.1, "mag/arcsec²"), "nl") == "10 procent meer licht"


def test_nights_without_a_number_or_not_used_are_not_in_the_sum() -> None:
    nights = [
        {"night": "2022-09-23", "role": "baseline", "used": True, "difference": 1.0},
        {"night": "2022-09-24", "role": "left_out", "used": False, "difference": 9.0},
        {"night": "2022-09-25", "role": "event", "used": True, "difference": 1.5},
        {"night": "2022-09-26", "role": "baseline", "used": True, "difference": None},
    ]
    assert nights_less_usual({"nights": nights}) == [("2022-09-23", "baseline", 0.0), ("2022-09-25", "event", 0.5)]
    assert nights_less_usual({"nights": nights[1:3]}) == []
