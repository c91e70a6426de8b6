"""Products: the whole sky of that hour three times: an ordinary evening, the evening itself, and as dark as nature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke

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
from seeingstars.products.sky_scene import PLANET_NAMES, SeenSky, SkyScene, on_disc
from seeingstars.products.sky_sentences import sky_words
from seeingstars.products.sky_vector import sky_svg
from seeingstars.products.style import QUIET, add_footer, add_header, house_style, new_figure, stamp_simulated
from seeingstars.products.words import LANGUAGES, Language, say

_WIDTH_IN, _HEIGHT_IN, _DISC_IN, _BOTTOM_IN = 16.0, 8.7, 5.1, 1.95
_DPI = 120
_BACKGROUND_PX = 300
_LINE = "#5d76a8"
_UNKNOWN = "#2a2d33"


def write_sky_pictures(
    folder: Path,
    *,
    scene: SkyScene,
    skies: Sequence[SeenSky],
    event: Event,
    result: Mapping[str, Any],
    verdict: Mapping[Language, str],
    control_darker_by_mag: float | None,
    is_answered: bool = True,
) -> list[Path]:
    """The picture in both languages, as PNG and SVG: ``sky-nl.png`` and so on.

    Parameters as for `draw_sky`, with the verdict in both languages.

    Returns
    -------
    four paths
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    about: dict[str, Any] = {
        "skies": skies,
        "event": event,
        "result": result,
        "control_darker_by_mag": control_darker_by_mag,
        "is_answered": is_answered,
    }
    for language in LANGUAGES:
        png, svg = (folder / f"sky-{language}.{ending}" for ending in ("png", "svg"))
        with house_style():
            figure, _ = draw_sky(scene, language=language, verdict=verdict[language], **about)
            figure.savefig(png, format="png", dpi=_DPI, metadata={"Software": None}, pil_kwargs={"compress_level": 4})
        svg.write_text(sky_svg(scene, language=language, verdict=verdict[language], **about), "utf-8")
        paths += [png, svg]
    return paths


def draw_sky(
    scene: SkyScene,
    *,
    skies: Sequence[SeenSky],
    event: Event,
    result: Mapping[str, Any],
    language: Language,
    verdict: str = "",
    control_darker_by_mag: float | None = None,
    is_answered: bool = True,
) -> tuple[Figure, str]:
    """Three discs with one scale of star sizes, north up and east to the left, as the sky is seen from below.

    Parameters
    ----------
    scene : SkyScene
    skies : three of `SeenSky`
        Ordinary, event, natural; one that is not known is drawn without stars and says so.
    event, result : the event and what result.json holds
    language : nl or en
    verdict : str
        The answer of the comparison in one line: the picture claims no more.
    control_darker_by_mag : scalar or None
        How much darker the control area was that evening [mag/arcsec²].
    is_answered : bool
        False where the comparison cannot tell: then the picture says that the first two may differ by chance.

    Returns
    -------
    figure, alternative text

    Examples
    --------
    >>> draw_sky.__name__
    'draw_sky'
    """
    figure = new_figure(width_in=_WIDTH_IN, height_in=_HEIGHT_IN)
    when = when_words(scene, event, language)
    add_header(figure, title=sky_words("title", language), event=when, verdict=verdict)
    gap = (_WIDTH_IN - 3 * _DISC_IN) / 4
    for index, sky in enumerate(skies):
        left = gap + index * (_DISC_IN + gap)
        place = (left / _WIDTH_IN, _BOTTOM_IN / _HEIGHT_IN, _DISC_IN / _WIDTH_IN, _DISC_IN / _HEIGHT_IN)
        axes = figure.add_axes(place, label=sky.kind)
        _draw_disc(axes, scene, sky, language, simulated=bool(result.get("simulated")))
        _draw_words(figure, sky, language, middle=(left + _DISC_IN / 2) / _WIDTH_IN)
    _draw_legend(figure, language)
    notes = notes_of(scene, skies, language, control_darker_by_mag, is_answered=is_answered)
    add_footer(figure, " ".join([*notes, sky_words("sources", language)]))
    stamp_simulated(figure, simulated=bool(result.get("simulated")), language=language)
    return figure, sky_alternative(skies, language)


def _draw_words(figure: Figure, sky: SeenSky, language: Language, *, middle: float) -> None:
    """Title above the disc, the number of stars and how it is known below it."""
    top = (_BOTTOM_IN + _DISC_IN + 0.24) / _HEIGHT_IN
    centre: dict[str, Any] = {"ha": "center", "va": "center"}
    figure.text(middle, top, sky_words(sky.kind, language), fontsize=15, fontweight="bold", **centre)
    words = count_words(sky, language)
    figure.text(middle, (_BOTTOM_IN - 0.22) / _HEIGHT_IN, words, fontsize=14, fontweight="bold", **centre)
    for line, words in enumerate(basis_words(sky, language)):
        height = (_BOTTOM_IN - 0.48 - 0.21 * line) / _HEIGHT_IN
        figure.text(middle, height, words, fontsize=10, color=QUIET, **centre)


def _draw_disc(axes: Axes, scene: SkyScene, sky: SeenSky, language: Language, *, simulated: bool) -> None:
    axes.set_xlim(-1.0, 1.0)
    axes.set_ylim(-1.0, 1.0)
    axes.set_axis_off()
    rim = Circle((0, 0), 1.0, transform=axes.transData)
    is_known = sky.limits is not None
    if is_known:
        image = axes.imshow(
            disc_background(scene, sky, _BACKGROUND_PX), extent=(-1, 1, -1, 1), interpolation="bilinear", zorder=0
        )
        image.set_clip_path(rim)
    else:
        axes.add_patch(Circle((0, 0), 1.0, facecolor=_UNKNOWN, edgecolor="none", zorder=0))
    _draw_lines(axes, scene, faint=not is_known)
    if is_known:
        _draw_stars(axes, scene, sky)
    _draw_bodies(axes, scene, language)
    _draw_names(axes, scene, language, faint=not is_known)
    axes.add_patch(Circle((0, 0), 1.0, facecolor="none", edgecolor="#101010", linewidth=1.6, zorder=9, clip_on=False))
    _draw_compass(axes, language)
    if not is_known:
        words = unknown_words(sky, language)
        box = {"boxstyle": "round,pad=0.6", "facecolor": "#000000", "edgecolor": "#8a8a8a", "alpha": 0.82}
        axes.text(0, 0.05, words, color="white", fontsize=13, ha="center", va="center", zorder=12, bbox=box)
    if simulated:
        _stamp(axes, language)


def _draw_stars(axes: Axes, scene: SkyScene, sky: SeenSky) -> None:
    low, high = sky.limits or (np.nan, np.nan)
    x, y = on_disc(scene.altitude_deg, scene.azimuth_deg)
    is_drawn = (scene.dimmed_mag <= high) & ~scene.stars.is_seldom_so_bright
    steps = np.round(scene.dimmed_mag * 2) / 2
    for step in np.unique(steps[is_drawn]):
        for is_sure in (False, True):
            chosen = is_drawn & (steps == step) & ((scene.dimmed_mag <= low) == is_sure)
            shade = "white" if is_sure else str(PERHAPS)
            axes.plot(
                x[chosen],
                y[chosen],
                linestyle="none",
                marker="o",
                markersize=float(star_size(step)),
                markerfacecolor=shade,
                markeredgecolor="none",
                zorder=4 + is_sure,
            )


def _draw_lines(axes: Axes, scene: SkyScene, *, faint: bool) -> None:
    lines = list(strokes_on_disc(scene))
    axes.add_collection(LineCollection(lines, colors=_LINE, linewidths=0.7, alpha=0.55 if faint else 0.75, zorder=2))


def _draw_names(axes: Axes, scene: SkyScene, language: Language, *, faint: bool) -> None:
    style: dict[str, Any] = {"ha": "center", "zorder": 7, "color": NAME_COLOUR, "alpha": 0.75 if faint else 1.0}
    for x, y, own, latin in names_on_disc(scene, language):
        axes.text(x, y + 0.004, own, fontsize=7.4, va="bottom", **style)
        if latin:
            axes.text(x, y - 0.004, latin, fontsize=6, va="top", fontstyle="italic", **style)


def _draw_bodies(axes: Axes, scene: SkyScene, language: Language) -> None:
    halo = [withStroke(linewidth=1.8, foreground="#0a0d14")]
    for body in bodies_of(scene):
        x, y = on_disc_of(body)
        is_moon = body.name == "moon"
        size = 13.0 if is_moon else float(star_size(np.array(body.v_mag))) + 1.0
        style: dict[str, Any] = {"markeredgecolor": "#0a0d14", "markeredgewidth": 0.8, "zorder": 8}
        axes.plot([x], [y], "o", markersize=size, markerfacecolor="#fff3cf" if not is_moon else "#f2f2f2", **style)
        side = -1 if x > 0.6 else 1
        axes.annotate(
            PLANET_NAMES[body.name][language],
            (x, y),
            (side * (size / 2 + 3), 0),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="center",
            fontsize=8.5,
            fontweight="bold",
            color="#ffe9a8",
            zorder=8,
            path_effects=halo,
        )


def _draw_compass(axes: Axes, language: Language) -> None:
    halo = [withStroke(linewidth=2.2, foreground="#0a0d14")]
    for key, x, y in (("north", 0, 0.95), ("south", 0, -0.95), ("east", -0.95, 0), ("west", 0.95, 0)):
        style: dict[str, Any] = {"ha": "center", "va": "center", "color": "white", "path_effects": halo, "zorder": 10}
        axes.text(x, y, sky_words(key, language), fontsize=11, fontweight="bold", **style)


def _stamp(axes: Axes, language: Language) -> None:
    """SIMULATED, pale across the disc; the corner of the picture has it in full ink."""
    axes.text(
        0, -0.42, say("simulated_stamp", language), fontsize=30, fontweight="bold", color="white", alpha=0.30,
        ha="center", va="center", rotation=12, zorder=6,
    )  # fmt: skip


def _draw_legend(figure: Figure, language: Language) -> None:
    """Sizes of stars with their magnitudes, and what the two shades mean, on a strip of night."""
    height = 0.36
    place = (0.25 / _WIDTH_IN, 0.62 / _HEIGHT_IN, 1 - 0.5 / _WIDTH_IN, height / _HEIGHT_IN)
    axes = figure.add_axes(place, label="legend")
    axes.set_facecolor("#10141f")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlim(0, _WIDTH_IN - 0.5)
    axes.set_ylim(-1, 1)
    for side in axes.spines.values():
        side.set_visible(False)
    white: dict[str, Any] = {"color": "white", "va": "center", "fontsize": 9.5}
    axes.text(0.15, 0, sky_words("brightness", language), **white)
    for index, magnitude in enumerate(range(7)):
        x = 2.35 + 0.52 * index
        axes.plot(
            [x], [0], "o", markersize=float(star_size(np.array(magnitude))), color="white", markeredgecolor="none"
        )
        axes.text(x + 0.11, 0, str(magnitude), **white)
    for x, shade, key in ((6.35, "white", "sure"), (8.05, str(PERHAPS), "perhaps"), (10.15, "#fff3cf", "planet")):
        axes.plot([x], [0], "o", markersize=5.5, color=shade, markeredgecolor="none")
        axes.text(x + 0.13, 0, sky_words(key, language), **white)
