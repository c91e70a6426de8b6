"""Products: the page of an event: one self-contained file in Dutch and English that opens from anywhere."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from seeingstars.columns import STREAMS, Stream
from seeingstars.event import Event
from seeingstars.products.captions import licences_words, suppliers_words
from seeingstars.products.check_words import checks_shown
from seeingstars.products.maps import Picture
from seeingstars.products.nightlights_map import cube_source, satellite_words
from seeingstars.products.sentences import SENTENCES
from seeingstars.products.verdict_words import (
    LOGARITHMS,
    answer_key,
    answer_words,
    comparison_of,
    effect_words,
    has_control,
    in_window_words,
    light_percent,
    size_words,
)
from seeingstars.products.words import (
    LANGUAGES,
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
    window_words,
)

_MOST_SITES = 60
_MOST_OPEN = 40  # a longer table of nights is folded

# The answer in pictures, and how sure it is, in the order in which people want them.
_PICTURES = ("nights", "evening", "readings", "nightlights")
_SURE_PICTURES = ("placebo", "choices")
# In the order in which people want them; what does not exist is not linked.
_FILES = (
    "readings-excel-nl.csv",
    "readings.csv",
    "readings-dictionary.csv",
    "readings.parquet",
    "nights.nc",
    "nightlights.nc",
    "nightlights_change.tif",
    "result.json",
    "manifest.json",
)


def write_page(
    path: Path,
    *,
    result: Mapping[str, Any],
    event: Event,
    pictures: Sequence[Picture],
    readings: pd.DataFrame,
    cube: xr.Dataset | None = None,
    coming: Sequence[str] = ("manifest.json",),
) -> Path:
    """Write the page of an event beside its files.

    Parameters
    ----------
    path : ``index.html``; the files in its folder are offered for download with their sizes
    result : what result.json holds
    event : the event
    pictures : what `maps.write_maps` made; they are put into the page itself
    readings : table with `READING_COLUMNS`, for the suppliers and licences
    cube : night lights, for their source; None if there are none
    coming : files of that folder that are written after the page: linked without a size

    Returns
    -------
    the path

    Notes
    -----
    One file, no request to anywhere, no script: the two languages are two sections and the address chooses. Every
    text that comes from outside is escaped. The same inputs give the same bytes.

    Examples
    --------
    >>> write_page.__name__
    'write_page'
    """
    downloads = _downloads(path.parent, coming)
    views = [_view(language, result, event, pictures, readings, cube, downloads) for language in LANGUAGES]
    template = _environment().get_template("page.html")
    html = template.render(views=views, simulated=bool(result.get("simulated")), title=views[0]["title"])
    path.write_bytes(html.encode("utf-8"))
    return path


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("seeingstars.products", "."),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _view(
    language: Language,
    result: Mapping[str, Any],
    event: Event,
    pictures: Sequence[Picture],
    readings: pd.DataFrame,
    cube: xr.Dataset | None,
    downloads: Sequence[tuple[str, int | None]],
) -> dict[str, Any]:
    """Everything that the page shows in one language."""
    satellite = comparison_of(result, Stream.SATELLITE)
    silent = _silent(result)
    intro = say(
        "page_intro",
        language,
        night=date_words(event.night, language, weekday=True),
        window=window_words(event, language),
        place=text_in(event.place, language),
    )
    return {
        "language": language,
        "other": "en" if language == "nl" else "nl",
        "say": partial(_say, language),
        "title": text_in(event.name, language),
        "intro": intro,
        "answers": [
            _answer(comparison_of(result, stream), event, language) for stream in STREAMS if stream not in silent
        ],
        "silent": ", ".join(stream_words(stream, language) for stream in silent),
        "how": [say(key, language) for key in _how(comparison_of(result, Stream.PHOTOMETER), event)],
        "pictures": _shown_in_order(pictures, _PICTURES, language),
        "checks": checks_shown(result, language),
        "sure_pictures": _shown_in_order(pictures, _SURE_PICTURES, language),
        "nights": [table for stream in STREAMS if (table := _nights(comparison_of(result, stream), language))],
        "sites": _sites(result, language),
        "satellite": _satellite(satellite, event, cube, language),
        "downloads": [_download(name, size, readings, cube, language) for name, size in downloads],
        "facts": [(fact.fact, fact.value, fact.source) for fact in event.provenance],
        "approximate": event.areas_are_approximate,
        "sources_readings": suppliers_words(readings, language) if len(readings) else "",
        "sources_nightlights": cube_source(cube, language) if cube is not None else "",
        "citation": say("citation", language, event=text_in(event.name, language), version=_version(result)),
        "version": _version(result),
    }


def _say(language: Language, key: str, **values: object) -> str:
    return say(key, language, **values)


def _version(result: Mapping[str, Any]) -> str:
    return str(result.get("made_with", "")).removeprefix("seeingstars ")


def _silent(result: Mapping[str, Any]) -> list[str]:
    """Streams without a single reading, told in one line instead of a panel each; the fixed meters always have theirs."""
    others = [stream for stream in STREAMS if stream not in (Stream.PHOTOMETER, Stream.SATELLITE)]
    return [stream for stream in others if not (comparison_of(result, stream).get("n_readings") or {}).get("read")]


def _how(comparison: Mapping[str, Any], event: Event) -> tuple[str, str, str]:
    beside_control = has_control(comparison) and event.has_control
    return ("how_1", "how_2" if beside_control else "how_2_alone", "how_3")


def _answer(comparison: Mapping[str, Any], event: Event, language: Language) -> dict[str, Any]:
    """One stream in one glance: the answer, the effect with its interval, what it means, and what it rests on."""
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
        "bar": _bar(comparison) if effect else None,
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


def _bar(comparison: Mapping[str, Any]) -> dict[str, str]:
    """Where the interval, the effect and zero lie on a bar from −1 to 1 of the largest of them, in percent."""
    effect, low, high = (float(value) for value in (comparison["effect"], *comparison["ci95"]))
    reach = 1.15 * max(abs(effect), abs(low), abs(high), 1e-9)

    def place(value: float) -> float:
        return 50 + 50 * value / reach

    return {
        "left": f"{place(low):.1f}",
        "width": f"{max(place(high) - place(low), 0.5):.1f}",
        "dot": f"{place(effect):.1f}",
    }


def _shown_in_order(pictures: Sequence[Picture], names: Sequence[str], language: Language) -> list[dict[str, Any]]:
    mine = {picture.name: picture for picture in pictures if picture.language == language}
    return [_shown(mine[name], language) for name in names if name in mine]


def _shown(picture: Picture, language: Language) -> dict[str, Any]:
    """The smaller of the two files of a picture, as an address that holds the picture itself."""
    smaller, kind = min(
        ((picture.svg, "image/svg+xml"), (picture.png, "image/png")), key=lambda file: file[0].stat().st_size
    )
    inside = base64.b64encode(smaller.read_bytes()).decode("ascii")
    return {
        "name": picture.name,
        "address": Markup(f"data:{kind};base64,{inside}"),
        "alternative_text": picture.alternative_text,
        "caption": say(picture.caption, language),
        "png": f"maps/{picture.png.name}",
        "svg": f"maps/{picture.svg.name}",
    }


def _nights(comparison: Mapping[str, Any], language: Language) -> dict[str, Any] | None:
    nights = comparison.get("nights") or []
    if not nights:
        return None
    is_log = comparison.get("unit") in LOGARITHMS
    rows = [
        {
            "night": date_words(str(night["night"]), language, weekday=True),
            "role": night_role_words(night, language),
            "is_event": night.get("role") == "event",
            "is_used": bool(night.get("used", True)),
            "difference": number(night.get("difference"), language, sign=True),
            "reason": text_in(night.get("reason"), language),
        }
        for night in nights
    ]
    return {
        "stream": stream_words(str(comparison["stream"]), language),
        "rows": rows,
        "unit": "ln" if is_log else unit_words(comparison.get("unit")),
        "open": comparison["stream"] == Stream.PHOTOMETER and len(rows) <= _MOST_OPEN,
    }


def _sites(result: Mapping[str, Any], language: Language) -> dict[str, Any]:
    rows = []
    for stream in STREAMS[:-1]:
        for site in comparison_of(result, stream).get("sites") or []:
            counts = site.get("n_readings") or {}
            rows.append(
                {
                    "site": site.get("site_id") or "–",
                    "stream": stream_words(stream, language),
                    "where": role_words(str(site.get("role", "")), language),
                    "instrument": site.get("instrument_type") or "–",
                    "good": number(counts.get("good", site.get("readings_good")), language, decimals=0),
                    "window": number(counts.get("in_window", site.get("readings_in_window")), language, decimals=0),
                    "reason": text_in(site.get("reason"), language),
                }
            )
    more = max(len(rows) - _MOST_SITES, 0)
    return {"rows": rows[:_MOST_SITES], "more": say("sites_more", language, count=more) if more else ""}


def _satellite(comparison: Mapping[str, Any], event: Event, cube: xr.Dataset | None, language: Language) -> list[str]:
    about = say("lights_none", language) if cube is None else satellite_words(comparison, event, language)
    return [say("satellite_can", language), say("satellite_cannot", language), about]


def _downloads(folder: Path, coming: Sequence[str]) -> list[tuple[str, int | None]]:
    """The files that are there, with their sizes, and those that are still to come."""
    there = {name: (folder / name).stat().st_size for name in _FILES if (folder / name).is_file()}
    more = sorted(file.name for file in folder.glob("readings-excel-nl-*.csv"))
    files: list[tuple[str, int | None]] = []
    for name in _FILES:
        if name in there:
            files.append((name, there[name]))
        elif name in coming:
            files.append((name, None))
        if name == "readings-excel-nl.csv":
            files += [(part, (folder / part).stat().st_size) for part in more]
    return files


def _download(
    name: str, size: int | None, readings: pd.DataFrame, cube: xr.Dataset | None, language: Language
) -> dict[str, str]:
    key = f"file_{name}" if f"file_{name}" in SENTENCES else "file_other"
    if name.startswith("readings-excel-nl-"):
        key = "file_readings-excel-nl.csv"
    licence = say("licence_free", language)
    if name.startswith("nightlights") and cube is not None:
        licence = str(cube.attrs.get("licence") or say("licence_unknown", language))
    elif name.startswith("readings") and name != "readings-dictionary.csv":
        licences = licences_words(readings, language) or say("sources_none", language)
        licence = say("licence_rows", language, licences=licences)
    return {"name": name, "what": say(key, language), "size": _size_words(size, language), "licence": licence}


def _size_words(size: int | None, language: Language) -> str:
    if size is None:
        return say("size_unknown", language)
    if size < 1_000_000:
        return say("bytes_kb", language, size=number(max(size / 1000, 1), language, decimals=0))
    return say("bytes_mb", language, size=number(size / 1_000_000, language, decimals=1))
