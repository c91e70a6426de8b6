from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from seeingstars.columns import Role, Stream
from seeingstars.rehearsal.campaign_settings import CampaignSettings
from seeingstars.rehearsal.crowd import EYE_SLOPE, people_of, reports_of
from seeingstars.rehearsal.sky_model import MadeUpSky, nights_of


def sky_of(**more: object) -> MadeUpSky:
    settings = CampaignSettings(**more)  # type: ignore[arg-type]
    return MadeUpSky(settings, nights_of(settings))


def test_everybody_reports_on_the_event_night_and_on_some_others() -> None:
    sky = sky_of()
    for stream in (Stream.HANDHELD_METER, Stream.CAMERA_APP, Stream.NAKED_EYE):
        for person in people_of(sky, stream):
            reports = reports_of(sky, person)
            evenings = {report.at_utc.date().isoformat() for report in reports}
            assert "2022-09-25" in evenings
            assert 5 < len(evenings) < 25
            assert all(earlier.at_utc < later.at_utc for earlier, later in pairwise(reports))


def test_half_of_the_people_live_in_the_area_and_they_stay_where_they_are() -> None:
    people = people_of(sky_of(n_observers=10), Stream.NAKED_EYE)
    assert sum(person.role == Role.LIGHTS_OFF for person in people) == 5
    assert people == people_of(sky_of(n_observers=40), Stream.NAKED_EYE)[:10]


@pytest.mark.parametrize(
    ("stream", "expected"), [(Stream.HANDHELD_METER, 1.0), (Stream.CAMERA_APP, 1.0), (Stream.NAKED_EYE, EYE_SLOPE)]
)
def test_the_effect_reaches_what_people_report_in_the_unit_of_their_stream(stream: str, expected: float) -> None:
    # The same draws with and without an effect differ by the effect alone.
    def event_values(effect: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        sky = sky_of(n_nights=1, effect_mag=effect)
        people = [person for person in people_of(sky, stream) if person.role == Role.LIGHTS_OFF]
        values = [report.value for person in people for report in reports_of(sky, person) if report.at_utc.hour >= 20]
        return np.array(values)

    assert event_values(1.0) - event_values(0.0) == pytest.approx(expected, abs=0.01)
