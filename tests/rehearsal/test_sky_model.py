from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.columns import Role
from seeingstars.rehearsal.campaign_settings import CampaignSettings
from seeingstars.rehearsal.sky_model import MadeUpSky, Night, effect_share, minutes_of_night, nights_of

# Minutes since 11:00 UTC: 20:10, 21:25, and half past eight and half past nine.
FULL_FROM, FULL_TO = 550.0, 625.0
CLEAR = np.zeros(289)


def quiet(**more: object) -> CampaignSettings:
    return CampaignSettings(night_sd_mag=0, area_night_sd_mag=0, offset_sd_mag=0, reading_sd_mag=0, **more)  # type: ignore[arg-type]


def sky_over(
    settings: CampaignSettings, role: str, night: Night, minutes: list[float], cover: float = 0.0
) -> list[float]:
    sky = MadeUpSky(settings, (night,))
    found = sky.brightness_mag_arcsec2(
        night, np.array(minutes), role=role, clear_sky_mag=18.5, cover=np.full(289, cover)
    )
    return [float(value) for value in found]


def event_night(settings: CampaignSettings) -> Night:
    return next(night for night in nights_of(settings) if night.is_event)


def test_the_whole_effect_is_there_between_the_transitions_and_nowhere_else() -> None:
    settings = quiet(effect_mag=0.3)
    night = event_night(settings)
    minutes = [500.0, FULL_FROM, 600.0, FULL_TO, 700.0]
    area = np.array(sky_over(settings, Role.LIGHTS_OFF, night, minutes))
    control = np.array(sky_over(settings, Role.CONTROL, night, minutes))
    assert (area - control) == pytest.approx([0.0, 0.3, 0.3, 0.3, 0.0], abs=2e-3)


def test_another_night_has_no_effect() -> None:
    night = next(night for night in nights_of(CampaignSettings()) if not night.is_event)
    assert not effect_share(night, minutes_of_night(5)).any()


def test_a_clear_evening_grows_darker_by_a_tenth_of_a_magnitude_an_hour() -> None:
    settings = quiet(effect_mag=0.0)
    early, late = sky_over(settings, Role.CONTROL, event_night(settings), [555.0, 615.0])
    assert late - early == pytest.approx(0.10, abs=1e-3)


def test_full_cloud_brightens_the_town_by_the_stated_factor() -> None:
    settings = quiet(effect_mag=0.0)
    night = event_night(settings)
    clear = sky_over(settings, Role.LIGHTS_OFF, night, [585.0])[0]
    overcast = sky_over(settings, Role.LIGHTS_OFF, night, [585.0], cover=1.0)[0]
    assert clear - overcast == pytest.approx(2.5 * np.log10(night.overcast_factor), abs=2e-3)
    assert 8 <= night.overcast_factor <= 14


def test_noon_is_far_brighter_than_midnight() -> None:
    settings = quiet()
    noon, midnight = sky_over(settings, Role.CONTROL, event_night(settings), [60.0, 720.0])
    assert noon < 5 < 18 < midnight


def test_a_high_moon_brightens_the_sky() -> None:
    # 10 September 2022 is full moon; it culminates near midnight UTC.
    settings = quiet(n_nights=57)
    full = next(night for night in nights_of(settings) if night.evening.isoformat() == "2022-09-10")
    moonlit = sky_over(settings, Role.CONTROL, full, [780.0])[0]
    dark = sky_over(settings, Role.CONTROL, event_night(settings), [780.0])[0]
    assert 0.2 < dark - moonlit < 1.0


@given(st.integers(1, 57), st.floats(0, 1), st.integers(0, 1000))
def test_the_stated_share_of_baseline_nights_is_not_clear(n_nights: int, cloudiness: float, seed: int) -> None:
    nights = nights_of(CampaignSettings(seed=seed, n_nights=n_nights, cloudiness=cloudiness))
    assert len(nights) == n_nights
    assert [night.cloud for night in nights if night.is_event] == ["clear"]
    assert sum(night.cloud != "clear" for night in nights) == round(cloudiness * (n_nights - 1))


@given(st.integers(0, 1000))
def test_partly_cloudy_hours_have_two_to_six_eighths_and_overcast_ones_seven_or_more(seed: int) -> None:
    for night in nights_of(CampaignSettings(seed=seed, n_nights=5, cloudiness=1.0)):
        cover = night.cloud_cover()
        if night.cloud == "partly":
            assert 0.25 <= cover.min() <= cover.max() <= 0.75
        if night.cloud == "overcast":
            assert cover.min() >= 0.9


def test_more_nights_leave_the_draws_of_the_others_as_they_were() -> None:
    few = {night.evening: night for night in nights_of(CampaignSettings(n_nights=5, cloudiness=0.0))}
    many = {night.evening: night for night in nights_of(CampaignSettings(n_nights=41, cloudiness=0.0))}
    assert all(many[evening] == night for evening, night in few.items())


def test_nights_and_areas_scatter_as_stated() -> None:
    nights = [night for seed in range(40) for night in nights_of(CampaignSettings(seed=seed, cloudiness=0.0))]
    assert np.std([night.common_mag for night in nights]) == pytest.approx(0.25, rel=0.08)
    assert np.std([night.area_mag for night in nights]) == pytest.approx(0.05, rel=0.08)
    assert np.std([night.control_mag for night in nights]) == pytest.approx(0.05, rel=0.08)
    assert abs(np.corrcoef([(n.area_mag, n.control_mag) for n in nights], rowvar=False)[0, 1]) < 0.1
