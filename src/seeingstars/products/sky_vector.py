"""Products: the picture of the three skies as an SVG that is small: lines and names stand in it once, stars as strokes."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from seeingstars.event import Event
from seeingstars.products.sky_content import (
    NAME_COLOUR,
    PERHAPS,
    basis_words,
    bodies_of,
    count_words,
    disc_background,
    names_on_disc,
    notes_of,
    on_disc_of,
    sky_alternative,
    star_size,
    strokes_on_disc,
    unknown_words,
    when_words,
)
from seeingstars.products.sky_scene import PLANET_NAMES, FloatArray, SeenSky, SkyScene, on_disc
from seeingstars.products.sky_sentences import sky_words
from seeingstars.products.style import INK, QUIET, wrapped
from seeingstars.products.words import Language, say

_WIDTH, _HEIGHT, _RADIUS = 1600, 870, 255.0
_MIDDLE_Y = 420.0
_POINT = 100 / 72  # of the sizes that the PNG uses, to these pixels
_FONT = "DejaVu Sans, Verdana, sans-serif"


def sky_svg(
    scene: SkyScene,
    *,
    skies: Sequence[SeenSky],
    event: Event,
    result: Mapping[str, Any],
    language: Language,
    verdict: str = "",
    control_darker_by_mag: float | None = None,
    is_answered: bool = True,
) -> str:
    """The text of the SVG; parameters as for `sky_picture.draw_sky`.

    Returns
    -------
    str
        Without scripts, style sheets and addresses; some 200 kB.

    Examples
    --------
    >>> sky_svg.__name__
    'sky_svg'
    """
    title = escape(sky_alternative(skies, language))
    simulated = bool(result.get("simulated"))
    gap = (_WIDTH - 6 * _RADIUS) / 4
    discs = "".join(
        _disc(scene, sky, language, x=gap + _RADIUS + index * (2 * _RADIUS + gap), number=index, simulated=simulated)
        for index, sky in enumerate(skies)
    )
    notes = notes_of(scene, skies, language, control_darker_by_mag, is_answered=is_answered)
    notes.append(sky_words("sources", language))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'role="img" lang="{language}" font-family="{_FONT}"><title>{title}</title>'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>'
        f"{_text(30, 34, sky_words('title', language), size=22, weight='bold')}"
        f"{_text(30, 64, when_words(scene, event, language), size=15, fill=QUIET)}"
        f"{_lines(30, 92, verdict, size=15, width=170, fill=INK)}"
        f'<defs><g id="overlay">{_overlay(scene, language)}</g></defs>'
        f"{discs}{_legend(language)}"
        f"{_lines(30, _HEIGHT - 46, ' '.join(notes), size=12, width=215, fill=QUIET)}"
        f"{_simulated_corner(language) if simulated else ''}</svg>\n"
    )


def _disc(scene: SkyScene, sky: SeenSky, language: Language, *, x: float, number: int, simulated: bool) -> str:
    is_known = sky.limits is not None
    clip = f'<clipPath id="rim{number}"><circle r="{_RADIUS:g}"/></clipPath>'
    ground = _background(scene, sky, number) if is_known else f'<circle r="{_RADIUS:g}" fill="#2a2d33"/>'
    words = [_text(x, _MIDDLE_Y - _RADIUS - 16, sky_words(sky.kind, language), size=21, weight="bold", anchor="middle")]
    below = _MIDDLE_Y + _RADIUS
    words.append(_text(x, below + 27, count_words(sky, language), size=20, weight="bold", anchor="middle"))
    for line, basis in enumerate(basis_words(sky, language)):
        words.append(_text(x, below + 50 + 20 * line, basis, size=13.5, fill=QUIET, anchor="middle"))
    return (
        f'<g transform="translate({x:g} {_MIDDLE_Y:g})">{clip}{ground}'
        f'<use href="#overlay"{"" if is_known else " opacity=" + chr(34) + "0.75" + chr(34)}/>'
        f"{_stars(scene, sky) if is_known else ''}{_bodies(scene, language)}{_compass(language)}"
        f'<circle r="{_RADIUS:g}" fill="none" stroke="#101010" stroke-width="2"/>'
        f"{'' if is_known else _unknown(sky, language)}{_stamp(language) if simulated else ''}</g>{''.join(words)}"
    )


def _background(scene: SkyScene, sky: SeenSky, number: int) -> str:
    pixels = np.round(255.0 * disc_background(scene, sky, 300)).astype(np.uint8)
    packed = io.BytesIO()
    Image.fromarray(pixels, "RGB").save(packed, format="PNG", compress_level=6)
    data = base64.b64encode(packed.getvalue()).decode("ascii")
    side = 2 * _RADIUS
    return (
        f'<image x="{-_RADIUS:g}" y="{-_RADIUS:g}" width="{side:g}" height="{side:g}" clip-path="url(#rim{number})" '
        f'href="data:image/png;base64,{data}"/>'
    )


def _stars(scene: SkyScene, sky: SeenSky) -> str:
    low, high = sky.limits or (np.nan, np.nan)
    x, y = on_disc(scene.altitude_deg, scene.azimuth_deg)
    is_drawn = (scene.dimmed_mag <= high) & ~scene.stars.is_seldom_so_bright
    steps = np.round(scene.dimmed_mag * 2) / 2
    groups = []
    for is_sure, shade in ((False, _grey(PERHAPS)), (True, "#ffffff")):
        here = is_drawn & ((scene.dimmed_mag <= low) == is_sure)
        paths = "".join(_dots(x, y, here & (steps == step), float(star_size(step))) for step in np.unique(steps[here]))
        groups.append(f'<g fill="none" stroke="{shade}" stroke-linecap="round">{paths}</g>')
    return "".join(groups)


def _dots(x: FloatArray, y: FloatArray, chosen: NDArray[np.bool_], size_pt: float) -> str:
    dots = "".join(
        f"M{_RADIUS * east:.1f} {-_RADIUS * north:.1f}h.01" for east, north in zip(x[chosen], y[chosen], strict=True)
    )
    return f'<path stroke-width="{size_pt * _POINT:.2f}" d="{dots}"/>'


def _overlay(scene: SkyScene, language: Language) -> str:
    """Lines and names of the constellations, the same in every disc."""
    path = "".join(
        f"M{_RADIUS * a[0]:.1f} {-_RADIUS * a[1]:.1f}L{_RADIUS * b[0]:.1f} {-_RADIUS * b[1]:.1f}"
        for a, b in strokes_on_disc(scene)
    )
    names = []
    for x, y, own, latin in names_on_disc(scene, language):
        names.append(_text(_RADIUS * x, -_RADIUS * y - 2, own, size=10, fill=NAME_COLOUR, anchor="middle"))
        if latin:
            names.append(
                _text(_RADIUS * x, -_RADIUS * y + 8, latin, size=8, fill=NAME_COLOUR, anchor="middle", slant=True)
            )
    return f'<path fill="none" stroke="#5d76a8" stroke-opacity="0.75" d="{path}"/>{"".join(names)}'


def _bodies(scene: SkyScene, language: Language) -> str:
    parts = []
    for body in bodies_of(scene):
        x, y = on_disc_of(body)
        radius = 9.0 if body.name == "moon" else (float(star_size(np.array(body.v_mag))) + 1.0) * _POINT / 2
        side = -1 if x > 0.6 else 1
        at = (_RADIUS * x, -_RADIUS * y)
        parts.append(
            f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:.1f}" fill="#fff3cf" stroke="#0a0d14"/>'
            + _text(
                at[0] + side * (radius + 5),
                at[1] + 4,
                PLANET_NAMES[body.name][language],
                size=12,
                fill="#ffe9a8",
                weight="bold",
                anchor="start" if side > 0 else "end",
            )
        )
    return "".join(parts)


def _compass(language: Language) -> str:
    places = (("north", 0.0, 0.95), ("south", 0.0, -0.95), ("east", -0.95, 0.0), ("west", 0.95, 0.0))
    return "".join(
        _text(
            _RADIUS * x,
            -_RADIUS * y + 5,
            sky_words(key, language),
            size=15,
            fill="#ffffff",
            weight="bold",
            anchor="middle",
        )
        for key, x, y in places
    )


def _unknown(sky: SeenSky, language: Language) -> str:
    lines = unknown_words(sky, language).split("\n")
    top = -14.0 * len(lines)
    words = "".join(
        _text(0, top + 24 + 24 * line, text, size=17, fill="#ffffff", anchor="middle")
        for line, text in enumerate(lines)
    )
    height = 24 * len(lines) + 24
    return f'<rect x="-150" y="{top - 6:g}" width="300" height="{height}" rx="10" fill="#000000" fill-opacity="0.82" stroke="#8a8a8a"/>{words}'


def _stamp(language: Language) -> str:
    return (
        '<g transform="rotate(-12)" opacity="0.3">'
        + _text(
            0, 0.42 * _RADIUS, say("simulated_stamp", language), size=42, fill="#ffffff", weight="bold", anchor="middle"
        )
        + "</g>"
    )


def _simulated_corner(language: Language) -> str:
    return f'<rect x="{_WIDTH - 210}" y="14" width="184" height="34" fill="{INK}"/>' + _text(
        _WIDTH - 118, 38, say("simulated_stamp", language), size=19, fill="#ffffff", weight="bold", anchor="middle"
    )


def _legend(language: Language) -> str:
    y = 789.0
    parts = [f'<rect x="25" y="{y - 18:g}" width="{_WIDTH - 50}" height="36" fill="#10141f"/>']
    parts.append(_text(40, y + 5, sky_words("brightness", language), size=13, fill="#ffffff"))
    for index, magnitude in enumerate(range(7)):
        x, radius = 260 + 52 * index, float(star_size(np.array(magnitude))) * _POINT / 2
        parts.append(f'<circle cx="{x}" cy="{y:g}" r="{radius:.2f}" fill="#ffffff"/>')
        parts.append(_text(x + 11, y + 5, str(magnitude), size=13, fill="#ffffff"))
    for x, shade, key in ((660, "#ffffff", "sure"), (830, _grey(PERHAPS), "perhaps"), (1040, "#fff3cf", "planet")):
        parts.append(f'<circle cx="{x}" cy="{y:g}" r="4" fill="{shade}"/>')
        parts.append(_text(x + 13, y + 5, sky_words(key, language), size=13, fill="#ffffff"))
    return "".join(parts)


def _lines(x: float, y: float, text: str, *, size: float, width: int, fill: str) -> str:
    lines = wrapped(text, width=width).split("\n") if text else []
    return "".join(_text(x, y + 1.3 * size * line, part, size=size, fill=fill) for line, part in enumerate(lines))


def _text(
    x: float,
    y: float,
    words: str,
    *,
    size: float,
    fill: str = INK,
    weight: str = "",
    anchor: str = "",
    slant: bool = False,
) -> str:
    more = f' font-weight="{weight}"' if weight else ""
    more += f' text-anchor="{anchor}"' if anchor else ""
    more += ' font-style="italic"' if slant else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{fill}"{more}>{escape(words)}</text>'


def _grey(share: float) -> str:
    return "#" + f"{round(255 * share):02x}" * 3
