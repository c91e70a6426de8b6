"""Values of areas with their uncertainty, from sums over pixels, against what is worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_array

from seeingstars.science.area_coverage import Coverage
from seeingstars.science.area_sums import AreaSums, area_extremes, area_sums, no_sums
from seeingstars.science.area_uncertainty import ratio_uncertainty
from seeingstars.science.area_values import area_values


def a_coverage(shares):
    shares = np.atleast_2d(np.asarray(shares, dtype=float))
    return Coverage(np.arange(shares.shape[1]), csr_array(shares), shares.sum(axis=1))


def values_of(radiance, clear, coverage, *, scatter=0.2):
    sums = area_sums(np.asarray(radiance, float), np.asarray(clear, bool), coverage=coverage)
    return area_values(sums, whole_px=coverage.whole, relative_scatter=scatter)


def test_the_mean_of_two_pixels_by_their_shares():
    values = values_of([[10.0], [40.0]], [[True], [True]], a_coverage([1.0, 0.5]))
    assert values.mean_radiance_nw_cm2_sr[0, 0] == pytest.approx(20)
    assert values.sampling_uncertainty_nw_cm2_sr[0, 0] == 0
    assert values.standard_uncertainty_nw_cm2_sr[0, 0] == pytest.approx(4)


def test_eighteen_pixels_are_two_footprints():
    # Half of 36 equal pixels seen; their values alternate between 4 and 6, a variance of 1 times 18/17.
    light = np.tile([4.0, 6.0], 18)[:, None]
    seen = (np.arange(36) < 18)[:, None]
    values = values_of(light, seen, a_coverage(np.ones(36)))
    assert values.sampling_uncertainty_nw_cm2_sr[0, 0] == pytest.approx(np.sqrt(0.5 * (18 / 17) / 2))


def test_a_single_pixel_that_stands_for_the_rest_has_no_known_uncertainty():
    values = values_of([[10.0], [40.0]], [[True], [False]], a_coverage([1.0, 1.0]))
    assert values.mean_radiance_nw_cm2_sr[0, 0] == 10
    assert np.isnan(values.standard_uncertainty_nw_cm2_sr[0, 0])


def test_the_scatter_of_images_of_unknown_makers_is_not_known():
    values = values_of([[10.0]], [[True]], a_coverage([1.0]), scatter=np.nan)
    assert np.isnan(values.standard_uncertainty_nw_cm2_sr[0, 0])
    with pytest.raises(ValueError, match="relative_scatter must be at least 0; got -1"):
        area_values(no_sums(1, 1), whole_px=np.ones(1), relative_scatter=-1)


def test_nothing_seen_is_nothing_and_not_zero():
    values = values_of([[np.nan]], [[True]], a_coverage([1.0]))
    for name in ("mean_radiance_nw_cm2_sr", "sum_of_lights_nw_cm2_sr_px", "standard_uncertainty_nw_cm2_sr"):
        assert np.isnan(getattr(values, name)[0, 0]), name
    assert values.clear_share[0, 0] == 0 == values.covered_share[0, 0]


def test_the_sampling_uncertainty_is_what_leaving_out_pixels_does():
    # The standard deviation over many draws of the mean of half the pixels, in blocks of one footprint.
    rng = np.random.default_rng(5)
    blocks = rng.gamma(2.0, 10.0, 400)
    light = np.repeat(blocks, 9)[:, None]
    coverage = a_coverage(np.ones(3600))
    means, said = [], []
    for _ in range(300):
        seen = np.repeat(rng.permutation(400) < 200, 9)[:, None]
        values = values_of(light, seen, coverage)
        means.append(values.mean_radiance_nw_cm2_sr[0, 0])
        said.append(values.sampling_uncertainty_nw_cm2_sr[0, 0])
    assert np.std(means) == pytest.approx(np.mean(said), rel=0.12)


@settings(max_examples=30, deadline=None)
@given(
    radiance=arrays(np.float64, (6, 3), elements=st.floats(0, 500)),
    clear=arrays(np.bool_, (6, 3)),
    cut=st.integers(0, 6),
)
def test_however_an_area_is_cut_by_tiles_its_value_is_the_same(radiance, clear, cut):
    shares = np.array([1.0, 0.3, 0.7, 1.0, 0.2, 0.9])
    whole = values_of(radiance, clear, a_coverage(shares))
    parts = [
        area_sums(radiance[part], clear[part], coverage=Coverage(np.arange(len(shares[part])), csr_array(shares[None, part]), np.array([shares.sum()])))
        for part in (slice(0, cut), slice(cut, 6))
        if len(shares[part])
    ]  # fmt: skip
    together = parts[0] if len(parts) == 1 else parts[0] + parts[1]
    cut_up = area_values(together, whole_px=np.array([shares.sum()]), relative_scatter=0.2)
    for name in whole.__dataclass_fields__:
        np.testing.assert_allclose(
            getattr(cut_up, name), getattr(whole, name), rtol=1e-6, atol=1e-4
        )  # squares of 500 lose digits


def test_sums_of_other_areas_are_not_added():
    with pytest.raises(ValueError, match=r"sums that are added must be of the same areas and nights; got \(1, 2\)"):
        no_sums(1, 2) + no_sums(1, 3)
    with pytest.raises(ValueError, match="clear must have the shape of the radiance"):
        area_sums(np.ones((1, 2)), np.ones((1, 3), bool), coverage=a_coverage([1.0]))


def test_the_first_and_last_time_of_each_area(monkeypatch):
    coverage = a_coverage([[1, 1, 0, 0], [0, 0, 0, 0], [0, 0.5, 1, 1]])
    hours = np.array([[1.0, np.nan], [1.5, np.nan], [2.0, 3.0], [0.5, np.nan]])
    for numbers in (10_000_000, 1):
        monkeypatch.setattr("seeingstars.science.area_sums._NUMBERS_A_BLOCK", numbers)
        first, last = area_extremes(hours, coverage=coverage)
        np.testing.assert_array_equal(first, [[1.0, np.nan], [np.nan, np.nan], [0.5, 3.0]])
        np.testing.assert_array_equal(last, [[1.5, np.nan], [np.nan, np.nan], [2.0, 3.0]])


def test_a_ratio_is_known_better_than_the_light_itself():
    # Every pixel gives 0.9 of what it usually gives: the ratio is exact whatever pixels are seen.
    usual = np.array([1.0, 5.0, 20.0, 100.0, 3.0, 8.0])
    used = np.array([[True, True, False, True, False, True]])
    coverage = a_coverage(np.ones(6))
    assert ratio_uncertainty(0.9 * usual[None], usual, used, coverage=coverage)[0, 0] == pytest.approx(0, abs=1e-6)
    uneven = 0.9 * usual[None] * np.array([[1.1, 0.9, 1, 1.2, 1, 0.8]])
    assert ratio_uncertainty(uneven, usual, used, coverage=coverage)[0, 0] > 1
    assert ratio_uncertainty(uneven, usual, np.ones((1, 6), bool), coverage=coverage)[0, 0] == 0


def test_no_light_is_not_known_exactly():
    # All of the area seen, no light at all: 20 % of the detection limit of 0.5 remains.
    one = np.ones((1, 1))
    sums = AreaSums(0 * one, 0 * one, 9 * one, 9 * one, 9 * one, 9 * one)
    values = area_values(sums, whole_px=np.array([9.0]), relative_scatter=0.2)
    assert values.standard_uncertainty_nw_cm2_sr[0, 0] == pytest.approx(0.1)
