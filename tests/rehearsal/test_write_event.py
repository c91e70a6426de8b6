from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from shapely.geometry import Point

from seeingstars.columns import Role
from seeingstars.event_file import load_event
from seeingstars.rehearsal.campaign import Campaign, CampaignSettings
from seeingstars.rehearsal.made_up_town import FAIR_NIGHT, sites_of

LEIDEN = Path(__file__).parents[2] / "data" / "events" / "leiden-2022"


def test_the_event_has_the_hours_of_leiden_and_says_that_it_is_simulated(campaign: Campaign) -> None:
    event, leiden = load_event(campaign.event_folder), load_event(LEIDEN)
    assert (event.window, event.transitions, event.timezone) == (leiden.window, leiden.transitions, leiden.timezone)
    assert event.is_simulated
    assert event.event_id == "rehearsal"
    assert "OEFENING" in event.name.nl
    assert "REHEARSAL" in event.name.en


def test_the_night_of_the_fair_is_excluded_beforehand(campaign: Campaign) -> None:
    event = load_event(campaign.event_folder)
    assert [exclusion.night for exclusion in event.baseline.exclude] == [FAIR_NIGHT] == [date(2022, 9, 29)]


@pytest.mark.parametrize(("n_nights", "before", "after"), [(25, 12, 12), (4, 2, 1), (1, 0, 0)])
def test_the_baseline_reaches_as_far_as_the_nights(tmp_path: Path, n_nights: int, before: int, after: int) -> None:
    from seeingstars.rehearsal.write_event import write_event

    event = load_event(write_event(tmp_path, CampaignSettings(n_nights=n_nights)))
    assert (event.baseline.days_before, event.baseline.days_after) == (before, after)


def test_fifty_sites_an_arm_stand_in_the_area_of_their_role(campaign: Campaign) -> None:
    event = load_event(campaign.event_folder)
    sites = sites_of(CampaignSettings(n_area_sites=50, n_control_sites=50))
    for site in sites:
        place = Point(site.longitude_deg, site.latitude_deg)
        inside = [area.role for area in event.areas if area.shape.contains(place)]
        assert inside == [site.role]
    assert len({(site.longitude_deg, site.latitude_deg) for site in sites}) == 100
    assert len({site.key for site in sites}) == 100


@pytest.mark.parametrize(("area", "control"), [(1, 1), (2, 2), (4, 4), (1, 5), (5, 1), (3, 0)])
def test_an_instrument_type_but_the_commonest_stands_in_both_arms(area: int, control: int) -> None:
    sites = sites_of(CampaignSettings(n_area_sites=area, n_control_sites=control))
    kinds = {role: {s.instrument for s in sites if s.role == role} for role in (Role.LIGHTS_OFF, Role.CONTROL)}
    assert kinds[Role.LIGHTS_OFF] ^ kinds[Role.CONTROL] <= {"SQM-LE"}


def test_the_true_effect_stands_nowhere_but_in_the_truth(campaign: Campaign) -> None:
    text = (campaign.event_folder / "event.toml").read_text(encoding="utf-8")
    assert "0.3" not in text.replace("0.30", "0.3")
