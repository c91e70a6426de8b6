"""How far the answer bends: by a noisier night, and by an effect that spills over."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.science.comparison import difference_in_differences
from seeingstars.science.sensitivity import breakdown_kappa, kappa_table, night_spreads, noise_ratio, spill_over_table
from seeingstars.science.verdict import Finding

# The worked example of the method: effect .3075, s .037702, B 8, t(.975, 7) 2.364624.
S, T = 0.037702, 2.364624
FINDING = Finding("photometer", "difference_in_differences", 0.1, 8, 0.3075, (0.212941, 0.402059))


def test_the_table_follows_the_formula_by_hand():
    rows = kappa_table(FINDING, s=S)
    assert [row.assumed for row in rows] == [1.0, 1.5, 2.0, 3.0]
    # s √(κ² + 1/8)
    assert [row.se for row in rows] == pytest.approx([S * math.sqrt(k * k + 0.125) for k in (1, 1.5, 2, 3)])
    assert rows[0].ci95 == pytest.approx((0.212941, 0.402059), abs=1e-5)
    assert rows[2].ci95[0] == pytest.approx(0.3075 - T * S * math.sqrt(4.125), abs=1e-6)


def test_the_verdict_turns_at_the_breakdown():
    limit = breakdown_kappa(FINDING, s=S)
    assert limit == pytest.approx(3.4311, abs=1e-4)
    below, above = kappa_table(FINDING, s=S, kappas=[limit * 0.999, limit * 1.001])
    assert (below.verdict, above.verdict) == ("darker", "cannot_tell")


def test_kappa_one_is_the_answer_itself():
    nights = [0.02, -0.05, 0.04, -0.01, 0.03, -0.02, 0.05, -0.04]
    estimate = difference_in_differences(nights, 0.31)
    row = kappa_table(FINDING, s=float(estimate.s))[0]
    assert row.ci95 == pytest.approx(tuple(estimate.ci95), abs=1e-9)


def test_spill_over_makes_effect_and_interval_grow_together():
    rows = spill_over_table(FINDING, se=0.039989)
    assert [row.effect for row in rows] == pytest.approx([0.3075 / (1 - x) for x in (0, 0.1, 0.2, 0.4)])
    assert rows[3].ci95[0] == pytest.approx(0.212941 / 0.6, abs=1e-5)
    assert all(row.verdict == "darker" for row in rows)


@given(st.floats(-1, 1), st.floats(0.01, 1), st.floats(0, 0.9))
def test_spill_over_never_makes_an_effect_of_none(effect, se, share):
    finding = Finding("photometer", "difference_in_differences", 0.1, 8, effect)
    plain, grown = spill_over_table(finding, se=se, shares=[0, share])
    assert (plain.ci95[0] > 0) == (grown.ci95[0] > 0)
    assert (plain.ci95[1] < 0) == (grown.ci95[1] < 0)


def test_a_share_of_all_is_refused():
    with pytest.raises(ValueError, match=r"shares must lie from 0 to below 1; got \[1\]"):
        spill_over_table(FINDING, se=0.04, shares=[1])


def test_an_effect_within_the_error_of_the_mean_has_no_breakdown():
    assert math.isnan(breakdown_kappa(Finding("photometer", "", 0.1, 8, 0.001), s=S))


def test_a_straight_evening_has_no_unsteadiness():
    line = 18 + 0.1 * np.arange(9)
    assert night_spreads(line[None, None]) == pytest.approx([0.0], abs=1e-9)


def test_unsteadiness_is_the_spread_round_the_line():
    # 0 1 0 1 has left over (−.2, .6, −.6, .2): squares .8, two degrees of freedom.
    spread = night_spreads(np.array([0.0, 1.0, 0.0, 1.0])[None, None])
    assert spread == pytest.approx([math.sqrt(0.4)])
    # A gap leaves the line as it is and takes its step out.
    gap = np.array([0.0, 1.0, np.nan, 3.0, 4.0, 5.0])
    assert night_spreads(gap[None, None]) == pytest.approx([0.0], abs=1e-9)


def test_sites_are_put_together_by_their_squares():
    calm, wild = np.zeros(4), np.array([0.0, 1.0, 0.0, 1.0])
    assert night_spreads(np.stack([calm, wild])[:, None]) == pytest.approx([math.sqrt(0.2)])


def test_a_night_with_too_few_steps_has_none():
    assert np.isnan(night_spreads(np.array([1.0, 2.0, np.nan, 1.0])[None, None])).all()
    ratio = noise_ratio(np.full((2, 3, 5), np.nan), event_index=1)
    assert math.isnan(ratio.kappa)
    assert ratio.rank == 0


def test_the_ratio_is_near_one_for_a_night_like_the_others():
    values = np.random.default_rng(0).normal(18, 0.05, (4, 12, 15))
    ratio = noise_ratio(values, event_index=5)
    assert ratio.kappa == pytest.approx(1, abs=0.3)
    assert ratio.n_nights == 12


def test_a_wild_night_is_the_first_in_rank():
    values = np.random.default_rng(0).normal(18, 0.05, (4, 12, 15))
    values[:, 5] = 18 + (values[:, 5] - 18) * 3
    ratio = noise_ratio(values, event_index=5)
    assert ratio.kappa == pytest.approx(3, abs=0.8)
    assert ratio.rank == 1


def test_axes_are_asked_for():
    with pytest.raises(ValueError, match=r"must have the axes sites, nights, bins; got shape \(3,\)"):
        night_spreads([1.0, 2.0, 3.0])
