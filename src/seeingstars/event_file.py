"""Ground: reads an event from its folder, and says of a wrong one which key breaks which rule with which value."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from shapely.geometry import Point, shape

from seeingstars.columns import Role
from seeingstars.errors import EventError
from seeingstars.event import Area, BaselineRule, Event, Exclusion, Interval, Neighbourhoods, Provenance, Text

# Sun and moon are worked out for the place; longitude and latitude swapped would give another sky.
_FARTHEST_PLACE_DEG = 1.0

_KEYS = {
    "": {
        "id",
        "timezone",
        "smallest_effect_of_interest_mag",
        "name",
        "place",
        "window",
        "areas",
        "baseline",
        "cloud",
        "lamps",
        "neighbourhoods",
        "provenance",
        "is_simulated",
    },
    "name": {"nl", "en"},
    "place": {"nl", "en", "longitude_deg", "latitude_deg"},
    "window": {"start", "end", "transitions"},
    "areas": {"file", "approximate"},
    "baseline": {"days_before", "days_after", "sun_below_deg", "moon_below_deg", "exclude"},
    "cloud": {"knmi_stations"},
    "lamps": {"file"},
    "neighbourhoods": {"file", "layer", "id_column", "smallest_group"},
}


def load_event(folder: Path) -> Event:
    """Read an event from its folder, or from the path of its ``event.toml``.

    Parameters
    ----------
    folder : path
        A folder with ``event.toml``, or that file itself.

    Returns
    -------
    Event

    Raises
    ------
    EventError
        If a file is missing or a key breaks its rule; the message names the key, the rule and the value.

    Examples
    --------
    >>> load_event(Path("data/events/iberia-2025")).has_control
    False
    """
    path = folder if folder.suffix == ".toml" else folder / "event.toml"
    facts = _Facts(path, _read_toml(path))
    facts.known("", facts.table)
    zone = facts.zone()
    name, place, window = facts.section("name"), facts.section("place"), facts.section("window")
    areas, baseline = facts.section("areas"), facts.section("baseline", required=False)
    cloud = facts.section("cloud", required=False)
    lamps = facts.section("lamps", required=False)
    neighbourhoods = _neighbourhoods(facts, facts.section("neighbourhoods", required=False), path.parent)
    area_path = path.parent / facts.text(areas, "areas.file")
    lamps_file = path.parent / facts.text(lamps, "lamps.file") if lamps else None
    event = Event(
        event_id=facts.identifier("id"),
        name=Text(facts.text(name, "name.nl"), facts.text(name, "name.en")),
        place=Text(facts.text(place, "place.nl"), facts.text(place, "place.en")),
        longitude_deg=facts.number(place, "place.longitude_deg", low=-180, high=180),
        latitude_deg=facts.number(place, "place.latitude_deg", low=-90, high=90),
        timezone=zone.key,
        window=facts.interval(window, "window", zone),
        transitions=tuple(
            facts.interval(item, f"window.transitions[{i}]", zone)
            for i, item in enumerate(facts.items(window, "window.transitions"))
        ),
        areas=_read_areas(area_path),
        areas_are_approximate=facts.yes_or_no(areas, "areas.approximate", default=False),
        baseline=_baseline(facts, baseline),
        smallest_effect_of_interest_mag=facts.number(
            facts.table, "smallest_effect_of_interest_mag", low=0.001, high=5, default=0.10
        ),
        knmi_stations=tuple(
            facts.whole(cloud, "cloud.knmi_stations", item) for item in facts.items(cloud, "cloud.knmi_stations")
        ),
        provenance=tuple(_provenance(facts, i, item) for i, item in enumerate(facts.items(facts.table, "provenance"))),
        is_simulated=facts.yes_or_no(facts.table, "is_simulated", default=False),
        files=(
            path,
            area_path,
            *((lamps_file,) if lamps_file else ()),
            *((neighbourhoods.file,) if neighbourhoods else ()),
        ),
        lamps_file=lamps_file,
        neighbourhoods=neighbourhoods,
    )
    _check_whole(event, facts)
    return event


def _neighbourhoods(facts: _Facts, table: Mapping[str, Any], folder: Path) -> Neighbourhoods | None:
    if not table:
        return None
    optional = {
        name: facts.text(table, f"neighbourhoods.{name}") if name in table else None for name in ("layer", "id_column")
    }
    fewest = facts.number(table, "neighbourhoods.smallest_group", low=3, high=1000, default=5)
    if fewest != int(fewest):
        facts.wrong("neighbourhoods.smallest_group", "must be a whole number", "moet een heel getal zijn", fewest)
    return Neighbourhoods(
        folder / facts.text(table, "neighbourhoods.file"),
        layer=optional["layer"],
        id_column=optional["id_column"],
        smallest_group=int(fewest),
    )


def _baseline(facts: _Facts, table: Mapping[str, Any]) -> BaselineRule:
    return BaselineRule(
        days_before=int(facts.number(table, "baseline.days_before", low=0, high=366, default=28)),
        days_after=int(facts.number(table, "baseline.days_after", low=0, high=366, default=28)),
        sun_below_deg=facts.number(table, "baseline.sun_below_deg", low=-90, high=0, default=-18.0),
        moon_below_deg=facts.number(table, "baseline.moon_below_deg", low=-90, high=90, default=0.0),
        exclude=tuple(_exclusion(facts, i, item) for i, item in enumerate(facts.items(table, "baseline.exclude"))),
    )


def _exclusion(facts: _Facts, i: int, item: Mapping[str, Any]) -> Exclusion:
    key = f"baseline.exclude[{i}]"
    night = item.get("night")
    if not isinstance(night, date) or isinstance(night, datetime):
        facts.wrong(f"{key}.night", "must be a date such as 2022-10-03", "moet een datum zijn, zoals 2022-10-03", night)
    return Exclusion(night, Text(facts.text(item, f"{key}.nl"), facts.text(item, f"{key}.en")))


def _provenance(facts: _Facts, i: int, item: Mapping[str, Any]) -> Provenance:
    return Provenance(*(facts.text(item, f"provenance[{i}].{key}") for key in ("fact", "value", "source")))


def _check_whole(event: Event, facts: _Facts) -> None:
    if event.lamps_file is not None and not event.lamps_file.is_file():
        facts.wrong(
            "lamps.file",
            "must name a file beside event.toml",
            "moet een bestand naast event.toml noemen",
            event.lamps_file.name,
        )
    if event.neighbourhoods is not None and not event.neighbourhoods.file.is_file():
        facts.wrong(
            "neighbourhoods.file",
            "must name a file beside event.toml",
            "moet een bestand naast event.toml noemen",
            event.neighbourhoods.file.name,
        )
    hours = (event.window.end - event.window.start).total_seconds() / 3600
    if not 0 < hours <= 14:
        facts.wrong(
            "window",
            "must end after it begins and last at most 14 h",
            "moet na zijn begin eindigen en hoogstens 14 uur duren",
            f"{hours:g} h",
        )
    if not event.usable_parts(event.night):
        facts.wrong(
            "window.transitions",
            "must leave a part of the window",
            "moeten een deel van het venster overlaten",
            "nothing is left",
        )
    dark = event.areas_of(Role.LIGHTS_OFF)
    if not dark:
        facts.wrong(
            "areas.file",
            "must hold an area with role lights_off",
            "moet een gebied met role lights_off bevatten",
            [area.role for area in event.areas],
        )
    place = Point(event.longitude_deg, event.latitude_deg)
    if min(area.shape.distance(place) for area in dark) > _FARTHEST_PLACE_DEG:
        facts.wrong(
            "place.longitude_deg, place.latitude_deg",
            f"must lie within {_FARTHEST_PLACE_DEG:g}° of a lights_off area",
            f"moet binnen {_FARTHEST_PLACE_DEG:g}° van een lights_off-gebied liggen",
            f"{event.longitude_deg:g}, {event.latitude_deg:g}",
        )
    if event.night in {exclusion.night for exclusion in event.baseline.exclude}:
        facts.wrong(
            "baseline.exclude",
            "must not hold the event night itself",
            "mag de nacht zelf niet bevatten",
            event.night.isoformat(),
        )


class _Facts:
    """The keys of one event file, each asked for by its full name."""

    def __init__(self, path: Path, table: dict[str, Any]) -> None:
        self.path = path
        self.table = table

    def wrong(self, key: str, rule_en: str, rule_nl: str, value: object) -> NoReturn:
        raise EventError(
            f"{key} {rule_en}; got {value!r}, in {self.path}", f"{key} {rule_nl}; er staat {value!r}, in {self.path}"
        )

    def known(self, section: str, table: Mapping[str, Any]) -> None:
        for key in table:
            if key not in _KEYS[section]:
                full = f"{section}.{key}" if section else key
                self.wrong(
                    full,
                    f"is not a key of an event; known are {', '.join(sorted(_KEYS[section]))}",
                    f"is geen sleutel van een evenement; bekend zijn {', '.join(sorted(_KEYS[section]))}",
                    table[key],
                )

    def section(self, key: str, *, required: bool = True) -> Mapping[str, Any]:
        value = self.table.get(key, None if required else {})
        if not isinstance(value, dict):
            self.wrong(key, f"must be a table [{key}]", f"moet een tabel [{key}] zijn", value)
        self.known(key, value)
        return value

    def items(self, table: Mapping[str, Any], key: str) -> list[Any]:
        value = table.get(key.rsplit(".", 1)[-1], [])
        if not isinstance(value, list):
            self.wrong(key, "must be a list", "moet een lijst zijn", value)
        for item in value:
            if not isinstance(item, dict) and key != "cloud.knmi_stations":
                self.wrong(key, "must be a list of tables", "moet een lijst van tabellen zijn", item)
        return value

    def text(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key.rsplit(".", 1)[-1])
        if not isinstance(value, str) or not value.strip():
            self.wrong(key, "must be a text", "moet een tekst zijn", value)
        return str(value)

    def identifier(self, key: str) -> str:
        """A name that can be that of a folder."""
        value = self.text(self.table, key)
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", value):
            self.wrong(
                key,
                "must be letters, digits, - and _, such as leiden-2022",
                "moet uit letters, cijfers, - en _ bestaan, zoals leiden-2022",
                value,
            )
        return value

    def number(
        self, table: Mapping[str, Any], key: str, *, low: float, high: float, default: float | None = None
    ) -> float:
        value = table.get(key.rsplit(".", 1)[-1], default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            self.wrong(
                key, f"must be a number from {low} to {high}", f"moet een getal van {low} tot {high} zijn", value
            )
        return float(value)

    def whole(self, table: Mapping[str, Any], key: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(key, "must hold whole numbers", "moet hele getallen bevatten", value)
        return value

    def yes_or_no(self, table: Mapping[str, Any], key: str, *, default: bool) -> bool:
        value = table.get(key.rsplit(".", 1)[-1], default)
        if not isinstance(value, bool):
            self.wrong(key, "must be true or false", "moet true of false zijn", value)
        return bool(value)

    def zone(self) -> ZoneInfo:
        name = self.text(self.table, "timezone")
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            self.wrong(
                "timezone",
                "must be a name of the IANA list such as Europe/Amsterdam",
                "moet een naam uit de IANA-lijst zijn, zoals Europe/Amsterdam",
                name,
            )

    def interval(self, table: Mapping[str, Any], key: str, zone: ZoneInfo) -> Interval:
        moments = []
        for end in ("start", "end"):
            value = table.get(end)
            if not isinstance(value, datetime):
                self.wrong(
                    f"{key}.{end}",
                    "must be a date and time such as 2022-09-25T22:00:00",
                    "moet een datum en tijd zijn, zoals 2022-09-25T22:00:00",
                    value,
                )
            if not 1950 <= value.year <= 2099:
                self.wrong(
                    f"{key}.{end}", "must lie in 1950 to 2099", "moet in 1950 tot 2099 liggen", value.isoformat()
                )
            moments.append((value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC))
        if moments[1] <= moments[0]:
            self.wrong(f"{key}.end", "must lie after the start", "moet na het begin liggen", str(table.get("end")))
        return Interval(*moments)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EventError(
            f"an event needs a file event.toml; there is none at {path}",
            f"een evenement heeft een bestand event.toml nodig; op {path} staat er geen",
        ) from None
    except OSError as error:
        raise EventError(
            f"event.toml must be readable; {error.strerror}, at {path}",
            f"event.toml moet leesbaar zijn; {error.strerror}, op {path}",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EventError(
            f"event.toml must be TOML in UTF-8; {error}, in {path}",
            f"event.toml moet TOML in UTF-8 zijn; {error}, in {path}",
        ) from error


def _read_areas(path: Path) -> tuple[Area, ...]:
    def wrong(rule_en: str, rule_nl: str) -> EventError:
        return EventError(f"areas.file {rule_en}, in {path}", f"areas.file {rule_nl}, in {path}")

    try:
        collection = json.loads(path.read_text(encoding="utf-8"))
        features = collection["features"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise wrong(
            f"must be a GeoJSON FeatureCollection; {error}", f"moet een GeoJSON FeatureCollection zijn; {error}"
        ) from error
    if "crs" in collection and "CRS84" not in json.dumps(collection["crs"]):
        raise wrong(
            f"must be in longitude, latitude (WGS 84); its crs says {json.dumps(collection['crs'])[:80]}; convert it",
            f"moet in lengte, breedte (WGS 84) staan; zijn crs zegt {json.dumps(collection['crs'])[:80]}; zet het om",
        )
    areas = []
    for i, feature in enumerate(features):
        try:
            properties, geometry = feature["properties"], shape(feature["geometry"])
            area_id, role = str(properties["area_id"]), properties["role"]
        except Exception as error:  # shapely raises many kinds on bad geometry
            raise wrong(
                f"needs a geometry, area_id and role in each feature; feature {i} lacks {error}",
                f"heeft in elk onderdeel een geometry, area_id en role nodig; onderdeel {i} mist {error}",
            ) from error
        if role not in (Role.LIGHTS_OFF, Role.CONTROL):
            raise wrong(
                f"must give each area the role lights_off or control; {area_id} has {role!r}",
                f"moet elk gebied de role lights_off of control geven; {area_id} heeft {role!r}",
            )
        west, south, east, north = geometry.bounds if not geometry.is_empty else (0.0, 0.0, 0.0, 0.0)
        if (
            geometry.geom_type not in ("Polygon", "MultiPolygon")
            or not geometry.is_valid
            or geometry.is_empty
            or west < -180
            or east > 180
            or south < -90
            or north > 90
        ):
            raise wrong(
                f"must hold valid polygons in longitude, latitude (degree, WGS 84); {area_id} is a {geometry.geom_type} from {west:g},{south:g} to {east:g},{north:g}",
                f"moet geldige polygonen in lengte, breedte (graden, WGS 84) bevatten; {area_id} is een {geometry.geom_type} van {west:g},{south:g} tot {east:g},{north:g}",
            )
        areas.append(
            Area(
                area_id,
                role,
                Text(str(properties.get("name_nl", area_id)), str(properties.get("name_en", area_id))),
                geometry,
            )
        )
    if len({area.area_id for area in areas}) != len(areas):
        raise wrong("must give each area its own area_id", "moet elk gebied een eigen area_id geven")
    return tuple(areas)
