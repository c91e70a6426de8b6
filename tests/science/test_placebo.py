"""Other nights, other places, the trend before: the same estimate where nothing happened."""

import math
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.science.comparison import difference_in_differences
from seeingstars.science.placebo import placebo_hour, placebo_nights, placebo_places, pre_trend, shifted_event

NIGHTS = [f"2022-09-{day}" for day in range(18, 26)]
EVENT = NIGHTS[-1]
# The worked example of the method: eight nights and the event.
ANCHOR = [0.02, -0.05, 0.04, -0.01, 0.03, -0.02, 0.05, -0.04]
numbers = st.floats(-1, 1, allow_subnormal=False)


def table(levels):
    """A row for each site and night; `levels` maps a site to its values in order of `NIGHTS`."""
    rows = [
        (site, "control" if site[0] == "k" else "lights_off", night, value)
        for site, values in levels.items()
        for night, value in zip(NIGHTS, values, strict=True)
    ]
    return pd.DataFrame(rows, columns=["site_id", "role", "night", "value"])


def test_each_night_in_turn_is_judged_by_the_others_alone():
    nights = placebo_nights(ANCHOR)
    for i, night in enumerate(ANCHOR):
        alone = difference_in_differences(np.delete(ANCHOR, i), night)
        assert nights.effect[i] == pytest.approx(float(alone.effect))
        assert nights.low[i] == pytest.approx(float(alone.ci95[0]))


def test_ordinary_nights_raise_no_alarm_and_a_wild_one_does():
    assert placebo_nights(ANCHOR).n_false_alarms == 0
    assert placebo_nights([*ANCHOR, 1.0]).is_false_alarm.tolist() == [False] * 8 + [True]


def test_one_night_in_twenty_is_a_false_alarm_with_normal_nights():
    rng = np.random.default_rng(7)
    alarms = [placebo_nights(rng.normal(0, 0.1, 12)).n_false_alarms for _ in range(300)]
    assert np.mean(alarms) / 12 == pytest.approx(0.05, abs=0.012)


@pytest.mark.parametrize("nights", [[], [0.1], [0.1, 0.2]])
def test_with_two_nights_there_is_nothing_to_judge_by(nights):
    found = placebo_nights(nights)
    assert np.isnan(found.low).all()
    assert found.n_false_alarms == 0


def test_a_missing_night_stays_missing():
    found = placebo_nights([*ANCHOR, np.nan])
    assert math.isnan(found.effect[-1])
    assert found.effect[:-1] == pytest.approx(placebo_nights(ANCHOR).effect)


def test_nights_must_be_a_row():
    with pytest.raises(ValueError, match=r"must be a row of nights; got shape \(2, 2\)"):
        placebo_nights([[0.1, 0.2], [0.1, 0.2]])


def test_the_true_area_is_the_most_extreme_place():
    rng = np.random.default_rng(1)
    levels = {site: rng.normal(18, 0.02, 8) for site in ("a1", "k1", "k2", "k3", "k4")}
    levels["a1"][-1] += 0.5
    places = placebo_places(table(levels), event_night=EVENT, rng=rng)
    # Four controls taken one by one: the best possible p is 1/5.
    assert places.members == (("k1",), ("k2",), ("k3",), ("k4",))
    assert (places.rank, places.p, places.rank_of_ratio) == (1, 0.2, 1)


def test_a_pseudo_area_is_worked_out_by_hand():
    flat = dict.fromkeys(("a1", "k1", "k2"), [18.0] * 8)
    noise = np.array([0.01, -0.01] * 4)
    levels = {site: np.array(values) + noise * (site == "k1") for site, values in flat.items()}
    levels["k1"][-1] = 18.3
    places = placebo_places(table(levels), event_night=EVENT, rng=np.random.default_rng(0))
    # k1 − k2: the seven nights before average 0.01/7, the event night 0.3; k2 − k1 is the same turned round.
    assert places.effect == pytest.approx([0.3 - 0.01 / 7])
    # The true area: 0 − (0.3 − 0.01/7) / 2 against both controls.
    assert (places.rank, places.p) == (2, 1.0)


def test_one_control_site_or_none_gives_no_places():
    for levels in ({"a1": [18.0] * 8, "k1": [19.0] * 8}, {"a1": [18.0] * 8}):
        places = placebo_places(table(levels), event_night=EVENT, rng=np.random.default_rng(0))
        assert places.members == ()
        assert math.isnan(places.p)


def test_many_controls_are_drawn_with_the_generator_given():
    rng = np.random.default_rng(3)
    levels = {f"k{i:02d}": rng.normal(19, 0.1, 8) for i in range(12)} | {
        f"a{i}": rng.normal(18, 0.1, 8) for i in range(6)
    }
    first, again = (
        placebo_places(table(levels), event_night=EVENT, rng=np.random.default_rng(5), most=50) for _ in range(2)
    )
    assert len(first.members) == 50
    assert first.members == again.members
    assert 1 / 51 <= first.p <= 1


def test_a_slope_is_that_of_the_least_squares_by_hand():
    # Days 0 to 3, values 0 1 0 1 hundredths: slope 0.2/... = Σ(x−1.5)(y−.5)/5 = 1/5 of a hundredth.
    trend = pre_trend([0, 1, 2, 3], [0.0, 0.01, 0.0, 0.01], margin=0.1)
    assert trend.slope == pytest.approx(0.002)
    # What is left: (−.2, .6, −.6, .2) hundredths, squares .8e-4; s² = .4e-4; SE = √(.4e-4 / 5).
    assert trend.se == pytest.approx(math.sqrt(0.4e-4 / 5))
    assert trend.drift == pytest.approx(0.056)
    assert trend.ci95[1] - trend.slope == pytest.approx(4.302653 * trend.se)
    assert trend.drift_ci90[1] == pytest.approx((trend.slope + 2.919986 * trend.se) * 28)


def test_flat_is_when_the_ninety_percent_interval_lies_within_the_margin():
    rng = np.random.default_rng(2)
    for sd in (0.001, 0.01, 0.05, 0.2):
        trend = pre_trend(np.arange(-20, 0), rng.normal(0, sd, 20), margin=0.1)
        assert trend.is_flat == (max(abs(bound) for bound in trend.drift_ci90) < 0.1)


def test_a_drift_before_the_event_is_found():
    days = np.arange(-14, 0)
    trend = pre_trend(days, 0.02 * days + np.random.default_rng(0).normal(0, 0.01, 14), margin=0.1)
    assert trend.is_trend
    assert not trend.is_flat
    assert trend.drift == pytest.approx(0.56, abs=0.06)


@pytest.mark.parametrize("days", [[], [-1], [-2, -1], [-1, -1, -1]])
def test_too_few_nights_before_give_no_trend(days):
    trend = pre_trend(days, [0.1] * len(days), margin=0.1)
    assert math.isnan(trend.se)
    assert not trend.is_flat
    assert not trend.is_trend


def test_nights_on_a_line_exactly_claim_no_certainty():
    trend = pre_trend([-3, -2, -1], [0.1, 0.2, 0.3], margin=0.1)
    assert trend.slope == pytest.approx(0.1)
    assert math.isnan(trend.se)
    assert not trend.is_trend


def test_the_margin_must_be_a_size():
    with pytest.raises(ValueError, match="margin must be above 0; got 0"):
        pre_trend([1, 2, 3], [0.0, 0.1, 0.0], margin=0)


@given(st.lists(numbers, min_size=4, max_size=12), st.floats(-5, 5))
def test_a_trend_does_not_mind_the_level(values, level):
    days = np.arange(len(values))
    one, other = (pre_trend(days, np.array(values) + shift, margin=0.1) for shift in (0, level))
    assert one.slope == pytest.approx(other.slope, abs=1e-9)


def test_another_hour_uses_the_same_nights_and_finds_nothing():
    rng = np.random.default_rng(4)
    levels = {site: 18 + rng.normal(0, 0.02, 8) for site in ("a1", "a2", "k1", "k2")}
    hour = placebo_hour(table(levels), event_night=EVENT, baseline_nights=NIGHTS[:5], with_control=True)
    assert hour.n_baseline_nights == 5
    assert hour.ci95[0] < 0 < hour.ci95[1]


def test_an_hour_without_the_event_night_says_nothing():
    rows = table({"a1": [18.0] * 8, "k1": [19.0] * 8})
    hour = placebo_hour(rows[rows["night"] != EVENT], event_night=EVENT, baseline_nights=NIGHTS[:-1], with_control=True)
    assert np.isnan(hour.effect)


def test_a_shifted_event_keeps_its_transitions_and_its_night(leiden):
    moved = shifted_event(leiden, minutes=-60)
    assert moved.night == leiden.night
    assert moved.window.start == leiden.window.start - timedelta(hours=1)
    assert moved.transitions[0].end == leiden.transitions[0].end - timedelta(hours=1)
    with pytest.raises(ValueError, match="must keep the window within the night of 2022-09-25"):
        shifted_event(leiden, minutes=24 * 60)
