"""The checks in words: what was made is told, what was not says why, and nothing breaks where they are missing."""

from typing import Any

import pytest

from seeingstars.products.check_words import LISTED_CHECKS, check_numbers, check_reading, checks_shown, comparison_with
from seeingstars.products.sentences import SENTENCES


def checks(*made: str) -> dict[str, Any]:
    return {
        name: {"numbers": {"n": 1} if name in made else None, "reading": {"nl": f"nl {name}", "en": f"en {name}"}}
        for name in LISTED_CHECKS
    }


def result_of(**comparisons: dict[str, Any]) -> dict[str, Any]:
    return {"comparisons": [{"stream": name, "verdict": "darker", **one} for name, one in comparisons.items()]}


@pytest.mark.parametrize("name", LISTED_CHECKS)
def test_every_check_has_a_label(name: str) -> None:
    assert f"check_{name}" in SENTENCES


@pytest.mark.parametrize("broken", [{}, {"checks": None}, {"checks": {}}, {"checks": {"kappa": None}}])
def test_a_missing_check_has_no_numbers_and_says_that_it_was_not_made(broken: dict[str, Any]) -> None:
    assert check_numbers(broken, "kappa") is None
    assert check_reading(broken, "kappa", "nl") == "Deze proef is niet gedaan."


def test_the_fixed_meters_come_first_and_a_stream_without_checks_is_not_listed() -> None:
    result = result_of(naked_eye={"checks": checks("kappa")}, photometer={"checks": checks("pre_trend")}, camera_app={})
    shown = checks_shown(result, "en")
    assert [(part["stream"], part["is_first"]) for part in shown] == [("Fixed meters", True), ("The naked eye", False)]


def test_a_check_that_could_not_be_made_is_listed_with_its_reason() -> None:
    lines = checks_shown(result_of(photometer={"checks": checks("kappa")}), "en")[0]["lines"]
    assert ("Was that night more restless (κ*)?", "en kappa", True) in lines
    assert ("Other places.", "en placebo_in_space", False) in lines
    assert len(lines) == 7  # the second method and the charts are told only where they were made


def test_a_negative_control_has_no_effect_to_correct() -> None:
    satellite = {"checks": checks("spill_over", "kappa"), "negative_control": True}
    labels = [label for label, _, _ in checks_shown(result_of(satellite=satellite), "nl")[1]["lines"]]
    assert "Werd het ernaast ook donkerder?" not in labels


def test_without_checks_the_page_says_which_of_two_reasons_it_is() -> None:
    without = checks_shown(result_of(photometer={}), "en")
    assert [part["none"] for part in without] == ["No checks were kept with this comparison."]
    nothing = checks_shown(result_of(photometer={"verdict": "no_coverage", "checks": checks()}), "en")
    assert "nothing to check" in nothing[0]["none"]


def test_a_picture_shows_the_fixed_meters_or_else_the_first_stream_that_has_the_check() -> None:
    both = result_of(photometer={"checks": checks("kappa")}, naked_eye={"checks": checks("kappa", "pre_trend")})
    assert comparison_with(both, "kappa")["stream"] == "photometer"
    assert comparison_with(both, "pre_trend")["stream"] == "naked_eye"
    only_satellite = result_of(satellite={"checks": checks("kappa")})
    assert comparison_with(only_satellite, "kappa")["stream"] == "photometer"
