"""What is made of the sky of an event: the picture of what could be seen, its numbers, and the images for a dome.

The picture and its numbers belong to every publication; the images of a dome cost seconds each and are made by
``seeingstars dome`` when somebody has a dome.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from seeingstars.columns import readings_from_columns
from seeingstars.errors import SeeingStarsError
from seeingstars.event import Event, Text
from seeingstars.products.dome import SIZE_PX, DomeSky, dome_notes, write_dome
from seeingstars.products.sky_content import brightness_of, sky_alternative
from seeingstars.products.sky_picture import write_sky_pictures
from seeingstars.products.sky_scene import SeenSky, SkyScene
from seeingstars.products.sky_sentences import sky_words
from seeingstars.products.star_table import COMPLETE_TO_V, star_sources
from seeingstars.products.verdict_words import comparison_of, verdict_line
from seeingstars.products.words import LANGUAGES, number
from seeingstars.science.star_counts import EXTINCTION_MAG, limiting_magnitude_range
from seeingstars.science.verdict import BRIGHTER, DARKER
from seeingstars.skies.night_sky import sky_scene
from seeingstars.skies.seen_skies import LEAST_WIDTH_MAG, SeenSkies, seen_skies
from seeingstars.store.publication import read_json, write_json

DARKEST_ASKED, BRIGHTEST_ASKED = 22.0, 17.5
_IN_SERIES = {"ordinary": "city", "event": "event", "natural": "natural"}


def middle_of_window(event: Event) -> datetime:
    """The moment that stands for the evening: the middle of the dark hours.

    Examples
    --------
    >>> from seeingstars.event_file import load_event
    >>> middle_of_window(load_event(Path("data/events/leiden-2022"))).isoformat()
    '2022-09-25T20:45:00+00:00'
    """
    return event.window.start + (event.window.end - event.window.start) / 2


def write_sky(
    folder: Path,
    *,
    readings: pd.DataFrame,
    result: Mapping[str, Any],
    event: Event,
    site_nights: Mapping[str, pd.DataFrame] | None = None,
) -> list[Path]:
    """The picture of what could be seen, Dutch and English, and ``sky.json`` with all its numbers.

    Parameters
    ----------
    folder : path
        Made if need be; the files are sky-nl.png, sky-nl.svg, sky-en.png, sky-en.svg and sky.json.
    readings : DataFrame
        With all columns of a published table of readings.
    result : mapping
        What result.json holds.
    event : Event
    site_nights : as for `seen_skies`

    Returns
    -------
    five paths
        Always made: what is not known is said. Equal inputs give equal bytes.
    """
    scene = _scene_of(event)
    seen = seen_skies(readings, result=result, event=event, scene=scene, site_nights=site_nights)
    comparison = comparison_of(result, seen.stream or "photometer")
    paths = write_sky_pictures(
        folder,
        scene=scene,
        skies=(seen.ordinary, seen.event, seen.natural),
        event=event,
        result=result,
        verdict={language: verdict_line(comparison, language) for language in LANGUAGES},
        control_darker_by_mag=seen.control_darker_by_mag,
        is_answered=comparison["verdict"] in (DARKER, BRIGHTER),
    )
    write_json(_sky_notes(scene, seen, result=result, event=event), folder / "sky.json")
    return [*paths, folder / "sky.json"]


def published_sky(publication: Path) -> dict[str, Any]:
    """The numbers of the sky that a publication holds.

    Parameters
    ----------
    publication : path
        Its folder.

    Returns
    -------
    dict
        What its ``sky/sky.json`` holds.

    Raises
    ------
    SeeingStarsError
        If there is none.
    """
    path = publication / "sky" / "sky.json"
    if not path.is_file():
        raise SeeingStarsError(
            f"a publication must hold sky/sky.json; {publication} does not; publish it again with `seeingstars run`",
            f"een publicatie moet sky/sky.json bevatten; {publication} heeft dat niet; maak haar opnieuw met `seeingstars run`",
        )
    return dict(read_json(path))


def sky_without_readings(event: Event) -> dict[str, Any]:
    """The same numbers for an event of which nothing is published: only natural darkness is known.

    Examples
    --------
    >>> from seeingstars.event_file import load_event
    >>> notes = sky_without_readings(load_event(Path("data/events/leiden-2022")))
    >>> [(sky["sky"], sky["basis"], sky["stars"]) for sky in notes["skies"]]
    [('ordinary', 'unknown', None), ('event', 'unknown', None), ('natural', 'model', [1656, 2591])]
    """
    scene = _scene_of(event)
    nothing = readings_from_columns({}, 0).assign(flag=[], in_window=[], role=[], night=[])
    seen = seen_skies(nothing, result={}, event=event, scene=scene)
    return _sky_notes(scene, seen, result={"simulated": event.is_simulated}, event=event)


def dome_series(
    notes: Mapping[str, Any], *, brightness_mag_arcsec2: Sequence[float] = (), between: int = 0
) -> tuple[SkyScene, list[DomeSky]]:
    """Which images of the dome can be made truthfully: from the town's evening to natural darkness.

    Parameters
    ----------
    notes : mapping
        From `published_sky` or `sky_without_readings`.
    brightness_mag_arcsec2 : numbers
        Skies to show besides [mag/arcsec²], 17.5 to 22: what if.
    between : int
        Steps between two skies of the series, for a slider; 0 or more.

    Returns
    -------
    scene, skies
        From bright to dark; a sky that is not known is left out, as nobody can draw it.

    Raises
    ------
    SeeingStarsError
        If a brightness is none that the models of the eye know.
    """
    scene = sky_scene(
        datetime.fromisoformat(notes["observed_at_utc"]),
        longitude_deg=notes["longitude_deg"],
        latitude_deg=notes["latitude_deg"],
    )
    known = [
        _dome_sky(_seen_from_notes(sky), simulated=bool(notes["simulated"]))
        for sky in notes["skies"]
        if sky["limiting_magnitude"] is not None
    ]
    asked = [_asked(value) for value in brightness_mag_arcsec2]
    return scene, _with_steps(sorted([*asked, *known], key=lambda sky: sky.zenith_mag_arcsec2), between)


def _seen_from_notes(sky: Mapping[str, Any]) -> SeenSky:
    low, high = sky["limiting_magnitude"]
    first, last = sky["stars"]
    return SeenSky(
        kind=sky["sky"],
        basis=sky["basis"],
        limits=(low, high),
        counts=(first, last),
        brightness_mag_arcsec2=sky["brightness_mag_arcsec2"],
        n_readings=sky["n_readings"],
    )


def write_domes(
    folder: Path,
    *,
    scene: SkyScene,
    skies: Sequence[DomeSky],
    orientation: str = "north_up",
    size_px: int = SIZE_PX,
    told: Callable[[str, int, int], None] | None = None,
) -> list[Path]:
    """Write the images of a series, each with its sidecar: ``dome-01-city.png``, ``dome-01-city.json`` and so on.

    Returns
    -------
    paths, each PNG before its JSON
    """
    paths: list[Path] = []
    for place, sky in enumerate(skies, start=1):
        if told is not None:
            told(sky.name, place - 1, len(skies))
        path = folder / f"dome-{place:02d}-{sky.name}.png"
        paths += write_dome(path, scene=scene, sky=sky, orientation=orientation, size_px=size_px)
    return paths


def _scene_of(event: Event) -> SkyScene:
    return sky_scene(middle_of_window(event), longitude_deg=event.longitude_deg, latitude_deg=event.latitude_deg)


def _dome_sky(sky: SeenSky, *, simulated: bool) -> DomeSky:
    low, high = sky.limits or (0.0, 0.0)
    return DomeSky(
        name=_IN_SERIES[sky.kind],
        limiting_magnitude=(low + high) / 2,
        zenith_mag_arcsec2=brightness_of(sky),
        how_known=_both(f"dome_from_{sky.basis}", low, high, n=sky.n_readings),
        is_simulated=simulated and sky.kind != "natural",
    )


def _asked(brightness_mag_arcsec2: float) -> DomeSky:
    limits = limiting_magnitude_range(brightness_mag_arcsec2, least_width_mag=LEAST_WIDTH_MAG)
    if not (limits.is_known and brightness_mag_arcsec2 <= DARKEST_ASKED):
        allowed = f"{BRIGHTEST_ASKED:g} to {DARKEST_ASKED:g}"
        raise SeeingStarsError(
            f"brightness must lie in {allowed} mag/arcsec²; got {brightness_mag_arcsec2:g}; no model of the eye holds for it",
            f"de helderheid moet tussen {BRIGHTEST_ASKED:g} en {DARKEST_ASKED:g} mag/arcsec² liggen; gegeven is "
            f"{brightness_mag_arcsec2:g}; daarvoor geldt geen model van het oog",
        )
    how = _both("dome_asked", limits.low, limits.high)
    return DomeSky(f"asked-{brightness_mag_arcsec2:.2f}", sum(limits) / 2, brightness_mag_arcsec2, how)


def _both(key: str, low: float, high: float, **values: object) -> Text:
    nl, en = (
        sky_words(key, language, low=number(low, language), high=number(high, language), **values)
        for language in ("nl", "en")
    )
    return Text(nl, en)


def _with_steps(skies: Sequence[DomeSky], between: int) -> list[DomeSky]:
    """The same with steps in between, even in magnitudes."""
    series: list[DomeSky] = []
    for start, end in pairwise(skies):
        series.append(start)
        for step in range(1, between + 1):
            share = step / (between + 1)
            words = Text(sky_words("dome_between", "nl"), sky_words("dome_between", "en"))
            series.append(
                replace(
                    start,
                    name=f"{start.name}-to-{end.name}-{step}",
                    limiting_magnitude=(1 - share) * start.limiting_magnitude + share * end.limiting_magnitude,
                    zenith_mag_arcsec2=(1 - share) * start.zenith_mag_arcsec2 + share * end.zenith_mag_arcsec2,
                    how_known=words,
                    is_simulated=start.is_simulated or end.is_simulated,
                )
            )
    return [*series, *skies[-1:]]


def _sky_notes(scene: SkyScene, seen: SeenSkies, *, result: Mapping[str, Any], event: Event) -> dict[str, Any]:
    """All numbers of the picture, and what the images of a dome would show."""
    simulated = bool(result.get("simulated"))
    skies = (seen.ordinary, seen.event, seen.natural)
    return {
        "event": event.event_id,
        "simulated": simulated,
        "observed_at_utc": scene.moment.isoformat(),
        "longitude_deg": scene.longitude_deg,
        "latitude_deg": scene.latitude_deg,
        "stream": seen.stream,
        "control_darker_by_mag": _rounded(seen.control_darker_by_mag),
        "alternative_text": {language: sky_alternative(skies, language) for language in LANGUAGES},
        "skies": [_seen_notes(sky) for sky in skies],
        "extinction_mag_per_air_mass": EXTINCTION_MAG,
        "least_width_of_a_range_mag": LEAST_WIDTH_MAG,
        "catalogue_complete_to_v": COMPLETE_TO_V,
        "star_sources": star_sources()["sources"],
        "domes": {
            "made_by": "seeingstars dome PUBLICATION --out DIR",
            "images": [
                dome_notes(scene, _dome_sky(sky, simulated=simulated)) for sky in skies if sky.limits is not None
            ],
        },
    }


def _seen_notes(sky: SeenSky) -> dict[str, Any]:
    return {
        "sky": sky.kind,
        "basis": sky.basis,
        "limiting_magnitude": None if sky.limits is None else [_rounded(end) for end in sky.limits],
        "stars": None if sky.counts is None else list(sky.counts),
        "brightness_mag_arcsec2": _rounded(sky.brightness_mag_arcsec2),
        "n_readings": sky.n_readings,
        "n_sites": sky.n_sites,
        "n_nights": sky.n_nights,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
