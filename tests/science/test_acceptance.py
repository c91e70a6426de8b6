"""The public rules of acceptance: what they hold back, what they let through, and that they say why."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.event_file import load_event
from seeingstars.science.acceptance import RULES, UploadFacts, decide, distance_km, facts_of, facts_of_each

LEIDEN = load_event(Path(__file__).resolve().parents[2] / "data" / "events" / "leiden-2022")
NOW = pd.Timestamp("2022-09-26T00:00Z")


def readings(**columns):
    n = max((len(value) for value in columns.values() if isinstance(value, list)), default=1)
    good = {
        "flag_row": 1,
        "flag_time": 1,
        "flag_position": 1,
        "observed_at_utc": pd.to_datetime(["2022-09-25T20:15Z"] * n),
        "longitude_deg": 4.48,
        "latitude_deg": 52.16,
        "is_simulated": False,
    }
    return pd.DataFrame(good | columns, index=range(n))


def test_a_good_reading_meets_every_rule():
    assert facts_of(readings(), LEIDEN, received_at=NOW) == UploadFacts(n_rows=1, n_usable=1)
    assert decide(UploadFacts(n_rows=1, n_usable=1)) == ("accepted", ())


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (UploadFacts(), "holds_readings"),
        (UploadFacts(2, 2, n_future=1), "not_in_the_future"),
        (UploadFacts(100, 49), "rows_usable"),
        (UploadFacts(2, 2, n_far=1), "near_the_event"),
        (UploadFacts(2, 2, n_simulated=1), "not_simulated"),
    ],
)
def test_each_rule_holds_back_what_it_says(facts, rule):
    state, unmet = decide(facts)
    assert (state, [one.name for one in unmet]) == ("held", [rule])


def test_half_of_the_rows_is_enough_and_a_simulated_event_takes_simulated_readings():
    assert decide(UploadFacts(100, 50))[0] == "accepted"
    assert decide(UploadFacts(2, 2, n_simulated=2), event_is_simulated=True)[0] == "accepted"


def test_every_rule_speaks_both_languages():
    for rule in RULES:
        for text in (rule.en, rule.nl, rule.held_en, rule.held_nl):
            assert len(text) > 20
        assert rule.en != rule.nl
        assert rule.held_en != rule.held_nl


def test_a_place_is_far_beyond_a_hundred_kilometres():
    # A degree of latitude is 111.2 km on the sphere; Leiden's areas lie within 10 km of its centre.
    table = readings(latitude_deg=[52.16, 52.9, 54.0], longitude_deg=[4.48, 4.48, 4.48])
    assert [facts.n_far for facts in facts_of_each(table, LEIDEN, received_at=NOW)] == [0, 0, 1]


def test_a_quarter_of_an_hour_ahead_is_no_future():
    table = readings(observed_at_utc=pd.to_datetime(["2022-09-26T00:15Z", "2022-09-26T00:16Z"]).tolist())
    assert facts_of(table, LEIDEN, received_at=NOW).n_future == 1


def test_rows_without_a_time_or_a_place_are_not_usable_and_nowhere_far():
    table = readings(flag_time=[9, 1], flag_position=[1, 9], longitude_deg=[4.48, np.nan], latitude_deg=[52.16, np.nan])
    assert facts_of(table, LEIDEN, received_at=NOW) == UploadFacts(n_rows=2)


def test_no_rows_are_no_facts():
    assert facts_of(readings().iloc[:0], LEIDEN, received_at=NOW) == UploadFacts()


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=20))
def test_the_facts_of_all_are_those_of_each_together(places):
    table = readings(longitude_deg=[one[0] for one in places], latitude_deg=[one[1] for one in places])
    total = UploadFacts()
    for facts in facts_of_each(table, LEIDEN, received_at=NOW):
        total = total.together(facts)
    assert facts_of(table, LEIDEN, received_at=NOW) == total


def test_the_distance_of_amsterdam_and_leiden():
    # Dam Square 52.3731 N 4.8926 E and Leiden's Burcht 52.1587 N 4.4925 E: 36.2 km by Vincenty on WGS 84.
    found = distance_km(np.array([[4.8926, 52.3731]]), longitude_deg=4.4925, latitude_deg=52.1587)
    assert found[0] == pytest.approx(36.2, rel=0.01)
