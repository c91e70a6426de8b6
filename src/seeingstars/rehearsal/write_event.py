"""The event of the rehearsal: event.toml and the areas of a town that does not exist."""

from __future__ import annotations

import json
from pathlib import Path

from seeingstars.columns import Role
from seeingstars.rehearsal.campaign_settings import CampaignSettings
from seeingstars.rehearsal.made_up_town import (
    AREA_RADIUS_KM,
    CENTRE_LATITUDE_DEG,
    CENTRE_LONGITUDE_DEG,
    CONTROL_RING_KM,
    FAIR_NIGHT,
    TOWN,
    ring_of,
)

_EVENT = """\
# SIMULATED / GESIMULEERD: the event of a rehearsal. Town, areas and readings are made up.
id = "rehearsal"
timezone = "Europe/Amsterdam"
smallest_effect_of_interest_mag = 0.10
is_simulated = true

[name]
nl = "OEFENING: licht uit in {town} (gesimuleerd)"
en = "REHEARSAL: lights off in {town} (simulated)"

[place]
nl = "{town} (verzonnen)"
en = "{town} (made up)"
longitude_deg = {longitude}
latitude_deg = {latitude}

[window]
start = 2022-09-25T22:00:00
end = 2022-09-25T23:30:00
transitions = [
    {{ start = 2022-09-25T21:55:00, end = 2022-09-25T22:10:00 }},
    {{ start = 2022-09-25T23:25:00, end = 2022-09-25T23:40:00 }},
]

[areas]
file = "areas.geojson"
approximate = false

[baseline]
days_before = {before}
days_after = {after}
sun_below_deg = -18.0
moon_below_deg = 0.0
exclude = [
    {{ night = {fair}, nl = "verzonnen kermis met extra licht in het gebied", en = "a made-up fair with extra light in the area" }},
]

[cloud]
knmi_stations = [215, 344, 240]

[[provenance]]
fact = "everything"
value = "SIMULATED / GESIMULEERD"
source = "made up by the rehearsal of Seeing Stars; the hours and the calendar are those of 25 September 2022"
"""


def write_event(folder: Path, settings: CampaignSettings) -> Path:
    """The event folder, which `seeingstars.event.load_event` reads.

    Parameters
    ----------
    folder : path
        An existing folder.
    settings : CampaignSettings
        The number of nights decides how far the baseline reaches.

    Returns
    -------
    path
        The folder, with ``event.toml`` and ``areas.geojson``; both say that they are simulated and
        neither holds the true effect.

    Examples
    --------
    >>> import tempfile
    >>> from seeingstars.event_file import load_event
    >>> with tempfile.TemporaryDirectory() as name:
    ...     event = load_event(write_event(Path(name), CampaignSettings()))
    >>> event.is_simulated, event.night.isoformat(), event.has_control
    (True, '2022-09-25', True)
    """
    before = settings.n_nights // 2
    text = _EVENT.format(
        town=TOWN,
        longitude=CENTRE_LONGITUDE_DEG,
        latitude=CENTRE_LATITUDE_DEG,
        before=before,
        after=settings.n_nights - 1 - before,
        fair=FAIR_NIGHT.isoformat(),
    )
    (folder / "event.toml").write_bytes(text.encode())
    (folder / "areas.geojson").write_bytes((json.dumps(_areas(), indent=1, ensure_ascii=False) + "\n").encode())
    return folder


def _areas() -> dict[str, object]:
    inner, outer = (ring_of(radius) for radius in CONTROL_RING_KM)
    shapes = {
        Role.LIGHTS_OFF: [ring_of(AREA_RADIUS_KM)],
        Role.CONTROL: [outer, inner[::-1]],
    }
    names = {
        Role.LIGHTS_OFF: ("licht-uit", "Licht uit (gesimuleerd)", "Lights off (simulated)"),
        Role.CONTROL: ("vergelijking", "Vergelijkingsgebied (gesimuleerd)", "Control area (simulated)"),
    }
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": names[role][0],
                "properties": {
                    "area_id": names[role][0],
                    "role": role,
                    "name_nl": names[role][1],
                    "name_en": names[role][2],
                },
                "geometry": {"type": "Polygon", "coordinates": rings},
            }
            for role, rings in shapes.items()
        ],
    }
