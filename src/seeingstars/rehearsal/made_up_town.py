"""The town of the rehearsal, which does not exist: its areas, and where its meters stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from seeingstars.columns import Role
from seeingstars.rehearsal.campaign_settings import CampaignSettings
from seeingstars.rehearsal.random_streams import stream_of

TOWN = "Sterrenveen"
CENTRE_LONGITUDE_DEG = 4.6000
CENTRE_LATITUDE_DEG = 52.1200
ELEVATION_M = -1
AREA_RADIUS_KM = 0.8
CONTROL_RING_KM = (2.0, 15.0)
EVENT_NIGHT = date(2022, 9, 25)
# The night of a made-up fair in the area: extra light, announced beforehand, so left out by the calendar.
FAIR_NIGHT = date(2022, 9, 29)
SAID = "SIMULATED / GESIMULEERD"

LE, TESS, DATA_LOGGER = "SQM-LE", "TESS-W", "SQM-LU-DL"
_KM_PER_DEGREE = 111.2
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True)
class Site:
    """A fixed meter: where it stands, what it is and how its numbers differ from the sky."""

    number: int
    role: str
    name: str
    instrument: str
    longitude_deg: float
    latitude_deg: float
    clear_sky_mag: float
    offset_mag: float

    @property
    def key(self) -> int:
        """A number that no other site has, whatever the number of sites."""
        return 2 * self.number + (self.role == Role.CONTROL)


def place_at(distance_km: float, bearing_rad: float) -> tuple[float, float]:
    """Longitude and latitude [degree] of a place seen from the town's centre.

    Examples
    --------
    >>> place_at(0.0, 1.0)
    (4.6, 52.12)
    """
    north = distance_km * math.cos(bearing_rad) / _KM_PER_DEGREE
    east = distance_km * math.sin(bearing_rad) / (_KM_PER_DEGREE * math.cos(math.radians(CENTRE_LATITUDE_DEG)))
    return round(CENTRE_LONGITUDE_DEG + east, 6), round(CENTRE_LATITUDE_DEG + north, 6)


def ring_of(radius_km: float, *, n_corners: int = 72) -> list[list[float]]:
    """A closed circle round the centre, anticlockwise, as longitude and latitude [degree].

    Examples
    --------
    >>> ring = ring_of(0.8)
    >>> len(ring), ring[0] == ring[-1]
    (73, True)
    """
    corners = [list(place_at(radius_km, -2 * math.pi * i / n_corners)) for i in range(n_corners)]
    return [*corners, corners[0]]


def sites_of(settings: CampaignSettings) -> tuple[Site, ...]:
    """The fixed meters of a campaign, first those in the area, then the controls.

    An instrument type stands in both arms or in none but the commonest: the comparison is made
    within a type.

    Examples
    --------
    >>> [(site.role, site.instrument) for site in sites_of(CampaignSettings(n_area_sites=2, n_control_sites=2))]
    [('lights_off', 'SQM-LE'), ('lights_off', 'TESS-W'), ('control', 'SQM-LE'), ('control', 'TESS-W')]
    """
    in_both = min(settings.n_area_sites, settings.n_control_sites)
    area = [_site(settings, i, Role.LIGHTS_OFF, in_both) for i in range(settings.n_area_sites)]
    return (*area, *(_site(settings, i, Role.CONTROL, in_both) for i in range(settings.n_control_sites)))


def _site(settings: CampaignSettings, number: int, role: str, in_both: int) -> Site:
    rng = stream_of(settings.seed, f"site {role}", number)
    bearing = _GOLDEN_ANGLE * number + (0.4 if role == Role.CONTROL else 0.0)
    spread = (number % 7) / 6
    is_area = role == Role.LIGHTS_OFF
    distance = 0.15 + 0.45 * spread if is_area else 4.0 + 8.0 * spread
    longitude, latitude = place_at(distance, bearing)
    instrument = {1: TESS, 2: DATA_LOGGER}.get(number, LE) if number < in_both else LE
    return Site(
        number=number,
        role=role,
        name=f"{TOWN}-{'Binnen' if is_area else 'Buiten'}-{number + 1}",
        instrument=instrument,
        longitude_deg=longitude,
        latitude_deg=latitude,
        clear_sky_mag=float(np.round((18.5 if is_area else 18.9) + rng.uniform(0.0, 0.4), 3)),
        # TESS-W sees more of the red and reads about 0.15 mag brighter than an SQM over such a sky.
        offset_mag=float(settings.offset_sd_mag * rng.normal() - (0.15 if instrument == TESS else 0.0)),
    )
