"""The verdict in five words, with its reason."""

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.event import Text
from seeingstars.science.verdict import (
    DIFFERENCE_IN_DIFFERENCES,
    NIGHT_AGAINST_NIGHTS,
    VERDICTS,
    Finding,
    decide,
    unit_of,
)
from seeingstars.science.wording import interval_text, joined, light_interval_text, light_text, number_text

PASS = Text("De satelliet kwam over om 03:55.", "The satellite passed at 03:55.")


def finding(effect: float = 0.29, low: float = 0.17, high: float = 0.41, **more) -> Finding:
    given_facts = {
        "stream": "photometer",
        "design": NIGHT_AGAINST_NIGHTS,
        "smallest_effect": 0.1,
        "n_baseline_nights": 11,
    }
    return Finding(**{**given_facts, "effect": effect, "ci95": (low, high), **more})


def test_an_interval_above_zero_is_darker():
    answer = decide(finding())
    assert answer.verdict == "darker"
    assert answer.reason.en == (
        "Compared with 11 similar nights the sky was 0.29 mag/arcsec² darker (95 % interval 0.17 to 0.41)."
    )
    assert answer.reason.nl == (
        "Vergeleken met 11 vergelijkbare nachten was de hemel 0,29 mag/arcsec² donkerder (95%-interval 0,17 tot 0,41)."
    )


def test_the_most_unusual_night_is_called_so():
    answer = decide(finding(is_most_unusual=True))
    assert answer.reason.en.endswith("It is the most unusual of these 12 nights.")
    assert answer.reason.nl.endswith("Het is de meest afwijkende van deze 12 nachten.")


def test_an_interval_below_zero_is_brighter_and_its_numbers_have_no_minus():
    answer = decide(finding(-0.29, -0.41, -0.17))
    assert answer.verdict == "brighter"
    assert "0.29 mag/arcsec² brighter (95 % interval 0.17 to 0.41)" in answer.reason.en


def test_the_control_area_is_named_where_there_is_one():
    answer = decide(finding(design=DIFFERENCE_IN_DIFFERENCES))
    assert "11 similar nights and with the control area" in answer.reason.en
    assert "en met het vergelijkingsgebied" in answer.reason.nl


def test_a_sure_but_small_darkening_is_slightly_darker():
    answer = decide(finding(0.05, 0.02, 0.08))
    assert answer.verdict == "darker"
    assert "slightly darker" in answer.reason.en
    assert "iets donkerder" in answer.reason.nl


def test_an_interval_within_the_smallest_effect_is_no_change():
    answer = decide(finding(0.01, -0.05, 0.07))
    assert answer.verdict == "no_change"
    assert "rules out a change of 0.10 mag/arcsec² or more" in answer.reason.en


def test_an_interval_with_both_nothing_and_something_cannot_tell():
    answer = decide(finding(0.05, -0.10, 0.20, minimum_detectable_effect=0.21))
    assert answer.verdict == "cannot_tell"
    assert "holds both no change and a change that matters (0.10 mag/arcsec²)" in answer.reason.en
    assert "95 % interval −0.10 to 0.20" in answer.reason.en
    assert "Pas vanaf ongeveer 0,21 mag/arcsec²" in answer.reason.nl


@pytest.mark.parametrize(("n", "words"), [(0, "There is no similar night"), (1, "There is only 1"), (2, "only 2")])
def test_fewer_than_three_nights_cannot_tell(n, words):
    answer = decide(finding(n_baseline_nights=n))
    assert answer.verdict == "cannot_tell"
    assert words in answer.reason.en


def test_nights_that_are_all_equal_cannot_tell():
    answer = decide(finding(0.3, math.nan, math.nan))
    assert answer.verdict == "cannot_tell"
    assert "do not differ from one another at all" in answer.reason.en


def test_what_blocks_the_comparison_goes_before_its_numbers():
    answer = decide(finding(blocked=Text("wolken", "cloud")))
    assert (answer.verdict, answer.reason.en) == ("cannot_tell", "cloud")


def test_no_coverage_goes_before_everything():
    answer = decide(finding(has_coverage=False, no_coverage=Text("niets", "nothing"), blocked=Text("wolken", "cloud")))
    assert (answer.verdict, answer.reason.nl) == ("no_coverage", "niets")


def test_the_naked_eye_speaks_of_stars():
    answer = decide(finding(stream="naked_eye"))
    assert "the naked eye had fainter stars visible: 0.29 mag of difference" in answer.reason.en
    assert "mag/arcsec²" not in answer.reason.en


SATELLITE = {"stream": "satellite", "smallest_effect": 0.0921, "negative_control": True, "pass_words": PASS}


def test_a_satellite_that_finds_nothing_is_no_change():
    answer = decide(finding(0.01, -0.05, 0.07, **SATELLITE))
    assert answer.verdict == "no_change"
    assert answer.reason.en == (
        "The satellite passed at 03:55. Compared with 11 similar nights there was 1 % less light, seen from space "
        "(95 % interval: 7 % less to 5 % more). It finds nothing, as it should: that rules out a change of 9 % or more."
    )
    assert answer.reason.nl.endswith(
        "was er, gezien vanuit de ruimte, 1 % minder licht (95%-interval: 7 % minder tot 5 % meer). "
        "Hij vindt niets, zoals het hoort: een verandering van 9 % of meer is daarmee uitgesloten."
    )


def test_a_satellite_with_a_wide_interval_does_not_claim_to_find_nothing():
    answer = decide(finding(0.04, -0.05, 0.13, **SATELLITE))
    assert answer.verdict == "cannot_tell"
    assert answer.reason.en.endswith(
        "It is consistent with no change, as it should be, but a change that matters (9 %) fits in the interval too."
    )
    assert "finds nothing" not in answer.reason.en
    assert "Dat past bij geen verandering, zoals het hoort, maar" in answer.reason.nl


def test_a_satellite_whose_hour_is_not_known_is_not_told_what_it_should_find():
    for low, high in ((-0.05, 0.07), (-0.05, 0.3), (0.2, 0.4)):
        answer = decide(finding((low + high) / 2, low, high, **{**SATELLITE, "pass_is_known": False}))
        assert "should" not in answer.reason.en
        assert "hoort" not in answer.reason.nl
    assert answer.reason.en.endswith("cannot be said without the hour of the pass.")


def test_a_satellite_that_finds_something_puts_the_error_bars_in_doubt():
    answer = decide(finding(**SATELLITE))
    assert answer.verdict == "cannot_tell"
    assert "the error bars are in doubt" in answer.reason.en
    assert "de foutmarges zijn verdacht" in answer.reason.nl


def test_a_satellite_without_coverage_still_says_when_it_passed():
    answer = decide(finding(has_coverage=False, **SATELLITE))
    assert answer.verdict == "no_coverage"
    assert answer.reason.en.endswith(PASS.en)


def test_a_satellite_that_passed_in_the_dark_hours_may_be_darker():
    answer = decide(finding(**{**SATELLITE, "negative_control": False}))
    assert answer.verdict == "darker"
    assert "there was 25 % less light, seen from space (95 % interval: 16 to 34 % less)" in answer.reason.en


@given(st.floats(-3, 3), st.floats(0, 3))
def test_the_words_of_light_follow_the_sign(low, width):
    words = light_interval_text(low, low + width)
    assert ("less" in words.en) == ("minder" in words.nl) == (100 * math.expm1(-low - width) < -0.5)
    assert ("more" in words.en) == ("meer" in words.nl) == (100 * math.expm1(-low) > 0.5)
    assert "−" not in words.en
    assert ("less" in light_text(low).en) == (100 * math.expm1(-low) < -0.5)


def test_that_only_a_part_of_the_window_was_measured_is_said_last():
    answer = decide(finding(measured_share=0.56, measured_hours=Text("01:00–03:30", "01:00–03:30")))
    assert answer.reason.en.endswith(
        "Note: only 56 % of the lights-off hours was measured (01:00–03:30), so this says nothing of the rest."
    )
    assert "gemeten is maar 56 % van de donkere uren (01:00–03:30)" in answer.reason.nl
    assert "measured" not in decide(finding(measured_share=0.95)).reason.en


def test_one_night_is_no_nights():
    answer = decide(finding(n_baseline_nights=1))
    assert "There is only 1 similar night (at least" in answer.reason.en
    assert "Er is maar 1 vergelijkbare nacht (minstens" in answer.reason.nl
    assert "There are only 2 similar nights" in decide(finding(n_baseline_nights=2)).reason.en


numbers = st.floats(-3, 3)


@given(
    numbers,
    numbers,
    numbers,
    st.integers(0, 30),
    st.booleans(),
    st.sampled_from(["photometer", "satellite", "naked_eye"]),
)
def test_every_finding_gets_one_of_the_five_verdicts_in_two_languages(a, b, effect, n, control, stream):
    answer = decide(finding(effect, min(a, b), max(a, b), n_baseline_nights=n, negative_control=control, stream=stream))
    assert answer.verdict in VERDICTS
    assert answer.reason.nl.endswith(".")
    assert answer.reason.en.endswith(".")
    assert "nan" not in answer.reason.en
    if control:
        assert answer.verdict not in ("darker", "brighter")


@given(numbers, st.floats(0.001, 2))
def test_the_sign_of_the_effect_turns_the_verdict_round(effect, half_width):
    mirror = {"darker": "brighter", "brighter": "darker"}
    one = decide(finding(effect, effect - half_width, effect + half_width)).verdict
    other = decide(finding(-effect, -effect - half_width, -effect + half_width)).verdict
    assert other == mirror.get(one, one)


def test_a_finding_is_not_changed():
    given_finding = finding()
    decide(given_finding)
    assert given_finding == dataclasses.replace(given_finding)


def test_each_stream_has_its_own_unit():
    assert unit_of("photometer") == unit_of("handheld_meter") == unit_of("camera_app") == "mag/arcsec²"
    assert unit_of("naked_eye") == "mag"
    assert unit_of("satellite") == "ln(nW cm-2 sr-1)"


def test_numbers_have_the_decimal_sign_of_the_language():
    assert number_text(-0.001).en == "0.00"
    assert number_text(1.25, decimals=1).nl == "1,2"
    assert interval_text(-1, 2).en == "−1.00 to 2.00"
    assert joined(Text("a.", "b."), None, Text("c.", "d.")) == Text("a. c.", "b. d.")
