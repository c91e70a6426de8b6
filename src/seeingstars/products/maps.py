"""Products: the three pictures of an event, each in Dutch and English, as PNG and SVG."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

from seeingstars.event import Event
from seeingstars.products.night_strip import draw_night_strip
from seeingstars.products.nightlights_map import draw_nightlights_map
from seeingstars.products.places import on_earth
from seeingstars.products.readings_map import draw_readings_map
from seeingstars.products.style import house_style, save_picture
from seeingstars.products.words import LANGUAGES, Language

PICTURES = ("readings", "nights", "nightlights")


@dataclass(frozen=True)
class Picture:
    """One picture in one language: its two files and what it shows, in words."""

    name: str
    language: Language
    png: Path
    svg: Path
    alternative_text: str
    has_data: bool = True


def write_maps(
    folder: Path,
    *,
    readings: pd.DataFrame,
    differences: Mapping[str, pd.DataFrame],
    cube: xr.Dataset | None,
    result: Mapping[str, Any],
    event: Event,
) -> list[Picture]:
    """Draw where was measured, how unusual the evening was, and what the satellite sees.

    Parameters
    ----------
    folder : folder to write into, made if need be; the files are ``<name>-<language>.png`` and ``.svg``
    readings : table with `READING_COLUMNS`
    differences : mapping from stream to a table night, difference, role
    cube : night lights (night, y, x), or None: then the picture says that there are none
    result : what result.json holds
    event : the event

    Returns
    -------
    six pictures
        Every picture is always made: one without data says so in words. Equal inputs give equal bytes.

    Examples
    --------
    >>> PICTURES
    ('readings', 'nights', 'nightlights')
    """
    has_data = {
        "readings": bool(on_earth(readings).any()),
        "nights": any(bool(table["difference"].notna().any()) for table in differences.values()),
        "nightlights": cube is not None and bool(cube.sizes.get("night")),
    }
    pictures = []
    for language in LANGUAGES:
        for name in PICTURES:
            with house_style():
                figure, words = _draw(name, readings, differences, cube, result, event, language)
                png, svg = save_picture(figure, stem=folder / f"{name}-{language}", title=words)
            pictures.append(Picture(name, language, png, svg, words, has_data[name]))
    return pictures


def _draw(
    name: str,
    readings: pd.DataFrame,
    differences: Mapping[str, pd.DataFrame],
    cube: xr.Dataset | None,
    result: Mapping[str, Any],
    event: Event,
    language: Language,
) -> tuple[Figure, str]:
    if name == "readings":
        return draw_readings_map(readings, event=event, result=result, language=language)
    if name == "nights":
        return draw_night_strip(differences, event=event, result=result, language=language, readings=readings)
    return draw_nightlights_map(cube, event=event, result=result, language=language)
