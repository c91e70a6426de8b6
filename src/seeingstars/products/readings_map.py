"""Products: the map of the places of measurement, inside and outside the area."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path as Outline
from matplotlib.ticker import MaxNLocator

from seeingstars.columns import READING_STREAMS, Role
from seeingstars.event import Area, Event
from seeingstars.products.captions import footer_words
from seeingstars.products.labels import place_labels
from seeingstars.products.places import FlatMap, count_by_role, frame_km, is_fixed, measuring_places, scale_length_km
from seeingstars.products.style import (
    INK,
    MARKERS,
    QUIET,
    ROLE_COLOURS,
    add_footer,
    add_header,
    new_figure,
    plain,
    stamp_simulated,
    tick_words,
)
from seeingstars.products.verdict_words import comparison_of, verdict_line
from seeingstars.products.words import Language, number, role_words, say, stream_words, text_in

Frame = tuple[float, float, float, float]  # west, east, south, north [km]
_MANY = 2_000  # points above which an SVG draws them as one image
_MOST_NAMES = 24
_FILLS = {Role.LIGHTS_OFF: "#c9d3e6", Role.CONTROL: "#f6ecd0"}


def draw_readings_map(
    readings: pd.DataFrame, *, event: Event, result: Mapping[str, Any], language: Language
) -> tuple[Figure, str]:
    """Draw where was measured: by role in colour, by kind of instrument in shape, by window in fill.

    Parameters
    ----------
    readings : table with `READING_COLUMNS`
    event : areas and place
    result : what result.json holds, for the words of the verdict
    language : nl or en

    Returns
    -------
    figure, alternative text

    Examples
    --------
    >>> draw_readings_map.__name__
    'draw_readings_map'
    """
    places = measuring_places(readings, event=event, too_little=_too_little(result))
    flat = FlatMap(event.longitude_deg, event.latitude_deg)
    places["east_km"], places["north_km"] = flat.km(places["longitude_deg"], places["latitude_deg"])
    frames, shown = _frames(places, event, flat)
    figure = new_figure(width_in=11.5 if len(frames) > 1 else 9.0, height_in=8.3)
    verdict = verdict_line(comparison_of(result, "photometer"), language)
    lines = add_header(figure, title=say("map_title", language), event=text_in(event.name, language), verdict=verdict)
    height = 0.555 - 0.21 * (lines - 1) / figure.get_figheight()  # a second line of words takes its room from the map
    width = 0.40 if len(frames) > 1 else 0.62
    for index, frame in enumerate(frames):
        axes = figure.add_axes(((0.075 if len(frames) > 1 else 0.19) + index * 0.5, 0.285, width, height), label="data")
        _draw_panel(
            axes, places, event, flat, frame, language, but=frames[1] if len(frames) > 1 and not index else None
        )
        if len(frames) > 1:
            axes.set_title(say("map_detail" if index else "map_overview", language), loc="left", fontsize=11)
    _legend(figure, places[shown], event, language)
    add_footer(
        figure,
        " ".join(
            [
                *_notes(places, shown, event, language),
                footer_words(readings, event=event, result=result, language=language),
            ]
        ),
    )
    stamp_simulated(figure, simulated=bool(result.get("simulated")), language=language)
    return figure, say("alt_readings", language, **count_by_role(places))


def _too_little(result: Mapping[str, Any]) -> dict[str, set[str]]:
    """The sites of each stream that the result says have no coverage; one that it does not name lies outside the areas."""
    return {
        str(comparison["stream"]): {
            str(site["site_id"]) for site in comparison.get("sites", []) if site.get("coverage") != "covered"
        }
        for comparison in result.get("comparisons", [])
    }


def _frames(places: pd.DataFrame, event: Event, flat: FlatMap) -> tuple[list[Frame], pd.Series[Any]]:
    """The whole of the areas, and the lights-off area close up where it would be small on the whole."""
    dark = [ring for area in event.areas_of(Role.LIGHTS_OFF) for ring in flat.outlines_km(area.shape)]
    control = [ring for area in event.areas_of(Role.CONTROL) for ring in flat.outlines_km(area.shape)]
    inside = places[places["role"].astype(str) != Role.OUTSIDE]
    points = [(inside["east_km"].to_numpy(), inside["north_km"].to_numpy())] if len(inside) else []
    whole = frame_km([*dark, *(points or control)])
    close = frame_km(dark, margin=0.25)
    shown = _within(places, whole)
    is_small = (close[1] - close[0]) < 0.45 * (whole[1] - whole[0])
    return ([whole, close] if is_small else [whole]), shown


def _within(places: pd.DataFrame, frame: Frame) -> pd.Series[Any]:
    return places["east_km"].between(frame[0], frame[1]) & places["north_km"].between(frame[2], frame[3])


def _draw_panel(
    axes: Axes, places: pd.DataFrame, event: Event, flat: FlatMap, frame: Frame, language: Language, *, but: Frame | None
) -> None:  # fmt: skip
    axes.set_xlim(frame[0], frame[1])
    axes.set_ylim(frame[2], frame[3])
    axes.set_aspect("equal")
    axes.set_facecolor("#fbfbfb")
    axes.grid(color="#e4e4e4", linewidth=0.6, zorder=0)
    for area in sorted(event.areas, key=lambda area: area.role != Role.CONTROL):
        _draw_area(axes, area, flat)
    inside = places[_within(places, frame)]
    _draw_places(axes, inside)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(6))
        axis.set_major_formatter(tick_words(language))
    axes.set_xlabel(say("axis_east", language))
    axes.set_ylabel(say("axis_north", language))
    _scale_bar(axes, frame, language)
    fixed = inside[is_fixed(inside)]
    if but is not None:
        fixed = fixed[~_within(fixed, but)]  # those are named close up
    named = fixed.sort_values(["n_event", "site_id"], ascending=[False, True]).head(_MOST_NAMES)
    rest = inside.loc[~inside.index.isin(named.index), ["east_km", "north_km"]].to_numpy(dtype=float)
    names = [plain(short_name(str(name))) for name in named["site_id"]]
    place_labels(axes, named["east_km"].to_numpy(), named["north_km"].to_numpy(), names, others=rest[:_MANY])
    if inside.empty:
        above_scale: dict[str, Any] = {"transform": axes.transAxes, "ha": "center", "fontweight": "bold", "zorder": 8}
        behind = {"facecolor": "white", "edgecolor": "none", "alpha": 0.9, "pad": 2}
        axes.text(0.5, 0.15, say("nothing_measured", language), bbox=behind, **above_scale)


def short_name(site_id: str) -> str:
    """The name of a site without the place that some sites carry in it, and not longer than fits on a map.

    Examples
    --------
    >>> short_name("stars759 at 2.711 42.307"), short_name("Leiden-Sterrewacht")
    ('stars759', 'Leiden-Sterrewacht')
    """
    name = re.sub(r"\s+at\s+-?[\d.]+\s+-?[\d.]+$", "", site_id)
    return name if len(name) <= 24 else f"{name[:23]}…"


def _draw_area(axes: Axes, area: Area, flat: FlatMap) -> None:
    corners, codes = [], []
    for east_km, north_km in flat.outlines_km(area.shape):
        corners.append(np.column_stack([east_km, north_km]))
        codes += [Outline.MOVETO, *[Outline.LINETO] * (len(east_km) - 2), Outline.CLOSEPOLY]
    outline = Outline(np.concatenate(corners), codes)
    dashed = "-" if area.role == Role.LIGHTS_OFF else (0, (5, 3))
    axes.add_patch(
        PathPatch(
            outline,
            facecolor=_FILLS[area.role],
            edgecolor=ROLE_COLOURS[area.role],
            linewidth=1.6,
            linestyle=dashed,
            zorder=1,
        )
    )


def _draw_places(axes: Axes, places: pd.DataFrame) -> None:
    state = np.select([places["n_event"] > 0, places["n_good"] > 0], ["event", "other"], "bad")
    for stream in READING_STREAMS:
        for role, colour in ROLE_COLOURS.items():
            here = (places["stream"].astype(str) == stream) & (places["role"].astype(str) == role)
            for kind in ("bad", "other", "event"):
                chosen = places[here & (state == kind)]
                if len(chosen):
                    _scatter(axes, chosen, stream=stream, colour=colour, kind=kind)


def _scatter(axes: Axes, chosen: pd.DataFrame, *, stream: str, colour: str, kind: str) -> None:
    fixed = stream == READING_STREAMS[0]
    style: dict[str, Any] = {
        "event": {"marker": MARKERS[stream], "facecolor": colour, "edgecolor": "white", "linewidth": 0.8},
        "other": {"marker": MARKERS[stream], "facecolor": "white", "edgecolor": colour, "linewidth": 1.3},
        "bad": {"marker": "x", "color": colour, "linewidth": 1.0},
    }[kind]
    size = {"event": 75 if fixed else 42, "other": 62 if fixed else 26, "bad": 22}[kind]
    axes.scatter(
        chosen["east_km"], chosen["north_km"], s=size, zorder=5 if fixed else 4, rasterized=len(chosen) > _MANY, **style
    )


def _scale_bar(axes: Axes, frame: Frame, language: Language) -> None:
    width = frame[1] - frame[0]
    length = scale_length_km(width)
    right, foot = frame[1] - 0.04 * width, frame[2] + 0.045 * width
    axes.plot([right - length, right], [foot, foot], color=INK, linewidth=3, solid_capstyle="butt", zorder=7)
    decimals = 0 if length >= 1 else 1
    axes.text(
        right - length / 2,
        foot + 0.012 * width,
        f"{number(length, language, decimals=decimals)} km",
        ha="center",
        va="bottom",
        fontsize=10,
        zorder=7,
    )
    arrow = {"arrowstyle": "-|>", "color": INK, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", xy=(0.985, 1.075), xytext=(0.985, 1.012), xycoords="axes fraction", arrowprops=arrow)
    axes.text(0.97, 1.02, say("north", language), transform=axes.transAxes, ha="right", fontsize=11, fontweight="bold")


def _legend(figure: Figure, places: pd.DataFrame, event: Event, language: Language) -> None:
    areas, kinds, fills = [], [], []
    lines: dict[str, Literal["-", "--"]] = {Role.LIGHTS_OFF: "-", Role.CONTROL: "--"}
    for role, line in lines.items():
        if event.areas_of(role):
            words = role_words(role, language)
            areas.append(Patch(facecolor=_FILLS[role], edgecolor=ROLE_COLOURS[role], linestyle=line, linewidth=1.6, label=words))  # fmt: skip
    for stream in READING_STREAMS:
        count = int((places["stream"].astype(str) == stream).sum())
        if count:
            words = f"{stream_words(stream, language)} ({number(count, language, decimals=0)})"
            kinds.append(_key(MARKERS[stream], QUIET, words))
    for key, marker, fill in (("legend_event", "s", QUIET), ("legend_other", "s", "white"), ("legend_bad", "x", QUIET)):
        fills.append(_key(marker, fill, say(key, language)))
    left = 0.015
    for handles in (areas, kinds, fills):
        if handles:
            legend = figure.legend(
                handles=handles, loc="upper left", bbox_to_anchor=(left, 0.22), frameon=False, handletextpad=0.5
            )
            box = legend.get_window_extent(figure.canvas.get_renderer())  # type: ignore[attr-defined]
            left = box.x1 / figure.bbox.width + 0.015


def _key(marker: str, fill: str, words: str) -> Line2D:
    return Line2D(
        [], [], marker=marker, linestyle="", markeredgecolor=QUIET, markerfacecolor=fill, markersize=8, label=words
    )


def _notes(places: pd.DataFrame, shown: pd.Series[Any], event: Event, language: Language) -> list[str]:
    notes = []
    off = int((~shown).sum())
    if off:
        key = "places_off_map_one" if off == 1 else "places_off_map"
        notes.append(say(key, language, count=number(off, language, decimals=0)) + ".")
    unnamed = int(is_fixed(places).sum()) - _MOST_NAMES
    if unnamed > 0:
        notes.append(say("meters_not_named", language, count=number(unnamed, language, decimals=0)) + ".")
    if event.areas_are_approximate:
        notes.append(say("area_approximate", language))
    return notes
