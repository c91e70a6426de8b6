"""The words of the plan: in both languages, with the same values, and right about nights and hours."""

import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import seeingstars.products as products
from seeingstars.event_file import load_event
from seeingstars.planning import plan
from seeingstars.products.hindsight_advice import advice_after
from seeingstars.products.plan_advice import advice_before, night_ranges, percent_of_light, plan_words
from seeingstars.products.plan_page_words import PLAN_PAGE_WORDS
from seeingstars.products.plan_sentences import PLAN_SENTENCES

EVENTS = Path(__file__).resolve().parents[2] / "data" / "events"
ALL = {**PLAN_SENTENCES, **PLAN_PAGE_WORDS}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return plan(load_event(EVENTS / "leiden-2022"))


@pytest.mark.parametrize("key", sorted(ALL))
def test_a_sentence_exists_in_both_languages_with_the_same_placeholders(key: str) -> None:
    assert ALL[key].nl.strip()
    assert ALL[key].en.strip()
    assert placeholders(ALL[key].nl) == placeholders(ALL[key].en)


def test_no_sentence_stands_there_unused_and_none_has_two_homes() -> None:
    folder = Path(products.__file__).parent
    sources = [*folder.glob("plan_a*.py"), *folder.glob("plan_pic*.py"), folder / "plan_page.py"]
    code = "".join(
        path.read_text(encoding="utf-8") for path in [*sources, folder / "hindsight_advice.py", folder / "plan.html"]
    )
    prefixes = ("cloud_", "column_", "control_", "after_", "seen_", "satellite_", "basis_")
    unused = [key for key in ALL if not re.search(rf"['\"]{key}['\"]", code) and not key.startswith(prefixes)]
    assert unused == []
    assert not PLAN_SENTENCES.keys() & PLAN_PAGE_WORDS.keys()


def test_a_sentence_that_is_missing_is_named() -> None:
    with pytest.raises(ValueError, match="key must be the name of a sentence; got 'nothing'"):
        plan_words("nothing", "en")


def test_the_nights_to_keep_free_are_told_as_ranges(made: dict[str, Any]) -> None:
    assert night_ranges(made["candidates"], "nl") == "18–24 september, 26 september–1 oktober, 18–23 oktober"
    assert night_ranges([], "en") == ""


def test_the_hours_to_measure_reach_an_hour_beyond_the_window_and_over_midnight(made: dict[str, Any]) -> None:
    advice = {head.en: body.en for head, body in advice_before(made)}
    assert "from 21:00 to 00:30" in advice["How long to measure"]
    assert "from 18 September 2022 to 23 October 2022" in advice["How long to measure"]


def test_the_advice_on_control_tells_all_three_kinds_of_cloud(made: dict[str, Any]) -> None:
    advice = {head.en: body.en for head, body in advice_before(made)}
    control = advice["The control area"]
    assert "Clear: a control helps, 0.10 becomes 0.05 mag." in control
    assert "Partly cloudy: it hardly matters, 0.59 becomes 0.55 mag." in control
    assert "Overcast: it makes it worse, 0.24 becomes 0.36 mag." in control
    assert "about 5 km" in control
    assert "expectation" in control


def test_the_advice_fits_one_page(made: dict[str, Any]) -> None:
    for language in ("nl", "en"):
        assert sum(len(text.split()) for text in made["advice"][language]) < 540


def test_postponing_that_costs_nights_says_so(made: dict[str, Any]) -> None:
    assert "Postponing costs few nights" in " ".join(made["advice"]["en"])
    costly = [{**row, "expected_usable_nights": 3} for row in made["postponed"]]
    advice = {head.en: body.en for head, body in advice_before({**made, "postponed": costly})}
    assert "Postponing costs nights to compare with (now 6 expected)" in advice["If it is cloudy"]


def test_the_light_that_a_magnitude_takes_away() -> None:
    assert percent_of_light(0.75, "en") == "50"  # 10^(-0.3) = 0.5012
    assert percent_of_light(0.1, "en") == "9"


def test_a_satellite_that_saw_the_event_is_told_in_percent() -> None:
    needed = {"what": "smallest_effect_of_interest", "effect": 0.1, "seen": False, "baseline_nights": None}
    stream = {
        "stream": "satellite",
        "verdict": "cannot_tell",
        "negative_control": False,
        "unit": "ln(nW cm-2 sr-1)",
        "s": 0.2,
        "minimum_detectable_effect": 0.66,
        "n_baseline_nights": 10,
        "n_sites": {"area": 1, "control": 1},
        "smallest_effect_of_interest": 0.1,
        "ci95": [-0.4, 0.6],
        "cloud_classes": ["clear"],
        "nothing_would_have_helped": True,
        "needed": [{**needed, "meters_per_area": None, "smallest_ever": 0.56}],
    }
    body = advice_after({"streams": [stream]})[0][1].en
    assert "a change of 48 % would usually have shown" in body  # 1 - e^-0.66
    assert "even then only 43 % would show" in body  # 1 - e^-0.56
    assert "ln(" not in body
