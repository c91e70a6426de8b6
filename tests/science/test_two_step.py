"""One level a night from sites of which some miss some nights."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.errors import TableError
from seeingstars.science.comparison import difference_in_differences
from seeingstars.science.two_step import night_effects, two_step

NAN = np.nan


def test_with_nothing_missing_the_level_is_the_mean_over_sites():
    values = np.random.default_rng(1).normal(19, 0.3, size=(5, 8))
    np.testing.assert_allclose(night_effects(values, event_index=7), values.mean(axis=0), atol=1e-12)


def test_a_missing_dark_site_does_not_make_the_night_brighter():
    # Sites at 18 and 20; every night is 0.1 darker than the one before. A plain mean would fall by 0.8.
    values = [[18.0, 18.1, 18.2], [20.0, 20.1, NAN]]
    np.testing.assert_allclose(np.diff(night_effects(values, event_index=2)), [0.1, 0.1], atol=1e-12)


@given(st.integers(0, 10_000))
def test_it_is_the_least_squares_answer_of_a_well_kept_library(seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(19, 0.5, size=(6, 7))
    values[rng.random(values.shape) < 0.3] = NAN
    levels = night_effects(values, event_index=0)
    site, night = np.nonzero(np.isfinite(values) & np.isfinite(levels))
    if len(np.unique(night)) < 2:
        return
    sites, nights = np.unique(site), np.unique(night)
    # The first night is the level that the others are told from.
    design = np.hstack([site[:, None] == sites, night[:, None] == nights[1:]]).astype(float)
    theirs = sm.OLS(values[site, night], design).fit().params[len(sites) :]
    ours = levels[nights]
    np.testing.assert_allclose(ours[1:] - ours[0], theirs, atol=1e-8)


def test_nights_that_share_no_site_with_the_event_are_not_known():
    values = [[18.0, NAN, 18.5], [NAN, 20.0, NAN]]
    np.testing.assert_array_equal(np.isnan(night_effects(values, event_index=2)), [False, True, False])


def test_a_chain_of_sites_ties_a_night_to_the_event():
    values = [[18.0, 18.1, NAN], [NAN, 20.1, 20.4]]
    np.testing.assert_allclose(np.diff(night_effects(values, event_index=2)), [0.1, 0.3], atol=1e-12)


def test_without_a_site_on_the_event_night_nothing_is_known():
    assert np.isnan(night_effects([[18.0, 18.1, NAN]], event_index=2)).all()


def test_many_repetitions_give_what_each_gives_alone():
    rng = np.random.default_rng(3)
    values = rng.normal(size=(50, 4, 6))
    values[rng.random(values.shape) < 0.4] = NAN
    together = night_effects(values, event_index=5)
    for i in range(50):
        np.testing.assert_allclose(together[i], night_effects(values[i], event_index=5), atol=1e-9)


def test_with_two_in_five_site_nights_missing_the_interval_still_holds_the_truth():
    """400 repetitions: the design's own band .935-.957, widened by their chance (2.5 standard errors)."""
    rng = np.random.default_rng(11)
    repetitions, sites, nights, truth = 400, 10, 11, 0.3
    common = rng.normal(0, 0.25, size=(repetitions, 1, nights))
    levels = []
    for arm in range(2):
        values = rng.normal(0, 0.1, size=(repetitions, sites, nights)) + rng.normal(
            0, 0.3, size=(repetitions, sites, 1)
        )
        values += common + rng.normal(0, 0.05, size=(repetitions, 1, nights))
        values[..., -1] += truth * (arm == 0)
        values[rng.random(values.shape) < 0.4] = NAN
        levels.append(night_effects(values, event_index=nights - 1))
    differences = levels[0] - levels[1]
    answer = difference_in_differences(differences[:, :-1], differences[:, -1])
    held = ((answer.ci95[:, 0] <= truth) & (truth <= answer.ci95[:, 1])).mean()
    assert 0.91 <= held <= 0.98


def table(*rows):
    return pd.DataFrame(rows, columns=["site_id", "role", "night", "value"])


ROWS = [
    ("a", "lights_off", "2022-09-24", 18.0),
    ("a", "lights_off", "2022-09-25", 18.5),
    ("k", "control", "2022-09-24", 19.0),
    ("k", "control", "2022-09-25", 19.1),
]


def test_the_difference_is_area_minus_control_and_positive_is_darker():
    answer = two_step(table(*ROWS), event_night="2022-09-25", with_control=True)
    assert answer["night"].tolist() == ["2022-09-24", "2022-09-25"]
    np.testing.assert_allclose(answer["difference"], [-1.0, -0.6])


def test_without_control_the_difference_is_the_level_of_the_area():
    answer = two_step(table(*ROWS), event_night="2022-09-25", with_control=False)
    np.testing.assert_allclose(answer["difference"], [18.0, 18.5])


def test_the_order_of_the_rows_does_not_matter():
    one = two_step(table(*ROWS), event_night="2022-09-25", with_control=True)
    other = two_step(table(*ROWS[::-1]), event_night="2022-09-25", with_control=True)
    pd.testing.assert_frame_equal(one, other)


def test_an_empty_table_gives_the_event_night_without_a_number():
    answer = two_step(table(), event_night="2022-09-25", with_control=True)
    assert answer["night"].tolist() == ["2022-09-25"]
    assert answer["difference"].isna().all()


def test_two_values_of_a_site_on_one_night_are_refused():
    with pytest.raises(ValueError, match="one value a night; 1 rows repeat a site and night, role lights_off"):
        two_step(table(*ROWS, ROWS[0]), event_night="2022-09-25", with_control=True)


def test_a_table_without_values_is_refused():
    with pytest.raises(TableError, match="value is missing"):
        two_step(table(*ROWS).drop(columns="value"), event_night="2022-09-25", with_control=True)


def test_an_event_that_is_no_night_of_the_table_is_refused():
    with pytest.raises(ValueError, match="event_index 3"):
        night_effects(np.zeros((2, 3)), event_index=3)
