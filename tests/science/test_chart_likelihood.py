"""Star charts as intervals, and stars counted in pairs."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.science.chart_likelihood import chart_effect, chart_interval, paired_counts

NIGHTS = [f"2022-09-{day}" for day in range(16, 26)]
EVENT = NIGHTS[-1]


def charts(seed, *, effect, level=4.0, n=60, sd=1.2, n_sites=6):
    """Observers who choose the chart nearest to what they see; skies differ from night to night."""
    rng = np.random.default_rng(seed)
    sky = dict(zip(NIGHTS, rng.normal(0, 0.3, len(NIGHTS)), strict=True))
    rows = []
    for role in ("lights_off", "control"):
        offset = rng.normal(0, 0.5, n_sites)
        for night in NIGHTS:
            site = rng.integers(0, n_sites, n)
            own = rng.normal(0, 0.1) + effect * (role == "lights_off" and night == EVENT)
            seen = level + sky[night] + own + offset[site] + rng.normal(0, sd, n)
            rows += [
                (f"{role[0]}{s}", role, night, v) for s, v in zip(site, np.clip(np.round(seen), 0, 7), strict=True)
            ]
    return pd.DataFrame(rows, columns=["site_id", "role", "night", "value"])


def test_the_ends_of_the_scale_are_open():
    low, high = chart_interval([0, 3, 7])
    assert low.tolist() == [-math.inf, 2.5, 6.5]
    assert high.tolist() == [0.5, 3.5, math.inf]


@pytest.mark.parametrize("value", [-1, 8, 4.1, math.nan])
def test_what_is_no_chart_is_no_interval(value):
    assert np.isnan(chart_interval([value])[0]).all()


def test_an_effect_is_found_with_its_interval():
    found = chart_effect(charts(0, effect=0.8), event_night=EVENT, with_control=True)
    assert found.estimate.ci95[0] < 0.8 < found.estimate.ci95[1]
    assert found.sd == pytest.approx(1.2, abs=0.15)
    assert found.estimate.n_baseline_nights == 9


def test_off_the_end_of_the_scale_a_mean_hides_what_the_likelihood_finds():
    truth, estimates, means = 1.0, [], []
    for seed in range(6):
        table = charts(seed, effect=truth, level=6.3, n=80)
        found = chart_effect(table, event_night=EVENT, with_control=True)
        estimates.append(float(found.estimate.effect))
        by_night = table.groupby(["role", "night"])["value"].mean().unstack("role")
        gap = by_night["lights_off"] - by_night["control"]
        means.append(gap[EVENT] - gap.drop(EVENT).mean())
    assert np.mean(estimates) == pytest.approx(truth, abs=0.25)
    assert np.mean(means) < 0.7 * truth


def test_the_interval_holds_the_truth_as_often_as_it_says():
    held = []
    for seed in range(80):
        found = chart_effect(charts(seed, effect=0.5, n=12), event_night=EVENT, with_control=True).estimate
        held.append(found.ci95[0] <= 0.5 <= found.ci95[1])
    assert np.mean(held) == pytest.approx(0.95, abs=0.05)


def test_a_night_that_all_say_seven_gives_no_number():
    table = charts(0, effect=0.0)
    table.loc[table["night"] == NIGHTS[0], "value"] = 7
    found = chart_effect(table, event_night=EVENT, with_control=True)
    assert math.isnan(found.difference[0])
    assert found.estimate.n_baseline_nights == 8


def test_without_charts_on_the_event_night_there_is_no_effect():
    table = charts(0, effect=0.0)
    found = chart_effect(table[table["night"] != EVENT], event_night=EVENT, with_control=True)
    assert np.isnan(found.estimate.effect)
    assert found.n_charts == 0


def test_readings_that_name_no_chart_are_counted():
    table = charts(0, effect=0.0)
    table.loc[table.index[:7], "value"] = 4.1
    found = chart_effect(table, event_night=EVENT, with_control=True)
    assert found.n_charts + found.n_other == len(table)
    assert found.n_other >= 7


def test_without_a_control_the_night_itself_is_compared():
    found = chart_effect(charts(1, effect=0.8), event_night=EVENT, with_control=False)
    assert found.estimate.n_baseline_nights == 9
    assert np.isfinite(found.estimate.se)


def test_pairs_by_hand():
    # ln(2), ln(4) after the half star
    pairs = paired_counts([9.5, 19.5], [4.5, 4.5])
    assert pairs.log_ratio == pytest.approx(1.5 * math.log(2))
    assert pairs.ratio == pytest.approx(2**1.5)
    # s = ln2/√2, SE = ln2/2, t(.975, 1) = 12.7062
    assert pairs.ci95[1] - pairs.log_ratio == pytest.approx(12.706205 * math.log(2) / 2, rel=1e-6)


def test_a_count_of_zero_and_a_missing_one_are_no_trouble():
    pairs = paired_counts([0, 5, math.nan], [0, 3, 4])
    assert pairs.n_pairs == 2
    assert math.isfinite(pairs.log_ratio)


@pytest.mark.parametrize(("counts", "n"), [([], 0), ([3], 1)])
def test_no_pair_or_one_gives_no_interval(counts, n):
    pairs = paired_counts(counts, counts)
    assert pairs.n_pairs == n
    assert math.isnan(pairs.se)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="counts must be 0 or more; 1 are below"):
        paired_counts([-1], [3])


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=2, max_size=20))
def test_the_other_way_round_is_the_other_sign(pairs):
    dark, lit = zip(*pairs, strict=True)
    assert paired_counts(dark, lit).log_ratio == pytest.approx(-paired_counts(lit, dark).log_ratio)
