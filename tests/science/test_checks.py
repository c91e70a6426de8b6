"""What a referee asks, put together for one stream: plain values, a sentence each, honest where there is little."""

import json
import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from seeingstars.science.checks import CHECKS_OF_AN_ANSWER, checks_of
from seeingstars.science.cloud import cloud_classes
from seeingstars.science.compare import compare_satellite, compare_stream
from seeingstars.science.nights import candidate_nights, place_in_event

EVENT = "2022-09-25"
NIGHTS = [f"2022-09-{day}" for day in range(18, 31)]
PLACES = {
    "a1": (4.4841, 52.1547),
    "a2": (4.4860, 52.1560),
    "k1": (4.30, 52.05),
    "k2": (4.60, 52.20),
    "k3": (4.31, 52.06),
    "k4": (4.61, 52.21),
}


def levels(effect=0.3, *, sites=tuple(PLACES), nights=NIGHTS, seed=5, shocks=None):
    """Site offsets, one sky for all, noise; `shocks` is what the area has to itself on each night."""
    rng = np.random.default_rng(seed)
    sky = dict(zip(nights, rng.normal(0, 0.25, len(nights)), strict=True))
    own = dict(zip(nights, np.zeros(len(nights)) if shocks is None else shocks, strict=True))
    return {
        s: {n: 18.5 + sky[n] + rng.normal(0, 0.02) + (own[n] + effect * (n == EVENT)) * (s[0] == "a") for n in nights}
        for s in sites
    }


@pytest.fixture
def check(minutes_of_nights, okta_of_nights, leiden):
    """The checks of readings made by hand, and the answer that they belong to."""

    def run(by_site, *, stream="photometer", change=lambda table: table, okta=0, seed=0):
        table = minutes_of_nights(by_site, places=PLACES, wave_mag=0.02, stream=stream)
        table = change(table.assign(sun_altitude_deg=-25.0))
        cloud = cloud_classes(table, event=leiden, okta=okta_of_nights(dict.fromkeys(NIGHTS, okta)))
        given = {"event": leiden, "candidates": candidate_nights(leiden), "cloud": cloud}
        answer = compare_stream(table, stream=stream, rng=np.random.default_rng(0), **given)
        before = table.copy(deep=True)
        found = checks_of(answer, readings=table, rng=np.random.default_rng(seed), **given)
        pd.testing.assert_frame_equal(table, before)
        json.dumps(found, allow_nan=False)
        assert tuple(found) == CHECKS_OF_AN_ANSWER
        for name, one in found.items():
            assert set(one) == {"numbers", "reading"}, name
            assert one["reading"]["nl"].endswith("."), name
            assert one["reading"]["en"].endswith("."), name
            assert "nan" not in one["reading"]["en"].lower(), name
        return found, answer.result

    return run


@pytest.fixture
def usual(check, _done={}):  # noqa: B006 - worked out once for all tests that only look at it
    if not _done:
        _done["it"] = check(levels(0.3))
    return _done["it"]


def made(found):
    return {name for name, one in found.items() if one["numbers"] is not None}


def test_a_clear_effect_passes_every_check_that_can_be_made(usual):
    found, answer = usual
    assert answer["verdict"] == "darker"
    assert made(found) == set(CHECKS_OF_AN_ANSWER) - {"charts", "within_night"}
    assert found["kappa"]["numbers"]["kappa_star"] == pytest.approx(answer["kappa_star"])
    assert found["kappa"]["numbers"]["rows"][0]["ci95"] == pytest.approx(answer["ci95"])
    assert found["spill_over"]["numbers"]["rows"][2]["effect"] == pytest.approx(answer["effect"] / 0.8)
    assert found["placebo_in_space"]["numbers"]["rank_of_ratio"] == 1
    assert found["mixed_model"]["numbers"]["effect"] == pytest.approx(answer["effect"], abs=1e-3)
    first = found["specification_curve"]["numbers"]["specifications"][0]
    assert first["primary"]
    assert first["effect"] == pytest.approx(answer["effect"])


def test_readings_in_the_window_alone_show_no_course_of_the_evening(usual):
    found, _ = usual
    assert "before and after the window were not measured" in found["within_night"]["reading"]["en"]


def test_nothing_that_is_said_is_said_in_one_language_only(usual):
    found, _ = usual
    for one in found.values():
        assert one["reading"]["nl"] != one["reading"]["en"]


def test_no_effect_is_not_made_into_one(check):
    found, answer = check(levels(0.0, seed=3))
    assert answer["verdict"] not in ("darker", "brighter")
    assert found["kappa"]["reading"]["en"].startswith("The interval holds zero as it is")
    assert found["placebo_in_space"]["numbers"]["p_of_ratio"] > 0.1


def test_skewed_nights_are_shown_by_their_own_false_alarms(check):
    skewed = np.random.default_rng(1).exponential(0.03, len(NIGHTS))
    skewed[NIGHTS.index("2022-09-21")] = 0.8
    found, answer = check(levels(0.0, shocks=skewed))
    nights = found["placebo_in_time"]["numbers"]
    assert nights["n_false_alarms"] == sum(night["false_alarm"] for night in nights["nights"])
    # The wildest night is far from the rest, and the check says that the method would have called it.
    assert nights["n_false_alarms"] >= 1
    assert answer["verdict"] == "cannot_tell"


def test_nights_that_hang_together_leave_a_trend_that_is_seen_or_left_open(check):
    walk = np.cumsum(np.full(len(NIGHTS), 0.03))
    found, _ = check(levels(0.0, shocks=walk))
    trend = found["pre_trend"]["numbers"]
    assert trend["drift_28_days"] == pytest.approx(0.84, abs=0.1)
    assert trend["is_trend"]
    assert "already before the event night the difference drifted" in found["pre_trend"]["reading"]["en"]


def test_two_in_five_site_nights_missing(check):
    rng = np.random.default_rng(0)
    by_site = {
        site: {n: v for n, v in nights.items() if n == EVENT or rng.random() > 0.4}
        for site, nights in levels(0.3).items()
    }
    found, answer = check(by_site)
    assert found["mixed_model"]["numbers"]["effect"] == pytest.approx(answer["effect"], abs=0.05)
    first = found["specification_curve"]["numbers"]["specifications"][0]
    assert first["effect"] == pytest.approx(answer["effect"], abs=1e-9)


def test_one_site_and_no_control(check):
    found, answer = check(levels(0.3, sites=["a1"]))
    assert answer["design"] == "night_against_nights"
    for name in ("placebo_in_space", "spill_over"):
        assert found[name]["numbers"] is None
        assert found[name]["reading"]["en"] == "This comparison has no control area."
    assert found["mixed_model"]["numbers"] is None
    assert "cannot tell the night from the reading" in found["mixed_model"]["reading"]["en"]
    assert {"placebo_in_time", "kappa", "pre_trend", "specification_curve"} <= made(found)


def test_one_control_site_gives_no_pseudo_areas(check):
    found, _ = check(levels(0.3, sites=["a1", "a2", "k1"]))
    assert found["placebo_in_space"]["reading"]["en"].startswith("This needs at least 2 control sites")


def test_two_nights_cannot_be_checked_and_say_why(check):
    found, answer = check(levels(0.3, nights=["2022-09-24", EVENT]))
    assert answer["verdict"] == "cannot_tell"
    assert made(found) == set()
    assert found["kappa"]["reading"]["en"].startswith("This needs at least 3 similar nights")


def test_all_readings_flagged_leave_nothing_to_check(check):
    found, answer = check(levels(0.3), change=lambda table: table.assign(flag=4))
    assert answer["verdict"] == "no_coverage"
    assert made(found) == set()
    assert {one["reading"]["en"] for one in found.values()} == {"No comparison was made, so there is nothing to check."}


def test_no_readings_at_all(check):
    found, answer = check(levels(0.3), change=lambda table: table.iloc[:0])
    assert answer["verdict"] == "no_coverage"
    assert made(found) == set()


def test_the_same_level_every_night_claims_nothing(check):
    flat = {site: dict.fromkeys(NIGHTS, 18.0) for site in PLACES}
    found, answer = check(flat)
    assert answer["verdict"] == "cannot_tell"
    assert found["kappa"]["numbers"] is None
    assert found["placebo_in_time"]["numbers"] is None


def test_naked_eyes_have_charts_and_no_course_of_the_evening(check):
    def charts(table):
        return table.assign(limiting_magnitude=np.round(table["brightness_mag_arcsec2"] - 14.3))

    found, answer = check(levels(0.9), stream="naked_eye", change=charts)
    assert answer["effect"] is not None
    assert found["within_night"]["reading"]["en"].startswith("Only a meter that reads all evening")
    assert "chart" in found["charts"]["reading"]["en"].lower()


def test_an_evening_without_its_hour_before_on_the_event_night_alone_says_so(flagged, leiden, okta_of_nights):
    rows = []
    for site, place in PLACES.items():
        for night in NIGHTS:
            start = leiden.on_night(leiden.window, date.fromisoformat(night)).start
            first = 0 if night == EVENT else -60
            rows += [
                (site, start + timedelta(minutes=m), 18 + 0.01 * (m % 3) + 0.001 * len(rows) % 0.02, *place)
                for m in range(first, 165, 5)
            ]
    names = ["site_id", "observed_at_utc", "brightness_mag_arcsec2", "longitude_deg", "latitude_deg"]
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    table = flagged({**columns, "stream": "photometer", "instrument_type": "SQM-LE"}, len(rows))
    table = place_in_event(table, leiden).assign(sun_altitude_deg=-25.0)
    cloud = cloud_classes(table, event=leiden, okta=okta_of_nights(dict.fromkeys(NIGHTS, 0)))
    given = {"event": leiden, "candidates": candidate_nights(leiden), "cloud": cloud}
    answer = compare_stream(table, stream="photometer", rng=np.random.default_rng(0), **given)
    found = checks_of(answer, readings=table, rng=np.random.default_rng(0), **given)
    assert answer.result["effect"] is not None
    assert found["within_night"]["numbers"] is None
    assert "before and after the window were not measured" in found["within_night"]["reading"]["en"]


def test_the_satellite_has_what_one_pass_a_night_allows(leiden):
    rng = np.random.default_rng(2)
    rows = [
        {"site_id": site, "role": role, "night": night, "value": rng.normal(-2, 0.05), "clear_share": 1.0}
        for site, role in (("town", "lights_off"), ("ring", "control"))
        for night in NIGHTS
    ]
    passes = pd.DataFrame({"night": NIGHTS, "pass_time_utc": pd.NaT, "basis": "unknown"})
    passes["pass_time_utc"] = pd.to_datetime(passes["pass_time_utc"], utc=True)
    answer = compare_satellite(pd.DataFrame(rows), event=leiden, passes=passes, rng=np.random.default_rng(0))
    none = pd.DataFrame({"night": pd.Series([], dtype="str")})
    found = checks_of(
        answer,
        readings=none,
        event=leiden,
        candidates=candidate_nights(leiden),
        cloud=None,
        rng=np.random.default_rng(0),
    )
    json.dumps(found, allow_nan=False)
    assert {"placebo_in_time", "kappa", "spill_over", "pre_trend"} <= made(found)
    assert found["placebo_in_time"]["numbers"]["hours"] == []
    assert found["within_night"]["reading"]["en"].startswith("The satellite passes once a night")
    # From space light is told in percent: a logarithm says nothing to most people.
    readings = [one["reading"][language] for one in found.values() for language in ("nl", "en")]
    assert not any("ln-eenheden" in words or "units of ln" in words for words in readings)
    assert "licht" in found["spill_over"]["reading"]["nl"]
    assert "light" in found["spill_over"]["reading"]["en"]
    # A negative control is never called darker, however it is bent.
    assert {row["verdict"] for row in found["kappa"]["numbers"]["rows"]} <= {"no_change", "cannot_tell"}


def test_the_same_readings_give_the_same_checks(check, usual):
    assert check(levels(0.3))[0] == usual[0]


def test_every_number_is_plain(usual):
    found, _ = usual

    def walk(value):
        if isinstance(value, dict):
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)
        else:
            assert value is None or type(value) in (bool, int, float, str)
            assert not (isinstance(value, float) and not math.isfinite(value))

    walk(found)
