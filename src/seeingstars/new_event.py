"""A new event from a name, a place, a date, a window and a radius or a drawn area: its folder, whole and valid."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars.columns import Role
from seeingstars.errors import EventError
from seeingstars.event import Event
from seeingstars.event_file import load_event
from seeingstars.store.publication import whole_or_not_at_all, write_json

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

TRANSITION_MIN = 10
# Clear-sky glow overhead comes for 14 to 33 % from within 0.8 km and for 1 to 2 % from a dark patch over 2 km away
# (single scattering over Leiden, docs/method.md): a control begins there and ends where cloud is still shared.
CONTROL_FROM_KM = 2.0
CONTROL_TO_KM = 20.0
_LEAST_GAP_KM = 1.2
_WIDEST_RADIUS_KM = 200.0
_CORNERS_PER_QUARTER = 18
_TEMPLATE = "new_event.toml"


@dataclass(frozen=True)
class Wishes:
    """What somebody who plans a night knows. Times are on the wall clock of the place; an end before the start is the next day.

    `exclude` are nights with other light than usual, each with its reason. One of `radius_km` and `area_file` (GeoJSON polygons in longitude, latitude) is given.
    """

    name_nl: str
    name_en: str
    place: str
    longitude_deg: float
    latitude_deg: float
    night: date
    start: time
    end: time
    radius_km: float | None = None
    area_file: Path | None = None
    event_id: str | None = None
    knmi_stations: tuple[int, ...] = ()
    exclude: tuple[tuple[date, str], ...] = ()


def event_id_of(place: str, night: date) -> str:
    """The name of an event's folder from its place and year.

    Examples
    --------
    >>> event_id_of("Den Haag", date(2027, 3, 6))
    'den-haag-2027'
    """
    plain = unicodedata.normalize("NFKD", place).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "event"
    return f"{slug[:50]}-{night.year}"


def write_event(wishes: Wishes, *, folder: Path) -> Event:
    """Write ``event.toml`` and ``areas.geojson``, with a control area proposed, and read them back.

    Parameters
    ----------
    wishes : Wishes
    folder : path
        Of the event; it must be new, and appears whole or not at all.

    Returns
    -------
    Event
        As it is read from the new folder.

    Raises
    ------
    EventError
        If a wish breaks a rule of events, or the folder is there already.
    """
    if (folder / "event.toml").exists():
        raise EventError(
            f"a new event needs a folder of its own; there is an event at {folder}; give another --id",
            f"een nieuwe gebeurtenis heeft een eigen map nodig; op {folder} staat er al een; geef een andere --id",
        )
    dark = _dark_area(wishes)
    collection, areas_in_words = _areas(wishes, dark)
    with whole_or_not_at_all(folder) as fresh:
        write_json(collection, fresh / "areas.geojson")
        text = _event_text(wishes, areas_in_words=areas_in_words, event_id=wishes.event_id or folder.name)
        (fresh / "event.toml").write_text(text, encoding="utf-8", newline="\n")
        load_event(fresh)  # an event that breaks a rule is never put in place
    return load_event(folder)


def write_plan_of(event_folder: Path, *, out: Path) -> dict[str, Any]:
    """Write the calendar of candidate nights and the plan of an event to `out`; returns the plan."""
    from seeingstars import planning

    made, inputs = planning.load_plan(event_folder)
    planning.write_plan(made, out=out, inputs=inputs)
    return made


def _event_text(wishes: Wishes, *, areas_in_words: str, event_id: str) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    start, end = _window(wishes)
    around = timedelta(minutes=TRANSITION_MIN)
    environment = Environment(
        loader=PackageLoader("seeingstars", "."),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["q"] = _toml_string
    return environment.get_template(_TEMPLATE).render(
        event_id=event_id,
        timezone=_zone_of(wishes),
        name_nl=wishes.name_nl,
        name_en=wishes.name_en,
        place=wishes.place,
        longitude_deg=wishes.longitude_deg,
        latitude_deg=wishes.latitude_deg,
        start=start,
        end=end,
        transitions=[(start - around / 2, start + around), (end - around / 2, end + around)],
        transition_min=TRANSITION_MIN,
        approximate=wishes.area_file is None,
        knmi_stations=wishes.knmi_stations,
        exclude=wishes.exclude,
        areas_in_words=areas_in_words,
        areas_source="as given to new-event; the control ring is our choice: beyond the reach of the dark area, under the same weather",
    )


def _toml_string(text: str) -> str:
    # A JSON string is a TOML basic string, but for DEL, which TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _window(wishes: Wishes) -> tuple[datetime, datetime]:
    start = datetime.combine(wishes.night, wishes.start)
    end = datetime.combine(wishes.night, wishes.end)
    return start, end if end > start else end + timedelta(days=1)


def _zone_of(wishes: Wishes) -> str:
    import numpy as np

    from seeingstars.sources.place_zones import zones_of_places

    name = str(zones_of_places(np.array([wishes.longitude_deg]), latitude_deg=np.array([wishes.latitude_deg]))[0])
    if not name:
        raise EventError(
            f"longitude_deg, latitude_deg must be a place on Earth with a time zone; got {wishes.longitude_deg:g}, {wishes.latitude_deg:g}",
            f"longitude_deg, latitude_deg moeten een plaats op aarde met een tijdzone zijn; er staat {wishes.longitude_deg:g}, {wishes.latitude_deg:g}",
        )
    return name


def _dark_area(wishes: Wishes) -> BaseGeometry:
    from shapely.geometry import Point

    if (wishes.radius_km is None) == (wishes.area_file is None):
        raise EventError(
            "an event needs either a radius or a drawn area; give one of --radius-km and --area",
            "een gebeurtenis heeft of een straal of een getekend gebied nodig; geef --radius-km of --area",
        )
    if wishes.area_file is not None:
        return _drawn(wishes.area_file)
    radius_km = float(wishes.radius_km or 0.0)
    if not 0 < radius_km <= _WIDEST_RADIUS_KM:
        raise EventError(
            f"radius_km must lie above 0 and up to {_WIDEST_RADIUS_KM:g}, in km; got {radius_km:g}",
            f"radius_km moet boven 0 en hoogstens {_WIDEST_RADIUS_KM:g} liggen, in km; er staat {radius_km:g}",
        )
    return _widened(Point(wishes.longitude_deg, wishes.latitude_deg), wishes=wishes, by_km=radius_km)


def _drawn(path: Path) -> BaseGeometry:
    """The union of the polygons of a GeoJSON file, whatever their properties say."""
    from shapely import union_all
    from shapely.geometry import shape

    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        features = content.get("features", [content])
        shapes = [shape(feature.get("geometry", feature)) for feature in features]
    except Exception as error:  # json, shapely and odd structures raise many kinds
        raise EventError(
            f"--area must be GeoJSON with polygons in longitude, latitude (WGS 84); {error}, at {path}",
            f"--area moet GeoJSON met polygonen in lengte, breedte (WGS 84) zijn; {error}, op {path}",
        ) from error
    dark = union_all([one for one in shapes if one.geom_type in {"Polygon", "MultiPolygon"}])
    if dark.is_empty or not dark.is_valid or not _within_the_earth(dark):
        raise EventError(
            f"--area must hold valid polygons in longitude, latitude (WGS 84, degree); got {dark.geom_type} with bounds {dark.bounds}, at {path}",
            f"--area moet geldige polygonen in lengte, breedte (WGS 84, graden) bevatten; er staat {dark.geom_type} met grenzen {dark.bounds}, op {path}",
        )
    return dark


def _within_the_earth(area: BaseGeometry) -> bool:
    west, south, east, north = area.bounds
    return bool(west >= -180 and east <= 180 and south >= -90 and north <= 90)


def _widened(area: BaseGeometry, *, wishes: Wishes, by_km: float) -> BaseGeometry:
    """`area` with all that lies within `by_km` of it, measured on the ground (azimuthal equidistant)."""
    import numpy as np
    from pyproj import Transformer
    from shapely import set_precision, transform

    local = f"+proj=aeqd +lat_0={wishes.latitude_deg} +lon_0={wishes.longitude_deg} +units=km +ellps=WGS84"
    there = Transformer.from_crs("EPSG:4326", local, always_xy=True)
    flat = transform(area, lambda places: np.column_stack(there.transform(places[:, 0], places[:, 1])))
    wide = flat.buffer(by_km, quad_segs=_CORNERS_PER_QUARTER)
    back = transform(
        wide, lambda places: np.column_stack(there.transform(places[:, 0], places[:, 1], direction="INVERSE"))
    )
    return set_precision(back, 1e-6)


def _areas(wishes: Wishes, dark: BaseGeometry) -> tuple[dict[str, Any], str]:
    reach_km = wishes.radius_km or 0.0
    near_km = max(CONTROL_FROM_KM - reach_km, _LEAST_GAP_KM)
    far_km = max(CONTROL_TO_KM - reach_km, 3 * near_km)
    ring = _widened(dark, wishes=wishes, by_km=far_km).difference(_widened(dark, wishes=wishes, by_km=near_km))
    drawn = "a drawn area" if wishes.area_file else f"a circle of {reach_km:g} km round the place, approximate"
    words = f"{drawn}; as control a ring from {near_km:g} to {far_km:g} km beyond its edge"
    features = [
        _feature("lights-off", Role.LIGHTS_OFF, "Licht uit", "Lights off", dark),
        _feature("control", Role.CONTROL, "Ter vergelijking (voorstel)", "For comparison (proposed)", ring),
    ]
    return {"type": "FeatureCollection", "features": features}, words


def _feature(area_id: str, role: str, nl: str, en: str, area: BaseGeometry) -> dict[str, Any]:
    from shapely.geometry import mapping

    properties = {"area_id": area_id, "role": role, "name_nl": nl, "name_en": en}
    return {"type": "Feature", "id": area_id, "properties": properties, "geometry": mapping(area)}
