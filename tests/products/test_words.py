"""Numbers, intervals and verdicts as people read them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.products import verdict_words, words

NUMBERS = {"effect": 0.3075, "ci95": [0.212941, 0.402059], "unit": "mag/arcsec²", "n_baseline_nights": 8}


def test_a_darkening_of_one_magnitude_leaves_a_factor_ten_to_the_minus_two_fifths_of_the_light() -> None:
    # 10^(-0.4) = 0.3981: 60 % less; 10^(-0.2) = 0.6310: 37 % less.
    assert verdict_words.light_percent([0.5, 1.0], "mag/arcsec²", "en") == "37 to 60 % less light"


def test_a_brightening_is_more_light_and_its_small_end_comes_first() -> None:
    # 10^(0.04) = 1.0965, 10^(0.12) = 1.3183
    assert verdict_words.light_percent([-0.3, -0.1], "mag/arcsec²", "nl") == "10 tot 32 % meer licht"


def test_an_interval_that_holds_zero_names_both_directions() -> None:
    assert verdict_words.light_percent([-0.1, 0.3], "mag/arcsec²", "en") == "between 10 % more and 24 % less light"


@pytest.mark.parametrize("unit", ["mag", "ln(nW cm-2 sr-1)", ""])
def test_other_units_have_no_percent_of_sky_light(unit: str) -> None:
    assert verdict_words.light_percent([0.1, 0.3], unit, "en") == ""


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("verdict", verdict_words.VERDICTS)
def test_no_effect_is_written_without_its_interval_and_nights(verdict: str, language: words.Language) -> None:
    line = verdict_words.verdict_line({"stream": "photometer", "verdict": verdict, **NUMBERS}, language)
    if verdict == "no_coverage":
        assert "31" not in line
    else:
        assert {"nl": "0,21 tot 0,40", "en": "0.21 to 0.40"}[language] in line
        assert "8" in line


def test_only_the_verdicts_darker_and_brighter_are_worded_so() -> None:
    unsure = verdict_words.effect_words({"verdict": "cannot_tell", **NUMBERS}, "en")
    assert unsure.startswith("measured difference +0.31")
    assert verdict_words.effect_words({"verdict": "darker", **NUMBERS}, "en").startswith("0.31 mag/arcsec² darker")


def test_a_brightening_is_written_without_a_minus_and_with_its_interval_turned() -> None:
    brighter = {"verdict": "brighter", **NUMBERS, "effect": -0.3, "ci95": [-0.4, -0.2]}
    assert (
        verdict_words.effect_words(brighter, "nl")
        == "0,30 mag/arcsec² lichter (95%-interval 0,20 tot 0,40; 8 gewone nachten)"
    )


def test_the_logarithm_of_the_satellite_is_read_as_percent() -> None:
    # 1 - exp(-0.1) = 9.5 %, 1 - exp(0.1) = -10.5 %, 1 - exp(-0.2) = 18.1 %
    satellite = {
        "verdict": "cannot_tell",
        "effect": 0.1,
        "ci95": [-0.1, 0.2],
        "unit": "ln(nW cm-2 sr-1)",
        "n_baseline_nights": 1,
    }
    assert verdict_words.effect_words(satellite, "en") == (
        "10 % less light (95 % interval: 18 % less to 11 % more; 1 ordinary night)"
    )


@pytest.mark.parametrize(
    ("effect", "ci95", "dutch", "english"),
    [
        # exp(0.157) = 1.170, exp(-0.139) = 0.870, exp(0.01) = 1.010
        (-0.01, [-0.157, 0.139], "1 % meer licht (95%-interval: 13 % minder tot 17 % meer", "1 % more light (95 % interval: 13 % less to 17 % more"),
        # exp(-0.17) = 0.844, exp(-0.41) = 0.664, exp(-0.29) = 0.748
        (0.29, [0.17, 0.41], "25 % minder licht (95%-interval: 16 tot 34 % minder", "25 % less light (95 % interval: 16 to 34 % less"),
        # exp(0.17) = 1.185, exp(0.41) = 1.507, exp(0.29) = 1.336
        (-0.29, [-0.41, -0.17], "34 % meer licht (95%-interval: 19 tot 51 % meer", "34 % more light (95 % interval: 19 to 51 % more"),
        (0.001, [-0.002, 0.003], "even veel licht (95%-interval: geen verandering tot geen verandering", "just as much light (95 % interval: no change to no change"),
        (0.05, [0.0, 0.1], "5 % minder licht (95%-interval: 10 % minder tot geen verandering", "5 % less light (95 % interval: 10 % less to no change"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("verdict", ["darker", "brighter", "no_change", "cannot_tell"])
def test_radiance_is_less_or_more_light_and_never_has_a_sign(
    effect: float, ci95: list[float], dutch: str, english: str, verdict: str
) -> None:
    numbers = {"verdict": verdict, "effect": effect, "ci95": ci95, "unit": "ln(nW cm-2 sr-1)", "n_baseline_nights": 8}
    assert verdict_words.effect_words(numbers, "nl") == f"{dutch}; 8 gewone nachten)"
    assert verdict_words.effect_words(numbers, "en") == f"{english}; 8 ordinary nights)"


def test_a_control_that_is_too_wide_says_that_it_cannot_tell_as_the_result_does() -> None:
    wide = {"verdict": "cannot_tell", "negative_control": True, "ci95": [-0.157, 0.139]}
    assert verdict_words.answer_words(wide, "nl") == "Niet te zeggen (en er viel ook niets te zien)"
    assert verdict_words.answer_words(wide, "en") == "We cannot tell (and nothing was to be seen)"
    calm = {**wide, "verdict": "no_change"}
    assert verdict_words.answer_words(calm, "en") == "No change, as it should be"


def test_of_a_pass_at_an_unknown_hour_nobody_says_what_it_should_have_found() -> None:
    unknown = {"verdict": "cannot_tell", "negative_control": True, "ci95": [0.1, 0.3], "pass_time": None}
    assert verdict_words.answer_key(unknown) == "cannot_tell"


@pytest.mark.parametrize(
    ("ci95", "key"), [([-0.1, 0.1], "control_wide"), ([0.1, 0.3], "control_alarm"), ([-0.3, -0.1], "control_alarm")]
)
def test_a_negative_control_is_calm_only_if_its_interval_holds_zero(ci95: list[float], key: str) -> None:
    assert verdict_words.answer_key({"verdict": "cannot_tell", "negative_control": True, "ci95": ci95}) == key


def test_a_negative_control_without_coverage_has_no_answer() -> None:
    assert verdict_words.answer_key({"verdict": "no_coverage", "negative_control": True, "ci95": None}) == "no_coverage"


def test_a_verdict_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match=r"verdict must be one of darker, .*got 'maybe'"):
        verdict_words.answer_key({"verdict": "maybe"})


def test_a_sentence_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="key must be the name of a sentence; got 'nothing'"):
        words.say("nothing", "nl")


@pytest.mark.parametrize("count", [None, {}, {"in_window": 0}])
def test_a_stream_without_readings_says_zero(count: Any) -> None:
    assert verdict_words.in_window_words({"n_readings": count}, "nl") == "0 goede metingen in het venster"


@given(st.one_of(st.none(), st.just("x"), st.just(float("nan")), st.just(float("inf")), st.just(True)))
def test_what_is_not_a_number_is_a_dash(value: Any) -> None:
    assert words.number(value, "nl") == "–"


@given(st.floats(-1e9, 1e9))
def test_a_number_reads_back_in_both_languages(value: float) -> None:
    dutch, english = words.number(value, "nl"), words.number(value, "en")
    assert float(english.replace(",", "").replace("−", "-")) == pytest.approx(value, abs=0.00501)
    assert dutch.translate(str.maketrans(",.", ".,")) == english
