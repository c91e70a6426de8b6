"""How much fainter the faintest star is under a darker sky, and streams side by side."""

import math

import numpy as np
import pytest

from seeingstars.science.eye_slope import agreement_of_neighbours, eye_effect_in_sky, eye_slope, put_together


def observers(slope, *, n=1500, seed=0, eye_sd=1.2, meter_sd=0.22):
    """Skies of 17 to 20.5, an eye and a meter each with its own error, ten readings a place."""
    rng = np.random.default_rng(seed)
    place = np.repeat(np.arange(n // 10), 10)
    sky = rng.uniform(17.2, 20.3, n // 10)[place] + rng.normal(0, 0.1, n)
    return sky + rng.normal(0, meter_sd, n), slope * (sky - 18.5) + 4 + rng.normal(0, eye_sd, n), place


def test_a_known_slope_is_within_its_interval():
    sky, limit, place = observers(0.44)
    fit = eye_slope(sky, limit, cluster=place, rng=np.random.default_rng(1), sky_range_mag_arcsec2=(10, 25))
    assert fit.ci95[0] < 0.44 < fit.ci95[1]
    assert fit.se < 0.1
    assert (fit.n_rows, fit.n_clusters) == (1500, 150)


def test_least_squares_lies_below_for_the_error_of_the_meter():
    sky, limit, place = observers(0.8, n=20_000, meter_sd=0.5)
    fit = eye_slope(
        sky, limit, cluster=place, rng=np.random.default_rng(1), sky_range_mag_arcsec2=(10, 25), meter_sd_mag=0.5
    )
    # Attenuation: variance of the sky 3.1²/12 + .01 over that plus .25.
    sky_variance = 3.1**2 / 12 + 0.01
    assert fit.least_squares == pytest.approx(0.8 * sky_variance / (sky_variance + 0.25), abs=0.03)
    assert fit.slope == pytest.approx(0.8, abs=0.04)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    held = []
    for seed in range(120):
        sky, limit, place = observers(0.44, seed=seed, n=400)
        fit = eye_slope(sky, limit, cluster=place, rng=np.random.default_rng(seed), sky_range_mag_arcsec2=(10, 25))
        held.append(fit.ci95[0] <= 0.44 <= fit.ci95[1])
    assert np.mean(held) == pytest.approx(0.95, abs=0.06)


def test_charts_worked_out_from_the_meter_are_no_eyes():
    rng = np.random.default_rng(0)
    sky = rng.uniform(17, 20.5, 500)
    chart = np.searchsorted([15.6, 16.65, 17.8, 19.0, 20.4, 22.0], sky) + 1
    fit = eye_slope(sky, chart, cluster=np.arange(500), rng=rng)
    assert fit.is_computed
    assert math.isnan(fit.slope)
    assert fit.agreement > 0.98


def test_true_eyes_on_charts_agree_seldom():
    sky, limit, _ = observers(0.44)
    assert agreement_of_neighbours(sky, np.round(limit)) < 0.5


@pytest.mark.real_files
def test_globe_at_night_gives_no_slope_for_its_charts_follow_the_meter(real_data):
    from seeingstars.sources.recognise import read_readings

    table, _ = read_readings(real_data / "globe_at_night" / "GaN2007.csv")
    both = table[table["brightness_mag_arcsec2"].notna() & table["limiting_magnitude"].notna()]
    assert len(both) > 100
    fit = eye_slope(
        both["brightness_mag_arcsec2"],
        both["limiting_magnitude"],
        cluster=np.arange(len(both)),
        rng=np.random.default_rng(0),
    )
    assert fit.is_computed
    assert math.isnan(fit.slope)


@pytest.mark.parametrize("n", [0, 1, 9])
def test_a_handful_of_rows_gives_no_slope(n):
    fit = eye_slope(np.linspace(17, 20, n), np.linspace(3, 5, n), cluster=np.arange(n), rng=np.random.default_rng(0))
    assert math.isnan(fit.slope)
    assert fit.n_rows == n


def test_rows_must_belong_together():
    with pytest.raises(ValueError, match=r"the rows must be of one length; got \(2,\), \(1,\) and \(2,\)"):
        eye_slope([17, 18], [3], cluster=[0, 1], rng=np.random.default_rng(0))


def test_the_slope_carries_its_uncertainty_into_the_effect():
    effect, se = eye_effect_in_sky(0.2, 0.1, slope=0.5, slope_se=0.1)
    assert effect == pytest.approx(0.4)
    assert se == pytest.approx(math.sqrt(0.1**2 + 0.4**2 * 0.1**2) / 0.5)
    with pytest.raises(ValueError, match=r"slope must lie clear of 0.*got 0.1 ± 0.1; show the streams apart"):
        eye_effect_in_sky(0.2, 0.1, slope=0.1, slope_se=0.1)


def test_streams_together_by_hand():
    both = put_together([("meters", 0.30, 0.05), ("eyes", 0.50, 0.10)])
    # Weights 400 and 100: (120 + 50) / 500; Q = 400 × .04² + 100 × .16².
    assert both.effect == pytest.approx(0.34)
    assert both.weights == pytest.approx([0.8, 0.2])
    assert both.q == pytest.approx(3.2)
    assert both.p_q == pytest.approx(math.erfc(math.sqrt(3.2 / 2)))


def test_one_stream_is_itself_and_no_stream_is_refused():
    alone = put_together([("meters", 0.3, 0.05)])
    assert (alone.effect, alone.se) == (pytest.approx(0.3), pytest.approx(0.05))
    assert math.isnan(alone.p_q)
    with pytest.raises(ValueError, match="none given"):
        put_together([])
    with pytest.raises(ValueError, match="eyes"):
        put_together([("eyes", math.nan, 0.1)])


def test_the_weight_of_a_hundred_eyes_is_small():
    # Ten pairs of meters over ten nights: SE .088. A hundred eyes a cell at a slope of .81: 1.2 × √(4/100) / .81.
    _, se = eye_effect_in_sky(0.0, 1.2 * math.sqrt(4 / 100), slope=0.81, slope_se=0.0)
    both = put_together([("meters", 0.3, 0.088), ("eyes", 0.3, se)])
    assert both.weights[1] == pytest.approx(0.080, abs=0.002)
