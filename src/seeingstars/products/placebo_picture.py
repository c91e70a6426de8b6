"""Products: how large a difference is where nothing happened: other nights, other places and other hours as a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from seeingstars.event import Event
from seeingstars.products.captions import footer_words
from seeingstars.products.check_words import check_numbers, check_reading, comparison_with
from seeingstars.products.style import (
    INK,
    QUIET,
    add_footer,
    add_header,
    add_lines,
    new_figure,
    plain,
    stamp_simulated,
    tick_words,
    wrapped,
)
from seeingstars.products.verdict_words import verdict_line
from seeingstars.products.words import Language, interval_ends, known_number, number, say, text_in, unit_words

FloatArray = NDArray[np.float64]
IN_TIME, IN_SPACE = "placebo_in_time", "placebo_in_space"
_EVENT, _MARKS = "#00224e", {"nights": "o", "places": "^", "hours": "s"}
# Fewer nights than this, the event among them, cannot give a rank that chance gives once in 20.
_NIGHTS_FOR_FIVE_PERCENT = 20
_HEAD_IN, _ROW_IN, _FOOT_IN = 2.3, 0.95, 1.95


@dataclass(frozen=True)
class PlaceboRow:
    """One row of the picture: what stood in for the event, the effects, their intervals (n, 2), which excluded zero, words."""

    kind: str
    effect: FloatArray
    ci95: FloatArray
    is_alarm: NDArray[np.bool_]
    notes: tuple[str, ...] = ()


def draw_placebo(
    readings: pd.DataFrame | None, *, event: Event, result: Mapping[str, Any], language: Language
) -> tuple[Figure, str]:
    """Draw the effects that are found where nothing happened, and the evening's own among them.

    Parameters
    ----------
    readings : only to name their suppliers in the small print
    event, result : the event and what result.json holds; the placebos are those of the fixed meters, or else of the
        first kind of reading that has them
    language : nl or en

    Returns
    -------
    figure, alternative text
        Without placebos the picture says why.

    Examples
    --------
    >>> draw_placebo.__name__
    'draw_placebo'
    """
    comparison = comparison_with(result, IN_TIME)
    rows = placebo_rows(comparison)
    is_made = any(len(row.effect) for row in rows)
    height_in = _HEAD_IN + _FOOT_IN + (_ROW_IN * (len(rows) + 1) if is_made else -0.35)
    figure = new_figure(width_in=10.5, height_in=height_in)
    how = say("placebo_how", language) if is_made else ""
    add_header(figure, title=say("placebo_title", language), event=text_in(event.name, language), verdict=how)
    line, rank = verdict_line(comparison, language), rank_words(comparison, language)
    reading = check_reading(comparison, IN_TIME, language)
    if is_made:
        add_lines(figure, line, rank or reading, top_in=1.25)
        span = _ROW_IN * (len(rows) + 1) / height_in
        axes = figure.add_axes((0.25, _FOOT_IN / height_in, 0.72, span), label="data")
        _draw_rows(axes, rows, comparison, language)
        figure.legend(*axes.get_legend_handles_labels(), loc="lower left", bbox_to_anchor=(0.015, 0.7 / height_in),
                      ncols=4, frameon=False, columnspacing=1.4)  # fmt: skip
    else:
        words = f"{wrapped(plain(reading), width=70)}\n\n{wrapped(plain(line), width=80)}"
        figure.text(0.5, 0.55, words, ha="center", va="center", fontsize=13)
    add_footer(figure, footer_words(readings, event=event, result=result, language=language))
    stamp_simulated(figure, simulated=bool(result.get("simulated")), language=language)
    told = " ".join(words for words in (rank, reading, line) if words)
    return figure, f"{say('alt_placebo', language)} {told}" if is_made else told


def placebo_rows(comparison: Mapping[str, Any]) -> list[PlaceboRow]:
    """Other nights, other places and other hours; a row without effects was not made.

    Examples
    --------
    >>> time = {"nights": [{"effect": 0.1, "ci95": [-0.1, 0.3]}, {"effect": None}], "hours": []}
    >>> rows = placebo_rows({"checks": {"placebo_in_time": {"numbers": time}}})
    >>> [(row.kind, row.effect.tolist()) for row in rows]
    [('nights', [0.1]), ('places', []), ('hours', [])]
    """
    in_time, in_space = check_numbers(comparison, IN_TIME) or {}, check_numbers(comparison, IN_SPACE) or {}
    hours = [hour for hour in in_time.get("hours") or [] if known_number(hour.get("effect"))]
    notes = tuple(f"{hour.get('start', '')}–{hour.get('end', '')}" for hour in hours)
    return [
        _row("nights", in_time.get("nights") or []),
        _row("places", in_space.get("pseudo_areas") or []),
        _row("hours", hours, notes),
    ]


def _row(kind: str, found: list[Mapping[str, Any]], notes: tuple[str, ...] = ()) -> PlaceboRow:
    found = [one for one in found if known_number(one.get("effect"))]
    ends = [interval_ends(one.get("ci95")) or (np.nan, np.nan) for one in found]
    effect = np.array([float(one["effect"]) for one in found], dtype=float)
    alarm = np.array([bool(one.get("false_alarm") or one.get("excludes_zero")) for one in found], dtype=bool)
    return PlaceboRow(kind, effect, np.array(ends, dtype=float).reshape(-1, 2), alarm, notes)


def rank_words(comparison: Mapping[str, Any], language: Language) -> str:
    """Where the evening stands among its nights, and how little chance could ever be with so few; empty without a rank.

    Examples
    --------
    >>> rank_words({"rank": 1, "n_baseline_nights": 8}, "en").partition(". ")[0]
    'The evening itself is the most unusual of 9 nights'
    >>> rank_words({"rank": None, "n_baseline_nights": 8}, "en")
    ''
    """
    rank, nights = comparison.get("rank"), comparison.get("n_baseline_nights")
    if not known_number(rank) or not known_number(nights) or not nights:
        return ""
    every = int(nights) + 1
    smallest = number(1 / every, language, decimals=2 if every < 100 else 3)
    key = "placebo_first" if rank == 1 else "placebo_rank"
    place = say(key, language, rank=rank, all=every, nights=int(nights), p=smallest)
    return place if every >= _NIGHTS_FOR_FIVE_PERCENT else f"{place} {say('placebo_not_settled', language)}"


def _draw_rows(axes: Axes, rows: list[PlaceboRow], comparison: Mapping[str, Any], language: Language) -> None:
    effect, ends = comparison.get("effect"), interval_ends(comparison.get("ci95"))
    every = np.concatenate([np.r_[row.effect, row.ci95.ravel() if row.kind == "hours" else []] for row in rows])
    every = np.r_[every[np.isfinite(every)], 0.0, ends or (), effect if known_number(effect) else ()]
    room = max(float(every.max() - every.min()), 1e-3)
    # The right margin holds the hours.
    axes.set_xlim(float(every.min()) - 0.06 * room, float(every.max()) + 0.19 * room)
    axes.set_ylim(len(rows) + 0.5, -0.5)
    axes.axvline(0, color=QUIET, linewidth=1.2, linestyle=(0, (6, 3)), zorder=2, label=say("placebo_zero", language))
    if known_number(effect):
        _draw_event(axes, float(effect), ends, language)  # type: ignore[arg-type]
    else:
        _say_in_row(axes, 0, say("placebo_no_event", language))
    for place, row in enumerate(rows, start=1):
        if len(row.effect):
            _draw_row(axes, place, row, language)
        else:
            _say_in_row(axes, place, _why_empty(row, comparison, language))
    _row_names(axes, rows, language)
    unit = unit_words(comparison.get("unit"))
    axes.set_xlabel(f"{say('nights_axis', language)} {unit}".strip(), fontweight="bold", fontsize=10, loc="right")
    axes.xaxis.set_major_formatter(tick_words(language))
    axes.locator_params(axis="x", nbins=8)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _draw_event(axes: Axes, effect: float, ends: tuple[float, float] | None, language: Language) -> None:
    axes.axvline(effect, color=_EVENT, linewidth=1.0, linestyle=":", zorder=2)
    if ends is not None:
        axes.plot(ends, [0, 0], color=_EVENT, linewidth=2.2, zorder=5, label=say("placebo_interval", language))
    axes.scatter([effect], [0], s=150, marker="D", color=_EVENT, edgecolor="white", zorder=6,
                 label=say("placebo_event", language))  # fmt: skip


def _why_empty(row: PlaceboRow, comparison: Mapping[str, Any], language: Language) -> str:
    name = IN_SPACE if row.kind == "places" else IN_TIME
    if check_numbers(comparison, name) is not None:
        return say(f"placebo_no_{row.kind}", language)
    return check_reading(comparison, name, language)


def _say_in_row(axes: Axes, place: int, words: str) -> None:
    axes.text(0.5, place, wrapped(plain(words), width=60), transform=axes.get_yaxis_transform(), ha="center", va="center",
              fontsize=9.5, color=QUIET, zorder=6, bbox={"facecolor": "white", "edgecolor": "none", "pad": 2})  # fmt: skip


def _draw_row(axes: Axes, place: int, row: PlaceboRow, language: Language) -> None:
    height = place + stacked(row.effect, reach=axes.get_xlim())
    if row.kind == "hours":  # few, each with its own hours: they have room for an interval and a name
        height = place + (np.arange(len(row.effect)) - (len(row.effect) - 1) / 2) * 0.72 / max(len(row.effect), 3)
        _draw_hours(axes, row, height)
    dots: dict[str, Any] = {"edgecolor": "white", "linewidth": 0.5, "zorder": 4}
    ordinary, alarm = ~row.is_alarm, row.is_alarm
    axes.scatter(row.effect[ordinary], height[ordinary], s=38, marker=_MARKS[row.kind], color="#7c7b78", **dots)
    if alarm.any():
        words = say("placebo_alarm", language)
        label = None if words in axes.get_legend_handles_labels()[1] else words
        axes.scatter(row.effect[alarm], height[alarm], s=64, marker="X", color=INK, label=label, **dots)


def _draw_hours(axes: Axes, row: PlaceboRow, height: FloatArray) -> None:
    for at, ends, note in zip(height, row.ci95, row.notes, strict=True):
        axes.plot(ends, [at, at], color=QUIET, linewidth=1.2, zorder=3)
        axes.annotate(note, (1, at), (-2, 0), xycoords=axes.get_yaxis_transform(), textcoords="offset points", va="center",
                      ha="right", fontsize=9, color=INK)  # fmt: skip


def stacked(effect: FloatArray, *, reach: tuple[float, float]) -> FloatArray:
    """How far off its row each dot stands, so that equal effects lie beside and not on one another.

    Parameters
    ----------
    effect : n effects
    reach : ends of the axis

    Returns
    -------
    n numbers
        From −0.36 to 0.36 of a row; 0 for a dot that has its place to itself.

    Examples
    --------
    >>> stacked(np.array([0.1, 0.1, 0.9]), reach=(0.0, 1.0)).tolist()
    [-0.07, 0.07, 0.0]
    """
    column = np.floor((effect - reach[0]) / (reach[1] - reach[0]) * 60).astype(int)
    off = np.zeros(len(effect))
    for one in np.unique(column):
        own = np.flatnonzero(column == one)
        own = own[np.argsort(effect[own], kind="stable")]
        step = min(0.14, 0.72 / len(own))
        off[own] = (np.arange(len(own)) - (len(own) - 1) / 2) * step
    return off


def _row_names(axes: Axes, rows: list[PlaceboRow], language: Language) -> None:
    names = [say("placebo_event", language)]
    for row in rows:
        words = say(f"placebo_{row.kind}", language)
        names.append(f"{words} ({len(row.effect)})" if len(row.effect) else words)
    axes.set_yticks(range(len(names)), [wrapped(name, width=22) for name in names], fontsize=10.5, color=INK)
    axes.tick_params(axis="y", length=0)
    for edge in range(len(rows)):
        axes.axhline(edge + 0.5, color="#e3e3e3", linewidth=0.8, zorder=0)
