"""The cloud class of a site and night, from the witnesses that exist."""

import numpy as np
import pandas as pd
import pytest

from seeingstars.errors import TableError
from seeingstars.science.cloud import CLOUD_COLUMNS, class_from_okta, cloud_classes

PLACES = {"roof": (4.4841, 52.1547), "far": (6.6, 53.2)}
NIGHT = "2022-09-24"


def only(table: pd.DataFrame) -> pd.Series:
    assert len(table) == 1
    return table.iloc[0]


@pytest.mark.parametrize(
    ("okta", "word"),
    [(0, "clear"), (1, "clear"), (2, "partly"), (6, "partly"), (7, "overcast"), (8, "overcast"), (9, "overcast")],
)
def test_oktas_make_three_classes_and_an_obscured_sky_is_overcast(okta, word):
    assert class_from_okta(okta) == word


@pytest.mark.parametrize("okta", [np.nan, -1, 10])
def test_an_okta_that_does_not_exist_is_unknown(okta):
    assert class_from_okta(okta) == "unknown"


def test_the_weather_station_gives_the_class(minutes_of_nights, leiden, okta_of_nights):
    readings = minutes_of_nights({"roof": {NIGHT: 18.9}}, places=PLACES)
    row = only(cloud_classes(readings, event=leiden, okta=okta_of_nights({NIGHT: 4})))
    assert (row["cloud_class"], row["okta"], row["okta_station"]) == ("partly", 4.0, 215.0)
    assert row["witness"] == "okta, steadiness"


def test_every_witness_has_its_column(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {NIGHT: 18.9}}, places=PLACES)
    assert tuple(cloud_classes(readings, event=leiden).columns) == CLOUD_COLUMNS


def test_a_class_must_hold_for_four_fifths_of_the_window(minutes_of_nights, leiden, okta_of_nights):
    # Usable are 20:10 to 21:25 UTC: 50 minutes of the first hour, 25 of the second.
    readings = minutes_of_nights({"roof": {NIGHT: 18.9}}, places=PLACES)
    row = only(cloud_classes(readings, event=leiden, okta=okta_of_nights({NIGHT: (1, 4)})))
    assert row["cloud_class"] == "changing"
    assert row["okta"] == pytest.approx((50 * 1 + 25 * 4) / 75)


def test_the_next_station_is_asked_when_the_nearest_is_silent(minutes_of_nights, leiden, okta_of_nights):
    readings = minutes_of_nights({"roof": {NIGHT: 18.9}}, places=PLACES)
    okta = pd.concat([okta_of_nights({NIGHT: (np.nan, np.nan)}), okta_of_nights({NIGHT: 7}, station=344)])
    row = only(cloud_classes(readings, event=leiden, okta=okta))
    assert (row["cloud_class"], row["okta_station"]) == ("overcast", 344.0)


def test_a_station_that_the_event_does_not_name_is_not_asked(minutes_of_nights, leiden, okta_of_nights):
    readings = minutes_of_nights({"roof": {NIGHT: 18.9}}, places=PLACES, wave_mag=0.11)
    row = only(cloud_classes(readings, event=leiden, okta=okta_of_nights({NIGHT: 7}, station=999)))
    assert row["okta_class"] == "unknown"


@pytest.mark.parametrize(
    ("warmth_c", "word"), [([-22.0] * 19, "clear"), ([-2.0] * 19, "overcast"), ([-22.0] * 10 + [-2.0] * 9, "partly")]
)
def test_the_warmth_of_the_sky_stands_beside_the_word_of_the_station(
    minutes_of_nights, leiden, okta_of_nights, warmth_c, word
):
    more = {"temperature_c": 15.0, "sky_temperature_c": [15.0 + w for w in warmth_c]}
    readings = minutes_of_nights({"roof": {NIGHT: 18.9}}, places=PLACES, more=more)
    row = only(cloud_classes(readings, event=leiden, okta=okta_of_nights({NIGHT: 4})))
    assert (row["sky_temperature_class"], row["okta_class"]) == (word, "partly")
    assert row["cloud_class"] == ("partly" if word == "partly" else "mixed")
    if word == "clear":
        assert row["cloud_en"] == "clear by the meter's own sensor, partly cloudy by the weather station"
        assert row["cloud_nl"] == "helder volgens de sensor van de meter zelf, half bewolkt volgens het weerstation"


def test_two_temperatures_of_exactly_zero_are_no_sensor(minutes_of_nights, leiden):
    readings = minutes_of_nights(
        {"roof": {NIGHT: 18.9}}, places=PLACES, more={"temperature_c": 0.0, "sky_temperature_c": 0.0}
    )
    assert only(cloud_classes(readings, event=leiden))["sky_temperature_class"] == "unknown"


def test_sky_temperatures_of_half_the_window_give_no_class(minutes_of_nights, leiden):
    warmth = [-22.0] * 9 + [np.nan] * 10
    more = {"temperature_c": 15.0, "sky_temperature_c": [15.0 + w for w in warmth]}
    readings = minutes_of_nights({"roof": {NIGHT: 18.9}}, places=PLACES, more=more)
    assert only(cloud_classes(readings, event=leiden))["sky_temperature_class"] == "unknown"


@pytest.mark.parametrize(("wave_mag", "word"), [(0.0, "clear"), (0.11, "unknown"), (0.8, "partly")])
def test_without_another_witness_the_steadiness_of_the_meter_decides(minutes_of_nights, leiden, wave_mag, word):
    readings = minutes_of_nights({"roof": {NIGHT: 18.9}}, places=PLACES, wave_mag=wave_mag)
    row = only(cloud_classes(readings, event=leiden))
    assert (row["cloud_class"], row["steadiness_class"]) == (word, word)


def test_a_slow_darkening_is_no_cloud(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {NIGHT: 18.9}}, places=PLACES)
    readings = readings.assign(brightness_mag_arcsec2=18.5 + 0.02 * np.arange(len(readings)))
    row = only(cloud_classes(readings, event=leiden))
    assert row["cloud_class"] == "clear"
    assert row["steadiness_mag"] < 0.005


def test_an_unsteady_meter_goes_against_a_station_that_says_clear(minutes_of_nights, leiden, okta_of_nights):
    readings = minutes_of_nights({"roof": {NIGHT: 17.5}}, places=PLACES, wave_mag=0.8)
    row = only(cloud_classes(readings, event=leiden, okta=okta_of_nights({NIGHT: 0})))
    assert (row["cloud_class"], row["okta_class"], row["steadiness_class"]) == ("mixed", "clear", "partly")
    assert row["cloud_en"] == "clear by the weather station, unsteady by the course of the meter"


def test_a_steady_deck_of_cloud_is_no_disagreement(minutes_of_nights, leiden, okta_of_nights):
    readings = minutes_of_nights({"roof": {NIGHT: 16.0}}, places=PLACES)
    row = only(cloud_classes(readings, event=leiden, okta=okta_of_nights({NIGHT: 8})))
    assert (row["cloud_class"], row["cloud_en"]) == ("overcast", "overcast")


@pytest.mark.parametrize(("percent", "word"), [(0, "clear"), (25, "partly"), (75, "partly"), (100, "overcast")])
def test_the_observers_word_is_a_witness_of_its_own(minutes_of_nights, leiden, okta_of_nights, percent, word):
    readings = minutes_of_nights(
        {"roof": {NIGHT: 18.9}}, places=PLACES, stream="handheld_meter", more={"cloud_cover_percent": float(percent)}
    )
    row = only(cloud_classes(readings, event=leiden, okta=okta_of_nights({NIGHT: 8})))
    assert (row["observer_class"], row["witness"]) == (word, "observer, okta")
    assert row["steadiness_class"] == "unknown"


def _of_minutes(readings, night, first, last):
    """The readings of a night from one minute of the usable window (20:10 UTC) up to another."""
    since = (readings["observed_at_utc"] - pd.Timestamp(f"{night}T20:10Z")).dt.total_seconds() / 60
    return readings[(readings["night"] != night) | ((since >= first) & (since < last))]


EVENT = "2022-09-25"


def test_a_class_is_judged_over_the_hours_that_the_event_night_was_measured(minutes_of_nights, leiden):
    # The event night was measured in its last 45 minutes; on the other night it was cloudy before that only.
    warmth = [-22.0] * 19 + [-2.0] * 8 + [-22.0] * 11
    more = {"temperature_c": 15.0, "sky_temperature_c": [15.0 + w for w in warmth]}
    readings = minutes_of_nights({"roof": {EVENT: 18.9, NIGHT: 18.9}}, places=PLACES, more=more)
    whole = cloud_classes(readings, event=leiden).set_index("night")["sky_temperature_class"]
    assert whole.to_dict() == {EVENT: "clear", NIGHT: "partly"}
    part = cloud_classes(_of_minutes(readings, EVENT, 30, 76), event=leiden).set_index("night")
    assert part["sky_temperature_class"].to_dict() == {EVENT: "clear", NIGHT: "clear"}


def test_the_weather_station_is_asked_for_the_hours_that_the_event_night_was_measured(
    minutes_of_nights, leiden, okta_of_nights
):
    readings = minutes_of_nights({"roof": {EVENT: 18.9}}, places=PLACES)
    okta = okta_of_nights({EVENT: (1, 4)})
    assert only(cloud_classes(readings, event=leiden, okta=okta))["okta_class"] == "changing"
    # The first 50 minutes lie in the first hour.
    row = only(cloud_classes(_of_minutes(readings, EVENT, 0, 50), event=leiden, okta=okta))
    assert (row["okta_class"], row["okta"]) == ("clear", 1.0)


def test_a_few_bins_say_nothing_of_steadiness(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {EVENT: 18.9}}, places=PLACES)
    row = only(cloud_classes(_of_minutes(readings, EVENT, 0, 40), event=leiden))
    assert row["steadiness_class"] == "unknown"


def test_places_outside_the_areas_get_no_class(minutes_of_nights, leiden):
    assert cloud_classes(minutes_of_nights({"far": {NIGHT: 21.0}}, places=PLACES), event=leiden).empty


def test_without_readings_there_are_no_classes(minutes_of_nights, leiden):
    assert cloud_classes(minutes_of_nights({"roof": {NIGHT: 18.9}}, places=PLACES).iloc[:0], event=leiden).empty


def test_a_cloud_table_without_its_columns_is_refused(minutes_of_nights, leiden):
    readings = minutes_of_nights({"roof": {NIGHT: 18.9}}, places=PLACES)
    with pytest.raises(TableError, match="cloud_classes needs the columns station, hour_start_utc, okta"):
        cloud_classes(readings, event=leiden, okta=pd.DataFrame({"station": [215]}))
