"""What the witnesses of cloud say together, and when two nights are alike by all of them."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.science.witnesses import (
    STEADINESS,
    WITNESSES,
    class_column,
    combined_class,
    combined_words,
    difference_words,
    witnesses_alike,
)

WORDS = ("clear", "partly", "overcast", "changing", "unknown")
said = st.fixed_dictionaries(
    {name: st.sampled_from(("clear", "partly", "unknown") if name == STEADINESS else WORDS) for name in WITNESSES}
)


def alike(night, event):
    tables = [pd.DataFrame({class_column(k): [one.get(k, "unknown")] for k in WITNESSES}) for one in (night, event)]
    return bool(witnesses_alike(*tables)[0])


@pytest.mark.parametrize(
    ("night", "event", "expected"),
    [
        ({"okta": "clear"}, {"okta": "clear"}, True),
        ({"okta": "partly"}, {"okta": "clear"}, False),
        ({"okta": "changing"}, {"okta": "changing"}, False),
        ({"sky_temperature": "clear", "okta": "partly"}, {"sky_temperature": "clear", "okta": "clear"}, False),
        ({"sky_temperature": "clear", "okta": "partly"}, {"sky_temperature": "clear", "okta": "partly"}, True),
        ({"okta": "clear"}, {"sky_temperature": "clear", "okta": "clear"}, True),
        ({"okta": "clear"}, {"sky_temperature": "clear"}, False),
        ({"okta": "clear", "steadiness": "partly"}, {"okta": "clear", "steadiness": "clear"}, False),
        ({"okta": "clear", "steadiness": "unknown"}, {"okta": "clear", "steadiness": "clear"}, True),
        ({"steadiness": "clear"}, {"steadiness": "clear"}, True),
        ({"steadiness": "clear", "okta": "clear"}, {"steadiness": "clear"}, False),
        ({}, {}, False),
    ],
)
def test_nights_are_alike_where_all_who_speak_on_both_agree(night, event, expected):
    assert alike(night, event) == expected
    assert alike(event, night) == expected


@given(said, said)
def test_being_alike_has_no_direction_and_a_reason_where_it_fails(night, event):
    assert alike(night, event) == alike(event, night)
    if not alike(night, event):
        assert difference_words([(night, event)]).en


@given(said)
def test_a_night_is_like_itself_unless_its_cloud_is_unknown_or_changed(night):
    assert alike(night, night) == (combined_class(night) not in ("unknown", "changing"))


@given(said)
def test_the_words_name_witnesses_only_where_they_disagree(night):
    words = combined_words(night)
    assert words.en
    assert words.nl
    if combined_class(night) == "mixed":
        assert " by " in words.en
        assert " volgens " in words.nl


def test_changing_cloud_by_one_witness_is_named_beside_the_other():
    assert combined_class({"sky_temperature": "clear", "okta": "changing"}) == "changing"
    assert combined_words({"sky_temperature": "clear", "okta": "changing"}).en == (
        "clear by the meter's own sensor, changing by the weather station"
    )


def test_what_every_site_says_is_said_once():
    pair = ({"okta": "partly", "steadiness": "partly"}, {"okta": "clear", "steadiness": "clear"})
    sensor = ({"sky_temperature": "overcast"}, {"sky_temperature": "clear"})
    assert difference_words([pair, sensor, pair]).en == (
        "partly cloudy instead of clear by the weather station, overcast instead of clear by the meter's own sensor"
    )
