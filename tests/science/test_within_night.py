"""Before, during and after the lights-off hours of each evening."""

import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from seeingstars.science.nights import place_in_event
from seeingstars.science.within_night import AFTER, BEFORE, DURING, OUT, evenings, interrupted_evening

EVENT = "2022-09-25"
# All fully dark from an hour before the window of Leiden, so that only the course of the evening differs.
NIGHTS = ["2022-10-18", "2022-10-19", "2022-10-20", "2022-10-21", "2022-10-22", EVENT]
PLACES = {"a1": (4.4841, 52.1547), "a2": (4.4860, 52.1560), "k1": (4.30, 52.05), "k2": (4.60, 52.20)}


@pytest.fixture
def evening_readings(flagged, leiden):
    """A reading each five minutes from 21:00 to 00:45 on each night, from a function of site, night and minute."""

    def make(brightness, *, nights=NIGHTS, sites=tuple(PLACES)):
        rows = []
        for site in sites:
            for night in nights:
                start = leiden.on_night(leiden.window, date.fromisoformat(night)).start
                for minute in range(-60, 165, 5):
                    value = brightness(site, night, minute + 2.5)
                    rows.append((site, start + timedelta(minutes=minute + 2.5), value, *PLACES[site]))
        names = ["site_id", "observed_at_utc", "brightness_mag_arcsec2", "longitude_deg", "latitude_deg"]
        columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {}
        table = flagged({**columns, "stream": "photometer", "instrument_type": "SQM-LE"}, len(rows))
        return place_in_event(table, leiden)

    return make


@pytest.fixture
def interrupted(evening_readings, leiden):
    def run(brightness, *, with_control=True, **more):
        table = evening_readings(brightness, **more)
        series = evenings(table, event=leiden, nights=NIGHTS, site_ids=set(table["site_id"]))
        return interrupted_evening(series, with_control=with_control)

    return run


def is_dark(site, night, minute, *, effect=0.3):
    """The lights of the area are off from 10 to 85 minutes after the start of the window of Leiden."""
    return effect * (site[0] == "a" and night == EVENT and 10 <= minute < 85)


def noise(scale, seed=0):
    rng, made = np.random.default_rng(seed), {}

    def of(*key):
        return made.setdefault(key, rng.normal(0, scale))

    return of


def test_steps_that_touch_a_transition_are_out(evening_readings, leiden):
    table = evening_readings(lambda *_: 18.0)
    series = evenings(table, event=leiden, nights=NIGHTS, site_ids=PLACES)
    part = dict(zip(series.minute, series.part, strict=True))
    # Window 22:00 to 23:30; transitions 21:55 to 22:10 and 23:25 to 23:40.
    assert [part[m] for m in (-65, -10, -5, 0, 5, 10, 80, 85, 95, 100, 155)] == [
        BEFORE, BEFORE, OUT, OUT, OUT, DURING, DURING, OUT, OUT, AFTER, AFTER,
    ]  # fmt: skip
    assert series.during.shape == (4, 6, 15)
    assert series.nights[series.event_index] == EVENT


def test_the_effect_comes_back_and_the_evening_does_not(interrupted):
    jitter = noise(0.01)
    found = interrupted(lambda s, n, m: 18 + 0.1 * m / 60 + jitter(s, n) + jitter(s, n, m) + is_dark(s, n, m))
    assert float(found.flanked.effect) == pytest.approx(0.3, abs=0.02)
    assert found.flanked.ci95[0] > 0.2
    assert found.trend_per_hour == pytest.approx(0.1, abs=0.01)
    assert found.trend_ci95[0] < 0.1 < found.trend_ci95[1]


def test_a_steady_evening_trend_is_no_effect_even_without_control_or_with_one_flank(interrupted):
    jitter = noise(0.01)
    found = interrupted(lambda s, n, m: 18 + 0.1 * m / 60 + jitter(s, n, m), with_control=False)
    # Raw, the window is darker than the hour before by about 0.1 mag/h × 80 min, or 0.13 mag.
    for estimate in (found.flanked, found.against_before, found.against_after):
        assert float(estimate.effect) == pytest.approx(0.0, abs=0.02)


def test_levels_that_jump_from_night_to_night_do_not_matter(interrupted):
    jump, jitter = noise(1.0), noise(0.01, seed=1)
    found = interrupted(lambda s, n, m: 18 + jump(n, s[0]) + jitter(s, n, m) + is_dark(s, n, m))
    assert float(found.flanked.effect) == pytest.approx(0.3, abs=0.02)
    assert float(found.flanked.se) < 0.03


def test_lamps_off_by_the_clock_every_evening_fall_out_and_are_shown(interrupted):
    jitter = noise(0.01)
    # At 23:00 (minute 60) half of the lamps of the area go off, on every night; nothing else happens.
    found = interrupted(lambda s, n, m: 18 + 0.2 * (s[0] == "a" and m >= 60) + jitter(s, n, m))
    assert found.flanked.ci95[0] < 0 < found.flanked.ci95[1]
    # 5 of 15 steps of the window are darker by .2, and all of the hour after: .2/3 − .1.
    assert found.baseline_step == pytest.approx(0.2 / 3 - 0.1, abs=0.01)
    assert found.baseline_step_ci95[1] < 0


def test_a_step_of_one_evening_only_is_taken_for_an_effect_as_it_says(interrupted):
    jitter = noise(0.01)
    found = interrupted(lambda s, n, m: 18 + 0.2 * (s[0] == "a" and n == EVENT and m >= 10) + jitter(s, n, m))
    # The lamps stay off afterwards: seen against the hour before, not against the hour after.
    assert float(found.against_before.effect) == pytest.approx(0.2, abs=0.02)
    assert found.against_after.ci95[0] < 0 < found.against_after.ci95[1]


def test_without_the_hour_before_there_is_no_answer(interrupted):
    found = interrupted(lambda s, n, m: math.nan if m < 0 else 18 + is_dark(s, n, m))
    assert np.isnan(found.flanked.effect)


def test_half_an_hour_before_is_compared_with_the_same_half_hour(interrupted):
    jitter = noise(0.005)
    found = interrupted(lambda s, n, m: math.nan if (n == EVENT and m < -30) else 18 + 0.3 * m / 60 + jitter(s, n, m))
    assert float(found.against_before.effect) == pytest.approx(0.0, abs=0.01)


def test_two_nights_give_an_effect_without_an_interval(evening_readings, leiden):
    table = evening_readings(lambda s, n, m: 18 + is_dark(s, n, m), nights=[NIGHTS[0], EVENT])
    series = evenings(table, event=leiden, nights=[NIGHTS[0], EVENT], site_ids=PLACES)
    found = interrupted_evening(series, with_control=True)
    assert float(found.flanked.effect) == pytest.approx(0.3)
    assert np.isnan(found.flanked.se)


def test_flagged_readings_are_not_in_it(evening_readings, leiden):
    table = evening_readings(lambda *_: 18.0).assign(flag=4)
    series = evenings(table, event=leiden, nights=NIGHTS, site_ids=PLACES)
    assert np.isnan(series.values).all()
    assert np.isnan(interrupted_evening(series, with_control=True).flanked.effect)


def test_no_site_is_refused(evening_readings, leiden):
    series = evenings(evening_readings(lambda *_: 18.0), event=leiden, nights=NIGHTS, site_ids=[])
    with pytest.raises(ValueError, match="series must hold a site; got none"):
        interrupted_evening(series, with_control=True)


def test_the_order_of_rows_does_not_matter(evening_readings, leiden):
    jitter = noise(0.05)
    table = evening_readings(lambda *key: 18 + jitter(*key))
    mixed: pd.DataFrame = table.sample(frac=1, random_state=0)
    one, other = (evenings(rows, event=leiden, nights=NIGHTS, site_ids=PLACES).values for rows in (table, mixed))
    assert one == pytest.approx(other, nan_ok=True)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    from seeingstars.science.within_night import Evenings

    minute = np.arange(-60, 165, 5.0)
    part = np.select([minute < -5, (minute >= 10) & (minute < 85), minute >= 100], [BEFORE, DURING, AFTER], OUT)
    held, rng = [], np.random.default_rng(0)
    for _ in range(400):
        # Steps of an evening hang together: an AR(1) with .9, another evening each night.
        shocks = rng.normal(0, 0.02, (4, 9, len(minute)))
        for k in range(1, len(minute)):
            shocks[..., k] += 0.9 * shocks[..., k - 1]
        series = Evenings(
            ("a", "b", "k", "l"), ("lights_off", "lights_off", "control", "control"), tuple("abcdefghi"), 4, minute,
            part.astype(np.int8), 18 + shocks,
        )  # fmt: skip
        found = interrupted_evening(series, with_control=True).flanked
        held.append(found.ci95[0] < 0 < found.ci95[1])
    assert np.mean(held) == pytest.approx(0.95, abs=0.03)
