"""The places that a contributor can pick from a list: the event's own place and its areas."""

from __future__ import annotations

from dataclasses import dataclass

from seeingstars.columns import Role
from seeingstars.event import Event, Text
from seeingstars.skies.sky_then import distance_km
from seeingstars.web.texts import both

FARTHEST_KM = 40.0  # our choice: what people of an event call "nearby"

# Middles of towns, longitude and latitude rounded by us to 0.01 degree, which is within a kilometre.
_TOWNS: tuple[tuple[str, float, float], ...] = (
    ("Alphen aan den Rijn", 4.66, 52.13), ("Amsterdam", 4.90, 52.37), ("Delft", 4.36, 52.01),
    ("Den Haag", 4.30, 52.08), ("Gouda", 4.71, 52.01), ("Haarlem", 4.64, 52.38), ("Hillegom", 4.58, 52.29),
    ("Hoofddorp", 4.69, 52.30), ("Katwijk", 4.40, 52.20), ("Leiderdorp", 4.53, 52.16), ("Lisse", 4.55, 52.26),
    ("Noordwijk", 4.44, 52.24), ("Oegstgeest", 4.47, 52.18), ("Rijnsburg", 4.44, 52.19), ("Rijswijk", 4.32, 52.04),
    ("Rotterdam", 4.48, 51.92), ("Sassenheim", 4.52, 52.22), ("Voorschoten", 4.45, 52.13), ("Warmond", 4.50, 52.20),
    ("Wassenaar", 4.40, 52.14), ("Zoetermeer", 4.49, 52.06), ("Zoeterwoude", 4.50, 52.12),
)  # fmt: skip


@dataclass(frozen=True)
class NamedPlace:
    """One place of the list [degree]."""

    place_id: str
    name: Text
    longitude_deg: float
    latitude_deg: float


def named_places(event: Event | None) -> list[NamedPlace]:
    """The places of an event, its own first, then towns within 40 km by name.

    A control area is often a wide ring whose middle is nobody's place, so only lights-off areas are named.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> [place.name.en for place in named_places(load_event(Path("data/events/leiden-2022")))][:1]
    ['Leiden (centre)']
    """
    if event is None:
        return []
    centre = Text(
        nl=both("place_centre", name=event.place.nl).nl,
        en=both("place_centre", name=event.place.en).en,
    )
    places = [NamedPlace("centre", centre, event.longitude_deg, event.latitude_deg)]
    areas = event.areas_of(Role.LIGHTS_OFF)
    for area in areas if len(areas) > 1 else ():
        middle = area.shape.representative_point()
        places.append(NamedPlace(area.area_id, area.name, round(middle.x, 4), round(middle.y, 4)))
    return places + _towns_near(event)


def _towns_near(event: Event) -> list[NamedPlace]:
    return [
        NamedPlace(f"town-{number}", Text(nl=name, en=name), longitude_deg, latitude_deg)
        for number, (name, longitude_deg, latitude_deg) in enumerate(_TOWNS)
        if distance_km(
            longitude_deg,
            latitude_deg=latitude_deg,
            to_longitude_deg=event.longitude_deg,
            to_latitude_deg=event.latitude_deg,
        )
        <= FARTHEST_KM
    ]
