"""Products: the nights as a strip: one dot a night, and how unusual the evening itself was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from seeingstars.columns import STREAMS, require_columns
from seeingstars.event import Event
from seeingstars.products.captions import footer_words
from seeingstars.products.style import (
    QUIET,
    add_footer,
    add_header,
    new_figure,
    plain,
    stamp_simulated,
    tick_words,
    wrapped,
)
from seeingstars.products.verdict_words import (
    LOGARITHMS,
    comparison_of,
    has_control,
    is_negative_control,
    percent_less,
    verdict_line,
)
from seeingstars.products.words import (
    Language,
    date_words,
    known_number,
    say,
    short_date_words,
    stream_words,
    text_in,
    unit_words,
)

_BAND = "#dfe5ee"
_EVENT = "#00224e"
_BASELINE = "#7c7b78"
_PANEL_IN = 2.75


def draw_night_strip(
    differences: Mapping[str, pd.DataFrame],
    *,
    event: Event,
    result: Mapping[str, Any],
    language: Language,
    readings: pd.DataFrame | None = None,
) -> tuple[Figure, str]:
    """Draw one panel a stream that has a night: dots, the mean of the ordinary nights, and where 95 of 100 should lie.

    Parameters
    ----------
    differences : mapping from stream to a table night, difference, role (event, baseline, left_out); NaN is no dot
    event, result : the event and what result.json holds; the band has the half-width of its 95 % interval
    language : nl or en
    readings : only to name their suppliers in the small print

    Returns
    -------
    figure, alternative text

    Notes
    -----
    The interval of the effect is a prediction interval, τ̂ ± t s √(1 + 1/B): laid round the mean of the ordinary
    nights it is where the next ordinary night should lie.

    Examples
    --------
    >>> draw_night_strip.__name__
    'draw_night_strip'
    """
    panels = {stream: _dots(differences[stream]) for stream in STREAMS if stream in differences}
    panels = {stream: dots for stream, dots in panels.items() if dots["difference"].notna().any()}
    foot_in, head_in = 1.35, 1.0
    height = head_in + foot_in + _PANEL_IN * max(len(panels), 1)
    figure = new_figure(width_in=10.5, height_in=height)
    beside_control = event.has_control and any(has_control(comparison_of(result, stream)) for stream in panels)
    how = say("nights_how" if beside_control else "nights_how_alone", language)
    words = how if panels else verdict_line(comparison_of(result, "photometer"), language)
    add_header(figure, title=say("nights_title", language), event=text_in(event.name, language), verdict=words)
    days = np.concatenate([dots["day"].to_numpy(dtype=float) for dots in panels.values()] or [np.array([])])
    for index, (stream, dots) in enumerate(panels.items()):
        bottom = (foot_in + _PANEL_IN * (len(panels) - 1 - index) + 0.35) / height
        axes = figure.add_axes((0.11, bottom, 0.86, (_PANEL_IN - 1.05) / height), label="data")
        _date_axis(axes, days, event, language)
        _draw_panel(axes, dots, comparison_of(result, stream), event, language)
    if not panels:
        none = say("nights_none" if event.has_control else "nights_none_alone", language)
        figure.text(0.5, 0.55, wrapped(none, width=60), ha="center", va="center", fontsize=13)
    elif (first := next(iter(figure.axes))) is not None:
        handles, labels = first.get_legend_handles_labels()
        figure.legend(handles, labels, loc="lower left", bbox_to_anchor=(0.015, 0.68 / height), ncols=3, frameon=False)
    without = [stream_words(stream, language) for stream in STREAMS if stream not in panels]
    words = say("nights_also_none", language, streams=", ".join(without)) + " " if without and panels else ""
    add_footer(figure, words + footer_words(readings, event=event, result=result, language=language))
    stamp_simulated(figure, simulated=bool(result.get("simulated")), language=language)
    key = "alt_nights" if beside_control else "alt_nights_alone"
    lines = [verdict_line(comparison_of(result, stream), language) for stream in panels or ("photometer",)]
    return figure, say(key, language, verdict=" ".join(lines))


def _dots(table: pd.DataFrame) -> pd.DataFrame:
    require_columns(table, ["night", "difference", "role"], where="differences")
    days = [float(date.fromisoformat(str(night)[:10]).toordinal()) for night in table["night"]]
    dots = table[["night", "difference", "role"]].assign(day=days, role=table["role"].astype(str))
    return dots.astype({"difference": float}).sort_values("day", ignore_index=True)


def _draw_panel(
    axes: Axes, dots: pd.DataFrame, comparison: Mapping[str, Any], event: Event, language: Language
) -> None:
    roles = dots["role"].to_numpy(dtype=str)
    has_number = dots["difference"].notna().to_numpy()
    is_baseline, is_event = has_number & (roles == "baseline"), has_number & (roles == "event")
    middle = dots.loc[is_baseline if is_baseline.any() else has_number, "difference"].mean()
    height = _shown(dots["difference"].to_numpy(dtype=float) - middle, comparison)
    half = _half_width(comparison)
    reach = 0.0 if half is None else half
    low, high = _shown(np.array([-reach, reach]), comparison).tolist()
    if half is not None:
        axes.axhspan(low, high, facecolor=_BAND, edgecolor="#9fb0c8", linewidth=0.8, label=say("nights_band", language))
    if is_baseline.any():
        axes.axhline(0, color=QUIET, linewidth=1.2, linestyle=(0, (6, 3)), label=say("nights_zero", language))
    _limits(axes, height[has_number], (low, high))
    day = dots["day"].to_numpy(dtype=float)
    _draw_dots(axes, day, height, is_baseline=is_baseline, is_event=is_event, language=language)
    _mark_event(axes, event, language, is_seen=bool(is_event.any()))
    _words(axes, comparison, language)


def _shown(difference: NDArray[np.float64], comparison: Mapping[str, Any]) -> NDArray[np.float64]:
    """A difference as it is drawn: in its own unit, logarithms in percent."""
    if comparison.get("unit") not in LOGARITHMS:
        return difference
    return np.array([percent_less(value) for value in difference], dtype=float)


def _draw_dots(
    axes: Axes,
    day: NDArray[np.float64],
    height: NDArray[np.float64],
    *,
    is_baseline: NDArray[np.bool_],
    is_event: NDArray[np.bool_],
    language: Language,
) -> None:
    words = {kind: say(f"nights_{kind}", language) for kind in ("baseline_dots", "left_out_dots", "event_dot")}
    axes.scatter(day[is_baseline], height[is_baseline], s=46, color=_BASELINE, zorder=4, label=words["baseline_dots"])
    left_out = ~is_baseline & ~is_event
    has_height = left_out & np.isfinite(height)
    hollow: dict[str, Any] = {"facecolor": "white", "edgecolor": _BASELINE, "linewidth": 1.2}
    if has_height.any():
        axes.scatter(day[has_height], height[has_height], s=40, zorder=3, label=words["left_out_dots"], **hollow)
    without = day[left_out & ~np.isfinite(height)]
    if len(without):  # a night without a number stands as a cross on the axis: it was there, and it was not used
        label = None if has_height.any() else words["left_out_dots"]
        foot = axes.get_xaxis_transform()
        axes.scatter(without, np.full(len(without), 0.045), s=24, marker="x", color=_BASELINE, linewidth=1.1, zorder=3, transform=foot, label=label)  # fmt: skip
    event_style: dict[str, Any] = {"marker": "D", "color": _EVENT, "edgecolor": "white", "zorder": 6}
    if is_event.any():
        axes.scatter(day[is_event], height[is_event], s=150, label=words["event_dot"], **event_style)


def _half_width(comparison: Mapping[str, Any]) -> float | None:
    ci95: Sequence[Any] = comparison.get("ci95") or ()
    if len(ci95) != 2 or not all(known_number(end) for end in ci95):
        return None
    return (float(ci95[1]) - float(ci95[0])) / 2


def _limits(axes: Axes, height: NDArray[np.float64], ends: tuple[float, float]) -> None:
    low, high = float(np.min(height, initial=ends[0])), float(np.max(height, initial=ends[1]))
    room = max(high - low, 1e-3)
    axes.set_ylim(low - 0.12 * room, high + 0.3 * room)


def _mark_event(axes: Axes, event: Event, language: Language, *, is_seen: bool) -> None:
    x = float(event.night.toordinal())
    axes.axvline(x, color=_EVENT, linewidth=1.0, linestyle=":", zorder=2)
    words = date_words(event.night, language)
    if not is_seen:
        words = f"{words}: {say('nights_no_event_dot', language)}"
    left, right = axes.get_xlim()
    side = "right" if x > left + 0.6 * (right - left) else "left"
    place: dict[str, Any] = {
        "xycoords": axes.get_xaxis_transform(),
        "textcoords": "offset points",
        "ha": side,
        "va": "top",
    }
    step = (-7 if side == "right" else 7, -5)
    axes.annotate(words, (x, 1), step, fontsize=10, fontweight="bold", color=_EVENT, **place)


def _words(axes: Axes, comparison: Mapping[str, Any], language: Language) -> None:
    in_percent = comparison.get("unit") in LOGARITHMS
    if in_percent:  # the ticks say less and more, and need the room of the second line
        label = say("axis_light", language)
    else:
        label = f"{say('nights_axis', language)}\n{unit_words(comparison.get('unit'))}".strip()
    axes.set_ylabel(label, fontweight="bold", fontsize=10)
    axes.yaxis.set_major_formatter(_light_ticks(language) if in_percent else tick_words(language))
    axes.locator_params(axis="y", nbins=6)
    axes.grid(axis="y", color="#ececec", linewidth=0.6, zorder=0)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    weight = "normal" if is_negative_control(comparison) else "bold"
    line = wrapped(plain(verdict_line(comparison, language)), width=108)
    axes.set_title(line, loc="left", x=-0.1, fontsize=10.5, pad=8, fontweight=weight)


def _light_ticks(language: Language) -> FuncFormatter:
    """Less or more beside the number instead of a sign."""
    plain_tick = tick_words(language)

    def words(value: float, _position: int | None = None) -> str:
        key = "tick_less" if value > 0 else "tick_more"
        return say(key, language, size=plain_tick(abs(value), None)) if value else "0"

    return FuncFormatter(words)


def _date_axis(axes: Axes, days: NDArray[np.float64], event: Event, language: Language) -> None:
    """The same days under every panel; ticks count from the event's night."""
    middle = float(event.night.toordinal())
    first, last = min(float(days.min()), middle) - 1, max(float(days.max()), middle) + 1
    step = next(
        (step for step in (1, 2, 4, 7, 14, 28, 56) if (last - first) / step <= 10), float(round((last - first) / 10))
    )
    ticks = middle + step * np.arange(np.ceil((first - middle) / step), np.floor((last - middle) / step) + 1)
    axes.set_xlim(first, last)
    axes.set_xticks(ticks, [short_date_words(date.fromordinal(int(tick)), language) for tick in ticks])
