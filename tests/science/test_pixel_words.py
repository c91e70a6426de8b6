"""What a map of changed pixels is said to mean, in both languages, by when the satellite looked."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest
import xarray as xr

from seeingstars.science.pixel_words import NOT_THE_EVENT, TIME_UNKNOWN, pixel_facts, pixel_words
from seeingstars.science.satellite_nights import pass_words

FACTS = {
    "n_pixels": 100,
    "n_pixels_compared": 90,
    "n_pixels_darker": 0,
    "n_pixels_brighter": 0,
    "n_pixels_too_dark": 0,
    "n_footprints_compared": 11,
    "n_footprints_darker": 0,
    "n_footprints_brighter": 0,
    "n_nights_compared": 9,
    "view_class": "0–20°",
    "view_matched": True,
    "angle_corrected": False,
    "against_control": True,
    "control_change_ln": 0.105,
    "median_change_ln": 0.0,
}


def said(*, in_window=False, pass_is_known=True, **changed):
    return pixel_words({**FACTS, **changed}, in_window=in_window, pass_is_known=pass_is_known)


def test_pixels_stand_beside_independent_patches_and_nights_beside_their_angle():
    words = said()
    assert "90 of the 100 are compared with 9 nights seen from the same angle (0–20°)" in words.en
    assert "ongeveer 11 onafhankelijke stukjes" in words.nl


@pytest.mark.parametrize(
    ("in_window", "known", "there", "absent"),
    [
        (False, True, NOT_THE_EVENT, TIME_UNKNOWN),
        (False, False, TIME_UNKNOWN, NOT_THE_EVENT),
        (True, True, None, TIME_UNKNOWN),
    ],
)
def test_a_change_is_never_called_the_event_unless_the_satellite_looked_then(in_window, known, there, absent):
    words = said(in_window=in_window, pass_is_known=known)
    for language in ("nl", "en"):
        assert there is None or getattr(there, language) in getattr(words, language)
        assert getattr(absent, language) not in getattr(words, language)


def test_what_may_be_called_changed_is_counted_with_the_share_that_is_so_by_chance():
    words = said(n_pixels_darker=5, n_footprints_darker=1, n_pixels_brighter=1, n_footprints_brighter=1)
    assert "5 pixels darker (about 1 independent patch) and 1 pixel brighter" in words.en
    assert "1 op de 10 daarvan is dat door toeval" in words.nl
    assert "Not one pixel" in said().en


def test_the_air_is_told_apart_from_the_pixels():
    assert "The control area itself gave 10 % less light that night" in said().en
    alone = {key: value for key, value in FACTS.items() if key != "control_change_ln"}
    words = pixel_words(alone | {"median_change_ln": -0.2}, in_window=True, pass_is_known=True)
    assert "Het middelste beeldpunt gaf 22 % meer licht; heiige" in words.nl


def test_pixels_too_dark_are_counted_and_are_not_zero():
    assert "1 beeldpunt is te donker om te meten" in said(n_pixels_too_dark=1).nl
    assert (
        "7 pixels are too dark to measure (mostly below 0.5 nW/cm²/sr): that is not 0" in said(n_pixels_too_dark=7).en
    )


def test_the_facts_can_be_written_as_json():
    attributes = {key: value for key, value in FACTS.items() if key != "median_change_ln"} | {"units": "1", "view_class": ""}  # fmt: skip
    change = xr.DataArray(
        [[0.1, np.nan]], dims=("y", "x"), coords={"pixel_state": (("y", "x"), [[0, 4]])}, attrs=attributes
    )
    facts = pixel_facts(change, in_window=False, pass_is_known=True)
    assert json.loads(json.dumps(facts, allow_nan=False))["median_change_ln"] == pytest.approx(0.1)
    assert facts["view_class"] is None
    assert "units" not in facts


def test_an_unknown_pass_names_the_usual_hour_on_the_clock_of_the_place(leiden):
    words = pass_words(None, event=leiden)
    # 01:30 solar time at 4.5 degrees east is 01:12 UTC, 03:12 on the clock of Leiden in summer.
    assert "usually near 01:30 local solar time, here about 03:12" in words.en
    assert "gewoonlijk rond 01:30 plaatselijke zonnetijd, hier ongeveer 03:12" in words.nl
    assert "not known" not in pass_words(datetime(2022, 9, 26, 1, 52, tzinfo=UTC), event=leiden).en
