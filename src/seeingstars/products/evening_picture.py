"""Products: the evening itself, minute by minute: the area and its control around the window, and the ordinary nights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from seeingstars.columns import Role, Stream
from seeingstars.event import Event
from seeingstars.products.captions import footer_words
from seeingstars.products.evening_course import (
    STEP_MIN,
    EveningCourse,
    FloatArray,
    band,
    clock_text,
    evening_course,
    window_clock,
)
from seeingstars.products.style import (
    INK,
    QUIET,
    ROLE_COLOURS,
    add_footer,
    add_header,
    add_lines,
    new_figure,
    plain,
    stamp_simulated,
    tick_words,
    wrapped,
)
from seeingstars.products.verdict_words import comparison_of, verdict_line
from seeingstars.products.words import Language, say, text_in, unit_words

_AREA, _CONTROL = ROLE_COLOURS[Role.LIGHTS_OFF], ROLE_COLOURS[Role.CONTROL]
_AREA_BAND, _WINDOW, _HATCH = "#cdd7e6", "#f3f3ee", "#8a8a8a"
_WIDTH_IN, _HEAD_IN, _FOOT_IN = 10.5, 1.8, 2.15
_LEGEND = ("area", "band", "band_alone", "middle", "transition", "control", "band_control", "difference_line")


def draw_evening(
    readings: pd.DataFrame,
    *,
    event: Event,
    result: Mapping[str, Any],
    language: Language,
    site_nights: pd.DataFrame | None = None,
) -> tuple[Figure, str]:
    """Draw how the evening went in the area and in its control, and how ordinary evenings go at the same hours.

    Parameters
    ----------
    readings : table with `READING_COLUMNS`; only good readings of fixed meters are drawn
    event, result : the event and what result.json holds
    language : nl or en
    site_nights : which nights the comparison used at which site, as for `evening_course`

    Returns
    -------
    figure, alternative text
        Without a control there is one panel, the area alone; without readings the picture says so.

    Examples
    --------
    >>> draw_evening.__name__
    'draw_evening'
    """
    comparison = comparison_of(result, Stream.PHOTOMETER)
    course = evening_course(readings, comparison=comparison, event=event, site_nights=site_nights)
    beside = course is not None and course.has_control
    panels_in = [3.0, 2.0] if beside else [3.3] if course else [0.4]
    height_in = _HEAD_IN + _FOOT_IN + sum(panels_in) + 0.75 * (len(panels_in) - 1) - (0 if beside else 0.5)
    figure = new_figure(width_in=_WIDTH_IN, height_in=height_in)
    how = say("evening_how" if beside else "evening_how_alone", language) if course else ""
    add_header(figure, title=say("evening_title", language), event=text_in(event.name, language), verdict=how)
    line = verdict_line(comparison, language)
    if course is None:
        words = f"{wrapped(say('evening_none', language), width=60)}\n\n{wrapped(plain(line), width=80)}"
        figure.text(0.5, 0.5, words, ha="center", va="center", fontsize=13)
    else:
        _draw_panels(figure, course, panels_in, unit_words(comparison.get("unit")), event, language)
        add_lines(figure, line, "", top_in=1.25)
    add_footer(figure, footer_words(readings, event=event, result=result, language=language))
    stamp_simulated(figure, simulated=bool(result.get("simulated")), language=language)
    key = "alt_evening" if beside else "alt_evening_alone" if course else "evening_none"
    return figure, f"{say(key, language)} {line}"


def _draw_panels(
    figure: Figure, course: EveningCourse, panels_in: list[float], unit: str, event: Event, language: Language
) -> None:
    height_in, top_in = figure.get_figheight(), _HEAD_IN
    ends = _ends(course, event)
    for index, panel_in in enumerate(panels_in):
        bottom = 1 - (top_in + panel_in) / height_in
        axes = figure.add_axes((0.11, bottom, 0.86, panel_in / height_in), label="data")
        top_in += panel_in + 0.75
        if index == 0:
            _draw_roles(axes, course, language)
        else:
            _draw_difference(axes, course, language)
            axes.set_title(say("evening_difference", language), loc="left", x=-0.1, fontsize=10.5, pad=8)
        axes.set_ylabel(f"{say('nights_axis', language)}\n{unit}".strip(), fontweight="bold", fontsize=10)
        _clock_axis(axes, ends, language)
        _mark_window(axes, event, language, named=index == 0)
    _legend(figure, language)


def _legend(figure: Figure, language: Language) -> None:
    """What belongs to the area in the left column, what to the control in the right one."""
    found: dict[str, Any] = {}
    for axes in figure.axes:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    labels = [words for key in _LEGEND if (words := say(f"evening_{key}", language)) in found]
    figure.legend(
        [found[words] for words in labels],
        labels,
        loc="lower left",
        bbox_to_anchor=(0.015, 0.68 / figure.get_figheight()),
        ncols=2,
        frameon=False,
        handlelength=2.8,
    )


def _draw_roles(axes: Axes, course: EveningCourse, language: Language) -> None:
    clock = course.clock_min
    key = "evening_band" if course.has_control else "evening_band_alone"
    low, middle, high = band(course.ordinary[Role.LIGHTS_OFF])
    axes.fill_between(clock, low, high, facecolor=_AREA_BAND, linewidth=0, zorder=2, label=say(key, language))
    axes.plot(clock, middle, color=_AREA, linewidth=1.0, linestyle=":", zorder=3, label=say("evening_middle", language))
    if course.has_control:
        low, _, high = band(course.ordinary[Role.CONTROL])
        edges: dict[str, Any] = {"color": _CONTROL, "linewidth": 1.1, "linestyle": (0, (4, 3)), "zorder": 3}
        axes.plot(clock, low, label=say("evening_band_control", language), **edges)
        axes.plot(clock, high, **edges)
        axes.plot(clock, course.event[Role.CONTROL], color=_CONTROL, linewidth=2, linestyle="--", marker="o", markersize=6,
                  markerfacecolor="white", markeredgewidth=1.5, zorder=5, label=say("evening_control", language))  # fmt: skip
    axes.plot(clock, course.event[Role.LIGHTS_OFF], color=_AREA, linewidth=2.4, marker="s", markersize=5.5, zorder=6,
              label=say("evening_area", language))  # fmt: skip


def _draw_difference(axes: Axes, course: EveningCourse, language: Language) -> None:
    at_event, ordinary = course.difference()
    low, middle, high = band(ordinary)
    axes.fill_between(course.clock_min, low, high, facecolor=_AREA_BAND, linewidth=0, zorder=2)
    axes.plot(course.clock_min, middle, color=_AREA, linewidth=1.0, linestyle=":", zorder=3)
    axes.plot(course.clock_min, at_event, color=INK, linewidth=1.4, marker="D", markersize=5.5, zorder=6,
              label=say("evening_difference_line", language))  # fmt: skip


def _ends(course: EveningCourse, event: Event) -> tuple[float, float]:
    """From the first step with anything to the last, and always the window with a margin."""
    window, transitions = window_clock(event)
    seen = np.zeros(len(course.clock_min), dtype=bool)
    for role, values in course.event.items():
        seen |= np.isfinite(values) | np.isfinite(band(course.ordinary[role])[1])
    edges = [edge for part in (window, *transitions) for edge in part]
    clock: FloatArray = course.clock_min[seen]
    return min([*(clock - STEP_MIN / 2), *edges]) - 5, max([*(clock + STEP_MIN / 2), *edges]) + 5


def _clock_axis(axes: Axes, ends: tuple[float, float], language: Language) -> None:
    step = next((step for step in (15, 30, 60, 120) if (ends[1] - ends[0]) / step <= 12), 240)
    ticks = np.arange(np.ceil(ends[0] / step) * step, ends[1] + 1e-9, step)
    axes.set_xlim(*ends)
    axes.set_xticks(ticks, [clock_text(tick) for tick in ticks])
    axes.axhline(0, color=QUIET, linewidth=0.9, zorder=2.2)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.14 * (high - low))
    axes.yaxis.set_major_formatter(tick_words(language))
    axes.locator_params(axis="y", nbins=6)
    axes.grid(axis="y", color="#ececec", linewidth=0.6, zorder=0)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _mark_window(axes: Axes, event: Event, language: Language, *, named: bool) -> None:
    (start, end), transitions = window_clock(event)
    axes.axvspan(start, end, facecolor=_WINDOW, edgecolor="none", zorder=0.5)
    for edge in (start, end):
        axes.axvline(edge, color=QUIET, linewidth=1.1, zorder=1.5)
    for first, last in transitions:
        axes.axvspan(first, last, facecolor="none", edgecolor=_HATCH, hatch="////", linewidth=0, zorder=1,
                     label=say("evening_transition", language))  # fmt: skip
    if named:
        words = say("evening_window", language, start=clock_text(start), end=clock_text(end))
        place: dict[str, Any] = {"xycoords": axes.get_xaxis_transform(), "textcoords": "offset points"}
        axes.annotate(
            words, ((start + end) / 2, 1), (0, -4), ha="center", va="top", fontsize=10, weight="bold", **place
        )
