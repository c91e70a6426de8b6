"""Trend and season of areas over years: a known trend is found, too little is said to be too little."""

import numpy as np
import pytest

from seeingstars.science.area_trend import trend_of, trend_table


def months(n, start="2014-01"):
    return (np.datetime64(start, "M") + np.arange(n)).astype("datetime64[D]") + 14


def made_light(rng, n, *, percent_year=0.0, season=0.3, memory=0.3, scatter=0.15):
    noise = np.zeros(n)
    for month in range(n):
        noise[month] = memory * (noise[month - 1] if month else 0) + rng.normal(0, scatter * np.sqrt(1 - memory**2))
    time = np.arange(n) / 12
    return 20 * np.exp(np.log1p(percent_year / 100) * time + season * np.cos(2 * np.pi * (time - 0.04)) + noise)


def trend(light, days=None, *, share=None, monthly=True):
    days = months(len(light)) if days is None else days
    return trend_of(days, light, np.ones(len(light)) if share is None else share, is_monthly=monthly)


def test_a_trend_and_a_season_that_were_put_in_are_found():
    found = trend(made_light(np.random.default_rng(1), 120, percent_year=4, scatter=0.05))
    assert found.verdict == "brighter"
    assert found.trend_low_percent_year < 4 < found.trend_high_percent_year
    assert found.season_percent == pytest.approx(100 * np.expm1(0.3), rel=0.15)
    assert found.brightest_month == 1
    assert found.season_p_value < 1e-6
    darker = trend(made_light(np.random.default_rng(1), 120, percent_year=-4, scatter=0.05))
    assert darker.verdict == "darker"


def test_where_there_is_none_the_verdict_is_no_clear_trend_with_an_interval():
    found = trend(made_light(np.random.default_rng(2), 60))
    assert found.verdict == "no_clear_trend"
    assert found.trend_low_percent_year < 0 < found.trend_high_percent_year


@pytest.mark.parametrize(("n_months", "at_least"), [(36, 0.89), (60, 0.89), (120, 0.89)])
def test_how_often_the_interval_holds_the_truth_when_months_depend_on_each_other(n_months, at_least):
    # 95 of 100 are expected; fewer than 89 would come once in two hundred times.
    rng = np.random.default_rng(3)
    held = [abs(np.sign(one.trend_low_percent_year) + np.sign(one.trend_high_percent_year)) < 1 for one in (trend(made_light(rng, n_months)) for _ in range(100))]  # fmt: skip
    assert at_least <= np.mean(held) <= 1.0


def test_too_few_months_or_months_of_one_season_cannot_tell():
    light = made_light(np.random.default_rng(4), 35)
    assert (
        trend(light).reason.en
        == "35 months can be used; a trend needs at least 36 in at least 8 months of the calendar"
    )
    winters = np.concatenate([months(6, f"{year}-10") for year in range(2014, 2022)])
    found = trend(np.full(48, 10.0), winters)
    assert found.verdict == "cannot_tell"
    assert found.reason.nl.startswith("48 maanden zijn bruikbaar; een trend vraagt er minstens 36, in minstens 8")
    assert np.isnan(found.trend_percent_year)


def test_months_that_were_hardly_seen_or_too_dark_are_counted_and_not_used():
    light, share = made_light(np.random.default_rng(5), 60), np.ones(60)
    share[:5], light[10:12], light[20] = 0.4, 0.3, np.nan
    found = trend(light, share=share)
    assert (found.n_used, found.n_too_dark, found.n_too_little_seen) == (52, 2, 6)


def test_an_area_that_is_often_too_dark_to_measure_cannot_tell():
    light = made_light(np.random.default_rng(6), 60)
    light[::5] = 0.2
    found = trend(light)
    assert found.verdict == "cannot_tell"
    assert found.reason.en.startswith("12 of the 60 values lie below the detection limit of 0.5")


def test_annual_values_have_a_trend_from_eight_years_on_and_no_season():
    years = np.array([f"{year}-07-02" for year in range(2012, 2022)], "datetime64[D]")
    light = 10 * 1.02 ** np.arange(10) * np.exp(np.random.default_rng(7).normal(0, 0.01, 10))
    found = trend(light, years, monthly=False)
    assert found.verdict == "brighter"
    assert np.isnan(found.season_percent)
    assert found.brightest_month == 0
    assert trend(light[:7], years[:7], monthly=False).reason.en == "7 years can be used; a trend needs at least 8"


def test_two_composites_of_one_day_are_refused():
    with pytest.raises(ValueError, match="of two streams, which are never mixed"):
        trend(np.ones(2), np.repeat(months(1), 2))
    with pytest.raises(ValueError, match="must be of one length"):
        trend(np.ones(3), months(2), share=np.ones(3))


def test_the_order_of_the_months_does_not_matter():
    light = made_light(np.random.default_rng(8), 48)
    shuffled = np.random.default_rng(9).permutation(48)
    straight, mixed = trend(light), trend(light[shuffled], months(48)[shuffled])
    assert mixed.trend_percent_year == pytest.approx(straight.trend_percent_year)
    assert mixed.trend_high_percent_year == pytest.approx(straight.trend_high_percent_year)


def test_many_areas_are_one_table_with_discoveries_among_them():
    rng = np.random.default_rng(10)
    light = np.stack([made_light(rng, 60, percent_year=percent, scatter=0.05) for percent in (8, 0, 0)])
    light = np.vstack([light, np.full((1, 60), np.nan)])
    table = trend_table(np.array(list("abcd")), months(60), light, np.ones((4, 60)), is_monthly=True)
    assert table.area_id.tolist() == list("abcd")
    assert table.is_discovery.tolist()[0] is True
    assert not table.is_discovery[3]
    assert table.verdict[3] == "cannot_tell"


def test_months_that_remember_much_of_the_one_before_do_not_narrow_the_interval():
    rng = np.random.default_rng(11)
    found = [trend(made_light(rng, 60, memory=0.6)) for _ in range(100)]
    assert np.mean([one.trend_low_percent_year < 0 < one.trend_high_percent_year for one in found]) >= 0.89


def test_the_slope_is_that_of_a_line_through_the_means_of_twelve_months():
    # Three years at ln 10, ln 11, ln 12 without a season: the line through three means rises by (ln 12 - ln 10) / 2.
    light = np.repeat([10.0, 11.0, 12.0], 12)
    found = trend(light)
    assert found.trend_percent_year == pytest.approx(100 * np.expm1(np.log(1.2) / 2), rel=0.02)
