"""Products: what every map of the satellite has: hatching for no view, areas, degrees, scale bar and north."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from seeingstars.columns import Role
from seeingstars.event import Event
from seeingstars.products.places import rings, scale_length_km
from seeingstars.products.words import Language, number

KM_A_DEGREE = 111.2
Edges = tuple[float, float, float, float]  # west, east, south, north [degree], as imshow takes them


def hatched_ground(axes: Axes, edges: Edges, *, hatch: str = "////") -> None:
    """Hatch the whole map; what is drawn on it covers the hatching where there is something to show.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> axes = Figure().add_axes((0, 0, 1, 1))
    >>> hatched_ground(axes, (4.0, 5.0, 52.0, 53.0))
    >>> axes.patches[0].get_hatch()
    '////'
    """
    west, east, south, north = edges
    frame = Rectangle((west, south), east - west, north - south, facecolor="white", edgecolor="#808080", hatch=hatch, linewidth=0, zorder=0)  # fmt: skip
    axes.add_patch(frame)


def finish_map(axes: Axes, edges: Edges, *, event: Event, language: Language) -> None:
    """Areas, true proportions, degrees on the axes, a scale bar and north, on a map that is north up.

    Parameters
    ----------
    axes : of a map in longitude and latitude
    edges : west, east, south, north [degree]
    event : whose areas are drawn: lights-off with a whole line, control with a broken one
    language : nl or en

    Examples
    --------
    >>> from pathlib import Path
    >>> from matplotlib.figure import Figure
    >>> from seeingstars.event_file import load_event
    >>> axes = Figure().add_axes((0, 0, 1, 1))
    >>> finish_map(axes, (4.2, 4.8, 52.0, 52.3), event=load_event(Path("data/events/leiden-2022")), language="nl")
    >>> [text.get_text() for text in axes.texts[:2]]
    ['10 km', 'N']
    """
    west, east, south, north = edges
    cosine = float(np.cos(np.radians((south + north) / 2)))
    axes.set_aspect(1 / cosine, anchor="NW")
    for area in event.areas:
        for longitude_deg, latitude_deg in rings(area.shape):
            line = "-" if area.role == Role.LIGHTS_OFF else (0, (5, 4))
            axes.plot(longitude_deg, latitude_deg, color="black", linewidth=3.6, zorder=3)
            axes.plot(longitude_deg, latitude_deg, color="white", linewidth=1.7, zorder=4, linestyle=line)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    for axis, letter in ((axes.xaxis, "x"), (axes.yaxis, "y")):
        axis.set_major_locator(MaxNLocator(3 if letter == "x" else 5))
        axis.set_major_formatter(_degree_words(letter, language))
    _scale_bar(axes, (east - west) * KM_A_DEGREE * cosine, language)
    _north(axes)


def _degree_words(axis: str, language: Language) -> FuncFormatter:
    positive, negative = (
        (("O" if language == "nl" else "E"), "W") if axis == "x" else (("N"), ("Z" if language == "nl" else "S"))
    )

    def words(value: float, _position: int | None = None) -> str:
        text = f"{abs(value):.6g}"
        return f"{text.replace('.', ',') if language == 'nl' else text}° {positive if value >= 0 else negative}"

    return FuncFormatter(words)


def _scale_bar(axes: Axes, width_km: float, language: Language) -> None:
    length = scale_length_km(width_km)
    share = length / width_km
    box = Rectangle((0.96 - share - 0.03, 0.025), share + 0.06, 0.095, transform=axes.transAxes, facecolor="white", edgecolor="none", alpha=0.9, zorder=5)  # fmt: skip
    axes.add_patch(box)
    ends, height = [0.96 - share, 0.96], [0.05, 0.05]
    axes.plot(ends, height, transform=axes.transAxes, color="black", linewidth=3, zorder=6, solid_capstyle="butt")
    words = f"{number(length, language, decimals=0 if length >= 1 else 1)} km"
    axes.text(0.96 - share / 2, 0.062, words, transform=axes.transAxes, ha="center", va="bottom", fontsize=10, zorder=6)


def _north(axes: Axes) -> None:
    """An arrow to the north in the corner above the scale bar."""
    box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.9}
    axes.text(0.955, 0.885, "N", transform=axes.transAxes, ha="center", va="top", fontsize=10, zorder=7, bbox=box)
    axes.annotate(
        "",
        xy=(0.955, 0.985),
        xytext=(0.955, 0.885),
        xycoords="axes fraction",
        arrowprops={"arrowstyle": "-|>", "color": "black", "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0},
        zorder=8,
    )
