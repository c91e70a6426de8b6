"""Products: what the pages of the site say: the answers in one glance, the nights, the places, who took part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image

from seeingstars.columns import READING_STREAMS, STREAMS, Stream
from seeingstars.event import Event
from seeingstars.products.maps import Picture
from seeingstars.products.site_points import counted
from seeingstars.products.verdict_words import (
    LOGARITHMS,
    answer_key,
    answer_words,
    comparison_of,
    effect_words,
    has_control,
    in_window_words,
    light_percent,
    light_words,
    size_words,
)
from seeingstars.products.words import (
    Language,
    date_words,
    known_number,
    night_role_words,
    number,
    role_words,
    say,
    stream_words,
    text_in,
    unit_words,
)

_MOST_SITES = 60
_MOST_OPEN = 40  # a longer table of nights is folded


def silent_streams(result: Mapping[str, Any]) -> list[str]:
    """Streams without a single reading, told in one line instead of a panel each; the fixed meters always have theirs.

    Examples
    --------
    >>> silent_streams({"comparisons": [{"stream": "camera_app", "n_readings": {"read": 3}}]})
    ['handheld_meter', 'naked_eye']
    """
    others = [stream for stream in STREAMS if stream not in (Stream.PHOTOMETER, Stream.SATELLITE)]
    return [stream for stream in others if not (comparison_of(result, stream).get("n_readings") or {}).get("read")]


def how_words(comparison: Mapping[str, Any], event: Event, language: Language) -> list[str]:
    """The method in three sentences, for a comparison with or without a control area.

    Examples
    --------
    >>> how_words.__name__
    'how_words'
    """
    beside_control = has_control(comparison) and event.has_control
    keys = ("how_1", "how_2" if beside_control else "how_2_alone", "how_3")
    return [say(key, language) for key in keys]


def answer_view(comparison: Mapping[str, Any], event: Event, language: Language) -> dict[str, Any]:
    """One stream in one glance: the answer, the effect with its interval, what it means, and what it rests on.

    Examples
    --------
    >>> answer_view.__name__
    'answer_view'
    """
    key, effect = answer_key(comparison), effect_words(comparison, language)
    unit = str(comparison.get("unit") or "")
    percent = light_percent(comparison.get("ci95"), unit, language) if effect else ""
    smallest = comparison.get("smallest_effect_of_interest", event.smallest_effect_of_interest_mag)
    lines = [say("in_light", language, percent=percent)] if percent else []
    lines += _detectable(comparison, language) if effect else []
    means = "no_images" if key == "no_coverage" and comparison["stream"] == Stream.SATELLITE else key
    return {
        "key": key,
        "stream": stream_words(str(comparison["stream"]), language),
        "answer": answer_words(comparison, language),
        "is_changed": key in ("darker", "brighter"),
        "effect": effect[:1].upper() + effect[1:],
        "in_window": "" if comparison["stream"] == Stream.SATELLITE else in_window_words(comparison, language),
        "means": say(f"means_{means}", language, smallest=size_words(smallest, unit, language)),
        "reason": text_in(comparison.get("reason"), language),
        "lines": [*lines, _counts(comparison, language)],
        "bar": _bar(comparison, language) if effect else None,
    }


def _detectable(comparison: Mapping[str, Any], language: Language) -> list[str]:
    """What would have shown here; where nothing can be told, the reason itself says so already."""
    smallest, unit = comparison.get("minimum_detectable_effect"), str(comparison.get("unit") or "")
    if not known_number(smallest) or unit in LOGARITHMS or comparison.get("verdict") == "cannot_tell":
        return []
    return [say("detectable", language, size=number(smallest, language), unit=unit_words(unit))]


def _counts(comparison: Mapping[str, Any], language: Language) -> str:
    counts, sites = comparison.get("n_readings") or {}, comparison.get("n_sites") or {}
    words = {name: number(counts.get(name) or 0, language, decimals=0) for name in ("read", "good", "in_window")}
    if comparison["stream"] == Stream.SATELLITE:
        return say("counts_line_satellite", language, read=words["read"], good=words["good"])
    return say("counts_line", language, **words, area=sites.get("area") or 0, control=sites.get("control") or 0)


def _bar(comparison: Mapping[str, Any], language: Language) -> dict[str, str]:
    """Where the interval, the effect and zero lie on a bar 400 wide with 0 in its middle, and their words."""
    effect, low, high = (float(value) for value in (comparison["effect"], *comparison["ci95"]))
    reach = 1.15 * max(abs(effect), abs(low), abs(high), 1e-9)
    is_log = comparison.get("unit") in LOGARITHMS

    def place(value: float) -> float:
        return 200 + 196 * value / reach

    def words(value: float) -> str:
        return light_words(value, language) if is_log else number(value, language, sign=True)

    left, right = place(low), place(high)
    is_narrow = right - left < (235 if is_log else 110)
    unit = "" if is_log else unit_words(comparison.get("unit"))
    described = say("bar_reading", language, low=words(low), high=words(high), effect=words(effect), unit=unit)
    return {
        "left": f"{left:.1f}",
        "right": f"{right:.1f}",
        "width": f"{max(right - left, 2):.1f}",
        "dot": f"{place(effect):.1f}",
        "low": words(low),
        "high": words(high),
        "low_side": "from-right" if is_narrow and left > 120 else "from-left",
        "high_side": "from-left" if is_narrow and right < (280 if is_log else 355) else "from-right",
        "left_words": say("tick_more_light" if is_log else "bar_brighter", language),
        "right_words": say("tick_less_light" if is_log else "bar_darker", language),
        "words": " ".join(described.replace(" ;", ";").split()),
    }  # fmt: skip


def picture_views(
    pictures: Sequence[Picture], names: Sequence[str], language: Language, *, folder: Path
) -> list[dict[str, Any]]:
    """The pictures of that language in the order of `names`, with their files relative to the publication.

    Examples
    --------
    >>> picture_views([], ["nights"], "nl", folder=Path("."))
    []
    """
    mine = {picture.name: picture for picture in pictures if picture.language == language}
    return [_picture_view(mine[name], language, folder) for name in names if name in mine]


def _picture_view(picture: Picture, language: Language, folder: Path) -> dict[str, Any]:
    with Image.open(picture.png) as image:
        width, height = image.size
    addresses = {path.suffix[1:]: path.relative_to(folder).as_posix() for path in (picture.png, picture.svg)}
    smaller = min((picture.png, picture.svg), key=lambda path: path.stat().st_size)
    return {
        "name": picture.name,
        "alternative_text": picture.alternative_text,
        "caption": say(picture.caption, language),
        # A picture of nothing is told in words; the map of the places still shows the areas.
        "is_none": picture.caption.endswith("_none") and picture.name != "readings",
        "shown": addresses[smaller.suffix[1:]],
        **addresses,
        "width": width,
        "height": height,
    }


def nights_view(comparison: Mapping[str, Any], language: Language) -> dict[str, Any] | None:
    """The nights of one stream with what each was used for and why; None without any.

    Examples
    --------
    >>> nights_view({"stream": "camera_app", "nights": []}, "nl") is None
    True
    """
    nights = comparison.get("nights") or []
    if not nights:
        return None
    is_log = comparison.get("unit") in LOGARITHMS
    beside = has_control(comparison)
    rows = [
        {
            "night": date_words(str(night["night"]), language, weekday=True),
            "role": night_role_words(night, language),
            "is_event": night.get("role") == "event",
            "is_used": bool(night.get("used", True)),
            "difference": number(night.get("difference"), language, sign=beside),
            "reason": text_in(night.get("reason"), language),
        }
        for night in nights
    ]
    return {
        "stream": stream_words(str(comparison["stream"]), language),
        "rows": rows,
        "heading": say(
            "column_difference" if beside else "column_level",
            language,
            unit="ln" if is_log else unit_words(comparison.get("unit")),
        ),
        "note": say("nights_difference" if beside else "nights_level", language)
        if any(night.get("difference") is not None for night in nights)
        else "",
        "open": comparison["stream"] == Stream.PHOTOMETER and len(rows) <= _MOST_OPEN,
    }


def sites_view(result: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """The places of measurement, one row each, at most sixty, and how many more there are.

    Examples
    --------
    >>> sites_view({"comparisons": []}, "nl")
    {'rows': [], 'more': ''}
    """
    rows = []
    for stream in READING_STREAMS:
        for site in comparison_of(result, stream).get("sites") or []:
            counts = site.get("n_readings") or {}
            rows.append(
                (
                    site.get("site_id") or "–",
                    role_words(str(site.get("role", "")), language),
                    site.get("instrument_type") or "–",
                    number(counts.get("good", site.get("readings_good")), language, decimals=0),
                    number(counts.get("in_window", site.get("readings_in_window")), language, decimals=0),
                    text_in(site.get("reason"), language),
                )
            )
    more = max(len(rows) - _MOST_SITES, 0)
    return {"rows": rows[:_MOST_SITES], "more": say("sites_more", language, count=more) if more else ""}


def took_part_rows(readings: pd.DataFrame, event: Event, language: Language) -> list[tuple[str, ...]]:
    """Who took part, in numbers: a row a stream with places and readings, of the evening and of all nights.

    Examples
    --------
    >>> took_part_rows.__name__
    'took_part_rows'
    """
    if readings.empty:
        return []
    counts = counted(readings, event=event).drop(columns="role")
    sums = counts.groupby("stream", observed=True).sum()
    return [
        (
            stream_words(str(row["stream"]), language),
            *(number(int(row[name]), language, decimals=0) for name in ("n_places", "n_evening", "n_window", "n_all")),
        )
        for row in sums.reset_index().to_dict("records")
    ]  # fmt: skip
