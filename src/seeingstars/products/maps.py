"""Products: the pictures of an event, each in Dutch and English, as PNG and SVG."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

from seeingstars.columns import Stream
from seeingstars.event import Event
from seeingstars.products.change_map import draw_change_map
from seeingstars.products.check_words import comparison_with
from seeingstars.products.choices_picture import CHECK, draw_choices, ways_in_order
from seeingstars.products.evening_course import evening_course
from seeingstars.products.evening_picture import draw_evening
from seeingstars.products.night_strip import draw_night_strip
from seeingstars.products.nightlights_map import draw_nightlights_map
from seeingstars.products.placebo_picture import IN_TIME, draw_placebo, placebo_rows
from seeingstars.products.places import on_earth
from seeingstars.products.readings_map import draw_readings_map
from seeingstars.products.style import house_style, save_picture
from seeingstars.products.verdict_words import comparison_of
from seeingstars.products.words import LANGUAGES, Language

PICTURES = ("readings", "nights", "evening", "placebo", "choices", "nightlights", "change")
_FROM_RESULT = {"placebo": draw_placebo, "choices": draw_choices}


@dataclass(frozen=True)
class Picture:
    """One picture in one language: its two files, what it shows in words, and the name of the sentence under it."""

    name: str
    language: Language
    png: Path
    svg: Path
    alternative_text: str
    caption: str


def write_maps(
    folder: Path,
    *,
    readings: pd.DataFrame,
    differences: Mapping[str, pd.DataFrame],
    cube: xr.Dataset | None,
    result: Mapping[str, Any],
    event: Event,
    site_nights: Mapping[str, pd.DataFrame] | None = None,
    change: xr.Dataset | None = None,
) -> list[Picture]:
    """Draw where was measured, how the evening went and how unusual it was, what the checks say, and the night lights.

    Parameters
    ----------
    folder : folder to write into, made if need be; the files are ``<name>-<language>.png`` and ``.svg``
    readings : table with `READING_COLUMNS`
    differences : mapping from stream to a table night, difference, role
    cube : night lights (night, y, x), or None: then the picture says that there are none
    result : what result.json holds; the checks of a comparison stand under its key ``checks``
    event : the event
    site_nights : mapping from stream to the table of site-nights with ``used``, so that the evening is set beside the
        nights that each meter was compared with; None takes every baseline night
    change : change of each pixel (y, x) as seen from space, or None

    Returns
    -------
    fourteen pictures
        Every picture is always made: one without data says so in words. Equal inputs give equal bytes.

    Examples
    --------
    >>> PICTURES
    ('readings', 'nights', 'evening', 'placebo', 'choices', 'nightlights', 'change')
    """
    at_meters = (site_nights or {}).get(Stream.PHOTOMETER)
    captions = _captions(readings, differences, cube, change, result, event, at_meters)
    pictures = []
    for language in LANGUAGES:
        for name in PICTURES:
            with house_style():
                figure, words = _draw(name, readings, differences, cube, change, result, event, language, at_meters)
                png, svg = save_picture(figure, stem=folder / f"{name}-{language}", title=words)
            pictures.append(Picture(name, language, png, svg, words, captions[name]))
    return pictures


def _captions(
    readings: pd.DataFrame,
    differences: Mapping[str, pd.DataFrame],
    cube: xr.Dataset | None,
    change: xr.Dataset | None,
    result: Mapping[str, Any],
    event: Event,
    at_meters: pd.DataFrame | None,
) -> dict[str, str]:
    """The name of the sentence under each picture: one for a picture with something on it, another for one without."""
    comparison = comparison_of(result, Stream.PHOTOMETER)
    course = evening_course(readings, comparison=comparison, event=event, site_nights=at_meters)
    has_data = {
        "readings": bool(on_earth(readings).any()),
        "nights": any(bool(table["difference"].notna().any()) for table in differences.values()),
        "evening": course is not None,
        "placebo": any(len(row.effect) for row in placebo_rows(comparison_with(result, IN_TIME))),
        "choices": bool(ways_in_order(comparison_with(result, CHECK))),
        "nightlights": cube is not None and bool(cube.sizes.get("night")),
        "change": cube is not None and change is not None,
    }
    captions = {name: f"caption_{name}" if there else f"caption_{name}_none" for name, there in has_data.items()}
    if course is not None and not course.has_control:
        captions["evening"] = "caption_evening_alone"
    return captions


def _draw(
    name: str,
    readings: pd.DataFrame,
    differences: Mapping[str, pd.DataFrame],
    cube: xr.Dataset | None,
    change: xr.Dataset | None,
    result: Mapping[str, Any],
    event: Event,
    language: Language,
    at_meters: pd.DataFrame | None,
) -> tuple[Figure, str]:
    if name == "evening":
        return draw_evening(readings, event=event, result=result, language=language, site_nights=at_meters)
    if name == "readings":
        return draw_readings_map(readings, event=event, result=result, language=language)
    if name == "nights":
        return draw_night_strip(differences, event=event, result=result, language=language, readings=readings)
    if name in _FROM_RESULT:
        return _FROM_RESULT[name](readings, event=event, result=result, language=language)
    if name == "change":
        return draw_change_map(change, cube, event=event, result=result, language=language)
    return draw_nightlights_map(cube, event=event, result=result, language=language)
