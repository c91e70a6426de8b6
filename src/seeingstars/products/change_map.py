"""Products: the map of what changed, pixel by pixel, as seen from space: its size, where it is sure, and what is unknown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from numpy.typing import NDArray

from seeingstars.columns import Role, Stream
from seeingstars.event import Event
from seeingstars.products.captions import footer_words
from seeingstars.products.map_frame import Edges, finish_map, hatched_ground
from seeingstars.products.nightlights_map import cube_source, outer_edges, pixel_size_words, satellite_words
from seeingstars.products.style import INK, add_footer, add_header, new_figure, stamp_simulated, wrapped
from seeingstars.products.verdict_words import comparison_of, verdict_line
from seeingstars.products.words import Language, number, role_words, say, text_in

# Half and twice the light: one scale for every event, so that noise is not stretched until it looks like a change.
_MOST_LN = math.log(2)
_TICKS_PERCENT = (-50, -30, -15, 0, 20, 45, 100)
_TOO_DARK = 3  # of `pixel_state`
_DARK_FILL = "#a6a6a6"


def draw_change_map(
    change: xr.Dataset | None,
    cube: xr.Dataset | None,
    *,
    event: Event,
    result: Mapping[str, Any],
    language: Language,
) -> tuple[Figure, str]:
    """Draw the change of each pixel; unseen pixels hatched, those too dark to measure grey, discoveries outlined.

    Parameters
    ----------
    change : y, x with change_ln_radiance (positive is darker), is_discovery, pixel_state, and centres; None if there
        are no images: then the picture says so
    cube : the night lights, for their source; or None
    event, result : the event and what result.json holds
    language : nl or en

    Returns
    -------
    figure, alternative text

    Notes
    -----
    Purple (darker) and orange (brighter) are told apart by the colour-blind. In grey both are dark, so pixels that may
    be called changed are outlined, those that became brighter with dots.

    Examples
    --------
    >>> draw_change_map.__name__
    'draw_change_map'
    """
    comparison = comparison_of(result, Stream.SATELLITE)
    figure = new_figure(width_in=11.5, height_in=8.2)
    sources = ""
    if change is None or cube is None:
        words = say("lights_none", language)
        text = f"{words} {verdict_line(comparison, language)}"
        figure.text(0.5, 0.5, wrapped(words, width=60), ha="center", va="center", fontsize=14)
    else:
        words = text_in(comparison.get("pass_words"), language) or satellite_words(comparison, event, language)
        text = text_in((comparison.get("pixels") or {}).get("sentence"), language)
        sources = cube_source(cube, language)
        _draw(figure, change, event, text, language)
        text = say("alt_change", language, words=f"{words} {text}")
    add_header(figure, title=say("change_title", language), event=text_in(event.name, language), verdict=words)
    add_footer(figure, footer_words(None, event=event, result=result, language=language, sources=sources))
    stamp_simulated(figure, simulated=bool(result.get("simulated")), language=language)
    return figure, text


def _draw(figure: Figure, change: xr.Dataset, event: Event, words: str, language: Language) -> None:
    edges = outer_edges(change)
    axes = figure.add_axes((0.075, 0.13, 0.52, 0.68), label="data")
    hatched_ground(axes, edges, hatch="///////")
    values = change["change_ln_radiance"].to_numpy()
    state = change["pixel_state"].to_numpy()
    shown: dict[str, Any] = {"extent": edges, "origin": "upper", "interpolation": "nearest", "zorder": 1}
    dark = np.ma.masked_where(state != _TOO_DARK, state)
    axes.imshow(dark, cmap=ListedColormap([_DARK_FILL]), **shown)
    scale = Normalize(-_MOST_LN, _MOST_LN)
    image = axes.imshow(np.ma.masked_invalid(values), cmap="PuOr", norm=scale, **shown)
    found = change["is_discovery"].to_numpy().astype(bool)
    finish_map(axes, edges, event=event, language=language)
    for chosen, line in ((found & (values > 0), "-"), (found & (values < 0), ":")):
        _outline(axes, chosen, edges, line=line)
    _scale(figure, image, language)
    kinds = {"dark": bool((state == _TOO_DARK).any()), "found": bool(found.any())}
    _legend(figure, event, kinds, language)
    figure.text(0.64, 0.485, wrapped(words, width=52), va="top", ha="left", fontsize=10, linespacing=1.3)
    figure.text(
        0.075, 0.072, wrapped(pixel_size_words(change, language), width=82), va="center", ha="left", fontsize=9.5
    )


def outline_of(chosen: NDArray[np.bool_], edges: Edges) -> list[list[tuple[float, float]]]:
    """The sides of pixels that part those chosen from the others, as lines in longitude and latitude.

    Parameters
    ----------
    chosen : y, x; row 0 the northernmost
    edges : west, east, south, north [degree]

    Examples
    --------
    One pixel has four sides.

    >>> len(outline_of(np.array([[False, True]]), (4.0, 6.0, 52.0, 53.0)))
    4
    """
    west, east, south, north = edges
    rows, columns = chosen.shape
    x, y = np.linspace(west, east, columns + 1), np.linspace(north, south, rows + 1)
    padded = np.pad(chosen, 1)
    across = np.argwhere(padded[1:-1, 1:] != padded[1:-1, :-1])  # sides that run north to south
    along = np.argwhere(padded[1:, 1:-1] != padded[:-1, 1:-1])
    lines = [[(float(x[c]), float(y[r])), (float(x[c]), float(y[r + 1]))] for r, c in across]
    return lines + [[(float(x[c]), float(y[r])), (float(x[c + 1]), float(y[r]))] for r, c in along]


def _outline(axes: Axes, chosen: NDArray[np.bool_], edges: Edges, *, line: Any) -> None:
    sides = outline_of(chosen, edges)
    if sides:
        axes.add_collection(LineCollection(sides, colors="white", linewidths=2.6, zorder=2.7), autolim=False)
        axes.add_collection(
            LineCollection(sides, colors=INK, linewidths=1.5, linestyles=line, zorder=2.8), autolim=False
        )


def _scale(figure: Figure, image: Any, language: Language) -> None:
    bar = figure.colorbar(image, cax=figure.add_axes((0.64, 0.745, 0.33, 0.022)), orientation="horizontal", extend="both")  # fmt: skip
    at = {-math.log1p(percent / 100): percent for percent in _TICKS_PERCENT}

    def words(value: float, _position: int | None = None) -> str:
        percent = at[min(at, key=lambda tick: abs(tick - value))]
        return f"{number(percent, language, decimals=0, sign=True)}{' ' if language == 'nl' else ''}%"

    bar.ax.xaxis.set_major_locator(FixedLocator(sorted(at)))
    bar.ax.xaxis.set_minor_locator(NullLocator())
    bar.ax.xaxis.set_major_formatter(FuncFormatter(words))
    bar.ax.tick_params(labelsize=9)
    bar.ax.invert_xaxis()
    bar.ax.set_title(say("change_scale", language), fontsize=10.5, loc="left", pad=6)
    figure.text(0.64, 0.70, say("change_less", language), fontsize=9.5, ha="left", va="top")
    figure.text(0.97, 0.70, say("change_more", language), fontsize=9.5, ha="right", va="top")


def _legend(figure: Figure, event: Event, kinds: Mapping[str, bool], language: Language) -> None:
    handles: list[Any] = [Patch(facecolor="white", edgecolor="#808080", hatch="////", label=say("lights_missing", language))]  # fmt: skip
    if kinds["dark"]:
        handles.append(Patch(facecolor=_DARK_FILL, label=say("change_too_dark", language)))
    if kinds["found"]:
        handles.append(Line2D([], [], color=INK, linewidth=1.5, label=say("change_darker", language)))
        handles.append(Line2D([], [], color=INK, linewidth=1.5, linestyle=":", label=say("change_brighter", language)))
    lines: dict[str, Literal["-", "--"]] = {Role.LIGHTS_OFF: "-", Role.CONTROL: "--"}
    for role, line in lines.items():
        if event.areas_of(role):
            words = role_words(role, language)
            handles.append(Patch(facecolor="none", edgecolor="black", linestyle=line, linewidth=1.6, label=words))
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.628, 0.665), ncols=1, frameon=False)
