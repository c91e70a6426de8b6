from __future__ import annotations

from typing import Any

import pytest

from seeingstars.rehearsal.campaign import CampaignSettings


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"seed": -1}, r"seed must be a whole number from 0 to \d+; got -1"),
        ({"seed": True}, "seed must be a whole number"),
        ({"effect_mag": float("nan")}, "effect_mag must lie in -3 to 3 mag/arcsec²; got nan"),
        ({"n_nights": 58}, "n_nights must be a whole number from 1 to 57; got 58"),
        ({"n_area_sites": 0}, "n_area_sites must be a whole number from 1 to 50; got 0"),
        ({"n_control_sites": 2.5}, "n_control_sites must be a whole number from 0 to 50; got 2.5"),
        ({"n_observers": 201}, "n_observers must be a whole number from 0 to 200; got 201"),
        ({"cloudiness": 1.1}, "cloudiness must lie in 0 to 1; got 1.1"),
        ({"event_cloud": "foggy"}, "event_cloud must be one of clear, partly, overcast; got 'foggy'"),
        ({"cadence_min": 0}, "cadence_min must be a whole number from 1 to 60; got 0"),
        ({"night_sd_mag": -0.1}, "night_sd_mag must lie in 0 to 3 mag/arcsec²; got -0.1"),
        ({"reading_sd_mag": float("inf")}, "reading_sd_mag must lie in 0 to 3"),
        ({"nightlights_collection": 3}, "nightlights_collection must be one of 1, 2; got 3"),
    ],
)
def test_a_setting_that_breaks_its_rule_is_named_with_rule_and_value(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        CampaignSettings(**wrong)


def test_an_effect_of_nothing_and_a_brighter_sky_are_allowed() -> None:
    assert CampaignSettings(effect_mag=0.0).effect_mag == 0.0
    assert CampaignSettings(effect_mag=-0.2).effect_mag == -0.2
