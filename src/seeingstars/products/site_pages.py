"""Products: the site of an event: static pages in Dutch and English that open from a memory stick as from a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import xarray as xr
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from seeingstars.columns import STREAMS, Stream
from seeingstars.event import Event
from seeingstars.products.captions import suppliers_words
from seeingstars.products.check_words import checks_shown
from seeingstars.products.maps import Picture
from seeingstars.products.nightlights_map import cube_source, satellite_words
from seeingstars.products.site_downloads import download_groups, files_of
from seeingstars.products.site_lights import Lights, lights_of, write_lights
from seeingstars.products.site_map import BaseMap, Tiles, map_data, write_map_data
from seeingstars.products.site_map_page import map_view
from seeingstars.products.site_meters import Meter, meters_of
from seeingstars.products.site_points import Points, people_points
from seeingstars.products.site_views import (
    answer_view,
    how_words,
    nights_view,
    picture_views,
    silent_streams,
    sites_view,
    took_part_rows,
)
from seeingstars.products.verdict_words import comparison_of
from seeingstars.products.words import LANGUAGES, Language, date_words, say, text_in, window_words

# Each page: its file, its template, its name in the menu, the name of its heading.
PAGES = (
    ("index.html", "answer.html", "site_answer", "page_title"),
    ("map.html", "map.html", "site_map", "map_page_title"),
    ("nights.html", "nights.html", "site_nights", "nights_title"),
    ("downloads.html", "downloads.html", "site_downloads", "take_title"),
)
ASSETS = ("site.css", "map.css", "map.js", "map-signs.js", "map-curve.js")
_LEAFLET = {"leaflet.js": "leaflet.js", "leaflet.css": "leaflet.css", "LICENSE": "leaflet-LICENSE.txt"}
# The answer in pictures, and how sure it is, in the order in which people want them.
_PICTURES = ("nights", "evening", "sky", "readings", "nightlights", "change")
_SURE_PICTURES = ("placebo", "choices")
_MAP_PICTURES = ("readings", "nightlights")


def write_site(
    folder: Path,
    *,
    result: Mapping[str, Any],
    event: Event,
    pictures: Sequence[Picture],
    readings: pd.DataFrame,
    site_nights: pd.DataFrame | None = None,
    cube: xr.Dataset | None = None,
    change: xr.Dataset | None = None,
    base: BaseMap | None = None,
    tiles: Tiles | None = None,
    neighbourhoods: Mapping[Language, Mapping[str, Any]] | None = None,
    coming: Sequence[str] = ("manifest.json",),
) -> list[Path]:
    """Write the pages of an event into its publication, as the last of its products but the manifest.

    Parameters
    ----------
    folder : the publication; every file that is there is offered for download with its size
    result : what result.json holds
    event : the event
    pictures : what `maps.write_maps` made and others like it, all within the publication
    readings : table with `READING_COLUMNS`
    site_nights : table of site-nights of the fixed meters with ``used``; None if there is none
    cube, change : night lights and their change per pixel; None if there are none
    base : lines of a background for the map; None for none
    tiles : images from the internet that a reader may ask for; None (the usual) for none: then no page asks anything
        of any other address, whatever the reader does
    neighbourhoods : by language what `neighbourhood_tables.neighbourhood_views` gives; None for no such section
    coming : files that are written after the site: linked without a size

    Returns
    -------
    the files written
        ``index.html`` (the choice of language), four pages in ``nl`` and ``en`` each, and ``site`` with what they share.

    Notes
    -----
    The pages hold no inline script, style or handler, so they live under a strict content policy; the map is the only
    script, and all that it shows stands in tables too. Every text from outside is escaped. The same inputs give the
    same bytes.

    Examples
    --------
    >>> [page[0] for page in PAGES]
    ['index.html', 'map.html', 'nights.html', 'downloads.html']
    """
    simulated = bool(result.get("simulated"))
    meters = meters_of(readings, event=event, site_nights=site_nights)
    points = people_points(readings, event=event)
    lights = lights_of(cube, change, result=result, event=event)
    shared = _write_shared(folder / "site", event, meters, points, lights, simulated, base, tiles)
    home = files_of(folder, coming=coming)
    written = []
    views = []
    for language in LANGUAGES:
        view = _view(folder, language, result, event, pictures, readings, cube, simulated)
        view |= map_view(readings, event=event, meters=meters, points=points, lights=lights, language=language)
        view |= {
            "groups": download_groups(home, readings=readings, cube=cube, language=language),
            "tiles": tiles is not None,
            "tiles_host": urlsplit(tiles.address).hostname if tiles else "",
            "base_credit": base.credit if base else "",
            "policy": content_policy(tiles),
            "neighbourhoods": (neighbourhoods or {}).get(language),
        }
        views.append(view)
        written += _write_pages(folder / language, view)
    door = _environment().get_template("door.html").render(
        views=views, simulated=simulated, policy=content_policy(None)
    )  # fmt: skip
    (folder / "index.html").write_bytes(door.encode("utf-8"))
    return [folder / "index.html", *written, *shared]


def content_policy(tiles: Tiles | None) -> str:
    """The content policy of a page: only its own files, and the host of the tiles where there are tiles.

    Examples
    --------
    >>> content_policy(None)
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
    """
    images = "'self'"
    if tiles is not None:
        address = urlsplit(tiles.address.replace("{s}.", "*."))
        images += f" data: {address.scheme}://{address.netloc}"
    return f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; base-uri 'none'; form-action 'none'"


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("seeingstars.products", "site"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _write_shared(
    folder: Path,
    event: Event,
    meters: Sequence[Meter],
    points: Points,
    lights: Lights | None,
    simulated: bool,
    base: BaseMap | None,
    tiles: Tiles | None,
) -> list[Path]:
    """What all pages share: style, scripts, Leaflet, the data of the map and the images of the night lights."""
    folder.mkdir(parents=True, exist_ok=True)
    images = write_lights(lights, folder) if lights else {}
    data = map_data(
        event=event, meters=meters, points=points, lights=lights, images=images, simulated=simulated, base=base, tiles=tiles
    )  # fmt: skip
    written = [folder / name for name in images.values()]
    written.append(write_map_data(folder / "map-data.js", data))
    package = files("seeingstars.products")
    sources = {name: package / "site" / name for name in ASSETS}
    sources |= {name: package / "vendor" / "leaflet" / original for original, name in _LEAFLET.items()}
    for name, source in sources.items():
        (folder / name).write_bytes(source.read_bytes())
        written.append(folder / name)
    return written


def _write_pages(folder: Path, view: Mapping[str, Any]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    environment, say_it = _environment(), view["say"]
    menu = [(address, say_it(words)) for address, _, words, _ in PAGES]
    written = []
    for address, template, _, heading in PAGES:
        html = environment.get_template(template).render(
            {**view, "page": address, "pages": menu, "page_title": say_it(heading)}
        )
        (folder / address).write_bytes(html.encode("utf-8"))
        written.append(folder / address)
    return written


def _view(
    folder: Path,
    language: Language,
    result: Mapping[str, Any],
    event: Event,
    pictures: Sequence[Picture],
    readings: pd.DataFrame,
    cube: xr.Dataset | None,
    simulated: bool,
) -> dict[str, Any]:
    """Everything that the pages show in one language, but the map and the downloads."""
    silent = silent_streams(result)
    night = date_words(event.night, language, weekday=True)
    version = str(result.get("made_with", "")).removeprefix("seeingstars ")
    shown = {
        name: picture_views(pictures, names, language, folder=folder)
        for name, names in (("pictures", _PICTURES), ("sure_pictures", _SURE_PICTURES), ("still", _MAP_PICTURES))
    }
    return {
        "language": language,
        "other": "en" if language == "nl" else "nl",
        "say": partial(_say, language),
        "simulated": simulated,
        "title": text_in(event.name, language),
        "intro": say("page_intro", language, night=night, window=window_words(event, language), place=text_in(event.place, language)),
        "answers": [answer_view(comparison_of(result, stream), event, language) for stream in STREAMS if stream not in silent],
        "silent": ", ".join(say(f"stream_{stream}", language) for stream in silent),
        "how": how_words(comparison_of(result, Stream.PHOTOMETER), event, language),
        "pictures": shown["pictures"],
        "sure_pictures": shown["sure_pictures"],
        "still": shown["still"],
        "checks": checks_shown(result, language),
        "nights": [table for stream in STREAMS if (table := nights_view(comparison_of(result, stream), language))],
        "sites": sites_view(result, language),
        "satellite": _satellite(comparison_of(result, Stream.SATELLITE), event, cube, language),
        "took_part": took_part_rows(readings, event, language),
        "facts": [(fact.fact, fact.value, fact.source) for fact in event.provenance],
        "approximate": event.areas_are_approximate,
        "sources_readings": suppliers_words(readings, language) if len(readings) else "",
        "sources_nightlights": cube_source(cube, language) if cube is not None else "",
        "citation": say("citation", language, event=text_in(event.name, language), version=version),
        "version": version,
    }  # fmt: skip


def _say(language: Language, key: str, **values: object) -> str:
    return say(key, language, **values)


def _satellite(comparison: Mapping[str, Any], event: Event, cube: xr.Dataset | None, language: Language) -> list[str]:
    about = say("lights_none", language) if cube is None else satellite_words(comparison, event, language)
    pixels = text_in((comparison.get("pixels") or {}).get("sentence"), language)
    return [say("satellite_can", language), say("satellite_cannot", language), about, *([pixels] if pixels else [])]
