"""What would have been needed, by hand and by properties."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from seeingstars.science.comparison import minimum_detectable_effect
from seeingstars.science.hindsight import MOST_NIGHTS, nights_needed, spread_of_nights, what_was_needed

spreads = st.floats(0.01, 1)
effects = st.floats(0.01, 2)


def test_the_spread_behind_a_standard_error_by_hand() -> None:
    # SE = s √(1 + 1/B): 0.039989 = s √1.125
    assert spread_of_nights(0.039989, n_baseline_nights=8) == pytest.approx(0.037702, abs=1e-6)


@pytest.mark.parametrize(("se", "nights"), [(0.0, 8), (math.nan, 8), (0.1, 1), (-0.1, 5)])
def test_without_a_spread_there_is_nothing_to_go_by(se: float, nights: int) -> None:
    with pytest.raises(ValueError, match="se must be above 0 with 2 nights or more"):
        spread_of_nights(se, n_baseline_nights=nights)


@settings(deadline=None)  # the first call at a number of nights looks for its root
@given(spreads, effects)
def test_the_nights_needed_are_the_fewest_that_do(s: float, effect: float) -> None:
    needed = nights_needed(s, effect=effect)
    if needed is None:
        assert minimum_detectable_effect(s, MOST_NIGHTS) > effect
    else:
        assert minimum_detectable_effect(s, needed) <= effect
        assert needed == 2 or minimum_detectable_effect(s, needed - 1) > effect


def test_a_change_below_the_floor_needs_nights_without_end() -> None:
    # Even with endless nights 2.80 s is the smallest: 0.28 for s = 0.1.
    assert nights_needed(0.1, effect=0.27) is None
    assert nights_needed(0.1, effect=0.29) is not None


@settings(deadline=None)
@given(spreads, effects, st.integers(2, 40), st.integers(1, 20), st.integers(0, 20))
def test_what_was_seen_needs_no_more_and_meters_are_enough(
    s: float, effect: float, count: int, area: int, control: int
) -> None:
    needed = what_was_needed(
        s, effect=effect, n_baseline_nights=count, n_area=area, n_control=control, site_night_sd=0.1
    )
    if needed.seen:
        assert needed.baseline_nights is not None
        assert needed.baseline_nights <= count
    if needed.meters_per_area is not None:
        shares = 1 / area + (1 / control if control else 0)
        of_meters = min(0.01 * shares, s**2)
        arms = 2 if control else 1
        then = math.sqrt(s**2 - of_meters + arms * of_meters / shares / needed.meters_per_area)
        assume(then > 1e-9)
        assert minimum_detectable_effect(then, count) <= effect * (1 + 1e-9)


def test_more_meters_by_hand() -> None:
    # s² = 0.011664, of which 0.01 (1/3 + 1/3) = 0.006667 is the meters'. Eight nights and 0.30 allow
    # s = 0.30 / 3.466 = 0.08656, s² = 0.007492: 0.002495 is left for the meters, 2 × 0.01 / 0.002495 = 8.02: nine.
    needed = what_was_needed(0.108, effect=0.30, n_baseline_nights=8, n_area=3, n_control=3, site_night_sd=0.10)
    assert needed.meters_per_area == 9
    # 2.8016 √(0.011664 − 0.006667)
    assert needed.smallest_ever == pytest.approx(0.1980, abs=1e-4)


def test_in_cloud_neither_nights_nor_meters_help() -> None:
    needed = what_was_needed(0.55, effect=0.10, n_baseline_nights=8, n_area=3, n_control=3, site_night_sd=0.10)
    assert (needed.seen, needed.baseline_nights, needed.meters_per_area) == (False, None, None)
    assert needed.smallest_ever > 1.5


def test_a_satellite_has_no_meters_to_add() -> None:
    needed = what_was_needed(0.1, effect=0.05, n_baseline_nights=10, n_area=1, n_control=1)
    assert needed.meters_per_area is None
    assert needed.smallest_ever == pytest.approx(2.8016 * 0.1, abs=1e-4)


@pytest.mark.parametrize("wrong", [{"s": 0.0}, {"effect": 0.0}, {"effect": math.nan}, {"n_baseline_nights": 1}, {"n_area": 0}])  # fmt: skip
def test_a_question_without_sense_is_refused(wrong: dict[str, float]) -> None:
    good = {"s": 0.1, "effect": 0.1, "n_baseline_nights": 8, "n_area": 3}
    with pytest.raises(ValueError, match="s must be above 0, effect other than 0"):
        what_was_needed(**(good | wrong))
