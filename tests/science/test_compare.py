"""One stream put together: readings in, the answer and all it rests on out."""

import dataclasses
import json
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from seeingstars.columns import Stream
from seeingstars.event import Area, Exclusion, Interval, Text
from seeingstars.science.cloud import cloud_classes
from seeingstars.science.compare import compare_satellite, compare_stream
from seeingstars.science.nights import candidate_nights

EVENT = "2022-09-25"
NIGHTS = ["2022-09-18", "2022-09-19", "2022-09-20", "2022-09-21", "2022-09-22", "2022-09-23", "2022-09-24", EVENT]
PLACES = {
    "a1": (4.4841, 52.1547),
    "a2": (4.4860, 52.1560),
    "k1": (4.30, 52.05),
    "k2": (4.60, 52.20),
}
FIELDS = {
    "stream",
    "design",
    "verdict",
    "reason",
    "unit",
    "smallest_effect_of_interest",
    "effect",
    "ci95",
    "se",
    "n_baseline_nights",
    "t",
    "p_t",
    "p_permutation",
    "rank",
    "minimum_detectable_effect",
    "kappa_star",
    "n_sites",
    "sites",
    "n_readings",
    "nights",
}


def levels(effect=0.0, *, sites=("a1", "a2", "k1", "k2"), nights=NIGHTS, seed=5):
    """Site offsets, one sky for all on each night, a little noise; the area's sites are darker on the event night."""
    rng = np.random.default_rng(seed)
    sky = dict(zip(nights, rng.normal(0, 0.25, len(nights)), strict=True))
    offset = {"a1": 18.0, "a2": 18.4, "k1": 20.0, "k2": 19.0}
    return {
        site: {
            night: offset[site] + sky[night] + rng.normal(0, 0.02) + effect * (night == EVENT and site[0] == "a")
            for night in nights
        }
        for site in sites
    }


@pytest.fixture
def compare(minutes_of_nights, okta_of_nights, leiden):
    def run(by_site, *, okta=0, event=leiden, stream="photometer", change=lambda table: table, **more):
        readings = change(minutes_of_nights(by_site, places=PLACES, stream=stream, **more))
        hours = okta_of_nights({night: okta.get(night, 0) for night in NIGHTS}) if isinstance(okta, dict) else None
        hours = okta_of_nights(dict.fromkeys(NIGHTS, okta)) if isinstance(okta, int) else hours
        answer = compare_stream(
            readings,
            stream=stream,
            event=event,
            candidates=candidate_nights(event),
            cloud=cloud_classes(readings, event=event, okta=hours),
            rng=np.random.default_rng(0),
        )
        json.dumps(answer.result, allow_nan=False)
        return answer

    return run


def roles(answer):
    return {night["night"]: night["role"] for night in answer.result["nights"]}


def reasons_of_sites(answer):
    return {site["site_id"]: site["reason"]["en"] for site in answer.result["sites"]}


def test_the_result_holds_exactly_the_agreed_fields(compare):
    result = compare(levels(0.3)).result
    assert set(result) == FIELDS
    assert set(result["sites"][0]) >= {"site_id", "role", "longitude_deg", "latitude_deg", "n_readings", "coverage"}
    assert set(result["nights"][0]) >= {"night", "used", "role", "reason"}
    assert set(result["reason"]) == {"nl", "en"}


def test_a_darker_night_is_found_with_its_size(compare):
    result = compare(levels(0.3)).result
    assert (result["verdict"], result["design"]) == ("darker", "difference_in_differences")
    assert result["ci95"][0] < 0.3 < result["ci95"][1]
    assert result["effect"] == pytest.approx(0.3, abs=0.06)
    assert (result["n_baseline_nights"], result["n_sites"]) == (7, {"area": 2, "control": 2})
    assert (result["rank"], result["p_permutation"]) == (1, pytest.approx(1 / 8))


def test_a_sky_that_moves_everywhere_alike_is_no_effect(compare):
    by_site = {site: {n: v + 0.8 * (n == EVENT) for n, v in nights.items()} for site, nights in levels().items()}
    result = compare(by_site).result
    assert result["verdict"] != "darker"
    assert abs(result["effect"]) < 0.08


def test_every_number_is_a_plain_python_number(compare):
    result = compare(levels(0.3)).result
    for name in ("effect", "se", "t", "p_t", "p_permutation", "minimum_detectable_effect", "kappa_star"):
        assert type(result[name]) is float, name
    assert type(result["rank"]) is int


def test_every_night_of_the_calendar_is_told_with_its_reason(compare):
    nights = {night["night"]: night for night in compare(levels(0.3)).result["nights"]}
    assert len(nights) == 57
    assert nights[EVENT]["role"] == "event"
    assert nights["2022-09-24"]["role"] == "baseline"
    assert nights["2022-09-26"]["reason"]["en"] == (
        "no good readings, or too few, at the same clock hours at the sites that count"
    )
    assert nights["2022-10-10"]["reason"]["en"].startswith("moon: ")
    assert all(night["reason"]["nl"] and night["reason"]["en"] for night in nights.values())
    assert all(night["used"] == (night["role"] != "left_out") for night in nights.values())


def test_without_a_control_site_the_night_stands_against_nights(compare):
    result = compare(levels(0.3, sites=("a1", "a2"))).result
    assert result["design"] == "night_against_nights"
    assert result["n_sites"] == {"area": 2, "control": 0}


def test_an_event_without_a_control_area_uses_no_control(compare, leiden):
    alone = dataclasses.replace(leiden, areas=tuple(area for area in leiden.areas if area.role == "lights_off"))
    assert compare(levels(0.3), event=alone).result["design"] == "night_against_nights"


def test_a_missing_site_on_some_nights_does_not_bend_the_effect(compare):
    by_site = levels(0.3)
    del by_site["a2"]["2022-09-20"], by_site["k1"]["2022-09-22"], by_site["k1"]["2022-09-23"]
    assert compare(by_site).result["effect"] == pytest.approx(0.3, abs=0.08)


def test_readings_elsewhere_and_at_other_times_are_no_coverage(compare):
    by_site = {site: {n: v for n, v in nights.items() if n != EVENT} for site, nights in levels().items()}
    result = compare(by_site).result
    assert result["verdict"] == "no_coverage"
    assert result["effect"] is None
    assert result["ci95"] is None
    assert result["n_readings"]["in_window"] == 0
    assert {site["coverage"] for site in result["sites"]} == {"no_coverage"}
    assert (
        "0 are good ones from the lights-off area in the lights-off hours (22:00–23:30 on 2022-09-25)"
        in (result["reason"]["en"])
    )


def test_only_the_control_has_the_event_night_is_no_coverage(compare):
    assert compare(levels(0.3, sites=("k1", "k2"))).result["verdict"] == "no_coverage"


def test_no_readings_at_all_are_no_coverage(compare):
    result = compare({}).result
    assert result["verdict"] == "no_coverage"
    assert result["reason"]["en"] == "There are no readings of this kind."
    assert result["n_readings"] == {"read": 0, "good": 0, "in_window": 0}


def test_when_every_reading_is_flagged_there_is_no_coverage(compare):
    result = compare(levels(0.3), change=lambda table: table.assign(flag=4)).result
    assert result["verdict"] == "no_coverage"
    assert result["n_readings"] == {"read": 19 * 8 * 4, "good": 0, "in_window": 0}


def test_two_baseline_nights_cannot_tell(compare):
    result = compare(levels(0.3, nights=[*NIGHTS[:2], EVENT])).result
    assert result["verdict"] == "cannot_tell"
    assert "only 2 similar nights" in result["reason"]["en"]


def test_one_site_and_no_control_still_gets_an_answer(compare):
    result = compare(levels(0.0, sites=("a1",))).result
    assert (result["verdict"], result["n_sites"]) == ("cannot_tell", {"area": 1, "control": 0})


def test_nights_with_other_cloud_are_left_out(compare):
    answer = compare(levels(0.3), okta={"2022-09-19": 8, "2022-09-20": 4})
    nights = {night["night"]: night for night in answer.result["nights"]}
    assert answer.result["n_baseline_nights"] == 5
    assert (
        nights["2022-09-19"]["reason"]["en"] == "cloud class differs: overcast instead of clear by the weather station"
    )
    assert nights["2022-09-20"]["reason"]["nl"] == (
        "andere bewolking: half bewolkt in plaats van helder volgens het weerstation"
    )


def sky_temperatures(readings, warmth_c):
    """An infrared sensor on a1 that finds each night this much colder than the box [degC]."""
    colder = readings["night"].map(warmth_c).astype("float64")
    mine = readings["site_id"].astype("str") == "a1"
    return readings.assign(temperature_c=15.0, sky_temperature_c=(15.0 + colder).where(mine))


CLEAR_SKY = dict.fromkeys(NIGHTS, -22.0)


def test_a_night_matches_only_where_every_witness_that_speaks_on_both_nights_agrees(compare):
    cloudy = "2022-09-22"  # the meter's sensor says clear, the station partly
    answer = compare(levels(0.3), okta={cloudy: 4}, change=lambda table: sky_temperatures(table, CLEAR_SKY))
    nights = {night["night"]: night for night in answer.result["nights"]}
    assert nights[cloudy]["role"] == "left_out"
    assert (
        nights[cloudy]["reason"]["en"] == "cloud class differs: partly cloudy instead of clear by the weather station"
    )
    assert cloudy not in set(answer.site_nights.query("used")["night"])


def test_nights_on_which_the_witnesses_disagree_alike_are_alike(compare):
    alike = NIGHTS[:4]
    okta = dict.fromkeys([*alike, EVENT], 4)
    answer = compare(
        levels(0.3, sites=("a1", "k1")), okta=okta, change=lambda table: sky_temperatures(table, CLEAR_SKY)
    )
    assert {night for night, role in roles(answer).items() if role == "baseline"} == set(alike)
    site = next(site for site in answer.result["sites"] if site["site_id"] == "a1")
    assert site["cloud_class"] == "mixed"
    assert site["cloud"]["en"] == "clear by the meter's own sensor, partly cloudy by the weather station"


def test_a_witness_that_is_silent_on_one_night_is_passed_over(compare):
    silent = {**CLEAR_SKY, NIGHTS[0]: np.nan}
    answer = compare(levels(0.3), change=lambda table: sky_temperatures(table, silent))
    assert roles(answer)[NIGHTS[0]] == "baseline"
    assert "a1" in set(answer.site_nights.query("used and night == @NIGHTS[0]")["site_id"])


def test_a_night_without_a_strong_witness_in_common_does_not_match(compare):
    silent = {**CLEAR_SKY, NIGHTS[0]: np.nan}
    answer = compare(levels(0.3, sites=("a1",)), okta=None, change=lambda table: sky_temperatures(table, silent))
    nights = {night["night"]: night for night in answer.result["nights"]}
    assert nights[NIGHTS[0]]["reason"]["en"] == "cloud class differs: no witness of the cloud speaks on both nights"
    assert nights[NIGHTS[1]]["role"] == "baseline"


def test_an_unsteady_night_does_not_match_a_steady_one(compare):
    def shaken(table):
        wave = 0.8 * np.sin(np.arange(len(table)) * 0.9)
        return table.assign(
            brightness_mag_arcsec2=table["brightness_mag_arcsec2"] + np.where(table["night"] == NIGHTS[2], wave, 0.0)
        )

    nights = {night["night"]: night for night in compare(levels(0.3), change=shaken).result["nights"]}
    assert (
        nights[NIGHTS[2]]["reason"]["en"]
        == "cloud class differs: unsteady instead of steady by the course of the meter"
    )


def test_the_brightness_of_a_night_has_no_say_in_the_choice_of_nights(compare):
    one = compare(levels(0.3), okta={"2022-09-19": 8})
    by_site = levels(0.3)
    for site in by_site:
        by_site[site]["2022-09-21"] -= 2.5
    assert roles(compare(by_site, okta={"2022-09-19": 8})) == roles(one)


def darkening(table):
    minutes = table["observed_at_utc"].dt.hour * 60 + table["observed_at_utc"].dt.minute
    return table.assign(brightness_mag_arcsec2=table["brightness_mag_arcsec2"] + 0.5 * (minutes - 1200) / 60)


def test_missing_hours_do_not_bend_the_effect(compare):
    """Half a magnitude an hour darker by itself, and nights of which the first or the last hours are missing."""

    def cut(table):
        minute = table["observed_at_utc"].dt.hour * 60 + table["observed_at_utc"].dt.minute - 1210
        site, night = table["site_id"].astype("str"), table["night"]
        lost = (
            ((night == EVENT) & (site == "a1") & (minute < 40))
            | ((night == NIGHTS[0]) & (site != "a1") & (minute >= 70))
            | ((night == NIGHTS[3]) & (site == "k1") & (minute < 10))
        )
        return darkening(table)[~lost]

    whole, part = compare(levels(0.3), change=darkening).result, compare(levels(0.3), change=cut).result
    assert part["effect"] == pytest.approx(whole["effect"], abs=1e-9)
    assert part["ci95"] == pytest.approx(whole["ci95"], abs=1e-9)


def test_an_answer_of_a_part_of_the_window_says_so(compare):
    def late(table):
        minute = table["observed_at_utc"].dt.hour * 60 + table["observed_at_utc"].dt.minute - 1210
        return table[(table["night"] != EVENT) | (minute >= 40)]

    result = compare(levels(0.3), change=late).result
    assert result["verdict"] == "darker"
    assert result["reason"]["en"].endswith(
        "Note: only 50 % of the lights-off hours was measured (22:50–23:25), so this says nothing of the rest."
    )
    assert {site["coverage_share"] for site in result["sites"]} == {0.5}


def test_a_cloudy_event_night_without_its_like_cannot_tell(compare):
    result = compare(levels(-2.5), okta={EVENT: 8}).result
    assert result["verdict"] == "cannot_tell"
    assert "7 dark nights fell out because the cloud was different" in result["reason"]["en"]


def test_cloud_that_changed_within_the_window_cannot_tell(compare):
    result = compare(levels(0.3), okta={EVENT: (0, 5)}).result
    assert result["verdict"] == "cannot_tell"
    assert "The cloud changed during the lights-off hours" in result["reason"]["en"]


def test_without_any_witness_of_cloud_it_cannot_tell_and_says_what_to_give(compare):
    result = compare(levels(0.3), okta=None, stream="handheld_meter").result
    assert result["verdict"] == "cannot_tell"
    assert "--clouds" in result["reason"]["en"]
    assert set(reasons_of_sites_of(result).values()) == {"nothing says how cloudy the event night was here"}


def reasons_of_sites_of(result):
    return {site["site_id"]: site["reason"]["en"] for site in result["sites"]}


def test_a_steady_meter_is_its_own_witness_of_cloud(compare):
    assert compare(levels(0.3), okta=None).result["verdict"] == "darker"


def test_an_event_night_with_the_moon_up_cannot_tell(compare, leiden):
    moonlit = dataclasses.replace(leiden, baseline=dataclasses.replace(leiden.baseline, moon_below_deg=-40.0))
    result = compare(levels(0.3), event=moonlit).result
    assert result["verdict"] == "cannot_tell"
    assert "breaks the rule for a dark night: the lights-off night, but moon: it reaches" in result["reason"]["en"]


def test_an_instrument_type_of_one_arm_only_is_left_out_with_its_reason(compare):
    kind = {"a1": "SQM-LE", "a2": "TESS-W", "k1": "SQM-LU", "k2": "SQM-LU-DL"}
    answer = compare(levels(0.3), kind=kind)
    assert answer.result["n_sites"] == {"area": 1, "control": 2}
    assert reasons_of_sites(answer)["a2"] == "this type of instrument stands in one of the two areas only"


def test_when_no_type_stands_in_both_arms_the_control_is_not_used(compare):
    kind = {"a1": "SQM-LE", "a2": "SQM-LE", "k1": "TESS-W", "k2": "TESS-W"}
    result = compare(levels(0.3), kind=kind).result
    assert (result["design"], result["n_sites"]) == ("night_against_nights", {"area": 2, "control": 0})


def test_baseline_nights_that_are_all_equal_are_no_certainty(compare):
    by_site = {site: {night: 18.0 + 0.3 * (night == EVENT and site[0] == "a") for night in NIGHTS} for site in PLACES}
    result = compare(by_site).result
    assert result["verdict"] == "cannot_tell"
    assert result["effect"] == pytest.approx(0.3)
    assert result["ci95"] is None


def test_the_naked_eye_is_compared_in_its_own_unit(compare):
    def seen(table):
        return table.assign(limiting_magnitude=table["brightness_mag_arcsec2"] - 14, brightness_mag_arcsec2=np.nan)

    result = compare(levels(0.3), stream=Stream.NAKED_EYE, change=seen).result
    assert (result["verdict"], result["unit"]) == ("darker", "mag")
    assert "mag/arcsec²" not in result["reason"]["en"]


def test_the_tables_of_an_answer_agree_with_its_numbers(compare):
    answer = compare(levels(0.3))
    baseline = answer.differences.query("role == 'baseline'")["difference"]
    event = answer.differences.query("role == 'event'")["difference"].item()
    assert answer.result["effect"] == pytest.approx(event - baseline.mean())
    assert set(answer.site_nights.query("used")["night"]) == set(NIGHTS)
    assert set(answer.differences.columns) == {"night", "difference", "role"}
    assert answer.differences.query("role == 'left_out'")["difference"].isna().all()


def test_the_order_of_the_readings_does_not_matter(compare):
    one = compare(levels(0.3)).result
    other = compare(levels(0.3), change=lambda table: table.sample(frac=1, random_state=1)).result
    assert other["effect"] == pytest.approx(one["effect"], abs=1e-9)
    assert (roles_of(other), other["verdict"], other["sites"]) == (roles_of(one), one["verdict"], one["sites"])


def roles_of(result):
    return {night["night"]: night["role"] for night in result["nights"]}


def test_texts_kept_as_categories_make_no_difference(compare):
    one = compare(levels(0.3)).result
    other = compare(levels(0.3), change=lambda table: table.astype({"night": "category", "role": "category"})).result
    assert other == one


def test_a_control_that_missed_the_night_is_a_reason_in_words(compare):
    by_site = levels(0.3)
    del by_site["k1"]["2022-09-20"], by_site["k2"]["2022-09-20"]
    nights = {night["night"]: night for night in compare(by_site).result["nights"]}
    assert nights["2022-09-20"]["reason"]["en"] == "no good readings in the control area"


def test_a_stream_that_is_no_stream_of_readings_is_refused(leiden):
    with pytest.raises(ValueError, match=r"stream must be one of photometer, .*; got 'satellite'"):
        compare_stream(
            pd.DataFrame(), stream="satellite", event=leiden, candidates=pd.DataFrame(), cloud=None, rng=None
        )


# --- the satellite


def area_nights(effect=0.0, *, nights=NIGHTS, clear_share=0.9, seed=2):
    rng = np.random.default_rng(seed)
    rows = [
        (
            area,
            role,
            night,
            -np.log(level) + rng.normal(0, 0.03) + effect * (night == EVENT and role == "lights_off"),
            clear_share,
        )
        for area, role, level in (("dark", "lights_off", 30.0), ("ring", "control", 10.0))
        for night in nights
    ]
    return pd.DataFrame(rows, columns=["site_id", "role", "night", "value", "clear_share"])


def passes(moment="2022-09-26T01:55Z"):
    return pd.DataFrame(
        {"night": [EVENT], "pass_time_utc": pd.to_datetime([moment], utc=True), "basis": ["UTC_Time of the file"]}
    )


def satellite(table, leiden, *, of=None, event=None):
    answer = compare_satellite(
        table, event=event or leiden, passes=passes() if of is None else of, rng=np.random.default_rng(0)
    )
    json.dumps(answer.result, allow_nan=False)
    return answer.result


def test_the_satellite_is_a_negative_control_when_it_passed_after_the_lights_came_back(leiden):
    result = satellite(area_nights(), leiden)
    assert set(result) == FIELDS | {"negative_control", "pass_time", "pass_basis", "view_angle", "area_values"}
    assert result["negative_control"] is True
    assert (result["pass_time"], result["pass_basis"]) == ("2022-09-26T01:55:00+00:00", "UTC_Time of the file")
    assert result["verdict"] in ("no_change", "cannot_tell")
    assert "The satellite passed at 03:55, 4.4 hours after the lights came back" in result["reason"]["en"]
    assert result["smallest_effect_of_interest"] == pytest.approx(0.0921, abs=5e-5)
    assert result["n_baseline_nights"] == 7


def test_a_negative_control_is_never_darker_but_says_that_the_error_bars_are_in_doubt(leiden):
    result = satellite(area_nights(0.8), leiden)
    assert result["verdict"] == "cannot_tell"
    assert result["ci95"][0] > 0
    assert "error bars are in doubt" in result["reason"]["en"]


def test_a_pass_in_the_dark_hours_is_a_measurement(leiden):
    result = satellite(area_nights(0.8), leiden, of=passes("2022-09-25T20:45Z"))
    assert (result["negative_control"], result["verdict"]) == (False, "darker")


def test_the_hour_of_the_pass_is_rounded_to_the_minute_and_not_cut(leiden):
    # 1.8 h UTC as the product's single-precision hours is 01:47:59.99…, so 03:48 in summer time.
    result = satellite(area_nights(), leiden, of=passes("2022-09-26T01:47:59.998Z"))
    assert "The satellite passed at 03:48, 4.3 hours after" in result["reason"]["en"]


@pytest.mark.parametrize("moment", [pd.NaT, "2022-09-25T18:00Z"])
def test_a_pass_at_an_unknown_or_earlier_time_is_no_measurement(leiden, moment):
    assert satellite(area_nights(0.8), leiden, of=passes(moment))["negative_control"] is True


def with_angles(table, by_night):
    return table.assign(view_zenith_deg=table["night"].map(by_night).astype("float64"))


def test_the_satellite_is_compared_from_one_angle_where_three_nights_remain(leiden):
    angles = dict(zip(NIGHTS, [5, 15, 30, 45, 19, 65, np.nan, 4], strict=True))
    result = satellite(with_angles(area_nights(), angles), leiden)
    used = [night["night"] for night in result["nights"] if night["role"] == "baseline"]
    assert used == [NIGHTS[0], NIGHTS[1], NIGHTS[4]]
    assert result["view_angle"]["matched"] is True
    assert (result["view_angle"]["class"], result["view_angle"]["n_nights_in_class"]) == ("0–20°", 3)
    reasons = {night["night"]: night["reason"]["en"] for night in result["nights"]}
    assert reasons[NIGHTS[2]] == "other view angle of the satellite: 30° instead of 4°"
    assert reasons[NIGHTS[6]] == "the view angle of the satellite is not known"


def test_with_fewer_than_three_nights_of_one_angle_all_serve_and_it_is_said(leiden):
    angles = dict(zip(NIGHTS, [5, 30, 30, 45, 45, 65, 65, 4], strict=True))
    result = satellite(with_angles(area_nights(), angles), leiden)
    assert result["n_baseline_nights"] == 7
    assert result["view_angle"]["matched"] is False
    assert "only 1 was seen from the same angle as the event night (0–20°)" in result["reason"]["en"]
    assert "maar 1 is gezien onder dezelfde hoek" in result["reason"]["nl"]


def test_a_cloudy_night_of_the_right_angle_does_not_count_as_one_of_three(leiden):
    table = with_angles(area_nights(), dict(zip(NIGHTS, [5, 15, 19, 45, 45, 65, 65, 4], strict=True)))
    table.loc[table["night"] == NIGHTS[0], "clear_share"] = 0.2
    assert satellite(table, leiden)["view_angle"] == {
        "matched": False,
        "class": "0–20°",
        "n_nights_in_class": 2,
        "reason": {
            "en": "Nights of every view angle are compared: only 2 were seen from the same angle as the event night (0–20°).",
            "nl": "Nachten met elke kijkhoek zijn vergeleken: maar 2 zijn gezien onder dezelfde hoek als de nacht zelf (0–20°).",
        },
    }


def test_where_only_the_event_night_has_an_angle_the_others_are_called_not_known(leiden):
    result = satellite(with_angles(area_nights(), {NIGHTS[-1]: 4}), leiden)
    assert result["n_baseline_nights"] == 7
    assert (result["view_angle"]["matched"], result["view_angle"]["class"]) == (False, "0–20°")
    assert "view angles of the satellite on the other nights are not known" in result["reason"]["en"]
    assert "kijkhoek van de satelliet in de andere nachten is niet bekend" in result["reason"]["nl"]
    assert "seen from the same angle" not in result["reason"]["en"]


def test_how_many_nights_have_no_angle_is_said_where_others_have_one(leiden):
    angles = dict(zip(NIGHTS, [5, np.nan, 30, np.nan, 45, 65, 65, 4], strict=True))
    reason = satellite(with_angles(area_nights(), angles), leiden)["view_angle"]["reason"]
    assert "only 1 was seen from the same angle" in reason["en"]
    assert reason["en"].endswith("Of 2 of the 7 other nights the view angle is not known.")
    assert reason["nl"].endswith("Van 2 van de 7 andere nachten is de kijkhoek niet bekend.")


def test_without_angles_all_nights_serve(leiden):
    view = satellite(area_nights(), leiden)["view_angle"]
    assert (view["matched"], view["class"]) == (False, None)
    assert "not known" in view["reason"]["en"]


def test_a_night_under_cloud_is_not_used(leiden):
    table = area_nights()
    table.loc[table["night"] == NIGHTS[0], "clear_share"] = 0.2
    result = satellite(table, leiden)
    assert result["n_baseline_nights"] == 6
    assert result["nights"][0]["reason"]["en"] == "less than half of the area was seen clear"


def test_an_event_night_under_cloud_is_no_coverage(leiden):
    table = area_nights()
    table.loc[table["night"] == EVENT, "clear_share"] = 0.2
    result = satellite(table, leiden)
    assert result["verdict"] == "no_coverage"
    assert "did not see the lights-off area clearly enough" in result["reason"]["en"]


def test_without_night_lights_the_satellite_has_no_coverage(leiden):
    answer = compare_satellite(None, event=leiden, passes=None, rng=np.random.default_rng(0))
    json.dumps(answer.result, allow_nan=False)
    assert (answer.result["verdict"], answer.result["pass_time"]) == ("no_coverage", None)
    assert answer.result["reason"]["en"] == "No night lights were given."


def test_the_moon_does_not_matter_to_the_satellite_but_named_exclusions_and_distance_do(leiden):
    rule = dataclasses.replace(
        leiden.baseline,
        exclude=(Exclusion(datetime(2022, 9, 21, tzinfo=UTC).date(), Text("kermis", "a fair")),),
    )
    nights = [*NIGHTS, "2022-10-09", "2022-12-01"]  # a full moon; too far
    result = satellite(area_nights(nights=nights), leiden, event=dataclasses.replace(leiden, baseline=rule))
    found = {night["night"]: night for night in result["nights"]}
    assert found["2022-10-09"]["role"] == "baseline"
    assert found["2022-09-21"]["reason"]["en"] == "a fair"
    assert found["2022-12-01"]["reason"]["en"] == "too many days from the event night"


def test_the_place_of_an_area_is_a_point_inside_it(leiden):
    dark = leiden.areas_of("lights_off")[0]
    named = dataclasses.replace(
        leiden, areas=(Area("dark", dark.role, dark.name, dark.shape), *leiden.areas_of("control"))
    )
    site = satellite(area_nights(), leiden, event=named)["sites"][0]
    assert (site["site_id"], site["role"]) == ("dark", "lights_off")
    assert site["longitude_deg"] == pytest.approx(4.4841, abs=0.01)


# --- a true station network of the blackout of 2025, if the files are there


@pytest.mark.real_files
def test_the_blackout_is_no_coverage_before_one_o_clock_and_cannot_tell_after_it(real_data, iberia):
    from seeingstars.science.nights import place_in_event
    from seeingstars.science.quality import flag_readings
    from seeingstars.sources.recognise import read_readings

    files = sorted((real_data / "tess_iberia_2025_04").glob("*.ecsv"))
    flagged = flag_readings(pd.concat([read_readings(path)[0] for path in files], ignore_index=True))

    def answer(window):
        event = dataclasses.replace(iberia, window=window, transitions=())
        readings = place_in_event(flagged, event)
        cloud = cloud_classes(readings, event=event)
        candidates = candidate_nights(event)
        rng = np.random.default_rng(0)
        return compare_stream(
            readings, stream="photometer", event=event, candidates=candidates, cloud=cloud, rng=rng
        ).result

    def uncovered(result):
        return {site["site_id"].split()[0] for site in result["sites"] if site["coverage"] == "no_coverage"}

    evening = answer(Interval(datetime(2025, 4, 28, 21, 5, tzinfo=UTC), datetime(2025, 4, 28, 22, 55, tzinfo=UTC)))
    assert len(evening["sites"]) == 16
    assert evening["verdict"] == "no_coverage"
    assert evening["n_readings"]["in_window"] == 0
    night = answer(iberia.window)
    assert uncovered(night) == {"stars51", "stars62", "stars9"}
    assert (night["verdict"], night["design"]) == ("cannot_tell", "night_against_nights")
    # From one o'clock on, when the meters had power and a network again.
    assert "Note: only 58 % of the lights-off hours was measured (00:59–03:29)" in night["reason"]["en"]
    assert {site["cloud_class"] for site in night["sites"] if site["used"]} <= {"clear", "partly", "overcast"}
