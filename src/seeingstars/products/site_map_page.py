"""Products: what stands round the map of the site: its words, its legend with numbers, and the same in tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from seeingstars.event import Event
from seeingstars.products.readings_map import short_name
from seeingstars.products.sentences import SENTENCES
from seeingstars.products.site_lights import Lights, Scale
from seeingstars.products.site_meters import Meter
from seeingstars.products.site_points import PEOPLE_STREAMS, QUALITIES, ROLES, Points, counted
from seeingstars.products.verdict_words import light_words
from seeingstars.products.words import Language, number, role_words, say, stream_words, text_in

# What the script of the map says: its own name for it, and the sentence.
_SPOKEN = {
    "zoomIn": "map_zoom_in",
    "zoomOut": "map_zoom_out",
    "close": "map_close",
    "left": "slider_left",
    "right": "slider_right",
    "slider": "slider_value",
    "shown": "map_shown",
    "night": "pop_night",
    "value": "pop_value",
    "noValue": "pop_no_value",
    "curve": "pop_curve",
    "noEvening": "pop_no_evening",
    "noOrdinary": "pop_no_ordinary",
    "curveEvent": "curve_event",
    "curveBand": "curve_band",
    "curveMiddle": "curve_middle",
    "curveWindow": "curve_window",
    "inWindow": "readings_in_window",
    "inWindowOne": "readings_in_window_one",
}


def spoken_words(language: Language) -> str:
    """The words of the map's script in one language, as JSON.

    Examples
    --------
    >>> json.loads(spoken_words("en"))["shown"]
    '{count} readings by people on the map'
    """
    words: dict[str, Any] = {name: text_in(SENTENCES[key], language) for name, key in _SPOKEN.items()}
    words["streams"] = {stream: stream_words(stream, language) for stream in PEOPLE_STREAMS}
    words["qualities"] = [say(f"quality_{name}", language) for name in QUALITIES]
    words["roles"] = {role: role_words(role, language) for role in ROLES}
    return json.dumps(words, ensure_ascii=False, sort_keys=True)


def map_view(
    readings: pd.DataFrame,
    *,
    event: Event,
    meters: Sequence[Meter],
    points: Points,
    lights: Lights | None,
    language: Language,
) -> dict[str, Any]:
    """Everything that the page of the map shows in one language besides the map itself.

    Examples
    --------
    >>> map_view.__name__
    'map_view'
    """
    when = points.columns["w"]
    return {
        "map_words": spoken_words(language),
        "people": _people(points, language),
        # The evening itself first, if anybody measured then.
        "first_when": max(when, default=0),
        "meters": [_meter_row(meter, language) for meter in meters],
        "meter_names": [short_name(meter.site_id) for meter in meters],
        "counts": _count_rows(readings, event, language) if len(readings) else [],
        "lights": None if lights is None else _lights_view(lights, language),
        "areas": [{"role": a.role, "words": f"{role_words(a.role, language)}: {text_in(a.name, language)}"} for a in event.areas],
        "nothing": not meters and not points.n_shown,
        "notes": _notes(points, event, language),
    }  # fmt: skip


def _people(points: Points, language: Language) -> list[dict[str, Any]]:
    counts = np.bincount(np.asarray(points.columns["s"], dtype=int), minlength=len(PEOPLE_STREAMS))
    return [
        {
            "name": stream,
            "code": code,
            "words": stream_words(stream, language),
            "count": number(int(counts[code]), language, decimals=0),
        }
        for code, stream in enumerate(PEOPLE_STREAMS)
        if counts[code]
    ]


def _meter_row(meter: Meter, language: Language) -> tuple[str, ...]:
    ordinary = meter.ordinary
    middle = [float(value) for value in np.percentile(ordinary, [0, 50, 100])] if len(ordinary) else []
    return (
        short_name(meter.site_id),
        role_words(meter.role, language),
        f"{number(meter.longitude_deg, language, decimals=3)}; {number(meter.latitude_deg, language, decimals=3)}",
        number(meter.n_good_in_window, language, decimals=0),
        number(meter.evening, language),
        " · ".join(number(value, language) for value in middle) or "–",
        number(len(ordinary), language, decimals=0),
    )


def _count_rows(readings: pd.DataFrame, event: Event, language: Language) -> list[tuple[str, ...]]:
    return [
        (
            stream_words(str(row["stream"]), language),
            role_words(str(row["role"]), language),
            *(number(int(row[name]), language, decimals=0) for name in ("n_good", "n_doubtful", "n_rejected", "n_window")),
        )
        for row in counted(readings, event=event).to_dict("records")
    ]  # fmt: skip


def _lights_view(lights: Lights, language: Language) -> dict[str, Any]:
    counts = {
        "pixels": lights.n_pixels,
        "baseline": lights.n_baseline_seen,
        "event": lights.n_event_seen,
        "known": lights.n_change_known,
    }
    words = {name: number(value, language, decimals=0) for name, value in counts.items()}
    light_marks = [(place, _light_mark(value, language)) for place, value in lights.light.marks]
    return {
        "light": _scale_view(lights.light, light_marks, say("legend_lights", language)),
        "change": None if lights.change is None else _change_view(lights.change, language),
        "seen": say("seen_counts", language, **words),
        "counts": say("change_counts", language, **words),
    }


def _light_mark(value: float, language: Language) -> str:
    decimals = 0 if value >= 1 else 1
    return number(value, language, decimals=decimals)


def _change_view(scale: Scale, language: Language) -> dict[str, Any]:
    marks = [
        (place, light_words(value, language) if value else say("light_end_same", language))
        for place, value in scale.marks
    ]
    return _scale_view(scale, marks, say("legend_change", language))


def _scale_view(scale: Scale, marks: Sequence[tuple[float, str]], title: str) -> dict[str, Any]:
    """Colours from left to right over a width of 360 that begins at 20, with the marks below."""
    placed = [(f"{20 + 360 * place:.1f}", words, _side(place)) for place, words in marks]
    return {"colours": scale.colours, "marks": placed, "words": f"{title} {'; '.join(words for _, words in marks)}."}


def _side(place: float) -> str:
    return "mid" if 0.02 < place < 0.98 else "from-left" if place <= 0.02 else "from-right"


def _notes(points: Points, event: Event, language: Language) -> list[str]:
    notes = []
    if points.n_left_out:
        shown, left = (number(value, language, decimals=0) for value in (points.n_shown, points.n_left_out))
        notes.append(say("map_too_many", language, shown=shown, left=left))
    if points.n_without_place:
        notes.append(say("map_no_place", language, count=number(points.n_without_place, language, decimals=0)))
    notes.append(say("map_positions", language))
    if event.areas_are_approximate:
        notes.append(say("area_approximate", language))
    return notes
