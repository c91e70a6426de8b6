"""What could be seen at all: the tables, held against worked-out values and against the estimator itself."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeingstars.columns import READING_STREAMS
from seeingstars.science.comparison import difference_in_differences
from seeingstars.science.power import (
    LEIDEN_2023,
    SITE_NIGHT_SDS,
    CloudNoise,
    control_table,
    detectable_by_cloud,
    detectable_table,
    difference_sd,
    naked_eye_table,
    noise_from_pairs,
    observers_needed,
)

NIGHTS = (3, 5, 8, 10, 15, 20, 40)
# Worked out apart from this code, with the exact non-central t and σ_e = 0.10: {(σ_v, S): values by night}.
WORKED_OUT = {
    (0.0, 3): (0.533, 0.336, 0.283, 0.270, 0.254, 0.247, 0.237),
    (0.0, 10): (0.292, 0.184, 0.155, 0.148, 0.139, 0.135, 0.130),
    (0.0, 30): (0.169, 0.106, 0.090, 0.085, 0.080, 0.078, 0.075),
    (0.05, 3): (0.705, 0.445, 0.375, 0.357, 0.336, 0.327, 0.314),
    (0.05, 10): (0.546, 0.345, 0.290, 0.276, 0.260, 0.253, 0.243),
    (0.05, 30): (0.491, 0.310, 0.261, 0.249, 0.234, 0.228, 0.219),
    (0.10, 10): (0.968, 0.611, 0.514, 0.490, 0.462, 0.449, 0.431),
    (0.15, 3): (1.484, 0.936, 0.788, 0.751, 0.707, 0.688, 0.661),
    (0.15, 10): (1.415, 0.893, 0.752, 0.716, 0.675, 0.656, 0.631),
    (0.15, 30): (1.395, 0.880, 0.741, 0.706, 0.665, 0.647, 0.622),
}

spreads = st.floats(0, 1)
meters = st.integers(1, 50)
nights = st.integers(2, 60)


def mde(meters_per_area: int, baseline_nights: int, area_night_sd_mag: float) -> float:
    table = detectable_table(meters=[meters_per_area], nights=[baseline_nights], area_night_sds_mag=[area_night_sd_mag])
    return float(table["mde_mag"].iloc[0])


def test_the_table_is_the_one_that_was_worked_out() -> None:
    table = detectable_table().set_index(["sigma_area_night", "meters_per_area", "baseline_nights"])["mde_mag"]
    assert len(table) == 4 * 3 * 7
    for (sigma, sites), sizes in WORKED_OUT.items():
        for count, size in zip(NIGHTS, sizes, strict=True):
            assert table[sigma, sites, count] == pytest.approx(size, abs=0.001)


def test_an_effect_of_that_size_shows_in_four_of_five_simulated_events() -> None:
    rng = np.random.default_rng(2022)
    spread, count = float(difference_sd(10, area_night_sd_mag=0.05)), 8
    truth = mde(10, count, 0.05)
    baseline = rng.normal(0, spread, (20_000, count))
    estimate = difference_in_differences(baseline, rng.normal(truth, spread, 20_000))
    shown = (estimate.ci95[:, 0] > 0) | (estimate.ci95[:, 1] < 0)
    assert shown.mean() == pytest.approx(0.80, abs=0.012)  # four standard errors


@settings(deadline=None)  # the first call at a number of nights looks for its root
@given(meters, nights, st.floats(0.001, 1))
def test_more_meters_and_more_nights_never_make_it_worse(sites: int, count: int, sigma: float) -> None:
    here = mde(sites, count, sigma)
    assert mde(sites + 1, count, sigma) <= here
    assert mde(sites, count + 1, sigma) < here


@given(meters, spreads)
def test_endless_meters_leave_what_the_areas_have_to_themselves(sites: int, sigma: float) -> None:
    floor = math.sqrt(2) * sigma
    assert difference_sd(sites, area_night_sd_mag=sigma) >= floor
    assert difference_sd(10**9, area_night_sd_mag=sigma) == pytest.approx(floor, abs=1e-5)


def test_no_meter_has_no_spread_and_one_night_no_size() -> None:
    assert math.isnan(difference_sd(0, area_night_sd_mag=0.05))
    assert detectable_table(nights=[0, 1])["mde_mag"].isna().all()


def test_the_control_halves_the_noise_when_clear_and_hurts_when_overcast() -> None:
    table = control_table().set_index("cloud_class")
    assert table["with_control_sd"].to_dict() == {"clear": 0.05, "partly": 0.55, "overcast": 0.36}
    assert table["without_control_sd"].to_dict() == {"clear": 0.10, "partly": 0.59, "overcast": 0.24}
    assert table["effect"].to_dict() == {"clear": "helps", "partly": "hardly", "overcast": "hurts"}


def test_the_default_figures_name_their_source_and_say_which_meters() -> None:
    for noise in LEIDEN_2023:
        assert "2023" in noise.source
        assert "Leiden-Sterrewacht" in noise.source


def test_clouds_make_the_smallest_change_several_times_larger() -> None:
    sizes = detectable_by_cloud(meters=[10], nights=[8]).set_index("cloud_class")["mde_mag"]
    # √(0.55² + 2 × 0.01 / 10) = 0.5518; the factor of 8 nights is 0.290 / √(2 × 0.0025 + 0.002) = 3.466
    assert sizes["partly"] == pytest.approx(0.5518 * 3.466, rel=0.002)
    assert sizes["partly"] > 5 * sizes["clear"]


def test_own_pairs_take_the_place_of_the_leiden_figures() -> None:
    rng = np.random.default_rng(7)
    common, own = rng.normal(0, 0.3, 4000), rng.normal(0, 0.1, 4000)
    noise = noise_from_pairs(common + own, common, cloud_class="partly", source="our own meters")
    assert noise.change_sd == pytest.approx(math.hypot(0.3, 0.1), rel=0.05)
    assert noise.difference_sd == pytest.approx(0.1, rel=0.05)
    assert control_table([noise])["effect"].tolist() == ["helps"]


def test_one_cloud_that_slipped_through_moves_the_plain_spread_and_not_the_robust_one() -> None:
    change = np.append(np.tile([-0.1, -0.05, 0.0, 0.05, 0.1], 6), 3.0)
    noise = noise_from_pairs(change, np.zeros_like(change), cloud_class="clear")
    assert noise.change_sd < 0.1
    assert noise.change_sd_raw > 0.5


def test_pairs_with_a_gap_are_left_out_and_too_few_are_refused() -> None:
    with pytest.raises(ValueError, match="pairs must number 5 or more without NaN; got 4"):
        noise_from_pairs([0.1, 0.2, 0.3, 0.4, np.nan], [0.0] * 5, cloud_class="clear")
    with pytest.raises(ValueError, match="must be equally long; got 2 and 3"):
        noise_from_pairs([0.1, 0.2], [0.1, 0.2, 0.3], cloud_class="clear")


def test_the_verdict_on_a_control_has_both_edges_at_a_quarter() -> None:
    def effect(without: float, beside: float) -> str:
        return str(control_table([CloudNoise("clear", without, beside, 0.0, 0.0)])["effect"].iloc[0])

    assert effect(1.25, 1.0) == "helps"
    assert effect(1.24, 1.0) == "hardly"
    assert effect(1.0, 1.24) == "hardly"
    assert effect(1.0, 1.25) == "hurts"


def test_people_needed_for_a_change_of_the_limit() -> None:
    # 2 (1.95996 + 0.84162)² 1.2² / 0.3² = 251.2 and / 0.1² = 2260.5
    assert observers_needed([0.3, -0.1]).tolist() == [252, 2261]
    assert observers_needed(0.3, observer_sd_mag=0.6) == 63  # a quarter
    assert observers_needed(0.0) == math.inf
    assert math.isnan(observers_needed(math.nan))


def test_people_needed_for_a_change_of_the_sky_by_both_models() -> None:
    table = naked_eye_table([0.3]).set_index("model")
    assert table.loc["unihedron", "slope"] == pytest.approx(0.8051, abs=1e-4)
    assert table.loc["unihedron", "observers_per_group"] == 388
    assert table.loc["unihedron", "observers_per_cell"] in (775, 776)  # 775.02 people, rounded up
    # Worked out with the slope rounded to 0.230: 4748 and 9496.
    assert table.loc["crumey", "observers_per_group"] == pytest.approx(4748, rel=0.005)
    assert table.loc["crumey", "observers_per_cell"] == pytest.approx(9496, rel=0.005)


def test_a_sky_too_bright_for_the_better_model_gives_no_number() -> None:
    table = naked_eye_table([0.3], brightness_mag_arcsec2=17.0).set_index("model")
    assert table["observers_per_cell"].isna().to_dict() == {"unihedron": False, "crumey": True}


def test_every_stream_of_readings_has_a_spread_of_its_own() -> None:
    assert set(SITE_NIGHT_SDS) == set(READING_STREAMS)
