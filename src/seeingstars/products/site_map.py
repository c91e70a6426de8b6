"""Products: what the map of the site draws, as one script that sets one variable, so that it opens from a file too."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from seeingstars.columns import CHECKS, Role
from seeingstars.event import Event
from seeingstars.products.evening_course import STEP_MIN, FloatArray, window_clock
from seeingstars.products.places import rings
from seeingstars.products.readings_map import short_name
from seeingstars.products.site_lights import Lights
from seeingstars.products.site_meters import Meter, clock_steps
from seeingstars.products.site_points import PEOPLE_STREAMS, Points

VARIABLE = "SEEING_STARS_MAP"
_DECIMALS = 5  # of outlines [degree]: one metre
_MOST_CORNERS = 6_000
_POSITION_DECIMALS = 3


@dataclass(frozen=True)
class BaseMap:
    """Lines of a background: for each kind (water, road, green, line) rows of longitude, latitude [degree], and its credit."""

    lines: Mapping[str, Sequence[FloatArray]]
    credit: str


@dataclass(frozen=True)
class Tiles:
    """Background images from the internet that a reader may ask for: the address with {z}, {x}, {y}, and its credit."""

    address: str
    credit: str


def map_data(
    *,
    event: Event,
    meters: Sequence[Meter],
    points: Points,
    lights: Lights | None,
    images: Mapping[str, str],
    simulated: bool,
    base: BaseMap | None = None,
    tiles: Tiles | None = None,
) -> dict[str, Any]:
    """Everything that the map draws, as plain values of JSON.

    Parameters
    ----------
    event : areas, place, window
    meters, points, lights : of `meters_of`, `people_points` and `lights_of`
    images : names of the image files of the night lights
    simulated : whether any of it is simulated
    base, tiles : backgrounds; None for none

    Returns
    -------
    dict
        Places in degrees, outlines as latitude and longitude as a web map wants them, brightness in 0.01 mag.

    Examples
    --------
    >>> map_data.__name__
    'map_data'
    """
    window, _ = window_clock(event)
    steps = clock_steps(event)
    return {
        "simulated": simulated,
        "night": event.night.isoformat(),
        "window": list(window),
        "steps": {"first": float(steps[0]), "every": STEP_MIN},
        "view": _view(event, meters, points),
        "areas": [_area(area.role, area.name.nl, area.name.en, area.shape) for area in event.areas],
        "streams": list(PEOPLE_STREAMS),
        "checks": [{"nl": check.fault_nl, "en": check.fault_en} for check in CHECKS],
        "nights": points.nights,
        "points": points.columns,
        "meters": [_meter(meter) for meter in meters],
        "lights": None if lights is None else _lights(lights, images),
        "base": None if base is None else _base(base),
        "tiles": None if tiles is None else {"address": tiles.address, "credit": tiles.credit},
    }


def write_map_data(path: Path, data: Mapping[str, Any]) -> Path:
    """Write the script; the same data give the same bytes.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_map_data(Path(folder) / "map-data.js", {"name": "café </script>"}).read_text(encoding="ascii")
    'window.SEEING_STARS_MAP={"name":"caf\\\\u00e9 <\\\\/script>"};\\n'
    """
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":")).replace("</", "<\\/")
    path.write_text(f"window.{VARIABLE}={text};\n", encoding="ascii", newline="\n")
    return path


def _view(event: Event, meters: Sequence[Meter], points: Points) -> list[list[float]]:
    """South-west and north-east corners of what the map shows first: the lights-off area and what was compared with it."""
    areas = event.areas_of(Role.LIGHTS_OFF) or event.areas
    boxes = [area.shape.bounds for area in areas]
    inside = [(meter.longitude_deg, meter.latitude_deg) for meter in meters if meter.role != Role.OUTSIDE]
    boxes += [(east, north, east, north) for east, north in inside]
    if not inside:
        boxes += [area.shape.bounds for area in event.areas]
    west, south = (min(box[place] for box in boxes) for place in (0, 1))
    east, north = (max(box[place] for box in boxes) for place in (2, 3))
    return [[_rounded(south), _rounded(west)], [_rounded(north), _rounded(east)]]


def _rounded(degrees: float) -> float:
    return round(float(degrees), _DECIMALS)


def _area(role: str, name_nl: str, name_en: str, shape: BaseGeometry) -> dict[str, Any]:
    polygons = []
    for polygon in getattr(_simpler(shape), "geoms", [_simpler(shape)]):
        polygons.append([np.column_stack([y, x]).round(_DECIMALS).tolist() for x, y in rings(polygon)])
    return {"role": role, "name": {"nl": name_nl, "en": name_en}, "polygons": polygons}


def _simpler(shape: BaseGeometry) -> BaseGeometry:
    """The outline with fewer corners where it has more than a telephone wants; at least as true as a thin line."""
    tolerance = 1e-4
    simpler = shape
    while sum(len(x) for x, _ in rings(simpler)) > _MOST_CORNERS and tolerance < 0.01:
        simpler = shape.simplify(tolerance)
        tolerance *= 2
    return simpler


def _meter(meter: Meter) -> dict[str, Any]:
    return {
        "name": short_name(meter.site_id),
        "role": meter.role,
        "kind": meter.instrument_type,
        "at": [round(meter.latitude_deg, _POSITION_DECIMALS), round(meter.longitude_deg, _POSITION_DECIMALS)],
        "good": meter.n_good_in_window,
        "nights": len(meter.ordinary),
        "event": _hundredths(meter.event),
        "low": _hundredths(meter.low),
        "middle": _hundredths(meter.middle),
        "high": _hundredths(meter.high),
    }


def _hundredths(values: FloatArray) -> list[int | None]:
    return [round(100 * value) if math.isfinite(value) else None for value in values.tolist()]


def _lights(lights: Lights, images: Mapping[str, str]) -> dict[str, Any]:
    west, east, south, north = lights.bounds
    return {"bounds": [[south, west], [north, east]], "images": dict(images), "hasEvent": lights.has_event}


def _base(base: BaseMap) -> dict[str, Any]:
    lines = {
        kind: [np.column_stack([line[:, 1], line[:, 0]]).round(_DECIMALS).tolist() for line in rows]
        for kind, rows in sorted(base.lines.items())
    }
    return {"credit": base.credit, "lines": lines}
