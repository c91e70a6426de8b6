"""Published effects, no effect, the evening's own darkening and a cloud, in noise of the kind that Leiden has.

The noise (hourly means of the Dutch network, 2023, moon down): the hour-to-hour change at Leiden less the mean of
Rijswijk and De Zilk has a robust spread of 0.05 mag when clear (raw 0.37) and 0.55 when partly cloudy (raw 0.96);
the sky darkens by itself by 0.10 mag an hour; overcast is 14.5 times as bright as clear. Effects: Tucson −5.4 %
(Barentine et al. 2020), Cracow −15 to −39 % (Ściężor 2021).
"""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from seeingstars.event import Text
from seeingstars.science.cloud import cloud_classes
from seeingstars.science.compare import compare_stream
from seeingstars.science.nights import candidate_nights, place_in_event
from seeingstars.science.verdict import DIFFERENCE_IN_DIFFERENCES, Finding, decide

with pytest.MonkeyPatch.context() as patch:
    patch.syspath_prepend(str(Path(__file__).resolve().parents[2] / "benchmarks"))
    import inference_leiden as leiden_noise
    from inference_leiden import CLEAR, CLEAR_AND_STEADY, CLOUD_FACTOR, PARTLY, contaminated_normal, magnitudes, student

EVENT = "2022-09-25"
PLACES = {"Leiden-Sterrewacht": (4.4841, 52.1547), "DeZilk": (4.54, 52.30), "Rijswijk": (4.32, 52.04)}
# Medians of clear moonless hours, and how many times brighter overcast is, by station.
CLEAR_MAG = {"Leiden-Sterrewacht": 18.92, "DeZilk": 19.55, "Rijswijk": 18.60}
OVERCAST = {"Leiden-Sterrewacht": 14.5, "DeZilk": 5.3, "Rijswijk": 11.2}
EVENING_MAG_H = 0.10


# --- the noise itself


@pytest.mark.parametrize("draws", [contaminated_normal, student])
@pytest.mark.parametrize("noise", [PARTLY, CLEAR])
def test_the_noise_has_the_robust_and_the_raw_spread_of_the_network(noise, draws):
    values = draws(noise, (400_000,), rng=np.random.default_rng(1))
    robust = np.median(np.abs(values)) / 0.6745
    assert robust == pytest.approx(noise.robust_mag, rel=0.02)
    if draws is contaminated_normal:  # the raw spread of so heavy a t settles too slowly to be tested
        assert values.std() == pytest.approx(noise.raw_mag, rel=0.03)


def test_changes_of_luminance_are_magnitudes_with_darker_positive():
    assert magnitudes(-0.054) == pytest.approx(0.0603, abs=5e-5)
    assert [magnitudes(-0.15), magnitudes(-0.39)] == pytest.approx([0.1765, 0.5367], abs=5e-5)


# --- many nights at once: the differences that the nights give, judged by the rule of the verdict


@pytest.mark.parametrize("nights", [5, 8, 19])
@pytest.mark.parametrize("change", leiden_noise.PUBLISHED.values(), ids=leiden_noise.PUBLISHED.keys())
def test_published_effects_on_clear_nights_lie_in_their_intervals_at_the_nominal_rate(change, nights):
    effect = magnitudes(change)
    noise = contaminated_normal(CLEAR_AND_STEADY, (3_000, nights + 1), rng=np.random.default_rng([3, nights]))
    found = leiden_noise.outcome(noise, effect)
    assert 0.936 <= found.held <= 0.964
    assert found.verdicts.get("brighter", 0.0) < 0.025


def test_what_cracow_saw_at_most_is_always_seen_and_tucson_seldom():
    noise = contaminated_normal(CLEAR_AND_STEADY, (2_000, 9), rng=np.random.default_rng(4))
    assert leiden_noise.outcome(noise, magnitudes(-0.39)).verdicts["darker"] > 0.99
    tucson = leiden_noise.outcome(noise, magnitudes(-0.054)).verdicts
    assert tucson["darker"] < 0.25
    assert tucson["cannot_tell"] > 0.70


@pytest.mark.parametrize("draws", [contaminated_normal, student])
@pytest.mark.parametrize("nights", [3, 5, 8, 19])
def test_no_effect_on_partly_cloudy_nights_is_seldom_called_darker(nights, draws):
    noise = draws(PARTLY, (4_000, nights + 1), rng=np.random.default_rng([5, nights]))
    verdicts = leiden_noise.outcome(noise, 0.0).verdicts
    assert verdicts["darker"] <= 0.05
    assert verdicts.get("no_change", 0.0) < 0.001


def test_without_matching_of_cloud_a_partly_cloudy_event_night_would_often_be_called_darker():
    rng = np.random.default_rng(6)
    noise = contaminated_normal(CLEAR_AND_STEADY, (2_000, 9), rng=rng)
    noise[:, -1] = contaminated_normal(PARTLY, (2_000,), rng=rng)
    assert leiden_noise.outcome(noise, 0.0).verdicts["darker"] > 0.30


def test_an_event_night_whose_cloud_cannot_be_matched_is_not_judged_by_its_numbers():
    cloud_mag = -2.5 * np.log10(CLOUD_FACTOR)
    finding = Finding(
        "photometer",
        DIFFERENCE_IN_DIFFERENCES,
        0.1,
        8,
        cloud_mag,
        (cloud_mag - 0.1, cloud_mag + 0.1),
        blocked=Text("wolken.", "cloud."),
    )
    assert decide(finding).verdict == "cannot_tell"


# --- the whole way from readings to the verdict


@pytest.fixture(scope="module")
def candidates(leiden):
    return candidate_nights(leiden)


@pytest.fixture(scope="module")
def nights(candidates):
    """Eight of the nineteen dark nights and the event: what the clouds of a Dutch autumn may leave."""
    return [*candidates.loc[candidates["is_candidate"], "night"][:8], EVENT]


@pytest.fixture
def judged(flagged, leiden, candidates, nights, okta_of_nights):
    """The result of the photometers, from readings each five minutes from an hour before the lights went off."""

    def run(*, effect_mag=0.0, okta=0, change=lambda table: table, drop=None):
        rows = change(evenings_of(leiden, nights, effect_mag))
        readings = place_in_event(flagged({**rows.to_dict("list"), "instrument_type": "SQM-LE"}, len(rows)), leiden)
        readings = (readings if drop is None else readings[~drop(readings)]).assign(stream="photometer")
        by_night = dict.fromkeys(nights, okta) if isinstance(okta, int) else okta
        answer = compare_stream(
            readings,
            stream="photometer",
            event=leiden,
            candidates=candidates,
            cloud=cloud_classes(readings, event=leiden, okta=okta_of_nights(by_night)),
            rng=np.random.default_rng(0),
        )
        return answer.result, readings

    return run


def evenings_of(event, nights, effect_mag):
    """Level of the station + sky of the night + evening trend + noise of the night at Leiden + effect in the window."""
    rng = np.random.default_rng(7)
    found = []
    for night in nights:
        window = event.on_night(event.window, pd.Timestamp(night).date())
        moments = pd.date_range(window.start - timedelta(hours=1), window.end, freq="5min")
        hours = (moments - window.start) / pd.Timedelta(hours=1)
        sky = rng.normal(0, 0.2)
        own = rng.normal(0, CLEAR_AND_STEADY.robust_mag)
        for site, level in CLEAR_MAG.items():
            here = site == "Leiden-Sterrewacht"
            value = level + sky + EVENING_MAG_H * hours + rng.normal(0, 0.02, len(moments)) + own * here
            value = value + effect_mag * (here and night == EVENT) * (moments >= window.start)
            found.append(
                pd.DataFrame(
                    {
                        "site_id": site,
                        "observed_at_utc": moments,
                        "brightness_mag_arcsec2": value,
                        "longitude_deg": PLACES[site][0],
                        "latitude_deg": PLACES[site][1],
                    }
                )
            )
    return pd.concat(found, ignore_index=True)


@pytest.mark.parametrize("change", [-0.15, -0.39])
def test_cracow_is_found_with_its_size_from_readings(judged, change):
    effect = magnitudes(change)
    result, _ = judged(effect_mag=effect)
    assert (result["verdict"], result["design"]) == ("darker", DIFFERENCE_IN_DIFFERENCES)
    assert result["ci95"][0] <= effect <= result["ci95"][1]
    assert result["n_baseline_nights"] == 8


def test_tucson_lies_in_the_interval_from_readings(judged):
    result, _ = judged(effect_mag=magnitudes(-0.054))
    assert result["ci95"][0] <= 0.060 <= result["ci95"][1]
    assert result["verdict"] in ("darker", "cannot_tell")


def test_the_darkening_of_the_evening_is_no_effect_though_the_night_itself_shows_it(judged):
    result, readings = judged()
    assert result["verdict"] != "darker"
    assert abs(result["effect"]) < 0.1
    # What a comparison of the hour before with the dark hours would say: a tenth of a magnitude for nothing.
    here = readings[(readings["night"] == EVENT) & (readings["site_id"] == "Leiden-Sterrewacht")]
    level = here.groupby("in_window")["brightness_mag_arcsec2"].mean()
    assert level[True] - level[False] == pytest.approx(0.12, abs=0.03)


def test_without_a_control_the_darkening_of_the_evening_is_no_effect_either(judged):
    result, _ = judged(change=lambda table: table[table["site_id"] == "Leiden-Sterrewacht"].reset_index(drop=True))
    assert result["design"] == "night_against_nights"
    assert result["verdict"] != "darker"


def test_a_meter_that_missed_the_first_half_of_the_window_gains_little_by_the_evening(judged):
    """37 minutes gone: the mean moves by 19 minutes, 0.03 mag at most, well below what matters."""

    def first_half(readings):
        late = readings["observed_at_utc"] < pd.Timestamp(f"{EVENT}T20:47Z")
        return (readings["night"] == EVENT) & (readings["site_id"] == "Leiden-Sterrewacht") & late

    whole, _ = judged()
    half, _ = judged(drop=first_half)
    assert half["sites"][0]["coverage"] == "covered"
    assert abs(half["effect"] - whole["effect"]) < 0.04


def cloud_over(night, *, factor, moving_mag=0.0):
    """Overcast on one night: each station brighter by its own factor; broken cloud moves."""

    def change(table):
        inside = table["observed_at_utc"].dt.date.astype(str) == night
        brighter = 2.5 * np.log10(table["site_id"].map(factor).astype(float))
        wave = moving_mag * np.sin(np.arange(len(table)) * 0.9)
        moved = table["brightness_mag_arcsec2"] - brighter + wave
        return table.assign(brightness_mag_arcsec2=table["brightness_mag_arcsec2"].mask(inside, moved))

    return change


@pytest.mark.parametrize("okta", [8, (8, 3), 4])
def test_a_cloud_of_factor_14_and_a_half_that_the_weather_station_saw_cannot_tell(judged, nights, okta):
    by_night = {**dict.fromkeys(nights, 0), EVENT: okta}
    result, _ = judged(okta=by_night, change=cloud_over(EVENT, factor=OVERCAST))
    assert result["verdict"] == "cannot_tell"
    assert "cloud" in result["reason"]["en"]


@pytest.mark.parametrize("okta", [0, None])
@pytest.mark.parametrize("effect_mag", [0.0, 0.3])
def test_broken_cloud_that_only_the_meter_saw_cannot_tell(judged, nights, okta, effect_mag):
    """The weather station 3.6 km away says clear, or says nothing: the unrest of the meter itself decides."""
    by_night = {} if okta is None else dict.fromkeys(nights, okta)
    cloud = cloud_over(EVENT, factor=OVERCAST, moving_mag=0.4)
    result, _ = judged(effect_mag=effect_mag, okta=by_night, change=cloud)
    assert result["verdict"] == "cannot_tell"


@pytest.mark.parametrize("okta", [0, None])
def test_a_motionless_deck_that_no_other_witness_saw_cannot_tell(judged, nights, okta):
    by_night = {} if okta is None else dict.fromkeys(nights, okta)
    result, _ = judged(okta=by_night, change=cloud_over(EVENT, factor=OVERCAST))
    assert result["verdict"] == "cannot_tell"


def test_a_baseline_night_with_hidden_cloud_is_left_out_by_the_unrest_of_the_meter(judged):
    """What makes the raw spread of clear nights 0.37 and not 0.05 does not reach the interval."""
    cloud = cloud_over("2022-09-20", factor=OVERCAST, moving_mag=0.4)
    result, _ = judged(effect_mag=0.3, change=cloud)
    night = next(night for night in result["nights"] if night["night"] == "2022-09-20")
    assert (night["role"], result["n_baseline_nights"]) == ("left_out", 7)
    assert result["verdict"] == "darker"
