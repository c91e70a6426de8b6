"""Products: the charts of limiting magnitude 0 to 7, one constellation high in the sky, as small SVGs for a telephone."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from seeingstars.products.constellations import CONSTELLATIONS
from seeingstars.products.sky_scene import PLANET_NAMES, FloatArray, SkyScene
from seeingstars.products.words import Language, number

LIMITS = tuple(range(8))
_SIZE = 600
_MIDDLE = _SIZE / 2
_DISC = 286.0

# Constellations that people find, and how much lower one may stand than another and still be taken [degree]:
# our choice, near what Globe at Night asks for through the year.
_EASY = {
    "UMa": 12.0, "Ori": 30.0, "Cyg": 20.0, "Cas": 8.0, "Leo": 14.0, "Boo": 4.0, "Peg": 8.0, "Gem": 14.0, "Per": 4.0,
    "Tau": 10.0, "Lyr": 0.0, "Her": 0.0, "Aql": 4.0, "Aur": 8.0, "And": 4.0, "Sco": 24.0, "Sgr": 14.0, "CMa": 12.0,
    "Cru": 26.0, "Cen": 8.0, "Gru": 8.0, "Vir": -4.0, "Car": 4.0, "Eri": -8.0, "Pav": -2.0, "PsA": -6.0, "Oph": -8.0,
    "Cet": -10.0, "Dra": -12.0, "Cep": -10.0, "Crv": -2.0, "TrA": 2.0, "Phe": 0.0, "Aqr": -8.0,
}  # fmt: skip
_BEST_ALTITUDE_DEG = 62.0  # high, but with a clear up and down
_RADIUS_DEG = (18.0, 26.0)


class Field(NamedTuple):
    """The part of the sky that the charts show."""

    constellation: str
    altitude_deg: float
    azimuth_deg: float
    radius_deg: float


def choose_field(scene: SkyScene) -> Field:
    """A constellation that people recognise and that stands high, whole above the horizon.

    Parameters
    ----------
    scene : SkyScene

    Returns
    -------
    Field
        Its middle and the radius that holds it [degree].

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from seeingstars.skies.night_sky import sky_scene
    >>> evening = sky_scene(datetime(2022, 9, 25, 20, 45, tzinfo=UTC), longitude_deg=4.4841, latitude_deg=52.1547)
    >>> choose_field(evening).constellation
    'Cyg'
    """
    fields = {}
    for code in _EASY:
        rows = _rows_of(scene, code)
        directions = _directions(scene.altitude_deg[rows], scene.azimuth_deg[rows])
        middle = directions.mean(axis=0)
        middle /= np.linalg.norm(middle)
        reach = float(np.degrees(np.arccos(np.clip(directions @ middle, -1, 1))).max())
        altitude = float(np.degrees(np.arcsin(middle[2])))
        azimuth = float(np.degrees(np.arctan2(middle[0], middle[1])) % 360.0)
        radius = float(np.clip(reach + 3.5, *_RADIUS_DEG))
        from_best = altitude - _BEST_ALTITUDE_DEG
        merit = _EASY[code] - max(-from_best, 0.5 * from_best) - 3.0 * max(0.0, radius + 4.0 - altitude)
        fields[code] = (merit, Field(code, altitude, azimuth, radius))
    return max(fields.values(), key=lambda found: found[0])[1]


def draw_limiting_magnitude_charts(scene: SkyScene, *, language: Language) -> dict[int, str]:
    """Eight charts of one field, the same but for the faintest star.

    Parameters
    ----------
    scene : SkyScene
    language : nl or en

    Returns
    -------
    dict
        From limiting magnitude 0 to 7 to the text of an SVG of 600 by 600; up is up in the sky. Stars are dimmed by
        the air as in the sky. The catalogue is complete to 6.5: chart 7 has some stars too few.

    Notes
    -----
    Every text stands in the SVG itself and no style sheet is needed, so that a strict content-security policy holds.

    Examples
    --------
    >>> draw_limiting_magnitude_charts.__name__
    'draw_limiting_magnitude_charts'
    """
    field = choose_field(scene)
    x, y, is_inside = _on_chart(scene.altitude_deg, scene.azimuth_deg, field)
    is_inside &= ~scene.stars.is_seldom_so_bright & (scene.altitude_deg > 0)
    shape = "".join(_lines(scene, field, x, y)) + "".join(_planets(scene, field, language))
    words = _words(field, language)
    return {
        limit: _svg(limit, _stars(x, y, scene, is_inside & (scene.dimmed_mag <= limit)), shape, words, field, language)
        for limit in LIMITS
    }


def _svg(limit: int, stars: str, shape: str, words: tuple[str, str], field: Field, language: Language) -> str:
    name = escape(_name(field, language))
    title = {
        "nl": f"Sterrenkaart {limit}: {name} met sterren tot magnitude {limit}",
        "en": f"Star chart {limit}: {name} with stars to magnitude {limit}",
    }[language]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE + 44}" width="{_SIZE}" '
        f'height="{_SIZE + 44}" role="img" lang="{language}" font-family="DejaVu Sans, Verdana, sans-serif">'
        f"<title>{title}. {escape(words[0])}; {escape(words[1])}</title>"
        f'<rect width="{_SIZE}" height="{_SIZE + 44}" fill="#05070d"/>'
        f'<circle cx="{_MIDDLE:g}" cy="{_MIDDLE:g}" r="{_DISC:g}" fill="#0b1122" stroke="#3a4660" stroke-width="1.5"/>'
        f"{shape}{stars}"
        f'<text x="16" y="52" font-size="48" font-weight="bold" fill="#ffffff">{limit}</text>'
        f'<text x="16" y="{_SIZE + 12}" font-size="24" font-weight="bold" fill="#ffffff">{name}</text>'
        f'<text x="16" y="{_SIZE + 36}" font-size="17" fill="#c3cbdb">{escape(words[0])}</text>'
        f'<text x="{_SIZE - 16}" y="{_SIZE + 36}" font-size="17" fill="#c3cbdb" text-anchor="end">{escape(words[1])}</text>'
        "</svg>"
    )


def _stars(x: FloatArray, y: FloatArray, scene: SkyScene, is_shown: NDArray[np.bool_]) -> str:
    """Dots as strokes without length and with round ends: the shortest that every browser draws."""
    steps = np.round(scene.dimmed_mag * 2.0) / 2.0
    parts = []
    for step in np.unique(steps[is_shown]):
        chosen = is_shown & (steps == step)
        dots = "".join(f"M{east:.1f} {south:.1f}h.01" for east, south in zip(x[chosen], y[chosen], strict=True))
        parts.append(f'<path stroke-width="{star_width(float(step)):.1f}" d="{dots}"/>')
    return f'<g fill="none" stroke="#ffffff" stroke-linecap="round">{"".join(parts)}</g>'


def star_width(v_mag: float) -> float:
    """Width of a star's dot [pixel of 600]: one scale for every chart.

    Examples
    --------
    >>> [round(star_width(magnitude), 1) for magnitude in (0, 3, 6)]
    [17.0, 8.0, 3.8]
    """
    return float(max(2.2, 17.0 * 10.0 ** (-0.109 * v_mag)))


def _lines(scene: SkyScene, field: Field, x: FloatArray, y: FloatArray) -> list[str]:
    """The lines of the constellation of the field alone: a guide, thin and dark."""
    pairs = [
        (a, b)
        for code, a, b in zip(scene.strokes.constellation, scene.strokes.from_row, scene.strokes.to_row, strict=True)
        if code == field.constellation
    ]
    path = "".join(f"M{x[a]:.1f} {y[a]:.1f}L{x[b]:.1f} {y[b]:.1f}" for a, b in pairs)
    return [f'<path fill="none" stroke="#46587e" stroke-width="1.6" stroke-dasharray="2 6" d="{path}"/>']


def _planets(scene: SkyScene, field: Field, language: Language) -> list[str]:
    bodies = [*scene.planets, *([scene.moon] if scene.moon is not None else [])]
    parts = []
    for body in bodies:
        x, y, is_inside = _on_chart(np.array([body.altitude_deg]), np.array([body.azimuth_deg]), field)
        if is_inside[0]:
            name = PLANET_NAMES[body.name][language]
            parts.append(
                f'<circle cx="{x[0]:.1f}" cy="{y[0]:.1f}" r="9" fill="none" stroke="#ffffff" stroke-width="2.5"/>'
                f'<text x="{x[0] + 15:.1f}" y="{y[0] + 6:.1f}" font-size="17" fill="#c3cbdb">{name}</text>'
            )
    return parts


def _words(field: Field, language: Language) -> tuple[str, str]:
    """Where to look, and how wide the chart is."""
    way = direction_words(field.azimuth_deg, language)
    height = number(round(field.altitude_deg / 5) * 5, language, decimals=0)
    fists = number(round(2 * field.radius_deg / 10), language, decimals=0)
    if language == "nl":
        return f"kijk naar het {way}, {height}° hoog", f"de kaart is {fists} vuisten breed"
    return f"look {way}, {height}° high", f"the chart is {fists} fists wide"


def direction_words(azimuth_deg: float, language: Language) -> str:
    """The nearest of eight directions.

    Examples
    --------
    >>> direction_words(359.0, "nl"), direction_words(130.0, "en")
    ('noorden', 'south-east')
    """
    names = {
        "nl": ("noorden", "noordoosten", "oosten", "zuidoosten", "zuiden", "zuidwesten", "westen", "noordwesten"),
        "en": ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"),
    }[language]
    return names[round(azimuth_deg / 45.0) % 8]


def _name(field: Field, language: Language) -> str:
    names = CONSTELLATIONS[field.constellation]
    own = names.nl if language == "nl" else names.en
    return own if own == names.latin else f"{own} ({names.latin})"


def _rows_of(scene: SkyScene, code: str) -> NDArray[np.intp]:
    is_its = np.array(scene.strokes.constellation) == code
    return np.unique(np.concatenate([scene.strokes.from_row[is_its], scene.strokes.to_row[is_its]]))


def _directions(altitude_deg: FloatArray, azimuth_deg: FloatArray) -> FloatArray:
    """Unit vectors (n, 3): east, north, up."""
    altitude, azimuth = np.radians(altitude_deg), np.radians(azimuth_deg)
    return np.column_stack([np.cos(altitude) * np.sin(azimuth), np.cos(altitude) * np.cos(azimuth), np.sin(altitude)])


def _on_chart(
    altitude_deg: FloatArray, azimuth_deg: FloatArray, field: Field
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Stereographic, so that shapes keep theirs; up in the sky is up, as the eye looks at it: right is right."""
    altitude, middle = np.radians(altitude_deg), np.radians(field.altitude_deg)
    turn = np.radians(np.asarray(azimuth_deg) - field.azimuth_deg)
    cosine = np.sin(middle) * np.sin(altitude) + np.cos(middle) * np.cos(altitude) * np.cos(turn)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = 2.0 / (1.0 + cosine)
        right = size * np.cos(altitude) * np.sin(turn)
        up = size * (np.cos(middle) * np.sin(altitude) - np.sin(middle) * np.cos(altitude) * np.cos(turn))
    edge = 2.0 * np.tan(np.radians(field.radius_deg) / 2.0)
    is_inside = (cosine > 0) & (np.hypot(right, up) < edge * (1.0 - 6.0 / _DISC))
    return _MIDDLE + _DISC * right / edge, _MIDDLE - _DISC * up / edge, is_inside
