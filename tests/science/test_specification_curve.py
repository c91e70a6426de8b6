"""Every reasonable choice at once, with the one fixed beforehand marked."""

import dataclasses
import math

import numpy as np
import pytest
from shapely.geometry import box

from seeingstars.event import Area, Text
from seeingstars.science.cloud import cloud_classes
from seeingstars.science.compare import compare_stream
from seeingstars.science.nights import candidate_nights
from seeingstars.science.specification_curve import Specification, specification_curve

EVENT = "2022-09-25"
NIGHTS = [f"2022-09-{day}" for day in range(18, 26)]
PLACES = {"a1": (4.4841, 52.1547), "a2": (4.4860, 52.1560), "k1": (4.30, 52.05), "k2": (4.60, 52.20)}


def levels(effect=0.3, *, sites=tuple(PLACES), seed=5):
    rng = np.random.default_rng(seed)
    sky = dict(zip(NIGHTS, rng.normal(0, 0.25, len(NIGHTS)), strict=True))
    return {
        s: {n: 18.5 + sky[n] + rng.normal(0, 0.02) + effect * (n == EVENT and s[0] == "a") for n in NIGHTS}
        for s in sites
    }


@pytest.fixture
def curve(minutes_of_nights, okta_of_nights, leiden):
    """The curve, and the answer it belongs to."""

    def run(by_site, *, event=leiden, okta=1.0, change=lambda table: table, stream="photometer", **more):
        table = minutes_of_nights(by_site, places=PLACES, wave_mag=0.02, stream=stream, **more)
        table = change(table.assign(sun_altitude_deg=-25.0))
        hours = okta_of_nights(dict.fromkeys(NIGHTS, okta)) if okta is not None else None
        cloud = cloud_classes(table, event=event, okta=hours)
        answer = compare_stream(
            table,
            stream=stream,
            event=event,
            candidates=candidate_nights(event),
            cloud=cloud,
            rng=np.random.default_rng(0),
        )
        with_control = answer.result["design"] == "difference_in_differences"
        return specification_curve(
            table, stream=stream, event=event, cloud=cloud, with_control=with_control
        ), answer.result

    return run


@pytest.mark.parametrize("stream", ["photometer", "handheld_meter"])
def test_the_one_fixed_beforehand_is_the_answer(curve, stream):
    found, answer = curve(levels(), stream=stream)
    assert found.primary == 0
    assert found.specifications[0] == Specification(-18.0, "matched", "all", "all", "all", "mean", "whole")
    assert found.effect[0] == pytest.approx(answer["effect"], abs=1e-9)
    assert [found.low[0], found.high[0]] == pytest.approx(answer["ci95"], abs=1e-9)
    assert found.n_baseline_nights[0] == answer["n_baseline_nights"]


def test_with_missing_bins_and_nights_it_still_is_the_answer(curve):
    rng = np.random.default_rng(0)
    found, answer = curve(levels(), change=lambda table: table[rng.random(len(table)) > 0.15])
    assert found.effect[0] == pytest.approx(answer["effect"], abs=1e-9)


def test_a_clear_effect_points_one_way_in_all_choices(curve):
    found, _ = curve(levels(0.5))
    assert found.share_same_sign == 1.0
    assert found.median == pytest.approx(0.5, abs=0.05)
    assert found.n_made < len(found.specifications)


def test_no_effect_stays_small_in_all_choices(curve):
    found, _ = curve(levels(0.0, seed=8))
    assert np.nanmax(np.abs(found.effect)) < 0.06


def test_choices_the_data_cannot_make_are_nan_and_counted(curve):
    found, _ = curve(levels())
    partly = [i for i, choice in enumerate(found.specifications) if choice.cloud == "partly"]
    # The sky was clear on all nights.
    assert np.isnan(found.effect[partly]).all()
    sundays = [i for i, choice in enumerate(found.specifications) if choice.nights == "same_weekday"]
    # One Sunday beside the event's own: too few to judge by.
    assert np.isnan(found.effect[sundays]).all()
    assert found.n_made == int(np.isfinite(found.effect).sum())


def test_a_sun_limit_lets_in_what_only_the_sun_had_against_it(curve):
    def dusk(table):
        late = table["night"] == "2022-09-18"
        return table.assign(
            sun_altitude_deg=table["sun_altitude_deg"].mask(late, -16.0),
            flag=table["flag"].mask(late, 3),
            flag_sun=table["flag_sun"].mask(late, 3),
        )

    found, answer = curve(levels(), change=dusk)
    by_choice = dict(zip(found.specifications, found.n_baseline_nights, strict=True))
    strict = found.specifications[0]
    assert by_choice[strict] == answer["n_baseline_nights"] == 6
    assert by_choice[strict._replace(sun_below_deg=-15.0)] == 7


def test_controls_near_and_far_are_told_apart(curve, leiden):
    area = Area("town", "lights_off", Text("t", "t"), box(4.47, 52.14, 4.50, 52.17))
    ring = Area("ring", "control", Text("r", "r"), box(4.0, 52.0, 4.46, 52.3))
    other = Area("more", "control", Text("m", "m"), box(4.51, 52.1, 4.9, 52.3))
    event = dataclasses.replace(leiden, areas=(area, ring, other))
    found, _ = curve(levels(), event=event)
    # k1 stands 15 km away and k2 7 km: both far, none near.
    assert {choice.ring for choice in found.specifications} == {"all", "far"}


def test_without_cloud_only_the_choice_that_ignores_it_is_made(curve):
    found, _ = curve(levels(), okta=None, change=lambda table: table)
    made = {
        choice.cloud for choice, effect in zip(found.specifications, found.effect, strict=True) if math.isfinite(effect)
    }
    # The meters themselves are steady, which passes for clear where nobody else speaks.
    assert made <= {"any", "clear", "matched"}


def test_all_readings_flagged_makes_nothing(curve):
    found, _ = curve(levels(), change=lambda table: table.assign(flag=4, flag_range=4))
    assert found.n_made == 0
    assert math.isnan(found.median)
    assert math.isnan(found.share_same_sign)


def test_families_are_varied_where_both_arms_have_two(curve):
    sites = {"a1": "SQM-LE", "a2": "TESS-W", "k1": "SQM-LU", "k2": "TESS-W"}
    found, _ = curve(levels(), kind=sites)
    assert {choice.family for choice in found.specifications} == {"all", "sqm_l", "tess-w"}
