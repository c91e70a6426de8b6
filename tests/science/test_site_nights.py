"""One number a site and night, and a row for each site."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seeingstars.columns import Flag
from seeingstars.errors import TableError
from seeingstars.science.nights import place_in_event
from seeingstars.science.site_nights import instrument_family, site_nights, site_table, stream_readings

PLACES = {"roof": (4.4841, 52.1547), "ring": (4.30, 52.05), "far": (6.6, 53.2)}
EVENT, OTHER = "2022-09-25", "2022-09-24"


def test_the_value_is_the_mean_of_the_good_readings_in_the_window(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {EVENT: 19.0}}, places=PLACES)
    values = 19.0 + 0.01 * np.arange(len(readings))
    readings = readings.assign(brightness_mag_arcsec2=values)
    readings.loc[5, "flag"] = int(Flag.SUSPECT)
    row = site_nights(readings, stream="photometer", event=leiden).iloc[0]
    # Of 19 readings from 20:00 to 21:30 UTC every 5 minutes those from 20:10 to 21:25 count: numbers 2 to 17, two a
    # bin; number 5 is not good, so the second bin has one. The mean of the means of the bins counts.
    expected = [values[4] if i == 4 else (values[i] + values[i + 1]) / 2 for i in range(2, 18, 2)]
    assert row["value"] == pytest.approx(np.mean(expected), rel=1e-12)
    assert row["event_value"] == row["value"]
    assert row["n_readings"] == 15
    assert (row["site_id"], row["role"], row["night"]) == ("roof", "lights_off", EVENT)


def test_only_sites_in_areas_count(minutes_of_nights, leiden):
    readings = minutes_of_nights({name: {EVENT: 19.0} for name in PLACES}, places=PLACES)
    table = site_nights(readings, stream="photometer", event=leiden)
    assert table["site_id"].tolist() == ["ring", "roof"]
    assert table["role"].tolist() == ["control", "lights_off"]


@pytest.mark.parametrize(("kept", "covered"), [(16, True), (4, True), (3, True), (2, False), (1, False)])
def test_on_the_event_night_a_fixed_meter_needs_a_quarter_of_the_window(minutes_of_nights, leiden, kept, covered):
    # 75 minutes make 8 bins, the last one shorter; two readings fill a bin.
    readings = minutes_of_nights({"roof": {EVENT: 19.0}}, places=PLACES)
    readings = readings[readings["in_window"]].iloc[:kept]
    row = site_nights(readings, stream="photometer", event=leiden).iloc[0]
    assert row["is_covered"] == covered
    assert row["window_share"] == pytest.approx(np.ceil(kept / 2) / 8)


def falling(readings):
    """0.1 mag an hour darker on every night, by itself."""
    minutes = readings["observed_at_utc"].dt.hour * 60 + readings["observed_at_utc"].dt.minute
    return readings.assign(brightness_mag_arcsec2=19.0 + minutes / 600)


def from_bin(readings, night, first, last=8):
    """The readings of a night from one ten-minute bin of the window up to another; other nights whole."""
    number = (readings["observed_at_utc"] - pd.to_datetime(readings["night"] + "T20:10Z")).dt.total_seconds() // 600
    return readings[(readings["night"] != night) | ((number >= first) & (number < last))]


def test_a_night_is_measured_in_the_bins_of_the_event_night(minutes_of_nights, leiden):
    readings = falling(minutes_of_nights({"roof": {EVENT: 19.0, OTHER: 19.0}}, places=PLACES))
    table = site_nights(from_bin(readings, EVENT, 4), stream="photometer", event=leiden).set_index("night")
    assert table.loc[OTHER, "value"] == pytest.approx(table.loc[EVENT, "value"], abs=1e-12)
    assert table["window_share"].to_dict() == {EVENT: 0.5, OTHER: 1.0}
    assert table["event_bins_share"].to_dict() == {EVENT: 1.0, OTHER: 1.0}
    assert table["n_readings"].to_dict() == {EVENT: 8, OTHER: 8}


@pytest.mark.parametrize(("bins", "covered"), [(8, True), (7, True), (6, False)])
def test_another_night_needs_four_fifths_of_the_bins_of_the_event_night(minutes_of_nights, leiden, bins, covered):
    readings = falling(minutes_of_nights({"roof": {EVENT: 19.0, OTHER: 19.0}}, places=PLACES))
    table = site_nights(from_bin(readings, OTHER, 0, bins), stream="photometer", event=leiden).set_index("night")
    assert table.loc[OTHER, "is_covered"] == covered
    assert table.loc[OTHER, "event_bins_share"] == bins / 8
    # Both over the same bins: the trend of the evening falls out.
    assert table.loc[OTHER, "value"] == pytest.approx(table.loc[OTHER, "event_value"], abs=1e-12)


def test_a_night_that_shares_no_hour_with_the_event_night_has_no_value(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {EVENT: 19.0, OTHER: 19.0}}, places=PLACES)
    readings = from_bin(from_bin(readings, OTHER, 0, 4), EVENT, 4)
    row = site_nights(readings, stream="photometer", event=leiden).set_index("night").loc[OTHER]
    assert (np.isnan(row["value"]), row["n_readings"], row["is_covered"]) == (True, 0, False)


def test_a_site_without_the_event_night_keeps_its_own_values_but_stands_beside_nothing(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {OTHER: 19.0}}, places=PLACES)
    row = site_nights(readings, stream="photometer", event=leiden).iloc[0]
    assert (row["value"], row["is_covered"]) == (pytest.approx(19.0), False)
    assert np.isnan(row["event_value"])


@given(
    st.lists(st.integers(0, 7), min_size=1, max_size=8, unique=True),
    st.lists(st.integers(0, 7), min_size=1, max_size=8, unique=True),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_hours_are_missing_two_equal_nights_do_not_differ(minutes_of_nights, leiden, on_event, on_other):
    readings = falling(minutes_of_nights({"roof": {EVENT: 19.0, OTHER: 19.0}}, places=PLACES))
    kept = [from_bin(readings[readings["night"] == EVENT], EVENT, b, b + 1) for b in on_event]
    kept += [from_bin(readings[readings["night"] == OTHER], OTHER, b, b + 1) for b in on_other]
    table = site_nights(pd.concat(kept), stream="photometer", event=leiden).set_index("night")
    other = table.loc[OTHER]
    assert other["event_bins_share"] == pytest.approx(len({*on_event} & {*on_other}) / len(on_event))
    assert np.isnan(other["value"]) == (not {*on_event} & {*on_other})
    if not np.isnan(other["value"]):
        assert other["value"] == pytest.approx(other["event_value"], abs=1e-12)


def test_a_crowd_needs_one_reading(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {EVENT: 19.0}}, places=PLACES, stream="handheld_meter")
    row = site_nights(readings[readings["in_window"]].iloc[:1], stream="handheld_meter", event=leiden).iloc[0]
    assert row["is_covered"]


def test_streams_are_never_mixed(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {EVENT: 19.0}}, places=PLACES)
    assert site_nights(readings, stream="camera_app", event=leiden).empty


def test_the_naked_eye_has_the_limiting_magnitude_of_people_and_of_handheld_meters(minutes_of_nights, leiden):
    more = {"limiting_magnitude": 4.5, "flag": int(Flag.FAIL), "flag_range": int(Flag.FAIL)}
    readings = minutes_of_nights({"roof": {EVENT: 19.0}}, places=PLACES, stream="handheld_meter", more=more)
    row = site_nights(readings, stream="naked_eye", event=leiden).iloc[0]
    # The meter's own brightness fails; that says nothing of what the eye saw.
    assert row["value"] == 4.5
    assert row["instrument_type"] == "naked eye"
    assert site_nights(readings, stream="handheld_meter", event=leiden).empty


def test_the_limit_that_globe_at_night_works_out_from_a_meter_is_no_second_witness(minutes_of_nights, leiden):
    more = {"limiting_magnitude": 4.5, "supplier": "Globe at Night"}
    readings = minutes_of_nights({"roof": {EVENT: 19.0}}, places=PLACES, stream="handheld_meter", more=more)
    assert stream_readings(readings, stream="naked_eye").empty


def test_a_bad_limiting_magnitude_is_not_used(minutes_of_nights, leiden):
    more = {"limiting_magnitude": 9.5, "flag_limiting_magnitude": int(Flag.FAIL)}
    readings = minutes_of_nights({"roof": {EVENT: 19.0}}, places=PLACES, stream="naked_eye", more=more)
    assert site_nights(readings, stream="naked_eye", event=leiden).empty


def test_a_reading_without_a_site_belongs_to_its_place(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {EVENT: 19.0}}, places=PLACES, stream="handheld_meter")
    readings = readings.assign(site_id="", longitude_deg=4.48412, latitude_deg=52.15469)
    assert set(stream_readings(readings, stream="handheld_meter")["site_id"]) == {"4.484,52.155"}


def test_the_cloud_class_comes_from_the_cloud_table(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {EVENT: 19.0, OTHER: 19.0}}, places=PLACES)
    words = {"cloud_en": ["partly cloudy"], "cloud_nl": ["half bewolkt"], "cloud_class": ["partly"]}
    said = {f"{name}_class": ["unknown"] for name in ("sky_temperature", "observer", "steadiness")}
    cloud = pd.DataFrame(
        {"stream": ["photometer"], "site_id": ["roof"], "night": [EVENT], "okta_class": ["partly"], **words, **said}
    )
    table = site_nights(readings, stream="photometer", event=leiden, cloud=cloud).set_index("night")
    assert table["cloud_class"].to_dict() == {OTHER: "unknown", EVENT: "partly"}
    assert table["okta_class"].to_dict() == {OTHER: "unknown", EVENT: "partly"}
    assert table["cloud_nl"].to_dict() == {OTHER: "onbekend", EVENT: "half bewolkt"}


def test_a_cloud_table_without_its_witnesses_is_refused(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {EVENT: 19.0}}, places=PLACES)
    cloud = pd.DataFrame({"stream": ["photometer"], "site_id": ["roof"], "night": [EVENT], "cloud_class": ["partly"]})
    with pytest.raises(TableError, match=r"okta_class, .* are missing"):
        site_nights(readings, stream="photometer", event=leiden, cloud=cloud)


def test_the_arguments_stay_as_they_were(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {EVENT: 19.0}}, places=PLACES)
    before = readings.copy()
    site_nights(readings, stream="photometer", event=leiden)
    pd.testing.assert_frame_equal(readings, before)


def test_the_site_table_counts_what_a_site_has_on_the_event_night(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {EVENT: 19.0, OTHER: 19.0}, "ring": {OTHER: 20.0}}, places=PLACES)
    nights = site_nights(readings, stream="photometer", event=leiden)
    table = site_table(readings, stream="photometer", event=leiden, nights=nights).set_index("site_id")
    assert table["n_good"].to_dict() == {"roof": 38, "ring": 19}
    assert table["n_in_window"].to_dict() == {"roof": 16, "ring": 0}
    assert table["coverage"].to_dict() == {"roof": "covered", "ring": "no_coverage"}
    assert table["coverage_share"].to_dict() == {"roof": 1.0, "ring": 0.0}
    assert table.loc["roof", "first_in_window_utc"] == pd.Timestamp(f"{EVENT}T20:10Z")
    assert table.loc["roof", "last_in_window_utc"] == pd.Timestamp(f"{EVENT}T21:25Z")


def test_the_place_of_a_person_is_published_to_a_hundred_metres_and_that_of_a_meter_as_stated(
    minutes_of_nights, leiden
):
    exact = {"roof": (4.484123, 52.154712)}
    for stream, published in (("handheld_meter", (4.484, 52.155)), ("photometer", (4.484123, 52.154712))):
        readings = minutes_of_nights({"roof": {EVENT: 19.0}}, places=exact, stream=stream)
        nights = site_nights(readings, stream=stream, event=leiden)
        row = site_table(readings, stream=stream, event=leiden, nights=nights).iloc[0]
        assert (row["longitude_deg"], row["latitude_deg"]) == pytest.approx(published, abs=1e-9)


def test_a_site_that_moved_from_one_area_to_another_is_told_apart(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {EVENT: 19.0, OTHER: 19.0}}, places=PLACES)
    moved = readings["night"] == OTHER
    readings = readings.assign(
        longitude_deg=readings["longitude_deg"].mask(moved, 4.30),
        latitude_deg=readings["latitude_deg"].mask(moved, 52.05),
    )
    readings = place_in_event(readings, leiden)
    nights = site_nights(readings, stream="photometer", event=leiden)
    assert site_table(readings, stream="photometer", event=leiden, nights=nights)["moves"].tolist() == [True, True]


def test_readings_without_flags_are_refused(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {EVENT: 19.0}}, places=PLACES).drop(columns="flag")
    with pytest.raises(TableError, match="flag is missing"):
        site_nights(readings, stream="photometer", event=leiden)


@pytest.mark.parametrize(
    ("name", "family"),
    [("SQM-LU-DL", "sqm_l"), ("SQM_LE", "sqm_l"), ("SQM-L", "sqm_l"), ("SQM", "sqm"), ("TESS-W", "tess-w"), ("", "")],
)
def test_instruments_that_see_the_same_sky_are_one_family(name, family):
    assert instrument_family(name) == family
